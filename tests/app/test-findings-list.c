/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-account-chip.h"
#include "poster-composer-window-private.h"
#include "poster-finding-groups.h"
#include "poster-finding-place.h"
#include "poster-finding-row.h"
#include "poster-findings-list.h"
#include "poster-findings-more.h"
#include "poster-json.h"
#include "poster-media-tile.h"

static PosterPlatforms *platforms;

static PosterAccount *
new_account (const char *platform,
             const char *username)
{
  PosterAccount *account = poster_account_new ("tiktok", platform, username);

  g_free (account->id);
  account->id = g_strdup_printf ("%s-%s", platform, username);
  account->username = g_strdup (username);
  account->is_active = TRUE;
  return account;
}

static PosterFinding *
new_finding (const char     *platform,
             const char     *rule,
             PosterSeverity  severity,
             const char     *message,
             ...)
{
  PosterFinding *finding = poster_finding_new (platform, rule, severity, -1);
  const char *id;
  va_list ids;

  finding->message = g_strdup (message);
  va_start (ids, message);
  while ((id = va_arg (ids, const char *)) != NULL)
    g_ptr_array_add (finding->account_ids, g_strdup (id));
  va_end (ids);
  return finding;
}

/* "TikTok, both accounts: frame-rate aspect-ratio | @studio on TikTok: same-media" */
static char *
describe (GPtrArray *groups)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < groups->len; i++)
    {
      PosterFindingGroup *group = g_ptr_array_index (groups, i);

      g_string_append_printf (words, "%s%s:", i > 0 ? " | " : "", group->title != NULL ? group->title : "-");
      for (guint j = 0; j < group->findings->len; j++)
        g_string_append_printf (words, " %s", ((PosterFinding *) g_ptr_array_index (group->findings, j))->rule);
    }
  return g_string_free (words, FALSE);
}

#define assert_groups(findings, accounts, expected) G_STMT_START { \
  g_autoptr(GPtrArray) groups_ = poster_finding_groups_new (findings, accounts); \
  g_autofree char *words_ = describe (groups_); \
  g_assert_cmpstr (words_, ==, expected); \
} G_STMT_END

static void
test_groups (void)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  const char *kitchen = "tiktok-kitchen";
  const char *studio = "tiktok-studio";
  const char *photos = "instagram-photos";

  g_ptr_array_add (accounts, new_account ("tiktok", "kitchen"));
  g_ptr_array_add (findings, new_finding ("tiktok", "frame-rate", POSTER_SEVERITY_ERROR, "22.", kitchen, NULL));
  g_ptr_array_add (findings, new_finding ("tiktok", "hdr", POSTER_SEVERITY_INFO, "HDR.", kitchen, NULL));
  assert_groups (findings, accounts, "-: frame-rate hdr");

  g_ptr_array_add (accounts, new_account ("tiktok", "studio"));
  g_ptr_array_set_size (findings, 0);
  g_ptr_array_add (findings, new_finding ("tiktok", "can-post", POSTER_SEVERITY_ERROR, "Later.", studio, NULL));
  g_ptr_array_add (findings, new_finding ("tiktok", "frame-rate", POSTER_SEVERITY_ERROR, "22.", kitchen, studio, NULL));
  g_ptr_array_add (findings, new_finding ("tiktok", "aspect-ratio", POSTER_SEVERITY_WARNING, "Wide.", kitchen, studio,
                                          NULL));
  g_ptr_array_add (findings, new_finding ("tiktok", "same-media", POSTER_SEVERITY_WARNING, "Again.", kitchen, NULL));
  assert_groups (findings, accounts,
                 "TikTok, both accounts: frame-rate aspect-ratio | @studio on TikTok: can-post | "
                 "@kitchen on TikTok: same-media");

  /* Two platforms that say the same say it once. */
  g_ptr_array_add (accounts, new_account ("instagram", "photos"));
  g_ptr_array_set_size (findings, 0);
  g_ptr_array_add (findings, new_finding ("tiktok", "unreadable", POSTER_SEVERITY_ERROR, "Broken.", kitchen, studio, NULL));
  g_ptr_array_add (findings, new_finding ("instagram", "unreadable", POSTER_SEVERITY_ERROR, "Broken.", photos, NULL));
  g_ptr_array_add (findings, new_finding ("instagram", "caption-length", POSTER_SEVERITY_ERROR, "Long.", photos, NULL));
  g_ptr_array_add (findings, new_finding ("tiktok", "same-media", POSTER_SEVERITY_WARNING, "Again.", kitchen, NULL));
  assert_groups (findings, accounts,
                 "All accounts: unreadable | @photos on Instagram: caption-length | @kitchen on TikTok: same-media");

  /* What was found for an account that is gone. */
  g_ptr_array_remove_index (accounts, 0);
  assert_groups (findings, accounts, "All accounts: unreadable | @photos on Instagram: caption-length");

  g_ptr_array_set_size (findings, 0);
  assert_groups (findings, accounts, "");
}

