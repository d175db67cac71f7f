/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-ranged-upload.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "poster-error.h"
#include "poster-http-session.h"
#include "poster-script-server.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"
#include "real-server.h"

#define SECRET "upl0adt0ken"
#define PATH "/video/?upload_id=7300000000000000001&upload_token=%2d" SECRET

/* Three chunks, the last of which takes the remainder. */
#define CHUNK_BYTES 100000
#define CHUNKS 3
#define TOTAL_BYTES 350017

typedef struct
{
  PosterTestClock    *clock;
  SoupSession        *session;
  PosterScriptServer *server;
  PosterRangedUpload *upload;
  GCancellable       *cancellable;
  GAsyncResult       *result;
  char               *path;
  int                 fd;
  guint8             *data;
  goffset             told_bytes;
  guint               told;
  gboolean            is_over;
  gint64              step_us;   /* how much time passes each time that progress is told */
} Fixture;

/* How often an upload said that it waits before it tries again, and everything that was said. */
static guint n_waits;
static GString *logged;

static void
told_cb (goffset  sent_bytes,
         goffset  total_bytes,
         gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_false (fixture->is_over);
  g_assert_cmpint (sent_bytes, >, fixture->told_bytes);
  g_assert_cmpint (sent_bytes, <=, total_bytes);
  fixture->told_bytes = sent_bytes;
  fixture->told++;
  if (fixture->step_us > 0)
    poster_test_clock_advance (fixture->clock, fixture->step_us);
}

static void
create_upload (Fixture    *fixture,
               const char *url,
               goffset     total_bytes,
               goffset     chunk_bytes,
               guint       chunk_count)
{
  g_autoptr(GError) error = NULL;

  fixture->upload = poster_ranged_upload_new (POSTER_CLOCK (fixture->clock), fixture->session, url, fixture->fd,
                                              "video/mp4", total_bytes, chunk_bytes, chunk_count, &error);
  g_assert_no_error (error);
  poster_ranged_upload_set_progress (fixture->upload, told_cb, fixture, NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;

  fixture->clock = poster_test_clock_new (0);
  fixture->session = poster_http_session_new ();
  fixture->server = poster_script_server_new ();
  fixture->cancellable = g_cancellable_new ();
  fixture->told_bytes = -1;
  n_waits = 0;
  logged = g_string_new (NULL);
  fixture->fd = g_file_open_tmp ("poster-upload-XXXXXX", &fixture->path, &error);
  g_assert_no_error (error);
  fixture->data = g_malloc (TOTAL_BYTES);
  for (guint i = 0; i < TOTAL_BYTES; i++)
    fixture->data[i] = (guint8) (i * 7 + i / 251);
  g_assert_cmpint (write (fixture->fd, fixture->data, TOTAL_BYTES), ==, TOTAL_BYTES);
  url = poster_script_server_dup_url (fixture->server, PATH);
  create_upload (fixture, url, TOTAL_BYTES, CHUNK_BYTES, CHUNKS);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->upload);
  poster_script_server_stop (fixture->server);
  g_assert_finalize_object (fixture->server);
  poster_test_settle ();
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->clock);
  g_assert_finalize_object (fixture->cancellable);
  g_assert_null (strstr (logged->str, SECRET));
  g_string_free (g_steal_pointer (&logged), TRUE);
  close (fixture->fd);
  unlink (fixture->path);
  g_free (fixture->path);
  g_free (fixture->data);
}

static void
start (Fixture                 *fixture,
       goffset                  first_byte,
       goffset                  end_byte,
       PosterRangedUploadFlags  flags)
{
  g_clear_object (&fixture->result);
  fixture->is_over = FALSE;
  poster_ranged_upload_run_async (fixture->upload, first_byte, end_byte, flags, fixture->cancellable,
                                  poster_test_keep_result_cb, &fixture->result);
}

static PosterRangedUploadOutcome
finish (Fixture  *fixture,
        GError  **error)
{
  PosterRangedUploadOutcome outcome;

  poster_test_await (&fixture->result);
  fixture->is_over = TRUE;
  outcome = poster_ranged_upload_run_finish (fixture->upload, fixture->result, error);
  if (outcome == POSTER_RANGED_UPLOAD_FAILED)
    {
      g_test_message ("%s", (*error)->message);
      g_assert_null (strstr ((*error)->message, SECRET));
    }
  else
    {
      g_assert_no_error (*error);
    }
  return outcome;
}

static PosterRangedUploadOutcome
run (Fixture                  *fixture,
     goffset                   first_byte,
     goffset                   end_byte,
     PosterRangedUploadFlags   flags,
     GError                  **error)
{
  start (fixture, first_byte, end_byte, flags);
  return finish (fixture, error);
}

static void
log_cb (const char     *domain,
        GLogLevelFlags  level,
        const char     *message,
        gpointer        user_data)
{
  if (g_str_has_prefix (message, "A chunk failed"))
    n_waits++;
  if (logged != NULL)
    g_string_append_printf (logged, "%s\n", message);
  g_log_default_handler (domain, level, message, user_data);
}

