/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-composer-window-private.h"
#include "poster-json.h"
#include "poster-media-tile.h"
#include "poster-store-series.h"
#include "poster-test-async.h"
#include "poster-test-clock.h"

/* The time of the window, where a test has its own. */
static PosterClock *test_clock;

PosterClock *__real_poster_session_get_clock (PosterSession *session);
PosterClock *__wrap_poster_session_get_clock (PosterSession *session);

PosterClock *
__wrap_poster_session_get_clock (PosterSession *session)
{
  return test_clock != NULL ? test_clock : __real_poster_session_get_clock (session);
}

typedef struct
{
  Accounts              accounts;
  PosterAccount        *kitchen;
  PosterAccount        *studio;
  PosterComposerWindow *window;
} Fixture;

static gboolean
is_open (gpointer user_data)
{
  return ((PosterComposerWindow *) user_data)->is_open;
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (user_data);
}

static void
open_window (Fixture    *fixture,
             const char *post_id,
             int         width,
             int         height)
{
  fixture->window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  poster_composer_window_set_session (fixture->window, fixture->accounts.session, NULL, post_id);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait (is_open, fixture->window);
  app_test_wait (is_mapped, fixture->window);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
close_window (Fixture *fixture)
{
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (is_gone, &fixture->window);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  accounts_set_up (&fixture->accounts, data);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  fixture->studio = accounts_add (&fixture->accounts, "studio", -1, FALSE, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    close_window (fixture);
  g_clear_object (&fixture->kitchen);
  g_clear_object (&fixture->studio);
  accounts_tear_down (&fixture->accounts, data);
}

/* What TikTok says of an account that may post all. */
static void
answer (Fixture       *fixture,
        PosterAccount *account)
{
  g_autoptr(JsonObject) creator =
    poster_json_parse_object ("{\"nickname\": \"Kitchen\", \"canPostMore\": true, \"privacyLevels\": ["
                              "{\"value\": \"PUBLIC_TO_EVERYONE\", \"label\": \"Everyone\"},"
                              "{\"value\": \"SELF_ONLY\", \"label\": \"Only me\"}],"
                              "\"postingLimits\": {\"maxVideoDurationSec\": 600, \"interactionSettings\": "
                              "{\"comment\": true, \"duet\": true, \"stitch\": true}}}", -1, NULL);

  g_assert_nonnull (creator);
  poster_draft_set_creator (fixture->window->draft, account->id, creator);
}

static void
choose (Fixture       *fixture,
        PosterAccount *account)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  g_ptr_array_add (accounts, account);
  poster_draft_set_accounts (fixture->window->draft, accounts);
}

static PosterMediaItem *
new_clip (Fixture *fixture,
          double   frame_rate)
{
  g_autofree char *path = accounts_make_file (&fixture->accounts, "Pasta night.mp4");
  PosterMediaItem *item = poster_media_item_new (path);
  PosterMediaFacts *facts = poster_media_facts_new ();

  facts->type = POSTER_MEDIA_VIDEO;
  facts->container = g_strdup ("mp4");
  facts->mime_type = g_strdup ("video/mp4");
  facts->duration_us = 21 * G_USEC_PER_SEC;
  facts->width = 1080;
  facts->height = 1920;
  facts->frame_rate = frame_rate;
  facts->video_codec = g_strdup ("h264");
  facts->audio_codec = g_strdup ("aac");
  facts->audio_bitrate = 160000;
  facts->faststart = TRUE;
  facts->size = 14000000;
  item->facts = facts;
  item->size = facts->size;
  item->sampled_hash = g_strdup ("hash-1");
  return item;
}

static void
add_clip (Fixture *fixture,
          double   frame_rate)
{
  g_autoptr(PosterMediaItem) item = new_clip (fixture, frame_rate);

  poster_draft_insert_media (fixture->window->draft, 0, item);
}

static GFile *
new_picture (Fixture *fixture,
             guint    number)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 108, 135);
  g_autofree char *name = g_strdup_printf ("lake %u.jpg", number);
  g_autofree char *path = g_build_filename (fixture->accounts.dir, name, NULL);
  g_autoptr(GError) error = NULL;

  gdk_pixbuf_fill (pixbuf, 0x3060a0ff + (number << 20));
  gdk_pixbuf_save (pixbuf, path, "jpeg", &error, NULL);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static const char *
