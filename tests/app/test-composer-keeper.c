/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "composer-fixture.h"
#include "poster-draft-keeper-private.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-test-async.h"

static void
count_cb (gpointer  object,
          guint    *count)
{
  (*count)++;
}

static gboolean
has_rule (GPtrArray  *findings,
          const char *rule)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((PosterFinding *) g_ptr_array_index (findings, i))->rule, rule))
      return TRUE;
  return FALSE;
}

static void
await_check (ComposerFixture *fixture)
{
  while (!poster_draft_keeper_get_is_checked (fixture->keeper))
    g_main_context_iteration (NULL, TRUE);
}

/* (transfer full): a text that TikTok takes no more of */
static char *
new_long_text (void)
{
  return g_strnfill (2300, 'a');
}

static void
add_clip (ComposerFixture *fixture,
          const char      *hash)
{
  g_autoptr(PosterMediaItem) item = composer_fixture_clip (hash);

  poster_draft_insert_media (fixture->draft, 0, item);
}

static void
test_coalesces (ComposerFixture *fixture,
                gconstpointer    data)
{
  guint checks = 0;

  add_clip (fixture, "hash-1");
  composer_fixture_choose (fixture, "SELF_ONLY");
  g_signal_connect (fixture->keeper, "checked", G_CALLBACK (count_cb), &checks);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("keystroke %u", i);

      poster_draft_set_caption (fixture->draft, text);
    }
  poster_test_settle ();
  g_assert_cmpuint (checks, ==, 0);
  composer_fixture_advance (fixture, POSTER_DRAFT_KEEPER_CHECK_US);
  await_check (fixture);
  g_assert_cmpuint (checks, ==, 1);
}

static void
newest_cb (PosterDraftKeeper *keeper,
           guint             *checks)
{
  g_assert_false (has_rule (poster_draft_keeper_get_findings (keeper), "caption-length"));
  (*checks)++;
}

/* What was found in a text that has changed meanwhile is not told. */
static void
test_newest (ComposerFixture *fixture,
             gconstpointer    data)
{
  g_autofree char *text = new_long_text ();
  guint checks = 0;

  add_clip (fixture, "hash-1");
  composer_fixture_choose (fixture, "SELF_ONLY");
  poster_draft_set_caption (fixture->draft, text);
  g_signal_connect (fixture->keeper, "checked", G_CALLBACK (newest_cb), &checks);
  poster_test_clock_advance (POSTER_TEST_CLOCK (fixture->clock), POSTER_DRAFT_KEEPER_CHECK_US);
  while (!fixture->keeper->is_busy)
    g_main_context_iteration (NULL, TRUE);
  poster_draft_set_caption (fixture->draft, "short");
  while (fixture->keeper->is_busy)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (checks, ==, 0);
  composer_fixture_advance (fixture, POSTER_DRAFT_KEEPER_CHECK_US);
  await_check (fixture);
  g_assert_cmpuint (checks, ==, 1);
}

static void
test_autosaves (ComposerFixture *fixture,
                gconstpointer    data)
{
  g_autoptr(PosterPost) post = NULL;

  composer_fixture_choose (fixture, "SELF_ONLY");
  add_clip (fixture, "hash-1");
  poster_draft_set_caption (fixture->draft, "Pasta");
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_PENDING);
  composer_fixture_advance (fixture, POSTER_DRAFT_KEEPER_SAVE_US - 1);
  g_assert_null (poster_draft_keeper_get_post_id (fixture->keeper));
  composer_fixture_advance (fixture, 1);
  composer_fixture_await (fixture, POSTER_KEEPING_SAVED);

  post = composer_fixture_get (fixture, poster_draft_keeper_get_post_id (fixture->keeper));
  g_assert_nonnull (post);
  g_assert_cmpstr (poster_post_get_status (post), ==, "draft");
  g_assert_cmpstr (post->content, ==, "Pasta");
  g_assert_cmpuint (post->media->len, ==, 1);
  g_assert_cmpuint (post->targets->len, ==, 1);
  g_assert_null (post->schedule);

  poster_draft_set_caption (fixture->draft, "Pasta night");
  composer_fixture_save (fixture);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 1);
}

