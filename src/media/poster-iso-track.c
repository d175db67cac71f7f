/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-iso-track"

#include "poster-iso-track.h"

#include <stdlib.h>

/* The boxes are described in ISO/IEC 14496-12 and in Apple's QuickTime File Format
 * Specification. Every count in them is bounded by the size of its box, which is bounded by the
 * size of the file. */

/* Chunk offsets read at a time. */
#define CHUNK_ENTRIES 4096

static gint64
ticks_to_us (guint64 ticks,
             guint32 timescale)
{
  if (timescale == 0)
    return 0;
  return (gint64) MIN ((long double) ticks * G_USEC_PER_SEC / timescale + 0.5L,
                       (long double) (G_MAXINT64 / 4));
}

/* How many of the entries that a table claims are really there. */
static guint32
bounded_count (const PosterIsoBox *box,
               gint64              entries_start,
               guint32             claimed,
               guint               entry_size)
{
  gint64 room = MAX (box->end - entries_start, 0) / entry_size;

  return (guint32) MIN ((gint64) claimed, room);
}

static double
fixed_16_16 (guint32 value)
{
  return (double) value / 65536.0;
}

/* The matrix turns stored coordinates into shown ones: x' = ax + cy, y' = bx + dy. With a
 * negative determinant the picture is flipped left to right first, then turned: so EXIF
 * describes its orientations 2, 4, 5 and 7. */
static void
read_matrix (PosterIsoTrack *self,
             const guint8   *matrix)
{
  double a = (gint32) poster_be32 (matrix) / 65536.0;
  double b = (gint32) poster_be32 (matrix + 4) / 65536.0;
  double c = (gint32) poster_be32 (matrix + 12) / 65536.0;
  double d = (gint32) poster_be32 (matrix + 16) / 65536.0;

  self->mirrored = a * d - b * c < 0;
  if (self->mirrored)
    {
      a = -a;
      b = -b;
    }
  if (ABS (a) >= ABS (b))
    self->rotation = a < 0 ? 180 : 0;
  else
    self->rotation = b > 0 ? 90 : 270;
}

static void
read_header (PosterIsoTrack     *self,
             PosterByteSource   *source,
             const PosterIsoBox *tkhd)
{
  const guint8 *data = poster_byte_source_peek (source, tkhd->payload, 4);
  gint64 matrix_offset, id_offset;

  if (data == NULL)
    return;
  self->enabled = (data[3] & 1) != 0;
  id_offset = data[0] == 1 ? 20 : 12;
  matrix_offset = data[0] == 1 ? 52 : 40;
  poster_byte_source_get_u32 (source, tkhd->payload + id_offset, &self->id);
  if (tkhd->end - tkhd->payload < matrix_offset + 44)
    return;
  data = poster_byte_source_peek (source, tkhd->payload + matrix_offset, 44);
  if (data == NULL)
    return;
  read_matrix (self, data);
  self->header_width = fixed_16_16 (poster_be32 (data + 36));
  self->header_height = fixed_16_16 (poster_be32 (data + 40));
}

static void
read_media_header (PosterIsoTrack     *self,
                   PosterByteSource   *source,
                   const PosterIsoBox *mdhd)
{
  guint8 version;

  if (poster_byte_source_get_u8 (source, mdhd->payload, &version))
    poster_byte_source_get_u32 (source, mdhd->payload + (version == 1 ? 20 : 12), &self->timescale);
}

static guint64
read_time_to_sample (PosterIsoTrack     *self,
                     PosterByteSource   *source,
                     const PosterIsoBox *stts)
{
  guint64 ticks = 0;
  guint32 count;

  if (!poster_byte_source_get_u32 (source, stts->payload + 4, &count))
    return 0;
  count = bounded_count (stts, stts->payload + 8, count, 8);
  for (guint32 i = 0; i < count; i++)
    {
      const guint8 *data = poster_byte_source_peek (source, stts->payload + 8 + (gint64) i * 8, 8);
      guint32 samples, delta;

      if (data == NULL)
        break;
      samples = poster_be32 (data);
      delta = poster_be32 (data + 4);
      /* A negative distance is how some recorders mend a step back; it stands for none. */
      if (delta > G_MAXINT32)
        delta = 0;
      ticks += (guint64) samples * delta;
      poster_frame_timing_add (self->timing, samples, delta);
    }
  return ticks;
}

