/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox-client.h"

#include "poster-json.h"

#include <glib/gstdio.h>
#include <string.h>

#define START_US G_GINT64_CONSTANT (1795341600000000)

Client *
client_new (const char *directory)
{
  Client *client = g_new0 (Client, 1);
  g_autoptr(GError) error = NULL;

  client->clock = poster_test_clock_new (START_US);
  client->directory = g_strdup (directory);
  client->sandbox = poster_sandbox_new (POSTER_CLOCK (client->clock), directory);
  client->session = soup_session_new ();
  soup_session_set_proxy_resolver (client->session, NULL);
  poster_sandbox_start (client->sandbox, 0, &error);
  g_assert_no_error (error);
  return client;
}

void
client_free (Client *client)
{
  gpointer sandbox = client->sandbox;

  poster_sandbox_stop (client->sandbox);
  soup_session_abort (client->session);
  g_object_unref (client->session);
  g_object_add_weak_pointer (G_OBJECT (client->sandbox), &sandbox);
  g_object_unref (client->sandbox);
  /* Connections hold it until they have been told. */
  while (sandbox != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (client->clock);
  g_free (client->directory);
  g_free (client);
}

void
client_advance (Client *client,
                gint64  by_us)
{
  poster_test_clock_advance (client->clock, by_us);
}

static JsonObject *
parse (const char *json)
{
  g_autoptr(GError) error = NULL;
  JsonObject *object = poster_json_parse_object (json, -1, &error);

  g_assert_no_error (error);
  return object;
}

void
client_faults (Client     *client,
               const char *json)
{
  g_autoptr(JsonObject) faults = parse (json);
  g_autoptr(GError) error = NULL;

  poster_sandbox_set_faults (client->sandbox, faults, &error);
  g_assert_no_error (error);
}

void
client_user (Client     *client,
             const char *json)
{
  g_autoptr(JsonObject) user = parse (json);
  g_autoptr(GError) error = NULL;

  poster_sandbox_set_user (client->sandbox, user, &error);
  g_assert_no_error (error);
}

/* Returns: (transfer full): a folder of this test's own; end it with remove_folder () */
char *
make_folder (void)
{
  g_autoptr(GError) error = NULL;
  char *path = g_dir_make_tmp ("poster-sandbox-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

/* @path: (transfer full) */
void
remove_folder (char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        {
          remove_folder (child);
          continue;
        }
      g_unlink (child);
      g_free (child);
    }
  g_rmdir (path);
  g_free (path);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* @type: (nullable): of the body, if there is one; takes @message */
Answer *
client_send (Client      *client,
             SoupMessage *message,
             const char  *type,
             const void  *body,
             gsize        length)
{
  Answer *answer = g_new0 (Answer, 1);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) reply = NULL;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (type != NULL)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (body, length);

      soup_message_set_request_body_from_bytes (message, type, bytes);
    }
  soup_session_send_and_read_async (client->session, message, G_PRIORITY_DEFAULT, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  reply = soup_session_send_and_read_finish (client->session, result, NULL);
  answer->text = reply != NULL && g_bytes_get_size (reply) > 0
                 ? g_strndup (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply)) : g_strdup ("");
  if (reply != NULL)
    {
      SoupMessageHeaders *headers = soup_message_get_response_headers (message);

      answer->status = soup_message_get_status (message);
      answer->location = g_strdup (soup_message_headers_get_one (headers, "Location"));
      answer->range = g_strdup (soup_message_headers_get_one (headers, "Content-Range"));
      if (g_utf8_validate (answer->text, -1, NULL))
        answer->json = poster_json_parse_object (answer->text, -1, NULL);
    }
  g_object_unref (message);
  return answer;
}

static SoupMessage *
new_message (Client     *client,
             const char *method,
             const char *path,
             const char *token)
{
  gboolean absolute = g_str_has_prefix (path, "http");
  g_autofree char *url = g_strconcat (absolute ? "" : poster_sandbox_get_base_url (client->sandbox), path, NULL);
  SoupMessage *message = soup_message_new (method, url);

  g_assert_nonnull (message);
  if (token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

      soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", bearer);
    }
  return message;
}

Answer *
client_get (Client     *client,
            const char *path,
            const char *token)
{
  return client_send (client, new_message (client, "GET", path, token), NULL, NULL, 0);
}

Answer *
client_post (Client     *client,
             const char *path,
             const char *token,
             const char *json)
{
  return client_send (client, new_message (client, "POST", path, token), "application/json; charset=UTF-8", json,
                      strlen (json));
}

Answer *
client_form (Client     *client,
             const char *path,
             const char *form)
{
  return client_send (client, new_message (client, "POST", path, NULL), "application/x-www-form-urlencoded", form,
                      strlen (form));
}

Answer *
client_put (Client     *client,
            const char *url,
            const char *type,
            const char *range,
            const void *bytes,
            gsize       length)
{
  SoupMessage *message = new_message (client, "PUT", url, NULL);

  /* On a connection that was used before, libsoup would quietly repeat a PUT that was cut off. */
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Content-Range", range);
  return client_send (client, message, type, bytes, length);
}

void
answer_free (Answer *answer)
{
  g_free (answer->location);
  g_free (answer->range);
  g_free (answer->text);
  g_clear_pointer (&answer->json, json_object_unref);
  g_free (answer);
}

/* The code of either kind of error; "ok" of an envelope without one. */
const char *
answer_code (Answer *answer)
{
  JsonObject *error = poster_json_get_object (answer->json, "error");

  return error != NULL ? poster_json_get_string (error, "code") : poster_json_get_string (answer->json, "error");
}

JsonObject *
answer_data (Answer *answer)
{
  g_assert_cmpstr (answer_code (answer), ==, "ok");
  g_assert_cmpuint (answer->status, ==, 200);
  return poster_json_get_object (answer->json, "data");
}

/* The path and query of a request to the consent page, with @extra at its end. */
char *
client_authorize (Client     *client,
                  const char *extra)
{
  return g_strconcat ("/v2/auth/authorize/?client_key=" POSTER_SANDBOX_CLIENT_KEY "&response_type=code"
                      "&scope=" ALL_SCOPES "&redirect_uri=http%3A%2F%2F127.0.0.1%3A49731%2Fcallback%2F"
                      "&state=abc&code_challenge=" CHALLENGE "&code_challenge_method=S256", extra, NULL);
}

/* The code for @handle, as it is written in the redirect: percent-encoded. */
char *
client_get_code (Client     *client,
                 const char *handle,
                 const char *extra)
{
  g_autofree char *more = g_strdup_printf ("&sandbox_decision=allow&sandbox_user=%s%s", handle, extra);
  g_autofree char *path = client_authorize (client, more);
  g_autoptr(Answer) answer = client_get (client, path, NULL);
  const char *start;

  g_assert_cmpuint (answer->status, ==, 302);
  g_assert_true (g_str_has_prefix (answer->location, REDIRECT "?code="));
  start = answer->location + strlen (REDIRECT "?code=");
  return g_strndup (start, strcspn (start, "&"));
}

char *
client_code_form (Client     *client,
                  const char *code)
{
  return g_strdup_printf ("client_key=" POSTER_SANDBOX_CLIENT_KEY "&client_secret=%s&grant_type=authorization_code"
                          "&code=%s&redirect_uri=http%%3A%%2F%%2F127.0.0.1%%3A49731%%2Fcallback%%2F"
                          "&code_verifier=" VERIFIER, poster_sandbox_get_client_secret (client->sandbox), code);
}

Tokens *
tokens_from_answer (Answer *answer)
{
  Tokens *tokens = g_new0 (Tokens, 1);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer_code (answer), ==, NULL);
  g_assert_cmpstr (poster_json_get_string (answer->json, "token_type"), ==, "Bearer");
  tokens->access = g_strdup (poster_json_get_string (answer->json, "access_token"));
  tokens->refresh = g_strdup (poster_json_get_string (answer->json, "refresh_token"));
  tokens->scope = g_strdup (poster_json_get_string (answer->json, "scope"));
  tokens->open_id = g_strdup (poster_json_get_string (answer->json, "open_id"));
  return tokens;
}

