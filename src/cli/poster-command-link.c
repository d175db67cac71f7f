/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-link"

#include "poster-command-link.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-error.h"
#include "poster-link.h"
#include "poster-remote-service.h"

/* Adding an account to a connection: what the service asks a person for is asked at the terminal. */

typedef struct
{
  const PosterCommandLink *what;
  GCancellable            *cancellable;
  GError                  *error;        /* (nullable), why it was ended here */
  gulong                   handler;
} Asking;

/**
 * poster_command_show_page:
 * @uri: address of a consent page
 * @no_browser: whether only to print it
 * @to_stderr: whether stdout is for something else
 *
 * The address is a result: a script reads it, a person may open it elsewhere.
 */
void
poster_command_show_page (const char *uri,
                          gboolean    no_browser,
                          gboolean    to_stderr)
{
  g_autoptr(GError) error = NULL;

  if (to_stderr)
    g_printerr ("%s\n", uri);
  else
    {
      poster_command_print ("%s\n", uri);
      poster_command_flush (NULL);
    }
  poster_command_tell (_("Waiting for your consent on that page…"));
  if (!no_browser && !g_app_info_launch_default_for_uri (uri, NULL, &error))
    poster_command_tell (_("No browser could be opened (%s): open the address above yourself."), error->message);
}

static void
open_uri_cb (PosterAccountLink *link,
             const char        *uri,
             Asking            *asking)
{
  poster_command_show_page (uri, asking->what->no_browser, asking->what->to_stderr);
}

static void
code_cb (PosterAccountLink *link,
         const char        *code,
         const char        *bot,
         const char        *instructions,
         gint64             expires_us,
         Asking            *asking)
{
  g_autofree char *clean_code = poster_command_clean (code);
  g_autofree char *clean_bot = poster_command_clean (bot != NULL ? bot : "");
  g_auto(GStrv) lines = g_strsplit (instructions != NULL ? instructions : "", "\n", -1);

  if (asking->what->to_stderr)
    g_printerr ("%s\n", clean_code);
  else
    {
      poster_command_print ("%s\n", clean_code);
      poster_command_flush (NULL);
    }
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = poster_command_clean (lines[i]);

      if (line[0] != '\0')
        poster_command_tell ("%s", line);
    }
  if (clean_bot[0] != '\0')
    /* Translators: a bot's name on Telegram */
    poster_command_tell (_("Waiting until the code above reaches @%s…"), clean_bot[0] == '@' ? clean_bot + 1 : clean_bot);
}

static void
end (Asking *asking,
     GError *error)
{
  g_clear_error (&asking->error);
  asking->error = error;
  g_cancellable_cancel (asking->cancellable);
}

static PosterLinkChoice *
find_choice (GPtrArray  *choices,
             const char *words)
{
  for (guint i = 0; i < choices->len; i++)
    {
      PosterLinkChoice *choice = g_ptr_array_index (choices, i);

      if (g_strcmp0 (choice->id, words) == 0)
        return choice;
    }
  for (guint i = 0; i < choices->len; i++)
    {
      PosterLinkChoice *choice = g_ptr_array_index (choices, i);

      if (g_strcmp0 (choice->name, words) == 0)
        return choice;
    }
  return NULL;
}

static PosterLinkChoice *
ask_person (GPtrArray  *choices,
            GError    **error)
{
  g_autofree char *answer = NULL;
  PosterLinkChoice *choice;
  guint64 number;

  if (!isatty (STDIN_FILENO))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                           _("There are several to choose from, listed above: say which with --choose."));
      return NULL;
    }
  /* Translators: a question at the terminal, after a numbered list */
  g_printerr ("%s ", _("Which one?"));
  answer = poster_command_read_line (error);
  if (answer == NULL)
    return NULL;
  if (g_ascii_string_to_unsigned (answer, 10, 1, choices->len, &number, NULL))
    return g_ptr_array_index (choices, number - 1);
  choice = find_choice (choices, answer);
  if (choice == NULL)
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, _("That is none of them."));
  return choice;
}

