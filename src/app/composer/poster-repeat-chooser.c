/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-repeat-chooser"

#include "poster-repeat-chooser.h"

#include <glib/gi18n-lib.h>

#include "poster-calendar-days.h"
#include "poster-moment-words.h"
#include "poster-words.h"

/* So many dates are shown ahead. */
#define N_AHEAD 5

#define N_WEEKDAYS 7

/* What is proposed to whoever wants it to end. */
#define DEFAULT_COUNT 10
#define DEFAULT_UNTIL_MONTHS 3

typedef enum
{
  NEVER,
  DAILY,
  WEEKLY,
  MONTHLY,
  CUSTOM,
} Choice;

typedef enum
{
  END_NEVER,
  END_UNTIL,
  END_COUNT,
} End;

/* Places in the list of days of a month. */
enum
{
  MONTH_DAY_OF_START,
  MONTH_LAST_DAY,
  MONTH_DAY_NAMED,  /* there for a rule that was made elsewhere */
};

/**
 * PosterRepeatChooser:
 *
 * How a post repeats: how often, on which days, and until when. Below, the rule is said in words, and
 * its next dates, so that nobody need guess what it comes to.
 */
struct _PosterRepeatChooser
{
  GtkWidget         parent_instance;

  PosterSchedule   *start;       /* (nullable), until it is set */
  PosterRecurrence *recurrence;  /* (nullable), for once */
  gint64            now_us;
  gboolean          is_custom;   /* a person wants to see all of it */
  gboolean          is_showing;  /* what changes is our doing */

  GtkWidget        *box;
  GtkDropDown      *choices;
  GtkWidget        *every;
  GtkSpinButton    *interval;
  GtkDropDown      *units;
  GtkWidget        *weekdays;
  GtkToggleButton  *weekday[N_WEEKDAYS];  /* 0 is Sunday */
  GtkWidget        *month;
  GtkDropDown      *month_days;
  GtkWidget        *ending;
  GtkDropDown      *ends;
  GtkMenuButton    *until;
  GtkCalendar      *calendar;
  GtkSpinButton    *count;
  GtkLabel         *times;
  GtkLabel         *rule;
  GtkLabel         *words;
  GtkWidget        *note_box;
  GtkLabel         *note;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterRepeatChooser, poster_repeat_chooser, GTK_TYPE_WIDGET)

/* The day on which it begins, on the clock on the wall. */
static GDateTime *
dup_start_day (PosterRepeatChooser *self)
{
  const char *meant = poster_schedule_get_wall (self->start);
  g_autoptr(GTimeZone) utc_zone = g_time_zone_new_utc ();
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (poster_schedule_get_zone (self->start));
  g_autoptr(GDateTime) utc = NULL;

  if (meant != NULL)
    return g_date_time_new_from_iso8601 (meant, utc_zone);
  utc = g_date_time_new_from_unix_utc (poster_schedule_get_instant_us (self->start) / G_USEC_PER_SEC);
  return zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
}

static guint
get_start_weekday (PosterRepeatChooser *self)
{
  g_autoptr(GDateTime) day = dup_start_day (self);

  return (guint) g_date_time_get_day_of_week (day) % N_WEEKDAYS;
}

static void
get_parts (PosterRepeatChooser   *self,
           PosterRecurrenceParts *parts)
{
  *parts = (PosterRecurrenceParts) { .interval = 1 };
  if (self->recurrence != NULL)
    poster_recurrence_get_parts (self->recurrence, parts);
}

/* What can be said of a rule without all of the fields. */
static gboolean
is_simple (PosterRecurrenceParts *parts)
{
  return parts->interval == 1 && parts->frequency != POSTER_FREQUENCY_YEARLY;
}

/* --- What is shown --- */

static char *
dup_dates (PosterRepeatChooser  *self,
           char                **note)
{
  g_autoptr(GPtrArray) dates = poster_recurrence_list (self->recurrence, self->start, self->now_us, N_AHEAD);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < dates->len; i++)
    {
      PosterSchedule *date = g_ptr_array_index (dates, i);
      g_autofree char *time = poster_words_time (poster_schedule_get_instant_us (date), self->now_us,
                                                 poster_schedule_get_zone (date));

      g_string_append_printf (words, "%s%s", i > 0 ? "\n" : "", time);
      if (*note == NULL)
        *note = poster_moment_words_note (date, self->now_us);
    }
  if (dates->len == 0)
    {
      g_free (*note);
      *note = g_strdup (_("By this rule it never goes out: choose a later end."));
    }
  return g_string_free (words, FALSE);
}

