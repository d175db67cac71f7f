/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "poster-error.h"
#include "poster-store-queues.h"
#include "poster-store-zones.h"
#include "store-fixture.h"

/* A country changes its clocks: what waits stays where it is on the wall. The zone Test/Town is
 * made here, in a folder of zone data of our own. */

typedef StoreFixture Fixture;

#define HOUR G_TIME_SPAN_HOUR

static char *zone_dir;

/* A zone without any changes of clock, @hours east of Greenwich; RFC 8536, version 2. */
static void
write_zone (int hours)
{
  g_autofree char *path = g_build_filename (zone_dir, "Test", "Town", NULL);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree char *footer = g_strdup_printf ("\n<%+03d>%d\n", hours, -hours);
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
}

static gint64
follow (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_moved;

  poster_store_follow_zones_async (fixture->store, NULL, keep_result_cb, &result);
  n_moved = poster_store_follow_zones_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  return n_moved;
}

static PosterPost *
save_at (Fixture    *fixture,
         const char *wall)
{
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(GError) error = NULL;

  poster_schedule_unref (post->schedule);
  post->schedule = poster_schedule_new_wall (wall, "Test/Town", &error);
  g_assert_no_error (error);
  first_target (post)->due_us = first_target (post)->wake_us = poster_schedule_get_instant_us (post->schedule);
  g_assert_cmpint (save_post (fixture->store, post, POSTER_STATES_ANY, &error), >, 0);
  return get_post (fixture->store, post->id, &error);
}

static gint64
get_due_us (Fixture    *fixture,
            PosterPost *post)
{
  g_autoptr(PosterPost) stored = get_post (fixture->store, post->id, NULL);

  if (first_target (stored)->state == POSTER_TARGET_SCHEDULED)
    g_assert_cmpint (first_target (stored)->wake_us, ==, first_target (stored)->due_us);
  return first_target (stored)->due_us;
}

static void
test_followed (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) early = NULL;
  g_autoptr(PosterPost) late = NULL;
  g_autoptr(PosterPost) out = NULL;
  g_autoptr(PosterPost) elsewhere = new_post (fixture, "by the sun");
  g_autoptr(PosterPost) own_time = new_post (fixture, "own time");
  g_autoptr(GError) error = NULL;

  write_zone (2);
  early = save_at (fixture, "2026-12-24 18:00");
  late = save_at (fixture, "2026-12-24 19:30");
  out = save_at (fixture, "2026-12-24 20:00");
  first_target (out)->state = POSTER_TARGET_PUBLISHED;
  g_assert_true (commit_target (fixture->store, first_target (out), POSTER_STATES_ANY, NULL, &error));
  g_assert_cmpint (save_post (fixture->store, elsewhere, POSTER_STATES_ANY, &error), >, 0);
  first_target (own_time)->schedule = poster_schedule_new_wall ("2026-12-25 18:00", "Test/Town", NULL);
  first_target (own_time)->due_us = poster_schedule_get_instant_us (first_target (own_time)->schedule);
  first_target (own_time)->wake_us = first_target (own_time)->due_us;
  g_assert_cmpint (save_post (fixture->store, own_time, POSTER_STATES_ANY, &error), >, 0);
  /* 16:00 in UTC on the 24th. */
  g_assert_cmpint (get_due_us (fixture, early), ==, NOON + (32 * 24 + 4) * HOUR);
  g_assert_cmpint (follow (fixture), ==, 0);

  write_zone (3);
  store_fixture_forget (fixture);
  g_assert_cmpint (follow (fixture), ==, 3);
  g_assert_cmpint (get_due_us (fixture, early), ==, NOON + (32 * 24 + 3) * HOUR);
  g_assert_cmpint (get_due_us (fixture, late), ==, NOON + (32 * 24 + 3) * HOUR + 90 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (get_due_us (fixture, own_time), ==, NOON + (33 * 24 + 3) * HOUR);
  g_assert_cmpint (get_due_us (fixture, out), ==, NOON + (32 * 24 + 6) * HOUR);
  g_assert_cmpint (get_due_us (fixture, elsewhere), ==, NOON + HOUR);
  g_assert_cmpuint (fixture->changed->len, >, 0);
  /* Whoever read it before would publish it at the wrong time. */
  g_assert_false (claim_target (fixture->store, early, first_target (early), POSTER_STATES_ANY, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);

  /* Once is enough. */
  g_assert_cmpint (follow (fixture), ==, 0);
}

static void
test_slots (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PosterQueue) queue = NULL;
  g_autoptr(PosterQueue) stored = NULL;
  PosterPost *posts[3];
  g_autoptr(PosterPost) another = new_post (fixture, "text");
  g_autoptr(PosterPost) next = NULL;
  g_autoptr(GError) error = NULL;

  write_zone (2);
  queue = poster_queue_new ("Hourly", "Test/Town");
  for (guint i = 0; i < 3; i++)
    poster_queue_add_slot (queue, 1, (12 + i) * 60);
  {
    g_autoptr(GAsyncResult) result = NULL;

    poster_store_save_queue_async (fixture->store, queue, FALSE, NULL, keep_result_cb, &result);
    stored = poster_store_save_queue_finish (fixture->store, wait_for (&result), NULL, &error);
    g_assert_no_error (error);
  }
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(PosterPost) post = new_post (fixture, "text");
      g_autoptr(GAsyncResult) result = NULL;

      poster_store_save_post_in_queue_async (fixture->store, post, NULL, POSTER_STATES_ANY, NULL, keep_result_cb, &result);
      posts[i] = poster_store_save_post_in_queue_finish (fixture->store, wait_for (&result), &error);
      g_assert_no_error (error);
      g_assert_cmpint (posts[i]->slot_us, ==, NOON + (22 + i) * HOUR);
    }

  /* Each gets what another had; whoever is quicker than an engine does not get it instead. */
  write_zone (3);
  if (GPOINTER_TO_INT (data))
    g_assert_cmpint (follow (fixture), ==, 3);
  {
    g_autoptr(GAsyncResult) result = NULL;

    poster_store_save_post_in_queue_async (fixture->store, another, NULL, POSTER_STATES_ANY, NULL, keep_result_cb, &result);
    next = poster_store_save_post_in_queue_finish (fixture->store, wait_for (&result), &error);
    g_assert_no_error (error);
    g_assert_cmpint (next->slot_us, ==, NOON + (7 * 24 + 21) * HOUR);
  }
  g_assert_cmpint (follow (fixture), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(PosterPost) post = get_post (fixture->store, posts[i]->id, &error);

      g_assert_cmpint (post->slot_us, ==, NOON + (21 + i) * HOUR);
      g_assert_cmpstr (post->queue_id, ==, queue->id);
      g_assert_cmpint (first_target (post)->due_us, ==, post->slot_us);
      g_object_unref (posts[i]);
    }
}

#define ADD(name, func, data) \
  g_test_add ("/store/zones/" name, Fixture, GINT_TO_POINTER (data), store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_autofree char *town = NULL;
  g_autofree char *folder = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  zone_dir = g_dir_make_tmp ("poster-zones-XXXXXX", NULL);
  folder = g_build_filename (zone_dir, "Test", NULL);
  town = g_build_filename (folder, "Town", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_setenv ("TZDIR", zone_dir, TRUE);
  ADD ("what-waits-stays-on-the-wall", test_followed, FALSE);
  ADD ("slots-go-along", test_slots, TRUE);
  ADD ("slots-go-along-before-one-is-taken", test_slots, FALSE);
  status = g_test_run ();
  g_unlink (town);
  g_rmdir (folder);
  g_rmdir (zone_dir);
  return status;
}
