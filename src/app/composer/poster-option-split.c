/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-split"

#include "poster-option-split.h"

/* Pixels. Words that have less room than that beside the controls stand above them instead. */
#define SPACING        12
#define LINE_SPACING   6
#define MIN_WORD_WIDTH 160

/**
 * PosterOptionSplit:
 *
 * Words at the start and controls at the end; where both do not fit into a line, the controls
 * below the words.
 */
struct _PosterOptionSplit
{
  GtkWidget  parent_instance;

  GtkWidget *start;
  GtkWidget *end;
};

G_DEFINE_FINAL_TYPE (PosterOptionSplit, poster_option_split, GTK_TYPE_WIDGET)

static gboolean
is_side_by_side (PosterOptionSplit *self,
                 int                width)
{
  int start_natural;
  int end_natural;

  gtk_widget_measure (self->start, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &start_natural, NULL, NULL);
  gtk_widget_measure (self->end, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &end_natural, NULL, NULL);
  return width < 0 || width >= MIN (start_natural, MIN_WORD_WIDTH) + SPACING + end_natural;
}

static int
end_width (PosterOptionSplit *self)
{
  int natural;

  gtk_widget_measure (self->end, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
height_of (GtkWidget *child,
           int        width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static void
poster_option_split_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  PosterOptionSplit *self = POSTER_OPTION_SPLIT (widget);
  int start_minimum;
  int start_natural;
  int end_minimum;
  int end_natural;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      if (is_side_by_side (self, for_size))
        {
          int words = for_size < 0 ? -1 : for_size - SPACING - end_width (self);

          *natural = MAX (height_of (self->start, words), height_of (self->end, -1));
        }
      else
        {
          *natural = height_of (self->start, for_size) + LINE_SPACING + height_of (self->end, for_size);
        }
      *minimum = *natural;
      return;
    }
  gtk_widget_measure (self->start, orientation, -1, &start_minimum, &start_natural, NULL, NULL);
  gtk_widget_measure (self->end, orientation, -1, &end_minimum, &end_natural, NULL, NULL);
  *minimum = MAX (start_minimum, end_minimum);
  *natural = start_natural + SPACING + end_natural;
}

static void
poster_option_split_size_allocate (GtkWidget *widget,
                                   int        width,
                                   int        height,
                                   int        baseline)
{
  PosterOptionSplit *self = POSTER_OPTION_SPLIT (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation start = { 0, 0, width, height };
  GtkAllocation end = { 0, 0, width, height };

  if (is_side_by_side (self, width))
    {
      end.width = end_width (self);
      start.width = width - SPACING - end.width;
      if (is_rtl)
        start.x = width - start.width;
      else
        end.x = width - end.width;
    }
  else
    {
      start.height = height_of (self->start, width);
      end.y = start.height + LINE_SPACING;
      end.height = height - end.y;
      end.width = MIN (width, end_width (self));
      end.x = is_rtl ? width - end.width : 0;
    }
  gtk_widget_size_allocate (self->start, &start, -1);
  gtk_widget_size_allocate (self->end, &end, -1);
}

static GtkSizeRequestMode
poster_option_split_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
poster_option_split_dispose (GObject *object)
{
  PosterOptionSplit *self = POSTER_OPTION_SPLIT (object);

  g_clear_pointer (&self->start, gtk_widget_unparent);
  g_clear_pointer (&self->end, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_option_split_parent_class)->dispose (object);
}

static void
poster_option_split_class_init (PosterOptionSplitClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_option_split_dispose;
  widget_class->measure = poster_option_split_measure;
  widget_class->size_allocate = poster_option_split_size_allocate;
  widget_class->get_request_mode = poster_option_split_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "optionsplit");
}

static void
poster_option_split_init (PosterOptionSplit *self)
{
}

/**
 * poster_option_split_new:
 * @start: (transfer floating): words
 * @end: (transfer floating): controls
 *
 * Returns: (transfer floating): both of them
 */
GtkWidget *
poster_option_split_new (GtkWidget *start,
                         GtkWidget *end)
{
  PosterOptionSplit *self = g_object_new (POSTER_TYPE_OPTION_SPLIT, NULL);

  self->start = start;
  gtk_widget_set_parent (start, GTK_WIDGET (self));
  self->end = end;
  gtk_widget_set_parent (end, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
