/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sqlite3.h>

#include "poster-error.h"
#include "store-fixture.h"

/* Deleting that can be undone. */

typedef StoreFixture Fixture;

static gboolean
trash_post (Fixture             *fixture,
            const char          *id,
            PosterTargetStates   allowed,
            GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_trash_post_async (fixture->store, id, allowed, NULL, keep_result_cb, &result);
  return poster_store_trash_post_finish (fixture->store, wait_for (&result), error);
}

static gboolean
restore_post (Fixture     *fixture,
              const char  *id,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_restore_post_async (fixture->store, id, NULL, keep_result_cb, &result);
  return poster_store_restore_post_finish (fixture->store, wait_for (&result), error);
}

static void
purge_trash (Fixture    *fixture,
             const char *id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_purge_trash_async (fixture->store, id, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_purge_trash_finish (fixture->store, wait_for (&result), &error));
  g_assert_no_error (error);
}

static gint64
count (Fixture    *fixture,
       const char *query)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  sqlite3 *handle;
  sqlite3_stmt *statement;
  gint64 number;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, query, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  return number;
}

/* Saves a post to two accounts, one of which has media of its own, with a line in its journal. */
static PosterPost *
save_rich_post (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "A post with everything");
  PosterTarget *second = poster_target_new (fixture->second->id);
  g_autoptr(PosterJournalEntry) entry = NULL;

  second->state = POSTER_TARGET_FAILED;
  second->content = g_strdup ("Other words");
  second->media = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (second->media, poster_media_item_new ("/videos/other.mp4"));
  json_object_set_boolean_member (second->options, "allow_comment", TRUE);
  g_ptr_array_add (post->targets, second);
  save_post (fixture->store, post, 0, &error);
  g_assert_no_error (error);
  entry = poster_journal_entry_new (second->id, 1, "s", POSTER_STEP_WAIT, POSTER_JOURNAL_NOTE, NOON);
  commit_target (fixture->store, second, POSTER_STATES_ANY, entry, &error);
  g_assert_no_error (error);
  return get_post (fixture->store, post->id, &error);
}

static char *
describe (PosterPost *post)
{
  g_autoptr(JsonObject) json = poster_post_to_json (post, NULL, NULL);
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), json);

  return json_to_string (node, TRUE);
}

