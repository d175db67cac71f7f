/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-link-window"

#include "poster-link-window.h"

#include <glib/gi18n-lib.h>

#include "poster-account-avatar.h"
#include "poster-adaptive-bin.h"
#include "poster-compat.h"
#include "poster-connection-list.h"
#include "poster-connector-words.h"
#include "poster-link.h"
#include "poster-ring.h"
#include "poster-sign-in-words.h"
#include "poster-words.h"

#define APP_PASSWORDS_URI "https://bsky.app/settings/app-passwords"

/* A longer list of choices is searched. */
#define MANY 8

/**
 * PosterLinkWindow:
 *
 * Lets the service of a connection reach a new account: which network, then whatever that network
 * wants of a person, one step at a time. The window may be closed at any time; that ends the attempt.
 */
struct _PosterLinkWindow
{
  AdwWindow                   parent_instance;

  PosterSession              *session;
  char                       *connection_id;
  const PosterConnectorWords *words;
  PosterPlatform             *platform;       /* (nullable): the one that was chosen; borrowed of the workspace */
  PosterAccountLink          *link;           /* (nullable): the attempt under way */
  GCancellable               *attempt;        /* (nullable): of it */
  char                       *uri;            /* (nullable): the consent page */
  gint64                      expires_us;     /* when the code ends */
  gboolean                    is_fixed;       /* whether the network was chosen before the window was */

  GtkStack                   *stack;
  GtkWidget                  *cancel_button;
  GtkWidget                  *back_button;
  GtkLabel                   *networks_text;
  GtkListBox                 *networks;
  GtkEditable                *handle_row;
  GtkEditable                *password_row;
  GtkWidget                  *sign_in_button;
  PosterRing                 *waiting_ring;
  GtkLabel                   *waiting_title;
  GtkLabel                   *waiting_text;
  GtkWidget                  *copy_list;
  GtkWidget                  *copy_button;
  GtkLabel                   *code_text;
  GtkLabel                   *code_label;
  GtkWidget                  *copy_code_button;
  GtkLabel                   *steps_label;
  GtkSpinner                 *code_spinner;
  GtkLabel                   *left_label;
  GtkLabel                   *choose_title;
  GtkLabel                   *choose_text;
  GtkWidget                  *search;
  GtkListBox                 *choices;
  PosterRing                 *done_ring;
  PosterAccountAvatar        *done_avatar;
  GtkLabel                   *done_title;
  GtkLabel                   *done_text;
  GtkWidget                  *done_button;
  GtkImage                   *failed_image;
  GtkLabel                   *failed_title;
  GtkLabel                   *failed_text;
  GtkWidget                  *again_button;
};

G_DEFINE_FINAL_TYPE (PosterLinkWindow, poster_link_window, ADW_TYPE_WINDOW)

/* One attempt. Lives until poster_link_async() has answered, whether or not the window does. */
typedef struct
{
  PosterLinkWindow *window;   /* (nullable), weak */
  PosterSession    *session;
  GCancellable     *cancellable;
} Attempt;

static void begin (PosterLinkWindow *self, const char *handle, const char *secret);

