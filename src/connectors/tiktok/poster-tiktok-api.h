/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-json-call.h"

G_BEGIN_DECLS

/**
 * PosterTiktokEndpoint:
 * @POSTER_TIKTOK_CONTENT_INIT: with PULL_FROM_URL it is the call that publishes
 *
 * The calls of TikTok's API that Poster makes.
 */
typedef enum
{
  POSTER_TIKTOK_TOKEN,
  POSTER_TIKTOK_REVOKE,
  POSTER_TIKTOK_CREATOR_INFO,
  POSTER_TIKTOK_VIDEO_INIT,
  POSTER_TIKTOK_INBOX_INIT,
  POSTER_TIKTOK_CONTENT_INIT,
  POSTER_TIKTOK_STATUS,
  POSTER_TIKTOK_CANCEL,
  POSTER_TIKTOK_USER_INFO,
} PosterTiktokEndpoint;

/* TikTok counts when a call arrives, we when it leaves: a second more keeps the two apart. */
#define POSTER_TIKTOK_RATE_WINDOW_US (61 * G_TIME_SPAN_SECOND)

PosterJsonCall *poster_tiktok_api_new_call           (PosterClock          *clock,
                                                      const char           *base_uri,
                                                      PosterTiktokEndpoint  endpoint,
                                                      const char           *query);
guint           poster_tiktok_api_get_max_calls      (PosterTiktokEndpoint  endpoint);
char           *poster_tiktok_api_dup_rate_limit_key (PosterTiktokEndpoint  endpoint,
                                                      const char           *connection_id);
gboolean        poster_tiktok_api_is_commit          (PosterTiktokEndpoint  endpoint);
gboolean        poster_tiktok_api_is_post            (PosterTiktokEndpoint  endpoint);
JsonObject     *poster_tiktok_api_dup_data           (PosterJsonAnswer     *answer);
GError         *poster_tiktok_api_new_nonsense       (PosterTiktokEndpoint  endpoint);

G_END_DECLS
