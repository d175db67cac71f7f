/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-accounts-page"

#include "poster-accounts-page.h"

#include <glib/gi18n-lib.h>

#include "poster-account-row.h"
#include "poster-adaptive-bin.h"
#include "poster-application.h"
#include "poster-connection-list.h"
#include "poster-connector-words.h"
#include "poster-disconnect-action.h"
#include "poster-groups-window.h"
#include "poster-key-window.h"
#include "poster-link-window.h"
#include "poster-practice-action.h"
#include "poster-ways-window.h"
#include "poster-words.h"

/* So many rows of a group are there at once, and as many more each time that more are asked for: a
 * service may reach hundreds of accounts, and a row costs the better part of a millisecond. */
#define N_ROWS 16

/* Fewer accounts are chosen one by one. */
#define MIN_GROUPED 3

/* With more accounts than that, one looks for them by name. */
#define MANY 12

/**
 * PosterAccountsPage:
 *
 * The accounts, a group for each connector that has some, or for each connection where one reaches
 * many; the connectors that have none, further connections, and practice, below.
 */
struct _PosterAccountsPage
{
  AdwBin               parent_instance;

  PosterSession       *session;
  GListModel          *connections;   /* (element-type PosterConnection) */
  GPtrArray           *sections;      /* (element-type Section) */

  PosterAdaptiveBin   *adaptive_bin;
  GtkWidget           *tools;
  GtkWidget           *search;
  GtkWidget           *nothing;
  GtkBox              *groups;
  AdwPreferencesGroup *more_group;
  GtkWidget           *practice_row;
};

/* One connector, or one connection of a connector that has keys. The widgets belong to the page. */
typedef struct
{
  PosterAccountsPage         *page;
  const PosterConnectorWords *words;
  PosterConnection           *connection;  /* (nullable), where the group is one connection's */
  GListModel                 *accounts;    /* those of the group */
  GtkFilter                  *filter;      /* what is looked for */
  GListModel                 *found;       /* of these, those */
  GtkSliceListModel          *shown;       /* of these, the first */
  GtkWidget                  *group;
  GtkWidget                  *list;
  GtkWidget                  *more_button;
  GtkWidget                  *refused;     /* (nullable): that the key is no longer good */
  GtkWidget                  *empty;       /* (nullable): that there is no account */
  GtkWidget                  *row;         /* (nullable): instead of the group while there are none */
} Section;

