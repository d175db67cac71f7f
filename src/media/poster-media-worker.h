/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _PosterMediaWorker PosterMediaWorker;

/**
 * PosterMediaWorkerFunc:
 * @worker: the worker
 * @message: (nullable): what it said; %NULL when it has ended, after which it only wants to be
 *   freed
 * @fd: a descriptor that came with @message, -1 for none; the callee closes it
 * @user_data: what was given with the function
 *
 * The function may free @worker.
 */
typedef void (*PosterMediaWorkerFunc) (PosterMediaWorker *worker,
                                       JsonObject        *message,
                                       int                fd,
                                       gpointer           user_data);

PosterMediaWorker *poster_media_worker_new               (const char             *path,
                                                          gint64                  memory_limit_bytes,
                                                          GError                **error);
void               poster_media_worker_free              (PosterMediaWorker      *self);
void               poster_media_worker_set_func          (PosterMediaWorker      *self,
                                                          PosterMediaWorkerFunc   func,
                                                          gpointer                user_data);
gboolean           poster_media_worker_send              (PosterMediaWorker      *self,
                                                          JsonObject             *request,
                                                          int                     fd);
gint64             poster_media_worker_get_memory_bytes  (PosterMediaWorker      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterMediaWorker, poster_media_worker_free)

G_END_DECLS
