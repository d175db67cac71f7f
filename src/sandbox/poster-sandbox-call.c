/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"
#include "poster-sandbox-late.h"

#include <string.h>

#define POSTING "video.publish video.upload"

static const PosterSandboxEndpoint endpoints[] = {
  { "authorize", "GET", "/v2/auth/authorize/", 0, NULL, poster_sandbox_authorize },
  { "token", "POST", "/v2/oauth/token/", 0, NULL, poster_sandbox_token },
  { "revoke", "POST", "/v2/oauth/revoke/", 0, NULL, poster_sandbox_revoke },
  { "creator_info", "POST", "/v2/post/publish/creator_info/query/", 20, "video.publish", poster_sandbox_creator_info },
  { "video_init", "POST", "/v2/post/publish/video/init/", 6, "video.publish", poster_sandbox_video_init },
  { "inbox_init", "POST", "/v2/post/publish/inbox/video/init/", 6, "video.upload", poster_sandbox_inbox_init },
  { "content_init", "POST", "/v2/post/publish/content/init/", 6, POSTING, poster_sandbox_content_init },
  { "upload", "PUT", "/upload/", 0, NULL, poster_sandbox_upload },
  { "status", "POST", "/v2/post/publish/status/fetch/", 30, POSTING, poster_sandbox_status },
  { "cancel", "POST", "/v2/post/publish/cancel/", 0, POSTING, poster_sandbox_cancel },
  { "user_info", "GET", "/v2/user/info/", 600, "user.info.basic", poster_sandbox_user_info },
  { "video_list", "POST", "/v2/video/list/", 600, "video.list", poster_sandbox_video_list },
  { "video_query", "POST", "/v2/video/query/", 600, "video.list", poster_sandbox_video_query },
};

/* With which status TikTok documents its codes; others are 400. */
static const struct
{
  const char *code;
  guint       status;
} statuses[] = {
  { "access_token_invalid", 401 },
  { "scope_not_authorized", 401 },
  { "spam_risk_too_many_posts", 403 },
  { "spam_risk_user_banned_from_posting", 403 },
  { "spam_risk_too_many_pending_share", 403 },
  { "reached_active_user_cap", 403 },
  { "unaudited_client_can_only_post_to_private_accounts", 403 },
  { "url_ownership_unverified", 403 },
  { "privacy_level_option_mismatch", 403 },
  { "rate_limit_exceeded", 429 },
  { "internal_error", 500 },
};

void
poster_sandbox_call_free (PosterSandboxCall *call)
{
  call->sandbox->in_flight--;
  call->sandbox->last_seen_us = poster_clock_get_monotonic_us (call->sandbox->clock);
  g_object_unref (call->exchange);
  g_object_unref (call->sandbox);
  g_free (call->client_key);
  g_free (call->handle);
  g_free (call->scopes);
  g_free (call->token_hash);
  g_clear_pointer (&call->late_user, json_object_unref);
  g_clear_pointer (&call->query, g_hash_table_unref);
  g_free (call->argument);
  g_clear_pointer (&call->body, json_object_unref);
  g_clear_pointer (&call->rule, json_object_unref);
  g_free (call);
}

/* Whether that is what is to go wrong with this request. */
gboolean
poster_sandbox_call_is_kind (PosterSandboxCall *call,
                             const char        *kind)
{
  return g_strcmp0 (poster_json_get_string (call->rule, "kind"), kind) == 0;
}

static gboolean
is_oauth (PosterSandboxCall *call)
{
  return g_str_has_prefix (call->endpoint->path, "/v2/oauth/");
}

static gboolean
is_upload (PosterSandboxCall *call)
{
  return call->endpoint->run == poster_sandbox_upload;
}

