/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"
#include "desktop-fixture.h"
#include "poster-keyring-bar.h"
#include "poster-test-async.h"

/* The bar about the keyring, beside a real one. POSTER_TEST_KEYRING says what there is: `locked`, or
 * nothing when it is not set. */

#define SERVICE "org.freedesktop.secrets"
#define ROOT "/org/freedesktop/secrets"

/* What with-display.sh makes its keyrings with. */
#define PASSWORD "practice"

typedef struct
{
  Desktop    desktop;
  GtkWidget *window;
  GtkWidget *revealer;
  GtkWidget *button;
  GtkWidget *label;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = poster_keyring_bar_new ();

  desktop_set_up (&fixture->desktop, data);
  poster_keyring_bar_set_session (POSTER_KEYRING_BAR (bar), fixture->desktop.session);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), adw_status_page_new ());
  fixture->window = app_test_show (box, 360, 480);
  fixture->revealer = app_test_find (bar, GTK_TYPE_REVEALER, NULL);
  fixture->button = app_test_find (bar, GTK_TYPE_BUTTON, NULL);
  fixture->label = app_test_find (bar, GTK_TYPE_LABEL, NULL);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gpointer bar = gtk_widget_get_parent (fixture->revealer);

  g_object_add_weak_pointer (bar, &bar);
  app_test_close (fixture->window);
  /* What it asked lets go of it. */
  app_test_wait (is_gone, &bar);
  desktop_tear_down (&fixture->desktop, data);
}

static gboolean
is_shown (gpointer user_data)
{
  return gtk_revealer_get_reveal_child (user_data);
}

static gboolean
is_not_shown (gpointer user_data)
{
  return !gtk_revealer_get_reveal_child (user_data);
}

static gboolean
is_sensitive (gpointer user_data)
{
  return gtk_widget_get_sensitive (user_data);
}

static GVariant *
call (const char *path,
      const char *interface,
      const char *method,
      GVariant   *parameters)
{
  g_autoptr(GDBusConnection) bus = NULL;
  GVariant *answer;
  g_autoptr(GError) error = NULL;

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (bus, SERVICE, path, interface, method, parameters, NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return answer;
}

static char *
dup_default_keyring (void)
{
  g_autoptr(GVariant) answer = call (ROOT, "org.freedesktop.Secret.Service", "ReadAlias",
                                     g_variant_new ("(s)", "default"));
  char *path;

  g_variant_get (answer, "(o)", &path);
  g_assert_cmpstr (path, !=, "/");
  return path;
}

/* As logging in does, which nobody here is told of. */
static void
unlock_elsewhere (void)
{
  g_autoptr(GVariant) opened = call (ROOT, "org.freedesktop.Secret.Service", "OpenSession",
                                     g_variant_new ("(sv)", "plain", g_variant_new_string ("")));
  g_autofree char *keyring = dup_default_keyring ();
  g_autofree char *session = NULL;
  g_autoptr(GVariant) answer = NULL;

  g_variant_get_child (opened, 1, "o", &session);
  answer = call (ROOT, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword",
                 g_variant_new ("(o(o@ay@ays))", keyring, session, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "", 0, 1),
                                g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, PASSWORD, strlen (PASSWORD), 1),
                                "text/plain"));
}

static void
lock_elsewhere (void)
{
  g_autofree char *keyring = dup_default_keyring ();
  const char *const keyrings[] = { keyring, NULL };
  g_autoptr(GVariant) answer = call (ROOT, "org.freedesktop.Secret.Service", "Lock",
                                     g_variant_new ("(^ao)", keyrings));
}

static PosterPost *
add_held (Fixture *fixture)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SCHEDULED);
  PosterTarget *target = desktop_target (post, 0);

  target->error_code = g_strdup ("keyring_locked");
  target->error_message = g_strdup ("The keyring is locked.");
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_HELD);
  return g_steal_pointer (&post);
}

typedef struct
{
  Fixture    *fixture;
  const char *post_id;
} Held;

