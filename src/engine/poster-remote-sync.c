/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-remote-sync"

#include "poster-remote-sync.h"

#include "poster-error.h"
#include "poster-json.h"
#include "poster-remote-service.h"
#include "poster-store-remote.h"

/* What was done to our posts at a service comes back: page after page of what it has, until all that
 * is ours has been seen. Its accounts are asked for now and then, too. */

/* How many pages are read for it; what was not on one of them is asked for one by one, so many at a
 * time: the others have their turn the next time. */
#define MAX_PAGES 20
#define MAX_LOOKS 50

/* When the accounts were asked for last, microseconds since the epoch. */
#define ACCOUNTS_SETTING "accounts-refreshed-us"

typedef struct
{
  /* Input. */
  PosterConnectorRegistry *registry;
  PosterClock             *clock;
  GHashTable              *validators;       /* (element-type utf8 utf8), of connections; shared with the caller */
  char                    *connection_id;    /* (nullable): this one alone */
  gint64                   accounts_age_us;

  /* In progress. */
  gint64                   started_us;
  gboolean                 with_accounts;
  GPtrArray               *connection_ids;   /* (element-type utf8), yet to come, the last first */
  PosterConnection        *connection;       /* (nullable), whose turn it is */
  PosterRemoteService     *service;          /* (nullable), its */
  char                    *next;             /* (nullable), page */
  char                    *validator;        /* (nullable), of the first page */
  guint                    n_pages;
  GPtrArray               *unseen;           /* (nullable) (element-type PosterSubmission), to be looked at, the last first */
  gboolean                 is_any_open;
  GError                  *error;            /* (nullable), the first; it keeps no other connection waiting */
} Sync;

/* The steps, in the order they run:
 *   setting -> accounts -> (connection -> (list accounts -> refreshed) -> open? -> (page -> taken -> unseen?)*
 *     -> (look -> taken)*)* */
static void setting_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void accounts_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void next_connection (GTask *task);
static void connection_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void remote_accounts_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void refreshed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void ask_whether_open (GTask *task);
static void open_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void next_page (GTask *task);
static void page_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void page_taken_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void unseen_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void look_at_next (GTask *task);
static void looked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void look_taken_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void gone_taken_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
sync_free (Sync *sync)
{
  g_object_unref (sync->registry);
  g_object_unref (sync->clock);
  g_hash_table_unref (sync->validators);
  g_free (sync->connection_id);
  g_ptr_array_unref (sync->connection_ids);
  g_clear_object (&sync->connection);
  g_clear_object (&sync->service);
  g_free (sync->next);
  g_free (sync->validator);
  g_clear_pointer (&sync->unseen, g_ptr_array_unref);
  g_clear_error (&sync->error);
  g_free (sync);
}

/**
 * poster_remote_sync_describe:
 * @post: what a service has
 *
 * Returns: (transfer full): the same for the store, see poster-store-remote.h
 */
JsonObject *
poster_remote_sync_describe (PosterRemotePost *post)
{
  JsonObject *version = json_object_new ();
  JsonArray *targets = json_array_new ();
  g_autofree char *mark = poster_remote_post_dup_mark (post);
  guint n_waiting = 0, n_off = 0;

  json_object_set_string_member (version, "id", post->remote_id);
  json_object_set_string_member (version, "mark", mark);
  json_object_set_string_member (version, "content", post->content);
  if (post->title != NULL && post->title[0] != '\0')
    json_object_set_string_member (version, "title", post->title);
  if (post->scheduled_us >= 0)
    json_object_set_int_member (version, "us", post->scheduled_us);
  if (post->zone != NULL)
    json_object_set_string_member (version, "zone", post->zone);
  json_object_set_int_member (version, "media", post->media->len);
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterRemoteTarget *target = g_ptr_array_index (post->targets, i);
      JsonObject *json = json_object_new ();

      n_waiting += target->state == POSTER_TARGET_SCHEDULED;
      n_off += target->state == POSTER_TARGET_DRAFT || target->state == POSTER_TARGET_CANCELLED;
      json_object_set_string_member (json, "account", target->account_remote_id);
      if (target->content != NULL && target->content[0] != '\0')
        json_object_set_string_member (json, "content", target->content);
      if (target->scheduled_us >= 0)
        json_object_set_int_member (json, "us", target->scheduled_us);
      json_object_set_boolean_member (json, "is_moving", target->state != POSTER_TARGET_SCHEDULED &&
                                      target->state != POSTER_TARGET_DRAFT && target->state != POSTER_TARGET_CANCELLED);
      if (target->status != NULL)
        json_object_set_string_member (json, "status", target->status);
      json_object_set_object_member (json, "options", json_object_ref (target->options));
      json_array_add_object_element (targets, json);
    }
  json_object_set_array_member (version, "targets", targets);
  json_object_set_boolean_member (version, "is_gone", n_off > 0 && n_off == post->targets->len);
  json_object_set_boolean_member (version, "is_moving", post->targets->len > 0 && n_waiting + n_off < post->targets->len);
  return version;
}

