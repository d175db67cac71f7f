/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-server"

#include "poster-server-receiver.h"

#include "poster-task-thread.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_SIZE (256 * 1024)

static void
receiver_free (PosterServerReceiver *receiver)
{
  g_object_unref (receiver->socket);
  g_byte_array_unref (receiver->input);
  g_object_unref (receiver->clock);
  g_clear_error (&receiver->error);
  g_free (receiver);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* In a thread: waits as the sandbox's clock says, which may be one that a test moves. */
static void
pause_thread (PosterClock  *clock,
              gint64        pause_us,
              GCancellable *cancellable)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GAsyncResult) result = NULL;

  g_main_context_push_thread_default (context);
  poster_clock_sleep_async (clock, pause_us, cancellable, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
}

static gboolean
write_block (int           fd,
             const guint8 *data,
             gsize         length,
             gint64        offset,
             GError      **error)
{
  while (length > 0)
    {
      ssize_t written = pwrite (fd, data, length, offset);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          int code = errno;

          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                       "The upload could not be written: %s", g_strerror (code));
          return FALSE;
        }
      data += written;
      length -= (gsize) written;
      offset += written;
    }
  return TRUE;
}

/* Up to @length bytes: 0 at the end of the stream, -1 on failure. */
static gssize
read_block (PosterServerReceiver *receiver,
            guint8                *buffer,
            gsize                  length,
            GCancellable          *cancellable)
{
  GByteArray *input = receiver->input;
  gsize buffered = MIN (length, input->len);

  if (buffered == 0)
    return g_socket_receive (receiver->socket, (char *) buffer, length, cancellable, &receiver->error);
  memcpy (buffer, input->data, buffered);
  g_byte_array_remove_range (input, 0, (guint) buffered);
  return (gssize) buffered;
}

static void
receive (PosterServerReceiver *receiver,
         GCancellable          *cancellable)
{
  g_autofree guint8 *buffer = g_malloc (BLOCK_SIZE);
  gint64 piece = BLOCK_SIZE;

  if (receiver->pieces > 1)
    piece = CLAMP (receiver->length / receiver->pieces, 1, BLOCK_SIZE);
  if (receiver->preface != NULL)
    g_socket_send (receiver->socket, receiver->preface, strlen (receiver->preface), cancellable, NULL);

  while (receiver->received < receiver->length)
    {
      gssize count = read_block (receiver, buffer, (gsize) MIN (receiver->length - receiver->received, piece),
                                 cancellable);

      if (count == 0 && !receiver->to_the_end)
        g_set_error_literal (&receiver->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                             "The peer went away before it had sent everything");
      if (count <= 0)
        return;
      receiver->received += count;
      if (receiver->checksum != NULL)
        g_checksum_update (receiver->checksum, buffer, count);
      if (receiver->fd >= 0 &&
          !write_block (receiver->fd, buffer, (gsize) count, receiver->offset + receiver->received - count,
                        &receiver->error))
        return;
      if (receiver->pieces > 1 && receiver->received < receiver->length)
        pause_thread (receiver->clock, receiver->interval_us, cancellable);
    }
}

static void
work_cb (gpointer      task_data,
         GCancellable *cancellable)
{
  receive (task_data, cancellable);
}

static void
done_cb (GTask    *task,
         gpointer  task_data)
{
  PosterServerReceiver *receiver = task_data;

  if (receiver->error != NULL)
    g_task_return_error (task, g_steal_pointer (&receiver->error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * poster_server_receiver_run_async:
 * @receiver: what to do; copied
 * @source_object: (type GObject) (nullable): the source object of the result
 * @cancellable: (nullable): to stop
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Reads in a thread, never holding more than a block in memory.
 */
void
poster_server_receiver_run_async (const PosterServerReceiver *receiver,
                                   gpointer                     source_object,
                                   GCancellable                *cancellable,
                                   GAsyncReadyCallback          callback,
                                   gpointer                     user_data)
{
  GTask *task = g_task_new (source_object, cancellable, callback, user_data);
  PosterServerReceiver *copy = g_memdup2 (receiver, sizeof *receiver);

  g_object_ref (copy->socket);
  g_byte_array_ref (copy->input);
  g_object_ref (copy->clock);
  copy->received = 0;
  copy->error = NULL;
  g_task_set_source_tag (task, poster_server_receiver_run_async);
  g_task_set_task_data (task, copy, (GDestroyNotify) receiver_free);
  poster_task_thread_run (task, work_cb, done_cb);
}

/**
 * poster_server_receiver_run_finish:
 * @result: the result
 * @received: (out): how many bytes came, in failure too
 * @error: #GIOErrorEnum: the peer went away, was silent for too long, or the disk is full
 *
 * Returns: whether all came
 */
gboolean
poster_server_receiver_run_finish (GAsyncResult  *result,
                                    gint64        *received,
                                    GError       **error)
{
  PosterServerReceiver *receiver = g_task_get_task_data (G_TASK (result));

  *received = receiver->received;
  return g_task_propagate_boolean (G_TASK (result), error);
}
