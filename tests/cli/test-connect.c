/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "cli-fixture.h"
#include "poster-json.h"

/* A sandbox in the foreground, in place of TikTok, and an app registered there. */
typedef struct
{
  Cli          cli;
  GSubprocess *sandbox;
  char        *base_url;
  char        *client_key;
  char        *client_secret;
} Service;

static void
start_service (Service    *service,
               const char *faults)
{
  Cli *cli = &service->cli;
  g_autofree char *info_url = NULL;
  g_autofree char *auth_url = NULL;
  g_autofree char *path = NULL;
  g_autoptr(JsonObject) info = NULL;

  if (faults != NULL)
    path = cli_file (cli, "faults.json", faults, -1);
  service->sandbox = faults != NULL ? cli_start (cli, "sandbox", "--port", "0", "--faults", path, NULL)
                                    : cli_start (cli, "sandbox", "--port", "0", NULL);
  service->base_url = cli_wait_for_line (g_subprocess_get_stdout_pipe (service->sandbox), "http://127.0.0.1:");
  g_assert_nonnull (service->base_url);
  info_url = g_strconcat (service->base_url, "/sandbox/info", NULL);
  info = cli_fetch_json (info_url);
  service->client_key = g_strdup (poster_json_get_string (info, "clientKey"));
  service->client_secret = g_strdup (poster_json_get_string (info, "clientSecret"));
  auth_url = g_strconcat (service->base_url, "/v2/auth/authorize/", NULL);
  cli_set_env (cli, "POSTER_TIKTOK_BASE_URL", service->base_url);
  cli_set_env (cli, "POSTER_TIKTOK_AUTH_URL", auth_url);
}

static void
set_up (Service       *service,
        gconstpointer  data)
{
  cli_set_up (&service->cli, NULL);
  start_service (service, data);
}

static void
tear_down (Service       *service,
           gconstpointer  data)
{
  if (service->sandbox != NULL)
    {
      g_subprocess_send_signal (service->sandbox, SIGTERM);
      g_subprocess_wait (service->sandbox, NULL, NULL);
      g_clear_object (&service->sandbox);
    }
  g_free (service->base_url);
  g_free (service->client_key);
  g_free (service->client_secret);
  cli_tear_down (&service->cli, data);
}

/* What the person's browser does: the consent page, and the way back from it. */
static void
consent (const char *address,
         const char *decision,
         const char *user)
{
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autofree char *uri = g_strdup_printf ("%s&sandbox_decision=%s&sandbox_user=%s", address, decision, user);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", uri);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (message);
  body = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
}

static GSubprocess *
start_connect (Service    *service,
               const char *secret,
               gboolean    with_json,
               char      **address)
{
  g_autofree char *line = g_strconcat (secret, "\n", NULL);
  GSubprocess *process;
  GOutputStream *in;

  process = cli_start_with_input (&service->cli, "connect", "tiktok", "--client-key", service->client_key, "--no-browser",
                                  with_json ? "--json" : NULL, NULL);
  in = g_subprocess_get_stdin_pipe (process);
  g_assert_true (g_output_stream_write_all (in, line, strlen (line), NULL, NULL, NULL));
  /* It reads one line; the pipe stays open, as a terminal does. */
  g_assert_true (g_output_stream_flush (in, NULL, NULL));
  *address = cli_wait_for_line (with_json ? g_subprocess_get_stderr_pipe (process) : g_subprocess_get_stdout_pipe (process),
                                "/v2/auth/authorize/?");
  g_assert_nonnull (*address);
  g_assert_null (strstr (*address, secret));
  g_assert_true (g_str_has_prefix (*address, service->base_url));
  return process;
}

static JsonObject *
list_accounts (Cli *cli)
{
  cli_assert_done (cli, cli_run (cli, "accounts", "--json", NULL));
  return cli_json (cli);
}

