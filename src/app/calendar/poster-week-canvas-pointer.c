/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-week-canvas"

#include "poster-week-canvas-private.h"

#include "poster-words.h"

/* Who holds a post so near what is seen last, goes on there by so much at a time. */
#define SCROLL_EDGE 40
#define SCROLL_STEP 8

/* Which day that is; 0 beside them. */
static guint32
find_day (PosterWeekCanvas *self,
          double            x)
{
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      int from, end;

      poster_week_canvas_get_column (self, i, &from, &end);
      if (x >= from && x < end)
        return self->first + i;
    }
  return 0;
}

static int
find_minute (double y,
             int    snap)
{
  int minute = (int) (y * 60 / POSTER_WEEK_HOUR);

  minute = (minute + snap / 2) / snap * snap;
  return CLAMP (minute, 0, 24 * 60 - snap);
}

static PosterWeekCard *
pick_card (PosterWeekCanvas *self,
           double            x,
           double            y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *card = picked == NULL ? NULL : POSTER_IS_WEEK_CARD (picked) ? picked
                    : gtk_widget_get_ancestor (picked, POSTER_TYPE_WEEK_CARD);

  return card != NULL ? POSTER_WEEK_CARD (card) : NULL;
}

static PosterCalendarTile *
pick_slot (PosterWeekCanvas *self,
           double            x,
           double            y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  return POSTER_IS_CALENDAR_TILE (picked) && gtk_widget_get_parent (picked) == GTK_WIDGET (self) ? POSTER_CALENDAR_TILE (picked)
                                                                                                : NULL;
}

/* Called again and again while something is held at the edge of what is seen. */
void
poster_week_canvas_scroll_cb (gpointer user_data,
                              int      direction)
{
  PosterWeekCanvas *self = user_data;
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;
  double before, by;

  if (window == NULL)
    return;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window));
  before = gtk_adjustment_get_value (adjustment);
  gtk_adjustment_set_value (adjustment, before + direction * SCROLL_STEP);
  by = gtk_adjustment_get_value (adjustment) - before;
  /* The pointer stays where it is; the hours go by below it. */
  if (ABS (by) > 0)
    poster_week_canvas_drag_to (self, self->drag_x, self->drag_y + by, self->is_drag_fine);
}

/**
 * poster_week_canvas_drag_begin:
 * @self: a canvas
 * @x: where it begins
 * @y: where it begins
 *
 * Lifts the post that is there.
 *
 * Returns: whether there is one
 */
gboolean
poster_week_canvas_drag_begin (PosterWeekCanvas *self,
                               double            x,
                               double            y)
{
  PosterWeekCard *card = pick_card (self, x, y);

  if (card == NULL || poster_week_card_get_entry (card)->is_repeat)
    return FALSE;
  self->dragged = g_object_ref (poster_week_card_get_entry (card));
  poster_drag_look_lift (self->look, poster_week_card_get_tile (card));
  self->grab_y = y - poster_week_canvas_get_card_y (self->dragged);
  /* Escape is to be heard. */
  gtk_widget_grab_focus (GTK_WIDGET (card));
  poster_week_canvas_show_cards (self);
  poster_week_canvas_drag_to (self, x, y, FALSE);
  return TRUE;
}

/**
 * poster_week_canvas_drag_to:
 * @self: a canvas that drags
 * @x: where it is now
 * @y: where it is now
 * @is_fine: whether it goes by five minutes; else by a quarter of an hour
 *
 * Carries it.
 */
