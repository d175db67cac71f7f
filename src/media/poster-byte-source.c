/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-byte-source"

#include "poster-byte-source.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What is read around a place that was jumped to; places reached in sequence get a whole window. */
#define JUMP_BYTES 4096
/* Reads between two signs of life. */
#define PROGRESS_STEP 64

/* Bounded, random-access reading of a file somebody else wrote: whatever an offset or a length in
 * it claims, nothing outside the file is ever touched. */
struct _PosterByteSource
{
  int                           fd;
  GBytes                       *bytes;  /* (nullable): instead of @fd */
  gint64                        size;
  PosterByteSourceProgressFunc  progress;  /* (nullable) */
  gpointer                      progress_data;
  guint                         reads;
  gint64                        window_start;
  gsize                         window_length;
  guint8                        window[POSTER_BYTE_SOURCE_WINDOW];
};

/**
 * poster_byte_source_new_for_fd:
 * @fd: an open regular file; it stays the caller's, and its position is not used
 * @size: its size in bytes
 *
 * Returns: (transfer full): a source over the file
 */
PosterByteSource *
poster_byte_source_new_for_fd (int    fd,
                               gint64 size)
{
  PosterByteSource *self = g_new0 (PosterByteSource, 1);

  self->fd = fd;
  self->size = MAX (size, 0);
  return self;
}

/**
 * poster_byte_source_new_for_bytes:
 * @bytes: the whole of a file
 *
 * Returns: (transfer full): a source over memory
 */
PosterByteSource *
poster_byte_source_new_for_bytes (GBytes *bytes)
{
  PosterByteSource *self = g_new0 (PosterByteSource, 1);

  self->fd = -1;
  self->bytes = g_bytes_ref (bytes);
  self->size = (gint64) g_bytes_get_size (bytes);
  return self;
}

void
poster_byte_source_free (PosterByteSource *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

/**
 * poster_byte_source_set_progress:
 * @self: a source
 * @progress: (nullable): called every so many reads
 * @progress_data: passed to @progress
 */
void
poster_byte_source_set_progress (PosterByteSource             *self,
                                 PosterByteSourceProgressFunc  progress,
                                 gpointer                      progress_data)
{
  self->progress = progress;
  self->progress_data = progress_data;
}

gint64
poster_byte_source_get_size (PosterByteSource *self)
{
  return self->size;
}

/**
 * poster_byte_source_read:
 * @self: a source
 * @offset: where; any value
 * @length: how much
 * @buffer: (out caller-allocates): room for @length bytes
 *
 * Returns: whether all of it was there
 */
gboolean
poster_byte_source_read (PosterByteSource *self,
                         gint64            offset,
                         gsize             length,
                         guint8           *buffer)
{
  gsize have = 0;

  if (offset < 0 || offset > self->size || length > (guint64) (self->size - offset))
    return FALSE;
  if (length == 0)
    return TRUE;
  if (++self->reads % PROGRESS_STEP == 0 && self->progress != NULL)
    self->progress (self->progress_data);

  if (self->bytes != NULL)
    {
      memcpy (buffer, (const guint8 *) g_bytes_get_data (self->bytes, NULL) + offset, length);
      return TRUE;
    }
  while (have < length)
    {
      gssize got = pread (self->fd, buffer + have, length - have, offset + (gint64) have);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      have += (gsize) got;
    }
  return TRUE;
}

/**
 * poster_byte_source_peek:
 * @self: a source
 * @offset: where; any value
 * @length: how much, at most %POSTER_BYTE_SOURCE_WINDOW
 *
 * Returns: (nullable) (transfer none): @length bytes, good until the next call on @self; %NULL
 *   when they are not all there
 */
const guint8 *
poster_byte_source_peek (PosterByteSource *self,
                         gint64            offset,
                         gsize             length)
{
  gsize wanted;
  gint64 window_end;

  if (offset < 0 || offset > self->size || length > (guint64) (self->size - offset) ||
      length > POSTER_BYTE_SOURCE_WINDOW)
    return NULL;

  window_end = self->window_start + (gint64) self->window_length;
  if (offset < self->window_start || offset + (gint64) length > window_end)
    {
      wanted = offset >= self->window_start && offset <= window_end && self->window_length > 0
               ? POSTER_BYTE_SOURCE_WINDOW : MAX (length, JUMP_BYTES);
      wanted = (gsize) MIN ((gint64) wanted, self->size - offset);
      self->window_length = 0;
      if (!poster_byte_source_read (self, offset, wanted, self->window))
        return NULL;
      self->window_start = offset;
      self->window_length = wanted;
    }
  return self->window + (offset - self->window_start);
}

gboolean
poster_byte_source_get_u8 (PosterByteSource *self,
                           gint64            offset,
                           guint8           *value)
{
  const guint8 *data = poster_byte_source_peek (self, offset, 1);

  if (data == NULL)
    return FALSE;
  *value = *data;
  return TRUE;
}

gboolean
poster_byte_source_get_u16 (PosterByteSource *self,
                            gint64            offset,
                            guint16          *value)
{
  const guint8 *data = poster_byte_source_peek (self, offset, 2);

  if (data == NULL)
    return FALSE;
  *value = poster_be16 (data);
  return TRUE;
}

gboolean
poster_byte_source_get_u32 (PosterByteSource *self,
                            gint64            offset,
                            guint32          *value)
{
  const guint8 *data = poster_byte_source_peek (self, offset, 4);

  if (data == NULL)
    return FALSE;
  *value = poster_be32 (data);
  return TRUE;
}

gboolean
poster_byte_source_get_u64 (PosterByteSource *self,
                            gint64            offset,
                            guint64          *value)
{
  const guint8 *data = poster_byte_source_peek (self, offset, 8);

  if (data == NULL)
    return FALSE;
  *value = poster_be64 (data);
  return TRUE;
}
