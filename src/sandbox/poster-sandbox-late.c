/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Who may ask. */
#define WITH_KEY "key"
#define WITH_STEP "step"   /* the key, or the token of a connection that was begun */

#define ENDPOINT(name, method, path, who, run) { name, method, path, 0, who, run }

/* `{}` stands for one part of a path: an id, or a platform. */
static const PosterSandboxEndpoint endpoints[] = {
  ENDPOINT ("late_usage", "GET", "/v1/usage-stats", WITH_KEY, poster_sandbox_late_usage),
  ENDPOINT ("late_users", "GET", "/v1/users", WITH_KEY, poster_sandbox_late_users),
  ENDPOINT ("late_users", "GET", "/v1/users/{}", WITH_KEY, poster_sandbox_late_user),
  ENDPOINT ("late_keys", "GET", "/v1/api-keys", WITH_KEY, poster_sandbox_late_keys),
  ENDPOINT ("late_keys", "POST", "/v1/api-keys", WITH_KEY, poster_sandbox_late_create_key),
  ENDPOINT ("late_keys", "DELETE", "/v1/api-keys/{}", WITH_KEY, poster_sandbox_late_delete_key),
  ENDPOINT ("late_profiles", "GET", "/v1/profiles", WITH_KEY, poster_sandbox_late_profiles),
  ENDPOINT ("late_profiles", "POST", "/v1/profiles", WITH_KEY, poster_sandbox_late_create_profile),
  ENDPOINT ("late_profiles", "GET", "/v1/profiles/{}", WITH_KEY, poster_sandbox_late_profile),
  ENDPOINT ("late_profiles", "PUT", "/v1/profiles/{}", WITH_KEY, poster_sandbox_late_update_profile),
  ENDPOINT ("late_profiles", "DELETE", "/v1/profiles/{}", WITH_KEY, poster_sandbox_late_delete_profile),
  ENDPOINT ("late_accounts", "GET", "/v1/accounts", WITH_KEY, poster_sandbox_late_accounts),
  ENDPOINT ("late_account", "PUT", "/v1/accounts/{}", WITH_KEY, poster_sandbox_late_update_account),
  ENDPOINT ("late_account", "DELETE", "/v1/accounts/{}", WITH_KEY, poster_sandbox_late_delete_account),
  ENDPOINT ("late_health", "GET", "/v1/accounts/health", WITH_KEY, poster_sandbox_late_health),
  ENDPOINT ("late_health", "GET", "/v1/accounts/{}/health", WITH_KEY, poster_sandbox_late_account_health),
  ENDPOINT ("late_followers", "GET", "/v1/accounts/follower-stats", WITH_KEY, poster_sandbox_late_followers),
  ENDPOINT ("late_choices", "GET", "/v1/accounts/{}/tiktok/creator-info", WITH_KEY, poster_sandbox_late_creator_info),
  ENDPOINT ("late_choices", "GET", "/v1/accounts/{}/facebook-page", WITH_KEY, poster_sandbox_late_choices),
  ENDPOINT ("late_choices", "PUT", "/v1/accounts/{}/facebook-page", WITH_KEY, poster_sandbox_late_choose),
  ENDPOINT ("late_choices", "GET", "/v1/accounts/{}/linkedin-organizations", WITH_KEY, poster_sandbox_late_choices),
  ENDPOINT ("late_choices", "PUT", "/v1/accounts/{}/linkedin-organization", WITH_KEY, poster_sandbox_late_choose_organization),
  ENDPOINT ("late_choices", "GET", "/v1/accounts/{}/pinterest-boards", WITH_KEY, poster_sandbox_late_choices),
  ENDPOINT ("late_choices", "PUT", "/v1/accounts/{}/pinterest-boards", WITH_KEY, poster_sandbox_late_choose),
  ENDPOINT ("late_choices", "GET", "/v1/accounts/{}/gmb-locations", WITH_KEY, poster_sandbox_late_choices),
  ENDPOINT ("late_choices", "PUT", "/v1/accounts/{}/gmb-locations", WITH_KEY, poster_sandbox_late_choose),
  ENDPOINT ("late_choices", "GET", "/v1/accounts/{}/reddit-subreddits", WITH_KEY, poster_sandbox_late_choices),
  ENDPOINT ("late_choices", "PUT", "/v1/accounts/{}/reddit-subreddits", WITH_KEY, poster_sandbox_late_choose),
  ENDPOINT ("late_choices", "GET", "/v1/accounts/{}/reddit-flairs", WITH_KEY, poster_sandbox_late_flairs),
  ENDPOINT ("late_groups", "GET", "/v1/account-groups", WITH_KEY, poster_sandbox_late_groups),
  ENDPOINT ("late_groups", "POST", "/v1/account-groups", WITH_KEY, poster_sandbox_late_create_group),
  ENDPOINT ("late_groups", "PUT", "/v1/account-groups/{}", WITH_KEY, poster_sandbox_late_update_group),
  ENDPOINT ("late_groups", "DELETE", "/v1/account-groups/{}", WITH_KEY, poster_sandbox_late_delete_group),
  ENDPOINT ("late_connect", "GET", "/v1/connect/{}", WITH_KEY, poster_sandbox_late_connect),
  ENDPOINT ("late_connect", "POST", "/v1/connect/bluesky/credentials", WITH_KEY, poster_sandbox_late_bluesky),
  ENDPOINT ("late_telegram", "GET", "/v1/connect/telegram", WITH_KEY, poster_sandbox_late_telegram_code),
  ENDPOINT ("late_telegram", "PATCH", "/v1/connect/telegram", WITH_KEY, poster_sandbox_late_telegram_poll),
  ENDPOINT ("late_telegram", "POST", "/v1/connect/telegram", WITH_KEY, poster_sandbox_late_telegram_direct),
  ENDPOINT ("late_step", "GET", "/v1/connect/facebook/select-page", WITH_STEP, poster_sandbox_late_step_list),
  ENDPOINT ("late_step", "POST", "/v1/connect/facebook/select-page", WITH_STEP, poster_sandbox_late_step_save),
  ENDPOINT ("late_step", "GET", "/v1/connect/pinterest/select-board", WITH_STEP, poster_sandbox_late_step_list),
  ENDPOINT ("late_step", "POST", "/v1/connect/pinterest/select-board", WITH_STEP, poster_sandbox_late_step_save),
  ENDPOINT ("late_step", "GET", "/v1/connect/googlebusiness/locations", WITH_STEP, poster_sandbox_late_step_list),
  ENDPOINT ("late_step", "POST", "/v1/connect/googlebusiness/select-location", WITH_STEP, poster_sandbox_late_step_save),
  ENDPOINT ("late_step", "GET", "/v1/connect/snapchat/select-profile", WITH_STEP, poster_sandbox_late_step_list),
  ENDPOINT ("late_step", "POST", "/v1/connect/snapchat/select-profile", WITH_STEP, poster_sandbox_late_step_save),
  ENDPOINT ("late_step", "POST", "/v1/connect/linkedin/select-organization", WITH_STEP, poster_sandbox_late_step_save),
  ENDPOINT ("late_step", "GET", "/v1/connect/linkedin/organizations", NULL, poster_sandbox_late_organizations),
  ENDPOINT ("late_step", "GET", "/v1/connect/pending-data", NULL, poster_sandbox_late_pending),
  ENDPOINT ("late_page", "GET", "/late-connect", NULL, poster_sandbox_late_consent),
  ENDPOINT ("late_page", "GET", "/late-picture/{}", NULL, poster_sandbox_late_picture),
  ENDPOINT ("late_presign", "POST", "/v1/media/presign", WITH_KEY, poster_sandbox_late_presign),
  ENDPOINT ("late_put", "PUT", "/late-storage/temp/{}", NULL, poster_sandbox_late_put),
  ENDPOINT ("late_page", "GET", "/late-media/temp/{}", NULL, poster_sandbox_late_media),
  ENDPOINT ("late_posts", "GET", "/v1/posts", WITH_KEY, poster_sandbox_late_posts),
  ENDPOINT ("late_create", "POST", "/v1/posts", WITH_KEY, poster_sandbox_late_create),
  ENDPOINT ("late_get", "GET", "/v1/posts/{}", WITH_KEY, poster_sandbox_late_post),
  ENDPOINT ("late_update", "PUT", "/v1/posts/{}", WITH_KEY, poster_sandbox_late_update),
  ENDPOINT ("late_delete", "DELETE", "/v1/posts/{}", WITH_KEY, poster_sandbox_late_delete),
  ENDPOINT ("late_retry", "POST", "/v1/posts/{}/retry", WITH_KEY, poster_sandbox_late_retry),
  ENDPOINT ("late_update", "POST", "/v1/posts/{}/edit", WITH_KEY, poster_sandbox_late_edit_published),
  ENDPOINT ("late_unpublish", "POST", "/v1/posts/{}/unpublish", WITH_KEY, poster_sandbox_late_unpublish),
  ENDPOINT ("late_logs", "GET", "/v1/posts/{}/logs", WITH_KEY, poster_sandbox_late_logs),
  ENDPOINT ("late_logs", "GET", "/v1/posts/logs", WITH_KEY, poster_sandbox_late_logs),
  ENDPOINT ("late_logs", "GET", "/v1/logs", WITH_KEY, poster_sandbox_late_logs),
  ENDPOINT ("late_validate", "POST", "/v1/tools/validate/post", WITH_KEY, poster_sandbox_late_validate_post),
  ENDPOINT ("late_validate", "POST", "/v1/tools/validate/post-length", WITH_KEY, poster_sandbox_late_validate_length),
  ENDPOINT ("late_validate", "POST", "/v1/tools/validate/media", WITH_KEY, poster_sandbox_late_validate_media),
  ENDPOINT ("late_queue", "GET", "/v1/queue/slots", WITH_KEY, poster_sandbox_late_queue),
  ENDPOINT ("late_queue", "POST", "/v1/queue/slots", WITH_KEY, poster_sandbox_late_create_queue),
  ENDPOINT ("late_queue", "PUT", "/v1/queue/slots", WITH_KEY, poster_sandbox_late_update_queue),
  ENDPOINT ("late_queue", "DELETE", "/v1/queue/slots", WITH_KEY, poster_sandbox_late_delete_queue),
  ENDPOINT ("late_queue", "GET", "/v1/queue/preview", WITH_KEY, poster_sandbox_late_queue_preview),
  ENDPOINT ("late_queue", "GET", "/v1/queue/next-slot", WITH_KEY, poster_sandbox_late_queue_next),
};

