/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "poster-checker.h"
#include "poster-json.h"
#include "poster-platforms.h"

/* What every platform takes: each figure of the data stands here once more, by hand, and is tried at
 * the limit, one below it and one above. */

static PosterPlatforms *platforms;

typedef enum
{
  MINIMUM,
  MAXIMUM,
} Bound;

typedef struct
{
  const char     *platform;
  const char     *rule;
  const char     *options;   /* (nullable) */
  const char     *creator;   /* (nullable) */
  const char     *files;     /* "v", "p", "g", "d" or none */
  const char     *measure;
  Bound           bound;
  double          limit;
  PosterSeverity  severity;
} Limit;

static const Limit limits[] = {
    /* TikTok */
    { "tiktok", "frame-rate", NULL, NULL, "v", "frame-rate", MINIMUM, 23, POSTER_SEVERITY_ERROR },
    { "tiktok", "frame-rate", NULL, NULL, "v", "frame-rate", MAXIMUM, 60, POSTER_SEVERITY_ERROR },
    { "tiktok", "dimensions", NULL, NULL, "v", "sides", MINIMUM, 360, POSTER_SEVERITY_ERROR },
    { "tiktok", "dimensions", NULL, NULL, "v", "sides", MAXIMUM, 4096, POSTER_SEVERITY_ERROR },
    { "tiktok", "duration", NULL, NULL, "v", "duration", MINIMUM, 3, POSTER_SEVERITY_ERROR },
    { "tiktok", "duration", NULL, NULL, "v", "duration", MAXIMUM, 600, POSTER_SEVERITY_ERROR },
    { "tiktok", "file-size", NULL, NULL, "v", "size", MAXIMUM, 4000000000, POSTER_SEVERITY_ERROR },
    { "tiktok", "file-size-late", NULL, NULL, "v", "size", MAXIMUM, 287600000, POSTER_SEVERITY_WARNING },
    { "tiktok", "audio-bitrate", NULL, NULL, "v", "audio-bitrate", MINIMUM, 128000, POSTER_SEVERITY_WARNING },
    { "tiktok", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 20000000, POSTER_SEVERITY_ERROR },
    { "tiktok", "image-short-side", NULL, NULL, "p", "short-side", MAXIMUM, 1080, POSTER_SEVERITY_WARNING },
    { "tiktok", "image-long-side", NULL, NULL, "p", "long-side", MAXIMUM, 1920, POSTER_SEVERITY_WARNING },
    { "tiktok", "video-count", NULL, NULL, "v", "videos", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "tiktok", "photo-count", NULL, NULL, "p", "photos", MAXIMUM, 35, POSTER_SEVERITY_ERROR },
    { "tiktok", "caption-length", NULL, NULL, "v", "caption", MAXIMUM, 2200, POSTER_SEVERITY_ERROR },
    { "tiktok", "description-length", NULL, NULL, "p", "caption", MAXIMUM, 4000, POSTER_SEVERITY_ERROR },
    { "tiktok", "title-length", NULL, NULL, "p", "title", MAXIMUM, 90, POSTER_SEVERITY_ERROR },
    { "tiktok", "hashtag-count", NULL, NULL, "v", "hashtags", MAXIMUM, 5, POSTER_SEVERITY_WARNING },
    /* X */
    { "twitter", "duration", NULL, NULL, "v", "duration", MINIMUM, 0.5, POSTER_SEVERITY_ERROR },
    { "twitter", "duration", NULL, NULL, "v", "duration", MAXIMUM, 140, POSTER_SEVERITY_ERROR },
    { "twitter", "duration-long", "{\"longVideo\":true}", NULL, "v", "duration", MINIMUM, 0.5, POSTER_SEVERITY_ERROR },
    { "twitter", "duration-long", "{\"longVideo\":true}", NULL, "v", "duration", MAXIMUM, 600, POSTER_SEVERITY_ERROR },
    { "twitter", "file-size", NULL, NULL, "v", "size", MAXIMUM, 512000000, POSTER_SEVERITY_ERROR },
    { "twitter", "aspect-ratio", NULL, NULL, "v", "aspect", MINIMUM, 0.3333, POSTER_SEVERITY_ERROR },
    { "twitter", "aspect-ratio", NULL, NULL, "v", "aspect", MAXIMUM, 3, POSTER_SEVERITY_ERROR },
    { "twitter", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 5000000, POSTER_SEVERITY_ERROR },
    { "twitter", "gif-file-size", NULL, NULL, "g", "size", MAXIMUM, 15000000, POSTER_SEVERITY_ERROR },
    { "twitter", "video-count", NULL, NULL, "v", "videos", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "twitter", "photo-count", NULL, NULL, "p", "photos", MAXIMUM, 4, POSTER_SEVERITY_ERROR },
    { "twitter", "gif-count", NULL, NULL, "g", "gifs", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "twitter", "caption-length", NULL, NULL, "", "caption", MAXIMUM, 280, POSTER_SEVERITY_ERROR },
    { "twitter", "caption-length-premium", NULL, "{\"premium\":true}", "", "caption", MAXIMUM, 25000, POSTER_SEVERITY_ERROR },
    /* Instagram */
    { "instagram", "duration", NULL, NULL, "v", "duration", MINIMUM, 3, POSTER_SEVERITY_ERROR },
    { "instagram", "duration", NULL, NULL, "v", "duration", MAXIMUM, 900, POSTER_SEVERITY_ERROR },
    { "instagram", "duration-reel", NULL, NULL, "v", "duration", MAXIMUM, 90, POSTER_SEVERITY_WARNING },
    { "instagram", "duration-story", "{\"contentType\":\"story\"}", NULL, "v", "duration", MINIMUM, 3, POSTER_SEVERITY_ERROR },
    { "instagram", "duration-story", "{\"contentType\":\"story\"}", NULL, "v", "duration", MAXIMUM, 60, POSTER_SEVERITY_ERROR },
    { "instagram", "file-size", NULL, NULL, "v", "size", MAXIMUM, 300000000, POSTER_SEVERITY_ERROR },
    { "instagram", "file-size-story", "{\"contentType\":\"story\"}", NULL, "v", "size", MAXIMUM, 100000000, POSTER_SEVERITY_ERROR },
    { "instagram", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 8000000, POSTER_SEVERITY_ERROR },
    { "instagram", "image-aspect-ratio", NULL, NULL, "p", "aspect", MINIMUM, 0.8, POSTER_SEVERITY_WARNING },
    { "instagram", "image-aspect-ratio", NULL, NULL, "p", "aspect", MAXIMUM, 1.91, POSTER_SEVERITY_WARNING },
    { "instagram", "file-count", NULL, NULL, "p", "files", MAXIMUM, 10, POSTER_SEVERITY_ERROR },
    { "instagram", "file-count-story", "{\"contentType\":\"story\"}", NULL, "p", "files", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "instagram", "caption-length", NULL, NULL, "v", "caption", MAXIMUM, 2200, POSTER_SEVERITY_ERROR },
    { "instagram", "hashtag-count", NULL, NULL, "v", "hashtags", MAXIMUM, 30, POSTER_SEVERITY_ERROR },
    { "instagram", "hashtag-count-new", NULL, NULL, "v", "hashtags", MAXIMUM, 5, POSTER_SEVERITY_WARNING },
    { "instagram", "mention-count", NULL, NULL, "v", "mentions", MAXIMUM, 20, POSTER_SEVERITY_ERROR },
    /* Facebook */
    { "facebook", "duration", NULL, NULL, "v", "duration", MAXIMUM, 14400, POSTER_SEVERITY_ERROR },
    { "facebook", "duration-story", "{\"contentType\":\"story\"}", NULL, "v", "duration", MAXIMUM, 120, POSTER_SEVERITY_ERROR },
    { "facebook", "duration-reel", "{\"contentType\":\"reel\"}", NULL, "v", "duration", MINIMUM, 3, POSTER_SEVERITY_ERROR },
    { "facebook", "duration-reel", "{\"contentType\":\"reel\"}", NULL, "v", "duration", MAXIMUM, 90, POSTER_SEVERITY_ERROR },
    { "facebook", "duration-reel-safe", "{\"contentType\":\"reel\"}", NULL, "v", "duration", MAXIMUM, 60, POSTER_SEVERITY_WARNING },
    { "facebook", "file-size", NULL, NULL, "v", "size", MAXIMUM, 4000000000, POSTER_SEVERITY_ERROR },
    { "facebook", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 10000000, POSTER_SEVERITY_ERROR },
    { "facebook", "image-file-size-in-practice", NULL, NULL, "p", "size", MAXIMUM, 4000000, POSTER_SEVERITY_WARNING },
    { "facebook", "file-count", "{\"contentType\":\"story\"}", NULL, "p", "files", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "facebook", "video-count", NULL, NULL, "v", "videos", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "facebook", "photo-count", NULL, NULL, "p", "photos", MAXIMUM, 10, POSTER_SEVERITY_ERROR },
    { "facebook", "caption-length", NULL, NULL, "", "caption", MAXIMUM, 63206, POSTER_SEVERITY_ERROR },
    /* LinkedIn */
    { "linkedin", "duration", NULL, NULL, "v", "duration", MINIMUM, 3, POSTER_SEVERITY_ERROR },
    { "linkedin", "duration", NULL, NULL, "v", "duration", MAXIMUM, 1800, POSTER_SEVERITY_ERROR },
    { "linkedin", "duration-personal", NULL, NULL, "v", "duration", MAXIMUM, 600, POSTER_SEVERITY_WARNING },
    { "linkedin", "file-size", NULL, NULL, "v", "size", MAXIMUM, 5000000000, POSTER_SEVERITY_ERROR },
    { "linkedin", "file-size-member", NULL, NULL, "v", "size", MAXIMUM, 500000000, POSTER_SEVERITY_WARNING },
    { "linkedin", "aspect-ratio", NULL, NULL, "v", "aspect", MINIMUM, 0.4166, POSTER_SEVERITY_ERROR },
    { "linkedin", "aspect-ratio", NULL, NULL, "v", "aspect", MAXIMUM, 2.4, POSTER_SEVERITY_ERROR },
    { "linkedin", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 8000000, POSTER_SEVERITY_ERROR },
    { "linkedin", "video-count", NULL, NULL, "v", "videos", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "linkedin", "document-file-size", NULL, NULL, "d", "size", MAXIMUM, 100000000, POSTER_SEVERITY_ERROR },
    { "linkedin", "document-pages", NULL, NULL, "d", "pages", MAXIMUM, 300, POSTER_SEVERITY_ERROR },
    { "linkedin", "document-count", NULL, NULL, "d", "documents", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "linkedin", "photo-count", NULL, NULL, "p", "photos", MAXIMUM, 20, POSTER_SEVERITY_ERROR },
    { "linkedin", "caption-length", NULL, NULL, "", "caption", MAXIMUM, 3000, POSTER_SEVERITY_ERROR },
    /* YouTube */
    { "youtube", "duration", NULL, NULL, "v", "duration", MAXIMUM, 43200, POSTER_SEVERITY_ERROR },
    { "youtube", "duration-unverified", NULL, NULL, "v", "duration", MAXIMUM, 900, POSTER_SEVERITY_WARNING },
    { "youtube", "file-size", NULL, NULL, "v", "size", MAXIMUM, 256000000000, POSTER_SEVERITY_ERROR },
    { "youtube", "video-count", NULL, NULL, "v", "videos", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "youtube", "title-length", NULL, NULL, "v", "title", MAXIMUM, 100, POSTER_SEVERITY_ERROR },
    { "youtube", "title-from-text", NULL, NULL, "v", "first-line", MAXIMUM, 100, POSTER_SEVERITY_WARNING },
    { "youtube", "caption-length", NULL, NULL, "v", "caption", MAXIMUM, 5000, POSTER_SEVERITY_ERROR },
    { "youtube", "hashtag-count", NULL, NULL, "v", "hashtags", MAXIMUM, 60, POSTER_SEVERITY_WARNING },
    /* Threads */
    { "threads", "duration", NULL, NULL, "v", "duration", MAXIMUM, 300, POSTER_SEVERITY_ERROR },
    { "threads", "file-size", NULL, NULL, "v", "size", MAXIMUM, 1000000000, POSTER_SEVERITY_ERROR },
    { "threads", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 8000000, POSTER_SEVERITY_ERROR },
    { "threads", "video-count", NULL, NULL, "v", "videos", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "threads", "photo-count", NULL, NULL, "p", "photos", MAXIMUM, 20, POSTER_SEVERITY_ERROR },
    { "threads", "photo-count-safe", NULL, NULL, "p", "photos", MAXIMUM, 10, POSTER_SEVERITY_WARNING },
    { "threads", "caption-length", NULL, NULL, "", "caption", MAXIMUM, 500, POSTER_SEVERITY_ERROR },
    { "threads", "hashtag-count", NULL, NULL, "", "hashtags", MAXIMUM, 1, POSTER_SEVERITY_WARNING },
    /* Reddit */
    { "reddit", "duration", NULL, NULL, "v", "duration", MAXIMUM, 900, POSTER_SEVERITY_WARNING },
    { "reddit", "file-size", NULL, NULL, "v", "size", MAXIMUM, 1000000000, POSTER_SEVERITY_WARNING },
    { "reddit", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 20000000, POSTER_SEVERITY_ERROR },
    { "reddit", "video-count", NULL, NULL, "v", "videos", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "reddit", "photo-count", NULL, NULL, "p", "photos", MAXIMUM, 20, POSTER_SEVERITY_ERROR },
    { "reddit", "photo-count-safe", NULL, NULL, "p", "photos", MAXIMUM, 1, POSTER_SEVERITY_WARNING },
    { "reddit", "title-length", NULL, NULL, "", "title", MAXIMUM, 300, POSTER_SEVERITY_ERROR },
    { "reddit", "caption-length", NULL, NULL, "", "caption", MAXIMUM, 40000, POSTER_SEVERITY_ERROR },
    /* Pinterest */
    { "pinterest", "duration", NULL, NULL, "v", "duration", MINIMUM, 4, POSTER_SEVERITY_ERROR },
    { "pinterest", "duration", NULL, NULL, "v", "duration", MAXIMUM, 900, POSTER_SEVERITY_ERROR },
    { "pinterest", "file-size", NULL, NULL, "v", "size", MAXIMUM, 2000000000, POSTER_SEVERITY_ERROR },
    { "pinterest", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 32000000, POSTER_SEVERITY_ERROR },
    { "pinterest", "file-count", NULL, NULL, "p", "files", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "pinterest", "title-length", NULL, NULL, "p", "title", MAXIMUM, 100, POSTER_SEVERITY_ERROR },
    { "pinterest", "title-from-text", NULL, NULL, "p", "first-line", MAXIMUM, 100, POSTER_SEVERITY_WARNING },
    { "pinterest", "caption-length", NULL, NULL, "p", "caption", MAXIMUM, 500, POSTER_SEVERITY_ERROR },
    /* Bluesky */
    { "bluesky", "duration", NULL, NULL, "v", "duration", MAXIMUM, 600, POSTER_SEVERITY_ERROR },
    { "bluesky", "duration-safe", NULL, NULL, "v", "duration", MAXIMUM, 180, POSTER_SEVERITY_WARNING },
    { "bluesky", "file-size", NULL, NULL, "v", "size", MAXIMUM, 300000000, POSTER_SEVERITY_ERROR },
    { "bluesky", "file-size-safe", NULL, NULL, "v", "size", MAXIMUM, 50000000, POSTER_SEVERITY_WARNING },
    { "bluesky", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 2000000, POSTER_SEVERITY_ERROR },
    { "bluesky", "image-file-size-safe", NULL, NULL, "p", "size", MAXIMUM, 1000000, POSTER_SEVERITY_WARNING },
    { "bluesky", "video-count", NULL, NULL, "v", "videos", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "bluesky", "photo-count", NULL, NULL, "p", "photos", MAXIMUM, 4, POSTER_SEVERITY_ERROR },
    { "bluesky", "caption-length", NULL, NULL, "", "caption", MAXIMUM, 300, POSTER_SEVERITY_ERROR },
    { "bluesky", "caption-bytes", NULL, NULL, "", "caption", MAXIMUM, 3000, POSTER_SEVERITY_ERROR },
    /* Telegram */
    { "telegram", "file-size", NULL, NULL, "v", "size", MAXIMUM, 50000000, POSTER_SEVERITY_ERROR },
    { "telegram", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 10000000, POSTER_SEVERITY_ERROR },
    { "telegram", "file-count", NULL, NULL, "p", "files", MAXIMUM, 10, POSTER_SEVERITY_ERROR },
    { "telegram", "text-length", NULL, NULL, "", "caption", MAXIMUM, 4096, POSTER_SEVERITY_ERROR },
    { "telegram", "caption-length", NULL, NULL, "p", "caption", MAXIMUM, 1024, POSTER_SEVERITY_ERROR },
    /* Snapchat */
    { "snapchat", "duration", NULL, NULL, "v", "duration", MINIMUM, 5, POSTER_SEVERITY_ERROR },
    { "snapchat", "duration", NULL, NULL, "v", "duration", MAXIMUM, 60, POSTER_SEVERITY_ERROR },
    { "snapchat", "file-size", NULL, NULL, "v", "size", MAXIMUM, 500000000, POSTER_SEVERITY_ERROR },
    { "snapchat", "short-side", NULL, NULL, "v", "short-side", MINIMUM, 540, POSTER_SEVERITY_ERROR },
    { "snapchat", "long-side", NULL, NULL, "v", "long-side", MINIMUM, 960, POSTER_SEVERITY_ERROR },
    { "snapchat", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 20000000, POSTER_SEVERITY_ERROR },
    { "snapchat", "file-count", NULL, NULL, "p", "files", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "snapchat", "caption-length", "{\"contentType\":\"spotlight\"}", NULL, "v", "caption", MAXIMUM, 160, POSTER_SEVERITY_ERROR },
    { "snapchat", "caption-length-saved-story", "{\"contentType\":\"saved_story\"}", NULL, "v", "caption", MAXIMUM, 45, POSTER_SEVERITY_ERROR },
    /* Google Business */
    { "googlebusiness", "image-file-size", NULL, NULL, "p", "size", MAXIMUM, 5000000, POSTER_SEVERITY_ERROR },
    { "googlebusiness", "short-side", NULL, NULL, "p", "short-side", MINIMUM, 300, POSTER_SEVERITY_ERROR },
    { "googlebusiness", "long-side", NULL, NULL, "p", "long-side", MINIMUM, 400, POSTER_SEVERITY_ERROR },
    { "googlebusiness", "photo-count", NULL, NULL, "p", "photos", MAXIMUM, 1, POSTER_SEVERITY_ERROR },
    { "googlebusiness", "caption-length", NULL, NULL, "", "caption", MAXIMUM, 1500, POSTER_SEVERITY_ERROR },
};

