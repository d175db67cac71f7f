/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poster-json.h"

/* Removing files of the library that nobody refers to any more. A file is never removed together with
 * its row: whoever is killed between the two leaves a file behind, never a row without one. What is
 * left behind is found here, at the next start.
 *
 * The steps: listed (a thread) -> sifted (reading) -> removed (writing, so that no row for one of the
 * files can come meanwhile). Mostly there is nothing to do after the first. */

#define HASH_LENGTH 64

typedef struct
{
  char       *folder;
  gint64      before_us;   /* younger ones may be about to get a row */
  GHashTable *names;       /* set of utf8: what is there, and nobody is known to refer to */
  int         n_removed;
} Operation;

static void
operation_free (Operation *operation)
{
  g_free (operation->folder);
  g_hash_table_unref (operation->names);
  g_free (operation);
}

/* "<SHA-256>.png", or what was left of writing one: whatever else lies there is somebody else's. */
static gboolean
is_ours (const char *name)
{
  gsize length = strspn (name, "0123456789abcdef");

  if (length != HASH_LENGTH || name[length] != '.' || name[length + 1] == '\0')
    return FALSE;
  for (const char *at = name + length; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '.')
      return FALSE;
  return TRUE;
}

static gboolean
is_old (Operation  *operation,
        int         folder,
        const char *name)
{
  struct stat facts;

  return fstatat (folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (facts.st_mode) &&
         (gint64) facts.st_mtim.tv_sec * G_USEC_PER_SEC < operation->before_us;
}

static void
list_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Operation *operation = task_data;
  int fd = open (operation->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (folder == NULL && fd >= 0)
    close (fd);
  while (folder != NULL && (entry = readdir (folder)) != NULL)
    if (is_ours (entry->d_name) && is_old (operation, fd, entry->d_name))
      g_hash_table_add (operation->names, g_strdup (entry->d_name));
  if (folder != NULL)
    closedir (folder);
  g_task_return_boolean (task, TRUE);
}

static void
keep (Operation  *operation,
      const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  g_hash_table_remove (operation->names, name);
}

static void keep_in_node (Operation *operation, JsonNode *node);

static void
keep_in_member (JsonObject *object,
                const char *key,
                JsonNode   *node,
                gpointer    user_data)
{
  const char *encoded = g_str_equal (key, "path") && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
  g_autofree guchar *bytes = NULL;
  g_autofree char *path = NULL;
  gsize length;

  if (encoded != NULL)
    {
      bytes = g_base64_decode (encoded, &length);
      path = g_strndup ((const char *) bytes, length);
      keep (user_data, path);
    }
  keep_in_node (user_data, node);
}

static void
keep_in_node (Operation *operation,
              JsonNode  *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), keep_in_member, operation);
  for (guint i = 0; JSON_NODE_HOLDS_ARRAY (node) && i < json_array_get_length (json_node_get_array (node)); i++)
    keep_in_node (operation, json_array_get_element (json_node_get_array (node), i));
}

/* What was changed of posts and is put by until it is decided on: paths of files in base64. */
static gboolean
keep_in_settings (PosterSql  *sql,
                  Operation  *operation,
                  GError    **error)
{
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT value FROM settings WHERE key >= 'edit-' AND key < 'edit.' "
                                           "UNION ALL SELECT value FROM settings WHERE key >= 'spare-' AND key < 'spare.'",
                                           error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      g_autofree char *text = poster_sql_dup_text (list, 0);
      g_autoptr(JsonNode) node = json_from_string (text, NULL);

      if (node != NULL)
        keep_in_node (operation, node);
    }
  return step == POSTER_SQL_DONE;
}

/* Posts in the trash, and what repeats, have rows here too. */
static gboolean
sift_func (PosterSql  *sql,
           gpointer    data,
           GError    **error)
{
  Operation *operation = data;
  sqlite3_stmt *list = poster_sql_prepare (sql, "SELECT path FROM media", error);
  PosterSqlStep step;

  if (list == NULL)
    return FALSE;
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    {
      g_autofree char *path = poster_sql_dup_path (list, 0);

      keep (operation, path);
    }
  return step == POSTER_SQL_DONE && keep_in_settings (sql, operation, error);
}

static gboolean
remove_func (PosterSql  *sql,
             gpointer    data,
             GError    **error)
{
  Operation *operation = data;
  GHashTableIter names;
  gpointer name;
  int folder;

  if (!sift_func (sql, operation, error))
    return FALSE;
  folder = open (operation->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  /* Whoever keeps the same picture once more has the lock while looking whether it is there. */
  if (folder >= 0 && flock (folder, LOCK_EX | LOCK_NB) == 0)
    {
      g_hash_table_iter_init (&names, operation->names);
      while (g_hash_table_iter_next (&names, &name, NULL))
        if (is_old (operation, folder, name) && unlinkat (folder, name, 0) == 0)
          operation->n_removed++;
    }
  if (folder >= 0)
    close (folder);
  return TRUE;
}

static void
sifted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterStore *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (poster_store_finish (self, result, sift_func, &error) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_hash_table_size (((Operation *) g_task_get_task_data (task))->names) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  poster_store_write (self, task, remove_func);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterStore *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  g_autoptr(GTask) sift = NULL;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_hash_table_size (operation->names) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  /* The task that waits for the end holds the operation. */
  sift = poster_store_task_new (self, sift_func, operation, NULL, g_task_get_cancellable (task), sifted_cb,
                                g_object_ref (task));
  poster_store_read (self, sift, sift_func);
}

/**
 * poster_store_clean_library_async:
 * @self: a store
 * @cancellable: (nullable): to give up before anything is removed
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Removes files of the library that no row refers to, neither of a post nor of one in the trash, nor
 * what was changed of a post and is put by. Only files of ours that are older than
 * POSTER_STORE_LIBRARY_KEPT_US: a younger one may belong to a draft that is not stored yet, or to
 * something that can still be undone.
 */
void
poster_store_clean_library_async (PosterStore         *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_clean_library_async, operation,
                                                 (GDestroyNotify) operation_free, cancellable, callback, user_data);
  g_autoptr(GTask) list = NULL;

  operation->folder = g_build_filename (self->data_dir, "library", NULL);
  operation->before_us = poster_clock_get_now_us (self->clock) - POSTER_STORE_LIBRARY_KEPT_US;
  operation->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  list = g_task_new (self, cancellable, listed_cb, g_steal_pointer (&task));
  g_task_set_source_tag (list, list_in_thread);
  g_task_set_task_data (list, operation, NULL);
  g_task_run_in_thread (list, list_in_thread);
}

/**
 * poster_store_clean_library_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: how many files were removed; -1 with @error
 */
int
poster_store_clean_library_finish (PosterStore   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_clean_library_async, error);

  return operation != NULL ? operation->n_removed : -1;
}
