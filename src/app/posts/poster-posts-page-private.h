/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-posts-page.h"

#include "poster-adaptive-bin.h"
#include "poster-post-filter.h"
#include "poster-post-list.h"
#include "poster-post-row.h"

G_BEGIN_DECLS

struct _PosterPostsPage
{
  GtkWidget            parent_instance;

  PosterSession       *session;         /* (nullable) */
  PosterPostList      *list;            /* (nullable), of the session */
  PosterPostFilter    *filter;
  gboolean             is_narrow;       /* as the window says */
  guint                refresh;         /* source id, 0 for none */
  GtkWidget           *menu;            /* (nullable), made when needed */

  PosterAdaptiveBin   *adaptive_bin;
  GtkSearchBar        *search_bar;
  GtkSearchEntry      *search_entry;
  GtkStack            *stack;
  GtkListView         *list_view;
  AdwStatusPage       *nothing_found_page;
  GtkWidget           *show_all_button;
};

/* What the `posts.` actions do. */
void        poster_posts_page_install_actions (GtkWidgetClass  *widget_class);

/* (transfer none) (nullable): a post that is on screen or near it */
PosterPost *poster_posts_page_find_post       (PosterPostsPage *self,
                                               const char      *post_id);

/* The menu of a post, at a place of the list. */
void        poster_posts_page_show_menu       (PosterPostsPage *self,
                                               PosterPostRow   *row,
                                               double           x,
                                               double           y);

G_END_DECLS
