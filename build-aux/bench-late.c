/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How soon what Late has is here, and how long the main loop is kept busy at a time meanwhile.
 *
 *   bench-late refresh   asks for all accounts and posts of the connections in POSTER_DATA_DIR, four
 *                        times: at first everything is new, afterwards nothing has changed. Prints a
 *                        line for each time.
 *   bench-late window    opens the window on POSTER_DATA_DIR; when it has come to rest, it asks for the
 *                        same and goes through the window's pages meanwhile. Prints two lines: with
 *                        the window left alone, and while its pages are gone through.
 *
 * Each line has: seconds that it took; the longest time that the loop did not look at what is waiting
 * (ms); how many times that took longer than a frame of 16 ms; how many times it looked in all; the
 * longest time that the processor worked for it at a stretch (ms), which a busy machine does not change; the
 * memory afterwards (KB). */

#include <stdio.h>
#include <string.h>

#include "bench-loop.h"
#include "poster-application.h"
#include "poster-remote-sync.h"
#include "poster-window.h"
#include "poster-workspace.h"

#define REST_MS 1500
#define N_TIMES 4

/* Each is on screen for as long as it takes to look at it. */
#define PAGE_MS 100

/* In KB; 0 when it cannot be told. */
static long
get_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;
  long kb = 0;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL) && (line = strstr (status, "VmRSS:")) != NULL)
    sscanf (line, "VmRSS: %ld", &kb);
  return kb;
}

static void
print_line (gint64 begun_us)
{
  BenchLoop loop;

  bench_loop_end (&loop);
  printf ("%.3f %.1f %u %u %.1f %ld\n", (double) (g_get_monotonic_time () - begun_us) / G_USEC_PER_SEC,
          (double) loop.longest_us / 1000, loop.n_long, loop.n_rounds, (double) loop.longest_work_us / 1000, get_memory ());
}

/* --- Alone. --- */

static void
keep_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static gboolean
refresh (PosterWorkspace  *workspace,
         GHashTable       *validators,
         GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(GAsyncResult) result = NULL;
  gint64 begun_us = g_get_monotonic_time ();
  gboolean is_any_open;

  bench_loop_begin ();
  poster_remote_sync_run_async (store, poster_workspace_get_registry (workspace), poster_workspace_get_clock (workspace),
                                validators, NULL, 0, NULL, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  print_line (begun_us);
  return poster_remote_sync_run_finish (store, result, &is_any_open, error);
}

static int
run_alone (void)
{
  g_autoptr(GHashTable) validators = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterWorkspace) workspace = poster_workspace_new (NULL, &error);
  gboolean is_good = workspace != NULL && poster_workspace_open (workspace, &error);

  for (guint i = 0; is_good && i < N_TIMES; i++)
    is_good = refresh (workspace, validators, &error);
  if (!is_good)
    g_printerr ("bench-late: %s\n", error->message);
  return is_good ? 0 : 1;
}

/* --- In the window. --- */

typedef struct
{
  GtkApplication *application;
  gboolean        with_pages;  /* the second time */
  guint           pages;       /* source id */
  guint           n_shown;
  gint64          begun_us;
  int             status;
} Bench;

static gboolean
show_page_cb (gpointer user_data)
{
  static const char *const pages[] = { "accounts", "calendar", "posts", "insights" };
  Bench *bench = user_data;
  GtkWindow *window = gtk_application_get_active_window (bench->application);

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", pages[bench->n_shown++ % G_N_ELEMENTS (pages)]);
  return G_SOURCE_CONTINUE;
}

static gboolean begin_cb (gpointer user_data);

static void
refreshed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Bench *bench = user_data;
  g_autoptr(GError) error = NULL;

  print_line (bench->begun_us);
  g_clear_handle_id (&bench->pages, g_source_remove);
  if (!poster_engine_sync_finish (POSTER_ENGINE (object), result, &error))
    {
      g_printerr ("bench-late: %s\n", error->message);
      bench->status = 1;
    }
  if (!bench->with_pages && bench->status == 0)
    {
      bench->with_pages = TRUE;
      g_timeout_add (REST_MS, begin_cb, bench);
    }
  else
    {
      g_action_group_activate_action (G_ACTION_GROUP (bench->application), "quit", NULL);
    }
}

static gboolean
begin_cb (gpointer user_data)
{
  Bench *bench = user_data;
  PosterSession *session = poster_application_get_session (POSTER_APPLICATION (bench->application));
  PosterEngine *engine = poster_workspace_get_engine (poster_session_get_workspace (session));

  if (bench->with_pages)
    {
      /* Making a page for the first time is no part of this. */
      if (bench->n_shown < 4)
        {
          show_page_cb (bench);
          g_timeout_add (REST_MS, begin_cb, bench);
          return G_SOURCE_REMOVE;
        }
      bench->pages = g_timeout_add (PAGE_MS, show_page_cb, bench);
    }
  bench->begun_us = g_get_monotonic_time ();
  bench_loop_begin ();
  poster_engine_sync_async (engine, refreshed_cb, bench);
  return G_SOURCE_REMOVE;
}

static void
activated_cb (GApplication *application,
              gpointer      user_data)
{
  /* What the engine does at its start has its time. */
  g_timeout_add (6 * REST_MS, begin_cb, user_data);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(PosterApplication) application = NULL;
  Bench bench = { 0 };

  if (argc == 2 && strcmp (argv[1], "refresh") == 0)
    return run_alone ();
  if (argc != 2 || strcmp (argv[1], "window") != 0)
    {
      g_printerr ("usage: bench-late refresh|window\n");
      return 2;
    }
  application = poster_application_new ();
  bench.application = GTK_APPLICATION (application);
  g_signal_connect_after (application, "activate", G_CALLBACK (activated_cb), &bench);
  g_application_run (G_APPLICATION (application), 1, argv);
  return bench.status;
}
