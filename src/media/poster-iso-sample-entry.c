/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-iso-sample-entry"

#include "poster-iso-track.h"

#include "poster-codec-config.h"

#include <string.h>

#define HANDLER_VIDEO POSTER_FOURCC ('v', 'i', 'd', 'e')
#define HANDLER_SOUND POSTER_FOURCC ('s', 'o', 'u', 'n')

/* The codec's configuration is small; what is longer is cut. */
#define MAX_CONFIG 4096

typedef struct
{
  char        fourcc[5];
  const char *codec;
} CodecName;

/* From the MP4 registration authority and the QuickTime File Format Specification. */
static const CodecName video_codecs[] = {
  { "avc1", "h264" },    { "avc2", "h264" },    { "avc3", "h264" },    { "avc4", "h264" },
  { "dva1", "h264" },    { "dvav", "h264" },    { "hvc1", "h265" },    { "hev1", "h265" },
  { "dvh1", "h265" },    { "dvhe", "h265" },    { "vvc1", "h266" },    { "vvi1", "h266" },
  { "vp08", "vp8" },     { "vp09", "vp9" },     { "av01", "av1" },     { "dav1", "av1" },
  { "s263", "h263" },    { "h263", "h263" },    { "H263", "h263" },    { "jpeg", "mjpeg" },
  { "mjpa", "mjpeg" },   { "mjpb", "mjpeg" },   { "png ", "png" },     { "apch", "prores" },
  { "apcn", "prores" },  { "apcs", "prores" },  { "apco", "prores" },  { "ap4h", "prores" },
  { "ap4x", "prores" },  { "AVdn", "dnxhd" },   { "AVdh", "dnxhd" },   { "dvc ", "dv" },
  { "dvcp", "dv" },      { "dvh5", "dv" },      { "dvh6", "dv" },      { "hdv1", "mpeg2" },
  { "hdv2", "mpeg2" },   { "hdv3", "mpeg2" },   { "xd5b", "mpeg2" },   { "mp4v", "mpeg4" },
  { "XVID", "mpeg4" },   { "DIVX", "mpeg4" },   { "FMP4", "mpeg4" },   { "rle ", "qtrle" },
  { "SVQ3", "svq3" },    { "SVQ1", "svq1" },    { "cvid", "cinepak" }, { "raw ", "raw" },
  { "2vuy", "raw" },     { "v210", "raw" },     { "CFHD", "cineform" }, { "Hap1", "hap" },
};

static const CodecName audio_codecs[] = {
  { "mp4a", "aac" },     { "Opus", "opus" },    { "fLaC", "flac" },    { "alac", "alac" },
  { "ac-3", "ac3" },     { "ec-3", "eac3" },    { "ac-4", "ac4" },     { "samr", "amr-nb" },
  { "sawb", "amr-wb" },  { ".mp3", "mp3" },     { "lpcm", "pcm" },     { "sowt", "pcm" },
  { "twos", "pcm" },     { "in24", "pcm" },     { "in32", "pcm" },     { "fl32", "pcm" },
  { "fl64", "pcm" },     { "raw ", "pcm" },     { "NONE", "pcm" },     { "ipcm", "pcm" },
  { "fpcm", "pcm" },     { "ulaw", "pcm" },     { "alaw", "pcm" },     { "ima4", "adpcm" },
  { "dtsc", "dts" },     { "dtse", "dts" },     { "dtsh", "dts" },     { "dtsl", "dts" },
  { "apac", "apac" },
};

static const char *
find_codec (const CodecName *names,
            gsize            count,
            guint32          fourcc)
{
  for (gsize i = 0; i < count; i++)
    if (poster_be32 ((const guint8 *) names[i].fourcc) == fourcc)
      return names[i].codec;
  return NULL;
}

/* An MPEG-4 descriptor's length: seven bits a byte (ISO/IEC 14496-1, 8.3.3). */
static gsize
read_descriptor_length (const guint8 **data,
                        gsize         *left)
{
  gsize length = 0;

  for (int i = 0; i < 4 && *left > 0; i++)
    {
      guint8 byte = **data;

      (*data)++;
      (*left)--;
      length = length << 7 | (byte & 0x7f);
      if ((byte & 0x80) == 0)
        break;
    }
  return MIN (length, *left);
}

