/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-checker-words"

#include "poster-checker-words.h"

#include <glib/gi18n-lib.h>

#include "poster-checker-figures.h"
#include "poster-platform-words.h"

/* How a figure that is out of its limits is told. Each takes what was measured, the platform's
 * name, and what it takes or recommends. */
static const struct
{
  PosterMeasure  measure;
  const char    *refused;
  const char    *advised;
  const char    *unknown;  /* (nullable): when the probe could not tell; platform, limits */
} sentences[] = {
  { POSTER_MEASURE_DURATION,
    /* Translators: of a clip: "2.9 s long; TikTok takes 3 s to 10 min." */
    N_("%s long; %s takes %s."),
    N_("%s long; %s recommends %s."),
    N_("The length could not be measured; %s takes %s.") },
  { POSTER_MEASURE_FRAME_RATE,
    N_("%s frames a second; %s takes %s."),
    N_("%s frames a second; %s recommends %s."),
    N_("The frame rate could not be measured; %s takes %s.") },
  { POSTER_MEASURE_SIZE,
    /* Translators: of a file: "5.1 GB large; TikTok takes up to 4.0 GB." */
    N_("%s large; %s takes %s."),
    N_("%s large; %s recommends %s."),
    NULL },
  { POSTER_MEASURE_SIDES,
    /* Translators: "320 × 568 pixels; TikTok takes 360 to 4096 on each side." */
    N_("%s pixels; %s takes %s on each side."),
    N_("%s pixels; %s recommends %s on each side."),
    N_("The size of the picture could not be measured; %s takes %s pixels on each side.") },
  { POSTER_MEASURE_SHORT_SIDE,
    N_("%s pixels; %s takes %s on the shorter side."),
    N_("%s pixels; %s recommends %s on the shorter side."),
    NULL },
  { POSTER_MEASURE_LONG_SIDE,
    N_("%s pixels; %s takes %s on the longer side."),
    N_("%s pixels; %s recommends %s on the longer side."),
    NULL },
  { POSTER_MEASURE_ASPECT,
    /* Translators: of width to height: "The picture is 3:1; Instagram takes 4:5 to 1.91:1." */
    N_("The picture is %s; %s takes %s."),
    N_("The picture is %s; %s recommends %s."),
    NULL },
  { POSTER_MEASURE_AUDIO_BITRATE,
    N_("Sound of %s; %s takes %s."),
    N_("Sound of %s; %s recommends %s."),
    NULL },
  { POSTER_MEASURE_PAGES,
    /* Translators: of a document: "301 pages; LinkedIn takes up to 300." */
    N_("%s pages; %s takes %s."),
    N_("%s pages; %s recommends %s."),
    NULL },
};

static guint
find_sentences (PosterMeasure measure)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].measure == measure)
      return i;
  g_return_val_if_reached (0);
}

/* Adds a sentence that says what to do; takes @advice. */
static void
add_advice (PosterFinding *finding,
            char          *advice)
{
  g_autofree char *message = finding->message;
  g_autofree char *sentence = advice;

  if (sentence == NULL)
    {
      finding->message = g_steal_pointer (&message);
      return;
    }
  /* Translators: two sentences, one after the other */
  finding->message = g_strdup_printf (C_("sentences", "%s %s"), message, sentence);
}

static char *
advise_fix (const char *fix)
{
  if (g_strcmp0 (fix, "convert") == 0)
    return g_strdup (_("Convert it?"));
  if (g_strcmp0 (fix, "pad") == 0)
    return g_strdup (_("Pad or crop it?"));
  if (g_strcmp0 (fix, "add-audio") == 0)
    return g_strdup (_("Add silence?"));
  return NULL;
}

