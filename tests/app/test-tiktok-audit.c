/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-account-avatar.h"
#include "poster-composer-window-private.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-preview.h"
#include "poster-test-async.h"

/* The points of TikTok's Content Sharing Guidelines, each on a real composer and named as on the help
 * page tiktok-audit. Those that show only when something is really sent are in
 * tests/cli/test-tiktok-audit.c. */

#define LEVEL(value, label) "{\"value\":\"" value "\",\"label\":\"" label "\"}"
#define LEVELS LEVEL ("PUBLIC_TO_EVERYONE", "Everyone") "," LEVEL ("MUTUAL_FOLLOW_FRIENDS", "Friends") "," \
               LEVEL ("SELF_ONLY", "Only me")
#define CREATOR(nickname, can_post, seconds, interactions) \
  "{\"creator\":{\"nickname\":\"" nickname "\"},\"privacyLevels\":[" LEVELS "],\"canPostMore\":" can_post "," \
  "\"postingLimits\":{\"maxVideoDurationSec\":" seconds ",\"interactionSettings\":{" interactions "}}}"
#define ALL_ON "\"comment\":true,\"duet\":true,\"stitch\":true"
#define USUAL CREATOR ("The Kitchen", "true", "600", ALL_ON)

#define PRIVATE_REASON "Branded content visibility cannot be set to private."
#define WHICH "You need to indicate if your content promotes yourself, a third party, or both."
#define PROMOTIONAL "labeled as “Promotional content”"
#define PAID "labeled as “Paid partnership”"

typedef struct
{
  Accounts              accounts;
  PosterAccount        *kitchen;
  PosterComposerWindow *window;
} Fixture;

/* What creator_info says, in place of TikTok; and how often it was asked. */
static const char *creator_text;
static const GError *creator_error;
static guint n_asked;

