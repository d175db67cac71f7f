/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "cli-fixture.h"
#include "poster-json.h"

static void
test_help (Cli           *cli,
           gconstpointer  data)
{
  const char *commands[] = {
    "check", "convert", "connect", "accounts", "disconnect", "post", "posts", "show", "edit", "reschedule", "cancel", "retry",
    "delete", "queue", "run", "serve", "sandbox", "import", "export", "help",
  };
  const char *later[] = { "stats" };

  cli_assert_done (cli, cli_run (cli, "help", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *line = g_strdup_printf ("\n  %s ", commands[i]);

      g_assert_nonnull (strstr (cli->out, line));
    }
  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    {
      g_autofree char *line = g_strdup_printf ("\n  %s ", later[i]);

      g_assert_null (strstr (cli->out, line));
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *usage = g_strdup_printf ("late-poster %s ", commands[i]);
      g_autofree char *by_help = NULL;

      cli_assert_done (cli, cli_run (cli, "help", commands[i], NULL));
      g_assert_nonnull (strstr (cli->out, usage));
      by_help = g_strdup (cli->out);
      cli_assert_done (cli, cli_run (cli, commands[i], "--help", NULL));
      g_assert_cmpstr (cli->out, ==, by_help);
    }
  g_assert_false (g_file_test (cli->data_dir, G_FILE_TEST_EXISTS));
}

static void
test_version (Cli           *cli,
              gconstpointer  data)
{
  cli_assert_done (cli, cli_run (cli, "--version", NULL));
  g_assert_true (g_str_has_prefix (cli->out, "late-poster "));
  g_assert_cmpuint (cli_count_lines (cli->out, "."), ==, 1);
}

static void
test_without_words (Cli           *cli,
                    gconstpointer  data)
{
  g_autoptr(GSubprocess) process = NULL;

  /* That is the window, for which there is no display; its own words are the window's to test. */
  cli_set_env (cli, "DISPLAY", ":4711");
  cli_set_env (cli, "GDK_BACKEND", "x11");
  process = cli_start (cli, NULL, NULL);
  g_assert_cmpint (cli_end (cli, process, NULL), ==, 1);
  g_assert_cmpstr (cli->out, ==, "");
  g_assert_nonnull (strstr (cli->err, "late-poster: "));
}

static void
test_wrong_usage (Cli           *cli,
                  gconstpointer  data)
{
  cli_assert_refused (cli, cli_run (cli, "publish", NULL), 2, "“publish” is not a command");
  cli_assert_refused (cli, cli_run (cli, "help", "publish", NULL), 2, "“publish” is not a command");
  cli_assert_refused (cli, cli_run (cli, "check", NULL), 2, "files to check");
  cli_assert_refused (cli, cli_run (cli, "check", "--nonsense", cli->clip, NULL), 2, "--nonsense");
  cli_assert_refused (cli, cli_run (cli, "accounts", "all", NULL), 2, "one argument too many");
  cli_assert_refused (cli, cli_run (cli, "show", NULL), 2, "id of a post");
  cli_assert_refused (cli, cli_run (cli, "edit", NULL), 2, "id of a post");
  cli_assert_refused (cli, cli_run (cli, "delete", "a", "b", NULL), 2, "one argument too many");
  cli_assert_refused (cli, cli_run (cli, "reschedule", "a", NULL), 2, "a time");
  cli_assert_refused (cli, cli_run (cli, "retry", "a", "--again", "--published", NULL), 2, "contradict");
  cli_assert_refused (cli, cli_run (cli, "posts", "--status", "gone", NULL), 2, "“gone” is not a status");
  cli_assert_refused (cli, cli_run (cli, "sandbox", "--port", "70000", NULL), 2, "70000");
  cli_assert_refused (cli, cli_run (cli, "connect", NULL), 2, "connector");
  cli_assert_refused (cli, cli_run (cli, "connect", "myspace", NULL), 2, "“myspace”");
  cli_assert_refused (cli, cli_run (cli, "connect", "tiktok", NULL), 2, "--client-key");
  cli_assert_refused (cli, cli_run (cli, "connect", "tiktok", "--practice", "--client-key", "k", NULL), 2, "either");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--queue", NULL), 2, "--to");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--queue", "--at", "2099-01-01 12:00", NULL), 2, "--at");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--queue", "--draft", NULL), 2, "--draft");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--queue", "--repeat", "FREQ=DAILY", NULL), 2, "--repeat");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--repeat", "FREQ=DAILY", NULL), 2, "--at");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", "--posted-by", "me", NULL), 2,
                      "--posted-by");
  cli_assert_refused (cli, cli_run (cli, "queue", "empty", NULL), 2, "“empty”");
  cli_assert_refused (cli, cli_run (cli, "queue", "add", NULL), 2, "name of a queue");
  cli_assert_refused (cli, cli_run (cli, "queue", "add", "Evenings", NULL), 2, "--slot");
  cli_assert_refused (cli, cli_run (cli, "queue", "remove", NULL), 2, "name of a queue");
  cli_assert_refused (cli, cli_run (cli, "queue", "list", "Evenings", NULL), 2, "one argument too many");
  cli_assert_refused (cli, cli_run (cli, "queue", "list", "--slot", "mon 18:00", NULL), 2, "does not go with");
  cli_assert_refused (cli, cli_run (cli, "queue", "preview", "--count", "101", NULL), 2, "1 to 100");
  cli_assert_refused (cli, cli_run (cli, "queue", "edit", "a", "--pause", "--resume", NULL), 2, "contradict");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--draft", "--wait", NULL), 2, "draft");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--timezone", "UTC", NULL), 2, "--at");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, NULL), 2, "--to");
}

