/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-id.h"
#include "poster-vault.h"

/* The vault on a real keyring. test-vault.sh starts this with what each group of tests needs, and
 * names the group in POSTER_TEST_KEYRING: open, locked, none (a bus without a Secret Service),
 * no-bus, file (libsecret's file backend). */

typedef struct
{
  PosterSecrets *vault;
  char          *owner;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->vault = POSTER_SECRETS (poster_vault_new ());
  fixture->owner = poster_id_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->vault);
  g_free (fixture->owner);
}

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
  /* Let the task let go of the vault. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return *result;
}

static char *
lookup (Fixture     *fixture,
        const char  *kind,
        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_secrets_lookup_async (fixture->vault, fixture->owner, kind, NULL, keep_result_cb, &result);
  return poster_secrets_lookup_finish (fixture->vault, wait_for (&result), error);
}

static gboolean
store (Fixture     *fixture,
       const char  *kind,
       const char  *secret,
       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_secrets_store_async (fixture->vault, fixture->owner, kind, "Poster: a test", secret, NULL,
                              keep_result_cb, &result);
  return poster_secrets_store_finish (fixture->vault, wait_for (&result), error);
}

static gboolean
clear (Fixture     *fixture,
       const char  *kind,
       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_secrets_clear_async (fixture->vault, fixture->owner, kind, NULL, keep_result_cb, &result);
  return poster_secrets_clear_finish (fixture->vault, wait_for (&result), error);
}

static void
test_keeps_a_secret (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterSecretText) none = NULL;
  g_autoptr(PosterSecretText) found = NULL;
  g_autoptr(PosterSecretText) other_kind = NULL;

  none = lookup (fixture, POSTER_SECRET_CREDENTIALS, &error);
  g_assert_no_error (error);
  g_assert_null (none);
  g_assert_true (store (fixture, POSTER_SECRET_CREDENTIALS, "{\"token\":\"é-1\"}", &error));
  g_assert_no_error (error);
  found = lookup (fixture, POSTER_SECRET_CREDENTIALS, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, "{\"token\":\"é-1\"}");
  other_kind = lookup (fixture, POSTER_SECRET_UPLOAD, &error);
  g_assert_no_error (error);
  g_assert_null (other_kind);
}

static void
test_gives_the_latest (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < 10; i++)
    {
      g_autofree char *secret = g_strdup_printf ("token-%d", i);
      g_autoptr(PosterSecretText) found = NULL;

      g_assert_true (store (fixture, POSTER_SECRET_CREDENTIALS, secret, &error));
      g_assert_no_error (error);
      found = lookup (fixture, POSTER_SECRET_CREDENTIALS, &error);
      g_assert_cmpstr (found, ==, secret);
    }
}

static void
test_long_secret (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *secret = g_strnfill (20000, 'x');
  g_autoptr(PosterSecretText) found = NULL;

  g_assert_true (store (fixture, POSTER_SECRET_UPLOAD, secret, &error));
  found = lookup (fixture, POSTER_SECRET_UPLOAD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, secret);
}

static void
test_forgets (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterSecretText) kept = NULL;

  g_assert_true (clear (fixture, POSTER_SECRET_UPLOAD, &error));
  g_assert_no_error (error);
  store (fixture, POSTER_SECRET_CREDENTIALS, "one", &error);
  store (fixture, POSTER_SECRET_UPLOAD, "two", &error);
  g_assert_true (clear (fixture, POSTER_SECRET_UPLOAD, &error));
  g_assert_no_error (error);
  g_assert_null (lookup (fixture, POSTER_SECRET_UPLOAD, &error));
  kept = lookup (fixture, POSTER_SECRET_CREDENTIALS, &error);
  g_assert_cmpstr (kept, ==, "one");

  store (fixture, POSTER_SECRET_UPLOAD, "three", &error);
  g_assert_true (clear (fixture, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (lookup (fixture, POSTER_SECRET_CREDENTIALS, &error));
  g_assert_null (lookup (fixture, POSTER_SECRET_UPLOAD, &error));
  g_assert_no_error (error);
}

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  guint *count = user_data;

  g_assert_true (poster_secrets_store_finish (POSTER_SECRETS (object), result, &error));
  g_assert_no_error (error);
  (*count)++;
}

static void
test_many_at_once_lose_nothing (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterSecrets) other = POSTER_SECRETS (poster_vault_new ());
  guint count = 0;

  for (int i = 0; i < 20; i++)
    {
      g_autofree char *kind = g_strdup_printf ("kind-%d", i);
      g_autofree char *secret = g_strdup_printf ("secret-%d", i);

      poster_secrets_store_async (i % 2 == 0 ? fixture->vault : other, fixture->owner, kind, "Poster: a test", secret,
                                  NULL, count_cb, &count);
    }
  while (count < 20)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *kind = g_strdup_printf ("kind-%d", i);
      g_autofree char *secret = g_strdup_printf ("secret-%d", i);
      g_autoptr(PosterSecretText) found = lookup (fixture, kind, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (found, ==, secret);
    }
}

static void
test_cancelled_stores_nothing (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  poster_secrets_store_async (fixture->vault, fixture->owner, POSTER_SECRET_UPLOAD, "Poster: a test", "secret",
                              cancellable, keep_result_cb, &result);
  g_assert_null (result);
  g_assert_false (poster_secrets_store_finish (fixture->vault, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (lookup (fixture, POSTER_SECRET_UPLOAD, &error));
  g_assert_no_error (error);
}

/* Another program of the person's may look for it. */
static void
test_schema_is_the_documented_one (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) tool = NULL;
  g_autofree char *found = NULL;
  g_autofree char *attributes = NULL;
  g_autofree char *all = NULL;

  store (fixture, POSTER_SECRET_CREDENTIALS, "token", &error);
  g_assert_no_error (error);
  tool = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, "secret-tool",
                           "search", "xdg:schema", "org.late.Poster", "owner", fixture->owner, "kind", "credentials",
                           NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (tool, NULL, NULL, &found, &attributes, &error));
  g_assert_no_error (error);
  all = g_strconcat (found, attributes, NULL);
  g_assert_nonnull (strstr (all, "secret = token"));
  g_assert_nonnull (strstr (all, "label = Poster: a test"));
}

