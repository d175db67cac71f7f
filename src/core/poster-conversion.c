/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-conversion"

#include "poster-conversion.h"

#include "poster-json.h"

static const char *const depth_names[] = { "nothing", "remux", "audio", "picture" };
static const char *const fit_names[] = { "pad", "blur", "crop", NULL };
static const char *const sound_names[] = { "none", "copy", "encode", "silence" };

/**
 * poster_conversion_ref:
 * @self: a plan
 *
 * Returns: (transfer full): @self
 */
PosterConversion *
poster_conversion_ref (PosterConversion *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * poster_conversion_unref:
 * @self: (transfer full): a plan
 */
void
poster_conversion_unref (PosterConversion *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  poster_media_facts_unref (self->expected);
  g_ptr_array_unref (self->reasons);
  g_ptr_array_unref (self->remaining);
  g_free (self);
}

/**
 * poster_conversion_depth_to_string:
 * @depth: a depth
 *
 * Returns: `nothing`, `remux`, `audio` or `picture`
 */
const char *
poster_conversion_depth_to_string (PosterConversionDepth depth)
{
  return depth_names[depth];
}

/**
 * poster_conversion_fit_from_string:
 * @text: `pad`, `blur` or `crop`
 * @fit: (out): what it means
 *
 * Returns: whether it is one of them
 */
gboolean
poster_conversion_fit_from_string (const char          *text,
                                   PosterConversionFit *fit)
{
  for (guint i = 0; fit_names[i] != NULL; i++)
    if (g_strcmp0 (text, fit_names[i]) == 0)
      {
        *fit = i;
        return TRUE;
      }
  return FALSE;
}

static JsonArray *
findings_to_json (GPtrArray *findings)
{
  JsonArray *array = json_array_sized_new (findings->len);

  for (guint i = 0; i < findings->len; i++)
    json_array_add_object_element (array, poster_finding_to_json (g_ptr_array_index (findings, i)));
  return array;
}

/**
 * poster_conversion_to_json:
 * @self: a plan
 *
 * Returns: (transfer full): what is done, why, and what comes out: for the command line, the media
 *   worker, and as the name of a result that can be used again
 */
JsonObject *
poster_conversion_to_json (PosterConversion *self)
{
  JsonObject *json = json_object_new ();
  const PosterConversionWishes *wishes = &self->wishes;

  json_object_set_string_member (json, "depth", depth_names[self->depth]);
  if (self->depth == POSTER_CONVERSION_PICTURE)
    {
      json_object_set_string_member (json, "fit", fit_names[wishes->fit]);
      if (wishes->fit == POSTER_CONVERSION_FIT_CROP)
        {
          json_object_set_double_member (json, "cropX", wishes->crop_x);
          json_object_set_double_member (json, "cropY", wishes->crop_y);
        }
      json_object_set_int_member (json, "videoBitrate", self->video_bitrate);
    }
  if (wishes->start_us > 0 || wishes->end_us >= 0)
    {
      json_object_set_double_member (json, "start", (double) wishes->start_us / G_USEC_PER_SEC);
      if (wishes->end_us >= 0)
        json_object_set_double_member (json, "end", (double) wishes->end_us / G_USEC_PER_SEC);
    }
  if (self->expected->type == POSTER_MEDIA_VIDEO)
    {
      json_object_set_string_member (json, "audio", sound_names[self->audio]);
      if (self->audio == POSTER_CONVERSION_SOUND_ENCODE)
        json_object_set_int_member (json, "audioBitrate", self->audio_bitrate);
      json_object_set_boolean_member (json, "loudness", wishes->loudness);
    }
  if (wishes->max_size > 0)
    json_object_set_int_member (json, "maxSize", wishes->max_size);
  json_object_set_object_member (json, "expected", poster_media_facts_to_json (self->expected));
  json_object_set_array_member (json, "reasons", findings_to_json (self->reasons));
  json_object_set_array_member (json, "remaining", findings_to_json (self->remaining));
  return json;
}
