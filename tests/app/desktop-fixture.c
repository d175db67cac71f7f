/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop-fixture.h"

#include <glib/gstdio.h>

#include "poster-test-async.h"

/* Nothing here takes seconds: who waits longer waits for ever. */
#define PATIENCE_SECONDS 60

static gboolean
impatient_cb (gpointer user_data)
{
  g_error ("Waited %d seconds for what did not come", PATIENCE_SECONDS);
  return G_SOURCE_REMOVE;
}

/**
 * desktop_wait:
 * @predicate: (scope call): says whether it is there now
 * @user_data: for @predicate
 *
 * Runs the main loop until @predicate says yes.
 */
void
desktop_wait (DesktopPredicate predicate,
              gpointer         user_data)
{
  guint patience = g_timeout_add_seconds (PATIENCE_SECONDS, impatient_cb, NULL);

  while (!predicate (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);
}

static gboolean
is_loaded (gpointer user_data)
{
  return poster_session_get_is_loaded (user_data);
}

static PosterAccount *
new_account (const char *remote_id,
             const char *username)
{
  PosterAccount *account = poster_account_new ("tiktok", "tiktok", remote_id);

  account->username = g_strdup (username);
  return account;
}

void
desktop_set_up (Desktop       *desktop,
                gconstpointer  data)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", NULL);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  desktop->dir = g_dir_make_tmp ("poster-desktop-XXXXXX", &error);
  g_assert_no_error (error);
  desktop->workspace = poster_workspace_new (desktop->dir, &error);
  g_assert_no_error (error);
  poster_workspace_open (desktop->workspace, &error);
  g_assert_no_error (error);
  desktop->store = poster_workspace_get_store (desktop->workspace);

  connection->remote_id = g_strdup ("open-id-1");
  g_ptr_array_add (accounts, new_account ("open-id-1", "kitchen"));
  g_ptr_array_add (accounts, new_account ("open-id-2", "studio"));
  poster_store_save_sign_in_async (desktop->store, connection, accounts, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (desktop->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  desktop->kitchen = g_object_ref (g_ptr_array_index (stored, 0));
  desktop->studio = g_object_ref (g_ptr_array_index (stored, 1));

  desktop->session = poster_session_new (desktop->workspace);
  poster_session_start (desktop->session);
  desktop_wait (is_loaded, desktop->session);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
desktop_tear_down (Desktop       *desktop,
                   gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_session_stop_async (desktop->session, poster_test_keep_result_cb, &result);
  poster_session_stop_finish (desktop->session, poster_test_await (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  poster_test_settle ();
  g_assert_finalize_object (desktop->session);
  g_clear_object (&desktop->kitchen);
  g_clear_object (&desktop->studio);
  g_assert_finalize_object (desktop->workspace);
  poster_test_settle ();
  remove_tree (desktop->dir);
  g_clear_pointer (&desktop->dir, g_free);
}

static void
save (Desktop    *desktop,
      PosterPost *post)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_save_post_async (desktop->store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  post->version = poster_store_save_post_finish (desktop->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
set_state (PosterTarget      *target,
           PosterTargetState  state)
{
  g_autoptr(PosterClock) clock = poster_clock_new ();

  target->state = state;
  target->published_us = state == POSTER_TARGET_PUBLISHED ? poster_clock_get_now_us (clock) : -1;
}

/* Returns: (transfer full): a post of that state to @kitchen */
PosterPost *
desktop_add_post (Desktop           *desktop,
                  const char        *content,
                  PosterTargetState  state)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  PosterTarget *target = poster_target_new (desktop->kitchen->id);

  g_free (post->content);
  post->content = g_strdup (content);
  set_state (target, state);
  g_ptr_array_add (post->targets, target);
  save (desktop, post);
  return g_steal_pointer (&post);
}

/* Returns: (transfer full): a post to both accounts */
PosterPost *
desktop_add_post_to (Desktop           *desktop,
                     const char        *content,
                     PosterTargetState  kitchen,
                     PosterTargetState  studio)
{
  g_autoptr(PosterPost) post = poster_post_new ();

  g_free (post->content);
  post->content = g_strdup (content);
  g_ptr_array_add (post->targets, poster_target_new (desktop->kitchen->id));
  g_ptr_array_add (post->targets, poster_target_new (desktop->studio->id));
  set_state (desktop_target (post, 0), kitchen);
  set_state (desktop_target (post, 1), studio);
  save (desktop, post);
  return g_steal_pointer (&post);
}

PosterTarget *
desktop_target (PosterPost *post,
                guint       position)
{
  return g_ptr_array_index (post->targets, position);
}

/* What publishing writes: a target of @post is in @state now, with what else was set in it. */
void
desktop_commit (Desktop           *desktop,
                PosterPost        *post,
                guint              position,
                PosterTargetState  state)
{
  PosterTarget *target = desktop_target (post, position);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (state != target->state)
    set_state (target, state);
  poster_store_commit_target_async (desktop->store, target, POSTER_STATES_ANY, NULL, NULL,
                                    poster_test_keep_result_cb, &result);
  poster_store_commit_target_finish (desktop->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  post->version++;
}

PosterTargetState
desktop_get_state (Desktop    *desktop,
                   const char *post_id,
                   guint       position)
{
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_get_post_async (desktop->store, post_id, NULL, poster_test_keep_result_cb, &result);
  post = poster_store_get_post_finish (desktop->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return desktop_target (post, position)->state;
}

/* Returns: (transfer full) (nullable): what the store has for @key */
char *
desktop_get_setting (Desktop    *desktop,
                     const char *key)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *value;

  poster_store_get_setting_async (desktop->store, key, NULL, poster_test_keep_result_cb, &result);
  value = poster_store_get_setting_finish (desktop->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return value;
}

/* Writes are done in order: what was begun before is on the disk afterwards. */
void
desktop_flush (Desktop *desktop)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_set_setting_async (desktop->store, "test", "flush", NULL, poster_test_keep_result_cb, &result);
  poster_store_set_setting_finish (desktop->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}