static void
test_connect (Service       *service,
              gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GSubprocess) again = NULL;
  g_autoptr(JsonObject) first = NULL;
  g_autoptr(JsonObject) second = NULL;
  g_autofree char *address = NULL;
  g_autofree char *address_again = NULL;
  JsonObject *account;

  process = start_connect (service, service->client_secret, FALSE, &address);
  consent (address, "allow", "kitchen");
  cli_assert_done (cli, cli_end (cli, process, NULL));
  g_assert_nonnull (strstr (cli->out, "@kitchen"));
  first = list_accounts (cli);
  account = json_array_get_object_element (poster_json_get_array (first, "accounts"), 0);
  g_assert_false (poster_json_get_boolean (account, "isPractice", TRUE));

  /* Once more: the same account. The address goes to stderr, stdout is the document. */
  again = start_connect (service, service->client_secret, TRUE, &address_again);
  consent (address_again, "allow", "kitchen");
  cli_assert_done (cli, cli_end (cli, again, NULL));
  second = cli_json (cli);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (second, "accounts")), ==, 1);
  g_assert_cmpstr (poster_json_get_string (account, "_id"), ==,
                   poster_json_get_string (json_array_get_object_element (poster_json_get_array (second, "accounts"), 0), "_id"));

  /* And it can be posted to. */
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--wait", NULL));
  g_assert_cmpuint (cli_publications (service->base_url, "kitchen"), ==, 1);

  cli_assert_done (cli, cli_run (cli, "disconnect", "@kitchen", "--remote", NULL));
  g_assert_null (strstr (cli->err, "could not be told"));
}

static void
connect_as (Service    *service,
            const char *user)
{
  Cli *cli = &service->cli;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *address = NULL;

  process = start_connect (service, service->client_secret, TRUE, &address);
  consent (address, "allow", user);
  cli_assert_done (cli, cli_end (cli, process, NULL));
}

/* The creator has taken the grant back: what is due waits for a new sign-in, and goes on with it. */
static void
test_reconnect (Service       *service,
                gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(JsonObject) held = NULL;
  g_autoptr(JsonObject) accounts = NULL;
  g_autoptr(JsonObject) after = NULL;
  g_autofree char *id = NULL;

  connect_as (service, "kitchen");
  g_assert_cmpint (cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--wait", "--json", NULL), ==, 1);
  held = cli_post (cli);
  id = g_strdup (poster_json_get_string (held, "_id"));
  g_assert_nonnull (strstr (cli->out, "\"held\""));
  g_assert_cmpstr (poster_json_get_string (held, "status"), ==, "scheduled");
  g_assert_cmpuint (cli_publications (service->base_url, "kitchen"), ==, 0);
  accounts = list_accounts (cli);
  g_assert_false (poster_json_get_boolean (json_array_get_object_element (poster_json_get_array (accounts, "accounts"), 0),
                                           "isActive", TRUE));

  connect_as (service, "kitchen");
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  cli_assert_done (cli, cli_run (cli, "show", id, "--json", NULL));
  after = cli_post (cli);
  g_assert_cmpstr (poster_json_get_string (after, "status"), ==, "published");
  g_assert_cmpuint (cli_publications (service->base_url, "kitchen"), ==, 1);
}

/* Only what has not been made public can be taken back: here the announcement gets no answer. */
static void
test_cancel (Service       *service,
             gconstpointer  data)
{
  Cli *cli = &service->cli;

  connect_as (service, "kitchen");
  for (guint i = 0; i < 2; i++)
    {
      gboolean is_dead = i == 1;
      g_autoptr(GSubprocess) process = NULL;
      g_autoptr(JsonObject) document = NULL;
      g_autoptr(JsonObject) after = NULL;
      g_autofree char *line = NULL;
      g_autofree char *id = NULL;

      process = cli_start (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS, "--wait", "--json", NULL);
      line = cli_wait_for_line (g_subprocess_get_stderr_pipe (process), "sending");
      g_assert_nonnull (line);
      if (is_dead)
        {
          g_subprocess_send_signal (process, SIGKILL);
          cli_end (cli, process, NULL);
        }
      cli_assert_done (cli, cli_run (cli, "posts", "--json", "--status", "publishing", NULL));
      document = cli_json (cli);
      g_assert_cmpuint (json_array_get_length (poster_json_get_array (document, "posts")), ==, 1);
      id = g_strdup (poster_json_get_string (json_array_get_object_element (poster_json_get_array (document, "posts"), 0), "_id"));
      cli_assert_refused (cli, cli_run (cli, "edit", id, "--caption", "x", NULL), 1, "being published");
      cli_assert_refused (cli, cli_run (cli, "delete", id, NULL), 1, "being published");

      /* With somebody who publishes it is asked; without, it is done here. */
      cli_assert_done (cli, cli_run (cli, "cancel", id, NULL));
      if (!is_dead)
        g_assert_cmpint (cli_end (cli, process, NULL), ==, 1);
      cli_assert_done (cli, cli_run (cli, "show", id, "--json", NULL));
      after = cli_post (cli);
      g_assert_cmpstr (cli_target_status (after, "kitchen"), ==, "cancelled");
    }
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  g_assert_cmpuint (cli_publications (service->base_url, "kitchen"), ==, 0);
}

static void
test_denied (Service       *service,
             gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(JsonObject) accounts = NULL;
  g_autofree char *address = NULL;

  process = start_connect (service, service->client_secret, TRUE, &address);
  consent (address, "deny", "kitchen");
  cli_assert_refused (cli, cli_end (cli, process, NULL), 1, "late-poster: ");
  accounts = list_accounts (cli);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (accounts, "accounts")), ==, 0);
}

