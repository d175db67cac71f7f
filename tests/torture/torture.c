/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "poster-json.h"
#include "torture-ledger.h"

/* Publishes to sandboxes, round after round, while the processes that publish are killed (or, with
 * --faults, everything else goes wrong), and compares what the sandboxes received with what the
 * stores say. See build-aux/torture. */

#define ROUNDS_AT_ONCE 4

/* A process that takes so long (real time) has got stuck. */
#define PATIENCE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

typedef struct
{
  char        *engine_path;
  char        *dir;
  char        *large_path;
  char        *large_sha256;
  gboolean     with_faults;
  gboolean     with_late;
  gboolean     is_talkative;
  gboolean     is_test;

  GMutex       lock;
  TortureTally tally;
  guint        rounds;
  guint        kills;
} Torture;

typedef struct
{
  Torture          *torture;
  TortureScenario  *scenario;
  char             *dir;
  GSubprocess      *sandbox;
  GDataInputStream *sandbox_out;
  char             *url;
  guint             kills;
  GString          *complaints;
} Round;

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

/* Says @word to the sandbox. Returns: (transfer full) (nullable): what it answers */
static char *
tell_sandbox (Round      *round,
              const char *word)
{
  GOutputStream *in = g_subprocess_get_stdin_pipe (round->sandbox);
  g_autofree char *line = g_strconcat (word, "\n", NULL);

  if (!g_output_stream_write_all (in, line, strlen (line), NULL, NULL, NULL))
    return NULL;
  return g_data_input_stream_read_line (round->sandbox_out, NULL, NULL, NULL);
}

static gboolean
start_sandbox (Round *round)
{
  g_autoptr(GError) error = NULL;

  round->sandbox = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                     round->torture->engine_path, "sandbox", round->dir, NULL);
  g_assert_no_error (error);
  round->sandbox_out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (round->sandbox));
  round->url = g_data_input_stream_read_line (round->sandbox_out, NULL, NULL, NULL);
  return round->url != NULL;
}

/* Runs a process to its end. Returns: whether it ended by itself, and well */
static gboolean
run_process (Round       *round,
             const char  *word,
             const char  *plan,
             char       **out,
             gboolean    *was_killed)
{
  g_autofree char *patience = g_strdup_printf ("after=%" G_GINT64_FORMAT, PATIENCE_US);
  const char *arguments[] = { round->torture->engine_path, word, round->dir, round->url, NULL, NULL, NULL };
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *err = NULL;
  g_autoptr(GError) error = NULL;
  gboolean ended_well;
  guint n = 4;

  if (g_str_equal (word, "run"))
    {
      if (plan != NULL)
        arguments[n++] = plan;
      if (plan == NULL || !g_str_has_prefix (plan, "after="))
        arguments[n++] = patience;
    }
  process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &kept, &err, &error);
  g_assert_no_error (error);
  ended_well = g_subprocess_get_successful (process);
  if (was_killed != NULL)
    *was_killed = g_subprocess_get_if_signaled (process) && g_subprocess_get_term_sig (process) == SIGKILL;
  if (round->torture->is_talkative)
    g_printerr ("%s %s: %s %s%s", word, plan != NULL ? plan : "",
                ended_well ? "ended" : was_killed != NULL && *was_killed ? "killed\n" : "failed\n",
                g_str_equal (word, "run") ? kept : "\n", err);
  if (!ended_well && (was_killed == NULL || !*was_killed))
    g_string_append_printf (round->complaints, "  %s %s: %s\n", word, plan != NULL ? plan : "", err);
  if (out != NULL)
    *out = g_steal_pointer (&kept);
  return ended_well;
}

/* Runs engines as they are planned, and then one to the end. Returns: whether that ended */
static gboolean
run_to_end (Round *round)
{
  gboolean was_killed;

  for (guint i = 0; i < round->scenario->n_runs; i++)
    {
      if (!run_process (round, "run", round->scenario->plans[i], NULL, &was_killed) && !was_killed)
        {
          /* There was no space even for opening the store. */
          continue;
        }
      round->kills += was_killed;
    }
  if (run_process (round, "run", NULL, NULL, &was_killed))
    return TRUE;
  g_string_append (round->complaints, was_killed ? "  the engine does not come to an end\n" : "");
  return FALSE;
}

/* Whether the sandbox still looks at what it received. */
static gboolean
is_busy (JsonObject *ledger)
{
  JsonArray *publications = poster_json_get_array (ledger, "publications");

  for (guint i = 0; i < json_array_get_length (publications); i++)
    {
      JsonObject *publication = json_array_get_object_element (publications, i);

      if (poster_json_get_string (publication, "sha256") == NULL &&
          poster_json_get_string (publication, "fail_reason") == NULL)
        return TRUE;
    }
  return FALSE;
}

