/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-pie"

#include "poster-pie.h"

#include "poster-compat.h"

#define SIZE 16

/**
 * PosterPie:
 *
 * A small disc that fills clockwise, in the colour of the text around it.
 */
struct _PosterPie
{
  GtkWidget parent_instance;

  double    fraction;   /* 0 to 1, -1 while nobody knows */
};

G_DEFINE_FINAL_TYPE (PosterPie, poster_pie, GTK_TYPE_WIDGET)

static void
poster_pie_measure (GtkWidget      *widget,
                    GtkOrientation  orientation,
                    int             for_size,
                    int            *minimum,
                    int            *natural,
                    int            *minimum_baseline,
                    int            *natural_baseline)
{
  *minimum = SIZE;
  *natural = SIZE;
}

static void
poster_pie_snapshot (GtkWidget   *widget,
                     GtkSnapshot *snapshot)
{
  PosterPie *self = POSTER_PIE (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float radius = MIN (width, height) / 2 - 1;
  GdkRGBA colour;
  cairo_t *cr;

  poster_get_color (widget, &colour);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_translate (cr, width / 2, height / 2);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    cairo_scale (cr, -1, 1);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha * 0.3);
  cairo_arc (cr, 0, 0, radius, 0, 2 * G_PI);
  cairo_fill (cr);
  /* A little is always there: it has begun. */
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha);
  cairo_move_to (cr, 0, 0);
  cairo_arc (cr, 0, 0, radius, -G_PI / 2, -G_PI / 2 + 2 * G_PI * MAX (self->fraction, 0.04));
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
poster_pie_class_init (PosterPieClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = poster_pie_measure;
  widget_class->snapshot = poster_pie_snapshot;
  gtk_widget_class_set_css_name (widget_class, "pie");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
poster_pie_init (PosterPie *self)
{
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * poster_pie_new:
 *
 * Returns: (transfer floating): an empty pie
 */
GtkWidget *
poster_pie_new (void)
{
  return g_object_new (POSTER_TYPE_PIE, NULL);
}

/**
 * poster_pie_set_fraction:
 * @self: a pie
 * @fraction: how full it is, from 0 to 1; -1 when nobody knows
 */
void
poster_pie_set_fraction (PosterPie *self,
                         double     fraction)
{
  if (self->fraction == fraction)
    return;
  self->fraction = fraction;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