G_DEFINE_FINAL_TYPE (PosterAccountsPage, poster_accounts_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SESSION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
section_free (Section *section)
{
  g_clear_object (&section->connection);
  g_clear_object (&section->accounts);
  g_clear_object (&section->filter);
  g_clear_object (&section->found);
  g_clear_object (&section->shown);
  g_free (section);
}

/* @user_data: key of a connector, or id of a connection. */
static gboolean
belongs (gpointer item,
         gpointer user_data)
{
  PosterAccount *account = item;

  return g_strcmp0 (account->connector, user_data) == 0 || g_strcmp0 (account->connection_id, user_data) == 0;
}

static gboolean
contains (const char *text,
          const char *needle)
{
  g_autofree char *folded = g_utf8_casefold (text != NULL ? text : "", -1);

  return strstr (folded, needle) != NULL;
}

static gboolean
is_wanted (gpointer item,
           gpointer user_data)
{
  PosterAccountsPage *self = user_data;
  PosterAccount *account = item;
  g_autofree char *needle = NULL;
  const char *typed;

  if (!gtk_widget_get_visible (self->search))
    return TRUE;
  typed = gtk_editable_get_text (GTK_EDITABLE (self->search));
  needle = g_utf8_casefold (*typed == '@' ? typed + 1 : typed, -1);
  return contains (account->username, needle) || contains (account->display_name, needle) ||
         contains (poster_words_platform (account->platform), needle);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (user_data);
  GtkWidget *row = poster_account_row_new (self->session, item);

  g_object_bind_property (self->adaptive_bin, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
  return row;
}

static GtkWidget *
create_button (const char *label,
               const char *name,
               const char *icon_name,
               const char *action,
               const char *target)
{
  GtkWidget *button = gtk_button_new ();

  if (icon_name != NULL)
    {
      GtkWidget *content = adw_button_content_new ();

      adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), icon_name);
      adw_button_content_set_label (ADW_BUTTON_CONTENT (content), label);
      gtk_button_set_child (GTK_BUTTON (button), content);
      gtk_widget_add_css_class (button, "flat");
    }
  else
    gtk_button_set_label (GTK_BUTTON (button), label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static GtkWidget *
create_connect_button (const PosterConnectorWords *words,
                       const char                 *icon_name)
{
  g_autofree char *name = NULL;

  /* Translators: %s is the name of a service */
  name = g_strdup_printf (_("Connect %s…"), words->title);
  return create_button (_("Connect…"), name, icon_name, "accounts.connect", words->key);
}

static void
show_more_cb (GtkWidget *button,
              Section   *section)
{
  GtkSliceListModel *shown = section->shown;
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (shown));
  GtkListBoxRow *row;

  gtk_slice_list_model_set_size (shown, gtk_slice_list_model_get_size (shown) + N_ROWS);
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (section->list), (int) n_before);
  if (row != NULL)
    gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
create_refused (Section *section)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name ("dialog-error-symbolic");
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  /* Translators: %s is the name of a service */
  name = g_strdup_printf (_("Reconnect %s…"), section->words->title);
  /* Translators: %s is the name of a service */
  text = g_strdup_printf (_("%s no longer takes the key. Paste another one; what waits for it then goes on."),
                          section->words->title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("The key was refused"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_add_css_class (image, "error");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_button (_("Reconnect…"), name, NULL, "accounts.reconnect",
                                                                  section->connection->id));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

/* Where there are no accounts there is nothing else to disconnect. */
static GtkWidget *
create_remove_button (Section *section)
{
  g_autofree char *title = poster_connection_list_dup_title (section->connection);
  g_autofree char *name = NULL;
  GtkWidget *button;

  /* Translators: %s is the name of a connection */
  name = g_strdup_printf (_("Disconnect %s"), title);
  button = create_button (_("Disconnect"), name, NULL, "accounts.remove", section->connection->id);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
create_empty (Section *section)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = NULL;

  /* Translators: %s is the name of a service */
  text = g_strdup_printf (_("Add the first one: %s connects to it."), section->words->title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("No accounts yet"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_remove_button (section));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

/* What the key reaches, or no longer does, above the accounts. */
static void
add_notices (Section *section)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_margin_bottom (list, 12);
  section->refused = create_refused (section);
  section->empty = create_empty (section);
  gtk_list_box_append (GTK_LIST_BOX (list), section->refused);
  gtk_list_box_append (GTK_LIST_BOX (list), section->empty);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (section->group), list);
}

/* A group of accounts: title, description, Connect… or Add Account…, list. */
static void
add_group (Section *section)
{
  PosterAccountsPage *self = section->page;
  g_autofree char *title = NULL;
  g_autofree char *description = NULL;
  g_autofree char *name = NULL;
  GtkWidget *button;

  section->list = gtk_list_box_new ();
  section->group = adw_preferences_group_new ();
  section->more_button = gtk_button_new_with_mnemonic (_("Show _More"));
  if (section->connection != NULL)
    {
      title = poster_connection_list_dup_title (section->connection);
      description = poster_connection_list_dup_description (section->connection);
      /* Translators: %s is the name of a connection */
      name = g_strdup_printf (_("Add Account to %s…"), title);
      button = create_button (_("Add Account…"), name, "list-add-symbolic", "accounts.add", section->connection->id);
    }
  else
    {
      title = g_strdup (section->words->title);
      description = g_strdup (section->words->description != NULL ? _(section->words->description) : NULL);
      button = create_connect_button (section->words, "list-add-symbolic");
    }

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (section->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (section->list, "boxed-list");
  gtk_list_box_bind_model (GTK_LIST_BOX (section->list), G_LIST_MODEL (section->shown), create_row, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (section->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_add_css_class (section->more_button, "flat");
  gtk_widget_set_halign (section->more_button, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (section->more_button, 6);
  g_signal_connect (section->more_button, "clicked", G_CALLBACK (show_more_cb), section);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (section->group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (section->group), description);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (section->group), button);
  if (section->connection != NULL)
    add_notices (section);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (section->group), section->list);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (section->group), section->more_button);
  gtk_box_insert_child_after (self->groups, section->group,
                              gtk_widget_get_prev_sibling (GTK_WIDGET (self->more_group)));
}

static Section *
add_section (PosterAccountsPage         *self,
             const PosterConnectorWords *words,
             PosterConnection           *connection)
{
  Section *section = g_new0 (Section, 1);
  GListModel *accounts = poster_session_get_accounts (self->session);
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (belongs,
                                                         g_strdup (connection != NULL ? connection->id : words->key),
                                                         g_free));

  section->page = self;
  section->words = words;
  g_set_object (&section->connection, connection);
  section->accounts = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (accounts), filter));
  section->filter = GTK_FILTER (gtk_custom_filter_new (is_wanted, self, NULL));
  section->found = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (section->accounts),
                                                            g_object_ref (section->filter)));
  section->shown = gtk_slice_list_model_new (g_object_ref (section->found), 0, N_ROWS);
  g_ptr_array_add (self->sections, section);
  add_group (section);
  return section;
}