void        __wrap_poster_session_describe_async  (PosterSession        *self,
                                                   PosterAccount        *account,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
JsonObject *__wrap_poster_session_describe_finish (PosterSession        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

void
__wrap_poster_session_describe_async (PosterSession       *self,
                                      PosterAccount       *account,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  n_asked++;
  if (creator_error != NULL)
    g_task_return_error (task, g_error_copy (creator_error));
  else
    g_task_return_pointer (task, poster_json_parse_object (creator_text, -1, NULL), (GDestroyNotify) json_object_unref);
}

JsonObject *
__wrap_poster_session_describe_finish (PosterSession  *self,
                                       GAsyncResult   *result,
                                       GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
is_open (gpointer user_data)
{
  PosterComposerWindow *window = user_data;

  return window->is_open && gtk_widget_get_mapped (GTK_WIDGET (window));
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static gboolean
is_settled (gpointer user_data)
{
  PosterComposerWindow *window = user_data;

  return poster_draft_keeper_get_is_checked (window->keeper) && !poster_creators_get_asking (window->creators);
}

static void
settle (Fixture *fixture)
{
  app_test_wait (is_settled, fixture->window);
  poster_composer_window_show_reason (fixture->window);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
}

static void
open_window (Fixture *fixture)
{
  fixture->window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  poster_composer_window_set_session (fixture->window, fixture->accounts.session, NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1280, 800);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait (is_open, fixture->window);
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
  creator_text = data != NULL ? data : USUAL;
  creator_error = NULL;
  n_asked = 0;
  accounts_set_up (&fixture->accounts, NULL);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  open_window (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    close_window (fixture);
  g_clear_object (&fixture->kitchen);
  accounts_tear_down (&fixture->accounts, NULL);
}

static void
add_file (Fixture         *fixture,
          PosterMediaType  type)
{
  g_autofree char *path = accounts_make_file (&fixture->accounts, "pasta");
  g_autoptr(PosterMediaItem) item = poster_media_item_new (path);
  PosterMediaFacts *facts = poster_media_facts_new ();
  gboolean is_video = type == POSTER_MEDIA_VIDEO;

  facts->type = type;
  facts->container = g_strdup (is_video ? "mp4" : "jpeg");
  facts->mime_type = g_strdup (is_video ? "video/mp4" : "image/jpeg");
  facts->duration_us = is_video ? 21 * G_USEC_PER_SEC : 0;
  facts->width = 1080;
  facts->height = 1920;
  facts->frame_rate = is_video ? 30 : 0;
  facts->video_codec = g_strdup (is_video ? "h264" : NULL);
  facts->audio_codec = g_strdup (is_video ? "aac" : NULL);
  facts->audio_bitrate = 160000;
  facts->faststart = TRUE;
  facts->size = 14000000;
  item->facts = facts;
  item->size = facts->size;
  item->sampled_hash = g_strdup ("hash");
  poster_draft_insert_media (fixture->window->draft, 0, item);
  settle (fixture);
}

static GtkWidget *
find_row (GtkWidget  *root,
          const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (root) &&
      g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
get_row (Fixture    *fixture,
         const char *title)
{
  GtkWidget *row = find_row (GTK_WIDGET (fixture->window->options), title);

  g_test_message ("row “%s”", title);
  g_assert_nonnull (row);
  return row;
}

static gboolean
is_visible (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (!gtk_widget_get_visible (widget))
      return FALSE;
  return TRUE;
}

/* Whether some visible label has @text in it. */
static gboolean
says (GtkWidget  *root,
      const char *text)
{
  if (GTK_IS_LABEL (root) && is_visible (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

#define form_says(fixture, text) says (GTK_WIDGET ((fixture)->window->options), text)
#define bar_says(fixture, text) says (GTK_WIDGET ((fixture)->window->publish_bar), text)

static GtkCheckButton *
radio_of (Fixture    *fixture,
          const char *title)
{
  return GTK_CHECK_BUTTON (app_test_find (get_row (fixture, title), GTK_TYPE_CHECK_BUTTON, NULL));
}

static GtkCheckButton *
check_of (Fixture    *fixture,
          const char *label)
{
  GtkWidget *found = app_test_find (get_row (fixture, "Allow"), GTK_TYPE_LABEL, label);

  g_assert_nonnull (found);
  return GTK_CHECK_BUTTON (gtk_widget_get_ancestor (found, GTK_TYPE_CHECK_BUTTON));
}

static AdwExpanderRow *
get_disclosure (Fixture *fixture)
{
  return ADW_EXPANDER_ROW (get_row (fixture, "Disclose commercial content"));
}

static void
choose (Fixture    *fixture,
        const char *title,
        gboolean    is_on)
{
  gtk_check_button_set_active (radio_of (fixture, title), is_on);
  settle (fixture);
}

static void
disclose (Fixture  *fixture,
          gboolean  is_on)
{
  adw_expander_row_set_enable_expansion (get_disclosure (fixture), is_on);
  settle (fixture);
}

static GtkWidget *
get_button (Fixture *fixture)
{
  return app_test_find (GTK_WIDGET (fixture->window->publish_bar), GTK_TYPE_BUTTON, "Post _Now");
}

#define can_publish(fixture) gtk_widget_is_sensitive (get_button (fixture))

static void
test_1a_nickname (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *nickname;
  guint n_before;

  add_file (fixture, POSTER_MEDIA_VIDEO);
  g_assert_cmpuint (n_asked, ==, 1);
  nickname = app_test_find (GTK_WIDGET (fixture->window->options), GTK_TYPE_LABEL, "The Kitchen");
  g_assert_nonnull (nickname);
  g_assert_true (is_visible (nickname));
  g_assert_nonnull (app_test_find (gtk_widget_get_parent (nickname), POSTER_TYPE_ACCOUNT_AVATAR, NULL));

  /* Each time that it is shown: the same window, and another one. */
  n_before = n_asked;
  gtk_widget_set_visible (GTK_WIDGET (fixture->window), FALSE);
  creator_text = CREATOR ("The New Kitchen", "true", "600", ALL_ON);
  gtk_widget_set_visible (GTK_WIDGET (fixture->window), TRUE);
  app_test_wait (is_open, fixture->window);
  app_test_wait (is_settled, fixture->window);
  g_assert_cmpuint (n_asked, ==, n_before + 1);
  while (!form_says (fixture, "The New Kitchen"))
    app_test_wait_frames (GTK_WIDGET (fixture->window), 1);
  n_before = n_asked;
  close_window (fixture);
  open_window (fixture);
  settle (fixture);
  g_assert_cmpuint (n_asked, ==, n_before + 1);
}

static void
test_1b_later (Fixture       *fixture,
               gconstpointer  data)
{
  GError refusal = { POSTER_ERROR, POSTER_ERROR_RATE_LIMITED,
                     (char *) "TikTok takes no more posts of this account today. Try again tomorrow." };

  /* As a Late server says it. */
  add_file (fixture, POSTER_MEDIA_VIDEO);
  choose (fixture, "Everyone", TRUE);
  g_assert_false (can_publish (fixture));
  g_assert_true (bar_says (fixture, "TikTok takes no more posts from The Kitchen for now."));
  g_assert_true (says (GTK_WIDGET (fixture->window->stage), "Try again later."));

  /* As TikTok says it. */
  creator_error = &refusal;
  poster_creators_ask (fixture->window->creators);
  settle (fixture);
  while (!bar_says (fixture, "Try again tomorrow."))
    app_test_wait_frames (GTK_WIDGET (fixture->window), 1);
  g_assert_false (can_publish (fixture));
}

static void
test_1c_duration (Fixture       *fixture,
                  gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_VIDEO);
  choose (fixture, "Everyone", TRUE);
  g_assert_false (can_publish (fixture));
  g_assert_true (bar_says (fixture, "21"));
  g_assert_true (bar_says (fixture, "20"));
}

/* (transfer full): the only post that is stored */
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
type (Fixture    *fixture,
      const char *text)
{
  gtk_text_buffer_set_text (poster_caption_box_get_buffer (fixture->window->caption_box), text, -1);
  poster_caption_box_commit (fixture->window->caption_box);
}

static void
publish (Fixture *fixture)
{
  settle (fixture);
  g_assert_true (can_publish (fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "composer.publish", NULL);
  app_test_wait (is_gone, &fixture->window);
}

static void
test_2a_caption (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkTextBuffer *buffer = poster_caption_box_get_buffer (fixture->window->caption_box);

  add_file (fixture, POSTER_MEDIA_VIDEO);
  /* Nothing is there that the person did not write. */
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 0);
  type (fixture, "Pasta #mine");
  g_assert_cmpstr (poster_draft_get_caption (fixture->window->draft), ==, "Pasta #mine");
  type (fixture, "");
  g_assert_cmpstr (poster_draft_get_caption (fixture->window->draft), ==, "");
}

static void
test_2b_privacy (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(JsonObject) options = NULL;

  add_file (fixture, POSTER_MEDIA_VIDEO);
  g_assert_false (gtk_check_button_get_active (radio_of (fixture, "Everyone")));
  g_assert_false (gtk_check_button_get_active (radio_of (fixture, "Friends")));
  g_assert_false (gtk_check_button_get_active (radio_of (fixture, "Only me")));
  /* The fourth that TikTok has is not among those of this creator. */
  g_assert_null (find_row (GTK_WIDGET (fixture->window->options), "Followers"));
  options = poster_draft_dup_options (fixture->window->draft, "tiktok");
  g_assert_cmpuint (json_object_get_size (options), ==, 0);
  g_assert_true (says (get_row (fixture, "Who can see it"), "Choose…"));
  g_assert_true (bar_says (fixture, "Choose who can see it."));
  g_assert_false (can_publish (fixture));
  choose (fixture, "Friends", TRUE);
  g_assert_true (can_publish (fixture));
}

static void
test_2c_interaction (Fixture       *fixture,
                     gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_VIDEO);
  g_assert_false (gtk_check_button_get_active (check_of (fixture, "Comment")));
  g_assert_false (gtk_check_button_get_active (check_of (fixture, "Duet")));
  g_assert_false (gtk_check_button_get_active (check_of (fixture, "Stitch")));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (check_of (fixture, "Comment"))));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (check_of (fixture, "Duet"))));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (check_of (fixture, "Stitch"))));
  g_assert_true (form_says (fixture, "Duet and Stitch are turned off in @kitchen’s own settings"));
}

static void
test_2c_photos (Fixture       *fixture,
                gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_IMAGE);
  g_assert_true (is_visible (GTK_WIDGET (check_of (fixture, "Comment"))));
  g_assert_false (gtk_check_button_get_active (check_of (fixture, "Comment")));
  g_assert_false (is_visible (GTK_WIDGET (check_of (fixture, "Duet"))));
  g_assert_false (is_visible (GTK_WIDGET (check_of (fixture, "Stitch"))));
}

