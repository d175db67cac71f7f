/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-file-identity"

#include "poster-file-identity.h"

#include "poster-error.h"
#include "poster-media-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* The sampled hash; see poster_file_identity_measure_async () for its definition. These two
 * are part of what is stored, so they never change. */
#define SAMPLE_BYTES 65536
#define SAMPLE_COUNT 5

#define READ_BYTES (256 * 1024)
/* How much is read between two reports of progress: about twenty a second from a fast disk. */
#define PROGRESS_STEP_BYTES (16 * 1024 * 1024)

G_DEFINE_BOXED_TYPE (PosterFileIdentity, poster_file_identity, poster_file_identity_copy,
                     poster_file_identity_free)

typedef struct
{
  /* Input. */
  GFile                  *file;
  gboolean                full;
  PosterFileIdentity     *expected;  /* (nullable): to verify against */
  PosterFileProgressFunc  progress;  /* (nullable) */
  gpointer                progress_data;
} Measurement;

typedef struct
{
  GTask  *task;
  gint64  done_bytes;
  gint64  total_bytes;
} ProgressReport;

/**
 * poster_file_identity_new:
 * @size: bytes
 * @mtime_ns: time of the last change, nanoseconds since the epoch
 * @sampled_hash: (nullable): the sampled hash
 * @full_hash: (nullable): the hash of all of the file
 *
 * Returns: (transfer full): a new record, for instance of what a database remembers
 */
PosterFileIdentity *
poster_file_identity_new (gint64      size,
                          gint64      mtime_ns,
                          const char *sampled_hash,
                          const char *full_hash)
{
  PosterFileIdentity *self = g_new0 (PosterFileIdentity, 1);

  self->size = size;
  self->mtime_ns = mtime_ns;
  self->sampled_hash = g_strdup (sampled_hash);
  self->full_hash = g_strdup (full_hash);
  return self;
}

PosterFileIdentity *
poster_file_identity_copy (const PosterFileIdentity *self)
{
  return poster_file_identity_new (self->size, self->mtime_ns, self->sampled_hash, self->full_hash);
}

void
poster_file_identity_free (PosterFileIdentity *self)
{
  g_free (self->sampled_hash);
  g_free (self->full_hash);
  g_free (self);
}

static void
measurement_free (Measurement *measurement)
{
  g_object_unref (measurement->file);
  g_clear_pointer (&measurement->expected, poster_file_identity_free);
  g_free (measurement);
}

static void
progress_report_free (ProgressReport *report)
{
  g_object_unref (report->task);
  g_free (report);
}

static gboolean
progress_cb (gpointer user_data)
{
  ProgressReport *report = user_data;
  Measurement *measurement = g_task_get_task_data (report->task);

  measurement->progress (report->done_bytes, report->total_bytes, measurement->progress_data);
  return G_SOURCE_REMOVE;
}

/* From the thread. The task's own callback is a source of the same priority in the same context
 * and is queued later, so it also runs later. */
static void
report_progress (GTask  *task,
                 gint64  done_bytes,
                 gint64  total_bytes)
{
  Measurement *measurement = g_task_get_task_data (task);
  g_autoptr(GSource) source = NULL;
  ProgressReport *report;

  if (measurement->progress == NULL)
    return;

  report = g_new0 (ProgressReport, 1);
  report->task = g_object_ref (task);
  report->done_bytes = done_bytes;
  report->total_bytes = total_bytes;
  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, progress_cb, report, (GDestroyNotify) progress_report_free);
  g_source_attach (source, g_task_get_context (task));
}

/* Reads at most @length bytes at @offset: fewer only at the end of the file. */
static gssize
read_at (int      fd,
         guint8  *buffer,
         gsize    length,
         gint64   offset)
{
  gsize have = 0;

  while (have < length)
    {
      gssize got = pread (fd, buffer + have, length - have, offset + (gint64) have);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return -1;
      if (got == 0)
        break;
      have += (gsize) got;
    }
  return (gssize) have;
}

static void
set_read_error (GError **error,
                GFile   *file,
                int      saved_errno)
{
  g_autofree char *name = poster_media_file_display_name (file);

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno),
               _("“%s” could not be read: %s."), name, g_strerror (saved_errno));
}

