/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-calendar-desk.h"

G_BEGIN_DECLS

#define POSTER_TYPE_WEEK_VIEW (poster_week_view_get_type ())
G_DECLARE_FINAL_TYPE (PosterWeekView, poster_week_view, POSTER, WEEK_VIEW, GtkWidget)

/* The week that the day of a desk is in: the names of its days, and below them their hours. */
GtkWidget *poster_week_view_new    (PosterCalendarDesk *desk);
void       poster_week_view_update (PosterWeekView     *self);

G_END_DECLS
