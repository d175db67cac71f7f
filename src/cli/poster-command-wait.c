/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-wait"

#include "poster-command-wait.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-error.h"
#include "poster-stay-awake.h"

/* Waiting for one post: publishing it here, or watching another process do it, whichever is
 * possible; a process that dies meanwhile is stood in for. */
typedef struct
{
  PosterWorkspace    *workspace;
  const char         *post_id;
  GPtrArray          *accounts;
  GHashTable         *index;       /* id -> PosterAccount */
  PosterPost         *post;        /* (nullable), as read last */
  PosterEngineClient *client;      /* (nullable) */
  PosterStayAwake    *stay_awake;  /* (nullable), while the engine runs here */
  GError             *trouble;     /* (nullable) */
  GHashTable         *told;        /* target id -> what was told of it last */
  GHashTable         *percent;     /* target id -> percent told last */
  gboolean            woken;
  gboolean            is_closed;   /* the client's engine has ended */
  gboolean            line_is_open;
} Wait;

static void
end_line (Wait *wait)
{
  if (wait->line_is_open)
    g_printerr ("\n");
  wait->line_is_open = FALSE;
}

static void
changed_cb (gpointer    source,
            const char *post_id,
            Wait       *wait)
{
  if (post_id[0] == '\0' || g_str_equal (post_id, wait->post_id))
    wait->woken = TRUE;
}

static void
progress_cb (gpointer    source,
             const char *target_id,
             gint64      done,
             gint64      total,
             Wait       *wait)
{
  PosterTarget *target = wait->post != NULL ? poster_post_find_target (wait->post, target_id) : NULL;
  int percent = total > 0 ? (int) (done * 100 / total) : 0;
  gboolean is_terminal = isatty (STDERR_FILENO);
  g_autofree char *name = NULL;
  int told;

  if (target == NULL || total <= 0)
    return;
  told = GPOINTER_TO_INT (g_hash_table_lookup (wait->percent, target->id)) - 1;
  /* In a log, ten lines of it are enough. */
  if (percent <= told || (!is_terminal && percent < 100 && percent / 10 == told / 10 && told >= 0))
    return;
  g_hash_table_insert (wait->percent, g_strdup (target->id), GINT_TO_POINTER (percent + 1));
  name = poster_command_name_account (g_hash_table_lookup (wait->index, target->account_id));
  if (is_terminal)
    {
      g_printerr ("\r");
      /* Translators: a handle, and how much of a file has been sent */
      g_printerr (_("%s: sent %d %%"), name, percent);
      wait->line_is_open = percent < 100;
      if (percent == 100)
        g_printerr ("\n");
    }
  else
    poster_command_tell (_("%s: sent %d %%"), name, percent);
}

static void
trouble_cb (PosterEngine *engine,
            const GError *error,
            Wait         *wait)
{
  if (wait->trouble == NULL)
    wait->trouble = g_error_copy (error);
  wait->woken = TRUE;
}

static void
closed_cb (PosterEngineClient *client,
           Wait               *wait)
{
  wait->is_closed = TRUE;
  wait->woken = TRUE;
}

static void
forget_client (Wait *wait)
{
  if (wait->client == NULL)
    return;
  g_signal_handlers_disconnect_by_data (wait->client, wait);
  g_clear_object (&wait->client);
  wait->is_closed = FALSE;
}

