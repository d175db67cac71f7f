/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"

#include <glib/gstdio.h>

/* Nothing here takes seconds: who waits longer waits for ever. */
#define PATIENCE_SECONDS 60

/* The application's own style sheet and icons, which GtkApplication would find by itself. */
static void
use_resources (void)
{
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();

  gtk_css_provider_load_from_resource (provider, "/org/late/Poster/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), "/org/late/Poster/icons");
}

/**
 * app_test_init:
 * @argc: (inout): of main
 * @argv: (inout): of main
 *
 * To be called first in main(). Afterwards there are a display, the styles and icons of the
 * program, and no animations; with-display.sh has seen to folders of one's own (GLib's isolation
 * would hide icons and schemas as well). Without a display the test is skipped as a whole.
 */
void
app_test_init (int    *argc,
               char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      exit (0);
    }
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  use_resources ();
}

static gboolean
impatient_cb (gpointer user_data)
{
  g_error ("Waited %d seconds for what did not come", PATIENCE_SECONDS);
  return G_SOURCE_REMOVE;
}

/**
 * app_test_wait:
 * @predicate: (scope call): says whether it is there now
 * @user_data: for @predicate
 *
 * Runs the main loop until @predicate says yes. Fails the test when that takes a minute.
 */
void
app_test_wait (AppTestPredicate predicate,
               gpointer         user_data)
{
  guint patience = g_timeout_add_seconds (PATIENCE_SECONDS, impatient_cb, NULL);

  while (!predicate (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
}

typedef struct
{
  guint frames;
  guint seen;
} FrameCount;

static gboolean
count_frame_cb (GtkWidget     *widget,
                GdkFrameClock *clock,
                gpointer       user_data)
{
  FrameCount *count = user_data;

  count->seen++;
  return count->seen < count->frames ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
enough_frames (gpointer user_data)
{
  FrameCount *count = user_data;

  return count->seen >= count->frames;
}

/**
 * app_test_wait_frames:
 * @widget: one that is on screen
 * @frames: how many
 *
 * Waits until so many frames have been drawn: what was asked for in the meantime is laid out.
 */
void
app_test_wait_frames (GtkWidget *widget,
                      guint      frames)
{
  FrameCount count = { .frames = frames };

  gtk_widget_add_tick_callback (widget, count_frame_cb, &count, NULL);
  app_test_wait (enough_frames, &count);
}

/**
 * app_test_settle:
 *
 * Runs the main loop until it has nothing to do right now.
 */
void
app_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (user_data);
}

/**
 * app_test_show:
 * @content: (transfer floating): what to show
 * @width: pixels
 * @height: pixels
 *
 * Puts @content into a window of its own, which is on screen and laid out afterwards.
 *
 * Returns: (transfer none): the window, for app_test_close()
 */
GtkWidget *
app_test_show (GtkWidget *content,
               int        width,
               int        height)
{
  GtkWidget *window = gtk_window_new ();

  /* No title bar: the content gets the whole of the size. */
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), content);
  gtk_window_present (GTK_WINDOW (window));
  app_test_wait (is_mapped, content);
  app_test_wait_frames (content, 2);
  return window;
}

typedef struct
{
  GtkWidget *window;
  int        width;
  int        height;
} Size;

static gboolean
has_size (gpointer user_data)
{
  Size *size = user_data;

  return gtk_widget_get_width (size->window) == size->width && gtk_widget_get_height (size->window) == size->height;
}

/**
 * app_test_resize:
 * @window: of app_test_show()
 * @width: pixels
 * @height: pixels
 *
 * Gives @window another size, and waits until it has it.
 */
void
app_test_resize (GtkWidget *window,
                 int        width,
                 int        height)
{
  Size size = { window, width, height };

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  app_test_wait (has_size, &size);
  app_test_wait_frames (window, 2);
}

/**
 * app_test_close:
 * @window: (transfer full): of app_test_show()
 *
 * Destroys @window and proves that nothing keeps it alive.
 */
void
app_test_close (GtkWidget *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle ();
  g_assert_null (window);
}

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));
  if (ADW_IS_BUTTON_CONTENT (widget))
    return adw_button_content_get_label (ADW_BUTTON_CONTENT (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  if (ADW_IS_STATUS_PAGE (widget))
    return adw_status_page_get_title (ADW_STATUS_PAGE (widget));
  return NULL;
}

/**
 * app_test_find:
 * @root: where to look, itself included
 * @type: of what is looked for
 * @text: (nullable): what it must say: label, title; any when %NULL
 *
 * Looks for the first widget of that kind, in the order of the tree; hidden ones count as well.
 *
 * Returns: (transfer none) (nullable): it
 */
GtkWidget *
app_test_find (GtkWidget  *root,
               GType       type,
               const char *text)
{
  GtkWidget *child;

  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (text == NULL || g_strcmp0 (text_of (root), text) == 0))
    return root;
  for (child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = app_test_find (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/**
 * app_test_save_picture:
 * @widget: one that is on screen
 * @name: of the file, without .png
 *
 * Saves what @widget looks like, into the folder that POSTER_TEST_SCREENSHOTS names; without it nothing.
 */
void
app_test_save_picture (GtkWidget  *widget,
                       const char *name)
{
  const char *folder = g_getenv ("POSTER_TEST_SCREENSHOTS");
  g_autoptr(GdkPaintable) paintable = NULL;
  g_autoptr(GtkSnapshot) snapshot = NULL;
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree char *file_name = NULL;
  g_autofree char *path = NULL;

  if (folder == NULL)
    return;
  app_test_wait_frames (widget, 2);
  paintable = gtk_widget_paintable_new (widget);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node, NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  file_name = g_strconcat (name, ".png", NULL);
  path = g_build_filename (folder, file_name, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}
