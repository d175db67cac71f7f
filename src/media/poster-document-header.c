/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-document-header"

#include "poster-document-header.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* PDF, after ISO 32000-1: the header is 7.5.2, the page tree 7.7.3, object streams 7.5.7. Readers take
 * a header within the first 1024 bytes (Annex H.3.4.1) and an end mark within the last (H.3.4.4).
 *
 * The pages are counted without following references: the root of the page tree is the dictionary of
 * the type /Pages that has no /Parent, and its /Count says how many there are. Of several roots the
 * last one was written last. What cannot be found so stays unknown, which is no damage. */
#define HEADER_ROOM 1024

/* A dictionary is found when it lies within half a window. */
#define STEP (POSTER_BYTE_SOURCE_WINDOW / 2)

/* What is looked through at most: more than any platform takes. */
#define MAX_BYTES (G_GINT64_CONSTANT (512) * 1024 * 1024)
#define MAX_UNPACKED (8 * 1024 * 1024)
#define MAX_UNPACKED_TOTAL (64 * 1024 * 1024)

#define MAX_PAGES 1000000

typedef struct
{
  PosterByteSource *source;
  int               root_pages;  /* of the last root, -1 when there is none */
  gsize             n_unpacked;  /* bytes */
} Count;

/* (nullable): where @what begins in @text */
static const char *
find (const char *text,
      gsize       length,
      const char *what)
{
  gsize what_length = strlen (what);
  const char *end = text + length;

  while ((gsize) (end - text) >= what_length)
    {
      text = memchr (text, what[0], (gsize) (end - text) - what_length + 1);
      if (text == NULL || memcmp (text, what, what_length) == 0)
        return text;
      text++;
    }
  return NULL;
}

/* ISO 32000-1, 7.2.2. */
static gboolean
is_space (char c)
{
  return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static gboolean
ends_name (const char *at,
           const char *end)
{
  return at == end || is_space (*at) || strchr ("()<>[]{}/%", *at) != NULL;
}

/* (nullable): what stands behind the key @key of a dictionary, spaces left out */
static const char *
find_value (const char *text,
            gsize       length,
            const char *key)
{
  const char *end = text + length;

  while ((text = find (text, (gsize) (end - text), key)) != NULL)
    {
      text += strlen (key);
      if (!ends_name (text, end))
        continue;
      while (text < end && is_space (*text))
        text++;
      return text;
    }
  return NULL;
}

/* -1 when it is no number of pages, or one that stands elsewhere ("12 0 R"). */
static int
read_number (const char *at,
             const char *end)
{
  int number = 0;
  const char *start = at;

  while (at < end && g_ascii_isdigit (*at) && number <= MAX_PAGES)
    number = number * 10 + (*at++ - '0');
  if (at == start || number > MAX_PAGES || (at < end && !ends_name (at, end)))
    return -1;
  while (at < end && is_space (*at))
    at++;
  return at < end && g_ascii_isdigit (*at) ? -1 : number;
}

/* The dictionary around @at, as far as it lies in @text. */
static gboolean
find_dictionary (const char  *text,
                 gsize        length,
                 const char  *at,
                 const char **start,
                 const char **end)
{
  int depth = 0;

  *start = NULL;
  for (const char *c = at - 1; c > text && *start == NULL; c--)
    {
      if (c[0] == '>' && c[-1] == '>')
        {
          depth++;
          c--;
        }
      else if (c[0] == '<' && c[-1] == '<')
        {
          if (depth-- == 0)
            *start = c + 1;
          c--;
        }
    }
  depth = 0;
  for (const char *c = at; *start != NULL && c + 1 < text + length; c++)
    {
      if (c[0] == '<' && c[1] == '<')
        {
          depth++;
          c++;
        }
      else if (c[0] == '>' && c[1] == '>')
        {
          if (depth-- == 0)
            {
              *end = c;
              return TRUE;
            }
          c++;
        }
    }
  return FALSE;
}

/* Whether a name that begins at @at is the value of /Type. */
static gboolean
is_type (const char *text,
         const char *at)
{
  while (at > text && is_space (at[-1]))
    at--;
  return at - text >= 5 && memcmp (at - 5, "/Type", 5) == 0;
}

static void
look_for_roots (Count      *self,
                const char *text,
                gsize       length)
{
  const char *text_end = text + length;
  const char *at = text;

  while ((at = find (at, (gsize) (text_end - at), "/Pages")) != NULL)
    {
      const char *start, *end, *value;

      at += strlen ("/Pages");
      if (!ends_name (at, text_end) || !is_type (text, at - strlen ("/Pages")) ||
          !find_dictionary (text, length, at, &start, &end) ||
          find_value (start, (gsize) (end - start), "/Parent") != NULL)
        continue;
      value = find_value (start, (gsize) (end - start), "/Count");
      if (value != NULL && read_number (value, end) >= 0)
        self->root_pages = read_number (value, end);
    }
}

/* Packed objects, which begin at @offset of the file. */
static void
look_into_stream (Count  *self,
                  gint64  offset)
{
  g_autoptr(GZlibDecompressor) decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr(GByteArray) unpacked = g_byte_array_new ();
  gint64 size = poster_byte_source_get_size (self->source);
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result == G_CONVERTER_CONVERTED && offset < size && unpacked->len < MAX_UNPACKED &&
         self->n_unpacked + unpacked->len < MAX_UNPACKED_TOTAL)
    {
      guint8 packed[4096], plain[16384];
      gsize n = (gsize) MIN ((gint64) sizeof packed, size - offset);
      gsize n_read, n_written;

      if (!poster_byte_source_read (self->source, offset, n, packed))
        break;
      result = g_converter_convert (G_CONVERTER (decompressor), packed, n, plain, sizeof plain, G_CONVERTER_NO_FLAGS,
                                    &n_read, &n_written, NULL);
      if (result == G_CONVERTER_ERROR || (n_read == 0 && n_written == 0))
        break;
      g_byte_array_append (unpacked, plain, (guint) n_written);
      offset += (gint64) n_read;
    }
  self->n_unpacked += unpacked->len;
  look_for_roots (self, (const char *) unpacked->data, unpacked->len);
}

