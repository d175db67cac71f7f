/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The functions below replace those of the C library for the whole process, the libraries it uses
 * among them; the headers must not give them other names. */
#undef _FILE_OFFSET_BITS
#undef _TIME_BITS
#undef _FORTIFY_SOURCE

#include "torture-calls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static struct
{
  gboolean     is_planned;
  TortureCalls calls;
  TortureAct   act;
  guint        first;  /* 1 based */
  guint        times;
} plan;

static atomic_bool armed;
static atomic_uint counts[TORTURE_N_CALLS];

/* The @first call of a kind, and those that follow it up to @times in all, go as @act says. */
void
torture_calls_plan (TortureCalls calls,
                    TortureAct   act,
                    guint        first,
                    guint        times)
{
  plan.calls = calls;
  plan.act = act;
  plan.first = first;
  plan.times = times;
  plan.is_planned = TRUE;
}

/* Counting begins. */
void
torture_calls_arm (void)
{
  armed = TRUE;
}

guint
torture_calls_get_count (TortureCalls calls)
{
  return counts[calls];
}

static void
die (void)
{
  syscall (SYS_kill, syscall (SYS_getpid), SIGKILL);
}

/* Whether @fd is a file on the disk, or a connection to another computer. */
static gboolean
is_counted (int          fd,
            TortureCalls calls)
{
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  struct stat info;

  if (calls == TORTURE_WRITES)
    return fstat (fd, &info) == 0 && S_ISREG (info.st_mode);
  return getsockname (fd, (struct sockaddr *) &address, &length) == 0 && address.ss_family == AF_INET;
}

/* Counts a call that is about to be made. Returns: whether it is one that is planned for */
static gboolean
count (TortureCalls calls)
{
  guint number = ++counts[calls];

  if (!plan.is_planned || plan.calls != calls || number < plan.first || number - plan.first >= plan.times)
    return FALSE;
  if (plan.act == TORTURE_KILL_BEFORE)
    die ();
  return TRUE;
}

static gboolean
comes_to (int          fd,
          TortureCalls calls)
{
  int kept = errno;
  gboolean planned = armed && is_counted (fd, calls) && count (calls);

  errno = kept;
  return planned;
}

#define AFTER(planned, result) \
  G_STMT_START { if ((planned) && plan.act != TORTURE_DISK_FULL) die (); return (result); } G_STMT_END

static gboolean
is_full (gboolean planned)
{
  if (!planned || plan.act != TORTURE_DISK_FULL)
    return FALSE;
  errno = ENOSPC;
  return TRUE;
}

static gsize
cut (gboolean planned,
     gsize    length)
{
  return planned && plan.act == TORTURE_KILL_MIDWAY ? length / 2 : length;
}

ssize_t
write (int         fd,
       const void *data,
       size_t      length)
{
  gboolean planned = comes_to (fd, TORTURE_WRITES) || comes_to (fd, TORTURE_SENDS);

  if (is_full (planned))
    return -1;
  AFTER (planned, syscall (SYS_write, fd, data, cut (planned, length)));
}

ssize_t
pwrite (int         fd,
        const void *data,
        size_t      length,
        off_t       offset)
{
  gboolean planned = comes_to (fd, TORTURE_WRITES);

  if (is_full (planned))
    return -1;
  AFTER (planned, syscall (SYS_pwrite64, fd, data, cut (planned, length), offset));
}

ssize_t
pwrite64 (int         fd,
          const void *data,
          size_t      length,
          off64_t     offset)
{
  return pwrite (fd, data, length, offset);
}

int
ftruncate (int   fd,
           off_t length)
{
  gboolean planned = comes_to (fd, TORTURE_WRITES);

  if (is_full (planned))
    return -1;
  AFTER (planned, (int) syscall (SYS_ftruncate, fd, length));
}

int
ftruncate64 (int     fd,
             off64_t length)
{
  return ftruncate (fd, length);
}

int
fsync (int fd)
{
  gboolean planned = comes_to (fd, TORTURE_WRITES);

  if (is_full (planned))
    return -1;
  AFTER (planned, (int) syscall (SYS_fsync, fd));
}

int
fdatasync (int fd)
{
  gboolean planned = comes_to (fd, TORTURE_WRITES);

  if (is_full (planned))
    return -1;
  AFTER (planned, (int) syscall (SYS_fdatasync, fd));
}

int
rename (const char *from,
        const char *to)
{
  gboolean planned = armed && count (TORTURE_WRITES);

  if (is_full (planned))
    return -1;
  AFTER (planned, (int) syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int
unlink (const char *path)
{
  gboolean planned = armed && count (TORTURE_WRITES);

  AFTER (planned, (int) syscall (SYS_unlinkat, AT_FDCWD, path, 0));
}

ssize_t
send (int         fd,
      const void *data,
      size_t      length,
      int         flags)
{
  gboolean planned = comes_to (fd, TORTURE_SENDS);

  AFTER (planned, syscall (SYS_sendto, fd, data, cut (planned, length), flags, NULL, 0));
}

ssize_t
sendmsg (int                  fd,
         const struct msghdr *message,
         int                  flags)
{
  gboolean planned = comes_to (fd, TORTURE_SENDS);

  AFTER (planned, syscall (SYS_sendmsg, fd, message, flags));
}

ssize_t
recv (int     fd,
      void   *data,
      size_t  length,
      int     flags)
{
  gboolean planned = comes_to (fd, TORTURE_RECEIVES);

  AFTER (planned, syscall (SYS_recvfrom, fd, data, length, flags, NULL, NULL));
}

ssize_t
recvmsg (int            fd,
         struct msghdr *message,
         int            flags)
{
  gboolean planned = comes_to (fd, TORTURE_RECEIVES);

  AFTER (planned, syscall (SYS_recvmsg, fd, message, flags));
}
