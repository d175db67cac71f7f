/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "poster-connector-registry.h"
#include "poster-engine.h"
#include "poster-file-identity.h"
#include "poster-fixed-practice.h"
#include "poster-json.h"
#include "poster-sandbox.h"
#include "poster-test-async.h"
#include "torture-calls.h"
#include "torture-clock.h"
#include "torture-secrets.h"

/* One process of a round; DIR holds all that the round's processes share.
 *
 *   torture-engine sandbox DIR
 *     serves the sandbox and prints its address. A line "break" on stdin begins with the faults of
 *     DIR/scenario.json, "mend" ends them, "ledger" prints what it received; the end of stdin ends it
 *   torture-engine prepare DIR URL
 *     connects the practice accounts of the scenario and adds its posts, due now
 *   torture-engine connect DIR URL
 *     connects the accounts again
 *   torture-engine run DIR URL [PLAN...]
 *     runs the engine until nothing goes on by itself any more. The plans are
 *       journal=N                 is killed at the Nth moment around a line of the journal (each
 *                                 line has two: before it is written and after)
 *       calls=CALLS:ACT:N:TIMES   at the Nth of the TortureCalls, TortureAct is done, TIMES times
 *       after=USEC                is killed after so many microseconds
 *       set=N:USEC                somebody sets the clock at the Nth moment around the journal
 *       gone=N                    somebody deletes the first post's files at that moment
 *     At the end it prints how many moments and calls there were
 *   torture-engine report DIR URL
 *     prints what the store says, as JSON */

typedef struct
{
  const char              *dir;
  TortureClock            *clock;
  PosterSecrets           *secrets;
  PosterConnectorRegistry *registry;
  PosterStore             *store;
} World;

/* The exit status when the store cannot be opened. */
#define CANNOT_START 3

/* What a process that runs the engine was told, and how far it is. */
static struct
{
  World        *world;
  PosterEngine *engine;
  GMainLoop    *loop;
  guint         kill_at;
  guint         set_at;
  gint64        set_by_us;
  guint         gone_at;
  guint         moments;
  gboolean      looking;
} run;

static char *
world_path (World      *world,
            const char *name)
{
  return g_build_filename (world->dir, name, NULL);
}

static JsonObject *
read_scenario (World *world)
{
  g_autofree char *path = world_path (world, "scenario.json");
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *scenario;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  scenario = poster_json_parse_object (text, -1, &error);
  g_assert_no_error (error);
  return scenario;
}

/* The sandbox. */

typedef struct
{
  GMainLoop        *loop;
  PosterSandbox    *sandbox;
  JsonObject       *faults;
  GDataInputStream *commands;
} Served;

static void
set_faults (Served     *served,
            JsonObject *faults,
            const char *answer)
{
  g_autoptr(GError) error = NULL;

  poster_sandbox_set_faults (served->sandbox, faults, &error);
  g_assert_no_error (error);
  puts (answer);
}

static void
command_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Served *served = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (served->commands, result, NULL, NULL);

  if (line == NULL)
    {
      g_main_loop_quit (served->loop);
      return;
    }
  if (g_str_equal (line, "ledger"))
    {
      g_autoptr(JsonObject) ledger = poster_sandbox_dup_ledger (served->sandbox);
      g_autofree char *text = poster_json_to_text (ledger, FALSE);

      puts (text);
    }
  else if (g_str_equal (line, "break"))
    {
      set_faults (served, served->faults, "broken");
    }
  else if (g_str_equal (line, "mend"))
    {
      g_autoptr(JsonObject) none = json_object_new ();

      set_faults (served, none, "mended");
    }
  fflush (stdout);
  g_data_input_stream_read_line_async (served->commands, G_PRIORITY_DEFAULT, NULL, command_read_cb, served);
}

