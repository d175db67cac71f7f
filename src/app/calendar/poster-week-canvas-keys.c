/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-week-canvas"

#include "poster-week-canvas-private.h"

/* Where the focus stops on a day: at a post, or at a free slot. */
typedef struct
{
  PosterCalendarEntry *entry;   /* (nullable) (unowned), for a slot */
  int                  minute;
} Stop;

static int
compare_stops (gconstpointer a,
               gconstpointer b)
{
  return ((const Stop *) a)->minute - ((const Stop *) b)->minute;
}

/* Posts that there is no room for are reached in the list that is opened for them. */
static GArray *
list_stops (PosterWeekCanvas *self,
            guint32           day)
{
  GArray *stops = g_array_new (FALSE, TRUE, sizeof (Stop));
  GArray *slots = poster_calendar_model_get_slots (poster_week_canvas_get_model (self), day);
  guint index = day - self->first;

  if (index >= DAYS_A_WEEK)
    return stops;
  for (guint i = 0; self->places[index] != NULL && i < self->places[index]->len; i++)
    {
      PosterWeekPlace *place = &g_array_index (self->places[index], PosterWeekPlace, i);
      Stop stop = { place->entry, place->entry->minute };

      if (place->n_more == 0)
        g_array_append_val (stops, stop);
    }
  for (guint i = 0; slots != NULL && i < slots->len; i++)
    {
      Stop stop = { NULL, g_array_index (slots, int, i) };

      if (!poster_week_canvas_is_covered (self, index, stop.minute))
        g_array_append_val (stops, stop);
    }
  g_array_sort (stops, compare_stops);
  return stops;
}

static void
focus_stop (PosterWeekCanvas *self,
            guint32           day,
            Stop             *stop)
{
  if (stop->entry != NULL)
    poster_week_canvas_focus_entry (self, stop->entry);
  else
    poster_week_canvas_focus_slot (self, day, stop->minute);
}

/* Goes to what is nearest to a time of a day. */
void
poster_week_canvas_go_to_day (PosterWeekCanvas *self,
                              guint32           day,
                              int               minute)
{
  g_autoptr(GArray) stops = NULL;
  Stop *near = NULL;

  /* The week follows the day. */
  poster_calendar_desk_set_day (self->desk, day);
  stops = list_stops (self, day);
  for (guint i = 0; i < stops->len; i++)
    {
      Stop *stop = &g_array_index (stops, Stop, i);

      if (near == NULL || ABS (stop->minute - minute) < ABS (near->minute - minute))
        near = stop;
    }
  if (near != NULL)
    focus_stop (self, day, near);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* @entry: (nullable): the post that has the focus; else the slot of @minute has it. */
static void
go_along_day (PosterWeekCanvas    *self,
              guint32              day,
              PosterCalendarEntry *entry,
              int                  minute,
              int                  step)
{
  g_autoptr(GArray) stops = list_stops (self, day);

  for (guint i = 0; i < stops->len; i++)
    {
      Stop *stop = &g_array_index (stops, Stop, i);

      if (stop->entry == entry && stop->minute == minute && (int) i + step >= 0 && (int) i + step < (int) stops->len)
        {
          focus_stop (self, day, &g_array_index (stops, Stop, (int) i + step));
          return;
        }
    }
}

static gboolean
handle_arrow (PosterWeekCanvas    *self,
              PosterCalendarEntry *entry,
              PosterCalendarTile  *slot,
              guint                key,
              GdkModifierType      modifiers)
{
  guint32 day = entry != NULL ? entry->day : slot != NULL ? poster_calendar_tile_get_slot_day (slot)
                                                          : poster_calendar_desk_get_day (self->desk);
  int minute = entry != NULL ? entry->minute : slot != NULL ? poster_calendar_tile_get_slot (slot) : 12 * 60;
  int forward = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;
  int across = key == GDK_KEY_Right ? forward : key == GDK_KEY_Left ? -forward : 0;
  int along = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;

  if (across == 0 && along == 0)
    return FALSE;
  if ((modifiers & GDK_CONTROL_MASK) != 0)
    {
      if (entry != NULL)
        poster_calendar_desk_move (self->desk, GTK_WIDGET (self), entry, across, along * ((modifiers & GDK_SHIFT_MASK) != 0 ? FINE_MINUTES : SNAP_MINUTES));
      return TRUE;
    }
  if (modifiers != 0 && modifiers != GDK_SHIFT_MASK)
    return FALSE;
  if (modifiers == GDK_SHIFT_MASK && entry != NULL && poster_calendar_desk_get_n_selected (self->desk) == 0)
    poster_calendar_desk_toggle (self->desk, entry);
  if (across != 0)
    poster_week_canvas_go_to_day (self, day + (guint32) across, minute);
  else if (entry != NULL || slot != NULL)
    go_along_day (self, day, entry, minute, along);
  else
    poster_week_canvas_go_to_day (self, day, along > 0 ? 0 : 24 * 60);
  if (modifiers == GDK_SHIFT_MASK && poster_week_canvas_find_focus (self) != NULL)
    poster_calendar_desk_select_to (self->desk, poster_week_card_get_entry (poster_week_canvas_find_focus (self)));
  return TRUE;
}

static gboolean
key_pressed_cb (PosterWeekCanvas *self,
                guint             key,
                guint             code,
                GdkModifierType   modifiers)
{
  PosterWeekCard *card = poster_week_canvas_find_focus (self);
  PosterCalendarTile *slot = poster_week_canvas_find_focused_slot (self);
  g_autoptr(PosterCalendarEntry) entry = card != NULL ? g_object_ref (poster_week_card_get_entry (card)) : NULL;
  guint32 day = poster_calendar_desk_get_day (self->desk);

  modifiers &= gtk_accelerator_get_default_mod_mask ();
  /* What opens a list, and the list, have keys of their own. */
  if (GTK_IS_MENU_BUTTON (gtk_widget_get_focus_child (GTK_WIDGET (self))))
    return FALSE;
  if (key == GDK_KEY_Escape && self->dragged != NULL)
    {
      /* First it is put back: denied, the gesture ends as if it had been let go of. */
      poster_week_canvas_drag_end (self, FALSE);
      gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_DENIED);
      return TRUE;
    }
  if (handle_arrow (self, entry, slot, key, modifiers) ||
      poster_calendar_desk_handle_key (self->desk, GTK_WIDGET (self), entry, key, modifiers))
    return TRUE;
  if (modifiers != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Page_Up:
      poster_week_canvas_go_to_day (self, day - DAYS_A_WEEK, entry != NULL ? entry->minute : 12 * 60);
      return TRUE;
    case GDK_KEY_Page_Down:
      poster_week_canvas_go_to_day (self, day + DAYS_A_WEEK, entry != NULL ? entry->minute : 12 * 60);
      return TRUE;
    case GDK_KEY_Home:
      poster_week_canvas_go_to_day (self, self->first, 0);
      return TRUE;
    case GDK_KEY_End:
      poster_week_canvas_go_to_day (self, self->first + DAYS_A_WEEK - 1, 24 * 60);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
    case GDK_KEY_space:
      if (entry != NULL)
        poster_calendar_desk_open (self->desk, GTK_WIDGET (self), entry);
      else
        poster_calendar_desk_compose (self->desk, GTK_WIDGET (self), slot != NULL ? poster_calendar_tile_get_slot_day (slot) : day,
                                      slot != NULL ? poster_calendar_tile_get_slot (slot) : -1);
      return TRUE;
    default:
      return FALSE;
    }
}

/* The keyboard. */
void
poster_week_canvas_add_keys (PosterWeekCanvas *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
