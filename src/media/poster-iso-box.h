/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-byte-source.h"

G_BEGIN_DECLS

/**
 * PosterIsoBox:
 * @type: its four characters, see POSTER_FOURCC()
 * @start: where its header begins
 * @payload: where its content begins
 * @end: where it ends, never beyond what holds it
 * @missing: how many bytes it claims beyond what holds it
 *
 * One box (atom) of ISO/IEC 14496-12 or the QuickTime File Format.
 */
typedef struct
{
  guint32 type;
  gint64  start;
  gint64  payload;
  gint64  end;
  gint64  missing;
} PosterIsoBox;

gboolean poster_iso_box_read       (PosterByteSource   *source,
                                    gint64              offset,
                                    gint64              limit,
                                    PosterIsoBox       *box);
gboolean poster_iso_box_find       (PosterByteSource   *source,
                                    gint64              start,
                                    gint64              end,
                                    guint32             type,
                                    PosterIsoBox       *box);
gboolean poster_iso_box_find_child (PosterByteSource   *source,
                                    const PosterIsoBox *parent,
                                    guint32             type,
                                    PosterIsoBox       *box);

G_END_DECLS
