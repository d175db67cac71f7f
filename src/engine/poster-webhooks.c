/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhooks"

#include "poster-webhooks.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-json.h"
#include "poster-webhook-call.h"

/* Whoever knows the key can sign: it takes more than a word to guess it, and less than a letter to type. */
#define SECRET_MAX_BYTES 1024

typedef struct
{
  /* Input. */
  PosterSecrets    *secrets;
  char             *id;         /* (nullable) */
  char             *name;       /* (nullable) */
  char             *url;        /* (nullable) */
  GStrv             events;     /* (nullable) */
  PosterSecretText *secret;     /* (nullable) */
  JsonObject       *headers;    /* (nullable) */
  int               is_active;

  /* In progress. */
  PosterWebhook    *webhook;
  PosterSecretText *kept;       /* (nullable), what goes into the keyring */
  gboolean          is_new;
} Save;

/* The steps, in the order they run: (got -> (looked up))? -> kept -> saved */
static void got_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void merge (GTask *task, const char *kept);
static void kept_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void write_it (GTask *task);
static void saved_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
save_free (Save *save)
{
  g_clear_object (&save->secrets);
  g_free (save->id);
  g_free (save->name);
  g_free (save->url);
  g_strfreev (save->events);
  g_clear_pointer (&save->secret, poster_secret_free);
  g_clear_pointer (&save->headers, json_object_unref);
  g_clear_object (&save->webhook);
  g_clear_pointer (&save->kept, poster_secret_free);
  g_free (save);
}

/**
 * poster_webhooks_save_async:
 * @store: where webhooks are kept
 * @secrets: where their secrets are
 * @wish: what it is to be
 * @cancellable: (nullable): to give up before it is stored
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes a webhook, or changes one. Its secret and the values of its headers go into the keyring first:
 * without one nothing is stored.
 */
void
poster_webhooks_save_async (PosterStore             *store,
                            PosterSecrets           *secrets,
                            const PosterWebhookWish *wish,
                            GCancellable            *cancellable,
                            GAsyncReadyCallback      callback,
                            gpointer                 user_data)
{
  g_autoptr(GTask) task = g_task_new (store, cancellable, callback, user_data);
  Save *save = g_new0 (Save, 1);

  g_task_set_source_tag (task, poster_webhooks_save_async);
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  save->secrets = g_object_ref (secrets);
  save->id = g_strdup (wish->id);
  save->name = wish->name != NULL ? g_strstrip (g_strdup (wish->name)) : NULL;
  save->url = wish->url != NULL ? g_strstrip (g_strdup (wish->url)) : NULL;
  save->events = g_strdupv ((char **) wish->events);
  save->secret = g_strdup (wish->secret);
  save->headers = wish->headers != NULL ? poster_json_copy (wish->headers) : NULL;
  save->is_active = wish->is_active;
  save->is_new = wish->id == NULL;
  if (!save->is_new)
    {
      poster_store_get_webhook_async (store, save->id, cancellable, got_cb, g_object_ref (task));
      return;
    }
  save->webhook = poster_webhook_new ();
  merge (task, NULL);
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Save *save = g_task_get_task_data (task);

  save->webhook = poster_store_get_webhook_finish (POSTER_STORE (object), result, &error);
  if (save->webhook == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if ((save->secret != NULL || save->headers != NULL) &&
           (save->webhook->has_secret || save->webhook->header_names[0] != NULL))
    poster_secrets_lookup_async (save->secrets, save->webhook->id, POSTER_SECRET_WEBHOOK, g_task_get_cancellable (task),
                                 looked_up_cb, g_object_ref (task));
  else
    merge (task, NULL);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterSecretText) kept = NULL;
  g_autoptr(GError) error = NULL;

  kept = poster_secrets_lookup_finish (POSTER_SECRETS (object), result, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    merge (task, kept);
}

/* Takes the headers of the wish, with what the keyring has for those that are to stay as they are. */
static gboolean
merge_headers (Save        *save,
               JsonObject  *old,
               JsonObject **headers,
               GError     **error)
{
  g_autoptr(JsonObject) merged = json_object_new ();
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr(GList) members = json_object_get_members (save->headers);

  for (GList *at = members; at != NULL; at = at->next)
    {
      const char *value = poster_json_get_string (save->headers, at->data);

      if (g_strcmp0 (value, POSTER_WEBHOOK_HIDDEN) == 0)
        value = old != NULL ? poster_json_get_string (old, at->data) : NULL;
      if (value == NULL || !poster_webhook_header_is_allowed (at->data, value))
        {
          g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                       /* Translators: %s is the name of an HTTP header */
                       _("The header “%s” cannot be sent: it needs a value in plain ASCII, and a name that says nothing of "
                         "how the request is sent."), (const char *) at->data);
          return FALSE;
        }
      json_object_set_string_member (merged, at->data, value);
      g_strv_builder_add (names, at->data);
    }
  g_strfreev (save->webhook->header_names);
  save->webhook->header_names = g_strv_builder_end (names);
  *headers = g_steal_pointer (&merged);
  return TRUE;
}

