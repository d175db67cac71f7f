/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-remote-service"

#include "poster-remote-service.h"

G_DEFINE_INTERFACE (PosterRemoteService, poster_remote_service, G_TYPE_OBJECT)

static void
poster_remote_service_default_init (PosterRemoteServiceInterface *iface)
{
}

/**
 * poster_remote_service_list_accounts_async:
 * @self: a service
 * @connection: a connection to it
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Asks for all accounts that @connection reaches now, with what is known of their health.
 */
void
poster_remote_service_list_accounts_async (PosterRemoteService *self,
                                           PosterConnection    *connection,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  POSTER_REMOTE_SERVICE_GET_IFACE (self)->list_accounts_async (self, connection, cancellable, callback, user_data);
}

/**
 * poster_remote_service_list_accounts_finish:
 * @self: a service
 * @result: the result
 * @error: see #PosterRemoteServiceInterface
 *
 * Returns: (transfer full) (element-type PosterAccount): the accounts, with new ids; whoever stores them
 *   keeps the id of an earlier one with the same connection and remote id
 */
GPtrArray *
poster_remote_service_list_accounts_finish (PosterRemoteService  *self,
                                            GAsyncResult         *result,
                                            GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_remote_service_link_async:
 * @self: a service
 * @connection: a connection to it
 * @link: what to connect; asks the person what it needs
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes @connection reach a new account.
 */
void
poster_remote_service_link_async (PosterRemoteService *self,
                                  PosterConnection    *connection,
                                  PosterAccountLink   *link,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  POSTER_REMOTE_SERVICE_GET_IFACE (self)->link_async (self, connection, link, cancellable, callback, user_data);
}

/**
 * poster_remote_service_link_finish:
 * @self: a service
 * @result: the result
 * @error: see #PosterRemoteServiceInterface
 *
 * Returns: (transfer full): the account, not stored yet
 */
PosterAccount *
poster_remote_service_link_finish (PosterRemoteService  *self,
                                   GAsyncResult         *result,
                                   GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_remote_service_unlink_async:
 * @self: a service
 * @connection: a connection to it
 * @account: one of its accounts
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes the service forget @account.
 */
void
poster_remote_service_unlink_async (PosterRemoteService *self,
                                    PosterConnection    *connection,
                                    PosterAccount       *account,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  POSTER_REMOTE_SERVICE_GET_IFACE (self)->unlink_async (self, connection, account, cancellable, callback, user_data);
}

/**
 * poster_remote_service_unlink_finish:
 * @self: a service
 * @result: the result
 * @error: see #PosterRemoteServiceInterface
 *
 * Returns: whether it is forgotten
 */
gboolean
poster_remote_service_unlink_finish (PosterRemoteService  *self,
                                     GAsyncResult         *result,
                                     GError              **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_remote_service_rename_async:
 * @self: a service
 * @connection: a connection to it
 * @account: one of its accounts
 * @display_name: its new name
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Gives @account another display name.
 */
void
poster_remote_service_rename_async (PosterRemoteService *self,
                                    PosterConnection    *connection,
                                    PosterAccount       *account,
                                    const char          *display_name,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  POSTER_REMOTE_SERVICE_GET_IFACE (self)->rename_async (self, connection, account, display_name, cancellable, callback, user_data);
}

/**
 * poster_remote_service_rename_finish:
 * @self: a service
 * @result: the result
 * @error: see #PosterRemoteServiceInterface
 *
 * Returns: whether it has it
 */
gboolean
poster_remote_service_rename_finish (PosterRemoteService  *self,
                                     GAsyncResult         *result,
                                     GError              **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * poster_remote_service_list_posts_async:
 * @self: a service
 * @connection: a connection to it
 * @next: (nullable): #PosterRemotePage.next of the page before
 * @validator: (nullable): #PosterRemotePage.validator of an earlier first page
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Asks for a page of the posts that the service keeps.
 */
void
poster_remote_service_list_posts_async (PosterRemoteService *self,
                                        PosterConnection    *connection,
                                        const char          *next,
                                        const char          *validator,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  POSTER_REMOTE_SERVICE_GET_IFACE (self)->list_posts_async (self, connection, next, validator, cancellable, callback, user_data);
}

/**
 * poster_remote_service_list_posts_finish:
 * @self: a service
 * @result: the result
 * @error: see #PosterRemoteServiceInterface
 *
 * Returns: (transfer full): the page
 */
PosterRemotePage *
poster_remote_service_list_posts_finish (PosterRemoteService  *self,
                                         GAsyncResult         *result,
                                         GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_remote_service_look_async:
 * @self: a service
 * @connection: a connection to it
 * @remote_id: a post's id at the service
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Asks for one post.
 */
void
poster_remote_service_look_async (PosterRemoteService *self,
                                  PosterConnection    *connection,
                                  const char          *remote_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  POSTER_REMOTE_SERVICE_GET_IFACE (self)->look_async (self, connection, remote_id, cancellable, callback, user_data);
}

/**
 * poster_remote_service_look_finish:
 * @self: a service
 * @result: the result
 * @error: see #PosterRemoteServiceInterface
 *
 * Returns: (transfer full): the post as it is now
 */
PosterRemotePost *
poster_remote_service_look_finish (PosterRemoteService  *self,
                                   GAsyncResult         *result,
                                   GError              **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_remote_service_remove_post_async:
 * @self: a service
 * @connection: a connection to it
 * @remote_id: a post's id at the service
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes a post back before it is out.
 */
void
poster_remote_service_remove_post_async (PosterRemoteService *self,
                                         PosterConnection    *connection,
                                         const char          *remote_id,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  POSTER_REMOTE_SERVICE_GET_IFACE (self)->remove_post_async (self, connection, remote_id, cancellable, callback, user_data);
}

/**
 * poster_remote_service_remove_post_finish:
 * @self: a service
 * @result: the result
 * @error: see #PosterRemoteServiceInterface
 *
 * Returns: whether it is gone
 */
gboolean
poster_remote_service_remove_post_finish (PosterRemoteService  *self,
                                          GAsyncResult         *result,
                                          GError              **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
