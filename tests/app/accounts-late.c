/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts-late.h"

#include <libsoup/soup.h>
#include <string.h>

#include "app-test.h"
#include "poster-json.h"
#include "poster-key-window.h"

/* Whether a label contains that on screen. */
gboolean
late_is_shown (GtkWidget  *root,
               const char *text)
{
  GtkWidget *child;

  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (late_is_shown (child, text))
      return TRUE;
  return FALSE;
}

typedef struct
{
  GtkWidget  *root;
  const char *text;
  gboolean    is_wanted;
} Words;

static gboolean
is_as_wanted (gpointer user_data)
{
  Words *words = user_data;

  return late_is_shown (words->root, words->text) == words->is_wanted;
}

void
late_wait_for_words (gpointer    root,
                     const char *text)
{
  Words words = { root, text, TRUE };

  app_test_wait (is_as_wanted, &words);
}

/* Presses the button of that label which is on screen. */
gboolean
late_press (GtkWidget  *root,
            const char *label)
{
  GtkWidget *child;

  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    {
      g_signal_emit_by_name (root, "clicked");
      return TRUE;
    }
  for (child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (late_press (child, label))
      return TRUE;
  return FALSE;
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GBytes **) user_data = soup_session_send_and_read_finish (SOUP_SESSION (object), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_answered (gpointer user_data)
{
  return *(GBytes **) user_data != NULL;
}

static JsonObject *
speak (Accounts   *accounts,
       const char *method,
       const char *path,
       const char *key,
       const char *body)
{
  g_autoptr(SoupSession) http = soup_session_new ();
  g_autofree char *url = g_strconcat (accounts->base_url, path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (method, url);
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *json;

  if (key != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", key, NULL);

      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", value);
    }
  if (body != NULL)
    {
      g_autoptr(GBytes) sent = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", sent);
    }
  soup_session_send_and_read_async (http, message, G_PRIORITY_DEFAULT, NULL, answered_cb, &answer);
  app_test_wait (is_answered, &answer);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  json = poster_json_parse_object (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), &error);
  g_assert_no_error (error);
  return json;
}

JsonObject *
late_control (Accounts   *accounts,
              const char *path,
              const char *body)
{
  return speak (accounts, "POST", path, NULL, body);
}

/* How many accounts Late itself has. */
guint
late_count_accounts (Accounts   *accounts,
                     const char *key)
{
  g_autoptr(JsonObject) answer = speak (accounts, "GET", "/api/v1/accounts", key, NULL);

  return json_array_get_length (poster_json_get_array (answer, "accounts"));
}

char *
late_make_key (Accounts   *accounts,
               const char *handle,
               const char *which)
{
  g_autofree char *body = g_strdup_printf ("{\"handle\": \"%s\", \"accounts\": %s}", handle, which);
  g_autoptr(JsonObject) answer = late_control (accounts, "/sandbox/late/key", body);

  return g_strdup (poster_json_get_string (answer, "key"));
}

void
late_show (GtkWindow *window)
{
  gtk_window_set_modal (window, FALSE);
  gtk_window_present (window);
  late_wait_for_words (window, "Cancel");
  app_test_wait_frames (GTK_WIDGET (window), 2);
}

GtkEditable *
late_find_field (GtkWindow  *window,
                 const char *title)
{
  return GTK_EDITABLE (app_test_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, title));
}

void
late_try_key (GtkWindow  *window,
              const char *key)
{
  gtk_editable_set_text (late_find_field (window, "API _key"), key);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "key.try", NULL));
  g_assert_true (late_is_shown (GTK_WIDGET (window), "Asking Late"));
}

void
late_connect_with (Accounts   *accounts,
                   const char *key)
{
  GtkWindow *window = poster_key_window_new (NULL, accounts->session, "late", FALSE);

  late_show (window);
  late_try_key (window, key);
  late_wait_for_words (window, "Done");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "key.done", NULL));
}
