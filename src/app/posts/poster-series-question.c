/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-series-question"

#include "poster-series-question.h"

#include "poster-compat.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  /* Input. */
  GWeakRef      parent;
  gboolean      deletes;

  /* In progress. */
  PosterPost   *post;    /* (nullable) */
  PosterSeries *series;  /* (nullable) */
} Question;

/* The steps, in the order they run: post_got -> (series_got -> answered) */
static void post_got_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static void series_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void answered_cb   (GObject *object, GAsyncResult *result, gpointer user_data);

static void
question_free (gpointer data)
{
  Question *question = data;

  g_weak_ref_clear (&question->parent);
  g_clear_object (&question->post);
  g_clear_object (&question->series);
  g_free (question);
}

static void
post_got_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  question->post = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  if (question->post == NULL)
    g_task_return_error (task, error);
  else if (!question->post->repeats)
    g_task_return_int (task, POSTER_SERIES_SCOPE_THIS);
  else
    poster_store_get_series_async (POSTER_STORE (object), question->post->series_id, g_task_get_cancellable (task),
                                   series_got_cb, g_object_ref (task));
}

static void
series_got_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  const char *const responses[] = { "cancel", _("_Cancel"), "this", _("_This Post"),
                                    "following", _("This and _All That Follow"), NULL };
  g_autoptr(GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  g_autoptr(GtkWindow) parent = g_weak_ref_get (&question->parent);
  g_autofree char *rule = NULL;
  g_autofree char *body = NULL;
  GError *error = NULL;

  question->series = poster_store_get_series_finish (POSTER_STORE (object), result, &error);
  if (question->series == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (parent == NULL)
    {
      g_task_return_int (task, POSTER_SERIES_SCOPE_NONE);
      return;
    }
  rule = poster_recurrence_describe (question->series->recurrence, question->series->start);
  if (question->deletes)
    /* Translators: %s is a rule, “Every week on Monday and Thursday at 18:00” */
    body = g_strdup_printf (_("It repeats: %s. Without this post, the next one goes out as planned."), rule);
  else
    /* Translators: %s is a rule, “Every week on Monday and Thursday at 18:00” */
    body = g_strdup_printf (_("It repeats: %s. What you changed can be for this post alone."), rule);
  poster_ask_async (parent, question->deletes ? _("Delete a Post That Repeats?") : _("Change a Post That Repeats?"), body,
                    responses, question->deletes ? NULL : "this", question->deletes ? "following" : NULL,
                    g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autofree char *response = poster_ask_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (g_strcmp0 (response, "this") == 0)
    g_task_return_int (task, POSTER_SERIES_SCOPE_THIS);
  else if (g_strcmp0 (response, "following") == 0)
    g_task_return_int (task, POSTER_SERIES_SCOPE_FOLLOWING);
  else
    g_task_return_int (task, POSTER_SERIES_SCOPE_NONE);
}

/**
 * poster_series_question_async:
 * @session: a session
 * @parent: the window that asks
 * @post_id: id of a post
 * @deletes: whether what is meant is to be deleted, and not changed
 * @cancellable: (nullable): closes the question
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Asks whether this post is meant, or all that follow as well. Of one that does not repeat nothing is
 * asked.
 */
void
poster_series_question_async (PosterSession       *session,
                              GtkWindow           *parent,
                              const char          *post_id,
                              gboolean             deletes,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  g_task_set_source_tag (task, poster_series_question_async);
  g_weak_ref_init (&question->parent, parent);
  question->deletes = deletes;
  g_task_set_task_data (task, question, question_free);
  poster_store_get_post_async (poster_session_get_store (session), post_id, cancellable, post_got_cb, task);
}

/**
 * poster_series_question_finish:
 * @session: a session
 * @result: the result
 * @post: (out) (optional) (transfer full) (nullable): the post as it is stored
 * @series: (out) (optional) (transfer full) (nullable): what it is one of
 * @error: see #PosterStore, and %G_IO_ERROR_CANCELLED
 *
 * Returns: what is meant
 */
PosterSeriesScope
poster_series_question_finish (PosterSession  *session,
                               GAsyncResult   *result,
                               PosterPost    **post,
                               PosterSeries  **series,
                               GError        **error)
{
  Question *question;
  gssize scope;

  g_return_val_if_fail (g_task_is_valid (result, session), POSTER_SERIES_SCOPE_NONE);

  question = g_task_get_task_data (G_TASK (result));
  scope = g_task_propagate_int (G_TASK (result), error);
  if (scope < 0)
    scope = POSTER_SERIES_SCOPE_NONE;
  if (post != NULL)
    *post = g_steal_pointer (&question->post);
  if (series != NULL)
    *series = g_steal_pointer (&question->series);
  return (PosterSeriesScope) scope;
}
