/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-key-window"

#include "poster-key-window.h"

#include <glib/gi18n-lib.h>

#include "poster-account-avatar.h"
#include "poster-adaptive-bin.h"
#include "poster-connect.h"
#include "poster-connection-list.h"
#include "poster-connector-words.h"
#include "poster-error.h"
#include "poster-link-window.h"
#include "poster-practice-action.h"
#include "poster-sign-in-words.h"
#include "poster-store-submissions.h"
#include "poster-words.h"

/* So many of the accounts found are named; the page has them all. */
#define N_NAMED 20

/**
 * PosterKeyWindow:
 *
 * Connects to a service by a key: it is pasted, tried at once, and what it reaches is shown. The
 * window may be closed at any time; that ends the attempt.
 */
struct _PosterKeyWindow
{
  AdwWindow                   parent_instance;

  PosterSession              *session;
  PosterConnection           *reconnect;      /* (nullable): the connection whose key is no longer good */
  const PosterConnectorWords *words;
  GCancellable               *cancellable;    /* of the window */
  GCancellable               *attempt;        /* (nullable): of the one under way */
  char                       *connection_id;  /* (nullable): what was made */
  GPtrArray                  *accounts;       /* (nullable) (element-type PosterAccount): what it reaches */

  GtkStack                   *stack;
  GtkWidget                  *cancel_button;
  GtkLabel                   *start_title;
  GtkLabel                   *start_text;
  GtkWidget                  *help_button;
  GtkWidget                  *fields;
  GtkEditable                *server_row;
  GtkEditable                *key_row;
  GtkWidget                  *problem;
  GtkLabel                   *problem_label;
  GtkWidget                  *busy;
  GtkSpinner                 *spinner;
  GtkLabel                   *busy_label;
  GtkWidget                  *start_button;
  GtkLabel                   *done_title;
  GtkLabel                   *done_text;
  GtkListBox                 *found;
  GtkLabel                   *more_label;
  GtkWidget                  *who_group;
  GtkCheckButton             *here_check;
  GtkWidget                  *add_button;
  GtkWidget                  *done_button;
};

G_DEFINE_FINAL_TYPE (PosterKeyWindow, poster_key_window, ADW_TYPE_WINDOW)

/* One attempt. Lives until poster_connect_async() has answered, whether or not the window does. */
typedef struct
{
  PosterKeyWindow     *window;   /* (nullable), weak */
  PosterSession       *session;
  PosterSignInRequest *request;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_clear_weak_pointer (&attempt->window);
  g_object_unref (attempt->session);
  poster_sign_in_request_free (attempt->request);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

/* What was typed, without the blanks that copying brings along. */
static char *
dup_text (GtkEditable *editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (editable)));
}

static void
update_can_try (PosterKeyWindow *self)
{
  g_autofree char *server = dup_text (self->server_row);
  gboolean has_server = !gtk_widget_get_visible (GTK_WIDGET (self->server_row)) || *server != '\0';
  gboolean has_key = gtk_editable_get_text (self->key_row)[0] != '\0';

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "key.try", self->attempt == NULL && has_server && has_key);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "key.paste", self->attempt == NULL);
}

static void
fields_changed_cb (PosterKeyWindow *self)
{
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->key_row), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->server_row), "error");
  update_can_try (self);
}