typedef struct
{
  const char *platform;
  const char *rule;
  const char *file;
  const char *taken;
  const char *refused;
} Format;

static const Format formats[] = {
    { "tiktok", "container", "v", "mp4 mov webm", "avi flv asf 3gp matroska" },
    { "tiktok", "image-format", "p", "jpeg webp", "png gif heif" },
    { "twitter", "container", "v", "mp4 mov", "webm avi flv asf 3gp matroska" },
    { "twitter", "image-format", "p", "jpeg png webp gif", "heif" },
    { "instagram", "container", "v", "mp4 mov", "webm avi flv asf 3gp matroska" },
    { "instagram", "image-format", "p", "jpeg png", "gif webp heif" },
    { "facebook", "container", "v", "mp4 mov", "webm avi flv asf 3gp matroska" },
    { "facebook", "image-format", "p", "jpeg png gif webp", "heif" },
    { "linkedin", "container", "v", "mp4 mov avi", "webm flv asf 3gp matroska" },
    { "linkedin", "image-format", "p", "jpeg png gif", "webp heif" },
    { "youtube", "container", "v", "mp4 mov avi asf flv 3gp webm", "matroska" },
    { "threads", "container", "v", "mp4 mov", "webm avi flv asf 3gp matroska" },
    { "threads", "image-format", "p", "jpeg png webp gif", "heif" },
    { "threads", "image-format-safe", "p", "jpeg png", "webp gif" },
    { "reddit", "container", "v", "mp4", "mov webm avi flv asf 3gp matroska" },
    { "reddit", "image-format", "p", "jpeg png gif", "webp heif" },
    { "pinterest", "container", "v", "mp4 mov", "webm avi flv asf 3gp matroska" },
    { "pinterest", "image-format", "p", "jpeg png webp gif", "heif" },
    { "bluesky", "container", "v", "mp4", "mov webm avi flv asf 3gp matroska" },
    { "bluesky", "image-format", "p", "jpeg png", "gif webp heif" },
    { "telegram", "container", "v", "mp4 mov", "webm avi flv asf 3gp matroska" },
    { "telegram", "image-format", "p", "jpeg png gif webp", "heif" },
    { "snapchat", "container", "v", "mp4", "mov webm avi flv asf 3gp matroska" },
    { "snapchat", "image-format", "p", "jpeg png", "gif webp heif" },
    { "googlebusiness", "image-format", "p", "jpeg png", "gif webp heif" },
};

