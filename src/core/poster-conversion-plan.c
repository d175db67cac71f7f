/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-conversion"

#include "poster-conversion.h"

#include <math.h>
#include <string.h>

#include "poster-checker.h"

/* The least change that makes a file fit: the rules are asked what they find in the file, each finding
 * changes what the file is to be in one respect, and they are asked again about that, until they find
 * nothing that could be mended. */

/* So often are they asked: one mend may call for another, such as a larger frame for more bytes. */
#define MAX_ROUNDS 8

/* bit/s of sound: transparent for AAC in stereo; see https://trac.ffmpeg.org/wiki/Encode/AAC. */
#define AUDIO_BITRATE 192000
#define LEAST_AUDIO_BITRATE 64000

/* bit/s for each pixel of each frame, about what x264 takes at the quality that the worker asks for
 * of moving pictures from a telephone. Only for telling beforehand how large a result may be. */
#define BITS_PER_PIXEL 0.09

/* With more room than so many times that, the quality decides; with less, the room does. */
#define AMPLE 1.6

/* Below that nobody wants to see a picture: the rules of size are not kept at any price. */
#define LEAST_BITS_PER_PIXEL 0.012

/* Of a largest size, for what the container needs and for an encoder that does not hit it exactly. */
#define SIZE_SHARE 0.98

typedef struct
{
  const PosterMediaFacts *facts;
  PosterConversion       *plan;
  PosterMediaFacts       *now;         /* what the file will be, as far as it is settled */
  gint64                  max_size;    /* bytes, 0 without a limit */
} Planning;

static void
replace (char       **word,
         const char  *by)
{
  if (g_strcmp0 (*word, by) == 0)
    return;
  g_free (*word);
  *word = g_strdup (by);
}

static int
even (double side)
{
  return MAX (2, (int) lround (side / 2) * 2);
}

static void
deepen (Planning              *planning,
        PosterConversionDepth  depth)
{
  planning->plan->depth = MAX (planning->plan->depth, depth);
}

/* MP4 is what every platform takes; these may be copied into it. Source: ISO/IEC 14496-14 and the
 * registry of code points at https://mp4ra.org. */
static gboolean
fits_mp4 (const PosterMediaFacts *facts)
{
  static const char *const pictures[] = { "h264", "h265", NULL };
  static const char *const sounds[] = { "aac", "mp3", NULL };

  return facts->video_codec != NULL && g_strv_contains (pictures, facts->video_codec) &&
         (facts->audio_codec == NULL || g_strv_contains (sounds, facts->audio_codec));
}

static void
encode_sound (Planning *planning)
{
  PosterMediaFacts *now = planning->now;

  if (now->audio_codec == NULL || planning->plan->audio == POSTER_CONVERSION_SOUND_SILENCE)
    return;
  planning->plan->audio = POSTER_CONVERSION_SOUND_ENCODE;
  replace (&now->audio_codec, "aac");
  now->audio_bitrate = MAX (now->audio_bitrate, AUDIO_BITRATE);
  now->audio_sample_rate = now->audio_sample_rate == 44100 ? 44100 : 48000;
  now->audio_channels = MIN (MAX (now->audio_channels, 1), 2);
  deepen (planning, POSTER_CONVERSION_SOUND);
}

static void
repack (Planning *planning)
{
  PosterMediaFacts *now = planning->now;

  if (g_strcmp0 (now->container, "mp4") != 0)
    {
      replace (&now->container, "mp4");
      replace (&now->mime_type, "video/mp4");
    }
  now->faststart = TRUE;
  now->fragmented = FALSE;
  now->video_tracks = MIN (now->video_tracks, 1);
  now->audio_tracks = MIN (now->audio_tracks, 1);
  deepen (planning, POSTER_CONVERSION_REMUX);
}

/* What comes with a picture that is made anew, wanted or not. */
static void
encode_picture (Planning *planning)
{
  PosterMediaFacts *now = planning->now;

  deepen (planning, POSTER_CONVERSION_PICTURE);
  if (now->type == POSTER_MEDIA_IMAGE)
    {
      /* JPEG is what every platform takes. */
      replace (&now->container, "jpeg");
      replace (&now->mime_type, "image/jpeg");
      now->has_alpha = FALSE;
      now->animated = FALSE;
      now->bit_depth = 8;
    }
  else
    {
      repack (planning);
      replace (&now->video_codec, "h264");
      replace (&now->video_profile, "high");
      now->bit_depth = 8;
      now->variable_frame_rate = FALSE;
      now->width = even (now->width);
      now->height = even (now->height);
      /* Sound that is not in every player of MP4 is made anew along with the picture. */
      if (planning->plan->audio == POSTER_CONVERSION_SOUND_COPY && g_strcmp0 (now->audio_codec, "aac") != 0)
        encode_sound (planning);
    }
  now->rotation = 0;
  now->mirrored = FALSE;
  g_clear_pointer (&now->hdr, g_free);
  g_clear_pointer (&now->problem, g_free);
}

