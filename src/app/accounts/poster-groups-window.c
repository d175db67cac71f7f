/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-groups-window"

#include "poster-groups-window.h"

#include <glib/gi18n-lib.h>

#include "poster-account-avatar.h"
#include "poster-account-groups.h"
#include "poster-adaptive-bin.h"
#include "poster-words.h"

/* With more accounts than that, one looks for them by name. */
#define MANY 12

/* Of hundreds of accounts so many are rows; the others are found by name. */
#define N_ROWS 40

/**
 * PosterGroupsWindow:
 *
 * The groups of accounts, and one of them to be changed.
 */
struct _PosterGroupsWindow
{
  AdwWindow           parent_instance;

  PosterSession      *session;
  PosterAccountGroup *edited;     /* (nullable): the one that is being changed; %NULL for a new one */
  GHashTable         *chosen;     /* ids of its accounts */
  GtkFilter          *filter;     /* what is looked for */

  GtkStack           *stack;
  GtkWidget          *close_button;
  GtkWidget          *back_button;
  GtkWidget          *save_button;
  GtkListBox         *groups;
  GtkWidget          *groups_list;
  GtkWidget          *new_button;
  GtkEditable        *name_row;
  GtkWidget          *search;
  GtkListBox         *accounts;
  GtkWidget          *delete_button;
  GtkWidget          *problem;
  GtkLabel           *problem_label;
};

G_DEFINE_FINAL_TYPE (PosterGroupsWindow, poster_groups_window, ADW_TYPE_WINDOW)

static void
show_page (PosterGroupsWindow *self,
           const char         *name)
{
  gboolean is_list = g_str_equal (name, "list");

  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (self->close_button, is_list);
  gtk_widget_set_visible (self->back_button, !is_list);
  gtk_widget_set_visible (self->save_button, !is_list);
  gtk_window_set_default_widget (GTK_WINDOW (self), is_list ? NULL : self->save_button);
  gtk_widget_grab_focus (is_list ? self->new_button : GTK_WIDGET (self->name_row));
}

static void
update_can_save (PosterGroupsWindow *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "groups.save",
                                 *name != '\0' && g_hash_table_size (self->chosen) > 0);
}

static void
toggled_cb (PosterGroupsWindow *self,
            GtkCheckButton     *check)
{
  const char *id = g_object_get_data (G_OBJECT (check), "id");

  if (gtk_check_button_get_active (check))
    g_hash_table_add (self->chosen, g_strdup (id));
  else
    g_hash_table_remove (self->chosen, id);
  update_can_save (self);
}

static GtkWidget *
create_account_row (gpointer item,
                    gpointer user_data)
{
  PosterGroupsWindow *self = POSTER_GROUPS_WINDOW (user_data);
  PosterAccount *account = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = poster_account_avatar_new (32);
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *name = poster_words_account (account);

  poster_account_avatar_set_account (POSTER_ACCOUNT_AVATAR (avatar), account);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), poster_words_platform (account->platform));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), g_hash_table_contains (self->chosen, account->id));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), "id", g_strdup (account->id), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  return row;
}

static gboolean
is_wanted (gpointer item,
           gpointer user_data)
{
  PosterGroupsWindow *self = POSTER_GROUPS_WINDOW (user_data);
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autofree char *name = poster_words_account_on (item);
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return strstr (folded, needle) != NULL;
}

