/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-publish-job"

#include "poster-publish-job-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-wait-words.h"

/* Waiting that is not the post's fault: its account takes no more for now. The account says so, and
 * each of its posts does when its time comes. */

/* Where nobody says how long. */
#define LOOK_AGAIN_US G_TIME_SPAN_HOUR

/* A post has to be a day old before it is not counted any more, by the platform's clock. */
#define DAY_US (G_TIME_SPAN_DAY + 10 * G_USEC_PER_SEC)

typedef struct
{
  GTask  *task;
  GError *error;     /* what the platform said */
  char   *message;   /* (nullable), what people are told */
  gint64  until_us;  /* -1: until a person acts */
} Pause;

static void counted_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void note_pause (Pause *pause);
static void noted_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
pause_free (Pause *pause)
{
  g_object_unref (pause->task);
  g_error_free (pause->error);
  g_free (pause->message);
  g_free (pause);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pause, pause_free)

static void
hold (GTask      *task,
      const char *code,
      const char *category,
      const char *message,
      gint64      until_us)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  g_autoptr(PosterTarget) target = poster_target_copy (self->target);
  g_autoptr(PosterJournalEntry) entry = NULL;

  target->state = POSTER_TARGET_HELD;
  target->wake_us = until_us;
  target->failures = 0;
  /* Whatever was begun has been refused, and people may edit the post meanwhile. */
  g_clear_pointer (&target->open_step, g_free);
  target->is_committed = FALSE;
  poster_target_clear_error (target);
  target->error_code = g_strdup (code);
  target->error_category = g_strdup (category);
  target->error_message = g_strdup (message);

  /* That it still waits for the same reason is no news. */
  if (g_strcmp0 (self->held_message, message) != 0)
    {
      entry = poster_publish_job_make_entry (self, target,
                                             self->step_ran ? POSTER_JOURNAL_FAILED : POSTER_JOURNAL_NOTE, NULL, message);
      entry->code = g_strdup (code);
    }
  poster_publish_job_write (task, target, entry, NULL);
}

/* The account was paused before this post came to its turn. */
void
poster_publish_job_wait_for_account (GTask *task)
{
  PosterPublishJob *self = g_task_get_source_object (task);

  /* The others need not wait for it: it goes in another submission then. */
  if (self->followers->len > 0)
    {
      g_autoptr(PosterTarget) target = poster_target_copy (self->target);

      poster_publish_job_part (self);
      poster_target_forget_try (target);
      g_set_object (&self->target, target);
    }
  hold (task, self->account->paused_code, NULL, self->account->paused_message, self->account->paused_until_us);
}

/* What the platform said, and when it is asked again. */
static char *
dup_words (Pause *pause)
{
  PosterPublishJob *self = g_task_get_source_object (pause->task);
  g_autofree char *time = NULL;

  if (pause->until_us < 0)
    return g_strdup (pause->error->message);
  time = poster_wait_words_dup_time (pause->until_us, poster_clock_get_now_us (self->clock));
  /* Translators: a sentence about why an account takes no posts, and a time */
  return g_strdup_printf (_("%s Next at %s."), pause->error->message, time);
}

/* @error: it concerns the account (or all posts of a kind), and no post of it has gone wrong. */
void
poster_publish_job_pause (GTask        *task,
                          const GError *error)
{
  PosterPublishJob *self = g_task_get_source_object (task);
  gint64 now_us = poster_clock_get_now_us (self->clock);
  Pause *pause = g_new0 (Pause, 1);

  pause->task = g_object_ref (task);
  pause->error = g_error_copy (error);
  pause->until_us = now_us + LOOK_AGAIN_US;

  /* Of several accounts nobody can tell which one it was. */
  if (self->followers->len > 0)
    {
      pause->message = dup_words (pause);
      hold (task, poster_error_get_code (error), poster_error_get_category (error), pause->message, pause->until_us);
      pause_free (pause);
      return;
    }
  switch (poster_error_get_pause (error))
    {
    case POSTER_PAUSE_DAY:
      poster_store_count_published_async (self->store, self->account->id, now_us - DAY_US, NULL, counted_cb, pause);
      return;

    case POSTER_PAUSE_UNTIL_ACT:
      pause->until_us = -1;
      break;

    case POSTER_PAUSE_NONE:
    case POSTER_PAUSE_HOUR:
    case POSTER_PAUSE_POST:
    default:
      break;
    }
  pause->message = dup_words (pause);
  note_pause (pause);
}

static void
counted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Pause) pause = user_data;
  PosterPublishJob *self = g_task_get_source_object (pause->task);
  g_autoptr(GError) error = NULL;
  g_autofree char *time = NULL;
  gint64 now_us = poster_clock_get_now_us (self->clock);
  gint64 first_us;
  guint n_posts;

  if (!poster_store_count_published_finish (POSTER_STORE (object), result, &n_posts, &first_us, &error))
    {
      g_task_return_error (pause->task, g_steal_pointer (&error));
      return;
    }
  /* Those that went out from elsewhere nobody here can count. */
  if (n_posts == 0)
    pause->message = dup_words (pause);
  else
    {
      pause->until_us = MAX (first_us + DAY_US, now_us + G_TIME_SPAN_MINUTE);
      time = poster_wait_words_dup_time (pause->until_us, now_us);
      /* Translators: how many posts went out to an account within 24 hours, and a time */
      pause->message = g_strdup_printf (ngettext ("This account takes no more after %u post within 24 hours. Next at %s.",
                                                  "This account takes no more after %u posts within 24 hours. Next at %s.",
                                                  n_posts), n_posts, time);
    }
  note_pause (g_steal_pointer (&pause));
}

static void
note_pause (Pause *pause)
{
  PosterPublishJob *self = g_task_get_source_object (pause->task);

  if (poster_error_get_pause (pause->error) == POSTER_PAUSE_POST)
    {
      hold (pause->task, poster_error_get_code (pause->error), poster_error_get_category (pause->error),
            pause->message, pause->until_us);
      pause_free (pause);
      return;
    }
  poster_store_pause_account_async (self->store, self->account->id, poster_error_get_code (pause->error),
                                    pause->message, pause->until_us, NULL, noted_cb, pause);
}

static void
noted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Pause) pause = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_store_pause_account_finish (POSTER_STORE (object), result, &error))
    {
      g_task_return_error (pause->task, g_steal_pointer (&error));
      return;
    }
  hold (pause->task, poster_error_get_code (pause->error), poster_error_get_category (pause->error),
        pause->message, pause->until_us);
}
