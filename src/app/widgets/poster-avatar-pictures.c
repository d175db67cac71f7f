/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-avatar-pictures"

#include "poster-avatar-pictures.h"

#include <unistd.h>

#include "poster-clock.h"
#include "poster-download.h"
#include "poster-error.h"
#include "poster-http-session.h"
#include "poster-media-item.h"
#include "poster-thumb-cache.h"

/* Pixels: enough for the largest one shown, on a screen of double density. */
#define SIZE 96

/* Services send some tens of kilobytes. */
#define MAX_BYTES (2 * 1024 * 1024)

/* So many addresses that gave nothing are remembered. */
#define MAX_HOPELESS 1000

/* What hangs on the cache of thumbnails, and ends with it. */
typedef struct
{
  PosterThumbCache *cache;     /* (unowned) */
  PosterClock      *clock;
  SoupSession      *session;
  GCancellable     *cancellable;
  GHashTable       *fetches;   /* (element-type utf8 Fetch), by digest of the address */
  GHashTable       *hopeless;  /* (element-type utf8), digests */
} Pictures;

typedef struct
{
  Pictures        *pictures;  /* (unowned) (nullable): none once the cache has gone */
  PosterMediaItem *item;
  char            *uri;
  GPtrArray       *tasks;  /* (element-type GTask), those who wait */
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->item);
  g_free (fetch->uri);
  g_ptr_array_unref (fetch->tasks);
  g_free (fetch);
}

static void
pictures_free (Pictures *pictures)
{
  GHashTableIter iter;
  gpointer fetch;

  /* Each fetch ends by itself, in its callback: a download may be under way when the program ends. */
  g_hash_table_iter_init (&iter, pictures->fetches);
  while (g_hash_table_iter_next (&iter, NULL, &fetch))
    ((Fetch *) fetch)->pictures = NULL;
  g_cancellable_cancel (pictures->cancellable);
  g_object_unref (pictures->cancellable);
  g_hash_table_unref (pictures->fetches);
  g_hash_table_unref (pictures->hopeless);
  g_object_unref (pictures->clock);
  g_object_unref (pictures->session);
  g_free (pictures);
}

static Pictures *
get_pictures (void)
{
  PosterThumbCache *cache = poster_thumb_cache_get_default ();
  Pictures *pictures = cache != NULL ? g_object_get_data (G_OBJECT (cache), "poster-avatar-pictures") : NULL;

  if (pictures != NULL || cache == NULL)
    return pictures;
  pictures = g_new0 (Pictures, 1);
  pictures->cache = cache;
  pictures->clock = poster_clock_new ();
  pictures->session = poster_http_session_new ();
  pictures->cancellable = g_cancellable_new ();
  pictures->fetches = g_hash_table_new (g_str_hash, g_str_equal);
  pictures->hopeless = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_object_set_data_full (G_OBJECT (cache), "poster-avatar-pictures", pictures, (GDestroyNotify) pictures_free);
  return pictures;
}

/* Nobody on the way is to see which accounts there are, or to put another picture in. A server of this
 * computer needs no such care. Returns: (nullable): what stands for the picture, where it may be fetched */
static char *
dup_digest (const char *uri)
{
  g_autoptr(GUri) parts = uri != NULL ? g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  g_autofree char *plain = NULL;

  if (parts == NULL || g_uri_get_host (parts) == NULL)
    return NULL;
  if (g_strcmp0 (g_uri_get_scheme (parts), "https") != 0 &&
      (g_strcmp0 (g_uri_get_scheme (parts), "http") != 0 || g_strcmp0 (g_uri_get_host (parts), "127.0.0.1") != 0))
    return NULL;
  /* Behind the question mark there is often a signature that is another each time. */
  plain = g_uri_join (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (parts), NULL, g_uri_get_host (parts),
                      g_uri_get_port (parts), g_uri_get_path (parts), NULL, NULL);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, plain, -1);
}

/* The thumbnail is found by the digest; the file is there only while it is made. */
static PosterMediaItem *
make_item (const char *digest)
{
  g_autofree char *name = g_strdup_printf ("poster-avatar-%.40s-%d", digest, (int) getpid ());
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), name, NULL);
  PosterMediaItem *item = poster_media_item_new (path);

  item->sampled_hash = g_strconcat ("avatar-", digest, NULL);
  return item;
}

/**
 * poster_avatar_pictures_peek:
 * @uri: (nullable): address of a picture
 *
 * Returns: (transfer none) (nullable): the picture, where it is at hand
 */
GdkTexture *
poster_avatar_pictures_peek (const char *uri)
{
  Pictures *pictures = get_pictures ();
  g_autofree char *digest = pictures != NULL ? dup_digest (uri) : NULL;
  g_autoptr(PosterMediaItem) item = digest != NULL ? make_item (digest) : NULL;

  return item != NULL ? poster_thumb_cache_peek (pictures->cache, item, SIZE) : NULL;
}

