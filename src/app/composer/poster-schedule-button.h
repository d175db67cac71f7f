/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-clock.h"
#include "poster-schedule.h"

G_BEGIN_DECLS

#define POSTER_TYPE_SCHEDULE_BUTTON (poster_schedule_button_get_type ())
G_DECLARE_FINAL_TYPE (PosterScheduleButton, poster_schedule_button, POSTER, SCHEDULE_BUTTON, GtkWidget)

/* A day and a time in a zone, in words; opens to be changed. Signals:
 *   ::changed ()   a person changed it */
void            poster_schedule_button_set_clock    (PosterScheduleButton *self,
                                                     PosterClock          *clock);
void            poster_schedule_button_set_schedule (PosterScheduleButton *self,
                                                     PosterSchedule       *schedule);
PosterSchedule *poster_schedule_button_dup_schedule (PosterScheduleButton *self);
/* (element-type PosterAccount): where it goes, for whose followers the time is said as well. */
void            poster_schedule_button_set_accounts (PosterScheduleButton *self,
                                                     GPtrArray            *accounts);
/* What stands above the calendar, e.g. the choice of when at all; (nullable). */
void            poster_schedule_button_set_top      (PosterScheduleButton *self,
                                                     GtkWidget            *top);
/* Instead of the time, and all of it for the tooltip; (nullable). */
void            poster_schedule_button_set_label    (PosterScheduleButton *self,
                                                     const char           *label,
                                                     const char           *description);
void            poster_schedule_button_set_calendar (PosterScheduleButton *self,
                                                     gboolean              shown);
/* What is chosen besides the day and time; (nullable). */
void            poster_schedule_button_set_more     (PosterScheduleButton *self,
                                                     GtkWidget            *more);
void            poster_schedule_button_set_end      (PosterScheduleButton *self,
                                                     GtkWidget            *end);
/* What is to be known of moments that are that far ahead, microseconds; (nullable). */
void            poster_schedule_button_set_caution  (PosterScheduleButton *self,
                                                     const char           *caution,
                                                     gint64                ahead_us);
/* What is chosen when it is no day and time; (nullable). */
void            poster_schedule_button_set_other    (PosterScheduleButton *self,
                                                     GtkWidget            *other);
void            poster_schedule_button_popdown      (PosterScheduleButton *self);

G_END_DECLS
