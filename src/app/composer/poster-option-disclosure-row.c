/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-disclosure-row"

#include "poster-option-row.h"

#include "poster-platform-words.h"

#define POSTER_TYPE_OPTION_DISCLOSURE_ROW (poster_option_disclosure_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterOptionDisclosureRow, poster_option_disclosure_row, POSTER, OPTION_DISCLOSURE_ROW,
                      AdwExpanderRow)

/**
 * PosterOptionDisclosureRow:
 *
 * A switch, and behind it checks that say what is disclosed, with what that means for the post.
 */
struct _PosterOptionDisclosureRow
{
  AdwExpanderRow       parent_instance;

  PosterOptionsState  *state;
  const PosterFormRow *row;
  gboolean             is_updating;

  GPtrArray           *rows;    /* (element-type AdwActionRow), in the order of the description */
  GPtrArray           *checks;  /* (element-type GtkCheckButton), likewise */
  GtkWidget           *prompt;
};

G_DEFINE_FINAL_TYPE (PosterOptionDisclosureRow, poster_option_disclosure_row, ADW_TYPE_EXPANDER_ROW)

static void
toggled_cb (PosterOptionDisclosureRow *self)
{
  guint ticked = 0;

  if (self->is_updating)
    return;
  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      ticked |= 1u << i;
  poster_options_state_tick (self->state, self->row, ticked);
}

static void
switched_cb (PosterOptionDisclosureRow *self)
{
  if (!self->is_updating)
    poster_options_state_disclose (self->state, self->row,
                                   adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self)));
}

static void
update_check (PosterOptionDisclosureRow *self,
              guint                      index,
              guint                      ticked)
{
  PosterFormCheck *description = g_ptr_array_index (self->row->checks, index);
  AdwActionRow *row = g_ptr_array_index (self->rows, index);
  GtkWidget *check = g_ptr_array_index (self->checks, index);
  gboolean is_ticked = (ticked & (1u << index)) != 0;
  const char *label = poster_platform_words_translate (description->label);
  const char *subtitle = description->subtitle != NULL ? poster_platform_words_translate (description->subtitle) : "";
  const char *reason = is_ticked ? NULL : poster_options_state_get_tick_refusal (self->state, self->row,
                                                                                 ticked | 1u << index);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_action_row_set_subtitle (row, reason != NULL ? reason : subtitle);
  if (reason != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "refused");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "refused");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_ticked);
  gtk_widget_set_sensitive (check, reason == NULL);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), reason == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), reason);
  poster_option_row_describe (check, label, reason);
}

static void
updated_cb (PosterOptionsState *state,
            gpointer            user_data)
{
  PosterOptionDisclosureRow *self = user_data;
  PosterPostKind kind = poster_options_state_get_kind (state);
  gboolean is_on = poster_options_state_is_disclosed (state, self->row);
  guint ticked = poster_options_state_get_ticked (state, self->row);
  const PosterFormOutcome *outcome = poster_form_row_find_outcome (self->row, ticked);
  const char *prompt = outcome != NULL ? poster_form_outcome_get_prompt (outcome, kind) : NULL;
  const char *subtitle = is_on ? NULL : poster_form_row_get_subtitle (self->row, kind);

  self->is_updating = TRUE;
  /* Switching expands and collapses, which a person may have undone since. */
  if (adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self)) != is_on)
    adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), is_on);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle != NULL ? subtitle : "");
  for (guint i = 0; i < self->checks->len; i++)
    update_check (self, i, ticked);
  gtk_widget_set_visible (self->prompt, prompt != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->prompt), prompt != NULL ? prompt : "");
  self->is_updating = FALSE;
}

static void
add_check (PosterOptionDisclosureRow *self)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_add_css_class (row, "choice");
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->checks, check);
}

static void
add_prompt (PosterOptionDisclosureRow *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-information-symbolic");

  gtk_widget_add_css_class (icon, "accent");
  self->prompt = adw_action_row_new ();
  gtk_widget_add_css_class (self->prompt, "prompt");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->prompt), FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self->prompt), icon);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->prompt);
}

/* The switch opens and closes, so it is called like the row, and an arrow beside it would only say
 * so again. */
static void
set_up_header (GtkWidget  *widget,
               const char *title)
{
  if (gtk_widget_has_css_class (widget, "expander-row-arrow"))
    gtk_widget_set_visible (widget, FALSE);
  if (GTK_IS_SWITCH (widget))
    poster_option_row_describe (widget, title, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    set_up_header (child, title);
}

static void
poster_option_disclosure_row_dispose (GObject *object)
{
  PosterOptionDisclosureRow *self = POSTER_OPTION_DISCLOSURE_ROW (object);

  g_clear_object (&self->state);
  G_OBJECT_CLASS (poster_option_disclosure_row_parent_class)->dispose (object);
}

static void
poster_option_disclosure_row_finalize (GObject *object)
{
  PosterOptionDisclosureRow *self = POSTER_OPTION_DISCLOSURE_ROW (object);

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->checks);
  G_OBJECT_CLASS (poster_option_disclosure_row_parent_class)->finalize (object);
}

static void
poster_option_disclosure_row_class_init (PosterOptionDisclosureRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_option_disclosure_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_option_disclosure_row_finalize;
}

static void
poster_option_disclosure_row_init (PosterOptionDisclosureRow *self)
{
  self->rows = g_ptr_array_new ();
  self->checks = g_ptr_array_new ();
  adw_expander_row_set_show_enable_switch (ADW_EXPANDER_ROW (self), TRUE);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), FALSE);
}

/**
 * poster_option_disclosure_row_new:
 * @state: what is chosen
 * @row: a disclosure
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
poster_option_disclosure_row_new (PosterOptionsState  *state,
                                  const PosterFormRow *row)
{
  PosterOptionDisclosureRow *self = g_object_new (POSTER_TYPE_OPTION_DISCLOSURE_ROW, NULL);

  self->state = g_object_ref (state);
  self->row = row;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), poster_form_row_get_title (row));
  set_up_header (GTK_WIDGET (self), poster_form_row_get_title (row));
  for (guint i = 0; i < row->checks->len; i++)
    add_check (self);
  add_prompt (self);
  g_signal_connect_object (state, "updated", G_CALLBACK (updated_cb), self, 0);
  updated_cb (state, self);
  g_signal_connect (self, "notify::enable-expansion", G_CALLBACK (switched_cb), NULL);
  return GTK_WIDGET (self);
}
