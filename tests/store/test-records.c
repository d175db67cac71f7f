/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "poster-error.h"
#include "poster-json.h"
#include "store-fixture.h"

/* What the store promises about the records it keeps. */

typedef StoreFixture Fixture;

static GPtrArray *
accounts_of (PosterAccount *account)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (accounts, account);
  return accounts;
}

static void
test_sign_in_keeps_ids (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterConnection) again = poster_connection_new ("tiktok", NULL);
  PosterAccount *account = poster_account_new ("tiktok", "tiktok", "open-id-1");
  g_autoptr(GPtrArray) accounts = accounts_of (account);
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GPtrArray) listed = NULL;
  PosterAccount *as_stored;

  again->remote_id = g_strdup ("open-id-1");
  account->username = g_strdup ("renamed");
  json_object_set_int_member (account->metadata, "big", G_GINT64_CONSTANT (7546134564211234567));
  poster_test_clock_advance (fixture->clock, G_TIME_SPAN_DAY);
  stored = save_sign_in (fixture->store, again, accounts, &error);
  g_assert_no_error (error);
  as_stored = g_ptr_array_index (stored, 0);
  g_assert_cmpuint (stored->len, ==, 1);
  g_assert_cmpstr (as_stored->id, ==, fixture->first->id);
  g_assert_cmpstr (as_stored->connection_id, ==, fixture->connection->id);
  g_assert_cmpstr (as_stored->username, ==, "renamed");
  g_assert_cmpint (as_stored->created_us, ==, NOON);
  g_assert_cmpint (poster_json_get_int (as_stored->metadata, "big", 0), ==, G_GINT64_CONSTANT (7546134564211234567));
  /* What was handed in is the caller's. */
  g_assert_cmpstr (again->id, !=, fixture->connection->id);
  g_assert_cmpstr (account->id, !=, fixture->first->id);

  listed = list_accounts (fixture->store, FALSE);
  g_assert_cmpuint (listed->len, ==, 2);
  g_assert_cmpstr (((PosterAccount *) g_ptr_array_index (listed, 0))->id, ==, fixture->first->id);
  g_assert_cmpstr (((PosterAccount *) g_ptr_array_index (listed, 1))->id, ==, fixture->second->id);
}

static void
test_sign_in_tells_bases_apart (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterConnection) practice = poster_connection_new ("tiktok", POSTER_BASE_PRACTICE);
  g_autoptr(GPtrArray) accounts = accounts_of (poster_account_new ("tiktok", "tiktok", "open-id-1"));
  g_autoptr(GPtrArray) stored = NULL;
  PosterAccount *account;

  practice->remote_id = g_strdup ("open-id-1");
  stored = save_sign_in (fixture->store, practice, accounts, &error);
  g_assert_no_error (error);
  account = g_ptr_array_index (stored, 0);
  g_assert_cmpstr (account->id, !=, fixture->first->id);
  g_assert_cmpstr (account->connection_id, ==, practice->id);
  g_assert_cmpstr (account->connector, ==, "tiktok");
  g_assert_true (account->is_practice);
  g_assert_false (fixture->first->is_practice);
}

