/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-session"

#include "poster-session.h"

#include <glib/gi18n-lib.h>

#include "poster-application.h"
#include "poster-error.h"

/* How long to wait before looking again whether the engine of a process that has gone can be taken
 * over: that process may be giving the lock back just now. */
#define TAKEOVER_US (500 * G_TIME_SPAN_MILLISECOND)

/* And before reading the accounts again when the store could not: its disk may be full. */
#define LOAD_AGAIN_US (2 * G_TIME_SPAN_SECOND)

typedef struct
{
  gint64 done;
  gint64 total;
} Progress;

struct _PosterSession
{
  GObject             parent_instance;

  PosterWorkspace    *workspace;
  GListStore         *accounts;       /* element-type PosterAccount, the connected ones */
  GHashTable         *by_id;          /* id -> PosterAccount, with those that were disconnected */
  GListStore         *jobs;           /* element-type PosterJob */
  GHashTable         *progress;       /* target id -> Progress */

  PosterEngineClient *client;         /* (nullable), while another process runs the engine */
  GCancellable       *cancellable;    /* of what runs on behalf of nobody else */
  gboolean            is_started;
  gboolean            is_loaded;
  gboolean            is_loading;
  gboolean            is_stale;       /* accounts changed while they were read */
};

G_DEFINE_FINAL_TYPE (PosterSession, poster_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_WORKSPACE,
  PROP_IS_LOADED,
  PROP_IS_ENGINE,
  N_PROPS
};

enum
{
  POST_CHANGED,
  PROGRESS,
  TROUBLE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void find_engine   (PosterSession *self);
static void load_accounts (PosterSession *self);

static gboolean
is_same_account (PosterAccount *one,
                 PosterAccount *other)
{
  return g_str_equal (one->id, other->id) && one->is_active == other->is_active &&
         one->followers == other->followers && one->holder == other->holder && g_strcmp0 (one->zone, other->zone) == 0 &&
         g_strcmp0 (one->username, other->username) == 0 &&
         g_strcmp0 (one->display_name, other->display_name) == 0 &&
         g_strcmp0 (one->avatar_uri, other->avatar_uri) == 0 &&
         one->paused_until_us == other->paused_until_us &&
         g_strcmp0 (one->paused_message, other->paused_message) == 0 &&
         g_strcmp0 (one->connection_id, other->connection_id) == 0;
}

/* Tells of what differs alone, so that a row which somebody is looking at does not go and come. */
static void
show_accounts (PosterSession *self,
               GPtrArray     *connected)
{
  guint n_known = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  guint first = 0;
  guint last = 0;

  while (first < n_known && first < connected->len)
    {
      g_autoptr(PosterAccount) known = g_list_model_get_item (G_LIST_MODEL (self->accounts), first);

      if (!is_same_account (known, g_ptr_array_index (connected, first)))
        break;
      first++;
    }
  while (last < n_known - first && last < connected->len - first)
    {
      g_autoptr(PosterAccount) known = g_list_model_get_item (G_LIST_MODEL (self->accounts), n_known - 1 - last);

      if (!is_same_account (known, g_ptr_array_index (connected, connected->len - 1 - last)))
        break;
      last++;
    }
  if (first + last < n_known || first + last < connected->len)
    g_list_store_splice (self->accounts, first, n_known - first - last,
                         connected->pdata != NULL ? connected->pdata + first : NULL, connected->len - first - last);
}

static void
load_again_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PosterSession) self = user_data;

  if (poster_clock_sleep_finish (POSTER_CLOCK (object), result, NULL))
    load_accounts (self);
}

static void
accounts_listed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(PosterSession) self = user_data;
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) connected = NULL;
  g_autoptr(GError) error = NULL;

  all = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_loading = FALSE;
  if (all == NULL)
    {
      g_signal_emit (self, signals[TROUBLE], 0, error);
      /* Without accounts there is no page to show. */
      poster_clock_sleep_async (poster_session_get_clock (self), LOAD_AGAIN_US, self->cancellable,
                                load_again_cb, g_object_ref (self));
      return;
    }

  connected = g_ptr_array_new ();
  g_hash_table_remove_all (self->by_id);
  for (guint i = 0; i < all->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (all, i);

      g_hash_table_insert (self->by_id, account->id, g_object_ref (account));
      if (!account->is_removed)
        g_ptr_array_add (connected, account);
    }
  show_accounts (self, connected);
  if (!self->is_loaded)
    {
      self->is_loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADED]);
    }
  if (self->is_stale)
    load_accounts (self);
}

