/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-adaptive-bin.h"

#include "app-test.h"

typedef struct
{
  PosterAdaptiveBin *bin;
  gboolean           is_narrow;
} Wanted;

static gboolean
is_as_wanted (gpointer user_data)
{
  Wanted *wanted = user_data;

  return poster_adaptive_bin_get_narrow (wanted->bin) == wanted->is_narrow;
}

static void
wait_for_narrow (PosterAdaptiveBin *bin,
                 gboolean           is_narrow)
{
  Wanted wanted = { bin, is_narrow };

  app_test_wait (is_as_wanted, &wanted);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  guint *count = user_data;

  (*count)++;
}

static void
test_follows_width (void)
{
  GtkWidget *bin = poster_adaptive_bin_new ();
  GtkWidget *window;
  guint changes = 0;

  poster_adaptive_bin_set_width_limit (POSTER_ADAPTIVE_BIN (bin), 500);
  poster_adaptive_bin_set_child (POSTER_ADAPTIVE_BIN (bin), gtk_label_new ("x"));
  g_signal_connect (bin, "notify::narrow", G_CALLBACK (count_cb), &changes);
  window = app_test_show (bin, 800, 300);
  g_assert_false (poster_adaptive_bin_get_narrow (POSTER_ADAPTIVE_BIN (bin)));
  g_assert_cmpuint (changes, ==, 0);

  app_test_resize (window, 499, 300);
  wait_for_narrow (POSTER_ADAPTIVE_BIN (bin), TRUE);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (gtk_widget_has_css_class (bin, "narrow"));

  app_test_resize (window, 480, 300);
  g_assert_true (poster_adaptive_bin_get_narrow (POSTER_ADAPTIVE_BIN (bin)));
  g_assert_cmpuint (changes, ==, 1);

  app_test_resize (window, 500, 300);
  wait_for_narrow (POSTER_ADAPTIVE_BIN (bin), FALSE);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_false (gtk_widget_has_css_class (bin, "narrow"));
  app_test_close (window);
}

/* What is wider than the window does not keep the window from getting narrow. */
static void
test_gets_narrow_with_wide_child (void)
{
  GtkWidget *bin = poster_adaptive_bin_new ();
  GtkWidget *child = gtk_label_new ("x");
  GtkWidget *window;

  gtk_widget_set_size_request (child, 700, 100);
  poster_adaptive_bin_set_width_limit (POSTER_ADAPTIVE_BIN (bin), 600);
  poster_adaptive_bin_set_child (POSTER_ADAPTIVE_BIN (bin), child);
  window = app_test_show (bin, 800, 300);
  app_test_resize (window, 360, 300);
  wait_for_narrow (POSTER_ADAPTIVE_BIN (bin), TRUE);
  g_assert_cmpint (gtk_widget_get_width (child), ==, 700);
  app_test_close (window);
}

static void
test_follows_limit (void)
{
  GtkWidget *bin = poster_adaptive_bin_new ();
  GtkWidget *window;

  poster_adaptive_bin_set_width_limit (POSTER_ADAPTIVE_BIN (bin), 300);
  poster_adaptive_bin_set_child (POSTER_ADAPTIVE_BIN (bin), gtk_label_new ("x"));
  window = app_test_show (bin, 400, 300);
  g_assert_false (poster_adaptive_bin_get_narrow (POSTER_ADAPTIVE_BIN (bin)));
  poster_adaptive_bin_set_width_limit (POSTER_ADAPTIVE_BIN (bin), 500);
  wait_for_narrow (POSTER_ADAPTIVE_BIN (bin), TRUE);
  poster_adaptive_bin_set_width_limit (POSTER_ADAPTIVE_BIN (bin), 300);
  wait_for_narrow (POSTER_ADAPTIVE_BIN (bin), FALSE);
  app_test_close (window);
}

/* The change waits for the layout to be done; the bin may be gone by then. */
static void
test_ends_while_undecided (void)
{
  GtkWidget *bin = g_object_ref_sink (poster_adaptive_bin_new ());

  poster_adaptive_bin_set_child (POSTER_ADAPTIVE_BIN (bin), gtk_label_new ("x"));
  gtk_widget_size_allocate (bin, &(GtkAllocation) { 0, 0, 300, 100 }, -1);
  g_assert_finalize_object (bin);
  app_test_settle ();
}

static void
test_builds_from_ui (void)
{
  const char *ui = "<interface><object class='PosterAdaptiveBin' id='bin'><property name='width-limit'>420</property>"
                   "<child><object class='GtkLabel' id='label'/></child></object></interface>";
  g_autoptr(GtkBuilder) builder = NULL;
  PosterAdaptiveBin *bin;

  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  builder = gtk_builder_new_from_string (ui, -1);
  bin = POSTER_ADAPTIVE_BIN (gtk_builder_get_object (builder, "bin"));
  g_assert_cmpint (poster_adaptive_bin_get_width_limit (bin), ==, 420);
  g_assert_true ((gpointer) poster_adaptive_bin_get_child (bin) == gtk_builder_get_object (builder, "label"));
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);

  g_test_add_func ("/adaptive-bin/follows-the-width", test_follows_width);
  g_test_add_func ("/adaptive-bin/gets-narrow-with-a-wide-child", test_gets_narrow_with_wide_child);
  g_test_add_func ("/adaptive-bin/follows-its-limit", test_follows_limit);
  g_test_add_func ("/adaptive-bin/ends-while-undecided", test_ends_while_undecided);
  g_test_add_func ("/adaptive-bin/builds-from-ui", test_builds_from_ui);

  return g_test_run ();
}
