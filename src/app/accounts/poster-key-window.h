/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_KEY_WINDOW (poster_key_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterKeyWindow, poster_key_window, POSTER, KEY_WINDOW, AdwWindow)

GtkWindow *poster_key_window_new           (GtkWindow        *parent,
                                            PosterSession    *session,
                                            const char       *connector,
                                            gboolean          other_server);
/* Shows the window for another key of the same person; one for practice needs none. */
void       poster_key_window_reconnect     (GtkWindow        *parent,
                                            PosterSession    *session,
                                            PosterConnection *connection);

G_END_DECLS
