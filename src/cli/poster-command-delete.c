/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-delete"

#include "poster-command.h"

#include <glib/gi18n-lib.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-error.h"

static gboolean as_json;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
has_published_target (PosterPost *post)
{
  for (guint i = 0; i < post->targets->len; i++)
    if (((PosterTarget *) g_ptr_array_index (post->targets, i))->state == POSTER_TARGET_PUBLISHED)
      return TRUE;
  return FALSE;
}

static int
run (char   **arguments,
     GError **error)
{
  const char *id = poster_command_one_argument (arguments, _("The id of a post"), error);
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JsonObject) document = json_object_new ();
  PosterStore *store;

  if (id == NULL)
    return POSTER_EXIT_USAGE;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  post = poster_command_get_post (workspace, id, error);
  if (post == NULL)
    return POSTER_EXIT_REFUSED;
  if (has_published_target (post))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_CONFLICT,
                           _("This post is out; delete it on the platform. Here it stays as the record of what went out."));
      return POSTER_EXIT_REFUSED;
    }
  if (!poster_command_check_editable (post, error))
    return POSTER_EXIT_REFUSED;

  store = poster_workspace_get_store (workspace);
  poster_store_delete_post_async (store, post->id, POSTER_STATES_EDITABLE, NULL, poster_command_keep_result, &result);
  if (!poster_store_delete_post_finish (store, poster_command_wait (&result), error))
    return POSTER_EXIT_REFUSED;
  poster_command_ring (workspace);
  poster_command_tell (_("Deleted."));
  if (as_json)
    {
      json_object_set_string_member (document, "message", "Post deleted successfully");
      json_object_set_string_member (document, "_id", post->id);
      if (!poster_command_print_json (document, error))
        return POSTER_EXIT_REFUSED;
    }
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_delete = {
  .name = "delete",
  .usage = N_("ID"),
  .summary = N_("Delete a post that is not out"),
  .entries = entries,
  .run = run,
};
