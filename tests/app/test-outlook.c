/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app-test.h"
#include "desktop-fixture.h"
#include "poster-close-question.h"
#include "poster-guard.h"
#include "poster-outlook.h"
#include "poster-sleep-habits.h"
#include "poster-test-async.h"

/* What is to come, and what follows from it: the program and the computer stay awake while a post is
 * sent, and whoever closes the window is asked what becomes of posts that wait. */

typedef struct
{
  Desktop              desktop;
  GSettings           *settings;
  GtkApplication      *application;
  PosterOutlook       *outlook;
  PosterGuard         *guard;
  PosterCloseQuestion *question;
  GtkWidget           *window;    /* (nullable) */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static guint n_applications;
  g_autofree char *id = g_strdup_printf ("org.late.Poster.Test%u", ++n_applications);
  g_autoptr(GError) error = NULL;

  desktop_set_up (&fixture->desktop, NULL);
  fixture->settings = g_settings_new ("org.late.Poster");
  g_settings_reset (fixture->settings, "run-in-background");
  g_settings_reset (fixture->settings, "background-asked");
  fixture->application = gtk_application_new (id, G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (fixture->application), NULL, &error);
  g_assert_no_error (error);
  fixture->outlook = poster_outlook_new (fixture->desktop.session);
  fixture->guard = poster_guard_new (fixture->application, fixture->outlook);
  fixture->question = poster_close_question_new (fixture->outlook, fixture->settings);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (g_steal_pointer (&fixture->guard));
  g_clear_object (&fixture->question);
  g_clear_object (&fixture->outlook);
  g_clear_object (&fixture->application);
  g_settings_reset (fixture->settings, "run-in-background");
  g_settings_reset (fixture->settings, "background-asked");
  g_clear_object (&fixture->settings);
  desktop_tear_down (&fixture->desktop, NULL);
}

static gboolean
has_one_waiting (gpointer user_data)
{
  Fixture *fixture = user_data;

  return poster_outlook_get_summary (fixture->outlook)->n_scheduled == 1 &&
         poster_outlook_get_summary (fixture->outlook)->last_us > 0;
}

static gboolean
is_awake (gpointer user_data)
{
  return poster_guard_get_is_awake (((Fixture *) user_data)->guard);
}

static gboolean
is_sleepless (gpointer user_data)
{
  return poster_guard_get_is_sleepless (((Fixture *) user_data)->guard);
}

static gboolean
may_sleep (gpointer user_data)
{
  return !is_sleepless (user_data);
}

static gboolean
is_asleep (gpointer user_data)
{
  return !is_awake (user_data);
}

/* A post that waits until tomorrow. */
static PosterPost *
add_waiting (Fixture *fixture)
{
  PosterPost *post = desktop_add_post (&fixture->desktop, "Bread", POSTER_TARGET_DRAFT);

  desktop_target (post, 0)->due_us = poster_clock_get_now_us (poster_session_get_clock (fixture->desktop.session)) +
                                     G_TIME_SPAN_DAY;
  desktop_target (post, 0)->wake_us = desktop_target (post, 0)->due_us;
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_SCHEDULED);
  desktop_wait (has_one_waiting, fixture);
  return post;
}

static void
test_waiting (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;
  g_autofree char *none = poster_outlook_dup_words (fixture->outlook);
  g_autofree char *words = NULL;

  g_assert_null (none);
  post = add_waiting (fixture);
  words = poster_outlook_dup_words (fixture->outlook);
  g_assert_true (g_str_has_prefix (words, "One post waits until "));
  g_assert_false (is_awake (fixture));
}

static void
test_sending (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Bread", POSTER_TARGET_DRAFT);

  g_assert_false (is_awake (fixture));
  /* Of what is looked at tomorrow, so that the engine leaves it alone. */
  desktop_target (post, 0)->wake_us = poster_clock_get_now_us (poster_session_get_clock (fixture->desktop.session)) +
                                      G_TIME_SPAN_DAY;
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_SENDING);
  desktop_wait (is_sleepless, fixture);
  g_assert_true (is_awake (fixture));

  /* What the platform works on needs the program, now and then, but not a computer that never sleeps. */
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_PROCESSING);
  desktop_wait (may_sleep, fixture);
  g_assert_true (is_awake (fixture));
  desktop_target (post, 0)->wake_us = -1;
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_PUBLISHED);
  desktop_wait (is_asleep, fixture);
}

typedef struct
{
  Fixture    *fixture;
  PosterPost *post;
  gboolean    was_awake;
} Run;

static void
let_go_cb (Run *run)
{
  if (!is_awake (run->fixture))
    return;
  run->was_awake = TRUE;
  desktop_commit (&run->fixture->desktop, run->post, 0, POSTER_TARGET_PUBLISHED);
}

