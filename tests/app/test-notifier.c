/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "desktop-fixture.h"
#include "poster-notifier.h"
#include "poster-store-webhooks.h"
#include "poster-test-async.h"
#include "poster-webhook-notifier.h"

/* What the desktop is told, by a stand-in for the part of it that shows notifications: told once,
 * across restarts too, with the action that helps, and taken back when it is no longer so. */

#define NAME "org.gtk.Notifications"

/* A clock on which all pauses are that much shorter. */
#define HASTE 50

#define TYPE_HASTY_CLOCK (hasty_clock_get_type ())
G_DECLARE_FINAL_TYPE (HastyClock, hasty_clock, HASTY, CLOCK, PosterClock)

struct _HastyClock
{
  PosterClock parent_instance;
};

G_DEFINE_FINAL_TYPE (HastyClock, hasty_clock, POSTER_TYPE_CLOCK)

static GSource *
hasty_clock_create_delay (PosterClock *clock,
                          gint64       delay_us)
{
  return POSTER_CLOCK_CLASS (hasty_clock_parent_class)->create_delay (clock, delay_us / HASTE);
}

static void
hasty_clock_class_init (HastyClockClass *klass)
{
  POSTER_CLOCK_CLASS (klass)->create_delay = hasty_clock_create_delay;
}

static void
hasty_clock_init (HastyClock *self)
{
}

static const char interface_xml[] =
  "<node><interface name='org.gtk.Notifications'>"
  "<method name='AddNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='a{sv}' direction='in'/></method>"
  "<method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>"
  "</interface></node>";

typedef struct
{
  Desktop          desktop;
  GDBusConnection *bus;         /* of the stand-in */
  guint            object_id;
  GApplication    *application;
  PosterNotifier  *notifier;
  PosterClock     *clock;       /* by which it pauses */

  GHashTable      *shown;       /* id -> GVariant, what somebody sees now */
  GPtrArray       *told;        /* (element-type utf8), ids in the order in which they were told */
  GPtrArray       *taken_back;  /* (element-type utf8) */
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
  const char *application_id;
  const char *id;
  GVariant *notification = NULL;

  if (g_str_equal (method, "AddNotification"))
    {
      g_variant_get (parameters, "(&s&s@a{sv})", &application_id, &id, &notification);
      g_hash_table_insert (fixture->shown, g_strdup (id), notification);
      g_ptr_array_add (fixture->told, g_strdup (id));
    }
  else
    {
      g_variant_get (parameters, "(&s&s)", &application_id, &id);
      g_hash_table_remove (fixture->shown, id);
      g_ptr_array_add (fixture->taken_back, g_strdup (id));
    }
  g_assert_cmpstr (application_id, ==, "org.late.Poster.Test");
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable vtable = { .method_call = called_cb };

static void
start_stand_in (Fixture *fixture)
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
  fixture->object_id = g_dbus_connection_register_object (fixture->bus, "/org/gtk/Notifications", info->interfaces[0],
                                                          &vtable, fixture, NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (fixture->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", NAME, 4),
                                        NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
start_notifier (Fixture *fixture)
{
  fixture->notifier = g_object_new (POSTER_TYPE_NOTIFIER, "application", fixture->application,
                                    "session", fixture->desktop.session, "clock", fixture->clock, NULL);
}

static void
stop_notifier (Fixture *fixture)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->notifier), (gpointer *) &fixture->notifier);
  g_object_unref (fixture->notifier);
  /* What it is reading lets go of it. */
  while (fixture->notifier != NULL)
    g_main_context_iteration (NULL, TRUE);
  desktop_flush (&fixture->desktop);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  fixture->told = g_ptr_array_new_with_free_func (g_free);
  fixture->taken_back = g_ptr_array_new_with_free_func (g_free);
  fixture->clock = g_object_new (TYPE_HASTY_CLOCK, NULL);
  start_stand_in (fixture);
  fixture->application = g_application_new ("org.late.Poster.Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (fixture->application, NULL, &error);
  g_assert_no_error (error);
  desktop_set_up (&fixture->desktop, data);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->notifier != NULL)
    stop_notifier (fixture);
  desktop_tear_down (&fixture->desktop, data);
  g_clear_object (&fixture->application);
  g_clear_object (&fixture->clock);
  g_dbus_connection_unregister_object (fixture->bus, fixture->object_id);
  g_dbus_connection_close_sync (fixture->bus, NULL, NULL);
  g_clear_object (&fixture->bus);
  poster_test_settle ();
  g_hash_table_unref (fixture->shown);
  g_ptr_array_unref (fixture->told);
  g_ptr_array_unref (fixture->taken_back);
}

