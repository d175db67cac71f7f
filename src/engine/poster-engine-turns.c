/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine"

#include "poster-engine-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"
#include "poster-wait-words.h"

/* Which account's turn it is. One post at a time goes out to each; those that are late keep a
 * distance; an account that was asked to wait a little is left alone until then. */

/* How late a post may be without being “caught up with”. */
#define IN_TIME_US G_TIME_SPAN_MINUTE

/* What was sent last to an account. */
typedef struct
{
  gint64   begun_us;
  gint64   due_us;    /* -1: never by itself */
  gboolean was_late;
} Turn;

/* What the job that sends to an account was begun with. */
#define TURN_KEY "poster-engine-turn"

void
poster_engine_turns_init (PosterEngine *self)
{
  self->outgoing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->turns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->brakes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->moving = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
is_late (gint64 due_us,
         gint64 at_us)
{
  return due_us >= 0 && at_us - due_us > IN_TIME_US;
}

/* What an earlier process sent. */
void
poster_engine_turns_learn (PosterEngine *self,
                           GPtrArray    *turns)
{
  for (guint i = 0; i < turns->len; i++)
    {
      PosterTurn *known = g_ptr_array_index (turns, i);
      Turn *turn = g_new0 (Turn, 1);

      turn->begun_us = known->begun_us;
      turn->due_us = known->due_us;
      turn->was_late = is_late (known->due_us, known->begun_us);
      g_hash_table_insert (self->turns, g_strdup (known->account_id), turn);
    }
}

static gboolean
has_ended (gpointer key,
           gpointer value,
           gpointer user_data)
{
  return *(gint64 *) value <= *(gint64 *) user_data;
}

/* The accounts to which nothing more may go out now. */
GStrv
poster_engine_turns_dup_busy (PosterEngine *self,
                              gint64        now_us)
{
  GHashTable *const sets[] = { self->outgoing, self->brakes, self->moving };
  GPtrArray *busy = g_ptr_array_new ();

  g_hash_table_foreach_remove (self->brakes, has_ended, &now_us);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      GHashTableIter iter;
      gpointer account_id;

      g_hash_table_iter_init (&iter, sets[i]);
      while (g_hash_table_iter_next (&iter, &account_id, NULL))
        g_ptr_array_add (busy, g_strdup (account_id));
    }
  g_ptr_array_add (busy, NULL);
  return (GStrv) g_ptr_array_free (busy, FALSE);
}

/* When the first brake ends, -1 when there is none. */
gint64
poster_engine_turns_get_next_us (PosterEngine *self,
                                 gint64        now_us)
{
  GHashTableIter iter;
  gpointer until_us;
  gint64 next_us = -1;

  g_hash_table_iter_init (&iter, self->brakes);
  while (g_hash_table_iter_next (&iter, NULL, &until_us))
    if (next_us < 0 || *(gint64 *) until_us < next_us)
      next_us = *(gint64 *) until_us;
  return next_us;
}

/* When @target may go out at the earliest: posts that are late keep a distance from the one before,
 * but not a greater one than they were planned with. */
static gint64
get_turn_us (PosterEngine *self,
             PosterTarget *target,
             gint64        now_us)
{
  Turn *last = g_hash_table_lookup (self->turns, target->account_id);
  gint64 distance_us;

  if (last == NULL || last->due_us < 0 || target->due_us < 0 || last->begun_us > now_us ||
      (!last->was_late && !is_late (target->due_us, now_us)))
    return now_us;
  distance_us = MIN (self->spacing_us, ABS (target->due_us - last->due_us));
  return last->begun_us + distance_us;
}

typedef struct
{
  PosterEngine *engine;
  char         *account_id;
} PutOff;

static void
put_off_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PutOff *put_off = user_data;
  g_autoptr(PosterEngine) self = put_off->engine;
  g_autoptr(GError) error = NULL;

  g_hash_table_remove (self->moving, put_off->account_id);
  g_free (put_off->account_id);
  g_free (put_off);
  /* A conflict means that somebody did something else with it meanwhile, which is as well. */
  if (!poster_store_claim_target_finish (POSTER_STORE (object), result, &error) &&
      !g_error_matches (error, POSTER_ERROR, POSTER_ERROR_CONFLICT) &&
      !g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    poster_engine_report_trouble (self, error);
  poster_engine_pump (self);
}

/* Puts @target off when it would go out too soon after the one before; kept in the store, so that it
 * is so after a crash, too, and everybody sees why it waits. */
