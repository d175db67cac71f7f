/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-fixture.h"

/* What is removed of the library, and what never is. */

typedef StoreFixture Fixture;

/* "<@digit, 64 times>.png", as old as @age_us */
static char *
make_file (Fixture    *fixture,
           char        digit,
           gint64      age_us)
{
  g_autofree char *folder = g_build_filename (fixture->dir, "library", NULL);
  g_autofree char *hash = g_strnfill (64, digit);
  g_autofree char *name = g_strconcat (hash, ".png", NULL);
  char *path = g_build_filename (folder, name, NULL);
  gint64 at_us = NOON - age_us;
  const struct timespec times[2] = { { at_us / G_USEC_PER_SEC, 0 }, { at_us / G_USEC_PER_SEC, 0 } };

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "picture", -1, NULL));
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), ==, 0);
  return path;
}

static PosterMediaItem *
new_item (const char *path)
{
  PosterMediaItem *item = poster_media_item_new (path);

  item->is_library = TRUE;
  return item;
}

static PosterPost *
save_with (Fixture    *fixture,
           const char *path)
{
  g_autoptr(GError) error = NULL;
  PosterPost *post = new_post (fixture, "A picture");

  g_ptr_array_set_size (post->media, 0);
  g_ptr_array_add (post->media, new_item (path));
  save_post (fixture->store, post, 0, &error);
  g_assert_no_error (error);
  return post;
}

static int
clean (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  int n_removed;

  poster_store_clean_library_async (fixture->store, NULL, keep_result_cb, &result);
  n_removed = poster_store_clean_library_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  return n_removed;
}

static gboolean
is_there (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

static void
test_without_library (Fixture       *fixture,
                      gconstpointer  data)
{
  g_assert_cmpint (clean (fixture), ==, 0);
}

static void
test_unused (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *used = make_file (fixture, 'a', 2 * G_TIME_SPAN_DAY);
  g_autofree char *unused = make_file (fixture, 'b', 2 * G_TIME_SPAN_DAY);
  g_autofree char *young = make_file (fixture, 'c', G_TIME_SPAN_DAY - G_TIME_SPAN_MINUTE);
  g_autoptr(PosterPost) post = save_with (fixture, used);

  g_assert_cmpint (clean (fixture), ==, 1);
  g_assert_false (is_there (unused));
  g_assert_true (is_there (used));
  g_assert_true (is_there (young));
  poster_test_clock_advance (fixture->clock, G_TIME_SPAN_HOUR);
  g_assert_cmpint (clean (fixture), ==, 1);
  g_assert_false (is_there (young));
}

/* The row is gone and the file is not: whoever was to remove it was killed. The next start finds it. */
static void
test_killed_between (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *path = make_file (fixture, 'a', 2 * G_TIME_SPAN_DAY);
  g_autoptr(PosterPost) post = save_with (fixture, path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (clean (fixture), ==, 0);
  g_assert_true (delete_post (fixture->store, post->id, POSTER_STATES_ANY, &error));
  g_assert_no_error (error);
  store_fixture_reopen (fixture);
  g_assert_true (is_there (path));
  g_assert_cmpint (clean (fixture), ==, 1);
  g_assert_false (is_there (path));
}

/* What can still be brought back: a post in the trash, edits that are put by. */
static void
test_can_come_back (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *trashed = make_file (fixture, 'a', 2 * G_TIME_SPAN_DAY);
  g_autofree char *edited = make_file (fixture, 'b', 2 * G_TIME_SPAN_DAY);
  g_autofree char *spare = make_file (fixture, 'c', 2 * G_TIME_SPAN_DAY);
  g_autofree char *edited_path = g_base64_encode ((const guchar *) edited, strlen (edited));
  g_autofree char *spare_path = g_base64_encode ((const guchar *) spare, strlen (spare));
  g_autofree char *edits = g_strdup_printf ("{\"targets\":[{\"media\":[{\"path\":\"%s\"}]}]}", edited_path);
  g_autofree char *spares = g_strdup_printf ("{\"media\":[{\"path\":\"%s\"}]}", spare_path);
  g_autoptr(PosterPost) post = save_with (fixture, trashed);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) purged = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_trash_post_async (fixture->store, post->id, POSTER_STATES_ANY, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_trash_post_finish (fixture->store, wait_for (&result), &error));
  g_assert_true (set_setting (fixture->store, "edit-x", edits, &error));
  g_assert_true (set_setting (fixture->store, "spare-x", spares, &error));
  g_assert_true (set_setting (fixture->store, "edit-y", "no json", &error));
  g_assert_cmpint (clean (fixture), ==, 0);

  poster_store_purge_trash_async (fixture->store, post->id, NULL, keep_result_cb, &purged);
  g_assert_true (poster_store_purge_trash_finish (fixture->store, wait_for (&purged), &error));
  g_assert_true (set_setting (fixture->store, "edit-x", NULL, &error));
  g_assert_true (set_setting (fixture->store, "spare-x", NULL, &error));
  g_assert_cmpint (clean (fixture), ==, 3);
}

/* What is not ours stays: other names, links, folders; and what a link of ours points to. */
static void
test_foreign (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *unused = make_file (fixture, 'a', 2 * G_TIME_SPAN_DAY);
  g_autofree char *left = make_file (fixture, 'e', 2 * G_TIME_SPAN_DAY);
  g_autofree char *half = g_strconcat (left, ".X1y2Z3", NULL);
  g_autofree char *holiday = make_file (fixture, 'f', 2 * G_TIME_SPAN_DAY);
  g_autofree char *folder = g_path_get_dirname (unused);
  g_autofree char *foreign = g_build_filename (folder, "holiday.png", NULL);
  g_autofree char *hash = g_strnfill (64, 'b');
  g_autofree char *link_name = g_strconcat (hash, ".png", NULL);
  g_autofree char *link_path = g_build_filename (folder, link_name, NULL);
  g_autofree char *dir_hash = g_strnfill (64, 'd');
  g_autofree char *dir_path = g_strconcat (folder, "/", dir_hash, ".png", NULL);
  const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };

  g_assert_cmpint (g_rename (holiday, foreign), ==, 0);
  g_assert_cmpint (g_rename (left, half), ==, 0);
  g_assert_cmpint (symlink (foreign, link_path), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, link_path, old, AT_SYMLINK_NOFOLLOW), ==, 0);
  g_assert_cmpint (g_mkdir (dir_path, 0700), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, dir_path, old, AT_SYMLINK_NOFOLLOW), ==, 0);

  g_assert_cmpint (clean (fixture), ==, 2);
  g_assert_false (is_there (unused));
  g_assert_false (is_there (half));
  g_assert_true (is_there (foreign));
  g_assert_true (is_there (link_path));
  g_assert_cmpint (g_rmdir (dir_path), ==, 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fixture->dir, "library", NULL);

  if (is_there (folder))
    store_fixture_remove_dir (folder);
  store_fixture_tear_down (fixture, data);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, store_fixture_set_up, func, tear_down)
  ADD ("/library/there-need-not-be-one", test_without_library);
  ADD ("/library/what-nobody-refers-to-goes", test_unused);
  ADD ("/library/killed-between-row-and-file", test_killed_between);
  ADD ("/library/what-can-come-back-stays", test_can_come_back);
  ADD ("/library/what-is-not-ours-stays", test_foreign);
  return g_test_run ();
}
