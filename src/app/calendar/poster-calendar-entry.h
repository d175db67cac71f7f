/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-planned-post.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CALENDAR_ENTRY (poster_calendar_entry_get_type ())
G_DECLARE_FINAL_TYPE (PosterCalendarEntry, poster_calendar_entry, POSTER, CALENDAR_ENTRY, GObject)

/**
 * PosterCalendarEntry:
 * @post: the post
 * @at_us: when something of it goes out on that day first
 * @day: the day on the wall of the calendar's zone
 * @minute: the minute of that day
 * @is_repeat: whether there is no post yet: it repeats @post, which goes out before
 *
 * A post on a day of the calendar. A record.
 */
struct _PosterCalendarEntry
{
  GObject            parent_instance;

  PosterPlannedPost *post;
  gint64             at_us;
  guint32            day;
  int                minute;
  gboolean           is_repeat;
};

PosterCalendarEntry *poster_calendar_entry_new        (PosterPlannedPost   *post,
                                                       gint64               at_us,
                                                       guint32              day,
                                                       int                  minute);
gboolean             poster_calendar_entry_equal      (PosterCalendarEntry *self,
                                                       PosterCalendarEntry *other);
guint                poster_calendar_entry_count_posts (GPtrArray          *entries);
char                *poster_calendar_entry_first_line (PosterCalendarEntry *self);
char                *poster_calendar_entry_dup_clock  (PosterCalendarEntry *self);
const char          *poster_calendar_entry_get_word   (PosterCalendarEntry *self);
const char          *poster_calendar_entry_get_icon   (PosterCalendarEntry *self);
const char          *poster_calendar_entry_get_class  (PosterCalendarEntry *self);

G_END_DECLS