static JsonObject *
read_ledger (Round *round)
{
  for (guint tries = 0; ; tries++)
    {
      g_autofree char *text = tell_sandbox (round, "ledger");
      g_autoptr(JsonObject) ledger = text != NULL ? poster_json_parse_object (text, -1, NULL) : NULL;

      if (ledger == NULL || !is_busy (ledger) || tries == 1000)
        return g_steal_pointer (&ledger);
      g_usleep (10000);
    }
}

static TortureTally
judge (Round *round)
{
  TortureTally tally = { .lost = 1 };
  g_autofree char *report_text = NULL;
  g_autoptr(JsonObject) report = NULL;
  g_autoptr(JsonObject) ledger = NULL;

  if (!run_process (round, "report", NULL, &report_text, NULL))
    return tally;
  report = poster_json_parse_object (report_text, -1, NULL);
  ledger = read_ledger (round);
  if (report == NULL || ledger == NULL)
    {
      g_string_append (round->complaints, "  store or sandbox do not tell what they have\n");
      return tally;
    }
  return torture_ledger_judge (round->scenario, report, ledger, round->complaints);
}

static guint
count_files (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* What was held goes on when its account is connected again. */
static void
mend (Round        *round,
      TortureTally *tally)
{
  g_autofree char *answer = tell_sandbox (round, "mend");
  TortureTally after;

  round->scenario->may_hold = FALSE;
  if (!run_process (round, "connect", NULL, NULL, NULL) || !run_process (round, "run", NULL, NULL, NULL))
    {
      tally->lost++;
      return;
    }
  after = judge (round);
  tally->doubled += after.doubled;
  tally->lost += after.lost;
  tally->wrong += after.wrong;
}

static TortureTally
play (Round *round)
{
  TortureTally tally = { .lost = 1 };
  g_autofree char *path = g_build_filename (round->dir, "scenario.json", NULL);
  g_autofree char *text = poster_json_to_text (round->scenario->json, TRUE);
  g_autofree char *answer = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  if (!start_sandbox (round) || !run_process (round, "prepare", NULL, NULL, NULL))
    return tally;
  answer = tell_sandbox (round, "break");
  if (!run_to_end (round))
    return tally;
  tally = judge (round);
  if (tally.held > 0 && tally.doubled + tally.lost + tally.wrong == 0)
    mend (round, &tally);

  /* What is held, or perhaps out, may still need its pictures. */
  if (tally.held + tally.unknown == 0)
    {
      g_autofree char *web = g_build_filename (round->dir, "sandbox", "web", NULL);

      tally.litter = count_files (web);
      if (tally.litter > 0)
        g_string_append_printf (round->complaints, "  %u files stay in the web folder\n", tally.litter);
    }
  return tally;
}

static void
round_free (Round *round)
{
  if (round->sandbox != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (round->sandbox), NULL, NULL);
      g_subprocess_wait (round->sandbox, NULL, NULL);
    }
  g_clear_object (&round->sandbox);
  g_clear_object (&round->sandbox_out);
  g_clear_pointer (&round->scenario, torture_scenario_free);
  g_string_free (round->complaints, TRUE);
  g_free (round->url);
  g_free (round->dir);
  g_free (round);
}

static gboolean
is_good (TortureTally *tally)
{
  return tally->doubled + tally->lost + tally->wrong + tally->litter == 0;
}

static void
round_cb (gpointer data,
          gpointer user_data)
{
  Torture *torture = user_data;
  guint64 seed = GPOINTER_TO_SIZE (data);
  Round *round = g_new0 (Round, 1);
  TortureTally tally;

  round->torture = torture;
  round->complaints = g_string_new (NULL);
  round->dir = g_strdup_printf ("%s/%" G_GUINT64_FORMAT, torture->dir, seed);
  g_assert_cmpint (g_mkdir (round->dir, 0700), ==, 0);
  if (torture->with_late)
    round->scenario = torture_scenario_new_late (seed, round->dir);
  else if (torture->with_faults)
    round->scenario = torture_scenario_new_faults (seed, round->dir, torture->large_path, torture->large_sha256);
  else
    round->scenario = torture_scenario_new_kills (seed, round->dir, torture->large_path, torture->large_sha256);
  tally = play (round);

  g_mutex_lock (&torture->lock);
  torture->rounds++;
  torture->kills += round->kills;
  torture->tally.published += tally.published;
  torture->tally.failed += tally.failed;
  torture->tally.held += tally.held;
  torture->tally.unknown += tally.unknown;
  torture->tally.doubled += tally.doubled;
  torture->tally.lost += tally.lost;
  torture->tally.wrong += tally.wrong;
  torture->tally.litter += tally.litter;
  if (!is_good (&tally))
    g_printerr ("%s--seed %" G_GUINT64_FORMAT ": doubled=%u lost=%u wrong=%u litter=%u, see %s\n%s",
                torture->with_late ? "--late " : torture->with_faults ? "--faults " : "", seed, tally.doubled, tally.lost, tally.wrong, tally.litter,
                round->dir, round->complaints->str);
  else
    remove_tree (round->dir);
  g_mutex_unlock (&torture->lock);
  round_free (round);
}

