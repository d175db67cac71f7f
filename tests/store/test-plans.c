/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sqlite3.h>
#include <string.h>

#include "store-fixture.h"

/* How the store reads: through indexes, and with as many statements for ten thousand posts as for
 * a hundred. Every statement that SQLite is given in this process is noted, and its plan asked
 * for. */

typedef StoreFixture Fixture;

static GMutex noted_lock;
static GHashTable *noted;  /* (element-type utf8 guint), how often each statement was run */

static int
trace_cb (unsigned  event,
          void     *data,
          void     *statement,
          void     *text)
{
  const char *sql = sqlite3_sql (statement);

  g_mutex_lock (&noted_lock);
  g_hash_table_insert (noted, g_strdup (sql), GUINT_TO_POINTER (1 + GPOINTER_TO_UINT (g_hash_table_lookup (noted, sql))));
  g_mutex_unlock (&noted_lock);
  return 0;
}

static int
note_connection (sqlite3                           *handle,
                 char                             **error,
                 const struct sqlite3_api_routines *api)
{
  return sqlite3_trace_v2 (handle, SQLITE_TRACE_STMT, trace_cb, NULL);
}

static void
forget_statements (void)
{
  g_mutex_lock (&noted_lock);
  g_hash_table_remove_all (noted);
  g_mutex_unlock (&noted_lock);
}

static void
contains_func (sqlite3_context  *context,
               int               n_values,
               sqlite3_value   **values)
{
  sqlite3_result_int (context, 0);
}

/* Small tables, those that are empty between transactions, those that SQLite makes up, and whole lists
 * of posts in the order of an index. */
static gboolean
may_be_scanned (const char *step)
{
  return strstr (step, "json_each") != NULL ||
         g_str_has_prefix (step, "SCAN CONSTANT ROW") ||
         g_str_has_prefix (step, "SCAN p USING INDEX posts_") ||
         g_str_has_prefix (step, "SCAN p USING COVERING INDEX posts_section") ||
         g_str_equal (step, "SCAN webhook_notes") || g_str_has_prefix (step, "SCAN webhook_gone") ||
         g_str_equal (step, "SCAN section_counts");
}

static void
check_plans (Fixture *fixture)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  GHashTableIter iter;
  gpointer key;
  sqlite3 *handle;
  guint n_checked = 0;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_trace_v2 (handle, 0, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_create_function (handle, "contains", 2, SQLITE_UTF8, NULL, contains_func, NULL, NULL),
                   ==, SQLITE_OK);
  g_hash_table_iter_init (&iter, noted);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *sql = key;
      g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
      gboolean sorts = strstr (sql, "sampled_hash") != NULL;  /* one clip's posts: a handful */
      gboolean selects = strstr (sql, "p.status = ") != NULL || strstr (sql, "p.states & ") != NULL;
      sqlite3_stmt *plan;

      if (!g_str_has_prefix (sql, "SELECT") && !g_str_has_prefix (sql, "UPDATE") && !g_str_has_prefix (sql, "DELETE"))
        continue;
      n_checked++;
      g_assert_cmpint (sqlite3_prepare_v2 (handle, explain, -1, &plan, NULL), ==, SQLITE_OK);
      while (sqlite3_step (plan) == SQLITE_ROW)
        {
          const char *step = (const char *) sqlite3_column_text (plan, 3);

          if ((g_str_has_prefix (step, "SCAN") && !may_be_scanned (step) &&
               !(g_str_equal (step, "SCAN p") && strstr (sql, "contains (") != NULL)) ||
              (strstr (step, "TEMP B-TREE") != NULL && !sorts) ||
              (strstr (step, "posts_created") != NULL && selects))
            g_error ("“%s” is planned as “%s”", sql, step);
        }
      sqlite3_finalize (plan);
    }
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  g_assert_cmpuint (n_checked, >, 5);
}

