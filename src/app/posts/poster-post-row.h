/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-post-entry.h"
#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_POST_ROW (poster_post_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterPostRow, poster_post_row, POSTER, POST_ROW, GtkWidget)

/* A post of PosterPostList, wide or narrow. Its buttons name actions: `app.` of the application,
 * `posts.` of the page it is on. */
GtkWidget       *poster_post_row_new           (PosterSession   *session);
void             poster_post_row_set_entry     (PosterPostRow   *self,
                                                PosterPostEntry *entry);
PosterPostEntry *poster_post_row_get_entry     (PosterPostRow   *self);
void             poster_post_row_set_narrow    (PosterPostRow   *self,
                                                gboolean         narrow);
/* How high rows of a section are at present, for the room of those that are not made. */
int              poster_post_row_get_usual_height (gboolean          narrow,
                                                   PosterPostSection section);
/* Bytes of an upload moved: of one of its targets or of another post's. */
void             poster_post_row_note_progress (PosterPostRow   *self,
                                                const char      *target_id,
                                                gint64           done_bytes,
                                                gint64           total_bytes);
/* Time has passed: what is said relative to it is said anew. */
void             poster_post_row_refresh       (PosterPostRow   *self);

G_END_DECLS
