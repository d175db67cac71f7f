/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-queue"

#include "poster-queue.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-error.h"
#include "poster-id.h"

#define DAY_SECONDS ((gint64) 24 * 3600)
#define DAY_MINUTES (24 * 60)

/* How far ahead slots are looked for. */
#define REACH_SECONDS (100 * 366 * DAY_SECONDS)

G_DEFINE_FINAL_TYPE (PosterQueue, poster_queue, G_TYPE_OBJECT)

static void
poster_queue_finalize (GObject *object)
{
  PosterQueue *self = POSTER_QUEUE (object);

  g_free (self->id);
  g_free (self->profile_id);
  g_free (self->name);
  g_free (self->zone);
  g_array_unref (self->slots);
  G_OBJECT_CLASS (poster_queue_parent_class)->finalize (object);
}

static void
poster_queue_class_init (PosterQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_queue_finalize;
}

static void
poster_queue_init (PosterQueue *self)
{
  self->slots = g_array_new (FALSE, FALSE, sizeof (PosterQueueSlot));
}

/**
 * poster_queue_new:
 * @name: what a person calls it
 * @zone: IANA name of a zone
 *
 * Returns: (transfer full): an active queue with a new id and no slots
 */
PosterQueue *
poster_queue_new (const char *name,
                  const char *zone)
{
  PosterQueue *self = g_object_new (POSTER_TYPE_QUEUE, NULL);

  self->id = poster_id_new ();
  self->name = g_strdup (name);
  self->zone = g_strdup (zone);
  self->is_active = TRUE;
  return self;
}

/**
 * poster_queue_copy:
 * @self: a queue
 *
 * Returns: (transfer full): a copy to change and hand on
 */
PosterQueue *
poster_queue_copy (PosterQueue *self)
{
  PosterQueue *copy = g_object_new (POSTER_TYPE_QUEUE, NULL);

  copy->id = g_strdup (self->id);
  copy->profile_id = g_strdup (self->profile_id);
  copy->name = g_strdup (self->name);
  copy->zone = g_strdup (self->zone);
  g_array_append_vals (copy->slots, self->slots->data, self->slots->len);
  copy->is_active = self->is_active;
  copy->is_default = self->is_default;
  copy->created_us = self->created_us;
  copy->updated_us = self->updated_us;
  return copy;
}

/* --- Slots --- */

/* English, lower case: words of the command line and of the database. */
static const char *const day_words[] = { "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday" };

/**
 * poster_queue_add_slot:
 * @self: a queue
 * @weekday: 0 to 6, 0 is Sunday
 * @minute: 0 to 1439
 *
 * Adds a slot, in its place in the week, unless it is there.
 *
 * Returns: whether there is such a time
 */
gboolean
poster_queue_add_slot (PosterQueue *self,
                       guint        weekday,
                       guint        minute)
{
  PosterQueueSlot slot = { weekday, minute };
  guint at = 0;

  if (weekday > 6 || minute >= DAY_MINUTES)
    return FALSE;
  for (; at < self->slots->len; at++)
    {
      PosterQueueSlot *other = &g_array_index (self->slots, PosterQueueSlot, at);

      if (other->weekday == weekday && other->minute == minute)
        return TRUE;
      if (other->weekday > weekday || (other->weekday == weekday && other->minute > minute))
        break;
    }
  g_array_insert_val (self->slots, at, slot);
  return TRUE;
}

/* Which days @word means, as bits; 0 when it means none. */
static guint
days_of_word (const char *word)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);

  if (g_str_equal (lower, "daily"))
    return 0x7f;
  if (g_str_equal (lower, "weekdays"))
    return 0x3e;
  if (g_str_equal (lower, "weekend"))
    return 0x41;
  for (guint day = 0; day < G_N_ELEMENTS (day_words); day++)
    if (g_str_equal (lower, day_words[day]) || (strlen (lower) == 3 && g_str_has_prefix (day_words[day], lower)))
      return 1u << day;
  return 0;
}

/* "18:00" and "9:05" */
static gboolean
parse_minute (const char *text,
              guint      *minute)
{
  const char *colon = strchr (text, ':');
  gsize before = colon != NULL ? (gsize) (colon - text) : 0;

  if (before < 1 || before > 2 || strlen (colon) != 3 || strspn (text, "0123456789") != before ||
      strspn (colon + 1, "0123456789") != 2)
    return FALSE;
  *minute = (guint) (g_ascii_strtoull (text, NULL, 10) * 60 + g_ascii_strtoull (colon + 1, NULL, 10));
  return g_ascii_strtoull (text, NULL, 10) < 24 && g_ascii_strtoull (colon + 1, NULL, 10) < 60;
}

