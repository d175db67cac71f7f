/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-changes"

#include "poster-changes.h"

/* When more posts than this changed at once, nobody is told which. */
#define MANY 64

/* Every transaction that changes posts or accounts takes the next number from the database, and
 * the posts it changed carry that number. Who knows the number up to which it has seen
 * everything can ask for what came later, whichever process did it. What cannot carry a number
 * (accounts, posts that are gone) is noted as one number for all, "changed_widely". */
struct _PosterChanges
{
  PosterChangesFunc  func;
  gpointer           user_data;
  GMainContext      *context;   /* (owned), where func is called */

  /* Of the transaction that is being written; for the writer's thread alone. */
  gint64             number;    /* 0: it has changed nothing yet */
  GPtrArray         *changed;   /* (element-type utf8) */

  GMutex             lock;
  gint64             seen;      /* everything up to this number has been told */
  GHashTable        *pending;   /* (element-type utf8), to be told in the next turn of the main loop */
  GSource           *telling;   /* (nullable) (owned), the source that will */
};

/**
 * poster_changes_new:
 * @func: called in the thread-default main context of the caller of this function
 * @user_data: passed to @func
 *
 * Returns: (transfer full): a record of changes, which knows of none
 */
PosterChanges *
poster_changes_new (PosterChangesFunc func,
                    gpointer          user_data)
{
  PosterChanges *self = g_atomic_rc_box_new0 (PosterChanges);

  self->func = func;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->changed = g_ptr_array_new_with_free_func (g_free);
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init (&self->lock);
  return self;
}

/**
 * poster_changes_stop:
 * @self: a record of changes
 *
 * Tells nobody any more. To be called in the context where the function is called.
 */
void
poster_changes_stop (PosterChanges *self)
{
  g_mutex_lock (&self->lock);
  if (self->telling != NULL)
    g_source_destroy (self->telling);
  g_clear_pointer (&self->telling, g_source_unref);
  self->func = NULL;
  g_mutex_unlock (&self->lock);
}

static void
changes_clear (gpointer data)
{
  PosterChanges *self = data;

  g_ptr_array_unref (self->changed);
  g_hash_table_unref (self->pending);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
}

static void
changes_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, changes_clear);
}

/**
 * poster_changes_free:
 * @self: (nullable) (transfer full): a record of changes
 *
 * Tells nobody any more, and frees @self; not before the threads that use it have ended.
 */
void
poster_changes_free (PosterChanges *self)
{
  if (self == NULL)
    return;
  poster_changes_stop (self);
  changes_unref (self);
}

