/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-week-canvas"

#include "poster-week-canvas.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-calendar-days.h"
#include "poster-compat.h"
#include "poster-drag-look.h"
#include "poster-week-lanes.h"
#include "poster-words.h"

#define DAYS_A_WEEK 7
#define HEIGHT (24 * POSTER_WEEK_HOUR)
#define CARD_MINUTES (POSTER_WEEK_CARD_HEIGHT * 60 / POSTER_WEEK_HOUR + 3)
#define EDGE 6
#define SNAP_MINUTES 15
#define FINE_MINUTES 5

/* How far beyond what is seen cards are there already. */
#define MARGIN 400

/**
 * PosterWeekCanvas:
 *
 * The hours of a week. Cards are there for what is seen, and kept for other posts.
 */
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

  PosterWeekCard      *dragged;              /* (nullable) */
  PosterCalendarEntry *dragged_entry;        /* (nullable) */
  PosterDragLook      *look;
  GtkGesture          *drag;
  double               grab_y;               /* where in the card it was taken */
  double               drag_x;
  double               drag_y;
  guint32              target_day;           /* 0 for none */
  int                  target_minute;
  GdkModifierType      press_modifiers;
};

G_DEFINE_FINAL_TYPE (PosterWeekCanvas, poster_week_canvas, GTK_TYPE_WIDGET)

static PosterCalendarModel *
get_model (PosterWeekCanvas *self)
{
  return poster_calendar_desk_get_model (self->desk);
}

/**
 * poster_week_canvas_get_y:
 * @minute: a minute of a day
 *
 * Returns: where it is on a canvas
 */
int
poster_week_canvas_get_y (int minute)
{
  return minute * POSTER_WEEK_HOUR / 60;
}

static int
get_card_y (PosterCalendarEntry *entry)
{
  return MIN (poster_week_canvas_get_y (entry->minute), HEIGHT - POSTER_WEEK_CARD_HEIGHT);
}

/* From where to where a day goes. */
static void
get_column (PosterWeekCanvas *self,
            guint             index,
            int              *x,
            int              *end)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)) - POSTER_WEEK_GUTTER;

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    {
      *x = width * (DAYS_A_WEEK - 1 - (int) index) / DAYS_A_WEEK;
      *end = width * (DAYS_A_WEEK - (int) index) / DAYS_A_WEEK;
      return;
    }
  *x = POSTER_WEEK_GUTTER + width * (int) index / DAYS_A_WEEK;
  *end = POSTER_WEEK_GUTTER + width * (int) (index + 1) / DAYS_A_WEEK;
}

static void
show_card (PosterWeekCanvas    *self,
           PosterCalendarEntry *entry)
{
  PosterWeekCard *card;

  if (self->n_cards == self->cards->len)
    {
      card = POSTER_WEEK_CARD (poster_week_card_new (self->desk));
      gtk_widget_set_parent (GTK_WIDGET (card), GTK_WIDGET (self));
      g_ptr_array_add (self->cards, card);
    }
  card = g_ptr_array_index (self->cards, self->n_cards++);
  poster_week_card_set_entry (card, entry);
  poster_week_card_set_selected (card, !entry->is_repeat && poster_calendar_desk_is_selected (self->desk, entry->post->id));
  gtk_widget_set_visible (GTK_WIDGET (card), TRUE);
}

static gboolean
is_seen (PosterWeekCanvas    *self,
         PosterCalendarEntry *entry)
{
  int y = get_card_y (entry);

  return y + POSTER_WEEK_CARD_HEIGHT > self->seen_top - MARGIN && y < self->seen_top + self->seen_height + MARGIN;
}