/* One who never pauses is stored all the same. */
static void
test_saves_while_writing (ComposerFixture *fixture,
                          gconstpointer    data)
{
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *text = g_strnfill (i + 1, 'a');

      poster_draft_set_caption (fixture->draft, text);
      composer_fixture_advance (fixture, 100 * G_TIME_SPAN_MILLISECOND);
    }
  while (poster_draft_keeper_get_post_id (fixture->keeper) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 1);
}

static void
test_nothing_is_not_stored (ComposerFixture *fixture,
                            gconstpointer    data)
{
  composer_fixture_choose (fixture, "SELF_ONLY");
  composer_fixture_advance (fixture, 2 * POSTER_DRAFT_KEEPER_SAVE_US);
  composer_fixture_save (fixture);
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_NOTHING);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 0);

  poster_draft_set_caption (fixture->draft, "a");
  composer_fixture_save (fixture);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 1);
  poster_draft_set_caption (fixture->draft, "");
  composer_fixture_save (fixture);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 0);
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_NOTHING);

  /* And it goes on from there. */
  poster_draft_set_caption (fixture->draft, "b");
  composer_fixture_save (fixture);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 1);
}

/* As another process does. */
static void
change_elsewhere (ComposerFixture *fixture,
                  const char      *post_id,
                  const char      *content)
{
  g_autoptr(PosterPost) post = composer_fixture_get (fixture, post_id);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_free (post->content);
  post->content = g_strdup (content);
  poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  g_assert_cmpint (poster_store_save_post_finish (fixture->store, poster_test_await (&result), &error), >, 0);
  g_assert_no_error (error);
}

static void
begin_conflict (ComposerFixture *fixture)
{
  poster_draft_set_caption (fixture->draft, "mine");
  composer_fixture_save (fixture);
  change_elsewhere (fixture, poster_draft_keeper_get_post_id (fixture->keeper), "theirs");
  poster_draft_set_caption (fixture->draft, "mine, too");
  poster_draft_keeper_save (fixture->keeper);
  composer_fixture_await (fixture, POSTER_KEEPING_CONFLICT);
  g_assert_error (poster_draft_keeper_get_error (fixture->keeper), POSTER_ERROR, POSTER_ERROR_CONFLICT);
}

static void
test_conflict_keep_mine (ComposerFixture *fixture,
                         gconstpointer    data)
{
  g_autoptr(PosterPost) post = NULL;

  begin_conflict (fixture);
  poster_draft_set_caption (fixture->draft, "mine, even more");
  composer_fixture_advance (fixture, 2 * POSTER_DRAFT_KEEPER_SAVE_US);
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_CONFLICT);

  poster_draft_keeper_keep_mine (fixture->keeper);
  composer_fixture_await (fixture, POSTER_KEEPING_SAVED);
  post = composer_fixture_get (fixture, poster_draft_keeper_get_post_id (fixture->keeper));
  g_assert_cmpstr (post->content, ==, "mine, even more");
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 1);
}

static void
test_conflict_take_theirs (ComposerFixture *fixture,
                           gconstpointer    data)
{
  guint reloads = 0;

  begin_conflict (fixture);
  g_signal_connect (fixture->keeper, "reloaded", G_CALLBACK (count_cb), &reloads);
  poster_draft_keeper_take_theirs (fixture->keeper);
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_SAVED);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "theirs");
  g_assert_cmpuint (reloads, ==, 1);
}

/* Closed without a decision, both are there. */
static void
test_conflict_undecided (ComposerFixture *fixture,
                         gconstpointer    data)
{
  g_autofree char *first = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterPost) other = NULL;

  begin_conflict (fixture);
  first = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));
  composer_fixture_save (fixture);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 2);
  g_assert_cmpstr (poster_draft_keeper_get_post_id (fixture->keeper), !=, first);
  post = composer_fixture_get (fixture, first);
  g_assert_cmpstr (post->content, ==, "theirs");
  other = composer_fixture_get (fixture, poster_draft_keeper_get_post_id (fixture->keeper));
  g_assert_cmpstr (other->content, ==, "mine, too");
}

