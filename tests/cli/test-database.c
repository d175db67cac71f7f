/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "cli-fixture.h"
#include "poster-json.h"

static void
run_sql (Cli        *cli,
         const char *statement)
{
  g_autofree char *path = g_build_filename (cli->data_dir, "poster.sqlite", NULL);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, statement, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
}

static char *
read_database (Cli   *cli,
               gsize *length)
{
  g_autofree char *path = g_build_filename (cli->data_dir, "poster.sqlite", NULL);
  char *bytes = NULL;

  g_assert_true (g_file_get_contents (path, &bytes, length, NULL));
  return bytes;
}

static void
connect_practice (Cli *cli)
{
  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
}

static void
test_newer (Cli           *cli,
            gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before, length_after;

  connect_practice (cli);
  run_sql (cli, "PRAGMA user_version = 9999");
  before = read_database (cli, &length_before);
  cli_assert_refused (cli, cli_run (cli, "posts", NULL), 1, "later version");
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, NULL), 1, "later version");
  cli_assert_refused (cli, cli_run (cli, "run", "--until-idle", NULL), 1, "later version");
  after = read_database (cli, &length_after);
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
test_damaged (Cli           *cli,
              gconstpointer  data)
{
  const char *nonsense = "This was a database once.";
  g_autofree char *path = g_build_filename (cli->data_dir, "poster.sqlite", NULL);
  g_autofree char *kept = NULL;
  g_autofree char *bytes = NULL;
  char *at;

  connect_practice (cli);
  g_assert_true (g_file_set_contents (path, nonsense, -1, NULL));
  cli_assert_done (cli, cli_run (cli, "accounts", "--json", NULL));
  g_assert_cmpuint (cli_count_lines (cli->err, "late-poster: "), ==, 1);

  /* Where it says that the old one is, it is. */
  at = strstr (cli->err, path);
  g_assert_nonnull (at);
  kept = g_strndup (at, strcspn (at, " ,"));
  g_strdelimit (kept + strlen (kept) - 1, ".", '\0');
  g_assert_true (g_file_get_contents (kept, &bytes, NULL, NULL));
  g_assert_cmpstr (bytes, ==, nonsense);

  /* Once. */
  cli_assert_done (cli, cli_run (cli, "accounts", "--json", NULL));
  g_assert_cmpstr (cli->err, ==, "");
}

static void
test_full (Cli           *cli,
           gconstpointer  data)
{
  g_autofree char *command = NULL;
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GSubprocess) shell = NULL;
  g_autofree char *err = NULL;
  g_autoptr(JsonObject) document = NULL;
  g_autoptr(GError) error = NULL;

  connect_practice (cli);
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", "--draft", NULL));

  /* A file system that takes no file of more than 40 kB is as good as a full one. */
  command = g_strdup_printf ("trap '' XFSZ; ulimit -f 80; caption=$(head -c 100000 /dev/zero | tr '\\0' x); "
                             "exec '%s' post '%s' --to @kitchen --draft --caption \"$caption\"",
                             g_getenv ("POSTER_TEST_PROGRAM"), cli->clip);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_set_environ (launcher, cli->environment);
  shell = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", command, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (shell, NULL, NULL, NULL, &err, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (shell), ==, 1);
  g_assert_cmpuint (cli_count_lines (err, "late-poster: "), ==, 1);
  g_assert_nonnull (strstr (err, "no room left"));

  cli_assert_done (cli, cli_run (cli, "posts", "--json", NULL));
  document = cli_json (cli);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (document, "posts")), ==, 1);
}

static void
test_private (Cli           *cli,
              gconstpointer  data)
{
  const char *names[] = { ".", "poster.sqlite", "engine.lock" };

  connect_practice (cli);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (cli->data_dir, names[i], NULL);
      GStatBuf status;

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0077, ==, 0);
    }
}

static void
test_nowhere (Cli           *cli,
              gconstpointer  data)
{
  cli_set_env (cli, "POSTER_DATA_DIR", cli->clip);
  cli_assert_refused (cli, cli_run (cli, "posts", NULL), 1, "clip.mp4");
}

static void
test_retry_unknown (Cli           *cli,
                    gconstpointer  data)
{
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(JsonObject) believed = NULL;
  g_autoptr(JsonObject) again = NULL;
  g_autofree char *id = NULL;
  g_autofree char *url = NULL;

  connect_practice (cli);
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--json", NULL));
  post = cli_post (cli);
  id = g_strdup (poster_json_get_string (post, "_id"));

  /* As if a request had got lost whose outcome nobody can tell. */
  run_sql (cli, "UPDATE targets SET state = 'unknown', wake_us = NULL");
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  cli_assert_refused (cli, cli_run (cli, "edit", id, "--caption", "x", NULL), 1, "Nobody knows");
  cli_assert_refused (cli, cli_run (cli, "delete", id, NULL), 1, "Nobody knows");

  cli_assert_done (cli, cli_run (cli, "retry", id, "--published", "--json", NULL));
  believed = cli_post (cli);
  g_assert_cmpstr (cli_target_status (believed, "kitchen"), ==, "published");

  run_sql (cli, "UPDATE targets SET state = 'unknown', wake_us = NULL, published_us = NULL");
  cli_assert_done (cli, cli_run (cli, "retry", id, "--again", "--wait", "--json", NULL));
  again = cli_post (cli);
  g_assert_cmpstr (cli_target_status (again, "kitchen"), ==, "published");
  url = cli_practice_url (cli);
  g_assert_cmpuint (cli_publications (url, "kitchen"), ==, 1);
}

static void
test_missed (Cli           *cli,
             gconstpointer  data)
{
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(JsonObject) missed = NULL;
  g_autoptr(JsonObject) after = NULL;
  g_autofree char *id = NULL;

  connect_practice (cli);
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--json", NULL));
  post = cli_post (cli);
  id = g_strdup (poster_json_get_string (post, "_id"));

  /* The computer was off for a day. */
  run_sql (cli, "UPDATE targets SET due_us = due_us - 86400000000, wake_us = wake_us - 86400000000");
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  cli_assert_done (cli, cli_run (cli, "show", id, "--json", NULL));
  missed = cli_post (cli);
  g_assert_cmpstr (cli_target_status (missed, "kitchen"), ==, "missed");
  g_assert_nonnull (strstr (cli->out, "system_error"));
  cli_assert_done (cli, cli_run (cli, "posts", "--status", "missed", NULL));
  g_assert_nonnull (strstr (cli->out, id));

  cli_assert_done (cli, cli_run (cli, "retry", id, "--wait", "--json", NULL));
  after = cli_post (cli);
  g_assert_cmpstr (cli_target_status (after, "kitchen"), ==, "published");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Cli, NULL, cli_set_up, func, cli_tear_down)
  ADD ("/database/a-newer-one-is-left-alone", test_newer);
  ADD ("/database/a-damaged-one-is-kept-aside", test_damaged);
  ADD ("/database/a-full-disk-loses-nothing", test_full);
  ADD ("/database/is-private", test_private);
  ADD ("/database/no-place-for-it", test_nowhere);
  ADD ("/database/unknown-is-what-a-person-believes", test_retry_unknown);
  ADD ("/database/missed-can-be-retried", test_missed);
  return g_test_run ();
}
