/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-month-connector.h"

#include "poster-error.h"
#include "poster-json.h"

/* Of a thousand steps, so many meet with each of these. */
#define FAILS_OF_1000 8
#define LOST_BEFORE_OF_1000 3
#define LOST_AFTER_OF_1000 3
#define NOT_YET_OF_1000 200

/* How long an account that has had its posts is refused, at most, after it was first. */
#define CAP_US (2 * G_TIME_SPAN_DAY)

struct _PosterMonthConnector
{
  PosterConnector  parent_instance;

  guint            posts_per_day;
  gboolean         is_reachable;
  GRand           *random;
  GHashTable      *published;  /* (element-type utf8 uint), target -> how often */
  GHashTable      *faults;     /* (element-type utf8), targets that something went wrong with */
  GHashTable      *taken;      /* (element-type utf8 GArray), account -> when it was given posts */
  GHashTable      *caps;       /* (element-type utf8 GArray), account -> when it was told so */
};

G_DEFINE_FINAL_TYPE (PosterMonthConnector, poster_month_connector, POSTER_TYPE_CONNECTOR)

static const struct
{
  const char     *name;
  PosterStepKind  kind;
} steps[] = {
  { "init", POSTER_STEP_RESERVE },
  { "publish", POSTER_STEP_COMMIT },
  { "status", POSTER_STEP_WAIT },
};