typedef struct
{
  GtkWidget          *window;
  PosterFindingsList *list;
  GtkWidget          *outside;
} ListFixture;

static void
set_up_list (ListFixture *fixture)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  fixture->list = g_object_new (POSTER_TYPE_FINDINGS_LIST, NULL);
  fixture->outside = gtk_button_new_with_label ("Outside");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->list));
  gtk_box_append (GTK_BOX (box), fixture->outside);
  fixture->window = app_test_show (box, 520, 400);
}

static GtkListBoxRow *
get_row (ListFixture *fixture,
         int          index)
{
  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (app_test_find (GTK_WIDGET (fixture->list), GTK_TYPE_LIST_BOX, NULL)),
                                        index);
}

/* What stays found keeps its row, its place and the focus, whatever its figures are. */
static void
test_rows_stay (void)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) first = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) second = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) third = g_ptr_array_new_with_free_func (g_object_unref);
  ListFixture fixture;
  GtkListBoxRow *length;
  GtkListBoxRow *ratio;

  set_up_list (&fixture);
  g_ptr_array_add (accounts, new_account ("tiktok", "kitchen"));
  poster_findings_list_set_accounts (fixture.list, accounts, platforms);
  g_ptr_array_add (first, new_finding ("tiktok", "caption-length", POSTER_SEVERITY_ERROR, "3 too many. Shorten it.", NULL));
  g_ptr_array_add (first, new_finding ("tiktok", "aspect-ratio", POSTER_SEVERITY_WARNING, "4:3. Crop it.", NULL));
  poster_findings_list_set_findings (fixture.list, first, NULL, NULL);
  length = get_row (&fixture, 0);
  ratio = get_row (&fixture, 1);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (ratio)));

  g_ptr_array_add (second, new_finding ("tiktok", "frame-rate", POSTER_SEVERITY_ERROR, "22.", NULL));
  g_ptr_array_add (second, new_finding ("tiktok", "caption-length", POSTER_SEVERITY_ERROR, "4 too many. Shorten it.", NULL));
  g_ptr_array_add (second, new_finding ("tiktok", "aspect-ratio", POSTER_SEVERITY_WARNING, "4:3. Crop it.", NULL));
  poster_findings_list_set_findings (fixture.list, second, NULL, NULL);
  g_assert_true (get_row (&fixture, 1) == length);
  g_assert_true (get_row (&fixture, 2) == ratio);
  g_assert_nonnull (app_test_find (GTK_WIDGET (length), GTK_TYPE_LABEL, "4 too many"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture.window)) == GTK_WIDGET (ratio));

  /* Rows change places, and the focus goes along. */
  g_ptr_array_add (third, new_finding ("tiktok", "aspect-ratio", POSTER_SEVERITY_WARNING, "4:3. Crop it.", NULL));
  g_ptr_array_add (third, new_finding ("tiktok", "same-media", POSTER_SEVERITY_WARNING, "Again.", NULL));
  poster_findings_list_set_findings (fixture.list, third, NULL, NULL);
  g_assert_true (get_row (&fixture, 0) == ratio);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture.window)) == GTK_WIDGET (ratio));

  /* One that goes with the focus hands it on. */
  g_ptr_array_remove_index (third, 0);
  poster_findings_list_set_findings (fixture.list, third, NULL, NULL);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture.window)) == GTK_WIDGET (get_row (&fixture, 0)));
  app_test_close (fixture.window);
}

static void
test_says_how_bad (void)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  ListFixture fixture;

  set_up_list (&fixture);
  g_ptr_array_add (accounts, new_account ("tiktok", "kitchen"));
  g_ptr_array_add (accounts, new_account ("tiktok", "studio"));
  poster_findings_list_set_accounts (fixture.list, accounts, platforms);
  g_ptr_array_add (findings, new_finding ("tiktok", "frame-rate", POSTER_SEVERITY_ERROR,
                                          "22 frames a second; TikTok takes 23 to 60. Convert to 30?", NULL));
  g_ptr_array_add (findings, new_finding ("tiktok", "aspect-ratio", POSTER_SEVERITY_WARNING, "Wide.", NULL));
  g_ptr_array_add (findings, new_finding ("tiktok", "same-media", POSTER_SEVERITY_INFO, "Again.", "tiktok-studio", NULL));
  poster_findings_list_set_findings (fixture.list, findings, NULL, NULL);
  gtk_test_accessible_assert_property (get_row (&fixture, 0), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Stands in the way: 22 frames a second");
  gtk_test_accessible_assert_property (get_row (&fixture, 0), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "TikTok, both accounts TikTok takes 23 to 60.");
  gtk_test_accessible_assert_property (get_row (&fixture, 1), GTK_ACCESSIBLE_PROPERTY_LABEL, "Worth mending: Wide");
  gtk_test_accessible_assert_property (get_row (&fixture, 2), GTK_ACCESSIBLE_PROPERTY_LABEL, "Worth knowing: Again");
  gtk_test_accessible_assert_property (get_row (&fixture, 2), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "@studio on TikTok");

  /* A heading for each of whom it concerns, above the first of its rows. */
  g_assert_nonnull (gtk_list_box_row_get_header (get_row (&fixture, 0)));
  g_assert_null (gtk_list_box_row_get_header (get_row (&fixture, 1)));
  g_assert_nonnull (app_test_find (gtk_list_box_row_get_header (get_row (&fixture, 2)), GTK_TYPE_LABEL,
                                   "@studio on TikTok"));
  app_test_save_picture (fixture.window, "findings-by-account");
  app_test_close (fixture.window);
}

