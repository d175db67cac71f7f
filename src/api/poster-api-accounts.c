/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-people.h"

#include <string.h>

#include "poster-error.h"
#include "poster-json.h"

#define MAX_NAME 200

typedef struct
{
  PosterApiCall *call;
  PosterAccount *account;
} Change;

static Change *
change_new (PosterApiCall *call,
            PosterAccount *account)
{
  Change *self = g_new0 (Change, 1);

  self->call = poster_api_call_ref (call);
  self->account = g_object_ref (account);
  return self;
}

static void
change_free (Change *self)
{
  poster_api_call_unref (self->call);
  g_object_unref (self->account);
  g_free (self);
}

static JsonObject *
account_to_json (PosterAccount *account,
                 PosterProfile *profile)
{
  JsonObject *json = poster_account_to_json (account);
  JsonObject *of = json_object_new ();
  g_autofree char *slug = g_ascii_strdown (profile->name, -1);

  json_object_set_string_member (of, "_id", profile->id);
  json_object_set_string_member (of, "name", profile->name);
  json_object_set_string_member (of, "slug", g_strdelimit (slug, " ", '-'));
  json_object_set_object_member (json, "profileId", of);
  json_object_set_boolean_member (json, "enabled", TRUE);
  json_object_set_boolean_member (json, "needsReconnection", !account->is_active);
  return json;
}

/* Whether it is one that the query asks for. */
static gboolean
is_meant (PosterApiCall *call,
          PosterAccount *account,
          PosterProfile *profile)
{
  const char *of = poster_api_call_get_query (call, "profileId");
  const char *platform = poster_api_call_get_query (call, "platform");

  return (of == NULL || g_str_equal (of, profile->id)) && (platform == NULL || g_str_equal (platform, account->platform));
}

static void
reply_list (PosterApiCall *call,
            GPtrArray     *profiles,
            GPtrArray     *accounts)
{
  PosterProfile *profile = poster_api_default_profile (profiles);
  const char *status = poster_api_call_get_query (call, "status");
  JsonObject *json = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if (is_meant (call, account, profile) &&
          (status == NULL || g_str_equal (status, "connected") == account->is_active))
        json_array_add_object_element (array, account_to_json (account, profile));
    }
  json_object_set_array_member (json, "accounts", array);
  json_object_set_boolean_member (json, "hasAnalyticsAccess", FALSE);
  poster_api_call_reply (call, 200, json);
}

static void
list_accounts (PosterApiCall *call)
{
  poster_api_load_people (call, reply_list);
}

static void
renamed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Change *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!poster_store_rename_account_finish (POSTER_STORE (object), result, &error))
    {
      poster_api_call_fail (self->call, error);
    }
  else
    {
      JsonObject *json = json_object_new ();

      json_object_set_string_member (json, "message", "Account updated successfully");
      json_object_set_string_member (json, "username", self->account->username != NULL ? self->account->username : "");
      json_object_set_string_member (json, "displayName",
                                     poster_json_get_string (poster_api_call_get_body (self->call), "displayName"));
      poster_api_call_reply (self->call, 200, json);
    }
  change_free (self);
}

static void
rename_now (PosterApiCall *call,
            GPtrArray     *profiles,
            GPtrArray     *accounts)
{
  PosterAccount *account = poster_api_need_account (call, accounts, call->arguments[0]);
  const char *name = poster_json_get_string (poster_api_call_get_body (call), "displayName");

  if (account == NULL)
    return;
  if (name == NULL || name[0] == '\0' || g_utf8_strlen (name, -1) > MAX_NAME)
    poster_api_call_refuse (call, 400, "invalid_name", "displayName is what can be changed here, to at most %d characters.",
                            MAX_NAME);
  else
    poster_store_rename_account_async (call->api->store, account->id, name, NULL, renamed_cb, change_new (call, account));
}

static void
update_account (PosterApiCall *call)
{
  poster_api_load_people (call, rename_now);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *unused = poster_store_remove_account_finish (POSTER_STORE (object), result, &error);

  if (unused == NULL)
    poster_api_call_fail (call, error);
  else
    poster_api_reply_message (call, "Account disconnected successfully");
}

static void
remove_now (PosterApiCall *call,
            GPtrArray     *profiles,
            GPtrArray     *accounts)
{
  PosterAccount *account = poster_api_need_account (call, accounts, call->arguments[0]);

  if (account != NULL)
    poster_store_remove_account_async (call->api->store, account->id, NULL, removed_cb, poster_api_call_ref (call));
}

static void
delete_account (PosterApiCall *call)
{
  poster_api_load_people (call, remove_now);
}

/* An account is well, is to be connected again, or takes no posts for a while. */
static const char *
health_of (PosterAccount *account,
           gint64         now_us)
{
  if (!account->is_active)
    return "error";
  return poster_account_is_paused (account, now_us) ? "warning" : "healthy";
}

