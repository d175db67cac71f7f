/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

#define STATE_LIFETIME_US (15 * G_TIME_SPAN_MINUTE)
#define PENDING_LIFETIME_US (10 * G_TIME_SPAN_MINUTE)

/* Who has a second step, and how it is called (reference late-api, section 5). */
static const struct
{
  const char *platform;
  const char *step;
} steps[] = {
  { "facebook", "select_page" },
  { "linkedin", "select_organization" },
  { "pinterest", "select_board" },
  { "googlebusiness", "select_location" },
  { "snapchat", "select_public_profile" },
};

/**
 * poster_sandbox_late_new_token:
 * @self: the sandbox
 * @kind: of what: `state`, `connect`, `temp`, `pending`
 * @user_id: whose
 * @data: (nullable) (transfer none): what it stands for
 * @lifetime_us: microseconds
 *
 * Returns: (transfer full): a secret, of which the hash is kept
 */
char *
poster_sandbox_late_new_token (PosterSandbox *self,
                               const char    *kind,
                               const char    *user_id,
                               JsonObject    *data,
                               gint64         lifetime_us)
{
  char *token = poster_sandbox_new_secret ("", 24);
  g_autofree char *hash = poster_sandbox_hash (token);
  g_autofree char *text = data != NULL ? poster_json_to_text (data, FALSE) : NULL;

  poster_sandbox_store_run (self->store, "INSERT INTO late_tokens VALUES (?, ?, ?, ?, ?)", "ssssi",
                            hash, kind, user_id, text,
                            poster_sandbox_get_now_us (self) + lifetime_us);
  return token;
}

/* Returns: (transfer full) (nullable): what a token stands for, with its `user` */
JsonObject *
poster_sandbox_late_find_token (PosterSandbox *self,
                                const char    *kind,
                                const char    *token,
                                gboolean       once)
{
  g_autofree char *hash = token != NULL ? poster_sandbox_hash (token) : NULL;
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      self->store, "SELECT * FROM late_tokens WHERE hash = ? AND kind = ? AND expires_us > ?",
      "ssi", hash, kind, poster_sandbox_get_now_us (self));
  JsonObject *data;

  if (row == NULL)
    return NULL;
  data = poster_json_parse_object (poster_sandbox_late_row_text (row, "data"), -1, NULL);
  if (data == NULL)
    data = json_object_new ();
  json_object_set_string_member (data, "user", poster_json_get_string (row, "user"));
  if (once)
    poster_sandbox_store_run (self->store, "DELETE FROM late_tokens WHERE hash = ?", "s", hash);
  return data;
}

/* Whether @profile_id has room for @username on @platform: there is one account of a platform in each. */
gboolean
poster_sandbox_late_has_room (PosterSandbox *self,
                              const char    *profile_id,
                              const char    *platform,
                              const char    *username)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      self->store,
      "SELECT id FROM late_accounts WHERE profile = ? AND platform = ? AND username != ?"
      " AND deleted_us IS NULL LIMIT 1",
      "sss", profile_id, platform, username);

  return row == NULL || !poster_sandbox_faults_get_flag (self->faults, "late_one_per_profile");
}

void
poster_sandbox_late_connect (PosterSandboxCall *call)
{
  const char *profile_id = poster_sandbox_late_query (call, "profileId");
  const char *redirect = poster_sandbox_late_query (call, "redirect_url");
  g_autoptr(JsonObject) profile = NULL;
  g_autoptr(JsonObject) data = NULL;
  g_autofree char *state = NULL;
  g_autofree char *url = NULL;
  JsonObject *json;

  if (poster_sandbox_late_find_platform (call->argument) == NULL)
    {
      poster_sandbox_late_refuse (call, 400, "invalid_platform", "Unsupported platform: %s", call->argument);
      return;
    }
  if (strcmp (call->argument, "bluesky") == 0)
    {
      poster_sandbox_late_refuse (call, 400, "invalid_platform", "Bluesky is connected with credentials");
      return;
    }
  profile = poster_sandbox_late_need_profile (call, profile_id);
  if (profile == NULL)
    return;
  if (redirect != NULL && !g_uri_is_valid (redirect, G_URI_FLAGS_NONE, NULL))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_url", "Invalid redirect_url");
      return;
    }
  data = json_object_new ();
  json_object_set_string_member (data, "platform", call->argument);
  json_object_set_string_member (data, "profileId", profile_id);
  json_object_set_boolean_member (
      data, "headless", g_strcmp0 (poster_sandbox_late_query (call, "headless"), "true") == 0);
  if (redirect != NULL)
    json_object_set_string_member (data, "redirect", redirect);
  state = poster_sandbox_late_new_token (call->sandbox, "state", poster_sandbox_late_user_id (call),
                                         data, STATE_LIFETIME_US);
  url = g_strdup_printf ("%s/late-connect?state=%s", call->sandbox->base_url, state);
  json = json_object_new ();
  json_object_set_string_member (json, "authUrl", url);
  json_object_set_string_member (json, "state", state);
  poster_sandbox_late_reply (call, 200, json);
}

