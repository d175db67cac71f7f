/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-import.h"

G_BEGIN_DECLS

#define POSTER_TYPE_IMPORT_CELL (poster_import_cell_get_type ())
G_DECLARE_FINAL_TYPE (PosterImportCell, poster_import_cell, POSTER, IMPORT_CELL, GtkWidget)

/* A row of a plan: what becomes of it, when and where, and what stands in its way. */
GtkWidget *poster_import_cell_new     (void);
void       poster_import_cell_set_row (PosterImportCell *self,
                                       PosterImportRow  *row,
                                       gint64            now_us);

G_END_DECLS
