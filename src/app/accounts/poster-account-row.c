/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-account-row"

#include "poster-account-row.h"

#include <glib/gi18n-lib.h>

#include "poster-account-avatar.h"
#include "poster-account-health.h"
#include "poster-account-zone-window.h"
#include "poster-compat.h"
#include "poster-connect.h"
#include "poster-connect-window.h"
#include "poster-connection-list.h"
#include "poster-connector-words.h"
#include "poster-disconnect-action.h"
#include "poster-json.h"
#include "poster-key-window.h"
#include "poster-link-window.h"
#include "poster-practice-action.h"
#include "poster-rename-window.h"
#include "poster-store-submissions.h"
#include "poster-web-folder-window.h"
#include "poster-words.h"

/**
 * PosterAccountRow:
 *
 * An account in the list of its connector: who it is, how it is, and what can be done about it.
 */
struct _PosterAccountRow
{
  GtkListBoxRow               parent_instance;

  PosterSession              *session;
  PosterAccount              *account;
  const PosterConnectorWords *words;      /* (nullable) */
  GCancellable               *cancellable;
  gint64                      ends_us;    /* when its sign-in ends, 0 when not known */
  gboolean                    is_asked;   /* whether that has been asked */
  gboolean                    is_narrow;

  PosterAccountAvatar        *avatar;
  GtkLabel                   *title_label;
  GtkWidget                  *pill;
  GtkLabel                   *subtitle_label;
  GtkWidget                  *narrow_health;
  GtkImage                   *narrow_icon;
  GtkLabel                   *narrow_words;
  GtkWidget                  *wide_health;
  GtkImage                   *wide_icon;
  GtkLabel                   *wide_words;
  GtkButton                  *button;
  GtkWidget                  *menu_button;
  GMenuModel                 *service_menu;   /* of one that a service reaches */
};

G_DEFINE_FINAL_TYPE (PosterAccountRow, poster_account_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_ACCOUNT,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GtkWindow *
get_window (PosterAccountRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static gboolean
is_behind_service (PosterAccountRow *self)
{
  return self->words != NULL && self->words->has_key;
}

static char *
dup_subtitle (PosterAccountRow *self)
{
  PosterPlatforms *platforms = poster_workspace_get_platforms (poster_session_get_workspace (self->session));
  PosterPlatform *platform = poster_platforms_find (platforms, self->account->platform);
  const char *name = platform != NULL ? platform->name : self->account->platform;
  g_autofree char *followers = NULL;
  g_autofree char *text = NULL;

  if (self->account->is_practice && !is_behind_service (self))
    return g_strdup (_("Posts stay on this computer"));
  followers = g_strdup_printf ("%'" G_GINT64_FORMAT, self->account->followers);
  if (self->account->followers < 0)
    text = g_strdup (name);
  else
    /* Translators: the name of a platform, and a number */
    text = g_strdup_printf (ngettext ("%s, %s follower", "%s, %s followers",
                                      (gulong) MIN (self->account->followers, G_MAXINT)), name, followers);
  if (is_behind_service (self) && poster_account_get_holder (self->account) == POSTER_HOLDER_HERE)
    {
      g_autofree char *rest = g_steal_pointer (&text);

      /* Translators: a platform and followers, as before */
      text = g_strdup_printf (_("%s, posted by this computer"), rest);
    }
  if (!is_behind_service (self) || self->account->display_name == NULL || *self->account->display_name == '\0' ||
      g_strcmp0 (self->account->display_name, self->account->username) == 0)
    return g_steal_pointer (&text);
  /* Translators: the name that people see, then a platform and followers */
  return g_strdup_printf (_("%s, %s"), self->account->display_name, text);
}

static void
update_health (PosterAccountRow *self)
{
  const char *const classes[] = { "error", "warning", "poster-health-ready" };
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (self->session));
  PosterAccountHealth health = poster_account_health_of (self->account, self->ends_us, now_us);
  g_autofree char *words = poster_account_health_dup_words (health, self->account, self->ends_us, now_us);
  gboolean is_paused = health == POSTER_ACCOUNT_PAUSED || health == POSTER_ACCOUNT_BARRED;
  g_autofree char *name = poster_words_account (self->account);
  g_autofree char *label = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      gtk_widget_remove_css_class (self->wide_health, classes[i]);
      gtk_widget_remove_css_class (self->narrow_health, classes[i]);
    }
  gtk_widget_add_css_class (self->wide_health, poster_account_health_get_class (health));
  gtk_widget_add_css_class (self->narrow_health, poster_account_health_get_class (health));
  gtk_image_set_from_icon_name (self->wide_icon, poster_account_health_get_icon (health));
  gtk_image_set_from_icon_name (self->narrow_icon, poster_account_health_get_icon (health));
  gtk_label_set_label (self->wide_words, words);
  gtk_label_set_label (self->narrow_words, words);
  gtk_widget_set_tooltip_text (self->wide_health, is_paused ? self->account->paused_message : NULL);
  gtk_widget_set_tooltip_text (self->narrow_health, is_paused ? self->account->paused_message : NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->button), health != POSTER_ACCOUNT_READY && health != POSTER_ACCOUNT_PAUSED);
  gtk_button_set_label (self->button, health == POSTER_ACCOUNT_ENDS_SOON ? C_("sign-in", "Renew") : _("Sign In…"));
  /* Translators: what a button does, and to which account: "Renew, @kitchen" */
  label = g_strdup_printf (_("%s, %s"), gtk_button_get_label (self->button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* Returns: (nullable): where a profile is seen: all of the address, or what comes before the handle */
static const char *
get_profile_prefix (PosterAccountRow *self)
{
  if (self->account->is_practice || self->words == NULL)
    return NULL;
  if (!is_behind_service (self))
    return self->words->profile_uri;
  return poster_json_get_string (self->account->metadata, "profile_url");
}

static void
update (PosterAccountRow *self)
{
  g_autofree char *name = poster_words_account (self->account);
  g_autofree char *name_there = poster_words_account_on (self->account);
  g_autofree char *subtitle = dup_subtitle (self);
  g_autofree char *menu = NULL;

  poster_account_avatar_set_account (self->avatar, self->account);
  gtk_label_set_label (self->title_label, name);
  gtk_widget_set_visible (self->pill, self->account->is_practice);
  gtk_label_set_label (self->subtitle_label, subtitle);
  /* Translators: %s is an account: "@kitchen on TikTok" */
  menu = g_strdup_printf (_("What to Do with %s"), name_there);
  gtk_widget_set_tooltip_text (self->menu_button, menu);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, menu, -1);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.reconnect",
                                 is_behind_service (self) || !self->account->is_practice || !self->account->is_active ||
                                 self->account->paused_code != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.web-folder",
                                 !self->account->is_practice && !is_behind_service (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.open-profile",
                                 get_profile_prefix (self) != NULL);
  update_health (self);
}

static void
end_asked_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  gint64 ends_us = poster_connect_ask_end_finish (POSTER_WORKSPACE (object), result, &error);
  PosterAccountRow *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = POSTER_ACCOUNT_ROW (user_data);
  if (error != NULL)
    {
      /* A keyring that is locked is told where something is wanted of it. */
      g_debug ("When the sign-in ends is not known: %s", error->message);
      return;
    }
  self->ends_us = ends_us;
  update_health (self);
}

