/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhook-call"

#include "poster-webhook-call.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-http-exchange.h"
#include "poster-http-message.h"
#include "poster-json.h"

/* A receiver is to take it and think about it afterwards. The API does not say how long it waits. */
#define TIMEOUT_US (10 * G_USEC_PER_SEC)

typedef struct
{
  /* Input. */
  SoupSession          *session;
  PosterClock          *clock;
  PosterWebhook        *webhook;

  /* In progress. */
  SoupMessage          *message;
  PosterHttpExchange   *exchange;
  GInputStream         *body;
  char                  answer[POSTER_WEBHOOK_ANSWER_BYTES + 1];
  gint64                begun_us;  /* monotonic */

  /* Output. */
  PosterWebhookAttempt *attempt;
} Call;

/* The steps, in the order they run: looked up -> sent -> read */
static void looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void send_it (GTask *task, const char *kept);
static void sent_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void read_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
call_free (Call *call)
{
  g_clear_object (&call->session);
  g_clear_object (&call->clock);
  g_clear_object (&call->webhook);
  g_clear_object (&call->message);
  g_clear_object (&call->body);
  g_clear_pointer (&call->exchange, poster_http_exchange_free);
  g_clear_object (&call->attempt);
  g_free (call);
}

/**
 * poster_webhook_secret_read:
 * @text: (nullable): what the keyring has of a webhook
 *
 * Returns: (transfer full): it, as members `secret` and `headers`, both of which may be missing
 */
JsonObject *
poster_webhook_secret_read (const char *text)
{
  JsonObject *json = text != NULL ? poster_json_parse_object (text, -1, NULL) : NULL;

  return json != NULL ? json : json_object_new ();
}

/**
 * poster_webhook_secret_write:
 * @secret: (nullable): key of the signature
 * @headers: (nullable): headers and their values
 *
 * Returns: (transfer full): what the keyring keeps, to be freed with poster_secret_free()
 */
char *
poster_webhook_secret_write (const char *secret,
                             JsonObject *headers)
{
  g_autoptr(JsonObject) json = json_object_new ();

  if (secret != NULL)
    json_object_set_string_member (json, "secret", secret);
  if (headers != NULL)
    json_object_set_object_member (json, "headers", json_object_ref (headers));
  return poster_json_to_text (json, FALSE);
}

/**
 * poster_webhook_call_async:
 * @session: what sends it
 * @clock: measures it
 * @secrets: knows the key of the signature
 * @webhook: whom to tell
 * @event: of what
 * @payload: the body, as JSON
 * @cancellable: (nullable): ends it; it may have arrived then
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Tells a webhook, once. The body is signed as the Late API documents it: HMAC-SHA256 in hex digits,
 * in `X-Late-Signature`, and in the header that it has been called since. Redirects are not followed:
 * what is sent is for the address that a person gave.
 */
void
poster_webhook_call_async (SoupSession         *session,
                           PosterClock         *clock,
                           PosterSecrets       *secrets,
                           PosterWebhook       *webhook,
                           const char          *event,
                           const char          *payload,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, poster_webhook_call_async);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  call->session = g_object_ref (session);
  call->clock = g_object_ref (clock);
  call->webhook = g_object_ref (webhook);
  call->attempt = poster_webhook_attempt_new ();
  call->attempt->webhook_id = g_strdup (webhook->id);
  call->attempt->webhook_name = g_strdup (webhook->name);
  call->attempt->event = g_strdup (event);
  call->attempt->url = g_strdup (webhook->url);
  call->attempt->payload = g_strdup (payload);
  call->attempt->at_us = poster_clock_get_now_us (clock);
  call->begun_us = poster_clock_get_monotonic_us (clock);
  if (webhook->has_secret || webhook->header_names[0] != NULL)
    poster_secrets_lookup_async (secrets, webhook->id, POSTER_SECRET_WEBHOOK, cancellable, looked_up_cb,
                                 g_object_ref (task));
  else
    send_it (task, NULL);
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
    send_it (task, kept);
}

/* It came to an end, well or not. */
static void
end_call (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  call->attempt->took_us = poster_clock_get_monotonic_us (call->clock) - call->begun_us;
  g_task_return_pointer (task, g_steal_pointer (&call->attempt), g_object_unref);
}

