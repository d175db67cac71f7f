/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"
#include "calendar-fixture.h"
#include "poster-agenda-item.h"
#include "poster-agenda.h"
#include "poster-calendar-days.h"
#include "poster-store-queues.h"
#include "poster-test-async.h"
#include "poster-week-canvas.h"

/* The week: what there is no room for, free slots, and what is carried to the edge. */

typedef CalendarFixture Fixture;

static PosterWeekCanvas *
show_week (Fixture *fixture)
{
  poster_calendar_page_set_view (fixture->page, "week");
  app_test_wait_frames (GTK_WIDGET (fixture->page), 3);
  return POSTER_WEEK_CANVAS (app_test_find (GTK_WIDGET (fixture->page), POSTER_TYPE_WEEK_CANVAS, NULL));
}

static GtkAdjustment *
get_adjustment (PosterWeekCanvas *canvas)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (canvas), GTK_TYPE_SCROLLED_WINDOW);

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window));
}

/* Those of a type that are seen on it. */
static GPtrArray *
list_children (PosterWeekCanvas *canvas,
               GType             type)
{
  GPtrArray *found = g_ptr_array_new ();

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (canvas)); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (G_TYPE_CHECK_INSTANCE_TYPE (child, type) && gtk_widget_get_visible (child))
      g_ptr_array_add (found, child);
  return found;
}

static guint
count_posts (GListModel *items)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(PosterAgendaItem) item = g_list_model_get_item (items, i);

      n += item->kind == POSTER_AGENDA_POST ? 1 : 0;
    }
  return n;
}

