/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "poster-error.h"
#include "poster-store-series.h"
#include "store-fixture.h"

/* Posts that repeat: always just one that waits, whatever becomes of the one before. */

typedef StoreFixture Fixture;

#define HOUR G_TIME_SPAN_HOUR
#define DAY G_TIME_SPAN_DAY

static PosterPost *
try_series (Fixture     *fixture,
            PosterPost  *post,
            const char  *rule_text,
            GError     **error)
{
  g_autoptr(PosterRecurrence) rule = poster_recurrence_new_from_text (rule_text, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_nonnull (rule);
  poster_store_save_series_async (fixture->store, post, rule, POSTER_STATES_EDITABLE, NULL, keep_result_cb, &result);
  return poster_store_save_series_finish (fixture->store, wait_for (&result), error);
}

/* Sundays at 18:00 in Berlin, five hours after NOON. */
static PosterPost *
make_series (Fixture    *fixture,
             const char *rule)
{
  g_autoptr(PosterPost) post = new_post (fixture, "again");
  g_autoptr(GError) error = NULL;
  PosterPost *stored;

  poster_schedule_unref (post->schedule);
  post->schedule = poster_schedule_new_wall ("2026-11-22 18:00", "Europe/Berlin", NULL);
  stored = try_series (fixture, post, rule, &error);
  g_assert_no_error (error);
  return stored;
}

static PosterSeries *
get_series (Fixture    *fixture,
            const char *id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterSeries *series;

  poster_store_get_series_async (fixture->store, id, NULL, keep_result_cb, &result);
  series = poster_store_get_series_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  return series;
}

static guint
count_series (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) list = NULL;

  poster_store_list_series_async (fixture->store, NULL, keep_result_cb, &result);
  list = poster_store_list_series_finish (fixture->store, wait_for (&result), NULL);
  return list->len;
}

/* The post that waits; the only one of the series. */
static PosterPost *
get_next (Fixture    *fixture,
          const char *series_id)
{
  g_autoptr(PosterSeries) series = get_series (fixture, series_id);
  g_autoptr(GError) error = NULL;
  PosterPostQuery query = { .status = "scheduled" };
  g_autoptr(GPtrArray) posts = list_posts (fixture->store, &query, &error);
  PosterPost *next = NULL;
  guint n_waiting = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      if (g_strcmp0 (post->series_id, series_id) != 0)
        continue;
      n_waiting++;
      if (g_strcmp0 (post->id, series->next_post_id) == 0)
        next = g_object_ref (post);
    }
  g_assert_cmpuint (n_waiting, ==, next != NULL ? 1 : 0);
  return next;
}

static void
become (Fixture           *fixture,
        PosterPost        *post,
        PosterTargetState  state)
{
  g_autoptr(GError) error = NULL;

  first_target (post)->state = state;
  first_target (post)->wake_us = -1;
  g_assert_true (commit_target (fixture->store, first_target (post), POSTER_STATES_ANY, NULL, &error));
  g_assert_no_error (error);
}

static void
test_one_after_the_other (Fixture       *fixture,
                          gconstpointer  data)
{
  const PosterTargetState ends[] = {
    POSTER_TARGET_PREPARING, POSTER_TARGET_MISSED, POSTER_TARGET_CANCELLED, POSTER_TARGET_FAILED, POSTER_TARGET_DRAFT
  };
  g_autoptr(PosterPost) first = make_series (fixture, "FREQ=DAILY");
  g_autofree char *series_id = g_strdup (first->series_id);
  g_autoptr(PosterPost) last = NULL;

  g_assert_cmpstr (first->occurrence, ==, "2026-11-22T18:00:00");
  g_assert_cmpint (first_target (first)->due_us, ==, NOON + 5 * HOUR);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr(PosterPost) post = get_next (fixture, series_id);
      g_autoptr(PosterPost) next = NULL;

      g_assert_cmpint (first_target (post)->due_us, ==, NOON + 5 * HOUR + i * DAY);
      become (fixture, post, POSTER_TARGET_HELD);
      become (fixture, post, POSTER_TARGET_SCHEDULED);
      become (fixture, post, ends[i]);
      /* Once, however often more it is written. */
      if (ends[i] == POSTER_TARGET_PREPARING)
        {
          become (fixture, post, POSTER_TARGET_SENDING);
          become (fixture, post, POSTER_TARGET_PUBLISHED);
        }
      next = get_next (fixture, series_id);
      g_assert_cmpstr (next->id, !=, post->id);
      g_assert_cmpstr (next->content, ==, "again");
      g_assert_cmpuint (next->media->len, ==, 1);
      g_assert_cmpstr (((PosterMediaItem *) g_ptr_array_index (next->media, 0))->path, ==, "/videos/clip.mp4");
      g_assert_cmpstr (((PosterMediaItem *) g_ptr_array_index (next->media, 0))->sampled_hash, ==, "5a3b1ed");
      g_assert_cmpstr (poster_schedule_get_zone (next->schedule), ==, "Europe/Berlin");
      g_assert_cmpint (first_target (next)->wake_us, ==, NOON + 5 * HOUR + (i + 1) * DAY);
    }
  store_fixture_reopen (fixture);
  last = get_next (fixture, series_id);
  g_assert_cmpint (first_target (last)->due_us, ==, NOON + 5 * HOUR + 5 * DAY);
  g_assert_cmpuint (count_series (fixture), ==, 1);
}

