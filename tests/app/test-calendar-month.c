/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <sqlite3.h>

#include "app-test.h"
#include "calendar-fixture.h"
#include "poster-agenda-item.h"
#include "poster-agenda.h"
#include "poster-calendar-days.h"
#include "poster-month-grid.h"
#include "poster-store-queues.h"
#include "poster-test-async.h"
#include "poster-week-canvas.h"

/* The month: which days it shows, which posts, and how they are moved. */

typedef CalendarFixture Fixture;

static PosterMonthGrid *
get_grid (Fixture *fixture)
{
  return POSTER_MONTH_GRID (app_test_find (GTK_WIDGET (fixture->page), POSTER_TYPE_MONTH_GRID, NULL));
}

static PosterCalendarTile *
get_tile (Fixture    *fixture,
          const char *id,
          const char *date)
{
  PosterDayCell *cell;

  calendar_wait_on_day (fixture, id, date);
  cell = poster_month_grid_get_cell (get_grid (fixture), calendar_day (date));
  g_assert_nonnull (cell);
  app_test_wait_frames (GTK_WIDGET (cell), 2);
  return poster_day_cell_find_tile (cell, id);
}

static char *
get_wall (Fixture    *fixture,
          const char *id)
{
  g_autoptr(PosterPost) post = calendar_get_post (fixture, id);
  PosterTarget *target = g_ptr_array_index (post->targets, 0);

  /* What the engine goes by is what is shown. */
  if (target->state == POSTER_TARGET_SCHEDULED)
    g_assert_cmpint (target->due_us, ==, poster_schedule_get_instant_us (post->schedule));
  return g_strdup (poster_schedule_get_wall (post->schedule));
}

#define assert_wall(fixture, id, expected)                \
  G_STMT_START {                                          \
    g_autofree char *the_wall = get_wall (fixture, id);   \
    g_assert_cmpstr (the_wall, ==, expected);             \
  } G_STMT_END

static void
test_days (void)
{
  const guint32 leap_day = poster_days_from_date (2028, 2, 29);
  g_autofree char *month = poster_days_name_month (leap_day, FALSE);
  g_autofree char *week = poster_days_name_week (poster_days_from_date (2026, 12, 7));
  g_autofree char *turn = poster_days_name_week (poster_days_from_date (2026, 12, 28));
  g_autoptr(GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  int minute;

  g_assert_cmpuint (poster_days_get_month_length (leap_day), ==, 29);
  g_assert_cmpuint (poster_days_get_month_length (poster_days_from_date (2027, 2, 1)), ==, 28);
  g_assert_cmpuint (poster_days_get_month_start (leap_day), ==, poster_days_from_date (2028, 2, 1));
  /* There is no 29 February in 2029, and no 31 November. */
  g_assert_cmpuint (poster_days_add_months (leap_day, 12), ==, poster_days_from_date (2029, 2, 28));
  g_assert_cmpuint (poster_days_add_months (poster_days_from_date (2026, 12, 31), -1), ==, poster_days_from_date (2026, 11, 30));
  g_assert_cmpint (poster_days_get_weekday (poster_days_from_date (2026, 12, 9)), ==, G_DATE_WEDNESDAY);
  g_assert_cmpstr (month, ==, "February 2028");
  g_assert_cmpstr (week, ==, "7 to 13 December 2026");
  g_assert_cmpstr (turn, ==, "28 December 2026 to 3 January 2027");

  /* Both days on which the clocks are changed have their midnight and their evening. */
  for (guint i = 0; i < 2; i++)
    {
      guint32 day = i == 0 ? poster_days_from_date (2027, 3, 28) : poster_days_from_date (2027, 10, 31);

      g_assert_cmpuint (poster_days_at (poster_days_to_instant_us (day, 0, berlin), berlin, &minute), ==, day);
      g_assert_cmpint (minute, ==, 0);
      g_assert_cmpuint (poster_days_at (poster_days_to_instant_us (day, 18 * 60, berlin), berlin, &minute), ==, day);
      g_assert_cmpint (minute, ==, 18 * 60);
      g_assert_cmpint ((poster_days_to_instant_us (day + 1, 0, berlin) - poster_days_to_instant_us (day, 0, berlin)) / G_TIME_SPAN_HOUR,
                       ==, i == 0 ? 23 : 25);
    }
}

static void
test_first_weekday (void)
{
  const struct { const char *locale; GDateWeekday weekday; } cases[] = {
    { "C.UTF-8", G_DATE_SUNDAY },
    { "en_US.UTF-8", G_DATE_SUNDAY },
    { "de_DE.UTF-8", G_DATE_MONDAY },
    { "ar_EG.UTF-8", G_DATE_SATURDAY },
  };
  guint n_known = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (setlocale (LC_TIME, cases[i].locale) == NULL)
        continue;
      n_known++;
      g_assert_cmpint (poster_days_get_first_weekday (), ==, cases[i].weekday);
      g_assert_cmpint (poster_days_get_weekday (poster_days_get_week_start (poster_days_from_date (2026, 12, 9))),
                       ==, cases[i].weekday);
    }
  setlocale (LC_TIME, "C.UTF-8");
  g_assert_cmpuint (n_known, >=, 1);
}

