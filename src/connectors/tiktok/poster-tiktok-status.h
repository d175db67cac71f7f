/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-publication.h"
#include "poster-tiktok-session.h"

G_BEGIN_DECLS

/**
 * PosterTiktokNotDone:
 * @POSTER_TIKTOK_NOT_DONE_RESUME: say that the commit was not done; the upload goes on
 * @POSTER_TIKTOK_NOT_DONE_RESTART: the address is void: begin a new upload, where the last chunk
 *   was surely never sent; else go on asking
 *
 * What to do when TikTok does not have the whole file.
 */
typedef enum
{
  POSTER_TIKTOK_NOT_DONE_RESUME,
  POSTER_TIKTOK_NOT_DONE_RESTART,
} PosterTiktokNotDone;

void poster_tiktok_status_step           (PosterTiktokSession  *session,
                                          PosterPublication    *publication,
                                          GTask                *task);
void poster_tiktok_status_find_id_step   (PosterTiktokSession  *session,
                                          PosterPublication    *publication,
                                          GTask                *task);
void poster_tiktok_status_settle_upload  (PosterTiktokSession  *session,
                                          PosterPublication    *publication,
                                          PosterTiktokNotDone   not_done,
                                          GTask                *task);
void poster_tiktok_status_restart        (PosterPublication    *publication,
                                          gint64                delay_us,
                                          const char           *note,
                                          GError               *error,
                                          GTask                *task);
void poster_tiktok_status_restart_upload (PosterTiktokSession  *session,
                                          PosterPublication    *publication,
                                          const char           *note,
                                          GTask                *task);

G_END_DECLS
