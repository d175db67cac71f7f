/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-thumb-cache"

#include "poster-thumb-cache.h"

#include "poster-application.h"
#include "poster-error.h"
#include "poster-thumb-files.h"

/* What stays in memory: about a thousand pictures of the lists. */
#define MEMORY_LIMIT_BYTES (8 * 1024 * 1024)

/* At once: the pool has other things to do as well. */
#define MAX_ACTIVE 2

/* Files that gave no picture and are not asked again: so many are remembered. */
#define MAX_HOPELESS 500

/**
 * PosterThumbCache:
 *
 * Whoever asked last is served first, and what nobody waits for any more is not begun: so a list
 * that is scrolled fast costs no more than the rows where it comes to rest.
 */
struct _PosterThumbCache
{
  GObject          parent_instance;

  PosterMediaPool *pool;
  char            *folder;
  GCancellable    *cancellable;   /* ends what runs */
  GHashTable      *pictures;      /* (element-type utf8 Picture), by key */
  GQueue           recent;        /* (element-type Picture), used last at the head */
  gsize            memory_bytes;
  gsize            limit_bytes;
  GHashTable      *loads;         /* (element-type utf8 Load), by key: waiting or running */
  GQueue           waiting;       /* (element-type Load), asked last at the head */
  guint            n_active;
  GHashTable      *hopeless;      /* (element-type utf8), keys */
  gboolean         has_trimmed;
};

/* A picture in memory. */
typedef struct
{
  char       *key;
  GdkTexture *texture;
  gsize       bytes;
  GList       link;      /* in recent */
} Picture;

/* A picture that somebody waits for. */
typedef struct
{
  PosterThumbCache *cache;      /* (owned) while it runs */
  char             *key;
  PosterMediaItem  *item;
  int               size;
  gboolean          is_active;
  GPtrArray        *tasks;      /* (element-type GTask) (owned): who waits */
  GList             link;       /* in waiting */
} Load;

G_DEFINE_FINAL_TYPE (PosterThumbCache, poster_thumb_cache, G_TYPE_OBJECT)

static PosterThumbCache *default_cache;

static void dispatch (PosterThumbCache *self);

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_free (picture->key);
  g_object_unref (picture->texture);
  g_free (picture);
}

static void
load_free (gpointer data)
{
  Load *load = data;

  g_free (load->key);
  g_object_unref (load->item);
  g_ptr_array_unref (load->tasks);
  g_free (load);
}

/* The same content gives the same picture, wherever it lies and whatever it is called. */
static char *
make_key (PosterMediaItem *item,
          int              size)
{
  g_autofree char *identity = NULL;
  g_autofree char *digest = NULL;

  if (item->sampled_hash != NULL)
    identity = g_strdup (item->sampled_hash);
  else
    identity = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT, item->path, item->size, item->mtime_ns);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);
  return g_strdup_printf ("%.40s-%d", digest, size);
}

static void
forget_picture (PosterThumbCache *self,
                Picture          *picture)
{
  g_queue_unlink (&self->recent, &picture->link);
  self->memory_bytes -= picture->bytes;
  g_hash_table_remove (self->pictures, picture->key);
}

static void
keep_within_limit (PosterThumbCache *self)
{
  while (self->memory_bytes > self->limit_bytes && self->recent.tail != NULL)
    forget_picture (self, self->recent.tail->data);
}

static void
remember_picture (PosterThumbCache *self,
                  const char       *key,
                  GdkTexture       *texture)
{
  Picture *picture;

  if (g_hash_table_contains (self->pictures, key))
    return;
  picture = g_new0 (Picture, 1);
  picture->key = g_strdup (key);
  picture->texture = g_object_ref (texture);
  picture->bytes = (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture) * 4;
  picture->link.data = picture;
  g_queue_push_head_link (&self->recent, &picture->link);
  self->memory_bytes += picture->bytes;
  g_hash_table_insert (self->pictures, picture->key, picture);
  keep_within_limit (self);
}

static GdkTexture *
find_picture (PosterThumbCache *self,
              const char       *key)
{
  Picture *picture = g_hash_table_lookup (self->pictures, key);

  if (picture == NULL)
    return NULL;
  g_queue_unlink (&self->recent, &picture->link);
  g_queue_push_head_link (&self->recent, &picture->link);
  return picture->texture;
}