/* Sees to it that somebody publishes: this process, or one that is watched. */
static gboolean
find_engine (Wait    *wait,
             GError **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  PosterEngine *engine;

  if (poster_workspace_start_engine (wait->workspace, &local_error))
    {
      engine = poster_workspace_get_engine (wait->workspace);
      wait->stay_awake = poster_stay_awake_new (poster_workspace_get_store (wait->workspace));
      g_signal_connect (engine, "progress", G_CALLBACK (progress_cb), wait);
      g_signal_connect (engine, "trouble", G_CALLBACK (trouble_cb), wait);
      return TRUE;
    }
  if (!g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_BUSY))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  wait->client = poster_workspace_connect_engine (wait->workspace, NULL);
  if (wait->client != NULL)
    {
      g_signal_connect (wait->client, "progress", G_CALLBACK (progress_cb), wait);
      g_signal_connect (wait->client, "changed", G_CALLBACK (changed_cb), wait);
      g_signal_connect (wait->client, "closed", G_CALLBACK (closed_cb), wait);
      poster_engine_client_subscribe_async (wait->client, NULL, poster_command_keep_result, &result);
      if (poster_engine_client_subscribe_finish (wait->client, poster_command_wait (&result), NULL))
        {
          g_clear_object (&result);
          poster_engine_client_ring_async (wait->client, NULL, poster_command_keep_result, &result);
          if (poster_engine_client_ring_finish (wait->client, poster_command_wait (&result), NULL))
            return TRUE;
        }
      forget_client (wait);
    }
  poster_command_pause (wait->workspace, NULL);
  return TRUE;
}

/* Tells of each target when what became of it changes. */
static void
tell_changes (Wait *wait)
{
  for (guint i = 0; i < wait->post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (wait->post->targets, i);
      g_autofree char *name = poster_command_name_account (g_hash_table_lookup (wait->index, target->account_id));
      g_autoptr(GString) text = g_string_new (NULL);

      g_string_append_printf (text, "%s: %s", name, poster_command_state_word (target));
      if (target->error_message != NULL)
        g_string_append_printf (text, ": %s", target->error_message);
      else if (target->platform_post_url != NULL)
        g_string_append_printf (text, ": %s", target->platform_post_url);
      if (g_strcmp0 (g_hash_table_lookup (wait->told, target->id), text->str) == 0)
        continue;
      end_line (wait);
      poster_command_tell ("%s", text->str);
      g_hash_table_insert (wait->told, g_strdup (target->id), g_strdup (text->str));
    }
}

/* A service has it as it is here, and publishes it later by itself: nobody here looks at it before
 * its time. */
static gboolean
is_left_to_service (PosterTarget *target,
                    gint64        now_us)
{
  return target->state == POSTER_TARGET_SCHEDULED && target->is_handed_over && target->due_us > now_us &&
         target->told_us == target->due_us && target->wake_us > target->due_us;
}

/* Nothing more happens to it here by itself; what is held waits for a person, unless one has just said
 * that it is to be looked at again. */
static gboolean
is_settled (PosterPost *post,
            gint64      now_us)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (is_left_to_service (target, now_us))
        continue;
      if (target->state == POSTER_TARGET_SCHEDULED || (POSTER_STATES (target->state) & POSTER_STATES_ACTIVE) != 0 ||
          (target->state == POSTER_TARGET_HELD && target->wake_us >= 0 && target->wake_us <= now_us))
        return FALSE;
    }
  return TRUE;
}

/* Who waited expects an outcome. */
static void
tell_left_to_service (Wait   *wait,
                      gint64  now_us)
{
  for (guint i = 0; i < wait->post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (wait->post->targets, i);
      PosterSchedule *schedule = target->schedule != NULL ? target->schedule : wait->post->schedule;
      g_autofree char *name = poster_command_name_account (g_hash_table_lookup (wait->index, target->account_id));
      g_autofree char *when = NULL;

      if (!is_left_to_service (target, now_us))
        continue;
      when = poster_command_format_time (target->due_us, schedule != NULL ? poster_schedule_get_zone (schedule) : NULL);
      /* Translators: a handle, and a time */
      poster_command_tell (_("%s: handed over; Late publishes it at %s, and this computer may be off then."), name, when);
    }
}

