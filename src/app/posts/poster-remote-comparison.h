/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-post.h"

G_BEGIN_DECLS

#define POSTER_TYPE_REMOTE_COMPARISON (poster_remote_comparison_get_type ())
G_DECLARE_FINAL_TYPE (PosterRemoteComparison, poster_remote_comparison, POSTER, REMOTE_COMPARISON, GtkWidget)

/* What a post is here, and what it has become at a service: text and time of one target.
 * @account_remote_id: (nullable): its account there; @version: see poster-store-remote.h. */
GtkWidget *poster_remote_comparison_new  (void);
void       poster_remote_comparison_show (PosterRemoteComparison *self,
                                          PosterPost             *post,
                                          PosterTarget           *target,
                                          const char             *account_remote_id,
                                          JsonObject             *version,
                                          gint64                  now_us);

G_END_DECLS
