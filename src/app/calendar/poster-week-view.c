/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-week-view"

#include "poster-week-view.h"

#include <glib/gi18n-lib.h>

#include "poster-calendar-days.h"
#include "poster-week-canvas.h"

#define DAYS_A_WEEK 7
#define HEADING_HEIGHT 46

/**
 * PosterWeekView:
 *
 * A week. It scrolls so that the present time is in the middle third when it is first seen.
 */
struct _PosterWeekView
{
  GtkWidget           parent_instance;

  PosterCalendarDesk *desk;
  GtkWidget          *headings[DAYS_A_WEEK];
  GtkLabel           *numbers[DAYS_A_WEEK];
  GtkLabel           *names[DAYS_A_WEEK];
  GtkWidget          *scrolled_window;
  PosterWeekCanvas   *canvas;
  gboolean            was_scrolled;
};

G_DEFINE_FINAL_TYPE (PosterWeekView, poster_week_view, GTK_TYPE_WIDGET)

static void
update_headings (PosterWeekView *self)
{
  guint32 first = poster_days_get_week_start (poster_calendar_desk_get_day (self->desk));
  guint32 today = poster_calendar_model_get_today (poster_calendar_desk_get_model (self->desk), NULL);

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      g_autofree char *number = poster_days_format (first + i, "%-d");
      g_autofree char *name = poster_days_format (first + i, "%A");

      gtk_label_set_text (self->numbers[i], number);
      gtk_label_set_text (self->names[i], name);
      if (first + i == today)
        gtk_widget_add_css_class (self->headings[i], "today");
      else
        gtk_widget_remove_css_class (self->headings[i], "today");
    }
}

/**
 * poster_week_view_update:
 * @self: a view
 *
 * Shows the week that the desk is in.
 */
void
poster_week_view_update (PosterWeekView *self)
{
  update_headings (self);
  poster_week_canvas_update (self->canvas);
}

static GtkAdjustment *
get_adjustment (PosterWeekView *self)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled_window));
}

/* Once it is known how much is seen. */
static void
scroll_to_now (PosterWeekView *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);
  double page = gtk_adjustment_get_page_size (adjustment);
  int now;

  if (self->was_scrolled || page < 1 || gtk_adjustment_get_upper (adjustment) <= page)
    return;
  self->was_scrolled = TRUE;
  poster_calendar_model_get_today (poster_calendar_desk_get_model (self->desk), &now);
  gtk_adjustment_set_value (adjustment, poster_week_canvas_get_y (now) - page / 2);
}

static void
scrolled_cb (PosterWeekView *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  poster_week_canvas_set_seen (self->canvas, gtk_adjustment_get_value (adjustment), gtk_adjustment_get_page_size (adjustment));
}

static gboolean
scroll_idle_cb (gpointer user_data)
{
  PosterWeekView *self = user_data;

  scroll_to_now (self);
  scrolled_cb (self);
  return G_SOURCE_REMOVE;
}

/* In the middle of being laid out, nothing may change. */
static void
room_changed_cb (PosterWeekView *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, scroll_idle_cb, g_object_ref (self), g_object_unref);
}

static void
poster_week_view_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  PosterWeekView *self = POSTER_WEEK_VIEW (widget);
  int child_minimum, child_natural;

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    gtk_widget_measure (self->headings[i], orientation, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (self->scrolled_window, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
  *minimum = child_minimum + (orientation == GTK_ORIENTATION_VERTICAL ? HEADING_HEIGHT : 0);
  *natural = child_natural + (orientation == GTK_ORIENTATION_VERTICAL ? HEADING_HEIGHT : 0);
}

static void
poster_week_view_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  PosterWeekView *self = POSTER_WEEK_VIEW (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int room = width - POSTER_WEEK_GUTTER;

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      int column = is_rtl ? DAYS_A_WEEK - 1 - (int) i : (int) i;
      int offset = is_rtl ? 0 : POSTER_WEEK_GUTTER;
      int x = offset + room * column / DAYS_A_WEEK;
      int end = offset + room * (column + 1) / DAYS_A_WEEK;

      gtk_widget_size_allocate (self->headings[i], &(GtkAllocation) { x, 0, end - x, HEADING_HEIGHT }, -1);
    }
  gtk_widget_size_allocate (self->scrolled_window, &(GtkAllocation) { 0, HEADING_HEIGHT, width, MAX (height - HEADING_HEIGHT, 0) }, -1);
}

static gboolean
poster_week_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (POSTER_WEEK_VIEW (widget)->canvas), GTK_DIR_TAB_FORWARD);
}

static void
poster_week_view_dispose (GObject *object)
{
  PosterWeekView *self = POSTER_WEEK_VIEW (object);

  for (guint i = 0; i < DAYS_A_WEEK; i++)
    g_clear_pointer (&self->headings[i], gtk_widget_unparent);
  g_clear_pointer (&self->scrolled_window, gtk_widget_unparent);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (poster_week_view_parent_class)->dispose (object);
}

static void
poster_week_view_class_init (PosterWeekViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_week_view_dispose;
  widget_class->measure = poster_week_view_measure;
  widget_class->size_allocate = poster_week_view_size_allocate;
  widget_class->grab_focus = poster_week_view_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "weekview");
}

static void
poster_week_view_init (PosterWeekView *self)
{
  for (guint i = 0; i < DAYS_A_WEEK; i++)
    {
      self->headings[i] = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_widget_add_css_class (self->headings[i], "day");
      self->numbers[i] = GTK_LABEL (gtk_label_new (NULL));
      gtk_widget_add_css_class (GTK_WIDGET (self->numbers[i]), "number");
      gtk_widget_add_css_class (GTK_WIDGET (self->numbers[i]), "numeric");
      gtk_widget_set_valign (GTK_WIDGET (self->numbers[i]), GTK_ALIGN_CENTER);
      self->names[i] = GTK_LABEL (gtk_label_new (NULL));
      gtk_widget_add_css_class (GTK_WIDGET (self->names[i]), "name");
      gtk_label_set_ellipsize (self->names[i], PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (self->headings[i]), GTK_WIDGET (self->numbers[i]));
      gtk_box_append (GTK_BOX (self->headings[i]), GTK_WIDGET (self->names[i]));
      gtk_widget_set_parent (self->headings[i], GTK_WIDGET (self));
    }
  self->scrolled_window = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled_window), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_parent (self->scrolled_window, GTK_WIDGET (self));
  g_signal_connect_swapped (get_adjustment (self), "value-changed", G_CALLBACK (scrolled_cb), self);
  g_signal_connect_swapped (get_adjustment (self), "changed", G_CALLBACK (room_changed_cb), self);
}

/**
 * poster_week_view_new:
 * @desk: what the views share
 *
 * Returns: (transfer floating): a view; it shows nothing before poster_week_view_update()
 */
GtkWidget *
poster_week_view_new (PosterCalendarDesk *desk)
{
  PosterWeekView *self = g_object_new (POSTER_TYPE_WEEK_VIEW, NULL);

  self->desk = g_object_ref (desk);
  self->canvas = POSTER_WEEK_CANVAS (poster_week_canvas_new (desk));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled_window), GTK_WIDGET (self->canvas));
  return GTK_WIDGET (self);
}
