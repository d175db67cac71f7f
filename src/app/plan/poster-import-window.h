/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_IMPORT_WINDOW (poster_import_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterImportWindow, poster_import_window, POSTER, IMPORT_WINDOW, AdwWindow)

/* Signals:
 *   ::imported (guint n_posts)   posts were made of the plan; the window closes itself */
PosterImportWindow *poster_import_window_new  (GtkWindow          *parent,
                                               PosterSession      *session,
                                               const char         *zone);
void                poster_import_window_load (PosterImportWindow *self,
                                               GFile              *file);

G_END_DECLS
