/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-database-file"

#include "poster-database-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poster-error.h"
#include "poster-migrations.h"

/* The database as a file: what can be told and done without SQLite.
 *
 * The header is described in https://www.sqlite.org/fileformat2.html#the_database_header, the
 * write-ahead log in https://www.sqlite.org/fileformat2.html#the_write_ahead_log. */
#define HEADER_BYTES 100
#define HEADER_MAGIC "SQLite format 3"  /* with its NUL */
#define PAGE_SIZE_AT 16
#define PAGE_COUNT_AT 28
#define USER_VERSION_AT 60
#define APPLICATION_ID_AT 68

#define WAL_HEADER_BYTES 32
#define WAL_FRAME_BYTES 24
#define WAL_MAGIC 0x377f0682u  /* the last bit tells the byte order of the checksums */

/* The bytes of the lock file that are locked. */
#define LOCK_OPENING 0
#define LOCK_USING 1

static guint32
read_32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static guint
read_16 (const guint8 *bytes)
{
  return (guint) bytes[0] << 8 | bytes[1];
}

static void take_errno (GError **error, int code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
take_errno (GError     **error,
            int          code,
            const char  *format,
            ...)
{
  gboolean full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  g_autofree char *what = NULL;
  g_autofree char *valid = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  valid = g_utf8_make_valid (what, -1);  /* file names need not be */
  g_set_error (error, POSTER_ERROR, full ? POSTER_ERROR_DISK_FULL : POSTER_ERROR_DATABASE,
               "%s: %s", valid, g_strerror (code));
}

/* Reads as much of [offset, offset + size) as there is. */
static gsize
read_at (int      fd,
         guint8  *buffer,
         gsize    size,
         goffset  offset)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = pread (fd, buffer + done, size - done, offset + (goffset) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += (gsize) n;
    }
  return done;
}

/* The running checksum of a write-ahead log, over @size bytes, a multiple of eight. */
static void
add_to_checksum (guint32       sums[2],
                 const guint8 *bytes,
                 gsize         size,
                 gboolean      big_endian)
{
  for (gsize i = 0; i < size; i += 8)
    {
      guint32 first = read_32 (bytes + i);
      guint32 second = read_32 (bytes + i + 4);

      sums[0] += (big_endian ? first : GUINT32_SWAP_LE_BE (first)) + sums[1];
      sums[1] += (big_endian ? second : GUINT32_SWAP_LE_BE (second)) + sums[0];
    }
}

/* A database that was not closed has its latest pages in the write-ahead log. Looks for the first
 * page, the one with the header, among those that were committed there, as SQLite would on
 * recovery, but without touching a file. */
