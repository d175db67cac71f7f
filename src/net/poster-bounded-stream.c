/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-bounded-stream"

#include "poster-bounded-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "poster-error.h"

/* How far ahead of the reader the kernel is asked to fetch, so that reading in the main loop
 * finds the bytes in memory. */
#define READ_AHEAD_BYTES (4 * 1024 * 1024)

/**
 * PosterBoundedStream:
 *
 * A piece of an open local file as a stream that ends where the piece does. (libsoup, for one,
 * reads the body of a request to the end of its stream, whatever length was announced.) It is
 * pollable, always ready, because whoever reads would otherwise do so through a thread, at a
 * quarter of the speed. Holds no bytes itself.
 */
struct _PosterBoundedStream
{
  GInputStream parent_instance;
  int          fd;
  goffset      start;     /* of the piece in the file */
  goffset      length;
  goffset      position;  /* in the piece */
  goffset      asked_for; /* in the piece, up to where the kernel was asked to read ahead */
};

static void pollable_iface_init (GPollableInputStreamInterface *iface);
static void seekable_iface_init (GSeekableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterBoundedStream, poster_bounded_stream, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_iface_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, seekable_iface_init))

static void
read_ahead (PosterBoundedStream *self)
{
  goffset ahead = MIN (self->length, self->position + READ_AHEAD_BYTES);

  /* Asked for in halves, not at every read. */
  if (ahead - self->asked_for < READ_AHEAD_BYTES / 2 && ahead < self->length)
    return;
  if (ahead <= self->asked_for)
    return;
  posix_fadvise (self->fd, self->start + self->asked_for, ahead - self->asked_for, POSIX_FADV_WILLNEED);
  self->asked_for = ahead;
}

static gssize
poster_bounded_stream_read (GInputStream  *stream,
                            void          *buffer,
                            gsize          count,
                            GCancellable  *cancellable,
                            GError       **error)
{
  PosterBoundedStream *self = POSTER_BOUNDED_STREAM (stream);
  goffset left = self->length - self->position;
  gssize n_read;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (left <= 0)
    return 0;

  read_ahead (self);
  do
    n_read = pread (self->fd, buffer, MIN (count, (gsize) left), self->start + self->position);
  while (n_read < 0 && errno == EINTR);

  if (n_read < 0 || (n_read == 0 && count > 0))
    {
      int saved_errno = errno;

      if (n_read < 0)
        g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING,
                     /* Translators: %s is what the system says went wrong */
                     _("The file could not be read: %s"), g_strerror (saved_errno));
      else
        g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED,
                     _("The file became shorter while it was being sent: %" G_GOFFSET_FORMAT
                       " bytes are missing. Check the file and post it again."), left);
      return -1;
    }
  self->position += n_read;
  return n_read;
}

static gboolean
poster_bounded_stream_close (GInputStream  *stream,
                             GCancellable  *cancellable,
                             GError       **error)
{
  PosterBoundedStream *self = POSTER_BOUNDED_STREAM (stream);

  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  return TRUE;
}

static gboolean
is_readable (GPollableInputStream *pollable)
{
  return TRUE;
}

static GSource *
create_source (GPollableInputStream *pollable,
               GCancellable         *cancellable)
{
  GSource *source = g_pollable_source_new_full (pollable, NULL, cancellable);

  g_source_set_ready_time (source, 0);
  return source;
}

static void
pollable_iface_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = is_readable;
  iface->create_source = create_source;
}

static goffset
seekable_tell (GSeekable *seekable)
{
  return POSTER_BOUNDED_STREAM (seekable)->position;
}

static gboolean
seekable_can_seek (GSeekable *seekable)
{
  return TRUE;
}

static gboolean
seekable_seek (GSeekable     *seekable,
               goffset        offset,
               GSeekType      type,
               GCancellable  *cancellable,
               GError       **error)
{
  PosterBoundedStream *self = POSTER_BOUNDED_STREAM (seekable);

  if (type == G_SEEK_CUR)
    offset += self->position;
  else if (type == G_SEEK_END)
    offset += self->length;
  if (offset < 0 || offset > self->length)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Seek outside of the piece of the file");
      return FALSE;
    }
  self->position = offset;
  self->asked_for = MIN (self->asked_for, offset);
  return TRUE;
}

static gboolean
seekable_can_truncate (GSeekable *seekable)
{
  return FALSE;
}

static gboolean
seekable_truncate (GSeekable     *seekable,
                   goffset        offset,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "An input stream cannot be truncated");
  return FALSE;
}

static void
seekable_iface_init (GSeekableIface *iface)
{
  iface->tell = seekable_tell;
  iface->can_seek = seekable_can_seek;
  iface->seek = seekable_seek;
  iface->can_truncate = seekable_can_truncate;
  iface->truncate_fn = seekable_truncate;
}

static void
poster_bounded_stream_finalize (GObject *object)
{
  PosterBoundedStream *self = POSTER_BOUNDED_STREAM (object);

  if (self->fd >= 0)
    close (self->fd);
  G_OBJECT_CLASS (poster_bounded_stream_parent_class)->finalize (object);
}

static void
poster_bounded_stream_class_init (PosterBoundedStreamClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = poster_bounded_stream_finalize;
  stream_class->read_fn = poster_bounded_stream_read;
  stream_class->close_fn = poster_bounded_stream_close;
}

static void
poster_bounded_stream_init (PosterBoundedStream *self)
{
  self->fd = -1;
}

/**
 * poster_bounded_stream_new:
 * @fd: an open local file; duplicated, its own position is neither used nor moved
 * @offset_bytes: where the piece begins
 * @length_bytes: how long it is
 * @error: #GIOErrorEnum
 *
 * Meeting the end of the file before the end of the piece is %POSTER_ERROR_FILE_CHANGED; a file
 * that cannot be read, %POSTER_ERROR_FILE_MISSING.
 *
 * Returns: (transfer full): a pollable and seekable stream over that piece and nothing else
 */
GInputStream *
poster_bounded_stream_new (int       fd,
                           goffset   offset_bytes,
                           goffset   length_bytes,
                           GError  **error)
{
  PosterBoundedStream *self;
  int copy = fcntl (fd, F_DUPFD_CLOEXEC, 0);

  if (copy < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   /* Translators: %s is what the system says went wrong */
                   _("The file could not be read: %s"), g_strerror (saved_errno));
      return NULL;
    }
  self = g_object_new (POSTER_TYPE_BOUNDED_STREAM, NULL);
  self->fd = copy;
  self->start = offset_bytes;
  self->length = length_bytes;
  return G_INPUT_STREAM (self);
}