static void
choose_cb (PosterAccountLink *link,
           const char        *kind,
           GPtrArray         *choices,
           Asking            *asking)
{
  PosterLinkChoice *choice = NULL;
  GError *error = NULL;

  if (asking->what->choice != NULL)
    {
      choice = find_choice (choices, asking->what->choice);
      if (choice == NULL)
        {
          g_autofree char *clean = poster_command_clean (asking->what->choice);

          g_set_error (&error, POSTER_ERROR, POSTER_ERROR_INVALID, _("“%s” is none of those that there are."), clean);
        }
    }
  else if (choices->len == 1)
    choice = g_ptr_array_index (choices, 0);
  if (choice == NULL)
    for (guint i = 0; i < choices->len; i++)
      {
        PosterLinkChoice *one = g_ptr_array_index (choices, i);
        g_autofree char *id = poster_command_clean (one->id);
        g_autofree char *name = poster_command_clean (one->name != NULL ? one->name : "");
        g_autofree char *detail = poster_command_clean (one->detail != NULL ? one->detail : "");

        g_printerr ("%3u  %s  %s%s%s\n", i + 1, id, name, detail[0] != '\0' ? "  " : "", detail);
      }
  if (choice == NULL && error == NULL)
    choice = ask_person (choices, &error);
  if (choice != NULL)
    poster_account_link_choose (link, choice->id);
  else
    end (asking, error);
}

/* The connection that the account is added to. */
static char *
find_connection (PosterWorkspace  *workspace,
                 const char       *through,
                 GError          **error)
{
  g_autoptr(GPtrArray) accounts = poster_command_list_accounts (workspace, FALSE, error);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  PosterConnectorRegistry *registry = poster_workspace_get_registry (workspace);

  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterConnector *connector = poster_connector_registry_find (registry, account->connector);
      g_autofree char *name = poster_command_name_account (account);

      if (connector == NULL || !POSTER_IS_REMOTE_SERVICE (connector) ||
          (through != NULL && g_strcmp0 (account->connection_id, through) != 0 &&
           g_strcmp0 (account->id, through) != 0 && g_strcmp0 (name, through) != 0))
        continue;
      if (!g_ptr_array_find_with_equal_func (found, account->connection_id, g_str_equal, NULL))
        g_ptr_array_add (found, g_strdup (account->connection_id));
    }
  if (found->len == 1)
    return g_strdup (g_ptr_array_index (found, 0));
  /* A connection that has no account yet can still be named. */
  if (found->len == 0 && through != NULL)
    return g_strdup (through);
  if (found->len == 0)
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                         _("There is no connection to add accounts to: make one with “late-poster connect late "
                           "--api-key-stdin”."));
  else
    g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID,
                         _("There are several connections: name an account of the right one with --through."));
  return NULL;
}

static void
interrupted_cb (GCancellable *interrupt,
                GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/**
 * poster_command_link:
 * @workspace: an open workspace
 * @what: what was asked for
 * @error: those of poster_link_finish(), %POSTER_ERROR_INVALID for an answer that makes no sense
 *
 * Adds an account to a connection, asking at the terminal what the service needs.
 *
 * Returns: (transfer full): the account as stored
 */
PosterAccount *
poster_command_link (PosterWorkspace          *workspace,
                     const PosterCommandLink  *what,
                     GError                  **error)
{
  g_autofree char *connection_id = find_connection (workspace, what->through, error);
  g_autoptr(PosterSecretText) secret = NULL;
  g_autoptr(PosterAccountLink) link = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) local_error = NULL;
  Asking asking = { .what = what, .cancellable = cancellable };
  PosterAccount *account;

  if (connection_id == NULL)
    return NULL;
  if (g_str_equal (what->platform, "bluesky"))
    {
      secret = poster_command_read_secret (_("App password:"), error);
      if (secret == NULL)
        return NULL;
    }
  link = poster_account_link_new (what->platform, what->handle, secret);
  g_signal_connect (link, "open-uri", G_CALLBACK (open_uri_cb), &asking);
  g_signal_connect (link, "code", G_CALLBACK (code_cb), &asking);
  g_signal_connect (link, "choose", G_CALLBACK (choose_cb), &asking);
  asking.handler = g_cancellable_connect (poster_command_get_cancellable (), G_CALLBACK (interrupted_cb), cancellable, NULL);
  poster_link_async (workspace, connection_id, link, cancellable, poster_command_keep_result, &result);
  account = poster_link_finish (workspace, poster_command_wait (&result), &local_error);
  g_cancellable_disconnect (poster_command_get_cancellable (), asking.handler);
  g_signal_handlers_disconnect_by_data (link, &asking);

  if (account == NULL && asking.error != NULL)
    g_propagate_error (error, g_steal_pointer (&asking.error));
  else if (account == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  g_clear_error (&asking.error);
  return account;
}
