/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-transport"

#include "poster-transport.h"

#include "poster-filmstrip.h"
#include "poster-player-speeds.h"
#include "poster-preview-actions.h"
#include "poster-words.h"

#include <glib/gi18n-lib.h>

struct _PosterTransport
{
  GtkWidget      parent_instance;

  PosterPlayer  *player;          /* (nullable): after dispose */
  int            shown_seconds;   /* what the labels say, so that they change once a second */
  int            shown_duration;

  GtkWidget     *play_button;
  GtkWidget     *filmstrip;
  GtkWidget     *times;
  GtkWidget     *position_label;
  GtkWidget     *duration_label;
  GtkWidget     *buttons;
  GtkWidget     *speed_button;
  GtkWidget     *speed_label;
  GtkWidget     *sound_button;
  GtkWidget     *mute_button;
  GtkWidget     *volume_scale;
  GtkWidget     *volume_label;
  GtkAdjustment *volume_adjustment;
};

G_DEFINE_FINAL_TYPE (PosterTransport, poster_transport, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_PLAYER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
update_times (PosterTransport *self)
{
  int seconds = (int) (poster_player_get_position_us (self->player) / G_USEC_PER_SEC);
  int duration = (int) ((poster_player_get_duration_us (self->player) + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC);

  if (seconds != self->shown_seconds)
    {
      g_autofree char *text = poster_words_duration ((gint64) seconds * G_USEC_PER_SEC);

      self->shown_seconds = seconds;
      gtk_label_set_text (GTK_LABEL (self->position_label), text);
    }
  if (duration != self->shown_duration)
    {
      g_autofree char *text = poster_words_duration ((gint64) duration * G_USEC_PER_SEC);
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
update_sound (PosterTransport *self)
{
  double volume = poster_player_get_volume (self->player);
  gboolean silent = poster_player_get_muted (self->player) || volume < 0.005;
  g_autofree char *text = NULL;
  const char *icon = "audio-volume-high-symbolic";

  if (silent)
    icon = "audio-volume-muted-symbolic";
  else if (volume < 0.34)
    icon = "audio-volume-low-symbolic";
  else if (volume < 0.67)
    icon = "audio-volume-medium-symbolic";
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->sound_button), icon);
  gtk_widget_set_tooltip_text (self->sound_button, silent ? _("Sound, Muted") : _("Sound"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sound_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  silent ? _("Sound, Muted") : _("Sound"), -1);
  /* Translators: how loud, e.g. "50 %" */
  text = g_strdup_printf (C_("volume", "%d %%"), (int) (volume * 100 + 0.5));
  gtk_label_set_text (GTK_LABEL (self->volume_label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->volume_scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
update_speed (PosterTransport *self)
{
  g_autofree char *text = poster_player_speeds_format (poster_player_get_rate (self->player));

  gtk_label_set_text (GTK_LABEL (self->speed_label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->speed_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* Who reaches for the volume wants to hear something. */
static gboolean
change_volume_cb (PosterTransport *self)
{
  poster_player_set_muted (self->player, FALSE);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
to_percent (GBinding     *binding,
            const GValue *from,
            GValue       *to,
            gpointer      user_data)
{
  g_value_set_double (to, g_value_get_double (from) * 100);
  return TRUE;
}

static gboolean
from_percent (GBinding     *binding,
              const GValue *from,
              GValue       *to,
              gpointer      user_data)
{
  g_value_set_double (to, g_value_get_double (from) / 100);
  return TRUE;
}

/* Menu and keys go the same way. */
static void
insert_actions (PosterTransport *self)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GPropertyAction) speed = g_property_action_new ("speed", self->player, "rate");
  g_autoptr(GPropertyAction) loop = g_property_action_new ("loop", self->player, "loop");
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenuModel) speeds = poster_player_speeds_create_menu ("transport.speed");
  g_autoptr(GMenu) more = g_menu_new ();

  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (speed));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (loop));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "transport", G_ACTION_GROUP (group));
  g_menu_append_section (menu, _("Speed"), speeds);
  g_menu_append (more, _("Loop"), "transport.loop");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->speed_button), G_MENU_MODEL (menu));
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
  gtk_widget_insert_action_group (GTK_WIDGET (self), "transport", NULL);
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
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, buttons);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, speed_button);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, speed_label);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, sound_button);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, mute_button);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, volume_scale);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, volume_label);
  gtk_widget_class_bind_template_child (widget_class, PosterTransport, volume_adjustment);
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
  g_signal_connect_swapped (player, "notify::muted", G_CALLBACK (update_sound), self);
  g_signal_connect_swapped (player, "notify::volume", G_CALLBACK (update_sound), self);
  g_signal_connect_swapped (player, "notify::rate", G_CALLBACK (update_speed), self);
  g_signal_connect_swapped (self->volume_scale, "change-value", G_CALLBACK (change_volume_cb), self);
  g_object_bind_property_full (player, "volume", self->volume_adjustment, "value",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE, to_percent, from_percent, NULL, NULL);
  g_object_bind_property (player, "muted", self->mute_button, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  insert_actions (self);
  update_prepared (self);
  update_playing (self);
  update_sound (self);
  update_speed (self);
  return GTK_WIDGET (self);
}
