/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-disconnect"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-disconnect.h"
#include "poster-error.h"

#define PAGE_POSTS 500

static gboolean is_remote;

static const GOptionEntry entries[] = {
  { "remote", 0, 0, G_OPTION_ARG_NONE, &is_remote, N_("Keep the account when the service does not take the sign-in back"), NULL },
  G_OPTION_ENTRY_NULL
};

/* What posts still want of the account. */
typedef struct
{
  guint       n_waiting;  /* posts that are to go there */
  guint       n_begun;    /* posts that may be out there, or are on their way */
  char       *begun_id;   /* (nullable): one of these */
} Wanted;

static void
count_post (PosterPost    *post,
            PosterAccount *account,
            Wanted        *wanted)
{
  gboolean is_waiting = FALSE;
  gboolean is_begun = FALSE;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      gboolean is_held = target->state == POSTER_TARGET_HELD;

      if (!g_str_equal (target->account_id, account->id))
        continue;
      if ((POSTER_STATES (target->state) & POSTER_STATES_ACTIVE) != 0 ||
          (target->is_committed && (is_held || target->state == POSTER_TARGET_UNKNOWN)))
        is_begun = TRUE;
      else if (target->state == POSTER_TARGET_SCHEDULED || is_held)
        is_waiting = TRUE;
    }
  if (is_begun && wanted->n_begun++ == 0)
    wanted->begun_id = g_strdup (post->id);
  else if (is_waiting)
    wanted->n_waiting++;
}

static gboolean
count_posts (PosterWorkspace  *workspace,
             PosterAccount    *account,
             Wanted           *wanted,
             GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  PosterPostQuery query = { .account_id = account->id, .limit = PAGE_POSTS };
  g_autofree char *last_id = NULL;
  guint n_posts;

  do
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GPtrArray) posts = NULL;

      poster_store_list_posts_async (store, &query, NULL, poster_command_keep_result, &result);
      posts = poster_store_list_posts_finish (store, poster_command_wait (&result), error);
      if (posts == NULL)
        return FALSE;
      for (guint i = 0; i < posts->len; i++)
        count_post (g_ptr_array_index (posts, i), account, wanted);
      n_posts = posts->len;
      if (n_posts > 0)
        {
          PosterPost *last = g_ptr_array_index (posts, n_posts - 1);

          g_free (last_id);
          last_id = g_strdup (last->id);
          query.after_id = last_id;
          query.after_created_us = last->created_us;
        }
    }
  while (n_posts == PAGE_POSTS);
  return TRUE;
}

/* Refuses while something is on its way, and tells of what will not go out. */
static gboolean
check_posts (PosterWorkspace  *workspace,
             PosterAccount    *account,
             GError          **error)
{
  g_autofree char *name = poster_command_name_account (account);
  g_autofree char *begun_id = NULL;
  Wanted wanted = { 0 };
  gboolean done = count_posts (workspace, account, &wanted, error);

  begun_id = wanted.begun_id;
  if (!done)
    return FALSE;
  if (wanted.n_begun > 0)
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                   /* Translators: %u is how many, the first %s a handle, the second an id */
                   ngettext ("%u post is on its way to %s, or may be out there: wait for it, or end it with "
                             "“late-poster cancel %s”; if the outcome is unknown, “late-poster retry” settles it.",
                             "%u posts are on their way to %s, or may be out there: wait for them, or end them, such as "
                             "with “late-poster cancel %s”; if the outcome is unknown, “late-poster retry” settles it.",
                             wanted.n_begun), wanted.n_begun, name, begun_id);
      return FALSE;
    }
  if (wanted.n_waiting > 0)
    poster_command_tell (ngettext ("Warning: %u post that was to go to %s will not go out there.",
                                   "Warning: %u posts that were to go to %s will not go out there.",
                                   wanted.n_waiting), wanted.n_waiting, name);
  return TRUE;
}

static int
run (char   **arguments,
     GError **error)
{
  const char *name = poster_command_one_argument (arguments, _("An account"), error);
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *left_behind = NULL;
  g_autofree char *clean = NULL;
  PosterAccount *account;

  if (name == NULL)
    return POSTER_EXIT_USAGE;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  accounts = poster_command_list_accounts (workspace, FALSE, error);
  account = accounts != NULL ? poster_command_find_account (accounts, name, error) : NULL;
  if (account == NULL || !check_posts (workspace, account, error))
    return POSTER_EXIT_REFUSED;

  poster_disconnect_async (workspace, account, is_remote, poster_command_get_cancellable (),
                           poster_command_keep_result, &result);
  if (!poster_disconnect_finish (workspace, poster_command_wait (&result), &left_behind, error))
    return POSTER_EXIT_REFUSED;
  poster_command_ring (workspace);
  clean = poster_command_name_account (account);
  poster_command_tell (_("%s is disconnected."), clean);
  if (left_behind != NULL)
    poster_command_tell (_("The service could not be told, so it may still list Poster among the apps with access: %s"),
                         left_behind);
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_disconnect = {
  .name = "disconnect",
  .usage = N_("ACCOUNT"),
  .summary = N_("Give an account up"),
  .details = N_("Takes the sign-in back at the service and forgets it here. What was posted stays.\n"
                "Refused while a post is on its way there."),
  .entries = entries,
  .run = run,
};