/* Pixels: a frame that is wider or higher than its picture is no larger than this, or than the picture's
 * own longer side. */
#define FRAME_SIDE 1920

/* A frame that holds all of the picture, or of which the picture holds all. */
static void
reshape (Planning *planning,
         double    ratio)
{
  PosterMediaFacts *now = planning->now;
  gboolean is_wider = (double) now->width / now->height > ratio;
  double limit = MAX (FRAME_SIDE, MAX (now->width, now->height));
  double longer;

  if (is_wider == (planning->plan->wishes.fit == POSTER_CONVERSION_FIT_CROP))
    now->width = even (now->height * ratio);
  else
    now->height = even (now->width / ratio);
  longer = MAX (now->width, now->height);
  if (longer > limit)
    {
      now->width = even (now->width * limit / longer);
      now->height = even (now->height * limit / longer);
    }
  encode_picture (planning);
}

static void
scale (Planning *planning,
       double    factor)
{
  planning->now->width = even (planning->now->width * factor);
  planning->now->height = even (planning->now->height * factor);
  encode_picture (planning);
}

static void
set_frame_rate (Planning *planning,
                double    minimum,
                double    maximum)
{
  double rate = planning->now->frame_rate;

  /* A multiple or a fraction keeps the steps between frames even. */
  if (rate > maximum && rate / 2 <= maximum && rate / 2 >= minimum)
    rate /= 2;
  else if (rate > maximum)
    rate = maximum;
  while (rate > 0 && rate < minimum)
    rate *= 2;
  if (rate > maximum || !(rate > 0))
    rate = CLAMP (30, minimum, maximum);
  planning->now->frame_rate = rate;
  encode_picture (planning);
}

static gboolean
takes (PosterRule *rule,
       const char *word)
{
  return rule->values != NULL && g_strv_contains ((const char * const *) rule->values, word);
}

/* The ratio of those that will do that is nearest to the picture's own. */
static double
nearest_ratio (PosterRule *rule,
               double      own)
{
  double best = 0;

  for (guint i = 0; rule->values[i] != NULL; i++)
    {
      double ratio = 0;

      if (poster_rule_parse_ratio (rule->values[i], &ratio) &&
          (!(best > 0) || fabs (log (ratio / own)) < fabs (log (best / own))))
        best = ratio;
    }
  return best > 0 ? best : own;
}

static gboolean
mend_range (Planning   *planning,
            PosterRule *rule)
{
  PosterMediaFacts *now = planning->now;
  double minimum = rule->has_minimum ? rule->minimum : 0;
  double maximum = rule->has_maximum ? rule->maximum : G_MAXDOUBLE;

  switch (rule->measure)
    {
    case POSTER_MEASURE_SIZE:
      if (planning->max_size > 0 && planning->max_size <= maximum)
        return FALSE;
      planning->max_size = (gint64) maximum;
      encode_picture (planning);
      return TRUE;
    case POSTER_MEASURE_FRAME_RATE:
      set_frame_rate (planning, minimum, maximum);
      return TRUE;
    case POSTER_MEASURE_AUDIO_BITRATE:
      encode_sound (planning);
      now->audio_bitrate = (gint64) CLAMP (now->audio_bitrate, minimum, maximum);
      return TRUE;
    case POSTER_MEASURE_ASPECT:
      reshape (planning, CLAMP ((double) now->width / now->height, minimum, maximum));
      return TRUE;
    case POSTER_MEASURE_SHORT_SIDE:
    case POSTER_MEASURE_LONG_SIDE:
    case POSTER_MEASURE_SIDES:
      {
        double shorter = MIN (now->width, now->height);
        double longer = MAX (now->width, now->height);
        double smallest = rule->measure == POSTER_MEASURE_LONG_SIDE ? longer : shorter;
        double largest = rule->measure == POSTER_MEASURE_SHORT_SIDE ? shorter : longer;

        scale (planning, smallest < minimum ? minimum / smallest : maximum / largest);
        return TRUE;
      }
    case POSTER_MEASURE_DURATION:
      /* What is left out is a person's decision; what is missing nobody can add. */
    default:
      return FALSE;
    }
}

