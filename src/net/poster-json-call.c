/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-json-call"

#include "poster-json-call.h"

#include <glib/gi18n-lib.h>

#include "poster-http-exchange.h"
#include "poster-http-message.h"
#include "poster-json-answer-private.h"

/* Reading more JSON than that takes longer than a main loop has. */
#define LARGE_BYTES (32 * 1024)

/**
 * PosterJsonCall:
 *
 * One request that is answered with JSON. It is sent at most once: no redirect is followed, and
 * libsoup is kept from repeating it. Nothing of it, neither address nor body nor token, reaches a
 * log or an error's message.
 */
struct _PosterJsonCall
{
  GObject              parent_instance;
  PosterClock         *clock;
  char                *method;
  char                *url;
  char                *bearer;        /* (nullable) */
  GPtrArray           *headers;       /* (element-type utf8), name, value, name, value … */
  char                *json_body;     /* (nullable) */
  GString             *form_body;     /* (nullable) */
  gint64               timeout_us;
  gsize                max_answer_bytes;
  PosterJsonCallJudge  judge;
  gpointer             judge_data;
  GDestroyNotify       judge_destroy;
  PosterRateLimiter   *limiter;       /* (nullable) */
  char                *limit_key;
  guint                limit_calls;
  gint64               limit_window_us;
  gboolean             is_used;
  gboolean             was_sent;
};

G_DEFINE_FINAL_TYPE (PosterJsonCall, poster_json_call, G_TYPE_OBJECT)

static void
poster_json_call_finalize (GObject *object)
{
  PosterJsonCall *self = POSTER_JSON_CALL (object);

  if (self->judge_destroy != NULL)
    self->judge_destroy (self->judge_data);
  g_clear_object (&self->limiter);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  if (self->form_body != NULL)
    g_string_free (self->form_body, TRUE);
  g_free (self->method);
  g_free (self->url);
  g_free (self->bearer);
  g_free (self->json_body);
  g_free (self->limit_key);
  G_OBJECT_CLASS (poster_json_call_parent_class)->finalize (object);
}

static void
poster_json_call_class_init (PosterJsonCallClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_json_call_finalize;
}

static void
poster_json_call_init (PosterJsonCall *self)
{
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->timeout_us = POSTER_JSON_CALL_DEFAULT_TIMEOUT_US;
  self->max_answer_bytes = POSTER_JSON_CALL_DEFAULT_MAX_ANSWER_BYTES;
  self->judge = poster_json_call_judge_by_status;
}

/**
 * poster_json_call_new:
 * @clock: the time, for the limit and for `Retry-After`
 * @method: `GET`, `POST` …
 * @url: an absolute address; sent as it is
 *
 * Returns: (transfer full): a call, to be sent once
 */
PosterJsonCall *
poster_json_call_new (PosterClock *clock,
                      const char  *method,
                      const char  *url)
{
  PosterJsonCall *self = g_object_new (POSTER_TYPE_JSON_CALL, NULL);

  self->clock = g_object_ref (clock);
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  return self;
}

/**
 * poster_json_call_set_bearer:
 * @self: a call
 * @token: (nullable): what to send as `Authorization: Bearer`
 */
void
poster_json_call_set_bearer (PosterJsonCall *self,
                             const char     *token)
{
  g_free (self->bearer);
  self->bearer = g_strdup (token);
}

/**
 * poster_json_call_set_header:
 * @self: a call
 * @name: name of a header
 * @value: its value, ASCII
 *
 * Sends one more header (`Cache-Control`, `x-request-id` …).
 */
