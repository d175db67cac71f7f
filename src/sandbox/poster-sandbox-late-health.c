/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

#define MAX_DAYS 730

/* A sound account is told to be good for half a year, one with a warning for an hour more. */
static const char *
health_of (JsonObject *account)
{
  const char *health = poster_json_get_string (account, "health");

  if (!poster_json_get_boolean (account, "isActive", TRUE))
    return "error";
  return health != NULL ? health : "healthy";
}

static gint64
expiry_of (PosterSandboxCall *call,
           const char        *health)
{
  if (strcmp (health, "error") == 0)
    return call->now_us - G_TIME_SPAN_DAY;
  return call->now_us - call->now_us % G_TIME_SPAN_DAY +
         (strcmp (health, "warning") == 0 ? 1 : 180) * G_TIME_SPAN_DAY;
}

static JsonArray *
issues_of (const char *health)
{
  JsonArray *issues = json_array_new ();

  if (strcmp (health, "error") == 0)
    json_array_add_string_element (issues, "Token expired");
  else if (strcmp (health, "warning") == 0)
    json_array_add_string_element (issues, "Token expires soon");
  return issues;
}

static void
add_names (JsonObject *json,
           JsonObject *account)
{
  json_object_set_string_member (json, "accountId", poster_json_get_string (account, "id"));
  json_object_set_string_member (json, "platform", poster_json_get_string (account, "platform"));
  json_object_set_string_member (json, "username", poster_sandbox_late_row_text (account, "username"));
  json_object_set_string_member (json, "displayName", poster_sandbox_late_row_text (account, "displayName"));
}

/* Returns: (transfer full) (nullable): whole accounts of the user, as the query wants them; NULL: refused */
static GPtrArray *
list_accounts (PosterSandboxCall *call)
{
  const char *profile = poster_sandbox_late_query (call, "profileId");
  const char *platform = poster_sandbox_late_query (call, "platform");
  g_autoptr(JsonArray) rows = NULL;
  GPtrArray *accounts;

  if ((profile != NULL && !poster_sandbox_late_is_id (profile)) ||
      (platform != NULL && poster_sandbox_late_find_platform (platform) == NULL))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_query", "Invalid profileId or platform");
      return NULL;
    }
  rows = poster_sandbox_store_query (
      call->sandbox->store,
      "SELECT id FROM late_accounts WHERE user = ?1 AND deleted_us IS NULL AND"
      " (?2 IS NULL OR profile = ?2) AND (?3 IS NULL OR platform = ?3) ORDER BY number",
      "sss", poster_sandbox_late_user_id (call), profile, platform);
  accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_ptr_array_add (
        accounts,
        poster_sandbox_late_find_account (
            call->sandbox, poster_json_get_string (json_array_get_object_element (rows, i), "id")));
  return accounts;
}

void
poster_sandbox_late_health (PosterSandboxCall *call)
{
  static const char *const states[] = { "healthy", "warning", "error", NULL };
  const char *wanted = poster_sandbox_late_query (call, "status");
  g_autoptr(GPtrArray) accounts = NULL;
  gint64 counts[3] = { 0 };
  JsonArray *list;
  JsonObject *json;
  JsonObject *summary;

  if (wanted != NULL && !g_strv_contains (states, wanted))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_query", "status must be healthy, warning or error");
      return;
    }
  accounts = list_accounts (call);
  if (accounts == NULL)
    return;
  list = json_array_new ();
  for (guint i = 0; i < accounts->len; i++)
    {
      JsonObject *account = g_ptr_array_index (accounts, i);
      const char *health = health_of (account);
      gboolean is_bad = strcmp (health, "error") == 0;
      JsonObject *entry;

      for (int j = 0; states[j] != NULL; j++)
        counts[j] += strcmp (health, states[j]) == 0;
      if (wanted != NULL && strcmp (wanted, health) != 0)
        continue;
      entry = json_object_new ();
      add_names (entry, account);
      json_object_set_string_member (entry, "profileId", poster_json_get_string (account, "profile"));
      json_object_set_string_member (entry, "status", health);
      json_object_set_boolean_member (entry, "canPost", !is_bad);
      json_object_set_boolean_member (entry, "canFetchAnalytics", !is_bad);
      json_object_set_boolean_member (entry, "tokenValid", !is_bad);
      poster_sandbox_late_set_time (entry, "tokenExpiresAt", expiry_of (call, health));
      json_object_set_boolean_member (entry, "needsReconnect", is_bad);
      json_object_set_array_member (entry, "issues", issues_of (health));
      json_array_add_object_element (list, entry);
    }
  summary = json_object_new ();
  json_object_set_int_member (summary, "total", accounts->len);
  for (int j = 0; states[j] != NULL; j++)
    json_object_set_int_member (summary, states[j], counts[j]);
  json_object_set_int_member (summary, "needsReconnect", counts[2]);
  json = json_object_new ();
  json_object_set_object_member (json, "summary", summary);
  json_object_set_array_member (json, "accounts", list);
  poster_sandbox_late_reply_list (call, json);
}