void
poster_week_canvas_drag_to (PosterWeekCanvas *self,
                            double            x,
                            double            y,
                            gboolean          is_fine)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *words = NULL;

  self->drag_x = x;
  self->drag_y = y;
  self->is_drag_fine = is_fine;
  self->target_day = find_day (self, x);
  self->target_minute = find_minute (y - self->grab_y, is_fine ? FINE_MINUTES : SNAP_MINUTES);
  words = poster_words_clock (poster_days_to_instant_us (self->first, self->target_minute, utc), "UTC");
  poster_drag_look_set_words (self->look, words);
  poster_drag_edge_hold (self->edge, y < self->seen_top + SCROLL_EDGE ? -1 :
                                     y > self->seen_top + self->seen_height - SCROLL_EDGE ? 1 : 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * poster_week_canvas_drag_end:
 * @self: a canvas that drags
 * @is_dropped: whether it is to stay where it is; else it goes back
 *
 * Lets go of it.
 */
void
poster_week_canvas_drag_end (PosterWeekCanvas *self,
                             gboolean          is_dropped)
{
  g_autoptr(PosterCalendarEntry) entry = g_steal_pointer (&self->dragged);

  if (entry == NULL)
    return;
  poster_drag_edge_hold (self->edge, 0);
  poster_week_canvas_show_cards (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (is_dropped && self->target_day != 0)
    poster_calendar_desk_move (self->desk, GTK_WIDGET (self), entry, (int) self->target_day - (int) entry->day,
                               self->target_minute - entry->minute);
  self->target_day = 0;
}

static void
pressed_cb (PosterWeekCanvas *self,
            int               n_press,
            double            x,
            double            y,
            GtkGesture       *gesture)
{
  self->press_modifiers = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)) &
                          gtk_accelerator_get_default_mod_mask ();
}

static void
released_cb (PosterWeekCanvas *self,
             int               n_press,
             double            x,
             double            y,
             GtkGesture       *gesture)
{
  PosterWeekCard *card = pick_card (self, x, y);
  PosterCalendarTile *slot = pick_slot (self, x, y);
  guint32 day = find_day (self, x);
  g_autoptr(PosterCalendarEntry) entry = card != NULL ? g_object_ref (poster_week_card_get_entry (card)) : NULL;

  if (self->dragged != NULL)
    return;
  if (entry != NULL)
    {
      poster_week_canvas_focus_entry (self, entry);
      if (self->press_modifiers == GDK_CONTROL_MASK)
        poster_calendar_desk_toggle (self->desk, entry);
      else if (self->press_modifiers == GDK_SHIFT_MASK)
        poster_calendar_desk_select_to (self->desk, entry);
      else
        {
          poster_calendar_desk_unselect (self->desk);
          poster_calendar_desk_open (self->desk, GTK_WIDGET (self), entry);
        }
      return;
    }
  poster_calendar_desk_unselect (self->desk);
  if (day == 0)
    return;
  poster_calendar_desk_set_day (self->desk, day);
  if (slot != NULL)
    poster_calendar_desk_compose (self->desk, GTK_WIDGET (self), day, poster_calendar_tile_get_slot (slot));
  else if (n_press == 2)
    poster_calendar_desk_compose (self->desk, GTK_WIDGET (self), day, find_minute (y, 30));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
drag_update_cb (PosterWeekCanvas *self,
                double            offset_x,
                double            offset_y,
                GtkGestureDrag   *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  if (self->dragged == NULL)
    {
      if (!gtk_drag_check_threshold (GTK_WIDGET (self), (int) x, (int) y, (int) (x + offset_x), (int) (y + offset_y)))
        return;
      if (!poster_week_canvas_drag_begin (self, x, y))
        {
          gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
          return;
        }
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  poster_week_canvas_drag_to (self, x + offset_x, y + offset_y, (state & GDK_SHIFT_MASK) != 0);
}

static void
drag_end_cb (PosterWeekCanvas *self)
{
  poster_week_canvas_drag_end (self, TRUE);
}

static void
drag_cancel_cb (PosterWeekCanvas *self)
{
  poster_week_canvas_drag_end (self, FALSE);
}

/* The gestures of the pointer. */
void
poster_week_canvas_add_pointer (PosterWeekCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->drag = gtk_gesture_drag_new ();
  g_signal_connect_swapped (self->drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (self->drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (self->drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->drag));
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