static void
test_posts_stand_on_their_days (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *late = calendar_add_post (fixture, "Late show", "2030-12-24T23:59:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  g_autofree char *early = calendar_add_post (fixture, "Early bird", "2030-12-25T00:00:00", POSTER_TARGET_SCHEDULED, fixture->studio);
  g_autofree char *idea = calendar_add_post (fixture, "An idea", "2030-12-24T09:00:00", POSTER_TARGET_DRAFT, fixture->studio);
  GPtrArray *entries;

  calendar_go (fixture, "2030-12-24");
  calendar_wait_on_day (fixture, late, "2030-12-24");
  calendar_wait_on_day (fixture, early, "2030-12-25");
  entries = poster_calendar_model_get_day (fixture->model, calendar_day ("2030-12-24"));
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpstr (((PosterCalendarEntry *) g_ptr_array_index (entries, 0))->post->id, ==, idea);
  g_assert_cmpuint (poster_month_grid_get_n_days (get_grid (fixture)), ==, 35);
  g_assert_nonnull (get_tile (fixture, late, "2030-12-24"));
  app_test_save_picture (fixture->window, "calendar-month");

  poster_calendar_model_set_account (fixture->model, fixture->studio->id);
  g_assert_cmpuint (poster_calendar_model_get_day (fixture->model, calendar_day ("2030-12-24"))->len, ==, 1);
  g_assert_null (poster_day_cell_find_tile (poster_month_grid_get_cell (get_grid (fixture), calendar_day ("2030-12-24")), late));
}

static void
test_changes_are_followed (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  calendar_go (fixture, "2030-12-24");
  calendar_wait_for_day (fixture, "2030-12-24", 0);
  first = calendar_add_post (fixture, "One", "2030-12-24T18:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  calendar_wait_for_day (fixture, "2030-12-24", 1);
  second = calendar_add_post (fixture, "Two", "2030-12-24T12:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  calendar_wait_for_day (fixture, "2030-12-24", 2);
  poster_calendar_desk_delete (fixture->desk, GTK_WIDGET (fixture->page),
                               calendar_wait_on_day (fixture, first, "2030-12-24"));
  calendar_wait_for_day (fixture, "2030-12-24", 1);
}

/* Around both changes of the clocks: what goes out at 18:00 still does. */
static void
test_dragging_keeps_the_wall (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *id = calendar_add_post (fixture, "Good hour", "2031-03-29T18:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  PosterMonthGrid *grid = get_grid (fixture);
  graphene_rect_t from, to;

  calendar_go (fixture, "2031-03-29");
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (get_tile (fixture, id, "2031-03-29")), GTK_WIDGET (grid), &from));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (poster_month_grid_get_cell (grid, calendar_day ("2031-03-30"))),
                                            GTK_WIDGET (grid), &to));
  /* Taken back with Escape, nothing has moved. */
  g_assert_true (poster_month_grid_drag_begin (grid, from.origin.x + 10, from.origin.y + 10));
  poster_month_grid_drag_to (grid, to.origin.x + 40, to.origin.y + 40);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (poster_month_grid_get_cell (grid, calendar_day ("2031-03-30"))), "target"));
  app_test_save_picture (fixture->window, "calendar-drag");
  poster_month_grid_drag_end (grid, FALSE);
  g_assert_false (poster_month_grid_is_dragging (grid));
  assert_wall (fixture, id, "2031-03-29T18:00:00");

  g_assert_true (poster_month_grid_drag_begin (grid, from.origin.x + 10, from.origin.y + 10));
  poster_month_grid_drag_to (grid, to.origin.x + 40, to.origin.y + 40);
  poster_month_grid_drag_end (grid, TRUE);
  calendar_wait_on_day (fixture, id, "2031-03-30");
  assert_wall (fixture, id, "2031-03-30T18:00:00");
  g_assert_false (poster_month_grid_drag_begin (grid, to.origin.x + 80, to.origin.y + 4));
}

