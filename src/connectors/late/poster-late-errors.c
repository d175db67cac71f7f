/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-errors.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-http-message.h"
#include "poster-json.h"

/* How much of somebody else's sentence is shown. */
#define TEXT_MAX 300

/* A word longer than this is no word but an address or a token. */
#define WORD_MAX 60

typedef struct
{
  guint        status;
  const char  *word;      /* (nullable): the service's `code`; %NULL for any */
  PosterError  code;
  const char  *category;
  PosterRetry  retry;
  PosterPause  pause;
  gboolean     shows_own; /* whether the service's own sentence says more than ours */
  const char  *sentence;
} Entry;

/* What the API documents (reference late-api, section 2); the first that fits. */
static const Entry entries[] = {
  { 400, NULL, POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, TRUE,
    N_("Late did not accept this. Change it, then try again.") },
  { 401, NULL, POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN, POSTER_PAUSE_NONE, FALSE,
    N_("Late does not accept the key. It may have been revoked: connect again with a key that is valid.") },
  { 402, "analytics_addon_required", POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, FALSE,
    N_("Your plan at Late has no figures about posts. Add the analytics add-on at Late to see them.") },
  { 402, NULL, POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER, POSTER_PAUSE_UNTIL_ACT, TRUE,
    N_("Late asks for a payment first. Look after your plan at Late, then try again.") },
  { 403, "PROFILE_LIMIT_EXCEEDED", POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, FALSE,
    N_("Your plan at Late allows no further profile, and each profile holds one account of a platform. "
       "Disconnect an account there, or take a larger plan.") },
  { 403, "PROFILE_OVER_LIMIT", POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER, POSTER_PAUSE_UNTIL_ACT, FALSE,
    N_("This account is in a profile that your plan at Late no longer covers. "
       "Take a larger plan at Late, or disconnect other accounts there.") },
  { 403, "ACCOUNT_DISCONNECTED", POSTER_ERROR_REJECTED, "auth_expired", POSTER_RETRY_NEVER, POSTER_PAUSE_UNTIL_ACT, FALSE,
    N_("Late no longer reaches this account: its permission has expired or was taken back. Connect the account again.") },
  { 403, NULL, POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, TRUE,
    N_("This key may not do that at Late. Use a key that may reach the account, or connect the account again.") },
  { 404, NULL, POSTER_ERROR_NOT_FOUND, "unknown", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, TRUE,
    N_("Late does not know what was asked for. It may have been deleted there.") },
  { 405, NULL, POSTER_ERROR_NOT_FOUND, "unknown", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, FALSE,
    N_("This server cannot do what was asked. It may be an older one.") },
  { 408, NULL, POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_LATER, POSTER_PAUSE_NONE, FALSE,
    N_("Late did not receive the request in time. It is tried again a little later.") },
  { 409, NULL, POSTER_ERROR_CONFLICT, "user_content", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, TRUE,
    N_("What Late has does not allow this now.") },
  { 413, NULL, POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, TRUE,
    N_("This is too large for Late.") },
  { 422, NULL, POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, TRUE,
    N_("Late did not accept this. Change it, then try again.") },
  { 424, NULL, POSTER_ERROR_REJECTED, "platform_rejected", POSTER_RETRY_NEVER, POSTER_PAUSE_NONE, TRUE,
    N_("The post failed on every platform, so there is nothing to tell about it.") },
};

/* The API's errorCategory of a post that failed (reference late-api, section 7.1). */
static const struct
{
  const char  *category;
  PosterError  code;
  PosterRetry  retry;
  PosterPause  pause;
  const char  *advice;
} categories[] = {
  { "auth_expired", POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, POSTER_PAUSE_UNTIL_ACT,
    N_("Connect the account again, then retry.") },
  { "user_content", POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, POSTER_PAUSE_NONE,
    N_("Change the post, then retry.") },
  { "user_abuse", POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, POSTER_PAUSE_NONE,
    N_("The platform took it for spam: wait a day and change the post before you retry.") },
  { "account_issue", POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, POSTER_PAUSE_UNTIL_ACT,
    N_("Look after the account on the platform, then retry.") },
  { "platform_rejected", POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, POSTER_PAUSE_NONE,
    N_("The platform refused it: change the post, then retry.") },
  { "platform_error", POSTER_ERROR_SERVICE, POSTER_RETRY_NEVER, POSTER_PAUSE_NONE,
    N_("The platform has trouble: retry a little later.") },
  { "system_error", POSTER_ERROR_SERVICE, POSTER_RETRY_NEVER, POSTER_PAUSE_NONE,
    N_("Late has trouble: retry a little later.") },
  { "platform_rate_limit", POSTER_ERROR_RATE_LIMITED, POSTER_RETRY_NEVER, POSTER_PAUSE_HOUR,
    N_("The platform takes no more posts of this account for a while: retry later.") },
  { "quota_exhausted", POSTER_ERROR_RATE_LIMITED, POSTER_RETRY_NEVER, POSTER_PAUSE_DAY,
    N_("The account has used up what it may post for today: retry tomorrow.") },
};

