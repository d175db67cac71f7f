/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test.h"
#include "poster-error.h"
#include "poster-test-clock.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The pool against a worker that does as the file says. */

typedef struct
{
  GAsyncResult *result;
  char         *path;
} Request;

static void
set_up (MediaTest     *test,
        gconstpointer  data)
{
  media_test_set_up (test, data);
  g_object_unref (test->pool);
  test->pool = poster_media_pool_new (test->clock, g_getenv ("POSTER_TEST_STAND_IN_WORKER"), 2);
}

static PosterMediaFacts *
probe_word (MediaTest   *test,
            const char  *word,
            GError     **error)
{
  g_autofree char *path = media_test_write (test, word, word, strlen (word));

  return media_test_probe (test, path, error);
}

static GBytes *
picture_word (MediaTest   *test,
              const char  *word,
              GError     **error)
{
  g_autofree char *path = media_test_write (test, word, word, strlen (word));

  return media_test_thumbnail (test, path, 100, -1, NULL, NULL, error);
}

/* The stand-in gives its process id as the width. */
static int
worker_of (MediaTest *test)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterMediaFacts) facts = probe_word (test, "fine", &error);

  g_assert_no_error (error);
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_VIDEO);
  return facts->width;
}

static void
wait_until_gone (int pid)
{
  while (kill (pid, 0) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (errno, ==, ESRCH);
}

static void
test_reused (MediaTest     *test,
             gconstpointer  data)
{
  int first = worker_of (test);

  g_assert_cmpint (worker_of (test), ==, first);
  g_assert_cmpint (worker_of (test), ==, first);
}

static void
assert_unreadable (MediaTest  *test,
                   const char *word,
                   const char *says)
{
  int before = worker_of (test);
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterMediaFacts) facts = probe_word (test, word, &error);

  g_assert_no_error (error);
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_cmpint (facts->size, ==, strlen (word));
  g_assert_nonnull (facts->problem);
  g_assert_nonnull (strstr (facts->problem, says));
  /* The next file gets a fresh worker. */
  g_assert_cmpint (worker_of (test), !=, before);
  wait_until_gone (before);
}

static void
test_crash (MediaTest     *test,
            gconstpointer  data)
{
  assert_unreadable (test, "crash", "crashed");
  assert_unreadable (test, "silent-crash", "crashed");
}

