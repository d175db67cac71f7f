/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox-client.h"

#include "poster-json.h"

#include <string.h>

/* A sandbox is stopped at its worst moment, and another one goes on with the same directory. */

static Client *
restart (Client     *client,
         const char *directory)
{
  client_free (client);
  return client_new (directory);
}

/* The same upload address, at the port where the server is now. */
static char *
move_address (Client     *client,
              const char *url)
{
  return g_strconcat (poster_sandbox_get_base_url (client->sandbox), strstr (url, "/upload/"), NULL);
}

static void
test_upload_goes_on (void)
{
  char *directory = make_folder ();
  Client *client = client_new (directory);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  gint64 size = 70000000;
  g_autofree guint8 *bytes = client_new_video ((gsize) size);
  g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, (gsize) size);
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, size, &publish_id);
  g_autoptr(JsonObject) entry = NULL;

  for (gint64 first = 0; first < size; first += 10000000)
    {
      g_autofree char *range = g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                                first, first + 9999999, size);
      g_autofree char *moved = move_address (client, url);

      assert_status (client_put (client, moved, "video/mp4", range, bytes + first, 10000000),
                     first + 10000000 < size ? 206 : 201);
      client = restart (client, directory);
    }
  /* The last restart came before its hash was known. */
  g_free (client_wait_state (client, tokens->access, publish_id, "PUBLISH_COMPLETE"));
  entry = client_ledger_entry (client, publish_id);
  g_assert_cmpstr (poster_json_get_string (entry, "sha256"), ==, sha256);
  client_free (client);
  remove_folder (directory);
}

static void
test_fetch_is_made_up_for (void)
{
  static const guint8 jpeg[] = "\xff\xd8\xff\xe0\0\x10JFIF\0a picture";
  char *directory = make_folder ();
  Client *client = client_new (directory);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *path = g_build_filename (poster_sandbox_get_web_folder (client->sandbox), "a.jpg", NULL);
  g_autoptr(Answer) answer = NULL;
  g_autoptr(JsonObject) entry = NULL;
  const char *publish_id;

  g_assert_true (g_file_set_contents (path, (const char *) jpeg, sizeof jpeg, NULL));
  client_faults (client, "{\"rules\":[{\"endpoint\":\"fetch\",\"kind\":\"delay\",\"delay_us\":60000000}]}");
  answer = client_post (client, "/v2/post/publish/content/init/", tokens->access,
                        "{\"media_type\":\"PHOTO\",\"post_mode\":\"MEDIA_UPLOAD\",\"post_info\":{},\"source_info\":"
                        "{\"source\":\"PULL_FROM_URL\",\"photo_images\":[\"" POSTER_SANDBOX_WEB_PREFIX "a.jpg\"],"
                        "\"photo_cover_index\":0}}");
  publish_id = poster_json_get_string (answer_data (answer), "publish_id");
  /* Handed over, though not fetched. */
  json_object_unref (client_ledger_entry (client, publish_id));
  client = restart (client, directory);
  g_free (client_wait_state (client, tokens->access, publish_id, "SEND_TO_USER_INBOX"));
  entry = client_ledger_entry (client, publish_id);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (entry, "photos")), ==, 1);
  client_free (client);
  remove_folder (directory);
}

static void
test_delayed_fetch_goes_on_with_time (void)
{
  static const guint8 jpeg[] = "\xff\xd8\xff\xe0\0\x10JFIF\0a picture";
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *path = g_build_filename (poster_sandbox_get_web_folder (client->sandbox), "a.mp4", NULL);
  g_autoptr(Answer) answer = NULL;
  const char *publish_id;

  g_assert_true (g_file_set_contents (path, (const char *) jpeg, sizeof jpeg, NULL));
  client_faults (client, "{\"rules\":[{\"endpoint\":\"fetch\",\"kind\":\"delay\",\"delay_us\":60000000}]}");
  answer = client_post (client, "/v2/post/publish/inbox/video/init/", tokens->access,
                        "{\"source_info\":{\"source\":\"PULL_FROM_URL\",\"video_url\":\"" POSTER_SANDBOX_WEB_PREFIX
                        "a.mp4\"}}");
  publish_id = poster_json_get_string (answer_data (answer), "publish_id");
  for (int i = 0; i < 19; i++)
    {
      g_autofree char *state = client_state (client, tokens->access, publish_id);

      g_assert_cmpstr (state, ==, "PROCESSING_DOWNLOAD");
      client_advance (client, 3 * G_USEC_PER_SEC);
    }
  /* It is no video. */
  g_free (client_wait_state (client, tokens->access, publish_id, "FAILED"));
}

static void
test_memory_is_kept (void)
{
  char *directory = make_folder ();
  Client *client = client_new (directory);
  g_autofree char *instance = g_strdup (poster_sandbox_get_instance (client->sandbox));
  g_autofree char *secret = g_strdup (poster_sandbox_get_client_secret (client->sandbox));
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *code = client_get_code (client, "kitchen", "");
  g_autofree char *form = client_code_form (client, code);
  g_autoptr(Answer) info = NULL;
  g_autoptr(Answer) creator = NULL;
  gint64 now_us;

  client_user (client, "{\"handle\":\"kitchen\",\"nickname\":\"The Kitchen\"}");
  poster_sandbox_advance (client->sandbox, G_TIME_SPAN_MINUTE);
  now_us = poster_clock_get_now_us (POSTER_CLOCK (client->clock)) + G_TIME_SPAN_MINUTE;
  client = restart (client, directory);
  g_assert_cmpstr (poster_sandbox_get_instance (client->sandbox), ==, instance);
  g_assert_cmpstr (poster_sandbox_get_client_secret (client->sandbox), ==, secret);
  info = client_get (client, "/sandbox/info", NULL);
  g_assert_cmpint (poster_json_get_int (info->json, "now_us", 0), ==, now_us);
  creator = client_post (client, "/v2/post/publish/creator_info/query/", tokens->access, "{}");
  g_assert_cmpstr (poster_json_get_string (answer_data (creator), "creator_nickname"), ==, "The Kitchen");
  assert_status (client_form (client, "/v2/oauth/token/", form), 200);
  client_free (client);
  remove_folder (directory);
}

static void
test_database_has_no_token (void)
{
  char *directory = make_folder ();
  g_autofree char *database = g_build_filename (directory, "sandbox.sqlite", NULL);
  Client *client = client_new (directory);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree char *contents = NULL;
  const char *upload_token = strstr (url, "upload_token=") + strlen ("upload_token=");
  gsize length;

  client_free (client);
  g_assert_true (g_file_get_contents (database, &contents, &length, NULL));
  g_assert_nonnull (memmem (contents, length, publish_id, strlen (publish_id)));
  g_assert_null (memmem (contents, length, tokens->access, strlen (tokens->access)));
  g_assert_null (memmem (contents, length, tokens->refresh, strlen (tokens->refresh)));
  g_assert_null (memmem (contents, length, upload_token, strlen (upload_token)));
  remove_folder (directory);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/durable/upload-goes-on", test_upload_goes_on);
  g_test_add_func ("/sandbox/durable/fetch-is-made-up-for", test_fetch_is_made_up_for);
  g_test_add_func ("/sandbox/durable/delayed-fetch-goes-on-with-time", test_delayed_fetch_goes_on_with_time);
  g_test_add_func ("/sandbox/durable/memory-is-kept", test_memory_is_kept);
  g_test_add_func ("/sandbox/durable/database-has-no-token", test_database_has_no_token);
  return g_test_run ();
}