static void
test_3a_switch (Fixture       *fixture,
                gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_VIDEO);
  g_assert_true (is_visible (GTK_WIDGET (get_disclosure (fixture))));
  g_assert_false (adw_expander_row_get_enable_expansion (get_disclosure (fixture)));
}

static void
test_3b_boxes (Fixture       *fixture,
               gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_VIDEO);
  disclose (fixture, TRUE);
  g_assert_true (adw_expander_row_get_expanded (get_disclosure (fixture)));
  g_assert_false (gtk_check_button_get_active (radio_of (fixture, "Your brand")));
  g_assert_false (gtk_check_button_get_active (radio_of (fixture, "Branded content")));
  /* Both at once can be ticked. */
  choose (fixture, "Your brand", TRUE);
  choose (fixture, "Branded content", TRUE);
  g_assert_true (gtk_check_button_get_active (radio_of (fixture, "Your brand")));
}

static void
test_3c_prompts (Fixture       *fixture,
                 gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_VIDEO);
  disclose (fixture, TRUE);
  g_assert_false (form_says (fixture, "labeled as"));
  choose (fixture, "Your brand", TRUE);
  g_assert_true (form_says (fixture, "Your video will be " PROMOTIONAL));
  choose (fixture, "Branded content", TRUE);
  g_assert_true (form_says (fixture, "Your video will be " PAID));
  g_assert_false (form_says (fixture, PROMOTIONAL));
  choose (fixture, "Your brand", FALSE);
  g_assert_true (form_says (fixture, "Your video will be " PAID));
  choose (fixture, "Branded content", FALSE);
  g_assert_false (form_says (fixture, "labeled as"));
}

