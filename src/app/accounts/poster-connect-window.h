/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CONNECT_WINDOW (poster_connect_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterConnectWindow, poster_connect_window, POSTER, CONNECT_WINDOW, AdwWindow)

/* @reconnect: (nullable): the account that is to be signed in again. To be presented. */
GtkWindow *poster_connect_window_new     (GtkWindow     *parent,
                                          PosterSession *session,
                                          PosterAccount *reconnect);
GtkWindow *poster_connect_window_new_for (GtkWindow     *parent,
                                          PosterSession *session,
                                          const char    *connector);

G_END_DECLS
