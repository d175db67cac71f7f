/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"
#include "poster-publication.h"
#include "poster-step.h"

G_BEGIN_DECLS

#define POSTER_LATE_STEP_UPLOAD  "upload"
#define POSTER_LATE_STEP_CREATE  "create"
#define POSTER_LATE_STEP_LOOK    "look"
#define POSTER_LATE_STEP_COMPARE "compare"
#define POSTER_LATE_STEP_UPDATE  "update"

/* The state's members:
 *   media    {key of a file: {url, type, us: when its address was made, kept: whether the post has it}}
 *   post     id of the post at the service, once it is known
 *   handed   whether the service publishes it by itself at its time
 *   sent     digest of what the service was sent
 *   sent_media  digest of the files in that
 *   edit     digest of what the service is to be sent next, once it is clear that nobody changed it there
 *   tried_us when it was first tried to create the post in vain
 *   unsure   whether that may have taken effect after all
 *   seen     whether the service was seen publishing it
 *   looks, link_looks, first_look_us  how often it was asked, and since when */

PosterStep *poster_late_state_next_step    (PosterLateSession  *session,
                                            PosterPublication  *publication,
                                            GError            **error);
JsonObject *poster_late_state_dup          (PosterPublication  *publication);
void        poster_late_state_go_on        (GTask              *task,
                                            JsonObject         *state,
                                            gint64              delay_us,
                                            const char         *note);
void        poster_late_state_return       (GTask              *task,
                                            PosterStepResult   *result);
gint64      poster_late_state_count        (JsonObject         *state,
                                            const char         *member);
char       *poster_late_state_media_key    (PosterMediaItem    *item);
const char *poster_late_state_get_media_uri (JsonObject        *state,
                                            PosterMediaItem    *item);
void        poster_late_state_set_media    (JsonObject         *state,
                                            PosterMediaItem    *item,
                                            const char         *uri,
                                            const char         *type,
                                            gint64              made_us);
void        poster_late_state_drop_stale   (JsonObject         *state,
                                            gint64              now_us);
GPtrArray  *poster_late_state_list_missing (PosterPublication  *publication,
                                            JsonObject         *state);

G_END_DECLS
