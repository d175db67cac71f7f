/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-queue-group"

#include "poster-queue-group.h"

#include <glib/gi18n-lib.h>

#include "poster-calendar-days.h"
#include "poster-clock-text.h"
#include "poster-compat.h"
#include "poster-words.h"
#include "poster-wrap-box.h"
#include "poster-zone-button.h"

/* A time that is offered first. */
#define USUAL_TIME (18 * 60)

/**
 * PosterQueueGroup:
 *
 * One queue as a person sets it up. It shows what is stored, and says what is to be stored instead.
 */
struct _PosterQueueGroup
{
  AdwPreferencesGroup  parent_instance;

  PosterQueuesModel   *queues;
  PosterQueue         *queue;
  gboolean             is_showing;  /* what changes is our doing */

  AdwEntryRow         *name;
  GtkSwitch           *active;
  GtkWidget           *default_button;
  PosterZoneButton    *zone;
  GtkBox              *days;
  GtkDropDown         *weekday;
  GtkEntry            *time;
  GtkWidget           *add_button;
  AdwActionRow        *next;
};

enum
{
  CHANGED,
  DELETED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterQueueGroup, poster_queue_group, ADW_TYPE_PREFERENCES_GROUP)

/* @position: from the first day of the reader's week; 0 is Sunday in what is given back. */
static guint
weekday_at (guint position)
{
  return ((guint) poster_days_get_first_weekday () + position) % 7;
}

static void
save (PosterQueueGroup *self,
      PosterQueue      *queue,
      gboolean          reshuffle,
      const char       *undo)
{
  g_signal_emit (self, signals[CHANGED], 0, queue, reshuffle, undo);
}

static void
remove_cb (GtkButton        *button,
           PosterQueueGroup *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "slot"));
  g_autoptr(PosterQueue) changed = poster_queue_copy (self->queue);
  PosterQueueSlot *slot = &g_array_index (changed->slots, PosterQueueSlot, index);
  g_autofree char *time = poster_clock_text_format ((int) slot->minute);
  g_autofree char *words = NULL;

  /* Translators: a day of the week and a time of day */
  words = g_strdup_printf (_("%s, %s, is removed. Posts that wait keep their times."),
                           poster_weekday_get_name (slot->weekday), time);
  g_array_remove_index (changed->slots, index);
  save (self, changed, FALSE, words);
}

/* "18:00 ×" */
static GtkWidget *
create_chip (PosterQueueGroup *self,
             guint             index)
{
  PosterQueueSlot *slot = &g_array_index (self->queue->slots, PosterQueueSlot, index);
  g_autofree char *time = poster_clock_text_format ((int) slot->minute);
  g_autofree char *name = NULL;
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (time);
  GtkWidget *icon = gtk_image_new_from_icon_name ("window-close-symbolic");

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 12);
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "slot-chip");
  /* Translators: a day of the week and a time of day */
  name = g_strdup_printf (_("Remove %s, %s"), poster_weekday_get_name (slot->weekday), time);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "slot", GUINT_TO_POINTER (index));
  g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), self);
  return button;
}

static void
show_days (PosterQueueGroup *self)
{
  g_autoptr(GtkSizeGroup) names = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->days))) != NULL)
    gtk_box_remove (self->days, child);
  for (guint i = 0; i < 7; i++)
    {
      guint weekday = weekday_at (i);
      GtkWidget *row = NULL;
      GtkWidget *chips = NULL;

      for (guint j = 0; j < self->queue->slots->len; j++)
        {
          GtkWidget *label;

          if (g_array_index (self->queue->slots, PosterQueueSlot, j).weekday != weekday)
            continue;
          if (row == NULL)
            {
              row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
              label = gtk_label_new (poster_weekday_get_name (weekday));
              gtk_label_set_xalign (GTK_LABEL (label), 0);
              gtk_size_group_add_widget (names, label);
              gtk_box_append (GTK_BOX (row), label);
              chips = poster_wrap_box_new (6, 6);
              gtk_widget_set_hexpand (chips, TRUE);
              gtk_box_append (GTK_BOX (row), chips);
              gtk_box_append (self->days, row);
            }
          poster_wrap_box_append (POSTER_WRAP_BOX (chips), create_chip (self, j));
        }
    }
  if (self->queue->slots->len == 0)
    {
      child = gtk_label_new (_("No times yet. Add one below."));
      gtk_label_set_xalign (GTK_LABEL (child), 0);
      gtk_label_set_wrap (GTK_LABEL (child), TRUE);
      gtk_widget_add_css_class (child, "dim-label");
      gtk_box_append (self->days, child);
    }
}

