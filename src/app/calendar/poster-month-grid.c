/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-month-grid"

#include "poster-month-grid.h"

#include <glib/gi18n-lib.h>

#include "poster-calendar-days.h"
#include "poster-drag-edge.h"
#include "poster-drag-look.h"

#define DAYS_A_WEEK 7
#define MAX_CELLS (6 * DAYS_A_WEEK)
#define HEADING_HEIGHT 27

/* Who holds a post so near the edge, for so long, gets another month. */
#define EDGE 12
#define TURN_US (700 * G_TIME_SPAN_MILLISECOND)

/**
 * PosterMonthGrid:
 *
 * A month, a week a row. Its cells are kept from month to month.
 */
struct _PosterMonthGrid
{
  GtkWidget            parent_instance;

  PosterCalendarDesk  *desk;
  GtkWidget           *headings[DAYS_A_WEEK];
  GtkWidget           *cells[MAX_CELLS];
  guint32              first;
  guint                n_weeks;
  guint32              month;           /* its first day */

  /* A drag. */
  PosterCalendarEntry *dragged;         /* (nullable) */
  PosterDragLook      *look;
  PosterDragEdge      *edge;
  double               drag_x;
  double               drag_y;
  guint32              target_day;      /* 0 for none */
  GtkGesture          *drag;
  GdkModifierType      press_modifiers;
};

G_DEFINE_FINAL_TYPE (PosterMonthGrid, poster_month_grid, GTK_TYPE_WIDGET)

static PosterCalendarModel *
get_model (PosterMonthGrid *self)
{
  return poster_calendar_desk_get_model (self->desk);
}

static void
update_headings (PosterMonthGrid *self)
{
  guint32 today = poster_calendar_model_get_today (get_model (self), NULL);
  guint32 start = poster_days_get_week_start (self->month);
  gboolean is_present = poster_days_get_month_start (today) == self->month;

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      g_autofree char *name = poster_days_format (start + i, "%A");
      gboolean is_today = is_present && poster_days_get_weekday (today) == poster_days_get_weekday (start + i);

      gtk_label_set_text (GTK_LABEL (self->headings[i]), name);
      if (is_today)
        gtk_widget_add_css_class (self->headings[i], "today");
      else
        gtk_widget_remove_css_class (self->headings[i], "today");
    }
}

static GtkWidget *
ensure_cell (PosterMonthGrid *self,
             guint            index)
{
  if (self->cells[index] == NULL)
    {
      self->cells[index] = poster_day_cell_new (poster_calendar_desk_get_session (self->desk));
      gtk_widget_set_parent (self->cells[index], GTK_WIDGET (self));
    }
  return self->cells[index];
}

static void
update_selected (PosterMonthGrid *self)
{
  for (guint i = 0; i < self->n_weeks * DAYS_A_WEEK; i++)
    {
      PosterDayCell *cell = POSTER_DAY_CELL (self->cells[i]);

      for (guint j = 0; j < POSTER_DAY_CELL_TILES; j++)
        {
          PosterCalendarTile *tile = poster_day_cell_get_tile (cell, j);
          PosterCalendarEntry *entry = tile != NULL ? poster_calendar_tile_get_entry (tile) : NULL;

          if (entry != NULL)
            poster_calendar_tile_set_selected (tile, !entry->is_repeat &&
                                               poster_calendar_desk_is_selected (self->desk, entry->post->id));
        }
    }
}

/* What is dragged is pale where it stands. */
static void
update_lifted (PosterMonthGrid *self)
{
  for (guint i = 0; i < self->n_weeks * DAYS_A_WEEK; i++)
    for (guint j = 0; j < POSTER_DAY_CELL_TILES; j++)
      {
        PosterCalendarTile *tile = poster_day_cell_get_tile (POSTER_DAY_CELL (self->cells[i]), j);
        PosterCalendarEntry *entry = tile != NULL ? poster_calendar_tile_get_entry (tile) : NULL;

        if (tile != NULL)
          poster_calendar_tile_set_lifted (tile, self->dragged != NULL && entry != NULL && !entry->is_repeat &&
                                                 g_str_equal (entry->post->id, self->dragged->post->id));
      }
}

