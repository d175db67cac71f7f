/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-agenda"

#include "poster-agenda.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-agenda-item.h"
#include "poster-agenda-row.h"
#include "poster-calendar-days.h"

/* So many rows are changed at a time: a row is dear. */
#define CHUNK 8

/**
 * PosterAgenda:
 *
 * Posts as a list, by day. What is long comes little by little, and rows are kept for other posts.
 */
struct _PosterAgenda
{
  GtkWidget           parent_instance;

  PosterCalendarDesk *desk;
  GListStore         *items;      /* (element-type PosterAgendaItem) */
  GtkWidget          *list_view;
  GtkWidget          *scrolled_window;
  gboolean            is_of_month;
  guint32             shown_month;  /* whose list stands where it is scrolled to */
  GPtrArray          *spare_rows;   /* (element-type PosterAgendaRow), that no cell has */
  GPtrArray          *pending;      /* (nullable) (element-type PosterAgendaItem), all that it is to have */
  guint               update_idle;  /* source id, 0 for none */
  guint               append_idle;  /* source id, 0 for none */
};

G_DEFINE_FINAL_TYPE (PosterAgenda, poster_agenda, GTK_TYPE_WIDGET)

static void
add_item (GPtrArray           *items,
          PosterAgendaKind     kind,
          guint32              day,
          PosterCalendarEntry *entry)
{
  g_ptr_array_add (items, poster_agenda_item_new (kind, day, entry));
}

/* Its posts and its free slots, by time. */
static void
add_places (PosterAgenda *self,
            GPtrArray    *items,
            guint32       day)
{
  PosterCalendarModel *model = poster_calendar_desk_get_model (self->desk);
  GPtrArray *entries = poster_calendar_model_get_day (model, day);
  GArray *slots = poster_calendar_model_get_slots (model, day);
  guint next_slot = 0;

  for (guint i = 0; i <= (entries != NULL ? entries->len : 0); i++)
    {
      PosterCalendarEntry *entry = entries != NULL && i < entries->len ? g_ptr_array_index (entries, i) : NULL;

      for (; slots != NULL && next_slot < slots->len; next_slot++)
        {
          int minute = g_array_index (slots, int, next_slot);
          PosterAgendaItem *item;

          if (entry != NULL && minute >= entry->minute)
            break;
          item = poster_agenda_item_new (POSTER_AGENDA_SLOT, day, NULL);
          item->minute = minute;
          g_ptr_array_add (items, item);
        }
      if (entry != NULL)
        add_item (items, POSTER_AGENDA_POST, day, entry);
    }
}

/* A day's heading and its card. */
static void
add_day (PosterAgenda *self,
         GPtrArray    *items,
         guint32       day,
         gboolean      is_near,
         gboolean      is_kept,
         gboolean      with_button)
{
  PosterCalendarModel *model = poster_calendar_desk_get_model (self->desk);
  GPtrArray *entries = poster_calendar_model_get_day (model, day);
  guint n_entries = entries != NULL ? entries->len : 0;
  PosterAgendaItem *heading;
  guint first;

  if (n_entries == 0 && !is_kept)
    return;
  heading = poster_agenda_item_new (POSTER_AGENDA_HEADING, day, NULL);
  heading->n_posts = poster_calendar_entry_count_posts (entries);
  heading->is_near = is_near;
  g_ptr_array_add (items, heading);
  first = items->len;
  add_places (self, items, day);
  if (with_button && day >= poster_calendar_model_get_today (model, NULL))
    add_item (items, POSTER_AGENDA_COMPOSE, day, NULL);
  if (items->len == first)
    return;
  ((PosterAgendaItem *) g_ptr_array_index (items, first))->is_first = TRUE;
  ((PosterAgendaItem *) g_ptr_array_index (items, items->len - 1))->is_last = TRUE;
}

static GPtrArray *
make_items (PosterAgenda *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  guint32 at = poster_calendar_desk_get_day (self->desk);
  guint32 today = poster_calendar_model_get_today (poster_calendar_desk_get_model (self->desk), NULL);
  guint32 month;

  if (!self->is_of_month)
    {
      add_day (self, items, at, FALSE, TRUE, TRUE);
      add_day (self, items, at + 1, TRUE, FALSE, FALSE);
      return items;
    }
  month = poster_days_get_month_start (at);
  for (guint i = 0; i < poster_days_get_month_length (month); i++)
    add_day (self, items, month + i, FALSE, month + i == today || month + i == at, month + i == at);
  return items;
}

static gboolean
append_cb (gpointer user_data)
{
  PosterAgenda *self = user_data;
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint n_more = MIN (self->pending->len - n_items, CHUNK);

  g_list_store_splice (self->items, n_items, 0, self->pending->pdata + n_items, n_more);
  if (n_items + n_more < self->pending->len)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  self->append_idle = 0;
  return G_SOURCE_REMOVE;
}

