/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-iso-box"

#include "poster-iso-box.h"

/* More boxes than any real file has beside each other; fragments are the most numerous, one or
 * two a second. */
#define MAX_BOXES 1000000

/**
 * poster_iso_box_read:
 * @source: a file
 * @offset: where a box should begin
 * @limit: where what holds it ends
 * @box: (out): the box
 *
 * Returns: whether there is a box; %FALSE at the end, and where the bytes make no sense
 */
gboolean
poster_iso_box_read (PosterByteSource *source,
                     gint64            offset,
                     gint64            limit,
                     PosterIsoBox     *box)
{
  guint64 size;
  guint32 size32;
  gint64 header = 8;

  limit = MIN (limit, poster_byte_source_get_size (source));
  if (offset < 0 || offset > limit || limit - offset < header ||
      !poster_byte_source_get_u32 (source, offset, &size32) ||
      !poster_byte_source_get_u32 (source, offset + 4, &box->type))
    return FALSE;

  size = size32;
  if (size32 == 1)
    {
      header = 16;
      if (limit - offset < header || !poster_byte_source_get_u64 (source, offset + 8, &size))
        return FALSE;
    }
  else if (size32 == 0)
    size = (guint64) (limit - offset);  /* to the end of what holds it */
  if (box->type == POSTER_FOURCC ('u', 'u', 'i', 'd'))
    header += 16;
  if (size < (guint64) header || size > G_MAXINT64)
    return FALSE;

  box->start = offset;
  box->missing = 0;
  if (size > (guint64) (limit - offset))
    {
      box->missing = (gint64) size - (limit - offset);
      size = (guint64) (limit - offset);
    }
  box->end = offset + (gint64) size;
  box->payload = MIN (offset + header, box->end);
  return TRUE;
}

/**
 * poster_iso_box_find:
 * @source: a file
 * @start: where the first box begins
 * @end: where the last one ends
 * @type: what to look for
 * @box: (out): the first box of that type
 *
 * Returns: whether there is one
 */
gboolean
poster_iso_box_find (PosterByteSource *source,
                     gint64            start,
                     gint64            end,
                     guint32           type,
                     PosterIsoBox     *box)
{
  for (guint i = 0; i < MAX_BOXES && poster_iso_box_read (source, start, end, box); i++)
    {
      if (box->type == type)
        return TRUE;
      start = box->end;
    }
  return FALSE;
}

gboolean
poster_iso_box_find_child (PosterByteSource   *source,
                           const PosterIsoBox *parent,
                           guint32             type,
                           PosterIsoBox       *box)
{
  return poster_iso_box_find (source, parent->payload, parent->end, type, box);
}