static void
test_3c_prompts_of_photos (Fixture       *fixture,
                           gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_IMAGE);
  disclose (fixture, TRUE);
  choose (fixture, "Your brand", TRUE);
  g_assert_true (form_says (fixture, "Your photo will be " PROMOTIONAL));
  choose (fixture, "Branded content", TRUE);
  g_assert_true (form_says (fixture, "Your photo will be " PAID));
}

static void
test_3d_nothing_ticked (Fixture       *fixture,
                        gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_VIDEO);
  choose (fixture, "Everyone", TRUE);
  g_assert_true (can_publish (fixture));
  disclose (fixture, TRUE);
  g_assert_false (can_publish (fixture));
  g_assert_true (bar_says (fixture, WHICH));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_button (fixture)), ==, WHICH);
  gtk_test_accessible_assert_property (get_button (fixture), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, WHICH);
  choose (fixture, "Your brand", TRUE);
  g_assert_true (can_publish (fixture));
  g_assert_null (gtk_widget_get_tooltip_text (get_button (fixture)));
}

static void
test_3e_branded (Fixture       *fixture,
                 gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_VIDEO);
  disclose (fixture, TRUE);
  choose (fixture, "Branded content", TRUE);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (radio_of (fixture, "Only me"))));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (radio_of (fixture, "Everyone"))));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_row (fixture, "Only me")), ==, PRIVATE_REASON);
  g_assert_true (says (get_row (fixture, "Only me"), PRIVATE_REASON));
}