static void
attempt_free (Attempt *attempt)
{
  g_clear_weak_pointer (&attempt->window);
  g_object_unref (attempt->session);
  g_object_unref (attempt->cancellable);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static gboolean
is_platform (PosterLinkWindow *self,
             const char       *key)
{
  return self->platform != NULL && g_str_equal (self->platform->key, key);
}

static void
show_page (PosterLinkWindow *self,
           const char       *name)
{
  gboolean is_done = g_str_equal (name, "done");
  gboolean is_first = g_str_equal (name, "networks");
  GtkWidget *suggested = NULL;
  GtkWidget *focus = NULL;

  gtk_stack_set_visible_child_name (self->stack, name);
  poster_ring_set_turning (self->waiting_ring, g_str_equal (name, "waiting"));
  gtk_spinner_set_spinning (self->code_spinner, g_str_equal (name, "code"));
  gtk_widget_set_visible (self->cancel_button, !is_done);
  gtk_widget_set_visible (self->back_button, !is_first && !is_done && !self->is_fixed);
  if (g_str_equal (name, "password"))
    {
      suggested = self->sign_in_button;
      focus = GTK_WIDGET (gtk_editable_get_text (self->handle_row)[0] == '\0' ? self->handle_row : self->password_row);
    }
  else if (g_str_equal (name, "waiting"))
    focus = gtk_widget_get_visible (self->copy_list) ? self->copy_button : self->cancel_button;
  else if (g_str_equal (name, "code"))
    focus = self->copy_code_button;
  else if (g_str_equal (name, "choose"))
    focus = gtk_widget_get_visible (self->search) ? self->search
                                                  : GTK_WIDGET (gtk_list_box_get_row_at_index (self->choices, 0));
  else if (is_done)
    suggested = focus = self->done_button;
  else if (g_str_equal (name, "failed"))
    suggested = focus = self->again_button;
  else
    focus = GTK_WIDGET (gtk_list_box_get_row_at_index (self->networks, 0));
  gtk_window_set_default_widget (GTK_WINDOW (self), suggested);
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
}

static void
show_waiting (PosterLinkWindow *self,
              const char       *title,
              char             *text,
              gboolean          for_browser)
{
  gtk_label_set_label (self->waiting_title, title);
  gtk_label_set_label (self->waiting_text, text);
  gtk_widget_set_visible (self->copy_list, for_browser);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "link.copy", self->uri != NULL);
  show_page (self, "waiting");
  g_free (text);
}

static void
fields_changed_cb (PosterLinkWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "link.sign-in",
                                 gtk_editable_get_text (self->handle_row)[0] != '\0' &&
                                 gtk_editable_get_text (self->password_row)[0] != '\0');
}

/* What was under way is of no use any more. */
static void
end_attempt (PosterLinkWindow *self)
{
  if (self->link != NULL)
    g_signal_handlers_disconnect_by_data (self->link, self);
  g_clear_object (&self->link);
  g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
  g_clear_pointer (&self->uri, g_free);
  self->expires_us = 0;
}

/* The browser */

static void
open_uri_cb (PosterLinkWindow *self,
             const char       *uri)
{
  g_free (self->uri);
  self->uri = g_strdup (uri);
  show_waiting (self, _("Waiting for your browser"),
                /* Translators: the names of a network, of a service, and of the network again */
                g_strdup_printf (_("%s asks there whether %s may post for you. Say yes, and this window goes on by "
                                   "itself."), self->platform->name, self->words->title), TRUE);
  poster_open_uri (GTK_WINDOW (self), uri);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PosterLinkWindow *self = POSTER_LINK_WINDOW (widget);

  if (self->uri != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->uri);
}

/* The code */

static void tick (PosterLinkWindow *self);

static void
slept_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  if (poster_clock_sleep_finish (POSTER_CLOCK (object), result, NULL))
    tick (user_data);
}

static void
tick (PosterLinkWindow *self)
{
  PosterClock *clock = poster_session_get_clock (self->session);
  gint64 left_us = self->expires_us - poster_clock_get_now_us (clock);
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;

  if (left_us <= 0)
    {
      gtk_label_set_label (self->left_label, _("The code has expired. Go back for another one."));
      return;
    }
  time = poster_words_duration (left_us);
  /* Translators: %s is minutes and seconds, such as 14:05 */
  text = g_strdup_printf (_("Waiting for it to arrive; the code is good for %s"), time);
  gtk_label_set_label (self->left_label, text);
  poster_clock_sleep_async (clock, G_TIME_SPAN_SECOND, self->attempt, slept_cb, self);
}