static void
test_keyboard (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *id = calendar_add_post (fixture, "Good hour", "2032-02-28T18:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  PosterMonthGrid *grid = get_grid (fixture);
  GtkWidget *tile;

  calendar_go (fixture, "2032-02-27");
  tile = GTK_WIDGET (get_tile (fixture, id, "2032-02-28"));
  poster_month_grid_focus_day (grid, calendar_day ("2032-02-27"));
  calendar_press (GTK_WIDGET (grid), GDK_KEY_Right, 0);
  g_assert_true (gtk_widget_has_focus (tile));
  g_assert_cmpuint (poster_calendar_desk_get_day (fixture->desk), ==, calendar_day ("2032-02-28"));

  /* 29 February, and from there into another month. */
  calendar_press (GTK_WIDGET (grid), GDK_KEY_Right, GDK_CONTROL_MASK);
  calendar_wait_on_day (fixture, id, "2032-02-29");
  assert_wall (fixture, id, "2032-02-29T18:00:00");
  app_test_settle ();
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (get_tile (fixture, id, "2032-02-29"))));
  calendar_press (GTK_WIDGET (grid), GDK_KEY_Down, GDK_CONTROL_MASK);
  calendar_wait_on_day (fixture, id, "2032-03-07");
  assert_wall (fixture, id, "2032-03-07T18:00:00");

  calendar_press (GTK_WIDGET (grid), GDK_KEY_Page_Down, 0);
  g_assert_cmpuint (poster_days_get_month_start (poster_calendar_desk_get_day (fixture->desk)), >, calendar_day ("2032-02-29"));
}

static void
test_what_is_out_stays (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *out = calendar_add_post (fixture, "Out", "2020-05-05T18:00:00", POSTER_TARGET_PUBLISHED, fixture->kitchen);
  g_autofree char *idea = calendar_add_post (fixture, "Idea", "2020-05-06T18:00:00", POSTER_TARGET_DRAFT, fixture->kitchen);

  calendar_go (fixture, "2020-05-05");
  poster_calendar_desk_move (fixture->desk, GTK_WIDGET (fixture->page), calendar_wait_on_day (fixture, out, "2020-05-05"), 1, 0);
  /* A draft may move, but not to a time that has passed. */
  poster_calendar_desk_move (fixture->desk, GTK_WIDGET (fixture->page), calendar_wait_on_day (fixture, idea, "2020-05-06"), 1, 0);
  app_test_wait_frames (GTK_WIDGET (fixture->page), 3);
  assert_wall (fixture, out, "2020-05-05T18:00:00");
  assert_wall (fixture, idea, "2020-05-06T18:00:00");
}

typedef struct
{
  guint n;
  guint wanted;
} Count;

static void
count_cb (Count *count)
{
  count->n++;
}

static gboolean
is_counted (gpointer user_data)
{
  Count *count = user_data;

  return count->n >= count->wanted;
}

