/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-link.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-late-errors.h"
#include "poster-late-json.h"
#include "poster-late-link-private.h"
#include "poster-late-profiles.h"

/* The steps, in the order they run: listed -> (picked) -> that of the platform -> found */
static void listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void picked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void begin (GTask *task);
static void found_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
link_free (PosterLateLink *self)
{
  if (self->outer_id != 0)
    g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_signal_handler (&self->chosen_id, self->link);
  g_clear_object (&self->session);
  g_clear_object (&self->connection);
  g_clear_object (&self->link);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_free (self->profile_id);
  g_clear_object (&self->step);
  g_clear_object (&self->outer);
  g_clear_object (&self->redirect);
  g_clear_pointer (&self->fields, g_hash_table_unref);
  g_clear_pointer (&self->pending, json_object_unref);
  g_clear_pointer (&self->items, json_array_unref);
  poster_secret_free (self->code);
  g_free (self->account_id);
  g_free (self->username);
  g_free (self);
}

/* Whatever still waits ends now. */
static void
end (PosterLateLink *self)
{
  self->is_over = TRUE;
  g_clear_signal_handler (&self->chosen_id, self->link);
  g_clear_object (&self->redirect);
  g_cancellable_cancel (self->step);
}

/* Makes one call of the attempt; takes @request. */
void
poster_late_link_call (GTask               *task,
                       PosterLateRequest   *request,
                       GAsyncReadyCallback  callback)
{
  PosterLateLink *self = g_task_get_task_data (task);

  poster_late_call_async (self->session, self->connection, request, self->step, callback, g_object_ref (task));
}

/* Ends the attempt in vain; takes @error. */
void
poster_late_link_fail (GTask  *task,
                       GError *error)
{
  PosterLateLink *self = g_task_get_task_data (task);

  if (self->is_over)
    {
      g_error_free (error);
      return;
    }
  end (self);
  g_task_return_error (task, error);
}

/* The service says that the account is there: it is looked up with all that is known of it.
 * @account_id: (nullable): its id; @username: (nullable): what it is called */
void
poster_late_link_take_account (GTask      *task,
                               const char *account_id,
                               const char *username)
{
  PosterLateLink *self = g_task_get_task_data (task);

  if (self->is_over)
    return;
  self->account_id = g_strdup (account_id);
  self->username = g_strdup (username);
  end (self);
  poster_late_accounts_list_async (self->session, self->connection, NULL, FALSE, self->outer, found_cb,
                                   g_object_ref (task));
}

/* The same from the answer of a last step: `account` with `accountId` or `_id`. */
void
poster_late_link_take_answer (GTask      *task,
                              JsonObject *root)
{
  JsonObject *account = poster_json_get_object (root, "account");
  g_autofree char *id = poster_late_json_dup_id (account, "accountId");

  if (id == NULL)
    id = poster_late_json_dup_id (account, "_id");
  poster_late_link_take_account (task, id, poster_late_json_get_text (account, "username"));
}

static gboolean
is_known (PosterLateLink *self,
          const char     *remote_id)
{
  for (guint i = 0; i < self->known->len; i++)
    if (g_str_equal (((PosterAccount *) g_ptr_array_index (self->known, i))->remote_id, remote_id))
      return TRUE;
  return FALSE;
}

static gboolean
has_name (PosterAccount *account,
          const char    *username)
{
  if (username == NULL)
    return FALSE;
  return g_ascii_strcasecmp (account->username, *username == '@' ? username + 1 : username) == 0 ||
         g_strcmp0 (account->display_name, username) == 0;
}

/* The account that was connected: by its id, else the new one, else the one of that name, or of that
 * place, since connecting again what was there makes no new one. */
