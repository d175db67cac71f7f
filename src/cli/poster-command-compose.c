/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-compose"

#include "poster-command-compose.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-command.h"
#include "poster-command-creator.h"
#include "poster-command-io.h"
#include "poster-command-queue.h"
#include "poster-command-show.h"
#include "poster-command-wait.h"
#include "poster-error.h"
#include "poster-finding.h"
#include "poster-json.h"
#include "poster-store-series.h"
#include "poster-option-words.h"

static char **account_names;
static char *caption_bytes;
static char *time_text;
static char *zone_name;
static gboolean wants_queue;
static char *queue_name;
static char *repeat_text;
static gboolean is_draft;
static char *posted_by;
static char **option_bytes;
static gboolean wants_wait;
static gboolean as_json;

const GOptionEntry poster_command_compose_entries[] = {
  { "to", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &account_names, N_("Post to these accounts: ids or @handles (may be repeated)"), N_("ACCOUNT…") },
  { "caption", 0, 0, G_OPTION_ARG_FILENAME, &caption_bytes, N_("The text"), N_("TEXT") },
  { "at", 0, 0, G_OPTION_ARG_STRING, &time_text, N_("Publish at this time, such as “2026-12-24 18:00”"), N_("TIME") },
  { "timezone", 0, 0, G_OPTION_ARG_STRING, &zone_name, N_("Zone of the time, such as Europe/Berlin"), N_("ZONE") },
  { "queue", 0, 0, G_OPTION_ARG_NONE, &wants_queue, N_("Publish at the next free time of the default queue"), NULL },
  { "queue-name", 0, 0, G_OPTION_ARG_STRING, &queue_name, N_("The same, of another queue"), N_("QUEUE") },
  { "repeat", 0, 0, G_OPTION_ARG_STRING, &repeat_text, N_("Publish again and again from --at on, such as “FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10”; with edit also “none”"), N_("RULE") },
  { "draft", 0, 0, G_OPTION_ARG_NONE, &is_draft, N_("Keep it as a draft"), NULL },
  { "posted-by", 0, 0, G_OPTION_ARG_STRING, &posted_by, N_("Who publishes it at its time, for accounts behind Late: “late” or “here”"), N_("WHO") },
  { "option", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &option_bytes, N_("Set an option of the platform (may be repeated)"), N_("[PLATFORM.|@HANDLE:]KEY=VALUE") },
  { "wait", 0, 0, G_OPTION_ARG_NONE, &wants_wait, N_("Wait until it is out, publishing it here if nothing else does"), NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
ends_series (void)
{
  return repeat_text != NULL && g_str_equal (repeat_text, "none");
}

/**
 * poster_command_compose_check_options:
 * @error: %G_OPTION_ERROR_BAD_VALUE
 *
 * Returns: whether the options that were given go together
 */
gboolean
poster_command_compose_check_options (GError **error)
{
  if (queue_name != NULL)
    wants_queue = TRUE;
  if (wants_queue && (is_draft || time_text != NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("A queue gives the time itself: --queue goes neither with --at nor with --draft."));
      return FALSE;
    }
  if (repeat_text != NULL && (wants_queue || is_draft))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("What repeats does so from a time on: --repeat goes neither with --queue nor with --draft."));
      return FALSE;
    }
  if (is_draft && (time_text != NULL || wants_wait))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("A draft does not go out by itself: --draft goes neither with --at nor with --wait."));
      return FALSE;
    }
  if (posted_by != NULL && !g_str_equal (posted_by, "late") && !g_str_equal (posted_by, "here"))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--posted-by is either “late” or “here”."));
      return FALSE;
    }
  if (zone_name != NULL && time_text == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--timezone says nothing without --at."));
      return FALSE;
    }
  return TRUE;
}

/**
 * poster_command_compose_set_time:
 * @time: a time
 * @zone: (nullable): its zone; %NULL for this machine's
 * @with_json: whether to print a JSON document
 *
 * For a command that gives a post another time without having these options.
 */
void
poster_command_compose_set_time (const char *time,
                                 const char *zone,
                                 gboolean    with_json)
{
  time_text = g_strdup (time);
  zone_name = g_strdup (zone);
  as_json = with_json;
}

/* --- What was asked for --- */

static PosterOptionWords *
parse_options (PosterPlatforms  *platforms,
               GPtrArray        *accounts,
               GError          **error)
{
  g_autoptr(PosterOptionWords) words = poster_option_words_new (platforms, accounts);

  for (guint i = 0; option_bytes != NULL && option_bytes[i] != NULL; i++)
    {
      g_autofree char *text = poster_command_text (option_bytes[i], "--option", error);

      if (text == NULL || !poster_option_words_add (words, text, error))
        return NULL;
    }
  return g_steal_pointer (&words);
}

