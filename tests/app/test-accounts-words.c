/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-cards-paintable.h"
#include "poster-connector-words.h"
#include "poster-ring.h"
#include "poster-sign-in-words.h"

#include <string.h>

#include "app-test.h"
#include "poster-error.h"

static void
test_trouble (void)
{
  const struct
  {
    GQuark      domain;
    int         code;
    const char *word;
    const char *title;
  } cases[] = {
    { POSTER_ERROR, POSTER_ERROR_KEYRING_LOCKED, "keyring_locked", "Your keyring is locked" },
    { POSTER_ERROR, POSTER_ERROR_NO_KEYRING, "no_keyring", "There is no keyring" },
    { POSTER_ERROR, POSTER_ERROR_AUTH, "access_denied", "The answer was no" },
    { POSTER_ERROR, POSTER_ERROR_AUTH, "invalid_client", "That key does not fit" },
    { POSTER_ERROR, POSTER_ERROR_AUTH, "invalid_scope", "Your app is not set up for this" },
    { POSTER_ERROR, POSTER_ERROR_AUTH, "invalid_grant", "The sign-in was refused" },
    { POSTER_ERROR, POSTER_ERROR_SERVICE, "nonsense_answer", "That did not work" },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, NULL, "Nobody came back" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, NULL, "No way through" },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, NULL, "No way through" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (cases[i].domain, cases[i].code, "Words of the machine.");
      g_autoptr(PosterSignInTrouble) trouble = NULL;

      if (cases[i].word != NULL)
        poster_error_get_details (error)->code = g_strdup (cases[i].word);
      trouble = poster_sign_in_trouble_new (error, "TikTok");
      g_assert_cmpstr (trouble->title, ==, cases[i].title);
      g_assert_true (g_str_has_suffix (trouble->text, "."));
      g_assert_true (gtk_icon_theme_has_icon (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                              trouble->icon_name));
    }
}

static void
test_missing (void)
{
  const struct
  {
    const char *scopes;
    const char *words;  /* (nullable): nothing is missing */
  } cases[] = {
    { "user.info.basic user.info.profile user.info.stats video.list video.publish video.upload", NULL },
    { "user.info.basic user.info.stats video.list video.publish video.upload", NULL },
    { "user.info.basic user.info.stats video.list video.upload", "Posting directly" },
    { "user.info.basic user.info.stats video.list video.publish", "inbox" },
    { "user.info.basic user.info.stats video.list", "nothing can be posted" },
    { "user.info.basic video.list video.publish video.upload", "figures" },
    { "user.info.stats video.list video.publish video.upload", "profile" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", NULL);
      g_auto(GStrv) scopes = g_strsplit (cases[i].scopes, " ", -1);
      JsonArray *array = json_array_new ();
      g_autofree char *missing = NULL;

      for (guint j = 0; scopes[j] != NULL; j++)
        json_array_add_string_element (array, scopes[j]);
      json_object_set_array_member (connection->metadata, "scopes", array);
      missing = poster_sign_in_dup_missing (connection);
      if (cases[i].words == NULL)
        g_assert_null (missing);
      else
        g_assert_nonnull (strstr (missing, cases[i].words));
    }

  /* A service that does not tell leaves nothing to say. */
  {
    g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", NULL);

    g_assert_null (poster_sign_in_dup_missing (connection));
  }
}

static gboolean
is_closed (gpointer user_data)
{
  return poster_ring_get_fraction (user_data) == 1;
}

static void
test_ring (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *ring = poster_ring_new ();
  GtkWidget *window;

  gtk_widget_set_halign (ring, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (ring, GTK_ALIGN_CENTER);
  window = app_test_show (ring, 200, 200);
  g_assert_cmpint (gtk_widget_get_width (ring), ==, 132);
  g_assert_cmpfloat (poster_ring_get_fraction (POSTER_RING (ring)), ==, 0);

  /* Without animations it stands still, and closes at once. */
  poster_ring_set_turning (POSTER_RING (ring), TRUE);
  g_assert_cmpfloat (poster_ring_get_fraction (POSTER_RING (ring)), ==, 0.25);
  poster_ring_close (POSTER_RING (ring));
  g_assert_cmpfloat (poster_ring_get_fraction (POSTER_RING (ring)), ==, 1);
  g_assert_false (poster_ring_get_turning (POSTER_RING (ring)));

  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  poster_ring_set_turning (POSTER_RING (ring), TRUE);
  app_test_wait_frames (ring, 3);
  poster_ring_close (POSTER_RING (ring));
  g_assert_cmpfloat (poster_ring_get_fraction (POSTER_RING (ring)), <, 1);
  app_test_wait (is_closed, ring);
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  app_test_close (window);
}

static void
test_outline (void)
{
  g_autoptr(GdkPaintable) outline = poster_cards_paintable_new (TRUE);
  g_autoptr(GdkPaintable) full = poster_cards_paintable_new (FALSE);
  GtkWidget *picture;
  GtkWidget *window;

  g_assert_cmpint (gdk_paintable_get_intrinsic_width (full), ==, 400);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (outline), ==, 200);
  picture = gtk_image_new_from_paintable (outline);
  gtk_image_set_pixel_size (GTK_IMAGE (picture), 200);
  window = app_test_show (picture, 300, 260);
  app_test_save_picture (window, "cards-outline");
  app_test_close (window);
}

static void
test_connectors (void)
{
  const PosterConnectorWords *words;

  for (guint i = 0; (words = poster_connector_words_get (i)) != NULL; i++)
    g_assert_true (poster_connector_words_find (words->key) == words);
  g_assert_null (poster_connector_words_find ("none"));
  g_assert_null (poster_connector_words_find (NULL));
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);

  g_test_add_func ("/accounts/words/trouble", test_trouble);
  g_test_add_func ("/accounts/words/what-was-not-allowed", test_missing);
  g_test_add_func ("/accounts/words/connectors", test_connectors);
  g_test_add_func ("/accounts/ring/turns-and-closes", test_ring);
  g_test_add_func ("/accounts/cards/outline", test_outline);
  return g_test_run ();
}
