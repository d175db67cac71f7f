/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-retry"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-command-show.h"
#include "poster-command-wait.h"
#include "poster-error.h"

static gboolean is_again;
static gboolean is_published;
static gboolean wants_wait;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "again", 0, 0, G_OPTION_ARG_NONE, &is_again, N_("Where the outcome is unknown: it is not out, so publish it again"), NULL },
  { "published", 0, 0, G_OPTION_ARG_NONE, &is_published, N_("Where it failed or the outcome is unknown: it is out"), NULL },
  { "wait", 0, 0, G_OPTION_ARG_NONE, &wants_wait, N_("Wait for the outcome, publishing it here if nothing else does"), NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

/* A target that is under way and waits is woken when it has at least this long to wait: until then
 * nobody else writes it, and less is not worth it. */
#define WORTH_WAKING_US (10 * G_USEC_PER_SEC)

static const char *
believe_published (PosterTarget *target,
                   gint64        now_us)
{
  target->state = POSTER_TARGET_PUBLISHED;
  target->published_us = now_us;
  target->wake_us = -1;
  target->failures = 0;
  g_clear_pointer (&target->open_step, g_free);
  poster_target_clear_error (target);
  return _("Published, says a person.");
}

static const char *
try_again (PosterTarget *target,
           gint64        now_us)
{
  /* What the connector knows is kept: it goes on from there. */
  if (target->state != POSTER_TARGET_HELD)
    target->state = POSTER_TARGET_SCHEDULED;
  target->due_us = now_us;
  target->wake_us = now_us;
  target->failures = 0;
  poster_target_clear_error (target);
  return _("Tried again by a person.");
}

/* The platform may have it, and nobody knows. */
static const char *
settle_doubt (PosterTarget *target,
              gint64        now_us)
{
  if (is_published)
    return believe_published (target, now_us);
  if (is_again)
    {
      target->state = POSTER_TARGET_SCHEDULED;
      target->due_us = now_us;
      target->is_committed = FALSE;
      g_clear_pointer (&target->open_step, g_free);
      g_clear_pointer (&target->step_state, json_object_unref);
      (void) try_again (target, now_us);
      return _("Not published, says a person; published again.");
    }
  /* Only looked at: what is open stays open. */
  if (target->state == POSTER_TARGET_UNKNOWN)
    target->state = POSTER_TARGET_SENDING;
  target->wake_us = now_us;
  target->failures = 0;
  poster_target_clear_error (target);
  return _("Looked at again for a person.");
}

/* What becomes of one target; NULL: nothing. The sentence goes into the journal. */
static const char *
change_target (PosterTarget *target,
               gint64        now_us)
{
  switch (target->state)
    {
    case POSTER_TARGET_UNKNOWN:
      return settle_doubt (target, now_us);

    case POSTER_TARGET_HELD:
      if (target->is_committed)
        return settle_doubt (target, now_us);
      return is_again || is_published ? NULL : try_again (target, now_us);

    case POSTER_TARGET_FAILED:
    case POSTER_TARGET_MISSED:
      /* --again is about what may be out. These are not, as far as anybody knows. */
      if (is_published)
        return believe_published (target, now_us);
      return is_again ? NULL : try_again (target, now_us);

    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
      if (is_again || is_published || target->wake_us < now_us + WORTH_WAKING_US)
        return NULL;
      target->wake_us = now_us;
      return _("Woken by a person.");

    case POSTER_TARGET_DRAFT:
    case POSTER_TARGET_SCHEDULED:
    case POSTER_TARGET_PUBLISHED:
    case POSTER_TARGET_CANCELLED:
    default:
      return NULL;
    }
}

static gboolean
retry_targets (PosterWorkspace  *workspace,
               PosterPost       *post,
               GError          **error)
{
  gint64 now_us = poster_clock_get_now_us (poster_workspace_get_clock (workspace));
  guint n_changed = 0;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *stored = g_ptr_array_index (post->targets, i);
      g_autoptr(PosterTarget) target = poster_target_copy (stored);
      const char *note = change_target (target, now_us);

      if (note == NULL)
        continue;
      if (!poster_command_commit_target (workspace, target, stored->state, note, error))
        return FALSE;
      n_changed++;
    }
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
  gboolean is_out = TRUE;

  if (id == NULL)
    return POSTER_EXIT_USAGE;
  if (is_again && is_published)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--again and --published contradict each other."));
      return POSTER_EXIT_USAGE;
    }
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  post = poster_command_get_post (workspace, id, error);
  if (post == NULL || !retry_targets (workspace, post, error))
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
  for (guint i = 0; wants_wait && i < after->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (after->targets, i);

      is_out = is_out && target->state == POSTER_TARGET_PUBLISHED;
    }
  return is_out ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

const PosterCommand poster_command_retry = {
  .name = "retry",
  .usage = N_("ID"),
  .summary = N_("Take up again what failed, was missed or is unknown"),
  .details = N_("Accounts that have the post already are left alone. Where the outcome is\n"
                "unknown, the platform is only asked, unless --again or --published says what to\n"
                "believe; then nothing else is tried again. What waits for its next attempt is\n"
                "looked at now."),
  .entries = entries,
  .run = run,
};
