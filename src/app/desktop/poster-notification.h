/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"

G_BEGIN_DECLS

/* What poster_notification_describe() begins with. */
#define POSTER_NOTIFICATION_IN_NEED '!'
#define POSTER_NOTIFICATION_IS_OUT  '='

char          *poster_notification_describe     (PosterPost    *post);
GNotification *poster_notification_new          (PosterSession *session,
                                                 PosterPost    *post);
GNotification *poster_notification_new_for_many (guint          n_posts,
                                                 gboolean       are_out);

G_END_DECLS