gboolean
poster_engine_turns_put_off (PosterEngine *self,
                             PosterPost   *post,
                             PosterTarget *target,
                             gint64        now_us)
{
  g_autoptr(PosterTarget) waiting = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *time = NULL;
  gint64 turn_us;
  PutOff *put_off;

  if ((target->state != POSTER_TARGET_SCHEDULED && target->state != POSTER_TARGET_HELD) || target->is_handed_over)
    return FALSE;
  /* What is too late to go out has nothing to keep a distance from, nor has what is not to go out yet. */
  turn_us = get_turn_us (self, target, now_us);
  if (turn_us <= now_us || target->due_us > now_us || poster_publish_job_is_too_late (target, now_us, self->grace_us))
    return FALSE;

  time = poster_wait_words_dup_time (turn_us, now_us);
  error = g_error_new (POSTER_ERROR, POSTER_ERROR_RATE_LIMITED,
                       /* Translators: %s is a time */
                       _("Posts that are late keep a distance; this one goes out at %s."), time);
  poster_error_get_details (error)->code = g_strdup (POSTER_WAIT_SPACING);
  waiting = poster_target_copy (target);
  waiting->wake_us = turn_us;
  poster_target_set_error (waiting, error);

  put_off = g_new0 (PutOff, 1);
  put_off->engine = g_object_ref (self);
  put_off->account_id = g_strdup (target->account_id);
  g_hash_table_add (self->moving, g_strdup (target->account_id));
  poster_store_claim_target_async (self->store, post, waiting, POSTER_STATES (target->state), NULL, NULL,
                                   put_off_cb, put_off);
  return TRUE;
}

/* Whether nothing may go out to the account now. */
gboolean
poster_engine_turns_is_busy (PosterEngine *self,
                             const char   *account_id)
{
  return g_hash_table_contains (self->outgoing, account_id) || g_hash_table_contains (self->brakes, account_id) ||
         g_hash_table_contains (self->moving, account_id);
}

void
poster_engine_turns_note_begun (PosterEngine     *self,
                                PosterPublishJob *job,
                                PosterTarget     *target,
                                gint64            now_us)
{
  GPtrArray *followers = poster_publish_job_get_followers (job);
  Turn *turn;

  if (target->is_committed || target->state == POSTER_TARGET_PUBLISHED)
    return;
  turn = g_new0 (Turn, 1);
  turn->begun_us = now_us;
  turn->due_us = target->due_us;
  turn->was_late = is_late (target->due_us, now_us);
  g_object_set_data_full (G_OBJECT (job), TURN_KEY, turn, g_free);
  g_hash_table_insert (self->outgoing, g_strdup (target->account_id), job);
  for (guint i = 0; i < followers->len; i++)
    g_hash_table_insert (self->outgoing, g_strdup (((PosterTarget *) g_ptr_array_index (followers, i))->account_id), job);
}

static gboolean
is_told_to_wait (PosterTarget *target,
                 gint64        now_us)
{
  return !target->is_committed && target->wake_us > now_us &&
         (g_strcmp0 (target->error_code, POSTER_ERROR_CODE_TURN) == 0 ||
          g_strcmp0 (target->error_code, "rate_limit_exceeded") == 0);
}

void
poster_engine_turns_note_ended (PosterEngine     *self,
                                PosterPublishJob *job,
                                gint64            now_us)
{
  Turn *turn = g_object_steal_data (G_OBJECT (job), TURN_KEY);
  PosterTarget *target = poster_publish_job_get_target (job);

  g_autoptr(GPtrArray) account_ids = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer account_id, sending;

  g_hash_table_iter_init (&iter, self->outgoing);
  while (g_hash_table_iter_next (&iter, &account_id, &sending))
    if (sending == job)
      {
        g_ptr_array_add (account_ids, g_strdup (account_id));
        g_hash_table_iter_remove (&iter);
      }
  if (turn == NULL)
    return;

  /* Others would be told the same. */
  if (is_told_to_wait (target, now_us))
    {
      gint64 *until_us = g_new (gint64, 1);

      *until_us = target->wake_us;
      g_hash_table_insert (self->brakes, g_strdup (target->account_id), until_us);
    }

  switch (target->state)
    {
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
    case POSTER_TARGET_PUBLISHED:
    case POSTER_TARGET_UNKNOWN:
      for (guint i = 0; i < account_ids->len; i++)
        g_hash_table_insert (self->turns, g_strdup (g_ptr_array_index (account_ids, i)), g_memdup2 (turn, sizeof *turn));
      break;

    case POSTER_TARGET_DRAFT:
    case POSTER_TARGET_SCHEDULED:
    case POSTER_TARGET_HELD:
    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_FAILED:
    case POSTER_TARGET_MISSED:
    case POSTER_TARGET_CANCELLED:
    default:
      /* Nothing went out. */
      break;
    }
  g_free (turn);
}
