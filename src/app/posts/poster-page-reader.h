/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-entry-cache.h"
#include "poster-store.h"

G_BEGIN_DECLS

/* Posts are read by so many rows: about two screens. */
#define POSTER_PAGE_ROWS 64

/* Reads the posts whose rows were asked for. */
typedef struct _PosterPageReader PosterPageReader;

PosterPageReader *poster_page_reader_new      (PosterStore           *store,
                                               PosterEntryCache      *cache);
void              poster_page_reader_free     (PosterPageReader      *self);
void              poster_page_reader_set_rows (PosterPageReader      *self,
                                               GArray                *rows);
void              poster_page_reader_want     (PosterPageReader      *self,
                                               const PosterPostPlace *place);

G_END_DECLS
