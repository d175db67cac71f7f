/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sqlite3.h>
#include <string.h>

#include "store-fixture.h"

/* Where posts stand in the window's list: what the database answers is what one gets by looking at
 * every post. */

typedef StoreFixture Fixture;

#define N_POSTS 200

/* Posts of all kinds: none to three targets, any states, any times; some with text of their own. */
static PosterPost *
random_post (Fixture *fixture,
             GRand   *rand,
             guint    number)
{
  PosterPost *post = poster_post_new ();
  guint n_targets = (guint) g_rand_int_range (rand, 0, 4);

  g_free (post->content);
  post->content = g_strdup_printf ("Text %u%s", number, g_rand_boolean (rand) ? " auf der STRAßE" : "");
  if (g_rand_boolean (rand))
    post->title = g_strdup (g_rand_boolean (rand) ? "A title" : "Ein Titel");
  for (guint i = 0; i < n_targets; i++)
    {
      PosterTarget *target = poster_target_new (g_rand_boolean (rand) ? fixture->first->id : fixture->second->id);

      target->state = (PosterTargetState) g_rand_int_range (rand, 0, POSTER_N_TARGET_STATES);
      if (g_rand_boolean (rand))
        target->due_us = NOON + g_rand_int_range (rand, 0, 5);
      if (target->state == POSTER_TARGET_PUBLISHED && g_rand_int_range (rand, 0, 4) > 0)
        target->published_us = NOON + g_rand_int_range (rand, 0, 5);
      if (g_rand_int_range (rand, 0, 5) == 0)
        target->content = g_strdup ("Nur hier: Strasse");
      g_ptr_array_add (post->targets, target);
    }
  return post;
}

static void
fill (Fixture *fixture)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < N_POSTS; i++)
    {
      g_autoptr(PosterPost) post = random_post (fixture, rand, i);
      g_autoptr(GError) error = NULL;

      poster_test_clock_advance (fixture->clock, g_rand_int_range (rand, 0, 3));
      save_post (fixture->store, post, POSTER_STATES_ANY, &error);
      g_assert_no_error (error);
    }
}

static gboolean
contains_folded (const char *text,
                 const char *needle)
{
  g_autofree char *folded = g_utf8_casefold (text != NULL ? text : "", -1);
  g_autofree char *folded_needle = g_utf8_casefold (needle, -1);

  return strstr (folded, folded_needle) != NULL;
}

static gboolean
matches (PosterPost             *post,
         const PosterPlaceQuery *query)
{
  gboolean has_account = query->account_id == NULL;
  gboolean has_text = query->search == NULL || contains_folded (post->content, query->search) ||
                      contains_folded (post->title, query->search);
  PosterPostPlace place;

  poster_post_get_place (post, &place);
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      has_account = has_account || g_str_equal (target->account_id, query->account_id);
      has_text = has_text || contains_folded (target->content, query->search);
    }
  return has_account && has_text &&
         (query->sections == 0 || (query->sections & 1u << place.section) != 0) &&
         (query->ids == NULL || g_strv_contains (query->ids, post->id));
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  return poster_post_place_compare (a, b);
}

static GPtrArray *
list_all (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  PosterPostQuery everything = { 0 };
  GPtrArray *posts = list_posts (fixture->store, &everything, &error);

  g_assert_no_error (error);
  return posts;
}

/* The long way: every one of @posts is looked at. */
static void
check_places (Fixture                *fixture,
              const PosterPlaceQuery *query,
              GPtrArray              *posts)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPlaces) places = list_places (fixture->store, query, &error);
  g_autoptr(GArray) expected = g_array_new (FALSE, FALSE, sizeof (PosterPostPlace));
  guint totals[POSTER_N_SECTIONS] = { 0 };

  g_assert_no_error (error);
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPostPlace place;

      poster_post_get_place (g_ptr_array_index (posts, i), &place);
      totals[place.section]++;
      if (matches (g_ptr_array_index (posts, i), query))
        g_array_append_val (expected, place);
    }
  g_array_sort (expected, compare_places);
  g_assert_cmpmem (places->totals, sizeof totals, totals, sizeof totals);
  g_assert_cmpuint (places->places->len, ==, expected->len);
  for (guint i = 0; i < expected->len; i++)
    g_assert_cmpint (poster_post_place_compare (&g_array_index (places->places, PosterPostPlace, i),
                                                &g_array_index (expected, PosterPostPlace, i)), ==, 0);
}

