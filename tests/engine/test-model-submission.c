/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "poster-connector-registry.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-memory-secrets.h"
#include "poster-publish-group.h"
#include "poster-publish-job.h"
#include "poster-retry.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

/* Everything that can become of two targets that a service takes as one submission, explored as in
 * test-model.c: from each place that was ever reached a job runs for either of them, and everything it
 * comes to is a choice, the death of the process included. The service makes a post of all that it is
 * sent: whatever happens, no account may get two. */

#define START_US (G_GINT64_CONSTANT (1798131600) * G_USEC_PER_SEC)
#define GRACE_US (30 * G_TIME_SPAN_MINUTE)
#define N_TARGETS 2
#define MAX_POSTS 4

/* How many choices of one job may be other than the usual. With "-m slow" one more. */
#define MAX_DEVIATIONS 1

/* A post at the service, and which of the two accounts it goes to. */
typedef struct
{
  char     submission_id[40];
  gboolean goes_to[N_TARGETS];
} ServerPost;

typedef struct
{
  ServerPost posts[MAX_POSTS];
  guint      n_posts;
} Server;

typedef struct
{
  PosterTarget *targets[N_TARGETS];
  Server        server;
  char         *key;
  char         *story;
} Place;

typedef struct
{
  char                    *data_dir;
  gint64                   due_us;
  PosterHolder             holder;
  PosterTestClock         *clock;
  PosterMemorySecrets     *secrets;
  PosterConnectorRegistry *registry;
  PosterStore             *store;
  PosterPost              *post;
  GPtrArray               *accounts;  /* (element-type PosterAccount) */

  GPtrArray               *places;    /* (element-type Place) */
  GHashTable              *by_key;    /* (element-type utf8 Place) */

  /* The job that runs. */
  PosterPublishJob        *job;
  Place                   *from;
  Server                   server;
  GArray                  *planned;   /* (element-type guint), what to choose */
  GArray                  *chosen;    /* (element-type guint) */
  GArray                  *offered;   /* (element-type guint), among how many */
  GString                 *words;
  PosterTarget            *remains[N_TARGETS];  /* (nullable): after a crash, what is in the store */
} World;

static World *world;

#define MODEL_TYPE_CONNECTOR (model_connector_get_type ())
G_DECLARE_FINAL_TYPE (ModelConnector, model_connector, MODEL, CONNECTOR, PosterConnector)

struct _ModelConnector
{
  PosterConnector parent_instance;
};

G_DEFINE_FINAL_TYPE (ModelConnector, model_connector, POSTER_TYPE_CONNECTOR)

static gboolean
has_crashed (void)
{
  return world->remains[0] != NULL;
}

/* One of the choices: the first is the usual one. After a crash nothing is left to choose. */
static guint
choose (const char *about,
        const char *options)
{
  g_auto(GStrv) names = g_strsplit (options, " ", -1);
  guint n_options = g_strv_length (names);
  guint choice = 0;

  if (has_crashed ())
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

/* What the store has of a target now: as the job wrote it, or as it was before. */
static PosterTarget *
copy_stored (guint index)
{
  PosterTarget *before = world->from->targets[index];
  GPtrArray *followers = poster_publish_job_get_followers (world->job);

  if (g_str_equal (poster_publish_job_get_target (world->job)->id, before->id))
    return poster_target_copy (poster_publish_job_get_target (world->job));
  for (guint i = 0; i < followers->len; i++)
    if (g_str_equal (((PosterTarget *) g_ptr_array_index (followers, i))->id, before->id))
      return poster_target_copy (g_ptr_array_index (followers, i));
  return NULL;
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

/* The process dies here. */
static void
crash (void)
{
  if (has_crashed ())
    return;
  for (guint i = 0; i < N_TARGETS; i++)
    {
      world->remains[i] = copy_stored (i);
      /* It had gone its own way before. */
      if (world->remains[i] == NULL)
        {
          g_autoptr(PosterPost) post = read_post ();

          world->remains[i] = poster_target_copy (g_ptr_array_index (post->targets, i));
        }
    }
}

/* The service. */

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

static guint
account_index (PosterPublication *publication)
{
  return g_str_equal (publication->account->remote_id, "0") ? 0 : 1;
}

static ServerPost *
find_server_post (const char *submission_id)
{
  for (guint i = 0; i < world->server.n_posts; i++)
    if (g_str_equal (world->server.posts[i].submission_id, submission_id))
      return &world->server.posts[i];
  return NULL;
}

static guint
count_out (const Server *server,
           guint         index)
{
  guint n_out = 0;

  for (guint i = 0; i < server->n_posts; i++)
    n_out += server->posts[i].goes_to[index];
  return n_out;
}

static JsonObject *
make_state (gint64 done)
{
  JsonObject *state = json_object_new ();

  json_object_set_int_member (state, "done", done);
  return state;
}

static const struct
{
  const char     *name;
  PosterStepKind  kind;
} steps[] = {
  { "upload", POSTER_STEP_TRANSFER },
  { "create", POSTER_STEP_COMMIT },
  { "status", POSTER_STEP_WAIT },
};

static PosterStep *
next_step (PosterConnector    *connector,
           PosterPublication  *publication,
           GError            **error)
{
  gint64 done = poster_json_get_int (publication->state, "done", 0);

  return poster_step_new (steps[done].name, steps[done].kind);
}

static void
go_on (GTask  *task,
       gint64  done)
{
  g_task_return_pointer (task, poster_step_result_new (POSTER_STEP_CONTINUE, make_state (done)),
                         (GDestroyNotify) poster_step_result_free);
}

static void
have_it (GTask             *task,
         PosterPublication *publication)
{
  PosterStepResult *result;

  result = poster_step_result_new (publication->scheduled_us >= 0 ? POSTER_STEP_HANDED_OVER : POSTER_STEP_CONTINUE,
                                   make_state (2));
  g_task_return_pointer (task, result, (GDestroyNotify) poster_step_result_free);
}

static void
run_upload (GTask *task)
{
  switch (choose ("upload", "ok later refused crash"))
    {
    case 1:
      g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, FALSE));
      break;
    case 2:
      g_task_return_error (task, make_error (POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, FALSE));
      break;
    case 3:
      crash ();
      G_GNUC_FALLTHROUGH;
    default:
      go_on (task, 1);
    }
}

