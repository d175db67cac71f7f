/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-cancel.h"

#include "poster-json.h"
#include "poster-late-call.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"
#include "poster-late-post.h"
#include "poster-late-posts.h"
#include "poster-late-watch.h"

typedef struct
{
  PosterLateSession *session;
  PosterPublication *publication;
} Cancel;

/* The steps, in the order they run: told -> (left) */
static void told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void left_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
cancel_free (Cancel *cancel)
{
  g_clear_object (&cancel->session);
  g_clear_object (&cancel->publication);
  g_free (cancel);
}

/* What one account of a post is told again, when another leaves it. */
static JsonObject *
copy_entry (JsonObject *entry)
{
  static const char *const members[] = {
    "platform", "customContent", "customMedia", "scheduledFor", "platformSpecificData",
  };
  g_autofree char *account_id = poster_late_json_dup_id (entry, "accountId");
  JsonObject *copy = json_object_new ();

  if (account_id != NULL)
    json_object_set_string_member (copy, "accountId", account_id);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = json_object_get_member (entry, members[i]);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
        json_object_set_member (copy, members[i], json_node_copy (node));
    }
  return copy;
}

/* Returns: (transfer full): the accounts of @post but that of @cancel */
static JsonArray *
list_others (Cancel     *cancel,
             JsonObject *post)
{
  JsonArray *entries = poster_json_get_array (post, "platforms");
  JsonArray *others = json_array_new ();

  for (guint i = 0; i < poster_late_json_get_length (entries); i++)
    {
      JsonObject *entry = poster_late_json_get_element (entries, i);
      g_autofree char *id = poster_late_json_dup_id (entry, "accountId");

      if (entry != NULL && g_strcmp0 (id, cancel->publication->account->remote_id) != 0)
        json_array_add_object_element (others, copy_entry (entry));
    }
  return others;
}

static void
left_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  Cancel *cancel = g_task_get_task_data (task);
  GError *error = NULL;

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  poster_late_watch_note (cancel->session, cancel->publication->connection,
                          poster_json_get_string (cancel->publication->state, "post"), NULL);
  if (answer != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(JsonArray) others = NULL;
  g_autofree char *path = NULL;
  PosterLateSession *session = POSTER_LATE_SESSION (object);
  Cancel *cancel = g_task_get_task_data (task);
  const char *post_id = poster_json_get_string (cancel->publication->state, "post");
  JsonObject *body;
  GError *error = NULL;

  post = poster_late_watch_get_finish (session, result, &error);
  if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND) && !poster_late_error_is (error, "not_late"))
    {
      g_error_free (error);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  others = list_others (cancel, post);
  if (json_array_get_length (others) == 0 || !poster_late_post_is_waiting (post))
    {
      g_autoptr(PosterLateSession) keep = g_object_ref (session);
      g_autofree char *id = g_strdup (post_id);
      g_autoptr(PosterConnection) connection = g_object_ref (cancel->publication->connection);

      poster_late_posts_remove (keep, connection, id, g_steal_pointer (&task));
      return;
    }
  if (json_array_get_length (others) == poster_late_json_get_length (poster_json_get_array (post, "platforms")))
    {
      g_task_return_boolean (task, TRUE);  /* it is not for this account any more */
      return;
    }
  body = json_object_new ();
  json_object_set_array_member (body, "platforms", g_steal_pointer (&others));
  path = poster_late_post_dup_path (post_id, NULL);
  poster_late_call_async (session, cancel->publication->connection, poster_late_request_new ("PUT", path, body),
                          g_task_get_cancellable (task), left_cb, g_object_ref (task));
}

/**
 * poster_late_cancel:
 * @session: what Late operations share
 * @publication: what the service may have
 * @task: (transfer full): ends with %TRUE once the service will not publish it for this account
 *
 * Takes one account off the post; the last one takes the post along.
 */
void
poster_late_cancel (PosterLateSession *session,
                    PosterPublication *publication,
                    GTask             *task)
{
  const char *post_id = poster_json_get_string (publication->state, "post");
  Cancel *cancel;

  if (post_id == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  cancel = g_new0 (Cancel, 1);
  cancel->session = g_object_ref (session);
  cancel->publication = g_object_ref (publication);
  g_task_set_task_data (task, cancel, (GDestroyNotify) cancel_free);
  poster_late_watch_get_async (session, publication->connection, post_id, g_task_get_cancellable (task), told_cb, task);
}
