/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poster-error.h"
#include "poster-migrations.h"
#include "poster-sql.h"
#include "store-fixture.h"

/* What the store promises about its files: whose they are, and what becomes of those that are not
 * as they should be. */

typedef StoreFixture Fixture;

static void
run_sql (const char *path,
         const char *script)
{
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, script, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
close_store (Fixture *fixture)
{
  poster_store_close (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->store);
}

static guint
mode_of (const char *path)
{
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  return status.st_mode & 07777;
}

static void
assert_private_files (Fixture *fixture)
{
  const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };

  g_assert_cmpuint (mode_of (fixture->dir), ==, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = store_fixture_path (fixture, suffixes[i]);

      g_assert_cmpuint (mode_of (path), ==, 0600);
    }
}

static void
test_files_are_private (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  mode_t old_mask;

  assert_private_files (fixture);
  close_store (fixture);

  old_mask = umask (0);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  g_assert_cmpint (g_chmod (fixture->dir, 0755), ==, 0);
  store_fixture_reopen (fixture);
  assert_private_files (fixture);
  close_store (fixture);

  g_assert_cmpint (g_unlink (path), ==, 0);
  store_fixture_reopen (fixture);
  assert_private_files (fixture);
  umask (old_mask);
}

static void
test_folders_are_made (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *parent = g_build_filename (fixture->dir, "new", NULL);
  g_autofree char *dir = g_build_filename (parent, "deep\xff", NULL);
  g_autoptr(PosterStore) store = poster_store_open (dir, POSTER_CLOCK (fixture->clock), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mode_of (dir), ==, 0700);
  g_assert_cmpstr (poster_store_get_data_dir (store), ==, dir);
  g_assert_null (poster_store_get_damaged_path (store));
  poster_store_close (store);
  store_fixture_remove_dir (dir);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
}

static int
compare_lines (gconstpointer one,
               gconstpointer other)
{
  return strcmp (*(const char *const *) one, *(const char *const *) other);
}

/* Everything about a folder: names, modes, times and contents. */
static char *
describe (const char *dir)
{
  g_autoptr(GDir) files = g_dir_open (dir, 0, NULL);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  struct stat status;
  const char *name;

  g_assert_cmpint (stat (dir, &status), ==, 0);
  g_ptr_array_add (lines, g_strdup_printf ("%o %ld.%09ld", status.st_mode, (long) status.st_mtim.tv_sec,
                                           status.st_mtim.tv_nsec));
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_autofree char *contents = NULL;
      g_autofree char *sum = NULL;
      gsize length;

      g_assert_cmpint (stat (path, &status), ==, 0);
      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) contents, length);
      g_ptr_array_add (lines, g_strdup_printf ("%s %o %ld.%09ld %s", name, status.st_mode,
                                               (long) status.st_mtim.tv_sec, status.st_mtim.tv_nsec, sum));
    }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
