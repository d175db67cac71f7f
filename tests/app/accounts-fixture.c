/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts-fixture.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <locale.h>
#include <signal.h>

#include "app-test.h"
#include "poster-command-line.h"
#include "poster-id.h"
#include "poster-json.h"
#include "poster-test-async.h"

/* Asked by the leak sanitizer at the end. libsecret's file backend loses a string each time it writes
 * its file, and gives it back to the main loop, so that no suppression could tell it from ours. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return g_getenv ("SECRET_BACKEND") != NULL;
}

/**
 * accounts_play_role:
 * @argc: of main
 * @argv: of main
 * @status: (out): the exit status
 *
 * A practice account starts the program that it belongs to, which is this test.
 *
 * Returns: whether this process is that one, and has ended
 */
gboolean
accounts_play_role (int    argc,
                    char **argv,
                    int   *status)
{
  if (argc < 2 || !g_str_equal (argv[1], "sandbox"))
    return FALSE;
  setlocale (LC_ALL, "");
  *status = poster_command_line_run (argc, argv);
  return TRUE;
}

/* A browser that opens nothing: a desktop without one would say so in a dialog. */
static void
install_browser (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *entry = g_build_filename (folder, "test-browser.desktop", NULL);
  g_autofree char *list = g_build_filename (folder, "mimeapps.list", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (entry, "[Desktop Entry]\nType=Application\nName=Browser\nExec=true %u\n"
                                      "MimeType=x-scheme-handler/http;x-scheme-handler/https;\n", -1, NULL));
  g_assert_true (g_file_set_contents (list, "[Default Applications]\nx-scheme-handler/http=test-browser.desktop\n"
                                      "x-scheme-handler/https=test-browser.desktop\n", -1, NULL));
}

static gboolean
is_loaded (gpointer user_data)
{
  return poster_session_get_is_loaded (user_data);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

/**
 * accounts_set_up:
 * @accounts: a fixture
 * @data: not used
 *
 * Opens an empty data directory and starts a session on it. Secrets go into a file, unless the test
 * runs with a keyring.
 */
void
accounts_set_up (Accounts      *accounts,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *keyring = NULL;
  g_autofree char *data_dir = NULL;

  install_browser ();
  accounts->dir = g_dir_make_tmp ("poster-accounts-XXXXXX", &error);
  g_assert_no_error (error);
  if (g_getenv ("POSTER_TEST_KEYRING") == NULL)
    {
      keyring = g_build_filename (accounts->dir, "keyring", NULL);
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
    }
  data_dir = g_build_filename (accounts->dir, "data", NULL);
  accounts->workspace = poster_workspace_new (data_dir, &error);
  g_assert_no_error (error);
  poster_workspace_open (accounts->workspace, &error);
  g_assert_no_error (error);
  accounts->session = poster_session_new (accounts->workspace);
  poster_session_start (accounts->session);
  app_test_wait (is_loaded, accounts->session);
}

/**
 * accounts_start_sandbox:
 * @accounts: a fixture
 *
 * Starts a sandbox in the foreground, and takes it for TikTok and for Late from here on: the session begins anew.
 */
void
accounts_start_sandbox (Accounts *accounts)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *sandbox_dir = g_build_filename (accounts->dir, "sandbox", NULL);
  g_autoptr(GDataInputStream) out = NULL;
  g_autofree char *info_url = NULL;
  g_autofree char *auth_url = NULL;
  g_autofree char *late_url = NULL;
  g_autoptr(SoupSession) http = soup_session_new ();
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(JsonObject) info = NULL;
  g_autoptr(GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "POSTER_DATA_DIR", sandbox_dir, TRUE);
  accounts->sandbox = g_subprocess_launcher_spawn (launcher, &error, self, "sandbox", "--port", "0", NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (accounts->sandbox));
  do
    {
      g_free (accounts->base_url);
      accounts->base_url = g_data_input_stream_read_line_utf8 (out, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (accounts->base_url);
    }
  while (!g_str_has_prefix (accounts->base_url, "http://127.0.0.1:"));

  info_url = g_strconcat (accounts->base_url, "/sandbox/info", NULL);
  message = soup_message_new ("GET", info_url);
  body = soup_session_send_and_read (http, message, NULL, &error);
  g_assert_no_error (error);
  info = poster_json_parse_object (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), &error);
  g_assert_no_error (error);
  accounts->client_key = g_strdup (poster_json_get_string (info, "clientKey"));
  accounts->client_secret = g_strdup (poster_json_get_string (info, "clientSecret"));

  auth_url = g_strconcat (accounts->base_url, "/v2/auth/authorize/", NULL);
  g_setenv ("POSTER_TIKTOK_BASE_URL", accounts->base_url, TRUE);
  g_setenv ("POSTER_TIKTOK_AUTH_URL", auth_url, TRUE);
  late_url = g_strconcat (accounts->base_url, "/api", NULL);
  g_setenv ("POSTER_LATE_BASE_URL", late_url, TRUE);
  accounts_restart (accounts);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

/* What is under way holds it until it is done; nothing else may. */
static void
drop (gpointer object)
{
  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  app_test_wait (is_gone, &object);
}

static void
stop (Accounts *accounts)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_session_stop_async (accounts->session, poster_test_keep_result_cb, &result);
  poster_session_stop_finish (accounts->session, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  drop (g_steal_pointer (&accounts->session));
  drop (g_steal_pointer (&accounts->workspace));
}

/**
 * accounts_restart:
 * @accounts: a fixture
 *
 * Ends the session as the program does, and begins another on the same data.
 */
void
accounts_restart (Accounts *accounts)
{
  g_autofree char *data_dir = g_strdup (poster_workspace_get_data_dir (accounts->workspace));
  g_autoptr(GError) error = NULL;

  stop (accounts);
  accounts->workspace = poster_workspace_new (data_dir, &error);
  g_assert_no_error (error);
  poster_workspace_open (accounts->workspace, &error);
  g_assert_no_error (error);
  accounts->session = poster_session_new (accounts->workspace);
  poster_session_start (accounts->session);
  app_test_wait (is_loaded, accounts->session);
}

/* The sandbox of practice accounts outlives the program that asked for it. */
static void
end_practice (Accounts *accounts)
{
  g_autoptr(GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (processes != NULL && (name = g_dir_read_name (processes)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL);
      g_autofree char *words = NULL;
      gsize length;

      if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &words, &length, NULL))
        continue;
      for (char *word = words; word < words + length; word += strlen (word) + 1)
        if (g_str_has_prefix (word, accounts->dir))
          {
            kill ((pid_t) atoi (name), SIGTERM);
            break;
          }
    }
}

