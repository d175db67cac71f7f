/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-import"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-account-names.h"
#include "poster-command-common.h"
#include "poster-command-creator.h"
#include "poster-command-io.h"
#include "poster-importer.h"
#include "poster-plan-file.h"

static gboolean is_dry_run;
static char *zone_name;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "dry-run", 0, 0, G_OPTION_ARG_NONE, &is_dry_run, N_("Only say what would become of it"), NULL },
  { "timezone", 0, 0, G_OPTION_ARG_STRING, &zone_name, N_("Zone of times that name none, such as Europe/Berlin"), N_("ZONE") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

static PosterImport *
load (const char  *name,
      GError     **error)
{
  g_autoptr(GFile) file = poster_command_file (name);
  g_autofree char *local_zone = poster_zone_dup_local ();
  g_autoptr(GAsyncResult) result = NULL;

  poster_plan_file_load_async (file, zone_name != NULL ? zone_name : local_zone, poster_command_get_cancellable (),
                               poster_command_keep_result, &result);
  return poster_plan_file_load_finish (poster_command_wait (&result), error);
}

/* What the accounts of posts that go out by themselves may do now: each is asked once, however many
 * rows it is in. */
static GHashTable *
ask_creators (PosterWorkspace  *workspace,
              PosterImport     *import,
              GPtrArray        *accounts,
              GError          **error)
{
  g_autoptr(GHashTable) creators = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                          (GDestroyNotify) json_object_unref);
  g_autoptr(PosterCompositionRequest) request = poster_composition_request_new (NULL);
  g_autoptr(GHashTable) asked = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < import->rows->len; i++)
    {
      PosterPlanRow *row = ((PosterImportRow *) g_ptr_array_index (import->rows, i))->row;

      for (guint j = 0; row->when != POSTER_PLAN_DRAFT && j < row->accounts->len; j++)
        {
          PosterAccount *account = poster_accounts_find (accounts, g_ptr_array_index (row->accounts, j), NULL);

          if (account != NULL && g_hash_table_add (asked, account))
            g_ptr_array_add (request->targets, poster_composition_target_new (account));
        }
    }
  if (!poster_command_ask_creators (workspace, request, error))
    return NULL;
  for (guint i = 0; i < request->targets->len; i++)
    {
      PosterCompositionTarget *target = g_ptr_array_index (request->targets, i);

      if (target->creator != NULL)
        g_hash_table_insert (creators, g_strdup (target->account->id), json_object_ref (target->creator));
    }
  return g_steal_pointer (&creators);
}

static void
tell_rows (PosterImport *import,
           const char   *name)
{
  for (guint i = 0; i < import->rows->len; i++)
    {
      PosterImportRow *row = g_ptr_array_index (import->rows, i);

      for (guint j = 0; row->verdict == POSTER_IMPORT_REFUSED && j < row->problems->len; j++)
        /* Translators: a file, the number of a line in it, and a sentence */
        poster_command_complain (_("%s, line %u: %s"), name, row->row->line, (char *) g_ptr_array_index (row->problems, j));
      for (guint j = 0; j < row->warnings->len; j++)
        poster_command_tell (_("Warning: %s, line %u: %s"), name, row->row->line,
                             (char *) g_ptr_array_index (row->warnings, j));
    }
}

static gboolean
print_document (PosterImport  *import,
                gboolean       was_saved,
                GError       **error)
{
  g_autoptr(JsonObject) json = json_object_new ();
  JsonArray *errors = json_array_new ();
  JsonArray *posts = json_array_new ();

  for (guint i = 0; i < import->rows->len; i++)
    {
      PosterImportRow *row = g_ptr_array_index (import->rows, i);

      for (guint j = 0; row->verdict == POSTER_IMPORT_REFUSED && j < row->problems->len; j++)
        {
          JsonObject *problem = json_object_new ();

          json_object_set_int_member (problem, "row", row->row->line);
          json_object_set_string_member (problem, "error", g_ptr_array_index (row->problems, j));
          json_array_add_object_element (errors, problem);
        }
      if (was_saved && row->verdict == POSTER_IMPORT_NEW)
        {
          JsonObject *post = json_object_new ();

          json_object_set_string_member (post, "_id", row->post_id);
          json_object_set_int_member (post, "row", row->row->line);
          json_object_set_string_member (post, "status", poster_post_get_status (row->composition->post));
          if (row->composition->post->schedule != NULL)
            {
              g_autofree char *when = poster_time_format (poster_post_get_due_us (row->composition->post));

              json_object_set_string_member (post, "scheduledFor", when);
            }
          json_array_add_object_element (posts, post);
        }
    }
  json_object_set_boolean_member (json, "success", import->n_rows[POSTER_IMPORT_REFUSED] == 0);
  json_object_set_int_member (json, "totalRows", import->rows->len);
  json_object_set_int_member (json, "created", was_saved ? import->n_rows[POSTER_IMPORT_NEW] : 0);
  json_object_set_int_member (json, "failed", import->n_rows[POSTER_IMPORT_REFUSED]);
  json_object_set_int_member (json, "skipped", import->n_rows[POSTER_IMPORT_HERE] + import->n_rows[POSTER_IMPORT_OUT]);
  json_object_set_boolean_member (json, "dryRun", is_dry_run);
  json_object_set_array_member (json, "errors", errors);
  json_object_set_array_member (json, "posts", posts);
  return poster_command_print_json (json, error);
}

