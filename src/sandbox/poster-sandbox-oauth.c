/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"

#include <string.h>

#define ALL_SCOPES "user.info.basic,user.info.profile,user.info.stats,video.list,video.publish,video.upload"

/* Returns: (transfer full) (nullable): an app that is known here */
JsonObject *
poster_sandbox_dup_app (PosterSandbox *self,
                        const char    *client_key)
{
  return poster_sandbox_store_query_one (self->store, "SELECT * FROM apps WHERE client_key = ?", "s", client_key);
}

/* A loopback address with a port, without query and fragment; see section 2.3 of the reference. */
static gboolean
is_redirect_uri (const char *text)
{
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);

  return uri != NULL && strlen (text) < 512 &&
         (strcmp (g_uri_get_scheme (uri), "http") == 0 || strcmp (g_uri_get_scheme (uri), "https") == 0) &&
         (g_strcmp0 (g_uri_get_host (uri), "localhost") == 0 || g_strcmp0 (g_uri_get_host (uri), "127.0.0.1") == 0) &&
         g_uri_get_port (uri) > 0 && g_uri_get_query (uri) == NULL && g_uri_get_fragment (uri) == NULL &&
         g_uri_get_userinfo (uri) == NULL;
}

/* Registered addresses may have `*` for the port. */
static gboolean
is_registered_as (const char *uri,
                  const char *pattern)
{
  const char *star = strstr (pattern, ":*");
  const char *rest;
  gsize length;

  if (star == NULL)
    return strcmp (uri, pattern) == 0;
  length = (gsize) (star - pattern) + 1;
  if (strncmp (uri, pattern, length) != 0)
    return FALSE;
  rest = uri + length;
  rest += strspn (rest, "0123456789");
  return strcmp (rest, star + 2) == 0;
}

