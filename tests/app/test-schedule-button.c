/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"
#include "poster-account.h"
#include "poster-clock-text.h"
#include "poster-moment-words.h"
#include "poster-repeat-chooser.h"
#include "poster-schedule-button.h"
#include "poster-test-clock.h"
#include "poster-zone-button.h"
#include "poster-zones.h"

/* 2026-11-22T12:00:00Z, a Sunday */
#define NOON G_GINT64_CONSTANT (1795348800000000)

typedef struct
{
  PosterClock          *clock;
  GtkWidget            *window;
  PosterScheduleButton *button;
  guint                 n_changes;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changes++;
}

static void
show_wall (Fixture    *fixture,
           const char *wall,
           const char *zone)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterSchedule) schedule = poster_schedule_new_wall (wall, zone, &error);

  g_assert_no_error (error);
  poster_schedule_button_set_schedule (fixture->button, schedule);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->clock = POSTER_CLOCK (poster_test_clock_new (NOON));
  fixture->button = g_object_new (POSTER_TYPE_SCHEDULE_BUTTON, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_START, NULL);
  g_signal_connect_swapped (fixture->button, "changed", G_CALLBACK (changed_cb), fixture);
  poster_schedule_button_set_clock (fixture->button, fixture->clock);
  show_wall (fixture, "2026-11-24T18:00", "Europe/Berlin");
  fixture->window = app_test_show (GTK_WIDGET (fixture->button), 400, 760);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  app_test_close (fixture->window);
  g_assert_finalize_object (fixture->clock);
}

static GtkWidget *
find (Fixture    *fixture,
      GType       type,
      const char *text)
{
  GtkWidget *widget = app_test_find (GTK_WIDGET (fixture->button), type, text);

  g_assert_nonnull (widget);
  return widget;
}

static void
open_popover (Fixture    *fixture,
              const char *picture)
{
  GtkWidget *popover = find (fixture, GTK_TYPE_POPOVER, NULL);

  gtk_menu_button_popup (GTK_MENU_BUTTON (find (fixture, GTK_TYPE_MENU_BUTTON, NULL)));
  app_test_wait_frames (fixture->window, 3);
  g_assert_true (gtk_widget_get_mapped (popover));
  if (picture != NULL)
    app_test_save_picture (popover, picture);
}

static void
assert_chosen (Fixture    *fixture,
               const char *wall,
               const char *zone)
{
  g_autoptr(PosterSchedule) schedule = poster_schedule_button_dup_schedule (fixture->button);

  g_assert_cmpstr (poster_schedule_get_wall (schedule), ==, wall);
  g_assert_cmpstr (poster_schedule_get_zone (schedule), ==, zone);
}

static void
write_time (Fixture    *fixture,
            const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find (fixture, GTK_TYPE_SPIN_BUTTON, NULL)), text);
}

static void
assert_says (Fixture    *fixture,
             const char *words)
{
  GtkWidget *label = find (fixture, GTK_TYPE_LABEL, words);

  g_assert_true (gtk_widget_is_visible (label));
}

