/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_WEB_FOLDER_WINDOW (poster_web_folder_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterWebFolderWindow, poster_web_folder_window, POSTER, WEB_FOLDER_WINDOW, AdwWindow)

/* The web folder of the connection that @account lives on. To be presented. */
GtkWindow *poster_web_folder_window_new (GtkWindow     *parent,
                                         PosterSession *session,
                                         PosterAccount *account);

G_END_DECLS
