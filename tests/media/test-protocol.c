/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-json.h"
#include "poster-media-protocol.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  PosterMediaChannel *ends[2];
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  fixture->ends[0] = poster_media_channel_new (ends[0]);
  fixture->ends[1] = poster_media_channel_new (ends[1]);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->ends[0], poster_media_channel_free);
  g_clear_pointer (&fixture->ends[1], poster_media_channel_free);
}

static void
send_number (Fixture *fixture,
             int      number,
             int      fd)
{
  g_autoptr(JsonObject) message = json_object_new ();

  json_object_set_int_member (message, "number", number);
  g_assert_true (poster_media_channel_send (fixture->ends[0], message, fd, FALSE));
}

static void
expect_number (Fixture *fixture,
               int      number,
               int      mark)
{
  g_autoptr(JsonObject) message = NULL;
  char byte = 0;
  int fd;

  g_assert_cmpint (poster_media_channel_receive (fixture->ends[1], FALSE, &message, &fd), ==,
                   POSTER_MEDIA_RECEIPT_MESSAGE);
  g_assert_cmpint (poster_json_get_int (message, "number", -1), ==, number);
  if (mark == 0)
    {
      g_assert_cmpint (fd, ==, -1);
      return;
    }
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
  g_assert_cmpint (pread (fd, &byte, 1, 0), ==, 1);
  g_assert_cmpint (byte, ==, mark);
  close (fd);
}

static int
make_memory (char mark)
{
  int fd = memfd_create ("mark", MFD_CLOEXEC);

  g_assert_cmpint (write (fd, &mark, 1), ==, 1);
  return fd;
}

/* Lines that lie in the socket together arrive together, with the descriptors of the later ones. */
static void
test_descriptors (Fixture       *fixture,
                  gconstpointer  data)
{
  int first = make_memory ('a');
  int second = make_memory ('b');

  send_number (fixture, 1, -1);
  send_number (fixture, 2, first);
  send_number (fixture, 3, -1);
  send_number (fixture, 4, second);
  send_number (fixture, 5, -1);
  close (first);
  close (second);
  expect_number (fixture, 1, 0);
  expect_number (fixture, 2, 'a');
  expect_number (fixture, 3, 0);
  expect_number (fixture, 4, 'b');
  expect_number (fixture, 5, 0);
}

static void
expect (Fixture            *fixture,
        PosterMediaReceipt  receipt)
{
  JsonObject *message = NULL;
  int fd;

  g_assert_cmpint (poster_media_channel_receive (fixture->ends[1], FALSE, &message, &fd), ==, receipt);
  g_assert_null (message);
  g_assert_cmpint (fd, ==, -1);
}

static void
write_raw (Fixture    *fixture,
           const char *text)
{
  int fd = poster_media_channel_get_fd (fixture->ends[0]);

  g_assert_cmpint (write (fd, text, strlen (text)), ==, strlen (text));
}

static void
test_pieces (Fixture       *fixture,
             gconstpointer  data)
{
  expect (fixture, POSTER_MEDIA_RECEIPT_AGAIN);
  write_raw (fixture, "{\"num");
  expect (fixture, POSTER_MEDIA_RECEIPT_AGAIN);
  write_raw (fixture, "ber\":7}\n{\"number\":8}\n{");
  expect_number (fixture, 7, 0);
  expect_number (fixture, 8, 0);
  expect (fixture, POSTER_MEDIA_RECEIPT_AGAIN);
  g_clear_pointer (&fixture->ends[0], poster_media_channel_free);
  expect (fixture, POSTER_MEDIA_RECEIPT_CLOSED);
}

static void
test_nonsense (Fixture       *fixture,
               gconstpointer  data)
{
  write_raw (fixture, "[1, 2]\n");
  expect (fixture, POSTER_MEDIA_RECEIPT_CLOSED);
}

static void
test_flood (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *piece = g_strnfill (30000, ' ');

  for (int i = 0; i < 8; i++)
    {
      write_raw (fixture, piece);
      expect (fixture, POSTER_MEDIA_RECEIPT_AGAIN);
    }
  write_raw (fixture, piece);
  expect (fixture, POSTER_MEDIA_RECEIPT_CLOSED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/media-protocol/gives-each-message-its-descriptor", Fixture, NULL, set_up, test_descriptors, tear_down);
  g_test_add ("/media-protocol/puts-pieces-together", Fixture, NULL, set_up, test_pieces, tear_down);
  g_test_add ("/media-protocol/ends-at-nonsense", Fixture, NULL, set_up, test_nonsense, tear_down);
  g_test_add ("/media-protocol/ends-at-a-line-without-end", Fixture, NULL, set_up, test_flood, tear_down);

  return g_test_run ();
}
