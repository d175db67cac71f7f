/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-errors.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* How much of somebody else's sentence is shown. */
#define TEXT_MAX 200

/* A word longer than this is no word but an address or a token. */
#define WORD_MAX 40

typedef struct
{
  const char  *word;
  PosterError  code;
  const char  *category;
  PosterRetry  retry;
  const char  *sentence;
} Entry;

/* Every error code of the Content Posting and Display APIs, of OAuth, and every fail_reason.
 * Categories are the Late API's. Nothing that speaks of spam is ever repeated by itself. A missing
 * permission concerns one feature and not the whole connection, so it does not hold that back. */
static const Entry entries[] = {
  /* The reply itself. */
  { "invalid_param", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER,
    N_("TikTok did not accept the details of this post. Check the caption and the options, then try again.") },
  { "invalid_params", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER,
    N_("TikTok did not accept the details of this post. Check the caption and the options, then try again.") },
  { "invalid_file_upload", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER,
    N_("TikTok did not accept the uploaded file. Convert it to MP4 with H.264 and try again.") },
  { "scope_permission_missed", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_NEVER,
    N_("A permission needed for this was not granted to Poster. Connect the account again and allow it.") },
  { "scope_not_authorized", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_NEVER,
    N_("A permission needed for this was not granted to Poster. Connect the account again and allow it.") },
  { "access_token_invalid", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
    N_("TikTok no longer accepts the sign-in of this account. Connect the account again.") },
  { "rate_limit_exceeded", POSTER_ERROR_RATE_LIMITED, "platform_error", POSTER_RETRY_LATER,
    N_("TikTok was asked too often within a minute. It is asked again a little later.") },
  { "internal_error", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_LATER,
    N_("TikTok has trouble at the moment. Try again a little later.") },

  /* Who may post what. */
  { "spam_risk_too_many_posts", POSTER_ERROR_RATE_LIMITED, "user_abuse", POSTER_RETRY_NEVER,
    N_("TikTok takes no more posts of this account today.") },
  { "spam_risk_user_banned_from_posting", POSTER_ERROR_REJECTED, "platform_rejected", POSTER_RETRY_NEVER,
    N_("TikTok has barred this account from posting. Open the TikTok app to see why, then connect it again.") },
  { "spam_risk_too_many_pending_share", POSTER_ERROR_RATE_LIMITED, "user_abuse", POSTER_RETRY_NEVER,
    N_("Five posts already wait in the TikTok inbox of this account, and no more are taken within 24 hours. "
       "Finish or discard some in the TikTok app.") },
  { "spam_risk_text", POSTER_ERROR_REJECTED, "user_abuse", POSTER_RETRY_NEVER,
    N_("TikTok judged the caption to be risky. Change the caption, then try again.") },
  { "spam_risk", POSTER_ERROR_REJECTED, "user_abuse", POSTER_RETRY_NEVER,
    N_("TikTok judged this post to be risky and did not take it. Change the post before you try again.") },
  { "reached_active_user_cap", POSTER_ERROR_RATE_LIMITED, "account_issue", POSTER_RETRY_NEVER,
    N_("The TikTok app that Poster signs in with has reached its number of people who may post within 24 hours. "
       "Ask TikTok for a higher number if this happens often.") },
  { "unaudited_client_can_only_post_to_private_accounts", POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER,
    N_("TikTok has not audited the app that Poster signs in with, so it may only post with “Only me”, and only "
       "while the account itself is private. Make the account private and choose “Only me”, or use an audited app.") },
  { "url_ownership_unverified", POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER,
    N_("The address of the web folder is not verified at TikTok for this app. "
       "Verify it on the app's page at TikTok for Developers, then try again.") },
  { "privacy_level_option_mismatch", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER,
    N_("TikTok does not offer this account the chosen audience. Choose another one.") },
  { "app_version_check_failed", POSTER_ERROR_REJECTED, "account_issue", POSTER_RETRY_NEVER,
    N_("The TikTok app on the creator's phone is too old to receive photos. Update it to 31.8 or later, then try again.") },
  { "invalid_publish_id", POSTER_ERROR_NOT_FOUND, "platform_error", POSTER_RETRY_NEVER,
    N_("TikTok does not know this upload any more. Look at the profile to see whether the post is there.") },
  { "token_not_authorized_for_specified_publish_id", POSTER_ERROR_CONFLICT, "account_issue", POSTER_RETRY_NEVER,
    N_("This post was begun with another sign-in, and TikTok does not show this one what became of it. "
       "Look at the profile to see whether the post is there.") },
  { "publish_not_cancellable", POSTER_ERROR_CONFLICT, "user_content", POSTER_RETRY_NEVER,
    N_("It is too late to take the post back. Delete it in the TikTok app if it should not be there.") },

  /* Why a post that was taken failed afterwards. */
  { "file_format_check_failed", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER,
    N_("TikTok does not take this file format. Convert the video to MP4 with H.264, then try again.") },
  { "duration_check_failed", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER,
    N_("The video is too long or too short for this account. Trim it, then try again.") },
  { "frame_rate_check_failed", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER,
    N_("TikTok takes 23 to 60 frames a second. Convert the video to 30, then try again.") },
  { "picture_size_check_failed", POSTER_ERROR_REJECTED, "user_content", POSTER_RETRY_NEVER,
    N_("TikTok takes pictures of 360 to 4096 pixels on each side. Convert the media, then try again.") },
  { "internal", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_NEVER,
    N_("TikTok failed to process the post, through no fault of yours. Try again.") },
  { "video_pull_failed", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_NEVER,
    N_("TikTok could not fetch the video. Check that its address can be reached from outside, then try again.") },
  { "photo_pull_failed", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_NEVER,
    N_("TikTok could not fetch the photos from the web folder. "
       "Check that its address can be reached from outside, then try again.") },
  { "publish_cancelled", POSTER_ERROR_CONFLICT, "user_content", POSTER_RETRY_NEVER,
    N_("The post was cancelled before TikTok published it.") },
  { "auth_removed", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
    N_("The account took its permission back while the post was being published. Connect the account again.") },

  /* OAuth. */
  { "access_denied", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
    N_("The permission was not given on TikTok's page. Connect the account again and allow it.") },
  { "invalid_client", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
    N_("TikTok does not know this client key and secret. Check both on the app's page at TikTok for Developers.") },
  { "invalid_grant", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
    N_("The sign-in of this account has ended. Connect the account again.") },
  { "invalid_request", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
    N_("TikTok did not accept the sign-in. Check that the address http://127.0.0.1:*/callback/ is registered "
       "for the app, then connect the account again.") },
  { "invalid_scope", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
    N_("The TikTok app is not approved for a permission that was asked for. "
       "Ask for fewer permissions, or have the app approved for them.") },
  { "unauthorized_client", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
    N_("The TikTok app may not sign people in this way. "
       "Enable Login Kit for desktop on the app's page at TikTok for Developers.") },
  { "unsupported_grant_type", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
    N_("TikTok does not offer this app the kind of sign-in that Poster uses. Check the app's settings.") },
  { "unsupported_response_type", POSTER_ERROR_AUTH, "auth_expired", POSTER_RETRY_AFTER_SIGN_IN,
    N_("TikTok does not offer this app the kind of sign-in that Poster uses. Check the app's settings.") },
  { "server_error", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_LATER,
    N_("TikTok's sign-in has trouble at the moment. Try again a little later.") },
  { "temporarily_unavailable", POSTER_ERROR_SERVICE, "platform_error", POSTER_RETRY_LATER,
    N_("TikTok's sign-in is not available at the moment. Try again a little later.") },
};

