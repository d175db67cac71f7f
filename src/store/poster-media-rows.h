/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-item.h"
#include "poster-sql.h"

G_BEGIN_DECLS

/* The columns of table media that poster_media_rows_read() reads. */
#define POSTER_MEDIA_COLUMNS \
  "m.id, m.is_library, m.path, m.size, m.mtime_ns, m.sampled_hash, m.full_hash, m.alt_text, " \
  "m.type, m.container, m.mime_type, m.duration_us, m.width, m.height, m.rotation, m.mirrored, m.frame_rate, " \
  "m.variable_frame_rate, m.video_codec, m.video_profile, m.video_bitrate, m.bit_depth, m.audio_codec, " \
  "m.audio_bitrate, m.audio_sample_rate, m.audio_channels, m.hdr, m.faststart, m.fragmented, m.animated, " \
  "m.has_alpha, m.video_tracks, m.audio_tracks, m.measured_size, m.problem, m.pages"

PosterMediaItem *poster_media_rows_read  (sqlite3_stmt *row, int first);
gboolean         poster_media_rows_write (PosterSql *sql, PosterMediaItem *item, GError **error);

G_END_DECLS
