/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-schedule-button"

#include "poster-schedule-button.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-clock-text.h"
#include "poster-moment-words.h"
#include "poster-words.h"
#include "poster-zone-button.h"

/* Times that are chosen often, each with one press. */
enum
{
  TONIGHT,
  TOMORROW,
  MONDAY,
  N_QUICK,
};

/* What of a window is not the popover's, and how little of it there is room for in any case; pixels. */
#define BESIDE 112
#define LEAST_HEIGHT 160

static const int quick_hours[N_QUICK] = { 18, 9, 9 };
static const char *const quick_names[N_QUICK] = { "tonight", "tomorrow", "monday" };

struct _PosterScheduleButton
{
  GtkWidget       parent_instance;

  PosterClock    *clock;       /* (nullable), until it is set */
  PosterSchedule *schedule;    /* (nullable), likewise */
  GPtrArray      *accounts;    /* (nullable) (element-type PosterAccount) */
  char           *label;       /* (nullable) */
  char           *description; /* (nullable), of the label */
  char           *caution;     /* (nullable), of moments further away than: */
  gint64          caution_us;
  int             minutes;     /* since midnight, as chosen */
  gboolean        is_unread;   /* what is written is no time */
  gboolean        is_showing;  /* what changes is our doing */

  GtkMenuButton  *button;
  AdwButtonContent *content;
  GtkPopover     *popover;
  GtkScrolledWindow *scrolled;
  AdwBin         *top;
  AdwBin         *other;
  AdwBin         *more;
  AdwBin         *end;
  GtkWidget      *chooser;
  GtkWidget      *quick[N_QUICK];
  GtkCalendar    *calendar;
  GtkSpinButton  *time;
  PosterZoneButton *zone;
  GtkLabel       *words;
  GtkWidget      *note_box;
  GtkLabel       *note;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterScheduleButton, poster_schedule_button, GTK_TYPE_WIDGET)

/* What the clock on the wall shows, as it was meant: where clocks are put forward, that may never come. */
static GDateTime *
dup_wall (PosterSchedule *schedule)
{
  gint64 instant_us = poster_schedule_get_instant_us (schedule);
  const char *meant = poster_schedule_get_wall (schedule);
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (poster_schedule_get_zone (schedule));
  g_autoptr(GTimeZone) utc_zone = g_time_zone_new_utc ();
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant_us / G_USEC_PER_SEC);

  if (meant != NULL)
    return g_date_time_new_from_iso8601 (meant, utc_zone);
  return zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
}

static GDateTime *
dup_now (PosterScheduleButton *self)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (poster_schedule_get_zone (self->schedule));
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (poster_clock_get_now_us (self->clock) / G_USEC_PER_SEC);

  return zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
}

static void
show_note (PosterScheduleButton *self)
{
  gint64 now_us = poster_clock_get_now_us (self->clock);
  g_autofree char *note = NULL;

  if (self->is_unread)
    {
      g_autofree char *example = poster_clock_text_format (18 * 60);

      /* Translators: %s is a time of day: 18:00 */
      note = g_strdup_printf (_("That is no time. Write it like %s."), example);
    }
  else
    {
      note = poster_moment_words_note (self->schedule, now_us);
      if (note == NULL && poster_schedule_get_instant_us (self->schedule) - now_us > self->caution_us)
        note = g_strdup (self->caution);
    }
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (self->note_box, note != NULL);
}

/* The same as the time in words, for those who hear it. */
static void
show_name (PosterScheduleButton *self,
           const char           *when)
{
  GtkWidget *toggle = gtk_widget_get_first_child (GTK_WIDGET (self->button));

  /* What a screen reader speaks of is the button inside of the menu button. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->label != NULL ? self->label : _("Date and Time"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, when != NULL ? when : "", -1);
}

/* The moment as it will come to pass. */
static void
show_words (PosterScheduleButton *self)
{
  gint64 instant_us = poster_schedule_get_instant_us (self->schedule);
  const char *zone = poster_schedule_get_zone (self->schedule);
  g_autofree char *there = poster_words_absolute (instant_us, zone);
  g_autofree char *short_words = poster_words_time (instant_us, poster_clock_get_now_us (self->clock), zone);
  g_autofree char *words = poster_moment_words (self->schedule, self->accounts);

  gtk_label_set_label (self->words, words);
  poster_zone_button_set_instant (self->zone, instant_us);
  if (self->label == NULL)
    {
      adw_button_content_set_label (self->content, short_words);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), there);
      show_name (self, there);
    }
  show_note (self);
}

/* Days from @now to the quick choice; -1 where it would say nothing new. */
static int
days_to (GDateTime *now,
         guint      choice)
{
  switch (choice)
    {
    case TONIGHT:
      return g_date_time_get_hour (now) < quick_hours[TONIGHT] ? 0 : -1;
    case TOMORROW:
      return 1;
    case MONDAY:
    default:
      /* On Sunday, that is tomorrow. */
      return g_date_time_get_day_of_week (now) == 7 ? -1 : 8 - g_date_time_get_day_of_week (now);
    }
}