static int
serve (World *world)
{
  g_autoptr(JsonObject) scenario = read_scenario (world);
  JsonObject *faults = poster_json_get_object (scenario, "faults");
  g_autofree char *data_dir = world_path (world, "sandbox");
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr(GDataInputStream) commands = g_data_input_stream_new (in);
  g_autoptr(PosterSandbox) sandbox = poster_sandbox_new (POSTER_CLOCK (world->clock), data_dir);
  g_autoptr(GError) error = NULL;
  Served served = { loop, sandbox, faults, commands };

  poster_sandbox_start (sandbox, 0, &error);
  g_assert_no_error (error);
  puts (poster_sandbox_get_base_url (sandbox));
  fflush (stdout);
  g_data_input_stream_read_line_async (commands, G_PRIORITY_DEFAULT, NULL, command_read_cb, &served);
  g_main_loop_run (loop);
  poster_sandbox_stop (sandbox);
  return 0;
}

/* Accounts and posts. */

/* Returns: (transfer full): the accounts that a practice user has */
static GPtrArray *
connect_user (World      *world,
              const char *connector_key,
              const char *handle)
{
  PosterConnector *connector = poster_connector_registry_find (world->registry, connector_key);
  g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
  g_autoptr(PosterSignIn) sign_in = NULL;
  GPtrArray *accounts;
  g_autoptr(GAsyncResult) signed_in = NULL;
  g_autoptr(GAsyncResult) stored = NULL;
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GError) error = NULL;

  request->practice = TRUE;
  request->handle = g_strdup (handle);
  poster_connector_sign_in_async (connector, request, NULL, poster_test_keep_result_cb, &signed_in);
  sign_in = poster_connector_sign_in_finish (connector, poster_test_await (&signed_in), &error);
  g_assert_no_error (error);
  poster_store_save_sign_in_async (world->store, sign_in->connection, sign_in->accounts, NULL,
                                   poster_test_keep_result_cb, &saved);
  accounts = poster_store_save_sign_in_finish (world->store, poster_test_await (&saved), &error);
  g_assert_no_error (error);
  poster_secrets_store_async (world->secrets, ((PosterAccount *) g_ptr_array_index (accounts, 0))->connection_id,
                              POSTER_SECRET_CREDENTIALS, "test", sign_in->credentials, NULL,
                              poster_test_keep_result_cb, &stored);
  poster_secrets_store_finish (world->secrets, poster_test_await (&stored), &error);
  g_assert_no_error (error);
  return accounts;
}

/* What an account is called in the scenario: by way of Late one user has one on each platform. */
static const char *
name_of (PosterAccount *account)
{
  return g_str_equal (account->connector, "late") ? account->platform : account->username;
}

/* Returns: (transfer full): the ids of the accounts by handle */
static GHashTable *
connect_accounts (World *world)
{
  g_autoptr(JsonObject) scenario = read_scenario (world);
  JsonArray *handles = poster_json_get_array (scenario, "handles");
  gboolean is_late = poster_json_get_boolean (scenario, "is_late", FALSE);
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < (is_late ? 1 : json_array_get_length (handles)); i++)
    {
      g_autoptr(GPtrArray) accounts = NULL;

      accounts = connect_user (world, is_late ? "late" : "tiktok",
                               is_late ? "user0" : json_array_get_string_element (handles, i));
      for (guint j = 0; j < accounts->len; j++)
        {
          PosterAccount *account = g_ptr_array_index (accounts, j);

          g_hash_table_insert (ids, g_strdup (name_of (account)), g_strdup (account->id));
        }
    }
  return ids;
}

static PosterMediaItem *
make_item (JsonObject *file)
{
  const char *path = poster_json_get_string (file, "path");
  g_autoptr(GFile) location = g_file_new_for_path (path);
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterMediaItem *item = poster_media_item_new (path);
  gboolean is_video = g_str_has_suffix (path, ".mp4");

  poster_file_identity_measure_async (location, FALSE, NULL, NULL, NULL, poster_test_keep_result_cb, &result);
  identity = poster_file_identity_measure_finish (poster_test_await (&result), &error);
  g_assert_no_error (error);
  item->size = identity->size;
  item->mtime_ns = identity->mtime_ns;
  item->sampled_hash = g_strdup (identity->sampled_hash);
  item->full_hash = g_strdup (poster_json_get_string (file, "sha256"));
  item->facts = poster_media_facts_new ();
  item->facts->type = is_video ? POSTER_MEDIA_VIDEO : POSTER_MEDIA_IMAGE;
  item->facts->container = g_strdup (is_video ? "mp4" : "jpeg");
  item->facts->mime_type = g_strdup (is_video ? "video/mp4" : "image/jpeg");
  item->facts->duration_us = is_video ? 10 * G_USEC_PER_SEC : 0;
  item->facts->size = identity->size;
  return item;
}

