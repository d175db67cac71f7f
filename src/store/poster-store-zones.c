/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-store"

#include "poster-store-zones.h"

#include "poster-store-private.h"
#include "poster-zone-rows.h"

typedef struct
{
  PosterStore *store;    /* (unowned): the task holds it */
  gint64       now_us;
  gint64       n_moved;
} Operation;

static gboolean
follow_zones_func (PosterSql  *sql,
                   gpointer    data,
                   GError    **error)
{
  Operation *operation = data;
  g_autoptr(GPtrArray) zones = poster_zone_rows_list (sql, error);

  return zones != NULL &&
         poster_zone_rows_follow (sql, operation->store->changes, zones, operation->now_us, &operation->n_moved, error);
}

/**
 * poster_store_follow_zones_async:
 * @self: a store
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gives waiting posts whose time is one on the wall the instant that it is by the data of their
 * zone as they are now, if those are other data than when this was last done.
 */
void
poster_store_follow_zones_async (PosterStore         *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Operation *operation = g_new0 (Operation, 1);
  g_autoptr(GTask) task = poster_store_task_new (self, poster_store_follow_zones_async, operation, g_free,
                                                 cancellable, callback, user_data);

  operation->store = self;
  operation->now_us = poster_clock_get_now_us (self->clock);
  poster_store_write (self, task, follow_zones_func);
}

/**
 * poster_store_follow_zones_finish:
 * @self: a store
 * @result: the result
 * @error: see #PosterStore
 *
 * Returns: how many posts and targets got another instant, -1 on error
 */
gint64
poster_store_follow_zones_finish (PosterStore   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  Operation *operation = poster_store_finish (self, result, poster_store_follow_zones_async, error);

  return operation != NULL ? operation->n_moved : -1;
}
