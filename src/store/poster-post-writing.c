/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-writing"

#include "poster-post-writing.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-media-rows.h"
#include "poster-post-place.h"
#include "poster-post-rows.h"
#include "poster-submission-rows.h"

/* Writing posts whole, in a transaction of the writer. */

static void
bind_schedule (sqlite3_stmt   *statement,
               int             first,
               PosterSchedule *schedule)
{
  if (schedule == NULL)
    return;
  poster_sql_bind_text (statement, first, poster_schedule_get_wall (schedule));
  poster_sql_bind_text (statement, first + 1, poster_schedule_get_zone (schedule));
  sqlite3_bind_int64 (statement, first + 2, poster_schedule_get_instant_us (schedule));
}

/**
 * poster_target_writing_get_states:
 * @sql: a connection, in a transaction
 * @post_id: id of a post
 * @states: (out): the states that its targets are in, for whoever wants to change the post
 * @error: %POSTER_ERROR_DATABASE
 *
 * Returns: whether they could be read
 */
gboolean
poster_target_writing_get_states (PosterSql           *sql,
                                  const char          *post_id,
                                  PosterTargetStates  *states,
                                  GError             **error)
{
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT state, is_committed FROM targets WHERE post_id = ?", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  poster_sql_bind_text (list, 1, post_id);
  *states = 0;
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      PosterTargetState state = POSTER_TARGET_UNKNOWN;

      poster_target_state_from_string (poster_sql_column (list, 0), &state);

      /* Held, but the platform may have it: for whoever wants to change it that is under way. */
      if (state == POSTER_TARGET_HELD && sqlite3_column_int (list, 1))
        state = POSTER_TARGET_PROCESSING;
      *states |= POSTER_STATES (state);
    }
  return step == POSTER_SQL_DONE;
}

/**
 * poster_post_writing_check:
 * @sql: the writer's connection, in a transaction
 * @post: what is to be stored; gets the time of creation that is stored
 * @allowed: states that stored targets may be in
 * @error: %POSTER_ERROR_CONFLICT, %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_DATABASE
 *
 * Returns: whether @post may replace what is stored
 */
gboolean
poster_post_writing_check (PosterSql           *sql,
                           PosterPost          *post,
                           PosterTargetStates   allowed,
                           GError             **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT version, created_us FROM posts WHERE id = ?", error);
  PosterTargetStates states;
  PosterSqlStep step;
  gint64 version;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, post->id);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  if (step == POSTER_SQL_DONE)
    {
      if (post->version == 0)
        return TRUE;
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                           _("The post was deleted meanwhile; save it as a new one to keep it"));
      return FALSE;
    }
  version = sqlite3_column_int64 (find, 0);
  post->created_us = sqlite3_column_int64 (find, 1);
  if (!poster_sql_finish (sql, find, error))
    return FALSE;
  if (version != post->version)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("The post was changed meanwhile; look at it again before changing it"));
      return FALSE;
    }
  if (!poster_target_writing_get_states (sql, post->id, &states, error))
    return FALSE;
  if ((states & ~allowed) != 0)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("The post is being published or was published, so it cannot be changed"));
      return FALSE;
    }
  return TRUE;
}

/* States in which a post still needs the slot that it holds. */
#define HOLDING (POSTER_STATES (POSTER_TARGET_SCHEDULED) | POSTER_STATES (POSTER_TARGET_HELD) | \
                 POSTER_STATES_ACTIVE | POSTER_STATES (POSTER_TARGET_UNKNOWN))

/* Whether @post goes on holding its slot. Whoever gives a post another time, or takes it back, need
 * not know of queues; nor whoever writes one anew that was deleted, whose slot another may hold. */
static gboolean
check_slot (PosterSql   *sql,
            PosterPost  *post,
            gboolean    *holds_slot,
            GError     **error)
{
  sqlite3_stmt *find;
  PosterSqlStep step;

  *holds_slot = post->queue_id != NULL && post->slot_us >= 0 && post->schedule != NULL &&
                (poster_post_get_states (post) & HOLDING) != 0 &&
                poster_schedule_get_instant_us (post->schedule) == post->slot_us;
  if (!*holds_slot)
    return TRUE;
  find = poster_sql_prepare (sql, "SELECT 1 FROM posts WHERE queue_id = ? AND slot_us = ? AND id <> ?", error);
  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, post->queue_id);
  sqlite3_bind_int64 (find, 2, post->slot_us);
  poster_sql_bind_text (find, 3, post->id);
  step = poster_sql_step (sql, find, error);
  *holds_slot = step == POSTER_SQL_DONE;
  return step == POSTER_SQL_ROW ? poster_sql_finish (sql, find, error) : step == POSTER_SQL_DONE;
}

