/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-vault"

#include "poster-vault.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "poster-error.h"

/**
 * PosterVault:
 *
 * #PosterSecrets in the keyring, through libsecret: the Secret Service of the session, or, in a
 * sandbox, what libsecret puts in its place. What cannot be kept there is kept nowhere.
 *
 * Nobody is ever asked for a password: libsecret would do so by itself, and a program without a
 * window would wait for an answer for ever. A keyring that is locked is an error, at once.
 *
 * The calls of a process are done one after the other, whichever vault they were made on:
 * libsecret's file backend loses what two calls store at a time. A lookup sees what was stored
 * by calls before it.
 *
 * Errors: %POSTER_ERROR_NO_KEYRING, %POSTER_ERROR_KEYRING_LOCKED, %G_IO_ERROR_CANCELLED.
 */
struct _PosterVault
{
  GObject parent_instance;
};

typedef enum
{
  LOOKUP,
  STORE,
  CLEAR,
} Kind;

typedef struct
{
  Kind        kind;
  GHashTable *attributes;
  char       *label;   /* (nullable) */
  char       *secret;  /* (nullable) */
  gboolean    is_second_try;
} Operation;

static const SecretSchema schema = {
  "org.late.Poster",
  SECRET_SCHEMA_NONE,
  {
    { "owner", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* A bus that does not answer for this long does not answer. */
#define BUS_TIMEOUT_MS 10000

/* The calls that wait for their turn; the first of them has it. */
static GMutex queue_lock;
static GQueue queue = G_QUEUE_INIT;

/* The steps, in the order they run:
 * take_turn -> got_bus_cb -> got_locked_cb -> (searched_cb -> retrieved_cb | stored_cb | cleared_cb) */
static gboolean take_turn_cb (gpointer user_data);
static void got_bus_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void got_locked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void act (GTask *task);
static void searched_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void retrieved_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void stored_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void secrets_iface_init (PosterSecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterVault, poster_vault, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (POSTER_TYPE_SECRETS, secrets_iface_init))

static void
operation_free (Operation *operation)
{
  g_hash_table_unref (operation->attributes);
  g_free (operation->label);
  poster_secret_free (operation->secret);
  g_free (operation);
}

/* Gives the turn to @task, in its own context. */
static void
give_turn (GTask *task)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "PosterVault");
  g_source_set_callback (source, take_turn_cb, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static void
wait_for_turn (GTask *task)
{
  gboolean is_first;

  g_mutex_lock (&queue_lock);
  g_queue_push_tail (&queue, g_object_ref (task));
  is_first = queue.length == 1;
  g_mutex_unlock (&queue_lock);
  if (is_first)
    give_turn (task);
}

/* To be called before @task returns, so that its callback may make the next call. */
static void
end_turn (GTask *task)
{
  g_autoptr(GTask) next = NULL;

  g_mutex_lock (&queue_lock);
  g_assert (g_queue_peek_head (&queue) == task);
  g_object_unref (g_queue_pop_head (&queue));
  if (queue.length > 0)
    next = g_object_ref (g_queue_peek_head (&queue));
  g_mutex_unlock (&queue_lock);
  if (next != NULL)
    give_turn (next);
}

static void
fail (GTask       *task,
      PosterError  code,
      const char  *message)
{
  GError *error = g_error_new_literal (POSTER_ERROR, (int) code, message);

  poster_error_get_details (error)->code = g_strdup (code == POSTER_ERROR_NO_KEYRING ? "no_keyring" : "keyring_locked");
  poster_error_get_details (error)->retry = POSTER_RETRY_LATER;
  end_turn (task);
  g_task_return_error (task, error);
}

static void
fail_locked (GTask *task)
{
  fail (task, POSTER_ERROR_KEYRING_LOCKED,
        _("The keyring is locked; unlock it, for example by logging in to the desktop or in “Passwords and Keys”, "
          "and try again"));
}

static void
fail_not_set_up (GTask *task)
{
  fail (task, POSTER_ERROR_KEYRING_LOCKED,
        _("No keyring is open: log in to the desktop or make a default keyring in “Passwords and Keys”, "
          "and try again"));
}

/* Ends @task with what libsecret said, or tries again. Takes @error. */
static void
fail_with (GTask  *task,
           GError *error)
{
  Operation *operation = g_task_get_task_data (task);
  g_autoptr(GError) owned = error;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      end_turn (task);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The operation was cancelled"));
    }
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Locked since we looked; what is cancelled here is libsecret's own question to a person. */
      fail_locked (task);
    }
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    {
      fail_not_set_up (task);
    }
  else if (!operation->is_second_try)
    {
      /* A Secret Service that was started anew does not know libsecret's session with the old one.
       * All of our calls may be repeated, and a token that was not kept may be lost for good. */
      operation->is_second_try = TRUE;
      secret_service_disconnect ();
      act (task);
    }
  else
    {
      g_message ("The keyring failed: %s", error->message);
      fail (task, POSTER_ERROR_NO_KEYRING,
            _("No keyring answers, so tokens cannot be kept safely; start a Secret Service such as gnome-keyring, "
              "and try again"));
    }
}

static gboolean
take_turn_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    fail_with (task, NULL);
  else
    g_bus_get (G_BUS_TYPE_SESSION, g_task_get_cancellable (task), got_bus_cb, g_object_ref (task));
  return G_SOURCE_REMOVE;
}

static void
got_bus_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, &error);

  /* Without a bus there may still be libsecret's file backend; it will tell. */
  if (bus == NULL)
    {
      act (task);
      return;
    }
  g_dbus_connection_call (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets/aliases/default",
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", "org.freedesktop.Secret.Collection", "Locked"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, BUS_TIMEOUT_MS,
                          g_task_get_cancellable (task), got_locked_cb, g_object_ref (task));
}

