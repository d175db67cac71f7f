/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-engine-channel"

#include "poster-engine-channel.h"

#include <string.h>

#include "poster-engine-wire.h"
#include "poster-json.h"

#define READ_BYTES 8192

/* What may wait for a peer that does not read; more means that it hangs. */
#define MAX_QUEUED_BYTES (1024 * 1024)

/**
 * PosterEngineChannel:
 *
 * One end of engine.sock: JSON objects in lines, both ways. Lines may hold secrets, so buffers
 * are wiped before they are freed.
 */
struct _PosterEngineChannel
{
  GObject       parent_instance;

  GIOStream    *stream;
  GCancellable *cancellable;
  GByteArray   *input;
  char          chunk[READ_BYTES];
  GQueue        output;        /* (element-type GByteArray) */
  gsize         queued_bytes;
  gboolean      writing;
  gboolean      closed;
};

G_DEFINE_FINAL_TYPE (PosterEngineChannel, poster_engine_channel, G_TYPE_OBJECT)

enum
{
  MESSAGE,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void read_more (PosterEngineChannel *self);
static void write_more (PosterEngineChannel *self);

static void
wiped_free (gpointer data)
{
  GByteArray *bytes = data;

  /* An empty one has no data to wipe. */
  if (bytes->len > 0)
    explicit_bzero (bytes->data, bytes->len);
  g_byte_array_unref (bytes);
}

static void
poster_engine_channel_finalize (GObject *object)
{
  PosterEngineChannel *self = POSTER_ENGINE_CHANNEL (object);

  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  wiped_free (self->input);
  explicit_bzero (self->chunk, sizeof self->chunk);
  g_queue_clear_full (&self->output, wiped_free);
  G_OBJECT_CLASS (poster_engine_channel_parent_class)->finalize (object);
}

static void
poster_engine_channel_class_init (PosterEngineChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_engine_channel_finalize;

  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
poster_engine_channel_init (PosterEngineChannel *self)
{
  self->cancellable = g_cancellable_new ();
  self->input = g_byte_array_new ();
  g_queue_init (&self->output);
}

/**
 * poster_engine_channel_new:
 * @stream: a connected socket
 *
 * Returns: (transfer full): a channel; it emits ::message (JsonObject) for what comes in and
 *   ::closed once at the end, in the main context that is the thread default now
 */
PosterEngineChannel *
poster_engine_channel_new (GIOStream *stream)
{
  PosterEngineChannel *self = g_object_new (POSTER_TYPE_ENGINE_CHANNEL, NULL);

  self->stream = g_object_ref (stream);
  read_more (self);
  return self;
}

/**
 * poster_engine_channel_close:
 * @self: a channel
 *
 * Ends it; ::closed is emitted before this returns, if it was not before.
 */
void
poster_engine_channel_close (PosterEngineChannel *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_io_stream_close (self->stream, NULL, NULL);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
take_lines (PosterEngineChannel *self)
{
  guint8 *end;

  while (!self->closed && (end = memchr (self->input->data, '\n', self->input->len)) != NULL)
    {
      gsize length = end - self->input->data;
      g_autoptr(JsonObject) message = NULL;

      message = poster_json_parse_object ((const char *) self->input->data, length, NULL);
      explicit_bzero (self->input->data, length);
      g_byte_array_remove_range (self->input, 0, length + 1);
      if (message == NULL)
        {
          poster_engine_channel_close (self);
          return;
        }
      g_signal_emit (self, signals[MESSAGE], 0, message);
    }
  if (self->input->len > POSTER_ENGINE_WIRE_MAX_LINE)
    poster_engine_channel_close (self);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PosterEngineChannel) self = user_data;
  gssize count;

  count = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);
  if (self->closed)
    return;
  if (count <= 0)
    {
      poster_engine_channel_close (self);
      return;
    }
  g_byte_array_append (self->input, (const guint8 *) self->chunk, count);
  take_lines (self);
  if (!self->closed)
    read_more (self);
}

static void
read_more (PosterEngineChannel *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->chunk, sizeof self->chunk,
                             G_PRIORITY_DEFAULT, self->cancellable, read_cb, g_object_ref (self));
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterEngineChannel) self = user_data;
  GByteArray *sent = g_queue_pop_head (&self->output);
  gboolean ok;

  ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL);
  self->writing = FALSE;
  self->queued_bytes -= sent->len;
  wiped_free (sent);
  if (!ok)
    poster_engine_channel_close (self);
  else
    write_more (self);
}

static void
write_more (PosterEngineChannel *self)
{
  GByteArray *next = g_queue_peek_head (&self->output);

  if (self->writing || self->closed || next == NULL)
    return;
  self->writing = TRUE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), next->data, next->len,
                                   G_PRIORITY_DEFAULT, self->cancellable, written_cb, g_object_ref (self));
}

/**
 * poster_engine_channel_send:
 * @self: a channel
 * @message: what to say
 *
 * Sends @message after what was sent before; a peer that reads nothing for too long is dropped.
 */
void
poster_engine_channel_send (PosterEngineChannel *self,
                            JsonObject          *message)
{
  char *text;
  GByteArray *line;

  if (self->closed)
    return;
  text = poster_json_to_text (message, FALSE);
  line = g_byte_array_new ();
  g_byte_array_append (line, (const guint8 *) text, strlen (text));
  g_byte_array_append (line, (const guint8 *) "\n", 1);
  explicit_bzero (text, strlen (text));
  g_free (text);
  g_queue_push_tail (&self->output, line);
  self->queued_bytes += line->len;
  if (self->queued_bytes > MAX_QUEUED_BYTES)
    poster_engine_channel_close (self);
  else
    write_more (self);
}
