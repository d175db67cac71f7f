/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"
#include "poster-webhook.h"

G_BEGIN_DECLS

#define POSTER_TYPE_WEBHOOK_EDITOR (poster_webhook_editor_get_type ())
G_DECLARE_FINAL_TYPE (PosterWebhookEditor, poster_webhook_editor, POSTER, WEBHOOK_EDITOR, AdwWindow)

GtkWindow *poster_webhook_editor_new (GtkWindow     *parent,
                                      PosterSession *session,
                                      PosterWebhook *webhook);

G_END_DECLS
