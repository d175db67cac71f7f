/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"

G_BEGIN_DECLS

/* Gives a post another time on its own wall, by the composer, which checks it anew. Gives the post as
 * it was, with the version that it has now, so that saving it takes the move back. */
void        poster_post_move_async  (PosterSession        *session,
                                     const char           *post_id,
                                     int                   days,
                                     int                   minutes,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
PosterPost *poster_post_move_finish (PosterSession        *session,
                                     GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
