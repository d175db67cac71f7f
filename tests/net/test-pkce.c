/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-pkce.h"

#include <string.h>

/* RFC 7636, appendix B, and the reference tiktok-api, section 2.2. */
#define RFC_VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define OUR_VERIFIER "poster-desktop_pkce-check-vector.0123456789~ABCDEFGHIJKLMNOP"

static void
test_challenges_match_the_vectors (void)
{
  g_autofree char *base64url = poster_pkce_challenge_base64url (RFC_VERIFIER);
  g_autofree char *hex = poster_pkce_challenge_hex (RFC_VERIFIER);
  g_autofree char *our_hex = poster_pkce_challenge_hex (OUR_VERIFIER);

  g_assert_cmpstr (base64url, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  g_assert_cmpstr (hex, ==, "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3");
  g_assert_cmpstr (our_hex, ==, "f7a1e1405c530bebf2ef7e1ce9e4a5333c1f9e49c0a2641a53a4eb803de0ea06");
}

static void
test_verifiers_are_valid_and_fresh (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 100; i++)
    {
      char *verifier = poster_pkce_new_verifier ();

      g_assert_true (poster_pkce_verifier_is_valid (verifier));
      g_assert_true (g_hash_table_add (seen, verifier));
      verifier = poster_pkce_new_state ();
      g_assert_cmpuint (strlen (verifier), ==, 43);
      g_assert_true (g_hash_table_add (seen, verifier));
    }
}

static void
test_invalid_verifiers_are_told (void)
{
  g_autofree char *long_enough = g_strnfill (128, 'a');
  g_autofree char *too_long = g_strnfill (129, 'a');
  g_autofree char *too_short = g_strnfill (42, 'a');

  g_assert_true (poster_pkce_verifier_is_valid (OUR_VERIFIER));
  g_assert_true (poster_pkce_verifier_is_valid (long_enough));
  g_assert_false (poster_pkce_verifier_is_valid (too_long));
  g_assert_false (poster_pkce_verifier_is_valid (too_short));
  g_assert_false (poster_pkce_verifier_is_valid (NULL));
  long_enough[5] = '+';
  g_assert_false (poster_pkce_verifier_is_valid (long_enough));
}

static void
test_equal (void)
{
  g_assert_true (poster_pkce_equal ("secret", "secret"));
  g_assert_true (poster_pkce_equal ("", ""));
  g_assert_false (poster_pkce_equal ("secret", "secreT"));
  g_assert_false (poster_pkce_equal ("secret", "secret1"));
  g_assert_false (poster_pkce_equal ("secret", ""));
  g_assert_false (poster_pkce_equal (NULL, NULL));
  g_assert_false (poster_pkce_equal ("secret", NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pkce/challenges-match-the-vectors", test_challenges_match_the_vectors);
  g_test_add_func ("/pkce/verifiers-are-valid-and-fresh", test_verifiers_are_valid_and_fresh);
  g_test_add_func ("/pkce/invalid-verifiers-are-told", test_invalid_verifiers_are_told);
  g_test_add_func ("/pkce/equal", test_equal);
  return g_test_run ();
}