static void
test_connection_is_found (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) none_result = NULL;
  g_autoptr(GAsyncResult) missing_result = NULL;
  g_autoptr(GAsyncResult) got_result = NULL;
  g_autoptr(PosterConnection) found = NULL;
  g_autoptr(PosterConnection) none = NULL;
  g_autoptr(PosterConnection) got = NULL;

  poster_store_find_connection_async (fixture->store, "tiktok", NULL, "open-id-1", NULL, keep_result_cb, &result);
  found = poster_store_find_connection_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->id, ==, fixture->connection->id);
  g_assert_null (found->base);

  poster_store_find_connection_async (fixture->store, "tiktok", POSTER_BASE_PRACTICE, "open-id-1", NULL,
                                      keep_result_cb, &none_result);
  none = poster_store_find_connection_finish (fixture->store, wait_for (&none_result), &error);
  g_assert_no_error (error);
  g_assert_null (none);

  poster_store_get_connection_async (fixture->store, found->id, NULL, keep_result_cb, &got_result);
  got = poster_store_get_connection_finish (fixture->store, wait_for (&got_result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (got->remote_id, ==, "open-id-1");

  poster_store_get_connection_async (fixture->store, "000000000000000000000000", NULL, keep_result_cb, &missing_result);
  g_assert_null (poster_store_get_connection_finish (fixture->store, wait_for (&missing_result), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
test_needed_sign_in_makes_inactive (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) accounts = NULL;

  fixture->connection->needs_sign_in = TRUE;
  poster_store_save_connection_async (fixture->store, fixture->connection, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_save_connection_finish (fixture->store, wait_for (&result), &error));
  g_assert_no_error (error);
  accounts = list_accounts (fixture->store, FALSE);
  g_assert_cmpuint (accounts->len, ==, 2);
  g_assert_false (((PosterAccount *) g_ptr_array_index (accounts, 0))->is_active);
}

static char *
remove_account (Fixture     *fixture,
                const char  *id,
                GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_remove_account_async (fixture->store, id, NULL, keep_result_cb, &result);
  return poster_store_remove_account_finish (fixture->store, wait_for (&result), error);
}

static void
test_last_account_frees_connection (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) seen = NULL;
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) back = NULL;
  g_autoptr(GPtrArray) accounts = accounts_of (poster_account_new ("tiktok", "tiktok", "open-id-1"));
  g_autoptr(GPtrArray) again = NULL;
  g_autofree char *first = remove_account (fixture, fixture->first->id, &error);
  g_autofree char *second = remove_account (fixture, fixture->second->id, &error);
  g_autofree char *repeated = remove_account (fixture, fixture->second->id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (first, ==, "");
  g_assert_cmpstr (second, ==, fixture->connection->id);
  g_assert_cmpstr (repeated, ==, fixture->connection->id);
  seen = list_accounts (fixture->store, FALSE);
  all = list_accounts (fixture->store, TRUE);
  g_assert_cmpuint (seen->len, ==, 0);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_false (((PosterAccount *) g_ptr_array_index (all, 0))->is_active);

  again = save_sign_in (fixture->store, fixture->connection, accounts, &error);
  g_assert_no_error (error);
  back = list_accounts (fixture->store, FALSE);
  g_assert_cmpuint (back->len, ==, 1);
  g_assert_cmpstr (((PosterAccount *) g_ptr_array_index (back, 0))->id, ==, fixture->first->id);
  g_assert_true (((PosterAccount *) g_ptr_array_index (back, 0))->is_active);

  g_assert_null (remove_account (fixture, "000000000000000000000000", &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
fill_facts (PosterMediaItem *item)
{
  PosterMediaFacts *facts = poster_media_facts_new ();

  facts->type = POSTER_MEDIA_VIDEO;
  facts->container = g_strdup ("mp4");
  facts->mime_type = g_strdup ("video/mp4");
  facts->duration_us = 12345678;
  facts->width = 1080;
  facts->height = 1920;
  facts->rotation = 90;
  facts->mirrored = TRUE;
  facts->frame_rate = 29.97;
  facts->variable_frame_rate = TRUE;
  facts->video_codec = g_strdup ("h264");
  facts->video_profile = g_strdup ("high");
  facts->video_bitrate = G_GINT64_CONSTANT (9876543210);
  facts->bit_depth = 10;
  facts->audio_codec = g_strdup ("aac");
  facts->audio_bitrate = 128000;
  facts->audio_sample_rate = 48000;
  facts->audio_channels = 2;
  facts->hdr = g_strdup ("hlg");
  facts->faststart = TRUE;
  facts->fragmented = TRUE;
  facts->animated = TRUE;
  facts->has_alpha = TRUE;
  facts->video_tracks = 1;
  facts->audio_tracks = 2;
  facts->pages = 12;
  facts->size = G_GINT64_CONSTANT (4000000001);
  facts->problem = g_strdup ("It is cut short.");
  item->facts = facts;
}

static void
assert_same_object (JsonObject *one,
                    JsonObject *other)
{
  g_autofree char *one_text = one != NULL ? poster_json_to_text (one, FALSE) : NULL;
  g_autofree char *other_text = other != NULL ? poster_json_to_text (other, FALSE) : NULL;

  g_assert_cmpstr (one_text, ==, other_text);
}

static void
assert_same_schedule (PosterSchedule *one,
                      PosterSchedule *other)
{
  g_assert_cmpint (one != NULL, ==, other != NULL);
  if (one == NULL)
    return;
  g_assert_cmpstr (poster_schedule_get_wall (one), ==, poster_schedule_get_wall (other));
  g_assert_cmpstr (poster_schedule_get_zone (one), ==, poster_schedule_get_zone (other));
  g_assert_cmpint (poster_schedule_get_instant_us (one), ==, poster_schedule_get_instant_us (other));
}

static void
assert_same_media (GPtrArray *one,
                   GPtrArray *other)
{
  g_assert_cmpint (one != NULL, ==, other != NULL);
  if (one == NULL)
    return;
  g_assert_cmpuint (one->len, ==, other->len);
  for (guint i = 0; i < one->len; i++)
    {
      PosterMediaItem *a = g_ptr_array_index (one, i);
      PosterMediaItem *b = g_ptr_array_index (other, i);

      g_assert_cmpstr (a->id, ==, b->id);
      g_assert_cmpstr (a->path, ==, b->path);
      g_assert_cmpint (a->is_library, ==, b->is_library);
      g_assert_cmpint (a->size, ==, b->size);
      g_assert_cmpint (a->mtime_ns, ==, b->mtime_ns);
      g_assert_cmpstr (a->sampled_hash, ==, b->sampled_hash);
      g_assert_cmpstr (a->full_hash, ==, b->full_hash);
      g_assert_cmpstr (a->alt_text, ==, b->alt_text);
      g_assert_cmpint (a->facts != NULL, ==, b->facts != NULL);
      if (a->facts != NULL)
        {
          g_autoptr(JsonObject) a_facts = poster_media_facts_to_json (a->facts);
          g_autoptr(JsonObject) b_facts = poster_media_facts_to_json (b->facts);

          assert_same_object (a_facts, b_facts);
          /* These are not told of a video. */
          g_assert_cmpint (a->facts->animated, ==, b->facts->animated);
          g_assert_cmpint (a->facts->has_alpha, ==, b->facts->has_alpha);
        }
    }
}

static void
assert_same_post (PosterPost *one,
                  PosterPost *other)
{
  g_assert_cmpstr (one->id, ==, other->id);
  g_assert_cmpstr (one->profile_id, ==, other->profile_id);
  g_assert_cmpstr (one->title, ==, other->title);
  g_assert_cmpstr (one->content, ==, other->content);
  assert_same_schedule (one->schedule, other->schedule);
  assert_same_media (one->media, other->media);
  g_assert_cmpuint (one->targets->len, ==, other->targets->len);
  for (guint i = 0; i < one->targets->len; i++)
    {
      PosterTarget *a = g_ptr_array_index (one->targets, i);
      PosterTarget *b = g_ptr_array_index (other->targets, i);

      g_assert_cmpstr (a->id, ==, b->id);
      g_assert_cmpstr (b->post_id, ==, one->id);
      g_assert_cmpstr (a->account_id, ==, b->account_id);
      assert_same_object (a->place, b->place);
      g_assert_cmpint (a->state, ==, b->state);
      g_assert_cmpint (a->holder, ==, b->holder);
      g_assert_cmpstr (a->content, ==, b->content);
      g_assert_cmpstr (a->title, ==, b->title);
      assert_same_media (a->media, b->media);
      assert_same_schedule (a->schedule, b->schedule);
      assert_same_object (a->options, b->options);
      g_assert_cmpint (a->due_us, ==, b->due_us);
      g_assert_cmpint (a->wake_us, ==, b->wake_us);
      g_assert_cmpint (a->attempts, ==, b->attempts);
      g_assert_cmpint (a->failures, ==, b->failures);
      assert_same_object (a->step_state, b->step_state);
      g_assert_cmpstr (a->error_code, ==, b->error_code);
      g_assert_cmpstr (a->error_category, ==, b->error_category);
      g_assert_cmpstr (a->error_message, ==, b->error_message);
      g_assert_cmpstr (a->platform_post_id, ==, b->platform_post_id);
      g_assert_cmpstr (a->platform_post_url, ==, b->platform_post_url);
      g_assert_cmpint (a->published_us, ==, b->published_us);
      g_assert_cmpint (a->is_inbox, ==, b->is_inbox);
    }
}

/* A post with everything a post can have. */
static PosterPost *
full_post (Fixture *fixture)
{
  PosterPost *post = new_post (fixture, "Zeile\nmit “Zeichen” 🎬 and 'quotes'");
  PosterTarget *target = poster_target_new (fixture->second->id);
  PosterMediaItem *item = poster_media_item_new ("/videos/line\nbreak \xff\xfe.mov");

  post->title = g_strdup ("Title");
  post->profile_id = g_strdup ("00112233445566778899aabb");
  fill_facts (g_ptr_array_index (post->media, 0));
  g_ptr_array_add (post->media, poster_media_item_new ("/videos/second.mp4"));

  target->state = POSTER_TARGET_PROCESSING;
  target->holder = POSTER_HOLDER_REMOTE;
  target->place = poster_json_parse_object ("{\"board\":\"1\"}", -1, NULL);
  target->content = g_strdup ("other text");
  target->title = g_strdup ("other title");
  target->schedule = poster_schedule_new_wall ("2026-12-24 18:00", "Europe/Berlin", NULL);
  json_object_unref (target->options);
  target->options = poster_json_parse_object ("{\"privacy_level\":\"SELF_ONLY\",\"n\":7546134564211234567}", -1, NULL);
  target->due_us = 0;
  target->wake_us = G_MAXINT64;
  target->attempts = 3;
  target->failures = 2;
  target->step_state = poster_json_parse_object ("{\"publish_id\":\"v_pub~1\",\"offset\":9007199254740993}", -1, NULL);
  target->error_code = g_strdup ("code");
  target->error_category = g_strdup ("category");
  target->error_message = g_strdup ("message");
  target->platform_post_id = g_strdup ("7546134564211234567");
  target->platform_post_url = g_strdup ("https://www.tiktok.com/@a/video/7546134564211234567");
  target->published_us = NOON;
  target->is_inbox = TRUE;
  item->is_library = TRUE;
  item->size = G_GINT64_CONSTANT (4000000000);
  item->mtime_ns = G_GINT64_CONSTANT (1795348800123456789);
  item->full_hash = g_strdup ("abc");
  item->alt_text = g_strdup ("A cat");
  target->media = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (target->media, item);
  g_ptr_array_add (target->media, g_object_ref (g_ptr_array_index (post->media, 0)));
  g_ptr_array_add (post->targets, target);
  return post;
}

static void
test_post_comes_back_whole (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = full_post (fixture);
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(PosterPost) reopened = NULL;

  g_assert_cmpint (save_post (fixture->store, post, POSTER_STATES_EDITABLE, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (post->version, ==, 0);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_no_error (error);
  assert_same_post (post, stored);
  g_assert_cmpint (stored->version, ==, 1);
  g_assert_cmpint (stored->created_us, ==, NOON);
  g_assert_cmpint (stored->updated_us, ==, NOON);

  store_fixture_reopen (fixture);
  reopened = get_post (fixture->store, post->id, &error);
  g_assert_no_error (error);
  assert_same_post (stored, reopened);
}

static void
test_no_media_of_its_own_is_not_none (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text only for one");
  g_autoptr(PosterPost) stored = NULL;

  first_target (post)->media = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (post->targets, poster_target_new (fixture->second->id));
  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_nonnull (first_target (stored)->media);
  g_assert_cmpuint (first_target (stored)->media->len, ==, 0);
  g_assert_null (((PosterTarget *) g_ptr_array_index (stored->targets, 1))->media);
}

static void
test_save_refuses_old_version (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "first");
  g_autoptr(PosterPost) mine = NULL;
  g_autoptr(PosterPost) theirs = NULL;
  g_autoptr(PosterPost) stored = NULL;

  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  mine = get_post (fixture->store, post->id, &error);
  theirs = poster_post_copy (mine);
  g_free (theirs->content);
  theirs->content = g_strdup ("theirs");
  g_assert_cmpint (save_post (fixture->store, theirs, POSTER_STATES_ANY, &error), ==, 2);
  g_assert_no_error (error);

  g_free (mine->content);
  mine->content = g_strdup ("mine");
  g_assert_cmpint (save_post (fixture->store, mine, POSTER_STATES_ANY, &error), ==, -1);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_clear_error (&error);
  /* A new one with the id of one that is there is no better. */
  g_assert_cmpint (save_post (fixture->store, post, POSTER_STATES_ANY, &error), ==, -1);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_clear_error (&error);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_cmpstr (stored->content, ==, "theirs");
}

static void
test_save_refuses_other_state (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "on its way");
  g_autoptr(PosterPost) stored = NULL;

  first_target (post)->state = POSTER_TARGET_SENDING;
  save_post (fixture->store, post, POSTER_STATES_EDITABLE, &error);
  g_assert_no_error (error);
  stored = get_post (fixture->store, post->id, &error);
  first_target (stored)->state = POSTER_TARGET_DRAFT;
  g_assert_cmpint (save_post (fixture->store, stored, POSTER_STATES_EDITABLE, &error), ==, -1);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (delete_post (fixture->store, stored->id, POSTER_STATES_EDITABLE, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
}

static void
test_save_knows_what_is_gone (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterPost) nowhere = new_post (fixture, "text");

  post->version = 4;
  g_assert_cmpint (save_post (fixture->store, post, POSTER_STATES_ANY, &error), ==, -1);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_free (first_target (nowhere)->account_id);
  first_target (nowhere)->account_id = g_strdup ("000000000000000000000000");
  g_assert_cmpint (save_post (fixture->store, nowhere, POSTER_STATES_ANY, &error), ==, -1);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "000000000000000000000000"));
  g_clear_error (&error);
  g_assert_null (get_post (fixture->store, nowhere->id, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
test_save_replaces_targets_and_media (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = full_post (fixture);
  g_autoptr(PosterPost) edited = NULL;
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(PosterJournalEntry) entry = NULL;
  g_autoptr(GPtrArray) kept = NULL;
  g_autoptr(GPtrArray) gone = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  PosterTarget *leaving = g_ptr_array_index (post->targets, 1);

  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  for (guint i = 0; i < 2; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      entry = poster_journal_entry_new (target->id, 1, "step", POSTER_STEP_PREPARE, POSTER_JOURNAL_BEGUN, NOON);
      commit_target (fixture->store, target, POSTER_STATES_ANY, entry, &error);
      g_clear_pointer (&entry, poster_journal_entry_unref);
      g_assert_no_error (error);
    }

  edited = get_post (fixture->store, post->id, &error);
  g_ptr_array_remove_index (edited->targets, 1);
  g_ptr_array_remove_index (edited->media, 0);
  g_ptr_array_add (edited->targets, poster_target_new (fixture->second->id));
  g_assert_cmpint (save_post (fixture->store, edited, POSTER_STATES_ANY, &error), ==, 4);
  g_assert_no_error (error);
  stored = get_post (fixture->store, post->id, &error);
  assert_same_post (edited, stored);

  kept = list_journal (fixture->store, first_target (post)->id, 0);
  g_assert_cmpuint (kept->len, ==, 1);
  gone = list_journal (fixture->store, leaving->id, 0);
  g_assert_cmpuint (gone->len, ==, 0);

  /* The row of the media that is no longer there is gone with it. */
  save_post (fixture->store, stored, POSTER_STATES_ANY, &error);
  poster_store_find_same_media_async (fixture->store, fixture->first->id, "5a3b1ed", NULL, NULL,
                                      keep_result_cb, &result);
  g_assert_null (poster_store_find_same_media_finish (fixture->store, wait_for (&result), &error));
  g_assert_no_error (error);
}

static void
test_edit_keeps_time_of_creation (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterPost) stored = NULL;

  post->created_us = NOON - 5;
  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  post->version = 1;
  post->created_us = 0;
  poster_test_clock_advance (fixture->clock, 10);
  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_cmpint (stored->created_us, ==, NOON - 5);
  g_assert_cmpint (stored->updated_us, ==, NOON + 10);
}

static void
test_delete_leaves_nothing (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = full_post (fixture);
  g_autoptr(PosterPost) other = new_post (fixture, "shares the media");
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GPtrArray) journal = NULL;

  g_ptr_array_set_size (other->media, 0);
  g_ptr_array_add (other->media, g_object_ref (g_ptr_array_index (post->media, 0)));
  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  save_post (fixture->store, other, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  g_assert_true (delete_post (fixture->store, post->id, POSTER_STATES_ANY, &error));
  g_assert_no_error (error);
  g_assert_null (get_post (fixture->store, post->id, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  journal = list_journal (fixture->store, first_target (post)->id, 0);
  g_assert_cmpuint (journal->len, ==, 0);
  stored = get_post (fixture->store, other->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stored->media->len, ==, 1);

  g_assert_false (delete_post (fixture->store, post->id, POSTER_STATES_ANY, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
test_commit_writes_state_and_journal (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterTarget) target = poster_target_copy (first_target (post));
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(PosterJournalEntry) entry = NULL;
  g_autoptr(GPtrArray) journal = NULL;
  PosterJournalEntry *line;

  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  target->state = POSTER_TARGET_UNKNOWN;
  target->wake_us = -1;
  target->attempts = 2;
  target->failures = 1;
  target->step_state = poster_json_parse_object ("{\"offset\":9007199254740993}", -1, NULL);
  target->error_code = g_strdup ("no_answer");
  target->error_category = g_strdup ("unknown");
  target->error_message = g_strdup ("Nobody knows.");
  target->platform_post_id = g_strdup ("7546134564211234567");
  target->platform_post_url = g_strdup ("https://example.com/");
  target->published_us = NOON + 1;
  target->is_inbox = TRUE;
  /* What a person chose is not the engine's to write. */
  g_clear_pointer (&target->options, json_object_unref);
  target->options = poster_json_parse_object ("{\"stale\":true}", -1, NULL);
  target->content = g_strdup ("stale");
  entry = poster_journal_entry_new (target->id, 2, "send", POSTER_STEP_COMMIT, POSTER_JOURNAL_UNKNOWN, NOON + 2);
  entry->message = g_strdup ("The line was cut.");
  entry->code = g_strdup ("no_answer");
  g_assert_true (commit_target (fixture->store, target, POSTER_STATES (POSTER_TARGET_SCHEDULED), entry, &error));
  g_assert_no_error (error);

  stored = get_post (fixture->store, post->id, &error);
  g_clear_pointer (&target->options, json_object_unref);
  target->options = json_object_new ();
  g_clear_pointer (&target->content, g_free);
  g_ptr_array_set_size (post->targets, 0);
  g_ptr_array_add (post->targets, g_object_ref (target));
  assert_same_post (post, stored);
  g_assert_cmpint (stored->version, ==, 2);

  journal = list_journal (fixture->store, target->id, 0);
  g_assert_cmpuint (journal->len, ==, 1);
  line = g_ptr_array_index (journal, 0);
  g_assert_cmpint (line->seq, >, 0);
  g_assert_cmpstr (line->target_id, ==, target->id);
  g_assert_cmpint (line->attempt, ==, 2);
  g_assert_cmpstr (line->step, ==, "send");
  g_assert_cmpint (line->kind, ==, POSTER_STEP_COMMIT);
  g_assert_cmpint (line->phase, ==, POSTER_JOURNAL_UNKNOWN);
  g_assert_cmpint (line->at_us, ==, NOON + 2);
  g_assert_cmpstr (line->message, ==, "The line was cut.");
  g_assert_cmpstr (line->code, ==, "no_answer");
}

static void
test_commit_refuses_other_state (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterTarget) target = poster_target_copy (first_target (post));
  g_autoptr(PosterTarget) stranger = poster_target_new (fixture->first->id);
  g_autoptr(PosterJournalEntry) entry = NULL;
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GPtrArray) journal = NULL;

  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  target->state = POSTER_TARGET_PUBLISHED;
  entry = poster_journal_entry_new (target->id, 1, "send", POSTER_STEP_COMMIT, POSTER_JOURNAL_DONE, NOON);
  g_assert_false (commit_target (fixture->store, target, POSTER_STATES_ACTIVE, entry, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_clear_error (&error);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_cmpint (first_target (stored)->state, ==, POSTER_TARGET_SCHEDULED);
  g_assert_cmpint (stored->version, ==, 1);
  journal = list_journal (fixture->store, target->id, 0);
  g_assert_cmpuint (journal->len, ==, 0);

  g_assert_false (commit_target (fixture->store, stranger, POSTER_STATES_ANY, NULL, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
test_claim_refuses_edited_post (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "old text");
  g_autoptr(PosterPost) read = NULL;
  g_autoptr(PosterPost) edited = NULL;
  g_autoptr(PosterTarget) target = NULL;
  g_autoptr(PosterTarget) other = NULL;

  g_ptr_array_add (post->targets, poster_target_new (fixture->second->id));
  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  read = get_post (fixture->store, post->id, &error);
  edited = get_post (fixture->store, post->id, &error);
  save_post (fixture->store, edited, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);

  target = poster_target_copy (first_target (read));
  target->state = POSTER_TARGET_PREPARING;
  g_assert_false (claim_target (fixture->store, read, target, POSTER_STATES (POSTER_TARGET_SCHEDULED), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
  g_clear_error (&error);

  g_clear_object (&read);
  read = get_post (fixture->store, post->id, &error);
  g_assert_true (claim_target (fixture->store, read, target, POSTER_STATES (POSTER_TARGET_SCHEDULED), &error));
  g_assert_no_error (error);
  /* That another target went on is no edit. */
  other = poster_target_copy (g_ptr_array_index (read->targets, 1));
  other->state = POSTER_TARGET_PREPARING;
  g_assert_true (claim_target (fixture->store, read, other, POSTER_STATES (POSTER_TARGET_DRAFT), &error));
  g_assert_no_error (error);
}

static void
test_journal_gives_the_last (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) last = NULL;

  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  for (int i = 1; i <= 5; i++)
    {
      g_autoptr(PosterJournalEntry) entry = poster_journal_entry_new (first_target (post)->id, i, NULL,
                                                                      POSTER_STEP_WAIT, POSTER_JOURNAL_NOTE, NOON);

      g_assert_true (commit_target (fixture->store, first_target (post), POSTER_STATES_ANY, entry, &error));
    }
  all = list_journal (fixture->store, first_target (post)->id, 0);
  last = list_journal (fixture->store, first_target (post)->id, 2);
  g_assert_cmpuint (all->len, ==, 5);
  g_assert_cmpuint (last->len, ==, 2);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (((PosterJournalEntry *) g_ptr_array_index (all, i))->attempt, ==, (int) i + 1);
  g_assert_cmpint (((PosterJournalEntry *) g_ptr_array_index (last, 0))->attempt, ==, 4);
  g_assert_cmpint (((PosterJournalEntry *) g_ptr_array_index (last, 1))->attempt, ==, 5);
  g_assert_null (((PosterJournalEntry *) g_ptr_array_index (last, 1))->step);
}

/* One post for each of @wakes to the account. */
static void
add_waiting (Fixture      *fixture,
             const char   *account_id,
             const gint64 *wakes,
             guint         n_wakes,
             gboolean      is_committed,
             GPtrArray    *target_ids)
{
  for (guint i = 0; i < n_wakes; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterPost) post = new_post (fixture, "text");
      PosterTarget *target = first_target (post);

      g_free (target->account_id);
      target->account_id = g_strdup (account_id);
      target->wake_us = wakes[i];
      target->state = is_committed ? POSTER_TARGET_PROCESSING : POSTER_TARGET_SCHEDULED;
      target->is_committed = is_committed;
      save_post (fixture->store, post, POSTER_STATES_ANY, &error);
      g_assert_no_error (error);
      g_ptr_array_add (target_ids, g_strdup (target->id));
    }
}

static gboolean
has_work (PosterWork *work,
          const char *target_id)
{
  for (guint i = 0; i < work->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (work->targets, i);

      if (g_str_equal (target->id, target_id))
        {
          g_assert_true (poster_post_find_target (g_ptr_array_index (work->posts, i), target_id) == target);
          return TRUE;
        }
    }
  return FALSE;
}

/* However much is due for one account, each of the others gets its turn. */
static void
test_work_is_fair (Fixture       *fixture,
                   gconstpointer  data)
{
  const gint64 many[] = { NOON + 30, NOON + 10, NOON + 11, NOON + 12, NOON + 13 };
  const gint64 few[] = { NOON + 40, NOON + 29, NOON + 90 };
  g_autoptr(GPtrArray) first = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) second = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(PosterWork) nothing = look_for_work (fixture->store, NOON + 50, NULL, NULL);
  g_autoptr(PosterWork) early = NULL;
  g_autoptr(PosterWork) work = NULL;
  g_autoptr(PosterWork) without = NULL;
  const char *busy[] = { fixture->first->id, NULL };

  g_assert_cmpuint (nothing->targets->len, ==, 0);
  g_assert_cmpint (nothing->next_wake_us, ==, -1);
  add_waiting (fixture, fixture->first->id, many, G_N_ELEMENTS (many), FALSE, first);
  add_waiting (fixture, fixture->second->id, few, G_N_ELEMENTS (few), FALSE, second);
  early = look_for_work (fixture->store, NOON + 9, NULL, NULL);
  g_assert_cmpuint (early->targets->len, ==, 0);
  g_assert_cmpint (early->next_wake_us, ==, NOON + 10);
  work = look_for_work (fixture->store, NOON + 50, NULL, NULL);
  g_assert_cmpuint (work->targets->len, ==, 2);
  g_assert_true (has_work (work, g_ptr_array_index (first, 1)));
  g_assert_true (has_work (work, g_ptr_array_index (second, 1)));
  g_assert_cmpint (work->next_wake_us, ==, NOON + 90);
  g_assert_false (work->is_any_left);

  without = look_for_work (fixture->store, NOON + 50, busy, NULL);
  g_assert_cmpuint (without->targets->len, ==, 1);
  g_assert_true (has_work (without, g_ptr_array_index (second, 1)));
  g_assert_true (without->is_any_left);
}

/* What the platform has is looked after though its account is busy, but not by two at once. */
static void
test_work_looks_after_what_is_out (Fixture       *fixture,
                                   gconstpointer  data)
{
  const gint64 wakes[] = { NOON + 1, NOON + 2, NOON + 3 };
  g_autoptr(GPtrArray) sent = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(PosterWork) work = NULL;
  const char *busy[] = { fixture->first->id, NULL };
  const char *running[] = { NULL, NULL };

  add_waiting (fixture, fixture->first->id, wakes, G_N_ELEMENTS (wakes), TRUE, sent);
  running[0] = g_ptr_array_index (sent, 0);
  work = look_for_work (fixture->store, NOON + 2, busy, running);
  g_assert_cmpuint (work->targets->len, ==, 1);
  g_assert_true (has_work (work, g_ptr_array_index (sent, 1)));
  g_assert_false (work->is_any_left);
}

static void
pause_account (Fixture    *fixture,
               const char *code,
               gint64      until_us)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_pause_account_async (fixture->store, fixture->first->id, code, "No more today.", until_us, NULL,
                                    keep_result_cb, &result);
  poster_store_pause_account_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
}

static PosterAccount *
get_first_account (Fixture *fixture)
{
  g_autoptr(GPtrArray) accounts = list_accounts (fixture->store, FALSE);

  return g_object_ref (g_ptr_array_index (accounts, 0));
}

/* Whoever signs in again has seen to it. */
static void
test_pause_ends_with_a_sign_in (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(PosterAccount) before = get_first_account (fixture);
  g_autoptr(PosterAccount) paused = NULL;
  g_autoptr(PosterAccount) after = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (poster_account_is_paused (before, NOON));
  pause_account (fixture, "daily", NOON + 10);
  paused = get_first_account (fixture);
  g_assert_true (poster_account_is_paused (paused, NOON));
  g_assert_false (poster_account_is_paused (paused, NOON + 10));
  json = poster_account_to_json (paused);
  g_assert_cmpstr (json_object_get_string_member (json, "pausedCode"), ==, "daily");
  g_assert_cmpstr (json_object_get_string_member (json, "pausedMessage"), ==, "No more today.");
  g_assert_true (json_object_has_member (json, "pausedUntil"));

  g_ptr_array_add (accounts, before);
  stored = save_sign_in (fixture->store, fixture->connection, accounts, &error);
  g_assert_no_error (error);
  after = get_first_account (fixture);
  g_assert_null (after->paused_code);
}

static void
rename_first (Fixture     *fixture,
              const char  *account_id,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_rename_account_async (fixture->store, account_id, "Pots", NULL, keep_result_cb, &result);
  g_assert_cmpint (poster_store_rename_account_finish (fixture->store, wait_for (&result), error), ==, *error == NULL);
}

/* Another name says nothing of why it takes no posts. */
static void
test_pause_outlives_a_rename (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(PosterAccount) before = get_first_account (fixture);
  g_autoptr(PosterAccount) after = NULL;
  g_autoptr(GError) error = NULL;

  pause_account (fixture, "daily", NOON + 10);
  rename_first (fixture, before->id, &error);
  g_assert_no_error (error);
  after = get_first_account (fixture);
  g_assert_cmpstr (after->display_name, ==, "Pots");
  g_assert_cmpstr (after->username, ==, before->username);
  g_assert_cmpstr (after->paused_code, ==, "daily");

  rename_first (fixture, "0123456789abcdef01234567", &error);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
mark_connection (Fixture    *fixture,
                 const char *connection_id,
                 gboolean    is_removed)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_mark_connection_async (fixture->store, connection_id, is_removed, NULL, keep_result_cb, &result);
  poster_store_mark_connection_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
}

static gboolean
is_given_up (Fixture    *fixture,
             const char *connection_id)
{
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_get_connection_async (fixture->store, connection_id, NULL, keep_result_cb, &result);
  connection = poster_store_get_connection_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  return poster_connection_is_removed (connection);
}

/* A connection that is given up is one again when somebody takes that back, or signs in. */
static void
test_connection_given_up (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(PosterAccount) account = get_first_account (fixture);
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (is_given_up (fixture, account->connection_id));
  mark_connection (fixture, account->connection_id, TRUE);
  g_assert_true (is_given_up (fixture, account->connection_id));
  mark_connection (fixture, account->connection_id, FALSE);
  g_assert_false (is_given_up (fixture, account->connection_id));

  mark_connection (fixture, account->connection_id, TRUE);
  stored = save_sign_in (fixture->store, fixture->connection, none, &error);
  g_assert_no_error (error);
  g_assert_false (is_given_up (fixture, account->connection_id));
}

static void
test_counts_what_went_out (Fixture       *fixture,
                           gconstpointer  data)
{
  const gint64 published[] = { NOON - 30, NOON - 20, NOON - 10 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 first_us;
  guint n_posts;

  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    {
      g_autoptr(PosterPost) post = new_post (fixture, "text");

      first_target (post)->state = POSTER_TARGET_PUBLISHED;
      first_target (post)->published_us = published[i];
      save_post (fixture->store, post, POSTER_STATES_ANY, &error);
      g_assert_no_error (error);
    }
  poster_store_count_published_async (fixture->store, fixture->first->id, NOON - 30, NULL, keep_result_cb, &result);
  poster_store_count_published_finish (fixture->store, wait_for (&result), &n_posts, &first_us, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_posts, ==, 2);
  g_assert_cmpint (first_us, ==, NOON - 20);
}

static char *
find_same_media (Fixture    *fixture,
                 const char *account_id,
                 const char *hash,
                 const char *except)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *id;

  poster_store_find_same_media_async (fixture->store, account_id, hash, except, NULL, keep_result_cb, &result);
  id = poster_store_find_same_media_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  return id;
}

static void
test_same_media_is_found (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterTarget) target = NULL;
  PosterTarget *own_media = poster_target_new (fixture->second->id);
  PosterMediaItem *item = poster_media_item_new ("/videos/other.mp4");
  g_autofree char *found = NULL;
  g_autofree char *of_target = NULL;

  item->sampled_hash = g_strdup ("0ther");
  own_media->state = POSTER_TARGET_PUBLISHED;
  own_media->media = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (own_media->media, item);
  g_ptr_array_add (post->targets, own_media);
  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);

  found = find_same_media (fixture, fixture->first->id, "5a3b1ed", NULL);
  g_assert_cmpstr (found, ==, post->id);
  g_assert_null (find_same_media (fixture, fixture->first->id, "5a3b1ed", post->id));
  g_assert_null (find_same_media (fixture, fixture->first->id, "another", NULL));
  /* The second account got other media than the post's own. */
  g_assert_null (find_same_media (fixture, fixture->second->id, "5a3b1ed", NULL));
  of_target = find_same_media (fixture, fixture->second->id, "0ther", NULL);
  g_assert_cmpstr (of_target, ==, post->id);

  target = poster_target_copy (first_target (post));
  target->state = POSTER_TARGET_FAILED;
  g_assert_true (commit_target (fixture->store, target, POSTER_STATES_ANY, NULL, &error));
  g_assert_null (find_same_media (fixture, fixture->first->id, "5a3b1ed", NULL));
}

static void
test_settings_are_kept (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *value = NULL;

  g_assert_null (get_setting (fixture->store, "grace", &error));
  g_assert_no_error (error);
  g_assert_true (set_setting (fixture->store, "grace", "1", &error));
  g_assert_true (set_setting (fixture->store, "grace", "30", &error));
  store_fixture_reopen (fixture);
  value = get_setting (fixture->store, "grace", &error);
  g_assert_cmpstr (value, ==, "30");
  g_assert_true (set_setting (fixture->store, "grace", NULL, &error));
  g_assert_null (get_setting (fixture->store, "grace", &error));
  g_assert_no_error (error);
}

static void
test_changes_are_told_once (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterTarget) target = poster_target_copy (first_target (post));
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autofree char *connection_id = NULL;

  save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  while (fixture->changed->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->changed->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (fixture->changed, 0), ==, post->id);

  /* What failed is not told. */
  store_fixture_forget (fixture);
  g_assert_false (commit_target (fixture->store, target, POSTER_STATES_ACTIVE, NULL, &error));
  g_clear_error (&error);
  g_assert_true (set_setting (fixture->store, "key", "value", &error));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->changed->len, ==, 0);

  connection_id = remove_account (fixture, fixture->second->id, &error);
  while (fixture->changed->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->changed->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (fixture->changed, 0), ==, "");

  store_fixture_forget (fixture);
  g_assert_true (delete_post (fixture->store, post->id, POSTER_STATES_ANY, &error));
  while (fixture->changed->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (g_ptr_array_index (fixture->changed, 0), ==, post->id);
}

static void
test_many_changes_are_told_together (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) last = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(PosterPost) post = new_post (fixture, "text");

      poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, NULL,
                                    i == 199 ? keep_result_cb : NULL, i == 199 ? &last : NULL);
    }
  /* Without a turn of the main loop in between. */
  poster_store_close (fixture->store);
  g_assert_cmpint (poster_store_save_post_finish (fixture->store, wait_for (&last), &error), ==, 1);
  g_assert_no_error (error);
  store_fixture_reopen (fixture);
  g_assert_cmpuint (fixture->changed->len, ==, 0);
}

static void
test_cancelled_before_its_turn_is_not_written (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) read_result = NULL;

  g_cancellable_cancel (cancellable);
  poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, cancellable, keep_result_cb, &result);
  g_assert_null (result);
  g_assert_cmpint (poster_store_save_post_finish (fixture->store, wait_for (&result), &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  poster_store_get_post_async (fixture->store, post->id, cancellable, keep_result_cb, &read_result);
  g_assert_null (poster_store_get_post_finish (fixture->store, wait_for (&read_result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (get_post (fixture->store, post->id, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
test_close_writes_what_was_asked_for (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) late = NULL;

  poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, NULL, keep_result_cb, &result);
  poster_store_close (fixture->store);
  g_assert_cmpint (poster_store_save_post_finish (fixture->store, wait_for (&result), &error), ==, 1);
  g_assert_no_error (error);

  poster_store_get_post_async (fixture->store, post->id, NULL, keep_result_cb, &late);
  g_assert_null (poster_store_get_post_finish (fixture->store, wait_for (&late), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_DATABASE);
  g_clear_error (&error);
  poster_store_notice_changes (fixture->store);

  store_fixture_reopen (fixture);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_no_error (error);
}

static void
test_last_reference_closes (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "text");
  g_autoptr(PosterPost) stored = NULL;
  GWeakRef weak;

  /* The call is what keeps the store alive, until it is done. */
  g_weak_ref_init (&weak, fixture->store);
  poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, NULL, NULL, NULL);
  g_clear_object (&fixture->store);
  for (;;)
    {
      g_autoptr(GObject) alive = g_weak_ref_get (&weak);

      if (alive == NULL)
        break;
      g_clear_object (&alive);
      g_main_context_iteration (NULL, FALSE);
    }
  g_weak_ref_clear (&weak);
  store_fixture_reopen (fixture);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_no_error (error);
}

static void
test_records_are_taken_as_they_are_at_the_call (Fixture       *fixture,
                                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterPost) post = new_post (fixture, "before");
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, NULL, keep_result_cb, &result);
  g_free (post->content);
  post->content = g_strdup ("after");
  first_target (post)->state = POSTER_TARGET_PUBLISHED;
  poster_store_save_post_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  stored = get_post (fixture->store, post->id, &error);
  g_assert_cmpstr (stored->content, ==, "before");
  g_assert_cmpint (first_target (stored)->state, ==, POSTER_TARGET_SCHEDULED);
}

#define add(name, func) \
  g_test_add ("/store/" name, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("sign-in/keeps-ids", test_sign_in_keeps_ids);
  add ("sign-in/tells-bases-apart", test_sign_in_tells_bases_apart);
  add ("connection/is-found", test_connection_is_found);
  add ("connection/needed-sign-in-makes-inactive", test_needed_sign_in_makes_inactive);
  add ("account/last-one-frees-the-connection", test_last_account_frees_connection);
  add ("post/comes-back-whole", test_post_comes_back_whole);
  add ("post/no-media-of-its-own-is-not-none", test_no_media_of_its_own_is_not_none);
  add ("post/save-refuses-old-version", test_save_refuses_old_version);
  add ("post/save-refuses-other-state", test_save_refuses_other_state);
  add ("post/save-knows-what-is-gone", test_save_knows_what_is_gone);
  add ("post/save-replaces-targets-and-media", test_save_replaces_targets_and_media);
  add ("post/edit-keeps-time-of-creation", test_edit_keeps_time_of_creation);
  add ("post/delete-leaves-nothing", test_delete_leaves_nothing);
  add ("target/commit-writes-state-and-journal", test_commit_writes_state_and_journal);
  add ("target/commit-refuses-other-state", test_commit_refuses_other_state);
  add ("target/claim-refuses-edited-post", test_claim_refuses_edited_post);
  add ("journal/gives-the-last", test_journal_gives_the_last);
  add ("work/is-fair", test_work_is_fair);
  add ("work/looks-after-what-is-out", test_work_looks_after_what_is_out);
  add ("accounts/pause-ends-with-a-sign-in", test_pause_ends_with_a_sign_in);
  add ("accounts/pause-outlives-a-rename", test_pause_outlives_a_rename);
  add ("connections/given-up-until-a-sign-in", test_connection_given_up);
  add ("accounts/counts-what-went-out", test_counts_what_went_out);
  add ("media/same-content-is-found", test_same_media_is_found);
  add ("settings/are-kept", test_settings_are_kept);
  add ("changes/are-told-once", test_changes_are_told_once);
  add ("changes/none-are-told-after-close", test_many_changes_are_told_together);
  add ("calls/cancelled-before-its-turn-is-not-written", test_cancelled_before_its_turn_is_not_written);
  add ("calls/close-writes-what-was-asked-for", test_close_writes_what_was_asked_for);
  add ("calls/last-reference-closes", test_last_reference_closes);
  add ("calls/records-are-taken-as-they-are", test_records_are_taken_as_they_are_at_the_call);
  return g_test_run ();
}
