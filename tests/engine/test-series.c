/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "poster-engine.h"
#include "poster-error.h"
#include "poster-memory-secrets.h"
#include "poster-script-connector.h"
#include "poster-store-queues.h"
#include "poster-store-series.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

/* Posts that repeat, slots and changing time zones with an engine that publishes. The zone Test/Town
 * is made here, in a folder of zone data of our own. */

/* 2026-12-24T17:00:00Z */
#define START_US (G_GINT64_CONSTANT (1798131600) * G_USEC_PER_SEC)
#define HOUR G_TIME_SPAN_HOUR
#define DAY G_TIME_SPAN_DAY

typedef struct
{
  char                  *dir;
  PosterTestClock       *clock;
  PosterMemorySecrets   *secrets;
  PosterScriptConnector *connector;
  PosterStore           *store;
  PosterEngine          *engine;    /* (nullable) */
  char                  *account;   /* id */
  gboolean               rested;
} Fixture;

static char *zone_dir;

/* Test/Town, always @hours east of Greenwich (RFC 8536, version 2); then what an update of zone data
 * leaves at the top of the folder. */
static void
write_zones (int hours)
{
  g_autofree char *path = g_build_filename (zone_dir, "Test", "Town", NULL);
  g_autofree char *release = g_build_filename (zone_dir, "tzdata.zi", NULL);
  g_autofree char *footer = g_strdup_printf ("\n<%+03d>%d\n", hours, -hours);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  gint32 offset = GINT32_TO_BE (hours * 3600);

  for (guint part = 0; part < 2; part++)
    {
      const guint8 header[44] = { 'T', 'Z', 'i', 'f', '2', [39] = 1, [43] = 4 };
      const guint8 rest[] = { 0, 0, 'T', 'W', 'N', 0 };

      g_byte_array_append (bytes, header, sizeof header);
      g_byte_array_append (bytes, (const guint8 *) &offset, 4);
      g_byte_array_append (bytes, rest, sizeof rest);
    }
  g_byte_array_append (bytes, (const guint8 *) footer, (guint) strlen (footer));
  g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
  g_file_set_contents (release, "# version 2026z\n", -1, &error);
  g_assert_no_error (error);
}

static void
rested_cb (PosterEngine *engine,
           Fixture      *fixture)
{
  fixture->rested = TRUE;
}

static void
start_engine (Fixture *fixture)
{
  g_autoptr(PosterConnectorRegistry) registry = poster_connector_registry_new ();
  g_autoptr(GError) error = NULL;

  poster_connector_registry_add (registry, POSTER_CONNECTOR (fixture->connector));
  fixture->engine = poster_engine_new (fixture->store, registry, POSTER_SECRETS (fixture->secrets),
                                       POSTER_CLOCK (fixture->clock));
  g_signal_connect (fixture->engine, "rested", G_CALLBACK (rested_cb), fixture);
  fixture->rested = FALSE;
  poster_engine_start (fixture->engine, &error);
  g_assert_no_error (error);
}

static void
stop_engine (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (fixture->engine == NULL)
    return;
  poster_engine_stop_async (fixture->engine, poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  g_clear_object (&result);
  g_signal_handlers_disconnect_by_data (fixture->engine, fixture);
  poster_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->engine));
}

