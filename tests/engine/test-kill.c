/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "poster-clock.h"
#include "poster-json.h"
#include "poster-sandbox.h"

/* Processes that publish are killed: at every moment around a line of the journal, and at any
 * moment. Another one goes on. The sandbox keeps the truth: whatever happened, each target is
 * published exactly once, and the store knows it. Rounds run beside each other: most of the time
 * each waits for the next time to ask for a status. */

#define SMALL_BYTES (100 * 1000)
#define LARGE_BYTES (70 * 1000 * 1000)
#define ROUNDS_AT_ONCE 6

typedef struct
{
  PosterClock   *clock;
  PosterSandbox *sandbox;
  char          *dir;
  char          *runner;
  char          *small;      /* a file that goes as one chunk */
  char          *large;      /* ... as seven */
  guint          running;
  guint          kills;      /* how many processes were really killed */
} Fixture;

typedef struct
{
  Fixture     *fixture;
  char        *dir;
  const char  *file;
  char       **handles;
  guint        moment;         /* for a kill at a moment around the journal */
  guint        kills_left;     /* for kills at any moment */
  GSubprocess *process;        /* (nullable) */
  guint        kill_id;
  guint        stage;
} Round;

enum
{
  STAGE_PREPARE,
  STAGE_KILL,
  STAGE_FINISH,
  STAGE_REPORT
};

static void next_stage (Round *round);

static void
make_file (const char *path,
           goffset     bytes)
{
  static const char head[] = "\0\0\0\x18" "ftypisom\0\0\2\0isomiso2";
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileOutputStream) stream = NULL;
  g_autoptr(GError) error = NULL;

  stream = g_file_create (file, G_FILE_CREATE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (G_OUTPUT_STREAM (stream), head, sizeof head - 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_seekable_truncate (G_SEEKABLE (stream), bytes, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(JsonObject) faults = NULL;
  g_autoptr(GError) error = NULL;

  fixture->clock = poster_clock_new ();
  fixture->dir = g_dir_make_tmp ("poster-kill-XXXXXX", NULL);
  fixture->runner = g_test_build_filename (G_TEST_BUILT, "engine", "engine-runner", NULL);
  fixture->small = g_build_filename (fixture->dir, "small.mp4", NULL);
  fixture->large = g_build_filename (fixture->dir, "large.mp4", NULL);
  make_file (fixture->small, SMALL_BYTES);
  make_file (fixture->large, LARGE_BYTES);

  fixture->sandbox = poster_sandbox_new (fixture->clock, NULL);
  poster_sandbox_start (fixture->sandbox, 0, &error);
  g_assert_no_error (error);
  faults = poster_json_parse_object ("{\"processing_us\":200000}", -1, NULL);
  poster_sandbox_set_faults (fixture->sandbox, faults, &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  poster_sandbox_stop (fixture->sandbox);
  g_clear_object (&fixture->sandbox);
  g_clear_object (&fixture->clock);
  remove_tree (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->runner);
  g_free (fixture->small);
  g_free (fixture->large);
}

/* What the sandbox received for @handle. Returns: (transfer full): the only publication */
static JsonObject *
get_publication (Fixture    *fixture,
                 const char *handle)
{
  g_autoptr(JsonObject) ledger = poster_sandbox_dup_ledger (fixture->sandbox);
  JsonArray *publications = poster_json_get_array (ledger, "publications");
  JsonObject *found = NULL;
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (publications); i++)
    {
      JsonObject *publication = json_array_get_object_element (publications, i);

      if (g_strcmp0 (poster_json_get_string (publication, "handle"), handle) == 0)
        {
          count++;
          found = publication;
        }
    }
  if (count != 1)
    g_error ("%s was published %u times", handle, count);
  return json_object_ref (found);
}

static void
check_report (Round      *round,
              const char *report)
{
  g_autofree char *text = g_strchomp (g_strdup (report));
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length (round->handles));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (lines[i], " ", 4);
      g_autoptr(JsonObject) publication = get_publication (round->fixture, words[0]);
      g_autofree char *post_id = poster_json_node_to_id (json_object_get_member (publication, "post_id"));

      g_assert_true (g_strv_contains ((const char *const *) round->handles, words[0]));
      if (!g_str_equal (words[1], "published"))
        g_error ("published, but the store says: %s", lines[i]);
      g_assert_cmpstr (words[2], ==, post_id);
    }
}

static gboolean
kill_cb (gpointer user_data)
{
  Round *round = user_data;

  round->kill_id = 0;
  g_subprocess_send_signal (round->process, SIGKILL);
  return G_SOURCE_REMOVE;
}

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Round *round = user_data;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr(GError) error = NULL;
  gboolean killed;

  g_subprocess_communicate_utf8_finish (round->process, result, &out, &err, &error);
  g_assert_no_error (error);
  g_clear_handle_id (&round->kill_id, g_source_remove);
  killed = g_subprocess_get_if_signaled (round->process) && g_subprocess_get_term_sig (round->process) == SIGKILL;
  if (!killed && !g_subprocess_get_successful (round->process))
    g_error ("a process failed in stage %u: %s", round->stage, err);
  g_clear_object (&round->process);

  switch (round->stage)
    {
    case STAGE_KILL:
      round->fixture->kills += killed;
      if (killed && round->kills_left > 0 && --round->kills_left > 0)
        break;
      round->stage = STAGE_FINISH;
      break;
    case STAGE_REPORT:
      check_report (round, out);
      round->fixture->running--;
      g_strfreev (round->handles);
      g_free (round->dir);
      g_free (round);
      return;
    default:
      g_assert_false (killed);
      round->stage++;
    }
  next_stage (round);
}

