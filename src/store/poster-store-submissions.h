/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"

G_BEGIN_DECLS

/* What services keep of our posts. Members of a submission are written by
 * poster_store_commit_targets_async(). */

/* %NULL without @error when there is none. */
void              poster_store_get_submission_async       (PosterStore *self, const char *submission_id,
                                                           GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
PosterSubmission *poster_store_get_submission_finish      (PosterStore *self, GAsyncResult *result, GError **error);
/* The service has it no more. */
void              poster_store_forget_submission_async    (PosterStore *self, const char *submission_id,
                                                           GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean          poster_store_forget_submission_finish   (PosterStore *self, GAsyncResult *result, GError **error);
/* Taking it back failed, and is tried again at @wake_us; with -1 never: the service has published it. */
void              poster_store_postpone_submission_async  (PosterStore *self, const char *submission_id, gint64 wake_us,
                                                           GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean          poster_store_postpone_submission_finish (PosterStore *self, GAsyncResult *result, GError **error);

/* Who publishes the posts of an account: a #PosterHolder; -1 when nobody was asked. */
void              poster_store_set_account_holder_async   (PosterStore *self, const char *account_id, int holder,
                                                           GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean          poster_store_set_account_holder_finish  (PosterStore *self, GAsyncResult *result, GError **error);

/* What waits after a failure for a while, and what is to be taken back, is tried again at @now_us. */
void              poster_store_wake_failed_async          (PosterStore *self, gint64 now_us, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean          poster_store_wake_failed_finish         (PosterStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
