/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox-client.h"

#include "poster-json.h"

#include <string.h>

#define MB 1000000

static Answer *
put (Client       *client,
     const char   *url,
     const guint8 *bytes,
     gint64        first,
     gint64        last,
     gint64        total)
{
  g_autofree char *range = g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                            first, last, total);

  return client_put (client, url, "video/mp4", range, bytes + first, (gsize) (last - first + 1));
}

static gint64
get_uploaded (Client     *client,
              const char *token,
              const char *publish_id)
{
  g_autofree char *json = g_strdup_printf ("{\"publish_id\":\"%s\"}", publish_id);
  g_autoptr(Answer) answer = client_post (client, "/v2/post/publish/status/fetch/", token, json);

  return poster_json_get_int (answer_data (answer), "uploaded_bytes", -1);
}

static void
assert_answer (Answer     *answer,
               guint       status,
               const char *range)
{
  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpstr (answer->range, ==, range);
  answer_free (answer);
}

static void
test_whole (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = client_publish (client, tokens->access, 3145728);
  g_autofree guint8 *bytes = client_new_video (3145728);
  g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, 3145728);
  g_autoptr(JsonObject) entry = client_ledger_entry (client, publish_id);
  g_autofree char *state = NULL;

  g_assert_cmpstr (poster_json_get_string (entry, "sha256"), ==, sha256);
  g_assert_cmpint (poster_json_get_int (entry, "size", 0), ==, 3145728);
  g_assert_cmpstr (poster_json_get_string (entry, "handle"), ==, "kitchen");
  g_assert_cmpstr (poster_json_get_string (poster_json_get_object (entry, "post_info"), "title"), ==, "Soup");
  g_assert_cmpstr (poster_json_get_string (entry, "state"), ==, "PROCESSING_UPLOAD");
  state = client_wait_state (client, tokens->access, publish_id, "PUBLISH_COMPLETE");
}

static void
test_in_chunks (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  gint64 size = 70 * MB + 123;
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, size, &publish_id);
  g_autofree guint8 *bytes = client_new_video ((gsize) size);
  g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, (gsize) size);
  g_autofree char *state = NULL;
  g_autoptr(JsonObject) entry = NULL;

  for (int i = 0; i < 6; i++)
    {
      g_autofree char *range = g_strdup_printf ("bytes 0-%d/%" G_GINT64_FORMAT, (i + 1) * 10 * MB - 1, size);

      assert_answer (put (client, url, bytes, i * 10 * MB, (i + 1) * 10 * MB - 1, size), 206, range);
      g_assert_cmpint (get_uploaded (client, tokens->access, publish_id), ==, (i + 1) * 10 * MB);
    }
  /* The last one takes the rest. */
  assert_answer (put (client, url, bytes, 60 * MB, size - 1, size), 201, "bytes 0-70000122/70000123");
  state = client_wait_state (client, tokens->access, publish_id, "PUBLISH_COMPLETE");
  entry = client_ledger_entry (client, publish_id);
  g_assert_cmpstr (poster_json_get_string (entry, "sha256"), ==, sha256);
  g_assert_cmpint (poster_json_get_int (entry, "size", 0), ==, size);
}

static void
test_only_in_order (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  gint64 size = 70 * MB;
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, size, &publish_id);
  g_autofree guint8 *bytes = client_new_video ((gsize) size);

  /* A gap; nothing is there yet. */
  assert_answer (put (client, url, bytes, 10 * MB, 20 * MB - 1, size), 416, "bytes */70000000");
  assert_answer (put (client, url, bytes, 0, 10 * MB - 1, size), 206, "bytes 0-9999999/70000000");
  /* A repeat, and a gap later on. */
  assert_answer (put (client, url, bytes, 0, 10 * MB - 1, size), 416, "bytes 0-9999999/70000000");
  assert_answer (put (client, url, bytes, 30 * MB, 40 * MB - 1, size), 416, "bytes 0-9999999/70000000");
  client_faults (client, "{\"content_range_end\":\"exclusive\"}");
  assert_answer (put (client, url, bytes, 0, 10 * MB - 1, size), 416, "bytes 0-10000000/70000000");
  g_assert_cmpint (get_uploaded (client, tokens->access, publish_id), ==, 10 * MB);
}

