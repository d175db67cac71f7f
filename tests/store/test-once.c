/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-error.h"
#include "poster-store-once.h"
#include "store-fixture.h"

/* Posts that a program asks for: the same request makes one post, however often it comes. */

typedef StoreFixture Fixture;

static gboolean
save_once (Fixture          *fixture,
           PosterPost       *post,
           const char       *request_id,
           PosterStoreOnce  *once,
           GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_save_post_once_async (fixture->store, post, request_id, FALSE, NULL, NULL, keep_result_cb, &result);
  return poster_store_save_post_once_finish (fixture->store, wait_for (&result), once, error);
}

static void
assert_stored (Fixture    *fixture,
               PosterPost *post,
               const char *request_id)
{
  g_auto(PosterStoreOnce) once = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (save_once (fixture, post, request_id, &once, &error));
  g_assert_no_error (error);
  g_assert_false (once.is_repeat);
  g_assert_cmpstr (once.post->id, ==, post->id);
}

static void
assert_refused (Fixture    *fixture,
                PosterPost *post,
                PosterPost *existing)
{
  g_auto(PosterStoreOnce) once = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_false (save_once (fixture, post, NULL, &once, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_assert_cmpstr (poster_error_get_code (error), ==, POSTER_STORE_SAID_ALREADY);
  g_assert_cmpstr (once.existing_post_id, ==, existing->id);
  g_assert_cmpstr (once.account_id, ==, first_target (post)->account_id);
}

static void
assert_repeat (Fixture    *fixture,
               PosterPost *post,
               const char *request_id,
               PosterPost *existing)
{
  g_auto(PosterStoreOnce) once = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (save_once (fixture, post, request_id, &once, &error));
  g_assert_no_error (error);
  g_assert_true (once.is_repeat);
  g_assert_cmpstr (once.post->id, ==, existing->id);
}

static guint
count_posts (Fixture *fixture)
{
  PosterPostQuery query = { 0 };
  g_autoptr(GPtrArray) posts = list_posts (fixture->store, &query, NULL);

  return posts->len;
}

static void
test_same_request (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PosterPost) post = new_post (fixture, "one");
  g_autoptr(PosterPost) again = new_post (fixture, "one");
  g_autoptr(PosterPost) found = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  assert_stored (fixture, post, "a-request");
  assert_repeat (fixture, again, "a-request", post);
  store_fixture_reopen (fixture);
  assert_repeat (fixture, again, "a-request", post);
  g_assert_cmpuint (count_posts (fixture), ==, 1);

  poster_store_find_request_async (fixture->store, "a-request", NULL, keep_result_cb, &result);
  g_assert_true (poster_store_find_request_finish (fixture->store, wait_for (&result), &found, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (found->id, ==, post->id);
}

static void
test_request_is_forgotten (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(PosterPost) post = new_post (fixture, "one");
  g_autoptr(PosterPost) later = new_post (fixture, "two");
  g_autoptr(PosterPost) after = new_post (fixture, "three");
  g_autoptr(GError) error = NULL;

  assert_stored (fixture, post, "a-request");
  poster_test_clock_advance (fixture->clock, POSTER_STORE_ONCE_US - 1);
  assert_repeat (fixture, later, "a-request", post);
  poster_test_clock_advance (fixture->clock, 1);
  assert_stored (fixture, later, "a-request");
  g_assert_true (delete_post (fixture->store, later->id, POSTER_STATES_EDITABLE, &error));
  g_assert_no_error (error);
  assert_stored (fixture, after, "a-request");
}

static void
test_same_content (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PosterPost) post = new_post (fixture, "one");
  g_autoptr(PosterPost) same = new_post (fixture, "one");
  g_autoptr(PosterPost) own_words = new_post (fixture, "other words");
  g_autoptr(PosterPost) other_text = new_post (fixture, "two");
  g_autoptr(PosterPost) other_file = new_post (fixture, "one");
  g_autoptr(PosterPost) other_account = new_post (fixture, "one");
  g_autoptr(PosterPost) draft = new_post (fixture, "one");
  PosterMediaItem *item = g_ptr_array_index (other_file->media, 0);

  assert_stored (fixture, post, NULL);
  assert_refused (fixture, same, post);
  first_target (own_words)->content = g_strdup ("one");
  assert_refused (fixture, own_words, post);
  g_assert_cmpuint (count_posts (fixture), ==, 1);

  assert_stored (fixture, other_text, NULL);
  g_free (item->sampled_hash);
  item->sampled_hash = g_strdup ("0ther");
  assert_stored (fixture, other_file, NULL);
  g_free (first_target (other_account)->account_id);
  first_target (other_account)->account_id = g_strdup (fixture->second->id);
  assert_stored (fixture, other_account, NULL);
  first_target (draft)->state = POSTER_TARGET_DRAFT;
  assert_stored (fixture, draft, NULL);

  poster_test_clock_advance (fixture->clock, POSTER_STORE_ONCE_US);
  assert_stored (fixture, same, NULL);
}

/* What came to nothing may be tried again. */
static void
test_failed_content (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterPost) post = new_post (fixture, "one");
  g_autoptr(PosterPost) same = new_post (fixture, "one");

  first_target (post)->state = POSTER_TARGET_FAILED;
  assert_stored (fixture, post, NULL);
  assert_stored (fixture, same, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)
  ADD ("/store/once/same-request-is-one-post", test_same_request);
  ADD ("/store/once/request-is-forgotten-after-a-day", test_request_is_forgotten);
  ADD ("/store/once/same-content-is-refused", test_same_content);
  ADD ("/store/once/what-failed-may-be-tried-again", test_failed_content);
#undef ADD

  return g_test_run ();
}