static void
test_reads_times (void)
{
  const struct
  {
    const char *text;
    int         minutes;
  } cases[] = {
    { "18", 18 * 60 }, { "1800", 18 * 60 }, { "18:00", 18 * 60 }, { "18.30", 18 * 60 + 30 }, { "18h30", 18 * 60 + 30 },
    { "18 h", 18 * 60 }, { "6 pm", 18 * 60 }, { "6:05 PM", 18 * 60 + 5 }, { "6 p.m.", 18 * 60 }, { "12 am", 0 },
    { "12:30pm", 12 * 60 + 30 }, { " 9 ", 9 * 60 }, { "930", 9 * 60 + 30 }, { "0", 0 }, { "23:59", 23 * 60 + 59 },
    { "٠٩:٣٠", 9 * 60 + 30 }, { "۱۸", 18 * 60 }, { "18:", 18 * 60 },
    { "", -1 }, { "24", -1 }, { "18:60", -1 }, { "1860", -1 }, { "18:5", -1 }, { "13 pm", -1 }, { "0 am", -1 },
    { "12345", -1 }, { "soon", -1 }, { "18 or so", -1 }, { "-3", -1 }, { "18:000", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int minutes = -1;
      gboolean is_time = poster_clock_text_parse (cases[i].text, &minutes);

      g_test_message ("“%s”", cases[i].text);
      g_assert_cmpint (is_time, ==, cases[i].minutes >= 0);
      g_assert_cmpint (minutes, ==, cases[i].minutes);
    }
  for (int i = 0; i < 24 * 60; i++)
    {
      g_autofree char *text = poster_clock_text_format (i);
      int minutes;

      g_assert_true (poster_clock_text_parse (text, &minutes));
      g_assert_cmpint (minutes, ==, i);
    }
}

static void
test_offset_of_the_day (void)
{
  const struct
  {
    const char *zone;
    const char *wall;
    const char *offset;
  } cases[] = {
    { "Europe/Berlin", "2026-12-24T18:00", "UTC+1" },
    { "Europe/Berlin", "2026-07-24T18:00", "UTC+2" },
    { "America/St_Johns", "2026-12-24T18:00", "UTC−3:30" },
    { "Asia/Kathmandu", "2026-12-24T18:00", "UTC+5:45" },
    { "UTC", "2026-12-24T18:00", "UTC" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterSchedule) schedule = poster_schedule_new_wall (cases[i].wall, cases[i].zone, NULL);
      g_autofree char *offset = poster_zones_offset (cases[i].zone, poster_schedule_get_instant_us (schedule));

      g_assert_cmpstr (offset, ==, cases[i].offset);
    }
}

static void
test_daylight_saving (void)
{
  const struct
  {
    const char *zone;
    const char *wall;
    const char *note;
  } cases[] = {
    { "Europe/Berlin", "2027-03-28T02:30", "02:30 does not exist on 28 March: the clocks are put forward then. It will be 03:00." },
    { "Europe/Berlin", "2027-03-28T01:59", NULL },
    { "Europe/Berlin", "2027-03-28T03:00", NULL },
    { "Europe/Berlin", "2027-10-31T02:30", "02:30 comes twice on 31 October: the clocks are put back then. It will be the first time." },
    { "Europe/Berlin", "2027-10-31T01:59", NULL },
    { "Europe/Berlin", "2027-10-31T03:00", NULL },
    { "Australia/Lord_Howe", "2027-04-04T01:45", "01:45 comes twice on 4 April: the clocks are put back then. It will be the first time." },
    { "America/New_York", "2027-03-14T02:00", "02:00 does not exist on 14 March: the clocks are put forward then. It will be 03:00." },
    { "Asia/Tokyo", "2027-03-28T02:30", NULL },
    { "Europe/Berlin", "2026-11-22T12:58", "That time has passed. Choose one that is yet to come." },
    { "Europe/Berlin", "2026-11-22T13:00", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterSchedule) schedule = poster_schedule_new_wall (cases[i].wall, cases[i].zone, NULL);
      g_autofree char *note = poster_moment_words_note (schedule, NOON);

      g_assert_cmpstr (note, ==, cases[i].note);
    }
}

static PosterAccount *
new_account (const char *handle,
             const char *zone)
{
  PosterAccount *account = poster_account_new ("tiktok", "tiktok", handle);

  account->username = g_strdup (handle);
  account->zone = g_strdup (zone);
  return account;
}

/* The clock here is that of TZ: see main (). */
static void
test_same_moment_elsewhere (void)
{
  g_autoptr(PosterSchedule) schedule = poster_schedule_new_wall ("2026-12-24T18:00", "Europe/Berlin", NULL);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *alone = poster_moment_words (schedule, NULL);
  g_autofree char *words = NULL;

  g_assert_cmpstr (alone, ==, "Thursday, 24 December 2026, 18:00\n17:00 here, Europe/London");

  g_ptr_array_add (accounts, new_account ("kitchen", NULL));
  g_ptr_array_add (accounts, new_account ("studio", "America/New_York"));
  g_ptr_array_add (accounts, new_account ("paris", "Europe/Paris"));
  g_ptr_array_add (accounts, new_account ("tokyo", "Asia/Tokyo"));
  g_ptr_array_add (accounts, new_account ("loft", "America/New_York"));
  words = poster_moment_words (schedule, accounts);
  g_assert_cmpstr (words, ==, "Thursday, 24 December 2026, 18:00\n17:00 here, Europe/London\n"
                   "12:00 for @studio and @loft, America/New York\n"
                   "Friday, 02:00 for @tokyo, Asia/Tokyo");
}

static void
test_time_is_written (Fixture       *fixture,
                      gconstpointer  data)
{
  open_popover (fixture, "schedule-popover");
  write_time (fixture, "9:30 pm");
  assert_chosen (fixture, "2026-11-24T21:30:00", "Europe/Berlin");
  g_assert_cmpuint (fixture->n_changes, ==, 1);

  /* What cannot be read is told, and changes nothing. */
  write_time (fixture, "soon");
  assert_says (fixture, "That is no time. Write it like 18:00.");
  assert_chosen (fixture, "2026-11-24T21:30:00", "Europe/Berlin");
  g_assert_cmpuint (fixture->n_changes, ==, 1);

  write_time (fixture, "7");
  assert_chosen (fixture, "2026-11-24T07:00:00", "Europe/Berlin");
  gtk_spin_button_update (GTK_SPIN_BUTTON (find (fixture, GTK_TYPE_SPIN_BUTTON, NULL)));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find (fixture, GTK_TYPE_SPIN_BUTTON, NULL))), ==, "07:00");
  g_assert_cmpuint (fixture->n_changes, ==, 2);
}

