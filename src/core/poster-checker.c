/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-checker"

#include "poster-checker.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "poster-checker-words.h"
#include "poster-json.h"
#include "poster-platform-reader.h"

static const char *
get_word (PosterMeasure           measure,
          const PosterMediaFacts *facts)
{
  switch (measure)
    {
    case POSTER_MEASURE_TYPE:
      return poster_media_type_to_string (facts->type);
    case POSTER_MEASURE_CONTAINER:
      return facts->container;
    case POSTER_MEASURE_VIDEO_CODEC:
      return facts->video_codec;
    case POSTER_MEASURE_AUDIO_CODEC:
      return facts->audio_codec;
    default:
      g_return_val_if_reached (NULL);
    }
}

/* The figure, 0 or less when it is not known. */
static double
get_figure (PosterMeasure           measure,
            const PosterMediaFacts *facts)
{
  switch (measure)
    {
    case POSTER_MEASURE_DURATION:
      return (double) facts->duration_us / G_USEC_PER_SEC;
    case POSTER_MEASURE_FRAME_RATE:
      return facts->frame_rate;
    case POSTER_MEASURE_SIZE:
      return (double) facts->size;
    case POSTER_MEASURE_SHORT_SIDE:
    case POSTER_MEASURE_SIDES:
      return MIN (facts->width, facts->height);
    case POSTER_MEASURE_LONG_SIDE:
      return MAX (facts->width, facts->height);
    case POSTER_MEASURE_ASPECT:
      return facts->width > 0 && facts->height > 0 ? (double) facts->width / facts->height : 0;
    case POSTER_MEASURE_PAGES:
      return facts->pages;
    case POSTER_MEASURE_AUDIO_BITRATE:
      return facts->audio_codec != NULL ? (double) facts->audio_bitrate : 0;
    default:
      g_return_val_if_reached (0);
    }
}

static PosterFinding *
new_finding (PosterPlatform *platform,
             PosterRule     *rule,
             int             media_index)
{
  return poster_finding_new (platform->key, rule->id, rule->severity, media_index);
}

static PosterLimits
get_limits (PosterRule *rule,
            JsonObject *creator)
{
  PosterLimits limits = { rule->has_minimum, rule->minimum, rule->has_maximum, rule->maximum, FALSE };
  JsonNode *node = rule->maximum_from != NULL ? poster_platform_look_up (creator, rule->maximum_from) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE))
    {
      double own = json_node_get_double (node);

      /* Nonsense such as 0 is no limit of anybody's. */
      if (own > 0 && own <= limits.maximum)
        {
          limits.maximum = own;
          limits.of_creator = TRUE;
        }
    }
  return limits;
}

static PosterFinding *
check_range (PosterPlatform         *platform,
             PosterRule             *rule,
             const PosterMediaFacts *facts,
             int                     media_index,
             JsonObject             *creator)
{
  PosterLimits limits = get_limits (rule, creator);
  double figure = get_figure (rule->measure, facts);
  PosterFinding *finding;

  if (!(figure > 0))
    {
      if (rule->measure == POSTER_MEASURE_SIZE || !poster_checker_can_be_unknown (rule))
        return NULL;
      finding = new_finding (platform, rule, media_index);
      finding->severity = POSTER_SEVERITY_WARNING;
      poster_checker_word_unknown (finding, rule, platform->name, &limits);
      return finding;
    }
  /* Of both sides the one that is out of the limits counts. */
  if (rule->measure == POSTER_MEASURE_SIDES && !(limits.has_minimum && figure < limits.minimum - rule->tolerance))
    figure = MAX (facts->width, facts->height);
  if ((!limits.has_minimum || figure >= limits.minimum - rule->tolerance) &&
      (!limits.has_maximum || figure <= limits.maximum + (limits.of_creator ? 0 : rule->tolerance)))
    return NULL;
  finding = new_finding (platform, rule, media_index);
  poster_checker_word_range (finding, rule, platform->name, figure, facts, &limits);
  return finding;
}

static gboolean
has_ratio (PosterRule             *rule,
           const PosterMediaFacts *facts)
{
  double measured = get_figure (POSTER_MEASURE_ASPECT, facts);

  if (!(measured > 0))
    return TRUE;
  for (guint i = 0; rule->values[i] != NULL; i++)
    {
      double ratio = 1;

      if (poster_rule_parse_ratio (rule->values[i], &ratio) && fabs (measured / ratio - 1) <= rule->tolerance)
        return TRUE;
    }
  return FALSE;
}