void
poster_json_call_set_header (PosterJsonCall *self,
                             const char     *name,
                             const char     *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

/**
 * poster_json_call_set_json_body:
 * @self: a call
 * @body: (nullable): an object; %NULL stands for an empty one
 *
 * Sends @body, as it is now, as `application/json; charset=UTF-8`.
 */
void
poster_json_call_set_json_body (PosterJsonCall *self,
                                JsonObject     *body)
{
  g_autoptr(JsonNode) node = json_node_alloc ();
  g_autoptr(JsonObject) empty = NULL;

  g_return_if_fail (self->form_body == NULL);

  if (body == NULL)
    body = empty = json_object_new ();
  json_node_init_object (node, body);
  g_free (self->json_body);
  self->json_body = json_to_string (node, FALSE);
}

/**
 * poster_json_call_add_form_pair:
 * @self: a call
 * @name: name of a field
 * @value: its value, not encoded
 *
 * Sends @name and @value, after those given before, as `application/x-www-form-urlencoded`.
 */
void
poster_json_call_add_form_pair (PosterJsonCall *self,
                                const char     *name,
                                const char     *value)
{
  g_return_if_fail (self->json_body == NULL);

  if (self->form_body == NULL)
    self->form_body = g_string_new (NULL);
  else
    g_string_append_c (self->form_body, '&');
  g_string_append_uri_escaped (self->form_body, name, NULL, FALSE);
  g_string_append_c (self->form_body, '=');
  g_string_append_uri_escaped (self->form_body, value, NULL, FALSE);
}

/**
 * poster_json_call_set_timeout_us:
 * @self: a call
 * @timeout_us: microseconds that the call may take, from connecting to the last byte of the answer
 */
void
poster_json_call_set_timeout_us (PosterJsonCall *self,
                                 gint64          timeout_us)
{
  self->timeout_us = timeout_us;
}

/**
 * poster_json_call_set_max_answer_bytes:
 * @self: a call
 * @max_bytes: how large an answer may be; a larger one is refused
 */
void
poster_json_call_set_max_answer_bytes (PosterJsonCall *self,
                                       gsize           max_bytes)
{
  self->max_answer_bytes = max_bytes;
}

/**
 * poster_json_call_set_judge:
 * @self: a call
 * @judge: (scope notified) (closure user_data) (destroy destroy): decides whether the answer is a
 *   success; poster_json_call_judge_by_status() when none is set
 * @user_data: passed to @judge
 * @destroy: (nullable): frees @user_data with the call
 */
void
poster_json_call_set_judge (PosterJsonCall      *self,
                            PosterJsonCallJudge  judge,
                            gpointer             user_data,
                            GDestroyNotify       destroy)
{
  if (self->judge_destroy != NULL)
    self->judge_destroy (self->judge_data);
  self->judge = judge;
  self->judge_data = user_data;
  self->judge_destroy = destroy;
}

/**
 * poster_json_call_set_rate_limit:
 * @self: a call
 * @limiter: who lets calls through
 * @key: what the limit is counted for: connection id and endpoint
 * @max_calls: how many calls the service allows
 * @window_us: in how much time, in microseconds
 *
 * Lets the call wait for its turn before it is sent. An answer of 429 holds everybody with the
 * same key back: for as long as the service says, or one window where it does not say.
 */
void
poster_json_call_set_rate_limit (PosterJsonCall    *self,
                                 PosterRateLimiter *limiter,
                                 const char        *key,
                                 guint              max_calls,
                                 gint64             window_us)
{
  g_set_object (&self->limiter, limiter);
  g_free (self->limit_key);
  self->limit_key = g_strdup (key);
  self->limit_calls = max_calls;
  self->limit_window_us = window_us;
}

/**
 * poster_json_call_was_sent:
 * @self: a call
 *
 * Returns: %FALSE as long as surely not a byte of the request has gone out; of use after a
 *   cancellation, which carries no details
 */
gboolean
poster_json_call_was_sent (PosterJsonCall *self)
{
  return self->was_sent;
}

typedef struct
{
  /* Input. */
  PosterJsonCall     *call;

  /* In progress. */
  PosterHttpExchange *exchange;  /* (nullable) */
} Send;

/* The steps, in the order they run: (turn) -> sent -> read -> (parsed) */
static void turn_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void send_message (GTask *task);
static void sent_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void read_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void parsed_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
send_free (Send *sending)
{
  g_clear_pointer (&sending->exchange, poster_http_exchange_free);
  g_clear_object (&sending->call);
  g_free (sending);
}

static SoupMessage *
create_message (PosterJsonCall  *self,
                GError         **error)
{
  g_autoptr(SoupMessage) message = poster_http_message_new (self->method, self->url, error);
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;
  headers = soup_message_get_request_headers (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  /* A connection kept from before may be dead already, and then nobody could tell whether the
   * request arrived. Reading may be repeated, so it may use one. */
  if (soup_message_get_method (message) != SOUP_METHOD_GET)
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);

  soup_message_headers_replace (headers, "Accept", "application/json");
  for (guint i = 0; i + 1 < self->headers->len; i += 2)
    {
      if (!poster_http_header_is_safe (g_ptr_array_index (self->headers, i + 1)))
        {
          g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                               _("A value for the service holds characters that cannot be sent."));
          return NULL;
        }
      soup_message_headers_replace (headers, g_ptr_array_index (self->headers, i),
                                    g_ptr_array_index (self->headers, i + 1));
    }
  if (self->bearer != NULL)
    {
      g_autofree char *value = NULL;

      if (!poster_http_header_is_safe (self->bearer))
        {
          g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                               _("The stored credentials are damaged. Connect the account again."));
          return NULL;
        }
      value = g_strconcat ("Bearer ", self->bearer, NULL);
      soup_message_headers_replace (headers, "Authorization", value);
    }

  if (self->json_body != NULL || self->form_body != NULL)
    {
      const char *text = self->json_body != NULL ? self->json_body : self->form_body->str;
      g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));

      soup_message_set_request_body_from_bytes (message,
                                                self->json_body != NULL
                                                  ? "application/json; charset=UTF-8"
                                                  : "application/x-www-form-urlencoded",
                                                body);
    }
  else if (soup_message_get_method (message) == SOUP_METHOD_POST ||
           soup_message_get_method (message) == SOUP_METHOD_PUT)
    {
      soup_message_headers_set_content_length (headers, 0);
    }
  return g_steal_pointer (&message);
}

