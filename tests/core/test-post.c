/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "poster-account.h"
#include "poster-error.h"
#include "poster-id.h"
#include "poster-json.h"
#include "poster-journal-entry.h"
#include "poster-post.h"
#include "poster-step.h"

static PosterPost *
make_post (const char *states)
{
  g_auto(GStrv) words = g_strsplit (states, " ", -1);
  PosterPost *post = poster_post_new ();

  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    {
      PosterTarget *target = poster_target_new ("0123456789abcdef01234567");

      g_assert_true (poster_target_state_from_string (words[i], &target->state));
      g_ptr_array_add (post->targets, target);
    }
  return post;
}

/* The table of the design: what the targets' states make of the post, in the API's words. */
static void
test_status (void)
{
  static const struct
  {
    const char *states;
    const char *status;
  } cases[] = {
    { "", "draft" },
    { "draft", "draft" },
    { "draft draft", "draft" },
    { "scheduled", "scheduled" },
    { "held", "scheduled" },
    { "scheduled held", "scheduled" },
    { "preparing", "publishing" },
    { "sending", "publishing" },
    { "processing", "publishing" },
    { "unknown", "publishing" },
    { "published", "published" },
    { "failed", "failed" },
    { "missed", "failed" },
    { "cancelled", "cancelled" },
    /* Several targets: any active one decides … */
    { "published sending", "publishing" },
    { "failed processing published", "publishing" },
    { "unknown published", "publishing" },
    { "scheduled preparing", "publishing" },
    /* … one that is still to come is no end either … */
    { "published scheduled", "publishing" },
    { "failed held", "publishing" },
    /* … then all, some or none of them are out. */
    { "published published", "published" },
    { "published failed", "partial" },
    { "published missed", "partial" },
    { "failed missed", "failed" },
    { "failed failed failed", "failed" },
    /* What was taken back does not count. */
    { "published cancelled", "published" },
    { "failed cancelled", "failed" },
    { "scheduled cancelled", "scheduled" },
    { "published failed cancelled", "partial" },
    { "cancelled cancelled", "cancelled" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterPost) post = make_post (cases[i].states);

      g_test_message ("“%s”", cases[i].states);
      g_assert_cmpstr (poster_post_get_status (post), ==, cases[i].status);
    }
}

static void
test_states_in_the_apis_words (void)
{
  static const char *const words[][2] = {
    { "draft", "pending" }, { "scheduled", "pending" }, { "held", "pending" }, { "preparing", "publishing" },
    { "sending", "publishing" }, { "processing", "publishing" }, { "published", "published" }, { "failed", "failed" },
    { "missed", "failed" }, { "unknown", "publishing" }, { "cancelled", "cancelled" },
  };
  PosterTargetState state = POSTER_TARGET_HELD;

  g_assert_cmpuint (G_N_ELEMENTS (words), ==, POSTER_N_TARGET_STATES);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_assert_true (poster_target_state_from_string (words[i][0], &state));
      g_assert_cmpint (state, ==, i);
      g_assert_cmpstr (poster_target_state_to_string (i), ==, words[i][0]);
      g_assert_cmpstr (poster_target_state_to_api (i), ==, words[i][1]);
    }
  g_assert_false (poster_target_state_from_string ("publishing", &state));
  g_assert_false (poster_target_state_from_string ("", &state));
  g_assert_false (poster_target_state_from_string (NULL, &state));
}

/* No state is both under way and open to edits. */
static void
test_sets_of_states (void)
{
  g_assert_cmpuint (POSTER_STATES_ACTIVE & POSTER_STATES_EDITABLE, ==, 0);
  g_assert_cmpuint (POSTER_STATES_ACTIVE | POSTER_STATES_EDITABLE | POSTER_STATES (POSTER_TARGET_PUBLISHED) |
                    POSTER_STATES (POSTER_TARGET_UNKNOWN), ==, POSTER_STATES_ANY);
}

