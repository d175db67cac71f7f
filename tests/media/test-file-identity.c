/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-error.h"
#include "poster-file-identity.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char         *folder;
  char         *path;
  GFile        *file;
  GAsyncResult *result;
  gint64        done_bytes;
  gint64        total_bytes;
  guint         reports;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("poster-identity-XXXXXX", NULL);
  /* A name that is not UTF-8 and has a line break in it. */
  fixture->path = g_build_filename (fixture->folder, data != NULL ? data : "clip \xff\xfe\n two.mp4", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->path);
  g_rmdir (fixture->folder);
  g_clear_object (&fixture->result);
  g_object_unref (fixture->file);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
write_file (Fixture *fixture,
            gsize    length,
            guint8   seed)
{
  g_autofree char *content = g_malloc (length + 1);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < length; i++)
    content[i] = (char) (seed + i * 7 + i / 251);
  g_file_set_contents (fixture->path, content, (gssize) length, &error);
  g_assert_no_error (error);
}

static void
touch (Fixture *fixture,
       gint64   seconds)
{
  struct timespec times[2] = { { .tv_sec = seconds }, { .tv_sec = seconds, .tv_nsec = 123456789 } };

  g_assert_cmpint (utimensat (AT_FDCWD, fixture->path, times, 0), ==, 0);
}

static void
change_byte (Fixture *fixture,
             gint64   offset)
{
  int fd = open (fixture->path, O_RDWR | O_CLOEXEC);
  guint8 byte;

  g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
  byte ^= 0x55;
  g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
  close (fd);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  fixture->result = g_object_ref (result);
}

static void
progress_cb (gint64   done_bytes,
             gint64   total_bytes,
             gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  g_assert_cmpint (done_bytes, >, fixture->done_bytes);
  fixture->done_bytes = done_bytes;
  fixture->total_bytes = total_bytes;
  fixture->reports++;
}

