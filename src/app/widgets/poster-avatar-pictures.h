/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The pictures of accounts, as their services show them: fetched once, kept small with the other
 * thumbnails. Main thread only; all that takes time happens elsewhere. */
GdkTexture *poster_avatar_pictures_peek        (const char           *uri);
void        poster_avatar_pictures_load_async  (const char           *uri,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
GdkTexture *poster_avatar_pictures_load_finish (GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
