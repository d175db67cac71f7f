/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-platform-words"

#include "poster-platform-words.h"

#include <glib/gi18n-lib.h>

/* The words for people in data/platforms.json, where xgettext does not look. A test holds the two
 * together. */
static const char *const words_of_data[] = {
  N_("{measured} large; by way of Late {platform} takes {allowed}."),
  N_("{measured} hashtags; {platform} is going over to {allowed} in a post, account by account."),
  N_("{measured} hashtags; {platform} shows none of them when there are more than {allowed}."),
  N_("Who can view this post"),
  N_("Everyone"),
  N_("Friends"),
  N_("Followers"),
  N_("Only me"),
  N_("Branded content visibility cannot be set to private."),
  N_("Allow comments"),
  N_("Comments are turned off in this account's settings at TikTok; the post goes out without them."),
  N_("Allow duets"),
  N_("Duets are turned off in this account's settings at TikTok; the post goes out without them."),
  N_("Allow stitches"),
  N_("Stitches are turned off in this account's settings at TikTok; the post goes out without them."),
  N_("Commercial content"),
  N_("None"),
  N_("Your brand"),
  N_("Branded content"),
  N_("Made with AI"),
  N_("Cover frame (milliseconds)"),
  N_("Cover photo (counted from 0)"),
  N_("Add music automatically"),
  N_("Description"),
  N_("Send to TikTok inbox"),
  N_("Kind of post"),
  N_("Video"),
  N_("Photos"),
  N_("I have seen the preview and confirm it"),
  N_("By posting, you agree to TikTok's Music Usage Confirmation"),
  N_("{options} is turned off in {accounts}’s own settings"),
  N_("{options} are turned off in {accounts}’s own settings"),
  N_("Who can see it"),
  N_("Choose who can see it."),
  N_("Allow"),
  N_("Comment"),
  N_("Duet"),
  N_("Stitch"),
  N_("Disclose commercial content"),
  N_("Turn on if this promotes yourself, a brand or a product"),
  N_("You need to indicate if your content promotes yourself, a third party, or both."),
  N_("You are promoting yourself or your own business"),
  N_("You are promoting another brand or a third party"),
  N_("Your video will be labeled as “Promotional content”"),
  N_("Your photo will be labeled as “Promotional content”"),
  N_("Your video will be labeled as “Paid partnership”"),
  N_("Your photo will be labeled as “Paid partnership”"),
  N_("TikTok will say so under the video"),
  N_("TikTok will say so under the photos"),
  N_("More"),
  N_("Cover, TikTok inbox"),
  N_("Cover, music, TikTok inbox"),
  N_("Cover, in seconds from the start"),
  N_("Cover, number of the photo"),
  N_("You finish the post in TikTok’s own app"),
  N_("By posting, you agree to TikTok's [1:Branded Content Policy] and [2:Music Usage Confirmation]."),
  N_("By posting, you agree to TikTok's [1:Music Usage Confirmation]."),
  N_("{measured} long; {platform} takes more than 15 min only from verified accounts."),
  N_("This is a video; {platform} takes videos only from the newer Late servers."),
  NULL,
};

/**
 * poster_platform_words_translate:
 * @words: words for people from the platforms' data
 *
 * Returns: (transfer none): @words in the reader's language
 */
const char *
poster_platform_words_translate (const char *words)
{
  return g_dgettext (GETTEXT_PACKAGE, words);
}

/**
 * poster_platform_words_get_all:
 *
 * Returns: (transfer none) (array zero-terminated=1): all words that are offered to translators
 */
const char * const *
poster_platform_words_get_all (void)
{
  return words_of_data;
}