static void
list_every_way (Fixture *fixture)
{
  const char *const statuses[] = { NULL, "draft", "published", "held", "missed", "unknown", "cancelled" };
  const char *const accounts[] = { NULL, fixture->first->id };
  const char *const searches[] = { NULL, "Straße" };
  const char *const after[] = { NULL, "aaaaaaaaaaaaaaaaaaaaaaaa" };

  for (gsize s = 0; s < G_N_ELEMENTS (statuses); s++)
    for (gsize a = 0; a < G_N_ELEMENTS (accounts); a++)
      for (gsize t = 0; t < G_N_ELEMENTS (searches); t++)
        for (gsize p = 0; p < G_N_ELEMENTS (after); p++)
          for (guint oldest_first = 0; oldest_first < 2; oldest_first++)
            {
              g_autoptr(GError) error = NULL;
              PosterPostQuery query = {
                .status = statuses[s], .account_id = accounts[a], .search = searches[t], .limit = 10,
                .after_id = after[p], .after_created_us = NOON, .oldest_first = oldest_first,
              };
              g_autoptr(GPtrArray) posts = list_posts (fixture->store, &query, &error);

              g_assert_no_error (error);
            }
}

/* Only what looks through the texts may go over the posts, in the order in which they lie. */
static void
list_places_every_way (Fixture *fixture)
{
  const char *const accounts[] = { NULL, fixture->first->id };
  const char *const searches[] = { NULL, "Straße" };
  const char *const some[] = { "aaaaaaaaaaaaaaaaaaaaaaaa", NULL };
  const char *const *const ids[] = { NULL, some };
  const guint sections[] = { 0, 1, 5 };

  for (gsize a = 0; a < G_N_ELEMENTS (accounts); a++)
    for (gsize t = 0; t < G_N_ELEMENTS (searches); t++)
      for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
        for (gsize s = 0; s < G_N_ELEMENTS (sections); s++)
          {
            g_autoptr(GError) error = NULL;
            PosterPlaceQuery query = { .account_id = accounts[a], .search = searches[t], .ids = ids[i],
                                       .sections = sections[s] };
            g_autoptr(PosterPlaces) places = list_places (fixture->store, &query, &error);

            g_assert_no_error (error);
          }
}

static void
trash_and_restore (Fixture    *fixture,
                   const char *post_id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) trashed = NULL;
  g_autoptr(GAsyncResult) restored = NULL;
  g_autoptr(GAsyncResult) purged = NULL;
  const char *const ids[] = { post_id, NULL };
  g_autoptr(GAsyncResult) got = NULL;
  g_autoptr(GPtrArray) posts = NULL;

  poster_store_get_posts_async (fixture->store, ids, NULL, keep_result_cb, &got);
  posts = poster_store_get_posts_finish (fixture->store, wait_for (&got), &error);
  poster_store_trash_post_async (fixture->store, post_id, POSTER_STATES_ANY, NULL, keep_result_cb, &trashed);
  g_assert_true (poster_store_trash_post_finish (fixture->store, wait_for (&trashed), &error));
  poster_store_restore_post_async (fixture->store, post_id, NULL, keep_result_cb, &restored);
  g_assert_true (poster_store_restore_post_finish (fixture->store, wait_for (&restored), &error));
  poster_store_purge_trash_async (fixture->store, post_id, NULL, keep_result_cb, &purged);
  g_assert_true (poster_store_purge_trash_finish (fixture->store, wait_for (&purged), &error));
  g_assert_no_error (error);
}