static PosterMediaFacts *
make_file (char letter)
{
  PosterMediaFacts *facts = poster_media_facts_new ();
  gboolean is_video = letter == 'v';

  if (letter == 'd')
    {
      facts->type = POSTER_MEDIA_DOCUMENT;
      facts->container = g_strdup ("pdf");
      facts->mime_type = g_strdup ("application/pdf");
      facts->pages = 12;
      facts->size = 100000;
      return facts;
    }
  facts->type = is_video ? POSTER_MEDIA_VIDEO : POSTER_MEDIA_IMAGE;
  facts->container = g_strdup (is_video ? "mp4" : letter == 'g' ? "gif" : "jpeg");
  facts->duration_us = is_video ? 15 * G_USEC_PER_SEC : 0;
  facts->width = 1080;
  facts->height = 1920;
  facts->frame_rate = is_video ? 30 : 0;
  facts->video_codec = g_strdup (is_video ? "h264" : NULL);
  facts->audio_codec = g_strdup (is_video ? "aac" : NULL);
  facts->audio_bitrate = is_video ? 192000 : 0;
  facts->faststart = is_video;
  facts->size = 100000;
  return facts;
}

/* A post that is tried. */
typedef struct
{
  GPtrArray *files;
  char      *content;
  char      *title;
} Post;

