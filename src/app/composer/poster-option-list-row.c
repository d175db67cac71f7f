/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-option-list-row"

#include "poster-option-row.h"

#include "poster-compat.h"
#include "poster-text.h"

#include <glib/gi18n-lib.h>

/* With fewer characters left than that, the number warns. */
#define FEW_LEFT 20

#define POSTER_TYPE_OPTION_LIST_ROW (poster_option_list_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterOptionListRow, poster_option_list_row, POSTER, OPTION_LIST_ROW, AdwExpanderRow)

/**
 * PosterOptionListRow:
 *
 * One option that is some texts: names, tags, the answers of a poll, each in an entry of its own, or
 * the posts of a thread, which have lines. The last one is always empty: what is typed there is one
 * more.
 */
struct _PosterOptionListRow
{
  AdwExpanderRow       parent_instance;

  PosterOptionsState  *state;
  const PosterFormRow *row;
  GPtrArray           *items;  /* (element-type Item) */
  GtkLabel            *count;
  gboolean             is_updating;
};

/* One text. */
typedef struct
{
  PosterOptionListRow *self;     /* (unowned) */
  JsonNode            *item;     /* (nullable): what it was, with what a client of the API said of it besides */
  GtkWidget           *widget;   /* (unowned): its row */
  GtkWidget           *entry;    /* (unowned) (nullable): of a short text; the row itself */
  GtkWidget           *view;     /* (unowned) (nullable): of a post */
  GtkTextBuffer       *buffer;   /* (unowned) (nullable): of that */
  GtkLabel            *head;     /* (unowned) (nullable): above that */
  GtkLabel            *counter;
  GtkWidget           *remove;
} Item;

G_DEFINE_FINAL_TYPE (PosterOptionListRow, poster_option_list_row, ADW_TYPE_EXPANDER_ROW)

static void
item_free (gpointer data)
{
  Item *item = data;

  g_clear_pointer (&item->item, json_node_unref);
  g_free (item);
}

static char *
dup_text (Item *item)
{
  GtkTextIter start, end;

  if (item->entry != NULL)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (item->entry)));
  gtk_text_buffer_get_bounds (item->buffer, &start, &end);
  return gtk_text_buffer_get_text (item->buffer, &start, &end, FALSE);
}

static gboolean
is_last (Item *item)
{
  return g_ptr_array_index (item->self->items, item->self->items->len - 1) == item;
}

/* (nullable): what the rows say; NULL for nothing */
static JsonNode *
dup_value (PosterOptionListRow *self)
{
  g_autoptr(JsonArray) array = json_array_new ();

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      g_autofree char *text = dup_text (item);
      g_autofree char *words = g_strstrip (g_strdup (text));

      if (*words != '\0')
        json_array_add_element (array, poster_option_item_with_text (self->row->option, item->item, text));
    }
  return json_array_get_length (array) > 0 ? json_node_init_array (json_node_alloc (), array) : NULL;
}

static void
update_counter (Item *item)
{
  PosterOption *option = item->self->row->option;
  const char *css_classes[] = { "caption", "numeric", "dim-label", NULL };
  g_autofree char *text = NULL;
  g_autofree char *words = NULL;
  gint64 left;

  if (option->max_length <= 0)
    return;
  text = dup_text (item);
  left = option->max_length - poster_text_count (text, option->unit);
  if (left < FEW_LEFT)
    css_classes[2] = left < 0 ? "error" : "warning";
  /* Translators: how many characters a text may still get */
  words = g_strdup_printf (_("%'" G_GINT64_FORMAT " left"), left);
  gtk_label_set_label (item->counter, words);
  gtk_widget_set_css_classes (GTK_WIDGET (item->counter), css_classes);
}

static void
update_count (PosterOptionListRow *self)
{
  PosterOption *option = self->row->option;
  guint n_texts = 0;
  g_autofree char *words = NULL;

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      g_autofree char *text = dup_text (item);

      n_texts += *text != '\0';
      gtk_widget_set_visible (GTK_WIDGET (item->counter), *text != '\0' && option->max_length > 0);
      gtk_widget_set_visible (item->remove, *text != '\0');
    }
  if (n_texts == 0)
    words = g_strdup (_("None"));
  else if (option->has_maximum)
    /* Translators: how many there are of how many at most */
    words = g_strdup_printf (_("%u of %u"), n_texts, (guint) option->maximum);
  else
    words = g_strdup_printf ("%u", n_texts);
  gtk_label_set_label (self->count, words);
  if (n_texts == 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->count), "dim-label");
}

/* They are counted; of a thread, the post itself is the first. */
static void
update_titles (PosterOptionListRow *self)
{
  gboolean is_thread = self->row->option->type == POSTER_OPTION_THREAD;

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);
      /* Translators: of several posts or names the one of that number */
      g_autofree char *title = is_thread ? g_strdup_printf (_("Post %u"), i + 2) : g_strdup_printf (_("No. %u"), i + 1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (item->widget), title);
      if (is_thread)
        {
          gtk_label_set_label (item->head, title);
          poster_option_row_describe (item->view, title, NULL);
        }
    }
}

static void add_item (PosterOptionListRow *self, JsonNode *node);

static void
changed_cb (Item *item)
{
  PosterOptionListRow *self = item->self;
  g_autoptr(JsonNode) value = NULL;
  g_autofree char *text = NULL;

  if (self->is_updating)
    return;
  update_counter (item);
  text = dup_text (item);
  if (*text != '\0' && is_last (item))
    add_item (self, NULL);
  update_count (self);
  value = dup_value (self);
  poster_options_state_choose (self->state, self->row->option, value);
}