static PosterAccount *
find_account (PosterLateLink *self,
              GPtrArray      *accounts)
{
  PosterAccount *best = NULL;
  int best_rank = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      gboolean is_ours = g_str_equal (account->platform, self->link->platform);
      int rank = 0;

      if (g_strcmp0 (account->remote_id, self->account_id) == 0 ||
          (self->account_id == NULL && g_strcmp0 (account->remote_id, self->link->reconnect) == 0))
        rank = 4;
      else if (is_ours && !is_known (self, account->remote_id))
        rank = 3;
      else if (is_ours && has_name (account, self->username))
        rank = 2;
      else if (is_ours && g_strcmp0 (poster_json_get_string (account->metadata, "profile_id"), self->profile_id) == 0)
        rank = 1;
      if (rank > best_rank)
        {
          best = account;
          best_rank = rank;
        }
    }
  return best;
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) accounts = NULL;
  PosterLateLink *self = g_task_get_task_data (task);
  PosterAccount *account;
  GError *error = NULL;

  accounts = poster_late_accounts_list_finish (self->session, result, &error);
  account = accounts != NULL ? find_account (self, accounts) : NULL;
  if (account != NULL)
    g_task_return_pointer (task, g_object_ref (account), g_object_unref);
  else
    g_task_return_error (task, error != NULL ? error
                         : poster_late_error_new (POSTER_ERROR_SERVICE, "account_missing", "system_error",
                                                  POSTER_RETRY_LATER,
                                                  _("Late says that the account is connected, but does not list it. "
                                                    "Refresh the accounts in a moment.")));
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterLateLink *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->known = poster_late_accounts_list_finish (self->session, result, &error);
  if (self->known == NULL)
    {
      poster_late_link_fail (task, error);
      return;
    }
  /* What is reached again stays in its place. */
  for (guint i = 0; i < self->known->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (self->known, i);

      if (g_strcmp0 (account->remote_id, self->link->reconnect) == 0)
        self->profile_id = g_strdup (poster_json_get_string (account->metadata, "profile_id"));
    }
  if (self->profile_id != NULL)
    begin (task);
  else
    poster_late_profiles_pick_async (self->session, self->connection, self->link->platform, self->known, self->step,
                                     picked_cb, g_object_ref (task));
}

static void
picked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterLateLink *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->profile_id = poster_late_profiles_pick_finish (self->session, result, &error);
  if (self->profile_id != NULL)
    begin (task);
  else
    poster_late_link_fail (task, error);
}

static void
begin (GTask *task)
{
  PosterLateLink *self = g_task_get_task_data (task);

  if (g_str_equal (self->link->platform, "bluesky"))
    poster_late_link_bluesky (task);
  else if (g_str_equal (self->link->platform, "telegram"))
    poster_late_link_telegram (task);
  else
    poster_late_link_oauth (task);
}

static void
outer_cancelled_cb (GCancellable *outer,
                    gpointer      user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

/**
 * poster_late_link:
 * @session: what Late operations share
 * @connection: which is to reach the account
 * @link: what a person does about it
 * @task: (transfer full): ends with a #PosterAccount
 *
 * Connects an account.
 */
void
poster_late_link (PosterLateSession *session,
                  PosterConnection  *connection,
                  PosterAccountLink *link,
                  GTask             *task)
{
  PosterLateLink *self = g_new0 (PosterLateLink, 1);

  self->session = g_object_ref (session);
  self->connection = g_object_ref (connection);
  self->link = g_object_ref (link);
  self->step = g_cancellable_new ();
  g_task_set_task_data (task, self, (GDestroyNotify) link_free);
  if (g_set_object (&self->outer, g_task_get_cancellable (task)))
    self->outer_id = g_cancellable_connect (self->outer, G_CALLBACK (outer_cancelled_cb), g_object_ref (self->step),
                                            g_object_unref);
  poster_late_accounts_list_async (session, connection, NULL, FALSE, self->step, listed_cb, task);
}

static void
changed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  GError *error = NULL;

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  if (answer != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
unlinked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  GError *error = NULL;

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  /* Gone is gone. */
  if (answer != NULL ||
      (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND) && !poster_late_error_is (error, "not_late")))
    {
      g_clear_error (&error);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      g_task_return_error (task, error);
    }
}

static void
change (PosterLateSession   *session,
        PosterConnection    *connection,
        PosterAccount       *account,
        const char          *method,
        JsonObject          *body,
        GAsyncReadyCallback  callback,
        GTask               *task)
{
  g_autofree char *escaped = g_uri_escape_string (account->remote_id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/v1/accounts/", escaped, NULL);

  poster_late_call_async (session, connection, poster_late_request_new (method, path, body),
                          g_task_get_cancellable (task), callback, task);
}

/**
 * poster_late_unlink:
 * @session: what Late operations share
 * @connection: which reaches the account
 * @account: an account
 * @task: (transfer full): ends with %TRUE once the service has forgotten it
 *
 * Disconnects an account at the service.
 */
void
poster_late_unlink (PosterLateSession *session,
                    PosterConnection  *connection,
                    PosterAccount     *account,
                    GTask             *task)
{
  change (session, connection, account, "DELETE", NULL, unlinked_cb, task);
}

/**
 * poster_late_rename:
 * @session: what Late operations share
 * @connection: which reaches the account
 * @account: an account
 * @display_name: what people are to see
 * @task: (transfer full): ends with %TRUE
 *
 * Gives an account another display name at the service.
 */
void
poster_late_rename (PosterLateSession *session,
                    PosterConnection  *connection,
                    PosterAccount     *account,
                    const char        *display_name,
                    GTask             *task)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "displayName", display_name);
  change (session, connection, account, "PUT", body, changed_cb, task);
}