/* Whether what the rule speaks of is in the file. */
static gboolean
has_thing (PosterMeasure           measure,
           const PosterMediaFacts *facts)
{
  switch (measure)
    {
    case POSTER_MEASURE_AUDIO:
      return facts->audio_codec != NULL;
    case POSTER_MEASURE_FASTSTART:
      return facts->faststart || facts->fragmented;
    case POSTER_MEASURE_VARIABLE_FRAME_RATE:
      return facts->variable_frame_rate;
    case POSTER_MEASURE_HDR:
      return facts->hdr != NULL;
    case POSTER_MEASURE_ANIMATION:
      return facts->animated;
    default:
      g_return_val_if_reached (FALSE);
    }
}

static PosterFinding *
check_one_of (PosterPlatform         *platform,
              PosterRule             *rule,
              const PosterMediaFacts *facts,
              int                     media_index)
{
  const char *word = get_word (rule->measure, facts);
  PosterFinding *finding;

  if (word != NULL && g_strv_contains ((const char * const *) rule->values, word))
    return NULL;
  if (word == NULL && rule->measure == POSTER_MEASURE_AUDIO_CODEC)
    return NULL;  /* whether there must be sound is another rule's question */
  finding = new_finding (platform, rule, media_index);
  poster_checker_word_one_of (finding, rule, platform->name, facts, word);
  return finding;
}

static PosterFinding *
check_problem (PosterPlatform         *platform,
               PosterRule             *rule,
               const PosterMediaFacts *facts,
               int                     media_index)
{
  gboolean unreadable = rule->check == POSTER_CHECK_READABLE;
  PosterFinding *finding;

  if (unreadable ? facts->type != POSTER_MEDIA_UNREADABLE : facts->problem == NULL)
    return NULL;
  finding = new_finding (platform, rule, media_index);
  finding->measured = g_strdup (unreadable ? "unreadable" : "damaged");
  finding->message = g_strdup (facts->problem != NULL ? facts->problem
                                                      : _("This file cannot be read as a video or a picture."));
  finding->fix = g_strdup (rule->fix);
  return finding;
}

/* Whether @rule speaks of such a file at all. */
static gboolean
concerns (PosterRule             *rule,
          const PosterMediaFacts *facts)
{
  guint kinds = 0;

  if (facts->type == POSTER_MEDIA_UNREADABLE)
    return rule->check == POSTER_CHECK_READABLE;
  if (rule->check == POSTER_CHECK_READABLE)
    return FALSE;
  if (rule->measure == POSTER_MEASURE_TYPE)
    return TRUE;
  if (facts->type == POSTER_MEDIA_VIDEO)
    kinds = POSTER_POST_KINDS (POSTER_POST_VIDEO);
  else if (facts->type == POSTER_MEDIA_IMAGE)
    kinds = POSTER_POST_KINDS (POSTER_POST_PHOTO);
  else if (facts->type == POSTER_MEDIA_DOCUMENT)
    kinds = POSTER_POST_KINDS (POSTER_POST_DOCUMENT);
  if ((rule->kinds & kinds) == 0)
    return FALSE;
  if (rule->containers != NULL &&
      (facts->container == NULL || !g_strv_contains ((const char * const *) rule->containers, facts->container)))
    return FALSE;
  return rule->other_containers == NULL || facts->container == NULL ||
         !g_strv_contains ((const char * const *) rule->other_containers, facts->container);
}

