/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "composer-fixture.h"
#include "poster-cover.h"
#include "poster-draft-keeper-private.h"
#include "poster-draft-private.h"
#include "poster-duplicate.h"
#include "poster-json.h"
#include "poster-test-async.h"

static void
choose_both (ComposerFixture *fixture)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  g_ptr_array_add (accounts, fixture->kitchen);
  g_ptr_array_add (accounts, fixture->studio);
  poster_draft_set_accounts (fixture->draft, accounts);
}

static void
choose_kitchen (ComposerFixture *fixture)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  g_ptr_array_add (accounts, fixture->kitchen);
  poster_draft_set_accounts (fixture->draft, accounts);
}

static void
choose_privacy (ComposerFixture *fixture)
{
  composer_fixture_choose (fixture, "SELF_ONLY");
  choose_both (fixture);
}

static void
set_up (ComposerFixture *fixture,
        gconstpointer    data)
{
  composer_fixture_set_up (fixture, data);
  choose_privacy (fixture);
}

static guint
differs (ComposerFixture *fixture,
         PosterAccount   *account)
{
  return poster_draft_get_differs (fixture->draft, account->id);
}

static void
note_parts_cb (PosterDraft *draft,
               guint        parts,
               guint       *seen)
{
  *seen |= parts;
}

/* "a b c": the hashes of the files, in order */
static char *
dup_hashes (GPtrArray *media)
{
  GString *hashes = g_string_new (NULL);

  for (guint i = 0; i < media->len; i++)
    g_string_append_printf (hashes, i > 0 ? " %s" : "%s",
                            ((PosterMediaItem *) g_ptr_array_index (media, i))->sampled_hash);
  return g_string_free (hashes, FALSE);
}

static void
assert_media (ComposerFixture *fixture,
              PosterAccount   *account,
              const char      *expected)
{
  g_autofree char *hashes = NULL;

  hashes = dup_hashes (poster_draft_get_media_for (fixture->draft, account != NULL ? account->id : NULL));
  g_assert_cmpstr (hashes, ==, expected);
}

static void
assert_shown (ComposerFixture *fixture,
              const char      *expected)
{
  GListModel *shown = poster_draft_get_media (fixture->draft);
  g_autoptr(GPtrArray) media = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *hashes = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    g_ptr_array_add (media, g_list_model_get_item (shown, i));
  hashes = dup_hashes (media);
  g_assert_cmpstr (hashes, ==, expected);
}

static void
add (ComposerFixture *fixture,
     const char      *hash)
{
  g_autoptr(PosterMediaItem) item = composer_fixture_clip (hash);

  poster_draft_insert_media (fixture->draft, G_MAXUINT, item);
}

static void
test_text (ComposerFixture *fixture,
           gconstpointer    data)
{
  guint seen = 0;

  poster_draft_set_caption (fixture->draft, "for all");
  poster_draft_set_title (fixture->draft, "Title");
  g_signal_connect (fixture->draft, "changed", G_CALLBACK (note_parts_cb), &seen);
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  g_assert_cmpuint (seen, ==, POSTER_DRAFT_VERSIONED | POSTER_DRAFT_SCOPE);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "for all");
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, 0);

  poster_draft_set_caption (fixture->draft, "for the studio");
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "for the studio");
  g_assert_cmpstr (poster_draft_get_title (fixture->draft), ==, "Title");
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, POSTER_DRAFT_TEXT);
  g_assert_cmpuint (differs (fixture, fixture->kitchen), ==, 0);

  poster_draft_set_scope (fixture->draft, NULL);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "for all");
  poster_draft_set_caption (fixture->draft, "for all, anew");
  poster_draft_set_title (fixture->draft, "Another");
  g_assert_cmpstr (poster_draft_get_caption_for (fixture->draft, fixture->kitchen->id), ==, "for all, anew");
  g_assert_cmpstr (poster_draft_get_caption_for (fixture->draft, fixture->studio->id), ==, "for the studio");
  g_assert_cmpstr (poster_draft_get_title_for (fixture->draft, fixture->studio->id), ==, "Another");
  g_assert_cmpstr (poster_draft_get_caption_for (fixture->draft, NULL), ==, "for all, anew");
}

