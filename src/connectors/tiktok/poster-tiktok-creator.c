/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-creator.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-step.h"
#include "poster-tiktok-call.h"
#include "poster-tiktok-errors.h"
#include "poster-tiktok-post-info.h"
#include "poster-tiktok-state.h"
#include "poster-tiktok-web-folder.h"

static const struct
{
  const char *value;
  const char *label;
} privacy_labels[] = {
  { "PUBLIC_TO_EVERYONE", N_("Everyone") },
  { "MUTUAL_FOLLOW_FRIENDS", N_("Friends") },
  { "FOLLOWER_OF_CREATOR", N_("Followers") },
  { "SELF_ONLY", N_("Only me") },
};

static gboolean
refuse (GError     **error,
        const char  *word,
        const char  *message)
{
  g_propagate_error (error, poster_tiktok_error_new_full (POSTER_ERROR_REJECTED, word, "user_content",
                                                          POSTER_RETRY_NEVER, message));
  return FALSE;
}

static gboolean
offers_privacy_level (JsonObject *creator,
                      const char *privacy_level)
{
  JsonArray *offered = poster_json_get_array (creator, "privacy_level_options");

  for (guint i = 0; offered != NULL && i < json_array_get_length (offered); i++)
    {
      JsonNode *node = json_array_get_element (offered, i);

      if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), privacy_level) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
wants_what_is_off (JsonObject        *creator,
                   const char        *disabled,
                   PosterPublication *publication,
                   const char        *option)
{
  return poster_json_get_boolean (creator, disabled, FALSE) &&
         poster_json_get_boolean (publication->options, option, FALSE);
}

/**
 * poster_tiktok_creator_allows:
 * @creator: what creator_info says now
 * @publication: what is published
 * @error: %POSTER_ERROR_REJECTED
 *
 * Compares what was chosen, perhaps long ago, with what the account offers now. What has changed
 * since is never adjusted silently: the person consented to something else.
 *
 * Returns: whether @publication may be sent as it is
 */
gboolean
poster_tiktok_creator_allows (JsonObject         *creator,
                              PosterPublication  *publication,
                              GError            **error)
{
  gint64 max_s = poster_json_get_int (creator, "max_video_post_duration_sec", 0);
  PosterMediaItem *item = g_ptr_array_index (publication->media, 0);
  PosterTiktokKind kind;
  g_autofree char *message = NULL;

  if (!poster_tiktok_post_get_kind (publication, &kind, error))
    return FALSE;
  if (!offers_privacy_level (creator, poster_tiktok_post_get_privacy_level (publication)))
    {
      g_propagate_error (error, poster_tiktok_error_new ("privacy_level_option_mismatch", NULL));
      return FALSE;
    }
  if (wants_what_is_off (creator, "comment_disabled", publication, "allow_comment"))
    return refuse (error, "comment_disabled",
                   _("This account has comments switched off in TikTok's settings. "
                     "Switch them on there, or post without comments."));
  if (kind == POSTER_TIKTOK_KIND_PHOTOS)
    return TRUE;
  if (wants_what_is_off (creator, "duet_disabled", publication, "allow_duet"))
    return refuse (error, "duet_disabled",
                   _("This account has duets switched off in TikTok's settings. "
                     "Switch them on there, or post without duets."));
  if (wants_what_is_off (creator, "stitch_disabled", publication, "allow_stitch"))
    return refuse (error, "stitch_disabled",
                   _("This account has stitches switched off in TikTok's settings. "
                     "Switch them on there, or post without stitches."));
  if (max_s > 0 && item->facts->duration_us > max_s * G_TIME_SPAN_SECOND)
    {
      /* Translators: seconds both times */
      message = g_strdup_printf (_("The video lasts %.1f s, and this account may post up to %d s. "
                                   "Trim it, then try again."),
                                 (double) item->facts->duration_us / G_TIME_SPAN_SECOND, (int) max_s);
      return refuse (error, "duration_check_failed", message);
    }
  return TRUE;
}