/* A program that a notification started has no window, and ends when the post is out. */
static void
test_outlives_its_windows (Fixture       *fixture,
                           gconstpointer  data)
{
  Run run = { .fixture = fixture };

  run.post = desktop_add_post (&fixture->desktop, "Bread", POSTER_TARGET_DRAFT);
  desktop_commit (&fixture->desktop, run.post, 0, POSTER_TARGET_SENDING);
  desktop_wait (is_awake, fixture);
  g_signal_connect (fixture->application, "activate", G_CALLBACK (g_application_get_flags), NULL);
  g_signal_connect_data (fixture->application, "activate", G_CALLBACK (let_go_cb), &run, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_assert_cmpint (g_application_run (G_APPLICATION (fixture->application), 0, NULL), ==, 0);
  g_assert_true (run.was_awake);
  g_object_unref (run.post);
}

static void
gone_cb (Fixture *fixture)
{
  fixture->window = NULL;
}

static void
open_window (Fixture *fixture)
{
  fixture->window = gtk_application_window_new (fixture->application);
  g_signal_connect_swapped (fixture->window, "destroy", G_CALLBACK (gone_cb), fixture);
  poster_close_question_watch (fixture->question, GTK_WINDOW (fixture->window));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static GtkWidget *
find_answer (Fixture    *fixture,
             const char *label)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);
      GtkWidget *button;

      if (window == fixture->window || !gtk_widget_get_mapped (window))
        continue;
      button = app_test_find (window, GTK_TYPE_BUTTON, label);
      if (button != NULL)
        return button;
    }
  return NULL;
}

typedef struct
{
  Fixture    *fixture;
  const char *label;
} Wanted;

static gboolean
has_answer (gpointer user_data)
{
  Wanted *wanted = user_data;

  return find_answer (wanted->fixture, wanted->label) != NULL;
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->window == NULL;
}

static gboolean
has_no_question (gpointer user_data)
{
  return find_answer (user_data, "_Keep Publishing") == NULL;
}

static void
answer (Fixture    *fixture,
        const char *label)
{
  Wanted wanted = { fixture, label };

  desktop_wait (has_answer, &wanted);
  g_signal_emit_by_name (find_answer (fixture, label), "clicked");
}

static void
save_question (Fixture    *fixture,
               const char *name)
{
  Wanted wanted = { fixture, "_Cancel" };
  GtkWidget *dialog;

  desktop_wait (has_answer, &wanted);
  dialog = GTK_WIDGET (gtk_widget_get_root (find_answer (fixture, "_Cancel")));
  app_test_wait_frames (dialog, 3);
  app_test_save_picture (dialog, name);
}

static void
test_question (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) post = NULL;

  /* Nothing waits: nothing to ask. */
  open_window (fixture);
  gtk_window_close (GTK_WINDOW (fixture->window));
  desktop_wait (is_closed, fixture);

  post = add_waiting (fixture);
  open_window (fixture);
  gtk_window_close (GTK_WINDOW (fixture->window));
  save_question (fixture, "close-question");
  answer (fixture, "_Cancel");
  desktop_wait (has_no_question, fixture);
  app_test_settle ();
  g_assert_nonnull (fixture->window);
  g_assert_false (g_settings_get_boolean (fixture->settings, "background-asked"));

  gtk_window_close (GTK_WINDOW (fixture->window));
  answer (fixture, "_Keep Publishing");
  desktop_wait (is_closed, fixture);
  g_assert_true (g_settings_get_boolean (fixture->settings, "run-in-background"));
  g_assert_true (g_settings_get_boolean (fixture->settings, "background-asked"));
}

/* The answer holds, whatever it was. */
static void
test_question_once (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_waiting (fixture);

  open_window (fixture);
  gtk_window_close (GTK_WINDOW (fixture->window));
  answer (fixture, "_Stop Until I Open It");
  desktop_wait (is_closed, fixture);
  g_assert_false (g_settings_get_boolean (fixture->settings, "run-in-background"));

  open_window (fixture);
  gtk_window_close (GTK_WINDOW (fixture->window));
  desktop_wait (is_closed, fixture);
}

static void
test_habits (void)
{
  g_autofree char *never = poster_sleep_habits_describe (0, 0);
  g_autofree char *mains = poster_sleep_habits_describe (1200, 900);
  g_autofree char *battery = poster_sleep_habits_describe (0, 900);

  g_assert_null (never);
  g_assert_true (g_str_has_prefix (mains, "This computer sleeps after 20 minutes without use."));
  g_assert_true (g_str_has_prefix (battery, "On battery this computer sleeps after 15 minutes without use."));
}

#define ADD(path, test) g_test_add ("/outlook/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  ADD ("how-many-wait-until-when", test_waiting);
  ADD ("awake-while-sending", test_sending);
  ADD ("outlives-its-windows", test_outlives_its_windows);
  ADD ("closing-asks", test_question);
  ADD ("closing-asks-once", test_question_once);
  g_test_add_func ("/outlook/sleep-habits", test_habits);
  return g_test_run ();
}