static void
test_wrong_secret (Service       *service,
                   gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *address = NULL;

  process = start_connect (service, "quite-another-secret", TRUE, &address);
  consent (address, "allow", "kitchen");
  cli_assert_refused (cli, cli_end (cli, process, NULL), 1, "late-poster: ");
  g_assert_null (strstr (cli->err, "quite-another-secret"));
}

static void
test_no_secret (Service       *service,
                gconstpointer  data)
{
  Cli *cli = &service->cli;

  cli_assert_refused (cli, cli_run_with_input (cli, "", "connect", "tiktok", "--client-key", "key", "--no-browser", NULL),
                      1, "The secret is missing");
}

static void
test_no_network (Service       *service,
                 gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *address = NULL;

  /* The consent page answers, the token's address does not. */
  cli_set_env (cli, "POSTER_TIKTOK_BASE_URL", "http://127.0.0.1:1");
  process = start_connect (service, service->client_secret, TRUE, &address);
  consent (address, "allow", "kitchen");
  cli_assert_refused (cli, cli_end (cli, process, NULL), 1, "late-poster: ");
}

/* What cannot be asked now is asked when it is published. */
static void
test_not_asked (Service       *service,
                gconstpointer  data)
{
  Cli *cli = &service->cli;

  connect_as (service, "kitchen");
  cli_set_env (cli, "POSTER_TIKTOK_BASE_URL", "http://127.0.0.1:1");
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "@kitchen", TIKTOK_OPTIONS,
                                 "--at", "2099-01-01 12:00", NULL));
  g_assert_nonnull (strstr (cli->err, "@kitchen may do now could not be asked"));
}

static void
test_interrupted (Service       *service,
                  gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *address = NULL;

  process = start_connect (service, service->client_secret, TRUE, &address);
  g_subprocess_send_signal (process, SIGINT);
  g_assert_cmpint (cli_end (cli, process, NULL), ==, 1);
  g_assert_cmpstr (cli->out, ==, "");
}

static void
test_nonsense (Service       *service,
               gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *address = NULL;

  process = start_connect (service, service->client_secret, TRUE, &address);
  consent (address, "allow", "kitchen");
  cli_assert_refused (cli, cli_end (cli, process, NULL), 1, "late-poster: ");
}

static void
test_bad_faults (Cli           *cli,
                 gconstpointer  data)
{
  g_autofree char *path = cli_file (cli, "faults.json", "{\"weather\": \"bad\"}", -1);

  cli_assert_refused (cli, cli_run (cli, "sandbox", "--faults", path, NULL), 1, "weather");
  cli_assert_refused (cli, cli_run (cli, "sandbox", "--faults", "gone.json", NULL), 1, "gone.json");
}

int
main (int    argc,
      char **argv)
{
  const char *nonsense = "{\"rules\": [{\"endpoint\": \"token\", \"kind\": \"garbage\"}]}";

  const char *silent = "{\"rules\": [{\"endpoint\": \"video_init\", \"kind\": \"delay\", \"delay_us\": 600000000}]}";
  const char *revoked = "{\"rules\": [{\"endpoint\": \"creator_info\", \"kind\": \"revoke\", \"nth\": 1}]}";

  g_test_init (&argc, &argv, NULL);

#define ADD(path, faults, func) g_test_add (path, Service, faults, set_up, func, tear_down)
  ADD ("/connect/consent-in-the-browser", NULL, test_connect);
  ADD ("/connect/again-takes-up-what-was-held", revoked, test_reconnect);
  ADD ("/connect/what-is-on-its-way-can-be-cancelled", silent, test_cancel);
  ADD ("/connect/denied", NULL, test_denied);
  ADD ("/connect/a-wrong-secret-is-refused-and-not-told", NULL, test_wrong_secret);
  ADD ("/connect/no-secret", NULL, test_no_secret);
  ADD ("/connect/no-network", NULL, test_no_network);
  ADD ("/connect/a-post-is-stored-when-nobody-can-be-asked", NULL, test_not_asked);
  ADD ("/connect/interrupted", NULL, test_interrupted);
  ADD ("/connect/the-service-answers-nonsense", nonsense, test_nonsense);
  g_test_add ("/sandbox/faults-that-are-none", Cli, NULL, cli_set_up, test_bad_faults, cli_tear_down);
  return g_test_run ();
}
