/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-filmstrip.h"
#include "poster-preview-bin.h"
#include "poster-preview.h"
#include "poster-still.h"
#include "poster-transport.h"

#include "app-test.h"
#include "poster-platforms.h"
#include "preview-clips.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char            *folder;
  PosterClock     *clock;
  PosterMediaPool *pool;
  PosterPlayer    *player;
  GFile           *file;
} Fixture;

static const PreviewClip clip = { .frames = 75, .sound = TRUE };

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("poster-preview-XXXXXX", NULL);
  fixture->clock = poster_clock_new ();
  fixture->pool = poster_media_pool_new (fixture->clock, NULL, 2);
  fixture->player = poster_player_new ();
  fixture->file = preview_clip_make (&clip, fixture->folder);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->player);
  g_unlink (g_file_peek_path (fixture->file));
  g_object_unref (fixture->file);
  g_object_unref (fixture->pool);
  g_object_unref (fixture->clock);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static gboolean
is_settled (gpointer user_data)
{
  PosterPlayer *player = user_data;

  return poster_player_get_error (player) != NULL ||
         (poster_player_get_is_prepared (player) && !poster_player_get_is_seeking (player));
}

static void
open_clip (Fixture *fixture)
{
  poster_player_set_file (fixture->player, fixture->file);
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpstr (poster_player_get_error (fixture->player), ==, NULL);
}

static GtkEventController *
find_controller (GtkWidget *widget,
                 GType      type)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (g_type_is_a (G_OBJECT_TYPE (controller), type))
        return controller;
    }
  g_assert_not_reached ();
}

static void
click (GtkWidget *widget,
       double     x,
       double     y)
{
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_GESTURE_CLICK), "released", 1, x, y);
}

static gboolean
press (GtkWidget *widget,
       guint      key)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed", key, 0, 0, &handled);
  return handled;
}

static GtkWidget *
preview_for (Fixture *fixture)
{
  GtkWidget *preview = poster_preview_new ();
  g_autoptr(PosterPlatforms) platforms = poster_platforms_new (NULL);
  PosterPlatform *platform = poster_platforms_find (platforms, "tiktok");

  g_assert_nonnull (platform);
  poster_preview_set_paintable (POSTER_PREVIEW (preview), GDK_PAINTABLE (fixture->player));
  poster_preview_set_platform (POSTER_PREVIEW (preview), platform);
  poster_preview_set_handle (POSTER_PREVIEW (preview), "kitchen");
  poster_preview_set_caption (POSTER_PREVIEW (preview),
                              "Ten minutes, one pan, and nobody has ever left any in the bowl. The trick is the pasta "
                              "water. #pasta #weeknightdinner #onepan");
  return preview;
}

static GdkTexture *
render (GtkWidget *widget)
{
  g_autoptr(GdkPaintable) paintable = NULL;
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;

  app_test_wait_frames (widget, 2);
  paintable = gtk_widget_paintable_new (widget);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_to_node (snapshot);
  return gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                      &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                           (float) gtk_widget_get_height (widget)));
}

/* Returns: how light a place is, from 0 to 255 */
static int
light_at (GtkWidget *widget,
          gsize      x,
          gsize      y)
{
  g_autoptr(GdkTexture) texture = render (widget);
  gsize width = (gsize) gdk_texture_get_width (texture);
  g_autofree guint8 *pixels = g_malloc (width * (gsize) gdk_texture_get_height (texture) * 4);

  gdk_texture_download (texture, pixels, width * 4);
  return pixels[(y * width + x) * 4 + 1];
}

static void
test_frames_fit (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *preview = preview_for (fixture);
  GtkWidget *window = app_test_show (preview, 90, 180);

  open_clip (fixture);
  /* No more pixels than are shown. */
  g_assert_cmpint (gdk_texture_get_width (poster_player_get_texture (fixture->player)), <, PREVIEW_CLIP_WIDTH);
  app_test_resize (window, 300, 521);
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpint (gdk_texture_get_width (poster_player_get_texture (fixture->player)), ==, PREVIEW_CLIP_WIDTH);
  app_test_save_picture (preview, "preview-clip");
  app_test_close (window);
}

