/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-post-info.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-json.h"
#include "poster-tiktok-errors.h"

/* UTF-16 code units: TikTok's references of video/init and content/init. */
#define CAPTION_MAX     2200
#define PHOTO_TITLE_MAX 90
#define DESCRIPTION_MAX 4000

static gboolean
refuse (GError     **error,
        const char  *word,
        const char  *message)
{
  g_propagate_error (error, poster_tiktok_error_new_full (POSTER_ERROR_INVALID, word, "user_content",
                                                          POSTER_RETRY_NEVER, message));
  return FALSE;
}

/**
 * poster_tiktok_utf16_length:
 * @text: (nullable): text
 *
 * Returns: how long @text is as TikTok counts, in UTF-16 code units
 */
glong
poster_tiktok_utf16_length (const char *text)
{
  glong length = 0;

  for (const char *at = text; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    length += g_utf8_get_char (at) >= 0x10000 ? 2 : 1;
  return length;
}

/**
 * poster_tiktok_post_get_kind:
 * @publication: what is published
 * @kind: (out): what it consists of
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: whether it is something that TikTok shows
 */
gboolean
poster_tiktok_post_get_kind (PosterPublication  *publication,
                             PosterTiktokKind   *kind,
                             GError            **error)
{
  guint n_videos = 0;
  guint n_photos = 0;

  for (guint i = 0; i < publication->media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (publication->media, i);

      if (item->facts != NULL && item->facts->type == POSTER_MEDIA_VIDEO)
        n_videos++;
      else if (item->facts != NULL && item->facts->type == POSTER_MEDIA_IMAGE)
        n_photos++;
    }
  if (publication->media->len == 0)
    return refuse (error, "media_missing", _("A TikTok post needs a video or photos. Add one and try again."));
  if (n_videos + n_photos != publication->media->len)
    return refuse (error, "media_unreadable",
                   _("One of the files is neither a video nor a photo. Take it out and try again."));
  if (n_videos > 1)
    return refuse (error, "too_many_videos", _("A TikTok post shows one video. Make a post of each."));
  if (n_videos == 1 && n_photos > 0)
    return refuse (error, "mixed_media", _("A TikTok post shows either a video or photos. Choose one of them."));
  if (n_photos > POSTER_TIKTOK_MAX_PHOTOS)
    return refuse (error, "too_many_photos", _("A TikTok post shows up to 35 photos. Take some out and try again."));
  *kind = n_videos == 1 ? POSTER_TIKTOK_KIND_VIDEO : POSTER_TIKTOK_KIND_PHOTOS;
  return TRUE;
}

/**
 * poster_tiktok_post_is_inbox:
 * @publication: what is published
 *
 * Returns: whether it goes to the inbox, for the person to finish it in the TikTok app
 */
gboolean
poster_tiktok_post_is_inbox (PosterPublication *publication)
{
  return poster_json_get_boolean (publication->options, "draft", FALSE);
}

/**
 * poster_tiktok_post_get_privacy_level:
 * @publication: what is published
 *
 * Returns: (nullable): the audience chosen
 */
const char *
poster_tiktok_post_get_privacy_level (PosterPublication *publication)
{
  return poster_json_get_string (publication->options, "privacy_level");
}

static gboolean
get_flag (PosterPublication *publication,
          const char        *key)
{
  return poster_json_get_boolean (publication->options, key, FALSE);
}

static gboolean
is_commercial (PosterPublication *publication,
               const char        *type)
{
  return g_strcmp0 (poster_json_get_string (publication->options, "commercial_content_type"), type) == 0;
}

/**
 * poster_tiktok_post_is_branded_content:
 * @publication: what is published
 *
 * Returns: whether it is a paid partnership with somebody else
 */
gboolean
poster_tiktok_post_is_branded_content (PosterPublication *publication)
{
  return is_commercial (publication, "brand_content") || get_flag (publication, "brand_partner_promote");
}

static gboolean
is_own_brand (PosterPublication *publication)
{
  return is_commercial (publication, "brand_organic") || get_flag (publication, "is_brand_organic_post");
}

static gboolean
is_withheld (PosterPublication *publication,
             const char        *key)
{
  return !poster_json_get_boolean (publication->options, key, TRUE);
}

/**
 * poster_tiktok_post_get_content_type:
 * @publication: a video
 *
 * Returns: (nullable): what the upload declares; %NULL when TikTok takes no such file
 */
const char *
poster_tiktok_post_get_content_type (PosterPublication *publication)
{
  PosterMediaItem *item = g_ptr_array_index (publication->media, 0);
  const char *container = item->facts->container;

  if (g_strcmp0 (container, "mp4") == 0)
    return "video/mp4";
  if (g_strcmp0 (container, "mov") == 0)
    return "video/quicktime";
  if (g_strcmp0 (container, "webm") == 0)
    return "video/webm";
  return NULL;
}

/* The description of photos is the caption, unless it was given apart. */
static const char *
get_description (PosterPublication *publication)
{
  const char *description = poster_json_get_string (publication->options, "description");

  return description != NULL && *description != '\0' ? description : publication->content;
}

static gboolean
check_photos (PosterPublication  *publication,
              GError            **error)
{
  for (guint i = 0; i < publication->media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (publication->media, i);

      if (g_strcmp0 (item->facts->container, "jpeg") != 0 && g_strcmp0 (item->facts->container, "webp") != 0)
        return refuse (error, "file_format_check_failed",
                       _("TikTok takes photos as JPEG or WebP only. Convert the others and try again."));
    }
  if (poster_tiktok_post_get_photo_cover (publication) >= (gint64) publication->media->len ||
      poster_tiktok_post_get_photo_cover (publication) < 0)
    return refuse (error, "photo_cover_index",
                   _("The photo chosen as the cover is none of this post's. Choose another one."));
  if (poster_tiktok_utf16_length (publication->title) > PHOTO_TITLE_MAX)
    return refuse (error, "title_too_long",
                   _("The title of a photo post has up to 90 characters on TikTok. Shorten it and try again."));
  if (poster_tiktok_utf16_length (get_description (publication)) > DESCRIPTION_MAX)
    return refuse (error, "description_too_long",
                   _("The description of a photo post has up to 4,000 characters on TikTok. Shorten it and try again."));
  return TRUE;
}

static gboolean
check_video (PosterPublication  *publication,
             GError            **error)
{
  if (poster_tiktok_post_get_content_type (publication) == NULL)
    return refuse (error, "file_format_check_failed",
                   _("TikTok takes videos as MP4, MOV or WebM only. Convert the video and try again."));
  if (poster_tiktok_utf16_length (publication->content) > CAPTION_MAX)
    return refuse (error, "caption_too_long",
                   _("The caption of a video has up to 2,200 characters on TikTok. Shorten it and try again."));
  return TRUE;
}

/**
 * poster_tiktok_post_check:
 * @publication: what is published
 * @error: %POSTER_ERROR_INVALID
 *
 * Checks what can be told without asking TikTok, as the last line behind the rules of the core.
 *
 * Returns: whether it may be sent
 */
gboolean
poster_tiktok_post_check (PosterPublication  *publication,
                          GError            **error)
{
  PosterTiktokKind kind;
  const char *privacy_level = poster_tiktok_post_get_privacy_level (publication);

  if (!poster_tiktok_post_get_kind (publication, &kind, error))
    return FALSE;
  if (!g_utf8_validate (publication->content != NULL ? publication->content : "", -1, NULL) ||
      !g_utf8_validate (publication->title != NULL ? publication->title : "", -1, NULL))
    return refuse (error, "caption_not_text", _("The caption is not valid text. Type it again."));
  if (!(kind == POSTER_TIKTOK_KIND_VIDEO ? check_video (publication, error) : check_photos (publication, error)))
    return FALSE;
  if (poster_tiktok_post_is_inbox (publication))
    return TRUE;

  if (is_withheld (publication, "content_preview_confirmed") || is_withheld (publication, "express_consent_given"))
    return refuse (error, "consent_missing",
                   _("TikTok wants your consent: look at the preview and agree to the Music Usage Confirmation."));
  if (privacy_level == NULL || *privacy_level == '\0')
    return refuse (error, "privacy_level_missing",
                   _("Nobody has chosen who may see this post on TikTok. Choose an audience and try again."));
  if (poster_tiktok_post_is_branded_content (publication) && g_str_equal (privacy_level, "SELF_ONLY"))
    return refuse (error, "branded_content_private",
                   _("Branded content visibility cannot be set to private. Choose another audience."));
  return TRUE;
}

/* What both kinds have. The toggles are marked required, so they are always sent. */
static JsonObject *
new_direct_info (PosterPublication *publication)
{
  JsonObject *info = json_object_new ();

  json_object_set_string_member (info, "privacy_level", poster_tiktok_post_get_privacy_level (publication));
  json_object_set_boolean_member (info, "disable_comment", !get_flag (publication, "allow_comment"));
  json_object_set_boolean_member (info, "brand_content_toggle", poster_tiktok_post_is_branded_content (publication));
  json_object_set_boolean_member (info, "brand_organic_toggle", is_own_brand (publication));
  return info;
}

/**
 * poster_tiktok_post_dup_video_info:
 * @publication: a video that is posted directly
 *
 * Returns: (transfer full): `post_info` of video/init
 */
JsonObject *
poster_tiktok_post_dup_video_info (PosterPublication *publication)
{
  JsonObject *info = new_direct_info (publication);
  gint64 cover_ms = poster_json_get_int (publication->options, "video_cover_timestamp_ms", -1);

  if (publication->content != NULL && *publication->content != '\0')
    json_object_set_string_member (info, "title", publication->content);
  json_object_set_boolean_member (info, "disable_duet", !get_flag (publication, "allow_duet"));
  json_object_set_boolean_member (info, "disable_stitch", !get_flag (publication, "allow_stitch"));
  if (cover_ms >= 0 && cover_ms <= G_MAXINT32)
    json_object_set_int_member (info, "video_cover_timestamp_ms", cover_ms);
  if (get_flag (publication, "video_made_with_ai"))
    json_object_set_boolean_member (info, "is_aigc", TRUE);
  return info;
}

/* The caption as a photo title: without hashtags and addresses, cut between words. */
static char *
make_photo_title (const char *content)
{
  g_auto(GStrv) words = g_strsplit_set (content != NULL ? content : "", " \t\r\n", -1);
  GString *title = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0' || *words[i] == '#' || strstr (words[i], "://") != NULL)
        continue;
      if (poster_tiktok_utf16_length (title->str) + 1 + poster_tiktok_utf16_length (words[i]) > PHOTO_TITLE_MAX)
        break;
      if (title->len > 0)
        g_string_append_c (title, ' ');
      g_string_append (title, words[i]);
    }
  return g_string_free (title, FALSE);
}