static void
test_more (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GPtrArray) cards = NULL;
  g_autoptr(GPtrArray) mores = NULL;
  PosterWeekCanvas *canvas;
  GtkWidget *list;
  graphene_rect_t bounds;

  /* Four have room beside one another on Tuesday, six have not on Wednesday. */
  for (guint i = 0; i < 4; i++)
    g_free (calendar_add_post (fixture, "Four", "2030-12-03T02:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen));
  for (guint i = 0; i < 6; i++)
    g_free (calendar_add_post (fixture, "Six", "2030-12-04T02:10:00", POSTER_TARGET_SCHEDULED, fixture->kitchen));
  calendar_go (fixture, "2030-12-03");
  calendar_wait_for_day (fixture, "2030-12-03", 4);
  calendar_wait_for_day (fixture, "2030-12-04", 6);
  canvas = show_week (fixture);
  cards = list_children (canvas, POSTER_TYPE_WEEK_CARD);
  mores = list_children (canvas, GTK_TYPE_MENU_BUTTON);
  g_assert_cmpuint (cards->len, ==, 4 + 3);
  g_assert_cmpuint (mores->len, ==, 1);
  g_assert_nonnull (app_test_find (g_ptr_array_index (mores, 0), GTK_TYPE_LABEL, "+3"));
  /* Narrow as they are, they say when it is. */
  for (guint i = 0; i < cards->len; i++)
    {
      GtkWidget *time = app_test_find (g_ptr_array_index (cards, i), GTK_TYPE_LABEL, i < 4 ? "02:00" : "02:10");
      graphene_rect_t time_bounds;

      g_assert_true (gtk_widget_compute_bounds (g_ptr_array_index (cards, i), GTK_WIDGET (canvas), &bounds));
      for (guint j = 0; j < i; j++)
        {
          graphene_rect_t other;

          g_assert_true (gtk_widget_compute_bounds (g_ptr_array_index (cards, j), GTK_WIDGET (canvas), &other));
          g_assert_false (graphene_rect_intersection (&bounds, &other, NULL));
        }
      if (gtk_widget_get_child_visible (time) && gtk_widget_compute_bounds (time, g_ptr_array_index (cards, i), &time_bounds))
        g_assert_cmpfloat (time_bounds.size.width, <=, bounds.size.width);
    }
  app_test_save_picture (fixture->window, "calendar-week-more");

  gtk_menu_button_popup (g_ptr_array_index (mores, 0));
  app_test_settle ();
  list = app_test_find (g_ptr_array_index (mores, 0), POSTER_TYPE_AGENDA, NULL);
  g_assert_nonnull (list);
  g_assert_true (gtk_widget_get_mapped (list));
  g_assert_cmpuint (poster_calendar_desk_get_day (fixture->desk), ==, calendar_day ("2030-12-04"));
  g_assert_cmpuint (count_posts (poster_agenda_get_items (POSTER_AGENDA (list))), ==, 6);
  gtk_menu_button_popdown (g_ptr_array_index (mores, 0));
  app_test_settle ();
}

static gboolean
has_slot_tiles (gpointer user_data)
{
  g_autoptr(GPtrArray) tiles = list_children (user_data, POSTER_TYPE_CALENDAR_TILE);

  return tiles->len == 14;
}

static void
test_slots (Fixture       *fixture,
            gconstpointer  data)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(PosterQueue) queue = poster_queue_new ("Main", "Europe/Berlin");
  g_autoptr(PosterQueue) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint32 day = poster_days_get_week_start (poster_calendar_model_get_today (fixture->model, NULL)) + 7;
  PosterWeekCanvas *canvas;
  PosterCalendarTile *tile;

  g_assert_true (poster_queue_add_slot_text (queue, "daily 09:00", &error));
  g_assert_true (poster_queue_add_slot_text (queue, "daily 18:30", &error));
  poster_store_save_queue_async (store, queue, FALSE, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_queue_finish (store, poster_test_await (&result), NULL, &error);
  g_assert_no_error (error);
  poster_calendar_desk_set_day (fixture->desk, day);
  canvas = show_week (fixture);
  app_test_wait (has_slot_tiles, canvas);
  gtk_adjustment_set_value (get_adjustment (canvas), poster_week_canvas_get_y (8 * 60));
  app_test_wait_frames (GTK_WIDGET (canvas), 2);
  app_test_save_picture (fixture->window, "calendar-week-slots");

  /* The keyboard stops at them, along the day and from day to day. */
  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  calendar_press (GTK_WIDGET (canvas), GDK_KEY_Down, 0);
  tile = POSTER_CALENDAR_TILE (gtk_widget_get_focus_child (GTK_WIDGET (canvas)));
  g_assert_cmpint (poster_calendar_tile_get_slot (tile), ==, 9 * 60);
  g_assert_cmpuint (poster_calendar_tile_get_slot_day (tile), ==, day);
  calendar_press (GTK_WIDGET (canvas), GDK_KEY_Down, 0);
  calendar_press (GTK_WIDGET (canvas), GDK_KEY_Right, 0);
  tile = POSTER_CALENDAR_TILE (gtk_widget_get_focus_child (GTK_WIDGET (canvas)));
  g_assert_cmpint (poster_calendar_tile_get_slot (tile), ==, 18 * 60 + 30);
  g_assert_cmpuint (poster_calendar_tile_get_slot_day (tile), ==, day + 1);
}

typedef struct
{
  GtkAdjustment *adjustment;
  double         value;
} Scrolled;

static gboolean
is_scrolled (gpointer user_data)
{
  Scrolled *scrolled = user_data;

  return gtk_adjustment_get_value (scrolled->adjustment) >= scrolled->value;
}

typedef struct
{
  Fixture    *fixture;
  const char *id;
  int         minute;
} Moved;

static gboolean
is_at (gpointer user_data)
{
  Moved *moved = user_data;
  PosterCalendarEntry *entry = poster_calendar_model_find (moved->fixture->model, moved->id);

  return entry != NULL && entry->minute == moved->minute;
}

static void
test_edge (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *id = calendar_add_post (fixture, "Early", "2030-12-03T01:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  g_autoptr(PosterPost) post = NULL;
  Moved moved = { fixture, id, 23 * 60 + 45 };
  PosterWeekCanvas *canvas;
  GtkAdjustment *adjustment;
  graphene_rect_t bounds;
  Scrolled scrolled;
  double before;

  calendar_go (fixture, "2030-12-03");
  calendar_wait_on_day (fixture, id, "2030-12-03");
  canvas = show_week (fixture);
  adjustment = get_adjustment (canvas);
  gtk_adjustment_set_value (adjustment, 0);
  app_test_wait_frames (GTK_WIDGET (canvas), 2);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (poster_week_canvas_find_card (canvas, id)), GTK_WIDGET (canvas), &bounds));
  g_assert_true (poster_week_canvas_drag_begin (canvas, bounds.origin.x + 20, bounds.origin.y));
  /* Held at the lower edge, the hours go by until the day ends. */
  poster_week_canvas_drag_to (canvas, bounds.origin.x + 20, gtk_adjustment_get_page_size (adjustment) - 10, FALSE);
  scrolled.adjustment = adjustment;
  scrolled.value = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  app_test_wait (is_scrolled, &scrolled);
  app_test_wait_frames (GTK_WIDGET (canvas), 2);
  poster_week_canvas_drag_end (canvas, TRUE);
  app_test_wait (is_at, &moved);
  post = calendar_get_post (fixture, id);
  g_assert_cmpstr (poster_schedule_get_wall (post->schedule), ==, "2030-12-03T23:45:00");

  /* Let go of, nothing goes on. */
  before = gtk_adjustment_get_value (adjustment);
  gtk_adjustment_set_value (adjustment, before - 100);
  app_test_wait_frames (GTK_WIDGET (canvas), 5);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, before - 100);
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
  add ("/calendar/week/more-than-four-open-a-list", test_more);
  add ("/calendar/week/free-slots-have-names-and-the-focus", test_slots);
  add ("/calendar/week/at-the-edge-the-hours-go-by", test_edge);
  return g_test_run ();
}