/* What is much other than it was is begun anew, and completed when there is time. */
static void
begin_items (PosterAgenda *self,
             GPtrArray    *items,
             guint         head,
             guint         n_old)
{
  g_list_store_splice (self->items, head, n_old - head, items->pdata + head, CHUNK);
  self->pending = g_ptr_array_ref (items);
  self->append_idle = g_idle_add_full (G_PRIORITY_LOW, append_cb, self, NULL);
}

/* What stays the same at both ends keeps its rows. */
static void
replace_items (PosterAgenda *self,
               GPtrArray    *items)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint head = 0, tail = 0;

  g_clear_handle_id (&self->append_idle, g_source_remove);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  while (head < n_old && head < items->len)
    {
      g_autoptr(PosterAgendaItem) old = g_list_model_get_item (G_LIST_MODEL (self->items), head);

      if (!poster_agenda_item_equal (old, g_ptr_array_index (items, head)))
        break;
      head++;
    }
  while (tail < n_old - head && tail < items->len - head)
    {
      g_autoptr(PosterAgendaItem) old = g_list_model_get_item (G_LIST_MODEL (self->items), n_old - 1 - tail);

      if (!poster_agenda_item_equal (old, g_ptr_array_index (items, items->len - 1 - tail)))
        break;
      tail++;
    }
  if (items->len - head - tail > CHUNK)
    begin_items (self, items, head, n_old);
  else if (head + tail < n_old || head + tail < items->len)
    g_list_store_splice (self->items, head, n_old - head - tail, items->pdata + head, items->len - head - tail);
}

/* Another month begins at the day that one is at, else at its top. */
static void
scroll_to_day (PosterAgenda *self)
{
  guint32 at = poster_calendar_desk_get_day (self->desk);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(PosterAgendaItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (item->day == at)
        {
          gtk_widget_activate_action (self->list_view, "list.scroll-to-item", "u", i);
          return;
        }
    }
}

/**
 * poster_agenda_update:
 * @self: an agenda
 *
 * Shows what the days have now.
 */
void
poster_agenda_update (PosterAgenda *self)
{
  g_autoptr(GPtrArray) items = NULL;
  guint32 month = poster_days_get_month_start (poster_calendar_desk_get_day (self->desk));

  if (self->is_of_month)
    poster_calendar_model_set_range (poster_calendar_desk_get_model (self->desk), month, poster_days_get_month_length (month));
  items = make_items (self);
  replace_items (self, items);
  if (self->is_of_month && month != self->shown_month)
    {
      self->shown_month = month;
      scroll_to_day (self);
    }
}

/**
 * poster_agenda_get_items:
 * @self: an agenda
 *
 * Returns: (transfer none) (element-type PosterAgendaItem): its rows
 */
GListModel *
poster_agenda_get_items (PosterAgenda *self)
{
  return G_LIST_MODEL (self->items);
}

static gboolean
update_cb (gpointer user_data)
{
  PosterAgenda *self = user_data;

  self->update_idle = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    poster_agenda_update (self);
  return G_SOURCE_REMOVE;
}

/* Who is not seen need not be right: it is put right before it is seen. Else after what it stands beside. */
static void
update_if_seen (PosterAgenda *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->update_idle == 0)
    self->update_idle = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, update_cb, self, NULL);
}

static void
model_changed_cb (PosterAgenda *self,
                  guint         first,
                  guint         last)
{
  update_if_seen (self);
}

