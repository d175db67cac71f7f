/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-post.h"

G_BEGIN_DECLS

/* What can be done with a post now; the items name actions of the application (`app.`) and of the
 * page (`posts.`), each with the post's id. */
GMenuModel *poster_post_menu_new     (PosterPost *post,
                                      gboolean    with_details);
/* What can be done, also for keys. */
gboolean    poster_post_can_edit     (PosterPost *post);
gboolean    poster_post_can_retry    (PosterPost *post);
gboolean    poster_post_can_cancel   (PosterPost *post);
gboolean    poster_post_can_delete   (PosterPost *post);
const char *poster_post_find_address (PosterPost *post);

G_END_DECLS