static void
check_every_way (Fixture *fixture)
{
  g_autoptr(GPtrArray) posts = list_all (fixture);
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  const char *const accounts[] = { NULL, fixture->first->id, fixture->second->id, "000000000000000000000000" };
  const char *const searches[] = { NULL, "strasse", "Text 1", "TITEL", "nowhere" };
  const guint sections[] = { 0, 1u << POSTER_SECTION_NEEDS_YOU, 1u << POSTER_SECTION_DRAFTS | 1u << POSTER_SECTION_SENDING };

  for (guint i = 0; i < posts->len; i += 5)
    g_ptr_array_add (ids, ((PosterPost *) g_ptr_array_index (posts, i))->id);
  g_ptr_array_add (ids, (char *) "111111111111111111111111");
  g_ptr_array_add (ids, (char *) "not \"an\" id");
  g_ptr_array_add (ids, NULL);
  for (gsize a = 0; a < G_N_ELEMENTS (accounts); a++)
    for (gsize t = 0; t < G_N_ELEMENTS (searches); t++)
      for (gsize s = 0; s < G_N_ELEMENTS (sections); s++)
        for (guint named = 0; named < 2; named++)
          {
            PosterPlaceQuery query = { .account_id = accounts[a], .search = searches[t], .sections = sections[s],
                                       .ids = named ? (const char *const *) ids->pdata : NULL };

            check_places (fixture, &query, posts);
          }
}

static void
test_as_the_posts_say (Fixture       *fixture,
                       gconstpointer  data)
{
  fill (fixture);
  check_every_way (fixture);
}

/* A database of the version before gets the places that posts written today have. */
static void
test_migrated (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  char *message = NULL;
  sqlite3 *handle;

  fill (fixture);
  poster_store_close (fixture->store);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, STORE_FIXTURE_UNDO_TO_4
                "DROP INDEX posts_section; DROP TABLE post_accounts; DROP INDEX targets_own_text; DROP TABLE trash;"
                "DROP TABLE trashed_posts; DROP TABLE trashed_targets; DROP TABLE trashed_post_media;"
                "DROP TABLE trashed_journal; DROP TABLE section_counts; DROP TRIGGER posts_count_new;"
                "DROP TRIGGER posts_count_gone; DROP TRIGGER posts_count_moved;"
                "ALTER TABLE posts DROP COLUMN section; ALTER TABLE posts DROP COLUMN sort_key;"
                "ALTER TABLE accounts DROP COLUMN zone;"
                "PRAGMA user_version = 1;", NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  store_fixture_reopen (fixture);
  g_assert_null (poster_store_get_damaged_path (fixture->store));
  check_every_way (fixture);
}

/* Through all that befalls a post. */
static void
test_kept_up (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(GPtrArray) none = NULL;
  const char *const ids[] = { post->id, NULL };
  const struct
  {
    PosterTargetState state;
    PosterPostSection section;
  } cases[] = {
    { POSTER_TARGET_PREPARING, POSTER_SECTION_SENDING },
    { POSTER_TARGET_SENDING, POSTER_SECTION_SENDING },
    { POSTER_TARGET_PROCESSING, POSTER_SECTION_SENDING },
    { POSTER_TARGET_UNKNOWN, POSTER_SECTION_NEEDS_YOU },
    { POSTER_TARGET_HELD, POSTER_SECTION_NEEDS_YOU },
    { POSTER_TARGET_MISSED, POSTER_SECTION_NEEDS_YOU },
    { POSTER_TARGET_FAILED, POSTER_SECTION_NEEDS_YOU },
    { POSTER_TARGET_SCHEDULED, POSTER_SECTION_SCHEDULED },
    { POSTER_TARGET_CANCELLED, POSTER_SECTION_DRAFTS },
    { POSTER_TARGET_DRAFT, POSTER_SECTION_DRAFTS },
    { POSTER_TARGET_PUBLISHED, POSTER_SECTION_PUBLISHED },
  };
  PosterPlaceQuery of_account = { .account_id = fixture->first->id };
  PosterPlaceQuery of_post = { .ids = ids };

  save_post (fixture->store, post, 0, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterPlaces) places = NULL;
      g_autoptr(GPtrArray) posts = NULL;

      poster_test_clock_advance (fixture->clock, 1);
      first_target (post)->state = cases[i].state;
      first_target (post)->published_us = cases[i].state == POSTER_TARGET_PUBLISHED ? NOON + 7 : -1;
      commit_target (fixture->store, first_target (post), POSTER_STATES_ANY, NULL, &error);
      g_assert_no_error (error);
      posts = list_all (fixture);
      check_places (fixture, &of_post, posts);
      check_places (fixture, &of_account, posts);
      places = list_places (fixture->store, &of_account, &error);
      g_assert_cmpuint (places->places->len, ==, 1);
      g_assert_cmpuint (g_array_index (places->places, PosterPostPlace, 0).section, ==, cases[i].section);
    }
  delete_post (fixture->store, post->id, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  none = list_all (fixture);
  check_places (fixture, &of_post, none);
  check_places (fixture, &of_account, none);
}