static void
test_repeat_of_the_last_is_refused (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree guint8 *bytes = client_new_video (1000);
  g_autoptr(JsonObject) ledger = NULL;

  assert_answer (put (client, url, bytes, 0, 999, 1000), 201, "bytes 0-999/1000");
  assert_answer (put (client, url, bytes, 0, 999, 1000), 416, "bytes 0-999/1000");
  ledger = poster_sandbox_dup_ledger (client->sandbox);
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (ledger, "publications")), ==, 1);
}

static void
test_headers_are_checked (void)
{
  static const struct
  {
    const char *type;
    const char *range;
    gsize       length;
  } cases[] = {
    { "text/plain", "bytes 0-999/1000", 1000 },
    { "video/mp4", "bytes 0-999/1001", 1000 },
    { "video/mp4", "bytes 0-999/1000", 999 },
    { "video/mp4", "bytes 0-998/1000", 999 },
    { "video/mp4", "bytes 0-1000/1000", 1001 },
    { "video/mp4", "0-999/1000", 1000 },
    { "video/mp4", "bytes 0-999/*", 1000 },
    { "video/mp4", "bytes=0-999/1000", 1000 },
    { "video/mp4", "bytes 0-999/1000 ", 998 },
    { "video/mp4", "bytes 999-0/1000", 1000 },
  };
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree guint8 *bytes = client_new_video (2000);
  g_autoptr(GInputStream) stream = NULL;
  SoupMessage *message;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_status (client_put (client, url, cases[i].type, cases[i].range, bytes, cases[i].length), 400);

  message = soup_message_new ("PUT", url);
  soup_message_headers_append (soup_message_get_request_headers (message), "Content-Range", "bytes 0-999/1000");
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", "Bearer x");
  assert_status (client_send (client, message, "video/mp4", bytes, 1000), 400);

  message = soup_message_new ("PUT", url);
  soup_message_headers_append (soup_message_get_request_headers (message), "Content-Range", "bytes 0-999/1000");
  stream = g_memory_input_stream_new_from_data (bytes, 1000, NULL);
  soup_message_set_request_body (message, "video/mp4", stream, -1);
  assert_status (client_send (client, message, NULL, NULL, 0), 400);

  assert_status (client_put (client, url, "video/quicktime", "bytes 0-999/1000", bytes, 1000), 201);
}

static void
test_address_is_a_secret (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree guint8 *bytes = client_new_video (1000);
  g_autofree char *wrong = g_strconcat (url, "0", NULL);

  assert_status (client_put (client, wrong, "video/mp4", "bytes 0-999/1000", bytes, 1000), 404);
  assert_status (client_put (client, "/upload/", "video/mp4", "bytes 0-999/1000", bytes, 1000), 404);
  assert_status (client_put (client, "/upload/?upload_id=x&upload_token=y", "video/mp4", "bytes 0-999/1000", bytes,
                             1000), 404);
  assert_status (client_put (client, url, "video/mp4", "bytes 0-999/1000", bytes, 1000), 201);
}

static void
test_address_expires (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  gint64 size = 70 * MB;
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, size, &publish_id);
  g_autofree guint8 *bytes = client_new_video ((gsize) size);

  client_advance (client, G_TIME_SPAN_HOUR - 1);
  assert_status (put (client, url, bytes, 0, 10 * MB - 1, size), 206);
  client_advance (client, 1);
  assert_status (put (client, url, bytes, 10 * MB, 20 * MB - 1, size), 403);
}

static void
test_chunk_counts_when_it_is_whole (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  gint64 size = 70 * MB;
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, size, &publish_id);
  g_autofree guint8 *bytes = client_new_video ((gsize) size);
  g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, (gsize) size);
  g_autofree char *state = NULL;
  g_autoptr(JsonObject) entry = NULL;

  client_faults (client, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"drop_mid_body\",\"nth\":2}]}");
  assert_status (put (client, url, bytes, 0, 10 * MB - 1, size), 206);
  assert_status (put (client, url, bytes, 10 * MB, 20 * MB - 1, size), 0);
  g_assert_cmpint (get_uploaded (client, tokens->access, publish_id), ==, 10 * MB);
  for (int i = 1; i < 7; i++)
    assert_status (put (client, url, bytes, i * 10 * MB, (i + 1) * 10 * MB - 1, size), i < 6 ? 206 : 201);
  state = client_wait_state (client, tokens->access, publish_id, "PUBLISH_COMPLETE");
  entry = client_ledger_entry (client, publish_id);
  g_assert_cmpstr (poster_json_get_string (entry, "sha256"), ==, sha256);
}

