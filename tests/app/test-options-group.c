/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-error.h"
#include "poster-json.h"
#include "poster-media-facts.h"
#include "poster-options-group.h"
#include "poster-platforms.h"

#include "app-test.h"

#define LEVEL(value) "{\"value\":\"" value "\",\"label\":\"" value "\"}"
#define CREATOR(nickname, levels, interactions) \
  "{\"creator\":{\"nickname\":\"" nickname "\"},\"privacyLevels\":[" levels "]," \
  "\"postingLimits\":{\"maxVideoDurationSec\":300,\"interactionSettings\":{" interactions "}},\"canPostMore\":true}"
#define PUBLIC_LEVELS LEVEL ("PUBLIC_TO_EVERYONE") "," LEVEL ("MUTUAL_FOLLOW_FRIENDS") "," LEVEL ("SELF_ONLY")
#define PRIVATE_LEVELS LEVEL ("FOLLOWER_OF_CREATOR") "," LEVEL ("MUTUAL_FOLLOW_FRIENDS") "," LEVEL ("SELF_ONLY")
#define ALL_ON "\"comment\":true,\"duet\":true,\"stitch\":true"
#define NO_STITCH "\"comment\":true,\"duet\":true,\"stitch\":false"
#define NO_DUET_NO_STITCH "\"comment\":true,\"duet\":false,\"stitch\":false"

#define KITCHEN CREATOR ("The Kitchen", PUBLIC_LEVELS, NO_STITCH)
#define STUDIO CREATOR ("Studio", PUBLIC_LEVELS, ALL_ON)
#define SECRET CREATOR ("Secret", PRIVATE_LEVELS, NO_DUET_NO_STITCH)
#define STRANGE CREATOR ("Strange", LEVEL ("CLOSE_FRIENDS"), ALL_ON)

#define PRIVATE_REASON "Branded content visibility cannot be set to private."
#define WHICH "You need to indicate if your content promotes yourself, a third party, or both."

static PosterPlatforms *platforms;

typedef struct
{
  PosterOptionsGroup *group;
  GtkWidget          *window;
  GPtrArray          *accounts;
  guint               changes;
} Fixture;

static void
count_cb (Fixture *fixture)
{
  fixture->changes++;
}

static PosterAccount *
make_account (const char *platform,
              const char *username)
{
  PosterAccount *account = poster_account_new ("tiktok", platform, username);

  g_free (account->username);
  account->username = g_strdup (username);
  g_free (account->display_name);
  account->display_name = g_strdup_printf ("Name of %s", username);
  account->is_active = TRUE;
  return account;
}

static void
set_up_platform (Fixture        *fixture,
                 PosterPlatform *platform)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  fixture->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->group = POSTER_OPTIONS_GROUP (poster_options_group_new (platform));
  fixture->changes = 0;
  g_signal_connect_swapped (fixture->group, "changed", G_CALLBACK (count_cb), fixture);
  gtk_widget_set_margin_top (GTK_WIDGET (fixture->group), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (fixture->group), 12);
  gtk_widget_set_margin_start (GTK_WIDGET (fixture->group), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (fixture->group), 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 624);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 624);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (fixture->group));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  fixture->window = app_test_show (scroller, 720, 560);
}

static void
set_up (Fixture *fixture)
{
  set_up_platform (fixture, poster_platforms_find (platforms, "tiktok"));
}

static void
tear_down (Fixture *fixture)
{
  app_test_close (fixture->window);
  g_ptr_array_unref (fixture->accounts);
}

/* Username, creator, username, creator, …, NULL; a creator that is "" is still asked. */
static void
set_accounts (Fixture    *fixture,
              const char *username,
              ...)
{
  g_autoptr(GPtrArray) creators = g_ptr_array_new ();
  g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  va_list arguments;

  g_ptr_array_set_size (fixture->accounts, 0);
  va_start (arguments, username);
  while (username != NULL)
    {
      const char *text = va_arg (arguments, const char *);
      JsonObject *creator = *text != '\0' ? poster_json_parse_object (text, -1, NULL) : NULL;

      g_assert_true (creator != NULL || *text == '\0');
      if (creator != NULL)
        g_ptr_array_add (owned, creator);
      g_ptr_array_add (creators, creator);
      g_ptr_array_add (fixture->accounts, make_account ("tiktok", username));
      username = va_arg (arguments, const char *);
    }
  va_end (arguments);
  poster_options_group_set_accounts (fixture->group, fixture->accounts, creators);
}

static void
set_options (Fixture    *fixture,
             const char *text)
{
  g_autoptr(JsonObject) options = poster_json_parse_object (text, -1, NULL);

  g_assert_nonnull (options);
  poster_options_group_set_options (fixture->group, options);
}