static void
activate_cb (PosterAgenda *self,
             guint         position)
{
  g_autoptr(PosterAgendaItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  if (item == NULL)
    return;
  if (item->kind == POSTER_AGENDA_POST)
    poster_calendar_desk_open (self->desk, GTK_WIDGET (self), item->entry);
  else if (item->kind == POSTER_AGENDA_SLOT)
    poster_calendar_desk_compose (self->desk, GTK_WIDGET (self), item->day, item->minute);
  else if (item->kind == POSTER_AGENDA_COMPOSE)
    poster_calendar_desk_compose (self->desk, GTK_WIDGET (self), item->day, -1);
}

static PosterAgendaRow *
find_focused_row (PosterAgenda *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (self->list_view);
  GtkWidget *cell = child != NULL ? gtk_widget_get_first_child (child) : NULL;
  GtkWidget *row = ADW_IS_BIN (cell) ? adw_bin_get_child (ADW_BIN (cell)) : NULL;

  return POSTER_IS_AGENDA_ROW (row) ? POSTER_AGENDA_ROW (row) : NULL;
}

static gboolean
key_pressed_cb (PosterAgenda    *self,
                guint            key,
                guint            code,
                GdkModifierType  modifiers)
{
  PosterAgendaRow *row = find_focused_row (self);
  g_autoptr(PosterAgendaItem) item = row != NULL ? g_object_ref (poster_agenda_row_get_item (row)) : NULL;

  modifiers &= gtk_accelerator_get_default_mod_mask ();
  if (item == NULL)
    return FALSE;
  if (modifiers == GDK_CONTROL_MASK && item->entry != NULL && (key == GDK_KEY_Up || key == GDK_KEY_Down))
    {
      poster_calendar_desk_move (self->desk, GTK_WIDGET (self), item->entry, key == GDK_KEY_Up ? -1 : 1, 0);
      return TRUE;
    }
  if (self->is_of_month && modifiers == 0 && (key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down))
    {
      poster_calendar_desk_set_day (self->desk, poster_days_add_months (poster_calendar_desk_get_day (self->desk),
                                                                        key == GDK_KEY_Page_Up ? -1 : 1));
      return TRUE;
    }
  return poster_calendar_desk_handle_key (self->desk, GTK_WIDGET (self), item->entry, key, modifiers);
}

static void
setup_cb (PosterAgenda *self,
          GtkListItem  *list_item)
{
  gtk_list_item_set_child (list_item, adw_bin_new ());
}

static void
bind_cb (PosterAgenda *self,
         GtkListItem  *list_item)
{
  PosterAgendaItem *item = gtk_list_item_get_item (list_item);
  g_autoptr(GtkWidget) row = NULL;

  if (self->spare_rows->len > 0)
    row = g_ptr_array_steal_index_fast (self->spare_rows, self->spare_rows->len - 1);
  else
    row = g_object_ref_sink (poster_agenda_row_new (self->desk));
  poster_agenda_row_set_item (POSTER_AGENDA_ROW (row), item);
  adw_bin_set_child (ADW_BIN (gtk_list_item_get_child (list_item)), row);
  gtk_list_item_set_activatable (list_item, item->kind != POSTER_AGENDA_HEADING);
  gtk_list_item_set_selectable (list_item, FALSE);
}

static void
unbind_cb (PosterAgenda *self,
           GtkListItem  *list_item)
{
  AdwBin *cell = ADW_BIN (gtk_list_item_get_child (list_item));
  GtkWidget *row = adw_bin_get_child (cell);

  if (row == NULL)
    return;
  poster_agenda_row_set_item (POSTER_AGENDA_ROW (row), NULL);
  g_ptr_array_add (self->spare_rows, g_object_ref (row));
  adw_bin_set_child (cell, NULL);
}

static void
poster_agenda_map (GtkWidget *widget)
{
  poster_agenda_update (POSTER_AGENDA (widget));
  GTK_WIDGET_CLASS (poster_agenda_parent_class)->map (widget);
}

static void
poster_agenda_dispose (GObject *object)
{
  PosterAgenda *self = POSTER_AGENDA (object);

  g_clear_handle_id (&self->update_idle, g_source_remove);
  g_clear_handle_id (&self->append_idle, g_source_remove);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  g_clear_pointer (&self->scrolled_window, gtk_widget_unparent);
  g_ptr_array_set_size (self->spare_rows, 0);
  g_clear_object (&self->items);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (poster_agenda_parent_class)->dispose (object);
}

static void
poster_agenda_finalize (GObject *object)
{
  g_ptr_array_unref (POSTER_AGENDA (object)->spare_rows);
  G_OBJECT_CLASS (poster_agenda_parent_class)->finalize (object);
}

static void
poster_agenda_class_init (PosterAgendaClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_agenda_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_agenda_finalize;
  widget_class->map = poster_agenda_map;
  gtk_widget_class_set_css_name (widget_class, "agenda");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
poster_agenda_init (PosterAgenda *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->spare_rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->items = g_list_store_new (POSTER_TYPE_AGENDA_ITEM);
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->list_view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)))),
                                       factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->list_view), TRUE);
  gtk_widget_add_css_class (self->list_view, "agenda");
  g_signal_connect_swapped (self->list_view, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (self->list_view, keys);

  self->scrolled_window = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled_window), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled_window), self->list_view);
  gtk_widget_set_parent (self->scrolled_window, GTK_WIDGET (self));
}

/**
 * poster_agenda_new:
 * @desk: what the views share
 * @is_of_month: whether it shows the month; else the day that one is at, and the next
 *
 * Returns: (transfer floating): an agenda
 */
GtkWidget *
poster_agenda_new (PosterCalendarDesk *desk,
                   gboolean            is_of_month)
{
  PosterAgenda *self = g_object_new (POSTER_TYPE_AGENDA, NULL);

  self->desk = g_object_ref (desk);
  self->is_of_month = is_of_month;
  g_signal_connect_object (poster_calendar_desk_get_model (desk), "changed", G_CALLBACK (model_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::day", G_CALLBACK (update_if_seen), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_of_month ? _("Posts of the Month") : _("Posts of the Day"), -1);
  return GTK_WIDGET (self);
}