static void
test_media (ComposerFixture *fixture,
            gconstpointer    data)
{
  g_autoptr(PosterMediaItem) second = NULL;

  add (fixture, "a");
  add (fixture, "b");
  add (fixture, "c");
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  assert_shown (fixture, "a b c");
  second = g_list_model_get_item (poster_draft_get_media (fixture->draft), 1);
  g_assert_true (poster_draft_remove_media (fixture->draft, second));
  assert_shown (fixture, "a c");
  assert_media (fixture, fixture->studio, "a c");
  assert_media (fixture, fixture->kitchen, "a b c");
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, POSTER_DRAFT_MEDIA);
  poster_draft_move_media (fixture->draft, 1, 0);
  add (fixture, "d");
  assert_media (fixture, fixture->studio, "c a d");

  poster_draft_set_scope (fixture->draft, NULL);
  assert_shown (fixture, "a b c");
  add (fixture, "e");
  assert_media (fixture, fixture->studio, "c a d");
  assert_media (fixture, fixture->kitchen, "a b c e");
  poster_draft_set_scope (fixture->draft, fixture->kitchen->id);
  assert_shown (fixture, "a b c e");
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  assert_shown (fixture, "c a d");
}

static void
count_items_cb (GListModel *media,
                guint       position,
                guint       removed,
                guint       added,
                guint      *count)
{
  *count += removed + added;
}

/* Who shows the files does not begin anew for those that stay. */
static void
test_shown_stays (ComposerFixture *fixture,
                  gconstpointer    data)
{
  guint count = 0;

  add (fixture, "a");
  add (fixture, "b");
  g_signal_connect (poster_draft_get_media (fixture->draft), "items-changed", G_CALLBACK (count_items_cb), &count);
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  g_assert_cmpuint (count, ==, 0);
  add (fixture, "c");
  g_assert_cmpuint (count, ==, 1);
  poster_draft_set_scope (fixture->draft, NULL);
  g_assert_cmpuint (count, ==, 2);
}

/* A file that is looked into while one turns to another version ends where it was meant to go. */
static void
test_pending (ComposerFixture *fixture,
              gconstpointer    data)
{
  g_autoptr(PosterMediaItem) pending = poster_media_item_new ("/films/on-its-way.mp4");
  g_autoptr(PosterMediaItem) other = poster_media_item_new ("/films/no-film.mp4");
  g_autoptr(PosterMediaItem) late = composer_fixture_clip ("late");
  g_autoptr(PosterMediaItem) measured = composer_fixture_clip ("measured");

  add (fixture, "a");
  poster_draft_insert_media (fixture->draft, G_MAXUINT, pending);
  poster_draft_insert_media (fixture->draft, G_MAXUINT, other);
  g_assert_true (poster_draft_get_is_pending (fixture->draft));
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  add (fixture, "own");
  g_assert_true (poster_draft_settle_media (fixture->draft, pending, measured));
  g_assert_true (poster_draft_settle_media (fixture->draft, other, NULL));
  g_assert_false (poster_draft_settle_media (fixture->draft, other, NULL));
  assert_media (fixture, NULL, "a measured");
  assert_media (fixture, fixture->studio, "a measured own");
  assert_shown (fixture, "a measured own");
  g_assert_false (poster_draft_get_is_pending (fixture->draft));

  poster_draft_insert_media_for (fixture->draft, NULL, G_MAXUINT, late);
  assert_media (fixture, NULL, "a measured late");
  assert_shown (fixture, "a measured own");
}

static PosterSchedule *
at (const char *wall)
{
  PosterSchedule *schedule = poster_schedule_new_wall (wall, "UTC", NULL);

  g_assert_nonnull (schedule);
  return schedule;
}