static void
search_changed_cb (PosterGroupsWindow *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
edit (PosterGroupsWindow *self,
      PosterAccountGroup *group)
{
  GListModel *accounts = poster_session_get_accounts (self->session);
  g_autoptr(GtkSliceListModel) shown = NULL;
  GtkFilterListModel *found;

  g_set_object (&self->edited, group);
  g_hash_table_remove_all (self->chosen);
  for (guint i = 0; group != NULL && group->account_ids[i] != NULL; i++)
    {
      PosterAccount *account = poster_session_find_account (self->session, group->account_ids[i]);

      if (account != NULL && !account->is_removed)
        g_hash_table_add (self->chosen, g_strdup (account->id));
    }
  gtk_editable_set_text (self->name_row, group != NULL ? group->name : "");
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_set_visible (self->search, g_list_model_get_n_items (accounts) > MANY);
  gtk_widget_set_visible (self->delete_button, group != NULL);
  gtk_widget_set_visible (self->problem, FALSE);
  found = gtk_filter_list_model_new (g_object_ref (accounts), g_object_ref (self->filter));
  shown = gtk_slice_list_model_new (G_LIST_MODEL (found), 0, N_ROWS);
  gtk_list_box_bind_model (self->accounts, G_LIST_MODEL (shown), create_account_row, self, NULL);
  update_can_save (self);
  show_page (self, "edit");
}

static void
group_activated_cb (PosterGroupsWindow *self,
                    GtkListBoxRow      *row)
{
  g_autoptr(PosterAccountGroup) group = g_list_model_get_item (poster_account_groups_get (self->session),
                                                               (guint) gtk_list_box_row_get_index (row));

  edit (self, group);
}

static GtkWidget *
create_group_row (gpointer item,
                  gpointer user_data)
{
  PosterGroupsWindow *self = POSTER_GROUPS_WINDOW (user_data);
  PosterAccountGroup *group = item;
  GtkWidget *row = adw_action_row_new ();
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  for (char **id = group->account_ids; *id != NULL; id++)
    {
      PosterAccount *account = poster_session_find_account (self->session, *id);

      if (account != NULL && !account->is_removed)
        g_ptr_array_add (names, poster_words_account_on (account));
    }
  g_ptr_array_add (names, NULL);
  text = names->len > 1 ? poster_words_list ((const char *const *) names->pdata, 2) : g_strdup (_("No accounts"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), group->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  return row;
}

static void
groups_changed_cb (PosterGroupsWindow *self)
{
  gtk_widget_set_visible (self->groups_list,
                          g_list_model_get_n_items (poster_account_groups_get (self->session)) > 0);
}

static void
changed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterGroupsWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_account_groups_finish (POSTER_SESSION (object), result, &error))
    return;
  gtk_label_set_label (self->problem_label, error->message);
  gtk_widget_set_visible (self->problem, TRUE);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PosterGroupsWindow *self = POSTER_GROUPS_WINDOW (widget);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
  g_autofree gpointer *ids = g_hash_table_get_keys_as_array (self->chosen, NULL);
  g_autoptr(PosterAccountGroup) group = poster_account_group_new (self->edited != NULL ? self->edited->id : NULL, text,
                                                                  (const char *const *) ids);

  poster_account_groups_put_async (self->session, group, changed_cb, g_object_ref (self));
  show_page (self, "list");
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PosterGroupsWindow *self = POSTER_GROUPS_WINDOW (widget);

  if (self->edited != NULL)
    poster_account_groups_drop_async (self->session, self->edited->id, changed_cb, g_object_ref (self));
  show_page (self, "list");
}

static void
new_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  edit (POSTER_GROUPS_WINDOW (widget), NULL);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  show_page (POSTER_GROUPS_WINDOW (widget), "list");
}

static void
poster_groups_window_dispose (GObject *object)
{
  PosterGroupsWindow *self = POSTER_GROUPS_WINDOW (object);

  /* Nothing is looked for in a window that is gone. */
  gtk_custom_filter_set_filter_func (GTK_CUSTOM_FILTER (self->filter), NULL, NULL, NULL);
  g_clear_object (&self->session);
  g_clear_object (&self->edited);
  G_OBJECT_CLASS (poster_groups_window_parent_class)->dispose (object);
}

static void
poster_groups_window_finalize (GObject *object)
{
  PosterGroupsWindow *self = POSTER_GROUPS_WINDOW (object);

  g_hash_table_unref (self->chosen);
  g_object_unref (self->filter);
  G_OBJECT_CLASS (poster_groups_window_parent_class)->finalize (object);
}

static void
poster_groups_window_class_init (PosterGroupsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_groups_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_groups_window_finalize;

  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-groups-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, close_button);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, groups);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, groups_list);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, new_button);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, name_row);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, search);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, accounts);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, delete_button);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, PosterGroupsWindow, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, update_can_save);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_activated_cb);
  gtk_widget_class_install_action (widget_class, "groups.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "groups.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "groups.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "groups.delete", NULL, delete_action);
}

static void
poster_groups_window_init (PosterGroupsWindow *self)
{
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_wanted, self, NULL));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_groups_window_new:
 * @parent: (nullable): the window that asks
 * @session: whose accounts they are
 *
 * Returns: (transfer none): the window, to be presented
 */
GtkWindow *
poster_groups_window_new (GtkWindow     *parent,
                          PosterSession *session)
{
  PosterGroupsWindow *self = g_object_new (POSTER_TYPE_GROUPS_WINDOW, "transient-for", parent, NULL);
  GListModel *groups = poster_account_groups_get (session);

  self->session = g_object_ref (session);
  gtk_list_box_bind_model (self->groups, groups, create_group_row, self, NULL);
  g_signal_connect_object (groups, "items-changed", G_CALLBACK (groups_changed_cb), self, G_CONNECT_SWAPPED);
  groups_changed_cb (self);
  show_page (self, "list");
  return GTK_WINDOW (self);
}
