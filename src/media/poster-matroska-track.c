/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-matroska-track"

#include "poster-matroska-track.h"

#include "poster-codec-config.h"

/* Element ids: RFC 9559, section 5.1. */
#define ID_TRACK_NUMBER         0xd7
#define ID_TRACK_TYPE           0x83
#define ID_FLAG_DEFAULT         0x88
#define ID_CODEC_ID             0x86
#define ID_CODEC_PRIVATE        0x63a2
#define ID_DEFAULT_DURATION     0x23e383
#define ID_BLOCK_ADDITION       0x41e4
#define ID_BLOCK_ADD_ID_TYPE    0x41e7
#define ID_CONTENT_ENCODINGS    0x6d80
#define ID_CONTENT_ENCODING     0x6240
#define ID_CONTENT_ENCRYPTION   0x5035
#define ID_VIDEO                0xe0
#define ID_PIXEL_WIDTH          0xb0
#define ID_PIXEL_HEIGHT         0xba
#define ID_CROP_BOTTOM          0x54aa
#define ID_CROP_TOP             0x54bb
#define ID_CROP_LEFT            0x54cc
#define ID_CROP_RIGHT           0x54dd
#define ID_DISPLAY_WIDTH        0x54b0
#define ID_DISPLAY_HEIGHT       0x54ba
#define ID_DISPLAY_UNIT         0x54b2
#define ID_COLOUR               0x55b0
#define ID_BITS_PER_CHANNEL     0x55b2
#define ID_TRANSFER             0x55ba
#define ID_PROJECTION           0x7670
#define ID_PROJECTION_ROLL      0x7675
#define ID_AUDIO                0xe1
#define ID_SAMPLING_FREQUENCY   0xb5
#define ID_OUTPUT_FREQUENCY     0x78b5
#define ID_CHANNELS             0x9f

#define MAX_CHILDREN 10000
#define MAX_CONFIG   4096

typedef struct
{
  const char *id;
  const char *codec;
} CodecName;

/* RFC 9559's companion draft-ietf-cellar-codec; matched by their beginning. */
static const CodecName codecs[] = {
  { "V_VP8", "vp8" },           { "V_VP9", "vp9" },            { "V_AV1", "av1" },
  { "V_MPEG4/ISO/AVC", "h264" }, { "V_MPEGH/ISO/HEVC", "h265" }, { "V_MPEG4/ISO/", "mpeg4" },
  { "V_MPEG4/MS", "msmpeg4" },  { "V_MPEG2", "mpeg2" },        { "V_MPEG1", "mpeg1" },
  { "V_THEORA", "theora" },     { "V_MJPEG", "mjpeg" },        { "V_PRORES", "prores" },
  { "V_FFV1", "ffv1" },         { "V_UNCOMPRESSED", "raw" },   { "A_OPUS", "opus" },
  { "A_VORBIS", "vorbis" },     { "A_AAC", "aac" },            { "A_MPEG/L3", "mp3" },
  { "A_MPEG/L2", "mp2" },       { "A_MPEG/L1", "mp1" },        { "A_AC3", "ac3" },
  { "A_EAC3", "eac3" },         { "A_DTS", "dts" },            { "A_FLAC", "flac" },
  { "A_PCM", "pcm" },           { "A_ALAC", "alac" },          { "A_TRUEHD", "truehd" },
};

static void
read_codec_private (PosterMatroskaTrack *track,
                    PosterByteSource    *source,
                    gint64               offset,
                    gint64               end)
{
  gsize length = (gsize) MIN (end - offset, MAX_CONFIG);
  const guint8 *data = poster_byte_source_peek (source, offset, length);
  PosterCodecConfig config = { 0 };

  if (data == NULL)
    return;
  if (g_strcmp0 (track->codec, "h264") == 0)
    poster_codec_config_read_h264 (&config, data, length);
  else if (g_strcmp0 (track->codec, "h265") == 0)
    poster_codec_config_read_h265 (&config, data, length);
  else if (g_strcmp0 (track->codec, "av1") == 0)
    poster_codec_config_read_av1 (&config, data, length);
  else if (g_strcmp0 (track->codec, "aac") == 0)
    poster_codec_config_read_aac (&config, data, length);
  else if (g_strcmp0 (track->codec, "vp9") == 0)
    /* Features as id, length, value: VP9 in WebM, "CodecPrivate". */
    for (gsize at = 0; at + 2 < length; at += 2 + (gsize) data[at + 1])
      {
        if (data[at] == 1 && data[at + 1] == 1)
          config.profile = poster_codec_vp9_profile (data[at + 2]);
        else if (data[at] == 3 && data[at + 1] == 1)
          config.bit_depth = data[at + 2];
      }

  if (config.profile != NULL)
    track->profile = config.profile;
  if (config.bit_depth > 0)
    track->bit_depth = config.bit_depth;
  if (config.sample_rate > 0)
    track->sample_rate = config.sample_rate;
  if (config.channels > 0)
    track->channels = config.channels;
}

