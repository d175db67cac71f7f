/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-sign-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-http-message.h"
#include "poster-json.h"
#include "poster-late-accounts.h"
#include "poster-late-address.h"
#include "poster-late-call.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"
#include "poster-late-practice.h"

/* The service shows keys of 67 characters; nothing says that they stay that short. */
#define MAX_KEY_BYTES 1024

typedef struct
{
  /* Input. */
  PosterLateSession   *session;
  PosterSignInRequest *request;     /* borrowed: the caller's until the end */

  /* In progress. */
  PosterConnection    *connection;  /* (nullable) */
  char                *key;         /* (nullable) */
} SignIn;

/* The steps, in the order they run: (practice_told) -> usage_told -> users_told -> listed */
static void practice_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void test_key (GTask *task);
static void usage_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void users_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
sign_in_data_free (SignIn *data)
{
  g_clear_object (&data->session);
  g_clear_object (&data->connection);
  poster_secret_free (data->key);
  g_free (data);
}

static GError *
new_invalid (const char *word,
             const char *message)
{
  return poster_late_error_new (POSTER_ERROR_INVALID, word, "account_issue", POSTER_RETRY_NEVER, message);
}

static void
practice_told_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SignIn *data = g_task_get_task_data (task);
  GError *error = NULL;

  data->key = poster_late_practice_key_finish (data->session, result, &error);
  if (data->key != NULL)
    test_key (task);
  else
    g_task_return_error (task, error);
}

static void
ask (GTask               *task,
     const char          *path,
     GAsyncReadyCallback  callback)
{
  SignIn *data = g_task_get_task_data (task);

  poster_late_call_with_key_async (data->session, data->connection, data->key,
                                   poster_late_request_new ("GET", path, NULL),
                                   g_task_get_cancellable (task), callback, g_object_ref (task));
}

static void
test_key (GTask *task)
{
  ask (task, "/v1/usage-stats", usage_told_cb);
}

static void
usage_told_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  SignIn *data = g_task_get_task_data (task);
  const char *plan;
  GError *error = NULL;

  answer = poster_late_call_finish (data->session, result, &error);
  if (answer == NULL)
    {
      /* An address that is wrong tells itself here. */
      g_task_return_error (task, error);
      return;
    }
  plan = poster_late_json_get_text (answer->root, "planName");
  if (plan != NULL)
    json_object_set_string_member (data->connection->metadata, "plan", plan);
  ask (task, "/v1/users", users_told_cb);
}

/* Several keys of one person are one connection, so the person is its identity; a key that may not
 * see people is one by itself. */
static char *
dup_identity (SignIn     *data,
              JsonObject *root)
{
  g_autofree char *user_id = poster_late_json_dup_id (root, "currentUserId");
  g_autofree char *hash = NULL;

  if (user_id != NULL)
    return g_steal_pointer (&user_id);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, data->key, -1);
  return g_strdup_printf ("key-%.24s", hash);
}

static void
note_user (SignIn     *data,
           JsonObject *root)
{
  JsonArray *users = poster_json_get_array (root, "users");
  g_autofree char *current = poster_late_json_dup_id (root, "currentUserId");

  if (current == NULL)
    return;
  json_object_set_string_member (data->connection->metadata, "user_id", current);
  for (guint i = 0; i < poster_late_json_get_length (users); i++)
    {
      JsonObject *user = poster_late_json_get_element (users, i);
      g_autofree char *id = poster_late_json_dup_id (user, "_id");
      const char *name = poster_late_json_get_text (user, "name");

      if (name == NULL)
        name = poster_late_json_get_text (user, "email");
      if (name != NULL && g_strcmp0 (id, current) == 0)
        json_object_set_string_member (data->connection->metadata, "user_name", name);
    }
}

static void
users_told_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  SignIn *data = g_task_get_task_data (task);
  GError *error = NULL;
  PosterErrorDetails *details;

  answer = poster_late_call_finish (data->session, result, &error);
  details = poster_error_get_details (error);
  /* Only a refusal is one: to a server that did not answer the identity would change with the weather. */
  if (error != NULL && (details == NULL || details->http_status < 400 || details->http_status >= 500 ||
                        details->http_status == SOUP_STATUS_UNAUTHORIZED ||
                        details->http_status == POSTER_HTTP_TOO_MANY_REQUESTS))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  data->connection->remote_id = dup_identity (data, answer != NULL ? answer->root : NULL);
  if (answer != NULL)
    note_user (data, answer->root);
  poster_late_accounts_list_async (data->session, data->connection, data->key, TRUE,
                                   g_task_get_cancellable (task), listed_cb, g_object_ref (task));
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) accounts = NULL;
  SignIn *data = g_task_get_task_data (task);
  PosterSignIn *sign_in;
  GError *error = NULL;

  accounts = poster_late_accounts_list_finish (data->session, result, &error);
  if (accounts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  sign_in = poster_sign_in_new (g_steal_pointer (&data->connection));
  for (guint i = 0; i < accounts->len; i++)
    g_ptr_array_add (sign_in->accounts, g_object_ref (g_ptr_array_index (accounts, i)));
  sign_in->credentials = g_steal_pointer (&data->key);
  g_task_return_pointer (task, sign_in, (GDestroyNotify) poster_sign_in_free);
}

/* Returns: (transfer full) (nullable): what was pasted, without what comes along with it */
static char *
read_key (const char  *text,
          GError     **error)
{
  g_autoptr(PosterSecretText) key = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (*key == '\0')
    {
      g_propagate_error (error, new_invalid ("key_missing",
                                             _("The API key is missing. Late shows it once, when you make it under "
                                               "“API Keys”.")));
      return NULL;
    }
  if (strlen (key) > MAX_KEY_BYTES || strchr (key, ' ') != NULL || !poster_http_header_is_safe (key))
    {
      g_propagate_error (error, new_invalid ("bad_key",
                                             _("This is not an API key of Late: it has to be one word.")));
      return NULL;
    }
  return g_steal_pointer (&key);
}

/**
 * poster_late_sign_in:
 * @session: what Late operations share
 * @request: what to start from: the key is its secret, the base address its base; the caller's until
 *   @task ends
 * @task: (transfer full): ends with a #PosterSignIn
 *
 * Tests a key, and lists what it reaches.
 */
void
poster_late_sign_in (PosterLateSession   *session,
                     PosterSignInRequest *request,
                     GTask               *task)
{
  g_autoptr(GTask) owned_task = task;
  SignIn *data = g_new0 (SignIn, 1);
  g_autofree char *base = NULL;
  GError *error = NULL;

  data->session = g_object_ref (session);
  data->request = request;
  g_task_set_task_data (task, data, (GDestroyNotify) sign_in_data_free);

  if (request->practice)
    {
      data->connection = poster_connection_new ("late", POSTER_BASE_PRACTICE);
    }
  else
    {
      if (request->base != NULL && *request->base != '\0')
        base = poster_late_address_normalize (request->base, &error);
      if (error == NULL)
        data->key = read_key (request->secret, &error);
      if (error != NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      if (g_strcmp0 (base, poster_late_session_get_base_uri (session)) == 0)
        g_clear_pointer (&base, g_free);
      data->connection = poster_connection_new ("late", base);
    }
  data->connection->created_us = poster_clock_get_now_us (poster_late_session_get_clock (session));
  if (request->practice)
    poster_late_practice_key_async (session, request->handle, g_task_get_cancellable (task), practice_told_cb,
                                    g_steal_pointer (&owned_task));
  else
    test_key (task);
}
