/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-iso-movie"

#include "poster-iso-movie.h"

#include "poster-iso-fragment.h"
#include "poster-media-verdict.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define HANDLER_VIDEO POSTER_FOURCC ('v', 'i', 'd', 'e')
#define HANDLER_SOUND POSTER_FOURCC ('s', 'o', 'u', 'n')

#define MAX_TRACKS 256
#define MAX_BOXES  1000000
/* How far the header's length may be from the sum of the pieces before the pieces are believed. */
#define LENGTH_SLACK_US (100 * 1000)
/* The header usually counts in milliseconds, and rounds each piece. */
#define ROUNDING_US     2000

typedef struct
{
  PosterByteSource *source;
  GPtrArray        *tracks;
  guint32           brand;
  gboolean          have_index;
  gint64            index_missing;
  gint64            index_start;
  gint64            data_start;
  gboolean          fragmented;
  gint64            header_us;
  gint64            missing_bytes;  /* of the boxes of a fragment */
  gint64            overclaim;      /* by the last box */
} Movie;

static void
read_movie_header (Movie              *movie,
                   const PosterIsoBox *mvhd,
                   guint32            *timescale)
{
  guint8 version;
  guint32 duration32;
  guint64 duration = 0;

  if (!poster_byte_source_get_u8 (movie->source, mvhd->payload, &version) ||
      !poster_byte_source_get_u32 (movie->source, mvhd->payload + (version == 1 ? 20 : 12), timescale))
    return;
  if (version == 1)
    {
      if (!poster_byte_source_get_u64 (movie->source, mvhd->payload + 24, &duration) || duration == G_MAXUINT64)
        duration = 0;
    }
  else if (poster_byte_source_get_u32 (movie->source, mvhd->payload + 16, &duration32) &&
           duration32 != G_MAXUINT32)
    duration = duration32;
  if (*timescale > 0 && duration < G_MAXINT64 / G_USEC_PER_SEC)
    movie->header_us = (gint64) (duration * G_USEC_PER_SEC / *timescale);
}

static void
read_index (Movie              *movie,
            const PosterIsoBox *moov)
{
  PosterIsoBox box;
  gint64 at = moov->payload;
  guint32 timescale = 0;

  movie->have_index = TRUE;
  movie->index_missing = moov->missing;
  movie->index_start = moov->start;
  if (poster_iso_box_find_child (movie->source, moov, POSTER_FOURCC ('m', 'v', 'h', 'd'), &box))
    read_movie_header (movie, &box, &timescale);
  for (int i = 0; i < MAX_BOXES && poster_iso_box_read (movie->source, at, moov->end, &box); i++)
    {
      at = box.end;
      if (box.type == POSTER_FOURCC ('t', 'r', 'a', 'k') && movie->tracks->len < MAX_TRACKS)
        g_ptr_array_add (movie->tracks, poster_iso_track_read (movie->source, &box, timescale));
    }
  if (poster_iso_box_find_child (movie->source, moov, POSTER_FOURCC ('m', 'v', 'e', 'x'), &box))
    {
      movie->fragmented = TRUE;
      poster_iso_fragment_read_defaults (movie->tracks, movie->source, &box);
    }
}

static void
read_boxes (Movie *movie)
{
  gint64 size = poster_byte_source_get_size (movie->source);
  gint64 at = 0;
  PosterIsoBox box;

  for (int i = 0; i < MAX_BOXES && poster_iso_box_read (movie->source, at, size, &box); i++)
    {
      at = box.end;
      movie->overclaim = box.missing;
      switch (box.type)
        {
        case POSTER_FOURCC ('f', 't', 'y', 'p'):
          poster_byte_source_get_u32 (movie->source, box.payload, &movie->brand);
          break;
        case POSTER_FOURCC ('m', 'o', 'o', 'v'):
          if (!movie->have_index)
            read_index (movie, &box);
          break;
        case POSTER_FOURCC ('m', 'd', 'a', 't'):
          if (movie->data_start < 0)
            movie->data_start = box.start;
          break;
        case POSTER_FOURCC ('m', 'o', 'o', 'f'):
          movie->fragmented = TRUE;
          movie->missing_bytes += box.missing;
          poster_iso_fragment_read (movie->tracks, movie->source, &box);
          break;
        default:
          break;
        }
    }
}

/* The track that is shown: the first enabled one with a picture, else the first. */
static PosterIsoTrack *
choose_track (Movie   *movie,
              guint32  handler,
              int     *count)
{
  PosterIsoTrack *chosen = NULL;

  *count = 0;
  for (guint i = 0; i < movie->tracks->len; i++)
    {
      PosterIsoTrack *track = g_ptr_array_index (movie->tracks, i);

      if (track->handler != handler)
        continue;
      (*count)++;
      if (chosen == NULL || (!chosen->enabled && track->enabled) ||
          (chosen->samples == 0 && track->samples > 0 && track->enabled == chosen->enabled))
        chosen = track;
    }
  return chosen;
}

