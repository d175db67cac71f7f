/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-accounts.h"

#include "poster-json.h"
#include "poster-late-call.h"
#include "poster-late-json.h"
#include "poster-late-errors.h"

#define PAGE_SIZE 100

/* More pages than anybody's plan has: a server that never ends its list is not believed. */
#define MAX_PAGES 100

#define MAX_ANSWER_BYTES (32 * 1024 * 1024)

typedef struct
{
  /* Input. */
  PosterConnection *connection;
  char             *key;          /* (nullable) */
  gboolean          with_health;

  /* In progress. */
  guint             page;
  GPtrArray        *accounts;     /* (element-type PosterAccount) */
  GHashTable       *by_remote_id; /* (element-type utf8 PosterAccount), borrowed from @accounts */
} List;

/* The steps, in the order they run: listed* -> (health_told) */
static void ask_page (GTask *task);
static void listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void ask_health (GTask *task);
static void health_told_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
list_free (List *list)
{
  g_clear_object (&list->connection);
  poster_secret_free (list->key);
  g_hash_table_unref (list->by_remote_id);
  g_ptr_array_unref (list->accounts);
  g_free (list);
}

static void
add_issue (PosterAccount *account,
           const char    *text)
{
  JsonArray *issues = poster_json_get_array (account->metadata, "issues");
  g_autofree char *clean = poster_late_error_clean_text (text);

  if (*clean == '\0')
    return;
  if (issues == NULL)
    {
      issues = json_array_new ();
      json_object_set_array_member (account->metadata, "issues", issues);
    }
  json_array_add_string_element (issues, clean);
}

/**
 * poster_late_account_from_json:
 * @session: what Late operations share
 * @connection: whose account it is
 * @json: a `SocialAccount`, or the `account` of a connecting step (with `accountId`, not `_id`)
 *
 * Returns: (transfer full) (nullable): the account; %NULL when it has no id or is on a platform that
 *   this program does not know
 */
PosterAccount *
poster_late_account_from_json (PosterLateSession *session,
                               PosterConnection  *connection,
                               JsonObject        *json)
{
  g_autoptr(JsonNode) node = json_node_alloc ();
  g_autofree char *id = NULL;
  g_autofree char *profile_id = poster_late_json_dup_id (json, "profileId");
  const char *platform = poster_late_json_get_text (json, "platform");
  const char *username = poster_json_get_string (json, "username");
  const char *url = poster_late_json_get_text (json, "profileUrl");
  const char *picture = poster_late_json_get_text (json, "profilePicture");
  const char *display_name = poster_late_json_get_text (json, "displayName");
  PosterAccount *account;

  json_node_init_object (node, json);
  id = poster_late_json_node_dup_id (node);
  if (id == NULL || poster_late_session_find_platform (session, platform) == NULL)
    {
      g_debug ("An account on “%s” is left out: that platform is not known here", platform != NULL ? platform : "");
      return NULL;
    }
  account = poster_account_new ("late", platform, id);
  account->connection_id = g_strdup (connection->id);
  account->is_practice = poster_connection_is_practice (connection);
  account->created_us = poster_clock_get_now_us (poster_late_session_get_clock (session));
  if (username != NULL && *username == '@')
    username++;
  account->username = g_strdup (username != NULL && *username != '\0' ? username
                                : display_name != NULL ? display_name : id);
  account->display_name = g_strdup (display_name != NULL ? display_name : account->username);
  account->avatar_uri = g_strdup (picture);
  account->followers = poster_json_get_int (json, "followersCount", -1);
  account->is_active = poster_json_get_boolean (json, "isActive", TRUE) &&
                       !poster_json_get_boolean (json, "needsReconnection", FALSE);
  if (profile_id != NULL)
    json_object_set_string_member (account->metadata, "profile_id", profile_id);
  if (url != NULL)
    json_object_set_string_member (account->metadata, "profile_url", url);
  return account;
}

static void
ask_page (GTask *task)
{
  PosterLateSession *session = g_task_get_source_object (task);
  List *list = g_task_get_task_data (task);
  g_autofree char *page = g_strdup_printf ("%u", list->page);
  g_autofree char *path = poster_late_path ("/v1/accounts", "page", page, "limit", G_STRINGIFY (PAGE_SIZE), NULL);
  PosterLateRequest *request = poster_late_request_new ("GET", path, NULL);

  /* Early servers know no pages and answer with all. */
  request->max_bytes = MAX_ANSWER_BYTES;
  poster_late_call_with_key_async (session, list->connection, list->key, request, g_task_get_cancellable (task),
                                   listed_cb, g_object_ref (task));
}

static gboolean
has_more (JsonObject *root,
          guint       page,
          guint       n_on_page)
{
  JsonObject *pagination = poster_json_get_object (root, "pagination");

  if (pagination == NULL || n_on_page == 0 || page >= MAX_PAGES)
    return FALSE;
  return page < poster_json_get_int (pagination, "pages", poster_json_get_int (pagination, "totalPages", 0));
}