/* What a rule leaves out, which its next five dates may not show. */
static char *
dup_gaps (PosterRepeatChooser   *self,
          PosterRecurrenceParts *parts)
{
  g_autoptr(GDateTime) start = dup_start_day (self);
  int day = parts->month_day > 0 ? parts->month_day : g_date_time_get_day_of_month (start);

  if (parts->frequency == POSTER_FREQUENCY_MONTHLY && parts->month_day != POSTER_RECURRENCE_LAST_DAY && day > 28)
    /* Translators: %d is a day of the month: 29, 30 or 31 */
    return g_strdup_printf (_("Months without a day %d are left out. Choose the last day to have one in each."), day);
  if (parts->frequency == POSTER_FREQUENCY_YEARLY && g_date_time_get_month (start) == 2 && day == 29)
    return g_strdup (_("Years without a 29 February are left out."));
  return NULL;
}

static void
show_words (PosterRepeatChooser   *self,
            PosterRecurrenceParts *parts)
{
  g_autofree char *rule = NULL;
  g_autofree char *dates = NULL;
  g_autofree char *note = NULL;

  if (self->recurrence != NULL)
    {
      rule = poster_recurrence_describe (self->recurrence, self->start);
      note = dup_gaps (self, parts);
      dates = dup_dates (self, &note);
    }
  gtk_label_set_label (self->rule, rule != NULL ? rule : "");
  gtk_widget_set_visible (GTK_WIDGET (self->rule), rule != NULL);
  gtk_label_set_label (self->words, dates != NULL ? dates : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), dates != NULL && *dates != '\0');
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (self->note_box, note != NULL);
}

static gboolean
shows_names (GtkDropDown   *drop_down,
             GtkStringList *names)
{
  GListModel *shown = gtk_drop_down_get_model (drop_down);
  guint n_names = g_list_model_get_n_items (G_LIST_MODEL (names));

  if (shown == NULL || g_list_model_get_n_items (shown) != n_names)
    return FALSE;
  for (guint i = 0; i < n_names; i++)
    if (!g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (shown), i), gtk_string_list_get_string (names, i)))
      return FALSE;
  return TRUE;
}

static void
show_month_days (PosterRepeatChooser   *self,
                 PosterRecurrenceParts *parts)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr(GDateTime) start = dup_start_day (self);
  g_autofree char *of_start = g_strdup_printf (_("Day %d"), g_date_time_get_day_of_month (start));
  guint selected = MONTH_DAY_OF_START;

  gtk_string_list_append (names, of_start);
  gtk_string_list_append (names, _("Last Day"));
  if (parts->month_day == POSTER_RECURRENCE_LAST_DAY)
    selected = MONTH_LAST_DAY;
  if (parts->month_day > 0)
    {
      g_autofree char *named = g_strdup_printf (_("Day %d"), parts->month_day);

      gtk_string_list_append (names, named);
      selected = MONTH_DAY_NAMED;
    }
  /* Whoever is at it stays there: it is made anew only when there is something else to choose. */
  if (!shows_names (self->month_days, names))
    gtk_drop_down_set_model (self->month_days, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->month_days, selected);
}

static void
show_end (PosterRepeatChooser   *self,
          PosterRecurrenceParts *parts)
{
  End end = parts->count > 0 ? END_COUNT : parts->until != NULL ? END_UNTIL : END_NEVER;

  gtk_drop_down_set_selected (self->ends, end);
  gtk_widget_set_visible (GTK_WIDGET (self->until), end == END_UNTIL);
  gtk_widget_set_visible (GTK_WIDGET (self->count), end == END_COUNT);
  gtk_widget_set_visible (GTK_WIDGET (self->times), end == END_COUNT);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->times)), end != END_NEVER);
  if (end == END_COUNT)
    {
      gtk_spin_button_set_value (self->count, parts->count);
      /* Translators: after a field with the number: it ends after so many posts */
      gtk_label_set_label (self->times, ngettext ("post", "posts", parts->count));
    }
  if (end == END_UNTIL)
    {
      g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
      g_autofree char *midnight = g_strconcat (parts->until, "T00:00:00", NULL);
      g_autoptr(GDateTime) day = g_date_time_new_from_iso8601 (midnight, utc);
      /* Translators: a date, in the terms of g_date_time_format() */
      g_autofree char *words = g_date_time_format (day, _("%-d %B %Y"));

      gtk_calendar_select_day (self->calendar, day);
      gtk_menu_button_set_label (self->until, words);
    }
}

