/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-loopback-redirect.h"

#include <string.h>

#include "poster-error.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

#define STATE "s-1_2.3~4"

typedef struct
{
  PosterTestClock        *clock;
  PosterLoopbackRedirect *redirect;
  GCancellable           *cancellable;
  guint16                 port;
  GAsyncResult           *result;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GUri) uri = NULL;

  fixture->clock = poster_test_clock_new (0);
  fixture->cancellable = g_cancellable_new ();
  fixture->redirect = poster_loopback_redirect_new (POSTER_CLOCK (fixture->clock), "/callback/", &error);
  g_assert_no_error (error);
  uri = g_uri_parse (poster_loopback_redirect_get_redirect_uri (fixture->redirect), G_URI_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_uri_get_scheme (uri), ==, "http");
  g_assert_cmpstr (g_uri_get_host (uri), ==, "127.0.0.1");
  g_assert_cmpstr (g_uri_get_path (uri), ==, "/callback/");
  fixture->port = (guint16) g_uri_get_port (uri);
  g_assert_cmpuint (fixture->port, >, 0);
  poster_loopback_redirect_wait_async (fixture->redirect, STATE, 5 * G_TIME_SPAN_MINUTE, fixture->cancellable,
                                       poster_test_keep_result_cb, &fixture->result);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_cancellable_cancel (fixture->cancellable);
  poster_test_await (&fixture->result);
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->redirect);
  poster_test_settle ();
  g_assert_finalize_object (fixture->cancellable);
  g_assert_finalize_object (fixture->clock);
}

static GIOStream *
open_connection (Fixture *fixture)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_host_async (client, "127.0.0.1", fixture->port, NULL, poster_test_keep_result_cb, &result);
  connection = g_socket_client_connect_to_host_finish (client, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return G_IO_STREAM (connection);
}

static void
say (GIOStream  *stream,
     const char *text)
{
  g_autoptr(GAsyncResult) result = NULL;

  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), text, strlen (text), G_PRIORITY_DEFAULT,
                                   NULL, poster_test_keep_result_cb, &result);
  g_output_stream_write_all_finish (g_io_stream_get_output_stream (stream), poster_test_await (&result), NULL, NULL);
}

/* Returns: (transfer full): all that is said until the other side closes */
static char *
listen_to_the_end (GIOStream *stream)
{
  GString *text = g_string_new (NULL);

  for (;;)
    {
      g_autoptr(GAsyncResult) result = NULL;
      char buffer[4096];
      gssize n_read;

      g_input_stream_read_async (g_io_stream_get_input_stream (stream), buffer, sizeof buffer, G_PRIORITY_DEFAULT,
                                 NULL, poster_test_keep_result_cb, &result);
      n_read = g_input_stream_read_finish (g_io_stream_get_input_stream (stream), poster_test_await (&result), NULL);
      if (n_read <= 0)
        return g_string_free (text, FALSE);
      g_string_append_len (text, buffer, n_read);
    }
}

static char *
ask (Fixture    *fixture,
     const char *request)
{
  g_autoptr(GIOStream) stream = open_connection (fixture);

  say (stream, request);
  return listen_to_the_end (stream);
}

static char *
get (Fixture    *fixture,
     const char *target)
{
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n", target);

  return ask (fixture, request);
}

static void
assert_status (const char *response,
               const char *status)
{
  g_autofree char *start = g_strconcat ("HTTP/1.1 ", status, NULL);

  g_test_message ("%.*s", (int) strcspn (response, "\r"), response);
  g_assert_true (g_str_has_prefix (response, start));
  g_assert_null (strstr (response, "c0de"));
}

static void
assert_still_waiting (Fixture *fixture)
{
  poster_test_settle ();
  g_assert_null (fixture->result);
}