static void
show_cards (PosterWeekCanvas *self)
{
  self->n_cards = 0;
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    for (guint j = 0; self->places[i] != NULL && j < self->places[i]->len; j++)
      {
        PosterWeekPlace *place = &g_array_index (self->places[i], PosterWeekPlace, j);

        if (is_seen (self, place->entry))
          show_card (self, place->entry);
      }
  for (guint i = self->n_cards; i < self->cards->len; i++)
    {
      poster_week_card_set_entry (g_ptr_array_index (self->cards, i), NULL);
      gtk_widget_set_visible (g_ptr_array_index (self->cards, i), FALSE);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * poster_week_canvas_find_card:
 * @self: a canvas
 * @post_id: id of a post
 *
 * Returns: (transfer none) (nullable): the card that shows it
 */
PosterWeekCard *
poster_week_canvas_find_card (PosterWeekCanvas *self,
                              const char       *post_id)
{
  for (guint i = 0; i < self->n_cards; i++)
    {
      PosterWeekCard *card = g_ptr_array_index (self->cards, i);

      if (!poster_week_card_get_entry (card)->is_repeat && g_str_equal (poster_week_card_get_entry (card)->post->id, post_id))
        return card;
    }
  return NULL;
}

static PosterWeekCard *
find_card_of (PosterWeekCanvas    *self,
              PosterCalendarEntry *entry)
{
  for (guint i = 0; i < self->n_cards; i++)
    if (poster_week_card_get_entry (g_ptr_array_index (self->cards, i)) == entry)
      return g_ptr_array_index (self->cards, i);
  return NULL;
}

static void
focus_entry (PosterWeekCanvas    *self,
             PosterCalendarEntry *entry)
{
  PosterWeekCard *card;

  poster_calendar_desk_set_day (self->desk, entry->day);
  card = find_card_of (self, entry);
  if (card == NULL)
    {
      /* Out of sight: it gets its card first. */
      poster_week_canvas_set_seen (self, get_card_y (entry), self->seen_height);
      card = find_card_of (self, entry);
    }
  if (card != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (card));
}

static PosterWeekCard *
find_focus (PosterWeekCanvas *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));

  return POSTER_IS_WEEK_CARD (child) && gtk_widget_is_focus (child) &&
         poster_week_card_get_entry (POSTER_WEEK_CARD (child)) != NULL ? POSTER_WEEK_CARD (child) : NULL;
}

/* The focus goes along with the post that it was on; cards are kept for other posts. */
static void
follow_post (PosterWeekCanvas *self,
             const char       *post_id)
{
  PosterCalendarEntry *entry = poster_calendar_model_find (get_model (self), post_id);
  PosterWeekCard *card = find_focus (self);

  if (card != NULL && g_str_equal (poster_week_card_get_entry (card)->post->id, post_id))
    return;
  if (entry != NULL)
    focus_entry (self, entry);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* Of the post that it shows; NULL for what will be one. */
static char *
dup_post_id (PosterWeekCard *card)
{
  PosterCalendarEntry *entry = card != NULL ? poster_week_card_get_entry (card) : NULL;

  return entry != NULL && !entry->is_repeat ? g_strdup (entry->post->id) : NULL;
}

/**
 * poster_week_canvas_update:
 * @self: a canvas
 *
 * Shows the week that the desk is in, and asks for what it needs.
 */
void
poster_week_canvas_update (PosterWeekCanvas *self)
{
  PosterWeekCard *focused = find_focus (self);
  g_autofree char *post_id = dup_post_id (focused);

  self->first = poster_days_get_week_start (poster_calendar_desk_get_day (self->desk));
  poster_calendar_model_set_range (get_model (self), self->first, DAYS_A_WEEK);
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      GPtrArray *entries = poster_calendar_model_get_day (get_model (self), self->first + i);

      g_clear_pointer (&self->places[i], g_array_unref);
      if (entries != NULL)
        self->places[i] = poster_week_lanes_new (entries, CARD_MINUTES);
    }
  show_cards (self);
  if (post_id != NULL)
    follow_post (self, post_id);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * poster_week_canvas_set_seen:
 * @self: a canvas
 * @top: where what is seen of it begins
 * @height: how much is seen
 */
void
poster_week_canvas_set_seen (PosterWeekCanvas *self,
                             double            top,
                             double            height)
{
  PosterWeekCard *focused = find_focus (self);
  g_autofree char *post_id = dup_post_id (focused);

  self->seen_top = top;
  self->seen_height = height;
  show_cards (self);
  focused = post_id != NULL ? poster_week_canvas_find_card (self, post_id) : NULL;
  if (focused != NULL && !gtk_widget_is_focus (GTK_WIDGET (focused)))
    gtk_widget_grab_focus (GTK_WIDGET (focused));
}

static void
model_changed_cb (PosterWeekCanvas *self,
                  guint             first,
                  guint             last)
{
  if (self->first != 0 && gtk_widget_get_mapped (GTK_WIDGET (self)) && first < self->first + DAYS_A_WEEK && last >= self->first)
    poster_week_canvas_update (self);
}

static void
move_post (PosterWeekCanvas    *self,
           PosterCalendarEntry *entry,
           int                  days,
           int                  minutes)
{
  poster_calendar_desk_move (self->desk, GTK_WIDGET (self), entry, days, minutes);
}

/* The post of a day that is nearest to a time of it. */
static PosterCalendarEntry *
find_near (PosterWeekCanvas *self,
           guint32           day,
           int               minute)
{
  GPtrArray *entries = poster_calendar_model_get_day (get_model (self), day);
  PosterCalendarEntry *near = NULL;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      PosterCalendarEntry *entry = g_ptr_array_index (entries, i);

      if (near == NULL || ABS (entry->minute - minute) < ABS (near->minute - minute))
        near = entry;
    }
  return near;
}

