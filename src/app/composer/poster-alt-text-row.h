/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-media-item.h"

G_BEGIN_DECLS

#define POSTER_TYPE_ALT_TEXT_ROW (poster_alt_text_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterAltTextRow, poster_alt_text_row, POSTER, ALT_TEXT_ROW, GtkWidget)

/* Where a picture is described. Signals:
 *   ::described (const char *text)   a person wrote it; empty: there is no description */
GtkWidget *poster_alt_text_row_new      (void);
void       poster_alt_text_row_set_item (PosterAltTextRow *self,
                                         PosterMediaItem  *item,
                                         guint             number);

G_END_DECLS
