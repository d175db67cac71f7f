/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-complete"

#include "poster-command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-command-common.h"
#include "poster-command-io.h"
#include "poster-command-line.h"
#include "poster-store-queues.h"

/* What a shell asks while somebody presses Tab. The scripts in data/completions hand over the words
 * behind the program's name, the unfinished one last, and get a line for each that would fit: the
 * word, a tab, and what it is. A line `:files` says that files fit, too. So the shells know what the
 * program knows, and nothing of it is written down twice. */

/* See poster-database.c. */
#define DATABASE_NAME "poster.sqlite"

/* So many posts are told of, the newest. */
#define MAX_POSTS 50

/* How much of a text stands beside its id. */
#define SHOWN_CHARACTERS 40

typedef struct
{
  const char      *prefix;     /* what the words have to begin with */
  GString         *lines;
  PosterWorkspace *workspace;  /* (nullable), once it was needed */
  gboolean         has_looked;
} Completion;

static void
add (Completion *self,
     const char *word,
     const char *description)
{
  g_autofree char *clean = NULL;

  if (!g_str_has_prefix (word, self->prefix) || strpbrk (word, "\n\t") != NULL)
    return;
  g_string_append (self->lines, word);
  if (description != NULL)
    {
      clean = poster_command_clean (description);
      g_string_append_printf (self->lines, "\t%s", clean);
    }
  g_string_append_c (self->lines, '\n');
}

static void
add_words (Completion         *self,
           const char * const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    add (self, words[i], NULL);
}

static void
add_files (Completion *self)
{
  g_string_append (self->lines, ":files\n");
}

/* (nullable): the workspace; a Tab makes no database where there is none. */
static PosterWorkspace *
open_workspace (Completion *self)
{
  g_autoptr(PosterWorkspace) workspace = NULL;
  g_autofree char *path = NULL;

  if (self->has_looked)
    return self->workspace;
  self->has_looked = TRUE;
  workspace = poster_workspace_new (NULL, NULL);
  if (workspace == NULL)
    return NULL;
  path = g_build_filename (poster_workspace_get_data_dir (workspace), DATABASE_NAME, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS) && poster_workspace_open (workspace, NULL))
    self->workspace = g_steal_pointer (&workspace);
  return self->workspace;
}

static void
add_accounts (Completion *self,
              const char *suffix)
{
  PosterWorkspace *workspace = open_workspace (self);
  g_autoptr(GPtrArray) accounts = workspace != NULL ? poster_command_list_accounts (workspace, FALSE, NULL) : NULL;

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      g_autofree char *name = poster_command_name_account (account);
      g_autofree char *word = g_strconcat (name, suffix, NULL);

      add (self, word, account->display_name != NULL ? account->display_name : account->platform);
    }
}

static void
add_posts (Completion *self)
{
  PosterWorkspace *workspace = open_workspace (self);
  PosterPostQuery query = { .limit = MAX_POSTS };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) posts = NULL;

  if (workspace == NULL)
    return;
  poster_store_list_posts_async (poster_workspace_get_store (workspace), &query, NULL, poster_command_keep_result, &result);
  posts = poster_store_list_posts_finish (poster_workspace_get_store (workspace), poster_command_wait (&result), NULL);
  for (guint i = 0; posts != NULL && i < posts->len; i++)
    {
      PosterPost *post = g_ptr_array_index (posts, i);
      glong n_shown = MIN (g_utf8_strlen (post->content, -1), SHOWN_CHARACTERS);
      g_autofree char *text = g_utf8_substring (post->content, 0, n_shown);
      g_autofree char *description = g_strdup_printf ("%s  %s", poster_post_get_status (post), text);

      add (self, post->id, description);
    }
}

static void
add_queues (Completion *self)
{
  PosterWorkspace *workspace = open_workspace (self);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) queues = NULL;

  if (workspace == NULL)
    return;
  poster_store_list_queues_async (poster_workspace_get_store (workspace), NULL, NULL, poster_command_keep_result, &result);
  queues = poster_store_list_queues_finish (poster_workspace_get_store (workspace), poster_command_wait (&result), NULL);
  for (guint i = 0; queues != NULL && i < queues->len; i++)
    add (self, ((PosterQueue *) g_ptr_array_index (queues, i))->name, NULL);
}

static void
add_platforms (Completion *self,
               const char *suffix)
{
  g_autoptr(PosterPlatforms) platforms = poster_platforms_new (NULL);

  for (guint i = 0; platforms != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);
      g_autofree char *word = g_strconcat (platform->key, suffix, NULL);

      add (self, word, platform->name);
    }
}

