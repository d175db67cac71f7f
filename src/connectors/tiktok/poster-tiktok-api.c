/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-api.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-tiktok-errors.h"

typedef struct
{
  const char *name;
  const char *method;
  const char *path;
  guint       max_calls;  /* in a sliding minute for each connection, 0: no limit is documented */
  gboolean    is_oauth;   /* flat replies */
} Endpoint;

/* Figures of TikTok's references for each call. */
static const Endpoint endpoints[] = {
  [POSTER_TIKTOK_TOKEN] = { "token", "POST", "/v2/oauth/token/", 0, TRUE },
  [POSTER_TIKTOK_REVOKE] = { "revoke", "POST", "/v2/oauth/revoke/", 0, TRUE },
  [POSTER_TIKTOK_CREATOR_INFO] = { "creator_info", "POST", "/v2/post/publish/creator_info/query/", 20, FALSE },
  [POSTER_TIKTOK_VIDEO_INIT] = { "video_init", "POST", "/v2/post/publish/video/init/", 6, FALSE },
  [POSTER_TIKTOK_INBOX_INIT] = { "inbox_init", "POST", "/v2/post/publish/inbox/video/init/", 6, FALSE },
  [POSTER_TIKTOK_CONTENT_INIT] = { "content_init", "POST", "/v2/post/publish/content/init/", 6, FALSE },
  [POSTER_TIKTOK_STATUS] = { "status", "POST", "/v2/post/publish/status/fetch/", 30, FALSE },
  [POSTER_TIKTOK_CANCEL] = { "cancel", "POST", "/v2/post/publish/cancel/", 0, FALSE },
  [POSTER_TIKTOK_USER_INFO] = { "user_info", "GET", "/v2/user/info/", 600, FALSE },
};

/* Refuses with TikTok's own word @word. */
static gboolean
refuse (PosterJsonAnswer  *answer,
        const char        *word,
        const char        *log_id,
        const char        *detail,
        GError           **error)
{
  g_autoptr(GError) known = poster_tiktok_error_new (word, detail);
  PosterErrorDetails *meaning = poster_error_get_details (known);
  PosterErrorDetails *details;
  PosterError code = known->code;
  PosterRetry retry = meaning->retry;
  const char *message = known->message;
  const char *category = meaning->category;
  g_autofree char *clean_log_id = log_id != NULL ? poster_tiktok_error_clean_text (log_id) : NULL;
  GError *refusal;

  /* A word that nobody knows, under a status that says "a fault of mine": it may pass. */
  if (!poster_tiktok_error_is_known (word) && answer->status >= 500)
    {
      code = POSTER_ERROR_SERVICE;
      category = "platform_error";
      retry = POSTER_RETRY_LATER;
    }
  refusal = poster_json_answer_new_error (answer, code, meaning->code, clean_log_id, message);
  details = poster_error_get_details (refusal);
  details->category = g_strdup (category);
  details->retry = retry;
  details->pause = meaning->pause;
  if (code == POSTER_ERROR_RATE_LIMITED && retry == POSTER_RETRY_LATER && details->retry_after_us < 0)
    details->retry_after_us = G_TIME_SPAN_MINUTE;  /* the window is no longer than that */
  g_debug ("Refused with %s (status %u, log id %s)", details->code, answer->status,
           clean_log_id != NULL ? clean_log_id : "none");
  g_propagate_error (error, refusal);
  return FALSE;
}