static char *
repeat (const char *unit,
        guint       count)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    g_string_append (text, unit);
  return g_string_free (text, FALSE);
}

static void
post_init (Post       *post,
           const char *letters)
{
  post->files = g_ptr_array_new_with_free_func ((GDestroyNotify) poster_media_facts_unref);
  for (const char *c = letters; *c != '\0'; c++)
    g_ptr_array_add (post->files, make_file (*c));
  post->content = NULL;
  post->title = NULL;
}

static void
post_clear (Post *post)
{
  g_ptr_array_unref (post->files);
  g_free (post->content);
  g_free (post->title);
}

/* A post whose @measure is @value. */
static void
post_init_measured (Post       *post,
                    const char *letters,
                    const char *measure,
                    double      value)
{
  PosterMediaFacts *facts;
  guint count = (guint) value;

  if (g_str_equal (measure, "files") || g_str_equal (measure, "photos") || g_str_equal (measure, "videos") ||
      g_str_equal (measure, "gifs") || g_str_equal (measure, "documents"))
    {
      g_autofree char *many = repeat (letters, count);

      post_init (post, many);
      return;
    }
  post_init (post, letters);
  if (g_str_equal (measure, "caption") || g_str_equal (measure, "first-line"))
    {
      post->content = repeat ("x", count);
      return;
    }
  if (g_str_equal (measure, "title"))
    {
      post->title = repeat ("x", count);
      return;
    }
  if (g_str_equal (measure, "hashtags") || g_str_equal (measure, "mentions"))
    {
      post->content = repeat (g_str_equal (measure, "hashtags") ? "#a " : "@a ", count);
      return;
    }
  facts = g_ptr_array_index (post->files, 0);
  if (g_str_equal (measure, "duration"))
    facts->duration_us = llround (value * G_USEC_PER_SEC);
  else if (g_str_equal (measure, "frame-rate"))
    facts->frame_rate = value;
  else if (g_str_equal (measure, "size"))
    facts->size = (gint64) value;
  else if (g_str_equal (measure, "pages"))
    facts->pages = (int) value;
  else if (g_str_equal (measure, "audio-bitrate"))
    facts->audio_bitrate = (int) value;
  else if (g_str_equal (measure, "aspect"))
    {
      facts->width = (int) llround (value * 10000);
      facts->height = 10000;
    }
  else if (g_str_equal (measure, "short-side"))
    {
      facts->width = (int) value;
      facts->height = 3000;
    }
  else if (g_str_equal (measure, "long-side") || g_str_equal (measure, "sides"))
    {
      facts->height = (int) value;
      facts->width = MIN (1000, (int) value);
    }
  else
    {
      g_assert_not_reached ();
    }
}

