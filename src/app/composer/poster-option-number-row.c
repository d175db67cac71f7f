/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-number-row"

#include "poster-option-row.h"

#include <math.h>

/* As far as a GtkSpinButton counts without losing a digit. */
#define LARGEST 1e9

#define POSTER_TYPE_OPTION_NUMBER_ROW (poster_option_number_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterOptionNumberRow, poster_option_number_row, POSTER, OPTION_NUMBER_ROW, AdwActionRow)

/**
 * PosterOptionNumberRow:
 *
 * One option that is a whole number, as people read it: pictures counted from 1, milliseconds as
 * seconds.
 */
struct _PosterOptionNumberRow
{
  AdwActionRow         parent_instance;

  PosterOptionsState  *state;
  const PosterFormRow *row;
  gboolean             is_updating;

  GtkSpinButton       *spin;
  GtkAdjustment       *adjustment;
};

G_DEFINE_FINAL_TYPE (PosterOptionNumberRow, poster_option_number_row, ADW_TYPE_ACTION_ROW)

static double
to_shown (PosterOptionNumberRow *self,
          gint64                 number)
{
  return (double) number / (double) self->row->unit_size + (double) self->row->first;
}

static void
changed_cb (PosterOptionNumberRow *self)
{
  g_autoptr(JsonNode) value = NULL;
  double shown;

  if (self->is_updating)
    return;
  shown = gtk_spin_button_get_value (self->spin) - (double) self->row->first;
  value = json_node_init_int (json_node_alloc (), llround (shown * (double) self->row->unit_size));
  poster_options_state_choose (self->state, self->row->option, value);
}

static void
updated_cb (PosterOptionsState *state,
            gpointer            user_data)
{
  PosterOptionNumberRow *self = user_data;
  PosterOption *option = self->row->option;
  JsonNode *value = poster_options_state_get_value (state, option);
  const char *subtitle = poster_form_row_get_subtitle (self->row, poster_options_state_get_kind (state));
  gint64 maximum;
  double least = option->has_minimum ? to_shown (self, option->minimum) : -LARGEST;
  double most = poster_options_state_get_maximum (state, option, &maximum) ? to_shown (self, maximum) : LARGEST;

  self->is_updating = TRUE;
  gtk_adjustment_configure (self->adjustment, gtk_spin_button_get_value (self->spin), least, MAX (least, most),
                            self->row->unit_size > 1 ? 0.1 : 1, self->row->unit_size > 1 ? 1 : 10, 0);
  gtk_spin_button_set_value (self->spin, value != NULL ? to_shown (self, json_node_get_int (value)) : MAX (least, 0));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle != NULL ? subtitle : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->spin), !poster_options_state_is_pending (state, option));
  self->is_updating = FALSE;
}

static void
poster_option_number_row_dispose (GObject *object)
{
  PosterOptionNumberRow *self = POSTER_OPTION_NUMBER_ROW (object);

  g_clear_object (&self->state);
  G_OBJECT_CLASS (poster_option_number_row_parent_class)->dispose (object);
}

static void
poster_option_number_row_class_init (PosterOptionNumberRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_option_number_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-option-number-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterOptionNumberRow, spin);
  gtk_widget_class_bind_template_child (widget_class, PosterOptionNumberRow, adjustment);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
poster_option_number_row_init (PosterOptionNumberRow *self)
{
  /* Until it shows something, nothing that it says is a person's doing. */
  self->is_updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_option_number_row_new:
 * @state: what is chosen
 * @row: the row of an option that is a whole number
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
poster_option_number_row_new (PosterOptionsState  *state,
                              const PosterFormRow *row)
{
  PosterOptionNumberRow *self = g_object_new (POSTER_TYPE_OPTION_NUMBER_ROW, NULL);

  self->state = g_object_ref (state);
  self->row = row;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), poster_form_row_get_title (row));
  gtk_spin_button_set_digits (self->spin, row->unit_size > 1 ? 1 : 0);
  poster_option_row_describe (GTK_WIDGET (self->spin), poster_form_row_get_title (row), NULL);
  g_signal_connect_object (state, "updated", G_CALLBACK (updated_cb), self, 0);
  updated_cb (state, self);
  return GTK_WIDGET (self);
}
