/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

#include "cli-fixture.h"
#include "poster-json.h"

/* The command line by way of Late: a key, the accounts behind it and new ones, posts that Late
 * publishes. */

typedef struct
{
  Cli          cli;
  GSubprocess *sandbox;
  char        *base_url;
  char        *api_url;
  char        *key;
} Service;

/* Returns: (transfer full): what the sandbox answers to a word of control */
static JsonObject *
tell_sandbox (Service    *service,
              const char *path,
              const char *words)
{
  g_autofree char *url = g_strconcat (service->base_url, path, NULL);
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr(GBytes) body = g_bytes_new_static (words, strlen (words));
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  return poster_json_parse_object (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), NULL);
}

static void
set_up (Service       *service,
        gconstpointer  data)
{
  g_autoptr(JsonObject) made = NULL;

  cli_set_up (&service->cli, NULL);
  service->sandbox = cli_start (&service->cli, "sandbox", "--port", "0", NULL);
  service->base_url = cli_wait_for_line (g_subprocess_get_stdout_pipe (service->sandbox), "http://127.0.0.1:");
  g_assert_nonnull (service->base_url);
  service->api_url = g_strconcat (service->base_url, "/api", NULL);
  made = tell_sandbox (service, "/sandbox/late/key", "{\"handle\":\"kitchen\",\"accounts\":[\"instagram\",\"twitter\"]}");
  service->key = g_strdup (poster_json_get_string (made, "key"));
}

static void
tear_down (Service       *service,
           gconstpointer  data)
{
  g_subprocess_send_signal (service->sandbox, SIGTERM);
  g_subprocess_wait (service->sandbox, NULL, NULL);
  g_clear_object (&service->sandbox);
  g_free (service->base_url);
  g_free (service->api_url);
  g_free (service->key);
  cli_tear_down (&service->cli, data);
}

static void
connect_key (Service *service)
{
  g_autofree char *line = g_strconcat (service->key, "\n", NULL);

  cli_assert_done (&service->cli, cli_run_with_input (&service->cli, line, "connect", "late", "--api-key-stdin",
                                                      "--base-url", service->api_url, "--json", NULL));
}

/* The ids of the accounts there are, by platform. */
static GHashTable *
list_accounts (Cli *cli)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(JsonObject) document = NULL;
  JsonArray *accounts;

  cli_assert_done (cli, cli_run (cli, "accounts", "--json", NULL));
  document = cli_json (cli);
  accounts = poster_json_get_array (document, "accounts");
  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);

      g_hash_table_insert (ids, g_strdup (poster_json_get_string (account, "platform")),
                           g_strdup (poster_json_get_string (account, "_id")));
    }
  return ids;
}

static void
test_key (Service       *service,
          gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(GHashTable) first = NULL;
  g_autoptr(GHashTable) again = NULL;
  g_autoptr(JsonObject) none = NULL;

  cli_assert_refused (cli, cli_run_with_input (cli, "sk_nonsense\n", "connect", "late", "--api-key-stdin", "--base-url",
                                               service->api_url, NULL), 1, "does not accept the key");
  cli_assert_refused (cli, cli_run_with_input (cli, "key\n", "connect", "late", "--api-key-stdin", "--base-url",
                                               "http://late.example/api", NULL), 1, "https");
  cli_assert_refused (cli, cli_run (cli, "connect", "late", NULL), 2, "--api-key-stdin");
  connect_key (service);
  g_assert_null (strstr (cli->out, service->key));
  g_assert_null (strstr (cli->err, service->key));
  first = list_accounts (cli);
  g_assert_cmpuint (g_hash_table_size (first), ==, 2);

  /* The same key again: the same accounts. */
  connect_key (service);
  again = list_accounts (cli);
  g_assert_cmpuint (g_hash_table_size (again), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (again, "instagram"), ==, g_hash_table_lookup (first, "instagram"));

  /* A key that is revoked is told at the next post, which waits for another one. */
  none = tell_sandbox (service, "/sandbox/late/revoke", "{\"handle\":\"kitchen\"}");
  cli_run (cli, "post", "--to", "twitter:@kitchen", "--caption", "Hello", "--wait", NULL);
  g_assert_nonnull (strstr (cli->err, "connect again"));
  cli_assert_done (cli, cli_run (cli, "accounts", NULL));
  g_assert_nonnull (strstr (cli->out, "needs to be connected again"));
}