/**
 * poster_tiktok_post_dup_photo_info:
 * @publication: photos
 *
 * The caption is the description unless one was given; the title is the post's, or the caption's
 * beginning.
 *
 * Returns: (transfer full): `post_info` of content/init
 */
JsonObject *
poster_tiktok_post_dup_photo_info (PosterPublication *publication)
{
  gboolean is_inbox = poster_tiktok_post_is_inbox (publication);
  JsonObject *info = is_inbox ? json_object_new () : new_direct_info (publication);
  const char *description = get_description (publication);
  g_autofree char *title = NULL;

  if (publication->title != NULL && *publication->title != '\0')
    title = g_strdup (publication->title);
  else
    title = make_photo_title (publication->content);
  if (*title != '\0')
    json_object_set_string_member (info, "title", title);
  if (description != NULL && *description != '\0' && g_strcmp0 (description, title) != 0)
    json_object_set_string_member (info, "description", description);
  if (!is_inbox)
    json_object_set_boolean_member (info, "auto_add_music", get_flag (publication, "auto_add_music"));
  return info;
}

/**
 * poster_tiktok_post_get_photo_cover:
 * @publication: photos
 *
 * Returns: which of them is the cover, from 0
 */
gint64
poster_tiktok_post_get_photo_cover (PosterPublication *publication)
{
  return poster_json_get_int (publication->options, "photo_cover_index", 0);
}
