/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-page-reader"

#include "poster-page-reader.h"

#include "poster-list-rows.h"

struct _PosterPageReader
{
  PosterStore      *store;
  PosterEntryCache *cache;        /* (unowned), which gets what is read */
  GArray           *rows;         /* element-type PosterPostPlace */
  GArray           *wanted;       /* element-type PosterPostPlace, asked for last comes last */
  GCancellable     *cancellable;
  guint             idle_id;
  gboolean          is_reading;
};

/* The steps, in the order they run: want -> read_pages -> page_read */
static void read_pages   (PosterPageReader *self);
static void page_read_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/**
 * poster_page_reader_new:
 * @store: where posts are read from
 * @cache: gets what is read; has to outlive the reader
 *
 * Returns: (transfer full): a reader without rows
 */
PosterPageReader *
poster_page_reader_new (PosterStore      *store,
                        PosterEntryCache *cache)
{
  PosterPageReader *self = g_new0 (PosterPageReader, 1);

  self->store = g_object_ref (store);
  self->cache = cache;
  self->rows = g_array_new (FALSE, FALSE, sizeof (PosterPostPlace));
  self->wanted = g_array_new (FALSE, FALSE, sizeof (PosterPostPlace));
  self->cancellable = g_cancellable_new ();
  return self;
}

/**
 * poster_page_reader_free:
 * @self: (transfer full): a reader
 *
 * Nothing is read any more.
 */
void
poster_page_reader_free (PosterPageReader *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_array_unref (self->rows);
  g_array_unref (self->wanted);
  g_object_unref (self->store);
  g_free (self);
}

/**
 * poster_page_reader_set_rows:
 * @self: a reader
 * @rows: (element-type PosterPostPlace): the rows of the list: what stands beside a row that is
 *   asked for is read with it
 */
void
poster_page_reader_set_rows (PosterPageReader *self,
                             GArray           *rows)
{
  g_array_unref (self->rows);
  self->rows = g_array_ref (rows);
}

static gboolean
idle_cb (gpointer user_data)
{
  PosterPageReader *self = user_data;

  self->idle_id = 0;
  read_pages (self);
  return G_SOURCE_REMOVE;
}

/**
 * poster_page_reader_want:
 * @self: a reader
 * @place: where a post stands
 *
 * Somebody asked for the row of a post that was not read yet. Rows are asked for one by one, so that
 * it waits until all are known.
 */
void
poster_page_reader_want (PosterPageReader      *self,
                         const PosterPostPlace *place)
{
  g_array_append_val (self->wanted, *place);
  if (self->idle_id == 0 && !self->is_reading)
    self->idle_id = g_idle_add_full (G_PRIORITY_DEFAULT, idle_cb, self, NULL);
}

/* Adds the posts of the page that @place is on, as far as they were not read yet. */
static void
add_page (PosterPageReader      *self,
          const PosterPostPlace *place,
          GHashTable            *page)
{
  guint index;

  if (!g_array_binary_search (self->rows, place, poster_post_place_compare, &index))
    {
      g_hash_table_add (page, g_memdup2 (place, sizeof *place));
      return;
    }
  index -= index % POSTER_PAGE_ROWS;
  for (guint i = index; i < MIN (index + POSTER_PAGE_ROWS, self->rows->len); i++)
    {
      const PosterPostPlace *row = &g_array_index (self->rows, PosterPostPlace, i);

      if (!POSTER_LIST_ROW_IS_HEADING (row) && !poster_entry_cache_has_post (self->cache, row))
        g_hash_table_add (page, g_memdup2 (row, sizeof *row));
    }
}

/* What was asked for last is read first: whoever scrolls on is not interested in where he was. */
static void
read_pages (PosterPageReader *self)
{
  g_autoptr(GHashTable) page = poster_list_rows_new_set ();
  g_autoptr(GPtrArray) ids = NULL;

  while (self->wanted->len > 0 && g_hash_table_size (page) < POSTER_PAGE_ROWS)
    {
      PosterPostPlace last = g_array_index (self->wanted, PosterPostPlace, self->wanted->len - 1);

      g_array_set_size (self->wanted, self->wanted->len - 1);
      /* Nobody has it any more, or it was on a page that was read. */
      if (poster_entry_cache_has (self->cache, &last) && !poster_entry_cache_has_post (self->cache, &last) &&
          !g_hash_table_contains (page, &last))
        add_page (self, &last, page);
    }
  if (g_hash_table_size (page) == 0)
    return;

  ids = poster_list_rows_dup_ids (page);
  self->is_reading = TRUE;
  poster_store_get_posts_async (self->store, (const char *const *) ids->pdata, self->cancellable, page_read_cb, self);
}

static void
page_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PosterPageReader *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) posts = NULL;

  posts = poster_store_get_posts_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_reading = FALSE;
  if (posts == NULL)
    {
      g_message ("Some posts could not be read: %s", error->message);
      return;
    }
  for (guint i = 0; i < posts->len; i++)
    poster_entry_cache_take_post (self->cache, g_ptr_array_index (posts, i));
  read_pages (self);
}
