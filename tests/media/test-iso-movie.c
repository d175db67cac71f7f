/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-bytes.h"
#include "poster-iso-movie.h"

#include <string.h>

/* What a movie is made of; zero is the plain case. */
typedef struct
{
  const char *brand;           /* "isom" */
  const char *entry;           /* "avc1" */
  const int  *matrix;          /* a b c d */
  guint       width, height;   /* 640 × 360 */
  guint       header_width, header_height;
  guint       aspect_num, aspect_den;
  guint       transfer;
  gboolean    dolby;
  guint       frames;          /* 30 */
  guint       delta;           /* 1000, of 30000 a second */
  guint       first_delta, last_delta;
  guint       composition_offset;
  guint       empty_edit_ms, edit_ms;
  gint        edit_media_time;
  guint       header_ms;
  guint       sound_samples;   /* of 1024 at 48000 a second, 100 bytes each */
  gboolean    sound_without_description;
  gboolean    without_index, data_first, fragments, wide;
  guint       cut_bytes;
  guint       data_tracks;
  guint       data_claims_more;
} Recipe;

static const int plain_matrix[] = { 0x10000, 0, 0, 0x10000 };

static void
add_track_header (GByteArray   *bytes,
                  const Recipe *recipe,
                  guint         id,
                  gboolean      picture)
{
  const int *matrix = recipe->matrix != NULL && picture ? recipe->matrix : plain_matrix;
  guint box = media_bytes_full_box (bytes, "tkhd", recipe->wide ? 1 : 0, 3);

  media_bytes_zeros (bytes, recipe->wide ? 16 : 8);
  media_bytes_u32 (bytes, id);
  media_bytes_zeros (bytes, recipe->wide ? 12 : 8);
  media_bytes_zeros (bytes, 16);
  media_bytes_u32 (bytes, (guint32) matrix[0]);
  media_bytes_u32 (bytes, (guint32) matrix[1]);
  media_bytes_u32 (bytes, 0);
  media_bytes_u32 (bytes, (guint32) matrix[2]);
  media_bytes_u32 (bytes, (guint32) matrix[3]);
  media_bytes_zeros (bytes, 12);
  media_bytes_u32 (bytes, 0x40000000);
  media_bytes_u32 (bytes, picture ? (recipe->header_width ? recipe->header_width : recipe->width) << 16 : 0);
  media_bytes_u32 (bytes, picture ? (recipe->header_height ? recipe->header_height : recipe->height) << 16 : 0);
  media_bytes_end (bytes, box);
}

static void
add_edits (GByteArray   *bytes,
           const Recipe *recipe)
{
  guint edts, elst;

  if (recipe->empty_edit_ms == 0 && recipe->edit_ms == 0)
    return;
  edts = media_bytes_box (bytes, "edts");
  elst = media_bytes_full_box (bytes, "elst", 0, 0);
  media_bytes_u32 (bytes, recipe->empty_edit_ms > 0 ? 2 : 1);
  if (recipe->empty_edit_ms > 0)
    {
      media_bytes_u32 (bytes, recipe->empty_edit_ms);
      media_bytes_u32 (bytes, 0xffffffff);
      media_bytes_u32 (bytes, 0x10000);
    }
  media_bytes_u32 (bytes, recipe->edit_ms);
  media_bytes_u32 (bytes, (guint32) recipe->edit_media_time);
  media_bytes_u32 (bytes, 0x10000);
  media_bytes_end (bytes, elst);
  media_bytes_end (bytes, edts);
}

