/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app-test.h"
#include "composer-fixture.h"
#include "poster-repeat-chooser.h"
#include "poster-store-series.h"
#include "poster-test-async.h"

static PosterSchedule *
new_start (void)
{
  PosterSchedule *start = poster_schedule_new_wall ("2026-11-23T18:00:00", "UTC", NULL);

  g_assert_nonnull (start);
  return start;
}

static void
changed_cb (guint *changes)
{
  (*changes)++;
}

static guint
count_lines (const char *text)
{
  guint lines = 1;

  for (const char *at = text; (at = strchr (at, '\n')) != NULL; at++)
    lines++;
  return lines;
}

static GtkWidget *
show_chooser (PosterSchedule    *start,
              const char        *rule_text,
              GtkWidget        **window)
{
  GtkWidget *chooser = poster_repeat_chooser_new ();
  g_autoptr(PosterRecurrence) rule = rule_text != NULL ? poster_recurrence_new_from_text (rule_text, NULL) : NULL;

  *window = app_test_show (chooser, 360, 480);
  poster_repeat_chooser_set (POSTER_REPEAT_CHOOSER (chooser), start, rule, COMPOSER_NOON);
  return chooser;
}

static void
collect (GtkWidget *widget,
         GType      type,
         GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

/* The @n-th of a type, counted in the order in which they lie. */
static gpointer
find_nth (GtkWidget *chooser,
          GType      type,
          guint      n)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  collect (chooser, type, found);
  g_assert_cmpuint (n, <, found->len);
  return g_ptr_array_index (found, n);
}

static GtkWidget *
find_day (GtkWidget  *chooser,
          const char *name)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  collect (chooser, GTK_TYPE_TOGGLE_BUTTON, found);
  for (guint i = 0; i < found->len; i++)
    if (g_strcmp0 (gtk_widget_get_tooltip_text (g_ptr_array_index (found, i)), name) == 0)
      return g_ptr_array_index (found, i);
  g_assert_not_reached ();
}

static void
assert_rule (GtkWidget  *chooser,
             const char *expected)
{
  g_autoptr(PosterRecurrence) rule = poster_repeat_chooser_dup_recurrence (POSTER_REPEAT_CHOOSER (chooser));
  g_autofree char *text = rule != NULL ? poster_recurrence_to_text (rule) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static gboolean
says (GtkWidget  *chooser,
      const char *words)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  collect (chooser, GTK_TYPE_LABEL, found);
  for (guint i = 0; i < found->len; i++)
    if (gtk_widget_is_visible (g_ptr_array_index (found, i)) &&
        strstr (gtk_label_get_label (g_ptr_array_index (found, i)), words) != NULL)
      return TRUE;
  return FALSE;
}

#define CHOICES(chooser) ((GtkDropDown *) find_nth (chooser, GTK_TYPE_DROP_DOWN, 0))
#define UNITS(chooser) ((GtkDropDown *) find_nth (chooser, GTK_TYPE_DROP_DOWN, 1))
#define MONTH_DAYS(chooser) ((GtkDropDown *) find_nth (chooser, GTK_TYPE_DROP_DOWN, 2))
#define ENDS(chooser) ((GtkDropDown *) find_nth (chooser, GTK_TYPE_DROP_DOWN, 3))
#define INTERVAL(chooser) ((GtkSpinButton *) find_nth (chooser, GTK_TYPE_SPIN_BUTTON, 0))
#define COUNT(chooser) ((GtkSpinButton *) find_nth (chooser, GTK_TYPE_SPIN_BUTTON, 1))

/* What is chosen is the rule, and its dates are said. */
static void
test_chooses (void)
{
  g_autoptr(PosterSchedule) start = new_start ();
  GtkWidget *window;
  GtkWidget *chooser = show_chooser (start, NULL, &window);
  GtkWidget *words = gtk_widget_get_last_child (gtk_widget_get_first_child (chooser));
  guint changes = 0;

  g_signal_connect_swapped (chooser, "changed", G_CALLBACK (changed_cb), &changes);
  assert_rule (chooser, NULL);
  g_assert_false (gtk_widget_is_visible (words));

  gtk_drop_down_set_selected (CHOICES (chooser), 2);
  g_assert_cmpuint (changes, ==, 1);
  assert_rule (chooser, "FREQ=WEEKLY");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_day (chooser, "Friday")), TRUE);
  assert_rule (chooser, "FREQ=WEEKLY;BYDAY=MO,FR");
  g_assert_true (says (chooser, "Every week on Monday and Friday at 18:00"));
  g_assert_true (gtk_widget_is_visible (words));
  g_assert_true (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (words)), "Tomorrow, 18:00\n"));
  g_assert_cmpuint (count_lines (gtk_label_get_label (GTK_LABEL (words))), ==, 5);
  app_test_save_picture (chooser, "repeat");

  /* One day there must be. */
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_day (chooser, "Friday")), FALSE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_day (chooser, "Monday")), FALSE);
  assert_rule (chooser, "FREQ=WEEKLY");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find_day (chooser, "Monday"))));

  gtk_drop_down_set_selected (CHOICES (chooser), 0);
  assert_rule (chooser, NULL);
  g_assert_false (gtk_widget_is_visible (words));
  g_assert_false (gtk_widget_is_visible (find_day (chooser, "Monday")));
  app_test_close (window);
}

