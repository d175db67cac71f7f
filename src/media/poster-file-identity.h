/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PosterFileIdentity:
 * @size: bytes
 * @mtime_ns: time of the last change, nanoseconds since the epoch
 * @sampled_hash: SHA-256 in lower-case hex over the size and a few blocks of the file, see
 *   poster_file_identity_measure_async()
 * @full_hash: (nullable): SHA-256 in lower-case hex over all of the file
 *
 * What tells whether a file is still the one that was checked. A plain record.
 */
typedef struct
{
  gint64  size;
  gint64  mtime_ns;
  char   *sampled_hash;
  char   *full_hash;
} PosterFileIdentity;

/**
 * PosterFileProgressFunc:
 * @done_bytes: bytes read so far, never fewer than the last time
 * @total_bytes: bytes to read in all
 * @user_data: what was given with the function
 *
 * Called in the thread-default main context of whoever started the work, never after the
 * work's own callback.
 */
typedef void (*PosterFileProgressFunc) (gint64 done_bytes, gint64 total_bytes, gpointer user_data);

#define POSTER_TYPE_FILE_IDENTITY (poster_file_identity_get_type ())
GType               poster_file_identity_get_type       (void);
PosterFileIdentity *poster_file_identity_new            (gint64                     size,
                                                         gint64                     mtime_ns,
                                                         const char                *sampled_hash,
                                                         const char                *full_hash);
PosterFileIdentity *poster_file_identity_copy           (const PosterFileIdentity  *self);
void                poster_file_identity_free           (PosterFileIdentity        *self);

void                poster_file_identity_measure_async  (GFile                     *file,
                                                         gboolean                   full,
                                                         PosterFileProgressFunc     progress,
                                                         gpointer                   progress_data,
                                                         GCancellable              *cancellable,
                                                         GAsyncReadyCallback        callback,
                                                         gpointer                   user_data);
PosterFileIdentity *poster_file_identity_measure_finish (GAsyncResult              *result,
                                                         GError                   **error);
void                poster_file_identity_verify_async   (GFile                     *file,
                                                         const PosterFileIdentity  *expected,
                                                         GCancellable              *cancellable,
                                                         GAsyncReadyCallback        callback,
                                                         gpointer                   user_data);
gboolean            poster_file_identity_verify_finish  (GAsyncResult              *result,
                                                         GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterFileIdentity, poster_file_identity_free)

G_END_DECLS