/**
 * poster_queue_add_slot_text:
 * @self: a queue
 * @text: days and a time: `mon 18:00`, `monday,thursday 9:30`, `daily 12:00`, `weekdays 8:00`,
 *   `weekend 11:00`
 * @error: %POSTER_ERROR_INVALID
 *
 * Adds the slots that @text names; or none of them.
 *
 * Returns: whether @text made sense
 */
gboolean
poster_queue_add_slot_text (PosterQueue  *self,
                            const char   *text,
                            GError      **error)
{
  g_auto(GStrv) parts = g_strsplit_set (text, " \t,", -1);
  const char *time = NULL;
  guint days = 0;
  guint minute;
  gboolean good = TRUE;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (parts[i][0] == '\0')
        continue;
      if (strchr (parts[i], ':') != NULL)
        {
          good = good && time == NULL;
          time = parts[i];
          continue;
        }
      good = good && time == NULL && days_of_word (parts[i]) != 0;
      days |= days_of_word (parts[i]);
    }
  if (!good || days == 0 || time == NULL || !parse_minute (time, &minute))
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                   _("“%s” is not a time of the week; write it like “mon 18:00”, “mon,thu 9:30” or “daily 12:00”."), text);
      return FALSE;
    }
  for (guint day = 0; day < 7; day++)
    if (days & (1u << day))
      poster_queue_add_slot (self, day, minute);
  return TRUE;
}

/**
 * poster_queue_slots_to_text:
 * @self: a queue
 *
 * Returns: (transfer full): its slots for storing, `mon 18:00;thu 18:00`
 */
char *
poster_queue_slots_to_text (PosterQueue *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->slots->len; i++)
    {
      PosterQueueSlot *slot = &g_array_index (self->slots, PosterQueueSlot, i);

      g_string_append_printf (text, "%s%.3s %02u:%02u", i > 0 ? ";" : "", day_words[slot->weekday],
                              slot->minute / 60, slot->minute % 60);
    }
  return g_string_free (text, FALSE);
}

/**
 * poster_queue_slots_from_text:
 * @self: a queue
 * @text: what poster_queue_slots_to_text() gave
 *
 * Gives the queue these slots alone.
 *
 * Returns: whether all of @text made sense
 */
gboolean
poster_queue_slots_from_text (PosterQueue *self,
                              const char  *text)
{
  g_auto(GStrv) parts = g_strsplit (text, ";", -1);

  g_array_set_size (self->slots, 0);
  for (guint i = 0; parts[i] != NULL && (i > 0 || parts[i][0] != '\0'); i++)
    if (!poster_queue_add_slot_text (self, parts[i], NULL))
      return FALSE;
  return TRUE;
}

/**
 * poster_queue_check:
 * @self: a queue
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: whether it can be stored: it has a name, a known zone, and a slot
 */
gboolean
poster_queue_check (PosterQueue  *self,
                    GError      **error)
{
  g_autofree char *name = g_strstrip (g_strdup (self->name != NULL ? self->name : ""));

  if (name[0] == '\0')
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("A queue needs a name."));
  else if (!poster_zone_is_known (self->zone))
    g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                 _("“%s” is not a time zone; use a name such as Europe/Berlin or UTC."),
                 self->zone != NULL ? self->zone : "");
  else if (self->slots->len == 0)
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                         _("A queue needs at least one time of the week, such as “mon 18:00”."));
  else
    return TRUE;
  return FALSE;
}

/**
 * poster_weekday_get_name:
 * @weekday: 0 to 6, 0 is Sunday
 *
 * Returns: its name in the reader's locale
 */
const char *
poster_weekday_get_name (guint weekday)
{
  g_autoptr(GDateTime) day = g_date_time_new_utc (2023, 1, 1 + (int) (weekday % 7), 0, 0, 0);  /* the 1st is a Sunday */
  g_autofree char *name = g_date_time_format (day, "%A");

  return g_intern_string (name);
}

/**
 * poster_queue_describe_slot:
 * @slot: a slot
 *
 * Returns: (transfer full): it, for people: “Monday 18:00”
 */
char *
poster_queue_describe_slot (const PosterQueueSlot *slot)
{
  /* Translators: a day of the week, and hours and minutes */
  return g_strdup_printf (_("%s %02u:%02u"), poster_weekday_get_name (slot->weekday), slot->minute / 60,
                          slot->minute % 60);
}

/**
 * poster_queue_describe:
 * @self: a queue
 *
 * Returns: (transfer full): its slots, for people, Monday first: “Monday 18:00, Thursday 18:00”
 */
char *
poster_queue_describe (PosterQueue *self)
{
  GString *text = g_string_new (NULL);

  for (guint day = 1; day <= 7; day++)
    for (guint i = 0; i < self->slots->len; i++)
      {
        PosterQueueSlot *slot = &g_array_index (self->slots, PosterQueueSlot, i);
        g_autofree char *words = NULL;

        if (slot->weekday != day % 7)
          continue;
        words = poster_queue_describe_slot (slot);
        if (text->len > 0)
          /* Translators: between the elements of a list */
          g_string_append (text, _(", "));
        g_string_append (text, words);
      }
  return g_string_free (text, FALSE);
}

