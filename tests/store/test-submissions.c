/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-error.h"
#include "poster-store-remote.h"
#include "poster-store-submissions.h"
#include "store-fixture.h"

typedef StoreFixture Fixture;

#define DUE (NOON + G_TIME_SPAN_DAY)

static gboolean
commit (PosterStore       *store,
        PosterPost        *post,
        PosterTargetStates expected,
        PosterSubmission  *submission,
        GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_commit_targets_async (store, NULL, post->targets, expected, NULL, submission, NULL, keep_result_cb, &result);
  return poster_store_commit_targets_finish (store, wait_for (&result), error);
}

static PosterSubmission *
get_submission (PosterStore *store,
                const char  *id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PosterSubmission *submission;

  poster_store_get_submission_async (store, id, NULL, keep_result_cb, &result);
  submission = poster_store_get_submission_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  return submission;
}

/* A post to both accounts. */
static PosterPost *
add_post (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  PosterPost *post = new_post (fixture, "Soup");
  PosterTarget *second = poster_target_new (fixture->second->id);

  second->post_id = g_strdup (post->id);
  g_ptr_array_add (post->targets, second);
  for (guint i = 0; i < 2; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      target->state = POSTER_TARGET_SCHEDULED;
      target->holder = POSTER_HOLDER_REMOTE;
      target->due_us = DUE;
      target->wake_us = DUE;
    }
  post->version = save_post (fixture->store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  return post;
}

/* One that the service has. */
static PosterPost *
add_handed_over (Fixture           *fixture,
                 const char        *remote_id,
                 PosterSubmission **submission)
{
  g_autoptr(PosterPost) saved = add_post (fixture);
  g_autoptr(GError) error = NULL;

  *submission = poster_submission_new (fixture->connection->id, saved->id);
  (*submission)->remote_id = g_strdup (remote_id);
  (*submission)->mark = g_strdup ("mark");
  (*submission)->pushed_version = saved->version;
  (*submission)->is_open = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      PosterTarget *target = g_ptr_array_index (saved->targets, i);

      target->submission_id = g_strdup ((*submission)->id);
      target->is_handed_over = TRUE;
      target->told_us = DUE;
      target->wake_us = DUE + G_USEC_PER_SEC;
    }
  g_assert_true (commit (fixture->store, saved, POSTER_STATES (POSTER_TARGET_SCHEDULED), *submission, &error));
  g_assert_no_error (error);
  return get_post (fixture->store, saved->id, NULL);
}

static void
test_all_or_nothing (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_post (fixture);
  g_autoptr(PosterSubmission) submission = poster_submission_new (fixture->connection->id, post->id);
  g_autoptr(PosterSubmission) stored = NULL;
  g_autoptr(PosterPost) after = NULL;
  g_autoptr(GError) error = NULL;
  PosterTarget *gone = poster_target_copy (g_ptr_array_index (post->targets, 1));

  for (guint i = 0; i < 2; i++)
    ((PosterTarget *) g_ptr_array_index (post->targets, i))->state = POSTER_TARGET_PREPARING;
  g_free (gone->id);
  gone->id = g_strdup ("000000000000000000000000");
  g_ptr_array_add (post->targets, gone);
  g_assert_false (commit (fixture->store, post, POSTER_STATES (POSTER_TARGET_SCHEDULED), submission, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
  after = get_post (fixture->store, post->id, NULL);
  g_assert_cmpint (((PosterTarget *) g_ptr_array_index (after->targets, 0))->state, ==, POSTER_TARGET_SCHEDULED);
  stored = get_submission (fixture->store, submission->id);
  g_assert_null (stored);
}

static void
test_kept (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterSubmission) submission = NULL;
  g_autoptr(PosterPost) post = add_handed_over (fixture, "remote-1", &submission);
  g_autoptr(PosterPost) reread = NULL;
  g_autoptr(PosterSubmission) stored = NULL;
  PosterTarget *target;

  store_fixture_reopen (fixture);
  reread = get_post (fixture->store, post->id, NULL);
  target = first_target (reread);
  g_assert_cmpstr (target->submission_id, ==, submission->id);
  g_assert_true (target->is_handed_over);
  g_assert_cmpint (target->told_us, ==, DUE);
  stored = get_submission (fixture->store, submission->id);
  g_assert_cmpstr (stored->remote_id, ==, "remote-1");
  g_assert_cmpstr (stored->mark, ==, "mark");
  g_assert_true (stored->is_open);
  g_assert_false (stored->is_unwanted);
}

static void
test_an_edit_wakes (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PosterSubmission) submission = NULL;
  g_autoptr(PosterPost) post = add_handed_over (fixture, "remote-1", &submission);
  g_autoptr(PosterPost) edited = NULL;
  g_autoptr(GError) error = NULL;

  save_post (fixture->store, post, POSTER_STATES_EDITABLE, &error);
  g_assert_no_error (error);
  edited = get_post (fixture->store, post->id, NULL);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (((PosterTarget *) g_ptr_array_index (edited->targets, i))->wake_us, ==, NOON);
}

