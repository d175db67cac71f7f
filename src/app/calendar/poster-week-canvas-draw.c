/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-week-canvas"

#include "poster-week-canvas-private.h"

#include "poster-compat.h"
#include "poster-words.h"

static void
fill (GtkSnapshot   *snapshot,
      const GdkRGBA *color,
      double         strength,
      int            x,
      int            y,
      int            width,
      int            height)
{
  GdkRGBA faint = *color;

  faint.alpha *= (float) strength;
  gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

/* A time in the gutter, in the middle of its line. */
static void
snapshot_clock (PosterWeekCanvas *self,
                GtkSnapshot      *snapshot,
                int               minute,
                const GdkRGBA    *color,
                gboolean          is_bold)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *words = poster_words_clock (poster_days_to_instant_us (self->first, minute, utc), "UTC");
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), words);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.82));
  if (is_bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (is_rtl ? gtk_widget_get_width (GTK_WIDGET (self)) - POSTER_WEEK_GUTTER + 8
                                                                          : POSTER_WEEK_GUTTER - 8 - width),
                                                         (float) (poster_week_canvas_get_y (minute) - height / 2)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_columns (PosterWeekCanvas *self,
                  GtkSnapshot      *snapshot,
                  const GdkRGBA    *color,
                  guint32           today)
{
  GdkRGBA accent;

  if (!poster_find_color (GTK_WIDGET (self), "accent_bg_color", &accent))
    accent = *color;
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      gboolean is_target = self->dragged != NULL && self->target_day == self->first + i;
      gboolean has_focus = gtk_widget_has_visible_focus (GTK_WIDGET (self)) &&
                           poster_calendar_desk_get_day (self->desk) == self->first + i;
      gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
      int x, end;

      poster_week_canvas_get_column (self, i, &x, &end);
      if (self->first + i == today)
        fill (snapshot, &accent, 0.07, x, 0, end - x, HEIGHT);
      if (is_target || has_focus)
        fill (snapshot, &accent, 0.09, x, 0, end - x, HEIGHT);
      fill (snapshot, color, 0.09, is_rtl ? end - 1 : x, 0, 1, HEIGHT);
    }
}

static void
snapshot_now (PosterWeekCanvas *self,
              GtkSnapshot      *snapshot,
              guint32           today,
              int               minute)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkRGBA red;
  GskRoundedRect dot;
  graphene_rect_t place;
  int x, end, y = poster_week_canvas_get_y (minute);

  if (!poster_find_color (GTK_WIDGET (self), "error_color", &red))
    poster_get_color (GTK_WIDGET (self), &red);
  poster_week_canvas_get_column (self, today - self->first, &x, &end);
  fill (snapshot, &red, 1, x, y - 1, end - x, 2);
  place = GRAPHENE_RECT_INIT ((float) (is_rtl ? end - 4 : x - 4), (float) (y - 4), 8, 8);
  gsk_rounded_rect_init_from_rect (&dot, &place, 4);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, &red, &place);
  gtk_snapshot_pop (snapshot);
  snapshot_clock (self, snapshot, minute, &red, TRUE);
}

/* What is behind the posts. */
void
poster_week_canvas_draw_back (PosterWeekCanvas *self,
                              GtkSnapshot      *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget);
  int now;
  guint32 today = poster_calendar_model_get_today (poster_week_canvas_get_model (self), &now);
  gboolean is_present = today >= self->first && today < self->first + DAYS_A_WEEK;
  GdkRGBA color, dim;

  poster_get_color (widget, &color);
  dim = color;
  dim.alpha *= 0.55f;
  snapshot_columns (self, snapshot, &color, today);
  for (int hour = 1; hour < 24; hour++)
    {
      fill (snapshot, &color, 0.06, is_rtl ? 0 : POSTER_WEEK_GUTTER, hour * POSTER_WEEK_HOUR, width - POSTER_WEEK_GUTTER, 1);
      /* The present time stands there instead. */
      if (!is_present || ABS (hour * 60 - now) > 14)
        snapshot_clock (self, snapshot, hour * 60, &dim, FALSE);
    }
}

/* What is before them. */
void
poster_week_canvas_draw_front (PosterWeekCanvas *self,
                               GtkSnapshot      *snapshot)
{
  int now;
  guint32 today = poster_calendar_model_get_today (poster_week_canvas_get_model (self), &now);

  if (today >= self->first && today < self->first + DAYS_A_WEEK)
    snapshot_now (self, snapshot, today, now);
  if (self->dragged != NULL)
    poster_drag_look_snapshot (self->look, snapshot, self->drag_x, self->drag_y);
}
