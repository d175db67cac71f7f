/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* Bluesky and Telegram, which are connected without a page. */

#define BOT "LateScheduleBot"
#define CODE_LIFETIME_US (15 * G_TIME_SPAN_MINUTE)

/* `xxxx-xxxx-xxxx-xxxx` */
static gboolean
is_app_password (const char *text)
{
  return strlen (text) == 19 && text[4] == '-' && text[9] == '-' && text[14] == '-' &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == 19;
}

void
poster_sandbox_late_bluesky (PosterSandboxCall *call)
{
  static const char *const members[] = { "identifier", "s", "handle",    "s", "appPassword", "S",
                                         "state",      "s", "profileId", "s", "redirectUri", "s",
                                         NULL };
  const char *identifier = poster_json_get_string (call->body, "identifier");
  const char *state = poster_json_get_string (call->body, "state");
  const char *profile_id = poster_json_get_string (call->body, "profileId");
  const char *redirect = poster_json_get_string (call->body, "redirectUri");
  g_autoptr(JsonObject) profile = NULL;
  g_autoptr(JsonObject) account = NULL;
  g_autofree char *username = NULL;
  g_autofree char *id = NULL;
  JsonObject *json;

  if (!poster_sandbox_late_check_types (call, call->body, "", members))
    return;
  identifier = identifier != NULL ? identifier : poster_json_get_string (call->body, "handle");
  if (identifier == NULL || *identifier == '\0' || (state == NULL && profile_id == NULL))
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "identifier, appPassword and state are required");
      return;
    }
  /* `{userId}-{profileId}` */
  if (state != NULL)
    {
      if (strlen (state) != 49 || state[24] != '-' ||
          !g_str_has_prefix (state, poster_sandbox_late_user_id (call)))
        {
          poster_sandbox_late_refuse (call, 400, "invalid_state", "Invalid state format");
          return;
        }
      profile_id = state + 25;
    }
  profile = poster_sandbox_late_need_profile (call, profile_id);
  if (profile == NULL)
    return;
  if (!is_app_password (poster_json_get_string (call->body, "appPassword")))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_credentials", "Invalid identifier or password");
      return;
    }
  username = g_strdup (*identifier == '@' ? identifier + 1 : identifier);
  if (!poster_sandbox_late_has_room (call->sandbox, profile_id, "bluesky", username))
    {
      poster_sandbox_late_refuse (call, 400, "account_limit_reached",
                                  "This profile has an account of that platform already");
      return;
    }
  id = poster_sandbox_late_add_account (call->sandbox, poster_sandbox_late_user_id (call),
                                        profile_id, "bluesky", username, NULL, NULL);
  account = poster_sandbox_late_find_account (call->sandbox, id);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "Bluesky connected successfully");
  json_object_set_object_member (json, "account",
                                 poster_sandbox_late_account_json (call->sandbox, account, FALSE));
  if (redirect != NULL)
    {
      g_autofree char *query =
          poster_sandbox_late_connected_query (call->sandbox, "bluesky", profile_id, id, username);
      g_autofree char *url = poster_sandbox_late_add_query (redirect, query);

      json_object_set_string_member (json, "redirectUrl", url);
    }
  poster_sandbox_late_reply (call, 200, json);
}

void
poster_sandbox_late_telegram_code (PosterSandboxCall *call)
{
  const char *profile_id = poster_sandbox_late_query (call, "profileId");
  g_autoptr(JsonObject) profile = poster_sandbox_late_need_profile (call, profile_id);
  g_autofree char *digits = NULL;
  g_autofree char *upper = NULL;
  g_autofree char *code = NULL;
  g_autofree char *third = NULL;
  JsonArray *instructions;
  JsonObject *json;

  if (profile == NULL)
    return;
  digits = poster_sandbox_new_secret ("", 3);
  upper = g_ascii_strup (digits, -1);
  code = g_strconcat ("LATE-", upper, NULL);
  poster_sandbox_store_run (call->sandbox->store,
                            "INSERT OR REPLACE INTO late_codes (code, user, profile, expires_us)"
                            " VALUES (?, ?, ?, ?)",
                            "sssi", code, poster_sandbox_late_user_id (call), profile_id,
                            call->now_us + CODE_LIFETIME_US);
  third = g_strdup_printf ("3. Send: %s @yourchannel (replace @yourchannel with your channel username)", code);
  instructions = json_array_new ();
  json_array_add_string_element (instructions, "1. Add @" BOT " as an administrator in your channel/group");
  json_array_add_string_element (instructions, "2. Open a private chat with @" BOT);
  json_array_add_string_element (instructions, third);
  json = json_object_new ();
  json_object_set_string_member (json, "code", code);
  poster_sandbox_late_set_time (json, "expiresAt", call->now_us + CODE_LIFETIME_US);
  json_object_set_int_member (json, "expiresIn", CODE_LIFETIME_US / G_USEC_PER_SEC);
  json_object_set_string_member (json, "botUsername", BOT);
  json_object_set_array_member (json, "instructions", instructions);
  poster_sandbox_late_reply (call, 200, json);
}