/**
 * accounts_make_file:
 * @accounts: a fixture
 * @name: a file name
 *
 * Makes a file that is there until the end, for tests that say themselves what is in it.
 *
 * Returns: (transfer full): its path
 */
char *
accounts_make_file (Accounts   *accounts,
                    const char *name)
{
  char *path = g_build_filename (accounts->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  return path;
}

void
accounts_tear_down (Accounts      *accounts,
                    gconstpointer  data)
{
  stop (accounts);
  if (accounts->sandbox != NULL)
    {
      g_subprocess_send_signal (accounts->sandbox, SIGTERM);
      g_subprocess_wait (accounts->sandbox, NULL, NULL);
      g_clear_object (&accounts->sandbox);
    }
  end_practice (accounts);
  g_unsetenv ("POSTER_TIKTOK_BASE_URL");
  g_unsetenv ("POSTER_TIKTOK_AUTH_URL");
  g_unsetenv ("POSTER_LATE_BASE_URL");
  remove_tree (accounts->dir);
  g_free (accounts->dir);
  g_free (accounts->base_url);
  g_free (accounts->client_key);
  g_free (accounts->client_secret);
}

typedef struct
{
  Accounts   *accounts;
  const char *handle;
  gboolean    is_there;
} Wanted;

static gboolean
is_as_wanted (gpointer user_data)
{
  Wanted *wanted = user_data;
  g_autoptr(PosterAccount) account = accounts_find (wanted->accounts, wanted->handle);

  return (account != NULL) == wanted->is_there;
}

/**
 * accounts_wait:
 * @accounts: a fixture
 * @handle: without the @
 * @is_there: whether it is to come or to go
 *
 * Waits until the session has, or has not, that account.
 */
void
accounts_wait (Accounts   *accounts,
               const char *handle,
               gboolean    is_there)
{
  Wanted wanted = { accounts, handle, is_there };

  app_test_wait (is_as_wanted, &wanted);
}

/**
 * accounts_find:
 * @accounts: a fixture
 * @handle: without the @
 *
 * Returns: (transfer full) (nullable): the account as the session has it
 */
PosterAccount *
accounts_find (Accounts   *accounts,
               const char *handle)
{
  GListModel *model = poster_session_get_accounts (accounts->session);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (model, i);

      if (g_strcmp0 (account->username, handle) == 0)
        return g_steal_pointer (&account);
    }
  return NULL;
}

/**
 * accounts_add:
 * @accounts: a fixture
 * @handle: without the @
 * @followers: how many, -1 when not known
 * @is_practice: whether it lives in the sandbox
 * @credentials: (nullable) (transfer full): what the keyring is to have of it
 *
 * Stores an account as a sign-in would, and waits until the session has it.
 *
 * Returns: (transfer full): the account
 */