static void
run_create (GTask             *task,
            PosterPublication *publication)
{
  guint choice = choose ("create", "ok lost-after lost-before later refused crash-after");

  if (choice <= 1 || choice == 5)
    {
      ServerPost *post = &world->server.posts[world->server.n_posts++];

      g_assert_cmpuint (world->server.n_posts, <=, MAX_POSTS);
      memset (post, 0, sizeof *post);
      g_assert_nonnull (publication->submission_id);
      g_strlcpy (post->submission_id, publication->submission_id, sizeof post->submission_id);
      post->goes_to[account_index (publication)] = TRUE;
      for (guint i = 0; publication->siblings != NULL && i < publication->siblings->len; i++)
        post->goes_to[account_index (g_ptr_array_index (publication->siblings, i))] = TRUE;
    }
  if (choice == 1 || choice == 2)
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, TRUE));
  else if (choice == 3)
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, FALSE));
  else if (choice == 4)
    g_task_return_error (task, make_error (POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, FALSE));
  else
    {
      if (choice == 5)
        crash ();
      have_it (task, publication);
    }
}

static void
run_status (GTask             *task,
            PosterPublication *publication)
{
  guint choice = choose ("status", "ok not-yet later failed crash");
  PosterStepResult *result;

  if (choice == 2)
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, FALSE));
  else if (choice == 3)
    {
      ServerPost *post = find_server_post (publication->submission_id);
      GError *error = make_error (POSTER_ERROR_REJECTED, POSTER_RETRY_NEVER, FALSE);

      g_assert_nonnull (post);
      post->goes_to[account_index (publication)] = FALSE;
      poster_error_get_details (error)->is_final = TRUE;
      g_task_return_error (task, error);
    }
  else
    {
      if (choice == 4)
        crash ();
      result = poster_step_result_new (choice == 1 ? POSTER_STEP_ASK_AGAIN : POSTER_STEP_PUBLISHED, NULL);
      result->delay_us = choice == 1 ? 3 * G_USEC_PER_SEC : -1;
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

  g_task_set_check_cancellable (task, FALSE);
  if (has_crashed ())
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, TRUE));
  else if (g_cancellable_is_cancelled (cancellable))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  else if (step->kind == POSTER_STEP_COMMIT)
    run_create (task, publication);
  else if (step->kind == POSTER_STEP_WAIT)
    run_status (task, publication);
  else
    run_upload (task);
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
  guint choice;

  g_task_set_check_cancellable (task, FALSE);
  if (has_crashed () || g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
      return;
    }
  choice = choose ("settle", "ok later cannot-tell crash");
  if (choice == 1)
    g_task_return_error (task, make_error (POSTER_ERROR_SERVICE, POSTER_RETRY_LATER, FALSE));
  else if (choice == 2)
    g_task_return_error (task, make_error (POSTER_ERROR_UNKNOWN_OUTCOME, POSTER_RETRY_NEVER, TRUE));
  else
    {
      if (choice == 3)
        crash ();
      if (find_server_post (publication->submission_id) != NULL)
        have_it (task, publication);
      else
        g_task_return_pointer (task, poster_step_result_new (POSTER_STEP_NOT_DONE, make_state (1)),
                               (GDestroyNotify) poster_step_result_free);
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

  connector_class->key = "late";
  connector_class->shares_submissions = TRUE;
  connector_class->publishes_later = TRUE;
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
  for (guint i = 0; i < N_TARGETS; i++)
    g_object_unref (place->targets[i]);
  g_free (place->key);
  g_free (place->story);
  g_free (place);
}

