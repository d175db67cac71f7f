/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"
#include "calendar-fixture.h"
#include "poster-agenda-item.h"
#include "poster-agenda.h"
#include "poster-calendar-days.h"
#include "poster-month-grid.h"
#include "poster-store-series.h"
#include "poster-test-async.h"
#include "poster-week-canvas.h"

/* What repeats: its later dates are seen, and are no posts yet. */

typedef CalendarFixture Fixture;

static char *
add_series (Fixture    *fixture,
            const char *text,
            const char *wall,
            const char *rule_text)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autofree char *id = calendar_add_post (fixture, text, wall, POSTER_TARGET_SCHEDULED, fixture->kitchen);
  g_autoptr(PosterPost) post = calendar_get_post (fixture, id);
  g_autoptr(PosterRecurrence) rule = NULL;
  g_autoptr(PosterPost) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  rule = poster_recurrence_new_from_text (rule_text, &error);
  g_assert_no_error (error);
  poster_store_save_series_async (store, post, rule, POSTER_STATES_EDITABLE, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_series_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (stored->id);
}

static void
end_series (Fixture    *fixture,
            const char *post_id)
{
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  g_autoptr(PosterPost) post = calendar_get_post (fixture, post_id);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_end_series_async (store, post->series_id, NULL, poster_test_keep_result_cb, &result);
  poster_store_end_series_finish (store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

/* The dates on which it is seen: "2!" where it is a post, "9" where it only will be. */
static char *
list_days (Fixture *fixture,
           guint32  month)
{
  g_autoptr(GString) days = g_string_new (NULL);

  for (guint i = 0; i < poster_days_get_month_length (month); i++)
    {
      GPtrArray *entries = poster_calendar_model_get_day (fixture->model, month + i);

      for (guint j = 0; entries != NULL && j < entries->len; j++)
        {
          PosterCalendarEntry *entry = g_ptr_array_index (entries, j);

          g_string_append_printf (days, "%s%u%s", days->len > 0 ? " " : "", i + 1, entry->is_repeat ? "" : "!");
        }
    }
  return g_string_free (g_steal_pointer (&days), FALSE);
}

typedef struct
{
  Fixture    *fixture;
  const char *month;
  const char *days;
} Wanted;

static gboolean
has_days (gpointer user_data)
{
  Wanted *wanted = user_data;
  g_autofree char *days = list_days (wanted->fixture, calendar_day (wanted->month));

  return g_str_equal (days, wanted->days);
}

static void
wait_for_days (Fixture    *fixture,
               const char *month,
               const char *days)
{
  Wanted wanted = { fixture, month, days };

  app_test_wait (has_days, &wanted);
}

static void
test_dates (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *id = add_series (fixture, "Every Tuesday", "2030-12-03T18:00:00", "FREQ=WEEKLY;COUNT=8");
  PosterCalendarEntry *entry;

  calendar_go (fixture, "2030-12-10");
  wait_for_days (fixture, "2030-12-01", "3! 10 17 24 31");
  entry = g_ptr_array_index (poster_calendar_model_get_day (fixture->model, calendar_day ("2030-12-17")), 0);
  g_assert_true (entry->is_repeat);
  g_assert_cmpstr (entry->post->id, ==, id);
  g_assert_cmpint (entry->minute, ==, 18 * 60);
  g_assert_cmpstr (poster_calendar_entry_get_word (entry), ==, "Repeats");
  app_test_wait_frames (GTK_WIDGET (fixture->page), 2);
  app_test_save_picture (fixture->window, "calendar-repeats-month");

  /* It ends after eight. */
  calendar_go (fixture, "2031-01-10");
  wait_for_days (fixture, "2031-01-01", "7 14 21");
  calendar_go (fixture, "2030-12-10");
  wait_for_days (fixture, "2030-12-01", "3! 10 17 24 31");

  poster_calendar_model_set_account (fixture->model, fixture->studio->id);
  wait_for_days (fixture, "2030-12-01", "");
  poster_calendar_model_set_account (fixture->model, fixture->kitchen->id);
  wait_for_days (fixture, "2030-12-01", "3! 10 17 24 31");
}

static void
test_followed (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *id = NULL;
  g_autofree char *other = NULL;

  calendar_go (fixture, "2030-12-10");
  calendar_wait_for_day (fixture, "2030-12-10", 0);
  id = add_series (fixture, "Every Tuesday", "2030-12-10T18:00:00", "FREQ=WEEKLY");
  wait_for_days (fixture, "2030-12-01", "10! 17 24 31");
  other = add_series (fixture, "Each month", "2030-12-17T09:00:00", "FREQ=MONTHLY");
  wait_for_days (fixture, "2030-12-01", "10! 17! 17 24 31");
  /* It alone goes to another day: the later ones stay. */
  poster_calendar_desk_move (fixture->desk, GTK_WIDGET (fixture->page), calendar_wait_on_day (fixture, id, "2030-12-10"), 9, 0);
  wait_for_days (fixture, "2030-12-01", "17! 17 19! 24 31");
  end_series (fixture, id);
  wait_for_days (fixture, "2030-12-01", "17! 19!");
}

static void
done_cb (gboolean *is_done)
{
  *is_done = TRUE;
}

/* There is nothing yet that could be moved, chosen or deleted. */
static void
test_no_posts (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *id = add_series (fixture, "Every Tuesday", "2030-12-03T18:00:00", "FREQ=WEEKLY");
  PosterMonthGrid *grid = POSTER_MONTH_GRID (app_test_find (GTK_WIDGET (fixture->page), POSTER_TYPE_MONTH_GRID, NULL));
  g_autoptr(PosterCalendarEntry) entry = NULL;
  PosterDayCell *cell;
  PosterCalendarTile *tile;
  graphene_rect_t bounds;
  gboolean is_done = FALSE;

  calendar_go (fixture, "2030-12-17");
  wait_for_days (fixture, "2030-12-01", "3! 10 17 24 31");
  cell = poster_month_grid_get_cell (grid, calendar_day ("2030-12-17"));
  app_test_wait_frames (GTK_WIDGET (cell), 2);
  tile = poster_day_cell_get_tile (cell, 0);
  entry = g_object_ref (poster_calendar_tile_get_entry (tile));
  g_assert_true (entry->is_repeat);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (tile), GTK_WIDGET (grid), &bounds));
  g_assert_false (poster_month_grid_drag_begin (grid, bounds.origin.x + 10, bounds.origin.y + 10));

  g_signal_connect_swapped (fixture->desk, "done", G_CALLBACK (done_cb), &is_done);
  poster_calendar_desk_toggle (fixture->desk, entry);
  g_assert_cmpuint (poster_calendar_desk_get_n_selected (fixture->desk), ==, 0);
  poster_calendar_desk_toggle (fixture->desk, calendar_wait_on_day (fixture, id, "2030-12-03"));
  poster_calendar_desk_select_to (fixture->desk, entry);
  g_assert_cmpuint (poster_calendar_desk_get_n_selected (fixture->desk), ==, 1);
  poster_calendar_desk_unselect (fixture->desk);
  poster_calendar_desk_delete (fixture->desk, GTK_WIDGET (grid), entry);
  g_assert_true (is_done);
  is_done = FALSE;
  poster_calendar_desk_move (fixture->desk, GTK_WIDGET (grid), entry, 1, 0);
  g_assert_true (is_done);
  app_test_settle ();
  wait_for_days (fixture, "2030-12-01", "3! 10 17 24 31");
  /* Where the focus is, there it stays when others change. */
  poster_month_grid_focus_day (grid, calendar_day ("2030-12-17"));
  g_free (add_series (fixture, "Each month", "2030-12-20T09:00:00", "FREQ=MONTHLY"));
  wait_for_days (fixture, "2030-12-01", "3! 10 17 20! 24 31");
  app_test_settle ();
  g_assert_cmpuint (poster_calendar_desk_get_day (fixture->desk), ==, calendar_day ("2030-12-17"));
}