static void
plan (ComposerFixture *fixture,
      const char      *for_all,
      const char      *for_studio)
{
  g_autoptr(PosterSchedule) all = at (for_all);
  g_autoptr(PosterSchedule) studio = at (for_studio);

  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_AT);
  poster_draft_set_schedule (fixture->draft, all);
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_schedule (fixture->draft, studio);
  poster_draft_set_scope (fixture->draft, NULL);
}

static PosterCompositionTarget *
ask (ComposerFixture           *fixture,
     PosterCompositionWhen      when,
     PosterCompositionRequest **request)
{
  *request = poster_draft_create_request (fixture->draft, NULL, when);
  return g_ptr_array_index ((*request)->targets, 1);
}

/* A time of its own is none while the post goes out at once; it is not forgotten, either. */
static void
test_time (ComposerFixture *fixture,
           gconstpointer    data)
{
  g_autoptr(PosterCompositionRequest) scheduled = NULL;
  g_autoptr(PosterCompositionRequest) now = NULL;
  g_autoptr(PosterCompositionRequest) draft = NULL;
  g_autoptr(PosterSchedule) again = at ("2026-11-22 19:30");

  plan (fixture, "2026-11-22 18:00", "2026-11-22 19:30");
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, POSTER_DRAFT_WHEN);
  g_assert_cmpstr (poster_schedule_get_wall (poster_draft_get_schedule (fixture->draft)), ==, "2026-11-22T18:00:00");
  g_assert_cmpstr (poster_schedule_get_wall (poster_draft_get_schedule_for (fixture->draft, fixture->studio->id)), ==,
                   "2026-11-22T19:30:00");
  g_assert_nonnull (ask (fixture, POSTER_COMPOSITION_AT, &scheduled)->schedule);
  g_assert_null (((PosterCompositionTarget *) g_ptr_array_index (scheduled->targets, 0))->schedule);
  g_assert_nonnull (ask (fixture, POSTER_COMPOSITION_DRAFT, &draft)->schedule);

  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_NOW);
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, 0);
  g_assert_null (ask (fixture, POSTER_COMPOSITION_NOW, &now)->schedule);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_AT);
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, POSTER_DRAFT_WHEN);
}

/* What is the same when one leaves it is no version: what is changed for all then reaches it. */
static void
test_same_is_none (ComposerFixture *fixture,
                   gconstpointer    data)
{
  g_autoptr(PosterMediaItem) item = composer_fixture_clip ("b");

  poster_draft_set_caption (fixture->draft, "for all");
  add (fixture, "a");
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_caption (fixture->draft, "for allx");
  poster_draft_set_caption (fixture->draft, "for all");
  poster_draft_insert_media (fixture->draft, 0, item);
  poster_draft_remove_media (fixture->draft, item);
  poster_draft_set_scope (fixture->draft, NULL);
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, 0);
  poster_draft_set_caption (fixture->draft, "for all, anew");
  g_assert_cmpstr (poster_draft_get_caption_for (fixture->draft, fixture->studio->id), ==, "for all, anew");
}

static void
test_reset (ComposerFixture *fixture,
            gconstpointer    data)
{
  g_autoptr(PosterDraftVersion) nothing = NULL;
  g_autoptr(PosterDraftVersion) text = NULL;
  g_autoptr(PosterDraftVersion) all = NULL;
  guint seen = 0;

  poster_draft_set_caption (fixture->draft, "for all");
  add (fixture, "a");
  nothing = poster_draft_reset_version (fixture->draft, fixture->studio->id, POSTER_DRAFT_VERSIONED);
  g_assert_null (nothing);
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_caption (fixture->draft, "for the studio");
  add (fixture, "own");

  g_signal_connect (fixture->draft, "changed", G_CALLBACK (note_parts_cb), &seen);
  text = poster_draft_reset_version (fixture->draft, fixture->studio->id, POSTER_DRAFT_TEXT);
  g_assert_nonnull (text);
  g_assert_cmpuint (seen, ==, POSTER_DRAFT_TEXT | POSTER_DRAFT_SCOPE);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "for all");
  assert_shown (fixture, "a own");
  all = poster_draft_reset_version (fixture->draft, fixture->studio->id, POSTER_DRAFT_VERSIONED);
  assert_shown (fixture, "a");
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, 0);

  poster_draft_put_version (fixture->draft, fixture->studio->id, all);
  assert_shown (fixture, "a own");
  poster_draft_put_version (fixture->draft, fixture->studio->id, text);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "for the studio");
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, POSTER_DRAFT_TEXT | POSTER_DRAFT_MEDIA);
}