static void
add_picture_entry (GByteArray   *bytes,
                   const Recipe *recipe)
{
  guint entry = media_bytes_box (bytes, recipe->entry);
  guint box;

  media_bytes_zeros (bytes, 24);
  media_bytes_u16 (bytes, recipe->width);
  media_bytes_u16 (bytes, recipe->height);
  media_bytes_zeros (bytes, 50);
  if (g_str_equal (recipe->entry, "avc1"))
    {
      box = media_bytes_box (bytes, "avcC");
      media_bytes_u32 (bytes, 0x01640028);
      media_bytes_u16 (bytes, 0xffe0);
      media_bytes_end (bytes, box);
    }
  if (g_str_equal (recipe->entry, "hvc1"))
    {
      box = media_bytes_box (bytes, "hvcC");
      media_bytes_u16 (bytes, 0x0102);
      media_bytes_zeros (bytes, 15);
      media_bytes_u8 (bytes, 0xfa);
      media_bytes_zeros (bytes, 5);
      media_bytes_end (bytes, box);
    }
  if (recipe->transfer > 0)
    {
      box = media_bytes_box (bytes, "colr");
      media_bytes_text (bytes, "nclx");
      media_bytes_u16 (bytes, 9);
      media_bytes_u16 (bytes, recipe->transfer);
      media_bytes_u16 (bytes, 9);
      media_bytes_u8 (bytes, 0);
      media_bytes_end (bytes, box);
    }
  if (recipe->dolby)
    {
      box = media_bytes_box (bytes, "dvvC");
      media_bytes_zeros (bytes, 24);
      media_bytes_end (bytes, box);
    }
  if (recipe->aspect_num > 0)
    {
      box = media_bytes_box (bytes, "pasp");
      media_bytes_u32 (bytes, recipe->aspect_num);
      media_bytes_u32 (bytes, recipe->aspect_den);
      media_bytes_end (bytes, box);
    }
  media_bytes_end (bytes, entry);
}

static void
add_sound_entry (GByteArray *bytes)
{
  guint entry = media_bytes_box (bytes, "mp4a");
  guint esds;

  media_bytes_zeros (bytes, 16);
  media_bytes_u16 (bytes, 2);
  media_bytes_u16 (bytes, 16);
  media_bytes_u32 (bytes, 0);
  media_bytes_u32 (bytes, (guint64) 48000 << 16);
  esds = media_bytes_full_box (bytes, "esds", 0, 0);
  /* ES_Descriptor, DecoderConfigDescriptor (AAC), DecoderSpecificInfo (LC, 48000 Hz, stereo). */
  g_byte_array_append (bytes, (const guint8 *) "\x03\x19\x00\x01\x00\x04\x11\x40\x15\x00\x00\x00", 12);
  media_bytes_u32 (bytes, 0);
  media_bytes_u32 (bytes, 0);
  g_byte_array_append (bytes, (const guint8 *) "\x05\x02\x11\x90\x06\x01\x02", 7);
  media_bytes_end (bytes, esds);
  media_bytes_end (bytes, entry);
}

static void
add_sample_table (GByteArray   *bytes,
                  const Recipe *recipe,
                  gboolean      picture,
                  guint64       data_start)
{
  guint stbl = media_bytes_box (bytes, "stbl");
  guint samples = recipe->fragments ? 0 : picture ? recipe->frames : recipe->sound_samples;
  guint box;

  if (picture || !recipe->sound_without_description)
    {
      box = media_bytes_full_box (bytes, "stsd", 0, 0);
      media_bytes_u32 (bytes, 1);
      if (picture)
        add_picture_entry (bytes, recipe);
      else
        add_sound_entry (bytes);
      media_bytes_end (bytes, box);
    }
  box = media_bytes_full_box (bytes, "stts", 0, 0);
  if (picture && (recipe->first_delta > 0 || recipe->last_delta > 0))
    {
      gboolean first = recipe->first_delta > 0;

      media_bytes_u32 (bytes, 2);
      media_bytes_u32 (bytes, first ? 1 : samples - 1);
      media_bytes_u32 (bytes, first ? recipe->first_delta : recipe->delta);
      media_bytes_u32 (bytes, first ? samples - 1 : 1);
      media_bytes_u32 (bytes, first ? recipe->delta : recipe->last_delta);
    }
  else
    {
      media_bytes_u32 (bytes, samples > 0 ? 1 : 0);
      media_bytes_u32 (bytes, samples);
      media_bytes_u32 (bytes, picture ? recipe->delta : 1024);
    }
  media_bytes_end (bytes, box);
  if (picture && recipe->composition_offset > 0)
    {
      box = media_bytes_full_box (bytes, "ctts", 0, 0);
      media_bytes_u32 (bytes, 1);
      media_bytes_u32 (bytes, samples);
      media_bytes_u32 (bytes, recipe->composition_offset);
      media_bytes_end (bytes, box);
    }
  box = media_bytes_full_box (bytes, "stsc", 0, 0);
  media_bytes_u32 (bytes, 1);
  media_bytes_u32 (bytes, 1);
  media_bytes_u32 (bytes, samples);
  media_bytes_u32 (bytes, 1);
  media_bytes_end (bytes, box);
  box = media_bytes_full_box (bytes, "stsz", 0, 0);
  media_bytes_u32 (bytes, 0);
  media_bytes_u32 (bytes, samples);
  for (guint i = 0; i < samples; i++)
    media_bytes_u32 (bytes, 100);
  media_bytes_end (bytes, box);
  box = media_bytes_full_box (bytes, recipe->wide ? "co64" : "stco", 0, 0);
  media_bytes_u32 (bytes, samples > 0 ? 1 : 0);
  if (recipe->wide)
    media_bytes_u64 (bytes, data_start + (picture ? 0 : recipe->frames * 100));
  else
    media_bytes_u32 (bytes, data_start + (picture ? 0 : recipe->frames * 100));
  media_bytes_end (bytes, box);
  media_bytes_end (bytes, stbl);
}

