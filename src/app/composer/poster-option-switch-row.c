/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-switch-row"

#include "poster-option-row.h"

#define POSTER_TYPE_OPTION_SWITCH_ROW (poster_option_switch_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterOptionSwitchRow, poster_option_switch_row, POSTER, OPTION_SWITCH_ROW, AdwActionRow)

/**
 * PosterOptionSwitchRow:
 *
 * One option that is true or false.
 */
struct _PosterOptionSwitchRow
{
  AdwActionRow         parent_instance;

  PosterOptionsState  *state;
  const PosterFormRow *row;
  gboolean             is_updating;

  GtkSwitch           *toggle;
};

G_DEFINE_FINAL_TYPE (PosterOptionSwitchRow, poster_option_switch_row, ADW_TYPE_ACTION_ROW)

static void
toggled_cb (PosterOptionSwitchRow *self)
{
  g_autoptr(JsonNode) value = NULL;

  if (self->is_updating)
    return;
  value = json_node_init_boolean (json_node_alloc (), gtk_switch_get_active (self->toggle));
  poster_options_state_choose (self->state, self->row->option, value);
}

static void
updated_cb (PosterOptionsState *state,
            gpointer            user_data)
{
  PosterOptionSwitchRow *self = user_data;
  g_autoptr(JsonNode) on = json_node_init_boolean (json_node_alloc (), TRUE);
  gboolean is_on = poster_options_state_get_boolean (state, self->row->option);
  gboolean is_pending = poster_options_state_is_pending (state, self->row->option);
  const char *reason = poster_options_state_get_refusal (state, self->row->option, on);
  const char *subtitle = poster_form_row_get_subtitle (self->row, poster_options_state_get_kind (state));

  if (reason != NULL)
    subtitle = reason;
  self->is_updating = TRUE;
  gtk_switch_set_active (self->toggle, is_on);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle != NULL ? subtitle : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->toggle), !is_pending && (is_on || reason == NULL));
  poster_option_row_describe (GTK_WIDGET (self->toggle), poster_form_row_get_title (self->row), reason);
  self->is_updating = FALSE;
}

static void
poster_option_switch_row_dispose (GObject *object)
{
  PosterOptionSwitchRow *self = POSTER_OPTION_SWITCH_ROW (object);

  g_clear_object (&self->state);
  G_OBJECT_CLASS (poster_option_switch_row_parent_class)->dispose (object);
}

static void
poster_option_switch_row_class_init (PosterOptionSwitchRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_option_switch_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-option-switch-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterOptionSwitchRow, toggle);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
poster_option_switch_row_init (PosterOptionSwitchRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_option_switch_row_new:
 * @state: what is chosen
 * @row: the row of an option that is true or false
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
poster_option_switch_row_new (PosterOptionsState  *state,
                              const PosterFormRow *row)
{
  PosterOptionSwitchRow *self = g_object_new (POSTER_TYPE_OPTION_SWITCH_ROW, NULL);

  self->state = g_object_ref (state);
  self->row = row;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), poster_form_row_get_title (row));
  g_signal_connect_object (state, "updated", G_CALLBACK (updated_cb), self, 0);
  updated_cb (state, self);
  return GTK_WIDGET (self);
}
