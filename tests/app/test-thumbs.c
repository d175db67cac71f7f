/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-thumb.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app-test.h"
#include "poster-test-async.h"
#include "poster-texture.h"
#include "poster-thumb-cache.h"

/* Small pictures: made once, kept in memory and on disk, and asked for only where they are seen. */

typedef struct
{
  char             *dir;
  char             *folder;   /* of the cache; made by it */
  PosterClock      *clock;
  PosterMediaPool  *pool;
  PosterThumbCache *cache;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("poster-thumbs-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->folder = g_build_filename (fixture->dir, "cache", NULL);
  fixture->clock = poster_clock_new ();
  fixture->pool = poster_media_pool_new (fixture->clock, NULL, 2);
  fixture->cache = poster_thumb_cache_new (fixture->pool, fixture->folder);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_assert_cmpint (g_unlink (child), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static gboolean
is_gone (gpointer user_data)
{
  gpointer *weak = user_data;

  return *weak == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gpointer weak = fixture->cache;

  /* Looking for what to throw away may still run; nobody waits for it. */
  g_object_add_weak_pointer (weak, &weak);
  poster_thumb_cache_set_default (NULL);
  g_object_unref (fixture->cache);
  app_test_wait (is_gone, &weak);
  app_test_settle ();
  g_clear_object (&fixture->pool);
  g_clear_object (&fixture->clock);
  remove_folder (fixture->dir);
  g_free (fixture->folder);
  g_free (fixture->dir);
}

static PosterMediaItem *
make_picture (Fixture    *fixture,
              const char *name,
              int         width,
              int         height)
{
  g_autoptr(GBytes) pixels = g_bytes_new_take (g_malloc0 ((gsize) width * (gsize) height * 4),
                                               (gsize) width * (gsize) height * 4);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8, pixels, (gsize) width * 4);
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  PosterMediaItem *item = poster_media_item_new (path);
  struct stat found;

  g_assert_true (gdk_texture_save_to_png (texture, path));
  g_assert_cmpint (stat (path, &found), ==, 0);
  item->size = found.st_size;
  item->mtime_ns = (gint64) found.st_mtim.tv_sec * 1000000000 + found.st_mtim.tv_nsec;
  item->sampled_hash = g_strdup (name);
  return item;
}

static GdkTexture *
load (Fixture          *fixture,
      PosterMediaItem  *item,
      int               size,
      GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_thumb_cache_load_async (fixture->cache, item, size, NULL, poster_test_keep_result_cb, &result);
  return poster_thumb_cache_load_finish (fixture->cache, poster_test_await (&result), error);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}

static void
test_keeps (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PosterMediaItem) item = make_picture (fixture, "high.png", 90, 160);
  g_autoptr(GdkTexture) made = NULL;
  g_autoptr(GdkTexture) read = NULL;
  g_autoptr(PosterThumbCache) other = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = NULL;
  g_autofree char *path = NULL;
  struct stat found;

  g_assert_null (poster_thumb_cache_peek (fixture->cache, item, 64));
  made = load (fixture, item, 64, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (made), ==, 36);
  g_assert_cmpint (gdk_texture_get_height (made), ==, 64);
  g_assert_true (poster_thumb_cache_peek (fixture->cache, item, 64) == made);

  /* Nobody else may look at what is posted. */
  g_assert_cmpint (stat (fixture->folder, &found), ==, 0);
  g_assert_cmpint (found.st_mode & 0777, ==, 0700);
  dir = g_dir_open (fixture->folder, 0, NULL);
  path = g_build_filename (fixture->folder, g_dir_read_name (dir), NULL);
  g_assert_cmpint (stat (path, &found), ==, 0);
  g_assert_cmpint (found.st_mode & 0777, ==, 0600);

  /* The next program finds it without the file. */
  g_assert_cmpint (g_unlink (item->path), ==, 0);
  other = poster_thumb_cache_new (NULL, fixture->folder);
  poster_thumb_cache_load_async (other, item, 64, NULL, poster_test_keep_result_cb, &result);
  read = poster_thumb_cache_load_finish (other, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (read), ==, 36);
  app_test_settle ();
}

typedef struct
{
  guint answers;
  guint cancelled;
} Count;

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Count *count = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = poster_thumb_cache_load_finish (POSTER_THUMB_CACHE (object), result, &error);

  count->answers++;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    count->cancelled++;
  else
    g_assert_no_error (error);
}

#define MANY 40

static gboolean
all_answered (gpointer user_data)
{
  Count *count = user_data;

  return count->answers == MANY;
}

/* Who scrolls past a picture does not have it made. */
static void
test_passes_over (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Count count = { 0 };

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u.png", i);

      g_ptr_array_add (items, make_picture (fixture, name, 90, 160));
      poster_thumb_cache_load_async (fixture->cache, g_ptr_array_index (items, i), 64, i < MANY - 2 ? cancellable : NULL,
                                     count_cb, &count);
    }
  g_cancellable_cancel (cancellable);
  app_test_wait (all_answered, &count);
  g_assert_cmpuint (count.cancelled, ==, MANY - 2);
  app_test_settle ();
  /* Those two, and at most the two that were begun before anybody turned away. */
  g_assert_cmpuint (count_files (fixture), >=, 2);
  g_assert_cmpuint (count_files (fixture), <=, 4);
}

