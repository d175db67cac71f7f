/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the main loop of the real window is kept busy at a time while posts change.
 *
 *   bench-frames COUNT       opens the window on POSTER_DATA_DIR; when it has come to rest, another
 *                            process changes COUNT posts, and the window is watched until it rests again
 *   bench-frames --change COUNT   is that other process
 *
 * prints: the longest time that the loop did not look at what is waiting (ms), how many times that
 * took longer than a frame of 16 ms, how many times it looked in all, and the longest time that the
 * processor worked for it at a stretch (ms), which a busy machine does not change. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench-loop.h"
#include "poster-application.h"
#include "poster-engine-client.h"
#include "poster-journal-entry.h"
#include "poster-workspace.h"

#define REST_MS 1500

/* --- The other process. --- */

static void
keep_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gboolean
change_post (PosterStore         *store,
             PosterClock         *clock,
             PosterPost          *post,
             PosterEngineClient  *client,
             GError             **error)
{
  PosterTarget *target = g_ptr_array_index (post->targets, 0);
  PosterTargetStates expected = 1 << target->state;
  g_autoptr(PosterJournalEntry) entry = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) rung = NULL;

  target->state = POSTER_TARGET_PUBLISHED;
  target->published_us = poster_clock_get_now_us (clock);
  entry = poster_journal_entry_new (target->id, target->attempts, NULL, POSTER_STEP_WAIT, POSTER_JOURNAL_NOTE,
                                    poster_clock_get_now_us (clock));
  poster_store_commit_target_async (store, target, expected, entry, NULL, keep_cb, &result);
  if (!poster_store_commit_target_finish (store, await (&result), error))
    return FALSE;
  poster_engine_client_ring_async (client, NULL, keep_cb, &rung);
  return poster_engine_client_ring_finish (client, await (&rung), error);
}

static gboolean
change_posts (guint    count,
              GError **error)
{
  PosterPostQuery query = { .status = "draft", .limit = count };
  g_autoptr(PosterWorkspace) workspace = poster_workspace_new (NULL, error);
  g_autoptr(PosterEngineClient) client = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) posts = NULL;
  PosterStore *store;

  if (workspace == NULL || !poster_workspace_open (workspace, error))
    return FALSE;
  client = poster_workspace_connect_engine (workspace, error);
  if (client == NULL)
    return FALSE;
  store = poster_workspace_get_store (workspace);
  poster_store_list_posts_async (store, &query, NULL, keep_cb, &result);
  posts = poster_store_list_posts_finish (store, await (&result), error);
  if (posts == NULL)
    return FALSE;
  if (posts->len < count)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There are only %u drafts to change", posts->len);
      return FALSE;
    }
  for (guint i = 0; i < posts->len; i++)
    if (!change_post (store, poster_workspace_get_clock (workspace), g_ptr_array_index (posts, i), client, error))
      return FALSE;
  return TRUE;
}

/* --- The window. --- */

typedef struct
{
  GApplication *application;
  const char   *program;
  const char   *count;
  BenchLoop     loop;
  int           status;
} Bench;

static gboolean
end_cb (gpointer user_data)
{
  Bench *bench = user_data;

  bench_loop_end (&bench->loop);
  g_action_group_activate_action (G_ACTION_GROUP (bench->application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Bench *bench = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (object), result, &error))
    {
      g_printerr ("bench-frames: the posts could not be changed: %s\n", error->message);
      bench->status = 1;
    }
  g_timeout_add (REST_MS, end_cb, bench);
}

static gboolean
begin_cb (gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, bench->program, "--change", bench->count, NULL);
  if (process == NULL)
    g_error ("%s", error->message);
  bench_loop_begin ();
  g_subprocess_wait_check_async (process, NULL, changed_cb, bench);
  return G_SOURCE_REMOVE;
}

static void
activated_cb (GApplication *application,
              gpointer      user_data)
{
  g_timeout_add (2 * REST_MS, begin_cb, user_data);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(PosterApplication) application = NULL;
  Bench bench = { .program = argv[0] };

  if (argc == 3 && strcmp (argv[1], "--change") == 0)
    {
      g_autoptr(GError) error = NULL;

      if (change_posts ((guint) atoi (argv[2]), &error))
        return 0;
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (argc != 2)
    {
      g_printerr ("usage: bench-frames COUNT\n");
      return 2;
    }

  bench.count = argv[1];
  application = poster_application_new ();
  bench.application = G_APPLICATION (application);
  g_signal_connect_after (application, "activate", G_CALLBACK (activated_cb), &bench);
  g_application_run (G_APPLICATION (application), 1, argv);
  printf ("%.1f %u %u %.1f\n", (double) bench.loop.longest_us / 1000, bench.loop.n_long, bench.loop.n_rounds,
          (double) bench.loop.longest_work_us / 1000);
  return bench.status;
}