/* Waiting for what the stand-in gets. */

static guint
count (GPtrArray  *ids,
       const char *id)
{
  guint n = 0;

  for (guint i = 0; i < ids->len; i++)
    n += g_str_equal (g_ptr_array_index (ids, i), id) ? 1 : 0;
  return n;
}

typedef struct
{
  Fixture    *fixture;
  const char *id;
  guint       n;
} Wanted;

static gboolean
is_told (gpointer user_data)
{
  Wanted *wanted = user_data;

  return count (wanted->fixture->told, wanted->id) >= wanted->n;
}

static gboolean
is_not_shown (gpointer user_data)
{
  Wanted *wanted = user_data;

  return !g_hash_table_contains (wanted->fixture->shown, wanted->id) &&
         count (wanted->fixture->taken_back, wanted->id) > 0;
}

static GVariant *
wait_told (Fixture    *fixture,
           const char *id,
           guint       n)
{
  Wanted wanted = { fixture, id, n };

  desktop_wait (is_told, &wanted);
  g_assert_cmpuint (count (fixture->told, id), ==, n);
  return g_hash_table_lookup (fixture->shown, id);
}

static void
wait_taken_back (Fixture    *fixture,
                 const char *id)
{
  Wanted wanted = { fixture, id, 0 };

  desktop_wait (is_not_shown, &wanted);
}

/* Afterwards everything that happened before has been looked at: this came last, and was told. */
static void
wait_marker (Fixture *fixture)
{
  g_autoptr(PosterPost) marker = desktop_add_post (&fixture->desktop, "marker", POSTER_TARGET_PUBLISHED);

  wait_told (fixture, marker->id, 1);
}

static void
assert_says (GVariant   *notification,
             const char *key,
             const char *words)
{
  const char *text = NULL;

  g_assert_nonnull (notification);
  g_variant_lookup (notification, key, "&s", &text);
  g_assert_cmpstr (text, ==, words);
}

/* @label: (nullable): of the one button there is to be, %NULL for none */
static void
assert_button (GVariant   *notification,
               const char *label,
               const char *action,
               const char *target)
{
  g_autoptr(GVariant) buttons = g_variant_lookup_value (notification, "buttons", G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr(GVariant) button = NULL;
  g_autoptr(GVariant) value = NULL;

  if (label == NULL)
    {
      g_assert_null (buttons);
      return;
    }
  g_assert_nonnull (buttons);
  g_assert_cmpuint (g_variant_n_children (buttons), ==, 1);
  button = g_variant_get_child_value (buttons, 0);
  assert_says (button, "label", label);
  assert_says (button, "action", action);
  value = g_variant_lookup_value (button, "target", G_VARIANT_TYPE_STRING);
  g_assert_nonnull (value);
  g_assert_cmpstr (g_variant_get_string (value, NULL), ==, target);
}

static void
set_error (PosterPost *post,
           const char *code,
           const char *message)
{
  PosterTarget *target = desktop_target (post, 0);

  g_free (target->error_code);
  g_free (target->error_message);
  target->error_code = g_strdup (code);
  target->error_message = g_strdup (message);
}

static void
test_published (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);
  GVariant *notification;

  start_notifier (fixture);
  wait_marker (fixture);
  desktop_target (post, 0)->platform_post_url = g_strdup ("https://www.example.org/1");
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_PUBLISHED);
  notification = wait_told (fixture, post->id, 1);
  assert_says (notification, "title", "Published on @kitchen");
  assert_says (notification, "body", "Rain");
  assert_says (notification, "default-action", "app.show-post");
  assert_button (notification, "Open", "app.open-uri", "https://www.example.org/1");

  /* That more becomes known of it is no news. */
  desktop_target (post, 0)->platform_post_id = g_strdup ("7000000000000000001");
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_PUBLISHED);
  wait_marker (fixture);
  wait_told (fixture, post->id, 1);
}

static void
test_inbox (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "", POSTER_TARGET_SENDING);
  GVariant *notification;

  start_notifier (fixture);
  desktop_target (post, 0)->is_inbox = TRUE;
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_PUBLISHED);
  notification = wait_told (fixture, post->id, 1);
  assert_says (notification, "title", "In the inbox of @kitchen");
  assert_says (notification, "body", "A post without a caption");
  assert_button (notification, NULL, NULL, NULL);
}