static void
add_track (GByteArray   *bytes,
           const Recipe *recipe,
           guint         id,
           const char   *handler,
           guint64       data_start)
{
  gboolean picture = g_str_equal (handler, "vide");
  guint trak = media_bytes_box (bytes, "trak");
  guint mdia, minf, box;

  add_track_header (bytes, recipe, id, picture);
  if (picture)
    add_edits (bytes, recipe);
  mdia = media_bytes_box (bytes, "mdia");
  box = media_bytes_full_box (bytes, "mdhd", recipe->wide ? 1 : 0, 0);
  media_bytes_zeros (bytes, recipe->wide ? 16 : 8);
  media_bytes_u32 (bytes, picture ? 30000 : 48000);
  /* A length that nobody knows: the samples tell. */
  if (recipe->wide)
    media_bytes_u64 (bytes, G_MAXUINT64);
  else
    media_bytes_u32 (bytes, G_MAXUINT32);
  media_bytes_u32 (bytes, 0);
  media_bytes_end (bytes, box);
  box = media_bytes_full_box (bytes, "hdlr", 0, 0);
  media_bytes_u32 (bytes, 0);
  media_bytes_text (bytes, handler);
  media_bytes_zeros (bytes, 13);
  media_bytes_end (bytes, box);
  minf = media_bytes_box (bytes, "minf");
  if (picture || g_str_equal (handler, "soun"))
    add_sample_table (bytes, recipe, picture, data_start);
  media_bytes_end (bytes, minf);
  media_bytes_end (bytes, mdia);
  media_bytes_end (bytes, trak);
}

static void
add_index (GByteArray   *bytes,
           const Recipe *recipe,
           guint64       data_start)
{
  guint moov = media_bytes_box (bytes, "moov");
  guint box = media_bytes_full_box (bytes, "mvhd", 0, 0);

  media_bytes_zeros (bytes, 8);
  media_bytes_u32 (bytes, 1000);
  media_bytes_u32 (bytes, recipe->header_ms);
  media_bytes_zeros (bytes, 80);
  media_bytes_end (bytes, box);
  for (guint i = 0; i < recipe->data_tracks; i++)
    add_track (bytes, recipe, 10 + i, "meta", data_start);
  add_track (bytes, recipe, 1, "vide", data_start);
  if (recipe->sound_samples > 0)
    add_track (bytes, recipe, 2, "soun", data_start);
  if (recipe->fragments)
    {
      guint mvex = media_bytes_box (bytes, "mvex");

      for (guint id = 1; id <= 2; id++)
        {
          box = media_bytes_full_box (bytes, "trex", 0, 0);
          media_bytes_u32 (bytes, id);
          media_bytes_u32 (bytes, 1);
          media_bytes_u32 (bytes, id == 1 ? recipe->delta : 1024);
          media_bytes_u32 (bytes, 100);
          media_bytes_u32 (bytes, 0);
          media_bytes_end (bytes, box);
        }
      media_bytes_end (bytes, mvex);
    }
  media_bytes_end (bytes, moov);
}

