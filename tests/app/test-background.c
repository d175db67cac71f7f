/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "desktop-fixture.h"
#include "poster-background.h"
#include "poster-test-async.h"

/* Running without a window, and being started with the session: through a stand-in for the portal
 * where there is one, else by a file. */

#define PORTAL "org.freedesktop.portal.Desktop"

static const char interface_xml[] =
  "<node><interface name='org.freedesktop.portal.Background'>"
  "<method name='RequestBackground'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='o' direction='out'/></method>"
  "<method name='SetStatus'><arg type='a{sv}' direction='in'/></method>"
  "</interface></node>";

typedef struct
{
  GSettings        *settings;
  GApplication     *application;
  PosterBackground *background;  /* (nullable) */
  char             *path;        /* of the file */

  GDBusConnection  *bus;         /* (nullable), of the stand-in */
  guint             object_id;
  GPtrArray        *asked;       /* (element-type GVariant), options of the calls */
  guint32           response;
  gboolean          may_run;
  gboolean          starts;
  char             *status;      /* (nullable), what was shown last */
} Fixture;

static void
called_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  Fixture *fixture = user_data;
  gboolean is_status = g_str_equal (method, "SetStatus");
  g_autoptr(GVariant) options = g_variant_get_child_value (parameters, is_status ? 0 : 1);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *handle = NULL;
  const char *token = NULL;
  GVariantBuilder results;
  g_autoptr(GError) error = NULL;

  if (is_status)
    {
      g_clear_pointer (&fixture->status, g_free);
      g_assert_true (g_variant_lookup (options, "message", "s", &fixture->status));
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  handle = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", name, token);
  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (fixture->may_run));
  g_variant_builder_add (&results, "{sv}", "autostart", g_variant_new_boolean (fixture->starts));
  /* As quick as it can be. */
  g_dbus_connection_emit_signal (bus, sender, handle, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", fixture->response, &results), &error);
  g_assert_no_error (error);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
  g_ptr_array_add (fixture->asked, g_steal_pointer (&options));
}

static const GDBusInterfaceVTable vtable = { .method_call = called_cb };

static void
start_portal (Fixture *fixture)
{
  g_autoptr(GDBusNodeInfo) info = NULL;
  g_autoptr(GVariant) answer = NULL;
  g_autofree char *address = NULL;
  g_autoptr(GError) error = NULL;

  address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  fixture->bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                         NULL, NULL, &error);
  g_assert_no_error (error);
  info = g_dbus_node_info_new_for_xml (interface_xml, &error);
  g_assert_no_error (error);
  fixture->object_id = g_dbus_connection_register_object (fixture->bus, "/org/freedesktop/portal/desktop",
                                                          info->interfaces[0], &vtable, fixture, NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (fixture->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", PORTAL, 4),
                                        NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->settings = g_settings_new ("org.late.Poster");
  g_settings_reset (fixture->settings, "run-in-background");
  fixture->path = g_build_filename (g_get_user_config_dir (), "autostart", "org.late.Poster.desktop", NULL);
  fixture->asked = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  fixture->may_run = TRUE;
  fixture->starts = TRUE;
  fixture->application = g_application_new ("org.late.Poster.Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (fixture->application, NULL, &error);
  g_assert_no_error (error);
  if (data != NULL)
    start_portal (fixture);
  fixture->background = poster_background_new (fixture->application, fixture->settings);
}

static gboolean
is_gone (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->background == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->background != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (fixture->background), (gpointer *) &fixture->background);
      g_object_unref (fixture->background);
      desktop_wait (is_gone, fixture);
    }
  g_clear_object (&fixture->application);
  if (fixture->bus != NULL)
    {
      g_dbus_connection_unregister_object (fixture->bus, fixture->object_id);
      g_dbus_connection_close_sync (fixture->bus, NULL, NULL);
      g_clear_object (&fixture->bus);
    }
  poster_test_settle ();
  g_settings_reset (fixture->settings, "run-in-background");
  g_object_unref (fixture->settings);
  g_ptr_array_unref (fixture->asked);
  g_unlink (fixture->path);
  g_free (fixture->path);
  g_free (fixture->status);
}