static PosterFinding *
check_rule (PosterPlatform         *platform,
            PosterRule             *rule,
            const PosterMediaFacts *facts,
            int                     media_index,
            JsonObject             *creator)
{
  PosterFinding *finding;
  gboolean passes;

  switch (rule->check)
    {
    case POSTER_CHECK_READABLE:
    case POSTER_CHECK_UNDAMAGED:
      return check_problem (platform, rule, facts, media_index);
    case POSTER_CHECK_ONE_OF:
      return check_one_of (platform, rule, facts, media_index);
    case POSTER_CHECK_RANGE:
      return check_range (platform, rule, facts, media_index, creator);
    case POSTER_CHECK_RATIO:
      passes = has_ratio (rule, facts);
      break;
    case POSTER_CHECK_PRESENT:
      passes = has_thing (rule->measure, facts);
      break;
    case POSTER_CHECK_ABSENT:
      passes = !has_thing (rule->measure, facts);
      break;
    default:
      g_return_val_if_reached (NULL);
    }
  if (passes)
    return NULL;
  finding = new_finding (platform, rule, media_index);
  if (rule->check == POSTER_CHECK_RATIO)
    poster_checker_word_ratio (finding, rule, platform->name, facts);
  else
    poster_checker_word_flag (finding, rule, platform->name, facts);
  return finding;
}

/* A picture that is too large both ways is too large once. */
static gboolean
is_said (GPtrArray      *findings,
         PosterPlatform *platform,
         PosterRule     *rule)
{
  for (guint i = 0; rule->measure == POSTER_MEASURE_LONG_SIDE && i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);
      PosterRule *other = poster_platform_find_rule (platform, finding->rule);

      if (other->measure == POSTER_MEASURE_SHORT_SIDE && finding->severity >= rule->severity)
        return TRUE;
    }
  return FALSE;
}

/**
 * poster_checker_check_file:
 * @platform: a platform
 * @facts: what was measured of one file
 * @media_index: where it stands in the post, from 0
 * @options: (nullable): the platform's options by canonical key; what is not there has its default
 * @creator: (nullable): what the connector tells about the account; its own limits count too
 *
 * Holds one file against the rules of @platform. Limits are inclusive; a rule's tolerance is
 * added on both sides, but not to a limit that is the creator's own: the platform tells that one
 * to the second.
 *
 * Returns: (transfer full) (element-type PosterFinding): what does not fit, none perhaps
 */
GPtrArray *
poster_checker_check_file (PosterPlatform         *platform,
                           const PosterMediaFacts *facts,
                           int                     media_index,
                           JsonObject             *options,
                           JsonObject             *creator)
{
  g_autoptr(JsonObject) complete = poster_platform_complete_options (platform, options);
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < platform->rules->len; i++)
    {
      PosterRule *rule = g_ptr_array_index (platform->rules, i);
      PosterFinding *finding;

      if (!poster_rule_is_about_files (rule) || !concerns (rule, facts) ||
          !poster_rule_counts (rule, complete, creator) || is_said (findings, platform, rule))
        continue;
      finding = check_rule (platform, rule, facts, media_index, creator);
      if (finding == NULL)
        continue;
      g_ptr_array_add (findings, finding);
      /* What the platform does not take at all needs no further complaints. */
      if (rule->measure == POSTER_MEASURE_TYPE && rule->severity == POSTER_SEVERITY_ERROR)
        break;
    }
  return findings;
}

typedef struct
{
  guint files;
  guint photos;
  guint videos;
  guint gifs;
  guint documents;
} Counts;

static Counts
count_files (GPtrArray *media_facts)
{
  Counts counts = { 0 };

  for (guint i = 0; media_facts != NULL && i < media_facts->len; i++)
    {
      const PosterMediaFacts *facts = g_ptr_array_index (media_facts, i);

      counts.files++;
      counts.photos += facts->type == POSTER_MEDIA_IMAGE;
      counts.videos += facts->type == POSTER_MEDIA_VIDEO;
      counts.documents += facts->type == POSTER_MEDIA_DOCUMENT;
      counts.gifs += facts->type == POSTER_MEDIA_IMAGE && g_strcmp0 (facts->container, "gif") == 0;
    }
  return counts;
}

/**
 * poster_checker_get_kind:
 * @media_facts: (nullable) (element-type PosterMediaFacts): the files of a post
 *
 * Returns: what kind of post they make
 */
PosterPostKind
poster_checker_get_kind (GPtrArray *media_facts)
{
  Counts counts = count_files (media_facts);

  if (counts.files == 0)
    return POSTER_POST_TEXT;
  if (counts.documents == counts.files)
    return POSTER_POST_DOCUMENT;
  /* Files that nobody can read are more likely videos: there are more ways to break them. */
  return counts.videos == 0 && counts.photos > 0 ? POSTER_POST_PHOTO : POSTER_POST_VIDEO;
}

