/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-player-words"

#include "poster-player-words.h"

#include <glib/gi18n-lib.h>
#include <gst/pbutils/pbutils.h>
#include <string.h>

/**
 * poster_player_words_for_error:
 * @error: what the pipeline said
 *
 * Returns: (transfer full): the same for people
 */
char *
poster_player_words_for_error (const GError *error)
{
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND))
    return g_strdup (_("The file is not there any more."));
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ) ||
      g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED))
    return g_strdup (_("The file may not be read."));
  if (error->domain == GST_RESOURCE_ERROR)
    return g_strdup (_("The file can no longer be read: is its disk still connected?"));
  if (g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN) ||
      g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND))
    return g_strdup (_("This computer has no decoder for this clip."));
  if (g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND) ||
      g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE))
    return g_strdup (_("The file is not a clip that can be played."));
  return g_strdup (_("The clip is damaged: it cannot be played."));
}

/**
 * poster_player_words_for_missing:
 * @message: a message about a missing plugin
 * @is_video: (out): whether it is the picture that cannot be shown, rather than the sound
 *
 * Returns: (transfer full): a sentence that names the codec
 */
char *
poster_player_words_for_missing (GstMessage *message,
                                 gboolean   *is_video)
{
  const GstStructure *structure = gst_message_get_structure (message);
  const GValue *detail = gst_structure_get_value (structure, "detail");
  g_autofree char *codec = NULL;
  const GstCaps *caps;
  const char *name;

  *is_video = TRUE;
  if (detail == NULL || !GST_VALUE_HOLDS_CAPS (detail))
    return g_strdup (_("This computer has no decoder for this clip."));
  caps = gst_value_get_caps (detail);
  name = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  *is_video = !g_str_has_prefix (name, "audio/") && !g_str_has_prefix (name, "text/") &&
              !g_str_has_prefix (name, "subpicture/") && !g_str_has_prefix (name, "application/x-subtitle");
  codec = gst_pb_utils_get_codec_description (caps);
  /* Translators: %s is the name of a video codec, e.g. "H.265 (Main Profile)" */
  return g_strdup_printf (_("The clip is %s video, and this computer has no decoder for it."), codec);
}
