/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How quick the composer is, in the real program on POSTER_DATA_DIR:
 *
 *   bench-composer open ROUNDS     a new post: ms from the click to its first picture, and how many of them
 *                                  the processor worked for it; each round on a line
 *   bench-composer type POST       300 characters are typed into that draft: the longest stretch of the
 *                                  main loop (ms), how many stretches were longer than a frame, how many
 *                                  there were, the longest stretch at work (ms)
 *   bench-composer play POST       ten seconds of that draft's clip: frames that were due, that came to
 *                                  the window, that were painted
 *   bench-composer strip FILE      the pictures of a clip beside each other: seconds until they are made
 *   bench-composer memory POST N   that draft is opened, plays, and is closed, N times: resident memory (KB)
 *                                  after a tenth of them and after all
 *
 * Each is begun once the window of the program rests. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench-loop.h"
#include "poster-composer-window-private.h"

#define REST_MS 2000
/* Faster than any hand. */
#define TYPED_EVERY_MS 20
#define N_TYPED 300
#define PLAYED_US (10 * G_USEC_PER_SEC)
/* As the strip in the composer asks for them: count, most width, height. */
#define STRIP_PICTURES 14
#define STRIP_WIDTH 184
#define STRIP_HEIGHT 46

static GApplication *application;

static gboolean
passed_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_for (guint time_ms)
{
  gboolean has_passed = FALSE;

  g_timeout_add (time_ms, passed_cb, &has_passed);
  while (!has_passed)
    g_main_context_iteration (NULL, TRUE);
}

static PosterComposerWindow *
find_composer (void)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (application));

  for (GList *link = windows; link != NULL; link = link->next)
    if (POSTER_IS_COMPOSER_WINDOW (link->data))
      return link->data;
  return NULL;
}

static void
after_paint_cb (GdkFrameClock *frame_clock,
                gint64        *painted_us)
{
  *painted_us = g_get_monotonic_time ();
}

