/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "poster-connector-registry.h"
#include "poster-error.h"
#include "poster-file-identity.h"
#include "poster-json.h"
#include "poster-memory-secrets.h"
#include "poster-publish-job.h"
#include "poster-retry.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

/* Everything that can become of one target. The job that publishes, the retry of a person and the
 * store are the real ones; the platform is a model with a ledger. What can happen is explored from
 * each place that was ever reached: a place is what the store and the platform's ledger hold, that
 * is, all there is left after a crash. From there a job runs, and everything that it comes to is a
 * choice: how the platform answers (or that it does and the answer gets lost), whether a file is
 * there, whether it is late, whether somebody cancels or ends the program, and whether the process
 * dies before or after a line of the journal or in the middle of a step. Where a job has ended or
 * died is a place again. In each one the promises are checked. */

#define START_US (G_GINT64_CONSTANT (1798131600) * G_USEC_PER_SEC)
#define GRACE_US (30 * G_TIME_SPAN_MINUTE)

/* How many choices of one job may be other than the usual; the jobs that follow have as many
 * again. With "-m slow" one more. */
#define MAX_DEVIATIONS 1

/* A failure counts the same as the one before, but for the last that is allowed. */
#define LAST_FAILURE 11

/* What the platform has. A reservation is announced once and can be out once. */
typedef struct
{
  gint64   reservation;  /* number of the latest, 0 before the first */
  gboolean is_out;       /* whether the latest is, or will be when it is processed */
  guint    others_out;   /* how many of the earlier ones are */
} Server;

typedef struct
{
  PosterTarget *target;
  Server        server;
  char         *key;
  char         *story;      /* how one gets here, for people */
  gint          usual_next; /* the place where the usual choices lead, -1 when nothing goes on */
} Place;

typedef struct
{
  char                    *data_dir;
  char                    *file;
  char                    *moved_file;
  PosterTestClock         *clock;
  PosterMemorySecrets     *secrets;
  PosterConnectorRegistry *registry;
  PosterStore             *store;
  PosterPost              *post;
  PosterConnection        *connection;
  GPtrArray               *accounts;  /* (element-type PosterAccount) */

  GPtrArray               *places;    /* (element-type Place) */
  GHashTable              *by_key;    /* (element-type utf8 uint), index + 1 */

  /* The job that runs. */
  PosterPublishJob        *job;
  Server                   server;
  GArray                  *planned;   /* (element-type guint), what to choose */
  GArray                  *chosen;    /* (element-type guint) */
  GArray                  *offered;   /* (element-type guint), among how many */
  GString                 *words;
  gboolean                 signed_out;
  gboolean                 paused;
  gboolean                 repeats_are_harmless;  /* as with the last chunk of a file */
  PosterTarget            *remains;   /* (nullable): after a crash, what is in the store */
} World;

static World *world;

#define MODEL_TYPE_CONNECTOR (model_connector_get_type ())
G_DECLARE_FINAL_TYPE (ModelConnector, model_connector, MODEL, CONNECTOR, PosterConnector)

struct _ModelConnector
{
  PosterConnector parent_instance;
};

G_DEFINE_FINAL_TYPE (ModelConnector, model_connector, POSTER_TYPE_CONNECTOR)

/* One of the choices: the first is the usual one. After a crash nothing is left to choose. */
static guint
choose (const char *about,
        const char *options)
{
  g_auto(GStrv) names = g_strsplit (options, " ", -1);
  guint n_options = g_strv_length (names);
  guint choice = 0;

  if (world->remains != NULL)
    return 0;
  if (world->chosen->len < world->planned->len)
    choice = g_array_index (world->planned, guint, world->chosen->len);
  g_assert_cmpuint (choice, <, n_options);
  g_array_append_val (world->chosen, choice);
  g_array_append_val (world->offered, n_options);
  if (choice > 0)
    g_string_append_printf (world->words, " %s:%s", about, names[choice]);
  return choice;
}

/* The process dies here: what the store has by now is all that remains. */
static void
crash (void)
{
  if (world->remains == NULL)
    world->remains = poster_target_copy (poster_publish_job_get_target (world->job));
}

/* The platform. */

