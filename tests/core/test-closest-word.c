/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-closest-word.h"

#include <string.h>

static void
test_distance (void)
{
  const struct {
    const char *a, *b;
    guint       distance;
  } cases[] = {
    { "", "", 0 },
    { "post", "post", 0 },
    { "", "post", 4 },
    { "post", "", 4 },
    { "pos", "post", 1 },      /* one missing */
    { "posst", "post", 1 },    /* one too many */
    { "pest", "post", 1 },     /* one for another */
    { "psot", "post", 1 },     /* two changed places */
    { "opst", "post", 1 },
    { "pots", "post", 1 },
    { "tsop", "post", 3 },
    { "ca", "abc", 3 },        /* no character is touched twice */
    { "kitten", "sitting", 3 },
    { "POST", "post", 0 },
    { "client_key", "client-key", 0 },
    { "Käse", "käse", 0 },
    { "kase", "käse", 1 },     /* a character, not a byte */
    { "ka\xffse", "kase", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %s", cases[i].a, cases[i].b);
      g_assert_cmpuint (poster_word_distance (cases[i].a, cases[i].b), ==, cases[i].distance);
      g_assert_cmpuint (poster_word_distance (cases[i].b, cases[i].a), ==, cases[i].distance);
    }
}

static void
test_long (void)
{
  g_autofree char *longest = g_strnfill (64, 'a');
  g_autofree char *longer = g_strnfill (65, 'a');
  g_autofree char *huge = g_strnfill (1000000, 'a');

  g_assert_cmpuint (poster_word_distance (longest, longest), ==, 0);
  g_assert_cmpuint (poster_word_distance (longest, longer), ==, G_MAXUINT);
  g_assert_cmpuint (poster_word_distance (huge, "a"), ==, G_MAXUINT);
}

static void
test_closest (void)
{
  const char * const words[] = {
    "check", "connect", "accounts", "post", "posts", "show", "run", "reschedule", "retry", "privacy_level", NULL
  };
  const char * const none[] = { NULL };
  const struct {
    const char *typed, *meant;
  } cases[] = {
    { "chekc", "check" },
    { "conect", "connect" },
    { "acounts", "accounts" },
    { "account", "accounts" },
    { "pots", "post" },
    { "postss", "posts" },
    { "posts", "posts" },
    { "rnu", "run" },
    { "rux", "run" },
    { "rxx", NULL },
    { "reshedul", "reschedule" },
    { "privcay-levle", "privacy_level" },
    { "Retry", "retry" },
    { "publish", NULL },
    { "", NULL },
    { "x", NULL },
    { "\xff", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].typed);
      g_assert_cmpstr (poster_closest_word (cases[i].typed, words), ==, cases[i].meant);
    }
  g_assert_null (poster_closest_word ("post", none));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/closest-word/distance", test_distance);
  g_test_add_func ("/closest-word/of-very-long-words-none", test_long);
  g_test_add_func ("/closest-word/what-was-probably-meant", test_closest);
  return g_test_run ();
}