/* Closes it, and waits until nothing of it is left. */
static void
close_composer (PosterComposerWindow *window)
{
  gpointer left = window;

  g_object_add_weak_pointer (G_OBJECT (window), &left);
  gtk_window_close (GTK_WINDOW (window));
  while (left != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
open_round (gboolean counts)
{
  gint64 clicked_us = g_get_monotonic_time ();
  gint64 work_us = bench_loop_get_work_us ();
  gint64 painted_us = 0;
  PosterComposerWindow *window;
  GdkFrameClock *frame_clock;

  g_action_group_activate_action (G_ACTION_GROUP (application), "new-post", NULL);
  window = find_composer ();
  frame_clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  g_signal_connect (frame_clock, "after-paint", G_CALLBACK (after_paint_cb), &painted_us);
  while (painted_us == 0)
    g_main_context_iteration (NULL, TRUE);
  work_us = bench_loop_get_work_us () - work_us;
  g_signal_handlers_disconnect_by_data (frame_clock, &painted_us);
  if (counts)
    printf ("%.1f %.1f\n", (double) (painted_us - clicked_us) / 1000, (double) work_us / 1000);
  run_for (300);
  close_composer (window);
}

static void
measure_open (int rounds)
{
  for (int round = 0; round <= rounds; round++)
    {
      /* The first one warms the caches. */
      open_round (round > 0);
      run_for (300);
    }
}

static PosterComposerWindow *
edit (const char *post_id)
{
  PosterComposerWindow *window;

  g_action_group_activate_action (G_ACTION_GROUP (application), "edit-post", g_variant_new_string (post_id));
  window = find_composer ();
  while (!window->is_open || !poster_player_get_is_prepared (window->player))
    g_main_context_iteration (NULL, TRUE);
  return window;
}

static GtkWidget *
find_text_view (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_TEXT_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_text_view (child);
  return found;
}

typedef struct
{
  GtkWidget *text_view;
  guint      n_typed;
} Typing;

static gboolean
type_cb (gpointer user_data)
{
  static const char words[] = "Ten minutes, one pan, and nobody has ever left any in the bowl. #pasta #onepan @studio ";
  Typing *typing = user_data;
  char letter[] = { words[typing->n_typed % strlen (words)], '\0' };

  g_signal_emit_by_name (typing->text_view, "insert-at-cursor", letter);
  typing->n_typed++;
  return typing->n_typed < N_TYPED;
}

static void
measure_typing (const char *post_id)
{
  PosterComposerWindow *window = edit (post_id);
  Typing typing = { find_text_view (GTK_WIDGET (window->caption_box)), 0 };
  BenchLoop loop;

  gtk_widget_grab_focus (typing.text_view);
  run_for (2 * REST_MS);
  bench_loop_begin ();
  g_timeout_add (TYPED_EVERY_MS, type_cb, &typing);
  while (typing.n_typed < N_TYPED)
    g_main_context_iteration (NULL, TRUE);
  run_for (REST_MS);
  bench_loop_end (&loop);
  printf ("%.1f %u %u %.1f\n", (double) loop.longest_us / 1000, loop.n_long, loop.n_rounds,
          (double) loop.longest_work_us / 1000);
  close_composer (window);
}

typedef struct
{
  PosterPlayer *player;
  GdkTexture   *painted;
  guint         n_come;
  guint         n_painted;
} Playing;

static void
come_cb (GdkPaintable *paintable,
         Playing      *playing)
{
  playing->n_come++;
}

static void
painted_cb (GdkFrameClock *frame_clock,
            Playing       *playing)
{
  if (g_set_object (&playing->painted, poster_player_get_texture (playing->player)))
    playing->n_painted++;
}

static void
measure_playing (const char *post_id)
{
  PosterComposerWindow *window = edit (post_id);
  Playing playing = { window->player, NULL, 0, 0 };
  GdkFrameClock *frame_clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  gint64 begun_us;
  gint64 due_us;

  run_for (2 * REST_MS);
  poster_player_play (window->player);
  /* It has begun. */
  while (poster_player_get_position_us (window->player) < G_USEC_PER_SEC / 2)
    g_main_context_iteration (NULL, TRUE);
  begun_us = poster_player_get_position_us (window->player);
  g_signal_connect (window->player, "invalidate-contents", G_CALLBACK (come_cb), &playing);
  g_signal_connect (frame_clock, "after-paint", G_CALLBACK (painted_cb), &playing);
  while (poster_player_get_position_us (window->player) < begun_us + PLAYED_US)
    g_main_context_iteration (NULL, TRUE);
  due_us = poster_player_get_position_us (window->player) - begun_us;
  g_signal_handlers_disconnect_by_data (window->player, &playing);
  g_signal_handlers_disconnect_by_data (frame_clock, &playing);
  g_clear_object (&playing.painted);
  printf ("%u %u %u\n", (guint) ((due_us * 30 + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC), playing.n_come, playing.n_painted);
  close_composer (window);
}

static void
keep_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
measure_strip (const char *path)
{
  PosterSession *session = poster_application_get_session (POSTER_APPLICATION (application));
  PosterMediaPool *pool = poster_workspace_get_media_pool (poster_session_get_workspace (session));
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);

  for (int round = 0; round <= 3; round++)
    {
      gint64 begun_us = g_get_monotonic_time ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GBytes) png = NULL;
      g_autoptr(GError) error = NULL;

      poster_media_pool_filmstrip_async (pool, file, STRIP_PICTURES, STRIP_WIDTH, STRIP_HEIGHT, NULL, keep_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      png = poster_media_pool_filmstrip_finish (pool, result, &error);
      if (png == NULL)
        g_error ("%s", error->message);
      if (round > 0)
        printf ("%.3f\n", (double) (g_get_monotonic_time () - begun_us) / G_USEC_PER_SEC);
    }
}

static long
get_resident_kb (void)
{
  FILE *file = fopen ("/proc/self/status", "r");
  char line[256];
  long kb = 0;

  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    if (sscanf (line, "VmRSS: %ld kB", &kb) == 1)
      break;
  if (file != NULL)
    fclose (file);
  return kb;
}

static void
measure_memory (const char *post_id,
                int         rounds)
{
  for (int round = 1; round <= rounds; round++)
    {
      PosterComposerWindow *window = edit (post_id);

      poster_player_play (window->player);
      run_for (100);
      close_composer (window);
      if (round == MAX (rounds / 10, 1) || round == rounds)
        {
          run_for (REST_MS);
          printf ("%ld ", get_resident_kb ());
        }
    }
  printf ("\n");
}

static char **words;

static gboolean
begin_cb (gpointer user_data)
{
  application = g_application_get_default ();
  if (strcmp (words[1], "open") == 0)
    measure_open (atoi (words[2]));
  else if (strcmp (words[1], "type") == 0)
    measure_typing (words[2]);
  else if (strcmp (words[1], "play") == 0)
    measure_playing (words[2]);
  else if (strcmp (words[1], "strip") == 0)
    measure_strip (words[2]);
  else
    measure_memory (words[2], atoi (words[3]));
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

int
main (int    argc,
      char **argv)
{
  if (argc < 3 || (strcmp (argv[1], "memory") == 0 && argc < 4))
    {
      g_printerr ("usage: bench-composer open ROUNDS | type POST | play POST | strip FILE | memory POST ROUNDS\n");
      return 2;
    }
  words = argv;
  g_timeout_add (REST_MS, begin_cb, NULL);
  return poster_application_main (1, argv);
}
