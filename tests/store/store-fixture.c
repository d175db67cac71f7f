/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <glib/gstdio.h>

void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
changed_cb (PosterStore *store,
            const char  *post_id,
            gpointer     user_data)
{
  StoreFixture *fixture = user_data;

  g_ptr_array_add (fixture->changed, g_strdup (post_id));
}

/* Opens the store anew, as the next run of the program does. */
void
store_fixture_reopen (StoreFixture *fixture)
{
  g_autoptr(GError) error = NULL;

  if (fixture->store != NULL)
    poster_store_close (fixture->store);
  g_clear_object (&fixture->store);
  fixture->store = poster_store_open (fixture->dir, POSTER_CLOCK (fixture->clock), &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), fixture);
}

void
store_fixture_set_up (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stored = NULL;

  fixture->dir = g_dir_make_tmp ("poster-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->clock = poster_test_clock_new (NOON);
  fixture->changed = g_ptr_array_new_with_free_func (g_free);
  store_fixture_reopen (fixture);

  fixture->connection = poster_connection_new ("tiktok", NULL);
  fixture->connection->remote_id = g_strdup ("open-id-1");
  g_ptr_array_add (accounts, poster_account_new ("tiktok", "tiktok", "open-id-1"));
  g_ptr_array_add (accounts, poster_account_new ("tiktok", "tiktok", "open-id-2"));
  stored = save_sign_in (fixture->store, fixture->connection, accounts, &error);
  g_assert_no_error (error);
  fixture->first = g_object_ref (g_ptr_array_index (stored, 0));
  fixture->second = g_object_ref (g_ptr_array_index (stored, 1));
  store_fixture_forget (fixture);
}

/* Lets signals that are on their way arrive, and forgets them all. */
void
store_fixture_forget (StoreFixture *fixture)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_set_size (fixture->changed, 0);
}

void
store_fixture_remove_dir (const char *dir)
{
  g_autoptr(GDir) files = g_dir_open (dir, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

void
store_fixture_tear_down (StoreFixture  *fixture,
                         gconstpointer  data)
{
  if (fixture->store != NULL)
    {
      poster_store_close (fixture->store);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_finalize_object (fixture->store);
    }
  g_clear_object (&fixture->connection);
  g_clear_object (&fixture->first);
  g_clear_object (&fixture->second);
  g_clear_object (&fixture->clock);
  g_clear_pointer (&fixture->changed, g_ptr_array_unref);
  store_fixture_remove_dir (fixture->dir);
  g_clear_pointer (&fixture->dir, g_free);
}

/* Returns: (transfer full): the name of the database, or with @suffix of a file beside it */
char *
store_fixture_path (StoreFixture *fixture,
                    const char   *suffix)
{
  return g_strdup_printf ("%s/poster.sqlite%s", fixture->dir, suffix);
}

GPtrArray *
save_sign_in (PosterStore       *store,
              PosterConnection  *connection,
              GPtrArray         *accounts,
              GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_save_sign_in_async (store, connection, accounts, NULL, keep_result_cb, &result);
  return poster_store_save_sign_in_finish (store, wait_for (&result), error);
}

gint64
save_post (PosterStore         *store,
           PosterPost          *post,
           PosterTargetStates   allowed,
           GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_save_post_async (store, post, allowed, NULL, keep_result_cb, &result);
  return poster_store_save_post_finish (store, wait_for (&result), error);
}

PosterPost *
get_post (PosterStore  *store,
          const char   *id,
          GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_get_post_async (store, id, NULL, keep_result_cb, &result);
  return poster_store_get_post_finish (store, wait_for (&result), error);
}

gboolean
delete_post (PosterStore         *store,
             const char          *id,
             PosterTargetStates   allowed,
             GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_delete_post_async (store, id, allowed, NULL, keep_result_cb, &result);
  return poster_store_delete_post_finish (store, wait_for (&result), error);
}

GPtrArray *
list_posts (PosterStore            *store,
            const PosterPostQuery  *query,
            GError                **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_list_posts_async (store, query, NULL, keep_result_cb, &result);
  return poster_store_list_posts_finish (store, wait_for (&result), error);
}

PosterPlaces *
list_places (PosterStore             *store,
             const PosterPlaceQuery  *query,
             GError                 **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_list_places_async (store, query, NULL, keep_result_cb, &result);
  return poster_store_list_places_finish (store, wait_for (&result), error);
}

GPtrArray *
list_accounts (PosterStore *store,
               gboolean     with_removed)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *accounts;

  poster_store_list_accounts_async (store, with_removed, NULL, keep_result_cb, &result);
  accounts = poster_store_list_accounts_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  return accounts;
}

gboolean
commit_target (PosterStore         *store,
               PosterTarget        *target,
               PosterTargetStates   expected,
               PosterJournalEntry  *entry,
               GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_commit_target_async (store, target, expected, entry, NULL, keep_result_cb, &result);
  return poster_store_commit_target_finish (store, wait_for (&result), error);
}

gboolean
claim_target (PosterStore         *store,
              PosterPost          *post,
              PosterTarget        *target,
              PosterTargetStates   expected,
              GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_claim_target_async (store, post, target, expected, NULL, NULL, keep_result_cb, &result);
  return poster_store_claim_target_finish (store, wait_for (&result), error);
}

GPtrArray *
list_journal (PosterStore *store,
              const char  *target_id,
              guint        limit)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *entries;

  poster_store_list_journal_async (store, target_id, limit, NULL, keep_result_cb, &result);
  entries = poster_store_list_journal_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  return entries;
}

PosterWork *
look_for_work (PosterStore       *store,
               gint64             now_us,
               const char *const *busy,
               const char *const *running)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterWork *work;

  poster_store_look_for_work_async (store, now_us, busy, running, NULL, NULL, keep_result_cb, &result);
  work = poster_store_look_for_work_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  return work;
}

gboolean
set_setting (PosterStore  *store,
             const char   *key,
             const char   *value,
             GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_set_setting_async (store, key, value, NULL, keep_result_cb, &result);
  return poster_store_set_setting_finish (store, wait_for (&result), error);
}

char *
get_setting (PosterStore  *store,
             const char   *key,
             GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_get_setting_async (store, key, NULL, keep_result_cb, &result);
  return poster_store_get_setting_finish (store, wait_for (&result), error);
}

/* A post to the first account, with one file, scheduled an hour from noon. */
PosterPost *
new_post (StoreFixture *fixture,
          const char   *content)
{
  PosterPost *post = poster_post_new ();
  PosterMediaItem *item = poster_media_item_new ("/videos/clip.mp4");
  PosterTarget *target = poster_target_new (fixture->first->id);

  g_free (post->content);
  post->content = g_strdup (content);
  post->schedule = poster_schedule_new_instant (NOON + G_TIME_SPAN_HOUR, "Europe/Berlin");
  item->size = 1234;
  item->sampled_hash = g_strdup ("5a3b1ed");
  g_ptr_array_add (post->media, item);
  target->state = POSTER_TARGET_SCHEDULED;
  target->due_us = target->wake_us = NOON + G_TIME_SPAN_HOUR;
  g_ptr_array_add (post->targets, target);
  return post;
}

PosterTarget *
first_target (PosterPost *post)
{
  return g_ptr_array_index (post->targets, 0);
}
