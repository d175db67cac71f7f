/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include "app-test.h"
#include "poster-account-avatar.h"
#include "poster-avatar-pictures.h"
#include "poster-thumb-cache.h"

/* Accounts are shown with their own pictures, fetched once; with initials until those come, and where
 * there is none. */

typedef struct
{
  char             *dir;
  PosterClock      *clock;
  PosterMediaPool  *pool;
  PosterThumbCache *cache;
  SoupServer       *server;
  char             *base;
  GBytes           *png;
  guint             n_requests;
  GPtrArray        *held;  /* (element-type SoupServerMessage), requests that get no answer yet */
} Fixture;

static void
serve_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  Fixture *fixture = user_data;

  fixture->n_requests++;
  if (g_str_equal (path, "/held"))
    {
      soup_server_message_pause (message);
      g_ptr_array_add (fixture->held, g_object_ref (message));
      return;
    }
  if (!g_str_has_prefix (path, "/picture"))
    {
      soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
      return;
    }
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_append (soup_server_message_get_response_headers (message), "Content-Type", "image/png");
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), fixture->png);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) pixels = g_bytes_new_take (g_malloc0 (64 * 64 * 4), 64 * 64 * 4);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (64, 64, GDK_MEMORY_R8G8B8A8, pixels, 64 * 4);
  g_autofree char *folder = NULL;
  GSList *uris;

  fixture->dir = g_dir_make_tmp ("poster-avatar-XXXXXX", &error);
  g_assert_no_error (error);
  folder = g_build_filename (fixture->dir, "cache", NULL);
  fixture->held = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->clock = poster_clock_new ();
  fixture->pool = poster_media_pool_new (fixture->clock, NULL, 1);
  fixture->cache = poster_thumb_cache_new (fixture->pool, folder);
  poster_thumb_cache_set_default (fixture->cache);
  fixture->png = gdk_texture_save_to_png_bytes (texture);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, serve_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gpointer weak = fixture->cache;

  g_object_add_weak_pointer (weak, &weak);
  poster_thumb_cache_set_default (NULL);
  g_object_unref (fixture->cache);
  app_test_wait (is_gone, &weak);
  app_test_settle ();
  g_ptr_array_unref (fixture->held);
  g_clear_object (&fixture->server);
  g_clear_object (&fixture->pool);
  g_clear_object (&fixture->clock);
  g_bytes_unref (fixture->png);
  remove_folder (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->base);
}

static PosterAccount *
new_account (Fixture    *fixture,
             const char *path)
{
  PosterAccount *account = poster_account_new ("late", "instagram", "kitchen");

  account->username = g_strdup ("kitchen");
  account->display_name = g_strdup ("Kitchen");
  account->avatar_uri = g_str_has_prefix (path, "http") ? g_strdup (path) : g_strconcat (fixture->base, path, NULL);
  return account;
}

static gboolean
has_picture (gpointer user_data)
{
  GtkWidget *avatar = app_test_find (user_data, ADW_TYPE_AVATAR, NULL);

  return adw_avatar_get_custom_image (ADW_AVATAR (avatar)) != NULL;
}

static gboolean
was_asked (gpointer user_data)
{
  return ((Fixture *) user_data)->n_requests > 0;
}

static void
test_picture (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterAccount) account = new_account (fixture, "/picture.png?signature=1");
  g_autoptr(PosterAccount) signed_anew = new_account (fixture, "/picture.png?signature=2");
  GtkWidget *first = poster_account_avatar_new (40);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *second = poster_account_avatar_new (40);
  GtkWidget *window;

  poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (first), account);
  /* Nobody sees it yet. */
  app_test_settle ();
  g_assert_cmpuint (fixture->n_requests, ==, 0);
  gtk_box_append (GTK_BOX (box), first);
  window = app_test_show (box, 200, 100);
  app_test_wait (has_picture, first);

  poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (second), signed_anew);
  gtk_box_append (GTK_BOX (box), second);
  g_assert_true (has_picture (second));
  g_assert_cmpuint (fixture->n_requests, ==, 1);

  /* A row that is used for another account has none of this one's. */
  poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (first), NULL);
  g_assert_false (has_picture (first));
  app_test_close (window);
}

static void
test_initials (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterAccount) missing = new_account (fixture, "/nothing.png");
  g_autoptr(PosterAccount) open_line = new_account (fixture, "http://pictures.example/picture.png");
  GtkWidget *avatar = poster_account_avatar_new (40);
  GtkWidget *window = app_test_show (avatar, 100, 100);

  poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (avatar), open_line);
  app_test_settle ();
  g_assert_false (has_picture (avatar));
  poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (avatar), missing);
  app_test_wait (was_asked, fixture);
  app_test_settle ();
  g_assert_false (has_picture (avatar));
  app_test_close (window);
}

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  poster_avatar_pictures_load_finish (result, user_data);
}

static gboolean
has_ended (gpointer user_data)
{
  return *(GError **) user_data != NULL;
}

/* The program was told to quit while a picture was on its way. */
static void
test_end (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = g_strconcat (fixture->base, "/held", NULL);
  gpointer weak = fixture->cache;

  g_object_add_weak_pointer (weak, &weak);
  poster_avatar_pictures_load_async (uri, NULL, ended_cb, &error);
  app_test_wait (was_asked, fixture);
  poster_thumb_cache_set_default (NULL);
  g_object_unref (fixture->cache);
  g_assert_null (weak);
  app_test_wait (has_ended, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  fixture->cache = poster_thumb_cache_new (fixture->pool, fixture->dir);
}

int
main (int   argc,
      char *argv[])
{
  app_test_init (&argc, &argv);
  g_test_add ("/avatar/the-accounts-own-picture-fetched-once", Fixture, NULL, set_up, test_picture, tear_down);
  g_test_add ("/avatar/initials-where-there-is-none", Fixture, NULL, set_up, test_initials, tear_down);
  g_test_add ("/avatar/a-picture-on-its-way-when-the-program-ends", Fixture, NULL, set_up, test_end, tear_down);
  return g_test_run ();
}
