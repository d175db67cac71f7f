/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

#define PATH "/sandbox/late/"
#define MAX_COUNT 20000

static void
refuse (PosterServerExchange *exchange,
        const char            *message)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "error", message);
  poster_sandbox_control_reply (exchange, 400, json);
}

/* Names as people have them on the platforms. */
static char *
dup_username (const char *platform,
              const char *handle,
              guint       number)
{
  static const char *const with_at[] = { "twitter", "tiktok", "telegram", NULL };
  g_autofree char *name = number == 0 ? g_strdup (handle) : g_strdup_printf ("%s%u", handle, number);

  if (strcmp (platform, "bluesky") == 0)
    return g_strconcat (name, ".bsky.social", NULL);
  return g_strconcat (g_strv_contains (with_at, platform) ? "@" : "", name, NULL);
}

static void
add_account (PosterSandbox *self,
             JsonObject    *user,
             const char    *profile_id,
             const char    *platform,
             const char    *username,
             guint          number,
             JsonArray     *added)
{
  const char *handle = poster_json_get_string (user, "handle");
  g_autofree char *name = username != NULL ? g_strdup (username) : dup_username (platform, handle, number);
  g_autofree char *display = g_strdup_printf ("%c%s%s", g_ascii_toupper (*handle), handle + 1,
                                              strcmp (platform, "googlebusiness") == 0 ? " Café" : "");
  g_autofree char *id = poster_sandbox_late_add_account (self, poster_json_get_string (user, "id"),
                                                         profile_id, platform, name, display, NULL);
  JsonObject *told = json_object_new ();

  json_object_set_string_member (told, "_id", id);
  json_object_set_string_member (told, "platform", platform);
  json_object_set_string_member (told, "username", name);
  json_array_add_object_element (added, told);
}

static char *
dup_default_profile (PosterSandbox *self,
                     JsonObject    *user)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      self->store,
      "SELECT id FROM late_profiles WHERE user = ? ORDER BY is_default DESC, number"
      " LIMIT 1",
      "s", poster_json_get_string (user, "id"));

  return g_strdup (poster_json_get_string (row, "id"));
}

/* One on each platform that is wanted: an array of names, or NULL for all. */
static void
add_accounts (PosterSandbox *self,
              JsonObject    *user,
              const char    *profile_id,
              JsonArray     *wanted,
              guint          number,
              JsonArray     *added)
{
  guint n_platforms;
  const PosterSandboxLatePlatform *platforms = poster_sandbox_late_platforms (&n_platforms);

  for (guint i = 0; i < n_platforms; i++)
    {
      gboolean is_wanted = wanted == NULL;

      for (guint j = 0; wanted != NULL && j < json_array_get_length (wanted); j++)
        is_wanted = is_wanted || g_strcmp0 (json_array_get_string_element (wanted, j), platforms[i].name) == 0;
      if (is_wanted)
        add_account (self, user, profile_id, platforms[i].name, NULL, number, added);
    }
}

static void
post_key (PosterSandbox         *self,
          PosterServerExchange *exchange,
          JsonObject            *body)
{
  gboolean is_new;
  g_autoptr(JsonObject) user = NULL;
  g_autofree char *profile = NULL;
  g_autofree char *key = NULL;
  const char *name = poster_json_get_string (body, "name");
  JsonArray *wanted = poster_json_get_array (body, "accounts");
  JsonArray *added;
  JsonObject *json;

  poster_sandbox_store_begin (self->store);
  user = poster_sandbox_late_ensure_user (self, poster_json_get_string (body, "handle"), &is_new);
  if (user == NULL)
    {
      poster_sandbox_store_end (self->store, FALSE);
      refuse (exchange, "Nobody can have this \"handle\"");
      return;
    }
  profile = dup_default_profile (self, user);
  added = json_array_new ();
  if (wanted != NULL || (is_new && poster_json_get_boolean (body, "accounts", TRUE)))
    add_accounts (self, user, profile, wanted, 0, added);
  key = poster_sandbox_late_add_key (self, poster_json_get_string (user, "id"),
                                     name != NULL ? name : "Practice", 0, NULL);
  poster_sandbox_store_end (self->store, TRUE);
  json = json_object_new ();
  json_object_set_string_member (json, "key", key);
  json_object_set_string_member (json, "handle", poster_json_get_string (user, "handle"));
  json_object_set_string_member (json, "userId", poster_json_get_string (user, "id"));
  json_object_set_string_member (json, "profileId", profile);
  json_object_set_array_member (json, "accounts", added);
  poster_sandbox_control_reply (exchange, 200, json);
}