static void
ask_end (PosterAccountRow *self)
{
  if (self->session != NULL && !self->account->is_practice && !is_behind_service (self))
    poster_connect_ask_end_async (poster_session_get_workspace (self->session), self->account->connection_id,
                                  self->cancellable, end_asked_cb, self);
}

/* The keyring is asked when somebody wants to see it, not when the program starts. */
static void
poster_account_row_map (GtkWidget *widget)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (widget);

  GTK_WIDGET_CLASS (poster_account_row_parent_class)->map (widget);
  if (self->is_asked)
    return;
  self->is_asked = TRUE;
  ask_end (self);
}

static void
reconnect_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (widget);
  GtkWindow *window = poster_account_row_reconnect (self->session, self->account, get_window (self));

  if (window != NULL)
    g_signal_connect_object (window, "destroy", G_CALLBACK (ask_end), self, G_CONNECT_SWAPPED);
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (widget);

  gtk_window_present (poster_rename_window_new (get_window (self), self->session, self->account));
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

/* The row of what was chosen takes the place of this one. */
static void
holder_changed_cb (GSimpleAction    *action,
                   GVariant         *state,
                   PosterAccountRow *self)
{
  gboolean is_here = g_str_equal (g_variant_get_string (state, NULL), "here");

  g_simple_action_set_state (action, state);
  poster_store_set_account_holder_async (poster_session_get_store (self->session), self->account->id,
                                         is_here ? POSTER_HOLDER_HERE : POSTER_HOLDER_REMOTE, NULL, holder_set_cb, NULL);
}

/* Who posts has a state, which an action of the class cannot have. */
static void
add_holder_action (PosterAccountRow *self)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  gboolean is_here = poster_account_get_holder (self->account) == POSTER_HOLDER_HERE;
  g_autoptr(GSimpleAction) action = g_simple_action_new_stateful ("holder", G_VARIANT_TYPE_STRING,
                                                                  g_variant_new_string (is_here ? "here" : "remote"));

  g_signal_connect_object (action, "change-state", G_CALLBACK (holder_changed_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "posting", G_ACTION_GROUP (group));
}

static void
web_folder_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (widget);

  gtk_window_present (poster_web_folder_window_new (get_window (self), self->session, self->account));
}

static void
time_zone_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (widget);

  gtk_window_present (poster_account_zone_window_new (get_window (self), self->session, self->account));
}

