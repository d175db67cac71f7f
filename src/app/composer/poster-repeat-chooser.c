/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-repeat-chooser"

#include "poster-repeat-chooser.h"

#include <glib/gi18n-lib.h>

#include "poster-words.h"

/* So many dates are shown ahead. */
#define N_AHEAD 5

typedef enum
{
  NEVER,
  DAILY,
  WEEKDAYS,
  WEEKLY,
  MONTHLY,
  MONTH_END,
  YEARLY,
  OTHER,     /* a rule that was made elsewhere */
  N_CHOICES,
} Choice;

/**
 * PosterRepeatChooser:
 *
 * How a post repeats. What is offered follows the day on which it begins; below, the next dates are
 * said, so that nobody need guess what a rule comes to.
 */
struct _PosterRepeatChooser
{
  GtkWidget         parent_instance;

  PosterSchedule   *start;       /* (nullable), until it is set */
  PosterRecurrence *recurrence;  /* (nullable), for once */
  gint64            now_us;
  gboolean          is_showing;  /* what changes is our doing */

  GtkWidget        *box;
  GtkDropDown      *choices;
  GtkLabel         *words;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterRepeatChooser, poster_repeat_chooser, GTK_TYPE_WIDGET)

/* (transfer full) (nullable): the rule of a choice; %NULL for once */
static PosterRecurrence *
create_rule (Choice choice)
{
  PosterRecurrenceParts parts = { .interval = 1, .month_day = POSTER_RECURRENCE_DAY_OF_START };

  switch (choice)
    {
    case DAILY:
      parts.frequency = POSTER_FREQUENCY_DAILY;
      break;
    case WEEKDAYS:
      parts.frequency = POSTER_FREQUENCY_WEEKLY;
      parts.weekdays = 0x3e;
      break;
    case WEEKLY:
      parts.frequency = POSTER_FREQUENCY_WEEKLY;
      break;
    case MONTHLY:
      parts.frequency = POSTER_FREQUENCY_MONTHLY;
      break;
    case MONTH_END:
      parts.frequency = POSTER_FREQUENCY_MONTHLY;
      parts.month_day = POSTER_RECURRENCE_LAST_DAY;
      break;
    case YEARLY:
      parts.frequency = POSTER_FREQUENCY_YEARLY;
      break;
    case NEVER:
    case OTHER:
    case N_CHOICES:
    default:
      return NULL;
    }
  return poster_recurrence_new (&parts, NULL);
}

static Choice
choice_of (PosterRecurrence *recurrence)
{
  g_autofree char *text = recurrence != NULL ? poster_recurrence_to_text (recurrence) : NULL;

  if (recurrence == NULL)
    return NEVER;
  for (Choice choice = DAILY; choice < OTHER; choice++)
    {
      g_autoptr(PosterRecurrence) rule = create_rule (choice);
      g_autofree char *rule_text = poster_recurrence_to_text (rule);

      if (g_str_equal (text, rule_text))
        return choice;
    }
  return OTHER;
}

static GListModel *
create_names (PosterRepeatChooser *self,
              gboolean             with_other)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  for (Choice choice = NEVER; choice < N_CHOICES; choice++)
    {
      g_autoptr(PosterRecurrence) rule = create_rule (choice);

      if (choice == NEVER)
        {
          gtk_string_list_append (names, C_("repeat", "Never"));
        }
      else if (choice == WEEKDAYS)
        {
          gtk_string_list_append (names, _("Every Weekday"));
        }
      else if (rule != NULL || (choice == OTHER && with_other))
        {
          g_autofree char *words = poster_recurrence_describe (rule != NULL ? rule : self->recurrence, self->start);

          gtk_string_list_append (names, words);
        }
    }
  return G_LIST_MODEL (names);
}

