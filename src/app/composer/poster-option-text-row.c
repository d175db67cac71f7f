/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-text-row"

#include "poster-option-row.h"

#include "poster-text.h"

#include <glib/gi18n-lib.h>

/* With fewer characters left than that, the number warns. */
#define FEW_LEFT 20

#define POSTER_TYPE_OPTION_TEXT_ROW (poster_option_text_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterOptionTextRow, poster_option_text_row, POSTER, OPTION_TEXT_ROW, AdwEntryRow)

/**
 * PosterOptionTextRow:
 *
 * One option that is a text, with the number of characters that are left. Days and times are
 * texts too: whether they are right is told among the findings.
 */
struct _PosterOptionTextRow
{
  AdwEntryRow          parent_instance;

  PosterOptionsState  *state;
  const PosterFormRow *row;
  gboolean             is_updating;

  GtkLabel            *counter;
};

G_DEFINE_FINAL_TYPE (PosterOptionTextRow, poster_option_text_row, ADW_TYPE_ENTRY_ROW)

static void
update_counter (PosterOptionTextRow *self)
{
  PosterOption *option = self->row->option;
  const char *css_classes[] = { "caption", "numeric", "dim-label", NULL };
  g_autofree char *words = NULL;
  gint64 left;

  if (option->max_length <= 0)
    return;
  left = option->max_length - poster_text_count (gtk_editable_get_text (GTK_EDITABLE (self)), option->unit);
  if (left < FEW_LEFT)
    css_classes[2] = left < 0 ? "error" : "warning";
  /* Translators: how many characters a text may still get */
  words = g_strdup_printf (_("%'" G_GINT64_FORMAT " left"), left);
  gtk_label_set_label (self->counter, words);
  gtk_widget_set_css_classes (GTK_WIDGET (self->counter), css_classes);
}

static void
changed_cb (PosterOptionTextRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self));
  g_autoptr(JsonNode) value = NULL;

  if (self->is_updating)
    return;
  update_counter (self);
  if (*text != '\0')
    value = json_node_init_string (json_node_alloc (), text);
  poster_options_state_choose (self->state, self->row->option, value);
}

static void
updated_cb (PosterOptionsState *state,
            gpointer            user_data)
{
  PosterOptionTextRow *self = user_data;
  JsonNode *value = poster_options_state_get_value (state, self->row->option);
  g_autofree char *text = value != NULL ? poster_option_value_to_text (self->row->option, value) : g_strdup ("");

  self->is_updating = TRUE;
  /* Setting the same text would move the cursor. */
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (self))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self), text);
  update_counter (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), !poster_options_state_is_pending (state, self->row->option));
  self->is_updating = FALSE;
}

static void
poster_option_text_row_dispose (GObject *object)
{
  PosterOptionTextRow *self = POSTER_OPTION_TEXT_ROW (object);

  g_clear_object (&self->state);
  G_OBJECT_CLASS (poster_option_text_row_parent_class)->dispose (object);
}

static void
poster_option_text_row_class_init (PosterOptionTextRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_option_text_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-option-text-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterOptionTextRow, counter);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
poster_option_text_row_init (PosterOptionTextRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_option_text_row_new:
 * @state: what is chosen
 * @row: the row of an option that is a text
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
poster_option_text_row_new (PosterOptionsState  *state,
                            const PosterFormRow *row)
{
  PosterOptionTextRow *self = g_object_new (POSTER_TYPE_OPTION_TEXT_ROW, NULL);

  self->state = g_object_ref (state);
  self->row = row;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), poster_form_row_get_title (row));
  gtk_widget_set_visible (GTK_WIDGET (self->counter), row->option->max_length > 0);
  g_signal_connect_object (state, "updated", G_CALLBACK (updated_cb), self, 0);
  updated_cb (state, self);
  return GTK_WIDGET (self);
}
