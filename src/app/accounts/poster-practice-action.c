/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-practice-action"

#include "poster-practice-action.h"

#include <glib/gi18n-lib.h>

#include "poster-compat.h"
#include "poster-connect.h"
#include "poster-connector-words.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-sign-in-words.h"
#include "poster-window.h"

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterJob *job = g_object_get_data (G_OBJECT (task), "job");
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;

  accounts = poster_connect_finish (POSTER_WORKSPACE (object), result, &error);
  poster_session_remove_job (g_task_get_source_object (task), job);
  if (accounts == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (accounts->len == 0)
    g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_NOT_FOUND, _("There is no account for practice."));
  else
    g_task_return_pointer (task, g_object_ref (g_ptr_array_index (accounts, 0)), g_object_unref);
}

/**
 * poster_practice_connect_async:
 * @session: the session
 * @connector: key of the connector that reaches it
 * @handle: (nullable): a user of the sandbox; %NULL makes a new one
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the main context
 * @user_data: passed to @callback
 *
 * Connects a user of the sandbox. Nobody has to be asked for that.
 *
 * Errors: see poster_connect_async()
 */
void
poster_practice_connect_async (PosterSession       *session,
                               const char          *connector,
                               const char          *handle,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  PosterSignInRequest *request = poster_sign_in_request_new ();
  g_autoptr(PosterJob) job = poster_job_new (_("Setting up a practice account"));

  g_task_set_source_tag (task, poster_practice_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  request->practice = TRUE;
  request->handle = g_strdup (handle);
  g_task_set_task_data (task, request, (GDestroyNotify) poster_sign_in_request_free);
  g_object_set_data_full (G_OBJECT (task), "job", g_object_ref (job), g_object_unref);
  poster_session_add_job (session, job);
  poster_connect_async (poster_session_get_workspace (session), connector, request,
                        cancellable != NULL ? cancellable : poster_job_get_cancellable (job), connected_cb, task);
}

/**
 * poster_practice_connect_finish:
 * @session: the session
 * @result: the result
 * @error: see poster_connect_async()
 *
 * Returns: (transfer full): the new account
 */
PosterAccount *
poster_practice_connect_finish (PosterSession  *session,
                                GAsyncResult   *result,
                                GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The one attempt that a session may have under way. */
#define UNDER_WAY "poster-practice-under-way"

typedef struct
{
  GtkWindow *parent;  /* (nullable), weak */
} Asked;

static void
asked_free (Asked *asked)
{
  g_clear_weak_pointer (&asked->parent);
  g_free (asked);
}

static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree char *response = poster_ask_finish (result, NULL);
}

static void
action_done_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  PosterSession *session = POSTER_SESSION (object);
  Asked *asked = user_data;
  PosterWindow *window = NULL;
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(GError) error = NULL;

  account = poster_practice_connect_finish (session, result, &error);
  g_object_set_data (object, UNDER_WAY, NULL);
  if (asked->parent != NULL)
    window = poster_window_find (GTK_WIDGET (asked->parent));
  if (account != NULL && window != NULL)
    {
      const PosterConnectorWords *words = poster_connector_words_find (account->connector);
      g_autofree char *text = NULL;

      if (words != NULL && words->has_key)
        /* Translators: %s is the name of a service */
        text = g_strdup_printf (_("%s is ready for practice"), words->title);
      else
        /* Translators: %s is a handle without the @ */
        text = g_strdup_printf (_("@%s is ready for practice"), account->username);
      poster_window_tell (window, text);
    }
  else if (account == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      const char *const responses[] = { "close", _("_Close"), NULL };
      g_autoptr(PosterSignInTrouble) trouble = poster_sign_in_trouble_new (error, _("The practice service"));

      poster_ask_async (asked->parent, trouble->title, trouble->text, responses, NULL, NULL, NULL, told_cb, NULL);
    }
  asked_free (asked);
}

static void
act (PosterSession *session,
     const char    *connector,
     const char    *handle,
     GtkWindow     *parent)
{
  Asked *asked;

  if (g_object_get_data (G_OBJECT (session), UNDER_WAY) != NULL)
    return;
  g_object_set_data (G_OBJECT (session), UNDER_WAY, GINT_TO_POINTER (TRUE));
  asked = g_new0 (Asked, 1);
  g_set_weak_pointer (&asked->parent, parent);
  poster_practice_connect_async (session, connector, handle, NULL, action_done_cb, asked);
}

/**
 * poster_practice_action:
 * @session: the session
 * @connector: key of the connector that is to reach it
 * @parent: (nullable): the window that asks
 *
 * Connects a new practice account, and tells when it is there, or why not. A second click while the
 * first is under way does nothing.
 */
void
poster_practice_action (PosterSession *session,
                        const char    *connector,
                        GtkWindow     *parent)
{
  act (session, connector, NULL, parent);
}

/**
 * poster_practice_action_again:
 * @session: the session
 * @account: a practice account
 * @parent: (nullable): the window that asks
 *
 * Signs @account in again.
 */
void
poster_practice_action_again (PosterSession *session,
                              PosterAccount *account,
                              GtkWindow     *parent)
{
  act (session, account->connector, account->username, parent);
}

/**
 * poster_practice_action_connection:
 * @session: the session
 * @connection: a connection to a stand-in that reaches many accounts
 * @parent: (nullable): the window that asks
 *
 * Signs @connection in again.
 */
void
poster_practice_action_connection (PosterSession    *session,
                                   PosterConnection *connection,
                                   GtkWindow        *parent)
{
  act (session, connection->connector, poster_json_get_string (connection->metadata, "user_name"), parent);
}
