/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preferences"

#include "poster-preferences.h"

#include <glib/gi18n-lib.h>

#include "poster-compat.h"
#include "poster-disconnect.h"
#include "poster-sleep-habits.h"
#include "poster-words.h"
#include "poster-zone-button.h"

/**
 * PosterPreferences:
 *
 * What a person may set. The engine's settings are in the store, where every process sees them;
 * those of the window are in GSettings.
 */
struct _PosterPreferences
{
  AdwPreferencesPage   parent_instance;

  GtkSpinButton       *grace_spin;
  GtkSpinButton       *spacing_spin;
  AdwActionRow        *zone_row;
  PosterZoneButton    *zone_button;
  AdwComboRow         *connection_row;
  AdwPreferencesGroup *background_group;
  AdwActionRow        *practice_row;
  GtkButton           *practice_button;

  PosterSession       *session;
  GSettings           *settings;        /* (nullable) without an installed schema */
  GCancellable        *cancellable;
  GPtrArray           *connection_ids;  /* (element-type utf8), beside its row; "" for none */
  gboolean             is_filling;      /* what changes now was not changed by a person */
};

G_DEFINE_FINAL_TYPE (PosterPreferences, poster_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
minutes_stored_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(PosterPreferences) self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    {
      if (self->session != NULL)
        poster_session_ring (self->session);
    }
  else
    g_message ("A setting of the engine was not stored: %s", error->message);
}

static void
store_minutes (PosterPreferences *self,
               GtkSpinButton     *spin,
               const char        *setting)
{
  g_autofree char *minutes = NULL;

  if (self->is_filling)
    return;
  minutes = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (spin));
  poster_store_set_setting_async (poster_session_get_store (self->session), setting, minutes,
                                  NULL, minutes_stored_cb, g_object_ref (self));
}

static void
grace_changed_cb (PosterPreferences *self)
{
  store_minutes (self, self->grace_spin, POSTER_ENGINE_GRACE_SETTING);
}

static void
spacing_changed_cb (PosterPreferences *self)
{
  store_minutes (self, self->spacing_spin, POSTER_ENGINE_SPACING_SETTING);
}

/* The setting that was read, and else @default_us. */
static void
show_minutes (PosterPreferences *self,
              GtkSpinButton     *spin,
              PosterStore       *store,
              GAsyncResult      *result,
              gint64             default_us)
{
  g_autofree char *minutes = NULL;
  g_autoptr(GError) error = NULL;
  gint64 value;

  minutes = poster_store_get_setting_finish (store, result, &error);
  if (error != NULL)
    return;
  value = minutes != NULL ? g_ascii_strtoll (minutes, NULL, 10) : default_us / G_TIME_SPAN_MINUTE;
  self->is_filling = TRUE;
  gtk_spin_button_set_value (spin, (double) value);
  self->is_filling = FALSE;
}

static void
grace_read_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PosterPreferences) self = user_data;

  show_minutes (self, self->grace_spin, POSTER_STORE (object), result, POSTER_ENGINE_DEFAULT_GRACE_US);
}

static void
spacing_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PosterPreferences) self = user_data;

  show_minutes (self, self->spacing_spin, POSTER_STORE (object), result, POSTER_ENGINE_DEFAULT_SPACING_US);
}

static void
connection_chosen_cb (PosterPreferences *self)
{
  guint selected = adw_combo_row_get_selected (self->connection_row);

  if (!self->is_filling && selected < self->connection_ids->len)
    g_settings_set_string (self->settings, "default-connection", g_ptr_array_index (self->connection_ids, selected));
}