/* Whether @path is what @pattern describes; keeps what stands for `{}`. */
static gboolean
fits (const char  *pattern,
      const char  *path,
      char       **argument)
{
  const char *mark = strstr (pattern, "{}");
  gsize before;
  gsize after;
  gsize length = strlen (path);

  if (mark == NULL)
    return strcmp (pattern, path) == 0;
  before = (gsize) (mark - pattern);
  after = strlen (mark + 2);
  if (length <= before + after || strncmp (pattern, path, before) != 0 ||
      strcmp (path + length - after, mark + 2) != 0)
    return FALSE;
  g_free (*argument);
  *argument = g_strndup (path + before, length - before - after);
  if (strchr (*argument, '/') != NULL)
    g_clear_pointer (argument, g_free);
  return *argument != NULL;
}

/* A pattern without a mark is the better fit. */
static const PosterSandboxEndpoint *
find_endpoint (const char  *method,
               const char  *path,
               char       **argument,
               gboolean    *path_is_known)
{
  const PosterSandboxEndpoint *found = NULL;

  for (int with_mark = 0; with_mark < 2; with_mark++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
        {
          if ((strstr (endpoints[i].path, "{}") != NULL) != (with_mark == 1) || found != NULL ||
              !fits (endpoints[i].path, path, argument))
            continue;
          *path_is_known = TRUE;
          if (strcmp (endpoints[i].method, method) == 0)
            found = &endpoints[i];
        }
    }
  return found;
}

