/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-layout"

#include "poster-composer-layout.h"

/* Of the width, when there is enough of it. */
#define STAGE_SHARE 0.4375
#define STAGE_LEAST 440

/* Below this height the stage would leave nothing to write in. */
#define SHORT_HEIGHT 600
/* What is left of it then. */
#define SHORT_STAGE 46

enum
{
  HEADER,
  STAGE,
  FORM,
  BAR,
  N_PARTS,
};

static const char *const part_names[N_PARTS] = { "header", "stage", "form", "bar" };

struct _PosterComposerLayout
{
  GtkWidget  parent_instance;

  GtkWidget *parts[N_PARTS];
  gboolean   is_narrow;
  gboolean   is_short;
  guint      short_source;
};

enum
{
  PROP_0,
  PROP_NARROW,
  PROP_SHORT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static GtkBuildableIface *parent_buildable;

static void buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterComposerLayout, poster_composer_layout, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

static void
add_child (GtkBuildable *buildable,
           GtkBuilder   *builder,
           GObject      *child,
           const char   *type)
{
  PosterComposerLayout *self = POSTER_COMPOSER_LAYOUT (buildable);

  for (guint i = 0; i < N_PARTS; i++)
    if (g_strcmp0 (type, part_names[i]) == 0)
      {
        self->parts[i] = GTK_WIDGET (child);
        gtk_widget_set_parent (self->parts[i], GTK_WIDGET (self));
        return;
      }
  parent_buildable->add_child (buildable, builder, child, type);
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static int
least_height (GtkWidget *part,
              int        width)
{
  int least = 0;

  if (part != NULL)
    gtk_widget_measure (part, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  return least;
}

static int
natural_height (GtkWidget *part,
                int        width)
{
  int natural = 0;

  if (part != NULL)
    gtk_widget_measure (part, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static void
measure (GtkWidget      *widget,
         GtkOrientation  orientation,
         int             for_size,
         int            *minimum,
         int            *natural,
         int            *minimum_baseline,
         int            *natural_baseline)
{
  PosterComposerLayout *self = POSTER_COMPOSER_LAYOUT (widget);
  int least[N_PARTS] = { 0 };
  int wish[N_PARTS] = { 0 };

  for (guint i = 0; i < N_PARTS; i++)
    if (self->parts[i] != NULL)
      gtk_widget_measure (self->parts[i], orientation, -1, &least[i], &wish[i], NULL, NULL);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      int column = MAX (MAX (least[HEADER], least[FORM]), least[BAR]);
      int column_wish = MAX (MAX (wish[HEADER], wish[FORM]), wish[BAR]);

      *minimum = self->is_narrow ? MAX (column, least[STAGE]) : column + MAX (least[STAGE], STAGE_LEAST);
      *natural = self->is_narrow ? MAX (column_wish, wish[STAGE]) : column_wish + MAX (wish[STAGE], STAGE_LEAST);
    }
  else
    {
      int column = least[HEADER] + least[FORM] + least[BAR];
      int column_wish = wish[HEADER] + wish[FORM] + wish[BAR];

      *minimum = self->is_narrow ? column + MIN (least[STAGE], SHORT_STAGE) : MAX (column, least[STAGE]);
      *natural = self->is_narrow ? column_wish + wish[STAGE] : MAX (column_wish, wish[STAGE]);
    }
  *natural = MAX (*minimum, *natural);
}

static void
place (PosterComposerLayout *self,
       guint                 part,
       int                   x,
       int                   y,
       int                   width,
       int                   height)
{
  GtkAllocation place = { x, y, width, height };

  if (self->parts[part] == NULL)
    return;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    place.x = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
  gtk_widget_size_allocate (self->parts[part], &place, -1);
}

static gboolean
tell_short_cb (gpointer user_data)
{
  PosterComposerLayout *self = user_data;
  gboolean is_short = self->is_narrow && gtk_widget_get_height (GTK_WIDGET (self)) < SHORT_HEIGHT;

  self->short_source = 0;
  if (self->is_short != is_short)
    {
      self->is_short = is_short;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHORT]);
    }
  return G_SOURCE_REMOVE;
}

static void
size_allocate (GtkWidget *widget,
               int        width,
               int        height,
               int        baseline)
{
  PosterComposerLayout *self = POSTER_COMPOSER_LAYOUT (widget);
  gboolean is_short = self->is_narrow && height < SHORT_HEIGHT;

  if (self->is_narrow)
    {
      int header = natural_height (self->parts[HEADER], width);
      int bar = natural_height (self->parts[BAR], width);
      int room = height - header - bar - least_height (self->parts[FORM], width);
      int stage = MAX (least_height (self->parts[STAGE], width), MIN (natural_height (self->parts[STAGE], width), room));

      place (self, HEADER, 0, 0, width, header);
      place (self, STAGE, 0, header, width, stage);
      place (self, FORM, 0, header + stage, width,
             MAX (height - header - stage - bar, least_height (self->parts[FORM], width)));
      place (self, BAR, 0, MAX (height - bar, header + stage), width, bar);
    }
  else
    {
      int stage = MAX (STAGE_LEAST, (int) (width * STAGE_SHARE));
      int column = width - stage;
      int header = natural_height (self->parts[HEADER], column);
      int bar = natural_height (self->parts[BAR], column);

      place (self, HEADER, 0, 0, column, header);
      place (self, FORM, 0, header, column, MAX (height - header - bar, least_height (self->parts[FORM], column)));
      place (self, BAR, 0, height - bar, column, bar);
      place (self, STAGE, column, 0, stage, MAX (height, least_height (self->parts[STAGE], stage)));
    }
  /* Nothing may change its size while sizes are given out. */
  if (self->is_short != is_short && self->short_source == 0)
    self->short_source = g_idle_add (tell_short_cb, self);
}

static void
get_property (GObject    *object,
              guint       property_id,
              GValue     *value,
              GParamSpec *pspec)
{
  PosterComposerLayout *self = POSTER_COMPOSER_LAYOUT (object);

  switch (property_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;
    case PROP_SHORT:
      g_value_set_boolean (value, self->is_short);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
set_property (GObject      *object,
              guint         property_id,
              const GValue *value,
              GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_NARROW:
      poster_composer_layout_set_narrow (POSTER_COMPOSER_LAYOUT (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_composer_layout_dispose (GObject *object)
{
  PosterComposerLayout *self = POSTER_COMPOSER_LAYOUT (object);

  g_clear_handle_id (&self->short_source, g_source_remove);
  for (guint i = 0; i < N_PARTS; i++)
    g_clear_pointer (&self->parts[i], gtk_widget_unparent);
  G_OBJECT_CLASS (poster_composer_layout_parent_class)->dispose (object);
}

static void
poster_composer_layout_class_init (PosterComposerLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_composer_layout_dispose;
  object_class->get_property = get_property;
  object_class->set_property = set_property;
  widget_class->get_request_mode = get_request_mode;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHORT] = g_param_spec_boolean ("short", NULL, NULL, FALSE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "composerlayout");
}

static void
poster_composer_layout_init (PosterComposerLayout *self)
{
}

gboolean
poster_composer_layout_get_narrow (PosterComposerLayout *self)
{
  g_return_val_if_fail (POSTER_IS_COMPOSER_LAYOUT (self), FALSE);

  return self->is_narrow;
}

void
poster_composer_layout_set_narrow (PosterComposerLayout *self,
                                   gboolean              narrow)
{
  g_return_if_fail (POSTER_IS_COMPOSER_LAYOUT (self));

  if (self->is_narrow == narrow)
    return;
  self->is_narrow = narrow;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

gboolean
poster_composer_layout_get_short (PosterComposerLayout *self)
{
  g_return_val_if_fail (POSTER_IS_COMPOSER_LAYOUT (self), FALSE);

  return self->is_short;
}