static const Entry *
find_entry (guint       status,
            const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (entries[i].status == status && (entries[i].word == NULL || g_strcmp0 (entries[i].word, word) == 0))
      return &entries[i];
  return NULL;
}

/**
 * poster_late_error_clean_text:
 * @text: (nullable): a sentence of the service's
 *
 * Makes somebody else's words fit to be shown and logged: one line of valid UTF-8, not endless, and
 * no word in it that could be a key, a token or an address.
 *
 * Returns: (transfer full): the rest; may be empty
 */
char *
poster_late_error_clean_text (const char *text)
{
  g_autofree char *valid = NULL;
  g_auto(GStrv) words = NULL;
  GString *line = g_string_new (NULL);

  if (text == NULL)
    return g_string_free (line, FALSE);
  valid = g_utf8_make_valid (text, -1);
  for (char *byte = valid; *byte != '\0'; byte++)
    if (g_ascii_iscntrl (*byte))
      *byte = ' ';
  words = g_strsplit (valid, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean is_secret = strlen (words[i]) > WORD_MAX || strstr (words[i], "://") != NULL ||
                           strstr (words[i], "sk_") != NULL || strstr (words[i], "zrk_") != NULL;

      if (*words[i] == '\0')
        continue;
      if (line->len + strlen (words[i]) > TEXT_MAX)
        {
          g_string_append (line, " …");
          break;
        }
      if (line->len > 0)
        g_string_append_c (line, ' ');
      g_string_append (line, is_secret ? "…" : words[i]);
    }
  return g_string_free (line, FALSE);
}

/**
 * poster_late_error_new:
 * @code: the code
 * @word: stable machine word
 * @category: (nullable): the API's category; %NULL for the usual one of @code
 * @retry: what the failure allows
 * @message: the sentence, translated
 *
 * Returns: (transfer full): an error of our own finding, before anything was sent
 */
GError *
poster_late_error_new (PosterError  code,
                       const char  *word,
                       const char  *category,
                       PosterRetry  retry,
                       const char  *message)
{
  GError *error = g_error_new_literal (POSTER_ERROR, code, message);
  PosterErrorDetails *details = poster_error_get_details (error);

  details->code = g_strdup (word);
  details->category = g_strdup (category);
  details->retry = retry;
  return error;
}

/* The service's own sentence: `error`, which may be text or an object, else `message`; and what it
 * says of single fields (`details.fields`). */
static char *
read_sentence (JsonObject *root)
{
  const char *text = poster_json_get_string (root, "error");
  JsonObject *inner = poster_json_get_object (root, "error");
  JsonObject *fields = poster_json_get_object (poster_json_get_object (root, "details"), "fields");
  g_autoptr(GString) sentence = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (text == NULL && inner != NULL)
    text = poster_json_get_string (inner, "message");
  if (text == NULL)
    text = poster_json_get_string (root, "message");
  sentence = g_string_new (text);
  if (fields != NULL)
    {
      json_object_iter_init (&iter, fields);
      while (json_object_iter_next (&iter, &name, &node))
        {
          const char *field_text = NULL;

          if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0)
            node = json_array_get_element (json_node_get_array (node), 0);
          if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
            field_text = json_node_get_string (node);
          if (field_text != NULL)
            g_string_append_printf (sentence, "%s%s: %s", sentence->len > 0 ? "; " : "", name, field_text);
        }
    }
  return poster_late_error_clean_text (sentence->str);
}

static const char *
read_word (JsonObject *root)
{
  const char *word = poster_json_get_string (root, "code");

  if (word == NULL)
    word = poster_json_get_string (poster_json_get_object (root, "error"), "code");
  return word;
}