static void
test_failed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);
  GVariant *notification;

  start_notifier (fixture);
  set_error (post, "spam_risk", "TikTok has had enough for today.");
  desktop_target (post, 0)->attempts = 1;
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_FAILED);
  notification = wait_told (fixture, post->id, 1);
  assert_says (notification, "title", "Not published on @kitchen");
  assert_says (notification, "body", "Rain\nTikTok has had enough for today.");
  assert_says (notification, "priority", "high");
  assert_button (notification, "Retry", "app.retry-post", post->id);

  /* It is taken back when somebody tries again; and that it fails again is news. */
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_SCHEDULED);
  wait_taken_back (fixture, post->id);
  desktop_target (post, 0)->attempts = 2;
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_FAILED);
  wait_told (fixture, post->id, 2);
}

/* So quickly that nobody saw it being tried. */
static void
test_fails_again_at_once (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);

  start_notifier (fixture);
  desktop_target (post, 0)->attempts = 1;
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_FAILED);
  wait_told (fixture, post->id, 1);
  desktop_target (post, 0)->attempts = 2;
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_FAILED);
  wait_told (fixture, post->id, 2);
}

static void
test_missed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SCHEDULED);
  GVariant *notification;

  start_notifier (fixture);
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_MISSED);
  notification = wait_told (fixture, post->id, 1);
  assert_says (notification, "title", "Missed on @kitchen");
  assert_button (notification, "Post Now", "app.retry-post", post->id);
}

static void
test_unknown (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);
  GVariant *notification;

  start_notifier (fixture);
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_UNKNOWN);
  notification = wait_told (fixture, post->id, 1);
  assert_says (notification, "title", "Perhaps published on @kitchen");
  /* Only a look at it can tell what to believe. */
  assert_button (notification, NULL, NULL, NULL);
}

static void
test_held (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SCHEDULED);
  GVariant *notification;

  start_notifier (fixture);
  set_error (post, "access_token_invalid", "Sign in again.");
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_HELD);
  notification = wait_told (fixture, post->id, 1);
  assert_says (notification, "title", "Held back for @kitchen");
  assert_button (notification, "Sign In…", "app.reconnect-account", fixture->desktop.kitchen->id);
}

/* An account that takes no more for today: it is told why, but there is nothing to be done. */
static void
test_paused (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SCHEDULED);
  GVariant *notification;

  start_notifier (fixture);
  set_error (post, "no_more", "No more today. Next at 14:05.");
  desktop_target (post, 0)->wake_us = G_MAXINT64 / 4;
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_HELD);
  notification = wait_told (fixture, post->id, 1);
  assert_says (notification, "body", "Rain\nNo more today. Next at 14:05.");
  assert_button (notification, NULL, NULL, NULL);
}

/* The engine tries each minute whether the keyring is open, which is no news and no progress. */
static void
test_keyring (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SCHEDULED);
  GVariant *notification;

  start_notifier (fixture);
  set_error (post, "keyring_locked", "The keyring is locked.");
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_HELD);
  notification = wait_told (fixture, post->id, 1);
  assert_button (notification, NULL, NULL, NULL);

  set_error (post, NULL, NULL);
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_PREPARING);
  wait_marker (fixture);
  g_assert_true (g_hash_table_contains (fixture->shown, post->id));
  set_error (post, "keyring_locked", "The keyring is locked.");
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_HELD);
  wait_marker (fixture);
  wait_told (fixture, post->id, 1);
  stop_notifier (fixture);
  start_notifier (fixture);
  wait_marker (fixture);
  wait_told (fixture, post->id, 1);

  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_SENDING);
  wait_taken_back (fixture, post->id);
}

static void
test_other_accounts (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post_to (&fixture->desktop, "Rain", POSTER_TARGET_SENDING,
                                                    POSTER_TARGET_SENDING);
  GVariant *notification;

  start_notifier (fixture);
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_FAILED);
  notification = wait_told (fixture, post->id, 1);
  assert_says (notification, "title", "Not published on @kitchen");
  desktop_commit (&fixture->desktop, post, 1, POSTER_TARGET_PROCESSING);
  wait_marker (fixture);
  desktop_commit (&fixture->desktop, post, 1, POSTER_TARGET_PUBLISHED);
  wait_marker (fixture);
  wait_told (fixture, post->id, 1);
  /* The other one failing as well is news. */
  desktop_commit (&fixture->desktop, post, 1, POSTER_TARGET_FAILED);
  notification = wait_told (fixture, post->id, 2);
  assert_says (notification, "title", "Not published on @kitchen and @studio");
}