static PosterFinding *
finding_of_rule (PosterPlatform *platform,
                 PosterRule     *rule)
{
  PosterFinding *finding = poster_finding_new (platform->key, rule->id, rule->severity,
                                               poster_rule_is_about_files (rule) ? 2 : -1);

  finding->measured = g_strdup_printf ("%d", (int) rule->maximum + 3);
  finding->message = g_strdup ("Words.");
  return finding;
}

static PosterFindingField
expected_field (PosterRule *rule)
{
  if (rule->check == POSTER_CHECK_CAN_POST)
    return POSTER_FINDING_ACCOUNT;
  if (rule->measure == POSTER_MEASURE_CAPTION || rule->measure == POSTER_MEASURE_LINE_BREAKS ||
      rule->measure == POSTER_MEASURE_HASHTAGS || rule->measure == POSTER_MEASURE_MENTIONS ||
      rule->measure == POSTER_MEASURE_FIRST_LINE)
    return POSTER_FINDING_CAPTION;
  return rule->measure == POSTER_MEASURE_TITLE || rule->measure == POSTER_MEASURE_TITLE_OR_CAPTION ? POSTER_FINDING_TITLE : POSTER_FINDING_MEDIA;
}

static void
check_rule (PosterPlatform *platform,
            PosterRule     *rule)
{
  g_autoptr(PosterFinding) finding = finding_of_rule (platform, rule);
  PosterFindingPlace place = poster_finding_get_place (finding, platforms);
  g_autofree char *action = NULL;
  g_autofree char *fix = poster_finding_dup_fix (finding, platforms, &action);
  gboolean is_count = rule->check == POSTER_CHECK_COUNT;
  gboolean can_take_out = is_count && (rule->measure == POSTER_MEASURE_PHOTOS || rule->measure == POSTER_MEASURE_FILES);

  g_test_message ("%s %s", platform->key, rule->id);
  g_assert_cmpint (place.field, ==, expected_field (rule));
  if (poster_rule_is_about_files (rule))
    g_assert_cmpint (place.media_index, ==, 2);
  else if (is_count && place.field == POSTER_FINDING_MEDIA)
    g_assert_cmpint (place.media_index, ==, (int) rule->maximum);
  else
    g_assert_cmpint (place.media_index, ==, -1);

  /* A button only where the program can mend it today. */
  g_assert_cmpint (fix != NULL, ==, action != NULL);
  g_assert_cmpint (fix != NULL, ==, can_take_out || rule->check == POSTER_CHECK_READABLE ||
                                    rule->check == POSTER_CHECK_CAN_POST);
  if (can_take_out)
    g_assert_cmpstr (fix, ==, "Take Out the Last 3");
}

/* Every rule and every option of every platform leads somewhere. */
static void
test_places (void)
{
  guint n_options = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);

      for (guint j = 0; j < platform->rules->len; j++)
        check_rule (platform, g_ptr_array_index (platform->rules, j));
      for (guint j = 0; j < platform->options->len; j++)
        {
          PosterOption *option = g_ptr_array_index (platform->options, j);
          g_autofree char *rule = g_strdelimit (g_strconcat ("option-", option->key, NULL), "_", '-');
          g_autoptr(PosterFinding) finding = poster_finding_new (platform->key, rule, POSTER_SEVERITY_ERROR, -1);
          PosterFindingPlace place = poster_finding_get_place (finding, platforms);

          g_assert_cmpint (place.field, ==, POSTER_FINDING_OPTION);
          g_assert_true (place.option == option);
          g_assert_true (place.platform == platform);
          n_options++;
        }
    }
  g_assert_cmpuint (n_options, >, 0);
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

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  accounts_set_up (&fixture->accounts, data);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  fixture->studio = accounts_add (&fixture->accounts, "studio", -1, FALSE, NULL);
  fixture->window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  poster_composer_window_set_session (fixture->window, fixture->accounts.session, NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1280, 600);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait (is_open, fixture->window);
  app_test_wait (is_mapped, fixture->window);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (is_gone, &fixture->window);
  g_clear_object (&fixture->kitchen);
  g_clear_object (&fixture->studio);
  accounts_tear_down (&fixture->accounts, data);
}