static void
update_cells (PosterMonthGrid *self,
              guint32          first,
              guint32          last)
{
  guint32 today = poster_calendar_model_get_today (get_model (self), NULL);
  guint32 month_end = self->month + poster_days_get_month_length (self->month);

  for (guint i = 0; i < self->n_weeks * DAYS_A_WEEK; i++)
    {
      guint32 day = self->first + i;

      if (day >= first && day <= last)
        poster_day_cell_set_day (POSTER_DAY_CELL (ensure_cell (self, i)), day, today,
                                 day < self->month || day >= month_end,
                                 poster_calendar_model_get_day (get_model (self), day),
                                 poster_calendar_model_get_slots (get_model (self), day));
    }
  if (poster_calendar_desk_get_n_selected (self->desk) > 0)
    update_selected (self);
  if (self->dragged != NULL)
    update_lifted (self);
}

/**
 * poster_month_grid_update:
 * @self: a grid
 *
 * Shows the month that the desk is at, and asks for what it needs.
 */
void
poster_month_grid_update (PosterMonthGrid *self)
{
  guint32 month = poster_days_get_month_start (poster_calendar_desk_get_day (self->desk));
  guint32 first = poster_days_get_week_start (month);
  guint n_days = month + poster_days_get_month_length (month) - first;
  guint n_weeks = (n_days + DAYS_A_WEEK - 1) / DAYS_A_WEEK;

  self->month = month;
  self->first = first;
  self->n_weeks = n_weeks;
  for (guint i = 0; i < MAX_CELLS; i++)
    if (self->cells[i] != NULL)
      gtk_widget_set_visible (self->cells[i], i < n_weeks * DAYS_A_WEEK);
  poster_calendar_model_set_range (get_model (self), first, n_weeks * DAYS_A_WEEK);
  update_headings (self);
  update_cells (self, first, first + n_weeks * DAYS_A_WEEK - 1);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * poster_month_grid_get_first:
 * @self: a grid
 *
 * Returns: the first day that it shows
 */
guint32
poster_month_grid_get_first (PosterMonthGrid *self)
{
  return self->first;
}

/**
 * poster_month_grid_get_n_days:
 * @self: a grid
 *
 * Returns: how many days it shows
 */
guint
poster_month_grid_get_n_days (PosterMonthGrid *self)
{
  return self->n_weeks * DAYS_A_WEEK;
}

/**
 * poster_month_grid_get_cell:
 * @self: a grid
 * @day: a day
 *
 * Returns: (transfer none) (nullable): the cell that shows it
 */
PosterDayCell *
poster_month_grid_get_cell (PosterMonthGrid *self,
                            guint32          day)
{
  if (day < self->first || day >= self->first + self->n_weeks * DAYS_A_WEEK)
    return NULL;
  return POSTER_DAY_CELL (self->cells[day - self->first]);
}

/* Where the focus is: the cell, and the tile in it, if it is on one. */
static PosterDayCell *
find_focus (PosterMonthGrid     *self,
            PosterCalendarTile **tile,
            guint               *index)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *cell;

  *tile = NULL;
  *index = 0;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return NULL;
  cell = POSTER_IS_DAY_CELL (focus) ? focus : gtk_widget_get_ancestor (focus, POSTER_TYPE_DAY_CELL);
  if (cell == NULL)
    return NULL;
  for (guint i = 0; i < poster_day_cell_get_n_tiles (POSTER_DAY_CELL (cell)); i++)
    if (GTK_WIDGET (poster_day_cell_get_tile (POSTER_DAY_CELL (cell), i)) == focus)
      {
        *tile = POSTER_CALENDAR_TILE (focus);
        *index = i;
      }
  return POSTER_DAY_CELL (cell);
}