static char *
add_account (Fixture *fixture)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("script", NULL);
  g_autoptr(PosterAccount) account = poster_account_new ("script", "tiktok", "kitchen");
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->remote_id = g_strdup ("kitchen");
  g_ptr_array_add (accounts, account);
  poster_store_save_sign_in_async (fixture->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (((PosterAccount *) g_ptr_array_index (stored, 0))->id);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *data_dir = NULL;
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("poster-series-XXXXXX", NULL);
  data_dir = g_build_filename (fixture->dir, "data", NULL);
  write_zones (2);
  fixture->clock = poster_test_clock_new (START_US);
  fixture->secrets = poster_memory_secrets_new ();
  fixture->connector = poster_script_connector_new (POSTER_CLOCK (fixture->clock), POSTER_SECRETS (fixture->secrets));
  fixture->store = poster_store_open (data_dir, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
  fixture->account = add_account (fixture);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  stop_engine (fixture);
  poster_store_close (fixture->store);
  g_clear_object (&fixture->store);
  poster_test_settle ();
  g_assert_finalize_object (fixture->connector);
  g_clear_object (&fixture->secrets);
  g_clear_object (&fixture->clock);
  remove_tree (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->account);
}

static PosterPost *
new_post (Fixture    *fixture,
          const char *wall)
{
  PosterPost *post = poster_post_new ();
  PosterTarget *target = poster_target_new (fixture->account);
  g_autoptr(GError) error = NULL;

  post->schedule = poster_schedule_new_wall (wall, "Test/Town", &error);
  g_assert_no_error (error);
  target->post_id = g_strdup (post->id);
  target->state = POSTER_TARGET_SCHEDULED;
  target->due_us = poster_schedule_get_instant_us (post->schedule);
  target->wake_us = target->due_us;
  g_ptr_array_add (post->targets, target);
  return post;
}

static void
save_series (Fixture    *fixture,
             PosterPost *post,
             const char *text)
{
  g_autoptr(PosterRecurrence) rule = poster_recurrence_new_from_text (text, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) stored = NULL;

  poster_store_save_series_async (fixture->store, post, rule, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_series_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static int
compare_due (gconstpointer a,
             gconstpointer b)
{
  gint64 one = poster_post_get_due_us (*(PosterPost *const *) a);
  gint64 other = poster_post_get_due_us (*(PosterPost *const *) b);

  return (one > other) - (one < other);
}

/* All posts, the first due first. */
static GPtrArray *
list_all (Fixture *fixture)
{
  PosterPostQuery query = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *posts;

  poster_store_list_posts_async (fixture->store, &query, NULL, poster_test_keep_result_cb, &result);
  posts = poster_store_list_posts_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_ptr_array_sort (posts, compare_due);
  return posts;
}

static PosterTarget *
target_of (GPtrArray *posts,
           guint      number)
{
  PosterPost *post = g_ptr_array_index (posts, number);

  return g_ptr_array_index (post->targets, 0);
}

/* Lets time pass until @until_us. */
static void
run_until (Fixture *fixture,
           gint64   until_us)
{
  for (guint turns = 0; turns < 10000; turns++)
    {
      while (!fixture->rested)
        g_main_context_iteration (NULL, TRUE);
      if (poster_engine_is_settled (fixture->engine,
                                    until_us - poster_clock_get_now_us (POSTER_CLOCK (fixture->clock))))
        return;
      fixture->rested = FALSE;
      g_assert_true (poster_test_clock_run_next (fixture->clock));
    }
  g_assert_not_reached ();
}

static void
assert_published (Fixture      *fixture,
                  PosterTarget *target,
                  gint64        at_us)
{
  g_assert_cmpstr (poster_target_state_to_string (target->state), ==, "published");
  g_assert_cmpint ((target->published_us - at_us) / G_TIME_SPAN_MINUTE, ==, 0);
  g_assert_cmpuint (poster_script_connector_get_published (fixture->connector, target->id), ==, 1);
}

static void
test_published (Fixture       *fixture,
                gconstpointer  data)
{
  /* 20:00 there, an hour from now. */
  g_autoptr(PosterPost) post = new_post (fixture, "2026-12-24 20:00");
  g_autoptr(GPtrArray) posts = NULL;

  save_series (fixture, post, "FREQ=DAILY;COUNT=5");
  start_engine (fixture);
  run_until (fixture, START_US + 30 * DAY);
  posts = list_all (fixture);
  g_assert_cmpuint (posts->len, ==, 5);
  for (guint i = 0; i < posts->len; i++)
    assert_published (fixture, target_of (posts, i), START_US + HOUR + i * DAY);
}

static void
test_missed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) post = new_post (fixture, "2026-12-24 20:00");
  g_autoptr(GPtrArray) posts = NULL;

  /* Off for a week, and on again twenty minutes after the last one. */
  save_series (fixture, post, "FREQ=DAILY;COUNT=9");
  poster_test_clock_set (fixture->clock, START_US + HOUR + 7 * DAY + 20 * G_TIME_SPAN_MINUTE);
  start_engine (fixture);
  run_until (fixture, START_US + 30 * DAY);
  posts = list_all (fixture);
  g_assert_cmpuint (posts->len, ==, 3);
  g_assert_cmpint (target_of (posts, 0)->state, ==, POSTER_TARGET_MISSED);
  assert_published (fixture, target_of (posts, 1), START_US + HOUR + 7 * DAY + 20 * G_TIME_SPAN_MINUTE);
  assert_published (fixture, target_of (posts, 2), START_US + HOUR + 8 * DAY);
}

static void
test_zones_at_start (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterPost) post = new_post (fixture, "2026-12-26 20:00");
  g_autoptr(GPtrArray) posts = NULL;

  save_series (fixture, post, "FREQ=DAILY;COUNT=2");
  write_zones (3);
  start_engine (fixture);
  run_until (fixture, START_US + 30 * DAY);
  posts = list_all (fixture);
  g_assert_cmpuint (posts->len, ==, 2);
  assert_published (fixture, target_of (posts, 0), START_US + 2 * DAY);
  assert_published (fixture, target_of (posts, 1), START_US + 3 * DAY);
}

