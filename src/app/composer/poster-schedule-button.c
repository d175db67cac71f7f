/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-schedule-button"

#include "poster-schedule-button.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-words.h"
#include "poster-zones.h"

struct _PosterScheduleButton
{
  GtkWidget       parent_instance;

  PosterClock    *clock;       /* (nullable), until it is set */
  PosterSchedule *schedule;    /* (nullable), likewise */
  char           *label;       /* (nullable) */
  gboolean        is_showing;  /* what changes is our doing */

  GtkMenuButton  *button;
  AdwButtonContent *content;
  GtkPopover     *popover;
  AdwBin         *top;
  GtkWidget      *chooser;
  GtkCalendar    *calendar;
  GtkSpinButton  *hour;
  GtkSpinButton  *minute;
  GtkDropDown    *zone;
  GtkLabel       *words;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterScheduleButton, poster_schedule_button, GTK_TYPE_WIDGET)

static GDateTime *
dup_local (PosterSchedule *schedule)
{
  gint64 instant_us = poster_schedule_get_instant_us (schedule);
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (poster_schedule_get_zone (schedule));
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant_us / G_USEC_PER_SEC);

  return zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
}

/* The moment as it will come to pass, said in the zone that is meant and, where that is another, in
 * the one of this computer. Where clocks are put forward or back, that shows here. */
static void
show_words (PosterScheduleButton *self)
{
  gint64 instant_us = poster_schedule_get_instant_us (self->schedule);
  const char *zone = poster_schedule_get_zone (self->schedule);
  g_autofree char *local_zone = poster_zone_dup_local ();
  g_autofree char *there = poster_words_absolute (instant_us, zone);
  g_autofree char *short_words = poster_words_time (instant_us, poster_clock_get_now_us (self->clock), zone);
  g_autoptr(GDateTime) local = dup_local (self->schedule);
  g_autofree char *wall = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S");
  const char *meant = poster_schedule_get_wall (self->schedule);
  g_autoptr(GString) words = g_string_new (there);

  if (!g_str_equal (zone, local_zone))
    {
      g_autofree char *here = poster_words_absolute (instant_us, NULL);

      /* Translators: after a time in another zone: the same moment on this computer's clock */
      g_string_append_printf (words, _("\nHere: %s"), here);
    }
  if (meant != NULL && !g_str_equal (meant, wall))
    g_string_append (words, _("\nThe clocks are put forward there: the time that you chose does not come."));
  gtk_label_set_label (self->words, words->str);
  adw_button_content_set_label (self->content, self->label != NULL ? self->label : short_words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), there);
}

static void
show (PosterScheduleButton *self)
{
  g_autoptr(GDateTime) local = NULL;

  if (self->schedule == NULL || self->clock == NULL)
    return;
  local = dup_local (self->schedule);
  self->is_showing = TRUE;
  gtk_calendar_select_day (self->calendar, local);
  gtk_spin_button_set_value (self->hour, g_date_time_get_hour (local));
  gtk_spin_button_set_value (self->minute, g_date_time_get_minute (local));
  gtk_drop_down_set_selected (self->zone, poster_zones_find (gtk_drop_down_get_model (self->zone),
                                                             poster_schedule_get_zone (self->schedule)));
  self->is_showing = FALSE;
  show_words (self);
}

static void
choose (PosterScheduleButton *self,
        const char           *zone)
{
  g_autoptr(GDateTime) day = gtk_calendar_get_date (self->calendar);
  g_autofree char *wall = NULL;
  PosterSchedule *schedule;

  wall = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:00",
                          g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day),
                          gtk_spin_button_get_value_as_int (self->hour),
                          gtk_spin_button_get_value_as_int (self->minute));
  schedule = poster_schedule_new_wall (wall, zone, NULL);
  if (schedule == NULL)
    return;
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  self->schedule = schedule;
  show_words (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
chosen_cb (PosterScheduleButton *self)
{
  if (!self->is_showing && self->schedule != NULL)
    choose (self, poster_schedule_get_zone (self->schedule));
}

static void
zone_chosen_cb (PosterScheduleButton *self)
{
  gpointer item = gtk_drop_down_get_selected_item (self->zone);

  if (!self->is_showing && self->schedule != NULL && item != NULL)
    choose (self, gtk_string_object_get_string (item));
}

static gboolean
two_digits_cb (GtkSpinButton        *spin,
               PosterScheduleButton *self)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (spin));

  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static void
poster_schedule_button_dispose (GObject *object)
{
  PosterScheduleButton *self = POSTER_SCHEDULE_BUTTON (object);

  if (self->button != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->button));
  self->button = NULL;
  g_clear_object (&self->clock);
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  G_OBJECT_CLASS (poster_schedule_button_parent_class)->dispose (object);
}

static void
poster_schedule_button_finalize (GObject *object)
{
  g_free (POSTER_SCHEDULE_BUTTON (object)->label);
  G_OBJECT_CLASS (poster_schedule_button_parent_class)->finalize (object);
}

static void
poster_schedule_button_class_init (PosterScheduleButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_schedule_button_dispose;
  object_class->finalize = poster_schedule_button_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-schedule-button.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, button);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, content);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, popover);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, top);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, chooser);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, calendar);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, hour);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, minute);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, zone);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, words);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, zone_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, two_digits_cb);
}

static void
poster_schedule_button_init (PosterScheduleButton *self)
{
  g_autoptr(GListModel) zones = poster_zones_new ();
  g_autoptr(GtkExpression) expression = NULL;

  self->is_showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  gtk_drop_down_set_expression (self->zone, expression);
  gtk_drop_down_set_model (self->zone, zones);
  self->is_showing = FALSE;
}

void
poster_schedule_button_set_clock (PosterScheduleButton *self,
                                  PosterClock          *clock)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  g_set_object (&self->clock, clock);
  show (self);
}

/**
 * poster_schedule_button_set_schedule:
 * @self: a button
 * @schedule: a time
 *
 * Shows a time; that is no change by a person.
 */
void
poster_schedule_button_set_schedule (PosterScheduleButton *self,
                                     PosterSchedule       *schedule)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  if (self->schedule == schedule)
    return;
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  self->schedule = poster_schedule_ref (schedule);
  show (self);
}

/**
 * poster_schedule_button_dup_schedule:
 * @self: a button
 *
 * Returns: (transfer full) (nullable): the time that it shows
 */
PosterSchedule *
poster_schedule_button_dup_schedule (PosterScheduleButton *self)
{
  g_return_val_if_fail (POSTER_IS_SCHEDULE_BUTTON (self), NULL);

  return self->schedule != NULL ? poster_schedule_ref (self->schedule) : NULL;
}

void
poster_schedule_button_set_top (PosterScheduleButton *self,
                                GtkWidget            *top)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  adw_bin_set_child (self->top, top);
  gtk_widget_set_visible (GTK_WIDGET (self->top), top != NULL);
}

void
poster_schedule_button_set_label (PosterScheduleButton *self,
                                  const char           *label)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  if (g_strcmp0 (self->label, label) == 0)
    return;
  g_free (self->label);
  self->label = g_strdup (label);
  if (self->schedule != NULL && self->clock != NULL)
    show_words (self);
  else
    adw_button_content_set_label (self->content, label != NULL ? label : "");
}

void
poster_schedule_button_set_calendar (PosterScheduleButton *self,
                                     gboolean              shown)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  gtk_widget_set_visible (self->chooser, shown);
}
