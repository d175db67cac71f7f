/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhook"

#include "poster-webhook.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-clock.h"
#include "poster-error.h"
#include "poster-id.h"
#include "poster-json.h"

/* A value longer than this is no password; all of a webhook's headers fit into what servers take. */
#define HEADER_MAX_BYTES 4096
#define HEADERS_MAX 20
#define URL_MAX_BYTES 2048

/* Of the Late API's own (reference late-api, section 10), those that come to pass here. */
static const char *const events[] = {
  "post.scheduled",
  "post.published",
  "post.failed",
  "post.partial",
  "post.cancelled",
  "account.connected",
  "account.disconnected",
  NULL
};

G_DEFINE_FINAL_TYPE (PosterWebhook, poster_webhook, G_TYPE_OBJECT)

static void
poster_webhook_finalize (GObject *object)
{
  PosterWebhook *self = POSTER_WEBHOOK (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->url);
  g_strfreev (self->events);
  g_strfreev (self->header_names);
  g_free (self->last_error);
  G_OBJECT_CLASS (poster_webhook_parent_class)->finalize (object);
}

static void
poster_webhook_class_init (PosterWebhookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_webhook_finalize;
}

static void
poster_webhook_init (PosterWebhook *self)
{
  self->events = g_new0 (char *, 1);
  self->header_names = g_new0 (char *, 1);
  self->is_active = TRUE;
  self->fired_us = -1;
  self->switched_off_us = -1;
}

/**
 * poster_webhook_new:
 *
 * Returns: (transfer full): an active webhook with an id of its own, which is told of nothing
 */
PosterWebhook *
poster_webhook_new (void)
{
  PosterWebhook *self = g_object_new (POSTER_TYPE_WEBHOOK, NULL);

  self->id = poster_id_new ();
  return self;
}

/**
 * poster_webhook_copy:
 * @self: a webhook
 *
 * Returns: (transfer full): a copy to change and hand on, with the same id
 */
PosterWebhook *
poster_webhook_copy (PosterWebhook *self)
{
  PosterWebhook *copy = g_object_new (POSTER_TYPE_WEBHOOK, NULL);

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->url = g_strdup (self->url);
  g_strfreev (copy->events);
  copy->events = g_strdupv (self->events);
  g_strfreev (copy->header_names);
  copy->header_names = g_strdupv (self->header_names);
  copy->has_secret = self->has_secret;
  copy->is_active = self->is_active;
  copy->failures = self->failures;
  copy->fired_us = self->fired_us;
  copy->switched_off_us = self->switched_off_us;
  copy->last_error = g_strdup (self->last_error);
  copy->created_us = self->created_us;
  return copy;
}

/**
 * poster_webhook_get_events:
 *
 * Returns: (transfer none) (array zero-terminated=1): the events there are
 */
const char *const *
poster_webhook_get_events (void)
{
  return events;
}

static gboolean
refuse (GError     **error,
        const char  *message)
{
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, message);
  return FALSE;
}

/* Whether what is sent there without encryption stays on this computer or in its own network. */
static gboolean
is_near (const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address) || g_inet_address_get_is_site_local (address) ||
           g_inet_address_get_is_link_local (address);
  return strchr (host, '.') == NULL || g_str_has_suffix (host, ".local") || g_str_has_suffix (host, ".localhost") ||
         g_str_has_suffix (host, ".lan") || g_str_has_suffix (host, ".internal") || g_str_has_suffix (host, ".home.arpa");
}

static gboolean
check_url (const char  *url,
           GError     **error)
{
  g_autoptr(GUri) uri = url != NULL && strlen (url) <= URL_MAX_BYTES
                          ? g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0))
    return refuse (error, _("The address of the webhook is not a web address: it begins with https:// and names a server."));
  if (g_uri_get_userinfo (uri) != NULL)
    return refuse (error, _("The address of the webhook holds a password; send it as a header instead."));
  if (strcmp (scheme, "http") == 0 && !is_near (g_uri_get_host (uri)))
    return refuse (error, _("The address of the webhook has to begin with https://, unless the server is on this "
                            "computer or in its own network."));
  return TRUE;
}

