/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-agenda-item.h"
#include "poster-calendar-desk.h"

G_BEGIN_DECLS

#define POSTER_TYPE_AGENDA_ROW (poster_agenda_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterAgendaRow, poster_agenda_row, POSTER, AGENDA_ROW, GtkWidget)

/* A row of an agenda, of whatever kind it is now. */
GtkWidget        *poster_agenda_row_new      (PosterCalendarDesk *desk);
void              poster_agenda_row_set_item (PosterAgendaRow    *self,
                                              PosterAgendaItem   *item);
PosterAgendaItem *poster_agenda_row_get_item (PosterAgendaRow    *self);

G_END_DECLS
