/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-disconnect-action"

#include "poster-disconnect-action.h"

#include <glib/gi18n-lib.h>

#include "poster-account-use.h"
#include "poster-compat.h"
#include "poster-connection-list.h"
#include "poster-connector-words.h"
#include "poster-disconnect.h"
#include "poster-remote-account.h"
#include "poster-window.h"
#include "poster-words.h"

/* An account, or a connection that has none, goes in two parts. At once the store removes it: it is not
 * to be seen any more, and nothing is published to it. When that can no longer be taken back, the
 * service is told and the secret is cleared. If the program ends in between, the next one finds a secret
 * that nobody needs, and does the rest. */

typedef struct
{
  PosterSession *session;
  PosterAccount *account;    /* (nullable): %NULL where the connection goes, which reaches none */
  char          *connection_id;
  char          *name;       /* the handle with the @, or what the connection is called */
  PosterWindow  *window;     /* (nullable), weak */
  GtkWidget     *near;       /* (nullable), weak */
  guint          n_waiting;  /* posts that were to go there */
  gboolean       is_final;   /* whether its service has forgotten it, so that nothing can be taken back */
  PosterJob     *job;        /* (nullable), while the service is told */
} Disconnect;

/* The steps, in the order they run: counted -> (asked -> (unlinked)) -> removed | marked -> (restored | settled) */
static void asked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void unlinked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void counted_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void removed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void marked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void undo (gpointer user_data);
static void settle (gpointer user_data);
static void restored_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void settled_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
disconnect_free (Disconnect *data)
{
  g_clear_object (&data->session);
  g_clear_object (&data->account);
  g_clear_object (&data->job);
  g_free (data->connection_id);
  g_free (data->name);
  g_clear_weak_pointer (&data->window);
  g_clear_weak_pointer (&data->near);
  g_free (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Disconnect, disconnect_free)

static Disconnect *
disconnect_copy (Disconnect *data)
{
  Disconnect *copy = g_new0 (Disconnect, 1);

  copy->session = g_object_ref (data->session);
  g_set_object (&copy->account, data->account);
  copy->connection_id = g_strdup (data->connection_id);
  copy->name = g_strdup (data->name);
  copy->is_final = data->is_final;
  g_set_weak_pointer (&copy->window, data->window);
  return copy;
}

static void
tell (PosterWindow *window,
      const char   *text)
{
  if (window != NULL)
    poster_window_tell (window, text);
  else
    g_message ("%s", text);
}

/* What can still be taken back is not for the sweep: the ids of those connections. */
static GHashTable *
get_offered (PosterSession *session)
{
  GHashTable *offered = g_object_get_data (G_OBJECT (session), "poster-disconnect-offered");

  if (offered == NULL)
    {
      offered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_object_set_data_full (G_OBJECT (session), "poster-disconnect-offered", offered,
                              (GDestroyNotify) g_hash_table_unref);
    }
  return offered;
}

static void
explained_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Disconnect) data = user_data;
  g_autofree char *response = poster_ask_finish (result, NULL);

  if (g_strcmp0 (response, "posts") == 0 && data->window != NULL)
    poster_window_show_page (data->window, "posts");
}

/* Nobody could say any more what became of a post whose sign-in is gone. */
static void
explain (Disconnect       *data,
         PosterAccountUse *use)
{
  const char *const responses[] = { "close", _("_Close"), "posts", _("Show _Posts"), NULL };
  GtkRoot *root = data->near != NULL ? gtk_widget_get_root (data->near) : NULL;
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  /* Translators: %s is a handle with the @ */
  heading = g_strdup_printf (_("%s is still needed"), data->name);
  /* Translators: %u is how many */
  body = g_strdup_printf (ngettext ("%u post is on its way there, or may be out already. Wait until it is through, or "
                                    "cancel it; then the account can be disconnected.",
                                    "%u posts are on their way there, or may be out already. Wait until they are "
                                    "through, or cancel them; then the account can be disconnected.",
                                    use->n_begun), use->n_begun);
  poster_ask_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body, responses, "posts", NULL, NULL,
                    explained_cb, data);
}