static void
read_header_from_wal (const char *path,
                      guint8      header[HEADER_BYTES])
{
  g_autofree char *wal_path = g_strconcat (path, "-wal", NULL);
  g_autofree guint8 *frame = NULL;
  guint8 wal[WAL_HEADER_BYTES], pending[HEADER_BYTES];
  gboolean is_pending = FALSE, big_endian;
  guint32 sums[2] = { 0, 0 };
  gsize frame_bytes, page_bytes;
  goffset offset = WAL_HEADER_BYTES;
  int fd = g_open (wal_path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  if (read_at (fd, wal, sizeof wal, 0) < sizeof wal || (read_32 (wal) & ~1u) != WAL_MAGIC)
    goto out;
  big_endian = read_32 (wal) & 1;
  page_bytes = read_32 (wal + 8);
  if (page_bytes < 512 || page_bytes > 65536)
    goto out;
  add_to_checksum (sums, wal, 24, big_endian);
  if (sums[0] != read_32 (wal + 24) || sums[1] != read_32 (wal + 28))
    goto out;

  frame_bytes = WAL_FRAME_BYTES + page_bytes;
  frame = g_malloc (frame_bytes);
  while (read_at (fd, frame, frame_bytes, offset) == frame_bytes && memcmp (frame + 8, wal + 16, 8) == 0)
    {
      add_to_checksum (sums, frame, 8, big_endian);
      add_to_checksum (sums, frame + WAL_FRAME_BYTES, page_bytes, big_endian);
      if (sums[0] != read_32 (frame + 16) || sums[1] != read_32 (frame + 20))
        break;
      if (read_32 (frame) == 1)
        {
          memcpy (pending, frame + WAL_FRAME_BYTES, HEADER_BYTES);
          is_pending = TRUE;
        }
      if (read_32 (frame + 4) != 0 && is_pending)
        {
          memcpy (header, pending, HEADER_BYTES);
          is_pending = FALSE;
        }
      offset += (goffset) frame_bytes;
    }

out:
  close (fd);
}

static gboolean
has_wal (const char *path)
{
  g_autofree char *wal_path = g_strconcat (path, "-wal", NULL);
  struct stat status;

  return stat (wal_path, &status) == 0 && status.st_size > 0;
}

static PosterFileKind
judge (const char   *path,
       const guint8 *on_disk,
       goffset       size)
{
  gsize page_bytes = read_16 (on_disk + PAGE_SIZE_AT);
  guint8 header[HEADER_BYTES];

  /* 1 stands for 65536. */
  if (page_bytes == 1)
    page_bytes = 65536;
  if (memcmp (on_disk, HEADER_MAGIC, sizeof HEADER_MAGIC) != 0 ||
      page_bytes < 512 || (page_bytes & (page_bytes - 1)) != 0)
    return POSTER_FILE_DAMAGED;

  memcpy (header, on_disk, sizeof header);
  read_header_from_wal (path, header);
  /* Not begun yet: someone was killed between making the file and filling it. */
  if (read_32 (header + APPLICATION_ID_AT) == 0 && read_32 (header + USER_VERSION_AT) == 0)
    return POSTER_FILE_FINE;
  if (read_32 (header + APPLICATION_ID_AT) != POSTER_APPLICATION_ID_IN_FILE)
    return POSTER_FILE_DAMAGED;
  if ((gint32) read_32 (header + USER_VERSION_AT) > poster_migrations_get_version ())
    return POSTER_FILE_NEWER;

  /* Cut short. With a log beside it, the missing pages may be there. */
  if ((goffset) read_32 (on_disk + PAGE_COUNT_AT) * (goffset) page_bytes > size && !has_wal (path))
    return POSTER_FILE_DAMAGED;
  return POSTER_FILE_FINE;
}

/**
 * poster_database_file_inspect:
 * @path: file name of the database
 * @kind: (out): what is there
 * @error: %POSTER_ERROR_DATABASE
 *
 * Looks at the header of a database, without changing the file, making others beside it, or
 * waiting for anybody.
 *
 * Returns: whether it could look
 */
gboolean
poster_database_file_inspect (const char      *path,
                              PosterFileKind  *kind,
                              GError         **error)
{
  guint8 header[HEADER_BYTES];
  struct stat status;
  gsize n_read;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  *kind = POSTER_FILE_ABSENT;
  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd < 0 || fstat (fd, &status) < 0)
    {
      take_errno (error, errno, _("The database “%s” cannot be read"), path);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  if (!S_ISREG (status.st_mode))
    {
      close (fd);
      take_errno (error, S_ISDIR (status.st_mode) ? EISDIR : EINVAL, _("The database “%s” cannot be read"), path);
      return FALSE;
    }

  n_read = read_at (fd, header, sizeof header, 0);
  if (n_read == 0)
    *kind = POSTER_FILE_FINE;
  else if (n_read < sizeof header)
    *kind = POSTER_FILE_DAMAGED;
  else
    *kind = judge (path, header, status.st_size);
  close (fd);
  return TRUE;
}

/**
 * poster_database_file_create:
 * @path: file name of the database
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Makes an empty file with mode 0600, whatever the umask, or gives that mode to the one that is
 * there. SQLite gives the mode of the database to the files it makes beside it.
 *
 * Returns: whether it is there
 */
gboolean
poster_database_file_create (const char  *path,
                             GError     **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct stat status;
  gboolean done;

  if (fd < 0)
    {
      take_errno (error, errno, _("The database “%s” cannot be written"), path);
      return FALSE;
    }
  done = fstat (fd, &status) == 0 && ((status.st_mode & 0777) == 0600 || fchmod (fd, 0600) == 0);
  if (!done)
    take_errno (error, errno, _("The database “%s” cannot be made private"), path);
  close (fd);
  return done;
}

/**
 * poster_database_file_set_aside:
 * @path: file name of a damaged database that nobody uses
 * @clock: tells the time that goes into the new name
 * @error: %POSTER_ERROR_DATABASE
 *
 * Gives the database, and the files that belong to it, names that nobody opens.
 *
 * Returns: (transfer full) (nullable): its new name
 */
char *
poster_database_file_set_aside (const char   *path,
                                PosterClock  *clock,
                                GError      **error)
{
  /* The log goes first. A new database beside the old log would take it for its own. */
  const char *const suffixes[] = { "-wal", "-shm", "" };
  g_autoptr(GDateTime) now = poster_clock_dup_now (clock);
  g_autoptr(GDateTime) local = g_date_time_to_local (now);
  g_autofree char *stamp = g_date_time_format (local, "%Y%m%d-%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", path, stamp);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", path, stamp, i);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      if (g_rename (from, to) < 0 && (errno != ENOENT || *suffixes[i] == '\0'))
        {
          take_errno (error, errno, _("The damaged database “%s” cannot be set aside"), path);
          return NULL;
        }
    }
  return g_steal_pointer (&aside);
}

