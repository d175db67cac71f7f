/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest piece that poster_byte_source_peek () can show. */
#define POSTER_BYTE_SOURCE_WINDOW 65536

typedef struct _PosterByteSource PosterByteSource;

/* Called every so often while bytes are read: a sign of life. */
typedef void (*PosterByteSourceProgressFunc) (gpointer user_data);

PosterByteSource *poster_byte_source_new_for_fd    (int                           fd,
                                                    gint64                        size);
PosterByteSource *poster_byte_source_new_for_bytes (GBytes                       *bytes);
void              poster_byte_source_free          (PosterByteSource             *self);
void              poster_byte_source_set_progress  (PosterByteSource             *self,
                                                    PosterByteSourceProgressFunc  progress,
                                                    gpointer                      progress_data);
gint64            poster_byte_source_get_size      (PosterByteSource             *self);
gboolean          poster_byte_source_read          (PosterByteSource             *self,
                                                    gint64                        offset,
                                                    gsize                         length,
                                                    guint8                       *buffer);
const guint8     *poster_byte_source_peek          (PosterByteSource             *self,
                                                    gint64                        offset,
                                                    gsize                         length);
gboolean          poster_byte_source_get_u8        (PosterByteSource *self, gint64 offset, guint8 *value);
gboolean          poster_byte_source_get_u16       (PosterByteSource *self, gint64 offset, guint16 *value);
gboolean          poster_byte_source_get_u32       (PosterByteSource *self, gint64 offset, guint32 *value);
gboolean          poster_byte_source_get_u64       (PosterByteSource *self, gint64 offset, guint64 *value);

/* Plain reads from memory the caller knows to be there; big-endian unless it says otherwise. */
static inline guint16
poster_be16 (const guint8 *data)
{
  return (guint16) (data[0] << 8 | data[1]);
}

static inline guint32
poster_be32 (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

static inline guint64
poster_be64 (const guint8 *data)
{
  return (guint64) poster_be32 (data) << 32 | poster_be32 (data + 4);
}

static inline guint16
poster_le16 (const guint8 *data)
{
  return (guint16) (data[1] << 8 | data[0]);
}

static inline guint32
poster_le24 (const guint8 *data)
{
  return (guint32) data[2] << 16 | (guint32) data[1] << 8 | data[0];
}

static inline guint32
poster_le32 (const guint8 *data)
{
  return (guint32) data[3] << 24 | poster_le24 (data);
}

#define POSTER_FOURCC(a, b, c, d) \
  ((guint32) (a) << 24 | (guint32) (b) << 16 | (guint32) (c) << 8 | (guint32) (d))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterByteSource, poster_byte_source_free)

G_END_DECLS
