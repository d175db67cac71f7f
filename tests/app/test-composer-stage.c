/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-composer-stage.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app-test.h"
#include "poster-preview.h"
#include "poster-still.h"

#define CAPTION \
  "Ten minutes, one pan, and nobody has ever left any in the bowl. The trick is the pasta water: keep a cup of it " \
  "and let it boil down with the tomatoes. #pasta #weeknightdinner #onepan"

typedef struct
{
  char                *folder;
  PosterClock         *clock;
  PosterMediaPool     *pool;
  PosterPlatforms     *platforms;
  PosterPlayer        *player;
  PosterDraft         *draft;
  GPtrArray           *accounts;
  PosterComposerStage *stage;
  PosterPreview       *preview;
  GtkWidget           *window;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("poster-stage-XXXXXX", NULL);
  fixture->clock = poster_clock_new ();
  fixture->pool = poster_media_pool_new (fixture->clock, NULL, 2);
  fixture->platforms = poster_platforms_new (NULL);
  fixture->player = poster_player_new ();
  fixture->draft = poster_draft_new ();
  fixture->accounts = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  app_test_close (fixture->window);
  g_ptr_array_unref (fixture->accounts);
  g_assert_finalize_object (fixture->draft);
  g_assert_finalize_object (fixture->player);
  g_object_unref (fixture->platforms);
  g_object_unref (fixture->pool);
  g_object_unref (fixture->clock);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static PosterAccount *
add_account (Fixture    *fixture,
             const char *platform)
{
  PosterAccount *account = poster_account_new ("late", platform, platform);

  g_free (account->id);
  account->id = g_strdup (platform);
  account->username = g_strdup ("kitchen");
  account->display_name = g_strdup ("The Kitchen");
  g_ptr_array_add (fixture->accounts, account);
  poster_draft_set_accounts (fixture->draft, fixture->accounts);
  return account;
}

static void
add_clip (Fixture *fixture,
          int      width,
          int      height)
{
  g_autoptr(PosterMediaItem) item = poster_media_item_new ("/films/Pasta night.mp4");
  PosterMediaFacts *facts = poster_media_facts_new ();

  facts->type = POSTER_MEDIA_VIDEO;
  facts->duration_us = 21 * G_USEC_PER_SEC;
  facts->width = width;
  facts->height = height;
  item->facts = facts;
  poster_draft_insert_media (fixture->draft, 0, item);
}

static void
add_pictures (Fixture *fixture,
              guint    n_pictures)
{
  for (guint i = 0; i < n_pictures; i++)
    {
      static const guint32 colors[] = { 0xd9a066ff, 0x5b8fd0ff, 0x6a9f58ff, 0xa05a78ff, 0x3d4f73ff };
      g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 540, i % 2 == 0 ? 675 : 405);
      g_autofree char *name = g_strdup_printf ("lake %u.png", i);
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_autoptr(PosterMediaItem) item = poster_media_item_new (path);

      gdk_pixbuf_fill (pixbuf, colors[i % G_N_ELEMENTS (colors)]);
      g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
      item->facts = poster_media_facts_new ();
      item->facts->type = POSTER_MEDIA_IMAGE;
      item->facts->width = gdk_pixbuf_get_width (pixbuf);
      item->facts->height = gdk_pixbuf_get_height (pixbuf);
      poster_draft_insert_media (fixture->draft, i, item);
    }
}

static void
show (Fixture *fixture,
      int      width,
      int      height)
{
  fixture->stage = g_object_new (POSTER_TYPE_COMPOSER_STAGE, "narrow", width < 440, NULL);
  poster_draft_set_caption (fixture->draft, CAPTION);
  poster_composer_stage_set_draft (fixture->stage, fixture->draft, fixture->platforms, fixture->pool, fixture->player);
  fixture->preview = POSTER_PREVIEW (app_test_find (GTK_WIDGET (fixture->stage), POSTER_TYPE_PREVIEW, NULL));
  fixture->window = app_test_show (GTK_WIDGET (fixture->stage), width, height);
}

