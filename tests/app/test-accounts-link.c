/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-link-window.h"

#include "accounts-fixture.h"
#include "app-test.h"
#include "poster-error.h"
#include "poster-link.h"

/* The service is played here. */
void           __wrap_poster_link_async  (PosterWorkspace *workspace, const char *connection_id, PosterAccountLink *link,
                                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
PosterAccount *__wrap_poster_link_finish (PosterWorkspace *workspace, GAsyncResult *result, GError **error);

static GTask *asked;              /* (nullable): the attempt under way */
static PosterAccountLink *link_asked;

void
__wrap_poster_link_async (PosterWorkspace     *workspace,
                          const char          *connection_id,
                          PosterAccountLink   *link,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_set_object (&link_asked, link);
  g_clear_object (&asked);
  asked = g_task_new (workspace, NULL, callback, user_data);
  g_task_set_task_data (asked, g_object_ref (cancellable), g_object_unref);
}

PosterAccount *
__wrap_poster_link_finish (PosterWorkspace  *workspace,
                           GAsyncResult     *result,
                           GError          **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
is_shown (GtkWidget  *root,
          const char *text)
{
  GtkWidget *child;

  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_shown (child, text))
      return TRUE;
  return FALSE;
}

typedef struct
{
  GtkWindow  *window;
  const char *text;
} Words;

static gboolean
is_there (gpointer user_data)
{
  Words *words = user_data;

  return is_shown (GTK_WIDGET (words->window), words->text);
}

static void
wait_for_words (GtkWindow  *window,
                const char *text)
{
  Words words = { window, text };

  app_test_wait (is_there, &words);
}

static GtkWindow *
present (Accounts *accounts)
{
  GtkWindow *window = poster_link_window_new (NULL, accounts->session, "0123456789abcdef01234567");

  gtk_window_set_modal (window, FALSE);
  gtk_window_present (window);
  wait_for_words (window, "Which network?");
  return window;
}

static void
choose (GtkWindow  *window,
        const char *title)
{
  GtkWidget *row = app_test_find (GTK_WIDGET (window), ADW_TYPE_ACTION_ROW, title);

  g_assert_nonnull (row);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
}

static void
succeed (GtkWindow  *window,
         const char *platform,
         const char *username)
{
  PosterAccount *account = poster_account_new ("late", platform, "1");
  g_autofree char *words = g_strdup_printf ("@%s is connected", username);

  account->username = g_strdup (username);
  account->display_name = g_strdup (username);
  g_task_return_pointer (asked, account, g_object_unref);
  wait_for_words (window, words);
  g_clear_object (&asked);
}

static void
test_browser (Accounts      *accounts,
              gconstpointer  data)
{
  GtkWindow *window = present (accounts);
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_link_choice_free);

  app_test_save_picture (GTK_WIDGET (window), "link-networks");
  choose (window, "Facebook");
  g_assert_cmpstr (link_asked->platform, ==, "facebook");
  g_assert_true (is_shown (GTK_WIDGET (window), "Late prepares the way"));
  poster_account_link_open_uri (link_asked, "https://example.org/consent");
  wait_for_words (window, "Waiting for your browser");
  app_test_save_picture (GTK_WIDGET (window), "link-browser");

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i);
      g_autofree char *name = g_strdup_printf ("Page %u & Co.", i);

      g_ptr_array_add (pages, poster_link_choice_new (id, name, i == 11 ? "@eleven" : NULL));
    }
  poster_account_link_ask (link_asked, "page", pages);
  wait_for_words (window, "Which page?");
  app_test_save_picture (GTK_WIDGET (window), "link-choices");
  gtk_editable_set_text (GTK_EDITABLE (app_test_find (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY, NULL)), "ELEVEN");
  app_test_wait_frames (GTK_WIDGET (window), 30);
  while (is_shown (GTK_WIDGET (window), "Page 3"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (is_shown (GTK_WIDGET (window), "Page 11"));
  choose (window, "Page 11 & Co.");
  g_assert_cmpstr (link_asked->chosen, ==, "p11");
  succeed (window, "facebook", "kitchen");
  app_test_save_picture (GTK_WIDGET (window), "link-done");
  gtk_window_destroy (window);
}

static void
test_password (Accounts      *accounts,
               gconstpointer  data)
{
  GtkWindow *window = present (accounts);
  GtkWidget *handle;
  GtkWidget *password;

  choose (window, "Bluesky");
  wait_for_words (window, "Sign in to Bluesky");
  app_test_save_picture (GTK_WIDGET (window), "link-bluesky");
  handle = app_test_find (GTK_WIDGET (window), ADW_TYPE_ENTRY_ROW, "_Handle, such as name.bsky.social");
  password = app_test_find (GTK_WIDGET (window), ADW_TYPE_PASSWORD_ENTRY_ROW, NULL);
  gtk_editable_set_text (GTK_EDITABLE (handle), " @mira.bsky.social ");
  gtk_editable_set_text (GTK_EDITABLE (password), "abcd-efgh");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "link.sign-in", NULL));
  g_assert_cmpstr (link_asked->handle, ==, "mira.bsky.social");
  g_assert_cmpstr (link_asked->secret, ==, "abcd-efgh");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (password)), ==, "");

  /* Refused: the handle is still there, the password is not. */
  g_task_return_new_error (asked, POSTER_ERROR, POSTER_ERROR_REJECTED, "Bluesky does not know that password.");
  wait_for_words (window, "Bluesky does not know that password.");
  app_test_save_picture (GTK_WIDGET (window), "link-failed");
  gtk_widget_activate_action (GTK_WIDGET (window), "link.again", NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (handle)), ==, " @mira.bsky.social ");
  gtk_editable_set_text (GTK_EDITABLE (password), "abcd-efgh");
  gtk_widget_activate_action (GTK_WIDGET (window), "link.sign-in", NULL);
  succeed (window, "bluesky", "mira.bsky.social");
  gtk_window_destroy (window);
}