static void
test_zones_meanwhile (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterPost) post = new_post (fixture, "2026-12-26 20:00");
  g_autoptr(GPtrArray) posts = NULL;

  save_series (fixture, post, "FREQ=DAILY;COUNT=2");
  start_engine (fixture);
  while (!fixture->rested)
    g_main_context_iteration (NULL, TRUE);
  write_zones (3);
  /* The kernel tells in its own time; a little of ours has to pass after that, too. */
  for (;;)
    {
      g_autoptr(GPtrArray) now = list_all (fixture);

      if (target_of (now, 0)->due_us == START_US + 2 * DAY)
        break;
      g_main_context_iteration (NULL, FALSE);
      poster_test_clock_advance (fixture->clock, G_USEC_PER_SEC / 10);
    }
  while (!poster_engine_is_settled (fixture->engine, 0))
    g_main_context_iteration (NULL, TRUE);
  run_until (fixture, START_US + 30 * DAY);
  posts = list_all (fixture);
  g_assert_cmpuint (posts->len, ==, 2);
  assert_published (fixture, target_of (posts, 0), START_US + 2 * DAY);
  assert_published (fixture, target_of (posts, 1), START_US + 3 * DAY);
}

static void
test_slots (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PosterQueue) queue = poster_queue_new ("Evenings", "Test/Town");
  g_autoptr(PosterQueue) stored = NULL;
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_queue_add_slot_text (queue, "daily 20:00", NULL);
  poster_store_save_queue_async (fixture->store, queue, FALSE, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_queue_finish (fixture->store, poster_test_await (&result), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(PosterPost) post = new_post (fixture, "2026-12-24 20:00");
      g_autoptr(PosterPost) queued = NULL;
      g_autoptr(GAsyncResult) saved = NULL;

      poster_store_save_post_in_queue_async (fixture->store, post, NULL, POSTER_STATES_ANY, NULL,
                                             poster_test_keep_result_cb, &saved);
      queued = poster_store_save_post_in_queue_finish (fixture->store, poster_test_await (&saved), &error);
      g_assert_no_error (error);
      poster_test_clock_advance (fixture->clock, 1);
    }
  start_engine (fixture);
  run_until (fixture, START_US + 30 * DAY);
  posts = list_all (fixture);
  for (guint i = 0; i < 3; i++)
    {
      assert_published (fixture, target_of (posts, i), START_US + HOUR + i * DAY);
      g_assert_cmpint (((PosterPost *) g_ptr_array_index (posts, i))->slot_us, ==, -1);
    }
}

#define ADD(name, func) \
  g_test_add ("/engine/series/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autofree char *zones = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  /* Before there are threads. */
  zone_dir = g_dir_make_tmp ("poster-zones-XXXXXX", NULL);
  zones = g_build_filename (zone_dir, "Test", NULL);
  g_assert_cmpint (g_mkdir (zones, 0700), ==, 0);
  g_setenv ("TZDIR", zone_dir, TRUE);
  ADD ("each-is-published-once", test_published);
  ADD ("no-burst-after-a-week-off", test_missed);
  ADD ("changed-clocks-are-seen-at-the-start", test_zones_at_start);
  ADD ("changed-clocks-are-seen-meanwhile", test_zones_meanwhile);
  ADD ("slots-are-published-in-order", test_slots);
  status = g_test_run ();
  remove_tree (zone_dir);
  g_free (zone_dir);
  return status;
}
