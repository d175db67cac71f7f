/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-pkce"

#include "poster-pkce.h"

#include <string.h>
#include <sys/random.h>

/* RFC 7636, section 4.1: 43 to 128 of the unreserved characters. 64 of an alphabet of 64 are 384
 * bits. */
#define VERIFIER_LENGTH 64
#define UNRESERVED "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

static char *
new_random_text (gsize length)
{
  /* A power of two, so that each byte gives one character and all are as likely. */
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  g_autofree guint8 *bytes = g_malloc (length);
  char *text = g_malloc (length + 1);

  if (getrandom (bytes, length, 0) != (gssize) length)
    g_error ("The kernel gave no random numbers");
  for (gsize i = 0; i < length; i++)
    text[i] = alphabet[bytes[i] & 63];
  text[length] = '\0';
  return text;
}

/**
 * poster_pkce_new_verifier:
 *
 * Returns: (transfer full): a fresh code verifier (RFC 7636), from the kernel's random numbers; a
 *   secret
 */
char *
poster_pkce_new_verifier (void)
{
  return new_random_text (VERIFIER_LENGTH);
}

/**
 * poster_pkce_new_state:
 *
 * Returns: (transfer full): a fresh `state` for an authorize request, 43 characters that need no
 *   encoding in an address
 */
char *
poster_pkce_new_state (void)
{
  return new_random_text (43);
}

/**
 * poster_pkce_verifier_is_valid:
 * @verifier: (nullable): anything
 *
 * Returns: whether @verifier has the form that RFC 7636 asks for
 */
gboolean
poster_pkce_verifier_is_valid (const char *verifier)
{
  gsize length = verifier != NULL ? strlen (verifier) : 0;

  return length >= 43 && length <= 128 && strspn (verifier, UNRESERVED) == length;
}

/**
 * poster_pkce_challenge_base64url:
 * @verifier: a code verifier
 *
 * Returns: (transfer full): the `S256` challenge of RFC 7636, section 4.2: base64url of SHA-256,
 *   without padding
 */
char *
poster_pkce_challenge_base64url (const char *verifier)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  char *text;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);
  text = g_base64_encode (digest, length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/**
 * poster_pkce_challenge_hex:
 * @verifier: a code verifier
 *
 * Returns: (transfer full): the challenge as TikTok's desktop sign-in wants it, under the same
 *   name `S256`: SHA-256 in lower-case hex (reference tiktok-api, section 2.2)
 */
char *
poster_pkce_challenge_hex (const char *verifier)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, verifier, -1);
}

/**
 * poster_pkce_equal:
 * @one: (nullable): a secret
 * @other: (nullable): what somebody says it is
 *
 * Compares in a time that tells nothing about where the two differ.
 *
 * Returns: whether both are the same text; %FALSE when one is %NULL
 */
gboolean
poster_pkce_equal (const char *one,
                   const char *other)
{
  gsize length;
  guint8 difference = 0;

  if (one == NULL || other == NULL || strlen (one) != strlen (other))
    return FALSE;
  length = strlen (one);
  for (gsize i = 0; i < length; i++)
    difference |= (guint8) (one[i] ^ other[i]);
  return difference == 0;
}