static void
test_several_move_together (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *first = calendar_add_post (fixture, "One", "2030-12-02T18:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  g_autofree char *second = calendar_add_post (fixture, "Two", "2030-12-03T12:00:00", POSTER_TARGET_DRAFT, fixture->kitchen);
  g_autofree char *third = calendar_add_post (fixture, "Three", "2030-12-05T12:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  Count done = { .wanted = 1 };

  calendar_go (fixture, "2030-12-02");
  calendar_wait_on_day (fixture, third, "2030-12-05");
  poster_calendar_desk_toggle (fixture->desk, calendar_wait_on_day (fixture, first, "2030-12-02"));
  poster_calendar_desk_select_to (fixture->desk, calendar_wait_on_day (fixture, second, "2030-12-03"));
  g_assert_cmpuint (poster_calendar_desk_get_n_selected (fixture->desk), ==, 2);
  g_assert_true (gtk_widget_get_state_flags (GTK_WIDGET (get_tile (fixture, first, "2030-12-02"))) & GTK_STATE_FLAG_SELECTED);

  g_signal_connect_swapped (fixture->desk, "done", G_CALLBACK (count_cb), &done);
  poster_calendar_desk_move (fixture->desk, GTK_WIDGET (fixture->page),
                             calendar_wait_on_day (fixture, second, "2030-12-03"), 7, 0);
  app_test_wait (is_counted, &done);
  assert_wall (fixture, first, "2030-12-09T18:00:00");
  assert_wall (fixture, second, "2030-12-10T12:00:00");
  assert_wall (fixture, third, "2030-12-05T12:00:00");
  calendar_wait_on_day (fixture, first, "2030-12-09");

  poster_calendar_desk_unselect (fixture->desk);
  poster_calendar_desk_duplicate (fixture->desk, GTK_WIDGET (fixture->page),
                                  calendar_wait_on_day (fixture, third, "2030-12-05"));
  calendar_wait_for_day (fixture, "2030-12-05", 2);
  done.wanted = 2;
  app_test_wait (is_counted, &done);
  g_signal_handlers_disconnect_by_data (fixture->desk, &done);
}

/* Beside one another where they would lie over each other, and dragged by the quarter of an hour. */
static void
test_week (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *first = calendar_add_post (fixture, "One", "2030-12-03T12:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  g_autofree char *second = calendar_add_post (fixture, "Two", "2030-12-03T12:30:00", POSTER_TARGET_DRAFT, fixture->studio);
  g_autofree char *third = calendar_add_post (fixture, "Three", "2030-12-05T12:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  PosterWeekCanvas *canvas;
  graphene_rect_t one, two, three;

  poster_calendar_page_set_view (fixture->page, "week");
  calendar_go (fixture, "2030-12-03");
  canvas = POSTER_WEEK_CANVAS (app_test_find (GTK_WIDGET (fixture->page), POSTER_TYPE_WEEK_CANVAS, NULL));
  calendar_wait_on_day (fixture, third, "2030-12-05");
  poster_week_canvas_set_seen (canvas, poster_week_canvas_get_y (12 * 60), 400);
  app_test_wait_frames (GTK_WIDGET (canvas), 2);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (poster_week_canvas_find_card (canvas, first)), GTK_WIDGET (canvas), &one));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (poster_week_canvas_find_card (canvas, second)), GTK_WIDGET (canvas), &two));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (poster_week_canvas_find_card (canvas, third)), GTK_WIDGET (canvas), &three));
  g_assert_false (graphene_rect_intersection (&one, &two, NULL));
  g_assert_cmpfloat (three.size.width, >, 1.5 * one.size.width);
  g_assert_cmpint ((int) two.origin.y - (int) one.origin.y, ==, POSTER_WEEK_HOUR / 2);
  app_test_save_picture (fixture->window, "calendar-week");

  /* Two days back and an hour and ten minutes on, which is an hour and a quarter. */
  g_assert_true (poster_week_canvas_drag_begin (canvas, three.origin.x + 20, three.origin.y + 20));
  poster_week_canvas_drag_to (canvas, three.origin.x + 20 - 2 * (three.size.width + 12),
                              three.origin.y + 20 + POSTER_WEEK_HOUR * 70 / 60, FALSE);
  app_test_save_picture (fixture->window, "calendar-week-drag");
  poster_week_canvas_drag_end (canvas, TRUE);
  calendar_wait_on_day (fixture, third, "2030-12-03");
  assert_wall (fixture, third, "2030-12-03T13:15:00");

  gtk_widget_grab_focus (GTK_WIDGET (poster_week_canvas_find_card (canvas, first)));
  calendar_press (GTK_WIDGET (canvas), GDK_KEY_Right, GDK_CONTROL_MASK);
  calendar_wait_on_day (fixture, first, "2030-12-04");
  assert_wall (fixture, first, "2030-12-04T12:00:00");
}

