/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-codec-config"

#include "poster-codec-config.h"

typedef struct
{
  const guint8 *data;
  gsize         bits;
  gsize         at;
} BitReader;

static guint
read_bits (BitReader *reader,
           guint      count)
{
  guint value = 0;

  for (guint i = 0; i < count; i++, reader->at++)
    {
      guint bit = reader->at < reader->bits
                  ? reader->data[reader->at / 8] >> (7 - reader->at % 8) & 1 : 0;

      value = value << 1 | bit;
    }
  return value;
}

/**
 * poster_codec_config_read_h264:
 * @config: filled in
 * @data: an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1)
 * @length: its length
 *
 * Profile names are GStreamer's.
 */
void
poster_codec_config_read_h264 (PosterCodecConfig *config,
                               const guint8      *data,
                               gsize              length)
{
  if (length < 4 || data[0] != 1)
    return;

  config->bit_depth = 8;
  switch (data[1])
    {
    case 66:
      config->profile = data[2] & 0x40 ? "constrained-baseline" : "baseline";
      break;
    case 77:
      config->profile = "main";
      break;
    case 88:
      config->profile = "extended";
      break;
    case 100:
      config->profile = "high";
      break;
    case 110:
      config->profile = "high-10";
      config->bit_depth = 0;
      break;
    case 122:
      config->profile = "high-4:2:2";
      config->bit_depth = 0;
      break;
    case 244:
      config->profile = "high-4:4:4";
      config->bit_depth = 0;
      break;
    default:
      config->bit_depth = 0;
      break;
    }
}

/**
 * poster_codec_config_read_h265:
 * @config: filled in
 * @data: an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1)
 * @length: its length
 */
void
poster_codec_config_read_h265 (PosterCodecConfig *config,
                               const guint8      *data,
                               gsize              length)
{
  if (length < 19 || data[0] != 1)
    return;

  switch (data[1] & 0x1f)
    {
    case 1:
      config->profile = "main";
      break;
    case 2:
      config->profile = "main-10";
      break;
    case 3:
      config->profile = "main-still-picture";
      break;
    case 4:
      config->profile = "format-range-extensions";
      break;
    default:
      break;
    }
  config->bit_depth = (data[17] & 7) + 8;
}

/**
 * poster_codec_config_read_av1:
 * @config: filled in
 * @data: an AV1CodecConfigurationRecord (AV1 Codec ISO Media File Format Binding, 2.3)
 * @length: its length
 */
void
poster_codec_config_read_av1 (PosterCodecConfig *config,
                              const guint8      *data,
                              gsize              length)
{
  static const char *const profiles[] = { "main", "high", "professional" };

  if (length < 4 || data[0] != 0x81)
    return;
  if (data[1] >> 5 < G_N_ELEMENTS (profiles))
    config->profile = profiles[data[1] >> 5];
  config->bit_depth = data[2] & 0x40 ? (data[2] & 0x20 ? 12 : 10) : 8;
}

const char *
poster_codec_vp9_profile (int profile)
{
  static const char *const profiles[] = { "profile-0", "profile-1", "profile-2", "profile-3" };

  return profile >= 0 && profile < (int) G_N_ELEMENTS (profiles) ? profiles[profile] : NULL;
}

/**
 * poster_codec_config_read_vpx:
 * @config: filled in
 * @data: the content of a `vpcC` box (VP Codec ISO Media File Format Binding), with its version
 * @length: its length
 */
void
poster_codec_config_read_vpx (PosterCodecConfig *config,
                              const guint8      *data,
                              gsize              length)
{
  if (length < 8 || data[0] != 1)
    return;
  config->profile = poster_codec_vp9_profile (data[4]);
  config->bit_depth = data[6] >> 4;
}

/**
 * poster_codec_config_read_aac:
 * @config: filled in
 * @data: an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1)
 * @length: its length
 */
void
poster_codec_config_read_aac (PosterCodecConfig *config,
                              const guint8      *data,
                              gsize              length)
{
  static const int rates[] = { 96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000,
                               11025, 8000, 7350 };
  static const int layouts[] = { 0, 1, 2, 3, 4, 5, 6, 8 };
  BitReader reader = { data, length * 8, 0 };
  guint type, rate, layout;

  if (length < 2)
    return;
  type = read_bits (&reader, 5);
  if (type == 31)
    type = 32 + read_bits (&reader, 6);
  rate = read_bits (&reader, 4);
  config->sample_rate = rate == 15 ? (int) read_bits (&reader, 24)
                                   : rate < G_N_ELEMENTS (rates) ? rates[rate] : 0;
  layout = read_bits (&reader, 4);
  if (layout > 0 && layout < G_N_ELEMENTS (layouts))
    config->channels = layouts[layout];

  config->profile = type == 2 ? "lc" : type == 5 ? "he-aac" : type == 29 ? "he-aac-v2" : NULL;
  if (type == 5 || type == 29)
    {
      /* Spectral band replication: what comes out has the higher rate. */
      rate = read_bits (&reader, 4);
      if (rate == 15)
        config->sample_rate = (int) read_bits (&reader, 24);
      else if (rate < G_N_ELEMENTS (rates))
        config->sample_rate = rates[rate];
      if (type == 29)
        config->channels = 2;
    }
  if (config->sample_rate > 768000)
    config->sample_rate = 0;
}

/**
 * poster_codec_hdr_of_transfer:
 * @transfer: a transfer characteristic of ITU-T H.273
 *
 * Returns: (nullable): `hdr10`, `hlg`, or %NULL for standard dynamic range
 */
const char *
poster_codec_hdr_of_transfer (guint transfer)
{
  return transfer == 16 ? "hdr10" : transfer == 18 ? "hlg" : NULL;
}
