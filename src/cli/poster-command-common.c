/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-common"

#include "poster-command-common.h"

#include <glib/gi18n-lib.h>

#include "poster-account-names.h"
#include "poster-closest-word.h"
#include "poster-command-io.h"
#include "poster-error.h"
#include "poster-id.h"

#define PAUSE_US (100 * G_TIME_SPAN_MILLISECOND)

/**
 * poster_command_open:
 * @error: those of poster_workspace_open()
 *
 * Opens the data directory of the environment, and tells on stderr where a damaged database went.
 *
 * Returns: (transfer full): the workspace
 */
PosterWorkspace *
poster_command_open (GError **error)
{
  g_autoptr(PosterWorkspace) workspace = poster_workspace_new (NULL, error);
  const char *damaged;

  if (workspace == NULL || !poster_workspace_open (workspace, error))
    return NULL;
  damaged = poster_store_get_damaged_path (poster_workspace_get_store (workspace));
  if (damaged != NULL)
    poster_command_complain (_("The database was damaged. It is kept as %s, and an empty one was begun."), damaged);
  return g_steal_pointer (&workspace);
}

/**
 * poster_command_list_accounts:
 * @workspace: an open workspace
 * @with_removed: whether to list those that were disconnected, too
 * @error: those of the store
 *
 * Returns: (transfer full) (element-type PosterAccount): the accounts
 */
GPtrArray *
poster_command_list_accounts (PosterWorkspace  *workspace,
                              gboolean          with_removed,
                              GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(GAsyncResult) result = NULL;

  poster_store_list_accounts_async (store, with_removed, NULL, poster_command_keep_result, &result);
  return poster_store_list_accounts_finish (store, poster_command_wait (&result), error);
}

/**
 * poster_command_index_accounts:
 * @accounts: (element-type PosterAccount): accounts, which must outlive the index
 *
 * Returns: (transfer full) (element-type utf8 PosterAccount): the accounts by id
 */
GHashTable *
poster_command_index_accounts (GPtrArray *accounts)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      g_hash_table_insert (index, account->id, account);
    }
  return index;
}

/**
 * poster_command_find_account:
 * @accounts: (element-type PosterAccount): the accounts there are
 * @name: what was typed: an id, or a handle with or without the @
 * @error: %POSTER_ERROR_NOT_FOUND, %POSTER_ERROR_INVALID when several have that handle
 *
 * As poster_accounts_find(), with a word on where to look.
 *
 * Returns: (transfer none): the account it means
 */
PosterAccount *
poster_command_find_account (GPtrArray   *accounts,
                             const char  *name,
                             GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *clean = NULL;
  PosterAccount *account = poster_accounts_find (accounts, name, &local_error);

  if (account != NULL)
    return account;
  if (!g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  clean = poster_command_clean (name);
  g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
               _("There is no account “%s”; “late-poster accounts” shows those there are."), clean);
  return NULL;
}

/**
 * poster_command_name_account:
 * @account: (nullable): an account
 *
 * Returns: (transfer full): what people call it: the handle with the @; behind a service that reaches
 *   many platforms, where all may have the same, with the platform before it. poster_accounts_find()
 *   understands both
 */
char *
poster_command_name_account (PosterAccount *account)
{
  g_autofree char *name = poster_account_dup_name (account);
  g_autofree char *full = NULL;

  if (account != NULL && poster_account_may_hand_over (account) && name[0] == '@')
    full = g_strconcat (account->platform, ":", name, NULL);
  return poster_command_clean (full != NULL ? full : name);
}

/**
 * poster_command_one_argument:
 * @arguments: what stands behind the options
 * @what: what is wanted, for the error
 * @error: %G_OPTION_ERROR_BAD_VALUE
 *
 * Returns: (nullable): the only argument; %NULL with @error when there are none or several
 */
const char *
poster_command_one_argument (char       **arguments,
                             const char  *what,
                             GError     **error)
{
  guint n = g_strv_length (arguments);

  if (n == 1)
    return arguments[0];
  if (n == 0)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 /* Translators: %s says what, e.g. "The id of a post" */
                 _("%s is missing."), what);
  else
    {
      g_autofree char *second = poster_command_clean (arguments[1]);

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is one argument too many."), second);
    }
  return NULL;
}