static void
set_option (Fixture    *fixture,
            const char *platform,
            const char *key,
            const char *value)
{
  g_autoptr(JsonObject) options = poster_draft_dup_options (fixture->draft, platform);

  if (options == NULL)
    options = json_object_new ();
  json_object_set_string_member (options, key, value);
  poster_draft_set_options (fixture->draft, platform, options);
}

static void
choose (Fixture    *fixture,
        const char *action,
        const char *what)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->stage), action, "s", what));
}

/* Returns: (nullable): the button of the header that reads so, where it is to be seen */
static GtkWidget *
find_button (Fixture    *fixture,
             GType       type,
             const char *text)
{
  GtkWidget *label = app_test_find (GTK_WIDGET (fixture->stage), GTK_TYPE_LABEL, text);
  GtkWidget *button = label != NULL ? gtk_widget_get_ancestor (label, type) : NULL;

  return button != NULL && gtk_widget_get_mapped (button) ? button : NULL;
}

static guint
count_targets (GMenuModel *menu,
               const char *name)
{
  guint n = 0;

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr(GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *label = NULL;

      if (section != NULL)
        n += count_targets (section, name);
      else if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label) && g_str_equal (label, name))
        n++;
    }
  return n;
}

/* The post's options choose the look; a person looks at another, until the post is another. */
static void
test_looks (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *button;
  GMenuModel *menu;

  add_account (fixture, "instagram");
  add_account (fixture, "twitter");
  add_clip (fixture, 1080, 1920);
  show (fixture, 560, 800);
  g_assert_cmpstr (poster_preview_get_shown_look (fixture->preview), ==, "reel");
  button = find_button (fixture, GTK_TYPE_MENU_BUTTON, "Reel");
  g_assert_nonnull (button);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Shown as: Reel");
  menu = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button));
  g_assert_cmpuint (count_targets (menu, "Reel"), ==, 1);
  g_assert_cmpuint (count_targets (menu, "Feed"), ==, 1);
  g_assert_cmpuint (count_targets (menu, "Story"), ==, 1);
  /* It will be no story. */
  g_assert_true (poster_preview_suits_look (fixture->preview, "feed"));
  g_assert_false (poster_preview_suits_look (fixture->preview, "story"));
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 2);
  app_test_save_picture (fixture->window, "stage-looks");

  choose (fixture, "stage.look", "story");
  g_assert_cmpstr (poster_preview_get_shown_look (fixture->preview), ==, "story");
  g_assert_nonnull (find_button (fixture, GTK_TYPE_MENU_BUTTON, "Story"));
  /* What does not change what is right leaves it. */
  poster_draft_set_caption (fixture->draft, "Another.");
  set_option (fixture, "instagram", "firstComment", "Enjoy!");
  g_assert_cmpstr (poster_preview_get_shown_look (fixture->preview), ==, "story");
  choose (fixture, "stage.look", "feed");
  set_option (fixture, "instagram", "contentType", "story");
  g_assert_cmpstr (poster_preview_get_shown_look (fixture->preview), ==, "story");
  g_assert_true (poster_preview_suits_look (fixture->preview, "story"));
  g_assert_false (poster_preview_suits_look (fixture->preview, "feed"));
  choose (fixture, "stage.look", "feed");
  choose (fixture, "stage.account", "twitter");
  g_assert_cmpstr (poster_preview_get_shown_look (fixture->preview), ==, "post");
  /* There is nothing to choose. */
  g_assert_false (gtk_widget_get_visible (button));
  choose (fixture, "stage.account", "instagram");
  g_assert_cmpstr (poster_preview_get_shown_look (fixture->preview), ==, "story");
}

/* Returns: whether a key of the window does it */
static gboolean
has_key (Fixture    *fixture,
         const char *key,
         const char *action)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->stage));
  g_autofree char *wanted = g_strdup_printf ("action(%s)", action);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller) ||
          gtk_shortcut_controller_get_scope (GTK_SHORTCUT_CONTROLLER (controller)) != GTK_SHORTCUT_SCOPE_GLOBAL)
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          g_autofree char *trigger = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));
          g_autofree char *does = gtk_shortcut_action_to_string (gtk_shortcut_get_action (shortcut));

          if (g_str_equal (trigger, key) && g_str_equal (does, wanted))
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
press (Fixture *fixture,
       gboolean forwards)
{
  return gtk_widget_activate_action (GTK_WIDGET (fixture->stage), forwards ? "stage.next-account" : "stage.previous-account", NULL);
}

