/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_RENAME_WINDOW (poster_rename_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterRenameWindow, poster_rename_window, POSTER, RENAME_WINDOW, AdwWindow)

/* What an account that a service keeps is called. */
GtkWindow *poster_rename_window_new (GtkWindow     *parent,
                                     PosterSession *session,
                                     PosterAccount *account);

G_END_DECLS