static guint
get_count (PosterPlatform *platform,
           PosterMeasure   measure,
           const char     *text,
           const Counts   *counts)
{
  switch (measure)
    {
    case POSTER_MEASURE_HASHTAGS:
      return poster_text_count_ranges (text, &platform->manner, POSTER_TEXT_HASHTAG);
    case POSTER_MEASURE_MENTIONS:
      return poster_text_count_ranges (text, &platform->manner, POSTER_TEXT_MENTION);
    case POSTER_MEASURE_PHOTOS:
      return counts->photos;
    case POSTER_MEASURE_VIDEOS:
      return counts->videos;
    case POSTER_MEASURE_GIFS:
      return counts->gifs;
    case POSTER_MEASURE_DOCUMENTS:
      return counts->documents;
    case POSTER_MEASURE_FILES:
    default:
      return counts->files;
    }
}

static PosterFinding *
check_length (PosterPlatform *platform,
              PosterRule     *rule,
              const char     *text)
{
  PosterFinding *finding;
  gint64 length;

  if (text == NULL)
    return NULL;
  length = poster_text_count (text, rule->unit);
  if (length <= (gint64) rule->maximum)
    return NULL;
  finding = new_finding (platform, rule, -1);
  poster_checker_word_length (finding, rule, platform->name, length);
  return finding;
}

static PosterFinding *
check_no_mix (PosterPlatform *platform,
              PosterRule     *rule,
              const Counts   *counts)
{
  gboolean gifs = rule->measure == POSTER_MEASURE_GIFS_AND_OTHERS;
  gboolean documents = rule->measure == POSTER_MEASURE_DOCUMENTS_AND_OTHERS;
  guint first = gifs ? counts->gifs : documents ? counts->documents : counts->photos;
  guint second = gifs || documents ? counts->files - first : counts->videos;
  PosterFinding *finding;

  if (first == 0 || second == 0)
    return NULL;
  finding = new_finding (platform, rule, -1);
  poster_checker_word_no_mix (finding, rule, platform->name, first, second);
  return finding;
}

static PosterFinding *
check_required (PosterPlatform *platform,
                PosterRule     *rule,
                const char     *text,
                const Counts   *counts)
{
  PosterFinding *finding;

  if (rule->measure == POSTER_MEASURE_MEDIA ? counts->files > 0 : text == NULL || *text != '\0')
    return NULL;
  finding = new_finding (platform, rule, -1);
  poster_checker_word_required (finding, rule, platform);
  return finding;
}

static PosterFinding *
check_can_post (PosterPlatform *platform,
                PosterRule     *rule,
                JsonObject     *creator)
{
  const char *name = poster_json_get_string (poster_json_get_object (creator, "creator"), "nickname");
  PosterFinding *finding;

  /* Late's server tells it within `creator`. */
  if (poster_json_get_boolean (creator, "canPostMore", TRUE) &&
      poster_json_get_boolean (poster_json_get_object (creator, "creator"), "canPostMore", TRUE))
    return NULL;
  finding = new_finding (platform, rule, -1);
  finding->message = name != NULL
                       ? g_strdup_printf (_("%s takes no more posts from %s for now. Try again later."),
                                          platform->name, name)
                       : g_strdup_printf (_("%s takes no more posts from this account for now. Try again later."),
                                          platform->name);
  return finding;
}

/* What stands before the first line break, without space around it. */
static char *
dup_first_line (const char *text)
{
  return text != NULL ? g_strstrip (g_strndup (text, strcspn (text, "\r\n"))) : NULL;
}