/* One switch goes through the accounts of the post, by menu and by keyboard. */
static void
test_accounts (Fixture       *fixture,
               gconstpointer  data)
{
  GtkWidget *button;

  add_account (fixture, "tiktok");
  add_account (fixture, "instagram");
  add_account (fixture, "bluesky");
  add_clip (fixture, 1080, 1920);
  show (fixture, 560, 800);
  button = find_button (fixture, GTK_TYPE_MENU_BUTTON, "TikTok");
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_focusable (gtk_widget_get_first_child (button)));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->preview), GTK_ACCESSIBLE_PROPERTY_LABEL, "Preview on TikTok");
  g_assert_true (has_key (fixture, "<Control>Page_Down", "stage.next-account"));
  g_assert_true (has_key (fixture, "<Control>Page_Up", "stage.previous-account"));
  g_assert_true (press (fixture, TRUE));
  g_assert_nonnull (find_button (fixture, GTK_TYPE_MENU_BUTTON, "Instagram"));
  g_assert_true (press (fixture, TRUE));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->preview), GTK_ACCESSIBLE_PROPERTY_LABEL, "Preview on Bluesky");
  /* And around. */
  g_assert_true (press (fixture, TRUE));
  g_assert_nonnull (find_button (fixture, GTK_TYPE_MENU_BUTTON, "TikTok"));
  g_assert_true (press (fixture, FALSE));
  g_assert_nonnull (find_button (fixture, GTK_TYPE_MENU_BUTTON, "Bluesky"));
  /* The one that is shown goes. */
  g_ptr_array_remove_index (fixture->accounts, 2);
  poster_draft_set_accounts (fixture->draft, fixture->accounts);
  g_assert_nonnull (find_button (fixture, GTK_TYPE_MENU_BUTTON, "TikTok"));
  g_ptr_array_set_size (fixture->accounts, 0);
  poster_draft_set_accounts (fixture->draft, fixture->accounts);
  g_assert_false (gtk_widget_get_mapped (button));
}

/* The toggle says what it is for, and why there is nothing to it. */
static void
test_safe_zones (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *button;

  add_account (fixture, "instagram");
  add_account (fixture, "twitter");
  add_clip (fixture, 1080, 1920);
  show (fixture, 560, 800);
  button = find_button (fixture, GTK_TYPE_TOGGLE_BUTTON, "Safe Zones");
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (button), "within the dashed line"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       gtk_widget_get_tooltip_text (button));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  app_test_save_picture (fixture->window, "stage-safe-zones");
  choose (fixture, "stage.look", "feed");
  g_assert_false (gtk_widget_is_sensitive (button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Instagram covers nothing of the picture here (Feed).");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Instagram covers nothing of the picture here (Feed).");
  choose (fixture, "stage.look", "story");
  g_assert_true (gtk_widget_is_sensitive (button));
  choose (fixture, "stage.account", "twitter");
  g_assert_false (gtk_widget_is_sensitive (button));
  g_ptr_array_set_size (fixture->accounts, 0);
  poster_draft_set_accounts (fixture->draft, fixture->accounts);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Choose an account first, to see what its platform covers.");
}

static void
pick_cover_cb (GSimpleAction *action,
               GVariant      *parameter,
               guint         *n_picked)
{
  (*n_picked)++;
}

