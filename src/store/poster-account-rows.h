/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"
#include "poster-sql.h"

G_BEGIN_DECLS

#define POSTER_ACCOUNT_COLUMNS \
  "a.id, a.connection_id, c.connector, a.platform, a.remote_id, a.username, a.display_name, a.avatar_uri, " \
  "a.is_active AND NOT a.is_removed AND NOT c.needs_sign_in, c.base, a.followers, a.metadata, a.created_us, a.is_removed, " \
  "a.zone, a.paused_code, a.paused_message, a.paused_until_us, ifnull (a.holder, -1) " \
  "FROM accounts a JOIN connections c ON c.id = a.connection_id "

JsonObject    *poster_account_rows_read_metadata (sqlite3_stmt *row, int index);
PosterAccount *poster_account_rows_read (sqlite3_stmt *row);
PosterAccount *poster_account_rows_find (PosterSql *sql, const char *account_id, GError **error);
gboolean       poster_account_rows_mark_connection (PosterSql *sql, const char *connection_id, gboolean is_removed,
                                                    GError **error);

G_END_DECLS
