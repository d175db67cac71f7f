/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-workspace"

#include "poster-workspace.h"

#include "poster-engine-lock.h"
#include "poster-vault.h"
#include "poster-workspace-secrets.h"

/* More would only fight for the processors that decode. */
#define MAX_WORKERS 8

/**
 * PosterWorkspace:
 *
 * Everything that works on one data directory, put together: for the command line and for the
 * window. What needs no data directory (looking into files, the rules) is there from the
 * beginning; the rest after poster_workspace_open().
 */
struct _PosterWorkspace
{
  GObject                  parent_instance;

  char                    *data_dir;
  PosterClock             *clock;
  PosterPlatforms         *platforms;
  PosterMediaPool         *pool;

  /* From opening on. */
  PosterStore             *store;          /* (nullable) */
  PosterWorkspaceSecrets  *secrets;        /* (nullable) */
  PosterPracticeHost      *practice_host;  /* (nullable) */
  PosterConnectorRegistry *registry;       /* (nullable) */
  PosterComposer          *composer;       /* (nullable) */

  PosterEngine            *engine;         /* (nullable), while it runs */
  PosterEngineLock        *lock;           /* (nullable), between lock and unlock */
};

G_DEFINE_FINAL_TYPE (PosterWorkspace, poster_workspace, G_TYPE_OBJECT)

static void
poster_workspace_dispose (GObject *object)
{
  PosterWorkspace *self = POSTER_WORKSPACE (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->lock, poster_engine_lock_free);
  g_clear_object (&self->composer);
  g_clear_object (&self->registry);
  g_clear_object (&self->practice_host);
  g_clear_object (&self->secrets);
  if (self->store != NULL)
    poster_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_object (&self->pool);
  g_clear_object (&self->platforms);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (poster_workspace_parent_class)->dispose (object);
}

static void
poster_workspace_finalize (GObject *object)
{
  PosterWorkspace *self = POSTER_WORKSPACE (object);

  g_free (self->data_dir);
  G_OBJECT_CLASS (poster_workspace_parent_class)->finalize (object);
}

static void
poster_workspace_class_init (PosterWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_workspace_dispose;
  object_class->finalize = poster_workspace_finalize;
}

static void
poster_workspace_init (PosterWorkspace *self)
{
}

static char *
find_program (void)
{
  return g_file_read_link ("/proc/self/exe", NULL);
}

static char *
choose_data_dir (const char *data_dir)
{
  const char *asked = data_dir != NULL ? data_dir : g_getenv ("POSTER_DATA_DIR");

  if (asked != NULL && asked[0] != '\0')
    return g_canonicalize_filename (asked, NULL);
  return g_build_filename (g_get_user_data_dir (), "late-poster", NULL);
}

/**
 * poster_workspace_new:
 * @data_dir: (nullable): the data directory; %NULL for the one of `POSTER_DATA_DIR`, or the
 *   person's own
 * @error: when the program's own data are not what they should be
 *
 * Touches nothing on the disk.
 *
 * Returns: (transfer full): a workspace, not open yet
 */
PosterWorkspace *
poster_workspace_new (const char  *data_dir,
                      GError     **error)
{
  g_autoptr(PosterWorkspace) self = g_object_new (POSTER_TYPE_WORKSPACE, NULL);

  self->data_dir = choose_data_dir (data_dir);
  self->clock = poster_clock_new ();
  self->platforms = poster_platforms_new (error);
  if (self->platforms == NULL)
    return NULL;
  self->pool = poster_media_pool_new (self->clock, NULL, CLAMP (g_get_num_processors (), 1, MAX_WORKERS));
  return g_steal_pointer (&self);
}

/**
 * poster_workspace_open:
 * @self: a workspace
 * @error: those of poster_store_open()
 *
 * Opens what is in the data directory. Blocks for a moment. Talks to nobody: neither keyring nor
 * network are needed before something is wanted of them.
 *
 * Returns: whether it is open
 */
gboolean
poster_workspace_open (PosterWorkspace  *self,
                       GError          **error)
{
  PosterConnectorSettings settings = {
    .late_base_uri = g_getenv ("POSTER_LATE_BASE_URL"),
    .tiktok_base_uri = g_getenv ("POSTER_TIKTOK_BASE_URL"),
  };
  g_autoptr(PosterSecrets) vault = NULL;
  g_autofree char *program = find_program ();

  g_return_val_if_fail (self->store == NULL, FALSE);

  self->store = poster_store_open (self->data_dir, self->clock, error);
  if (self->store == NULL)
    return FALSE;
  vault = POSTER_SECRETS (poster_vault_new ());
  self->secrets = poster_workspace_secrets_new (vault, self->data_dir, self->clock);
  self->practice_host = poster_practice_host_new (self->clock, self->data_dir,
                                                  program != NULL ? program : "late-poster");
  self->registry = poster_connector_registry_new ();
  poster_connector_registry_add_all (self->registry, self->clock, POSTER_SECRETS (self->secrets),
                                     POSTER_PRACTICE (self->practice_host), NULL, &settings);
  self->composer = poster_composer_new (self->store, self->pool, self->platforms, self->clock);
  return TRUE;
}

/**
 * poster_workspace_start_engine:
 * @self: an open workspace
 * @error: see poster_engine_start()
 *
 * Runs the engine in this process.
 *
 * Returns: whether it runs
 */
