/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "poster-error.h"
#include "poster-post-actions.h"

/* What a person does with a post in the window. What it does to the post is tested where that is
 * done; here, that it is done, and that it is said when it is not. No display is needed. */

typedef struct
{
  char            *dir;
  PosterWorkspace *workspace;
  PosterStore     *store;
  PosterSession   *session;
  PosterAccount   *account;
} Fixture;

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", NULL);
  g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("poster-actions-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->workspace = poster_workspace_new (fixture->dir, &error);
  g_assert_no_error (error);
  g_assert_true (poster_workspace_open (fixture->workspace, &error));
  g_assert_no_error (error);
  fixture->store = poster_workspace_get_store (fixture->workspace);
  fixture->session = poster_session_new (fixture->workspace);
  connection->remote_id = g_strdup ("open-id-1");
  g_ptr_array_add (accounts, poster_account_new ("tiktok", "tiktok", "open-id-1"));
  poster_store_save_sign_in_async (fixture->store, connection, accounts, NULL, keep_result_cb, &result);
  stored = poster_store_save_sign_in_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  fixture->account = g_object_ref (g_ptr_array_index (stored, 0));
}

/* Somebody may still be waiting for an answer, and holds it so long. */
static void
drop (gpointer object)
{
  gpointer weak = object;

  g_object_add_weak_pointer (object, &weak);
  g_object_unref (object);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) files = NULL;
  const char *name;

  drop (fixture->session);
  g_clear_object (&fixture->account);
  drop (fixture->workspace);
  files = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
}

static PosterPost *
save_new (Fixture           *fixture,
          PosterTargetState  state)
{
  PosterPost *post = poster_post_new ();
  PosterTarget *target = poster_target_new (fixture->account->id);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  target->state = state;
  target->due_us = G_MAXINT64 / 2;
  g_ptr_array_add (post->targets, target);
  poster_store_save_post_async (fixture->store, post, 0, NULL, keep_result_cb, &result);
  poster_store_save_post_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  return post;
}

static PosterPost *
get (Fixture     *fixture,
     const char  *post_id,
     GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_get_post_async (fixture->store, post_id, NULL, keep_result_cb, &result);
  return poster_store_get_post_finish (fixture->store, wait_for (&result), error);
}

static gboolean
retry (Fixture          *fixture,
       PosterPost       *post,
       PosterRetryWish   wish,
       GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_post_actions_retry_async (fixture->session, post->id, wish, keep_result_cb, &result);
  return poster_post_actions_retry_finish (fixture->session, wait_for (&result), error);
}

static gboolean
trash (Fixture     *fixture,
       PosterPost  *post,
       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_post_actions_trash_async (fixture->session, post->id, NULL, keep_result_cb, &result);
  return poster_post_actions_trash_finish (fixture->session, wait_for (&result), error);
}

static gboolean
restore (Fixture     *fixture,
         PosterPost  *post,
         GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_post_actions_restore_async (fixture->session, post->id, NULL, keep_result_cb, &result);
  return poster_post_actions_restore_finish (fixture->session, wait_for (&result), error);
}

static void
test_retry_and_publish_now (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(PosterPost) scheduled = save_new (fixture, POSTER_TARGET_SCHEDULED);
  g_autoptr(PosterPost) failed = save_new (fixture, POSTER_TARGET_FAILED);
  g_autoptr(PosterPost) after = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (poster_post_actions_applies (fixture->session, scheduled, POSTER_WISH_NOW));
  g_assert_false (poster_post_actions_applies (fixture->session, scheduled, POSTER_WISH_RETRY));
  g_assert_true (retry (fixture, scheduled, POSTER_WISH_NOW, &error));
  g_assert_no_error (error);
  after = get (fixture, scheduled->id, &error);
  g_assert_cmpint (((PosterTarget *) g_ptr_array_index (after->targets, 0))->due_us, <, G_MAXINT64 / 2);

  g_assert_true (retry (fixture, failed, POSTER_WISH_RETRY, &error));
  g_assert_no_error (error);
  /* It has been taken up already. */
  g_assert_false (retry (fixture, failed, POSTER_WISH_RETRY, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
}

static void
test_delete_and_undo (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PosterPost) post = save_new (fixture, POSTER_TARGET_SCHEDULED);
  g_autoptr(PosterPost) after = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (poster_post_actions_can_delete (post));
  g_assert_true (trash (fixture, post, &error));
  g_assert_no_error (error);
  g_assert_null (get (fixture, post->id, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (restore (fixture, post, &error));
  g_assert_no_error (error);
  after = get (fixture, post->id, &error);
  g_assert_nonnull (after);

  g_assert_true (trash (fixture, post, &error));
  poster_post_actions_purge (fixture->session, post->id);
  g_assert_false (restore (fixture, post, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

static void
test_what_is_out_stays (Fixture       *fixture,
                        gconstpointer  data)
{
  const PosterTargetState states[] = {
    POSTER_TARGET_PUBLISHED, POSTER_TARGET_UNKNOWN, POSTER_TARGET_PREPARING, POSTER_TARGET_SENDING,
    POSTER_TARGET_PROCESSING,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr(PosterPost) post = save_new (fixture, states[i]);
      g_autoptr(PosterPost) after = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_false (poster_post_actions_can_delete (post));
      g_assert_false (trash (fixture, post, &error));
      g_assert_error (error, POSTER_ERROR, POSTER_ERROR_CONFLICT);
      g_clear_error (&error);
      after = get (fixture, post->id, &error);
      g_assert_nonnull (after);
    }
}

static void
test_duplicate (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PosterPost) post = save_new (fixture, POSTER_TARGET_PUBLISHED);
  g_autoptr(PosterPost) copy = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *copy_id = NULL;

  poster_post_actions_duplicate_async (fixture->session, post->id, keep_result_cb, &result);
  copy_id = poster_post_actions_duplicate_finish (fixture->session, wait_for (&result), &error);
  g_assert_no_error (error);
  copy = get (fixture, copy_id, &error);
  g_assert_cmpstr (poster_post_get_status (copy), ==, "draft");
}

#define add(name, func) g_test_add ("/post-actions/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("retry-and-publish-now", test_retry_and_publish_now);
  add ("delete-and-undo", test_delete_and_undo);
  add ("what-is-out-stays", test_what_is_out_stays);
  add ("duplicate", test_duplicate);
  return g_test_run ();
}
