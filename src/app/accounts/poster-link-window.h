/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_LINK_WINDOW (poster_link_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterLinkWindow, poster_link_window, POSTER, LINK_WINDOW, AdwWindow)

GtkWindow *poster_link_window_new     (GtkWindow     *parent,
                                       PosterSession *session,
                                       const char    *connection_id);
GtkWindow *poster_link_window_new_for (GtkWindow     *parent,
                                       PosterSession *session,
                                       PosterAccount *account);

G_END_DECLS
