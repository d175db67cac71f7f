/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tiktok-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define DIRECT "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"allow_comment\":true,\"photo_cover_index\":1," \
               "\"auto_add_music\":true}"

static PosterPublication *
new_photos (Fixture    *fixture,
            const char *options)
{
  PosterPublication *publication = fixture_new_publication (fixture, "Crumb and crust #bread", options);

  g_ptr_array_add (publication->media, fixture_new_photo (fixture, "jpeg"));
  g_ptr_array_add (publication->media, fixture_new_photo (fixture, "webp"));
  return publication;
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr(GDir) dir = g_dir_open (poster_sandbox_get_web_folder (fixture->sandbox), 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

/* Runs what the engine runs after publishing, for the id and for tidiness. */
static void
run_after (Fixture           *fixture,
           PosterPublication *publication,
           PosterStepResult  *published)
{
  g_autoptr(PosterStepResult) result = poster_step_result_copy (published);

  for (int i = 0; i < 50 && result->delay_us >= 0; i++)
    {
      g_autoptr(GError) error = NULL;

      poster_shift_clock_advance (fixture->clock, result->delay_us);
      g_clear_pointer (&result, poster_step_result_free);
      result = fixture_run_step (fixture, publication, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->outcome, ==, POSTER_STEP_PUBLISHED);
      fixture_apply (publication, result);
    }
  g_assert_cmpint (result->delay_us, ==, -1);
}

static void
test_posts_photos (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(JsonObject) received = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *photos;
  JsonObject *info;

  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result->platform_post_id);
  g_assert_nonnull (strstr (result->platform_post_url, "/photo/"));
  g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==, 1);

  received = fixture_publication (fixture, 0);
  photos = poster_json_get_array (received, "photos");
  g_assert_cmpuint (json_array_get_length (photos), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *photo = json_array_get_object_element (photos, i);
      g_autofree char *hash = fixture_hash (g_ptr_array_index (publication->media, i));

      g_assert_cmpstr (poster_json_get_string (photo, "sha256"), ==, hash);
      g_assert_true (g_str_has_prefix (poster_json_get_string (photo, "url"), POSTER_SANDBOX_WEB_PREFIX));
      /* 32 bytes of chance, not a name that tells. */
      g_assert_cmpuint (strlen (poster_json_get_string (photo, "url")), >, strlen (POSTER_SANDBOX_WEB_PREFIX) + 40);
    }
  info = poster_json_get_object (received, "post_info");
  g_assert_cmpstr (poster_json_get_string (info, "title"), ==, "Crumb and crust");
  g_assert_cmpstr (poster_json_get_string (info, "description"), ==, "Crumb and crust #bread");

  g_assert_cmpuint (count_files (fixture), ==, 2);
  run_after (fixture, publication, result);
  g_assert_cmpuint (count_files (fixture), ==, 0);
  g_assert_true (g_str_has_prefix (fixture->steps->str, "creator-info web-folder web-folder content-init status"));
  g_assert_true (g_str_has_suffix (fixture->steps->str, "clear-web-folder"));
}

static void
test_inbox (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, "{\"draft\":true}");
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_true (result->is_inbox);
  run_after (fixture, publication, result);
  g_assert_cmpint (fixture_count (fixture, "counts", "inbox"), ==, 1);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