static JsonArray *
scopes (const char *name,
        gboolean    granted,
        gboolean    required)
{
  JsonArray *list = json_array_new ();
  JsonObject *scope;

  if (name == NULL)
    return list;
  scope = json_object_new ();
  json_object_set_string_member (scope, "scope", name);
  json_object_set_boolean_member (scope, "granted", granted);
  json_object_set_boolean_member (scope, "required", required);
  json_array_add_object_element (list, scope);
  return list;
}

void
poster_sandbox_late_account_health (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) account = poster_sandbox_late_need_account (call, NULL);
  const char *health = account != NULL ? health_of (account) : "";
  const PosterSandboxLatePlatform *platform =
      poster_sandbox_late_find_platform (poster_json_get_string (account, "platform"));
  gboolean is_bad = strcmp (health, "error") == 0;
  g_autofree char *left = NULL;
  JsonObject *json;
  JsonObject *token;
  JsonObject *permissions;
  JsonArray *missing;
  JsonArray *advice;

  if (account == NULL)
    return;
  left = g_strdup_printf ("%" G_GINT64_FORMAT " days",
                          MAX ((expiry_of (call, health) - call->now_us) / G_TIME_SPAN_DAY, 0));
  token = json_object_new ();
  json_object_set_boolean_member (token, "valid", !is_bad);
  poster_sandbox_late_set_time (token, "expiresAt", expiry_of (call, health));
  json_object_set_string_member (token, "expiresIn", left);
  json_object_set_boolean_member (token, "needsRefresh", strcmp (health, "healthy") != 0);
  permissions = json_object_new ();
  json_object_set_array_member (permissions, "posting",
                                scopes (platform != NULL ? platform->scope : NULL, !is_bad, TRUE));
  json_object_set_array_member (permissions, "analytics", scopes ("insights", !is_bad, FALSE));
  json_object_set_array_member (permissions, "optional", scopes (NULL, FALSE, FALSE));
  json_object_set_boolean_member (permissions, "canPost", !is_bad);
  json_object_set_boolean_member (permissions, "canFetchAnalytics", !is_bad);
  missing = json_array_new ();
  if (is_bad && platform != NULL)
    json_array_add_string_element (missing, platform->scope);
  json_object_set_array_member (permissions, "missingRequired", missing);
  advice = json_array_new ();
  if (is_bad)
    json_array_add_string_element (advice, "Reconnect the account");
  json = json_object_new ();
  add_names (json, account);
  json_object_set_string_member (json, "status", health);
  json_object_set_object_member (json, "tokenStatus", token);
  json_object_set_object_member (json, "permissions", permissions);
  json_object_set_array_member (json, "issues", issues_of (health));
  json_object_set_array_member (json, "recommendations", advice);
  poster_sandbox_late_reply (call, 200, json);
}

static gboolean
read_date (PosterSandboxCall *call,
           const char        *name,
           gint64             fallback_us,
           gint64            *time_us)
{
  const char *text = poster_sandbox_late_query (call, name);
  g_autofree char *whole = text != NULL ? g_strconcat (text, "T00:00:00Z", NULL) : NULL;

  *time_us = fallback_us;
  return text == NULL || poster_sandbox_late_parse_time (whole, NULL, time_us);
}