gboolean
poster_sandbox_late_is_call (PosterSandboxCall *call)
{
  return g_str_has_prefix (call->endpoint->name, "late_");
}

static gboolean
is_ours (const char *path)
{
  return g_str_has_prefix (path, "/v1/") || g_str_has_prefix (path, "/api/v1/") ||
         g_str_has_prefix (path, "/late-");
}

/**
 * poster_sandbox_late_begin:
 * @self: the sandbox
 * @exchange: a request
 *
 * Returns: whether it was one to hosted Late; then it is being answered
 */
gboolean
poster_sandbox_late_begin (PosterSandbox         *self,
                           PosterServerExchange *exchange)
{
  const char *path = poster_server_exchange_get_path (exchange);
  g_autofree char *argument = NULL;
  gboolean path_is_known = FALSE;
  const PosterSandboxEndpoint *endpoint;
  PosterSandboxCall *call;

  if (!is_ours (path))
    return FALSE;
  if (g_str_has_prefix (path, "/api/"))
    path += strlen ("/api");
  endpoint = find_endpoint (poster_server_exchange_get_method (exchange), path, &argument, &path_is_known);
  if (endpoint == NULL)
    {
      poster_server_exchange_reply (exchange, path_is_known ? 405 : 404, "application/json; charset=utf-8",
                                     path_is_known ? "{\"error\":\"Method not allowed\"}"
                                                   : "{\"error\":\"Not found\"}");
      return TRUE;
    }
  call = poster_sandbox_call_new (self, exchange, endpoint);
  call->argument = g_steal_pointer (&argument);
  call->query = poster_sandbox_parse_form (poster_server_exchange_get_query (exchange), -1, NULL);
  if (call->query == NULL)
    call->query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  poster_sandbox_late_sign_in (call);
  if (call->handle == NULL && endpoint->run == poster_sandbox_late_put)
    call->handle = poster_sandbox_late_dup_put_user (call);
  poster_sandbox_call_start (call);
  return TRUE;
}