PosterAccount *
accounts_add (Accounts   *accounts,
              const char *handle,
              gint64      followers,
              gboolean    is_practice,
              JsonObject *credentials)
{
  PosterStore *store = poster_workspace_get_store (accounts->workspace);
  PosterSecrets *secrets = poster_workspace_get_secrets (accounts->workspace);
  g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", is_practice ? POSTER_BASE_PRACTICE : NULL);
  g_autoptr(PosterAccount) account = poster_account_new ("tiktok", "tiktok", handle);
  g_autoptr(GPtrArray) given = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (credentials != NULL)
    {
      g_autofree char *text = poster_json_to_text (credentials, FALSE);
      g_autoptr(GAsyncResult) kept = NULL;

      poster_secrets_store_async (secrets, connection->id, POSTER_SECRET_CREDENTIALS, "test", text, NULL,
                                  poster_test_keep_result_cb, &kept);
      poster_secrets_store_finish (secrets, poster_test_await (&kept), &error);
      g_assert_no_error (error);
      json_object_unref (credentials);
    }
  connection->remote_id = g_strdup (handle);
  json_object_set_string_member (connection->metadata, "client_key", "aw0kitchenkey");
  account->username = g_strdup (handle);
  account->display_name = g_strdup (handle);
  account->followers = followers;
  account->is_active = TRUE;
  account->is_practice = is_practice;
  g_ptr_array_add (given, account);
  poster_store_save_sign_in_async (store, connection, given, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  accounts_wait (accounts, handle, TRUE);
  return accounts_find (accounts, handle);
}

static gboolean
is_signed_out (gpointer user_data)
{
  Wanted *wanted = user_data;
  g_autoptr(PosterAccount) account = accounts_find (wanted->accounts, wanted->handle);

  return account != NULL && !account->is_active;
}

/**
 * accounts_sign_out:
 * @accounts: a fixture
 * @account: an account
 *
 * Lets the service refuse its credential.
 */
void
accounts_sign_out (Accounts      *accounts,
                   PosterAccount *account)
{
  PosterStore *store = poster_workspace_get_store (accounts->workspace);
  Wanted wanted = { accounts, account->username, TRUE };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_note_sign_in_needed_async (store, account->connection_id, NULL, poster_test_keep_result_cb, &result);
  poster_store_note_sign_in_needed_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  app_test_wait (is_signed_out, &wanted);
}

/**
 * accounts_dup_secret:
 * @accounts: a fixture
 * @connection_id: a connection
 *
 * Returns: (transfer full) (nullable): what the keyring has of it
 */
char *
accounts_dup_secret (Accounts   *accounts,
                     const char *connection_id)
{
  PosterSecrets *secrets = poster_workspace_get_secrets (accounts->workspace);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *secret;

  poster_secrets_lookup_async (secrets, connection_id, POSTER_SECRET_CREDENTIALS, NULL,
                               poster_test_keep_result_cb, &result);
  secret = poster_secrets_lookup_finish (secrets, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return secret;
}

/**
 * accounts_get_connection:
 * @accounts: a fixture
 * @connection_id: a connection
 *
 * Returns: (transfer full): it, as it is stored
 */
PosterConnection *
accounts_get_connection (Accounts   *accounts,
                         const char *connection_id)
{
  PosterStore *store = poster_workspace_get_store (accounts->workspace);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterConnection *connection;

  poster_store_get_connection_async (store, connection_id, NULL, poster_test_keep_result_cb, &result);
  connection = poster_store_get_connection_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return connection;
}

/**
 * accounts_save_post:
 * @accounts: a fixture
 * @account: where it goes
 * @state: how far it is
 *
 * Stores a post which nobody takes up.
 */
void
accounts_save_post (Accounts          *accounts,
                    PosterAccount     *account,
                    PosterTargetState  state)
{
  PosterStore *store = poster_workspace_get_store (accounts->workspace);
  g_autoptr(PosterPost) post = poster_post_new ();
  PosterTarget *target = poster_target_new (account->id);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  post->content = g_strdup ("x");
  target->state = state;
  target->is_committed = state == POSTER_TARGET_PROCESSING;
  target->wake_us = -1;
  g_ptr_array_add (post->targets, target);
  poster_store_save_post_async (store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  poster_store_save_post_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
consented_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (object), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/**
 * accounts_consent:
 * @accounts: a fixture
 * @link: the consent page
 * @answer: what is filled in there: more of a query
 *
 * Does what the person's browser does: the consent page, and the way back from it. Runs the main loop
 * meanwhile, which serves the end of that way.
 */
void
accounts_consent (Accounts   *accounts,
                  const char *link,
                  const char *answer)
{
  g_autoptr(SoupSession) http = soup_session_new ();
  g_autofree char *uri = g_strconcat (link, "&", answer, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", uri);
  gboolean is_done = FALSE;

  g_assert_nonnull (message);
  soup_session_send_and_read_async (http, message, G_PRIORITY_DEFAULT, NULL, consented_cb, &is_done);
  app_test_wait (is_true, &is_done);
}