static void
test_copy (void)
{
  g_autoptr(PosterPost) post = make_post ("scheduled failed");
  g_autoptr(PosterPost) copy = NULL;
  PosterTarget *target = g_ptr_array_index (post->targets, 0);
  PosterTarget *copied;

  post->content = (g_free (post->content), g_strdup ("Hello"));
  post->title = g_strdup ("Title");
  post->version = 7;
  post->schedule = poster_schedule_new_wall ("2026-12-24 18:00", "Europe/Berlin", NULL);
  g_ptr_array_add (post->media, poster_media_item_new ("/a/b.mp4"));
  json_object_set_boolean_member (target->options, "allow_comment", TRUE);
  target->media = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (target->media, poster_media_item_new ("/a/c.mp4"));
  target->due_us = 5;

  copy = poster_post_copy (post);
  copied = g_ptr_array_index (copy->targets, 0);
  g_assert_cmpstr (copy->id, ==, post->id);
  g_assert_cmpint (copy->version, ==, 7);
  g_assert_true (copied != target);
  g_assert_cmpstr (copied->id, ==, target->id);
  g_assert_cmpint (copied->due_us, ==, 5);
  g_assert_cmpuint (copied->media->len, ==, 1);
  g_assert_true (poster_post_get_media (copy, copied) == copied->media);
  g_assert_true (poster_post_get_media (copy, g_ptr_array_index (copy->targets, 1)) == copy->media);

  /* What is done to the original reaches no copy. */
  json_object_set_boolean_member (target->options, "allow_comment", FALSE);
  target->state = POSTER_TARGET_PUBLISHED;
  g_assert_true (poster_json_get_boolean (copied->options, "allow_comment", FALSE));
  g_assert_cmpint (copied->state, ==, POSTER_TARGET_SCHEDULED);
  g_clear_object (&post);
  g_assert_cmpstr (copy->content, ==, "Hello");
  g_assert_cmpstr (((PosterMediaItem *) g_ptr_array_index (copied->media, 0))->path, ==, "/a/c.mp4");
}

static void
test_targets_override (void)
{
  g_autoptr(PosterPost) post = make_post ("draft draft");
  PosterTarget *own = g_ptr_array_index (post->targets, 0);
  PosterTarget *other = g_ptr_array_index (post->targets, 1);

  post->content = (g_free (post->content), g_strdup ("For all"));
  post->title = g_strdup ("Title");
  own->content = g_strdup ("For one");
  own->title = g_strdup ("");
  g_assert_cmpstr (poster_post_get_content (post, own), ==, "For one");
  g_assert_cmpstr (poster_post_get_content (post, other), ==, "For all");
  g_assert_cmpstr (poster_post_get_content (post, NULL), ==, "For all");
  g_assert_cmpstr (poster_post_get_title (post, own), ==, "");
  g_assert_cmpstr (poster_post_get_title (post, other), ==, "Title");
  g_assert_true (poster_post_find_target (post, other->id) == other);
  g_assert_null (poster_post_find_target (post, "0123456789abcdef01234567"));
}

static void
test_errors_of_targets (void)
{
  g_autoptr(PosterTarget) target = poster_target_new ("0123456789abcdef01234567");
  g_autoptr(GError) error = g_error_new (POSTER_ERROR, POSTER_ERROR_REJECTED, "Too long");

  poster_error_get_details (error)->code = g_strdup ("duration_check_failed");
  poster_target_set_error (target, error);
  g_assert_cmpstr (target->error_code, ==, "duration_check_failed");
  g_assert_cmpstr (target->error_category, ==, "platform_rejected");
  g_assert_cmpstr (target->error_message, ==, "Too long");
  poster_target_clear_error (target);
  g_assert_null (target->error_code);
  g_assert_null (target->error_category);
  g_assert_null (target->error_message);
}

static JsonObject *
platform_of (JsonObject *json,
             guint       position)
{
  return json_array_get_object_element (poster_json_get_array (json, "platforms"), position);
}