#define assert_options(fixture, expected) G_STMT_START { \
  g_autoptr(JsonObject) options_ = poster_options_group_dup_options ((fixture)->group); \
  g_autofree char *text_ = poster_json_to_text (options_, FALSE); \
  g_assert_cmpstr (text_, ==, expected); \
} G_STMT_END

/* The first. */
#define assert_missing(fixture, expected) G_STMT_START { \
  g_autoptr(GPtrArray) missing_ = poster_options_group_dup_missing ((fixture)->group); \
  g_assert_cmpstr (missing_->len > 0 ? g_ptr_array_index (missing_, 0) : NULL, ==, expected); \
} G_STMT_END

/* The row of that title. */
static GtkWidget *
find_row (Fixture    *fixture,
          const char *title)
{
  return app_test_find (GTK_WIDGET (fixture->group), ADW_TYPE_PREFERENCES_ROW, title);
}

static GtkWidget *
get_row (Fixture    *fixture,
         const char *title)
{
  GtkWidget *row = find_row (fixture, title);

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

/* Whether the group says that somewhere for everybody to see. */
static gboolean
says (GtkWidget  *root,
      const char *text)
{
  if (GTK_IS_LABEL (root) && is_visible (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static GtkCheckButton *
radio_of (Fixture    *fixture,
          const char *title)
{
  GtkWidget *radio = app_test_find (get_row (fixture, title), GTK_TYPE_CHECK_BUTTON, NULL);

  g_assert_nonnull (radio);
  return GTK_CHECK_BUTTON (radio);
}

/* One of those side by side. */
static GtkCheckButton *
check_of (Fixture    *fixture,
          const char *label)
{
  GtkWidget *row = get_row (fixture, "Allow");
  GtkWidget *found = app_test_find (row, GTK_TYPE_LABEL, label);
  GtkWidget *check = found != NULL ? gtk_widget_get_ancestor (found, GTK_TYPE_CHECK_BUTTON) : NULL;

  g_assert_nonnull (check);
  return GTK_CHECK_BUTTON (check);
}

#define is_sensitive(widget) gtk_widget_is_sensitive (GTK_WIDGET (widget))
#define choose(fixture, title) gtk_check_button_set_active (radio_of (fixture, title), TRUE)
#define untick(fixture, title) gtk_check_button_set_active (radio_of (fixture, title), FALSE)

static void
disclose (Fixture  *fixture,
          gboolean  is_on)
{
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (get_row (fixture, "Disclose commercial content")), is_on);
}

static void
test_starts_empty (void)
{
  Fixture fixture;
  GtkWidget *row;

  set_up (&fixture);
  set_accounts (&fixture, "kitchen", KITCHEN, NULL);
  g_assert_true (says (GTK_WIDGET (fixture.group), "The Kitchen"));
  g_assert_true (says (GTK_WIDGET (fixture.group), "TikTok"));
  assert_options (&fixture, "{}");
  assert_missing (&fixture, "Choose who can see it.");

  row = get_row (&fixture, "Who can see it");
  g_assert_true (says (row, "Choose…"));
  g_assert_true (gtk_widget_has_css_class (app_test_find (row, GTK_TYPE_LABEL, "Choose…"), "warning"));
  g_assert_false (gtk_check_button_get_active (radio_of (&fixture, "Everyone")));
  g_assert_false (gtk_check_button_get_active (radio_of (&fixture, "Friends")));
  g_assert_false (gtk_check_button_get_active (radio_of (&fixture, "Only me")));
  g_assert_null (find_row (&fixture, "Followers"));

  g_assert_false (gtk_check_button_get_active (check_of (&fixture, "Comment")));
  g_assert_false (gtk_check_button_get_active (check_of (&fixture, "Duet")));
  g_assert_false (adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (get_row (&fixture,
                                                                                   "Disclose commercial content"))));
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (app_test_find (get_row (&fixture, "Made with AI"), GTK_TYPE_SWITCH,
                                                                    NULL))));
  g_assert_null (find_row (&fixture, "Kind of post"));
  g_assert_null (find_row (&fixture, "I have seen the preview and confirm it"));
  g_assert_null (find_row (&fixture, "Description"));
  g_assert_cmpuint (fixture.changes, ==, 0);
  app_test_save_picture (fixture.window, "options-one");
  tear_down (&fixture);
}