static void
focus_in_cell (PosterMonthGrid *self,
               guint32          day,
               guint            index)
{
  PosterDayCell *cell;
  guint n_tiles;

  /* The month follows the day. */
  poster_calendar_desk_set_day (self->desk, day);
  cell = poster_month_grid_get_cell (self, day);
  if (cell == NULL)
    return;
  n_tiles = poster_day_cell_get_n_tiles (cell);
  if (n_tiles > 0)
    gtk_widget_grab_focus (GTK_WIDGET (poster_day_cell_get_tile (cell, MIN (index, n_tiles - 1))));
  else
    gtk_widget_grab_focus (GTK_WIDGET (cell));
}

/**
 * poster_month_grid_focus_day:
 * @self: a grid
 * @day: a day
 *
 * Goes to a day: to the first of its posts, if there are any.
 */
void
poster_month_grid_focus_day (PosterMonthGrid *self,
                             guint32          day)
{
  focus_in_cell (self, day, 0);
}

/* The focus goes along with the post that it was on, wherever that goes; from one that is gone it goes to
 * its day. */
static void
follow_post (PosterMonthGrid *self,
             guint32          day,
             const char      *post_id)
{
  PosterCalendarEntry *entry = poster_calendar_model_find (get_model (self), post_id);
  PosterDayCell *cell;
  PosterCalendarTile *tile;

  poster_calendar_desk_set_day (self->desk, entry != NULL ? entry->day : day);
  cell = poster_month_grid_get_cell (self, entry != NULL ? entry->day : day);
  tile = cell != NULL ? poster_day_cell_find_tile (cell, post_id) : NULL;
  if (tile != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (tile));
  else if (entry == NULL)
    poster_month_grid_focus_day (self, day);
  else if (cell != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (cell));
}

static void
model_changed_cb (PosterMonthGrid *self,
                  guint            first,
                  guint            last)
{
  PosterCalendarTile *tile = NULL;
  guint index;
  PosterDayCell *cell;
  PosterCalendarEntry *entry;
  g_autofree char *post_id = NULL;
  guint32 day;

  if (self->n_weeks == 0)
    return;
  cell = find_focus (self, &tile, &index);
  entry = tile != NULL ? poster_calendar_tile_get_entry (tile) : NULL;
  post_id = entry != NULL && !entry->is_repeat ? g_strdup (entry->post->id) : NULL;
  day = cell != NULL ? poster_day_cell_get_day (cell) : 0;
  update_cells (self, first, last);
  if (post_id == NULL)
    return;
  entry = poster_calendar_tile_get_entry (tile);
  if (entry == NULL || !g_str_equal (entry->post->id, post_id) || !gtk_widget_is_focus (GTK_WIDGET (tile)))
    follow_post (self, day, post_id);
}

static void
move_post (PosterMonthGrid     *self,
           PosterCalendarEntry *entry,
           int                  days)
{
  poster_calendar_desk_move (self->desk, GTK_WIDGET (self), entry, days, 0);
}

/* Days that an arrow leads to; 0 for other keys. */
static int
find_step (PosterMonthGrid *self,
           guint            key)
{
  int forward = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return -forward;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return forward;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return -DAYS_A_WEEK;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return DAYS_A_WEEK;
    default:
      return 0;
    }
}

/* From post to post, and over days without any. */
static void
walk (PosterMonthGrid    *self,
      PosterDayCell      *cell,
      PosterCalendarTile *tile,
      guint               index,
      int                 step)
{
  guint32 day = poster_day_cell_get_day (cell);

  if (step == 1 && tile != NULL && index + 1 < poster_day_cell_get_n_tiles (cell))
    focus_in_cell (self, day, index + 1);
  else if (step == -1 && tile != NULL && index > 0)
    focus_in_cell (self, day, index - 1);
  else if (step == -1)
    focus_in_cell (self, day - 1, G_MAXUINT);
  else if (step == 1)
    focus_in_cell (self, day + 1, 0);
  else
    focus_in_cell (self, day + (guint32) step, index);
}

