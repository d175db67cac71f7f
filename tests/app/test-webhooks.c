/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-store-webhooks.h"
#include "poster-test-async.h"
#include "poster-webhook-words.h"
#include "poster-webhooks-window.h"

/* Webhooks are made, changed, tried out and deleted in a window. */

typedef struct
{
  Accounts    accounts;
  GtkWidget  *window;
  SoupServer *server;
  guint       status;    /* what it answers */
  char       *last_body; /* (nullable) */
  char       *signature; /* (nullable) */
} Fixture;

static void
receive_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));

  g_free (fixture->last_body);
  fixture->last_body = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_free (fixture->signature);
  fixture->signature = g_strdup (soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                                               "X-Late-Signature"));
  soup_server_message_set_status (message, fixture->status, NULL);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  accounts_set_up (&fixture->accounts, data);
  fixture->status = 200;
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, receive_cb, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  fixture->window = GTK_WIDGET (poster_webhooks_window_new (NULL, fixture->accounts.session));
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), data != NULL ? 360 : 560, 560);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait_frames (fixture->window, 3);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_test_wait (is_gone, &fixture->window);
  accounts_tear_down (&fixture->accounts, data);
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  g_free (fixture->last_body);
  g_free (fixture->signature);
}

typedef struct
{
  GtkWidget  *root;
  GType       type;
  const char *words;
} Sought;

static gboolean
is_found (gpointer user_data)
{
  Sought *sought = user_data;
  GtkWidget *found = app_test_find (sought->root, sought->type, sought->words);

  return found != NULL && gtk_widget_get_mapped (found);
}

static GtkWidget *
await (GtkWidget  *root,
       GType       type,
       const char *words)
{
  Sought sought = { root, type, words };

  app_test_wait (is_found, &sought);
  return app_test_find (root, type, words);
}

/* The window above the list. */
static gboolean
is_open (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *at = windows; at != NULL; at = at->next)
    if (gtk_window_get_transient_for (at->data) == GTK_WINDOW (fixture->window) && gtk_widget_get_mapped (at->data))
      return TRUE;
  return FALSE;
}

static gboolean
is_closed (gpointer user_data)
{
  return !is_open (user_data);
}

static GtkWidget *
await_editor (Fixture *fixture,
              gboolean is_narrow)
{
  g_autoptr(GList) windows = NULL;

  app_test_wait (is_open, fixture);
  windows = gtk_window_list_toplevels ();
  for (GList *at = windows; at != NULL; at = at->next)
    if (gtk_window_get_transient_for (at->data) == GTK_WINDOW (fixture->window) && gtk_widget_get_mapped (at->data))
      {
        if (is_narrow)
          gtk_window_set_default_size (at->data, 360, 680);
        app_test_wait_frames (at->data, 3);
        return at->data;
      }
  g_assert_not_reached ();
}

