/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

void   poster_picture_library_keep_async  (GdkTexture           *texture,
                                           const char           *data_dir,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GFile *poster_picture_library_keep_finish (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
