/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* TikTok's settings come in two spellings (reference late-api, section 7.2). */
static const char *const spellings[][2] = {
  { "privacy_level", "privacyLevel" },
  { "allow_comment", "allowComment" },
  { "allow_duet", "allowDuet" },
  { "allow_stitch", "allowStitch" },
  { "content_preview_confirmed", "contentPreviewConfirmed" },
  { "express_consent_given", "expressConsentGiven" },
  { "commercial_content_type", "commercialContentType" },
  { "draft", "draft" },
};

/* Which place on the platform a post goes to, beside the account. */
static const char *const places[] = { "pageId", "organizationUrn", "locationId", "subreddit", "boardId" };

static const char *const privacy_levels[] = {
  "PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY", NULL,
};

/* What a target's text is: its own, or that of the post. */
const char *
poster_sandbox_late_target_text (JsonObject *fields,
                                 JsonObject *target)
{
  const char *own = poster_json_get_string (target, "customContent");

  return own != NULL && *own != '\0' ? own : poster_sandbox_late_row_text (fields, "content");
}

/* Returns: (transfer none) (nullable): the media of a target: its own, or those of the post */
JsonArray *
poster_sandbox_late_target_media (JsonObject *fields,
                                  JsonObject *target)
{
  JsonArray *own = poster_json_get_array (target, "customMedia");

  return own != NULL && json_array_get_length (own) > 0 ? own : poster_json_get_array (fields, "mediaItems");
}

/* "image", "video", "document", or "gif". */
static const char *
media_kind (PosterSandbox *self,
            JsonObject    *item)
{
  static const char *const videos[] = { ".mp4", ".mov", ".webm", ".m4v", ".avi", ".mpeg", ".mpg" };
  const char *type = poster_json_get_string (item, "type");
  const char *url = poster_sandbox_late_row_text (item, "url");
  gboolean is_ours;
  g_autoptr(JsonObject) media = poster_sandbox_late_find_media (self, url, &is_ours);
  const char *content_type = poster_sandbox_late_row_text (media, "content_type");

  if (type != NULL && media == NULL)
    return g_intern_string (type);
  if (g_str_has_prefix (content_type, "video/"))
    return "video";
  if (strcmp (content_type, "application/pdf") == 0 || g_str_has_suffix (url, ".pdf"))
    return "document";
  for (gsize i = 0; media == NULL && i < G_N_ELEMENTS (videos); i++)
    {
      if (g_str_has_suffix (url, videos[i]))
        return "video";
    }
  return g_strcmp0 (type, "gif") == 0 ? "gif" : "image";
}

/* @settings: where a name may be, the first that has it wins. */
static JsonNode *
find_setting (JsonObject *fields,
              JsonObject *target,
              const char *snake)
{
  JsonObject *data = poster_json_get_object (target, "platformSpecificData");
  JsonObject *const sources[] = { poster_json_get_object (data, "tiktokSettings"), data,
                                  poster_json_get_object (fields, "tiktokSettings") };

  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      for (gsize j = 0; strcmp (spellings[i][0], snake) == 0 && j < G_N_ELEMENTS (sources); j++)
        {
          for (int k = 0; sources[j] != NULL && k < 2; k++)
            {
              JsonNode *node = json_object_get_member (sources[j], spellings[i][k]);

              if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
                return node;
            }
        }
    }
  return NULL;
}

