/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>

#include "cli-fixture.h"
#include "poster-json.h"

/* Several processes on one data directory, and processes that die. */

static void
connect_practice (Cli        *cli,
                  const char *handle)
{
  g_autofree char *option = g_strconcat ("--practice=", handle, NULL);

  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", option, NULL));
}

static JsonObject *
only_post (Cli *cli)
{
  g_autoptr(JsonObject) document = NULL;
  JsonArray *posts;

  cli_assert_done (cli, cli_run (cli, "posts", "--json", NULL));
  document = cli_json (cli);
  posts = poster_json_get_array (document, "posts");
  g_assert_cmpuint (json_array_get_length (posts), ==, 1);
  return json_object_ref (json_array_get_object_element (posts, 0));
}

static GSubprocess *
start_engine (Cli *cli)
{
  GSubprocess *engine = cli_start (cli, "run", NULL);
  g_autofree char *line = cli_wait_for_line (g_subprocess_get_stderr_pipe (engine), "Publishing");

  g_assert_nonnull (line);
  return engine;
}

static void
end_engine (Cli         *cli,
            GSubprocess *engine)
{
  g_subprocess_send_signal (engine, SIGTERM);
  cli_assert_done (cli, cli_end (cli, engine, NULL));
}

static void
test_beside (Cli           *cli,
             gconstpointer  data)
{
  g_autoptr(GSubprocess) engine = NULL;
  GSubprocess *posts[4];
  g_autofree char *url = NULL;

  connect_practice (cli, "kitchen");
  engine = start_engine (cli);
  cli_assert_refused (cli, cli_run (cli, "run", NULL), 1, "Another process");

  /* A new sign-in is handed over to the one that may write secrets. */
  connect_practice (cli, "workshop");

  /* Posts from several processes at once, watched to their end. */
  for (guint i = 0; i < G_N_ELEMENTS (posts); i++)
    posts[i] = cli_start (cli, "post", cli->clip, "--to", i % 2 == 0 ? "@kitchen" : "@workshop", TIKTOK_OPTIONS,
                          "--wait", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (posts); i++)
    {
      cli_assert_done (cli, cli_end (cli, posts[i], NULL));
      g_assert_nonnull (strstr (cli->err, "published"));
      g_object_unref (posts[i]);
    }
  url = cli_practice_url (cli);
  g_assert_cmpuint (cli_publications (url, "kitchen"), ==, 2);
  g_assert_cmpuint (cli_publications (url, "workshop"), ==, 2);

  cli_assert_done (cli, cli_run (cli, "disconnect", "@workshop", NULL));
  end_engine (cli, engine);
}

static void
test_ring (Cli           *cli,
           gconstpointer  data)
{
  g_autoptr(GSubprocess) engine = NULL;
  g_autoptr(JsonObject) later = NULL;
  g_autoptr(JsonObject) scheduled = NULL;
  g_autofree char *id = NULL;

  connect_practice (cli, "kitchen");
  engine = start_engine (cli);
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                 "--at", "2099-01-01 12:00", "--json", NULL));
  g_assert_null (strstr (cli->err, "late-poster run"));
  scheduled = cli_post (cli);
  id = g_strdup (poster_json_get_string (scheduled, "_id"));
  cli_assert_done (cli, cli_run (cli, "cancel", id, NULL));
  later = only_post (cli);
  g_assert_cmpstr (cli_target_status (later, "kitchen"), ==, "cancelled");
  end_engine (cli, engine);
}

/* Kills "post --wait" when it says @moment, then lets another process go on. */
static void
kill_at (Cli        *cli,
         const char *moment)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(JsonObject) post = NULL;
  g_autofree char *line = NULL;
  g_autofree char *url = NULL;

  connect_practice (cli, "kitchen");
  process = cli_start (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--wait", NULL);
  line = cli_wait_for_line (g_subprocess_get_stderr_pipe (process), moment);
  g_assert_nonnull (line);
  g_subprocess_send_signal (process, SIGKILL);
  g_assert_cmpint (cli_end (cli, process, NULL), ==, -1);

  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  post = only_post (cli);
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "published");
  url = cli_practice_url (cli);
  g_assert_cmpuint (cli_publications (url, "kitchen"), ==, 1);
}