static void
test_asks_once (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PosterMediaItem) item = make_picture (fixture, "one.png", 90, 160);
  Count count = { 0 };

  for (guint i = 0; i < MANY; i++)
    poster_thumb_cache_load_async (fixture->cache, item, 64, NULL, count_cb, &count);
  app_test_wait (all_answered, &count);
  g_assert_cmpuint (count.cancelled, ==, 0);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
test_memory (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterMediaItem) first = make_picture (fixture, "first.png", 64, 64);
  g_autoptr(PosterMediaItem) second = make_picture (fixture, "second.png", 64, 64);
  g_autoptr(PosterMediaItem) third = make_picture (fixture, "third.png", 64, 64);
  g_autoptr(GdkTexture) texture = NULL;

  poster_thumb_cache_set_memory_limit (fixture->cache, 2 * 64 * 64 * 4);
  texture = load (fixture, first, 64, NULL);
  g_clear_object (&texture);
  texture = load (fixture, second, 64, NULL);
  g_clear_object (&texture);
  /* Used again, so the other one goes. */
  g_assert_nonnull (poster_thumb_cache_peek (fixture->cache, first, 64));
  texture = load (fixture, third, 64, NULL);
  g_assert_nonnull (poster_thumb_cache_peek (fixture->cache, first, 64));
  g_assert_null (poster_thumb_cache_peek (fixture->cache, second, 64));
  g_assert_nonnull (poster_thumb_cache_peek (fixture->cache, third, 64));
}

static void
test_no_picture (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "notes.mp4", NULL);
  g_autoptr(PosterMediaItem) broken = poster_media_item_new (path);
  g_autoptr(PosterMediaItem) changed = make_picture (fixture, "changed.png", 64, 64);
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "no clip", -1, NULL));
  g_assert_null (load (fixture, broken, 64, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (load (fixture, broken, 64, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  /* Another picture under the old one's name is shown, but not kept for it. */
  changed->mtime_ns--;
  texture = load (fixture, changed, 64, &error);
  g_assert_no_error (error);
  g_assert_nonnull (texture);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

static gboolean
has_picture (gpointer user_data)
{
  return poster_thumb_cache_peek (poster_thumb_cache_get_default (), user_data, 64) != NULL;
}

static void
test_room (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterMediaItem) item = make_picture (fixture, "wide.png", 160, 90);
  GtkWidget *thumb = poster_thumb_new (54, 56);
  GtkWidget *window;
  int width, height;

  poster_thumb_cache_set_default (fixture->cache);
  gtk_widget_set_halign (thumb, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (thumb, GTK_ALIGN_CENTER);
  poster_thumb_set_item (POSTER_THUMB (thumb), item, 3);
  g_assert_null (poster_thumb_cache_peek (fixture->cache, item, 64));
  window = app_test_show (thumb, 200, 200);
  app_test_wait (has_picture, item);
  gtk_widget_measure (thumb, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (thumb, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  g_assert_cmpint (width, ==, 54);
  g_assert_cmpint (height, ==, 56);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (thumb), GTK_ACCESSIBLE_ROLE_IMG);
  app_test_save_picture (window, "thumb-of-several");
  app_test_close (window);
}

/* A picture of 3 by 2, which lets something shine through where @alpha does. */
static GBytes *
make_png (guint8 alpha)
{
  const guint8 pixels[] = { 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 1, 2, 3, alpha, 9, 8, 7, 255, 80, 90, 100, 255 };
  g_autoptr(GBytes) bytes = g_bytes_new (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (3, 2, GDK_MEMORY_R8G8B8A8, bytes, 12);

  return gdk_texture_save_to_png_bytes (texture);
}

static void
assert_looks_the_same (GdkTexture *a,
                       GdkTexture *b)
{
  guint8 first[24], second[24];

  g_assert_cmpint (gdk_texture_get_width (a), ==, 3);
  g_assert_cmpint (gdk_texture_get_height (a), ==, 2);
  gdk_texture_download (a, first, 12);
  gdk_texture_download (b, second, 12);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
}

/* What is made ready for drawing looks as it does in its file. */
static void
test_texture (void)
{
  const guint8 alphas[] = { 255, 254, 128, 0 };
  g_autoptr(GBytes) nothing = g_bytes_new_static ("no picture", 10);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (alphas); i++)
    {
      g_autoptr(GBytes) png = make_png (alphas[i]);
      g_autoptr(GdkTexture) plain = gdk_texture_new_from_bytes (png, &error);
      g_autoptr(GdkTexture) ready = poster_texture_read (png, &error);

      g_assert_no_error (error);
      assert_looks_the_same (ready, plain);
    }
  g_assert_null (poster_texture_read (nothing, &error));
  g_assert_nonnull (error);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/thumbs/keeps-what-was-made", test_keeps);
  ADD ("/thumbs/passes-over-what-nobody-waits-for", test_passes_over);
  ADD ("/thumbs/asks-once-for-many", test_asks_once);
  ADD ("/thumbs/memory-is-bounded", test_memory);
  ADD ("/thumbs/no-picture-is-an-answer", test_no_picture);
  ADD ("/thumbs/room-is-there-before", test_room);
  g_test_add_func ("/thumbs/look-as-in-their-files", test_texture);

  return g_test_run ();
}
