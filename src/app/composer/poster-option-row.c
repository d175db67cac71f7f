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
    case POSTER_OPTION_LIST:
    case POSTER_OPTION_THREAD:
      return poster_option_list_row_new (state, row);
    case POSTER_OPTION_STRING:
    case POSTER_OPTION_DATE:
    case POSTER_OPTION_TIME:
    default:  /* also what a later version of the data knows: as text */
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

static gboolean
asks_for (const PosterFormRow *row,
          PosterOption        *option)
{
  if (row->option == option)
    return TRUE;
  for (guint i = 0; i < row->checks->len; i++)
    if (((PosterFormCheck *) g_ptr_array_index (row->checks, i))->option == option)
      return TRUE;
  for (guint i = 0; i < row->outcomes->len; i++)
    if (json_object_has_member (((PosterFormOutcome *) g_ptr_array_index (row->outcomes, i))->options, option->key))
      return TRUE;
  return FALSE;
}

/* Of two, one inside the other, the inner one. */
static GtkWidget *
find (GtkWidget           *root,
      const PosterFormRow *wanted,
      PosterOption        *option)
{
  const PosterFormRow *row = row_of (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, wanted, option);

      if (found != NULL)
        return found;
    }
  if (row != NULL && (wanted != NULL ? row == wanted : asks_for (row, option)))
    return root;
  return NULL;
}

/**
 * poster_option_row_find:
 * @root: what the rows are in
 * @option: an option
 *
 * Returns: (transfer none) (nullable): the row that asks for it
 */
GtkWidget *
poster_option_row_find (GtkWidget    *root,
                        PosterOption *option)
{
  return find (root, NULL, option);
}

/**
 * poster_option_row_find_row:
 * @root: what the rows are in
 * @row: a description of one
 *
 * Returns: (transfer none) (nullable): the row made from it
 */
GtkWidget *
poster_option_row_find_row (GtkWidget           *root,
                            const PosterFormRow *row)
{
  return find (root, row, NULL);
}

/* (nullable): what has the focus inside, be it the row itself */
static GtkWidget *
get_focus (GtkWidget *row)
{
  GtkRoot *root = gtk_widget_get_root (row);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == row || gtk_widget_is_ancestor (focus, row)) ? focus : NULL;
}

/* So that the focus can be seen, as far as it fits. */
static void
scroll_to_focus (GtkWidget *row)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *focus = get_focus (row);
  GtkWidget *child = scroller != NULL ? gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller)) : NULL;
  GtkAdjustment *adjustment;
  graphene_rect_t bounds;
  double top;

  if (child == NULL || focus == NULL || !gtk_widget_compute_bounds (focus, child, &bounds))
    return;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  top = gtk_adjustment_get_value (adjustment) + bounds.origin.y;
  gtk_adjustment_clamp_page (adjustment, top, top + bounds.size.height);
}

static gboolean
is_unfolding (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (GTK_IS_REVEALER (widget) && !gtk_revealer_get_child_revealed (GTK_REVEALER (widget)))
      return TRUE;
  return FALSE;
}

/* Where a row is that unfolds is only known when it is unfolded, and laid out after that. */
static gboolean
unfold_cb (GtkWidget     *row,
           GdkFrameClock *frame_clock,
           gpointer       user_data)
{
  guint *frames_left = user_data;
  GtkWidget *focus = get_focus (row);

  if (focus == NULL)
    return G_SOURCE_REMOVE;
  scroll_to_focus (row);
  if (!is_unfolding (focus))
    (*frames_left)--;
  return *frames_left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/**
 * poster_option_row_go_to:
 * @row: a row
 *
 * Takes the focus to it. Rows that it is folded up in are opened, and so is the row itself where
 * what can be chosen is inside.
 *
 * Returns: whether the focus is there
 */
gboolean
poster_option_row_go_to (GtkWidget *row)
{
  for (GtkWidget *widget = row; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (ADW_IS_EXPANDER_ROW (widget) && adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (widget)))
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
  if (get_focus (row) == NULL && !gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD))
    return FALSE;
  /* Into what one types in or switches. */
  if (get_focus (row) == row && !ADW_IS_EXPANDER_ROW (row))
    gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
  gtk_widget_add_tick_callback (row, unfold_cb, g_memdup2 (&(guint) { 2 }, sizeof (guint)), g_free);
  return TRUE;
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