static void
add_run (GByteArray *bytes,
         guint       id,
         guint       samples,
         guint64     decode_time,
         guint       data_offset)
{
  guint traf = media_bytes_box (bytes, "traf");
  guint box = media_bytes_full_box (bytes, "tfhd", 0, 0x20000);

  media_bytes_u32 (bytes, id);
  media_bytes_end (bytes, box);
  box = media_bytes_full_box (bytes, "tfdt", 1, 0);
  media_bytes_u64 (bytes, decode_time);
  media_bytes_end (bytes, box);
  box = media_bytes_full_box (bytes, "trun", 0, 0x1);
  media_bytes_u32 (bytes, samples);
  media_bytes_u32 (bytes, data_offset);
  media_bytes_end (bytes, box);
  media_bytes_end (bytes, traf);
}

/* Two fragments, half of the samples in each. */
static void
add_fragments (GByteArray   *bytes,
               const Recipe *recipe)
{
  for (guint i = 0; i < 2; i++)
    {
      guint frames = recipe->frames / 2;
      guint sound = recipe->sound_samples / 2;
      guint size = 8 + (sound > 0 ? 2 : 1) * (8 + 16 + 20 + 20);
      guint moof = media_bytes_box (bytes, "moof");
      guint mdat;

      add_run (bytes, 1, frames, 90000 + (guint64) i * frames * recipe->delta, size + 8);
      if (sound > 0)
        add_run (bytes, 2, sound, 144000 + (guint64) i * sound * 1024, size + 8 + frames * 100);
      media_bytes_end (bytes, moof);
      mdat = media_bytes_box (bytes, "mdat");
      media_bytes_zeros (bytes, (frames + sound) * 100);
      media_bytes_end (bytes, mdat);
    }
}

static GBytes *
make (const Recipe *given)
{
  Recipe recipe = *given;
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  guint box;

  recipe.brand = recipe.brand != NULL ? recipe.brand : "isom";
  recipe.entry = recipe.entry != NULL ? recipe.entry : "avc1";
  recipe.width = recipe.width > 0 ? recipe.width : 640;
  recipe.height = recipe.height > 0 ? recipe.height : 360;
  recipe.frames = recipe.frames > 0 ? recipe.frames : 30;
  recipe.delta = recipe.delta > 0 ? recipe.delta : 1000;

  box = media_bytes_box (bytes, "ftyp");
  media_bytes_text (bytes, recipe.brand);
  media_bytes_u32 (bytes, 512);
  media_bytes_text (bytes, recipe.brand);
  media_bytes_end (bytes, box);
  if (recipe.fragments)
    {
      add_index (bytes, &recipe, 0);
      add_fragments (bytes, &recipe);
    }
  else
    {
      guint data_bytes = (recipe.frames + recipe.sound_samples) * 100;
      guint64 data_start = bytes->len + 8;

      if (!recipe.data_first && !recipe.without_index)
        {
          g_autoptr(GByteArray) trial = g_byte_array_new ();

          add_index (trial, &recipe, 0);
          add_index (bytes, &recipe, data_start + trial->len);
        }
      box = media_bytes_box (bytes, "mdat");
      media_bytes_zeros (bytes, data_bytes);
      media_bytes_end (bytes, box);
      if (recipe.data_claims_more > 0)
        {
          guint32 size = GUINT32_TO_BE (bytes->len - box + recipe.data_claims_more);

          memcpy (bytes->data + box, &size, 4);
        }
      if (recipe.data_first && !recipe.without_index)
        add_index (bytes, &recipe, data_start);
    }
  g_byte_array_set_size (bytes, bytes->len - recipe.cut_bytes);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static PosterMediaFacts *
probe (const Recipe *recipe)
{
  g_autoptr(GBytes) bytes = make (recipe);
  g_autoptr(PosterByteSource) source = poster_byte_source_new_for_bytes (bytes);
  PosterMediaFacts *facts = poster_media_facts_new ();
  PosterPictureShape shape = { 0 };

  g_assert_true (poster_iso_movie_probe (source, facts, &shape));
  return facts;
}

static void
test_plain (void)
{
  g_autoptr(PosterMediaFacts) facts = probe (&(Recipe) { .sound_samples = 48, .data_tracks = 2 });

  g_assert_null (facts->problem);
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_VIDEO);
  g_assert_cmpstr (facts->container, ==, "mp4");
  g_assert_cmpstr (facts->mime_type, ==, "video/mp4");
  g_assert_cmpint (facts->width, ==, 640);
  g_assert_cmpint (facts->height, ==, 360);
  g_assert_cmpstr (facts->video_codec, ==, "h264");
  g_assert_cmpstr (facts->video_profile, ==, "high");
  g_assert_cmpint (facts->bit_depth, ==, 8);
  g_assert_null (facts->hdr);
  g_assert_cmpfloat (facts->frame_rate, ==, 30);
  g_assert_false (facts->variable_frame_rate);
  g_assert_cmpint (facts->duration_us, ==, 1024 * 1000);
  g_assert_cmpint (facts->video_bitrate, ==, 24000);
  g_assert_cmpstr (facts->audio_codec, ==, "aac");
  g_assert_cmpint (facts->audio_sample_rate, ==, 48000);
  g_assert_cmpint (facts->audio_channels, ==, 2);
  g_assert_cmpint (facts->audio_bitrate, ==, 37500);
  g_assert_cmpint (facts->video_tracks, ==, 1);
  g_assert_cmpint (facts->audio_tracks, ==, 1);
  g_assert_true (facts->faststart);
  g_assert_false (facts->fragmented);
}

