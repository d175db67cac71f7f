/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-content-range.h"

static const struct
{
  const char *content_range;
  const char *range;
  goffset     expected;
  goffset     answer;
} cases[] = {
  /* The last byte, or one past it: both are what was expected. */
  { "bytes 0-9/35", NULL, 10, 10 },
  { "bytes 0-10/35", NULL, 10, 10 },
  { "bytes 0-34/35", NULL, 35, 35 },
  { "bytes 0-35/35", NULL, 35, 35 },
  /* Nothing is expected: the ends of chunks and of the file decide. */
  { "bytes 0-19/35", NULL, -1, 20 },
  { "bytes 0-20/35", NULL, -1, 20 },
  { "bytes 0-34/35", NULL, -1, 35 },
  { "bytes 0-35/35", NULL, -1, 35 },
  { "bytes 0-0/35", NULL, -1, 0 },
  { "bytes 0-14/35", NULL, -1, 15 },
  { "bytes 0-9/35", NULL, 20, 10 },
  /* Other spellings. */
  { "BYTES=0-9/35", NULL, 10, 10 },
  { "bytes 0-9", NULL, 10, 10 },
  { NULL, "bytes=0-9", -1, 10 },
  { "bytes */35", "bytes=0-9", -1, 10 },
  /* Nothing, or nonsense. */
  { NULL, NULL, 10, -1 },
  { "bytes */35", NULL, 10, -1 },
  { "bytes 10-19/35", NULL, 20, -1 },
  { "bytes 0-36/35", NULL, 10, -1 },
  { "bytes 0-99999999999999999999999999/35", NULL, 10, -1 },
  { "bytes 0-x/35", NULL, 10, -1 },
  { "bytes 0--5/35", NULL, 10, -1 },
  { "bytes 0-9x", NULL, 10, -1 },
  { "pages 0-9/35", NULL, 10, -1 },
  { "", NULL, 10, -1 },
};

static void
test_positions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

      g_test_message ("%s", cases[i].content_range);
      if (cases[i].content_range != NULL)
        soup_message_headers_append (headers, "Content-Range", cases[i].content_range);
      if (cases[i].range != NULL)
        soup_message_headers_append (headers, "Range", cases[i].range);
      g_assert_cmpint (poster_content_range_get_position (headers, 35, 10, cases[i].expected), ==, cases[i].answer);
      soup_message_headers_unref (headers);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content-range/positions", test_positions);
  return g_test_run ();
}