/* What concerns the account, or all posts of a kind, and not the post that happened to hear of it. */
static const struct
{
  const char  *word;
  PosterPause  pause;
} pauses[] = {
  { "spam_risk_too_many_posts", POSTER_PAUSE_DAY },
  { "spam_risk_user_banned_from_posting", POSTER_PAUSE_UNTIL_ACT },
  { "spam_risk_too_many_pending_share", POSTER_PAUSE_POST },
  { "reached_active_user_cap", POSTER_PAUSE_HOUR },
};

static PosterPause
find_pause (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    if (strcmp (pauses[i].word, word) == 0)
      return pauses[i].pause;
  return POSTER_PAUSE_NONE;
}

static const Entry *
find (const char *word)
{
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (entries); i++)
    if (strcmp (entries[i].word, word) == 0)
      return &entries[i];
  return NULL;
}

/**
 * poster_tiktok_error_is_known:
 * @word: (nullable): an error code or fail_reason
 *
 * Returns: whether TikTok's documentation knows @word
 */
gboolean
poster_tiktok_error_is_known (const char *word)
{
  return find (word) != NULL;
}

/**
 * poster_tiktok_error_clean_text:
 * @text: (nullable): a sentence of the service's
 *
 * Makes somebody else's words fit to be shown and logged: one short line of valid UTF-8, and no
 * word in it that could be a token or an address.
 *
 * Returns: (transfer full): the rest; may be empty
 */