static JsonArray *
issues_of (PosterAccount *account,
           gint64         now_us)
{
  JsonArray *issues = json_array_new ();

  if (!account->is_active)
    json_array_add_string_element (issues, "The account has to be connected again.");
  else if (poster_account_is_paused (account, now_us) && account->paused_message != NULL)
    json_array_add_string_element (issues, account->paused_message);
  return issues;
}

static JsonObject *
health_to_json (PosterAccount *account,
                PosterProfile *profile,
                gint64         now_us)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "accountId", account->id);
  json_object_set_string_member (json, "platform", account->platform);
  json_object_set_string_member (json, "username", account->username != NULL ? account->username : "");
  json_object_set_string_member (json, "displayName", account->display_name != NULL ? account->display_name : "");
  json_object_set_string_member (json, "profileId", profile->id);
  json_object_set_string_member (json, "status", health_of (account, now_us));
  json_object_set_boolean_member (json, "canPost", account->is_active && !poster_account_is_paused (account, now_us));
  json_object_set_boolean_member (json, "canFetchAnalytics", FALSE);
  json_object_set_boolean_member (json, "tokenValid", account->is_active);
  json_object_set_null_member (json, "tokenExpiresAt");
  json_object_set_boolean_member (json, "needsReconnect", !account->is_active);
  json_object_set_array_member (json, "issues", issues_of (account, now_us));
  return json;
}

static void
reply_health (PosterApiCall *call,
              GPtrArray     *profiles,
              GPtrArray     *accounts)
{
  static const char *const states[] = { "healthy", "warning", "error" };
  PosterProfile *profile = poster_api_default_profile (profiles);
  const char *wanted = poster_api_call_get_query (call, "status");
  JsonObject *json = json_object_new ();
  JsonObject *summary = json_object_new ();
  JsonArray *array = json_array_new ();
  gint64 counts[G_N_ELEMENTS (states)] = { 0 };
  gint64 total = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      const char *health = health_of (account, call->now_us);

      if (!is_meant (call, account, profile))
        continue;
      total++;
      for (gsize j = 0; j < G_N_ELEMENTS (states); j++)
        counts[j] += g_str_equal (health, states[j]);
      if (wanted == NULL || g_str_equal (wanted, health))
        json_array_add_object_element (array, health_to_json (account, profile, call->now_us));
    }
  json_object_set_int_member (summary, "total", total);
  for (gsize j = 0; j < G_N_ELEMENTS (states); j++)
    json_object_set_int_member (summary, states[j], counts[j]);
  json_object_set_int_member (summary, "needsReconnect", counts[2]);
  json_object_set_object_member (json, "summary", summary);
  json_object_set_array_member (json, "accounts", array);
  poster_api_call_reply (call, 200, json);
}

static void
get_health (PosterApiCall *call)
{
  poster_api_load_people (call, reply_health);
}

static void
reply_account_health (PosterApiCall *call,
                      GPtrArray     *profiles,
                      GPtrArray     *accounts)
{
  PosterAccount *account = poster_api_need_account (call, accounts, call->arguments[0]);
  JsonObject *json;
  JsonObject *token;
  JsonObject *permissions;
  JsonArray *advice;

  if (account == NULL)
    return;
  json = health_to_json (account, poster_api_default_profile (profiles), call->now_us);
  token = json_object_new ();
  json_object_set_boolean_member (token, "valid", account->is_active);
  json_object_set_null_member (token, "expiresAt");
  json_object_set_boolean_member (token, "needsRefresh", !account->is_active);
  json_object_set_object_member (json, "tokenStatus", token);
  permissions = json_object_new ();
  json_object_set_array_member (permissions, "posting", json_array_new ());
  json_object_set_array_member (permissions, "analytics", json_array_new ());
  json_object_set_array_member (permissions, "optional", json_array_new ());
  json_object_set_boolean_member (permissions, "canPost", account->is_active);
  json_object_set_boolean_member (permissions, "canFetchAnalytics", FALSE);
  json_object_set_array_member (permissions, "missingRequired", json_array_new ());
  json_object_set_object_member (json, "permissions", permissions);
  advice = json_array_new ();
  if (!account->is_active)
    json_array_add_string_element (advice, "Connect the account again.");
  json_object_set_array_member (json, "recommendations", advice);
  poster_api_call_reply (call, 200, json);
}

static void
get_account_health (PosterApiCall *call)
{
  poster_api_load_people (call, reply_account_health);
}

static void
described_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Change *self = user_data;
  g_autoptr(GError) error = NULL;
  JsonObject *json = poster_connector_describe_finish (POSTER_CONNECTOR (object), result, &error);

  if (json == NULL)
    poster_api_call_fail (self->call, error);
  else
    poster_api_call_reply (self->call, 200, json);
  change_free (self);
}