static void
return_accounts (GTask *task)
{
  List *list = g_task_get_task_data (task);

  g_task_return_pointer (task, g_ptr_array_ref (list->accounts), (GDestroyNotify) g_ptr_array_unref);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  PosterLateSession *session = POSTER_LATE_SESSION (object);
  List *list = g_task_get_task_data (task);
  JsonArray *accounts;
  GError *error = NULL;

  answer = poster_late_call_finish (session, result, &error);
  accounts = answer != NULL ? poster_json_get_array (answer->root, "accounts") : NULL;
  if (answer != NULL && accounts == NULL)
    error = poster_late_error_new_nonsense ();
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonObject *json = poster_late_json_get_element (accounts, i);
      PosterAccount *account = json != NULL ? poster_late_account_from_json (session, list->connection, json) : NULL;

      if (account == NULL)
        continue;
      if (g_hash_table_contains (list->by_remote_id, account->remote_id))
        {
          g_object_unref (account);
          continue;
        }
      g_ptr_array_add (list->accounts, account);
      g_hash_table_insert (list->by_remote_id, account->remote_id, account);
    }
  if (has_more (answer->root, list->page, json_array_get_length (accounts)))
    {
      list->page++;
      ask_page (task);
    }
  else if (list->with_health && list->accounts->len > 0)
    {
      ask_health (task);
    }
  else
    {
      return_accounts (task);
    }
}

static void
ask_health (GTask *task)
{
  PosterLateSession *session = g_task_get_source_object (task);
  List *list = g_task_get_task_data (task);
  PosterLateRequest *request = poster_late_request_new ("GET", "/v1/accounts/health", NULL);

  request->max_bytes = MAX_ANSWER_BYTES;
  poster_late_call_with_key_async (session, list->connection, list->key, request, g_task_get_cancellable (task),
                                   health_told_cb, g_object_ref (task));
}

static void
apply_health (PosterAccount *account,
              JsonObject    *json)
{
  JsonArray *issues = poster_json_get_array (json, "issues");
  const char *expires = poster_late_json_get_text (json, "tokenExpiresAt");

  if (poster_json_get_boolean (json, "needsReconnect", FALSE) || !poster_json_get_boolean (json, "tokenValid", TRUE) ||
      !poster_json_get_boolean (json, "canPost", TRUE))
    account->is_active = FALSE;
  if (expires != NULL)
    json_object_set_string_member (account->metadata, "token_expires", expires);
  for (guint i = 0; i < poster_late_json_get_length (issues); i++)
    {
      JsonNode *node = json_array_get_element (issues, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        add_issue (account, json_node_get_string (node));
    }
}

static void
health_told_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterJsonAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  List *list = g_task_get_task_data (task);
  JsonArray *accounts;

  answer = poster_late_call_finish (POSTER_LATE_SESSION (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* The list itself says which accounts work; this only adds why not. */
  if (answer == NULL)
    g_debug ("The health of the accounts is not told: %s", error->message);
  accounts = answer != NULL ? poster_json_get_array (answer->root, "accounts") : NULL;
  for (guint i = 0; i < poster_late_json_get_length (accounts); i++)
    {
      JsonObject *json = poster_late_json_get_element (accounts, i);
      g_autofree char *id = poster_late_json_dup_id (json, "accountId");
      PosterAccount *account = id != NULL ? g_hash_table_lookup (list->by_remote_id, id) : NULL;

      if (account != NULL)
        apply_health (account, json);
    }
  return_accounts (task);
}

/**
 * poster_late_accounts_list_async:
 * @session: what Late operations share
 * @connection: whose accounts
 * @key: (nullable): a key that is not kept yet
 * @with_health: whether to ask as well what is wrong with them
 * @cancellable: (nullable): ends the call
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Lists the accounts of all profiles.
 */
void
poster_late_accounts_list_async (PosterLateSession   *session,
                                 PosterConnection    *connection,
                                 const char          *key,
                                 gboolean             with_health,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  List *list = g_new0 (List, 1);

  g_task_set_source_tag (task, poster_late_accounts_list_async);
  list->connection = g_object_ref (connection);
  list->key = g_strdup (key);
  list->with_health = with_health;
  list->page = 1;
  list->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  list->by_remote_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_task_set_task_data (task, list, (GDestroyNotify) list_free);
  ask_page (task);
}

/**
 * poster_late_accounts_list_finish:
 * @session: what Late operations share
 * @result: the result
 * @error: as those of poster_late_call_finish()
 *
 * Returns: (transfer full) (element-type PosterAccount): the accounts, each with a new id
 */
GPtrArray *
poster_late_accounts_list_finish (PosterLateSession  *session,
                                  GAsyncResult       *result,
                                  GError            **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
