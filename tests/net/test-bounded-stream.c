/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-bounded-stream.h"

#include <string.h>
#include <unistd.h>

#include "poster-error.h"

#define FILE_BYTES 300000

typedef struct
{
  char   *path;
  int     fd;
  guint8 *data;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->fd = g_file_open_tmp ("poster-bounded-XXXXXX", &fixture->path, &error);
  g_assert_no_error (error);
  fixture->data = g_malloc (FILE_BYTES);
  for (guint i = 0; i < FILE_BYTES; i++)
    fixture->data[i] = (guint8) (i * 7 + i / 251);
  g_assert_cmpint (write (fixture->fd, fixture->data, FILE_BYTES), ==, FILE_BYTES);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_cmpint (unlink (fixture->path), ==, 0);
  close (fixture->fd);
  g_free (fixture->path);
  g_free (fixture->data);
}

static void
test_ends_where_the_piece_ends (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GInputStream) stream = poster_bounded_stream_new (fixture->fd, 1000, 200000, NULL);
  g_autofree guint8 *buffer = g_malloc (FILE_BYTES);
  g_autoptr(GError) error = NULL;
  gsize n_read;

  g_assert_true (g_input_stream_read_all (stream, buffer, FILE_BYTES, &n_read, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (buffer, n_read, fixture->data + 1000, 200000);
  g_assert_cmpint (g_input_stream_read (stream, buffer, 1, NULL, &error), ==, 0);
  /* The descriptor's own position is nobody's business. */
  g_assert_cmpint (lseek (fixture->fd, 0, SEEK_CUR), ==, FILE_BYTES);
  g_assert_finalize_object (g_steal_pointer (&stream));
}

static void
test_is_pollable (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GInputStream) stream = poster_bounded_stream_new (fixture->fd, 0, 10, NULL);
  g_autoptr(GSource) source = NULL;
  g_autoptr(GError) error = NULL;
  guint8 buffer[20];

  g_assert_true (g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (stream)));
  g_assert_true (g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (stream)));
  g_assert_cmpint (g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), buffer, 20, NULL, &error),
                   ==, 10);
  g_assert_no_error (error);
}

static gboolean
ready_cb (GObject  *stream,
          gpointer  user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_its_source_is_ready (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GInputStream) stream = poster_bounded_stream_new (fixture->fd, 0, 10, NULL);
  g_autoptr(GSource) source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (stream), NULL);
  gboolean ready = FALSE;

  g_source_set_callback (source, G_SOURCE_FUNC (ready_cb), &ready, NULL);
  g_source_attach (source, NULL);
  while (!ready)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_seeks_within_the_piece (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(GInputStream) stream = poster_bounded_stream_new (fixture->fd, 100, 50, NULL);
  GSeekable *seekable = G_SEEKABLE (stream);
  g_autoptr(GError) error = NULL;
  guint8 byte;

  g_assert_true (g_seekable_seek (seekable, -1, G_SEEK_END, NULL, NULL));
  g_assert_cmpint (g_input_stream_read (stream, &byte, 1, NULL, NULL), ==, 1);
  g_assert_cmpuint (byte, ==, fixture->data[149]);
  g_assert_true (g_seekable_seek (seekable, 0, G_SEEK_SET, NULL, NULL));
  g_assert_true (g_seekable_seek (seekable, 3, G_SEEK_CUR, NULL, NULL));
  g_assert_cmpint (g_input_stream_read (stream, &byte, 1, NULL, NULL), ==, 1);
  g_assert_cmpuint (byte, ==, fixture->data[103]);
  g_assert_cmpint (g_seekable_tell (seekable), ==, 4);
  g_assert_false (g_seekable_seek (seekable, 51, G_SEEK_SET, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_tells_that_the_file_shrank (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GInputStream) stream = poster_bounded_stream_new (fixture->fd, 0, FILE_BYTES, NULL);
  g_autofree guint8 *buffer = g_malloc (FILE_BYTES);
  g_autoptr(GError) error = NULL;
  gsize n_read;

  g_assert_cmpint (ftruncate (fixture->fd, 1000), ==, 0);
  g_assert_false (g_input_stream_read_all (stream, buffer, FILE_BYTES, &n_read, NULL, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED);
  g_assert_cmpuint (n_read, ==, 1000);
  g_assert_nonnull (strstr (error->message, "299000"));
}

static void
test_needs_a_file (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (poster_bounded_stream_new (-1, 0, 1, &error));
  g_assert_nonnull (error);
}

#define ADD(name, func) g_test_add ("/bounded-stream/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("ends-where-the-piece-ends", test_ends_where_the_piece_ends);
  ADD ("is-pollable", test_is_pollable);
  ADD ("its-source-is-ready", test_its_source_is_ready);
  ADD ("seeks-within-the-piece", test_seeks_within_the_piece);
  ADD ("tells-that-the-file-shrank", test_tells_that_the_file_shrank);
  ADD ("needs-a-file", test_needs_a_file);
  return g_test_run ();
}
