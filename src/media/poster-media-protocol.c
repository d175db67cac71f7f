/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-protocol"

#include "poster-media-protocol.h"

#include "poster-json.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Neither side trusts the other further than this. */
#define MAX_LINE 262144
#define MAX_FDS  4

struct _PosterMediaChannel
{
  int         socket;
  GByteArray *input;
  int         fds[MAX_FDS];  /* received, not handed out yet */
  guint       n_fds;
};

/**
 * poster_media_channel_new:
 * @socket: one end of a stream socket pair; the channel closes it
 *
 * Returns: (transfer full): a channel, used from one thread at a time
 */
PosterMediaChannel *
poster_media_channel_new (int socket)
{
  PosterMediaChannel *self = g_new0 (PosterMediaChannel, 1);

  self->socket = socket;
  self->input = g_byte_array_new ();
  return self;
}

void
poster_media_channel_free (PosterMediaChannel *self)
{
  for (guint i = 0; i < self->n_fds; i++)
    close (self->fds[i]);
  close (self->socket);
  g_byte_array_unref (self->input);
  g_free (self);
}

int
poster_media_channel_get_fd (PosterMediaChannel *self)
{
  return self->socket;
}

/**
 * poster_media_channel_send:
 * @self: a channel
 * @message: what to say; `descriptor` is added to it when one is sent along
 * @fd: a descriptor to send along, -1 for none; it stays the caller's
 * @wait: whether to wait for room; without, no room is a failure
 *
 * Returns: whether all of it was sent
 */
gboolean
poster_media_channel_send (PosterMediaChannel *self,
                           JsonObject         *message,
                           int                 fd,
                           gboolean            wait)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  gsize length, sent = 0;

  /* The kernel glues pieces together: the message itself must say that one belongs to it. */
  if (fd >= 0)
    json_object_set_boolean_member (message, "descriptor", TRUE);
  text = poster_json_to_text (message, FALSE);
  line = g_strconcat (text, "\n", NULL);
  length = strlen (line);

  while (sent < length)
    {
      union
      {
        struct cmsghdr header;
        char           space[CMSG_SPACE (sizeof (int))];
      } control = { 0 };
      struct iovec piece = { line + sent, length - sent };
      struct msghdr header = { .msg_iov = &piece, .msg_iovlen = 1 };
      gssize count;

      if (fd >= 0 && sent == 0)
        {
          header.msg_control = control.space;
          header.msg_controllen = sizeof control.space;
          control.header.cmsg_level = SOL_SOCKET;
          control.header.cmsg_type = SCM_RIGHTS;
          control.header.cmsg_len = CMSG_LEN (sizeof (int));
          memcpy (CMSG_DATA (&control.header), &fd, sizeof (int));
        }
      count = sendmsg (self->socket, &header, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        return FALSE;
      sent += (gsize) count;
    }
  return TRUE;
}

/* Keeps what fits; a peer that floods us with descriptors loses the rest. */
static void
take_descriptors (PosterMediaChannel *self,
                  struct msghdr      *header)
{
  for (struct cmsghdr *control = CMSG_FIRSTHDR (header); control != NULL;
       control = CMSG_NXTHDR (header, control))
    {
      gsize count;

      if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS)
        continue;
      count = (control->cmsg_len - CMSG_LEN (0)) / sizeof (int);
      for (gsize i = 0; i < count; i++)
        {
          int fd;

          memcpy (&fd, CMSG_DATA (control) + i * sizeof (int), sizeof (int));
          if (self->n_fds < MAX_FDS)
            self->fds[self->n_fds++] = fd;
          else
            close (fd);
        }
    }
}

/* Returns: whether a whole line was there; with a line that is no JSON object, @message is NULL */
static gboolean
take_line (PosterMediaChannel  *self,
           JsonObject         **message)
{
  guint8 *end = self->input->len > 0 ? memchr (self->input->data, '\n', self->input->len) : NULL;
  gsize length;

  if (end == NULL)
    return FALSE;
  length = (gsize) (end - self->input->data);
  *message = poster_json_parse_object ((const char *) self->input->data, (gssize) length, NULL);
  g_byte_array_remove_range (self->input, 0, (guint) length + 1);
  return TRUE;
}

/**
 * poster_media_channel_receive:
 * @self: a channel
 * @wait: whether to wait for a message
 * @message: (out) (transfer full): the message
 * @fd: (out): the descriptor that came with it or -1; the caller closes it
 *
 * Returns: what there was
 */
PosterMediaReceipt
poster_media_channel_receive (PosterMediaChannel  *self,
                              gboolean             wait,
                              JsonObject         **message,
                              int                 *fd)
{
  *message = NULL;
  *fd = -1;
  while (!take_line (self, message))
    {
      guint8 buffer[4096];
      union
      {
        struct cmsghdr header;
        char           space[CMSG_SPACE (sizeof (int) * MAX_FDS)];
      } control;
      struct iovec piece = { buffer, sizeof buffer };
      struct msghdr header = {
        .msg_iov = &piece,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = sizeof control.space,
      };
      gssize count;

      if (self->input->len > MAX_LINE)
        return POSTER_MEDIA_RECEIPT_CLOSED;
      count = recvmsg (self->socket, &header, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0 && errno == EAGAIN)
        return POSTER_MEDIA_RECEIPT_AGAIN;
      if (count <= 0)
        return POSTER_MEDIA_RECEIPT_CLOSED;
      take_descriptors (self, &header);
      g_byte_array_append (self->input, buffer, (guint) count);
    }
  if (*message == NULL)
    return POSTER_MEDIA_RECEIPT_CLOSED;
  if (self->n_fds > 0 && poster_json_get_boolean (*message, "descriptor", FALSE))
    {
      *fd = self->fds[0];
      self->n_fds--;
      memmove (self->fds, self->fds + 1, self->n_fds * sizeof (int));
    }
  return POSTER_MEDIA_RECEIPT_MESSAGE;
}