static void
code_cb (PosterLinkWindow *self,
         const char       *code,
         const char       *bot,
         const char       *instructions,
         gint64            expires_us)
{
  g_autofree char *label = NULL;
  g_autofree char *text = NULL;

  self->expires_us = expires_us;
  if (bot != NULL && *bot != '\0')
    /* Translators: %s is the name of a bot at Telegram */
    text = g_strdup_printf (_("Send this code to %s at Telegram, in the chat or channel that the posts are for."), bot);
  else
    text = g_strdup (_("Send this code to the bot at Telegram, in the chat or channel that the posts are for."));
  gtk_label_set_label (self->code_text, text);
  gtk_label_set_label (self->code_label, code);
  /* Translators: %s is a code */
  label = g_strdup_printf (_("Code: %s"), code);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code_label), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_label_set_label (self->steps_label, instructions != NULL ? instructions : "");
  gtk_widget_set_visible (GTK_WIDGET (self->steps_label), instructions != NULL && *instructions != '\0');
  show_page (self, "code");
  tick (self);
}

static void
copy_code_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PosterLinkWindow *self = POSTER_LINK_WINDOW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), gtk_label_get_label (self->code_label));
}

/* The second step */

static const char *
get_question (const char *kind)
{
  if (g_str_equal (kind, "page"))
    return _("Which page?");
  if (g_str_equal (kind, "organization"))
    return _("Who posts?");
  if (g_str_equal (kind, "board"))
    return _("Which board?");
  if (g_str_equal (kind, "location"))
    return _("Which location?");
  if (g_str_equal (kind, "profile"))
    return _("Which profile?");
  return _("Which account?");
}

static GtkWidget *
create_choice_row (PosterLinkChoice *choice)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), choice->name);
  if (choice->detail != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), choice->detail);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (choice->id), g_free);
  return row;
}

static void
clear_list (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

static void
choose_cb (PosterLinkWindow *self,
           const char       *kind,
           GPtrArray        *choices)
{
  g_autofree char *text = NULL;

  clear_list (self->choices);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  for (guint i = 0; i < choices->len; i++)
    gtk_list_box_append (self->choices, create_choice_row (g_ptr_array_index (choices, i)));
  gtk_widget_set_visible (self->search, choices->len > MANY);
  gtk_label_set_label (self->choose_title, get_question (kind));
  /* Translators: the name of a network, and how many */
  text = g_strdup_printf (ngettext ("%s has %u that you may post to. It becomes an account of its own here.",
                                    "%s has %u that you may post to. The one you choose becomes an account here; for "
                                    "the others, add the network again.", choices->len),
                          self->platform->name, choices->len);
  gtk_label_set_label (self->choose_text, text);
  show_page (self, "choose");
}

static gboolean
is_wanted (GtkListBoxRow *row,
           gpointer       user_data)
{
  PosterLinkWindow *self = POSTER_LINK_WINDOW (user_data);
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autofree char *title = g_utf8_casefold (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);
  const char *detail = adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
  g_autofree char *folded = g_utf8_casefold (detail != NULL ? detail : "", -1);

  return strstr (title, needle) != NULL || strstr (folded, needle) != NULL;
}

static void
search_changed_cb (PosterLinkWindow *self)
{
  gtk_list_box_invalidate_filter (self->choices);
}

static void
choice_activated_cb (PosterLinkWindow *self,
                     GtkListBoxRow    *row)
{
  if (self->link == NULL)
    return;
  show_waiting (self, _("Almost there"),
                /* Translators: %s is the name of a service */
                g_strdup_printf (_("%s is told of your choice."), self->words->title), FALSE);
  poster_account_link_choose (self->link, g_object_get_data (G_OBJECT (row), "id"));
}

/* The end */

static void
show_done (PosterLinkWindow *self,
           PosterAccount    *account)
{
  g_autofree char *name = poster_words_account (account);
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  /* Translators: %s is an account: "@kitchen is connected" */
  title = g_strdup_printf (_("%s is connected"), name);
  /* Translators: the name of a network */
  text = g_strdup_printf (_("You can post to it on %s right away."), poster_words_platform (account->platform));
  poster_account_avatar_set_account (self->done_avatar, account);
  gtk_label_set_label (self->done_title, title);
  gtk_label_set_label (self->done_text, text);
  show_page (self, "done");
  poster_ring_close (self->done_ring);
}

static void
show_trouble (PosterLinkWindow *self,
              const GError     *error)
{
  g_autoptr(PosterSignInTrouble) trouble = poster_sign_in_trouble_new (error, self->platform->name);

  gtk_image_set_from_icon_name (self->failed_image, trouble->icon_name);
  gtk_label_set_label (self->failed_title, trouble->title);
  gtk_label_set_label (self->failed_text, trouble->text);
  show_page (self, "failed");
}

static void
linked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Attempt) attempt = user_data;
  g_autoptr(PosterAccount) account = NULL;
  g_autoptr(GError) error = NULL;
  PosterLinkWindow *self = attempt->window;

  account = poster_link_finish (POSTER_WORKSPACE (object), result, &error);
  if (account != NULL)
    poster_session_ring (attempt->session);
  /* Another attempt may have begun meanwhile. */
  if (self == NULL || self->attempt != attempt->cancellable)
    return;
  end_attempt (self);
  if (account != NULL)
    show_done (self, account);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_trouble (self, error);
}

