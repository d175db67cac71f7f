/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-ring-paintable"

#include "poster-ring-paintable.h"

/**
 * PosterRingPaintable:
 *
 * A ring, part of which is lit. Symbolic, so that it takes its colours from the style: the rail is
 * the pale foreground, the lit part the success colour of the icon palette.
 */
struct _PosterRingPaintable
{
  GObject parent_instance;

  int     size;
  double  turns;     /* where the lit part begins, from the top, clockwise */
  double  fraction;  /* how much is lit */
};

/* Of the size. */
#define LINE_WIDTH (6.0 / 132)
#define RAIL_ALPHA 0.1

static void poster_ring_paintable_iface_init (GdkPaintableInterface *iface);
static void poster_ring_paintable_symbolic_iface_init (GtkSymbolicPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterRingPaintable, poster_ring_paintable, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, poster_ring_paintable_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SYMBOLIC_PAINTABLE,
                                                      poster_ring_paintable_symbolic_iface_init))

static void
set_source (cairo_t       *cr,
            const GdkRGBA *color,
            double         alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

static void
poster_ring_paintable_snapshot_symbolic (GtkSymbolicPaintable *paintable,
                                         GdkSnapshot          *snapshot,
                                         double                width,
                                         double                height,
                                         const GdkRGBA        *colors,
                                         gsize                 n_colors)
{
  PosterRingPaintable *self = POSTER_RING_PAINTABLE (paintable);
  const GdkRGBA *lit = &colors[n_colors > GTK_SYMBOLIC_COLOR_SUCCESS ? GTK_SYMBOLIC_COLOR_SUCCESS
                                                                     : GTK_SYMBOLIC_COLOR_FOREGROUND];
  double size = MIN (width, height);
  double line_width = size * LINE_WIDTH;
  double radius = (size - line_width) / 2;
  double begin = self->turns * 2 * G_PI - G_PI / 2;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));

  cairo_set_line_width (cr, line_width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_arc (cr, width / 2, height / 2, radius, 0, 2 * G_PI);
  set_source (cr, &colors[GTK_SYMBOLIC_COLOR_FOREGROUND], RAIL_ALPHA);
  cairo_stroke (cr);
  if (self->fraction > 0)
    {
      cairo_arc (cr, width / 2, height / 2, radius, begin, begin + self->fraction * 2 * G_PI);
      set_source (cr, lit, 1);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
}

static void
poster_ring_paintable_snapshot (GdkPaintable *paintable,
                                GdkSnapshot  *snapshot,
                                double        width,
                                double        height)
{
  GdkRGBA gray = { 0.5f, 0.5f, 0.5f, 1 };

  poster_ring_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, width, height, &gray, 1);
}

static GdkPaintableFlags
poster_ring_paintable_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE;
}

static int
poster_ring_paintable_get_size (GdkPaintable *paintable)
{
  return POSTER_RING_PAINTABLE (paintable)->size;
}

static void
poster_ring_paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = poster_ring_paintable_snapshot;
  iface->get_flags = poster_ring_paintable_get_flags;
  iface->get_intrinsic_width = poster_ring_paintable_get_size;
  iface->get_intrinsic_height = poster_ring_paintable_get_size;
}

static void
poster_ring_paintable_symbolic_iface_init (GtkSymbolicPaintableInterface *iface)
{
  iface->snapshot_symbolic = poster_ring_paintable_snapshot_symbolic;
}

static void
poster_ring_paintable_class_init (PosterRingPaintableClass *klass)
{
}

static void
poster_ring_paintable_init (PosterRingPaintable *self)
{
}

/**
 * poster_ring_paintable_new:
 * @size: width and height, in pixels
 *
 * Returns: (transfer full): a ring of which nothing is lit
 */
PosterRingPaintable *
poster_ring_paintable_new (int size)
{
  PosterRingPaintable *self = g_object_new (POSTER_TYPE_RING_PAINTABLE, NULL);

  self->size = size;
  return self;
}

/**
 * poster_ring_paintable_set_angle:
 * @self: a ring
 * @turns: where the lit part begins: 0 at the top, 0.25 at three o'clock
 */
void
poster_ring_paintable_set_angle (PosterRingPaintable *self,
                                 double               turns)
{
  self->turns = turns;
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

/**
 * poster_ring_paintable_set_fraction:
 * @self: a ring
 * @fraction: how much of it is lit, 0 to 1
 */
void
poster_ring_paintable_set_fraction (PosterRingPaintable *self,
                                    double               fraction)
{
  self->fraction = CLAMP (fraction, 0, 1);
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

/**
 * poster_ring_paintable_get_fraction:
 * @self: a ring
 *
 * Returns: how much of it is lit, 0 to 1
 */
double
poster_ring_paintable_get_fraction (PosterRingPaintable *self)
{
  return self->fraction;
}
