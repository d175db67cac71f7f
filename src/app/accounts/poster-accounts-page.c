/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-accounts-page"

#include "poster-accounts-page.h"

#include <glib/gi18n-lib.h>

#include "poster-account-row.h"
#include "poster-adaptive-bin.h"
#include "poster-application.h"
#include "poster-connect-window.h"
#include "poster-connector-words.h"
#include "poster-practice-action.h"

/**
 * PosterAccountsPage:
 *
 * The accounts, a group for each connector that has some; the connectors that have none, and
 * practice, below.
 */
struct _PosterAccountsPage
{
  AdwBin               parent_instance;

  PosterSession       *session;
  GPtrArray           *sections;      /* (element-type Section) */

  PosterAdaptiveBin   *adaptive_bin;
  GtkBox              *groups;
  AdwPreferencesGroup *more_group;
  GtkWidget           *practice_row;
};

/* One connector. The widgets belong to the page. */
typedef struct
{
  const PosterConnectorWords *words;
  GListModel                 *accounts;  /* those of the connector */
  GtkWidget                  *group;     /* shown while there are some */
  GtkWidget                  *row;       /* shown while there are none */
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
  g_clear_object (&section->accounts);
  g_free (section);
}

static gboolean
is_of_connector (gpointer item,
                 gpointer user_data)
{
  const PosterConnectorWords *words = user_data;

  return g_strcmp0 (POSTER_ACCOUNT (item)->connector, words->key) == 0;
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
create_connect_button (Section *section)
{
  GtkWidget *button = gtk_button_new ();
  g_autofree char *label = NULL;

  /* Translators: %s is the name of a service */
  label = g_strdup_printf (_("Connect %s…"), section->words->title);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "accounts.connect");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", section->words->key);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

/* The accounts of a connector: title, description, Connect…, list. */
static void
add_group (PosterAccountsPage *self,
           Section            *section)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *button = create_connect_button (section);
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _("Connect…"));
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_add_css_class (button, "flat");

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_bind_model (GTK_LIST_BOX (list), section->accounts, create_row, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, section->words->title, -1);

  section->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (section->group), section->words->title);
  if (section->words->description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (section->group), _(section->words->description));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (section->group), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (section->group), list);
  gtk_box_insert_child_after (self->groups, section->group,
                              gtk_widget_get_prev_sibling (GTK_WIDGET (self->more_group)));
}

/* The same connector while it has no accounts. */
static void
add_row (PosterAccountsPage *self,
         Section            *section)
{
  GtkWidget *image = gtk_image_new_from_icon_name ("poster-accounts-symbolic");
  GtkWidget *button = create_connect_button (section);
  PosterPlatforms *platforms = poster_workspace_get_platforms (poster_session_get_workspace (self->session));
  PosterPlatform *platform = poster_platforms_find (platforms, section->words->key);

  if (platform != NULL && platform->glyph != NULL)
    gtk_image_set_from_icon_name (GTK_IMAGE (image), platform->glyph);
  gtk_widget_add_css_class (image, "poster-connector-icon");
  gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
  gtk_button_set_label (GTK_BUTTON (button), _("Connect…"));

  section->row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (section->row), section->words->title);
  if (section->words->description != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (section->row), _(section->words->description));
  adw_action_row_add_prefix (ADW_ACTION_ROW (section->row), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (section->row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (section->row), FALSE);
  adw_preferences_group_add (self->more_group, section->row);
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

static void
update (PosterAccountsPage *self)
{
  gboolean has_accounts = FALSE;
  gboolean has_practice = FALSE;
  GListModel *accounts = poster_session_get_accounts (self->session);

  for (guint i = 0; i < self->sections->len; i++)
    {
      Section *section = g_ptr_array_index (self->sections, i);
      gboolean is_empty = g_list_model_get_n_items (section->accounts) == 0;

      has_accounts |= !is_empty;
      gtk_widget_set_visible (section->group, !is_empty);
      gtk_widget_set_visible (section->row, is_empty);
    }
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i);

      has_practice |= account->is_practice;
    }
  adw_preferences_group_set_title (self->more_group, has_accounts ? _("More ways to post") : _("Ways to post"));
  adw_preferences_group_set_description (self->more_group, has_practice ? NULL : _("Nothing connected here yet"));
  g_idle_add_full (G_PRIORITY_LOW, mend_focus_cb, g_object_ref (self), g_object_unref);
}

static void
connect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_window_present (poster_connect_window_new_for (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->session,
                                                     g_variant_get_string (parameter, NULL)));
}

static void
practice_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  poster_practice_action (self->session, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
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
  PosterConnectorRegistry *registry = poster_workspace_get_registry (poster_session_get_workspace (self->session));
  GListModel *accounts = poster_session_get_accounts (self->session);
  const PosterConnectorWords *words;

  G_OBJECT_CLASS (poster_accounts_page_parent_class)->constructed (object);

  for (guint i = 0; (words = poster_connector_words_get (i)) != NULL; i++)
    {
      Section *section;
      GtkFilter *filter;

      if (poster_connector_registry_find (registry, words->key) == NULL)
        continue;
      section = g_new0 (Section, 1);
      section->words = words;
      filter = GTK_FILTER (gtk_custom_filter_new (is_of_connector, (gpointer) words, NULL));
      section->accounts = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (accounts), filter));
      g_ptr_array_add (self->sections, section);
      add_group (self, section);
      add_row (self, section);
    }
  /* Practice comes after the real ones. */
  g_object_ref (self->practice_row);
  adw_preferences_group_remove (self->more_group, self->practice_row);
  adw_preferences_group_add (self->more_group, self->practice_row);
  g_object_unref (self->practice_row);

  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  update (self);
}

static void
poster_accounts_page_dispose (GObject *object)
{
  PosterAccountsPage *self = POSTER_ACCOUNTS_PAGE (object);

  g_ptr_array_set_size (self->sections, 0);
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
  gtk_widget_class_bind_template_child (widget_class, PosterAccountsPage, more_group);
  gtk_widget_class_bind_template_child (widget_class, PosterAccountsPage, practice_row);
  gtk_widget_class_install_action (widget_class, "accounts.connect", "s", connect_action);
  gtk_widget_class_install_action (widget_class, "accounts.practice", NULL, practice_action);
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