static GError *
make_error (PosterError code,
            PosterRetry retry,
            gboolean    may_have_arrived)
{
  GError *error = g_error_new_literal (POSTER_ERROR, code, "as chosen");

  poster_error_get_details (error)->retry = retry;
  poster_error_get_details (error)->may_have_arrived = may_have_arrived;
  return error;
}

/* The state after @done steps, for the reservation of that number. */
static JsonObject *
make_state (gint64 done,
            gint64 reservation)
{
  JsonObject *state = json_object_new ();

  json_object_set_int_member (state, "done", done);
  json_object_set_int_member (state, "reservation", reservation);
  return state;
}

static void
go_on (GTask  *task,
       gint64  done,
       gint64  reservation)
{
  g_task_return_pointer (task, poster_step_result_new (POSTER_STEP_CONTINUE, make_state (done, reservation)),
                         (GDestroyNotify) poster_step_result_free);
}

/* Processing came to nothing, which the platform says for sure. */
static void
take_down (gint64 reservation)
{
  if (reservation == world->server.reservation)
    world->server.is_out = FALSE;
  else
    g_assert_not_reached ();
}

static gboolean
is_out (gint64 reservation)
{
  /* Only the latest one is ever spoken about. */
  g_assert_cmpint (reservation, ==, world->server.reservation);
  return world->server.is_out;
}

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

enum
{
  AFTER_ASK = 1,
  AFTER_INIT,
  AFTER_UPLOAD,
  AFTER_PUBLISH,
};

static PosterStep *
next_step (PosterConnector    *connector,
           PosterPublication  *publication,
           GError            **error)
{
  gint64 done = poster_json_get_int (publication->state, "done", 0);

  return poster_step_new (steps[done].name, steps[done].kind);
}

static GError *
make_sign_in_error (void)
{
  world->signed_out = TRUE;
  return make_error (POSTER_ERROR_AUTH, POSTER_RETRY_AFTER_SIGN_IN, FALSE);
}

/* The account takes no more for a while. */
static GError *
make_pause_error (void)
{
  GError *error = make_error (POSTER_ERROR_RATE_LIMITED, POSTER_RETRY_NEVER, FALSE);

  poster_error_get_details (error)->code = g_strdup ("too_many");
  poster_error_get_details (error)->pause = POSTER_PAUSE_HOUR;
  world->paused = TRUE;
  return error;
}

/* What may happen to a step that shows nothing yet. */
static void
run_early_step (GTask            *task,
                const PosterStep *step,
                gint64            reservation)
{
  guint choice = choose (step->name, "ok later refused sign-in locked crash paused");

  if (step->kind == POSTER_STEP_RESERVE && (choice == 0 || choice == 5))
    {
      world->server.others_out += world->server.is_out;
      world->server.is_out = FALSE;
      reservation = ++world->server.reservation;
    }
  if (choice == 1)
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, FALSE));
  else if (choice == 2)
    g_task_return_error (task, make_error (POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, FALSE));
  else if (choice == 3)
    g_task_return_error (task, make_sign_in_error ());
  else if (choice == 4)
    g_task_return_error (task, make_error (POSTER_ERROR_KEYRING_LOCKED, POSTER_RETRY_NEVER, FALSE));
  else if (choice == 6)
    g_task_return_error (task, make_pause_error ());
  else
    {
      if (choice == 5)
        crash ();
      if (step->kind == POSTER_STEP_PREPARE)
        go_on (task, AFTER_ASK, 0);
      else
        go_on (task, step->kind == POSTER_STEP_RESERVE ? AFTER_INIT : AFTER_UPLOAD, reservation);
    }
}

