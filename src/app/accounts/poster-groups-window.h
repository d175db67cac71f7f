/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_GROUPS_WINDOW (poster_groups_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterGroupsWindow, poster_groups_window, POSTER, GROUPS_WINDOW, AdwWindow)

/* Groups of accounts, made and changed. */
GtkWindow *poster_groups_window_new (GtkWindow     *parent,
                                     PosterSession *session);

G_END_DECLS
