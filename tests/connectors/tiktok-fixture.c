/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tiktok-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK "‹translated›"

/* Everything that was logged, journaled or said, and every secret there was. */
static GString *transcript;
static GPtrArray *known_secrets;

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
fixture_init (int    *argc,
              char ***argv)
{
  transcript = g_string_new (NULL);
  known_secrets = g_ptr_array_new_with_free_func (g_free);
  g_test_init (argc, argv, NULL);
  g_log_set_default_handler (log_handler, NULL);
}

static void
note_secret (const char *secret)
{
  if (secret != NULL && *secret != '\0' &&
      !g_ptr_array_find_with_equal_func (known_secrets, secret, g_str_equal, NULL))
    g_ptr_array_add (known_secrets, g_strdup (secret));
}

/* Remembers every secret that the keyring holds for @owner_id now. */
void
fixture_note_secrets (Fixture    *fixture,
                      const char *owner_id)
{
  static const char *const members[] = { "access_token", "refresh_token", "client_secret", "upload_url" };
  static const char *const kinds[] = { POSTER_SECRET_CREDENTIALS, POSTER_SECRET_UPLOAD };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *text = poster_memory_secrets_peek (fixture->secrets, owner_id, kinds[i]);
      g_autoptr(JsonObject) json = text != NULL ? poster_json_parse_object (text, -1, NULL) : NULL;

      for (guint j = 0; json != NULL && j < G_N_ELEMENTS (members); j++)
        note_secret (poster_json_get_string (json, members[j]));
    }
}

static void
say (const char *kind,
     const char *text)
{
  if (text != NULL)
    g_string_append_printf (transcript, "%s: %s\n", kind, text);
}

static gboolean
is_in_transcript (const char *secret,
                  gsize       from)
{
  g_autofree char *escaped = g_uri_escape_string (secret, NULL, FALSE);

  return strstr (transcript->str + from, secret) != NULL ||
         (!g_str_equal (escaped, secret) && strstr (transcript->str + from, escaped) != NULL);
}

/* Every secret is looked for in every line, and only once: what one test noted and what it said are
 * looked at again after each of the others, where one of the two is new. */
static void
check_transcript (void)
{
  static guint n_checked;
  static gsize length_checked;

  /* The app's secret and a pair of tokens at least. */
  g_assert_cmpuint (known_secrets->len, >=, 3);
  for (guint i = 0; i < known_secrets->len; i++)
    if (is_in_transcript (g_ptr_array_index (known_secrets, i), i < n_checked ? length_checked : 0))
      g_error ("A secret got into a log, a message or a state");
  n_checked = known_secrets->len;
  length_checked = transcript->len;
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

PosterSignIn *
fixture_sign_in (Fixture              *fixture,
                 PosterSignInRequest  *request,
                 GError              **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  PosterSignIn *sign_in;
  GError *failure = NULL;

  poster_connector_sign_in_async (fixture->connector, request, fixture->cancellable,
                                  poster_test_keep_result_cb, &result);
  sign_in = poster_connector_sign_in_finish (fixture->connector, poster_test_await (&result), &failure);
  if (failure != NULL)
    say ("error", failure->message);
  if (sign_in != NULL)
    {
      g_autofree char *metadata = poster_json_to_text (sign_in->connection->metadata, FALSE);

      say ("connection", metadata);
    }
  if (failure != NULL)
    g_propagate_error (error, failure);
  return sign_in;
}

/* Stores what a sign-in gave, as the program does. */
void
fixture_keep (Fixture      *fixture,
              PosterSignIn *sign_in)
{
  g_set_object (&fixture->connection, sign_in->connection);
  g_set_object (&fixture->account, POSTER_ACCOUNT (g_ptr_array_index (sign_in->accounts, 0)));
  poster_memory_secrets_put (fixture->secrets, fixture->connection->id, POSTER_SECRET_CREDENTIALS,
                             sign_in->credentials);
  fixture_note_secrets (fixture, fixture->connection->id);
}

Fixture *
fixture_new_for (const char *handle,
                 const char *scopes)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *data_dir = NULL;
  g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
  g_autoptr(PosterSignIn) sign_in = NULL;

  fixture->directory = g_dir_make_tmp ("poster-connectors-XXXXXX", &error);
  g_assert_no_error (error);
  data_dir = g_build_filename (fixture->directory, "sandbox", NULL);
  fixture->clock = poster_shift_clock_new ();
  fixture->sandbox = poster_sandbox_new (POSTER_CLOCK (fixture->clock), data_dir);
  poster_sandbox_start (fixture->sandbox, 0, &error);
  g_assert_no_error (error);
  note_secret (poster_sandbox_get_client_secret (fixture->sandbox));
  fixture->practice = poster_fixed_practice_new (poster_sandbox_get_base_url (fixture->sandbox));
  fixture->secrets = poster_memory_secrets_new ();
  fixture->connector = POSTER_CONNECTOR (poster_tiktok_connector_new (POSTER_CLOCK (fixture->clock),
                                                                      POSTER_SECRETS (fixture->secrets),
                                                                      POSTER_PRACTICE (fixture->practice),
                                                                      NULL, NULL));
  fixture->steps = g_string_new (NULL);
  fixture->cancellable = g_cancellable_new ();
  fixture->cancel_at = G_MAXINT64;
  fixture_faults (fixture, "{\"processing_us\":2000000}");

  request->practice = TRUE;
  request->handle = g_strdup (handle);
  if (scopes != NULL)
    json_object_set_string_member (request->parameters, "scopes", scopes);
  sign_in = fixture_sign_in (fixture, request, &error);
  g_assert_no_error (error);
  fixture_keep (fixture, sign_in);
  return fixture;
}

