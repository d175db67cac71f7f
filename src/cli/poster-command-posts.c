/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-posts"

#include "poster-command.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-post-pages.h"
#include "poster-post-writer.h"

/* How much of a text stands in the list. */
#define SHOWN_CHARACTERS 60

static char *status_word;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "status", 0, 0, G_OPTION_ARG_STRING, &status_word, N_("Only those of this status: draft, scheduled, publishing, published, partial, failed, cancelled, missed, unknown or held"), N_("STATUS") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON document"), NULL },
  G_OPTION_ENTRY_NULL
};

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

typedef struct
{
  GHashTable       *accounts;
  PosterPostWriter *writer;
  gboolean          is_empty;
} Listing;

static void
print_page (GPtrArray *posts,
            gboolean   is_first,
            gpointer   user_data)
{
  Listing *listing = user_data;
  g_autoptr(GString) text = g_string_sized_new (posts->len * 1024);

  if (as_json && is_first)
    g_string_append (text, "{\"posts\":[");
  for (guint i = 0; i < posts->len; i++)
    {
      listing->is_empty = FALSE;
      if (!as_json)
        {
          print_line (g_ptr_array_index (posts, i), listing->accounts);
          continue;
        }
      g_string_append (text, is_first && i == 0 ? "\n" : ",\n");
      poster_post_writer_write (listing->writer, g_ptr_array_index (posts, i), text);
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
  PosterPostQuery query = { .limit = 0 };
  Listing listing = { .is_empty = TRUE };

  if (!poster_command_no_arguments (arguments, error) || !poster_command_check_status (status_word, error))
    return POSTER_EXIT_USAGE;
  query.status = status_word;
  workspace = poster_command_open (error);
  if (workspace == NULL)
    return POSTER_EXIT_REFUSED;
  accounts = poster_command_list_accounts (workspace, TRUE, error);
  if (accounts == NULL)
    return POSTER_EXIT_REFUSED;
  index = poster_command_index_accounts (accounts);
  writer = poster_post_writer_new (index, poster_workspace_get_platforms (workspace));
  listing.accounts = index;
  listing.writer = writer;
  if (!poster_command_page_posts (workspace, &query, print_page, &listing, error))
    return POSTER_EXIT_REFUSED;
  if (as_json)
    fputs ("]}\n", stdout);
  else if (listing.is_empty)
    poster_command_tell (_("There are no such posts."));
  return POSTER_EXIT_DONE;
}

const PosterCommand poster_command_posts = {
  .name = "posts",
  .summary = N_("List the posts, newest first"),
  .entries = entries,
  .run = run,
};