static void
test_leaves_and_comes_back (ComposerFixture *fixture,
                            gconstpointer    data)
{
  g_autoptr(PosterCompositionRequest) request = NULL;

  poster_draft_set_caption (fixture->draft, "for all");
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_caption (fixture->draft, "for the studio");
  choose_kitchen (fixture);
  g_assert_null (poster_draft_get_scope (fixture->draft));
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "for all");
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, 0);
  request = poster_draft_create_request (fixture->draft, NULL, POSTER_COMPOSITION_DRAFT);
  g_assert_cmpuint (request->targets->len, ==, 1);
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  g_assert_null (poster_draft_get_scope (fixture->draft));

  choose_both (fixture);
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, POSTER_DRAFT_TEXT);
  g_assert_cmpstr (poster_draft_get_caption_for (fixture->draft, fixture->studio->id), ==, "for the studio");

  /* One that was disconnected, and is connected again. */
  g_list_store_remove (fixture->accounts, 1);
  g_assert_false (poster_draft_refresh_accounts (fixture->draft, G_LIST_MODEL (fixture->accounts)));
  choose_both (fixture);
  g_assert_cmpstr (poster_draft_get_caption_for (fixture->draft, fixture->studio->id), ==, "for the studio");
}

/* A text for one account alone is worth keeping, too. */
static void
test_worth_keeping (ComposerFixture *fixture,
                    gconstpointer    data)
{
  g_assert_true (poster_draft_is_empty (fixture->draft));
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_caption (fixture->draft, "for the studio");
  poster_draft_set_scope (fixture->draft, NULL);
  g_assert_false (poster_draft_is_empty (fixture->draft));
  g_assert_true (poster_draft_get_is_storable (fixture->draft));
  composer_fixture_save (fixture);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 1);
}

static void
test_whom_it_reaches (ComposerFixture *fixture,
                      gconstpointer    data)
{
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) one = NULL;

  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_caption (fixture->draft, "for the studio");
  one = poster_draft_dup_accounts_for (fixture->draft, POSTER_DRAFT_TEXT);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_true (g_ptr_array_index (one, 0) == fixture->studio);
  poster_draft_set_scope (fixture->draft, NULL);
  g_clear_pointer (&one, g_ptr_array_unref);
  one = poster_draft_dup_accounts_for (fixture->draft, POSTER_DRAFT_TEXT);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_true (g_ptr_array_index (one, 0) == fixture->kitchen);
  all = poster_draft_dup_accounts_for (fixture->draft, POSTER_DRAFT_MEDIA);
  g_assert_cmpuint (all->len, ==, 2);
}

/* All that can be different, for the studio. */
static void
write_version (ComposerFixture *fixture)
{
  g_autoptr(PosterMediaItem) own = composer_fixture_clip ("own");
  g_autoptr(PosterMediaItem) first = NULL;

  add (fixture, "a");
  poster_draft_set_caption (fixture->draft, "for all");
  plan (fixture, "2026-11-22 18:00", "2026-11-22 19:30");
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_caption (fixture->draft, "for the studio");
  poster_draft_set_title (fixture->draft, "Studio");
  first = g_list_model_get_item (poster_draft_get_media (fixture->draft), 0);
  poster_draft_replace_media (fixture->draft, first, own);
  poster_draft_set_scope (fixture->draft, NULL);
}

