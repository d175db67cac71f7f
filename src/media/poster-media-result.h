/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PosterMediaResult PosterMediaResult;

PosterMediaResult *poster_media_result_new             (GFile              *destination,
                                                        gint64              expected_bytes,
                                                        GError            **error);
void               poster_media_result_free            (PosterMediaResult  *self);
int                poster_media_result_get_fd          (PosterMediaResult  *self);
int                poster_media_result_get_scratch_fd  (PosterMediaResult  *self);
gboolean           poster_media_result_keep            (PosterMediaResult  *self,
                                                        GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterMediaResult, poster_media_result_free)

G_END_DECLS