char *
poster_tiktok_error_clean_text (const char *text)
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
                           strstr (words[i], "act.") != NULL || strstr (words[i], "rft.") != NULL;

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
 * poster_tiktok_error_new_full:
 * @code: the code
 * @word: stable machine word
 * @category: (nullable): the Late API's category; %NULL for the usual one of @code
 * @retry: what the failure allows
 * @message: the sentence, translated
 *
 * Returns: (transfer full): an error of our own finding, before anything was sent
 */
GError *
poster_tiktok_error_new_full (PosterError  code,
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

/**
 * poster_tiktok_error_new_unknown:
 * @word: stable machine word
 * @message: the sentence, translated
 *
 * Returns: (transfer full): %POSTER_ERROR_UNKNOWN_OUTCOME: it may be public, and nothing can tell
 */
GError *
poster_tiktok_error_new_unknown (const char *word,
                                 const char *message)
{
  GError *error = poster_tiktok_error_new_full (POSTER_ERROR_UNKNOWN_OUTCOME, word, "unknown",
                                                POSTER_RETRY_NEVER, message);

  poster_error_get_details (error)->may_have_arrived = TRUE;
  return error;
}

/**
 * poster_tiktok_error_new:
 * @word: an error code or fail_reason of TikTok's
 * @detail: (nullable): TikTok's own sentence about it; shown where ours cannot say enough
 *
 * Returns: (transfer full): the error for @word; one that shows it as text when it is unknown
 */
GError *
poster_tiktok_error_new (const char *word,
                         const char *detail)
{
  const Entry *entry = find (word);
  GError *error;
  g_autofree char *clean_word = NULL;
  g_autofree char *clean_detail = poster_tiktok_error_clean_text (detail);
  g_autofree char *message = NULL;

  if (entry != NULL)
    {
      /* What exactly is wrong with a parameter, only TikTok can say. */
      if (g_str_has_prefix (entry->word, "invalid_param") && *clean_detail != '\0')
        message = g_strdup_printf ("%s (%s)", _(entry->sentence), clean_detail);
      error = poster_tiktok_error_new_full (entry->code, entry->word, entry->category, entry->retry,
                                            message != NULL ? message : _(entry->sentence));
      poster_error_get_details (error)->pause = find_pause (entry->word);
      return error;
    }

  clean_word = poster_tiktok_error_clean_text (word);
  if (*clean_detail != '\0')
    /* Translators: first TikTok's error code, then its own sentence about it */
    message = g_strdup_printf (_("TikTok refused with “%s”: %s"), clean_word, clean_detail);
  else
    message = g_strdup_printf (_("TikTok refused with “%s”."), clean_word);
  return poster_tiktok_error_new_full (POSTER_ERROR_REJECTED, clean_word, "unknown", POSTER_RETRY_NEVER, message);
}

/**
 * poster_tiktok_error_describe:
 * @error: an error that the net layer made
 * @word: a word of the table
 *
 * Gives @error the sentence of @word, and leaves its details.
 */
void
poster_tiktok_error_describe (GError     *error,
                              const char *word)
{
  const Entry *entry = find (word);

  if (entry == NULL)
    return;
  g_free (error->message);
  error->message = g_strdup (_(entry->sentence));
}

/**
 * poster_tiktok_error_is:
 * @error: (nullable): an error
 * @word: a machine word
 *
 * Returns: whether @error is the one of @word
 */
gboolean
poster_tiktok_error_is (const GError *error,
                        const char   *word)
{
  return error != NULL && g_strcmp0 (poster_error_get_code (error), word) == 0;
}
