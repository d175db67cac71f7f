/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poster-error.h"
#include "store-fixture.h"

/* What the store promises when several processes use it, when one of them is killed, and when the
 * disk is full. This program is those processes too: `test-processes ROLE FOLDER [ID]`. */

typedef StoreFixture Fixture;

static char *program;

static PosterStore *
open_as_child (const char *dir)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (NOON);
  PosterStore *store = poster_store_open (dir, POSTER_CLOCK (clock), &error);

  g_assert_no_error (error);
  return store;
}

static void
close_as_child (PosterStore *store)
{
  poster_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (store);
}

#define EDITS 40

/* Adds a letter to a post, as often as EDITS; whoever comes second reads again. */
static void
child_edits (const char *dir,
             const char *post_id)
{
  PosterStore *store = open_as_child (dir);

  for (guint done = 0; done < EDITS;)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterPost) post = get_post (store, post_id, &error);
      g_autofree char *content = NULL;

      g_assert_no_error (error);
      content = g_strconcat (post->content, "x", NULL);
      g_free (post->content);
      post->content = g_steal_pointer (&content);
      if (save_post (store, post, POSTER_STATES_ANY, &error) > 0)
        done++;
      else
        g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
    }
  close_as_child (store);
}

/* Commits a target again and again, and tells each time, until it is killed. */
static void
child_commits (const char *dir,
               const char *post_id)
{
  PosterStore *store = open_as_child (dir);
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = get_post (store, post_id, &error);
  PosterTarget *target = first_target (post);

  for (;;)
    {
      g_autoptr(PosterJournalEntry) entry = NULL;

      target->attempts++;
      target->state = target->attempts % 2 == 0 ? POSTER_TARGET_SENDING : POSTER_TARGET_PROCESSING;
      entry = poster_journal_entry_new (target->id, target->attempts, "step", POSTER_STEP_TRANSFER,
                                        POSTER_JOURNAL_DONE, NOON);
      g_assert_true (commit_target (store, target, POSTER_STATES_ANY, entry, &error));
      printf ("%d\n", target->attempts);
      fflush (stdout);
    }
}

/* Opens a store that may not be there yet, and leaves a setting. */
static void
child_opens (const char *dir,
             const char *key)
{
  PosterStore *store = open_as_child (dir);
  g_autoptr(GError) error = NULL;

  g_assert_null (poster_store_get_damaged_path (store));
  g_assert_true (set_setting (store, key, "here", &error));
  g_assert_no_error (error);
  close_as_child (store);
}

/* Meets the end of its room in the middle of writing. */
static void
child_fills_the_disk (const char *dir,
                      const char *post_id)
{
  PosterStore *store = open_as_child (dir);
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = get_post (store, post_id, &error);
  g_autoptr(PosterPost) stored = NULL;
  g_autofree char *wal_path = g_build_filename (dir, "poster.sqlite-wal", NULL);
  struct rlimit limit;
  struct stat status;

  g_assert_no_error (error);
  g_assert_cmpint (stat (wal_path, &status), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = (rlim_t) status.st_size + 40000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);

  g_free (post->content);
  post->content = g_strnfill (1000000, 'x');
  g_assert_cmpint (save_post (store, post, POSTER_STATES_ANY, &error), ==, -1);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_DISK_FULL);
  g_clear_error (&error);

  /* What was there is there, and reading goes on. */
  stored = get_post (store, post_id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stored->content, ==, "before");

  /* Room again: the same call works, without another opening. */
  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_cmpint (save_post (store, post, POSTER_STATES_ANY, &error), ==, 2);
  g_assert_no_error (error);
  close_as_child (store);
}

/* There is no room even for an empty database. */
static void
child_begins_on_a_full_disk (const char *dir)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (NOON);
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = 8192;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_null (poster_store_open (dir, POSTER_CLOCK (clock), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_DISK_FULL);
  g_clear_error (&error);
  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  child_opens (dir, "key");
}

static GSubprocess *
start (Fixture    *fixture,
       const char *role,
       const char *argument)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                         program, role, fixture->dir, argument, NULL);

  g_assert_no_error (error);
  return child;
}

static void
wait_for_success (GSubprocess *child)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_wait_check (child, NULL, &error);
  g_assert_no_error (error);
}

static void
test_two_writers_lose_no_update (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "");
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GSubprocess) one = NULL;
  g_autoptr(GSubprocess) other = NULL;

  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  one = start (fixture, "edits", post->id);
  other = start (fixture, "edits", post->id);
  wait_for_success (one);
  wait_for_success (other);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (stored->content), ==, 2 * EDITS);
  g_assert_cmpint (stored->version, ==, 1 + 2 * EDITS);
}

static void
test_kill_tears_nothing (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  guint told = 0;

  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  for (guint round = 0; round < 5; round++)
    {
      g_autoptr(GSubprocess) child = NULL;
      g_autoptr(GDataInputStream) lines = NULL;
      g_autoptr(PosterPost) stored = NULL;
      g_autoptr(GPtrArray) journal = NULL;
      gint32 how_long = g_test_rand_int_range (1, 40);
      PosterTarget *target;
      char *line;

      poster_store_close (fixture->store);
      child = start (fixture, "commits", post->id);
      lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
      for (gint32 i = 0; i < how_long; i++)
        {
          line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
          g_assert_no_error (error);
          told = (guint) atoi (line);
          g_free (line);
        }
      g_subprocess_force_exit (child);
      while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
        {
          told = (guint) atoi (line);
          g_free (line);
        }
      g_subprocess_wait (child, NULL, NULL);

      store_fixture_reopen (fixture);
      g_assert_null (poster_store_get_damaged_path (fixture->store));
      stored = get_post (fixture->store, post->id, &error);
      g_assert_no_error (error);
      target = first_target (stored);
      journal = list_journal (fixture->store, target->id, 0);
      /* What was told is there; at most the one that nobody was told of yet comes on top. */
      g_assert_cmpuint ((guint) target->attempts, >=, told);
      g_assert_cmpuint ((guint) target->attempts, <=, told + 1);
      g_assert_cmpuint (journal->len, ==, (guint) target->attempts);
      g_assert_cmpint (stored->version, ==, target->attempts + 1);
      g_assert_cmpint (target->state, ==,
                       target->attempts % 2 == 0 ? POSTER_TARGET_SENDING : POSTER_TARGET_PROCESSING);
    }
}

