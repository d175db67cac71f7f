/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-choice-row"

#include "poster-option-row.h"

#include "poster-compat.h"
#include "poster-options-words.h"

#include <glib/gi18n-lib.h>

#define POSTER_TYPE_OPTION_CHOICE_ROW (poster_option_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterOptionChoiceRow, poster_option_choice_row, POSTER, OPTION_CHOICE_ROW, AdwExpanderRow)

/**
 * PosterOptionChoiceRow:
 *
 * One of some words, each on a row of its own, so that one alone can be refused and say why. (The
 * rows of a GtkDropDown cannot.)
 */
struct _PosterOptionChoiceRow
{
  AdwExpanderRow       parent_instance;

  PosterOptionsState  *state;
  const PosterFormRow *row;
  GPtrArray           *choices;  /* (element-type PosterChoice), those that there are rows for */
  GPtrArray           *rows;     /* (element-type AdwActionRow), in the same order */
  GPtrArray           *radios;   /* (element-type GtkCheckButton), in the same order */
  GtkWidget           *nobody;   /* in the radios' group, so that none of them need be on */
  GtkWidget           *other;    /* (nullable) (unowned): of an open choice, for what is not offered */
  gboolean             is_updating;

  GtkWidget           *suffix;   /* holds the two below */
  GtkLabel            *value;
  GtkSpinner          *spinner;
};

G_DEFINE_FINAL_TYPE (PosterOptionChoiceRow, poster_option_choice_row, ADW_TYPE_EXPANDER_ROW)

static void
toggled_cb (GtkCheckButton *radio,
            gpointer        user_data)
{
  PosterOptionChoiceRow *self = user_data;
  g_autoptr(JsonNode) value = NULL;
  guint index;

  if (self->is_updating || !gtk_check_button_get_active (radio) ||
      !g_ptr_array_find (self->radios, radio, &index))
    return;
  value = json_node_init_string (json_node_alloc (), ((PosterChoice *) g_ptr_array_index (self->choices, index))->value);
  poster_options_state_choose (self->state, self->row->option, value);
}

static gboolean
is_same (GPtrArray *a,
         GPtrArray *b)
{
  if (a == NULL || b == NULL || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      PosterChoice *choice = g_ptr_array_index (a, i);
      PosterChoice *other = g_ptr_array_index (b, i);

      if (!g_str_equal (choice->value, other->value) || g_strcmp0 (choice->label, other->label) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
add_choice (PosterOptionChoiceRow *self,
            PosterChoice          *choice)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *radio = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), choice->label);
  gtk_widget_add_css_class (row, "choice");
  gtk_widget_set_valign (radio, GTK_ALIGN_CENTER);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (radio), GTK_CHECK_BUTTON (self->nobody));
  g_signal_connect_object (radio, "toggled", G_CALLBACK (toggled_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), radio);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), radio);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->radios, radio);
}

/* Other rows only where there are other choices: what has the focus stays. */
static void
update_choices (PosterOptionChoiceRow *self)
{
  g_autoptr(GPtrArray) choices = poster_options_state_dup_choices (self->state, self->row->option);

  if (is_same (self->choices, choices))
    return;
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->radios, 0);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  self->choices = g_steal_pointer (&choices);
  for (guint i = 0; i < self->choices->len; i++)
    add_choice (self, g_ptr_array_index (self->choices, i));
  if (self->other == NULL)
    return;
  /* Below the others. */
  g_object_ref (self->other);
  adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->other);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->other);
  g_object_unref (self->other);
}

static void
other_changed_cb (GtkEditable           *other,
                  PosterOptionChoiceRow *self)
{
  const char *text = gtk_editable_get_text (other);
  g_autoptr(JsonNode) value = NULL;

  if (self->is_updating)
    return;
  if (*text != '\0')
    value = json_node_init_string (json_node_alloc (), text);
  poster_options_state_choose (self->state, self->row->option, value);
}

/* What is chosen and is none of the choices stands in the entry. */
static void
update_other (PosterOptionChoiceRow *self,
              JsonNode              *chosen,
              gboolean               is_choice)
{
  const char *text = chosen != NULL && !is_choice ? json_node_get_string (chosen) : "";

  if (self->other == NULL)
    return;
  if (*text != '\0')
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->nobody), TRUE);
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->other)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->other), text);
}

/* One row; says whether it is the chosen one. */
static gboolean
update_choice (PosterOptionChoiceRow *self,
               guint                  index,
               JsonNode              *chosen)
{
  PosterChoice *choice = g_ptr_array_index (self->choices, index);
  AdwActionRow *row = g_ptr_array_index (self->rows, index);
  GtkWidget *radio = g_ptr_array_index (self->radios, index);
  g_autoptr(JsonNode) value = json_node_init_string (json_node_alloc (), choice->value);
  const char *reason = poster_options_state_get_refusal (self->state, self->row->option, value);
  gboolean is_chosen = chosen != NULL && json_node_equal (chosen, value);

  if (is_chosen)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (radio), TRUE);
  gtk_widget_set_sensitive (radio, reason == NULL);
  adw_action_row_set_subtitle (row, reason != NULL ? reason : "");
  if (reason != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "refused");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "refused");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), reason == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), reason);
  poster_option_row_describe (radio, choice->label, reason);
  return is_chosen;
}

