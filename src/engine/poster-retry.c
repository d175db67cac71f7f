/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-retry"

#include "poster-retry.h"

#include <glib/gi18n-lib.h>

/* A target that is under way and waits is woken when it has at least this long to wait: until then
 * nobody else writes it, and less is not worth it. */
#define WORTH_WAKING_US (10 * G_USEC_PER_SEC)

typedef struct
{
  /* Input. */
  PosterClock     *clock;
  char            *target_id;  /* (nullable): all of them */
  PosterRetryWish  wish;

  /* In progress. */
  PosterPost      *post;       /* (nullable) */
  guint            next;       /* target to look at */
  guint            n_changed;
} Retry;

/* The steps, in the order they run: got -> (change_next -> changed)* */
static void got_cb      (GObject *object, GAsyncResult *result, gpointer user_data);
static void change_next (GTask *task);
static void changed_cb  (GObject *object, GAsyncResult *result, gpointer user_data);

static void
retry_free (Retry *retry)
{
  g_object_unref (retry->clock);
  g_free (retry->target_id);
  g_clear_object (&retry->post);
  g_free (retry);
}

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
  /* What the connector knows is kept: it goes on from there. What has nothing to go on from is another
   * try, also for a service that would know the first one again. */
  if (target->step_state == NULL && !target->is_committed && !target->is_handed_over)
    poster_target_forget_try (target);
  if (target->state != POSTER_TARGET_HELD)
    target->state = POSTER_TARGET_SCHEDULED;
  /* What could not be handed over has time until it is due. */
  target->due_us = target->holder == POSTER_HOLDER_REMOTE ? MAX (target->due_us, now_us) : now_us;
  target->wake_us = now_us;
  target->failures = 0;
  poster_target_clear_error (target);
  return _("Tried again by a person.");
}

static const char *
publish_now (PosterTarget *target,
             gint64        now_us)
{
  (void) try_again (target, now_us);
  target->due_us = now_us;
  return _("Published now, at a person’s request.");
}

/* The platform may have it, and nobody knows. */
static const char *
settle_doubt (PosterTarget    *target,
              PosterRetryWish  wish,
              gint64           now_us)
{
  if (wish == POSTER_WISH_PUBLISHED)
    return believe_published (target, now_us);
  if (wish == POSTER_WISH_AGAIN)
    {
      target->state = POSTER_TARGET_SCHEDULED;
      target->due_us = now_us;
      target->is_committed = FALSE;
      g_clear_pointer (&target->open_step, g_free);
      poster_target_forget_try (target);
      (void) try_again (target, now_us);
      return _("Not published, says a person; published again.");
    }
  if (wish == POSTER_WISH_NOW)
    return NULL;
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
change_target (PosterTarget    *target,
               PosterRetryWish  wish,
               gint64           now_us)
{
  switch (target->state)
    {
    case POSTER_TARGET_UNKNOWN:
      return settle_doubt (target, wish, now_us);

    case POSTER_TARGET_HELD:
      if (target->is_committed)
        return settle_doubt (target, wish, now_us);
      return wish == POSTER_WISH_RETRY ? try_again (target, now_us) : NULL;

    case POSTER_TARGET_MISSED:
      if (wish == POSTER_WISH_NOW)
        return publish_now (target, now_us);
      G_GNUC_FALLTHROUGH;
    case POSTER_TARGET_FAILED:
      /* “Again” is about what may be out. These are not, as far as anybody knows. */
      if (wish == POSTER_WISH_PUBLISHED)
        return believe_published (target, now_us);
      return wish == POSTER_WISH_RETRY ? try_again (target, now_us) : NULL;

    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
      if (wish != POSTER_WISH_RETRY || target->wake_us < now_us + WORTH_WAKING_US)
        return NULL;
      target->wake_us = now_us;
      return _("Woken by a person.");

    case POSTER_TARGET_SCHEDULED:
      return wish == POSTER_WISH_NOW ? publish_now (target, now_us) : NULL;

    case POSTER_TARGET_DRAFT:
    case POSTER_TARGET_PUBLISHED:
    case POSTER_TARGET_CANCELLED:
    default:
      return NULL;
    }
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Retry *retry = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  retry->post = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  if (retry->post == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    change_next (task);
}

static void
pause_ended_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_store_pause_account_finish (POSTER_STORE (object), result, &error))
    g_message ("An account stays paused: %s", error->message);
}