/* Every so many of any unit; what goes with another unit is left. */
static void
test_custom (void)
{
  g_autoptr(PosterSchedule) start = new_start ();
  GtkWidget *window;
  GtkWidget *chooser = show_chooser (start, NULL, &window);

  gtk_drop_down_set_selected (CHOICES (chooser), 4);
  assert_rule (chooser, "FREQ=WEEKLY");
  gtk_spin_button_set_value (INTERVAL (chooser), 2);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_day (chooser, "Wednesday")), TRUE);
  assert_rule (chooser, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE");
  app_test_save_picture (chooser, "repeat-custom");
  gtk_drop_down_set_selected (UNITS (chooser), 2);
  assert_rule (chooser, "FREQ=MONTHLY;INTERVAL=2");
  gtk_drop_down_set_selected (MONTH_DAYS (chooser), 1);
  assert_rule (chooser, "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1");
  gtk_drop_down_set_selected (UNITS (chooser), 0);
  assert_rule (chooser, "FREQ=DAILY;INTERVAL=2");
  gtk_spin_button_set_value (INTERVAL (chooser), 1);
  g_assert_cmpuint (gtk_drop_down_get_selected (CHOICES (chooser)), ==, 4);
  gtk_drop_down_set_selected (CHOICES (chooser), 3);
  assert_rule (chooser, "FREQ=MONTHLY");
  g_assert_false (gtk_widget_is_visible (GTK_WIDGET (INTERVAL (chooser))));
  app_test_close (window);
}

/* It ends on a day, or after so many, and the dates end with it. */
static void
test_ends (void)
{
  g_autoptr(PosterSchedule) start = new_start ();
  g_autoptr(GDateTime) day = g_date_time_new_utc (2026, 11, 25, 0, 0, 0);
  g_autoptr(GDateTime) before = g_date_time_new_utc (2026, 11, 20, 0, 0, 0);
  GtkWidget *window;
  GtkWidget *chooser = show_chooser (start, "FREQ=DAILY", &window);
  GtkWidget *words = gtk_widget_get_last_child (gtk_widget_get_first_child (chooser));
  GtkCalendar *calendar = find_nth (chooser, GTK_TYPE_CALENDAR, 0);

  gtk_drop_down_set_selected (ENDS (chooser), 2);
  assert_rule (chooser, "FREQ=DAILY;COUNT=10");
  gtk_spin_button_set_value (COUNT (chooser), 2);
  assert_rule (chooser, "FREQ=DAILY;COUNT=2");
  g_assert_cmpuint (count_lines (gtk_label_get_label (GTK_LABEL (words))), ==, 2);
  gtk_drop_down_set_selected (ENDS (chooser), 1);
  assert_rule (chooser, "FREQ=DAILY;UNTIL=20270223");
  gtk_calendar_select_day (calendar, day);
  assert_rule (chooser, "FREQ=DAILY;UNTIL=20261125");
  g_assert_true (says (chooser, "until 25 November 2026"));
  g_assert_cmpuint (count_lines (gtk_label_get_label (GTK_LABEL (words))), ==, 3);
  app_test_save_picture (chooser, "repeat-until");
  gtk_calendar_select_day (calendar, before);
  g_assert_true (says (chooser, "never goes out"));
  gtk_drop_down_set_selected (ENDS (chooser), 0);
  assert_rule (chooser, "FREQ=DAILY");
  app_test_close (window);
}