static void
show_next (PosterQueueGroup *self)
{
  GPtrArray *slots = poster_queues_model_get_free (self->queues, self->queue->id);
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (poster_queues_model_get_session (self->queues)));
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; i < MIN (slots->len, 3); i++)
    {
      PosterStoreSlot *slot = g_ptr_array_index (slots, i);
      g_autofree char *time = poster_words_time (slot->at_us, now_us, self->queue->zone);

      g_string_append_printf (words, "%s%s", i > 0 ? "\n" : "", time);
    }
  if (!self->queue->is_active)
    g_string_assign (words, _("Paused: no posts can be added."));
  else if (words->len == 0)
    g_string_assign (words, _("None"));
  adw_action_row_set_subtitle (self->next, words->str);
}

static void
show (PosterQueueGroup *self)
{
  self->is_showing = TRUE;
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), self->queue->name);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         self->queue->is_default ? _("The one that posts go into unless you say otherwise")
                                                                 : NULL);
  if (!gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->name)))))
    gtk_editable_set_text (GTK_EDITABLE (self->name), self->queue->name);
  gtk_switch_set_active (self->active, self->queue->is_active);
  gtk_widget_set_visible (self->default_button, !self->queue->is_default);
  poster_zone_button_set_zone (self->zone, self->queue->zone);
  show_days (self);
  show_next (self);
  self->is_showing = FALSE;
}

static void
renamed_cb (PosterQueueGroup *self)
{
  g_autoptr(PosterQueue) changed = poster_queue_copy (self->queue);

  g_free (changed->name);
  changed->name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  save (self, changed, FALSE, NULL);
}

static void
active_cb (PosterQueueGroup *self)
{
  g_autoptr(PosterQueue) changed = NULL;

  if (self->is_showing || gtk_switch_get_active (self->active) == self->queue->is_active)
    return;
  changed = poster_queue_copy (self->queue);
  changed->is_active = !changed->is_active;
  save (self, changed, FALSE, NULL);
}

static void
zone_cb (PosterQueueGroup *self)
{
  const char *zone = poster_zone_button_get_zone (self->zone);
  g_autoptr(PosterQueue) changed = NULL;

  if (self->is_showing || *zone == '\0' || g_str_equal (zone, self->queue->zone))
    return;
  changed = poster_queue_copy (self->queue);
  g_free (changed->zone);
  changed->zone = g_strdup (zone);
  save (self, changed, FALSE, NULL);
}

static void
default_cb (PosterQueueGroup *self)
{
  g_autoptr(PosterQueue) changed = poster_queue_copy (self->queue);

  changed->is_default = TRUE;
  save (self, changed, FALSE, NULL);
}

static void
reshuffle_cb (PosterQueueGroup *self)
{
  save (self, self->queue, TRUE, NULL);
}

static void
delete_cb (PosterQueueGroup *self)
{
  g_signal_emit (self, signals[DELETED], 0);
}

static void
time_changed_cb (PosterQueueGroup *self)
{
  int minute;

  gtk_widget_set_sensitive (self->add_button,
                            poster_clock_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->time)), &minute));
}

static void
add_cb (PosterQueueGroup *self)
{
  g_autoptr(PosterQueue) changed = poster_queue_copy (self->queue);
  int minute;

  if (!poster_clock_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->time)), &minute))
    {
      gtk_widget_error_bell (GTK_WIDGET (self->time));
      return;
    }
  if (poster_queue_add_slot (changed, weekday_at (gtk_drop_down_get_selected (self->weekday)), (guint) minute))
    save (self, changed, FALSE, NULL);
}