static void
set_busy (PosterKeyWindow *self,
          GCancellable    *attempt)
{
  gboolean is_busy = attempt != NULL;

  g_set_object (&self->attempt, attempt);
  gtk_widget_set_visible (self->busy, is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
  gtk_widget_set_sensitive (self->fields, !is_busy);
  update_can_try (self);
}

static void
show_trouble (PosterKeyWindow *self,
              const GError    *error)
{
  g_autoptr(PosterSignInTrouble) trouble = poster_sign_in_trouble_new (error, self->words->title);
  GtkWidget *culprit = GTK_WIDGET (self->key_row);

  if (gtk_widget_get_visible (GTK_WIDGET (self->server_row)) &&
      !g_error_matches (error, POSTER_ERROR, POSTER_ERROR_AUTH))
    culprit = GTK_WIDGET (self->server_row);
  gtk_label_set_label (self->problem_label, trouble->text);
  gtk_widget_set_visible (self->problem, TRUE);
  if (error->domain == POSTER_ERROR)
    gtk_widget_add_css_class (culprit, "error");
  gtk_widget_grab_focus (culprit);
}

static GtkWidget *
create_found_row (PosterAccount *account)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = poster_account_avatar_new (32);
  g_autofree char *name = poster_words_account (account);

  poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (avatar), account);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), poster_words_platform (account->platform));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static char *
dup_found_title (GPtrArray *accounts)
{
  g_autoptr(GHashTable) platforms = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *networks = NULL;

  for (guint i = 0; i < accounts->len; i++)
    g_hash_table_add (platforms, ((PosterAccount *) g_ptr_array_index (accounts, i))->platform);
  /* Translators: part of "13 accounts on 5 networks" */
  networks = g_strdup_printf (ngettext ("%u network", "%u networks", g_hash_table_size (platforms)),
                              g_hash_table_size (platforms));
  /* Translators: how many accounts were found, and on how many networks: "13 accounts on 5 networks" */
  return g_strdup_printf (ngettext ("%u account on %s", "%u accounts on %s", accounts->len), accounts->len, networks);
}

static void
show_done (PosterKeyWindow *self)
{
  guint n_shown = MIN (self->accounts->len, N_NAMED);
  gboolean has_accounts = self->accounts->len > 0;
  gboolean is_other = self->reconnect != NULL && !g_str_equal (self->reconnect->id, self->connection_id);
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  g_autofree char *more = NULL;

  title = has_accounts ? dup_found_title (self->accounts) : g_strdup (_("The key works"));
  if (is_other)
    text = g_strdup (_("This key belongs to somebody else, whose accounts are now here as well. Those that were here "
                       "before still wait for their own key."));
  else if (self->reconnect != NULL)
    text = g_strdup (_("They are connected again. What waited for the key goes on."));
  else if (has_accounts)
    text = g_strdup (_("You can post to them right away."));
  else
    /* Translators: %s is the name of a service */
    text = g_strdup_printf (_("There is no account at %s yet. Add the first one: its network asks in your browser "
                              "whether that is all right."), self->words->title);
  gtk_label_set_label (self->done_title, title);
  gtk_label_set_label (self->done_text, text);
  for (guint i = 0; i < n_shown; i++)
    gtk_list_box_append (self->found, create_found_row (g_ptr_array_index (self->accounts, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->found), has_accounts);
  if (self->accounts->len > n_shown)
    {
      guint n_more = self->accounts->len - n_shown;

      /* Translators: under a list of accounts */
      more = g_strdup_printf (ngettext ("and %u more", "and %u more", n_more), n_more);
      gtk_label_set_label (self->more_label, more);
      gtk_widget_set_visible (GTK_WIDGET (self->more_label), TRUE);
    }
  gtk_widget_set_visible (self->who_group, has_accounts && self->reconnect == NULL);
  gtk_widget_set_visible (self->add_button, !has_accounts);
  if (has_accounts)
    gtk_widget_add_css_class (self->done_button, "suggested-action");
  gtk_widget_set_visible (self->cancel_button, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "done");
  gtk_window_set_default_widget (GTK_WINDOW (self), has_accounts ? self->done_button : self->add_button);
  gtk_widget_grab_focus (has_accounts ? self->done_button : self->add_button);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Attempt) attempt = user_data;
  PosterWorkspace *workspace = POSTER_WORKSPACE (object);
  PosterKeyWindow *self = attempt->window;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;

  accounts = poster_connect_finish (workspace, result, &error);
  if (accounts != NULL)
    poster_session_ring (attempt->session);
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, NULL);
  if (accounts == NULL)
    {
      show_trouble (self, error);
      return;
    }
  gtk_editable_set_text (self->key_row, "");
  self->connection_id = poster_connect_dup_connection_id (workspace, result);
  self->accounts = g_steal_pointer (&accounts);
  show_done (self);
}