/* Takes @load out of the books and answers all who wait. */
static void
finish_load (Load         *load,
             GdkTexture   *texture,
             const GError *error)
{
  g_autoptr(PosterThumbCache) self = g_object_ref (load->cache);
  g_autoptr(GPtrArray) tasks = g_ptr_array_ref (load->tasks);

  if (texture != NULL)
    remember_picture (self, load->key, texture);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
           !g_error_matches (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING) &&
           g_hash_table_size (self->hopeless) < MAX_HOPELESS)
    g_hash_table_add (self->hopeless, g_strdup (load->key));
  self->n_active--;
  g_hash_table_remove (self->loads, load->key);
  for (guint i = 0; i < tasks->len; i++)
    {
      GTask *task = g_ptr_array_index (tasks, i);

      if (texture != NULL)
        g_task_return_pointer (task, g_object_ref (texture), g_object_unref);
      else
        g_task_return_error (task, g_error_copy (error));
    }
  dispatch (self);
  g_object_unref (self);  /* what the load held */
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Load *load = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = poster_thumb_files_store_finish (result, &error);

  finish_load (load, texture, error);
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Load *load = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) png = poster_media_pool_thumbnail_finish (POSTER_MEDIA_POOL (object), result, NULL, NULL, &error);

  if (png == NULL)
    finish_load (load, NULL, error);
  else
    poster_thumb_files_store_async (load->cache->folder, load->key, load->item, png, load->cache->cancellable,
                                    decoded_cb, load);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Load *load = user_data;
  g_autoptr(GdkTexture) texture = poster_thumb_files_load_finish (result, NULL);
  g_autoptr(GFile) file = NULL;

  if (texture != NULL)
    {
      finish_load (load, texture, NULL);
      return;
    }
  if (load->tasks->len == 0 || load->cache->pool == NULL)
    {
      /* Everybody has gone on. */
      g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody waits for the picture");

      finish_load (load, NULL, error);
      return;
    }
  file = poster_media_item_dup_file (load->item);
  poster_media_pool_thumbnail_async (load->cache->pool, file, load->size, load->size, -1, load->cache->cancellable,
                                     made_cb, load);
}

static void
dispatch (PosterThumbCache *self)
{
  while (self->n_active < MAX_ACTIVE && !g_queue_is_empty (&self->waiting))
    {
      Load *load = g_queue_peek_head (&self->waiting);

      g_queue_unlink (&self->waiting, &load->link);
      load->is_active = TRUE;
      self->n_active++;
      g_object_ref (self);
      poster_thumb_files_load_async (self->folder, load->key, self->cancellable, looked_up_cb, load);
    }
}

/* Only one who still waits can be cancelled: a task that was answered is no longer in the list. */
static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  PosterThumbCache *self = g_task_get_source_object (task);
  Load *load = g_hash_table_lookup (self->loads, g_task_get_task_data (task));

  if (load != NULL && g_ptr_array_remove (load->tasks, task))
    {
      if (load->tasks->len == 0 && !load->is_active)
        {
          g_queue_unlink (&self->waiting, &load->link);
          g_hash_table_remove (self->loads, load->key);
        }
      g_task_return_error_if_cancelled (task);
    }
  return G_SOURCE_REMOVE;
}

static void
watch_source_free (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static void
trimmed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  /* Nothing depends on it. */
}

static void
poster_thumb_cache_dispose (GObject *object)
{
  PosterThumbCache *self = POSTER_THUMB_CACHE (object);

  /* Whoever waits holds a reference, so nobody does. */
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (poster_thumb_cache_parent_class)->dispose (object);
}

static void
poster_thumb_cache_finalize (GObject *object)
{
  PosterThumbCache *self = POSTER_THUMB_CACHE (object);

  g_hash_table_unref (self->loads);
  g_hash_table_unref (self->pictures);
  g_hash_table_unref (self->hopeless);
  g_object_unref (self->cancellable);
  g_free (self->folder);
  G_OBJECT_CLASS (poster_thumb_cache_parent_class)->finalize (object);
}

static void
poster_thumb_cache_class_init (PosterThumbCacheClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_thumb_cache_dispose;
  object_class->finalize = poster_thumb_cache_finalize;
}

static void
poster_thumb_cache_init (PosterThumbCache *self)
{
  self->limit_bytes = MEMORY_LIMIT_BYTES;
  self->cancellable = g_cancellable_new ();
  self->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, picture_free);
  self->loads = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, load_free);
  self->hopeless = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->recent);
  g_queue_init (&self->waiting);
}

/**
 * poster_thumb_cache_new:
 * @pool: (nullable): what makes pictures; without one only those on disk are found
 * @folder: where to keep them; made when there is something to keep
 *
 * Returns: (transfer full): a cache
 */
PosterThumbCache *
poster_thumb_cache_new (PosterMediaPool *pool,
                        const char      *folder)
{
  PosterThumbCache *self = g_object_new (POSTER_TYPE_THUMB_CACHE, NULL);

  self->pool = pool != NULL ? g_object_ref (pool) : NULL;
  self->folder = g_strdup (folder);
  return self;
}

