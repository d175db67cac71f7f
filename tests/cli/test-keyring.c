/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli-fixture.h"
#include "poster-json.h"

/* Run by test-keyring.sh, on a bus of its own. */

static gboolean
file_holds (const char *path,
            const char *text)
{
  g_autofree char *bytes = NULL;
  gsize length;

  return g_file_get_contents (path, &bytes, &length, NULL) && memmem (bytes, length, text, strlen (text)) != NULL;
}

/* Looks for @text in all files below @path but those of the sandbox, which is the other side. */
static void
assert_nowhere (const char *path,
                const char *text)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_str_equal (name, "sandbox"))
        continue;
      if (file_holds (child, text))
        g_error ("“%s” holds a secret", child);
      assert_nowhere (child, text);
    }
}

static void
test_open (Cli           *cli,
           gconstpointer  data)
{
  g_autoptr(JsonObject) info = NULL;
  g_autofree char *info_url = NULL;
  g_autofree char *url = NULL;

  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--wait", NULL));
  url = cli_practice_url (cli);
  g_assert_cmpuint (cli_publications (url, "kitchen"), ==, 1);

  /* Tokens and upload addresses have left no trace outside the keyring. */
  info_url = g_strconcat (url, "/sandbox/info", NULL);
  info = cli_fetch_json (info_url);
  assert_nowhere (cli->data_dir, poster_json_get_string (info, "clientSecret"));
  assert_nowhere (cli->data_dir, "act.");
  assert_nowhere (cli->data_dir, "rft.");
  assert_nowhere (cli->data_dir, "upload_token");

  cli_assert_done (cli, cli_run (cli, "disconnect", "@kitchen", NULL));
}

static void
use_file (Cli      *cli,
          gboolean  use)
{
  cli_set_env (cli, "SECRET_BACKEND", use ? "file" : NULL);
  cli_set_env (cli, "DBUS_SESSION_BUS_ADDRESS",
               use ? "unix:path=/nonexistent/bus" : g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
}

/* An account that was connected while there was a keyring, and a post to it now that there is
 * none that opens. */
static void
test_held (Cli        *cli,
           const char *words)
{
  g_autofree char *secrets = g_build_filename (cli->dir, "secrets", NULL);
  g_autoptr(JsonObject) held = NULL;
  g_autoptr(JsonObject) after = NULL;
  g_autofree char *id = NULL;

  cli_set_env (cli, "SECRET_FILE_TEST_PATH", secrets);
  cli_set_env (cli, "SECRET_FILE_TEST_PASSWORD", "password");
  use_file (cli, TRUE);
  cli_assert_done (cli, cli_run (cli, "connect", "tiktok", "--practice=kitchen", NULL));
  use_file (cli, FALSE);

  cli_assert_refused (cli, cli_run (cli, "connect", "tiktok", "--practice=workshop", NULL), 1, words);
  g_assert_cmpint (cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--wait", "--json", NULL), ==, 1);
  g_assert_nonnull (strstr (cli->err, words));
  held = cli_post (cli);
  id = g_strdup (poster_json_get_string (held, "_id"));
  g_assert_nonnull (strstr (cli->out, "\"held\""));
  g_assert_cmpstr (cli_target_status (held, "kitchen"), ==, "pending");

  use_file (cli, TRUE);
  cli_assert_done (cli, cli_run (cli, "retry", id, "--wait", "--json", NULL));
  after = cli_post (cli);
  g_assert_cmpstr (cli_target_status (after, "kitchen"), ==, "published");
}

static void
test_locked (Cli           *cli,
             gconstpointer  data)
{
  test_held (cli, "locked");
}

static void
test_none (Cli           *cli,
           gconstpointer  data)
{
  test_held (cli, "No keyring answers");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Cli, "session-keyring", cli_set_up, func, cli_tear_down)
  ADD ("/keyring/open/secrets-stay-in-the-keyring", test_open);
  ADD ("/keyring/locked/is-said-and-loses-nothing", test_locked);
  ADD ("/keyring/none/is-said-and-loses-nothing", test_none);
  return g_test_run ();
}
