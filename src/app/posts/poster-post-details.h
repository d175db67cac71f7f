/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_POST_DETAILS (poster_post_details_get_type ())
G_DECLARE_FINAL_TYPE (PosterPostDetails, poster_post_details, POSTER, POST_DETAILS, AdwWindow)

/* A window with all that is known of one post, kept up to date. The one that shows the post
 * already is returned, if there is one; presenting it is the caller's. */
PosterPostDetails *poster_post_details_open         (PosterSession     *session,
                                                     GtkWindow         *parent,
                                                     const char        *post_id);
const char        *poster_post_details_get_post_id  (PosterPostDetails *self);

G_END_DECLS