Fixture *
fixture_new (void)
{
  return fixture_new_for ("kitchen", NULL);
}

void
fixture_free (Fixture *fixture)
{
  poster_test_settle ();
  poster_sandbox_stop (fixture->sandbox);
  g_clear_object (&fixture->account);
  g_clear_object (&fixture->connection);
  g_assert_finalize_object (fixture->connector);
  poster_test_settle ();
  g_object_unref (fixture->practice);
  g_object_unref (fixture->secrets);
  g_object_unref (fixture->sandbox);
  g_object_unref (fixture->cancellable);
  g_object_unref (fixture->clock);
  g_string_free (fixture->steps, TRUE);
  remove_tree (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture);
  check_transcript ();
}

void
fixture_faults (Fixture    *fixture,
                const char *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) faults = poster_json_parse_object (json, -1, &error);

  g_assert_no_error (error);
  poster_sandbox_add_faults (fixture->sandbox, faults, &error);
  g_assert_no_error (error);
}

void
fixture_user (Fixture    *fixture,
              const char *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) user = poster_json_parse_object (json, -1, &error);

  g_assert_no_error (error);
  poster_sandbox_set_user (fixture->sandbox, user, &error);
  g_assert_no_error (error);
}

/* Returns: (transfer full): what the keyring holds for the connection */
JsonObject *
fixture_credentials (Fixture *fixture)
{
  const char *text = poster_memory_secrets_peek (fixture->secrets, fixture->connection->id,
                                                 POSTER_SECRET_CREDENTIALS);

  return poster_json_parse_object (text, -1, NULL);
}

static void
write_at (int         fd,
          gint64      offset,
          const void *bytes,
          gsize       length)
{
  g_assert_cmpint (pwrite (fd, bytes, length, offset), ==, (gssize) length);
}

static PosterMediaItem *
new_item (Fixture    *fixture,
          gint64      size,
          const char *suffix,
          const char *head,
          gsize       head_length)
{
  g_autofree char *name = g_strdup_printf ("%u%s", g_random_int (), suffix);
  g_autofree char *path = g_build_filename (fixture->directory, name, NULL);
  PosterMediaItem *item = poster_media_item_new (path);
  struct stat info;
  int fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, size), ==, 0);
  write_at (fd, 0, head, head_length);
  /* Something different in each megabyte, so that a chunk in the wrong place shows. */
  for (gint64 at = MB; at + 8 < size; at += MB)
    write_at (fd, at, &at, sizeof at);
  g_assert_cmpint (fstat (fd, &info), ==, 0);
  close (fd);
  item->size = size;
  item->mtime_ns = (gint64) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
  item->facts = poster_media_facts_new ();
  item->facts->size = size;
  return item;
}

PosterMediaItem *
fixture_new_video (Fixture *fixture,
                   gint64   size)
{
  PosterMediaItem *item = new_item (fixture, size, ".mp4", "\0\0\0\x18" "ftypisom....mp42", 20);

  item->facts->type = POSTER_MEDIA_VIDEO;
  item->facts->container = g_strdup ("mp4");
  item->facts->mime_type = g_strdup ("video/mp4");
  item->facts->duration_us = 12 * G_USEC_PER_SEC;
  return item;
}