/* What the person's browser does. */
static void
consent (const char *address)
{
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autofree char *uri = g_strconcat (address, "&sandbox_decision=allow", NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", uri);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (message);
  body = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
}

static int
connect_in_browser (Service    *service,
                    const char *platform,
                    const char *choice)
{
  Cli *cli = &service->cli;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *address = NULL;

  process = cli_start (cli, "connect", "late", "--platform", platform, "--no-browser",
                       choice != NULL ? "--choose" : NULL, choice, NULL);
  address = cli_wait_for_line (g_subprocess_get_stdout_pipe (process), "/late-connect?");
  g_assert_nonnull (address);
  consent (address);
  return cli_end (cli, process, NULL);
}

static void
test_new_accounts (Service       *service,
                   gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(GSubprocess) telegram = NULL;
  g_autoptr(GHashTable) accounts = NULL;
  g_autoptr(JsonObject) heard = NULL;
  g_autofree char *code = NULL;
  g_autofree char *words = NULL;

  cli_assert_refused (cli, cli_run (cli, "connect", "late", "--platform", "threads", NULL), 1, "no connection");
  connect_key (service);
  cli_assert_refused (cli, cli_run (cli, "connect", "late", "--platform", "telex", NULL), 1, "“telex”");

  cli_assert_done (cli, connect_in_browser (service, "threads", NULL));
  g_assert_nonnull (strstr (cli->out, "threads:@"));

  /* A second step: which page. Without a terminal nobody can be asked. */
  g_assert_cmpint (connect_in_browser (service, "facebook", NULL), ==, 1);
  g_assert_nonnull (strstr (cli->err, "kitchen Garden"));
  g_assert_nonnull (strstr (cli->err, "--choose"));
  g_assert_cmpint (connect_in_browser (service, "facebook", "kitchen Cellar"), ==, 1);
  cli_assert_done (cli, connect_in_browser (service, "facebook", "kitchen Garden"));

  cli_assert_done (cli, cli_run_with_input (cli, "abcd-efgh-ijkl-mnop\n", "connect", "late", "--platform", "bluesky",
                                            "--handle", "cook.bsky.social", NULL));
  g_assert_null (strstr (cli->out, "abcd-efgh"));

  telegram = cli_start (cli, "connect", "late", "--platform", "telegram", NULL);
  code = cli_wait_for_line (g_subprocess_get_stdout_pipe (telegram), "-");
  g_assert_nonnull (code);
  words = g_strdup_printf ("{\"code\":\"%s\",\"chat\":\"@kitchen_news\"}", code);
  heard = tell_sandbox (service, "/sandbox/late/telegram", words);
  cli_assert_done (cli, cli_end (cli, telegram, NULL));

  accounts = list_accounts (cli);
  g_assert_cmpuint (g_hash_table_size (accounts), ==, 6);
  g_assert_nonnull (g_hash_table_lookup (accounts, "telegram"));
  g_assert_nonnull (g_hash_table_lookup (accounts, "facebook"));
}

/* The posts at Late, without those that were deleted. */
static JsonArray *
list_at_late (Service *service)
{
  g_autofree char *url = g_strconcat (service->base_url, "/sandbox/late/ledger", NULL);
  g_autoptr(JsonObject) ledger = cli_fetch_json (url);
  JsonArray *posts = poster_json_get_array (ledger, "posts");
  JsonArray *left = json_array_new ();

  for (guint i = 0; i < json_array_get_length (posts); i++)
    {
      JsonObject *post = json_array_get_object_element (posts, i);

      if (json_node_is_null (json_object_get_member (post, "deletedUs")))
        json_array_add_object_element (left, json_object_ref (post));
    }
  return left;
}

static void
test_handed_over (Service       *service,
                  gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(JsonObject) stored = NULL;
  g_autoptr(JsonArray) handed = NULL;
  g_autoptr(JsonArray) edited = NULL;
  g_autoptr(JsonArray) cancelled = NULL;
  g_autofree char *id = NULL;
  JsonObject *post;

  connect_key (service);
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "instagram:@kitchen,twitter:@kitchen", "--caption",
                                 "One for both", "--at", "2099-01-01 12:00", "--timezone", "UTC", "--json", NULL));
  stored = cli_post (cli);
  id = g_strdup (poster_json_get_string (stored, "_id"));
  cli_assert_done (cli, cli_run (cli, "post", "--to", "twitter:@kitchen", "--caption", "From here", "--at",
                                 "2099-01-01 12:00", "--posted-by", "here", NULL));
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  handed = list_at_late (service);
  g_assert_cmpuint (json_array_get_length (handed), ==, 1);
  post = json_array_get_object_element (handed, 0);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (post, "accounts")), ==, 2);
  g_assert_cmpstr (poster_json_get_string (post, "content"), ==, "One for both");

  cli_assert_done (cli, cli_run (cli, "edit", id, "--caption", "Better", NULL));
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  edited = list_at_late (service);
  g_assert_cmpuint (json_array_get_length (edited), ==, 1);
  g_assert_cmpstr (poster_json_get_string (json_array_get_object_element (edited, 0), "content"), ==, "Better");

  cli_assert_done (cli, cli_run (cli, "cancel", id, NULL));
  cli_assert_done (cli, cli_run (cli, "run", "--until-idle", NULL));
  cancelled = list_at_late (service);
  g_assert_cmpuint (json_array_get_length (cancelled), ==, 0);
}

