/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-loopback-redirect"

#include "poster-loopback-redirect.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-pkce.h"

/* Cookies that other programs on this machine left for 127.0.0.1 come along, whatever their port. */
#define MAX_REQUEST_BYTES (64 * 1024)

/* How long a connection may take over one request: browsers open some that they never use. */
#define CONNECTION_LIMIT_US (20 * G_USEC_PER_SEC)
#define MAX_CONNECTIONS 32

/**
 * PosterLoopbackRedirect:
 *
 * Where the browser comes back to from a consent page (RFC 8252, section 7.3): a listener on
 * 127.0.0.1 that knows one path and waits for the request that carries our `state`. Whatever else
 * knocks (speculative connections, favicons, other programs, pages that guess) gets an answer and
 * changes nothing.
 */
struct _PosterLoopbackRedirect
{
  GObject         parent_instance;
  PosterClock    *clock;
  GSocketService *service;
  char           *path;
  char           *redirect_uri;
  GList          *visits;       /* (element-type Visit) (owned) */
  gboolean        is_done;      /* the callback came: others are told so */

  /* While somebody waits. */
  GTask          *task;         /* (nullable) */
  char           *state;        /* (nullable): %NULL when the path alone tells that it is the callback */
  GSource        *timer;        /* (nullable) */
  GSource        *cancelled;    /* (nullable) */
};

/* What the service sent us back with. */
typedef struct
{
  char       *code;    /* (nullable) */
  char       *scopes;  /* (nullable) */
  GHashTable *fields;  /* (nullable), instead of both, where the path alone tells */
  GError     *error;   /* (nullable), instead of all */
} Answer;

/* One connection: read -> wrote -> closed. */
typedef struct
{
  PosterLoopbackRedirect *owner;        /* borrowed; %NULL once it is gone */
  GIOStream              *stream;
  GCancellable           *cancellable;
  GSource                *timer;
  GString                *request;
  char                   *response;
  Answer                 *answer;       /* (nullable): this is the visit that ends the wait */
  char                    buffer[4096];
} Visit;

G_DEFINE_FINAL_TYPE (PosterLoopbackRedirect, poster_loopback_redirect, G_TYPE_OBJECT)