static void
test_safe_zones (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *preview = preview_for (fixture);
  GtkWidget *window = app_test_show (preview, 300, 521);
  int covered, free_place;

  open_clip (fixture);
  /* All bars are white. */
  poster_player_seek (fixture->player, preview_clip_middle_us (&clip, 63));
  app_test_wait (is_settled, fixture->player);
  g_assert_true (poster_preview_has_safe_zones (POSTER_PREVIEW (preview)));
  covered = light_at (preview, 284, 200);
  free_place = light_at (preview, 200, 200);
  g_assert_cmpint (covered, >, 200);
  poster_preview_set_safe_zones (POSTER_PREVIEW (preview), TRUE);
  g_assert_cmpint (light_at (preview, 284, 200), <, covered * 3 / 4);
  g_assert_cmpint (light_at (preview, 200, 200), ==, free_place);
  app_test_save_picture (preview, "preview-safe-zones");
  poster_preview_set_platform (POSTER_PREVIEW (preview), NULL);
  g_assert_false (poster_preview_has_safe_zones (POSTER_PREVIEW (preview)));
  app_test_close (window);
}

static void
test_says_what_it_is (Fixture       *fixture,
                      gconstpointer  data)
{
  GtkWidget *preview = preview_for (fixture);
  GtkWidget *window = app_test_show (preview, 300, 521);

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_LABEL, "Preview on TikTok");
  poster_preview_set_caption (POSTER_PREVIEW (preview), "Soup.");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Feed by @kitchen. Caption: Soup.");
  app_test_close (window);
}

/* Captions of every kind are drawn. */
static void
test_any_caption (Fixture       *fixture,
                  gconstpointer  data)
{
  const char *const captions[] = {
    "", " ", "\n\n\n\n\n\n", "W", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "مرحبا بالعالم، هذا مقطع قصير عن المعكرونة وكيف نطبخها في البيت",
    "One\nTwo\nThree\nFour",
  };
  g_autofree char *endless = g_strnfill (1000000, 'x');
  g_autoptr(GString) wide = g_string_new (NULL);
  GtkWidget *preview = preview_for (fixture);
  GtkWidget *window = app_test_show (preview, 300, 521);

  for (gsize i = 0; i < G_N_ELEMENTS (captions); i++)
    {
      poster_preview_set_caption (POSTER_PREVIEW (preview), captions[i]);
      g_object_unref (render (preview));
    }
  poster_preview_set_caption (POSTER_PREVIEW (preview), endless);
  g_object_unref (render (preview));
  /* However it falls, no character is cut. */
  for (int i = 0; i < 200; i++)
    g_string_append (wide, i == 0 ? "xx" : "\xe2\x82\xac");
  poster_preview_set_caption (POSTER_PREVIEW (preview), wide->str);
  g_object_unref (render (preview));
  poster_preview_set_caption (POSTER_PREVIEW (preview), NULL);
  poster_preview_set_handle (POSTER_PREVIEW (preview), NULL);
  g_object_unref (render (preview));
  app_test_close (window);
}

static void
test_click_plays (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *preview = preview_for (fixture);
  GtkWidget *window = app_test_show (preview, 300, 521);

  open_clip (fixture);
  click (preview, 100, 100);
  g_assert_true (poster_player_get_playing (fixture->player));
  /* Unseen, nothing plays. */
  gtk_widget_set_visible (preview, FALSE);
  g_assert_false (poster_player_get_playing (fixture->player));
  gtk_widget_set_visible (preview, TRUE);
  g_assert_true (poster_player_get_playing (fixture->player));
  click (preview, 100, 100);
  g_assert_false (poster_player_get_playing (fixture->player));
  gtk_widget_set_visible (preview, FALSE);
  gtk_widget_set_visible (preview, TRUE);
  g_assert_false (poster_player_get_playing (fixture->player));
  app_test_close (window);
}