static void
test_cancelled_search (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  PosterPlaceQuery query = { .search = "text" };
  g_autoptr(GPtrArray) posts = NULL;

  fill (fixture);
  posts = list_all (fixture);
  poster_store_list_places_async (fixture->store, &query, cancellable, keep_result_cb, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (poster_store_list_places_finish (fixture->store, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  check_places (fixture, &query, posts);
}

static void
test_several_posts (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) first = new_post (fixture, "first");
  g_autoptr(PosterPost) second = new_post (fixture, "second");
  const char *const ids[] = { second->id, "000000000000000000000000", first->id, first->id, NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) posts = NULL;
  guint found = 0;

  save_post (fixture->store, first, 0, &error);
  save_post (fixture->store, second, 0, &error);
  g_assert_no_error (error);
  poster_store_get_posts_async (fixture->store, ids, NULL, keep_result_cb, &result);
  posts = poster_store_get_posts_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (posts->len, ==, 2);
  for (guint i = 0; i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);

      found |= g_str_equal (post->id, first->id) ? 1 : g_str_equal (post->id, second->id) ? 2 : 4;
      g_assert_cmpuint (post->targets->len, ==, 1);
      g_assert_cmpuint (post->media->len, ==, 1);
    }
  g_assert_cmpuint (found, ==, 3);
}

#define N_MANY 100000

/* As many posts as nobody has, a quarter of them with emoji, written behind the store's back. */
static void
fill_with_many (Fixture *fixture)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autofree char *script = NULL;
  char *message = NULL;
  sqlite3 *handle;

  script = g_strdup_printf (
    "PRAGMA synchronous = OFF; BEGIN;"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
    "INSERT INTO posts SELECT NULL, printf ('%%024x', i), NULL, NULL, 'Caption number ' || i || ', the way people "
    "  write them: a sentence or two about what is seen, and then the words that others look for, #one #two #three' "
    "  || CASE WHEN i %% 4 = 0 THEN ' 🍋🎬 für alle' ELSE '' END, NULL, 'Europe/Berlin', i, 1, 1, i, i, "
    "  'published', 64, 0, i %% 5, -i FROM n;"
    "INSERT INTO targets SELECT NULL, 'aa' || substr (id, 3), id, 0, created_us, '%s', NULL, "
    "  'published', 0, NULL, NULL, 0, NULL, NULL, NULL, '{}', 1, NULL, 1, 0, NULL, NULL, NULL, NULL, "
    "  '7546134564211234567', NULL, 1, 0, NULL, NULL, 0, NULL, 0, NULL FROM posts;"
    "INSERT INTO post_accounts SELECT '%s', section, sort_key, id FROM posts;"
    "COMMIT;", N_MANY, fixture->first->id, fixture->first->id);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, script, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
measure (Fixture                *fixture,
         const char             *what,
         const PosterPlaceQuery *query)
{
  gint64 best_us = G_MAXINT64;
  guint n_places = 0;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(GError) error = NULL;
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr(PosterPlaces) places = list_places (fixture->store, query, &error);

      g_assert_no_error (error);
      best_us = MIN (best_us, g_get_monotonic_time () - start_us);
      n_places = places->places->len;
    }
  g_test_minimized_result ((double) best_us / 1000, "%s: %u of %d in %.1f ms", what, n_places, N_MANY,
                           (double) best_us / 1000);
}

static void
test_speed (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GError) error = NULL;
  gint64 start_us;

  if (!g_test_perf ())
    {
      g_test_skip ("run with -m perf");
      return;
    }
  fill_with_many (fixture);
  for (guint i = 1; i <= 64; i++)
    g_ptr_array_add (ids, g_strdup_printf ("%024x", i * 1000));
  g_ptr_array_add (ids, NULL);
  measure (fixture, "all", &(PosterPlaceQuery) { 0 });
  measure (fixture, "one section", &(PosterPlaceQuery) { .sections = 4 });
  measure (fixture, "one account", &(PosterPlaceQuery) { .account_id = fixture->first->id });
  measure (fixture, "64 that changed", &(PosterPlaceQuery) { .ids = (const char *const *) ids->pdata });
  measure (fixture, "search, ASCII", &(PosterPlaceQuery) { .search = "number 777" });
  measure (fixture, "search, others", &(PosterPlaceQuery) { .search = "straße" });
  measure (fixture, "search, nothing", &(PosterPlaceQuery) { .search = "x" });

  start_us = g_get_monotonic_time ();
  poster_store_get_posts_async (fixture->store, (const char *const *) ids->pdata, NULL, keep_result_cb, &result);
  posts = poster_store_get_posts_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  g_test_minimized_result ((double) (g_get_monotonic_time () - start_us) / 1000, "a page of %u posts", posts->len);
}

#define add(name, func) \
  g_test_add ("/store/places/" name, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("as-the-posts-say", test_as_the_posts_say);
  add ("migrated-posts-have-theirs", test_migrated);
  add ("kept-up-with-the-post", test_kept_up);
  add ("a-search-can-be-cancelled", test_cancelled_search);
  add ("several-posts-at-once", test_several_posts);
  add ("speed", test_speed);
  return g_test_run ();
}