static GtkWidget *
add_more_row (PosterAccountsPage *self,
              const char         *title,
              const char         *subtitle,
              const char         *icon_name,
              GtkWidget          *button)
{
  GtkWidget *image = gtk_image_new_from_icon_name (icon_name);
  GtkWidget *row = adw_action_row_new ();

  gtk_widget_add_css_class (image, "poster-connector-icon");
  gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_preferences_group_add (self->more_group, row);
  return row;
}

/* Further ways: a connector while it has no accounts, one that has keys always. */
static void
add_more_rows (PosterAccountsPage *self)
{
  PosterConnectorRegistry *registry = poster_workspace_get_registry (poster_session_get_workspace (self->session));
  const PosterConnectorWords *words;
  const PosterConnectorWords *keyed = NULL;

  for (guint i = 0; (words = poster_connector_words_get (i)) != NULL; i++)
    {
      GtkWidget *row;

      if (poster_connector_registry_find (registry, words->key) == NULL)
        continue;
      row = add_more_row (self, words->title, words->description != NULL ? _(words->description) : NULL,
                          poster_connector_words_get_icon (words), create_connect_button (words, NULL));
      if (words->has_key)
        keyed = words;
      else
        add_section (self, words, NULL)->row = row;
    }
  if (keyed != NULL)
    add_more_row (self, _("Another server"), _("One that speaks as Late does, such as Poster on another computer"),
                  "network-server-symbolic",
                  create_button (_("Connect…"), _("Connect Another Server…"), NULL, "accounts.connect-server",
                                 keyed->key));

  /* Practice comes after the real ones. */
  g_object_ref (self->practice_row);
  adw_preferences_group_remove (self->more_group, self->practice_row);
  adw_preferences_group_add (self->more_group, self->practice_row);
  g_object_unref (self->practice_row);
  if (keyed != NULL)
    add_more_row (self, _("Practice with Late"), _("An account on each of thirteen networks; nothing leaves this computer"),
                  "poster-practice-symbolic",
                  create_button (C_("an account", "Add"), _("Add Practice Accounts at Late"), NULL, "accounts.practice",
                                 keyed->key));
}

/* Where the focus goes when its row has gone. */
static gboolean
mend_focus_cb (gpointer user_data)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (user_data);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) && gtk_root_get_focus (root) == NULL)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

/* A connection of which all accounts were disconnected is none any more. */
static gboolean
is_given_up (Section *section)
{
  return g_list_model_get_n_items (section->accounts) == 0 && poster_connection_is_removed (section->connection);
}