static gint64
get_now_us (PosterMonthConnector *self)
{
  return poster_clock_get_now_us (poster_connector_get_clock (POSTER_CONNECTOR (self)));
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

static PosterStepResult *
result_after (PosterStepOutcome outcome,
              gint64            done)
{
  PosterStepResult *result = poster_step_result_new (outcome, json_object_new ());

  json_object_set_int_member (result->state, "done", done);
  return result;
}

static GError *
make_error (PosterError code,
            gboolean    may_have_arrived)
{
  GError *error = g_error_new_literal (POSTER_ERROR, code, "the platform has a bad day");

  poster_error_get_details (error)->retry = POSTER_RETRY_LATER;
  poster_error_get_details (error)->may_have_arrived = may_have_arrived;
  return error;
}

static GArray *
times_of (GHashTable *table,
          const char *account_id)
{
  GArray *times = g_hash_table_lookup (table, account_id);

  if (times == NULL)
    {
      times = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_hash_table_insert (table, g_strdup (account_id), times);
    }
  return times;
}

/* By the platform's own clock; the one of the computer may be set back and forth. */
static gboolean
is_full (PosterMonthConnector *self,
         const char           *account_id)
{
  GArray *taken = times_of (self->taken, account_id);
  gint64 now_us = get_now_us (self);
  guint n_taken = 0;

  for (guint i = 0; i < taken->len; i++)
    n_taken += g_array_index (taken, gint64, i) > now_us - G_TIME_SPAN_DAY;
  if (n_taken < self->posts_per_day)
    return FALSE;
  g_array_append_val (times_of (self->caps, account_id), now_us);
  return TRUE;
}

static gboolean
happens (PosterMonthConnector *self,
         PosterPublication    *publication,
         guint                 of_1000)
{
  if (g_rand_int_range (self->random, 0, 1000) >= (gint32) of_1000)
    return FALSE;
  g_hash_table_add (self->faults, g_strdup (publication->target_id));
  return TRUE;
}

static void
publish (PosterMonthConnector *self,
         PosterPublication    *publication)
{
  guint before = poster_month_connector_get_published (self, publication->target_id);
  gint64 now_us = get_now_us (self);

  g_hash_table_insert (self->published, g_strdup (publication->target_id), GUINT_TO_POINTER (before + 1));
  g_array_append_val (times_of (self->taken, publication->account->id), now_us);
}

static GError *
find_trouble (PosterMonthConnector *self,
              PosterPublication    *publication,
              const PosterStep     *step)
{
  GError *error;

  if (!self->is_reachable)
    return make_error (POSTER_ERROR_SERVICE, FALSE);
  if (happens (self, publication, FAILS_OF_1000))
    return make_error (POSTER_ERROR_SERVICE, FALSE);
  if (step->kind == POSTER_STEP_RESERVE && is_full (self, publication->account->id))
    {
      error = make_error (POSTER_ERROR_RATE_LIMITED, FALSE);
      poster_error_get_details (error)->retry = POSTER_RETRY_NEVER;
      poster_error_get_details (error)->code = g_strdup ("no_more");
      poster_error_get_details (error)->pause = POSTER_PAUSE_DAY;
      return error;
    }
  if (step->kind == POSTER_STEP_COMMIT && happens (self, publication, LOST_BEFORE_OF_1000))
    return make_error (POSTER_ERROR_SERVICE, TRUE);
  if (step->kind == POSTER_STEP_COMMIT && happens (self, publication, LOST_AFTER_OF_1000))
    {
      publish (self, publication);
      return make_error (POSTER_ERROR_SERVICE, TRUE);
    }
  return NULL;
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
  PosterMonthConnector *self = POSTER_MONTH_CONNECTOR (connector);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  gint64 done = poster_json_get_int (publication->state, "done", 0);
  GError *error = find_trouble (self, publication, step);
  PosterStepResult *result;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (step->kind == POSTER_STEP_COMMIT)
    publish (self, publication);
  if (step->kind == POSTER_STEP_WAIT && g_rand_int_range (self->random, 0, 1000) < NOT_YET_OF_1000)
    {
      result = poster_step_result_new (POSTER_STEP_ASK_AGAIN, NULL);
      result->delay_us = 3 * G_USEC_PER_SEC;
    }
  else if (step->kind == POSTER_STEP_WAIT)
    {
      result = poster_step_result_new (POSTER_STEP_PUBLISHED, NULL);
      result->platform_post_id = g_strdup_printf ("post-of-%s", publication->target_id);
    }
  else
    result = result_after (POSTER_STEP_CONTINUE, done + 1);
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

static void
settle_async (PosterConnector     *connector,
              PosterPublication   *publication,
              const PosterStep    *step,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  PosterMonthConnector *self = POSTER_MONTH_CONNECTOR (connector);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  PosterStepResult *result;

  if (!self->is_reachable)
    {
      g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, TRUE));
      return;
    }
  result = poster_month_connector_get_published (self, publication->target_id) > 0
           ? result_after (POSTER_STEP_CONTINUE, 2) : result_after (POSTER_STEP_NOT_DONE, 0);
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

static void
poster_month_connector_finalize (GObject *object)
{
  PosterMonthConnector *self = POSTER_MONTH_CONNECTOR (object);

  g_rand_free (self->random);
  g_hash_table_unref (self->published);
  g_hash_table_unref (self->faults);
  g_hash_table_unref (self->taken);
  g_hash_table_unref (self->caps);
  G_OBJECT_CLASS (poster_month_connector_parent_class)->finalize (object);
}

static void
poster_month_connector_class_init (PosterMonthConnectorClass *klass)
{
  PosterConnectorClass *connector_class = POSTER_CONNECTOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = poster_month_connector_finalize;
  connector_class->key = "month";
  connector_class->next_step = next_step;
  connector_class->run_step_async = run_step_async;
  connector_class->settle_async = settle_async;
}

static void
poster_month_connector_init (PosterMonthConnector *self)
{
  self->is_reachable = TRUE;
  self->random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  self->published = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  self->caps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
}

PosterMonthConnector *
poster_month_connector_new (PosterClock   *clock,
                            PosterSecrets *secrets,
                            guint          posts_per_day)
{
  PosterMonthConnector *self = g_object_new (POSTER_TYPE_MONTH_CONNECTOR, "clock", clock, "secrets", secrets, NULL);

  self->posts_per_day = posts_per_day;
  return self;
}

void
poster_month_connector_set_reachable (PosterMonthConnector *self,
                                      gboolean              is_reachable)
{
  self->is_reachable = is_reachable;
}

guint
poster_month_connector_get_published (PosterMonthConnector *self,
                                      const char           *target_id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->published, target_id));
}

gboolean
poster_month_connector_had_fault (PosterMonthConnector *self,
                                  const char           *target_id)
{
  return g_hash_table_contains (self->faults, target_id);
}

/* Whether the account had been told within two days before @until_us that it has had its posts. */
gboolean
poster_month_connector_was_capped (PosterMonthConnector *self,
                                   const char           *account_id,
                                   gint64                from_us,
                                   gint64                until_us)
{
  GArray *caps = times_of (self->caps, account_id);

  for (guint i = 0; i < caps->len; i++)
    {
      gint64 at_us = g_array_index (caps, gint64, i);

      if (at_us <= until_us && at_us >= from_us - CAP_US)
        return TRUE;
    }
  return FALSE;
}