/* The objects of PDF 1.5 and later lie packed in streams. */
static void
look_for_streams (Count      *self,
                  GArray     *offsets,
                  const char *text,
                  gsize       length,
                  gint64      text_offset)
{
  const char *text_end = text + length;
  const char *at = text;

  while ((at = find (at, (gsize) (text_end - at), "/ObjStm")) != NULL)
    {
      const char *stream = find (at, MIN ((gsize) (text_end - at), 512), "stream");
      gint64 offset;

      at += strlen ("/ObjStm");
      if (stream == NULL || text_end - stream < 8)
        continue;
      stream += strlen ("stream");
      stream += stream[0] == '\r' ? 1 : 0;
      stream += stream[0] == '\n' ? 1 : 0;
      offset = text_offset + (stream - text);
      /* The windows overlap. */
      if (offsets->len == 0 || g_array_index (offsets, gint64, offsets->len - 1) < offset)
        g_array_append_val (offsets, offset);
    }
}

static int
count_pages (PosterByteSource *source)
{
  Count self = { source, -1, 0 };
  gint64 size = MIN (poster_byte_source_get_size (source), MAX_BYTES);
  g_autoptr(GArray) streams = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 offset = 0; offset == 0 || offset + STEP < size; offset += STEP)
    {
      gsize length = (gsize) MIN ((gint64) POSTER_BYTE_SOURCE_WINDOW, size - offset);
      const char *text = (const char *) poster_byte_source_peek (source, offset, length);

      if (text == NULL)
        break;
      look_for_roots (&self, text, length);
      look_for_streams (&self, streams, text, length, offset);
    }
  for (guint i = 0; self.root_pages < 0 && i < streams->len; i++)
    look_into_stream (&self, g_array_index (streams, gint64, i));
  return MAX (self.root_pages, 0);
}

/**
 * poster_document_header_probe:
 * @source: a file
 * @facts: filled in
 *
 * Measures a document, which is a PDF, without showing it.
 *
 * Returns: whether it is one; %FALSE leaves @facts alone
 */
gboolean
poster_document_header_probe (PosterByteSource *source,
                              PosterMediaFacts *facts)
{
  gint64 size = poster_byte_source_get_size (source);
  gsize room = (gsize) MIN (size, HEADER_ROOM);
  const char *text = (const char *) poster_byte_source_peek (source, 0, room);

  if (text == NULL || find (text, room, "%PDF-") == NULL)
    return FALSE;
  facts->type = POSTER_MEDIA_DOCUMENT;
  facts->container = g_strdup ("pdf");
  facts->mime_type = g_strdup ("application/pdf");
  text = (const char *) poster_byte_source_peek (source, size - (gint64) room, room);
  if (text == NULL || find (text, room, "%%EOF") == NULL)
    facts->problem = g_strdup (_("The document is cut short: its end is missing."));
  facts->pages = count_pages (source);
  return TRUE;
}