static void
show_quick (PosterScheduleButton *self)
{
  g_autoptr(GDateTime) now = dup_now (self);

  for (guint i = 0; i < N_QUICK; i++)
    {
      g_autofree char *clock = poster_clock_text_format (quick_hours[i] * 60);
      g_autofree char *tooltip = g_strdup_printf (_("At %s"), clock);

      gtk_widget_set_visible (self->quick[i], days_to (now, i) >= 0);
      gtk_widget_set_tooltip_text (self->quick[i], tooltip);
    }
}

static void
show (PosterScheduleButton *self)
{
  g_autoptr(GDateTime) wall = NULL;

  if (self->schedule == NULL || self->clock == NULL)
    return;
  wall = dup_wall (self->schedule);
  self->minutes = g_date_time_get_hour (wall) * 60 + g_date_time_get_minute (wall);
  self->is_unread = FALSE;
  self->is_showing = TRUE;
  gtk_calendar_select_day (self->calendar, wall);
  gtk_spin_button_set_value (self->time, self->minutes);
  poster_zone_button_set_zone (self->zone, poster_schedule_get_zone (self->schedule));
  self->is_showing = FALSE;
  show_quick (self);
  show_words (self);
}

static void
take (PosterScheduleButton *self,
      GDateTime            *day,
      int                   minutes,
      const char           *zone)
{
  g_autofree char *wall = NULL;
  PosterSchedule *schedule;

  wall = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:00",
                          g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day),
                          minutes / 60, minutes % 60);
  schedule = poster_schedule_new_wall (wall, zone, NULL);
  if (schedule == NULL)
    return;
  g_clear_pointer (&self->schedule, poster_schedule_unref);
  self->schedule = schedule;
  self->minutes = minutes;
  show_words (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
choose (PosterScheduleButton *self,
        int                   minutes,
        const char           *zone)
{
  g_autoptr(GDateTime) day = gtk_calendar_get_date (self->calendar);

  take (self, day, minutes, zone);
}

static gboolean
is_asleep (PosterScheduleButton *self)
{
  return self->is_showing || self->schedule == NULL || self->clock == NULL;
}

static void
day_chosen_cb (PosterScheduleButton *self)
{
  if (!is_asleep (self))
    choose (self, self->minutes, poster_schedule_get_zone (self->schedule));
}

static void
time_chosen_cb (PosterScheduleButton *self)
{
  int minutes = gtk_spin_button_get_value_as_int (self->time);

  if (!is_asleep (self) && minutes != self->minutes)
    choose (self, minutes, poster_schedule_get_zone (self->schedule));
}

/* While one writes: what can be read counts at once. */
static void
time_written_cb (PosterScheduleButton *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->time));
  int minutes;

  if (is_asleep (self))
    return;
  self->is_unread = !poster_clock_text_parse (text, &minutes) && *text != '\0';
  if (*text != '\0' && !self->is_unread && minutes != self->minutes)
    choose (self, minutes, poster_schedule_get_zone (self->schedule));
  else
    show_note (self);
}

static void
zone_chosen_cb (PosterScheduleButton *self)
{
  const char *zone = poster_zone_button_get_zone (self->zone);
  g_autofree char *local = NULL;

  if (is_asleep (self))
    return;
  if (*zone == '\0')
    {
      zone = local = poster_zone_dup_local ();
      self->is_showing = TRUE;
      poster_zone_button_set_zone (self->zone, local);
      self->is_showing = FALSE;
    }
  choose (self, self->minutes, zone);
  show_quick (self);
}

static void
quick_cb (GtkButton            *button,
          PosterScheduleButton *self)
{
  g_autoptr(GDateTime) now = NULL;

  if (is_asleep (self))
    return;
  now = dup_now (self);
  for (guint i = 0; i < N_QUICK; i++)
    if (self->quick[i] == GTK_WIDGET (button))
      {
        g_autofree char *zone = g_strdup (poster_schedule_get_zone (self->schedule));
        g_autoptr(GDateTime) day = g_date_time_add_days (now, MAX (days_to (now, i), 0));

        take (self, day, quick_hours[i] * 60, zone);
        show (self);
      }
}

static int
read_time_cb (GtkSpinButton *spin,
              double        *value,
              gpointer       user_data)
{
  int minutes;

  if (!poster_clock_text_parse (gtk_editable_get_text (GTK_EDITABLE (spin)), &minutes))
    return GTK_INPUT_ERROR;
  *value = minutes;
  return TRUE;
}

static gboolean
write_time_cb (GtkSpinButton        *spin,
               PosterScheduleButton *self)
{
  g_autofree char *text = poster_clock_text_format (gtk_spin_button_get_value_as_int (spin));

  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (spin))))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  return TRUE;
}

