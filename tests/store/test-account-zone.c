/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sqlite3.h>

#include "poster-error.h"
#include "poster-json.h"
#include "store-fixture.h"

typedef StoreFixture Fixture;

static gboolean
set_zone (PosterStore  *store,
          const char   *account_id,
          const char   *zone,
          GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_set_account_zone_async (store, account_id, zone, NULL, keep_result_cb, &result);
  return poster_store_set_account_zone_finish (store, wait_for (&result), error);
}

/* (nullable) (transfer full): what is stored of it */
static char *
dup_zone (PosterStore *store,
          const char  *account_id)
{
  g_autoptr(GPtrArray) accounts = list_accounts (store, TRUE);

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (account->id, account_id))
        return g_strdup (account->zone);
    }
  g_assert_not_reached ();
}

static void
assert_zone (PosterStore *store,
             const char  *account_id,
             const char  *expected)
{
  g_autofree char *zone = dup_zone (store, account_id);

  g_assert_cmpstr (zone, ==, expected);
}

static void
test_kept (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(JsonObject) json = NULL;
  g_autoptr(GError) error = NULL;

  assert_zone (fixture->store, fixture->first->id, NULL);
  store_fixture_forget (fixture);
  g_assert_true (set_zone (fixture->store, fixture->first->id, "America/New_York", &error));
  g_assert_no_error (error);
  assert_zone (fixture->store, fixture->first->id, "America/New_York");
  assert_zone (fixture->store, fixture->second->id, NULL);

  /* Signing in again knows nothing of it. */
  g_ptr_array_add (accounts, fixture->first);
  stored = save_sign_in (fixture->store, fixture->connection, accounts, &error);
  g_assert_no_error (error);
  assert_zone (fixture->store, fixture->first->id, "America/New_York");
  json = poster_account_to_json (g_ptr_array_index (stored, 0));
  g_assert_cmpstr (poster_json_get_string (json, "timezone"), ==, "America/New_York");

  store_fixture_reopen (fixture);
  assert_zone (fixture->store, fixture->first->id, "America/New_York");
  g_assert_true (set_zone (fixture->store, fixture->first->id, NULL, &error));
  assert_zone (fixture->store, fixture->first->id, NULL);
}

static void
test_unknown (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (set_zone (fixture->store, "0123456789abcdef01234567", "UTC", &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND);
}

/* What was connected with the version before is there still, and nobody has said yet where. */
static void
test_migrated (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;
  char *message = NULL;
  sqlite3 *handle;

  poster_store_close (fixture->store);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, STORE_FIXTURE_UNDO_TO_4 "ALTER TABLE accounts DROP COLUMN zone; PRAGMA user_version = 3;",
                NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);

  store_fixture_reopen (fixture);
  g_assert_null (poster_store_get_damaged_path (fixture->store));
  accounts = list_accounts (fixture->store, FALSE);
  g_assert_cmpuint (accounts->len, ==, 2);
  assert_zone (fixture->store, fixture->second->id, NULL);
  g_assert_true (set_zone (fixture->store, fixture->second->id, "Asia/Tokyo", &error));
  assert_zone (fixture->store, fixture->second->id, "Asia/Tokyo");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define add(name, func) \
  g_test_add ("/store/account-zone/" name, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)
  add ("is-kept", test_kept);
  add ("of-no-account", test_unknown);
  add ("an-old-database-gets-it", test_migrated);
#undef add
  return g_test_run ();
}