static void
extend_selection (PosterMonthGrid     *self,
                  PosterCalendarEntry *from)
{
  PosterCalendarTile *tile;
  guint index;

  if (poster_calendar_desk_get_n_selected (self->desk) == 0 && from != NULL)
    poster_calendar_desk_toggle (self->desk, from);
  if (find_focus (self, &tile, &index) != NULL && tile != NULL && poster_calendar_tile_get_entry (tile) != NULL)
    poster_calendar_desk_select_to (self->desk, poster_calendar_tile_get_entry (tile));
}

/* What a tile shows; NULL for a free slot. */
static PosterCalendarEntry *
dup_entry (PosterCalendarTile *tile)
{
  PosterCalendarEntry *entry = tile != NULL ? poster_calendar_tile_get_entry (tile) : NULL;

  return entry != NULL ? g_object_ref (entry) : NULL;
}

static void
open_tile (PosterMonthGrid    *self,
           PosterCalendarTile *tile,
           guint32             day)
{
  g_autoptr(PosterCalendarEntry) entry = dup_entry (tile);

  if (entry != NULL)
    poster_calendar_desk_open (self->desk, GTK_WIDGET (self), entry);
  else
    poster_calendar_desk_compose (self->desk, GTK_WIDGET (self), day,
                                  tile != NULL ? poster_calendar_tile_get_slot (tile) : -1);
}

static gboolean
handle_arrow (PosterMonthGrid    *self,
              PosterDayCell      *cell,
              PosterCalendarTile *tile,
              guint               index,
              guint               key,
              GdkModifierType     modifiers)
{
  g_autoptr(PosterCalendarEntry) entry = dup_entry (tile);
  int step = find_step (self, key);

  if (step == 0)
    return FALSE;
  if (modifiers == GDK_CONTROL_MASK)
    {
      if (entry != NULL)
        move_post (self, entry, step);
      return TRUE;
    }
  if (modifiers != 0 && modifiers != GDK_SHIFT_MASK)
    return FALSE;
  walk (self, cell, tile, index, step);
  if (modifiers == GDK_SHIFT_MASK)
    extend_selection (self, entry);
  return TRUE;
}

static gboolean
key_pressed_cb (PosterMonthGrid *self,
                guint            key,
                guint            code,
                GdkModifierType  modifiers)
{
  PosterCalendarTile *tile;
  guint index;
  PosterDayCell *cell = find_focus (self, &tile, &index);
  guint32 day;

  modifiers &= gtk_accelerator_get_default_mod_mask ();
  if (key == GDK_KEY_Escape && self->dragged != NULL)
    {
      /* First it is put back: denied, the gesture ends as if it had been let go of. */
      poster_month_grid_drag_end (self, FALSE);
      gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_DENIED);
      return TRUE;
    }
  if (cell == NULL)
    return FALSE;
  day = poster_day_cell_get_day (cell);
  if (handle_arrow (self, cell, tile, index, key, modifiers))
    return TRUE;
  if (poster_calendar_desk_handle_key (self->desk, GTK_WIDGET (self),
                                       tile != NULL ? poster_calendar_tile_get_entry (tile) : NULL, key, modifiers))
    return TRUE;
  if (modifiers != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      poster_month_grid_focus_day (self, poster_days_add_months (day, -1));
      return TRUE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      poster_month_grid_focus_day (self, poster_days_add_months (day, 1));
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      poster_month_grid_focus_day (self, poster_days_get_week_start (day));
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      poster_month_grid_focus_day (self, poster_days_get_week_start (day) + DAYS_A_WEEK - 1);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_ISO_Enter:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      open_tile (self, tile, day);
      return TRUE;
    default:
      return FALSE;
    }
}

