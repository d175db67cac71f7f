/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-facts"

#include "poster-media-facts.h"

#include "poster-json.h"

G_DEFINE_BOXED_TYPE (PosterMediaFacts, poster_media_facts, poster_media_facts_ref, poster_media_facts_unref)

static const char *const type_names[] = { "unreadable", "video", "audio", "image", "document" };

/**
 * poster_media_facts_new:
 *
 * Returns: (transfer full): an empty record, to be filled in by whoever measures
 */
PosterMediaFacts *
poster_media_facts_new (void)
{
  PosterMediaFacts *self = g_new0 (PosterMediaFacts, 1);

  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

PosterMediaFacts *
poster_media_facts_ref (PosterMediaFacts *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
poster_media_facts_unref (PosterMediaFacts *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->container);
  g_free (self->mime_type);
  g_free (self->video_codec);
  g_free (self->video_profile);
  g_free (self->audio_codec);
  g_free (self->hdr);
  g_free (self->problem);
  g_free (self);
}

/**
 * poster_media_type_to_string:
 * @type: a type
 *
 * Returns: `video`, `audio`, `image`, `document` or `unreadable`
 */
const char *
poster_media_type_to_string (PosterMediaType type)
{
  return type_names[type];
}

static void
set_text (JsonObject *json,
          const char *member,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (json, member, text);
}

/**
 * poster_media_facts_to_json:
 * @self: facts
 *
 * Returns: (transfer full): the facts under the names of the `check --json` document. What does
 *   not apply to the type of file, or is not known, is left out.
 */
JsonObject *
poster_media_facts_to_json (const PosterMediaFacts *self)
{
  JsonObject *json = json_object_new ();
  gboolean moving = self->type == POSTER_MEDIA_VIDEO;

  set_text (json, "type", type_names[self->type]);
  set_text (json, "container", self->container);
  set_text (json, "mimeType", self->mime_type);
  if (self->type == POSTER_MEDIA_VIDEO || self->type == POSTER_MEDIA_AUDIO)
    json_object_set_double_member (json, "duration", (double) self->duration_us / G_USEC_PER_SEC);
  if (self->width > 0)
    {
      json_object_set_int_member (json, "width", self->width);
      json_object_set_int_member (json, "height", self->height);
      json_object_set_int_member (json, "rotation", self->rotation);
      json_object_set_boolean_member (json, "mirrored", self->mirrored);
    }
  if (moving)
    {
      json_object_set_double_member (json, "frameRate", self->frame_rate);
      json_object_set_boolean_member (json, "variableFrameRate", self->variable_frame_rate);
      json_object_set_boolean_member (json, "faststart", self->faststart);
      json_object_set_boolean_member (json, "fragmented", self->fragmented);
      json_object_set_int_member (json, "videoTracks", self->video_tracks);
    }
  set_text (json, "videoCodec", self->video_codec);
  set_text (json, "videoProfile", self->video_profile);
  if (self->video_bitrate > 0)
    json_object_set_int_member (json, "videoBitrate", self->video_bitrate);
  if (self->bit_depth > 0)
    json_object_set_int_member (json, "bitDepth", self->bit_depth);
  set_text (json, "hdr", self->hdr);
  set_text (json, "audioCodec", self->audio_codec);
  if (self->audio_codec != NULL)
    {
      json_object_set_int_member (json, "audioBitrate", self->audio_bitrate);
      json_object_set_int_member (json, "audioSampleRate", self->audio_sample_rate);
      json_object_set_int_member (json, "audioChannels", self->audio_channels);
      json_object_set_int_member (json, "audioTracks", self->audio_tracks);
    }
  if (self->type == POSTER_MEDIA_IMAGE)
    {
      json_object_set_boolean_member (json, "animated", self->animated);
      json_object_set_boolean_member (json, "hasAlpha", self->has_alpha);
    }
  if (self->pages > 0)
    json_object_set_int_member (json, "pages", self->pages);
  json_object_set_int_member (json, "size", self->size);
  set_text (json, "problem", self->problem);
  return json;
}

/**
 * poster_media_facts_from_json:
 * @json: an object that poster_media_facts_to_json() made, perhaps damaged since
 *
 * Returns: (transfer full): the facts; members that are missing or of another kind stay empty
 */
PosterMediaFacts *
poster_media_facts_from_json (JsonObject *json)
{
  PosterMediaFacts *self = poster_media_facts_new ();
  const char *type = poster_json_get_string (json, "type");

  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (g_strcmp0 (type, type_names[i]) == 0)
      self->type = i;
  self->container = g_strdup (poster_json_get_string (json, "container"));
  self->mime_type = g_strdup (poster_json_get_string (json, "mimeType"));
  self->duration_us = (gint64) (poster_json_get_double (json, "duration", 0) * G_USEC_PER_SEC + 0.5);
  self->width = (int) poster_json_get_int (json, "width", 0);
  self->height = (int) poster_json_get_int (json, "height", 0);
  self->rotation = (int) poster_json_get_int (json, "rotation", 0);
  self->mirrored = poster_json_get_boolean (json, "mirrored", FALSE);
  self->frame_rate = poster_json_get_double (json, "frameRate", 0);
  self->variable_frame_rate = poster_json_get_boolean (json, "variableFrameRate", FALSE);
  self->faststart = poster_json_get_boolean (json, "faststart", FALSE);
  self->fragmented = poster_json_get_boolean (json, "fragmented", FALSE);
  self->video_tracks = (int) poster_json_get_int (json, "videoTracks", 0);
  self->video_codec = g_strdup (poster_json_get_string (json, "videoCodec"));
  self->video_profile = g_strdup (poster_json_get_string (json, "videoProfile"));
  self->video_bitrate = poster_json_get_int (json, "videoBitrate", 0);
  self->bit_depth = (int) poster_json_get_int (json, "bitDepth", 0);
  self->hdr = g_strdup (poster_json_get_string (json, "hdr"));
  self->audio_codec = g_strdup (poster_json_get_string (json, "audioCodec"));
  self->audio_bitrate = poster_json_get_int (json, "audioBitrate", 0);
  self->audio_sample_rate = (int) poster_json_get_int (json, "audioSampleRate", 0);
  self->audio_channels = (int) poster_json_get_int (json, "audioChannels", 0);
  self->audio_tracks = (int) poster_json_get_int (json, "audioTracks", 0);
  self->animated = poster_json_get_boolean (json, "animated", FALSE);
  self->has_alpha = poster_json_get_boolean (json, "hasAlpha", FALSE);
  self->pages = (int) CLAMP (poster_json_get_int (json, "pages", 0), 0, G_MAXINT);
  self->size = poster_json_get_int (json, "size", 0);
  self->problem = g_strdup (poster_json_get_string (json, "problem"));
  return self;
}
