/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-post.h"

G_BEGIN_DECLS

/**
 * PosterPostWriter:
 *
 * Writes posts as JSON text, in the very words of poster_post_to_json() but without making an
 * object of each: for lists of thousands.
 */
typedef struct _PosterPostWriter PosterPostWriter;

PosterPostWriter *poster_post_writer_new   (GHashTable *accounts, PosterPlatforms *platforms);
void              poster_post_writer_serve (PosterPostWriter *self, const char *media_base);
void              poster_post_writer_free  (PosterPostWriter *self);
void              poster_post_writer_write (PosterPostWriter *self, PosterPost *post, GString *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterPostWriter, poster_post_writer_free)

G_END_DECLS