/* Frames that are shown in another order than they are decoded in are all shown late by as much
 * as the first one is: the time from which edits count. */
static gint64
read_first_offset_us (PosterIsoTrack     *self,
                      PosterByteSource   *source,
                      const PosterIsoBox *ctts)
{
  guint32 count, offset;

  if (!poster_byte_source_get_u32 (source, ctts->payload + 4, &count) || count == 0 ||
      !poster_byte_source_get_u32 (source, ctts->payload + 12, &offset) || (gint32) offset < 0)
    return 0;
  return ticks_to_us (offset, self->timescale);
}

typedef struct
{
  PosterByteSource *source;
  guint32           constant_size;
  guint32           count;
  int               field_bits;
  gint64            sizes_offset;
} SampleSizes;

static gboolean
sample_sizes_init (SampleSizes        *sizes,
                   PosterByteSource   *source,
                   const PosterIsoBox *stsz,
                   gboolean            compact)
{
  guint32 first;
  guint32 claimed;

  sizes->source = source;
  if (!poster_byte_source_get_u32 (source, stsz->payload + 4, &first) ||
      !poster_byte_source_get_u32 (source, stsz->payload + 8, &claimed))
    return FALSE;
  sizes->sizes_offset = stsz->payload + 12;
  sizes->constant_size = compact ? 0 : first;
  sizes->field_bits = compact ? (int) (first & 0xff) : 32;
  if (compact && sizes->field_bits != 4 && sizes->field_bits != 8 && sizes->field_bits != 16)
    return FALSE;
  sizes->count = claimed;
  if (sizes->constant_size == 0)
    sizes->count = (guint32) MIN ((gint64) claimed,
                                  MAX (stsz->end - sizes->sizes_offset, 0) * 8 / sizes->field_bits);
  return TRUE;
}

static guint32
sample_sizes_get (SampleSizes *sizes,
                  guint32      index)
{
  guint32 value32 = 0;
  guint16 value16 = 0;
  guint8 value8 = 0;

  if (sizes->constant_size != 0)
    return sizes->constant_size;
  switch (sizes->field_bits)
    {
    case 32:
      poster_byte_source_get_u32 (sizes->source, sizes->sizes_offset + (gint64) index * 4, &value32);
      return value32;
    case 16:
      poster_byte_source_get_u16 (sizes->source, sizes->sizes_offset + (gint64) index * 2, &value16);
      return value16;
    case 8:
      poster_byte_source_get_u8 (sizes->source, sizes->sizes_offset + index, &value8);
      return value8;
    default:
      poster_byte_source_get_u8 (sizes->source, sizes->sizes_offset + index / 2, &value8);
      return index % 2 == 0 ? value8 >> 4 : value8 & 0xf;
    }
}

/* Adds up the samples of each chunk and looks whether they lie inside the file. Three tables
 * are read side by side; each gets a reader of its own, since one window would be refilled at
 * every turn. */