/* What somebody else wrote is not thrown away with one's own. */
static void
test_conflict_discarded (ComposerFixture *fixture,
                         gconstpointer    data)
{
  g_autofree char *id = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterPost) post = NULL;

  begin_conflict (fixture);
  id = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));
  poster_draft_keeper_discard_async (fixture->keeper, NULL, poster_test_keep_result_cb, &result);
  g_assert_true (poster_draft_keeper_discard_finish (fixture->keeper, poster_test_await (&result), NULL));
  g_assert_false (poster_draft_keeper_get_is_trashed (fixture->keeper));
  post = composer_fixture_get (fixture, id);
  g_assert_cmpstr (post->content, ==, "theirs");
}

static void
test_follows (ComposerFixture *fixture,
              gconstpointer    data)
{
  g_autofree char *id = NULL;

  poster_draft_set_caption (fixture->draft, "mine");
  composer_fixture_save (fixture);
  id = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));

  /* What it stored itself is no news. */
  poster_draft_keeper_note_change (fixture->keeper, id);
  poster_draft_keeper_note_change (fixture->keeper, "");
  while (fixture->keeper->is_busy)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "mine");

  change_elsewhere (fixture, id, "theirs");
  poster_draft_keeper_note_change (fixture->keeper, id);
  while (!g_str_equal (poster_draft_get_caption (fixture->draft), "theirs"))
    g_main_context_iteration (NULL, TRUE);
  composer_fixture_await (fixture, POSTER_KEEPING_SAVED);
}

static void
test_gone (ComposerFixture *fixture,
           gconstpointer    data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *id = NULL;

  poster_draft_set_caption (fixture->draft, "mine");
  composer_fixture_save (fixture);
  id = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));
  poster_store_delete_post_async (fixture->store, id, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  g_assert_true (poster_store_delete_post_finish (fixture->store, poster_test_await (&result), NULL));
  poster_draft_set_caption (fixture->draft, "mine, too");
  poster_draft_keeper_save (fixture->keeper);
  composer_fixture_await (fixture, POSTER_KEEPING_GONE);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 0);

  poster_draft_keeper_keep_mine (fixture->keeper);
  composer_fixture_await (fixture, POSTER_KEEPING_SAVED);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 1);
}

/* What was typed since is not lost with the window. */
static void
test_gone_and_closed (ComposerFixture *fixture,
                      gconstpointer    data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterPost) post = NULL;

  poster_draft_set_caption (fixture->draft, "mine");
  composer_fixture_save (fixture);
  poster_store_delete_post_async (fixture->store, poster_draft_keeper_get_post_id (fixture->keeper), POSTER_STATES_ANY,
                                  NULL, poster_test_keep_result_cb, &result);
  g_assert_true (poster_store_delete_post_finish (fixture->store, poster_test_await (&result), NULL));
  poster_draft_set_caption (fixture->draft, "mine, too");
  poster_draft_keeper_save (fixture->keeper);
  composer_fixture_await (fixture, POSTER_KEEPING_GONE);

  composer_fixture_save (fixture);
  post = composer_fixture_get (fixture, poster_draft_keeper_get_post_id (fixture->keeper));
  g_assert_cmpstr (post->content, ==, "mine, too");
}