static void
go_to_day (PosterWeekCanvas *self,
           guint32           day,
           int               minute)
{
  PosterCalendarEntry *near;

  poster_calendar_desk_set_day (self->desk, day);
  near = find_near (self, day, minute);
  if (near != NULL)
    focus_entry (self, near);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
go_along_day (PosterWeekCanvas    *self,
              PosterCalendarEntry *from,
              int                  step)
{
  GPtrArray *entries = poster_calendar_model_get_day (get_model (self), from->day);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    if (g_ptr_array_index (entries, i) == from && (int) i + step >= 0 && (int) i + step < (int) entries->len)
      {
        focus_entry (self, g_ptr_array_index (entries, (int) i + step));
        return;
      }
}

static gboolean
handle_arrow (PosterWeekCanvas    *self,
              PosterCalendarEntry *entry,
              guint                key,
              GdkModifierType      modifiers)
{
  guint32 day = poster_calendar_desk_get_day (self->desk);
  int forward = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;
  int across = key == GDK_KEY_Right ? forward : key == GDK_KEY_Left ? -forward : 0;
  int along = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;

  if (across == 0 && along == 0)
    return FALSE;
  if ((modifiers & GDK_CONTROL_MASK) != 0)
    {
      if (entry != NULL)
        move_post (self, entry, across, along * ((modifiers & GDK_SHIFT_MASK) != 0 ? FINE_MINUTES : SNAP_MINUTES));
      return TRUE;
    }
  if (modifiers != 0 && modifiers != GDK_SHIFT_MASK)
    return FALSE;
  if (modifiers == GDK_SHIFT_MASK && entry != NULL && poster_calendar_desk_get_n_selected (self->desk) == 0)
    poster_calendar_desk_toggle (self->desk, entry);
  if (across != 0)
    go_to_day (self, day + (guint32) across, entry != NULL ? entry->minute : 12 * 60);
  else if (entry != NULL)
    go_along_day (self, entry, along);
  else
    go_to_day (self, day, along > 0 ? 0 : 24 * 60);
  if (modifiers == GDK_SHIFT_MASK && find_focus (self) != NULL)
    poster_calendar_desk_select_to (self->desk, poster_week_card_get_entry (find_focus (self)));
  return TRUE;
}

static gboolean
key_pressed_cb (PosterWeekCanvas *self,
                guint             key,
                guint             code,
                GdkModifierType   modifiers)
{
  PosterWeekCard *card = find_focus (self);
  g_autoptr(PosterCalendarEntry) entry = card != NULL ? g_object_ref (poster_week_card_get_entry (card)) : NULL;
  guint32 day = poster_calendar_desk_get_day (self->desk);

  modifiers &= gtk_accelerator_get_default_mod_mask ();
  if (key == GDK_KEY_Escape && self->dragged != NULL)
    {
      /* First it is put back: denied, the gesture ends as if it had been let go of. */
      poster_week_canvas_drag_end (self, FALSE);
      gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_DENIED);
      return TRUE;
    }
  if (handle_arrow (self, entry, key, modifiers) ||
      poster_calendar_desk_handle_key (self->desk, GTK_WIDGET (self), entry, key, modifiers))
    return TRUE;
  if (modifiers != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Page_Up:
      go_to_day (self, day - DAYS_A_WEEK, entry != NULL ? entry->minute : 12 * 60);
      return TRUE;
    case GDK_KEY_Page_Down:
      go_to_day (self, day + DAYS_A_WEEK, entry != NULL ? entry->minute : 12 * 60);
      return TRUE;
    case GDK_KEY_Home:
      go_to_day (self, self->first, 0);
      return TRUE;
    case GDK_KEY_End:
      go_to_day (self, self->first + DAYS_A_WEEK - 1, 24 * 60);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
    case GDK_KEY_space:
      if (entry != NULL)
        poster_calendar_desk_open (self->desk, GTK_WIDGET (self), entry);
      else
        poster_calendar_desk_compose (self->desk, GTK_WIDGET (self), day, -1);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Which day that is; 0 beside them. */
static guint32
find_day (PosterWeekCanvas *self,
          double            x)
{
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      int from, end;

      get_column (self, i, &from, &end);
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
  self->dragged = g_object_ref (card);
  poster_drag_look_lift (self->look, poster_week_card_get_tile (card));
  self->dragged_entry = g_object_ref (poster_week_card_get_entry (card));
  self->grab_y = y - get_card_y (self->dragged_entry);
  /* Escape is to be heard. */
  gtk_widget_grab_focus (GTK_WIDGET (card));
  gtk_widget_set_opacity (GTK_WIDGET (card), 0.28);
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
  self->target_day = find_day (self, x);
  self->target_minute = find_minute (y - self->grab_y, is_fine ? FINE_MINUTES : SNAP_MINUTES);
  words = poster_words_clock (poster_days_to_instant_us (self->first, self->target_minute, utc), "UTC");
  poster_drag_look_set_words (self->look, words);
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
  g_autoptr(PosterCalendarEntry) entry = g_steal_pointer (&self->dragged_entry);
  g_autoptr(PosterWeekCard) card = g_steal_pointer (&self->dragged);

  if (card == NULL)
    return;
  gtk_widget_set_opacity (GTK_WIDGET (card), 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (is_dropped && self->target_day != 0)
    move_post (self, entry, (int) self->target_day - (int) entry->day, self->target_minute - entry->minute);
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

/* Where a free slot is, as wide as its day. */
static void
get_slot_place (PosterWeekCanvas *self,
                guint             index,
                int               minute,
                graphene_rect_t  *place)
{
  int x, end;
  int y = MIN (poster_week_canvas_get_y (minute), HEIGHT - POSTER_WEEK_CARD_HEIGHT);

  get_column (self, index, &x, &end);
  *place = GRAPHENE_RECT_INIT ((float) (x + EDGE), (float) y, (float) (end - x - 2 * EDGE), POSTER_WEEK_CARD_HEIGHT);
}

/* Where a post stands there is no room for it; the list of the day has it. */
static gboolean
is_covered (PosterWeekCanvas *self,
            guint             index,
            int               minute)
{
  for (guint i = 0; self->places[index] != NULL && i < self->places[index]->len; i++)
    if (ABS (g_array_index (self->places[index], PosterWeekPlace, i).entry->minute - minute) < CARD_MINUTES)
      return TRUE;
  return FALSE;
}

/* The minute of the free slot that is there, -1 for none. */
static int
find_slot (PosterWeekCanvas *self,
           double            x,
           double            y)
{
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      GArray *slots = poster_calendar_model_get_slots (get_model (self), self->first + i);

      for (guint j = 0; slots != NULL && j < slots->len; j++)
        {
          graphene_rect_t place;

          if (is_covered (self, i, g_array_index (slots, int, j)))
            continue;
          get_slot_place (self, i, g_array_index (slots, int, j), &place);
          if (graphene_rect_contains_point (&place, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
            return g_array_index (slots, int, j);
        }
    }
  return -1;
}

static void
released_cb (PosterWeekCanvas *self,
             int               n_press,
             double            x,
             double            y,
             GtkGesture       *gesture)
{
  PosterWeekCard *card = pick_card (self, x, y);
  guint32 day = find_day (self, x);
  g_autoptr(PosterCalendarEntry) entry = card != NULL ? g_object_ref (poster_week_card_get_entry (card)) : NULL;

  if (self->dragged != NULL)
    return;
  if (entry != NULL)
    {
      focus_entry (self, entry);
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
  if (find_slot (self, x, y) >= 0)
    poster_calendar_desk_compose (self->desk, GTK_WIDGET (self), day, find_slot (self, x, y));
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

static void
poster_week_canvas_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (widget);

  for (guint i = 0; i < self->n_cards; i++)
    gtk_widget_measure (g_ptr_array_index (self->cards, i), orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? POSTER_WEEK_GUTTER + 60 * DAYS_A_WEEK : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? POSTER_WEEK_GUTTER + 170 * DAYS_A_WEEK : HEIGHT;
}

static void
poster_week_canvas_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      int from, end;

      get_column (self, i, &from, &end);
      for (guint j = 0; self->places[i] != NULL && j < self->places[i]->len; j++)
        {
          PosterWeekPlace *place = &g_array_index (self->places[i], PosterWeekPlace, j);
          PosterWeekCard *card = find_card_of (self, place->entry);
          int room = end - from - 2 * EDGE + 2;
          int lane = is_rtl ? (int) (place->n_lanes - 1 - place->lane) : (int) place->lane;
          int x, lane_end;

          if (card == NULL)
            continue;
          x = from + EDGE + room * lane / (int) place->n_lanes;
          lane_end = from + EDGE + room * (lane + 1) / (int) place->n_lanes - 2;
          gtk_widget_size_allocate (GTK_WIDGET (card), &(GtkAllocation) { x, get_card_y (place->entry), MAX (lane_end - x, 24),
                                                                          POSTER_WEEK_CARD_HEIGHT }, -1);
        }
    }
}

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

      get_column (self, i, &x, &end);
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
  get_column (self, today - self->first, &x, &end);
  fill (snapshot, &red, 1, x, y - 1, end - x, 2);
  place = GRAPHENE_RECT_INIT ((float) (is_rtl ? end - 4 : x - 4), (float) (y - 4), 8, 8);
  gsk_rounded_rect_init_from_rect (&dot, &place, 4);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, &red, &place);
  gtk_snapshot_pop (snapshot);
  snapshot_clock (self, snapshot, minute, &red, TRUE);
}

static void
snapshot_slot (PosterWeekCanvas      *self,
               GtkSnapshot           *snapshot,
               const graphene_rect_t *place,
               int                    minute,
               const GdkRGBA         *color)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *clock = poster_words_clock (poster_days_to_instant_us (self->first, minute, utc), "UTC");
  /* Translators: a free place in the week; %s is its time */
  g_autofree char *words = g_strdup_printf (_("+ %s"), clock);
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), words);
  gboolean is_strong = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  float widths[] = { 1.5f, 1.5f, 1.5f, 1.5f };
  GdkRGBA line = *color, text = *color;
  GdkRGBA lines[4];
  GskRoundedRect outline;
  int width, height;

  line.alpha *= is_strong ? 0.7f : 0.13f;
  text.alpha *= is_strong ? 1 : 0.5f;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    lines[i] = line;
  gsk_rounded_rect_init_from_rect (&outline, place, 9);
  gtk_snapshot_append_border (snapshot, &outline, widths, lines);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (place->origin.x + (place->size.width - (float) width) / 2,
                                                         place->origin.y + (place->size.height - (float) height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &text);
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_slots (PosterWeekCanvas *self,
                GtkSnapshot      *snapshot,
                const GdkRGBA    *color)
{
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      GArray *slots = poster_calendar_model_get_slots (get_model (self), self->first + i);

      for (guint j = 0; slots != NULL && j < slots->len; j++)
        {
          graphene_rect_t place;

          if (is_covered (self, i, g_array_index (slots, int, j)))
            continue;
          get_slot_place (self, i, g_array_index (slots, int, j), &place);
          snapshot_slot (self, snapshot, &place, g_array_index (slots, int, j), color);
        }
    }
}

static void
poster_week_canvas_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget);
  int now;
  guint32 today = poster_calendar_model_get_today (get_model (self), &now);
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
  snapshot_slots (self, snapshot, &color);
  GTK_WIDGET_CLASS (poster_week_canvas_parent_class)->snapshot (widget, snapshot);
  if (is_present)
    snapshot_now (self, snapshot, today, now);
  if (self->dragged != NULL)
    poster_drag_look_snapshot (self->look, snapshot, self->drag_x, self->drag_y);
}