/* One more than the limit, beyond the tolerance of clocks and headers. */
static double
step_of (const char *measure)
{
  if (g_str_equal (measure, "duration"))
    return 0.02;
  if (g_str_equal (measure, "aspect"))
    return 0.01;
  return g_str_equal (measure, "audio-bitrate") ? 5000 : 1;
}

/* (nullable): what @rule has to say */
static PosterFinding *
try (Post       *post,
     const char *platform_key,
     const char *options_text,
     const char *creator_text,
     const char *rule)
{
  PosterPlatform *platform = poster_platforms_find (platforms, platform_key);
  g_autoptr(JsonObject) options = options_text != NULL ? poster_json_parse_object (options_text, -1, NULL) : NULL;
  g_autoptr(JsonObject) creator = creator_text != NULL ? poster_json_parse_object (creator_text, -1, NULL) : NULL;
  g_autoptr(GPtrArray) findings = NULL;

  g_assert_true (options_text == NULL || options != NULL);
  g_assert_nonnull (poster_platform_find_rule (platform, rule));
  findings = poster_checker_check_post (platform, post->content, post->title, post->files, options, creator);
  for (guint i = 0; i < post->files->len; i++)
    {
      g_autoptr(GPtrArray) of_file = poster_checker_check_file (platform, g_ptr_array_index (post->files, i), (int) i,
                                                                options, creator);

      g_ptr_array_extend (findings, of_file, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
    }
  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);

      g_assert_nonnull (finding->message);
      g_assert_null (strchr (finding->message, '{'));
      if (g_str_equal (finding->rule, rule))
        return g_object_ref (finding);
    }
  return NULL;
}