static void
test_week_and_list (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *id = add_series (fixture, "Every day", "2030-12-03T12:00:00", "FREQ=DAILY");
  PosterWeekCanvas *canvas;
  GListModel *items;
  guint n_repeats = 0;

  calendar_go (fixture, "2030-12-03");
  calendar_wait_on_day (fixture, id, "2030-12-03");
  poster_calendar_page_set_view (fixture->page, "week");
  app_test_wait_frames (GTK_WIDGET (fixture->page), 3);
  canvas = POSTER_WEEK_CANVAS (app_test_find (GTK_WIDGET (fixture->page), POSTER_TYPE_WEEK_CANVAS, NULL));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (canvas)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;

      if (!POSTER_IS_WEEK_CARD (child) || poster_week_card_get_entry (POSTER_WEEK_CARD (child)) == NULL ||
          !poster_week_card_get_entry (POSTER_WEEK_CARD (child))->is_repeat)
        continue;
      n_repeats++;
      g_assert_true (gtk_widget_compute_bounds (child, GTK_WIDGET (canvas), &bounds));
      g_assert_cmpfloat (bounds.size.width, >, 24);
      g_assert_true (gtk_widget_has_css_class (child, "repeat"));
      g_assert_false (poster_week_canvas_drag_begin (canvas, bounds.origin.x + 10, bounds.origin.y + 10));
    }
  g_assert_cmpuint (n_repeats, ==, poster_days_get_week_start (calendar_day ("2030-12-03")) + 6 - calendar_day ("2030-12-03"));
  app_test_save_picture (fixture->window, "calendar-repeats-week");

  poster_calendar_page_set_narrow (fixture->page, TRUE);
  app_test_resize (fixture->window, 360, 600);
  wait_for_days (fixture, "2030-12-01", "3! 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31");
  app_test_settle ();
  items = poster_agenda_get_items (POSTER_AGENDA (app_test_find (GTK_WIDGET (fixture->page), POSTER_TYPE_AGENDA, NULL)));
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(PosterAgendaItem) item = g_list_model_get_item (items, i);

      /* A day counts its posts. */
      if (item->kind == POSTER_AGENDA_HEADING)
        g_assert_cmpuint (item->n_posts, ==, item->day == calendar_day ("2030-12-03") ? 1 : 0);
    }
  app_test_save_picture (fixture->window, "calendar-repeats-agenda");
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
  add ("/calendar/repeats/later-dates-are-seen", test_dates);
  add ("/calendar/repeats/changes-are-followed", test_followed);
  add ("/calendar/repeats/are-no-posts", test_no_posts);
  add ("/calendar/repeats/in-the-week-and-in-the-list", test_week_and_list);
  return g_test_run ();
}