static void
test_nonsense (MediaTest     *test,
               gconstpointer  data)
{
  g_autoptr(PosterMediaFacts) empty = NULL;
  g_autoptr(PosterMediaFacts) wrong = NULL;

  assert_unreadable (test, "nonsense", "crashed");
  assert_unreadable (test, "flood", "crashed");
  empty = probe_word (test, "empty-facts", NULL);
  wrong = probe_word (test, "wrong-facts", NULL);
  g_assert_cmpint (empty->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_cmpint (wrong->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (empty->problem);
  g_assert_nonnull (wrong->problem);
}

static void
test_memory (MediaTest     *test,
             gconstpointer  data)
{
  poster_media_pool_set_memory_limit (test->pool, 100 << 20);
  assert_unreadable (test, "eat", "100.0\302\240MiB");
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  Request *request = user_data;

  request->result = g_object_ref (result);
}

static void
request_start (Request      *request,
               MediaTest    *test,
               const char   *word,
               GCancellable *cancellable)
{
  g_autoptr(GFile) file = NULL;

  request->path = media_test_write (test, word, word, strlen (word));
  file = g_file_new_for_path (request->path);
  poster_media_pool_probe_async (test->pool, file, cancellable, keep_result_cb, request);
}

static PosterMediaFacts *
request_end (Request    *request,
             MediaTest  *test,
             GError    **error)
{
  PosterMediaFacts *facts;

  while (request->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  facts = poster_media_pool_probe_finish (test->pool, request->result, error);
  g_clear_object (&request->result);
  g_clear_pointer (&request->path, g_free);
  return facts;
}

/* Ten seconds of silence pass on a clock of the test's own. */
static void
test_hang (MediaTest     *test,
           gconstpointer  data)
{
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (0);
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(GError) error = NULL;
  Request request = { 0 };
  int before;

  g_object_unref (test->pool);
  test->pool = poster_media_pool_new (POSTER_CLOCK (clock), g_getenv ("POSTER_TEST_STAND_IN_WORKER"), 1);
  before = worker_of (test);
  request_start (&request, test, "hang", NULL);
  while (request.result == NULL)
    {
      poster_test_clock_advance (clock, G_USEC_PER_SEC / 10);
      g_main_context_iteration (NULL, FALSE);
    }
  facts = request_end (&request, test, &error);
  g_assert_no_error (error);
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (strstr (facts->problem, "10 seconds"));
  wait_until_gone (before);
  g_assert_cmpint (worker_of (test), !=, before);
}

static void
test_idle (MediaTest     *test,
           gconstpointer  data)
{
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (0);
  int before;

  g_object_unref (test->pool);
  test->pool = poster_media_pool_new (POSTER_CLOCK (clock), g_getenv ("POSTER_TEST_STAND_IN_WORKER"), 1);
  before = worker_of (test);
  poster_test_clock_advance (clock, 31 * G_USEC_PER_SEC);
  wait_until_gone (before);
  g_assert_cmpint (worker_of (test), !=, before);
}

static void
test_killed_at_rest (MediaTest     *test,
                     gconstpointer  data)
{
  int before = worker_of (test);

  /* Nobody's file is to blame, whether the pool has noticed already or not. */
  kill (before, SIGSEGV);
  g_assert_cmpint (worker_of (test), !=, before);
}

static void
test_many (MediaTest     *test,
           gconstpointer  data)
{
  Request requests[40] = { 0 };
  static const char *const words[] = { "fine", "crash", "fine", "silent-crash" };

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    request_start (&requests[i], test, words[i % 4], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterMediaFacts) facts = request_end (&requests[i], test, &error);

      g_assert_no_error (error);
      g_assert_cmpint (facts->type, ==, i % 2 == 0 ? POSTER_MEDIA_VIDEO : POSTER_MEDIA_UNREADABLE);
    }
}

static void
test_cancelled (MediaTest     *test,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Request requests[6] = { 0 };
  Request late = { 0 };

  /* Two of them hang, the others wait. */
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    request_start (&requests[i], test, "hang", cancellable);
  for (guint i = 0; i < 200; i++)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (request_end (&requests[i], test, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  request_start (&late, test, "fine", cancellable);
  for (guint i = 0; i < 1; i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (request_end (&late, test, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  g_assert_cmpint (worker_of (test), >, 0);
}

static void
test_thumbnail_errors (MediaTest     *test,
                       gconstpointer  data)
{
  static const char *const words[] = { "crash", "no-picture", "huge-picture", "nonsense" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (picture_word (test, words[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
    }
  g_assert_cmpint (worker_of (test), >, 0);
}

static void
test_no_worker (MediaTest     *test,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_object_unref (test->pool);
  test->pool = poster_media_pool_new (test->clock, "/nowhere/late-poster-media", 1);
  g_assert_null (probe_word (test, "fine", &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "does not start"));
  g_clear_error (&error);

  /* One that starts and ends at once: the file is not to blame either. */
  g_setenv ("POSTER_TEST_STAND_IN_DIES", "1", TRUE);
  g_object_unref (test->pool);
  test->pool = poster_media_pool_new (test->clock, g_getenv ("POSTER_TEST_STAND_IN_WORKER"), 1);
  g_assert_null (probe_word (test, "fine", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "does not start"));
  g_unsetenv ("POSTER_TEST_STAND_IN_DIES");
}

static void
test_no_file (MediaTest     *test,
              gconstpointer  data)
{
  g_autofree char *missing = media_test_path (test, "not \xff there\n.mp4");
  g_autofree char *fine = media_test_write (test, "line\nbreak \xfe.mp4", "fine", 4);
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (media_test_probe (test, missing, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strchr (error->message, '\n'));
  g_clear_error (&error);
  g_assert_null (media_test_probe (test, test->folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  facts = media_test_probe (test, fine, NULL);
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_VIDEO);
}

static gboolean
has_children (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int) getpid ());
  g_autofree char *children = NULL;

  g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
  return *children != '\0';
}

static void
test_ends_with_the_pool (MediaTest     *test,
                         gconstpointer  data)
{
  int before = worker_of (test);

  g_object_unref (test->pool);
  test->pool = poster_media_pool_new (test->clock, g_getenv ("POSTER_TEST_STAND_IN_WORKER"), 2);
  /* Gone, and collected: a zombie would still be found. */
  wait_until_gone (before);
  while (has_children ())
    g_main_context_iteration (NULL, FALSE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/media-pool/" name, MediaTest, NULL, set_up, function, media_test_tear_down)
  ADD ("reuses-its-workers", test_reused);
  ADD ("survives-a-crash", test_crash);
  ADD ("survives-nonsense", test_nonsense);
  ADD ("ends-a-worker-that-grows", test_memory);
  ADD ("ends-a-worker-that-hangs", test_hang);
  ADD ("ends-a-worker-at-rest", test_idle);
  ADD ("blames-no-file-for-a-worker-killed-at-rest", test_killed_at_rest);
  ADD ("measures-many-at-once", test_many);
  ADD ("can-be-cancelled", test_cancelled);
  ADD ("says-when-there-is-no-thumbnail", test_thumbnail_errors);
  ADD ("says-when-the-worker-does-not-start", test_no_worker);
  ADD ("says-when-there-is-no-file", test_no_file);
  ADD ("leaves-no-process-behind", test_ends_with_the_pool);

  return g_test_run ();
}