typedef struct
{
  Fixture *fixture;
  guint32  day;
  guint    n_slots;
} Slots;

static gboolean
has_slots (gpointer user_data)
{
  Slots *slots = user_data;
  GArray *minutes = poster_calendar_model_get_slots (slots->fixture->model, slots->day);

  return minutes != NULL && minutes->len == slots->n_slots;
}

/* What a queue has free is seen, but not in the past, and not once a post has taken it. */
static void
test_slots (Fixture       *fixture,
            gconstpointer  data)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(PosterQueue) queue = poster_queue_new ("Main", "Europe/Berlin");
  g_autoptr(PosterQueue) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint32 today = poster_calendar_model_get_today (fixture->model, NULL);
  Slots slots = { .fixture = fixture, .day = today + 1, .n_slots = 1 };

  g_assert_true (poster_queue_add_slot_text (queue, "daily 18:00", &error));
  poster_store_save_queue_async (store, queue, FALSE, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_queue_finish (store, poster_test_await (&result), NULL, &error);
  g_assert_no_error (error);
  poster_calendar_desk_set_day (fixture->desk, today + 1);
  app_test_wait (has_slots, &slots);
  g_assert_null (poster_calendar_model_get_slots (fixture->model, today - 1));
  app_test_wait_frames (GTK_WIDGET (fixture->page), 2);
  g_assert_cmpint (poster_calendar_tile_get_slot (poster_day_cell_get_tile (poster_month_grid_get_cell (get_grid (fixture), today + 1), 0)),
                   ==, 18 * 60);
  app_test_save_picture (fixture->window, "calendar-slots");
}

/* The first day is at the right, and so are its posts. */
static void
test_right_to_left (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *id = NULL;
  PosterMonthGrid *grid;
  graphene_rect_t first, second;
  guint32 week;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  id = calendar_add_post (fixture, "Good hour", "2030-12-24T18:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  calendar_go (fixture, "2030-12-24");
  grid = get_grid (fixture);
  week = poster_days_get_week_start (calendar_day ("2030-12-24"));
  g_assert_nonnull (get_tile (fixture, id, "2030-12-24"));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (poster_month_grid_get_cell (grid, week)), GTK_WIDGET (grid), &first));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (poster_month_grid_get_cell (grid, week + 1)), GTK_WIDGET (grid), &second));
  g_assert_cmpfloat (first.origin.x, >, second.origin.x);
  app_test_save_picture (fixture->window, "calendar-rtl");

  /* What leads on is the arrow that points to the next day. */
  poster_month_grid_focus_day (grid, calendar_day ("2030-12-23"));
  calendar_press (GTK_WIDGET (grid), GDK_KEY_Left, 0);
  g_assert_cmpuint (poster_calendar_desk_get_day (fixture->desk), ==, calendar_day ("2030-12-24"));
  poster_calendar_page_set_view (fixture->page, "week");
  app_test_wait_frames (GTK_WIDGET (fixture->page), 3);
  app_test_save_picture (fixture->window, "calendar-week-rtl");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

#define MANY 100000