static void
begin (PosterLinkWindow *self,
       const char       *handle,
       const char       *secret)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  end_attempt (self);
  g_set_weak_pointer (&attempt->window, self);
  attempt->session = g_object_ref (self->session);
  attempt->cancellable = g_cancellable_new ();
  self->attempt = g_object_ref (attempt->cancellable);
  self->link = poster_account_link_new (self->platform->key, handle, secret);
  g_signal_connect_object (self->link, "open-uri", G_CALLBACK (open_uri_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "code", G_CALLBACK (code_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "choose", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);
  show_waiting (self, self->platform->name,
                /* Translators: the name of a service, and of a network */
                g_strdup_printf (_("%s prepares the way to %s."), self->words->title, self->platform->name), FALSE);
  poster_link_async (poster_session_get_workspace (self->session), self->connection_id, self->link,
                     attempt->cancellable, linked_cb, attempt);
}

static void
sign_in_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  PosterLinkWindow *self = POSTER_LINK_WINDOW (widget);
  g_autofree char *handle = g_strstrip (g_strdup (gtk_editable_get_text (self->handle_row)));
  g_autoptr(PosterSecretText) secret = g_strstrip (g_strdup (gtk_editable_get_text (self->password_row)));

  gtk_editable_set_text (self->password_row, "");
  begin (self, *handle == '@' ? handle + 1 : handle, secret);
}

static void
choose_network (PosterLinkWindow *self)
{
  if (is_platform (self, "bluesky"))
    show_page (self, "password");
  else
    begin (self, NULL, NULL);
}

static void
network_activated_cb (PosterLinkWindow *self,
                      GtkListBoxRow    *row)
{
  self->platform = g_object_get_data (G_OBJECT (row), "platform");
  choose_network (self);
}

static void
again_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  choose_network (POSTER_LINK_WINDOW (widget));
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PosterLinkWindow *self = POSTER_LINK_WINDOW (widget);

  end_attempt (self);
  gtk_editable_set_text (self->password_row, "");
  self->is_fixed = FALSE;
  show_page (self, "networks");
}

static void
app_passwords_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  poster_open_uri (GTK_WINDOW (widget), APP_PASSWORDS_URI);
}

/* The class */

static GtkWidget *
create_network_row (PosterPlatform *platform)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name (platform->glyph != NULL ? platform->glyph : "poster-accounts-symbolic");

  gtk_widget_add_css_class (image, "poster-link-glyph");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), platform->name);
  if (g_str_equal (platform->key, "bluesky"))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("With your handle and an app password"));
  else if (g_str_equal (platform->key, "telegram"))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("With a code that you send to a bot"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_object_set_data (G_OBJECT (row), "platform", platform);
  return row;
}

static void
poster_link_window_dispose (GObject *object)
{
  PosterLinkWindow *self = POSTER_LINK_WINDOW (object);

  end_attempt (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_link_window_parent_class)->dispose (object);
}

static void
poster_link_window_finalize (GObject *object)
{
  g_free (POSTER_LINK_WINDOW (object)->connection_id);
  G_OBJECT_CLASS (poster_link_window_parent_class)->finalize (object);
}

