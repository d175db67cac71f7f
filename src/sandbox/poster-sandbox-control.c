/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"
#include "poster-sandbox-late.h"

#include <string.h>
#include <unistd.h>

/* @json: (transfer full) */
void
poster_sandbox_control_reply (PosterServerExchange *exchange,
                              guint                  status,
                              JsonObject            *json)
{
  g_autofree char *text = poster_json_to_text (json, TRUE);

  poster_server_exchange_reply (exchange, status, "application/json; charset=utf-8", text);
  json_object_unref (json);
}

static void
reply_error (PosterServerExchange *exchange,
             guint                  status,
             const char            *message)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "error", message);
  poster_sandbox_control_reply (exchange, status, json);
}

static void
reply_done (PosterServerExchange *exchange,
            gboolean               done,
            GError                *error)
{
  if (done)
    poster_sandbox_control_reply (exchange, 200, json_object_new ());
  else
    reply_error (exchange, 400, error != NULL ? error->message : "That could not be done");
}

/* A page in a browser must not get at these: neither under another name for this machine, nor
 * with a form. */
static gboolean
is_from_here (PosterServerExchange *exchange)
{
  const char *host = poster_server_exchange_get_header (exchange, "Host");
  g_autofree char *name = host != NULL ? g_strndup (host, strcspn (host, ":")) : NULL;

  return (g_strcmp0 (name, "127.0.0.1") == 0 || g_strcmp0 (name, "localhost") == 0) &&
         poster_server_exchange_get_header (exchange, "Origin") == NULL &&
         (strcmp (poster_server_exchange_get_method (exchange), "POST") != 0 ||
          poster_server_exchange_has_type (exchange, "application/json"));
}

static void
reply_health (PosterSandbox         *self,
              PosterServerExchange *exchange)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "instance", self->instance);
  poster_sandbox_control_reply (exchange, 200, json);
}

static void
reply_info (PosterSandbox         *self,
            PosterServerExchange *exchange)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "instance", self->instance);
  json_object_set_string_member (json, "webFolder", self->web_folder);
  json_object_set_string_member (json, "webPrefix", POSTER_SANDBOX_WEB_PREFIX);
  json_object_set_string_member (json, "clientKey", POSTER_SANDBOX_CLIENT_KEY);
  json_object_set_string_member (json, "clientSecret", self->client_secret);
  json_object_set_int_member (json, "pid", getpid ());
  json_object_set_int_member (json, "now_us", poster_sandbox_get_now_us (self));
  poster_sandbox_control_reply (exchange, 200, json);
}

static void
reply_users (PosterSandbox         *self,
             PosterServerExchange *exchange)
{
  JsonObject *json = json_object_new ();

  json_object_set_array_member (json, "users", poster_sandbox_dup_users (self));
  poster_sandbox_control_reply (exchange, 200, json);
}

static void
reply_faults (PosterSandbox         *self,
              PosterServerExchange *exchange)
{
  poster_sandbox_control_reply (exchange, 200, poster_sandbox_faults_to_json (self->faults));
}

static void
clear_faults (PosterSandbox         *self,
              PosterServerExchange *exchange)
{
  poster_sandbox_faults_clear (self->faults);
  reply_done (exchange, TRUE, NULL);
}

static void
reply_ledger (PosterSandbox         *self,
              PosterServerExchange *exchange)
{
  poster_sandbox_control_reply (exchange, 200, poster_sandbox_dup_ledger (self));
}

static void
post_faults (PosterSandbox         *self,
             PosterServerExchange *exchange,
             JsonObject            *body)
{
  g_autoptr(GError) error = NULL;
  gboolean done = poster_sandbox_add_faults (self, body, &error);

  reply_done (exchange, done, error);
}

static void
post_user (PosterSandbox         *self,
           PosterServerExchange *exchange,
           JsonObject            *body)
{
  g_autoptr(GError) error = NULL;
  gboolean done = poster_sandbox_set_user (self, body, &error);

  reply_done (exchange, done, error);
}