static gboolean
is_flag (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

static gboolean
is_set (JsonNode *node)
{
  return is_flag (node) && json_node_get_boolean (node);
}

static char *
tiktok_problem (JsonObject *fields,
                JsonObject *target,
                JsonObject *account,
                guint       n_videos)
{
  JsonNode *privacy = find_setting (fields, target, "privacy_level");
  const char *level =
      privacy != NULL && JSON_NODE_HOLDS_VALUE (privacy) ? json_node_get_string (privacy) : NULL;
  JsonNode *commercial = find_setting (fields, target, "commercial_content_type");
  const char *kind = commercial != NULL && JSON_NODE_HOLDS_VALUE (commercial)
                         ? json_node_get_string (commercial)
                         : NULL;

  if (!is_set (find_setting (fields, target, "content_preview_confirmed")) ||
      !is_set (find_setting (fields, target, "express_consent_given")))
    return g_strdup ("TikTok requires content_preview_confirmed and express_consent_given to be true.");
  if (is_set (find_setting (fields, target, "draft")))
    return NULL;
  if (level == NULL)
    return g_strdup ("TikTok requires privacy_level.");
  if (!g_strv_contains (privacy_levels, level))
    return g_strdup_printf ("Invalid privacy_level: %s", level);
  if (strcmp (level, poster_json_get_boolean (account, "private", FALSE)
                         ? "PUBLIC_TO_EVERYONE"
                         : "FOLLOWER_OF_CREATOR") == 0)
    return g_strdup_printf ("privacy_level %s is not available for this TikTok account.", level);
  if (!is_flag (find_setting (fields, target, "allow_comment")))
    return g_strdup ("TikTok requires allow_comment.");
  if (n_videos > 0 && (!is_flag (find_setting (fields, target, "allow_duet")) ||
                       !is_flag (find_setting (fields, target, "allow_stitch"))))
    return g_strdup ("TikTok videos require allow_duet and allow_stitch.");
  if (g_strcmp0 (kind, "brand_content") == 0 && strcmp (level, "SELF_ONLY") == 0)
    return g_strdup ("Branded content cannot be posted with SELF_ONLY privacy.");
  return NULL;
}

static char *
media_problem (PosterSandbox                  *self,
               const PosterSandboxLatePlatform *platform,
               JsonArray                       *items,
               guint                           *n_videos)
{
  guint n_images = 0;
  guint n_documents = 0;

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      const char *kind = media_kind (self, json_array_get_object_element (items, i));

      if (strcmp (kind, "video") == 0)
        (*n_videos)++;
      else if (strcmp (kind, "document") == 0)
        n_documents++;
      else
        n_images++;
    }
  if (platform->needs_media && n_images + *n_videos == 0)
    return g_strdup_printf ("%s posts require media content (images or videos).", platform->name);
  if (strcmp (platform->name, "youtube") == 0 && *n_videos != 1)
    return g_strdup ("YouTube posts require exactly one video.");
  if (n_images > 0 && *n_videos > 0 && !platform->mixes)
    return g_strdup_printf ("%s does not support mixing images and videos in one post.", platform->name);
  if (n_documents > 0 &&
      (strcmp (platform->name, "linkedin") != 0 || n_documents > 1 || n_images + *n_videos > 0))
    return g_strdup_printf ("%s does not support this document.", platform->name);
  if (*n_videos > platform->max_videos)
    return g_strdup_printf ("%s supports at most %u video(s) per post.", platform->name, platform->max_videos);
  if (n_images > platform->max_images && strcmp (platform->name, "youtube") != 0)
    return g_strdup_printf ("%s supports at most %u image(s) per post.", platform->name, platform->max_images);
  if (strcmp (platform->name, "snapchat") == 0 && n_images + *n_videos != 1)
    return g_strdup ("Snapchat requires exactly one image or video.");
  return NULL;
}

/* Whether text may be left out: there is media, or everybody has a text of his own, or it is for
 * YouTube alone. */