page_of (PosterComposerWindow *window)
{
  return gtk_stack_get_visible_child_name (window->stack);
}

static gboolean
is_checked (gpointer user_data)
{
  return poster_draft_keeper_get_is_checked (((PosterComposerWindow *) user_data)->keeper);
}

static gboolean
can_publish (Fixture *fixture)
{
  GtkWidget *button = app_test_find (GTK_WIDGET (fixture->window->publish_bar), GTK_TYPE_BUTTON, "Post _Now");

  return gtk_widget_is_sensitive (button);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  open_window (fixture, NULL, 1280, 800);
  g_assert_cmpstr (page_of (fixture->window), ==, "empty");
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-empty");
  add_clip (fixture, 30);
  g_assert_cmpstr (page_of (fixture->window), ==, "form");
}

typedef struct
{
  Fixture    *fixture;
  const char *words;
} Said;

static gboolean
is_said (gpointer user_data)
{
  Said *said = user_data;
  GtkWidget *label = app_test_find (GTK_WIDGET (said->fixture->window), GTK_TYPE_LABEL, said->words);

  return label != NULL;
}

static void
wait_for_words (Fixture    *fixture,
                const char *words)
{
  Said said = { fixture, words };

  app_test_wait (is_said, &said);
}

/* What stands in the way is said, one thing after the other. */
static void
test_reasons (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(JsonObject) options = json_object_new ();

  open_window (fixture, NULL, 1280, 800);
  add_clip (fixture, 22);
  wait_for_words (fixture, "Choose where to post it.");
  g_assert_false (can_publish (fixture));

  choose (fixture, fixture->kitchen);
  answer (fixture, fixture->kitchen);
  poster_creators_stop (fixture->window->creators);
  app_test_wait (is_checked, fixture->window);
  poster_composer_window_show_reason (fixture->window);
  wait_for_words (fixture, "22 frames a second; TikTok takes 23 to 60. And 1 thing more.");
  wait_for_words (fixture, "22 frames a second");
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-video");

  json_object_set_string_member (options, "privacy_level", "SELF_ONLY");
  poster_draft_set_options (fixture->window->draft, "tiktok", options);
  wait_for_words (fixture, "22 frames a second; TikTok takes 23 to 60.");
  g_assert_false (can_publish (fixture));

  poster_draft_set_when (fixture->window->draft, POSTER_COMPOSITION_DRAFT);
  g_assert_nonnull (app_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, "Save _Draft"));
  poster_draft_set_when (fixture->window->draft, POSTER_COMPOSITION_NOW);
  g_assert_false (can_publish (fixture));
}

/* (transfer full): the only one that is stored */
static PosterPost *
dup_post (Fixture *fixture)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  PosterPostQuery query = { 0 };
  g_autoptr(GAsyncResult) listed = NULL;
  g_autoptr(GPtrArray) posts = NULL;

  poster_store_list_posts_async (store, &query, NULL, poster_test_keep_result_cb, &listed);
  posts = poster_store_list_posts_finish (store, poster_test_await (&listed), NULL);
  g_assert_cmpuint (posts->len, ==, 1);
  return g_object_ref (g_ptr_array_index (posts, 0));
}