static void
delete (Desktop    *desktop,
        const char *post_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_trash_post_async (desktop->store, post_id, POSTER_STATES_ANY, NULL, poster_test_keep_result_cb, &result);
  poster_store_trash_post_finish (desktop->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
restore (Desktop    *desktop,
         const char *post_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_restore_post_async (desktop->store, post_id, NULL, poster_test_keep_result_cb, &result);
  poster_store_restore_post_finish (desktop->store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
test_deleted (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);

  start_notifier (fixture);
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_FAILED);
  wait_told (fixture, post->id, 1);
  delete (&fixture->desktop, post->id);
  wait_taken_back (fixture, post->id);
  restore (&fixture->desktop, post->id);
  wait_marker (fixture);
  wait_told (fixture, post->id, 1);
}

static void
test_first_start (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PosterPost) failed = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_FAILED);
  g_autoptr(PosterPost) published = desktop_add_post (&fixture->desktop, "Sun", POSTER_TARGET_PUBLISHED);

  start_notifier (fixture);
  wait_marker (fixture);
  g_assert_cmpuint (fixture->told->len, ==, 1);
  /* It is followed all the same. */
  desktop_commit (&fixture->desktop, failed, 0, POSTER_TARGET_PUBLISHED);
  wait_told (fixture, failed->id, 1);
}

static void
test_restart (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterPost) failed = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);
  g_autoptr(PosterPost) published = desktop_add_post (&fixture->desktop, "Sun", POSTER_TARGET_SENDING);

  start_notifier (fixture);
  desktop_commit (&fixture->desktop, failed, 0, POSTER_TARGET_FAILED);
  desktop_commit (&fixture->desktop, published, 0, POSTER_TARGET_PUBLISHED);
  wait_told (fixture, failed->id, 1);
  wait_told (fixture, published->id, 1);
  stop_notifier (fixture);

  /* Its address becomes known while nobody looks. */
  desktop_target (published, 0)->platform_post_url = g_strdup ("https://www.example.org/1");
  desktop_commit (&fixture->desktop, published, 0, POSTER_TARGET_PUBLISHED);
  start_notifier (fixture);
  wait_marker (fixture);
  wait_told (fixture, failed->id, 1);
  wait_told (fixture, published->id, 1);

  /* What the run before told is taken back by this one. */
  desktop_commit (&fixture->desktop, failed, 0, POSTER_TARGET_SCHEDULED);
  wait_taken_back (fixture, failed->id);
}

static void
test_while_away (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PosterPost) failed = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SCHEDULED);
  g_autoptr(PosterPost) published = desktop_add_post (&fixture->desktop, "Sun", POSTER_TARGET_SCHEDULED);

  start_notifier (fixture);
  wait_marker (fixture);
  stop_notifier (fixture);
  desktop_commit (&fixture->desktop, failed, 0, POSTER_TARGET_FAILED);
  desktop_commit (&fixture->desktop, published, 0, POSTER_TARGET_PUBLISHED);
  start_notifier (fixture);
  assert_says (wait_told (fixture, failed->id, 1), "title", "Not published on @kitchen");
  assert_says (wait_told (fixture, published->id, 1), "title", "Published on @kitchen");
  stop_notifier (fixture);
  start_notifier (fixture);
  wait_marker (fixture);
  wait_told (fixture, failed->id, 1);
  wait_told (fixture, published->id, 1);
}

/* The program has just begun, and does not know its accounts yet. */
static void
test_names_accounts (Fixture       *fixture,
                     gconstpointer  data)
{
  Desktop *desktop = &fixture->desktop;
  g_autoptr(PosterPost) post = desktop_add_post (desktop, "Rain", POSTER_TARGET_SCHEDULED);
  g_autoptr(GAsyncResult) result = NULL;

  start_notifier (fixture);
  wait_marker (fixture);
  stop_notifier (fixture);
  desktop_commit (desktop, post, 0, POSTER_TARGET_FAILED);

  poster_session_stop_async (desktop->session, poster_test_keep_result_cb, &result);
  poster_session_stop_finish (desktop->session, poster_test_await (&result), NULL);
  g_clear_object (&result);
  poster_test_settle ();
  g_assert_finalize_object (desktop->session);
  desktop->session = poster_session_new (desktop->workspace);
  start_notifier (fixture);
  /* So late that it would have told of it otherwise. */
  poster_clock_sleep_async (fixture->clock, 3 * G_TIME_SPAN_SECOND / 2, NULL,
                            poster_test_keep_result_cb, &result);
  poster_test_await (&result);
  g_assert_false (poster_session_get_is_loaded (desktop->session));
  poster_session_start (desktop->session);
  assert_says (wait_told (fixture, post->id, 1), "title", "Not published on @kitchen");
}