static PosterDayCell *
pick_cell (PosterMonthGrid *self,
           double           x,
           double           y)
{
  for (guint i = 0; i < self->n_weeks * DAYS_A_WEEK; i++)
    {
      graphene_rect_t bounds;

      if (gtk_widget_compute_bounds (self->cells[i], GTK_WIDGET (self), &bounds) &&
          graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
        return POSTER_DAY_CELL (self->cells[i]);
    }
  return NULL;
}

static PosterCalendarTile *
pick_tile (PosterMonthGrid *self,
           double           x,
           double           y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *tile = picked == NULL ? NULL : POSTER_IS_CALENDAR_TILE (picked) ? picked
                    : gtk_widget_get_ancestor (picked, POSTER_TYPE_CALENDAR_TILE);

  return tile != NULL ? POSTER_CALENDAR_TILE (tile) : NULL;
}

static void
set_target (PosterMonthGrid *self,
            guint32          day)
{
  PosterDayCell *cell;

  if (day == self->target_day)
    return;
  cell = poster_month_grid_get_cell (self, self->target_day);
  if (cell != NULL)
    poster_day_cell_set_target (cell, FALSE);
  self->target_day = day;
  cell = poster_month_grid_get_cell (self, day);
  if (cell != NULL)
    poster_day_cell_set_target (cell, TRUE);
}

/* Which edge that is near: 1 of the month after, -1 of the one before. */
static int
find_edge (PosterMonthGrid *self,
           double           x,
           double           y)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (y < HEADING_HEIGHT)
    return -1;
  if (y > gtk_widget_get_height (GTK_WIDGET (self)) - EDGE)
    return 1;
  if (x < EDGE)
    return is_rtl ? 1 : -1;
  if (x > gtk_widget_get_width (GTK_WIDGET (self)) - EDGE)
    return is_rtl ? -1 : 1;
  return 0;
}

static void
turn_cb (gpointer user_data,
         int      direction)
{
  PosterMonthGrid *self = user_data;

  poster_calendar_desk_set_day (self->desk, poster_days_add_months (self->month, direction));
  /* Escape is still to be heard, wherever the tile has gone that had the focus. */
  gtk_widget_grab_focus (self->cells[0]);
  set_target (self, 0);
  poster_month_grid_drag_to (self, self->drag_x, self->drag_y);
}

/**
 * poster_month_grid_drag_begin:
 * @self: a grid
 * @x: where it begins
 * @y: where it begins
 *
 * Lifts the post that is there.
 *
 * Returns: whether there is one
 */
gboolean
poster_month_grid_drag_begin (PosterMonthGrid *self,
                              double           x,
                              double           y)
{
  PosterCalendarTile *tile = pick_tile (self, x, y);
  PosterCalendarEntry *entry = tile != NULL ? poster_calendar_tile_get_entry (tile) : NULL;
  g_autofree char *clock = NULL;

  if (entry == NULL || entry->is_repeat)
    return FALSE;
  self->dragged = g_object_ref (entry);
  poster_drag_look_lift (self->look, tile);
  /* Escape is to be heard. */
  gtk_widget_grab_focus (GTK_WIDGET (tile));
  update_lifted (self);
  clock = poster_calendar_entry_dup_clock (entry);
  poster_drag_look_set_words (self->look, clock);
  poster_month_grid_drag_to (self, x, y);
  return TRUE;
}

/**
 * poster_month_grid_drag_to:
 * @self: a grid that drags
 * @x: where it is now
 * @y: where it is now
 *
 * Carries it.
 */
void
poster_month_grid_drag_to (PosterMonthGrid *self,
                           double           x,
                           double           y)
{
  PosterDayCell *cell = pick_cell (self, x, y);

  self->drag_x = x;
  self->drag_y = y;
  set_target (self, cell != NULL ? poster_day_cell_get_day (cell) : 0);
  poster_drag_edge_hold (self->edge, find_edge (self, x, y));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * poster_month_grid_drag_end:
 * @self: a grid that drags
 * @is_dropped: whether it is to stay where it is; else it goes back
 *
 * Lets go of it. On another day it gets the same time on the wall.
 */
void
poster_month_grid_drag_end (PosterMonthGrid *self,
                            gboolean         is_dropped)
{
  g_autoptr(PosterCalendarEntry) entry = g_steal_pointer (&self->dragged);
  guint32 day = self->target_day;

  if (entry == NULL)
    return;
  poster_drag_edge_hold (self->edge, 0);
  update_lifted (self);
  set_target (self, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (is_dropped && day != 0 && day != entry->day)
    move_post (self, entry, (int) day - (int) entry->day);
}

/**
 * poster_month_grid_is_dragging:
 * @self: a grid
 *
 * Returns: whether a post is lifted
 */
gboolean
poster_month_grid_is_dragging (PosterMonthGrid *self)
{
  return self->dragged != NULL;
}

static void
pressed_cb (PosterMonthGrid *self,
            int              n_press,
            double           x,
            double           y,
            GtkGesture      *gesture)
{
  self->press_modifiers = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)) &
                          gtk_accelerator_get_default_mod_mask ();
}

