/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-checks-row"

#include "poster-option-row.h"

#include "poster-option-split.h"
#include "poster-platform-words.h"

#define POSTER_TYPE_OPTION_CHECKS_ROW (poster_option_checks_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterOptionChecksRow, poster_option_checks_row, POSTER, OPTION_CHECKS_ROW, AdwPreferencesRow)

/**
 * PosterOptionChecksRow:
 *
 * Several options that are true or false, side by side, with the reasons of those that are refused.
 */
struct _PosterOptionChecksRow
{
  AdwPreferencesRow    parent_instance;

  PosterOptionsState  *state;
  const PosterFormRow *row;
  gboolean             is_updating;

  GtkLabel            *title;
  GtkLabel            *subtitle;
  GtkWidget           *box;
  GtkSpinner          *spinner;
  GPtrArray           *checks;  /* (element-type GtkCheckButton), in the order of the description */
};

G_DEFINE_FINAL_TYPE (PosterOptionChecksRow, poster_option_checks_row, ADW_TYPE_PREFERENCES_ROW)

static void
toggled_cb (GtkCheckButton *check,
            gpointer        user_data)
{
  PosterOptionChecksRow *self = user_data;
  g_autoptr(JsonNode) value = NULL;
  PosterFormCheck *description;
  guint index;

  if (self->is_updating || !g_ptr_array_find (self->checks, check, &index))
    return;
  description = g_ptr_array_index (self->row->checks, index);
  value = json_node_init_boolean (json_node_alloc (), gtk_check_button_get_active (check));
  poster_options_state_choose (self->state, description->option, value);
}

/* One check; says whether its service is still asked. */
static gboolean
update_check (PosterOptionChecksRow *self,
              guint                  index,
              JsonNode              *on)
{
  PosterFormCheck *description = g_ptr_array_index (self->row->checks, index);
  GtkWidget *check = g_ptr_array_index (self->checks, index);
  gboolean is_shown = poster_options_state_is_shown (self->state, description->option);
  gboolean is_pending = is_shown && poster_options_state_is_pending (self->state, description->option);
  gboolean is_on = poster_options_state_get_boolean (self->state, description->option);
  const char *reason = poster_options_state_get_refusal (self->state, description->option, on);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_on);
  gtk_widget_set_visible (check, is_shown);
  gtk_widget_set_sensitive (check, !is_pending && (is_on || reason == NULL));
  poster_option_row_describe (check, poster_option_get_label (description->option), reason);
  return is_pending;
}

static void
updated_cb (PosterOptionsState *state,
            gpointer            user_data)
{
  PosterOptionChecksRow *self = user_data;
  g_autoptr(JsonNode) on = json_node_init_boolean (json_node_alloc (), TRUE);
  g_autofree char *words = NULL;
  gboolean is_pending = FALSE;

  self->is_updating = TRUE;
  for (guint i = 0; i < self->checks->len; i++)
    if (update_check (self, i, on))
      is_pending = TRUE;
  words = is_pending ? poster_options_state_dup_waiting (state) : poster_options_state_dup_refusals (state, self->row);
  if (words == NULL)
    words = g_strdup (poster_form_row_get_subtitle (self->row, poster_options_state_get_kind (state)));
  gtk_label_set_label (self->subtitle, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), words != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_pending);
  gtk_spinner_set_spinning (self->spinner, is_pending);
  self->is_updating = FALSE;
}

static void
add_check (PosterOptionChecksRow *self,
           PosterFormCheck       *description)
{
  GtkWidget *check = gtk_check_button_new_with_label (poster_platform_words_translate (description->label));

  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (self->box), check);
  g_ptr_array_add (self->checks, check);
}

static GtkWidget *
make_words (PosterOptionChecksRow *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "title");
  self->subtitle = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->subtitle, 0);
  gtk_label_set_wrap (self->subtitle, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "subtitle");
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "dim-label");
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->subtitle));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  return words;
}

static void
poster_option_checks_row_dispose (GObject *object)
{
  PosterOptionChecksRow *self = POSTER_OPTION_CHECKS_ROW (object);

  g_clear_object (&self->state);
  G_OBJECT_CLASS (poster_option_checks_row_parent_class)->dispose (object);
}

static void
poster_option_checks_row_finalize (GObject *object)
{
  PosterOptionChecksRow *self = POSTER_OPTION_CHECKS_ROW (object);

  g_ptr_array_unref (self->checks);
  G_OBJECT_CLASS (poster_option_checks_row_parent_class)->finalize (object);
}

static void
poster_option_checks_row_class_init (PosterOptionChecksRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_option_checks_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_option_checks_row_finalize;
}

static void
poster_option_checks_row_init (PosterOptionChecksRow *self)
{
  GtkWidget *words = make_words (self);

  self->checks = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->spinner));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), poster_option_split_new (words, self->box));
  gtk_widget_add_css_class (GTK_WIDGET (self), "checks");
}

/**
 * poster_option_checks_row_new:
 * @state: what is chosen
 * @row: a row of checks
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
poster_option_checks_row_new (PosterOptionsState  *state,
                              const PosterFormRow *row)
{
  PosterOptionChecksRow *self = g_object_new (POSTER_TYPE_OPTION_CHECKS_ROW, NULL);

  self->state = g_object_ref (state);
  self->row = row;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), poster_form_row_get_title (row));
  gtk_label_set_label (self->title, poster_form_row_get_title (row));
  for (guint i = 0; i < row->checks->len; i++)
    add_check (self, g_ptr_array_index (row->checks, i));
  g_signal_connect_object (state, "updated", G_CALLBACK (updated_cb), self, 0);
  updated_cb (state, self);
  return GTK_WIDGET (self);
}
