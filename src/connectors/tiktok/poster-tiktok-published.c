/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-published.h"

#include "poster-json.h"
#include "poster-tiktok-post-info.h"
#include "poster-tiktok-state.h"

/* Moderation usually takes under a minute, sometimes hours: asked after 15 s, 30 s, 1 min … 1 h,
 * for about a day. */
#define FIRST_LOOK_US   (15 * G_TIME_SPAN_SECOND)
#define LONGEST_LOOK_US G_TIME_SPAN_HOUR
#define MAX_LOOKS       32

/**
 * poster_tiktok_post_id_parse:
 * @status: an answer of status/fetch
 *
 * The member is a list, misspelt in TikTok's documentation, of numbers beyond 2^53. Strings, the
 * right spelling and a bare value are taken as well.
 *
 * Returns: (transfer full) (nullable): the id of the public post
 */
char *
poster_tiktok_post_id_parse (JsonObject *status)
{
  static const char *const spellings[] = { "publicaly_available_post_id", "publicly_available_post_id" };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      JsonNode *node = json_object_get_member (status, spellings[i]);
      char *id;

      if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0)
        node = json_array_get_element (json_node_get_array (node), 0);
      id = poster_json_node_to_id (node);
      if (id != NULL)
        return id;
    }
  return NULL;
}

static gint64
get_look_delay_us (JsonObject *state)
{
  gint64 looks = poster_tiktok_state_count (state, "looks");

  if (looks > MAX_LOOKS)
    return -1;
  return looks > 10 ? LONGEST_LOOK_US : MIN (FIRST_LOOK_US << (looks - 1), LONGEST_LOOK_US);
}

static gboolean
expects_id (PosterPublication *publication,
            JsonObject        *state)
{
  return !json_object_has_member (state, "post_id") &&
         !poster_json_get_boolean (state, "inbox", FALSE) &&
         g_strcmp0 (poster_tiktok_post_get_privacy_level (publication), "SELF_ONLY") != 0;
}

/**
 * poster_tiktok_published_new:
 * @publication: what is published
 * @state: (transfer full): the state, with `post_id` where that is known, and `inbox` where the
 *   post went there
 *
 * Whatever comes after this serves the id and tidiness, and never changes that it is published.
 *
 * Returns: (transfer full): that it is, and what to do next if anything
 */
PosterStepResult *
poster_tiktok_published_new (PosterPublication *publication,
                             JsonObject        *state)
{
  PosterStepResult *result = poster_step_result_new (POSTER_STEP_PUBLISHED, state);
  const char *username = poster_json_get_string (state, "username");
  PosterTiktokKind kind = POSTER_TIKTOK_KIND_VIDEO;

  poster_tiktok_post_get_kind (publication, &kind, NULL);
  if (username == NULL)
    username = publication->account->username;
  result->is_inbox = poster_json_get_boolean (state, "inbox", FALSE);
  result->platform_post_id = g_strdup (poster_json_get_string (state, "post_id"));
  if (result->platform_post_id != NULL && username != NULL && *username != '\0')
    result->platform_post_url = g_strdup_printf ("https://www.tiktok.com/@%s/%s/%s", username,
                                                 kind == POSTER_TIKTOK_KIND_VIDEO ? "video" : "photo",
                                                 result->platform_post_id);

  if (json_object_has_member (state, "files"))
    {
      json_object_set_string_member (state, "next", POSTER_TIKTOK_STEP_CLEAR_FOLDER);
      result->delay_us = 0;
    }
  else if (expects_id (publication, state))
    {
      json_object_set_string_member (state, "next", POSTER_TIKTOK_STEP_FIND_ID);
      result->delay_us = get_look_delay_us (state);
    }
  return result;
}
