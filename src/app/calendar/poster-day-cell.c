/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-day-cell"

#include "poster-day-cell.h"

#include <glib/gi18n-lib.h>

#include "poster-calendar-days.h"
#include "poster-compat.h"

#define EDGE 8
#define GAP 6
#define NUMBER_HEIGHT 24
#define MINIMUM_HEIGHT 78

/**
 * PosterDayCell:
 *
 * A day of the month. Kept for other days when the month changes.
 */
struct _PosterDayCell
{
  GtkWidget           parent_instance;

  PosterSession      *session;
  guint32             day;
  guint               n_entries;
  GtkWidget          *number;
  PosterCalendarTile *tiles[POSTER_DAY_CELL_TILES];  /* (nullable), made when needed */
  guint               n_tiles;                       /* how many have a post */
  guint               n_fitting;                     /* how many of them there is room for */
  PangoLayout        *more;                          /* (nullable) */
  guint               more_count;
};

G_DEFINE_FINAL_TYPE (PosterDayCell, poster_day_cell, GTK_TYPE_WIDGET)

static void
poster_day_cell_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_measure (child, orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? POSTER_TILE_WIDTH + 2 * EDGE : MINIMUM_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 137 : 134;
}

static void
poster_day_cell_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  PosterDayCell *self = POSTER_DAY_CELL (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int number_width;
  int top = height >= 116 ? 31 : 27;
  int tile_height;

  gtk_widget_measure (self->number, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &number_width, NULL, NULL);
  number_width = MIN (MAX (number_width, NUMBER_HEIGHT), width - 8);
  gtk_widget_size_allocate (self->number, &(GtkAllocation) { is_rtl ? width - 6 - number_width : 6, 4, number_width, NUMBER_HEIGHT }, -1);

  self->n_fitting = MIN (self->n_tiles, (guint) MAX ((width - EDGE - 2 + GAP) / (POSTER_TILE_WIDTH + GAP), 1));
  for (guint i = 0; i < self->n_tiles; i++)
    {
      GtkWidget *tile = GTK_WIDGET (self->tiles[i]);
      int x = EDGE + (int) i * (POSTER_TILE_WIDTH + GAP);

      gtk_widget_set_child_visible (tile, i < self->n_fitting);
      if (i >= self->n_fitting)
        continue;
      gtk_widget_measure (tile, GTK_ORIENTATION_VERTICAL, -1, NULL, &tile_height, NULL, NULL);
      tile_height = MIN (tile_height, height - top - 3);
      gtk_widget_size_allocate (tile, &(GtkAllocation) { is_rtl ? width - x - POSTER_TILE_WIDTH : x, top,
                                                         POSTER_TILE_WIDTH, MAX (tile_height, 24) }, -1);
    }
}

static guint
count_hidden (PosterDayCell *self)
{
  guint n_seen = 0;

  for (guint i = 0; i < self->n_fitting; i++)
    if (poster_calendar_tile_get_entry (self->tiles[i]) != NULL)
      n_seen++;
  return self->n_entries - MIN (n_seen, self->n_entries);
}

/* How many posts there is no room for: where a further one would be, or else beside the day's number. */
static void
snapshot_more (PosterDayCell *self,
               GtkSnapshot   *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget);
  guint count = count_hidden (self);
  int text_width, text_height;
  float x = (float) (EDGE + (int) self->n_fitting * (POSTER_TILE_WIDTH + GAP));
  float y = 31 + POSTER_TILE_HEIGHT / 2;
  GdkRGBA color;

  if (self->more == NULL || self->more_count != count)
    {
      /* Translators: how many further posts a day has: +2 */
      g_autofree char *text = g_strdup_printf (_("+%u"), count);

      if (self->more == NULL)
        self->more = gtk_widget_create_pango_layout (widget, text);
      else
        pango_layout_set_text (self->more, text, -1);
      self->more_count = count;
    }
  pango_layout_get_pixel_size (self->more, &text_width, &text_height);
  if (x + (float) text_width + 4 > (float) width)
    {
      x = (float) (width - text_width - EDGE);
      y = 4 + NUMBER_HEIGHT / 2;
    }
  if (is_rtl)
    x = (float) (width - text_width) - x;
  poster_get_color (widget, &color);
  color.alpha *= 0.7f;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y - (float) (text_height / 2)));
  gtk_snapshot_append_layout (snapshot, self->more, &color);
  gtk_snapshot_restore (snapshot);
}