static void
test_server_trouble_once (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree guint8 *bytes = client_new_video (1000);

  client_faults (client, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"status\",\"http_status\":503,\"nth\":1}]}");
  assert_status (put (client, url, bytes, 0, 999, 1000), 503);
  assert_status (put (client, url, bytes, 0, 999, 1000), 201);
}

static void
test_lost_answer_can_be_settled (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree guint8 *bytes = client_new_video (1000);

  client_faults (client, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"drop_after\",\"nth\":1}]}");
  assert_status (put (client, url, bytes, 0, 999, 1000), 0);
  assert_answer (put (client, url, bytes, 0, 999, 1000), 416, "bytes 0-999/1000");
  json_object_unref (client_ledger_entry (client, publish_id));
}

static void
test_address_can_be_made_to_expire (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *other_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree char *other = NULL;
  g_autofree guint8 *bytes = client_new_video (1000);

  client_faults (client, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"expire_upload_url\",\"nth\":1},"
                 "{\"endpoint\":\"video_init\",\"kind\":\"expire_upload_url\"}]}");
  assert_status (put (client, url, bytes, 0, 999, 1000), 403);
  assert_status (put (client, url, bytes, 0, 999, 1000), 403);
  other = client_init_video (client, tokens->access, 1000, &other_id);
  assert_status (put (client, other, bytes, 0, 999, 1000), 403);
}

static void
test_what_is_no_video_fails (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree guint8 *bytes = g_malloc0 (1000);
  g_autofree char *state = NULL;
  g_autoptr(JsonObject) entry = NULL;

  assert_status (put (client, url, bytes, 0, 999, 1000), 201);
  state = client_wait_state (client, tokens->access, publish_id, "FAILED");
  entry = client_ledger_entry (client, publish_id);
  g_assert_cmpstr (poster_json_get_string (entry, "fail_reason"), ==, "file_format_check_failed");
}

static void
test_files_are_kept_by_switch (void)
{
  char *directory = make_folder ();
  g_autofree char *uploads = g_build_filename (directory, "uploads", NULL);
  g_autofree char *path = g_build_filename (uploads, "2.video", NULL);
  g_autoptr(Client) client = client_new (directory);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *first = client_publish (client, tokens->access, 1000);
  g_autoptr(GDir) dir = g_dir_open (uploads, 0, NULL);
  g_autofree char *second = NULL;
  g_autofree char *contents = NULL;
  g_autofree guint8 *bytes = client_new_video (1000);
  gsize length;

  g_assert_null (g_dir_read_name (dir));
  client_faults (client, "{\"keep_files\":true}");
  second = client_publish (client, tokens->access, 1000);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_cmpmem (contents, length, bytes, 1000);
  client_free (g_steal_pointer (&client));
  remove_folder (directory);
}

static void
test_slow_reading (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, tokens->access, 1000, &publish_id);
  g_autofree guint8 *bytes = client_new_video (1000);

  client_faults (client, "{\"rules\":[{\"endpoint\":\"upload\",\"kind\":\"slow\",\"pieces\":4,\"interval_us\":0}]}");
  assert_status (put (client, url, bytes, 0, 999, 1000), 201);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/upload/whole", test_whole);
  g_test_add_func ("/sandbox/upload/in-chunks", test_in_chunks);
  g_test_add_func ("/sandbox/upload/only-in-order", test_only_in_order);
  g_test_add_func ("/sandbox/upload/repeat-of-the-last-is-refused", test_repeat_of_the_last_is_refused);
  g_test_add_func ("/sandbox/upload/headers-are-checked", test_headers_are_checked);
  g_test_add_func ("/sandbox/upload/address-is-a-secret", test_address_is_a_secret);
  g_test_add_func ("/sandbox/upload/address-expires", test_address_expires);
  g_test_add_func ("/sandbox/upload/chunk-counts-when-it-is-whole", test_chunk_counts_when_it_is_whole);
  g_test_add_func ("/sandbox/upload/server-trouble-once", test_server_trouble_once);
  g_test_add_func ("/sandbox/upload/lost-answer-can-be-settled", test_lost_answer_can_be_settled);
  g_test_add_func ("/sandbox/upload/address-can-be-made-to-expire", test_address_can_be_made_to_expire);
  g_test_add_func ("/sandbox/upload/what-is-no-video-fails", test_what_is_no_video_fails);
  g_test_add_func ("/sandbox/upload/files-are-kept-by-switch", test_files_are_kept_by_switch);
  g_test_add_func ("/sandbox/upload/slow-reading", test_slow_reading);
  return g_test_run ();
}