static gboolean
update_section (PosterAccountsPage *self,
                Section            *section)
{
  gboolean is_empty = g_list_model_get_n_items (section->accounts) == 0;
  gboolean is_searched = gtk_widget_get_visible (self->search) &&
                         gtk_editable_get_text (GTK_EDITABLE (self->search))[0] != '\0';
  guint n_found = g_list_model_get_n_items (section->found);
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (section->shown));

  if (section->connection != NULL)
    {
      GtkWidget *notices = gtk_widget_get_parent (section->refused);

      gtk_widget_set_visible (section->refused, section->connection->needs_sign_in);
      gtk_widget_set_visible (section->empty, is_empty && !section->connection->needs_sign_in);
      gtk_widget_set_visible (notices, is_empty || section->connection->needs_sign_in);
      gtk_widget_set_visible (section->group, !is_given_up (section) && (!is_searched || n_found > 0));
    }
  else
    {
      gtk_widget_set_visible (section->group, n_found > 0);
      gtk_widget_set_visible (section->row, is_empty);
    }
  gtk_widget_set_visible (section->list, n_found > 0);
  gtk_widget_set_visible (section->more_button, n_shown < n_found);
  return n_found > 0;
}

static void
update (PosterAccountsPage *self)
{
  gboolean has_practice = FALSE;
  gboolean is_found = FALSE;
  GListModel *accounts = poster_session_get_accounts (self->session);
  guint n_accounts = g_list_model_get_n_items (accounts);

  gtk_widget_set_visible (self->tools, n_accounts >= MIN_GROUPED);
  gtk_widget_set_visible (self->search, n_accounts > MANY);
  for (guint i = 0; i < self->sections->len; i++)
    is_found |= update_section (self, g_ptr_array_index (self->sections, i));
  gtk_widget_set_visible (self->nothing, n_accounts > 0 && !is_found);
  for (guint i = 0; i < n_accounts && !has_practice; i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i);

      has_practice = account->is_practice;
    }
  adw_preferences_group_set_title (self->more_group, n_accounts > 0 ? _("More ways to post") : _("Ways to post"));
  adw_preferences_group_set_description (self->more_group, has_practice ? NULL : _("Nothing connected here yet"));
  g_idle_add_full (G_PRIORITY_LOW, mend_focus_cb, g_object_ref (self), g_object_unref);
}

static void
search_changed_cb (PosterAccountsPage *self)
{
  for (guint i = 0; i < self->sections->len; i++)
    {
      Section *section = g_ptr_array_index (self->sections, i);

      gtk_slice_list_model_set_size (section->shown, N_ROWS);
      gtk_filter_changed (section->filter, GTK_FILTER_CHANGE_DIFFERENT);
    }
  update (self);
}

static Section *
find_section (PosterAccountsPage *self,
              const char         *connection_id)
{
  for (guint i = 0; i < self->sections->len; i++)
    {
      Section *section = g_ptr_array_index (self->sections, i);

      if (section->connection != NULL && g_str_equal (section->connection->id, connection_id))
        return section;
    }
  return NULL;
}

/* Connections come, and change; none ever goes. */
static void
connections_changed_cb (PosterAccountsPage *self)
{
  PosterConnectorRegistry *registry = poster_workspace_get_registry (poster_session_get_workspace (self->session));

  for (guint i = 0; i < g_list_model_get_n_items (self->connections); i++)
    {
      g_autoptr(PosterConnection) connection = g_list_model_get_item (self->connections, i);
      const PosterConnectorWords *words = poster_connector_words_find (connection->connector);
      Section *section;

      if (words == NULL || !words->has_key || poster_connector_registry_find (registry, words->key) == NULL)
        continue;
      section = find_section (self, connection->id);
      if (section == NULL)
        section = add_section (self, words, connection);
      else if (g_set_object (&section->connection, connection))
        {
          g_autofree char *description = poster_connection_list_dup_description (connection);

          adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (section->group), description);
        }
    }
  update (self);
}

