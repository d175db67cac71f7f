/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-session.h"
#include "poster-status.h"

G_BEGIN_DECLS

/* What can be done with a post now; the items name actions of the application (`app.`) and those of
 * poster-post-commands.h (`posts.`), each with the post's id. */
GMenuModel *poster_post_menu_new     (PosterSession *session,
                                      PosterPost    *post,
                                      gboolean       with_details);
/* The one thing to do next, for a button. */
gboolean    poster_post_find_next    (PosterPost    *post,
                                      PosterStatus  *status,
                                      const char   **label,
                                      const char   **action,
                                      const char   **target);
gboolean    poster_post_can_edit     (PosterPost    *post);
const char *poster_post_find_address (PosterPost    *post);

G_END_DECLS