static gboolean
tell_cb (gpointer user_data)
{
  PosterChanges *self = user_data;
  g_autoptr(GHashTable) pending = NULL;
  g_autofree gpointer *ids = NULL;
  PosterChangesFunc func;
  guint n_ids;

  g_mutex_lock (&self->lock);
  func = self->func;
  pending = g_steal_pointer (&self->pending);
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_clear_pointer (&self->telling, g_source_unref);
  g_mutex_unlock (&self->lock);

  if (g_hash_table_contains (pending, "") || g_hash_table_size (pending) > MANY)
    {
      func ("", self->user_data);
      return G_SOURCE_REMOVE;
    }
  ids = g_hash_table_get_keys_as_array (pending, &n_ids);
  for (guint i = 0; i < n_ids && self->func != NULL; i++)
    func (ids[i], self->user_data);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
tell_soon (PosterChanges *self,
           GPtrArray     *ids)
{
  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (self->pending, g_strdup (g_ptr_array_index (ids, i)));
  if (ids->len == 0 || self->telling != NULL || self->func == NULL)
    return;
  self->telling = g_idle_source_new ();
  g_source_set_priority (self->telling, G_PRIORITY_DEFAULT);
  g_source_set_static_name (self->telling, "PosterChanges");
  g_source_set_callback (self->telling, tell_cb, g_atomic_rc_box_acquire (self), changes_unref);
  g_source_attach (self->telling, self->context);
}

static gboolean
take_number (PosterChanges  *self,
             PosterSql      *sql,
             GError        **error)
{
  return self->number != 0 ||
         poster_sql_get_number (sql, "UPDATE meta SET value = value + 1 WHERE key = 'changed' RETURNING value",
                                &self->number, error);
}

/**
 * poster_changes_add_post:
 * @self: a record of changes
 * @sql: the writer's connection, in a transaction
 * @post_id: a post
 * @number: (out): what to write into its `changed`
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * The transaction changes a post.
 *
 * Returns: whether there was a number to be had
 */
gboolean
poster_changes_add_post (PosterChanges  *self,
                         PosterSql      *sql,
                         const char     *post_id,
                         gint64         *number,
                         GError        **error)
{
  if (!take_number (self, sql, error))
    return FALSE;
  g_ptr_array_add (self->changed, g_strdup (post_id));
  *number = self->number;
  return TRUE;
}

/**
 * poster_changes_add_wide:
 * @self: a record of changes
 * @sql: the writer's connection, in a transaction
 * @post_id: what to tell in this process; others are told ""
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * The transaction changes something that cannot carry a number.
 *
 * Returns: whether it is noted
 */
gboolean
poster_changes_add_wide (PosterChanges  *self,
                         PosterSql      *sql,
                         const char     *post_id,
                         GError        **error)
{
  sqlite3_stmt *note;

  if (!take_number (self, sql, error))
    return FALSE;
  g_ptr_array_add (self->changed, g_strdup (post_id));
  note = poster_sql_prepare (sql, "UPDATE meta SET value = ? WHERE key = 'changed_widely'", error);
  if (note == NULL)
    return FALSE;
  sqlite3_bind_int64 (note, 1, self->number);
  return poster_sql_finish (sql, note, error);
}

/* What others changed after @after: appends it to @ids. */
static gboolean
list_changes (PosterSql  *sql,
              gint64      after,
              GPtrArray  *ids,
              GError    **error)
{
  sqlite3_stmt *list;
  PosterSqlStep step;
  gint64 wide;

  if (!poster_sql_get_number (sql, "SELECT value FROM meta WHERE key = 'changed_widely'", &wide, error))
    return FALSE;
  if (wide > after)
    {
      g_ptr_array_add (ids, g_strdup (""));
      return TRUE;
    }
  list = poster_sql_prepare (sql, "SELECT id FROM posts WHERE changed > ? LIMIT ?", error);
  if (list == NULL)
    return FALSE;
  sqlite3_bind_int64 (list, 1, after);
  sqlite3_bind_int64 (list, 2, MANY + 1);
  while ((step = poster_sql_step (sql, list, error)) == POSTER_SQL_ROW)
    g_ptr_array_add (ids, poster_sql_dup_text (list, 0));
  return step == POSTER_SQL_DONE;
}

/**
 * poster_changes_prepare:
 * @self: a record of changes
 * @sql: the writer's connection, in a transaction that is about to be committed
 * @error: %POSTER_ERROR_DATABASE
 *
 * Finds out what other processes did since we looked last, because our number says that we have
 * seen it.
 *
 * Returns: whether the transaction may be committed
 */
gboolean
poster_changes_prepare (PosterChanges  *self,
                        PosterSql      *sql,
                        GError        **error)
{
  gint64 seen;

  if (self->number == 0)
    return TRUE;
  g_mutex_lock (&self->lock);
  seen = self->seen;
  g_mutex_unlock (&self->lock);
  return seen >= self->number - 1 || list_changes (sql, seen, self->changed, error);
}

/**
 * poster_changes_commit:
 * @self: a record of changes
 *
 * The transaction is on the disk: tells of it in the next turn of the main loop.
 */
void
poster_changes_commit (PosterChanges *self)
{
  g_mutex_lock (&self->lock);
  self->seen = MAX (self->seen, self->number);
  tell_soon (self, self->changed);
  g_mutex_unlock (&self->lock);
  poster_changes_rollback (self);
}

/**
 * poster_changes_rollback:
 * @self: a record of changes
 *
 * Nothing came of the transaction.
 */
void
poster_changes_rollback (PosterChanges *self)
{
  self->number = 0;
  g_ptr_array_set_size (self->changed, 0);
}

/**
 * poster_changes_begin:
 * @self: a record of changes
 * @sql: a connection
 * @error: %POSTER_ERROR_DATABASE
 *
 * From here on: what was changed before is known to whoever opens the database.
 *
 * Returns: whether the number could be read
 */
gboolean
poster_changes_begin (PosterChanges  *self,
                      PosterSql      *sql,
                      GError        **error)
{
  return poster_sql_get_number (sql, "SELECT value FROM meta WHERE key = 'changed'", &self->seen, error);
}

/**
 * poster_changes_notice:
 * @self: a record of changes
 * @sql: a connection, in a transaction
 * @error: %POSTER_ERROR_DATABASE
 *
 * Looks for what other processes changed, and tells of it in the next turn of the main loop. Safe
 * beside the writer's thread.
 *
 * Returns: whether it could look
 */
gboolean
poster_changes_notice (PosterChanges  *self,
                       PosterSql      *sql,
                       GError        **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gint64 now, seen;

  g_mutex_lock (&self->lock);
  seen = self->seen;
  g_mutex_unlock (&self->lock);
  if (!poster_sql_get_number (sql, "SELECT value FROM meta WHERE key = 'changed'", &now, error))
    return FALSE;
  if (now <= seen)
    return TRUE;
  if (!list_changes (sql, seen, ids, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->seen = MAX (self->seen, now);
  tell_soon (self, ids);
  g_mutex_unlock (&self->lock);
  return TRUE;
}