static GtkWindow *
get_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
connect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  poster_ways_window_present (get_window (widget), POSTER_ACCOUNTS_PAGE (widget)->session,
                              g_variant_get_string (parameter, NULL), FALSE);
}

static void
connect_server_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  poster_ways_window_present (get_window (widget), POSTER_ACCOUNTS_PAGE (widget)->session,
                              g_variant_get_string (parameter, NULL), TRUE);
}

static void
reconnect_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (widget);
  Section *section = find_section (self, g_variant_get_string (parameter, NULL));

  if (section != NULL)
    poster_key_window_reconnect (get_window (widget), self->session, section->connection);
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  gtk_window_present (poster_link_window_new (get_window (widget), POSTER_ACCOUNTS_PAGE (widget)->session,
                                              g_variant_get_string (parameter, NULL)));
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (widget);
  Section *section = find_section (self, g_variant_get_string (parameter, NULL));

  if (section != NULL)
    poster_disconnect_action_connection (self->session, section->connection, widget);
}

static void
groups_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  gtk_window_present (poster_groups_window_new (get_window (widget), POSTER_ACCOUNTS_PAGE (widget)->session));
}

static void
practice_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  poster_practice_action (POSTER_ACCOUNTS_PAGE (widget)->session, g_variant_get_string (parameter, NULL),
                          get_window (widget));
}

static void
poster_accounts_page_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_accounts_page_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
poster_accounts_page_constructed (GObject *object)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (object);
  GListModel *accounts = poster_session_get_accounts (self->session);

  G_OBJECT_CLASS (poster_accounts_page_parent_class)->constructed (object);

  add_more_rows (self);
  self->connections = g_object_ref (poster_connection_list_get (self->session));
  g_signal_connect_object (self->connections, "items-changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  connections_changed_cb (self);
}

static void
poster_accounts_page_dispose (GObject *object)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (object);

  g_ptr_array_set_size (self->sections, 0);
  g_clear_object (&self->connections);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (poster_accounts_page_parent_class)->dispose (object);
}

static void
poster_accounts_page_finalize (GObject *object)
{
  g_ptr_array_unref (POSTER_ACCOUNTS_PAGE (object)->sections);
  G_OBJECT_CLASS (poster_accounts_page_parent_class)->finalize (object);
}

static void
poster_accounts_page_class_init (PosterAccountsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = poster_accounts_page_get_property;
  object_class->set_property = poster_accounts_page_set_property;
  object_class->constructed = poster_accounts_page_constructed;
  object_class->dispose = poster_accounts_page_dispose;
  object_class->finalize = poster_accounts_page_finalize;

  /**
   * PosterAccountsPage:session:
   *
   * Whose accounts they are.
   */
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, POSTER_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-accounts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterAccountsPage, adaptive_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountsPage, groups);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountsPage, tools);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountsPage, search);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountsPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountsPage, more_group);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountsPage, practice_row);
  gtk_widget_class_install_action (widget_class, "accounts.connect", "s", connect_action);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_install_action (widget_class, "accounts.connect-server", "s", connect_server_action);
  gtk_widget_class_install_action (widget_class, "accounts.reconnect", "s", reconnect_action);
  gtk_widget_class_install_action (widget_class, "accounts.add", "s", add_action);
  gtk_widget_class_install_action (widget_class, "accounts.remove", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "accounts.groups", NULL, groups_action);
  gtk_widget_class_install_action (widget_class, "accounts.practice", "s", practice_action);
}

static void
poster_accounts_page_init (PosterAccountsPage *self)
{
  self->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) section_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_accounts_page_new:
 *
 * Returns: (transfer floating): the page of the running program's session
 */
GtkWidget *
poster_accounts_page_new (void)
{
  return poster_accounts_page_new_with_session (poster_session_get_default ());
}

/**
 * poster_accounts_page_new_with_session:
 * @session: whose accounts
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
poster_accounts_page_new_with_session (PosterSession *session)
{
  return g_object_new (POSTER_TYPE_ACCOUNTS_PAGE, "session", session, NULL);
}
