/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"

G_BEGIN_DECLS

/**
 * PosterPracticeHost:
 *
 * Where practice accounts find their server: it asks the sandbox of a data directory for its
 * address, and starts the sandbox first when it does not run. The sandbox is a process of its own
 * that outlives the program, keeps its address, and ends when nobody has spoken to it for ten
 * minutes.
 */
#define POSTER_TYPE_PRACTICE_HOST (poster_practice_host_get_type ())
G_DECLARE_FINAL_TYPE (PosterPracticeHost, poster_practice_host, POSTER, PRACTICE_HOST, GObject)

PosterPracticeHost *poster_practice_host_new               (PosterClock *clock,
                                                            const char  *data_dir,
                                                            const char  *program_path);
void                poster_practice_host_ensure_async      (PosterPracticeHost  *self,
                                                            GCancellable        *cancellable,
                                                            GAsyncReadyCallback  callback,
                                                            gpointer             user_data);
char               *poster_practice_host_ensure_finish     (PosterPracticeHost  *self,
                                                            GAsyncResult        *result,
                                                            GError             **error);
const char         *poster_practice_host_get_client_key    (PosterPracticeHost *self);
const char         *poster_practice_host_get_client_secret (PosterPracticeHost *self);
const char         *poster_practice_host_get_web_folder    (PosterPracticeHost *self);
const char         *poster_practice_host_get_web_prefix    (PosterPracticeHost *self);

G_END_DECLS
