/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* What there is to choose from on each platform; `%s` is the name of the account. */
static const struct
{
  const char *platform;
  const char *json;
} lists[] = {
  { "facebook", "[{\"id\":\"100200300400501\",\"name\":\"%s "
                "Kitchen\",\"username\":\"%s.kitchen\",\"category\":\"Restaurant\","
                "\"fan_count\":5000,\"tasks\":[\"MANAGE\",\"CREATE_CONTENT\"]},"
                "{\"id\":\"100200300400502\",\"name\":\"%s "
                "Garden\",\"username\":null,\"category\":\"Brand\",\"fan_count\":1200,"
                "\"tasks\":[\"CREATE_CONTENT\"]}]" },
  { "linkedin", "[{\"id\":\"12345678\",\"urn\":\"urn:li:organization:12345678\",\"name\":\"%s "
                "Works\",\"vanityName\":\"%s-works\","
                "\"localizedName\":\"%s Works\"},"
                "{\"id\":\"87654321\",\"urn\":\"urn:li:organization:87654321\",\"name\":\"%s "
                "Trust\",\"vanityName\":\"%s-trust\","
                "\"localizedName\":\"%s Trust\"}]" },
  { "pinterest",
    "[{\"id\":\"549755885175001\",\"name\":\"Soups\",\"description\":\"Warm "
    "ones\",\"privacy\":\"PUBLIC\"},"
    "{\"id\":\"549755885175002\",\"name\":\"Bread\",\"description\":\"\",\"privacy\":\"PUBLIC\"},"
    "{\"id\":\"549755885175003\",\"name\":\"Not "
    "yet\",\"description\":\"\",\"privacy\":\"SECRET\"}]" },
  { "googlebusiness",
    "[{\"id\":\"9281089117903930794\",\"name\":\"%s "
    "Café\",\"accountId\":\"accounts/113303573364907650416\","
    "\"accountName\":\"%s\",\"address\":\"1 Market Square\",\"category\":\"Coffee shop\","
    "\"websiteUrl\":\"https://cafe.example\"},"
    "{\"id\":\"9281089117903930795\",\"name\":\"%s "
    "Bakery\",\"accountId\":\"accounts/113303573364907650416\","
    "\"accountName\":\"%s\",\"address\":\"2 Mill "
    "Lane\",\"category\":\"Bakery\",\"websiteUrl\":\"\"}]" },
  { "snapchat", "[{\"id\":\"abc123-def456\",\"display_name\":\"%s\",\"username\":\"%s\",\"profile_"
                "image_url\":\"\","
                "\"subscriber_count\":15000},"
                "{\"id\":\"xyz789-uvw012\",\"display_name\":\"%s "
                "Daily\",\"username\":\"%s.daily\",\"profile_image_url\":\"\","
                "\"subscriber_count\":900}]" },
  { "reddit", "[{\"id\":\"2qh1i\",\"name\":\"soup\",\"title\":\"Soup\",\"url\":\"/r/soup/"
              "\",\"over18\":false},"
              "{\"id\":\"2qh3l\",\"name\":\"breadit\",\"title\":\"Bread\",\"url\":\"/r/breadit/"
              "\",\"over18\":false}]" },
};

static const char flairs[] =
    "[{\"id\":\"a1b2c3d4-e5f6-7890-abcd-ef1234567890\",\"text\":\"Recipe\",\"textColor\":\"dark\","
    "\"backgroundColor\":\"#edeff1\"},"
    "{\"id\":\"b2c3d4e5-f6a7-8901-bcde-f12345678901\",\"text\":\"Question\",\"textColor\":"
    "\"light\",\"backgroundColor\":\"#ff4500\"}]";

/* Under /v1/accounts/{id}/. */
static const struct
{
  const char *name;
  const char *platform;
  const char *list;
  const char *chosen;  /* (nullable): of the answer */
  const char *put;     /* (nullable): of the request that chooses */
} choices[] = {
  { "facebook-page", "facebook", "pages", "selectedPageId", "selectedPageId" },
  { "linkedin-organizations", "linkedin", "organizations", NULL, NULL },
  { "pinterest-boards", "pinterest", "boards", NULL, "defaultBoardId" },
  { "gmb-locations", "googlebusiness", "locations", "selectedLocationId", "selectedLocationId" },
  { "reddit-subreddits", "reddit", "subreddits", "defaultSubreddit", "defaultSubreddit" },
};

