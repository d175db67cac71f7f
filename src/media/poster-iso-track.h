/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-frame-timing.h"
#include "poster-iso-box.h"

G_BEGIN_DECLS

/**
 * PosterIsoTrack:
 * @handler: `vide`, `soun` or something else, as four characters
 * @enabled: whether the track is meant to be shown
 * @described: whether there is a sample description that makes sense
 * @encrypted: whether the samples are
 * @codec: (nullable): our name for it; static
 * @profile: (nullable): our name for it; static
 * @stored_width: pixels in memory
 * @aspect_num: width of a pixel over @aspect_den, 0 when nothing says
 * @hdr: (nullable): static
 * @samples: how many there are
 * @samples_us: how long they last together
 * @offset_us: how late the first sample is shown after it is decoded
 * @shown_us: how long the track lasts as shown, edits applied
 * @start_us: when the track begins to show anything
 * @bytes: of all samples
 * @missing_bytes: of samples that lie outside the file
 * @frame_rate: average, from the samples; 0 with fewer than one
 *
 * One track of an ISO or QuickTime movie, as measured from its index.
 */
typedef struct
{
  guint32     id;
  guint32     handler;
  gboolean    enabled;
  int         rotation;
  gboolean    mirrored;
  double      header_width;
  double      header_height;

  gboolean    described;
  gboolean    encrypted;
  const char *codec;
  const char *profile;
  int         stored_width;
  int         stored_height;
  int         aspect_num;
  int         aspect_den;
  int         bit_depth;
  const char *hdr;
  int         sample_rate;
  int         channels;
  gint64      stated_bitrate;

  guint32     timescale;
  guint64     samples;
  gint64      samples_us;
  gint64      offset_us;
  gint64      shown_us;
  gint64      start_us;
  gint64      bytes;
  gint64      missing_bytes;

  PosterFrameTiming *timing;
  double      frame_rate;
  gboolean    variable_frame_rate;

  /* For fragments. */
  guint64     fragment_ticks;
  guint64     fragment_first_tick;
  guint64     fragment_end_tick;
  guint32     default_duration;
  guint32     default_size;
} PosterIsoTrack;

PosterIsoTrack *poster_iso_track_read          (PosterByteSource   *source,
                                                const PosterIsoBox *trak,
                                                guint32             movie_timescale);
void            poster_iso_track_free          (PosterIsoTrack     *self);
void            poster_iso_track_measure_rate  (PosterIsoTrack     *self);

/* In poster-iso-sample-entry.c: what a track is made of. */
void            poster_iso_track_read_entry    (PosterIsoTrack     *self,
                                                PosterByteSource   *source,
                                                const PosterIsoBox *stsd);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterIsoTrack, poster_iso_track_free)

G_END_DECLS
