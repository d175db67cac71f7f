/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-connect-window"

#include "poster-connect-window.h"

#include <glib/gi18n-lib.h>

#include "poster-account-avatar.h"
#include "poster-compat.h"
#include "poster-connect.h"
#include "poster-connector-words.h"
#include "poster-json.h"
#include "poster-ring.h"
#include "poster-sign-in-words.h"

/**
 * PosterConnectWindow:
 *
 * Signs a person in, step by step: what will happen, waiting for the browser, done or failed. The
 * window may be closed at any time; that ends the waiting.
 */
struct _PosterConnectWindow
{
  AdwWindow                   parent_instance;

  PosterSession              *session;
  PosterAccount              *reconnect;      /* (nullable): the account to be signed in again */
  const PosterConnectorWords *words;
  GCancellable               *cancellable;    /* of what is looked up for the window */
  GCancellable               *attempt;        /* (nullable): of the one under way */
  char                       *link;           /* (nullable): the consent page, once it is known */
  char                       *remembered_id;  /* (nullable): a connection whose secret can be used again */
  char                       *remembered_key; /* (nullable): its client key */

  GtkStack                   *stack;
  GtkBox                     *dots;
  GtkWidget                  *cancel_button;
  GtkLabel                   *start_title;
  GtkLabel                   *start_text;
  GtkWidget                  *help_button;
  GtkEditable                *key_row;
  GtkEditable                *secret_row;
  GtkLabel                   *kept_label;
  GtkWidget                  *start_button;
  PosterRing                 *waiting_ring;
  GtkLabel                   *waiting_text;
  GtkWidget                  *copy_button;
  PosterRing                 *done_ring;
  PosterAccountAvatar        *done_avatar;
  GtkLabel                   *done_title;
  GtkLabel                   *done_text;
  GtkWidget                  *missing_box;
  GtkLabel                   *missing_label;
  GtkWidget                  *done_button;
  GtkImage                   *failed_image;
  GtkLabel                   *failed_title;
  GtkLabel                   *failed_text;
  GtkWidget                  *again_button;
};

G_DEFINE_FINAL_TYPE (PosterConnectWindow, poster_connect_window, ADW_TYPE_WINDOW)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_RECONNECT,
  PROP_CONNECTOR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* One attempt. Lives until poster_connect_async() has answered, whether or not the window does. */
typedef struct
{
  PosterConnectWindow *window;   /* (nullable), weak */
  PosterSession       *session;
  PosterSignInRequest *request;
  GCancellable        *cancellable;
  PosterAccount       *account;  /* (nullable), what came of it */
} Attempt;

/* The steps, in the order they run: (secret_recalled ->) connected -> connection_got */
static void begin (Attempt *attempt);
static void secret_recalled_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void connected_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void connection_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
attempt_free (Attempt *attempt)
{
  g_clear_weak_pointer (&attempt->window);
  g_object_unref (attempt->session);
  poster_sign_in_request_free (attempt->request);
  g_object_unref (attempt->cancellable);
  g_clear_object (&attempt->account);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static void
show_page (PosterConnectWindow *self,
           const char          *name)
{
  const char *const steps[] = { "start", "waiting", "done" };  /* what failed is still the second */
  GtkWidget *dot = gtk_widget_get_first_child (GTK_WIDGET (self->dots));
  GtkWidget *focus = NULL;
  GtkWidget *suggested = NULL;
  guint step = 1;
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i], name))
      step = i;
  for (guint i = 0; dot != NULL; dot = gtk_widget_get_next_sibling (dot), i++)
    if (i == step)
      gtk_widget_add_css_class (dot, "active");
    else
      gtk_widget_remove_css_class (dot, "active");
  /* Translators: both %u are small numbers */
  text = g_strdup_printf (_("Step %u of %u"), step + 1, (guint) G_N_ELEMENTS (steps));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dots), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);

  gtk_stack_set_visible_child_name (self->stack, name);
  poster_ring_set_turning (self->waiting_ring, g_str_equal (name, "waiting"));
  gtk_widget_set_visible (self->cancel_button, !g_str_equal (name, "done"));
  if (g_str_equal (name, "start"))
    {
      suggested = self->start_button;
      focus = gtk_editable_get_text (self->key_row)[0] == '\0' ? GTK_WIDGET (self->key_row)
              : gtk_widget_get_sensitive (self->start_button)  ? self->start_button
                                                               : GTK_WIDGET (self->secret_row);
    }
  else if (g_str_equal (name, "waiting"))
    focus = self->copy_button;
  else if (g_str_equal (name, "done"))
    suggested = focus = self->done_button;
  else
    suggested = focus = self->again_button;
  gtk_window_set_default_widget (GTK_WINDOW (self), suggested);
  gtk_widget_grab_focus (focus);
}