static void
test_everything_goes_through_indexes (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(PosterPost) work = NULL;
  g_autoptr(PosterJournalEntry) entry = NULL;
  g_autoptr(PosterWork) due = NULL;
  g_autoptr(GAsyncResult) count_result = NULL;
  g_autoptr(GAsyncResult) turns_result = NULL;
  g_autoptr(GAsyncResult) sum_result = NULL;
  PosterSummary summary;
  g_autoptr(GPtrArray) turns = NULL;
  gint64 first_us;
  guint n_posts;
  g_autoptr(GPtrArray) journal = NULL;
  g_autoptr(GAsyncResult) same_result = NULL;
  g_autofree char *same = NULL;

  forget_statements ();
  list_every_way (fixture);
  list_places_every_way (fixture);
  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  stored = get_post (fixture->store, post->id, &error);
  save_post (fixture->store, stored, POSTER_STATES_ANY, &error);
  entry = poster_journal_entry_new (first_target (post)->id, 1, "s", POSTER_STEP_WAIT, POSTER_JOURNAL_NOTE, NOON);
  commit_target (fixture->store, first_target (post), POSTER_STATES_ANY, entry, &error);
  journal = list_journal (fixture->store, first_target (post)->id, 5);
  due = look_for_work (fixture->store, NOON, NULL, NULL);
  poster_store_count_published_async (fixture->store, fixture->first->id, NOON, NULL, keep_result_cb, &count_result);
  poster_store_count_published_finish (fixture->store, wait_for (&count_result), &n_posts, &first_us, &error);
  poster_store_list_turns_async (fixture->store, NOON, NULL, keep_result_cb, &turns_result);
  turns = poster_store_list_turns_finish (fixture->store, wait_for (&turns_result), &error);
  poster_store_sum_up_async (fixture->store, NULL, keep_result_cb, &sum_result);
  poster_store_sum_up_finish (fixture->store, wait_for (&sum_result), &summary, &error);
  poster_store_find_same_media_async (fixture->store, fixture->first->id, "5a3b1ed", NULL, NULL,
                                      keep_result_cb, &same_result);
  same = poster_store_find_same_media_finish (fixture->store, wait_for (&same_result), &error);
  trash_and_restore (fixture, post->id);
  delete_post (fixture->store, post->id, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  poster_store_close (fixture->store);
  check_plans (fixture);
}

#define N_POSTS 10000

/* As many posts as a busy year has, written behind the store's back. */
static void
fill (Fixture *fixture)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autofree char *script = NULL;
  char *message = NULL;
  sqlite3 *handle;

  script = g_strdup_printf (
    "PRAGMA synchronous = OFF; BEGIN;"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
    "INSERT INTO posts (seq, id, profile_id, title, content, schedule_wall, schedule_zone, schedule_us, version, edited_version, created_us, "
    "  updated_us, status, states, changed, section, sort_key) "
    "  SELECT NULL, printf ('%%024x', i), NULL, NULL, 'Caption number ' || i || "
    "  CASE WHEN i %% 1000 = 0 THEN ' in der STRAßE' ELSE '' END, NULL, 'Europe/Berlin', i, 1, 1, "
    "  /* ten at a time */ i / 10, i, CASE WHEN i %% 100 = 0 THEN 'partial' ELSE 'published' END, "
    "  CASE WHEN i %% 100 = 0 THEN 256 ELSE 64 END, 0, CASE WHEN i %% 100 = 0 THEN 0 ELSE 4 END, -i FROM n;"
    "INSERT INTO targets SELECT NULL, 'aa' || substr (id, 3), id, 0, created_us, '%s', NULL, "
    "  CASE status WHEN 'partial' THEN 'missed' ELSE 'published' END, 0, NULL, NULL, 0, NULL, NULL, NULL, "
    "  '{\"privacy_level\":\"SELF_ONLY\"}', 1, NULL, 1, 0, NULL, NULL, NULL, NULL, '7546134564211234567', NULL, 1, 0, "
    "  NULL, NULL, 0, NULL, 0, NULL "
    "  FROM posts;"
    "INSERT INTO targets SELECT NULL, 'bb' || substr (id, 3), id, 1, created_us, '%s', NULL, "
    "  'published', 0, NULL, NULL, 0, NULL, NULL, NULL, '{}', 1, NULL, 1, 0, NULL, NULL, NULL, NULL, NULL, NULL, 1, 0, "
    "  NULL, NULL, 0, NULL, 0, NULL "
    "  FROM posts WHERE seq %% 50 = 0;"
    "INSERT INTO media SELECT NULL, 'cc' || substr (id, 3), 0, x'2f7661', 1, 1, id, NULL, NULL, 1, 'mp4', 'video/mp4', "
    "  10000000, 1080, 1920, 0, 0, 30.0, 0, 'h264', 'high', 1, 8, 'aac', 1, 48000, 2, NULL, 1, 0, 0, 0, 1, 1, 1, NULL, NULL "
    "  FROM posts;"
    "INSERT INTO post_media SELECT id, '', 0, 'cc' || substr (id, 3) FROM posts;"
    "COMMIT;", N_POSTS, fixture->first->id, fixture->second->id);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, script, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
test_ten_thousand_take_few_statements (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  PosterPostQuery query = { 0 };
  g_autoptr(GPtrArray) posts = NULL;
  GHashTableIter iter;
  gpointer value;
  guint n_runs = 0;

  fill (fixture);
  forget_statements ();
  posts = list_posts (fixture->store, &query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (posts->len, ==, N_POSTS);
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);
      g_autofree char *id = g_strdup_printf ("%024x", N_POSTS - i);

      g_assert_cmpstr (post->id, ==, id);
      g_assert_cmpuint (post->targets->len, ==, (N_POSTS - i) % 50 == 0 ? 2 : 1);
      g_assert_cmpstr (first_target (post)->account_id, ==, fixture->first->id);
      g_assert_cmpuint (post->media->len, ==, 1);
    }

  /* Those that belong to the transaction, one for the posts, two for each batch of a thousand. */
  g_hash_table_iter_init (&iter, noted);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n_runs += GPOINTER_TO_UINT (value);
  g_assert_cmpuint (n_runs, <=, 5 + 2 * 10);
}

