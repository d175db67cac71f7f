/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-show"

#include "poster-command-show.h"

#include <glib/gi18n-lib.h>

#include "poster-command.h"
#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-store-series.h"

static gboolean as_json;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

static const char *
phase_word (PosterJournalPhase phase)
{
  switch (phase)
    {
    case POSTER_JOURNAL_BEGUN:
      return _("begun");
    case POSTER_JOURNAL_DONE:
      return _("done");
    case POSTER_JOURNAL_FAILED:
      return _("failed");
    case POSTER_JOURNAL_UNKNOWN:
      return _("outcome unknown");
    case POSTER_JOURNAL_NOTE:
    default:
      return _("note");
    }
}

static gboolean
print_journal (PosterStore   *store,
               PosterTarget  *target,
               GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) journal = NULL;
  int attempt = -1;

  poster_store_list_journal_async (store, target->id, 0, NULL, poster_command_keep_result, &result);
  journal = poster_store_list_journal_finish (store, poster_command_wait (&result), error);
  if (journal == NULL)
    return FALSE;
  for (guint i = 0; i < journal->len; i++)
    {
      PosterJournalEntry *entry = g_ptr_array_index (journal, i);
      g_autofree char *when = poster_time_format (entry->at_us);
      g_autofree char *message = entry->message != NULL ? poster_command_clean (entry->message) : NULL;

      if (entry->attempt != attempt && entry->attempt > 0)
        poster_command_print (_("    attempt %d\n"), entry->attempt);
      attempt = entry->attempt;
      poster_command_print ("      %s  %s%s%s%s%s\n", when,
                            entry->step != NULL ? entry->step : "", entry->step != NULL ? ": " : "",
                            phase_word (entry->phase),
                            message != NULL ? ": " : "", message != NULL ? message : "");
    }
  return TRUE;
}

#define SHOWN_DATES 5

/* How a post repeats, and when next. */
static gboolean
print_series (PosterStore  *store,
              PosterPost   *post,
              GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterSeries) series = NULL;
  g_autoptr(GPtrArray) dates = NULL;
  g_autofree char *words = NULL;

  if (post->series_id == NULL)
    return TRUE;
  poster_store_get_series_async (store, post->series_id, NULL, poster_command_keep_result, &result);
  series = poster_store_get_series_finish (store, poster_command_wait (&result), error);
  if (series == NULL)
    return FALSE;
  if (g_strcmp0 (series->next_post_id, post->id) != 0)
    return TRUE;
  words = poster_recurrence_describe (series->recurrence, series->start);
  poster_command_print ("  %s\n", words);
  dates = poster_series_list_next (series, poster_schedule_get_instant_us (post->schedule) - 1, SHOWN_DATES);
  for (guint i = 0; i < dates->len; i++)
    {
      PosterSchedule *date = g_ptr_array_index (dates, i);
      g_autofree char *when = poster_command_format_time (poster_schedule_get_instant_us (date),
                                                          poster_schedule_get_zone (date));

      poster_command_print ("    %s\n", when);
    }
  return TRUE;
}

static void
print_target (PosterTarget  *target,
              PosterAccount *account)
{
  g_autofree char *name = poster_command_name_account (account);
  g_autofree char *error_message = target->error_message != NULL ? poster_command_clean (target->error_message) : NULL;
  g_autofree char *url = target->platform_post_url != NULL ? poster_command_clean (target->platform_post_url) : NULL;

  poster_command_print ("  %s (%s%s): %s", name, account != NULL ? account->platform : "?",
                        account != NULL && account->is_practice ? _(", practice") : "",
                        poster_command_state_word (target));
  if (error_message != NULL)
    poster_command_print (": %s", error_message);
  else if (url != NULL)
    poster_command_print (", %s", url);
  poster_command_print ("\n");
}

/**
 * poster_command_print_post_for_people:
 * @workspace: an open workspace
 * @post: a post
 * @with_journal: whether to tell the story of each target
 * @error: those of the store
 *
 * Prints a post as a few lines.
 *
 * Returns: whether it could be read as a whole
 */
gboolean
poster_command_print_post_for_people (PosterWorkspace  *workspace,
                                      PosterPost       *post,
                                      gboolean          with_journal,
                                      GError          **error)
{
  g_autoptr(GPtrArray) accounts = poster_command_list_accounts (workspace, TRUE, error);
  g_autoptr(GHashTable) index = NULL;

  if (accounts == NULL)
    return FALSE;
  index = poster_command_index_accounts (accounts);
  poster_command_print ("%s  %s\n", post->id, poster_post_get_status (post));
  if (post->schedule != NULL)
    {
      const char *zone = poster_schedule_get_zone (post->schedule);
      g_autofree char *when = poster_command_format_time (poster_post_get_due_us (post), zone);

      poster_command_print ("  %s (%s)\n", when, poster_command_name_zone (zone));
      if (!print_series (poster_workspace_get_store (workspace), post, error))
        return FALSE;
    }
  if (post->content[0] != '\0')
    {
      g_autofree char *content = poster_command_clean (post->content);

      poster_command_print ("  “%s”\n", content);
    }
  for (guint i = 0; i < post->media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (post->media, i);
      g_autofree char *path = poster_command_clean (item->path);
      g_autofree char *size = g_format_size ((guint64) item->size);

      poster_command_print ("  %s (%s)\n", path, size);
    }
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      print_target (target, g_hash_table_lookup (index, target->account_id));
      if (with_journal && !print_journal (poster_workspace_get_store (workspace), target, error))
        return FALSE;
    }
  return TRUE;
}

static int
run (char   **arguments,
     GError **error)
{
  const char *id = poster_command_one_argument (arguments, _("The id of a post"), error);
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterPost) post = NULL;

  if (id == NULL)
    return POSTER_EXIT_USAGE;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  post = poster_command_get_post (workspace, id, error);
  if (post == NULL)
    return POSTER_EXIT_REFUSED;
  if (as_json ? !poster_command_print_post (workspace, post, error)
              : !poster_command_print_post_for_people (workspace, post, TRUE, error))
    return POSTER_EXIT_REFUSED;
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_show = {
  .name = "show",
  .usage = N_("ID"),
  .summary = N_("Show a post, and what was done about it"),
  .entries = entries,
  .run = run,
};