static void
advise_range (PosterFinding      *finding,
              PosterRule         *rule,
              double              figure,
              const PosterLimits *limits)
{
  gboolean above = limits->has_maximum && figure > limits->maximum;

  if (rule->measure == POSTER_MEASURE_DURATION && !above)
    {
      add_advice (finding, g_strdup (_("Use a longer clip.")));
      return;
    }
  if (rule->fix == NULL)
    return;
  finding->fix = g_strdup (rule->fix);
  if (g_str_equal (rule->fix, "trim"))
    {
      g_autofree char *most = poster_checker_format_figure (rule->measure, limits->maximum, limits->maximum, TRUE);

      add_advice (finding, g_strdup_printf (_("Trim it to %s?"), most));
    }
  else if (g_str_equal (rule->fix, "fps"))
    {
      double rate = above ? limits->maximum : MAX (30, limits->minimum);
      g_autofree char *number = poster_checker_format_figure (rule->measure, rate, rate, TRUE);

      add_advice (finding, g_strdup_printf (_("Convert to %s?"), number));
    }
  else
    {
      add_advice (finding, advise_fix (rule->fix));
    }
}

/* Where the data hold a sentence of its own for @rule, that is the message. */
static void
word_own (PosterFinding *finding,
          PosterRule    *rule,
          const char    *platform,
          const char    *measured,
          const char    *allowed)
{
  g_autoptr(GString) words = NULL;

  if (rule->words == NULL)
    return;
  words = g_string_new (poster_platform_words_translate (rule->words));
  g_string_replace (words, "{platform}", platform, 0);
  g_string_replace (words, "{measured}", measured, 0);
  g_string_replace (words, "{allowed}", allowed, 0);
  g_free (finding->message);
  finding->message = g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
format_pixels (const PosterMediaFacts *facts)
{
  return g_strdup_printf ("%d × %d", facts->width, facts->height);
}

/* The sentences come from the table above, or by way of a variable. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

/**
 * poster_checker_word_range:
 * @finding: a new finding, to be filled in
 * @rule: the rule
 * @platform: name of the platform
 * @figure: what was measured
 * @facts: the file
 * @limits: what is allowed
 *
 * Puts into words: a figure out of its limits.
 */
void
poster_checker_word_range (PosterFinding          *finding,
                           PosterRule             *rule,
                           const char             *platform,
                           double                  figure,
                           const PosterMediaFacts *facts,
                           const PosterLimits     *limits)
{
  guint sentence = find_sentences (rule->measure);
  double limit = limits->has_maximum && (figure > limits->maximum || !limits->has_minimum) ? limits->maximum
                                                                                           : limits->minimum;
  g_autofree char *figure_text = poster_checker_format_figure (rule->measure, figure, limit, TRUE);
  g_autofree char *limits_text = poster_checker_format_limits (rule->measure, limits, TRUE);

  finding->measured = poster_checker_format_figure (rule->measure, figure, limit, FALSE);
  finding->allowed = poster_checker_format_limits (rule->measure, limits, FALSE);
  switch (rule->measure)
    {
    case POSTER_MEASURE_SIDES:
    case POSTER_MEASURE_SHORT_SIDE:
    case POSTER_MEASURE_LONG_SIDE:
      g_free (figure_text);
      g_free (finding->measured);
      figure_text = format_pixels (facts);
      finding->measured = g_strdup_printf ("%dx%d px", facts->width, facts->height);
      break;
    default:
      break;
    }

  if (limits->of_creator && figure > limits->maximum)
    finding->message = g_strdup_printf (_("%s long; %s lets this account post %s."), figure_text, platform,
                                        limits_text);
  else
    finding->message = g_strdup_printf (finding->severity == POSTER_SEVERITY_ERROR ? _(sentences[sentence].refused)
                                                                                   : _(sentences[sentence].advised),
                                        figure_text, platform, limits_text);
  word_own (finding, rule, platform, figure_text, limits_text);
  advise_range (finding, rule, figure, limits);
}

/**
 * poster_checker_can_be_unknown:
 * @rule: a range
 *
 * Returns: whether it must be told when the figure of @rule could not be measured
 */
gboolean
poster_checker_can_be_unknown (PosterRule *rule)
{
  return rule->severity == POSTER_SEVERITY_ERROR && sentences[find_sentences (rule->measure)].unknown != NULL;
}

/**
 * poster_checker_word_unknown:
 * @finding: a new finding, to be filled in
 * @rule: the rule
 * @platform: name of the platform
 * @limits: what is allowed
 *
 * Puts into words: a figure that could not be measured.
 */
void
poster_checker_word_unknown (PosterFinding      *finding,
                             PosterRule         *rule,
                             const char         *platform,
                             const PosterLimits *limits)
{
  g_autofree char *limits_text = poster_checker_format_limits (rule->measure, limits, TRUE);

  finding->allowed = poster_checker_format_limits (rule->measure, limits, FALSE);
  finding->message = g_strdup_printf (_(sentences[find_sentences (rule->measure)].unknown), platform, limits_text);
}


/**
 * poster_checker_word_ratio:
 * @finding: a new finding, to be filled in
 * @rule: the rule
 * @platform: name of the platform
 * @facts: the file
 *
 * Puts into words: a picture of another shape.
 */
void
poster_checker_word_ratio (PosterFinding          *finding,
                           PosterRule             *rule,
                           const char             *platform,
                           const PosterMediaFacts *facts)
{
  g_autofree char *ratio = poster_checker_format_ratio ((double) facts->width / facts->height);
  g_autofree char *allowed = poster_checker_format_list ((const char * const *) rule->values, TRUE);

  finding->measured = g_strdup (ratio);
  finding->allowed = poster_checker_format_list ((const char * const *) rule->values, FALSE);
  finding->message = g_strdup_printf (finding->severity == POSTER_SEVERITY_ERROR
                                        ? _("The picture is %s; %s takes %s.")
                                        : _("The picture is %s; %s recommends %s."),
                                      ratio, platform, allowed);
  word_own (finding, rule, platform, ratio, allowed);
  finding->fix = g_strdup (rule->fix);
  add_advice (finding, advise_fix (rule->fix));
}

static void
word_type (PosterFinding *finding,
           PosterRule    *rule,
           const char    *platform,
           PosterMediaType type)
{
  gboolean takes_video = g_strv_contains ((const char * const *) rule->values, "video");
  gboolean takes_image = g_strv_contains ((const char * const *) rule->values, "image");
  gboolean takes_document = g_strv_contains ((const char * const *) rule->values, "document");
  const char *allowed;

  allowed = takes_video && takes_image && takes_document ? _("videos, pictures and documents")
            : takes_video && takes_image ? _("videos and pictures") : takes_video ? _("videos") : _("pictures");
  switch (type)
    {
    case POSTER_MEDIA_AUDIO:
      finding->message = g_strdup_printf (_("This is sound without a picture; %s takes %s."), platform, allowed);
      break;
    case POSTER_MEDIA_IMAGE:
      finding->message = g_strdup_printf (_("This is a picture; %s takes %s."), platform, allowed);
      break;
    case POSTER_MEDIA_DOCUMENT:
      finding->message = g_strdup_printf (_("This is a document; %s takes %s."), platform, allowed);
      break;
    case POSTER_MEDIA_VIDEO:
    case POSTER_MEDIA_UNREADABLE:
    default:
      finding->message = g_strdup_printf (_("This is a video; %s takes %s."), platform, allowed);
      break;
    }
}

/**
 * poster_checker_word_one_of:
 * @finding: a new finding, to be filled in
 * @rule: the rule
 * @platform: name of the platform
 * @facts: the file
 * @word: (nullable): what was measured
 *
 * Puts into words: a word (@word, perhaps %NULL) that is none of those allowed.
 */
void
poster_checker_word_one_of (PosterFinding          *finding,
                            PosterRule             *rule,
                            const char             *platform,
                            const PosterMediaFacts *facts,
                            const char             *word)
{
  const char *name = word != NULL ? poster_checker_name_word (word) : _("unknown");
  g_autofree char *allowed = poster_checker_format_list ((const char * const *) rule->values, TRUE);
  gboolean refused = finding->severity == POSTER_SEVERITY_ERROR;

  finding->measured = g_strdup (word);
  finding->allowed = poster_checker_format_list ((const char * const *) rule->values, FALSE);
  switch (rule->measure)
    {
    case POSTER_MEASURE_TYPE:
      word_type (finding, rule, platform, facts->type);
      break;
    case POSTER_MEASURE_VIDEO_CODEC:
      finding->message = g_strdup_printf (refused ? _("The picture is coded as %s; %s takes %s.")
                                                  : _("The picture is coded as %s; %s recommends %s."),
                                          name, platform, allowed);
      break;
    case POSTER_MEASURE_AUDIO_CODEC:
      finding->message = g_strdup_printf (refused ? _("The sound is coded as %s; %s takes %s here.")
                                                  : _("The sound is coded as %s; %s recommends %s here."),
                                          name, platform, allowed);
      break;
    case POSTER_MEASURE_CONTAINER:
    default:
      finding->message = g_strdup_printf (refused ? _("The file is of type %s; %s takes %s.")
                                                  : _("The file is of type %s; %s recommends %s."),
                                          name, platform, allowed);
      break;
    }
  word_own (finding, rule, platform, name, allowed);
  finding->fix = g_strdup (rule->fix);
  add_advice (finding, advise_fix (rule->fix));
}

/**
 * poster_checker_word_flag:
 * @finding: a new finding, to be filled in
 * @rule: the rule
 * @platform: name of the platform
 * @facts: (nullable): the file
 *
 * Puts into words: something that is there and should not be, or the other way round.
 */
void
poster_checker_word_flag (PosterFinding          *finding,
                          PosterRule             *rule,
                          const char             *platform,
                          const PosterMediaFacts *facts)
{
  switch (rule->measure)
    {
    case POSTER_MEASURE_AUDIO:
      finding->measured = g_strdup ("no audio");
      finding->allowed = g_strdup ("audio");
      finding->message = finding->severity == POSTER_SEVERITY_ERROR
                           ? g_strdup_printf (_("There is no sound; %s takes only videos that have some."), platform)
                           : g_strdup_printf (_("There is no sound; %s recommends some."), platform);
      break;
    case POSTER_MEASURE_FASTSTART:
      finding->measured = g_strdup ("index at the end");
      finding->allowed = g_strdup ("index at the start");
      finding->message = g_strdup_printf (_("The index stands at the end of the file; with it at the start %s is "
                                            "done sooner."), platform);
      break;
    case POSTER_MEASURE_VARIABLE_FRAME_RATE:
      finding->measured = poster_checker_format_figure (POSTER_MEASURE_FRAME_RATE, facts->frame_rate,
                                                        facts->frame_rate, FALSE);
      finding->allowed = g_strdup ("constant");
      finding->message = g_strdup_printf (_("The frame rate varies; %s may show movements unevenly."), platform);
      break;
    case POSTER_MEASURE_HDR:
      finding->measured = g_strdup (facts->hdr);
      finding->allowed = g_strdup ("sdr");
      finding->message = g_strdup_printf (_("The picture is HDR (%s); %s may show its colours paler or harsher."),
                                          facts->hdr != NULL ? poster_checker_name_word (facts->hdr) : "HDR", platform);
      break;
    case POSTER_MEASURE_CAPTION:
      finding->measured = g_strdup ("a text");
      finding->allowed = g_strdup ("none");
      finding->message = g_strdup_printf (_("%s shows no text with this; it is left out."), platform);
      break;
    case POSTER_MEASURE_LINE_BREAKS:
      finding->allowed = g_strdup ("none");
      finding->message = g_strdup_printf (_("%s ignores line breaks; the caption will run on in one line."), platform);
      break;
    case POSTER_MEASURE_ANIMATION:
    default:
      finding->measured = g_strdup ("animated");
      finding->allowed = g_strdup ("still");
      finding->message = g_strdup_printf (_("The picture moves; %s shows a still."), platform);
      break;
    }
  word_own (finding, rule, platform, finding->measured != NULL ? finding->measured : "", finding->allowed);
  finding->fix = g_strdup (rule->fix);
  add_advice (finding, advise_fix (rule->fix));
}

/**
 * poster_checker_word_count:
 * @finding: a new finding, to be filled in
 * @rule: the rule
 * @platform: name of the platform
 * @count: how many there are
 *
 * Puts into words: @count files of a kind, or hashtags or mentions, too many.
 */
void
poster_checker_word_count (PosterFinding *finding,
                           PosterRule    *rule,
                           const char    *platform,
                           guint          count)
{
  gulong excess = count - (gulong) rule->maximum;
  g_autofree char *most = poster_checker_format_integer ((gint64) rule->maximum);

  finding->measured = g_strdup_printf ("%u", count);
  finding->allowed = g_strdup_printf ("<= %d", (int) rule->maximum);
  switch (rule->measure)
    {
    case POSTER_MEASURE_PHOTOS:
      finding->message = g_strdup_printf (ngettext ("%u photo; %s takes up to %s in a post.",
                                                    "%u photos; %s takes up to %s in a post.", count),
                                          count, platform, most);
      break;
    case POSTER_MEASURE_VIDEOS:
      finding->message = g_strdup_printf (ngettext ("%u video; %s takes up to %s in a post.",
                                                    "%u videos; %s takes up to %s in a post.", count),
                                          count, platform, most);
      break;
    case POSTER_MEASURE_GIFS:
      finding->message = g_strdup_printf (ngettext ("%u GIF; %s takes up to %s in a post.",
                                                    "%u GIFs; %s takes up to %s in a post.", count),
                                          count, platform, most);
      break;
    case POSTER_MEASURE_DOCUMENTS:
      finding->message = g_strdup_printf (ngettext ("%u document; %s takes up to %s in a post.",
                                                    "%u documents; %s takes up to %s in a post.", count),
                                          count, platform, most);
      break;
    case POSTER_MEASURE_HASHTAGS:
      finding->message = g_strdup_printf (ngettext ("%u hashtag; %s takes up to %s in a post.",
                                                    "%u hashtags; %s takes up to %s in a post.", count),
                                          count, platform, most);
      break;
    case POSTER_MEASURE_MENTIONS:
      finding->message = g_strdup_printf (ngettext ("%u mention; %s takes up to %s in a post.",
                                                    "%u mentions; %s takes up to %s in a post.", count),
                                          count, platform, most);
      break;
    case POSTER_MEASURE_FILES:
    default:
      finding->message = g_strdup_printf (ngettext ("%u file; %s takes up to %s in a post.",
                                                    "%u files; %s takes up to %s in a post.", count),
                                          count, platform, most);
      break;
    }
  word_own (finding, rule, platform, finding->measured, most);
  add_advice (finding, g_strdup_printf (ngettext ("Take %lu out.", "Take %lu out.", excess),
                                        excess));
}

/**
 * poster_checker_word_no_mix:
 * @finding: a new finding, to be filled in
 * @rule: the rule
 * @platform: name of the platform
 * @first: how many there are of the first
 * @second: how many of the other
 *
 * Puts into words: @first things and @second others that do not go together.
 */
void
poster_checker_word_no_mix (PosterFinding *finding,
                            PosterRule    *rule,
                            const char    *platform,
                            guint          first,
                            guint          second)
{
  if (rule->measure == POSTER_MEASURE_GIFS_AND_OTHERS)
    {
      finding->measured = g_strdup_printf ("%u gif + %u other", first, second);
      finding->allowed = g_strdup ("a gif alone");
      finding->message = g_strdup_printf (_("A GIF beside other files; %s takes it only alone. Make two posts of them."),
                                          platform);
    }
  else if (rule->measure == POSTER_MEASURE_DOCUMENTS_AND_OTHERS)
    {
      finding->measured = g_strdup_printf ("%u document + %u other", first, second);
      finding->allowed = g_strdup ("a document alone");
      finding->message = g_strdup_printf (_("A document beside other files; %s takes it only alone. Make two posts of them."),
                                          platform);
    }
  else
    {
      finding->measured = g_strdup_printf ("%u photo + %u video", first, second);
      finding->allowed = g_strdup ("photos or a video");
      finding->message = g_strdup_printf (_("Photos and videos together; %s takes one or the other. "
                                            "Make two posts of them."), platform);
    }
  word_own (finding, rule, platform, finding->measured, finding->allowed);
}

/**
 * poster_checker_word_length:
 * @finding: a new finding, to be filled in
 * @rule: the rule
 * @platform: name of the platform
 * @length: its length
 *
 * Puts into words: a text of @length units, too long.
 */
void
poster_checker_word_length (PosterFinding *finding,
                            PosterRule    *rule,
                            const char    *platform,
                            gint64         length)
{
  gint64 maximum = (gint64) rule->maximum;
  g_autofree char *length_text = poster_checker_format_integer (length);
  g_autofree char *most = poster_checker_format_integer (maximum);
  g_autofree char *excess = poster_checker_format_integer (length - maximum);
  const char *sentence;

  finding->measured = g_strdup_printf ("%" G_GINT64_FORMAT, length);
  finding->allowed = g_strdup_printf ("<= %" G_GINT64_FORMAT, maximum);
  if (rule->unit == POSTER_TEXT_BYTES)
    sentence = ngettext ("The text is %s byte long; %s takes up to %s.",
                         "The text is %s bytes long; %s takes up to %s.", (gulong) length);
  else if (rule->measure == POSTER_MEASURE_FIRST_LINE)
    sentence = ngettext ("The first line, which becomes the title, is %s character long; %s takes up to %s.",
                         "The first line, which becomes the title, is %s characters long; %s takes up to %s.",
                         (gulong) length);
  else if (rule->measure == POSTER_MEASURE_TITLE)
    sentence = ngettext ("The title is %s character long; %s takes up to %s.",
                         "The title is %s characters long; %s takes up to %s.", (gulong) length);
  else
    sentence = ngettext ("The caption is %s character long; %s takes up to %s.",
                         "The caption is %s characters long; %s takes up to %s.", (gulong) length);
  finding->message = g_strdup_printf (sentence, length_text, platform, most);
  word_own (finding, rule, platform, length_text, most);
  finding->fix = g_strdup (rule->fix);
  add_advice (finding, g_strdup_printf (_("Shorten it by %s."), excess));
}

/**
 * poster_checker_word_required:
 * @finding: a new finding, to be filled in
 * @rule: the rule
 * @platform: the platform
 *
 * Puts into words: something that is missing.
 */
void
poster_checker_word_required (PosterFinding  *finding,
                              PosterRule     *rule,
                              PosterPlatform *platform)
{
  gboolean takes_photo = (platform->kinds & POSTER_POST_KINDS (POSTER_POST_PHOTO)) != 0;
  gboolean takes_video = (platform->kinds & POSTER_POST_KINDS (POSTER_POST_VIDEO)) != 0;

  finding->measured = g_strdup ("none");
  switch (rule->measure)
    {
    case POSTER_MEASURE_CAPTION:
      finding->allowed = g_strdup ("a text");
      finding->message = g_strdup_printf (_("%s needs a text. Write one."), platform->name);
      break;
    case POSTER_MEASURE_TITLE:
      finding->allowed = g_strdup ("a title");
      finding->message = g_strdup_printf (_("%s needs a title. Write one."), platform->name);
      break;
    case POSTER_MEASURE_TITLE_OR_CAPTION:
      finding->allowed = g_strdup ("a title or a text");
      finding->message = g_strdup_printf (_("%s needs a title. Write one, or a text whose first line it is."),
                                          platform->name);
      break;
    case POSTER_MEASURE_MEDIA:
    default:
      finding->allowed = g_strdup (takes_photo && takes_video ? "a video or photos" : takes_video ? "a video"
                                                                                                  : "photos");
      finding->message = g_strdup_printf (takes_photo && takes_video
                                            ? _("%s takes no post of text alone. Add a video or photos.")
                                            : takes_video ? _("%s takes no post of text alone. Add a video.")
                                                          : _("%s takes no post of text alone. Add photos."),
                                          platform->name);
      break;
    }
  word_own (finding, rule, platform->name, finding->measured, finding->allowed);
}

#pragma GCC diagnostic pop
