/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-words"

#include "poster-preview-look.h"

#include <glib/gi18n-lib.h>

/* Words of the platforms' own interfaces, which stand in data/platforms.json, out of xgettext's
 * sight. Say them as the platforms do in your language. */
static const char *const words_of_data[] = {
  /* The names of looks. */
  NC_("preview", "Feed"),
  NC_("preview", "Reel"),
  NC_("preview", "Story"),
  NC_("preview", "Short"),
  NC_("preview", "Video"),
  NC_("preview", "Post"),
  NC_("preview", "Pin"),
  NC_("preview", "Message"),
  NC_("preview", "Spotlight"),
  /* What is written in them. */
  NC_("preview", "Following"),
  NC_("preview", "For You"),
  NC_("preview", "Follow"),
  NC_("preview", "Subscribe"),
  NC_("preview", "Original sound"),
  NC_("preview", "Reels"),
  NC_("preview", "now"),
  NC_("preview", "Just now"),
  NC_("preview", "more"),
  NC_("preview", "See more"),
  NC_("preview", "Read more"),
  NC_("preview", "Like"),
  NC_("preview", "Dislike"),
  NC_("preview", "Comment"),
  NC_("preview", "Comments"),
  NC_("preview", "Repost"),
  NC_("preview", "Remix"),
  NC_("preview", "Send"),
  NC_("preview", "Share"),
  NC_("preview", "Save"),
  NC_("preview", "Vote"),
  NC_("preview", "Send message"),
  NULL,
};

/**
 * poster_preview_word:
 * @word: of the platforms' data
 *
 * Returns: (transfer none): it in the reader's language
 */
const char *
poster_preview_word (const char *word)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "preview", word);
}

/**
 * poster_preview_words:
 *
 * Returns: (array zero-terminated=1): all that poster_preview_word() knows
 */
const char * const *
poster_preview_words (void)
{
  return words_of_data;
}