static void
read_sample_places (PosterIsoTrack     *self,
                    PosterByteSource   *source,
                    SampleSizes        *sizes,
                    const PosterIsoBox *stsc,
                    const PosterIsoBox *stco,
                    gboolean            wide)
{
  gint64 file_size = poster_byte_source_get_size (source);
  guint entry_size = wide ? 8 : 4;
  guint32 runs = 0, chunks = 0, run = 0, sample = 0;
  guint32 samples_per_chunk = 0;
  guint32 next_run_chunk = 0;
  g_autofree guint8 *offsets = g_malloc (CHUNK_ENTRIES * 8);

  poster_byte_source_get_u32 (source, stsc->payload + 4, &runs);
  runs = bounded_count (stsc, stsc->payload + 8, runs, 12);
  poster_byte_source_get_u32 (source, stco->payload + 4, &chunks);
  chunks = bounded_count (stco, stco->payload + 8, chunks, entry_size);

  for (guint32 chunk = 0; chunk < chunks && sample < sizes->count; chunk++)
    {
      const guint8 *entry;
      guint64 start, length = 0;
      guint32 count;

      if (chunk % CHUNK_ENTRIES == 0 &&
          !poster_byte_source_read (source, stco->payload + 8 + (gint64) chunk * entry_size,
                                    MIN (chunks - chunk, CHUNK_ENTRIES) * entry_size, offsets))
        break;
      entry = offsets + chunk % CHUNK_ENTRIES * entry_size;
      start = wide ? poster_be64 (entry) : poster_be32 (entry);

      while (run < runs && (run == 0 || chunk + 1 >= next_run_chunk))
        {
          guint8 data[16] = { 0 };

          if (!poster_byte_source_read (source, stsc->payload + 8 + (gint64) run * 12,
                                        run + 1 < runs ? 16 : 12, data))
            return;
          samples_per_chunk = poster_be32 (data + 4);
          next_run_chunk = run + 1 < runs ? poster_be32 (data + 12) : G_MAXUINT32;
          run++;
        }

      count = MIN (samples_per_chunk, sizes->count - sample);
      if (sizes->constant_size != 0)
        length = (guint64) count * sizes->constant_size;
      else
        for (guint32 i = 0; i < count; i++)
          length += sample_sizes_get (sizes, sample + i);
      sample += count;

      length = MIN (length, (guint64) G_MAXINT64 / 4);
      self->bytes = MIN (self->bytes + (gint64) length, G_MAXINT64 / 4);
      if (start > (guint64) file_size)
        self->missing_bytes += (gint64) length;
      else if (length > (guint64) file_size - start)
        self->missing_bytes += (gint64) (length - ((guint64) file_size - start));
      self->missing_bytes = MIN (self->missing_bytes, G_MAXINT64 / 4);
    }
}

static void
read_sample_table (PosterIsoTrack     *self,
                   PosterByteSource   *source,
                   const PosterIsoBox *stbl)
{
  PosterIsoBox box, stsc, stco;
  SampleSizes sizes = { 0 };
  gboolean have_sizes, wide;

  if (poster_iso_box_find_child (source, stbl, POSTER_FOURCC ('s', 't', 's', 'd'), &box))
    poster_iso_track_read_entry (self, source, &box);
  if (poster_iso_box_find_child (source, stbl, POSTER_FOURCC ('s', 't', 't', 's'), &box))
    self->samples_us = ticks_to_us (read_time_to_sample (self, source, &box), self->timescale);
  if (poster_iso_box_find_child (source, stbl, POSTER_FOURCC ('c', 't', 't', 's'), &box))
    self->offset_us = read_first_offset_us (self, source, &box);

  have_sizes = poster_iso_box_find_child (source, stbl, POSTER_FOURCC ('s', 't', 's', 'z'), &box)
               ? sample_sizes_init (&sizes, source, &box, FALSE)
               : poster_iso_box_find_child (source, stbl, POSTER_FOURCC ('s', 't', 'z', '2'), &box) &&
                 sample_sizes_init (&sizes, source, &box, TRUE);
  if (!have_sizes)
    return;
  self->samples = sizes.count;
  wide = poster_iso_box_find_child (source, stbl, POSTER_FOURCC ('c', 'o', '6', '4'), &stco);
  if ((wide || poster_iso_box_find_child (source, stbl, POSTER_FOURCC ('s', 't', 'c', 'o'), &stco)) &&
      poster_iso_box_find_child (source, stbl, POSTER_FOURCC ('s', 't', 's', 'c'), &stsc))
    read_sample_places (self, source, &sizes, &stsc, &stco, wide);
}

/* The edit list: empty edits delay the track, the others show pieces of it. No piece can be
 * longer than the samples there are. */
