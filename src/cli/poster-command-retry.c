/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-retry"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-conflict.h"
#include "poster-command-io.h"
#include "poster-command-show.h"
#include "poster-command-wait.h"
#include "poster-error.h"
#include "poster-retry.h"

static gboolean is_again;
static gboolean is_published;
static char *kept;
static gboolean wants_wait;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "again", 0, 0, G_OPTION_ARG_NONE, &is_again, N_("Where the outcome is unknown: it is not out, so publish it again"), NULL },
  { "published", 0, 0, G_OPTION_ARG_NONE, &is_published, N_("Where it failed or the outcome is unknown: it is out"), NULL },
  { "keep", 0, 0, G_OPTION_ARG_STRING, &kept, N_("Where it was changed here and at Late: “here” sends Late what is here, “late” takes over what Late has"), N_("WHOSE") },
  { "wait", 0, 0, G_OPTION_ARG_NONE, &wants_wait, N_("Wait for the outcome, publishing it here if nothing else does"), NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
end_conflict (PosterWorkspace  *workspace,
              PosterPost       *post,
              GError          **error)
{
  return poster_command_end_conflict (workspace, post,
                                      g_str_equal (kept, "here") ? POSTER_REMOTE_CHOICE_MINE : POSTER_REMOTE_CHOICE_THEIRS,
                                      error);
}

static gboolean
retry_post (PosterWorkspace  *workspace,
            PosterPost       *post,
            GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  PosterRetryWish wish = is_again ? POSTER_WISH_AGAIN : is_published ? POSTER_WISH_PUBLISHED : POSTER_WISH_RETRY;
  g_autoptr(GAsyncResult) result = NULL;
  guint n_changed;

  if (poster_command_is_in_conflict (post))
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                   _("This post was changed here and at Late, so trying again does not help: “late-poster retry %s --keep "
                     "here” sends Late what is here, “--keep late” takes over what Late has."), post->id);
      return FALSE;
    }
  poster_retry_post_async (store, poster_workspace_get_clock (workspace), post->id, wish, NULL,
                           poster_command_keep_result, &result);
  if (!poster_retry_post_finish (store, poster_command_wait (&result), &n_changed, error))
    return FALSE;
  if (n_changed > 0)
    return TRUE;
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                       is_again || is_published
                         ? _("Of nothing of this post the outcome is unknown; without --again and --published, "
                             "“late-poster retry” tries again what failed.")
                         : _("Nothing of this post has failed or been missed, so there is nothing to try again."));
  return FALSE;
}

static int
run (char   **arguments,
     GError **error)
{
  const char *id = poster_command_one_argument (arguments, _("The id of a post"), error);
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterPost) after = NULL;

  if (id == NULL)
    return POSTER_EXIT_USAGE;
  if (is_again && is_published)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--again and --published contradict each other."));
      return POSTER_EXIT_USAGE;
    }
  if (kept != NULL && !g_str_equal (kept, "here") && !g_str_equal (kept, "late"))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--keep is either “here” or “late”."));
      return POSTER_EXIT_USAGE;
    }
  if (kept != NULL && (is_again || is_published))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--keep is about a post that is not out, --again and --published about one that may be."));
      return POSTER_EXIT_USAGE;
    }
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  post = poster_command_get_post (workspace, id, error);
  if (post == NULL || !(kept != NULL ? end_conflict (workspace, post, error) : retry_post (workspace, post, error)))
    return POSTER_EXIT_REFUSED;

  if (wants_wait)
    after = poster_command_wait_for_post (workspace, post->id, error);
  else
    {
      if (!poster_command_ring (workspace) && !is_published)
        poster_command_tell (_("Stored. Nothing publishes here at present: “late-poster run” does."));
      after = poster_command_get_post (workspace, post->id, error);
    }
  if (after == NULL)
    return POSTER_EXIT_REFUSED;
  if (as_json ? !poster_command_print_post (workspace, after, error)
              : !poster_command_print_post_for_people (workspace, after, FALSE, error))
    return POSTER_EXIT_REFUSED;
  return wants_wait && !poster_command_is_well (after) ? POSTER_EXIT_REFUSED : POSTER_EXIT_DONE;
}

const PosterCommand poster_command_retry = {
  .name = "retry",
  .usage = N_("ID"),
  .summary = N_("Take up again what failed, was missed or is unknown"),
  .details = N_("Accounts that have the post already are left alone. Where the outcome is\n"
                "unknown, the platform is only asked, unless --again or --published says what to\n"
                "believe; then nothing else is tried again. What waits for its next attempt is\n"
                "looked at now. A post that was changed here and at Late waits until --keep says\n"
                "which of the two counts."),
  .entries = entries,
  .run = run,
};
