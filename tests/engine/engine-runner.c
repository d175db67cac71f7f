/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "poster-connector-registry.h"
#include "poster-engine.h"
#include "poster-file-identity.h"
#include "poster-fixed-practice.h"
#include "poster-test-async.h"
#include "poster-vault.h"

/* One process of the tests that kill: store, vault, connector, network and clock are real.
 *
 *   engine-runner prepare DATA_DIR SANDBOX_URL FILE HANDLE...
 *     connects the practice accounts and adds a post of FILE to them, due now
 *   engine-runner run DATA_DIR SANDBOX_URL MOMENT
 *     runs the engine until nothing is due within a minute, but kills itself at the MOMENT-th
 *     moment around a line of the journal (each line has two: before it is written and after);
 *     0 is never
 *   engine-runner report DATA_DIR SANDBOX_URL
 *     prints a line for each target: handle, state, id of the published post or -, error or -
 */

typedef struct
{
  PosterClock             *clock;
  PosterSecrets           *secrets;
  PosterConnectorRegistry *registry;
  PosterStore             *store;
} World;

static guint kill_at;
static guint seen;

static void
moment_cb (PosterEngine       *engine,
           PosterJournalEntry *entry,
           gpointer            user_data)
{
  if (++seen == kill_at)
    kill (getpid (), SIGKILL);
}

static void
rested_cb (PosterEngine *engine,
           GMainLoop    *loop)
{
  if (poster_engine_is_settled (engine, G_TIME_SPAN_MINUTE))
    g_main_loop_quit (loop);
}

static void
trouble_cb (PosterEngine *engine,
            GError       *error,
            gpointer      user_data)
{
  g_printerr ("trouble: %s\n", error->message);
}

static int
run (World *world)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(PosterEngine) engine = NULL;
  g_autoptr(GError) error = NULL;

  engine = poster_engine_new (world->store, world->registry, world->secrets, world->clock);
  g_signal_connect (engine, "journaling", G_CALLBACK (moment_cb), NULL);
  g_signal_connect (engine, "journaled", G_CALLBACK (moment_cb), NULL);
  g_signal_connect (engine, "rested", G_CALLBACK (rested_cb), loop);
  g_signal_connect (engine, "trouble", G_CALLBACK (trouble_cb), NULL);
  poster_engine_start (engine, &error);
  g_assert_no_error (error);
  g_main_loop_run (loop);
  return 0;
}

static char *
connect_account (World      *world,
                 const char *handle)
{
  PosterConnector *connector = poster_connector_registry_find (world->registry, "tiktok");
  g_autoptr(PosterSignInRequest) request = poster_sign_in_request_new ();
  g_autoptr(PosterSignIn) sign_in = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GAsyncResult) signed_in = NULL;
  g_autoptr(GAsyncResult) stored = NULL;
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GError) error = NULL;

  request->practice = TRUE;
  request->handle = g_strdup (handle);
  poster_connector_sign_in_async (connector, request, NULL, poster_test_keep_result_cb, &signed_in);
  sign_in = poster_connector_sign_in_finish (connector, poster_test_await (&signed_in), &error);
  g_assert_no_error (error);
  poster_secrets_store_async (world->secrets, sign_in->connection->id, POSTER_SECRET_CREDENTIALS, "test",
                              sign_in->credentials, NULL, poster_test_keep_result_cb, &stored);
  poster_secrets_store_finish (world->secrets, poster_test_await (&stored), &error);
  g_assert_no_error (error);
  poster_store_save_sign_in_async (world->store, sign_in->connection, sign_in->accounts, NULL,
                                   poster_test_keep_result_cb, &saved);
  accounts = poster_store_save_sign_in_finish (world->store, poster_test_await (&saved), &error);
  g_assert_no_error (error);
  return g_strdup (((PosterAccount *) g_ptr_array_index (accounts, 0))->id);
}

