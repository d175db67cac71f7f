/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* In the thread: leaves its result in the task's data. */
typedef void (*PosterSandboxWork) (gpointer task_data, GCancellable *cancellable);

/* Back in the context of the task: returns from it, by what the data say. */
typedef void (*PosterSandboxDone) (GTask *task, gpointer task_data);

void poster_sandbox_thread_run            (GTask *task, PosterSandboxWork work, PosterSandboxDone done);
void poster_sandbox_thread_run_background (GTask *task, PosterSandboxWork work, PosterSandboxDone done);

G_END_DECLS