static void
assert_limit (const Limit *limit,
              double       value,
              gboolean     is_within)
{
  g_autoptr(PosterFinding) finding = NULL;
  Post post;

  g_test_message ("%s %s: %s of %.10g", limit->platform, limit->rule, limit->measure, value);
  post_init_measured (&post, limit->files, limit->measure, value);
  finding = try (&post, limit->platform, limit->options, limit->creator, limit->rule);
  if (finding != NULL)
    g_test_message ("  %s", finding->message);
  g_assert_true ((finding == NULL) == is_within);
  if (finding != NULL)
    g_assert_cmpint (finding->severity, ==, limit->severity);
  post_clear (&post);
}

static void
test_limits (gconstpointer data)
{
  const char *platform = data;

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const Limit *limit = &limits[i];
      double step = step_of (limit->measure);

      if (!g_str_equal (limit->platform, platform))
        continue;
      assert_limit (limit, limit->limit, TRUE);
      assert_limit (limit, limit->limit - step, limit->bound == MAXIMUM);
      assert_limit (limit, limit->limit + step, limit->bound == MINIMUM);
    }
}

static void
assert_formats (const Format *format,
                const char   *words,
                gboolean      is_taken)
{
  g_auto(GStrv) containers = g_strsplit (words, " ", -1);

  for (guint i = 0; containers[i] != NULL; i++)
    {
      g_autoptr(PosterFinding) finding = NULL;
      PosterMediaFacts *facts;
      Post post;

      post_init (&post, format->file);
      facts = g_ptr_array_index (post.files, 0);
      g_free (facts->container);
      facts->container = g_strdup (containers[i]);
      g_test_message ("%s: %s", format->platform, containers[i]);
      finding = try (&post, format->platform, NULL, NULL, format->rule);
      g_assert_true ((finding == NULL) == is_taken);
      post_clear (&post);
    }
}

static void
test_formats (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      assert_formats (&formats[i], formats[i].taken, TRUE);
      assert_formats (&formats[i], formats[i].refused, FALSE);
    }
}