static void
answer_free (Answer *answer)
{
  g_free (answer->code);
  g_free (answer->scopes);
  g_clear_pointer (&answer->fields, g_hash_table_unref);
  g_clear_error (&answer->error);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* The waiting */

static GTask *
stop_waiting (PosterLoopbackRedirect *self)
{
  clear_source (&self->timer);
  clear_source (&self->cancelled);
  return g_steal_pointer (&self->task);
}

static void
return_answer (PosterLoopbackRedirect *self,
               Answer                 *answer)
{
  g_autoptr(GTask) task = stop_waiting (self);

  if (task == NULL)
    answer_free (answer);
  else if (answer->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&answer->error));
      answer_free (answer);
    }
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) answer_free);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  g_autoptr(GTask) task = stop_waiting (user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s",
                           _("Nobody came back from the sign-in page in time. Start again when you are ready."));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr(GTask) task = stop_waiting (user_data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* The pages */

static char *
create_response (const char *status,
                 const char *title,
                 const char *text)
{
  g_autofree char *safe_title = g_markup_escape_text (title, -1);
  g_autofree char *safe_text = g_markup_escape_text (text, -1);
  g_autofree char *page = NULL;

  page = g_strdup_printf ("<!DOCTYPE html>\n"
                          "<html><head><meta charset=\"utf-8\"><title>Poster</title>\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n"
                          "<style>:root{color-scheme:light dark}body{font:1.1em sans-serif;max-width:32em;"
                          "margin:15vh auto;padding:0 1em}</style></head>\n"
                          "<body dir=\"auto\"><h1>%s</h1><p>%s</p></body></html>\n",
                          safe_title, safe_text);
  /* The address holds the code: it must reach neither the cache nor another page. */
  return g_strdup_printf ("HTTP/1.1 %s\r\n"
                          "Content-Type: text/html; charset=utf-8\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "Cache-Control: no-store\r\n"
                          "Referrer-Policy: no-referrer\r\n"
                          "X-Content-Type-Options: nosniff\r\n"
                          "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n"
                          "Connection: close\r\n\r\n%s",
                          status, strlen (page), page);
}

static char *
create_bare_response (const char *status)
{
  return g_strdup_printf ("HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
}

/* What was asked */

/* Fills @values with the query's fields, each decoded exactly once (`%` and `+`, RFC 6749 section
 * 4.1.2). A field that comes twice is an error there. */
static gboolean
parse_query (const char *query,
             GHashTable *values)
{
  GUriParamsIter iter;
  char *name;
  char *value;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_WWW_FORM);
  for (;;)
    {
      g_autoptr(GError) error = NULL;

      if (!g_uri_params_iter_next (&iter, &name, &value, &error))
        return error == NULL;
      if (!g_hash_table_insert (values, name, value))
        return FALSE;
    }
}

static gboolean
is_word (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= 64 &&
         strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == length;
}

static GError *
new_refusal (const char *word,
             const char *description)
{
  g_autofree char *text = NULL;
  GError *error;

  if (!is_word (word))
    word = "invalid_response";
  if (strcmp (word, "access_denied") == 0)
    {
      error = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_AUTH,
                                   _("The permission was declined on the service's page. Nothing was connected."));
    }
  else
    {
      /* Somebody else's words: one line, not endless. */
      text = g_utf8_make_valid (description != NULL && *description != '\0' ? description : word, -1);
      for (char *at = text; *at != '\0'; at = g_utf8_next_char (at))
        if ((guchar) *at < ' ' || *at == 0x7f)
          *at = ' ';
      if (g_utf8_strlen (text, -1) > 200)
        *g_utf8_offset_to_pointer (text, 200) = '\0';
      /* Translators: %s is what the service says, in its own language */
      error = g_error_new (POSTER_ERROR, POSTER_ERROR_AUTH, _("The service did not let you sign in: %s"), text);
    }
  poster_error_get_details (error)->code = g_strdup (word);
  poster_error_get_details (error)->retry = POSTER_RETRY_AFTER_SIGN_IN;
  return error;
}

