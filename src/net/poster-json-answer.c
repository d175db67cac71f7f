/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-json-answer"

#include "poster-json-answer-private.h"

#include <glib/gi18n-lib.h>

#include "poster-http-message.h"
#include "poster-json.h"

/* json-glib reads nested values by recursion; no service nests anywhere near as deep. */
#define MAX_DEPTH 100

G_DEFINE_BOXED_TYPE (PosterJsonAnswer, poster_json_answer, poster_json_answer_ref, poster_json_answer_unref)

/* Whether nothing in @text, which need not be JSON at all, nests deeper than we can read. */
static gboolean
is_shallow (const char *text,
            gsize       length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string)
        {
          if (text[i] == '\\')
            i++;
          else if (text[i] == '"')
            in_string = FALSE;
        }
      else if (text[i] == '"')
        in_string = TRUE;
      else if ((text[i] == '{' || text[i] == '[') && ++depth > MAX_DEPTH)
        return FALSE;
      else if ((text[i] == '}' || text[i] == ']') && depth > 0)
        depth--;
    }
  return TRUE;
}

/* Returns: (transfer full) (nullable): the object that @body is. May be called in any thread */
JsonObject *
poster_json_answer_parse (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  if (length == 0 || !g_utf8_validate_len (text, length, NULL) || !is_shallow (text, length))
    return NULL;
  return poster_json_parse_object (text, (gssize) length, NULL);
}

/* Returns: (transfer full): what was answered; @root: (nullable) (transfer full): its body */
PosterJsonAnswer *
poster_json_answer_new (guint               status,
                        SoupMessageHeaders *headers,
                        JsonObject         *root,
                        PosterClock        *clock)
{
  PosterJsonAnswer *self = g_atomic_rc_box_new0 (PosterJsonAnswer);

  self->status = status;
  self->headers = soup_message_headers_ref (headers);
  self->root = root;
  self->retry_after_us = poster_http_get_retry_after_us (headers, clock);
  return self;
}

/**
 * poster_json_answer_ref:
 * @self: an answer
 *
 * Returns: (transfer full): @self
 */
PosterJsonAnswer *
poster_json_answer_ref (PosterJsonAnswer *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
answer_clear (PosterJsonAnswer *self)
{
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->root, json_object_unref);
}

/**
 * poster_json_answer_unref:
 * @self: (transfer full): an answer
 */
void
poster_json_answer_unref (PosterJsonAnswer *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) answer_clear);
}

static PosterRetry
get_retry (PosterError error_code)
{
  switch (error_code)
    {
    case POSTER_ERROR_AUTH:
      return POSTER_RETRY_AFTER_SIGN_IN;
    case POSTER_ERROR_RATE_LIMITED:
    case POSTER_ERROR_SERVICE:
      return POSTER_RETRY_LATER;
    case POSTER_ERROR_INVALID:
    case POSTER_ERROR_NOT_FOUND:
    case POSTER_ERROR_CONFLICT:
    case POSTER_ERROR_REJECTED:
    case POSTER_ERROR_UNKNOWN_OUTCOME:
    case POSTER_ERROR_FILE_MISSING:
    case POSTER_ERROR_FILE_CHANGED:
    case POSTER_ERROR_NO_KEYRING:
    case POSTER_ERROR_KEYRING_LOCKED:
    case POSTER_ERROR_NEWER_DATABASE:
    case POSTER_ERROR_DATABASE:
    case POSTER_ERROR_DISK_FULL:
    case POSTER_ERROR_BUSY:
    default:
      return POSTER_RETRY_NEVER;
    }
}

/**
 * poster_json_answer_new_error:
 * @self: an answer that is a refusal
 * @error_code: what it comes down to
 * @word: (nullable): the service's own word for it
 * @log_id: (nullable): the service's reference for support
 * @message: a sentence for people
 *
 * Makes an error with the details that follow: the HTTP status; retry after signing in for
 * %POSTER_ERROR_AUTH, later for %POSTER_ERROR_RATE_LIMITED and %POSTER_ERROR_SERVICE, never
 * otherwise; the time the service asked to wait; and that the request may have been acted upon
 * when the service failed (%POSTER_ERROR_SERVICE, %POSTER_ERROR_UNKNOWN_OUTCOME, or a status that
 * is not a refusal: 3xx, 5xx) but not when it refused. The caller may correct them through
 * poster_error_get_details().
 *
 * Returns: (transfer full): the error
 */
