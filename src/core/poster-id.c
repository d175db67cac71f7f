/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-id"

#include "poster-id.h"

#include <string.h>
#include <sys/random.h>

/**
 * poster_id_new:
 *
 * Returns: (transfer full): a new id, 24 lower-case hex digits, from the kernel's random numbers
 */
char *
poster_id_new (void)
{
  static const char digits[] = "0123456789abcdef";
  guint8 bytes[12];
  char *id = g_malloc (2 * sizeof bytes + 1);

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    g_error ("The kernel gave no random numbers");
  for (gsize i = 0; i < sizeof bytes; i++)
    {
      id[2 * i] = digits[bytes[i] >> 4];
      id[2 * i + 1] = digits[bytes[i] & 15];
    }
  id[2 * sizeof bytes] = '\0';
  return id;
}

/**
 * poster_id_is_valid:
 * @text: (nullable): anything
 *
 * Returns: whether @text has the form of an id of ours
 */
gboolean
poster_id_is_valid (const char *text)
{
  return text != NULL && strlen (text) == 24 && strspn (text, "0123456789abcdef") == 24;
}