static PosterFinding *
check_post_rule (PosterPlatform *platform,
                 PosterRule     *rule,
                 const char     *text,
                 const Counts   *counts,
                 const char     *title,
                JsonObject     *creator)
{
  g_autofree char *line = NULL;
  PosterFinding *finding;
  guint count;

  switch (rule->check)
    {
    case POSTER_CHECK_COUNT:
      count = get_count (platform, rule->measure, text, counts);
      if (count <= (guint) rule->maximum)
        return NULL;
      finding = new_finding (platform, rule, -1);
      poster_checker_word_count (finding, rule, platform->name, count);
      return finding;
    case POSTER_CHECK_NO_MIX:
      return check_no_mix (platform, rule, counts);
    case POSTER_CHECK_LENGTH:
      if (rule->measure != POSTER_MEASURE_FIRST_LINE)
        return check_length (platform, rule, text);
      line = title == NULL || *title == '\0' ? dup_first_line (text) : NULL;
      return check_length (platform, rule, line);
    case POSTER_CHECK_REQUIRED:
      if (rule->measure == POSTER_MEASURE_TITLE_OR_CAPTION && title != NULL && *title != '\0')
        return NULL;
      return check_required (platform, rule, text, counts);
    case POSTER_CHECK_CAN_POST:
      return check_can_post (platform, rule, creator);
    case POSTER_CHECK_ABSENT:
      if (text == NULL || (rule->measure == POSTER_MEASURE_LINE_BREAKS ? strpbrk (text, "\r\n") == NULL
                                                                        : *text == '\0'))
        return NULL;
      finding = new_finding (platform, rule, -1);
      poster_checker_word_flag (finding, rule, platform->name, NULL);
      return finding;
    default:
      g_return_val_if_reached (NULL);
    }
}

/* A platform's own title goes before that of the post. */
static const char *
get_title (PosterPlatform *platform,
           JsonObject     *options,
           const char     *title)
{
  for (guint i = 0; i < platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (platform->options, i);
      const char *own = option->is_title ? poster_json_get_string (options, option->key) : NULL;

      if (own != NULL && *own != '\0')
        return own;
    }
  return title;
}

/**
 * poster_checker_check_post:
 * @platform: a platform
 * @content: (nullable): the caption; %NULL while it is not known, and then nothing is said of it
 * @title: (nullable): the title, likewise
 * @media_facts: (nullable) (element-type PosterMediaFacts): the files, in order
 * @options: (nullable): the platform's options by canonical key; what is not there has its default
 * @creator: (nullable): what the connector tells about the account
 *
 * Holds the post as a whole against the rules of @platform: how many files of which kinds, and
 * the texts. Each file by itself is poster_checker_check_file()'s, the options are
 * poster_options_resolve()'s business.
 *
 * Returns: (transfer full) (element-type PosterFinding): what does not fit, none perhaps
 */
GPtrArray *
poster_checker_check_post (PosterPlatform *platform,
                           const char     *content,
                           const char     *title,
                           GPtrArray      *media_facts,
                           JsonObject     *options,
                           JsonObject     *creator)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_object_unref);
  Counts counts = count_files (media_facts);
  PosterPostKind kind = poster_checker_get_kind (media_facts);
  g_autoptr(JsonObject) complete = poster_platform_complete_options (platform, options);

  title = get_title (platform, options, title);
  for (guint i = 0; i < platform->rules->len; i++)
    {
      PosterRule *rule = g_ptr_array_index (platform->rules, i);
      const char *text = rule->measure == POSTER_MEASURE_TITLE ? title : content;
      PosterFinding *finding;

      if (poster_rule_is_about_files (rule) || (rule->kinds & POSTER_POST_KINDS (kind)) == 0 ||
          (rule->unless_option != NULL && !poster_value_is_empty (json_object_get_member (complete, rule->unless_option))) ||
          !poster_rule_counts (rule, complete, creator))
        continue;
      finding = check_post_rule (platform, rule, text, &counts, title, creator);
      if (finding != NULL)
        g_ptr_array_add (findings, finding);
    }
  return findings;
}

/**
 * poster_checker_same_media_finding:
 * @platform: a platform
 * @account_name: @handle or name of the account
 * @when: (nullable): when the same file went there, in words
 *
 * For whoever knows what was posted before: the same clip, by its content, to the same account
 * again.
 *
 * Returns: (transfer full): a warning; its `media_index` may be filled in
 */
PosterFinding *
poster_checker_same_media_finding (PosterPlatform *platform,
                                   const char     *account_name,
                                   const char     *when)
{
  PosterFinding *finding = poster_finding_new (platform->key, "same-media", POSTER_SEVERITY_WARNING, -1);

  finding->measured = g_strdup (when);
  finding->message = when != NULL
                       ? g_strdup_printf (_("The same file already went to %s on %s (%s). Post it again?"),
                                          account_name, platform->name, when)
                       : g_strdup_printf (_("The same file already went to %s on %s. Post it again?"),
                                          account_name, platform->name);
  return finding;
}