static void
test_ends (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterPost) first = make_series (fixture, "FREQ=DAILY;COUNT=2");
  g_autoptr(PosterPost) second = NULL;
  g_autoptr(PosterPost) never = new_post (fixture, "never");
  g_autoptr(GError) error = NULL;

  become (fixture, first, POSTER_TARGET_PREPARING);
  second = get_next (fixture, first->series_id);
  become (fixture, second, POSTER_TARGET_PREPARING);
  g_assert_null (get_next (fixture, first->series_id));
  g_assert_cmpuint (count_series (fixture), ==, 0);

  g_assert_null (try_series (fixture, never, "FREQ=DAILY;UNTIL=20261121", &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
}

static void
test_ended_by_a_person (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(PosterPost) first = make_series (fixture, "FREQ=DAILY");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) stays = NULL;
  PosterPostQuery query = { .status = "scheduled" };
  g_autoptr(GPtrArray) posts = NULL;

  stays = get_post (fixture->store, first->id, &error);
  g_assert_no_error (error);
  g_assert_true (stays->repeats);
  g_clear_object (&stays);
  poster_store_end_series_async (fixture->store, first->series_id, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_end_series_finish (fixture->store, wait_for (&result), &error));
  stays = get_post (fixture->store, first->id, &error);
  g_assert_no_error (error);
  g_assert_false (stays->repeats);
  g_assert_cmpint (first_target (stays)->state, ==, POSTER_TARGET_SCHEDULED);
  become (fixture, first, POSTER_TARGET_PREPARING);
  posts = list_posts (fixture->store, &query, &error);
  g_assert_cmpuint (posts->len, ==, 0);
}

