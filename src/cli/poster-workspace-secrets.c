/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-workspace-secrets"

#include "poster-workspace-secrets.h"

#include "poster-engine-client.h"
#include "poster-engine-lock.h"
#include "poster-error.h"

/* Between one process giving the lock back and the next one listening, there is nobody to ask. */
#define BUSY_WAIT_US (100 * G_TIME_SPAN_MILLISECOND)
#define BUSY_TRIES 100

/**
 * PosterWorkspaceSecrets:
 *
 * The vault of a data directory as it may be used by whoever shares that directory: reading goes
 * to the vault; writing too, where no other process runs the engine, and else through that one,
 * so that there is one writer at a time.
 */
struct _PosterWorkspaceSecrets
{
  GObject        parent_instance;

  PosterSecrets *vault;
  char          *data_dir;
  PosterClock   *clock;
  gboolean       is_only;  /* this process has the lock for longer than one call */
};

static void poster_workspace_secrets_interface_init (PosterSecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterWorkspaceSecrets, poster_workspace_secrets, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (POSTER_TYPE_SECRETS, poster_workspace_secrets_interface_init))

typedef struct
{
  /* Input. */
  char             *owner_id;
  char             *kind;
  char             *label;   /* (nullable), for storing only */
  char             *secret;  /* (nullable): to be cleared */

  /* In progress. */
  PosterEngineLock *lock;    /* (nullable) */
  PosterSecrets    *writer;  /* (nullable) */
  guint             tries;
} Write;

static void choose_writer (GTask *task);
static void waited_cb     (GObject *object, GAsyncResult *result, gpointer user_data);
static void written_cb    (GObject *object, GAsyncResult *result, gpointer user_data);

static void
write_free (Write *data)
{
  g_free (data->owner_id);
  g_free (data->kind);
  g_free (data->label);
  poster_secret_free (data->secret);
  g_clear_pointer (&data->lock, poster_engine_lock_free);
  g_clear_object (&data->writer);
  g_free (data);
}

static void
poster_workspace_secrets_dispose (GObject *object)
{
  PosterWorkspaceSecrets *self = POSTER_WORKSPACE_SECRETS (object);

  g_clear_object (&self->vault);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (poster_workspace_secrets_parent_class)->dispose (object);
}

static void
poster_workspace_secrets_finalize (GObject *object)
{
  PosterWorkspaceSecrets *self = POSTER_WORKSPACE_SECRETS (object);

  g_free (self->data_dir);
  G_OBJECT_CLASS (poster_workspace_secrets_parent_class)->finalize (object);
}

static void
poster_workspace_secrets_class_init (PosterWorkspaceSecretsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_workspace_secrets_dispose;
  object_class->finalize = poster_workspace_secrets_finalize;
}

static void
poster_workspace_secrets_init (PosterWorkspaceSecrets *self)
{
}

static void
begin_write (GTask *task)
{
  Write *data = g_task_get_task_data (task);

  if (data->secret != NULL)
    poster_secrets_store_async (data->writer, data->owner_id, data->kind, data->label, data->secret,
                                g_task_get_cancellable (task), written_cb, g_object_ref (task));
  else
    poster_secrets_clear_async (data->writer, data->owner_id, data->kind, g_task_get_cancellable (task),
                                written_cb, g_object_ref (task));
}

