/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox-client.h"

#include "poster-json.h"

#include <string.h>
#include <unistd.h>

#define INIT "/v2/post/publish/content/init/"
#define PREFIX POSTER_SANDBOX_WEB_PREFIX
#define DIRECT "\"media_type\":\"PHOTO\",\"post_mode\":\"DIRECT_POST\",\"post_info\":{\"title\":\"Soup\"," \
               "\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"brand_content_toggle\":false,\"brand_organic_toggle\":false}"
#define INBOX "\"media_type\":\"PHOTO\",\"post_mode\":\"MEDIA_UPLOAD\",\"post_info\":{\"title\":\"Soup\"}"

static const guint8 jpeg[] = "\xff\xd8\xff\xe0\0\x10JFIF\0a picture";
static const guint8 webp[] = "RIFF\x10\0\0\0WEBPVP8 a picture";
static const guint8 png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

static void
put_file (Client     *client,
          const char *name,
          const void *bytes,
          gsize       length)
{
  g_autofree char *path = g_build_filename (poster_sandbox_get_web_folder (client->sandbox), name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) length, &error);
  g_assert_no_error (error);
}

/* @images: the inside of a JSON array */
static Answer *
init (Client     *client,
      Tokens     *tokens,
      const char *head,
      const char *images,
      const char *cover)
{
  g_autofree char *json = g_strdup_printf ("{%s,\"source_info\":{\"source\":\"PULL_FROM_URL\",\"photo_images\":[%s],"
                                           "\"photo_cover_index\":%s}}", head, images, cover);

  return client_post (client, INIT, tokens->access, json);
}

/* Returns: (transfer full): the ledger's entry of a post of these, once it is @state */
static JsonObject *
publish (Client     *client,
         Tokens     *tokens,
         const char *head,
         const char *images,
         const char *state)
{
  g_autoptr(Answer) answer = init (client, tokens, head, images, "0");
  const char *publish_id = poster_json_get_string (answer_data (answer), "publish_id");

  g_assert_false (json_object_has_member (answer_data (answer), "upload_url"));
  g_free (client_wait_state (client, tokens->access, publish_id, state));
  return client_ledger_entry (client, publish_id);
}

static void
test_fetched_from_the_web_folder (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, webp, sizeof webp);
  g_autoptr(JsonObject) entry = NULL;
  JsonArray *photos;
  JsonObject *second;

  put_file (client, "a.jpg", jpeg, sizeof jpeg);
  put_file (client, "b c.webp", webp, sizeof webp);
  entry = publish (client, tokens, DIRECT, "\"" PREFIX "a.jpg\",\"" PREFIX "b%20c.webp\"", "PUBLISH_COMPLETE");
  photos = poster_json_get_array (entry, "photos");
  g_assert_cmpuint (json_array_get_length (photos), ==, 2);
  second = json_array_get_object_element (photos, 1);
  g_assert_cmpstr (poster_json_get_string (second, "url"), ==, PREFIX "b%20c.webp");
  g_assert_cmpstr (poster_json_get_string (second, "sha256"), ==, sha256);
  g_assert_cmpint (poster_json_get_int (second, "size", 0), ==, sizeof webp);
  g_assert_cmpstr (poster_json_get_string (entry, "kind"), ==, "photo");
  g_assert_true (g_str_has_prefix (poster_json_get_string (entry, "post_id"), "73"));
}

static void
test_to_the_inbox (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(JsonObject) entry = NULL;

  put_file (client, "a.jpg", jpeg, sizeof jpeg);
  entry = publish (client, tokens, INBOX, "\"" PREFIX "a.jpg\"", "SEND_TO_USER_INBOX");
  g_assert_cmpstr (poster_json_get_string (entry, "kind"), ==, "inbox_photo");
}

static void
test_address_is_checked (void)
{
  static const struct
  {
    const char *url;
    guint       status;
    const char *code;
  } cases[] = {
    { "https://example.org/web/a.jpg", 403, "url_ownership_unverified" },
    { "http://practice.poster.invalid/web/a.jpg", 403, "url_ownership_unverified" },
    { "https://127.0.0.1/web/a.jpg", 403, "url_ownership_unverified" },
    { "https://practice.poster.invalid/other/a.jpg", 403, "url_ownership_unverified" },
    { "https://practice.poster.invalid.example.org/web/a.jpg", 403, "url_ownership_unverified" },
    { "https://practice.poster.invalid/web/", 403, "url_ownership_unverified" },
    { "https://practice.poster.invalid@example.org/web/a.jpg", 403, "url_ownership_unverified" },
    { "a.jpg", 400, "invalid_param" },
    { "", 400, "invalid_param" },
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");

  client_faults (client, "{\"rate_limits\":false}");
  put_file (client, "a.jpg", jpeg, sizeof jpeg);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *images = g_strdup_printf ("\"" PREFIX "a.jpg\",\"%s\"", cases[i].url);

      assert_refused (init (client, tokens, DIRECT, images, "0"), cases[i].status, cases[i].code);
    }
  assert_refused (init (client, tokens, DIRECT, "5", "0"), 400, "invalid_param");
}