static void
post_revoke (PosterSandbox         *self,
             PosterServerExchange *exchange,
             JsonObject            *body)
{
  const char *key = poster_json_get_string (body, "key");
  const char *handle = poster_json_get_string (body, "handle");
  g_autofree char *hash = key != NULL ? poster_sandbox_hash (key) : NULL;

  if (key == NULL && handle == NULL)
    {
      refuse (exchange, "Give a \"key\" or a \"handle\"");
      return;
    }
  poster_sandbox_store_run (
      self->store,
      "UPDATE late_keys SET revoked_us = ?1 WHERE revoked_us IS NULL AND (hash = ?2 OR"
      " user = (SELECT id FROM late_users WHERE handle = ?3))",
      "iss", poster_sandbox_get_now_us (self), hash, handle);
  poster_sandbox_control_reply (exchange, 200, json_object_new ());
}

static void
post_accounts (PosterSandbox         *self,
               PosterServerExchange *exchange,
               JsonObject            *body)
{
  const char *handle = poster_json_get_string (body, "handle");
  const char *platform = poster_json_get_string (body, "platform");
  const char *given = poster_json_get_string (body, "profileId");
  gint64 count = poster_json_get_int (body, "count", 1);
  g_autoptr(JsonObject) user = handle != NULL ? poster_sandbox_late_find_user (self, handle) : NULL;
  g_autoptr(JsonObject) known = NULL;
  g_autofree char *profile = NULL;
  JsonArray *added;
  JsonObject *json;

  if (user == NULL || count < 1 || count > 1000)
    {
      refuse (exchange, "Give the \"handle\" of somebody who has a key, and a \"count\" of 1 to 1000");
      return;
    }
  profile = given != NULL ? g_strdup (given) : dup_default_profile (self, user);
  known = poster_sandbox_store_query_one (self->store,
                                          "SELECT count(*) AS n FROM late_accounts WHERE user = ?",
                                          "s", poster_json_get_string (user, "id"));
  added = json_array_new ();
  poster_sandbox_store_begin (self->store);
  for (gint64 i = 0; i < count; i++)
    {
      guint number = (guint) (poster_json_get_int (known, "n", 0) + i + 1);

      if (platform != NULL)
        add_account (self, user, profile, platform,
                     count == 1 ? poster_json_get_string (body, "username") : NULL, number, added);
      else
        add_accounts (self, user, profile, NULL, number, added);
    }
  poster_sandbox_store_end (self->store, TRUE);
  json = json_object_new ();
  json_object_set_array_member (json, "accounts", added);
  poster_sandbox_control_reply (exchange, 200, json);
}

static void
post_account (PosterSandbox         *self,
              PosterServerExchange *exchange,
              JsonObject            *body)
{
  static const char *const members[] = { "username", "displayName", "followersCount",
                                         "isActive", "health",      "canPostMore",
                                         "fail",     "failMessage", "private" };
  const char *id = poster_json_get_string (body, "accountId");
  g_autoptr(JsonObject) account = id != NULL ? poster_sandbox_late_find_account (self, id) : NULL;

  if (account == NULL)
    {
      refuse (exchange, "There is no account with this \"accountId\"");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      if (json_object_has_member (body, members[i]))
        json_object_set_member (account, members[i],
                                json_node_copy (json_object_get_member (body, members[i])));
    }
  poster_sandbox_late_save_account (self, account);
  poster_sandbox_control_reply (exchange, 200, json_object_new ());
}