/* Adds `name=value` to a query. */
static void
append (GString    *query,
        const char *name,
        const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "", name, escaped);
}

/* Returns: (transfer full): @url, which may have a query already, with more of it */
char *
poster_sandbox_late_add_query (const char *url,
                               const char *query)
{
  return g_strconcat (url, strchr (url, '?') != NULL ? "&" : "?", query, NULL);
}

/* Returns: (transfer full): the query of a redirect after an account was connected */
char *
poster_sandbox_late_connected_query (PosterSandbox *self,
                                     const char    *platform,
                                     const char    *profile_id,
                                     const char    *account_id,
                                     const char    *username)
{
  g_autoptr(GString) query = g_string_new (NULL);

  append (query, "connected", platform);
  append (query, "profileId", profile_id);
  if (!poster_sandbox_late_is_early (self))
    append (query, "accountId", account_id);
  append (query, "username", username);
  return g_strdup (query->str);
}

static void
reply_page (PosterSandboxCall *call,
            guint              status,
            const char        *title,
            const char        *content)
{
  g_autofree char *page = g_strdup_printf (
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>%s</title><style>"
      "body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem}"
      "label{display:block;margin:1rem 0}button{font:inherit;padding:.4rem 1.2rem}</style></head>"
      "<body><main><h1>%s</h1>\n%s</main></body></html>\n",
      title, title, content);

  poster_sandbox_call_reply_text (call, status, "text/html; charset=utf-8", page);
}

/* Back to the program that began it, or, where it gave no address, to a page that says how it ended. */
static void
redirect (PosterSandboxCall *call,
          JsonObject        *state,
          const char        *query)
{
  const char *to = poster_json_get_string (state, "redirect");
  g_autofree char *url = to != NULL ? poster_sandbox_late_add_query (to, query) : NULL;

  if (url == NULL)
    {
      reply_page (call, 200, strstr (query, "error=") != NULL ? "Not connected" : "Connected",
                  "<p>You can close this page.</p>");
      return;
    }
  poster_server_exchange_add_header (call->exchange, "Location", url);
  poster_sandbox_call_reply_text (call, 302, NULL, NULL);
}

static const char *
find_step (PosterSandboxCall *call,
           JsonObject        *state)
{
  const char *platform = poster_json_get_string (state, "platform");

  /* Whoever administers no organisation is connected as a person at once. */
  if (!poster_json_get_boolean (state, "headless", FALSE) ||
      (strcmp (platform, "linkedin") == 0 &&
       g_strcmp0 (poster_sandbox_late_query (call, "sandbox_organizations"), "none") == 0))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (strcmp (steps[i].platform, platform) == 0)
        return steps[i].step;
    }
  return NULL;
}

/* Returns: (transfer full): who signed in, as the platform tells the service */
static JsonObject *
new_user_profile (const char *platform,
                  const char *username)
{
  JsonObject *profile = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%u", g_str_hash (username));

  json_object_set_string_member (profile, "id", id);
  json_object_set_string_member (profile, "username", username);
  json_object_set_string_member (profile, "name", username);
  json_object_set_string_member (profile, "displayName", username);
  json_object_set_string_member (profile, "profilePicture", "");
  if (strcmp (platform, "googlebusiness") == 0)
    {
      g_autofree char *token = poster_sandbox_new_secret ("1//", 16);

      json_object_set_string_member (profile, "refreshToken", token);
      json_object_set_int_member (profile, "tokenExpiresIn", 3599);
      json_object_set_string_member (profile, "scope", "https://www.googleapis.com/auth/business.manage");
    }
  return profile;
}

/* The redirect to a program that asks for the second step itself. */
static void
redirect_to_step (PosterSandboxCall *call,
                  JsonObject        *state,
                  const char        *step,
                  const char        *username)
{
  PosterSandbox *self = call->sandbox;
  const char *platform = poster_json_get_string (state, "platform");
  const char *user = poster_json_get_string (state, "user");
  g_autoptr(JsonObject) data = json_object_new ();
  g_autoptr(JsonObject) profile = new_user_profile (platform, username);
  g_autofree char *profile_text = poster_json_to_text (profile, FALSE);
  g_autofree char *temp = NULL;
  g_autofree char *connect = NULL;
  g_autoptr(GString) query = g_string_new (NULL);

  json_object_set_string_member (data, "platform", platform);
  json_object_set_string_member (data, "profileId", poster_json_get_string (state, "profileId"));
  json_object_set_string_member (data, "username", username);
  json_object_set_object_member (data, "userProfile", g_steal_pointer (&profile));
  temp = poster_sandbox_late_new_token (self, "temp", user, data, STATE_LIFETIME_US);
  connect = poster_sandbox_late_new_token (self, "connect", user, data, STATE_LIFETIME_US);
  append (query, "profileId", poster_json_get_string (state, "profileId"));
  if (strcmp (platform, "linkedin") == 0)
    {
      g_autofree char *pending = NULL;

      json_object_set_string_member (data, "tempToken", temp);
      pending = poster_sandbox_late_new_token (self, "pending", user, data, PENDING_LIFETIME_US);
      append (query, "pendingDataToken", pending);
    }
  else
    {
      append (query, "tempToken", temp);
      append (query, "userProfile", profile_text);
    }
  if (strcmp (platform, "snapchat") == 0)
    {
      g_autoptr(JsonArray) profiles = poster_sandbox_late_dup_choices (platform, username);
      g_autofree char *text = poster_sandbox_late_array_to_text (profiles);

      append (query, "publicProfiles", text);
    }
  append (query, "connect_token", connect);
  append (query, "platform", platform);
  append (query, "step", step);
  redirect (call, state, query->str);
}

