/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-week-canvas.h"

#include "poster-calendar-days.h"
#include "poster-drag-edge.h"
#include "poster-drag-look.h"
#include "poster-week-lanes.h"

G_BEGIN_DECLS

/* What the files of the canvas share: poster-week-canvas.c has what stands on it,
 * poster-week-canvas-draw.c what is behind and before that, poster-week-canvas-keys.c and
 * poster-week-canvas-pointer.c what is done with it. */

#define DAYS_A_WEEK 7
#define HEIGHT (24 * POSTER_WEEK_HOUR)
#define SNAP_MINUTES 15
#define FINE_MINUTES 5

struct _PosterWeekCanvas
{
  GtkWidget            parent_instance;

  PosterCalendarDesk  *desk;
  guint32              first;
  GArray              *places[DAYS_A_WEEK];  /* (nullable) (element-type PosterWeekPlace) */
  GPtrArray           *cards;                /* (element-type PosterWeekCard) */
  guint                n_cards;              /* how many of them show a post */
  double               seen_top;
  double               seen_height;

  GPtrArray           *slots;                /* (element-type PosterCalendarTile) */
  guint                n_slots;              /* how many of them show a free slot */
  GPtrArray           *mores;                /* (element-type GtkMenuButton) */
  guint                n_mores;              /* how many of them say that there is more */

  PosterCalendarEntry *dragged;              /* (nullable) */
  PosterDragEdge      *edge;
  PosterDragLook      *look;
  GtkGesture          *drag;
  double               grab_y;               /* where in the card it was taken */
  double               drag_x;
  double               drag_y;
  gboolean             is_drag_fine;
  guint32              target_day;           /* 0 for none */
  int                  target_minute;
  GdkModifierType      press_modifiers;
};

static inline PosterCalendarModel *
poster_week_canvas_get_model (PosterWeekCanvas *self)
{
  return poster_calendar_desk_get_model (self->desk);
}

void            poster_week_canvas_show_cards  (PosterWeekCanvas    *self);
int             poster_week_canvas_get_card_y  (PosterCalendarEntry *entry);
void            poster_week_canvas_get_column  (PosterWeekCanvas    *self,
                                                guint                index,
                                                int                 *x,
                                                int                 *end);
gboolean        poster_week_canvas_is_covered  (PosterWeekCanvas    *self,
                                                guint                index,
                                                int                  minute);
PosterWeekCard *poster_week_canvas_find_focus  (PosterWeekCanvas    *self);
PosterCalendarTile *poster_week_canvas_find_focused_slot (PosterWeekCanvas *self);
void            poster_week_canvas_focus_entry (PosterWeekCanvas    *self,
                                                PosterCalendarEntry *entry);
void            poster_week_canvas_focus_slot  (PosterWeekCanvas    *self,
                                                guint32              day,
                                                int                  minute);
void            poster_week_canvas_go_to_day   (PosterWeekCanvas    *self,
                                                guint32              day,
                                                int                  minute);
void            poster_week_canvas_add_keys    (PosterWeekCanvas    *self);
void            poster_week_canvas_scroll_cb   (gpointer             user_data,
                                                int                  direction);
void            poster_week_canvas_add_pointer (PosterWeekCanvas    *self);
void            poster_week_canvas_draw_back   (PosterWeekCanvas    *self,
                                                GtkSnapshot         *snapshot);
void            poster_week_canvas_draw_front  (PosterWeekCanvas    *self,
                                                GtkSnapshot         *snapshot);

G_END_DECLS