static void
test_tells_trouble (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "missing.mp4", NULL);
  g_autoptr(GFile) missing = g_file_new_for_path (path);
  GtkWidget *preview = preview_for (fixture);
  GtkWidget *window = app_test_show (preview, 300, 521);

  poster_preview_set_caption (POSTER_PREVIEW (preview), NULL);
  poster_player_set_file (fixture->player, missing);
  app_test_wait (is_settled, fixture->player);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (preview), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Feed by @kitchen. The file is not there any more.");
  app_test_save_picture (preview, "preview-missing");
  open_clip (fixture);
  g_assert_nonnull (poster_player_get_texture (fixture->player));
  app_test_close (window);
}

static gboolean
still_is_prepared (gpointer user_data)
{
  return poster_still_get_is_prepared (user_data) || poster_still_get_error (user_data) != NULL;
}

static void
test_pictures (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "picture.png", NULL);
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1080, 1350);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  PosterStill *still = NULL;
  GtkWidget *preview = preview_for (fixture);
  GtkWidget *window;

  gdk_pixbuf_fill (pixbuf, 0x60a0d0ff);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
  still = poster_still_new (fixture->pool, file);
  poster_preview_set_paintable (POSTER_PREVIEW (preview), GDK_PAINTABLE (still));
  poster_preview_set_kind (POSTER_PREVIEW (preview), POSTER_POST_PHOTO);
  poster_preview_set_title (POSTER_PREVIEW (preview), "Three days above the lake");
  poster_preview_set_picture (POSTER_PREVIEW (preview), 1, 6);
  window = app_test_show (preview, 300, 521);
  app_test_wait (still_is_prepared, still);
  g_assert_cmpstr (poster_still_get_error (still), ==, NULL);
  /* As large as the screen of the phone is wide. */
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (still)), <=, 290);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (still)), >=, 270);
  g_assert_cmpint (light_at (preview, 150, 300), ==, 0xa0);
  click (preview, 200, 200);
  g_assert_cmpint (poster_preview_get_index (POSTER_PREVIEW (preview)), ==, 2);
  click (preview, 50, 200);
  g_assert_cmpint (poster_preview_get_index (POSTER_PREVIEW (preview)), ==, 1);
  app_test_save_picture (preview, "preview-pictures");
  app_test_close (window);
  g_assert_finalize_object (still);
  g_unlink (path);
}

