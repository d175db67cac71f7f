/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sqlite3.h>
#include <string.h>

#include "cli-fixture.h"
#include "poster-json.h"

/* What a person may do to a post that the platform may have, or that waits. */

static sqlite3 *
open_database (Cli *cli)
{
  g_autofree char *path = g_build_filename (cli->data_dir, "poster.sqlite", NULL);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  return database;
}

static void
run_sql (Cli        *cli,
         const char *statement)
{
  sqlite3 *database = open_database (cli);

  g_assert_cmpint (sqlite3_exec (database, statement, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
}

/* Returns: (transfer full): the value of the only row, as text */
static char *
ask_sql (Cli        *cli,
         const char *question)
{
  sqlite3 *database = open_database (cli);
  sqlite3_stmt *statement = NULL;
  char *answer;

  g_assert_cmpint (sqlite3_prepare_v2 (database, question, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  answer = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
  return answer;
}

#define assert_sql(cli, question, expected) \
  G_STMT_START { \
    g_autofree char *answer_ = ask_sql (cli, question); \
    g_assert_cmpstr (answer_, ==, expected); \
  } G_STMT_END

/* Returns: (transfer full): the id of a post for the practice account, whose target is as @change says */
static char *
new_post (Cli        *cli,
          const char *change)
{
  g_autofree char *statement = g_strconcat ("UPDATE targets SET ", change, NULL);
  g_autoptr(JsonObject) post = NULL;

  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                 "--at", "2099-01-01 12:00", "--json", NULL));
  run_sql (cli, statement);
  post = cli_post (cli);
  return g_strdup (poster_json_get_string (post, "_id"));
}

static void
assert_nothing_went_out (Cli *cli)
{
  g_autofree char *url = cli_practice_url (cli);

  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  g_assert_cmpuint (cli_publications (url, "kitchen"), ==, 0);
}

static void
test_published (Cli           *cli,
                gconstpointer  state)
{
  g_autofree char *change = g_strdup_printf ("state = '%s', wake_us = NULL, error_message = 'refused'",
                                             (const char *) state);
  g_autofree char *id = new_post (cli, change);
  g_autoptr(JsonObject) post = NULL;

  cli_assert_done (cli, cli_run (cli, "retry", id, "--published", "--json", NULL));
  post = cli_post (cli);
  g_assert_cmpstr (cli_target_status (post, "kitchen"), ==, "published");
  assert_sql (cli, "SELECT coalesce(platform_post_url, 'none') || coalesce(error_message, '') FROM targets", "none");
  cli_assert_done (cli, cli_run (cli, "show", id, NULL));
  g_assert_nonnull (strstr (cli->out, "says a person"));
  assert_nothing_went_out (cli);
}

static void
test_again (Cli           *cli,
            gconstpointer  data)
{
  g_autofree char *id = new_post (cli, "state = 'failed', wake_us = NULL");

  cli_assert_refused (cli, cli_run (cli, "retry", id, "--again", NULL), 1, "unknown");
  run_sql (cli, "UPDATE targets SET state = 'held'");
  cli_assert_refused (cli, cli_run (cli, "retry", id, "--again", NULL), 1, "unknown");
  cli_assert_refused (cli, cli_run (cli, "retry", id, "--published", NULL), 1, "unknown");
  assert_sql (cli, "SELECT state FROM targets", "held");

  /* Where it is, it is believed, and nothing of the old attempt is gone on with. */
  run_sql (cli, "UPDATE targets SET is_committed = 1, open_step = 'init', open_kind = 'commit', step_state = '{\"a\":1}'");
  cli_assert_done (cli, cli_run (cli, "retry", id, "--again", NULL));
  assert_sql (cli, "SELECT state || is_committed || coalesce(open_step, '') || coalesce(step_state, '') FROM targets",
              "scheduled0");
}

static void
test_held (Cli           *cli,
           gconstpointer  data)
{
  g_autofree char *id = new_post (cli, "state = 'held', wake_us = NULL, is_committed = 1, open_step = 'init', "
                                       "open_kind = 'commit', step_state = '{\"a\":1}'");

  cli_assert_refused (cli, cli_run (cli, "edit", id, "--caption", "other", NULL), 1, "sign in again");
  cli_assert_refused (cli, cli_run (cli, "reschedule", id, "2099-01-02 12:00", NULL), 1, "sign in again");
  cli_assert_refused (cli, cli_run (cli, "delete", id, NULL), 1, "sign in again");
  cli_assert_refused (cli, cli_run (cli, "cancel", id, NULL), 1, "sign in again");

  /* A plain retry has it looked at, no more. */
  cli_assert_done (cli, cli_run (cli, "retry", id, NULL));
  assert_sql (cli, "SELECT state || is_committed || open_step || step_state || (wake_us < 4000000000000000) FROM targets",
              "held1init{\"a\":1}1");
  cli_assert_done (cli, cli_run (cli, "retry", id, "--published", NULL));
  assert_sql (cli, "SELECT state || (wake_us IS NULL) FROM targets", "published1");
  assert_nothing_went_out (cli);
}

static void
test_wakes (Cli           *cli,
            gconstpointer  state)
{
  g_autofree char *change = g_strdup_printf ("state = '%s', wake_us = 4000000000000000, failures = 3, "
                                             "step_state = '{\"a\":1}'", (const char *) state);
  g_autofree char *id = new_post (cli, change);
  g_autofree char *expected = g_strconcat (state, "3{\"a\":1}1", NULL);

  cli_assert_refused (cli, cli_run (cli, "retry", id, "--again", NULL), 1, "unknown");
  cli_assert_done (cli, cli_run (cli, "retry", id, NULL));
  assert_sql (cli, "SELECT state || failures || step_state || (wake_us < 4000000000000000) FROM targets", expected);
}

static void
test_disconnect (Cli           *cli,
                 gconstpointer  data)
{
  const char *begun[] = {
    "state = 'preparing'", "state = 'sending'", "state = 'processing'", "state = 'held', is_committed = 1",
    "state = 'unknown', is_committed = 1",
  };
  g_autofree char *id = new_post (cli, "wake_us = NULL");

  for (guint i = 0; i < G_N_ELEMENTS (begun); i++)
    {
      g_autofree char *statement = g_strconcat ("UPDATE targets SET ", begun[i], NULL);

      run_sql (cli, statement);
      cli_assert_refused (cli, cli_run (cli, "disconnect", "@kitchen", NULL), 1, id);
      g_assert_nonnull (strstr (cli->err, "1 post is on its way"));
      cli_assert_done (cli, cli_run (cli, "accounts", NULL));
      g_assert_nonnull (strstr (cli->out, "@kitchen"));
    }

  /* What only waits does not keep anybody. */
  run_sql (cli, "UPDATE targets SET state = 'scheduled', is_committed = 0");
  cli_assert_done (cli, cli_run (cli, "disconnect", "@kitchen", NULL));
  g_assert_nonnull (strstr (cli->err, "1 post that was to go to @kitchen will not go out"));
}

/* What is out is no reason to stay, although the platform has it. */
static void
test_disconnect_published (Cli           *cli,
                           gconstpointer  data)
{
  g_autofree char *id = new_post (cli, "state = 'published', is_committed = 1, wake_us = NULL");

  cli_assert_done (cli, cli_run (cli, "disconnect", "@kitchen", NULL));
  g_assert_null (strstr (cli->err, "Warning"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, Cli, data, cli_set_up, func, cli_tear_down)
  ADD ("/doubt/failed-is-believed-published-and-not-published", "failed", test_published);
  ADD ("/doubt/missed-is-believed-published-and-not-published", "missed", test_published);
  ADD ("/doubt/unknown-is-believed-published-and-not-published", "unknown", test_published);
  ADD ("/doubt/again-is-for-what-may-be-out", NULL, test_again);
  ADD ("/doubt/held-after-its-commit-is-looked-after-first", NULL, test_held);
  ADD ("/doubt/retry-wakes-what-waits-to-prepare", "preparing", test_wakes);
  ADD ("/doubt/retry-wakes-what-waits-to-send", "sending", test_wakes);
  ADD ("/doubt/retry-wakes-what-waits-for-the-platform", "processing", test_wakes);
  ADD ("/doubt/disconnect-waits-for-what-is-on-its-way", NULL, test_disconnect);
  ADD ("/doubt/disconnect-is-not-kept-by-what-is-out", NULL, test_disconnect_published);
  return g_test_run ();
}
