/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-changes.h"
#include "poster-clock.h"
#include "poster-sql.h"

G_BEGIN_DECLS

/* The database with the thread that writes and the thread that reads. */
typedef struct _PosterDatabase PosterDatabase;

/**
 * PosterDatabaseFunc:
 * @sql: the connection of the thread it runs in
 * @data: the task data of the #GTask, where it also leaves what it found
 * @error: what went wrong
 *
 * One transaction, begun before and ended after it. Runs in a thread of the database; the task
 * data are its own until it returns.
 *
 * Returns: whether to commit
 */
typedef gboolean (*PosterDatabaseFunc) (PosterSql *sql, gpointer data, GError **error);

PosterDatabase *poster_database_open           (const char *data_dir, PosterClock *clock, PosterChanges *changes,
                                                GError **error);
void            poster_database_close          (PosterDatabase *self);
const char     *poster_database_get_damaged_path (PosterDatabase *self);
void            poster_database_write_async    (PosterDatabase *self, GTask *task, PosterDatabaseFunc func);
void            poster_database_read_async     (PosterDatabase *self, GTask *task, PosterDatabaseFunc func);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterDatabase, poster_database_close)

G_END_DECLS