/* Where repeats are harmless, the same once more to the same reservation changes nothing. */
static void
run_publish (GTask  *task,
             gint64  reservation)
{
  guint choice = choose ("publish", "ok lost-after lost-before later refused sign-in locked crash-after paused");

  if (choice == 0 || choice == 1 || choice == 7)
    {
      if (is_out (reservation) && !world->repeats_are_harmless)
        world->server.others_out++;
      world->server.is_out = TRUE;
    }
  if (choice == 1 || choice == 2)
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, TRUE));
  else if (choice == 3)
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, FALSE));
  /* A connector does not call it refused while an earlier try may have got through. */
  else if (choice == 4 && world->server.is_out)
    g_task_return_error (task, make_error (POSTER_ERROR_UNKNOWN_OUTCOME, POSTER_RETRY_NEVER, TRUE));
  else if (choice == 4)
    g_task_return_error (task, make_error (POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, FALSE));
  else if (choice == 5)
    g_task_return_error (task, make_sign_in_error ());
  else if (choice == 6)
    g_task_return_error (task, make_error (POSTER_ERROR_KEYRING_LOCKED, POSTER_RETRY_NEVER, FALSE));
  else if (choice == 8)
    g_task_return_error (task, make_pause_error ());
  else
    {
      if (choice == 7)
        crash ();
      go_on (task, AFTER_PUBLISH, reservation);
    }
}

static void
run_status (GTask  *task,
            gint64  reservation)
{
  guint choice = choose ("status", world->repeats_are_harmless ? "ok not-yet later sign-in failed begin-anew crash lags"
                                                               : "ok not-yet later sign-in failed begin-anew crash");
  PosterStepResult *result;
  GError *error;

  if (choice == 2)
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, FALSE));
  else if (choice == 3)
    g_task_return_error (task, make_sign_in_error ());
  else if (choice == 4)
    {
      take_down (reservation);
      error = make_error (POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, FALSE);
      poster_error_get_details (error)->is_final = TRUE;
      g_task_return_error (task, error);
    }
  else if (choice == 5)
    {
      take_down (reservation);
      go_on (task, 0, reservation);
    }
  else if (choice == 7 || (choice == 0 && !is_out (reservation)))
    {
      result = poster_step_result_new (POSTER_STEP_CONTINUE, make_state (AFTER_UPLOAD, reservation));
      result->in_doubt = TRUE;
      result->delay_us = G_USEC_PER_SEC;
      g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
    }
  else
    {
      result = poster_step_result_new (choice == 1 ? POSTER_STEP_ASK_AGAIN : POSTER_STEP_PUBLISHED, NULL);
      result->delay_us = choice == 1 ? 3 * G_USEC_PER_SEC : -1;
      if (choice == 6)
        crash ();
      g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
    }
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
  g_autoptr(GTask) task = g_task_new (connector, cancellable, callback, user_data);
  gint64 reservation = poster_json_get_int (publication->state, "reservation", 0);

  g_task_set_check_cancellable (task, FALSE);
  if (world->remains != NULL)
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, TRUE));
  else if (g_cancellable_is_cancelled (cancellable))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  else if (step->kind == POSTER_STEP_COMMIT)
    run_publish (task, reservation);
  else if (step->kind == POSTER_STEP_WAIT)
    run_status (task, reservation);
  else
    run_early_step (task, step, reservation);
}

static void
settle_async (PosterConnector     *connector,
              PosterPublication   *publication,
              const PosterStep    *step,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (connector, cancellable, callback, user_data);
  gint64 reservation = poster_json_get_int (publication->state, "reservation", 0);
  PosterStepResult *result;
  GError *error;
  guint choice;

  g_task_set_check_cancellable (task, FALSE);
  g_assert_cmpstr (step->name, ==, "publish");
  if (world->remains != NULL || g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
      return;
    }
  choice = choose ("settle", world->repeats_are_harmless ? "ok later sign-in cannot-tell failed crash lags"
                                                         : "ok later sign-in cannot-tell failed crash");
  if (choice == 1)
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, FALSE));
  else if (choice == 2)
    g_task_return_error (task, make_sign_in_error ());
  else if (choice == 3)
    g_task_return_error (task, make_error (POSTER_ERROR_UNKNOWN_OUTCOME, POSTER_RETRY_NEVER, TRUE));
  else if (choice == 4)
    {
      take_down (reservation);
      error = make_error (POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, FALSE);
      poster_error_get_details (error)->is_final = TRUE;
      g_task_return_error (task, error);
    }
  else
    {
      if (choice == 5)
        crash ();
      if (choice != 6 && is_out (reservation))
        {
          go_on (task, AFTER_PUBLISH, reservation);
          return;
        }
      /* That it did not arrive is sure only where the platform does not lag behind itself. */
      result = poster_step_result_new (POSTER_STEP_NOT_DONE, make_state (AFTER_INIT, reservation));
      result->in_doubt = choice == 6;
      g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
    }
}