static void
try_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  PosterKeyWindow *self = POSTER_KEY_WINDOW (widget);
  g_autoptr(PosterSecretText) key = dup_text (self->key_row);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Attempt *attempt = g_new0 (Attempt, 1);

  g_set_weak_pointer (&attempt->window, self);
  attempt->session = g_object_ref (self->session);
  attempt->request = poster_connect_request_new (self->words->key, NULL, key);
  if (gtk_widget_get_visible (GTK_WIDGET (self->server_row)))
    attempt->request->base = dup_text (self->server_row);
  else if (self->reconnect != NULL)
    attempt->request->base = g_strdup (self->reconnect->base);
  gtk_widget_set_visible (self->problem, FALSE);
  set_busy (self, cancellable);
  poster_connect_async (poster_session_get_workspace (self->session), self->words->key, attempt->request, cancellable,
                        connected_cb, attempt);
}

static void
pasted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterKeyWindow) self = user_data;
  g_autoptr(PosterSecretText) text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);

  if (self->session == NULL || self->attempt != NULL)
    return;
  if (text == NULL || *g_strstrip (text) == '\0')
    {
      gtk_label_set_label (self->problem_label, _("There is no text to be pasted. Copy the key first."));
      gtk_widget_set_visible (self->problem, TRUE);
      return;
    }
  gtk_editable_set_text (self->key_row, text);
  gtk_widget_activate_action (GTK_WIDGET (self), "key.try", NULL);
}

static void
paste_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  PosterKeyWindow *self = POSTER_KEY_WINDOW (widget);

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), self->cancellable, pasted_cb, g_object_ref (self));
}

static void
holder_set_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_store_set_account_holder_finish (POSTER_STORE (object), result, &error))
    g_message ("Who posts was not stored: %s", error->message);
}

static void
done_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PosterKeyWindow *self = POSTER_KEY_WINDOW (widget);
  PosterHolder holder = gtk_check_button_get_active (self->here_check) ? POSTER_HOLDER_HERE : POSTER_HOLDER_REMOTE;

  for (guint i = 0; gtk_widget_get_visible (self->who_group) && i < self->accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (self->accounts, i);

      /* What was answered once for an account that is back is not asked again. */
      if (account->holder < 0 && poster_account_get_holder (account) != holder)
        poster_store_set_account_holder_async (poster_session_get_store (self->session), account->id, (int) holder, NULL,
                                               holder_set_cb, NULL);
    }
  gtk_window_close (GTK_WINDOW (self));
}

static void
add_account_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  PosterKeyWindow *self = POSTER_KEY_WINDOW (widget);

  gtk_window_present (poster_link_window_new (gtk_window_get_transient_for (GTK_WINDOW (self)), self->session,
                                              self->connection_id));
  gtk_window_close (GTK_WINDOW (self));
}

static void
poster_key_window_dispose (GObject *object)
{
  PosterKeyWindow *self = POSTER_KEY_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->attempt);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_key_window_parent_class)->dispose (object);
}

static void
poster_key_window_finalize (GObject *object)
{
  PosterKeyWindow *self = POSTER_KEY_WINDOW (object);

  g_clear_object (&self->reconnect);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->attempt);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_free (self->connection_id);
  G_OBJECT_CLASS (poster_key_window_parent_class)->finalize (object);
}