/* Returns: (transfer full): what somebody called @name can choose from on @platform */
JsonArray *
poster_sandbox_late_dup_choices (const char *platform,
                                 const char *name)
{
  const char *bare = *name == '@' ? name + 1 : name;

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_auto(GStrv) parts = NULL;
      g_autofree char *clean = NULL;
      g_autofree char *json = NULL;

      if (strcmp (lists[i].platform, platform) != 0)
        continue;
      parts = g_strsplit (lists[i].json, "%s", -1);
      clean = g_strdelimit (g_strdup (bare), "\"\\\n", '_');
      json = g_strjoinv (clean, parts);
      return poster_sandbox_late_parse_array (json);
    }
  return json_array_new ();
}

/* Returns: (transfer none) (nullable): the one with that id (or name, of subreddits) */
JsonObject *
poster_sandbox_late_find_choice (JsonArray  *list,
                                 const char *id)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *choice = json_array_get_object_element (list, i);

      if (g_strcmp0 (poster_json_get_string (choice, "id"), id) == 0)
        return choice;
    }
  return NULL;
}

static gsize
find_choices (PosterSandboxCall *call)
{
  const char *path = poster_server_exchange_get_path (call->exchange);
  gsize i = 0;

  while (!g_str_has_suffix (path, choices[i].name) && i < G_N_ELEMENTS (choices) - 1)
    i++;
  return i;
}

void
poster_sandbox_late_choices (PosterSandboxCall *call)
{
  gsize i = find_choices (call);
  g_autoptr(JsonObject) account = poster_sandbox_late_need_account (call, choices[i].platform);
  g_autoptr(JsonArray) list = NULL;
  JsonObject *json;

  if (account == NULL)
    return;
  list = poster_sandbox_late_dup_choices (choices[i].platform,
                                          poster_sandbox_late_row_text (account, "username"));
  json = json_object_new ();
  if (choices[i].chosen != NULL)
    {
      const char *chosen = poster_json_get_string (account, "chosen");

      if (chosen == NULL)
        chosen = poster_json_get_string (json_array_get_object_element (list, 0),
                                         strcmp (choices[i].platform, "reddit") == 0 ? "name" : "id");
      json_object_set_string_member (json, choices[i].chosen, chosen);
    }
  json_object_set_array_member (json, choices[i].list, g_steal_pointer (&list));
  poster_sandbox_late_reply (call, 200, json);
}

static gboolean
is_offered (JsonArray  *list,
            const char *member,
            const char *value)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      if (g_strcmp0 (poster_json_get_string (json_array_get_object_element (list, i), member), value) == 0)
        return TRUE;
    }
  return FALSE;
}

void
poster_sandbox_late_choose (PosterSandboxCall *call)
{
  gsize i = find_choices (call);
  const char *value = poster_json_get_string (call->body, choices[i].put);
  g_autoptr(JsonObject) account = poster_sandbox_late_need_account (call, choices[i].platform);
  g_autoptr(JsonArray) list = NULL;
  gboolean of_reddit = strcmp (choices[i].platform, "reddit") == 0;
  JsonObject *json;

  if (account == NULL)
    return;
  if (value == NULL || *value == '\0')
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "%s is required", choices[i].put);
      return;
    }
  list = poster_sandbox_late_dup_choices (choices[i].platform,
                                          poster_sandbox_late_row_text (account, "username"));
  if (!of_reddit && !is_offered (list, "id", value))
    {
      poster_sandbox_late_refuse (call, 400, "not_available", "%s is not among the available %s",
                                  choices[i].put, choices[i].list);
      return;
    }
  json_object_set_string_member (account, "chosen", value);
  poster_sandbox_late_save_account (call->sandbox, account);
  json = json_object_new ();
  if (of_reddit)
    json_object_set_boolean_member (json, "success", TRUE);
  else
    json_object_set_string_member (json, "message", "Selection updated successfully");
  if (strcmp (choices[i].platform, "pinterest") == 0)
    json_object_set_object_member (
        json, "account", poster_sandbox_late_account_json (call->sandbox, account, FALSE));
  poster_sandbox_late_reply (call, 200, json);
}