static void
assert_version (ComposerFixture *fixture)
{
  const char *id = fixture->studio->id;

  g_assert_cmpuint (differs (fixture, fixture->kitchen), ==, 0);
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, POSTER_DRAFT_VERSIONED);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "for all");
  assert_shown (fixture, "a");
  g_assert_cmpstr (poster_draft_get_caption_for (fixture->draft, id), ==, "for the studio");
  g_assert_cmpstr (poster_draft_get_title_for (fixture->draft, id), ==, "Studio");
  assert_media (fixture, fixture->studio, "own");
  g_assert_cmpstr (poster_schedule_get_wall (poster_draft_get_schedule_for (fixture->draft, id)), ==,
                   "2026-11-22T19:30:00");
}

static void
test_json (ComposerFixture *fixture,
           gconstpointer    data)
{
  g_autoptr(JsonObject) json = NULL;

  write_version (fixture);
  json = poster_draft_to_json (fixture->draft);
  composer_fixture_begin (fixture);
  poster_draft_load_json (fixture->draft, json, G_LIST_MODEL (fixture->accounts));
  assert_version (fixture);
}

static void
test_stored (ComposerFixture *fixture,
             gconstpointer    data)
{
  g_autofree char *id = NULL;

  write_version (fixture);
  composer_fixture_save (fixture);
  id = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, id));
  assert_version (fixture);
}

/* The file that two versions have is one, so that what is noted about it is not written twice. */
static void
test_shared (ComposerFixture *fixture,
             gconstpointer    data)
{
  GPtrArray *own;
  GPtrArray *common;
  g_autofree char *id = NULL;

  add (fixture, "a");
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  add (fixture, "own");
  composer_fixture_save (fixture);
  id = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, id));
  common = poster_draft_get_media_for (fixture->draft, NULL);
  own = poster_draft_get_media_for (fixture->draft, fixture->studio->id);
  g_assert_true (g_ptr_array_index (common, 0) == g_ptr_array_index (own, 0));
}

static void
test_autosaves (ComposerFixture *fixture,
                gconstpointer    data)
{
  g_autoptr(PosterPost) post = NULL;
  PosterTarget *studio;

  poster_draft_set_caption (fixture->draft, "for all");
  composer_fixture_save (fixture);
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_caption (fixture->draft, "for the studio");
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_PENDING);
  composer_fixture_advance (fixture, POSTER_DRAFT_KEEPER_SAVE_US);
  composer_fixture_await (fixture, POSTER_KEEPING_SAVED);
  post = composer_fixture_get (fixture, poster_draft_keeper_get_post_id (fixture->keeper));
  g_assert_cmpstr (post->content, ==, "for all");
  studio = g_ptr_array_index (post->targets, 1);
  g_assert_cmpstr (studio->account_id, ==, fixture->studio->id);
  g_assert_cmpstr (studio->content, ==, "for the studio");
  g_assert_null (((PosterTarget *) g_ptr_array_index (post->targets, 0))->content);
}

static char *
schedule (ComposerFixture *fixture)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) error = NULL;
  char *id;

  write_version (fixture);
  post = composer_fixture_publish (fixture, &error);
  g_assert_no_error (error);
  id = g_strdup (post->id);
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, id));
  return id;
}

static void
test_scheduled (ComposerFixture *fixture,
                gconstpointer    data)
{
  g_autofree char *id = schedule (fixture);
  g_autoptr(PosterPost) post = composer_fixture_get (fixture, id);
  PosterTarget *kitchen = g_ptr_array_index (post->targets, 0);
  PosterTarget *studio = g_ptr_array_index (post->targets, 1);

  assert_version (fixture);
  g_assert_cmpint (studio->due_us - kitchen->due_us, ==, 90 * G_TIME_SPAN_MINUTE);
  g_assert_cmpstr (poster_post_get_content (post, studio), ==, "for the studio");
  g_assert_cmpuint (poster_post_get_media (post, studio)->len, ==, 1);
  g_assert_cmpstr (poster_post_get_content (post, kitchen), ==, "for all");
}