static void
add_choices (Completion   *self,
             PosterOption *option,
             const char   *before)
{
  const char * const switch_words[] = { "true", "false", NULL };

  for (guint i = 0; option->choices != NULL && i < option->choices->len; i++)
    {
      PosterChoice *choice = g_ptr_array_index (option->choices, i);
      g_autofree char *word = g_strconcat (before, choice->value, NULL);

      add (self, word, choice->label != NULL ? _(choice->label) : NULL);
    }
  for (guint i = 0; option->type == POSTER_OPTION_BOOLEAN && switch_words[i] != NULL; i++)
    {
      g_autofree char *word = g_strconcat (before, switch_words[i], NULL);

      add (self, word, NULL);
    }
}

/* "[PLATFORM.|@HANDLE:]KEY=VALUE", as far as it is written. */
static void
add_options (Completion *self)
{
  g_autoptr(PosterPlatforms) platforms = poster_platforms_new (NULL);
  const char *dot = strchr (self->prefix, '.');
  const char *colon = self->prefix[0] == '@' ? strrchr (self->prefix, ':') : NULL;
  g_autofree char *named = dot != NULL ? g_strndup (self->prefix, (gsize) (dot - self->prefix)) : NULL;
  PosterPlatform *only = platforms != NULL && named != NULL ? poster_platforms_find (platforms, named) : NULL;
  g_autofree char *before = only != NULL ? g_strndup (self->prefix, (gsize) (dot + 1 - self->prefix))
                          : colon != NULL ? g_strndup (self->prefix, (gsize) (colon + 1 - self->prefix)) : g_strdup ("");
  g_autoptr(GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; platforms != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (platforms), i);

      if (only != NULL && platform != only)
        continue;
      for (guint j = 0; j < platform->options->len; j++)
        {
          PosterOption *option = g_ptr_array_index (platform->options, j);
          g_autofree char *word = g_strconcat (before, option->key, "=", NULL);

          if (g_str_has_prefix (self->prefix, word))
            add_choices (self, option, word);
          else if (!g_hash_table_contains (told, word))
            add (self, word, poster_option_get_label (option));
          g_hash_table_add (told, g_steal_pointer (&word));
        }
    }
  if (only == NULL && colon == NULL && strchr (self->prefix, '=') == NULL)
    {
      add_platforms (self, ".");
      if (self->prefix[0] == '@')
        add_accounts (self, ":");
    }
}

/* What may stand behind an option. */
static void
add_values (Completion         *self,
            const GOptionEntry *entry)
{
  const char * const statuses[] = {
    "draft", "scheduled", "publishing", "published", "partial", "failed", "cancelled", "missed", "unknown", "held", NULL
  };
  const char * const holders[] = { "late", "here", NULL };
  const char * const formats[] = { "csv", "json", NULL };
  const char *name = entry->long_name;

  if (g_str_equal (name, "to") || g_str_equal (name, "through"))
    add_accounts (self, "");
  else if (g_str_equal (name, "platform"))
    add_platforms (self, "");
  else if (g_str_equal (name, "option"))
    add_options (self);
  else if (g_str_equal (name, "status"))
    add_words (self, statuses);
  else if (g_str_equal (name, "posted-by") || g_str_equal (name, "keep"))
    add_words (self, holders);
  else if (g_str_equal (name, "format"))
    add_words (self, formats);
  else if (g_str_equal (name, "queue-name"))
    add_queues (self);
  else if (entry->arg == G_OPTION_ARG_FILENAME && !g_str_equal (name, "caption"))
    add_files (self);
}

static void
add_commands (Completion *self)
{
  const PosterCommand * const *commands = poster_command_line_list ();

  for (guint i = 0; commands[i] != NULL; i++)
    if (!commands[i]->is_hidden)
      add (self, commands[i]->name, _(commands[i]->summary));
}

/* What may stand behind the options, of which there are @n before. */
static void
add_arguments (Completion          *self,
               const PosterCommand *command,
               guint                n,
               const char          *first)
{
  const char * const connectors[] = { "tiktok", "late", NULL };
  const char * const of_queues[] = { "list", "add", "edit", "preview", "remove", NULL };
  const char *usage = command->usage != NULL ? command->usage : "";

  if (command == &poster_command_connect && n == 0)
    add_words (self, connectors);
  else if (command == &poster_command_help && n == 0)
    add_commands (self);
  else if (command == &poster_command_queue && n == 0)
    add_words (self, of_queues);
  else if (command == &poster_command_queue && n == 1 && !g_str_equal (first, "add") && !g_str_equal (first, "list"))
    add_queues (self);
  else if (g_str_has_prefix (usage, "ID") && n == 0)
    add_posts (self);
  else if (g_str_has_prefix (usage, "ACCOUNT") && n == 0)
    add_accounts (self, "");
  else if (strstr (usage, "FILE") != NULL || (g_str_has_prefix (usage, "PLAN") && n == 0))
    add_files (self);
}