static void
show (PosterRepeatChooser *self)
{
  PosterRecurrenceParts parts;
  gboolean repeats = self->recurrence != NULL;
  guint days;

  get_parts (self, &parts);
  days = parts.weekdays != 0 ? parts.weekdays : 1u << get_start_weekday (self);
  self->is_showing = TRUE;
  gtk_drop_down_set_selected (self->choices, !repeats ? NEVER : self->is_custom ? CUSTOM : DAILY + parts.frequency);
  gtk_drop_down_set_selected (self->units, parts.frequency);
  gtk_spin_button_set_value (self->interval, parts.interval);
  gtk_widget_set_visible (self->every, repeats && self->is_custom);
  for (guint i = 0; i < N_WEEKDAYS; i++)
    gtk_toggle_button_set_active (self->weekday[i], (days & (1u << i)) != 0);
  gtk_widget_set_visible (self->weekdays, repeats && parts.frequency == POSTER_FREQUENCY_WEEKLY);
  gtk_widget_set_visible (self->month, repeats && parts.frequency == POSTER_FREQUENCY_MONTHLY);
  show_month_days (self, &parts);
  gtk_widget_set_visible (self->ending, repeats);
  show_end (self, &parts);
  self->is_showing = FALSE;
  show_words (self, &parts);
}

/* --- What is chosen --- */

static gboolean
is_asleep (PosterRepeatChooser *self)
{
  return self->is_showing || self->start == NULL;
}

static void
take (PosterRepeatChooser         *self,
      const PosterRecurrenceParts *parts)
{
  g_autoptr(PosterRecurrence) before = g_steal_pointer (&self->recurrence);

  /* What parts.until points to may be that of the rule before. */
  if (parts != NULL)
    self->recurrence = poster_recurrence_new (parts, NULL);
  show (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What goes only with another unit is left. */
static void
set_frequency (PosterRecurrenceParts *parts,
               PosterFrequency        frequency)
{
  if (parts->frequency == frequency)
    return;
  parts->frequency = frequency;
  parts->weekdays = 0;
  parts->month_day = POSTER_RECURRENCE_DAY_OF_START;
}

static void
chosen_cb (PosterRepeatChooser *self)
{
  Choice choice = gtk_drop_down_get_selected (self->choices);
  PosterRecurrenceParts parts;

  if (is_asleep (self))
    return;
  get_parts (self, &parts);
  self->is_custom = choice == CUSTOM;
  if (choice == NEVER)
    {
      take (self, NULL);
      return;
    }
  if (choice == CUSTOM)
    {
      if (self->recurrence == NULL)
        parts.frequency = POSTER_FREQUENCY_WEEKLY;
    }
  else
    {
      set_frequency (&parts, (PosterFrequency) (choice - DAILY));
      parts.interval = 1;
    }
  take (self, &parts);
}

static void
interval_cb (PosterRepeatChooser *self)
{
  PosterRecurrenceParts parts;

  if (is_asleep (self) || self->recurrence == NULL)
    return;
  get_parts (self, &parts);
  parts.interval = (guint) gtk_spin_button_get_value_as_int (self->interval);
  take (self, &parts);
}

static void
unit_cb (PosterRepeatChooser *self)
{
  PosterRecurrenceParts parts;

  if (is_asleep (self) || self->recurrence == NULL)
    return;
  get_parts (self, &parts);
  set_frequency (&parts, (PosterFrequency) gtk_drop_down_get_selected (self->units));
  take (self, &parts);
}

/* One day there must be; and that on which it begins follows the date. */
static void
weekday_cb (PosterRepeatChooser *self)
{
  PosterRecurrenceParts parts;

  if (is_asleep (self) || self->recurrence == NULL)
    return;
  get_parts (self, &parts);
  parts.weekdays = 0;
  for (guint i = 0; i < N_WEEKDAYS; i++)
    if (gtk_toggle_button_get_active (self->weekday[i]))
      parts.weekdays |= 1u << i;
  if (parts.weekdays == 1u << get_start_weekday (self))
    parts.weekdays = 0;
  take (self, &parts);
}

static void
month_day_cb (PosterRepeatChooser *self)
{
  PosterRecurrenceParts parts;

  if (is_asleep (self) || self->recurrence == NULL)
    return;
  get_parts (self, &parts);
  switch (gtk_drop_down_get_selected (self->month_days))
    {
    case MONTH_DAY_OF_START:
      parts.month_day = POSTER_RECURRENCE_DAY_OF_START;
      break;
    case MONTH_LAST_DAY:
      parts.month_day = POSTER_RECURRENCE_LAST_DAY;
      break;
    default:
      return;
    }
  take (self, &parts);
}

static void
end_cb (PosterRepeatChooser *self)
{
  g_autoptr(GDateTime) start = NULL;
  g_autoptr(GDateTime) last = NULL;
  g_autofree char *until = NULL;
  PosterRecurrenceParts parts;

  if (is_asleep (self) || self->recurrence == NULL)
    return;
  get_parts (self, &parts);
  parts.count = 0;
  parts.until = NULL;
  switch (gtk_drop_down_get_selected (self->ends))
    {
    case END_COUNT:
      parts.count = DEFAULT_COUNT;
      break;
    case END_UNTIL:
      start = dup_start_day (self);
      last = g_date_time_add_months (start, DEFAULT_UNTIL_MONTHS);
      parts.until = until = g_date_time_format (last, "%Y-%m-%d");
      break;
    case END_NEVER:
    default:
      break;
    }
  take (self, &parts);
}

static void
count_cb (PosterRepeatChooser *self)
{
  PosterRecurrenceParts parts;

  if (is_asleep (self) || self->recurrence == NULL)
    return;
  get_parts (self, &parts);
  if (parts.count == 0)
    return;
  parts.count = (guint) gtk_spin_button_get_value_as_int (self->count);
  take (self, &parts);
}

static void
until_cb (PosterRepeatChooser *self)
{
  g_autoptr(GDateTime) day = NULL;
  g_autofree char *until = NULL;
  PosterRecurrenceParts parts;

  if (is_asleep (self) || self->recurrence == NULL)
    return;
  get_parts (self, &parts);
  if (parts.until == NULL)
    return;
  day = gtk_calendar_get_date (self->calendar);
  until = g_date_time_format (day, "%Y-%m-%d");
  parts.until = until;
  take (self, &parts);
}

/* --- How it is put together --- */

static GtkDropDown *
create_drop_down (const char *const *names,
                  const char        *label)
{
  GtkWidget *drop_down = gtk_drop_down_new_from_strings (names);

  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_DROP_DOWN (drop_down);
}

/* A word, and the field that it is about. */
static GtkWidget *
create_row (const char *mnemonic,
            GtkWidget  *field)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (mnemonic);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), field);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), field);
  return row;
}

