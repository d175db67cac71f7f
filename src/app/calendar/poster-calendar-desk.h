/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-calendar-model.h"
#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CALENDAR_DESK (poster_calendar_desk_get_type ())
G_DECLARE_FINAL_TYPE (PosterCalendarDesk, poster_calendar_desk, POSTER, CALENDAR_DESK, GObject)

/* What the views of the calendar share: the day that one is at, which posts are chosen, and what can
 * be done with them.
 *
 * Properties: "day" (uint): the day that one is at; what is shown follows it.
 * Signals: ::selection-changed (), ::done (): something that was asked for has come to its end, well
 * or not. */
PosterCalendarDesk  *poster_calendar_desk_new              (PosterSession        *session);
PosterSession       *poster_calendar_desk_get_session      (PosterCalendarDesk   *self);
PosterCalendarModel *poster_calendar_desk_get_model        (PosterCalendarDesk   *self);
guint32              poster_calendar_desk_get_day          (PosterCalendarDesk   *self);
void                 poster_calendar_desk_set_day          (PosterCalendarDesk   *self,
                                                            guint32               day);

gboolean             poster_calendar_desk_is_selected      (PosterCalendarDesk   *self,
                                                            const char           *post_id);
guint                poster_calendar_desk_get_n_selected   (PosterCalendarDesk   *self);
void                 poster_calendar_desk_toggle           (PosterCalendarDesk   *self,
                                                            PosterCalendarEntry  *entry);
void                 poster_calendar_desk_select_to        (PosterCalendarDesk   *self,
                                                            PosterCalendarEntry  *entry);
void                 poster_calendar_desk_unselect         (PosterCalendarDesk   *self);

void                 poster_calendar_desk_open             (PosterCalendarDesk   *self,
                                                            GtkWidget            *widget,
                                                            PosterCalendarEntry  *entry);
/* @minute: -1 for a time that suits */
void                 poster_calendar_desk_compose          (PosterCalendarDesk   *self,
                                                            GtkWidget            *widget,
                                                            guint32               day,
                                                            int                   minute);
/* These three: also what is chosen with it, when @entry is. */
void                 poster_calendar_desk_move             (PosterCalendarDesk   *self,
                                                            GtkWidget            *widget,
                                                            PosterCalendarEntry  *entry,
                                                            int                   days,
                                                            int                   minutes);
void                 poster_calendar_desk_delete           (PosterCalendarDesk   *self,
                                                            GtkWidget            *widget,
                                                            PosterCalendarEntry  *entry);
void                 poster_calendar_desk_duplicate        (PosterCalendarDesk   *self,
                                                            GtkWidget            *widget,
                                                            PosterCalendarEntry  *entry);
gboolean             poster_calendar_desk_handle_key       (PosterCalendarDesk   *self,
                                                            GtkWidget            *widget,
                                                            PosterCalendarEntry  *entry,
                                                            guint                 key,
                                                            GdkModifierType       modifiers);

G_END_DECLS
