/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_WEBHOOKS_WINDOW (poster_webhooks_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterWebhooksWindow, poster_webhooks_window, POSTER, WEBHOOKS_WINDOW, AdwWindow)

GtkWindow *poster_webhooks_window_new (GtkWindow     *parent,
                                       PosterSession *session);

G_END_DECLS
