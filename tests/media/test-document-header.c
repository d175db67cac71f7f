/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-document-header.h"

#include <gio/gio.h>
#include <string.h>

#define END "trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"

static PosterMediaFacts *
probe (GByteArray *bytes)
{
  g_autoptr(GBytes) file = g_bytes_new (bytes->data, bytes->len);
  g_autoptr(PosterByteSource) source = poster_byte_source_new_for_bytes (file);
  PosterMediaFacts *facts = poster_media_facts_new ();

  if (!poster_document_header_probe (source, facts))
    g_assert_cmpint (facts->type, ==, POSTER_MEDIA_UNREADABLE);
  return facts;
}

static void
add (GByteArray *bytes,
     const char *text)
{
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}

static void
add_filler (GByteArray *bytes,
            guint       n)
{
  g_autofree char *filler = g_strnfill (n, 'x');

  add (bytes, filler);
}

static void
test_pages (void)
{
  const struct {
    const char *body;
    int         pages;
  } cases[] = {
    { "2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n", 1 },
    { "2 0 obj<</Type/Pages/Count 300/Kids[3 0 R]>>endobj\n", 300 },
    { "2 0 obj<</Count 301/Resources<</Font<</F 1 0 R>>>>/Type\r\n/Pages/Kids[]>>endobj\n", 301 },
    { "2 0 obj <</Type /Pages /Count 0 /Kids []>> endobj\n", 0 },
    /* What refers to the pages is not the pages, and a branch is not the root. */
    { "1 0 obj <</Type /Catalog /Pages 2 0 R /Count 9>> endobj\n", 0 },
    { "2 0 obj <</Type /Pages /Count 12 /Kids [3 0 R 4 0 R]>> endobj\n"
      "3 0 obj <</Type /Pages /Parent 2 0 R /Count 8>> endobj\n"
      "4 0 obj <</Type /Pages /Parent 2 0 R /Count 4>> endobj\n", 12 },
    /* Saved again, with fewer pages. */
    { "2 0 obj <</Type /Pages /Count 12>> endobj\n%%EOF\n2 0 obj <</Type /Pages /Count 5>> endobj\n", 5 },
    /* Nothing that can be told. */
    { "", 0 },
    { "2 0 obj <</Type /Pages /Count 7 0 R>> endobj\n", 0 },
    { "2 0 obj <</Type /Pages /Count -7>> endobj\n", 0 },
    { "2 0 obj <</Type /Pages /Count 99999999999999999999>> endobj\n", 0 },
    { "2 0 obj <</Type /Pages /Counter 7>> endobj\n", 0 },
    { "2 0 obj /Type /Pages /Count 7 endobj\n", 0 },
    { "2 0 obj <</Type /Pages /Count 7 endobj\n", 0 },
    { "2 0 obj <</Type /PagesOrSo /Count 7>> endobj\n", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      g_autoptr(PosterMediaFacts) facts = NULL;

      g_test_message ("%s", cases[i].body);
      add (bytes, "%PDF-1.4\n");
      add (bytes, cases[i].body);
      add (bytes, "startxref\n9\n%%EOF\n");
      facts = probe (bytes);
      g_assert_cmpint (facts->type, ==, POSTER_MEDIA_DOCUMENT);
      g_assert_cmpstr (facts->mime_type, ==, "application/pdf");
      g_assert_null (facts->problem);
      g_assert_cmpint (facts->pages, ==, cases[i].pages);
    }
}

/* Wherever it lies in a large file, also across what is read at a time. */
static void
test_large (void)
{
  for (guint before = 65400; before < 65600; before += 7)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      g_autoptr(PosterMediaFacts) facts = NULL;

      add (bytes, "%PDF-1.7\n");
      add_filler (bytes, before);
      add (bytes, "\n2 0 obj <</Type /Pages /Count 44 /Kids [");
      for (guint i = 0; i < 44; i++)
        add (bytes, "3 0 R ");
      add (bytes, "]>> endobj\n");
      add_filler (bytes, 100000);
      add (bytes, END);
      facts = probe (bytes);
      g_assert_cmpint (facts->pages, ==, 44);
    }
}

static void
add_packed (GByteArray *bytes,
            const char *text)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
  g_autoptr(GBytes) plain = g_bytes_new_static (text, strlen (text));
  g_autoptr(GInputStream) input = g_memory_input_stream_new_from_bytes (plain);
  g_autoptr(GInputStream) packed = g_converter_input_stream_new (input, G_CONVERTER (compressor));
  guint8 buffer[4096];
  gssize n;

  while ((n = g_input_stream_read (packed, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_byte_array_append (bytes, buffer, (guint) n);
}

static void
test_packed (void)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GByteArray) damaged = g_byte_array_new ();
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(PosterMediaFacts) unknown = NULL;

  add (bytes, "%PDF-1.5\n5 0 obj <</Type /ObjStm /N 2 /First 10 /Filter /FlateDecode>>\nstream\r\n");
  add_packed (bytes, "1 0 2 40 <</Type /Catalog /Pages 2 0 R>> <</Type /Pages /Count 27 /Kids [3 0 R]>>");
  add (bytes, "\nendstream endobj\n" END);
  facts = probe (bytes);
  g_assert_cmpint (facts->pages, ==, 27);
  g_assert_null (facts->problem);

  add (damaged, "%PDF-1.5\n5 0 obj <</Type /ObjStm>>\nstream\nthis is not packed\nendstream endobj\n" END);
  unknown = probe (damaged);
  g_assert_cmpint (unknown->type, ==, POSTER_MEDIA_DOCUMENT);
  g_assert_cmpint (unknown->pages, ==, 0);
}

static void
test_cut_short (void)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(PosterMediaFacts) facts = NULL;

  add (bytes, "%PDF-1.4\n2 0 obj <</Type /Pages /Count 3>> endobj\n");
  facts = probe (bytes);
  g_assert_cmpint (facts->type, ==, POSTER_MEDIA_DOCUMENT);
  g_assert_nonnull (facts->problem);
}

static void
test_header (void)
{
  const guint places[] = { 0, 1, 1019, 1020 };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      g_autoptr(PosterMediaFacts) facts = NULL;

      add_filler (bytes, places[i]);
      add (bytes, "%PDF-1.4\n" END);
      facts = probe (bytes);
      g_assert_cmpint (facts->type == POSTER_MEDIA_DOCUMENT, ==, places[i] < 1020);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document-header/pages-are-counted", test_pages);
  g_test_add_func ("/document-header/wherever-they-are-told", test_large);
  g_test_add_func ("/document-header/packed-objects-are-looked-into", test_packed);
  g_test_add_func ("/document-header/cut-short-is-a-problem", test_cut_short);
  g_test_add_func ("/document-header/within-the-first-kilobyte", test_header);
  return g_test_run ();
}
