/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-ring"

#include "poster-ring.h"

#include <adwaita.h>

#include "poster-ring-paintable.h"

/**
 * PosterRing:
 *
 * A ring around something: a quarter of it is lit and turns while one waits, and it closes when
 * what one waited for is there. Without animations it stands still, and closes at once.
 */
struct _PosterRing
{
  GtkWidget            parent_instance;

  PosterRingPaintable *paintable;
  GtkWidget           *image;
  GtkWidget           *child;      /* (nullable) */
  AdwAnimation        *turn;
  AdwAnimation        *closing;
  gboolean             turning;
};

#define SIZE             132
#define WAITING_FRACTION 0.25
#define TURN_MS          1400
#define CLOSE_MS         200

static void poster_ring_buildable_init (GtkBuildableIface *iface);

static GtkBuildableIface *parent_buildable_iface;

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterRing, poster_ring, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, poster_ring_buildable_init))

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_TURNING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
turned_cb (double   value,
           gpointer user_data)
{
  poster_ring_paintable_set_angle (POSTER_RING (user_data)->paintable, value);
}

static void
closed_cb (double   value,
           gpointer user_data)
{
  poster_ring_paintable_set_fraction (POSTER_RING (user_data)->paintable, value);
}

/* Turns only while somebody can see it. */
static void
update_turn (PosterRing *self)
{
  if (self->turning && gtk_widget_get_mapped (GTK_WIDGET (self)) && adw_get_enable_animations (GTK_WIDGET (self)))
    {
      if (adw_animation_get_state (self->turn) != ADW_ANIMATION_PLAYING)
        adw_animation_play (self->turn);
    }
  else if (adw_animation_get_state (self->turn) == ADW_ANIMATION_PLAYING)
    adw_animation_pause (self->turn);
}

static void
poster_ring_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (poster_ring_parent_class)->map (widget);
  update_turn (POSTER_RING (widget));
}

static void
poster_ring_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (poster_ring_parent_class)->unmap (widget);
  update_turn (POSTER_RING (widget));
}

static void
poster_ring_add_child (GtkBuildable *buildable,
                       GtkBuilder   *builder,
                       GObject      *child,
                       const char   *type)
{
  if (GTK_IS_WIDGET (child))
    poster_ring_set_child (POSTER_RING (buildable), GTK_WIDGET (child));
  else
    parent_buildable_iface->add_child (buildable, builder, child, type);
}

static void
poster_ring_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable_iface = g_type_interface_peek_parent (iface);
  iface->add_child = poster_ring_add_child;
}

static void
poster_ring_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  PosterRing *self = POSTER_RING (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_TURNING:
      g_value_set_boolean (value, self->turning);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_ring_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  PosterRing *self = POSTER_RING (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      poster_ring_set_child (self, g_value_get_object (value));
      break;
    case PROP_TURNING:
      poster_ring_set_turning (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_ring_dispose (GObject *object)
{
  PosterRing *self = POSTER_RING (object);

  if (self->turn != NULL)
    adw_animation_pause (self->turn);
  if (self->closing != NULL)
    adw_animation_pause (self->closing);
  g_clear_object (&self->turn);
  g_clear_object (&self->closing);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_pointer (&self->image, gtk_widget_unparent);
  g_clear_object (&self->paintable);
  G_OBJECT_CLASS (poster_ring_parent_class)->dispose (object);
}

static void
poster_ring_class_init (PosterRingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_ring_get_property;
  object_class->set_property = poster_ring_set_property;
  object_class->dispose = poster_ring_dispose;
  widget_class->map = poster_ring_map;
  widget_class->unmap = poster_ring_unmap;

  /**
   * PosterRing:child: (nullable)
   *
   * What is in the middle.
   */
  properties[PROP_CHILD] =
    g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /**
   * PosterRing:turning:
   *
   * Whether one waits.
   */
  properties[PROP_TURNING] =
    g_param_spec_boolean ("turning", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "ring");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
poster_ring_init (PosterRing *self)
{
  AdwAnimationTarget *turn = adw_callback_animation_target_new (turned_cb, self, NULL);
  AdwAnimationTarget *closing = adw_callback_animation_target_new (closed_cb, self, NULL);

  self->paintable = poster_ring_paintable_new (SIZE);
  self->image = gtk_image_new_from_paintable (GDK_PAINTABLE (self->paintable));
  gtk_image_set_pixel_size (GTK_IMAGE (self->image), SIZE);
  gtk_widget_set_parent (self->image, GTK_WIDGET (self));

  self->turn = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, TURN_MS, turn);
  adw_timed_animation_set_repeat_count (ADW_TIMED_ANIMATION (self->turn), 0);
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->turn), ADW_LINEAR);
  self->closing = adw_timed_animation_new (GTK_WIDGET (self), WAITING_FRACTION, 1, CLOSE_MS, closing);
}

/**
 * poster_ring_new:
 *
 * Returns: (transfer floating): a ring of which nothing is lit
 */
GtkWidget *
poster_ring_new (void)
{
  return g_object_new (POSTER_TYPE_RING, NULL);
}

/**
 * poster_ring_set_child:
 * @self: a ring
 * @child: (nullable): what is to be in the middle
 */
void
poster_ring_set_child (PosterRing *self,
                       GtkWidget  *child)
{
  if (self->child == child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    {
      gtk_widget_set_halign (child, GTK_ALIGN_CENTER);
      gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
      gtk_widget_set_parent (child, GTK_WIDGET (self));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHILD]);
}

/**
 * poster_ring_get_child:
 * @self: a ring
 *
 * Returns: (transfer none) (nullable): what is in the middle
 */
GtkWidget *
poster_ring_get_child (PosterRing *self)
{
  return self->child;
}

/**
 * poster_ring_set_turning:
 * @self: a ring
 * @turning: whether one waits
 *
 * Lights a quarter, which turns as long as the ring is on screen; or nothing.
 */
void
poster_ring_set_turning (PosterRing *self,
                         gboolean    turning)
{
  turning = !!turning;
  if (self->turning == turning)
    return;
  self->turning = turning;
  poster_ring_paintable_set_fraction (self->paintable, turning ? WAITING_FRACTION : 0);
  update_turn (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TURNING]);
}

/**
 * poster_ring_get_turning:
 * @self: a ring
 *
 * Returns: whether one waits
 */
gboolean
poster_ring_get_turning (PosterRing *self)
{
  return self->turning;
}

/**
 * poster_ring_close:
 * @self: a ring
 *
 * Lights the whole of it: what one waited for is there.
 */
void
poster_ring_close (PosterRing *self)
{
  self->turning = FALSE;
  update_turn (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && adw_get_enable_animations (GTK_WIDGET (self)))
    adw_animation_play (self->closing);
  else
    poster_ring_paintable_set_fraction (self->paintable, 1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TURNING]);
}

/**
 * poster_ring_get_fraction:
 * @self: a ring
 *
 * Returns: how much of it is lit now, 0 to 1
 */
double
poster_ring_get_fraction (PosterRing *self)
{
  return poster_ring_paintable_get_fraction (self->paintable);
}
