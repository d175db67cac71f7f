/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-checker-figures"

#include "poster-checker-figures.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* How the words of the probe are written for people. Proper names, not translated. */
static const struct
{
  const char *word;
  const char *name;
} names[] = {
  { "mp4", "MP4" }, { "mov", "MOV" }, { "webm", "WebM" }, { "matroska", "Matroska (MKV)" }, { "avi", "AVI" },
  { "mpegts", "MPEG-TS" }, { "ogg", "Ogg" }, { "flv", "FLV" }, { "asf", "WMV" }, { "3gp", "3GP" },
  { "jpeg", "JPEG" }, { "png", "PNG" }, { "webp", "WebP" }, { "gif", "GIF" }, { "heif", "HEIC" },
  { "mpegps", "MPEG-PS" }, { "mpegvideo", "MPEG" }, { "mxf", "MXF" },
  { "avif", "AVIF" }, { "pdf", "PDF" }, { "tiff", "TIFF" }, { "bmp", "BMP" },
  { "h264", "H.264" }, { "h265", "H.265" }, { "vp8", "VP8" }, { "vp9", "VP9" }, { "av1", "AV1" },
  { "mpeg4", "MPEG-4 Part 2" }, { "mpeg2", "MPEG-2" }, { "prores", "ProRes" }, { "dnxhd", "DNxHD" },
  { "h266", "H.266" }, { "h263", "H.263" }, { "mpeg1", "MPEG-1" }, { "theora", "Theora" }, { "wmv", "WMV" },
  { "dv", "DV" }, { "mjpeg", "Motion JPEG" },
  { "aac", "AAC" }, { "opus", "Opus" }, { "vorbis", "Vorbis" }, { "mp3", "MP3" }, { "pcm", "PCM" },
  { "ac3", "AC-3" }, { "eac3", "E-AC-3" }, { "flac", "FLAC" }, { "alac", "ALAC" }, { "amr", "AMR" },
  { "amr-nb", "AMR" }, { "amr-wb", "AMR-WB" }, { "mp2", "MP2" }, { "dts", "DTS" }, { "wma", "WMA" },
  { "hdr10", "HDR10" }, { "hlg", "HLG" }, { "dolby-vision", "Dolby Vision" },
};

/**
 * poster_checker_name_word:
 * @word: a word of the probe, e.g. `h264`
 *
 * Returns: (transfer none): how it is written for people, e.g. "H.264"
 */
const char *
poster_checker_name_word (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].word, word))
      return names[i].name;
  return word;
}

/* A number with up to @decimals, without zeros at the end: for people with the decimal sign of
 * the locale, else with a full stop. */
static char *
format_number (double   number,
               int      decimals,
               gboolean for_people)
{
  char format[8];
  char buffer[G_ASCII_DTOSTR_BUF_SIZE + 32];
  gsize length;
  char *text;

  g_snprintf (format, sizeof format, "%%.%df", decimals);
  text = g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, number));
  if (strchr (text, '.') != NULL)
    {
      length = strlen (text);
      while (text[length - 1] == '0')
        length--;
      if (text[length - 1] == '.')
        length--;
      text[length] = '\0';
    }
  if (for_people && strchr (text, '.') != NULL)
    {
      g_auto(GStrv) parts = g_strsplit (text, ".", 2);
      char sample[8];

      /* Whatever stands between 1 and 5 in this locale. */
      g_snprintf (sample, sizeof sample, "%.1f", 1.5);
      sample[strlen (sample) - 1] = '\0';
      g_free (text);
      text = g_strconcat (parts[0], sample + 1, parts[1], NULL);
    }
  return text;
}

/* As few decimals, from @least on, as still show on which side of @limit @figure lies. */
static int
decimals_for (double figure,
              double limit,
              int    least)
{
  for (int decimals = least; decimals < 4; decimals++)
    {
      double scale = pow (10, decimals);

      if (floor (figure * scale + 0.5) != floor (limit * scale + 0.5) || figure == limit)
        return decimals;
    }
  return 4;
}

static char *
format_duration (double seconds,
                 int    decimals)
{
  gint64 minutes = (gint64) (seconds / 60);
  g_autofree char *rest = format_number (seconds - 60.0 * (double) minutes, decimals, TRUE);
  gint64 hours = minutes / 60;

  if (minutes == 0)
    return g_strdup_printf (_("%s s"), rest);
  if (hours > 0 && minutes % 60 == 0 && g_str_equal (rest, "0"))
    return g_strdup_printf (_("%d h"), (int) hours);
  if (hours > 0)
    return g_strdup_printf (_("%d h %d min %s s"), (int) hours, (int) (minutes % 60), rest);
  if (g_str_equal (rest, "0"))
    return g_strdup_printf (_("%d min"), (int) minutes);
  return g_strdup_printf (_("%d min %s s"), (int) minutes, rest);
}

/* The rounded size alone would read "4.0 GB; takes up to 4.0 GB" for one byte too many. */
static char *
format_size (double size,
             double limit)
{
  g_autofree char *brief = g_format_size ((guint64) size);
  g_autofree char *brief_limit = g_format_size ((guint64) limit);

  return g_format_size_full ((guint64) size, size != limit && g_str_equal (brief, brief_limit)
                                               ? G_FORMAT_SIZE_LONG_FORMAT : G_FORMAT_SIZE_DEFAULT);
}

