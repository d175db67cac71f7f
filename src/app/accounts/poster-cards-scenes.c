/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-cards-scenes"

#include "poster-cards-scenes.h"

#include <glib.h>

#define FULL_TURN (2 * G_PI)

typedef struct
{
  double   at;
  unsigned color;  /* 0xRRGGBB */
  double   alpha;
} Stop;

static double
channel (unsigned color,
         unsigned shift)
{
  return ((color >> shift) & 0xff) / 255.0;
}

static void
set_color (cairo_t  *cr,
           unsigned  color,
           double    alpha)
{
  cairo_set_source_rgba (cr, channel (color, 16), channel (color, 8), channel (color, 0), alpha);
}

static void
add_stops (cairo_pattern_t *pattern,
           const Stop      *stops,
           unsigned         n_stops)
{
  for (unsigned i = 0; i < n_stops; i++)
    cairo_pattern_add_color_stop_rgba (pattern, stops[i].at, channel (stops[i].color, 16), channel (stops[i].color, 8),
                                       channel (stops[i].color, 0), stops[i].alpha);
}

/* Fills the path with colours that change from the top to the bottom. */
static void
fill_down (cairo_t    *cr,
           double      top,
           double      bottom,
           const Stop *stops,
           unsigned    n_stops)
{
  cairo_pattern_t *pattern = cairo_pattern_create_linear (0, top, 0, bottom);

  add_stops (pattern, stops, n_stops);
  cairo_set_source (cr, pattern);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
}

/* Lays a soft light over the whole picture. */
static void
glow (cairo_t    *cr,
      double      x,
      double      y,
      double      radius,
      const Stop *stops,
      unsigned    n_stops)
{
  cairo_pattern_t *pattern = cairo_pattern_create_radial (x, y, 0, x, y, radius);

  add_stops (pattern, stops, n_stops);
  cairo_set_source (cr, pattern);
  cairo_paint (cr);
  cairo_pattern_destroy (pattern);
}

/* A circle on the screen is an ellipse in the unit square of a picture of 9 to 16. */
static void
disc (cairo_t  *cr,
      double    x,
      double    y,
      double    radius,
      unsigned  color,
      double    alpha)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, radius, radius * 9 / 16);
  cairo_arc (cr, 0, 0, 1, 0, FULL_TURN);
  cairo_restore (cr);
  set_color (cr, color, alpha);
  cairo_fill (cr);
}

static void
oval (cairo_t *cr,
      double   x,
      double   y,
      double   radius_x,
      double   radius_y)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, radius_x, radius_y);
  cairo_arc (cr, 0, 0, 1, 0, FULL_TURN);
  cairo_restore (cr);
}

/* A leaf that grows from x, y into a direction (turns, 0 is to the end, clockwise). */
static void
leaf (cairo_t  *cr,
      double    x,
      double    y,
      double    length,
      double    turns,
      unsigned  color)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, 1, 9.0 / 16);
  cairo_rotate (cr, turns * FULL_TURN);
  cairo_move_to (cr, 0, 0);
  cairo_curve_to (cr, length * 0.2, -length * 0.42, length * 0.75, -length * 0.38, length, 0);
  cairo_curve_to (cr, length * 0.75, length * 0.34, length * 0.25, length * 0.36, 0, 0);
  cairo_restore (cr);
  set_color (cr, color, 1);
  cairo_fill (cr);
}

/* Ridges from the start to the end of the picture, filled down to its bottom. */
static void
ridge (cairo_t      *cr,
       const double *heights,
       unsigned      n_heights,
       unsigned      color)
{
  cairo_move_to (cr, 0, 1);
  for (unsigned i = 0; i < n_heights; i++)
    cairo_line_to (cr, i / (n_heights - 1.0), heights[i]);
  cairo_line_to (cr, 1, 1);
  cairo_close_path (cr);
  set_color (cr, color, 1);
  cairo_fill (cr);
}

/**
 * poster_cards_draw_sunset:
 * @cr: where to, scaled so that the picture is the unit square
 *
 * A sun that sets behind mountains.
 */