static void
set_value (PosterOptionChoiceRow *self,
           const char            *words,
           const char            *css_class)
{
  const char *css_classes[] = { css_class, NULL };

  gtk_label_set_label (self->value, words);
  gtk_widget_set_css_classes (GTK_WIDGET (self->value), css_classes);
}

/* What stands beside the title: what is chosen, or that something must be. */
static void
update_value (PosterOptionChoiceRow *self,
              const char            *label,
              gboolean               is_pending)
{
  gboolean is_required = poster_options_state_is_required (self->state, self->row->option);

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_pending);
  gtk_spinner_set_spinning (self->spinner, is_pending);
  gtk_widget_set_visible (GTK_WIDGET (self->value), !is_pending);
  if (label != NULL)
    set_value (self, label, NULL);
  else if (self->choices->len == 0 && self->other == NULL)
    set_value (self, _("Nothing in Common"), "warning");
  else if (is_required)
    set_value (self, _("Choose…"), "warning");
  else
    set_value (self, self->row->option->required ? _("Not needed") : _("None"), "dim-label");
}

static void
update_subtitle (PosterOptionChoiceRow *self,
                 gboolean               is_pending)
{
  const char *subtitle = poster_form_row_get_subtitle (self->row, poster_options_state_get_kind (self->state));
  g_autofree char *words = NULL;

  if (is_pending)
    {
      words = poster_options_state_dup_waiting (self->state);
    }
  else if (self->choices->len == 0 && self->other == NULL)
    {
      g_autofree char *names = poster_options_words_accounts (poster_options_state_get_accounts (self->state));

      /* Translators: handles of two or more accounts */
      words = g_strdup_printf (_("%s offer no choice that all of them have. Post to one at a time."), names);
    }
  else
    {
      words = g_strdup (subtitle != NULL ? subtitle : "");
    }
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), words);
}

static void
updated_cb (PosterOptionsState *state,
            gpointer            user_data)
{
  PosterOptionChoiceRow *self = user_data;
  gboolean is_pending = poster_options_state_is_pending (state, self->row->option);
  JsonNode *chosen = poster_options_state_get_value (state, self->row->option);
  const char *label = NULL;

  self->is_updating = TRUE;
  update_choices (self);
  if (chosen == NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->nobody), TRUE);
  for (guint i = 0; i < self->choices->len; i++)
    if (update_choice (self, i, chosen))
      label = ((PosterChoice *) g_ptr_array_index (self->choices, i))->label;
  update_other (self, chosen, label != NULL);
  if (label == NULL && chosen != NULL && (self->other != NULL || self->choices->len == 0))
    label = json_node_get_string (chosen);
  update_value (self, label, is_pending);
  update_subtitle (self, is_pending);
  if (is_pending)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self), !is_pending && (self->choices->len > 0 || self->other != NULL));
  self->is_updating = FALSE;
}

static void
poster_option_choice_row_dispose (GObject *object)
{
  PosterOptionChoiceRow *self = POSTER_OPTION_CHOICE_ROW (object);

  g_clear_object (&self->state);
  g_clear_object (&self->nobody);
  G_OBJECT_CLASS (poster_option_choice_row_parent_class)->dispose (object);
}

static void
poster_option_choice_row_finalize (GObject *object)
{
  PosterOptionChoiceRow *self = POSTER_OPTION_CHOICE_ROW (object);

  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->radios);
  G_OBJECT_CLASS (poster_option_choice_row_parent_class)->finalize (object);
}

static void
poster_option_choice_row_class_init (PosterOptionChoiceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_option_choice_row_dispose;
  object_class->finalize = poster_option_choice_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-option-choice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterOptionChoiceRow, suffix);
  gtk_widget_class_bind_template_child (widget_class, PosterOptionChoiceRow, value);
  gtk_widget_class_bind_template_child (widget_class, PosterOptionChoiceRow, spinner);
}

static void
poster_option_choice_row_init (PosterOptionChoiceRow *self)
{
  self->rows = g_ptr_array_new ();
  self->radios = g_ptr_array_new ();
  self->nobody = g_object_ref_sink (gtk_check_button_new ());
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->nobody), TRUE);
  gtk_widget_init_template (GTK_WIDGET (self));
  poster_expander_row_add_suffix (ADW_EXPANDER_ROW (self), self->suffix);
}

/**
 * poster_option_choice_row_new:
 * @state: what is chosen
 * @row: the row of an option that is a choice
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
poster_option_choice_row_new (PosterOptionsState  *state,
                              const PosterFormRow *row)
{
  PosterOptionChoiceRow *self = g_object_new (POSTER_TYPE_OPTION_CHOICE_ROW, NULL);

  self->state = g_object_ref (state);
  self->row = row;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), poster_form_row_get_title (row));
  if (row->option->is_open)
    {
      self->other = adw_entry_row_new ();
      /* Translators: beside some choices: what one writes oneself */
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->other), _("Another"));
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->other);
      g_signal_connect_object (self->other, "changed", G_CALLBACK (other_changed_cb), self, 0);
    }
  g_signal_connect_object (state, "updated", G_CALLBACK (updated_cb), self, 0);
  updated_cb (state, self);
  return GTK_WIDGET (self);
}