static PosterMediaItem *
measure (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterMediaItem *item = poster_media_item_new (path);

  poster_file_identity_measure_async (file, TRUE, NULL, NULL, NULL, poster_test_keep_result_cb, &result);
  identity = poster_file_identity_measure_finish (poster_test_await (&result), &error);
  g_assert_no_error (error);
  item->size = identity->size;
  item->mtime_ns = identity->mtime_ns;
  item->sampled_hash = g_strdup (identity->sampled_hash);
  item->full_hash = g_strdup (identity->full_hash);
  item->facts = poster_media_facts_new ();
  item->facts->type = POSTER_MEDIA_VIDEO;
  item->facts->container = g_strdup ("mp4");
  item->facts->mime_type = g_strdup ("video/mp4");
  item->facts->duration_us = 10 * G_USEC_PER_SEC;
  item->facts->size = identity->size;
  return item;
}

static int
prepare (World       *world,
         const char  *path,
         char       **handles)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 now_us = poster_clock_get_now_us (world->clock);

  g_ptr_array_add (post->media, measure (path));
  g_free (post->content);
  post->content = g_strdup ("Bread, and how not to bake it #bread");
  post->schedule = poster_schedule_new_instant (now_us, "UTC");
  for (guint i = 0; handles[i] != NULL; i++)
    {
      g_autofree char *account = connect_account (world, handles[i]);
      PosterTarget *target = poster_target_new (account);

      target->post_id = g_strdup (post->id);
      target->state = POSTER_TARGET_SCHEDULED;
      target->due_us = now_us;
      target->wake_us = now_us;
      json_object_set_string_member (target->options, "privacy_level", "PUBLIC_TO_EVERYONE");
      json_object_set_boolean_member (target->options, "content_preview_confirmed", TRUE);
      json_object_set_boolean_member (target->options, "express_consent_given", TRUE);
      g_ptr_array_add (post->targets, target);
    }
  poster_store_save_post_async (world->store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  poster_store_save_post_finish (world->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return 0;
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
  g_autoptr(GError) error = NULL;

  poster_store_list_accounts_async (world->store, TRUE, NULL, poster_test_keep_result_cb, &accounts_result);
  accounts = poster_store_list_accounts_finish (world->store, poster_test_await (&accounts_result), &error);
  g_assert_no_error (error);
  poster_store_list_posts_async (world->store, &query, NULL, poster_test_keep_result_cb, &posts_result);
  posts = poster_store_list_posts_finish (world->store, poster_test_await (&posts_result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      g_hash_table_insert (handles, account->id, account->username);
    }
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      for (guint j = 0; j < post->targets->len; j++)
        {
          PosterTarget *target = g_ptr_array_index (post->targets, j);

          g_print ("%s %s %s %s\n", (char *) g_hash_table_lookup (handles, target->account_id),
                   poster_target_state_to_string (target->state),
                   target->platform_post_id != NULL ? target->platform_post_id : "-",
                   target->error_message != NULL ? target->error_message : "-");
        }
    }
  return 0;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(PosterFixedPractice) practice = NULL;
  g_autoptr(GError) error = NULL;
  World world = { NULL };
  int status = 2;

  g_assert_cmpint (argc, >=, 4);
  practice = poster_fixed_practice_new (argv[3]);
  world.clock = poster_clock_new ();
  world.secrets = POSTER_SECRETS (poster_vault_new ());
  world.store = poster_store_open (argv[2], world.clock, &error);
  g_assert_no_error (error);
  world.registry = poster_connector_registry_new ();
  poster_connector_registry_add_all (world.registry, world.clock, world.secrets, POSTER_PRACTICE (practice), NULL, NULL);

  if (g_str_equal (argv[1], "prepare"))
    status = prepare (&world, argv[4], argv + 5);
  else if (g_str_equal (argv[1], "run"))
    {
      kill_at = (guint) g_ascii_strtoull (argv[4], NULL, 10);
      status = run (&world);
    }
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