static gboolean
write_post (PosterSql   *sql,
            PosterPost  *post,
            gint64       change,
            GError     **error)
{
  gboolean holds_slot;
  PosterPostPlace place;
  sqlite3_stmt *write;

  if (!check_slot (sql, post, &holds_slot, error))
    return FALSE;
  write = poster_sql_prepare (sql,
    "INSERT INTO posts (id, profile_id, title, content, schedule_wall, schedule_zone, schedule_us, version, "
    "edited_version, created_us, updated_us, status, states, changed, section, sort_key, queue_id, slot_us, "
    "series_id, occurrence) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19) "
    "ON CONFLICT (id) DO UPDATE SET profile_id = excluded.profile_id, title = excluded.title, "
    "content = excluded.content, schedule_wall = excluded.schedule_wall, schedule_zone = excluded.schedule_zone, "
    "schedule_us = excluded.schedule_us, version = excluded.version, edited_version = excluded.edited_version, "
    "created_us = excluded.created_us, updated_us = excluded.updated_us, status = excluded.status, "
    "states = excluded.states, changed = excluded.changed, section = excluded.section, "
    "sort_key = excluded.sort_key, queue_id = excluded.queue_id, slot_us = excluded.slot_us, "
    "series_id = excluded.series_id, occurrence = excluded.occurrence", error);
  if (write == NULL)
    return FALSE;
  poster_post_get_place (post, &place);
  poster_sql_bind_text (write, 1, post->id);
  poster_sql_bind_text (write, 2, post->profile_id);
  poster_sql_bind_text (write, 3, post->title);
  poster_sql_bind_text (write, 4, post->content != NULL ? post->content : "");
  bind_schedule (write, 5, post->schedule);
  sqlite3_bind_int64 (write, 8, post->version);
  sqlite3_bind_int64 (write, 9, post->created_us);
  sqlite3_bind_int64 (write, 10, post->updated_us);
  poster_sql_bind_text (write, 11, poster_post_get_status (post));
  sqlite3_bind_int64 (write, 12, poster_post_get_states (post));
  sqlite3_bind_int64 (write, 13, change);
  sqlite3_bind_int64 (write, 14, place.section);
  sqlite3_bind_int64 (write, 15, place.sort_key);
  poster_sql_bind_text (write, 16, holds_slot ? post->queue_id : NULL);
  poster_sql_bind_us (write, 17, holds_slot ? post->slot_us : -1);
  poster_sql_bind_text (write, 18, post->series_id);
  poster_sql_bind_text (write, 19, post->occurrence);
  return poster_sql_finish (sql, write, error);
}

/* Copies the place of the post to each account it goes to. */
static gboolean
write_accounts (PosterSql   *sql,
                const char  *post_id,
                GError     **error)
{
  sqlite3_stmt *statement = poster_sql_prepare (sql, "DELETE FROM post_accounts WHERE post_id = ?", error);

  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, post_id);
  if (!poster_sql_finish (sql, statement, error))
    return FALSE;
  statement = poster_sql_prepare (sql,
    "INSERT OR IGNORE INTO post_accounts (account_id, section, sort_key, post_id) "
    "SELECT t.account_id, p.section, p.sort_key, p.id FROM posts p CROSS JOIN targets t ON t.post_id = p.id "
    "WHERE p.id = ?", error);
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, post_id);
  return poster_sql_finish (sql, statement, error);
}

static gboolean
check_account (PosterSql   *sql,
               const char  *account_id,
               GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, "SELECT 1 FROM accounts WHERE id = ?", error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, account_id);
  step = poster_sql_step (sql, find, error);
  if (step == POSTER_SQL_ROW)
    return poster_sql_finish (sql, find, error);
  if (step == POSTER_SQL_DONE)
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("No account “%s” is known"), account_id);
  return FALSE;
}

