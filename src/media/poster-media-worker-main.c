/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "late-poster-media"

#include "poster-json.h"
#include "poster-media-convert.h"
#include "poster-media-filmstrip.h"
#include "poster-media-probe.h"
#include "poster-media-protocol.h"
#include "poster-media-pulse.h"
#include "poster-media-thumbnail.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* The media worker: late-poster-media. It is started by the program, gets open files over a
 * socket pair, one at a time, and may come to grief over any of them. */

static void
limit_resource (int    resource,
                rlim_t limit)
{
  struct rlimit limits;

  if (getrlimit (resource, &limits) < 0)
    return;
  limits.rlim_cur = MIN (limits.rlim_max, limit);
  limits.rlim_max = limits.rlim_cur;
  setrlimit (resource, &limits);
}

/* What a file that takes over a decoder would find: no core file with the contents of memory, no
 * way to other rights, and an end to memory. */
static void
limit_self (gint64   memory_limit_bytes,
            gboolean end_with_parent)
{
  limit_resource (RLIMIT_CORE, 0);
  /* The address sanitizer needs terabytes that it never uses. */
#ifndef __SANITIZE_ADDRESS__
  if (memory_limit_bytes > 0)
    limit_resource (RLIMIT_DATA, (rlim_t) memory_limit_bytes);
#endif
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (end_with_parent)
    prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

/* Ends the worker when the program is gone, whatever the main thread is caught in. */
static gpointer
watch_parent_thread (gpointer data)
{
  struct pollfd watched = { GPOINTER_TO_INT (data), POLLRDHUP, 0 };

  while (poll (&watched, 1, -1) < 0 || (watched.revents & (POLLRDHUP | POLLHUP | POLLERR)) == 0)
    ;
  _exit (0);
}

static void
answer_probe (PosterMediaChannel *channel,
              PosterMediaPulse   *pulse,
              int                 fd)
{
  g_autoptr(PosterMediaFacts) facts = poster_media_probe (fd, pulse);
  g_autoptr(JsonObject) answer = json_object_new ();

  json_object_set_string_member (answer, "event", "facts");
  json_object_set_object_member (answer, "facts", poster_media_facts_to_json (facts));
  poster_media_channel_send (channel, answer, -1, TRUE);
}

static gboolean
write_all (int           fd,
           const char   *data,
           gsize         length)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written <= 0)
        return FALSE;
      data += written;
      length -= (gsize) written;
    }
  return TRUE;
}

static void
answer_thumbnail (PosterMediaChannel *channel,
                  PosterMediaPulse   *pulse,
                  JsonObject         *request,
                  int                 fd)
{
  g_autoptr(JsonObject) answer = json_object_new ();
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *data = NULL;
  int width = (int) poster_json_get_int (request, "width", 256);
  int height = (int) poster_json_get_int (request, "height", 256);
  int frames = (int) poster_json_get_int (request, "frames", 0);
  gsize length = 0;
  int memory = -1;

  if (frames > 0)
    picture = poster_media_filmstrip (fd, frames, width, height, pulse, &error);
  else
    picture = poster_media_thumbnail (fd, width, height, poster_json_get_int (request, "position", -1), pulse, &error);
  if (picture != NULL &&
      gdk_pixbuf_save_to_buffer (picture, &data, &length, "png", &error, "compression", "3", NULL))
    memory = memfd_create ("thumbnail", MFD_CLOEXEC);
  if (memory >= 0 && write_all (memory, data, length))
    {
      json_object_set_string_member (answer, "event", "thumbnail");
      json_object_set_int_member (answer, "width", gdk_pixbuf_get_width (picture));
      json_object_set_int_member (answer, "height", gdk_pixbuf_get_height (picture));
      poster_media_channel_send (channel, answer, memory, TRUE);
    }
  else
    {
      json_object_set_string_member (answer, "event", "failed");
      json_object_set_string_member (answer, "message",
                                     error != NULL ? error->message : _("No picture of the file could be made."));
      poster_media_channel_send (channel, answer, -1, TRUE);
    }
  if (memory >= 0)
    close (memory);
}

