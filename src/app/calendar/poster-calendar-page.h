/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-calendar-desk.h"
#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CALENDAR_PAGE (poster_calendar_page_get_type ())
G_DECLARE_FINAL_TYPE (PosterCalendarPage, poster_calendar_page, POSTER, CALENDAR_PAGE, GtkWidget)

/* The posts by day: a month, a week, or where there is little room a list. */
GtkWidget          *poster_calendar_page_new        (PosterSession      *session);
void                poster_calendar_page_set_narrow (PosterCalendarPage *self,
                                                     gboolean            is_narrow);
PosterCalendarDesk *poster_calendar_page_get_desk   (PosterCalendarPage *self);
const char         *poster_calendar_page_get_view   (PosterCalendarPage *self);
void                poster_calendar_page_set_view   (PosterCalendarPage *self,
                                                     const char         *view);

G_END_DECLS