static void
test_3e_private (Fixture       *fixture,
                 gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_VIDEO);
  choose (fixture, "Only me", TRUE);
  disclose (fixture, TRUE);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (radio_of (fixture, "Branded content"))));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (radio_of (fixture, "Your brand"))));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_row (fixture, "Branded content")), ==, PRIVATE_REASON);
  g_assert_true (says (get_row (fixture, "Branded content"), PRIVATE_REASON));
}

#define USUAL_WORDS "By posting, you agree to TikTok's Music Usage Confirmation."
#define BRANDED_WORDS "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation."

static GtkWidget *
find_declaration (Fixture    *fixture,
                  GtkWidget  *root,
                  const char *words)
{
  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), words))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_declaration (fixture, child, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_4a_declaration (Fixture       *fixture,
                     gconstpointer  data)
{
  GtkWidget *declaration;

  add_file (fixture, POSTER_MEDIA_VIDEO);
  declaration = find_declaration (fixture, GTK_WIDGET (fixture->window->publish_bar), USUAL_WORDS);
  g_assert_nonnull (declaration);
  g_assert_true (gtk_widget_get_mapped (declaration));
  /* Beside the button, in the bar that never scrolls. */
  g_assert_true (gtk_widget_is_ancestor (get_button (fixture), gtk_widget_get_parent (gtk_widget_get_parent (declaration))));
  g_assert_null (gtk_widget_get_ancestor (declaration, GTK_TYPE_SCROLLED_WINDOW));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (declaration)),
                            "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en"));
  /* Your own brand changes nothing about it. */
  disclose (fixture, TRUE);
  choose (fixture, "Your brand", TRUE);
  g_assert_true (bar_says (fixture, USUAL_WORDS));
}

static void
test_4b_declaration (Fixture       *fixture,
                     gconstpointer  data)
{
  GtkWidget *declaration;

  add_file (fixture, POSTER_MEDIA_VIDEO);
  disclose (fixture, TRUE);
  choose (fixture, "Branded content", TRUE);
  declaration = find_declaration (fixture, GTK_WIDGET (fixture->window->publish_bar), BRANDED_WORDS);
  g_assert_nonnull (declaration);
  g_assert_true (gtk_widget_get_mapped (declaration));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (declaration)),
                            "https://www.tiktok.com/legal/page/global/bc-policy/en"));
  choose (fixture, "Your brand", TRUE);
  g_assert_true (bar_says (fixture, BRANDED_WORDS));
  choose (fixture, "Branded content", FALSE);
  g_assert_false (bar_says (fixture, BRANDED_WORDS));
  g_assert_true (bar_says (fixture, USUAL_WORDS));
}

static void
test_5a_preview (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *preview;

  add_file (fixture, POSTER_MEDIA_VIDEO);
  preview = app_test_find (GTK_WIDGET (fixture->window->stage), POSTER_TYPE_PREVIEW, NULL);
  g_assert_nonnull (preview);
  g_assert_true (gtk_widget_get_mapped (preview));
  g_assert_cmpint (gtk_widget_get_height (preview), >, 200);
}

static void
test_5b_nothing_added (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autoptr(PosterPost) post = NULL;
  PosterMediaItem *item;

  add_file (fixture, POSTER_MEDIA_VIDEO);
  type (fixture, "Pasta #mine");
  choose (fixture, "Everyone", TRUE);
  publish (fixture);
  post = dup_post (fixture);
  g_assert_cmpstr (post->content, ==, "Pasta #mine");
  g_assert_cmpuint (post->media->len, ==, 1);
  item = g_ptr_array_index (post->media, 0);
  /* The very file. */
  path = g_build_filename (fixture->accounts.dir, "pasta", NULL);
  g_assert_cmpstr (item->path, ==, path);
  g_assert_cmpstr (item->sampled_hash, ==, "hash");
}

static gboolean
is_saved (gpointer user_data)
{
  return poster_draft_keeper_get_state (((PosterComposerWindow *) user_data)->keeper) == POSTER_KEEPING_SAVED;
}