/* A service keeps it on when it is hidden here, unless a person says so. */
static void
ask (Disconnect                 *data,
     const PosterConnectorWords *words)
{
  const char *const responses[] = { "close", _("_Cancel"), "disconnect", _("_Disconnect"), NULL };
  GtkRoot *root = data->near != NULL ? gtk_widget_get_root (data->near) : NULL;
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  g_autofree char *check = NULL;
  g_autofree char *posts = NULL;

  /* Translators: %s is a handle with the @ */
  heading = g_strdup_printf (_("Disconnect %s?"), data->name);
  if (data->n_waiting > 0)
    /* Translators: %u is how many; a sentence follows */
    posts = g_strdup_printf (ngettext ("%u post will not go there. ", "%u posts will not go there. ", data->n_waiting),
                             data->n_waiting);
  /* Translators: a sentence or nothing, then the name of a service */
  body = g_strdup_printf (_("%sThe account is no longer shown here; %s keeps it, and it can be connected again."),
                          posts != NULL ? posts : "", words->title);
  /* Translators: %s is the name of a service */
  check = g_strdup_printf (_("Also _remove it at %s"), words->title);
  poster_ask_check_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body, check, responses,
                          "disconnect", asked_cb, data);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Disconnect) data = user_data;
  PosterWorkspace *workspace = poster_session_get_workspace (data->session);
  g_autofree char *response = NULL;
  g_autofree char *title = NULL;
  gboolean ticked = FALSE;

  response = poster_ask_check_finish (result, &ticked, NULL);
  if (g_strcmp0 (response, "disconnect") != 0)
    return;
  if (!ticked)
    {
      const char *id = data->account->id;

      poster_store_remove_account_async (poster_workspace_get_store (workspace), id, NULL, removed_cb,
                                         g_steal_pointer (&data));
      return;
    }
  data->is_final = TRUE;
  /* Translators: %s is a handle with the @ */
  title = g_strdup_printf (_("Removing %s"), data->name);
  data->job = poster_job_new (title);
  poster_session_add_job (data->session, data->job);
  poster_remote_account_unlink_async (workspace, data->account, poster_job_get_cancellable (data->job), unlinked_cb, data);
  g_steal_pointer (&data);
}

static void
unlinked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Disconnect) data = user_data;
  g_autoptr(GError) error = NULL;
  gboolean unlinked = poster_remote_account_unlink_finish (POSTER_WORKSPACE (object), result, &error);
  PosterStore *store = poster_session_get_store (data->session);
  const char *id = data->account->id;

  poster_session_remove_job (data->session, data->job);
  g_clear_object (&data->job);
  if (unlinked)
    poster_store_remove_account_async (store, id, NULL, removed_cb, g_steal_pointer (&data));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (data->window, error->message);
}

static void
counted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Disconnect) data = user_data;
  g_autoptr(PosterAccountUse) use = NULL;
  g_autoptr(GError) error = NULL;
  const PosterConnectorWords *words;
  const char *id = data->account->id;

  use = poster_account_use_count_finish (POSTER_STORE (object), result, &error);
  if (use == NULL)
    {
      tell (data->window, error->message);
      return;
    }
  if (use->n_begun > 0)
    {
      explain (g_steal_pointer (&data), use);
      return;
    }
  data->n_waiting = use->n_waiting;
  words = poster_connector_words_find (data->account->connector);
  if (words != NULL && words->has_key)
    {
      ask (g_steal_pointer (&data), words);
      return;
    }
  poster_store_remove_account_async (POSTER_STORE (object), id, NULL, removed_cb, g_steal_pointer (&data));
}

static char *
dup_offer (Disconnect *data)
{
  if (data->n_waiting == 0)
    /* Translators: %s is a handle with the @ */
    return g_strdup_printf (_("%s is disconnected"), data->name);
  /* Translators: %s is a handle with the @, %u how many */
  return g_strdup_printf (ngettext ("%s is disconnected; %u post will not go there",
                                    "%s is disconnected; %u posts will not go there", data->n_waiting),
                          data->name, data->n_waiting);
}

/* It is not to be seen any more: the time in which that can be taken back. */
static void
offer (Disconnect *data)
{
  g_autofree char *text = dup_offer (data);

  poster_session_ring (data->session);
  g_hash_table_add (get_offered (data->session), g_strdup (data->connection_id));
  if (data->is_final)
    {
      tell (data->window, text);
      settle (data);
      disconnect_free (data);
    }
  else if (data->window != NULL)
    poster_window_offer_undo (data->window, text, undo, settle, data, (GDestroyNotify) disconnect_free);
  else
    {
      settle (data);
      disconnect_free (data);
    }
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Disconnect) data = user_data;
  g_autofree char *connection_id = NULL;
  g_autoptr(GError) error = NULL;

  connection_id = poster_store_remove_account_finish (POSTER_STORE (object), result, &error);
  if (connection_id != NULL)
    offer (g_steal_pointer (&data));
  else
    tell (data->window, error->message);
}

