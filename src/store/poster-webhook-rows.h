/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-sql.h"
#include "poster-webhook.h"

G_BEGIN_DECLS

#define POSTER_WEBHOOK_COLUMNS \
  "w.id, w.name, w.url, w.events, w.header_names, w.has_secret, w.is_active, w.failures, w.fired_us, w.switched_off_us, " \
  "w.last_error, w.created_us"
#define POSTER_WEBHOOK_N_COLUMNS 12

PosterWebhook *poster_webhook_rows_read (sqlite3_stmt *row);
gboolean       poster_webhook_rows_find (PosterSql *sql, const char *id, PosterWebhook **webhook, GError **error);

G_END_DECLS
