/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include <glib/gi18n-lib.h>

/* When the time of an account, or of all, is too long ago to be meant; G_MAXINT64: never. */
static gint64
get_passing_us (PosterComposerWindow *self,
                const char           *account_id)
{
  PosterSchedule *schedule = poster_draft_get_schedule_for (self->draft, account_id);

  return schedule != NULL ? poster_schedule_get_instant_us (schedule) + POSTER_COMPOSER_PAST_US + 1 : G_MAXINT64;
}

/* (element-type gint64): that of all accounts, and those that some have of their own */
static GArray *
list_passing (PosterComposerWindow *self)
{
  GArray *passing = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GPtrArray) accounts = NULL;
  gint64 passing_us;

  if (poster_draft_get_when (self->draft) != POSTER_COMPOSITION_AT)
    return passing;
  accounts = poster_draft_dup_accounts (self->draft);
  passing_us = get_passing_us (self, NULL);
  g_array_append_val (passing, passing_us);
  for (guint i = 0; i < accounts->len; i++)
    {
      passing_us = get_passing_us (self, ((PosterAccount *) g_ptr_array_index (accounts, i))->id);
      g_array_append_val (passing, passing_us);
    }
  return passing;
}

/**
 * poster_composer_window_is_past:
 * @self: a composer that is set up
 *
 * Returns: whether a time that was chosen has passed
 */
gboolean
poster_composer_window_is_past (PosterComposerWindow *self)
{
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (self->session));
  g_autoptr(GArray) passing = list_passing (self);

  for (guint i = 0; i < passing->len; i++)
    if (g_array_index (passing, gint64, i) <= now_us)
      return TRUE;
  return FALSE;
}

/**
 * poster_composer_window_why_no_repeat:
 * @self: a composer that is set up
 *
 * Returns: (nullable): why it cannot repeat as it is, a sentence; %NULL: it can
 */
const char *
poster_composer_window_why_no_repeat (PosterComposerWindow *self)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);
  PosterSchedule *shared = poster_draft_get_schedule_for (self->draft, NULL);

  for (guint i = 0; i < accounts->len; i++)
    if (poster_draft_get_schedule_for (self->draft, ((PosterAccount *) g_ptr_array_index (accounts, i))->id) != shared)
      return _("What repeats goes out everywhere at the same time. Give no account a time of its own, or let it not repeat.");
  return NULL;
}

/* Or the clock was set. */
static gboolean
passed_cb (gpointer user_data)
{
  PosterComposerWindow *self = user_data;

  self->passing_source = 0;
  poster_publish_bar_update (self->publish_bar);
  poster_composer_window_show_reason (self);
  poster_composer_window_show_findings (self);
  poster_composer_window_follow_time (self);
  return G_SOURCE_REMOVE;
}

/**
 * poster_composer_window_follow_time:
 * @self: a composer that is set up
 *
 * What can be published now cannot once its time has passed: says so then.
 */
void
poster_composer_window_follow_time (PosterComposerWindow *self)
{
  PosterClock *clock = poster_session_get_clock (self->session);
  gint64 now_us = poster_clock_get_now_us (clock);
  g_autoptr(GArray) passing = list_passing (self);
  gint64 next_us = G_MAXINT64;

  for (guint i = 0; i < passing->len; i++)
    if (g_array_index (passing, gint64, i) > now_us)
      next_us = MIN (next_us, g_array_index (passing, gint64, i));
  if (self->passing_source != 0 && self->passing_us == next_us)
    return;
  g_clear_handle_id (&self->passing_source, g_source_remove);
  self->passing_us = next_us;
  if (next_us < G_MAXINT64)
    self->passing_source = poster_clock_add_alarm (clock, next_us, passed_cb, self);
}
