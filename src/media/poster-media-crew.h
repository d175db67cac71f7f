/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"
#include "poster-media-worker.h"

G_BEGIN_DECLS

typedef struct _PosterMediaCrew PosterMediaCrew;

PosterMediaCrew   *poster_media_crew_new                    (PosterClock       *clock,
                                                             const char        *worker_path);
void               poster_media_crew_free                   (PosterMediaCrew   *self);
PosterClock       *poster_media_crew_get_clock              (PosterMediaCrew   *self);
GMainContext      *poster_media_crew_get_context            (PosterMediaCrew   *self);
const char        *poster_media_crew_get_worker_path        (PosterMediaCrew   *self);
gint64             poster_media_crew_get_memory_limit_bytes (PosterMediaCrew   *self);
void               poster_media_crew_set_memory_limit_bytes (PosterMediaCrew   *self,
                                                             gint64             memory_limit_bytes);
PosterMediaWorker *poster_media_crew_wake                   (PosterMediaCrew   *self);
PosterMediaWorker *poster_media_crew_hire                   (PosterMediaCrew   *self,
                                                             GError           **error);
void               poster_media_crew_rest                   (PosterMediaCrew   *self,
                                                             PosterMediaWorker *worker);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterMediaCrew, poster_media_crew_free)

G_END_DECLS