static gboolean
mend_word (Planning   *planning,
           PosterRule *rule)
{
  PosterMediaFacts *now = planning->now;

  switch (rule->measure)
    {
    case POSTER_MEASURE_CONTAINER:
      if (now->type == POSTER_MEDIA_IMAGE)
        {
          if (!takes (rule, "jpeg"))
            return FALSE;
          encode_picture (planning);
          return TRUE;
        }
      if (!takes (rule, "mp4"))
        return FALSE;
      if (fits_mp4 (now))
        repack (planning);
      else
        encode_picture (planning);
      return TRUE;
    case POSTER_MEASURE_VIDEO_CODEC:
      if (!takes (rule, "h264"))
        return FALSE;
      encode_picture (planning);
      return TRUE;
    case POSTER_MEASURE_AUDIO_CODEC:
      if (!takes (rule, "aac"))
        return FALSE;
      encode_sound (planning);
      if (fits_mp4 (now))
        repack (planning);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
mend (Planning   *planning,
      PosterRule *rule)
{
  PosterMediaFacts *now = planning->now;

  switch (rule->check)
    {
    case POSTER_CHECK_UNDAMAGED:
      encode_picture (planning);
      return TRUE;
    case POSTER_CHECK_ONE_OF:
      return mend_word (planning, rule);
    case POSTER_CHECK_RANGE:
      return mend_range (planning, rule);
    case POSTER_CHECK_RATIO:
      reshape (planning, nearest_ratio (rule, (double) now->width / now->height));
      return TRUE;
    case POSTER_CHECK_PRESENT:
      if (rule->measure == POSTER_MEASURE_FASTSTART)
        {
          if (fits_mp4 (now))
            repack (planning);
          else
            encode_picture (planning);
          return TRUE;
        }
      if (rule->measure != POSTER_MEASURE_AUDIO)
        return FALSE;
      planning->plan->audio = POSTER_CONVERSION_SOUND_SILENCE;
      replace (&now->audio_codec, "aac");
      now->audio_bitrate = AUDIO_BITRATE;
      now->audio_sample_rate = 48000;
      now->audio_channels = 2;
      now->audio_tracks = 1;
      deepen (planning, POSTER_CONVERSION_SOUND);
      if (fits_mp4 (now))
        repack (planning);
      else
        encode_picture (planning);
      return TRUE;
    case POSTER_CHECK_ABSENT:
      if (rule->measure != POSTER_MEASURE_HDR && rule->measure != POSTER_MEASURE_VARIABLE_FRAME_RATE &&
          rule->measure != POSTER_MEASURE_ANIMATION)
        return FALSE;
      encode_picture (planning);
      return TRUE;
    default:
      return FALSE;
    }
}

/* How many bytes the result has, about; and how many bits a second its picture may take. */
static void
guess_size (Planning *planning)
{
  PosterMediaFacts *now = planning->now;
  PosterConversion *plan = planning->plan;
  double seconds = (double) now->duration_us / G_USEC_PER_SEC;
  double pixels = (double) now->width * now->height;
  double sound = now->audio_codec != NULL ? MAX (now->audio_bitrate, LEAST_AUDIO_BITRATE) : 0;
  double picture, room;

  plan->video_bitrate = 0;
  plan->audio_bitrate = (int) sound;
  if (plan->depth == POSTER_CONVERSION_NOTHING)
    return;
  if (now->type == POSTER_MEDIA_IMAGE)
    {
      now->size = (gint64) (pixels * 0.35);
      if (planning->max_size > 0)
        now->size = MIN (now->size, planning->max_size);
      return;
    }
  if (!(seconds > 0))
    return;
  if (plan->depth != POSTER_CONVERSION_PICTURE)
    {
      double before = planning->facts->audio_codec != NULL ? (double) planning->facts->audio_bitrate : 0;

      now->size = (gint64) MAX (planning->facts->size + (sound - before) / 8 * seconds, 1);
      return;
    }
  picture = pixels * (now->frame_rate > 0 ? now->frame_rate : 30) * BITS_PER_PIXEL;
  room = planning->max_size > 0 ? planning->max_size * SIZE_SHARE * 8 / seconds - sound : picture;
  if (planning->max_size > 0 && room < picture * AMPLE)
    {
      picture = MAX (room, pixels * (now->frame_rate > 0 ? now->frame_rate : 30) * LEAST_BITS_PER_PIXEL);
      plan->video_bitrate = (gint64) picture;
    }
  now->video_bitrate = (gint64) picture;
  now->size = (gint64) ((picture + sound) / 8 * seconds / SIZE_SHARE);
  if (planning->max_size > 0 && plan->video_bitrate > 0 && room >= picture)
    now->size = MIN (now->size, planning->max_size);
}

/* A small file is worth a smaller picture: many pixels with few bits are worse than few with enough. */
static gboolean
shrink (Planning *planning)
{
  PosterMediaFacts *now = planning->now;
  double longer = MAX (now->width, now->height);

  if (now->type != POSTER_MEDIA_VIDEO || planning->max_size == 0 || now->size <= planning->max_size || longer <= 640)
    return FALSE;
  scale (planning, MAX (640 / longer, 0.75));
  return TRUE;
}

static gboolean
is_told (GPtrArray     *findings,
         PosterFinding *finding)
{
  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *other = g_ptr_array_index (findings, i);

      if (g_str_equal (other->platform, finding->platform) && g_str_equal (other->rule, finding->rule))
        return TRUE;
    }
  return FALSE;
}

/* Whether anything was changed. */
static gboolean
mend_all (Planning                   *planning,
          const PosterConversionNeed *need,
          GPtrArray                  *remaining)
{
  g_autoptr(GPtrArray) findings = poster_checker_check_file (need->platform, planning->now, 0, need->options, need->creator);
  gboolean has_changed = FALSE;

  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);
      PosterRule *rule = poster_platform_find_rule (need->platform, finding->rule);

      if (finding->severity < planning->plan->wishes.floor || rule == NULL)
        continue;
      if (finding->fix != NULL && mend (planning, rule))
        {
          has_changed = TRUE;
          if (!is_told (planning->plan->reasons, finding))
            g_ptr_array_add (planning->plan->reasons, g_object_ref (finding));
        }
      else if (!is_told (remaining, finding))
        g_ptr_array_add (remaining, g_object_ref (finding));
    }
  return has_changed;
}