static void
poster_key_window_class_init (PosterKeyWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_key_window_dispose;
  object_class->finalize = poster_key_window_finalize;

  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-key-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, start_title);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, start_text);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, help_button);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, fields);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, server_row);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, key_row);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, busy);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, busy_label);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, start_button);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, done_title);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, done_text);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, found);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, more_label);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, who_group);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, here_check);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, add_button);
  gtk_widget_class_bind_template_child (widget_class, PosterKeyWindow, done_button);
  gtk_widget_class_bind_template_callback (widget_class, fields_changed_cb);
  gtk_widget_class_install_action (widget_class, "key.try", NULL, try_action);
  gtk_widget_class_install_action (widget_class, "key.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "key.done", NULL, done_action);
  gtk_widget_class_install_action (widget_class, "key.add-account", NULL, add_account_action);
}

static void
poster_key_window_init (PosterKeyWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The help is an action of the application, which a window does not find through its parent. */
static PosterKeyWindow *
create (GtkWindow     *parent,
        PosterSession *session,
        const char    *connector,
        gboolean       asks_server)
{
  PosterKeyWindow *self = g_object_new (POSTER_TYPE_KEY_WINDOW,
                                        "application", parent != NULL ? gtk_window_get_application (parent) : NULL,
                                        "transient-for", parent,
                                        NULL);
  g_autofree char *busy = NULL;

  self->session = g_object_ref (session);
  self->words = poster_connector_words_find (connector);
  gtk_widget_set_visible (GTK_WIDGET (self->server_row), asks_server);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->help_button), "s", self->words->help_page);
  /* Translators: %s is the name of a service */
  busy = g_strdup_printf (_("Asking %s what the key reaches…"), self->words->title);
  gtk_label_set_label (self->busy_label, busy);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->start_button);
  update_can_try (self);
  gtk_widget_grab_focus (GTK_WIDGET (asks_server ? self->server_row : self->key_row));
  return self;
}

/**
 * poster_key_window_new:
 * @parent: (nullable): the window that asks
 * @session: where the accounts are to go
 * @connector: key of a connector that takes keys
 * @other_server: whether the server's address is asked for as well
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
poster_key_window_new (GtkWindow     *parent,
                       PosterSession *session,
                       const char    *connector,
                       gboolean       other_server)
{
  PosterKeyWindow *self = create (parent, session, connector, other_server);
  const char *service = self->words->title;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  /* Translators: %s is the name of a service */
  title = g_strdup_printf (_("Connect %s"), service);
  if (other_server)
    /* Translators: %s is the name of a service */
    text = g_strdup_printf (_("Another server that speaks as %s does, such as Poster on another computer, posts for "
                              "you. Enter its address and a key that it gave you; all accounts of the key appear "
                              "here."), service);
  else
    /* Translators: both %s are the name of a service */
    text = g_strdup_printf (_("%s posts to thirteen networks for you. Make an API key at %s and paste it here; all "
                              "accounts of the key appear."), service, service);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_label (self->start_title, other_server ? _("Which server?") : _("Paste your key"));
  gtk_label_set_label (self->start_text, text);
  return GTK_WINDOW (self);
}

/**
 * poster_key_window_reconnect:
 * @parent: (nullable): the window that asks
 * @session: whose connection it is
 * @connection: a connection whose key is no longer good
 *
 * Asks for another key of the same person.
 */
void
poster_key_window_reconnect (GtkWindow        *parent,
                             PosterSession    *session,
                             PosterConnection *connection)
{
  PosterKeyWindow *self;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  if (poster_connection_is_practice (connection))
    {
      poster_practice_action_connection (session, connection, parent);
      return;
    }
  self = create (parent, session, connection->connector, FALSE);
  self->reconnect = g_object_ref (connection);
  /* Translators: %s is the name of a service */
  title = g_strdup_printf (_("Reconnect %s"), self->words->title);
  /* Translators: both %s are the name of a service */
  text = g_strdup_printf (_("%s no longer takes the key that Poster has: it was revoked, or has expired. Make another "
                            "one at %s and paste it here. Accounts and posts stay as they are."),
                          self->words->title, self->words->title);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_label (self->start_title, _("Paste a new key"));
  gtk_label_set_label (self->start_text, text);
  gtk_window_present (GTK_WINDOW (self));
}