/* The elements that a track entry nests are told apart by their ids alone, so one walk does for
 * all of them. */
static void
read_fields (PosterMatroskaTrack *track,
             PosterByteSource    *source,
             gint64               at,
             gint64               end,
             int                  depth)
{
  gint64 private_start = 0, private_end = 0;
  PosterEbmlElement element;

  for (int i = 0; i < MAX_CHILDREN && poster_ebml_read (source, at, end, &element); i++)
    {
      g_autofree char *codec_id = NULL;

      at = element.end;
      switch (element.id)
        {
        case ID_TRACK_NUMBER:
          track->number = poster_ebml_get_uint (source, &element);
          break;
        case ID_TRACK_TYPE:
          track->type = poster_ebml_get_uint (source, &element);
          break;
        case ID_FLAG_DEFAULT:
          track->preferred = poster_ebml_get_uint (source, &element) != 0;
          break;
        case ID_CODEC_ID:
          codec_id = poster_ebml_get_string (source, &element);
          for (gsize j = 0; j < G_N_ELEMENTS (codecs) && track->codec == NULL; j++)
            if (g_str_has_prefix (codec_id, codecs[j].id))
              track->codec = codecs[j].codec;
          break;
        case ID_CODEC_PRIVATE:
          private_start = element.payload;
          private_end = element.end;
          break;
        case ID_DEFAULT_DURATION:
          track->default_duration_ns = poster_ebml_get_uint (source, &element);
          break;
        case ID_BLOCK_ADD_ID_TYPE:
          switch (poster_ebml_get_uint (source, &element))
            {
            case POSTER_FOURCC ('d', 'v', 'c', 'C'):
            case POSTER_FOURCC ('d', 'v', 'v', 'C'):
            case POSTER_FOURCC ('d', 'v', 'w', 'C'):
              track->hdr = "dolby-vision";
              break;
            default:
              break;
            }
          break;
        case ID_CONTENT_ENCRYPTION:
          track->encrypted = TRUE;
          break;
        case ID_PIXEL_WIDTH:
          track->pixel_width = poster_ebml_get_uint (source, &element);
          break;
        case ID_PIXEL_HEIGHT:
          track->pixel_height = poster_ebml_get_uint (source, &element);
          break;
        case ID_CROP_LEFT:
        case ID_CROP_RIGHT:
          track->crop_width += MIN (poster_ebml_get_uint (source, &element), 1000000);
          break;
        case ID_CROP_TOP:
        case ID_CROP_BOTTOM:
          track->crop_height += MIN (poster_ebml_get_uint (source, &element), 1000000);
          break;
        case ID_DISPLAY_WIDTH:
          track->display_width = poster_ebml_get_uint (source, &element);
          break;
        case ID_DISPLAY_HEIGHT:
          track->display_height = poster_ebml_get_uint (source, &element);
          break;
        case ID_DISPLAY_UNIT:
          track->display_unit = poster_ebml_get_uint (source, &element);
          break;
        case ID_BITS_PER_CHANNEL:
          track->bit_depth = (int) MIN (poster_ebml_get_uint (source, &element), 16);
          break;
        case ID_TRANSFER:
          if (track->hdr == NULL)
            track->hdr = poster_codec_hdr_of_transfer ((guint) MIN (poster_ebml_get_uint (source, &element), 255));
          break;
        case ID_PROJECTION_ROLL:
          track->roll = poster_ebml_get_float (source, &element);
          break;
        case ID_SAMPLING_FREQUENCY:
          if (track->sample_rate <= 0)
            track->sample_rate = poster_ebml_get_float (source, &element);
          break;
        case ID_OUTPUT_FREQUENCY:
          track->sample_rate = poster_ebml_get_float (source, &element);
          break;
        case ID_CHANNELS:
          track->channels = (int) MIN (poster_ebml_get_uint (source, &element), 255);
          break;
        case ID_VIDEO:
        case ID_AUDIO:
        case ID_COLOUR:
        case ID_PROJECTION:
        case ID_BLOCK_ADDITION:
        case ID_CONTENT_ENCODINGS:
        case ID_CONTENT_ENCODING:
          if (depth < 4)
            read_fields (track, source, element.payload, element.end, depth + 1);
          break;
        default:
          break;
        }
    }
  if (private_end > private_start)
    read_codec_private (track, source, private_start, private_end);
}

/**
 * poster_matroska_track_read:
 * @source: a file
 * @entry: a track's entry
 *
 * Returns: (transfer full): what the entry says; nothing is counted yet
 */
PosterMatroskaTrack *
poster_matroska_track_read (PosterByteSource        *source,
                            const PosterEbmlElement *entry)
{
  PosterMatroskaTrack *self = g_new0 (PosterMatroskaTrack, 1);

  self->preferred = TRUE;
  self->ticks = g_array_new (FALSE, FALSE, sizeof (gint64));
  read_fields (self, source, entry->payload, entry->end, 0);
  return self;
}

void
poster_matroska_track_free (PosterMatroskaTrack *self)
{
  g_array_unref (self->ticks);
  g_free (self);
}