static gboolean
is_registered (JsonObject *app,
               const char *uri)
{
  const char *registered = poster_json_get_string (app, "redirect_uris");
  g_auto(GStrv) patterns = registered != NULL ? g_strsplit (registered, " ", -1) : NULL;

  if (patterns == NULL)
    return TRUE;
  for (int i = 0; patterns[i] != NULL; i++)
    {
      if (is_registered_as (uri, patterns[i]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
are_scopes (const char *scopes,
            const char *allowed)
{
  g_auto(GStrv) list = g_strsplit (scopes, ",", -1);

  for (int i = 0; list[i] != NULL; i++)
    {
      if (!poster_sandbox_has_scope (allowed, list[i]))
        return FALSE;
    }
  return list[0] != NULL;
}

/* Returns: (nullable): why the consent page cannot be shown */
static const char *
find_fault_with_request (PosterSandboxCall *call,
                         GHashTable        *query)
{
  PosterSandboxFaults *faults = call->sandbox->faults;
  const char *client_key = g_hash_table_lookup (query, "client_key");
  const char *redirect_uri = g_hash_table_lookup (query, "redirect_uri");
  const char *scope = g_hash_table_lookup (query, "scope");
  const char *challenge = g_hash_table_lookup (query, "code_challenge");
  const char *state = g_hash_table_lookup (query, "state");
  const char *approved;
  g_autoptr(JsonObject) app = NULL;

  if (client_key == NULL || *client_key == '\0')
    return "client_key";
  app = poster_sandbox_dup_app (call->sandbox, client_key);
  if (app == NULL && !poster_sandbox_faults_get_flag (faults, "accept_any_app"))
    return "client_key";
  if (redirect_uri == NULL || !is_redirect_uri (redirect_uri) || (app != NULL && !is_registered (app, redirect_uri)))
    return "redirect_uri";
  if (g_strcmp0 (g_hash_table_lookup (query, "response_type"), "code") != 0)
    return "response_type";
  approved = poster_json_get_string (app, "scopes");
  if (scope == NULL || !are_scopes (scope, approved != NULL ? approved : ALL_SCOPES))
    return "scope";
  if (challenge == NULL || *challenge == '\0')
    return "code_challenge";
  if (g_strcmp0 (g_hash_table_lookup (query, "code_challenge_method"), "S256") != 0)
    return "code_challenge_method";
  if (state == NULL || *state == '\0')
    return "state";
  return NULL;
}

/* What is granted: no more than was asked for, than the person ticked and than the switch
 * allows; but always the basics. */
static char *
grant_scopes (PosterSandboxCall *call,
              const char        *asked,
              const char        *ticked)
{
  const char *at_most = poster_sandbox_faults_get_text (call->sandbox->faults, "partial_scopes");
  g_auto(GStrv) list = g_strsplit (asked, ",", -1);
  GString *granted = g_string_new (NULL);

  for (int i = 0; list[i] != NULL; i++)
    {
      gboolean basic = strcmp (list[i], "user.info.basic") == 0;

      if (!basic && ticked != NULL && !poster_sandbox_has_scope (ticked, list[i]))
        continue;
      if (!basic && at_most != NULL && !poster_sandbox_has_scope (at_most, list[i]))
        continue;
      g_string_append_printf (granted, "%s%s", granted->len > 0 ? "," : "", list[i]);
    }
  return g_string_free (granted, FALSE);
}

/* Back to the program, which listens on loopback. @...: pairs of name and value */
static void
redirect (PosterSandboxCall *call,
          GHashTable        *query,
          const char        *name,
          const char        *value,
          const char        *other_name,
          const char        *other_value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);
  g_autofree char *other = g_uri_escape_string (other_value, NULL, FALSE);
  g_autofree char *state = g_uri_escape_string (g_hash_table_lookup (query, "state"), NULL, FALSE);
  g_autofree char *location = g_strdup_printf ("%s?%s=%s&%s=%s&state=%s",
                                               (const char *) g_hash_table_lookup (query, "redirect_uri"),
                                               name, escaped, other_name, other, state);

  poster_server_exchange_add_header (call->exchange, "Location", location);
  poster_sandbox_call_reply_text (call, 302, "text/plain", NULL);
}

static void
allow (PosterSandboxCall *call,
       GHashTable        *query,
       const char        *user)
{
  PosterSandbox *sandbox = call->sandbox;
  const char *ticked = g_hash_table_lookup (query, "sandbox_scopes");
  g_autofree char *handle = poster_sandbox_ensure_user (sandbox, user);
  g_autofree char *random = poster_sandbox_new_secret ("", 24);
  g_autofree char *code = g_strdup_printf ("%.20s*%.8s!4%%2B.%s", random, random + 20, random + 28);
  g_autofree char *hash = poster_sandbox_hash (code);
  g_autofree char *scopes = NULL;

  if (handle == NULL)
    {
      g_autofree char *page = poster_sandbox_error_page ("sandbox_user");

      poster_sandbox_call_reply_text (call, 400, "text/html; charset=utf-8", page);
      return;
    }
  scopes = grant_scopes (call, g_hash_table_lookup (query, "scope"), ticked);
  /* The code has the characters that a client must decode exactly once. */
  poster_sandbox_store_run (sandbox->store, "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?, 0)", "ssssssi", hash,
                            g_hash_table_lookup (query, "client_key"), handle,
                            g_hash_table_lookup (query, "redirect_uri"), g_hash_table_lookup (query, "code_challenge"),
                            scopes,
                            call->now_us + poster_sandbox_faults_get_int (sandbox->faults, "code_lifetime_us"));
  redirect (call, query, "code", code, "scopes", scopes);
}

/* GET /v2/auth/authorize/ */
void
poster_sandbox_authorize (PosterSandboxCall *call)
{
  g_autoptr(GHashTable) query =
    poster_sandbox_parse_form (poster_server_exchange_get_query (call->exchange), -1, NULL);
  JsonObject *consent = poster_sandbox_faults_get_object (call->sandbox->faults, "consent");
  const char *problem = query != NULL ? find_fault_with_request (call, query) : "query";
  const char *decision;
  const char *user;
  g_autofree char *page = NULL;

  if (problem != NULL)
    {
      page = poster_sandbox_error_page (problem);
      poster_sandbox_call_reply_text (call, 400, "text/html; charset=utf-8", page);
      return;
    }
  decision = g_hash_table_lookup (query, "sandbox_decision");
  user = g_hash_table_lookup (query, "sandbox_user");
  if (decision == NULL && consent != NULL)
    {
      decision = poster_json_get_string (consent, "decision");
      decision = decision != NULL ? decision : "allow";
      user = poster_json_get_string (consent, "user");
    }
  if (g_strcmp0 (decision, "allow") == 0)
    {
      allow (call, query, user);
      return;
    }
  if (decision != NULL)
    {
      redirect (call, query, "error", "access_denied", "error_description", "The user did not allow it");
      return;
    }
  page = poster_sandbox_consent_page (call->sandbox, query);
  poster_sandbox_call_reply_text (call, 200, "text/html; charset=utf-8", page);
}

/* Returns: (transfer full) (nullable): whose token or code is meant, for the faults */
char *
poster_sandbox_token_user (PosterSandbox *self,
                           GHashTable    *form)
{
  const char *code = g_hash_table_lookup (form, "code");
  const char *token = g_hash_table_lookup (form, "refresh_token");
  g_autoptr(JsonObject) row = NULL;
  g_autofree char *hash = NULL;

  if (token == NULL)
    token = g_hash_table_lookup (form, "token");
  hash = poster_sandbox_hash (code != NULL ? code : token != NULL ? token : "");
  row = poster_sandbox_store_query_one (self->store, code != NULL ? "SELECT handle FROM codes WHERE hash = ?"
                                                                  : "SELECT handle FROM tokens WHERE hash = ?",
                                        "s", hash);
  return g_strdup (poster_json_get_string (row, "handle"));
}

/* The user takes back what the app was granted: its tokens die, and what is on its way fails. */
gboolean
poster_sandbox_drop_grant (PosterSandbox *self,
                           const char    *client_key,
                           const char    *handle)
{
  gint64 now_us = poster_sandbox_get_now_us (self);

  return poster_sandbox_store_run (self->store, "UPDATE posts SET fail_reason = 'auth_removed', ready_us = ?"
                                   " WHERE client_key = ? AND handle = ? AND (ready_us IS NULL OR ready_us > ?)",
                                   "issi", now_us, client_key, handle, now_us) &&
         poster_sandbox_store_run (self->store, "DELETE FROM tokens WHERE client_key = ? AND handle = ?", "ss",
                                   client_key, handle);
}

/* Answers with a new pair. @refresh_token: (nullable): to give back instead of a new one;
 * @spend: (nullable): the statement that uses up @spend_hash, in the same transaction */
static void
issue (PosterSandboxCall *call,
       const char        *grant_type,
       const char        *client_key,
       const char        *handle,
       const char        *scopes,
       const char        *refresh_token,
       const char        *spend,
       const char        *spend_hash)
{
  PosterSandbox *sandbox = call->sandbox;
  gboolean is_long = g_strcmp0 (poster_sandbox_faults_get_text (sandbox->faults, "token_lifetimes"), "long") == 0;
  gint64 access_s = is_long ? 86400 : 7200;
  gint64 refresh_s = is_long ? 31536000 : 15552000;
  g_autofree char *access = poster_sandbox_new_secret ("act.", 32);
  g_autofree char *refresh = refresh_token != NULL ? g_strdup (refresh_token) : poster_sandbox_new_secret ("rft.", 32);
  g_autofree char *access_hash = poster_sandbox_hash (access);
  g_autofree char *refresh_hash = poster_sandbox_hash (refresh);
  g_autofree char *open_id = poster_sandbox_dup_open_id (sandbox, client_key, handle);
  JsonObject *json;
  gboolean kept;

  kept = poster_sandbox_store_begin (sandbox->store) &&
         (spend == NULL || poster_sandbox_store_run (sandbox->store, spend, "s", spend_hash)) &&
         poster_sandbox_store_run (sandbox->store, "INSERT INTO tokens VALUES (?, 'access', ?, ?, ?, ?)", "ssssi",
                                   access_hash, client_key, handle, scopes, call->now_us + access_s * G_USEC_PER_SEC) &&
         poster_sandbox_store_run (sandbox->store, "INSERT OR REPLACE INTO tokens VALUES (?, 'refresh', ?, ?, ?, ?)",
                                   "ssssi", refresh_hash, client_key, handle, scopes,
                                   call->now_us + refresh_s * G_USEC_PER_SEC) &&
         poster_sandbox_store_run (sandbox->store, "INSERT INTO token_issues (at_us, grant_type, client_key, handle,"
                                   " scopes) VALUES (?, ?, ?, ?, ?)", "issss", call->now_us, grant_type, client_key,
                                   handle, scopes);
  if (!poster_sandbox_store_end (sandbox->store, kept))
    {
      poster_sandbox_call_reply_oauth (call, "server_error", "The tokens could not be kept");
      return;
    }
  json = json_object_new ();
  json_object_set_string_member (json, "access_token", access);
  json_object_set_int_member (json, "expires_in", access_s);
  json_object_set_string_member (json, "open_id", open_id);
  json_object_set_string_member (json, "refresh_token", refresh);
  json_object_set_int_member (json, "refresh_expires_in", refresh_s);
  json_object_set_string_member (json, "scope", scopes);
  json_object_set_string_member (json, "token_type", "Bearer");
  poster_sandbox_call_reply_json (call, 200, json);
}

static gboolean
is_verifier (const char *text)
{
  gsize length = strlen (text);

  return length >= 43 && length <= 128 &&
         strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") == length;
}

static void
exchange_code (PosterSandboxCall *call,
               GHashTable        *form,
               const char        *client_key)
{
  const char *code = g_hash_table_lookup (form, "code");
  const char *redirect_uri = g_hash_table_lookup (form, "redirect_uri");
  const char *verifier = g_hash_table_lookup (form, "code_verifier");
  g_autofree char *hash = NULL;
  g_autofree char *challenge = NULL;
  g_autoptr(JsonObject) row = NULL;

  if (code == NULL || redirect_uri == NULL || verifier == NULL)
    {
      poster_sandbox_call_reply_oauth (call, "invalid_request", "A required parameter is missing");
      return;
    }
  hash = poster_sandbox_hash (code);
  row = poster_sandbox_store_query_one (call->sandbox->store, "SELECT * FROM codes WHERE hash = ? AND client_key = ?"
                                        " AND used = 0 AND expires_us > ?", "ssi", hash, client_key, call->now_us);
  if (row == NULL)
    {
      poster_sandbox_call_reply_oauth (call, "invalid_grant", "The authorization code is invalid, expired or used");
      return;
    }
  if (g_strcmp0 (redirect_uri, poster_json_get_string (row, "redirect_uri")) != 0)
    {
      poster_sandbox_call_reply_oauth (call, "invalid_request", "The redirect_uri is not the one of the request");
      return;
    }
  /* Hexadecimal, which is TikTok's own reading of S256. */
  challenge = poster_sandbox_hash (verifier);
  if (!is_verifier (verifier) || g_strcmp0 (challenge, poster_json_get_string (row, "challenge")) != 0)
    {
      poster_sandbox_call_reply_oauth (call, "invalid_request", "The code verifier or code challenge is invalid");
      return;
    }
  issue (call, "authorization_code", client_key, poster_json_get_string (row, "handle"),
         poster_json_get_string (row, "scopes"), NULL, "UPDATE codes SET used = 1 WHERE hash = ?", hash);
}

static void
refresh (PosterSandboxCall *call,
         GHashTable        *form,
         const char        *client_key)
{
  const char *rotation = poster_sandbox_faults_get_text (call->sandbox->faults, "rotation");
  const char *token = g_hash_table_lookup (form, "refresh_token");
  g_autofree char *hash = poster_sandbox_hash (token != NULL ? token : "");
  g_autoptr(JsonObject) row = NULL;

  if (token == NULL)
    {
      poster_sandbox_call_reply_oauth (call, "invalid_request", "A required parameter is missing");
      return;
    }
  row = poster_sandbox_store_query_one (call->sandbox->store, "SELECT * FROM tokens WHERE hash = ? AND kind = 'refresh'"
                                        " AND client_key = ? AND expires_us > ?", "ssi", hash, client_key,
                                        call->now_us);
  if (row == NULL || poster_sandbox_call_is_kind (call, "revoke"))
    {
      if (row != NULL)
        poster_sandbox_drop_grant (call->sandbox, client_key, poster_json_get_string (row, "handle"));
      poster_sandbox_call_reply_oauth (call, "invalid_grant", "The refresh token is invalid or expired");
      return;
    }
  issue (call, "refresh_token", client_key, poster_json_get_string (row, "handle"),
         poster_json_get_string (row, "scopes"), g_strcmp0 (rotation, "keep") == 0 ? token : NULL,
         g_strcmp0 (rotation, "rotate") == 0 ? "DELETE FROM tokens WHERE hash = ?" : NULL, hash);
}

/* Returns: (transfer full) (nullable): the form of an app that proved itself; %NULL after the
 * refusal */
static GHashTable *
open_form (PosterSandboxCall *call)
{
  PosterSandbox *sandbox = call->sandbox;
  gsize length = 0;
  const char *text = poster_server_exchange_get_body (call->exchange, &length);
  gboolean duplicates = FALSE;
  g_autoptr(GHashTable) form = NULL;
  g_autoptr(JsonObject) app = NULL;
  const char *client_key;
  const char *client_secret;

  if (poster_server_exchange_has_type (call->exchange, "application/x-www-form-urlencoded"))
    form = poster_sandbox_parse_form (text, (gssize) length, &duplicates);
  if (form == NULL || duplicates)
    {
      poster_sandbox_call_reply_oauth (call, "invalid_request", "The body is not a form, or it has a field twice");
      return NULL;
    }
  client_key = g_hash_table_lookup (form, "client_key");
  client_secret = g_hash_table_lookup (form, "client_secret");
  if (client_key == NULL || client_secret == NULL || *client_secret == '\0')
    {
      poster_sandbox_call_reply_oauth (call, "invalid_request", "client_key or client_secret is missing");
      return NULL;
    }
  app = poster_sandbox_dup_app (sandbox, client_key);
  if (app == NULL && poster_sandbox_faults_get_flag (sandbox->faults, "accept_any_app") &&
      poster_sandbox_add_app (sandbox, client_key, client_secret, NULL))
    app = poster_sandbox_dup_app (sandbox, client_key);
  if (app == NULL || g_strcmp0 (poster_json_get_string (app, "client_secret"), client_secret) != 0)
    {
      poster_sandbox_call_reply_oauth (call, "invalid_client", "The client is not known, or its secret is another one");
      return NULL;
    }
  return g_steal_pointer (&form);
}

/* POST /v2/oauth/token/ */
void
poster_sandbox_token (PosterSandboxCall *call)
{
  g_autoptr(GHashTable) form = open_form (call);
  const char *grant_type;

  if (form == NULL)
    return;
  grant_type = g_hash_table_lookup (form, "grant_type");
  if (grant_type == NULL)
    poster_sandbox_call_reply_oauth (call, "invalid_request", "grant_type is missing");
  else if (strcmp (grant_type, "authorization_code") == 0)
    exchange_code (call, form, g_hash_table_lookup (form, "client_key"));
  else if (strcmp (grant_type, "refresh_token") == 0)
    refresh (call, form, g_hash_table_lookup (form, "client_key"));
  else
    poster_sandbox_call_reply_oauth (call, "unsupported_grant_type", "No such grant_type");
}

/* POST /v2/oauth/revoke/ */
void
poster_sandbox_revoke (PosterSandboxCall *call)
{
  g_autoptr(GHashTable) form = open_form (call);
  g_autofree char *hash = NULL;
  g_autoptr(JsonObject) row = NULL;
  const char *client_key;
  const char *token;

  if (form == NULL)
    return;
  client_key = g_hash_table_lookup (form, "client_key");
  token = g_hash_table_lookup (form, "token");
  if (token == NULL)
    {
      poster_sandbox_call_reply_oauth (call, "invalid_request", "token is missing");
      return;
    }
  hash = poster_sandbox_hash (token);
  row = poster_sandbox_store_query_one (call->sandbox->store, "SELECT * FROM tokens WHERE hash = ? AND kind = 'access'"
                                        " AND client_key = ? AND expires_us > ?", "ssi", hash, client_key,
                                        call->now_us);
  if (row == NULL)
    {
      poster_sandbox_call_reply_oauth (call, "invalid_grant", "The access token is invalid or expired");
      return;
    }
  poster_sandbox_drop_grant (call->sandbox, client_key, poster_json_get_string (row, "handle"));
  poster_sandbox_call_reply_json (call, 200, json_object_new ());
}
