/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing of a composer outlives its window. */
#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-composer-window-private.h"
#include "poster-player-private.h"
#include "poster-schedule-button.h"
#include "preview-clips.h"

#define ROUNDS 3

typedef struct
{
  Accounts       accounts;
  PosterAccount *kitchen;
  GFile         *clip;
} Fixture;

/* What makes up a composer. */
enum
{
  WINDOW,
  DRAFT,
  KEEPER,
  INTAKE,
  CREATORS,
  PLAYER,
  STAGE,
  STRIP,
  CAPTION,
  OPTIONS,
  N_PARTS
};

static const char *const names[N_PARTS] = {
  "window", "draft", "keeper", "intake", "creators", "player", "stage", "media strip", "caption", "options",
};

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const PreviewClip clip = { .frames = 50, .sound = TRUE, .pixel_width = 1 };

  accounts_set_up (&fixture->accounts, data);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
  fixture->clip = preview_clip_can_make () ? preview_clip_make (&clip, fixture->accounts.dir) : NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->clip != NULL)
    g_file_delete (fixture->clip, NULL, NULL);
  g_clear_object (&fixture->clip);
  g_clear_object (&fixture->kitchen);
  accounts_tear_down (&fixture->accounts, data);
}

static gboolean
is_open (gpointer user_data)
{
  PosterComposerWindow *window = user_data;

  return window->is_open && gtk_widget_get_mapped (user_data);
}

static gboolean
is_prepared (gpointer user_data)
{
  return poster_player_get_is_prepared (user_data);
}

static gboolean
has_moved (gpointer user_data)
{
  return poster_player_get_position_us (user_data) > 0;
}

static gboolean
has_findings (gpointer user_data)
{
  PosterComposerWindow *window = user_data;

  return poster_draft_keeper_get_is_checked (window->keeper);
}

/* In whichever thread drops it last. */
static void
pipeline_gone_cb (gpointer  data,
                  GObject  *pipeline)
{
  g_atomic_int_set ((int *) data, FALSE);
  g_main_context_wakeup (NULL);
}

static gboolean
is_stopped (gpointer user_data)
{
  return !g_atomic_int_get ((int *) user_data);
}

static gboolean
are_gone (gpointer user_data)
{
  gpointer *parts = user_data;

  for (guint i = 0; i < N_PARTS; i++)
    if (parts[i] != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static PosterComposerWindow *
open_window (Fixture  *fixture,
             gpointer *parts)
{
  PosterComposerWindow *window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);

  poster_composer_window_set_session (window, fixture->accounts.session, NULL, NULL);
  gtk_window_present (GTK_WINDOW (window));
  app_test_wait (is_open, window);
  /* On X11, GTK (tried: 4.8.3) still asks a window for its size that went before its first frame. */
  app_test_wait_frames (GTK_WIDGET (window), 2);
  parts[WINDOW] = window;
  parts[DRAFT] = window->draft;
  parts[KEEPER] = window->keeper;
  parts[INTAKE] = window->intake;
  parts[CREATORS] = window->creators;
  parts[PLAYER] = window->player;
  parts[STAGE] = window->stage;
  parts[STRIP] = window->media_strip;
  parts[CAPTION] = window->caption_box;
  parts[OPTIONS] = window->options;
  for (guint i = 0; i < N_PARTS; i++)
    g_object_add_weak_pointer (parts[i], &parts[i]);
  return window;
}

static void
close_window (gpointer *parts)
{
  gtk_window_close (parts[WINDOW]);
  app_test_wait (is_gone, &parts[WINDOW]);
  for (guint i = 0; i < N_PARTS; i++)
    if (parts[i] != NULL)
      g_test_message ("Waiting for the end of the %s", names[i]);
  /* What is on its way holds it until it has come. */
  app_test_wait (are_gone, parts);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  for (guint round = 0; round < ROUNDS; round++)
    {
      gpointer parts[N_PARTS];

      open_window (fixture, parts);
      close_window (parts);
    }
}

static gboolean
has_popover (gpointer user_data)
{
  GtkWidget *popover = app_test_find (user_data, GTK_TYPE_POPOVER, NULL);

  return popover != NULL && gtk_widget_get_mapped (popover);
}

/* Whatever it is chosen by, and though that is being looked at. */
static void
test_choosing (Fixture       *fixture,
               gconstpointer  data)
{
  const PosterCompositionWhen ways[] = { POSTER_COMPOSITION_QUEUE, POSTER_COMPOSITION_AT };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      gpointer parts[N_PARTS];
      PosterComposerWindow *window = open_window (fixture, parts);
      GtkWidget *date;

      poster_draft_set_when (window->draft, ways[i]);
      if (ways[i] == POSTER_COMPOSITION_AT)
        {
          g_autoptr(PosterSchedule) schedule = poster_schedule_new_wall ("2030-01-01T12:00:00", "UTC", NULL);

          poster_draft_set_schedule (window->draft, schedule);
        }
      app_test_wait_frames (GTK_WIDGET (window), 2);
      date = app_test_find (GTK_WIDGET (window), POSTER_TYPE_SCHEDULE_BUTTON, NULL);
      gtk_menu_button_popup (GTK_MENU_BUTTON (app_test_find (date, GTK_TYPE_MENU_BUTTON, NULL)));
      app_test_wait (has_popover, date);
      app_test_wait_frames (GTK_WIDGET (window), 2);
      close_window (parts);
    }
}

static void
add_clip (Fixture              *fixture,
          PosterComposerWindow *window)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new ();

  g_ptr_array_add (files, fixture->clip);
  poster_composer_window_add_files (window, files);
}

static void
test_playing (Fixture       *fixture,
              gconstpointer  data)
{
  if (fixture->clip == NULL)
    {
      g_test_skip ("clips cannot be made here");
      return;
    }
  for (guint round = 0; round < ROUNDS; round++)
    {
      gpointer parts[N_PARTS];
      PosterComposerWindow *window = open_window (fixture, parts);
      int has_pipeline = TRUE;

      add_clip (fixture, window);
      gtk_text_buffer_insert_at_cursor (poster_caption_box_get_buffer (window->caption_box), "One pan #pasta", -1);
      app_test_wait (is_prepared, window->player);
      poster_player_play (window->player);
      app_test_wait (has_moved, window->player);
      app_test_wait (has_findings, window);
      g_object_weak_ref (G_OBJECT (window->player->playbin), pipeline_gone_cb, &has_pipeline);
      close_window (parts);
      app_test_wait (is_stopped, &has_pipeline);
    }
}

/* Its file is looked into to the end first: the draft has to have it. */
static void
test_arriving (Fixture       *fixture,
               gconstpointer  data)
{
  if (fixture->clip == NULL)
    {
      g_test_skip ("clips cannot be made here");
      return;
    }
  for (guint round = 0; round < ROUNDS; round++)
    {
      gpointer parts[N_PARTS];

      add_clip (fixture, open_window (fixture, parts));
      close_window (parts);
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/composer-memory/nothing-of-an-empty-one-is-left", test_empty);
  ADD ("/composer-memory/nothing-is-left-though-its-clip-plays", test_playing);
  ADD ("/composer-memory/nothing-is-left-though-its-file-is-on-its-way", test_arriving);
  ADD ("/composer-memory/nothing-is-left-though-its-time-is-being-chosen", test_choosing);
  return g_test_run ();
}