/**
 * poster_data_dir_prepare:
 * @data_dir: a folder
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Makes @data_dir, for nobody else's eyes, or makes it so when it is there.
 *
 * Returns: whether it is there
 */
gboolean
poster_data_dir_prepare (const char  *data_dir,
                         GError     **error)
{
  struct stat status;

  if (g_mkdir_with_parents (data_dir, 0700) < 0 || stat (data_dir, &status) < 0)
    {
      take_errno (error, errno, _("The folder “%s” cannot be made"), data_dir);
      return FALSE;
    }
  /* Where it is somebody else's, the files in it are private all the same. */
  if ((status.st_mode & 0077) != 0 && status.st_uid == geteuid () && g_chmod (data_dir, 0700) < 0)
    {
      take_errno (error, errno, _("The folder “%s” cannot be made private"), data_dir);
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_lock (int fd,
          int command,
          int type,
          int at)
{
  /* Locks that belong to the open file and not to the process: two stores in one process count
   * as two, and closing another descriptor of the file does not drop them. */
  struct flock lock = { .l_type = (short) type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1 };
  int result;

  do
    result = fcntl (fd, command, &lock);
  while (result < 0 && errno == EINTR);
  return result == 0;
}

/**
 * poster_data_dir_lock:
 * @data_dir: a folder
 * @error: %POSTER_ERROR_DATABASE, %POSTER_ERROR_DISK_FULL
 *
 * Waits until nobody else is just opening the database of @data_dir: making it, migrating it,
 * setting it aside.
 *
 * Returns: a file descriptor that holds the lock, to be closed; -1 on error
 */
int
poster_data_dir_lock (const char  *data_dir,
                      GError     **error)
{
  g_autofree char *path = g_build_filename (data_dir, "poster.sqlite.lock", NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && set_lock (fd, F_OFD_SETLKW, F_WRLCK, LOCK_OPENING))
    return fd;
  take_errno (error, errno, _("The file “%s” cannot be locked"), path);
  if (fd >= 0)
    close (fd);
  return -1;
}

/**
 * poster_data_dir_lock_claim_alone:
 * @lock: from poster_data_dir_lock()
 *
 * Returns: whether nobody else has the database open, nor will until @lock is closed
 */
gboolean
poster_data_dir_lock_claim_alone (int lock)
{
  return set_lock (lock, F_OFD_SETLK, F_WRLCK, LOCK_USING);
}

/**
 * poster_data_dir_lock_opened:
 * @lock: from poster_data_dir_lock()
 *
 * The database is open: lets others open it too, and tells them that it is in use until @lock is
 * closed.
 */
void
poster_data_dir_lock_opened (int lock)
{
  set_lock (lock, F_OFD_SETLK, F_RDLCK, LOCK_USING);
  set_lock (lock, F_OFD_SETLK, F_UNLCK, LOCK_OPENING);
}