static GtkWidget *
create_button (PosterQueueGroup *self,
               const char       *label,
               GCallback         callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static void
add_times (PosterQueueGroup *self)
{
  const char *names[8] = { NULL };
  g_autofree char *usual = poster_clock_text_format (USUAL_TIME);
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->days = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_add_css_class (box, "queue-times");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->days));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);

  for (guint i = 0; i < 7; i++)
    names[i] = poster_weekday_get_name (weekday_at (i));
  self->weekday = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (names));
  self->time = GTK_ENTRY (gtk_entry_new ());
  gtk_editable_set_width_chars (GTK_EDITABLE (self->time), 7);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->time), 7);
  gtk_editable_set_text (GTK_EDITABLE (self->time), usual);
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->weekday), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Day"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->time), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Time"), -1);
  g_signal_connect_swapped (self->time, "activate", G_CALLBACK (add_cb), self);
  self->add_button = create_button (self, _("_Add"), G_CALLBACK (add_cb));
  g_signal_connect_swapped (self->time, "changed", G_CALLBACK (time_changed_cb), self);
  row = adw_preferences_row_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (box, "queue-times");
  gtk_widget_set_hexpand (GTK_WIDGET (self->weekday), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->weekday));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->time));
  gtk_box_append (GTK_BOX (box), self->add_button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
poster_queue_group_dispose (GObject *object)
{
  PosterQueueGroup *self = POSTER_QUEUE_GROUP (object);

  g_clear_object (&self->queues);
  g_clear_object (&self->queue);
  G_OBJECT_CLASS (poster_queue_group_parent_class)->dispose (object);
}

static void
poster_queue_group_class_init (PosterQueueGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_queue_group_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, POSTER_TYPE_QUEUE, G_TYPE_BOOLEAN, G_TYPE_STRING);
  signals[DELETED] = g_signal_new ("deleted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
poster_queue_group_init (PosterQueueGroup *self)
{
  GtkWidget *row;
  GtkWidget *suffix = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->default_button = create_button (self, _("_Make Default"), G_CALLBACK (default_cb));
  gtk_box_append (GTK_BOX (suffix), self->default_button);
  row = gtk_button_new_from_icon_name ("user-trash-symbolic");
  gtk_widget_set_valign (row, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (row, "flat");
  gtk_widget_set_tooltip_text (row, _("Delete Queue"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Delete Queue"), -1);
  g_signal_connect_swapped (row, "clicked", G_CALLBACK (delete_cb), self);
  gtk_box_append (GTK_BOX (suffix), row);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), suffix);

  self->name = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name), _("Name"));
  adw_entry_row_set_show_apply_button (self->name, TRUE);
  g_signal_connect_swapped (self->name, "apply", G_CALLBACK (renamed_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->name));
  add_times (self);
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Zone"));
  self->zone = POSTER_ZONE_BUTTON (poster_zone_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->zone), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->zone, "notify::zone", G_CALLBACK (zone_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->zone));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  row = poster_switch_row_new (_("Takes Posts"), _("A paused queue keeps what waits in it"), &self->active);
  g_signal_connect_swapped (self->active, "notify::active", G_CALLBACK (active_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  self->next = ADW_ACTION_ROW (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->next), _("Next Free Slots"));
  adw_action_row_set_subtitle_lines (self->next, 0);
  row = create_button (self, _("Move _Waiting Posts…"), G_CALLBACK (reshuffle_cb));
  gtk_widget_set_tooltip_text (row, _("Move posts that wait in this queue to its slots as they are now"));
  adw_action_row_add_suffix (self->next, row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->next));
}

/**
 * poster_queue_group_new:
 * @queues: where it is from
 * @queue: a queue
 *
 * Returns: (transfer floating): the group
 */
GtkWidget *
poster_queue_group_new (PosterQueuesModel *queues,
                        PosterQueue       *queue)
{
  PosterQueueGroup *self = g_object_new (POSTER_TYPE_QUEUE_GROUP, NULL);

  self->queues = g_object_ref (queues);
  poster_queue_group_set_queue (self, queue);
  return GTK_WIDGET (self);
}

/**
 * poster_queue_group_get_queue:
 * @self: a group
 *
 * Returns: (transfer none): the queue as it is stored
 */
PosterQueue *
poster_queue_group_get_queue (PosterQueueGroup *self)
{
  return self->queue;
}

/**
 * poster_queue_group_set_queue:
 * @self: a group
 * @queue: the queue as it is stored now
 */
void
poster_queue_group_set_queue (PosterQueueGroup *self,
                              PosterQueue      *queue)
{
  g_set_object (&self->queue, queue);
  show (self);
}