/* It goes while the picture is made. */
static void
test_still_ends_early (Fixture       *fixture,
                       gconstpointer  data)
{
  PosterStill *still = poster_still_new (fixture->pool, fixture->file);

  poster_still_set_room (still, 100, 100);
  g_assert_finalize_object (still);
  still = poster_still_new (fixture->pool, fixture->file);
  poster_still_set_room (still, 100, 100);
  app_test_settle ();
  g_assert_finalize_object (still);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/* Each picture of a filmstrip is of its own part of the clip. */
static void
test_strip_pictures (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) png = NULL;
  g_autoptr(GdkTexture) strip = NULL;
  g_autoptr(GError) error = NULL;

  poster_media_pool_filmstrip_async (fixture->pool, fixture->file, 3, 80, 144, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  png = poster_media_pool_filmstrip_finish (fixture->pool, result, &error);
  g_assert_no_error (error);
  strip = gdk_texture_new_from_bytes (png, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (strip), ==, 3 * 80);
  g_assert_cmpint (gdk_texture_get_height (strip), ==, 144);
  for (int i = 0; i < 3; i++)
    {
      int frame = preview_clip_read_part (strip, i * 80, 80);

      /* One that stands alone; they are at most 25 frames apart. */
      g_assert_cmpint (ABS (frame - (25 * i + 12)), <=, 25);
    }
}

static gboolean
strip_is_full (gpointer user_data)
{
  return poster_filmstrip_has_pictures (user_data);
}

static void
test_transport (Fixture       *fixture,
                gconstpointer  data)
{
  GtkWidget *bin = poster_preview_bin_new ();
  GtkWidget *transport = poster_transport_new (fixture->player, fixture->pool);
  GtkWidget *window, *play_button, *strip;

  poster_preview_bin_set_player (POSTER_PREVIEW_BIN (bin), fixture->player);
  adw_bin_set_child (ADW_BIN (bin), transport);
  window = app_test_show (bin, 476, 60);
  play_button = app_test_find (transport, GTK_TYPE_BUTTON, NULL);
  strip = app_test_find (transport, POSTER_TYPE_FILMSTRIP, NULL);
  g_assert_false (gtk_widget_is_sensitive (play_button));
  g_assert_false (gtk_widget_activate_action (bin, "preview.play-pause", NULL) && poster_player_get_playing (fixture->player));

  open_clip (fixture);
  g_assert_true (gtk_widget_is_sensitive (play_button));
  g_assert_nonnull (app_test_find (transport, GTK_TYPE_LABEL, "0:00"));
  g_assert_nonnull (app_test_find (transport, GTK_TYPE_LABEL, " / 0:03"));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (strip), GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (play_button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Play");
  app_test_wait (strip_is_full, strip);
  app_test_save_picture (transport, "preview-transport");

  g_assert_true (gtk_widget_activate_action (bin, "preview.play-pause", NULL));
  g_assert_true (poster_player_get_playing (fixture->player));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (play_button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Pause");
  g_assert_true (gtk_widget_activate_action (transport, "preview.play-pause", NULL));
  g_assert_false (poster_player_get_playing (fixture->player));

  poster_player_seek (fixture->player, preview_clip_middle_us (&clip, 30));
  app_test_wait (is_settled, fixture->player);
  g_assert_nonnull (app_test_find (transport, GTK_TYPE_LABEL, "0:01"));
  g_assert_true (gtk_widget_activate_action (bin, "preview.step-forward", NULL));
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpint (poster_player_get_position_us (fixture->player), ==, 31 * 40000);
  g_assert_true (gtk_widget_activate_action (bin, "preview.step-back", NULL));
  app_test_wait (is_settled, fixture->player);
  g_assert_cmpint (poster_player_get_position_us (fixture->player), ==, 30 * 40000);
  app_test_close (window);
}

static GtkWidget *
find_scale (GtkWidget *transport)
{
  return app_test_find (transport, GTK_TYPE_SCALE, NULL);
}

static void
test_transport_speed (Fixture       *fixture,
                      gconstpointer  data)
{
  GtkWidget *bin = poster_preview_bin_new ();
  GtkWidget *transport = poster_transport_new (fixture->player, NULL);
  PosterPlayer *player = fixture->player;
  GtkWidget *window, *button;
  GMenuModel *menu;
  g_autoptr(GMenuModel) speeds = NULL;

  poster_preview_bin_set_player (POSTER_PREVIEW_BIN (bin), player);
  adw_bin_set_child (ADW_BIN (bin), transport);
  window = app_test_show (bin, 476, 60);
  open_clip (fixture);
  g_assert_nonnull (app_test_find (transport, GTK_TYPE_LABEL, "1×"));
  button = gtk_widget_get_ancestor (app_test_find (transport, GTK_TYPE_LABEL, "1×"), GTK_TYPE_MENU_BUTTON);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Speed and Loop");
  menu = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button));
  speeds = g_menu_model_get_item_link (menu, 0, G_MENU_LINK_SECTION);
  g_assert_cmpint (g_menu_model_get_n_items (speeds), ==, 7);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  app_test_wait_frames (transport, 2);
  app_test_save_picture (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), "preview-speeds");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));

  g_assert_true (gtk_widget_activate_action (transport, "transport.speed", "d", 0.5));
  g_assert_cmpfloat (poster_player_get_rate (player), ==, 0.5);
  g_assert_nonnull (app_test_find (transport, GTK_TYPE_LABEL, "0.5×"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "0.5×");
  /* One speed down, and up as far as it goes; what has the focus may be anywhere in the bin. */
  g_assert_true (gtk_widget_activate_action (bin, "preview.slower", NULL));
  g_assert_cmpfloat (poster_player_get_rate (player), ==, 0.25);
  g_assert_true (gtk_widget_activate_action (bin, "preview.slower", NULL));
  g_assert_cmpfloat (poster_player_get_rate (player), ==, 0.25);
  for (int i = 0; i < 8; i++)
    g_assert_true (gtk_widget_activate_action (bin, "preview.faster", NULL));
  g_assert_cmpfloat (poster_player_get_rate (player), ==, 2);
  poster_player_set_rate (player, 1.1);
  g_assert_true (gtk_widget_activate_action (bin, "preview.faster", NULL));
  g_assert_cmpfloat (poster_player_get_rate (player), >, 1.1);

  g_assert_true (poster_player_get_loop (player));
  g_assert_true (gtk_widget_activate_action (transport, "transport.loop", NULL));
  g_assert_false (poster_player_get_loop (player));
  app_test_wait (is_settled, player);
  app_test_close (window);
}

