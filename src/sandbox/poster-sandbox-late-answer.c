/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* How the errors are called since 2026-08 (reference late-api, section 2). */
static const struct
{
  guint       status;
  const char *type;
} types[] = {
  { 400, "invalid_request_error" },
  { 401, "authentication_error" },
  { 402, "permission_error" },
  { 403, "permission_error" },
  { 404, "not_found" },
  { 409, "invalid_request_error" },
  { 422, "invalid_request_error" },
  { 424, "platform_error" },
  { 429, "rate_limit_error" },
};

gboolean
poster_sandbox_late_is_early (PosterSandbox *self)
{
  return g_strcmp0 (poster_sandbox_faults_get_text (self->faults, "late_shape"), "early") == 0;
}

static GArray *
get_instants (PosterSandboxCall *call)
{
  g_autofree char *key = g_strjoin ("\n", "late", call->handle, NULL);
  GArray *instants = g_hash_table_lookup (call->sandbox->rates, key);

  if (instants == NULL)
    {
      instants = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_hash_table_insert (call->sandbox->rates, g_steal_pointer (&key), instants);
    }
  while (instants->len > 0 && g_array_index (instants, gint64, 0) <= call->now_us - 60 * G_USEC_PER_SEC)
    g_array_remove_index (instants, 0);
  return instants;
}

/* Notes an accepted request. Returns: whether the last minute had room for it */
gboolean
poster_sandbox_late_take_rate (PosterSandboxCall *call)
{
  GArray *instants = get_instants (call);
  gint64 limit = poster_sandbox_faults_get_int (call->sandbox->faults, "late_rate_per_minute");

  if (poster_sandbox_faults_get_flag (call->sandbox->faults, "rate_limits") && instants->len >= limit)
    return FALSE;
  g_array_append_val (instants, call->now_us);
  return TRUE;
}

static void
add_number (PosterSandboxCall *call,
            const char        *name,
            gint64             number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  poster_server_exchange_add_header (call->exchange, name, text);
}