static JsonArray *
describe_privacy_levels (JsonObject *creator)
{
  JsonArray *offered = poster_json_get_array (creator, "privacy_level_options");
  JsonArray *levels = json_array_new ();

  for (guint i = 0; offered != NULL && i < json_array_get_length (offered); i++)
    {
      JsonNode *node = json_array_get_element (offered, i);
      const char *value = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      const char *label = value;
      JsonObject *level;

      if (value == NULL)
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (privacy_labels); j++)
        if (g_str_equal (privacy_labels[j].value, value))
          label = _(privacy_labels[j].label);
      level = json_object_new ();
      json_object_set_string_member (level, "value", value);
      json_object_set_string_member (level, "label", label);
      json_array_add_object_element (levels, level);
    }
  return levels;
}

static void
copy_string (JsonObject *from,
             const char *from_member,
             JsonObject *to,
             const char *to_member)
{
  const char *value = poster_json_get_string (from, from_member);

  json_object_set_string_member (to, to_member, value != NULL ? value : "");
}

/**
 * poster_tiktok_creator_describe:
 * @creator: what creator_info says
 *
 * Returns: (transfer full): the same in the shape of the Late API's creator-info, with the
 *   username added
 */
JsonObject *
poster_tiktok_creator_describe (JsonObject *creator)
{
  JsonObject *description = json_object_new ();
  JsonObject *person = json_object_new ();
  JsonObject *limits = json_object_new ();
  JsonObject *interactions = json_object_new ();

  copy_string (creator, "creator_nickname", person, "nickname");
  copy_string (creator, "creator_username", person, "username");
  copy_string (creator, "creator_avatar_url", person, "avatarUrl");
  /* The answer is a refusal for one who may not. */
  json_object_set_boolean_member (person, "canPostMore", TRUE);
  json_object_set_object_member (description, "creator", person);

  json_object_set_array_member (description, "privacyLevels", describe_privacy_levels (creator));

  json_object_set_int_member (limits, "maxVideoDurationSec",
                              poster_json_get_int (creator, "max_video_post_duration_sec", 0));
  json_object_set_boolean_member (interactions, "comment",
                                  !poster_json_get_boolean (creator, "comment_disabled", FALSE));
  json_object_set_boolean_member (interactions, "duet", !poster_json_get_boolean (creator, "duet_disabled", FALSE));
  json_object_set_boolean_member (interactions, "stitch",
                                  !poster_json_get_boolean (creator, "stitch_disabled", FALSE));
  json_object_set_object_member (limits, "interactionSettings", interactions);
  json_object_set_object_member (description, "postingLimits", limits);
  json_object_set_boolean_member (description, "canPostMore", TRUE);
  return description;
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JsonObject) creator = NULL;
  PosterPublication *publication = g_task_get_task_data (task);
  PosterTiktokKind kind;
  JsonObject *state;
  const char *username;
  GError *error = NULL;

  creator = poster_tiktok_call_finish (POSTER_TIKTOK_SESSION (object), result, &error);
  if (creator == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (poster_json_get_array (creator, "privacy_level_options") == NULL)
    {
      g_task_return_error (task, poster_tiktok_api_new_nonsense (POSTER_TIKTOK_CREATOR_INFO));
      return;
    }
  if (!poster_tiktok_creator_allows (creator, publication, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  state = poster_tiktok_state_dup (publication);
  username = poster_json_get_string (creator, "creator_username");
  if (username != NULL)
    json_object_set_string_member (state, "username", username);
  poster_tiktok_post_get_kind (publication, &kind, NULL);
  poster_tiktok_state_go_on (task, state,
                             kind == POSTER_TIKTOK_KIND_VIDEO ? POSTER_TIKTOK_STEP_INIT
                                                              : POSTER_TIKTOK_STEP_WEB_FOLDER,
                             -1, NULL);
}

/**
 * poster_tiktok_creator_step:
 * @session: keeper of sign-ins
 * @publication: what is published, directly
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Asks what the account may do now, and stops when that is not what was chosen.
 */
void
poster_tiktok_creator_step (PosterTiktokSession *session,
                            PosterPublication   *publication,
                            GTask               *task)
{
  g_autoptr(GTask) owned_task = task;
  GError *error = NULL;

  if (!poster_tiktok_post_check (publication, &error) ||
      !poster_tiktok_web_folder_check (publication, &error) ||
      !poster_tiktok_connection_check_scope (publication->connection, "video.publish", &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, g_object_ref (publication), g_object_unref);
  poster_tiktok_call_async (session, publication->connection, POSTER_TIKTOK_CREATOR_INFO, NULL,
                            g_task_get_cancellable (task), answered_cb, g_steal_pointer (&owned_task));
}