void
poster_cards_draw_sunset (cairo_t *cr)
{
  static const Stop sky[] = {
    { 0, 0x2b1a55, 1 }, { 0.28, 0x57296d, 1 }, { 0.5, 0xa2416f, 1 }, { 0.64, 0xe0785f, 1 }, { 1, 0xf0a468, 1 },
  };
  static const Stop light[] = { { 0, 0xffd9a8, 0.95 }, { 0.35, 0xffb583, 0.5 }, { 1, 0xff9a7a, 0 } };
  static const double far[] = { 0.56, 0.52, 0.55, 0.5, 0.47, 0.51, 0.49, 0.54, 0.5, 0.53, 0.5 };
  static const double middle[] = { 0.6, 0.63, 0.58, 0.61, 0.66, 0.62, 0.65, 0.6, 0.57, 0.6, 0.58 };
  static const double near[] = { 0.78, 0.75, 0.77, 0.74, 0.78, 0.76, 0.8, 0.77, 0.74, 0.75, 0.72 };

  cairo_rectangle (cr, 0, 0, 1, 1);
  fill_down (cr, 0, 0.66, sky, G_N_ELEMENTS (sky));
  glow (cr, 0.55, 0.47, 0.42, light, G_N_ELEMENTS (light));
  disc (cr, 0.55, 0.465, 0.085, 0xfff3dc, 1);
  ridge (cr, far, G_N_ELEMENTS (far), 0x6c3462);
  ridge (cr, middle, G_N_ELEMENTS (middle), 0x4a2551);
  ridge (cr, near, G_N_ELEMENTS (near), 0x241433);
}

static void
draw_shelf (cairo_t *cr)
{
  static const unsigned jars[] = { 0xb8452f, 0xe7d8bc, 0x6e8f4e, 0xd8a13c, 0xc7603b };

  set_color (cr, 0x6b3f1f, 1);
  cairo_rectangle (cr, 0.5, 0.44, 0.5, 0.012);
  cairo_rectangle (cr, 0.62, 0.235, 0.38, 0.01);
  cairo_fill (cr);
  for (unsigned i = 0; i < G_N_ELEMENTS (jars); i++)
    {
      double height = 0.075 + (i % 3) * 0.012;

      set_color (cr, jars[i], 0.92);
      cairo_rectangle (cr, 0.53 + i * 0.095, 0.44 - height, 0.07, height);
      cairo_fill (cr);
      set_color (cr, 0x8a5a33, 1);
      cairo_rectangle (cr, 0.535 + i * 0.095, 0.434 - height, 0.06, 0.012);
      cairo_fill (cr);
    }
  set_color (cr, 0xa8643a, 1);
  cairo_rectangle (cr, 0.72, 0.19, 0.13, 0.045);
  cairo_fill (cr);
  for (unsigned i = 0; i < 5; i++)
    leaf (cr, 0.785, 0.195, 0.13, 0.6 + i * 0.075, i % 2 == 0 ? 0x5f8f43 : 0x78a552);
}

static void
draw_lamp (cairo_t *cr)
{
  cairo_set_line_width (cr, 0.008);
  set_color (cr, 0x3a2413, 1);
  cairo_move_to (cr, 0.52, 0);
  cairo_line_to (cr, 0.52, 0.1);
  cairo_stroke (cr);
  cairo_move_to (cr, 0.4, 0.165);
  cairo_curve_to (cr, 0.41, 0.085, 0.63, 0.085, 0.64, 0.165);
  cairo_close_path (cr);
  set_color (cr, 0x7a4a26, 1);
  cairo_fill (cr);
  disc (cr, 0.52, 0.168, 0.05, 0xfff0c4, 1);
}