/* A made-up but steady growth up to today's number. */
static JsonArray *
history (JsonObject *account,
         gint64      from_us,
         gint64      to_us,
         gint64      step_us,
         gint64     *first)
{
  gint64 now = poster_json_get_int (account, "followersCount", 0);
  JsonArray *points = json_array_new ();

  *first = now;
  for (gint64 at_us = from_us; at_us <= to_us; at_us += step_us)
    {
      g_autoptr(GDateTime) day = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
      g_autofree char *date = g_date_time_format (day, "%Y-%m-%d");
      JsonObject *point = json_object_new ();
      gint64 followers = MAX (now - (to_us - at_us) / G_TIME_SPAN_DAY * (now / 300 + 1), 0);

      if (at_us == from_us)
        *first = followers;
      json_object_set_string_member (point, "date", date);
      json_object_set_int_member (point, "followers", followers);
      json_array_add_object_element (points, point);
    }
  return points;
}

void
poster_sandbox_late_followers (PosterSandboxCall *call)
{
  const char *ids = poster_sandbox_late_query (call, "accountIds");
  const char *granularity = poster_sandbox_late_query (call, "granularity");
  gint64 today_us = call->now_us - call->now_us % G_TIME_SPAN_DAY;
  gint64 step_us = G_TIME_SPAN_DAY;
  g_autoptr(GPtrArray) accounts = NULL;
  gint64 from_us;
  gint64 to_us;
  JsonObject *json = json_object_new ();
  JsonObject *stats;
  JsonObject *range;
  JsonArray *list;

  if (!poster_sandbox_faults_get_flag (call->sandbox->faults, "late_analytics"))
    {
      json_object_set_string_member (json, "error", "Analytics add-on required");
      json_object_set_string_member (json, "message", "Follower stats tracking requires the Analytics add-on."
                                                      " Please upgrade to access this feature.");
      json_object_set_boolean_member (json, "requiresAddon", TRUE);
      poster_sandbox_late_reply (call, 403, json);
      return;
    }
  granularity = granularity != NULL ? granularity : "daily";
  if (strcmp (granularity, "weekly") == 0)
    step_us *= 7;
  else if (strcmp (granularity, "monthly") == 0)
    step_us *= 30;
  else if (strcmp (granularity, "daily") != 0)
    step_us = 0;
  if (step_us == 0 || !read_date (call, "fromDate", today_us - 30 * G_TIME_SPAN_DAY, &from_us) ||
      !read_date (call, "toDate", today_us, &to_us) || to_us < from_us ||
      to_us - from_us > MAX_DAYS * G_TIME_SPAN_DAY)
    {
      json_object_unref (json);
      poster_sandbox_late_refuse (call, 400, "invalid_query", "Invalid fromDate, toDate or granularity");
      return;
    }
  accounts = list_accounts (call);
  if (accounts == NULL)
    {
      json_object_unref (json);
      return;
    }
  list = json_array_new ();
  stats = json_object_new ();
  for (guint i = 0; i < accounts->len; i++)
    {
      JsonObject *account = g_ptr_array_index (accounts, i);
      const char *id = poster_json_get_string (account, "id");
      gint64 now = poster_json_get_int (account, "followersCount", 0);
      gint64 first;
      JsonArray *points;
      JsonObject *told;

      if (ids != NULL && strstr (ids, id) == NULL)
        continue;
      points = history (account, from_us, to_us, step_us, &first);
      told = poster_sandbox_late_account_json (call->sandbox, account, FALSE);
      json_object_set_int_member (told, "currentFollowers", now);
      poster_sandbox_late_set_time (told, "lastUpdated", today_us);
      json_object_set_int_member (told, "growth", now - first);
      json_object_set_double_member (told, "growthPercentage",
                                     first > 0 ? (double) (now - first) * 100 / (double) first : 0);
      json_object_set_int_member (told, "dataPoints", json_array_get_length (points));
      json_array_add_object_element (list, told);
      json_object_set_array_member (stats, id, points);
    }
  range = json_object_new ();
  poster_sandbox_late_set_time (range, "from", from_us);
  poster_sandbox_late_set_time (range, "to", to_us + G_TIME_SPAN_DAY - 1000);
  json_object_set_array_member (json, "accounts", list);
  json_object_set_object_member (json, "stats", stats);
  json_object_set_object_member (json, "dateRange", range);
  /* Schema and example call it differently (reference late-api, section 4). */
  json_object_set_string_member (json, "granularity", granularity);
  json_object_set_string_member (json, "aggregation", granularity);
  poster_sandbox_late_reply (call, 200, json);
}