/* Runs to the end; whenever the upload waits, time passes at once. */
static PosterRangedUploadOutcome
finish_in_no_time (Fixture  *fixture,
                   guint     n_requests,
                   GError  **error)
{
  while (fixture->result == NULL)
    {
      if (n_waits > 0)
        {
          gint64 now_us = poster_clock_get_now_us (POSTER_CLOCK (fixture->clock));

          n_waits--;
          /* Progress held back comes before the wait, which is never this short. */
          do
            {
              g_assert_true (poster_test_clock_run_next (fixture->clock));
              poster_test_settle ();
            }
          while (poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)) < now_us + 400 * 1000);
        }
      else
        {
          g_main_context_iteration (NULL, TRUE);
        }
    }
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, n_requests);
  return finish (fixture, error);
}

static void
push (Fixture    *fixture,
      const char *status,
      const char *extra_headers)
{
  poster_script_server_push_json (fixture->server, status, extra_headers, "");
}

static void
push_taken (Fixture *fixture,
            goffset  end)
{
  g_autofree char *range = g_strdup_printf ("Content-Range: bytes 0-%" G_GOFFSET_FORMAT "/%d\r\n", end - 1, TOTAL_BYTES);

  push (fixture, end == TOTAL_BYTES ? "201 Created" : "206 Partial Content", range);
}