static void
test_deleted_is_taken_back (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(PosterSubmission) submission = NULL;
  g_autoptr(PosterPost) post = add_handed_over (fixture, "remote-1", &submission);
  g_autoptr(PosterSubmission) stored = NULL;
  g_autoptr(GAsyncResult) forgotten = NULL;
  g_autoptr(GError) error = NULL;
  PosterWork *work;

  g_assert_true (delete_post (fixture->store, post->id, POSTER_STATES_EDITABLE, &error));
  work = look_for_work (fixture->store, NOON, NULL, NULL);
  g_assert_cmpuint (work->unwanted->len, ==, 1);
  g_assert_cmpstr (((PosterSubmission *) g_ptr_array_index (work->unwanted, 0))->remote_id, ==, "remote-1");
  poster_work_free (work);
  poster_store_forget_submission_async (fixture->store, submission->id, NULL, keep_result_cb, &forgotten);
  g_assert_true (poster_store_forget_submission_finish (fixture->store, wait_for (&forgotten), &error));
  work = look_for_work (fixture->store, NOON, NULL, NULL);
  g_assert_cmpuint (work->unwanted->len, ==, 0);
  poster_work_free (work);
  stored = get_submission (fixture->store, submission->id);
  g_assert_null (stored);
}

/* What the service never had needs no taking back. */
static void
test_deleted_before_it_was_sent (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_post (fixture);
  g_autoptr(PosterSubmission) submission = poster_submission_new (fixture->connection->id, post->id);
  g_autoptr(PosterSubmission) stored = NULL;
  g_autoptr(GError) error = NULL;
  PosterWork *work;

  for (guint i = 0; i < 2; i++)
    ((PosterTarget *) g_ptr_array_index (post->targets, i))->submission_id = g_strdup (submission->id);
  g_assert_true (commit (fixture->store, post, POSTER_STATES (POSTER_TARGET_SCHEDULED), submission, &error));
  g_assert_true (delete_post (fixture->store, post->id, POSTER_STATES_EDITABLE, &error));
  work = look_for_work (fixture->store, NOON, NULL, NULL);
  g_assert_cmpuint (work->unwanted->len, ==, 0);
  poster_work_free (work);
  stored = get_submission (fixture->store, submission->id);
  g_assert_null (stored);
}

static void
test_holder_of_an_account (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GPtrArray) before = list_accounts (fixture->store, FALSE);
  g_autoptr(GPtrArray) after = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (((PosterAccount *) g_ptr_array_index (before, 0))->holder, ==, -1);
  poster_store_set_account_holder_async (fixture->store, fixture->first->id, POSTER_HOLDER_HERE, NULL, keep_result_cb, &result);
  g_assert_true (poster_store_set_account_holder_finish (fixture->store, wait_for (&result), &error));
  after = list_accounts (fixture->store, FALSE);
  g_assert_cmpint (((PosterAccount *) g_ptr_array_index (after, 0))->holder, ==, POSTER_HOLDER_HERE);
  g_assert_cmpint (((PosterAccount *) g_ptr_array_index (after, 1))->holder, ==, -1);
}