static void
draw_bowl (cairo_t *cr)
{
  static const Stop glaze[] = { { 0, 0x3f7182, 1 }, { 0.5, 0x2b5163, 1 }, { 1, 0x1a3443, 1 } };
  static const double tomatoes[][3] = {
    { 0.33, 0.662, 0.05 }, { 0.47, 0.645, 0.054 }, { 0.62, 0.655, 0.05 }, { 0.55, 0.69, 0.046 }, { 0.4, 0.694, 0.043 },
  };

  set_color (cr, 0x2a150a, 0.35);
  oval (cr, 0.5, 0.842, 0.36, 0.03);
  cairo_fill (cr);
  cairo_move_to (cr, 0.13, 0.7);
  cairo_curve_to (cr, 0.16, 0.8, 0.3, 0.85, 0.5, 0.85);
  cairo_curve_to (cr, 0.7, 0.85, 0.84, 0.8, 0.87, 0.7);
  cairo_close_path (cr);
  fill_down (cr, 0.7, 0.85, glaze, G_N_ELEMENTS (glaze));
  set_color (cr, 0x5f93a3, 1);
  oval (cr, 0.5, 0.7, 0.37, 0.038);
  cairo_fill (cr);

  /* A heap of pasta: what lies behind is darker. */
  for (unsigned i = 0; i < 12; i++)
    {
      double shift = (i % 6) * 0.11;
      double lift = i < 6 ? 0.028 : 0;

      cairo_set_line_width (cr, 0.022);
      set_color (cr, i < 6 ? 0xd9953c : (i % 2 == 0 ? 0xf2c36b : 0xe9b052), 1);
      cairo_move_to (cr, 0.17 + shift * 0.85, 0.71 - lift);
      cairo_curve_to (cr, 0.2 + shift, 0.615 - lift, 0.34 + shift * 0.9, 0.625 - lift, 0.3 + shift, 0.712 - lift);
      cairo_stroke (cr);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (tomatoes); i++)
    {
      disc (cr, tomatoes[i][0], tomatoes[i][1], tomatoes[i][2], 0xc0321f, 1);
      disc (cr, tomatoes[i][0] - 0.014, tomatoes[i][1] - 0.009, tomatoes[i][2] * 0.4, 0xf07a5a, 0.85);
    }
  leaf (cr, 0.5, 0.63, 0.12, 0.58, 0x4f9440);
  leaf (cr, 0.5, 0.63, 0.12, 0.92, 0x6bb053);
  leaf (cr, 0.5, 0.632, 0.1, 0.75, 0x5da34a);
}

/**
 * poster_cards_draw_kitchen:
 * @cr: where to, scaled so that the picture is the unit square
 *
 * A bowl of pasta in a kitchen, in the light of the morning.
 */
void
poster_cards_draw_kitchen (cairo_t *cr)
{
  static const Stop wall[] = { { 0, 0x6f4a26, 1 }, { 0.35, 0xb9843f, 1 }, { 0.6, 0xc8904a, 1 }, { 1, 0x8a5a2c, 1 } };
  static const Stop table[] = { { 0, 0xd59a57, 1 }, { 0.3, 0xb3702f, 1 }, { 1, 0x5a2f13, 1 } };
  static const Stop morning[] = { { 0, 0xfff3cf, 0.85 }, { 0.5, 0xffe0a0, 0.35 }, { 1, 0xffd98c, 0 } };
  static const Stop lamp[] = { { 0, 0xfff0c4, 0.7 }, { 1, 0xffe0a0, 0 } };

  cairo_rectangle (cr, 0, 0, 1, 0.58);
  fill_down (cr, 0, 0.58, wall, G_N_ELEMENTS (wall));

  set_color (cr, 0xfff6dc, 0.95);
  for (unsigned i = 0; i < 4; i++)
    cairo_rectangle (cr, 0.03 + (i % 2) * 0.2, 0.11 + (i / 2) * 0.16, 0.18, 0.145);
  cairo_fill (cr);
  draw_shelf (cr);
  draw_lamp (cr);
  glow (cr, 0.2, 0.26, 0.62, morning, G_N_ELEMENTS (morning));
  glow (cr, 0.52, 0.17, 0.22, lamp, G_N_ELEMENTS (lamp));

  cairo_rectangle (cr, 0, 0.57, 1, 0.43);
  fill_down (cr, 0.57, 1, table, G_N_ELEMENTS (table));

  cairo_move_to (cr, 0.66, 1);
  cairo_line_to (cr, 0.78, 0.84);
  cairo_line_to (cr, 1, 0.8);
  cairo_line_to (cr, 1, 1);
  cairo_close_path (cr);
  set_color (cr, 0xe9dcc6, 0.8);
  cairo_fill (cr);
  draw_bowl (cr);

  for (unsigned i = 0; i < 3; i++)
    {
      double x = 0.38 + i * 0.12;

      cairo_set_line_width (cr, 0.026);
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
      set_color (cr, 0xffffff, 0.16);
      cairo_move_to (cr, x, 0.59);
      cairo_curve_to (cr, x + 0.09, 0.54, x - 0.09, 0.5, x + 0.02, 0.44 - i % 2 * 0.03);
      cairo_stroke (cr);
    }
  disc (cr, 0.08, 0.94, 0.13, 0xa52a1a, 1);
  disc (cr, 0.04, 0.915, 0.04, 0xdf6a4c, 0.7);
  leaf (cr, 0.12, 0.9, 0.17, 0.98, 0x3f7d36);
}

