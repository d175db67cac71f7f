/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-vault"

#include "poster-vault-unlock.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "poster-error.h"

/* The steps, in the order they run: got_service -> found (-> unlocked | created) */
static void got_service_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void found_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void created_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/* Takes @error. What a person dismissed is no failure of the keyring. */
static void
fail (GTask  *task,
      GError *error)
{
  g_autoptr(GError) owned = error;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&owned));
      return;
    }
  g_debug ("The keyring was not unlocked: %s", error->message);
  g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_NO_KEYRING,
                           _("No keyring answers. Install and start one, such as gnome-keyring, and try again."));
}

static void
got_service_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(SecretService) service = NULL;
  GError *error = NULL;

  service = secret_service_get_finish (result, &error);
  if (service == NULL)
    {
      fail (task, error);
      return;
    }
  secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                               g_task_get_cancellable (task), found_cb, g_object_ref (task));
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(SecretCollection) collection = NULL;
  g_autoptr(GList) collections = NULL;
  GError *error = NULL;

  collection = secret_collection_for_alias_finish (result, &error);
  if (error != NULL)
    {
      fail (task, error);
      return;
    }
  if (collection == NULL)
    {
      /* Translators: the name of the keyring that is made where there is none. */
      secret_collection_create (NULL, _("Default Keyring"), SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_CREATE_NONE,
                                g_task_get_cancellable (task), created_cb, g_object_ref (task));
      return;
    }
  collections = g_list_prepend (NULL, collection);
  secret_service_unlock (NULL, collections, g_task_get_cancellable (task), unlocked_cb, g_object_ref (task));
}

static void
unlocked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autolist(GObject) unlocked = NULL;
  GError *error = NULL;
  int n_unlocked = secret_service_unlock_finish (NULL, result, &unlocked, &error);

  if (error != NULL)
    fail (task, error);
  else if (n_unlocked < 1)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the question for the password was dismissed");
  else
    g_task_return_boolean (task, TRUE);
}

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(SecretCollection) collection = NULL;
  GError *error = NULL;

  collection = secret_collection_create_finish (result, &error);
  if (collection == NULL)
    fail (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * poster_vault_unlock_async:
 * @cancellable: (nullable): to give up
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lets the desktop ask the person for the password of the default keyring, or makes that keyring. The
 * only call that ever asks: for when a person has just said that they want it.
 *
 * Errors: %G_IO_ERROR_CANCELLED, also when the person dismissed the question,
 * %POSTER_ERROR_NO_KEYRING
 */
void
poster_vault_unlock_async (GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_vault_unlock_async);
  secret_service_get (SECRET_SERVICE_NONE, cancellable, got_service_cb, g_steal_pointer (&task));
}

/**
 * poster_vault_unlock_finish:
 * @result: the result
 * @error: see poster_vault_unlock_async()
 *
 * Returns: whether the keyring is open now
 */
gboolean
poster_vault_unlock_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