/* A post as it would be after it went through the API. */
static void
fill_post (PosterSandbox *self,
           JsonObject    *user,
           JsonObject    *account,
           const char    *status,
           gint64         number)
{
  g_autoptr(JsonObject) post = poster_sandbox_late_new_post (self, poster_json_get_string (user, "id"), NULL);
  g_autofree char *content = g_strdup_printf ("Practice post %" G_GINT64_FORMAT, number);
  gint64 now_us = poster_sandbox_get_now_us (self);
  gboolean is_published = strcmp (status, "published") == 0;
  gint64 at_us = is_published ? now_us - (number + 1) * G_TIME_SPAN_HOUR
                              : now_us + (number + 1) * G_TIME_SPAN_HOUR;
  JsonObject *fields = json_object_new ();
  JsonObject *target = json_object_new ();
  JsonArray *targets = json_array_new ();

  json_object_set_string_member (fields, "content", content);
  json_object_set_string_member (target, "platform", poster_json_get_string (account, "platform"));
  json_object_set_string_member (target, "accountId", poster_json_get_string (account, "id"));
  json_object_set_string_member (target, "status", is_published ? "published" : "pending");
  json_object_set_int_member (target, "dueUs", strcmp (status, "draft") == 0 ? 0 : at_us);
  if (is_published)
    {
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, POSTER_SANDBOX_FIRST_ID + number);

      json_object_set_string_member (target, "platformPostId", id);
      json_object_set_int_member (target, "publishedUs", at_us);
      json_object_set_int_member (target, "urlUs", at_us);
      json_object_set_int_member (post, "publishedUs", at_us);
    }
  json_array_add_object_element (targets, target);
  json_object_set_object_member (post, "fields", fields);
  json_object_set_array_member (post, "targets", targets);
  json_object_set_string_member (post, "status", status);
  json_object_set_int_member (post, "scheduledUs", strcmp (status, "draft") == 0 ? 0 : at_us);
  poster_sandbox_late_save_post (self, post);
  poster_sandbox_store_run (self->store, "UPDATE late_posts SET filled = 1 WHERE id = ?", "s",
                            poster_json_get_string (post, "id"));
}

static void
post_posts (PosterSandbox         *self,
            PosterServerExchange *exchange,
            JsonObject            *body)
{
  static const char *const known[] = { "scheduled", "published", "draft", NULL };
  const char *handle = poster_json_get_string (body, "handle");
  const char *status = poster_json_get_string (body, "status");
  const char *platform = poster_json_get_string (body, "platform");
  gint64 count = poster_json_get_int (body, "count", 0);
  g_autoptr(JsonObject) user = handle != NULL ? poster_sandbox_late_find_user (self, handle) : NULL;
  g_autoptr(JsonArray) accounts = poster_sandbox_store_query (
      self->store,
      "SELECT id, platform FROM late_accounts WHERE user = ?1 AND deleted_us IS NULL AND"
      " (?2 IS NULL OR platform = ?2) ORDER BY number",
      "ss", poster_json_get_string (user, "id"), platform);

  status = status != NULL ? status : "scheduled";
  if (user == NULL || count < 1 || count > MAX_COUNT || !g_strv_contains (known, status) ||
      json_array_get_length (accounts) == 0)
    {
      refuse (exchange, "Give the \"handle\" of somebody who has accounts, a \"count\" of 1 to "
                        "20000, and a \"status\"");
      return;
    }
  poster_sandbox_store_begin (self->store);
  for (gint64 i = 0; i < count; i++)
    fill_post (
        self, user,
        json_array_get_object_element (accounts, (guint) (i % json_array_get_length (accounts))),
        status, i);
  poster_sandbox_store_end (self->store, TRUE);
  poster_sandbox_control_reply (exchange, 200, json_object_new ());
}

