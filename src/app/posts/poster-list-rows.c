/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-list-rows"

#include "poster-list-rows.h"

#include <string.h>

static guint
hash_id (gconstpointer key)
{
  const PosterPostPlace *place = key;
  guint hash;

  /* Ids are random numbers. */
  memcpy (&hash, place->id + sizeof place->id - sizeof hash, sizeof hash);
  return hash;
}

static gboolean
equal_id (gconstpointer a,
          gconstpointer b)
{
  const PosterPostPlace *one = a;
  const PosterPostPlace *other = b;

  return memcmp (one->id, other->id, sizeof one->id) == 0;
}

/**
 * poster_list_rows_new_set:
 *
 * Returns: (transfer full) (element-type PosterPostPlace): a table that knows posts by their id
 *   and owns its keys
 */
GHashTable *
poster_list_rows_new_set (void)
{
  return g_hash_table_new_full (hash_id, equal_id, g_free, NULL);
}

/**
 * poster_list_rows_dup_ids:
 * @set: (element-type PosterPostPlace): posts
 *
 * Returns: (transfer full) (element-type utf8): their ids, with a %NULL after the last one
 */
GPtrArray *
poster_list_rows_dup_ids (GHashTable *set)
{
  GPtrArray *ids = g_ptr_array_new_full (g_hash_table_size (set) + 1, g_free);
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &place, NULL))
    {
      char *id = g_malloc (POSTER_POST_PLACE_ID_SIZE);

      poster_post_place_get_id (place, id);
      g_ptr_array_add (ids, id);
    }
  g_ptr_array_add (ids, NULL);
  return ids;
}

static void
append_post (GArray                *rows,
             const PosterPostPlace *place)
{
  const PosterPostPlace *last = rows->len > 0 ? &g_array_index (rows, PosterPostPlace, rows->len - 1) : NULL;

  if (last == NULL || last->section != place->section)
    {
      PosterPostPlace heading = { .section = place->section, .sort_key = G_MININT64 };

      g_array_append_val (rows, heading);
    }
  g_array_append_val (rows, *place);
}

/**
 * poster_list_rows_build:
 * @places: (element-type PosterPostPlace): all posts to be listed, in order
 * @hidden: (element-type PosterPostPlace): posts not to be
 *
 * Returns: (transfer full) (element-type PosterPostPlace): the rows
 */
GArray *
poster_list_rows_build (GArray     *places,
                        GHashTable *hidden)
{
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (PosterPostPlace), places->len + POSTER_N_SECTIONS);
  gboolean are_all_shown = g_hash_table_size (hidden) == 0;

  for (guint i = 0; i < places->len; i++)
    {
      const PosterPostPlace *place = &g_array_index (places, PosterPostPlace, i);

      if (are_all_shown || !g_hash_table_contains (hidden, place))
        append_post (rows, place);
    }
  return rows;
}

/**
 * poster_list_rows_update:
 * @rows: (element-type PosterPostPlace): the rows as they are
 * @changed: (element-type PosterPostPlace): posts that changed, are new, or gone
 * @places: (element-type PosterPostPlace): where those of them are now that are to be listed, in order
 * @hidden: (element-type PosterPostPlace): posts not to be listed
 *
 * Returns: (transfer full) (element-type PosterPostPlace): the rows as they are to be
 */
GArray *
poster_list_rows_update (GArray     *rows,
                         GHashTable *changed,
                         GArray     *places,
                         GHashTable *hidden)
{
  GArray *updated = g_array_sized_new (FALSE, FALSE, sizeof (PosterPostPlace), rows->len + places->len);
  guint i = 0;
  guint next = 0;

  while (i < rows->len || next < places->len)
    {
      const PosterPostPlace *row = i < rows->len ? &g_array_index (rows, PosterPostPlace, i) : NULL;
      const PosterPostPlace *place = next < places->len ? &g_array_index (places, PosterPostPlace, next) : NULL;

      if (row != NULL && (POSTER_LIST_ROW_IS_HEADING (row) || g_hash_table_contains (changed, row)))
        i++;
      else if (row == NULL || (place != NULL && poster_post_place_compare (place, row) < 0))
        {
          if (!g_hash_table_contains (hidden, place))
            append_post (updated, place);
          next++;
        }
      else
        {
          if (!g_hash_table_contains (hidden, row))
            append_post (updated, row);
          i++;
        }
    }
  return updated;
}

/* Makes one of those changes that have less than @gap unchanged rows between them. */
static void
join_changes (GArray *changes,
              guint   gap)
{
  guint n_kept = 0;

  for (guint i = 0; i < changes->len; i++)
    {
      PosterListChange *change = &g_array_index (changes, PosterListChange, i);
      PosterListChange *last = n_kept > 0 ? &g_array_index (changes, PosterListChange, n_kept - 1) : NULL;

      if (last != NULL && change->new_start - (last->new_start + last->n_added) < gap)
        {
          last->n_removed = change->old_start + change->n_removed - last->old_start;
          last->n_added = change->new_start + change->n_added - last->new_start;
        }
      else
        g_array_index (changes, PosterListChange, n_kept++) = *change;
    }
  g_array_set_size (changes, n_kept);
}

/**
 * poster_list_rows_compare:
 * @old_rows: (element-type PosterPostPlace): rows
 * @new_rows: (element-type PosterPostPlace): other rows
 * @max_changes: how many changes may come of it
 *
 * Finds what leads from @old_rows to @new_rows. No row is touched that is in both, unless that
 * takes more than @max_changes; then those that lie close together become one.
 *
 * Returns: (transfer full) (element-type PosterListChange): the changes, from the first row on
 */
GArray *
poster_list_rows_compare (GArray *old_rows,
                          GArray *new_rows,
                          guint   max_changes)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (PosterListChange));
  guint old_index = 0;
  guint new_index = 0;

  while (old_index < old_rows->len || new_index < new_rows->len)
    {
      PosterListChange change = { .old_start = old_index, .new_start = new_index };

      for (;;)
        {
          const PosterPostPlace *old_row = &g_array_index (old_rows, PosterPostPlace, old_index);
          const PosterPostPlace *new_row = &g_array_index (new_rows, PosterPostPlace, new_index);
          int order;

          if (old_index == old_rows->len && new_index == new_rows->len)
            break;
          order = old_index == old_rows->len ? 1
                  : new_index == new_rows->len ? -1 : poster_post_place_compare (old_row, new_row);
          if (order == 0)
            break;
          if (order < 0)
            old_index++;
          else
            new_index++;
        }
      change.n_removed = old_index - change.old_start;
      change.n_added = new_index - change.new_start;
      if (change.n_removed > 0 || change.n_added > 0)
        g_array_append_val (changes, change);
      else
        {
          old_index++;
          new_index++;
        }
    }
  for (guint gap = 2; changes->len > max_changes; gap *= 2)
    join_changes (changes, gap);
  return changes;
}
