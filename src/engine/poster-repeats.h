/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-composition.h"
#include "poster-platforms.h"
#include "poster-store.h"

G_BEGIN_DECLS

void     poster_repeats_find_async  (PosterStore               *store,
                                     PosterPlatforms           *platforms,
                                     PosterCompositionRequest  *request,
                                     PosterComposition         *composition,
                                     GCancellable              *cancellable,
                                     GAsyncReadyCallback        callback,
                                     gpointer                   user_data);
gboolean poster_repeats_find_finish (GAsyncResult              *result,
                                     GError                   **error);

G_END_DECLS
