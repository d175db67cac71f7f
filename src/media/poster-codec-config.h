/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PosterCodecConfig:
 * @profile: (nullable): our name for the profile; static
 * @bit_depth: bits per colour sample, 0 when it does not say
 * @sample_rate: Hz, 0 when it does not say
 * @channels: 0 when it does not say
 *
 * What a codec's own configuration record tells.
 */
typedef struct
{
  const char *profile;
  int         bit_depth;
  int         sample_rate;
  int         channels;
} PosterCodecConfig;

void        poster_codec_config_read_h264 (PosterCodecConfig *config, const guint8 *data, gsize length);
void        poster_codec_config_read_h265 (PosterCodecConfig *config, const guint8 *data, gsize length);
void        poster_codec_config_read_av1  (PosterCodecConfig *config, const guint8 *data, gsize length);
void        poster_codec_config_read_vpx  (PosterCodecConfig *config, const guint8 *data, gsize length);
void        poster_codec_config_read_aac  (PosterCodecConfig *config, const guint8 *data, gsize length);
const char *poster_codec_vp9_profile      (int profile);
const char *poster_codec_hdr_of_transfer  (guint transfer);

G_END_DECLS
