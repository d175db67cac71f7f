/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test.h"

#include <glib/gstdio.h>

void
media_test_set_up (MediaTest     *test,
                   gconstpointer  data)
{
  test->folder = g_dir_make_tmp ("poster-media-XXXXXX", NULL);
  test->clock = poster_clock_new ();
  test->pool = poster_media_pool_new (test->clock, NULL, 0);
}

void
media_test_tear_down (MediaTest     *test,
                      gconstpointer  data)
{
  g_autoptr(GDir) folder = g_dir_open (test->folder, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (test->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (test->folder);
  g_assert_finalize_object (test->pool);
  g_assert_finalize_object (test->clock);
  g_free (test->folder);
}

char *
media_test_path (MediaTest  *test,
                 const char *name)
{
  return g_build_filename (test->folder, name, NULL);
}

char *
media_test_write (MediaTest     *test,
                  const char    *name,
                  gconstpointer  data,
                  gsize          length)
{
  char *path = media_test_path (test, name);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, data, (gssize) length, &error);
  g_assert_no_error (error);
  return path;
}

/**
 * media_test_make:
 * @test: a test
 * @name: what to call the file
 * @pipeline: a description as for gst-launch-1.0, whose last element is a filesink of the name
 *   `out` without a location
 *
 * Makes a media file. GStreamer runs in a process of its own, so that the tests do not answer
 * for what it leaves in memory.
 *
 * Returns: (transfer full) (nullable): its path; %NULL when this computer has no such encoder
 */
char *
media_test_make (MediaTest  *test,
                 const char *name,
                 const char *pipeline)
{
  g_autofree char *path = media_test_path (test, name);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GSubprocess) maker = NULL;
  g_autoptr(GError) error = NULL;

  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "detect_leaks=0", TRUE);
  maker = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("POSTER_TEST_MEDIA_MAKER"), path, pipeline, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (maker, NULL, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_exit_status (maker) == 77)
    return NULL;
  g_assert_cmpint (g_subprocess_get_exit_status (maker), ==, 0);
  return g_steal_pointer (&path);
}

/* Copies the first @length bytes of a file; all of it when @length is 0. */
char *
media_test_copy (MediaTest  *test,
                 const char *path,
                 const char *name,
                 gsize       length)
{
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  gsize whole;

  g_file_get_contents (path, &content, &whole, &error);
  g_assert_no_error (error);
  return media_test_write (test, name, content, length > 0 ? MIN (length, whole) : whole);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

PosterMediaFacts *
media_test_probe (MediaTest   *test,
                  const char  *path,
                  GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;

  poster_media_pool_probe_async (test->pool, file, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return poster_media_pool_probe_finish (test->pool, result, error);
}

GBytes *
media_test_thumbnail (MediaTest   *test,
                      const char  *path,
                      int          max_side,
                      gint64       position_us,
                      int         *width,
                      int         *height,
                      GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;

  poster_media_pool_thumbnail_async (test->pool, file, max_side, max_side, position_us, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return poster_media_pool_thumbnail_finish (test->pool, result, width, height, error);
}

/* Returns: (nullable): the path of one of the sample files, %NULL when they are not here */
char *
media_test_sample (const char *name)
{
  const char *named = g_getenv ("POSTER_MEDIA_SAMPLES");
  const char *folder = named != NULL ? named : g_getenv ("POSTER_TEST_MEDIA_SAMPLES");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  return path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}