/* What was typed, without the blanks that copying brings along. */
static char *
dup_text (GtkEditable *editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (editable)));
}

/* Whether the key in the entry is one whose secret the keyring has. */
static gboolean
is_remembered (PosterConnectWindow *self)
{
  g_autofree char *key = dup_text (self->key_row);

  return self->remembered_id != NULL && g_strcmp0 (key, self->remembered_key) == 0;
}

static void
fields_changed_cb (PosterConnectWindow *self)
{
  g_autofree char *key = dup_text (self->key_row);
  gboolean has_secret = gtk_editable_get_text (self->secret_row)[0] != '\0';

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.start",
                                 key[0] != '\0' && (has_secret || is_remembered (self)));
  gtk_label_set_label (self->kept_label, is_remembered (self) && !has_secret
                                         ? _("Your keyring still has the secret of this key: leave it empty.")
                                         : _("The secret is kept in your keyring and nowhere else."));
}

static void
show_trouble (PosterConnectWindow *self,
              const GError        *error)
{
  g_autoptr(PosterSignInTrouble) trouble = poster_sign_in_trouble_new (error, self->words->title);

  gtk_image_set_from_icon_name (self->failed_image, trouble->icon_name);
  gtk_label_set_label (self->failed_title, trouble->title);
  gtk_label_set_label (self->failed_text, trouble->text);
  show_page (self, "failed");
}

static void
show_done (PosterConnectWindow *self,
           PosterAccount       *account,
           PosterConnection    *connection)
{
  g_autofree char *missing = connection != NULL ? poster_sign_in_dup_missing (connection) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  /* Translators: %s is a handle without the @ */
  title = g_strdup_printf (_("@%s is connected"), account->username);
  if (self->reconnect != NULL && !g_str_equal (self->reconnect->id, account->id))
    /* Translators: %s is a handle without the @ */
    text = g_strdup_printf (_("The browser was signed in to another account. @%s still waits for its sign-in."),
                            self->reconnect->username);
  else
    text = g_strdup (_("You can post to it right away."));
  poster_account_avatar_set_account (self->done_avatar, account);
  gtk_label_set_label (self->done_title, title);
  gtk_label_set_label (self->done_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->done_text), missing == NULL || self->reconnect != NULL);
  gtk_label_set_label (self->missing_label, missing != NULL ? missing : "");
  gtk_widget_set_visible (self->missing_box, missing != NULL);
  show_page (self, "done");
  poster_ring_close (self->done_ring);
}

static void
open_cb (const char *uri,
         gpointer    user_data)
{
  Attempt *attempt = user_data;
  PosterConnectWindow *self = attempt->window;

  if (self == NULL)
    return;
  g_free (self->link);
  self->link = g_strdup (uri);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.copy-link", TRUE);
  poster_open_uri (GTK_WINDOW (self), uri);
}

static void
begin (Attempt *attempt)
{
  poster_connect_async (poster_session_get_workspace (attempt->session), attempt->window->words->key,
                        attempt->request, attempt->cancellable, connected_cb, attempt);
}

static void
secret_recalled_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(Attempt) attempt = user_data;
  g_autoptr(GError) error = NULL;

  attempt->request->secret = poster_connect_recall_secret_finish (POSTER_WORKSPACE (object), result, &error);
  if (attempt->window == NULL || g_cancellable_is_cancelled (attempt->cancellable))
    return;
  if (error != NULL)
    {
      show_trouble (attempt->window, error);
      return;
    }
  if (attempt->request->secret == NULL)
    {
      /* Somebody has taken it out of the keyring: then it is asked for after all. */
      g_clear_pointer (&attempt->window->remembered_id, g_free);
      fields_changed_cb (attempt->window);
      show_page (attempt->window, "start");
      return;
    }
  begin (g_steal_pointer (&attempt));
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Attempt) attempt = user_data;
  PosterWorkspace *workspace = POSTER_WORKSPACE (object);
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GError) error = NULL;
  GCancellable *cancellable = attempt->cancellable;
  PosterAccount *account;

  accounts = poster_connect_finish (workspace, result, &error);
  if (accounts != NULL)
    poster_session_ring (attempt->session);
  if (attempt->window == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_pointer (&attempt->window->link, g_free);
  if (accounts == NULL)
    {
      show_trouble (attempt->window, error);
      return;
    }
  account = g_ptr_array_index (accounts, 0);
  attempt->account = g_object_ref (account);
  poster_store_get_connection_async (poster_workspace_get_store (workspace), account->connection_id, cancellable,
                                     connection_got_cb, g_steal_pointer (&attempt));
}