/* One stop for the Tab key. */
static gboolean
poster_week_canvas_focus (GtkWidget        *widget,
                          GtkDirectionType  direction)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (widget);

  if (gtk_widget_has_focus (widget) || gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  go_to_day (self, poster_calendar_desk_get_day (self->desk), 12 * 60);
  return TRUE;
}

static void
poster_week_canvas_map (GtkWidget *widget)
{
  poster_week_canvas_update (POSTER_WEEK_CANVAS (widget));
  GTK_WIDGET_CLASS (poster_week_canvas_parent_class)->map (widget);
}

static void
poster_week_canvas_dispose (GObject *object)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (object);

  g_clear_object (&self->dragged);
  g_clear_object (&self->dragged_entry);
  g_clear_object (&self->look);
  g_clear_object (&self->desk);
  for (guint i = 0; i < self->cards->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->cards, i));
  g_ptr_array_set_size (self->cards, 0);
  self->n_cards = 0;
  G_OBJECT_CLASS (poster_week_canvas_parent_class)->dispose (object);
}

static void
poster_week_canvas_finalize (GObject *object)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (object);

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    g_clear_pointer (&self->places[i], g_array_unref);
  g_ptr_array_unref (self->cards);
  G_OBJECT_CLASS (poster_week_canvas_parent_class)->finalize (object);
}