static void
load_accounts (PosterSession *self)
{
  if (self->is_loading)
    {
      self->is_stale = TRUE;
      return;
    }
  self->is_loading = TRUE;
  self->is_stale = FALSE;
  poster_store_list_accounts_async (poster_session_get_store (self), TRUE, self->cancellable,
                                    accounts_listed_cb, g_object_ref (self));
}

static void
store_changed_cb (PosterStore   *store,
                  const char    *post_id,
                  PosterSession *self)
{
  /* Nothing names the account that changed; there are few, and a list of the same tells nobody. */
  if (post_id[0] == '\0')
    load_accounts (self);
  g_signal_emit (self, signals[POST_CHANGED], 0, post_id);
}

static void
progress_cb (gpointer       object,
             const char    *target_id,
             gint64         done,
             gint64         total,
             PosterSession *self)
{
  Progress *progress = g_hash_table_lookup (self->progress, target_id);

  if (done >= total && progress != NULL)
    g_hash_table_remove (self->progress, target_id);
  else if (done < total)
    {
      if (progress == NULL)
        {
          progress = g_new (Progress, 1);
          g_hash_table_insert (self->progress, g_strdup (target_id), progress);
        }
      progress->done = done;
      progress->total = total;
    }
  g_signal_emit (self, signals[PROGRESS], 0, target_id, done, total);
}

static void
trouble_cb (PosterEngine  *engine,
            const GError  *error,
            PosterSession *self)
{
  g_signal_emit (self, signals[TROUBLE], 0, error);
}

static void
drop_client (PosterSession *self)
{
  if (self->client == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
  g_hash_table_remove_all (self->progress);
}

static void
slept_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterSession) self = user_data;

  if (poster_clock_sleep_finish (POSTER_CLOCK (object), result, NULL))
    find_engine (self);
}

static void
look_again_later (PosterSession *self)
{
  poster_clock_sleep_async (poster_session_get_clock (self), TAKEOVER_US, self->cancellable,
                            slept_cb, g_object_ref (self));
}

static void
client_closed_cb (PosterEngineClient *client,
                  PosterSession      *self)
{
  drop_client (self);
  find_engine (self);
}

static void
client_changed_cb (PosterEngineClient *client,
                   const char         *post_id,
                   PosterSession      *self)
{
  poster_store_notice_changes (poster_session_get_store (self));
}

static void
subscribed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PosterSession) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_engine_client_subscribe_finish (POSTER_ENGINE_CLIENT (object), result, &error))
    g_debug ("The engine of the other process does not tell of its progress: %s", error->message);
  else
    /* What it did in the meantime. */
    poster_store_notice_changes (poster_session_get_store (self));
}

/* One process runs the engine; where it is another one, this is its client until it ends. */
static void
find_engine (PosterSession *self)
{
  g_autoptr(GError) error = NULL;

  if (!self->is_started || self->client != NULL || poster_session_get_is_engine (self))
    return;
  if (poster_workspace_start_engine (self->workspace, &error))
    {
      PosterEngine *engine = poster_workspace_get_engine (self->workspace);

      g_signal_connect_object (engine, "progress", G_CALLBACK (progress_cb), self, 0);
      g_signal_connect_object (engine, "trouble", G_CALLBACK (trouble_cb), self, 0);
      poster_store_notice_changes (poster_session_get_store (self));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_ENGINE]);
      return;
    }
  if (!g_error_matches (error, POSTER_ERROR, POSTER_ERROR_BUSY))
    {
      g_signal_emit (self, signals[TROUBLE], 0, error);
      look_again_later (self);
      return;
    }

  /* A command may hold the lock for the moment that it asks a service something. */
  self->client = poster_workspace_connect_engine (self->workspace, NULL);
  if (self->client == NULL)
    {
      look_again_later (self);
      return;
    }
  g_signal_connect (self->client, "progress", G_CALLBACK (progress_cb), self);
  g_signal_connect (self->client, "changed", G_CALLBACK (client_changed_cb), self);
  g_signal_connect (self->client, "closed", G_CALLBACK (client_closed_cb), self);
  poster_engine_client_subscribe_async (self->client, self->cancellable, subscribed_cb, g_object_ref (self));
}

