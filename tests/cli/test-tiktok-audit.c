/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>

#include "cli-fixture.h"
#include "poster-json.h"

/* The points of TikTok's Content Sharing Guidelines that show only when something is really sent; the
 * others are in tests/app/test-tiktok-audit.c. Each is named as on the help page tiktok-audit. */

static void
tell_sandbox (Cli        *cli,
              const char *path,
              const char *settings)
{
  g_autofree char *base_url = cli_practice_url (cli);
  g_autofree char *url = g_strconcat (base_url, path, NULL);
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr(GBytes) body = g_bytes_new_static (settings, strlen (settings));
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
}

static gint64
count_inits (Cli *cli)
{
  g_autofree char *base_url = cli_practice_url (cli);
  g_autofree char *url = g_strconcat (base_url, "/sandbox/ledger", NULL);
  g_autoptr(JsonObject) ledger = cli_fetch_json (url);

  return poster_json_get_int (poster_json_get_object (ledger, "counts"), "inits", -1);
}

/* What was chosen when it was written is asked about again when it goes out; what the account no longer
 * offers is not sent, and not adjusted either. */
static void
test_asked_again (Cli           *cli,
                  gconstpointer  data)
{
  g_autoptr(JsonObject) stored = NULL;
  g_autoptr(JsonObject) after = NULL;
  g_autofree char *id = NULL;

  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--json", NULL));
  stored = cli_post (cli);
  id = g_strdup (poster_json_get_string (stored, "_id"));
  tell_sandbox (cli, "/sandbox/users", "{\"handle\": \"kitchen\", \"private\": true}");
  cli_run (cli, "run", "--until-idle", NULL);
  cli_assert_done (cli, cli_run (cli, "show", id, "--json", NULL));
  after = cli_post (cli);
  g_assert_cmpstr (cli_target_status (after, "kitchen"), ==, "failed");
  g_assert_cmpint (count_inits (cli), ==, 0);
}

/* A draft, and a post for later, are on this computer only. */
static void
test_nothing_before (Cli           *cli,
                     gconstpointer  data)
{
  g_autoptr(JsonObject) draft = NULL;

  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--draft", NULL));
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                 "--at", "2099-01-01 12:00", NULL));
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  g_assert_cmpint (count_inits (cli), ==, 0);

  /* And nothing goes out to which the person did not say yes. */
  cli_assert_refused (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen",
                                    "--option", "privacy_level=PUBLIC_TO_EVERYONE",
                                    "--option", "content_preview_confirmed=true", NULL), 1, "consent");
  g_assert_cmpint (count_inits (cli), ==, 0);
}

static void
test_outcome (Cli           *cli,
              gconstpointer  data)
{
  g_autoptr(JsonObject) post = NULL;
  JsonObject *target;

  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--wait", "--json", NULL));
  post = cli_post (cli);
  target = json_array_get_object_element (poster_json_get_array (post, "platforms"), 0);
  g_assert_cmpstr (poster_json_get_string (target, "status"), ==, "published");
  g_assert_true (g_str_has_prefix (poster_json_get_string (target, "platformPostUrl"), "http"));
  g_assert_cmpint (count_inits (cli), ==, 1);
}

/* An account takes so many posts a day. The one too many waits, says why and until when, and goes out
 * by itself afterwards; nothing has failed. */
static void
test_daily_cap (Cli           *cli,
                gconstpointer  data)
{
  g_autoptr(JsonObject) stored = NULL;
  g_autoptr(JsonObject) after = NULL;
  g_autofree char *base_url = NULL;
  g_autofree char *id = NULL;
  JsonObject *target;

  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
  tell_sandbox (cli, "/sandbox/faults", "{\"posts_per_day\": 1}");
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--wait", NULL));
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--caption", "Again",
                                 "--json", NULL));
  stored = cli_post (cli);
  id = g_strdup (poster_json_get_string (stored, "_id"));
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  cli_assert_done (cli, cli_run (cli, "show", id, "--json", NULL));
  after = cli_post (cli);
  g_assert_cmpstr (cli_target_status (after, "kitchen"), ==, "pending");
  target = json_array_get_object_element (poster_json_get_array (after, "platforms"), 0);
  g_assert_nonnull (strstr (poster_json_get_string (target, "errorMessage"), "Next at "));

  /* A third does not even ask. */
  base_url = cli_practice_url (cli);
  g_assert_cmpuint (cli_publications (base_url, "kitchen"), ==, 1);
  cli_assert_done (cli, cli_run (cli, "accounts", "--json", NULL));
  g_assert_nonnull (strstr (cli->out, "spam_risk_too_many_posts"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Cli, NULL, cli_set_up, func, cli_tear_down)
  ADD ("/tiktok-audit/1a-asked-again-before-sending", test_asked_again);
  ADD ("/tiktok-audit/a-daily-cap-makes-posts-wait", test_daily_cap);
  ADD ("/tiktok-audit/5c-nothing-is-sent-before", test_nothing_before);
  ADD ("/tiktok-audit/5e-the-outcome-is-told", test_outcome);
  return g_test_run ();
}