/* A cover can be picked where somebody can do that; a header without room has icons alone. */
static void
test_cover (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GSimpleAction) action = g_simple_action_new ("pick-cover", NULL);
  GtkWidget *label, *button;
  guint n_picked = 0;

  add_account (fixture, "instagram");
  add_clip (fixture, 1080, 1920);
  show (fixture, 560, 800);
  label = app_test_find (GTK_WIDGET (fixture->stage), GTK_TYPE_LABEL, "Cover…");
  button = gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
  g_assert_false (gtk_widget_get_visible (button));
  g_signal_connect (action, "activate", G_CALLBACK (pick_cover_cb), &n_picked);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (fixture->window, "composer", G_ACTION_GROUP (group));
  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
  app_test_settle ();
  g_assert_cmpuint (n_picked, ==, 1);
  app_test_wait_frames (GTK_WIDGET (fixture->stage), 2);
  app_test_save_picture (fixture->window, "stage-cover");
  g_assert_true (gtk_widget_get_visible (label));
  app_test_resize (fixture->window, 440, 700);
  app_test_wait_frames (GTK_WIDGET (fixture->stage), 3);
  g_assert_false (gtk_widget_get_visible (label));
  g_assert_true (gtk_widget_get_visible (button));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Cover…");
  app_test_save_picture (fixture->window, "stage-least");
  g_object_set (fixture->stage, "narrow", TRUE, NULL);
  app_test_resize (fixture->window, 360, 400);
  app_test_wait_frames (GTK_WIDGET (fixture->stage), 3);
  g_assert_true (gtk_widget_get_visible (label));
  app_test_save_picture (fixture->window, "stage-narrow");
  g_simple_action_set_enabled (action, FALSE);
  g_assert_false (gtk_widget_get_visible (button));
}

static guint
count_prepared (Fixture *fixture)
{
  g_autoptr(GListModel) pictures = NULL;
  guint n = 0;

  g_object_get (fixture->preview, "pictures", &pictures, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (pictures); i++)
    {
      g_autoptr(PosterStill) still = g_list_model_get_item (pictures, i);

      if (poster_still_get_is_prepared (still))
        n++;
    }
  return n;
}

typedef struct
{
  Fixture *fixture;
  guint    n;
} Awaited;

static gboolean
are_prepared (gpointer user_data)
{
  Awaited *awaited = user_data;

  return count_prepared (awaited->fixture) >= awaited->n;
}

/* Only those are decoded that are to be seen. */
static void
test_pictures (Fixture       *fixture,
               gconstpointer  data)
{
  Awaited awaited = { fixture, 4 };
  g_autoptr(GListModel) pictures = NULL;
  g_autoptr(PosterStill) second = NULL, again = NULL;
  g_autoptr(PosterMediaItem) first = NULL;

  add_account (fixture, "twitter");
  add_account (fixture, "instagram");
  add_account (fixture, "facebook");
  add_pictures (fixture, 35);
  show (fixture, 560, 800);
  app_test_wait (are_prepared, &awaited);
  app_test_settle ();
  g_assert_cmpuint (count_prepared (fixture), ==, 4);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->preview), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Post by @kitchen. 35 pictures. Caption: " CAPTION);
  app_test_save_picture (fixture->window, "stage-grid-four");
  choose (fixture, "stage.account", "facebook");
  awaited.n = 5;
  app_test_wait (are_prepared, &awaited);
  app_test_settle ();
  g_assert_cmpuint (count_prepared (fixture), ==, 5);
  app_test_save_picture (fixture->window, "stage-grid-rest");
  /* One at a time. */
  choose (fixture, "stage.account", "instagram");
  poster_preview_set_picture (fixture->preview, 20, 35);
  awaited.n = 6;
  app_test_wait (are_prepared, &awaited);
  app_test_settle ();
  g_assert_cmpuint (count_prepared (fixture), ==, 6);
  /* What goes leaves the others as they are. */
  g_object_get (fixture->preview, "pictures", &pictures, NULL);
  second = g_list_model_get_item (pictures, 1);
  first = g_list_model_get_item (poster_draft_get_media (fixture->draft), 0);
  poster_draft_remove_media (fixture->draft, first);
  again = g_list_model_get_item (pictures, 0);
  g_assert_true (again == second);
  g_assert_cmpuint (g_list_model_get_n_items (pictures), ==, 34);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/stage/looks-of-the-platform", test_looks);
  ADD ("/stage/goes-through-the-accounts", test_accounts);
  ADD ("/stage/safe-zones-explain-themselves", test_safe_zones);
  ADD ("/stage/cover-where-it-can-be-picked", test_cover);
  ADD ("/stage/decodes-only-what-is-shown", test_pictures);
  return g_test_run ();
}
