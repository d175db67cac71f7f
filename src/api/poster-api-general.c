/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-people.h"

static void
answer_document (PosterApiCall *call)
{
  poster_api_call_reply (call, 200, poster_api_describe (call->api->base_url));
}

static JsonObject *
make_user (gint64 since_us)
{
  JsonObject *user = json_object_new ();
  JsonArray *access = json_array_new ();

  json_array_add_string_element (access, "all");
  json_object_set_string_member (user, "_id", POSTER_API_USER);
  json_object_set_string_member (user, "name", g_get_real_name ());
  json_object_set_string_member (user, "email", "");
  json_object_set_string_member (user, "role", "owner");
  json_object_set_boolean_member (user, "isRoot", TRUE);
  json_object_set_array_member (user, "profileAccess", access);
  poster_api_set_time (user, "createdAt", since_us);
  return user;
}

static void
reply_users (PosterApiCall *call,
             GPtrArray     *profiles,
             GPtrArray     *accounts)
{
  JsonObject *json = json_object_new ();
  PosterProfile *first = g_ptr_array_index (profiles, 0);

  if (call->arguments[0] == NULL)
    {
      JsonArray *users = json_array_new ();

      json_array_add_object_element (users, make_user (first->created_us));
      json_object_set_string_member (json, "currentUserId", POSTER_API_USER);
      json_object_set_array_member (json, "users", users);
      poster_api_call_reply (call, 200, json);
      return;
    }
  if (g_str_equal (call->arguments[0], POSTER_API_USER))
    {
      json_object_set_object_member (json, "user", make_user (first->created_us));
      poster_api_call_reply (call, 200, json);
      return;
    }
  json_object_unref (json);
  poster_api_call_refuse (call, 404, "not_found", "User not found");
}

static void
answer_users (PosterApiCall *call)
{
  poster_api_load_people (call, reply_users);
}

/* There is no plan, so nothing is limited, and what was sent is not counted. */
static void
reply_usage (PosterApiCall *call,
             GPtrArray     *profiles,
             GPtrArray     *accounts)
{
  JsonObject *json = json_object_new ();
  JsonObject *limits = json_object_new ();
  JsonObject *usage = json_object_new ();
  PosterProfile *first = g_ptr_array_index (profiles, 0);

  json_object_set_string_member (json, "planName", "Unlimited");
  json_object_set_string_member (json, "billingPeriod", "monthly");
  poster_api_set_time (json, "signupDate", first->created_us);
  json_object_set_boolean_member (json, "hasAccess", TRUE);
  json_object_set_int_member (limits, "uploads", -1);
  json_object_set_int_member (limits, "profiles", -1);
  json_object_set_object_member (json, "limits", limits);
  json_object_set_int_member (usage, "profiles", profiles->len);
  poster_api_set_time (usage, "lastReset", first->created_us);
  json_object_set_object_member (json, "usage", usage);
  poster_api_call_reply (call, 200, json);
}

static void
answer_usage (PosterApiCall *call)
{
  poster_api_load_people (call, reply_usage);
}

/* What the API says to those who have not paid for figures: nobody here has them yet. */
static void
refuse_analytics (PosterApiCall *call)
{
  poster_api_call_refuse (call, 402, "analytics_addon_required", "This server has no analytics.");
}

const PosterApiRoute poster_api_general_routes[] = {
  { "GET", "/v1/openapi.json", "getOpenApi", "This document", answer_document, POSTER_API_PUBLIC, 200 },
  { "GET", "/v1/users", "listUsers", "Who uses this server", answer_users, 0, 200 },
  { "GET", "/v1/users/{userId}", "getUser", "One of them", answer_users, 0, 200 },
  { "GET", "/v1/usage-stats", "getUsageStats", "What is used of what is allowed", answer_usage, 0, 200 },
  { "GET", "/v1/analytics", "getAnalytics", "Refused with 402: there are no figures", refuse_analytics, 0, 402 },
  { "GET", "/v1/analytics/daily-metrics", "getDailyMetrics", NULL, NULL, 0, 0 },
  { "GET", "/v1/analytics/best-time", "getBestTimeToPost", NULL, NULL, 0, 0 },
  { "GET", "/v1/account-groups", "listAccountGroups", NULL, NULL, 0, 0 },
  { "POST", "/v1/account-groups", "createAccountGroup", NULL, NULL, 0, 0 },
  { "GET", "/v1/connect/{platform}", "getConnectUrl", NULL, NULL, 0, 0 },
  { "POST", "/v1/connect/{platform}", "handleOAuthCallback", NULL, NULL, 0, 0 },
  { "GET", "/v1/accounts/{accountId}/pinterest-boards", "getPinterestBoards", NULL, NULL, 0, 0 },
  { "GET", "/v1/accounts/{accountId}/facebook-page", "getFacebookPages", NULL, NULL, 0, 0 },
  { "GET", "/v1/accounts/{accountId}/linkedin-organizations", "getLinkedInOrganizations", NULL, NULL, 0, 0 },
  { "GET", "/v1/accounts/{accountId}/reddit-subreddits", "getRedditSubreddits", NULL, NULL, 0, 0 },
  { "GET", "/v1/accounts/{accountId}/gmb-locations", "getGmbLocations", NULL, NULL, 0, 0 },
  { NULL }
};
