/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "cli-fixture.h"
#include "poster-json.h"

#define CONSENT_HEADINGS "option:privacy_level,option:content_preview_confirmed,option:express_consent_given"
#define CONSENT "PUBLIC_TO_EVERYONE,true,true"

static void
connect_practice (Cli *cli)
{
  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=workshop", NULL));
}

static char *
write_plan (Cli        *cli,
            const char *text)
{
  return cli_file (cli, "plan.csv", text, -1);
}

/* A table with all that a row can have, for @clip. */
static char *
full_plan (Cli *cli)
{
  g_autofree char *name = g_path_get_basename (cli->clip);
  g_autofree char *beside = g_build_filename (cli->dir, name, NULL);

  /* One row names it as it lies beside the plan. */
  g_assert_cmpint (symlink (cli->clip, beside), ==, 0);
  return g_strdup_printf (
    "date,timezone,accounts,caption,title,media,note," CONSENT_HEADINGS ",option:@workshop:allow_comment,caption:@workshop\r\n"
    "2031-03-30 02:30,Europe/Berlin,kitchen,\"Pasta, tonight\n#pasta\",,%s,first," CONSENT ",,\r\n"
    "2031-12-24T18:00:00Z,Asia/Tokyo,\"kitchen, @workshop\",Both,,%s,," CONSENT ",true,Mine\r\n"
    "draft 2031-12-24 18:00,Europe/Berlin,,Later,A title,,,,,,,\r\n", name, cli->clip);
}

static guint
count_posts (Cli *cli)
{
  g_autoptr(JsonObject) json = NULL;

  cli_assert_done (cli, cli_run (cli, "posts", "--json", NULL));
  json = cli_json (cli);
  return json_array_get_length (poster_json_get_array (json, "posts"));
}

static void
test_import (Cli           *cli,
             gconstpointer  data)
{
  g_autofree char *text = full_plan (cli);
  g_autofree char *plan = write_plan (cli, text);
  g_autoptr(JsonObject) dry = NULL;
  g_autoptr(JsonObject) json = NULL;
  JsonArray *posts;
  JsonObject *first, *second, *third;
  JsonObject *target;

  connect_practice (cli);
  cli_assert_done (cli, cli_run (cli, "import", plan, "--dry-run", "--json", NULL));
  dry = cli_json (cli);
  g_assert_cmpint (poster_json_get_int (dry, "totalRows", -1), ==, 3);
  g_assert_cmpint (poster_json_get_int (dry, "created", -1), ==, 0);
  g_assert_cmpuint (count_posts (cli), ==, 0);

  cli_assert_done (cli, cli_run (cli, "import", plan, NULL));
  g_assert_cmpstr (cli->out, ==, "3 posts imported.\n");
  cli_assert_done (cli, cli_run (cli, "posts", "--json", NULL));
  json = cli_json (cli);
  posts = poster_json_get_array (json, "posts");
  g_assert_cmpuint (json_array_get_length (posts), ==, 3);

  /* The list has the newest first, and the plan's order is that in which they were made. */
  first = json_array_get_object_element (posts, 2);
  second = json_array_get_object_element (posts, 1);
  third = json_array_get_object_element (posts, 0);
  g_assert_cmpstr (poster_json_get_string (first, "content"), ==, "Pasta, tonight\n#pasta");
  g_assert_cmpstr (poster_json_get_string (first, "status"), ==, "scheduled");
  /* In the hour that the clocks skip: the first moment after it. */
  g_assert_cmpstr (poster_json_get_string (first, "scheduledFor"), ==, "2031-03-30T01:00:00.000Z");
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (first, "mediaItems")), ==, 1);
  g_assert_cmpstr (poster_json_get_string (second, "timezone"), ==, "Asia/Tokyo");
  g_assert_cmpstr (poster_json_get_string (second, "scheduledFor"), ==, "2031-12-24T18:00:00.000Z");
  target = json_array_get_object_element (poster_json_get_array (second, "platforms"), 1);
  g_assert_cmpstr (poster_json_get_string (target, "username"), ==, "workshop");
  g_assert_cmpstr (poster_json_get_string (target, "customContent"), ==, "Mine");
  g_assert_true (poster_json_get_boolean (poster_json_get_object (target, "platformSpecificData"), "allow_comment", FALSE));
  target = json_array_get_object_element (poster_json_get_array (second, "platforms"), 0);
  g_assert_false (poster_json_get_boolean (poster_json_get_object (target, "platformSpecificData"), "allow_comment", FALSE));
  g_assert_cmpstr (poster_json_get_string (third, "status"), ==, "draft");
  g_assert_cmpstr (poster_json_get_string (third, "title"), ==, "A title");
}