static void
add_many (Fixture           *fixture,
          GPtrArray         *posts,
          PosterTargetState  state,
          guint              n)
{
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (posts, desktop_add_post (&fixture->desktop, "Rain", state));
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func (g_object_unref);
  GVariant *notification;

  start_notifier (fixture);
  wait_marker (fixture);
  stop_notifier (fixture);
  add_many (fixture, posts, POSTER_TARGET_FAILED, 6);
  add_many (fixture, posts, POSTER_TARGET_PUBLISHED, 70);
  start_notifier (fixture);
  notification = wait_told (fixture, "many-in-need", 1);
  assert_says (notification, "title", "6 posts need you");
  assert_says (notification, "default-action", "app.show-page");
  notification = wait_told (fixture, "many-published", 1);
  assert_says (notification, "title", "70 posts are out");
  for (guint i = 0; i < posts->len; i++)
    g_assert_cmpuint (count (fixture->told, ((PosterPost *) g_ptr_array_index (posts, i))->id), ==, 0);

  /* It replaces itself, so its number is that of all who need somebody. */
  stop_notifier (fixture);
  add_many (fixture, posts, POSTER_TARGET_FAILED, 5);
  start_notifier (fixture);
  notification = wait_told (fixture, "many-in-need", 2);
  assert_says (notification, "title", "11 posts need you");

  for (guint i = 0; i < posts->len; i++)
    if (desktop_target (g_ptr_array_index (posts, i), 0)->state == POSTER_TARGET_FAILED)
      desktop_commit (&fixture->desktop, g_ptr_array_index (posts, i), 0, POSTER_TARGET_SCHEDULED);
  wait_taken_back (fixture, "many-in-need");
}

typedef struct
{
  Fixture *fixture;
  char    *until;
} Until;

static gboolean
is_later (gpointer user_data)
{
  Until *until = user_data;
  g_autofree char *now = desktop_get_setting (&until->fixture->desktop, "notified-until");

  return g_strcmp0 (now, until->until) != 0;
}

/* Who looks at the list sees it there. */
static void
test_mute (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);
  Until until = { .fixture = fixture };

  start_notifier (fixture);
  wait_marker (fixture);
  desktop_flush (&fixture->desktop);
  until.until = desktop_get_setting (&fixture->desktop, "notified-until");
  poster_notifier_set_mute (fixture->notifier, TRUE);
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_FAILED);
  desktop_wait (is_later, &until);
  g_free (until.until);
  poster_notifier_set_mute (fixture->notifier, FALSE);
  wait_marker (fixture);
  g_assert_cmpuint (count (fixture->told, post->id), ==, 0);
  stop_notifier (fixture);
  start_notifier (fixture);
  wait_marker (fixture);
  g_assert_cmpuint (count (fixture->told, post->id), ==, 0);
}

/* A clock that was wrong for a while must not keep what is told silent until then. */
static void
test_wrong_clock (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_set_setting_async (fixture->desktop.store, "notified-until", "4102444800000000", NULL,
                                  poster_test_keep_result_cb, &result);
  poster_store_set_setting_finish (fixture->desktop.store, poster_test_await (&result), &error);
  g_assert_no_error (error);
  start_notifier (fixture);
  wait_marker (fixture);
}

static void
test_withdraw (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PosterPost) post = desktop_add_post (&fixture->desktop, "Rain", POSTER_TARGET_SENDING);

  start_notifier (fixture);
  desktop_commit (&fixture->desktop, post, 0, POSTER_TARGET_FAILED);
  wait_told (fixture, post->id, 1);
  poster_notifier_withdraw (fixture->notifier, post->id);
  wait_taken_back (fixture, post->id);
}