/* Deleted in the list, and taken back there. */
static void
test_gone_and_back (ComposerFixture *fixture,
                    gconstpointer    data)
{
  g_autoptr(GAsyncResult) trashed = NULL;
  g_autoptr(GAsyncResult) restored = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autofree char *id = NULL;

  poster_draft_set_caption (fixture->draft, "mine");
  composer_fixture_save (fixture);
  id = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));
  poster_store_trash_post_async (fixture->store, id, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &trashed);
  g_assert_true (poster_store_trash_post_finish (fixture->store, poster_test_await (&trashed), NULL));
  poster_draft_keeper_note_change (fixture->keeper, id);
  composer_fixture_await (fixture, POSTER_KEEPING_GONE);
  poster_draft_set_caption (fixture->draft, "mine, too");

  poster_store_restore_post_async (fixture->store, id, NULL, poster_test_keep_result_cb, &restored);
  g_assert_true (poster_store_restore_post_finish (fixture->store, poster_test_await (&restored), NULL));
  poster_draft_keeper_note_change (fixture->keeper, id);
  composer_fixture_await (fixture, POSTER_KEEPING_SAVED);
  post = composer_fixture_get (fixture, id);
  g_assert_cmpstr (post->content, ==, "mine, too");
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 1);
}

static JsonObject *
options_of (PosterPost *post)
{
  return ((PosterTarget *) g_ptr_array_index (post->targets, 0))->options;
}

/* Pressing the button is consent; writing a draft is not. */
static void
test_publishes (ComposerFixture *fixture,
                gconstpointer    data)
{
  g_autoptr(PosterPost) draft = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GError) error = NULL;

  add_clip (fixture, "hash-1");
  composer_fixture_choose (fixture, "SELF_ONLY");
  composer_fixture_save (fixture);
  draft = composer_fixture_get (fixture, poster_draft_keeper_get_post_id (fixture->keeper));
  g_assert_false (json_object_has_member (options_of (draft), "express_consent_given"));
  g_assert_false (json_object_has_member (options_of (draft), "content_preview_confirmed"));

  post = composer_fixture_publish (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (poster_post_get_status (post), ==, "scheduled");
  stored = composer_fixture_get (fixture, post->id);
  g_assert_cmpstr (stored->id, ==, draft->id);
  g_assert_true (poster_json_get_boolean (options_of (stored), "express_consent_given", FALSE));
  g_assert_true (poster_json_get_boolean (options_of (stored), "content_preview_confirmed", FALSE));
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_ENDED);

  /* And that is that. */
  poster_draft_set_caption (fixture->draft, "too late");
  composer_fixture_advance (fixture, 2 * POSTER_DRAFT_KEEPER_SAVE_US);
  composer_fixture_save (fixture);
  g_clear_object (&stored);
  stored = composer_fixture_get (fixture, post->id);
  g_assert_cmpstr (stored->content, ==, "");
}

static void
test_refuses (ComposerFixture *fixture,
              gconstpointer    data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterSchedule) past = poster_schedule_new_wall ("2026-11-22 11:00", "UTC", NULL);
  g_autoptr(GError) error = NULL;

  add_clip (fixture, "hash-1");
  composer_fixture_choose (fixture, NULL);
  g_assert_null (composer_fixture_publish (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
  g_assert_true (has_rule (poster_draft_keeper_get_findings (fixture->keeper), "option-privacy-level"));
  g_clear_error (&error);

  composer_fixture_choose (fixture, "SELF_ONLY");
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_AT);
  poster_draft_set_schedule (fixture->draft, past);
  g_assert_null (composer_fixture_publish (fixture, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
  g_clear_error (&error);

  /* The draft is kept as before. */
  composer_fixture_save (fixture);
  post = composer_fixture_get (fixture, poster_draft_keeper_get_post_id (fixture->keeper));
  g_assert_cmpstr (poster_post_get_status (post), ==, "draft");
}

/* The time that one has in mind is not lost with a draft. */
static void
test_time_in_mind (ComposerFixture *fixture,
                   gconstpointer    data)
{
  g_autoptr(PosterSchedule) evening = poster_schedule_new_wall ("2026-11-22 18:00", "Europe/Berlin", NULL);
  g_autoptr(PosterPost) post = NULL;
  g_autofree char *id = NULL;

  poster_draft_set_caption (fixture->draft, "mine");
  composer_fixture_choose (fixture, "SELF_ONLY");
  poster_draft_set_schedule (fixture->draft, evening);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_AT);
  composer_fixture_save (fixture);
  id = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));
  post = composer_fixture_get (fixture, id);
  g_assert_cmpint (((PosterTarget *) g_ptr_array_index (post->targets, 0))->due_us, ==, -1);
  g_assert_cmpint (((PosterTarget *) g_ptr_array_index (post->targets, 0))->wake_us, ==, -1);

  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, id));
  g_assert_cmpint (poster_draft_get_when (fixture->draft), ==, POSTER_COMPOSITION_AT);
  g_assert_cmpstr (poster_schedule_get_wall (poster_draft_get_schedule (fixture->draft)), ==, "2026-11-22T18:00:00");
}