static void
test_choosing (void)
{
  Fixture fixture;

  set_up (&fixture);
  set_accounts (&fixture, "kitchen", KITCHEN, NULL);
  choose (&fixture, "Everyone");
  g_assert_cmpuint (fixture.changes, ==, 1);
  assert_options (&fixture, "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\"}");
  assert_missing (&fixture, NULL);
  g_assert_true (says (get_row (&fixture, "Who can see it"), "Everyone"));
  g_assert_false (says (get_row (&fixture, "Who can see it"), "Choose…"));
  choose (&fixture, "Friends");
  g_assert_cmpuint (fixture.changes, ==, 2);
  assert_options (&fixture, "{\"privacy_level\":\"MUTUAL_FOLLOW_FRIENDS\"}");

  gtk_check_button_set_active (check_of (&fixture, "Comment"), TRUE);
  gtk_switch_set_active (GTK_SWITCH (app_test_find (get_row (&fixture, "Made with AI"), GTK_TYPE_SWITCH, NULL)), TRUE);
  g_assert_cmpuint (fixture.changes, ==, 4);
  assert_options (&fixture, "{\"privacy_level\":\"MUTUAL_FOLLOW_FRIENDS\",\"allow_comment\":true,"
                            "\"video_made_with_ai\":true}");
  gtk_check_button_set_active (check_of (&fixture, "Comment"), FALSE);
  assert_options (&fixture, "{\"privacy_level\":\"MUTUAL_FOLLOW_FRIENDS\",\"video_made_with_ai\":true}");
  tear_down (&fixture);
}

/* What an account's own settings refuse is greyed, off, and it says by whom. */
static void
test_refused_by_account (void)
{
  Fixture fixture;
  GtkWidget *row;

  set_up (&fixture);
  set_accounts (&fixture, "kitchen", KITCHEN, "studio", STUDIO, NULL);
  row = get_row (&fixture, "Allow");
  g_assert_true (says (row, "Stitch is turned off in @kitchen’s own settings"));
  g_assert_false (is_sensitive (check_of (&fixture, "Stitch")));
  g_assert_true (is_sensitive (check_of (&fixture, "Duet")));
  gtk_test_accessible_assert_property (check_of (&fixture, "Stitch"), GTK_ACCESSIBLE_PROPERTY_LABEL, "Allow stitches");
  g_assert_nonnull (gtk_widget_get_tooltip_text (GTK_WIDGET (check_of (&fixture, "Stitch"))));
  app_test_save_picture (fixture.window, "options-two");

  set_accounts (&fixture, "secret", SECRET, NULL);
  g_assert_true (says (row, "Duet and Stitch are turned off in @secret’s own settings"));
  set_accounts (&fixture, "secret", SECRET, "kitchen", KITCHEN, NULL);
  g_assert_true (says (row, "Duet is turned off in @secret’s own settings\n"
                            "Stitch is turned off in @secret and @kitchen’s own settings"));
  set_accounts (&fixture, "studio", STUDIO, NULL);
  g_assert_true (is_sensitive (check_of (&fixture, "Stitch")));
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (check_of (&fixture, "Stitch"))));
  tear_down (&fixture);
}

static void
test_shared_choices (void)
{
  Fixture fixture;
  GtkWidget *row;

  set_up (&fixture);
  set_accounts (&fixture, "kitchen", KITCHEN, "secret", SECRET, NULL);
  g_assert_null (find_row (&fixture, "Everyone"));
  g_assert_null (find_row (&fixture, "Followers"));
  g_assert_nonnull (find_row (&fixture, "Friends"));
  g_assert_nonnull (find_row (&fixture, "Only me"));

  set_accounts (&fixture, "kitchen", KITCHEN, "strange", STRANGE, NULL);
  row = get_row (&fixture, "Who can see it");
  g_assert_true (says (row, "@kitchen and @strange offer no choice that all of them have. Post to one at a time."));
  g_assert_false (is_sensitive (row));
  assert_missing (&fixture, "Choose who can see it.");
  tear_down (&fixture);
}

/* What can no longer be chosen is gone, and one sees it. */
static void
test_drops (void)
{
  Fixture fixture;

  set_up (&fixture);
  set_accounts (&fixture, "studio", STUDIO, NULL);
  choose (&fixture, "Everyone");
  gtk_check_button_set_active (check_of (&fixture, "Stitch"), TRUE);
  gtk_check_button_set_active (check_of (&fixture, "Comment"), TRUE);
  g_assert_cmpuint (fixture.changes, ==, 3);
  set_accounts (&fixture, "studio", STUDIO, "secret", SECRET, NULL);
  g_assert_cmpuint (fixture.changes, ==, 4);
  assert_options (&fixture, "{\"allow_comment\":true}");
  g_assert_true (says (get_row (&fixture, "Who can see it"), "Choose…"));
  g_assert_false (gtk_check_button_get_active (radio_of (&fixture, "Friends")));
  g_assert_false (gtk_check_button_get_active (check_of (&fixture, "Stitch")));
  assert_missing (&fixture, "Choose who can see it.");

  /* It does not come back by itself. */
  set_accounts (&fixture, "studio", STUDIO, NULL);
  g_assert_true (says (get_row (&fixture, "Who can see it"), "Choose…"));
  assert_options (&fixture, "{\"allow_comment\":true}");

  poster_options_group_set_kind (fixture.group, POSTER_POST_VIDEO);
  gtk_check_button_set_active (check_of (&fixture, "Duet"), TRUE);
  /* No file at the moment: nothing is decided by that. */
  poster_options_group_set_kind (fixture.group, POSTER_POST_TEXT);
  g_assert_true (gtk_check_button_get_active (check_of (&fixture, "Duet")));
  g_assert_cmpuint (fixture.changes, ==, 5);
  poster_options_group_set_kind (fixture.group, POSTER_POST_PHOTO);
  g_assert_cmpuint (fixture.changes, ==, 6);
  poster_options_group_set_kind (fixture.group, POSTER_POST_VIDEO);
  g_assert_cmpuint (fixture.changes, ==, 6);
  assert_options (&fixture, "{\"allow_comment\":true}");
  g_assert_false (gtk_check_button_get_active (check_of (&fixture, "Duet")));
  tear_down (&fixture);
}