assert_left_alone (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *before = describe (fixture->dir);
  g_autofree char *after = NULL;

  g_assert_null (poster_store_open (fixture->dir, POSTER_CLOCK (fixture->clock), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NEWER_DATABASE);
  after = describe (fixture->dir);
  g_assert_cmpstr (before, ==, after);
}

static void
test_newer_is_left_alone (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autofree char *lock = store_fixture_path (fixture, ".lock");

  close_store (fixture);
  run_sql (path, "PRAGMA user_version = 99; CREATE TABLE later (x);");
  g_assert_cmpint (g_unlink (lock), ==, 0);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  g_assert_cmpint (g_chmod (fixture->dir, 0755), ==, 0);
  assert_left_alone (fixture);
}

/* The later version is running, or was killed: its number is in the log only. */
static void
test_newer_in_the_log_is_left_alone (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  sqlite3 *handle;

  close_store (fixture);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99;"
                                 "CREATE TABLE later (x); INSERT INTO later VALUES (1);", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  assert_left_alone (fixture);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

/* What was not committed does not count. */
static void
test_unfinished_migration_does_not_count (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autofree char *wal_path = store_fixture_path (fixture, "-wal");
  g_autofree char *wal = NULL;
  g_autofree char *undo = NULL;
  gsize length;
  sqlite3 *handle;

  close_store (fixture);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99;",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_true (g_file_get_contents (wal_path, &wal, &length, NULL));
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  /* Undo, and put the log back with its last byte wrong, as after a loss of power. */
  undo = g_strdup_printf ("PRAGMA user_version = %d;", poster_migrations_get_version ());
  run_sql (path, undo);
  wal[length - 1] ^= 1;
  g_assert_true (g_file_set_contents (wal_path, wal, (gssize) length, NULL));
  store_fixture_reopen (fixture);
  g_assert_null (poster_store_get_damaged_path (fixture->store));
}

static void
test_newer_is_noticed_while_open (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autofree char *value = NULL;

  run_sql (path, "PRAGMA user_version = 99;");
  g_assert_false (set_setting (fixture->store, "key", "value", &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NEWER_DATABASE);
  g_clear_error (&error);
  value = get_setting (fixture->store, "key", &error);
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_NEWER_DATABASE);
}

static void
expect_message (void)
{
  g_test_expect_message ("poster-database", G_LOG_LEVEL_MESSAGE, "*damaged*");
}

/* Opens the store, whose database is damaged: the remains are kept, and an empty one begun. */
static void
assert_set_aside (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *stamp = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  const char *aside;
  gsize before_length, after_length;

  g_assert_true (g_file_get_contents (path, &before, &before_length, NULL));
  expect_message ();
  store_fixture_reopen (fixture);
  g_test_assert_expected_messages ();
  aside = poster_store_get_damaged_path (fixture->store);
  g_assert_nonnull (aside);
  stamp = g_strdup_printf ("%s.damaged-20261122-", path);
  g_assert_true (g_str_has_prefix (aside, stamp));
  g_assert_true (g_file_get_contents (aside, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);

  accounts = list_accounts (fixture->store, TRUE);
  g_assert_cmpuint (accounts->len, ==, 0);
  g_assert_true (set_setting (fixture->store, "key", "value", &error));
  g_assert_no_error (error);
  close_store (fixture);
  store_fixture_reopen (fixture);
  g_assert_null (poster_store_get_damaged_path (fixture->store));
}

static void
overwrite (const char *path,
           gsize       offset,
           gsize       length)
{
  g_autofree char *contents = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_assert_cmpuint (offset + length, <=, size);
  memset (contents + offset, 0xff, length);
  g_assert_true (g_file_set_contents (path, contents, (gssize) size, NULL));
}

static void
test_no_database_is_set_aside (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autofree char *wal_path = store_fixture_path (fixture, "-wal");
  g_autofree char *wal_aside = NULL;
  g_autofree char *wal = NULL;

  close_store (fixture);
  g_assert_true (g_file_set_contents (path, "This is not a database.", -1, NULL));
  g_assert_true (g_file_set_contents (wal_path, "Nor is this a log.", -1, NULL));
  expect_message ();
  store_fixture_reopen (fixture);
  g_test_assert_expected_messages ();
  wal_aside = g_strconcat (poster_store_get_damaged_path (fixture->store), "-wal", NULL);
  g_assert_true (g_file_get_contents (wal_aside, &wal, NULL, NULL));
  g_assert_cmpstr (wal, ==, "Nor is this a log.");

  /* Once more in the same second: the first one is not overwritten. */
  close_store (fixture);
  g_assert_true (g_file_set_contents (path, "This is no database, however long it is. It goes on and on and on, "
                                      "further than the header of a database does.", -1, NULL));
  assert_set_aside (fixture);
  g_assert_true (g_file_test (wal_aside, G_FILE_TEST_EXISTS));
}

static void
test_short_one_is_set_aside (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");
  struct stat status;

  close_store (fixture);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (truncate (path, status.st_size / 2), ==, 0);
  assert_set_aside (fixture);
}

static void
test_damaged_page_is_set_aside (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");

  close_store (fixture);
  overwrite (path, 5 * 4096, 4096);
  assert_set_aside (fixture);
}

static void
test_damaged_schema_is_set_aside (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");

  close_store (fixture);
  overwrite (path, 100, 3000);
  assert_set_aside (fixture);
}

static void
test_foreign_one_is_set_aside (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *path = store_fixture_path (fixture, "");

  close_store (fixture);
  g_assert_cmpint (g_unlink (path), ==, 0);
  run_sql (path, "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1);");
  assert_set_aside (fixture);
}

static void
test_empty_file_is_a_beginning (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = store_fixture_path (fixture, "");

  /* Killed between making the file and filling it; and between that and the schema. */
  close_store (fixture);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  store_fixture_reopen (fixture);
  g_assert_null (poster_store_get_damaged_path (fixture->store));
  close_store (fixture);
  g_assert_cmpint (g_unlink (path), ==, 0);
  run_sql (path, "PRAGMA journal_mode = WAL;");
  store_fixture_reopen (fixture);
  g_assert_null (poster_store_get_damaged_path (fixture->store));
  g_assert_true (set_setting (fixture->store, "key", "value", &error));
}

static void
test_damaged_one_in_use_is_left_alone (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = store_fixture_path (fixture, "");
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  g_assert_cmpint (pwrite (fd, "garbage garbage", 15, 0), ==, 15);
  g_assert_null (poster_store_open (fixture->dir, POSTER_CLOCK (fixture->clock), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_DATABASE);
  g_assert_nonnull (strstr (error->message, "quit that one first"));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  close (fd);
}

/* Damage deep in a large database is not looked for on opening. It is met when it is read; then
 * it is said, and the next opening finds it. */
static void
test_deep_damage_is_found_by_reading (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autofree char *content = g_strnfill (100000, 'x');
  PosterPostQuery query = { 0 };

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(PosterPost) post = new_post (fixture, content);

      g_assert_cmpint (save_post (fixture->store, post, POSTER_STATES_ANY, &error), ==, 1);
    }
  close_store (fixture);
  overwrite (path, 1000 * 4096, 500 * 4096);

  store_fixture_reopen (fixture);
  g_assert_null (poster_store_get_damaged_path (fixture->store));
  g_assert_null (list_posts (fixture->store, &query, &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_DATABASE);
  g_assert_nonnull (strstr (error->message, "damaged"));
  close_store (fixture);
  assert_set_aside (fixture);
}

static void
test_unwritable_folder_is_told (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *in_file = store_fixture_path (fixture, "/folder");

  g_assert_null (poster_store_open (in_file, POSTER_CLOCK (fixture->clock), &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_DATABASE);
}

static void
test_full_is_told_as_full (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = store_fixture_path (fixture, "");
  g_autoptr(PosterSql) sql = NULL;
  gint64 number;

  close_store (fixture);
  sql = poster_sql_open (path, POSTER_SQL_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (poster_sql_get_number (sql, "PRAGMA max_page_count = 1", &number, &error));
  g_assert_true (poster_sql_begin (sql, POSTER_SQL_WRITE, &error));
  g_assert_false (poster_sql_run_script (sql, "INSERT INTO settings VALUES ('big', hex (randomblob (100000)))", &error));
  g_assert_error (error, POSTER_ERROR, POSTER_ERROR_DISK_FULL);
  g_assert_cmpint (poster_error_get_retry (error), ==, POSTER_RETRY_LATER);
  poster_sql_rollback (sql);
  g_clear_error (&error);
  g_assert_true (poster_sql_get_number (sql, "SELECT count (*) FROM settings", &number, &error));
  g_assert_cmpint (number, ==, 0);
}

#define add(name, func) \
  g_test_add ("/store/files/" name, Fixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);  /* local time goes into the names of damaged files */
  g_test_init (&argc, &argv, NULL);

  add ("are-private", test_files_are_private);
  add ("folders-are-made", test_folders_are_made);
  add ("newer/is-left-alone", test_newer_is_left_alone);
  add ("newer/in-the-log-is-left-alone", test_newer_in_the_log_is_left_alone);
  add ("newer/unfinished-migration-does-not-count", test_unfinished_migration_does_not_count);
  add ("newer/is-noticed-while-open", test_newer_is_noticed_while_open);
  add ("damaged/no-database-is-set-aside", test_no_database_is_set_aside);
  add ("damaged/short-one-is-set-aside", test_short_one_is_set_aside);
  add ("damaged/page-is-set-aside", test_damaged_page_is_set_aside);
  add ("damaged/schema-is-set-aside", test_damaged_schema_is_set_aside);
  add ("damaged/foreign-one-is-set-aside", test_foreign_one_is_set_aside);
  add ("damaged/empty-file-is-a-beginning", test_empty_file_is_a_beginning);
  add ("damaged/one-in-use-is-left-alone", test_damaged_one_in_use_is_left_alone);
  add ("damaged/deep-damage-is-found-by-reading", test_deep_damage_is_found_by_reading);
  add ("unwritable-folder-is-told", test_unwritable_folder_is_told);
  add ("full-is-told-as-full", test_full_is_told_as_full);
  return g_test_run ();
}