static void
test_ready (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(JsonObject) options = json_object_new ();
  g_autoptr(PosterPost) post = NULL;
  PosterTarget *target;

  open_window (fixture, NULL, 1280, 800);
  add_clip (fixture, 30);
  choose (fixture, fixture->kitchen);
  answer (fixture, fixture->kitchen);
  poster_creators_stop (fixture->window->creators);
  json_object_set_string_member (options, "privacy_level", "SELF_ONLY");
  poster_draft_set_options (fixture->window->draft, "tiktok", options);
  wait_for_words (fixture, "Ready for TikTok");
  g_assert_true (can_publish (fixture));
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-ready");

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "composer.publish", NULL);
  app_test_wait (is_gone, &fixture->window);
  post = dup_post (fixture);
  g_assert_cmpstr (poster_post_get_status (post), !=, "draft");
  target = g_ptr_array_index (post->targets, 0);
  g_assert_true (poster_json_get_boolean (target->options, "express_consent_given", FALSE));
}

static GtkWidget *
find_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

static gboolean
is_asked (gpointer user_data)
{
  return find_question () != NULL;
}

/* Mondays and Thursdays, ten times; the first is that of a Monday. */
static PosterPost *
save_series (Fixture *fixture)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(PosterRecurrence) rule = poster_recurrence_new_from_text ("FREQ=WEEKLY;COUNT=10;BYDAY=MO,TH", NULL);
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterTarget *target = poster_target_new (fixture->kitchen->id);
  PosterPost *stored;

  g_free (post->content);
  post->content = g_strdup ("Twice a week");
  post->schedule = poster_schedule_new_wall ("2040-01-02T18:00:00", "UTC", NULL);
  g_ptr_array_add (post->media, new_clip (fixture, 30));
  target->state = POSTER_TARGET_SCHEDULED;
  json_object_set_string_member (target->options, "privacy_level", "SELF_ONLY");
  g_ptr_array_add (post->targets, target);
  poster_store_save_series_async (store, post, rule, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_series_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return stored;
}

/* A person says whether what was changed is for this one alone, or for those that follow, too. */
static void
test_series (Fixture       *fixture,
             gconstpointer  data)
{
  const char *response = data;
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(PosterPost) post = save_series (fixture);
  g_autoptr(PosterSchedule) moved = poster_schedule_new_wall ("2040-01-03T18:00:00", "UTC", NULL);
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(PosterSeries) series = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *rule = NULL;
  GtkWidget *question;

  open_window (fixture, post->id, 1280, 800);
  answer (fixture, fixture->kitchen);
  poster_creators_stop (fixture->window->creators);
  poster_caption_box_commit (fixture->window->caption_box);
  poster_draft_set_caption (fixture->window->draft, "Twice a week, and better");
  poster_draft_set_schedule (fixture->window->draft, moved);
  wait_for_words (fixture, "Ready for TikTok");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "composer.publish", NULL);
  app_test_wait (is_asked, NULL);
  question = find_question ();
  g_signal_emit_by_name (app_test_find (question, GTK_TYPE_BUTTON, response), "clicked");
  app_test_wait (is_gone, &fixture->window);

  stored = dup_post (fixture);
  g_assert_cmpstr (stored->content, ==, "Twice a week, and better");
  g_assert_cmpstr (poster_schedule_get_wall (stored->schedule), ==, "2040-01-03T18:00:00");
  g_assert_true (stored->repeats);
  poster_store_get_series_async (store, post->series_id, NULL, poster_test_keep_result_cb, &result);
  series = poster_store_get_series_finish (store, poster_test_await (&result), NULL);
  rule = poster_recurrence_to_text (series->recurrence);
  g_assert_cmpstr (rule, ==, g_str_equal (response, "_This Post") ? "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10"
                                                            : "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10");
}

