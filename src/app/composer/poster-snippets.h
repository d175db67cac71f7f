/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define POSTER_TYPE_SNIPPET (poster_snippet_get_type ())
G_DECLARE_FINAL_TYPE (PosterSnippet, poster_snippet, POSTER, SNIPPET, GObject)

/**
 * PosterSnippet:
 * @name: how the person calls it; "" for no name
 * @text: what it puts in
 *
 * A piece of text that is used again and again: a group of hashtags, an ending. Immutable.
 */
struct _PosterSnippet
{
  GObject  parent_instance;

  char    *name;
  char    *text;
};

char    *poster_snippet_dup_title   (PosterSnippet  *self);
gboolean poster_snippet_is_hashtags (PosterSnippet  *self);

/* (element-type PosterSnippet), in the order that the person gave them, no text twice. */
#define POSTER_TYPE_SNIPPETS (poster_snippets_get_type ())
G_DECLARE_FINAL_TYPE (PosterSnippets, poster_snippets, POSTER, SNIPPETS, GObject)

PosterSnippets *poster_snippets_new     (GSettings      *settings);
PosterSnippet  *poster_snippets_find    (PosterSnippets *self,
                                         const char     *text);
gboolean        poster_snippets_insert  (PosterSnippets *self,
                                         guint           position,
                                         const char     *name,
                                         const char     *text);
gboolean        poster_snippets_change  (PosterSnippets *self,
                                         guint           position,
                                         const char     *name,
                                         const char     *text);
void            poster_snippets_remove  (PosterSnippets *self,
                                         guint           position);
void            poster_snippets_move    (PosterSnippets *self,
                                         guint           from,
                                         guint           to);

G_END_DECLS
