/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post-list.h"

#include "poster-page-reader.h"

G_BEGIN_DECLS

typedef struct _PosterListLook PosterListLook;

struct _PosterPostList
{
  GObject          parent_instance;

  PosterSession   *session;

  /* What is to be listed. */
  char            *search;      /* (nullable) */
  char            *account_id;  /* (nullable) */
  guint            sections;
  GHashTable      *hidden;      /* set of posts */

  /* What is listed. */
  GArray          *rows;        /* element-type PosterPostPlace */
  guint            totals[POSTER_N_SECTIONS];
  gboolean         is_loaded;

  /* While changes are told: the rows from n_told on are still the old ones from n_left on. */
  GArray          *old_rows;    /* (nullable) */
  guint            n_told;
  guint            n_left;
  gboolean         has_hidden;  /* meanwhile */

  PosterPostEntry *headings[POSTER_N_SECTIONS];
  PosterPostPlace  firsts[POSTER_N_SECTIONS];  /* the posts that begin and end each section */
  PosterPostPlace  lasts[POSTER_N_SECTIONS];
  PosterEntryCache *cache;
  PosterPageReader *reader;     /* (nullable), NULL once disposed of */

  /* Looking at the store. */
  GHashTable      *changed;     /* set of posts */
  gboolean         is_all_changed;
  PosterListLook  *look;        /* (nullable) the one on its way */
  gint64           next_look_us;
  guint            delay_id;
  gboolean         is_new_view; /* other posts are wanted than those that are listed */
};

/* Looking at the store, in poster-post-list-look.c. */
void poster_post_list_look_again  (PosterPostList *self);
void poster_post_list_stop        (PosterPostList *self);
void poster_post_list_note_change (PosterPostList *self,
                                   const char     *post_id);

/* Showing what came of it. */
void poster_post_list_show        (PosterPostList *self,
                                   GArray         *rows,
                                   const guint    *totals);

G_END_DECLS
