/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"

#include "poster-changes.h"
#include "poster-database.h"

G_BEGIN_DECLS

struct _PosterStore
{
  GObject         parent_instance;
  char           *data_dir;
  PosterClock    *clock;
  PosterChanges  *changes;
  PosterDatabase *database;      /* (nullable), NULL once closed */
  char           *damaged_path;  /* (nullable) */
};

GTask   *poster_store_task_new (PosterStore *self, gpointer tag, gpointer data, GDestroyNotify free_data,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void     poster_store_read     (PosterStore *self, GTask *task, PosterDatabaseFunc func);
void     poster_store_write    (PosterStore *self, GTask *task, PosterDatabaseFunc func);
gpointer poster_store_finish   (PosterStore *self, GAsyncResult *result, gpointer tag, GError **error);

gboolean poster_store_slots_settle (PosterSql *sql, PosterChanges *changes, PosterPost *post, const char *queue_id,
                                    gint64 at_us, gint64 now_us, GError **error);

G_END_DECLS