static void
poster_link_window_class_init (PosterLinkWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_link_window_dispose;
  object_class->finalize = poster_link_window_finalize;

  g_type_ensure (POSTER_TYPE_RING);
  g_type_ensure (POSTER_TYPE_ACCOUNT_AVATAR);
  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-link-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, networks_text);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, networks);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, handle_row);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, password_row);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, waiting_ring);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, waiting_title);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, waiting_text);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, copy_list);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, code_text);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, code_label);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, copy_code_button);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, steps_label);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, code_spinner);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, left_label);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, choose_title);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, choose_text);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, search);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, choices);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, done_ring);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, done_avatar);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, done_title);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, done_text);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, done_button);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, failed_image);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, failed_title);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, failed_text);
  gtk_widget_class_bind_template_child (widget_class, PosterLinkWindow, again_button);
  gtk_widget_class_bind_template_callback (widget_class, fields_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, network_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_activated_cb);
  gtk_widget_class_install_action (widget_class, "link.sign-in", NULL, sign_in_action);
  gtk_widget_class_install_action (widget_class, "link.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "link.copy-code", NULL, copy_code_action);
  gtk_widget_class_install_action (widget_class, "link.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "link.again", NULL, again_action);
  gtk_widget_class_install_action (widget_class, "link.app-passwords", NULL, app_passwords_action);
}

static void
poster_link_window_init (PosterLinkWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->choices, is_wanted, self, NULL);
}

static PosterLinkWindow *
create (GtkWindow     *parent,
        PosterSession *session,
        const char    *connector,
        const char    *connection_id)
{
  PosterLinkWindow *self = g_object_new (POSTER_TYPE_LINK_WINDOW,
                                         "application", parent != NULL ? gtk_window_get_application (parent) : NULL,
                                         "transient-for", parent,
                                         NULL);
  GListModel *platforms = G_LIST_MODEL (poster_workspace_get_platforms (poster_session_get_workspace (session)));
  g_autofree char *text = NULL;

  self->session = g_object_ref (session);
  self->connection_id = g_strdup (connection_id);
  self->words = poster_connector_words_find (connector);
  for (guint i = 0; i < g_list_model_get_n_items (platforms); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (platforms, i);

      gtk_list_box_append (self->networks, create_network_row (platform));
    }
  /* Translators: both %s are the name of a service */
  text = g_strdup_printf (_("%s connects to the account, and Poster posts to it through %s."), self->words->title,
                          self->words->title);
  gtk_label_set_label (self->networks_text, text);
  fields_changed_cb (self);
  return self;
}

/**
 * poster_link_window_new:
 * @parent: (nullable): the window that asks
 * @session: where the account is to go
 * @connection_id: a connection to a service that keeps accounts of its own
 *
 * Returns: (transfer none): a window for a new account, to be presented
 */
GtkWindow *
poster_link_window_new (GtkWindow     *parent,
                        PosterSession *session,
                        const char    *connection_id)
{
  g_autoptr(PosterConnection) connection = poster_connection_list_find (session, connection_id);
  PosterLinkWindow *self = create (parent, session, connection != NULL ? connection->connector : "late", connection_id);

  show_page (self, "networks");
  return GTK_WINDOW (self);
}

/**
 * poster_link_window_new_for:
 * @parent: (nullable): the window that asks
 * @session: whose account it is
 * @account: an account that its service no longer reaches
 *
 * Returns: (transfer none): a window that lets the service reach it again, to be presented
 */
GtkWindow *
poster_link_window_new_for (GtkWindow     *parent,
                            PosterSession *session,
                            PosterAccount *account)
{
  PosterLinkWindow *self = create (parent, session, account->connector, account->connection_id);

  gtk_window_set_title (GTK_WINDOW (self), _("Reconnect Account"));
  self->platform = poster_platforms_find (poster_workspace_get_platforms (poster_session_get_workspace (session)),
                                          account->platform);
  self->is_fixed = self->platform != NULL;
  if (g_strcmp0 (account->platform, "bluesky") == 0)
    gtk_editable_set_text (self->handle_row, account->username);
  if (self->platform != NULL)
    choose_network (self);
  else
    show_page (self, "networks");
  return GTK_WINDOW (self);
}