static void
released_cb (PosterMonthGrid *self,
             int              n_press,
             double           x,
             double           y,
             GtkGesture      *gesture)
{
  PosterCalendarTile *tile = pick_tile (self, x, y);
  PosterDayCell *cell = pick_cell (self, x, y);
  g_autoptr(PosterCalendarEntry) entry = dup_entry (tile);

  if (cell == NULL || self->dragged != NULL)
    return;
  if (entry != NULL)
    {
      gtk_widget_grab_focus (GTK_WIDGET (tile));
      if (self->press_modifiers == GDK_CONTROL_MASK)
        poster_calendar_desk_toggle (self->desk, entry);
      else if (self->press_modifiers == GDK_SHIFT_MASK)
        poster_calendar_desk_select_to (self->desk, entry);
      else
        {
          poster_calendar_desk_unselect (self->desk);
          poster_calendar_desk_set_day (self->desk, entry->day);
          poster_calendar_desk_open (self->desk, GTK_WIDGET (self), entry);
        }
      return;
    }
  poster_calendar_desk_unselect (self->desk);
  if (tile != NULL)
    open_tile (self, tile, poster_day_cell_get_day (cell));
  else if (n_press == 2)
    poster_calendar_desk_compose (self->desk, GTK_WIDGET (self), poster_day_cell_get_day (cell), -1);
  else
    {
      guint32 day = poster_day_cell_get_day (cell);

      poster_calendar_desk_set_day (self->desk, day);
      gtk_widget_grab_focus (GTK_WIDGET (poster_month_grid_get_cell (self, day)));
    }
}

static void
drag_update_cb (PosterMonthGrid *self,
                double           offset_x,
                double           offset_y,
                GtkGestureDrag  *gesture)
{
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  if (self->dragged == NULL)
    {
      if (!gtk_drag_check_threshold (GTK_WIDGET (self), (int) x, (int) y, (int) (x + offset_x), (int) (y + offset_y)))
        return;
      if (!poster_month_grid_drag_begin (self, x, y))
        {
          gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
          return;
        }
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  poster_month_grid_drag_to (self, x + offset_x, y + offset_y);
}

static void
drag_end_cb (PosterMonthGrid *self)
{
  poster_month_grid_drag_end (self, TRUE);
}

static void
drag_cancel_cb (PosterMonthGrid *self)
{
  poster_month_grid_drag_end (self, FALSE);
}

static void
poster_month_grid_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  PosterMonthGrid *self = POSTER_MONTH_GRID (widget);
  int cell_minimum = 0, cell_natural = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      if (!POSTER_IS_DAY_CELL (child))
        continue;
      cell_minimum = MAX (cell_minimum, child_minimum);
      cell_natural = MAX (cell_natural, child_natural);
    }
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = cell_minimum * DAYS_A_WEEK;
      *natural = cell_natural * DAYS_A_WEEK;
    }
  else
    {
      *minimum = HEADING_HEIGHT + cell_minimum * (int) self->n_weeks;
      *natural = HEADING_HEIGHT + cell_natural * (int) self->n_weeks;
    }
}

