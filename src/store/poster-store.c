/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-private.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"

/**
 * PosterStore:
 *
 * Everything but secrets, in one SQLite file of the data directory.
 *
 * Writing: one thread, in order; each call is one transaction, durable when its callback runs.
 * Reading: a thread and a connection of its own; a reading sees all writes whose callbacks have
 * run. The records it hands out are the caller's to keep and nobody's to change; those it is
 * given are copied before the call returns.
 *
 * A call whose #GCancellable is cancelled before its turn comes does nothing; a write whose turn
 * has come is done, whatever is cancelled then.
 *
 * Several processes may have the same directory open; each transaction holds for all of them.
 *
 * Errors: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL, %POSTER_ERROR_NEWER_DATABASE (a later
 * version of the program took the database over while it was open), %G_IO_ERROR_CANCELLED, and
 * what the calls name. After an error nothing of the call has been written.
 */
G_DEFINE_FINAL_TYPE (PosterStore, poster_store, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed_cb (const char *post_id,
            gpointer    user_data)
{
  g_signal_emit (user_data, signals[CHANGED], 0, post_id);
}

static void
poster_store_dispose (GObject *object)
{
  poster_store_close (POSTER_STORE (object));
  G_OBJECT_CLASS (poster_store_parent_class)->dispose (object);
}

static void
poster_store_finalize (GObject *object)
{
  PosterStore *self = POSTER_STORE (object);

  poster_changes_free (self->changes);
  g_free (self->data_dir);
  g_free (self->damaged_path);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (poster_store_parent_class)->finalize (object);
}

static void
poster_store_class_init (PosterStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_store_dispose;
  object_class->finalize = poster_store_finalize;

  /**
   * PosterStore::changed:
   * @self: the store
   * @post_id: a post that changed, itself or one of its targets, or is gone; empty when it was
   *   many, or accounts
   *
   * Emitted in the main context of the one who opened the store, after the commit; once for what
   * is changed several times in one turn of the main loop. Tells of other processes too, when
   * this one writes or poster_store_notice_changes() is called.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
poster_store_init (PosterStore *self)
{
}

/**
 * poster_store_open:
 * @data_dir: folder, in the file system's bytes; made 0700, the files in it 0600
 * @clock: tells the time of all that the store dates itself
 * @error: %POSTER_ERROR_NEWER_DATABASE: the database, and all beside it, is untouched;
 *   %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Opens the store of @data_dir, making it or bringing it to the present version. Blocks for a
 * moment, longer when there is something to migrate: do it before the main loop runs.
 *
 * A damaged database is kept as `poster.sqlite.damaged-YYYYMMDD-HHMMSS`, see
 * poster_store_get_damaged_path(), and an empty one is begun; except that one that another
 * process has open is left alone, with %POSTER_ERROR_DATABASE.
 *
 * Returns: (transfer full): the store
 */
PosterStore *
poster_store_open (const char   *data_dir,
                   PosterClock  *clock,
                   GError      **error)
{
  g_autoptr(PosterStore) self = g_object_new (POSTER_TYPE_STORE, NULL);

  self->data_dir = g_strdup (data_dir);
  self->clock = g_object_ref (clock);
  self->changes = poster_changes_new (changed_cb, self);
  self->database = poster_database_open (data_dir, clock, self->changes, error);
  if (self->database == NULL)
    return NULL;
  self->damaged_path = g_strdup (poster_database_get_damaged_path (self->database));
  return g_steal_pointer (&self);
}

/**
 * poster_store_close:
 * @self: a store
 *
 * Does what has been asked for, and closes the database. Blocks for that long. Callbacks that
 * have not run yet still do; nothing can be asked for any more, and no signal comes. Dropping
 * the last reference does the same.
 */
void
poster_store_close (PosterStore *self)
{
  g_clear_pointer (&self->database, poster_database_close);
  if (self->changes != NULL)
    poster_changes_stop (self->changes);
}

/**
 * poster_store_get_data_dir:
 * @self: a store
 *
 * Returns: (transfer none): the folder it was opened for
 */
const char *
poster_store_get_data_dir (PosterStore *self)
{
  return self->data_dir;
}

/**
 * poster_store_get_damaged_path:
 * @self: a store
 *
 * Returns: (transfer none) (nullable): where the database that was found damaged on opening is
 *   now; %NULL when all was well
 */
const char *
poster_store_get_damaged_path (PosterStore *self)
{
  return self->damaged_path;
}

/* A task for a call of ours; @tag is the public function, @data are its operands and results. */
GTask *
poster_store_task_new (PosterStore         *self,
                       gpointer             tag,
                       gpointer             data,
                       GDestroyNotify       free_data,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, data, free_data);
  return task;
}

static gboolean
is_open (PosterStore *self,
         GTask       *task)
{
  if (self->database != NULL)
    return TRUE;
  g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_DATABASE, _("The database is closed"));
  return FALSE;
}

void
poster_store_read (PosterStore        *self,
                   GTask              *task,
                   PosterDatabaseFunc  func)
{
  if (is_open (self, task))
    poster_database_read_async (self->database, task, func);
}

void
poster_store_write (PosterStore        *self,
                    GTask              *task,
                    PosterDatabaseFunc  func)
{
  if (is_open (self, task))
    poster_database_write_async (self->database, task, func);
}

/* Returns: the data of the task of @result, to take the outcome from, or NULL with @error set */
gpointer
poster_store_finish (PosterStore   *self,
                     GAsyncResult  *result,
                     gpointer       tag,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_task_get_task_data (G_TASK (result));
}

static gboolean
notice_func (PosterSql  *sql,
             gpointer    data,
             GError    **error)
{
  return poster_changes_notice (data, sql, error);
}

static void
noticed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (poster_store_finish (POSTER_STORE (object), result, poster_store_notice_changes, &error) == NULL)
    g_message ("What another process changed could not be read: %s", error->message);
}

/**
 * poster_store_notice_changes:
 * @self: a store
 *
 * Another process has committed: emits ::changed for what it did since this one last looked,
 * soon. Costs next to nothing when there is nothing new.
 */
void
poster_store_notice_changes (PosterStore *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->database == NULL)
    return;
  task = poster_store_task_new (self, poster_store_notice_changes, self->changes, NULL, NULL, noticed_cb, NULL);
  poster_store_read (self, task, notice_func);
}