static void
add_post (World      *world,
          JsonObject *plan,
          GHashTable *account_ids)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 now_us = poster_clock_get_now_us (POSTER_CLOCK (world->clock));
  gint64 due_us = now_us + poster_json_get_int (plan, "later_us", 0);
  gboolean is_remote = poster_json_get_boolean (plan, "is_remote", FALSE);
  JsonArray *files = poster_json_get_array (plan, "files");
  JsonArray *handles = poster_json_get_array (plan, "handles");

  for (guint i = 0; i < json_array_get_length (files); i++)
    g_ptr_array_add (post->media, make_item (json_array_get_object_element (files, i)));
  g_free (post->content);
  post->content = g_strdup (poster_json_get_string (plan, "content"));
  post->schedule = poster_schedule_new_instant (due_us, "UTC");
  for (guint i = 0; i < json_array_get_length (handles); i++)
    {
      const char *handle = json_array_get_string_element (handles, i);
      PosterTarget *target = poster_target_new (g_hash_table_lookup (account_ids, handle));

      target->post_id = g_strdup (post->id);
      target->state = POSTER_TARGET_SCHEDULED;
      target->due_us = due_us;
      target->wake_us = is_remote ? now_us : due_us;
      target->holder = is_remote ? POSTER_HOLDER_REMOTE : POSTER_HOLDER_HERE;
      json_object_unref (target->options);
      target->options = poster_json_copy (poster_json_get_object (plan, "options"));
      g_ptr_array_add (post->targets, target);
    }
  poster_store_save_post_async (world->store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  poster_store_save_post_finish (world->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static int
prepare (World *world)
{
  g_autoptr(JsonObject) scenario = read_scenario (world);
  g_autoptr(GHashTable) account_ids = connect_accounts (world);
  JsonArray *posts = poster_json_get_array (scenario, "posts");

  for (guint i = 0; i < json_array_get_length (posts); i++)
    add_post (world, json_array_get_object_element (posts, i), account_ids);
  return 0;
}

/* The engine. */

static void
delete_files (World *world)
{
  g_autoptr(JsonObject) scenario = read_scenario (world);
  JsonArray *posts = poster_json_get_array (scenario, "posts");
  JsonArray *files = poster_json_get_array (json_array_get_object_element (posts, 0), "files");

  /* The large one is everybody's. */
  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      const char *path = poster_json_get_string (json_array_get_object_element (files, i), "path");

      if (g_str_has_prefix (path, world->dir))
        g_unlink (path);
    }
}

static void
moment_cb (PosterEngine       *engine,
           PosterJournalEntry *entry,
           gpointer            user_data)
{
  run.moments++;
  if (run.moments == run.kill_at)
    kill (getpid (), SIGKILL);
  if (run.moments == run.set_at)
    torture_clock_set (run.world->clock, run.set_by_us);
  if (run.moments == run.gone_at)
    delete_files (run.world);
}

static gboolean
goes_on (PosterTarget *target)
{
  switch (target->state)
    {
    case POSTER_TARGET_SCHEDULED:
    case POSTER_TARGET_PREPARING:
    case POSTER_TARGET_SENDING:
    case POSTER_TARGET_PROCESSING:
      return TRUE;
    case POSTER_TARGET_HELD:
      return target->wake_us >= 0;
    case POSTER_TARGET_PUBLISHED:
      /* Tidying up; that its id is looked for goes on for days. */
      return target->wake_us >= 0 && poster_json_get_array (target->step_state, "files") != NULL;
    case POSTER_TARGET_DRAFT:
    case POSTER_TARGET_FAILED:
    case POSTER_TARGET_MISSED:
    case POSTER_TARGET_UNKNOWN:
    case POSTER_TARGET_CANCELLED:
    default:
      return FALSE;
    }
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GPtrArray) posts = poster_store_list_posts_finish (POSTER_STORE (object), result, NULL);
  gint64 now_us = poster_clock_get_now_us (POSTER_CLOCK (run.world->clock));
  gint64 wake_us = G_MAXINT64;

  run.looking = FALSE;
  if (posts == NULL)
    return;
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      for (guint j = 0; j < post->targets->len; j++)
        {
          PosterTarget *target = g_ptr_array_index (post->targets, j);

          if (goes_on (target) && target->wake_us >= 0)
            wake_us = MIN (wake_us, target->wake_us);
        }
    }
  if (wake_us == G_MAXINT64)
    g_main_loop_quit (run.loop);
  else if (poster_engine_is_settled (run.engine, 0) && wake_us > now_us)
    torture_clock_skip (run.world->clock, wake_us - now_us);
}