gboolean
poster_workspace_start_engine (PosterWorkspace  *self,
                               GError          **error)
{
  g_autoptr(PosterEngine) engine = NULL;

  g_return_val_if_fail (self->engine == NULL, FALSE);

  engine = poster_engine_new (self->store, self->registry, POSTER_SECRETS (self->secrets), self->clock);
  if (!poster_engine_start (engine, error))
    return FALSE;
  /* Work begins in the main loop, so this comes in time. */
  poster_workspace_secrets_set_is_only (self->secrets, TRUE);
  self->engine = g_steal_pointer (&engine);
  return TRUE;
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterWorkspace *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!poster_engine_stop_finish (POSTER_ENGINE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  poster_workspace_secrets_set_is_only (self->secrets, FALSE);
  g_clear_object (&self->engine);
  g_task_return_boolean (task, TRUE);
}

/**
 * poster_workspace_stop_engine_async:
 * @self: a workspace
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Ends the engine of this process, if it runs: within ten seconds, whatever it is doing.
 */
void
poster_workspace_stop_engine_async (PosterWorkspace     *self,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, poster_workspace_stop_engine_async);
  if (self->engine == NULL)
    g_task_return_boolean (task, TRUE);
  else
    poster_engine_stop_async (self->engine, stopped_cb, g_steal_pointer (&task));
}

/**
 * poster_workspace_stop_engine_finish:
 * @self: a workspace
 * @result: the result
 * @error: none
 *
 * Returns: %TRUE
 */
gboolean
poster_workspace_stop_engine_finish (PosterWorkspace  *self,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_workspace_lock:
 * @self: an open workspace that runs no engine
 * @error: %POSTER_ERROR_BUSY when another process runs one; #GFileError
 *
 * For the moment that a call to a service takes which may renew a sign-in: no engine can begin
 * meanwhile, and what is written to the vault goes there directly. To be given back soon.
 *
 * Returns: whether it is locked
 */
gboolean
poster_workspace_lock (PosterWorkspace  *self,
                       GError          **error)
{
  g_return_val_if_fail (self->engine == NULL && self->lock == NULL, FALSE);

  self->lock = poster_engine_lock_take (self->data_dir, error);
  if (self->lock == NULL)
    return FALSE;
  poster_workspace_secrets_set_is_only (self->secrets, TRUE);
  return TRUE;
}

/**
 * poster_workspace_unlock:
 * @self: a workspace that is locked
 *
 * Gives the lock back.
 */
void
poster_workspace_unlock (PosterWorkspace *self)
{
  poster_workspace_secrets_set_is_only (self->secrets, FALSE);
  g_clear_pointer (&self->lock, poster_engine_lock_free);
}

/**
 * poster_workspace_connect_engine:
 * @self: a workspace
 * @error: see poster_engine_client_connect()
 *
 * Returns: (transfer full): a line to the engine that another process runs here
 */
PosterEngineClient *
poster_workspace_connect_engine (PosterWorkspace  *self,
                                 GError          **error)
{
  return poster_engine_client_connect (self->data_dir, error);
}

/**
 * poster_workspace_get_data_dir:
 * @self: a workspace
 *
 * Returns: absolute path of the data directory
 */
const char *
poster_workspace_get_data_dir (PosterWorkspace *self)
{
  return self->data_dir;
}

/**
 * poster_workspace_get_clock:
 * @self: a workspace
 *
 * Returns: (transfer none): the time
 */
PosterClock *
poster_workspace_get_clock (PosterWorkspace *self)
{
  return self->clock;
}

/**
 * poster_workspace_get_platforms:
 * @self: a workspace
 *
 * Returns: (transfer none): the rules
 */
PosterPlatforms *
poster_workspace_get_platforms (PosterWorkspace *self)
{
  return self->platforms;
}

/**
 * poster_workspace_get_media_pool:
 * @self: a workspace
 *
 * Returns: (transfer none): who looks into files
 */
PosterMediaPool *
poster_workspace_get_media_pool (PosterWorkspace *self)
{
  return self->pool;
}

/**
 * poster_workspace_get_store:
 * @self: an open workspace
 *
 * Returns: (transfer none): where posts are kept
 */
PosterStore *
poster_workspace_get_store (PosterWorkspace *self)
{
  return self->store;
}

/**
 * poster_workspace_get_secrets:
 * @self: an open workspace
 *
 * Returns: (transfer none): the vault, or the way to it
 */
PosterSecrets *
poster_workspace_get_secrets (PosterWorkspace *self)
{
  return POSTER_SECRETS (self->secrets);
}

/**
 * poster_workspace_get_practice_host:
 * @self: an open workspace
 *
 * Returns: (transfer none): keeper of the sandbox
 */
PosterPracticeHost *
poster_workspace_get_practice_host (PosterWorkspace *self)
{
  return self->practice_host;
}

/**
 * poster_workspace_get_registry:
 * @self: an open workspace
 *
 * Returns: (transfer none): the connectors
 */
PosterConnectorRegistry *
poster_workspace_get_registry (PosterWorkspace *self)
{
  return self->registry;
}

/**
 * poster_workspace_get_composer:
 * @self: an open workspace
 *
 * Returns: (transfer none): who makes posts
 */
PosterComposer *
poster_workspace_get_composer (PosterWorkspace *self)
{
  return self->composer;
}

/**
 * poster_workspace_get_engine:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): the engine, while it runs in this process
 */
PosterEngine *
poster_workspace_get_engine (PosterWorkspace *self)
{
  return self->engine;
}
