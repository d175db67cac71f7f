/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-finding-place"

#include "poster-finding-place.h"

#include <glib/gi18n-lib.h>

/* (nullable) */
static PosterPlatform *
find_platform (PosterFinding   *finding,
               PosterPlatforms *platforms)
{
  return finding->platform != NULL ? poster_platforms_find (platforms, finding->platform) : NULL;
}

/* The rule of an option is called after it. */
static PosterOption *
find_option (PosterPlatform *platform,
             const char     *rule)
{
  const char *name = g_str_has_prefix (rule, "option-") ? rule + strlen ("option-") : NULL;

  for (guint i = 0; name != NULL && i < platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (platform->options, i);
      g_autofree char *key = g_strdelimit (g_strdup (option->key), "_", '-');

      if (g_str_equal (key, name))
        return option;
    }
  return NULL;
}

static PosterFindingField
field_of_rule (PosterRule *rule)
{
  if (rule->check == POSTER_CHECK_CAN_POST)
    return POSTER_FINDING_ACCOUNT;
  switch (rule->measure)
    {
    case POSTER_MEASURE_TITLE:
    case POSTER_MEASURE_TITLE_OR_CAPTION:
      return POSTER_FINDING_TITLE;
    case POSTER_MEASURE_CAPTION:
    case POSTER_MEASURE_FIRST_LINE:
    case POSTER_MEASURE_LINE_BREAKS:
    case POSTER_MEASURE_HASHTAGS:
    case POSTER_MEASURE_MENTIONS:
      return POSTER_FINDING_CAPTION;
    default:
      return POSTER_FINDING_MEDIA;
    }
}

/**
 * poster_finding_get_place:
 * @finding: what was found
 * @platforms: the rules
 *
 * Returns: where a person puts it right
 */
PosterFindingPlace
poster_finding_get_place (PosterFinding   *finding,
                          PosterPlatforms *platforms)
{
  PosterPlatform *platform = find_platform (finding, platforms);
  PosterFindingPlace place = { POSTER_FINDING_MEDIA, finding->media_index, platform, NULL };
  PosterRule *rule;

  if (g_str_equal (finding->rule, POSTER_FINDING_SIGNED_OUT) || g_str_equal (finding->rule, POSTER_FINDING_DISCONNECTED))
    {
      place.field = POSTER_FINDING_ACCOUNT;
      return place;
    }
  if (platform == NULL || finding->media_index >= 0)
    return place;
  if (g_str_has_prefix (finding->rule, "option-"))
    {
      place.field = POSTER_FINDING_OPTION;
      place.option = find_option (platform, finding->rule);
      return place;
    }
  rule = poster_platform_find_rule (platform, finding->rule);
  if (rule == NULL)
    return place;
  place.field = field_of_rule (rule);
  /* The first that is one too many. */
  if (rule->check == POSTER_CHECK_COUNT && place.field == POSTER_FINDING_MEDIA)
    place.media_index = (int) rule->maximum;
  return place;
}

/**
 * poster_finding_dup_fix:
 * @finding: what was found
 * @platforms: the rules
 * @action: (out) (transfer full): the composer's action that does it, with its target
 *
 * What mends it without anybody having to look further. What would need another file is not among
 * it.
 *
 * Returns: (transfer full) (nullable): what the button is called; %NULL when there is none
 */
char *
poster_finding_dup_fix (PosterFinding    *finding,
                        PosterPlatforms  *platforms,
                        char            **action)
{
  PosterPlatform *platform = find_platform (finding, platforms);
  PosterRule *rule = platform != NULL ? poster_platform_find_rule (platform, finding->rule) : NULL;
  gint64 count;

  *action = NULL;
  if (rule == NULL)
    return NULL;
  switch (rule->check)
    {
    case POSTER_CHECK_READABLE:
      *action = g_strdup_printf ("composer.take-out(%d)", finding->media_index);
      return g_strdup (_("Take Out"));
    case POSTER_CHECK_CAN_POST:
      *action = g_strdup ("composer.ask-again");
      return g_strdup (_("Ask Again"));
    case POSTER_CHECK_COUNT:
      count = finding->measured != NULL ? g_ascii_strtoll (finding->measured, NULL, 10) - (gint64) rule->maximum : 0;
      if (count <= 0 || (rule->measure != POSTER_MEASURE_PHOTOS && rule->measure != POSTER_MEASURE_FILES))
        return NULL;
      *action = g_strdup_printf ("composer.take-out-last((%d,%s))", (int) count,
                                 rule->measure == POSTER_MEASURE_PHOTOS ? "true" : "false");
      /* Translators: a button: pictures that are too many are taken out of the post */
      return g_strdup_printf (ngettext ("Take Out the Last", "Take Out the Last %u", (gulong) count), (guint) count);
    default:
      return NULL;
    }
}