/* What was said of a platform or an account that the post does not go to. */
static void
tell_unused_options (PosterOptionWords *words)
{
  g_autoptr(GPtrArray) sentences = poster_option_words_list_unused (words);

  for (guint i = 0; i < sentences->len; i++)
    poster_command_tell (_("Warning: %s"), (char *) g_ptr_array_index (sentences, i));
}

/* The words of --to, each of which may be several with commas between them. */
static GPtrArray *
choose_accounts (GPtrArray  *accounts,
                 GError    **error)
{
  g_autoptr(GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; account_names != NULL && account_names[i] != NULL; i++)
    {
      g_auto(GStrv) names = g_strsplit (account_names[i], ",", -1);

      for (guint j = 0; names[j] != NULL; j++)
        {
          const char *name = g_strstrip (names[j]);
          PosterAccount *account;

          if (*name == '\0')
            continue;
          account = poster_command_find_account (accounts, name, error);
          if (account == NULL)
            return NULL;
          if (!g_ptr_array_find (chosen, account, NULL))
            g_ptr_array_add (chosen, g_object_ref (account));
        }
    }
  return g_steal_pointer (&chosen);
}

static PosterCompositionTarget *
target_from_base (PosterAccount *account,
                  PosterTarget  *stored)
{
  PosterCompositionTarget *target = poster_composition_target_new (account);

  if (posted_by != NULL)
    target->holder = g_str_equal (posted_by, "late") ? POSTER_HOLDER_REMOTE : POSTER_HOLDER_HERE;
  if (stored == NULL)
    return target;
  json_object_unref (target->options);
  target->options = poster_json_copy (stored->options);
  target->place = poster_json_copy (stored->place);
  target->content = g_strdup (stored->content);
  target->title = g_strdup (stored->title);
  target->media = stored->media != NULL ? g_ptr_array_ref (stored->media) : NULL;
  target->schedule = stored->schedule != NULL && time_text == NULL ? poster_schedule_ref (stored->schedule) : NULL;
  return target;
}

static gboolean
request_targets (PosterCompositionRequest  *request,
                 GPtrArray                 *accounts,
                 GError                   **error)
{
  PosterPost *base = request->base;
  g_autoptr(GPtrArray) chosen = choose_accounts (accounts, error);

  if (chosen == NULL)
    return FALSE;
  for (guint i = 0; i < chosen->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (chosen, i);
      gboolean known = FALSE;

      for (guint j = 0; base != NULL && j < base->targets->len; j++)
        {
          PosterTarget *stored = g_ptr_array_index (base->targets, j);

          if (!g_str_equal (stored->account_id, account->id))
            continue;
          g_ptr_array_add (request->targets, target_from_base (account, stored));
          known = TRUE;
        }
      if (!known)
        g_ptr_array_add (request->targets, target_from_base (account, NULL));
    }
  if (chosen->len > 0 || base == NULL)
    return TRUE;

  for (guint j = 0; j < base->targets->len; j++)
    {
      PosterTarget *stored = g_ptr_array_index (base->targets, j);
      PosterAccount *account = poster_command_find_account (accounts, stored->account_id, NULL);

      if (account == NULL)
        {
          g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                               _("An account of this post was disconnected: say with --to where it is to go."));
          return FALSE;
        }
      g_ptr_array_add (request->targets, target_from_base (account, stored));
    }
  return TRUE;
}

/* Which queue, before anything is looked into. */
static gboolean
request_queue (PosterWorkspace           *workspace,
               PosterCompositionRequest  *request,
               GError                   **error)
{
  g_autoptr(PosterQueue) queue = NULL;

  if (!wants_queue)
    return TRUE;
  queue = poster_command_find_queue (workspace, queue_name, error);
  if (queue == NULL)
    return FALSE;
  request->when = POSTER_COMPOSITION_QUEUE;
  request->queue_id = g_strdup (queue->id);
  return TRUE;
}