/* Takes the error. */
static void
end_call_failed (GTask  *task,
                 GError *error)
{
  Call *call = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  call->attempt->error_message = g_strdup (error->message);
  g_error_free (error);
  end_call (task);
}

/* Returns: whether the key is there, if there is one */
static gboolean
set_headers (Call       *call,
             const char *kept)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (call->message);
  g_autoptr(JsonObject) secrets = poster_webhook_secret_read (kept);
  const char *secret = poster_json_get_string (secrets, "secret");
  JsonObject *own = poster_json_get_object (secrets, "headers");
  g_autoptr(GList) names = own != NULL ? json_object_get_members (own) : NULL;

  for (GList *at = names; at != NULL; at = at->next)
    {
      const char *value = poster_json_get_string (own, at->data);

      if (value != NULL && poster_webhook_header_is_allowed (at->data, value))
        soup_message_headers_replace (headers, at->data, value);
    }
  soup_message_headers_replace (headers, "X-Late-Event", call->attempt->event);
  if (secret == NULL)
    return !call->webhook->has_secret;
  else
    {
      g_autofree char *signature = NULL;

      signature = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret),
                                             call->attempt->payload, -1);
      soup_message_headers_replace (headers, "X-Late-Signature", signature);
      soup_message_headers_replace (headers, "X-Zernio-Signature", signature);
      return TRUE;
    }
}

static void
send_it (GTask      *task,
         const char *kept)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr(GBytes) body = NULL;
  GError *error = NULL;

  call->message = poster_http_message_new ("POST", call->webhook->url, &error);
  if (call->message == NULL)
    {
      end_call_failed (task, error);
      return;
    }
  /* Unsigned, it would be taken for somebody else's. */
  if (!set_headers (call, kept))
    {
      end_call_failed (task, g_error_new_literal (POSTER_ERROR, POSTER_ERROR_INVALID,
                                                  _("The secret of the webhook is not in the keyring any more. "
                                                    "Set it again.")));
      return;
    }
  soup_message_add_flags (call->message, SOUP_MESSAGE_NO_REDIRECT);
  body = g_bytes_new (call->attempt->payload, strlen (call->attempt->payload));
  soup_message_set_request_body_from_bytes (call->message, "application/json", body);
  call->exchange = poster_http_exchange_new (call->clock, call->message, TIMEOUT_US, g_task_get_cancellable (task));
  soup_session_send_async (call->session, call->message, G_PRIORITY_DEFAULT,
                           poster_http_exchange_get_cancellable (call->exchange), sent_cb, g_object_ref (task));
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->body = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (call->body == NULL)
    {
      end_call_failed (task, poster_http_exchange_take_error (call->exchange, error));
      return;
    }
  call->attempt->status_code = soup_message_get_status (call->message);
  g_input_stream_read_all_async (call->body, call->answer, POSTER_WEBHOOK_ANSWER_BYTES, G_PRIORITY_DEFAULT,
                                 poster_http_exchange_get_cancellable (call->exchange), read_cb, g_object_ref (task));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  gsize n_bytes;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &n_bytes, &error))
    {
      end_call_failed (task, poster_http_exchange_take_error (call->exchange, error));
      return;
    }
  call->attempt->answer = g_utf8_make_valid (call->answer, (gssize) strnlen (call->answer, n_bytes));
  call->attempt->is_success = SOUP_STATUS_IS_SUCCESSFUL (call->attempt->status_code);
  if (!call->attempt->is_success)
    call->attempt->error_message = g_strdup_printf (_("The webhook's server answered %u %s."), call->attempt->status_code,
                                                    soup_status_get_phrase (call->attempt->status_code));
  end_call (task);
}

/**
 * poster_webhook_call_finish:
 * @session: what sent it
 * @result: the result
 * @error: %G_IO_ERROR_CANCELLED; %POSTER_ERROR_KEYRING_LOCKED and %POSTER_ERROR_NO_KEYRING when it could
 *   not be signed: nothing was sent then, and nobody is to blame
 *
 * Returns: (transfer full): what came of it, a failure too
 */
PosterWebhookAttempt *
poster_webhook_call_finish (SoupSession   *session,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