/* Every answer leaves here, and the call ends with it. */
void
poster_sandbox_call_reply_text (PosterSandboxCall *call,
                                guint              status,
                                const char        *content_type,
                                const char        *text)
{
  PosterServerDelivery delivery = POSTER_SERVER_DELIVERY_WHOLE;

  if (poster_sandbox_call_is_kind (call, "drop_after"))
    delivery = POSTER_SERVER_DELIVERY_LOST;
  else if (poster_sandbox_call_is_kind (call, "drop_mid_body"))
    delivery = POSTER_SERVER_DELIVERY_HALF;
  else if (poster_sandbox_call_is_kind (call, "slow"))
    delivery = POSTER_SERVER_DELIVERY_SLOW;
  poster_server_exchange_set_delivery (call->exchange, delivery,
                                        (int) MIN (poster_json_get_int (call->rule, "pieces", 10), G_MAXINT),
                                        poster_json_get_int (call->rule, "interval_us", 100000));
  poster_server_exchange_reply (call->exchange, status, content_type, text);
  poster_sandbox_call_free (call);
}

/* @json: (transfer full) */
void
poster_sandbox_call_reply_json (PosterSandboxCall *call,
                                guint              status,
                                JsonObject        *json)
{
  g_autoptr(JsonObject) owned = json;
  g_autofree char *text = NULL;

  if (poster_sandbox_call_is_kind (call, "data_missing"))
    json_object_remove_member (json, "data");
  else if (poster_sandbox_call_is_kind (call, "data_null"))
    json_object_set_null_member (json, "data");
  else if (poster_sandbox_call_is_kind (call, "data_empty"))
    json_object_set_object_member (json, "data", json_object_new ());
  else if (poster_sandbox_call_is_kind (call, "extra_fields"))
    {
      JsonObject *data = poster_json_get_object (json, "data");
      JsonObject *error = poster_json_get_object (json, "error");
      JsonArray *nested = json_array_new ();

      json_array_add_null_element (nested);
      json_array_add_int_element (nested, G_MAXINT64);
      json_object_set_array_member (json, "unheard_of", nested);
      if (data != NULL)
        json_object_set_object_member (data, "unheard_of", json_object_new ());
      if (error != NULL)
        json_object_set_double_member (error, "unheard_of", 0.5);
    }
  text = poster_json_to_text (json, FALSE);
  poster_sandbox_call_reply_text (call, status, "application/json; charset=utf-8", text);
}

static JsonObject *
new_error (PosterSandboxCall *call,
           const char        *code,
           const char        *message)
{
  g_autofree char *log_id = poster_sandbox_new_log_id (call->sandbox);
  JsonObject *error = json_object_new ();

  json_object_set_string_member (error, "code", code);
  json_object_set_string_member (error, "message", message);
  json_object_set_string_member (error, poster_sandbox_faults_get_text (call->sandbox->faults, "log_id_name"), log_id);
  return error;
}

/* @data: (transfer full) */
void
poster_sandbox_call_reply_data (PosterSandboxCall *call,
                                JsonObject        *data)
{
  JsonObject *json = json_object_new ();

  json_object_set_object_member (json, "data", data);
  json_object_set_object_member (json, "error", new_error (call, "ok", ""));
  poster_sandbox_call_reply_json (call, 200, json);
}

/* Refuses in the envelope. @status: 0 for the one that is documented for @code */
void
poster_sandbox_call_reply_error (PosterSandboxCall *call,
                                 guint              status,
                                 const char        *code,
                                 const char        *message)
{
  JsonObject *json = json_object_new ();

  for (gsize i = 0; status == 0 && i < G_N_ELEMENTS (statuses); i++)
    {
      if (strcmp (statuses[i].code, code) == 0)
        status = statuses[i].status;
    }
  json_object_set_object_member (json, "data", json_object_new ());
  json_object_set_object_member (json, "error", new_error (call, code, message));
  poster_sandbox_call_reply_json (call, status != 0 ? status : 400, json);
}