static gboolean
has_content (JsonObject *fields,
             JsonArray  *targets)
{
  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      JsonArray *media = poster_sandbox_late_target_media (fields, target);
      JsonArray *thread = poster_json_get_array (
          poster_json_get_object (target, "platformSpecificData"), "threadItems");

      if (*poster_sandbox_late_target_text (fields, target) == '\0' &&
          (media == NULL || json_array_get_length (media) == 0) && thread == NULL &&
          strcmp (poster_json_get_string (target, "platform"), "youtube") != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * poster_sandbox_late_check_content:
 * @self: the sandbox
 * @fields: of a post
 * @targets: where it goes
 * @which: (out): the target that is wrong, or the number of targets when the whole post is
 * @message: (out) (transfer full): what is wrong
 *
 * What the service looks at before it takes a post. Texts that are too long it finds out later.
 *
 * Returns: whether all is well
 */
gboolean
poster_sandbox_late_check_content (PosterSandbox  *self,
                                   JsonObject     *fields,
                                   JsonArray      *targets,
                                   guint          *which,
                                   char          **message)
{
  *which = json_array_get_length (targets);
  *message = NULL;
  if (!has_content (fields, targets))
    {
      *message = g_strdup ("Content is required when no media is attached.");
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      const char *name = poster_json_get_string (target, "platform");
      const PosterSandboxLatePlatform *platform = poster_sandbox_late_find_platform (name);
      g_autoptr(JsonObject) account =
          poster_sandbox_late_find_account (self, poster_json_get_string (target, "accountId"));
      guint n_videos = 0;

      if (platform == NULL)
        continue;
      *message = media_problem (self, platform, poster_sandbox_late_target_media (fields, target), &n_videos);
      if (*message == NULL && strcmp (name, "tiktok") == 0)
        *message = tiktok_problem (fields, target, account, n_videos);
      if (*message != NULL)
        {
          *which = i;
          return FALSE;
        }
    }
  return TRUE;
}

/* Returns: (transfer full) (nullable): what the platform will say of a text */
char *
poster_sandbox_late_text_problem (JsonObject *fields,
                                  JsonObject *target)
{
  const PosterSandboxLatePlatform *platform =
      poster_sandbox_late_find_platform (poster_json_get_string (target, "platform"));
  const char *text = poster_sandbox_late_target_text (fields, target);

  if (platform == NULL || platform->max_text == 0 || g_utf8_strlen (text, -1) <= platform->max_text)
    return NULL;
  return g_strdup_printf ("Post text exceeds the %ld character limit for %s.", platform->max_text,
                          platform->name);
}

/**
 * poster_sandbox_late_content_hash:
 * @self: the sandbox
 * @fields: of a post
 * @target: one of its targets
 * @by_url: whether media are known by their address (as the service does to find duplicates), or by
 *   what is in them
 *
 * Returns: (transfer full): the same for the same content to the same account
 */
char *
poster_sandbox_late_content_hash (PosterSandbox *self,
                                  JsonObject    *fields,
                                  JsonObject    *target,
                                  gboolean       by_url)
{
  g_autoptr(GString) text = g_string_new (NULL);
  JsonArray *items = poster_sandbox_late_target_media (fields, target);
  JsonObject *data = poster_json_get_object (target, "platformSpecificData");

  g_string_append_printf (text, "%s\n%s\n%s\n", poster_sandbox_late_row_text (target, "platform"),
                          poster_sandbox_late_row_text (target, "accountId"),
                          poster_sandbox_late_target_text (fields, target));
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      const char *url = poster_sandbox_late_row_text (json_array_get_object_element (items, i), "url");
      gboolean is_ours;
      g_autoptr(JsonObject) media = poster_sandbox_late_find_media (self, url, &is_ours);
      const char *sha256 = poster_json_get_string (media, "sha256");

      if (media == NULL || by_url)
        g_string_append_printf (text, "%s\n", url);
      else if (sha256 != NULL)
        g_string_append_printf (text, "%s\n", sha256);
      else
        g_string_append_printf (text, "%" G_GINT64_FORMAT "\n", poster_json_get_int (media, "size", 0));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const char *place = poster_json_get_string (data, places[i]);

      if (place != NULL)
        g_string_append_printf (text, "%s=%s\n", places[i], place);
    }
  return poster_sandbox_hash (text->str);
}