/* The account after the other; one transaction each, as the engine's own. */
static void
change_next (GTask *task)
{
  PosterStore *store = g_task_get_source_object (task);
  Retry *retry = g_task_get_task_data (task);
  gint64 now_us = poster_clock_get_now_us (retry->clock);

  while (retry->next < retry->post->targets->len)
    {
      PosterTarget *stored = g_ptr_array_index (retry->post->targets, retry->next++);
      g_autoptr(PosterTarget) target = poster_target_copy (stored);
      gboolean is_meant = retry->target_id == NULL || g_str_equal (retry->target_id, stored->id);
      const char *note = is_meant ? change_target (target, retry->wish, now_us) : NULL;
      g_autoptr(PosterJournalEntry) entry = NULL;

      if (note == NULL)
        continue;
      /* Whoever wants a post that waits for its account to be tried knows of no reason to wait. */
      if (stored->state == POSTER_TARGET_HELD && !stored->is_committed)
        poster_store_pause_account_async (store, stored->account_id, NULL, NULL, -1, NULL, pause_ended_cb, NULL);
      entry = poster_journal_entry_new (target->id, target->attempts, NULL, POSTER_STEP_PREPARE,
                                        POSTER_JOURNAL_NOTE, now_us);
      entry->message = g_strdup (note);
      poster_store_commit_target_async (store, target, POSTER_STATES (stored->state), entry,
                                        g_task_get_cancellable (task), changed_cb, g_object_ref (task));
      return;
    }

  g_task_return_boolean (task, TRUE);
}

static void
changed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Retry *retry = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!poster_store_commit_target_finish (POSTER_STORE (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  retry->n_changed++;
  change_next (task);
}

/**
 * poster_retry_applies:
 * @post: a post
 * @wish: what somebody might want of it
 * @now_us: the present instant, microseconds since the epoch
 *
 * Returns: whether poster_retry_post_async() would change anything
 */
gboolean
poster_retry_applies (PosterPost      *post,
                      PosterRetryWish  wish,
                      gint64           now_us)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      g_autoptr(PosterTarget) target = poster_target_copy (g_ptr_array_index (post->targets, i));

      if (change_target (target, wish, now_us) != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * poster_retry_post_async:
 * @store: an open store
 * @clock: tells the time
 * @post_id: id of a post
 * @wish: what is wanted of it
 * @cancellable: (nullable): to give up before the next account's part is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes a post up again. The engine does the work: it has to be rung afterwards.
 */
void
poster_retry_post_async (PosterStore         *store,
                         PosterClock         *clock,
                         const char          *post_id,
                         PosterRetryWish      wish,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  poster_retry_target_async (store, clock, post_id, NULL, wish, cancellable, callback, user_data);
}

/**
 * poster_retry_target_async:
 * @store: an open store
 * @clock: tells the time
 * @post_id: id of a post
 * @target_id: (nullable): id of the target that is meant; %NULL for all of the post
 * @wish: what is wanted of it
 * @cancellable: (nullable): to give up before the next account's part is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * As poster_retry_post_async(), for one account alone: what a person has seen there says nothing
 * about the others. To be finished with poster_retry_post_finish().
 */
void
poster_retry_target_async (PosterStore         *store,
                           PosterClock         *clock,
                           const char          *post_id,
                           const char          *target_id,
                           PosterRetryWish      wish,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (store, cancellable, callback, user_data);
  Retry *retry = g_new0 (Retry, 1);

  g_task_set_source_tag (task, poster_retry_target_async);
  /* What is written is written, and said so. */
  g_task_set_check_cancellable (task, FALSE);
  retry->clock = g_object_ref (clock);
  retry->target_id = g_strdup (target_id);
  retry->wish = wish;
  g_task_set_task_data (task, retry, (GDestroyNotify) retry_free);
  poster_store_get_post_async (store, post_id, cancellable, got_cb, g_steal_pointer (&task));
}

/**
 * poster_retry_post_finish:
 * @store: a store
 * @result: the result
 * @n_changed: (out) (optional): for how many accounts there was anything to do
 * @error: %POSTER_ERROR_CONFLICT: it went on by itself meanwhile; %POSTER_ERROR_NOT_FOUND; and see
 *   #PosterStore
 *
 * Returns: whether all that there was to do is done
 */
gboolean
poster_retry_post_finish (PosterStore   *store,
                          GAsyncResult  *result,
                          guint         *n_changed,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  if (n_changed != NULL)
    *n_changed = ((Retry *) g_task_get_task_data (G_TASK (result)))->n_changed;
  return g_task_propagate_boolean (G_TASK (result), error);
}