/* The real thing: the person's own folder and prefix, in the connection. */
static void
test_own_web_folder (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = NULL;
  g_autoptr(PosterConnection) connection = poster_connection_copy (fixture->connection);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = g_filename_to_uri (poster_sandbox_get_web_folder (fixture->sandbox), NULL, NULL);
  JsonObject *folder = json_object_new ();

  json_object_set_string_member (folder, "uri", uri);
  json_object_set_string_member (folder, "prefix", POSTER_SANDBOX_WEB_PREFIX);
  json_object_set_object_member (connection->metadata, "web_folder", folder);
  g_free (connection->base);
  connection->base = g_strdup (poster_sandbox_get_base_url (fixture->sandbox));
  g_set_object (&fixture->connection, connection);
  publication = new_photos (fixture, DIRECT);
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  run_after (fixture, publication, result);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

static void
test_no_web_folder (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = NULL;
  g_autoptr(PosterConnection) connection = poster_connection_copy (fixture->connection);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_free (connection->base);
  connection->base = g_strdup (poster_sandbox_get_base_url (fixture->sandbox));
  g_set_object (&fixture->connection, connection);
  publication = new_photos (fixture, DIRECT);
  result = fixture_publish (fixture, publication, &error);
  fixture_assert_code (error, POSTER_ERROR_REJECTED, "photos_need_web_folder");
  g_assert_nonnull (strstr (error->message, "web folder"));
  g_assert_nonnull (strstr (error->message, "Late"));
  g_assert_nonnull (strstr (error->message, "slideshow"));
  g_assert_cmpint (fixture_count (fixture, "requests", "creator_info"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "requests", "content_init"), ==, 0);
}

static void
test_lost_answer_is_unknown (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"content_init\",\"kind\":\"drop_after\"}]}");
  result = fixture_publish (fixture, publication, &error);
  g_assert_null (result);
  fixture_assert_code (error, POSTER_ERROR_UNKNOWN_OUTCOME, "answer_lost");
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_NEVER);
  g_assert_cmpint (fixture_count (fixture, "requests", "content_init"), ==, 1);
  g_assert_true (g_str_has_suffix (fixture->steps->str, "content-init settle:content-init"));
}

/* An answer that says "ok" and nothing else: the post is on its way, under a name nobody knows. */
static void
test_answer_without_a_name (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *faults = g_strdup_printf ("{\"rules\":[{\"endpoint\":\"content_init\",\"kind\":\"%s\"}]}",
                                             (const char *) data);

  fixture_faults (fixture, faults);
  result = fixture_publish (fixture, publication, &error);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_UNKNOWN_OUTCOME);
  g_assert_cmpint (fixture_count (fixture, "requests", "content_init"), ==, 1);
}

/* Refused, or never sent: surely not out, so it is tried again. */
static void
test_tries_again_what_was_not_sent (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *faults = g_strdup_printf ("{\"rules\":[{\"times\":1,%s}]}", (const char *) data);

  fixture_run_until (fixture, publication, "content-init");
  fixture_faults (fixture, faults);
  result = fixture_run_step (fixture, publication, &error);
  g_assert_null (result);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  g_clear_error (&error);
  poster_shift_clock_advance (fixture->clock, G_TIME_SPAN_MINUTE + G_TIME_SPAN_SECOND);
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "counts", "publications"), ==, 1);
}

/* No token to send it with: nothing was sent. */
static void
test_no_token_at_the_commit (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "content-init");
  poster_shift_clock_advance (fixture->clock, 3 * G_TIME_SPAN_HOUR);
  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"token\",\"kind\":\"drop_before\",\"times\":1}]}");
  result = fixture_run_step (fixture, publication, &error);
  g_assert_null (result);
  g_assert_false (poster_error_may_have_arrived (error));
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
}

static void
test_cancelled_before_the_commit (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "content-init");
  g_cancellable_cancel (fixture->cancellable);
  result = fixture_run_step (fixture, publication, &error);
  g_assert_null (result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (fixture_count (fixture, "requests", "content_init"), ==, 0);
}

/* Once it is on its way, its answer is worth waiting for. */
static void
test_cancelled_during_the_commit (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStep) step = NULL;
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GAsyncResult) async_result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "content-init");
  step = poster_connector_next_step (fixture->connector, publication, &error);
  poster_connector_run_step_async (fixture->connector, publication, step, NULL, NULL, fixture->cancellable,
                                   poster_test_keep_result_cb, &async_result);
  while (fixture_count (fixture, "requests", "content_init") == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (fixture->cancellable);
  result = poster_connector_run_step_finish (fixture->connector, poster_test_await (&async_result), &error);
  g_assert_no_error (error);
  g_assert_true (json_object_has_member (result->state, "publish_id"));
}