static void
answer (Fixture       *fixture,
        PosterAccount *account,
        gboolean       can_post)
{
  g_autofree char *text =
    g_strdup_printf ("{\"creator\": {\"nickname\": \"Name of %s\"}, \"canPostMore\": %s, \"privacyLevels\": ["
                     "{\"value\": \"PUBLIC_TO_EVERYONE\", \"label\": \"Everyone\"},"
                     "{\"value\": \"SELF_ONLY\", \"label\": \"Only me\"}],"
                     "\"postingLimits\": {\"maxVideoDurationSec\": 600, \"interactionSettings\": "
                     "{\"comment\": true, \"duet\": true, \"stitch\": true}}}", account->username,
                     can_post ? "true" : "false");
  g_autoptr(JsonObject) creator = poster_json_parse_object (text, -1, NULL);

  g_assert_nonnull (creator);
  poster_draft_set_creator (fixture->window->draft, account->id, creator);
}

static void
choose (Fixture       *fixture,
        PosterAccount *first,
        PosterAccount *second)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();

  g_ptr_array_add (accounts, first);
  if (second != NULL)
    g_ptr_array_add (accounts, second);
  poster_draft_set_accounts (fixture->window->draft, accounts);
  answer (fixture, first, TRUE);
  if (second != NULL)
    answer (fixture, second, TRUE);
  poster_creators_stop (fixture->window->creators);
}

static PosterMediaItem *
new_item (Fixture         *fixture,
          PosterMediaType  type,
          const char      *hash)
{
  g_autofree char *path = accounts_make_file (&fixture->accounts, hash);
  PosterMediaItem *item = poster_media_item_new (path);
  PosterMediaFacts *facts = poster_media_facts_new ();
  gboolean is_video = type == POSTER_MEDIA_VIDEO;

  facts->type = type;
  facts->container = g_strdup (is_video ? "mp4" : "jpeg");
  facts->mime_type = g_strdup (is_video ? "video/mp4" : "image/jpeg");
  facts->duration_us = is_video ? 21 * G_USEC_PER_SEC : 0;
  facts->width = 1080;
  facts->height = 1920;
  facts->frame_rate = is_video ? 22 : 0;
  facts->video_codec = g_strdup (is_video ? "h264" : NULL);
  facts->audio_codec = g_strdup (is_video ? "aac" : NULL);
  facts->audio_bitrate = 160000;
  facts->faststart = TRUE;
  facts->size = 1400000;
  item->facts = facts;
  item->size = facts->size;
  item->sampled_hash = g_strdup (hash);
  return item;
}

static void
add_clip (Fixture *fixture)
{
  g_autoptr(PosterMediaItem) item = new_item (fixture, POSTER_MEDIA_VIDEO, "clip");

  poster_draft_insert_media (fixture->window->draft, 0, item);
}

static void
add_pictures (Fixture *fixture,
              guint    count)
{
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *hash = g_strdup_printf ("picture-%u", i);
      g_autoptr(PosterMediaItem) item = new_item (fixture, POSTER_MEDIA_IMAGE, hash);

      poster_draft_insert_media (fixture->window->draft, i, item);
    }
}

static GtkWidget *
get_focus (Fixture *fixture)
{
  return gtk_window_get_focus (GTK_WINDOW (fixture->window));
}

static gboolean
focus_is_in (Fixture   *fixture,
             GtkWidget *widget)
{
  GtkWidget *focus = get_focus (fixture);

  return focus != NULL && widget != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* Whether it can be seen, not scrolled away. */
static gboolean
is_in_sight (Fixture *fixture)
{
  GtkWidget *focus = get_focus (fixture);
  GtkWidget *scroller = gtk_widget_get_ancestor (fixture->window->form, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  app_test_wait_frames (GTK_WIDGET (fixture->window), 30);
  if (scroller == NULL || !gtk_widget_is_ancestor (focus, scroller))
    return TRUE;
  g_assert_true (gtk_widget_compute_bounds (focus, scroller, &bounds));
  g_test_message ("%s at %g, %g high, of %d", G_OBJECT_TYPE_NAME (focus), bounds.origin.y, bounds.size.height,
                  gtk_widget_get_height (scroller));
  return bounds.origin.y + bounds.size.height > 0 && bounds.origin.y < (float) gtk_widget_get_height (scroller);
}

/* The row of the list on that rule, activated as with Enter. */
static void
activate (Fixture    *fixture,
          const char *rule,
          int         media_index)
{
  GtkWidget *list = app_test_find (app_test_find (GTK_WIDGET (fixture->window->stage), POSTER_TYPE_FINDINGS_LIST, NULL),
                                   GTK_TYPE_LIST_BOX, NULL);
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i)) != NULL; i++)
    {
      PosterFinding *finding = poster_finding_row_get_finding (POSTER_FINDING_ROW (row));

      if (finding == NULL || !g_str_equal (finding->rule, rule) || finding->media_index != media_index)
        continue;
      gtk_widget_activate (GTK_WIDGET (row));
      return;
    }
  g_error ("%s was not found", rule);
}