static GtkSpinButton *
create_number (guint       most,
               const char *label)
{
  GtkWidget *number = gtk_spin_button_new_with_range (1, most, 1);

  gtk_editable_set_width_chars (GTK_EDITABLE (number), 3);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (number), 3);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (number), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (number), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_SPIN_BUTTON (number);
}

static char *
name_weekday (guint       weekday,
              const char *format)
{
  g_autoptr(GDateTime) day = g_date_time_new_utc (2023, 1, 1 + (int) weekday, 0, 0, 0);  /* a Sunday, and on */

  return g_date_time_format (day, format);
}

/* One letter says enough where most days differ in it: not so in Arabic. */
static gboolean
letters_differ (void)
{
  g_autoptr(GHashTable) letters = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < N_WEEKDAYS; i++)
    {
      g_autofree char *name = name_weekday (i, "%a");

      g_hash_table_add (letters, GUINT_TO_POINTER (g_utf8_get_char (name)));
    }
  return g_hash_table_size (letters) > 3;
}

static void
add_weekdays (PosterRepeatChooser *self)
{
  gboolean is_short = letters_differ ();

  self->weekdays = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, "spacing", 4,
                                 "homogeneous", TRUE, "css-name", "weekdays", NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->weekdays), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Days of the Week"), -1);
  for (guint i = 0; i < N_WEEKDAYS; i++)
    {
      guint weekday = ((guint) poster_days_get_first_weekday () + i) % N_WEEKDAYS;
      g_autofree char *name = name_weekday (weekday, "%A");
      g_autofree char *brief = name_weekday (weekday, "%a");
      g_autofree char *letter = g_utf8_substring (brief, 0, 1);
      GtkWidget *button = gtk_toggle_button_new_with_label (is_short ? letter : brief);

      if (is_short)
        gtk_widget_add_css_class (button, "circular");
      gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
      gtk_widget_set_tooltip_text (button, name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      g_signal_connect_swapped (button, "toggled", G_CALLBACK (weekday_cb), self);
      gtk_box_append (GTK_BOX (self->weekdays), button);
      self->weekday[weekday] = GTK_TOGGLE_BUTTON (button);
    }
  gtk_box_append (GTK_BOX (self->box), self->weekdays);
}