/* One line for each connection, called by its accounts. */
static void
fill_connections (PosterPreferences *self)
{
  GListModel *accounts = poster_session_get_accounts (self->session);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *chosen = NULL;
  guint n_practice = 0;
  guint selected = 0;
  g_autofree char *count = NULL;

  self->is_filling = TRUE;
  chosen = self->settings != NULL ? g_settings_get_string (self->settings, "default-connection") : g_strdup ("");
  g_ptr_array_set_size (self->connection_ids, 0);
  g_ptr_array_add (self->connection_ids, g_strdup (""));
  gtk_string_list_append (names, _("None in particular"));
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i);

      n_practice += account->is_practice ? 1 : 0;
      if (g_ptr_array_find_with_equal_func (self->connection_ids, account->connection_id, g_str_equal, NULL))
        continue;
      if (g_str_equal (account->connection_id, chosen))
        selected = self->connection_ids->len;
      g_ptr_array_add (self->connection_ids, g_strdup (account->connection_id));
      gtk_string_list_take (names, poster_words_account_on (account));
    }
  adw_combo_row_set_model (self->connection_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->connection_row, selected);
  /* The row takes a new list for a reason to be used. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->connection_row), self->settings != NULL);
  self->is_filling = FALSE;

  count = n_practice > 0 ? g_strdup_printf (ngettext ("%u account", "%u accounts", n_practice), n_practice)
                         : g_strdup (_("None"));
  adw_action_row_set_subtitle (self->practice_row, count);
  gtk_widget_set_sensitive (GTK_WIDGET (self->practice_button), n_practice > 0);
}

static void
disconnected_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PosterPreferences) self = user_data;
  g_autofree char *left_behind = NULL;
  g_autoptr(GError) error = NULL;

  if (!poster_disconnect_finish (POSTER_WORKSPACE (object), result, &left_behind, &error) && self->session != NULL)
    adw_action_row_set_subtitle (self->practice_row, error->message);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PosterPreferences) self = user_data;
  g_autofree char *response = poster_ask_finish (result, NULL);
  g_autoptr(GPtrArray) practice = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *accounts;

  if (self->session == NULL || g_strcmp0 (response, "remove") != 0)
    return;
  accounts = poster_session_get_accounts (self->session);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i);

      if (account->is_practice)
        g_ptr_array_add (practice, g_steal_pointer (&account));
    }
  for (guint i = 0; i < practice->len; i++)
    poster_disconnect_async (poster_session_get_workspace (self->session), g_ptr_array_index (practice, i), TRUE, NULL,
                             disconnected_cb, g_object_ref (self));
}

static void
remove_practice_cb (PosterPreferences *self)
{
  const char *const responses[] = { "cancel", _("_Cancel"), "remove", _("_Remove"), NULL };

  poster_ask_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Remove All Practice Accounts?"),
                    _("Posts that wait for them will not go out. What was posted stays in the list."),
                    responses, NULL, "remove", self->cancellable, asked_cb, g_object_ref (self));
}

static void
poster_preferences_dispose (GObject *object)
{
  PosterPreferences *self = POSTER_PREFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (poster_preferences_parent_class)->dispose (object);
}

static void
poster_preferences_finalize (GObject *object)
{
  PosterPreferences *self = POSTER_PREFERENCES (object);

  g_ptr_array_unref (self->connection_ids);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (poster_preferences_parent_class)->finalize (object);
}

static void
poster_preferences_class_init (PosterPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_preferences_dispose;
  object_class->finalize = poster_preferences_finalize;

  g_type_ensure (POSTER_TYPE_ZONE_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterPreferences, grace_spin);
  gtk_widget_class_bind_template_child (widget_class, PosterPreferences, spacing_spin);
  gtk_widget_class_bind_template_child (widget_class, PosterPreferences, zone_row);
  gtk_widget_class_bind_template_child (widget_class, PosterPreferences, zone_button);
  gtk_widget_class_bind_template_child (widget_class, PosterPreferences, connection_row);
  gtk_widget_class_bind_template_child (widget_class, PosterPreferences, background_group);
  gtk_widget_class_bind_template_child (widget_class, PosterPreferences, practice_row);
  gtk_widget_class_bind_template_child (widget_class, PosterPreferences, practice_button);
  gtk_widget_class_bind_template_callback (widget_class, grace_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, spacing_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_practice_cb);
}

static void
poster_preferences_init (PosterPreferences *self)
{
  self->cancellable = g_cancellable_new ();
  self->connection_ids = g_ptr_array_new_with_free_func (g_free);
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_filling = FALSE;
}

static void
add_background_row (PosterPreferences *self)
{
  g_autofree char *habits = poster_sleep_habits_dup_words ();
  GtkSwitch *toggle;
  GtkWidget *row = poster_switch_row_new (_("Publish with no window open"),
                                          _("Poster starts with the session and sends what is due."), &toggle);

  adw_preferences_group_add (self->background_group, row);
  if (habits != NULL)
    adw_preferences_group_set_description (self->background_group, habits);
  if (self->settings != NULL)
    g_settings_bind (self->settings, "run-in-background", toggle, "active", G_SETTINGS_BIND_DEFAULT);
  else
    gtk_widget_set_sensitive (row, FALSE);
}

/**
 * poster_preferences_page_new:
 * @session: a session
 * @settings: (nullable): the settings of the window; %NULL where their schema is not installed
 *
 * Returns: (transfer floating): the page, for poster_preferences_add()
 */
GtkWidget *
poster_preferences_page_new (PosterSession *session,
                             GSettings     *settings)
{
  PosterPreferences *self = g_object_new (POSTER_TYPE_PREFERENCES, NULL);
  GListModel *accounts = poster_session_get_accounts (session);

  self->session = g_object_ref (session);
  self->settings = settings != NULL ? g_object_ref (settings) : NULL;
  gtk_widget_set_sensitive (GTK_WIDGET (self->zone_row), settings != NULL);

  add_background_row (self);
  if (settings != NULL)
    g_settings_bind (settings, "time-zone", self->zone_button, "zone", G_SETTINGS_BIND_DEFAULT);
  fill_connections (self);
  g_signal_connect_object (self->connection_row, "notify::selected", G_CALLBACK (connection_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (fill_connections), self, G_CONNECT_SWAPPED);
  poster_store_get_setting_async (poster_session_get_store (session), POSTER_ENGINE_GRACE_SETTING, self->cancellable,
                                  grace_read_cb, g_object_ref (self));
  poster_store_get_setting_async (poster_session_get_store (session), POSTER_ENGINE_SPACING_SETTING, self->cancellable,
                                  spacing_read_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
