/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-ebml"

#include "poster-ebml.h"

#include <math.h>
#include <string.h>

/* The longest string anyone reads here: a codec's name. */
#define MAX_STRING 64

/**
 * poster_ebml_read_number:
 * @source: a file
 * @offset: where a number of variable length begins
 * @limit: where what holds it ends
 * @number: (out): the number; %G_MAXUINT64 when all its bits are set, which means "unknown"
 * @next: (out): what follows it
 *
 * Returns: whether there is one
 */
gboolean
poster_ebml_read_number (PosterByteSource *source,
                         gint64            offset,
                         gint64            limit,
                         guint64          *number,
                         gint64           *next)
{
  const guint8 *data;
  guint8 first;
  guint64 value;
  int length = 1;

  if (offset >= limit || !poster_byte_source_get_u8 (source, offset, &first) || first == 0)
    return FALSE;
  while ((first & (0x80 >> (length - 1))) == 0)
    length++;
  if (limit - offset < length)
    return FALSE;
  data = poster_byte_source_peek (source, offset, (gsize) length);
  if (data == NULL)
    return FALSE;
  value = data[0] & (0xff >> length);
  for (int i = 1; i < length; i++)
    value = value << 8 | data[i];
  if (value == (G_GUINT64_CONSTANT (1) << (7 * length)) - 1)
    value = G_MAXUINT64;
  *number = value;
  *next = offset + length;
  return TRUE;
}

/**
 * poster_ebml_read:
 * @source: a file
 * @offset: where an element should begin
 * @limit: where what holds it ends
 * @element: (out): the element
 *
 * Returns: whether there is one; %FALSE at the end, and where the bytes make no sense
 */
gboolean
poster_ebml_read (PosterByteSource  *source,
                  gint64             offset,
                  gint64             limit,
                  PosterEbmlElement *element)
{
  guint8 first;
  guint64 size;
  int length = 1;

  limit = MIN (limit, poster_byte_source_get_size (source));
  if (offset < 0 || offset >= limit || !poster_byte_source_get_u8 (source, offset, &first) || first < 0x10)
    return FALSE;
  while ((first & (0x80 >> (length - 1))) == 0)
    length++;
  element->id = 0;
  for (int i = 0; i < length; i++)
    {
      guint8 byte;

      if (offset + i >= limit || !poster_byte_source_get_u8 (source, offset + i, &byte))
        return FALSE;
      element->id = element->id << 8 | byte;
    }
  if (!poster_ebml_read_number (source, offset + length, limit, &size, &element->payload))
    return FALSE;

  element->unknown_size = size == G_MAXUINT64;
  element->missing = 0;
  if (element->unknown_size)
    element->end = limit;
  else if (size > (guint64) (limit - element->payload))
    {
      element->missing = (gint64) MIN (size - (guint64) (limit - element->payload), G_MAXINT64 / 4);
      element->end = limit;
    }
  else
    element->end = element->payload + (gint64) size;
  return TRUE;
}

guint64
poster_ebml_get_uint (PosterByteSource        *source,
                      const PosterEbmlElement *element)
{
  gint64 length = element->end - element->payload;
  const guint8 *data;
  guint64 value = 0;

  if (length < 1 || length > 8)
    return 0;
  data = poster_byte_source_peek (source, element->payload, (gsize) length);
  if (data == NULL)
    return 0;
  for (gint64 i = 0; i < length; i++)
    value = value << 8 | data[i];
  return value;
}

/**
 * poster_ebml_get_float:
 * @source: a file
 * @element: an element that holds a number with a fraction
 *
 * Returns: the number; 0 for what is none, infinity among it
 */
double
poster_ebml_get_float (PosterByteSource        *source,
                       const PosterEbmlElement *element)
{
  gint64 length = element->end - element->payload;
  const guint8 *data;
  guint32 bits32;
  guint64 bits64;
  float value32;
  double value64;

  if (length != 4 && length != 8)
    return 0;
  data = poster_byte_source_peek (source, element->payload, (gsize) length);
  if (data == NULL)
    return 0;
  if (length == 4)
    {
      bits32 = poster_be32 (data);
      memcpy (&value32, &bits32, sizeof value32);
      return isfinite (value32) ? (double) value32 : 0;
    }
  bits64 = poster_be64 (data);
  memcpy (&value64, &bits64, sizeof value64);
  return isfinite (value64) ? value64 : 0;
}

/**
 * poster_ebml_get_string:
 * @source: a file
 * @element: an element that holds a string
 *
 * Returns: (transfer full): the string, cut to a sane length; bytes as they are
 */
char *
poster_ebml_get_string (PosterByteSource        *source,
                        const PosterEbmlElement *element)
{
  gsize length = (gsize) MIN (element->end - element->payload, MAX_STRING);
  const guint8 *data = poster_byte_source_peek (source, element->payload, length);

  return data != NULL ? g_strndup ((const char *) data, length) : g_strdup ("");
}