/**
 * poster_late_error_read_reset_us:
 * @headers: headers of an answer
 *
 * The instant in `X-RateLimit-Reset` is the service's, and so is the one in `Date`: their difference
 * does not depend on what time it is here.
 *
 * Returns: microseconds until requests are taken again, at most a day; -1 when nothing tells
 */
gint64
poster_late_error_read_reset_us (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "X-RateLimit-Reset");
  const char *date_text = soup_message_headers_get_one (headers, "Date");
  g_autoptr(GDateTime) date = date_text != NULL ? soup_date_time_new_from_http_string (date_text) : NULL;
  guint64 seconds;

  if (text == NULL || date == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64 / G_USEC_PER_SEC, &seconds, NULL))
    return -1;
  return CLAMP (((gint64) seconds - g_date_time_to_unix (date)) * G_USEC_PER_SEC, 0, G_TIME_SPAN_DAY);
}

static GError *
new_rate_limited (PosterJsonAnswer *answer)
{
  g_autofree char *sentence = read_sentence (answer->root);
  g_autofree char *message = NULL;
  JsonObject *details = poster_json_get_object (answer->root, "details");
  gint64 wait_us = answer->retry_after_us >= 0 ? answer->retry_after_us : poster_late_error_read_reset_us (answer->headers);
  /* A limit of one account (posts an hour, posts a day, a cooldown after errors) names it. */
  gboolean is_account = poster_json_get_string (details, "accountId") != NULL ||
                        poster_json_get_string (details, "platform") != NULL;
  GError *error;

  if (*sentence == '\0')
    message = g_strdup (is_account ? _("Late takes no more posts of this account for a while.")
                                   : _("Late was asked too often. It is asked again a little later."));
  else
    /* Translators: %s is a sentence of the service's, in its own language */
    message = g_strdup_printf (_("Late asks to wait: %s"), sentence);
  error = poster_json_answer_new_error (answer, POSTER_ERROR_RATE_LIMITED,
                                        is_account ? "account_rate_limited" : "rate_limited", NULL, message);
  poster_error_get_details (error)->category = g_strdup (is_account ? "platform_rate_limit" : "platform_error");
  poster_error_get_details (error)->retry_after_us = wait_us;
  if (is_account)
    poster_error_get_details (error)->pause = POSTER_PAUSE_HOUR;
  return error;
}

/* The reference that the service's support knows the request by. */
static const char *
find_log_id (PosterJsonAnswer *answer)
{
  const char *id = soup_message_headers_get_one (answer->headers, "X-Request-Id");

  return id != NULL && strlen (id) <= 64 ? id : NULL;
}

/**
 * poster_late_error_from_answer:
 * @answer: what the service answered
 *
 * Judges @answer: 2xx with a JSON object, 204 and 304 are good.
 *
 * Returns: (transfer full) (nullable): the error, %NULL when there is none
 */
GError *
poster_late_error_from_answer (PosterJsonAnswer *answer)
{
  const char *word = answer->root != NULL ? read_word (answer->root) : NULL;
  const char *log_id = find_log_id (answer);
  const Entry *entry;
  g_autofree char *sentence = NULL;
  g_autofree char *clean_word = NULL;
  g_autofree char *message = NULL;
  GError *error;

  if (answer->status == SOUP_STATUS_NO_CONTENT || answer->status == SOUP_STATUS_NOT_MODIFIED)
    return NULL;
  if (SOUP_STATUS_IS_SUCCESSFUL (answer->status))
    {
      if (answer->root != NULL)
        return NULL;
      return poster_json_answer_new_error (answer, POSTER_ERROR_SERVICE, "nonsense_answer", log_id,
                                           _("The server's answer makes no sense. Check that its address is that of a "
                                             "Late server; otherwise it is tried again later."));
    }
  if (SOUP_STATUS_IS_REDIRECTION (answer->status))
    return poster_json_answer_new_error (answer, POSTER_ERROR_SERVICE, "redirected", log_id,
                                         _("The server says that it has moved. Connect again with its new address."));
  if (answer->status == POSTER_HTTP_TOO_MANY_REQUESTS)
    return new_rate_limited (answer);
  if (answer->status >= 500)
    {
      /* Translators: %u is an HTTP status, such as 503 */
      message = g_strdup_printf (_("Late has trouble at the moment (status %u). It is tried again later."),
                                 answer->status);
      error = poster_json_answer_new_error (answer, POSTER_ERROR_SERVICE, "service_failed", log_id, message);
      poster_error_get_details (error)->category = g_strdup ("system_error");
      return error;
    }
  /* A refusal that is not JSON comes from something in between, not from the service. */
  if (answer->root == NULL && answer->status == SOUP_STATUS_NOT_FOUND)
    return poster_json_answer_new_error (answer, POSTER_ERROR_NOT_FOUND, "not_late", log_id,
                                         _("There is no Late server at this address, or it does not know what was "
                                           "asked for. Check the address."));

  entry = find_entry (answer->status, word);
  if (entry == NULL)
    entry = find_entry (SOUP_STATUS_BAD_REQUEST, NULL);
  sentence = answer->root != NULL ? read_sentence (answer->root) : g_strdup ("");
  clean_word = poster_late_error_clean_text (word);
  if (entry->shows_own && *sentence != '\0')
    /* Translators: first what happened and what to do, then the service's own sentence about it */
    message = g_strdup_printf (_("%s Late says: %s"), _(entry->sentence), sentence);
  if (answer->status == SOUP_STATUS_CONFLICT &&
      poster_json_get_string (poster_json_get_object (answer->root, "details"), "existingPostId") != NULL)
    {
      error = poster_json_answer_new_error (answer, POSTER_ERROR_REJECTED, "duplicate_content", log_id,
                                            _("Late has had the same post for this account within a day. "
                                              "Change the text or the files, then try again."));
    }
  else
    {
      error = poster_json_answer_new_error (answer, entry->code, *clean_word != '\0' ? clean_word : "refused", log_id,
                                            message != NULL ? message : _(entry->sentence));
      poster_error_get_details (error)->retry = entry->retry;
      poster_error_get_details (error)->pause = entry->pause;
    }
  poster_error_get_details (error)->category = g_strdup (entry->category);
  return error;
}