Tokens *
client_connect (Client     *client,
                const char *handle)
{
  g_autofree char *code = client_get_code (client, handle, "");
  g_autofree char *form = client_code_form (client, code);
  g_autoptr(Answer) answer = client_form (client, "/v2/oauth/token/", form);

  return tokens_from_answer (answer);
}

void
tokens_free (Tokens *tokens)
{
  g_free (tokens->access);
  g_free (tokens->refresh);
  g_free (tokens->scope);
  g_free (tokens->open_id);
  g_free (tokens);
}

/* Announces a public video of @size bytes, to be sent whole or in chunks of 10,000,000. */
char *
client_init_video (Client      *client,
                   const char  *token,
                   gint64       size,
                   char       **publish_id)
{
  gint64 chunk = size <= 64000000 ? size : 10000000;
  g_autofree char *json =
    g_strdup_printf ("{\"post_info\":{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"title\":\"Soup\","
                     "\"brand_content_toggle\":false},\"source_info\":{\"source\":\"FILE_UPLOAD\","
                     "\"video_size\":%" G_GINT64_FORMAT ",\"chunk_size\":%" G_GINT64_FORMAT
                     ",\"total_chunk_count\":%" G_GINT64_FORMAT "}}", size, chunk, size / chunk);
  g_autoptr(Answer) answer = client_post (client, "/v2/post/publish/video/init/", token, json);
  JsonObject *data = answer_data (answer);

  *publish_id = g_strdup (poster_json_get_string (data, "publish_id"));
  return g_strdup (poster_json_get_string (data, "upload_url"));
}

