/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-version-words"

#include "poster-version-words.h"

#include <glib/gi18n-lib.h>

#include "poster-words.h"

/* So many accounts are named at most. */
#define NAMES_TOLD 2

/**
 * poster_version_words_own:
 * @parts: of poster_draft_get_differs()
 *
 * Returns: (nullable): what an account has for itself, in words; %NULL when that is nothing
 */
const char *
poster_version_words_own (guint parts)
{
  const gboolean text = (parts & POSTER_DRAFT_TEXT) != 0;
  const gboolean media = (parts & POSTER_DRAFT_MEDIA) != 0;
  const gboolean when = (parts & POSTER_DRAFT_WHEN) != 0;

  if (text && media && when)
    return _("Own text, files and time");
  if (text && media)
    return _("Own text and files");
  if (text && when)
    return _("Own text and time");
  if (media && when)
    return _("Own files and time");
  if (text)
    return _("Own text");
  if (media)
    return _("Own files");
  return when ? _("Own time") : NULL;
}

/**
 * poster_version_words_summary:
 * @draft: a draft
 *
 * Returns: (transfer full): which accounts differ, or that one could, in a few words
 */
char *
poster_version_words_summary (PosterDraft *draft)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (draft);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (poster_draft_get_differs (draft, account->id) != 0)
        g_ptr_array_add (names, poster_words_account_on (account));
    }
  if (names->len == 0)
    return g_strdup (_("Different text for one account"));
  g_ptr_array_add (names, NULL);
  list = poster_words_list ((const char *const *) names->pdata, NAMES_TOLD);
  /* Translators: %s is an account, or some: "Different for @studio on TikTok" */
  return g_strdup_printf (_("Different for %s"), list);
}
