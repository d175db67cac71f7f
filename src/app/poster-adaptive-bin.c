/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-adaptive-bin"

#include "poster-adaptive-bin.h"

/* Below this a window shows its narrow side, unless told otherwise. */
#define DEFAULT_WIDTH 640

/**
 * PosterAdaptiveBin:
 *
 * Holds one child and knows whether there is little room: #PosterAdaptiveBin:narrow is true while
 * it is narrower than #PosterAdaptiveBin:width-limit. What AdwBreakpoint does in later versions, with
 * nothing that they deprecate. The style class `narrow` says the same to style sheets. Its child may
 * be squeezed below its natural width, and is clipped below its minimum for the one frame that it
 * takes to change over.
 */
struct _PosterAdaptiveBin
{
  GtkWidget  parent_instance;

  GtkWidget *child;       /* (nullable) */
  int        width_limit; /* pixels */
  gboolean   is_narrow;
  guint      idle;        /* source id, 0 for none */
};

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_WIDTH_LIMIT,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void poster_adaptive_bin_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterAdaptiveBin, poster_adaptive_bin, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, poster_adaptive_bin_buildable_init))

static gboolean
decide_cb (gpointer user_data)
{
  PosterAdaptiveBin *self = user_data;
  gboolean is_narrow = gtk_widget_get_width (GTK_WIDGET (self)) < self->width_limit;

  self->idle = 0;
  if (self->is_narrow == is_narrow)
    return G_SOURCE_REMOVE;
  self->is_narrow = is_narrow;
  if (is_narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
  return G_SOURCE_REMOVE;
}

/* Widgets must not change while they are being laid out; before the next frame is soon enough. */
static void
queue_decision (PosterAdaptiveBin *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  if (width == 0 || self->idle != 0 || self->is_narrow == (width < self->width_limit))
    return;
  self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, decide_cb, self, NULL);
  g_source_set_name_by_id (self->idle, "PosterAdaptiveBin");
}

static void
poster_adaptive_bin_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  PosterAdaptiveBin *self = POSTER_ADAPTIVE_BIN (widget);
  int child_minimum = 0;
  int child_natural = 0;

  if (self->child != NULL)
    {
      if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
        {
          int child_width;

          gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &child_width, NULL, NULL, NULL);
          for_size = MAX (for_size, child_width);
        }
      gtk_widget_measure (self->child, orientation, for_size, &child_minimum, &child_natural, NULL, NULL);
    }
  /* The way from wide to narrow leads through widths that the wide side cannot have. */
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 0 : child_minimum;
  *natural = child_natural;
}

static void
poster_adaptive_bin_size_allocate (GtkWidget *widget,
                                   int        width,
                                   int        height,
                                   int        baseline)
{
  PosterAdaptiveBin *self = POSTER_ADAPTIVE_BIN (widget);

  queue_decision (self);
  if (self->child != NULL)
    {
      int minimum_width;
      int minimum_height;

      gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_width, NULL, NULL, NULL);
      width = MAX (width, minimum_width);
      gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, &minimum_height, NULL, NULL, NULL);
      gtk_widget_allocate (self->child, width, MAX (height, minimum_height), baseline, NULL);
    }
}

static GtkSizeRequestMode
poster_adaptive_bin_get_request_mode (GtkWidget *widget)
{
  PosterAdaptiveBin *self = POSTER_ADAPTIVE_BIN (widget);

  return self->child != NULL ? gtk_widget_get_request_mode (self->child) : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
poster_adaptive_bin_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  PosterAdaptiveBin *self = POSTER_ADAPTIVE_BIN (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_WIDTH_LIMIT:
      g_value_set_int (value, self->width_limit);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_adaptive_bin_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  PosterAdaptiveBin *self = POSTER_ADAPTIVE_BIN (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      poster_adaptive_bin_set_child (self, g_value_get_object (value));
      break;
    case PROP_WIDTH_LIMIT:
      poster_adaptive_bin_set_width_limit (self, g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_adaptive_bin_dispose (GObject *object)
{
  PosterAdaptiveBin *self = POSTER_ADAPTIVE_BIN (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_adaptive_bin_parent_class)->dispose (object);
}

static void
poster_adaptive_bin_add_child (GtkBuildable *buildable,
                               GtkBuilder   *builder,
                               GObject      *child,
                               const char   *type)
{
  if (GTK_IS_WIDGET (child) && type == NULL)
    poster_adaptive_bin_set_child (POSTER_ADAPTIVE_BIN (buildable), GTK_WIDGET (child));
  else
    GTK_BUILDER_WARN_INVALID_CHILD_TYPE (buildable, type);
}

static void
poster_adaptive_bin_buildable_init (GtkBuildableIface *iface)
{
  iface->add_child = poster_adaptive_bin_add_child;
}

static void
poster_adaptive_bin_class_init (PosterAdaptiveBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_adaptive_bin_get_property;
  object_class->set_property = poster_adaptive_bin_set_property;
  object_class->dispose = poster_adaptive_bin_dispose;

  widget_class->measure = poster_adaptive_bin_measure;
  widget_class->size_allocate = poster_adaptive_bin_size_allocate;
  widget_class->get_request_mode = poster_adaptive_bin_get_request_mode;

  /**
   * PosterAdaptiveBin:child: (nullable)
   */
  properties[PROP_CHILD] =
    g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * PosterAdaptiveBin:width-limit:
   *
   * Pixels below which it is narrow.
   */
  properties[PROP_WIDTH_LIMIT] =
    g_param_spec_int ("width-limit", NULL, NULL, 0, G_MAXINT, DEFAULT_WIDTH,
                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * PosterAdaptiveBin:narrow:
   *
   * Whether there is little room. Changes outside of layout.
   */
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
poster_adaptive_bin_init (PosterAdaptiveBin *self)
{
  self->width_limit = DEFAULT_WIDTH;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * poster_adaptive_bin_new:
 *
 * Returns: (transfer floating): an empty one
 */
GtkWidget *
poster_adaptive_bin_new (void)
{
  return g_object_new (POSTER_TYPE_ADAPTIVE_BIN, NULL);
}

/**
 * poster_adaptive_bin_set_child:
 * @self: a bin
 * @child: (nullable): what it is to hold
 */
void
poster_adaptive_bin_set_child (PosterAdaptiveBin *self,
                               GtkWidget         *child)
{
  if (self->child == child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHILD]);
}

/**
 * poster_adaptive_bin_get_child:
 * @self: a bin
 *
 * Returns: (transfer none) (nullable): what it holds
 */
GtkWidget *
poster_adaptive_bin_get_child (PosterAdaptiveBin *self)
{
  return self->child;
}

/**
 * poster_adaptive_bin_set_width_limit:
 * @self: a bin
 * @width: pixels below which it is narrow
 */
void
poster_adaptive_bin_set_width_limit (PosterAdaptiveBin *self,
                               int                width)
{
  if (self->width_limit == width)
    return;
  self->width_limit = width;
  queue_decision (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH_LIMIT]);
}

/**
 * poster_adaptive_bin_get_width_limit:
 * @self: a bin
 *
 * Returns: pixels below which it is narrow
 */
int
poster_adaptive_bin_get_width_limit (PosterAdaptiveBin *self)
{
  return self->width_limit;
}

/**
 * poster_adaptive_bin_get_narrow:
 * @self: a bin
 *
 * Returns: whether there is little room
 */
gboolean
poster_adaptive_bin_get_narrow (PosterAdaptiveBin *self)
{
  return self->is_narrow;
}
