/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-memory-secrets.h"

#include <string.h>

#include "poster-error.h"

/* Secrets kept in memory, for tests. They answer in a later turn of the main loop, as a keyring
 * does, and fail when told to. For one thread. */
struct _PosterMemorySecrets
{
  GObject     parent_instance;
  GHashTable *secrets;  /* (element-type utf8 utf8), by "owner kind" */
  GError     *failure;  /* (nullable), what every call ends with */
  guint       stores;
};

static void secrets_iface_init (PosterSecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterMemorySecrets, poster_memory_secrets, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (POSTER_TYPE_SECRETS, secrets_iface_init))

static char *
make_key (const char *owner_id,
          const char *kind)
{
  return g_strdup_printf ("%s %s", owner_id, kind);
}

/* Whether the call may go on; if not, @task has its error. */
static gboolean
check (PosterMemorySecrets *self,
       GTask               *task)
{
  if (g_task_return_error_if_cancelled (task))
    return FALSE;
  if (self->failure == NULL)
    return TRUE;
  g_task_return_error (task, g_error_copy (self->failure));
  return FALSE;
}

static void
lookup_async (PosterSecrets       *secrets,
              const char          *owner_id,
              const char          *kind,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  PosterMemorySecrets *self = POSTER_MEMORY_SECRETS (secrets);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lookup_async);
  if (check (self, task))
    g_task_return_pointer (task, g_strdup (poster_memory_secrets_peek (self, owner_id, kind)),
                           (GDestroyNotify) poster_secret_free);
}

static char *
lookup_finish (PosterSecrets  *secrets,
               GAsyncResult   *result,
               GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_async (PosterSecrets       *secrets,
             const char          *owner_id,
             const char          *kind,
             const char          *label,
             const char          *secret,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  PosterMemorySecrets *self = POSTER_MEMORY_SECRETS (secrets);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, store_async);
  if (!check (self, task))
    return;
  /* What the keyring's own program shows must give nothing away. */
  g_assert_null (strstr (label, secret));
  poster_memory_secrets_put (self, owner_id, kind, secret);
  self->stores++;
  g_task_return_boolean (task, TRUE);
}

static gboolean
store_finish (PosterSecrets  *secrets,
              GAsyncResult   *result,
              GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
belongs_to (gpointer key,
            gpointer value,
            gpointer owner_prefix)
{
  return g_str_has_prefix (key, owner_prefix);
}

static void
clear_async (PosterSecrets       *secrets,
             const char          *owner_id,
             const char          *kind,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  PosterMemorySecrets *self = POSTER_MEMORY_SECRETS (secrets);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *key = make_key (owner_id, kind != NULL ? kind : "");

  g_task_set_source_tag (task, clear_async);
  if (!check (self, task))
    return;
  if (kind != NULL)
    g_hash_table_remove (self->secrets, key);
  else
    g_hash_table_foreach_remove (self->secrets, belongs_to, key);
  g_task_return_boolean (task, TRUE);
}

static void
secrets_iface_init (PosterSecretsInterface *iface)
{
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
  iface->store_async = store_async;
  iface->store_finish = store_finish;
  iface->clear_async = clear_async;
  iface->clear_finish = store_finish;
}

static void
finalize (GObject *object)
{
  PosterMemorySecrets *self = POSTER_MEMORY_SECRETS (object);

  g_hash_table_unref (self->secrets);
  g_clear_error (&self->failure);
  G_OBJECT_CLASS (poster_memory_secrets_parent_class)->finalize (object);
}

static void
poster_memory_secrets_class_init (PosterMemorySecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
poster_memory_secrets_init (PosterMemorySecrets *self)
{
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) poster_secret_free);
}

PosterMemorySecrets *
poster_memory_secrets_new (void)
{
  return g_object_new (POSTER_TYPE_MEMORY_SECRETS, NULL);
}

/* From now on every call ends with @error; %NULL: they work again. */
void
poster_memory_secrets_set_failure (PosterMemorySecrets *self,
                                   const GError        *error)
{
  g_clear_error (&self->failure);
  self->failure = error != NULL ? g_error_copy (error) : NULL;
}

/* From now on every call ends with %POSTER_ERROR_KEYRING_LOCKED, or no longer. */
void
poster_memory_secrets_set_locked (PosterMemorySecrets *self,
                                  gboolean             locked)
{
  g_autoptr(GError) error = NULL;

  if (locked)
    error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_KEYRING_LOCKED, "The keyring is locked; unlock it");
  poster_memory_secrets_set_failure (self, error);
}

/* Returns: (nullable): a secret, until the next call that changes it */
const char *
poster_memory_secrets_peek (PosterMemorySecrets *self,
                            const char          *owner_id,
                            const char          *kind)
{
  g_autofree char *key = make_key (owner_id, kind);

  return g_hash_table_lookup (self->secrets, key);
}

/* Files a secret at once. */
void
poster_memory_secrets_put (PosterMemorySecrets *self,
                           const char          *owner_id,
                           const char          *kind,
                           const char          *secret)
{
  g_hash_table_replace (self->secrets, make_key (owner_id, kind), g_strdup (secret));
}

/* Returns: how many secrets there are */
guint
poster_memory_secrets_get_count (PosterMemorySecrets *self)
{
  return g_hash_table_size (self->secrets);
}

/* Returns: how often poster_secrets_store_async() kept one */
guint
poster_memory_secrets_get_stores (PosterMemorySecrets *self)
{
  return self->stores;
}