static void
poster_day_cell_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  PosterDayCell *self = POSTER_DAY_CELL (widget);

  GTK_WIDGET_CLASS (poster_day_cell_parent_class)->snapshot (widget, snapshot);
  if (count_hidden (self) > 0)
    snapshot_more (self, snapshot);
}

static void
poster_day_cell_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  PosterDayCell *self = POSTER_DAY_CELL (widget);

  GTK_WIDGET_CLASS (poster_day_cell_parent_class)->css_changed (widget, change);
  if (self->more != NULL)
    pango_layout_context_changed (self->more);
}

static void
poster_day_cell_dispose (GObject *object)
{
  PosterDayCell *self = POSTER_DAY_CELL (object);

  g_clear_object (&self->session);
  g_clear_object (&self->more);
  g_clear_pointer (&self->number, gtk_widget_unparent);
  for (guint i = 0; i < POSTER_DAY_CELL_TILES; i++)
    if (self->tiles[i] != NULL)
      gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->tiles[i])));
  G_OBJECT_CLASS (poster_day_cell_parent_class)->dispose (object);
}

static void
poster_day_cell_class_init (PosterDayCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_day_cell_dispose;
  widget_class->measure = poster_day_cell_measure;
  widget_class->size_allocate = poster_day_cell_size_allocate;
  widget_class->snapshot = poster_day_cell_snapshot;
  widget_class->css_changed = poster_day_cell_css_changed;
  gtk_widget_class_set_css_name (widget_class, "daycell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
poster_day_cell_init (PosterDayCell *self)
{
  self->number = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->number), 0.5f);
  gtk_widget_add_css_class (self->number, "number");
  gtk_widget_add_css_class (self->number, "numeric");
  gtk_widget_set_parent (self->number, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * poster_day_cell_new:
 * @session: whose posts these are
 *
 * Returns: (transfer floating): a cell of no day
 */
GtkWidget *
poster_day_cell_new (PosterSession *session)
{
  PosterDayCell *self = g_object_new (POSTER_TYPE_DAY_CELL, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update_words (PosterDayCell *self,
              GPtrArray     *entries)
{
  guint n_posts = poster_calendar_entry_count_posts (entries);
  g_autofree char *name = poster_days_name (self->day);
  g_autofree char *count = NULL;
  g_autofree char *words = NULL;

  if (entries == NULL)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      return;
    }
  count = n_posts == 0 ? g_strdup (_("no posts"))
                            : g_strdup_printf (ngettext ("%u post", "%u posts", n_posts), n_posts);
  /* Translators: a day of the calendar for people who do not see it: Thursday, 24 December, 2 posts */
  words = g_strdup_printf (_("%s, %s"), name, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
update_number (PosterDayCell *self,
               gboolean       is_outside)
{
  int day_of_month;
  g_autofree char *text = NULL;

  poster_days_to_date (self->day, NULL, NULL, &day_of_month);
  /* Translators: the first day of another month, in a cell of the calendar: 1 Jan */
  text = poster_days_format (self->day, is_outside && day_of_month == 1 ? _("%-d %b") : "%-d");
  gtk_label_set_text (GTK_LABEL (self->number), text);
}

/**
 * poster_day_cell_set_day:
 * @self: a cell
 * @day: the day that it is to show
 * @today: the present day
 * @is_outside: whether it belongs to another month than the one that is looked at
 * @entries: (nullable) (element-type PosterCalendarEntry): its posts, if they are known
 * @slots: (nullable) (element-type int): the minutes of its free slots
 *
 * Posts and free slots stand in the order of their times; where there is no room for all, posts come first.
 */
void
poster_day_cell_set_day (PosterDayCell *self,
                         guint32        day,
                         guint32        today,
                         gboolean       is_outside,
                         GPtrArray     *entries,
                         GArray        *slots)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint n_entries = entries != NULL ? entries->len : 0;
  guint n_shown = MIN (n_entries, POSTER_DAY_CELL_TILES);
  guint n_slots = MIN (slots != NULL ? slots->len : 0, POSTER_DAY_CELL_TILES - n_shown);
  guint n_tiles = n_shown + n_slots;
  guint next_entry = 0, next_slot = 0;

  self->day = day;
  update_number (self, is_outside);
  set_class (widget, "today", day == today);
  set_class (widget, "outside", is_outside);
  for (guint i = 0; i < POSTER_DAY_CELL_TILES; i++)
    {
      PosterCalendarEntry *entry = next_entry < n_shown ? g_ptr_array_index (entries, next_entry) : NULL;
      int slot = next_slot < n_slots ? g_array_index (slots, int, next_slot) : -1;

      if (entry != NULL && slot >= 0 && slot < entry->minute)
        entry = NULL;
      if (self->tiles[i] == NULL)
        {
          if (i >= n_tiles)
            continue;
          self->tiles[i] = POSTER_CALENDAR_TILE (poster_calendar_tile_new (self->session, TRUE));
          gtk_widget_set_parent (GTK_WIDGET (self->tiles[i]), widget);
        }
      gtk_widget_set_visible (GTK_WIDGET (self->tiles[i]), i < n_tiles);
      if (entry != NULL)
        {
          poster_calendar_tile_set_entry (self->tiles[i], entry);
          next_entry++;
        }
      else if (i < n_tiles)
        {
          poster_calendar_tile_set_slot (self->tiles[i], day, slot);
          next_slot++;
        }
      else
        poster_calendar_tile_set_entry (self->tiles[i], NULL);
    }
  if (n_tiles != self->n_tiles)
    {
      self->n_tiles = n_tiles;
      self->n_fitting = MIN (self->n_fitting, n_tiles);
      gtk_widget_queue_allocate (widget);
    }
  if (n_entries != self->n_entries)
    {
      self->n_entries = n_entries;
      gtk_widget_queue_draw (widget);
    }
  update_words (self, entries);
}

/**
 * poster_day_cell_get_day:
 * @self: a cell
 *
 * Returns: the day that it shows
 */
guint32
poster_day_cell_get_day (PosterDayCell *self)
{
  return self->day;
}

/**
 * poster_day_cell_get_n_tiles:
 * @self: a cell
 *
 * Returns: how many posts are seen
 */
guint
poster_day_cell_get_n_tiles (PosterDayCell *self)
{
  return self->n_fitting > 0 ? self->n_fitting : self->n_tiles;
}

/**
 * poster_day_cell_get_tile:
 * @self: a cell
 * @index: less than poster_day_cell_get_n_tiles()
 *
 * Returns: (transfer none) (nullable): that post
 */
PosterCalendarTile *
poster_day_cell_get_tile (PosterDayCell *self,
                          guint          index)
{
  return index < self->n_tiles ? self->tiles[index] : NULL;
}

/**
 * poster_day_cell_find_tile:
 * @self: a cell
 * @post_id: id of a post
 *
 * Returns: (transfer none) (nullable): the tile that shows it
 */
PosterCalendarTile *
poster_day_cell_find_tile (PosterDayCell *self,
                           const char    *post_id)
{
  for (guint i = 0; i < self->n_tiles; i++)
    {
      PosterCalendarEntry *entry = poster_calendar_tile_get_entry (self->tiles[i]);

      if (entry != NULL && !entry->is_repeat && g_str_equal (entry->post->id, post_id))
        return self->tiles[i];
    }
  return NULL;
}

/**
 * poster_day_cell_set_target:
 * @self: a cell
 * @is_target: whether what is dragged would land there
 */
void
poster_day_cell_set_target (PosterDayCell *self,
                            gboolean       is_target)
{
  set_class (GTK_WIDGET (self), "target", is_target);
}