/* Refuses a parameter, under the name that is switched on. */
void
poster_sandbox_call_reply_param (PosterSandboxCall *call,
                                 const char        *message)
{
  const char *name = poster_sandbox_faults_get_text (call->sandbox->faults, "invalid_param_name");

  poster_sandbox_call_reply_error (call, 400, name, message);
}

/* Refuses as the OAuth endpoints do: flat. */
void
poster_sandbox_call_reply_oauth (PosterSandboxCall *call,
                                 const char        *error,
                                 const char        *description)
{
  g_autofree char *log_id = poster_sandbox_new_log_id (call->sandbox);
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "error", error);
  json_object_set_string_member (json, "error_description", description);
  json_object_set_string_member (json, "log_id", log_id);
  poster_sandbox_call_reply_json (call,
                                  poster_sandbox_faults_get_flag (call->sandbox->faults, "oauth_errors_http_200")
                                  ? 200 : 400, json);
}

/* TRUE when the request goes no further because it was told to fail. */
static gboolean
fail_at_once (PosterSandboxCall *call)
{
  guint status = (guint) poster_json_get_int (call->rule, "http_status", 0);
  const char *code = poster_json_get_string (call->rule, "code");
  const char *message = poster_json_get_string (call->rule, "message");
  const char *body = poster_json_get_string (call->rule, "body");
  gboolean with_status = poster_sandbox_call_is_kind (call, "status");

  if (poster_sandbox_call_is_kind (call, "drop_before"))
    {
      poster_server_exchange_drop (call->exchange);
      poster_sandbox_call_free (call);
      return TRUE;
    }
  if (poster_sandbox_call_is_kind (call, "html_502"))
    {
      poster_sandbox_call_reply_text (call, 502, "text/html",
                                      "<html><body><h1>502 Bad Gateway</h1></body></html>\n");
      return TRUE;
    }
  if (poster_sandbox_call_is_kind (call, "garbage"))
    {
      poster_sandbox_call_reply_text (call, 200, "application/json", "{\"data\":{\"publish_id\":\xff\x01[}");
      return TRUE;
    }
  if (!with_status && !poster_sandbox_call_is_kind (call, "error_code"))
    return FALSE;

  if (poster_sandbox_late_is_call (call))
    return poster_sandbox_late_fail_at_once (call);
  if (json_object_has_member (call->rule, "retry_after"))
    {
      g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, poster_json_get_int (call->rule, "retry_after", 0));

      poster_server_exchange_add_header (call->exchange, "Retry-After", seconds);
    }
  if (message == NULL)
    message = "The sandbox was told to refuse this";
  if (with_status && status == 0)
    status = 500;
  if (body != NULL || is_upload (call))
    poster_sandbox_call_reply_text (call, status != 0 ? status : 500, "text/plain", body);
  else if (is_oauth (call) && !with_status)
    poster_sandbox_call_reply_oauth (call, code != NULL ? code : "server_error", message);
  else if (is_oauth (call))
    {
      JsonObject *json = json_object_new ();

      json_object_set_string_member (json, "error", code != NULL ? code : "server_error");
      json_object_set_string_member (json, "error_description", message);
      poster_sandbox_call_reply_json (call, status, json);
    }
  else
    poster_sandbox_call_reply_error (call, status, code != NULL ? code : "internal_error", message);
  return TRUE;
}

/* Notes an accepted request. Returns: whether the last minute had room for it */
static gboolean
take_rate (PosterSandboxCall *call)
{
  g_autofree char *key = g_strjoin ("\n", call->endpoint->name, call->client_key, call->handle, NULL);
  GArray *instants = g_hash_table_lookup (call->sandbox->rates, key);

  if (call->endpoint->rate == 0 || !poster_sandbox_faults_get_flag (call->sandbox->faults, "rate_limits"))
    return TRUE;
  if (instants == NULL)
    {
      instants = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_hash_table_insert (call->sandbox->rates, g_steal_pointer (&key), instants);
    }
  while (instants->len > 0 && g_array_index (instants, gint64, 0) <= call->now_us - 60 * G_USEC_PER_SEC)
    g_array_remove_index (instants, 0);
  if (instants->len >= call->endpoint->rate)
    return FALSE;
  g_array_append_val (instants, call->now_us);
  return TRUE;
}