static void
got_locked_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  g_autoptr(GVariant) locked = NULL;

  if (answer == NULL)
    {
      /* The service is there, and has no default collection. */
      if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
          g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
          g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE) ||
          g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_PROPERTY))
        fail_not_set_up (task);
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
               g_cancellable_is_cancelled (g_task_get_cancellable (task)))
        {
          operation->is_second_try = TRUE;  /* waiting as long once more helps nobody */
          fail_with (task, g_steal_pointer (&error));
        }
      else
        act (task);
      return;
    }
  g_variant_get (answer, "(v)", &locked);
  if (!g_variant_is_of_type (locked, G_VARIANT_TYPE_BOOLEAN) || g_variant_get_boolean (locked))
    fail_locked (task);
  else
    act (task);
}

static void
act (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  switch (operation->kind)
    {
    case LOOKUP:
      /* Searched for and not looked up: a lookup of an item that is locked asks for a password. */
      secret_password_searchv (&schema, operation->attributes, SECRET_SEARCH_NONE,
                               cancellable, searched_cb, g_object_ref (task));
      break;

    case STORE:
      secret_password_storev (&schema, operation->attributes, SECRET_COLLECTION_DEFAULT, operation->label,
                              operation->secret, cancellable, stored_cb, g_object_ref (task));
      break;

    case CLEAR:
      secret_password_clearv (&schema, operation->attributes, cancellable, cleared_cb, g_object_ref (task));
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
searched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autolist(GObject) found = NULL;
  GError *error = NULL;

  found = secret_password_search_finish (result, &error);
  if (error != NULL)
    fail_with (task, error);
  else if (found == NULL)
    {
      end_turn (task);
      g_task_return_pointer (task, NULL, NULL);
    }
  else if (SECRET_IS_ITEM (found->data) && secret_item_get_locked (found->data))
    fail_locked (task);
  else
    secret_retrievable_retrieve_secret (found->data, g_task_get_cancellable (task),
                                        retrieved_cb, g_object_ref (task));
}

static void
retrieved_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  SecretValue *value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (object), result, &error);

  if (error != NULL)
    fail_with (task, error);
  else
    {
      /* Without a value the item was removed between the search and this: there is none. */
      char *secret = value != NULL ? g_strdup (secret_value_get_text (value)) : NULL;

      end_turn (task);
      g_task_return_pointer (task, secret, (GDestroyNotify) poster_secret_free);
    }
  g_clear_pointer (&value, secret_value_unref);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    {
      end_turn (task);
      g_task_return_boolean (task, TRUE);
    }
  else if (error != NULL)
    fail_with (task, error);
  else
    fail_locked (task);  /* a question was put to a person after all, and dismissed */
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  /* %FALSE without an error: there was nothing to remove. */
  secret_password_clear_finish (result, &error);
  if (error != NULL)
    {
      fail_with (task, error);
      return;
    }
  end_turn (task);
  g_task_return_boolean (task, TRUE);
}

static GTask *
task_new (PosterSecrets       *secrets,
          gpointer             tag,
          Kind                 kind,
          const char          *owner_id,
          const char          *secret_kind,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (secrets, cancellable, callback, user_data);
  Operation *operation = g_new0 (Operation, 1);

  operation->kind = kind;
  operation->attributes = secret_kind != NULL
                            ? secret_attributes_build (&schema, "owner", owner_id, "kind", secret_kind, NULL)
                            : secret_attributes_build (&schema, "owner", owner_id, NULL);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, operation, (GDestroyNotify) operation_free);
  /* What was stored was stored: fail_with () tells where a call was cut short. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

static void
poster_vault_lookup_async (PosterSecrets       *secrets,
                           const char          *owner_id,
                           const char          *kind,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (secrets, poster_vault_lookup_async, LOOKUP, owner_id, kind,
                                    cancellable, callback, user_data);

  wait_for_turn (task);
}

static char *
poster_vault_lookup_finish (PosterSecrets  *secrets,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_vault_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
poster_vault_store_async (PosterSecrets       *secrets,
                          const char          *owner_id,
                          const char          *kind,
                          const char          *label,
                          const char          *secret,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (secrets, poster_vault_store_async, STORE, owner_id, kind,
                                    cancellable, callback, user_data);
  Operation *operation = g_task_get_task_data (task);

  operation->label = g_strdup (label);
  operation->secret = g_strdup (secret);
  wait_for_turn (task);
}

static gboolean
poster_vault_store_finish (PosterSecrets  *secrets,
                           GAsyncResult   *result,
                           GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_vault_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
poster_vault_clear_async (PosterSecrets       *secrets,
                          const char          *owner_id,
                          const char          *kind,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (secrets, poster_vault_clear_async, CLEAR, owner_id, kind,
                                    cancellable, callback, user_data);

  wait_for_turn (task);
}

static gboolean
poster_vault_clear_finish (PosterSecrets  *secrets,
                           GAsyncResult   *result,
                           GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_vault_clear_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
secrets_iface_init (PosterSecretsInterface *iface)
{
  iface->lookup_async = poster_vault_lookup_async;
  iface->lookup_finish = poster_vault_lookup_finish;
  iface->store_async = poster_vault_store_async;
  iface->store_finish = poster_vault_store_finish;
  iface->clear_async = poster_vault_clear_async;
  iface->clear_finish = poster_vault_clear_finish;
}

static void
poster_vault_class_init (PosterVaultClass *klass)
{
}

static void
poster_vault_init (PosterVault *self)
{
}

/**
 * poster_vault_new:
 *
 * Returns: (transfer full): the keyring; it is first looked for when it is used
 */
PosterVault *
poster_vault_new (void)
{
  return g_object_new (POSTER_TYPE_VAULT, NULL);
}
