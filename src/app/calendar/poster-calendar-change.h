/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"
#include "poster-window.h"

G_BEGIN_DECLS

/**
 * PosterCalendarChangeKind:
 * @POSTER_CALENDAR_MOVE: another time
 * @POSTER_CALENDAR_DELETE: away
 * @POSTER_CALENDAR_DUPLICATE: a draft like it, for the same time
 *
 * What is done with posts in the calendar.
 */
typedef enum
{
  POSTER_CALENDAR_MOVE,
  POSTER_CALENDAR_DELETE,
  POSTER_CALENDAR_DUPLICATE,
} PosterCalendarChangeKind;

void     poster_calendar_change_async  (PosterSession            *session,
                                        PosterWindow             *window,
                                        const char *const        *post_ids,
                                        PosterCalendarChangeKind  kind,
                                        int                       days,
                                        int                       minutes,
                                        const char               *series_id,
                                        GAsyncReadyCallback       callback,
                                        gpointer                  user_data);
gboolean poster_calendar_change_finish (GAsyncResult             *result);

G_END_DECLS
