/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhook-notes"

#include "poster-webhook-notes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-clock.h"
#include "poster-id.h"
#include "poster-json.h"

/* What happened, for whoever wants to be told of it.
 *
 * While there is an active webhook, triggers note which posts and accounts a transaction changes and
 * what those were before, whichever part of the program changes them. At the end of the transaction
 * the notes become deliveries: both are in the database or neither. */

#define TAKE_NOTES "DELETE FROM webhook_notes RETURNING subject_id, is_account, was"

typedef struct
{
  char     *subject_id;
  gboolean  is_account;
  char     *was;   /* status of the post; "1" for an account that could be posted to, else "0" */
} Note;

static void
note_free (Note *note)
{
  g_free (note->subject_id);
  g_free (note->was);
  g_free (note);
}

/* Returns: (nullable): what the webhooks call what became of the post; %NULL when nothing that they are told */
static const char *
name_post_event (const char *was,
                 const char *status,
                 gint64      due_us,
                 gint64      now_us)
{
  if (g_str_equal (status, was))
    return NULL;
  if (g_str_equal (status, "published"))
    return "post.published";
  if (g_str_equal (status, "failed"))
    return "post.failed";
  if (g_str_equal (status, "partial"))
    return "post.partial";
  /* Not while one on its way waits for another attempt, nor for what goes out at once. */
  if (g_str_equal (status, "scheduled"))
    return !g_str_equal (was, "publishing") && due_us > now_us ? "post.scheduled" : NULL;
  if (g_str_equal (status, "cancelled") || g_str_equal (status, "draft"))
    return g_str_equal (was, "scheduled") || g_str_equal (was, "publishing") ? "post.cancelled" : NULL;
  return NULL;
}

static const char *
name_target_status (JsonObject *target)
{
  static const struct { const char *state; const char *status; } names[] = {
    { "scheduled", "pending" },
    { "held", "pending" },
    { "preparing", "publishing" },
    { "sending", "publishing" },
    { "processing", "publishing" },
    { "unknown", "publishing" },
    { "missed", "failed" },
    { "draft", "pending" },
  };
  const char *state = poster_json_get_string (target, "state");

  if (g_strcmp0 (state, "held") == 0 && poster_json_get_int (target, "committed", 0) != 0)
    return "publishing";
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (state, names[i].state) == 0)
      return names[i].status;
  return state != NULL ? state : "pending";
}

static void
set_text (JsonObject *json,
          const char *member,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (json, member, text);
}

static void
set_time (JsonObject *json,
          const char *member,
          gint64      time_us)
{
  g_autofree char *text = time_us >= 0 ? poster_time_format (time_us) : NULL;

  set_text (json, member, text);
}

/* What the API documents of a post (late-openapi, WebhookPayloadPost), and of each platform the
 * account and the platform's own id as later versions have it. */
static JsonObject *
describe_post (const char *id,
               JsonObject *stored,
               const char *status)
{
  JsonObject *post = json_object_new ();
  JsonArray *platforms = json_array_new ();
  JsonArray *targets = poster_json_get_array (stored, "targets");
  gint64 published_us = -1;

  json_object_set_string_member (post, "id", id);
  set_text (post, "content", poster_json_get_string (stored, "content"));
  json_object_set_string_member (post, "status", status);
  set_time (post, "scheduledFor", poster_json_get_int (stored, "us", -1));
  for (guint i = 0; targets != NULL && i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      JsonObject *platform = json_object_new ();

      set_text (platform, "platform", poster_json_get_string (target, "platform"));
      set_text (platform, "accountId", poster_json_get_string (target, "account"));
      json_object_set_string_member (platform, "status", name_target_status (target));
      set_text (platform, "platformPostId", poster_json_get_string (target, "id"));
      set_text (platform, "publishedUrl", poster_json_get_string (target, "url"));
      set_text (platform, "error", poster_json_get_string (target, "error"));
      json_array_add_object_element (platforms, platform);
      published_us = MAX (published_us, poster_json_get_int (target, "published", -1));
    }
  set_time (post, "publishedAt", published_us);
  json_object_set_array_member (post, "platforms", platforms);
  return post;
}

