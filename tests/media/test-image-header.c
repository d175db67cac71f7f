/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-bytes.h"
#include "poster-image-header.h"

#include <string.h>

static PosterMediaFacts *
probe (GByteArray *bytes)
{
  g_autoptr(GBytes) file = g_bytes_new (bytes->data, bytes->len);
  g_autoptr(PosterByteSource) source = poster_byte_source_new_for_bytes (file);
  PosterMediaFacts *facts = poster_media_facts_new ();

  g_assert_true (poster_image_header_probe (source, facts));
  g_assert_true (facts->type == POSTER_MEDIA_IMAGE || facts->problem != NULL);
  return facts;
}

/* The smallest EXIF that has an orientation, in either byte order. */
static void
add_exif (GByteArray *bytes,
          guint       orientation,
          gboolean    little)
{
  media_bytes_text (bytes, little ? "II" : "MM");
  if (little)
    {
      media_bytes_le16 (bytes, 42);
      media_bytes_le32 (bytes, 8);
      media_bytes_le16 (bytes, 1);
      media_bytes_le16 (bytes, 274);
      media_bytes_le16 (bytes, 3);
      media_bytes_le32 (bytes, 1);
      media_bytes_le16 (bytes, orientation);
    }
  else
    {
      media_bytes_u16 (bytes, 42);
      media_bytes_u32 (bytes, 8);
      media_bytes_u16 (bytes, 1);
      media_bytes_u16 (bytes, 274);
      media_bytes_u16 (bytes, 3);
      media_bytes_u32 (bytes, 1);
      media_bytes_u16 (bytes, orientation);
    }
  media_bytes_zeros (bytes, 6);
}

static GByteArray *
make_jpeg (guint    orientation,
           gboolean little,
           gboolean progressive)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr(GByteArray) exif = g_byte_array_new ();

  media_bytes_u16 (bytes, 0xffd8);
  if (orientation > 0)
    {
      add_exif (exif, orientation, little);
      media_bytes_u16 (bytes, 0xffe1);
      media_bytes_u16 (bytes, 2 + 6 + exif->len);
      media_bytes_text (bytes, "Exif");
      media_bytes_u16 (bytes, 0);
      g_byte_array_append (bytes, exif->data, exif->len);
    }
  media_bytes_u16 (bytes, progressive ? 0xffc2 : 0xffc0);
  media_bytes_u16 (bytes, 17);
  media_bytes_u8 (bytes, 8);
  media_bytes_u16 (bytes, 3000);
  media_bytes_u16 (bytes, 4000);
  media_bytes_u8 (bytes, 3);
  media_bytes_zeros (bytes, 9);
  for (guint scan = 0; scan < (progressive ? 3 : 1); scan++)
    {
      media_bytes_u16 (bytes, 0xffda);
      media_bytes_u16 (bytes, 8);
      media_bytes_zeros (bytes, 6);
      for (guint i = 0; i < 1000; i++)
        media_bytes_u32 (bytes, i % 7 == 0 ? 0x11ff0022 : i % 11 == 0 ? 0xffd30000 : 0x12345678);
    }
  media_bytes_u16 (bytes, 0xffd9);
  return bytes;
}

static void
test_jpeg (void)
{
  g_autoptr(GByteArray) bytes = make_jpeg (0, FALSE, FALSE);
  g_autoptr(GByteArray) progressive = make_jpeg (0, FALSE, TRUE);
  g_autoptr(PosterMediaFacts) facts = probe (bytes);
  g_autoptr(PosterMediaFacts) scans = probe (progressive);

  g_assert_cmpstr (facts->container, ==, "jpeg");
  g_assert_cmpstr (facts->mime_type, ==, "image/jpeg");
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_IMAGE);
  g_assert_cmpint (facts->width, ==, 4000);
  g_assert_cmpint (facts->height, ==, 3000);
  g_assert_cmpint (facts->bit_depth, ==, 8);
  g_assert_cmpint (scans->type, ==, POSTER_MEDIA_IMAGE);
}