static void
connection_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Change *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PosterConnection) connection = poster_store_get_connection_finish (POSTER_STORE (object), result, &error);
  PosterConnector *connector = NULL;

  if (connection != NULL)
    connector = poster_connector_registry_find (poster_engine_get_registry (self->call->api->engine),
                                                connection->connector);
  if (connector != NULL)
    {
      poster_connector_describe_async (connector, connection, self->account, self->call->cancellable, described_cb, self);
      return;
    }
  if (error != NULL)
    poster_api_call_fail (self->call, error);
  else
    poster_api_call_refuse (self->call, 404, "not_found", "Account not found");
  change_free (self);
}

static void
describe_now (PosterApiCall *call,
              GPtrArray     *profiles,
              GPtrArray     *accounts)
{
  PosterAccount *account = poster_api_need_account (call, accounts, call->arguments[0]);

  if (account == NULL)
    return;
  if (!g_str_equal (account->platform, "tiktok"))
    poster_api_call_refuse (call, 400, "not_tiktok", "Only an account on TikTok has creator info.");
  else
    poster_store_get_connection_async (call->api->store, account->connection_id, call->cancellable, connection_cb,
                                       change_new (call, account));
}

static void
get_creator_info (PosterApiCall *call)
{
  poster_api_load_people (call, describe_now);
}

/* Whether the list of ids in the query, where there is one, has that of the account. */
static gboolean
is_listed (PosterApiCall *call,
           PosterAccount *account)
{
  const char *ids = poster_api_call_get_query (call, "accountIds");
  g_auto(GStrv) list = ids != NULL ? g_strsplit (ids, ",", -1) : NULL;

  return list == NULL || g_strv_contains ((const char * const *) list, account->id);
}

/* Only the latest figure of each account is known: a line of one point, which has not grown. */
static void
reply_followers (PosterApiCall *call,
                 GPtrArray     *profiles,
                 GPtrArray     *accounts)
{
  PosterProfile *profile = poster_api_default_profile (profiles);
  JsonObject *json = json_object_new ();
  JsonObject *stats = json_object_new ();
  JsonObject *range = json_object_new ();
  JsonArray *array = json_array_new ();
  g_autofree char *today = poster_time_format (call->now_us);

  today[strcspn (today, "T")] = '\0';
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      JsonArray *points;
      JsonObject *point;
      JsonObject *entry;

      if (account->followers < 0 || !is_meant (call, account, profile) || !is_listed (call, account))
        continue;
      entry = account_to_json (account, profile);
      json_object_set_int_member (entry, "currentFollowers", account->followers);
      json_object_set_int_member (entry, "growth", 0);
      json_object_set_int_member (entry, "growthPercentage", 0);
      json_object_set_int_member (entry, "dataPoints", 1);
      json_array_add_object_element (array, entry);
      point = json_object_new ();
      json_object_set_string_member (point, "date", today);
      json_object_set_int_member (point, "followers", account->followers);
      points = json_array_new ();
      json_array_add_object_element (points, point);
      json_object_set_array_member (stats, account->id, points);
    }
  json_object_set_string_member (range, "from", today);
  json_object_set_string_member (range, "to", today);
  json_object_set_array_member (json, "accounts", array);
  json_object_set_object_member (json, "stats", stats);
  json_object_set_object_member (json, "dateRange", range);
  json_object_set_string_member (json, "granularity", "daily");
  json_object_set_string_member (json, "aggregation", "daily");
  poster_api_call_reply (call, 200, json);
}

static void
get_followers (PosterApiCall *call)
{
  poster_api_load_people (call, reply_followers);
}

const PosterApiRoute poster_api_account_routes[] = {
  { "GET", "/v1/accounts", "listAccounts", "The accounts that are connected", list_accounts, 0, 200 },
  { "GET", "/v1/accounts/health", "getAllAccountsHealth", "How all accounts are", get_health, 0, 200 },
  { "PUT", "/v1/accounts/{accountId}", "updateAccount", "Call an account something else", update_account, 0, 200 },
  { "DELETE", "/v1/accounts/{accountId}", "deleteAccount", "Disconnect an account", delete_account, 0, 200 },
  { "GET", "/v1/accounts/{accountId}/health", "getAccountHealth", "How an account is", get_account_health, 0, 200 },
  { "GET", "/v1/accounts/{accountId}/tiktok/creator-info", "getTikTokCreatorInfo", "What the account may do now",
    get_creator_info, 0, 200 },
  { "GET", "/v1/accounts/follower-stats", "getFollowerStats", "How many follow each account", get_followers, 0,
    200 },
  { NULL }
};
