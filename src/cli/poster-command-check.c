/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-check"

#include "poster-command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-checker.h"
#include "poster-closest-word.h"
#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-error.h"
#include "poster-option-words.h"

static char **platform_names;
static char *caption_bytes;
static char **option_bytes;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "platform", 0, 0, G_OPTION_ARG_STRING_ARRAY, &platform_names, N_("Check against this platform’s rules only (may be repeated)"), N_("NAME") },
  { "caption", 0, 0, G_OPTION_ARG_FILENAME, &caption_bytes, N_("Check this caption, too"), N_("TEXT") },
  { "option", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &option_bytes, N_("Check with this option of the platform (may be repeated)"), N_("[PLATFORM.]KEY=VALUE") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

/* One file that was named and is there. */
typedef struct
{
  const char       *name;      /* as it was given */
  GFile            *file;
  PosterMediaFacts *facts;     /* (nullable), until it was looked into */
  GPtrArray        *findings;  /* (element-type PosterFinding) */
  GError           *error;     /* (nullable) */
  guint            *pending;
} CheckedFile;

static void
checked_file_free (CheckedFile *file)
{
  g_object_unref (file->file);
  g_clear_pointer (&file->facts, poster_media_facts_unref);
  g_ptr_array_unref (file->findings);
  g_clear_error (&file->error);
  g_free (file);
}

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  CheckedFile *file = user_data;

  file->facts = poster_media_pool_probe_finish (POSTER_MEDIA_POOL (object), result, &file->error);
  (*file->pending)--;
}

/* All at once; the pool knows how many the machine can stand. */
static GPtrArray *
probe_files (PosterWorkspace *workspace,
             char           **names)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) checked_file_free);
  guint pending = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      CheckedFile *file = g_new0 (CheckedFile, 1);

      file->name = names[i];
      file->file = poster_command_file (names[i]);
      file->findings = g_ptr_array_new_with_free_func (g_object_unref);
      file->pending = &pending;
      g_ptr_array_add (files, file);
      pending++;
      poster_media_pool_probe_async (poster_workspace_get_media_pool (workspace), file->file,
                                     poster_command_get_cancellable (), probed_cb, file);
    }
  while (pending > 0)
    g_main_context_iteration (NULL, TRUE);
  return files;
}

/* Tells of the files that could not be looked into and leaves them out. */
static gboolean
drop_failed_files (GPtrArray *files)
{
  gboolean all_there = TRUE;

  for (guint i = 0; i < files->len;)
    {
      CheckedFile *file = g_ptr_array_index (files, i);

      if (file->facts != NULL)
        {
          i++;
          continue;
        }
      poster_command_complain ("%s", file->error->message);
      all_there = FALSE;
      g_ptr_array_remove_index (files, i);
    }
  return all_there;
}

/* Tells of the platforms that are not known; an empty result is one nobody asked for. */
static GPtrArray *
choose_platforms (PosterPlatforms *platforms,
                  gboolean        *all_known)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  *all_known = TRUE;
  if (platform_names == NULL)
    {
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
        g_ptr_array_add (chosen, g_list_model_get_item (G_LIST_MODEL (platforms), i));
      return chosen;
    }
  for (guint i = 0; platform_names[i] != NULL; i++)
    {
      PosterPlatform *platform = poster_platforms_find (platforms, platform_names[i]);
      g_autofree char *known = NULL;
      g_autofree char *sentence = NULL;
      g_autofree char *question = NULL;

      if (platform == NULL)
        {
          known = g_strjoinv (", ", (char **) poster_platforms_get_keys (platforms));
          /* Translators: a word that is no platform, and a list of those that are */
          sentence = g_strdup_printf (_("“%s” is not a platform that Poster knows; it knows: %s."), platform_names[i], known);
          question = poster_ask_if_meant (sentence, platform_names[i], poster_platforms_get_keys (platforms));
          poster_command_complain ("%s", question);
          *all_known = FALSE;
        }
      else if (!g_ptr_array_find (chosen, platform, NULL))
        g_ptr_array_add (chosen, g_object_ref (platform));
    }
  return chosen;
}

