/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PosterMediaType:
 * @POSTER_MEDIA_UNREADABLE: nothing here could make sense of the file
 * @POSTER_MEDIA_DOCUMENT: pages to be leafed through: a PDF
 *
 * What a file holds, told by its content and never by its name.
 */
typedef enum
{
  POSTER_MEDIA_UNREADABLE,
  POSTER_MEDIA_VIDEO,
  POSTER_MEDIA_AUDIO,
  POSTER_MEDIA_IMAGE,
  POSTER_MEDIA_DOCUMENT,
} PosterMediaType;

/**
 * PosterMediaFacts:
 * @container: (nullable): `mp4`, `mov`, `webm`, `matroska`, `avi`, `mpegts`, `ogg`, …; for images
 *   the format: `jpeg`, `png`, `webp`, `gif`, `heif`, `avif`, `tiff`, `bmp` …; for documents `pdf`
 * @mime_type: (nullable): e.g. `video/mp4`, `image/jpeg`: what an upload declares
 * @duration_us: true length, 0 when there is none (an image) or it is not known
 * @width: as displayed, after rotation and with square pixels
 * @height: as displayed
 * @rotation: clockwise degrees the decoder must turn the stored picture: 0, 90, 180, 270
 * @mirrored: whether the stored picture must also be flipped
 * @frame_rate: average frames a second, 0 when unknown
 * @variable_frame_rate: whether the frames are unevenly spaced
 * @video_codec: (nullable): `h264`, `h265`, `vp8`, `vp9`, `av1`, `mpeg4`, `prores` …
 * @video_profile: (nullable): e.g. `high`, `main-10`
 * @video_bitrate: bit/s, 0 when unknown
 * @bit_depth: bits per colour sample of the picture, 0 when unknown
 * @audio_codec: (nullable): `aac`, `opus`, `vorbis`, `mp3`, `pcm` …; %NULL when there is no sound
 * @audio_bitrate: bit/s, measured from the file where the header does not say
 * @audio_sample_rate: Hz
 * @hdr: (nullable): `hdr10`, `hlg`, `dolby-vision`; %NULL when the picture is SDR
 * @faststart: for MP4 and MOV, whether the index stands before the media data
 * @fragmented: for MP4 and MOV, whether the media is in fragments
 * @animated: for images, whether there is more than one frame
 * @has_alpha: for images, whether there is transparency
 * @pages: for documents, how many pages there are, 0 when unknown
 * @size: bytes
 * @problem: (nullable): one sentence, when the file is unreadable or damaged
 *
 * What the probe measured of one file. A plain record: fields are read and written directly, and
 * it is immutable once it has been handed on.
 */
typedef struct
{
  gatomicrefcount  ref_count;

  PosterMediaType  type;
  char            *container;
  char            *mime_type;
  gint64           duration_us;
  int              width;
  int              height;
  int              rotation;
  gboolean         mirrored;
  double           frame_rate;
  gboolean         variable_frame_rate;
  char            *video_codec;
  char            *video_profile;
  gint64           video_bitrate;
  int              bit_depth;
  char            *audio_codec;
  gint64           audio_bitrate;
  int              audio_sample_rate;
  int              audio_channels;
  char            *hdr;
  gboolean         faststart;
  gboolean         fragmented;
  gboolean         animated;
  gboolean         has_alpha;
  int              video_tracks;
  int              audio_tracks;
  int              pages;
  gint64           size;
  char            *problem;
} PosterMediaFacts;

#define POSTER_TYPE_MEDIA_FACTS (poster_media_facts_get_type ())
GType             poster_media_facts_get_type  (void);
PosterMediaFacts *poster_media_facts_new       (void);
PosterMediaFacts *poster_media_facts_ref       (PosterMediaFacts *self);
void              poster_media_facts_unref     (PosterMediaFacts *self);
JsonObject       *poster_media_facts_to_json   (const PosterMediaFacts *self);
PosterMediaFacts *poster_media_facts_from_json (JsonObject *json);
const char       *poster_media_type_to_string  (PosterMediaType type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterMediaFacts, poster_media_facts_unref)

G_END_DECLS