/* What has passed meanwhile is told; and what is more than the window has room for is scrolled. */
static void
popover_shown_cb (PosterScheduleButton *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL)
    gtk_scrolled_window_set_max_content_height (self->scrolled,
                                                MAX (gtk_widget_get_height (GTK_WIDGET (root)) - BESIDE, LEAST_HEIGHT));
  show (self);
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
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  G_OBJECT_CLASS (poster_schedule_button_parent_class)->dispose (object);
}

static void
poster_schedule_button_finalize (GObject *object)
{
  g_free (POSTER_SCHEDULE_BUTTON (object)->label);
  g_free (POSTER_SCHEDULE_BUTTON (object)->description);
  g_free (POSTER_SCHEDULE_BUTTON (object)->caution);
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

  g_type_ensure (POSTER_TYPE_ZONE_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-schedule-button.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, button);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, content);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, popover);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, scrolled);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, top);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, other);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, more);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, end);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, chooser);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, calendar);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, time);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, zone);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, words);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, note_box);
  gtk_widget_class_bind_template_child (widget_class, PosterScheduleButton, note);
  for (guint i = 0; i < N_QUICK; i++)
    gtk_widget_class_bind_template_child_full (widget_class, quick_names[i], FALSE,
                                               G_STRUCT_OFFSET (PosterScheduleButton, quick) +
                                               (gssize) (i * sizeof (GtkWidget *)));
  gtk_widget_class_bind_template_callback (widget_class, day_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, time_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, time_written_cb);
  gtk_widget_class_bind_template_callback (widget_class, zone_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, quick_cb);
  gtk_widget_class_bind_template_callback (widget_class, read_time_cb);
  gtk_widget_class_bind_template_callback (widget_class, write_time_cb);
  gtk_widget_class_bind_template_callback (widget_class, popover_shown_cb);
}

static void
poster_schedule_button_init (PosterScheduleButton *self)
{
  self->is_showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
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

/**
 * poster_schedule_button_set_accounts:
 * @self: a button
 * @accounts: (element-type PosterAccount): where it goes
 *
 * The moment is said as well in the zones of those who have one.
 */
void
poster_schedule_button_set_accounts (PosterScheduleButton *self,
                                     GPtrArray            *accounts)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  g_ptr_array_ref (accounts);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  self->accounts = accounts;
  if (self->schedule != NULL && self->clock != NULL)
    show_words (self);
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
                                  const char           *label,
                                  const char           *description)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  if (g_strcmp0 (self->label, label) == 0 && g_strcmp0 (self->description, description) == 0)
    return;
  g_free (self->label);
  self->label = g_strdup (label);
  g_free (self->description);
  self->description = g_strdup (description);
  if (label != NULL || self->schedule == NULL || self->clock == NULL)
    {
      adw_button_content_set_label (self->content, label != NULL ? label : "");
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), description);
      show_name (self, description);
    }
  else
    {
      show_words (self);
    }
}

void
poster_schedule_button_set_calendar (PosterScheduleButton *self,
                                     gboolean              shown)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  gtk_widget_set_visible (self->chooser, shown);
}

void
poster_schedule_button_set_other (PosterScheduleButton *self,
                                  GtkWidget            *other)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  adw_bin_set_child (self->other, other);
  gtk_widget_set_visible (GTK_WIDGET (self->other), other != NULL);
}

void
poster_schedule_button_set_more (PosterScheduleButton *self,
                                 GtkWidget            *more)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  adw_bin_set_child (self->more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more), more != NULL);
}

/**
 * poster_schedule_button_set_end:
 * @self: a button
 * @end: (nullable): a widget below everything else, whatever the time is chosen by
 */
void
poster_schedule_button_set_end (PosterScheduleButton *self,
                                GtkWidget            *end)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  adw_bin_set_child (self->end, end);
  gtk_widget_set_visible (GTK_WIDGET (self->end), end != NULL);
}

/**
 * poster_schedule_button_set_caution:
 * @self: a button
 * @caution: (nullable): what is to be known of moments that are some time ahead
 * @ahead_us: how far, in microseconds
 *
 * Says so below the time, where there is nothing more urgent to say of it.
 */
void
poster_schedule_button_set_caution (PosterScheduleButton *self,
                                    const char           *caution,
                                    gint64                ahead_us)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  if (g_strcmp0 (self->caution, caution) == 0 && self->caution_us == ahead_us)
    return;
  g_free (self->caution);
  self->caution = g_strdup (caution);
  self->caution_us = ahead_us;
  if (self->schedule != NULL && self->clock != NULL)
    show_note (self);
}

/**
 * poster_schedule_button_popdown:
 * @self: a button
 *
 * Closes what it opens. To be done before its window goes away: GTK (tried: 4.8.3) keeps a popover that
 * is open then, with all that is in it.
 */
void
poster_schedule_button_popdown (PosterScheduleButton *self)
{
  g_return_if_fail (POSTER_IS_SCHEDULE_BUTTON (self));

  gtk_menu_button_popdown (self->button);
}
