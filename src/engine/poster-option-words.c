/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-words"

#include "poster-option-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-account-names.h"
#include "poster-closest-word.h"
#include "poster-error.h"

/* One word, taken apart. */
typedef struct
{
  char           *platform;  /* (nullable): of every platform */
  PosterAccount  *account;   /* (nullable) (unowned): of every account */
  char           *key;
  char           *value;
  gboolean        is_used;   /* by a target */
} OptionWord;

struct _PosterOptionWords
{
  PosterPlatforms *platforms;
  GPtrArray       *accounts;
  GPtrArray       *words;  /* (element-type OptionWord) */
};

static void
option_word_free (OptionWord *word)
{
  g_free (word->platform);
  g_free (word->key);
  g_free (word->value);
  g_free (word);
}

/**
 * poster_option_words_new:
 * @platforms: the platforms there are
 * @accounts: (element-type PosterAccount): the accounts there are
 *
 * Returns: (transfer full): no words yet
 */
PosterOptionWords *
poster_option_words_new (PosterPlatforms *platforms,
                         GPtrArray       *accounts)
{
  PosterOptionWords *self = g_new0 (PosterOptionWords, 1);

  self->platforms = g_object_ref (platforms);
  self->accounts = g_ptr_array_ref (accounts);
  self->words = g_ptr_array_new_with_free_func ((GDestroyNotify) option_word_free);
  return self;
}

void
poster_option_words_free (PosterOptionWords *self)
{
  g_ptr_array_unref (self->words);
  g_ptr_array_unref (self->accounts);
  g_object_unref (self->platforms);
  g_free (self);
}

/* Names of options have dots in them too: `callToAction.type`. */
static gboolean
is_option_of_any (PosterOptionWords *self,
                  const char        *key)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (self->platforms), i);

      if (poster_platform_find_option (platform, key) != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * poster_option_words_add:
 * @self: words
 * @word: what somebody wrote
 * @error: %G_OPTION_ERROR_BAD_VALUE for what is no option, those of poster_accounts_find()
 *
 * Returns: whether it was understood
 */
gboolean
poster_option_words_add (PosterOptionWords  *self,
                         const char         *word,
                         GError            **error)
{
  g_autofree char *text = g_strdup (word);
  g_autofree char *platform_key = NULL;
  PosterAccount *account = NULL;
  OptionWord *option;
  char *key, *equals, *mark;

  equals = strchr (text, '=');
  if (equals == NULL || equals == text)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is not an option: write it like KEY=VALUE."), text);
      return FALSE;
    }
  *equals = '\0';

  key = text;
  if (text[0] == '@')
    {
      /* Handles may have dots in them, keys have no colons. */
      mark = strrchr (text, ':');
      if (mark == NULL)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("“%s” names an account but no option: write it like @HANDLE:KEY=VALUE."), text);
          return FALSE;
        }
      *mark = '\0';
      key = mark + 1;
      account = poster_accounts_find (self->accounts, text, error);
      if (account == NULL)
        return FALSE;
    }
  else if ((mark = strchr (text, '.')) != NULL && !is_option_of_any (self, text))
    {
      PosterPlatform *platform;

      *mark = '\0';
      key = mark + 1;
      platform = poster_platforms_find (self->platforms, text);
      if (platform == NULL)
        {
          g_autofree char *sentence = g_strdup_printf (_("“%s” is not a platform that Poster knows."), text);
          g_autofree char *question = poster_ask_if_meant (sentence, text, poster_platforms_get_keys (self->platforms));

          g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, question);
          return FALSE;
        }
      platform_key = g_strdup (platform->key);
    }
  option = g_new0 (OptionWord, 1);
  option->account = account;
  option->platform = g_steal_pointer (&platform_key);
  option->key = g_strdup (key);
  option->value = g_strdup (equals + 1);
  g_ptr_array_add (self->words, option);
  return TRUE;
}

/**
 * poster_option_words_apply_to:
 * @self: words
 * @platform: key of a platform
 * @account: (nullable): an account there; %NULL for any
 * @options: where they go
 *
 * Sets in @options what was said of that platform and account, the more special words last.
 */
void
poster_option_words_apply_to (PosterOptionWords *self,
                              const char        *platform,
                              PosterAccount     *account,
                              JsonObject        *options)
{
  PosterPlatform *known = poster_platforms_find (self->platforms, platform);

  for (int round = 0; round < 3; round++)
    for (guint i = 0; i < self->words->len; i++)
      {
        OptionWord *word = g_ptr_array_index (self->words, i);
        int special = word->account != NULL ? 2 : word->platform != NULL ? 1 : 0;
        PosterOption *option;

        if (special != round ||
            (word->account != NULL && word->account != account) ||
            (word->platform != NULL && !g_str_equal (word->platform, platform)))
          continue;
        /* Under the one name, so that it takes the place of what an edited post has. */
        option = known != NULL ? poster_platform_find_option (known, word->key) : NULL;
        /* Said of all, and meant for those that know it. */
        if (special == 0 && option == NULL && is_option_of_any (self, word->key))
          continue;
        word->is_used = TRUE;
        json_object_set_string_member (options, option != NULL ? option->key : word->key, word->value);
      }
}

/**
 * poster_option_words_apply:
 * @self: words
 * @target: a target
 *
 * Sets on @target what was said of it, the more special words last.
 */
void
poster_option_words_apply (PosterOptionWords       *self,
                           PosterCompositionTarget *target)
{
  poster_option_words_apply_to (self, target->account->platform, target->account, target->options);
}

/**
 * poster_option_words_list_unused:
 * @self: words, after they were applied to all targets
 *
 * Returns: (transfer full) (element-type utf8): a sentence for each that is for a platform or an
 *   account that the post does not go to, or that only other platforms know
 */
GPtrArray *
poster_option_words_list_unused (PosterOptionWords *self)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->words->len; i++)
    {
      OptionWord *word = g_ptr_array_index (self->words, i);
      g_autofree char *name = NULL;

      if (word->is_used)
        continue;
      if (word->account == NULL && word->platform == NULL)
        {
          g_ptr_array_add (sentences,
                           g_strdup_printf (_("“%s” is ignored, because the post goes to no platform that has it."),
                                            word->key));
          continue;
        }
      name = word->account != NULL ? poster_account_dup_name (word->account)
                                   : g_strdup (poster_platforms_find (self->platforms, word->platform)->name);
      g_ptr_array_add (sentences,
                       /* Translators: the first %s is an option, the second a handle or a platform */
                       g_strdup_printf (_("“%s” is ignored, because the post does not go to %s."), word->key, name));
    }
  return sentences;
}