static void
test_past_is_told_at_once (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) today = g_date_time_new (utc, 2026, 11, 22, 0, 0, 0);

  open_popover (fixture, NULL);
  gtk_calendar_select_day (GTK_CALENDAR (find (fixture, GTK_TYPE_CALENDAR, NULL)), today);
  assert_chosen (fixture, "2026-11-22T18:00:00", "Europe/Berlin");
  g_assert_null (app_test_find (GTK_WIDGET (fixture->button), GTK_TYPE_LABEL,
                                "That time has passed. Choose one that is yet to come."));
  write_time (fixture, "12:30");
  assert_says (fixture, "That time has passed. Choose one that is yet to come.");
  app_test_wait_frames (fixture->window, 2);
  app_test_save_picture (find (fixture, GTK_TYPE_POPOVER, NULL), "schedule-popover-past");
}

static void
test_zone_is_chosen (Fixture       *fixture,
                     gconstpointer  data)
{
  PosterZoneButton *zone = POSTER_ZONE_BUTTON (find (fixture, POSTER_TYPE_ZONE_BUTTON, NULL));

  open_popover (fixture, NULL);
  assert_says (fixture, "Europe/Berlin, UTC+1");
  poster_zone_button_set_zone (zone, "America/New_York");
  /* The hands of the clock stay. */
  assert_chosen (fixture, "2026-11-24T18:00:00", "America/New_York");
  assert_says (fixture, "America/New York, UTC−5");

  /* That of the day which was chosen. */
  show_wall (fixture, "2027-07-01T18:00", "America/New_York");
  assert_says (fixture, "America/New York, UTC−4");

  /* "This computer's" is a place like others, and stays that one. */
  poster_zone_button_set_zone (zone, "");
  assert_chosen (fixture, "2027-07-01T18:00:00", "Europe/London");
  assert_says (fixture, "Europe/London, UTC+1");
}

static void
press (Fixture    *fixture,
       const char *label)
{
  g_signal_emit_by_name (find (fixture, GTK_TYPE_BUTTON, label), "clicked");
}

static void
test_quick_choices (Fixture       *fixture,
                    gconstpointer  data)
{
  open_popover (fixture, NULL);
  press (fixture, "Tonight");
  assert_chosen (fixture, "2026-11-22T18:00:00", "Europe/Berlin");
  press (fixture, "Tomorrow");
  assert_chosen (fixture, "2026-11-23T09:00:00", "Europe/Berlin");
  /* Tomorrow is Monday. */
  g_assert_false (gtk_widget_get_visible (find (fixture, GTK_TYPE_BUTTON, "Monday")));
  g_assert_cmpint (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (find (fixture, GTK_TYPE_SPIN_BUTTON, NULL))), ==,
                   9 * 60);

  /* The next afternoon there is no tonight any more, and Monday is in a week. */
  gtk_menu_button_popdown (GTK_MENU_BUTTON (find (fixture, GTK_TYPE_MENU_BUTTON, NULL)));
  poster_test_clock_advance (POSTER_TEST_CLOCK (fixture->clock), 29 * G_TIME_SPAN_HOUR);
  open_popover (fixture, NULL);
  g_assert_false (gtk_widget_get_visible (find (fixture, GTK_TYPE_BUTTON, "Tonight")));
  press (fixture, "Monday");
  assert_chosen (fixture, "2026-11-30T09:00:00", "Europe/Berlin");
}

