/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-json.h"
#include "poster-media-protocol.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Speaks the worker's protocol and does as the file's first word says. */

static void
say (PosterMediaChannel *channel,
     const char         *text,
     int                 fd)
{
  g_autoptr(JsonObject) message = poster_json_parse_object (text, -1, NULL);

  poster_media_channel_send (channel, message, fd, TRUE);
}

static void
eat_memory (void)
{
  for (guint i = 0; i < 4096; i++)
    {
      char *piece = malloc (1 << 20);

      if (piece == NULL)
        abort ();
      memset (piece, 1, 1 << 20);
    }
  while (TRUE)
    pause ();
}

static void
answer (PosterMediaChannel *channel,
        const char         *word)
{
  g_autofree char *facts = g_strdup_printf ("{\"event\":\"facts\",\"facts\":{\"type\":\"video\",\"width\":%d,"
                                            "\"container\":\"pid\"}}", (int) getpid ());

  if (g_str_equal (word, "fine"))
    {
      say (channel, facts, -1);
      return;
    }
  if (g_str_equal (word, "silent-crash"))
    raise (SIGSEGV);
  if (g_str_equal (word, "nonsense"))
    {
      g_assert_cmpint (write (poster_media_channel_get_fd (channel), "}{ what?\n", 9), ==, 9);
      return;
    }
  if (g_str_equal (word, "flood"))
    while (write (poster_media_channel_get_fd (channel), "xxxxxxxxxxxxxxxx", 16) == 16)
      ;
  say (channel, "{\"event\":\"progress\"}", -1);
  if (g_str_equal (word, "crash"))
    raise (SIGSEGV);
  else if (g_str_equal (word, "hang"))
    while (TRUE)
      pause ();
  else if (g_str_equal (word, "eat"))
    eat_memory ();
  else if (g_str_equal (word, "empty-facts"))
    say (channel, "{\"event\":\"facts\"}", -1);
  else if (g_str_equal (word, "wrong-facts"))
    say (channel, "{\"event\":\"facts\",\"facts\":{\"type\":7,\"width\":\"wide\",\"problem\":[]}}", -1);
  else if (g_str_equal (word, "no-picture"))
    say (channel, "{\"event\":\"thumbnail\",\"width\":10,\"height\":10}", -1);
  else if (g_str_equal (word, "huge-picture"))
    {
      int memory = memfd_create ("picture", MFD_CLOEXEC);

      g_assert_cmpint (ftruncate (memory, G_GINT64_CONSTANT (1) << 40), ==, 0);
      say (channel, "{\"event\":\"thumbnail\",\"width\":10,\"height\":10}", memory);
      close (memory);
    }
}

int
main (int    argc,
      char **argv)
{
  PosterMediaChannel *channel = poster_media_channel_new (POSTER_MEDIA_WORKER_FD);

  if (g_getenv ("POSTER_TEST_STAND_IN_DIES") != NULL)
    return 1;
  say (channel, "{\"event\":\"ready\"}", -1);
  while (TRUE)
    {
      JsonObject *request;
      char word[64] = "";
      int fd;

      /* At once: a leak checker at the exit would be killed in the middle of its work. */
      if (poster_media_channel_receive (channel, TRUE, &request, &fd) != POSTER_MEDIA_RECEIPT_MESSAGE)
        _exit (0);
      g_assert_cmpint (pread (fd, word, sizeof word - 1, 0), >=, 0);
      close (fd);
      json_object_unref (request);
      answer (channel, word);
    }
}