/* ES_Descriptor, DecoderConfigDescriptor, DecoderSpecificInfo (ISO/IEC 14496-1, 7.2.6). */
static void
read_descriptors (PosterIsoTrack *self,
                  const guint8   *data,
                  gsize           left)
{
  PosterCodecConfig config = { 0 };
  gsize skip;
  guint8 object_type;

  if (left < 5 || data[4] != 3)
    return;
  data += 5;
  left -= 5;
  read_descriptor_length (&data, &left);
  if (left < 3)
    return;
  skip = 3 + (data[2] & 0x80 ? 2 : 0) + (data[2] & 0x20 ? 2 : 0);
  if (data[2] & 0x40)
    skip += 1 + (left > 3 ? data[3] : 0);
  if (left < skip + 1 || data[skip] != 4)
    return;
  data += skip + 1;
  left -= skip + 1;
  read_descriptor_length (&data, &left);
  if (left < 13)
    return;
  object_type = data[0];
  self->stated_bitrate = poster_be32 (data + 9);
  data += 13;
  left -= 13;

  switch (object_type)
    {
    case 0x20:
      self->codec = "mpeg4";
      break;
    case 0x40:
    case 0x66:
    case 0x67:
    case 0x68:
      self->codec = "aac";
      break;
    case 0x60:
    case 0x61:
    case 0x62:
    case 0x63:
    case 0x64:
    case 0x65:
      self->codec = "mpeg2";
      break;
    case 0x6a:
      self->codec = "mpeg1";
      break;
    case 0x69:
    case 0x6b:
      self->codec = "mp3";
      break;
    case 0x6c:
      self->codec = "mjpeg";
      break;
    case 0xa5:
      self->codec = "ac3";
      break;
    case 0xa6:
      self->codec = "eac3";
      break;
    case 0xa9:
      self->codec = "dts";
      break;
    case 0xad:
      self->codec = "opus";
      break;
    case 0xdd:
      self->codec = "vorbis";
      break;
    default:
      break;
    }

  if (left > 1 && data[0] == 5 && g_strcmp0 (self->codec, "aac") == 0)
    {
      data++;
      left--;
      left = read_descriptor_length (&data, &left);
      poster_codec_config_read_aac (&config, data, left);
      self->profile = config.profile;
      if (config.sample_rate > 0)
        self->sample_rate = config.sample_rate;
      if (config.channels > 0)
        self->channels = config.channels;
    }
}

static void
read_colour (PosterIsoTrack *self,
             const guint8   *data,
             gsize           length)
{
  if (length >= 10 && self->hdr == NULL &&
      (memcmp (data, "nclx", 4) == 0 || memcmp (data, "nclc", 4) == 0))
    self->hdr = poster_codec_hdr_of_transfer (poster_be16 (data + 6));
}

static void
take_config (PosterIsoTrack          *self,
             const PosterCodecConfig *config)
{
  if (config->profile != NULL)
    self->profile = config->profile;
  if (config->bit_depth > 0)
    self->bit_depth = config->bit_depth;
}

/* The boxes after the fixed part of a sample entry. */
static void
read_extensions (PosterIsoTrack   *self,
                 PosterByteSource *source,
                 gint64            start,
                 gint64            end,
                 int               depth)
{
  g_autofree guint8 *data = g_malloc (MAX_CONFIG);
  PosterIsoBox box;

  for (int i = 0; i < 64 && poster_iso_box_read (source, start, end, &box); i++)
    {
      gsize length = (gsize) MIN (box.end - box.payload, MAX_CONFIG);
      PosterCodecConfig config = { 0 };
      PosterIsoBox format;
      guint32 fourcc;

      start = box.end;
      if (!poster_byte_source_read (source, box.payload, length, data))
        continue;
      switch (box.type)
        {
        case POSTER_FOURCC ('a', 'v', 'c', 'C'):
          poster_codec_config_read_h264 (&config, data, length);
          take_config (self, &config);
          break;
        case POSTER_FOURCC ('h', 'v', 'c', 'C'):
          poster_codec_config_read_h265 (&config, data, length);
          take_config (self, &config);
          break;
        case POSTER_FOURCC ('a', 'v', '1', 'C'):
          poster_codec_config_read_av1 (&config, data, length);
          take_config (self, &config);
          break;
        case POSTER_FOURCC ('v', 'p', 'c', 'C'):
          poster_codec_config_read_vpx (&config, data, length);
          if (g_strcmp0 (self->codec, "vp9") != 0)
            config.profile = NULL;
          take_config (self, &config);
          break;
        case POSTER_FOURCC ('d', 'v', 'c', 'C'):
        case POSTER_FOURCC ('d', 'v', 'v', 'C'):
        case POSTER_FOURCC ('d', 'v', 'w', 'C'):
          self->hdr = "dolby-vision";
          break;
        case POSTER_FOURCC ('e', 's', 'd', 's'):
          read_descriptors (self, data, length);
          break;
        case POSTER_FOURCC ('c', 'o', 'l', 'r'):
          read_colour (self, data, length);
          break;
        case POSTER_FOURCC ('p', 'a', 's', 'p'):
          if (length >= 8)
            {
              guint32 num = poster_be32 (data), den = poster_be32 (data + 4);

              if (num > 0 && den > 0 && num < 1000000 && den < 1000000)
                {
                  self->aspect_num = (int) num;
                  self->aspect_den = (int) den;
                }
            }
          break;
        case POSTER_FOURCC ('b', 't', 'r', 't'):
          if (length >= 12 && self->stated_bitrate == 0)
            self->stated_bitrate = poster_be32 (data + 8);
          break;
        case POSTER_FOURCC ('w', 'a', 'v', 'e'):  /* QuickTime's wrapper around `esds` */
          if (depth < 2)
            read_extensions (self, source, box.payload, box.end, depth + 1);
          break;
        case POSTER_FOURCC ('s', 'i', 'n', 'f'):
          if (poster_iso_box_find_child (source, &box, POSTER_FOURCC ('f', 'r', 'm', 'a'), &format) &&
              poster_byte_source_get_u32 (source, format.payload, &fourcc) && self->codec == NULL)
            self->codec = self->handler == HANDLER_SOUND
                          ? find_codec (audio_codecs, G_N_ELEMENTS (audio_codecs), fourcc)
                          : find_codec (video_codecs, G_N_ELEMENTS (video_codecs), fourcc);
          break;
        default:
          break;
        }
    }
}

