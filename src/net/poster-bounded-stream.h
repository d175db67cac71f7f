/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A pollable, seekable input stream over length_bytes of an open local file from offset_bytes on.
 * The descriptor is duplicated and its own position neither used nor moved. A file that ends early
 * is %POSTER_ERROR_FILE_CHANGED. */
#define POSTER_TYPE_BOUNDED_STREAM (poster_bounded_stream_get_type ())
G_DECLARE_FINAL_TYPE (PosterBoundedStream, poster_bounded_stream, POSTER, BOUNDED_STREAM, GInputStream)

GInputStream *poster_bounded_stream_new (int       fd,
                                         goffset   offset_bytes,
                                         goffset   length_bytes,
                                         GError  **error);

G_END_DECLS