static void
end (Fetch        *fetch,
     GdkTexture   *texture,
     const GError *error)
{
  Pictures *pictures = fetch->pictures;
  const char *digest = fetch->item->sampled_hash;

  if (pictures != NULL)
    {
      /* A picture that is none, or not there, is not asked for again; a line that was down says nothing. */
      if (texture == NULL && error->domain == POSTER_ERROR && g_hash_table_size (pictures->hopeless) < MAX_HOPELESS)
        g_hash_table_add (pictures->hopeless, g_strdup (digest));
      g_hash_table_remove (pictures->fetches, digest);
    }
  for (guint i = 0; i < fetch->tasks->len; i++)
    {
      GTask *task = g_ptr_array_index (fetch->tasks, i);

      if (texture != NULL)
        g_task_return_pointer (task, g_object_ref (texture), g_object_unref);
      else
        g_task_return_error (task, g_error_copy (error));
    }
  fetch_free (fetch);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!g_file_delete_finish (G_FILE (object), result, &error))
    g_debug ("A fetched picture stays behind: %s", error->message);
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fetch *fetch = user_data;
  g_autoptr(PosterThumbCache) cache = g_object_ref (POSTER_THUMB_CACHE (object));
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = poster_thumb_cache_load_finish (cache, result, &error);
  g_autoptr(GFile) file = poster_media_item_dup_file (fetch->item);

  g_file_delete_async (file, G_PRIORITY_LOW, NULL, deleted_cb, NULL);
  end (fetch, texture, error);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fetch *fetch = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_download_file_finish (SOUP_SESSION (object), result, NULL, &error))
    end (fetch, NULL, error);
  else if (fetch->pictures != NULL)
    poster_thumb_cache_load_async (fetch->pictures->cache, fetch->item, SIZE, NULL, made_cb, fetch);
  else
    {
      g_autoptr(GFile) file = poster_media_item_dup_file (fetch->item);

      g_file_delete_async (file, G_PRIORITY_LOW, NULL, deleted_cb, NULL);
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody keeps pictures any more");
      end (fetch, NULL, error);
    }
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Fetch *fetch = user_data;
  g_autoptr(PosterThumbCache) cache = g_object_ref (POSTER_THUMB_CACHE (object));
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = poster_thumb_cache_load_finish (cache, result, &error);
  g_autoptr(GFile) file = NULL;

  if (texture != NULL || !g_error_matches (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING))
    {
      end (fetch, texture, error);
      return;
    }
  file = poster_media_item_dup_file (fetch->item);
  poster_download_file_async (fetch->pictures->session, fetch->pictures->clock, fetch->uri, file, MAX_BYTES, NULL, NULL,
                              fetch->pictures->cancellable, fetched_cb, fetch);
}

/**
 * poster_avatar_pictures_load_async:
 * @uri: (nullable): address of a picture
 * @cancellable: (nullable): gives up waiting; the picture comes all the same, for the next one
 * @callback: called once
 * @user_data: passed to @callback
 *
 * Finds the picture, or fetches it.
 */
void
poster_avatar_pictures_load_async (const char          *uri,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Pictures *pictures = get_pictures ();
  g_autofree char *digest = pictures != NULL ? dup_digest (uri) : NULL;
  g_autoptr(PosterMediaItem) item = digest != NULL ? make_item (digest) : NULL;
  Fetch *fetch;

  g_task_set_source_tag (task, poster_avatar_pictures_load_async);
  if (item == NULL || g_hash_table_contains (pictures->hopeless, item->sampled_hash))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no picture to be had");
      return;
    }
  fetch = g_hash_table_lookup (pictures->fetches, item->sampled_hash);
  if (fetch != NULL)
    {
      g_ptr_array_add (fetch->tasks, g_steal_pointer (&task));
      return;
    }
  fetch = g_new0 (Fetch, 1);
  fetch->pictures = pictures;
  fetch->item = g_steal_pointer (&item);
  fetch->uri = g_strdup (uri);
  fetch->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (fetch->tasks, g_steal_pointer (&task));
  g_hash_table_insert (pictures->fetches, fetch->item->sampled_hash, fetch);
  poster_thumb_cache_load_async (pictures->cache, fetch->item, SIZE, NULL, looked_up_cb, fetch);
}

/**
 * poster_avatar_pictures_load_finish:
 * @result: the result
 * @error: %G_IO_ERROR_NOT_FOUND where there is none to be had, %G_IO_ERROR_CANCELLED, those of
 *   poster_download_file_finish() and of the thumbnails
 *
 * Returns: (transfer full): the picture
 */
GdkTexture *
poster_avatar_pictures_load_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_avatar_pictures_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
