/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include <string.h>

/* Figures of reference late-api, sections 2 and 11; where sources disagree, the laxer one: a stand-in
 * that refuses what the service takes would hide mistakes as well. */
static const PosterSandboxLatePlatform platforms[] = {
  { "tiktok", "https://tiktok.com/@%s", "https://www.tiktok.com/@%s/video/%s", "video.publish", 50, 4000, 35, 1, TRUE, FALSE },
  { "twitter", "https://x.com/%s", "https://x.com/%s/status/%s", "tweet.write", 20, 25000, 4, 1, FALSE, FALSE },
  { "instagram", "https://instagram.com/%s", "https://www.instagram.com/%s/p/%s", "instagram_content_publish", 100, 2200, 10,
    10, TRUE, TRUE },
  { "facebook", "https://facebook.com/%s", "https://facebook.com/%s/posts/%s", "pages_manage_posts", 100, 63206, 10, 1, FALSE,
    FALSE },
  { "linkedin", "https://www.linkedin.com/in/%s/", "https://www.linkedin.com/feed/update/%s:urn:li:share:%s",
    "w_member_social", 50, 3000, 20, 1, FALSE, FALSE },
  { "youtube", "https://youtube.com/@%s", "https://youtube.com/@%s/watch?v=%s", "youtube.upload", 50, 5000, 0, 1, TRUE, FALSE },
  { "threads", "https://threads.net/@%s", "https://threads.net/@%s/post/%s", "threads_content_publish", 250, 500, 20, 1, FALSE,
    FALSE },
  { "reddit", "https://reddit.com/user/%s", "https://reddit.com/user/%s/comments/%s", "submit", 50, 40000, 20, 1, FALSE, FALSE },
  { "pinterest", "https://pinterest.com/%s", "https://pinterest.com/%s/pin/%s", "pins:write", 25, 800, 1, 1, TRUE, FALSE },
  { "bluesky", "https://bsky.app/profile/%s", "https://bsky.app/profile/%s/post/%s", "atproto", 50, 300, 4, 1, FALSE, FALSE },
  { "googlebusiness", "https://maps.google.com/maps?q=%s", "https://maps.google.com/maps?q=%s&post=%s", "business.manage", 50,
    1500, 1, 0, FALSE, FALSE },
  { "telegram", "https://t.me/%s", "https://t.me/%s/%s", "bot", 50, 4096, 10, 10, FALSE, TRUE },
  { "snapchat", "https://snapchat.com/add/%s", "https://snapchat.com/add/%s/%s", "snapchat-marketing-api", 50, 160, 1, 1, TRUE,
    FALSE },
};

const PosterSandboxLatePlatform *
poster_sandbox_late_platforms (guint *n_platforms)
{
  *n_platforms = G_N_ELEMENTS (platforms);
  return platforms;
}

/* Returns: (nullable) */
const PosterSandboxLatePlatform *
poster_sandbox_late_find_platform (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (platforms); i++)
    {
      if (g_strcmp0 (platforms[i].name, name) == 0)
        return &platforms[i];
    }
  return NULL;
}
