/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PosterCsvRow:
 * @line: the line of the file that it begins in, counted from 1
 * @cells: (array zero-terminated=1): its cells, as many as it has
 *
 * One record of a file of comma-separated values.
 */
typedef struct
{
  guint   line;
  char  **cells;
} PosterCsvRow;

void       poster_csv_row_free   (PosterCsvRow       *self);

GPtrArray *poster_csv_parse      (const char         *bytes,
                                  gsize               length,
                                  GError            **error);
void       poster_csv_append_row (GString            *text,
                                  const char *const  *cells,
                                  guint               n_cells);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterCsvRow, poster_csv_row_free)

G_END_DECLS