PosterMediaItem *
fixture_new_photo (Fixture    *fixture,
                   const char *container)
{
  gboolean is_webp = g_str_equal (container, "webp");
  PosterMediaItem *item = is_webp ? new_item (fixture, 4000, ".webp", "RIFF\x98\x0f\0\0WEBPVP8 ", 16)
                                  : new_item (fixture, 5000, ".jpg", "\xff\xd8\xff\xe0\0\x10JFIF\0", 11);

  item->facts->type = POSTER_MEDIA_IMAGE;
  item->facts->container = g_strdup (container);
  item->facts->mime_type = g_strconcat ("image/", container, NULL);
  return item;
}

PosterPublication *
fixture_new_publication (Fixture    *fixture,
                         const char *content,
                         const char *options)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(PosterTarget) target = poster_target_new (fixture->account->id);
  g_autoptr(GError) error = NULL;

  g_free (post->content);
  post->content = g_strdup (content);
  g_clear_pointer (&target->options, json_object_unref);
  target->options = poster_json_parse_object (options, -1, &error);
  g_assert_no_error (error);
  return poster_publication_new (post, target, fixture->account, fixture->connection);
}

/* A public video with everything as it should be. */
PosterPublication *
fixture_new_video_post (Fixture *fixture,
                        gint64   size)
{
  PosterPublication *publication =
    fixture_new_publication (fixture, "Sourdough, day one #bread",
                             "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"allow_comment\":true}");

  g_ptr_array_add (publication->media, fixture_new_video (fixture, size));
  return publication;
}

static void
progress_cb (gint64   done,
             gint64   total,
             gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (done, <=, total);
  fixture->progress = done;
  if (done >= fixture->cancel_at)
    {
      fixture->cancel_at = G_MAXINT64;
      g_cancellable_cancel (fixture->cancellable);
    }
}

/* In place of GLib's: marks what is translated, so that a sentence for people that is not shows. */
const char *
g_dgettext (const char *domain,
            const char *text)
{
  g_autofree char *marked = NULL;

  if (g_strcmp0 (domain, GETTEXT_PACKAGE) != 0)
    return text;
  marked = g_strconcat (MARK, text, NULL);
  return g_intern_string (marked);
}

static void
tell (Fixture           *fixture,
      PosterPublication *publication,
      PosterStepResult  *result,
      const GError      *error)
{
  if (result != NULL && result->state != NULL)
    {
      g_autofree char *state = poster_json_to_text (result->state, FALSE);

      say ("state", state);
    }
  if (result != NULL)
    say ("note", result->note);
  /* People read it, in their language. */
  if (result != NULL && result->note != NULL)
    g_assert_true (g_str_has_prefix (result->note, MARK));
  if (error != NULL)
    {
      say ("error", error->message);
      say ("code", poster_error_get_code (error));
    }
  fixture_note_secrets (fixture, publication->target_id);
  fixture_note_secrets (fixture, fixture->connection->id);
}