static void
set_changing_error (GError **error,
                    GFile   *file)
{
  g_autofree char *name = poster_media_file_display_name (file);

  g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED,
               _("“%s” is still being written to: wait until it is finished, then check it again."),
               name);
}

/* Returns: (nullable) (transfer full): the hash in hex, %NULL on error */
static char *
hash_samples (Measurement   *measurement,
              int            fd,
              gint64         size,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (SAMPLE_BYTES);
  guint64 size_le = GUINT64_TO_LE ((guint64) size);
  gboolean whole = size <= SAMPLE_BYTES * SAMPLE_COUNT;
  gint64 offset = 0;

  g_checksum_update (checksum, (const guchar *) &size_le, sizeof size_le);
  for (int i = 0; i < SAMPLE_COUNT; i++)
    {
      gsize wanted = SAMPLE_BYTES;
      gssize got;

      offset = whole ? (gint64) i * SAMPLE_BYTES : (size - SAMPLE_BYTES) / (SAMPLE_COUNT - 1) * i;
      if (!whole && i == SAMPLE_COUNT - 1)
        offset = size - SAMPLE_BYTES;
      if (whole)
        wanted = (gsize) CLAMP (size - offset, 0, SAMPLE_BYTES);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      got = read_at (fd, buffer, wanted, offset);
      if (got < 0)
        {
          set_read_error (error, measurement->file, errno);
          return NULL;
        }
      if ((gsize) got != wanted)
        {
          set_changing_error (error, measurement->file);
          return NULL;
        }
      g_checksum_update (checksum, buffer, got);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/* Returns: (nullable) (transfer full): the hash in hex, %NULL on error */
static char *
hash_all (GTask         *task,
          int            fd,
          gint64         size,
          GCancellable  *cancellable,
          GError       **error)
{
  Measurement *measurement = g_task_get_task_data (task);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);
  gint64 reported_bytes = 0;
  gint64 done_bytes = 0;

  posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  while (done_bytes < size)
    {
      gsize wanted = (gsize) MIN (size - done_bytes, READ_BYTES);
      gssize got;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      got = read_at (fd, buffer, wanted, done_bytes);
      if (got < 0)
        {
          set_read_error (error, measurement->file, errno);
          return NULL;
        }
      if ((gsize) got != wanted)
        {
          set_changing_error (error, measurement->file);
          return NULL;
        }
      g_checksum_update (checksum, buffer, got);
      done_bytes += got;
      if (done_bytes - reported_bytes >= PROGRESS_STEP_BYTES || done_bytes == size)
        {
          report_progress (task, done_bytes, size);
          reported_bytes = done_bytes;
        }
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static gint64
mtime_ns_of (const struct stat *status)
{
  return (gint64) status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
}

static void
measure_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Measurement *measurement = task_data;
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GError) error = NULL;
  struct stat before, after;
  int fd;

  fd = poster_media_file_open (measurement->file, &before, &error);
  if (fd < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  identity = poster_file_identity_new (before.st_size, mtime_ns_of (&before), NULL, NULL);
  identity->sampled_hash = hash_samples (measurement, fd, identity->size, cancellable, &error);
  if (error == NULL && measurement->full)
    identity->full_hash = hash_all (task, fd, identity->size, cancellable, &error);
  if (error == NULL)
    {
      if (fstat (fd, &after) < 0)
        set_read_error (&error, measurement->file, errno);
      else if (after.st_size != before.st_size || mtime_ns_of (&after) != mtime_ns_of (&before))
        set_changing_error (&error, measurement->file);
    }
  close (fd);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&identity), (GDestroyNotify) poster_file_identity_free);
}

/**
 * poster_file_identity_measure_async:
 * @file: a file
 * @full: whether to hash all of it as well, which reads all of it
 * @progress: (nullable) (closure progress_data): told how much of the full hash is done
 * @progress_data: passed to @progress
 * @cancellable: (nullable): ends the work soon
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Measures what tells @file from another one, in a thread and in constant memory.
 *
 * The sampled hash is SHA-256 over: the size as eight bytes, little-endian; then, of a file of
 * up to 5 × 65,536 bytes, all of it; of a longer one, five blocks of 65,536 bytes, which start
 * at 0, at 1, 2 and 3 times a quarter of (size − 65,536) rounded down, and at size − 65,536.
 *
 * Errors: %POSTER_ERROR_FILE_MISSING, %POSTER_ERROR_FILE_CHANGED when somebody writes to the
 * file meanwhile, #GIOErrorEnum
 */