static void
take_findings (GPtrArray *into,
               GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    g_ptr_array_add (into, g_object_ref (g_ptr_array_index (findings, i)));
  g_ptr_array_unref (findings);
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
print_json (GPtrArray  *files,
            GPtrArray  *together,
            GError    **error)
{
  g_autoptr(JsonObject) document = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < files->len; i++)
    {
      CheckedFile *file = g_ptr_array_index (files, i);
      g_autoptr(JsonObject) facts = poster_media_facts_to_json (file->facts);
      JsonObject *json = json_object_new ();
      g_autofree char *name = g_utf8_make_valid (file->name, -1);
      g_autofree char *uri = g_file_get_uri (file->file);
      JsonObjectIter iter;
      const char *member;
      JsonNode *value;

      json_object_set_string_member (json, "file", name);
      json_object_set_string_member (json, "uri", uri);
      json_object_iter_init_ordered (&iter, facts);
      while (json_object_iter_next_ordered (&iter, &member, &value))
        json_object_set_member (json, member, json_node_copy (value));
      json_object_set_array_member (json, "findings", findings_to_json (file->findings));
      json_array_add_object_element (array, json);
    }
  json_object_set_array_member (document, "files", array);
  json_object_set_array_member (document, "findings", findings_to_json (together));
  return poster_command_print_json (document, error);
}

static char *
describe_facts (const PosterMediaFacts *facts)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  switch (facts->type)
    {
    case POSTER_MEDIA_VIDEO:
      g_ptr_array_add (words, g_strdup (_("video")));
      break;
    case POSTER_MEDIA_AUDIO:
      g_ptr_array_add (words, g_strdup (_("sound")));
      break;
    case POSTER_MEDIA_IMAGE:
      g_ptr_array_add (words, g_strdup (_("picture")));
      break;
    case POSTER_MEDIA_DOCUMENT:
      g_ptr_array_add (words, g_strdup (_("document")));
      break;
    case POSTER_MEDIA_UNREADABLE:
    default:
      g_ptr_array_add (words, g_strdup (_("not readable")));
    }
  if (facts->container != NULL)
    g_ptr_array_add (words, g_strdup (facts->container));
  if (facts->width > 0)
    g_ptr_array_add (words, g_strdup_printf ("%d × %d", facts->width, facts->height));
  if (facts->pages > 0)
    g_ptr_array_add (words, g_strdup_printf (ngettext ("%d page", "%d pages", (gulong) facts->pages), facts->pages));
  if (facts->duration_us > 0)
    g_ptr_array_add (words, g_strdup_printf (_("%.1f s"), (double) facts->duration_us / G_USEC_PER_SEC));
  if (facts->frame_rate > 0)
    g_ptr_array_add (words, g_strdup_printf (_("%.4g frames a second"), facts->frame_rate));
  if (facts->video_codec != NULL)
    g_ptr_array_add (words, g_strdup (facts->video_codec));
  if (facts->audio_codec != NULL && facts->audio_bitrate > 0)
    g_ptr_array_add (words, g_strdup_printf (_("%s at %d kbit/s"), facts->audio_codec,
                                             (int) (facts->audio_bitrate / 1000)));
  else if (facts->audio_codec != NULL)
    g_ptr_array_add (words, g_strdup (facts->audio_codec));
  if (facts->hdr != NULL)
    g_ptr_array_add (words, g_strdup (facts->hdr));
  g_ptr_array_add (words, g_format_size ((guint64) facts->size));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

static void
print_platform (PosterPlatform *platform,
                GPtrArray      *findings,
                gboolean        say_fine)
{
  gboolean any = FALSE;

  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);
      const char *word;

      if (!g_str_equal (finding->platform, platform->key))
        continue;
      any = TRUE;
      switch (finding->severity)
        {
        case POSTER_SEVERITY_ERROR:
          word = _("error");
          break;
        case POSTER_SEVERITY_WARNING:
          word = _("warning");
          break;
        case POSTER_SEVERITY_INFO:
        default:
          word = _("note");
        }
      poster_command_print ("  %s: %s: %s\n", platform->name, word, finding->message);
    }
  if (!any && say_fine)
    poster_command_print (_("  %s: fine\n"), platform->name);
}

