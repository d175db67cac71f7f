/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"

G_BEGIN_DECLS

/**
 * PosterExportFormat:
 * @POSTER_EXPORT_CSV: a table, for a spreadsheet
 * @POSTER_EXPORT_JSON: a document, for a script
 */
typedef enum
{
  POSTER_EXPORT_CSV,
  POSTER_EXPORT_JSON,
} PosterExportFormat;

void    poster_exporter_write_async  (PosterStore          *store,
                                      PosterExportFormat    format,
                                      const char           *status,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
GBytes *poster_exporter_write_finish (PosterStore          *store,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