static GtkEditable *
find_row (GtkWidget  *root,
          const char *title)
{
  if (ADW_IS_ENTRY_ROW (root) && g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title))
    return GTK_EDITABLE (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkEditable *found = find_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GPtrArray *
list_webhooks (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  PosterStore *store = poster_session_get_store (fixture->accounts.session);

  poster_store_list_webhooks_async (store, NULL, poster_test_keep_result_cb, &result);
  return poster_store_list_webhooks_finish (store, poster_test_await (&result), NULL);
}

static void
test_made_and_tried (Fixture       *fixture,
                     gconstpointer  data)
{
  gboolean is_narrow = data != NULL;
  GSList *uris = soup_server_get_uris (fixture->server);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%d/hook", g_uri_get_port (uris->data));
  g_autoptr(GPtrArray) webhooks = NULL;
  PosterWebhook *webhook;
  GtkWidget *editor;

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  await (fixture->window, ADW_TYPE_STATUS_PAGE, "No Webhook Yet");
  app_test_save_picture (fixture->window, is_narrow ? "webhooks-none-narrow" : "webhooks-none");
  g_signal_emit_by_name (await (fixture->window, GTK_TYPE_BUTTON, "_Add Webhook…"), "clicked");
  editor = await_editor (fixture, is_narrow);
  g_assert_false (gtk_widget_is_sensitive (await (editor, GTK_TYPE_BUTTON, "_Add")));

  /* What cannot be is said, and nothing is lost. */
  gtk_editable_set_text (find_row (editor, "Address"), "somewhere");
  g_signal_emit_by_name (await (editor, GTK_TYPE_BUTTON, "_Add"), "clicked");
  await (editor, GTK_TYPE_LABEL, "The address of the webhook is not a web address: it begins with https:// and names a server.");
  gtk_editable_set_text (find_row (editor, "Address"), url);
  gtk_editable_set_text (find_row (editor, "Name"), "Kitchen lights");
  gtk_editable_set_text (find_row (editor, "Secret"), "salt");
  app_test_save_picture (editor, is_narrow ? "webhook-new-narrow" : "webhook-new");
  g_signal_emit_by_name (await (editor, GTK_TYPE_BUTTON, "_Add"), "clicked");
  app_test_wait (is_closed, fixture);

  await (fixture->window, GTK_TYPE_LABEL, "Kitchen lights");
  await (fixture->window, GTK_TYPE_LABEL, "Nothing sent yet");
  app_test_save_picture (fixture->window, is_narrow ? "webhooks-narrow" : "webhooks");
  webhooks = list_webhooks (fixture);
  g_assert_cmpuint (webhooks->len, ==, 1);
  webhook = g_ptr_array_index (webhooks, 0);
  g_assert_true (webhook->has_secret);
  g_assert_cmpstr (webhook->url, ==, url);
  g_assert_cmpuint (g_strv_length (webhook->events), ==, 7);

  adw_action_row_activate (ADW_ACTION_ROW (await (fixture->window, ADW_TYPE_ACTION_ROW, "Kitchen lights")));
  editor = await_editor (fixture, is_narrow);
  g_signal_emit_by_name (await (editor, GTK_TYPE_BUTTON, "Send _Test"), "clicked");
  await (editor, GTK_TYPE_LABEL, "The test was taken.");
  g_assert_nonnull (strstr (fixture->last_body, "webhook.test"));
  g_assert_cmpuint (strlen (fixture->signature), ==, 64);
  fixture->status = 500;
  g_signal_emit_by_name (await (editor, GTK_TYPE_BUTTON, "Send _Test"), "clicked");
  await (editor, GTK_TYPE_LABEL, "The webhook's server answered 500 Internal Server Error.");
  gtk_window_set_default_size (GTK_WINDOW (editor), is_narrow ? 360 : 520, 1000);
  app_test_wait_frames (editor, 5);
  app_test_save_picture (editor, is_narrow ? "webhook-log-narrow" : "webhook-log");

  /* The secret stays, though it is not shown. */
  g_assert_cmpstr (gtk_editable_get_text (find_row (editor, "Secret")), ==, "");
  gtk_editable_set_text (find_row (editor, "Name"), "Lights");
  g_signal_emit_by_name (await (editor, GTK_TYPE_BUTTON, "_Save"), "clicked");
  app_test_wait (is_closed, fixture);
  await (fixture->window, GTK_TYPE_LABEL, "Lights");
  g_clear_pointer (&webhooks, g_ptr_array_unref);
  webhooks = list_webhooks (fixture);
  g_assert_true (((PosterWebhook *) g_ptr_array_index (webhooks, 0))->has_secret);
}

static GtkWidget *
find_response (const char *label)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *at = windows; at != NULL; at = at->next)
    if (gtk_widget_get_mapped (at->data) && app_test_find (at->data, GTK_TYPE_BUTTON, label) != NULL)
      return app_test_find (at->data, GTK_TYPE_BUTTON, label);
  return NULL;
}

static gboolean
is_asked (gpointer user_data)
{
  return find_response (user_data) != NULL;
}

static void
test_deleted (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PosterWebhook) webhook = poster_webhook_new ();
  g_autoptr(PosterWebhook) stored = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  PosterStore *store = poster_session_get_store (fixture->accounts.session);
  GtkWidget *editor;

  /* Made by another part of the program, it is shown without being asked for. */
  webhook->name = g_strdup ("From a script");
  webhook->url = g_strdup ("https://example.com/");
  g_strfreev (webhook->events);
  webhook->events = g_strsplit ("post.failed", " ", -1);
  poster_store_save_webhook_async (store, webhook, NULL, poster_test_keep_result_cb, &result);
  stored = poster_store_save_webhook_finish (store, poster_test_await (&result), NULL);
  adw_action_row_activate (ADW_ACTION_ROW (await (fixture->window, ADW_TYPE_ACTION_ROW, "From a script")));
  editor = await_editor (fixture, FALSE);
  g_signal_emit_by_name (await (editor, GTK_TYPE_BUTTON, "_Delete Webhook…"), "clicked");
  app_test_wait (is_asked, (gpointer) "_Delete");
  g_signal_emit_by_name (find_response ("_Delete"), "clicked");
  app_test_wait (is_closed, fixture);
  await (fixture->window, ADW_TYPE_STATUS_PAGE, "No Webhook Yet");
}

static void
assert_state (PosterWebhook *webhook,
              const char    *words)
{
  g_autofree char *state = poster_webhook_words_state (webhook, G_TIME_SPAN_DAY);

  g_assert_cmpstr (state, ==, words);
}

static void
test_words (void)
{
  g_autoptr(PosterWebhook) webhook = poster_webhook_new ();

  assert_state (webhook, "Nothing sent yet");
  webhook->failures = 3;
  assert_state (webhook, "Failed 3 times, and is tried again");
  webhook->is_active = FALSE;
  assert_state (webhook, "Off");
  webhook->failures = 10;
  webhook->switched_off_us = 5;
  assert_state (webhook, "Off after 10 failures in a row");
  for (guint i = 0; poster_webhook_get_events ()[i] != NULL; i++)
    g_assert_null (strchr (poster_webhook_words_event (poster_webhook_get_events ()[i]), '.'));
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);
  g_test_add_func ("/webhooks-window/words", test_words);
  g_test_add ("/webhooks-window/made-and-tried", Fixture, NULL, set_up, test_made_and_tried, tear_down);
  g_test_add ("/webhooks-window/made-and-tried-narrow", Fixture, "narrow", set_up, test_made_and_tried, tear_down);
  g_test_add ("/webhooks-window/deleted", Fixture, NULL, set_up, test_deleted, tear_down);
  return g_test_run ();
}