static guint
count_at_late (Service *service)
{
  g_autofree char *url = g_strconcat (service->api_url, "/v1/accounts", NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", service->key, NULL);
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GError) error = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  json = poster_json_parse_object (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), NULL);
  return json_array_get_length (poster_json_get_array (json, "accounts"));
}

/* Giving an account up hides it here; with --remote it goes at Late, too. */
static void
test_disconnect (Service       *service,
                 gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(GHashTable) left = NULL;

  connect_key (service);
  cli_assert_done (cli, cli_run (cli, "disconnect", "instagram:@kitchen", NULL));
  left = list_accounts (cli);
  g_assert_cmpuint (g_hash_table_size (left), ==, 1);
  g_assert_cmpuint (count_at_late (service), ==, 2);
  cli_assert_done (cli, cli_run (cli, "disconnect", "twitter:@kitchen", "--remote", NULL));
  g_assert_cmpuint (count_at_late (service), ==, 1);
}

/* One clip to both at once, with true states. */
static void
test_now (Service       *service,
          gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(JsonArray) at_late = NULL;
  JsonArray *targets;

  connect_key (service);
  cli_assert_done (cli, cli_run (cli, "post", cli->clip, "--to", "instagram:@kitchen,twitter:@kitchen", "--caption", "Now",
                                 "--wait", "--json", NULL));
  post = cli_post (cli);
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "published");
  targets = poster_json_get_array (post, "platforms");
  for (guint i = 0; i < 2; i++)
    g_assert_true (g_str_has_prefix (poster_json_get_string (json_array_get_object_element (targets, i),
                                                             "platformPostUrl"), "http"));
  at_late = list_at_late (service);
  g_assert_cmpuint (json_array_get_length (at_late), ==, 1);
}

/* Somebody else changes the only post at Late. */
static void
change_at_late (Service    *service,
                const char *content)
{
  g_autofree char *list_url = g_strconcat (service->api_url, "/v1/posts", NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", service->key, NULL);
  g_autofree char *words = g_strdup_printf ("{\"content\":\"%s\"}", content);
  g_autofree char *url = NULL;
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(JsonArray) at_late = list_at_late (service);
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(GBytes) body = g_bytes_new (words, strlen (words));
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (json_array_get_length (at_late), ==, 1);
  url = g_strconcat (list_url, "/", poster_json_get_string (json_array_get_object_element (at_late, 0), "postId"), NULL);
  message = soup_message_new ("PUT", url);
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
}

static void
assert_content_at_late (Service    *service,
                        const char *content)
{
  g_autoptr(JsonArray) at_late = list_at_late (service);

  g_assert_cmpuint (json_array_get_length (at_late), ==, 1);
  g_assert_cmpstr (poster_json_get_string (json_array_get_object_element (at_late, 0), "content"), ==, content);
}

/* Waiting ends when Late has it, for it is Late that publishes it. A post that was changed on both
 * sides waits for a person's word. */
static void
test_waits_until_handed_over (Service       *service,
                              gconstpointer  data)
{
  Cli *cli = &service->cli;
  g_autoptr(JsonObject) post = NULL;
  g_autoptr(JsonObject) after = NULL;
  g_autofree char *id = NULL;
  JsonObject *target;

  connect_key (service);
  cli_assert_done (cli, cli_run (cli, "post", "--to", "twitter:@kitchen", "--caption", "Later", "--at",
                                 "2099-01-01 12:00", "--timezone", "UTC", "--wait", "--json", NULL));
  g_assert_nonnull (strstr (cli->err, "twitter:@kitchen: handed over; Late publishes it at 2099-01-01 12:00"));
  post = cli_post (cli);
  id = g_strdup (poster_json_get_string (post, "_id"));
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "scheduled");
  target = json_array_get_object_element (poster_json_get_array (post, "platforms"), 0);
  g_assert_true (poster_json_get_boolean (target, "isHandedOver", FALSE));
  assert_content_at_late (service, "Later");
  cli_assert_refused (cli, cli_run (cli, "retry", id, "--keep", "here", NULL), 1, "nothing to choose");

  change_at_late (service, "Theirs");
  cli_run (cli, "edit", id, "--caption", "Mine", "--wait", NULL);
  assert_content_at_late (service, "Theirs");
  cli_assert_refused (cli, cli_run (cli, "retry", id, NULL), 1, "--keep here");
  cli_assert_refused (cli, cli_run (cli, "retry", id, "--keep", "both", NULL), 2, "either");
  cli_assert_refused (cli, cli_run (cli, "retry", id, "--keep", "late", "--again", NULL), 2, "--keep");
  cli_assert_done (cli, cli_run (cli, "retry", id, "--keep", "here", "--wait", NULL));
  assert_content_at_late (service, "Mine");

  change_at_late (service, "Theirs again");
  cli_run (cli, "edit", id, "--caption", "Mine again", "--wait", NULL);
  cli_assert_done (cli, cli_run (cli, "retry", id, "--keep", "late", "--wait", "--json", NULL));
  after = cli_post (cli);
  g_assert_cmpstr (poster_json_get_string (after, "content"), ==, "Theirs again");
  assert_content_at_late (service, "Theirs again");
}

