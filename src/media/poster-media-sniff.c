/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-sniff"

#include "poster-media-discover.h"

#include <string.h>

typedef struct
{
  guint       offset;
  guint       length;
  const char *magic;
  const char *container;
} Signature;

static const Signature signatures[] = {
  { 8, 4, "AVI ", "avi" },
  { 8, 4, "WAVE", "wav" },
  { 8, 4, "AIFF", "aiff" },
  { 8, 4, "AIFC", "aiff" },
  { 0, 4, "OggS", "ogg" },
  { 0, 4, "fLaC", "flac" },
  { 0, 3, "ID3", "mp3" },
  { 0, 4, "FLV\x01", "flv" },
  { 0, 16, "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", "asf" },
  { 0, 4, "\x00\x00\x01\xba", "mpegps" },
  { 0, 4, "\x00\x00\x01\xb3", "mpegvideo" },
  { 0, 6, "#!AMR\n", "amr" },
  { 0, 9, "#!AMR-WB\n", "amr" },
  { 0, 4, "caff", "caf" },
  { 0, 4, "\x06\x0e\x2b\x34", "mxf" },
  { 0, 4, "wvpk", "wavpack" },
};

/* A transport stream has a 0x47 every 188 bytes (ISO/IEC 13818-1, 2.4.3.2), a Blu-ray's every
 * 192 with four bytes before each. */
static gboolean
is_transport_stream (PosterByteSource *source,
                     guint             first,
                     guint             step)
{
  for (guint i = 0; i < 5; i++)
    {
      guint8 byte;

      if (!poster_byte_source_get_u8 (source, first + i * step, &byte))
        return i >= 3;
      if (byte != 0x47)
        return FALSE;
    }
  return TRUE;
}

/* The length of the frame of MPEG audio or ADTS at @at, 0 when there is none. */
static guint
audio_frame_length (PosterByteSource  *source,
                    gint64             at,
                    const char       **container)
{
  static const guint rates[] = { 44100, 48000, 32000 };
  static const guint bitrates[2][16] = {
    { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 },
    { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 },
  };
  const guint8 *data = poster_byte_source_peek (source, at, 7);
  guint version, layer, bitrate, rate;

  if (data == NULL || data[0] != 0xff || (data[1] & 0xe0) != 0xe0)
    return 0;
  if ((data[1] & 0xf6) == 0xf0)
    {
      *container = "adts";
      return (guint) ((data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5);
    }
  version = data[1] >> 3 & 3;
  layer = data[1] >> 1 & 3;
  bitrate = data[2] >> 4;
  rate = data[2] >> 2 & 3;
  if (version == 1 || layer != 1 || bitrate == 0 || bitrate == 15 || rate == 3)
    return 0;
  *container = "mp3";
  return (version == 3 ? 144 : 72) * bitrates[version == 3 ? 0 : 1][bitrate] * 1000 /
         (rates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2)) + (data[2] >> 1 & 1);
}

/**
 * poster_media_sniff:
 * @source: a file
 *
 * Returns: (nullable): what container the file is, of those that are left to GStreamer; %NULL
 *   when it is none of them
 */
const char *
poster_media_sniff (PosterByteSource *source)
{
  const char *container = NULL, *next = NULL;
  guint length;

  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    {
      const Signature *signature = &signatures[i];
      const guint8 *data = poster_byte_source_peek (source, signature->offset, signature->length);

      if (data != NULL && memcmp (data, signature->magic, signature->length) == 0)
        return signature->container;
    }
  if (is_transport_stream (source, 0, 188) || is_transport_stream (source, 4, 192))
    return "mpegts";
  /* Eleven bits are not much of a signature: the next frame must be there as well. */
  length = audio_frame_length (source, 0, &container);
  if (length > 7 && audio_frame_length (source, length, &next) > 7 && container == next)
    return container;
  return NULL;
}