/* Runs the step that comes next, once. */
PosterStepResult *
fixture_run_step (Fixture            *fixture,
                  PosterPublication  *publication,
                  GError            **error)
{
  g_autoptr(GAsyncResult) async_result = NULL;
  g_autoptr(PosterStep) step = NULL;
  PosterStepResult *result;
  GError *failure = NULL;

  step = poster_connector_next_step (fixture->connector, publication, error);
  if (step == NULL)
    return NULL;
  g_string_append_printf (fixture->steps, "%s%s", fixture->steps->len > 0 ? " " : "", step->name);
  poster_connector_run_step_async (fixture->connector, publication, step, progress_cb, fixture,
                                   fixture->cancellable, poster_test_keep_result_cb, &async_result);
  result = poster_connector_run_step_finish (fixture->connector, poster_test_await (&async_result), &failure);
  tell (fixture, publication, result, failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return result;
}

/* Finds out what became of the step that comes next. */
PosterStepResult *
fixture_settle (Fixture            *fixture,
                PosterPublication  *publication,
                GError            **error)
{
  g_autoptr(GAsyncResult) async_result = NULL;
  g_autoptr(PosterStep) step = NULL;
  PosterStepResult *result;
  GError *failure = NULL;

  step = poster_connector_next_step (fixture->connector, publication, error);
  g_assert_nonnull (step);
  g_string_append_printf (fixture->steps, " settle:%s", step->name);
  poster_connector_settle_async (fixture->connector, publication, step, fixture->cancellable,
                                 poster_test_keep_result_cb, &async_result);
  result = poster_connector_settle_finish (fixture->connector, poster_test_await (&async_result), &failure);
  tell (fixture, publication, result, failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return result;
}

/* As the engine does, through the journal: as text. */
void
fixture_apply (PosterPublication *publication,
               PosterStepResult  *result)
{
  g_autoptr(JsonObject) copy = NULL;

  if (result->state == NULL)
    return;
  copy = poster_json_copy (result->state);
  poster_publication_set_state (publication, copy);
}

/* Goes on, without a failure, until @step comes next. */
void
fixture_run_until (Fixture           *fixture,
                   PosterPublication *publication,
                   const char        *step)
{
  for (int i = 0; i < 50; i++)
    {
      g_autoptr(PosterStep) next = NULL;
      g_autoptr(PosterStepResult) result = NULL;
      g_autoptr(GError) error = NULL;

      next = poster_connector_next_step (fixture->connector, publication, &error);
      g_assert_no_error (error);
      if (g_str_equal (next->name, step))
        return;
      result = fixture_run_step (fixture, publication, &error);
      g_assert_no_error (error);
      fixture_apply (publication, result);
    }
  g_assert_not_reached ();
}

static gboolean
is_commit (Fixture           *fixture,
           PosterPublication *publication)
{
  g_autoptr(PosterStep) step = poster_connector_next_step (fixture->connector, publication, NULL);

  return step != NULL && step->kind == POSTER_STEP_COMMIT;
}

/* Goes on from where @publication is to the end, as the engine does: settles a commit that may
 * have arrived, tries again what may pass, and lets the time go by in between. */
PosterStepResult *
fixture_publish (Fixture            *fixture,
                 PosterPublication  *publication,
                 GError            **error)
{
  gboolean settling = FALSE;
  int failures = 0;

  for (int i = 0; i < 100; i++)
    {
      g_autoptr(PosterStepResult) result = NULL;
      g_autoptr(GError) failure = NULL;
      gboolean committing = is_commit (fixture, publication);

      result = settling ? fixture_settle (fixture, publication, &failure)
                        : fixture_run_step (fixture, publication, &failure);
      if (result != NULL)
        {
          settling = FALSE;
          fixture_apply (publication, result);
          if (result->outcome == POSTER_STEP_PUBLISHED)
            return g_steal_pointer (&result);
          if (result->delay_us > 0)
            poster_shift_clock_advance (fixture->clock, result->delay_us);
          continue;
        }
      if (committing && !settling && poster_error_may_have_arrived (failure))
        {
          settling = TRUE;
          continue;
        }
      if (poster_error_get_retry (failure) != POSTER_RETRY_LATER || ++failures > 5)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      poster_shift_clock_advance (fixture->clock, MAX (poster_error_get_retry_after_us (failure), 2 * G_USEC_PER_SEC));
    }
  g_assert_not_reached ();
}

JsonObject *
fixture_describe (Fixture  *fixture,
                  GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_connector_describe_async (fixture->connector, fixture->connection, fixture->account, fixture->cancellable,
                                   poster_test_keep_result_cb, &result);
  return poster_connector_describe_finish (fixture->connector, poster_test_await (&result), error);
}

gboolean
fixture_cancel (Fixture            *fixture,
                PosterPublication  *publication,
                GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_connector_cancel_async (fixture->connector, publication, fixture->cancellable,
                                 poster_test_keep_result_cb, &result);
  return poster_connector_cancel_finish (fixture->connector, poster_test_await (&result), error);
}

gboolean
fixture_sign_out (Fixture  *fixture,
                  GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_connector_sign_out_async (fixture->connector, fixture->connection, fixture->cancellable,
                                   poster_test_keep_result_cb, &result);
  return poster_connector_sign_out_finish (fixture->connector, poster_test_await (&result), error);
}

/* Returns: a figure of the sandbox's ledger */
gint64
fixture_count (Fixture    *fixture,
               const char *group,
               const char *name)
{
  g_autoptr(JsonObject) ledger = poster_sandbox_dup_ledger (fixture->sandbox);

  return poster_json_get_int (poster_json_get_object (ledger, group), name, 0);
}

/* Returns: (transfer full): what the sandbox knows of a post that was handed over */
JsonObject *
fixture_publication (Fixture *fixture,
                     guint    index)
{
  g_autoptr(JsonObject) ledger = poster_sandbox_dup_ledger (fixture->sandbox);
  JsonArray *publications = poster_json_get_array (ledger, "publications");

  g_assert_cmpuint (index, <, json_array_get_length (publications));
  return json_object_ref (json_array_get_object_element (publications, index));
}

/* Returns: (transfer full): SHA-256 of the file of @item */
char *
fixture_hash (PosterMediaItem *item)
{
  g_autoptr(GMappedFile) file = g_mapped_file_new (item->path, FALSE, NULL);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) g_mapped_file_get_contents (file),
                                      g_mapped_file_get_length (file));
}