/* --- When they come round --- */

/**
 * poster_queue_iter_init:
 * @iter: (out caller-allocates): where it stands
 * @queue: a queue; changes to it do not change @iter
 * @after_us: begin after this instant
 *
 * Begins to go through the moments at which slots of @queue come round.
 */
void
poster_queue_iter_init (PosterQueueIter *iter,
                        PosterQueue     *queue,
                        gint64           after_us)
{
  gint64 wall;

  iter->zone = poster_zone_load (queue->zone);
  iter->slots = g_array_sized_new (FALSE, FALSE, sizeof (PosterQueueSlot), queue->slots->len);
  g_array_append_vals (iter->slots, queue->slots->data, queue->slots->len);
  iter->last_us = after_us;

  /* Two days earlier: the clock may have been put forward by as much as one since. */
  wall = poster_zone_instant_to_wall (iter->zone, after_us);
  iter->day_seconds = (wall / DAY_SECONDS - (wall % DAY_SECONDS < 0) - 2) * DAY_SECONDS;
  iter->weekday = (guint) ((((iter->day_seconds / DAY_SECONDS + 4) % 7) + 7) % 7);  /* 1970 began on a Thursday */
  iter->index = 0;
  iter->end_seconds = wall + REACH_SECONDS;
}

/**
 * poster_queue_iter_next:
 * @iter: where it stands
 * @moment: (out caller-allocates): the next moment
 *
 * Goes on. Slots that fall on one moment, because the clock skips them, are one; what the clock
 * shows twice is at the first of the two.
 *
 * Returns: whether there is one, within a hundred years
 */
gboolean
poster_queue_iter_next (PosterQueueIter   *iter,
                        PosterQueueMoment *moment)
{
  if (iter->slots->len == 0)
    return FALSE;
  for (; iter->day_seconds < iter->end_seconds;
       iter->day_seconds += DAY_SECONDS, iter->weekday = (iter->weekday + 1) % 7, iter->index = 0)
    while (iter->index < iter->slots->len)
      {
        PosterQueueSlot *slot = &g_array_index (iter->slots, PosterQueueSlot, iter->index++);

        if (slot->weekday != iter->weekday)
          continue;
        moment->wall_seconds = iter->day_seconds + (gint64) slot->minute * 60;
        moment->at_us = poster_zone_wall_to_instant_us (iter->zone, moment->wall_seconds);
        if (moment->at_us <= iter->last_us)
          continue;
        iter->last_us = moment->at_us;
        return TRUE;
      }
  return FALSE;
}

void
poster_queue_iter_clear (PosterQueueIter *iter)
{
  g_clear_pointer (&iter->zone, g_time_zone_unref);
  g_clear_pointer (&iter->slots, g_array_unref);
}

/**
 * poster_queue_next_slots:
 * @self: a queue
 * @after_us: begin after this instant
 * @n_slots: how many
 * @taken_us: (nullable) (array length=n_taken): instants that are taken, in ascending order
 * @n_taken: how many those are
 *
 * Returns: (transfer full) (element-type PosterQueueMoment): the next free moments, soonest first;
 *   fewer only when the queue has no slots
 */
GArray *
poster_queue_next_slots (PosterQueue  *self,
                         gint64        after_us,
                         guint         n_slots,
                         const gint64 *taken_us,
                         gsize         n_taken)
{
  GArray *moments = g_array_new (FALSE, FALSE, sizeof (PosterQueueMoment));
  g_auto(PosterQueueIter) iter = { 0 };
  PosterQueueMoment moment;
  gsize at = 0;

  poster_queue_iter_init (&iter, self, after_us);
  while (moments->len < n_slots && poster_queue_iter_next (&iter, &moment))
    {
      while (at < n_taken && taken_us[at] < moment.at_us)
        at++;
      if (at == n_taken || taken_us[at] != moment.at_us)
        g_array_append_val (moments, moment);
    }
  return moments;
}

/**
 * poster_queue_moment_to_schedule:
 * @moment: a moment
 * @zone: the zone of its queue
 *
 * Returns: (transfer full): the same as a time on the wall, so that it follows the data of the zone
 */
PosterSchedule *
poster_queue_moment_to_schedule (const PosterQueueMoment *moment,
                                 const char              *zone)
{
  g_autofree char *wall = poster_wall_format (moment->wall_seconds);
  PosterSchedule *schedule = poster_schedule_new_wall (wall, zone, NULL);

  return schedule != NULL ? schedule : poster_schedule_new_instant (moment->at_us, zone);
}