static void
print_for_people (GPtrArray *files,
                  GPtrArray *together,
                  GPtrArray *platforms)
{
  for (guint i = 0; i < files->len; i++)
    {
      CheckedFile *file = g_ptr_array_index (files, i);
      g_autofree char *name = poster_command_clean (file->name);
      g_autofree char *facts = describe_facts (file->facts);

      poster_command_print ("%s\n  %s\n", name, facts);
      for (guint j = 0; j < platforms->len; j++)
        print_platform (g_ptr_array_index (platforms, j), file->findings, TRUE);
    }
  if (together->len == 0)
    return;
  poster_command_print ("%s\n", _("The post as a whole"));
  for (guint j = 0; j < platforms->len; j++)
    print_platform (g_ptr_array_index (platforms, j), together, FALSE);
}

/* (nullable) on error: what was said of options */
static PosterOptionWords *
read_options (PosterPlatforms  *platforms,
              GError          **error)
{
  g_autoptr(GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr(PosterOptionWords) words = poster_option_words_new (platforms, nobody);

  for (guint i = 0; option_bytes != NULL && option_bytes[i] != NULL; i++)
    {
      g_autofree char *text = poster_command_text (option_bytes[i], "--option", error);

      if (text == NULL || !poster_option_words_add (words, text, error))
        return NULL;
    }
  return g_steal_pointer (&words);
}

/* The options that were given, as the platform has them. What else there would be to choose is
 * nothing to a file. */
static JsonObject *
resolve_options (PosterOptionWords *words,
                 PosterPlatform    *platform,
                 GPtrArray         *facts,
                 GPtrArray         *together)
{
  g_autoptr(JsonObject) given = json_object_new ();
  g_autoptr(GPtrArray) findings = NULL;
  JsonObject *options;

  poster_option_words_apply_to (words, platform->key, NULL, given);
  options = poster_options_resolve (platform, given, facts, POSTER_CONSENT_ABSENT_ACCEPTED, NULL, &findings);
  for (guint i = 0; i < findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (findings, i);

      if (finding->measured != NULL)
        g_ptr_array_add (together, g_object_ref (finding));
    }
  return options;
}

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterOptionWords) words = NULL;
  g_autoptr(GPtrArray) platforms = NULL;
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GPtrArray) facts = NULL;
  g_autoptr(GPtrArray) together = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *caption = NULL;
  gboolean all_there, all_known, has_error;

  if (arguments[0] == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The files to check are missing."));
      return POSTER_EXIT_USAGE;
    }
  if (caption_bytes != NULL)
    {
      caption = poster_command_text (caption_bytes, "--caption", error);
      if (caption == NULL)
        return POSTER_EXIT_USAGE;
    }

  workspace = poster_workspace_new (NULL, error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  words = read_options (poster_workspace_get_platforms (workspace), error);
  if (words == NULL)
    return POSTER_EXIT_USAGE;
  platforms = choose_platforms (poster_workspace_get_platforms (workspace), &all_known);
  files = probe_files (workspace, arguments);
  if (g_cancellable_set_error_if_cancelled (poster_command_get_cancellable (), error))
    return POSTER_EXIT_REFUSED;
  all_there = drop_failed_files (files);

  facts = g_ptr_array_new ();
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (facts, ((CheckedFile *) g_ptr_array_index (files, i))->facts);
  has_error = FALSE;
  for (guint j = 0; j < platforms->len; j++)
    {
      PosterPlatform *platform = g_ptr_array_index (platforms, j);
      g_autoptr(JsonObject) options = resolve_options (words, platform, facts, together);

      for (guint i = 0; i < files->len; i++)
        {
          CheckedFile *file = g_ptr_array_index (files, i);

          take_findings (file->findings, poster_checker_check_file (platform, file->facts, (int) i, options, NULL));
          has_error |= poster_findings_have_error (file->findings);
        }
      if (files->len > 0 || caption != NULL)
        take_findings (together, poster_checker_check_post (platform, caption, NULL, facts, options, NULL));
    }
  has_error |= poster_findings_have_error (together);

  if (!as_json)
    print_for_people (files, together, platforms);
  else if (!print_json (files, together, error))
    return POSTER_EXIT_REFUSED;
  return has_error || !all_there || !all_known ? POSTER_EXIT_REFUSED : POSTER_EXIT_DONE;
}

const PosterCommand poster_command_check = {
  .name = "check",
  .usage = N_("FILE…"),
  .summary = N_("Measure files and check them against the rules of platforms"),
  .details = N_("Exit status 1 tells that something would be refused, or that a file could not\n"
                "be looked into."),
  .entries = entries,
  .run = run,
};