static gboolean
write_target (PosterSql     *sql,
              PosterPost    *post,
              PosterTarget  *target,
              guint          position,
              GError       **error)
{
  sqlite3_stmt *write;

  if (!check_account (sql, target->account_id, error))
    return FALSE;
  /* Not replaced but updated: the journal hangs on the row. */
  write = poster_sql_prepare (sql,
    "INSERT INTO targets (id, post_id, position, created_us, account_id, place, state, holder, content, title, "
    "has_media, schedule_wall, schedule_zone, schedule_us, options, due_us, wake_us, attempts, failures, step_state, "
    "error_code, error_category, error_message, platform_post_id, platform_post_url, published_us, is_inbox, "
    "open_step, open_kind, is_committed, submission_id, is_handed_over, told_us) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ifnull (?, '{}'), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET post_id = excluded.post_id, position = excluded.position, "
    "created_us = excluded.created_us, account_id = excluded.account_id, place = excluded.place, "
    "state = excluded.state, holder = excluded.holder, content = excluded.content, title = excluded.title, "
    "has_media = excluded.has_media, schedule_wall = excluded.schedule_wall, "
    "schedule_zone = excluded.schedule_zone, schedule_us = excluded.schedule_us, options = excluded.options, "
    "due_us = excluded.due_us, wake_us = excluded.wake_us, attempts = excluded.attempts, "
    "failures = excluded.failures, step_state = excluded.step_state, error_code = excluded.error_code, "
    "error_category = excluded.error_category, error_message = excluded.error_message, "
    "platform_post_id = excluded.platform_post_id, platform_post_url = excluded.platform_post_url, "
    "published_us = excluded.published_us, is_inbox = excluded.is_inbox, "
    "open_step = excluded.open_step, open_kind = excluded.open_kind, is_committed = excluded.is_committed, "
    "submission_id = excluded.submission_id, is_handed_over = excluded.is_handed_over, told_us = excluded.told_us", error);
  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, target->id);
  poster_sql_bind_text (write, 2, post->id);
  sqlite3_bind_int64 (write, 3, position);
  sqlite3_bind_int64 (write, 4, post->created_us);
  poster_sql_bind_text (write, 5, target->account_id);
  poster_sql_bind_json (write, 6, target->place);
  poster_sql_bind_text (write, 7, poster_target_state_to_string (target->state));
  sqlite3_bind_int (write, 8, target->holder);
  poster_sql_bind_text (write, 9, target->content);
  poster_sql_bind_text (write, 10, target->title);
  sqlite3_bind_int (write, 11, target->media != NULL);
  bind_schedule (write, 12, target->schedule);
  poster_sql_bind_json (write, 15, target->options);
  poster_sql_bind_us (write, 16, target->due_us);
  poster_sql_bind_us (write, 17, target->wake_us);
  sqlite3_bind_int (write, 18, target->attempts);
  sqlite3_bind_int (write, 19, target->failures);
  poster_sql_bind_json (write, 20, target->step_state);
  poster_sql_bind_text (write, 21, target->error_code);
  poster_sql_bind_text (write, 22, target->error_category);
  poster_sql_bind_text (write, 23, target->error_message);
  poster_sql_bind_text (write, 24, target->platform_post_id);
  poster_sql_bind_text (write, 25, target->platform_post_url);
  poster_sql_bind_us (write, 26, target->published_us);
  sqlite3_bind_int (write, 27, target->is_inbox);
  poster_sql_bind_text (write, 28, target->open_step);
  poster_sql_bind_text (write, 29, target->open_step != NULL ? poster_step_kind_to_string (target->open_kind) : NULL);
  sqlite3_bind_int (write, 30, target->is_committed);
  poster_sql_bind_text (write, 31, target->submission_id);
  sqlite3_bind_int (write, 32, target->is_handed_over);
  poster_sql_bind_us (write, 33, target->told_us);
  return poster_sql_finish (sql, write, error);
}

