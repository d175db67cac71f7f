/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-web-folder.h"
#include "poster-web-folder-window.h"

#include <libsoup/soup.h>
#include <unistd.h>

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-error.h"
#include "poster-json.h"
#include "poster-test-async.h"

static void
test_places (void)
{
  const struct
  {
    const char *text;
    const char *uri;  /* (nullable): it is refused */
  } cases[] = {
    { "/srv/www/pictures", "file:///srv/www/pictures" },
    { "  /srv/with blank/ ", "file:///srv/with%20blank/" },
    { "sftp://example.org/srv/pictures", "sftp://example.org/srv/pictures" },
    { "davs://me@example.org/pictures", "davs://me@example.org/pictures" },
    { "", NULL },
    { "pictures", NULL },
    { "https://example.org/pictures", NULL },
    { "sftp://me:secret@example.org/pictures", NULL },
    { "sftp://example.org", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *uri = poster_web_folder_parse_place (cases[i].text, &error);

      g_assert_cmpstr (uri, ==, cases[i].uri);
      if (uri == NULL)
        {
          g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
          g_assert_null (strstr (error->message, "secret@"));
        }
    }
}

static void
test_prefixes (void)
{
  const struct
  {
    const char *text;
    const char *prefix;
  } cases[] = {
    { "https://example.org/pictures/", "https://example.org/pictures/" },
    { " https://pics.example.org:8443/a ", "https://pics.example.org:8443/a/" },
    { "https://example.org", "https://example.org/" },
    { "", NULL },
    { "example.org/pictures", NULL },
    { "http://example.org/pictures/", NULL },
    { "https://192.0.2.7/pictures/", NULL },
    { "https://[2001:db8::1]/", NULL },
    { "https://localhost/", NULL },
    { "https://me:pw@example.org/", NULL },
    { "https://example.org/?a=b", NULL },
    { "https://example.org/#a", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *prefix = poster_web_folder_parse_prefix (cases[i].text, &error);

      g_assert_cmpstr (prefix, ==, cases[i].prefix);
      if (prefix == NULL)
        g_assert_error (error, POSTER_ERROR, POSTER_ERROR_INVALID);
    }
}

/* A web server that shows a folder, or does what such servers do. */
typedef struct
{
  SoupServer *server;
  char       *dir;
  char       *uri;
  char       *prefix;
  guint       status;   /* 0: it shows what is there */
  const char *instead;  /* (nullable): it shows this */
  guint       n_asked;
} Web;

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Web *web = user_data;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *file = g_build_filename (web->dir, name, NULL);
  g_autofree char *text = NULL;
  gsize length;

  web->n_asked++;
  if (web->status != 0)
    {
      if (SOUP_STATUS_IS_REDIRECTION (web->status))
        soup_server_message_set_redirect (message, web->status, web->prefix);
      else
        soup_server_message_set_status (message, web->status, NULL);
      return;
    }
  if (web->instead != NULL)
    text = g_strdup (web->instead);
  else
    g_assert_true (g_file_get_contents (file, &text, &length, NULL));
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
web_set_up (Web           *web,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;
  g_autofree char *base = NULL;

  web->dir = g_dir_make_tmp ("poster-web-XXXXXX", &error);
  g_assert_no_error (error);
  web->uri = g_filename_to_uri (web->dir, NULL, NULL);
  web->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (web->server, NULL, answer_cb, web, NULL);
  soup_server_listen_local (web->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (web->server);
  base = g_uri_to_string (uris->data);
  web->prefix = g_strconcat (base, "pictures/", NULL);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
web_tear_down (Web           *web,
               gconstpointer  data)
{
  g_object_unref (web->server);
  /* Nothing is left of what was tried with. */
  g_assert_cmpint (rmdir (web->dir), ==, 0);
  g_free (web->dir);
  g_free (web->uri);
  g_free (web->prefix);
}

static char *
try_it (Web         *web,
        const char  *uri,
        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  char *hidden_why = NULL;

  poster_web_folder_try_async (uri, web->prefix, NULL, NULL, poster_test_keep_result_cb, &result);
  if (!poster_web_folder_try_finish (poster_test_await (&result), &hidden_why, error))
    return NULL;
  return hidden_why != NULL ? hidden_why : g_strdup ("");
}

static void
test_shown (Web           *web,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *hidden_why = try_it (web, web->uri, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (hidden_why, ==, "");
  g_assert_cmpuint (web->n_asked, ==, 1);
}

static void
test_hidden (Web           *web,
             gconstpointer  data)
{
  const struct
  {
    guint       status;
    const char *instead;
    const char *words;
  } cases[] = {
    { SOUP_STATUS_NOT_FOUND, NULL, "does not show it" },
    { SOUP_STATUS_FORBIDDEN, NULL, "not show it to everybody" },
    { SOUP_STATUS_FOUND, NULL, "leads elsewhere" },
    { SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL, "500" },
    { 0, "Welcome", "something else" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *hidden_why = NULL;

      web->n_asked = 0;
      web->status = cases[i].status;
      web->instead = cases[i].instead;
      hidden_why = try_it (web, web->uri, &error);
      g_assert_no_error (error);
      g_assert_nonnull (strstr (hidden_why, cases[i].words));
      g_assert_cmpuint (web->n_asked, ==, 1);
    }

  soup_server_disconnect (web->server);
  {
    g_autoptr(GError) error = NULL;
    g_autofree char *hidden_why = try_it (web, web->uri, &error);

    g_assert_no_error (error);
    g_assert_nonnull (strstr (hidden_why, "cannot be reached"));
  }
}

static void
test_no_folder (Web           *web,
                gconstpointer  data)
{
  g_autofree char *gone = g_strconcat (web->uri, "/gone", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) unknown = NULL;

  g_assert_null (try_it (web, gone, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "no such folder"));
  /* Without gvfs there are no such addresses. */
  g_assert_null (try_it (web, "sftp://example.org/pictures", &unknown));
  g_assert_nonnull (strstr (unknown->message, "gvfs"));
  g_assert_cmpuint (web->n_asked, ==, 0);
}

/* The window */

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (user_data);
}

static GtkEditable *
find_entry (GtkWindow  *window,
            const char *title)
{
  return GTK_EDITABLE (app_test_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, title));
}

#define PLACE  "_Folder, or an sftp or davs address"
#define PREFIX "Its web _address, https://…"

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

typedef struct
{
  GtkEditable *entry;
  const char  *text;
} Entry;

static gboolean
is_filled (gpointer user_data)
{
  Entry *entry = user_data;

  return g_str_equal (gtk_editable_get_text (entry->entry), entry->text);
}

static gboolean
can_save (gpointer user_data)
{
  return gtk_widget_get_sensitive (app_test_find (user_data, GTK_TYPE_BUTTON, "_Save"));
}

static JsonObject *
dup_stored (Accounts      *accounts,
            PosterAccount *account)
{
  g_autoptr(PosterConnection) connection = accounts_get_connection (accounts, account->connection_id);
  JsonObject *folder = poster_json_get_object (connection->metadata, "web_folder");

  g_assert_cmpstr (poster_json_get_string (connection->metadata, "client_key"), ==, "aw0kitchenkey");
  return folder != NULL ? json_object_ref (folder) : NULL;
}

static GtkWindow *
present (Accounts      *accounts,
         PosterAccount *account)
{
  GtkWindow *window = poster_web_folder_window_new (NULL, accounts->session, account);

  gtk_window_set_modal (window, FALSE);
  gtk_window_present (window);
  app_test_wait (is_mapped, window);
  return window;
}

static void
test_window (Accounts      *accounts,
             gconstpointer  data)
{
  g_autoptr(PosterAccount) account = accounts_add (accounts, "kitchen", 12, FALSE, NULL);
  g_autoptr(JsonObject) folder = NULL;
  GtkWindow *window = present (accounts, account);
  Entry entry;

  app_test_wait_frames (GTK_WIDGET (window), 2);
  app_test_save_picture (GTK_WIDGET (window), "web-folder-empty");
  g_assert_false (can_save (window));

  /* What is wrong is said, and not stored. */
  gtk_editable_set_text (find_entry (window, PLACE), accounts->dir);
  gtk_editable_set_text (find_entry (window, PREFIX), "http://example.org/");
  app_test_wait (can_save, window);
  gtk_widget_activate_action (GTK_WIDGET (window), "folder.save", NULL);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (find_entry (window, PREFIX)), "error"));
  app_test_wait_frames (GTK_WIDGET (window), 2);
  app_test_save_picture (GTK_WIDGET (window), "web-folder-wrong");
  folder = dup_stored (accounts, account);
  g_assert_null (folder);

  gtk_editable_set_text (find_entry (window, PREFIX), "https://example.org/pictures");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (find_entry (window, PREFIX)), "error"));
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_widget_activate_action (GTK_WIDGET (window), "folder.save", NULL);
  app_test_wait (is_gone, &window);
  folder = dup_stored (accounts, account);
  g_assert_cmpstr (poster_json_get_string (folder, "prefix"), ==, "https://example.org/pictures/");
  g_assert_true (g_str_has_prefix (poster_json_get_string (folder, "uri"), "file:///"));

  /* And there it is again; then it is taken away. */
  window = present (accounts, account);
  entry = (Entry) { find_entry (window, PLACE), accounts->dir };
  app_test_wait (is_filled, &entry);
  app_test_wait_frames (GTK_WIDGET (window), 2);
  app_test_save_picture (GTK_WIDGET (window), "web-folder-set");
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_widget_activate_action (GTK_WIDGET (window), "folder.remove", NULL);
  app_test_wait (is_gone, &window);
  g_clear_pointer (&folder, json_object_unref);
  folder = dup_stored (accounts, account);
  g_assert_null (folder);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

  g_test_add_func ("/accounts/web-folder/places", test_places);
  g_test_add_func ("/accounts/web-folder/prefixes", test_prefixes);
  g_test_add ("/accounts/web-folder/what-is-put-there-is-shown", Web, NULL, web_set_up, test_shown, web_tear_down);
  g_test_add ("/accounts/web-folder/why-it-is-not-shown", Web, NULL, web_set_up, test_hidden, web_tear_down);
  g_test_add ("/accounts/web-folder/no-such-folder", Web, NULL, web_set_up, test_no_folder, web_tear_down);
  g_test_add ("/accounts/web-folder/set-up-and-taken-away", Accounts, NULL, accounts_set_up, test_window,
              accounts_tear_down);
  return g_test_run ();
}