/* The person's act is the consent: the draft has none, however complete it is. */
static void
test_5c_consent (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PosterPost) before = NULL;
  g_autoptr(PosterPost) after = NULL;
  PosterTarget *target;

  add_file (fixture, POSTER_MEDIA_VIDEO);
  choose (fixture, "Everyone", TRUE);
  poster_draft_keeper_save (fixture->window->keeper);
  app_test_wait (is_saved, fixture->window);
  before = dup_post (fixture);
  target = g_ptr_array_index (before->targets, 0);
  g_assert_cmpint (target->state, ==, POSTER_TARGET_DRAFT);
  g_assert_false (poster_json_get_boolean (target->options, "content_preview_confirmed", FALSE));
  g_assert_false (poster_json_get_boolean (target->options, "express_consent_given", FALSE));
  publish (fixture);
  after = dup_post (fixture);
  target = g_ptr_array_index (after->targets, 0);
  g_assert_cmpint (target->state, !=, POSTER_TARGET_DRAFT);
  g_assert_true (poster_json_get_boolean (target->options, "content_preview_confirmed", FALSE));
  g_assert_true (poster_json_get_boolean (target->options, "express_consent_given", FALSE));
}

/* Before it is sent, and after: the list of posts says the same. */
static void
test_5d_takes_a_while (Fixture       *fixture,
                       gconstpointer  data)
{
  add_file (fixture, POSTER_MEDIA_VIDEO);
  choose (fixture, "Everyone", TRUE);
  g_assert_true (says (GTK_WIDGET (fixture->window->stage), "It may take some minutes to appear."));
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

#define ADD_WITH(path, creator, func) g_test_add (path, Fixture, creator, set_up, func, tear_down)
#define ADD(path, func) ADD_WITH (path, NULL, func)
  ADD ("/tiktok-audit/1a-nickname-and-avatar-from-a-fresh-creator-info", test_1a_nickname);
  ADD_WITH ("/tiktok-audit/1b-cannot-post-now-try-later", CREATOR ("The Kitchen", "false", "600", ALL_ON), test_1b_later);
  ADD_WITH ("/tiktok-audit/1c-no-longer-than-the-creator-may", CREATOR ("The Kitchen", "true", "20", ALL_ON),
            test_1c_duration);
  ADD ("/tiktok-audit/2a-the-caption-is-the-persons-own", test_2a_caption);
  ADD ("/tiktok-audit/2b-privacy-without-a-default", test_2b_privacy);
  ADD_WITH ("/tiktok-audit/2c-interaction-is-off-and-greyed",
            CREATOR ("The Kitchen", "true", "600", "\"comment\":true,\"duet\":false,\"stitch\":false"),
            test_2c_interaction);
  ADD ("/tiktok-audit/2c-photos-only-comment", test_2c_photos);
  ADD ("/tiktok-audit/3a-disclosure-is-off-at-first", test_3a_switch);
  ADD ("/tiktok-audit/3b-two-boxes-none-ticked", test_3b_boxes);
  ADD ("/tiktok-audit/3c-prompts-by-choice", test_3c_prompts);
  ADD ("/tiktok-audit/3c-prompts-by-choice-for-photos", test_3c_prompts_of_photos);
  ADD ("/tiktok-audit/3d-nothing-ticked-cannot-be-published", test_3d_nothing_ticked);
  ADD ("/tiktok-audit/3e-branded-content-is-never-private", test_3e_branded);
  ADD ("/tiktok-audit/3e-what-is-private-is-never-branded", test_3e_private);
  ADD ("/tiktok-audit/4a-declaration-before-the-button", test_4a_declaration);
  ADD ("/tiktok-audit/4b-declaration-with-branded-content", test_4b_declaration);
  ADD ("/tiktok-audit/5a-the-preview-is-shown", test_5a_preview);
  ADD ("/tiktok-audit/5b-nothing-is-added", test_5b_nothing_added);
  ADD ("/tiktok-audit/5c-consent-is-the-persons-act", test_5c_consent);
  ADD ("/tiktok-audit/5d-says-that-it-takes-a-while", test_5d_takes_a_while);
  return g_test_run ();
}
