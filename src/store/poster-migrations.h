/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-sql.h"

G_BEGIN_DECLS

/* Stands in the header of the file, so that `file` and we know whose it is: "PStr". */
#define POSTER_APPLICATION_ID_IN_FILE 0x50537472

int      poster_migrations_get_version (void);
gboolean poster_migrations_refuse      (GError **error);
gboolean poster_migrations_run         (PosterSql *sql, GError **error);
gboolean poster_migrations_check       (PosterSql *sql, GError **error);

G_END_DECLS