static gboolean
request_time (PosterCompositionRequest  *request,
              GError                   **error)
{
  g_autofree char *local_zone = poster_zone_dup_local ();

  if (is_draft)
    request->when = POSTER_COMPOSITION_DRAFT;
  if (time_text != NULL)
    {
      request->when = POSTER_COMPOSITION_AT;
      request->schedule = poster_schedule_new_from_text (time_text, zone_name != NULL ? zone_name : local_zone, error);
      if (request->schedule == NULL)
        return FALSE;
    }
  if (repeat_text == NULL || ends_series ())
    return TRUE;
  request->recurrence = poster_recurrence_new_from_text (repeat_text, error);
  if (request->recurrence == NULL)
    return FALSE;
  /* A post that is edited may have the time already. */
  if (request->schedule == NULL && request->base != NULL && request->base->schedule != NULL)
    {
      request->when = POSTER_COMPOSITION_AT;
      request->schedule = poster_schedule_ref (request->base->schedule);
    }
  if (request->schedule != NULL)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("Say with --at when --repeat begins."));
  return FALSE;
}

/* "--to kitchen other": only what begins with @ belongs to --to once it has a word, so that files
 * can follow. Whoever means an account is told so, rather than that a file is missing. */
static gboolean
check_no_account (const char  *word,
                  GFile       *file,
                  GPtrArray   *accounts,
                  GError     **error)
{
  g_autofree char *clean = NULL;

  if (account_names == NULL || strpbrk (word, "/.") != NULL ||
      poster_command_find_account (accounts, word, NULL) == NULL || g_file_query_exists (file, NULL))
    return TRUE;
  clean = poster_command_clean (word);
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING,
               _("There is no file “%s”. If the account is meant, write @%s: behind --to, every account but the first "
                 "needs the @."), clean, clean);
  return FALSE;
}

static PosterCompositionRequest *
build_request (PosterWorkspace  *workspace,
               PosterPost       *base,
               char            **files,
               GPtrArray        *accounts,
               GError          **error)
{
  g_autoptr(PosterCompositionRequest) request = poster_composition_request_new (base);
  PosterPlatforms *platforms = poster_workspace_get_platforms (workspace);
  g_autoptr(PosterOptionWords) words = NULL;

  request->consent = POSTER_CONSENT_ABSENT_REFUSED;
  if (caption_bytes != NULL)
    {
      g_free (request->content);
      request->content = poster_command_text (caption_bytes, "--caption", error);
      if (request->content == NULL)
        return NULL;
    }
  if (files[0] != NULL)
    g_ptr_array_set_size (request->media, 0);
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autoptr(GFile) file = poster_command_file (files[i]);

      if (!check_no_account (files[i], file, accounts, error))
        return NULL;
      if (g_file_peek_path (file) == NULL)
        {
          g_autofree char *clean = poster_command_clean (files[i]);

          g_set_error (error, POSTER_ERROR, POSTER_ERROR_FILE_MISSING,
                       _("“%s” is not on this computer: copy it here first."), clean);
          return NULL;
        }
      g_ptr_array_add (request->media, poster_media_item_new (g_file_peek_path (file)));
    }
  if (!request_time (request, error) || !request_targets (request, accounts, error))
    return NULL;
  words = parse_options (platforms, accounts, error);
  if (words == NULL)
    return NULL;
  for (guint i = 0; i < request->targets->len; i++)
    poster_option_words_apply (words, g_ptr_array_index (request->targets, i));
  tell_unused_options (words);
  return g_steal_pointer (&request);
}

/* --- What came of it --- */

/* What stands in the way of a draft is no error yet. */
static void
tell_findings (PosterComposition *composition)
{
  for (guint i = 0; i < composition->findings->len; i++)
    {
      PosterFinding *finding = g_ptr_array_index (composition->findings, i);
      GPtrArray *media = composition->post->media;
      g_autoptr(GString) text = g_string_new (NULL);

      if (finding->media_index >= 0 && media->len > 1 && (guint) finding->media_index < media->len)
        {
          PosterMediaItem *item = g_ptr_array_index (media, (guint) finding->media_index);
          g_autofree char *base = g_path_get_basename (item->path);
          g_autofree char *name = poster_command_clean (base);

          g_string_append_printf (text, "%s: ", name);
        }
      g_string_append (text, finding->message);
      if (finding->severity == POSTER_SEVERITY_ERROR && !composition->is_draft)
        poster_command_complain ("%s", text->str);
      else if (finding->severity == POSTER_SEVERITY_INFO)
        poster_command_tell (_("Note: %s"), text->str);
      else
        poster_command_tell (_("Warning: %s"), text->str);
    }
}