static void
marked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Disconnect) data = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_mark_connection_finish (POSTER_STORE (object), result, &error))
    offer (g_steal_pointer (&data));
  else
    tell (data->window, error->message);
}

/* Taking back */

static void
resumed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_engine_resume_held_finish (POSTER_ENGINE (object), result, &error))
    g_debug ("What waited for the account was not taken up: %s", error->message);
}

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Disconnect) data = user_data;
  PosterEngine *engine = poster_workspace_get_engine (poster_session_get_workspace (data->session));
  g_autoptr(GError) error = NULL;
  gboolean restored;

  g_hash_table_remove (get_offered (data->session), data->connection_id);
  restored = data->account != NULL ? poster_store_restore_account_finish (POSTER_STORE (object), result, &error)
                                   : poster_store_mark_connection_finish (POSTER_STORE (object), result, &error);
  if (!restored)
    {
      tell (data->window, error->message);
      return;
    }
  if (engine != NULL)
    poster_engine_resume_held_async (engine, data->connection_id, resumed_cb, NULL);
  poster_session_ring (data->session);
}

static void
undo (gpointer user_data)
{
  Disconnect *data = user_data;
  PosterStore *store = poster_session_get_store (data->session);

  if (data->account != NULL)
    poster_store_restore_account_async (store, data->account->id, NULL, restored_cb, disconnect_copy (data));
  else
    poster_store_mark_connection_async (store, data->connection_id, FALSE, NULL, restored_cb, disconnect_copy (data));
}

/* Doing the rest */

static void
settle (gpointer user_data)
{
  Disconnect *data = disconnect_copy (user_data);
  GApplication *application = g_application_get_default ();
  g_autofree char *title = NULL;

  /* The window may be closing; the program waits for this. */
  if (application != NULL)
    g_application_hold (application);
  /* Translators: %s is a handle with the @ */
  title = g_strdup_printf (_("Signing %s out"), data->name);
  data->job = poster_job_new (title);
  poster_session_add_job (data->session, data->job);
  poster_disconnect_settle_async (poster_session_get_workspace (data->session), data->connection_id,
                                  poster_job_get_cancellable (data->job), settled_cb, data);
}

static void
settled_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Disconnect) data = user_data;
  GApplication *application = g_application_get_default ();
  g_autofree char *left_behind = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  poster_session_remove_job (data->session, data->job);
  g_hash_table_remove (get_offered (data->session), data->connection_id);
  if (!poster_disconnect_settle_finish (POSTER_WORKSPACE (object), result, &left_behind, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        tell (data->window, error->message);
    }
  else if (left_behind != NULL)
    {
      g_debug ("The service was not told of the disconnection: %s", left_behind);
      /* Translators: %s is a handle with the @ */
      text = g_strdup_printf (_("%s is gone here, but the service could not be told and may still list Poster"),
                              data->name);
      tell (data->window, text);
    }
  if (application != NULL)
    g_application_release (application);
}

/**
 * poster_disconnect_action:
 * @session: the session
 * @account: an account
 * @near: a widget of the window that is to tell
 *
 * Gives @account up, with a chance to take that back. While a post is on its way there, it only says
 * so.
 */
void
poster_disconnect_action (PosterSession *session,
                          PosterAccount *account,
                          GtkWidget     *near)
{
  Disconnect *data = g_new0 (Disconnect, 1);

  data->session = g_object_ref (session);
  data->account = g_object_ref (account);
  data->connection_id = g_strdup (account->connection_id);
  data->name = poster_words_account (account);
  g_set_weak_pointer (&data->window, poster_window_find (near));
  g_set_weak_pointer (&data->near, near);
  poster_account_use_count_async (poster_session_get_store (session), account->id, NULL, counted_cb, data);
}

/**
 * poster_disconnect_action_connection:
 * @session: the session
 * @connection: a connection that reaches no account
 * @near: a widget of the window that is to tell
 *
 * Gives @connection up, with a chance to take that back.
 */