/* Who asks: the app and the user behind the bearer token, if it is good. */
static void
resolve_token (PosterSandboxCall *call)
{
  const char *authorization = poster_server_exchange_get_header (call->exchange, "Authorization");
  g_autoptr(JsonObject) token = NULL;

  if (authorization == NULL || !g_str_has_prefix (authorization, "Bearer "))
    return;
  call->token_hash = poster_sandbox_hash (authorization + strlen ("Bearer "));
  token = poster_sandbox_store_query_one (call->sandbox->store,
                                          "SELECT * FROM tokens WHERE hash = ? AND kind = 'access' AND expires_us > ?",
                                          "si", call->token_hash, call->now_us);
  if (token == NULL)
    return;
  call->client_key = g_strdup (poster_json_get_string (token, "client_key"));
  call->handle = g_strdup (poster_json_get_string (token, "handle"));
  call->scopes = g_strdup (poster_json_get_string (token, "scopes"));
}

static gboolean
has_one_scope (PosterSandboxCall *call)
{
  g_auto(GStrv) wanted = g_strsplit (call->endpoint->scopes, " ", -1);

  for (int i = 0; wanted[i] != NULL; i++)
    {
      if (poster_sandbox_has_scope (call->scopes, wanted[i]))
        return TRUE;
    }
  return FALSE;
}

static void
forget_token (PosterSandboxCall *call)
{
  if (call->handle == NULL)
    return;
  if (poster_sandbox_call_is_kind (call, "revoke"))
    poster_sandbox_drop_grant (call->sandbox, call->client_key, call->handle);
  else
    poster_sandbox_store_run (call->sandbox->store, "DELETE FROM tokens WHERE kind = 'access' AND client_key = ?"
                              " AND handle = ?", "ss", call->client_key, call->handle);
  g_clear_pointer (&call->client_key, g_free);
}

static void
proceed (PosterSandboxCall *call)
{
  gsize length = 0;
  const char *text = poster_server_exchange_get_body (call->exchange, &length);

  call->now_us = poster_sandbox_get_now_us (call->sandbox);
  if (fail_at_once (call))
    return;
  if (poster_sandbox_late_is_call (call))
    {
      poster_sandbox_late_proceed (call);
      return;
    }
  if (call->endpoint->scopes == NULL)
    {
      call->endpoint->run (call);
      return;
    }

  if (poster_sandbox_call_is_kind (call, "revoke") || poster_sandbox_call_is_kind (call, "expire_token"))
    forget_token (call);
  if (call->client_key == NULL)
    {
      poster_sandbox_call_reply_error (call, 0, "access_token_invalid", "The access token is invalid or not found");
      return;
    }
  if (!has_one_scope (call))
    {
      poster_sandbox_call_reply_error (call, 0, "scope_not_authorized", "The user has not granted what this takes");
      return;
    }
  if (!take_rate (call))
    {
      poster_sandbox_call_reply_error (call, 0, "rate_limit_exceeded", "Too many requests in one minute");
      return;
    }
  if (strcmp (call->endpoint->method, "POST") == 0)
    {
      if (length == 0)
        call->body = json_object_new ();
      else if (poster_server_exchange_has_type (call->exchange, "application/json") &&
               g_utf8_validate_len (text, length, NULL))
        call->body = poster_json_parse_object (text, (gssize) length, NULL);
      if (call->body == NULL)
        {
          poster_sandbox_call_reply_error (call, 400, "invalid_params", "The body is not a JSON object");
          return;
        }
    }
  call->endpoint->run (call);
}

static void
delayed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PosterSandboxCall *call = user_data;

  if (poster_clock_sleep_finish (POSTER_CLOCK (object), result, NULL))
    proceed (call);
  else
    poster_sandbox_call_free (call);
}