static void
save_webhook (Fixture       *fixture,
              PosterWebhook *webhook)
{
  g_autoptr(PosterWebhook) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  poster_store_save_webhook_async (fixture->desktop.store, webhook, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_webhook_finish (fixture->desktop.store, poster_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
fail_webhook (Fixture       *fixture,
              PosterWebhook *webhook)
{
  g_autoptr(PosterWebhookAttempt) attempt = poster_webhook_attempt_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean switched_off;

  attempt->webhook_id = g_strdup (webhook->id);
  attempt->webhook_name = g_strdup (webhook->name);
  attempt->event = g_strdup ("post.failed");
  attempt->url = g_strdup (webhook->url);
  attempt->payload = g_strdup ("{}");
  attempt->error_message = g_strdup ("It is deaf");
  attempt->delivery = 1;
  poster_store_note_webhook_attempt_async (fixture->desktop.store, attempt, G_MAXINT64 / 2, NULL,
                                           poster_test_keep_result_cb, &result);
  poster_store_note_webhook_attempt_finish (fixture->desktop.store, poster_test_await (&result), &switched_off, &error);
  g_assert_no_error (error);
}

static void
stop_webhook_notifier (PosterWebhookNotifier *notifier)
{
  g_object_add_weak_pointer (G_OBJECT (notifier), (gpointer *) &notifier);
  g_object_unref (notifier);
  while (notifier != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Told once, by whoever comes first, and taken back when somebody has seen to it. */
static void
test_webhook_switched_off (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(PosterWebhook) webhook = poster_webhook_new ();
  g_autofree char *id = g_strconcat ("webhook-", webhook->id, NULL);
  PosterWebhookNotifier *notifier;
  GVariant *notification;

  webhook->name = g_strdup ("Kitchen lights");
  webhook->url = g_strdup ("https://example.com/");
  g_strfreev (webhook->events);
  webhook->events = g_strsplit ("post.failed", " ", -1);
  save_webhook (fixture, webhook);
  notifier = poster_webhook_notifier_new (fixture->application, fixture->desktop.session);
  start_notifier (fixture);
  for (guint i = 1; i < POSTER_WEBHOOK_MAX_FAILURES; i++)
    fail_webhook (fixture, webhook);
  wait_marker (fixture);
  g_assert_cmpuint (count (fixture->told, id), ==, 0);
  fail_webhook (fixture, webhook);
  notification = wait_told (fixture, id, 1);
  assert_says (notification, "title", "“Kitchen lights” Was Switched Off");
  assert_says (notification, "body", "The webhook failed 10 times in a row. Posts go out as before.");
  assert_says (notification, "default-action", "app.webhooks");
  desktop_flush (&fixture->desktop);
  stop_webhook_notifier (notifier);

  notifier = poster_webhook_notifier_new (fixture->application, fixture->desktop.session);
  wait_marker (fixture);
  wait_told (fixture, id, 1);
  save_webhook (fixture, webhook);
  wait_taken_back (fixture, id);
  wait_told (fixture, id, 1);
  stop_webhook_notifier (notifier);
}

#define ADD(path, test) g_test_add ("/notifier/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autoptr(GDBusConnection) bus = NULL;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("GNOTIFICATION_BACKEND", "gtk", TRUE);
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (bus == NULL)
    {
      g_print ("1..0 # SKIP there is no session bus\n");
      return 0;
    }
  ADD ("published-is-told-once-with-open", test_published);
  ADD ("inbox-is-called-so", test_inbox);
  ADD ("failed-offers-retry-until-retried", test_failed);
  ADD ("fails-again-at-once-is-told-again", test_fails_again_at_once);
  ADD ("missed-offers-post-now", test_missed);
  ADD ("unknown-offers-a-look", test_unknown);
  ADD ("held-offers-sign-in", test_held);
  ADD ("waiting-for-the-keyring-is-told-once", test_keyring);
  ADD ("paused-account-is-told-of", test_paused);
  ADD ("other-accounts-are-no-news", test_other_accounts);
  ADD ("deleted-is-taken-back", test_deleted);
  ADD ("first-start-tells-nothing-old", test_first_start);
  ADD ("restart-tells-nothing-twice", test_restart);
  ADD ("while-away-is-told-once", test_while_away);
  ADD ("waits-for-the-accounts-it-names", test_names_accounts);
  ADD ("many-are-one", test_many);
  ADD ("mute-counts-as-told", test_mute);
  ADD ("wrong-clock-silences-nothing", test_wrong_clock);
  ADD ("looked-at-is-taken-back", test_withdraw);
  ADD ("webhook-switched-off-is-told-once", test_webhook_switched_off);
  return g_test_run ();
}