/* What is changed of a scheduled post for one account is put by like everything else. */
static void
test_put_by (ComposerFixture *fixture,
             gconstpointer    data)
{
  g_autofree char *id = schedule (fixture);
  g_autoptr(PosterPost) post = NULL;

  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_caption (fixture->draft, "for the studio, anew");
  composer_fixture_save (fixture);
  post = composer_fixture_get (fixture, id);
  g_assert_cmpstr (((PosterTarget *) g_ptr_array_index (post->targets, 1))->content, ==, "for the studio");
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, id));
  g_assert_cmpstr (poster_draft_get_caption_for (fixture->draft, fixture->studio->id), ==, "for the studio, anew");
  assert_media (fixture, fixture->studio, "own");
}

/* To look at a version of a scheduled post is no change of it. */
static void
test_looking (ComposerFixture *fixture,
              gconstpointer    data)
{
  g_autofree char *id = schedule (fixture);
  guint serial = fixture->keeper->serial;
  guint check_serial = fixture->keeper->check_serial;

  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_scope (fixture->draft, fixture->kitchen->id);
  poster_draft_set_scope (fixture->draft, NULL);
  g_assert_cmpuint (fixture->keeper->serial, ==, serial);
  g_assert_cmpuint (fixture->keeper->check_serial, ==, check_serial);
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_SAVED);
  g_assert_false (fixture->keeper->is_edited);
}

/* As another process does: the text of the studio. */
static void
change_elsewhere (ComposerFixture *fixture,
                  const char      *post_id)
{
  g_autoptr(PosterPost) post = composer_fixture_get (fixture, post_id);
  PosterTarget *studio = g_ptr_array_index (post->targets, 1);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_free (studio->content);
  studio->content = g_strdup ("theirs for the studio");
  poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  g_assert_cmpint (poster_store_save_post_finish (fixture->store, poster_test_await (&result), &error), >, 0);
  g_assert_no_error (error);
}

static void
begin_conflict (ComposerFixture *fixture)
{
  write_version (fixture);
  composer_fixture_save (fixture);
  change_elsewhere (fixture, poster_draft_keeper_get_post_id (fixture->keeper));
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_caption (fixture->draft, "mine for the studio");
  poster_draft_keeper_save (fixture->keeper);
  composer_fixture_await (fixture, POSTER_KEEPING_CONFLICT);
}

static void
test_conflict_mine (ComposerFixture *fixture,
                    gconstpointer    data)
{
  g_autoptr(PosterPost) post = NULL;

  begin_conflict (fixture);
  poster_draft_keeper_keep_mine (fixture->keeper);
  composer_fixture_await (fixture, POSTER_KEEPING_SAVED);
  post = composer_fixture_get (fixture, poster_draft_keeper_get_post_id (fixture->keeper));
  g_assert_cmpstr (((PosterTarget *) g_ptr_array_index (post->targets, 1))->content, ==, "mine for the studio");
  g_assert_cmpstr (post->content, ==, "for all");
}

/* One goes on looking at the account that one was writing for. */
static void
test_conflict_theirs (ComposerFixture *fixture,
                      gconstpointer    data)
{
  begin_conflict (fixture);
  g_set_object (&fixture->keeper->accounts, G_LIST_MODEL (fixture->accounts));
  poster_draft_keeper_take_theirs (fixture->keeper);
  g_assert_cmpstr (poster_draft_get_scope (fixture->draft), ==, fixture->studio->id);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "theirs for the studio");
  assert_shown (fixture, "own");
}