/* @target_id: "" for the media of the post itself */
static gboolean
write_media (PosterSql   *sql,
             PosterPost  *post,
             const char  *target_id,
             GPtrArray   *media,
             GError     **error)
{
  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (media, i);
      sqlite3_stmt *write;

      if (!poster_media_rows_write (sql, item, error))
        return FALSE;
      write = poster_sql_prepare (sql, "INSERT INTO post_media (post_id, target_id, position, media_id) "
                                  "VALUES (?, ?, ?, ?)", error);
      if (write == NULL)
        return FALSE;
      poster_sql_bind_text (write, 1, post->id);
      poster_sql_bind_text (write, 2, target_id);
      sqlite3_bind_int64 (write, 3, i);
      poster_sql_bind_text (write, 4, item->id);
      if (!poster_sql_finish (sql, write, error))
        return FALSE;
    }
  return TRUE;
}

/* Takes the media off a post: returns the ids of what it had, as a JSON array. */
static char *
take_media_off (PosterSql   *sql,
                const char  *post_id,
                GError     **error)
{
  g_autofree char *ids = NULL;
  sqlite3_stmt *statement = poster_sql_prepare (sql, "SELECT json_group_array (media_id) FROM post_media "
                                                "WHERE post_id = ?", error);

  if (statement == NULL)
    return NULL;
  poster_sql_bind_text (statement, 1, post_id);
  if (poster_sql_step (sql, statement, error) != POSTER_SQL_ROW)
    return NULL;
  ids = poster_sql_dup_text (statement, 0);
  if (!poster_sql_finish (sql, statement, error))
    return NULL;

  statement = poster_sql_prepare (sql, "DELETE FROM post_media WHERE post_id = ?", error);
  if (statement == NULL)
    return NULL;
  poster_sql_bind_text (statement, 1, post_id);
  return poster_sql_finish (sql, statement, error) ? g_steal_pointer (&ids) : NULL;
}

/**
 * poster_post_writing_remove_media:
 * @sql: the writer's connection, in a transaction
 * @ids: ids of media, as a JSON array
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Removes those of the media that no post refers to any more, be it one in the trash, nor a series.
 *
 * Returns: whether they are gone
 */
gboolean
poster_post_writing_remove_media (PosterSql   *sql,
                                  const char  *ids,
                                  GError     **error)
{
  sqlite3_stmt *statement = poster_sql_prepare (sql,
    "DELETE FROM media WHERE id IN (SELECT value FROM json_each (?)) "
    "AND NOT EXISTS (SELECT 1 FROM post_media u WHERE u.media_id = media.id) "
    "AND NOT EXISTS (SELECT 1 FROM trashed_post_media u WHERE u.media_id = media.id) "
    "AND NOT EXISTS (SELECT 1 FROM series_media u WHERE u.media_id = media.id)", error);

  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, ids);
  return poster_sql_finish (sql, statement, error);
}

static gboolean
remove_other_targets (PosterSql   *sql,
                      PosterPost  *post,
                      GError     **error)
{
  GString *ids = g_string_new ("[");
  g_autofree char *text = NULL;
  sqlite3_stmt *statement;

  for (guint i = 0; i < post->targets->len; i++)
    g_string_append_printf (ids, "%s\"%s\"", i > 0 ? "," : "", ((PosterTarget *) g_ptr_array_index (post->targets, i))->id);
  g_string_append_c (ids, ']');
  text = g_string_free (ids, FALSE);
  statement = poster_sql_prepare (sql, "DELETE FROM targets WHERE post_id = ? "
                                  "AND id NOT IN (SELECT value FROM json_each (?))", error);
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, post->id);
  poster_sql_bind_text (statement, 2, text);
  return poster_sql_finish (sql, statement, error);
}

/**
 * poster_post_writing_save:
 * @sql: the writer's connection, in a transaction
 * @post: a post
 * @change: number of the change
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Writes @post as it is, in place of the one with its id. Targets that stay keep their journal.
 *
 * Returns: whether it is written
 */
gboolean
poster_post_writing_save (PosterSql   *sql,
                          PosterPost  *post,
                          gint64       change,
                          GError     **error)
{
  g_autofree char *old_media = take_media_off (sql, post->id, error);

  if (old_media == NULL ||
      !write_post (sql, post, change, error) ||
      !remove_other_targets (sql, post, error) ||
      !write_media (sql, post, "", post->media, error))
    return FALSE;
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (!write_target (sql, post, target, i, error) ||
          (target->media != NULL && !write_media (sql, post, target->id, target->media, error)))
        return FALSE;
    }
  return write_accounts (sql, post->id, error) &&
         poster_submission_rows_note_edit (sql, post->id, post->updated_us, error) &&
         poster_submission_rows_note_gone (sql, post->id, post->updated_us, error) &&
         poster_post_writing_remove_media (sql, old_media, error);
}