static void
test_code (Accounts      *accounts,
           gconstpointer  data)
{
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (accounts->session));
  GtkWindow *window = present (accounts);
  GCancellable *cancellable;

  choose (window, "Telegram");
  poster_account_link_show_code (link_asked, "LATE-AB12CD", "@LateBot", "1. Open Telegram\n2. Add the bot to your channel",
                                 now_us + 15 * G_TIME_SPAN_MINUTE);
  wait_for_words (window, "LATE-AB12CD");
  g_assert_true (is_shown (GTK_WIDGET (window), "@LateBot"));
  g_assert_true (is_shown (GTK_WIDGET (window), "the code is good for 1"));
  app_test_save_picture (GTK_WIDGET (window), "link-code");

  /* Back ends it: what comes of it afterwards is not shown. */
  cancellable = g_task_get_task_data (asked);
  gtk_widget_activate_action (GTK_WIDGET (window), "link.back", NULL);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_task_return_new_error (asked, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  wait_for_words (window, "Which network?");
  g_clear_object (&asked);

  /* So does closing. */
  choose (window, "Telegram");
  cancellable = g_object_ref (g_task_get_task_data (asked));
  gtk_window_destroy (window);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_object_unref (cancellable);
  g_task_return_new_error (asked, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  app_test_settle ();
  g_clear_object (&asked);
}

static void
tear_down (Accounts      *accounts,
           gconstpointer  data)
{
  g_clear_object (&link_asked);
  g_clear_object (&asked);
  accounts_tear_down (accounts, data);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (accounts_play_role (argc, argv, &status))
    return status;
  app_test_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Accounts, NULL, accounts_set_up, func, tear_down)
  ADD ("/accounts-link/browser-and-a-second-step", test_browser);
  ADD ("/accounts-link/handle-and-app-password", test_password);
  ADD ("/accounts-link/a-code-for-a-bot", test_code);
  return g_test_run ();
}