static void
test_holder_by_default (void)
{
  g_autoptr(PosterAccount) direct = poster_account_new ("tiktok", "tiktok", "1");
  g_autoptr(PosterAccount) behind = poster_account_new ("late", "tiktok", "2");

  g_assert_cmpint (poster_account_get_holder (direct), ==, POSTER_HOLDER_HERE);
  g_assert_cmpint (poster_account_get_holder (behind), ==, POSTER_HOLDER_REMOTE);
  direct->holder = POSTER_HOLDER_REMOTE;
  behind->holder = POSTER_HOLDER_HERE;
  g_assert_cmpint (poster_account_get_holder (direct), ==, POSTER_HOLDER_HERE);
  g_assert_cmpint (poster_account_get_holder (behind), ==, POSTER_HOLDER_HERE);
}

static JsonObject *
new_version (const char *id,
             const char *mark)
{
  JsonObject *version = json_object_new ();

  json_object_set_string_member (version, "id", id);
  json_object_set_string_member (version, "mark", mark);
  return version;
}

static int
take (PosterStore *store,
      const char  *connection_id,
      GPtrArray   *versions)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  int n_changed;

  poster_store_take_remote_async (store, connection_id, versions, NULL, keep_result_cb, &result);
  n_changed = poster_store_take_remote_finish (store, wait_for (&result), &error);
  g_assert_no_error (error);
  return n_changed;
}

/* A page with posts that are not ours, and one that is as it was. */
static void
test_nothing_to_take_over (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(PosterSubmission) submission = NULL;
  g_autoptr(PosterPost) post = add_handed_over (fixture, "remote-1", &submission);
  g_autoptr(PosterPost) after = NULL;
  g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr(GPtrArray) unseen = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *id = g_strdup_printf ("foreign-%u", i);

      g_ptr_array_add (versions, new_version (id, "mark"));
    }
  g_ptr_array_add (versions, new_version ("remote-1", "mark"));
  poster_test_clock_set (fixture->clock, NOON + G_TIME_SPAN_MINUTE);
  g_assert_cmpint (take (fixture->store, fixture->connection->id, versions), ==, 0);
  after = get_post (fixture->store, post->id, NULL);
  g_assert_cmpint (after->version, ==, post->version);
  poster_store_list_unseen_async (fixture->store, fixture->connection->id, NOON + 1, 10, NULL, keep_result_cb, &result);
  unseen = poster_store_list_unseen_finish (fixture->store, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (unseen->len, ==, 0);
}

/* Two that the service calls by the same name: the later one is the one that it means. */
static void
test_one_remote_id (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PosterSubmission) first = NULL;
  g_autoptr(PosterSubmission) second = NULL;
  g_autoptr(PosterPost) one = add_handed_over (fixture, "remote-1", &first);
  g_autoptr(PosterPost) other = add_handed_over (fixture, "remote-1", &second);
  g_autoptr(PosterSubmission) stored = get_submission (fixture->store, first->id);
  g_autoptr(PosterSubmission) latest = get_submission (fixture->store, second->id);

  g_assert_null (stored->remote_id);
  g_assert_cmpstr (latest->remote_id, ==, "remote-1");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)
  ADD ("/submissions/all-or-nothing", test_all_or_nothing);
  ADD ("/submissions/kept", test_kept);
  ADD ("/submissions/an-edit-wakes", test_an_edit_wakes);
  ADD ("/submissions/deleted/is-taken-back", test_deleted_is_taken_back);
  ADD ("/submissions/deleted/before-it-was-sent", test_deleted_before_it_was_sent);
  ADD ("/submissions/one-remote-id", test_one_remote_id);
  ADD ("/submissions/nothing-to-take-over", test_nothing_to_take_over);
  ADD ("/submissions/holder/of-an-account", test_holder_of_an_account);
  g_test_add_func ("/submissions/holder/by-default", test_holder_by_default);
#undef ADD
  return g_test_run ();
}