static void
draw_twigs (cairo_t *cr)
{
  static const double ends[][3] = { { 0.34, 0.17, 0.7 }, { 0.5, 0.1, 0.78 }, { 0.7, 0.15, 0.86 } };

  for (unsigned i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      double middle_x = (0.5 + ends[i][0]) / 2;
      double middle_y = (0.33 + ends[i][1]) / 2;

      cairo_set_line_width (cr, 0.012);
      set_color (cr, 0x6d7a44, 1);
      cairo_move_to (cr, 0.5, 0.36);
      cairo_curve_to (cr, 0.5, 0.27, middle_x, middle_y, ends[i][0], ends[i][1]);
      cairo_stroke (cr);
      leaf (cr, ends[i][0], ends[i][1] + 0.01, 0.2, ends[i][2], 0x86a35a);
      leaf (cr, middle_x, middle_y, 0.18, ends[i][2] - 0.13, 0x748f4c);
      leaf (cr, middle_x, middle_y + 0.02, 0.18, ends[i][2] + 0.14, 0x93ad68);
    }
}

/**
 * poster_cards_draw_vase:
 * @cr: where to, scaled so that the picture is the unit square
 *
 * A clay vase with twigs in it.
 */
void
poster_cards_draw_vase (cairo_t *cr)
{
  static const Stop wall[] = { { 0, 0xf8e6de, 1 }, { 1, 0xeebfae, 1 } };
  static const Stop ground[] = { { 0, 0xc9826a, 1 }, { 1, 0x94472f, 1 } };
  cairo_pattern_t *clay;

  cairo_rectangle (cr, 0, 0, 1, 0.72);
  fill_down (cr, 0, 0.72, wall, G_N_ELEMENTS (wall));
  cairo_move_to (cr, 0.62, 0);
  cairo_line_to (cr, 1, 0);
  cairo_line_to (cr, 1, 0.66);
  cairo_line_to (cr, 0.72, 0.7);
  cairo_close_path (cr);
  set_color (cr, 0xffffff, 0.3);
  cairo_fill (cr);
  cairo_rectangle (cr, 0, 0.7, 1, 0.3);
  fill_down (cr, 0.7, 1, ground, G_N_ELEMENTS (ground));
  set_color (cr, 0x5a2a1c, 0.35);
  oval (cr, 0.6, 0.81, 0.38, 0.035);
  cairo_fill (cr);
  draw_twigs (cr);

  cairo_move_to (cr, 0.38, 0.345);
  cairo_curve_to (cr, 0.44, 0.4, 0.2, 0.45, 0.2, 0.6);
  cairo_curve_to (cr, 0.2, 0.74, 0.3, 0.815, 0.5, 0.815);
  cairo_curve_to (cr, 0.7, 0.815, 0.8, 0.74, 0.8, 0.6);
  cairo_curve_to (cr, 0.8, 0.45, 0.56, 0.4, 0.62, 0.345);
  cairo_close_path (cr);
  clay = cairo_pattern_create_linear (0.2, 0, 0.8, 0);
  cairo_pattern_add_color_stop_rgb (clay, 0, 0.86, 0.72, 0.62);
  cairo_pattern_add_color_stop_rgb (clay, 0.35, 0.93, 0.83, 0.75);
  cairo_pattern_add_color_stop_rgb (clay, 1, 0.6, 0.42, 0.34);
  cairo_set_source (cr, clay);
  cairo_fill_preserve (cr);
  cairo_pattern_destroy (clay);

  cairo_save (cr);
  cairo_clip (cr);
  cairo_set_line_width (cr, 0.006);
  set_color (cr, 0x8a5a48, 0.28);
  for (unsigned i = 0; i < 14; i++)
    {
      cairo_move_to (cr, 0.15, 0.43 + i * 0.026);
      cairo_curve_to (cr, 0.35, 0.445 + i * 0.026, 0.65, 0.445 + i * 0.026, 0.85, 0.43 + i * 0.026);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
  set_color (cr, 0x6b3f31, 1);
  oval (cr, 0.5, 0.345, 0.12, 0.012);
  cairo_fill (cr);
}
