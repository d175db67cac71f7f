/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing of a composer outlives its window. */
#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-composer-window-private.h"

#define ROUNDS 3

typedef struct
{
  Accounts       accounts;
  PosterAccount *kitchen;
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
  accounts_set_up (&fixture->accounts, data);
  fixture->kitchen = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
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

static void
open_window (Fixture  *fixture,
             gpointer *parts)
{
  PosterComposerWindow *window = g_object_new (POSTER_TYPE_COMPOSER_WINDOW, NULL);

  poster_composer_window_set_session (window, fixture->accounts.session, NULL, NULL);
  gtk_window_present (GTK_WINDOW (window));
  app_test_wait (is_open, window);
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
  return g_test_run ();
}