static void
fail (GTask  *task,
      GError *error)
{
  Send *sending = g_task_get_task_data (task);

  g_task_return_error (task, poster_http_exchange_take_error (sending->exchange, error));
}

/* Takes @root, which may be %NULL. */
static void
judge_answer (GTask      *task,
              JsonObject *root)
{
  Send *sending = g_task_get_task_data (task);
  PosterJsonCall *self = sending->call;
  SoupMessage *message = poster_http_exchange_get_message (sending->exchange);
  g_autoptr(PosterJsonAnswer) answer = NULL;
  GError *error = NULL;

  answer = poster_json_answer_new (soup_message_get_status (message),
                                   soup_message_get_response_headers (message),
                                   root, self->clock);
  if (answer->status == POSTER_HTTP_TOO_MANY_REQUESTS && self->limiter != NULL)
    poster_rate_limiter_penalise (self->limiter, self->limit_key,
                                  poster_clock_get_now_us (self->clock) +
                                  (answer->retry_after_us >= 0 ? answer->retry_after_us : self->limit_window_us));

  if (self->judge (answer, self->judge_data, &error))
    g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) poster_json_answer_unref);
  else
    g_task_return_error (task, error);
}

static void
parse_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  g_task_return_pointer (task, poster_json_answer_parse (task_data), (GDestroyNotify) json_object_unref);
}

