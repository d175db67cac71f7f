/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-rule"

#include "poster-rule.h"

#include "poster-condition.h"
#include "poster-error.h"
#include "poster-platform-reader.h"

G_DEFINE_FINAL_TYPE (PosterRule, poster_rule, G_TYPE_OBJECT)

static const char *const kind_names[] = { "text", "photo", "video", "document" };

static const char *const check_names[] = {
  [POSTER_CHECK_READABLE] = "readable",
  [POSTER_CHECK_UNDAMAGED] = "undamaged",
  [POSTER_CHECK_ONE_OF] = "one-of",
  [POSTER_CHECK_RANGE] = "range",
  [POSTER_CHECK_RATIO] = "ratio",
  [POSTER_CHECK_PRESENT] = "present",
  [POSTER_CHECK_ABSENT] = "absent",
  [POSTER_CHECK_COUNT] = "count",
  [POSTER_CHECK_NO_MIX] = "no-mix",
  [POSTER_CHECK_LENGTH] = "length",
  [POSTER_CHECK_REQUIRED] = "required",
  [POSTER_CHECK_CAN_POST] = "can-post",
};

#define CHECKS(check) (1u << POSTER_CHECK_##check)

static const struct
{
  const char *name;
  guint       checks;  /* that make sense of it */
} measures[] = {
  [POSTER_MEASURE_NONE] = { NULL, CHECKS (READABLE) | CHECKS (UNDAMAGED) | CHECKS (CAN_POST) },
  [POSTER_MEASURE_TYPE] = { "type", CHECKS (ONE_OF) },
  [POSTER_MEASURE_CONTAINER] = { "container", CHECKS (ONE_OF) },
  [POSTER_MEASURE_VIDEO_CODEC] = { "video-codec", CHECKS (ONE_OF) },
  [POSTER_MEASURE_AUDIO_CODEC] = { "audio-codec", CHECKS (ONE_OF) },
  [POSTER_MEASURE_DURATION] = { "duration", CHECKS (RANGE) },
  [POSTER_MEASURE_FRAME_RATE] = { "frame-rate", CHECKS (RANGE) },
  [POSTER_MEASURE_SIZE] = { "size", CHECKS (RANGE) },
  [POSTER_MEASURE_SHORT_SIDE] = { "short-side", CHECKS (RANGE) },
  [POSTER_MEASURE_LONG_SIDE] = { "long-side", CHECKS (RANGE) },
  [POSTER_MEASURE_SIDES] = { "sides", CHECKS (RANGE) },
  [POSTER_MEASURE_ASPECT] = { "aspect", CHECKS (RANGE) | CHECKS (RATIO) },
  [POSTER_MEASURE_AUDIO_BITRATE] = { "audio-bitrate", CHECKS (RANGE) },
  [POSTER_MEASURE_PAGES] = { "pages", CHECKS (RANGE) },
  [POSTER_MEASURE_AUDIO] = { "audio", CHECKS (PRESENT) },
  [POSTER_MEASURE_FASTSTART] = { "faststart", CHECKS (PRESENT) },
  [POSTER_MEASURE_VARIABLE_FRAME_RATE] = { "variable-frame-rate", CHECKS (ABSENT) },
  [POSTER_MEASURE_HDR] = { "hdr", CHECKS (ABSENT) },
  [POSTER_MEASURE_ANIMATION] = { "animation", CHECKS (ABSENT) },
  [POSTER_MEASURE_FILES] = { "files", CHECKS (COUNT) },
  [POSTER_MEASURE_PHOTOS] = { "photos", CHECKS (COUNT) },
  [POSTER_MEASURE_VIDEOS] = { "videos", CHECKS (COUNT) },
  [POSTER_MEASURE_GIFS] = { "gifs", CHECKS (COUNT) },
  [POSTER_MEASURE_DOCUMENTS] = { "documents", CHECKS (COUNT) },
  [POSTER_MEASURE_MEDIA] = { "media", CHECKS (REQUIRED) },
  [POSTER_MEASURE_PHOTOS_AND_VIDEOS] = { "photos-and-videos", CHECKS (NO_MIX) },
  [POSTER_MEASURE_GIFS_AND_OTHERS] = { "gifs-and-others", CHECKS (NO_MIX) },
  [POSTER_MEASURE_DOCUMENTS_AND_OTHERS] = { "documents-and-others", CHECKS (NO_MIX) },
  [POSTER_MEASURE_CAPTION] = { "caption", CHECKS (LENGTH) | CHECKS (REQUIRED) | CHECKS (ABSENT) },
  [POSTER_MEASURE_TITLE] = { "title", CHECKS (LENGTH) | CHECKS (REQUIRED) },
  [POSTER_MEASURE_TITLE_OR_CAPTION] = { "title-or-caption", CHECKS (REQUIRED) },
  [POSTER_MEASURE_FIRST_LINE] = { "first-line", CHECKS (LENGTH) },
  [POSTER_MEASURE_LINE_BREAKS] = { "line-breaks", CHECKS (ABSENT) },
  [POSTER_MEASURE_HASHTAGS] = { "hashtags", CHECKS (COUNT) },
  [POSTER_MEASURE_MENTIONS] = { "mentions", CHECKS (COUNT) },
};