/* Nothing is in flight: what is to come is at once, and when nothing is, this is the end. */
static void
rested_cb (PosterEngine *engine,
           gpointer      user_data)
{
  PosterPostQuery query = { .limit = 0 };

  if (run.looking)
    return;
  run.looking = TRUE;
  poster_store_list_posts_async (run.world->store, &query, NULL, looked_cb, NULL);
}

static gboolean
go_on_cb (gpointer user_data)
{
  torture_clock_skip (run.world->clock, 31 * G_USEC_PER_SEC);
  return G_SOURCE_REMOVE;
}

/* It is tried again after half a minute: that passes at once, as soon as it waits. */
static void
trouble_cb (PosterEngine *engine,
            GError       *error,
            gpointer      user_data)
{
  g_printerr ("trouble: %s\n", error->message);
  g_timeout_add (20, go_on_cb, NULL);
}

static void
kill_after (gint64 after_us)
{
  struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL };
  struct itimerspec when = {
    .it_value = { .tv_sec = after_us / G_USEC_PER_SEC, .tv_nsec = after_us % G_USEC_PER_SEC * 1000 },
  };
  timer_t timer;

  g_assert_cmpint (timer_create (CLOCK_MONOTONIC, &event, &timer), ==, 0);
  g_assert_cmpint (timer_settime (timer, 0, &when, NULL), ==, 0);
}

static void
take_plan (const char *plan)
{
  g_auto(GStrv) words = g_strsplit_set (plan, "=:", -1);
  gint64 numbers[4] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers) && words[0] != NULL && words[i + 1] != NULL; i++)
    numbers[i] = g_ascii_strtoll (words[i + 1], NULL, 10);
  if (g_str_equal (words[0], "journal"))
    run.kill_at = (guint) numbers[0];
  else if (g_str_equal (words[0], "calls"))
    torture_calls_plan ((TortureCalls) numbers[0], (TortureAct) numbers[1], (guint) numbers[2], (guint) numbers[3]);
  else if (g_str_equal (words[0], "after"))
    kill_after (numbers[0]);
  else if (g_str_equal (words[0], "set"))
    {
      run.set_at = (guint) numbers[0];
      run.set_by_us = numbers[1];
      if (run.set_at == 0)
        torture_clock_set (run.world->clock, run.set_by_us);
    }
  else if (g_str_equal (words[0], "gone"))
    run.gone_at = (guint) numbers[0];
  else
    g_error ("There is no such plan: %s", plan);
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  poster_engine_stop_finish (POSTER_ENGINE (object), result, NULL);
  g_main_loop_quit (run.loop);
}

static int
run_engine (World *world)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(PosterEngine) engine = NULL;
  g_autoptr(GError) error = NULL;

  run.loop = loop;
  engine = poster_engine_new (world->store, world->registry, world->secrets, POSTER_CLOCK (world->clock));
  run.engine = engine;
  g_signal_connect (engine, "journaling", G_CALLBACK (moment_cb), NULL);
  g_signal_connect (engine, "journaled", G_CALLBACK (moment_cb), NULL);
  g_signal_connect (engine, "rested", G_CALLBACK (rested_cb), NULL);
  g_signal_connect (engine, "trouble", G_CALLBACK (trouble_cb), NULL);
  poster_engine_start (engine, &error);
  g_assert_no_error (error);
  g_main_loop_run (loop);
  g_print ("%u %u %u %u\n", run.moments, torture_calls_get_count (TORTURE_WRITES),
           torture_calls_get_count (TORTURE_SENDS), torture_calls_get_count (TORTURE_RECEIVES));
  poster_engine_stop_async (engine, stopped_cb, NULL);
  g_main_loop_run (loop);
  return 0;
}