static void
post_app (PosterSandbox         *self,
          PosterServerExchange *exchange,
          JsonObject            *body)
{
  const char *key = poster_json_get_string (body, "client_key");
  const char *secret = poster_json_get_string (body, "client_secret");
  JsonArray *uris = poster_json_get_array (body, "redirect_uris");
  g_autoptr(GString) list = g_string_new (NULL);
  gboolean done;

  for (guint i = 0; uris != NULL && i < json_array_get_length (uris); i++)
    {
      JsonNode *node = json_array_get_element (uris, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_string (node) != NULL)
        g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", json_node_get_string (node));
    }
  done = key != NULL && secret != NULL && poster_sandbox_add_app (self, key, secret, NULL) &&
         poster_sandbox_store_run (self->store, "UPDATE apps SET scopes = ?, redirect_uris = ? WHERE client_key = ?",
                                   "sss", poster_json_get_string (body, "scopes"), list->len > 0 ? list->str : NULL,
                                   key);
  reply_done (exchange, done, NULL);
}

static void
post_clock (PosterSandbox         *self,
            PosterServerExchange *exchange,
            JsonObject            *body)
{
  gint64 by_us = poster_json_get_int (body, "advance_us", -1);

  if (by_us >= 0)
    poster_sandbox_advance (self, by_us);
  reply_done (exchange, by_us >= 0, NULL);
}

static void
post_draft (PosterSandbox         *self,
            PosterServerExchange *exchange,
            JsonObject            *body)
{
  const char *publish_id = poster_json_get_string (body, "publish_id");

  reply_done (exchange, publish_id != NULL && poster_sandbox_post_draft (self, publish_id), NULL);
}

static const struct
{
  const char *method;
  const char *path;
  void      (*run)  (PosterSandbox *self, PosterServerExchange *exchange);
  void      (*post) (PosterSandbox *self, PosterServerExchange *exchange, JsonObject *body);
} controls[] = {
  { "GET", "/sandbox/health", reply_health, NULL },
  { "GET", "/sandbox/info", reply_info, NULL },
  { "GET", "/sandbox/ledger", reply_ledger, NULL },
  { "GET", "/sandbox/faults", reply_faults, NULL },
  { "DELETE", "/sandbox/faults", clear_faults, NULL },
  { "GET", "/sandbox/users", reply_users, NULL },
  { "POST", "/sandbox/faults", NULL, post_faults },
  { "POST", "/sandbox/users", NULL, post_user },
  { "POST", "/sandbox/apps", NULL, post_app },
  { "POST", "/sandbox/clock", NULL, post_clock },
  { "POST", "/sandbox/drafts", NULL, post_draft },
};

/**
 * poster_sandbox_control:
 * @self: the sandbox
 * @exchange: a request
 *
 * Returns: whether it was one to the control interface; then it has been answered
 */
gboolean
poster_sandbox_control (PosterSandbox         *self,
                        PosterServerExchange *exchange)
{
  const char *path = poster_server_exchange_get_path (exchange);
  g_autoptr(JsonObject) body = NULL;
  gsize length = 0;
  const char *text;

  if (!g_str_has_prefix (path, "/sandbox/"))
    return FALSE;
  if (!is_from_here (exchange))
    {
      reply_error (exchange, 403, "Only programs on this computer may ask, and only in JSON");
      return TRUE;
    }
  if (poster_sandbox_late_control (self, exchange))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (controls); i++)
    {
      if (strcmp (controls[i].path, path) != 0 ||
          strcmp (controls[i].method, poster_server_exchange_get_method (exchange)) != 0)
        continue;
      if (controls[i].run != NULL)
        {
          controls[i].run (self, exchange);
          return TRUE;
        }
      text = poster_server_exchange_get_body (exchange, &length);
      body = g_utf8_validate_len (text, length, NULL) ? poster_json_parse_object (text, (gssize) length, NULL) : NULL;
      if (body != NULL)
        controls[i].post (self, exchange, body);
      else
        reply_error (exchange, 400, "The body is not a JSON object");
      return TRUE;
    }
  reply_error (exchange, 404, "There is no such control");
  return TRUE;
}
