/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <unistd.h>

#include "poster-stay-awake.h"
#include "store-fixture.h"

/* An engine without a window keeps the computer from going to sleep exactly while it sends. The bus is
 * a private one, with something on it that answers as systemd-logind does. */

typedef struct
{
  StoreFixture     store;
  GTestDBus       *bus;
  GDBusConnection *logind;
  PosterTarget    *target;
  PosterStayAwake *stay_awake;
  guint            n_asked;
  guint            watch;
  gboolean         is_locked;
} Fixture;

static gboolean
closed_cb (int          fd,
           GIOCondition condition,
           gpointer     user_data)
{
  Fixture *fixture = user_data;

  fixture->is_locked = FALSE;
  fixture->watch = 0;
  close (fd);
  return G_SOURCE_REMOVE;
}

static void
method_cb (GDBusConnection       *connection,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GUnixFDList) descriptors = g_unix_fd_list_new ();
  g_autoptr(GError) error = NULL;
  const char *what;
  const char *who;
  const char *mode;
  int ends[2];

  g_variant_get (parameters, "(&s&s&s&s)", &what, &who, NULL, &mode);
  g_assert_cmpstr (what, ==, "sleep");
  g_assert_cmpstr (who, ==, "Poster");
  g_assert_cmpstr (mode, ==, "block");
  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, &error));
  g_assert_no_error (error);
  g_unix_fd_list_append (descriptors, ends[1], &error);
  g_assert_no_error (error);
  close (ends[1]);
  fixture->watch = g_unix_fd_add (ends[0], G_IO_HUP, closed_cb, fixture);
  fixture->n_asked++;
  fixture->is_locked = TRUE;
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0), descriptors);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_cb };
  g_autoptr(GDBusNodeInfo) node = NULL;
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) error = NULL;

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (fixture->bus), TRUE);
  fixture->logind = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (fixture->bus),
                                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                            G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                            NULL, NULL, &error);
  g_assert_no_error (error);
  node = g_dbus_node_info_new_for_xml ("<node><interface name='org.freedesktop.login1.Manager'><method name='Inhibit'>"
                                       "<arg type='s' direction='in'/><arg type='s' direction='in'/>"
                                       "<arg type='s' direction='in'/><arg type='s' direction='in'/>"
                                       "<arg type='h' direction='out'/></method></interface></node>", &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (fixture->logind, "/org/freedesktop/login1", node->interfaces[0], &vtable, fixture,
                                     NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (fixture->logind, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "RequestName",
                                        g_variant_new ("(su)", "org.freedesktop.login1", 0), NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  store_fixture_set_up (&fixture->store, NULL);
  post = new_post (&fixture->store, "Pasta");
  first_target (post)->state = POSTER_TARGET_SCHEDULED;
  save_post (fixture->store.store, post, POSTER_STATES_ANY, &error);
  g_assert_no_error (error);
  fixture->target = poster_target_copy (first_target (post));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->stay_awake);
  g_clear_handle_id (&fixture->watch, g_source_remove);
  g_clear_object (&fixture->target);
  store_fixture_tear_down (&fixture->store, NULL);
  g_clear_object (&fixture->logind);
  g_test_dbus_down (fixture->bus);
  g_clear_object (&fixture->bus);
}

static void
move_to (Fixture           *fixture,
         PosterTargetState  state)
{
  g_autoptr(GError) error = NULL;

  fixture->target->state = state;
  fixture->target->wake_us = state == POSTER_TARGET_PUBLISHED ? -1 : NOON;
  commit_target (fixture->store.store, fixture->target, POSTER_STATES_ANY, NULL, &error);
  g_assert_no_error (error);
}

static void
test_awake_while_sending (Fixture       *fixture,
                          gconstpointer  data)
{
  fixture->stay_awake = poster_stay_awake_new (fixture->store.store);
  move_to (fixture, POSTER_TARGET_SENDING);
  while (!fixture->is_locked)
    g_main_context_iteration (NULL, TRUE);

  /* The platform works on it: nobody needs this computer. */
  move_to (fixture, POSTER_TARGET_PROCESSING);
  while (fixture->is_locked)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_asked, ==, 1);

  move_to (fixture, POSTER_TARGET_SENDING);
  while (!fixture->is_locked)
    g_main_context_iteration (NULL, TRUE);
  move_to (fixture, POSTER_TARGET_PUBLISHED);
  while (fixture->is_locked)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_asked, ==, 2);
}

static void
test_gives_back_when_it_ends (Fixture       *fixture,
                              gconstpointer  data)
{
  move_to (fixture, POSTER_TARGET_SENDING);
  fixture->stay_awake = poster_stay_awake_new (fixture->store.store);
  while (!fixture->is_locked)
    g_main_context_iteration (NULL, TRUE);
  g_object_run_dispose (G_OBJECT (fixture->stay_awake));
  while (fixture->is_locked)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/stay-awake/exactly-while-a-post-is-sent", Fixture, NULL, set_up, test_awake_while_sending, tear_down);
  g_test_add ("/stay-awake/the-lock-ends-with-the-engine", Fixture, NULL, set_up, test_gives_back_when_it_ends, tear_down);
  return g_test_run ();
}
