/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-open-composers.h"
#include "poster-test-async.h"

typedef struct
{
  Accounts       accounts;
  PosterStore   *store;
  PosterAccount *account;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  accounts_set_up (&fixture->accounts, data);
  fixture->store = poster_session_get_store (fixture->accounts.session);
  fixture->account = accounts_add (&fixture->accounts, "kitchen", -1, FALSE, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->account);
  accounts_tear_down (&fixture->accounts, data);
}

static char *
save_post (Fixture           *fixture,
           PosterTargetState  state)
{
  g_autoptr(PosterPost) post = poster_post_new ();
  PosterTarget *target = poster_target_new (fixture->account->id);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  post->content = g_strdup ("Pasta");
  target->state = state;
  g_ptr_array_add (post->targets, target);
  poster_store_save_post_async (fixture->store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  poster_store_save_post_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (post->id);
}

/* Ends without a word, as a process does that is killed. What was to be stored is: writes keep their order. */
static void
end (Fixture             *fixture,
     PosterOpenComposers *open)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_object_unref (open);
  poster_store_set_setting_async (fixture->store, "test", "1", NULL, poster_test_keep_result_cb, &result);
  poster_store_set_setting_finish (fixture->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

/* What the next start finds. */
static char *
take (PosterOpenComposers *open)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) ids = NULL;

  poster_open_composers_take_async (open, NULL, poster_test_keep_result_cb, &result);
  ids = poster_open_composers_take_finish (open, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return g_strjoinv (" ", ids);
}

static void
test_come_back (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *first = save_post (fixture, POSTER_TARGET_DRAFT);
  g_autofree char *second = save_post (fixture, POSTER_TARGET_DRAFT);
  g_autofree char *third = save_post (fixture, POSTER_TARGET_DRAFT);
  g_autofree char *both = g_strjoin (" ", second, third, NULL);
  PosterOpenComposers *open = poster_open_composers_new (fixture->store);
  g_autofree char *before = take (open);
  g_autofree char *after = NULL;
  g_autofree char *again = NULL;

  g_assert_cmpstr (before, ==, "");
  poster_open_composers_add (open, first);
  poster_open_composers_add (open, second);
  poster_open_composers_add (open, third);
  poster_open_composers_add (open, third);
  poster_open_composers_remove (open, first);
  end (fixture, open);

  open = poster_open_composers_new (fixture->store);
  after = take (open);
  g_assert_cmpstr (after, ==, both);
  /* They stay on the list until they are closed: the program may be killed once more. */
  poster_open_composers_remove (open, third);
  end (fixture, open);
  open = poster_open_composers_new (fixture->store);
  again = take (open);
  g_assert_cmpstr (again, ==, second);
  g_object_unref (open);
}

static void
test_gone (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *published = save_post (fixture, POSTER_TARGET_PUBLISHED);
  g_autofree char *scheduled = save_post (fixture, POSTER_TARGET_SCHEDULED);
  PosterOpenComposers *open = poster_open_composers_new (fixture->store);
  g_autofree char *before = take (open);
  g_autofree char *after = NULL;

  g_assert_cmpstr (before, ==, "");
  poster_open_composers_add (open, published);
  poster_open_composers_add (open, "0123456789abcdef01234567");
  poster_open_composers_add (open, scheduled);
  end (fixture, open);
  open = poster_open_composers_new (fixture->store);
  after = take (open);
  g_assert_cmpstr (after, ==, scheduled);
  g_object_unref (open);
}

/* Two windows on one data directory: what is open in the first does not open in the second. */
static void
test_one_keeper (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *post = save_post (fixture, POSTER_TARGET_DRAFT);
  g_autoptr(PosterOpenComposers) open = poster_open_composers_new (fixture->store);
  g_autoptr(PosterOpenComposers) other = NULL;
  g_autofree char *mine = take (open);
  g_autofree char *others = NULL;

  g_assert_cmpstr (mine, ==, "");
  poster_open_composers_add (open, post);
  other = poster_open_composers_new (fixture->store);
  others = take (other);
  g_assert_cmpstr (others, ==, "");
}

/* What is opened before the old list was read does not take its place. */
static void
test_early (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *old = save_post (fixture, POSTER_TARGET_DRAFT);
  g_autofree char *new = save_post (fixture, POSTER_TARGET_DRAFT);
  g_autofree char *both = g_strjoin (" ", new, old, NULL);
  PosterOpenComposers *open = poster_open_composers_new (fixture->store);
  g_autofree char *none = take (open);
  g_autofree char *left = NULL;
  g_autofree char *after = NULL;

  g_assert_cmpstr (none, ==, "");
  poster_open_composers_add (open, old);
  end (fixture, open);
  open = poster_open_composers_new (fixture->store);
  poster_open_composers_add (open, new);
  left = take (open);
  g_assert_cmpstr (left, ==, old);
  end (fixture, open);
  open = poster_open_composers_new (fixture->store);
  after = take (open);
  g_assert_cmpstr (after, ==, both);
  g_object_unref (open);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

  g_test_add ("/open-composers/come-back-unless-they-were-closed", Fixture, NULL, set_up, test_come_back, tear_down);
  g_test_add ("/open-composers/what-is-out-or-gone-does-not", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/open-composers/one-process-keeps-the-list", Fixture, NULL, set_up, test_one_keeper, tear_down);
  g_test_add ("/open-composers/one-opened-early-does-not-replace-them", Fixture, NULL, set_up, test_early, tear_down);

  return g_test_run ();
}