static void
test_what_cannot_be_fetched_fails (void)
{
  static const struct
  {
    const char *url;
    const char *reason;
  } cases[] = {
    { PREFIX "missing.jpg", "photo_pull_failed" },
    { PREFIX "../sandbox.sqlite", "photo_pull_failed" },
    { PREFIX "..%2Fsandbox.sqlite", "photo_pull_failed" },
    { PREFIX "link.jpg", "photo_pull_failed" },
    { PREFIX "a.png", "file_format_check_failed" },
    { PREFIX "png-by-another-name.jpg", "file_format_check_failed" },
    { PREFIX "empty.jpg", "file_format_check_failed" },
    { PREFIX "large.jpg", "picture_size_check_failed" },
  };
  char *directory = make_folder ();
  g_autoptr(Client) client = client_new (directory);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree guint8 *large = g_malloc0 (20000001);
  g_autofree char *link = g_build_filename (poster_sandbox_get_web_folder (client->sandbox), "link.jpg", NULL);
  g_autofree char *secret = g_build_filename (directory, "secret.jpg", NULL);

  client_faults (client, "{\"rate_limits\":false}");
  memcpy (large, jpeg, sizeof jpeg);
  put_file (client, "a.png", png, sizeof png);
  put_file (client, "png-by-another-name.jpg", png, sizeof png);
  put_file (client, "empty.jpg", "", 0);
  put_file (client, "large.jpg", large, 20000001);
  g_assert_true (g_file_set_contents (secret, (const char *) jpeg, sizeof jpeg, NULL));
  g_assert_cmpint (symlink (secret, link), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *images = g_strdup_printf ("\"%s\"", cases[i].url);
      g_autoptr(JsonObject) entry = publish (client, tokens, DIRECT, images, "FAILED");

      g_assert_cmpstr (poster_json_get_string (entry, "fail_reason"), ==, cases[i].reason);
    }
  client_free (g_steal_pointer (&client));
  remove_folder (directory);
}

static void
test_redirect_fails (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(JsonObject) entry = NULL;
  g_autoptr(JsonObject) next = NULL;

  put_file (client, "a.jpg", jpeg, sizeof jpeg);
  client_faults (client, "{\"rules\":[{\"endpoint\":\"fetch\",\"kind\":\"redirect\",\"nth\":1}]}");
  entry = publish (client, tokens, DIRECT, "\"" PREFIX "a.jpg\"", "FAILED");
  g_assert_cmpstr (poster_json_get_string (entry, "fail_reason"), ==, "photo_pull_failed");
  next = publish (client, tokens, DIRECT, "\"" PREFIX "a.jpg\"", "PUBLISH_COMPLETE");
}

static void
test_number_and_cover (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(GString) images = g_string_new ("\"" PREFIX "a.jpg\"");

  client_faults (client, "{\"rate_limits\":false}");
  put_file (client, "a.jpg", jpeg, sizeof jpeg);
  assert_refused (init (client, tokens, DIRECT, "", "0"), 400, "invalid_param");
  for (int i = 1; i < 35; i++)
    g_string_append (images, ",\"" PREFIX "a.jpg\"");
  assert_refused (init (client, tokens, DIRECT, images->str, "35"), 400, "invalid_param");
  assert_refused (init (client, tokens, DIRECT, images->str, "-1"), 400, "invalid_param");
  assert_refused (init (client, tokens, DIRECT, images->str, "null"), 400, "invalid_param");
  assert_refused (init (client, tokens, DIRECT, images->str, "34"), 200, "ok");
  g_string_append (images, ",\"" PREFIX "a.jpg\"");
  assert_refused (init (client, tokens, DIRECT, images->str, "0"), 400, "invalid_param");
}