static void
parsed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  judge_answer (task, g_task_propagate_pointer (G_TASK (result), NULL));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GBytes) body = NULL;
  GError *error = NULL;
  Send *sending = g_task_get_task_data (task);
  guint status = soup_message_get_status (poster_http_exchange_get_message (sending->exchange));

  body = poster_http_read_bounded_finish (G_INPUT_STREAM (object), result, &error);
  if (body == NULL)
    {
      error = poster_http_exchange_take_error (sending->exchange, error);
      /* The service had refused the request by then; only its reasons are lost. */
      if (error->domain == POSTER_ERROR && status >= 400 && status < 500)
        poster_error_get_details (error)->may_have_arrived = FALSE;
      if (error->domain == POSTER_ERROR)
        poster_error_get_details (error)->http_status = status;
      g_task_return_error (task, error);
      return;
    }
  if (g_bytes_get_size (body) > LARGE_BYTES)
    {
      g_autoptr(GTask) parsing = g_task_new (NULL, NULL, parsed_cb, g_object_ref (task));

      g_task_set_source_tag (parsing, parse_in_thread);
      g_task_set_task_data (parsing, g_bytes_ref (body), (GDestroyNotify) g_bytes_unref);
      g_task_run_in_thread (parsing, parse_in_thread);
      return;
    }
  judge_answer (task, poster_json_answer_parse (body));
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GInputStream) stream = NULL;
  GError *error = NULL;
  Send *sending = g_task_get_task_data (task);

  stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  sending->call->was_sent = poster_http_exchange_was_sent (sending->exchange);
  if (stream == NULL)
    {
      fail (task, error);
      return;
    }
  poster_http_read_bounded_async (stream, sending->call->max_answer_bytes,
                                  poster_http_exchange_get_cancellable (sending->exchange),
                                  read_cb, g_object_ref (task));
}

static void
send_message (GTask *task)
{
  Send *sending = g_task_get_task_data (task);
  PosterJsonCall *self = sending->call;
  g_autoptr(SoupMessage) message = NULL;
  GError *error = NULL;

  message = create_message (self, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  sending->exchange = poster_http_exchange_new (self->clock, message, self->timeout_us,
                                                g_task_get_cancellable (task));
  soup_session_send_async (g_task_get_source_object (task), message, G_PRIORITY_DEFAULT,
                           poster_http_exchange_get_cancellable (sending->exchange),
                           sent_cb, g_object_ref (task));
}

static void
turn_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (poster_rate_limiter_acquire_finish (POSTER_RATE_LIMITER (object), result, &error))
    send_message (task);
  else
    g_task_return_error (task, error);
}

/**
 * poster_json_call_send_async:
 * @session: where to send it from
 * @self: a call that was not sent yet
 * @cancellable: (nullable): ends the call
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Sends @self once and judges the answer. @self is kept alive meanwhile.
 */
void
poster_json_call_send_async (SoupSession         *session,
                             PosterJsonCall      *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Send *sending;

  g_return_if_fail (!self->is_used);

  self->is_used = TRUE;
  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, poster_json_call_send_async);
  sending = g_new0 (Send, 1);
  sending->call = g_object_ref (self);
  g_task_set_task_data (task, sending, (GDestroyNotify) send_free);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->limiter != NULL)
    poster_rate_limiter_acquire_async (self->limiter, self->limit_key, self->limit_calls, self->limit_window_us,
                                       cancellable, turn_cb, g_steal_pointer (&task));
  else
    send_message (task);
}

/**
 * poster_json_call_send_finish:
 * @session: where it was sent from
 * @result: the result
 * @error: what the judge said; %POSTER_ERROR_SERVICE, %POSTER_ERROR_INVALID, %G_IO_ERROR_CANCELLED,
 *   %G_IO_ERROR_TIMED_OUT and the other transport errors
 *
 * poster_error_may_have_arrived() is right for every error but a cancellation, which
 * poster_json_call_was_sent() completes.
 *
 * Returns: (transfer full): the answer that the judge accepted
 */
PosterJsonAnswer *
poster_json_call_send_finish (SoupSession   *session,
                              GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
