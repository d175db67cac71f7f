/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-media-facts.h"

G_BEGIN_DECLS

#define POSTER_TYPE_MEDIA_ITEM (poster_media_item_get_type ())
G_DECLARE_FINAL_TYPE (PosterMediaItem, poster_media_item, POSTER, MEDIA_ITEM, GObject)

/**
 * PosterMediaItem:
 * @id: 24 hex digits
 * @is_library: whether the bytes are a copy of ours, named by its SHA-256; else the file is the
 *   person's own and stays where it is
 * @path: absolute path in the file system's bytes, not necessarily UTF-8
 * @size: bytes when it was checked
 * @mtime_ns: modification time when it was checked, nanoseconds since the epoch
 * @sampled_hash: (nullable): hash over the size and some of the content
 * @full_hash: (nullable): SHA-256 of the content, hex
 * @facts: (nullable): what the probe measured
 * @alt_text: (nullable): description for people who do not see it
 *
 * One file of a post. A record, like #PosterConnection.
 */
struct _PosterMediaItem
{
  GObject           parent_instance;

  char             *id;
  gboolean          is_library;
  char             *path;
  gint64            size;
  gint64            mtime_ns;
  char             *sampled_hash;
  char             *full_hash;
  PosterMediaFacts *facts;
  char             *alt_text;
};

PosterMediaItem *poster_media_item_new      (const char *path);
PosterMediaItem *poster_media_item_copy     (PosterMediaItem *self);
GFile           *poster_media_item_dup_file (PosterMediaItem *self);

G_END_DECLS
