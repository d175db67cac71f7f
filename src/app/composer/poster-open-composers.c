/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-open-composers"

#include "poster-open-composers.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "poster-id.h"

/* Of the store: ids of posts, with a blank between them. */
#define SETTING "window.open-composers"

/* Who has the lock on this file keeps the list: with two windows on one data directory the later one
 * would open what is open in the first. */
#define LOCK_NAME "composers.lock"

/**
 * PosterOpenComposers:
 *
 * Remembers which posts are open in composers, so that those come back which were not closed: because
 * the program was killed, crashed, or went down with the computer. What they hold is in the store anyway.
 *
 * To be used in the thread that made it.
 */
struct _PosterOpenComposers
{
  GObject      parent_instance;

  PosterStore *store;
  GPtrArray   *ids;       /* (element-type utf8), what is stored, or will be */
  int          lock;      /* file descriptor, -1 when another process keeps the list */
  gboolean     is_taken;  /* @ids has what was left over: it may be stored */
};

G_DEFINE_FINAL_TYPE (PosterOpenComposers, poster_open_composers, G_TYPE_OBJECT)

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* No reason to trouble anybody: the posts themselves tell when they cannot be stored. */
  if (!poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    g_debug ("The open composers are not remembered: %s", error->message);
}

static void
store (PosterOpenComposers *self)
{
  g_autofree char *text = NULL;

  if (self->lock < 0 || !self->is_taken)
    return;
  g_ptr_array_add (self->ids, NULL);
  text = g_strjoinv (" ", (char **) self->ids->pdata);
  g_ptr_array_remove_index (self->ids, self->ids->len - 1);
  poster_store_set_setting_async (self->store, SETTING, text, NULL, stored_cb, NULL);
}

static gboolean
has (PosterOpenComposers *self,
     const char          *post_id,
     guint               *index)
{
  return g_ptr_array_find_with_equal_func (self->ids, post_id, g_str_equal, index);
}

/**
 * poster_open_composers_add:
 * @self: the list
 * @post_id: id of a stored post that is open in a composer
 *
 * Remembers it, until it is removed.
 */
void
poster_open_composers_add (PosterOpenComposers *self,
                           const char          *post_id)
{
  g_return_if_fail (POSTER_IS_OPEN_COMPOSERS (self));

  if (has (self, post_id, NULL))
    return;
  g_ptr_array_add (self->ids, g_strdup (post_id));
  store (self);
}

/**
 * poster_open_composers_remove:
 * @self: the list
 * @post_id: id of a post whose composer was closed
 *
 * Forgets it.
 */
void
poster_open_composers_remove (PosterOpenComposers *self,
                              const char          *post_id)
{
  guint index;

  g_return_if_fail (POSTER_IS_OPEN_COMPOSERS (self));

  if (!has (self, post_id, &index))
    return;
  g_ptr_array_remove_index (self->ids, index);
  store (self);
}

static gboolean
can_be_edited (PosterPost *post)
{
  for (guint i = 0; i < post->targets->len; i++)
    if (!poster_target_is_editable (g_ptr_array_index (post->targets, i)))
      return FALSE;
  return TRUE;
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterOpenComposers *self = g_task_get_source_object (task);
  char **asked = g_task_get_task_data (task);
  g_autoptr(GStrvBuilder) left = g_strv_builder_new ();
  g_autoptr(GPtrArray) posts = NULL;
  GError *error = NULL;

  posts = poster_store_get_posts_finish (POSTER_STORE (object), result, &error);
  if (posts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* In the order in which they were opened. */
  for (guint i = 0; asked[i] != NULL; i++)
    for (guint j = 0; j < posts->len; j++)
      {
        PosterPost *post = g_ptr_array_index (posts, j);

        if (!g_str_equal (post->id, asked[i]) || !can_be_edited (post))
          continue;
        g_strv_builder_add (left, post->id);
        if (!has (self, post->id, NULL))
          g_ptr_array_add (self->ids, g_strdup (post->id));
      }
  self->is_taken = TRUE;
  store (self);
  g_task_return_pointer (task, g_strv_builder_end (left), (GDestroyNotify) g_strfreev);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterOpenComposers *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *text = NULL;
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  g_auto(GStrv) words = NULL;
  GError *error = NULL;
  char **asked;

  text = poster_store_get_setting_finish (POSTER_STORE (object), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  words = g_strsplit (text != NULL ? text : "", " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (poster_id_is_valid (words[i]))
      g_strv_builder_add (ids, words[i]);
  asked = g_strv_builder_end (ids);
  g_task_set_task_data (task, asked, (GDestroyNotify) g_strfreev);
  poster_store_get_posts_async (self->store, (const char *const *) asked, cancellable, found_cb,
                                g_steal_pointer (&task));
}

/**
 * poster_open_composers_take_async:
 * @self: a new list
 * @cancellable: (nullable): stops it
 * @callback: called with the outcome
 * @user_data: for @callback
 *
 * Asks which posts were open when the program ended, and were not closed. They stay on the list: each
 * is to be opened, and is removed when its composer is closed. What has been posted meanwhile, or is
 * gone, is not among them. Before this nothing is stored; to be called once.
 */
void
poster_open_composers_take_async (PosterOpenComposers *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (POSTER_IS_OPEN_COMPOSERS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, poster_open_composers_take_async);
  if (self->lock < 0)
    {
      g_task_return_pointer (task, g_new0 (char *, 1), (GDestroyNotify) g_strfreev);
      return;
    }
  poster_store_get_setting_async (self->store, SETTING, cancellable, read_cb, g_steal_pointer (&task));
}

/**
 * poster_open_composers_take_finish:
 * @self: the list
 * @result: what the callback was given
 * @error: errors of the store, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): ids of posts, the one that was opened first first; %NULL with @error set
 */
char **
poster_open_composers_take_finish (PosterOpenComposers  *self,
                                   GAsyncResult         *result,
                                   GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
poster_open_composers_finalize (GObject *object)
{
  PosterOpenComposers *self = POSTER_OPEN_COMPOSERS (object);

  if (self->lock >= 0)
    close (self->lock);
  g_clear_object (&self->store);
  g_ptr_array_unref (self->ids);
  G_OBJECT_CLASS (poster_open_composers_parent_class)->finalize (object);
}

static void
poster_open_composers_class_init (PosterOpenComposersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_open_composers_finalize;
}

static void
poster_open_composers_init (PosterOpenComposers *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->lock = -1;
}

/* A process that has ended, however, has none any more. */
static void
lock (PosterOpenComposers *self)
{
  g_autofree char *path = g_build_filename (poster_store_get_data_dir (self->store), LOCK_NAME, NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_debug ("The open composers are not remembered: %s", g_strerror (errno));
      return;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) < 0)
    {
      close (fd);
      return;
    }
  self->lock = fd;
}

/**
 * poster_open_composers_new:
 * @store: an open one
 *
 * Where another process keeps the list for this data directory already, this one does nothing.
 *
 * Returns: (transfer full): the list
 */
PosterOpenComposers *
poster_open_composers_new (PosterStore *store)
{
  PosterOpenComposers *self = g_object_new (POSTER_TYPE_OPEN_COMPOSERS, NULL);

  self->store = g_object_ref (store);
  lock (self);
  return self;
}
