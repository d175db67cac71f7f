/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-list"

#include "poster-post-list-private.h"

#include "poster-list-rows.h"
#include "poster-post-entry-private.h"

/* When more posts than this changed, all places are read anew; it costs less than asking for each. */
#define MAX_CHANGED 64

/* At most one look at the store in this time, however much goes on. */
#define LOOK_INTERVAL_US (100 * G_TIME_SPAN_MILLISECOND)

/* A store that cannot be read is asked again after this. */
#define TROUBLE_RETRY_US (5 * G_TIME_SPAN_SECOND)

/* One look at the store, the places first and then the posts that somebody has. */
struct _PosterListLook
{
  PosterPostList *list;         /* (unowned): it cancels when it goes */
  GCancellable   *cancellable;
  GHashTable     *changed;      /* (nullable) set of posts that are looked at, NULL: all */
  PosterPlaces   *places;       /* (nullable) what was found */
};

/* The steps, in the order they run: look_soon -> start_look -> places_listed -> posts_got */
static void look_soon        (PosterPostList *self);
static void start_look       (PosterPostList *self);
static void places_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void posts_got_cb     (GObject *object, GAsyncResult *result, gpointer user_data);
static void finish_look      (PosterListLook *look);

static void
look_free (PosterListLook *look)
{
  g_object_unref (look->cancellable);
  g_clear_pointer (&look->changed, g_hash_table_unref);
  g_clear_pointer (&look->places, poster_places_free);
  g_free (look);
}

static gboolean
delay_ended_cb (gpointer user_data)
{
  PosterPostList *self = user_data;

  self->delay_id = 0;
  start_look (self);
  return G_SOURCE_REMOVE;
}

static void
look_soon (PosterPostList *self)
{
  PosterClock *clock = poster_session_get_clock (self->session);
  gint64 wait_us;

  if (self->look != NULL || self->delay_id != 0 ||
      (!self->is_all_changed && g_hash_table_size (self->changed) == 0))
    return;
  wait_us = MAX (self->next_look_us - poster_clock_get_monotonic_us (clock), 0);
  self->delay_id = poster_clock_add_delay (clock, wait_us, delay_ended_cb, self);
}

static void
start_look (PosterPostList *self)
{
  g_autoptr(GPtrArray) ids = NULL;
  PosterPlaceQuery query = { .search = self->search, .account_id = self->account_id, .sections = self->sections };
  PosterListLook *look = g_new0 (PosterListLook, 1);

  look->list = self;
  look->cancellable = g_cancellable_new ();
  if (!self->is_all_changed && g_hash_table_size (self->changed) <= MAX_CHANGED)
    {
      look->changed = g_steal_pointer (&self->changed);
      self->changed = poster_list_rows_new_set ();
      ids = poster_list_rows_dup_ids (look->changed);
      query.ids = (const char *const *) ids->pdata;
    }
  g_hash_table_remove_all (self->changed);
  self->is_all_changed = FALSE;
  self->next_look_us = poster_clock_get_monotonic_us (poster_session_get_clock (self->session)) + LOOK_INTERVAL_US;
  self->look = look;
  poster_store_list_places_async (poster_session_get_store (self->session), &query, look->cancellable,
                                  places_listed_cb, look);
}

/* Returns: whether the look is over */
static gboolean
end_on_error (PosterListLook *look,
              const GError   *error)
{
  PosterPostList *self = look->list;

  if (error == NULL)
    return FALSE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_message ("The list of posts could not be read, which is tried again: %s", error->message);
      self->look = NULL;
      self->is_all_changed = TRUE;
      self->next_look_us += TROUBLE_RETRY_US;
      look_soon (self);
    }
  look_free (look);
  return TRUE;
}

/* The posts that have to be read before the places are shown, so that no row comes up empty: those
 * that changed; when everything may have, those that anybody has, and for another view its top. */
static GPtrArray *
list_stale (PosterPostList *self,
            PosterListLook *look)
{
  g_autoptr(GHashTable) stale = poster_list_rows_new_set ();
  g_autoptr(GPtrArray) entries = NULL;
  GArray *places = look->places->places;
  guint n_new = 0;

  if (look->changed != NULL)
    n_new = places->len;
  else
    {
      poster_entry_cache_let_go_of_unused (self->cache);
      entries = poster_entry_cache_list (self->cache);
      for (guint i = 0; i < entries->len; i++)
        g_hash_table_add (stale, g_memdup2 (poster_post_entry_get_place (g_ptr_array_index (entries, i)),
                                            sizeof (PosterPostPlace)));
      if (self->is_new_view)
        n_new = MIN (places->len, POSTER_PAGE_ROWS);
    }
  for (guint i = 0; i < n_new; i++)
    g_hash_table_add (stale, g_memdup2 (&g_array_index (places, PosterPostPlace, i), sizeof (PosterPostPlace)));
  return poster_list_rows_dup_ids (stale);
}

static void
places_listed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  PosterListLook *look = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) ids = NULL;

  look->places = poster_store_list_places_finish (POSTER_STORE (object), result, &error);
  if (end_on_error (look, error))
    return;
  ids = list_stale (look->list, look);
  /* The end of it is one of them. */
  if (ids->len == 1)
    {
      finish_look (look);
      return;
    }
  poster_store_get_posts_async (POSTER_STORE (object), (const char *const *) ids->pdata, look->cancellable,
                                posts_got_cb, look);
}

static void
posts_got_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PosterListLook *look = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) posts = NULL;

  posts = poster_store_get_posts_finish (POSTER_STORE (object), result, &error);
  if (end_on_error (look, error))
    return;
  for (guint i = 0; i < posts->len; i++)
    poster_entry_cache_take_post (look->list->cache, g_ptr_array_index (posts, i));
  /* Whoever saw that may have wanted something else. */
  if (g_cancellable_is_cancelled (look->cancellable))
    look_free (look);
  else
    finish_look (look);
}

static void
finish_look (PosterListLook *look)
{
  g_autoptr(PosterPostList) self = g_object_ref (look->list);
  GArray *rows;

  self->look = NULL;
  if (look->changed != NULL)
    rows = poster_list_rows_update (self->rows, look->changed, look->places->places, self->hidden);
  else
    {
      self->is_new_view = FALSE;
      rows = poster_list_rows_build (look->places->places, self->hidden);
    }
  poster_post_list_show (self, rows, look->places->totals);
  look_free (look);
  look_soon (self);
}

/**
 * poster_post_list_look_again:
 * @self: a list
 *
 * Another look at everything, at once; the one on its way is of no interest any more.
 */
void
poster_post_list_look_again (PosterPostList *self)
{
  poster_post_list_stop (self);
  self->is_all_changed = TRUE;
  self->is_new_view = TRUE;
  start_look (self);
}

/**
 * poster_post_list_stop:
 * @self: a list
 *
 * Nothing comes of the look on its way, or the one that was to come.
 */
void
poster_post_list_stop (PosterPostList *self)
{
  if (self->look != NULL)
    g_cancellable_cancel (self->look->cancellable);
  self->look = NULL;
  g_clear_handle_id (&self->delay_id, g_source_remove);
}

/**
 * poster_post_list_note_change:
 * @self: a list
 * @post_id: a post that may have changed, or be gone; anything else for all of them
 *
 * Looks at it soon.
 */
void
poster_post_list_note_change (PosterPostList *self,
                              const char     *post_id)
{
  PosterPostPlace place = { 0 };

  if (poster_post_place_set_id (&place, post_id))
    g_hash_table_add (self->changed, g_memdup2 (&place, sizeof place));
  else
    self->is_all_changed = TRUE;
  look_soon (self);
}