static void
take_settings (Save *save)
{
  PosterWebhook *webhook = save->webhook;

  if (save->url != NULL)
    {
      g_free (webhook->url);
      webhook->url = g_steal_pointer (&save->url);
    }
  if (save->name != NULL)
    {
      g_free (webhook->name);
      webhook->name = g_steal_pointer (&save->name);
    }
  else if (webhook->name == NULL && webhook->url != NULL)
    {
      g_autoptr(GUri) uri = g_uri_parse (webhook->url, G_URI_FLAGS_ENCODED, NULL);
      const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

      if (host != NULL)
        webhook->name = g_utf8_substring (host, 0, MIN (g_utf8_strlen (host, -1), POSTER_WEBHOOK_NAME_CHARS));
    }
  if (save->events != NULL || save->is_new)
    {
      g_strfreev (webhook->events);
      webhook->events = save->events != NULL ? g_steal_pointer (&save->events)
                                             : g_strdupv ((char **) poster_webhook_get_events ());
    }
  if (save->is_active >= 0)
    webhook->is_active = save->is_active;
}

/* @kept: (nullable): what the keyring has */
static void
merge (GTask      *task,
       const char *kept)
{
  PosterStore *store = g_task_get_source_object (task);
  Save *save = g_task_get_task_data (task);
  g_autoptr(JsonObject) old = poster_webhook_secret_read (kept);
  g_autoptr(JsonObject) headers = NULL;
  const char *secret = save->secret != NULL ? save->secret : poster_json_get_string (old, "secret");
  GError *error = NULL;
  gboolean has_changed = save->secret != NULL || save->headers != NULL;

  take_settings (save);
  if (save->headers == NULL)
    headers = poster_json_get_object (old, "headers") != NULL ? json_object_ref (poster_json_get_object (old, "headers")) : NULL;
  else if (!merge_headers (save, poster_json_get_object (old, "headers"), &headers, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (save->secret != NULL && strlen (save->secret) > SECRET_MAX_BYTES)
    {
      g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_INVALID,
                               _("The secret of the webhook has more than %d bytes; choose a shorter one."), SECRET_MAX_BYTES);
      return;
    }
  if (!poster_webhook_check (save->webhook, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!has_changed)
    {
      poster_store_save_webhook_async (store, save->webhook, g_task_get_cancellable (task), saved_cb, g_object_ref (task));
      return;
    }
  /* One that the keyring has lost has to be set again: nobody takes it for one that was never there. */
  save->webhook->has_secret = secret != NULL ? *secret != '\0' : save->webhook->has_secret;
  if (save->webhook->has_secret || save->webhook->header_names[0] != NULL)
    {
      g_autofree char *label = g_strdup_printf (_("Poster: webhook %s"), save->webhook->name);

      save->kept = poster_webhook_secret_write (save->webhook->has_secret ? secret : NULL, headers);
      poster_secrets_store_async (save->secrets, save->webhook->id, POSTER_SECRET_WEBHOOK, label, save->kept,
                                  g_task_get_cancellable (task), kept_cb, g_object_ref (task));
    }
  else
    /* Nothing of it stays where it is of no use. */
    write_it (task);
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_secrets_store_finish (POSTER_SECRETS (object), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    write_it (task);
}

static void
write_it (GTask *task)
{
  Save *save = g_task_get_task_data (task);

  poster_store_save_webhook_async (g_task_get_source_object (task), save->webhook, g_task_get_cancellable (task),
                                   saved_cb, g_object_ref (task));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterWebhook) stored = NULL;
  Save *save = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean is_clear = save->kept == NULL && (save->secret != NULL || save->headers != NULL) && !save->is_new;

  stored = poster_store_save_webhook_finish (POSTER_STORE (object), result, &error);
  /* A secret without a webhook is nobody's, and one that is used no more neither. */
  if ((stored == NULL && save->is_new && save->kept != NULL) || (stored != NULL && is_clear))
    poster_secrets_clear_async (save->secrets, save->webhook->id, POSTER_SECRET_WEBHOOK, NULL, cleared_cb, NULL);
  if (stored != NULL)
    g_task_return_pointer (task, g_steal_pointer (&stored), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_secrets_clear_finish (POSTER_SECRETS (object), result, &error))
    g_message ("The secret of a webhook stays in the keyring: %s", error->message);
}

/**
 * poster_webhooks_save_finish:
 * @store: where webhooks are kept
 * @result: the result
 * @error: %POSTER_ERROR_INVALID: what is wrong with the wish; %POSTER_ERROR_NOT_FOUND;
 *   %POSTER_ERROR_NO_KEYRING, %POSTER_ERROR_KEYRING_LOCKED; see also #PosterStore
 *
 * Returns: (transfer full): the webhook as it is stored
 */
PosterWebhook *
poster_webhooks_save_finish (PosterStore   *store,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  PosterSecrets *secrets = g_object_get_data (G_OBJECT (task), "secrets");

  if (!poster_store_delete_webhook_finish (POSTER_STORE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  poster_secrets_clear_async (secrets, g_task_get_task_data (task), POSTER_SECRET_WEBHOOK, NULL, cleared_cb, NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * poster_webhooks_delete_async:
 * @store: where webhooks are kept
 * @secrets: where their secrets are
 * @id: id of a webhook
 * @cancellable: (nullable): to give up before it is gone
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Removes a webhook, what it was yet to be told, and its secret.
 */
void
poster_webhooks_delete_async (PosterStore         *store,
                              PosterSecrets       *secrets,
                              const char          *id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_webhooks_delete_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  g_object_set_data_full (G_OBJECT (task), "secrets", g_object_ref (secrets), g_object_unref);
  poster_store_delete_webhook_async (store, id, cancellable, deleted_cb, g_object_ref (task));
}

/**
 * poster_webhooks_delete_finish:
 * @store: where webhooks are kept
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: whether it is gone
 */
gboolean
poster_webhooks_delete_finish (PosterStore   *store,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
