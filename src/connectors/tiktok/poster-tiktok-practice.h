/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-tiktok-session.h"

G_BEGIN_DECLS

/**
 * PosterTiktokPracticeInfo:
 * @base_uri: where the sandbox answers now
 * @info: what it says about itself: `webFolder`, `webPrefix`, `clientKey`, `clientSecret`
 *
 * What a practice account needs to know of the sandbox.
 */
typedef struct
{
  char       *base_uri;
  JsonObject *info;
} PosterTiktokPracticeInfo;

void                      poster_tiktok_practice_info_free   (PosterTiktokPracticeInfo  *self);
void                      poster_tiktok_practice_info_async  (PosterTiktokSession       *session,
                                                              GCancellable              *cancellable,
                                                              GAsyncReadyCallback        callback,
                                                              gpointer                   user_data);
PosterTiktokPracticeInfo *poster_tiktok_practice_info_finish (PosterTiktokSession       *session,
                                                              GAsyncResult              *result,
                                                              GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterTiktokPracticeInfo, poster_tiktok_practice_info_free)

G_END_DECLS