static void
test_orientation (void)
{
  static const int rotations[] = { 0, 0, 180, 180, 270, 90, 90, 270 };
  static const gboolean mirrored[] = { FALSE, TRUE, FALSE, TRUE, TRUE, FALSE, TRUE, FALSE };

  for (guint i = 0; i < 16; i++)
    {
      g_autoptr(GByteArray) bytes = make_jpeg (i % 8 + 1, i >= 8, FALSE);
      g_autoptr(PosterMediaFacts) facts = probe (bytes);

      g_assert_cmpint (facts->rotation, ==, rotations[i % 8]);
      g_assert_cmpint (facts->mirrored, ==, mirrored[i % 8]);
      g_assert_cmpint (facts->width, ==, i % 8 >= 4 ? 3000 : 4000);
      g_assert_cmpint (facts->height, ==, i % 8 >= 4 ? 4000 : 3000);
    }
}

static void
test_jpeg_cut (void)
{
  g_autoptr(GByteArray) bytes = make_jpeg (6, TRUE, FALSE);
  g_autoptr(GByteArray) motion = make_jpeg (6, TRUE, FALSE);
  g_autoptr(PosterMediaFacts) cut = NULL;
  g_autoptr(PosterMediaFacts) with_video = NULL;

  g_byte_array_set_size (bytes, bytes->len - 100);
  cut = probe (bytes);
  g_assert_cmpint (cut->type, ==, POSTER_MEDIA_UNREADABLE);
  g_assert_nonnull (strstr (cut->problem, "cut short"));
  g_assert_cmpint (cut->width, ==, 3000);
  /* A phone's motion photo: what follows the picture is not its business. */
  media_bytes_u32 (motion, 24);
  media_bytes_text (motion, "ftypmp42");
  with_video = probe (motion);
  g_assert_cmpint (with_video->type, ==, POSTER_MEDIA_IMAGE);
}

static void
add_png_chunk (GByteArray *bytes,
               const char *type,
               GByteArray *content)
{
  media_bytes_u32 (bytes, content != NULL ? content->len : 0);
  media_bytes_text (bytes, type);
  if (content != NULL)
    g_byte_array_append (bytes, content->data, content->len);
  media_bytes_u32 (bytes, 0);
}

static GByteArray *
make_png (guint    depth,
          guint    colour,
          guint    frames,
          gboolean transparent,
          guint    orientation)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr(GByteArray) header = g_byte_array_new ();
  g_autoptr(GByteArray) control = g_byte_array_new ();
  g_autoptr(GByteArray) exif = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  media_bytes_u32 (header, 304);
  media_bytes_u32 (header, 84);
  media_bytes_u8 (header, depth);
  media_bytes_u8 (header, colour);
  media_bytes_zeros (header, 3);
  add_png_chunk (bytes, "IHDR", header);
  media_bytes_u32 (control, frames);
  media_bytes_u32 (control, 0);
  if (frames > 0)
    add_png_chunk (bytes, "acTL", control);
  if (transparent)
    add_png_chunk (bytes, "tRNS", control);
  if (orientation > 0)
    {
      add_exif (exif, orientation, FALSE);
      add_png_chunk (bytes, "eXIf", exif);
    }
  add_png_chunk (bytes, "IDAT", control);
  add_png_chunk (bytes, "IEND", NULL);
  return bytes;
}