typedef struct
{
  Fixture    *fixture;
  const char *rule;
} Looked;

static gboolean
is_found (gpointer user_data)
{
  Looked *looked = user_data;
  GPtrArray *findings = poster_draft_keeper_get_findings (looked->fixture->window->keeper);

  if (!poster_draft_keeper_get_is_checked (looked->fixture->window->keeper))
    return FALSE;
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((PosterFinding *) g_ptr_array_index (findings, i))->rule, looked->rule))
      return TRUE;
  return FALSE;
}

static void
wait_for (Fixture    *fixture,
          const char *rule)
{
  Looked looked = { fixture, rule };

  app_test_wait (is_found, &looked);
}

static GtkWidget *
find_tile (Fixture *fixture,
           guint    index)
{
  GListModel *media = poster_draft_get_media (fixture->window->draft);
  g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, index);
  GtkWidget *first = app_test_find (GTK_WIDGET (fixture->window->media_strip), POSTER_TYPE_MEDIA_TILE, NULL);

  for (GtkWidget *tile = first; tile != NULL; tile = gtk_widget_get_next_sibling (tile))
    if (POSTER_IS_MEDIA_TILE (tile) && poster_media_tile_get_item (POSTER_MEDIA_TILE (tile)) == item)
      return tile;
  return NULL;
}

static void
type_caption (Fixture *fixture,
              guint    length)
{
  g_autofree char *text = g_strnfill (length, 'a');

  poster_draft_set_caption (fixture->window->draft, text);
  poster_caption_box_reload (fixture->window->caption_box);
}

static void
test_leads_to_text (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *title = g_strnfill (91, 'a');

  add_pictures (fixture, 4);
  choose (fixture, fixture->kitchen, NULL);
  type_caption (fixture, 4001);
  poster_draft_set_title (fixture->window->draft, title);
  wait_for (fixture, "description-length");
  wait_for (fixture, "title-length");
  activate (fixture, "description-length", -1);
  g_assert_true (GTK_IS_TEXT_VIEW (get_focus (fixture)));
  g_assert_true (is_in_sight (fixture));
  activate (fixture, "title-length", -1);
  g_assert_true (GTK_IS_TEXT (get_focus (fixture)));
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (fixture->window->caption_box)));
  g_assert_true (is_in_sight (fixture));
}

static void
test_leads_to_file (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PosterMediaItem) large = new_item (fixture, POSTER_MEDIA_IMAGE, "large");

  add_pictures (fixture, 5);
  large->facts->size = 21000000;
  poster_draft_insert_media (fixture->window->draft, 3, large);
  choose (fixture, fixture->kitchen, NULL);
  wait_for (fixture, "image-file-size");
  activate (fixture, "image-file-size", 3);
  g_assert_true (focus_is_in (fixture, find_tile (fixture, 3)));
  g_assert_true (is_in_sight (fixture));
  activate (fixture, "image-file-size", 3);
  g_assert_true (focus_is_in (fixture, find_tile (fixture, 3)));
}

static void
test_leads_to_clip (Fixture       *fixture,
                    gconstpointer  data)
{
  add_clip (fixture);
  choose (fixture, fixture->kitchen, NULL);
  wait_for (fixture, "frame-rate");
  activate (fixture, "frame-rate", 0);
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (fixture->window->media_strip)));
  g_assert_true (is_in_sight (fixture));
}

