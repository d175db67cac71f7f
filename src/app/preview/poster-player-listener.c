/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-player-listener"

#include "poster-player-listener.h"

/* Hears what demuxers say.
 *
 * While decodebin or parsebin (tried: 1.22) sets a demuxer up, it keeps errors of it to itself, and
 * throws them away when it is done. A demuxer that fails on a damaged file in that moment, in its own thread,
 * is never heard of again, and a player would wait for ever. A tracer hears each message where it
 * is made. */
typedef struct
{
  GstTracer parent_instance;
} PosterPlayerListener;

typedef struct
{
  GstTracerClass parent_class;
} PosterPlayerListenerClass;

GType poster_player_listener_get_type (void);

G_DEFINE_TYPE (PosterPlayerListener, poster_player_listener, GST_TYPE_TRACER)

static void
message_cb (GObject      *self,
            GstClockTime  time,
            GstElement   *element,
            GstMessage   *message)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  g_autoptr(GstObject) top = NULL;
  g_autoptr(GError) error = NULL;
  GstStructure *words;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR || factory == NULL ||
      !gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_DEMUXER))
    return;
  top = gst_object_ref (GST_OBJECT (element));
  for (GstObject *parent = gst_object_get_parent (top); parent != NULL; parent = gst_object_get_parent (top))
    {
      gst_object_unref (top);
      top = parent;
    }
  if (!GST_IS_PIPELINE (top))
    return;
  gst_message_parse_error (message, &error, NULL);
  words = gst_structure_new (POSTER_PLAYER_LISTENER_ERROR, "error", G_TYPE_ERROR, error, NULL);
  gst_element_post_message (GST_ELEMENT (top), gst_message_new_application (top, words));
}

static void
poster_player_listener_class_init (PosterPlayerListenerClass *klass)
{
}

static void
poster_player_listener_init (PosterPlayerListener *self)
{
  gst_tracing_register_hook (GST_TRACER (self), "element-post-message-pre", G_CALLBACK (message_cb));
}

/**
 * poster_player_listener_start:
 *
 * From now on, until the process ends, what a demuxer calls an error reaches the bus of its
 * pipeline as an application message named %POSTER_PLAYER_LISTENER_ERROR, with a member `error`,
 * whatever becomes of the error itself. To be called after gst_init(); again makes no difference.
 */
void
poster_player_listener_start (void)
{
  static GstTracer *listener;

  if (listener == NULL)
    listener = g_object_new (poster_player_listener_get_type (), NULL);
}