static void
add_rule (PosterRepeatChooser *self)
{
  const char *const choices[] = { C_("repeat", "Never"), _("Daily"), _("Weekly"), _("Monthly"), _("Custom"), NULL };
  const char *const units[] = { C_("every so many", "Days"), C_("every so many", "Weeks"),
                                C_("every so many", "Months"), C_("every so many", "Years"), NULL };
  const char *const none[] = { NULL };

  self->choices = create_drop_down (choices, _("Repeat"));
  g_signal_connect_swapped (self->choices, "notify::selected", G_CALLBACK (chosen_cb), self);
  gtk_box_append (GTK_BOX (self->box), create_row (_("_Repeat"), GTK_WIDGET (self->choices)));

  self->interval = create_number (POSTER_RECURRENCE_MAX_INTERVAL, _("Every so Many"));
  g_signal_connect_swapped (self->interval, "value-changed", G_CALLBACK (interval_cb), self);
  self->units = create_drop_down (units, _("Days, Weeks, Months or Years"));
  g_signal_connect_swapped (self->units, "notify::selected", G_CALLBACK (unit_cb), self);
  self->every = create_row (_("_Every"), GTK_WIDGET (self->interval));
  gtk_box_append (GTK_BOX (self->every), GTK_WIDGET (self->units));
  gtk_box_append (GTK_BOX (self->box), self->every);

  add_weekdays (self);
  self->month_days = create_drop_down (none, _("Day of the Month"));
  g_signal_connect_swapped (self->month_days, "notify::selected", G_CALLBACK (month_day_cb), self);
  self->month = create_row (_("_On"), GTK_WIDGET (self->month_days));
  gtk_box_append (GTK_BOX (self->box), self->month);
}

static void
add_end (PosterRepeatChooser *self)
{
  const char *const ends[] = { C_("repeat ends", "Never"), C_("repeat ends", "On a Date"), C_("repeat ends", "After"), NULL };
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *field = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->ends = create_drop_down (ends, _("Ends"));
  g_signal_connect_swapped (self->ends, "notify::selected", G_CALLBACK (end_cb), self);
  self->ending = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->ending), create_row (_("E_nds"), GTK_WIDGET (self->ends)));

  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->calendar), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Last Day"), -1);
  g_signal_connect_swapped (self->calendar, "day-selected", G_CALLBACK (until_cb), self);
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->calendar));
  self->until = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_popover (self->until, popover);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->until), _("Last Day"));
  self->count = create_number (POSTER_RECURRENCE_MAX_COUNT, _("Number of Posts"));
  g_signal_connect_swapped (self->count, "value-changed", G_CALLBACK (count_cb), self);
  self->times = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_halign (field, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (field), GTK_WIDGET (self->until));
  gtk_box_append (GTK_BOX (field), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (field), GTK_WIDGET (self->times));
  gtk_box_append (GTK_BOX (self->ending), field);
  gtk_box_append (GTK_BOX (self->box), self->ending);
}

static GtkLabel *
create_words (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_widget_add_css_class (label, "caption");
  return GTK_LABEL (label);
}

static void
add_words (PosterRepeatChooser *self)
{
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "dialog-information-symbolic", "pixel-size", 12,
                                  "valign", GTK_ALIGN_START, "margin-top", 2,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  self->rule = create_words ();
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->rule));
  self->note_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->note = create_words ();
  gtk_widget_set_hexpand (GTK_WIDGET (self->note), TRUE);
  gtk_box_append (GTK_BOX (self->note_box), icon);
  gtk_box_append (GTK_BOX (self->note_box), GTK_WIDGET (self->note));
  gtk_box_append (GTK_BOX (self->box), self->note_box);
  self->words = create_words ();
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->words), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _("Next Dates"), -1);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->words));
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
  self->is_showing = TRUE;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  add_rule (self);
  add_end (self);
  add_words (self);
  gtk_widget_set_visible (self->every, FALSE);
  gtk_widget_set_visible (self->weekdays, FALSE);
  gtk_widget_set_visible (self->month, FALSE);
  gtk_widget_set_visible (self->ending, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->rule), FALSE);
  gtk_widget_set_visible (self->note_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->words), FALSE);
  self->is_showing = FALSE;
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
  PosterRecurrenceParts parts;

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
      self->is_custom = FALSE;
    }
  get_parts (self, &parts);
  self->is_custom = recurrence != NULL && (self->is_custom || !is_simple (&parts));
  show (self);
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
