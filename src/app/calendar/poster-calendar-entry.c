/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-calendar-entry"

#include "poster-calendar-entry.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-calendar-days.h"
#include "poster-status.h"
#include "poster-words.h"

G_DEFINE_FINAL_TYPE (PosterCalendarEntry, poster_calendar_entry, G_TYPE_OBJECT)

static void
poster_calendar_entry_finalize (GObject *object)
{
  poster_planned_post_unref (POSTER_CALENDAR_ENTRY (object)->post);
  G_OBJECT_CLASS (poster_calendar_entry_parent_class)->finalize (object);
}

static void
poster_calendar_entry_class_init (PosterCalendarEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_calendar_entry_finalize;
}

static void
poster_calendar_entry_init (PosterCalendarEntry *self)
{
}

/**
 * poster_calendar_entry_new:
 * @post: a post
 * @at_us: when it goes out
 * @day: the day that is then
 * @minute: the minute of that day
 *
 * Returns: (transfer full): an entry
 */
PosterCalendarEntry *
poster_calendar_entry_new (PosterPlannedPost *post,
                           gint64             at_us,
                           guint32            day,
                           int                minute)
{
  PosterCalendarEntry *self = g_object_new (POSTER_TYPE_CALENDAR_ENTRY, NULL);

  self->post = poster_planned_post_ref (post);
  self->at_us = at_us;
  self->day = day;
  self->minute = minute;
  return self;
}

/**
 * poster_calendar_entry_equal:
 * @self: an entry
 * @other: another
 *
 * Returns: whether they look the same
 */
gboolean
poster_calendar_entry_equal (PosterCalendarEntry *self,
                             PosterCalendarEntry *other)
{
  return self == other ||
         (g_str_equal (self->post->id, other->post->id) && self->post->version == other->post->version &&
          self->at_us == other->at_us && self->day == other->day && self->is_repeat == other->is_repeat && self->post->states == other->post->states);
}

/**
 * poster_calendar_entry_count_posts:
 * @entries: (nullable) (element-type PosterCalendarEntry): those of a day
 *
 * Returns: how many of them are posts, and not what will be one
 */
guint
poster_calendar_entry_count_posts (GPtrArray *entries)
{
  guint n = 0;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    n += ((PosterCalendarEntry *) g_ptr_array_index (entries, i))->is_repeat ? 0 : 1;
  return n;
}

/**
 * poster_calendar_entry_first_line:
 * @self: an entry
 *
 * Returns: (transfer full): the first line of the caption that says something, or words in its place
 */
char *
poster_calendar_entry_first_line (PosterCalendarEntry *self)
{
  const char *line = self->post->text;

  while (line != NULL && *line != '\0')
    {
      const char *end = strchr (line, '\n');
      g_autofree char *words = end != NULL ? g_strndup (line, (gsize) (end - line)) : g_strdup (line);

      g_strstrip (words);
      if (*words != '\0')
        return g_steal_pointer (&words);
      line = end != NULL ? end + 1 : NULL;
    }
  return g_strdup (_("No caption"));
}

/**
 * poster_calendar_entry_dup_clock:
 * @self: an entry
 *
 * Returns: (transfer full): the time of the day on its wall: "18:00"
 */
char *
poster_calendar_entry_dup_clock (PosterCalendarEntry *self)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();

  return poster_words_clock (poster_days_to_instant_us (self->day, self->minute, utc), "UTC");
}

/**
 * poster_calendar_entry_get_word:
 * @self: an entry
 *
 * Returns: (transfer none): its state in a word: "Scheduled"
 */
const char *
poster_calendar_entry_get_word (PosterCalendarEntry *self)
{
  if (self->is_repeat)
    /* Translators: in place of the state of a post: a later date of one that repeats */
    return _("Repeats");
  return poster_status_get_word (poster_planned_post_get_state (self->post));
}

/**
 * poster_calendar_entry_get_icon:
 * @self: an entry
 *
 * Returns: (transfer none): the name of its state's icon
 */
const char *
poster_calendar_entry_get_icon (PosterCalendarEntry *self)
{
  if (self->is_repeat)
    return "media-playlist-repeat-symbolic";
  return poster_status_get_icon (poster_planned_post_get_state (self->post));
}

/**
 * poster_calendar_entry_get_class:
 * @self: an entry
 *
 * Returns: (transfer none): the style class of its state's colour: `success`, `warning`, `error`,
 *   `accent` or `dim-label`
 */
const char *
poster_calendar_entry_get_class (PosterCalendarEntry *self)
{
  if (self->is_repeat)
    return "dim-label";
  return poster_status_get_class (poster_planned_post_get_state (self->post));
}
