/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-item.h"

G_BEGIN_DECLS

void poster_connector_file_open_async  (PosterMediaItem      *item,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
int  poster_connector_file_open_finish (GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
