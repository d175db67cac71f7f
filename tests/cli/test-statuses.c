/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>

#include "cli-fixture.h"
#include "poster-json.h"

/* Each command's exit status, and that with --json it prints one document and nothing else. In the
 * order in which they run; ID stands for the post, CLIP for a video, PLAN for a plan. */
static const struct
{
  int         status;
  const char *words;
} cases[] = {
  { 0, "help" },
  { 0, "help --json" },
  { 2, "help nonsense" },

  { 0, "connect tiktok --practice=kitchen --json" },
  { 1, "connect late --platform threads" },
  { 2, "connect nonsense" },
  { 0, "accounts" },
  { 0, "accounts --json" },
  { 2, "accounts nonsense" },

  { 0, "check CLIP --platform tiktok --json" },
  { 0, "check CLIP --platform tiktok" },
  { 1, "check nothing-there.mp4" },
  { 2, "check" },

  { 1, "post CLIP --to @nobody --at 2099-01-01T12:00" },
  { 2, "post CLIP" },
  { 0, "posts" },
  { 0, "posts --json" },
  { 2, "posts --status nonsense" },
  { 0, "show ID" },
  { 0, "show ID --json" },
  { 1, "show 000000000000000000000000" },
  { 2, "show" },
  { 0, "edit ID --caption Better --json" },
  { 1, "edit 000000000000000000000000 --caption Better" },
  { 2, "edit" },
  { 0, "reschedule ID 2099-01-02T12:00 --json" },
  { 1, "reschedule ID 2001-01-02T12:00" },
  { 2, "reschedule ID" },

  { 0, "queue add Evenings --slot daily_18:00 --json" },
  { 0, "queue edit Evenings --name Nights --json" },
  { 0, "queue --json" },
  { 0, "queue preview --json" },
  { 1, "queue preview Evenings" },
  { 2, "queue nonsense" },
  { 0, "queue remove Nights --json" },

  { 0, "export" },
  { 0, "export --json" },
  { 0, "export --format json" },
  { 2, "export --format xml" },
  { 2, "export --format csv --json" },
  { 0, "import PLAN --dry-run --json" },
  { 1, "import nothing-there.csv" },
  { 2, "import" },

  { 0, "run --until-idle" },
  { 2, "run nonsense" },
  { 1, "sandbox --faults nothing-there.json" },
  { 2, "sandbox --port 70000" },

  { 1, "retry ID" },
  { 2, "retry ID --again --published" },
  { 2, "retry ID --keep nonsense" },
  { 0, "cancel ID --json" },
  { 1, "cancel 000000000000000000000000" },
  { 2, "cancel" },
  { 0, "delete ID --json" },
  { 1, "delete ID" },
  { 2, "delete" },
  { 0, "disconnect @kitchen --json" },
  { 1, "disconnect @kitchen" },
  { 2, "disconnect" },
};

static char *
make_plan (Cli *cli)
{
  const char plan[] = "date,accounts,caption\ndraft,@kitchen,Hello\n";

  return cli_file (cli, "plan.csv", plan, sizeof plan - 1);
}

/* Returns: (transfer full): the words of a case */
static GStrv
make_words (Cli        *cli,
            const char *text,
            const char *id,
            const char *plan)
{
  GStrv words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = g_str_equal (words[i], "ID") ? id
                       : g_str_equal (words[i], "CLIP") ? cli->clip
                       : g_str_equal (words[i], "PLAN") ? plan : NULL;

      if (word != NULL)
        {
          g_free (words[i]);
          words[i] = g_strdup (word);
        }
      else if (g_str_has_prefix (words[i], "daily_"))
        words[i][5] = ' ';
      else if (strlen (words[i]) > 10 && words[i][10] == 'T')
        words[i][10] = ' ';
    }
  return words;
}

static void
run_case (Cli        *cli,
          int         expected,
          const char *text,
          const char *id,
          const char *plan)
{
  g_auto(GStrv) words = make_words (cli, text, id, plan);
  gboolean as_json = g_strv_contains ((const char * const *) words, "--json");
  int status;

  status = cli_run (cli, words[0], words[1], words[1] != NULL ? words[2] : NULL,
                    g_strv_length (words) > 3 ? words[3] : NULL, g_strv_length (words) > 4 ? words[4] : NULL,
                    g_strv_length (words) > 5 ? words[5] : NULL, NULL);
  if (status != expected)
    g_error ("“%s”: status %d instead of %d, stdout “%s”, stderr “%s”", text, status, expected, cli->out, cli->err);
  if (expected == 0 && as_json)
    {
      g_autoptr(JsonObject) document = cli_json (cli);

      g_assert_nonnull (document);
    }
  if (expected != 0)
    {
      g_assert_cmpstr (cli->out, ==, "");
      g_assert_cmpuint (cli_count_lines (cli->err, "late-poster: "), ==, 1);
    }
}