static void
poster_month_grid_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  PosterMonthGrid *self = POSTER_MONTH_GRID (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int rows_height = height - HEADING_HEIGHT;

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      int column = is_rtl ? DAYS_A_WEEK - 1 - (int) i : (int) i;
      int x = width * column / DAYS_A_WEEK;
      int end = width * (column + 1) / DAYS_A_WEEK;

      gtk_widget_size_allocate (self->headings[i], &(GtkAllocation) { x, 0, end - x, HEADING_HEIGHT }, -1);
      for (guint week = 0; week < self->n_weeks; week++)
        {
          int y = HEADING_HEIGHT + rows_height * (int) week / (int) self->n_weeks;
          int bottom = HEADING_HEIGHT + rows_height * (int) (week + 1) / (int) self->n_weeks;

          gtk_widget_size_allocate (self->cells[week * DAYS_A_WEEK + i],
                                    &(GtkAllocation) { x, y, end - x, bottom - y }, -1);
        }
    }
}

static void
poster_month_grid_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  PosterMonthGrid *self = POSTER_MONTH_GRID (widget);

  GTK_WIDGET_CLASS (poster_month_grid_parent_class)->snapshot (widget, snapshot);
  if (self->dragged != NULL)
    poster_drag_look_snapshot (self->look, snapshot, self->drag_x, self->drag_y);
}

/* One stop for the Tab key: inside, arrows lead on. */
static gboolean
poster_month_grid_focus (GtkWidget        *widget,
                         GtkDirectionType  direction)
{
  PosterMonthGrid *self = POSTER_MONTH_GRID (widget);
  PosterCalendarTile *tile;
  guint index;

  if (self->n_weeks == 0 || find_focus (self, &tile, &index) != NULL)
    return FALSE;
  poster_month_grid_focus_day (self, poster_calendar_desk_get_day (self->desk));
  return TRUE;
}

static gboolean
poster_month_grid_grab_focus (GtkWidget *widget)
{
  PosterMonthGrid *self = POSTER_MONTH_GRID (widget);

  if (self->n_weeks == 0)
    return FALSE;
  poster_month_grid_focus_day (self, poster_calendar_desk_get_day (self->desk));
  return TRUE;
}

static void
poster_month_grid_dispose (GObject *object)
{
  PosterMonthGrid *self = POSTER_MONTH_GRID (object);

  g_clear_object (&self->dragged);
  g_clear_pointer (&self->edge, poster_drag_edge_free);
  g_clear_object (&self->look);
  g_clear_object (&self->desk);
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    g_clear_pointer (&self->headings[i], gtk_widget_unparent);
  for (guint i = 0; i < MAX_CELLS; i++)
    g_clear_pointer (&self->cells[i], gtk_widget_unparent);
  G_OBJECT_CLASS (poster_month_grid_parent_class)->dispose (object);
}

static void
poster_month_grid_class_init (PosterMonthGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_month_grid_dispose;
  widget_class->measure = poster_month_grid_measure;
  widget_class->size_allocate = poster_month_grid_size_allocate;
  widget_class->snapshot = poster_month_grid_snapshot;
  widget_class->focus = poster_month_grid_focus;
  widget_class->grab_focus = poster_month_grid_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "monthgrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static void
poster_month_grid_init (PosterMonthGrid *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      self->headings[i] = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (self->headings[i]), 0);
      gtk_label_set_ellipsize (GTK_LABEL (self->headings[i]), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (self->headings[i], "weekday");
      gtk_widget_add_css_class (self->headings[i], "caption");
      gtk_widget_set_parent (self->headings[i], GTK_WIDGET (self));
    }
  self->look = poster_drag_look_new (GTK_WIDGET (self));

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
 * poster_month_grid_new:
 * @desk: what the views share
 *
 * Returns: (transfer floating): a grid; it shows nothing before poster_month_grid_update()
 */
GtkWidget *
poster_month_grid_new (PosterCalendarDesk *desk)
{
  PosterMonthGrid *self = g_object_new (POSTER_TYPE_MONTH_GRID, NULL);

  self->desk = g_object_ref (desk);
  self->edge = poster_drag_edge_new (poster_session_get_clock (poster_calendar_desk_get_session (desk)), TURN_US, turn_cb, self);
  g_signal_connect_object (poster_calendar_desk_get_model (desk), "changed", G_CALLBACK (model_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "selection-changed", G_CALLBACK (update_selected), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
