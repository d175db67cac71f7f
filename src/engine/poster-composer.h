/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-clock.h"
#include "poster-composition.h"
#include "poster-media-pool.h"
#include "poster-platforms.h"
#include "poster-store.h"
G_BEGIN_DECLS


/* A time this long ago still counts as now. */
#define POSTER_COMPOSER_PAST_US G_TIME_SPAN_MINUTE

#define POSTER_TYPE_COMPOSER (poster_composer_get_type ())
G_DECLARE_FINAL_TYPE (PosterComposer, poster_composer, POSTER, COMPOSER, GObject)

PosterComposer    *poster_composer_new            (PosterStore              *store,
                                                   PosterMediaPool          *pool,
                                                   PosterPlatforms          *platforms,
                                                   PosterClock              *clock);
void               poster_composer_compose_async  (PosterComposer           *self,
                                                   PosterCompositionRequest *request,
                                                   GCancellable             *cancellable,
                                                   GAsyncReadyCallback       callback,
                                                   gpointer                  user_data);
PosterComposition *poster_composer_compose_finish (PosterComposer           *self,
                                                   GAsyncResult             *result,
                                                   GError                  **error);
void               poster_composer_save_async     (PosterComposer           *self,
                                                   PosterComposition        *composition,
                                                   GCancellable             *cancellable,
                                                   GAsyncReadyCallback       callback,
                                                   gpointer                  user_data);
gboolean           poster_composer_save_finish    (PosterComposer           *self,
                                                   GAsyncResult             *result,
                                                   GError                  **error);

G_END_DECLS
