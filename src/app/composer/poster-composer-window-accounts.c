/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include <glib/gi18n-lib.h>

#include "poster-finding-place.h"
#include "poster-words.h"

static PosterAccount *
find_account (gpointer    accounts,
              const char *account_id)
{
  GListModel *model = accounts;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (model, i);

      if (g_str_equal (account->id, account_id))
        return account;  /* the model has it */
    }
  return NULL;
}

static GPtrArray *
get_gone (PosterComposerWindow *self)
{
  if (self->gone == NULL)
    self->gone = g_ptr_array_new_with_free_func (g_object_unref);
  return self->gone;
}

/* Says whether there are any. */
static gboolean
note_gone (PosterComposerWindow *self,
           GPtrArray            *before,
           GListModel           *accounts)
{
  gboolean any = FALSE;

  for (guint i = 0; i < before->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (before, i);

      if (find_account (accounts, account->id) != NULL)
        continue;
      g_ptr_array_add (get_gone (self), g_object_ref (account));
      any = TRUE;
    }
  return any;
}

/* What was chosen for one that comes back is chosen again. */
static void
take_back (PosterComposerWindow *self,
           GListModel           *accounts)
{
  g_autoptr(GPtrArray) chosen = poster_draft_dup_accounts (self->draft);
  gboolean any = FALSE;

  for (guint i = get_gone (self)->len; i > 0; i--)
    {
      PosterAccount *account = find_account (accounts, ((PosterAccount *) g_ptr_array_index (self->gone, i - 1))->id);

      if (account == NULL || !account->is_active)
        continue;
      g_ptr_array_add (chosen, g_object_ref (account));
      g_ptr_array_remove_index (self->gone, i - 1);
      any = TRUE;
    }
  if (any)
    poster_draft_set_accounts (self->draft, chosen);
}

static gboolean
is_signed_out (GPtrArray  *accounts,
               const char *account_id)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->id, account_id))
        return !account->is_active;
    }
  return FALSE;
}

/* What one may do that was signed out is not known any more once it is signed in again. */
static gboolean
any_returned (GPtrArray *before,
              GPtrArray *after)
{
  for (guint i = 0; i < after->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (after, i);

      if (account->is_active && is_signed_out (before, account->id))
        return TRUE;
    }
  return FALSE;
}

/**
 * poster_composer_window_follow_accounts:
 * @self: a composer that is open
 *
 * Accounts were connected, disconnected, or signed in and out. The post goes to those that are left;
 * one that comes back is chosen as before, with what was written for it.
 */
void
poster_composer_window_follow_accounts (PosterComposerWindow *self)
{
  GListModel *accounts = poster_session_get_accounts (self->session);
  g_autoptr(GPtrArray) before = poster_draft_dup_accounts (self->draft);
  g_autoptr(GPtrArray) after = NULL;

  if (note_gone (self, before, accounts))
    poster_composer_window_tell (self, _("An account was disconnected: the post no longer goes there."));
  poster_draft_refresh_accounts (self->draft, accounts);
  take_back (self, accounts);
  after = poster_draft_dup_accounts (self->draft);
  if (any_returned (before, after))
    poster_creators_ask (self->creators);
  poster_composer_window_show_reason (self);
  poster_composer_window_show_findings (self);
}

/**
 * poster_composer_window_dup_findings:
 * @self: a composer
 *
 * Returns: (transfer full) (element-type PosterFinding): what was found: of the accounts themselves
 *   first, then of the post
 */
GPtrArray *
poster_composer_window_dup_findings (PosterComposerWindow *self)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *of_post = poster_draft_keeper_get_findings (self->keeper);
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      g_autofree char *name = poster_words_account (account);
      PosterFinding *finding;

      if (account->is_active)
        continue;
      finding = poster_finding_new (account->platform, POSTER_FINDING_SIGNED_OUT, POSTER_SEVERITY_ERROR, -1);
      finding->message = g_strdup_printf (_("%s is signed out. Sign in again, or switch it off for this post."), name);
      g_ptr_array_add (finding->account_ids, g_strdup (account->id));
      g_ptr_array_add (findings, finding);
    }
  poster_composer_window_add_missing (self, findings);
  for (guint i = 0; i < of_post->len; i++)
    g_ptr_array_add (findings, g_object_ref (g_ptr_array_index (of_post, i)));
  for (guint i = 0; self->gone != NULL && i < self->gone->len; i++)
    {
      g_autofree char *name = poster_words_account_on (g_ptr_array_index (self->gone, i));
      PosterFinding *finding = poster_finding_new (NULL, POSTER_FINDING_DISCONNECTED, POSTER_SEVERITY_WARNING, -1);

      finding->message = g_strdup_printf (_("%s was disconnected. The post no longer goes there; connect it again to "
                                            "post to it."), name);
      g_ptr_array_add (findings, finding);
    }
  return findings;
}