static GtkWidget *
find_option_row (Fixture    *fixture,
                 const char *title)
{
  GtkWidget *label = app_test_find (GTK_WIDGET (fixture->window->options), GTK_TYPE_LABEL, title);

  GtkWidget *row = NULL;

  /* The outermost that is called so: inside of one that expands is another. */
  for (GtkWidget *widget = label; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (ADW_IS_PREFERENCES_ROW (widget) &&
        g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
      row = widget;
  g_assert_nonnull (row);
  return row;
}

/* An option that is folded up is opened for it. */
static void
test_leads_to_option (Fixture       *fixture,
                      gconstpointer  data)
{
  PosterPlatform *platform = poster_platforms_find (platforms, "tiktok");
  g_autoptr(PosterFinding) cover = poster_finding_new ("tiktok", "option-video-cover-timestamp-ms",
                                                       POSTER_SEVERITY_ERROR, -1);
  g_autoptr(PosterFinding) stitch = poster_finding_new ("tiktok", "option-allow-stitch", POSTER_SEVERITY_WARNING, -1);
  g_autoptr(PosterFinding) unknown = poster_finding_new ("tiktok", "option-unknown", POSTER_SEVERITY_WARNING, -1);
  GtkWidget *more;

  add_clip (fixture);
  choose (fixture, fixture->kitchen, NULL);
  more = find_option_row (fixture, "More");
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (more)));
  poster_composer_window_go_to_finding (fixture->window, cover);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (more)));
  g_assert_true (focus_is_in (fixture, find_option_row (fixture, "Cover, in seconds from the start")));
  g_assert_true (is_in_sight (fixture));
  poster_composer_window_go_to_finding (fixture->window, stitch);
  g_assert_true (focus_is_in (fixture, find_option_row (fixture, "Allow")));
  poster_composer_window_go_to_finding (fixture->window, unknown);
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (fixture->window->options)));
  g_assert_nonnull (platform);
}

static void
test_leads_to_account (Fixture       *fixture,
                       gconstpointer  data)
{
  GtkWidget *chip;

  add_clip (fixture);
  choose (fixture, fixture->kitchen, fixture->studio);
  answer (fixture, fixture->studio, FALSE);
  wait_for (fixture, "can-post");
  activate (fixture, "can-post", -1);
  chip = get_focus (fixture);
  g_assert_true (POSTER_IS_ACCOUNT_CHIP (chip));
  g_assert_cmpstr (poster_account_chip_get_account (POSTER_ACCOUNT_CHIP (chip))->id, ==, fixture->studio->id);
  g_assert_nonnull (app_test_find (GTK_WIDGET (fixture->window->stage), GTK_TYPE_BUTTON, "Ask Again"));
}

/* The button beside the one that publishes, where it says that. */
static GtkWidget *
find_reason_in (GtkWidget  *root,
                const char *words)
{
  if (GTK_IS_BUTTON (root) && gtk_widget_has_css_class (root, "reason"))
    return app_test_find (root, GTK_TYPE_LABEL, words) != NULL ? root : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_reason_in (child, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_reason (Fixture    *fixture,
             const char *words)
{
  return find_reason_in (GTK_WIDGET (fixture->window->publish_bar), words);
}

typedef struct
{
  Fixture    *fixture;
  const char *words;
} Reason;

static gboolean
is_reason (gpointer user_data)
{
  Reason *reason = user_data;

  return find_reason (reason->fixture, reason->words) != NULL;
}

static void
click_reason (Fixture    *fixture,
              const char *words)
{
  Reason reason = { fixture, words };

  g_test_message ("%s", words);
  app_test_wait (is_reason, &reason);
  g_signal_emit_by_name (find_reason (fixture, words), "clicked");
}

/* The nearest reason first; a click on it leads to where it is put right. */
static void
test_reason_leads (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PosterSchedule) schedule = NULL;
  g_autoptr(JsonObject) options = json_object_new ();
  g_autoptr(GPtrArray) nobody = g_ptr_array_new ();
  GListModel *media = poster_draft_get_media (fixture->window->draft);
  g_autoptr(PosterMediaItem) clip = NULL;
  GtkWidget *button;

  add_clip (fixture);
  poster_draft_set_accounts (fixture->window->draft, nobody);
  click_reason (fixture, "Choose where to post it.");
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (fixture->window->chips)));

  choose (fixture, fixture->kitchen, NULL);
  poster_composer_window_show_reason (fixture->window);
  click_reason (fixture, "22 frames a second; TikTok takes 23 to 60. And 1 thing more.");
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (fixture->window->media_strip)));
  button = app_test_find (GTK_WIDGET (fixture->window->publish_bar), GTK_TYPE_BUTTON, "Post _Now");
  g_assert_false (gtk_widget_is_sensitive (button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==,
                   "22 frames a second; TikTok takes 23 to 60.\nChoose who can see it.");
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "22 frames a second; TikTok takes 23 to 60.\nChoose who can see it.");

  clip = g_list_model_get_item (media, 0);
  poster_draft_remove_media (fixture->window->draft, clip);
  clip->facts->frame_rate = 30;
  poster_draft_insert_media (fixture->window->draft, 0, clip);
  click_reason (fixture, "Choose who can see it.");
  g_assert_true (focus_is_in (fixture, find_option_row (fixture, "Who can see it")));
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (find_option_row (fixture, "Who can see it"))));
  g_assert_true (is_in_sight (fixture));

  json_object_set_string_member (options, "privacy_level", "SELF_ONLY");
  poster_draft_set_options (fixture->window->draft, "tiktok", options);
  schedule = poster_schedule_new_wall ("2020-01-01T12:00:00", "Europe/Berlin", NULL);
  poster_draft_set_schedule (fixture->window->draft, schedule);
  poster_draft_set_when (fixture->window->draft, POSTER_COMPOSITION_AT);
  click_reason (fixture, "That time has passed. Choose one that is yet to come.");
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (fixture->window->publish_bar)));
  poster_draft_set_when (fixture->window->draft, POSTER_COMPOSITION_DRAFT);
}

