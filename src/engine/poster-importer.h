/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-composer.h"
#include "poster-import.h"
#include "poster-progress.h"

G_BEGIN_DECLS

#define POSTER_TYPE_IMPORTER (poster_importer_get_type ())
G_DECLARE_FINAL_TYPE (PosterImporter, poster_importer, POSTER, IMPORTER, GObject)

PosterImporter *poster_importer_new          (PosterStore          *store,
                                              PosterMediaPool      *pool,
                                              PosterPlatforms      *platforms,
                                              PosterClock          *clock);
void            poster_importer_check_async  (PosterImporter       *self,
                                              PosterImport         *import,
                                              GPtrArray            *accounts,
                                              GHashTable           *creators,
                                              PosterConsentMode     consent,
                                              PosterProgressFunc    progress,
                                              gpointer              progress_data,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
PosterImport   *poster_importer_check_finish (PosterImporter       *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void            poster_importer_save_async   (PosterImporter       *self,
                                              PosterImport         *import,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean        poster_importer_save_finish  (PosterImporter       *self,
                                              GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