/* Returns: (transfer full) (nullable): what @query says, if it is the callback we wait for */
static Answer *
read_callback (PosterLoopbackRedirect *self,
               const char             *query)
{
  g_autoptr(GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(Answer) answer = NULL;
  const char *code;
  const char *word;
  const char *state;

  if (!parse_query (query, values))
    return NULL;
  code = g_hash_table_lookup (values, "code");
  word = g_hash_table_lookup (values, "error");
  state = g_hash_table_lookup (values, "state");

  /* A refusal without a state gives nobody anything. */
  if (self->state != NULL && !poster_pkce_equal (self->state, state) && !(word != NULL && state == NULL))
    return NULL;

  answer = g_new0 (Answer, 1);
  if (word != NULL)
    answer->error = new_refusal (word, g_hash_table_lookup (values, "error_description"));
  else if (self->state == NULL && g_hash_table_size (values) > 0)
    answer->fields = g_hash_table_ref (values);
  else if (self->state != NULL && code != NULL && *code != '\0')
    {
      answer->code = g_strdup (code);
      answer->scopes = g_strdup (g_hash_table_lookup (values, "scopes"));
      if (answer->scopes == NULL)
        answer->scopes = g_strdup (g_hash_table_lookup (values, "scope"));
    }
  else
    return NULL;
  return g_steal_pointer (&answer);
}

/* Fills in the response of @visit, and its answer if this is the callback. */
static void
judge_request (Visit *visit)
{
  PosterLoopbackRedirect *self = visit->owner;
  g_auto(GStrv) words = NULL;
  const char *query;

  /* METHOD target HTTP/1.x */
  visit->request->str[strcspn (visit->request->str, "\r\n")] = '\0';
  words = g_strsplit (visit->request->str, " ", 4);
  if (g_strv_length (words) != 3 || !g_str_has_prefix (words[2], "HTTP/1."))
    {
      visit->response = create_bare_response ("400 Bad Request");
      return;
    }
  words[1][strcspn (words[1], "#")] = '\0';
  query = strchr (words[1], '?');
  if (query != NULL)
    words[1][query++ - words[1]] = '\0';
  if (strcmp (words[0], "GET") != 0 || strcmp (words[1], self->path) != 0)
    {
      visit->response = create_bare_response ("404 Not Found");
      return;
    }

  if (self->is_done)
    {
      visit->response = create_response ("200 OK", _("Already Done"),
                                         _("Poster has had its answer. You can close this page."));
      return;
    }
  if (self->task != NULL && query != NULL)
    visit->answer = read_callback (self, query);
  if (visit->answer == NULL)
    {
      visit->response = create_response ("400 Bad Request", _("Not What Poster Waits For"),
                                         _("This answer does not belong to the sign-in that is under way. "
                                           "Go back to Poster and start again."));
      return;
    }
  self->is_done = TRUE;
  if (visit->answer->error != NULL)
    visit->response = create_response ("200 OK", _("Not Connected"),
                                       _("The service did not grant access. You can close this page and go back to Poster."));
  else
    visit->response = create_response ("200 OK", _("Back to Poster"),
                                       _("Poster has the answer and goes on by itself. You can close this page."));
}

/* The connections */

static void
visit_free (Visit *visit)
{
  clear_source (&visit->timer);
  g_clear_pointer (&visit->answer, answer_free);
  g_clear_object (&visit->cancellable);
  g_clear_object (&visit->stream);
  g_string_free (visit->request, TRUE);
  g_free (visit->response);
  g_free (visit);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Visit *visit = user_data;
  g_autoptr(PosterLoopbackRedirect) owner = visit->owner != NULL ? g_object_ref (visit->owner) : NULL;

  g_io_stream_close_finish (G_IO_STREAM (object), result, NULL);
  if (owner != NULL)
    {
      owner->visits = g_list_remove (owner->visits, visit);
      /* Only now, so that a program that ends as soon as it has the code still shows the page. */
      if (visit->answer != NULL)
        return_answer (owner, g_steal_pointer (&visit->answer));
    }
  visit_free (visit);
}

static void
close_visit (Visit *visit)
{
  clear_source (&visit->timer);
  g_io_stream_close_async (visit->stream, G_PRIORITY_DEFAULT, NULL, closed_cb, visit);
}

static void
wrote_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL);
  close_visit (user_data);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Visit *visit = user_data;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (n_read <= 0 || visit->owner == NULL)
    {
      close_visit (visit);
      return;
    }
  /* Text only; a NUL would hide what follows. */
  for (gssize i = 0; i < n_read; i++)
    if (visit->buffer[i] == '\0')
      visit->buffer[i] = ' ';
  g_string_append_len (visit->request, visit->buffer, n_read);

  if (strstr (visit->request->str, "\r\n\r\n") != NULL || strstr (visit->request->str, "\n\n") != NULL)
    judge_request (visit);
  else if (visit->request->len > MAX_REQUEST_BYTES)
    visit->response = create_bare_response ("431 Request Header Fields Too Large");
  else
    {
      g_input_stream_read_async (G_INPUT_STREAM (object), visit->buffer, sizeof visit->buffer, G_PRIORITY_DEFAULT,
                                 visit->cancellable, read_cb, visit);
      return;
    }
  g_output_stream_write_all_async (g_io_stream_get_output_stream (visit->stream),
                                   visit->response, strlen (visit->response), G_PRIORITY_DEFAULT,
                                   visit->cancellable, wrote_cb, visit);
}

