/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-week-canvas"

#include "poster-week-canvas-private.h"

#include <glib/gi18n-lib.h>

#include "poster-agenda.h"

#define CARD_MINUTES (POSTER_WEEK_CARD_HEIGHT * 60 / POSTER_WEEK_HOUR + 3)
#define EDGE 6
#define LEAST_WIDTH 24

/* How far beyond what is seen cards are there already. */
#define MARGIN 400

/* How strong is what is being dragged, where it stands. */
#define LIFTED_OPACITY 0.28

/* How often it goes on at an edge. */
#define SCROLL_US (15 * G_TIME_SPAN_MILLISECOND)

G_DEFINE_FINAL_TYPE (PosterWeekCanvas, poster_week_canvas, GTK_TYPE_WIDGET)

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

int
poster_week_canvas_get_card_y (PosterCalendarEntry *entry)
{
  return MIN (poster_week_canvas_get_y (entry->minute), HEIGHT - POSTER_WEEK_CARD_HEIGHT);
}

/* From where to where a day goes. */
void
poster_week_canvas_get_column (PosterWeekCanvas *self,
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

static gboolean
is_dragged (PosterWeekCanvas    *self,
            PosterCalendarEntry *entry)
{
  return self->dragged != NULL && !entry->is_repeat && g_str_equal (entry->post->id, self->dragged->post->id);
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
  gtk_widget_set_opacity (GTK_WIDGET (card), is_dragged (self, entry) ? LIFTED_OPACITY : 1);
  gtk_widget_set_visible (GTK_WIDGET (card), TRUE);
}

static gboolean
is_seen (PosterWeekCanvas    *self,
         PosterCalendarEntry *entry)
{
  int y = poster_week_canvas_get_card_y (entry);

  return y + POSTER_WEEK_CARD_HEIGHT > self->seen_top - MARGIN && y < self->seen_top + self->seen_height + MARGIN;
}

/* What there is of the week, where it is seen. */
void
poster_week_canvas_show_cards (PosterWeekCanvas *self)
{
  self->n_cards = 0;
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    for (guint j = 0; self->places[i] != NULL && j < self->places[i]->len; j++)
      {
        PosterWeekPlace *place = &g_array_index (self->places[i], PosterWeekPlace, j);

        if (place->n_more == 0 && is_seen (self, place->entry))
          show_card (self, place->entry);
      }
  for (guint i = self->n_cards; i < self->cards->len; i++)
    {
      poster_week_card_set_entry (g_ptr_array_index (self->cards, i), NULL);
      gtk_widget_set_visible (g_ptr_array_index (self->cards, i), FALSE);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
show_slots (PosterWeekCanvas *self)
{
  self->n_slots = 0;
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      GArray *minutes = poster_calendar_model_get_slots (poster_week_canvas_get_model (self), self->first + i);

      for (guint j = 0; minutes != NULL && j < minutes->len; j++)
        {
          int minute = g_array_index (minutes, int, j);
          GtkWidget *tile;

          if (poster_week_canvas_is_covered (self, i, minute))
            continue;
          if (self->n_slots == self->slots->len)
            {
              tile = poster_calendar_tile_new (poster_calendar_desk_get_session (self->desk), TRUE);
              /* What is dragged or carried lies over free places. */
              gtk_widget_insert_after (tile, GTK_WIDGET (self), NULL);
              g_ptr_array_add (self->slots, tile);
            }
          tile = g_ptr_array_index (self->slots, self->n_slots++);
          poster_calendar_tile_set_slot (POSTER_CALENDAR_TILE (tile), self->first + i, minute);
          gtk_widget_set_visible (tile, TRUE);
        }
    }
  for (guint i = self->n_slots; i < self->slots->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->slots, i), FALSE);
}

/* The list of the day. */
static void
make_popover_cb (GtkMenuButton *button,
                 gpointer       user_data)
{
  PosterWeekCanvas *self = user_data;
  guint32 day = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "day"));
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *list = poster_agenda_new (self->desk, FALSE);

  poster_calendar_desk_set_day (self->desk, day);
  gtk_widget_set_size_request (list, 320, 420);
  gtk_widget_add_css_class (popover, "menu");
  gtk_popover_set_child (GTK_POPOVER (popover), list);
  gtk_menu_button_set_popover (button, popover);
}