/* What a button says it does it does, and it can be taken back. */
static void
test_fixes (Fixture       *fixture,
            gconstpointer  data)
{
  GListModel *media = poster_draft_get_media (fixture->window->draft);
  GtkWidget *button;
  GtkWidget *toast;

  add_pictures (fixture, 37);
  choose (fixture, fixture->kitchen, NULL);
  wait_for (fixture, "photo-count");
  button = app_test_find (GTK_WIDGET (fixture->window->stage), GTK_TYPE_BUTTON, "Take Out the Last 2");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (media), ==, 35);
  toast = app_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, "Undo");
  g_assert_nonnull (toast);
  g_signal_emit_by_name (toast, "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (media), ==, 37);
  for (guint i = 0; i < 37; i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, i);
      g_autofree char *hash = g_strdup_printf ("picture-%u", i);

      g_assert_cmpstr (item->sampled_hash, ==, hash);
    }
}

static gboolean
has_no_more (gpointer user_data)
{
  return !gtk_widget_get_visible (user_data);
}

static gboolean
is_compact (gpointer user_data)
{
  gboolean compact;

  g_object_get (app_test_find (user_data, POSTER_TYPE_FINDINGS_LIST, NULL), "compact", &compact, NULL);
  return compact;
}

/* Where there is little room: the worst with its button, and a count that opens all of it. */
static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *stage = GTK_WIDGET (fixture->window->stage);
  PosterFindingsMore *more;
  GtkWidget *popover;
  GtkWidget *row;
  GtkListBoxRow *hidden;

  app_test_resize (GTK_WIDGET (fixture->window), 360, 720);
  app_test_wait (is_compact, stage);
  add_pictures (fixture, 37);
  choose (fixture, fixture->kitchen, fixture->studio);
  answer (fixture, fixture->studio, FALSE);
  wait_for (fixture, "photo-count");
  wait_for (fixture, "can-post");
  row = app_test_find (stage, POSTER_TYPE_FINDING_ROW, NULL);
  g_assert_nonnull (app_test_find (row, GTK_TYPE_BUTTON, "Take Out the Last 2"));
  more = POSTER_FINDINGS_MORE (app_test_find (stage, POSTER_TYPE_FINDINGS_MORE, NULL));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (more)));
  g_assert_nonnull (app_test_find (GTK_WIDGET (more), GTK_TYPE_LABEL, "1 more"));
  app_test_wait_frames (GTK_WIDGET (fixture->window), 3);
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-findings-narrow");

  gtk_menu_button_popup (GTK_MENU_BUTTON (gtk_widget_get_first_child (GTK_WIDGET (more))));
  popover = gtk_widget_get_ancestor (GTK_WIDGET (poster_findings_more_get_list (more)), GTK_TYPE_POPOVER);
  app_test_wait (is_mapped, popover);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 3);
  app_test_save_picture (popover, "composer-findings-all");
  g_assert_nonnull (app_test_find (popover, GTK_TYPE_BUTTON, "Take Out the Last 2"));
  hidden = gtk_list_box_get_row_at_index (GTK_LIST_BOX (app_test_find (popover, GTK_TYPE_LIST_BOX, NULL)), 1);
  g_assert_cmpstr (poster_finding_row_get_finding (POSTER_FINDING_ROW (hidden))->rule, ==, "can-post");

  /* It leads there, and what mends it is done. */
  gtk_widget_activate (GTK_WIDGET (hidden));
  g_assert_false (gtk_widget_get_mapped (popover));
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (fixture->window->chips)));
  g_signal_emit_by_name (app_test_find (row, GTK_TYPE_BUTTON, "Take Out the Last 2"), "clicked");
  app_test_wait (has_no_more, more);
}

static void
test_two_accounts (Fixture       *fixture,
                   gconstpointer  data)
{
  add_clip (fixture);
  choose (fixture, fixture->kitchen, fixture->studio);
  answer (fixture, fixture->studio, FALSE);
  wait_for (fixture, "can-post");
  app_test_wait_frames (GTK_WIDGET (fixture->window), 3);
  g_assert_nonnull (app_test_find (GTK_WIDGET (fixture->window->stage), GTK_TYPE_LABEL, "TikTok, both accounts"));
  g_assert_nonnull (app_test_find (GTK_WIDGET (fixture->window->stage), GTK_TYPE_LABEL, "@studio on TikTok"));
  app_test_save_picture (GTK_WIDGET (fixture->window), "composer-findings");
}