static void
assert_invisible (Fixture    *fixture,
                  const char *post_id)
{
  g_autoptr(GError) error = NULL;
  PosterPostQuery everything = { 0 };
  PosterPlaceQuery all_places = { 0 };
  PosterPlaceQuery of_account = { .account_id = fixture->first->id };
  g_autoptr(GPtrArray) posts = list_posts (fixture->store, &everything, &error);
  g_autoptr(PosterWork) work = look_for_work (fixture->store, NOON + G_TIME_SPAN_DAY, NULL, NULL);
  g_autoptr(PosterWork) first = look_for_work (fixture->store, -1, NULL, NULL);
  g_autoptr(PosterPlaces) places = list_places (fixture->store, &all_places, &error);
  g_autoptr(PosterPlaces) places_of_account = list_places (fixture->store, &of_account, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (posts->len, ==, 0);
  g_assert_cmpuint (work->targets->len, ==, 0);
  g_assert_cmpuint (places->places->len, ==, 0);
  g_assert_cmpuint (places_of_account->places->len, ==, 0);
  g_assert_cmpint (first->next_wake_us, ==, -1);
  g_assert_null (get_post (fixture->store, post_id, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
test_comes_back_whole (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = save_rich_post (fixture);
  g_autofree char *before = describe (post);
  PosterTarget *second = g_ptr_array_index (post->targets, 1);

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr(PosterPost) back = NULL;
      g_autoptr(GPtrArray) journal = NULL;
      g_autoptr(PosterWork) work = NULL;
      g_autofree char *after = NULL;

      store_fixture_forget (fixture);
      g_assert_true (trash_post (fixture, post->id, POSTER_STATES_EDITABLE, &error));
      g_assert_no_error (error);
      assert_invisible (fixture, post->id);
      g_assert_cmpuint (fixture->changed->len, ==, 1);
      g_assert_cmpstr (g_ptr_array_index (fixture->changed, 0), ==, post->id);

      store_fixture_forget (fixture);
      g_assert_true (restore_post (fixture, post->id, &error));
      g_assert_no_error (error);
      back = get_post (fixture->store, post->id, &error);
      g_assert_no_error (error);
      after = describe (back);
      g_assert_cmpstr (before, ==, after);
      g_assert_cmpint (back->version, ==, post->version);
      g_assert_cmpuint (fixture->changed->len, ==, 1);
      g_assert_cmpstr (g_ptr_array_index (fixture->changed, 0), ==, post->id);
      journal = list_journal (fixture->store, second->id, 0);
      g_assert_cmpuint (journal->len, ==, 1);
      work = look_for_work (fixture->store, -1, NULL, NULL);
      g_assert_cmpint (work->next_wake_us, ==, NOON + G_TIME_SPAN_HOUR);
    }
  /* It is a post like any other. */
  g_assert_cmpint (save_post (fixture->store, post, POSTER_STATES_ANY, &error), ==, post->version + 1);
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM trashed_targets"), ==, 0);
}

/* Whoever wanted to publish it just then is told that it is gone. */
static void
test_cannot_be_published (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = save_rich_post (fixture);
  g_autoptr(PosterTarget) claimed = poster_target_copy (first_target (post));

  g_assert_true (trash_post (fixture, post->id, POSTER_STATES_EDITABLE, &error));
  claimed->state = POSTER_TARGET_PREPARING;
  g_assert_false (claim_target (fixture->store, post, claimed, POSTER_STATES (POSTER_TARGET_SCHEDULED), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

/* And what somebody began to publish just before stays. */
static void
test_what_is_begun_stays (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = save_rich_post (fixture);
  g_autoptr(PosterTarget) claimed = poster_target_copy (first_target (post));

  claimed->state = POSTER_TARGET_PREPARING;
  g_assert_true (claim_target (fixture->store, post, claimed, POSTER_STATES (POSTER_TARGET_SCHEDULED), &error));
  g_assert_false (trash_post (fixture, post->id, POSTER_STATES_EDITABLE, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM posts"), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM trash"), ==, 0);
}

static void
test_purged_for_good (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = save_rich_post (fixture);
  g_autoptr(PosterPost) twin = poster_post_new ();

  /* A clip that another post has too stays with that one. */
  g_ptr_array_add (twin->media, g_object_ref (g_ptr_array_index (post->media, 0)));
  save_post (fixture->store, twin, 0, &error);
  g_assert_no_error (error);
  g_assert_true (trash_post (fixture, post->id, POSTER_STATES_EDITABLE, &error));
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM media"), ==, 2);
  purge_trash (fixture, post->id);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM media"), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT (SELECT count(*) FROM trash) + (SELECT count(*) FROM trashed_posts) "
                          "+ (SELECT count(*) FROM trashed_targets) + (SELECT count(*) FROM trashed_post_media) "
                          "+ (SELECT count(*) FROM trashed_journal)"), ==, 0);
  g_assert_false (restore_post (fixture, post->id, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
  purge_trash (fixture, post->id);
}

static void
set_plan (Fixture    *fixture,
          const char *post_id,
          const char *plan)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *key = g_strconcat ("plan-", post_id, NULL);

  poster_store_set_setting_async (fixture->store, key, plan, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_set_setting_finish (fixture->store, wait_for (&result), &error));
  g_assert_no_error (error);
}

/* When a draft was to go out is brought back with it, and purged with it. */
static void
test_plan_goes_along (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = save_rich_post (fixture);

  set_plan (fixture, post->id, "{}");
  set_plan (fixture, "other", "{}");
  g_assert_true (trash_post (fixture, post->id, POSTER_STATES_EDITABLE, &error));
  g_assert_true (restore_post (fixture, post->id, &error));
  /* Nothing lies there any more. */
  purge_trash (fixture, post->id);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM settings WHERE key LIKE 'plan-%'"), ==, 2);
  g_assert_true (trash_post (fixture, post->id, POSTER_STATES_EDITABLE, &error));
  purge_trash (fixture, post->id);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM settings WHERE key LIKE 'plan-%'"), ==, 1);
}

/* Deleting the other one meanwhile takes nothing from what may come back. */
static void
test_shared_media_stay (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = save_rich_post (fixture);
  g_autoptr(PosterPost) twin = poster_post_new ();
  g_autoptr(PosterPost) back = NULL;

  g_ptr_array_add (twin->media, g_object_ref (g_ptr_array_index (post->media, 0)));
  save_post (fixture->store, twin, 0, &error);
  g_assert_no_error (error);
  g_assert_true (trash_post (fixture, post->id, POSTER_STATES_EDITABLE, &error));
  g_assert_true (delete_post (fixture->store, twin->id, POSTER_STATES_EDITABLE, &error));
  g_assert_true (restore_post (fixture, post->id, &error));
  back = get_post (fixture->store, post->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->media->len, ==, 1);
}

static void
test_left_by_a_crash (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) old = save_rich_post (fixture);
  g_autoptr(PosterPost) recent = save_rich_post (fixture);

  g_assert_true (trash_post (fixture, old->id, POSTER_STATES_EDITABLE, &error));
  poster_test_clock_advance (fixture->clock, POSTER_STORE_TRASH_KEPT_US);
  g_assert_true (trash_post (fixture, recent->id, POSTER_STATES_EDITABLE, &error));
  poster_test_clock_advance (fixture->clock, 1);
  store_fixture_reopen (fixture);
  purge_trash (fixture, NULL);
  g_assert_true (restore_post (fixture, recent->id, &error));
  g_assert_no_error (error);
  g_assert_false (restore_post (fixture, old->id, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
test_saved_anew (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");

  save_post (fixture->store, post, 0, &error);
  g_assert_true (trash_post (fixture, post->id, POSTER_STATES_EDITABLE, &error));
  save_post (fixture->store, post, 0, &error);
  g_assert_no_error (error);
  g_assert_false (restore_post (fixture, post->id, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (trash_post (fixture, post->id, POSTER_STATES_EDITABLE, &error));
  g_assert_true (restore_post (fixture, post->id, &error));
  g_assert_no_error (error);
}

/* Whole rows are moved, so the columns have to be the same. */
static void
test_same_columns (Fixture       *fixture,
                   gconstpointer  data)
{
  const char *const tables[] = { "posts", "targets", "post_media", "journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *query = g_strdup_printf (
        "SELECT (SELECT group_concat (cid || name) FROM pragma_table_info ('%s')) = "
        "(SELECT group_concat (cid || name) FROM pragma_table_info ('trashed_%s'))", tables[i], tables[i]);

      g_assert_cmpint (count (fixture, query), ==, 1);
    }
}

static void
test_account_comes_back (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr(GAsyncResult) removed = NULL;
      g_autoptr(GAsyncResult) restored = NULL;
      g_autoptr(GAsyncResult) unknown = NULL;
      g_autoptr(GPtrArray) accounts = NULL;
      g_autofree char *connection_id = NULL;

      poster_store_remove_account_async (fixture->store, fixture->first->id, NULL, keep_result_cb, &removed);
      connection_id = poster_store_remove_account_finish (fixture->store, wait_for (&removed), &error);
      g_assert_no_error (error);
      poster_store_restore_account_async (fixture->store, fixture->first->id, NULL, keep_result_cb, &restored);
      g_assert_true (poster_store_restore_account_finish (fixture->store, wait_for (&restored), &error));
      g_assert_no_error (error);
      accounts = list_accounts (fixture->store, FALSE);
      g_assert_cmpuint (accounts->len, ==, 2);
      g_assert_cmpstr (((PosterAccount *) g_ptr_array_index (accounts, 0))->id, ==, fixture->first->id);
      g_assert_true (((PosterAccount *) g_ptr_array_index (accounts, 0))->is_active);
      poster_store_restore_account_async (fixture->store, "000000000000000000000000", NULL, keep_result_cb, &unknown);
      g_assert_false (poster_store_restore_account_finish (fixture->store, wait_for (&unknown), &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }
}

/* Deleted without a way back, it leaves none behind either. */
static void
test_plan_goes (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterPost) post = save_rich_post (fixture);

  set_plan (fixture, post->id, "{}");
  set_plan (fixture, "other", "{}");
  poster_store_delete_post_async (fixture->store, post->id, POSTER_STATES_EDITABLE, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_delete_post_finish (fixture->store, wait_for (&result), &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM settings WHERE key LIKE 'plan-%'"), ==, 1);
}

#define add(name, func) \
  g_test_add ("/store/trash/" name, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("comes-back-whole", test_comes_back_whole);
  add ("cannot-be-published", test_cannot_be_published);
  add ("what-is-begun-stays", test_what_is_begun_stays);
  add ("purged-for-good", test_purged_for_good);
  add ("plan-goes-along", test_plan_goes_along);
  add ("plan-goes-with-what-is-deleted", test_plan_goes);
  add ("shared-media-stay", test_shared_media_stay);
  add ("what-a-crash-left-goes", test_left_by_a_crash);
  add ("saved-anew-meanwhile", test_saved_anew);
  add ("has-the-same-columns", test_same_columns);
  add ("an-account-comes-back", test_account_comes_back);
  return g_test_run ();
}
