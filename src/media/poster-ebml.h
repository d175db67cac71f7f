/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-byte-source.h"

G_BEGIN_DECLS

/**
 * PosterEbmlElement:
 * @id: with its length marker, as the specifications write it
 * @payload: where its content begins
 * @end: where it ends, never beyond what holds it
 * @missing: how many bytes it claims beyond what holds it
 * @unknown_size: whether it says that it does not know where it ends
 *
 * One element of EBML (RFC 8794).
 */
typedef struct
{
  guint32  id;
  gint64   payload;
  gint64   end;
  gint64   missing;
  gboolean unknown_size;
} PosterEbmlElement;

gboolean poster_ebml_read        (PosterByteSource        *source,
                                  gint64                   offset,
                                  gint64                   limit,
                                  PosterEbmlElement       *element);
gboolean poster_ebml_read_number (PosterByteSource        *source,
                                  gint64                   offset,
                                  gint64                   limit,
                                  guint64                 *number,
                                  gint64                  *next);
guint64  poster_ebml_get_uint    (PosterByteSource        *source,
                                  const PosterEbmlElement *element);
double   poster_ebml_get_float   (PosterByteSource        *source,
                                  const PosterEbmlElement *element);
char    *poster_ebml_get_string  (PosterByteSource        *source,
                                  const PosterEbmlElement *element);

G_END_DECLS
