/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>

#include "poster-clock.h"
#include "poster-store.h"
#include "poster-test-async.h"

/* A button of a notification is pressed when the program does not run: the bus starts the real one, and
 * it does what the button says. */

#define APPLICATION "org.late.Poster"
#define PATIENCE_SECONDS 60

typedef struct
{
  GTestDBus       *bus;
  GDBusConnection *connection;
  char            *dir;
  PosterClock     *clock;
  char            *post_id;
} Fixture;

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

static PosterStore *
open_store (Fixture *fixture)
{
  g_autofree char *data_dir = g_build_filename (fixture->dir, "data", "late-poster", NULL);
  g_autoptr(GError) error = NULL;
  PosterStore *store;

  g_mkdir_with_parents (data_dir, 0700);
  store = poster_store_open (data_dir, fixture->clock, &error);
  g_assert_no_error (error);
  return store;
}

/* One that was missed. */
static void
make_post (Fixture *fixture)
{
  PosterStore *store = open_store (fixture);
  g_autoptr(PosterConnection) connection = poster_connection_new ("tiktok", NULL);
  g_autoptr(PosterAccount) account = poster_account_new ("tiktok", "tiktok", "kitchen");
  g_autoptr(GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr(GPtrArray) stored = NULL;
  g_autoptr(PosterPost) post = poster_post_new ();
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GAsyncResult) signed_in = NULL;
  g_autoptr(GError) error = NULL;
  PosterTarget *target;

  connection->remote_id = g_strdup ("kitchen");
  account->username = g_strdup ("kitchen");
  account->is_active = TRUE;
  g_ptr_array_add (accounts, account);
  poster_store_save_sign_in_async (store, connection, accounts, NULL, poster_test_keep_result_cb, &signed_in);
  stored = poster_store_save_sign_in_finish (store, poster_test_await (&signed_in), &error);
  g_assert_no_error (error);
  target = poster_target_new (((PosterAccount *) g_ptr_array_index (stored, 0))->id);
  target->post_id = g_strdup (post->id);
  target->state = POSTER_TARGET_MISSED;
  target->due_us = poster_clock_get_now_us (fixture->clock) - G_TIME_SPAN_DAY;
  g_ptr_array_add (post->targets, target);
  fixture->post_id = g_strdup (post->id);
  poster_store_save_post_async (store, post, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &saved);
  poster_store_save_post_finish (store, poster_test_await (&saved), &error);
  g_assert_no_error (error);
  poster_store_close (store);
  g_object_unref (store);
}

static PosterTargetState
read_state (Fixture *fixture)
{
  PosterStore *store = open_store (fixture);
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  PosterTargetState state;

  poster_store_get_post_async (store, fixture->post_id, NULL, poster_test_keep_result_cb, &result);
  post = poster_store_get_post_finish (store, poster_test_await (&result), NULL);
  state = ((PosterTarget *) g_ptr_array_index (post->targets, 0))->state;
  poster_store_close (store);
  g_object_unref (store);
  return state;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *services = NULL;
  g_autofree char *file = NULL;
  g_autofree char *text = NULL;
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "..", "src", "late-poster", NULL);
  g_autofree char *data_home = NULL;
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("poster-activation-XXXXXX", NULL);
  fixture->clock = poster_clock_new ();
  services = g_build_filename (fixture->dir, "services", NULL);
  file = g_build_filename (services, APPLICATION ".service", NULL);
  data_home = g_build_filename (fixture->dir, "data", NULL);
  g_mkdir_with_parents (services, 0700);
  text = g_strdup_printf ("[D-BUS Service]\nName=" APPLICATION "\nExec=%s --gapplication-service\n", program);
  g_file_set_contents (file, text, -1, &error);
  g_assert_no_error (error);
  make_post (fixture);

  g_unsetenv ("POSTER_DATA_DIR");
  g_setenv ("XDG_DATA_HOME", data_home, TRUE);
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_add_service_dir (fixture->bus, services);
  g_test_dbus_up (fixture->bus);
  fixture->connection = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (fixture->bus),
                                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                                G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                                NULL, NULL, &error);
  g_assert_no_error (error);
}

static GVariant *
call_bus (Fixture    *fixture,
          const char *method)
{
  return g_dbus_connection_call_sync (fixture->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                      "org.freedesktop.DBus", method, g_variant_new ("(s)", APPLICATION), NULL,
                                      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GVariant) process = call_bus (fixture, "GetConnectionUnixProcessID");
  guint32 id = 0;

  if (process != NULL)
    {
      g_variant_get (process, "(u)", &id);
      kill ((pid_t) id, SIGTERM);
    }
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_clear_object (&fixture->connection);
  g_test_dbus_down (fixture->bus);
  g_clear_object (&fixture->bus);
  g_clear_object (&fixture->clock);
  remove_tree (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->post_id);
}

/* There is nothing in the post that could be sent, so that it fails: it was taken up again. */
static void
test_post_now (Fixture       *fixture,
               gconstpointer  data)
{
  GVariantBuilder parameter;
  GVariantBuilder platform_data;
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;
  gint64 end_us = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  g_assert_cmpint (read_state (fixture), ==, POSTER_TARGET_MISSED);
  g_variant_builder_init (&parameter, G_VARIANT_TYPE ("av"));
  g_variant_builder_add (&parameter, "v", g_variant_new_string (fixture->post_id));
  g_variant_builder_init (&platform_data, G_VARIANT_TYPE_VARDICT);
  answer = g_dbus_connection_call_sync (fixture->connection, APPLICATION, "/org/late/Poster",
                                        "org.freedesktop.Application", "ActivateAction",
                                        g_variant_new ("(sava{sv})", "retry-post", &parameter, &platform_data),
                                        NULL, G_DBUS_CALL_FLAGS_NONE, PATIENCE_SECONDS * 1000, NULL, &error);
  g_assert_no_error (error);
  while (read_state (fixture) != POSTER_TARGET_FAILED && g_get_monotonic_time () < end_us)
    g_usleep (100000);
  g_assert_cmpint (read_state (fixture), ==, POSTER_TARGET_FAILED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/activation/post-now-of-a-missed-one", Fixture, NULL, set_up, test_post_now, tear_down);
  return g_test_run ();
}