static void
test_fields_are_checked (void)
{
  static const char *const wrong[] = {
    "\"media_type\":\"VIDEO\",\"post_mode\":\"MEDIA_UPLOAD\",\"post_info\":{}",
    "\"media_type\":\"PHOTO\",\"post_mode\":\"DIRECT POST\",\"post_info\":{}",
    "\"media_type\":\"PHOTO\",\"post_mode\":\"MEDIA_UPLOAD\"",
    "\"media_type\":\"PHOTO\",\"post_mode\":\"MEDIA_UPLOAD\",\"post_info\":{\"privacy_level\":\"SELF_ONLY\"}",
    "\"media_type\":\"PHOTO\",\"post_mode\":\"MEDIA_UPLOAD\",\"is_aigc\":1,\"post_info\":{}",
    "\"media_type\":\"PHOTO\",\"post_mode\":\"DIRECT_POST\",\"post_info\":{\"privacy_level\":\"SELF_ONLY\"}",
    "\"media_type\":\"PHOTO\",\"post_mode\":\"DIRECT_POST\",\"post_info\":{\"privacy_level\":\"SELF_ONLY\","
    "\"brand_content_toggle\":false,\"brand_organic_toggle\":false,\"disable_duet\":true}",
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *title = g_strnfill (91, 'a');
  g_autofree char *long_title = g_strdup_printf ("\"media_type\":\"PHOTO\",\"post_mode\":\"MEDIA_UPLOAD\","
                                                 "\"post_info\":{\"title\":\"%s\"}", title);
  g_autofree char *description = g_strnfill (4001, 'a');
  g_autofree char *long_description = g_strdup_printf ("\"media_type\":\"PHOTO\",\"post_mode\":\"MEDIA_UPLOAD\","
                                                       "\"post_info\":{\"description\":\"%s\"}", description);

  client_faults (client, "{\"rate_limits\":false}");
  put_file (client, "a.jpg", jpeg, sizeof jpeg);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_refused (init (client, tokens, wrong[i], "\"" PREFIX "a.jpg\"", "0"), 400, "invalid_param");
  assert_refused (init (client, tokens, long_title, "\"" PREFIX "a.jpg\"", "0"), 400, "invalid_param");
  assert_refused (init (client, tokens, long_description, "\"" PREFIX "a.jpg\"", "0"), 400, "invalid_param");
  assert_refused (client_post (client, INIT, tokens->access, "{" DIRECT ",\"source_info\":{\"source\":\"FILE_UPLOAD\"}}"),
                  400, "invalid_param");
  assert_refused (init (client, tokens, INBOX ",\"is_aigc\":true", "\"" PREFIX "a.jpg\"", "0"), 200, "ok");
}

static void
test_each_mode_takes_its_scope (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = NULL;

  client_faults (client, "{\"partial_scopes\":\"video.upload\"}");
  tokens = client_connect (client, "kitchen");
  put_file (client, "a.jpg", jpeg, sizeof jpeg);
  assert_refused (init (client, tokens, DIRECT, "\"" PREFIX "a.jpg\"", "0"), 401, "scope_not_authorized");
  assert_refused (init (client, tokens, INBOX, "\"" PREFIX "a.jpg\"", "0"), 200, "ok");
}

static void
test_video_is_pulled (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree guint8 *bytes = client_new_video (5000);
  g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, 5000);
  g_autoptr(Answer) answer = NULL;
  g_autoptr(JsonObject) entry = NULL;
  g_autofree char *state = NULL;
  const char *publish_id;

  put_file (client, "a.mp4", bytes, 5000);
  answer = client_post (client, "/v2/post/publish/inbox/video/init/", tokens->access,
                        "{\"source_info\":{\"source\":\"PULL_FROM_URL\",\"video_url\":\"" PREFIX "a.mp4\"}}");
  publish_id = poster_json_get_string (answer_data (answer), "publish_id");
  g_assert_true (g_str_has_prefix (publish_id, "v_inbox_url~"));
  /* The fetching may be over by now; the processing is not. */
  state = client_state (client, tokens->access, publish_id);
  g_assert_cmpstr (state, ==, "PROCESSING_DOWNLOAD");
  g_free (client_wait_state (client, tokens->access, publish_id, "SEND_TO_USER_INBOX"));
  entry = client_ledger_entry (client, publish_id);
  g_assert_cmpstr (poster_json_get_string (entry, "sha256"), ==, sha256);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/photos/fetched-from-the-web-folder", test_fetched_from_the_web_folder);
  g_test_add_func ("/sandbox/photos/to-the-inbox", test_to_the_inbox);
  g_test_add_func ("/sandbox/photos/address-is-checked", test_address_is_checked);
  g_test_add_func ("/sandbox/photos/what-cannot-be-fetched-fails", test_what_cannot_be_fetched_fails);
  g_test_add_func ("/sandbox/photos/redirect-fails", test_redirect_fails);
  g_test_add_func ("/sandbox/photos/number-and-cover", test_number_and_cover);
  g_test_add_func ("/sandbox/photos/fields-are-checked", test_fields_are_checked);
  g_test_add_func ("/sandbox/photos/each-mode-takes-its-scope", test_each_mode_takes_its_scope);
  g_test_add_func ("/sandbox/photos/video-is-pulled", test_video_is_pulled);
  return g_test_run ();
}