static void
test_hands_the_code_over (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *response = NULL;
  g_autofree char *code = NULL;
  g_autofree char *scopes = NULL;
  g_autoptr(GError) error = NULL;

  response = get (fixture, "/callback/?code=c0de%2A%21%252F%2B+x&scopes=user.info.basic%2Cvideo.publish&state=" STATE);
  assert_status (response, "200 OK");
  g_assert_nonnull (strstr (response, "\r\nReferrer-Policy: no-referrer\r\n"));
  g_assert_nonnull (strstr (response, "\r\nContent-Security-Policy: default-src 'none'"));
  g_assert_nonnull (strstr (response, "<h1>"));
  g_assert_null (strstr (response, "http://"));
  g_assert_null (strstr (response, "https://"));
  code = poster_loopback_redirect_wait_finish (fixture->redirect, poster_test_await (&fixture->result), &scopes, &error);
  g_assert_no_error (error);
  /* Decoded once: %252F stays %2F. */
  g_assert_cmpstr (code, ==, "c0de*!%2F+ x");
  g_assert_cmpstr (scopes, ==, "user.info.basic,video.publish");
}

static void
test_scopes_may_be_missing (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *response = get (fixture, "/callback/?state=" STATE "&code=c0de");
  g_autofree char *code = NULL;
  g_autofree char *scopes = NULL;
  g_autoptr(GError) error = NULL;

  code = poster_loopback_redirect_wait_finish (fixture->redirect, poster_test_await (&fixture->result), &scopes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (code, ==, "c0de");
  g_assert_null (scopes);
}

static void
test_a_refusal_is_told (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *response = NULL;
  g_autofree char *scopes = NULL;
  g_autoptr(GError) error = NULL;

  response = get (fixture, "/callback/?error=access_denied&error_description=The+user+c0de&state=" STATE);
  assert_status (response, "200 OK");
  g_assert_null (poster_loopback_redirect_wait_finish (fixture->redirect, poster_test_await (&fixture->result),
                                                       &scopes, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_AUTH);
  g_assert_cmpstr (poster_error_get_code (error), ==, "access_denied");
}

static void
test_a_refusal_needs_no_state (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *forged = get (fixture, "/callback/?error=invalid_scope&state=wrong");
  g_autofree char *response = NULL;
  g_autoptr(GError) error = NULL;

  assert_status (forged, "400");
  assert_still_waiting (fixture);
  response = get (fixture, "/callback/?error=invalid_scope&error_description=No%0Asuch%0D%0Ascope");
  assert_status (response, "200 OK");
  g_assert_null (poster_loopback_redirect_wait_finish (fixture->redirect, poster_test_await (&fixture->result),
                                                       NULL, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_AUTH);
  g_assert_cmpstr (poster_error_get_code (error), ==, "invalid_scope");
  g_assert_nonnull (strstr (error->message, "No such"));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_strange_refusals_are_tamed (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *endless = g_strnfill (5000, 'e');
  g_autofree char *target = g_strdup_printf ("/callback/?error=%%3Cb%%3E&error_description=%s&state=" STATE, endless);
  g_autofree char *response = get (fixture, target);
  g_autoptr(GError) error = NULL;

  g_assert_null (poster_loopback_redirect_wait_finish (fixture->redirect, poster_test_await (&fixture->result),
                                                       NULL, &error));
  g_assert_cmpstr (poster_error_get_code (error), ==, "invalid_response");
  g_assert_cmpuint (strlen (error->message), <, 300);
}

static void
test_others_change_nothing (Fixture       *fixture,
                            gconstpointer  data)
{
  const struct
  {
    const char *request;
    const char *status;
  } cases[] = {
    { "GET /favicon.ico HTTP/1.1\r\n\r\n", "404" },
    { "GET / HTTP/1.1\r\n\r\n", "404" },
    { "GET /callback?code=c0de&state=" STATE " HTTP/1.1\r\n\r\n", "404" },
    { "GET /callback/x?code=c0de&state=" STATE " HTTP/1.1\r\n\r\n", "404" },
    { "GET /callback%2F?code=c0de&state=" STATE " HTTP/1.1\r\n\r\n", "404" },
    { "GET http://127.0.0.1/callback/?code=c0de&state=" STATE " HTTP/1.1\r\n\r\n", "404" },
    { "HEAD /callback/?code=c0de&state=" STATE " HTTP/1.1\r\n\r\n", "404" },
    { "POST /callback/?code=c0de&state=" STATE " HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "404" },
    { "GET /callback/?code=c0de&state=s-1_2.3~5 HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/?code=c0de&state=" STATE "x HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/?code=c0de&state= HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/?code=c0de HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/?state=" STATE " HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/?code=&state=" STATE " HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/?code=c0de&code=other&state=" STATE " HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/?code=%zz&state=" STATE " HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/?code=%ff%fe&state=" STATE " HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/ HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/?code=c0de&state=" STATE "\r\n\r\n", "400" },
    { "GET  /callback/?code=c0de&state=" STATE " HTTP/1.1\r\n\r\n", "400" },
    { "GET /callback/?code=c0de&state=" STATE " SMTP\r\n\r\n", "400" },
    { "\r\n\r\n", "400" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *response = ask (fixture, cases[i].request);

      g_test_message ("%s", cases[i].request);
      assert_status (response, cases[i].status);
      assert_still_waiting (fixture);
    }
  test_hands_the_code_over (fixture, NULL);
}

static void
test_oversized_requests_are_refused (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autofree char *endless = g_strnfill (300 * 1024, 'a');
  g_autofree char *request = g_strdup_printf ("GET /callback/?code=c0de&state=" STATE "&x=%s HTTP/1.1\r\n\r\n", endless);
  g_autoptr(GIOStream) stream = open_connection (fixture);
  g_autofree char *response = NULL;

  say (stream, request);
  response = listen_to_the_end (stream);
  assert_still_waiting (fixture);
  test_hands_the_code_over (fixture, NULL);
}

static void
test_unused_connections_do_not_matter (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr(GIOStream) speculative = open_connection (fixture);
  g_autoptr(GIOStream) slow = open_connection (fixture);
  g_autofree char *nothing = NULL;
  g_autofree char *response = NULL;
  g_autofree char *code = NULL;
  g_autoptr(GError) error = NULL;

  say (slow, "GET /call");
  poster_test_settle ();
  /* Those that never say anything are closed after a while. */
  poster_test_clock_advance (fixture->clock, G_TIME_SPAN_MINUTE);
  nothing = listen_to_the_end (speculative);
  g_assert_cmpstr (nothing, ==, "");
  g_assert_null (fixture->result);
  response = get (fixture, "/callback/?code=c0de&state=" STATE);
  assert_status (response, "200 OK");
  code = poster_loopback_redirect_wait_finish (fixture->redirect, poster_test_await (&fixture->result), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (code, ==, "c0de");
}

static void
test_a_request_may_come_in_pieces (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(GIOStream) stream = open_connection (fixture);
  const char *request = "GET /callback/?code=c0de&state=" STATE " HTTP/1.1\r\nHost: x\r\n\r\n";
  g_autofree char *response = NULL;
  g_autofree char *code = NULL;

  for (const char *at = request; *at != '\0'; at++)
    {
      char letter[2] = { *at, '\0' };

      say (stream, letter);
    }
  response = listen_to_the_end (stream);
  assert_status (response, "200 OK");
  code = poster_loopback_redirect_wait_finish (fixture->redirect, poster_test_await (&fixture->result), NULL, NULL);
  g_assert_cmpstr (code, ==, "c0de");
}

static void
test_replays_are_told_that_it_is_done (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autofree char *first = get (fixture, "/callback/?code=c0de&state=" STATE);
  g_autofree char *second = get (fixture, "/callback/?code=other&state=" STATE);
  g_autofree char *code = NULL;

  assert_status (second, "200 OK");
  g_assert_nonnull (strstr (second, "Already Done"));
  code = poster_loopback_redirect_wait_finish (fixture->redirect, poster_test_await (&fixture->result), NULL, NULL);
  g_assert_cmpstr (code, ==, "c0de");
}

static void
test_the_page_is_written_before_the_wait_ends (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autoptr(GIOStream) stream = open_connection (fixture);
  g_autofree char *response = NULL;

  say (stream, "GET /callback/?code=c0de&state=" STATE " HTTP/1.1\r\n\r\n");
  poster_test_await (&fixture->result);
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->redirect);
  response = listen_to_the_end (stream);
  assert_status (response, "200 OK");
  g_assert_nonnull (strstr (response, "</html>"));

  fixture->redirect = poster_loopback_redirect_new (POSTER_CLOCK (fixture->clock), "/callback/", NULL);
  poster_loopback_redirect_wait_async (fixture->redirect, STATE, G_TIME_SPAN_MINUTE, fixture->cancellable,
                                       poster_test_keep_result_cb, &fixture->result);
}

static void
test_the_wait_is_limited (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  poster_test_clock_advance (fixture->clock, 5 * G_TIME_SPAN_MINUTE - 1);
  assert_still_waiting (fixture);
  poster_test_clock_advance (fixture->clock, 1);
  g_assert_null (poster_loopback_redirect_wait_finish (fixture->redirect, poster_test_await (&fixture->result),
                                                       NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  assert_still_waiting (fixture);
  g_cancellable_cancel (fixture->cancellable);
  g_assert_null (poster_loopback_redirect_wait_finish (fixture->redirect, poster_test_await (&fixture->result),
                                                       NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_early (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterLoopbackRedirect) other = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (fixture->cancellable);
  poster_test_await (&fixture->result);
  other = poster_loopback_redirect_new (POSTER_CLOCK (fixture->clock), "/", NULL);
  poster_loopback_redirect_wait_async (other, STATE, G_TIME_SPAN_MINUTE, fixture->cancellable,
                                       poster_test_keep_result_cb, &result);
  g_assert_null (result);
  g_assert_null (poster_loopback_redirect_wait_finish (other, poster_test_await (&result), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_a_port_is_taken_once (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(PosterLoopbackRedirect) other = NULL;
  g_autoptr(GError) error = NULL;

  other = poster_loopback_redirect_new_for_port (POSTER_CLOCK (fixture->clock), fixture->port, "/callback/", &error);
  g_assert_null (other);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

static void
test_listens_on_loopback_only (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *table = NULL;
  g_autofree char *wanted = g_strdup_printf (" 0100007F:%04X 00000000:0000 0A ", fixture->port);
  g_autofree char *suffix = g_strdup_printf (":%04X 00000000:0000 0A ", fixture->port);
  char *at;

  g_assert_true (g_file_get_contents ("/proc/net/tcp", &table, NULL, NULL));
  at = strstr (table, suffix);
  g_assert_nonnull (at);
  g_assert_nonnull (strstr (table, wanted));
  g_assert_null (strstr (at + 1, suffix));
}

#define ADD(name, func) g_test_add ("/loopback-redirect/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("hands-the-code-over", test_hands_the_code_over);
  ADD ("scopes-may-be-missing", test_scopes_may_be_missing);
  ADD ("a-refusal-is-told", test_a_refusal_is_told);
  ADD ("a-refusal-needs-no-state", test_a_refusal_needs_no_state);
  ADD ("strange-refusals-are-tamed", test_strange_refusals_are_tamed);
  ADD ("others-change-nothing", test_others_change_nothing);
  ADD ("oversized-requests-are-refused", test_oversized_requests_are_refused);
  ADD ("unused-connections-do-not-matter", test_unused_connections_do_not_matter);
  ADD ("a-request-may-come-in-pieces", test_a_request_may_come_in_pieces);
  ADD ("replays-are-told-that-it-is-done", test_replays_are_told_that_it_is_done);
  ADD ("the-page-is-written-before-the-wait-ends", test_the_page_is_written_before_the_wait_ends);
  ADD ("the-wait-is-limited", test_the_wait_is_limited);
  ADD ("cancelled", test_cancelled);
  ADD ("cancelled-early", test_cancelled_early);
  ADD ("a-port-is-taken-once", test_a_port_is_taken_once);
  ADD ("listens-on-loopback-only", test_listens_on_loopback_only);
  return g_test_run ();
}
