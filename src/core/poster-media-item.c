/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-item"

#include "poster-media-item.h"

#include "poster-id.h"

G_DEFINE_FINAL_TYPE (PosterMediaItem, poster_media_item, G_TYPE_OBJECT)

static void
poster_media_item_finalize (GObject *object)
{
  PosterMediaItem *self = POSTER_MEDIA_ITEM (object);

  g_free (self->id);
  g_free (self->path);
  g_free (self->sampled_hash);
  g_free (self->full_hash);
  g_free (self->alt_text);
  g_clear_pointer (&self->facts, poster_media_facts_unref);
  G_OBJECT_CLASS (poster_media_item_parent_class)->finalize (object);
}

static void
poster_media_item_class_init (PosterMediaItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_media_item_finalize;
}

static void
poster_media_item_init (PosterMediaItem *self)
{
}

/**
 * poster_media_item_new:
 * @path: absolute path, in the file system's bytes
 *
 * Returns: (transfer full): an item with a new id, to be filled in
 */
PosterMediaItem *
poster_media_item_new (const char *path)
{
  PosterMediaItem *self = g_object_new (POSTER_TYPE_MEDIA_ITEM, NULL);

  self->id = poster_id_new ();
  self->path = g_strdup (path);
  return self;
}

/**
 * poster_media_item_copy:
 * @self: an item
 *
 * Returns: (transfer full): a copy to change and hand on, with an id of its own
 */
PosterMediaItem *
poster_media_item_copy (PosterMediaItem *self)
{
  PosterMediaItem *copy = poster_media_item_new (self->path);

  copy->is_library = self->is_library;
  copy->size = self->size;
  copy->mtime_ns = self->mtime_ns;
  copy->sampled_hash = g_strdup (self->sampled_hash);
  copy->full_hash = g_strdup (self->full_hash);
  copy->facts = self->facts != NULL ? poster_media_facts_ref (self->facts) : NULL;
  copy->alt_text = g_strdup (self->alt_text);
  return copy;
}

/**
 * poster_media_item_dup_file:
 * @self: an item
 *
 * Returns: (transfer full): where its bytes are
 */
GFile *
poster_media_item_dup_file (PosterMediaItem *self)
{
  return g_file_new_for_path (self->path);
}