/* The next connection need not suffer for this one. */
static void
leave_connection (GTask  *task,
                  GError *error)
{
  Sync *sync = g_task_get_task_data (task);

  if (error != NULL && sync->error == NULL)
    sync->error = error;
  else if (error != NULL)
    g_error_free (error);
  next_connection (task);
}

static void
sign_in_noted_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_store_note_sign_in_needed_finish (POSTER_STORE (object), result, &error))
    g_warning ("It could not be noted that a connection needs a new sign-in: %s", error->message);
}

/* The service refused. */
static void
take_refusal (GTask  *task,
              GError *error)
{
  Sync *sync = g_task_get_task_data (task);

  if (poster_error_get_retry (error) == POSTER_RETRY_AFTER_SIGN_IN)
    poster_store_note_sign_in_needed_async (g_task_get_source_object (task), sync->connection->id, NULL,
                                            sign_in_noted_cb, NULL);
  leave_connection (task, error);
}

/**
 * poster_remote_sync_run_async:
 * @store: where everything is kept
 * @registry: the connectors
 * @clock: the source of time
 * @validators: (element-type utf8 utf8): what this keeps from one time to the next
 * @connection_id: (nullable): a connection; %NULL for all
 * @accounts_age_us: the accounts are asked for, too, when that was not done for so long, microseconds
 * @cancellable: ends it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Brings what is here up to date with what the services have, see poster_store_take_remote_async().
 */
void
poster_remote_sync_run_async (PosterStore             *store,
                              PosterConnectorRegistry *registry,
                              PosterClock             *clock,
                              GHashTable              *validators,
                              const char              *connection_id,
                              gint64                   accounts_age_us,
                              GCancellable            *cancellable,
                              GAsyncReadyCallback      callback,
                              gpointer                 user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Sync *sync = g_new0 (Sync, 1);

  g_task_set_source_tag (task, poster_remote_sync_run_async);
  sync->registry = g_object_ref (registry);
  sync->clock = g_object_ref (clock);
  sync->validators = g_hash_table_ref (validators);
  sync->connection_id = g_strdup (connection_id);
  sync->accounts_age_us = accounts_age_us;
  sync->connection_ids = g_ptr_array_new_with_free_func (g_free);
  sync->started_us = poster_clock_get_now_us (clock);
  g_task_set_task_data (task, sync, (GDestroyNotify) sync_free);
  poster_store_get_setting_async (store, ACCOUNTS_SETTING, cancellable, setting_got_cb, task);
}

/**
 * poster_remote_sync_run_finish:
 * @store: the store
 * @result: the result
 * @is_any_open: (out): whether a service has anything to publish of ours
 * @error: what went wrong first; other connections were asked all the same
 *
 * Returns: whether all of it is up to date
 */
gboolean
poster_remote_sync_run_finish (PosterStore   *store,
                               GAsyncResult  *result,
                               gboolean      *is_any_open,
                               GError       **error)
{
  Sync *sync = g_task_get_task_data (G_TASK (result));

  *is_any_open = sync->is_any_open;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
setting_got_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  Sync *sync = g_task_get_task_data (task);
  gint64 last_us;

  text = poster_store_get_setting_finish (POSTER_STORE (object), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  last_us = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  sync->with_accounts = last_us > sync->started_us || sync->started_us - last_us >= sync->accounts_age_us;
  poster_store_list_accounts_async (POSTER_STORE (object), FALSE, g_task_get_cancellable (task), accounts_listed_cb,
                                    g_object_ref (task));
}

static void
setting_set_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    g_debug ("When the accounts were asked for was not noted: %s", error->message);
}