/* Posts as a person, or as one of the organisations. */
void
poster_sandbox_late_choose_organization (PosterSandboxCall *call)
{
  const char *type = poster_json_get_string (call->body, "accountType");
  const char *id = poster_json_get_string (poster_json_get_object (call->body, "selectedOrganization"), "id");
  gboolean is_person = g_strcmp0 (type, "personal") == 0;
  g_autoptr(JsonObject) account = poster_sandbox_late_need_account (call, "linkedin");
  g_autoptr(JsonArray) list = NULL;
  JsonObject *json;

  if (account == NULL)
    return;
  list = poster_sandbox_late_dup_choices ("linkedin", poster_sandbox_late_row_text (account, "username"));
  if (!is_person &&
      (g_strcmp0 (type, "organization") != 0 || poster_sandbox_late_find_choice (list, id) == NULL))
    {
      poster_sandbox_late_refuse (
          call, 400, "invalid_type",
          "accountType must be personal, or organization with a selectedOrganization");
      return;
    }
  json_object_set_string_member (account, "chosen", is_person ? "" : id);
  poster_sandbox_late_save_account (call->sandbox, account);
  json = json_object_new ();
  json_object_set_string_member (json, "message", "LinkedIn account type updated successfully");
  json_object_set_object_member (json, "account",
                                 poster_sandbox_late_account_json (call->sandbox, account, FALSE));
  poster_sandbox_late_reply (call, 200, json);
}

void
poster_sandbox_late_flairs (PosterSandboxCall *call)
{
  const char *subreddit = poster_sandbox_late_query (call, "subreddit");
  g_autoptr(JsonObject) account = poster_sandbox_late_need_account (call, "reddit");
  JsonObject *json;

  if (account == NULL)
    return;
  if (subreddit == NULL || *subreddit == '\0')
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "subreddit is required");
      return;
    }
  json = json_object_new ();
  json_object_set_array_member (json, "flairs", poster_sandbox_late_parse_array (flairs));
  poster_sandbox_late_reply (call, 200, json);
}

/* TikTok's creator, since 2026-03. */
void
poster_sandbox_late_creator_info (PosterSandboxCall *call)
{
  static const char rest[] =
      "{\"postingLimits\":{\"maxVideoDurationSec\":600,\"interactionSettings\":{\"comment\":true,"
      "\"duet\":%s,\"stitch\":%s}},"
      "\"commercialContentTypes\":[{\"value\":\"none\",\"label\":\"No Commercial Content\"},"
      "{\"value\":\"brand_organic\",\"label\":\"Your "
      "Brand\",\"requires\":[\"is_brand_organic_post\"]},"
      "{\"value\":\"brand_content\",\"label\":\"Branded "
      "Content\",\"requires\":[\"brand_partner_promote\"]}],"
      "\"privacyLevels\":[{\"value\":\"%s\",\"label\":\"%s\"},"
      "{\"value\":\"MUTUAL_FOLLOW_FRIENDS\",\"label\":\"Mutual Follow "
      "Friends\"},{\"value\":\"SELF_ONLY\",\"label\":\"Self Only\"}]}";
  const char *type = poster_sandbox_late_query (call, "mediaType");
  gboolean of_photo = g_strcmp0 (type, "photo") == 0;
  g_autoptr(JsonObject) account = NULL;
  g_autofree char *text = NULL;
  g_autofree char *picture = NULL;
  gboolean is_private;
  JsonObject *json;
  JsonObject *creator;

  if (poster_sandbox_late_is_early (call->sandbox))
    {
      poster_sandbox_late_refuse (call, 404, NULL, "Not found");
      return;
    }
  account = poster_sandbox_late_need_account (call, "tiktok");
  if (account == NULL)
    return;
  if (type != NULL && !of_photo && strcmp (type, "video") != 0)
    {
      poster_sandbox_late_refuse (call, 400, "invalid_query", "mediaType must be video or photo");
      return;
    }
  if (!poster_json_get_boolean (account, "canPostMore", TRUE))
    {
      poster_sandbox_late_refuse (call, 429, "creator_daily_limit",
                                  "Creator has reached the daily posting limit");
      return;
    }
  is_private = poster_json_get_boolean (account, "private", FALSE);
  text = g_strdup_printf (rest, of_photo ? "false" : "true", of_photo ? "false" : "true",
                          is_private ? "FOLLOWER_OF_CREATOR" : "PUBLIC_TO_EVERYONE",
                          is_private ? "Follower Of Creator" : "Public To Everyone");
  json = poster_json_parse_object (text, -1, NULL);
  picture = poster_sandbox_late_picture_url (call->sandbox, call->argument);
  creator = json_object_new ();
  json_object_set_string_member (creator, "nickname", poster_sandbox_late_row_text (account, "displayName"));
  json_object_set_string_member (creator, "avatarUrl", picture);
  json_object_set_boolean_member (creator, "isVerified", FALSE);
  json_object_set_boolean_member (creator, "canPostMore", TRUE);
  json_object_set_object_member (json, "creator", creator);
  poster_sandbox_late_reply (call, 200, json);
}