static PosterMediaFacts *
copy_facts (const PosterMediaFacts *facts)
{
  g_autoptr(JsonObject) json = poster_media_facts_to_json (facts);

  return poster_media_facts_from_json (json);
}

/* What a person decided comes first; the rules speak about what that leaves. */
static void
grant_wishes (Planning *planning)
{
  PosterConversionWishes *wishes = &planning->plan->wishes;
  PosterMediaFacts *now = planning->now;

  planning->max_size = wishes->max_size;
  if (now->type != POSTER_MEDIA_VIDEO)
    return;
  if (wishes->end_us > now->duration_us)
    wishes->end_us = -1;
  if (wishes->start_us > 0 || wishes->end_us >= 0)
    {
      gint64 end_us = wishes->end_us >= 0 ? wishes->end_us : now->duration_us;

      now->duration_us = MAX (end_us - wishes->start_us, 0);
      /* Exact to the frame: only few frames of most codecs can be begun with. */
      encode_picture (planning);
      encode_sound (planning);
    }
  if (wishes->loudness)
    encode_sound (planning);
  if (planning->plan->depth == POSTER_CONVERSION_SOUND)
    {
      if (fits_mp4 (now))
        repack (planning);
      else
        encode_picture (planning);
    }
  if (planning->max_size > 0 && now->size > planning->max_size)
    encode_picture (planning);
}

/**
 * poster_conversion_plan:
 * @facts: a file
 * @needs: (array length=n_needs): where it is to fit, all at once
 * @n_needs: how many
 * @wishes: (nullable): what a person decided
 *
 * Finds the least change that makes the file fit: nothing, another container, other sound, another
 * picture, in this order. What no conversion can mend (a clip that is too short; one that is too long,
 * where nobody has said what to leave out) remains, and is told. Safe in any thread.
 *
 * Returns: (transfer full): the plan
 */
PosterConversion *
poster_conversion_plan (const PosterMediaFacts       *facts,
                        const PosterConversionNeed   *needs,
                        guint                         n_needs,
                        const PosterConversionWishes *wishes)
{
  PosterConversionWishes usual = POSTER_CONVERSION_WISHES_INIT;
  PosterConversion *plan = g_new0 (PosterConversion, 1);
  Planning planning = { .facts = facts, .plan = plan };

  g_atomic_ref_count_init (&plan->ref_count);
  plan->wishes = wishes != NULL ? *wishes : usual;
  plan->reasons = g_ptr_array_new_with_free_func (g_object_unref);
  plan->remaining = g_ptr_array_new_with_free_func (g_object_unref);
  plan->expected = planning.now = copy_facts (facts);
  plan->audio = facts->audio_codec != NULL ? POSTER_CONVERSION_SOUND_COPY : POSTER_CONVERSION_SOUND_NONE;
  grant_wishes (&planning);
  for (guint round = 0; round < MAX_ROUNDS; round++)
    {
      gboolean has_changed = FALSE;

      g_ptr_array_set_size (plan->remaining, 0);
      guess_size (&planning);
      for (guint i = 0; i < n_needs; i++)
        has_changed |= mend_all (&planning, &needs[i], plan->remaining);
      guess_size (&planning);
      has_changed |= shrink (&planning);
      if (!has_changed)
        break;
    }
  plan->wishes.max_size = planning.max_size;
  return plan;
}