/* What somebody did in another program. */
static void
post_external (PosterSandbox         *self,
               PosterServerExchange *exchange,
               JsonObject            *body)
{
  const char *id = poster_json_get_string (body, "postId");
  JsonObject *set = poster_json_get_object (body, "set");
  g_autoptr(JsonObject) post = id != NULL ? poster_sandbox_late_find_post (self, id) : NULL;
  const char *status = poster_json_get_string (set, "status");
  gint64 now_us = poster_sandbox_get_now_us (self);
  gint64 at_us;

  if (post == NULL)
    {
      refuse (exchange, "There is no post with this \"postId\"");
      return;
    }
  if (poster_json_get_boolean (body, "delete", FALSE))
    {
      poster_sandbox_store_run (self->store,
                                "UPDATE late_posts SET deleted_us = ?, next_us = ? WHERE id = ?",
                                "iis", now_us, G_MAXINT64, id);
      poster_sandbox_control_reply (exchange, 200, json_object_new ());
      return;
    }
  for (int i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? "content" : "title";
      const char *value = poster_json_get_string (set, name);

      if (value != NULL)
        json_object_set_string_member (poster_json_get_object (post, "fields"), name, value);
    }
  if (poster_sandbox_late_parse_time (poster_json_get_string (set, "scheduledFor"), NULL, &at_us))
    {
      json_object_set_int_member (post, "scheduledUs", at_us);
      poster_sandbox_late_schedule (post, at_us);
    }
  if (status != NULL)
    json_object_set_string_member (post, "status", status);
  json_object_set_int_member (post, "updatedUs", now_us);
  poster_sandbox_late_save_post (self, post);
  poster_sandbox_control_reply (exchange, 200, json_object_new ());
}

static void
post_telegram (PosterSandbox         *self,
               PosterServerExchange *exchange,
               JsonObject            *body)
{
  const char *code = poster_json_get_string (body, "code");
  const char *chat = poster_json_get_string (body, "chat");

  if (code == NULL ||
      !poster_sandbox_late_telegram_hears (self, code, chat != NULL ? chat : "@practicechannel"))
    refuse (exchange, "The bot does not know this \"code\"");
  else
    poster_sandbox_control_reply (exchange, 200, json_object_new ());
}

static const struct
{
  const char *name;
  void      (*post) (PosterSandbox *self, PosterServerExchange *exchange, JsonObject *body);
} controls[] = {
  { "key", post_key },
  { "revoke", post_revoke },
  { "accounts", post_accounts },
  { "account", post_account },
  { "posts", post_posts },
  { "telegram", post_telegram },
  { "external", post_external },
};

/**
 * poster_sandbox_late_control:
 * @self: the sandbox
 * @exchange: a request to the control interface that may ask
 *
 * Returns: whether it was about hosted Late; then it has been answered
 */
gboolean
poster_sandbox_late_control (PosterSandbox         *self,
                             PosterServerExchange *exchange)
{
  const char *path = poster_server_exchange_get_path (exchange);
  const char *method = poster_server_exchange_get_method (exchange);
  gsize length = 0;
  const char *text = poster_server_exchange_get_body (exchange, &length);
  g_autoptr(JsonObject) body = NULL;

  if (!g_str_has_prefix (path, PATH))
    return FALSE;
  poster_sandbox_late_settle (self);
  if (strcmp (method, "GET") == 0 && strcmp (path, PATH "ledger") == 0)
    {
      poster_sandbox_control_reply (exchange, 200, poster_sandbox_late_dup_ledger (self));
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (controls); i++)
    {
      if (strcmp (method, "POST") != 0 || strcmp (controls[i].name, path + strlen (PATH)) != 0)
        continue;
      body = g_utf8_validate_len (text, length, NULL)
                 ? poster_json_parse_object (text, (gssize) length, NULL)
                 : NULL;
      if (body != NULL)
        controls[i].post (self, exchange, body);
      else
        refuse (exchange, "The body is not a JSON object");
      return TRUE;
    }
  return FALSE;
}