/* Writes one delivery for each webhook that wants @event; @member of the payload is @subject. */
static gboolean
deliver (PosterSql   *sql,
         const char  *event,
         const char  *member,
         JsonObject  *subject,
         gint64       now_us,
         GError     **error)
{
  g_autoptr(JsonObject) payload = json_object_new ();
  g_autofree char *id = poster_id_new ();
  g_autofree char *text = NULL;
  sqlite3_stmt *write;

  json_object_set_string_member (payload, "id", id);
  json_object_set_string_member (payload, "event", event);
  json_object_set_object_member (payload, member, subject);
  set_time (payload, "timestamp", now_us);
  text = poster_json_to_text (payload, FALSE);
  write = poster_sql_prepare (sql,
    "INSERT INTO webhook_deliveries (webhook_id, event, payload, created_us) "
    "SELECT id, ?1, ?2, ?3 FROM webhooks WHERE is_active AND instr (' ' || events || ' ', ' ' || ?1 || ' ') ORDER BY seq",
    error);
  if (write == NULL)
    return FALSE;
  poster_sql_bind_text (write, 1, event);
  poster_sql_bind_text (write, 2, text);
  sqlite3_bind_int64 (write, 3, now_us);
  return poster_sql_finish (sql, write, error);
}

/* What is stored of a post, or was of one that has just been deleted. */
#define STORED \
  "SELECT json_object ('content', p.content, 'status', p.status, 'us', p.schedule_us, 'targets', " \
  "(SELECT json_group_array (json_object ('platform', a.platform, 'account', t.account_id, 'state', t.state, " \
  "'committed', t.is_committed, 'error', t.error_message, 'id', t.platform_post_id, 'url', t.platform_post_url, " \
  "'published', t.published_us)) FROM (SELECT * FROM targets WHERE post_id = p.id ORDER BY position) t " \
  "CROSS JOIN accounts a ON a.id = t.account_id)) FROM posts p WHERE p.id = ?"
#define GONE \
  "SELECT json_object ('content', p.content, 'status', 'cancelled', 'us', p.schedule_us, 'targets', " \
  "(SELECT json_group_array (json_object ('platform', a.platform, 'account', t.account_id, 'state', 'cancelled')) " \
  "FROM (SELECT * FROM webhook_gone_targets WHERE post_id = p.post_id ORDER BY position) t " \
  "CROSS JOIN accounts a ON a.id = t.account_id)) FROM webhook_gone p WHERE p.post_id = ?"

/* Reads it with @query; leaves @stored as it is when there is no such post. */
static gboolean
read_post (PosterSql    *sql,
           const char   *query,
           const char   *id,
           JsonObject  **stored,
           GError      **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql, query, error);
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, id);
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  *stored = poster_json_parse_object (poster_sql_column (find, 0), -1, NULL);
  return poster_sql_finish (sql, find, error);
}

static gboolean
settle_post (PosterSql   *sql,
             Note        *note,
             gint64       now_us,
             GError     **error)
{
  g_autoptr(JsonObject) stored = NULL;
  const char *status, *event;

  if (!read_post (sql, STORED, note->subject_id, &stored, error) ||
      (stored == NULL && !read_post (sql, GONE, note->subject_id, &stored, error)))
    return FALSE;
  if (stored == NULL)
    return TRUE;
  status = poster_json_get_string (stored, "status");
  event = name_post_event (note->was, status, poster_json_get_int (stored, "us", -1), now_us);
  return event == NULL ||
         deliver (sql, event, "post", describe_post (note->subject_id, stored, status), now_us, error);
}