/* Content Sharing Guidelines, points 3a to 3d. */
static void
test_disclosure (void)
{
  Fixture fixture;

  set_up (&fixture);
  set_accounts (&fixture, "studio", STUDIO, NULL);
  choose (&fixture, "Everyone");
  g_assert_false (says (GTK_WIDGET (fixture.group), "Your video will be labeled as “Promotional content”"));

  disclose (&fixture, TRUE);
  assert_missing (&fixture, WHICH);
  g_assert_false (gtk_check_button_get_active (radio_of (&fixture, "Your brand")));
  g_assert_false (gtk_check_button_get_active (radio_of (&fixture, "Branded content")));
  g_assert_false (says (GTK_WIDGET (fixture.group), "Your video will be labeled as “Promotional content”"));
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (get_row (&fixture, "Disclose commercial content"))));
  gtk_test_accessible_assert_property (app_test_find (get_row (&fixture, "Disclose commercial content"), GTK_TYPE_SWITCH,
                                                      NULL), GTK_ACCESSIBLE_PROPERTY_LABEL, "Disclose commercial content");

  choose (&fixture, "Your brand");
  assert_missing (&fixture, NULL);
  assert_options (&fixture, "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"commercial_content_type\":\"brand_organic\"}");
  g_assert_true (says (GTK_WIDGET (fixture.group), "Your video will be labeled as “Promotional content”"));
  choose (&fixture, "Branded content");
  assert_options (&fixture, "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"commercial_content_type\":\"brand_content\","
                            "\"is_brand_organic_post\":true}");
  g_assert_true (says (GTK_WIDGET (fixture.group), "Your video will be labeled as “Paid partnership”"));
  untick (&fixture, "Your brand");
  assert_options (&fixture, "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"commercial_content_type\":\"brand_content\"}");
  g_assert_true (says (GTK_WIDGET (fixture.group), "Your video will be labeled as “Paid partnership”"));
  app_test_save_picture (fixture.window, "options-disclosure");
  poster_options_group_set_kind (fixture.group, POSTER_POST_PHOTO);
  g_assert_true (says (GTK_WIDGET (fixture.group), "Your photo will be labeled as “Paid partnership”"));
  poster_options_group_set_kind (fixture.group, POSTER_POST_VIDEO);
  untick (&fixture, "Branded content");
  assert_missing (&fixture, WHICH);
  assert_options (&fixture, "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\"}");

  choose (&fixture, "Your brand");
  disclose (&fixture, FALSE);
  assert_missing (&fixture, NULL);
  assert_options (&fixture, "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\"}");
  disclose (&fixture, TRUE);
  g_assert_false (gtk_check_button_get_active (radio_of (&fixture, "Your brand")));
  tear_down (&fixture);
}

/* Point 3e, in both directions. */
static void
test_branded_is_not_private (void)
{
  Fixture fixture;

  set_up (&fixture);
  set_accounts (&fixture, "studio", STUDIO, NULL);
  disclose (&fixture, TRUE);
  choose (&fixture, "Branded content");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_row (&fixture, "Who can see it")), TRUE);
  g_assert_false (is_sensitive (radio_of (&fixture, "Only me")));
  g_assert_true (is_sensitive (radio_of (&fixture, "Friends")));
  g_assert_true (says (get_row (&fixture, "Only me"), PRIVATE_REASON));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_row (&fixture, "Only me")), ==, PRIVATE_REASON);
  gtk_test_accessible_assert_property (radio_of (&fixture, "Only me"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       PRIVATE_REASON);
  choose (&fixture, "Everyone");
  app_test_save_picture (fixture.window, "options-branded");

  untick (&fixture, "Branded content");
  choose (&fixture, "Your brand");
  g_assert_true (is_sensitive (radio_of (&fixture, "Only me")));
  g_assert_false (says (get_row (&fixture, "Only me"), PRIVATE_REASON));
  choose (&fixture, "Only me");
  g_assert_false (is_sensitive (radio_of (&fixture, "Branded content")));
  g_assert_true (is_sensitive (radio_of (&fixture, "Your brand")));
  g_assert_true (says (get_row (&fixture, "Branded content"), PRIVATE_REASON));
  app_test_save_picture (fixture.window, "options-private");
  choose (&fixture, "Friends");
  g_assert_true (is_sensitive (radio_of (&fixture, "Branded content")));
  g_assert_true (says (get_row (&fixture, "Branded content"), "You are promoting another brand or a third party"));
  tear_down (&fixture);
}