/* That request @index was the right PUT of these bytes. */
static void
assert_chunk (Fixture *fixture,
              guint    index,
              goffset  first,
              goffset  end)
{
  const char *head = poster_script_server_get_head (fixture->server, index);
  GByteArray *body = poster_script_server_get_body (fixture->server, index);
  g_autofree char *range = g_strdup_printf ("\r\nContent-Range: bytes %" G_GOFFSET_FORMAT "-%" G_GOFFSET_FORMAT "/%d\r\n",
                                            first, end - 1, TOTAL_BYTES);
  g_autofree char *length = g_strdup_printf ("\r\nContent-Length: %" G_GOFFSET_FORMAT "\r\n", end - first);

  g_assert_true (g_str_has_prefix (head, "PUT " PATH " HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (head, range));
  g_assert_nonnull (strstr (head, length));
  g_assert_nonnull (strstr (head, "\r\nContent-Type: video/mp4\r\n"));
  g_assert_null (strstr (head, "Authorization"));
  g_assert_null (strstr (head, "Transfer-Encoding"));
  g_assert_null (strstr (head, "Cookie"));
  g_assert_cmpmem (body->data, body->len, fixture->data + first, (gsize) (end - first));
}

static void
test_sends_the_whole_file (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push_taken (fixture, 100000);
  push_taken (fixture, 200000);
  push_taken (fixture, TOTAL_BYTES);
  g_assert_cmpint (run (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_COMPLETE);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 3);
  assert_chunk (fixture, 0, 0, 100000);
  assert_chunk (fixture, 1, 100000, 200000);
  assert_chunk (fixture, 2, 200000, TOTAL_BYTES);
  g_assert_cmpint (poster_ranged_upload_get_server_bytes (fixture->upload), ==, TOTAL_BYTES);
  g_assert_cmpint (fixture->told_bytes, ==, TOTAL_BYTES);
  /* Chunks share a connection. */
  g_assert_cmpuint (poster_script_server_get_n_connections (fixture->server), ==, 1);
}

static void
test_sends_the_last_chunk_apart (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  goffset last = poster_ranged_upload_get_chunk_start (fixture->upload, CHUNKS - 1);

  g_assert_cmpint (last, ==, 200000);
  g_assert_cmpint (poster_ranged_upload_get_chunk_start (fixture->upload, CHUNKS), ==, TOTAL_BYTES);
  push_taken (fixture, 100000);
  push_taken (fixture, 200000);
  g_assert_cmpint (run (fixture, 0, last, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==, POSTER_RANGED_UPLOAD_SENT);
  g_assert_cmpint (fixture->told_bytes, ==, last);
  push_taken (fixture, TOTAL_BYTES);
  g_assert_cmpint (run (fixture, last, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT, &error), ==,
                   POSTER_RANGED_UPLOAD_COMPLETE);
  g_assert_cmpint (fixture->told_bytes, ==, TOTAL_BYTES);
  assert_chunk (fixture, 2, 200000, TOTAL_BYTES);
  g_assert_cmpuint (poster_script_server_get_n_connections (fixture->server), ==, 2);
}

static void
test_an_empty_range_sends_nothing (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (run (fixture, 200000, 200000, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_SENT);
  g_assert_cmpuint (poster_script_server_get_n_connections (fixture->server), ==, 0);
  g_assert_false (poster_ranged_upload_was_sent (fixture->upload));
}

static void
test_answers_may_be_terse (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push (fixture, "200 OK", "");
  push (fixture, "206 Partial Content", "Content-Range: bytes 0-200000/350017\r\n");
  push (fixture, "206 Partial Content", "");
  g_assert_cmpint (run (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_SENT);
  g_assert_cmpint (poster_ranged_upload_get_server_bytes (fixture->upload), ==, TOTAL_BYTES);
}

static void
test_resumes_from_the_servers_word (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  /* It has the first chunk and a bit already. */
  push (fixture, "416 Range Not Satisfiable", "Content-Range: bytes 0-149999/350017\r\n");
  push_taken (fixture, 200000);
  push_taken (fixture, TOTAL_BYTES);
  g_assert_cmpint (run (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_COMPLETE);
  assert_chunk (fixture, 1, 150000, 200000);
  assert_chunk (fixture, 2, 200000, TOTAL_BYTES);
}

static void
test_starts_in_the_middle (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push_taken (fixture, 200000);
  push_taken (fixture, TOTAL_BYTES);
  g_assert_cmpint (run (fixture, 130000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_COMPLETE);
  assert_chunk (fixture, 0, 130000, 200000);
}

static void
test_goes_back_when_the_server_lost_something (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push_taken (fixture, 100000);
  push (fixture, "206 Partial Content", "Content-Range: bytes 0-99999/350017\r\n");
  push (fixture, "416 Range Not Satisfiable", "Content-Range: bytes 0-0/350017\r\n");
  push_taken (fixture, 100000);
  push_taken (fixture, 200000);
  push_taken (fixture, TOTAL_BYTES);
  start (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE);
  g_assert_cmpint (finish_in_no_time (fixture, 6, &error), ==, POSTER_RANGED_UPLOAD_COMPLETE);
  assert_chunk (fixture, 2, 100000, 200000);
  assert_chunk (fixture, 3, 0, 100000);
  assert_chunk (fixture, 5, 200000, TOTAL_BYTES);
}

static void
test_a_position_outside_is_for_the_caller (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push (fixture, "416 Range Not Satisfiable", "Content-Range: bytes 0-99999/350017\r\n");
  g_assert_cmpint (run (fixture, 200000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_ELSEWHERE);
  g_assert_cmpint (poster_ranged_upload_get_server_bytes (fixture->upload), ==, 100000);
  push (fixture, "416 Range Not Satisfiable", "Content-Range: bytes 0-350016/350017\r\n");
  g_assert_cmpint (run (fixture, 0, 200000, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_ELSEWHERE);
  g_assert_cmpint (poster_ranged_upload_get_server_bytes (fixture->upload), ==, TOTAL_BYTES);
}

static void
test_a_commit_does_not_follow_the_server (Fixture       *fixture,
                                          gconstpointer  data)
{
  const struct
  {
    const char *range;
    goffset     server_bytes;
  } cases[] = {
    { "Content-Range: bytes 0-299999/350017\r\n", 300000 },
    { "Content-Range: bytes 0-199999/350017\r\n", 200000 },
    { "Content-Range: bytes 0-350016/350017\r\n", TOTAL_BYTES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      push (fixture, "416 Range Not Satisfiable", cases[i].range);
      g_assert_cmpint (run (fixture, 200000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT, &error), ==,
                       POSTER_RANGED_UPLOAD_ELSEWHERE);
      g_assert_cmpint (poster_ranged_upload_get_server_bytes (fixture->upload), ==, cases[i].server_bytes);
      g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, i + 1);
    }
}

static void
test_a_position_that_nobody_tells (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push (fixture, "416 Range Not Satisfiable", "Content-Range: bytes */350017\r\n");
  g_assert_cmpint (run (fixture, 200000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT, &error), ==,
                   POSTER_RANGED_UPLOAD_FAILED);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
  g_assert_cmpstr (poster_error_get_code (error), ==, "upload_position_unknown");
  g_assert_true (poster_error_may_have_arrived (error));
}

static void
test_a_server_that_stands_still_is_given_up (Fixture       *fixture,
                                             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 5; i++)
    push (fixture, "416 Range Not Satisfiable", "Content-Range: bytes 0-99999/350017\r\n");
  start (fixture, 100000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE);
  g_assert_cmpint (finish_in_no_time (fixture, 5, &error), ==, POSTER_RANGED_UPLOAD_FAILED);
  g_assert_cmpstr (poster_error_get_code (error), ==, "upload_position_unknown");
}

static void
test_a_server_that_runs_in_circles_is_given_up (Fixture       *fixture,
                                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 6; i++)
    push (fixture, "416 Range Not Satisfiable",
          i % 2 == 0 ? "Content-Range: bytes 0-99999/350017\r\n" : "Content-Range: bytes 0-0/350017\r\n");
  start (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE);
  g_assert_cmpint (finish_in_no_time (fixture, 6, &error), ==, POSTER_RANGED_UPLOAD_FAILED);
  g_assert_cmpstr (poster_error_get_code (error), ==, "upload_position_unknown");
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
    gboolean     also_without_commit;
  } cases[] = {
    { "400 Bad Request", POSTER_ERROR_REJECTED, "upload_refused", POSTER_RETRY_NEVER, FALSE, TRUE },
    { "413 Too Large", POSTER_ERROR_REJECTED, "upload_refused", POSTER_RETRY_NEVER, FALSE, TRUE },
    { "403 Forbidden", POSTER_ERROR_CONFLICT, "upload_url_expired", POSTER_RETRY_NEVER, FALSE, TRUE },
    { "404 Not Found", POSTER_ERROR_NOT_FOUND, "upload_not_found", POSTER_RETRY_NEVER, FALSE, TRUE },
    { "429 Too Many Requests", POSTER_ERROR_RATE_LIMITED, "rate_limited", POSTER_RETRY_LATER, FALSE, FALSE },
    { "500 Internal Server Error", POSTER_ERROR_SERVICE, "upload_failed", POSTER_RETRY_LATER, TRUE, FALSE },
    { "503 Service Unavailable", POSTER_ERROR_SERVICE, "upload_failed", POSTER_RETRY_LATER, TRUE, FALSE },
    { "302 Found", POSTER_ERROR_SERVICE, "upload_nonsense", POSTER_RETRY_LATER, TRUE, FALSE },
  };
  guint n_requests = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (guint without_commit = 0; without_commit <= (cases[i].also_without_commit ? 1u : 0u); without_commit++)
        {
          g_autoptr(GError) error = NULL;

          push (fixture, cases[i].status, "Location: /elsewhere\r\nRetry-After: 7\r\n");
          g_assert_cmpint (run (fixture, 200000, TOTAL_BYTES,
                                without_commit ? POSTER_RANGED_UPLOAD_FLAGS_NONE : POSTER_RANGED_UPLOAD_FLAGS_COMMIT,
                                &error),
                           ==, POSTER_RANGED_UPLOAD_FAILED);
          g_assert_error (error, POSTER_ERROR, (int) cases[i].code);
          g_assert_cmpstr (poster_error_get_code (error), ==, cases[i].word);
          g_assert_cmpint (poster_error_get_retry (error), ==, cases[i].retry);
          g_assert_cmpint (poster_error_may_have_arrived (error), ==, cases[i].may_have_arrived);
          g_assert_cmpuint (poster_error_get_details (error)->http_status, ==, atoi (cases[i].status));
          g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, ++n_requests);
          if (cases[i].retry == POSTER_RETRY_LATER)
            g_assert_cmpint (poster_error_get_retry_after_us (error), ==, 7 * G_USEC_PER_SEC);
        }
    }
}

static void
test_a_lost_chunk_is_sent_again (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push (fixture, "503 Service Unavailable", "");
  push_taken (fixture, 100000);
  poster_script_server_push (fixture->server, POSTER_SCRIPT_CUT, 30000, NULL);
  poster_script_server_push (fixture->server, POSTER_SCRIPT_CLOSE, 0, NULL);
  push (fixture, "429 Too Many Requests", "Retry-After: 60\r\n");
  /* The one that was lost had arrived after all. */
  push (fixture, "416 Range Not Satisfiable", "Content-Range: bytes 0-199999/350017\r\n");
  push_taken (fixture, TOTAL_BYTES);
  start (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE);
  g_assert_cmpint (finish_in_no_time (fixture, 7, &error), ==, POSTER_RANGED_UPLOAD_COMPLETE);
  assert_chunk (fixture, 1, 0, 100000);
  assert_chunk (fixture, 3, 100000, 200000);
  assert_chunk (fixture, 6, 200000, TOTAL_BYTES);
  g_assert_cmpint (poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)), >=, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (fixture->told_bytes, ==, TOTAL_BYTES);
}

static void
test_five_failures_are_enough (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 5; i++)
    push (fixture, "500 Internal Server Error", "");
  start (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE);
  g_assert_cmpint (finish_in_no_time (fixture, 5, &error), ==, POSTER_RANGED_UPLOAD_FAILED);
  g_assert_cmpstr (poster_error_get_code (error), ==, "upload_failed");
  /* Each wait at least half of 1, 2, 4 and 8 seconds. */
  g_assert_cmpint (poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)), >=, 7500 * 1000);
}