static gboolean
is_taken_up (gpointer user_data)
{
  Held *held = user_data;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_get_post_async (held->fixture->desktop.store, held->post_id, NULL, poster_test_keep_result_cb, &result);
  post = poster_store_get_post_finish (held->fixture->desktop.store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  return desktop_target (post, 0)->state != POSTER_TARGET_HELD ||
         g_strcmp0 (desktop_target (post, 0)->error_code, "keyring_locked") != 0;
}

static void
test_unlocked_elsewhere (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(PosterPost) post = add_held (fixture);
  g_autoptr(PosterPost) other = NULL;
  Held held = { fixture, post->id };

  app_test_wait (is_shown, fixture->revealer);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (fixture->label)), ==,
                   "The keyring is locked, so nothing can be sent.");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (fixture->button)), ==, "Unlock…");
  g_assert_cmpint (gtk_widget_get_width (fixture->window), <=, 360);
  app_test_save_picture (fixture->window, "keyring-bar");

  unlock_elsewhere ();
  app_test_wait (is_not_shown, fixture->revealer);
  app_test_wait (is_taken_up, &held);

  /* It may be locked again while the window is open. */
  lock_elsewhere ();
  other = add_held (fixture);
  app_test_wait (is_shown, fixture->revealer);
  unlock_elsewhere ();
  app_test_wait (is_not_shown, fixture->revealer);
  lock_elsewhere ();
}

/* Nobody answers the question here, which is the same as dismissing it. */
static void
test_dismissed (Fixture       *fixture,
                gconstpointer  data)
{
  app_test_wait (is_shown, fixture->revealer);
  g_signal_emit_by_name (fixture->button, "clicked");
  g_assert_false (gtk_widget_get_sensitive (fixture->button));
  app_test_wait (is_sensitive, fixture->button);
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (fixture->revealer)));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (fixture->button)), ==, "Unlock…");
}

static void
test_none (Fixture       *fixture,
           gconstpointer  data)
{
  app_test_wait (is_shown, fixture->revealer);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (fixture->label)), ==,
                   "No keyring answers, so nothing can be sent. Install one, such as gnome-keyring.");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (fixture->button)), ==, "Try Again");
  g_signal_emit_by_name (fixture->button, "clicked");
  g_assert_false (gtk_widget_get_sensitive (fixture->button));
  app_test_wait (is_sensitive, fixture->button);
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (fixture->revealer)));
}

/* Who has no account needs no keyring yet. */
static void
test_no_account (void)
{
  g_autofree char *dir = g_dir_make_tmp ("poster-keyring-XXXXXX", NULL);
  g_autoptr(PosterWorkspace) workspace = poster_workspace_new (dir, NULL);
  g_autoptr(PosterSession) session = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *remove = g_strdup_printf ("rm -r %s", dir);
  GtkWidget *bar = poster_keyring_bar_new ();
  GtkWidget *window;

  g_assert_true (poster_workspace_open (workspace, NULL));
  session = poster_session_new (workspace);
  poster_session_start (session);
  poster_keyring_bar_set_session (POSTER_KEYRING_BAR (bar), session);
  window = app_test_show (bar, 360, 200);
  /* Longer than it takes to show up in the other tests. */
  poster_clock_sleep_async (poster_session_get_clock (session), 2 * G_TIME_SPAN_SECOND, NULL,
                            poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  g_assert_false (gtk_revealer_get_reveal_child (GTK_REVEALER (app_test_find (bar, GTK_TYPE_REVEALER, NULL))));
  app_test_close (window);

  g_clear_object (&result);
  poster_session_stop_async (session, poster_test_keep_result_cb, &result);
  g_assert_true (poster_session_stop_finish (session, poster_test_await (&result), NULL));
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
}

#define ADD(path, test) g_test_add ("/keyring-bar/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  if (g_strcmp0 (g_getenv ("POSTER_TEST_KEYRING"), "locked") == 0)
    {
      ADD ("dismissed-question-changes-nothing", test_dismissed);
      ADD ("unlocked-elsewhere-goes-on", test_unlocked_elsewhere);
      g_test_add_func ("/keyring-bar/without-accounts-says-nothing", test_no_account);
    }
  else
    ADD ("no-keyring-is-said", test_none);
  return g_test_run ();
}