static void
wish (Fixture  *fixture,
      gboolean  wanted)
{
  g_settings_set_boolean (fixture->settings, "run-in-background", wanted);
}

static gboolean
has_file (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *text = NULL;

  return g_file_get_contents (fixture->path, &text, NULL, NULL) && text[0] != '\0';
}

static gboolean
has_no_file (gpointer user_data)
{
  Fixture *fixture = user_data;

  return !g_file_test (fixture->path, G_FILE_TEST_EXISTS);
}

typedef struct
{
  Fixture *fixture;
  guint    n_asked;
} Wanted;

static gboolean
is_asked (gpointer user_data)
{
  Wanted *wanted = user_data;

  return wanted->fixture->asked->len >= wanted->n_asked;
}

static void
wait_asked (Fixture *fixture,
            guint    n_asked)
{
  Wanted wanted = { fixture, n_asked };

  desktop_wait (is_asked, &wanted);
}

static gboolean
is_off (gpointer user_data)
{
  Fixture *fixture = user_data;

  return !g_settings_get_boolean (fixture->settings, "run-in-background");
}

typedef struct
{
  Fixture  *fixture;
  gboolean  was_held;
} Run;

static gboolean
let_go_cb (gpointer user_data)
{
  Run *run = user_data;

  run->was_held = TRUE;
  wish (run->fixture, FALSE);
  return G_SOURCE_REMOVE;
}

static void
activated_cb (GApplication *application,
              Run          *run)
{
  wish (run->fixture, TRUE);
  /* Without windows and holds it would have ended by then. */
  g_idle_add_full (G_PRIORITY_LOW, let_go_cb, run, NULL);
}

static void
test_holds (Fixture       *fixture,
            gconstpointer  data)
{
  Run run = { .fixture = fixture };

  g_signal_connect (fixture->application, "activate", G_CALLBACK (activated_cb), &run);
  g_assert_cmpint (g_application_run (fixture->application, 0, NULL), ==, 0);
  g_assert_true (run.was_held);
}

/* What the setting says when the program starts. */
static void
test_holds_from_the_start (Fixture       *fixture,
                           gconstpointer  data)
{
  Run run = { .fixture = fixture };

  g_assert_finalize_object (g_steal_pointer (&fixture->background));
  g_settings_set_boolean (fixture->settings, "run-in-background", TRUE);
  fixture->background = poster_background_new (fixture->application, fixture->settings);
  g_idle_add_full (G_PRIORITY_LOW, let_go_cb, &run, NULL);
  g_signal_connect (fixture->application, "activate", G_CALLBACK (g_application_get_flags), NULL);
  g_assert_cmpint (g_application_run (fixture->application, 0, NULL), ==, 0);
  g_assert_true (run.was_held);
}

/* Whoever quits wants nothing to stay behind. */
static gboolean
drop_cb (gpointer user_data)
{
  Run *run = user_data;

  run->was_held = TRUE;
  g_clear_object (&run->fixture->background);
  return G_SOURCE_REMOVE;
}

static void
test_releases_at_its_end (Fixture       *fixture,
                          gconstpointer  data)
{
  Run run = { .fixture = fixture };

  wish (fixture, TRUE);
  desktop_wait (has_file, fixture);
  g_idle_add_full (G_PRIORITY_LOW, drop_cb, &run, NULL);
  g_signal_connect (fixture->application, "activate", G_CALLBACK (g_application_get_flags), NULL);
  g_assert_cmpint (g_application_run (fixture->application, 0, NULL), ==, 0);
  g_assert_true (run.was_held);
}

static void
test_file (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *command = NULL;
  g_autoptr(GError) error = NULL;

  wish (fixture, TRUE);
  desktop_wait (has_file, fixture);
  g_assert_true (g_key_file_load_from_file (file, fixture->path, G_KEY_FILE_NONE, &error));
  g_assert_no_error (error);
  command = g_key_file_get_string (file, "Desktop Entry", "Exec", &error);
  g_assert_no_error (error);
  /* A service opens no window. */
  g_assert_cmpstr (command, ==, "late-poster --gapplication-service");
  wish (fixture, FALSE);
  desktop_wait (has_no_file, fixture);

  /* Who changes their mind gets what they said last. */
  wish (fixture, TRUE);
  wish (fixture, FALSE);
  wish (fixture, TRUE);
  desktop_wait (has_file, fixture);
  wish (fixture, FALSE);
  desktop_wait (has_no_file, fixture);
}