static void
test_png (void)
{
  g_autoptr(GByteArray) plain = make_png (8, 2, 0, FALSE, 0);
  g_autoptr(GByteArray) deep = make_png (16, 6, 0, FALSE, 0);
  g_autoptr(GByteArray) moving = make_png (4, 3, 12, TRUE, 8);
  g_autoptr(PosterMediaFacts) facts = probe (plain);
  g_autoptr(PosterMediaFacts) deep_facts = probe (deep);
  g_autoptr(PosterMediaFacts) moving_facts = probe (moving);
  g_autoptr(PosterMediaFacts) cut = NULL;

  g_assert_cmpstr (facts->container, ==, "png");
  g_assert_cmpint (facts->width, ==, 304);
  g_assert_cmpint (facts->height, ==, 84);
  g_assert_cmpint (facts->bit_depth, ==, 8);
  g_assert_false (facts->has_alpha);
  g_assert_false (facts->animated);
  g_assert_cmpint (deep_facts->bit_depth, ==, 16);
  g_assert_true (deep_facts->has_alpha);
  g_assert_true (moving_facts->animated);
  g_assert_true (moving_facts->has_alpha);
  g_assert_cmpint (moving_facts->width, ==, 84);
  g_assert_cmpint (moving_facts->bit_depth, ==, 8);
  g_byte_array_set_size (plain, plain->len - 13);
  cut = probe (plain);
  g_assert_cmpint (cut->type, ==, POSTER_MEDIA_UNREADABLE);
}

static guint
add_riff_chunk (GByteArray *bytes,
                const char *type,
                guint       length)
{
  media_bytes_text (bytes, type);
  media_bytes_le32 (bytes, length);
  return bytes->len;
}

static GByteArray *
make_webp (const char *kind)
{
  GByteArray *bytes = g_byte_array_new ();
  guint32 size;

  media_bytes_text (bytes, "RIFF");
  media_bytes_u32 (bytes, 0);
  media_bytes_text (bytes, "WEBP");
  if (g_str_equal (kind, "VP8 "))
    {
      add_riff_chunk (bytes, "VP8 ", 10);
      media_bytes_u8 (bytes, 0);
      media_bytes_u16 (bytes, 0);
      g_byte_array_append (bytes, (const guint8 *) "\x9d\x01\x2a", 3);
      media_bytes_le16 (bytes, 1080);
      media_bytes_le16 (bytes, 1920);
    }
  else if (g_str_equal (kind, "VP8L"))
    {
      add_riff_chunk (bytes, "VP8L", 6);
      media_bytes_u8 (bytes, 0x2f);
      media_bytes_le32 (bytes, 1079 | 1919 << 14 | 1 << 28);
      media_bytes_u8 (bytes, 0);
    }
  else
    {
      add_riff_chunk (bytes, "VP8X", 10);
      media_bytes_u32 (bytes, 0x1a000000);
      media_bytes_le16 (bytes, 1079);
      media_bytes_u8 (bytes, 0);
      media_bytes_le16 (bytes, 1919);
      media_bytes_u8 (bytes, 0);
      for (guint i = 0; i < 2; i++)
        {
          add_riff_chunk (bytes, "ANMF", 16);
          media_bytes_zeros (bytes, 16);
        }
      add_riff_chunk (bytes, "EXIF", 26);
      add_exif (bytes, 6, TRUE);
    }
  size = GUINT32_TO_LE (bytes->len - 8);
  memcpy (bytes->data + 4, &size, 4);
  return bytes;
}

static void
test_webp (void)
{
  g_autoptr(GByteArray) lossy = make_webp ("VP8 ");
  g_autoptr(GByteArray) lossless = make_webp ("VP8L");
  g_autoptr(GByteArray) moving = make_webp ("VP8X");
  g_autoptr(PosterMediaFacts) facts = probe (lossy);
  g_autoptr(PosterMediaFacts) lossless_facts = probe (lossless);
  g_autoptr(PosterMediaFacts) moving_facts = probe (moving);
  g_autoptr(PosterMediaFacts) cut = NULL;

  g_assert_cmpstr (facts->container, ==, "webp");
  g_assert_cmpint (facts->width, ==, 1080);
  g_assert_cmpint (facts->height, ==, 1920);
  g_assert_false (facts->has_alpha);
  g_assert_cmpint (lossless_facts->width, ==, 1080);
  g_assert_cmpint (lossless_facts->height, ==, 1920);
  g_assert_true (lossless_facts->has_alpha);
  g_assert_true (moving_facts->animated);
  g_assert_true (moving_facts->has_alpha);
  g_assert_cmpint (moving_facts->width, ==, 1920);
  g_assert_cmpint (moving_facts->height, ==, 1080);
  g_byte_array_set_size (lossy, lossy->len - 1);
  cut = probe (lossy);
  g_assert_cmpint (cut->type, ==, POSTER_MEDIA_UNREADABLE);
}