/* The place of fail_at_once () for TikTok: in this service's words. */
gboolean
poster_sandbox_late_fail_at_once (PosterSandboxCall *call)
{
  guint status = (guint) poster_json_get_int (call->rule, "http_status", 500);
  const char *message = poster_json_get_string (call->rule, "message");
  const char *body = poster_json_get_string (call->rule, "body");
  JsonObject *details = poster_json_get_object (call->rule, "details");

  if (body != NULL)
    {
      poster_sandbox_call_reply_text (call, status, *body == '{' || *body == '[' ? "application/json" : "text/html", body);
      return TRUE;
    }
  poster_sandbox_late_refuse_with (call, status, poster_json_get_string (call->rule, "code"),
                                   message != NULL ? message : "The sandbox was told to refuse this",
                                   details != NULL ? json_object_ref (details) : NULL);
  return TRUE;
}

static void
run (PosterSandboxCall *call,
     const char        *text,
     gsize              length)
{
  const char *method = call->endpoint->method;
  gboolean takes_json = (strcmp (method, "POST") == 0 || strcmp (method, "PUT") == 0) &&
                        call->endpoint->scopes != NULL;

  if (takes_json && length > 0)
    {
      if (poster_server_exchange_has_type (call->exchange, "application/json") &&
          g_utf8_validate_len (text, length, NULL))
        call->body = poster_json_parse_object (text, (gssize) length, NULL);
      if (call->body == NULL)
        {
          poster_sandbox_late_refuse (call, 400, "invalid_json", "Invalid JSON in request body");
          return;
        }
    }
  else if (takes_json)
    {
      call->body = json_object_new ();
    }
  call->endpoint->run (call);
}

typedef struct
{
  PosterSandboxCall *call;
  int                fd;
} Body;

static void
body_received_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autofree Body *body = user_data;
  PosterSandboxCall *call = body->call;
  gsize length = (gsize) poster_server_exchange_get_length (call->exchange);
  g_autofree char *text = g_malloc0 (length + 1);
  gboolean whole = poster_server_exchange_receive_finish (POSTER_SERVER_EXCHANGE (object), result, NULL) &&
                   pread (body->fd, text, length, 0) == (gssize) length;

  close (body->fd);
  if (whole && call->sandbox->store != NULL)
    {
      run (call, text, length);
      return;
    }
  poster_server_exchange_drop (call->exchange);
  poster_sandbox_call_free (call);
}

/* The bodies of PUT are not read before they are asked for. */
static void
read_body (PosterSandboxCall *call)
{
  gint64 length = poster_server_exchange_get_length (call->exchange);
  Body *body;

  if (poster_server_exchange_is_chunked (call->exchange) || length > POSTER_SANDBOX_MAX_BODY)
    {
      poster_sandbox_late_refuse (call, 413, NULL, "Request body too large");
      return;
    }
  body = g_new0 (Body, 1);
  body->call = call;
  body->fd = memfd_create ("body", MFD_CLOEXEC);
  poster_server_exchange_receive_async (call->exchange, body->fd, 0, length, call->sandbox->cancellable,
                                         body_received_cb, body);
}

/* After the faults had their say. */
void
poster_sandbox_late_proceed (PosterSandboxCall *call)
{
  const char *who = call->endpoint->scopes;
  gsize length = 0;
  const char *text = poster_server_exchange_get_body (call->exchange, &length);

  poster_sandbox_late_settle (call->sandbox);
  if (who == NULL)
    {
      call->endpoint->run (call);
      return;
    }
  if (call->late_user == NULL && strcmp (who, WITH_STEP) == 0)
    poster_sandbox_late_sign_in_step (call);
  if (call->late_user == NULL || poster_sandbox_call_is_kind (call, "expire_token"))
    {
      poster_sandbox_late_refuse (call, 401, NULL, "Unauthorized");
      return;
    }
  if (!poster_sandbox_late_take_rate (call))
    {
      poster_sandbox_late_refuse (call, 429, "rate_limit_exceeded", "Rate limit exceeded. Please try again later.");
      return;
    }
  if (strcmp (call->endpoint->method, "PUT") == 0)
    read_body (call);
  else
    run (call, text, length);
}
