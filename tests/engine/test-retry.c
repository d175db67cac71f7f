/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "poster-duplicate.h"
#include "poster-error.h"
#include "poster-retry.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

/* What a person does with a post that stands still, without the engine. */

#define NOW_US (G_GINT64_CONSTANT (1798131600) * G_USEC_PER_SEC)

typedef struct
{
  char            *dir;
  PosterTestClock *clock;
  PosterStore     *store;
  PosterAccount   *first;
  PosterAccount   *second;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", NULL);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("poster-retry-XXXXXX", NULL);
  fixture->clock = poster_test_clock_new (NOW_US);
  fixture->store = poster_store_open (fixture->dir, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
  connection->remote_id = g_strdup ("me");
  g_ptr_array_add (accounts, poster_account_new ("tiktok", "tiktok", "one"));
  g_ptr_array_add (accounts, poster_account_new ("tiktok", "tiktok", "two"));
  poster_store_save_sign_in_async (fixture->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  fixture->first = g_object_ref (g_ptr_array_index (stored, 0));
  fixture->second = g_object_ref (g_ptr_array_index (stored, 1));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) files = NULL;
  const char *name;

  poster_store_close (fixture->store);
  poster_test_settle ();
  g_assert_finalize_object (fixture->store);
  g_clear_object (&fixture->clock);
  g_clear_object (&fixture->first);
  g_clear_object (&fixture->second);
  files = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
}

static void
save (Fixture    *fixture,
      PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_save_post_async (fixture->store, post, 0, NULL, poster_test_keep_result_cb, &result);
  poster_store_save_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static PosterPost *
get (Fixture    *fixture,
     const char *post_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterPost *post;

  poster_store_get_post_async (fixture->store, post_id, NULL, poster_test_keep_result_cb, &result);
  post = poster_store_get_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return post;
}

static PosterTarget *
target_at (PosterPost *post,
           guint       index)
{
  return g_ptr_array_index (post->targets, index);
}

/* A target that has been through something. */
static PosterTarget *
add_target (PosterPost        *post,
            PosterAccount     *account,
            PosterTargetState  state,
            gboolean           is_committed)
{
  PosterTarget *target = poster_target_new (account->id);

  target->post_id = g_strdup (post->id);
  target->state = state;
  target->due_us = NOW_US + G_TIME_SPAN_HOUR;
  target->wake_us = NOW_US + G_TIME_SPAN_HOUR;
  target->failures = 3;
  target->step_state = json_object_new ();
  target->open_step = g_strdup ("publish");
  target->error_message = g_strdup ("It failed.");
  target->is_committed = is_committed;
  g_ptr_array_add (post->targets, target);
  return target;
}

static gboolean
retry (Fixture          *fixture,
       const char       *post_id,
       PosterRetryWish   wish,
       guint            *n_changed,
       GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_retry_post_async (fixture->store, POSTER_CLOCK (fixture->clock), post_id, wish, NULL,
                           poster_test_keep_result_cb, &result);
  return poster_retry_post_finish (fixture->store, poster_test_await (&result), n_changed, error);
}

static guint
count_journal (Fixture    *fixture,
               const char *target_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) journal = NULL;

  poster_store_list_journal_async (fixture->store, target_id, 0, NULL, poster_test_keep_result_cb, &result);
  journal = poster_store_list_journal_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return journal->len;
}

/* What becomes of each state, by wish: the new state, or -1 for nothing. */
static void
test_every_state (Fixture       *fixture,
                  gconstpointer  data)
{
  const struct
  {
    PosterTargetState state;
    gboolean          is_committed;
    int               retried, again, published, now;
  } cases[] = {
    { POSTER_TARGET_DRAFT, FALSE, -1, -1, -1, -1 },
    { POSTER_TARGET_SCHEDULED, FALSE, -1, -1, -1, POSTER_TARGET_SCHEDULED },
    { POSTER_TARGET_HELD, FALSE, POSTER_TARGET_HELD, -1, -1, -1 },
    { POSTER_TARGET_HELD, TRUE, POSTER_TARGET_HELD, POSTER_TARGET_SCHEDULED, POSTER_TARGET_PUBLISHED, -1 },
    { POSTER_TARGET_PREPARING, FALSE, POSTER_TARGET_PREPARING, -1, -1, -1 },
    { POSTER_TARGET_SENDING, FALSE, POSTER_TARGET_SENDING, -1, -1, -1 },
    { POSTER_TARGET_PROCESSING, TRUE, POSTER_TARGET_PROCESSING, -1, -1, -1 },
    { POSTER_TARGET_PUBLISHED, FALSE, -1, -1, -1, -1 },
    { POSTER_TARGET_FAILED, FALSE, POSTER_TARGET_SCHEDULED, -1, POSTER_TARGET_PUBLISHED, -1 },
    { POSTER_TARGET_MISSED, FALSE, POSTER_TARGET_SCHEDULED, -1, POSTER_TARGET_PUBLISHED, POSTER_TARGET_SCHEDULED },
    { POSTER_TARGET_UNKNOWN, TRUE, POSTER_TARGET_SENDING, POSTER_TARGET_SCHEDULED, POSTER_TARGET_PUBLISHED, -1 },
    { POSTER_TARGET_CANCELLED, FALSE, -1, -1, -1, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const int wanted[] = { cases[i].retried, cases[i].again, cases[i].published, cases[i].now };

      for (guint wish = 0; wish < G_N_ELEMENTS (wanted); wish++)
        {
          g_autoptr(PosterPost) post = poster_post_new ();
          g_autoptr(PosterPost) after = NULL;
          g_autoptr(GError) error = NULL;
          PosterTarget *target;
          guint n_changed;

          add_target (post, fixture->first, cases[i].state, cases[i].is_committed);
          add_target (post, fixture->second, POSTER_TARGET_PUBLISHED, FALSE);
          g_test_message ("%s, wish %u", poster_target_state_to_string (cases[i].state), wish);
          g_assert_cmpint (poster_retry_applies (post, wish, NOW_US), ==, wanted[wish] >= 0);
          save (fixture, post);
          g_assert_true (retry (fixture, post->id, wish, &n_changed, &error));
          g_assert_no_error (error);
          g_assert_cmpuint (n_changed, ==, wanted[wish] >= 0 ? 1 : 0);
          after = get (fixture, post->id);
          target = target_at (after, 0);
          g_assert_cmpint (target->state, ==, wanted[wish] >= 0 ? wanted[wish] : (int) cases[i].state);
          g_assert_cmpuint (count_journal (fixture, target->id), ==, n_changed);
          g_assert_cmpint (target_at (after, 1)->state, ==, POSTER_TARGET_PUBLISHED);
          g_assert_cmpuint (count_journal (fixture, target_at (after, 1)->id), ==, 0);
          if (wanted[wish] < 0)
            {
              g_assert_cmpint (target->due_us, ==, NOW_US + G_TIME_SPAN_HOUR);
              continue;
            }

          /* Somebody looks at it now, or never again. */
          g_assert_cmpint (target->wake_us, ==, target->state == POSTER_TARGET_PUBLISHED ? -1 : NOW_US);
          if (target->state == POSTER_TARGET_SCHEDULED)
            {
              g_assert_cmpint (target->due_us, ==, NOW_US);
              g_assert_false (target->is_committed);
              g_assert_null (target->error_message);
            }
          if (target->state == POSTER_TARGET_PUBLISHED)
            g_assert_cmpint (target->published_us, ==, NOW_US);
          /* What is not out starts over; the rest goes on from where it was. */
          if (wish == POSTER_WISH_AGAIN)
            g_assert_null (target->step_state);
          else
            g_assert_nonnull (target->step_state);
        }
    }
}

static void
test_woken_only_when_it_sleeps (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(GError) error = NULL;
  guint n_changed;

  add_target (post, fixture->first, POSTER_TARGET_SENDING, FALSE)->wake_us = NOW_US + G_USEC_PER_SEC;
  g_assert_false (poster_retry_applies (post, POSTER_WISH_RETRY, NOW_US));
  save (fixture, post);
  g_assert_true (retry (fixture, post->id, POSTER_WISH_RETRY, &n_changed, &error));
  g_assert_cmpuint (n_changed, ==, 0);
}

static void
test_unknown_post (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  guint n_changed;

  g_assert_false (retry (fixture, "000000000000000000000000", POSTER_WISH_RETRY, &n_changed, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static char *
duplicate (Fixture     *fixture,
           const char  *post_id,
           GError     **error)
{
  g_autoptr(PosterPlatforms) platforms = poster_platforms_new (error);
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_no_error (*error);
  poster_duplicate_post_async (fixture->store, platforms, post_id, NULL, poster_test_keep_result_cb, &result);
  return poster_duplicate_post_finish (fixture->store, poster_test_await (&result), error);
}

static void
test_duplicate (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(PosterPost) copy = NULL;
  g_autoptr(PosterPost) original = NULL;
  PosterMediaItem *item = poster_media_item_new ("/videos/clip.mp4");
  PosterTarget *target = add_target (post, fixture->first, POSTER_TARGET_PUBLISHED, FALSE);
  g_autofree char *copy_id = NULL;

  g_free (post->content);
  post->content = g_strdup ("Lemons");
  post->title = g_strdup ("A title");
  post->schedule = poster_schedule_new_instant (NOW_US, "UTC");
  item->size = 77;
  item->alt_text = g_strdup ("A lemon");
  g_ptr_array_add (post->media, item);
  target->platform_post_id = g_strdup ("75461");
  target->content = g_strdup ("Own words");
  target->media = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (target->media, poster_media_item_new ("/videos/other.mp4"));
  json_object_set_string_member (target->options, "privacy_level", "SELF_ONLY");
  json_object_set_boolean_member (target->options, "express_consent_given", TRUE);
  json_object_set_boolean_member (target->options, "content_preview_confirmed", TRUE);
  save (fixture, post);

  copy_id = duplicate (fixture, post->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (copy_id, !=, post->id);
  copy = get (fixture, copy_id);
  g_assert_cmpstr (copy->content, ==, "Lemons");
  g_assert_cmpstr (copy->title, ==, "A title");
  g_assert_null (copy->schedule);
  g_assert_cmpstr (poster_post_get_status (copy), ==, "draft");
  g_assert_cmpuint (copy->media->len, ==, 1);
  g_assert_cmpstr (((PosterMediaItem *) g_ptr_array_index (copy->media, 0))->path, ==, "/videos/clip.mp4");
  g_assert_cmpstr (((PosterMediaItem *) g_ptr_array_index (copy->media, 0))->alt_text, ==, "A lemon");
  g_assert_cmpuint (copy->targets->len, ==, 1);
  target = target_at (copy, 0);
  g_assert_cmpstr (target->account_id, ==, fixture->first->id);
  g_assert_cmpstr (target->content, ==, "Own words");
  g_assert_cmpuint (target->media->len, ==, 1);
  g_assert_cmpint (target->due_us, ==, -1);
  g_assert_cmpint (target->wake_us, ==, -1);
  g_assert_null (target->platform_post_id);
  g_assert_null (target->step_state);
  g_assert_null (target->error_message);
  g_assert_cmpint (target->attempts, ==, 0);
  g_assert_cmpstr (json_object_get_string_member (target->options, "privacy_level"), ==, "SELF_ONLY");
  g_assert_cmpuint (json_object_get_size (target->options), ==, 1);

  /* Editing the one leaves the other as it was. */
  ((PosterMediaItem *) g_ptr_array_index (copy->media, 0))->alt_text[0] = 'T';
  {
    g_autoptr(GAsyncResult) result = NULL;

    poster_store_save_post_async (fixture->store, copy, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
    poster_store_save_post_finish (fixture->store, poster_test_await (&result), &error);
    g_assert_no_error (error);
  }
  original = get (fixture, post->id);
  g_assert_cmpstr (((PosterMediaItem *) g_ptr_array_index (original->media, 0))->alt_text, ==, "A lemon");
  g_assert_cmpint (target_at (original, 0)->state, ==, POSTER_TARGET_PUBLISHED);
}

static void
test_duplicate_without_the_disconnected (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(PosterPost) copy = NULL;
  g_autofree char *copy_id = NULL;
  g_autofree char *connection_id = NULL;

  add_target (post, fixture->first, POSTER_TARGET_FAILED, FALSE);
  add_target (post, fixture->second, POSTER_TARGET_FAILED, FALSE);
  save (fixture, post);
  poster_store_remove_account_async (fixture->store, fixture->first->id, NULL, poster_test_keep_result_cb, &result);
  connection_id = poster_store_remove_account_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  copy_id = duplicate (fixture, post->id, &error);
  g_assert_no_error (error);
  copy = get (fixture, copy_id);
  g_assert_cmpuint (copy->targets->len, ==, 1);
  g_assert_cmpstr (target_at (copy, 0)->account_id, ==, fixture->second->id);

  g_free (copy_id);
  copy_id = duplicate (fixture, "000000000000000000000000", &error);
  g_assert_null (copy_id);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

#define add(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/retry/every-state", test_every_state);
  add ("/retry/woken-only-when-it-sleeps", test_woken_only_when_it_sleeps);
  add ("/retry/unknown-post", test_unknown_post);
  add ("/duplicate/a-draft-without-consents", test_duplicate);
  add ("/duplicate/without-the-disconnected", test_duplicate_without_the_disconnected);
  return g_test_run ();
}
