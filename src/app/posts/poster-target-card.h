/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_TARGET_CARD (poster_target_card_get_type ())
G_DECLARE_FINAL_TYPE (PosterTargetCard, poster_target_card, POSTER, TARGET_CARD, AdwBin)

/* All that is known of one target of a post: whose, its state, why, where it can be seen, and its
 * story. Its buttons name the actions of poster-post-commands.h and of the application. */
GtkWidget *poster_target_card_new           (PosterSession    *session,
                                             const char       *target_id);
void       poster_target_card_set_post      (PosterTargetCard *self,
                                             PosterPost       *post);
void       poster_target_card_note_progress (PosterTargetCard *self,
                                             const char       *target_id,
                                             gint64            done_bytes,
                                             gint64            total_bytes);
/* Time has passed: what is said relative to it is said anew. */
void       poster_target_card_refresh       (PosterTargetCard *self);

G_END_DECLS