static void
test_twice (Cli           *cli,
            gconstpointer  data)
{
  g_autofree char *text = full_plan (cli);
  g_autofree char *plan = write_plan (cli, text);
  g_autofree char *more = NULL;
  g_autofree char *longer = NULL;

  connect_practice (cli);
  cli_assert_done (cli, cli_run (cli, "import", plan, NULL));
  cli_assert_done (cli, cli_run (cli, "import", plan, NULL));
  g_assert_cmpstr (cli->out, ==, "0 posts imported.\n");
  g_assert_nonnull (strstr (cli->err, "3 posts are here already"));
  g_assert_cmpuint (count_posts (cli), ==, 3);

  /* The person wrote one more row: that alone is new. Two equal rows are two posts. */
  longer = g_strconcat (text, "draft,,,Again,,,,,,,,\r\ndraft,,,Again,,,,,,,,\r\n", NULL);
  more = write_plan (cli, longer);
  cli_assert_done (cli, cli_run (cli, "import", more, NULL));
  g_assert_cmpstr (cli->out, ==, "2 posts imported.\n");
  g_assert_cmpuint (count_posts (cli), ==, 5);
}

static void
test_refused (Cli           *cli,
              gconstpointer  data)
{
  g_autofree char *plan = NULL;
  g_autofree char *binary = NULL;
  g_autoptr(JsonObject) json = NULL;
  const char *lines[] = { "line 2: ", "line 3: ", "line 4: ", "line 5: ", "line 6: ", "line 7: ", "line 8: " };
  const char *words[] = { "2020", "nobody", "missing.mp4", "There is no queue “Nights”", "privacy", "no date", "not said" };

  connect_practice (cli);
  plan = write_plan (cli,
    "date,queue,accounts,caption,media\n"
    "2020-01-01 12:00,,kitchen,past,\n"
    "2031-01-01 12:00,,nobody,who,\n"
    "2031-01-01 12:00,,kitchen,file,missing.mp4\n"
    ",Nights,kitchen,queue,\n"
    "2031-01-01 12:00,,kitchen,no options,\n"
    ",,kitchen,no date,\n"
    "2031-01-01 12:00,,,no account,\n"
    "draft,,,a draft is well,\n");
  g_assert_cmpint (cli_run (cli, "import", plan, NULL), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const char *line = strstr (cli->err, lines[i]);

      if (line == NULL || strstr (line, words[i]) == NULL)
        g_error ("“%s…%s” is not in: %s", lines[i], words[i], cli->err);
    }
  g_assert_null (strstr (cli->err, "line 9"));
  g_assert_nonnull (strstr (cli->err, "Nothing was imported: 7 rows"));
  g_assert_cmpuint (count_posts (cli), ==, 0);

  g_assert_cmpint (cli_run (cli, "import", plan, "--json", NULL), ==, 1);
  json = cli_json (cli);
  g_assert_false (poster_json_get_boolean (json, "success", TRUE));
  g_assert_cmpint (poster_json_get_int (json, "failed", -1), ==, 7);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (json, "errors")), >=, 7);

  binary = cli_file (cli, "noise.csv", "\x89PNG\r\n\x1a\n\0\0", 10);
  cli_assert_refused (cli, cli_run (cli, "import", binary, NULL), 1, "UTF-8");
  cli_assert_refused (cli, cli_run (cli, "import", "/nowhere/plan.csv", NULL), 1, "There is no file");
  cli_assert_refused (cli, cli_run (cli, "import", cli->dir, NULL), 1, "folder");
  cli_assert_refused (cli, cli_run (cli, "import", NULL), 2, "plan");
  cli_assert_refused (cli, cli_run (cli, "import", plan, "--timezone", "Mars", NULL), 2, "Mars");
  cli_assert_refused (cli, cli_run (cli, "export", "--format", "xml", NULL), 2, "xml");
  cli_assert_refused (cli, cli_run (cli, "export", "--status", "gone", NULL), 2, "gone");
}