/**
 * poster_checker_format_figure:
 * @measure: what was measured
 * @figure: the figure
 * @limit: the limit it is compared with
 * @for_people: whether in the reader's locale; otherwise a plain figure with its unit
 *
 * Returns: (transfer full): @figure, as exact as it takes to tell it from @limit
 */
char *
poster_checker_format_figure (PosterMeasure measure,
                              double        figure,
                              double        limit,
                              gboolean      for_people)
{
  int decimals = decimals_for (figure, limit, 2);
  g_autofree char *number = format_number (figure, decimals, for_people);

  switch (measure)
    {
    case POSTER_MEASURE_DURATION:
      return for_people ? format_duration (figure, decimals) : g_strconcat (number, " s", NULL);
    case POSTER_MEASURE_SIZE:
      return for_people ? format_size (figure, limit) : g_strconcat (number, " bytes", NULL);
    case POSTER_MEASURE_ASPECT:
      return poster_checker_format_ratio (figure);
    case POSTER_MEASURE_FRAME_RATE:
      return for_people ? g_steal_pointer (&number) : g_strconcat (number, " fps", NULL);
    case POSTER_MEASURE_AUDIO_BITRATE:
      g_free (number);
      number = format_number (figure / 1000, decimals_for (figure / 1000, limit / 1000, 0), for_people);
      return for_people ? g_strdup_printf (_("%s kbit/s"), number) : g_strconcat (number, " kbps", NULL);
    case POSTER_MEASURE_SHORT_SIDE:
    case POSTER_MEASURE_LONG_SIDE:
    case POSTER_MEASURE_SIDES:
      return for_people ? g_steal_pointer (&number) : g_strconcat (number, " px", NULL);
    default:
      return g_steal_pointer (&number);
    }
}

/**
 * poster_checker_format_limits:
 * @measure: what was measured
 * @limits: what is allowed
 * @for_people: whether in the reader's language; otherwise `3-600 s`, `<= 35`, `>= 128 kbps`
 *
 * Returns: (transfer full): what is allowed
 */
char *
poster_checker_format_limits (PosterMeasure       measure,
                              const PosterLimits *limits,
                              gboolean            for_people)
{
  g_autofree char *least = NULL;
  g_autofree char *most = NULL;

  if (limits->has_minimum)
    least = poster_checker_format_figure (measure, limits->minimum, limits->minimum, for_people);
  if (limits->has_maximum)
    most = poster_checker_format_figure (measure, limits->maximum, limits->maximum, for_people);

  if (least != NULL && most != NULL)
    {
      if (for_people)
        return g_strdup_printf (C_("limits", "%s to %s"), least, most);
      /* The unit once. */
      if (strchr (least, ' ') != NULL)
        *strchr (least, ' ') = '\0';
      return g_strconcat (least, "-", most, NULL);
    }
  if (most != NULL)
    return for_people ? g_strdup_printf (C_("limits", "up to %s"), most) : g_strconcat ("<= ", most, NULL);
  return for_people ? g_strdup_printf (C_("limits", "%s or more"), least) : g_strconcat (">= ", least, NULL);
}

/**
 * poster_checker_format_ratio:
 * @ratio: width divided by height
 *
 * Returns: (transfer full): it in small whole numbers where they come out within half a
 *   per cent (`16:9`), else with one side as 1 (`2.17:1`)
 */
char *
poster_checker_format_ratio (double ratio)
{
  g_autofree char *number = NULL;

  for (int small = 1; small <= 21; small++)
    {
      int other = (int) floor (ratio * small + 0.5);

      if (other >= 1 && other <= 21 && fabs ((double) other / small / ratio - 1) < 0.005)
        return g_strdup_printf ("%d:%d", other, small);
    }
  if (ratio >= 1)
    {
      number = format_number (ratio, 2, FALSE);
      return g_strconcat (number, ":1", NULL);
    }
  number = format_number (1 / ratio, 2, FALSE);
  return g_strconcat ("1:", number, NULL);
}

/**
 * poster_checker_format_integer:
 * @number: a number
 *
 * Returns: (transfer full): it, with the locale's grouping
 */
char *
poster_checker_format_integer (gint64 number)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, number);
}

/**
 * poster_checker_format_list:
 * @words: words of the probe
 * @for_people: whether as people write them, with an "or"
 *
 * Returns: (transfer full): all of them
 */
char *
poster_checker_format_list (const char * const *words,
                            gboolean            for_people)
{
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean is_last = words[i + 1] == NULL;

      if (!for_people)
        {
          g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", words[i]);
        }
      else if (i == 0)
        {
          g_string_append (list, poster_checker_name_word (words[i]));
        }
      else
        {
          g_autofree char *before = g_strdup (list->str);

          /* Translators: how a list of names goes on, and how it ends: "MP4, MOV or WebM" */
          g_string_printf (list, is_last ? C_("list", "%s or %s") : C_("list", "%s, %s"), before,
                           poster_checker_name_word (words[i]));
        }
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}
