/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-progress.h"
#include "poster-publication.h"
#include "poster-tiktok-session.h"

G_BEGIN_DECLS

/**
 * PosterTiktokWebFolder:
 * @folder: where pictures are put
 * @prefix: the address under which they are public then
 *
 * A place that TikTok can fetch photos from.
 */
typedef struct
{
  GFile *folder;
  char  *prefix;
} PosterTiktokWebFolder;

void                   poster_tiktok_web_folder_free           (PosterTiktokWebFolder  *self);
char                  *poster_tiktok_web_folder_dup_url        (PosterTiktokWebFolder  *self,
                                                                const char             *name);
gboolean               poster_tiktok_web_folder_check          (PosterPublication      *publication,
                                                                GError                **error);
void                   poster_tiktok_web_folder_resolve_async  (PosterTiktokSession    *session,
                                                                PosterConnection       *connection,
                                                                GCancellable           *cancellable,
                                                                GAsyncReadyCallback     callback,
                                                                gpointer                user_data);
PosterTiktokWebFolder *poster_tiktok_web_folder_resolve_finish (GAsyncResult           *result,
                                                                GError                **error);
void                   poster_tiktok_web_folder_clear_async    (PosterTiktokSession    *session,
                                                                PosterPublication      *publication,
                                                                GCancellable           *cancellable,
                                                                GAsyncReadyCallback     callback,
                                                                gpointer                user_data);
gboolean               poster_tiktok_web_folder_clear_finish   (GAsyncResult           *result,
                                                                GError                **error);

void                   poster_tiktok_web_folder_step           (PosterTiktokSession    *session,
                                                                PosterPublication      *publication,
                                                                PosterProgressFunc      progress,
                                                                gpointer                progress_data,
                                                                GTask                  *task);
void                   poster_tiktok_web_folder_clear_step     (PosterTiktokSession    *session,
                                                                PosterPublication      *publication,
                                                                GTask                  *task);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterTiktokWebFolder, poster_tiktok_web_folder_free)

G_END_DECLS