void
poster_disconnect_action_connection (PosterSession    *session,
                                     PosterConnection *connection,
                                     GtkWidget        *near)
{
  Disconnect *data = g_new0 (Disconnect, 1);

  data->session = g_object_ref (session);
  data->connection_id = g_strdup (connection->id);
  data->name = poster_connection_list_dup_title (connection);
  g_set_weak_pointer (&data->window, poster_window_find (near));
  poster_store_mark_connection_async (poster_session_get_store (session), connection->id, TRUE, NULL, marked_cb, data);
}

/* The sweep. The steps, in the order they run: all_listed -> (looked_up -> (swept))* */

typedef struct
{
  PosterSession *session;
  GPtrArray     *connection_ids;  /* those that are given up */
  guint          next;
} Sweep;

static void all_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void sweep_next (Sweep *sweep);
static void looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void swept_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
sweep_free (Sweep *sweep)
{
  g_clear_object (&sweep->session);
  g_ptr_array_unref (sweep->connection_ids);
  g_free (sweep);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sweep, sweep_free)

static void
all_listed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Sweep) sweep = user_data;
  g_autoptr(GPtrArray) connections = NULL;
  g_autoptr(GError) error = NULL;

  connections = poster_store_list_connections_finish (POSTER_STORE (object), result, &error);
  if (connections == NULL)
    {
      g_debug ("What earlier runs left was not looked for: %s", error->message);
      return;
    }
  for (guint i = 0; i < connections->len; i++)
    {
      PosterConnection *connection = g_ptr_array_index (connections, i);

      if (poster_connection_is_removed (connection))
        g_ptr_array_add (sweep->connection_ids, g_strdup (connection->id));
    }
  sweep_next (g_steal_pointer (&sweep));
}

static void
sweep_next (Sweep *sweep)
{
  PosterWorkspace *workspace = poster_session_get_workspace (sweep->session);

  if (sweep->next == sweep->connection_ids->len)
    {
      sweep_free (sweep);
      return;
    }
  poster_secrets_lookup_async (poster_workspace_get_secrets (workspace),
                               g_ptr_array_index (sweep->connection_ids, sweep->next), POSTER_SECRET_CREDENTIALS, NULL,
                               looked_up_cb, sweep);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Sweep) sweep = user_data;
  PosterWorkspace *workspace = poster_session_get_workspace (sweep->session);
  const char *connection_id = g_ptr_array_index (sweep->connection_ids, sweep->next);
  g_autoptr(PosterSecretText) secret = NULL;
  g_autoptr(GError) error = NULL;

  secret = poster_secrets_lookup_finish (POSTER_SECRETS (object), result, &error);
  if (error != NULL)
    {
      /* Without the keyring nothing of this can be done; the next start tries again. */
      g_debug ("What earlier runs left stays for now: %s", error->message);
      return;
    }
  if (secret == NULL || g_hash_table_contains (get_offered (sweep->session), connection_id))
    {
      sweep->next++;
      sweep_next (g_steal_pointer (&sweep));
      return;
    }
  poster_disconnect_settle_async (workspace, connection_id, NULL, swept_cb, g_steal_pointer (&sweep));
}

static void
swept_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Sweep) sweep = user_data;
  g_autofree char *left_behind = NULL;
  g_autoptr(GError) error = NULL;

  if (!poster_disconnect_settle_finish (POSTER_WORKSPACE (object), result, &left_behind, &error))
    {
      g_message ("A sign-in that no account needs could not be forgotten: %s", error->message);
      return;
    }
  sweep->next++;
  sweep_next (g_steal_pointer (&sweep));
}

/**
 * poster_disconnect_sweep:
 * @session: the session
 *
 * Does what an earlier run did not come to: signs out, and clears the secret, where a connection was
 * given up. Only the first call for a session does anything.
 */
void
poster_disconnect_sweep (PosterSession *session)
{
  Sweep *sweep;

  if (g_object_get_data (G_OBJECT (session), "poster-disconnect-swept") != NULL)
    return;
  g_object_set_data (G_OBJECT (session), "poster-disconnect-swept", GINT_TO_POINTER (TRUE));
  sweep = g_new0 (Sweep, 1);
  sweep->session = g_object_ref (session);
  sweep->connection_ids = g_ptr_array_new_with_free_func (g_free);
  poster_store_list_connections_async (poster_session_get_store (session), NULL, all_listed_cb, sweep);
}
