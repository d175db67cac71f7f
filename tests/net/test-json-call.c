/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-json-call.h"

#include <string.h>

#include "poster-error.h"
#include "poster-http-session.h"
#include "poster-json.h"
#include "poster-script-server.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"
#include "real-server.h"

/* 2026-12-24T17:00:00Z */
#define NOW_US G_GINT64_CONSTANT (1798131600000000)

#define SECRET "t0psecret"

typedef struct
{
  PosterTestClock    *clock;
  SoupSession        *session;
  PosterScriptServer *server;
  PosterJsonCall     *call;
} Fixture;

static GString *current_log;

/* Collects whatever is logged, so that a test can look for secrets in it. */
static void
log_cb (const char     *domain,
        GLogLevelFlags  level,
        const char     *message,
        gpointer        user_data)
{
  if (current_log != NULL)
    g_string_append_printf (current_log, "%s\n", message);
  g_log_default_handler (domain, level, message, user_data);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->clock = poster_test_clock_new (NOW_US);
  fixture->session = poster_http_session_new ();
  fixture->server = poster_script_server_new ();
  current_log = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->call != NULL)
    g_assert_finalize_object (fixture->call);
  poster_script_server_stop (fixture->server);
  g_assert_finalize_object (fixture->server);
  poster_test_settle ();
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->clock);
  g_assert_null (strstr (current_log->str, SECRET));
  g_string_free (g_steal_pointer (&current_log), TRUE);
}

static PosterJsonCall *
new_call (Fixture    *fixture,
          const char *method)
{
  g_autofree char *url = poster_script_server_dup_url (fixture->server, "/v2/thing/?key=" SECRET);

  if (fixture->call != NULL)
    g_assert_finalize_object (fixture->call);
  fixture->call = poster_json_call_new (POSTER_CLOCK (fixture->clock), method, url);
  return fixture->call;
}

static PosterJsonAnswer *
send_call (Fixture  *fixture,
           GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  PosterJsonAnswer *answer;

  poster_json_call_send_async (fixture->session, fixture->call, NULL, poster_test_keep_result_cb, &result);
  answer = poster_json_call_send_finish (fixture->session, poster_test_await (&result), error);
  if (error != NULL && *error != NULL)
    {
      g_test_message ("%s", (*error)->message);
      g_assert_null (answer);
      g_assert_null (strstr ((*error)->message, SECRET));
    }
  return answer;
}

static gboolean
has_line (const char *head,
          const char *line)
{
  g_autofree char *whole = g_strconcat ("\r\n", line, "\r\n", NULL);

  return strstr (head, whole) != NULL;
}

