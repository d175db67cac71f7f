/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"
#include "poster-remote-post.h"

G_BEGIN_DECLS

JsonObject       *poster_late_post_from_answer (JsonObject        *root);
char             *poster_late_post_dup_path    (const char        *post_id,
                                                const char        *action);
char             *poster_late_post_dup_id      (JsonObject        *post);
PosterRemotePost *poster_late_post_parse       (PosterPlatforms   *platforms,
                                                JsonObject        *post);
JsonObject       *poster_late_post_find_entry  (JsonObject        *post,
                                                const char        *account_remote_id);
PosterTargetState poster_late_post_get_state   (JsonObject        *post,
                                                JsonObject        *entry);
gboolean          poster_late_post_is_waiting  (JsonObject        *post);

G_END_DECLS