/* What is exported here can be imported there, and exported again it is the same. */
static void
test_round_trip (Cli           *cli,
                 gconstpointer  format)
{
  g_autofree char *text = full_plan (cli);
  g_autofree char *plan = write_plan (cli, text);
  g_autofree char *exported = NULL;
  g_autofree char *carried = NULL;
  g_autofree char *elsewhere = g_build_filename (cli->dir, "elsewhere", NULL);

  connect_practice (cli);
  cli_assert_done (cli, cli_run (cli, "queue", "add", "Evenings", "--timezone", "Europe/Berlin", "--slot", "mon 18:00", NULL));
  cli_assert_done (cli, cli_run (cli, "import", plan, NULL));
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "kitchen", "--queue", "--caption", "In line", TIKTOK_OPTIONS, NULL));
  cli_assert_done (cli, cli_run (cli, "export", "--format", format, NULL));
  exported = g_strdup (cli->out);
  g_assert_nonnull (strstr (exported, "Pasta, tonight"));
  g_assert_nonnull (strstr (exported, "Evenings"));
  carried = cli_file (cli, "carried.plan", exported, -1);

  /* Here it changes nothing. */
  cli_assert_done (cli, cli_run (cli, "import", carried, NULL));
  g_assert_cmpstr (cli->out, ==, "0 posts imported.\n");

  cli_set_env (cli, "POSTER_DATA_DIR", elsewhere);
  connect_practice (cli);
  cli_assert_done (cli, cli_run (cli, "queue", "add", "Evenings", "--timezone", "Europe/Berlin", "--slot", "mon 18:00", NULL));
  cli_assert_done (cli, cli_run (cli, "import", carried, NULL));
  g_assert_cmpstr (cli->out, ==, "4 posts imported.\n");
  cli_assert_done (cli, cli_run (cli, "export", "--format", format, NULL));
  g_assert_cmpstr (cli->out, ==, exported);
}

static void
test_queue (Cli           *cli,
            gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_autofree char *plan = NULL;
  g_autoptr(JsonObject) json = NULL;
  JsonArray *posts;
  const char *before = "";

  connect_practice (cli);
  cli_assert_done (cli, cli_run (cli, "queue", "add", "Evenings", "--timezone", "UTC", "--slot", "mon 18:00", "--slot", "thu 18:00", NULL));
  text = g_strdup_printf ("accounts,caption,media," CONSENT_HEADINGS "\n"
                          "kitchen,one,%s," CONSENT "\nkitchen,two,%s," CONSENT "\nkitchen,three,%s," CONSENT "\n",
                          cli->clip, cli->clip, cli->clip);
  plan = write_plan (cli, text);
  cli_assert_done (cli, cli_run (cli, "import", plan, "--json", NULL));
  json = cli_json (cli);
  posts = poster_json_get_array (json, "posts");
  g_assert_cmpuint (json_array_get_length (posts), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const char *when = poster_json_get_string (json_array_get_object_element (posts, i), "scheduledFor");

      g_assert_true (g_str_has_suffix (when, "T18:00:00.000Z"));
      g_assert_cmpstr (when, >, before);
      before = when;
    }
}

/* A post that was out is not sent again by whoever imports the plan elsewhere. */
static void
test_out (Cli           *cli,
          gconstpointer  data)
{
  g_autofree char *exported = NULL;
  g_autofree char *elsewhere = g_build_filename (cli->dir, "elsewhere", NULL);

  connect_practice (cli);
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "kitchen", "--caption", "Out", "--wait", TIKTOK_OPTIONS, NULL));
  cli_assert_done (cli, cli_run (cli, "export", NULL));
  exported = cli_file (cli, "out.csv", cli->out, -1);
  cli_set_env (cli, "POSTER_DATA_DIR", elsewhere);
  connect_practice (cli);
  cli_assert_done (cli, cli_run (cli, "import", exported, NULL));
  g_assert_cmpstr (cli->out, ==, "0 posts imported.\n");
  g_assert_nonnull (strstr (cli->err, "1 post was out already"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, Cli, data, cli_set_up, func, cli_tear_down)
  ADD ("/plan/rows-become-posts", NULL, test_import);
  ADD ("/plan/a-row-is-imported-once", NULL, test_twice);
  ADD ("/plan/what-is-wrong-is-told-and-nothing-is-imported", NULL, test_refused);
  ADD ("/plan/export-is-imported-again/csv", "csv", test_round_trip);
  ADD ("/plan/export-is-imported-again/json", "json", test_round_trip);
  ADD ("/plan/no-date-is-the-next-slot", NULL, test_queue);
  ADD ("/plan/what-was-out-stays-out", NULL, test_out);
  return g_test_run ();
}