static void
test_clears_after_failure (gconstpointer data)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, data);
  result = fixture_publish (fixture, publication, &error);
  g_assert_null (result);
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_NEVER);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

/* After the pictures were cleared away they are put there again. */
static void
test_fills_again (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_faults (fixture, "{\"rules\":[{\"endpoint\":\"content_init\",\"kind\":\"error_code\","
                           "\"code\":\"spam_risk_too_many_posts\",\"times\":1}]}");
  result = fixture_publish (fixture, publication, &error);
  fixture_assert_code (error, POSTER_ERROR_RATE_LIMITED, "spam_risk_too_many_posts");
  g_clear_error (&error);
  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_count (fixture, "counts", "published"), ==, 1);
}

/* The names are journaled before a picture is public under one. */
static void
test_names_come_first (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_run_until (fixture, publication, "web-folder");
  result = fixture_run_step (fixture, publication, &error);
  g_assert_no_error (error);
  g_assert_true (json_object_has_member (result->state, "files"));
  g_assert_cmpuint (count_files (fixture), ==, 0);
  fixture_apply (publication, result);
  fixture_run_until (fixture, publication, "content-init");
  g_assert_cmpuint (count_files (fixture), ==, 2);
  g_assert_true (fixture_cancel (fixture, publication, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

/* The second picture is not the one that was checked: the first does not stay behind. */
static void
test_cleared_when_filling_fails (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  PosterMediaItem *second = g_ptr_array_index (publication->media, 1);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (second->path, "something else", -1, NULL));
  result = fixture_publish (fixture, publication, &error);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

static void
test_tidying_never_fails_a_post (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = new_photos (fixture, DIRECT);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *files;
  g_autofree char *path = NULL;

  result = fixture_publish (fixture, publication, &error);
  g_assert_no_error (error);
  /* A folder with something in it under the name of a picture: nobody can delete that. */
  files = poster_json_get_array (publication->state, "files");
  path = g_build_filename (poster_sandbox_get_web_folder (fixture->sandbox),
                           json_array_get_string_element (files, 0), "x", NULL);
  {
    g_autofree char *folder = g_path_get_dirname (path);

    g_remove (folder);
    g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  }
  run_after (fixture, publication, result);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
test_folder_trouble (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = NULL;
  g_autoptr(PosterConnection) connection = poster_connection_copy (fixture->connection);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *folder = json_object_new ();

  json_object_set_string_member (folder, "uri", "file:///nowhere/at/all");
  json_object_set_string_member (folder, "prefix", POSTER_SANDBOX_WEB_PREFIX);
  json_object_set_object_member (connection->metadata, "web_folder", folder);
  g_free (connection->base);
  connection->base = g_strdup (poster_sandbox_get_base_url (fixture->sandbox));
  g_set_object (&fixture->connection, connection);
  publication = new_photos (fixture, DIRECT);
  fixture_run_until (fixture, publication, "web-folder");
  result = fixture_run_step (fixture, publication, &error);
  g_assert_no_error (error);
  fixture_apply (publication, result);
  g_clear_pointer (&result, poster_step_result_free);
  result = fixture_run_step (fixture, publication, &error);
  fixture_assert_code (error, POSTER_ERROR_SERVICE, "web_folder_failed");
  g_assert_cmpint (fixture_count (fixture, "requests", "content_init"), ==, 0);
}

static void
test_unverified (void)
{
  g_autoptr(Fixture) fixture = fixture_new ();
  g_autoptr(PosterPublication) publication = NULL;
  g_autoptr(PosterConnection) connection = poster_connection_copy (fixture->connection);
  g_autoptr(PosterStepResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = g_filename_to_uri (poster_sandbox_get_web_folder (fixture->sandbox), NULL, NULL);
  JsonObject *folder = json_object_new ();

  json_object_set_string_member (folder, "uri", uri);
  json_object_set_string_member (folder, "prefix", "https://elsewhere.example/pictures");
  json_object_set_object_member (connection->metadata, "web_folder", folder);
  g_free (connection->base);
  connection->base = g_strdup (poster_sandbox_get_base_url (fixture->sandbox));
  g_set_object (&fixture->connection, connection);
  publication = new_photos (fixture, DIRECT);
  result = fixture_publish (fixture, publication, &error);
  fixture_assert_code (error, POSTER_ERROR_REJECTED, "url_ownership_unverified");
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/photos/go-out-through-the-web-folder", test_posts_photos);
  g_test_add_func ("/photos/go-to-the-inbox", test_inbox);
  g_test_add_func ("/photos/use-the-persons-own-folder", test_own_web_folder);
  g_test_add_func ("/photos/need-a-web-folder", test_no_web_folder);
  g_test_add_func ("/photos/a-lost-answer-is-unknown", test_lost_answer_is_unknown);
  g_test_add_data_func ("/photos/an-answer-without-a-name-is-unknown/missing", "data_missing",
                        test_answer_without_a_name);
  g_test_add_data_func ("/photos/an-answer-without-a-name-is-unknown/null", "data_null", test_answer_without_a_name);
  g_test_add_data_func ("/photos/an-answer-without-a-name-is-unknown/empty", "data_empty", test_answer_without_a_name);
  g_test_add_data_func ("/photos/an-answer-without-a-name-is-unknown/502", "html_502", test_answer_without_a_name);
  g_test_add_data_func ("/photos/an-answer-without-a-name-is-unknown/garbage", "garbage", test_answer_without_a_name);
  g_test_add_data_func ("/photos/try-again-what-was-not-sent/429",
                        "\"endpoint\":\"content_init\",\"kind\":\"error_code\",\"code\":\"rate_limit_exceeded\"",
                        test_tries_again_what_was_not_sent);
  g_test_add_data_func ("/photos/try-again-what-was-not-sent/401",
                        "\"endpoint\":\"content_init\",\"kind\":\"expire_token\"", test_tries_again_what_was_not_sent);
  g_test_add_func ("/photos/without-a-token-nothing-was-sent", test_no_token_at_the_commit);
  g_test_add_func ("/photos/cancelled-before-nothing-was-sent", test_cancelled_before_the_commit);
  g_test_add_func ("/photos/wait-for-the-answer-that-counts", test_cancelled_during_the_commit);
  g_test_add_data_func ("/photos/are-cleared-after-a-failure/refused",
                        "{\"rules\":[{\"endpoint\":\"content_init\",\"kind\":\"error_code\",\"code\":\"spam_risk_too_many_posts\"}]}",
                        test_clears_after_failure);
  g_test_add_data_func ("/photos/are-cleared-after-a-failure/failed",
                        "{\"fail_reason\":\"picture_size_check_failed\"}", test_clears_after_failure);
  g_test_add_data_func ("/photos/are-cleared-after-a-failure/not-fetched",
                        "{\"rules\":[{\"endpoint\":\"fetch\",\"kind\":\"redirect\"}]}", test_clears_after_failure);
  g_test_add_func ("/photos/are-put-there-again", test_fills_again);
  g_test_add_func ("/photos/are-named-before-they-are-public", test_names_come_first);
  g_test_add_func ("/photos/do-not-stay-behind-when-one-has-changed", test_cleared_when_filling_fails);
  g_test_add_func ("/photos/tidying-never-fails-a-post", test_tidying_never_fails_a_post);
  g_test_add_func ("/photos/say-when-the-folder-is-gone", test_folder_trouble);
  g_test_add_func ("/photos/say-when-the-address-is-not-verified", test_unverified);
  return g_test_run ();
}
