/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "media-test.h"

/* The real worker, with less and less memory: whatever it was about when there was no more, the
 * program gets an answer that says something, and goes on. */

/* A worker that may take @megabytes of addresses. */
static void
limit_worker (MediaTest *test,
              guint      megabytes)
{
  g_autofree char *path = media_test_path (test, "worker");
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\nulimit -v %u\nexec '%s' \"$@\"\n", megabytes * 1024,
                                             g_getenv ("POSTER_MEDIA_WORKER"));
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, script, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
  g_object_unref (test->pool);
  test->pool = poster_media_pool_new (test->clock, path, 1);
}

/* Returns: whether the clip could be read; if not, a person is told why */
static gboolean
is_read (MediaTest  *test,
         const char *clip)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterMediaFacts) facts = media_test_probe (test, clip, &error);

  if (facts == NULL)
    {
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, !=, "");
      return FALSE;
    }
  if (facts->type == POSTER_MEDIA_VIDEO)
    return TRUE;
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (facts->problem);
  g_assert_cmpstr (facts->problem, !=, "");
  return FALSE;
}

static void
test_less_and_less (MediaTest     *test,
                    gconstpointer  data)
{
  static const guint megabytes[] = { 4000, 200, 10 };
  g_autofree char *clip = media_test_make (test, "clip.mp4",
                                           "videotestsrc num-buffers=30 ! video/x-raw,width=360,height=640,framerate=30/1 "
                                           "! x264enc speed-preset=ultrafast ! mp4mux ! filesink name=out");
  guint n_read = 0;

  if (clip == NULL)
    {
      g_test_skip ("This computer cannot make the clip");
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (megabytes); i++)
    {
      gboolean read;

      limit_worker (test, megabytes[i]);
      read = is_read (test, clip);
      g_test_message ("%u MB: %s", megabytes[i], read ? "read" : "not read");
      n_read += read;
    }
  g_assert_cmpuint (n_read, >, 0);
  g_assert_cmpuint (n_read, <, G_N_ELEMENTS (megabytes));

  /* Nothing of that stays. */
  limit_worker (test, 4000);
  g_assert_true (is_read (test, clip));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/pool/has-less-and-less-memory", MediaTest, NULL, media_test_set_up, test_less_and_less,
              media_test_tear_down);
  return g_test_run ();
}
