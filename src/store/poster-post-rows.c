/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-rows"

#include "poster-post-rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-media-rows.h"

/* Reading posts. Three statements for as many posts as wanted, not three for each. */

#define TARGET_COLUMNS \
  "t.post_id, t.id, t.account_id, t.place, t.state, t.holder, t.content, t.title, t.has_media, t.schedule_wall, " \
  "t.schedule_zone, t.schedule_us, t.options, t.due_us, t.wake_us, t.attempts, t.failures, t.step_state, " \
  "t.error_code, t.error_category, t.error_message, t.platform_post_id, t.platform_post_url, t.published_us, " \
  "t.is_inbox, t.open_step, t.open_kind, t.is_committed, t.submission_id, t.is_handed_over, t.told_us"

/* So many posts are filled in at a time. */
#define BATCH 1000

/* Posts made alike have the same options. Parsing the same text ten thousand times would be most
 * of the work. Records do not change, so that they may share the parsed object. */
struct _PosterRowCache
{
  GHashTable *objects;  /* (element-type utf8 JsonObject) */
};

/**
 * poster_row_cache_new:
 *
 * Returns: (transfer full): an empty cache for one reading
 */
PosterRowCache *
poster_row_cache_new (void)
{
  PosterRowCache *self = g_new0 (PosterRowCache, 1);

  self->objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  return self;
}

void
poster_row_cache_free (PosterRowCache *self)
{
  g_hash_table_unref (self->objects);
  g_free (self);
}

static JsonObject *
read_object (sqlite3_stmt   *row,
             int             index,
             PosterRowCache *cache)
{
  const char *text = poster_sql_column (row, index);
  JsonObject *object;

  if (text == NULL)
    return NULL;
  object = g_hash_table_lookup (cache->objects, text);
  if (object == NULL)
    {
      object = poster_json_parse_object (text, -1, NULL);
      if (object == NULL)
        {
          g_warning ("A JSON text in the database is none");
          object = json_object_new ();
        }
      g_hash_table_insert (cache->objects, g_strdup (text), object);
    }
  return json_object_ref (object);
}

static PosterSchedule *
read_schedule (sqlite3_stmt *row,
               int           first)
{
  const char *wall = poster_sql_column (row, first);
  const char *zone = poster_sql_column (row, first + 1);
  PosterSchedule *schedule = NULL;

  if (zone == NULL)
    return NULL;
  if (wall != NULL)
    schedule = poster_schedule_new_wall (wall, zone, NULL);
  /* Also where this machine has lost its data on the zone: the instant it was is still right. */
  if (schedule == NULL)
    schedule = poster_schedule_new_instant (sqlite3_column_int64 (row, first + 2), zone);
  return schedule;
}

/**
 * poster_post_rows_read:
 * @row: a statement at a row with POSTER_POST_COLUMNS
 *
 * Returns: (transfer full): the post, without media and targets: see poster_post_rows_fill_in()
 */
PosterPost *
poster_post_rows_read (sqlite3_stmt *row)
{
  PosterPost *post = g_object_new (POSTER_TYPE_POST, NULL);

  post->id = poster_sql_dup_text (row, 0);
  post->profile_id = poster_sql_dup_text (row, 1);
  post->title = poster_sql_dup_text (row, 2);
  post->content = poster_sql_dup_text (row, 3);
  post->schedule = read_schedule (row, 4);
  post->version = sqlite3_column_int64 (row, 7);
  post->created_us = sqlite3_column_int64 (row, 8);
  post->updated_us = sqlite3_column_int64 (row, 9);
  post->queue_id = poster_sql_dup_text (row, 10);
  post->slot_us = poster_sql_get_us (row, 11);
  post->series_id = poster_sql_dup_text (row, 12);
  post->occurrence = poster_sql_dup_text (row, 13);
  post->repeats = sqlite3_column_int (row, 14);
  return post;
}