/* What repeats has one time for all of its accounts. */
static void
test_repeats_together (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr(PosterSchedule) shared = poster_schedule_new_wall ("2040-01-02T18:00:00", "UTC", NULL);
  g_autoptr(PosterSchedule) own = poster_schedule_new_wall ("2040-01-02T19:00:00", "UTC", NULL);
  PosterDraft *draft;

  open_window (fixture, NULL, 1280, 800);
  draft = fixture->window->draft;
  add_clip (fixture, 30);
  g_ptr_array_add (accounts, fixture->kitchen);
  g_ptr_array_add (accounts, fixture->studio);
  poster_draft_set_accounts (draft, accounts);
  poster_creators_stop (fixture->window->creators);
  poster_draft_set_schedule (draft, shared);
  poster_draft_set_when (draft, POSTER_COMPOSITION_AT);
  g_assert_null (poster_composer_window_why_no_repeat (fixture->window));

  poster_draft_set_scope (draft, fixture->kitchen->id);
  poster_draft_set_schedule (draft, own);
  poster_draft_set_scope (draft, NULL);
  g_assert_cmpstr (poster_composer_window_why_no_repeat (fixture->window), ==,
                   "What repeats goes out everywhere at the same time. Give no account a time of its own, or let it not repeat.");
  poster_draft_set_scope (draft, fixture->kitchen->id);
  poster_draft_set_schedule (draft, NULL);
  poster_draft_set_scope (draft, NULL);
  g_assert_null (poster_composer_window_why_no_repeat (fixture->window));
}

static gboolean
has_six (gpointer user_data)
{
  PosterComposerWindow *window = user_data;
  GListModel *media = poster_draft_get_media (window->draft);

  return g_list_model_get_n_items (media) == 6 && poster_draft_get_kind (window->draft) == POSTER_POST_PHOTO &&
         !poster_draft_intake_get_is_busy (window->intake);
}

static void
test_pictures (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *remove;

  open_window (fixture, NULL, 1280, 800);
  choose (fixture, fixture->kitchen);
  answer (fixture, fixture->kitchen);
  for (guint i = 0; i < 6; i++)
    g_ptr_array_add (files, new_picture (fixture, i));
  poster_composer_window_add_files (fixture->window, files);
  app_test_wait (has_six, fixture->window);
  g_assert_nonnull (app_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "6 of 35"));
  wait_for_words (fixture, "90 left");
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-pictures");

  remove = app_test_find (app_test_find (GTK_WIDGET (fixture->window), POSTER_TYPE_MEDIA_TILE, NULL), GTK_TYPE_BUTTON, NULL);
  g_signal_emit_by_name (remove, "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (poster_draft_get_media (fixture->window->draft)), ==, 5);
}

static void
type (Fixture    *fixture,
      const char *text)
{
  gtk_text_buffer_insert_at_cursor (poster_caption_box_get_buffer (fixture->window->caption_box), text, -1);
}

/* Closing keeps what was written, and opening shows it again. */
static void
test_closing_keeps (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autofree char *text = NULL;
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  open_window (fixture, NULL, 1280, 800);
  add_clip (fixture, 30);
  choose (fixture, fixture->kitchen);
  type (fixture, "Ten minutes, one pan. #pasta @studio");
  close_window (fixture);

  post = dup_post (fixture);
  open_window (fixture, post->id, 360, 720);
  g_assert_cmpstr (page_of (fixture->window), ==, "form");
  buffer = poster_caption_box_get_buffer (fixture->window->caption_box);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  g_assert_cmpstr (text, ==, "Ten minutes, one pan. #pasta @studio");
  g_assert_false (gtk_text_buffer_get_can_undo (buffer));
  answer (fixture, fixture->kitchen);
  app_test_wait (is_checked, fixture->window);
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-narrow");
}

static gboolean
has_question (gpointer user_data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (GTK_WIDGET (window)))
        *(GtkWidget **) user_data = GTK_WIDGET (window);
    }
  return *(gpointer *) user_data != NULL;
}

/* The disk is full, say: whoever wants to go all the same can. */
static void
test_cannot_store (Fixture       *fixture,
                   gconstpointer  data)
{
  GtkWidget *question = NULL;
  GtkWidget *label;

  open_window (fixture, NULL, 1280, 800);
  add_clip (fixture, 30);
  poster_store_close (poster_session_get_store (fixture->accounts.session));
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (has_question, &question);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->window)));
  label = app_test_find (question, GTK_TYPE_LABEL, "Close Without Saving");
  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
  app_test_wait (is_gone, &fixture->window);
}

