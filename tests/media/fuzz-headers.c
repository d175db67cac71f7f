/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-headers.h"

#include "poster-document-header.h"
#include "poster-image-header.h"
#include "poster-iso-movie.h"
#include "poster-matroska.h"
#include "poster-media-discover.h"

/* Everything that reads a file before a decoder does, on any bytes at all. A target of libFuzzer:
 *   clang -fsanitize=fuzzer,address,undefined … fuzz-headers.c
 * with the sources of poster-media-parse; test-fuzz.c feeds it without. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, length);
  g_autoptr(PosterByteSource) source = poster_byte_source_new_for_bytes (bytes);
  PosterMediaFacts *facts = poster_media_facts_new ();
  PosterPictureShape shape = { 0 };

  poster_media_sniff (source);
  if (!poster_image_header_probe (source, facts) && !poster_matroska_probe (source, facts, &shape) &&
      !poster_iso_movie_probe (source, facts, &shape))
    poster_document_header_probe (source, facts);
  g_assert_true (facts->type != POSTER_MEDIA_UNREADABLE || facts->problem != NULL || facts->container == NULL);
  g_assert_cmpint (facts->duration_us, >=, 0);
  g_assert_cmpint (facts->width, >=, 0);
  g_assert_cmpint (facts->pages, >=, 0);
  g_assert_cmpint (facts->height, >=, 0);
  g_assert_true (facts->rotation % 90 == 0 && facts->rotation >= 0 && facts->rotation < 360);
  g_assert_true (facts->frame_rate >= 0 && facts->frame_rate < 1e18);
  poster_media_facts_unref (facts);
  return 0;
}