static void
poster_session_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  PosterSession *self = POSTER_SESSION (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      g_value_set_object (value, self->workspace);
      break;
    case PROP_IS_LOADED:
      g_value_set_boolean (value, self->is_loaded);
      break;
    case PROP_IS_ENGINE:
      g_value_set_boolean (value, poster_session_get_is_engine (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_session_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  PosterSession *self = POSTER_SESSION (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      self->workspace = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_session_constructed (GObject *object)
{
  PosterSession *self = POSTER_SESSION (object);

  G_OBJECT_CLASS (poster_session_parent_class)->constructed (object);
  g_signal_connect_object (poster_session_get_store (self), "changed", G_CALLBACK (store_changed_cb), self, 0);
}

static void
poster_session_dispose (GObject *object)
{
  PosterSession *self = POSTER_SESSION (object);

  g_cancellable_cancel (self->cancellable);
  drop_client (self);
  g_clear_object (&self->accounts);
  g_clear_object (&self->jobs);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (poster_session_parent_class)->dispose (object);
}

static void
poster_session_finalize (GObject *object)
{
  PosterSession *self = POSTER_SESSION (object);

  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->progress, g_hash_table_unref);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (poster_session_parent_class)->finalize (object);
}

static void
poster_session_class_init (PosterSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = poster_session_get_property;
  object_class->set_property = poster_session_set_property;
  object_class->constructed = poster_session_constructed;
  object_class->dispose = poster_session_dispose;
  object_class->finalize = poster_session_finalize;

  /**
   * PosterSession:workspace:
   */
  properties[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, POSTER_TYPE_WORKSPACE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * PosterSession:is-loaded:
   *
   * Whether the accounts were read for the first time.
   */
  properties[PROP_IS_LOADED] =
    g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * PosterSession:is-engine:
   *
   * Whether the engine runs in this process.
   */
  properties[PROP_IS_ENGINE] =
    g_param_spec_boolean ("is-engine", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * PosterSession::post-changed:
   * @post_id: the post; "" when many changed, or accounts
   *
   * Something changed in the store, here or by another process.
   */
  signals[POST_CHANGED] = g_signal_new ("post-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * PosterSession::progress:
   * @target_id: a target
   * @done: bytes sent
   * @total: bytes in all
   */
  signals[PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_INT64, G_TYPE_INT64);

  /**
   * PosterSession::trouble:
   * @error: why nothing can be published at present; it is tried again by itself
   */
  signals[TROUBLE] = g_signal_new ("trouble", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
poster_session_init (PosterSession *self)
{
  self->accounts = g_list_store_new (POSTER_TYPE_ACCOUNT);
  self->jobs = g_list_store_new (POSTER_TYPE_JOB);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->progress = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->cancellable = g_cancellable_new ();
}

/**
 * poster_session_new:
 * @workspace: an open workspace
 *
 * Returns: (transfer full): a session that does nothing yet
 */
PosterSession *
poster_session_new (PosterWorkspace *workspace)
{
  return g_object_new (POSTER_TYPE_SESSION, "workspace", workspace, NULL);
}

static void
cleaned_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  int n_removed = poster_store_clean_library_finish (POSTER_STORE (object), result, &error);

  if (n_removed < 0)
    g_debug ("The library is not cleaned: %s", error->message);
  else
    g_debug ("%d files of the library were of no use any more", n_removed);
}

/**
 * poster_session_start:
 * @self: a session
 *
 * Reads the accounts, and runs the engine here unless another process does; then it becomes that
 * process's client, and takes over when it ends.
 */
void
poster_session_start (PosterSession *self)
{
  g_return_if_fail (!self->is_started);

  self->is_started = TRUE;
  load_accounts (self);
  find_engine (self);
  poster_store_clean_library_async (poster_session_get_store (self), self->cancellable, cleaned_cb, NULL);
}

static void
engine_stopped_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_workspace_stop_engine_finish (POSTER_WORKSPACE (object), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * poster_session_stop_async:
 * @self: a session
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Ends the engine, if it runs here: within ten seconds, whatever it is doing. Does no harm to a
 * session that was never started.
 */
void
poster_session_stop_async (PosterSession       *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_session_stop_async);
  self->is_started = FALSE;
  g_cancellable_cancel (self->cancellable);
  drop_client (self);
  poster_workspace_stop_engine_async (self->workspace, engine_stopped_cb, g_steal_pointer (&task));
}

/**
 * poster_session_stop_finish:
 * @self: a session
 * @result: the result
 * @error: see poster_workspace_stop_engine_finish()
 *
 * Returns: whether it has ended
 */
gboolean
poster_session_stop_finish (PosterSession  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_session_get_default:
 *
 * Returns: (transfer none) (nullable): the session of the running application, for widgets that are
 *   made from templates
 */
PosterSession *
poster_session_get_default (void)
{
  GApplication *application = g_application_get_default ();

  return POSTER_IS_APPLICATION (application) ? poster_application_get_session (POSTER_APPLICATION (application)) : NULL;
}

/**
 * poster_session_get_workspace:
 * @self: a session
 *
 * Returns: (transfer none): what it works on
 */
PosterWorkspace *
poster_session_get_workspace (PosterSession *self)
{
  return self->workspace;
}

/**
 * poster_session_get_store:
 * @self: a session
 *
 * Returns: (transfer none): where posts are kept
 */
PosterStore *
poster_session_get_store (PosterSession *self)
{
  return poster_workspace_get_store (self->workspace);
}

/**
 * poster_session_get_clock:
 * @self: a session
 *
 * Returns: (transfer none): the time
 */
PosterClock *
poster_session_get_clock (PosterSession *self)
{
  return poster_workspace_get_clock (self->workspace);
}

/**
 * poster_session_get_is_engine:
 * @self: a session
 *
 * Returns: whether the engine runs in this process
 */
gboolean
poster_session_get_is_engine (PosterSession *self)
{
  return poster_workspace_get_engine (self->workspace) != NULL;
}

/**
 * poster_session_get_accounts:
 * @self: a session
 *
 * Returns: (transfer none): a list of #PosterAccount: those that are connected, in order of creation
 */
GListModel *
poster_session_get_accounts (PosterSession *self)
{
  return G_LIST_MODEL (self->accounts);
}

/**
 * poster_session_get_is_loaded:
 * @self: a session
 *
 * Returns: whether the accounts were read for the first time
 */
gboolean
poster_session_get_is_loaded (PosterSession *self)
{
  return self->is_loaded;
}

/**
 * poster_session_get_was_used:
 * @self: a session
 *
 * Returns: whether an account was ever connected, though it may be disconnected now
 */
gboolean
poster_session_get_was_used (PosterSession *self)
{
  return g_hash_table_size (self->by_id) > 0;
}

/**
 * poster_session_find_account:
 * @self: a session
 * @account_id: id of an account
 *
 * Returns: (transfer none) (nullable): the account, also one that was disconnected
 */
PosterAccount *
poster_session_find_account (PosterSession *self,
                             const char    *account_id)
{
  return g_hash_table_lookup (self->by_id, account_id);
}

/**
 * poster_session_get_jobs:
 * @self: a session
 *
 * Returns: (transfer none): a list of #PosterJob: those that run now
 */
GListModel *
poster_session_get_jobs (PosterSession *self)
{
  return G_LIST_MODEL (self->jobs);
}

/**
 * poster_session_add_job:
 * @self: a session
 * @job: a job that begins
 *
 * Shows @job until it is removed.
 */
void
poster_session_add_job (PosterSession *self,
                        PosterJob     *job)
{
  g_list_store_append (self->jobs, job);
}

/**
 * poster_session_remove_job:
 * @self: a session
 * @job: a job that has ended
 */
void
poster_session_remove_job (PosterSession *self,
                           PosterJob     *job)
{
  guint position;

  if (g_list_store_find (self->jobs, job, &position))
    g_list_store_remove (self->jobs, position);
}

/**
 * poster_session_get_progress:
 * @self: a session
 * @target_id: id of a target
 * @done: (out): bytes sent
 * @total: (out): bytes in all
 *
 * Returns: whether an upload runs for it now
 */
gboolean
poster_session_get_progress (PosterSession *self,
                             const char    *target_id,
                             gint64        *done,
                             gint64        *total)
{
  Progress *progress = g_hash_table_lookup (self->progress, target_id);

  if (progress == NULL)
    return FALSE;
  *done = progress->done;
  *total = progress->total;
  return TRUE;
}

static void
rung_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* One that has gone reads the store when it, or this process in its place, starts. */
  if (!poster_engine_client_ring_finish (POSTER_ENGINE_CLIENT (object), result, &error))
    g_debug ("The engine of the other process was not told: %s", error->message);
}

/**
 * poster_session_ring:
 * @self: a session
 *
 * To be called after something was stored that the engine has to look at.
 */
void
poster_session_ring (PosterSession *self)
{
  PosterEngine *engine = poster_workspace_get_engine (self->workspace);

  if (engine != NULL)
    poster_engine_ring (engine);
  else if (self->client != NULL)
    poster_engine_client_ring_async (self->client, self->cancellable, rung_cb, NULL);
}

static void
held_resumed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  gboolean is_resumed;

  is_resumed = POSTER_IS_ENGINE_CLIENT (object)
                 ? poster_engine_client_resume_held_finish (POSTER_ENGINE_CLIENT (object), result, &error)
                 : poster_engine_resume_held_finish (POSTER_ENGINE (object), result, &error);
  if (!is_resumed)
    g_debug ("What was held was not taken up: %s", error->message);
}

/**
 * poster_session_resume_held:
 * @self: a session
 *
 * Lets the engine try again what is held for want of a sign-in or a keyring.
 */
void
poster_session_resume_held (PosterSession *self)
{
  g_autoptr(GHashTable) connections = g_hash_table_new (g_str_hash, g_str_equal);
  PosterEngine *engine = poster_workspace_get_engine (self->workspace);
  GHashTableIter iter;
  gpointer id;
  gpointer account;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &account))
    g_hash_table_add (connections, ((PosterAccount *) account)->connection_id);
  g_hash_table_iter_init (&iter, connections);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (engine != NULL)
      poster_engine_resume_held_async (engine, id, held_resumed_cb, NULL);
    else if (self->client != NULL)
      poster_engine_client_resume_held_async (self->client, id, self->cancellable, held_resumed_cb, NULL);
}

static void
described_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *description;

  description = POSTER_IS_ENGINE_CLIENT (object)
                  ? poster_engine_client_describe_finish (POSTER_ENGINE_CLIENT (object), result, &error)
                  : poster_connector_describe_finish (POSTER_CONNECTOR (object), result, &error);
  if (description == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, description, (GDestroyNotify) json_object_unref);
}

static void
connection_read_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterSession *self = g_task_get_source_object (task);
  PosterAccount *account = g_task_get_task_data (task);
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  PosterConnector *connector;

  connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (connection == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  connector = poster_connector_registry_find (poster_workspace_get_registry (self->workspace), connection->connector);
  if (connector == NULL)
    {
      g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                               _("This version of Poster cannot reach “%s”."), connection->connector);
      return;
    }
  poster_connector_describe_async (connector, connection, account, g_task_get_cancellable (task),
                                   described_cb, g_object_ref (task));
}

/**
 * poster_session_describe_async:
 * @self: a session
 * @account: a connected account
 * @cancellable: (nullable): to give up
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Asks the service what @account may do now.
 *
 * Errors: those of poster_connector_describe_async(), %POSTER_ERROR_BUSY while no engine is there to
 * renew a sign-in
 */
void
poster_session_describe_async (PosterSession       *self,
                               PosterAccount       *account,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_session_describe_async);
  g_task_set_task_data (task, g_object_ref (account), g_object_unref);
  if (self->client != NULL)
    poster_engine_client_describe_async (self->client, account->id, cancellable,
                                         described_cb, g_steal_pointer (&task));
  else if (poster_session_get_is_engine (self))
    poster_store_get_connection_async (poster_session_get_store (self), account->connection_id, cancellable,
                                       connection_read_cb, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_BUSY,
                             _("Another program works on the same posts just now. Try again in a moment."));
}

/**
 * poster_session_describe_finish:
 * @self: a session
 * @result: the result
 * @error: see poster_session_describe_async()
 *
 * Returns: (transfer full): what it may do, as poster_connector_describe_finish() gives it
 */
JsonObject *
poster_session_describe_finish (PosterSession  *self,
                                GAsyncResult   *result,
                                GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cancelled_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  gboolean is_cancelled;

  is_cancelled = POSTER_IS_ENGINE_CLIENT (object)
                   ? poster_engine_client_cancel_finish (POSTER_ENGINE_CLIENT (object), result, &error)
                   : poster_engine_cancel_finish (POSTER_ENGINE (object), result, &error);
  if (is_cancelled)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * poster_session_cancel_post_async:
 * @self: a session
 * @post_id: a post
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes back what is not out yet.
 *
 * Errors: those of poster_engine_cancel_async(), %POSTER_ERROR_BUSY while no engine is there
 */
void
poster_session_cancel_post_async (PosterSession       *self,
                                  const char          *post_id,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_session_cancel_post_async);
  if (self->client != NULL)
    poster_engine_client_cancel_async (self->client, post_id, NULL, cancelled_cb, g_steal_pointer (&task));
  else if (poster_session_get_is_engine (self))
    poster_engine_cancel_async (poster_workspace_get_engine (self->workspace), post_id,
                                cancelled_cb, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_BUSY,
                             _("Another program works on the same posts just now. Try again in a moment."));
}

/**
 * poster_session_cancel_post_finish:
 * @self: a session
 * @result: the result
 * @error: see poster_session_cancel_post_async()
 *
 * Returns: whether it was taken back
 */
gboolean
poster_session_cancel_post_finish (PosterSession  *self,
                                   GAsyncResult   *result,
                                   GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
