/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include <string.h>
#include <sys/random.h>

/* Returns: (transfer full): @prefix and 2 * @n_bytes hex digits of the kernel's random numbers */
char *
poster_sandbox_new_secret (const char *prefix,
                           gsize       n_bytes)
{
  g_autofree guint8 *bytes = g_malloc (n_bytes);
  GString *text = g_string_new (prefix);

  if (getrandom (bytes, n_bytes, 0) != (ssize_t) n_bytes)
    g_error ("The kernel gave no random numbers");
  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/* Returns: (transfer full): what is kept of a secret, lower-case hex of its SHA-256 */
char *
poster_sandbox_hash (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static char *
decode_form_part (const char *start,
                  gsize       length)
{
  g_autofree char *part = g_strndup (start, length);

  for (char *p = part; *p != '\0'; p++)
    {
      if (*p == '+')
        *p = ' ';
    }
  return g_uri_unescape_string (part, NULL);
}

/**
 * poster_sandbox_parse_form:
 * @text: (nullable): `application/x-www-form-urlencoded`, or a query
 * @length: of @text, or -1
 * @duplicates: (out) (optional): whether a name comes twice; the values are then joined by commas
 *
 * Returns: (transfer full) (nullable): the values by name; %NULL when @text is not such text
 */
GHashTable *
poster_sandbox_parse_form (const char *text,
                           gssize      length,
                           gboolean   *duplicates)
{
  g_autoptr(GHashTable) form = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *copy = text == NULL ? g_strdup ("") : length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
  g_auto(GStrv) pairs = g_strsplit (copy, "&", -1);

  if (duplicates != NULL)
    *duplicates = FALSE;
  for (int i = 0; pairs[i] != NULL; i++)
    {
      gsize name_length = strcspn (pairs[i], "=");
      const char *before;
      const char *rest;
      char *name;
      char *value;

      if (*pairs[i] == '\0')
        continue;
      name = decode_form_part (pairs[i], name_length);
      rest = pairs[i] + name_length + (pairs[i][name_length] == '=' ? 1 : 0);
      value = decode_form_part (rest, strlen (rest));
      if (name == NULL || value == NULL || !g_utf8_validate (name, -1, NULL) || !g_utf8_validate (value, -1, NULL))
        {
          g_free (name);
          g_free (value);
          return NULL;
        }
      before = g_hash_table_lookup (form, name);
      if (before != NULL)
        {
          char *both = g_strconcat (before, ",", value, NULL);

          if (duplicates != NULL)
            *duplicates = TRUE;
          g_free (value);
          value = both;
        }
      g_hash_table_replace (form, name, value);
    }
  return g_steal_pointer (&form);
}

gboolean
poster_sandbox_has_scope (const char *scopes,
                          const char *scope)
{
  g_auto(GStrv) list = g_strsplit (scopes, ",", -1);

  return g_strv_contains ((const char *const *) list, scope);
}

/* What TikTok counts: UTF-16 code units. */
glong
poster_sandbox_utf16_length (const char *text)
{
  glong length = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    length += g_utf8_get_char (p) < 0x10000 ? 1 : 2;
  return length;
}

gboolean
poster_sandbox_is_handle (const char *text)
{
  gsize length = strlen (text);

  return length >= 2 && length <= 24 &&
         strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") == length;
}