static char *
get_user_of_form (PosterSandboxCall *call)
{
  gsize length = 0;
  const char *text = poster_server_exchange_get_body (call->exchange, &length);
  g_autoptr(GHashTable) form = poster_sandbox_parse_form (text, (gssize) length, NULL);

  return form != NULL ? poster_sandbox_token_user (call->sandbox, form) : NULL;
}

static char *
get_user_of_query (PosterSandboxCall *call)
{
  g_autoptr(GHashTable) query =
    poster_sandbox_parse_form (poster_server_exchange_get_query (call->exchange), -1, NULL);

  return query != NULL ? g_strdup (g_hash_table_lookup (query, "sandbox_user")) : NULL;
}

static void
reply_no_endpoint (PosterServerExchange *exchange,
                   gboolean               path_is_known)
{
  poster_server_exchange_reply (exchange, path_is_known ? 405 : 404, "application/json",
                                 path_is_known
                                 ? "{\"error\":{\"code\":\"invalid_params\",\"message\":\"Wrong method\"}}"
                                 : "{\"error\":{\"code\":\"invalid_params\",\"message\":\"No such path\"}}");
}

/* Returns: (transfer full): a call that has yet to be started */
PosterSandboxCall *
poster_sandbox_call_new (PosterSandbox               *sandbox,
                         PosterServerExchange       *exchange,
                         const PosterSandboxEndpoint *endpoint)
{
  PosterSandboxCall *call = g_new0 (PosterSandboxCall, 1);

  call->sandbox = g_object_ref (sandbox);
  call->exchange = g_object_ref (exchange);
  call->endpoint = endpoint;
  call->now_us = poster_sandbox_get_now_us (sandbox);
  sandbox->in_flight++;
  g_hash_table_replace (sandbox->counts, (gpointer) endpoint->name,
                        GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (sandbox->counts, endpoint->name)) + 1));
  return call;
}

/* Answers, now that it is known for whom. @call: (transfer full) */
void
poster_sandbox_call_start (PosterSandboxCall *call)
{
  gint64 delay_us;

  call->rule = poster_sandbox_faults_match (call->sandbox->faults, call->endpoint->name, call->handle);
  delay_us = poster_json_get_int (call->rule, "delay_us", 0);
  if (delay_us > 0)
    poster_clock_sleep_async (call->sandbox->clock, delay_us, call->sandbox->cancellable, delayed_cb, call);
  else
    proceed (call);
}

/**
 * poster_sandbox_call_begin:
 * @sandbox: the sandbox
 * @exchange: (transfer none): a request
 *
 * Answers @exchange.
 */
void
poster_sandbox_call_begin (PosterSandbox         *sandbox,
                           PosterServerExchange *exchange)
{
  const char *path = poster_server_exchange_get_path (exchange);
  const PosterSandboxEndpoint *endpoint = NULL;
  PosterSandboxCall *call;
  gboolean path_is_known = FALSE;

  if (poster_sandbox_control (sandbox, exchange) || poster_sandbox_late_begin (sandbox, exchange))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (endpoints) && endpoint == NULL; i++)
    {
      if (strcmp (endpoints[i].path, path) != 0)
        continue;
      path_is_known = TRUE;
      if (strcmp (endpoints[i].method, poster_server_exchange_get_method (exchange)) == 0)
        endpoint = &endpoints[i];
    }
  if (endpoint == NULL)
    {
      reply_no_endpoint (exchange, path_is_known);
      return;
    }

  call = poster_sandbox_call_new (sandbox, exchange, endpoint);
  if (endpoint->scopes != NULL)
    resolve_token (call);
  else if (is_oauth (call))
    call->handle = get_user_of_form (call);
  else if (is_upload (call))
    call->handle = poster_sandbox_upload_user (sandbox, exchange);
  else
    call->handle = get_user_of_query (call);
  poster_sandbox_call_start (call);
}