static void
test_duplicate (ComposerFixture *fixture,
                gconstpointer    data)
{
  g_autofree char *id = schedule (fixture);
  g_autofree char *copy_id = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  poster_duplicate_post_async (fixture->store, fixture->platforms, id, NULL, poster_test_keep_result_cb, &result);
  copy_id = poster_duplicate_post_finish (fixture->store, poster_test_await (&result), NULL);
  g_assert_nonnull (copy_id);
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, copy_id));
  g_assert_cmpstr (poster_draft_get_caption_for (fixture->draft, fixture->studio->id), ==, "for the studio");
  assert_media (fixture, fixture->studio, "own");
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_AT);
  g_assert_cmpuint (differs (fixture, fixture->studio), ==, POSTER_DRAFT_TEXT | POSTER_DRAFT_MEDIA);
}

/* What is wrong with one version is found in that one. */
static void
test_checked (ComposerFixture *fixture,
              gconstpointer    data)
{
  g_autoptr(PosterCompositionRequest) request = NULL;
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *text = g_strnfill (2300, 'a');
  GPtrArray *of_kitchen, *of_studio;
  guint n_long = 0;

  add (fixture, "a");
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_set_caption (fixture->draft, text);
  request = poster_draft_create_request (fixture->draft, NULL, POSTER_COMPOSITION_DRAFT);
  poster_composer_compose_async (fixture->composer, request, NULL, poster_test_keep_result_cb, &result);
  composition = poster_composer_compose_finish (fixture->composer, poster_test_await (&result), NULL);
  g_assert_nonnull (composition);
  of_kitchen = g_ptr_array_index (composition->target_findings, 0);
  of_studio = g_ptr_array_index (composition->target_findings, 1);
  for (guint i = 0; i < of_kitchen->len; i++)
    g_assert_cmpstr (((PosterFinding *) g_ptr_array_index (of_kitchen, i))->rule, !=, "caption-length");
  for (guint i = 0; i < of_studio->len; i++)
    n_long += g_str_equal (((PosterFinding *) g_ptr_array_index (of_studio, i))->rule, "caption-length");
  g_assert_cmpuint (n_long, ==, 1);
}

/* Which picture is the cover for the account; -1 where none was chosen */
static int
cover_of (ComposerFixture *fixture,
          PosterAccount   *account)
{
  g_autoptr(JsonObject) options = poster_draft_dup_options_for (fixture->draft, account->id);

  return (int) poster_json_get_int (options, "photo_cover_index", -1);
}

static void
add_picture (ComposerFixture *fixture,
             const char      *hash)
{
  g_autoptr(PosterMediaItem) item = composer_fixture_clip (hash);

  item->facts->type = POSTER_MEDIA_IMAGE;
  g_free (item->path);
  item->path = g_strdup_printf ("/pictures/%s.jpg", hash);
  poster_draft_insert_media (fixture->draft, G_MAXUINT, item);
}