static void
next_stage (Round *round)
{
  static const char *const words[] = { "prepare", "run", "run", "report" };
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *asan_options = NULL;
  g_autofree char *keyring = g_build_filename (round->dir, "keyring", NULL);
  g_autoptr(GError) error = NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", "file", TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);

  /* libsecret's file backend loses a string with each secret stored. Leaks of ours show in the
   * tests that run engine and connector in their own process. */
  asan_options = g_strjoin (":", g_getenv ("ASAN_OPTIONS") != NULL ? g_getenv ("ASAN_OPTIONS") : "detect_leaks=0",
                            "detect_leaks=0", NULL);
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", asan_options, TRUE);
  g_ptr_array_add (arguments, g_strdup (round->fixture->runner));
  g_ptr_array_add (arguments, g_strdup (words[round->stage]));
  g_ptr_array_add (arguments, g_strdup (round->dir));
  g_ptr_array_add (arguments, g_strdup (poster_sandbox_get_base_url (round->fixture->sandbox)));
  if (round->stage == STAGE_PREPARE)
    {
      g_ptr_array_add (arguments, g_strdup (round->file));
      for (guint i = 0; round->handles[i] != NULL; i++)
        g_ptr_array_add (arguments, g_strdup (round->handles[i]));
    }
  if (round->stage == STAGE_KILL || round->stage == STAGE_FINISH)
    g_ptr_array_add (arguments, g_strdup_printf ("%u", round->stage == STAGE_KILL ? round->moment : 0));
  g_ptr_array_add (arguments, NULL);
  round->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments->pdata, &error);
  g_assert_no_error (error);
  if (round->stage == STAGE_KILL && round->kills_left > 0)
    round->kill_id = poster_clock_add_delay (round->fixture->clock, g_test_rand_int_range (1000, 2500 * 1000),
                                             kill_cb, round);
  g_subprocess_communicate_utf8_async (round->process, NULL, NULL, ended_cb, round);
}

static void
start_round (Fixture    *fixture,
             guint       number,
             guint       moment,
             guint       kills,
             const char *file,
             guint       n_handles)
{
  Round *round = g_new0 (Round, 1);

  while (fixture->running >= ROUNDS_AT_ONCE)
    g_main_context_iteration (NULL, TRUE);
  round->fixture = fixture;
  round->dir = g_strdup_printf ("%s/round-%u", fixture->dir, number);
  g_assert_cmpint (g_mkdir (round->dir, 0700), ==, 0);
  round->moment = moment;
  round->kills_left = kills;
  round->file = file;
  round->handles = g_new0 (char *, n_handles + 1);
  for (guint i = 0; i < n_handles; i++)
    round->handles[i] = g_strdup_printf ("round%u.user%u", number, i);
  fixture->running++;
  next_stage (round);
}

static void
finish_rounds (Fixture *fixture)
{
  while (fixture->running > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_at_every_line (Fixture       *fixture,
                    gconstpointer  data)
{
  guint moment = 0;

  /* Until a process ends by itself because it has no such moment any more. */
  do
    {
      guint started = ROUNDS_AT_ONCE;
      guint kills = fixture->kills;

      for (guint i = 0; i < started; i++)
        {
          moment++;
          start_round (fixture, moment, moment, 0, fixture->small, 1);
        }
      finish_rounds (fixture);
      if (fixture->kills - kills < started)
        break;
    }
  while (moment < 100);
  g_test_message ("killed at %u moments", fixture->kills);

  /* Prepare, reserve, commit and wait: each begins and ends, each line has two moments. */
  g_assert_cmpuint (fixture->kills, >=, 4 * 2 * 2);
  g_assert_cmpuint (moment, <, 100);
}

/* A file of several chunks has a step more, between reservation and commit. */
static void
test_around_the_transfer (Fixture       *fixture,
                          gconstpointer  data)
{
  for (guint moment = 2 * 4 + 1; moment <= 3 * 4; moment++)
    start_round (fixture, moment, moment, 0, fixture->large, 1);
  finish_rounds (fixture);
  g_assert_cmpuint (fixture->kills, ==, 4);
}

static void
test_at_any_moment (Fixture       *fixture,
                    gconstpointer  data)
{
  for (guint number = 1; number <= 6; number++)
    start_round (fixture, number, 0, 3, number == 1 ? fixture->large : fixture->small, 2);
  finish_rounds (fixture);
  g_test_message ("killed %u times", fixture->kills);
  g_assert_cmpuint (fixture->kills, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/kill/at-every-line-of-the-journal", Fixture, NULL, set_up, test_at_every_line, tear_down);
  g_test_add ("/kill/around-the-transfer", Fixture, NULL, set_up, test_around_the_transfer, tear_down);
  g_test_add ("/kill/at-any-moment", Fixture, NULL, set_up, test_at_any_moment, tear_down);
  return g_test_run ();
}