/* A name for somebody who gave none: that of an account which has to be connected again, or a new one. */
static char *
dup_username (PosterSandboxCall *call,
              JsonObject        *state)
{
  const char *platform = poster_json_get_string (state, "platform");
  g_autoptr(JsonObject) known = poster_sandbox_store_query_one (
      call->sandbox->store,
      "SELECT username FROM late_accounts WHERE profile = ? AND platform = ?"
      " ORDER BY deleted_us IS NOT NULL, number LIMIT 1",
      "ss", poster_json_get_string (state, "profileId"), platform);
  g_autoptr(JsonObject) user = poster_sandbox_store_query_one (
      call->sandbox->store,
      "SELECT handle, (SELECT count(*) FROM late_accounts WHERE user = ?1 AND"
      " platform = ?2) AS n FROM late_users WHERE id = ?1",
      "ss", poster_json_get_string (state, "user"), platform);
  const char *handle = poster_sandbox_late_row_text (user, "handle");

  if (known != NULL)
    return g_strdup (poster_json_get_string (known, "username"));
  if (poster_json_get_int (user, "n", 0) == 0)
    return g_strdup (handle);
  return g_strdup_printf ("%s%" G_GINT64_FORMAT, handle, poster_json_get_int (user, "n", 0) + 1);
}

static void
allow (PosterSandboxCall *call,
       JsonObject        *state,
       const char        *given)
{
  PosterSandbox *self = call->sandbox;
  const char *platform = poster_json_get_string (state, "platform");
  const char *profile_id = poster_json_get_string (state, "profileId");
  const char *step = find_step (call, state);
  g_autofree char *username = given != NULL && *given != '\0' ? g_strdup (given) : dup_username (call, state);
  g_autofree char *id = NULL;
  g_autofree char *query = NULL;

  if (step != NULL)
    {
      redirect_to_step (call, state, step, username);
      return;
    }
  if (!poster_sandbox_late_has_room (self, profile_id, platform, username))
    {
      redirect (call, state,
                "error=account_limit_reached&message=This+profile+has+an+account+of+that+platform+"
                "already");
      return;
    }
  id = poster_sandbox_late_add_account (self, poster_json_get_string (state, "user"), profile_id,
                                        platform, username, NULL, NULL);
  query = poster_sandbox_late_connected_query (self, platform, profile_id, id, username);
  redirect (call, state, query);
}

static void
show_page (PosterSandboxCall *call,
           JsonObject        *state)
{
  g_autofree char *content = g_markup_printf_escaped (
      "<p>This is practice: nothing leaves this computer. The program wants to connect an account "
      "on"
      " <b>%s</b>.</p><form method=\"get\" action=\"/late-connect\">\n"
      "<input type=\"hidden\" name=\"state\" value=\"%s\">"
      "<label>Account <input name=\"sandbox_user\" autofocus placeholder=\"a name of my "
      "choosing\"></label>\n"
      "<button name=\"sandbox_decision\" value=\"allow\">Allow</button>\n"
      "<button name=\"sandbox_decision\" value=\"deny\">Cancel</button></form>",
      poster_json_get_string (state, "platform"), poster_sandbox_late_query (call, "state"));

  reply_page (call, 200, "Practice sign-in", content);
}

/* The page where a person decides. */
void
poster_sandbox_late_consent (PosterSandboxCall *call)
{
  PosterSandbox *self = call->sandbox;
  JsonObject *consent = poster_sandbox_faults_get_object (self->faults, "consent");
  const char *token = poster_sandbox_late_query (call, "state");
  const char *decision = poster_sandbox_late_query (call, "sandbox_decision");
  const char *username = poster_sandbox_late_query (call, "sandbox_user");
  g_autoptr(JsonObject) state = NULL;

  if (decision == NULL && consent != NULL)
    {
      decision = poster_json_get_string (consent, "decision");
      decision = decision != NULL ? decision : "allow";
      username = poster_json_get_string (consent, "user");
    }
  state = poster_sandbox_late_find_token (self, "state", token, decision != NULL);
  if (state == NULL)
    reply_page (call, 400, "Something went wrong",
                "<p>This page is no longer good. Begin again in the program.</p>");
  else if (decision == NULL)
    show_page (call, state);
  else if (strcmp (decision, "allow") == 0)
    allow (call, state, username);
  else
    {
      g_autofree char *query = g_strdup_printf ("error=access_denied&platform=%s",
                                                poster_json_get_string (state, "platform"));

      redirect (call, state, query);
    }
}