/* Returns: (transfer full): an account as Telegram's answers have it */
static JsonObject *
telegram_json (PosterSandbox *self,
               const char    *id)
{
  g_autoptr(JsonObject) account = poster_sandbox_late_find_account (self, id);
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "_id", id);
  json_object_set_string_member (json, "platform", "telegram");
  json_object_set_string_member (json, "username", poster_sandbox_late_row_text (account, "username"));
  json_object_set_string_member (json, "displayName", poster_sandbox_late_row_text (account, "displayName"));
  json_object_set_boolean_member (json, "isActive", TRUE);
  json_object_set_string_member (json, "chatType", "channel");
  return json;
}

void
poster_sandbox_late_telegram_poll (PosterSandboxCall *call)
{
  const char *code = poster_sandbox_late_query (call, "code");
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      call->sandbox->store, "SELECT * FROM late_codes WHERE code = ? AND user = ?", "ss", code,
      poster_sandbox_late_user_id (call));
  gint64 expires_us = poster_json_get_int (row, "expires_us", 0);
  const char *account = poster_json_get_string (row, "account");
  JsonObject *json;

  if (row == NULL)
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Code not found");
      return;
    }
  json = json_object_new ();
  if (account != NULL)
    {
      JsonObject *told = telegram_json (call->sandbox, account);

      json_object_set_string_member (json, "status", "connected");
      json_object_set_string_member (json, "chatId", "-1001234567890");
      json_object_set_string_member (json, "chatTitle", poster_json_get_string (told, "displayName"));
      json_object_set_string_member (json, "chatType", "channel");
      json_object_set_object_member (json, "account", told);
    }
  else if (expires_us <= call->now_us)
    {
      json_object_set_string_member (json, "status", "expired");
      json_object_set_string_member (json, "message", "Access code has expired. Please generate a new one.");
    }
  else
    {
      json_object_set_string_member (json, "status", "pending");
      poster_sandbox_late_set_time (json, "expiresAt", expires_us);
      json_object_set_int_member (json, "expiresIn", (expires_us - call->now_us) / G_USEC_PER_SEC);
    }
  poster_sandbox_late_reply (call, 200, json);
}

/* The bot hears `CODE @chat`. Returns: whether it knows the code */
gboolean
poster_sandbox_late_telegram_hears (PosterSandbox *self,
                                    const char    *code,
                                    const char    *chat)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      self->store, "SELECT * FROM late_codes WHERE code = ? AND expires_us > ? AND account IS NULL",
      "si", code, poster_sandbox_get_now_us (self));
  g_autofree char *id = NULL;

  if (row == NULL || !poster_sandbox_late_has_room (self, poster_json_get_string (row, "profile"),
                                                    "telegram", chat))
    return FALSE;
  id = poster_sandbox_late_add_account (self, poster_json_get_string (row, "user"),
                                        poster_json_get_string (row, "profile"), "telegram", chat,
                                        NULL, NULL);
  return poster_sandbox_store_run (self->store, "UPDATE late_codes SET account = ? WHERE code = ?",
                                   "ss", id, code);
}

void
poster_sandbox_late_telegram_direct (PosterSandboxCall *call)
{
  static const char *const members[] = { "chatId", "S", "profileId", "S", NULL };
  const char *chat = poster_json_get_string (call->body, "chatId");
  const char *profile_id = poster_json_get_string (call->body, "profileId");
  g_autoptr(JsonObject) profile = NULL;
  g_autofree char *id = NULL;
  JsonObject *json;

  if (!poster_sandbox_late_check_types (call, call->body, "", members))
    return;
  profile = poster_sandbox_late_need_profile (call, profile_id);
  if (profile == NULL)
    return;
  if ((*chat != '@' && !g_str_has_prefix (chat, "-100")) || strlen (chat) < 4 ||
      !poster_sandbox_late_has_room (call->sandbox, profile_id, "telegram", chat))
    {
      poster_sandbox_late_refuse (call, 400, "chat_not_found",
                                  "Cannot access this chat. Is the bot an administrator?");
      return;
    }
  id = poster_sandbox_late_add_account (call->sandbox, poster_sandbox_late_user_id (call),
                                        profile_id, "telegram", chat, NULL, NULL);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "Telegram channel connected successfully");
  json_object_set_object_member (json, "account", telegram_json (call->sandbox, id));
  poster_sandbox_late_reply (call, 200, json);
}
