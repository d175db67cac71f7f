/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-matroska"

#include "poster-matroska.h"

#include "poster-frame-timing.h"
#include "poster-matroska-track.h"
#include "poster-media-verdict.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Element ids: RFC 9559, section 5.1. */
#define ID_EBML                 0x1a45dfa3
#define ID_DOC_TYPE             0x4282
#define ID_SEGMENT              0x18538067
#define ID_INFO                 0x1549a966
#define ID_TIMESTAMP_SCALE      0x2ad7b1
#define ID_DURATION             0x4489
#define ID_TRACKS               0x1654ae6b
#define ID_TRACK_ENTRY          0xae
#define ID_CLUSTER              0x1f43b675
#define ID_TIMESTAMP            0xe7
#define ID_SIMPLE_BLOCK         0xa3
#define ID_BLOCK_GROUP          0xa0
#define ID_BLOCK                0xa1
#define ID_BLOCK_DURATION       0x9b

#define TYPE_VIDEO 1
#define TYPE_SOUND 2

#define MAX_TRACKS 128
#define MAX_CHILDREN 10000
/* Blocks looked at: many minutes where the header tells the length, hours where only the blocks
 * can. */
#define MAX_BLOCKS_WITH_HEADER    40000
#define MAX_BLOCKS_WITHOUT_HEADER 2000000

typedef struct
{
  PosterByteSource *source;
  char             *doc_type;
  GPtrArray        *tracks;
  guint64           scale_ns;
  double            duration_ticks;
  gboolean          have_tracks;
  gint64            cluster_ticks;
  gint64            missing_bytes;
  gboolean          nonsense;
  guint             blocks;
  gboolean          stopped;
} Movie;

static void
read_tracks (Movie                   *movie,
             const PosterEbmlElement *tracks)
{
  gint64 at = tracks->payload;
  PosterEbmlElement element;

  movie->have_tracks = TRUE;
  for (int i = 0; i < MAX_CHILDREN && movie->tracks->len < MAX_TRACKS &&
                  poster_ebml_read (movie->source, at, tracks->end, &element); i++)
    {
      at = element.end;
      if (element.id == ID_TRACK_ENTRY)
        g_ptr_array_add (movie->tracks, poster_matroska_track_read (movie->source, &element));
    }
}

static void
read_info (Movie                   *movie,
           const PosterEbmlElement *info)
{
  gint64 at = info->payload;
  PosterEbmlElement element;

  for (int i = 0; i < MAX_CHILDREN && poster_ebml_read (movie->source, at, info->end, &element); i++)
    {
      at = element.end;
      if (element.id == ID_TIMESTAMP_SCALE)
        movie->scale_ns = CLAMP (poster_ebml_get_uint (movie->source, &element), 1, 1000000000);
      else if (element.id == ID_DURATION)
        movie->duration_ticks = poster_ebml_get_float (movie->source, &element);
    }
  /* Browsers record without knowing the end: no length, zero, or infinity. */
  if (movie->duration_ticks < 0 || movie->duration_ticks > 1e15)
    movie->duration_ticks = 0;
}

static void
read_block (Movie                   *movie,
            const PosterEbmlElement *block,
            gint64                   duration_ticks)
{
  PosterMatroskaTrack *track = NULL;
  guint64 number;
  gint64 at, ticks, length_ticks;
  const guint8 *data;
  guint frames = 1;

  movie->blocks++;
  if (!poster_ebml_read_number (movie->source, block->payload, block->end, &number, &at))
    return;
  data = poster_byte_source_peek (movie->source, at, (gsize) CLAMP (block->end - at, 0, 4));
  if (data == NULL || block->end - at < 3)
    return;
  for (guint i = 0; i < movie->tracks->len && track == NULL; i++)
    if (((PosterMatroskaTrack *) g_ptr_array_index (movie->tracks, i))->number == number)
      track = g_ptr_array_index (movie->tracks, i);
  if (track == NULL)
    return;

  ticks = movie->cluster_ticks + (gint16) poster_be16 (data);
  if ((data[2] & 0x06) != 0 && block->end - at >= 4)
    frames = data[3] + 1u;
  track->frames += frames;
  track->bytes += block->end - at - 3;
  length_ticks = duration_ticks > 0 ? duration_ticks
                 : (gint64) (MIN (track->default_duration_ns, G_GUINT64_CONSTANT (10000000000)) * frames / movie->scale_ns);
  track->end_ticks = MAX (track->end_ticks, ticks + length_ticks);
  track->last_ticks = MAX (track->last_ticks, ticks);
  if (track->type == TYPE_VIDEO)
    g_array_append_val (track->ticks, ticks);
}