/**
 * poster_post_writing_delete:
 * @sql: the writer's connection, in a transaction
 * @post_id: id of a post that is there
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Removes a post with its targets, their journal, and the media that nothing else refers to.
 *
 * Returns: whether it is gone
 */
gboolean
poster_post_writing_delete (PosterSql   *sql,
                            const char  *post_id,
                            GError     **error)
{
  g_autofree char *old_media = take_media_off (sql, post_id, error);
  sqlite3_stmt *statement;

  if (old_media == NULL)
    return FALSE;
  statement = poster_sql_prepare (sql, "DELETE FROM posts WHERE id = ?", error);
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, post_id);
  return poster_sql_finish (sql, statement, error) && poster_post_writing_remove_media (sql, old_media, error);
}

/**
 * poster_post_writing_touch:
 * @sql: the writer's connection, in a transaction
 * @post_id: id of a post, one of whose targets was just written
 * @now_us: when
 * @change: number of the change
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Brings what the post keeps about its targets up to date, and counts its version up.
 *
 * Returns: whether it is written
 */
gboolean
poster_post_writing_touch (PosterSql   *sql,
                           const char  *post_id,
                           gint64       now_us,
                           gint64       change,
                           GError     **error)
{
  g_autoptr(PosterPost) shape = g_object_new (POSTER_TYPE_POST, NULL);
  sqlite3_stmt *statement = poster_sql_prepare (sql,
    "SELECT t.state, t.is_committed, t.due_us, t.published_us, p.created_us, p.section, p.sort_key "
    "FROM posts p CROSS JOIN targets t ON t.post_id = p.id WHERE p.id = ?", error);
  PosterPostPlace old_place = { 0 };
  PosterPostPlace place;
  PosterSqlStep step;

  /* What a post is called, and where it stands, depends on this of all of its targets. */
  if (statement == NULL)
    return FALSE;
  poster_sql_bind_text (statement, 1, post_id);
  while ((step = poster_sql_step (sql, statement, error)) == POSTER_SQL_ROW)
    {
      PosterTarget *target = g_object_new (POSTER_TYPE_TARGET, NULL);

      target->state = POSTER_TARGET_UNKNOWN;
      poster_target_state_from_string (poster_sql_column (statement, 0), &target->state);
      target->is_committed = sqlite3_column_int (statement, 1);
      target->due_us = poster_sql_get_us (statement, 2);
      target->published_us = poster_sql_get_us (statement, 3);
      g_ptr_array_add (shape->targets, target);
      shape->created_us = sqlite3_column_int64 (statement, 4);
      old_place.section = (guint32) sqlite3_column_int (statement, 5);
      old_place.sort_key = sqlite3_column_int64 (statement, 6);
    }
  if (step == POSTER_SQL_FAILED)
    return FALSE;
  shape->updated_us = now_us;
  poster_post_get_place (shape, &place);

  statement = poster_sql_prepare (sql, "UPDATE posts SET version = version + 1, updated_us = ?, status = ?, states = ?, "
                                  "changed = ?, section = ?, sort_key = ?, slot_us = CASE WHEN ? THEN slot_us END WHERE id = ?", error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, now_us);
  poster_sql_bind_text (statement, 2, poster_post_get_status (shape));
  sqlite3_bind_int64 (statement, 3, poster_post_get_states (shape));
  sqlite3_bind_int64 (statement, 4, change);
  sqlite3_bind_int64 (statement, 5, place.section);
  sqlite3_bind_int64 (statement, 6, place.sort_key);
  sqlite3_bind_int (statement, 7, (poster_post_get_states (shape) & HOLDING) != 0);
  poster_sql_bind_text (statement, 8, post_id);
  if (!poster_sql_finish (sql, statement, error))
    return FALSE;
  return (place.section == old_place.section && place.sort_key == old_place.sort_key) ||
         write_accounts (sql, post_id, error);
}