static gboolean
goes_on (PosterTarget *target)
{
  return target->state == POSTER_TARGET_SCHEDULED || target->state == POSTER_TARGET_HELD ||
         (POSTER_STATES (target->state) & POSTER_STATES_ACTIVE) != 0;
}

static char *
describe (PosterTarget *target)
{
  g_autofree char *state = target->step_state != NULL ? poster_json_to_text (target->step_state, FALSE) : NULL;

  return g_strdup_printf ("[%s%s%s%s %s %s%s]", poster_target_state_to_string (target->state),
                          target->is_committed ? " committed" : "", target->is_handed_over ? " handed-over" : "",
                          target->wake_us >= 0 ? "" : " asleep", state, target->open_step != NULL ? target->open_step : "-",
                          target->failures > 0 ? " failed" : "");
}

/* What is the same to everybody, whatever ids it has, and whichever of the two is which. */
static char *
make_key (PosterTarget *const *targets,
          const Server        *server)
{
  g_autofree char *first = describe (targets[0]);
  g_autofree char *second = describe (targets[1]);
  guint one = strcmp (first, second) > 0;
  guint other = 1 - one;
  GString *key = g_string_new (one == 0 ? first : second);

  g_string_append (key, one == 0 ? second : first);
  g_string_append (key, g_strcmp0 (targets[0]->submission_id, targets[1]->submission_id) == 0 ? " together" : " apart");
  for (guint i = 0; i < server->n_posts; i++)
    g_string_append_printf (key, " {%s%s%s%s}",
                            g_strcmp0 (server->posts[i].submission_id, targets[one]->submission_id) == 0 ? "first's " : "",
                            g_strcmp0 (server->posts[i].submission_id, targets[other]->submission_id) == 0 ? "second's " : "",
                            server->posts[i].goes_to[one] ? "0" : "", server->posts[i].goes_to[other] ? "1" : "");
  return g_string_free (key, FALSE);
}

/* Whether it makes no difference which of the two is taken up. */
static gboolean
are_alike (Place *place)
{
  g_autofree char *first = describe (place->targets[0]);
  g_autofree char *second = describe (place->targets[1]);

  return g_str_equal (first, second) &&
         g_strcmp0 (place->targets[0]->submission_id, place->targets[1]->submission_id) == 0 &&
         count_out (&place->server, 0) == count_out (&place->server, 1);
}

static void
check (PosterTarget *const *targets,
       const Server        *server,
       const char          *key,
       const char          *story)
{
  const PosterTargetStates over = POSTER_STATES (POSTER_TARGET_FAILED) | POSTER_STATES (POSTER_TARGET_MISSED) |
                                  POSTER_STATES (POSTER_TARGET_CANCELLED);

  for (guint i = 0; i < N_TARGETS; i++)
    {
      PosterTarget *target = targets[i];
      PosterTarget *other = targets[1 - i];
      guint out = count_out (server, i);
      const char *broken = NULL;

      if (out > 1)
        broken = "an account has it twice";
      else if (target->state == POSTER_TARGET_PUBLISHED && out != 1)
        broken = "it is said to be out, and is not";
      else if (target->state != POSTER_TARGET_PUBLISHED && out == 1 && !target->is_committed && !target->is_handed_over)
        broken = "the service has it, and nobody takes that into account";
      else if ((POSTER_STATES (target->state) & over) != 0 && out == 1)
        broken = "it is out, and said not to be";
      else if (goes_on (target) && target->state != POSTER_TARGET_HELD && target->wake_us < 0)
        broken = "it is forgotten";
      else if (target->open_step != NULL && target->open_kind == POSTER_STEP_COMMIT && target->submission_id != NULL &&
               g_strcmp0 (target->submission_id, other->submission_id) == 0 && !poster_target_is_beside (target, other) &&
               /* A person may take up one of them alone. */
               strstr (story, "retry") == NULL)
        broken = "members of a submission differ before it is settled";
      if (broken != NULL)
        g_error ("%s: %s, after%s", key, broken, story);
    }
}