static void
test_gif (void)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(PosterMediaFacts) cut = NULL;

  media_bytes_text (bytes, "GIF89a");
  media_bytes_le16 (bytes, 320);
  media_bytes_le16 (bytes, 200);
  media_bytes_u8 (bytes, 0x80);
  media_bytes_zeros (bytes, 2 + 6);
  for (guint i = 0; i < 2; i++)
    {
      media_bytes_u32 (bytes, 0x21f90401);
      media_bytes_zeros (bytes, 4);
      media_bytes_u8 (bytes, 0x2c);
      media_bytes_zeros (bytes, 9);
      media_bytes_u8 (bytes, 2);
      media_bytes_u8 (bytes, 200);
      media_bytes_zeros (bytes, 201);
    }
  media_bytes_u8 (bytes, 0x3b);
  facts = probe (bytes);
  g_assert_cmpstr (facts->container, ==, "gif");
  g_assert_cmpint (facts->width, ==, 320);
  g_assert_cmpint (facts->height, ==, 200);
  g_assert_true (facts->animated);
  g_assert_true (facts->has_alpha);
  g_byte_array_set_size (bytes, bytes->len - 100);
  cut = probe (bytes);
  g_assert_cmpint (cut->type, ==, POSTER_MEDIA_UNREADABLE);
}

/* Two items; the second is the primary one, turned and of another size. */
static GByteArray *
make_heif (const char *brand)
{
  GByteArray *bytes = g_byte_array_new ();
  guint box, meta, iprp, ipco;

  box = media_bytes_box (bytes, "ftyp");
  media_bytes_text (bytes, brand);
  media_bytes_u32 (bytes, 0);
  media_bytes_text (bytes, "mif1");
  media_bytes_end (bytes, box);
  meta = media_bytes_full_box (bytes, "meta", 0, 0);
  box = media_bytes_full_box (bytes, "pitm", 0, 0);
  media_bytes_u16 (bytes, 7);
  media_bytes_end (bytes, box);
  iprp = media_bytes_box (bytes, "iprp");
  ipco = media_bytes_box (bytes, "ipco");
  for (guint i = 0; i < 2; i++)
    {
      box = media_bytes_full_box (bytes, "ispe", 0, 0);
      media_bytes_u32 (bytes, i == 0 ? 512 : 4032);
      media_bytes_u32 (bytes, i == 0 ? 512 : 3024);
      media_bytes_end (bytes, box);
    }
  box = media_bytes_box (bytes, "irot");
  media_bytes_u8 (bytes, 3);
  media_bytes_end (bytes, box);
  box = media_bytes_full_box (bytes, "auxC", 0, 0);
  media_bytes_text (bytes, "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha");
  media_bytes_u8 (bytes, 0);
  media_bytes_end (bytes, box);
  box = media_bytes_box (bytes, "colr");
  media_bytes_text (bytes, "nclx");
  media_bytes_u16 (bytes, 9);
  media_bytes_u16 (bytes, 18);
  media_bytes_u16 (bytes, 9);
  media_bytes_u8 (bytes, 0x80);
  media_bytes_end (bytes, box);
  media_bytes_end (bytes, ipco);
  box = media_bytes_full_box (bytes, "ipma", 0, 0);
  media_bytes_u32 (bytes, 2);
  media_bytes_u16 (bytes, 1);
  media_bytes_u8 (bytes, 1);
  media_bytes_u8 (bytes, 1);
  media_bytes_u16 (bytes, 7);
  media_bytes_u8 (bytes, 3);
  media_bytes_u8 (bytes, 2);
  media_bytes_u8 (bytes, 0x83);
  media_bytes_u8 (bytes, 5);
  media_bytes_end (bytes, box);
  media_bytes_end (bytes, iprp);
  media_bytes_end (bytes, meta);
  return bytes;
}