static void
show_dates (PosterRepeatChooser *self)
{
  g_autoptr(GString) words = g_string_new (NULL);
  g_autoptr(GPtrArray) dates = NULL;

  if (self->recurrence != NULL)
    dates = poster_recurrence_list (self->recurrence, self->start, self->now_us, N_AHEAD);
  for (guint i = 0; dates != NULL && i < dates->len; i++)
    {
      PosterSchedule *date = g_ptr_array_index (dates, i);
      g_autofree char *time = poster_words_time (poster_schedule_get_instant_us (date), self->now_us,
                                                 poster_schedule_get_zone (date));

      g_string_append_printf (words, "%s%s", i > 0 ? "\n" : "", time);
    }
  gtk_label_set_label (self->words, words->str);
  gtk_widget_set_visible (GTK_WIDGET (self->words), words->len > 0);
}

static void
chosen_cb (PosterRepeatChooser *self)
{
  Choice choice = gtk_drop_down_get_selected (self->choices);

  if (self->is_showing || self->start == NULL || choice == OTHER || choice == choice_of (self->recurrence))
    return;
  g_clear_pointer (&self->recurrence, poster_recurrence_unref);
  self->recurrence = create_rule (choice);
  show_dates (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
poster_repeat_chooser_dispose (GObject *object)
{
  PosterRepeatChooser *self = POSTER_REPEAT_CHOOSER (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->start, poster_schedule_unref);
  g_clear_pointer (&self->recurrence, poster_recurrence_unref);
  G_OBJECT_CLASS (poster_repeat_chooser_parent_class)->dispose (object);
}

static void
poster_repeat_chooser_class_init (PosterRepeatChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_repeat_chooser_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
poster_repeat_chooser_init (PosterRepeatChooser *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new_with_mnemonic (_("_Repeat"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  self->choices = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (self->choices));
  g_signal_connect_swapped (self->choices, "notify::selected", G_CALLBACK (chosen_cb), self);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->choices));
  gtk_box_append (GTK_BOX (self->box), row);
  self->words = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->words, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->words), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "dim-label");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->words));
}

/**
 * poster_repeat_chooser_new:
 *
 * Returns: (transfer floating): a chooser
 */
GtkWidget *
poster_repeat_chooser_new (void)
{
  return g_object_new (POSTER_TYPE_REPEAT_CHOOSER, NULL);
}

/**
 * poster_repeat_chooser_set:
 * @self: a chooser
 * @start: when it begins, a time on the wall
 * @recurrence: (nullable): how it repeats, %NULL for once
 * @now_us: the present
 *
 * Shows it; that is no change by a person.
 */
void
poster_repeat_chooser_set (PosterRepeatChooser *self,
                           PosterSchedule      *start,
                           PosterRecurrence    *recurrence,
                           gint64               now_us)
{
  gboolean has_new_start = self->start != start;
  Choice choice = choice_of (recurrence);
  g_autoptr(GListModel) names = NULL;

  self->now_us = now_us;
  poster_schedule_ref (start);
  g_clear_pointer (&self->start, poster_schedule_unref);
  self->start = start;
  if (recurrence != self->recurrence)
    {
      if (recurrence != NULL)
        poster_recurrence_ref (recurrence);
      g_clear_pointer (&self->recurrence, poster_recurrence_unref);
      self->recurrence = recurrence;
    }
  self->is_showing = TRUE;
  if (has_new_start || choice == OTHER)
    {
      names = create_names (self, choice == OTHER);
      gtk_drop_down_set_model (self->choices, names);
    }
  gtk_drop_down_set_selected (self->choices, choice);
  self->is_showing = FALSE;
  show_dates (self);
}

/**
 * poster_repeat_chooser_dup_recurrence:
 * @self: a chooser
 *
 * Returns: (transfer full) (nullable): how it repeats, %NULL for once
 */
PosterRecurrence *
poster_repeat_chooser_dup_recurrence (PosterRepeatChooser *self)
{
  return self->recurrence != NULL ? poster_recurrence_ref (self->recurrence) : NULL;
}
