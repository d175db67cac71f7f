/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-iso-fragment"

#include "poster-iso-fragment.h"

/* Movie fragments, ISO/IEC 14496-12, 8.8. */

#define TFHD_BASE_DATA_OFFSET 0x1
#define TFHD_DESCRIPTION      0x2
#define TFHD_DURATION         0x8
#define TFHD_SIZE             0x10
#define TRUN_DATA_OFFSET      0x1
#define TRUN_FIRST_FLAGS      0x4
#define TRUN_DURATION         0x100
#define TRUN_SIZE             0x200
#define TRUN_FLAGS            0x400
#define TRUN_OFFSET           0x800

/* A file of this many tracks is none that anyone shows. */
#define MAX_BOXES 10000

typedef struct
{
  PosterIsoTrack *track;
  gint64          base;  /* where the offsets of the fragment count from */
  gint64          next;  /* where the last run ended */
  guint32         duration;
  guint32         size;
  guint64         decode_tick;
  gboolean        has_decode_tick;
} Fragment;

static PosterIsoTrack *
find_track (GPtrArray *tracks,
            guint32    id)
{
  for (guint i = 0; i < tracks->len; i++)
    {
      PosterIsoTrack *track = g_ptr_array_index (tracks, i);

      if (track->id == id)
        return track;
    }
  return NULL;
}

/**
 * poster_iso_fragment_read_defaults:
 * @tracks: (element-type PosterIsoTrack): the tracks of the movie
 * @source: the file
 * @mvex: the box that says that there are fragments
 */
void
poster_iso_fragment_read_defaults (GPtrArray          *tracks,
                                   PosterByteSource   *source,
                                   const PosterIsoBox *mvex)
{
  gint64 at = mvex->payload;
  PosterIsoBox box;

  for (int i = 0; i < MAX_BOXES && poster_iso_box_read (source, at, mvex->end, &box); i++)
    {
      const guint8 *data;
      PosterIsoTrack *track;

      at = box.end;
      if (box.type != POSTER_FOURCC ('t', 'r', 'e', 'x') || box.end - box.payload < 24)
        continue;
      data = poster_byte_source_peek (source, box.payload, 24);
      if (data == NULL)
        continue;
      track = find_track (tracks, poster_be32 (data + 4));
      if (track == NULL)
        continue;
      track->default_duration = poster_be32 (data + 12);
      track->default_size = poster_be32 (data + 16);
    }
}

static gboolean
read_header (Fragment           *fragment,
             GPtrArray          *tracks,
             PosterByteSource   *source,
             const PosterIsoBox *tfhd)
{
  guint32 flags, id;
  guint64 base;
  gint64 at = tfhd->payload + 8;

  if (!poster_byte_source_get_u32 (source, tfhd->payload, &flags) ||
      !poster_byte_source_get_u32 (source, tfhd->payload + 4, &id))
    return FALSE;
  fragment->track = find_track (tracks, id);
  if (fragment->track == NULL)
    return FALSE;
  fragment->duration = fragment->track->default_duration;
  fragment->size = fragment->track->default_size;
  if (flags & TFHD_BASE_DATA_OFFSET)
    {
      if (!poster_byte_source_get_u64 (source, at, &base) || base > G_MAXINT64 / 2)
        return FALSE;
      fragment->base = (gint64) base;
      at += 8;
    }
  fragment->next = fragment->base;
  if (flags & TFHD_DESCRIPTION)
    at += 4;
  if (flags & TFHD_DURATION)
    {
      poster_byte_source_get_u32 (source, at, &fragment->duration);
      at += 4;
    }
  if (flags & TFHD_SIZE)
    poster_byte_source_get_u32 (source, at, &fragment->size);
  return TRUE;
}

static void
read_decode_time (Fragment           *fragment,
                  PosterByteSource   *source,
                  const PosterIsoBox *tfdt)
{
  guint8 version;
  guint32 tick32;

  if (!poster_byte_source_get_u8 (source, tfdt->payload, &version))
    return;
  if (version == 1)
    fragment->has_decode_tick = poster_byte_source_get_u64 (source, tfdt->payload + 4, &fragment->decode_tick);
  else if (poster_byte_source_get_u32 (source, tfdt->payload + 4, &tick32))
    {
      fragment->decode_tick = tick32;
      fragment->has_decode_tick = TRUE;
    }
  /* Keeps sums of ticks far from overflow. */
  if (fragment->decode_tick > G_MAXINT64 / 4)
    fragment->has_decode_tick = FALSE;
}

