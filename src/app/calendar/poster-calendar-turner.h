/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_CALENDAR_TURNER (poster_calendar_turner_get_type ())
G_DECLARE_FINAL_TYPE (PosterCalendarTurner, poster_calendar_turner, POSTER, CALENDAR_TURNER, GObject)

PosterCalendarTurner *poster_calendar_turner_new         (GtkWidget            *widget,
                                                          GtkAdjustment        *adjustment);
void                  poster_calendar_turner_set_is_down (PosterCalendarTurner *self,
                                                          gboolean              is_down);
gboolean              poster_calendar_turner_scroll      (PosterCalendarTurner *self,
                                                          double                dx,
                                                          double                dy,
                                                          GdkScrollUnit         unit);
void                  poster_calendar_turner_end         (PosterCalendarTurner *self);

G_END_DECLS
