/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-import.h"

G_BEGIN_DECLS

void          poster_plan_file_load_async  (GFile                *file,
                                            const char           *zone,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
PosterImport *poster_plan_file_load_finish (GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