static void
test_statuses (Cli           *cli,
               gconstpointer  data)
{
  g_autofree char *plan = make_plan (cli);
  g_autofree char *id = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].words);
      if (id == NULL && strstr (cases[i].words, "posts") != NULL)
        {
          g_autoptr(JsonObject) post = NULL;

          cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--at",
                                         "2099-01-01 12:00", "--json", NULL));
          post = cli_post (cli);
          id = g_strdup (poster_json_get_string (post, "_id"));
        }
      run_case (cli, cases[i].status, cases[i].words, id, plan);
    }
}

/* The commands that the program says it has. */
static JsonArray *
list_commands (Cli *cli)
{
  g_autoptr(JsonObject) document = NULL;

  cli_assert_done (cli, cli_run (cli, "help", "--json", NULL));
  document = cli_json (cli);
  return json_array_ref (poster_json_get_array (document, "commands"));
}

static gboolean
has_option (JsonObject *command,
            const char *name)
{
  JsonArray *options = poster_json_get_array (command, "options");

  for (guint i = 0; i < json_array_get_length (options); i++)
    if (g_strcmp0 (poster_json_get_string (json_array_get_object_element (options, i), "name"), name) == 0)
      return TRUE;
  return FALSE;
}

static void
test_every_command (Cli           *cli,
                    gconstpointer  data)
{
  const char * const without_result[] = { "run", "serve", NULL };
  g_autoptr(JsonArray) commands = list_commands (cli);

  g_assert_cmpuint (json_array_get_length (commands), >=, 18);
  for (guint i = 0; i < json_array_get_length (commands); i++)
    {
      JsonObject *command = json_array_get_object_element (commands, i);
      const char *name = poster_json_get_string (command, "name");

      g_test_message ("%s", name);
      cli_assert_refused (cli, cli_run (cli, name, "--nonsense", NULL), 2, "Unknown option --nonsense");
      g_assert_true (has_option (command, "json") || g_strv_contains (without_result, name));
    }
}

/* Where nothing can be stored, everything that needs the store says so. */
static void
test_no_store (Cli           *cli,
               gconstpointer  data)
{
  const char *commands[] = { "accounts", "posts", "queue", "export", "run" };

  cli_set_env (cli, "POSTER_DATA_DIR", cli->clip);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_test_message ("%s", commands[i]);
      cli_assert_refused (cli, cli_run (cli, commands[i], NULL), 1, "");
    }
}

static void
test_sandbox (Cli           *cli,
              gconstpointer  data)
{
  g_autoptr(GSubprocess) sandbox = cli_start (cli, "sandbox", "--port", "0", "--json", NULL);
  g_autofree char *line = cli_wait_for_line (g_subprocess_get_stdout_pipe (sandbox), "\"url\"");

  g_assert_nonnull (strstr (line, "http://127.0.0.1:"));
  g_subprocess_send_signal (sandbox, SIGTERM);
  g_assert_cmpint (cli_end (cli, sandbox, NULL), ==, 0);
}

static void
test_questions (Cli           *cli,
                gconstpointer  data)
{
  cli_assert_refused (cli, cli_run (cli, "psot", NULL), 2, "Did you mean “post”?");
  cli_assert_refused (cli, cli_run (cli, "help", "conect", NULL), 2, "Did you mean “connect”?");
  cli_assert_refused (cli, cli_run (cli, "posts", "--stauts", "draft", NULL), 2, "Did you mean “--status”?");
  cli_assert_refused (cli, cli_run (cli, "posts", "--stauts=draft", NULL), 2, "Did you mean “--status”?");
  cli_assert_refused (cli, cli_run (cli, "posts", "--status", "drfat", NULL), 2, "Did you mean “draft”?");
  cli_assert_refused (cli, cli_run (cli, "connect", "tikotk", NULL), 2, "Did you mean “tiktok”?");
  cli_assert_refused (cli, cli_run (cli, "connect", "late", "--platform", "thraeds", NULL), 1, "Did you mean “threads”?");
  g_assert_cmpint (cli_run (cli, "check", "--platform", "insatgram", cli->clip, NULL), ==, 1);
  g_assert_nonnull (strstr (cli->err, "Did you mean “instagram”?"));
  cli_assert_refused (cli, cli_run (cli, "check", "--option", "tiktk.privacy_level=X", cli->clip, NULL), 2,
                      "Did you mean “tiktok”?");
  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--option",
                                 "@kitchen:alow_comment=true", "--at", "2099-01-01 12:00", NULL));
  g_assert_nonnull (strstr (cli->err, "Did you mean “allow_comment”?"));
  /* Nothing near. */
  cli_assert_refused (cli, cli_run (cli, "publish", NULL), 2, "is not a command");
  g_assert_null (strstr (cli->err, "Did you mean"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Cli, NULL, cli_set_up, func, cli_tear_down)
  ADD ("/statuses/0-done-1-refused-2-wrong-usage", test_statuses);
  ADD ("/statuses/every-command-knows-wrong-usage-and-json", test_every_command);
  ADD ("/statuses/without-a-store-it-is-1", test_no_store);
  ADD ("/statuses/the-sandbox-says-where-it-is", test_sandbox);
  ADD ("/statuses/did-you-mean", test_questions);
  return g_test_run ();
}