static void
test_heif (void)
{
  g_autoptr(GByteArray) heic = make_heif ("heic");
  g_autoptr(GByteArray) avif = make_heif ("avif");
  g_autoptr(PosterMediaFacts) facts = probe (heic);
  g_autoptr(PosterMediaFacts) avif_facts = probe (avif);

  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_IMAGE);
  g_assert_cmpstr (facts->container, ==, "heif");
  g_assert_cmpint (facts->width, ==, 3024);
  g_assert_cmpint (facts->height, ==, 4032);
  g_assert_cmpint (facts->rotation, ==, 90);
  g_assert_cmpstr (facts->hdr, ==, "hlg");
  g_assert_true (facts->has_alpha);
  g_assert_cmpstr (avif_facts->container, ==, "avif");
  g_assert_cmpstr (avif_facts->mime_type, ==, "image/avif");
}

static void
test_others (void)
{
  g_autoptr(GByteArray) bmp = g_byte_array_new ();
  g_autoptr(GByteArray) tiff = g_byte_array_new ();
  g_autoptr(PosterMediaFacts) bmp_facts = NULL;
  g_autoptr(PosterMediaFacts) tiff_facts = NULL;
  static const guint tags[][3] = { { 256, 4, 640 }, { 257, 4, 480 }, { 258, 3, 16 }, { 274, 3, 6 } };

  media_bytes_text (bmp, "BM");
  media_bytes_zeros (bmp, 12);
  media_bytes_le32 (bmp, 40);
  media_bytes_le32 (bmp, 640);
  media_bytes_le32 (bmp, (guint32) -480);
  media_bytes_zeros (bmp, 40);
  bmp_facts = probe (bmp);
  g_assert_cmpstr (bmp_facts->container, ==, "bmp");
  g_assert_cmpint (bmp_facts->width, ==, 640);
  g_assert_cmpint (bmp_facts->height, ==, 480);

  media_bytes_text (tiff, "II");
  media_bytes_le16 (tiff, 42);
  media_bytes_le32 (tiff, 8);
  media_bytes_le16 (tiff, G_N_ELEMENTS (tags));
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      media_bytes_le16 (tiff, tags[i][0]);
      media_bytes_le16 (tiff, tags[i][1]);
      media_bytes_le32 (tiff, 1);
      media_bytes_le32 (tiff, tags[i][2]);
    }
  media_bytes_le32 (tiff, 0);
  tiff_facts = probe (tiff);
  g_assert_cmpstr (tiff_facts->container, ==, "tiff");
  g_assert_cmpint (tiff_facts->width, ==, 480);
  g_assert_cmpint (tiff_facts->height, ==, 640);
  g_assert_cmpint (tiff_facts->bit_depth, ==, 16);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/image-header/jpeg", test_jpeg);
  g_test_add_func ("/image-header/turns-as-exif-says", test_orientation);
  g_test_add_func ("/image-header/jpeg-cut-short-and-with-a-video-behind", test_jpeg_cut);
  g_test_add_func ("/image-header/png-animated-deep-and-transparent", test_png);
  g_test_add_func ("/image-header/webp-of-three-kinds", test_webp);
  g_test_add_func ("/image-header/gif-animated", test_gif);
  g_test_add_func ("/image-header/heif-and-avif-without-a-decoder", test_heif);
  g_test_add_func ("/image-header/bmp-and-tiff", test_others);

  return g_test_run ();
}
