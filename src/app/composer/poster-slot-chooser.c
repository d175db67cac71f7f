/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-slot-chooser"

#include "poster-slot-chooser.h"

#include <glib/gi18n-lib.h>

#include "poster-moment-words.h"
#include "poster-slot-plan.h"
#include "poster-words.h"

/**
 * PosterSlotChooser:
 *
 * Which queue a post goes into, and which of its slots are free next: the first of them is the one
 * that the post gets.
 */
struct _PosterSlotChooser
{
  GtkWidget          parent_instance;

  PosterDraft       *draft;       /* (nullable), until it is set */
  PosterQueuesModel *queues;      /* (nullable), likewise */
  gboolean           is_showing;  /* what changes is our doing */

  GtkWidget         *box;
  GtkWidget         *none_box;
  GtkWidget         *queue_box;
  GtkBox            *queues_box;
  GtkLabel          *heading;
  GtkBox            *slots_box;
  GtkWidget         *note_box;
  GtkLabel          *note;
};

G_DEFINE_FINAL_TYPE (PosterSlotChooser, poster_slot_chooser, GTK_TYPE_WIDGET)

static void
empty (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static void
queue_chosen_cb (GtkCheckButton    *check,
                 PosterSlotChooser *self)
{
  if (!self->is_showing && gtk_check_button_get_active (check))
    poster_draft_set_queue_id (self->draft, g_object_get_data (G_OBJECT (check), "queue-id"));
}

static char *
say_queue (PosterQueue *queue)
{
  if (queue->is_active)
    return g_strdup (queue->name);
  /* Translators: %s is a queue that takes no posts now */
  return g_strdup_printf (_("%s (paused)"), queue->name);
}

static gboolean
shows_queues (PosterSlotChooser *self,
              GPtrArray         *queues)
{
  GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->queues_box));

  for (guint i = 0; i < queues->len; i++, check = gtk_widget_get_next_sibling (check))
    if (check == NULL || !g_str_equal (g_object_get_data (G_OBJECT (check), "queue-id"),
                                       ((PosterQueue *) g_ptr_array_index (queues, i))->id))
      return FALSE;
  return check == NULL;
}

/* Whoever is at one of them stays there: they are made anew only when there are others. */
static void
show_queues (PosterSlotChooser *self,
             PosterQueue       *chosen)
{
  GPtrArray *queues = poster_queues_model_get_queues (self->queues);
  GtkCheckButton *first = NULL;
  GtkWidget *check;

  if (!shows_queues (self, queues))
    {
      empty (self->queues_box);
      for (guint i = 0; i < queues->len; i++)
        {
          PosterQueue *queue = g_ptr_array_index (queues, i);

          check = gtk_check_button_new ();
          g_object_set_data_full (G_OBJECT (check), "queue-id", g_strdup (queue->id), g_free);
          gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first);
          if (first == NULL)
            first = GTK_CHECK_BUTTON (check);
          g_signal_connect (check, "toggled", G_CALLBACK (queue_chosen_cb), self);
          gtk_box_append (self->queues_box, check);
        }
    }
  check = gtk_widget_get_first_child (GTK_WIDGET (self->queues_box));
  for (guint i = 0; i < queues->len; i++, check = gtk_widget_get_next_sibling (check))
    {
      PosterQueue *queue = g_ptr_array_index (queues, i);
      g_autofree char *words = say_queue (queue);

      gtk_check_button_set_label (GTK_CHECK_BUTTON (check), words);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), queue == chosen);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->queues_box), queues->len > 1);
}

static void
add_slot (PosterSlotChooser *self,
          PosterSchedule    *schedule,
          gboolean           is_chosen,
          const char        *remark)
{
  gint64 now_us = poster_clock_get_now_us (poster_session_get_clock (poster_queues_model_get_session (self->queues)));
  g_autofree char *time = poster_words_time (poster_schedule_get_instant_us (schedule), now_us,
                                             poster_schedule_get_zone (schedule));
  g_autofree char *tooltip = poster_moment_words (schedule, NULL);
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, "spacing", 6, NULL);
  GtkWidget *label = gtk_label_new (time);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "object-select-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_set_opacity (icon, is_chosen ? 1 : 0);
  gtk_widget_add_css_class (label, "numeric");
  if (is_chosen)
    gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  if (remark != NULL)
    {
      GtkWidget *words = gtk_label_new (remark);

      gtk_widget_add_css_class (words, "caption");
      gtk_widget_add_css_class (words, "dim-label");
      gtk_box_append (GTK_BOX (row), words);
    }
  gtk_widget_set_tooltip_text (row, tooltip);
  gtk_box_append (self->slots_box, row);
}

