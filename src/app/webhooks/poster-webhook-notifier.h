/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_WEBHOOK_NOTIFIER (poster_webhook_notifier_get_type ())
G_DECLARE_FINAL_TYPE (PosterWebhookNotifier, poster_webhook_notifier, POSTER, WEBHOOK_NOTIFIER, GObject)

PosterWebhookNotifier *poster_webhook_notifier_new (GApplication  *application,
                                                    PosterSession *session);

G_END_DECLS