/**
 * poster_webhook_check:
 * @self: a webhook; events that are named twice are made one
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: whether it may be stored
 */
gboolean
poster_webhook_check (PosterWebhook  *self,
                      GError        **error)
{
  g_autoptr(GStrvBuilder) known = g_strv_builder_new ();

  /* First, since the name of a new one is taken from it. */
  if (!check_url (self->url, error))
    return FALSE;
  if (self->name == NULL || *self->name == '\0')
    return refuse (error, _("The webhook needs a name."));
  if (g_utf8_strlen (self->name, -1) > POSTER_WEBHOOK_NAME_CHARS)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   _("The name of the webhook has %ld characters; %d are allowed."),
                   g_utf8_strlen (self->name, -1), POSTER_WEBHOOK_NAME_CHARS);
      return FALSE;
    }
  if (self->events[0] == NULL)
    return refuse (error, _("Choose at least one event that the webhook is told of."));
  for (guint i = 0; self->events[i] != NULL; i++)
    if (!g_strv_contains (events, self->events[i]))
      {
        g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("There is no event “%s”."), self->events[i]);
        return FALSE;
      }
  for (guint i = 0; events[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) self->events, events[i]))
      g_strv_builder_add (known, events[i]);
  g_strfreev (self->events);
  self->events = g_strv_builder_end (known);
  if (g_strv_length (self->header_names) > HEADERS_MAX)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("The webhook has %u headers; %d are allowed."),
                   g_strv_length (self->header_names), HEADERS_MAX);
      return FALSE;
    }
  return TRUE;
}

/**
 * poster_webhook_header_is_allowed:
 * @name: name of a header
 * @value: its value
 *
 * Returns: whether a webhook may have it: one that cannot break out of its line and that says
 *   nothing of how or to whom the request is sent
 */
gboolean
poster_webhook_header_is_allowed (const char *name,
                                  const char *value)
{
  static const char *const ours[] = {
    "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive",
    "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    "X-Late-Event", "X-Late-Signature", "X-Zernio-Signature"
  };

  if (*name == '\0' || strlen (name) > HEADER_MAX_BYTES || strlen (value) > HEADER_MAX_BYTES)
    return FALSE;
  /* RFC 9110, section 5.6.2: a token. */
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("!#$%&'*+-.^_`|~", *at) == NULL)
      return FALSE;
  for (const char *at = value; *at != '\0'; at++)
    if (*at < ' ' || *at >= 0x7f)
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    if (g_ascii_strcasecmp (name, ours[i]) == 0)
      return FALSE;
  return TRUE;
}

static void
set_time (JsonObject *json,
          const char *member,
          gint64      time_us)
{
  g_autofree char *text = NULL;

  if (time_us < 0)
    return;
  text = poster_time_format (time_us);
  json_object_set_string_member (json, member, text);
}

/**
 * poster_webhook_to_json:
 * @self: a webhook
 *
 * Returns: (transfer full): the webhook in the Late API's words (late-openapi, Webhook): the secret
 *   is left out, and %POSTER_WEBHOOK_HIDDEN stands for the values of headers
 */
JsonObject *
poster_webhook_to_json (PosterWebhook *self)
{
  JsonObject *json = json_object_new ();
  JsonArray *wanted = json_array_new ();

  json_object_set_string_member (json, "_id", self->id);
  json_object_set_string_member (json, "name", self->name);
  json_object_set_string_member (json, "url", self->url);
  for (guint i = 0; self->events[i] != NULL; i++)
    json_array_add_string_element (wanted, self->events[i]);
  json_object_set_array_member (json, "events", wanted);
  json_object_set_boolean_member (json, "isActive", self->is_active);
  set_time (json, "lastFiredAt", self->fired_us);
  json_object_set_int_member (json, "failureCount", self->failures);
  if (self->header_names[0] != NULL)
    {
      JsonObject *headers = json_object_new ();

      for (guint i = 0; self->header_names[i] != NULL; i++)
        json_object_set_string_member (headers, self->header_names[i], POSTER_WEBHOOK_HIDDEN);
      json_object_set_object_member (json, "customHeaders", headers);
    }
  return json;
}