GError *
poster_json_answer_new_error (const PosterJsonAnswer *self,
                              PosterError             error_code,
                              const char             *word,
                              const char             *log_id,
                              const char             *message)
{
  GError *error = g_error_new_literal (POSTER_ERROR, (int) error_code, message);
  PosterErrorDetails *details = poster_error_get_details (error);
  gboolean refused = self->status >= 400 && self->status < 500;
  gboolean accepted = self->status >= 200 && self->status < 300;

  details->code = g_strdup (word);
  details->log_id = g_strdup (log_id);
  details->http_status = self->status;
  details->retry = get_retry (error_code);
  details->retry_after_us = self->retry_after_us;
  details->may_have_arrived = !refused &&
                              (!accepted ||
                               error_code == POSTER_ERROR_SERVICE || error_code == POSTER_ERROR_UNKNOWN_OUTCOME);
  return error;
}

static GError *
new_rate_limited (PosterJsonAnswer *answer)
{
  g_autofree char *message = NULL;

  if (answer->retry_after_us >= 0)
    {
      gint64 seconds = (answer->retry_after_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

      message = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                              "Too many requests: the service asks to wait %d second.",
                                              "Too many requests: the service asks to wait %d seconds.",
                                              (gulong) seconds),
                                 (int) seconds);
    }
  else
    {
      message = g_strdup (_("Too many requests in a short time. Try again in a minute."));
    }
  return poster_json_answer_new_error (answer, POSTER_ERROR_RATE_LIMITED, "rate_limited", NULL, message);
}

/**
 * poster_json_call_judge_by_status:
 * @answer: an answer
 * @user_data: not used
 * @error: %POSTER_ERROR_AUTH (401, `unauthorized`), %POSTER_ERROR_RATE_LIMITED (429,
 *   `rate_limited`), %POSTER_ERROR_REJECTED (other 4xx, `rejected`), %POSTER_ERROR_SERVICE (5xx,
 *   `service_failed`; 3xx, `redirected`; 2xx without a JSON object, `nonsense_answer`)
 *
 * The judge that knows HTTP only. 204 needs no body.
 *
 * Returns: whether @answer is a success
 */
gboolean
poster_json_call_judge_by_status (PosterJsonAnswer  *answer,
                                  gpointer           user_data,
                                  GError           **error)
{
  guint status = answer->status;
  g_autofree char *message = NULL;
  GError *refusal;

  if ((status >= 200 && status < 300 && answer->root != NULL) || status == SOUP_STATUS_NO_CONTENT)
    return TRUE;

  if (status == SOUP_STATUS_UNAUTHORIZED)
    {
      refusal = poster_json_answer_new_error (answer, POSTER_ERROR_AUTH, "unauthorized", NULL,
                                              _("The service refused the credentials. Connect the account again."));
    }
  else if (status == POSTER_HTTP_TOO_MANY_REQUESTS)
    {
      refusal = new_rate_limited (answer);
    }
  else if (status >= 400 && status < 500)
    {
      /* Translators: %u is an HTTP status, such as 403 */
      message = g_strdup_printf (_("The service refused the request (status %u)."), status);
      refusal = poster_json_answer_new_error (answer, POSTER_ERROR_REJECTED, "rejected", NULL, message);
    }
  else if (status >= 500)
    {
      /* Translators: %u is an HTTP status, such as 502 */
      message = g_strdup_printf (_("The service has a fault of its own (status %u). Try again later."), status);
      refusal = poster_json_answer_new_error (answer, POSTER_ERROR_SERVICE, "service_failed", NULL, message);
    }
  else if (status >= 300)
    {
      /* Translators: %u is an HTTP status, such as 302 */
      message = g_strdup_printf (_("The service sent us to another address (status %u), where credentials do not go."),
                                 status);
      refusal = poster_json_answer_new_error (answer, POSTER_ERROR_SERVICE, "redirected", NULL, message);
    }
  else
    {
      refusal = poster_json_answer_new_error (answer, POSTER_ERROR_SERVICE, "nonsense_answer", NULL,
                                              _("The service answered something that makes no sense. Try again later."));
    }
  g_propagate_error (error, refusal);
  return FALSE;
}