/* What the store says. */

static JsonObject *
describe_target (PosterPost   *post,
                 PosterTarget *target,
                 GHashTable   *handles)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "content", post->content);
  json_object_set_string_member (json, "handle", g_hash_table_lookup (handles, target->account_id));
  json_object_set_string_member (json, "state", poster_target_state_to_string (target->state));
  json_object_set_string_member (json, "post_id", target->platform_post_id);
  json_object_set_string_member (json, "error", target->error_message);
  json_object_set_string_member (json, "code", target->error_code);
  json_object_set_int_member (json, "wake_us", target->wake_us);
  json_object_set_boolean_member (json, "is_inbox", target->is_inbox);
  json_object_set_boolean_member (json, "is_committed", target->is_committed);
  return json;
}

static int
report (World *world)
{
  PosterPostQuery query = { .limit = 0 };
  g_autoptr(GHashTable) handles = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GAsyncResult) accounts_result = NULL;
  g_autoptr(GAsyncResult) posts_result = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(JsonObject) json = json_object_new ();
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *targets = json_array_new ();

  poster_store_list_accounts_async (world->store, TRUE, NULL, poster_test_keep_result_cb, &accounts_result);
  accounts = poster_store_list_accounts_finish (world->store, poster_test_await (&accounts_result), &error);
  g_assert_no_error (error);
  poster_store_list_posts_async (world->store, &query, NULL, poster_test_keep_result_cb, &posts_result);
  posts = poster_store_list_posts_finish (world->store, poster_test_await (&posts_result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      g_hash_table_insert (handles, account->id, (gpointer) name_of (account));
    }
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      for (guint j = 0; j < post->targets->len; j++)
        json_array_add_object_element (targets, describe_target (post, g_ptr_array_index (post->targets, j), handles));
    }
  json_object_set_array_member (json, "targets", targets);
  text = poster_json_to_text (json, FALSE);
  puts (text);
  return 0;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(PosterFixedPractice) practice = NULL;
  g_autofree char *clock_path = NULL;
  g_autofree char *secrets_dir = NULL;
  g_autofree char *data_dir = NULL;
  g_autoptr(GError) error = NULL;
  World world = { argv[2], NULL };
  int status = 2;

  g_assert_cmpint (argc, >=, 3);
  clock_path = world_path (&world, "clock");
  world.clock = torture_clock_new (clock_path);
  if (g_str_equal (argv[1], "sandbox"))
    {
      status = serve (&world);
      g_object_unref (world.clock);
      return status;
    }

  g_assert_cmpint (argc, >=, 4);
  secrets_dir = world_path (&world, "secrets");
  data_dir = world_path (&world, "data");
  practice = poster_fixed_practice_new (argv[3]);
  world.secrets = POSTER_SECRETS (torture_secrets_new (secrets_dir));
  run.world = &world;
  for (int i = 4; i < argc; i++)
    take_plan (argv[i]);
  if (argc > 4)
    torture_calls_arm ();
  world.store = poster_store_open (data_dir, POSTER_CLOCK (world.clock), &error);
  if (world.store == NULL)
    {
      g_printerr ("trouble: %s\n", error->message);
      return CANNOT_START;
    }
  world.registry = poster_connector_registry_new ();
  poster_connector_registry_add_all (world.registry, POSTER_CLOCK (world.clock), world.secrets,
                                     POSTER_PRACTICE (practice), NULL, NULL);

  if (g_str_equal (argv[1], "prepare"))
    status = prepare (&world);
  else if (g_str_equal (argv[1], "connect"))
    {
      g_hash_table_unref (connect_accounts (&world));
      status = 0;
    }
  else if (g_str_equal (argv[1], "run"))
    status = run_engine (&world);
  else if (g_str_equal (argv[1], "report"))
    status = report (&world);

  poster_test_settle ();
  poster_store_close (world.store);
  g_object_unref (world.registry);
  g_object_unref (world.store);
  g_object_unref (world.secrets);
  g_object_unref (world.clock);
  return status;
}