/* Who listens hears what it is, and what is chosen. */
static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *toggle = gtk_widget_get_first_child (find (fixture, GTK_TYPE_MENU_BUTTON, NULL));

  open_popover (fixture, NULL);
  gtk_test_accessible_assert_property (toggle, GTK_ACCESSIBLE_PROPERTY_LABEL, "Date and Time");
  gtk_test_accessible_assert_property (toggle, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Tuesday, 24 November 2026, 18:00");
  gtk_test_accessible_assert_property (find (fixture, GTK_TYPE_SPIN_BUTTON, NULL), GTK_ACCESSIBLE_PROPERTY_LABEL, "Time");
  gtk_test_accessible_assert_property (find (fixture, GTK_TYPE_SPIN_BUTTON, NULL), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "18:00");
  gtk_test_accessible_assert_property (find (fixture, GTK_TYPE_CALENDAR, NULL), GTK_ACCESSIBLE_PROPERTY_LABEL, "Day");
}

static void
test_right_to_left (Fixture       *fixture,
                    gconstpointer  data)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (find (fixture, GTK_TYPE_MENU_BUTTON, NULL)));
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  open_popover (fixture, "schedule-popover-rtl");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* Whatever lies in it, all of it can be got at: what there is no room for is scrolled to. */
static void
test_fits (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *chooser = poster_repeat_chooser_new ();
  g_autoptr(PosterRecurrence) rule = poster_recurrence_new_from_text ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=10", NULL);
  g_autoptr(PosterSchedule) start = poster_schedule_new_wall ("2026-11-24T18:00", "Europe/Berlin", NULL);
  GtkWidget *popover = find (fixture, GTK_TYPE_POPOVER, NULL);
  GtkWidget *scrolled = find (fixture, GTK_TYPE_SCROLLED_WINDOW, NULL);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  int natural;

  app_test_resize (fixture->window, 360, 720);
  poster_repeat_chooser_set (POSTER_REPEAT_CHOOSER (chooser), start, rule, NOON);
  poster_schedule_button_set_more (fixture->button, chooser);
  open_popover (fixture, "when-repeats-narrow");
  gtk_widget_measure (popover, GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, <=, 720);
  g_assert_cmpint (gtk_widget_get_height (popover), <=, 720);
  gtk_widget_measure (popover, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, <=, 360);
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), >, gtk_adjustment_get_page_size (adjustment));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  app_test_wait_frames (fixture->window, 3);
  app_test_save_picture (popover, "when-repeats-narrow-end");

  /* Where there is room nothing is. */
  gtk_popover_popdown (GTK_POPOVER (popover));
  app_test_resize (fixture->window, 360, 960);
  open_popover (fixture, NULL);
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), ==, gtk_adjustment_get_page_size (adjustment));
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "Europe/London", TRUE);
  app_test_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  g_test_add_func ("/schedule-button/reads-times-as-people-write-them", test_reads_times);
  g_test_add_func ("/schedule-button/offset-is-that-of-the-day", test_offset_of_the_day);
  g_test_add_func ("/schedule-button/names-gaps-and-overlaps", test_daylight_saving);
  g_test_add_func ("/schedule-button/same-moment-elsewhere", test_same_moment_elsewhere);
  ADD ("/schedule-button/time-is-written", test_time_is_written);
  ADD ("/schedule-button/the-past-is-told-at-once", test_past_is_told_at_once);
  ADD ("/schedule-button/zone-is-chosen", test_zone_is_chosen);
  ADD ("/schedule-button/quick-choices", test_quick_choices);
  ADD ("/schedule-button/has-names", test_names);
  ADD ("/schedule-button/right-to-left", test_right_to_left);
  ADD ("/schedule-button/fits-a-phone-with-all-of-it", test_fits);
  return g_test_run ();
}