static void
test_a_long_wait_is_for_the_caller (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push (fixture, "503 Service Unavailable", "Retry-After: 3600\r\n");
  g_assert_cmpint (run (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_FAILED);
  g_assert_cmpint (poster_error_get_retry_after_us (error), ==, G_TIME_SPAN_HOUR);
}

static void
test_a_commit_is_sent_once (Fixture       *fixture,
                            gconstpointer  data)
{
  const PosterScriptAction actions[] = { POSTER_SCRIPT_CLOSE, POSTER_SCRIPT_CUT };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr(GError) error = NULL;
      guint before;

      /* Leaves a connection behind that could be used again. */
      push_taken (fixture, 100000);
      g_assert_cmpint (run (fixture, 0, 100000, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                       POSTER_RANGED_UPLOAD_SENT);
      before = poster_script_server_get_n_requests (fixture->server);
      poster_script_server_push (fixture->server, actions[i], 50000, NULL);
      g_assert_cmpint (run (fixture, 200000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT, &error), ==,
                       POSTER_RANGED_UPLOAD_FAILED);
      g_assert_true (poster_error_may_have_arrived (error));
      g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
      g_assert_true (poster_ranged_upload_was_sent (fixture->upload));
      g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, before + 1);
    }
}

static void
test_a_lost_chunk_waits_before_it_is_sent_again (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  /* On a kept connection, the second chunk is read whole and never answered. */
  push_taken (fixture, 100000);
  poster_script_server_push (fixture->server, POSTER_SCRIPT_CLOSE, 0, NULL);
  push_taken (fixture, 200000);
  start (fixture, 0, 200000, POSTER_RANGED_UPLOAD_FLAGS_NONE);
  while (poster_script_server_get_n_requests (fixture->server) < 2)
    g_main_context_iteration (NULL, TRUE);
  while (n_waits == 0)
    g_main_context_iteration (NULL, TRUE);
  poster_test_settle ();
  /* No time has passed, so nobody tried again. */
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 2);
  g_assert_cmpint (finish_in_no_time (fixture, 3, &error), ==, POSTER_RANGED_UPLOAD_SENT);
  assert_chunk (fixture, 2, 100000, 200000);
}

static void
test_nothing_arrives_where_nobody_listens (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  poster_script_server_stop (fixture->server);
  g_assert_cmpint (run (fixture, 200000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT, &error), ==,
                   POSTER_RANGED_UPLOAD_FAILED);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_false (poster_ranged_upload_was_sent (fixture->upload));
}

static void
test_a_contradiction_in_a_commit_is_nonsense (Fixture       *fixture,
                                              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push (fixture, "201 Created", "Content-Range: bytes 0-99999/350017\r\n");
  g_assert_cmpint (run (fixture, 200000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT, &error), ==,
                   POSTER_RANGED_UPLOAD_FAILED);
  g_assert_cmpstr (poster_error_get_code (error), ==, "upload_nonsense");
  g_assert_true (poster_error_may_have_arrived (error));
}

static void
test_silence_is_limited (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_SILENCE, 0, NULL);
  start (fixture, 200000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT);
  while (poster_script_server_get_n_bytes (fixture->server) < TOTAL_BYTES - 200000)
    g_main_context_iteration (NULL, TRUE);
  poster_test_settle ();
  poster_test_clock_advance (fixture->clock, 60 * G_USEC_PER_SEC);
  poster_test_settle ();
  g_assert_null (fixture->result);
  poster_test_clock_advance (fixture->clock, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (finish (fixture, &error), ==, POSTER_RANGED_UPLOAD_FAILED);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_true (poster_error_may_have_arrived (error));
}

/* One chunk, too large for all buffers on the way. */
#define LARGE_BYTES (32 * 1024 * 1024)

static void
create_large_upload (Fixture *fixture)
{
  g_autofree char *url = poster_script_server_dup_url (fixture->server, PATH);

  poster_script_server_forget_bodies (fixture->server);
  g_assert_cmpint (ftruncate (fixture->fd, LARGE_BYTES), ==, 0);
  g_assert_finalize_object (fixture->upload);
  create_upload (fixture, url, LARGE_BYTES, LARGE_BYTES, 1);
}

static void
test_a_slow_upload_goes_on (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  create_large_upload (fixture);
  fixture->step_us = 60 * G_USEC_PER_SEC;
  push (fixture, "201 Created", "");
  g_assert_cmpint (run (fixture, 0, LARGE_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT, &error), ==,
                   POSTER_RANGED_UPLOAD_COMPLETE);
  g_assert_cmpint (poster_clock_get_now_us (POSTER_CLOCK (fixture->clock)), >, 5 * 60 * G_USEC_PER_SEC);
}

static void
test_a_stall_is_limited (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  create_large_upload (fixture);
  poster_script_server_push (fixture->server, POSTER_SCRIPT_STALL, 20000, NULL);
  start (fixture, 0, LARGE_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT);
  while (poster_script_server_get_n_bytes (fixture->server) < 20000)
    g_main_context_iteration (NULL, TRUE);
  while (fixture->result == NULL)
    {
      poster_test_settle ();
      poster_test_clock_advance (fixture->clock, 10 * G_USEC_PER_SEC);
    }
  g_assert_cmpint (finish (fixture, &error), ==, POSTER_RANGED_UPLOAD_FAILED);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpint (fixture->told_bytes, <, LARGE_BYTES);
}

/* The server does not read to the end what it will not take. */
static void
test_an_early_refusal_is_heard (Fixture       *fixture,
                                gconstpointer  data)
{
  create_large_upload (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GError) error = NULL;

      poster_script_server_push (fixture->server, POSTER_SCRIPT_REFUSE, i * 1000000,
                                 "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      g_assert_cmpint (run (fixture, 0, LARGE_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                       POSTER_RANGED_UPLOAD_FAILED);
      g_assert_cmpstr (poster_error_get_code (error), ==, "upload_url_expired");
      g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, i + 1);
    }
}

static void
test_odd_answers_are_understood (Fixture       *fixture,
                                 gconstpointer  data)
{
  const struct
  {
    PosterScriptAction         action;
    const char                *text;
    PosterRangedUploadOutcome  outcome;
    const char                *word;
  } cases[] = {
    { POSTER_SCRIPT_ANSWER, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\n\r\n"
                            "HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nabc",
      POSTER_RANGED_UPLOAD_COMPLETE, NULL },
    { POSTER_SCRIPT_ANSWER, "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
      POSTER_RANGED_UPLOAD_COMPLETE, NULL },
    { POSTER_SCRIPT_ANSWER_AND_CLOSE, "HTTP/1.0 201 Created\r\n\r\nabc", POSTER_RANGED_UPLOAD_COMPLETE, NULL },
    { POSTER_SCRIPT_ANSWER_AND_CLOSE, "HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\nabc",
      POSTER_RANGED_UPLOAD_COMPLETE, NULL },
    { POSTER_SCRIPT_ANSWER, "HTTP/1.1 201 Created\r\nContent-Length: 99999999999\r\n\r\nabc",
      POSTER_RANGED_UPLOAD_COMPLETE, NULL },
    { POSTER_SCRIPT_ANSWER, "HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
      POSTER_RANGED_UPLOAD_COMPLETE, NULL },
    { POSTER_SCRIPT_ANSWER_AND_CLOSE, "SMTP ready\r\n\r\n", POSTER_RANGED_UPLOAD_FAILED, "nonsense_answer" },
    { POSTER_SCRIPT_ANSWER_AND_CLOSE, "HTTP/1.1 banana\r\n\r\n", POSTER_RANGED_UPLOAD_FAILED, "nonsense_answer" },
    { POSTER_SCRIPT_ANSWER_AND_CLOSE, "HTTP/1.1 201 Crea", POSTER_RANGED_UPLOAD_FAILED, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      poster_script_server_push (fixture->server, cases[i].action, 0, cases[i].text);
      g_assert_cmpint (run (fixture, 200000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT, &error), ==,
                       cases[i].outcome);
      g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 2 * i + 1);
      if (cases[i].word != NULL)
        g_assert_cmpstr (poster_error_get_code (error), ==, cases[i].word);
      if (error != NULL)
        g_assert_true (poster_error_may_have_arrived (error));

      /* Whatever became of that connection, the next request works. */
      push_taken (fixture, 100000);
      poster_test_settle ();
      g_clear_error (&error);
      g_assert_cmpint (run (fixture, 0, 100000, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                       POSTER_RANGED_UPLOAD_SENT);
    }
}

static void
test_endless_heads_are_refused (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *endless = g_strnfill (300 * 1024, 'x');
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 201 Created\r\nX: %s", endless);
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_ANSWER, 0, text);
  g_assert_cmpint (run (fixture, 200000, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT, &error), ==,
                   POSTER_RANGED_UPLOAD_FAILED);
  g_assert_cmpstr (poster_error_get_code (error), ==, "nonsense_answer");
}

static void
test_a_dead_connection_is_not_used (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  /* Promises to keep the connection, then closes it, as servers do after a while. */
  poster_script_server_push (fixture->server, POSTER_SCRIPT_ANSWER_AND_CLOSE, 0,
                             "HTTP/1.1 206 Partial Content\r\nContent-Length: 0\r\n\r\n");
  g_assert_cmpint (run (fixture, 0, 100000, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==, POSTER_RANGED_UPLOAD_SENT);
  poster_test_settle ();
  push_taken (fixture, 200000);
  g_assert_cmpint (run (fixture, 100000, 200000, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_SENT);
  g_assert_cmpuint (poster_script_server_get_n_requests (fixture->server), ==, 2);
  g_assert_cmpuint (poster_script_server_get_n_connections (fixture->server), ==, 2);
}

static void
test_progress_is_told_sparingly (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push_taken (fixture, 100000);
  push_taken (fixture, 200000);
  push_taken (fixture, TOTAL_BYTES);
  g_assert_cmpint (run (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_COMPLETE);
  /* No time passed: once at the start, once at the end. */
  g_assert_cmpuint (fixture->told, ==, 2);
}

static void
test_cancelled_early (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (fixture->cancellable);
  start (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE);
  g_assert_null (fixture->result);
  g_assert_cmpint (finish (fixture, &error), ==, POSTER_RANGED_UPLOAD_FAILED);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (poster_ranged_upload_was_sent (fixture->upload));
  g_assert_cmpuint (poster_script_server_get_n_connections (fixture->server), ==, 0);
}

static void
test_cancelled_in_a_chunk (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push_taken (fixture, 100000);
  poster_script_server_push (fixture->server, POSTER_SCRIPT_STALL, 20000, NULL);
  start (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE);
  while (poster_script_server_get_n_requests (fixture->server) < 2)
    g_main_context_iteration (NULL, TRUE);
  poster_test_settle ();
  g_assert_null (fixture->result);
  g_cancellable_cancel (fixture->cancellable);
  g_assert_cmpint (finish (fixture, &error), ==, POSTER_RANGED_UPLOAD_FAILED);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (poster_ranged_upload_was_sent (fixture->upload));
  g_assert_cmpint (poster_ranged_upload_get_server_bytes (fixture->upload), ==, 100000);
}

static void
test_cancelled_between_attempts (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push (fixture, "503 Service Unavailable", "");
  start (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE);
  while (n_waits == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (fixture->cancellable);
  g_assert_cmpint (finish (fixture, &error), ==, POSTER_RANGED_UPLOAD_FAILED);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_a_shorter_file_is_not_sent (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (ftruncate (fixture->fd, TOTAL_BYTES - 1), ==, 0);
  g_assert_cmpint (run (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_FAILED);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED);
  g_assert_cmpuint (poster_script_server_get_n_connections (fixture->server), ==, 0);
}

static void
test_a_file_that_shrinks_is_told (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  /* The first chunk is answered only after the file was cut in the second. */
  push_taken (fixture, 100000);
  poster_script_server_push (fixture->server, POSTER_SCRIPT_SILENCE, 0, NULL);
  start (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE);
  while (poster_script_server_get_n_requests (fixture->server) < 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (ftruncate (fixture->fd, 150000), ==, 0);
  g_assert_cmpint (finish (fixture, &error), ==, POSTER_RANGED_UPLOAD_FAILED);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED);
  g_assert_false (poster_error_may_have_arrived (error));
}

static void
test_chunks_must_fit (Fixture       *fixture,
                      gconstpointer  data)
{
  const struct
  {
    const char *url;
    goffset     total;
    goffset     chunk;
    guint       count;
    gboolean    fits;
  } cases[] = {
    { "http://h/", 1, 1, 1, TRUE },
    { "http://h/", 50000123, 10000000, 5, TRUE },
    { "http://h/", 10, 10, 1, TRUE },
    { "http://h/", 10, 20, 1, TRUE },
    { "http://h/", 10, 5, 2, TRUE },
    { "http://h/", 10, 5, 3, FALSE },
    { "http://h/", 0, 5, 1, FALSE },
    { "http://h/", 10, 0, 1, FALSE },
    { "http://h/", 10, 5, 0, FALSE },
    { "ftp://h/" SECRET, 10, 5, 2, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterRangedUpload) upload = NULL;
      g_autoptr(GError) error = NULL;

      upload = poster_ranged_upload_new (POSTER_CLOCK (fixture->clock), fixture->session, cases[i].url, fixture->fd,
                                         "video/mp4", cases[i].total, cases[i].chunk, cases[i].count, &error);
      g_assert_cmpint (upload != NULL, ==, cases[i].fits);
      if (!cases[i].fits)
        {
          g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
          g_assert_null (strstr (error->message, SECRET));
        }
    }
}

static gsize
get_resident_bytes (void)
{
  g_autofree char *text = NULL;
  gsize total_pages;
  gsize resident_pages;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%zu %zu", &total_pages, &resident_pages), ==, 2);
  return resident_pages * (gsize) sysconf (_SC_PAGESIZE);
}

static void
test_memory_does_not_grow_with_the_file (Fixture       *fixture,
                                         gconstpointer  data)
{
  const goffset chunk = 64 * 1024 * 1024;
  g_autoptr(GError) error = NULL;
  g_autofree char *url = poster_script_server_dup_url (fixture->server, PATH);
  gsize before;
  gsize after;

#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("The address sanitizer keeps what was freed");
  return;
#endif

  poster_script_server_forget_bodies (fixture->server);
  g_assert_cmpint (ftruncate (fixture->fd, 3 * chunk), ==, 0);
  g_assert_finalize_object (fixture->upload);
  create_upload (fixture, url, 3 * chunk, chunk, 3);

  push (fixture, "206 Partial Content", "");
  g_assert_cmpint (run (fixture, 0, chunk, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==, POSTER_RANGED_UPLOAD_SENT);
  before = get_resident_bytes ();
  push (fixture, "206 Partial Content", "");
  push (fixture, "201 Created", "");
  g_assert_cmpint (run (fixture, chunk, 3 * chunk, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_COMPLETE);
  after = get_resident_bytes ();
  g_assert_cmpuint (after, <, before + 16 * 1024 * 1024);
}

/* A server of another make, which checks on its own that chunks are in order. */
static void
real_server_cb (SoupServer        *server,
                SoupServerMessage *message,
                const char        *path,
                GHashTable        *query,
                gpointer           user_data)
{
  GByteArray *received = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *range = NULL;
  goffset start_byte;
  goffset end_byte;
  goffset total;

  g_assert_true (soup_message_headers_get_content_range (soup_server_message_get_request_headers (message),
                                                         &start_byte, &end_byte, &total));
  g_assert_cmpint (total, ==, TOTAL_BYTES);
  g_assert_cmpint (start_byte, ==, received->len);
  g_assert_cmpint (end_byte + 1 - start_byte, ==, body->length);
  g_byte_array_append (received, (const guint8 *) body->data, (guint) body->length);
  range = g_strdup_printf ("bytes 0-%u/%d", received->len, TOTAL_BYTES);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Content-Range", range);
  soup_server_message_set_status (message, received->len == TOTAL_BYTES ? 201 : 206, NULL);
}

static void
test_works_with_a_real_server (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(RealServer) server = NULL;
  g_autoptr(GByteArray) received = g_byte_array_new ();
  g_autoptr(GError) error = NULL;

  server = real_server_new (real_server_cb, received);
  g_assert_finalize_object (fixture->upload);
  create_upload (fixture, server->url, TOTAL_BYTES, CHUNK_BYTES, CHUNKS);
  g_assert_cmpint (run (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_COMPLETE);
  g_assert_cmpmem (received->data, received->len, fixture->data, TOTAL_BYTES);
}

static void
test_works_over_tls (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(RealServer) server = NULL;
  g_autoptr(GByteArray) received = g_byte_array_new ();
  g_autoptr(GTlsDatabase) trust = NULL;
  g_autoptr(GError) error = NULL;

  server = real_server_new_tls (real_server_cb, received, &trust);
  if (server == NULL)
    return;
  soup_session_set_tls_database (fixture->session, trust);
  g_assert_finalize_object (fixture->upload);
  create_upload (fixture, server->url, TOTAL_BYTES, CHUNK_BYTES, CHUNKS);
  g_assert_cmpint (run (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_NONE, &error), ==,
                   POSTER_RANGED_UPLOAD_COMPLETE);
  g_assert_cmpmem (received->data, received->len, fixture->data, TOTAL_BYTES);
}

static void
test_nothing_arrives_where_nobody_is_trusted (Fixture       *fixture,
                                              gconstpointer  data)
{
  g_autoptr(RealServer) server = NULL;
  g_autoptr(GByteArray) received = g_byte_array_new ();
  g_autoptr(GTlsDatabase) trust = NULL;
  g_autoptr(GError) error = NULL;

  server = real_server_new_tls (real_server_cb, received, &trust);
  if (server == NULL)
    return;
  g_assert_finalize_object (fixture->upload);
  create_upload (fixture, server->url, TOTAL_BYTES, CHUNK_BYTES, CHUNKS);
  g_assert_cmpint (run (fixture, 0, TOTAL_BYTES, POSTER_RANGED_UPLOAD_FLAGS_COMMIT, &error), ==,
                   POSTER_RANGED_UPLOAD_FAILED);
  g_assert_cmpstr (poster_error_get_code (error), ==, "connection_failed");
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_false (poster_ranged_upload_was_sent (fixture->upload));
  g_assert_cmpuint (received->len, ==, 0);
}

#define ADD(name, func) g_test_add ("/ranged-upload/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_default_handler (log_cb, NULL);
  ADD ("sends-the-whole-file", test_sends_the_whole_file);
  ADD ("sends-the-last-chunk-apart", test_sends_the_last_chunk_apart);
  ADD ("works-with-a-real-server", test_works_with_a_real_server);
  ADD ("works-over-tls", test_works_over_tls);
  ADD ("nothing-arrives-where-nobody-is-trusted", test_nothing_arrives_where_nobody_is_trusted);
  ADD ("an-empty-range-sends-nothing", test_an_empty_range_sends_nothing);
  ADD ("answers-may-be-terse", test_answers_may_be_terse);
  ADD ("resumes-from-the-servers-word", test_resumes_from_the_servers_word);
  ADD ("starts-in-the-middle", test_starts_in_the_middle);
  ADD ("goes-back-when-the-server-lost-something", test_goes_back_when_the_server_lost_something);
  ADD ("a-position-outside-is-for-the-caller", test_a_position_outside_is_for_the_caller);
  ADD ("a-commit-does-not-follow-the-server", test_a_commit_does_not_follow_the_server);
  ADD ("a-position-that-nobody-tells", test_a_position_that_nobody_tells);
  ADD ("a-server-that-stands-still-is-given-up", test_a_server_that_stands_still_is_given_up);
  ADD ("a-server-that-runs-in-circles-is-given-up", test_a_server_that_runs_in_circles_is_given_up);
  ADD ("statuses-become-errors", test_statuses_become_errors);
  ADD ("a-lost-chunk-is-sent-again", test_a_lost_chunk_is_sent_again);
  ADD ("five-failures-are-enough", test_five_failures_are_enough);
  ADD ("a-long-wait-is-for-the-caller", test_a_long_wait_is_for_the_caller);
  ADD ("a-commit-is-sent-once", test_a_commit_is_sent_once);
  ADD ("a-lost-chunk-waits-before-it-is-sent-again", test_a_lost_chunk_waits_before_it_is_sent_again);
  ADD ("nothing-arrives-where-nobody-listens", test_nothing_arrives_where_nobody_listens);
  ADD ("a-contradiction-in-a-commit-is-nonsense", test_a_contradiction_in_a_commit_is_nonsense);
  ADD ("silence-is-limited", test_silence_is_limited);
  ADD ("a-slow-upload-goes-on", test_a_slow_upload_goes_on);
  ADD ("a-stall-is-limited", test_a_stall_is_limited);
  ADD ("an-early-refusal-is-heard", test_an_early_refusal_is_heard);
  ADD ("odd-answers-are-understood", test_odd_answers_are_understood);
  ADD ("endless-heads-are-refused", test_endless_heads_are_refused);
  ADD ("a-dead-connection-is-not-used", test_a_dead_connection_is_not_used);
  ADD ("progress-is-told-sparingly", test_progress_is_told_sparingly);
  ADD ("cancelled-early", test_cancelled_early);
  ADD ("cancelled-in-a-chunk", test_cancelled_in_a_chunk);
  ADD ("cancelled-between-attempts", test_cancelled_between_attempts);
  ADD ("a-shorter-file-is-not-sent", test_a_shorter_file_is_not_sent);
  ADD ("a-file-that-shrinks-is-told", test_a_file_that_shrinks_is_told);
  ADD ("chunks-must-fit", test_chunks_must_fit);
  ADD ("memory-does-not-grow-with-the-file", test_memory_does_not_grow_with_the_file);
  return g_test_run ();
}