/* Late-openapi, WebhookPayloadAccountConnected and …Disconnected. */
static gboolean
settle_account (PosterSql   *sql,
                Note        *note,
                gint64       now_us,
                GError     **error)
{
  sqlite3_stmt *find = poster_sql_prepare (sql,
    "SELECT a.platform, ifnull (a.username, ''), ifnull (a.display_name, ifnull (a.username, '')), a.is_removed, "
    "a.is_active AND NOT a.is_removed AND NOT c.needs_sign_in, c.needs_sign_in, "
    "(SELECT id FROM profiles WHERE is_default) "
    "FROM accounts a JOIN connections c ON c.id = a.connection_id WHERE a.id = ?", error);
  g_autoptr(JsonObject) account = NULL;
  gboolean is_connected, was_connected;
  PosterSqlStep step;

  if (find == NULL)
    return FALSE;
  poster_sql_bind_text (find, 1, note->subject_id);
  step = poster_sql_step (sql, find, error);
  if (step != POSTER_SQL_ROW)
    return step == POSTER_SQL_DONE;
  was_connected = g_str_equal (note->was, "1");
  is_connected = sqlite3_column_int (find, 4);
  account = json_object_new ();
  json_object_set_string_member (account, "accountId", note->subject_id);
  set_text (account, "profileId", poster_sql_column (find, 6));
  set_text (account, "platform", poster_sql_column (find, 0));
  set_text (account, "username", poster_sql_column (find, 1));
  set_text (account, "displayName", poster_sql_column (find, 2));
  if (!is_connected)
    {
      gboolean is_removed = sqlite3_column_int (find, 3);

      json_object_set_string_member (account, "disconnectionType", is_removed ? "intentional" : "unintentional");
      json_object_set_string_member (account, "reason",
                                     is_removed ? "The account was disconnected."
                                     : sqlite3_column_int (find, 5)
                                       ? "The service refused the sign-in; the account has to be connected again."
                                       : "The service has the account no more.");
    }
  if (!poster_sql_finish (sql, find, error))
    return FALSE;
  return is_connected == was_connected ||
         deliver (sql, is_connected ? "account.connected" : "account.disconnected", "account",
                  json_object_ref (account), now_us, error);
}

static gboolean
run (PosterSql   *sql,
     const char  *statement,
     GError     **error)
{
  sqlite3_stmt *prepared = poster_sql_prepare (sql, statement, error);

  return prepared != NULL && poster_sql_finish (sql, prepared, error);
}

/**
 * poster_webhook_notes_settle:
 * @sql: the writer's connection, in a transaction that is about to be committed
 * @now_us: now
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Makes deliveries of what the transaction changed. Costs one look at an empty table while nobody
 * wants to be told.
 *
 * Returns: whether they are written
 */
gboolean
poster_webhook_notes_settle (PosterSql  *sql,
                             gint64      now_us,
                             GError    **error)
{
  g_autoptr(GPtrArray) notes = NULL;
  gint64 is_any;
  sqlite3_stmt *take;
  PosterSqlStep step;

  if (!poster_sql_get_number (sql, "SELECT EXISTS (SELECT 1 FROM webhook_notes)", &is_any, error))
    return FALSE;
  if (!is_any)
    return TRUE;
  notes = g_ptr_array_new_with_free_func ((GDestroyNotify) note_free);
  take = poster_sql_prepare (sql, TAKE_NOTES, error);
  if (take == NULL)
    return FALSE;
  while ((step = poster_sql_step (sql, take, error)) == POSTER_SQL_ROW)
    {
      Note *note = g_new0 (Note, 1);

      note->subject_id = poster_sql_dup_text (take, 0);
      note->is_account = sqlite3_column_int (take, 1);
      note->was = poster_sql_dup_text (take, 2);
      g_ptr_array_add (notes, note);
    }
  if (step != POSTER_SQL_DONE)
    return FALSE;
  for (guint i = 0; i < notes->len; i++)
    {
      Note *note = g_ptr_array_index (notes, i);

      if (!(note->is_account ? settle_account : settle_post) (sql, note, now_us, error))
        return FALSE;
    }
  return run (sql, "DELETE FROM webhook_gone", error) && run (sql, "DELETE FROM webhook_gone_targets", error);
}