static void
poster_rule_finalize (GObject *object)
{
  PosterRule *self = POSTER_RULE (object);

  g_free (self->id);
  g_strfreev (self->containers);
  g_strfreev (self->other_containers);
  g_free (self->maximum_from);
  g_strfreev (self->values);
  g_clear_pointer (&self->when, g_ptr_array_unref);
  g_free (self->unless_option);
  g_free (self->fix);
  g_free (self->words);
  g_free (self->source);
  g_free (self->note);
  G_OBJECT_CLASS (poster_rule_parent_class)->finalize (object);
}

static void
poster_rule_class_init (PosterRuleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_rule_finalize;
}

static void
poster_rule_init (PosterRule *self)
{
  self->when = poster_conditions_new ();
}

static int
index_of (const char *const *names,
          guint              n_names,
          const char        *name)
{
  for (guint i = 0; i < n_names; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return (int) i;
  return -1;
}

static void
read_check (PosterRule           *self,
            PosterPlatformReader *reader)
{
  g_autofree char *check = poster_platform_reader_string (reader, "check", TRUE);
  g_autofree char *measure = poster_platform_reader_string (reader, "measure", FALSE);
  int number;

  if (check == NULL)
    return;
  number = index_of (check_names, G_N_ELEMENTS (check_names), check);
  if (number < 0)
    {
      poster_platform_reader_fail (reader, "unknown check “%s”", check);
      return;
    }
  self->check = number;

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (g_strcmp0 (measure, measures[i].name) == 0)
      {
        self->measure = i;
        if ((measures[i].checks & (1u << self->check)) == 0)
          poster_platform_reader_fail (reader, "the check “%s” does not go with the measure “%s”", check,
                                       measure != NULL ? measure : "none");
        return;
      }
  poster_platform_reader_fail (reader, "unknown measure “%s”", measure);
}

/* What a check cannot do without, and what would mean nothing to it. */
static void
check_figures (PosterRule           *self,
               PosterPlatformReader *reader)
{
  gboolean needs_values = self->check == POSTER_CHECK_ONE_OF || self->check == POSTER_CHECK_RATIO;
  gboolean needs_maximum = self->check == POSTER_CHECK_COUNT || self->check == POSTER_CHECK_LENGTH;
  gboolean is_range = self->check == POSTER_CHECK_RANGE;

  if (needs_values != (self->values != NULL))
    poster_platform_reader_fail (reader, needs_values ? "“values” is missing" : "“values” means nothing to this check");
  if (needs_maximum && (!self->has_maximum || self->has_minimum))
    poster_platform_reader_fail (reader, "there must be a “maximum”, and no “minimum”");
  if (is_range && !self->has_minimum && !self->has_maximum)
    poster_platform_reader_fail (reader, "“minimum” or “maximum” is missing");
  if (is_range && self->has_minimum && self->has_maximum && self->minimum > self->maximum)
    poster_platform_reader_fail (reader, "“minimum” is larger than “maximum”");
  if (!is_range && !needs_maximum && (self->has_minimum || self->has_maximum))
    poster_platform_reader_fail (reader, "limits mean nothing to this check");
  if (self->maximum_from != NULL && (!is_range || !self->has_maximum))
    poster_platform_reader_fail (reader, "“maximum_from” needs a range with a “maximum”");
  if (self->check == POSTER_CHECK_RATIO)
    for (guint i = 0; self->values != NULL && self->values[i] != NULL; i++)
      if (!poster_rule_parse_ratio (self->values[i], NULL))
        poster_platform_reader_fail (reader, "“%s” is not a ratio such as 9:16", self->values[i]);
}

/**
 * poster_rule_new_from_json:
 * @json: one rule of the platforms' data
 * @error: %POSTER_ERROR_INVALID; says which rule and what is wrong
 *
 * Returns: (transfer full): the rule
 */
PosterRule *
poster_rule_new_from_json (JsonObject  *json,
                           GError     **error)
{
  g_autoptr(PosterRule) self = g_object_new (POSTER_TYPE_RULE, NULL);
  g_autofree char *severity = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *what = NULL;
  g_auto(GStrv) kinds = NULL;
  PosterPlatformReader reader;

  poster_platform_reader_init (&reader, json);
  self->id = poster_platform_reader_string (&reader, "id", TRUE);
  read_check (self, &reader);
  severity = poster_platform_reader_string (&reader, "severity", TRUE);
  if (severity != NULL && !poster_severity_from_string (severity, &self->severity))
    poster_platform_reader_fail (&reader, "unknown severity “%s”", severity);

  kinds = poster_platform_reader_strings (&reader, "for");
  self->kinds = kinds == NULL ? POSTER_POST_KINDS_ALL : 0;
  for (guint i = 0; kinds != NULL && kinds[i] != NULL; i++)
    {
      PosterPostKind kind;

      if (poster_post_kind_from_string (kinds[i], &kind))
        self->kinds |= POSTER_POST_KINDS (kind);
      else
        poster_platform_reader_fail (&reader, "unknown kind of post “%s”", kinds[i]);
    }
  self->containers = poster_platform_reader_strings (&reader, "containers");
  self->other_containers = poster_platform_reader_strings (&reader, "other_containers");

  self->has_minimum = poster_platform_reader_number (&reader, "minimum", &self->minimum);
  self->has_maximum = poster_platform_reader_number (&reader, "maximum", &self->maximum);
  self->maximum_from = poster_platform_reader_string (&reader, "maximum_from", FALSE);
  poster_platform_reader_number (&reader, "tolerance", &self->tolerance);
  self->values = poster_platform_reader_strings (&reader, "values");
  unit = poster_platform_reader_string (&reader, "unit", self->check == POSTER_CHECK_LENGTH);
  if (unit != NULL && !poster_text_unit_from_string (unit, &self->unit))
    poster_platform_reader_fail (&reader, "unknown unit “%s”", unit);
  poster_conditions_read (self->when, &reader, "when", FALSE);
  self->unless_option = poster_platform_reader_string (&reader, "unless_option", FALSE);
  self->fix = poster_platform_reader_string (&reader, "fix", FALSE);
  self->words = poster_platform_reader_string (&reader, "words", FALSE);
  self->source = poster_platform_reader_string (&reader, "source", TRUE);
  self->note = poster_platform_reader_string (&reader, "note", FALSE);
  check_figures (self, &reader);

  what = g_strdup_printf ("rule “%s”", self->id != NULL ? self->id : "?");
  if (!poster_platform_reader_finish (&reader, what, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * poster_rule_is_about_files:
 * @self: a rule
 *
 * Returns: whether each file is checked by itself; otherwise it is about the post as a whole
 */
gboolean
poster_rule_is_about_files (PosterRule *self)
{
  return self->check != POSTER_CHECK_CAN_POST && self->measure < POSTER_MEASURE_FILES;
}

/**
 * poster_rule_counts:
 * @self: a rule
 * @options: (nullable): what holds, by canonical key, of poster_platform_complete_options()
 * @creator: (nullable): what the connector tells about the creator
 *
 * Returns: whether what the rule is about is what was chosen
 */
gboolean
poster_rule_counts (PosterRule *self,
                    JsonObject *options,
                    JsonObject *creator)
{
  return poster_conditions_all_hold (self->when, options, creator);
}

/**
 * poster_rule_parse_ratio:
 * @text: e.g. `9:16` or `1.91:1`
 * @ratio: (out) (optional): width divided by height
 *
 * Returns: whether @text is a ratio
 */
gboolean
poster_rule_parse_ratio (const char *text,
                         double     *ratio)
{
  char *end;
  double width = g_ascii_strtod (text, &end);
  double height;

  if (end == text || *end != ':')
    return FALSE;
  text = end + 1;
  height = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !(width > 0) || !(height > 0))
    return FALSE;
  if (ratio != NULL)
    *ratio = width / height;
  return TRUE;
}

/**
 * poster_post_kind_to_string:
 * @kind: a kind
 *
 * Returns: `text`, `photo`, `video` or `document`
 */
const char *
poster_post_kind_to_string (PosterPostKind kind)
{
  return kind_names[kind];
}

/**
 * poster_post_kind_from_string:
 * @text: (nullable): a word
 * @kind: (out): the kind
 *
 * Returns: whether @text is one
 */
gboolean
poster_post_kind_from_string (const char     *text,
                              PosterPostKind *kind)
{
  int number = index_of (kind_names, G_N_ELEMENTS (kind_names), text);

  if (number >= 0)
    *kind = number;
  return number >= 0;
}
