/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-convert"

#include "poster-command.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "poster-checker.h"
#include "poster-command-io.h"
#include "poster-conversion.h"
#include "poster-workspace.h"

static char *output_bytes;
static char **platform_names;
static char *fit_name;
static char *trim_range;
static char *size_text;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output_bytes, N_("Where to write the result"), N_("OUT") },
  { "platform", 0, 0, G_OPTION_ARG_STRING_ARRAY, &platform_names, N_("Make it fit this platform (may be repeated)"), N_("NAME") },
  { "fit", 0, 0, G_OPTION_ARG_STRING, &fit_name, N_("How a picture comes into a frame of another shape: pad, blur or crop"), N_("HOW") },
  { "trim", 0, 0, G_OPTION_ARG_STRING, &trim_range, N_("Keep this part of a clip, in seconds or minutes and seconds: 2.5-62, 0:10-1:02.5, 10-"), N_("START-END") },
  { "max-size", 0, 0, G_OPTION_ARG_STRING, &size_text, N_("Make it no larger than this: 50000000, 50MB"), N_("SIZE") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

/* `62.5` or `1:02.5`; -1 where it is neither. */
static gint64
parse_time (const char *text)
{
  const char *colon = strchr (text, ':');
  double seconds;
  gint64 minutes = 0;
  char *end;

  if (colon != NULL)
    {
      if (colon == text || !g_ascii_isdigit (colon[1]))
        return -1;
      minutes = g_ascii_strtoll (text, &end, 10);
      if (end != colon || minutes < 0 || minutes > 100000)
        return -1;
      text = colon + 1;
    }
  if (!g_ascii_isdigit (*text) && *text != '.')
    return -1;
  seconds = g_ascii_strtod (text, &end);
  if (*end != '\0' || !isfinite (seconds) || seconds < 0 || seconds > 1e7 || (colon != NULL && seconds >= 60))
    return -1;
  return minutes * 60 * G_USEC_PER_SEC + (gint64) llround (seconds * G_USEC_PER_SEC);
}

static gboolean
parse_trim (const char              *text,
            PosterConversionWishes  *wishes,
            GError                 **error)
{
  g_auto(GStrv) parts = g_strsplit (text, "-", 2);

  if (g_strv_length (parts) == 2)
    {
      wishes->start_us = *parts[0] != '\0' ? parse_time (parts[0]) : 0;
      wishes->end_us = *parts[1] != '\0' ? parse_time (parts[1]) : G_MAXINT64;
      if (wishes->start_us >= 0 && wishes->end_us > wishes->start_us)
        {
          if (wishes->end_us == G_MAXINT64)
            wishes->end_us = -1;
          return TRUE;
        }
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” is no part of a clip; write it as 2.5-62, or 0:10-1:02.5."), text);
  return FALSE;
}

static gboolean
parse_size (const char  *text,
            gint64      *size,
            GError     **error)
{
  static const struct
  {
    const char *unit;
    double      factor;
  } units[] = { { "", 1 }, { "kB", 1e3 }, { "KB", 1e3 }, { "MB", 1e6 }, { "GB", 1e9 }, { "KiB", 1024 }, { "MiB", 1048576 }, { "GiB", 1073741824 } };
  char *end;
  double number = g_ascii_isdigit (*text) ? g_ascii_strtod (text, &end) : -1;

  for (guint i = 0; number > 0 && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (end, units[i].unit) && number * units[i].factor < 1e15)
      {
        *size = (gint64) (number * units[i].factor);
        return TRUE;
      }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is no size; write it as 50000000, or 50MB."), text);
  return FALSE;
}

static gboolean
read_wishes (PosterConversionWishes  *wishes,
             GError                 **error)
{
  if (fit_name != NULL && !poster_conversion_fit_from_string (fit_name, &wishes->fit))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is not how a picture can be fitted; choose pad, blur or crop."), fit_name);
      return FALSE;
    }
  return (trim_range == NULL || parse_trim (trim_range, wishes, error)) &&
         (size_text == NULL || parse_size (size_text, &wishes->max_size, error));
}

/* Returns: (nullable) (element-type PosterPlatform): those that are asked for */
static GPtrArray *
find_platforms (PosterPlatforms  *platforms,
                GError          **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; platform_names != NULL && platform_names[i] != NULL; i++)
    {
      PosterPlatform *platform = poster_platforms_find (platforms, platform_names[i]);
      g_autofree char *known = NULL;

      if (platform != NULL)
        {
          g_ptr_array_add (found, platform);
          continue;
        }
      known = g_strjoinv (", ", (char **) poster_platforms_get_keys (platforms));
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("“%s” is not a platform that Poster knows; it knows: %s."), platform_names[i], known);
      return NULL;
    }
  return g_steal_pointer (&found);
}

static PosterMediaFacts *
probe (PosterMediaPool  *pool,
       GFile            *file,
       GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  poster_media_pool_probe_async (pool, file, poster_command_get_cancellable (), poster_command_keep_result, &result);
  return poster_media_pool_probe_finish (pool, poster_command_wait (&result), error);
}

static void
progress_cb (gint64   done,
             gint64   total,
             gpointer user_data)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r%d %%", (int) (done * 100 / total));
}

static gboolean
convert (PosterMediaPool         *pool,
         GFile                   *file,
         const PosterMediaFacts  *facts,
         PosterConversion        *plan,
         GFile                   *output,
         GError                 **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  gboolean is_done;

  /* Whoever asked for a file there gets one, whole and durable, as it is. */
  if (plan->depth == POSTER_CONVERSION_NOTHING)
    return g_file_copy (file, output, G_FILE_COPY_OVERWRITE, poster_command_get_cancellable (), NULL, NULL, error);
  poster_media_pool_convert_async (pool, file, facts, plan, output, progress_cb, NULL, poster_command_get_cancellable (),
                                   poster_command_keep_result, &result);
  is_done = poster_media_pool_convert_finish (pool, poster_command_wait (&result), error);
  if (isatty (STDERR_FILENO))
    g_printerr ("\r      \r");
  return is_done;
}