static const GOptionEntry *
find_entry (const PosterCommand *command,
            const char          *word)
{
  g_autofree char *name = g_strndup (word, strcspn (word, "="));

  for (const GOptionEntry *entry = command->entries; entry != NULL && entry->long_name != NULL; entry++)
    if (g_str_has_prefix (name, "--") && g_str_equal (entry->long_name, name + 2) &&
        (entry->flags & G_OPTION_FLAG_HIDDEN) == 0)
      return entry;
  return NULL;
}

static gboolean
takes_value (const GOptionEntry *entry)
{
  return entry != NULL && entry->arg != G_OPTION_ARG_NONE && (entry->flags & G_OPTION_FLAG_OPTIONAL_ARG) == 0;
}

static void
complete_for_command (Completion          *self,
                      const PosterCommand *command,
                      char               **words)
{
  const GOptionEntry *open = NULL;
  gboolean is_several = FALSE;
  gboolean has_ended = FALSE;
  const char *first = NULL;
  guint n_arguments = 0;
  guint i;

  for (i = 1; words[i + 1] != NULL; i++)
    {
      gboolean is_value = takes_value (open);

      /* "--to @a @b" */
      is_several = is_value ? g_strcmp0 (open->long_name, command->several) == 0 : is_several && words[i][0] == '@';
      open = NULL;
      if (is_value || is_several)
        continue;
      if (!has_ended && g_str_equal (words[i], "--"))
        has_ended = TRUE;
      else if (!has_ended && words[i][0] == '-' && words[i][1] != '\0')
        open = strchr (words[i], '=') == NULL ? find_entry (command, words[i]) : NULL;
      else
        {
          n_arguments++;
          first = first != NULL ? first : words[i];
        }
    }

  self->prefix = words[i];
  if (takes_value (open))
    {
      add_values (self, open);
      return;
    }
  if (!has_ended && g_str_has_prefix (words[i], "--") && strchr (words[i], '=') != NULL)
    {
      const GOptionEntry *entry = find_entry (command, words[i]);
      g_autofree char *name = g_strndup (words[i], strcspn (words[i], "=") + 1);
      Completion values = { words[i] + strlen (name), g_string_new (NULL), self->workspace, self->has_looked };
      g_auto(GStrv) lines = NULL;

      if (entry != NULL)
        add_values (&values, entry);
      self->workspace = values.workspace;
      lines = g_strsplit (values.lines->str, "\n", -1);
      for (guint j = 0; lines[j] != NULL && lines[j][0] != '\0'; j++)
        g_string_append_printf (self->lines, "%s%s\n", lines[j][0] == ':' ? "" : name, lines[j]);
      g_string_free (values.lines, TRUE);
      return;
    }
  if (!has_ended && words[i][0] == '-')
    {
      for (const GOptionEntry *entry = command->entries; entry != NULL && entry->long_name != NULL; entry++)
        {
          g_autofree char *word = g_strconcat ("--", entry->long_name, NULL);

          if ((entry->flags & G_OPTION_FLAG_HIDDEN) == 0)
            add (self, word, _(entry->description));
        }
      add (self, "--help", _("Show this help"));
      return;
    }
  if (is_several && words[i][0] == '@')
    add_accounts (self, "");
  add_arguments (self, command, n_arguments, first != NULL ? first : "");
}

static int
run (char   **arguments,
     GError **error)
{
  char **words = arguments[0] != NULL && g_str_equal (arguments[0], "--") ? arguments + 1 : arguments;
  Completion self = { "", g_string_new (NULL), NULL, FALSE };
  const PosterCommand *command;
  gboolean is_printed;

  if (words[0] == NULL || words[1] == NULL)
    {
      self.prefix = words[0] != NULL ? words[0] : "";
      add_commands (&self);
      add (&self, "--help", _("Show this help"));
      add (&self, "--version", NULL);
      if (self.prefix[0] != '-')
        add_files (&self);
    }
  else
    {
      command = poster_command_line_find (words[0]);
      if (command == NULL || command->is_hidden)
        add_files (&self);
      else
        complete_for_command (&self, command, words);
    }
  is_printed = poster_command_print_text (self.lines->str, error);
  g_clear_object (&self.workspace);
  g_string_free (self.lines, TRUE);
  return is_printed ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
}

const PosterCommand poster_command_complete = {
  .name = "complete",
  .usage = "-- WORD…",
  .summary = "Tell a shell what may be typed next",
  .is_hidden = TRUE,
  .run = run,
};
