/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-fsync FOLDER COUNT: how often in a second this machine makes a page of a file there durable.
 * build-aux/bench states it beside the rate at which posts are made; it is not installed. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int
main (int   argc,
      char *argv[])
{
  static char page[4096];
  struct timespec begin, end;
  int count = argc == 3 ? atoi (argv[2]) : 0;
  int fd = count > 0 ? open (argv[1], O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600) : -1;

  if (fd < 0)
    {
      fprintf (stderr, "usage: bench-fsync FOLDER COUNT\n");
      return 2;
    }
  clock_gettime (CLOCK_MONOTONIC, &begin);
  for (int i = 0; i < count; i++)
    if (write (fd, page, sizeof page) != sizeof page || fsync (fd) != 0)
      {
        perror ("bench-fsync");
        return 1;
      }
  clock_gettime (CLOCK_MONOTONIC, &end);
  printf ("%.0f\n", count / ((double) (end.tv_sec - begin.tv_sec) + (double) (end.tv_nsec - begin.tv_nsec) / 1e9));
  return 0;
}