/* LinkedIn takes a PDF, the others do not. */
static void
test_document (Service       *service,
               gconstpointer  data)
{
  static const char pdf[] = "%PDF-1.4\n2 0 obj <</Type /Pages /Kids [] /Count 3>> endobj\nstartxref\n9\n%%EOF\n";
  Cli *cli = &service->cli;
  g_autofree char *path = cli_file (cli, "slides.bin", pdf, sizeof pdf - 1);
  g_autoptr(JsonObject) made = NULL;
  g_autoptr(JsonObject) checked = NULL;
  g_autoptr(JsonObject) post = NULL;
  g_autofree char *line = NULL;
  JsonObject *file;

  cli_assert_done (cli, cli_run (cli, "check", path, "--platform", "linkedin", "--json", NULL));
  checked = cli_json (cli);
  file = json_array_get_object_element (poster_json_get_array (checked, "files"), 0);
  g_assert_cmpstr (poster_json_get_string (file, "type"), ==, "document");
  g_assert_cmpstr (poster_json_get_string (file, "container"), ==, "pdf");
  g_assert_cmpint (poster_json_get_int (file, "pages", 0), ==, 3);
  g_assert_cmpint (cli_run (cli, "check", path, "--platform", "twitter", NULL), ==, 1);
  g_assert_nonnull (strstr (cli->out, "This is a document"));

  made = tell_sandbox (service, "/sandbox/late/key", "{\"handle\":\"office\",\"accounts\":[\"linkedin\",\"twitter\"]}");
  line = g_strconcat (poster_json_get_string (made, "key"), "\n", NULL);
  cli_assert_done (cli, cli_run_with_input (cli, line, "connect", "late", "--api-key-stdin", "--base-url",
                                            service->api_url, NULL));
  cli_assert_refused (cli, cli_run (cli, "post", path, "--to", "twitter:@office", NULL), 1, "This is a document");
  cli_assert_done (cli, cli_run (cli, "post", path, "--to", "linkedin:@office", "--caption", "Our slides", "--option",
                                 "documentTitle=Slides", "--wait", "--json", NULL));
  post = cli_post (cli);
  g_assert_cmpstr (poster_json_get_string (post, "status"), ==, "published");
  g_assert_cmpstr (poster_json_get_string (json_array_get_object_element (poster_json_get_array (post, "mediaItems"), 0),
                                           "type"), ==, "document");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Service, NULL, set_up, func, tear_down)
  ADD ("/late/a-key-is-tested-kept-and-missed", test_key);
  ADD ("/late/every-kind-of-account-can-be-added", test_new_accounts);
  ADD ("/late/waiting-ends-when-late-has-it", test_waits_until_handed_over);
  ADD ("/late/a-document-goes-to-linkedin-alone", test_document);
  ADD ("/late/an-account-is-given-up-here-or-there-too", test_disconnect);
  ADD ("/late/one-post-for-several-accounts", test_now);
  ADD ("/late/what-is-handed-over-stays-in-step", test_handed_over);
  return g_test_run ();
}