static void
read_edits (PosterIsoTrack     *self,
            PosterByteSource   *source,
            const PosterIsoBox *elst,
            guint32             movie_timescale)
{
  guint8 version;
  guint32 count;
  guint entry_size;
  gboolean any = FALSE;

  if (!poster_byte_source_get_u8 (source, elst->payload, &version) ||
      !poster_byte_source_get_u32 (source, elst->payload + 4, &count))
    return;
  entry_size = version == 1 ? 20 : 12;
  count = bounded_count (elst, elst->payload + 8, count, entry_size);
  self->shown_us = 0;
  for (guint32 i = 0; i < count; i++)
    {
      const guint8 *data = poster_byte_source_peek (source, elst->payload + 8 + (gint64) i * entry_size,
                                                    entry_size);
      guint64 duration;
      gint64 media_time, duration_us;
      gint32 rate;

      if (data == NULL)
        break;
      duration = version == 1 ? poster_be64 (data) : poster_be32 (data);
      media_time = version == 1 ? (gint64) poster_be64 (data + 8) : (gint32) poster_be32 (data + 4);
      rate = (gint32) poster_be32 (data + entry_size - 4);
      duration_us = ticks_to_us (duration, movie_timescale);
      if (media_time < 0)
        {
          if (!any)
            self->start_us = MIN (self->start_us + duration_us, G_MAXINT64 / 8);
          else
            self->shown_us = MIN (self->shown_us + duration_us, G_MAXINT64 / 8);
          continue;
        }
      any = TRUE;
      if (self->samples_us > 0 && rate == 0x10000)
        {
          gint64 from_us = MAX (ticks_to_us ((guint64) media_time, self->timescale) - self->offset_us, 0);
          gint64 left_us = MAX (self->samples_us - from_us, 0);

          /* Zero is "all the rest", as fragmented files have it. */
          duration_us = duration == 0 ? left_us : MIN (duration_us, left_us);
        }
      self->shown_us = MIN (self->shown_us + duration_us, G_MAXINT64 / 8);
    }
  if (!any)
    self->shown_us = self->samples_us;
}

/**
 * poster_iso_track_measure_rate:
 * @self: a track whose samples are all known
 *
 * Works out the frame rate from the samples.
 */
void
poster_iso_track_measure_rate (PosterIsoTrack *self)
{
  poster_frame_timing_measure (self->timing, self->timescale, self->timescale > 1000 ? 1 : 2,
                               &self->frame_rate, &self->variable_frame_rate);
}

/**
 * poster_iso_track_read:
 * @source: a file
 * @trak: the track's box
 * @movie_timescale: ticks a second of the movie, for the edit list
 *
 * Returns: (transfer full): what the index says of the track; fragments are not in it yet
 */
PosterIsoTrack *
poster_iso_track_read (PosterByteSource   *source,
                       const PosterIsoBox *trak,
                       guint32             movie_timescale)
{
  PosterIsoTrack *self = g_new0 (PosterIsoTrack, 1);
  PosterIsoBox mdia, box;

  self->timing = poster_frame_timing_new ();
  self->fragment_first_tick = G_MAXUINT64;
  if (poster_iso_box_find_child (source, trak, POSTER_FOURCC ('t', 'k', 'h', 'd'), &box))
    read_header (self, source, &box);
  if (poster_iso_box_find_child (source, trak, POSTER_FOURCC ('m', 'd', 'i', 'a'), &mdia))
    {
      if (poster_iso_box_find_child (source, &mdia, POSTER_FOURCC ('m', 'd', 'h', 'd'), &box))
        read_media_header (self, source, &box);
      if (poster_iso_box_find_child (source, &mdia, POSTER_FOURCC ('h', 'd', 'l', 'r'), &box))
        poster_byte_source_get_u32 (source, box.payload + 8, &self->handler);
      if (poster_iso_box_find_child (source, &mdia, POSTER_FOURCC ('m', 'i', 'n', 'f'), &box) &&
          poster_iso_box_find_child (source, &box, POSTER_FOURCC ('s', 't', 'b', 'l'), &box))
        read_sample_table (self, source, &box);
    }
  self->shown_us = self->samples_us;
  if (poster_iso_box_find_child (source, trak, POSTER_FOURCC ('e', 'd', 't', 's'), &box) &&
      poster_iso_box_find_child (source, &box, POSTER_FOURCC ('e', 'l', 's', 't'), &box))
    read_edits (self, source, &box, movie_timescale);
  return self;
}

void
poster_iso_track_free (PosterIsoTrack *self)
{
  poster_frame_timing_free (self->timing);
  g_free (self);
}