static void
open_profile_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (widget);
  const char *prefix = get_profile_prefix (self);
  g_autofree char *handle = g_uri_escape_string (self->account->username, NULL, FALSE);
  g_autofree char *uri = g_strconcat (prefix, is_behind_service (self) ? "" : handle, NULL);

  /* What a service says is an address need not be one of a page. */
  if (g_str_has_prefix (uri, "https://"))
    poster_open_uri (get_window (self), uri);
}

static void
disconnect_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (widget);

  poster_disconnect_action (self->session, self->account, widget);
}

static void
poster_account_row_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_account_row_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_ACCOUNT:
      self->account = g_value_dup_object (value);
      break;
    case PROP_NARROW:
      if (self->is_narrow == g_value_get_boolean (value))
        break;
      self->is_narrow = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_account_row_constructed (GObject *object)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (object);

  G_OBJECT_CLASS (poster_account_row_parent_class)->constructed (object);
  self->words = poster_connector_words_find (self->account->connector);
  if (is_behind_service (self))
    {
      add_holder_action (self);
      gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), self->service_menu);
    }
  update (self);
}

static void
poster_account_row_dispose (GObject *object)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_account_row_parent_class)->dispose (object);
}

static void
poster_account_row_finalize (GObject *object)
{
  PosterAccountRow *self = POSTER_ACCOUNT_ROW (object);

  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (poster_account_row_parent_class)->finalize (object);
}

static void
poster_account_row_class_init (PosterAccountRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_account_row_get_property;
  object_class->set_property = poster_account_row_set_property;
  object_class->constructed = poster_account_row_constructed;
  object_class->dispose = poster_account_row_dispose;
  object_class->finalize = poster_account_row_finalize;
  widget_class->map = poster_account_row_map;

  /**
   * PosterAccountRow:session:
   *
   * Whose account it is.
   */
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, POSTER_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * PosterAccountRow:account:
   *
   * The account. A changed one gets another row.
   */
  properties[PROP_ACCOUNT] =
    g_param_spec_object ("account", NULL, NULL, POSTER_TYPE_ACCOUNT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * PosterAccountRow:narrow:
   *
   * Whether the health is a line of its own below, and not at the end.
   */
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTER_TYPE_ACCOUNT_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, pill);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, narrow_health);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, narrow_icon);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, narrow_words);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, wide_health);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, wide_icon);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, wide_words);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, button);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, menu_button);
  gtk_widget_class_install_action (widget_class, "account.reconnect", NULL, reconnect_action);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountRow, service_menu);
  gtk_widget_class_install_action (widget_class, "account.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "account.web-folder", NULL, web_folder_action);
  gtk_widget_class_install_action (widget_class, "account.time-zone", NULL, time_zone_action);
  gtk_widget_class_install_action (widget_class, "account.open-profile", NULL, open_profile_action);
  gtk_widget_class_install_action (widget_class, "account.disconnect", NULL, disconnect_action);
}

static void
poster_account_row_init (PosterAccountRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_account_row_new:
 * @session: whose account it is
 * @account: the account
 *
 * Returns: (transfer floating): a row for it
 */
GtkWidget *
poster_account_row_new (PosterSession *session,
                        PosterAccount *account)
{
  return g_object_new (POSTER_TYPE_ACCOUNT_ROW, "session", session, "account", account, NULL);
}

/**
 * poster_account_row_get_account:
 * @self: a row
 *
 * Returns: (transfer none): its account
 */
PosterAccount *
poster_account_row_get_account (PosterAccountRow *self)
{
  return self->account;
}

/**
 * poster_account_row_reconnect:
 * @session: whose account it is
 * @account: an account that cannot be posted to, or will not for long
 * @parent: (nullable): the window that asks
 *
 * Shows the window in which @account is signed in again: where a service reaches it, that for
 * another key when the key was refused, else that in which the service is given the account anew.
 *
 * Returns: (transfer none) (nullable): that window, where the end of its sign-in may have changed after it
 */
GtkWindow *
poster_account_row_reconnect (PosterSession *session,
                              PosterAccount *account,
                              GtkWindow     *parent)
{
  const PosterConnectorWords *words = poster_connector_words_find (account->connector);
  g_autoptr(PosterConnection) connection = NULL;
  GtkWindow *window = NULL;

  if (words != NULL && words->has_key)
    {
      connection = poster_connection_list_find (session, account->connection_id);
      if (connection != NULL && connection->needs_sign_in)
        poster_key_window_reconnect (parent, session, connection);
      else
        window = poster_link_window_new_for (parent, session, account);
    }
  else if (account->is_practice)
    poster_practice_action_again (session, account, parent);
  else
    window = poster_connect_window_new (parent, session, account);
  if (window != NULL)
    gtk_window_present (window);
  return window;
}
