/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-sql.h"
#include "poster-submission.h"

G_BEGIN_DECLS

#define POSTER_SUBMISSION_COLUMNS \
  "s.id, s.connection_id, s.post_id, s.remote_id, s.mark, s.remote, s.pushed_version, s.is_open, s.is_unwanted, " \
  "s.attempts, s.wake_us, s.created_us"

PosterSubmission *poster_submission_rows_read       (sqlite3_stmt *row);
gboolean          poster_submission_rows_find       (PosterSql *sql, const char *id, PosterSubmission **submission,
                                                     GError **error);
gboolean          poster_submission_rows_write      (PosterSql *sql, PosterSubmission *submission, gint64 now_us,
                                                     GError **error);
gboolean          poster_submission_rows_note_state (PosterSql *sql, const char *id, GError **error);
gboolean          poster_submission_rows_let_go     (PosterSql *sql, const char *id, GError **error);
gboolean          poster_submission_rows_remove     (PosterSql *sql, const char *id, gint64 now_us, GError **error);
gboolean          poster_submission_rows_note_edit  (PosterSql *sql, const char *post_id, gint64 now_us, GError **error);
gboolean          poster_submission_rows_note_gone  (PosterSql *sql, const char *post_id, gint64 now_us, GError **error);
gboolean          poster_submission_rows_note_trash (PosterSql *sql, const char *post_id, gint64 now_us, GError **error);
gboolean          poster_submission_rows_note_back  (PosterSql *sql, const char *post_id, gint64 now_us, GError **error);

G_END_DECLS