static gboolean
is_back (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (fixture->window->draft);

  return accounts->len == 2;
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* One that is signed out stays in the post, which says so and waits. */
static void
test_signed_out (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GPtrArray) accounts = NULL;
  GtkWidget *chip;

  add_clip (fixture);
  choose (fixture, fixture->kitchen, fixture->studio);
  type_caption (fixture, 5);
  accounts_sign_out (&fixture->accounts, fixture->studio);
  accounts = poster_draft_dup_accounts (fixture->window->draft);
  g_assert_cmpuint (accounts->len, ==, 2);
  click_reason (fixture, "@studio is signed out.");
  chip = get_focus (fixture);
  g_assert_true (POSTER_IS_ACCOUNT_CHIP (chip));
  g_assert_nonnull (app_test_find (chip, GTK_TYPE_LABEL, "Sign in first"));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip)));
  g_assert_true (focus_is_in (fixture, chip));
  activate (fixture, "account-signed-out", -1);

  /* It can be switched off, and then not on again. */
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), FALSE);
  g_assert_false (gtk_widget_get_sensitive (chip));
  g_clear_pointer (&accounts, g_ptr_array_unref);
  accounts = poster_draft_dup_accounts (fixture->window->draft);
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_cmpstr (poster_draft_get_caption (fixture->window->draft), ==, "aaaaa");
}

/* One that is disconnected leaves the post, which says so; nothing else is lost, and when it is
 * connected again the post goes there again. */
static void
test_disconnected (Fixture       *fixture,
                   gconstpointer  data)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(JsonObject) options = json_object_new ();
  g_autoptr(JsonObject) kept = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  gboolean is_removed = FALSE;

  add_clip (fixture);
  choose (fixture, fixture->kitchen, fixture->studio);
  type_caption (fixture, 5);
  json_object_set_string_member (options, "privacy_level", "SELF_ONLY");
  poster_draft_set_options (fixture->window->draft, "tiktok", options);
  poster_store_remove_account_async (store, fixture->studio->id, NULL, removed_cb, &is_removed);
  app_test_wait (is_true, &is_removed);
  accounts_wait (&fixture->accounts, "studio", FALSE);
  accounts = poster_draft_dup_accounts (fixture->window->draft);
  g_assert_cmpuint (accounts->len, ==, 1);
  activate (fixture, "account-disconnected", -1);
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (fixture->window->chips)));
  g_assert_nonnull (app_test_find (GTK_WIDGET (fixture->window->stage), GTK_TYPE_LABEL,
                                   "@studio on TikTok was disconnected"));
  g_assert_cmpstr (poster_draft_get_caption (fixture->window->draft), ==, "aaaaa");
  g_assert_cmpuint (g_list_model_get_n_items (poster_draft_get_media (fixture->window->draft)), ==, 1);
  kept = poster_draft_dup_options (fixture->window->draft, "tiktok");
  g_assert_cmpstr (poster_json_get_string (kept, "privacy_level"), ==, "SELF_ONLY");

  g_clear_object (&fixture->studio);
  fixture->studio = accounts_add (&fixture->accounts, "studio", -1, FALSE, NULL);
  app_test_wait (is_back, fixture);
  app_test_wait_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_null (app_test_find (GTK_WIDGET (fixture->window->stage), GTK_TYPE_LABEL,
                                "@studio on TikTok was disconnected"));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);
  platforms = poster_platforms_new (&error);
  g_assert_no_error (error);

  g_test_add_func ("/findings-list/by-whom-it-concerns", test_groups);
  g_test_add_func ("/findings-list/rows-stay-while-typing", test_rows_stay);
  g_test_add_func ("/findings-list/says-how-bad", test_says_how_bad);
  g_test_add_func ("/findings-list/everything-leads-somewhere", test_places);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/findings-list/leads-to-the-text", test_leads_to_text);
  ADD ("/findings-list/leads-to-that-very-file", test_leads_to_file);
  ADD ("/findings-list/leads-to-the-clip", test_leads_to_clip);
  ADD ("/findings-list/leads-to-the-option", test_leads_to_option);
  ADD ("/findings-list/leads-to-the-account", test_leads_to_account);
  ADD ("/findings-list/the-reason-leads-there", test_reason_leads);
  ADD ("/findings-list/buttons-mend-it", test_fixes);
  ADD ("/findings-list/narrow-leads-to-the-rest", test_narrow);
  ADD ("/findings-list/an-account-that-was-signed-out", test_signed_out);
  ADD ("/findings-list/an-account-that-was-disconnected", test_disconnected);
  ADD ("/findings-list/a-heading-for-each-account", test_two_accounts);
  status = g_test_run ();
  g_clear_object (&platforms);
  return status;
}