static void
test_counter (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *text = g_strnfill (2190, 'a');

  open_window (fixture, NULL, 1280, 800);
  add_clip (fixture, 30);
  choose (fixture, fixture->kitchen);
  wait_for_words (fixture, "2200 left");
  type (fixture, text);
  wait_for_words (fixture, "10 left");
  g_assert_true (gtk_widget_has_css_class (app_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "10 left"),
                                           "warning"));
  type (fixture, "🍝🍝🍝🍝🍝🍝");
  wait_for_words (fixture, "2 too many");
  g_assert_true (gtk_widget_has_css_class (app_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "2 too many"),
                                           "error"));
}

/* An account that cannot be asked says so, and may be asked again. */
static void
test_cannot_ask (Fixture       *fixture,
                 gconstpointer  data)
{
  open_window (fixture, NULL, 1280, 800);
  add_clip (fixture, 30);
  choose (fixture, fixture->kitchen);
  wait_for_words (fixture, "TikTok wants @kitchen to sign in again");
  /* With the options, which wait no longer. */
  g_assert_false (gtk_widget_get_visible (fixture->window->notice));
  g_assert_null (app_test_find (GTK_WIDGET (fixture->window->options), GTK_TYPE_LABEL, "Asking TikTok what @kitchen may do…"));
  wait_for_words (fixture, "It could not be asked what may be posted now.");
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-cannot-ask");
}

static gboolean
is_offered (Fixture    *fixture,
            const char *label)
{
  return app_test_find (GTK_WIDGET (fixture->window->options), GTK_TYPE_LABEL, label) != NULL;
}

/* What one may have and the other may not is for neither; what is chosen goes out with both. */
static void
test_two_accounts (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(JsonObject) less =
    poster_json_parse_object ("{\"nickname\": \"Studio\", \"canPostMore\": true, \"privacyLevels\": ["
                              "{\"value\": \"FOLLOWER_OF_CREATOR\", \"label\": \"Followers\"},"
                              "{\"value\": \"SELF_ONLY\", \"label\": \"Only me\"}],"
                              "\"postingLimits\": {\"maxVideoDurationSec\": 60, \"interactionSettings\": "
                              "{\"comment\": true, \"duet\": false, \"stitch\": true}}}", -1, NULL);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr(JsonObject) options = NULL;
  g_autoptr(PosterPost) post = NULL;

  g_assert_nonnull (less);
  open_window (fixture, NULL, 1280, 800);
  add_clip (fixture, 30);
  g_ptr_array_add (accounts, fixture->kitchen);
  g_ptr_array_add (accounts, fixture->studio);
  poster_draft_set_accounts (fixture->window->draft, accounts);
  poster_creators_stop (fixture->window->creators);
  answer (fixture, fixture->kitchen);
  poster_draft_set_creator (fixture->window->draft, fixture->studio->id, less);
  app_test_settle ();
  g_assert_false (is_offered (fixture, "Everyone"));
  g_assert_false (is_offered (fixture, "Followers"));
  g_assert_true (is_offered (fixture, "Only me"));
  g_assert_true (is_offered (fixture, "Duet is turned off in @studio’s own settings"));
  options = poster_draft_dup_options (fixture->window->draft, "tiktok");
  json_object_set_string_member (options, "privacy_level", "SELF_ONLY");
  json_object_set_boolean_member (options, "allow_comment", TRUE);
  poster_draft_set_options (fixture->window->draft, "tiktok", options);
  wait_for_words (fixture, "Ready for both TikTok accounts");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "composer.publish", NULL);
  app_test_wait (is_gone, &fixture->window);
  post = dup_post (fixture);
  g_assert_cmpuint (post->targets->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      g_assert_cmpstr (poster_json_get_string (target->options, "privacy_level"), ==, "SELF_ONLY");
      g_assert_true (poster_json_get_boolean (target->options, "allow_comment", FALSE));
      g_assert_false (poster_json_get_boolean (target->options, "allow_duet", FALSE));
      g_assert_true (poster_json_get_boolean (target->options, "express_consent_given", FALSE));
    }
}

