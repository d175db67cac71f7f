/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-calendar-desk.h"
#include "poster-calendar-tile.h"

G_BEGIN_DECLS

#define POSTER_WEEK_CARD_HEIGHT 92

#define POSTER_TYPE_WEEK_CARD (poster_week_card_get_type ())
G_DECLARE_FINAL_TYPE (PosterWeekCard, poster_week_card, POSTER, WEEK_CARD, GtkWidget)

/* A post of the week: its picture, and beside it, where there is room, what is to be said of it. */
GtkWidget           *poster_week_card_new          (PosterCalendarDesk  *desk);
void                 poster_week_card_set_entry    (PosterWeekCard      *self,
                                                    PosterCalendarEntry *entry);
PosterCalendarEntry *poster_week_card_get_entry    (PosterWeekCard      *self);
PosterCalendarTile  *poster_week_card_get_tile     (PosterWeekCard      *self);
void                 poster_week_card_set_selected (PosterWeekCard      *self,
                                                    gboolean             is_selected);

G_END_DECLS