static char *
schedule_one (ComposerFixture *fixture)
{
  g_autoptr(PosterSchedule) evening = poster_schedule_new_wall ("2026-11-22 18:00", "UTC", NULL);
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) error = NULL;
  char *id;

  add_clip (fixture, "hash-1");
  poster_draft_set_caption (fixture->draft, "old");
  composer_fixture_choose (fixture, "SELF_ONLY");
  poster_draft_set_schedule (fixture->draft, evening);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_AT);
  post = composer_fixture_publish (fixture, &error);
  g_assert_no_error (error);
  id = g_strdup (post->id);
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, id));
  return id;
}

/* A scheduled post goes out as it was until the person decides. */
static void
test_live (ComposerFixture *fixture,
           gconstpointer    data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterPost) saved = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = schedule_one (fixture);

  g_assert_true (poster_draft_keeper_get_is_live (fixture->keeper));
  poster_draft_set_caption (fixture->draft, "new");
  composer_fixture_save (fixture);
  post = composer_fixture_get (fixture, id);
  g_assert_cmpstr (post->content, ==, "old");
  g_assert_cmpstr (poster_post_get_status (post), ==, "scheduled");
  g_clear_object (&post);

  /* What was changed comes back. */
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, id));
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "new");
  g_assert_cmpint (poster_draft_get_when (fixture->draft), ==, POSTER_COMPOSITION_AT);
  g_assert_cmpuint (g_list_model_get_n_items (poster_draft_get_media (fixture->draft)), ==, 1);
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_SAVED);

  saved = composer_fixture_publish (fixture, &error);
  g_assert_no_error (error);
  post = composer_fixture_get (fixture, id);
  g_assert_cmpstr (post->content, ==, "new");
  g_assert_cmpstr (poster_post_get_status (post), ==, "scheduled");

  /* And is not left over. */
  composer_fixture_begin (fixture);
  change_elsewhere (fixture, id, "newest");
  g_assert_true (composer_fixture_open_post (fixture, id));
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "newest");
}

static void
test_live_discard (ComposerFixture *fixture,
                   gconstpointer    data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autofree char *id = schedule_one (fixture);

  poster_draft_set_caption (fixture->draft, "new");
  composer_fixture_save (fixture);
  poster_draft_keeper_discard_async (fixture->keeper, NULL, poster_test_keep_result_cb, &result);
  g_assert_true (poster_draft_keeper_discard_finish (fixture->keeper, poster_test_await (&result), NULL));
  post = composer_fixture_get (fixture, id);
  g_assert_cmpstr (poster_post_get_status (post), ==, "scheduled");

  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, id));
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "old");
}

static void
test_live_conflict (ComposerFixture *fixture,
                    gconstpointer    data)
{
  g_autofree char *id = schedule_one (fixture);

  poster_draft_set_caption (fixture->draft, "new");
  composer_fixture_save (fixture);
  change_elsewhere (fixture, id, "theirs");
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, id));
  g_assert_cmpint (poster_draft_keeper_get_state (fixture->keeper), ==, POSTER_KEEPING_CONFLICT);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "new");
  poster_draft_keeper_take_theirs (fixture->keeper);
  g_assert_cmpstr (poster_draft_get_caption (fixture->draft), ==, "theirs");
  while (fixture->keeper->is_busy)
    g_main_context_iteration (NULL, TRUE);
}

