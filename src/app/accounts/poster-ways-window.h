/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_WAYS_WINDOW (poster_ways_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterWaysWindow, poster_ways_window, POSTER, WAYS_WINDOW, AdwWindow)

GtkWindow *poster_ways_window_new     (GtkWindow     *parent,
                                       PosterSession *session);

/* The window for a new connection by that connector. */
void       poster_ways_window_present (GtkWindow     *parent,
                                       PosterSession *session,
                                       const char    *connector,
                                       gboolean       other_server);

G_END_DECLS