/**
 * poster_thumb_cache_get_default:
 *
 * Returns: (transfer none) (nullable): the running program's, %NULL while it has no session
 */
PosterThumbCache *
poster_thumb_cache_get_default (void)
{
  if (default_cache == NULL)
    {
      PosterSession *session = poster_session_get_default ();

      if (session != NULL)
        {
          PosterWorkspace *workspace = poster_session_get_workspace (session);
          g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "late-poster", "thumbnails", NULL);

          default_cache = poster_thumb_cache_new (poster_workspace_get_media_pool (workspace), folder);
        }
    }
  return default_cache;
}

/**
 * poster_thumb_cache_set_default:
 * @self: (nullable): what poster_thumb_cache_get_default() gives from now on; %NULL at the end of
 *   the program, so that what runs ends
 */
void
poster_thumb_cache_set_default (PosterThumbCache *self)
{
  if (self == NULL && default_cache != NULL)
    g_cancellable_cancel (default_cache->cancellable);
  g_set_object (&default_cache, self);
}

/**
 * poster_thumb_cache_set_memory_limit:
 * @self: a cache
 * @limit_bytes: how much the pictures in memory may take together
 */
void
poster_thumb_cache_set_memory_limit (PosterThumbCache *self,
                                     gsize             limit_bytes)
{
  self->limit_bytes = limit_bytes;
  keep_within_limit (self);
}

/**
 * poster_thumb_cache_peek:
 * @self: a cache
 * @item: of what
 * @size: pixels that it fits into, both ways
 *
 * Returns: (transfer none) (nullable): the picture, if it is in memory
 */
GdkTexture *
poster_thumb_cache_peek (PosterThumbCache *self,
                         PosterMediaItem  *item,
                         int               size)
{
  g_autofree char *key = make_key (item, size);

  return find_picture (self, key);
}

/**
 * poster_thumb_cache_load_async:
 * @self: a cache
 * @item: of what
 * @size: pixels that it is to fit into, both ways
 * @cancellable: (nullable): gives up waiting
 * @callback: called once
 * @user_data: passed to @callback
 *
 * Finds the picture or has it made. Who asks last is served first.
 */
void
poster_thumb_cache_load_async (PosterThumbCache    *self,
                               PosterMediaItem     *item,
                               int                  size,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *key = make_key (item, size);
  GdkTexture *texture = find_picture (self, key);
  Load *load;

  g_task_set_source_tag (task, poster_thumb_cache_load_async);
  g_task_set_task_data (task, g_strdup (key), g_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (texture != NULL)
    {
      g_task_return_pointer (task, g_object_ref (texture), g_object_unref);
      return;
    }
  if (g_hash_table_contains (self->hopeless, key))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "There is no picture to be had of the file");
      return;
    }
  if (!self->has_trimmed)
    {
      self->has_trimmed = TRUE;
      poster_thumb_files_trim_async (self->folder, self->cancellable, trimmed_cb, NULL);
    }

  load = g_hash_table_lookup (self->loads, key);
  if (load == NULL)
    {
      load = g_new0 (Load, 1);
      load->cache = self;
      load->key = g_strdup (key);
      load->item = g_object_ref (item);
      load->size = size;
      load->tasks = g_ptr_array_new_with_free_func (g_object_unref);
      load->link.data = load;
      g_hash_table_insert (self->loads, load->key, load);
    }
  else if (!load->is_active)
    g_queue_unlink (&self->waiting, &load->link);
  if (!load->is_active)
    g_queue_push_head_link (&self->waiting, &load->link);

  if (cancellable != NULL)
    {
      GSource *source = g_cancellable_source_new (cancellable);

      g_source_set_callback (source, G_SOURCE_FUNC (cancelled_cb), task, NULL);
      g_source_set_static_name (source, "PosterThumbCache");
      g_source_attach (source, g_main_context_get_thread_default ());
      g_object_set_data_full (G_OBJECT (task), "watch", source, watch_source_free);
    }
  g_ptr_array_add (load->tasks, g_steal_pointer (&task));
  dispatch (self);
}

/**
 * poster_thumb_cache_load_finish:
 * @self: a cache
 * @result: the result
 * @error: %POSTER_ERROR_FILE_MISSING; %G_IO_ERROR_CANCELLED and other #GIOErrorEnum
 *
 * Returns: (transfer full) (nullable): the picture, in the clip's own shape
 */
GdkTexture *
poster_thumb_cache_load_finish (PosterThumbCache  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_thumb_cache_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