static void
test_portal (Fixture       *fixture,
             gconstpointer  data)
{
  GVariant *options;
  g_autofree const char **command = NULL;
  gboolean autostart = FALSE;
  gboolean is_activated = TRUE;
  const char *reason = NULL;

  wish (fixture, TRUE);
  wait_asked (fixture, 1);
  options = g_ptr_array_index (fixture->asked, 0);
  g_assert_true (g_variant_lookup (options, "autostart", "b", &autostart));
  g_assert_true (autostart);
  g_assert_true (g_variant_lookup (options, "dbus-activatable", "b", &is_activated));
  g_assert_false (is_activated);
  g_assert_true (g_variant_lookup (options, "commandline", "^a&s", &command));
  g_assert_cmpstr (command[0], ==, "late-poster");
  g_assert_cmpstr (command[1], ==, "--gapplication-service");
  g_assert_null (command[2]);
  g_assert_true (g_variant_lookup (options, "reason", "&s", &reason));
  g_assert_cmpint ((int) strlen (reason), >, 0);

  wish (fixture, FALSE);
  wait_asked (fixture, 2);
  g_assert_true (g_variant_lookup (g_ptr_array_index (fixture->asked, 1), "autostart", "b", &autostart));
  g_assert_false (autostart);
  g_assert_false (has_file (fixture));
}

static gboolean
shows_two (gpointer user_data)
{
  return g_strcmp0 (((Fixture *) user_data)->status, "2 posts wait.") == 0;
}

static gboolean
shows_one (gpointer user_data)
{
  return g_strcmp0 (((Fixture *) user_data)->status, "One post waits.") == 0;
}

/* What it does in the background stands where the desktop lists such programs. */
static void
test_portal_is_told (Fixture       *fixture,
                     gconstpointer  data)
{
  poster_background_set_status (fixture->background, "2 posts wait.");
  wish (fixture, TRUE);
  desktop_wait (shows_two, fixture);
  poster_background_set_status (fixture->background, "One post waits.");
  desktop_wait (shows_one, fixture);
}

static void
test_portal_refuses (Fixture       *fixture,
                     gconstpointer  data)
{
  fixture->may_run = FALSE;
  wish (fixture, TRUE);
  desktop_wait (is_off, fixture);

  /* It was not asked again for that; the second is this one. */
  fixture->may_run = TRUE;
  wish (fixture, TRUE);
  wait_asked (fixture, 2);
  g_assert_cmpuint (fixture->asked->len, ==, 2);
  g_assert_false (is_off (fixture));

  wish (fixture, FALSE);
  wait_asked (fixture, 3);
  fixture->response = 1;
  wish (fixture, TRUE);
  desktop_wait (is_off, fixture);
  g_assert_false (has_file (fixture));
}

static void
test_portal_starts_nothing (Fixture       *fixture,
                            gconstpointer  data)
{
  fixture->starts = FALSE;
  wish (fixture, TRUE);
  desktop_wait (has_file, fixture);
  g_assert_false (is_off (fixture));
}

#define ADD(path, portal, test) g_test_add ("/background/" path, Fixture, portal, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autoptr(GDBusConnection) bus = NULL;

  g_test_init (&argc, &argv, NULL);
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (bus == NULL)
    {
      g_print ("1..0 # SKIP there is no session bus\n");
      return 0;
    }
  ADD ("holds-and-releases", NULL, test_holds);
  ADD ("holds-from-the-start", NULL, test_holds_from_the_start);
  ADD ("releases-at-its-end", NULL, test_releases_at_its_end);
  ADD ("file-without-a-portal", NULL, test_file);
  ADD ("portal-is-asked", "portal", test_portal);
  ADD ("portal-is-told-what-waits", "portal", test_portal_is_told);
  ADD ("portal-refuses-and-the-setting-says-so", "portal", test_portal_refuses);
  ADD ("portal-that-starts-nothing-leaves-it-to-the-file", "portal", test_portal_starts_nothing);
  return g_test_run ();
}
