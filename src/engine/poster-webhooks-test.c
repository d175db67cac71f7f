/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhooks"

#include "poster-webhooks.h"

#include "poster-http-session.h"
#include "poster-id.h"
#include "poster-json.h"
#include "poster-webhook-call.h"

/* Trying a webhook out. */

typedef struct
{
  PosterSecrets        *secrets;
  PosterClock          *clock;
  SoupSession          *session;
  PosterWebhookAttempt *attempt;  /* (nullable) */
} Test;

/* The steps, in the order they run: got -> called -> noted */
static void got_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void called_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void noted_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
test_free (Test *test)
{
  g_clear_object (&test->secrets);
  g_clear_object (&test->clock);
  g_clear_object (&test->session);
  g_clear_object (&test->attempt);
  g_free (test);
}

/**
 * poster_webhooks_test_async:
 * @store: where webhooks are kept
 * @secrets: where their secrets are
 * @clock: the source of time
 * @id: id of a webhook
 * @cancellable: (nullable): ends it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Tells a webhook that it is a test, at once and once, whether it is active or not. A test neither
 * counts as a failure nor makes up for one.
 */
void
poster_webhooks_test_async (PosterStore         *store,
                            PosterSecrets       *secrets,
                            PosterClock         *clock,
                            const char          *id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (store, cancellable, callback, user_data);
  Test *test = g_new0 (Test, 1);

  g_task_set_source_tag (task, poster_webhooks_test_async);
  g_task_set_task_data (task, test, (GDestroyNotify) test_free);
  test->secrets = g_object_ref (secrets);
  test->clock = g_object_ref (clock);
  poster_store_get_webhook_async (store, id, cancellable, got_cb, g_object_ref (task));
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterWebhook) webhook = NULL;
  g_autoptr(JsonObject) payload = json_object_new ();
  g_autofree char *id = poster_id_new ();
  g_autofree char *now = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  Test *test = g_task_get_task_data (task);

  webhook = poster_store_get_webhook_finish (POSTER_STORE (object), result, &error);
  if (webhook == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  now = poster_time_format (poster_clock_get_now_us (test->clock));
  json_object_set_string_member (payload, "id", id);
  json_object_set_string_member (payload, "event", POSTER_WEBHOOK_TEST_EVENT);
  json_object_set_string_member (payload, "message", "This is a test of your webhook.");
  json_object_set_string_member (payload, "timestamp", now);
  text = poster_json_to_text (payload, FALSE);
  test->session = poster_http_session_new ();
  poster_webhook_call_async (test->session, test->clock, test->secrets, webhook, POSTER_WEBHOOK_TEST_EVENT, text,
                             g_task_get_cancellable (task), called_cb, g_object_ref (task));
}

static void
called_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Test *test = g_task_get_task_data (task);

  test->attempt = poster_webhook_call_finish (SOUP_SESSION (object), result, &error);
  if (test->attempt == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    poster_store_note_webhook_attempt_async (g_task_get_source_object (task), test->attempt, -1, NULL,
                                             noted_cb, g_object_ref (task));
}

static void
noted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Test *test = g_task_get_task_data (task);
  gboolean switched_off;

  if (poster_store_note_webhook_attempt_finish (POSTER_STORE (object), result, &switched_off, &error))
    g_task_return_pointer (task, g_steal_pointer (&test->attempt), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * poster_webhooks_test_finish:
 * @store: where webhooks are kept
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, %G_IO_ERROR_CANCELLED, what the keyring says; see also #PosterStore
 *
 * Returns: (transfer full): what came of it; that it was not taken is no error
 */
PosterWebhookAttempt *
poster_webhooks_test_finish (PosterStore   *store,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