static int
receive_file (PosterMediaChannel *channel)
{
  JsonObject *message;
  int fd;

  if (poster_media_channel_receive (channel, TRUE, &message, &fd) != POSTER_MEDIA_RECEIPT_MESSAGE)
    _exit (0);
  json_object_unref (message);
  return fd;
}

static void
answer_convert (PosterMediaChannel *channel,
                PosterMediaPulse   *pulse,
                JsonObject         *request,
                int                 fd)
{
  g_autoptr(JsonObject) answer = json_object_new ();
  g_autoptr(GError) error = NULL;
  JsonObject *plan = poster_json_get_object (request, "plan");
  int scratch = receive_file (channel);
  int output = receive_file (channel);

  /* Others on this computer come first. */
  setpriority (PRIO_PROCESS, 0, 10);
  if (plan != NULL && scratch >= 0 && output >= 0 && poster_media_convert (fd, plan, scratch, output, pulse, &error))
    json_object_set_string_member (answer, "event", "converted");
  else
    {
      json_object_set_string_member (answer, "event", "failed");
      if (error != NULL)
        {
          json_object_set_string_member (answer, "message", error->message);
          json_object_set_int_member (answer, "code", error->domain == G_IO_ERROR ? error->code : G_IO_ERROR_FAILED);
        }
    }
  if (scratch >= 0)
    close (scratch);
  if (output >= 0)
    close (output);
  poster_media_channel_send (channel, answer, -1, TRUE);
}

static void
say (PosterMediaChannel *channel,
     const char         *event)
{
  g_autoptr(JsonObject) message = json_object_new ();

  json_object_set_string_member (message, "event", event);
  poster_media_channel_send (channel, message, -1, TRUE);
}

int
main (int    argc,
      char **argv)
{
  gint64 memory_limit_bytes = 0;
  gboolean end_with_parent = FALSE;
  const GOptionEntry options[] = {
    { "memory-limit", 0, 0, G_OPTION_ARG_INT64, &memory_limit_bytes, NULL, NULL },
    { "end-with-parent", 0, 0, G_OPTION_ARG_NONE, &end_with_parent, NULL, NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(PosterMediaChannel) channel = NULL;
  g_autoptr(PosterClock) clock = NULL;
  g_autoptr(GError) error = NULL;
  PosterMediaPulse pulse = { 0 };

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, POSTER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (lseek (POSTER_MEDIA_WORKER_FD, 0, SEEK_CUR) >= 0 || errno != ESPIPE)
    {
      g_printerr ("This program is a part of late-poster and is started by it.\n");
      return 2;
    }

  limit_self (memory_limit_bytes, end_with_parent);
  channel = poster_media_channel_new (POSTER_MEDIA_WORKER_FD);
  clock = poster_clock_new ();
  pulse.clock = clock;
  pulse.channel = channel;
  g_thread_unref (g_thread_new ("parent", watch_parent_thread, GINT_TO_POINTER (POSTER_MEDIA_WORKER_FD)));
  say (channel, "ready");
  while (TRUE)
    {
      JsonObject *request;
      int fd;

      /* The program is gone or has had enough: there is nothing to put in order. */
      if (poster_media_channel_receive (channel, TRUE, &request, &fd) != POSTER_MEDIA_RECEIPT_MESSAGE)
        _exit (0);
      say (channel, "progress");
      if (fd >= 0 && g_strcmp0 (poster_json_get_string (request, "request"), "probe") == 0)
        answer_probe (channel, &pulse, fd);
      else if (fd >= 0 && g_strcmp0 (poster_json_get_string (request, "request"), "thumbnail") == 0)
        answer_thumbnail (channel, &pulse, request, fd);
      else if (fd >= 0 && g_strcmp0 (poster_json_get_string (request, "request"), "convert") == 0)
        answer_convert (channel, &pulse, request, fd);
      else
        return 2;
      close (fd);
      json_object_unref (request);
    }
}