/* Goes through all pages; returns how many posts there were. */
static guint
count_by_page (Fixture         *fixture,
               PosterPostQuery  query)
{
  g_autoptr(GPtrArray) last_page = NULL;
  gint64 last_us = query.oldest_first ? -1 : G_MAXINT64;
  guint n_posts = 0;

  query.limit = 33;
  for (;;)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) page = list_posts (fixture->store, &query, &error);
      PosterPost *last;

      g_assert_no_error (error);
      g_assert_cmpuint (page->len, <=, 33);
      for (guint i = 0; i < page->len; i++)
        {
          PosterPost *post = g_ptr_array_index (page, i);

          if (query.oldest_first)
            g_assert_cmpint (post->created_us, >=, last_us);
          else
            g_assert_cmpint (post->created_us, <=, last_us);
          last_us = post->created_us;
          if (query.status != NULL && !g_str_equal (query.status, "missed"))
            g_assert_cmpstr (poster_post_get_status (post), ==, query.status);
        }
      n_posts += page->len;
      if (page->len < 33)
        return n_posts;
      last = g_ptr_array_index (page, page->len - 1);
      query.after_created_us = last->created_us;
      query.after_id = last->id;
      g_clear_pointer (&last_page, g_ptr_array_unref);
      last_page = g_steal_pointer (&page);  /* after_id is in it */
    }
}

static void
test_pages_miss_nothing (Fixture       *fixture,
                         gconstpointer  data)
{
  const struct
  {
    PosterPostQuery query;
    guint           n_posts;
  } cases[] = {
    { { 0 }, N_POSTS },
    { { .oldest_first = TRUE }, N_POSTS },
    { { .status = "partial" }, N_POSTS / 100 },
    { { .status = "missed" }, N_POSTS / 100 },
    { { .status = "published", .oldest_first = TRUE }, N_POSTS - N_POSTS / 100 },
    { { .status = "held" }, 0 },
    { { .status = "scheduled" }, 0 },
    { { .account_id = fixture->first->id }, N_POSTS },
    { { .account_id = fixture->second->id }, N_POSTS / 50 },
    { { .account_id = fixture->second->id, .status = "missed", .oldest_first = TRUE }, N_POSTS / 100 },
    { { .search = "straße" }, N_POSTS / 1000 },
    { { .search = "CAPTION NUMBER 77" }, 111 },
    { { .search = "nowhere" }, 0 },
  };

  fill (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (count_by_page (fixture, cases[i].query), ==, cases[i].n_posts);
}

#define add(name, func) \
  g_test_add ("/store/lists/" name, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  noted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sqlite3_auto_extension ((void (*) (void)) note_connection);

  add ("everything-goes-through-indexes", test_everything_goes_through_indexes);
  add ("ten-thousand-take-few-statements", test_ten_thousand_take_few_statements);
  add ("pages-miss-nothing", test_pages_miss_nothing);
  status = g_test_run ();
  sqlite3_reset_auto_extension ();
  g_hash_table_unref (noted);
  return status;
}