static PosterComposition *
compose (PosterWorkspace           *workspace,
         PosterCompositionRequest  *request,
         GError                   **error)
{
  PosterComposer *composer = poster_workspace_get_composer (workspace);
  g_autoptr(GAsyncResult) result = NULL;

  poster_composer_compose_async (composer, request, poster_command_get_cancellable (),
                                 poster_command_keep_result, &result);
  return poster_composer_compose_finish (composer, poster_command_wait (&result), error);
}

static gboolean
save (PosterWorkspace    *workspace,
      PosterComposition  *composition,
      GError            **error)
{
  PosterComposer *composer = poster_workspace_get_composer (workspace);
  g_autoptr(GAsyncResult) result = NULL;

  /* From here on it is stored as a whole: a signal comes too late. */
  poster_composer_save_async (composer, composition, NULL, poster_command_keep_result, &result);
  return poster_composer_save_finish (composer, poster_command_wait (&result), error);
}

/* Whether others follow the post. */
static gboolean
check_repeats (PosterWorkspace  *workspace,
               PosterPost       *base,
               GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterSeries) series = NULL;

  if (base != NULL && base->series_id != NULL)
    {
      poster_store_get_series_async (store, base->series_id, NULL, poster_command_keep_result, &result);
      series = poster_store_get_series_finish (store, poster_command_wait (&result), error);
      if (series == NULL)
        return FALSE;
    }
  if (series != NULL && g_strcmp0 (series->next_post_id, base->id) == 0)
    return TRUE;
  g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                       _("This post does not repeat, so there is nothing to end."));
  return FALSE;
}

/* "--repeat none": this one is the last. */
static gboolean
end_series (PosterWorkspace  *workspace,
            PosterPost       *base,
            GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_end_series_async (store, base->series_id, NULL, poster_command_keep_result, &result);
  return poster_store_end_series_finish (store, poster_command_wait (&result), error);
}

/**
 * poster_command_compose:
 * @workspace: an open workspace
 * @base: (nullable): the stored post that is edited
 * @files: the files named, none perhaps
 * @error: why it was refused
 *
 * Makes a post of the options that were given, or changes @base by them; then waits for it to go
 * out, if that was asked for.
 *
 * Returns: the exit status
 */
int
poster_command_compose (PosterWorkspace  *workspace,
                        PosterPost       *base,
                        char            **files,
                        GError          **error)
{
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(PosterCompositionRequest) request = NULL;
  g_autoptr(PosterComposition) composition = NULL;
  g_autoptr(PosterPost) post = NULL;
  gboolean somebody_publishes;

  accounts = poster_command_list_accounts (workspace, FALSE, error);
  if (accounts == NULL)
    return POSTER_EXIT_REFUSED;
  request = build_request (workspace, base, files, accounts, error);
  if (request == NULL)
    return POSTER_EXIT_REFUSED;
  if (request->targets->len == 0 && request->when != POSTER_COMPOSITION_DRAFT)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("Say with --to where it is to go."));
      return POSTER_EXIT_USAGE;
    }

  if (!request_queue (workspace, request, error))
    return POSTER_EXIT_REFUSED;
  if (ends_series () && !check_repeats (workspace, base, error))
    return POSTER_EXIT_REFUSED;

  if (!poster_command_ask_creators (workspace, request, error))
    return POSTER_EXIT_REFUSED;
  composition = compose (workspace, request, error);
  if (composition == NULL)
    return POSTER_EXIT_REFUSED;
  tell_findings (composition);
  if (!poster_composition_is_allowed (composition, NULL))
    return POSTER_EXIT_REFUSED;
  if (g_cancellable_set_error_if_cancelled (poster_command_get_cancellable (), error) ||
      !save (workspace, composition, error) ||
      (ends_series () && !end_series (workspace, base, error)))
    return POSTER_EXIT_REFUSED;

  if (wants_wait)
    {
      post = poster_command_wait_for_post (workspace, composition->post->id, error);
      if (post == NULL)
        return POSTER_EXIT_REFUSED;
    }
  else
    {
      somebody_publishes = poster_command_ring (workspace);
      if (!somebody_publishes && !composition->is_draft)
        poster_command_tell (_("Stored. Nothing publishes here at present: “late-poster run” does."));
      post = poster_command_get_post (workspace, composition->post->id, error);
      if (post == NULL)
        return POSTER_EXIT_REFUSED;
    }

  if (as_json ? !poster_command_print_post (workspace, post, error)
              : !poster_command_print_post_for_people (workspace, post, FALSE, error))
    return POSTER_EXIT_REFUSED;
  return wants_wait && !poster_command_is_well (post) ? POSTER_EXIT_REFUSED : POSTER_EXIT_DONE;
}
