/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sqlite3.h>

#include "store-fixture.h"

/* What a calendar reads. */

#define HOUR G_TIME_SPAN_HOUR
#define DAY G_TIME_SPAN_DAY

typedef StoreFixture Fixture;

static PosterPost *
save (Fixture           *fixture,
      const char        *content,
      PosterTargetState  state,
      gint64             due_us,
      gint64             published_us)
{
  g_autoptr(GError) error = NULL;
  PosterPost *post = new_post (fixture, content);
  PosterTarget *target = first_target (post);

  target->state = state;
  target->due_us = due_us;
  target->published_us = published_us;
  g_clear_pointer (&post->schedule, poster_schedule_unref);
  if (state == POSTER_TARGET_DRAFT && due_us >= 0)
    {
      post->schedule = poster_schedule_new_instant (due_us, "Europe/Berlin");
      target->due_us = -1;
    }
  post->version = save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  return post;
}

static GPtrArray *
list_range (Fixture *fixture,
            gint64   from_us,
            gint64   to_us)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GPtrArray *plans;

  poster_store_list_range_async (fixture->store, from_us, to_us, NULL, keep_result_cb, &result);
  plans = poster_store_list_range_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  return plans;
}

static void
check (GPtrArray  *plans,
       const char *words)
{
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < plans->len; i++)
    {
      PosterPlan *plan = g_ptr_array_index (plans, i);

      g_string_append_printf (found, "%s%s@%d", i > 0 ? " " : "", plan->post->text, (int) ((plan->at_us - NOON) / HOUR));
    }
  g_assert_cmpstr (found->str, ==, words);
}

static void
test_each_stands_where_it_goes_out (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(PosterPost) out = save (fixture, "out", POSTER_TARGET_PUBLISHED, NOON, NOON + 2 * HOUR);
  g_autoptr(PosterPost) waits = save (fixture, "waits", POSTER_TARGET_SCHEDULED, NOON + 5 * HOUR, -1);
  g_autoptr(PosterPost) missed = save (fixture, "missed", POSTER_TARGET_MISSED, NOON + 1 * HOUR, -1);
  g_autoptr(PosterPost) thought = save (fixture, "thought", POSTER_TARGET_DRAFT, NOON + 3 * HOUR, -1);
  g_autoptr(PosterPost) undated = save (fixture, "undated", POSTER_TARGET_DRAFT, -1, -1);
  g_autoptr(PosterPost) late = save (fixture, "late", POSTER_TARGET_SCHEDULED, NOON + DAY, -1);
  g_autoptr(GPtrArray) plans = list_range (fixture, NOON, NOON + DAY);
  g_autoptr(GPtrArray) later = list_range (fixture, NOON + DAY, NOON + 2 * DAY);
  PosterPlan *plan = g_ptr_array_index (plans, 2);

  check (plans, "missed@1 out@2 thought@3 waits@5");
  check (later, "late@24");
  g_assert_cmpint (poster_planned_post_get_state (plan->post), ==, POSTER_TARGET_DRAFT);
  g_assert_cmpstr (plan->post->zone, ==, "Europe/Berlin");
  g_assert_true (poster_planned_post_can_move (plan->post));
  g_assert_true (poster_planned_post_goes_to (plan->post, fixture->first->id));
  g_assert_false (poster_planned_post_goes_to (plan->post, fixture->second->id));
  plan = g_ptr_array_index (plans, 0);
  g_assert_cmpint (poster_planned_post_get_state (plan->post), ==, POSTER_TARGET_MISSED);
  g_assert_false (poster_planned_post_can_move (plan->post));
}

static void
test_targets_at_other_times (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "twice");
  PosterTarget *second = poster_target_new (fixture->second->id);
  PosterTarget *again = poster_target_new (fixture->second->id);
  const char *ids[] = { post->id, "ffffffffffffffffffffffff", NULL };
  g_autoptr(GPtrArray) plans = NULL;
  g_autoptr(GPtrArray) of_posts = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  PosterPlan *plan;

  first_target (post)->state = second->state = again->state = POSTER_TARGET_SCHEDULED;
  first_target (post)->due_us = again->due_us = NOON;
  second->due_us = NOON + 4 * HOUR;
  g_ptr_array_add (post->targets, second);
  g_ptr_array_add (post->targets, again);
  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);

  plans = list_range (fixture, NOON - HOUR, NOON + DAY);
  check (plans, "twice@0 twice@4");
  plan = g_ptr_array_index (plans, 0);
  g_assert_cmpuint (g_strv_length (plan->post->account_ids), ==, 2);

  poster_store_list_plans_async (fixture->store, ids, NULL, keep_result_cb, &result);
  of_posts = poster_store_list_range_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  check (of_posts, "twice@0 twice@4");
}

static gboolean
uses (sqlite3    *handle,
      const char *sql,
      const char *words)
{
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  sqlite3_stmt *plan;
  gboolean is_used = FALSE;

  g_assert_cmpint (sqlite3_prepare_v2 (handle, explain, -1, &plan, NULL), ==, SQLITE_OK);
  while (sqlite3_step (plan) == SQLITE_ROW)
    is_used = is_used || g_strstr_len ((const char *) sqlite3_column_text (plan, 3), -1, words) != NULL;
  sqlite3_finalize (plan);
  return is_used;
}

static char *noted;

static int
trace_cb (unsigned  event,
          void     *data,
          void     *statement,
          void     *text)
{
  const char *sql = sqlite3_sql (statement);

  if (g_str_has_prefix (sql, "SELECT"))
    {
      g_autofree char *before = noted;

      noted = g_strconcat (before != NULL ? before : "", sql, "\n", NULL);
    }
  return 0;
}

static int
note_connection (sqlite3                           *handle,
                 char                             **error,
                 const struct sqlite3_api_routines *api)
{
  return sqlite3_trace_v2 (handle, SQLITE_TRACE_STMT, trace_cb, NULL);
}

/* Whatever else there is in the store, only what is in the range is looked at. */
static void
test_through_indexes (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autoptr(PosterPost) post = save (fixture, "waits", POSTER_TARGET_SCHEDULED, NOON, -1);
  g_autoptr(GPtrArray) plans = NULL;
  g_auto(GStrv) statements = NULL;
  sqlite3 *handle;

  g_clear_pointer (&noted, g_free);
  plans = list_range (fixture, NOON, NOON + DAY);
  check (plans, "waits@0");
  statements = g_strsplit (noted, "\n", -1);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_trace_v2 (handle, 0, NULL, NULL), ==, SQLITE_OK);
  for (guint i = 0; statements[i] != NULL && *statements[i] != '\0'; i++)
    {
      if (g_strstr_len (statements[i], -1, ":from") != NULL)
        g_assert_true (uses (handle, statements[i], "SEARCH"));
      g_assert_false (uses (handle, statements[i], "SCAN p"));
      g_assert_false (uses (handle, statements[i], "SCAN t"));
      g_assert_false (uses (handle, statements[i], "TEMP B-TREE"));
    }
  g_assert_nonnull (g_strstr_len (noted, -1, "targets_calendar"));
  g_assert_nonnull (g_strstr_len (noted, -1, "posts_planned"));
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  g_clear_pointer (&noted, g_free);
}

#define add(path, func) \
  g_test_add (path, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sqlite3_auto_extension ((void (*) (void)) note_connection);
  add ("/range/each-stands-where-it-goes-out", test_each_stands_where_it_goes_out);
  add ("/range/targets-with-times-of-their-own-stand-at-each", test_targets_at_other_times);
  add ("/range/only-what-is-in-it-is-looked-at", test_through_indexes);
  return g_test_run ();
}