void
poster_file_identity_measure_async (GFile                  *file,
                                    gboolean                full,
                                    PosterFileProgressFunc  progress,
                                    gpointer                progress_data,
                                    GCancellable           *cancellable,
                                    GAsyncReadyCallback     callback,
                                    gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Measurement *measurement = g_new0 (Measurement, 1);

  g_task_set_source_tag (task, poster_file_identity_measure_async);
  measurement->file = g_object_ref (file);
  measurement->full = full;
  measurement->progress = progress;
  measurement->progress_data = progress_data;
  g_task_set_task_data (task, measurement, (GDestroyNotify) measurement_free);
  g_task_run_in_thread (task, measure_thread);
}

/**
 * poster_file_identity_measure_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the identity, %NULL on error
 */
PosterFileIdentity *
poster_file_identity_measure_finish (GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_file_identity_measure_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
set_changed_error (GError                   **error,
                   GFile                     *file,
                   const PosterFileIdentity  *expected,
                   gint64                     size)
{
  g_autofree char *name = poster_media_file_display_name (file);

  if (size != expected->size)
    {
      g_autofree char *old_size = g_format_size (expected->size);
      g_autofree char *new_size = g_format_size (size);

      if (g_str_equal (old_size, new_size))
        {
          g_free (old_size);
          g_free (new_size);
          old_size = g_format_size_full (expected->size, G_FORMAT_SIZE_LONG_FORMAT);
          new_size = g_format_size_full (size, G_FORMAT_SIZE_LONG_FORMAT);
        }
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED,
                   /* Translators: a file's name, its old size and its new one, e.g. "3.1 MB" */
                   _("“%s” has changed since it was checked: it had %s and now has %s. "
                     "Check it again before posting it."), name, old_size, new_size);
      return;
    }
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED,
               _("“%s” has changed since it was checked: its content is another one. "
                 "Check it again before posting it."), name);
}

static void
verify_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Measurement *measurement = task_data;
  const PosterFileIdentity *expected = measurement->expected;
  g_autofree char *hash = NULL;
  g_autoptr(GError) error = NULL;
  struct stat status;
  int fd;

  fd = poster_media_file_open (measurement->file, &status, &error);
  if (fd < 0)
    {
      /* A folder or a device that took the file's place: the file is gone. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY) ||
          g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE))
        {
          g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_FILE_MISSING, "%s", error->message);
          return;
        }
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (status.st_size != expected->size)
    set_changed_error (&error, measurement->file, expected, status.st_size);
  else if (mtime_ns_of (&status) != expected->mtime_ns)
    {
      if (expected->full_hash != NULL)
        hash = hash_all (task, fd, status.st_size, cancellable, &error);
      else
        hash = hash_samples (measurement, fd, status.st_size, cancellable, &error);
      if (error == NULL &&
          g_strcmp0 (hash, expected->full_hash != NULL ? expected->full_hash : expected->sampled_hash) != 0)
        set_changed_error (&error, measurement->file, expected, status.st_size);
    }
  close (fd);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * poster_file_identity_verify_async:
 * @file: a file
 * @expected: what it was when it was checked
 * @cancellable: (nullable): ends the work soon
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Tells whether @file is still the one that was checked. Equal size and time of change are
 * believed at once. With another time of change the content decides: the full hash where
 * @expected has one (which reads all of the file), else the sampled one.
 *
 * Errors: %POSTER_ERROR_FILE_CHANGED, %POSTER_ERROR_FILE_MISSING, #GIOErrorEnum
 */
void
poster_file_identity_verify_async (GFile                    *file,
                                   const PosterFileIdentity *expected,
                                   GCancellable             *cancellable,
                                   GAsyncReadyCallback       callback,
                                   gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Measurement *measurement = g_new0 (Measurement, 1);

  g_task_set_source_tag (task, poster_file_identity_verify_async);
  measurement->file = g_object_ref (file);
  measurement->expected = poster_file_identity_copy (expected);
  g_task_set_task_data (task, measurement, (GDestroyNotify) measurement_free);
  g_task_run_in_thread (task, verify_thread);
}

/**
 * poster_file_identity_verify_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the file is the same
 */
gboolean
poster_file_identity_verify_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, poster_file_identity_verify_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