static void
choose_writer (GTask *task)
{
  PosterWorkspaceSecrets *self = g_task_get_source_object (task);
  Write *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!self->is_only)
    data->lock = poster_engine_lock_take (self->data_dir, &error);
  if (self->is_only || data->lock != NULL)
    {
      data->writer = g_object_ref (self->vault);
      begin_write (task);
      return;
    }
  if (!g_error_matches (error, POSTER_ERROR, POSTER_ERROR_BUSY))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  data->writer = (PosterSecrets *) poster_engine_client_connect (self->data_dir, NULL);
  if (data->writer != NULL)
    begin_write (task);
  else if (++data->tries < BUSY_TRIES)
    poster_clock_sleep_async (self->clock, BUSY_WAIT_US, g_task_get_cancellable (task),
                              waited_cb, g_object_ref (task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
waited_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_clock_sleep_finish (POSTER_CLOCK (object), result, &error))
    choose_writer (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Write *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean done;

  done = data->secret != NULL ? poster_secrets_store_finish (data->writer, result, &error)
                              : poster_secrets_clear_finish (data->writer, result, &error);
  g_clear_pointer (&data->lock, poster_engine_lock_free);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  char *secret;

  secret = poster_secrets_lookup_finish (POSTER_SECRETS (object), result, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, secret, (GDestroyNotify) poster_secret_free);
}

static void
poster_workspace_secrets_lookup_async (PosterSecrets       *secrets,
                                       const char          *owner_id,
                                       const char          *kind,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  PosterWorkspaceSecrets *self = POSTER_WORKSPACE_SECRETS (secrets);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_workspace_secrets_lookup_async);
  poster_secrets_lookup_async (self->vault, owner_id, kind, cancellable, looked_up_cb, g_steal_pointer (&task));
}

static char *
poster_workspace_secrets_lookup_finish (PosterSecrets  *secrets,
                                        GAsyncResult   *result,
                                        GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GTask *
write_task_new (PosterSecrets       *secrets,
                const char          *owner_id,
                const char          *kind,
                const char          *label,
                const char          *secret,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  GTask *task = g_task_new (secrets, cancellable, callback, user_data);
  Write *data = g_new0 (Write, 1);

  data->owner_id = g_strdup (owner_id);
  data->kind = g_strdup (kind);
  data->label = g_strdup (label);
  data->secret = g_strdup (secret);
  g_task_set_task_data (task, data, (GDestroyNotify) write_free);
  return task;
}

static void
poster_workspace_secrets_store_async (PosterSecrets       *secrets,
                                      const char          *owner_id,
                                      const char          *kind,
                                      const char          *label,
                                      const char          *secret,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = write_task_new (secrets, owner_id, kind, label, secret, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_workspace_secrets_store_async);
  choose_writer (task);
}

static void
poster_workspace_secrets_clear_async (PosterSecrets       *secrets,
                                      const char          *owner_id,
                                      const char          *kind,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = write_task_new (secrets, owner_id, kind, NULL, NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_workspace_secrets_clear_async);
  choose_writer (task);
}

static gboolean
poster_workspace_secrets_write_finish (PosterSecrets  *secrets,
                                       GAsyncResult   *result,
                                       GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
poster_workspace_secrets_interface_init (PosterSecretsInterface *iface)
{
  iface->lookup_async = poster_workspace_secrets_lookup_async;
  iface->lookup_finish = poster_workspace_secrets_lookup_finish;
  iface->store_async = poster_workspace_secrets_store_async;
  iface->store_finish = poster_workspace_secrets_write_finish;
  iface->clear_async = poster_workspace_secrets_clear_async;
  iface->clear_finish = poster_workspace_secrets_write_finish;
}

/**
 * poster_workspace_secrets_new:
 * @vault: where the secrets are kept
 * @data_dir: the data directory they belong to
 * @clock: the time
 *
 * Returns: (transfer full): the secrets of @data_dir
 */
PosterWorkspaceSecrets *
poster_workspace_secrets_new (PosterSecrets *vault,
                              const char    *data_dir,
                              PosterClock   *clock)
{
  PosterWorkspaceSecrets *self = g_object_new (POSTER_TYPE_WORKSPACE_SECRETS, NULL);

  self->vault = g_object_ref (vault);
  self->data_dir = g_strdup (data_dir);
  self->clock = g_object_ref (clock);
  return self;
}

/**
 * poster_workspace_secrets_set_is_only:
 * @self: the secrets
 * @is_only: whether this process has the lock of the data directory
 *
 * Lets writing go to the vault without asking who else is there.
 */
void
poster_workspace_secrets_set_is_only (PosterWorkspaceSecrets *self,
                                      gboolean                is_only)
{
  self->is_only = is_only;
}
