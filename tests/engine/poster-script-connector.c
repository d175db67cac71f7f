/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-script-connector.h"

#include "poster-error.h"
#include "poster-json.h"

/* A platform in memory, and the way to reach it: the steps ask, init, upload, publish and status,
 * each of which does what it was told to beforehand. It keeps count of what it really published. */
struct _PosterScriptConnector
{
  PosterConnector  parent_instance;
  GHashTable      *plans;      /* (element-type utf8 GQueue), step -> acts to come */
  GHashTable      *published;  /* (element-type utf8 uint), target -> how often */
  GHashTable      *runs;       /* (element-type utf8 uint), step -> how often run */
  guint            cancels;
};

G_DEFINE_FINAL_TYPE (PosterScriptConnector, poster_script_connector, POSTER_TYPE_CONNECTOR)

static const struct
{
  const char     *name;
  PosterStepKind  kind;
} steps[] = {
  { "ask", POSTER_STEP_PREPARE },
  { "init", POSTER_STEP_RESERVE },
  { "upload", POSTER_STEP_TRANSFER },
  { "publish", POSTER_STEP_COMMIT },
  { "status", POSTER_STEP_WAIT },
};

static void
count (GHashTable *table,
       const char *key)
{
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (table, key));

  g_hash_table_insert (table, g_strdup (key), GUINT_TO_POINTER (before + 1));
}

static ScriptAct
next_act (PosterScriptConnector *self,
          const char            *step)
{
  GQueue *acts = g_hash_table_lookup (self->plans, step);

  return acts != NULL && !g_queue_is_empty (acts) ? GPOINTER_TO_INT (g_queue_pop_head (acts)) : SCRIPT_OK;
}

static PosterStep *
next_step (PosterConnector    *connector,
           PosterPublication  *publication,
           GError            **error)
{
  gint64 done = poster_json_get_int (publication->state, "done", 0);

  g_assert_cmpint (done, <, (gint64) G_N_ELEMENTS (steps));
  return poster_step_new (steps[done].name, steps[done].kind);
}

static JsonObject *
state_after (gint64 done)
{
  JsonObject *state = json_object_new ();

  json_object_set_int_member (state, "done", done);
  return state;
}

static GError *
make_error (PosterError code,
            PosterRetry retry,
            gboolean    may_have_arrived)
{
  GError *error = g_error_new_literal (POSTER_ERROR, code, "as planned");

  poster_error_get_details (error)->retry = retry;
  poster_error_get_details (error)->may_have_arrived = may_have_arrived;
  return error;
}

static GError *
make_pause (PosterPause pause)
{
  GError *error = make_error (POSTER_ERROR_RATE_LIMITED, POSTER_RETRY_NEVER, FALSE);

  poster_error_get_details (error)->code = g_strdup ("no_more");
  poster_error_get_details (error)->pause = pause;
  return error;
}

static GError *
make_turn (void)
{
  GError *error = make_error (POSTER_ERROR_RATE_LIMITED, POSTER_RETRY_LATER, FALSE);

  poster_error_get_details (error)->code = g_strdup (POSTER_ERROR_CODE_TURN);
  poster_error_get_details (error)->retry_after_us = 30 * G_USEC_PER_SEC;
  return error;
}

static void
cancelled_cb (GCancellable *cancellable,
              GTask        *task)
{
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
}

static void
failed_cb (GCancellable *cancellable,
           GTask        *task)
{
  g_task_set_check_cancellable (task, FALSE);
  g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, FALSE));
  g_object_unref (task);
}

static void
hang (GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  /* Disconnecting in the handler would wait for itself: the cancellable goes with its job. */
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_error_if_cancelled (task);
      return;
    }
  g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), g_object_ref (task));
}

static PosterStepResult *
published_result (const char *target_id)
{
  PosterStepResult *result = poster_step_result_new (POSTER_STEP_PUBLISHED, NULL);

  result->platform_post_id = g_strdup_printf ("post-of-%s", target_id);
  return result;
}

static void
run_step_async (PosterConnector     *connector,
                PosterPublication   *publication,
                const PosterStep    *step,
                PosterProgressFunc   progress,
                gpointer             progress_data,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  PosterScriptConnector *self = POSTER_SCRIPT_CONNECTOR (connector);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  ScriptAct act = next_act (self, step->name);
  gint64 done = poster_json_get_int (publication->state, "done", 0);
  PosterStepResult *result;

  if (g_task_return_error_if_cancelled (task))
    return;
  count (self->runs, step->name);
  if (step->kind == POSTER_STEP_COMMIT &&
      (act == SCRIPT_OK || act == SCRIPT_LOST_AFTER || act == SCRIPT_HANG_AFTER))
    count (self->published, publication->target_id);
  if (step->kind == POSTER_STEP_TRANSFER)
    progress (1, 2, progress_data);

  switch (act)
    {
    case SCRIPT_LATER:
      g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, FALSE));
      break;
    case SCRIPT_NEVER:
      g_task_return_error (task, make_error (POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, FALSE));
      break;
    case SCRIPT_SIGN_IN:
      g_task_return_error (task, make_error (POSTER_ERROR_AUTH, POSTER_RETRY_AFTER_SIGN_IN, FALSE));
      break;
    case SCRIPT_LOCKED:
      g_task_return_error (task, make_error (POSTER_ERROR_KEYRING_LOCKED, POSTER_RETRY_NEVER, FALSE));
      break;
    case SCRIPT_CAP:
      g_task_return_error (task, make_pause (POSTER_PAUSE_DAY));
      break;
    case SCRIPT_BANNED:
      g_task_return_error (task, make_pause (POSTER_PAUSE_UNTIL_ACT));
      break;
    case SCRIPT_PENDING:
      g_task_return_error (task, make_pause (POSTER_PAUSE_POST));
      break;
    case SCRIPT_TURN:
      g_task_return_error (task, make_turn ());
      break;
    case SCRIPT_LOST_BEFORE:
    case SCRIPT_LOST_AFTER:
      g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, TRUE));
      break;
    case SCRIPT_HANG:
    case SCRIPT_HANG_AFTER:
      hang (task);
      break;
    case SCRIPT_HANG_FAIL:
      g_signal_connect (cancellable, "cancelled", G_CALLBACK (failed_cb), g_object_ref (task));
      break;
    case SCRIPT_AGAIN:
      result = poster_step_result_new (POSTER_STEP_ASK_AGAIN, NULL);
      result->delay_us = 3 * G_USEC_PER_SEC;
      g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
      break;
    case SCRIPT_OK:
    case SCRIPT_FINAL:
    case SCRIPT_CANNOT_TELL:
    default:
      if (step->kind == POSTER_STEP_WAIT)
        result = published_result (publication->target_id);
      else
        result = poster_step_result_new (POSTER_STEP_CONTINUE, state_after (done + 1));
      g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
    }
}