static void
test_full_output (Cli           *cli,
                  gconstpointer  data)
{
  g_autofree char *command = NULL;
  g_autoptr(GSubprocess) shell = NULL;
  g_autofree char *err = NULL;
  g_autoptr(GError) error = NULL;

  command = g_strdup_printf ("POSTER_DATA_DIR='%s' '%s' posts --json > /dev/full",
                             cli->data_dir, g_getenv ("POSTER_TEST_PROGRAM"));
  shell = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, "sh", "-c", command, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (shell, NULL, NULL, NULL, &err, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (shell), ==, 1);
  g_assert_nonnull (strstr (err, "could not be written"));
}

static void
test_no_core (Cli           *cli,
              gconstpointer  data)
{
  g_autoptr(GSubprocess) sandbox = NULL;
  g_autofree char *address = NULL;
  g_autofree char *path = NULL;
  g_autofree char *limits = NULL;
  g_autoptr(GError) error = NULL;
  struct rlimit limit;
  char *line;

  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  if (limit.rlim_max == 0)
    {
      g_test_skip ("No process here may leave a core file");
      return;
    }
  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_CORE, &limit), ==, 0);

  /* A command that stays, to be looked at. */
  sandbox = cli_start (cli, "sandbox", "--port", "0", NULL);
  address = cli_wait_for_line (g_subprocess_get_stdout_pipe (sandbox), "http://127.0.0.1:");
  g_assert_nonnull (address);
  path = g_strdup_printf ("/proc/%s/limits", g_subprocess_get_identifier (sandbox));
  g_assert_true (g_file_get_contents (path, &limits, NULL, &error));
  g_assert_no_error (error);
  g_subprocess_send_signal (sandbox, SIGTERM);
  g_subprocess_wait (sandbox, NULL, NULL);

  /* Both what it may and what it could allow itself again. */
  line = strstr (limits, "Max core file size");
  g_assert_nonnull (line);
  g_assert_cmpint (sscanf (line, "Max core file size %lu %lu", &limit.rlim_cur, &limit.rlim_max), ==, 2);
  g_assert_cmpuint (limit.rlim_cur, ==, 0);
  g_assert_cmpuint (limit.rlim_max, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Cli, NULL, cli_set_up, func, cli_tear_down)
  ADD ("/usage/help-lists-what-there-is", test_help);
  ADD ("/usage/version", test_version);
  ADD ("/usage/without-words-and-display-tells-why", test_without_words);
  ADD ("/usage/wrong-usage-is-2", test_wrong_usage);
  ADD ("/usage/a-result-that-cannot-be-written-is-no-success", test_full_output);
  ADD ("/usage/no-core-file-with-sign-ins-in-it", test_no_core);
  return g_test_run ();
}
