/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"
#include "calendar-fixture.h"
#include "poster-calendar-days.h"
#include "poster-calendar-turner.h"
#include "poster-month-grid.h"
#include "poster-week-canvas.h"

/* The calendar's pages are turned by the wheel, by a swipe, and by what is held at an edge. */

typedef CalendarFixture Fixture;

static PosterMonthGrid *
get_grid (Fixture *fixture)
{
  return POSTER_MONTH_GRID (app_test_find (GTK_WIDGET (fixture->page), POSTER_TYPE_MONTH_GRID, NULL));
}

#define assert_day(fixture, date) \
  g_assert_cmpuint (poster_calendar_desk_get_day (fixture->desk), ==, calendar_day (date))

/* As if it were scrolled over the views. */
static gboolean
scroll (Fixture *fixture,
        double   dx,
        double   dy)
{
  GtkWidget *stack = gtk_widget_get_ancestor (GTK_WIDGET (get_grid (fixture)), GTK_TYPE_STACK);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (stack);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);
      gboolean is_handled = FALSE;

      if (!GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        continue;
      g_signal_emit_by_name (controller, "scroll", dx, dy, &is_handled);
      return is_handled;
    }
  g_assert_not_reached ();
}

static void
test_wheel (Fixture       *fixture,
            gconstpointer  data)
{
  calendar_go (fixture, "2030-12-10");
  g_assert_true (scroll (fixture, 0, 1));
  assert_day (fixture, "2031-01-10");
  /* A wheel that turns finely needs a whole notch. */
  g_assert_true (scroll (fixture, 0, -0.5));
  assert_day (fixture, "2031-01-10");
  g_assert_true (scroll (fixture, 0, -0.5));
  assert_day (fixture, "2030-12-10");

  /* Where the month has more than is seen, the wheel is for that; a swipe across still turns. */
  app_test_resize (fixture->window, 1280, 300);
  g_assert_false (scroll (fixture, 0, 1));
  assert_day (fixture, "2030-12-10");
  g_assert_true (scroll (fixture, 1, 0));
  assert_day (fixture, "2031-01-10");

  /* The week goes on across, and scrolls down. */
  poster_calendar_page_set_view (fixture->page, "week");
  g_assert_false (scroll (fixture, 0, 1));
  assert_day (fixture, "2031-01-10");
  g_assert_true (scroll (fixture, -1, 0));
  assert_day (fixture, "2031-01-03");
}

static void
turn_cb (int *pages,
         int  direction)
{
  *pages += direction;
}

static void
test_swipe (void)
{
  g_autoptr(GtkWidget) widget = g_object_ref_sink (gtk_label_new (NULL));
  g_autoptr(GtkAdjustment) adjustment = g_object_ref_sink (gtk_adjustment_new (0, 0, 100, 1, 1, 100));
  g_autoptr(PosterCalendarTurner) turner = poster_calendar_turner_new (widget, adjustment);
  int pages = 0;

  g_signal_connect_swapped (turner, "turn", G_CALLBACK (turn_cb), &pages);
  /* A page a swipe, however far it goes. */
  for (guint i = 0; i < 11; i++)
    g_assert_true (poster_calendar_turner_scroll (turner, 10, 1, GDK_SCROLL_UNIT_SURFACE));
  g_assert_cmpint (pages, ==, 0);
  for (guint i = 0; i < 60; i++)
    g_assert_true (poster_calendar_turner_scroll (turner, 10, 1, GDK_SCROLL_UNIT_SURFACE));
  g_assert_cmpint (pages, ==, 1);
  poster_calendar_turner_end (turner);
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_RTL);
  g_assert_true (poster_calendar_turner_scroll (turner, 130, 0, GDK_SCROLL_UNIT_SURFACE));
  g_assert_cmpint (pages, ==, 0);
  /* Down only where that was asked for. */
  poster_calendar_turner_end (turner);
  g_assert_false (poster_calendar_turner_scroll (turner, 0, 130, GDK_SCROLL_UNIT_SURFACE));
  poster_calendar_turner_set_is_down (turner, TRUE);
  g_assert_true (poster_calendar_turner_scroll (turner, 0, 130, GDK_SCROLL_UNIT_SURFACE));
  g_assert_cmpint (pages, ==, 1);
}

typedef struct
{
  Fixture *fixture;
  guint32  month;
} Wanted;

static gboolean
is_in_month (gpointer user_data)
{
  Wanted *wanted = user_data;

  return poster_days_get_month_start (poster_calendar_desk_get_day (wanted->fixture->desk)) == wanted->month;
}

static void
test_month_edge (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *id = calendar_add_post (fixture, "Good hour", "2030-12-24T18:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  PosterMonthGrid *grid = get_grid (fixture);
  Wanted wanted = { fixture, calendar_day ("2031-02-01") };
  graphene_rect_t from, to;
  PosterDayCell *cell;

  calendar_go (fixture, "2030-12-24");
  calendar_wait_on_day (fixture, id, "2030-12-24");
  app_test_wait_frames (GTK_WIDGET (grid), 2);
  cell = poster_month_grid_get_cell (grid, calendar_day ("2030-12-24"));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (poster_day_cell_find_tile (cell, id)), GTK_WIDGET (grid), &from));
  g_assert_true (poster_month_grid_drag_begin (grid, from.origin.x + 10, from.origin.y + 10));
  /* Held at the end it goes on, month by month. */
  poster_month_grid_drag_to (grid, gtk_widget_get_width (GTK_WIDGET (grid)) - 3, 200);
  app_test_wait (is_in_month, &wanted);
  g_assert_true (poster_month_grid_is_dragging (grid));
  app_test_wait_frames (GTK_WIDGET (grid), 2);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (poster_month_grid_get_cell (grid, calendar_day ("2031-02-11"))),
                                            GTK_WIDGET (grid), &to));
  poster_month_grid_drag_to (grid, to.origin.x + 40, to.origin.y + 40);
  poster_month_grid_drag_end (grid, TRUE);
  calendar_wait_on_day (fixture, id, "2031-02-11");

  /* And back over the top; Escape still puts it back. */
  app_test_wait_frames (GTK_WIDGET (grid), 2);
  cell = poster_month_grid_get_cell (grid, calendar_day ("2031-02-11"));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (poster_day_cell_find_tile (cell, id)), GTK_WIDGET (grid), &from));
  g_assert_true (poster_month_grid_drag_begin (grid, from.origin.x + 10, from.origin.y + 10));
  poster_month_grid_drag_to (grid, 400, 5);
  wanted.month = calendar_day ("2031-01-01");
  app_test_wait (is_in_month, &wanted);
  g_assert_nonnull (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (grid))));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (grid))), GTK_WIDGET (grid)));
  calendar_press (GTK_WIDGET (grid), GDK_KEY_Escape, 0);
  g_assert_false (poster_month_grid_is_dragging (grid));
  app_test_settle ();
  calendar_wait_on_day (fixture, id, "2031-02-11");
}

#define add(path, func) \
  g_test_add (path, Fixture, NULL, calendar_set_up, func, calendar_tear_down)

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);
  add ("/calendar/turns/by-the-wheel", test_wheel);
  g_test_add_func ("/calendar/turns/by-a-swipe", test_swipe);
  add ("/calendar/turns/at-the-edge-of-the-month", test_month_edge);
  return g_test_run ();
}
