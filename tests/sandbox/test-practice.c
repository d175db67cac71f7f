/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox-client.h"

#include "poster-error.h"
#include "poster-json.h"
#include "poster-practice-host.h"
#include "poster-practice.h"
#include "poster-sandbox-private.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *program;

typedef struct
{
  PosterClock        *clock;
  char               *data_dir;
  PosterPracticeHost *host;
  SoupSession        *session;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->clock = poster_clock_new ();
  fixture->data_dir = make_folder ();
  fixture->host = poster_practice_host_new (fixture->clock, fixture->data_dir, program);
  fixture->session = soup_session_new ();
  soup_session_set_proxy_resolver (fixture->session, NULL);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Returns: (transfer full): what the sandbox says */
static JsonObject *
ask (Fixture    *fixture,
     const char *base_url,
     const char *path)
{
  g_autofree char *url = g_strconcat (base_url, path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  soup_session_send_and_read_async (fixture->session, message, G_PRIORITY_DEFAULT, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (fixture->session, result, &error);
  g_assert_no_error (error);
  return poster_json_parse_object (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
}

static char *
ensure (Fixture  *fixture,
        GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_practice_ensure_async (POSTER_PRACTICE (fixture->host), NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return poster_practice_ensure_finish (POSTER_PRACTICE (fixture->host), result, error);
}

static char *
ensure_well (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  char *base_url = ensure (fixture, &error);

  g_assert_no_error (error);
  return base_url;
}

static gint64
get_pid (Fixture    *fixture,
         const char *base_url)
{
  g_autoptr(JsonObject) info = ask (fixture, base_url, "/sandbox/info");

  return poster_json_get_int (info, "pid", 0);
}

/* Ends the sandbox of @base_url, and comes back when it has gone: its lock is free then. */
static void
end_sandbox (Fixture    *fixture,
             const char *base_url,
             int         signal)
{
  pid_t pid = (pid_t) get_pid (fixture, base_url);
  g_autofree char *path = g_build_filename (fixture->data_dir, "sandbox", "lock", NULL);
  int lock = open (path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (pid, >, 1);
  g_assert_cmpint (kill (pid, signal), ==, 0);
  g_assert_cmpint (flock (lock, LOCK_EX), ==, 0);
  close (lock);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, "sandbox", "port", NULL);
  g_autofree char *text = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL))
    {
      g_autofree char *base_url = ensure_well (fixture);

      end_sandbox (fixture, base_url, SIGTERM);
    }
  g_object_unref (fixture->host);
  g_object_unref (fixture->session);
  g_object_unref (fixture->clock);
  remove_folder (fixture->data_dir);
}

static void
test_starts_and_finds_again (Fixture      *fixture,
                             gconstpointer data)
{
  g_autofree char *first = ensure_well (fixture);
  gint64 pid = get_pid (fixture, first);
  g_autofree char *second = ensure_well (fixture);
  g_autofree char *directory = g_build_filename (fixture->data_dir, "sandbox", NULL);
  g_autofree char *database = g_build_filename (directory, "sandbox.sqlite", NULL);
  struct stat status;

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpint (get_pid (fixture, second), ==, pid);
  g_assert_cmpstr (poster_practice_host_get_client_key (fixture->host), ==, POSTER_SANDBOX_CLIENT_KEY);
  g_assert_nonnull (poster_practice_host_get_client_secret (fixture->host));
  g_assert_true (g_str_has_prefix (poster_practice_host_get_web_folder (fixture->host), directory));
  g_assert_cmpstr (poster_practice_host_get_web_prefix (fixture->host), ==, POSTER_SANDBOX_WEB_PREFIX);
  /* A session and a process group of its own, and nothing for others to read. */
  g_assert_cmpint (getsid ((pid_t) pid), ==, pid);
  g_assert_cmpint (stat (directory, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (stat (database, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static char *
read_line (GSubprocess *process)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_subprocess_communicate_utf8_async (process, NULL, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_subprocess_communicate_utf8_finish (process, result, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return g_strchomp (text);
}

static void
test_several_processes_get_one (Fixture      *fixture,
                                gconstpointer data)
{
  g_autoptr(GPtrArray) processes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *found = NULL;
  g_autofree char *own = NULL;

  for (int i = 0; i < 4; i++)
    g_ptr_array_add (processes, g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, "ensure",
                                                  fixture->data_dir, NULL));
  for (guint i = 0; i < processes->len; i++)
    {
      g_autofree char *line = read_line (g_ptr_array_index (processes, i));

      g_assert_true (g_str_has_prefix (line, "http://127.0.0.1:"));
      if (found != NULL)
        g_assert_cmpstr (found, ==, line);
      g_free (found);
      found = g_steal_pointer (&line);
    }
  /* All of them have ended, and the sandbox still answers. */
  own = ensure_well (fixture);
  g_assert_cmpstr (own, ==, found);
  g_assert_cmpint (get_pid (fixture, own), >, 1);
}

static void
test_several_asks_get_one (Fixture      *fixture,
                           gconstpointer data)
{
  GAsyncResult *results[3] = { NULL };
  g_autofree char *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    poster_practice_host_ensure_async (fixture->host, NULL, keep_result_cb, &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *base_url = NULL;

      while (results[i] == NULL)
        g_main_context_iteration (NULL, TRUE);
      base_url = poster_practice_host_ensure_finish (fixture->host, results[i], NULL);
      g_assert_nonnull (base_url);
      if (found != NULL)
        g_assert_cmpstr (found, ==, base_url);
      g_free (found);
      found = g_steal_pointer (&base_url);
      g_object_unref (results[i]);
    }
}

/* As a caller in another language does, until its garbage is collected. */
static void
test_kept_result_keeps_nobody_waiting (Fixture      *fixture,
                                       gconstpointer data)
{
  g_autoptr(GAsyncResult) kept = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  poster_practice_host_ensure_async (fixture->host, NULL, keep_result_cb, &kept);
  while (kept == NULL)
    g_main_context_iteration (NULL, TRUE);
  first = poster_practice_host_ensure_finish (fixture->host, kept, NULL);
  g_assert_nonnull (first);
  end_sandbox (fixture, first, SIGTERM);
  second = ensure_well (fixture);
  g_assert_cmpstr (first, ==, second);
}

static void
test_keeps_its_address (Fixture      *fixture,
                        gconstpointer data)
{
  g_autofree char *first = ensure_well (fixture);
  gint64 pid = get_pid (fixture, first);
  g_autofree char *second = NULL;

  end_sandbox (fixture, first, SIGKILL);
  second = ensure_well (fixture);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpint (get_pid (fixture, second), !=, pid);
}

static void
test_foreign_program_is_not_mistaken (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autofree char *first = ensure_well (fixture);
  g_autoptr(PosterSandbox) foreign = poster_sandbox_new (fixture->clock, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  const char *port = strrchr (first, ':') + 1;

  /* Another sandbox, not ours, got the port. */
  end_sandbox (fixture, first, SIGTERM);
  poster_sandbox_start (foreign, (guint16) atoi (port), &error);
  g_assert_no_error (error);
  second = ensure_well (fixture);
  g_assert_cmpstr (first, !=, second);
  poster_sandbox_stop (foreign);
  /* The new one is kept from now on. */
  third = ensure_well (fixture);
  g_assert_cmpstr (second, ==, third);
}

static void
test_ledger_survives_a_kill (Fixture      *fixture,
                             gconstpointer data)
{
  g_autofree char *base_url = ensure_well (fixture);
  g_autofree char *again = NULL;
  g_autofree guint8 *bytes = client_new_video (1000);
  g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, 1000);
  g_autofree char *authorize = NULL;
  g_autofree char *form = NULL;
  g_autofree char *code = NULL;
  g_autofree char *token_url = g_strconcat (base_url, "/v2/oauth/token/", NULL);
  g_autofree char *init_url = g_strconcat (base_url, "/v2/post/publish/video/init/", NULL);
  g_autofree char *bearer = NULL;
  g_autoptr(Answer) answer = NULL;
  g_autoptr(Answer) token = NULL;
  g_autoptr(Answer) init = NULL;
  g_autoptr(JsonObject) ledger = NULL;
  JsonObject *entry;
  JsonArray *publications;
  SoupMessage *message;
  Client client = { .session = fixture->session };

  authorize = client_authorize (NULL, "&sandbox_decision=allow&sandbox_user=kitchen");
  code = g_strconcat (base_url, authorize, NULL);
  answer = client_send (&client, soup_message_new ("GET", code), NULL, NULL, 0);
  g_free (code);
  code = g_strdup (strstr (answer->location, "code=") + 5);
  code[strcspn (code, "&")] = '\0';
  form = g_strdup_printf ("client_key=%s&client_secret=%s&grant_type=authorization_code&code=%s&redirect_uri="
                          "http%%3A%%2F%%2F127.0.0.1%%3A49731%%2Fcallback%%2F&code_verifier=" VERIFIER,
                          poster_practice_host_get_client_key (fixture->host),
                          poster_practice_host_get_client_secret (fixture->host), code);
  token = client_send (&client, soup_message_new ("POST", token_url), "application/x-www-form-urlencoded", form,
                       strlen (form));
  bearer = g_strconcat ("Bearer ", poster_json_get_string (token->json, "access_token"), NULL);
  for (int i = 0; i < 2; i++)
    {
      static const char body[] = "{\"post_info\":{\"privacy_level\":\"SELF_ONLY\",\"brand_content_toggle\":false},"
                                 "\"source_info\":{\"source\":\"FILE_UPLOAD\",\"video_size\":1000,\"chunk_size\":1000,"
                                 "\"total_chunk_count\":1}}";

      g_clear_pointer (&init, answer_free);
      message = soup_message_new ("POST", init_url);
      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
      init = client_send (&client, message, "application/json", body, strlen (body));
    }
  assert_status (client_put (&client, poster_json_get_string (answer_data (init), "upload_url"), "video/mp4",
                             "bytes 0-999/1000", bytes, 1000), 201);
  end_sandbox (fixture, base_url, SIGKILL);

  again = ensure_well (fixture);
  ledger = ask (fixture, again, "/sandbox/ledger");
  publications = poster_json_get_array (ledger, "publications");
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (ledger, "inits")), ==, 2);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (ledger, "tokens")), ==, 1);
  g_assert_cmpuint (json_array_get_length (publications), ==, 1);
  entry = json_array_get_object_element (publications, 0);
  g_assert_cmpstr (poster_json_get_string (entry, "publish_id"), ==,
                   poster_json_get_string (answer_data (init), "publish_id"));
  g_assert_cmpstr (poster_json_get_string (entry, "sha256"), ==, sha256);
  /* The other upload can still be made, at its old address, and the token is still good. */
  message = soup_message_new ("POST", init_url);
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  assert_refused (client_send (&client, message, "application/json", "{}", 2), 400, "invalid_param");
}

static void
test_program_that_is_no_sandbox (Fixture      *fixture,
                                 gconstpointer data)
{
  static const char *const programs[] = { "/bin/true", "/nonexistent/program" };

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autoptr(PosterPracticeHost) host = poster_practice_host_new (fixture->clock, fixture->data_dir, programs[i]);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      poster_practice_host_ensure_async (host, NULL, keep_result_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_null (poster_practice_host_ensure_finish (host, result, &error));
      g_assert_nonnull (error);
    }
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_practice_host_ensure_async (fixture->host, cancellable, keep_result_cb, &result);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (poster_practice_host_ensure_finish (fixture->host, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
pass_time_cb (gpointer user_data)
{
  PosterTestClock *clock = user_data;

  poster_test_clock_advance (clock, 10 * G_USEC_PER_SEC);
  return G_SOURCE_CONTINUE;
}

/* Without anybody asking, ten minutes of it go by. */
static void
test_ends_when_nobody_asks (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (0);
  guint timer = g_idle_add (pass_time_cb, clock);
  char *folder = make_folder ();
  int fds[2];
  char line[128] = "";

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_cmpint (poster_sandbox_run_practice_with_clock (POSTER_CLOCK (clock), folder, fds[1]), ==, 0);
  g_assert_cmpint (poster_clock_get_monotonic_us (POSTER_CLOCK (clock)), >=, 10 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (poster_clock_get_monotonic_us (POSTER_CLOCK (clock)), <, 11 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (read (fds[0], line, sizeof line - 1), >, 0);
  g_assert_cmpint (g_ascii_strtoll (line, NULL, 10), >, 0);
  g_assert_cmpint (read (fds[0], line, sizeof line), ==, 0);
  close (fds[0]);
  g_source_remove (timer);
  remove_folder (folder);
}

#define ADD(name, func) g_test_add ("/sandbox/practice/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  program = g_getenv ("PRACTICE_PROGRAM");
  g_assert_nonnull (program);
  ADD ("starts-and-finds-again", test_starts_and_finds_again);
  ADD ("several-processes-get-one", test_several_processes_get_one);
  ADD ("several-asks-get-one", test_several_asks_get_one);
  ADD ("kept-result-keeps-nobody-waiting", test_kept_result_keeps_nobody_waiting);
  ADD ("keeps-its-address", test_keeps_its_address);
  ADD ("foreign-program-is-not-mistaken", test_foreign_program_is_not_mistaken);
  ADD ("ledger-survives-a-kill", test_ledger_survives_a_kill);
  ADD ("program-that-is-no-sandbox", test_program_that_is_no_sandbox);
  ADD ("cancelled", test_cancelled);
  ADD ("ends-when-nobody-asks", test_ends_when_nobody_asks);
  return g_test_run ();
}