static gint64
ticks_to_us (guint64 ticks,
             guint32 timescale)
{
  return timescale > 0 ? (gint64) ((double) ticks * G_USEC_PER_SEC / timescale + 0.5) : 0;
}

/* Only what is seen or heard counts: a longer track of subtitles or of a phone's sensors does
 * not make the film longer. */
static gint64
measure_duration (Movie *movie)
{
  gint64 media_us = 0, pieces_us = 0;
  gint64 fragments_start_us = G_MAXINT64, fragments_end_us = 0;

  for (guint i = 0; i < movie->tracks->len; i++)
    {
      PosterIsoTrack *track = g_ptr_array_index (movie->tracks, i);

      if (track->handler != HANDLER_VIDEO && track->handler != HANDLER_SOUND)
        continue;
      if (track->fragment_ticks > 0)
        {
          /* The times in the fragments tell of a gap or an offset; the samples in them tell how
           * much there is. Times that make no sense (a file cut out of a live stream) lose. */
          gint64 start_us = ticks_to_us (track->fragment_first_tick, track->timescale);
          gint64 end_us = ticks_to_us (track->fragment_end_tick, track->timescale);

          fragments_start_us = MIN (fragments_start_us, start_us);
          fragments_end_us = MAX (fragments_end_us, end_us);
        }
      media_us = MAX (media_us, MAX (track->shown_us, 0));
      pieces_us = MAX (pieces_us, track->start_us + track->shown_us);
    }
  if (fragments_end_us > 0)
    {
      /* Samples of the index come before the fragments, on the same clock. */
      if (media_us > 0)
        fragments_start_us = 0;
      return MAX (fragments_end_us - MIN (fragments_start_us, fragments_end_us), pieces_us);
    }

  /* An initial gap is in the header's length with some writers and not with others: where the
   * header lies between the two it is right. */
  if (movie->header_us >= media_us - ROUNDING_US && movie->header_us <= pieces_us + ROUNDING_US &&
      pieces_us - media_us <= LENGTH_SLACK_US)
    return movie->header_us;
  return pieces_us;
}

static gint64
bitrate (PosterIsoTrack *track)
{
  gint64 lasts_us = track->samples_us + ticks_to_us (track->fragment_ticks, track->timescale);

  if (lasts_us <= 0)
    return 0;
  return (gint64) ((double) track->bytes * 8 * G_USEC_PER_SEC / (double) lasts_us + 0.5);
}

static void
fill_picture (PosterMediaFacts   *facts,
              PosterPictureShape *shape,
              PosterIsoTrack     *track)
{
  facts->rotation = track->rotation;
  facts->mirrored = track->mirrored;
  facts->video_codec = g_strdup (track->codec);
  facts->video_profile = g_strdup (track->profile);
  facts->bit_depth = track->bit_depth;
  facts->hdr = g_strdup (track->hdr);
  facts->frame_rate = track->frame_rate;
  facts->variable_frame_rate = track->variable_frame_rate;
  facts->video_bitrate = bitrate (track);

  shape->stored_width = track->stored_width;
  shape->stored_height = track->stored_height;
  if (track->aspect_num > 0)
    shape->pixel_aspect = (double) track->aspect_num / track->aspect_den;
  else if (track->stored_width > 0 && track->stored_height > 0 &&
           track->header_width >= 1 && track->header_height >= 1)
    {
      /* Without a word about pixels, the header's size tells of their shape. */
      double stretch = (track->header_width / track->header_height) /
                       ((double) track->stored_width / track->stored_height);

      if (fabs (stretch - 1) > 0.02 && stretch > 0.25 && stretch < 4)
        shape->pixel_aspect = stretch;
    }
  poster_picture_shape_apply (shape, facts);
}

static void
fill_sound (PosterMediaFacts *facts,
            PosterIsoTrack   *track)
{
  facts->audio_codec = g_strdup (track->codec != NULL ? track->codec : "unknown");
  facts->audio_sample_rate = CLAMP (track->sample_rate, 0, 768000);
  facts->audio_channels = CLAMP (track->channels, 0, 255);
  facts->audio_bitrate = bitrate (track);
}