/* Takes both: whether this is a place where nobody has been yet is found out. */
static void
reach (PosterTarget *const *targets,
       const Server        *server,
       const char          *before,
       const char          *words)
{
  g_autofree char *key = make_key (targets, server);
  g_autofree char *story = g_strconcat (before, words, NULL);
  Place *place;

  check (targets, server, key, story);
  if (g_hash_table_contains (world->by_key, key))
    return;
  place = g_new0 (Place, 1);
  for (guint i = 0; i < N_TARGETS; i++)
    {
      place->targets[i] = poster_target_copy (targets[i]);
      /* How long exactly it waits makes no difference. */
      if (place->targets[i]->wake_us >= 0)
        place->targets[i]->wake_us = place->targets[i]->wake_us < world->due_us ? START_US : world->due_us;
    }
  place->server = *server;
  place->key = g_steal_pointer (&key);
  place->story = g_steal_pointer (&story);
  g_ptr_array_add (world->places, place);
  g_hash_table_add (world->by_key, place->key);
}

static void
store_targets (PosterTarget *const *list)
{
  g_autoptr(GPtrArray) targets = g_ptr_array_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < N_TARGETS; i++)
    g_ptr_array_add (targets, list[i]);
  poster_store_commit_targets_async (world->store, NULL, targets, POSTER_STATES_ANY, NULL, NULL, NULL,
                                     poster_test_keep_result_cb, &result);
  poster_store_commit_targets_finish (world->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
store_place (Place *place)
{
  /* What the platform may have cannot be cancelled, whoever says so. */
  store_targets ((PosterTarget *const *) world->post->targets->pdata);
  store_targets (place->targets);
}

static void
journaled_cb (PosterPublishJob   *job,
              PosterJournalEntry *entry,
              gpointer            user_data)
{
  switch (choose ("after-line", "ok crash cancel"))
    {
    case 1:
      crash ();
      break;
    case 2:
      poster_publish_job_request_cancel (job);
      break;
    default:
      break;
    }
}

/* Runs a job for one of the targets of @place, and whoever goes along. */
static void
run_job (Place *place,
         guint  index)
{
  g_autoptr(GHashTable) accounts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) followers = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterPost) after = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterTarget *target;
  gint64 now_us = MAX (place->targets[index]->wake_us, START_US);

  world->server = place->server;
  world->from = place;
  g_array_set_size (world->chosen, 0);
  g_array_set_size (world->offered, 0);
  g_string_printf (world->words, " | %u", index);
  store_place (place);
  if (choose ("at-first", "ok late") == 1)
    now_us = world->due_us + 2 * GRACE_US;
  poster_test_clock_set (world->clock, now_us);
  post = read_post ();
  target = g_ptr_array_index (post->targets, index);
  for (guint i = 0; i < N_TARGETS; i++)
    g_hash_table_insert (accounts, ((PosterAccount *) g_ptr_array_index (world->accounts, i))->id,
                         g_ptr_array_index (world->accounts, i));
  followers = poster_publish_group_find (post, target, accounts, world->registry, now_us);

  world->job = poster_publish_job_new (world->store, world->registry, POSTER_SECRETS (world->secrets),
                                       POSTER_CLOCK (world->clock), post, target, GRACE_US);
  poster_publish_job_set_followers (world->job, followers);
  g_signal_connect (world->job, "journaled", G_CALLBACK (journaled_cb), NULL);
  poster_publish_job_run_async (world->job, poster_test_keep_result_cb, &result);
  poster_publish_job_run_finish (world->job, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_clear_object (&world->job);

  if (has_crashed ())
    reach (world->remains, &world->server, place->story, world->words->str);
  else
    {
      PosterTarget *stored[N_TARGETS];

      after = read_post ();
      for (guint i = 0; i < N_TARGETS; i++)
        stored[i] = g_ptr_array_index (after->targets, i);
      reach (stored, &world->server, place->story, world->words->str);
    }
  for (guint i = 0; i < N_TARGETS; i++)
    g_clear_object (&world->remains[i]);
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

/* What a person asks for one that stands still. */
static void
retry (Place *place,
       guint  index)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterTarget *stored[N_TARGETS];

  poster_test_clock_set (world->clock, START_US);
  store_place (place);
  poster_retry_target_async (world->store, POSTER_CLOCK (world->clock), world->post->id, place->targets[index]->id,
                             POSTER_WISH_RETRY, NULL, poster_test_keep_result_cb, &result);
  poster_retry_post_finish (world->store, poster_test_await (&result), NULL, &error);
  g_assert_no_error (error);
  post = read_post ();
  for (guint i = 0; i < N_TARGETS; i++)
    stored[i] = g_ptr_array_index (post->targets, i);
  reach (stored, &place->server, place->story, " | retry");
}