/* Nobody touches anything: the time that was chosen passes, and the button says so. */
static void
test_time_passes (Fixture       *fixture,
                  gconstpointer  data)
{
  gint64 now_us = g_get_real_time ();
  g_autoptr(PosterSchedule) soon = poster_schedule_new_instant (now_us + 10 * G_TIME_SPAN_MINUTE, "UTC");
  g_autoptr(JsonObject) options = json_object_new ();

  test_clock = POSTER_CLOCK (poster_test_clock_new (now_us));
  open_window (fixture, NULL, 1280, 800);
  add_clip (fixture, 30);
  choose (fixture, fixture->kitchen);
  answer (fixture, fixture->kitchen);
  poster_creators_stop (fixture->window->creators);
  json_object_set_string_member (options, "privacy_level", "SELF_ONLY");
  poster_draft_set_options (fixture->window->draft, "tiktok", options);
  poster_draft_set_schedule (fixture->window->draft, soon);
  poster_draft_set_when (fixture->window->draft, POSTER_COMPOSITION_AT);
  poster_test_clock_advance (POSTER_TEST_CLOCK (test_clock), G_TIME_SPAN_MINUTE);
  wait_for_words (fixture, "Ready for TikTok");
  /* All that was to be stored and checked is, so that nothing else can be what looks at the clock. */
  while (poster_draft_keeper_get_state (fixture->window->keeper) != POSTER_KEEPING_SAVED ||
         !poster_draft_keeper_get_is_checked (fixture->window->keeper))
    {
      poster_test_clock_advance (POSTER_TEST_CLOCK (test_clock), G_TIME_SPAN_SECOND);
      app_test_wait_frames (GTK_WIDGET (fixture->window), 3);
    }
  g_assert_true (poster_publish_bar_get_is_ready (fixture->window->publish_bar));
  /* To the very moment. */
  poster_test_clock_advance (POSTER_TEST_CLOCK (test_clock), now_us + 11 * G_TIME_SPAN_MINUTE + 1 -
                                                             poster_clock_get_now_us (test_clock));
  wait_for_words (fixture, "That time has passed. Choose one that is yet to come.");
  g_assert_false (poster_publish_bar_get_is_ready (fixture->window->publish_bar));
  close_window (fixture);
  g_clear_object (&test_clock);
}

static void
test_small (Fixture       *fixture,
            gconstpointer  data)
{
  graphene_rect_t bounds;

  open_window (fixture, NULL, 360, 294);
  add_clip (fixture, 30);
  choose (fixture, fixture->kitchen);
  answer (fixture, fixture->kitchen);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 4);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), ==, 360);
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-small");
  /* All of it is there, down to the button. */
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fixture->window->publish_bar), GTK_WIDGET (fixture->window),
                                            &bounds));
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, gtk_widget_get_height (GTK_WIDGET (fixture->window)));
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (fixture->window)), <=, 340);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/composer-window/begins-empty", test_empty);
  ADD ("/composer-window/says-what-stands-in-the-way", test_reasons);
  ADD ("/composer-window/publishes", test_ready);
  g_test_add ("/composer-window/changes-one-that-repeats", Fixture, "_This Post", set_up, test_series, tear_down);
  g_test_add ("/composer-window/changes-all-that-follow", Fixture, "This and _All That Follow", set_up, test_series, tear_down);
  ADD ("/composer-window/repeats-everywhere-at-once", test_repeats_together);
  ADD ("/composer-window/pictures", test_pictures);
  ADD ("/composer-window/closing-keeps-the-draft", test_closing_keeps);
  ADD ("/composer-window/closes-though-it-cannot-be-stored", test_cannot_store);
  ADD ("/composer-window/counts-down", test_counter);
  ADD ("/composer-window/who-cannot-be-asked", test_cannot_ask);
  ADD ("/composer-window/two-accounts-share-what-both-may", test_two_accounts);
  ADD ("/composer-window/says-when-its-time-has-passed", test_time_passes);
  ADD ("/composer-window/fits-into-the-smallest", test_small);
  return g_test_run ();
}