static char *
plain_declaration (Fixture *fixture)
{
  g_autofree char *markup = poster_options_group_dup_declaration (fixture->group);
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));
  char *plain;

  gtk_label_set_markup (GTK_LABEL (label), markup);
  plain = g_strdup (gtk_label_get_text (GTK_LABEL (label)));
  g_object_unref (label);
  return plain;
}

/* Points 4a and 4b. */
static void
test_declaration (void)
{
  Fixture fixture;
  g_autofree char *usual = NULL;
  g_autofree char *of_branded = NULL;
  g_autofree char *markup = NULL;

  set_up (&fixture);
  set_accounts (&fixture, "studio", STUDIO, NULL);
  usual = plain_declaration (&fixture);
  g_assert_cmpstr (usual, ==, "By posting, you agree to TikTok's Music Usage Confirmation.");
  disclose (&fixture, TRUE);
  choose (&fixture, "Branded content");
  of_branded = plain_declaration (&fixture);
  g_assert_cmpstr (of_branded, ==,
                   "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation.");
  markup = poster_options_group_dup_declaration (fixture.group);
  g_assert_nonnull (strstr (markup, "<a href=\"https://www.tiktok.com/legal/page/global/bc-policy/en\">"));
  tear_down (&fixture);
}

static void
test_photos (void)
{
  Fixture fixture;
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_media_facts_unref);
  GtkSpinButton *spin;

  set_up (&fixture);
  set_accounts (&fixture, "kitchen", KITCHEN, NULL);
  g_assert_false (is_visible (get_row (&fixture, "Add music automatically")));
  g_assert_true (gtk_widget_get_visible (get_row (&fixture, "Cover, in seconds from the start")));
  poster_options_group_set_kind (fixture.group, POSTER_POST_PHOTO);
  g_assert_true (is_visible (GTK_WIDGET (check_of (&fixture, "Comment"))));
  g_assert_false (is_visible (GTK_WIDGET (check_of (&fixture, "Duet"))));
  g_assert_false (is_visible (GTK_WIDGET (check_of (&fixture, "Stitch"))));
  g_assert_false (says (get_row (&fixture, "Allow"), "Stitch is turned off in @kitchen’s own settings"));
  g_assert_true (says (get_row (&fixture, "Made with AI"), "TikTok will say so under the photos"));
  g_assert_true (gtk_widget_get_visible (get_row (&fixture, "Add music automatically")));
  g_assert_false (gtk_widget_get_visible (get_row (&fixture, "Cover, in seconds from the start")));

  /* People count pictures from 1. */
  for (guint i = 0; i < 3; i++)
    {
      PosterMediaFacts *facts = poster_media_facts_new ();

      facts->type = POSTER_MEDIA_IMAGE;
      g_ptr_array_add (files, facts);
    }
  poster_options_group_set_media (fixture.group, files);
  spin = GTK_SPIN_BUTTON (app_test_find (get_row (&fixture, "Cover, number of the photo"), GTK_TYPE_SPIN_BUTTON, NULL));
  g_assert_cmpfloat (gtk_spin_button_get_value (spin), ==, 1);
  gtk_spin_button_set_value (spin, 9);
  g_assert_cmpfloat (gtk_spin_button_get_value (spin), ==, 3);
  assert_options (&fixture, "{\"photo_cover_index\":2}");
  g_ptr_array_set_size (files, 2);
  poster_options_group_set_media (fixture.group, files);
  assert_options (&fixture, "{}");
  g_assert_cmpfloat (gtk_spin_button_get_value (spin), ==, 1);
  app_test_save_picture (fixture.window, "options-photos");
  tear_down (&fixture);
}

