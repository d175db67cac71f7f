/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-transport"

#include "poster-transport.h"

#include "poster-filmstrip.h"
#include "poster-preview-actions.h"

#include <glib/gi18n-lib.h>

struct _PosterTransport
{
  GtkWidget     parent_instance;

  PosterPlayer *player;          /* (nullable): after dispose */
  int           shown_seconds;   /* what the labels say, so that they change once a second */
  int           shown_duration;

  GtkWidget    *play_button;
  GtkWidget    *filmstrip;
  GtkWidget    *times;
  GtkWidget    *position_label;
  GtkWidget    *duration_label;
  GtkWidget    *mute_button;
};

G_DEFINE_FINAL_TYPE (PosterTransport, poster_transport, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_PLAYER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Returns: (transfer full): "0:07" */
static char *
format_seconds (int seconds)
{
  /* Translators: minutes and seconds of a clip, e.g. "0:07" */
  return g_strdup_printf (C_("time in a clip", "%d:%02d"), seconds / 60, seconds % 60);
}

static void
update_times (PosterTransport *self)
{
  int seconds = (int) (poster_player_get_position_us (self->player) / G_USEC_PER_SEC);
  int duration = (int) ((poster_player_get_duration_us (self->player) + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC);

  if (seconds != self->shown_seconds)
    {
      g_autofree char *text = format_seconds (seconds);

      self->shown_seconds = seconds;
      gtk_label_set_text (GTK_LABEL (self->position_label), text);
    }
  if (duration != self->shown_duration)
    {
      g_autofree char *text = format_seconds (duration);
      g_autofree char *label = g_strconcat (" / ", text, NULL);

      self->shown_duration = duration;
      gtk_label_set_text (GTK_LABEL (self->duration_label), label);
      /* Nothing moves while it plays. */
      gtk_label_set_width_chars (GTK_LABEL (self->position_label), (int) g_utf8_strlen (text, -1));
    }
}

static void
update_playing (PosterTransport *self)
{
  gboolean playing = poster_player_get_playing (self->player);
  const char *label = playing ? _("Pause") : _("Play");

  gtk_button_set_icon_name (GTK_BUTTON (self->play_button),
                            playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_muted (PosterTransport *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self->mute_button),
                            poster_player_get_muted (self->player) ? "audio-volume-muted-symbolic"
                                                                   : "audio-volume-high-symbolic");
}

static void
update_prepared (PosterTransport *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self), poster_player_get_is_prepared (self->player));
  poster_preview_actions_update (GTK_WIDGET (self), self->player);
  update_times (self);
}

static void
poster_transport_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  PosterTransport *self = POSTER_TRANSPORT (object);

  switch (property_id)
    {
    case PROP_PLAYER:
      g_value_set_object (value, self->player);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_transport_dispose (GObject *object)
{
  PosterTransport *self = POSTER_TRANSPORT (object);

  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_clear_object (&self->player);
  g_clear_pointer (&self->filmstrip, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), POSTER_TYPE_TRANSPORT);
  G_OBJECT_CLASS (poster_transport_parent_class)->dispose (object);
}

static void
poster_transport_class_init (PosterTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_transport_get_property;
  object_class->dispose = poster_transport_dispose;
  properties[PROP_PLAYER] = g_param_spec_object ("player", NULL, NULL, POSTER_TYPE_PLAYER,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  poster_preview_actions_install (widget_class);
  gtk_widget_class_set_css_name (widget_class, "transport");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-transport.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, play_button);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, times);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, position_label);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, duration_label);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, mute_button);
}

static void
poster_transport_init (PosterTransport *self)
{
  self->shown_seconds = -1;
  self->shown_duration = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_transport_new:
 * @player: what it is for
 * @pool: (nullable): what makes the pictures of the filmstrip
 *
 * Returns: (transfer floating): a transport
 */
GtkWidget *
poster_transport_new (PosterPlayer    *player,
                      PosterMediaPool *pool)
{
  PosterTransport *self = g_object_new (POSTER_TYPE_TRANSPORT, NULL);

  self->player = g_object_ref (player);
  self->filmstrip = poster_filmstrip_new (player, pool);
  gtk_widget_set_hexpand (self->filmstrip, TRUE);
  gtk_widget_insert_after (self->filmstrip, GTK_WIDGET (self), self->play_button);
  g_signal_connect_swapped (player, "notify::is-prepared", G_CALLBACK (update_prepared), self);
  g_signal_connect_swapped (player, "notify::duration-us", G_CALLBACK (update_times), self);
  g_signal_connect_swapped (player, "notify::position-us", G_CALLBACK (update_times), self);
  g_signal_connect_swapped (player, "notify::playing", G_CALLBACK (update_playing), self);
  g_signal_connect_swapped (player, "notify::muted", G_CALLBACK (update_muted), self);
  g_object_bind_property (player, "muted", self->mute_button, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  update_prepared (self);
  update_playing (self);
  update_muted (self);
  return GTK_WIDGET (self);
}