static void
read_block_group (Movie                   *movie,
                  const PosterEbmlElement *group)
{
  gint64 at = group->payload;
  gint64 duration_ticks = 0;
  PosterEbmlElement element, block = { 0 };

  for (int i = 0; i < MAX_CHILDREN && poster_ebml_read (movie->source, at, group->end, &element); i++)
    {
      at = element.end;
      if (element.id == ID_BLOCK)
        block = element;
      else if (element.id == ID_BLOCK_DURATION)
        duration_ticks = (gint64) MIN (poster_ebml_get_uint (movie->source, &element), G_MAXINT32);
    }
  if (block.id == ID_BLOCK)
    read_block (movie, &block, duration_ticks);
}

/* Clusters are walked as if their content lay in the segment itself, so that one of unknown
 * size ends where the next one begins. */
static void
read_segment (Movie                   *movie,
              const PosterEbmlElement *segment)
{
  gint64 at = segment->payload;
  PosterEbmlElement element;

  movie->missing_bytes = segment->missing;
  while (at < segment->end && !movie->stopped)
    {
      if (!poster_ebml_read (movie->source, at, segment->end, &element))
        {
          movie->nonsense = TRUE;
          return;
        }
      at = element.end;
      if (element.id != ID_CLUSTER)
        movie->missing_bytes = MAX (movie->missing_bytes, element.missing);
      switch (element.id)
        {
        case ID_INFO:
          read_info (movie, &element);
          break;
        case ID_TRACKS:
          if (!movie->have_tracks)
            read_tracks (movie, &element);
          break;
        case ID_CLUSTER:
          movie->missing_bytes = MAX (movie->missing_bytes, element.missing);
          at = element.payload;
          break;
        case ID_TIMESTAMP:
          movie->cluster_ticks = (gint64) MIN (poster_ebml_get_uint (movie->source, &element), G_MAXINT64 / 4);
          break;
        case ID_SIMPLE_BLOCK:
          read_block (movie, &element, 0);
          break;
        case ID_BLOCK_GROUP:
          read_block_group (movie, &element);
          break;
        default:
          break;
        }
      movie->stopped = movie->blocks >= (movie->duration_ticks > 0 ? MAX_BLOCKS_WITH_HEADER
                                                                   : MAX_BLOCKS_WITHOUT_HEADER);
    }
}

static PosterMatroskaTrack *
choose_track (Movie   *movie,
              guint64  type,
              int     *count)
{
  PosterMatroskaTrack *chosen = NULL;

  *count = 0;
  for (guint i = 0; i < movie->tracks->len; i++)
    {
      PosterMatroskaTrack *track = g_ptr_array_index (movie->tracks, i);

      if (track->type != type)
        continue;
      (*count)++;
      if (chosen == NULL || (!chosen->preferred && track->preferred))
        chosen = track;
    }
  return chosen;
}

static gint64
ticks_to_us (Movie  *movie,
             double  ticks)
{
  return (gint64) CLAMP (ticks * (double) movie->scale_ns / 1000 + 0.5, 0, 9e15);
}