static PosterTarget *
read_target (sqlite3_stmt   *row,
             PosterRowCache *cache)
{
  PosterTarget *target = g_object_new (POSTER_TYPE_TARGET, NULL);

  target->post_id = poster_sql_dup_text (row, 0);
  target->id = poster_sql_dup_text (row, 1);
  target->account_id = poster_sql_dup_text (row, 2);
  target->place = read_object (row, 3, cache);
  if (!poster_target_state_from_string (poster_sql_column (row, 4), &target->state))
    {
      g_warning ("Target %s is in a state that is none", target->id);
      target->state = POSTER_TARGET_UNKNOWN;
    }
  target->holder = sqlite3_column_int (row, 5) == POSTER_HOLDER_REMOTE ? POSTER_HOLDER_REMOTE : POSTER_HOLDER_HERE;
  target->content = poster_sql_dup_text (row, 6);
  target->title = poster_sql_dup_text (row, 7);
  if (sqlite3_column_int (row, 8))
    target->media = g_ptr_array_new_with_free_func (g_object_unref);
  target->schedule = read_schedule (row, 9);
  target->options = read_object (row, 12, cache);
  target->due_us = poster_sql_get_us (row, 13);
  target->wake_us = poster_sql_get_us (row, 14);
  target->attempts = sqlite3_column_int (row, 15);
  target->failures = sqlite3_column_int (row, 16);
  target->step_state = read_object (row, 17, cache);
  target->error_code = poster_sql_dup_text (row, 18);
  target->error_category = poster_sql_dup_text (row, 19);
  target->error_message = poster_sql_dup_text (row, 20);
  target->platform_post_id = poster_sql_dup_text (row, 21);
  target->platform_post_url = poster_sql_dup_text (row, 22);
  target->published_us = poster_sql_get_us (row, 23);
  target->is_inbox = sqlite3_column_int (row, 24);
  target->open_step = poster_sql_dup_text (row, 25);
  poster_step_kind_from_string (poster_sql_column (row, 26), &target->open_kind);
  target->is_committed = sqlite3_column_int (row, 27);
  target->submission_id = poster_sql_dup_text (row, 28);
  target->is_handed_over = sqlite3_column_int (row, 29);
  target->told_us = poster_sql_get_us (row, 30);
  return target;
}

/* What statements that read for several posts have in common. The posts are either all those
 * between the first and the last of them by time of creation: then the index on that gives them,
 * in order. Or they are named one by one, in a JSON array, which SQLite can look through like a
 * table; it makes a sorted copy of it first. */
typedef struct
{
  PosterSql      *sql;
  PosterRowCache *cache;
  GHashTable     *by_id;       /* (element-type utf8 PosterPost) */
  char           *ids;         /* (nullable): the posts one by one; NULL: all between the two */
  PosterPost     *oldest;      /* (unowned) */
  PosterPost     *newest;      /* (unowned) */
} Reading;