static gboolean
visit_takes_too_long_cb (gpointer user_data)
{
  Visit *visit = user_data;

  g_cancellable_cancel (visit->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source_object,
             gpointer           user_data)
{
  PosterLoopbackRedirect *self = user_data;
  Visit *visit;

  if (g_list_length (self->visits) >= MAX_CONNECTIONS)
    return TRUE;  /* dropped, and so closed */

  visit = g_new0 (Visit, 1);
  visit->owner = self;
  visit->stream = G_IO_STREAM (g_object_ref (connection));
  visit->cancellable = g_cancellable_new ();
  visit->request = g_string_new (NULL);
  visit->timer = poster_clock_create_delay (self->clock, CONNECTION_LIMIT_US);
  g_source_set_callback (visit->timer, visit_takes_too_long_cb, visit, NULL);
  g_source_attach (visit->timer, g_main_context_get_thread_default ());
  self->visits = g_list_prepend (self->visits, visit);
  g_input_stream_read_async (g_io_stream_get_input_stream (visit->stream), visit->buffer, sizeof visit->buffer,
                             G_PRIORITY_DEFAULT, visit->cancellable, read_cb, visit);
  return TRUE;
}

/* The object */

static void
poster_loopback_redirect_dispose (GObject *object)
{
  PosterLoopbackRedirect *self = POSTER_LOOPBACK_REDIRECT (object);

  if (self->service != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->service, self);
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  g_clear_object (&self->service);
  while (self->visits != NULL)
    {
      Visit *visit = self->visits->data;

      /* It frees itself when its operation comes back. */
      visit->owner = NULL;
      g_cancellable_cancel (visit->cancellable);
      self->visits = g_list_delete_link (self->visits, self->visits);
    }
  G_OBJECT_CLASS (poster_loopback_redirect_parent_class)->dispose (object);
}

static void
poster_loopback_redirect_finalize (GObject *object)
{
  PosterLoopbackRedirect *self = POSTER_LOOPBACK_REDIRECT (object);

  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self->redirect_uri);
  g_free (self->state);
  G_OBJECT_CLASS (poster_loopback_redirect_parent_class)->finalize (object);
}

static void
poster_loopback_redirect_class_init (PosterLoopbackRedirectClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_loopback_redirect_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_loopback_redirect_finalize;
}

static void
poster_loopback_redirect_init (PosterLoopbackRedirect *self)
{
}

/**
 * poster_loopback_redirect_new:
 * @clock: the time
 * @path: the only path that is answered, from slash to slash: `/callback/`
 * @error: #GIOErrorEnum
 *
 * Listens on a free port of 127.0.0.1. Start waiting before the browser opens.
 *
 * Returns: (transfer full): a listener, until the last reference goes; for the main context it is
 *   made in
 */
PosterLoopbackRedirect *
poster_loopback_redirect_new (PosterClock  *clock,
                              const char   *path,
                              GError      **error)
{
  return poster_loopback_redirect_new_for_port (clock, 0, path, error);
}

/**
 * poster_loopback_redirect_new_for_port:
 * @clock: the time
 * @port: a port, 0 for any that is free
 * @path: the only path that is answered
 * @error: #GIOErrorEnum, such as %G_IO_ERROR_ADDRESS_IN_USE
 *
 * Like poster_loopback_redirect_new(), for a service that has a fixed port registered.
 *
 * Returns: (transfer full): a listener
 */
PosterLoopbackRedirect *
poster_loopback_redirect_new_for_port (PosterClock  *clock,
                                       guint16       port,
                                       const char   *path,
                                       GError      **error)
{
  g_autoptr(PosterLoopbackRedirect) self = NULL;
  g_autoptr(GInetAddress) loopback = NULL;
  g_autoptr(GSocketAddress) wanted = NULL;
  g_autoptr(GSocketAddress) effective = NULL;

  g_return_val_if_fail (*path == '/', NULL);

  self = g_object_new (POSTER_TYPE_LOOPBACK_REDIRECT, NULL);
  self->clock = g_object_ref (clock);
  self->path = g_strdup (path);
  self->service = g_socket_service_new ();
  /* TikTok takes 127.0.0.1 or localhost, not ::1 (reference tiktok-api, section 2.3). */
  loopback = g_inet_address_new_from_string ("127.0.0.1");
  wanted = g_inet_socket_address_new (loopback, port);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return NULL;
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  self->redirect_uri = g_strdup_printf ("http://127.0.0.1:%u%s",
                                        g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)), path);
  return g_steal_pointer (&self);
}