static gboolean
wait_for_post (Wait    *wait,
               GError **error)
{
  GCancellable *cancellable = poster_command_get_cancellable ();
  PosterStore *store = poster_workspace_get_store (wait->workspace);

  for (;;)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(PosterPost) post = NULL;
      gint64 now_us;

      if (wait->client != NULL && wait->is_closed)
        forget_client (wait);
      if (poster_workspace_get_engine (wait->workspace) == NULL && wait->client == NULL && !find_engine (wait, error))
        return FALSE;

      /* First, so that a change that comes while the post is being read is not lost. */
      wait->woken = FALSE;
      poster_store_get_post_async (store, wait->post_id, NULL, poster_command_keep_result, &result);
      post = poster_store_get_post_finish (store, poster_command_wait (&result), error);
      if (post == NULL)
        return FALSE;
      g_set_object (&wait->post, post);
      tell_changes (wait);
      now_us = poster_clock_get_now_us (poster_workspace_get_clock (wait->workspace));
      if (is_settled (post, now_us))
        {
          tell_left_to_service (wait, now_us);
          return TRUE;
        }
      if (wait->trouble != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&wait->trouble));
          return FALSE;
        }

      /* Without anybody who publishes, look for one again. */
      while (!wait->woken && !g_cancellable_is_cancelled (cancellable) &&
             (wait->client != NULL || poster_workspace_get_engine (wait->workspace) != NULL))
        g_main_context_iteration (NULL, TRUE);
      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               _("Interrupted. The post is kept, and goes on with the next “late-poster run”."));
          return FALSE;
        }
    }
}

/**
 * poster_command_is_well:
 * @post: a post that was waited for
 *
 * Returns: whether each of its targets is out, or with a service that publishes it later
 */
gboolean
poster_command_is_well (PosterPost *post)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      gboolean is_left = target->state == POSTER_TARGET_SCHEDULED && target->is_handed_over;

      if (target->state != POSTER_TARGET_PUBLISHED && !is_left)
        return FALSE;
    }
  return TRUE;
}

/**
 * poster_command_stop_engine:
 * @workspace: a workspace
 *
 * Ends the engine of this process, if it runs.
 *
 * Returns: %TRUE
 */
gboolean
poster_command_stop_engine (PosterWorkspace *workspace)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_workspace_stop_engine_async (workspace, poster_command_keep_result, &result);
  return poster_workspace_stop_engine_finish (workspace, poster_command_wait (&result), NULL);
}

/**
 * poster_command_wait_for_post:
 * @workspace: an open workspace
 * @post_id: id of a post
 * @error: %G_IO_ERROR_CANCELLED on a signal, those of the engine and the store
 *
 * Publishes the post, or watches another process do so, until nothing more happens to it by
 * itself, or until a service has what it is to publish later; tells on stderr how it goes on. Afterwards no engine runs in this process.
 *
 * Returns: (transfer full): the post as it ended
 */
PosterPost *
poster_command_wait_for_post (PosterWorkspace  *workspace,
                              const char       *post_id,
                              GError          **error)
{
  Wait wait = { .workspace = workspace, .post_id = post_id };
  PosterPost *post = NULL;

  wait.accounts = poster_command_list_accounts (workspace, TRUE, error);
  if (wait.accounts == NULL)
    return NULL;
  wait.index = poster_command_index_accounts (wait.accounts);
  wait.told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  wait.percent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect (poster_workspace_get_store (workspace), "changed", G_CALLBACK (changed_cb), &wait);

  if (wait_for_post (&wait, error))
    post = g_object_ref (wait.post);
  end_line (&wait);

  forget_client (&wait);
  g_signal_handlers_disconnect_by_data (poster_workspace_get_store (workspace), &wait);
  if (poster_workspace_get_engine (workspace) != NULL)
    {
      g_signal_handlers_disconnect_by_data (poster_workspace_get_engine (workspace), &wait);
      poster_command_stop_engine (workspace);
      g_object_run_dispose (G_OBJECT (wait.stay_awake));
    }
  g_clear_object (&wait.stay_awake);
  g_clear_object (&wait.post);
  g_clear_error (&wait.trouble);
  g_hash_table_unref (wait.index);
  g_ptr_array_unref (wait.accounts);
  g_hash_table_unref (wait.told);
  g_hash_table_unref (wait.percent);
  return post;
}
