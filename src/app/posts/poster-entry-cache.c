/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-entry-cache"

#include "poster-entry-cache.h"

#include "poster-list-rows.h"
#include "poster-post-entry-private.h"

/* Entries that nobody has at present are kept up to this many, for whoever scrolls back. */
#define MAX_KEPT 512

struct _PosterEntryCache
{
  GHashTable *entries;  /* place -> (unowned) entry */
  GQueue      kept;     /* (owned) entries, those whose posts were read last first */
};

/**
 * poster_entry_cache_new:
 *
 * Returns: (transfer full): no entries
 */
PosterEntryCache *
poster_entry_cache_new (void)
{
  PosterEntryCache *self = g_new0 (PosterEntryCache, 1);

  self->entries = poster_list_rows_new_set ();
  g_queue_init (&self->kept);
  return self;
}

static void
entry_gone_cb (gpointer  user_data,
               GObject  *entry)
{
  PosterEntryCache *self = user_data;

  g_hash_table_remove (self->entries, poster_post_entry_get_place ((PosterPostEntry *) entry));
}

/**
 * poster_entry_cache_free:
 * @self: (transfer full): a cache
 *
 * Entries that somebody has outlive it.
 */
void
poster_entry_cache_free (PosterEntryCache *self)
{
  GHashTableIter iter;
  gpointer entry;

  poster_entry_cache_let_go (self);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_object_weak_unref (entry, entry_gone_cb, self);
  g_hash_table_unref (self->entries);
  g_free (self);
}

/**
 * poster_entry_cache_get:
 * @self: a cache
 * @place: where a post stands
 *
 * Returns: (transfer full): the entry of that post, which may be new, and empty
 */
PosterPostEntry *
poster_entry_cache_get (PosterEntryCache      *self,
                        const PosterPostPlace *place)
{
  PosterPostEntry *entry = g_hash_table_lookup (self->entries, place);

  if (entry != NULL)
    return g_object_ref (entry);
  entry = poster_post_entry_new (place);
  g_hash_table_insert (self->entries, g_memdup2 (place, sizeof *place), entry);
  g_object_weak_ref (G_OBJECT (entry), entry_gone_cb, self);
  return entry;
}

/**
 * poster_entry_cache_has:
 * @self: a cache
 * @place: where a post stands
 *
 * Returns: whether anybody has its entry
 */
gboolean
poster_entry_cache_has (PosterEntryCache      *self,
                        const PosterPostPlace *place)
{
  return g_hash_table_contains (self->entries, place);
}

/**
 * poster_entry_cache_has_post:
 * @self: a cache
 * @place: where a post stands
 *
 * Returns: whether its entry is there, with the post
 */
gboolean
poster_entry_cache_has_post (PosterEntryCache      *self,
                             const PosterPostPlace *place)
{
  PosterPostEntry *entry = g_hash_table_lookup (self->entries, place);

  return entry != NULL && poster_post_entry_get_post (entry) != NULL;
}

/**
 * poster_entry_cache_list:
 * @self: a cache
 *
 * Returns: (transfer full) (element-type PosterPostEntry): the entries; they stay while one goes
 *   through them
 */
GPtrArray *
poster_entry_cache_list (PosterEntryCache *self)
{
  GPtrArray *entries = g_ptr_array_new_full (g_hash_table_size (self->entries), g_object_unref);
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (entries, g_object_ref (entry));
  return entries;
}

static void
drop (PosterEntryCache *self,
      PosterPostEntry  *entry)
{
  g_queue_unlink (&self->kept, poster_post_entry_get_link (entry));
  g_object_unref (entry);
}

/**
 * poster_entry_cache_take_post:
 * @self: a cache
 * @post: a post as it was just read
 *
 * Whoever has its entry sees it, and it is kept for a while for whoever will.
 */
void
poster_entry_cache_take_post (PosterEntryCache *self,
                              PosterPost       *post)
{
  g_autoptr(PosterPostEntry) entry = NULL;
  PosterPostPlace place;
  GList *link;

  poster_post_get_place (post, &place);
  entry = poster_entry_cache_get (self, &place);
  poster_post_entry_set_place (entry, &place);
  poster_post_entry_set_post (entry, post);

  link = poster_post_entry_get_link (entry);
  if (link->prev != NULL || link->next != NULL || self->kept.head == link)
    g_queue_unlink (&self->kept, link);
  else
    g_object_ref (entry);
  g_queue_push_head_link (&self->kept, link);
  while (self->kept.length > MAX_KEPT)
    drop (self, self->kept.tail->data);
}

/**
 * poster_entry_cache_let_go_of_unused:
 * @self: a cache
 *
 * Keeps only what somebody else has.
 */
void
poster_entry_cache_let_go_of_unused (PosterEntryCache *self)
{
  GList *next;

  for (GList *link = self->kept.head; link != NULL; link = next)
    {
      next = link->next;
      if (G_OBJECT (link->data)->ref_count == 1)
        drop (self, link->data);
    }
}

/**
 * poster_entry_cache_let_go:
 * @self: a cache
 *
 * Keeps nothing on its own.
 */
void
poster_entry_cache_let_go (PosterEntryCache *self)
{
  while (self->kept.head != NULL)
    drop (self, self->kept.head->data);
}