/**
 * poster_command_no_arguments:
 * @arguments: what stands behind the options
 * @error: %G_OPTION_ERROR_BAD_VALUE
 *
 * Returns: whether there are none, as there should be
 */
gboolean
poster_command_no_arguments (char   **arguments,
                             GError **error)
{
  g_autofree char *first = NULL;

  if (arguments[0] == NULL)
    return TRUE;
  first = poster_command_clean (arguments[0]);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is one argument too many."), first);
  return FALSE;
}

/**
 * poster_command_check_status:
 * @word: (nullable): what was typed behind --status
 * @error: %G_OPTION_ERROR_BAD_VALUE
 *
 * Returns: whether it is a status that posts can have, or nothing
 */
gboolean
poster_command_check_status (const char  *word,
                             GError     **error)
{
  const char * const known[] = {
    "draft", "scheduled", "publishing", "published", "partial", "failed", "cancelled", "missed", "unknown", "held", NULL
  };
  g_autofree char *list = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *question = NULL;

  if (word == NULL || g_strv_contains (known, word))
    return TRUE;
  list = g_strjoinv (", ", (char **) known);
  /* Translators: a word, and a list of words */
  sentence = g_strdup_printf (_("“%s” is not a status; there are: %s."), word, list);
  question = poster_ask_if_meant (sentence, word, known);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, question);
  return FALSE;
}

/**
 * poster_command_get_post:
 * @workspace: an open workspace
 * @id: what was typed
 * @error: %POSTER_ERROR_NOT_FOUND, those of the store
 *
 * Returns: (transfer full): the post
 */
PosterPost *
poster_command_get_post (PosterWorkspace  *workspace,
                         const char       *id,
                         GError          **error)
{
  PosterStore *store = poster_workspace_get_store (workspace);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) local_error = NULL;

  if (poster_id_is_valid (id))
    {
      poster_store_get_post_async (store, id, NULL, poster_command_keep_result, &result);
      post = poster_store_get_post_finish (store, poster_command_wait (&result), &local_error);
    }
  if (post != NULL)
    return g_steal_pointer (&post);
  if (local_error != NULL && !g_error_matches (local_error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    {
      g_autofree char *clean = poster_command_clean (id);

      g_set_error (error, POSTER_ERROR, POSTER_ERROR_NOT_FOUND,
                   _("There is no post “%s”; “late-poster posts” shows those there are."), clean);
    }
  return NULL;
}

/**
 * poster_command_held_in_doubt:
 *
 * Returns: what to say of a target that is held although the platform may have it
 */
const char *
poster_command_held_in_doubt (void)
{
  return _("The platform may have this post already, so it has to be looked after first: "
           "sign in again with “late-poster connect”, and it goes on by itself.");
}

/**
 * poster_command_check_editable:
 * @post: a post
 * @error: %POSTER_ERROR_CONFLICT, with the reason
 *
 * Returns: whether nothing of it is out or on its way, so that it may be changed
 */
gboolean
poster_command_check_editable (PosterPost  *post,
                               GError     **error)
{
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);

      if (poster_target_is_editable (target))
        continue;
      if (target->state == POSTER_TARGET_PUBLISHED)
        g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                             _("This post is out already; what is out cannot be changed from here."));
      else if (target->state == POSTER_TARGET_UNKNOWN)
        g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                             _("Nobody knows yet whether this post is out; “late-poster retry” looks."));
      else if (target->state == POSTER_TARGET_HELD)
        g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT, poster_command_held_in_doubt ());
      else if (target->is_committed)
        g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                             _("The platform may have this post already; wait until it has said so."));
      else
        g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                             _("This post is being published; cancel it first, or wait."));
      return FALSE;
    }
  return TRUE;
}

/**
 * poster_command_pause:
 * @workspace: a workspace
 * @error: %G_IO_ERROR_CANCELLED on a signal
 *
 * Waits a moment: while one process has the lock for a call, or one engine has ended and the next
 * one not begun, there is nobody to ask.
 *
 * Returns: whether to try again
 */