static guint
count_retries (const char *story)
{
  guint n_retries = 0;

  while ((story = strstr (story, "retry")) != NULL)
    {
      n_retries++;
      story++;
    }
  return n_retries;
}

static void
explore (Place *place)
{
  for (guint i = 0; i < (are_alike (place) ? 1 : N_TARGETS); i++)
    {
      if (!goes_on (place->targets[i]))
        {
          /* Ever more tries would be ever more posts that failed. */
          if (place->server.n_posts < MAX_POSTS / 2 && count_retries (place->story) < 1 + g_test_slow ())
            retry (place, i);
          continue;
        }
      g_array_set_size (world->planned, 0);
      run_job (place, i);
      while (plan_next ())
        run_job (place, i);
    }
}

static void
sign_in (void)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("late", NULL);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->remote_id = g_strdup ("key");
  for (guint i = 0; i < N_TARGETS; i++)
    {
      g_autofree char *remote_id = g_strdup_printf ("%u", i);

      g_ptr_array_add (accounts, poster_account_new ("late", "tiktok", remote_id));
    }
  poster_store_save_sign_in_async (world->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
  world->accounts = poster_store_save_sign_in_finish (world->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
add_post (void)
{
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_object (&world->post);
  world->post = poster_post_new ();
  world->post->schedule = poster_schedule_new_instant (world->due_us, "UTC");
  for (guint i = 0; i < N_TARGETS; i++)
    {
      PosterTarget *target = poster_target_new (((PosterAccount *) g_ptr_array_index (world->accounts, i))->id);

      target->post_id = g_strdup (world->post->id);
      target->state = POSTER_TARGET_SCHEDULED;
      target->holder = world->holder;
      target->due_us = world->due_us;
      target->wake_us = START_US;
      g_ptr_array_add (world->post->targets, target);
    }
  poster_store_save_post_async (world->store, world->post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &saved);
  poster_store_save_post_finish (world->store, poster_test_await (&saved), &error);
  g_assert_no_error (error);
}

static void
test_every_order (gconstpointer data)
{
  Server server = { 0 };
  guint n_published = 0;

  world->holder = GPOINTER_TO_INT (data) ? POSTER_HOLDER_REMOTE : POSTER_HOLDER_HERE;
  world->due_us = world->holder == POSTER_HOLDER_REMOTE ? START_US + G_TIME_SPAN_DAY : START_US;
  poster_test_clock_set (world->clock, START_US);
  g_hash_table_remove_all (world->by_key);
  g_ptr_array_set_size (world->places, 0);
  add_post ();
  reach ((PosterTarget *const *) world->post->targets->pdata, &server, "", " the beginning");
  for (guint i = 0; i < world->places->len; i++)
    explore (g_ptr_array_index (world->places, i));
  for (guint i = 0; i < world->places->len; i++)
    {
      Place *place = g_ptr_array_index (world->places, i);

      n_published += place->targets[0]->state == POSTER_TARGET_PUBLISHED && place->targets[1]->state == POSTER_TARGET_PUBLISHED;
      g_test_message ("%s, after%s", place->key, place->story);
    }
  g_assert_cmpuint (n_published, >, 0);
  g_assert_cmpuint (world->places->len, >, 20);
}

int
main (int    argc,
      char **argv)
{
  World the_world = { NULL };
  g_autofree char *pattern = NULL;
  g_autoptr(PosterConnector) connector = NULL;
  g_autoptr(GDir) dir = NULL;
  g_autoptr(GError) error = NULL;
  const char *name;
  int status;

  g_test_init (&argc, &argv, NULL);
  world = &the_world;
  pattern = g_build_filename (g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir (), "poster-model-XXXXXX", NULL);
  world->data_dir = g_mkdtemp (g_steal_pointer (&pattern));
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
  sign_in ();

  g_test_add_data_func ("/model/submission/from-here", GINT_TO_POINTER (FALSE), test_every_order);
  g_test_add_data_func ("/model/submission/handed-over", GINT_TO_POINTER (TRUE), test_every_order);
  status = g_test_run ();

  poster_store_close (world->store);
  poster_test_settle ();
  g_hash_table_unref (world->by_key);
  g_ptr_array_unref (world->places);
  g_array_unref (world->planned);
  g_array_unref (world->chosen);
  g_array_unref (world->offered);
  g_string_free (world->words, TRUE);
  g_clear_object (&world->post);
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
  return status;
}