static void
test_many_open_at_once (Fixture       *fixture,
                        gconstpointer  data)
{
  const char *const keys[] = { "a", "b", "c", "d" };
  GSubprocess *children[G_N_ELEMENTS (keys)];
  g_autofree char *path = store_fixture_path (fixture, "");

  poster_store_close (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (unlink (path), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    children[i] = start (fixture, "opens", keys[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      wait_for_success (children[i]);
      g_object_unref (children[i]);
    }
  store_fixture_reopen (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *value = get_setting (fixture->store, keys[i], &error);

      g_assert_cmpstr (value, ==, "here");
    }
}

static void
test_full_disk_loses_nothing (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "before");
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GSubprocess) child = NULL;

  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  child = start (fixture, "fills", post->id);
  wait_for_success (child);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (stored->content), ==, 1000000);
}

static void
test_full_disk_at_the_beginning (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autoptr(GSubprocess) child = NULL;

  poster_store_close (fixture->store);
  g_assert_cmpint (unlink (path), ==, 0);
  child = start (fixture, "begins-full", NULL);
  wait_for_success (child);
}

static void
changed_cb (PosterStore *store,
            const char  *post_id,
            gpointer     user_data)
{
  g_ptr_array_add (user_data, g_strdup (post_id));
}

/* Another store of the same folder is as good as another process here: it shares nothing. */
static void
test_changes_of_others_are_noticed (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) first = new_post (fixture, "first");
  g_autoptr(PosterPost) second = new_post (fixture, "second");
  g_autoptr(PosterPost) read = NULL;
  g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  PosterStore *other = poster_store_open (fixture->dir, POSTER_CLOCK (fixture->clock), &error);

  g_assert_no_error (error);
  g_signal_connect (other, "changed", G_CALLBACK (changed_cb), told);

  save_post (fixture->store, first, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (told->len, ==, 0);
  poster_store_notice_changes (other);
  while (told->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (told->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (told, 0), ==, first->id);

  /* Nothing new: nothing is told. What is read afterwards is read when that is known. */
  poster_store_notice_changes (other);
  g_clear_object (&read);
  read = get_post (other, first->id, &error);
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (told->len, ==, 1);

  /* Who writes notices as well, and tells both. */
  g_assert_true (commit_target (fixture->store, first_target (first), POSTER_STATES_ANY, NULL, &error));
  save_post (other, second, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  while (told->len < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (told->len, ==, 3);
  g_assert_true (g_ptr_array_find_with_equal_func (told, second->id, g_str_equal, NULL));

  /* What is gone cannot be told by name. */
  g_assert_true (delete_post (fixture->store, first->id, POSTER_STATES_ANY, &error));
  poster_store_notice_changes (other);
  while (told->len < 4)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (g_ptr_array_index (told, 3), ==, "");

  /* Its own are not told again. */
  g_assert_true (delete_post (other, second->id, POSTER_STATES_ANY, &error));
  while (told->len < 5)
    g_main_context_iteration (NULL, TRUE);
  poster_store_notice_changes (other);
  g_assert_null (get_post (other, second->id, &error));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (told->len, ==, 5);

  /* Many at once are one. */
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(PosterPost) post = new_post (fixture, "many");

      g_assert_cmpint (save_post (fixture->store, post, POSTER_STATES_ANY, NULL), ==, 1);
    }
  poster_store_notice_changes (other);
  while (told->len < 6)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (g_ptr_array_index (told, 5), ==, "");
  close_as_child (other);
}

static int
play_role (int    argc,
           char **argv)
{
  const char *argument = argc > 3 ? argv[3] : NULL;

  if (g_str_equal (argv[1], "edits"))
    child_edits (argv[2], argument);
  else if (g_str_equal (argv[1], "commits"))
    child_commits (argv[2], argument);
  else if (g_str_equal (argv[1], "opens"))
    child_opens (argv[2], argument);
  else if (g_str_equal (argv[1], "fills"))
    child_fills_the_disk (argv[2], argument);
  else if (g_str_equal (argv[1], "begins-full"))
    child_begins_on_a_full_disk (argv[2]);
  else
    return 2;
  return 0;
}

#define add(name, func) \
  g_test_add ("/store/processes/" name, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  if (argc > 2 && argv[1][0] != '-')
    return play_role (argc, argv);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

  add ("two-writers-lose-no-update", test_two_writers_lose_no_update);
  add ("kill-tears-nothing", test_kill_tears_nothing);
  add ("many-open-at-once", test_many_open_at_once);
  add ("full-disk-loses-nothing", test_full_disk_loses_nothing);
  add ("full-disk-at-the-beginning", test_full_disk_at_the_beginning);
  add ("changes-of-others-are-noticed", test_changes_of_others_are_noticed);
  return g_test_run ();
}
