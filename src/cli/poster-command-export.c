/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-export"

#include "poster-command.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-export.h"
#include "poster-json.h"
#include "poster-plan.h"
#include "poster-post-pages.h"
#include "poster-store-queues.h"

static char *format_word;
static char *status_word;

static const GOptionEntry entries[] = {
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_word, N_("csv (as a spreadsheet takes it) or json"), N_("FORMAT") },
  { "status", 0, 0, G_OPTION_ARG_STRING, &status_word, N_("Only posts of this status, such as scheduled"), N_("STATUS") },
  G_OPTION_ENTRY_NULL
};

typedef struct
{
  PosterExport *export;
  GPtrArray    *columns;  /* (element-type utf8), of a table */
  GString      *text;     /* of a table */
  guint         n_posts;
} Writing;

static void
write_table_page (GPtrArray *posts,
                  gboolean   is_first,
                  gpointer   user_data)
{
  Writing *writing = user_data;

  for (guint i = 0; i < posts->len; i++)
    {
      g_autoptr(PosterPlanRow) row = poster_export_make_row (writing->export, g_ptr_array_index (posts, i),
                                                             ++writing->n_posts);

      poster_plan_collect_columns (writing->columns, row);
      poster_plan_append_csv (writing->text, writing->columns, row);
    }
}

/* Which columns there are is known when all posts were seen: it is written again if there were
 * more than was thought. */
static gboolean
write_table (PosterWorkspace  *workspace,
             PosterExport     *export,
             GError          **error)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) text = g_string_new (NULL);
  Writing writing = { export, columns, text, 0 };
  guint n_columns;

  do
    {
      PosterPostQuery query = { .status = status_word, .oldest_first = TRUE };

      n_columns = columns->len;
      writing.n_posts = 0;
      g_string_truncate (text, 0);
      poster_plan_append_headings (text, columns);
      if (!poster_command_page_posts (workspace, &query, write_table_page, &writing, error))
        return FALSE;
    }
  while (columns->len > n_columns);
  fwrite (text->str, 1, text->len, stdout);
  return TRUE;
}

static void
write_document_page (GPtrArray *posts,
                     gboolean   is_first,
                     gpointer   user_data)
{
  Writing *writing = user_data;

  for (guint i = 0; i < posts->len; i++)
    {
      g_autoptr(PosterPlanRow) row = NULL;
      g_autoptr(JsonObject) json = NULL;
      g_autofree char *text = NULL;

      row = poster_export_make_row (writing->export, g_ptr_array_index (posts, i), ++writing->n_posts);
      json = poster_plan_row_to_json (row);
      text = poster_json_to_text (json, FALSE);
      fputs (writing->n_posts > 1 ? ",\n" : "\n", stdout);
      fputs (text, stdout);
    }
}

static gboolean
write_document (PosterWorkspace  *workspace,
                PosterExport     *export,
                GError          **error)
{
  PosterPostQuery query = { .status = status_word, .oldest_first = TRUE };
  Writing writing = { export, NULL, NULL, 0 };

  fputs ("{\"posts\":[", stdout);
  if (!poster_command_page_posts (workspace, &query, write_document_page, &writing, error))
    return FALSE;
  fputs ("]}\n", stdout);
  return TRUE;
}

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GPtrArray) queues = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterExport) export = NULL;
  gboolean is_json = g_strcmp0 (format_word, "json") == 0;

  if (!poster_command_no_arguments (arguments, error) || !poster_command_check_status (status_word, error))
    return POSTER_EXIT_USAGE;
  if (!is_json && format_word != NULL && !g_str_equal (format_word, "csv"))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is not a format of a plan; there are csv and json."), format_word);
      return POSTER_EXIT_USAGE;
    }
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  accounts = poster_command_list_accounts (workspace, TRUE, error);
  if (accounts == NULL)
    return POSTER_EXIT_REFUSED;
  poster_store_list_queues_async (poster_workspace_get_store (workspace), NULL, NULL, poster_command_keep_result, &result);
  queues = poster_store_list_queues_finish (poster_workspace_get_store (workspace), poster_command_wait (&result), error);
  if (queues == NULL)
    return POSTER_EXIT_REFUSED;
  export = poster_export_new (accounts, queues);
  if (!(is_json ? write_document (workspace, export, error) : write_table (workspace, export, error)))
    return POSTER_EXIT_REFUSED;
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_export = {
  .name = "export",
  .summary = N_("Write the posts down as a plan, for a spreadsheet or a script"),
  .details = N_("The plan goes to standard output; “late-poster import” takes it back. What is\n"
                "here already is not imported twice, and what was out does not go out again."),
  .entries = entries,
  .run = run,
};