static void
accounts_listed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GError *error = NULL;
  Sync *sync = g_task_get_task_data (task);

  accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (accounts == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterConnector *connector = poster_connector_registry_find (sync->registry, account->connector);

      if (connector != NULL && POSTER_IS_REMOTE_SERVICE (connector) &&
          (sync->connection_id == NULL || g_str_equal (sync->connection_id, account->connection_id)) &&
          g_hash_table_add (seen, account->connection_id))
        g_ptr_array_add (sync->connection_ids, g_strdup (account->connection_id));
    }
  if (sync->with_accounts && sync->connection_ids->len > 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, sync->started_us);

      poster_store_set_setting_async (POSTER_STORE (object), ACCOUNTS_SETTING, text, NULL, setting_set_cb, NULL);
    }
  next_connection (task);
}

static void
next_connection (GTask *task)
{
  Sync *sync = g_task_get_task_data (task);

  g_clear_object (&sync->connection);
  g_clear_object (&sync->service);
  g_clear_pointer (&sync->next, g_free);
  g_clear_pointer (&sync->validator, g_free);
  g_clear_pointer (&sync->unseen, g_ptr_array_unref);
  sync->n_pages = 0;
  if (g_task_return_error_if_cancelled (task))
    return;
  if (sync->connection_ids->len == 0)
    {
      if (sync->error != NULL)
        g_task_return_error (task, g_steal_pointer (&sync->error));
      else
        g_task_return_boolean (task, TRUE);
      return;
    }
  poster_store_get_connection_async (g_task_get_source_object (task),
                                     g_ptr_array_index (sync->connection_ids, sync->connection_ids->len - 1),
                                     g_task_get_cancellable (task), connection_got_cb, g_object_ref (task));
  g_ptr_array_set_size (sync->connection_ids, (int) sync->connection_ids->len - 1);
}

static void
connection_got_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  Sync *sync = g_task_get_task_data (task);

  sync->connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  if (sync->connection == NULL || sync->connection->needs_sign_in)
    {
      leave_connection (task, error);
      return;
    }
  g_set_object (&sync->service, POSTER_REMOTE_SERVICE (poster_connector_registry_find (sync->registry,
                                                                                     sync->connection->connector)));
  if (sync->with_accounts)
    poster_remote_service_list_accounts_async (sync->service, sync->connection, g_task_get_cancellable (task),
                                               remote_accounts_cb, g_object_ref (task));
  else
    ask_whether_open (task);
}

static void
remote_accounts_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) accounts = NULL;
  GError *error = NULL;
  Sync *sync = g_task_get_task_data (task);

  accounts = poster_remote_service_list_accounts_finish (POSTER_REMOTE_SERVICE (object), result, &error);
  if (accounts == NULL)
    take_refusal (task, error);
  else
    poster_store_refresh_accounts_async (g_task_get_source_object (task), sync->connection->id, accounts, NULL,
                                         refreshed_cb, g_object_ref (task));
}

static void
refreshed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (!poster_store_refresh_accounts_finish (POSTER_STORE (object), result, &error))
    leave_connection (task, error);
  else
    ask_whether_open (task);
}

static void
ask_whether_open (GTask *task)
{
  Sync *sync = g_task_get_task_data (task);

  poster_store_list_unseen_async (g_task_get_source_object (task), sync->connection->id, G_MAXINT64, 1,
                                  g_task_get_cancellable (task), open_listed_cb, g_object_ref (task));
}

static void
open_listed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) open = NULL;
  GError *error = NULL;
  Sync *sync = g_task_get_task_data (task);

  open = poster_store_list_unseen_finish (POSTER_STORE (object), result, &error);
  if (open == NULL || open->len == 0)
    {
      leave_connection (task, error);
      return;
    }
  sync->is_any_open = TRUE;
  next_page (task);
}