static void
test_transport_sound (Fixture       *fixture,
                      gconstpointer  data)
{
  GtkWidget *bin = poster_preview_bin_new ();
  GtkWidget *transport = poster_transport_new (fixture->player, NULL);
  PosterPlayer *player = fixture->player;
  const char *const half = "50 %";
  GtkWidget *window, *scale, *button, *mute;
  GtkAdjustment *adjustment;

  poster_preview_bin_set_player (POSTER_PREVIEW_BIN (bin), player);
  adw_bin_set_child (ADW_BIN (bin), transport);
  window = app_test_show (bin, 476, 60);
  open_clip (fixture);
  scale = find_scale (transport);
  button = gtk_widget_get_ancestor (scale, GTK_TYPE_MENU_BUTTON);
  mute = app_test_find (gtk_widget_get_parent (scale), GTK_TYPE_TOGGLE_BUTTON, NULL);
  adjustment = gtk_range_get_adjustment (GTK_RANGE (scale));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_LABEL, "Volume");
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  app_test_wait_frames (transport, 2);
  app_test_save_picture (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), "preview-sound");

  gtk_adjustment_set_value (adjustment, 50);
  g_assert_cmpfloat_with_epsilon (poster_player_get_volume (player), 0.5, 0.001);
  g_assert_nonnull (app_test_find (gtk_widget_get_parent (scale), GTK_TYPE_LABEL, half));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, half);
  g_assert_cmpstr (gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (button)), ==, "audio-volume-medium-symbolic");
  poster_player_set_volume (player, 0.2);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (adjustment), 20, 0.1);
  g_assert_cmpstr (gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (button)), ==, "audio-volume-low-symbolic");

  /* By its button, by its key; and reaching for the volume takes it back. */
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (mute), TRUE);
  g_assert_true (poster_player_get_muted (player));
  g_assert_cmpstr (gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (button)), ==, "audio-volume-muted-symbolic");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Sound, Muted");
  g_assert_true (gtk_widget_activate_action (bin, "preview.mute", NULL));
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (mute)));
  poster_player_set_muted (player, TRUE);
  g_signal_emit_by_name (scale, "move-slider", GTK_SCROLL_STEP_RIGHT);
  g_assert_false (poster_player_get_muted (player));
  g_assert_cmpfloat_with_epsilon (poster_player_get_volume (player), 0.25, 0.001);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  app_test_close (window);
}

/* In a window as narrow as a phone there is room beside the margins, at any speed. */
static void
test_transport_narrow (Fixture       *fixture,
                       gconstpointer  data)
{
  GtkWidget *transport = poster_transport_new (fixture->player, fixture->pool);
  GtkWidget *window = app_test_show (transport, 336, 60);
  int minimum;

  open_clip (fixture);
  poster_player_set_rate (fixture->player, 0.25);
  app_test_wait (is_settled, fixture->player);
  gtk_widget_measure (transport, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 336);
  app_test_wait (strip_is_full, app_test_find (transport, POSTER_TYPE_FILMSTRIP, NULL));
  app_test_save_picture (transport, "preview-transport-narrow");
  app_test_close (window);
}