/* What every answer carries: the time, as this server has it, and the rate. */
void
poster_sandbox_late_add_headers (PosterSandboxCall *call)
{
  PosterSandbox *self = call->sandbox;
  gint64 skew_us = poster_sandbox_faults_get_int (self->faults, "late_date_skew_us");
  gint64 told_us =
      call->now_us +
      (poster_sandbox_faults_get_flag (self->faults, "late_date_behind") ? -skew_us : skew_us);
  g_autoptr(GDateTime) told = g_date_time_new_from_unix_utc (told_us / G_USEC_PER_SEC);
  g_autofree char *date = soup_date_time_to_string (told, SOUP_DATE_HTTP);

  poster_server_exchange_add_header (call->exchange, "Date", date);
  if (call->late_user != NULL)
    {
      GArray *instants = get_instants (call);
      gint64 limit = poster_sandbox_faults_get_int (self->faults, "late_rate_per_minute");
      gint64 reset_us = call->now_us;

      if (instants->len > 0)
        reset_us = g_array_index (instants, gint64, 0) + 60 * G_USEC_PER_SEC;
      add_number (call, "X-RateLimit-Limit", limit);
      add_number (call, "X-RateLimit-Remaining", MAX (limit - instants->len, 0));
      add_number (call, "X-RateLimit-Reset", (reset_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
    }
  if (!poster_sandbox_late_is_early (self))
    {
      g_autofree char *id = poster_sandbox_new_log_id (self);

      poster_server_exchange_add_header (call->exchange, "X-Request-Id", id);
    }
}

static void
reply_text (PosterSandboxCall *call,
            guint              status,
            const char        *text)
{
  g_autofree char *half = NULL;

  if (poster_sandbox_call_is_kind (call, "truncated"))
    text = half = g_strndup (text, strlen (text) / 2);
  poster_sandbox_call_reply_text (call, status, "application/json; charset=utf-8", text);
}

/* @json: (transfer full) */
void
poster_sandbox_late_reply (PosterSandboxCall *call,
                           guint              status,
                           JsonObject        *json)
{
  g_autofree char *text = NULL;

  if (poster_sandbox_call_is_kind (call, "extra_fields"))
    {
      json_object_set_null_member (json, "unheard_of");
      json_object_set_double_member (json, "unheard_of_too", 0.5);
    }
  text = poster_json_to_text (json, FALSE);
  json_object_unref (json);
  poster_sandbox_late_add_headers (call);
  reply_text (call, status, text);
}

/* TRUE when the client knows what has that tag: then it has been told so. */
gboolean
poster_sandbox_late_reply_unchanged (PosterSandboxCall *call,
                                     const char        *tag)
{
  const char *known = poster_server_exchange_get_header (call->exchange, "If-None-Match");

  /* W/"…" and "…" are the same here. */
  if (known == NULL || strstr (known, strchr (tag, '"')) == NULL)
    return FALSE;
  poster_sandbox_late_add_headers (call);
  poster_server_exchange_add_header (call->exchange, "ETag", tag);
  poster_sandbox_call_reply_text (call, 304, NULL, NULL);
  return TRUE;
}

/* @json: (transfer full) */
void
poster_sandbox_late_reply_tagged (PosterSandboxCall *call,
                                  JsonObject        *json,
                                  const char        *tag)
{
  poster_server_exchange_add_header (call->exchange, "ETag", tag);
  poster_sandbox_late_reply (call, 200, json);
}

/* As above, with a tag of what it says. @json: (transfer full) */
void
poster_sandbox_late_reply_list (PosterSandboxCall *call,
                                JsonObject        *json)
{
  g_autofree char *text = poster_json_to_text (json, FALSE);
  g_autofree char *hash = poster_sandbox_hash (text);
  g_autofree char *tag = g_strdup_printf ("W/\"%.32s\"", hash);

  json_object_unref (json);
  if (poster_sandbox_late_reply_unchanged (call, tag))
    return;
  poster_sandbox_late_add_headers (call);
  poster_server_exchange_add_header (call->exchange, "ETag", tag);
  reply_text (call, 200, text);
}

/* @code: (nullable)
 * @details: (nullable) (transfer full) */
void
poster_sandbox_late_refuse_with (PosterSandboxCall *call,
                                 guint              status,
                                 const char        *code,
                                 const char        *message,
                                 JsonObject        *details)
{
  JsonObject *json = json_object_new ();
  const char *type = "api_error";

  /* A short date in the headers of 429: when to come back. */
  if (status == 429)
    {
      gint64 retry_after = poster_json_get_int (call->rule, "retry_after", -1);

      if (retry_after < 0)
        {
          GArray *instants = call->late_user != NULL ? get_instants (call) : NULL;

          retry_after = 60;
          if (instants != NULL && instants->len > 0)
            retry_after = (g_array_index (instants, gint64, 0) - call->now_us) / G_USEC_PER_SEC + 60;
        }
      add_number (call, "Retry-After", retry_after);
    }
  else if (json_object_has_member (call->rule != NULL ? call->rule : json, "retry_after"))
    {
      add_number (call, "Retry-After", poster_json_get_int (call->rule, "retry_after", 0));
    }
  json_object_set_string_member (json, "error", message);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (types[i].status == status)
        type = types[i].type;
    }
  if (!poster_sandbox_late_is_early (call->sandbox) && status != 401)
    json_object_set_string_member (json, "type", type);
  if (code != NULL && (!poster_sandbox_late_is_early (call->sandbox) || g_ascii_isupper (*code)))
    json_object_set_string_member (json, "code", code);
  if (details != NULL)
    json_object_set_object_member (json, "details", details);
  poster_sandbox_late_reply (call, status, json);
}

/* @code: (nullable) */
void
poster_sandbox_late_refuse (PosterSandboxCall *call,
                            guint              status,
                            const char        *code,
                            const char        *format,
                            ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  poster_sandbox_late_refuse_with (call, status, code, message, NULL);
}
