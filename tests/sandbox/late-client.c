/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "late-client.h"

#include "poster-json.h"

#include <string.h>

static char *
dup_string (JsonObject *json,
            const char *name)
{
  return g_strdup (poster_json_get_string (json, name));
}

/* A call of the control interface, which has to go well. */
Answer *
late_control (Client     *client,
              const char *name,
              const char *json)
{
  g_autofree char *path = g_strconcat ("/sandbox/late/", name, NULL);
  Answer *answer = client_post (client, path, NULL, json);

  if (answer->status != 200)
    g_error ("%s: %s", path, answer->text);
  return answer;
}

Late *
late_new (Client     *client,
          const char *handle)
{
  Late *late = g_new0 (Late, 1);
  g_autofree char *json = g_strdup_printf ("{\"handle\":\"%s\"}", handle);
  g_autoptr(Answer) answer = late_control (client, "key", json);

  late->client = client;
  late->key = dup_string (answer->json, "key");
  late->user_id = dup_string (answer->json, "userId");
  late->profile_id = dup_string (answer->json, "profileId");
  return late;
}

void
late_free (Late *late)
{
  g_free (late->key);
  g_free (late->user_id);
  g_free (late->profile_id);
  g_free (late->etag);
  g_free (late);
}

/* @json: (nullable), @header: (nullable) */
Answer *
late_send (Late       *late,
           const char *method,
           const char *path,
           const char *json,
           const char *header,
           const char *value)
{
  g_autofree char *url = g_str_has_prefix (path, "http") ? g_strdup (path)
                         : g_strconcat (poster_sandbox_get_base_url (late->client->sandbox),
                                        *path == '/' ? "" : "/api/v1/", path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  Answer *answer;

  g_assert_nonnull (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  if (late->key != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", late->key, NULL);

      soup_message_headers_replace (headers, "Authorization", bearer);
    }
  if (header != NULL)
    soup_message_headers_replace (headers, header, value);
  answer = client_send (late->client, g_object_ref (message), json != NULL ? "application/json" : NULL, json,
                        json != NULL ? strlen (json) : 0);
  g_free (late->etag);
  late->etag = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "ETag"));
  return answer;
}

Answer *
late_get (Late       *late,
          const char *path)
{
  return late_send (late, "GET", path, NULL, NULL, NULL);
}

Answer *
late_post (Late       *late,
           const char *path,
           const char *json)
{
  return late_send (late, "POST", path, json, NULL, NULL);
}

/* Returns: (transfer full): the id of the first account on @platform */
char *
late_account (Late       *late,
              const char *platform)
{
  g_autoptr(Answer) answer = late_get (late, "accounts");
  JsonArray *accounts = poster_json_get_array (answer->json, "accounts");

  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);

      if (g_strcmp0 (poster_json_get_string (account, "platform"), platform) == 0)
        return dup_string (account, "_id");
    }
  g_assert_not_reached ();
}

Answer *
late_put (Late       *late,
          const char *url,
          const char *type,
          const char *bytes,
          const char *header,
          const char *value)
{
  SoupMessage *message = soup_message_new ("PUT", url);

  g_assert_nonnull (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  if (header != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), header, value);
  return client_send (late->client, message, type, bytes, strlen (bytes));
}

/* Returns: (transfer full): the public address of what was uploaded */
char *
late_upload (Late       *late,
             const char *filename,
             const char *type,
             const char *bytes)
{
  g_autofree char *json = g_strdup_printf ("{\"filename\":\"%s\",\"contentType\":\"%s\"}", filename, type);
  g_autoptr(Answer) answer = late_post (late, "media/presign", json);

  g_assert_cmpuint (answer->status, ==, 200);
  assert_status (
      late_put (late, poster_json_get_string (answer->json, "uploadUrl"), type, bytes, NULL, NULL),
      200);
  return dup_string (answer->json, "publicUrl");
}

/* @more: further members with a comma in front, or "" */
char *
late_body (Late       *late,
           const char *platform,
           const char *content,
           const char *more)
{
  g_autofree char *account = late_account (late, platform);

  return g_strdup_printf (
      "{\"content\":\"%s\",\"platforms\":[{\"platform\":\"%s\",\"accountId\":\"%s\"}]%s}", content,
      platform, account, more);
}

/* Returns: (transfer full): the id of a post that was taken */
char *
late_create (Late       *late,
             const char *platform,
             const char *content,
             const char *more)
{
  g_autofree char *json = late_body (late, platform, content, more);
  g_autoptr(Answer) answer = late_post (late, "posts", json);

  if (answer->status != 201)
    g_error ("%u %s", answer->status, answer->text);
  return dup_string (poster_json_get_object (answer->json, "post"), "_id");
}

JsonObject *
late_dup_post (Late       *late,
               const char *id)
{
  g_autofree char *path = g_strconcat ("posts/", id, NULL);
  g_autoptr(Answer) answer = late_get (late, path);

  g_assert_cmpuint (answer->status, ==, 200);
  return json_object_ref (poster_json_get_object (answer->json, "post"));
}

JsonObject *
late_target (JsonObject *post,
             guint       position)
{
  return json_array_get_object_element (poster_json_get_array (post, "platforms"), position);
}

/* A number of the ledger. */
gint64
late_count (Client     *client,
            const char *name)
{
  g_autoptr(JsonObject) ledger = poster_sandbox_dup_ledger (client->sandbox);

  return poster_json_get_int (
      poster_json_get_object (poster_json_get_object (ledger, "late"), "counts"), name, -1);
}

char *
late_time (Client *client,
           gint64  from_now_us)
{
  return poster_time_format (poster_clock_get_now_us (POSTER_CLOCK (client->clock)) + from_now_us);
}