/* Ending is taken back as long as its post waits. */
static void
test_goes_on (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterPost) first = make_series (fixture, "FREQ=DAILY");
  g_autoptr(PosterPost) second = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_end_series_async (fixture->store, first->series_id, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_end_series_finish (fixture->store, wait_for (&result), NULL));
  g_assert_cmpuint (count_series (fixture), ==, 0);
  g_clear_object (&result);
  poster_store_resume_series_async (fixture->store, first->series_id, first->id, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_resume_series_finish (fixture->store, wait_for (&result), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_series (fixture), ==, 1);
  become (fixture, first, POSTER_TARGET_PREPARING);
  second = get_next (fixture, first->series_id);
  g_assert_cmpint (first_target (second)->due_us, ==, NOON + 5 * HOUR + DAY);

  /* The first is under way: it is not what comes next. */
  g_clear_object (&result);
  poster_store_resume_series_async (fixture->store, first->series_id, first->id, NULL, keep_result_cb, &result);
  g_assert_false (poster_store_resume_series_finish (fixture->store, wait_for (&result), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
}

/* What was due while nothing ran does not come all at once. */
static void
test_no_burst (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) first = make_series (fixture, "FREQ=DAILY");
  g_autoptr(PosterPost) due = NULL;
  g_autoptr(PosterPost) next = NULL;

  /* A week later, ten minutes after its time: today's may still go out. */
  poster_test_clock_set (fixture->clock, NOON + 5 * HOUR + 7 * DAY + 10 * G_TIME_SPAN_MINUTE);
  become (fixture, first, POSTER_TARGET_MISSED);
  due = get_next (fixture, first->series_id);
  g_assert_cmpint (first_target (due)->due_us, ==, NOON + 5 * HOUR + 7 * DAY);
  poster_test_clock_set (fixture->clock, NOON + 8 * HOUR + 9 * DAY);
  become (fixture, due, POSTER_TARGET_MISSED);
  next = get_next (fixture, first->series_id);
  g_assert_cmpint (first_target (next)->due_us, ==, NOON + 5 * HOUR + 10 * DAY);
}

static void
test_edited (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) first = make_series (fixture, "FREQ=WEEKLY");
  g_autofree char *series_id = g_strdup (first->series_id);
  g_autoptr(PosterPost) second = NULL;
  g_autoptr(PosterPost) third = NULL;
  g_autoptr(PosterPost) fourth = NULL;
  g_autoptr(PosterPost) changed = NULL;
  g_autoptr(PosterSeries) series = NULL;
  g_autoptr(GPtrArray) dates = NULL;
  g_autoptr(GError) error = NULL;

  /* This one alone: another text, a day later. */
  g_free (first->content);
  first->content = g_strdup ("this time");
  poster_schedule_unref (first->schedule);
  first->schedule = poster_schedule_new_wall ("2026-11-23 18:00", "Europe/Berlin", NULL);
  first_target (first)->due_us = first_target (first)->wake_us = NOON + 29 * HOUR;
  g_assert_cmpint (save_post (fixture->store, first, POSTER_STATES_EDITABLE, &error), >, 0);
  g_assert_no_error (error);
  become (fixture, first, POSTER_TARGET_PREPARING);
  second = get_next (fixture, series_id);
  g_assert_cmpstr (second->content, ==, "again");
  g_assert_cmpint (first_target (second)->due_us, ==, NOON + 5 * HOUR + 7 * DAY);

  /* This one and all that follow: on Wednesdays, by the same series. */
  g_free (second->content);
  second->content = g_strdup ("from now on");
  changed = try_series (fixture, second, "FREQ=WEEKLY;BYDAY=WE", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (changed->series_id, ==, series_id);
  g_assert_cmpstr (changed->id, ==, second->id);
  g_assert_cmpstr (changed->occurrence, ==, "2026-12-02T18:00:00");
  become (fixture, changed, POSTER_TARGET_PREPARING);
  third = get_next (fixture, series_id);
  g_assert_cmpstr (third->content, ==, "from now on");
  g_assert_cmpstr (third->occurrence, ==, "2026-12-09T18:00:00");

  /* Deleting it skips it. */
  g_assert_true (delete_post (fixture->store, third->id, POSTER_STATES_ANY, &error));
  fourth = get_next (fixture, series_id);
  g_assert_cmpstr (fourth->occurrence, ==, "2026-12-16T18:00:00");
  series = get_series (fixture, series_id);
  dates = poster_series_list_next (series, NOON + 30 * DAY, 5);
  g_assert_cmpuint (dates->len, ==, 5);
  g_assert_cmpstr (poster_schedule_get_wall (g_ptr_array_index (dates, 0)), ==, "2026-12-23T18:00:00");

  /* A date that was used once before may be used again by a new rule. */
  poster_schedule_unref (fourth->schedule);
  fourth->schedule = poster_schedule_new_wall ("2026-12-02 18:00", "Europe/Berlin", NULL);
  g_clear_object (&changed);
  changed = try_series (fixture, fourth, "FREQ=DAILY", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (changed->occurrence, ==, "2026-12-02T18:00:00");
}

static gboolean
trash_and_restore (Fixture    *fixture,
                   const char *id,
                   gboolean    restore)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (restore)
    {
      poster_store_restore_post_async (fixture->store, id, NULL, keep_result_cb, &result);
      return poster_store_restore_post_finish (fixture->store, wait_for (&result), NULL);
    }
  poster_store_trash_post_async (fixture->store, id, POSTER_STATES_ANY, NULL, keep_result_cb, &result);
  return poster_store_trash_post_finish (fixture->store, wait_for (&result), NULL);
}

static void
test_undone (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) first = make_series (fixture, "FREQ=DAILY");
  g_autoptr(PosterPost) next = NULL;
  g_autoptr(PosterPost) again = NULL;

  g_assert_true (trash_and_restore (fixture, first->id, FALSE));
  next = get_next (fixture, first->series_id);
  g_assert_cmpstr (next->id, !=, first->id);
  g_assert_true (trash_and_restore (fixture, first->id, TRUE));
  again = get_next (fixture, first->series_id);
  g_assert_cmpstr (again->id, ==, first->id);
}

static char *
find_same_media (Fixture    *fixture,
                 const char *except)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_find_same_media_async (fixture->store, fixture->first->id, "5a3b1ed", except, NULL, keep_result_cb, &result);
  return poster_store_find_same_media_finish (fixture->store, wait_for (&result), NULL);
}

