/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-private.h"

#include "poster-error.h"
#include "poster-json.h"

#define JSON_TYPE "application/json; charset=utf-8"

/* What the API calls the kinds of refusals. */
static const struct
{
  guint       status;
  const char *type;
} types[] = {
  { 400, "invalid_request_error" },
  { 401, "authentication_error" },
  { 403, "permission_error" },
  { 404, "not_found" },
  { 405, "invalid_request_error" },
  { 409, "invalid_request_error" },
  { 411, "invalid_request_error" },
  { 413, "invalid_request_error" },
  { 422, "invalid_request_error" },
  { 429, "rate_limit_error" },
  { 431, "invalid_request_error" },
  { 502, "platform_error" },
};

/* What becomes of an error of ours. */
static const struct
{
  PosterError  code;
  guint        status;
  const char  *word;
} errors[] = {
  { POSTER_ERROR_INVALID, 400, "invalid_request" },
  { POSTER_ERROR_NOT_FOUND, 404, "not_found" },
  { POSTER_ERROR_CONFLICT, 409, "conflict" },
  { POSTER_ERROR_AUTH, 403, "ACCOUNT_DISCONNECTED" },
  { POSTER_ERROR_RATE_LIMITED, 429, "rate_limited" },
  { POSTER_ERROR_REJECTED, 400, "platform_rejected" },
  { POSTER_ERROR_SERVICE, 502, "platform_error" },
  { POSTER_ERROR_UNKNOWN_OUTCOME, 502, "unknown_outcome" },
  { POSTER_ERROR_FILE_MISSING, 400, "file_missing" },
  { POSTER_ERROR_FILE_CHANGED, 400, "file_changed" },
  { POSTER_ERROR_NO_KEYRING, 503, "no_keyring" },
  { POSTER_ERROR_KEYRING_LOCKED, 503, "keyring_locked" },
  { POSTER_ERROR_DISK_FULL, 507, "disk_full" },
  { POSTER_ERROR_BUSY, 503, "busy" },
};

static const char *
find_type (guint status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].status == status)
      return types[i].type;
  return "api_error";
}

static JsonObject *
make_error (guint       status,
            const char *code,
            JsonObject *details,
            const char *message)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "error", message);
  json_object_set_string_member (json, "type", find_type (status));
  if (code != NULL)
    json_object_set_string_member (json, "code", code);
  if (details != NULL)
    json_object_set_object_member (json, "details", details);
  return json;
}

/* The answer to a request that nobody has looked at. */
char *
poster_api_make_refusal (guint       status,
                         const char *why)
{
  g_autoptr(JsonObject) json = make_error (status, NULL, NULL, why);

  return poster_json_to_text (json, FALSE);
}

void
poster_api_call_add_header (PosterApiCall *call,
                            const char    *name,
                            const char    *value)
{
  poster_server_exchange_add_header (call->exchange, name, value);
}

/**
 * poster_api_call_reply_text:
 * @call: a request that has not been answered
 * @status: of HTTP
 * @json_text: (nullable): JSON, written already
 *
 * Answers.
 */
void
poster_api_call_reply_text (PosterApiCall *call,
                            guint          status,
                            const char    *json_text)
{
  g_return_if_fail (!call->is_answered);
  call->is_answered = TRUE;
  poster_api_call_add_rates (call);
  poster_server_exchange_add_header (call->exchange, "Cache-Control", "no-store");
  poster_server_exchange_add_header (call->exchange, "X-Content-Type-Options", "nosniff");
  poster_server_exchange_reply (call->exchange, status, json_text != NULL ? JSON_TYPE : NULL, json_text);
}

/**
 * poster_api_call_reply:
 * @call: a request that has not been answered
 * @status: of HTTP
 * @json: (transfer full): what to say
 *
 * Answers.
 */
void
poster_api_call_reply (PosterApiCall *call,
                       guint          status,
                       JsonObject    *json)
{
  g_autofree char *text = poster_json_to_text (json, FALSE);

  json_object_unref (json);
  poster_api_call_reply_text (call, status, text);
}

/**
 * poster_api_call_refuse_with:
 * @call: a request that has not been answered
 * @status: of HTTP
 * @code: (nullable): a word for machines
 * @details: (nullable) (transfer full): for machines too
 * @message: one sentence for people
 *
 * Answers that it is not done.
 */
void
poster_api_call_refuse_with (PosterApiCall *call,
                             guint          status,
                             const char    *code,
                             JsonObject    *details,
                             const char    *message)
{
  poster_api_call_reply (call, status, make_error (status, code, details, message));
}

/* The same, with a sentence that is put together here. */
void
poster_api_call_refuse (PosterApiCall *call,
                        guint          status,
                        const char    *code,
                        const char    *format,
                        ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  poster_api_call_refuse_with (call, status, code, NULL, message);
}

static void
add_retry_after (PosterApiCall *call,
                 const GError  *error)
{
  gint64 after_us = poster_error_get_retry_after_us (error);
  g_autofree char *text = NULL;

  if (after_us < 0)
    after_us = G_TIME_SPAN_MINUTE;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, (after_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  poster_api_call_add_header (call, "Retry-After", text);
}

/**
 * poster_api_call_fail:
 * @call: a request that has not been answered
 * @error: why it is not done
 *
 * Answers what an error of ours is in the API. Of one that only this computer's owner can do anything
 * about, the sentence stays here: it may name files.
 */
void
poster_api_call_fail (PosterApiCall *call,
                      const GError  *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      call->is_answered = TRUE;
      poster_server_exchange_drop (call->exchange);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      const char *code = poster_error_get_code (error);

      if (!g_error_matches (error, POSTER_ERROR, (int) errors[i].code))
        continue;
      if (errors[i].status == 429)
        add_retry_after (call, error);
      poster_api_call_refuse (call, errors[i].status, code != NULL ? code : errors[i].word, "%s", error->message);
      return;
    }
  g_message ("A request for %s failed: %s", call->route != NULL ? call->route->path : "?", error->message);
  poster_api_call_refuse (call, 500, "internal", "Something went wrong on this computer; trying again may help.");
}

void
poster_api_set_time (JsonObject *json,
                     const char *member,
                     gint64      time_us)
{
  g_autofree char *text = time_us >= 0 ? poster_time_format (time_us) : NULL;

  if (text != NULL)
    json_object_set_string_member (json, member, text);
  else
    json_object_set_null_member (json, member);
}