G_DEFINE_FINAL_TYPE (PosterWebhookAttempt, poster_webhook_attempt, G_TYPE_OBJECT)

static void
poster_webhook_attempt_finalize (GObject *object)
{
  PosterWebhookAttempt *self = POSTER_WEBHOOK_ATTEMPT (object);

  g_free (self->id);
  g_free (self->webhook_id);
  g_free (self->webhook_name);
  g_free (self->event);
  g_free (self->url);
  g_free (self->payload);
  g_free (self->answer);
  g_free (self->error_message);
  G_OBJECT_CLASS (poster_webhook_attempt_parent_class)->finalize (object);
}

static void
poster_webhook_attempt_class_init (PosterWebhookAttemptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_webhook_attempt_finalize;
}

static void
poster_webhook_attempt_init (PosterWebhookAttempt *self)
{
  self->attempt = 1;
}

/**
 * poster_webhook_attempt_new:
 *
 * Returns: (transfer full): an attempt with an id of its own, which failed
 */
PosterWebhookAttempt *
poster_webhook_attempt_new (void)
{
  PosterWebhookAttempt *self = g_object_new (POSTER_TYPE_WEBHOOK_ATTEMPT, NULL);

  self->id = poster_id_new ();
  return self;
}

/**
 * poster_webhook_attempt_copy:
 * @self: an attempt
 *
 * Returns: (transfer full): a copy
 */
PosterWebhookAttempt *
poster_webhook_attempt_copy (PosterWebhookAttempt *self)
{
  PosterWebhookAttempt *copy = g_object_new (POSTER_TYPE_WEBHOOK_ATTEMPT, NULL);

  copy->id = g_strdup (self->id);
  copy->webhook_id = g_strdup (self->webhook_id);
  copy->webhook_name = g_strdup (self->webhook_name);
  copy->event = g_strdup (self->event);
  copy->url = g_strdup (self->url);
  copy->delivery = self->delivery;
  copy->payload = g_strdup (self->payload);
  copy->is_success = self->is_success;
  copy->status_code = self->status_code;
  copy->answer = g_strdup (self->answer);
  copy->error_message = g_strdup (self->error_message);
  copy->attempt = self->attempt;
  copy->took_us = self->took_us;
  copy->at_us = self->at_us;
  return copy;
}

/**
 * poster_webhook_attempt_to_json:
 * @self: an attempt
 *
 * Returns: (transfer full): the attempt in the Late API's words (late-openapi, WebhookLog)
 */
JsonObject *
poster_webhook_attempt_to_json (PosterWebhookAttempt *self)
{
  JsonObject *json = json_object_new ();
  JsonObject *payload = poster_json_parse_object (self->payload, -1, NULL);

  json_object_set_string_member (json, "_id", self->id);
  json_object_set_string_member (json, "webhookId", self->webhook_id);
  json_object_set_string_member (json, "webhookName", self->webhook_name);
  json_object_set_string_member (json, "event", self->event);
  json_object_set_string_member (json, "url", self->url);
  json_object_set_string_member (json, "status", self->is_success ? "success" : "failed");
  if (self->status_code > 0)
    json_object_set_int_member (json, "statusCode", self->status_code);
  json_object_set_object_member (json, "requestPayload", payload != NULL ? payload : json_object_new ());
  if (self->answer != NULL)
    json_object_set_string_member (json, "responseBody", self->answer);
  if (self->error_message != NULL)
    json_object_set_string_member (json, "errorMessage", self->error_message);
  json_object_set_int_member (json, "attemptNumber", self->attempt);
  json_object_set_int_member (json, "responseTime", self->took_us / 1000);
  set_time (json, "createdAt", self->at_us);
  return json;
}