static void
show_more (PosterWeekCanvas *self,
           guint32           day,
           guint             count)
{
  /* Translators: how many further posts a day has at a time: +2 */
  g_autofree char *text = g_strdup_printf (_("+%u"), count);
  g_autofree char *words = g_strdup_printf (ngettext ("%u more post", "%u more posts", count), count);
  GtkWidget *button;

  if (self->n_mores == self->mores->len)
    {
      button = gtk_menu_button_new ();
      gtk_widget_add_css_class (button, "more");
      /* A label of its own comes without an arrow, which there is no room for. */
      gtk_menu_button_set_child (GTK_MENU_BUTTON (button), gtk_label_new (NULL));
      gtk_widget_set_parent (button, GTK_WIDGET (self));
      gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), make_popover_cb, self, NULL);
      g_ptr_array_add (self->mores, button);
    }
  button = g_ptr_array_index (self->mores, self->n_mores++);
  g_object_set_data (G_OBJECT (button), "day", GUINT_TO_POINTER (day));
  gtk_label_set_text (GTK_LABEL (gtk_menu_button_get_child (GTK_MENU_BUTTON (button))), text);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_visible (button, TRUE);
}

static void
show_mores (PosterWeekCanvas *self)
{
  self->n_mores = 0;
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    for (guint j = 0; self->places[i] != NULL && j < self->places[i]->len; j++)
      {
        PosterWeekPlace *place = &g_array_index (self->places[i], PosterWeekPlace, j);

        if (place->n_more > 0)
          show_more (self, self->first + i, place->n_more);
      }
  for (guint i = self->n_mores; i < self->mores->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->mores, i), FALSE);
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

void
poster_week_canvas_focus_entry (PosterWeekCanvas    *self,
             PosterCalendarEntry *entry)
{
  PosterWeekCard *card;

  poster_calendar_desk_set_day (self->desk, entry->day);
  card = find_card_of (self, entry);
  if (card == NULL)
    {
      /* Out of sight: it gets its card first. */
      poster_week_canvas_set_seen (self, poster_week_canvas_get_card_y (entry), self->seen_height);
      card = find_card_of (self, entry);
    }
  if (card != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (card));
}

PosterWeekCard *
poster_week_canvas_find_focus (PosterWeekCanvas *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));

  return POSTER_IS_WEEK_CARD (child) && gtk_widget_is_focus (child) &&
         poster_week_card_get_entry (POSTER_WEEK_CARD (child)) != NULL ? POSTER_WEEK_CARD (child) : NULL;
}

PosterCalendarTile *
poster_week_canvas_find_focused_slot (PosterWeekCanvas *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));

  return POSTER_IS_CALENDAR_TILE (child) && gtk_widget_is_focus (child) ? POSTER_CALENDAR_TILE (child) : NULL;
}

void
poster_week_canvas_focus_slot (PosterWeekCanvas *self,
                               guint32           day,
                               int               minute)
{
  poster_calendar_desk_set_day (self->desk, day);
  for (guint i = 0; i < self->n_slots; i++)
    {
      PosterCalendarTile *tile = g_ptr_array_index (self->slots, i);

      if (poster_calendar_tile_get_slot_day (tile) == day && poster_calendar_tile_get_slot (tile) == minute)
        gtk_widget_grab_focus (GTK_WIDGET (tile));
    }
}

/* The focus goes along with the post that it was on; cards are kept for other posts. */
static void
follow_post (PosterWeekCanvas *self,
             const char       *post_id)
{
  PosterCalendarEntry *entry = poster_calendar_model_find (poster_week_canvas_get_model (self), post_id);
  PosterWeekCard *card = poster_week_canvas_find_focus (self);

  if (card != NULL && g_str_equal (poster_week_card_get_entry (card)->post->id, post_id))
    return;
  if (entry != NULL)
    poster_week_canvas_focus_entry (self, entry);
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
  PosterWeekCard *focused = poster_week_canvas_find_focus (self);
  g_autofree char *post_id = dup_post_id (focused);

  self->first = poster_days_get_week_start (poster_calendar_desk_get_day (self->desk));
  poster_calendar_model_set_range (poster_week_canvas_get_model (self), self->first, DAYS_A_WEEK);
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      GPtrArray *entries = poster_calendar_model_get_day (poster_week_canvas_get_model (self), self->first + i);

      g_clear_pointer (&self->places[i], g_array_unref);
      if (entries != NULL)
        self->places[i] = poster_week_lanes_new (entries, CARD_MINUTES);
    }
  show_slots (self);
  show_mores (self);
  poster_week_canvas_show_cards (self);
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
  PosterWeekCard *focused = poster_week_canvas_find_focus (self);
  g_autofree char *post_id = dup_post_id (focused);

  self->seen_top = top;
  self->seen_height = height;
  poster_week_canvas_show_cards (self);
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