static void
wait_for_result (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static PosterFileIdentity *
measure (Fixture       *fixture,
         gboolean       full,
         GCancellable  *cancellable,
         GError       **error)
{
  PosterFileIdentity *identity;

  poster_file_identity_measure_async (fixture->file, full, progress_cb, fixture, cancellable, keep_result_cb, fixture);
  wait_for_result (fixture);
  identity = poster_file_identity_measure_finish (fixture->result, error);
  g_clear_object (&fixture->result);
  return identity;
}

static gboolean
verify (Fixture                   *fixture,
        const PosterFileIdentity  *expected,
        GError                   **error)
{
  gboolean same;

  poster_file_identity_verify_async (fixture->file, expected, NULL, keep_result_cb, fixture);
  wait_for_result (fixture);
  same = poster_file_identity_verify_finish (fixture->result, error);
  g_clear_object (&fixture->result);
  return same;
}

/* The definition, worked out once more and plainly. */
static char *
sampled_hash_of (const char *content,
                 gsize       length)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 size = GUINT64_TO_LE (length);

  g_checksum_update (checksum, (const guchar *) &size, 8);
  if (length <= 5 * 65536)
    g_checksum_update (checksum, (const guchar *) content, (gssize) length);
  else
    {
      gsize quarter = (length - 65536) / 4;
      gsize starts[] = { 0, quarter, 2 * quarter, 3 * quarter, length - 65536 };

      for (guint i = 0; i < 5; i++)
        g_checksum_update (checksum, (const guchar *) content + starts[i], 65536);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static void
test_hashes (Fixture       *fixture,
             gconstpointer  data)
{
  static const gsize lengths[] = { 0, 1, 65536, 5 * 65536, 5 * 65536 + 1, 1000003 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr(PosterFileIdentity) identity = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *content = NULL;
      g_autofree char *sampled = NULL;
      g_autofree char *full = NULL;
      gsize length;

      write_file (fixture, lengths[i], 3);
      touch (fixture, 1700000000);
      fixture->done_bytes = 0;
      identity = measure (fixture, TRUE, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
      sampled = sampled_hash_of (content, length);
      full = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, length);
      g_assert_cmpint (identity->size, ==, lengths[i]);
      g_assert_cmpint (identity->mtime_ns, ==, G_GINT64_CONSTANT (1700000000123456789));
      g_assert_cmpstr (identity->sampled_hash, ==, sampled);
      g_assert_cmpstr (identity->full_hash, ==, full);
    }
}

static void
test_progress (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterFileIdentity) identity = NULL;

  write_file (fixture, 40 << 20, 1);
  identity = measure (fixture, TRUE, NULL, NULL);
  g_assert_nonnull (identity);
  g_assert_cmpint (fixture->reports, >=, 3);
  g_assert_cmpint (fixture->done_bytes, ==, 40 << 20);
  g_assert_cmpint (fixture->total_bytes, ==, 40 << 20);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GError) error = NULL;

  write_file (fixture, 100, 1);
  g_cancellable_cancel (cancellable);
  identity = measure (fixture, TRUE, cancellable, &error);
  g_assert_null (identity);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
cancel_progress_cb (gint64   done_bytes,
                    gint64   total_bytes,
                    gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancelled_half_way (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GError) error = NULL;
  int fd = open (fixture->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  /* Far too long to be hashed before the first report has been seen. */
  g_assert_cmpint (ftruncate (fd, (off_t) 64 << 30), ==, 0);
  close (fd);
  poster_file_identity_measure_async (fixture->file, TRUE, cancel_progress_cb, cancellable, cancellable,
                                      keep_result_cb, fixture);
  wait_for_result (fixture);
  identity = poster_file_identity_measure_finish (fixture->result, &error);
  g_assert_null (identity);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_same (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterFileIdentity) full = NULL;
  g_autoptr(PosterFileIdentity) sampled = NULL;
  g_autoptr(GError) error = NULL;

  write_file (fixture, 1000003, 1);
  full = measure (fixture, TRUE, NULL, NULL);
  sampled = measure (fixture, FALSE, NULL, NULL);
  g_assert_null (sampled->full_hash);
  g_assert_true (verify (fixture, full, &error));
  /* Touched, copied back: the same content. */
  touch (fixture, 1600000000);
  g_assert_true (verify (fixture, full, &error));
  g_assert_true (verify (fixture, sampled, &error));
}

static void
test_changed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterFileIdentity) full = NULL;
  g_autoptr(PosterFileIdentity) sampled = NULL;
  g_autoptr(GError) error = NULL;

  write_file (fixture, 1000003, 1);
  touch (fixture, 1600000000);
  full = measure (fixture, TRUE, NULL, NULL);
  sampled = measure (fixture, FALSE, NULL, NULL);

  /* One byte between two samples: only the full hash sees it. */
  change_byte (fixture, 100000);
  touch (fixture, 1600000001);
  g_assert_false (verify (fixture, full, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strchr (error->message, '\n'));
  g_clear_error (&error);
  g_assert_true (verify (fixture, sampled, NULL));

  change_byte (fixture, 10);
  touch (fixture, 1600000002);
  g_assert_false (verify (fixture, sampled, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED);
  g_clear_error (&error);

  write_file (fixture, 1000004, 1);
  g_assert_false (verify (fixture, full, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_CHANGED);
  g_assert_nonnull (strstr (error->message, "now has"));
}

static void
test_gone (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterFileIdentity) identity = NULL;
  g_autoptr(GError) error = NULL;

  write_file (fixture, 100, 1);
  identity = measure (fixture, FALSE, NULL, NULL);
  g_unlink (fixture->path);
  g_assert_false (verify (fixture, identity, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING);
  g_clear_error (&error);
  g_assert_null (measure (fixture, FALSE, NULL, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING);
  g_clear_error (&error);

  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  g_assert_false (verify (fixture, identity, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING);
  g_clear_error (&error);
  g_assert_null (measure (fixture, FALSE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_assert_nonnull (strstr (error->message, "folder"));
}

static void
test_pipe (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  g_assert_null (measure (fixture, FALSE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static void
test_forbidden (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  gboolean superuser = geteuid () == 0;

  write_file (fixture, 100, 1);
  g_chmod (fixture->path, 0);
  /* The superuser may read everything, so be somebody else for a moment. */
  if (superuser)
    g_assert_cmpint (seteuid (65534), ==, 0);
  g_assert_null (measure (fixture, FALSE, NULL, &error));
  if (superuser)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING);
  g_assert_nonnull (strstr (error->message, "permissions"));
}

static void
test_elsewhere (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_object_unref (fixture->file);
  fixture->file = g_file_new_for_uri ("sftp://host.invalid/clip.mp4");
  g_assert_null (measure (fixture, FALSE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/file-identity/hashes-are-as-defined", Fixture, NULL, set_up, test_hashes, tear_down);
  g_test_add ("/file-identity/tells-how-far-it-is", Fixture, NULL, set_up, test_progress, tear_down);
  g_test_add ("/file-identity/cancelled-early", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/file-identity/cancelled-half-way", Fixture, NULL, set_up, test_cancelled_half_way, tear_down);
  g_test_add ("/file-identity/knows-the-same-file-again", Fixture, NULL, set_up, test_same, tear_down);
  g_test_add ("/file-identity/refuses-a-changed-file", Fixture, NULL, set_up, test_changed, tear_down);
  g_test_add ("/file-identity/says-when-the-file-is-gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/file-identity/does-not-wait-for-a-pipe", Fixture, NULL, set_up, test_pipe, tear_down);
  g_test_add ("/file-identity/says-when-it-may-not-read", Fixture, NULL, set_up, test_forbidden, tear_down);
  g_test_add ("/file-identity/says-when-the-file-is-elsewhere", Fixture, NULL, set_up, test_elsewhere, tear_down);

  return g_test_run ();
}