static void
test_kill (Cli           *cli,
           gconstpointer  data)
{
  kill_at (cli, data);
}

static void
test_takes_over (Cli           *cli,
                 gconstpointer  data)
{
  g_autoptr(GSubprocess) engine = NULL;
  g_autoptr(GSubprocess) post = NULL;
  g_autofree char *line = NULL;
  g_autofree char *url = NULL;

  connect_practice (cli, "kitchen");
  engine = start_engine (cli);
  post = cli_start (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--wait", NULL);
  line = cli_wait_for_line (g_subprocess_get_stderr_pipe (post), "processing");
  g_assert_nonnull (line);
  g_subprocess_send_signal (engine, SIGKILL);

  /* The one that only watched stands in for it. */
  cli_assert_done (cli, cli_end (cli, post, NULL));
  g_assert_nonnull (strstr (cli->err, "published"));
  url = cli_practice_url (cli);
  g_assert_cmpuint (cli_publications (url, "kitchen"), ==, 1);
  cli_end (cli, engine, NULL);
}

static void
test_interrupted (Cli           *cli,
                  gconstpointer  data)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(JsonObject) post = NULL;
  g_autofree char *line = NULL;
  g_autofree char *url = NULL;

  connect_practice (cli, "kitchen");
  process = cli_start (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--wait", NULL);
  line = cli_wait_for_line (g_subprocess_get_stderr_pipe (process), "@kitchen");
  g_assert_nonnull (line);
  g_subprocess_send_signal (process, SIGTERM);
  g_assert_cmpint (cli_end (cli, process, NULL), ==, 1);
  g_assert_nonnull (strstr (cli->err, "is kept"));

  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  post = only_post (cli);
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "published");
  url = cli_practice_url (cli);
  g_assert_cmpuint (cli_publications (url, "kitchen"), ==, 1);
}

static void
test_interrupted_early (Cli           *cli,
                        gconstpointer  data)
{
  connect_practice (cli, "kitchen");

  /* Whenever the signal comes, there is a whole post or none. */
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GSubprocess) process = NULL;
      g_autoptr(JsonObject) document = NULL;
      JsonArray *posts;

      process = cli_start (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--at", "2099-01-01 12:00", NULL);
      g_subprocess_send_signal (process, i == 0 ? SIGKILL : SIGTERM);
      cli_end (cli, process, NULL);
      cli_assert_done (cli, cli_run (cli, "posts", "--json", NULL));
      document = cli_json (cli);
      posts = poster_json_get_array (document, "posts");
      for (guint j = 0; j < json_array_get_length (posts); j++)
        {
          JsonObject *post = json_array_get_object_element (posts, j);

          g_assert_cmpuint (json_array_get_length (poster_json_get_array (post, "platforms")), ==, 1);
          g_assert_cmpuint (json_array_get_length (poster_json_get_array (post, "mediaItems")), ==, 1);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, Cli, data, cli_set_up, func, cli_tear_down)
  ADD ("/beside/posts-from-several-processes", NULL, test_beside);
  ADD ("/beside/a-running-engine-hears-of-changes", NULL, test_ring);
  ADD ("/beside/who-watches-takes-over", NULL, test_takes_over);
  ADD ("/beside/killed-when-stored", "scheduled", test_kill);
  ADD ("/beside/killed-while-sending", "sending", test_kill);
  ADD ("/beside/killed-while-processing", "processing", test_kill);
  ADD ("/beside/interrupted-while-publishing", NULL, test_interrupted);
  ADD ("/beside/interrupted-leaves-a-whole-post-or-none", NULL, test_interrupted_early);
  return g_test_run ();
}