static void
cancel_async (PosterConnector     *connector,
              PosterPublication   *publication,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (connector, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

static void
model_connector_class_init (ModelConnectorClass *klass)
{
  PosterConnectorClass *connector_class = POSTER_CONNECTOR_CLASS (klass);

  connector_class->key = "model";
  connector_class->next_step = next_step;
  connector_class->run_step_async = run_step_async;
  connector_class->settle_async = settle_async;
  connector_class->cancel_async = cancel_async;
}

static void
model_connector_init (ModelConnector *self)
{
}

/* Places. */

static void
place_free (Place *place)
{
  g_object_unref (place->target);
  g_free (place->key);
  g_free (place->story);
  g_free (place);
}

static gboolean
goes_on (PosterTarget *target)
{
  return (POSTER_STATES (target->state) & (POSTER_STATES_ACTIVE | POSTER_STATES (POSTER_TARGET_SCHEDULED))) != 0 ||
         (target->state == POSTER_TARGET_HELD && target->wake_us >= 0);
}

static gboolean
is_last_try (PosterTarget *target)
{
  return target->failures >= LAST_FAILURE;
}

static char *
make_key (PosterTarget *target,
          const Server *server)
{
  gint64 reservation = poster_json_get_int (target->step_state, "reservation", 0);

  return g_strdup_printf ("%s %s %d %d done=%" G_GINT64_FORMAT "%s wakes=%d | out=%d+%u",
                          poster_target_state_to_string (target->state),
                          target->open_step != NULL ? target->open_step : "-", target->is_committed,
                          is_last_try (target),
                          poster_json_get_int (target->step_state, "done", -1),
                          reservation == server->reservation ? "" : "(old)", target->wake_us >= 0,
                          server->is_out, server->others_out);
}

static void
check (PosterTarget *target,
       const Server *server,
       const char   *key,
       const char   *story)
{
  guint out = server->is_out + server->others_out;
  /* What a person has asked for again goes on at once, and has no reason until it comes to that. */
  gboolean stands_still = (POSTER_STATES (target->state) & (POSTER_STATES (POSTER_TARGET_FAILED) |
                                                            POSTER_STATES (POSTER_TARGET_MISSED) |
                                                            POSTER_STATES (POSTER_TARGET_UNKNOWN) |
                                                            POSTER_STATES (POSTER_TARGET_HELD))) != 0 &&
                          !goes_on (target);
  const char *broken = NULL;

  if (out > 1)
    broken = "it is out twice";
  else if (target->state == POSTER_TARGET_PUBLISHED && out != 1)
    broken = "it is said to be out, and is not";
  else if (target->state != POSTER_TARGET_PUBLISHED && out == 1 && !target->is_committed)
    broken = "it is out, and nobody takes that into account";
  else if ((POSTER_STATES (target->state) & (POSTER_STATES (POSTER_TARGET_FAILED) |
                                             POSTER_STATES (POSTER_TARGET_MISSED) |
                                             POSTER_STATES (POSTER_TARGET_CANCELLED))) != 0 && out == 1)
    broken = "it is out, and said not to be";
  else if (stands_still && (target->error_message == NULL || *target->error_message == '\0'))
    broken = "nobody says why";
  else if (goes_on (target) && target->wake_us < 0)
    broken = "it is forgotten";
  else if (target->state == POSTER_TARGET_UNKNOWN && target->open_step == NULL &&
           poster_json_get_int (target->step_state, "done", 0) == AFTER_UPLOAD)
    broken = "whoever looks again has it sent again, and nobody asked";
  /* Without one that lags there is no doubt but while the step is open. */
  else if (!world->repeats_are_harmless && target->is_committed && target->open_step == NULL &&
           poster_json_get_int (target->step_state, "done", 0) < AFTER_PUBLISH)
    broken = "it was refused, and is treated as if it were out";
  if (broken != NULL)
    g_error ("%s: %s, after%s", key, broken, story);
}

/* Returns: the index of the place, which is new or known */
static gint
reach (PosterTarget *target,
       const Server *server,
       const char   *before,
       const char   *words)
{
  g_autofree char *key = make_key (target, server);
  g_autofree char *story = g_strconcat (before, words, NULL);
  guint index;
  Place *place;

  check (target, server, key, story);
  index = GPOINTER_TO_UINT (g_hash_table_lookup (world->by_key, key));
  if (index > 0)
    return (gint) index - 1;
  place = g_new0 (Place, 1);
  place->target = poster_target_copy (target);
  place->server = *server;
  place->key = g_steal_pointer (&key);
  place->story = g_steal_pointer (&story);
  place->usual_next = -1;
  g_ptr_array_add (world->places, place);
  g_hash_table_insert (world->by_key, place->key, GUINT_TO_POINTER (world->places->len));
  return (gint) world->places->len - 1;
}

/* The store. */

static void
store_target (PosterTarget *target)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_commit_target_async (world->store, target, POSTER_STATES_ANY, NULL, NULL,
                                    poster_test_keep_result_cb, &result);
  poster_store_commit_target_finish (world->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static PosterPost *
read_post (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterPost *post;

  poster_store_get_post_async (world->store, world->post->id, NULL, poster_test_keep_result_cb, &result);
  post = poster_store_get_post_finish (world->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return post;
}

/* Signs in, also anew. */
static void
sign_in (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&world->accounts, g_ptr_array_unref);
  if (world->connection == NULL)
    {
      world->connection = poster_connection_new ("model", NULL);
      world->connection->remote_id = g_strdup ("kitchen");
    }
  world->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (world->accounts, poster_account_new ("model", "tiktok", "kitchen"));
  ((PosterAccount *) g_ptr_array_index (world->accounts, 0))->username = g_strdup ("kitchen");
  poster_store_save_sign_in_async (world->store, world->connection, world->accounts, NULL,
                                   poster_test_keep_result_cb, &result);
  g_ptr_array_unref (world->accounts);
  world->accounts = poster_store_save_sign_in_finish (world->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  world->signed_out = FALSE;
}

/* The account takes posts again. */
static void
end_pause (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_pause_account_async (world->store, ((PosterAccount *) g_ptr_array_index (world->accounts, 0))->id,
                                    NULL, NULL, -1, NULL, poster_test_keep_result_cb, &result);
  poster_store_pause_account_finish (world->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  world->paused = FALSE;
}

/* Jobs. */

static void
journaling_cb (PosterPublishJob   *job,
               PosterJournalEntry *entry,
               gpointer            user_data)
{
  if (choose ("before-line", "ok crash") == 1)
    crash ();
}

static void
journaled_cb (PosterPublishJob   *job,
              PosterJournalEntry *entry,
              gpointer            user_data)
{
  switch (choose ("after-line", "ok crash cancel stop"))
    {
    case 1:
      crash ();
      break;
    case 2:
      poster_publish_job_request_cancel (job);
      break;
    case 3:
      poster_publish_job_stop (job, FALSE);
      break;
    default:
      break;
    }
}

/* Runs a job from @place, which chooses as planned. */
static gint
run_job (Place *place)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterTarget) after = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint beginning;

  if (world->signed_out)
    sign_in ();
  if (world->paused)
    end_pause ();
  world->server = place->server;
  g_array_set_size (world->chosen, 0);
  g_array_set_size (world->offered, 0);
  g_string_truncate (world->words, 0);
  g_string_append (world->words, " |");
  store_target (place->target);
  post = read_post ();

  beginning = choose ("at-first", "ok late file-gone cancelled");
  poster_test_clock_set (world->clock, START_US + (beginning == 1 ? 2 * GRACE_US : 0));
  if (beginning == 2)
    g_assert_cmpint (g_rename (world->file, world->moved_file), ==, 0);
  world->job = poster_publish_job_new (world->store, world->registry, POSTER_SECRETS (world->secrets),
                                       POSTER_CLOCK (world->clock), post, g_ptr_array_index (post->targets, 0), GRACE_US);
  g_signal_connect (world->job, "journaling", G_CALLBACK (journaling_cb), NULL);
  g_signal_connect (world->job, "journaled", G_CALLBACK (journaled_cb), NULL);
  if (beginning == 3)
    poster_publish_job_request_cancel (world->job);
  poster_publish_job_run_async (world->job, poster_test_keep_result_cb, &result);
  poster_publish_job_run_finish (world->job, poster_test_await (&result), &error);
  g_assert_no_error (error);
  if (beginning == 2)
    g_assert_cmpint (g_rename (world->moved_file, world->file), ==, 0);

  after = world->remains != NULL ? g_steal_pointer (&world->remains)
                                 : poster_target_copy (poster_publish_job_get_target (world->job));
  g_clear_object (&result);
  g_clear_object (&world->job);
  return reach (after, &world->server, place->story, world->words->str);
}

static guint
count_deviations (guint n)
{
  guint deviations = 0;

  for (guint i = 0; i < n; i++)
    deviations += g_array_index (world->planned, guint, i) != 0;
  return deviations;
}

/* Plans what has not been chosen yet: depth first, the last choices first. */
static gboolean
plan_next (void)
{
  guint n = world->chosen->len;

  g_array_set_size (world->planned, 0);
  g_array_append_vals (world->planned, world->chosen->data, n);
  while (n > 0)
    {
      guint choice = g_array_index (world->planned, guint, n - 1);

      g_array_set_size (world->planned, n);
      if (choice + 1 < g_array_index (world->offered, guint, n - 1) &&
          count_deviations (n - 1) < MAX_DEVIATIONS + g_test_slow ())
        {
          g_array_index (world->planned, guint, n - 1)++;
          return TRUE;
        }
      n--;
    }
  return FALSE;
}

/* What a person asks for that stands still. */
static void
retry (Place *place)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_test_clock_set (world->clock, START_US);
  store_target (place->target);
  poster_retry_post_async (world->store, POSTER_CLOCK (world->clock), world->post->id, POSTER_WISH_RETRY, NULL,
                           poster_test_keep_result_cb, &result);
  poster_retry_post_finish (world->store, poster_test_await (&result), NULL, &error);
  g_assert_no_error (error);
  post = read_post ();
  reach (g_ptr_array_index (post->targets, 0), &place->server, place->story, " | retry");
}

static void
explore (guint index)
{
  Place *place = g_ptr_array_index (world->places, index);

  retry (place);
  if (place->target->state == POSTER_TARGET_HELD || goes_on (place->target))
    {
      g_array_set_size (world->planned, 0);
      place->usual_next = run_job (place);
      while (plan_next ())
        run_job (place);
    }

  /* The one failure too many. */
  if (goes_on (place->target) && !is_last_try (place->target))
    {
      g_autoptr(PosterTarget) target = poster_target_copy (place->target);

      target->failures = LAST_FAILURE;
      reach (target, &place->server, place->story, " (many times)");
    }
}

/* Wherever one is: with the usual answers it comes to an end. */
static void
check_ends (guint index)
{
  Place *place = g_ptr_array_index (world->places, index);

  for (guint jobs = 0; goes_on (place->target); jobs++)
    {
      if (jobs > 10)
        g_error ("%s does not come to an end, after%s", place->key, place->story);
      place = g_ptr_array_index (world->places, place->usual_next);
    }
}

static void
test_every_order (gconstpointer data)
{
  PosterTarget *target = g_ptr_array_index (world->post->targets, 0);
  Server server = { 0 };
  guint published = 0;

  world->repeats_are_harmless = GPOINTER_TO_INT (data);
  g_hash_table_remove_all (world->by_key);
  g_ptr_array_set_size (world->places, 0);
  reach (target, &server, "", " the beginning");
  for (guint i = 0; i < world->places->len; i++)
    explore (i);
  for (guint i = 0; i < world->places->len; i++)
    {
      check_ends (i);
      published += ((Place *) g_ptr_array_index (world->places, i))->target->state == POSTER_TARGET_PUBLISHED;
    }
  for (guint i = 0; i < world->places->len; i++)
    g_test_message ("%s, after%s", ((Place *) g_ptr_array_index (world->places, i))->key,
                    ((Place *) g_ptr_array_index (world->places, i))->story);
  g_assert_cmpuint (published, >, 0);
  g_assert_cmpuint (world->places->len, >, 20);
}

/* The world. */

static void
add_post (void)
{
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GAsyncResult) measured = NULL;
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GFile) file = g_file_new_for_path (world->file);
  g_autoptr(GError) error = NULL;
  PosterMediaItem *item = poster_media_item_new (world->file);
  PosterTarget *target;

  sign_in ();
  poster_file_identity_measure_async (file, TRUE, NULL, NULL, NULL, poster_test_keep_result_cb, &measured);
  identity = poster_file_identity_measure_finish (poster_test_await (&measured), &error);
  g_assert_no_error (error);
  item->size = identity->size;
  item->mtime_ns = identity->mtime_ns;
  item->sampled_hash = g_strdup (identity->sampled_hash);
  item->full_hash = g_strdup (identity->full_hash);
  world->post = poster_post_new ();
  g_ptr_array_add (world->post->media, item);
  world->post->schedule = poster_schedule_new_instant (START_US, "UTC");
  target = poster_target_new (((PosterAccount *) g_ptr_array_index (world->accounts, 0))->id);
  target->post_id = g_strdup (world->post->id);
  target->state = POSTER_TARGET_SCHEDULED;
  target->due_us = START_US;
  target->wake_us = START_US;
  g_ptr_array_add (world->post->targets, target);
  poster_store_save_post_async (world->store, world->post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &saved);
  poster_store_save_post_finish (world->store, poster_test_await (&saved), &error);
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  World the_world = { NULL };
  g_autofree char *pattern = NULL;
  g_autoptr(GDir) dir = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterConnector) connector = NULL;
  const char *name;
  int status;

  g_test_init (&argc, &argv, NULL);
  world = &the_world;
  pattern = g_build_filename (g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir (), "poster-model-XXXXXX", NULL);
  world->data_dir = g_mkdtemp (g_steal_pointer (&pattern));
  world->file = g_build_filename (world->data_dir, "film.mp4", NULL);
  world->moved_file = g_build_filename (world->data_dir, "elsewhere.mp4", NULL);
  g_assert_true (g_file_set_contents (world->file, "moving pictures", -1, NULL));
  world->clock = poster_test_clock_new (START_US);
  world->secrets = poster_memory_secrets_new ();
  world->registry = poster_connector_registry_new ();
  connector = g_object_new (MODEL_TYPE_CONNECTOR, "clock", world->clock, "secrets", world->secrets, NULL);
  poster_connector_registry_add (world->registry, connector);
  world->store = poster_store_open (world->data_dir, POSTER_CLOCK (world->clock), &error);
  g_assert_no_error (error);
  world->places = g_ptr_array_new_with_free_func ((GDestroyNotify) place_free);
  world->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  world->planned = g_array_new (FALSE, FALSE, sizeof (guint));
  world->chosen = g_array_new (FALSE, FALSE, sizeof (guint));
  world->offered = g_array_new (FALSE, FALSE, sizeof (guint));
  world->words = g_string_new (NULL);
  add_post ();

  g_test_add_data_func ("/model/every-order/repeats-are-harmless", GINT_TO_POINTER (TRUE), test_every_order);
  g_test_add_data_func ("/model/every-order/repeats-are-posts", GINT_TO_POINTER (FALSE), test_every_order);
  status = g_test_run ();

  poster_store_close (world->store);
  poster_test_settle ();
  g_hash_table_unref (world->by_key);
  g_ptr_array_unref (world->places);
  g_array_unref (world->planned);
  g_array_unref (world->chosen);
  g_array_unref (world->offered);
  g_string_free (world->words, TRUE);
  g_object_unref (world->post);
  g_object_unref (world->connection);
  g_ptr_array_unref (world->accounts);
  g_object_unref (world->store);
  g_object_unref (world->registry);
  g_object_unref (world->secrets);
  g_object_unref (world->clock);
  dir = g_dir_open (world->data_dir, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (world->data_dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (world->data_dir);
  g_free (world->data_dir);
  g_free (world->file);
  g_free (world->moved_file);
  return status;
}