static void
connection_got_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Attempt) attempt = user_data;
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (connection == NULL)
    g_debug ("What was granted is not known: %s", error->message);
  if (attempt->window != NULL)
    show_done (attempt->window, attempt->account, connection);
}

static void
start_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  PosterConnectWindow *self = POSTER_CONNECT_WINDOW (widget);
  g_autofree char *key = dup_text (self->key_row);
  g_autoptr(PosterSecretText) secret = dup_text (self->secret_row);
  Attempt *attempt = g_new0 (Attempt, 1);

  g_set_weak_pointer (&attempt->window, self);
  attempt->session = g_object_ref (self->session);
  attempt->cancellable = g_cancellable_new ();
  g_set_object (&self->attempt, attempt->cancellable);
  attempt->request = poster_connect_request_new (self->words->key, key, secret[0] != '\0' ? secret : NULL);
  attempt->request->open_func = open_cb;
  attempt->request->open_data = attempt;

  gtk_editable_set_text (self->secret_row, "");
  g_clear_pointer (&self->link, g_free);
  gtk_widget_action_set_enabled (widget, "connect.copy-link", FALSE);
  show_page (self, "waiting");
  if (attempt->request->secret != NULL)
    begin (attempt);
  else
    poster_connect_recall_secret_async (poster_session_get_workspace (self->session), self->remembered_id,
                                        attempt->cancellable, secret_recalled_cb, attempt);
}

static void
copy_link_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PosterConnectWindow *self = POSTER_CONNECT_WINDOW (widget);

  if (self->link != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->link);
}

static void
again_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  show_page (POSTER_CONNECT_WINDOW (widget), "start");
}

/* What an earlier sign-in was made with */

static void
remembered_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PosterConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  PosterConnectWindow *self;
  const char *key;

  connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = POSTER_CONNECT_WINDOW (user_data);
  key = connection != NULL ? poster_json_get_string (connection->metadata, "client_key") : NULL;
  if (key == NULL)
    return;
  self->remembered_id = g_strdup (connection->id);
  self->remembered_key = g_strdup (key);
  if (gtk_editable_get_text (self->key_row)[0] == '\0')
    gtk_editable_set_text (self->key_row, key);
  fields_changed_cb (self);
  /* Where the next act is, unless somebody types already. */
  if (gtk_editable_get_text (self->secret_row)[0] == '\0' &&
      g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "start") == 0)
    gtk_widget_grab_focus (self->start_button);
}

/* The account's own connection, or else the newest of the same connector. */
static void
remember (PosterConnectWindow *self)
{
  GListModel *accounts = poster_session_get_accounts (self->session);
  g_autofree char *connection_id = NULL;

  if (self->reconnect != NULL)
    connection_id = g_strdup (self->reconnect->connection_id);
  for (guint i = g_list_model_get_n_items (accounts); connection_id == NULL && i > 0; i--)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i - 1);

      if (!account->is_practice && g_strcmp0 (account->connector, self->words->key) == 0)
        connection_id = g_strdup (account->connection_id);
    }
  if (connection_id != NULL)
    poster_store_get_connection_async (poster_session_get_store (self->session), connection_id, self->cancellable,
                                       remembered_cb, self);
}

/* The class */

static void
poster_connect_window_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  PosterConnectWindow *self = POSTER_CONNECT_WINDOW (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_RECONNECT:
      g_value_set_object (value, self->reconnect);
      break;
    case PROP_CONNECTOR:
      g_value_set_string (value, self->words->key);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_connect_window_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  PosterConnectWindow *self = POSTER_CONNECT_WINDOW (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_RECONNECT:
      self->reconnect = g_value_dup_object (value);
      break;
    case PROP_CONNECTOR:
      self->words = poster_connector_words_find (g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_connect_window_constructed (GObject *object)
{
  PosterConnectWindow *self = POSTER_CONNECT_WINDOW (object);
  const char *service;
  g_autofree char *title = NULL;
  g_autofree char *start_title = NULL;
  g_autofree char *start_text = NULL;
  g_autofree char *waiting_text = NULL;

  G_OBJECT_CLASS (poster_connect_window_parent_class)->constructed (object);

  if (self->reconnect != NULL)
    self->words = poster_connector_words_find (self->reconnect->connector);
  if (self->words == NULL)
    self->words = poster_connector_words_get (0);
  service = self->words->title;
  if (self->reconnect == NULL)
    {
      /* Translators: %s is the name of a service */
      title = g_strdup_printf (_("Connect %s"), service);
      /* Translators: %s is the name of a service */
      start_title = g_strdup_printf (_("Sign in at %s"), service);
    }
  else
    {
      /* Translators: %s is the name of a service */
      title = g_strdup_printf (_("Reconnect %s"), service);
      /* Translators: %s is a handle without the @ */
      start_title = g_strdup_printf (_("Sign in @%s again"), self->reconnect->username);
    }
  /* Translators: %s is the name of a service */
  start_text = g_strdup_printf (_("%s opens in your browser and asks whether Poster may post for you. It knows Poster "
                                  "by an app of your own, which you register there once."), service);
  /* Translators: %s is the name of a service */
  waiting_text = g_strdup_printf (_("%s asks there whether Poster may post for you. Say yes, and this window goes on "
                                    "by itself."), service);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_label (self->start_title, start_title);
  gtk_label_set_label (self->start_text, start_text);
  gtk_label_set_label (self->waiting_text, waiting_text);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->help_button), "s", self->words->help_page);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connect.copy-link", FALSE);
  fields_changed_cb (self);
  show_page (self, "start");
  remember (self);
}

static void
poster_connect_window_dispose (GObject *object)
{
  PosterConnectWindow *self = POSTER_CONNECT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->attempt);
  g_clear_object (&self->session);
  g_clear_object (&self->reconnect);
  G_OBJECT_CLASS (poster_connect_window_parent_class)->dispose (object);
}