static int
compare_ticks (gconstpointer a,
               gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

static void
measure_rate (Movie               *movie,
              PosterMatroskaTrack *track,
              PosterMediaFacts    *facts)
{
  g_autoptr(PosterFrameTiming) timing = poster_frame_timing_new ();
  double stated = 0;

  g_array_sort (track->ticks, compare_ticks);
  for (guint i = 1; i < track->ticks->len; i++)
    {
      gint64 delta = g_array_index (track->ticks, gint64, i) - g_array_index (track->ticks, gint64, i - 1);

      poster_frame_timing_add (timing, 1, (guint32) MIN (delta, G_MAXUINT32));
    }
  /* Times are rounded to a tick, usually a millisecond: a distance may be off by two of them. */
  poster_frame_timing_measure (timing, 1e9 / (double) movie->scale_ns, 2,
                               &facts->frame_rate, &facts->variable_frame_rate);
  if (track->default_duration_ns > 0)
    stated = poster_frame_timing_tidy (1e9 / (double) track->default_duration_ns);
  if (stated > 0 && stated < 1000 &&
      (facts->frame_rate <= 0 || fabs (stated - facts->frame_rate) < 0.02 * stated))
    facts->frame_rate = stated;
}

/* A DisplayUnit of 0 is pixels, 3 a ratio, 1 and 2 lengths on a screen: each tells the shape. */
static void
fill_picture (Movie               *movie,
              PosterMatroskaTrack *track,
              PosterMediaFacts    *facts,
              PosterPictureShape  *shape)
{
  gint64 width = (gint64) MIN (track->pixel_width, 1000000) - (gint64) MIN (track->crop_width, 1000000);
  gint64 height = (gint64) MIN (track->pixel_height, 1000000) - (gint64) MIN (track->crop_height, 1000000);
  long quarter;

  shape->stored_width = (int) MAX (width, 0);
  shape->stored_height = (int) MAX (height, 0);
  if (track->display_width > 0 && track->display_height > 0 && width > 0 && height > 0 && track->display_unit < 4)
    {
      double shown = (double) track->display_width / (double) track->display_height;
      double stored = (double) width / (double) height;

      shape->pixel_aspect = fabs (shown / stored - 1) > 0.005 ? shown / stored : 1;
    }

  /* The roll counts counter-clockwise: RFC 9559, ProjectionPoseRoll. */
  quarter = fabs (track->roll) <= 360 ? lround (-track->roll / 90) : 0;
  facts->rotation = (int) ((quarter % 4 + 4) % 4 * 90);
  poster_picture_shape_apply (shape, facts);
  facts->video_codec = g_strdup (track->codec);
  facts->video_profile = g_strdup (track->profile);
  facts->bit_depth = track->bit_depth;
  facts->hdr = g_strdup (track->hdr);
  measure_rate (movie, track, facts);
}

static gint64
bitrate (Movie               *movie,
         PosterMatroskaTrack *track,
         gint64               duration_us)
{
  gint64 covered_us = ticks_to_us (movie, (double) MAX (track->end_ticks, track->last_ticks));

  if (!movie->stopped && duration_us > 0)
    covered_us = duration_us;
  return covered_us > 0 ? (gint64) ((double) track->bytes * 8 * G_USEC_PER_SEC / (double) covered_us + 0.5) : 0;
}

static gint64
measure_duration (Movie               *movie,
                  PosterMatroskaTrack *video,
                  PosterMatroskaTrack *sound)
{
  gint64 header_us = ticks_to_us (movie, movie->duration_ticks);
  gint64 end_ticks = 0, end_us;

  if (video != NULL)
    {
      gint64 usual = video->ticks->len > 1 ? video->last_ticks / (gint64) video->ticks->len : 0;

      end_ticks = MAX (video->end_ticks, video->last_ticks + usual);
    }
  if (sound != NULL)
    end_ticks = MAX (end_ticks, MAX (sound->end_ticks, sound->last_ticks));
  end_us = ticks_to_us (movie, (double) end_ticks);

  /* The header is finer than the blocks; but where it is far off, the blocks are the truth. */
  if (header_us > 0 && (movie->stopped || ABS (header_us - end_us) < G_USEC_PER_SEC / 2))
    return header_us;
  return end_us;
}

static void
judge (Movie               *movie,
       PosterMediaFacts    *facts,
       PosterMatroskaTrack *video,
       PosterMatroskaTrack *sound)
{
  if (!movie->have_tracks || (video == NULL && sound == NULL))
    poster_media_verdict_set_unreadable (
      facts, _("The file has neither a picture nor sound, or is cut short before them."));
  else if ((video != NULL && video->encrypted) || (sound != NULL && sound->encrypted))
    poster_media_verdict_set_protected (facts);
  else if (movie->missing_bytes > 0)
    poster_media_verdict_set_cut_short (facts, movie->missing_bytes);
  else if (movie->nonsense)
    poster_media_verdict_set_unreadable (
      facts, _("The file is damaged: a part of it makes no sense. Export or copy it again."));
  else if ((video != NULL ? video->frames : 0) == 0 && (sound != NULL ? sound->frames : 0) == 0)
    poster_media_verdict_set_unreadable (
      facts, _("The file has an index but no picture and no sound in it."));
}

/**
 * poster_matroska_probe:
 * @source: a file that begins like a WebM or Matroska one
 * @facts: filled in
 * @shape: filled in, of the picture
 *
 * Measures a WebM or Matroska file from its headers and the heads of its blocks; nothing is
 * decoded.
 *
 * Returns: whether it is one; %FALSE leaves @facts alone
 */
gboolean
poster_matroska_probe (PosterByteSource   *source,
                       PosterMediaFacts   *facts,
                       PosterPictureShape *shape)
{
  Movie movie = { .source = source, .scale_ns = 1000000 };
  gint64 size = poster_byte_source_get_size (source);
  PosterEbmlElement head, element;
  PosterMatroskaTrack *video, *sound;
  gboolean web;
  gint64 at;

  if (!poster_ebml_read (source, 0, size, &head) || head.id != ID_EBML)
    return FALSE;
  movie.tracks = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_matroska_track_free);
  at = head.payload;
  for (int i = 0; i < MAX_CHILDREN && poster_ebml_read (source, at, head.end, &element); i++)
    {
      at = element.end;
      if (element.id == ID_DOC_TYPE && movie.doc_type == NULL)
        movie.doc_type = poster_ebml_get_string (source, &element);
    }
  at = head.end;
  for (int i = 0; i < MAX_CHILDREN && poster_ebml_read (source, at, size, &element); i++)
    {
      at = element.end;
      if (element.id == ID_SEGMENT)
        {
          read_segment (&movie, &element);
          break;
        }
    }

  video = choose_track (&movie, TYPE_VIDEO, &facts->video_tracks);
  sound = choose_track (&movie, TYPE_SOUND, &facts->audio_tracks);
  web = g_strcmp0 (movie.doc_type, "webm") == 0;
  facts->type = video != NULL ? POSTER_MEDIA_VIDEO : POSTER_MEDIA_AUDIO;
  facts->container = g_strdup (web ? "webm" : "matroska");
  facts->mime_type = g_strdup (video == NULL && sound != NULL ? (web ? "audio/webm" : "audio/x-matroska")
                                                              : (web ? "video/webm" : "video/x-matroska"));
  facts->duration_us = measure_duration (&movie, video, sound);
  if (video != NULL)
    {
      fill_picture (&movie, video, facts, shape);
      facts->video_bitrate = bitrate (&movie, video, facts->duration_us);
    }
  if (sound != NULL && sound->frames > 0)
    {
      facts->audio_codec = g_strdup (sound->codec != NULL ? sound->codec : "unknown");
      facts->audio_sample_rate = (int) CLAMP (sound->sample_rate, 0, 768000);
      facts->audio_channels = sound->channels > 0 ? sound->channels : 1;
      facts->audio_bitrate = bitrate (&movie, sound, facts->duration_us);
    }
  judge (&movie, facts, video, sound);
  g_free (movie.doc_type);
  g_ptr_array_unref (movie.tracks);
  return TRUE;
}
