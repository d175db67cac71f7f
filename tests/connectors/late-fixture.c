/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* Everything that was logged or said. */
static GString *transcript;

static void
log_handler (const char     *domain,
             GLogLevelFlags  level,
             const char     *message,
             gpointer        user_data)
{
  g_string_append_printf (transcript, "log: %s\n", message);
  if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) == 0)
    g_log_default_handler (domain, level, message, NULL);
}

void
late_init (int    *argc,
           char ***argv)
{
  transcript = g_string_new (NULL);
  g_test_init (argc, argv, NULL);
  g_log_set_default_handler (log_handler, NULL);
}

LateFixture *
late_fixture_new (void)
{
  LateFixture *fixture = g_new0 (LateFixture, 1);
  g_autofree char *base = NULL;

  fixture->server = poster_script_server_new ();
  base = poster_script_server_dup_url (fixture->server, "/api");
  fixture->clock = poster_shift_clock_new ();
  fixture->secrets = poster_memory_secrets_new ();
  fixture->connector = POSTER_CONNECTOR (poster_late_connector_new (POSTER_CLOCK (fixture->clock),
                                                                    POSTER_SECRETS (fixture->secrets),
                                                                    NULL, NULL, base));
  fixture->connection = poster_connection_new ("late", NULL);
  poster_memory_secrets_put (fixture->secrets, fixture->connection->id, POSTER_SECRET_CREDENTIALS, LATE_KEY);
  fixture->cancellable = g_cancellable_new ();
  return fixture;
}

static void
remove_files (const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_remove (path);
    }
  g_rmdir (directory);
}

void
late_fixture_free (LateFixture *fixture)
{
  if (fixture->directory != NULL)
    remove_files (fixture->directory);
  g_free (fixture->directory);
  poster_test_settle ();
  if (strstr (transcript->str, LATE_KEY) != NULL)
    g_error ("The key got into a log or a message");
  g_object_unref (fixture->connection);
  g_assert_finalize_object (fixture->connector);
  poster_script_server_stop (fixture->server);
  poster_test_settle ();
  g_object_unref (fixture->server);
  g_object_unref (fixture->secrets);
  g_object_unref (fixture->cancellable);
  g_object_unref (fixture->clock);
  g_free (fixture);
}

void
late_fixture_push (LateFixture *fixture,
                   const char  *status,
                   const char  *json)
{
  poster_script_server_push_json (fixture->server, status, "", json);
}

JsonObject *
late_fixture_dup_body (LateFixture *fixture,
                       guint        index)
{
  GByteArray *body = poster_script_server_get_body (fixture->server, index);
  g_autoptr(GError) error = NULL;
  JsonObject *json = poster_json_parse_object ((const char *) body->data, body->len, &error);

  g_assert_no_error (error);
  return json;
}

/* That request @index was @line, and carried the key. */
void
late_assert_request (LateFixture *fixture,
                     guint        index,
                     const char  *line)
{
  const char *head = poster_script_server_get_head (fixture->server, index);

  if (!g_str_has_prefix (head, line))
    g_error ("Request %u is not “%s” but: %s", index, line, head);
  g_assert_nonnull (strstr (head, "Authorization: Bearer " LATE_KEY "\r\n"));
}

static void
say (const GError *error)
{
  if (error != NULL)
    g_string_append_printf (transcript, "error: %s\n", error->message);
}