static void
show_slots (PosterSlotChooser *self,
            PosterQueue       *queue)
{
  PosterSchedule *held = poster_draft_get_held_slot (self->draft, queue->id);
  GPtrArray *free_slots = poster_queues_model_get_free (self->queues, queue->id);
  PosterSchedule *chosen = NULL;
  gint64 chosen_us;
  gboolean is_listed = held != NULL;

  poster_slot_plan_find (self->queues, self->draft, NULL, &chosen);
  chosen_us = chosen != NULL ? poster_schedule_get_instant_us (chosen) : -1;
  empty (self->slots_box);
  if (held != NULL)
    add_slot (self, held, TRUE, _("this post’s"));
  for (guint i = 0; i < free_slots->len; i++)
    {
      PosterStoreSlot *slot = g_ptr_array_index (free_slots, i);
      gboolean is_chosen = held == NULL && slot->at_us == chosen_us;

      add_slot (self, slot->schedule, is_chosen, is_chosen ? _("for this post") : NULL);
      is_listed = is_listed || is_chosen;
    }
  /* One that is further ahead than those. */
  if (chosen != NULL && !is_listed)
    add_slot (self, chosen, TRUE, _("for this post"));
  gtk_label_set_label (self->heading, _("Next Free Slots"));
  gtk_widget_set_visible (GTK_WIDGET (self->heading), held != NULL || free_slots->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->slots_box), held != NULL || free_slots->len > 0);
}

static void
show (PosterSlotChooser *self)
{
  PosterQueue *queue;
  PosterSlotPlan plan = poster_slot_plan_find (self->queues, self->draft, &queue, NULL);
  g_autofree char *reason = poster_slot_plan_dup_reason (self->queues, self->draft);

  gtk_widget_set_visible (self->none_box, plan == POSTER_SLOT_PLAN_NO_QUEUE);
  gtk_widget_set_visible (self->queue_box, queue != NULL);
  gtk_widget_set_visible (self->note_box, queue != NULL && reason != NULL);
  gtk_label_set_label (self->note, queue != NULL && reason != NULL ? reason : "");
  if (queue == NULL)
    return;
  self->is_showing = TRUE;
  show_queues (self, queue);
  show_slots (self, queue);
  self->is_showing = FALSE;
}

static void
draft_changed_cb (PosterSlotChooser *self,
                  guint              parts)
{
  if ((parts & POSTER_DRAFT_WHEN) != 0)
    show (self);
}

static void
manage_cb (PosterSlotChooser *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_widget_activate_action (GTK_WIDGET (self), "app.queues", NULL);
}

static void
poster_slot_chooser_dispose (GObject *object)
{
  PosterSlotChooser *self = POSTER_SLOT_CHOOSER (object);

  if (self->box != NULL)
    gtk_widget_unparent (self->box);
  self->box = NULL;
  g_clear_object (&self->draft);
  g_clear_object (&self->queues);
  G_OBJECT_CLASS (poster_slot_chooser_parent_class)->dispose (object);
}

static void
poster_slot_chooser_class_init (PosterSlotChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_slot_chooser_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-slot-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterSlotChooser, box);
  gtk_widget_class_bind_template_child (widget_class, PosterSlotChooser, none_box);
  gtk_widget_class_bind_template_child (widget_class, PosterSlotChooser, queue_box);
  gtk_widget_class_bind_template_child (widget_class, PosterSlotChooser, queues_box);
  gtk_widget_class_bind_template_child (widget_class, PosterSlotChooser, heading);
  gtk_widget_class_bind_template_child (widget_class, PosterSlotChooser, slots_box);
  gtk_widget_class_bind_template_child (widget_class, PosterSlotChooser, note_box);
  gtk_widget_class_bind_template_child (widget_class, PosterSlotChooser, note);
  gtk_widget_class_bind_template_callback (widget_class, manage_cb);
}

static void
poster_slot_chooser_init (PosterSlotChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * poster_slot_chooser_set_draft:
 * @self: a chooser
 * @draft: whose queue it is
 * @queues: those there are
 *
 * Shows them, and lets a person choose.
 */
void
poster_slot_chooser_set_draft (PosterSlotChooser *self,
                               PosterDraft       *draft,
                               PosterQueuesModel *queues)
{
  g_return_if_fail (POSTER_IS_SLOT_CHOOSER (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  self->queues = g_object_ref (queues);
  g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (queues, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}
