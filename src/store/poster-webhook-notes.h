/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-sql.h"

G_BEGIN_DECLS

gboolean poster_webhook_notes_settle (PosterSql  *sql,
                                      gint64      now_us,
                                      GError    **error);

G_END_DECLS