/* Where a post stands there is no room for a free slot; the list of the day has it. */
gboolean
poster_week_canvas_is_covered (PosterWeekCanvas *self,
                               guint             index,
                               int               minute)
{
  for (guint i = 0; self->places[index] != NULL && i < self->places[index]->len; i++)
    if (ABS (g_array_index (self->places[index], PosterWeekPlace, i).entry->minute - minute) < CARD_MINUTES)
      return TRUE;
  return FALSE;
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
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      gtk_widget_measure (child, orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? POSTER_WEEK_GUTTER + 60 * DAYS_A_WEEK : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? POSTER_WEEK_GUTTER + 170 * DAYS_A_WEEK : HEIGHT;
}

static void
allocate_places (PosterWeekCanvas *self,
                 guint             index,
                 guint            *n_mores)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int from, end, room;

  poster_week_canvas_get_column (self, index, &from, &end);
  room = end - from - 2 * EDGE + 2;
  for (guint i = 0; self->places[index] != NULL && i < self->places[index]->len; i++)
    {
      PosterWeekPlace *place = &g_array_index (self->places[index], PosterWeekPlace, i);
      GtkWidget *child = place->n_more > 0 ? g_ptr_array_index (self->mores, (*n_mores)++)
                                           : GTK_WIDGET (find_card_of (self, place->entry));
      int lane = is_rtl ? (int) (place->n_lanes - 1 - place->lane) : (int) place->lane;
      int x = from + EDGE + room * lane / (int) place->n_lanes;
      int lane_end = from + EDGE + room * (lane + 1) / (int) place->n_lanes - 2;

      if (child != NULL)
        gtk_widget_size_allocate (child, &(GtkAllocation) { x, poster_week_canvas_get_card_y (place->entry),
                                                            MAX (lane_end - x, LEAST_WIDTH), POSTER_WEEK_CARD_HEIGHT }, -1);
    }
}

static void
poster_week_canvas_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (widget);
  guint n_mores = 0;

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    allocate_places (self, i, &n_mores);
  for (guint i = 0; i < self->n_slots; i++)
    {
      PosterCalendarTile *tile = g_ptr_array_index (self->slots, i);
      int y = MIN (poster_week_canvas_get_y (poster_calendar_tile_get_slot (tile)), HEIGHT - POSTER_WEEK_CARD_HEIGHT);
      int from, end;

      poster_week_canvas_get_column (self, poster_calendar_tile_get_slot_day (tile) - self->first, &from, &end);
      gtk_widget_size_allocate (GTK_WIDGET (tile), &(GtkAllocation) { from + EDGE, y, end - from - 2 * EDGE,
                                                                      POSTER_WEEK_CARD_HEIGHT }, -1);
    }
}

static void
poster_week_canvas_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (widget);

  poster_week_canvas_draw_back (self, snapshot);
  GTK_WIDGET_CLASS (poster_week_canvas_parent_class)->snapshot (widget, snapshot);
  poster_week_canvas_draw_front (self, snapshot);
}

/* One stop for the Tab key. */
static gboolean
poster_week_canvas_focus (GtkWidget        *widget,
                          GtkDirectionType  direction)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (widget);

  if (gtk_widget_has_focus (widget) || gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  poster_week_canvas_go_to_day (self, poster_calendar_desk_get_day (self->desk), 12 * 60);
  return TRUE;
}

static void
poster_week_canvas_map (GtkWidget *widget)
{
  poster_week_canvas_update (POSTER_WEEK_CANVAS (widget));
  GTK_WIDGET_CLASS (poster_week_canvas_parent_class)->map (widget);
}

static void
unparent_all (GPtrArray *widgets)
{
  for (guint i = 0; i < widgets->len; i++)
    gtk_widget_unparent (g_ptr_array_index (widgets, i));
  g_ptr_array_set_size (widgets, 0);
}

static void
poster_week_canvas_dispose (GObject *object)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (object);

  g_clear_object (&self->dragged);
  g_clear_pointer (&self->edge, poster_drag_edge_free);
  g_clear_object (&self->look);
  g_clear_object (&self->desk);
  unparent_all (self->cards);
  unparent_all (self->slots);
  unparent_all (self->mores);
  self->n_cards = self->n_slots = self->n_mores = 0;
  G_OBJECT_CLASS (poster_week_canvas_parent_class)->dispose (object);
}

static void
poster_week_canvas_finalize (GObject *object)
{
  PosterWeekCanvas *self = POSTER_WEEK_CANVAS (object);

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    g_clear_pointer (&self->places[i], g_array_unref);
  g_ptr_array_unref (self->cards);
  g_ptr_array_unref (self->slots);
  g_ptr_array_unref (self->mores);
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
  self->cards = g_ptr_array_new ();
  self->slots = g_ptr_array_new ();
  self->mores = g_ptr_array_new ();
  self->seen_height = HEIGHT;
  self->look = poster_drag_look_new (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  poster_week_canvas_add_keys (self);
  poster_week_canvas_add_pointer (self);
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
  self->edge = poster_drag_edge_new (poster_session_get_clock (poster_calendar_desk_get_session (desk)), SCROLL_US,
                                     poster_week_canvas_scroll_cb, self);
  g_signal_connect_object (poster_calendar_desk_get_model (desk), "changed", G_CALLBACK (model_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "selection-changed", G_CALLBACK (poster_week_canvas_show_cards), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