static void
poster_week_canvas_class_init (PosterWeekCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_week_canvas_dispose;
  object_class->finalize = poster_week_canvas_finalize;
  widget_class->measure = poster_week_canvas_measure;
  widget_class->size_allocate = poster_week_canvas_size_allocate;
  widget_class->snapshot = poster_week_canvas_snapshot;
  widget_class->focus = poster_week_canvas_focus;
  widget_class->map = poster_week_canvas_map;
  gtk_widget_class_set_css_name (widget_class, "weekcanvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static void
poster_week_canvas_init (PosterWeekCanvas *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->cards = g_ptr_array_new ();
  self->seen_height = HEIGHT;
  self->look = poster_drag_look_new (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->drag = gtk_gesture_drag_new ();
  g_signal_connect_swapped (self->drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (self->drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (self->drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->drag));
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/**
 * poster_week_canvas_new:
 * @desk: what the views share
 *
 * Returns: (transfer floating): a canvas; it shows nothing before poster_week_canvas_update()
 */
GtkWidget *
poster_week_canvas_new (PosterCalendarDesk *desk)
{
  PosterWeekCanvas *self = g_object_new (POSTER_TYPE_WEEK_CANVAS, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (poster_calendar_desk_get_model (desk), "changed", G_CALLBACK (model_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "selection-changed", G_CALLBACK (show_cards), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