/* So that bytes in the wrong place are noticed, no two parts of it are alike. */
static void
make_large_file (Torture *torture)
{
  g_autoptr(GRand) chance = g_rand_new_with_seed (1);
  g_autofree char *data = g_malloc (TORTURE_LARGE_BYTES);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i + 4 <= TORTURE_LARGE_BYTES; i += 4)
    *(guint32 *) (gpointer) (data + i) = g_rand_int (chance);
  memcpy (data, "\0\0\0\x18" "ftypisom\0\0\2\0isomiso2", 24);
  torture->large_path = g_build_filename (torture->dir, "large.mp4", NULL);
  torture->large_sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, TORTURE_LARGE_BYTES);
  g_file_set_contents_full (torture->large_path, data, TORTURE_LARGE_BYTES, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  Torture torture = { NULL };
  GThreadPool *pool;
  g_autoptr(GOptionContext) context = g_option_context_new ("ROUNDS");
  g_autofree char *program_dir = g_path_get_dirname (argv[0]);
  g_autofree char *pattern = NULL;
  g_autoptr(GError) error = NULL;
  gint64 seed = 1;
  gint64 rounds = 1;
  TortureTally *tally = &torture.tally;
  const char *comment;
  const GOptionEntry entries[] = {
    { "faults", 0, 0, G_OPTION_ARG_NONE, &torture.with_faults, "Faults instead of kills", NULL },
    { "late", 0, 0, G_OPTION_ARG_NONE, &torture.with_late, "By way of hosted Late: kills, and answers that get lost", NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "The first round's seed", "SEED" },
    { "tap", 0, 0, G_OPTION_ARG_NONE, &torture.is_test, "Report as a test does", NULL },
    { "talk", 0, 0, G_OPTION_ARG_NONE, &torture.is_talkative, "Tell what the processes did", NULL },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 2 || seed < 1 || seed > G_MAXINT32 ||
      (argc == 2 && ((rounds = g_ascii_strtoll (argv[1], NULL, 10)) < 1 || rounds > G_MAXINT32)))
    {
      g_printerr ("usage: torture [--faults|--late] [--seed SEED] [--talk] [ROUNDS]\n");
      return 2;
    }

  /* Memory, where there is a file system of it: the disk takes no part in being killed. */
  pattern = g_build_filename (g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir (),
                              "poster-torture-XXXXXX", NULL);
  torture.dir = g_mkdtemp (g_steal_pointer (&pattern));
  g_assert_nonnull (torture.dir);
  torture.engine_path = g_build_filename (program_dir, "torture-engine", NULL);
  g_mutex_init (&torture.lock);
  make_large_file (&torture);

  comment = torture.is_test ? "# " : "";
  printf ("%sseed %" G_GINT64_FORMAT "\n", comment, seed);
  fflush (stdout);
  pool = g_thread_pool_new (round_cb, &torture, torture.is_talkative ? 1 : ROUNDS_AT_ONCE, TRUE, NULL);
  for (gint64 i = 0; i < rounds; i++)
    g_thread_pool_push (pool, GSIZE_TO_POINTER (seed + i), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);

  printf ("%spublished=%u failed=%u litter=%u\n", comment, tally->published, tally->failed, tally->litter);
  printf ("%srounds=%u kills=%u held=%u unknown=%u doubled=%u lost=%u wrong=%u\n", comment, torture.rounds,
          torture.kills, tally->held, tally->unknown, tally->doubled, tally->lost, tally->wrong);
  if (torture.is_test)
    printf ("%sok 1 /torture/%s\n1..1\n", is_good (tally) ? "" : "not ",
            torture.with_late ? "late" : torture.with_faults ? "faults" : "kills");
  g_remove (torture.large_path);
  g_rmdir (torture.dir);
  g_free (torture.engine_path);
  g_free (torture.dir);
  g_free (torture.large_path);
  g_free (torture.large_sha256);
  g_mutex_clear (&torture.lock);
  return is_good (tally) ? EXIT_SUCCESS : EXIT_FAILURE;
}
