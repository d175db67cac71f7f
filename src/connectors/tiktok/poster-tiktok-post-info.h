/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-publication.h"

G_BEGIN_DECLS

/**
 * PosterTiktokKind:
 * @POSTER_TIKTOK_KIND_VIDEO: one video
 * @POSTER_TIKTOK_KIND_PHOTOS: one picture or several
 *
 * What a post consists of.
 */
typedef enum
{
  POSTER_TIKTOK_KIND_VIDEO,
  POSTER_TIKTOK_KIND_PHOTOS,
} PosterTiktokKind;

#define POSTER_TIKTOK_MAX_PHOTOS 35

gboolean    poster_tiktok_post_get_kind             (PosterPublication  *publication,
                                                     PosterTiktokKind   *kind,
                                                     GError            **error);
gboolean    poster_tiktok_post_is_inbox             (PosterPublication  *publication);
const char *poster_tiktok_post_get_privacy_level    (PosterPublication  *publication);
gboolean    poster_tiktok_post_is_branded_content   (PosterPublication  *publication);
gboolean    poster_tiktok_post_check                (PosterPublication  *publication,
                                                     GError            **error);
const char *poster_tiktok_post_get_content_type     (PosterPublication  *publication);
JsonObject *poster_tiktok_post_dup_video_info       (PosterPublication  *publication);
JsonObject *poster_tiktok_post_dup_photo_info       (PosterPublication  *publication);
gint64      poster_tiktok_post_get_photo_cover      (PosterPublication  *publication);
glong       poster_tiktok_utf16_length              (const char         *text);

G_END_DECLS
