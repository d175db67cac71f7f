/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-row"

#include "poster-option-row.h"

static const PosterFormRow *
row_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "poster-form-row");
}

/* A row that has nothing to choose is not there. */
static void
updated_cb (PosterOptionsState *state,
            gpointer            user_data)
{
  GtkWidget *widget = user_data;

  gtk_widget_set_visible (widget, poster_options_state_shows_row (state, row_of (widget)));
}

/* The rows that few need, one below the other behind one title. */
static GtkWidget *
more_row_new (PosterOptionsState  *state,
              const PosterFormRow *row)
{
  GtkWidget *widget = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), poster_form_row_get_title (row));
  for (guint i = 0; i < row->rows->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (widget),
                              poster_option_row_new (state, g_ptr_array_index (row->rows, i)));
  return widget;
}

static void
more_updated_cb (PosterOptionsState *state,
                 gpointer            user_data)
{
  const char *subtitle = poster_form_row_get_subtitle (row_of (user_data), poster_options_state_get_kind (state));

  adw_expander_row_set_subtitle (user_data, subtitle != NULL ? subtitle : "");
}

static GtkWidget *
one_option_row_new (PosterOptionsState  *state,
                    const PosterFormRow *row)
{
  switch (row->option->type)
    {
    case POSTER_OPTION_BOOLEAN:
      return poster_option_switch_row_new (state, row);
    case POSTER_OPTION_CHOICE:
      return poster_option_choice_row_new (state, row);
    case POSTER_OPTION_INTEGER:
      return poster_option_number_row_new (state, row);
    case POSTER_OPTION_STRING:
    default:
      return poster_option_text_row_new (state, row);
    }
}

/**
 * poster_option_row_new:
 * @state: what is chosen
 * @row: the row's description, of @state's platform
 *
 * Returns: (transfer floating): a row made from it
 */
GtkWidget *
poster_option_row_new (PosterOptionsState  *state,
                       const PosterFormRow *row)
{
  GtkWidget *widget;

  switch (row->type)
    {
    case POSTER_FORM_OPTION:
      widget = one_option_row_new (state, row);
      break;
    case POSTER_FORM_CHECKS:
      widget = poster_option_checks_row_new (state, row);
      break;
    case POSTER_FORM_DISCLOSURE:
      widget = poster_option_disclosure_row_new (state, row);
      break;
    case POSTER_FORM_MORE:
    default:
      widget = more_row_new (state, row);
      break;
    }
  g_object_set_data (G_OBJECT (widget), "poster-form-row", (gpointer) row);
  gtk_widget_add_css_class (widget, "option");
  g_signal_connect_object (state, "updated", G_CALLBACK (updated_cb), widget, 0);
  updated_cb (state, widget);
  if (row->type == POSTER_FORM_MORE)
    {
      g_signal_connect_object (state, "updated", G_CALLBACK (more_updated_cb), widget, 0);
      more_updated_cb (state, widget);
    }
  return widget;
}

/**
 * poster_option_row_describe:
 * @control: what a person uses
 * @label: (nullable): what it is called; %NULL to leave that alone
 * @reason: (nullable): why it cannot be used
 *
 * Says so to assistive technology. The reason is also a tooltip, where there is a pointer; it must
 * stand there visibly as well.
 */
void
poster_option_row_describe (GtkWidget  *control,
                            const char *label,
                            const char *reason)
{
  if (label != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (reason != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, reason, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  gtk_widget_set_tooltip_text (control, reason);
}