static void
test_seconds (void)
{
  Fixture fixture;
  GtkSpinButton *spin;

  set_up (&fixture);
  set_accounts (&fixture, "kitchen", KITCHEN, NULL);
  spin = GTK_SPIN_BUTTON (app_test_find (get_row (&fixture, "Cover, in seconds from the start"), GTK_TYPE_SPIN_BUTTON,
                                         NULL));
  g_assert_cmpfloat (gtk_spin_button_get_value (spin), ==, 1);
  gtk_spin_button_set_value (spin, 2.5);
  assert_options (&fixture, "{\"video_cover_timestamp_ms\":2500}");
  g_assert_cmpuint (fixture.changes, ==, 1);
  tear_down (&fixture);
}

/* A draft in TikTok's inbox is finished there, privacy included. */
static void
test_inbox (void)
{
  Fixture fixture;

  set_up (&fixture);
  set_accounts (&fixture, "kitchen", KITCHEN, NULL);
  gtk_switch_set_active (GTK_SWITCH (app_test_find (get_row (&fixture, "Send to TikTok inbox"), GTK_TYPE_SWITCH, NULL)),
                         TRUE);
  assert_options (&fixture, "{\"draft\":true}");
  assert_missing (&fixture, NULL);
  g_assert_true (says (get_row (&fixture, "Who can see it"), "Not needed"));
  tear_down (&fixture);
}

/* While a service is asked, nothing that depends on the answer can be chosen, and nothing jumps. */
static void
test_asking (void)
{
  Fixture fixture;
  GtkWidget *row;
  GtkWidget *allow;
  int height;
  int allow_height;

  set_up (&fixture);
  set_accounts (&fixture, "kitchen", "", "studio", STUDIO, NULL);
  row = get_row (&fixture, "Who can see it");
  allow = get_row (&fixture, "Allow");
  g_assert_false (is_sensitive (row));
  g_assert_true (gtk_spinner_get_spinning (GTK_SPINNER (app_test_find (row, GTK_TYPE_SPINNER, NULL))));
  g_assert_false (is_sensitive (check_of (&fixture, "Comment")));
  g_assert_true (is_sensitive (get_row (&fixture, "Made with AI")));
  g_assert_true (says (row, "Asking TikTok what @kitchen may do…"));
  g_assert_true (says (GTK_WIDGET (fixture.group), "Name of kitchen"));
  g_assert_true (says (GTK_WIDGET (fixture.group), "Studio"));
  assert_missing (&fixture, "Asking TikTok what @kitchen may do…");
  app_test_save_picture (fixture.window, "options-asking");
  height = gtk_widget_get_height (row);
  allow_height = gtk_widget_get_height (allow);

  set_accounts (&fixture, "kitchen", KITCHEN, "studio", STUDIO, NULL);
  app_test_wait_frames (fixture.window, 2);
  g_assert_true (is_sensitive (row));
  g_assert_true (is_sensitive (check_of (&fixture, "Comment")));
  g_assert_false (is_visible (app_test_find (row, GTK_TYPE_SPINNER, NULL)));
  g_assert_cmpint (gtk_widget_get_height (row), ==, height);
  g_assert_cmpint (gtk_widget_get_height (allow), ==, allow_height);
  set_accounts (&fixture, "studio", STUDIO, NULL);
  app_test_wait_frames (fixture.window, 2);
  g_assert_cmpint (gtk_widget_get_height (allow), ==, allow_height);
  tear_down (&fixture);
}

static void
ask_again_cb (PosterOptionsGroup *group,
              PosterAccount      *account,
              gpointer            user_data)
{
  char **username = user_data;

  *username = g_strdup (account->username);
}

static void
test_asking_failed (void)
{
  Fixture fixture;
  g_autofree char *username = NULL;
  g_autoptr(GError) unplugged = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, "There is no network.");
  g_autoptr(GError) busy = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_RATE_LIMITED, "Try again in an hour.");
  GtkWidget *button;
  PosterAccount *kitchen;

  set_up (&fixture);
  g_signal_connect (fixture.group, "ask-again", G_CALLBACK (ask_again_cb), &username);
  set_options (&fixture, "{\"privacy_level\":\"FOLLOWER_OF_CREATOR\"}");
  set_accounts (&fixture, "kitchen", "", "studio", STUDIO, NULL);
  kitchen = g_ptr_array_index (fixture.accounts, 0);
  poster_options_group_set_trouble (fixture.group, kitchen->id, busy);
  g_assert_true (says (GTK_WIDGET (fixture.group), "TikTok takes no posts from @kitchen right now"));
  g_assert_true (says (GTK_WIDGET (fixture.group), "Try again in an hour."));
  poster_options_group_set_trouble (fixture.group, kitchen->id, unplugged);
  g_assert_true (says (GTK_WIDGET (fixture.group), "TikTok could not be reached"));
  g_assert_true (says (GTK_WIDGET (fixture.group), "There is no network."));
  g_assert_true (is_sensitive (get_row (&fixture, "Who can see it")));
  g_assert_true (is_sensitive (check_of (&fixture, "Stitch")));
  app_test_save_picture (fixture.window, "options-trouble");
  assert_missing (&fixture, "Choose who can see it.");
  choose (&fixture, "Everyone");
  assert_missing (&fixture, NULL);

  button = app_test_find (GTK_WIDGET (fixture.group), GTK_TYPE_BUTTON, "_Ask Again");
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (username, ==, "kitchen");
  poster_options_group_set_trouble (fixture.group, kitchen->id, NULL);
  g_assert_false (says (GTK_WIDGET (fixture.group), "There is no network."));
  g_assert_false (is_sensitive (get_row (&fixture, "Who can see it")));
  /* What was chosen waits for the answer. */
  assert_options (&fixture, "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\"}");

  /* Nobody else: all that the description knows. */
  set_accounts (&fixture, "kitchen", "", NULL);
  kitchen = g_ptr_array_index (fixture.accounts, 0);
  poster_options_group_set_trouble (fixture.group, kitchen->id, unplugged);
  g_assert_nonnull (find_row (&fixture, "Followers"));
  g_assert_nonnull (find_row (&fixture, "Everyone"));
  tear_down (&fixture);
}

