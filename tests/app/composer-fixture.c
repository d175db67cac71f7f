/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composer-fixture.h"

#include <glib/gstdio.h>

#include "poster-draft-keeper-private.h"
#include "poster-test-async.h"

static void
connect_accounts (ComposerFixture *self)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", POSTER_BASE_PRACTICE);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->remote_id = g_strdup ("open-1");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *remote_id = g_strdup_printf ("open-%u", i);
      PosterAccount *account = poster_account_new ("tiktok", "tiktok", remote_id);

      account->username = g_strdup (i == 0 ? "kitchen" : "studio");
      g_ptr_array_add (accounts, account);
    }
  poster_store_save_sign_in_async (self->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (self->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  self->kitchen = g_object_ref (g_ptr_array_index (stored, 0));
  self->studio = g_object_ref (g_ptr_array_index (stored, 1));
  self->accounts = g_list_store_new (POSTER_TYPE_ACCOUNT);
  g_list_store_append (self->accounts, self->kitchen);
  g_list_store_append (self->accounts, self->studio);
}

/* An empty draft with a keeper, instead of the one before. */
void
composer_fixture_begin (ComposerFixture *self)
{
  g_clear_object (&self->keeper);
  g_clear_object (&self->draft);
  self->draft = poster_draft_new ();
  self->keeper = poster_draft_keeper_new (self->draft, self->composer, self->store, self->platforms, self->clock);
}

/* @dir: an empty folder, or one of a fixture before. */
void
composer_fixture_open (ComposerFixture *self,
                       const char      *dir,
                       PosterClock     *clock)
{
  g_autoptr(PosterMediaPool) pool = NULL;
  g_autoptr(GError) error = NULL;

  self->dir = g_strdup (dir);
  self->clock = g_object_ref (clock);
  self->store = poster_store_open (dir, clock, &error);
  g_assert_no_error (error);
  self->platforms = poster_platforms_new (&error);
  g_assert_no_error (error);
  pool = poster_media_pool_new (clock, "/nonexistent/worker", 1);
  self->composer = poster_composer_new (self->store, pool, self->platforms, clock);
  connect_accounts (self);
  composer_fixture_begin (self);
}

void
composer_fixture_set_up (ComposerFixture *self,
                         gconstpointer    data)
{
  g_autofree char *dir = g_dir_make_tmp ("poster-draft-XXXXXX", NULL);
  g_autoptr(PosterTestClock) clock = poster_test_clock_new (COMPOSER_NOON);

  composer_fixture_open (self, dir, POSTER_CLOCK (clock));
}

void
composer_fixture_close (ComposerFixture *self)
{
  while (self->keeper->is_busy)
    g_main_context_iteration (NULL, TRUE);
  poster_test_settle ();
  g_assert_finalize_object (self->keeper);
  g_assert_finalize_object (self->draft);
  poster_store_close (self->store);
  g_clear_object (&self->kitchen);
  g_clear_object (&self->studio);
  g_clear_object (&self->accounts);
  g_assert_finalize_object (self->composer);
  g_clear_object (&self->store);
  g_clear_object (&self->platforms);
  g_clear_object (&self->clock);
}

void
composer_fixture_tear_down (ComposerFixture *self,
                            gconstpointer    data)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  composer_fixture_close (self);
  dir = g_dir_open (self->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

void
composer_fixture_advance (ComposerFixture *self,
                          gint64           by_us)
{
  poster_test_clock_advance (POSTER_TEST_CLOCK (self->clock), by_us);
  poster_test_settle ();
}

void
composer_fixture_await (ComposerFixture *self,
                        PosterKeeping    state)
{
  while (poster_draft_keeper_get_state (self->keeper) != state)
    g_main_context_iteration (NULL, TRUE);
}

void
composer_fixture_save (ComposerFixture *self)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_draft_keeper_flush_async (self->keeper, NULL, poster_test_keep_result_cb, &result);
  g_assert_true (poster_draft_keeper_flush_finish (self->keeper, poster_test_await (&result), &error));
  g_assert_no_error (error);
}

/* (nullable) (transfer full): as it is stored */
PosterPost *
composer_fixture_get (ComposerFixture *self,
                      const char      *post_id)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_get_post_async (self->store, post_id, NULL, poster_test_keep_result_cb, &result);
  return poster_store_get_post_finish (self->store, poster_test_await (&result), NULL);
}

guint
composer_fixture_count (ComposerFixture *self)
{
  PosterPostQuery query = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) posts = NULL;

  poster_store_list_posts_async (self->store, &query, NULL, poster_test_keep_result_cb, &result);
  posts = poster_store_list_posts_finish (self->store, poster_test_await (&result), NULL);
  g_assert_nonnull (posts);
  return posts->len;
}

PosterPost *
composer_fixture_publish (ComposerFixture  *self,
                          GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_draft_keeper_publish_async (self->keeper, NULL, poster_test_keep_result_cb, &result);
  return poster_draft_keeper_publish_finish (self->keeper, poster_test_await (&result), error);
}

gboolean
composer_fixture_open_post (ComposerFixture *self,
                            const char      *post_id)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_draft_keeper_open_async (self->keeper, post_id, G_LIST_MODEL (self->accounts), NULL,
                                  poster_test_keep_result_cb, &result);
  return poster_draft_keeper_open_finish (self->keeper, poster_test_await (&result), NULL);
}

/* All that TikTok wants to be chosen, for the first account. */
void
composer_fixture_choose (ComposerFixture *self,
                         const char      *privacy)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr(JsonObject) options = json_object_new ();

  g_ptr_array_add (accounts, self->kitchen);
  poster_draft_set_accounts (self->draft, accounts);
  if (privacy != NULL)
    json_object_set_string_member (options, "privacy_level", privacy);
  poster_draft_set_options (self->draft, "tiktok", options);
}

/* A file that was looked into already. */
PosterMediaItem *
composer_fixture_clip (const char *hash)
{
  PosterMediaItem *item = poster_media_item_new ("/films/clip.mp4");
  PosterMediaFacts *facts = poster_media_facts_new ();

  facts->type = POSTER_MEDIA_VIDEO;
  facts->container = g_strdup ("mp4");
  facts->mime_type = g_strdup ("video/mp4");
  facts->duration_us = 10 * G_USEC_PER_SEC;
  facts->width = 1080;
  facts->height = 1920;
  facts->frame_rate = 30;
  facts->video_codec = g_strdup ("h264");
  facts->audio_codec = g_strdup ("aac");
  facts->audio_bitrate = 160000;
  facts->faststart = TRUE;
  facts->size = 1000000;
  item->facts = facts;
  item->size = facts->size;
  item->sampled_hash = g_strdup (hash);
  return item;
}
