/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-account-link.h"
#include "poster-account.h"
#include "poster-connection.h"
#include "poster-remote-post.h"

G_BEGIN_DECLS

#define POSTER_TYPE_REMOTE_SERVICE (poster_remote_service_get_type ())
G_DECLARE_INTERFACE (PosterRemoteService, poster_remote_service, POSTER, REMOTE_SERVICE, GObject)

/**
 * PosterRemoteServiceInterface:
 * @list_accounts_async: all accounts that the connection reaches now
 * @link_async: makes the connection reach a new account
 * @unlink_async: makes it forget one
 * @rename_async: gives one another display name
 * @list_posts_async: a page of the posts that it keeps, the newest change first where it can
 * @look_async: one of its posts
 * @remove_post_async: takes one of its posts back before it is out; done when it is gone already
 *
 * What a connector can do besides whose service keeps accounts and posts of its own, and publishes
 * by itself at a time (a target's holder is %POSTER_HOLDER_REMOTE).
 *
 * Errors: as those of #PosterConnectorClass; %POSTER_ERROR_NOT_FOUND for what the service does not
 * know, %POSTER_ERROR_CONFLICT when its state forbids it (a post that is out already).
 */
struct _PosterRemoteServiceInterface
{
  GTypeInterface parent_iface;

  void (*list_accounts_async) (PosterRemoteService *self, PosterConnection *connection,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  void (*link_async)          (PosterRemoteService *self, PosterConnection *connection, PosterAccountLink *link,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  void (*unlink_async)        (PosterRemoteService *self, PosterConnection *connection, PosterAccount *account,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  void (*rename_async)        (PosterRemoteService *self, PosterConnection *connection, PosterAccount *account,
                               const char *display_name,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  void (*list_posts_async)    (PosterRemoteService *self, PosterConnection *connection,
                               const char *next, const char *validator,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  void (*look_async)          (PosterRemoteService *self, PosterConnection *connection, const char *remote_id,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  void (*remove_post_async)   (PosterRemoteService *self, PosterConnection *connection, const char *remote_id,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
};

void              poster_remote_service_list_accounts_async  (PosterRemoteService *self, PosterConnection *connection,
                                                              GCancellable *cancellable,
                                                              GAsyncReadyCallback callback, gpointer user_data);
GPtrArray        *poster_remote_service_list_accounts_finish (PosterRemoteService *self, GAsyncResult *result, GError **error);
void              poster_remote_service_link_async           (PosterRemoteService *self, PosterConnection *connection,
                                                              PosterAccountLink *link, GCancellable *cancellable,
                                                              GAsyncReadyCallback callback, gpointer user_data);
PosterAccount    *poster_remote_service_link_finish          (PosterRemoteService *self, GAsyncResult *result, GError **error);
void              poster_remote_service_unlink_async         (PosterRemoteService *self, PosterConnection *connection,
                                                              PosterAccount *account, GCancellable *cancellable,
                                                              GAsyncReadyCallback callback, gpointer user_data);
gboolean          poster_remote_service_unlink_finish        (PosterRemoteService *self, GAsyncResult *result, GError **error);
void              poster_remote_service_rename_async         (PosterRemoteService *self, PosterConnection *connection,
                                                              PosterAccount *account, const char *display_name,
                                                              GCancellable *cancellable,
                                                              GAsyncReadyCallback callback, gpointer user_data);
gboolean          poster_remote_service_rename_finish        (PosterRemoteService *self, GAsyncResult *result, GError **error);
void              poster_remote_service_list_posts_async     (PosterRemoteService *self, PosterConnection *connection,
                                                              const char *next, const char *validator,
                                                              GCancellable *cancellable,
                                                              GAsyncReadyCallback callback, gpointer user_data);
PosterRemotePage *poster_remote_service_list_posts_finish    (PosterRemoteService *self, GAsyncResult *result, GError **error);
void              poster_remote_service_look_async           (PosterRemoteService *self, PosterConnection *connection,
                                                              const char *remote_id, GCancellable *cancellable,
                                                              GAsyncReadyCallback callback, gpointer user_data);
PosterRemotePost *poster_remote_service_look_finish          (PosterRemoteService *self, GAsyncResult *result, GError **error);
void              poster_remote_service_remove_post_async    (PosterRemoteService *self, PosterConnection *connection,
                                                              const char *remote_id, GCancellable *cancellable,
                                                              GAsyncReadyCallback callback, gpointer user_data);
gboolean          poster_remote_service_remove_post_finish   (PosterRemoteService *self, GAsyncResult *result, GError **error);

G_END_DECLS