static void
poster_connect_window_finalize (GObject *object)
{
  PosterConnectWindow *self = POSTER_CONNECT_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->attempt);
  g_free (self->link);
  g_free (self->remembered_id);
  g_free (self->remembered_key);
  G_OBJECT_CLASS (poster_connect_window_parent_class)->finalize (object);
}

static void
poster_connect_window_class_init (PosterConnectWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_connect_window_get_property;
  object_class->set_property = poster_connect_window_set_property;
  object_class->constructed = poster_connect_window_constructed;
  object_class->dispose = poster_connect_window_dispose;
  object_class->finalize = poster_connect_window_finalize;

  /**
   * PosterConnectWindow:session:
   *
   * Where the account is to go.
   */
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, POSTER_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * PosterConnectWindow:reconnect: (nullable)
   *
   * The account that is to be signed in again.
   */
  properties[PROP_RECONNECT] =
    g_param_spec_object ("reconnect", NULL, NULL, POSTER_TYPE_ACCOUNT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * PosterConnectWindow:connector: (nullable)
   *
   * Which connector; without @reconnect %NULL is the first one.
   */
  properties[PROP_CONNECTOR] =
    g_param_spec_string ("connector", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTER_TYPE_RING);
  g_type_ensure (POSTER_TYPE_ACCOUNT_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-connect-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, dots);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, start_title);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, start_text);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, help_button);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, key_row);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, secret_row);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, kept_label);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, start_button);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, waiting_ring);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, waiting_text);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, done_ring);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, done_avatar);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, done_title);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, done_text);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, missing_box);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, missing_label);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, done_button);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, failed_image);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, failed_title);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, failed_text);
  gtk_widget_class_bind_template_child (widget_class, PosterConnectWindow, again_button);
  gtk_widget_class_bind_template_callback (widget_class, fields_changed_cb);
  gtk_widget_class_install_action (widget_class, "connect.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "connect.copy-link", NULL, copy_link_action);
  gtk_widget_class_install_action (widget_class, "connect.again", NULL, again_action);
}

static void
poster_connect_window_init (PosterConnectWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The help is an action of the application, which a window does not find through its parent. */
static GtkWindow *
create (GtkWindow     *parent,
        PosterSession *session,
        PosterAccount *reconnect,
        const char    *connector)
{
  return g_object_new (POSTER_TYPE_CONNECT_WINDOW,
                       "application", parent != NULL ? gtk_window_get_application (parent) : NULL,
                       "transient-for", parent,
                       "session", session,
                       "reconnect", reconnect,
                       "connector", connector,
                       NULL);
}

/**
 * poster_connect_window_new:
 * @parent: (nullable): the window that asks
 * @session: where the account is to go
 * @reconnect: (nullable): the account that is to be signed in again
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
poster_connect_window_new (GtkWindow     *parent,
                           PosterSession *session,
                           PosterAccount *reconnect)
{
  return create (parent, session, reconnect, NULL);
}

/**
 * poster_connect_window_new_for:
 * @parent: (nullable): the window that asks
 * @session: where the account is to go
 * @connector: key of a connector
 *
 * Returns: (transfer none): a window for a new account of that connector, to be presented
 */
GtkWindow *
poster_connect_window_new_for (GtkWindow     *parent,
                               PosterSession *session,
                               const char    *connector)
{
  return create (parent, session, NULL, connector);
}