/**
 * poster_loopback_redirect_get_redirect_uri:
 * @self: a listener
 *
 * Returns: the address to send as `redirect_uri`, port and all
 */
const char *
poster_loopback_redirect_get_redirect_uri (PosterLoopbackRedirect *self)
{
  return self->redirect_uri;
}

static void
start_waiting (PosterLoopbackRedirect *self,
               const char             *state,
               gint64                  timeout_us,
               GTask                  *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->task = task;
  g_free (self->state);
  self->state = g_strdup (state);
  self->timer = poster_clock_create_delay (self->clock, timeout_us);
  g_source_set_callback (self->timer, time_is_up_cb, self, NULL);
  g_source_attach (self->timer, g_task_get_context (self->task));
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (self->task));
    }
}

/**
 * poster_loopback_redirect_wait_async:
 * @self: a listener that nobody waits for yet
 * @state: the `state` that was sent with the authorize request
 * @timeout_us: how long to wait, in microseconds
 * @cancellable: (nullable): ends the wait at once
 * @callback: called once, in the thread-default main context of the caller, after the browser was
 *   given its page
 * @user_data: passed to @callback
 *
 * Waits for the browser to come back with @state.
 */
void
poster_loopback_redirect_wait_async (PosterLoopbackRedirect *self,
                                     const char             *state,
                                     gint64                  timeout_us,
                                     GCancellable           *cancellable,
                                     GAsyncReadyCallback     callback,
                                     gpointer                user_data)
{
  GTask *task;

  g_return_if_fail (self->task == NULL && !self->is_done);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, poster_loopback_redirect_wait_async);
  start_waiting (self, state, timeout_us, task);
}

/**
 * poster_loopback_redirect_wait_finish:
 * @self: a listener
 * @result: the result
 * @scopes: (out) (optional) (nullable): the scopes that were granted, as the service wrote them
 * @error: %POSTER_ERROR_AUTH with the service's word as the code (`access_denied` …),
 *   %G_IO_ERROR_TIMED_OUT, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the code, decoded; a secret
 */
char *
poster_loopback_redirect_wait_finish (PosterLoopbackRedirect  *self,
                                      GAsyncResult            *result,
                                      char                   **scopes,
                                      GError                 **error)
{
  g_autoptr(Answer) answer = g_task_propagate_pointer (G_TASK (result), error);

  if (scopes != NULL)
    *scopes = answer != NULL ? g_steal_pointer (&answer->scopes) : NULL;
  return answer != NULL ? g_steal_pointer (&answer->code) : NULL;
}

/**
 * poster_loopback_redirect_wait_fields_async:
 * @self: a listener that nobody waits for yet, whose path nobody can guess
 * @timeout_us: how long to wait, in microseconds
 * @cancellable: (nullable): ends the wait at once
 * @callback: called once, in the thread-default main context of the caller, after the browser was
 *   given its page
 * @user_data: passed to @callback
 *
 * Waits for the browser to come back from a service that tells in words of its own what came of it, and
 * gives no `state` back: the path takes its place.
 */
void
poster_loopback_redirect_wait_fields_async (PosterLoopbackRedirect *self,
                                            gint64                  timeout_us,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data)
{
  GTask *task;

  g_return_if_fail (self->task == NULL && !self->is_done);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, poster_loopback_redirect_wait_fields_async);
  start_waiting (self, NULL, timeout_us, task);
}

/**
 * poster_loopback_redirect_wait_fields_finish:
 * @self: a listener
 * @result: the result
 * @error: as poster_loopback_redirect_wait_finish()
 *
 * Returns: (transfer full) (element-type utf8 utf8): the fields of the query, each decoded once; some may
 *   be secrets
 */
GHashTable *
poster_loopback_redirect_wait_fields_finish (PosterLoopbackRedirect  *self,
                                             GAsyncResult            *result,
                                             GError                 **error)
{
  g_autoptr(Answer) answer = g_task_propagate_pointer (G_TASK (result), error);

  return answer != NULL ? g_steal_pointer (&answer->fields) : NULL;
}
