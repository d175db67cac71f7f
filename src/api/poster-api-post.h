/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-api-private.h"
#include "poster-post-writer.h"

G_BEGIN_DECLS

/* How long the answer to what is to go out at once is waited for: clients give up later. */
#define POSTER_API_PUBLISH_WAIT_US (60 * G_TIME_SPAN_SECOND)

/* What is below this is a file of a post, by its id. */
#define POSTER_API_MEDIA_PATH "/v1/media/"

extern const PosterApiRoute poster_api_post_routes[];

char       *poster_api_post_dup_media_base (PosterApi *self);
void        poster_api_post_answer         (PosterApiCall *call, guint status, const char *message,
                                            const char *member, const char *post_id);
void        poster_api_post_answer_settled (PosterApiCall *call, guint status, const char *post_id);
JsonObject *poster_api_findings_to_json    (GPtrArray *findings);

void        poster_api_post_create         (PosterApiCall *call);
void        poster_api_post_update         (PosterApiCall *call);
void        poster_api_post_validate       (PosterApiCall *call);

G_END_DECLS