static void
reading_clear (Reading *reading)
{
  g_clear_pointer (&reading->by_id, g_hash_table_unref);
  g_clear_pointer (&reading->ids, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static void
reading_init (Reading        *reading,
              PosterSql      *sql,
              GPtrArray      *posts,
              guint           first,
              guint           end,
              gboolean        are_all_between,
              PosterRowCache *cache)
{
  GString *ids = are_all_between ? NULL : g_string_sized_new ((end - first) * 28 + 2);

  reading->sql = sql;
  reading->cache = cache;
  reading->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = first; i < end; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      g_hash_table_insert (reading->by_id, post->id, post);
      if (ids != NULL)
        g_string_append_printf (ids, "%c\"%s\"", i == first ? '[' : ',', post->id);
    }
  if (ids != NULL)
    {
      g_string_append_c (ids, ']');
      reading->ids = g_string_free (ids, FALSE);
      return;
    }
  reading->oldest = g_ptr_array_index (posts, first);
  reading->newest = g_ptr_array_index (posts, end - 1);
  if (reading->oldest->created_us > reading->newest->created_us ||
      (reading->oldest->created_us == reading->newest->created_us &&
       strcmp (reading->oldest->id, reading->newest->id) > 0))
    {
      reading->oldest = g_ptr_array_index (posts, end - 1);
      reading->newest = g_ptr_array_index (posts, first);
    }
}

static void
bind_posts (Reading      *reading,
            sqlite3_stmt *list)
{
  if (reading->ids != NULL)
    {
      poster_sql_bind_text (list, 1, reading->ids);
      return;
    }
  sqlite3_bind_int64 (list, 1, reading->oldest->created_us);
  poster_sql_bind_text (list, 2, reading->oldest->id);
  sqlite3_bind_int64 (list, 3, reading->newest->created_us);
  poster_sql_bind_text (list, 4, reading->newest->id);
}

static gboolean
read_targets (Reading  *reading,
              GError  **error)
{
  sqlite3_stmt *list = poster_sql_prepare (reading->sql, reading->ids != NULL
    ? "SELECT " TARGET_COLUMNS " FROM targets t "
      "WHERE t.post_id IN (SELECT value FROM json_each (?)) ORDER BY t.post_id, t.position"
    : "SELECT " TARGET_COLUMNS " FROM posts p CROSS JOIN targets t ON t.post_id = p.id "
      "WHERE (p.created_us, p.id) >= (?, ?) AND (p.created_us, p.id) <= (?, ?) "
      "ORDER BY p.created_us, p.id, t.position", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  bind_posts (reading, list);
  while ((step = poster_sql_step (reading->sql, list, error)) == POSTER_SQL_ROW)
    {
      PosterPost *post = g_hash_table_lookup (reading->by_id, poster_sql_column (list, 0));

      g_ptr_array_add (post->targets, read_target (list, reading->cache));
    }
  return step == POSTER_SQL_DONE;
}

static gboolean
read_media (Reading  *reading,
            GError  **error)
{
  sqlite3_stmt *list = poster_sql_prepare (reading->sql, reading->ids != NULL
    ? "SELECT u.post_id, u.target_id, " POSTER_MEDIA_COLUMNS " FROM post_media u "
      "CROSS JOIN media m ON m.id = u.media_id WHERE u.post_id IN (SELECT value FROM json_each (?)) "
      "ORDER BY u.post_id, u.target_id, u.position"
    : "SELECT u.post_id, u.target_id, " POSTER_MEDIA_COLUMNS " FROM posts p "
      "CROSS JOIN post_media u ON u.post_id = p.id CROSS JOIN media m ON m.id = u.media_id "
      "WHERE (p.created_us, p.id) >= (?, ?) AND (p.created_us, p.id) <= (?, ?) "
      "ORDER BY p.created_us, p.id, u.target_id, u.position", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  bind_posts (reading, list);
  while ((step = poster_sql_step (reading->sql, list, error)) == POSTER_SQL_ROW)
    {
      PosterPost *post = g_hash_table_lookup (reading->by_id, poster_sql_column (list, 0));
      const char *target_id = poster_sql_column (list, 1);
      GPtrArray *media = post->media;

      if (*target_id != '\0')
        {
          PosterTarget *target = poster_post_find_target (post, target_id);

          media = target != NULL ? target->media : NULL;
        }
      if (media != NULL)
        g_ptr_array_add (media, poster_media_rows_read (list, 2));
    }
  return step == POSTER_SQL_DONE;
}

/**
 * poster_post_rows_fill_in:
 * @sql: a connection, in the transaction in which @posts were read
 * @posts: (element-type PosterPost): posts as poster_post_rows_read() gives them, each once
 * @are_all_between: whether they are in the order of their creation, or the reverse, and there
 *   are no others between the first and the last of them: then they are found more cheaply
 * @cache: of this reading
 * @error: %POSTER_ERROR_DATABASE, %G_IO_ERROR_CANCELLED
 *
 * Reads their targets and media.
 *
 * Returns: whether all of it could be read
 */
gboolean
poster_post_rows_fill_in (PosterSql       *sql,
                          GPtrArray       *posts,
                          gboolean         are_all_between,
                          PosterRowCache  *cache,
                          GError         **error)
{
  for (guint first = 0; first < posts->len; first += BATCH)
    {
      g_auto(Reading) reading = { 0 };

      reading_init (&reading, sql, posts, first, MIN (first + BATCH, posts->len), are_all_between, cache);
      if (!read_targets (&reading, error) || !read_media (&reading, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * poster_post_rows_find:
 * @sql: a connection, in a transaction
 * @post_id: id of a post
 * @cache: of this reading
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_DATABASE, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the post, whole
 */
PosterPost *
poster_post_rows_find (PosterSql       *sql,
                       const char      *post_id,
                       PosterRowCache  *cache,
                       GError         **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT " POSTER_POST_COLUMNS " FROM posts p WHERE p.id = ?", error);
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_object_unref);
  PosterSqlStep step;

  if (find == NULL)
    return NULL;
  poster_sql_bind_text (find, 1, post_id);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_DONE)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No post “%s” is known"), post_id);
  if (step != POSTER_SQL_ROW)
    return NULL;
  g_ptr_array_add (posts, poster_post_rows_read (find));
  if (!poster_sql_finish (sql, find, error) || !poster_post_rows_fill_in (sql, posts, TRUE, cache, error))
    return NULL;
  return g_object_ref (g_ptr_array_index (posts, 0));
}

/**
 * poster_post_get_states:
 * @post: a post
 *
 * Returns: the states of its targets, as the database keeps them: a set of #PosterTargetStates
 */
guint
poster_post_get_states (PosterPost *post)
{
  guint states = 0;

  for (guint i = 0; i < post->targets->len; i++)
    states |= POSTER_STATES (((PosterTarget *) g_ptr_array_index (post->targets, i))->state);
  return states;
}