/* One that goes out meanwhile cannot be changed. */
static void
begin_publishing (ComposerFixture *fixture,
                  PosterPost      *post)
{
  g_autoptr(PosterTarget) target = poster_target_copy (g_ptr_array_index (post->targets, 0));
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterJournalEntry) entry = NULL;

  target->state = POSTER_TARGET_PREPARING;
  entry = poster_journal_entry_new (target->id, 1, "refresh", POSTER_STEP_PREPARE, POSTER_JOURNAL_BEGUN, COMPOSER_NOON);
  poster_store_commit_target_async (fixture->store, target, POSTER_STATES_ANY, entry, NULL,
                                    poster_test_keep_result_cb, &result);
  g_assert_true (poster_store_commit_target_finish (fixture->store, poster_test_await (&result), NULL));
}

static void
test_locked (ComposerFixture *fixture,
             gconstpointer    data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autofree char *id = schedule_one (fixture);

  post = composer_fixture_get (fixture, id);
  begin_publishing (fixture, post);
  poster_draft_set_caption (fixture->draft, "new");
  poster_draft_keeper_note_change (fixture->keeper, id);
  composer_fixture_await (fixture, POSTER_KEEPING_LOCKED);
  g_assert_error (poster_draft_keeper_get_error (fixture->keeper), POSTER_ERROR, POSTER_ERROR_CONFLICT);

  /* It went out without the change; that is not lost for it. */
  g_clear_object (&post);
  composer_fixture_save (fixture);
  g_assert_cmpstr (poster_draft_keeper_get_post_id (fixture->keeper), !=, id);
  post = composer_fixture_get (fixture, poster_draft_keeper_get_post_id (fixture->keeper));
  g_assert_cmpstr (poster_post_get_status (post), ==, "draft");
  g_assert_cmpstr (post->content, ==, "new");
}

/* Nobody changed anything: nothing is kept of it. */
static void
test_locked_unchanged (ComposerFixture *fixture,
                       gconstpointer    data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GAsyncResult) flushed = NULL;
  g_autofree char *id = schedule_one (fixture);

  post = composer_fixture_get (fixture, id);
  begin_publishing (fixture, post);
  poster_draft_keeper_note_change (fixture->keeper, id);
  composer_fixture_await (fixture, POSTER_KEEPING_LOCKED);
  poster_draft_keeper_flush_async (fixture->keeper, NULL, poster_test_keep_result_cb, &flushed);
  g_assert_false (poster_draft_keeper_flush_finish (fixture->keeper, poster_test_await (&flushed), NULL));
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 1);
}

static void
test_discards (ComposerFixture *fixture,
               gconstpointer    data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) restored = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autofree char *id = NULL;

  poster_draft_set_caption (fixture->draft, "mine");
  composer_fixture_save (fixture);
  poster_draft_set_caption (fixture->draft, "mine, to the last letter");
  id = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));
  poster_draft_keeper_discard_async (fixture->keeper, NULL, poster_test_keep_result_cb, &result);
  g_assert_true (poster_draft_keeper_discard_finish (fixture->keeper, poster_test_await (&result), NULL));
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 0);
  composer_fixture_advance (fixture, 2 * POSTER_DRAFT_KEEPER_SAVE_US);
  g_assert_cmpuint (composer_fixture_count (fixture), ==, 0);

  poster_store_restore_post_async (fixture->store, id, NULL, poster_test_keep_result_cb, &restored);
  g_assert_true (poster_store_restore_post_finish (fixture->store, poster_test_await (&restored), NULL));
  post = composer_fixture_get (fixture, id);
  g_assert_cmpstr (post->content, ==, "mine, to the last letter");
}