/* The daemon dies and another takes its place, as on a log-out that keeps the program. */
static void
test_survives_a_new_daemon (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterSecretText) found = NULL;
  int status;

  g_assert_true (store (fixture, POSTER_SECRET_CREDENTIALS, "before", &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_command_line_sync (g_getenv ("POSTER_TEST_RESTART"), NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_assert_no_error (error);
  g_assert_true (store (fixture, POSTER_SECRET_UPLOAD, "after", &error));
  g_assert_no_error (error);
  found = lookup (fixture, POSTER_SECRET_CREDENTIALS, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, "before");
}

static void
assert_refused (Fixture     *fixture,
                PosterError  code,
                const char  *hint)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (store (fixture, POSTER_SECRET_CREDENTIALS, "s3cr3t-t0ken", &error));
  g_assert_error (error, POSTER_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, hint));
  g_assert_null (strstr (error->message, "s3cr3t"));
  g_clear_error (&error);
  g_assert_null (lookup (fixture, POSTER_SECRET_CREDENTIALS, &error));
  g_assert_error (error, POSTER_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (clear (fixture, NULL, &error));
  g_assert_error (error, POSTER_ERROR, (int) code);
}

static void
test_locked_is_told_at_once (Fixture       *fixture,
                             gconstpointer  data)
{
  assert_refused (fixture, POSTER_ERROR_KEYRING_LOCKED, "unlock");
}

static void
test_without_a_keyring_is_told (Fixture       *fixture,
                                gconstpointer  data)
{
  assert_refused (fixture, POSTER_ERROR_KEYRING_LOCKED, "make a default keyring");
}

static void
test_absent_is_told (Fixture       *fixture,
                     gconstpointer  data)
{
  assert_refused (fixture, POSTER_ERROR_NO_KEYRING, "start a Secret Service");
}

#define add(group, name, func) g_test_add ("/vault/" group "/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  const char *keyring;

  g_test_init (&argc, &argv, NULL);
  keyring = g_getenv ("POSTER_TEST_KEYRING");

  if (g_strcmp0 (keyring, "open") == 0)
    {
      add ("open", "keeps-a-secret", test_keeps_a_secret);
      add ("open", "gives-the-latest", test_gives_the_latest);
      add ("open", "long-secret", test_long_secret);
      add ("open", "forgets", test_forgets);
      add ("open", "many-at-once-lose-nothing", test_many_at_once_lose_nothing);
      add ("open", "cancelled-stores-nothing", test_cancelled_stores_nothing);
      add ("open", "schema-is-the-documented-one", test_schema_is_the_documented_one);
      add ("open", "survives-a-new-daemon", test_survives_a_new_daemon);
    }
  else if (g_strcmp0 (keyring, "file") == 0)
    {
      add ("file", "keeps-a-secret", test_keeps_a_secret);
      add ("file", "gives-the-latest", test_gives_the_latest);
      add ("file", "forgets", test_forgets);
      add ("file", "many-at-once-lose-nothing", test_many_at_once_lose_nothing);
    }
  else if (g_strcmp0 (keyring, "locked") == 0)
    add ("locked", "is-told-at-once", test_locked_is_told_at_once);
  else if (g_strcmp0 (keyring, "unmade") == 0)
    add ("unmade", "is-told-at-once", test_without_a_keyring_is_told);
  else if (g_strcmp0 (keyring, "none") == 0)
    add ("none", "is-told", test_absent_is_told);
  else if (g_strcmp0 (keyring, "no-bus") == 0)
    add ("no-bus", "is-told", test_absent_is_told);
  else
    g_error ("POSTER_TEST_KEYRING names no group of tests; run test-vault.sh");
  return g_test_run ();
}
