/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"
#include "poster-toast.h"

#define WORDS "“Shopping <list> & more.txt”, “Letter.pdf” and 7 more are neither videos nor pictures that can be read. " \
              "A folder was left out: add the files that are in it."

static void
test_long (void)
{
  GtkWidget *overlay = adw_toast_overlay_new ();
  AdwToast *toast;
  GtkWidget *window;
  GtkWidget *label;
  GtkWidget *toast_widget;
  graphene_rect_t bounds;
  guint timeout;

  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), gtk_label_new ("What is there"));
  window = app_test_show (overlay, 360, 400);
  toast = poster_toast_new (WORDS, "Undo", overlay);
  timeout = adw_toast_get_timeout (toast);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  app_test_wait_frames (window, 3);
  label = app_test_find (overlay, GTK_TYPE_LABEL, WORDS);
  g_assert_nonnull (label);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (label))), >=, 2);
  toast_widget = gtk_widget_get_ancestor (label, g_type_from_name ("AdwToastWidget"));
  g_assert_true (gtk_widget_compute_bounds (toast_widget, overlay, &bounds));
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, 360);
  /* Nobody reads that in the five seconds that are usual. */
  g_assert_cmpuint (timeout, >=, 10);
  app_test_close (window);
}

static void
test_short (void)
{
  g_autoptr(GtkWidget) overlay = g_object_ref_sink (adw_toast_overlay_new ());
  g_autoptr(AdwToast) toast = poster_toast_new ("Link copied", NULL, overlay);

  g_assert_cmpuint (adw_toast_get_timeout (toast), ==, 5);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);

  g_test_add_func ("/toast/says-all-of-it", test_long);
  g_test_add_func ("/toast/does-not-stay-for-nothing", test_short);

  return g_test_run ();
}