static void
test_json (void)
{
  g_autoptr(PosterPost) post = make_post ("published missed unknown cancelled scheduled");
  g_autoptr(GHashTable) accounts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  g_autoptr(JsonObject) json = NULL;
  PosterTarget *published = g_ptr_array_index (post->targets, 0);
  PosterAccount *account = g_object_new (POSTER_TYPE_ACCOUNT, NULL);
  JsonObject *medium;

  account->id = g_strdup (published->account_id);
  account->platform = g_strdup ("tiktok");
  account->username = g_strdup ("kitchen");
  g_hash_table_insert (accounts, account->id, account);
  post->content = (g_free (post->content), g_strdup ("Hello"));
  post->schedule = poster_schedule_new_wall ("2026-12-24 18:00", "Europe/Berlin", NULL);
  g_ptr_array_add (post->media, poster_media_item_new ("/a/caf\xe9 1.mp4"));
  published->platform_post_id = g_strdup ("7300000000000000123");
  published->platform_post_url = g_strdup ("https://www.tiktok.com/@kitchen/video/7300000000000000123");
  published->published_us = 1798131600000000;

  json = poster_post_to_json (post, accounts, NULL);
  g_assert_cmpstr (poster_json_get_string (json, "_id"), ==, post->id);
  g_assert_true (poster_id_is_valid (post->id));
  g_assert_cmpstr (poster_json_get_string (json, "content"), ==, "Hello");
  g_assert_cmpstr (poster_json_get_string (json, "status"), ==, "publishing");
  g_assert_cmpstr (poster_json_get_string (json, "scheduledFor"), ==, "2026-12-24T17:00:00.000Z");
  g_assert_cmpstr (poster_json_get_string (json, "timezone"), ==, "Europe/Berlin");
  medium = json_array_get_object_element (poster_json_get_array (json, "mediaItems"), 0);
  g_assert_cmpstr (poster_json_get_string (medium, "url"), ==, "file:///a/caf%E9%201.mp4");
  g_assert_cmpstr (poster_json_get_string (medium, "filename"), ==, "caf\xef\xbf\xbd 1.mp4");

  g_assert_cmpstr (poster_json_get_string (platform_of (json, 0), "platform"), ==, "tiktok");
  g_assert_cmpstr (poster_json_get_string (platform_of (json, 0), "status"), ==, "published");
  g_assert_cmpstr (poster_json_get_string (platform_of (json, 0), "platformPostId"), ==, "7300000000000000123");
  g_assert_cmpstr (poster_json_get_string (platform_of (json, 0), "publishedAt"), ==, "2026-12-24T17:00:00.000Z");
  g_assert_cmpstr (poster_json_get_string (platform_of (json, 1), "status"), ==, "missed");
  g_assert_cmpstr (poster_json_get_string (platform_of (json, 1), "errorCategory"), ==, "system_error");
  g_assert_cmpstr (poster_json_get_string (platform_of (json, 2), "status"), ==, "unknown");
  g_assert_cmpstr (poster_json_get_string (platform_of (json, 3), "status"), ==, "cancelled");
  g_assert_cmpstr (poster_json_get_string (platform_of (json, 4), "status"), ==, "pending");
}

static void
test_drafts_have_no_time (void)
{
  g_autoptr(PosterPost) post = make_post ("draft");
  g_autoptr(JsonObject) json = poster_post_to_json (post, NULL, NULL);

  g_assert_cmpint (poster_post_get_due_us (post), ==, -1);
  g_assert_true (json_object_get_null_member (json, "scheduledFor"));
  g_assert_cmpstr (poster_json_get_string (json, "status"), ==, "draft");
}

static void
test_words_round_trip (void)
{
  static const char *const kinds[] = { "prepare", "reserve", "transfer", "commit", "wait" };
  PosterJournalPhase phase;
  PosterStepKind kind;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_assert_true (poster_step_kind_from_string (kinds[i], &kind));
      g_assert_cmpint (kind, ==, i);
      g_assert_cmpstr (poster_step_kind_to_string (kind), ==, kinds[i]);
    }
  g_assert_false (poster_step_kind_from_string ("publish", &kind));
  g_assert_false (poster_step_kind_from_string (NULL, &kind));
  for (PosterJournalPhase i = POSTER_JOURNAL_BEGUN; i <= POSTER_JOURNAL_NOTE; i++)
    {
      g_assert_true (poster_journal_phase_from_string (poster_journal_phase_to_string (i), &phase));
      g_assert_cmpint (phase, ==, i);
    }
  g_assert_false (poster_journal_phase_from_string ("", &phase));
  g_assert_false (poster_journal_phase_from_string (NULL, &phase));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/post/status-by-the-table", test_status);
  g_test_add_func ("/post/states-in-the-apis-words", test_states_in_the_apis_words);
  g_test_add_func ("/post/what-is-under-way-is-not-edited", test_sets_of_states);
  g_test_add_func ("/post/copies-stand-alone", test_copy);
  g_test_add_func ("/post/targets-override", test_targets_override);
  g_test_add_func ("/post/errors-of-targets", test_errors_of_targets);
  g_test_add_func ("/post/as-json", test_json);
  g_test_add_func ("/post/drafts-have-no-time", test_drafts_have_no_time);
  g_test_add_func ("/post/words-round-trip", test_words_round_trip);
  return g_test_run ();
}