static const char *
describe_depth (PosterConversionDepth depth)
{
  switch (depth)
    {
    case POSTER_CONVERSION_REMUX:
      return _("Packed anew; picture and sound are the same to the bit.");
    case POSTER_CONVERSION_SOUND:
      return _("The sound was made anew; the picture is the same to the bit.");
    case POSTER_CONVERSION_PICTURE:
      return _("The picture was made anew.");
    case POSTER_CONVERSION_NOTHING:
    default:
      return _("It fits as it is: copied.");
    }
}

static JsonArray *
findings_to_json (GPtrArray *findings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < findings->len; i++)
    json_array_add_object_element (array, poster_finding_to_json (g_ptr_array_index (findings, i)));
  return array;
}

static gboolean
print_outcome (PosterConversion        *plan,
               const PosterMediaFacts  *after,
               GPtrArray               *findings,
               GError                 **error)
{
  g_autoptr(JsonObject) document = NULL;
  g_autofree char *output = NULL;

  if (!as_json)
    {
      poster_command_print ("%s\n", describe_depth (plan->depth));
      for (guint i = 0; i < plan->reasons->len; i++)
        poster_command_print (_("  mended: %s\n"), ((PosterFinding *) g_ptr_array_index (plan->reasons, i))->message);
      for (guint i = 0; i < findings->len; i++)
        poster_command_print (_("  remains: %s\n"), ((PosterFinding *) g_ptr_array_index (findings, i))->message);
      return TRUE;
    }
  document = poster_conversion_to_json (plan);
  output = g_utf8_make_valid (output_bytes, -1);
  json_object_set_string_member (document, "output", output);
  json_object_set_object_member (document, "result", poster_media_facts_to_json (after));
  json_object_set_array_member (document, "findings", findings_to_json (findings));
  return poster_command_print_json (document, error);
}

static int
run (char   **arguments,
     GError **error)
{
  PosterConversionWishes wishes = POSTER_CONVERSION_WISHES_INIT;
  g_autofree PosterConversionNeed *needs = NULL;
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(GPtrArray) platforms = NULL;
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFile) output = NULL;
  g_autoptr(PosterMediaFacts) facts = NULL;
  g_autoptr(PosterMediaFacts) after = NULL;
  g_autoptr(PosterConversion) plan = NULL;
  PosterMediaPool *pool;

  if (arguments[0] == NULL || arguments[1] != NULL || output_bytes == NULL || platform_names == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("It takes one file, -o with the file to write, and --platform."));
      return POSTER_EXIT_USAGE;
    }
  if (!read_wishes (&wishes, error))
    return POSTER_EXIT_USAGE;
  workspace = poster_workspace_new (NULL, error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  platforms = find_platforms (poster_workspace_get_platforms (workspace), error);
  if (platforms == NULL)
    return POSTER_EXIT_REFUSED;
  pool = poster_workspace_get_media_pool (workspace);
  file = poster_command_file (arguments[0]);
  output = poster_command_file (output_bytes);
  if (g_file_equal (file, output))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The original stays as it is: name another file to write."));
      return POSTER_EXIT_USAGE;
    }
  facts = probe (pool, file, error);
  if (facts == NULL)
    return POSTER_EXIT_REFUSED;
  if (facts->type != POSTER_MEDIA_VIDEO && facts->type != POSTER_MEDIA_IMAGE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The file is neither a clip nor a picture: %s"),
                   facts->problem != NULL ? facts->problem : _("it is sound."));
      return POSTER_EXIT_REFUSED;
    }
  if (trim_range != NULL && wishes.start_us >= facts->duration_us)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("The clip ends after %.1f seconds: nothing would be left of it."),
                   (double) facts->duration_us / G_USEC_PER_SEC);
      return POSTER_EXIT_REFUSED;
    }
  needs = g_new0 (PosterConversionNeed, platforms->len);
  for (guint i = 0; i < platforms->len; i++)
    needs[i].platform = g_ptr_array_index (platforms, i);
  plan = poster_conversion_plan (facts, needs, platforms->len, &wishes);
  if (!convert (pool, file, facts, plan, output, error))
    return POSTER_EXIT_REFUSED;

  /* What came out is measured like any other file. */
  after = probe (pool, output, error);
  if (after == NULL)
    return POSTER_EXIT_REFUSED;
  for (guint i = 0; i < platforms->len; i++)
    {
      g_autoptr(GPtrArray) found = poster_checker_check_file (needs[i].platform, after, 0, NULL, NULL);

      for (guint j = 0; j < found->len; j++)
        if (((PosterFinding *) g_ptr_array_index (found, j))->severity >= wishes.floor)
          g_ptr_array_add (findings, g_object_ref (g_ptr_array_index (found, j)));
    }
  if (!print_outcome (plan, after, findings, error))
    return POSTER_EXIT_REFUSED;
  return poster_findings_have_error (findings) ? POSTER_EXIT_REFUSED : POSTER_EXIT_DONE;
}

const PosterCommand poster_command_convert = {
  .name = "convert",
  .usage = N_("FILE"),
  .summary = N_("Make a file fit platforms, changing as little as possible"),
  .details = N_("The original stays as it is. What a person has to decide, such as what to leave\n"
                "out of a clip that is too long, is told and not done. Exit status 1 tells that\n"
                "something would still be refused."),
  .entries = entries,
  .run = run,
};
