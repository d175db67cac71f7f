/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-schedule.h"
#include "poster-sql.h"

G_BEGIN_DECLS

gboolean poster_post_moving_set_time (PosterSql *sql, const char *post_id, PosterSchedule *schedule, gint64 slot_us,
                                      gint64 now_us, gint64 change, gboolean *moved, GError **error);
gboolean poster_post_moving_note_edit (PosterSql *sql, const char *post_id, GError **error);

G_END_DECLS