/* Written behind the store's back: ninety a day. */
static void
fill (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (poster_store_get_data_dir (poster_session_get_store (fixture->accounts.session)),
                                            "poster.sqlite", NULL);
  g_autofree char *script = NULL;
  char *message = NULL;
  sqlite3 *handle;

  script = g_strdup_printf (
    "PRAGMA synchronous = OFF; BEGIN;"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
    "INSERT INTO posts (id, content, schedule_zone, schedule_us, version, edited_version, created_us, updated_us, status, "
    "  states, changed, section, sort_key) "
    "SELECT printf ('%%024x', i), 'Caption number ' || i, 'UTC', 1893456000000000 + i * 960000000, 1, 1, i, i, 'scheduled', 2, 0, 2, i FROM n;"
    "INSERT INTO targets (id, post_id, position, created_us, account_id, state, holder, has_media, options, due_us, wake_us, "
    "  attempts, failures, is_inbox, is_committed) "
    "SELECT 'aa' || substr (id, 3), id, 0, created_us, '%s', 'scheduled', 0, 0, '{}', schedule_us, schedule_us, 0, 0, 0, 0 FROM posts;"
    "COMMIT;", MANY, fixture->kitchen->id);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, script, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

/* Measured, not judged: with -m perf. */
static void
test_speed (Fixture       *fixture,
            gconstpointer  data)
{
  double worst_switch = 0, worst_turn = 0;

  if (!g_test_perf ())
    {
      g_test_skip ("only measured with -m perf");
      return;
    }
  fill (fixture);
  calendar_go (fixture, "2030-02-10");
  calendar_wait_for_day (fixture, "2030-02-10", 90);
  for (guint month = 1; month <= 12; month++)
    {
      guint32 day = poster_days_add_months (calendar_day ("2030-02-10"), (int) month);

      g_test_timer_start ();
      poster_calendar_desk_set_day (fixture->desk, day);
      worst_switch = MAX (worst_switch, g_test_timer_elapsed ());
      for (guint i = 0; i < 60; i++)
        {
          g_test_timer_start ();
          g_main_context_iteration (NULL, FALSE);
          worst_turn = MAX (worst_turn, g_test_timer_elapsed ());
          g_usleep (2000);
        }
    }
  g_test_minimized_result (worst_switch, "switching the month among %d posts: %.2f ms at worst", MANY, worst_switch * 1000);
  g_test_minimized_result (worst_turn, "the longest turn of the main loop, drawing included: %.2f ms", worst_turn * 1000);
}

/* Where there is little room, the month is a list. */
static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *id = calendar_add_post (fixture, "Good hour", "2030-12-24T18:00:00", POSTER_TARGET_SCHEDULED, fixture->kitchen);
  GtkWidget *line;
  int minimum;

  calendar_go (fixture, "2030-12-24");
  calendar_wait_on_day (fixture, id, "2030-12-24");
  poster_calendar_page_set_narrow (fixture->page, TRUE);
  g_assert_cmpstr (poster_calendar_page_get_view (fixture->page), ==, "agenda");
  app_test_resize (fixture->window, 360, 600);
  line = app_test_find (app_test_find (GTK_WIDGET (fixture->page), POSTER_TYPE_AGENDA, NULL), GTK_TYPE_LABEL, "Good hour");
  g_assert_nonnull (line);
  gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  app_test_save_picture (fixture->window, "calendar-agenda");
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
  g_test_add_func ("/calendar/days-of-short-and-long-months-and-of-changed-clocks", test_days);
  g_test_add_func ("/calendar/a-week-begins-where-the-locale-says", test_first_weekday);
  add ("/calendar/posts-stand-on-the-days-of-the-wall", test_posts_stand_on_their_days);
  add ("/calendar/changes-are-followed", test_changes_are_followed);
  add ("/calendar/dragging-to-another-day-keeps-the-time-on-the-wall", test_dragging_keeps_the_wall);
  add ("/calendar/the-keyboard-walks-and-moves", test_keyboard);
  add ("/calendar/what-is-out-and-what-has-passed-stays", test_what_is_out_stays);
  add ("/calendar/several-move-together", test_several_move_together);
  add ("/calendar/the-week-has-hours-and-moves-by-the-quarter", test_week);
  add ("/calendar/free-slots-are-seen", test_slots);
  add ("/calendar/from-right-to-left", test_right_to_left);
  add ("/calendar/switching-the-month-among-a-hundred-thousand", test_speed);
  add ("/calendar/where-there-is-little-room-it-is-a-list", test_narrow);
  return g_test_run ();
}
