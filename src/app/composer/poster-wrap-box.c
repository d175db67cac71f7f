/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-wrap-box"

#include "poster-wrap-box.h"

/**
 * PosterWrapBox:
 *
 * Puts its children side by side in their natural widths, and goes on in the next line when one is
 * full, as words do. One that expands takes what is left of its line; of those there should be one at
 * most, the last. (A GtkFlowBox lines them up in columns.)
 */
struct _PosterWrapBox
{
  GtkWidget  parent_instance;

  int        spacing;       /* pixels between two in a line */
  int        line_spacing;  /* pixels between two lines */
  gboolean   is_align_end;
};

G_DEFINE_FINAL_TYPE (PosterWrapBox, poster_wrap_box, GTK_TYPE_WIDGET)

/* The first child at or after @child that takes room. */
static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static int
width_of (GtkWidget *child,
          int        available)
{
  int minimum;
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return MAX (minimum, MIN (natural, available));
}

static int
height_of (GtkWidget *child,
           int        width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* Measures the line that begins with @first; returns where the next one begins. */
static GtkWidget *
measure_line (PosterWrapBox *self,
              GtkWidget     *first,
              int            available,
              int           *width,
              int           *height)
{
  GtkWidget *child;

  *width = 0;
  *height = 0;
  for (child = first; child != NULL; child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int child_width = width_of (child, available);
      int with_child = child == first ? child_width : *width + self->spacing + child_width;

      if (child != first && with_child > available)
        return child;
      *width = with_child;
      *height = MAX (*height, height_of (child, child_width));
    }
  return NULL;
}

static void
measure_width (PosterWrapBox *self,
               int           *minimum,
               int           *natural)
{
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (GTK_WIDGET (self))); child != NULL;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int child_minimum;
      int child_natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? self->spacing : 0);
    }
}

static void
poster_wrap_box_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  PosterWrapBox *self = POSTER_WRAP_BOX (widget);
  GtkWidget *line = next_shown (gtk_widget_get_first_child (widget));
  int total = 0;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, minimum, natural);
      return;
    }
  while (line != NULL)
    {
      int width;
      int height;

      total += total > 0 ? self->line_spacing : 0;
      line = measure_line (self, line, for_size >= 0 ? for_size : G_MAXINT / 2, &width, &height);
      total += height;
    }
  *minimum = *natural = total;
}

static void
poster_wrap_box_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  PosterWrapBox *self = POSTER_WRAP_BOX (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *line = next_shown (gtk_widget_get_first_child (widget));
  int y = 0;

  while (line != NULL)
    {
      int line_width;
      int line_height;
      GtkWidget *next = measure_line (self, line, width, &line_width, &line_height);
      int x = self->is_align_end ? width - line_width : 0;

      for (GtkWidget *child = line; child != next; child = next_shown (gtk_widget_get_next_sibling (child)))
        {
          gboolean takes_rest = gtk_widget_get_hexpand (child);
          int child_width = width_of (child, width) + (takes_rest ? MAX (width - line_width, 0) : 0);
          GtkAllocation place = { is_rtl ? width - x - child_width : x, y, child_width, line_height };

          gtk_widget_size_allocate (child, &place, -1);
          x += child_width + self->spacing;
        }
      y += line_height + self->line_spacing;
      line = next;
    }
}

static GtkSizeRequestMode
poster_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
poster_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (poster_wrap_box_parent_class)->dispose (object);
}

static void
poster_wrap_box_class_init (PosterWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_wrap_box_dispose;
  widget_class->measure = poster_wrap_box_measure;
  widget_class->size_allocate = poster_wrap_box_size_allocate;
  widget_class->get_request_mode = poster_wrap_box_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "wrapbox");
}

static void
poster_wrap_box_init (PosterWrapBox *self)
{
}

/**
 * poster_wrap_box_new:
 * @spacing: pixels between two in a line
 * @line_spacing: pixels between two lines
 *
 * Returns: (transfer floating): an empty box
 */
GtkWidget *
poster_wrap_box_new (int spacing,
                     int line_spacing)
{
  PosterWrapBox *self = g_object_new (POSTER_TYPE_WRAP_BOX, NULL);

  self->spacing = spacing;
  self->line_spacing = line_spacing;
  return GTK_WIDGET (self);
}

/**
 * poster_wrap_box_set_align_end:
 * @self: a box
 * @align_end: whether lines end at the end of the box instead of beginning at its start
 */
void
poster_wrap_box_set_align_end (PosterWrapBox *self,
                               gboolean       align_end)
{
  self->is_align_end = align_end;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * poster_wrap_box_append:
 * @self: a box
 * @child: (transfer floating): a widget
 *
 * Puts @child behind the others.
 */
void
poster_wrap_box_append (PosterWrapBox *self,
                        GtkWidget     *child)
{
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

/**
 * poster_wrap_box_insert_after:
 * @self: a box
 * @child: (transfer floating): a widget, in @self already or without a parent
 * @sibling: (nullable): one in @self; %NULL to be first
 *
 * Puts @child behind @sibling.
 */
void
poster_wrap_box_insert_after (PosterWrapBox *self,
                              GtkWidget     *child,
                              GtkWidget     *sibling)
{
  gtk_widget_insert_after (child, GTK_WIDGET (self), sibling);
}

/**
 * poster_wrap_box_remove:
 * @self: a box
 * @child: a widget in @self
 */
void
poster_wrap_box_remove (PosterWrapBox *self,
                        GtkWidget     *child)
{
  gtk_widget_unparent (child);
}
