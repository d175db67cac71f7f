/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-sql.h"

G_BEGIN_DECLS

/* What has changed in the database, by us and by other processes, and who has been told. */
typedef struct _PosterChanges PosterChanges;

/* @post_id: a post, or "" for many, or accounts */
typedef void (*PosterChangesFunc) (const char *post_id, gpointer user_data);

PosterChanges *poster_changes_new        (PosterChangesFunc func, gpointer user_data);
void           poster_changes_free       (PosterChanges *self);
void           poster_changes_stop       (PosterChanges *self);
gboolean       poster_changes_add_post   (PosterChanges *self, PosterSql *sql, const char *post_id, gint64 *number,
                                          GError **error);
gboolean       poster_changes_add_wide   (PosterChanges *self, PosterSql *sql, const char *post_id, GError **error);
gboolean       poster_changes_prepare    (PosterChanges *self, PosterSql *sql, GError **error);
void           poster_changes_commit     (PosterChanges *self);
void           poster_changes_rollback   (PosterChanges *self);
gboolean       poster_changes_notice     (PosterChanges *self, PosterSql *sql, GError **error);
gboolean       poster_changes_begin      (PosterChanges *self, PosterSql *sql, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterChanges, poster_changes_free)

G_END_DECLS