static void
remove_item (PosterOptionListRow *self,
             Item                *item)
{
  adw_expander_row_remove (ADW_EXPANDER_ROW (self), item->widget);
  g_ptr_array_remove (self->items, item);
}

static void
remove_cb (Item *item)
{
  PosterOptionListRow *self = item->self;
  g_autoptr(JsonNode) value = NULL;
  guint index;

  g_ptr_array_find (self->items, item, &index);
  remove_item (self, item);
  if (index < self->items->len)
    gtk_widget_child_focus (((Item *) g_ptr_array_index (self->items, index))->widget, GTK_DIR_TAB_FORWARD);
  update_titles (self);
  update_count (self);
  value = dup_value (self);
  poster_options_state_choose (self->state, self->row->option, value);
}

/* The counter and the button that takes it out. */
static GtkWidget *
end_new (Item *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  item->counter = GTK_LABEL (gtk_label_new (NULL));
  item->remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  gtk_widget_add_css_class (item->remove, "flat");
  poster_option_row_describe (item->remove, _("Remove"), NULL);
  gtk_widget_set_tooltip_text (item->remove, _("Remove"));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (item->remove, "clicked", G_CALLBACK (remove_cb), item);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (item->counter));
  gtk_box_append (GTK_BOX (box), item->remove);
  return box;
}

/* A short text. */
static void
make_entry (Item       *item,
            const char *text)
{
  item->widget = item->entry = adw_entry_row_new ();
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (item->widget), end_new (item));
  gtk_editable_set_text (GTK_EDITABLE (item->entry), text);
  g_signal_connect_swapped (item->entry, "changed", G_CALLBACK (changed_cb), item);
}

/* A post, which has lines. */
static void
make_post (Item       *item,
           const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *view = gtk_text_view_new ();

  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (head), label);
  gtk_box_append (GTK_BOX (head), end_new (item));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_widget_add_css_class (view, "thread-post");
  item->head = GTK_LABEL (label);
  item->view = view;
  item->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_set_text (item->buffer, text, -1);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), view);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  item->widget = adw_preferences_row_new ();
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (item->widget), FALSE);
  gtk_widget_set_focusable (item->widget, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (item->widget), box);
  g_signal_connect_swapped (item->buffer, "changed", G_CALLBACK (changed_cb), item);
}

static void
add_item (PosterOptionListRow *self,
          JsonNode            *node)
{
  gboolean is_thread = self->row->option->type == POSTER_OPTION_THREAD;
  Item *item = g_new0 (Item, 1);
  g_autofree char *text = node != NULL ? poster_option_item_to_text (self->row->option, node) : g_strdup ("");

  item->self = self;
  item->item = node != NULL ? json_node_copy (node) : NULL;
  if (is_thread)
    make_post (item, text);
  else
    make_entry (item, text);
  g_ptr_array_add (self->items, item);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), item->widget);
  update_titles (self);
  update_counter (item);
}

static gboolean
is_same (JsonNode *a,
         JsonNode *b)
{
  return a == b || (a != NULL && b != NULL && json_node_equal (a, b));
}

static void
updated_cb (PosterOptionsState *state,
            gpointer            user_data)
{
  PosterOptionListRow *self = user_data;
  JsonNode *value = poster_options_state_get_value (state, self->row->option);
  const char *subtitle = poster_form_row_get_subtitle (self->row, poster_options_state_get_kind (state));
  g_autoptr(JsonNode) shown = dup_value (self);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle != NULL ? subtitle : "");
  if (self->items->len > 0 && is_same (shown, value))
    return;
  self->is_updating = TRUE;
  while (self->items->len > 0)
    remove_item (self, g_ptr_array_index (self->items, self->items->len - 1));
  for (guint i = 0; value != NULL && i < json_array_get_length (json_node_get_array (value)); i++)
    add_item (self, json_array_get_element (json_node_get_array (value), i));
  add_item (self, NULL);
  update_count (self);
  self->is_updating = FALSE;
}

static void
poster_option_list_row_dispose (GObject *object)
{
  PosterOptionListRow *self = POSTER_OPTION_LIST_ROW (object);

  self->is_updating = TRUE;
  g_clear_object (&self->state);
  G_OBJECT_CLASS (poster_option_list_row_parent_class)->dispose (object);
}

static void
poster_option_list_row_finalize (GObject *object)
{
  g_ptr_array_unref (POSTER_OPTION_LIST_ROW (object)->items);
  G_OBJECT_CLASS (poster_option_list_row_parent_class)->finalize (object);
}

static void
poster_option_list_row_class_init (PosterOptionListRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_option_list_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_option_list_row_finalize;
}

static void
poster_option_list_row_init (PosterOptionListRow *self)
{
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->count = GTK_LABEL (gtk_label_new (NULL));
  poster_expander_row_add_suffix (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->count));
}

/**
 * poster_option_list_row_new:
 * @state: what is chosen
 * @row: the row of an option that is a list or a thread
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
poster_option_list_row_new (PosterOptionsState  *state,
                            const PosterFormRow *row)
{
  PosterOptionListRow *self = g_object_new (POSTER_TYPE_OPTION_LIST_ROW, NULL);

  self->state = g_object_ref (state);
  self->row = row;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), poster_form_row_get_title (row));
  g_signal_connect_object (state, "updated", G_CALLBACK (updated_cb), self, 0);
  updated_cb (state, self);
  return GTK_WIDGET (self);
}