static void
name_container (Movie            *movie,
                PosterMediaFacts *facts)
{
  gboolean moving = facts->video_tracks > 0;

  if (movie->brand == 0 || movie->brand == POSTER_FOURCC ('q', 't', ' ', ' '))
    {
      facts->container = g_strdup ("mov");
      facts->mime_type = g_strdup ("video/quicktime");
    }
  else if (movie->brand >> 16 == ('3' << 8 | 'g'))
    {
      facts->container = g_strdup ("3gp");
      facts->mime_type = g_strdup (moving ? "video/3gpp" : "audio/3gpp");
    }
  else
    {
      facts->container = g_strdup ("mp4");
      facts->mime_type = g_strdup (moving ? "video/mp4" : "audio/mp4");
    }
}

static void
judge (Movie            *movie,
       PosterMediaFacts *facts,
       PosterIsoTrack   *video,
       PosterIsoTrack   *sound)
{
  gint64 missing_bytes = movie->missing_bytes;

  if (video != NULL)
    missing_bytes += video->missing_bytes;
  if (sound != NULL)
    missing_bytes += sound->missing_bytes;

  if (!movie->have_index)
    poster_media_verdict_set_unreadable (facts, _("The file ends before its index, without which nothing can play it: "
                             "it was cut short or never finished. Export or copy it again."));
  else if (movie->index_missing > 0)
    poster_media_verdict_set_unreadable (facts, _("The file ends in the middle of its index: it was cut short. "
                             "Export or copy it again."));
  else if (video == NULL && sound == NULL)
    poster_media_verdict_set_unreadable (facts, _("The file has neither a picture nor sound."));
  else if ((video != NULL ? video->samples : 0) == 0 && (sound != NULL ? sound->samples : 0) == 0)
    poster_media_verdict_set_unreadable (facts, _("The file has an index but no picture and no sound in it."));
  else if ((video != NULL && video->encrypted) || (sound != NULL && sound->encrypted))
    poster_media_verdict_set_protected (facts);
  else if (missing_bytes > 0)
    poster_media_verdict_set_cut_short (facts, missing_bytes);
  else if (video != NULL && !video->described)
    poster_media_verdict_set_unreadable (facts, _("The file is damaged: it does not say how its picture is coded."));
  else if (sound != NULL && !sound->described)
    {
      if (video == NULL)
        poster_media_verdict_set_unreadable (facts, _("The file is damaged: it does not say how its sound is coded."));
      else
        facts->problem = g_strdup (_("The file is damaged: its sound cannot be played, "
                                     "because it does not say how it is coded."));
    }
  else if (movie->overclaim > 0)
    {
      g_autofree char *overclaim = g_format_size (movie->overclaim);

      facts->problem = g_strdup_printf (
        /* Translators: %s is a size, e.g. "8 bytes" */
        _("The file is slightly damaged: it ends %s before it should. All of its picture and sound are there."),
        overclaim);
    }
}

/**
 * poster_iso_movie_probe:
 * @source: a file that begins like an MP4 or QuickTime one
 * @facts: filled in
 * @shape: filled in, of the picture
 *
 * Measures an MP4 or QuickTime file from its index alone, fragments included. Whether the picture
 * can be decoded is another question.
 *
 * Returns: whether it is a movie; %FALSE leaves @facts alone
 */
gboolean
poster_iso_movie_probe (PosterByteSource   *source,
                        PosterMediaFacts   *facts,
                        PosterPictureShape *shape)
{
  Movie movie = {
    .source = source,
    .index_start = -1,
    .data_start = -1,
  };
  PosterIsoTrack *video, *sound;

  movie.tracks = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_iso_track_free);
  read_boxes (&movie);
  if (movie.brand == 0 && !movie.have_index && movie.data_start < 0)
    {
      g_ptr_array_unref (movie.tracks);
      return FALSE;
    }

  for (guint i = 0; i < movie.tracks->len; i++)
    poster_iso_track_measure_rate (g_ptr_array_index (movie.tracks, i));
  video = choose_track (&movie, HANDLER_VIDEO, &facts->video_tracks);
  sound = choose_track (&movie, HANDLER_SOUND, &facts->audio_tracks);
  name_container (&movie, facts);
  facts->type = video != NULL ? POSTER_MEDIA_VIDEO : POSTER_MEDIA_AUDIO;
  facts->fragmented = movie.fragmented;
  facts->faststart = movie.have_index && (movie.data_start < 0 || movie.index_start < movie.data_start);
  facts->duration_us = measure_duration (&movie);
  if (video != NULL)
    fill_picture (facts, shape, video);
  if (sound != NULL && sound->described && sound->samples > 0)
    fill_sound (facts, sound);
  judge (&movie, facts, video, sound);
  g_ptr_array_unref (movie.tracks);
  return TRUE;
}
