/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-publication.h"
#include "poster-step.h"
#include "poster-tiktok-chunks.h"

G_BEGIN_DECLS

/* The steps of publishing on TikTok:
 *
 *   a video       creator-info → init → upload → finish-upload → status (→ find-id)
 *   photos        creator-info → web-folder → content-init → status → clear-web-folder (→ find-id)
 *
 * For the inbox there is no creator-info. A video of one chunk has no upload: its only chunk is
 * the last one, and the last one publishes. */
#define POSTER_TIKTOK_STEP_CREATOR_INFO  "creator-info"
#define POSTER_TIKTOK_STEP_INIT          "init"
#define POSTER_TIKTOK_STEP_UPLOAD        "upload"
#define POSTER_TIKTOK_STEP_FINISH_UPLOAD "finish-upload"
#define POSTER_TIKTOK_STEP_WEB_FOLDER    "web-folder"
#define POSTER_TIKTOK_STEP_CONTENT_INIT  "content-init"
#define POSTER_TIKTOK_STEP_STATUS        "status"
#define POSTER_TIKTOK_STEP_CLEAR_FOLDER  "clear-web-folder"
#define POSTER_TIKTOK_STEP_FIND_ID       "find-id"

/* The state of a publication, without secrets. Members:
 *
 *   next                                   the next step
 *   username                               whose page the post will be on
 *   publish_id                             TikTok's name of the post on its way
 *   init_us                                when the upload address was got
 *   size, chunk_size, chunk_count, sent    the upload; sent: bytes that TikTok has
 *   moves                                  how often TikTok was at another byte than we thought
 *   resent                                 whether the last chunk may have been sent before
 *   unsure                                 whether nothing says that the last chunk arrived
 *   void_us                                since when nothing more can be sent, and TikTok is asked
 *   restarts                               how often the upload was begun anew
 *   files                                  names in the web folder
 *   polls, waiting_us                      how often, and since when, the status was asked for
 *   inbox, post_id                         what came of it
 *   looks, tries                           how often the id was looked for, the folder cleared */

/* When a post that was handed over is first asked about. */
#define POSTER_TIKTOK_FIRST_POLL_US (3 * G_TIME_SPAN_SECOND)

/* How often TikTok may be at another byte than we thought before the upload is given up. */
#define POSTER_TIKTOK_MAX_MOVES 10

PosterStep *poster_tiktok_state_next_step  (PosterPublication         *publication,
                                            GError                   **error);
JsonObject *poster_tiktok_state_dup        (PosterPublication         *publication);
void        poster_tiktok_state_go_on      (GTask                     *task,
                                            JsonObject                *state,
                                            const char                *next,
                                            gint64                     delay_us,
                                            const char                *note);
void        poster_tiktok_state_set_chunks (JsonObject                *state,
                                            const PosterTiktokChunks  *chunks);
gboolean    poster_tiktok_state_get_chunks (JsonObject                *state,
                                            PosterTiktokChunks        *chunks);
gboolean    poster_tiktok_state_restart    (JsonObject                *state);
gint64      poster_tiktok_state_count      (JsonObject                *state,
                                            const char                *member);

G_END_DECLS