static void
test_edit (void)
{
  Fixture fixture;

  set_up (&fixture);
  set_options (&fixture, "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"allow_comment\":true,\"allow_duet\":false,"
                         "\"commercial_content_type\":\"brand_organic\",\"brand_partner_promote\":true,"
                         "\"content_preview_confirmed\":true,\"express_consent_given\":true,\"unknown\":5,"
                         "\"description\":\"Kept\",\"allow_stitch\":\"yes\"}");
  set_accounts (&fixture, "kitchen", "", NULL);
  assert_options (&fixture, "{\"privacy_level\":\"PUBLIC_TO_EVERYONE\",\"allow_comment\":true,"
                            "\"commercial_content_type\":\"brand_content\",\"is_brand_organic_post\":true,"
                            "\"description\":\"Kept\"}");
  set_accounts (&fixture, "kitchen", KITCHEN, NULL);
  g_assert_true (gtk_check_button_get_active (radio_of (&fixture, "Everyone")));
  g_assert_true (gtk_check_button_get_active (check_of (&fixture, "Comment")));
  g_assert_true (gtk_check_button_get_active (radio_of (&fixture, "Your brand")));
  g_assert_true (gtk_check_button_get_active (radio_of (&fixture, "Branded content")));
  g_assert_true (adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (get_row (&fixture,
                                                                                  "Disclose commercial content"))));
  g_assert_cmpuint (fixture.changes, ==, 0);

  /* What the files are need not be known first. */
  set_options (&fixture, "{\"photo_cover_index\":3}");
  poster_options_group_set_kind (fixture.group, POSTER_POST_PHOTO);
  assert_options (&fixture, "{\"photo_cover_index\":3}");

  /* What excludes each other cannot both stay; privacy is asked for again. */
  set_options (&fixture, "{\"privacy_level\":\"SELF_ONLY\",\"commercial_content_type\":\"brand_content\"}");
  assert_options (&fixture, "{\"commercial_content_type\":\"brand_content\"}");
  g_assert_true (says (get_row (&fixture, "Who can see it"), "Choose…"));
  poster_options_group_set_options (fixture.group, NULL);
  assert_options (&fixture, "{}");
  g_assert_false (adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (get_row (&fixture,
                                                                                   "Disclose commercial content"))));
  tear_down (&fixture);
}

#define UNKNOWN_PLATFORM \
  "{\"platforms\":[{\"key\":\"loft\",\"name\":\"Loft\",\"glyph\":\"g\",\"kinds\":[\"video\"],\"rules\":[],\"options\":[" \
  "{\"key\":\"room\",\"label\":\"Room\",\"type\":\"choice\",\"choices\":[{\"value\":\"a\",\"label\":\"Attic\"}," \
  "{\"value\":\"b\",\"label\":\"Basement\"}],\"required\":true,\"source\":\"s\"}," \
  "{\"key\":\"headline\",\"label\":\"Headline\",\"type\":\"string\",\"max_length\":30,\"unit\":\"utf16\",\"source\":\"s\"}," \
  "{\"key\":\"count\",\"label\":\"Count\",\"type\":\"integer\",\"minimum\":2,\"source\":\"s\"}," \
  "{\"key\":\"loud\",\"label\":\"Loud\",\"type\":\"boolean\",\"default\":true,\"source\":\"s\"}," \
  "{\"key\":\"secret\",\"label\":\"Secret\",\"type\":\"boolean\",\"hidden\":true,\"source\":\"s\"}]}]}"