static void
next_page (GTask *task)
{
  Sync *sync = g_task_get_task_data (task);

  poster_remote_service_list_posts_async (sync->service, sync->connection, sync->next,
                                          sync->n_pages == 0 ? g_hash_table_lookup (sync->validators, sync->connection->id)
                                                             : NULL,
                                          g_task_get_cancellable (task), page_cb, g_object_ref (task));
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterRemotePage) page = NULL;
  g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  GError *error = NULL;
  Sync *sync = g_task_get_task_data (task);

  page = poster_remote_service_list_posts_finish (POSTER_REMOTE_SERVICE (object), result, &error);
  if (page == NULL)
    {
      take_refusal (task, error);
      return;
    }
  if (page->is_unchanged)
    {
      next_connection (task);
      return;
    }
  if (sync->n_pages++ == 0)
    sync->validator = g_strdup (page->validator);
  g_free (sync->next);
  sync->next = g_strdup (page->next);
  for (guint i = 0; i < page->posts->len; i++)
    g_ptr_array_add (versions, poster_remote_sync_describe (g_ptr_array_index (page->posts, i)));
  poster_store_take_remote_async (g_task_get_source_object (task), sync->connection->id, versions, NULL,
                                  page_taken_cb, g_object_ref (task));
}

static void
page_taken_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  Sync *sync = g_task_get_task_data (task);

  if (poster_store_take_remote_finish (POSTER_STORE (object), result, &error) < 0)
    leave_connection (task, error);
  else
    poster_store_list_unseen_async (POSTER_STORE (object), sync->connection->id, sync->started_us, MAX_LOOKS,
                                    g_task_get_cancellable (task), unseen_listed_cb, g_object_ref (task));
}

static void
unseen_listed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  Sync *sync = g_task_get_task_data (task);

  g_clear_pointer (&sync->unseen, g_ptr_array_unref);
  sync->unseen = poster_store_list_unseen_finish (POSTER_STORE (object), result, &error);
  if (sync->unseen == NULL)
    leave_connection (task, error);
  else if (sync->unseen->len > 0 && sync->next != NULL && sync->n_pages < MAX_PAGES)
    next_page (task);
  else
    look_at_next (task);
}

static void
look_at_next (GTask *task)
{
  Sync *sync = g_task_get_task_data (task);

  while (sync->unseen->len > 0)
    {
      g_autoptr(PosterSubmission) submission = g_ptr_array_steal_index (sync->unseen, sync->unseen->len - 1);

      if (submission->remote_id == NULL || submission->is_unwanted)
        continue;
      g_object_set_data_full (G_OBJECT (task), "remote-id", g_strdup (submission->remote_id), g_free);
      poster_remote_service_look_async (sync->service, sync->connection, submission->remote_id,
                                        g_task_get_cancellable (task), looked_cb, g_object_ref (task));
      return;
    }
  /* All of ours has been seen: from now on it is enough to hear whether anything changed. */
  if (sync->validator != NULL)
    g_hash_table_insert (sync->validators, g_strdup (sync->connection->id), g_strdup (sync->validator));
  next_connection (task);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterRemotePost) post = NULL;
  GError *error = NULL;
  Sync *sync = g_task_get_task_data (task);

  post = poster_remote_service_look_finish (POSTER_REMOTE_SERVICE (object), result, &error);
  if (post != NULL)
    {
      g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

      g_ptr_array_add (versions, poster_remote_sync_describe (post));
      poster_store_take_remote_async (g_task_get_source_object (task), sync->connection->id, versions, NULL,
                                      look_taken_cb, g_object_ref (task));
    }
  else if (g_error_matches (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    {
      g_error_free (error);
      poster_store_take_gone_async (g_task_get_source_object (task), sync->connection->id,
                                    g_object_get_data (G_OBJECT (task), "remote-id"), NULL,
                                    gone_taken_cb, g_object_ref (task));
    }
  else
    take_refusal (task, error);
}

static void
look_taken_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (poster_store_take_remote_finish (POSTER_STORE (object), result, &error) < 0)
    leave_connection (task, error);
  else
    look_at_next (task);
}

static void
gone_taken_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (poster_store_take_gone_finish (POSTER_STORE (object), result, &error) < 0)
    leave_connection (task, error);
  else
    look_at_next (task);
}