gboolean
poster_command_pause (PosterWorkspace  *workspace,
                      GError          **error)
{
  PosterClock *clock = poster_workspace_get_clock (workspace);
  g_autoptr(GAsyncResult) result = NULL;

  poster_clock_sleep_async (clock, PAUSE_US, poster_command_get_cancellable (), poster_command_keep_result, &result);
  return poster_clock_sleep_finish (clock, poster_command_wait (&result), error);
}

/**
 * poster_command_ring:
 * @workspace: an open workspace
 *
 * Tells the engine of another process that the store has changed.
 *
 * Returns: whether there is one
 */
gboolean
poster_command_ring (PosterWorkspace *workspace)
{
  g_autoptr(PosterEngineClient) client = poster_workspace_connect_engine (workspace, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  if (client == NULL)
    return FALSE;
  poster_engine_client_ring_async (client, NULL, poster_command_keep_result, &result);
  return poster_engine_client_ring_finish (client, poster_command_wait (&result), NULL);
}

/**
 * poster_command_state_word:
 * @target: a target
 *
 * Returns: what has become of it, for people
 */
const char *
poster_command_state_word (PosterTarget *target)
{
  switch (target->state)
    {
    case POSTER_TARGET_DRAFT:
      return _("draft");
    case POSTER_TARGET_SCHEDULED:
      return _("scheduled");
    case POSTER_TARGET_HELD:
      return _("held");
    case POSTER_TARGET_PREPARING:
      return _("preparing");
    case POSTER_TARGET_SENDING:
      return _("sending");
    case POSTER_TARGET_PROCESSING:
      return _("processing");
    case POSTER_TARGET_PUBLISHED:
      return target->is_inbox ? _("delivered to the inbox") : _("published");
    case POSTER_TARGET_FAILED:
      return _("failed");
    case POSTER_TARGET_MISSED:
      return _("missed");
    case POSTER_TARGET_UNKNOWN:
      return _("unknown");
    case POSTER_TARGET_CANCELLED:
      return _("cancelled");
    default:
      g_return_val_if_reached ("");
    }
}

/**
 * poster_command_format_time:
 * @time_us: an instant, microseconds since the epoch
 * @zone: (nullable): IANA name of the zone to show it in; %NULL for this machine's
 *
 * Returns: (transfer full): `2026-12-24 18:00`, as it is also typed, with the seconds if there are
 *   any
 */
char *
poster_command_format_time (gint64      time_us,
                            const char *zone)
{
  g_autoptr(GTimeZone) known = zone != NULL ? g_time_zone_new_identifier (zone) : NULL;
  g_autoptr(GTimeZone) used = known != NULL ? g_time_zone_ref (known) : g_time_zone_new_local ();
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = g_date_time_to_timezone (utc, used);

  return g_date_time_format (local, g_date_time_get_second (local) != 0 ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M");
}

/**
 * poster_command_name_zone:
 * @zone: IANA name of a zone
 *
 * Returns: what people call it: of the many names that Universal Time has, the one everybody knows
 */
const char *
poster_command_name_zone (const char *zone)
{
  /* "backward" and "etcetera" of the IANA time zone database. */
  const char *names[] = { "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu", NULL };

  return g_strv_contains (names, zone) ? "UTC" : zone;
}

/**
 * poster_command_print_post:
 * @workspace: an open workspace
 * @post: a post
 * @error: those of the store, #GIOErrorEnum
 *
 * Prints the document `{"post":{…}}`.
 *
 * Returns: whether it arrived
 */
gboolean
poster_command_print_post (PosterWorkspace  *workspace,
                           PosterPost       *post,
                           GError          **error)
{
  g_autoptr(GPtrArray) accounts = poster_command_list_accounts (workspace, TRUE, error);
  g_autoptr(JsonObject) document = json_object_new ();
  g_autoptr(GHashTable) index = NULL;

  if (accounts == NULL)
    return FALSE;
  index = poster_command_index_accounts (accounts);
  json_object_set_object_member (document, "post",
                                 poster_post_to_json (post, index, poster_workspace_get_platforms (workspace)));
  return poster_command_print_json (document, error);
}