static void
read_run (Fragment           *fragment,
          PosterByteSource   *source,
          const PosterIsoBox *trun)
{
  PosterIsoTrack *track = fragment->track;
  gint64 file_size = poster_byte_source_get_size (source);
  gint64 at = trun->payload + 8;
  guint32 flags, count, offset;
  guint64 ticks = 0, length = 0;
  gint64 start;
  guint entry_size;

  if (!poster_byte_source_get_u32 (source, trun->payload, &flags) ||
      !poster_byte_source_get_u32 (source, trun->payload + 4, &count))
    return;
  start = fragment->next;
  if (flags & TRUN_DATA_OFFSET)
    {
      if (!poster_byte_source_get_u32 (source, at, &offset))
        return;
      start = fragment->base + (gint32) offset;
      at += 4;
    }
  if (flags & TRUN_FIRST_FLAGS)
    at += 4;
  entry_size = (flags & TRUN_DURATION ? 4 : 0) + (flags & TRUN_SIZE ? 4 : 0) +
               (flags & TRUN_FLAGS ? 4 : 0) + (flags & TRUN_OFFSET ? 4 : 0);
  if (entry_size > 0)
    count = (guint32) MIN ((gint64) count, MAX (trun->end - at, 0) / entry_size);
  if (flags & TRUN_DURATION || flags & TRUN_SIZE)
    for (guint32 i = 0; i < count; i++)
      {
        const guint8 *data = poster_byte_source_peek (source, at + (gint64) i * entry_size, entry_size);
        guint32 duration = fragment->duration, size = fragment->size;

        if (data == NULL)
          break;
        if (flags & TRUN_DURATION)
          {
            duration = poster_be32 (data);
            data += 4;
          }
        if (flags & TRUN_SIZE)
          size = poster_be32 (data);
        ticks += duration;
        length += size;
        poster_frame_timing_add (track->timing, 1, duration);
      }
  if (!(flags & TRUN_DURATION))
    {
      ticks = (guint64) count * fragment->duration;
      poster_frame_timing_add (track->timing, count, fragment->duration);
    }
  if (!(flags & TRUN_SIZE))
    length = (guint64) count * fragment->size;

  track->samples += count;
  track->fragment_ticks = MIN (track->fragment_ticks + ticks, G_MAXINT64 / 4);
  if (!fragment->has_decode_tick)
    {
      fragment->decode_tick = track->fragment_end_tick;
      fragment->has_decode_tick = TRUE;
    }
  track->fragment_first_tick = MIN (track->fragment_first_tick, fragment->decode_tick);
  fragment->decode_tick = MIN (fragment->decode_tick + ticks, G_MAXINT64 / 4);
  track->fragment_end_tick = MAX (track->fragment_end_tick, fragment->decode_tick);

  length = MIN (length, (guint64) G_MAXINT64 / 8);
  track->bytes = MIN (track->bytes + (gint64) length, G_MAXINT64 / 8);
  if (start < 0 || start > file_size)
    track->missing_bytes += (gint64) length;
  else
    track->missing_bytes += MAX ((gint64) length - (file_size - start), 0);
  track->missing_bytes = MIN (track->missing_bytes, G_MAXINT64 / 8);
  fragment->next = CLAMP (start, 0, file_size) + (gint64) length;
}

/**
 * poster_iso_fragment_read:
 * @tracks: (element-type PosterIsoTrack): the tracks of the movie
 * @source: the file
 * @moof: a fragment
 *
 * Adds the samples of the fragment to their tracks.
 */
void
poster_iso_fragment_read (GPtrArray          *tracks,
                          PosterByteSource   *source,
                          const PosterIsoBox *moof)
{
  gint64 at = moof->payload;
  gint64 next = moof->start;
  PosterIsoBox traf, box;

  for (int i = 0; i < MAX_BOXES && poster_iso_box_read (source, at, moof->end, &traf); i++)
    {
      Fragment fragment = { .base = moof->start };
      gint64 inner = traf.payload;

      at = traf.end;
      if (traf.type != POSTER_FOURCC ('t', 'r', 'a', 'f') ||
          !poster_iso_box_find_child (source, &traf, POSTER_FOURCC ('t', 'f', 'h', 'd'), &box) ||
          !read_header (&fragment, tracks, source, &box))
        continue;
      /* Without an offset of its own a run follows the one before it. */
      if (fragment.base == moof->start)
        fragment.next = next;
      if (poster_iso_box_find_child (source, &traf, POSTER_FOURCC ('t', 'f', 'd', 't'), &box))
        read_decode_time (&fragment, source, &box);
      for (int j = 0; j < MAX_BOXES && poster_iso_box_read (source, inner, traf.end, &box); j++)
        {
          inner = box.end;
          if (box.type == POSTER_FOURCC ('t', 'r', 'u', 'n'))
            read_run (&fragment, source, &box);
        }
      next = fragment.next;
    }
}