/* What a rule leaves out, and what the clocks do to it, is said. */
static void
test_notes (void)
{
  g_autoptr(PosterSchedule) last = poster_schedule_new_wall ("2027-01-31T18:00:00", "UTC", NULL);
  g_autoptr(PosterSchedule) night = poster_schedule_new_wall ("2027-03-27T02:30:00", "Europe/Berlin", NULL);
  GtkWidget *window;
  GtkWidget *chooser = show_chooser (last, "FREQ=MONTHLY", &window);

  g_assert_true (says (chooser, "Months without a day 31 are left out"));
  gtk_drop_down_set_selected (MONTH_DAYS (chooser), 1);
  g_assert_false (says (chooser, "are left out"));
  app_test_close (window);

  chooser = show_chooser (night, "FREQ=DAILY", &window);
  g_assert_true (says (chooser, "02:30 does not exist on 28 March"));
  app_test_close (window);
}

/* A rule that was made elsewhere is shown, and stays. */
static void
test_others (void)
{
  static const char *const rules[] = {
    "FREQ=DAILY;INTERVAL=3;COUNT=2", "FREQ=YEARLY", "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;UNTIL=20271231",
  };
  g_autoptr(PosterSchedule) start = new_start ();

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      GtkWidget *window;
      GtkWidget *chooser = show_chooser (start, rules[i], &window);

      app_test_wait_frames (chooser, 2);
      assert_rule (chooser, rules[i]);
      app_test_close (window);
    }
}

/* It goes into a window of 360, from right to left as well. */
static void
test_fits (void)
{
  g_autoptr(PosterSchedule) start = new_start ();
  int width;
  GtkWidget *window;
  GtkWidget *chooser;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  chooser = show_chooser (start, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;UNTIL=20271231", &window);
  app_test_wait_frames (chooser, 2);
  gtk_widget_measure (chooser, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 300);
  app_test_save_picture (chooser, "repeat-rtl");
  app_test_close (window);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* It is a series once it is saved, and is not forgotten before. */
static void
test_saved (ComposerFixture *fixture,
            gconstpointer    data)
{
  g_autoptr(PosterSchedule) start = new_start ();
  g_autoptr(PosterRecurrence) rule = poster_recurrence_new_from_text ("FREQ=WEEKLY", NULL);
  g_autoptr(PosterMediaItem) item = composer_fixture_clip ("hash-1");
  g_autofree char *post_id = NULL;
  g_autofree char *text = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(PosterPost) edited = NULL;
  g_autoptr(PosterSeries) series = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_draft_insert_media (fixture->draft, 0, item);
  composer_fixture_choose (fixture, "SELF_ONLY");
  poster_draft_set_schedule (fixture->draft, start);
  poster_draft_set_when (fixture->draft, POSTER_COMPOSITION_AT);
  poster_draft_set_recurrence (fixture->draft, rule);
  composer_fixture_save (fixture);
  post_id = g_strdup (poster_draft_keeper_get_post_id (fixture->keeper));
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, post_id));
  g_assert_cmpint (poster_draft_get_when (fixture->draft), ==, POSTER_COMPOSITION_AT);
  g_assert_nonnull (poster_draft_get_recurrence (fixture->draft));

  post = composer_fixture_publish (fixture, &error);
  g_assert_no_error (error);
  g_assert_nonnull (post->series_id);
  poster_store_get_series_async (fixture->store, post->series_id, NULL, poster_test_keep_result_cb, &result);
  series = poster_store_get_series_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  text = poster_recurrence_to_text (series->recurrence);
  g_assert_true (g_str_has_prefix (text, "FREQ=WEEKLY"));
  g_assert_cmpstr (series->next_post_id, ==, post->id);

  /* Whoever edits it changes this one alone. */
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, post->id));
  g_assert_true (poster_draft_get_is_in_series (fixture->draft));
  g_assert_null (poster_draft_get_recurrence (fixture->draft));
  poster_draft_set_caption (fixture->draft, "another text");
  composer_fixture_save (fixture);
  composer_fixture_begin (fixture);
  g_assert_true (composer_fixture_open_post (fixture, post->id));
  g_assert_true (poster_draft_get_is_in_series (fixture->draft));
  edited = composer_fixture_publish (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (edited->series_id, ==, post->series_id);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/repeat/is-chosen-and-its-dates-are-said", test_chooses);
  g_test_add_func ("/repeat/every-so-many-days-weeks-months", test_custom);
  g_test_add_func ("/repeat/ends-on-a-day-or-after-so-many", test_ends);
  g_test_add_func ("/repeat/what-is-left-out-is-said", test_notes);
  g_test_add_func ("/repeat/rules-from-elsewhere-are-shown", test_others);
  g_test_add_func ("/repeat/fits-a-small-screen-either-way", test_fits);
  g_test_add ("/repeat/is-kept-with-the-draft-and-becomes-a-series", ComposerFixture, NULL, composer_fixture_set_up,
              test_saved, composer_fixture_tear_down);
  return g_test_run ();
}
