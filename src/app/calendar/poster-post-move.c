/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-post-move"

#include "poster-post-move.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "poster-calendar-days.h"
#include "poster-composer.h"
#include "poster-error.h"
#include "poster-json.h"

typedef struct
{
  /* Input. */
  int                       days;
  int                       minutes;

  /* In progress. */
  PosterPost               *before;       /* (nullable) */
  PosterCompositionRequest *request;      /* (nullable) */
  PosterComposition        *composition;  /* (nullable) */
} Move;

/* The steps, in the order they run: got -> composed -> saved */
static void got_cb      (GObject *object, GAsyncResult *result, gpointer user_data);
static void composed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void saved_cb    (GObject *object, GAsyncResult *result, gpointer user_data);

static void
move_free (Move *move)
{
  g_clear_object (&move->before);
  g_clear_pointer (&move->request, poster_composition_request_free);
  g_clear_pointer (&move->composition, poster_composition_free);
  g_free (move);
}

/* The same time on the wall, some days or minutes on; an instant is taken by the wall of its zone. */
static PosterSchedule *
shift (PosterSchedule  *schedule,
       Move            *move,
       GError         **error)
{
  const char *zone_name = poster_schedule_get_zone (schedule);
  const char *wall = poster_schedule_get_wall (schedule);
  int year, month, day, hour, minute_of_hour;
  g_autofree char *moved = NULL;
  guint32 number;
  int minute;

  if (wall != NULL && sscanf (wall, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute_of_hour) == 5)
    {
      number = poster_days_from_date (year, month, day);
      minute = hour * 60 + minute_of_hour;
    }
  else
    {
      g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (zone_name);
      g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();

      number = poster_days_at (poster_schedule_get_instant_us (schedule), zone != NULL ? zone : utc, &minute);
    }
  minute += move->minutes;
  number += (guint32) (move->days + (minute >= 0 ? minute / 1440 : -((1439 - minute) / 1440)));
  minute = ((minute % 1440) + 1440) % 1440;
  moved = poster_days_dup_wall (number, minute);
  return poster_schedule_new_wall (moved, zone_name, error);
}

static PosterCompositionTarget *
ask_for_target (PosterSession  *session,
                PosterTarget   *stored,
                Move           *move,
                GError        **error)
{
  PosterAccount *account = poster_session_find_account (session, stored->account_id);
  g_autoptr(PosterCompositionTarget) target = NULL;

  if (account == NULL)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                           _("An account of this post was disconnected. Open it to say where it is to go."));
      return NULL;
    }
  target = poster_composition_target_new (account);
  json_object_unref (target->options);
  target->options = poster_json_copy (stored->options);
  target->place = poster_json_copy (stored->place);
  target->content = g_strdup (stored->content);
  target->title = g_strdup (stored->title);
  target->media = stored->media != NULL ? g_ptr_array_ref (stored->media) : NULL;
  if (stored->schedule != NULL)
    {
      target->schedule = shift (stored->schedule, move, error);
      if (target->schedule == NULL)
        return NULL;
    }
  return g_steal_pointer (&target);
}

static PosterTargetStates
get_states (PosterPost *post)
{
  PosterTargetStates states = 0;

  for (guint i = 0; i < post->targets->len; i++)
    states |= POSTER_STATES (((PosterTarget *) g_ptr_array_index (post->targets, i))->state);
  return states;
}

static PosterCompositionRequest *
make_request (PosterSession  *session,
              Move           *move,
              GError        **error)
{
  g_autoptr(PosterCompositionRequest) request = poster_composition_request_new (move->before);
  PosterTargetStates states = get_states (move->before);

  if (move->before->schedule == NULL)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("This post has no time that could be changed. Open it to give it one."));
      return NULL;
    }
  if ((states & ~(POSTER_STATES (POSTER_TARGET_DRAFT) | POSTER_STATES (POSTER_TARGET_SCHEDULED))) != 0)
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("This post does not wait for its time any more. Open it to see what can be done."));
      return NULL;
    }
  request->when = (states & POSTER_STATES (POSTER_TARGET_SCHEDULED)) != 0 ? POSTER_COMPOSITION_AT
                                                                          : POSTER_COMPOSITION_DRAFT;
  request->consent = POSTER_CONSENT_ABSENT_REFUSED;
  request->schedule = shift (move->before->schedule, move, error);
  if (request->schedule == NULL)
    return NULL;
  for (guint i = 0; i < move->before->targets->len; i++)
    {
      PosterCompositionTarget *target = ask_for_target (session, g_ptr_array_index (move->before->targets, i), move, error);

      if (target == NULL)
        return NULL;
      g_ptr_array_add (request->targets, target);
    }
  return g_steal_pointer (&request);
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  PosterSession *session = g_task_get_source_object (task);
  PosterComposer *composer = poster_workspace_get_composer (poster_session_get_workspace (session));
  g_autoptr(GError) error = NULL;

  move->before = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  if (move->before != NULL)
    move->request = make_request (session, move, &error);
  if (move->request == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (poster_schedule_get_instant_us (move->request->schedule) <
      poster_clock_get_now_us (poster_session_get_clock (session)))
    {
      g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_INVALID, "%s",
                               _("That time has passed. A post can only move to a time that is yet to come."));
      return;
    }
  poster_composer_compose_async (composer, move->request, NULL, composed_cb, g_steal_pointer (&task));
}

static void
composed_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  move->composition = poster_composer_compose_finish (POSTER_COMPOSER (object), result, &error);
  if (move->composition == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    poster_composer_save_async (POSTER_COMPOSER (object), move->composition, NULL, saved_cb, g_steal_pointer (&task));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!poster_composer_save_finish (POSTER_COMPOSER (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  poster_session_ring (g_task_get_source_object (task));
  move->before->version = move->composition->post->version;
  g_task_return_pointer (task, g_steal_pointer (&move->before), g_object_unref);
}

/**
 * poster_post_move_async:
 * @session: a session
 * @post_id: id of a draft with a time in mind, or of a post that waits for its time
 * @days: how many days later, or with a minus earlier
 * @minutes: how many minutes later as well
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gives a post another time. The time is one on the wall of the zone that it was planned in: what goes
 * out at 18:00 does so on the other side of a change of the clocks as well.
 *
 * Errors: %POSTER_ERROR_INVALID for a time that has passed, or when the post may not go out as it is,
 * %POSTER_ERROR_CONFLICT when it does not wait any more, others of #PosterComposer
 */
void
poster_post_move_async (PosterSession       *session,
                        const char          *post_id,
                        int                  days,
                        int                  minutes,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, NULL, callback, user_data);
  Move *move = g_new0 (Move, 1);

  g_task_set_source_tag (task, poster_post_move_async);
  move->days = days;
  move->minutes = minutes;
  g_task_set_task_data (task, move, (GDestroyNotify) move_free);
  poster_store_get_post_async (poster_session_get_store (session), post_id, NULL, got_cb, g_steal_pointer (&task));
}

/**
 * poster_post_move_finish:
 * @session: a session
 * @result: the result
 * @error: see poster_post_move_async()
 *
 * Returns: (transfer full): the post as it was before, but for its version
 */
PosterPost *
poster_post_move_finish (PosterSession  *session,
                         GAsyncResult   *result,
                         GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
