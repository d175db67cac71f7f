/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post-entry.h"

G_BEGIN_DECLS

/* The entries of posts that anybody has, each once, and some that nobody has at present. */
typedef struct _PosterEntryCache PosterEntryCache;

PosterEntryCache *poster_entry_cache_new              (void);
void              poster_entry_cache_free             (PosterEntryCache      *self);
PosterPostEntry  *poster_entry_cache_get              (PosterEntryCache      *self,
                                                       const PosterPostPlace *place);
gboolean          poster_entry_cache_has              (PosterEntryCache      *self,
                                                       const PosterPostPlace *place);
gboolean          poster_entry_cache_has_post         (PosterEntryCache      *self,
                                                       const PosterPostPlace *place);
GPtrArray        *poster_entry_cache_list             (PosterEntryCache      *self);
void              poster_entry_cache_take_post        (PosterEntryCache      *self,
                                                       PosterPost            *post);
void              poster_entry_cache_let_go_of_unused (PosterEntryCache      *self);
void              poster_entry_cache_let_go           (PosterEntryCache      *self);

G_END_DECLS