static void
print_numbers (PosterImport *import,
               gboolean      was_saved)
{
  guint n_new = import->n_rows[POSTER_IMPORT_NEW];

  if (import->n_rows[POSTER_IMPORT_HERE] > 0)
    poster_command_tell (ngettext ("%u post is here already and stays as it is.",
                                   "%u posts are here already and stay as they are.",
                                   import->n_rows[POSTER_IMPORT_HERE]), import->n_rows[POSTER_IMPORT_HERE]);
  if (import->n_rows[POSTER_IMPORT_OUT] > 0)
    poster_command_tell (ngettext ("%u post was out already and is left out.",
                                   "%u posts were out already and are left out.",
                                   import->n_rows[POSTER_IMPORT_OUT]), import->n_rows[POSTER_IMPORT_OUT]);
  if (import->n_rows[POSTER_IMPORT_REFUSED] > 0)
    poster_command_tell (ngettext ("Nothing was imported: %u row has to be put right first.",
                                   "Nothing was imported: %u rows have to be put right first.",
                                   import->n_rows[POSTER_IMPORT_REFUSED]), import->n_rows[POSTER_IMPORT_REFUSED]);
  else if (was_saved)
    poster_command_print (ngettext ("%u post imported.\n", "%u posts imported.\n", n_new), n_new);
  else
    poster_command_print (ngettext ("%u post would be imported.\n", "%u posts would be imported.\n", n_new), n_new);
}

static PosterImport *
check (PosterWorkspace  *workspace,
       PosterImporter   *importer,
       const char       *name,
       GError          **error)
{
  g_autoptr(PosterImport) import = load (name, error);
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GHashTable) creators = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  if (import == NULL)
    return NULL;
  accounts = poster_command_list_accounts (workspace, FALSE, error);
  if (accounts == NULL)
    return NULL;
  creators = ask_creators (workspace, import, accounts, error);
  if (creators == NULL)
    return NULL;
  poster_importer_check_async (importer, g_steal_pointer (&import), accounts, creators, POSTER_CONSENT_ABSENT_REFUSED,
                               NULL, NULL, poster_command_get_cancellable (), poster_command_keep_result, &result);
  return poster_importer_check_finish (importer, poster_command_wait (&result), error);
}

static int
run (char   **arguments,
     GError **error)
{
  const char *name = poster_command_one_argument (arguments, _("The plan to import"), error);
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterImporter) importer = NULL;
  g_autoptr(PosterImport) import = NULL;
  g_autofree char *clean = NULL;
  gboolean may_be_saved;

  if (name == NULL)
    return POSTER_EXIT_USAGE;
  if (zone_name != NULL && !poster_zone_is_known (zone_name))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is not a time zone that this machine knows; one is called Europe/Berlin."), zone_name);
      return POSTER_EXIT_USAGE;
    }
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  importer = poster_importer_new (poster_workspace_get_store (workspace), poster_workspace_get_media_pool (workspace),
                                  poster_workspace_get_platforms (workspace), poster_workspace_get_clock (workspace));
  import = check (workspace, importer, name, error);
  if (import == NULL)
    return POSTER_EXIT_REFUSED;

  clean = poster_command_clean (name);
  tell_rows (import, clean);
  may_be_saved = import->n_rows[POSTER_IMPORT_REFUSED] == 0 && !is_dry_run;
  if (may_be_saved)
    {
      g_autoptr(GAsyncResult) result = NULL;

      /* From here on it is stored as a whole: a signal comes too late. */
      if (g_cancellable_set_error_if_cancelled (poster_command_get_cancellable (), error))
        return POSTER_EXIT_REFUSED;
      poster_importer_save_async (importer, import, NULL, poster_command_keep_result, &result);
      if (!poster_importer_save_finish (importer, poster_command_wait (&result), error))
        return POSTER_EXIT_REFUSED;
      if (!poster_command_ring (workspace) && import->n_rows[POSTER_IMPORT_NEW] > 0)
        poster_command_tell (_("Stored. Nothing publishes here at present: “late-poster run” does."));
    }
  if (as_json)
    {
      if (!print_document (import, may_be_saved, error))
        return POSTER_EXIT_REFUSED;
    }
  else
    print_numbers (import, may_be_saved);
  return import->n_rows[POSTER_IMPORT_REFUSED] > 0 ? POSTER_EXIT_REFUSED : POSTER_EXIT_DONE;
}

const PosterCommand poster_command_import = {
  .name = "import",
  .usage = N_("PLAN"),
  .summary = N_("Make posts of a plan, a table from a spreadsheet or a JSON document"),
  .details = N_("The first row of a table names its columns: date, time, timezone, queue, accounts,\n"
                "caption, title, media, alt, note, option:NAME, and what is different for one\n"
                "account, such as caption:@HANDLE. A row without a date gets the next free slot of\n"
                "the queue; “draft” and “now” may stand for a date. All rows are checked first; if\n"
                "one is refused, nothing is imported. A row that was imported before is not\n"
                "imported again."),
  .entries = entries,
  .run = run,
};