/* What must be there, may not be there, or does not go together. */
static void
test_what_a_post_is_made_of (void)
{
  static const char story[] = "{\"contentType\":\"story\"}";
  static const char reel[] = "{\"contentType\":\"reel\"}";
  static const char spotlight[] = "{\"contentType\":\"spotlight\"}";
  static const char saved_story[] = "{\"contentType\":\"saved_story\"}";
  static const struct
  {
    const char *platform;
    const char *options;
    const char *files;
    const char *content;
    const char *title;
    const char *rule;
    gboolean    is_found;
  } cases[] = {
    { "tiktok", NULL, "", "x", NULL, "media-required", TRUE },
    { "tiktok", NULL, "v", "", NULL, "media-required", FALSE },
    { "tiktok", NULL, "pv", "", NULL, "mix", TRUE },
    { "twitter", NULL, "", "", NULL, "caption-required", TRUE },
    { "twitter", NULL, "p", "", NULL, "caption-required", FALSE },
    { "twitter", NULL, "gp", "", NULL, "gif-alone", TRUE },
    { "instagram", NULL, "", "x", NULL, "media-required", TRUE },
    { "instagram", story, "", "x", NULL, "media-required", TRUE },
    { "instagram", NULL, "p", "x", NULL, "caption-story", FALSE },
    { "instagram", story, "p", "x", NULL, "caption-story", TRUE },
    { "instagram", story, "p", "", NULL, "caption-story", FALSE },
    { "instagram", story, "v", "x", NULL, "duration-reel", FALSE },
    { "instagram", story, "p", NULL, NULL, "image-aspect-ratio", FALSE },
    { "instagram", NULL, "p", NULL, NULL, "image-aspect-ratio", TRUE },
    { "instagram", story, "p", NULL, NULL, "image-aspect-ratio-story", FALSE },
    { "facebook", NULL, "", "x", NULL, "media-required", FALSE },
    { "facebook", NULL, "", "", NULL, "caption-required", TRUE },
    { "facebook", NULL, "pv", "", NULL, "mix", TRUE },
    { "facebook", story, "", "x", NULL, "media-required", TRUE },
    { "facebook", reel, "", "x", NULL, "media-required", TRUE },
    { "facebook", story, "p", "x", NULL, "caption-story", TRUE },
    { "facebook", reel, "v", "x", NULL, "caption-story", FALSE },
    { "facebook", reel, "p", "x", NULL, "reel-type", TRUE },
    { "facebook", reel, "v", "x", NULL, "reel-type", FALSE },
    { "facebook", reel, "v", "x", NULL, "aspect-ratio-reel", FALSE },
    { "facebook", story, "p", "x", NULL, "reel-type", FALSE },
    { "linkedin", NULL, "", "", NULL, "caption-required", TRUE },
    { "linkedin", "{\"reshareUrl\":\"urn:li:share:1\"}", "", "", NULL, "caption-required", FALSE },
    { "linkedin", NULL, "pv", "", NULL, "mix", TRUE },
    { "linkedin", NULL, "d", "", NULL, "media-type", FALSE },
    { "linkedin", NULL, "d", "", NULL, "caption-required", FALSE },
    { "linkedin", NULL, "d", "", NULL, "document-mix", FALSE },
    { "linkedin", NULL, "dp", "", NULL, "document-mix", TRUE },
    { "linkedin", NULL, "dv", "", NULL, "document-mix", TRUE },
    { "linkedin", NULL, "pp", "", NULL, "document-mix", FALSE },
    { "linkedin", NULL, "d", "", NULL, "container", FALSE },
    { "linkedin", NULL, "d", "", NULL, "image-format", FALSE },
    { "tiktok", NULL, "d", "x", "x", "media-type", TRUE },
    { "twitter", NULL, "d", "x", "x", "media-type", TRUE },
    { "instagram", NULL, "d", "x", "x", "media-type", TRUE },
    { "facebook", NULL, "d", "x", "x", "media-type", TRUE },
    { "youtube", NULL, "d", "x", "x", "media-type", TRUE },
    { "threads", NULL, "d", "x", "x", "media-type", TRUE },
    { "reddit", NULL, "d", "x", "x", "media-type", TRUE },
    { "pinterest", NULL, "d", "x", "x", "media-type", TRUE },
    { "bluesky", NULL, "d", "x", "x", "media-type", TRUE },
    { "telegram", NULL, "d", "x", "x", "media-type", TRUE },
    { "snapchat", NULL, "d", "x", "x", "media-type", TRUE },
    { "googlebusiness", NULL, "d", "x", "x", "media-type", TRUE },
    { "youtube", NULL, "", "x", "x", "media-required", TRUE },
    { "youtube", NULL, "p", "x", "x", "media-type", TRUE },
    { "youtube", NULL, "v", "", "", "title-missing", TRUE },
    { "youtube", NULL, "v", "x", "", "title-missing", FALSE },
    { "youtube", NULL, "v", "", "x", "title-missing", FALSE },
    { "youtube", "{\"title\":\"x\"}", "v", "", "", "title-missing", FALSE },
    { "threads", NULL, "", "", NULL, "caption-required", TRUE },
    { "threads", NULL, "pv", "", NULL, "mix", TRUE },
    { "reddit", NULL, "", "", "", "title-required", TRUE },
    { "reddit", NULL, "", "x", "", "title-required", FALSE },
    { "reddit", NULL, "p", "", "x", "title-required", FALSE },
    { "reddit", "{\"title\":\"x\"}", "p", "", "", "title-required", FALSE },
    { "pinterest", NULL, "", "x", NULL, "media-required", TRUE },
    { "bluesky", NULL, "", "", NULL, "caption-required", TRUE },
    { "bluesky", NULL, "pv", "", NULL, "mix", TRUE },
    { "telegram", NULL, "", "", NULL, "caption-required", TRUE },
    { "telegram", NULL, "pv", "", NULL, "caption-required", FALSE },
    { "snapchat", NULL, "", "x", NULL, "media-required", TRUE },
    { "snapchat", NULL, "v", "x", NULL, "caption-story", TRUE },
    { "snapchat", spotlight, "v", "x", NULL, "caption-story", FALSE },
    { "snapchat", spotlight, "p", NULL, NULL, "spotlight-type", TRUE },
    { "snapchat", spotlight, "v", NULL, NULL, "spotlight-type", FALSE },
    { "snapchat", saved_story, "p", NULL, NULL, "spotlight-type", FALSE },
    { "googlebusiness", NULL, "p", "", NULL, "caption-required", TRUE },
    { "googlebusiness", NULL, "v", "x", NULL, "media-type", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PosterFinding) finding = NULL;
      Post post;

      post_init (&post, cases[i].files);
      post.content = g_strdup (cases[i].content);
      post.title = g_strdup (cases[i].title);
      g_test_message ("%s %s: files “%s”, text “%s”", cases[i].platform, cases[i].rule, cases[i].files,
                      cases[i].content != NULL ? cases[i].content : "(unknown)");
      finding = try (&post, cases[i].platform, cases[i].options, NULL, cases[i].rule);
      g_assert_true ((finding != NULL) == cases[i].is_found);
      post_clear (&post);
    }
}

