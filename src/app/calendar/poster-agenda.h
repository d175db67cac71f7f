/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-calendar-desk.h"

G_BEGIN_DECLS

#define POSTER_TYPE_AGENDA (poster_agenda_get_type ())
G_DECLARE_FINAL_TYPE (PosterAgenda, poster_agenda, POSTER, AGENDA, GtkWidget)

/* Posts as a list, by day: of the day that a desk is at and the next one, beside a month; or of a
 * month, where there is no room for a grid. */
GtkWidget  *poster_agenda_new       (PosterCalendarDesk *desk,
                                     gboolean            is_of_month);
void        poster_agenda_update    (PosterAgenda       *self);
GListModel *poster_agenda_get_items (PosterAgenda       *self);

G_END_DECLS