static void
test_json_works (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(GError) error = NULL;
  const char *head;
  GByteArray *sent;

  poster_script_server_push_json (fixture->server, "200 OK", "X-Id: 7\r\n", "{\"id\":9007199254740993,\"data\":{}}");
  json_object_set_string_member (body, "title", "Grüße \"quoted\"");
  new_call (fixture, "POST");
  poster_json_call_set_json_body (fixture->call, body);
  poster_json_call_set_bearer (fixture->call, SECRET);
  poster_json_call_set_header (fixture->call, "Cache-Control", "no-cache");
  answer = send_call (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (poster_json_get_int (answer->root, "id", 0), ==, G_GINT64_CONSTANT (9007199254740993));
  g_assert_cmpstr (soup_message_headers_get_one (answer->headers, "X-Id"), ==, "7");
  g_assert_cmpint (answer->retry_after_us, ==, -1);
  g_assert_true (poster_json_call_was_sent (fixture->call));

  head = poster_script_server_get_head (fixture->server, 0);
  g_assert_true (g_str_has_prefix (head, "POST /v2/thing/?key=" SECRET " HTTP/1.1\r\n"));
  g_assert_true (has_line (head, "Content-Type: application/json; charset=UTF-8"));
  g_assert_true (has_line (head, "Authorization: Bearer " SECRET));
  g_assert_true (has_line (head, "Cache-Control: no-cache"));
  g_assert_nonnull (strstr (head, "\r\nUser-Agent: late-poster/"));
  g_assert_null (strstr (head, "\r\nCookie:"));
  sent = poster_script_server_get_body (fixture->server, 0);
  g_assert_cmpmem (sent->data, sent->len, "{\"title\":\"Grüße \\\"quoted\\\"\"}",
                   strlen ("{\"title\":\"Grüße \\\"quoted\\\"\"}"));
}

static void
test_form_works (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  GByteArray *sent;

  poster_script_server_push_json (fixture->server, "200 OK", "", "{}");
  new_call (fixture, "POST");
  poster_json_call_add_form_pair (fixture->call, "code", "a*b!c%2F d+e&f=g~ü");
  poster_json_call_add_form_pair (fixture->call, "grant_type", "authorization_code");
  answer = send_call (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (has_line (poster_script_server_get_head (fixture->server, 0),
                           "Content-Type: application/x-www-form-urlencoded"));
  sent = poster_script_server_get_body (fixture->server, 0);
  g_byte_array_append (sent, (const guint8 *) "", 1);
  g_assert_cmpstr ((const char *) sent->data, ==,
                   "code=a%2Ab%21c%252F%20d%2Be%26f%3Dg~%C3%BC&grant_type=authorization_code");
}

static void
test_empty_bodies (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PosterJsonAnswer) none = NULL;
  g_autoptr(PosterJsonAnswer) empty = NULL;
  g_autoptr(PosterJsonAnswer) get = NULL;
  g_autoptr(GError) error = NULL;
  GByteArray *sent;

  poster_script_server_push_json (fixture->server, "200 OK", "", "{}");
  new_call (fixture, "POST");
  none = send_call (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (has_line (poster_script_server_get_head (fixture->server, 0), "Content-Length: 0"));

  poster_script_server_push_json (fixture->server, "200 OK", "", "{}");
  new_call (fixture, "POST");
  poster_json_call_set_json_body (fixture->call, NULL);
  empty = send_call (fixture, &error);
  g_assert_no_error (error);
  sent = poster_script_server_get_body (fixture->server, 1);
  g_assert_cmpmem (sent->data, sent->len, "{}", 2);

  poster_script_server_push (fixture->server, POSTER_SCRIPT_ANSWER, 0, "HTTP/1.1 204 No Content\r\n\r\n");
  new_call (fixture, "GET");
  get = send_call (fixture, &error);
  g_assert_no_error (error);
  g_assert_null (get->root);
  g_assert_null (strstr (poster_script_server_get_head (fixture->server, 2), "Content-"));
}

static void
test_statuses_become_errors (Fixture       *fixture,
                             gconstpointer  data)
{
  const struct
  {
    const char  *status;
    PosterError  code;
    const char  *word;
    PosterRetry  retry;
    gboolean     may_have_arrived;
  } cases[] = {
    { "400 Bad Request", POSTER_ERROR_REJECTED, "rejected", POSTER_RETRY_NEVER, FALSE },
    { "401 Unauthorized", POSTER_ERROR_AUTH, "unauthorized", POSTER_RETRY_AFTER_SIGN_IN, FALSE },
    { "403 Forbidden", POSTER_ERROR_REJECTED, "rejected", POSTER_RETRY_NEVER, FALSE },
    { "404 Not Found", POSTER_ERROR_REJECTED, "rejected", POSTER_RETRY_NEVER, FALSE },
    { "429 Too Many Requests", POSTER_ERROR_RATE_LIMITED, "rate_limited", POSTER_RETRY_LATER, FALSE },
    { "500 Internal Server Error", POSTER_ERROR_SERVICE, "service_failed", POSTER_RETRY_LATER, TRUE },
    { "503 Service Unavailable", POSTER_ERROR_SERVICE, "service_failed", POSTER_RETRY_LATER, TRUE },
    { "302 Found", POSTER_ERROR_SERVICE, "redirected", POSTER_RETRY_LATER, TRUE },
    { "307 Temporary Redirect", POSTER_ERROR_SERVICE, "redirected", POSTER_RETRY_LATER, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      PosterErrorDetails *details;

      poster_script_server_push_json (fixture->server, cases[i].status,
                                      "WWW-Authenticate: Basic realm=\"x\"\r\nLocation: /elsewhere\r\n",
                                      "{\"secret\":\"" SECRET "\"}");
      new_call (fixture, "POST");
      poster_json_call_set_bearer (fixture->call, SECRET);
      g_assert_null (send_call (fixture, &error));
      g_assert_error (error, POSTER_ERROR, (int) cases[i].code);
      details = poster_error_get_details (error);
      g_assert_cmpuint (details->http_status, ==, atoi (cases[i].status));
      g_assert_cmpstr (details->code, ==, cases[i].word);
      g_assert_cmpint (details->retry, ==, cases[i].retry);
      g_assert_cmpint (details->may_have_arrived, ==, cases[i].may_have_arrived);
      g_assert_cmpint (details->retry_after_us, ==, -1);
      /* Neither a redirect was followed nor anything tried again. */
      g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, i + 1);
    }
}

static void
test_retry_after_is_read (Fixture       *fixture,
                          gconstpointer  data)
{
  const char *headers[] = { "Retry-After: 90\r\n", "Retry-After: Thu, 24 Dec 2026 17:01:30 GMT\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(GError) error = NULL;

      poster_script_server_push_json (fixture->server, "429 Too Many Requests", headers[i], "{}");
      new_call (fixture, "POST");
      g_assert_null (send_call (fixture, &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_RATE_LIMITED);
      g_assert_cmpint (poster_error_get_retry_after_us (error), ==, 90 * G_USEC_PER_SEC);
      g_assert_nonnull (strstr (error->message, "90 seconds"));
    }
}

static void
test_nonsense_is_told (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *deep = g_strnfill (200000, '[');
  const char *bodies[] = { "", "<html>502</html>", "{\"a\":", "[1,2]", "\"text\"", "null", "{\"a\":\"\xff\"}", deep };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(GError) error = NULL;

      poster_script_server_push_json (fixture->server, "200 OK", "", bodies[i]);
      new_call (fixture, "POST");
      g_assert_null (send_call (fixture, &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
      g_assert_cmpstr (poster_error_get_code (error), ==, "nonsense_answer");
      g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
      g_assert_true (poster_error_may_have_arrived (error));
    }
}

static void
test_nonsense_http_is_told (Fixture       *fixture,
                            gconstpointer  data)
{
  const char *answers[] = {
    "SMTP ready\r\n\r\n",
    "HTTP/1.1 banana\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: banana\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbanana\r\n{}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(GError) error = NULL;

      poster_script_server_push (fixture->server, POSTER_SCRIPT_ANSWER_AND_CLOSE, 0, answers[i]);
      new_call (fixture, "POST");
      g_assert_null (send_call (fixture, &error));
      g_assert_true (poster_error_may_have_arrived (error));
      g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
      g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, i + 1);
    }
}

static void
test_large_answers_are_refused (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *filler = g_strnfill (6000, 'x');
  g_autofree char *json = g_strdup_printf ("{\"a\":\"%s\"}", filler);
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push_json (fixture->server, "200 OK", "", json);
  new_call (fixture, "POST");
  poster_json_call_set_max_answer_bytes (fixture->call, strlen (json) - 1);
  g_assert_null (send_call (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
  g_assert_cmpstr (poster_error_get_code (error), ==, "answer_too_large");
  g_assert_true (poster_error_may_have_arrived (error));
  g_clear_error (&error);

  poster_script_server_push_json (fixture->server, "400 Bad Request", "", json);
  new_call (fixture, "POST");
  poster_json_call_set_max_answer_bytes (fixture->call, strlen (json) - 1);
  g_assert_null (send_call (fixture, &error));
  g_assert_false (poster_error_may_have_arrived (error));
  g_clear_error (&error);

  poster_script_server_push_json (fixture->server, "200 OK", "", json);
  new_call (fixture, "POST");
  poster_json_call_set_max_answer_bytes (fixture->call, strlen (json));
  answer = send_call (fixture, &error);
  g_assert_no_error (error);
}

typedef struct
{
  guint    calls;
  gboolean freed;
} Judge;

static gboolean
envelope_judge (PosterJsonAnswer  *answer,
                gpointer           user_data,
                GError           **error)
{
  Judge *judge = user_data;
  JsonObject *refusal = poster_json_get_object (answer->root, "error");
  const char *code = poster_json_get_string (refusal, "code");

  judge->calls++;
  if (g_strcmp0 (code, "ok") == 0)
    return TRUE;
  if (code == NULL)
    return poster_json_call_judge_by_status (answer, NULL, error);
  g_propagate_error (error, poster_json_answer_new_error (answer, POSTER_ERROR_REJECTED, code,
                                                          poster_json_get_string (refusal, "log_id"), "No."));
  return FALSE;
}

static void
judge_freed (gpointer data)
{
  ((Judge *) data)->freed = TRUE;
}

static void
test_the_judge_decides (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  Judge judge = { 0 };
  PosterErrorDetails *details;

  poster_script_server_push_json (fixture->server, "200 OK", "",
                                  "{\"data\":{},\"error\":{\"code\":\"spam_risk\",\"log_id\":\"L1\"}}");
  new_call (fixture, "POST");
  poster_json_call_set_judge (fixture->call, envelope_judge, &judge, judge_freed);
  g_assert_null (send_call (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_REJECTED);
  details = poster_error_get_details (error);
  g_assert_cmpstr (details->code, ==, "spam_risk");
  g_assert_cmpstr (details->log_id, ==, "L1");
  g_assert_cmpuint (details->http_status, ==, 200);
  g_assert_cmpint (details->retry, ==, POSTER_RETRY_NEVER);
  g_assert_false (details->may_have_arrived);
  g_assert_finalize_object (g_steal_pointer (&fixture->call));
  g_assert_true (judge.freed);
  g_clear_error (&error);

  poster_script_server_push_json (fixture->server, "500 Internal Server Error", "", "{\"error\":{\"code\":\"ok\"}}");
  new_call (fixture, "POST");
  poster_json_call_set_judge (fixture->call, envelope_judge, &judge, NULL);
  answer = send_call (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 500);
  g_clear_pointer (&answer, poster_json_answer_unref);

  poster_script_server_push_json (fixture->server, "502 Bad Gateway", "", "<html>");
  new_call (fixture, "POST");
  poster_json_call_set_judge (fixture->call, envelope_judge, &judge, NULL);
  g_assert_null (send_call (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
  g_assert_cmpuint (judge.calls, ==, 3);
}

static void
test_nothing_arrives_where_nobody_listens (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  new_call (fixture, "POST");
  poster_script_server_stop (fixture->server);
  g_assert_null (send_call (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_assert_false (poster_json_call_was_sent (fixture->call));
}

static void
test_nothing_arrives_without_a_name (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->call = poster_json_call_new (POSTER_CLOCK (fixture->clock), "POST", "http://no-such-host.invalid/?" SECRET);
  g_assert_null (send_call (fixture, &error));
  g_assert_nonnull (error);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_assert_false (poster_json_call_was_sent (fixture->call));
}

/* The server speaks no TLS: the handshake fails, and the request never leaves. */
static void
test_nothing_arrives_without_a_handshake (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr(GSocketService) service = g_socket_service_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;
  guint16 port;

  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_assert_no_error (error);
  /* Each connection is dropped at once. */
  url = g_strdup_printf ("https://127.0.0.1:%u/?" SECRET, port);
  fixture->call = poster_json_call_new (POSTER_CLOCK (fixture->clock), "POST", url);
  g_assert_null (send_call (fixture, &error));
  g_assert_nonnull (error);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_assert_false (poster_json_call_was_sent (fixture->call));
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
}

static void
test_a_lost_answer_may_have_arrived (Fixture       *fixture,
                                     gconstpointer  data)
{
  const char *methods[] = { "POST", "PUT", "DELETE" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr(GError) error = NULL;

      poster_script_server_push (fixture->server, POSTER_SCRIPT_CLOSE, 0, NULL);
      new_call (fixture, methods[i]);
      poster_json_call_set_json_body (fixture->call, NULL);
      g_assert_null (send_call (fixture, &error));
      g_assert_true (poster_error_may_have_arrived (error));
      g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
      g_assert_true (poster_json_call_was_sent (fixture->call));
      g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, i + 1);
    }
}

/* libsoup repeats what it takes for idempotent when a kept connection dies: never ours. */
static void
test_is_sent_once_on_a_kept_connection (Fixture       *fixture,
                                        gconstpointer  data)
{
  const char *methods[] = { "POST", "PUT", "DELETE", "PATCH" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr(PosterJsonAnswer) answer = NULL;
      g_autoptr(GError) error = NULL;
      guint before;

      /* Leaves a connection that was used, and is ready to be used again. */
      poster_script_server_push_json (fixture->server, "200 OK", "", "{}");
      new_call (fixture, "GET");
      answer = send_call (fixture, &error);
      g_assert_no_error (error);

      before = poster_script_server_get_n_requests (fixture->server);
      poster_script_server_push (fixture->server, POSTER_SCRIPT_CLOSE, 0, NULL);
      new_call (fixture, methods[i]);
      poster_json_call_set_json_body (fixture->call, NULL);
      g_assert_null (send_call (fixture, &error));
      g_assert_true (poster_error_may_have_arrived (error));
      g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, before + 1);
    }
}

static void
test_reading_again_is_allowed (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(PosterJsonAnswer) first = NULL;
  g_autoptr(PosterJsonAnswer) second = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push_json (fixture->server, "200 OK", "", "{}");
  new_call (fixture, "GET");
  first = send_call (fixture, &error);
  g_assert_no_error (error);
  poster_script_server_push (fixture->server, POSTER_SCRIPT_CLOSE, 0, NULL);
  poster_script_server_push_json (fixture->server, "200 OK", "", "{}");
  new_call (fixture, "GET");
  second = send_call (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 3);
}

static void
wait_for_requests (Fixture *fixture,
                   guint    n_requests)
{
  while (poster_script_server_get_n_requests (fixture->server) < n_requests)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_time_is_limited (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_SILENCE, 0, NULL);
  new_call (fixture, "POST");
  poster_json_call_set_timeout_us (fixture->call, 5 * G_USEC_PER_SEC);
  poster_json_call_send_async (fixture->session, fixture->call, NULL, poster_test_keep_result_cb, &result);
  wait_for_requests (fixture, 1);
  poster_test_clock_advance (fixture->clock, 5 * G_USEC_PER_SEC - 1);
  poster_test_settle ();
  g_assert_null (result);
  poster_test_clock_advance (fixture->clock, 1);
  g_assert_null (poster_json_call_send_finish (fixture->session, poster_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_true (poster_error_may_have_arrived (error));
}

static void
test_time_is_limited_before_anything_is_sent (Fixture       *fixture,
                                              gconstpointer  data)
{
  g_autoptr(GSocket) deaf = NULL;
  g_autoptr(GInetAddress) loopback = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;

  /* Connections are taken by the kernel, but nobody ever speaks TLS to them. */
  deaf = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (deaf, any, FALSE, &error));
  g_assert_true (g_socket_listen (deaf, &error));
  address = g_socket_get_local_address (deaf, &error);
  url = g_strdup_printf ("https://127.0.0.1:%u/?" SECRET,
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));

  fixture->call = poster_json_call_new (POSTER_CLOCK (fixture->clock), "POST", url);
  poster_json_call_send_async (fixture->session, fixture->call, NULL, poster_test_keep_result_cb, &result);
  poster_test_settle ();
  poster_test_clock_advance (fixture->clock, POSTER_JSON_CALL_DEFAULT_TIMEOUT_US);
  g_assert_null (poster_json_call_send_finish (fixture->session, poster_test_await (&result), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
  g_assert_cmpstr (poster_error_get_code (error), ==, "connection_failed");
  g_assert_false (poster_error_may_have_arrived (error));
}

static void
test_cancelled_early (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  new_call (fixture, "POST");
  g_cancellable_cancel (cancellable);
  poster_json_call_send_async (fixture->session, fixture->call, cancellable, poster_test_keep_result_cb, &result);
  g_assert_null (result);
  g_assert_null (poster_json_call_send_finish (fixture->session, poster_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (poster_json_call_was_sent (fixture->call));
  g_assert_cmpuint (poster_script_server_get_n_connections (fixture->server), ==, 0);
}

static void
test_cancelled_half_way (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_SILENCE, 0, NULL);
  new_call (fixture, "POST");
  poster_json_call_send_async (fixture->session, fixture->call, cancellable, poster_test_keep_result_cb, &result);
  wait_for_requests (fixture, 1);
  g_cancellable_cancel (cancellable);
  g_assert_null (poster_json_call_send_finish (fixture->session, poster_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (poster_json_call_was_sent (fixture->call));
}

static void
test_cancelled_in_the_answer (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_ANSWER, 0,
                             "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{");
  new_call (fixture, "POST");
  poster_json_call_send_async (fixture->session, fixture->call, cancellable, poster_test_keep_result_cb, &result);
  wait_for_requests (fixture, 1);
  poster_test_settle ();
  g_cancellable_cancel (cancellable);
  g_assert_null (poster_json_call_send_finish (fixture->session, poster_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_waits_for_its_turn (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(PosterRateLimiter) limiter = poster_rate_limiter_new (POSTER_CLOCK (fixture->clock));
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push_json (fixture->server, "429 Too Many Requests", "", "{}");
  new_call (fixture, "POST");
  poster_json_call_set_rate_limit (fixture->call, limiter, "c/init", 6, 60 * G_USEC_PER_SEC);
  g_assert_null (send_call (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_RATE_LIMITED);
  g_clear_error (&error);

  /* The service did not say how long: a whole window. */
  poster_script_server_push_json (fixture->server, "200 OK", "", "{}");
  new_call (fixture, "POST");
  poster_json_call_set_rate_limit (fixture->call, limiter, "c/init", 6, 60 * G_USEC_PER_SEC);
  poster_json_call_send_async (fixture->session, fixture->call, NULL, poster_test_keep_result_cb, &result);
  poster_test_settle ();
  poster_test_clock_advance (fixture->clock, 60 * G_USEC_PER_SEC - 1);
  poster_test_settle ();
  g_assert_cmpuint (poster_script_server_get_n_connections (fixture->server), ==, 1);
  poster_test_clock_advance (fixture->clock, 1);
  answer = poster_json_call_send_finish (fixture->session, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_finalize_object (g_steal_pointer (&fixture->call));
  g_assert_finalize_object (g_steal_pointer (&limiter));
}

static void
test_cancelled_in_the_queue (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(PosterRateLimiter) limiter = poster_rate_limiter_new (POSTER_CLOCK (fixture->clock));
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_rate_limiter_penalise (limiter, "c/init", NOW_US + G_TIME_SPAN_DAY);
  new_call (fixture, "POST");
  poster_json_call_set_rate_limit (fixture->call, limiter, "c/init", 6, 60 * G_USEC_PER_SEC);
  poster_json_call_send_async (fixture->session, fixture->call, cancellable, poster_test_keep_result_cb, &result);
  poster_test_settle ();
  g_cancellable_cancel (cancellable);
  g_assert_null (poster_json_call_send_finish (fixture->session, poster_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (poster_json_call_was_sent (fixture->call));
}

static void
test_damaged_credentials_stay_here (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  new_call (fixture, "POST");
  poster_json_call_set_bearer (fixture->call, SECRET "\r\nX-Evil: 1");
  g_assert_null (send_call (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
  g_assert_cmpuint (poster_script_server_get_n_connections (fixture->server), ==, 0);
}

static void
real_server_cb (SoupServer        *server,
                SoupServerMessage *message,
                const char        *path,
                GHashTable        *query,
                gpointer           user_data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *echo = g_strdup_printf ("{\"echo\":%.*s}", (int) body->length, body->data);

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, echo, strlen (echo));
}

static void
test_works_with_a_real_server (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(RealServer) server = NULL;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(GError) error = NULL;

  server = real_server_new (real_server_cb, NULL);
  fixture->call = poster_json_call_new (POSTER_CLOCK (fixture->clock), "POST", server->url);
  json_object_set_int_member (body, "n", 5);
  poster_json_call_set_json_body (fixture->call, body);
  answer = send_call (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (poster_json_get_int (poster_json_get_object (answer->root, "echo"), "n", 0), ==, 5);
}

static void
test_trusts_nobody_by_chance (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(RealServer) server = NULL;
  g_autoptr(GTlsDatabase) trust = NULL;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(GError) error = NULL;

  server = real_server_new_tls (real_server_cb, NULL, &trust);
  if (server == NULL)
    return;
  fixture->call = poster_json_call_new (POSTER_CLOCK (fixture->clock), "POST", server->url);
  poster_json_call_set_json_body (fixture->call, body);
  g_assert_null (send_call (fixture, &error));
  g_assert_cmpstr (poster_error_get_code (error), ==, "connection_failed");
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_false (poster_json_call_was_sent (fixture->call));
  g_clear_error (&error);

  g_assert_finalize_object (fixture->call);
  soup_session_set_tls_database (fixture->session, trust);
  fixture->call = poster_json_call_new (POSTER_CLOCK (fixture->clock), "POST", server->url);
  poster_json_call_set_json_body (fixture->call, body);
  answer = send_call (fixture, &error);
  g_assert_no_error (error);
}

/* A long answer is as good as a short one, and nonsense is nonsense however long it is. */
static void
test_long_answer (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *text = g_strnfill (200 * 1000, 'x');
  g_autofree char *json = g_strdup_printf ("{\"text\":\"%s\"}", text);
  g_autofree char *nonsense = g_strdup_printf ("{\"text\":\"%s", text);
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;

  poster_script_server_push_json (fixture->server, "200 OK", "", json);
  new_call (fixture, "GET");
  answer = send_call (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (poster_json_get_string (answer->root, "text"), ==, text);
  poster_script_server_push_json (fixture->server, "200 OK", "", nonsense);
  new_call (fixture, "GET");
  g_assert_null (send_call (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
  g_assert_cmpstr (poster_error_get_code (error), ==, "nonsense_answer");
}

#define ADD(name, func) g_test_add ("/json-call/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_default_handler (log_cb, NULL);
  ADD ("reads-a-long-answer", test_long_answer);
  ADD ("json-works", test_json_works);
  ADD ("form-works", test_form_works);
  ADD ("empty-bodies", test_empty_bodies);
  ADD ("works-with-a-real-server", test_works_with_a_real_server);
  ADD ("trusts-nobody-by-chance", test_trusts_nobody_by_chance);
  ADD ("statuses-become-errors", test_statuses_become_errors);
  ADD ("retry-after-is-read", test_retry_after_is_read);
  ADD ("nonsense-is-told", test_nonsense_is_told);
  ADD ("nonsense-http-is-told", test_nonsense_http_is_told);
  ADD ("large-answers-are-refused", test_large_answers_are_refused);
  ADD ("the-judge-decides", test_the_judge_decides);
  ADD ("nothing-arrives-where-nobody-listens", test_nothing_arrives_where_nobody_listens);
  ADD ("nothing-arrives-without-a-name", test_nothing_arrives_without_a_name);
  ADD ("nothing-arrives-without-a-handshake", test_nothing_arrives_without_a_handshake);
  ADD ("a-lost-answer-may-have-arrived", test_a_lost_answer_may_have_arrived);
  ADD ("is-sent-once-on-a-kept-connection", test_is_sent_once_on_a_kept_connection);
  ADD ("reading-again-is-allowed", test_reading_again_is_allowed);
  ADD ("time-is-limited", test_time_is_limited);
  ADD ("time-is-limited-before-anything-is-sent", test_time_is_limited_before_anything_is_sent);
  ADD ("cancelled-early", test_cancelled_early);
  ADD ("cancelled-half-way", test_cancelled_half_way);
  ADD ("cancelled-in-the-answer", test_cancelled_in_the_answer);
  ADD ("waits-for-its-turn", test_waits_for_its_turn);
  ADD ("cancelled-in-the-queue", test_cancelled_in_the_queue);
  ADD ("damaged-credentials-stay-here", test_damaged_credentials_stay_here);
  return g_test_run ();
}
