/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-retry.h"
#include "poster-session.h"

G_BEGIN_DECLS

/* What a person does with a post. Each call is done when its callback runs, in the main context of
 * the caller, and the engine has been told. Messages of errors are sentences for people;
 * %POSTER_ERROR_CONFLICT says that the post went on by itself meanwhile, or that there is nothing
 * of the kind to do.
 *
 * Deleting: poster_post_actions_trash_async(), and then either poster_post_actions_restore_async()
 * (undo) or poster_post_actions_purge() (the offer to undo is gone). What is out, on its way or
 * perhaps out is not deleted: poster_post_actions_can_delete(). It stays as the record of what went
 * out. */
gboolean    poster_post_actions_can_delete         (PosterPost           *post);
gboolean    poster_post_actions_applies            (PosterSession        *session,
                                                    PosterPost           *post,
                                                    PosterRetryWish       wish);

/* Cancelling is poster_session_cancel_post_async(), which asks the engine; giving another time is the
 * composer's, which checks the post anew. */

/* Retry (%POSTER_WISH_RETRY), publish now (%POSTER_WISH_NOW), or what to believe. */
void        poster_post_actions_retry_async        (PosterSession        *session,
                                                    const char           *post_id,
                                                    PosterRetryWish       wish,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
/* The same of one target alone; the same finish. */
void        poster_post_actions_retry_target_async (PosterSession        *session,
                                                    const char           *post_id,
                                                    const char           *target_id,
                                                    PosterRetryWish       wish,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    poster_post_actions_retry_finish       (PosterSession        *session,
                                                    GAsyncResult         *result,
                                                    GError              **error);

void        poster_post_actions_trash_async        (PosterSession        *session,
                                                    const char           *post_id,
                                                    const char           *series_id,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    poster_post_actions_trash_finish       (PosterSession        *session,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void        poster_post_actions_restore_async      (PosterSession        *session,
                                                    const char           *post_id,
                                                    const char           *series_id,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean    poster_post_actions_restore_finish     (PosterSession        *session,
                                                    GAsyncResult         *result,
                                                    GError              **error);
/* With %NULL what a crash left in the trash: to be called once when the window starts. */
void        poster_post_actions_purge              (PosterSession        *session,
                                                    const char           *post_id);

/* Gives the id of the new draft. */
void        poster_post_actions_duplicate_async    (PosterSession        *session,
                                                    const char           *post_id,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
char       *poster_post_actions_duplicate_finish   (PosterSession        *session,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