static void
test_places (void)
{
  g_autoptr(PosterMediaFacts) last = probe (&(Recipe) { .data_first = TRUE });
  g_autoptr(PosterMediaFacts) wide = probe (&(Recipe) { .wide = TRUE, .brand = "qt  " });

  g_assert_null (last->problem);
  g_assert_false (last->faststart);
  g_assert_null (wide->problem);
  g_assert_cmpstr (wide->container, ==, "mov");
  g_assert_cmpstr (wide->mime_type, ==, "video/quicktime");
  g_assert_cmpint (wide->width, ==, 640);
  g_assert_cmpint (wide->duration_us, ==, G_USEC_PER_SEC);
}

/* Each of the eight ways to turn a picture, as tools write it, and as EXIF names it. */
static void
test_turned (void)
{
  static const struct
  {
    int      matrix[4];
    int      rotation;
    gboolean mirrored;
  } cases[] = {
    { { 0x10000, 0, 0, 0x10000 }, 0, FALSE },
    { { 0, 0x10000, -0x10000, 0 }, 90, FALSE },
    { { -0x10000, 0, 0, -0x10000 }, 180, FALSE },
    { { 0, -0x10000, 0x10000, 0 }, 270, FALSE },
    { { -0x10000, 0, 0, 0x10000 }, 0, TRUE },
    { { 0x10000, 0, 0, -0x10000 }, 180, TRUE },
    { { 0, 0x10000, 0x10000, 0 }, 270, TRUE },
    { { 0, -0x10000, -0x10000, 0 }, 90, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterMediaFacts) facts = probe (&(Recipe) { .matrix = cases[i].matrix });
      gboolean upright = cases[i].rotation % 180 != 0;

      g_test_message ("matrix %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (facts->rotation, ==, cases[i].rotation);
      g_assert_cmpint (facts->mirrored, ==, cases[i].mirrored);
      g_assert_cmpint (facts->width, ==, upright ? 360 : 640);
      g_assert_cmpint (facts->height, ==, upright ? 640 : 360);
    }
}

static void
test_pixels (void)
{
  static const int quarter[] = { 0, 0x10000, -0x10000, 0 };
  g_autoptr(PosterMediaFacts) wide = probe (&(Recipe) { .width = 720, .height = 576, .aspect_num = 64, .aspect_den = 45 });
  g_autoptr(PosterMediaFacts) turned = probe (&(Recipe) { .width = 1440, .height = 1080, .aspect_num = 4,
                                                          .aspect_den = 3, .matrix = quarter });
  g_autoptr(PosterMediaFacts) header = probe (&(Recipe) { .width = 720, .height = 480,
                                                          .header_width = 640, .header_height = 480 });

  g_assert_cmpint (wide->width, ==, 1024);
  g_assert_cmpint (wide->height, ==, 576);
  g_assert_cmpint (turned->width, ==, 1080);
  g_assert_cmpint (turned->height, ==, 1920);
  g_assert_cmpint (header->width, ==, 640);
  g_assert_cmpint (header->height, ==, 480);
}

static void
test_frame_rate (void)
{
  g_autoptr(PosterMediaFacts) ntsc = probe (&(Recipe) { .delta = 1001 });
  g_autoptr(PosterMediaFacts) slow = probe (&(Recipe) { .frames = 7, .first_delta = 9760 });
  g_autoptr(PosterMediaFacts) stub = probe (&(Recipe) { .frames = 31, .last_delta = 1 });
  g_autoptr(PosterMediaFacts) padded = probe (&(Recipe) { .frames = 30, .last_delta = 1600 });

  g_assert_cmpfloat_with_epsilon (ntsc->frame_rate, 30000.0 / 1001, 1e-9);
  g_assert_cmpfloat_with_epsilon (slow->frame_rate, 7 * 30000.0 / (9760 + 6000), 1e-9);
  g_assert_true (slow->variable_frame_rate);
  /* A last frame without a length takes nothing away. */
  g_assert_cmpfloat (stub->frame_rate, ==, 30);
  g_assert_false (stub->variable_frame_rate);
  g_assert_cmpfloat_with_epsilon (padded->frame_rate, 30 * 30000.0 / 30600, 1e-9);
  g_assert_false (padded->variable_frame_rate);
}

static void
test_edits (void)
{
  g_autoptr(PosterMediaFacts) delayed = probe (&(Recipe) { .empty_edit_ms = 5000, .edit_ms = 1000 });
  g_autoptr(PosterMediaFacts) reordered = probe (&(Recipe) { .edit_ms = 1000, .edit_media_time = 2000,
                                                             .composition_offset = 2000 });
  g_autoptr(PosterMediaFacts) trimmed = probe (&(Recipe) { .edit_ms = 400, .edit_media_time = 6000 });
  g_autoptr(PosterMediaFacts) boasting = probe (&(Recipe) { .edit_ms = 60000, .header_ms = 60000 });
  g_autoptr(PosterMediaFacts) open = probe (&(Recipe) { .edit_ms = 0, .header_ms = 143165000 });

  g_assert_cmpint (delayed->duration_us, ==, 6 * G_USEC_PER_SEC);
  g_assert_cmpint (reordered->duration_us, ==, G_USEC_PER_SEC);
  g_assert_cmpint (trimmed->duration_us, ==, 400 * 1000);
  /* No edit shows more than there is, and the header is not believed beyond it. */
  g_assert_cmpint (boasting->duration_us, ==, G_USEC_PER_SEC);
  g_assert_cmpint (open->duration_us, ==, G_USEC_PER_SEC);
}

static void
test_fragments (void)
{
  g_autoptr(PosterMediaFacts) facts = probe (&(Recipe) { .fragments = TRUE, .sound_samples = 46 });
  g_autoptr(PosterMediaFacts) silent = probe (&(Recipe) { .fragments = TRUE });
  g_autoptr(PosterMediaFacts) cut = probe (&(Recipe) { .fragments = TRUE, .cut_bytes = 150 });

  g_assert_null (facts->problem);
  g_assert_true (facts->fragmented);
  g_assert_true (facts->faststart);
  g_assert_cmpfloat (facts->frame_rate, ==, 30);
  g_assert_cmpint (facts->duration_us, ==, G_USEC_PER_SEC);
  g_assert_cmpint (facts->audio_bitrate, ==, 37500);
  g_assert_cmpint (silent->duration_us, ==, G_USEC_PER_SEC);
  g_assert_cmpint (cut->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (strstr (cut->problem, "150 bytes"));
}

static void
test_colour (void)
{
  g_autoptr(PosterMediaFacts) pq = probe (&(Recipe) { .entry = "hvc1", .transfer = 16 });
  g_autoptr(PosterMediaFacts) hlg = probe (&(Recipe) { .entry = "hvc1", .transfer = 18 });
  g_autoptr(PosterMediaFacts) dolby = probe (&(Recipe) { .entry = "hvc1", .transfer = 18, .dolby = TRUE });
  g_autoptr(PosterMediaFacts) plain = probe (&(Recipe) { .entry = "hvc1", .transfer = 1 });

  g_assert_cmpstr (pq->hdr, ==, "hdr10");
  g_assert_cmpstr (pq->video_codec, ==, "h265");
  g_assert_cmpstr (pq->video_profile, ==, "main-10");
  g_assert_cmpint (pq->bit_depth, ==, 10);
  g_assert_cmpstr (hlg->hdr, ==, "hlg");
  g_assert_cmpstr (dolby->hdr, ==, "dolby-vision");
  g_assert_null (plain->hdr);
}

static void
test_codecs (void)
{
  static const char *const cases[][2] = {
    { "avc1", "h264" }, { "avc3", "h264" }, { "hev1", "h265" }, { "vp08", "vp8" }, { "vp09", "vp9" },
    { "av01", "av1" }, { "apch", "prores" }, { "jpeg", "mjpeg" }, { "s263", "h263" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterMediaFacts) facts = probe (&(Recipe) { .entry = cases[i][0] });

      g_assert_cmpstr (facts->video_codec, ==, cases[i][1]);
    }
}

static void
test_damaged (void)
{
  g_autoptr(PosterMediaFacts) unfinished = probe (&(Recipe) { .without_index = TRUE });
  g_autoptr(PosterMediaFacts) cut_data = probe (&(Recipe) { .cut_bytes = 1200 });
  g_autoptr(PosterMediaFacts) cut_index = probe (&(Recipe) { .data_first = TRUE, .cut_bytes = 40 });
  g_autoptr(PosterMediaFacts) mute = probe (&(Recipe) { .sound_samples = 10, .sound_without_description = TRUE });
  g_autoptr(PosterMediaFacts) boasting = probe (&(Recipe) { .data_claims_more = 8 });
  g_autoptr(PosterMediaFacts) locked = probe (&(Recipe) { .entry = "encv" });

  g_assert_cmpint (unfinished->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (strstr (unfinished->problem, "ends before its index"));
  g_assert_cmpint (cut_data->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (strstr (cut_data->problem, "1.2\302\240kB"));
  g_assert_cmpint (cut_index->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (strstr (cut_index->problem, "middle of its index"));
  /* The picture is good; the sound is not there for anyone. */
  g_assert_cmpint (mute->type, ==, POSTER_MEDIA_VIDEO);
  g_assert_null (mute->audio_codec);
  g_assert_nonnull (mute->problem);
  /* All samples are there: nothing is missing but a promise. */
  g_assert_cmpint (boasting->type, ==, POSTER_MEDIA_VIDEO);
  g_assert_nonnull (strstr (boasting->problem, "8 bytes before it should"));
  g_assert_cmpint (locked->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (strstr (locked->problem, "copy-protected"));
}

static void
test_not_a_movie (void)
{
  g_autoptr(GBytes) text = g_bytes_new_static ("Dear diary, nothing to see here.", 32);
  g_autoptr(PosterByteSource) source = poster_byte_source_new_for_bytes (text);
  g_autoptr(PosterMediaFacts) facts = poster_media_facts_new ();
  PosterPictureShape shape = { 0 };

  g_assert_false (poster_iso_movie_probe (source, facts, &shape));
  g_assert_null (facts->container);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/iso-movie/measures-a-plain-movie", test_plain);
  g_test_add_func ("/iso-movie/finds-the-index-wherever-it-is", test_places);
  g_test_add_func ("/iso-movie/knows-all-eight-turns", test_turned);
  g_test_add_func ("/iso-movie/makes-pixels-square", test_pixels);
  g_test_add_func ("/iso-movie/takes-the-frame-rate-from-the-samples", test_frame_rate);
  g_test_add_func ("/iso-movie/applies-edit-lists", test_edits);
  g_test_add_func ("/iso-movie/adds-fragments-up", test_fragments);
  g_test_add_func ("/iso-movie/tells-high-dynamic-range", test_colour);
  g_test_add_func ("/iso-movie/names-codecs", test_codecs);
  g_test_add_func ("/iso-movie/says-what-is-damaged", test_damaged);
  g_test_add_func ("/iso-movie/leaves-other-files-alone", test_not_a_movie);

  return g_test_run ();
}
