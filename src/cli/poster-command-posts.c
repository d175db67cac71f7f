/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-posts"

#include "poster-command.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-post-writer.h"

/* So many are in memory at a time, however many there are. */
#define PAGE_POSTS 500

/* How much of a text stands in the list. */
#define SHOWN_CHARACTERS 60

static char *status_word;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "status", 0, 0, G_OPTION_ARG_STRING, &status_word, N_("Only those of this status: draft, scheduled, publishing, published, partial, failed, cancelled, missed, unknown or held"), N_("STATUS") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
check_status (GError **error)
{
  const char *known[] = {
    "draft", "scheduled", "publishing", "published", "partial", "failed", "cancelled", "missed", "unknown", "held", NULL
  };
  g_autofree char *list = NULL;

  if (status_word == NULL || g_strv_contains (known, status_word))
    return TRUE;
  list = g_strjoinv (", ", (char **) known);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: a word, and a list of words */
               _("“%s” is not a status; there are: %s."), status_word, list);
  return FALSE;
}

static char *
shorten (const char *text)
{
  g_autofree char *clean = poster_command_clean (text);

  if (g_utf8_strlen (clean, -1) > SHOWN_CHARACTERS)
    {
      g_autofree char *start = g_utf8_substring (clean, 0, SHOWN_CHARACTERS - 1);

      return g_strconcat (start, "…", NULL);
    }
  return g_steal_pointer (&clean);
}

static void
print_line (PosterPost *post,
            GHashTable *accounts)
{
  g_autoptr(GString) names = g_string_new (NULL);
  g_autofree char *text = shorten (post->content);
  g_autofree char *when = NULL;

  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = g_ptr_array_index (post->targets, i);
      g_autofree char *name = poster_command_name_account (g_hash_table_lookup (accounts, target->account_id));

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  if (post->schedule != NULL)
    when = poster_command_format_time (poster_post_get_due_us (post), poster_schedule_get_zone (post->schedule));
  poster_command_print ("%s  %-10s  %-19s  %s  %s\n", post->id, poster_post_get_status (post),
                        when != NULL ? when : "", names->str, text);
}

static void
print_page (GPtrArray        *posts,
            GHashTable       *accounts,
            PosterPostWriter *writer,
            gboolean          is_first)
{
  g_autoptr(GString) text = g_string_sized_new (posts->len * 1024);

  for (guint i = 0; i < posts->len; i++)
    {
      if (!as_json)
        {
          print_line (g_ptr_array_index (posts, i), accounts);
          continue;
        }
      g_string_append (text, is_first && i == 0 ? "\n" : ",\n");
      poster_post_writer_write (writer, g_ptr_array_index (posts, i), text);
    }
  fwrite (text->str, 1, text->len, stdout);
}

static int
run (char   **arguments,
     GError **error)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GHashTable) index = NULL;
  g_autoptr(PosterPostWriter) writer = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  PosterPostQuery query = { .limit = PAGE_POSTS };
  gboolean is_first = TRUE, is_empty = TRUE, is_last;
  PosterStore *store;

  if (!poster_command_no_arguments (arguments, error) || !check_status (error))
    return POSTER_EXIT_USAGE;
  query.status = status_word;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  store = poster_workspace_get_store (workspace);
  accounts = poster_command_list_accounts (workspace, TRUE, error);
  if (accounts == NULL)
    return POSTER_EXIT_REFUSED;
  index = poster_command_index_accounts (accounts);

  writer = poster_post_writer_new (index);

  /* While one page is printed, the next one is being read. */
  poster_store_list_posts_async (store, &query, NULL, poster_command_keep_result, &result);
  do
    {
      g_autoptr(GPtrArray) posts = NULL;

      posts = poster_store_list_posts_finish (store, poster_command_wait (&result), error);
      g_clear_object (&result);
      if (posts == NULL)
        return POSTER_EXIT_REFUSED;
      is_last = posts->len < PAGE_POSTS;
      if (!is_last)
        {
          PosterPost *last = g_ptr_array_index (posts, posts->len - 1);

          query.after_created_us = last->created_us;
          query.after_id = last->id;
          poster_store_list_posts_async (store, &query, NULL, poster_command_keep_result, &result);
        }
      if (as_json && is_first)
        fputs ("{\"posts\":[", stdout);
      print_page (posts, index, writer, is_first);
      is_empty = is_empty && posts->len == 0;
      is_first = FALSE;
    }
  while (!is_last);
  if (as_json)
    fputs ("]}\n", stdout);
  else if (is_empty)
    poster_command_tell (_("There are no such posts."));
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_posts = {
  .name = "posts",
  .summary = N_("List the posts, newest first"),
  .entries = entries,
  .run = run,
};