/* A title of its own is measured instead of the post's, and of the first line. */
static void
test_own_title (void)
{
  g_autofree char *long_title = repeat ("x", 101);
  g_autofree char *options = g_strdup_printf ("{\"title\":\"%s\"}", long_title);
  g_autoptr(PosterFinding) too_long = NULL;
  g_autoptr(PosterFinding) fine = NULL;
  g_autoptr(PosterFinding) line = NULL;
  g_autoptr(PosterFinding) second_line = NULL;
  Post post;

  post_init (&post, "v");
  post.title = g_strdup ("Short");
  too_long = try (&post, "youtube", options, NULL, "title-length");
  g_assert_nonnull (too_long);
  g_free (post.title);
  post.title = g_strdup (long_title);
  fine = try (&post, "youtube", "{\"title\":\"Short\"}", NULL, "title-length");
  g_assert_null (fine);
  g_clear_pointer (&post.title, g_free);
  post.content = g_strconcat (long_title, "\nMore", NULL);
  line = try (&post, "youtube", NULL, NULL, "title-from-text");
  g_assert_cmpstr (line->message, ==, "The first line, which becomes the title, is 101 characters long; YouTube takes "
                                      "up to 100. Shorten it by 1.");
  g_free (post.content);
  post.content = g_strconcat ("Short\n", long_title, NULL);
  second_line = try (&post, "youtube", NULL, NULL, "title-from-text");
  g_assert_null (second_line);
  post_clear (&post);
}

static gboolean
is_in_table (PosterPlatform *platform,
             PosterRule     *rule,
             Bound           bound,
             double          figure)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (g_str_equal (limits[i].platform, platform->key) && g_str_equal (limits[i].rule, rule->id) &&
        limits[i].bound == bound && limits[i].limit == figure)
      return TRUE;
  return FALSE;
}

/* So that no figure comes in untried, or without saying where it is from. */
static void
test_every_figure_is_tried (void)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);

      for (guint j = 0; j < platform->rules->len; j++)
        {
          PosterRule *rule = g_ptr_array_index (platform->rules, j);

          g_test_message ("%s %s", platform->key, rule->id);
          g_assert_cmpuint (strlen (rule->source), >, 10);
          g_assert_true (!rule->has_minimum || is_in_table (platform, rule, MINIMUM, rule->minimum));
          g_assert_true (!rule->has_maximum || is_in_table (platform, rule, MAXIMUM, rule->maximum));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  platforms = poster_platforms_new (&error);
  g_assert_no_error (error);
  for (const char *const *key = poster_platforms_get_keys (platforms); *key != NULL; key++)
    {
      g_autofree char *path = g_strconcat ("/platform-rules/limits-of-", *key, NULL);

      g_test_add_data_func (path, *key, test_limits);
    }
  g_test_add_func ("/platform-rules/formats", test_formats);
  g_test_add_func ("/platform-rules/what-a-post-is-made-of", test_what_a_post_is_made_of);
  g_test_add_func ("/platform-rules/a-title-of-its-own-counts", test_own_title);
  g_test_add_func ("/platform-rules/every-figure-is-tried", test_every_figure_is_tried);
  result = g_test_run ();
  g_clear_object (&platforms);
  return result;
}