PosterSignIn *
late_sign_in (LateFixture  *fixture,
              const char   *base,
              const char   *key,
              GError      **error)
{
  g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
  g_autoptr(GAsyncResult) result = NULL;
  PosterSignIn *sign_in;
  GError *failure = NULL;

  request->base = g_strdup (base);
  request->secret = g_strdup (key);
  poster_connector_sign_in_async (fixture->connector, request, fixture->cancellable, poster_test_keep_result_cb, &result);
  sign_in = poster_connector_sign_in_finish (fixture->connector, poster_test_await (&result), &failure);
  say (failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return sign_in;
}

GPtrArray *
late_list_accounts (LateFixture  *fixture,
                    GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  GPtrArray *accounts;
  GError *failure = NULL;

  poster_remote_service_list_accounts_async (POSTER_REMOTE_SERVICE (fixture->connector), fixture->connection,
                                             fixture->cancellable, poster_test_keep_result_cb, &result);
  accounts = poster_remote_service_list_accounts_finish (POSTER_REMOTE_SERVICE (fixture->connector),
                                                         poster_test_await (&result), &failure);
  say (failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return accounts;
}

PosterPublication *
late_new_publication (LateFixture *fixture,
                      const char  *platform,
                      const char  *account_id,
                      const char  *content)
{
  PosterPublication *publication = g_object_new (POSTER_TYPE_PUBLICATION, NULL);

  publication->target_id = g_strconcat ("target-", account_id, NULL);
  publication->post_id = g_strdup ("post");
  publication->account = poster_account_new ("late", platform, account_id);
  publication->connection = g_object_ref (fixture->connection);
  publication->content = g_strdup (content);
  publication->media = g_ptr_array_new_with_free_func (g_object_unref);
  publication->options = json_object_new ();
  publication->submission_id = g_strdup ("5f8a1c1e-0000-4000-8000-000000000001");
  return publication;
}

/* Takes @sibling. */
void
late_add_sibling (PosterPublication *publication,
                  PosterPublication *sibling)
{
  if (publication->siblings == NULL)
    publication->siblings = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (publication->siblings, sibling);
}

PosterMediaItem *
late_add_file (LateFixture       *fixture,
               PosterPublication *publication,
               const char        *name,
               const char        *mime_type,
               gsize              size)
{
  g_autofree char *content = g_malloc (size);
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  PosterMediaItem *item;
  struct stat info;

  if (fixture->directory == NULL)
    fixture->directory = g_dir_make_tmp ("poster-late-XXXXXX", &error);
  g_assert_no_error (error);
  memset (content, name[0], size);
  path = g_build_filename (fixture->directory, name, NULL);
  g_file_set_contents (path, content, (gssize) size, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stat (path, &info), ==, 0);
  item = poster_media_item_new (path);
  item->size = info.st_size;
  item->mtime_ns = (gint64) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
  item->facts = poster_media_facts_new ();
  item->facts->type = g_str_has_prefix (mime_type, "video/") ? POSTER_MEDIA_VIDEO : POSTER_MEDIA_IMAGE;
  item->facts->mime_type = g_strdup (mime_type);
  g_ptr_array_add (publication->media, item);
  return item;
}

static void
progress_cb (gint64   done,
             gint64   total,
             gpointer user_data)
{
  LateFixture *fixture = user_data;

  g_assert_cmpint (done, >=, fixture->progress_done);
  g_assert_cmpint (done, <=, total);
  fixture->progress_done = done;
  fixture->progress_total = total;
}

/* The name of the step that comes next. */
char *
late_next (LateFixture       *fixture,
           PosterPublication *publication)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterStep) step = poster_connector_next_step (fixture->connector, publication, &error);

  g_assert_no_error (error);
  return g_strdup (step->name);
}

static void
take_result (PosterPublication *publication,
             PosterStepResult  *result,
             GError            *failure,
             GError           **error)
{
  if (result != NULL && result->state != NULL)
    {
      g_autofree char *text = poster_json_to_text (result->state, FALSE);

      g_string_append_printf (transcript, "state: %s\n", text);
      /* An upload's own address opens the storage to anybody. */
      g_assert_null (strstr (text, "signature"));
      poster_publication_set_state (publication, result->state);
    }
  say (failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
}

/* Runs the next step, and keeps its state as the engine does. */
PosterStepResult *
late_run (LateFixture        *fixture,
          PosterPublication  *publication,
          GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterStep) step = poster_connector_next_step (fixture->connector, publication, NULL);
  PosterStepResult *step_result;
  GError *failure = NULL;

  fixture->progress_done = 0;
  poster_connector_run_step_async (fixture->connector, publication, step, progress_cb, fixture, fixture->cancellable,
                                   poster_test_keep_result_cb, &result);
  step_result = poster_connector_run_step_finish (fixture->connector, poster_test_await (&result), &failure);
  take_result (publication, step_result, failure, error);
  return step_result;
}

PosterStepResult *
late_settle (LateFixture        *fixture,
             PosterPublication  *publication,
             GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterStep) step = poster_connector_next_step (fixture->connector, publication, NULL);
  PosterStepResult *step_result;
  GError *failure = NULL;

  poster_connector_settle_async (fixture->connector, publication, step, fixture->cancellable,
                                 poster_test_keep_result_cb, &result);
  step_result = poster_connector_settle_finish (fixture->connector, poster_test_await (&result), &failure);
  take_result (publication, step_result, failure, error);
  return step_result;
}

/* The next two requests are a presign for @name, and its upload. */
void
late_push_presign (LateFixture *fixture,
                   const char  *name)
{
  g_autofree char *upload_path = g_strdup_printf ("/storage/%s?signature=s%%2Fe%%2Bcret", name);
  g_autofree char *upload_url = poster_script_server_dup_url (fixture->server, upload_path);
  g_autofree char *json = g_strdup_printf ("{\"uploadUrl\":\"%s\",\"publicUrl\":\"https://media.example/temp/%s\","
                                           "\"key\":\"temp/%s\",\"type\":\"image\"}", upload_url, name, name);

  late_fixture_push (fixture, "200 OK", json);
}
