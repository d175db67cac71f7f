/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-options-words"

#include "poster-options-words.h"

#include "poster-platform-words.h"
#include "poster-words.h"

#include <glib/gi18n-lib.h>

/* One option that some accounts do not allow, all for the same reason. */
typedef struct
{
  const PosterCondition *condition;
  GPtrArray             *checks;    /* (element-type PosterFormCheck) */
  GPtrArray             *accounts;  /* (element-type PosterAccount) (unowned) */
} Refusal;

struct _PosterRefusals
{
  GPtrArray *refusals;  /* (element-type Refusal) */
};

static void
refusal_free (gpointer data)
{
  Refusal *self = data;

  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->accounts);
  g_free (self);
}

/**
 * poster_refusals_new:
 *
 * Returns: (transfer full): no refusals yet
 */
PosterRefusals *
poster_refusals_new (void)
{
  PosterRefusals *self = g_new0 (PosterRefusals, 1);

  self->refusals = g_ptr_array_new_with_free_func (refusal_free);
  return self;
}

/**
 * poster_refusals_free:
 * @self: (transfer full): refusals
 *
 * Frees @self.
 */
void
poster_refusals_free (PosterRefusals *self)
{
  g_ptr_array_unref (self->refusals);
  g_free (self);
}

/**
 * poster_refusals_add:
 * @self: refusals
 * @check: what is refused; must outlive @self
 * @account: by whom; must outlive @self
 * @condition: why; must outlive @self
 *
 * Adds one. What belongs to one check comes in a row.
 */
void
poster_refusals_add (PosterRefusals        *self,
                     PosterFormCheck       *check,
                     PosterAccount         *account,
                     const PosterCondition *condition)
{
  Refusal *refusal = NULL;

  for (guint i = 0; i < self->refusals->len; i++)
    {
      Refusal *other = g_ptr_array_index (self->refusals, i);

      if (g_ptr_array_index (other->checks, 0) == check && other->condition == condition)
        refusal = other;
    }
  if (refusal == NULL)
    {
      refusal = g_new0 (Refusal, 1);
      refusal->condition = condition;
      refusal->checks = g_ptr_array_new ();
      refusal->accounts = g_ptr_array_new ();
      g_ptr_array_add (refusal->checks, check);
      g_ptr_array_add (self->refusals, refusal);
    }
  g_ptr_array_add (refusal->accounts, account);
}

/* "A", "A and B", "A, B and C". */
static char *
join (GPtrArray *words)
{
  GString *joined = g_string_new (words->len > 0 ? g_ptr_array_index (words, 0) : NULL);

  for (guint i = 1; i < words->len; i++)
    {
      g_autofree char *before = g_strdup (joined->str);

      g_string_printf (joined,
                       /* Translators: the last two of a list */
                       i + 1 == words->len ? C_("list", "%s and %s")
                       /* Translators: two of a list that goes on */
                                           : C_("list", "%s, %s"),
                       before, (char *) g_ptr_array_index (words, i));
    }
  return g_string_free (joined, FALSE);
}

/**
 * poster_options_words_accounts:
 * @accounts: (element-type PosterAccount): some accounts
 *
 * Returns: (transfer full): their handles as a list in words, a long one cut short
 */
char *
poster_options_words_accounts (GPtrArray *accounts)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  guint n_named = accounts->len > 3 ? 2 : accounts->len;
  guint n_others = accounts->len - n_named;

  for (guint i = 0; i < n_named; i++)
    g_ptr_array_add (words, poster_words_account (g_ptr_array_index (accounts, i)));
  if (n_others > 0)
    g_ptr_array_add (words,
                     /* Translators: behind some names of accounts: how many there are besides */
                     g_strdup_printf (ngettext ("%u other", "%u others", n_others), n_others));
  return join (words);
}

/**
 * poster_options_words_waiting:
 * @platform: who is asked
 * @accounts: (element-type PosterAccount): about whom
 *
 * Returns: (transfer full): a sentence that says so
 */
char *
poster_options_words_waiting (PosterPlatform *platform,
                              GPtrArray      *accounts)
{
  g_autofree char *names = poster_options_words_accounts (accounts);

  /* Translators: a platform and one or more of its accounts: Asking TikTok what @kitchen may do */
  return g_strdup_printf (_("Asking %s what %s may do…"), platform->name, names);
}

static gboolean
have_same_accounts (Refusal *a,
                    Refusal *b)
{
  if (a->accounts->len != b->accounts->len)
    return FALSE;
  for (guint i = 0; i < a->accounts->len; i++)
    if (g_ptr_array_index (a->accounts, i) != g_ptr_array_index (b->accounts, i))
      return FALSE;
  return TRUE;
}

static gboolean
say_the_same (const PosterCondition *a,
              const PosterCondition *b)
{
  return a->account_words != NULL && b->account_words != NULL &&
         g_strv_equal ((const char *const *) a->account_words, (const char *const *) b->account_words);
}

/* What several options have in common becomes one. */
static GPtrArray *
merge (PosterRefusals *self)
{
  GPtrArray *merged = g_ptr_array_new ();

  for (guint i = 0; i < self->refusals->len; i++)
    {
      Refusal *refusal = g_ptr_array_index (self->refusals, i);
      Refusal *like = NULL;

      for (guint j = 0; j < merged->len; j++)
        {
          Refusal *other = g_ptr_array_index (merged, j);

          if (have_same_accounts (other, refusal) && say_the_same (other->condition, refusal->condition))
            like = other;
        }
      if (like != NULL)
        g_ptr_array_add (like->checks, g_ptr_array_index (refusal->checks, 0));
      else
        g_ptr_array_add (merged, refusal);
    }
  return merged;
}

static char *
say (Refusal *self)
{
  g_autoptr(GPtrArray) labels = g_ptr_array_new ();
  g_autofree char *options = NULL;
  g_autofree char *accounts = NULL;
  GString *words;

  if (self->condition->account_words == NULL)
    return g_strdup (poster_platform_words_translate (self->condition->words));
  for (guint i = 0; i < self->checks->len; i++)
    {
      PosterFormCheck *check = g_ptr_array_index (self->checks, i);

      g_ptr_array_add (labels, (gpointer) poster_platform_words_translate (check->label));
    }
  options = join (labels);
  accounts = poster_options_words_accounts (self->accounts);
  words = g_string_new (poster_platform_words_translate (self->condition->account_words[labels->len > 1 ? 1 : 0]));
  g_string_replace (words, "{options}", options, 0);
  g_string_replace (words, "{accounts}", accounts, 0);
  return g_string_free (words, FALSE);
}

/**
 * poster_refusals_to_words:
 * @self: refusals
 *
 * Returns: (transfer full) (nullable): a sentence each, in lines; %NULL when there are none
 */
char *
poster_refusals_to_words (PosterRefusals *self)
{
  g_autoptr(GPtrArray) merged = merge (self);
  GString *words = g_string_new (NULL);

  if (merged->len == 0)
    {
      g_string_free (words, TRUE);
      return NULL;
    }
  for (guint i = 0; i < merged->len; i++)
    {
      g_autofree char *sentence = say (g_ptr_array_index (merged, i));

      g_string_append_printf (words, "%s%s", i > 0 ? "\n" : "", sentence);
    }
  return g_string_free (words, FALSE);
}
