/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "torture-secrets.h"

#include <glib/gstdio.h>

#include "poster-error.h"

/* A keyring in files, each of which is replaced as a whole: as durable as a real one, which is
 * another process and does not die with this one, and without the work that a real one puts into
 * its cipher. */
struct _TortureSecrets
{
  GObject  parent_instance;
  char    *dir;
};

static void secrets_iface_init (PosterSecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TortureSecrets, torture_secrets, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (POSTER_TYPE_SECRETS, secrets_iface_init))

static char *
make_path (TortureSecrets *self,
           const char     *owner_id,
           const char     *kind)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", owner_id, kind);

  return g_build_filename (self->dir, name, NULL);
}

static void
lookup_async (PosterSecrets       *secrets,
              const char          *owner_id,
              const char          *kind,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  TortureSecrets *self = TORTURE_SECRETS (secrets);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = make_path (self, owner_id, kind);
  char *secret = NULL;

  g_file_get_contents (path, &secret, NULL, NULL);
  g_task_return_pointer (task, secret, (GDestroyNotify) poster_secret_free);
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
  TortureSecrets *self = TORTURE_SECRETS (secrets);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = make_path (self, owner_id, kind);
  g_autoptr(GError) error = NULL;

  if (g_file_set_contents_full (path, secret, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_NO_KEYRING, "The keyring does not take it: %s",
                             error->message);
}

static gboolean
store_finish (PosterSecrets  *secrets,
              GAsyncResult   *result,
              GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
clear_async (PosterSecrets       *secrets,
             const char          *owner_id,
             const char          *kind,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  static const char *const kinds[] = { POSTER_SECRET_CREDENTIALS, POSTER_SECRET_UPLOAD };
  TortureSecrets *self = TORTURE_SECRETS (secrets);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = make_path (self, owner_id, kinds[i]);

      if (kind == NULL || g_str_equal (kind, kinds[i]))
        g_unlink (path);
    }
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
  g_free (TORTURE_SECRETS (object)->dir);
  G_OBJECT_CLASS (torture_secrets_parent_class)->finalize (object);
}

static void
torture_secrets_class_init (TortureSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
torture_secrets_init (TortureSecrets *self)
{
}

/* The keyring in the folder @dir, which is made where there is none. */
TortureSecrets *
torture_secrets_new (const char *dir)
{
  TortureSecrets *self = g_object_new (TORTURE_TYPE_SECRETS, NULL);

  self->dir = g_strdup (dir);
  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  return self;
}
