/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-bin"

#include "poster-preview-bin.h"

#include "poster-preview-actions.h"

struct _PosterPreviewBin
{
  AdwBin        parent_instance;

  PosterPlayer *player;  /* (nullable) */
};

G_DEFINE_FINAL_TYPE (PosterPreviewBin, poster_preview_bin, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_PLAYER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
prepared_cb (PosterPreviewBin *self)
{
  poster_preview_actions_update (GTK_WIDGET (self), self->player);
}

static void
poster_preview_bin_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  PosterPreviewBin *self = POSTER_PREVIEW_BIN (object);

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
poster_preview_bin_set_property (GObject      *object,
                                 guint         property_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_PLAYER:
      poster_preview_bin_set_player (POSTER_PREVIEW_BIN (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_preview_bin_dispose (GObject *object)
{
  PosterPreviewBin *self = POSTER_PREVIEW_BIN (object);

  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_clear_object (&self->player);
  G_OBJECT_CLASS (poster_preview_bin_parent_class)->dispose (object);
}

static void
poster_preview_bin_class_init (PosterPreviewBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = poster_preview_bin_get_property;
  object_class->set_property = poster_preview_bin_set_property;
  object_class->dispose = poster_preview_bin_dispose;
  properties[PROP_PLAYER] =
    g_param_spec_object ("player", NULL, NULL, POSTER_TYPE_PLAYER,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  poster_preview_actions_install (GTK_WIDGET_CLASS (klass));
}

static void
poster_preview_bin_init (PosterPreviewBin *self)
{
  poster_preview_actions_update (GTK_WIDGET (self), NULL);
}

/**
 * poster_preview_bin_new:
 *
 * Returns: (transfer floating): an empty one
 */
GtkWidget *
poster_preview_bin_new (void)
{
  return g_object_new (POSTER_TYPE_PREVIEW_BIN, NULL);
}

/**
 * poster_preview_bin_set_player:
 * @self: a bin
 * @player: (nullable): what the keys act on
 */
void
poster_preview_bin_set_player (PosterPreviewBin *self,
                               PosterPlayer     *player)
{
  g_return_if_fail (POSTER_IS_PREVIEW_BIN (self));
  g_return_if_fail (player == NULL || POSTER_IS_PLAYER (player));

  if (self->player == player)
    return;
  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_set_object (&self->player, player);
  if (player != NULL)
    g_signal_connect_swapped (player, "notify::is-prepared", G_CALLBACK (prepared_cb), self);
  prepared_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYER]);
}