/* That a series repeats was asked for; that another post does was not. */
static void
test_no_repeat (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PosterPost) first = make_series (fixture, "FREQ=DAILY");
  g_autoptr(PosterPost) other = new_post (fixture, "other");
  g_autoptr(PosterPost) next = NULL;
  g_autofree char *of_next = NULL;
  g_autofree char *of_other = NULL;
  g_autofree char *of_next_now = NULL;

  become (fixture, first, POSTER_TARGET_PUBLISHED);
  next = get_next (fixture, first->series_id);
  of_next = find_same_media (fixture, next->id);
  g_assert_null (of_next);
  of_other = find_same_media (fixture, other->id);
  g_assert_cmpstr (of_other, ==, first->id);
  g_assert_cmpint (save_post (fixture->store, other, POSTER_STATES_EDITABLE, NULL), >, 0);
  of_next_now = find_same_media (fixture, next->id);
  g_assert_cmpstr (of_next_now, ==, other->id);
}

/* The file belongs to the series as long as that goes on, and the accounts only while connected. */
static void
test_accounts (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) post = new_post (fixture, "both");
  PosterTarget *target = poster_target_new (fixture->second->id);
  g_autoptr(PosterPost) first = NULL;
  g_autoptr(PosterPost) next = NULL;
  g_autoptr(GError) error = NULL;

  json_object_set_boolean_member (target->options, "allow_duet", TRUE);
  target->content = g_strdup ("for the second");
  target->media = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (target->media, poster_media_item_new ("/videos/other.mp4"));
  ((PosterMediaItem *) g_ptr_array_index (target->media, 0))->sampled_hash = g_strdup ("0");
  g_ptr_array_add (post->targets, target);
  first = try_series (fixture, post, "FREQ=DAILY", &error);
  g_assert_no_error (error);
  {
    g_autoptr(GAsyncResult) result = NULL;
    g_autofree char *left = NULL;

    poster_store_remove_account_async (fixture->store, fixture->first->id, NULL, keep_result_cb, &result);
    left = poster_store_remove_account_finish (fixture->store, wait_for (&result), &error);
    g_assert_no_error (error);
  }
  /* With it goes the post, and its media. */
  g_assert_true (delete_post (fixture->store, first->id, POSTER_STATES_ANY, &error));
  next = get_next (fixture, first->series_id);
  g_assert_cmpuint (next->targets->len, ==, 1);
  g_assert_cmpstr (first_target (next)->account_id, ==, fixture->second->id);
  g_assert_cmpstr (first_target (next)->content, ==, "for the second");
  g_assert_true (json_object_get_boolean_member (first_target (next)->options, "allow_duet"));
  g_assert_cmpstr (((PosterMediaItem *) g_ptr_array_index (first_target (next)->media, 0))->path, ==, "/videos/other.mp4");
  g_assert_cmpuint (next->media->len, ==, 1);
}

/* The clock is put forward on 29 March 2026: what is at 2:30 stays there the day after. */
static void
test_edges (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PosterPost) post = new_post (fixture, "night");
  g_autoptr(PosterPost) first = NULL;
  g_autoptr(PosterPost) second = NULL;
  g_autoptr(PosterPost) third = NULL;
  gint64 start_us;

  poster_schedule_unref (post->schedule);
  post->schedule = poster_schedule_new_wall ("2027-03-27 02:30", "Europe/Berlin", NULL);
  start_us = poster_schedule_get_instant_us (post->schedule);
  poster_test_clock_set (fixture->clock, start_us - HOUR);
  first = try_series (fixture, post, "FREQ=DAILY", NULL);
  become (fixture, first, POSTER_TARGET_PUBLISHED);
  second = get_next (fixture, first->series_id);
  g_assert_cmpint (first_target (second)->due_us, ==, start_us + DAY - HOUR / 2);
  become (fixture, second, POSTER_TARGET_PUBLISHED);
  third = get_next (fixture, first->series_id);
  g_assert_cmpint (first_target (third)->due_us, ==, start_us + 2 * DAY - HOUR);
}

#define ADD(name, func) \
  g_test_add ("/store/series/" name, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one-waits-whatever-becomes-of-the-last", test_one_after_the_other);
  ADD ("end-by-their-rule", test_ends);
  ADD ("end-when-a-person-says-so", test_ended_by_a_person);
  ADD ("go-on-when-ending-is-taken-back", test_goes_on);
  ADD ("no-burst-after-a-pause", test_no_burst);
  ADD ("one-or-all-that-follow-are-edited", test_edited);
  ADD ("skipping-is-undone", test_undone);
  ADD ("their-own-repeats-are-none", test_no_repeat);
  ADD ("go-to-accounts-that-are-connected", test_accounts);
  ADD ("keep-to-the-wall", test_edges);
  return g_test_run ();
}