static void
settle_async (PosterConnector     *connector,
              PosterPublication   *publication,
              const PosterStep    *step,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  PosterScriptConnector *self = POSTER_SCRIPT_CONNECTOR (connector);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  PosterStepResult *result;
  GError *error;

  g_assert_cmpstr (step->name, ==, "publish");
  count (self->runs, "settle");
  switch (next_act (self, "settle"))
    {
    case SCRIPT_LATER:
      g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, TRUE));
      return;
    case SCRIPT_SIGN_IN:
      g_task_return_error (task, make_error (POSTER_ERROR_AUTH, POSTER_RETRY_AFTER_SIGN_IN, FALSE));
      return;
    case SCRIPT_FINAL:
      error = make_error (POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, FALSE);
      poster_error_get_details (error)->is_final = TRUE;
      g_task_return_error (task, error);
      return;
    case SCRIPT_CANNOT_TELL:
      g_task_return_error (task, make_error (POSTER_ERROR_UNKNOWN_OUTCOME, POSTER_RETRY_NEVER, TRUE));
      return;
    case SCRIPT_OK:
    case SCRIPT_NEVER:
    case SCRIPT_LOCKED:
    case SCRIPT_CAP:
    case SCRIPT_BANNED:
    case SCRIPT_PENDING:
    case SCRIPT_TURN:
    case SCRIPT_LOST_BEFORE:
    case SCRIPT_LOST_AFTER:
    case SCRIPT_AGAIN:
    case SCRIPT_HANG:
    case SCRIPT_HANG_FAIL:
    case SCRIPT_HANG_AFTER:
    default:
      break;
    }
  if (g_hash_table_contains (self->published, publication->target_id))
    result = poster_step_result_new (POSTER_STEP_CONTINUE, state_after (4));
  else
    result = poster_step_result_new (POSTER_STEP_NOT_DONE, state_after (2));
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

static void
cancel_async (PosterConnector     *connector,
              PosterPublication   *publication,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  PosterScriptConnector *self = POSTER_SCRIPT_CONNECTOR (connector);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  self->cancels++;
  g_task_return_boolean (task, TRUE);
}

static void
poster_script_connector_finalize (GObject *object)
{
  PosterScriptConnector *self = POSTER_SCRIPT_CONNECTOR (object);

  g_hash_table_unref (self->plans);
  g_hash_table_unref (self->published);
  g_hash_table_unref (self->runs);
  G_OBJECT_CLASS (poster_script_connector_parent_class)->finalize (object);
}

static void
poster_script_connector_class_init (PosterScriptConnectorClass *klass)
{
  PosterConnectorClass *connector_class = POSTER_CONNECTOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = poster_script_connector_finalize;
  connector_class->key = "script";
  connector_class->next_step = next_step;
  connector_class->run_step_async = run_step_async;
  connector_class->settle_async = settle_async;
  connector_class->cancel_async = cancel_async;
}

static void
poster_script_connector_init (PosterScriptConnector *self)
{
  self->plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_queue_free);
  self->published = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

PosterScriptConnector *
poster_script_connector_new (PosterClock   *clock,
                             PosterSecrets *secrets)
{
  return g_object_new (POSTER_TYPE_SCRIPT_CONNECTOR, "clock", clock, "secrets", secrets, NULL);
}

/* The next time @step runs ("settle" for settling) that no earlier plan is for, it does @act. */
void
poster_script_connector_plan (PosterScriptConnector *self,
                              const char            *step,
                              ScriptAct              act)
{
  GQueue *acts = g_hash_table_lookup (self->plans, step);

  if (acts == NULL)
    {
      acts = g_queue_new ();
      g_hash_table_insert (self->plans, g_strdup (step), acts);
    }
  g_queue_push_tail (acts, GINT_TO_POINTER (act));
}

guint
poster_script_connector_get_published (PosterScriptConnector *self,
                                       const char            *target_id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->published, target_id));
}

guint
poster_script_connector_get_runs (PosterScriptConnector *self,
                                  const char            *step)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->runs, step));
}

guint
poster_script_connector_get_cancels (PosterScriptConnector *self)
{
  return self->cancels;
}