/**
 * poster_late_error_new_failed:
 * @message: (nullable): the `errorMessage` of one account of a post
 * @category: (nullable): its `errorCategory`
 * @source: (nullable): its `errorSource`: `user`, `platform` or `system`
 *
 * Returns: (transfer full): the service's sure word that a post failed for one account, with what
 *   to do about it
 */
GError *
poster_late_error_new_failed (const char *message,
                              const char *category,
                              const char *source)
{
  g_autofree char *sentence = poster_late_error_clean_text (message);
  g_autofree char *clean_category = poster_late_error_clean_text (category);
  g_autofree char *whole = NULL;
  const char *advice = NULL;
  GError *error;
  PosterError code = POSTER_ERROR_REJECTED;
  PosterPause pause = POSTER_PAUSE_NONE;

  if (*clean_category == '\0')
    {
      g_free (clean_category);
      clean_category = g_strdup (g_strcmp0 (source, "system") == 0 ? "system_error"
                                 : g_strcmp0 (source, "platform") == 0 ? "platform_error"
                                 : g_strcmp0 (source, "user") == 0 ? "user_content" : "unknown");
    }
  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    if (strcmp (categories[i].category, clean_category) == 0)
      {
        code = categories[i].code;
        pause = categories[i].pause;
        advice = _(categories[i].advice);
      }
  if (advice == NULL)
    advice = _("Look at the post at Late, then retry.");
  if (*sentence == '\0')
    whole = g_strdup_printf ("%s %s", _("Late could not publish the post and does not say why."), advice);
  else
    whole = g_strdup_printf ("%s%s %s", sentence, g_str_has_suffix (sentence, ".") ? "" : ".", advice);
  error = poster_late_error_new (code, "post_failed", clean_category, POSTER_RETRY_NEVER, whole);
  poster_error_get_details (error)->is_final = TRUE;
  poster_error_get_details (error)->pause = pause;
  return error;
}

/**
 * poster_late_error_new_nonsense:
 *
 * Returns: (transfer full): the error of an answer that lacks what it is asked for
 */
GError *
poster_late_error_new_nonsense (void)
{
  GError *error = poster_late_error_new (POSTER_ERROR_SERVICE, "nonsense_answer", NULL, POSTER_RETRY_LATER,
                                         _("The server's answer lacks what was asked for. Check that its address is "
                                           "that of a Late server; otherwise it is tried again later."));

  poster_error_get_details (error)->may_have_arrived = TRUE;
  return error;
}

/**
 * poster_late_error_is:
 * @error: (nullable): an error
 * @word: a machine word
 *
 * Returns: whether @error is the one of @word
 */
gboolean
poster_late_error_is (const GError *error,
                      const char   *word)
{
  return error != NULL && g_strcmp0 (poster_error_get_code (error), word) == 0;
}