static void
read_video_entry (PosterIsoTrack     *self,
                  PosterByteSource   *source,
                  const PosterIsoBox *entry)
{
  const guint8 *data = poster_byte_source_peek (source, entry->payload, 78);

  if (data == NULL || entry->end - entry->payload < 78)
    return;
  self->described = TRUE;
  self->codec = find_codec (video_codecs, G_N_ELEMENTS (video_codecs), entry->type);
  self->stored_width = poster_be16 (data + 24);
  self->stored_height = poster_be16 (data + 26);
  if (entry->type == POSTER_FOURCC ('d', 'v', 'h', '1') || entry->type == POSTER_FOURCC ('d', 'v', 'h', 'e') ||
      entry->type == POSTER_FOURCC ('d', 'v', 'a', '1') || entry->type == POSTER_FOURCC ('d', 'v', 'a', 'v') ||
      entry->type == POSTER_FOURCC ('d', 'a', 'v', '1'))
    self->hdr = "dolby-vision";
  if (g_strcmp0 (self->codec, "prores") == 0)
    self->bit_depth = 10;
  read_extensions (self, source, entry->payload + 78, entry->end, 0);
}

static void
read_sound_entry (PosterIsoTrack     *self,
                  PosterByteSource   *source,
                  const PosterIsoBox *entry)
{
  const guint8 *data = poster_byte_source_peek (source, entry->payload, 28);
  gint64 extensions = 28;
  guint64 rate_bits;
  double rate;

  if (data == NULL || entry->end - entry->payload < 28)
    return;
  self->described = TRUE;
  self->codec = find_codec (audio_codecs, G_N_ELEMENTS (audio_codecs), entry->type);
  self->channels = poster_be16 (data + 16);
  self->sample_rate = (int) (poster_be32 (data + 24) >> 16);
  /* QuickTime's longer descriptions. ISO files with version 1 keep the short form. */
  if (poster_be16 (data + 8) == 1 &&
      !poster_iso_box_find (source, entry->payload + 28, entry->end, POSTER_FOURCC ('e', 's', 'd', 's'),
                            &(PosterIsoBox) { 0 }))
    extensions += 16;
  else if (poster_be16 (data + 8) == 2 && poster_byte_source_get_u64 (source, entry->payload + 32, &rate_bits))
    {
      guint32 channels;

      memcpy (&rate, &rate_bits, sizeof rate);
      if (rate >= 1 && rate < 768000)
        self->sample_rate = (int) rate;
      if (poster_byte_source_get_u32 (source, entry->payload + 40, &channels) && channels < 1000)
        self->channels = (int) channels;
      extensions += 36;
    }
  read_extensions (self, source, entry->payload + extensions, entry->end, 0);
  if (g_strcmp0 (self->codec, "opus") == 0)
    self->sample_rate = 48000;  /* what it decodes to, whatever was recorded */
}

/**
 * poster_iso_track_read_entry:
 * @self: a track whose handler is known
 * @source: the file
 * @stsd: its sample description box
 *
 * Reads the first sample description: codec, size, shape of pixels, colour.
 */
void
poster_iso_track_read_entry (PosterIsoTrack     *self,
                             PosterByteSource   *source,
                             const PosterIsoBox *stsd)
{
  PosterIsoBox entry;

  if (!poster_iso_box_read (source, stsd->payload + 8, stsd->end, &entry))
    return;
  self->encrypted = entry.type == POSTER_FOURCC ('e', 'n', 'c', 'v') ||
                    entry.type == POSTER_FOURCC ('e', 'n', 'c', 'a') ||
                    entry.type == POSTER_FOURCC ('d', 'r', 'm', 's') ||
                    entry.type == POSTER_FOURCC ('d', 'r', 'm', 'i');
  if (self->handler == HANDLER_VIDEO)
    read_video_entry (self, source, &entry);
  else if (self->handler == HANDLER_SOUND)
    read_sound_entry (self, source, &entry);
}
