/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The least that a PUT can be sent to: reads each body, throws it away, and answers as TikTok's
 * upload address does. build-aux/bench measures curl against it; it is not installed.
 *
 * Prints its port on a line of stdout, then serves until its stdin ends, a thread per connection. */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_BYTES (1024 * 1024)
#define HEADER_BYTES (16 * 1024)

typedef struct
{
  long long length;
  long long first;
  long long last;
  long long total;
} Put;

static void
parse_headers (char *headers,
               Put  *put)
{
  char *rest = NULL;

  *put = (Put) { 0 };
  for (char *line = strtok_r (headers, "\r\n", &rest); line != NULL; line = strtok_r (NULL, "\r\n", &rest))
    {
      if (strncasecmp (line, "Content-Length:", 15) == 0)
        put->length = strtoll (line + 15, NULL, 10);
      else if (strncasecmp (line, "Content-Range:", 14) == 0)
        (void) sscanf (line + 14, " bytes %lld-%lld/%lld", &put->first, &put->last, &put->total);
    }
}

/* Serves PUTs on one connection until the peer closes it. */
static void *
serve_connection (void *data)
{
  int fd = (int) (intptr_t) data;
  char *buffer = malloc (BUFFER_BYTES);
  size_t held = 0;

  while (buffer != NULL)
    {
      char *end = NULL;
      char answer[256];
      int answer_length;
      long long left;
      Put put;

      /* The header block. */
      buffer[held] = '\0';
      while ((end = strstr (buffer, "\r\n\r\n")) == NULL && held < HEADER_BYTES)
        {
          ssize_t got = read (fd, buffer + held, HEADER_BYTES - held);

          if (got <= 0)
            break;
          held += (size_t) got;
          buffer[held] = '\0';
        }
      if (end == NULL)
        break;

      *end = '\0';
      end += 4;
      parse_headers (buffer, &put);
      held -= (size_t) (end - buffer);
      left = put.length - (long long) held;

      /* The body; what was read with the headers is part of it. */
      while (left > 0)
        {
          ssize_t got = read (fd, buffer, left < BUFFER_BYTES ? (size_t) left : BUFFER_BYTES);

          if (got <= 0)
            goto out;
          left -= got;
        }
      held = 0;

      answer_length = snprintf (answer, sizeof answer,
                                "HTTP/1.1 %s\r\nContent-Range: bytes 0-%lld/%lld\r\nContent-Length: 0\r\n\r\n",
                                put.last + 1 >= put.total ? "201 Created" : "206 Partial Content",
                                put.last, put.total);
      if (write (fd, answer, (size_t) answer_length) != answer_length)
        break;
    }

out:
  free (buffer);
  close (fd);
  return NULL;
}

int
main (void)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  socklen_t address_length = sizeof address;
  int server = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (server < 0 ||
      bind (server, (struct sockaddr *) &address, sizeof address) < 0 ||
      listen (server, 16) < 0 ||
      getsockname (server, (struct sockaddr *) &address, &address_length) < 0)
    {
      perror ("bench-sink");
      return 1;
    }

  printf ("%d\n", ntohs (address.sin_port));
  fflush (stdout);

  while (1)
    {
      struct pollfd fds[] = {
        { .fd = server, .events = POLLIN },
        { .fd = STDIN_FILENO, .events = POLLIN },
      };
      pthread_t thread;
      int fd;

      if (poll (fds, 2, -1) < 0)
        {
          if (errno == EINTR)
            continue;
          return 1;
        }
      if (fds[1].revents != 0)
        return 0;

      fd = accept4 (server, NULL, NULL, SOCK_CLOEXEC);
      if (fd < 0)
        continue;
      if (pthread_create (&thread, NULL, serve_connection, (void *) (intptr_t) fd) != 0)
        close (fd);
      else
        pthread_detach (thread);
    }
}
