/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-bytes.h"

#include <string.h>

static void
append (GByteArray *bytes,
        guint64     value,
        guint       length)
{
  for (guint i = length; i > 0; i--)
    {
      guint8 byte = (guint8) (value >> (8 * (i - 1)));

      g_byte_array_append (bytes, &byte, 1);
    }
}

void
media_bytes_u8 (GByteArray *bytes,
                guint       value)
{
  append (bytes, value, 1);
}

void
media_bytes_u16 (GByteArray *bytes,
                 guint       value)
{
  append (bytes, value, 2);
}

void
media_bytes_u32 (GByteArray *bytes,
                 guint64     value)
{
  append (bytes, value, 4);
}

void
media_bytes_u64 (GByteArray *bytes,
                 guint64     value)
{
  append (bytes, value, 8);
}

void
media_bytes_le16 (GByteArray *bytes,
                  guint       value)
{
  append (bytes, GUINT16_SWAP_LE_BE ((guint16) value), 2);
}

void
media_bytes_le32 (GByteArray *bytes,
                  guint64     value)
{
  append (bytes, GUINT32_SWAP_LE_BE ((guint32) value), 4);
}

void
media_bytes_text (GByteArray *bytes,
                  const char *text)
{
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}

void
media_bytes_zeros (GByteArray *bytes,
                   guint       count)
{
  guint old = bytes->len;

  g_byte_array_set_size (bytes, old + count);
  memset (bytes->data + old, 0, count);
}

/* Returns: where the box begins, for media_bytes_end () */
guint
media_bytes_box (GByteArray *bytes,
                 const char *type)
{
  guint at = bytes->len;

  media_bytes_u32 (bytes, 0);
  media_bytes_text (bytes, type);
  return at;
}

guint
media_bytes_full_box (GByteArray *bytes,
                      const char *type,
                      guint       version,
                      guint       flags)
{
  guint at = media_bytes_box (bytes, type);

  media_bytes_u32 (bytes, version << 24 | flags);
  return at;
}

void
media_bytes_end (GByteArray *bytes,
                 guint       box)
{
  guint32 size = GUINT32_TO_BE (bytes->len - box);

  memcpy (bytes->data + box, &size, 4);
}

static void
append_id (GByteArray *bytes,
           guint32     id)
{
  append (bytes, id, id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1);
}

/* Returns: where the size is, for media_bytes_close (); left alone it says "unknown" */
guint
media_bytes_element (GByteArray *bytes,
                     guint32     id)
{
  guint at;

  append_id (bytes, id);
  at = bytes->len;
  append (bytes, G_GUINT64_CONSTANT (0x01ffffffffffffff), 8);
  return at;
}

void
media_bytes_close (GByteArray *bytes,
                   guint       element)
{
  guint64 size = GUINT64_TO_BE (G_GUINT64_CONSTANT (0x0100000000000000) | (bytes->len - element - 8));

  memcpy (bytes->data + element, &size, 8);
}

void
media_bytes_uint (GByteArray *bytes,
                  guint32     id,
                  guint64     value)
{
  append_id (bytes, id);
  media_bytes_u8 (bytes, 0x88);
  append (bytes, value, 8);
}

void
media_bytes_double (GByteArray *bytes,
                    guint32     id,
                    double      value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  append_id (bytes, id);
  media_bytes_u8 (bytes, 0x88);
  append (bytes, bits, 8);
}

void
media_bytes_string (GByteArray *bytes,
                    guint32     id,
                    const char *text)
{
  append_id (bytes, id);
  media_bytes_u8 (bytes, 0x80 | (guint) strlen (text));
  media_bytes_text (bytes, text);
}
