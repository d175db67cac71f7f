/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-platforms.h"
#include "poster-store.h"

G_BEGIN_DECLS

void  poster_duplicate_post_async  (PosterStore          *store,
                                    PosterPlatforms      *platforms,
                                    const char           *post_id,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
char *poster_duplicate_post_finish (PosterStore          *store,
                                    GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS
