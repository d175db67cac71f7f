/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-download.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "poster-error.h"
#include "poster-http-session.h"
#include "poster-script-server.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

#define SECRET "s1gnature"
#define BODY_BYTES 700001

typedef struct
{
  PosterTestClock    *clock;
  SoupSession        *session;
  PosterScriptServer *server;
  GCancellable       *cancellable;
  GAsyncResult       *result;
  char               *folder;
  GFile              *destination;
  char               *body;
  char               *content_type;
  goffset             told_bytes;
  goffset             told_total;
  gboolean            is_over;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->clock = poster_test_clock_new (0);
  fixture->session = poster_http_session_new ();
  fixture->server = poster_script_server_new ();
  fixture->cancellable = g_cancellable_new ();
  fixture->folder = g_dir_make_tmp ("poster-download-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->destination = g_file_new_build_filename (fixture->folder, "avatar.jpg", NULL);
  fixture->told_bytes = -1;
  fixture->body = g_malloc (BODY_BYTES + 1);
  for (guint i = 0; i < BODY_BYTES; i++)
    fixture->body[i] = (char) ('a' + i % 25 + i / 1000 % 2);
  fixture->body[BODY_BYTES] = '\0';
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *path = g_file_get_path (fixture->destination);

  g_clear_object (&fixture->result);
  poster_script_server_stop (fixture->server);
  g_assert_finalize_object (fixture->server);
  poster_test_settle ();
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->clock);
  /* A thread that wrote the file may hold it for a moment longer. */
  g_object_unref (fixture->cancellable);
  g_unlink (path);
  /* Nothing else may be left. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_object_unref (fixture->destination);
  g_free (fixture->folder);
  g_free (fixture->body);
  g_free (fixture->content_type);
}

static void
told_cb (goffset  received_bytes,
         goffset  total_bytes,
         gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_false (fixture->is_over);
  g_assert_cmpint (received_bytes, >, fixture->told_bytes);
  fixture->told_bytes = received_bytes;
  fixture->told_total = total_bytes;
}

static void
start (Fixture *fixture,
       goffset  max_bytes)
{
  g_autofree char *url = poster_script_server_dup_url (fixture->server, "/a?x-signature=" SECRET);

  g_clear_object (&fixture->result);
  poster_download_file_async (fixture->session, POSTER_CLOCK (fixture->clock), url, fixture->destination, max_bytes,
                              told_cb, fixture, fixture->cancellable, poster_test_keep_result_cb, &fixture->result);
}

static gboolean
finish (Fixture  *fixture,
        GError  **error)
{
  gboolean done;

  poster_test_await (&fixture->result);
  fixture->is_over = TRUE;
  g_clear_pointer (&fixture->content_type, g_free);
  done = poster_download_file_finish (fixture->session, fixture->result, &fixture->content_type, error);
  if (!done)
    {
      g_test_message ("%s", (*error)->message);
      g_assert_null (strstr ((*error)->message, SECRET));
    }
  return done;
}

static void
push_file (Fixture    *fixture,
           const char *headers,
           gsize       announced_bytes)
{
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n%sContent-Length: %"
                                           G_GSIZE_FORMAT "\r\n\r\n%s",
                                           headers, announced_bytes, fixture->body);

  poster_script_server_push (fixture->server,
                             announced_bytes == BODY_BYTES ? POSTER_SCRIPT_ANSWER : POSTER_SCRIPT_ANSWER_AND_CLOSE,
                             0, text);
}

static void
assert_content (Fixture    *fixture,
                const char *content)
{
  g_autofree char *path = g_file_get_path (fixture->destination);
  g_autofree char *found = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &found, &length, NULL));
  g_assert_cmpmem (found, length, content, strlen (content));
}

static void
put_content (Fixture    *fixture,
             const char *content)
{
  g_autofree char *path = g_file_get_path (fixture->destination);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
test_fetches_a_file (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_file_get_path (fixture->destination);
  GStatBuf info;

  put_content (fixture, "old");
  push_file (fixture, "", BODY_BYTES);
  start (fixture, BODY_BYTES);
  g_assert_true (finish (fixture, &error));
  g_assert_no_error (error);
  assert_content (fixture, fixture->body);
  g_assert_cmpstr (fixture->content_type, ==, "image/jpeg");
  g_assert_cmpint (fixture->told_bytes, ==, BODY_BYTES);
  g_assert_cmpint (fixture->told_total, ==, BODY_BYTES);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_fetches_what_has_no_length (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s", fixture->body);
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_ANSWER_AND_CLOSE, 0, text);
  start (fixture, BODY_BYTES);
  g_assert_true (finish (fixture, &error));
  g_assert_no_error (error);
  assert_content (fixture, fixture->body);
  g_assert_cmpint (fixture->told_total, ==, -1);
}

static void
test_follows_redirects (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  poster_script_server_push_json (fixture->server, "302 Found", "Location: /b?x=1\r\n", "");
  push_file (fixture, "", BODY_BYTES);
  start (fixture, BODY_BYTES);
  g_assert_true (finish (fixture, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (poster_script_server_get_head (fixture->server, 1), "GET /b?x=1 "));
  assert_content (fixture, fixture->body);
}

static void
test_does_not_run_in_circles (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 30; i++)
    poster_script_server_push_json (fixture->server, "302 Found", "Location: /b?x=" SECRET "\r\n", "");
  start (fixture, BODY_BYTES);
  g_assert_false (finish (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_SERVICE);
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
  } cases[] = {
    { "404 Not Found", POSTER_ERROR_NOT_FOUND, "download_not_found", POSTER_RETRY_NEVER },
    { "410 Gone", POSTER_ERROR_NOT_FOUND, "download_not_found", POSTER_RETRY_NEVER },
    { "401 Unauthorized", POSTER_ERROR_REJECTED, "download_refused", POSTER_RETRY_NEVER },
    { "403 Forbidden", POSTER_ERROR_REJECTED, "download_refused", POSTER_RETRY_NEVER },
    { "429 Too Many Requests", POSTER_ERROR_RATE_LIMITED, "rate_limited", POSTER_RETRY_LATER },
    { "500 Internal Server Error", POSTER_ERROR_SERVICE, "download_failed", POSTER_RETRY_LATER },
    { "204 No Content", POSTER_ERROR_SERVICE, "download_failed", POSTER_RETRY_LATER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      put_content (fixture, "old");
      if (g_str_has_prefix (cases[i].status, "204"))
        poster_script_server_push (fixture->server, POSTER_SCRIPT_ANSWER, 0, "HTTP/1.1 204 No Content\r\n\r\n");
      else
        poster_script_server_push_json (fixture->server, cases[i].status, "Retry-After: 7\r\n", "no");
      start (fixture, BODY_BYTES);
      g_assert_false (finish (fixture, &error));
      g_assert_error (error, POSTER_ERROR, (int) cases[i].code);
      g_assert_cmpstr (poster_error_get_code (error), ==, cases[i].word);
      g_assert_cmpint (poster_error_get_retry (error), ==, cases[i].retry);
      assert_content (fixture, "old");
    }
}

static void
test_too_large_is_refused (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *endless = g_strdup_printf ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s", fixture->body);

  for (guint announced = 0; announced < 2; announced++)
    {
      g_autoptr(GError) error = NULL;

      put_content (fixture, "old");
      if (announced)
        push_file (fixture, "", BODY_BYTES);
      else
        poster_script_server_push (fixture->server, POSTER_SCRIPT_ANSWER_AND_CLOSE, 0, endless);
      start (fixture, BODY_BYTES - 1);
      g_assert_false (finish (fixture, &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_REJECTED);
      g_assert_cmpstr (poster_error_get_code (error), ==, "download_too_large");
      assert_content (fixture, "old");
      fixture->is_over = FALSE;
      fixture->told_bytes = -1;
    }
}

static void
test_a_cut_file_is_not_kept (Fixture       *fixture,
                             gconstpointer  data)
{
  const char *headers[] = { "", "Connection: close\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(GError) error = NULL;

      put_content (fixture, "old");
      push_file (fixture, headers[i], BODY_BYTES + 10);
      start (fixture, 2 * BODY_BYTES);
      g_assert_false (finish (fixture, &error));
      g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
      assert_content (fixture, "old");
      fixture->is_over = FALSE;
      fixture->told_bytes = -1;
    }
}

static void
test_a_bad_address_is_told (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  poster_download_file_async (fixture->session, POSTER_CLOCK (fixture->clock), "file:///etc/passwd?" SECRET,
                              fixture->destination, 1, NULL, NULL, NULL, poster_test_keep_result_cb, &fixture->result);
  g_assert_null (fixture->result);
  g_assert_false (finish (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
  g_assert_cmpstr (poster_error_get_code (error), ==, "download_bad_address");
}

static void
test_a_missing_folder_is_told (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(GFile) nowhere = g_file_new_build_filename (fixture->folder, "none", "x", NULL);
  g_autofree char *url = poster_script_server_dup_url (fixture->server, "/");
  g_autoptr(GError) error = NULL;

  push_file (fixture, "", BODY_BYTES);
  poster_download_file_async (fixture->session, POSTER_CLOCK (fixture->clock), url, nowhere, BODY_BYTES, NULL, NULL,
                              NULL, poster_test_keep_result_cb, &fixture->result);
  g_assert_false (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_a_folder_in_the_way_is_told (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_file_get_path (fixture->destination);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  push_file (fixture, "", BODY_BYTES);
  start (fixture, BODY_BYTES);
  g_assert_false (finish (fixture, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
test_nobody_listens (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  poster_script_server_stop (fixture->server);
  start (fixture, 1);
  g_assert_false (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_silence_is_limited (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  poster_script_server_push (fixture->server, POSTER_SCRIPT_ANSWER, 0,
                             "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbeginning");
  start (fixture, 1000);
  while (fixture->told_bytes < 0)
    g_main_context_iteration (NULL, TRUE);
  poster_test_settle ();
  poster_test_clock_advance (fixture->clock, 59 * G_USEC_PER_SEC);
  poster_test_settle ();
  g_assert_null (fixture->result);
  poster_test_clock_advance (fixture->clock, G_USEC_PER_SEC);
  g_assert_false (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
test_cancelled_early (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (fixture->cancellable);
  start (fixture, 1);
  g_assert_null (fixture->result);
  g_assert_false (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (poster_script_server_get_n_connections (fixture->server), ==, 0);
}

static void
test_cancelled_half_way (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  put_content (fixture, "old");
  poster_script_server_push (fixture->server, POSTER_SCRIPT_ANSWER, 0,
                             "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbeginning");
  start (fixture, 1000);
  while (fixture->told_bytes < 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (fixture->cancellable);
  g_assert_false (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_content (fixture, "old");
}

static GBytes *
fetch_bytes (Fixture  *fixture,
             gsize     max_bytes,
             GError  **error)
{
  g_autofree char *url = poster_script_server_dup_url (fixture->server, "/a?x-signature=" SECRET);

  g_clear_object (&fixture->result);
  g_clear_pointer (&fixture->content_type, g_free);
  poster_download_bytes_async (fixture->session, POSTER_CLOCK (fixture->clock), url, max_bytes, fixture->cancellable,
                               poster_test_keep_result_cb, &fixture->result);
  return poster_download_bytes_finish (fixture->session, poster_test_await (&fixture->result),
                                       &fixture->content_type, error);
}

static void
test_fetches_bytes (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  push_file (fixture, "", BODY_BYTES);
  bytes = fetch_bytes (fixture, BODY_BYTES, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, &length), g_bytes_get_size (bytes), fixture->body, BODY_BYTES);
  g_assert_cmpstr (fixture->content_type, ==, "image/jpeg");
}

static void
test_bytes_are_bounded (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  push_file (fixture, "", BODY_BYTES);
  g_assert_null (fetch_bytes (fixture, BODY_BYTES - 1, &error));
  g_assert_cmpstr (poster_error_get_code (error), ==, "download_too_large");
  g_clear_error (&error);
  push_file (fixture, "Connection: close\r\n", BODY_BYTES + 10);
  g_assert_null (fetch_bytes (fixture, 2 * BODY_BYTES, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_cancellable_cancel (fixture->cancellable);
  g_assert_null (fetch_bytes (fixture, 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What is packed on the way stays packed: lengths count what is kept. */
static void
test_nothing_is_unpacked (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  push_file (fixture, "", BODY_BYTES);
  bytes = fetch_bytes (fixture, BODY_BYTES, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (poster_script_server_get_head (fixture->server, 0), "Accept-Encoding"));
}

#define ADD(name, func) g_test_add ("/download/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("fetches-a-file", test_fetches_a_file);
  ADD ("fetches-what-has-no-length", test_fetches_what_has_no_length);
  ADD ("follows-redirects", test_follows_redirects);
  ADD ("does-not-run-in-circles", test_does_not_run_in_circles);
  ADD ("statuses-become-errors", test_statuses_become_errors);
  ADD ("too-large-is-refused", test_too_large_is_refused);
  ADD ("a-cut-file-is-not-kept", test_a_cut_file_is_not_kept);
  ADD ("a-bad-address-is-told", test_a_bad_address_is_told);
  ADD ("a-missing-folder-is-told", test_a_missing_folder_is_told);
  ADD ("a-folder-in-the-way-is-told", test_a_folder_in_the_way_is_told);
  ADD ("nobody-listens", test_nobody_listens);
  ADD ("silence-is-limited", test_silence_is_limited);
  ADD ("cancelled-early", test_cancelled_early);
  ADD ("cancelled-half-way", test_cancelled_half_way);
  ADD ("fetches-bytes", test_fetches_bytes);
  ADD ("bytes-are-bounded", test_bytes_are_bounded);
  ADD ("nothing-is-unpacked", test_nothing_is_unpacked);
  return g_test_run ();
}