/* Bytes that begin as an MP4 does. */
guint8 *
client_new_video (gsize size)
{
  guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (i * 31 + i / 251);
  memcpy (bytes, "\0\0\0\x18" "ftypmp42", MIN (size, 12));
  return bytes;
}

/* Publishes a video whole. Returns: (transfer full): its publish_id */
char *
client_publish (Client     *client,
                const char *token,
                gsize       size)
{
  g_autofree char *publish_id = NULL;
  g_autofree char *url = client_init_video (client, token, (gint64) size, &publish_id);
  g_autofree guint8 *bytes = client_new_video (size);
  g_autofree char *range = g_strdup_printf ("bytes 0-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT, size - 1, size);

  assert_status (client_put (client, url, "video/mp4", range, bytes, size), 201);
  return g_steal_pointer (&publish_id);
}

char *
client_state (Client     *client,
              const char *token,
              const char *publish_id)
{
  g_autofree char *json = g_strdup_printf ("{\"publish_id\":\"%s\"}", publish_id);
  g_autoptr(Answer) answer = client_post (client, "/v2/post/publish/status/fetch/", token, json);

  return g_strdup (poster_json_get_string (answer_data (answer), "status"));
}

/* Asks until the state is another than "processing", in a world whose time goes on. */
char *
client_wait_state (Client     *client,
                   const char *token,
                   const char *publish_id,
                   const char *state)
{
  for (;;)
    {
      g_autofree char *now = client_state (client, token, publish_id);

      if (!g_str_has_prefix (now, "PROCESSING_"))
        {
          g_assert_cmpstr (now, ==, state);
          return g_steal_pointer (&now);
        }
      client_advance (client, 3 * G_USEC_PER_SEC);
    }
}

/* Returns: (transfer full): what the ledger has under `publications`, which is there once */
JsonObject *
client_ledger_entry (Client     *client,
                     const char *publish_id)
{
  g_autoptr(JsonObject) ledger = poster_sandbox_dup_ledger (client->sandbox);
  JsonArray *publications = poster_json_get_array (ledger, "publications");
  JsonObject *found = NULL;

  for (guint i = 0; i < json_array_get_length (publications); i++)
    {
      JsonObject *entry = json_array_get_object_element (publications, i);

      if (g_strcmp0 (poster_json_get_string (entry, "publish_id"), publish_id) != 0)
        continue;
      g_assert_null (found);
      found = json_object_ref (entry);
    }
  g_assert_nonnull (found);
  return found;
}
