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

/* What is chosen is the rule, and its dates are said. */
static void
test_chooses (void)
{
  g_autoptr(PosterSchedule) start = new_start ();
  g_autoptr(PosterRecurrence) rule = NULL;
  GtkWidget *chooser = poster_repeat_chooser_new ();
  GtkWidget *window = app_test_show (chooser, 360, 300);
  GtkDropDown *choices = GTK_DROP_DOWN (app_test_find (chooser, GTK_TYPE_DROP_DOWN, NULL));
  g_autofree char *text = NULL;
  GtkWidget *words;
  guint changes = 0;

  g_signal_connect_swapped (chooser, "changed", G_CALLBACK (changed_cb), &changes);
  poster_repeat_chooser_set (POSTER_REPEAT_CHOOSER (chooser), start, NULL, COMPOSER_NOON);
  g_assert_cmpuint (changes, ==, 0);
  g_assert_null (poster_repeat_chooser_dup_recurrence (POSTER_REPEAT_CHOOSER (chooser)));

  gtk_drop_down_set_selected (choices, 2);
  g_assert_cmpuint (changes, ==, 1);
  rule = poster_repeat_chooser_dup_recurrence (POSTER_REPEAT_CHOOSER (chooser));
  text = poster_recurrence_to_text (rule);
  g_assert_cmpstr (text, ==, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
  words = gtk_widget_get_last_child (gtk_widget_get_first_child (chooser));
  g_assert_true (gtk_widget_get_visible (words));
  g_assert_true (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (words)), "Tomorrow, 18:00\n"));
  g_assert_cmpuint (count_lines (gtk_label_get_label (GTK_LABEL (words))), ==, 5);
  app_test_save_picture (chooser, "repeat");

  gtk_drop_down_set_selected (choices, 0);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_false (gtk_widget_get_visible (words));
  app_test_close (window);
}

/* A rule that was made elsewhere is shown, and stays. */
static void
test_others (void)
{
  g_autoptr(PosterSchedule) start = new_start ();
  g_autoptr(PosterRecurrence) rule = poster_recurrence_new_from_text ("FREQ=DAILY;INTERVAL=3;COUNT=2", NULL);
  g_autoptr(PosterRecurrence) shown = NULL;
  GtkWidget *chooser = poster_repeat_chooser_new ();
  GtkWidget *window = app_test_show (chooser, 360, 300);
  GtkWidget *words;

  poster_repeat_chooser_set (POSTER_REPEAT_CHOOSER (chooser), start, rule, COMPOSER_NOON);
  shown = poster_repeat_chooser_dup_recurrence (POSTER_REPEAT_CHOOSER (chooser));
  g_assert_true (shown == rule);
  words = gtk_widget_get_last_child (gtk_widget_get_first_child (chooser));
  g_assert_cmpuint (count_lines (gtk_label_get_label (GTK_LABEL (words))), ==, 2);
  app_test_close (window);
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
  g_test_add_func ("/repeat/rules-from-elsewhere-are-shown", test_others);
  g_test_add ("/repeat/is-kept-with-the-draft-and-becomes-a-series", ComposerFixture, NULL, composer_fixture_set_up,
              test_saved, composer_fixture_tear_down);
  return g_test_run ();
}