/* The cover of an account with pictures of its own is one of those, and stays that one. */
static void
test_cover (ComposerFixture *fixture,
            gconstpointer    data)
{
  g_autoptr(PosterCover) cover = poster_cover_new (fixture->draft, fixture->platforms, NULL);
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(JsonObject) chosen = NULL;
  g_autoptr(PosterDraft) read = poster_draft_new ();
  g_autoptr(PosterCover) other = NULL;
  PosterDraftVersion *version;

  add_picture (fixture, "a");
  add_picture (fixture, "b");
  add_picture (fixture, "c");
  poster_cover_set_item (cover, g_ptr_array_index (poster_draft_get_media_for (fixture->draft, NULL), 2));
  g_assert_cmpint (cover_of (fixture, fixture->kitchen), ==, 2);
  g_assert_cmpint (cover_of (fixture, fixture->studio), ==, 2);

  /* With files of its own it follows those, and those alone. */
  poster_draft_set_scope (fixture->draft, fixture->studio->id);
  poster_draft_move_media (fixture->draft, 2, 0);
  g_assert_cmpint (cover_of (fixture, fixture->kitchen), ==, 2);
  g_assert_cmpint (cover_of (fixture, fixture->studio), ==, 0);
  add_picture (fixture, "d");
  poster_cover_set_item (cover, g_ptr_array_index (poster_draft_get_media_for (fixture->draft, fixture->studio->id), 3));
  g_assert_cmpint (cover_of (fixture, fixture->studio), ==, 3);
  g_assert_cmpint (cover_of (fixture, fixture->kitchen), ==, 2);
  poster_draft_set_scope (fixture->draft, NULL);
  poster_draft_move_media (fixture->draft, 2, 1);
  g_assert_cmpint (cover_of (fixture, fixture->kitchen), ==, 1);
  g_assert_cmpint (cover_of (fixture, fixture->studio), ==, 3);
  g_assert_true (poster_cover_get_item (cover) == g_ptr_array_index (poster_draft_get_media_for (fixture->draft, NULL), 1));

  /* What else is chosen is chosen for both. */
  chosen = poster_draft_dup_options (fixture->draft, "tiktok");
  json_object_set_boolean_member (chosen, "allow_comment", TRUE);
  poster_draft_set_options (fixture->draft, "tiktok", chosen);
  g_assert_cmpint (cover_of (fixture, fixture->studio), ==, 3);

  /* It is read back as it was. */
  json = poster_draft_to_json (fixture->draft);
  other = poster_cover_new (read, fixture->platforms, NULL);
  poster_draft_load_json (read, json, G_LIST_MODEL (fixture->accounts));
  g_assert_cmpint (poster_json_get_int (poster_draft_find_target (read, fixture->studio->id)->options,
                                        "photo_cover_index", -1), ==, 3);
  g_assert_true (poster_cover_get_item (other) == g_ptr_array_index (poster_draft_get_media_for (read, NULL), 1));

  /* Without files of its own it has that of all; what it had comes back with them. */
  version = poster_draft_reset_version (fixture->draft, fixture->studio->id, POSTER_DRAFT_MEDIA);
  g_assert_cmpint (cover_of (fixture, fixture->studio), ==, 1);
  poster_draft_put_version (fixture->draft, fixture->studio->id, version);
  poster_draft_version_free (version);
  g_assert_cmpint (cover_of (fixture, fixture->studio), ==, 3);
  g_assert_cmpint (cover_of (fixture, fixture->kitchen), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, ComposerFixture, NULL, set_up, func, composer_fixture_tear_down)
  ADD ("/versions/a-text-of-its-own-is-not-touched", test_text);
  ADD ("/versions/files-of-its-own-are-not-touched", test_media);
  ADD ("/versions/what-is-shown-and-stays-is-left-alone", test_shown_stays);
  ADD ("/versions/files-on-their-way-end-where-they-were-meant-to", test_pending);
  ADD ("/versions/a-cover-of-its-own", test_cover);
  ADD ("/versions/a-time-of-its-own-counts-at-a-time-only", test_time);
  ADD ("/versions/the-same-is-none", test_same_is_none);
  ADD ("/versions/the-common-one-can-be-used-and-that-undone", test_reset);
  ADD ("/versions/who-leaves-comes-back-as-it-was", test_leaves_and_comes_back);
  ADD ("/versions/for-one-alone-is-worth-keeping", test_worth_keeping);
  ADD ("/versions/whom-a-change-reaches", test_whom_it_reaches);
  ADD ("/versions/json-holds-them", test_json);
  ADD ("/versions/stored-and-read", test_stored);
  ADD ("/versions/what-two-have-is-one", test_shared);
  ADD ("/versions/store-themselves", test_autosaves);
  ADD ("/versions/go-out-as-they-are", test_scheduled);
  ADD ("/versions/of-a-scheduled-post-are-put-by", test_put_by);
  ADD ("/versions/looking-is-no-change", test_looking);
  ADD ("/versions/conflict/mine-may-be-kept", test_conflict_mine);
  ADD ("/versions/conflict/theirs-may-be-taken", test_conflict_theirs);
  ADD ("/versions/duplicated-without-the-time", test_duplicate);
  ADD ("/versions/checked-each-by-itself", test_checked);
  return g_test_run ();
}
