/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox-client.h"

#include "poster-json.h"

#include <string.h>

#define INFO "/v2/user/info/?fields="
#define LIST "/v2/video/list/?fields=id,create_time,view_count"
#define QUERY "/v2/video/query/?fields=id"

static void
test_user_info (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Answer) answer = NULL;
  JsonObject *user;

  client_user (client, "{\"handle\":\"kitchen\",\"nickname\":\"The Kitchen\",\"follower_count\":77}");
  answer = client_get (client, INFO "open_id,display_name,username,follower_count,is_verified", tokens->access);
  user = poster_json_get_object (answer_data (answer), "user");
  g_assert_cmpstr (poster_json_get_string (user, "open_id"), ==, tokens->open_id);
  g_assert_cmpstr (poster_json_get_string (user, "display_name"), ==, "The Kitchen");
  g_assert_cmpstr (poster_json_get_string (user, "username"), ==, "kitchen");
  g_assert_cmpint (poster_json_get_int (user, "follower_count", 0), ==, 77);
  g_assert_cmpuint (json_object_get_size (user), ==, 5);

  assert_refused (client_get (client, "/v2/user/info/", tokens->access), 400, "invalid_params");
  assert_refused (client_get (client, INFO "open_id,shoe_size", tokens->access), 400, "invalid_params");
}

static void
test_field_without_its_scope_fails (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = NULL;

  client_faults (client, "{\"partial_scopes\":\"user.info.stats\"}");
  tokens = client_connect (client, "kitchen");
  assert_refused (client_get (client, INFO "open_id,follower_count", tokens->access), 200, "ok");
  assert_refused (client_get (client, INFO "open_id,username", tokens->access), 401, "scope_not_authorized");
  assert_refused (client_post (client, LIST, tokens->access, "{}"), 401, "scope_not_authorized");
}

static void
add_videos (Client     *client,
            const char *handle,
            gint64      first_id,
            int         count)
{
  g_autoptr(GString) json = g_string_new (NULL);

  g_string_printf (json, "{\"handle\":\"%s\",\"videos\":[", handle);
  for (int i = 0; i < count; i++)
    g_string_append_printf (json, "%s{\"id\":\"%" G_GINT64_FORMAT "\",\"create_time\":%d,\"view_count\":%d}",
                            i > 0 ? "," : "", first_id + i, 1795000000 + i, i);
  g_string_append (json, "]}");
  client_user (client, json->str);
}

static void
test_list_is_paged (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  gint64 cursor = 0;
  gboolean has_more = TRUE;
  int seen = 0;

  add_videos (client, "kitchen", G_GINT64_CONSTANT (7300000000000002000), 25);
  while (has_more)
    {
      g_autofree char *json = cursor == 0 ? g_strdup ("{}")
                                          : g_strdup_printf ("{\"cursor\":%" G_GINT64_FORMAT ",\"max_count\":10}", cursor);
      g_autoptr(Answer) answer = client_post (client, LIST, tokens->access, json);
      JsonObject *data = answer_data (answer);
      JsonArray *videos = poster_json_get_array (data, "videos");

      for (guint i = 0; i < json_array_get_length (videos); i++)
        {
          JsonObject *video = json_array_get_object_element (videos, i);

          /* Newest first. */
          g_assert_cmpint (poster_json_get_int (video, "create_time", 0), ==, 1795000024 - seen);
          seen++;
        }
      cursor = poster_json_get_int (data, "cursor", 0);
      has_more = poster_json_get_boolean (data, "has_more", FALSE);
    }
  g_assert_cmpint (seen, ==, 25);
  assert_refused (client_post (client, LIST, tokens->access, "{\"max_count\":21}"), 400, "invalid_params");
  assert_refused (client_post (client, "/v2/video/list/?fields=id,shoe_size", tokens->access, "{}"), 400,
                  "invalid_params");
}

static void
test_page_may_be_short (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Answer) answer = NULL;

  client_faults (client, "{\"short_pages\":true}");
  add_videos (client, "kitchen", 1, 5);
  answer = client_post (client, LIST, tokens->access, "{\"max_count\":20}");
  g_assert_cmpuint (json_array_get_length (poster_json_get_array (answer_data (answer), "videos")), ==, 3);
  g_assert_true (poster_json_get_boolean (answer_data (answer), "has_more", FALSE));
}

static void
test_query_omits_the_videos_of_others (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autoptr(Answer) answer = NULL;
  JsonArray *videos;

  add_videos (client, "kitchen", 100, 2);
  add_videos (client, "garden", 200, 2);
  answer = client_post (client, QUERY, tokens->access, "{\"filters\":{\"video_ids\":[\"101\",\"200\",\"x\"]}}");
  videos = poster_json_get_array (answer_data (answer), "videos");
  g_assert_cmpuint (json_array_get_length (videos), ==, 1);
  g_assert_cmpstr (poster_json_get_string (json_array_get_object_element (videos, 0), "id"), ==, "101");
  assert_refused (client_post (client, QUERY, tokens->access, "{\"filters\":{\"video_ids\":[]}}"), 400, "invalid_params");
  assert_refused (client_post (client, QUERY, tokens->access, "{}"), 400, "invalid_params");
}

static void
test_public_posts_appear (void)
{
  g_autoptr(Client) client = client_new (NULL);
  g_autoptr(Tokens) tokens = client_connect (client, "kitchen");
  g_autofree char *publish_id = client_publish (client, tokens->access, 1000);
  g_autoptr(Answer) before = client_post (client, LIST, tokens->access, "{}");
  g_autoptr(Answer) after = NULL;
  g_autoptr(JsonObject) entry = NULL;
  JsonArray *videos;

  g_assert_cmpuint (json_array_get_length (poster_json_get_array (answer_data (before), "videos")), ==, 0);
  g_free (client_wait_state (client, tokens->access, publish_id, "PUBLISH_COMPLETE"));
  after = client_post (client, LIST, tokens->access, "{}");
  videos = poster_json_get_array (answer_data (after), "videos");
  entry = client_ledger_entry (client, publish_id);
  g_assert_cmpuint (json_array_get_length (videos), ==, 1);
  g_assert_cmpstr (poster_json_get_string (json_array_get_object_element (videos, 0), "id"), ==,
                   poster_json_get_string (entry, "post_id"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/display/user-info", test_user_info);
  g_test_add_func ("/sandbox/display/field-without-its-scope-fails", test_field_without_its_scope_fails);
  g_test_add_func ("/sandbox/display/list-is-paged", test_list_is_paged);
  g_test_add_func ("/sandbox/display/page-may-be-short", test_page_may_be_short);
  g_test_add_func ("/sandbox/display/query-omits-the-videos-of-others", test_query_omits_the_videos_of_others);
  g_test_add_func ("/sandbox/display/public-posts-appear", test_public_posts_appear);
  return g_test_run ();
}