/* A new platform is data. */
static void
test_any_platform (void)
{
  g_autoptr(PosterPlatforms) others = poster_platforms_new_from_json (UNKNOWN_PLATFORM, -1, NULL);
  Fixture fixture;
  GtkWidget *entry;

  g_assert_nonnull (others);
  set_up_platform (&fixture, poster_platforms_find (others, "loft"));
  set_accounts (&fixture, "kitchen", "", NULL);
  assert_missing (&fixture, "Choose “Room”.");
  choose (&fixture, "Basement");
  assert_missing (&fixture, NULL);
  entry = get_row (&fixture, "Headline");
  g_assert_true (ADW_IS_ENTRY_ROW (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "Twenty characters are");
  g_assert_true (says (entry, "9 left"));
  g_assert_true (gtk_widget_has_css_class (app_test_find (entry, GTK_TYPE_LABEL, "9 left"), "warning"));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (app_test_find (get_row (&fixture, "Count"), GTK_TYPE_SPIN_BUTTON, NULL)),
                             4);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (app_test_find (get_row (&fixture, "Loud"), GTK_TYPE_SWITCH, NULL))));
  gtk_switch_set_active (GTK_SWITCH (app_test_find (get_row (&fixture, "Loud"), GTK_TYPE_SWITCH, NULL)), FALSE);
  assert_options (&fixture, "{\"room\":\"b\",\"headline\":\"Twenty characters are\",\"count\":4,\"loud\":false}");
  g_assert_null (find_row (&fixture, "Secret"));
  g_assert_null (poster_options_group_dup_declaration (fixture.group));
  app_test_save_picture (fixture.window, "options-any-platform");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  assert_options (&fixture, "{\"room\":\"b\",\"count\":4,\"loud\":false}");
  tear_down (&fixture);
}

/* At the least width of a window the checks go below the words. */
static void
test_narrow (void)
{
  Fixture fixture;
  GtkWidget *allow;
  graphene_rect_t words;
  graphene_rect_t check;

  set_up (&fixture);
  set_accounts (&fixture, "kitchen", KITCHEN, "studio", STUDIO, "secret", SECRET, NULL);
  allow = get_row (&fixture, "Allow");
  app_test_resize (fixture.window, 360, 560);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture.group)), <=, 360);
  g_assert_true (gtk_widget_compute_bounds (app_test_find (allow, GTK_TYPE_LABEL, "Allow"), allow, &words));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (check_of (&fixture, "Comment")), allow, &check));
  g_assert_cmpfloat (check.origin.y, >, words.origin.y + words.size.height);
  /* But for the ring of the focus. */
  g_assert_cmpfloat_with_epsilon (check.origin.x, words.origin.x, 4);
  app_test_save_picture (fixture.window, "options-narrow");
  tear_down (&fixture);
}

static void
test_dark (void)
{
  Fixture fixture;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  set_up (&fixture);
  set_accounts (&fixture, "kitchen", KITCHEN, "studio", STUDIO, NULL);
  disclose (&fixture, TRUE);
  choose (&fixture, "Branded content");
  choose (&fixture, "Everyone");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_row (&fixture, "Who can see it")), TRUE);
  app_test_save_picture (fixture.window, "options-dark");
  tear_down (&fixture);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  int result;

  app_test_init (&argc, &argv);
  platforms = poster_platforms_new (&error);
  g_assert_no_error (error);

  g_test_add_func ("/options-group/nothing-is-chosen-beforehand", test_starts_empty);
  g_test_add_func ("/options-group/only-what-was-chosen", test_choosing);
  g_test_add_func ("/options-group/refusals-say-by-whom", test_refused_by_account);
  g_test_add_func ("/options-group/choices-are-the-shared-ones", test_shared_choices);
  g_test_add_func ("/options-group/drops-what-is-no-longer-allowed", test_drops);
  g_test_add_func ("/options-group/disclosure", test_disclosure);
  g_test_add_func ("/options-group/branded-content-is-not-private", test_branded_is_not_private);
  g_test_add_func ("/options-group/declaration-before-publishing", test_declaration);
  g_test_add_func ("/options-group/of-photos", test_photos);
  g_test_add_func ("/options-group/milliseconds-are-seconds", test_seconds);
  g_test_add_func ("/options-group/inbox-needs-no-privacy", test_inbox);
  g_test_add_func ("/options-group/room-while-asking", test_asking);
  g_test_add_func ("/options-group/asking-failed", test_asking_failed);
  g_test_add_func ("/options-group/shows-stored-options", test_edit);
  g_test_add_func ("/options-group/a-platform-is-data", test_any_platform);
  g_test_add_func ("/options-group/narrow", test_narrow);
  g_test_add_func ("/options-group/dark", test_dark);

  result = g_test_run ();
  g_clear_object (&platforms);
  return result;
}
