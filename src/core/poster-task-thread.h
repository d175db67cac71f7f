/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* In the thread: leaves its result in the task's data. */
typedef void (*PosterThreadWork) (gpointer task_data, GCancellable *cancellable);

/* Back in the context of the task: returns from it, by what the data say. */
typedef void (*PosterThreadDone) (GTask *task, gpointer task_data);

void poster_task_thread_run            (GTask *task, PosterThreadWork work, PosterThreadDone done);
void poster_task_thread_run_background (GTask *task, PosterThreadWork work, PosterThreadDone done);

G_END_DECLS