static void
test_strip_keys (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *strip = poster_filmstrip_new (fixture->player, NULL);
  GtkWidget *window = app_test_show (strip, 340, 52);
  PosterPlayer *player = fixture->player;

  open_clip (fixture);
  g_assert_true (press (strip, GDK_KEY_Right));
  app_test_wait (is_settled, player);
  g_assert_cmpint (poster_player_get_position_us (player), ==, 40000);
  g_assert_true (press (strip, GDK_KEY_Page_Down));
  app_test_wait (is_settled, player);
  g_assert_cmpint (poster_player_get_position_us (player), ==, 1040000);
  g_assert_true (press (strip, GDK_KEY_Left));
  app_test_wait (is_settled, player);
  g_assert_cmpint (poster_player_get_position_us (player), ==, 1000000);
  g_assert_true (press (strip, GDK_KEY_End));
  app_test_wait (is_settled, player);
  g_assert_cmpint (preview_clip_read_frame (poster_player_get_texture (player), FALSE), ==, 74);
  g_assert_true (press (strip, GDK_KEY_Home));
  app_test_wait (is_settled, player);
  g_assert_cmpint (poster_player_get_position_us (player), ==, 0);
  g_assert_false (press (strip, GDK_KEY_a));
  /* Where one reads from right to left, so does the film run. */
  gtk_widget_set_direction (strip, GTK_TEXT_DIR_RTL);
  g_assert_true (press (strip, GDK_KEY_Left));
  app_test_wait (is_settled, player);
  g_assert_cmpint (poster_player_get_position_us (player), ==, 40000);
  app_test_close (window);
}

static void
test_strip_drag (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *strip = poster_filmstrip_new (fixture->player, NULL);
  GtkWidget *window = app_test_show (strip, 340, 52);
  GtkEventController *drag = find_controller (strip, GTK_TYPE_GESTURE_DRAG);
  PosterPlayer *player = fixture->player;

  open_clip (fixture);
  poster_player_play (player);
  g_signal_emit_by_name (drag, "drag-begin", 170.0, 20.0);
  app_test_wait (is_settled, player);
  g_assert_cmpint (ABS (poster_player_get_position_us (player) - 1500000), <, 60000);
  g_assert_true (poster_player_get_playing (player));
  g_signal_emit_by_name (drag, "drag-end", 0.0, 0.0);
  /* It is let go of in the middle of a drag. */
  g_signal_emit_by_name (drag, "drag-begin", 10.0, 20.0);
  app_test_close (window);
}

/* All of it goes at any time. */
static void
test_ends_early (Fixture       *fixture,
                 gconstpointer  data)
{
  for (int round = 0; round < 3; round++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
      GtkWidget *window;

      gtk_box_append (GTK_BOX (box), preview_for (fixture));
      gtk_box_append (GTK_BOX (box), poster_transport_new (fixture->player, fixture->pool));
      window = app_test_show (box, 476, 600);
      if (round > 0)
        open_clip (fixture);
      poster_player_play (fixture->player);
      app_test_wait_frames (box, (guint) round + 1);
      app_test_close (window);
      g_assert_false (poster_player_get_playing (fixture->player));
      poster_player_set_file (fixture->player, NULL);
    }
}

static void
add (const char *name,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  if (!preview_clip_can_make ())
    {
      g_print ("1..0 # SKIP what makes clips is not installed\n");
      return 0;
    }

  add ("/preview/frames-fit-the-phone", test_frames_fit);
  add ("/preview/shades-what-is-covered", test_safe_zones);
  add ("/preview/says-what-it-is", test_says_what_it_is);
  add ("/preview/any-caption", test_any_caption);
  add ("/preview/click-plays-and-unseen-it-pauses", test_click_plays);
  add ("/preview/tells-what-is-wrong", test_tells_trouble);
  add ("/preview/pictures", test_pictures);
  add ("/preview/a-still-ends-early", test_still_ends_early);
  add ("/preview/transport", test_transport);
  add ("/preview/speed-and-loop", test_transport_speed);
  add ("/preview/sound", test_transport_sound);
  add ("/preview/transport-fits-a-phone", test_transport_narrow);
  add ("/preview/pictures-of-the-filmstrip", test_strip_pictures);
  add ("/preview/keys-of-the-filmstrip", test_strip_keys);
  add ("/preview/dragging-on-the-filmstrip", test_strip_drag);
  add ("/preview/ends-early", test_ends_early);

  return g_test_run ();
}