/* An answer that is none of TikTok's shapes: a gateway's page, half a reply, nothing. */
static gboolean
refuse_shapeless (PosterJsonAnswer  *answer,
                  GError           **error)
{
  g_autoptr(GError) refusal = NULL;
  PosterErrorDetails *details;

  if (answer->status == 401)
    return refuse (answer, "access_token_invalid", NULL, NULL, error);
  if (answer->status == 429)
    return refuse (answer, "rate_limit_exceeded", NULL, NULL, error);
  if (answer->status < 500)
    refusal = poster_json_answer_new_error (answer, POSTER_ERROR_SERVICE, "nonsense_answer", NULL,
                                            _("TikTok answered something that makes no sense. Try again a little later."));
  else
    refusal = poster_json_answer_new_error (answer, POSTER_ERROR_SERVICE, "internal_error", NULL,
                                            _("TikTok has trouble at the moment. Try again a little later."));
  details = poster_error_get_details (refusal);
  details->category = g_strdup ("platform_error");
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static const char *
get_log_id (JsonObject *json)
{
  const char *log_id = poster_json_get_string (json, "log_id");

  return log_id != NULL ? log_id : poster_json_get_string (json, "logid");
}

/* Success is error.code == "ok" and nothing else: neither the status nor data proves it. */
static gboolean
judge_envelope (PosterJsonAnswer  *answer,
                gpointer           user_data,
                GError           **error)
{
  JsonObject *verdict = poster_json_get_object (answer->root, "error");
  const char *code = poster_json_get_string (verdict, "code");

  if (code == NULL)
    return refuse_shapeless (answer, error);
  if (g_str_equal (code, "ok") && answer->status >= 200 && answer->status < 300)
    return TRUE;
  if (g_str_equal (code, "ok"))
    return refuse_shapeless (answer, error);
  return refuse (answer, code, get_log_id (verdict), poster_json_get_string (verdict, "message"), error);
}

/* Flat replies: a failure is a string under "error", also with status 200. */
static gboolean
judge_oauth (PosterJsonAnswer  *answer,
             gpointer           user_data,
             GError           **error)
{
  const char *code = poster_json_get_string (answer->root, "error");

  if (code != NULL && *code != '\0' && !g_str_equal (code, "ok"))
    return refuse (answer, code, get_log_id (answer->root),
                   poster_json_get_string (answer->root, "error_description"), error);
  /* Some refusals of the gateway come in the other shape. */
  if (poster_json_get_object (answer->root, "error") != NULL)
    return judge_envelope (answer, user_data, error);
  if (answer->status < 200 || answer->status >= 300)
    return refuse_shapeless (answer, error);
  return TRUE;
}

/**
 * poster_tiktok_api_new_call:
 * @clock: the time
 * @base_uri: base address, without a trailing slash
 * @endpoint: which call
 * @query: (nullable): the query, encoded, without the question mark
 *
 * The judge of the call knows TikTok's reply shapes and error codes (reference tiktok-api,
 * section 1).
 *
 * Returns: (transfer full): a call without body and credentials yet
 */
PosterJsonCall *
poster_tiktok_api_new_call (PosterClock          *clock,
                            const char           *base_uri,
                            PosterTiktokEndpoint  endpoint,
                            const char           *query)
{
  g_autofree char *url = g_strconcat (base_uri, endpoints[endpoint].path, query != NULL ? "?" : NULL, query, NULL);
  PosterJsonCall *call = poster_json_call_new (clock, endpoints[endpoint].method, url);

  poster_json_call_set_judge (call, endpoints[endpoint].is_oauth ? judge_oauth : judge_envelope, NULL, NULL);
  if (endpoints[endpoint].is_oauth)
    poster_json_call_set_header (call, "Cache-Control", "no-cache");
  return call;
}

/**
 * poster_tiktok_api_get_max_calls:
 * @endpoint: a call
 *
 * Returns: how many of them TikTok allows a connection in a sliding minute, 0 when it does not say
 */
guint
poster_tiktok_api_get_max_calls (PosterTiktokEndpoint endpoint)
{
  return endpoints[endpoint].max_calls;
}

/**
 * poster_tiktok_api_dup_rate_limit_key:
 * @endpoint: a call
 * @connection_id: whose
 *
 * Returns: (transfer full): the key to count such calls under
 */
char *
poster_tiktok_api_dup_rate_limit_key (PosterTiktokEndpoint  endpoint,
                                      const char           *connection_id)
{
  return g_strconcat (connection_id, "/", endpoints[endpoint].name, NULL);
}

/**
 * poster_tiktok_api_is_commit:
 * @endpoint: a call
 *
 * Returns: whether the call by itself makes something public, so that it is never repeated
 */
gboolean
poster_tiktok_api_is_commit (PosterTiktokEndpoint endpoint)
{
  return endpoint == POSTER_TIKTOK_CONTENT_INIT;
}

/**
 * poster_tiktok_api_is_post:
 * @endpoint: a call
 *
 * Returns: whether the call begins a post
 */
gboolean
poster_tiktok_api_is_post (PosterTiktokEndpoint endpoint)
{
  return endpoint == POSTER_TIKTOK_VIDEO_INIT || endpoint == POSTER_TIKTOK_INBOX_INIT ||
         endpoint == POSTER_TIKTOK_CONTENT_INIT;
}

/**
 * poster_tiktok_api_dup_data:
 * @answer: a successful answer of an enveloped call
 *
 * Returns: (transfer full): its `data`; an empty object where that is missing or null
 */
JsonObject *
poster_tiktok_api_dup_data (PosterJsonAnswer *answer)
{
  JsonObject *data = poster_json_get_object (answer->root, "data");

  return data != NULL ? json_object_ref (data) : json_object_new ();
}

/**
 * poster_tiktok_api_new_nonsense:
 * @endpoint: a call
 *
 * Returns: (transfer full): the error for an answer that says "ok" and lacks what it should hold
 */
GError *
poster_tiktok_api_new_nonsense (PosterTiktokEndpoint endpoint)
{
  GError *error = poster_tiktok_error_new_full (POSTER_ERROR_SERVICE, "nonsense_answer", "platform_error",
                                                POSTER_RETRY_LATER,
                                                _("TikTok answered something that makes no sense. "
                                                  "Try again a little later."));

  poster_error_get_details (error)->may_have_arrived = TRUE;
  g_debug ("The answer of %s lacks what it should hold", endpoints[endpoint].name);
  return error;
}