/* "Draft saved" is true even when the program is killed right then. */
static void
test_killed (void)
{
  g_autofree char *dir = g_dir_make_tmp ("poster-draft-XXXXXX", NULL);
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GDataInputStream) output = NULL;
  g_autoptr(PosterClock) clock = poster_clock_new ();
  ComposerFixture fixture = { 0 };
  PosterPostQuery query = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) posts = NULL;
  g_autoptr(GError) error = NULL;
  gsize said = 0;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", "--write", dir, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      g_assert_true (g_str_has_prefix (line, "saved "));
      said = (gsize) g_ascii_strtoull (line + strlen ("saved "), NULL, 10);
    }
  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, NULL);
  g_assert_cmpuint (said, >, 0);

  composer_fixture_open (&fixture, dir, clock);
  poster_store_list_posts_async (fixture.store, &query, NULL, poster_test_keep_result_cb, &result);
  posts = poster_store_list_posts_finish (fixture.store, poster_test_await (&result), NULL);
  g_assert_cmpuint (posts->len, ==, 1);
  g_assert_cmpuint (strlen (((PosterPost *) g_ptr_array_index (posts, 0))->content), >=, said);
  composer_fixture_tear_down (&fixture, NULL);
}

static void
type (ComposerFixture *fixture)
{
  g_autofree char *text = g_strconcat (poster_draft_get_caption (fixture->draft), "a", NULL);

  poster_draft_set_caption (fixture->draft, text);
}

/* What was stored, not what is there: one more may have been typed. */
static void
say_saved (ComposerFixture *fixture)
{
  static gint64 told;

  if (fixture->keeper->base == NULL || fixture->keeper->base->version == told)
    return;
  told = fixture->keeper->base->version;
  printf ("saved %zu\n", strlen (fixture->keeper->base->content));
  fflush (stdout);
}

/* Writes and writes, until it is killed. */
G_NORETURN static void
write_for_ever (const char *dir)
{
  g_autoptr(PosterClock) clock = poster_clock_new ();
  ComposerFixture fixture = { 0 };

  composer_fixture_open (&fixture, dir, clock);
  while (TRUE)
    {
      type (&fixture);
      g_main_context_iteration (NULL, TRUE);
      poster_draft_keeper_save (fixture.keeper);
      say_saved (&fixture);
    }
}

int
main (int    argc,
      char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    write_for_ever (argv[2]);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add (path, ComposerFixture, NULL, composer_fixture_set_up, func, composer_fixture_tear_down)
  ADD ("/draft-keeper/many-keystrokes-are-one-check", test_coalesces);
  ADD ("/draft-keeper/only-the-newest-answer-counts", test_newest);
  ADD ("/draft-keeper/stores-by-itself", test_autosaves);
  ADD ("/draft-keeper/stores-while-one-writes", test_saves_while_writing);
  ADD ("/draft-keeper/nothing-is-not-stored", test_nothing_is_not_stored);
  ADD ("/draft-keeper/conflict/mine-may-be-kept", test_conflict_keep_mine);
  ADD ("/draft-keeper/conflict/theirs-may-be-taken", test_conflict_take_theirs);
  ADD ("/draft-keeper/conflict/undecided-both-stay", test_conflict_undecided);
  ADD ("/draft-keeper/conflict/discarding-leaves-theirs", test_conflict_discarded);
  ADD ("/draft-keeper/follows-what-is-stored-elsewhere", test_follows);
  ADD ("/draft-keeper/deleted-elsewhere", test_gone);
  ADD ("/draft-keeper/deleted-elsewhere-and-back", test_gone_and_back);
  ADD ("/draft-keeper/deleted-elsewhere-and-closed", test_gone_and_closed);
  ADD ("/draft-keeper/pressing-the-button-is-consent", test_publishes);
  ADD ("/draft-keeper/refused-is-kept", test_refuses);
  ADD ("/draft-keeper/a-draft-keeps-the-time-in-mind", test_time_in_mind);
  ADD ("/draft-keeper/scheduled/stays-until-decided", test_live);
  ADD ("/draft-keeper/scheduled/changes-can-be-discarded", test_live_discard);
  ADD ("/draft-keeper/scheduled/changes-against-another-version", test_live_conflict);
  ADD ("/draft-keeper/going-out-is-locked", test_locked);
  ADD ("/draft-keeper/going-out-unchanged-leaves-nothing", test_locked_unchanged);
  ADD ("/draft-keeper/discarded-can-be-restored", test_discards);
  g_test_add_func ("/draft-keeper/survives-a-kill", test_killed);
  return g_test_run ();
}
