/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "poster-store.h"

G_BEGIN_DECLS

/* What was done to our posts at a service. What the service has is told as JSON objects:
 *
 *   id         its id there
 *   mark       what it looks like, see #PosterSubmission
 *   content    its text
 *   title      its title, if it has one
 *   us         when it goes out, microseconds since the epoch; none when at no time
 *   zone       the IANA name that goes with that
 *   media      how many files it has
 *   is_gone    whether it will not go out by itself any more: it was removed or cancelled there
 *   is_moving  whether something became of it there already: it is being published, is out, failed
 *   targets    [{account: id of the account there, content: a text of its own, if it has one,
 *              us: a time of its own, if it has one, options: its options, is_moving: as above,
 *              status: the service's word for that, known or not}] */

/**
 * PosterRemoteChoice:
 * @POSTER_REMOTE_CHOICE_MINE: the service gets what is here
 * @POSTER_REMOTE_CHOICE_THEIRS: what the service has is taken over
 *
 * What a person wants of a post that was changed here and at a service.
 */
typedef enum
{
  POSTER_REMOTE_CHOICE_MINE,
  POSTER_REMOTE_CHOICE_THEIRS,
} PosterRemoteChoice;

/* (element-type JsonObject): a page of what the service of a connection has, in one transaction.
 * Returns for how many posts anything followed from it, -1 on error. */
void       poster_store_take_remote_async    (PosterStore *self, const char *connection_id, GPtrArray *versions,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
int        poster_store_take_remote_finish   (PosterStore *self, GAsyncResult *result, GError **error);
/* A post that the service does not have any more. */
void       poster_store_take_gone_async      (PosterStore *self, const char *connection_id, const char *remote_id,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
int        poster_store_take_gone_finish     (PosterStore *self, GAsyncResult *result, GError **error);
/* (element-type PosterSubmission): what a service is to publish and was not seen there since, at most
 * @limit, the longest unseen first. */
void       poster_store_list_unseen_async    (PosterStore *self, const char *connection_id, gint64 since_us, guint limit,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *poster_store_list_unseen_finish   (PosterStore *self, GAsyncResult *result, GError **error);
/* Ends a conflict; %POSTER_ERROR_CONFLICT when there is none. The engine has to be rung afterwards. */
void       poster_store_resolve_remote_async  (PosterStore *self, const char *post_id, PosterRemoteChoice choice,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
gboolean   poster_store_resolve_remote_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* (element-type PosterAccount): all that a connection reaches now. New ones appear, those that are not
 * among them become inactive; what a person decided about an account stays. */
void       poster_store_refresh_accounts_async  (PosterStore *self, const char *connection_id, GPtrArray *accounts,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
gboolean   poster_store_refresh_accounts_finish (PosterStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
