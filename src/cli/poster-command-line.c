/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-line"

#include "poster-command-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-closest-word.h"
#include "poster-command-io.h"
#include "poster-id.h"

/* In the order in which the list of the help shows them. */
static const PosterCommand *const commands[] = {
  &poster_command_check,
  &poster_command_convert,
  &poster_command_connect,
  &poster_command_accounts,
  &poster_command_disconnect,
  &poster_command_post,
  &poster_command_posts,
  &poster_command_show,
  &poster_command_edit,
  &poster_command_reschedule,
  &poster_command_cancel,
  &poster_command_retry,
  &poster_command_delete,
  &poster_command_queue,
  &poster_command_run,
  &poster_command_serve,
  &poster_command_sandbox,
  &poster_command_import,
  &poster_command_export,
  &poster_command_help,
  &poster_command_complete,
  NULL,
};

/* What is left behind the options. */
static char **arguments;

static gboolean show_help;

/**
 * poster_command_line_list:
 *
 * Returns: (transfer none) (array zero-terminated=1): all commands, hidden ones too, in the order of
 *   the help
 */
const PosterCommand * const *
poster_command_line_list (void)
{
  return commands;
}

/**
 * poster_command_line_find:
 * @name: a word
 *
 * Returns: (nullable): the command that it calls
 */
const PosterCommand *
poster_command_line_find (const char *name)
{
  for (guint i = 0; commands[i] != NULL; i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];
  return NULL;
}

/**
 * poster_command_line_say_unknown:
 * @name: a word that calls no command
 *
 * Returns: (transfer full): what to say about it
 */
char *
poster_command_line_say_unknown (const char *name)
{
  g_autofree char *clean = poster_command_clean (name);
  g_autofree char *sentence = g_strdup_printf (_("“%s” is not a command."), clean);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; commands[i] != NULL; i++)
    if (!commands[i]->is_hidden)
      g_ptr_array_add (names, (gpointer) commands[i]->name);
  g_ptr_array_add (names, NULL);
  return poster_ask_if_meant (sentence, clean, (const char * const *) names->pdata);
}

/* What is wrong with an option that the command does not have. */
static char *
say_unknown_option (const PosterCommand *command,
                    char               **words,
                    const char          *sentence)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (const GOptionEntry *entry = command->entries; entry != NULL && entry->long_name != NULL; entry++)
    if ((entry->flags & G_OPTION_FLAG_HIDDEN) == 0)
      g_ptr_array_add (names, g_strconcat ("--", entry->long_name, NULL));
  g_ptr_array_add (names, g_strdup ("--help"));
  g_ptr_array_add (names, NULL);
  for (guint i = 0; words[i] != NULL && !g_str_equal (words[i], "--"); i++)
    {
      g_autofree char *name = g_strndup (words[i], strcspn (words[i], "="));

      /* GOption says which it is only within a sentence. */
      if (g_str_has_prefix (name, "--") && g_str_has_suffix (sentence, words[i]) &&
          !g_strv_contains ((const char * const *) names->pdata, name))
        {
          g_autofree char *end = g_strconcat (sentence, ".", NULL);

          return poster_ask_if_meant (end, name, (const char * const *) names->pdata);
        }
    }
  return g_strdup (sentence);
}

/* GOption takes the first line of its help from the program's name. */
static GOptionContext *
create_context (const PosterCommand *command)
{
  const GOptionEntry common[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &show_help, N_("Show this help"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL, command->usage },
    G_OPTION_ENTRY_NULL
  };
  GOptionContext *context = g_option_context_new (NULL);
  g_autofree char *name = g_strdup_printf ("late-poster %s", command->name);

  g_set_prgname (name);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, command->summary);
  if (command->details != NULL)
    g_option_context_set_description (context, command->details);
  if (command->entries != NULL)
    g_option_context_add_main_entries (context, command->entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  return context;
}

static char *
list_help (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gsize width = 0;

  g_string_append_printf (text, "%s\n  late-poster %s\n\n", _("Usage:"), _("COMMAND [OPTION…] …"));
  g_string_append_printf (text, "%s\n\n%s\n", _("Checks short video against the rules of platforms, publishes it once, now or "
                                                "on schedule,\nand shows what became of it."), _("Commands:"));
  for (guint i = 0; commands[i] != NULL; i++)
    if (!commands[i]->is_hidden)
      width = MAX (width, strlen (commands[i]->name));
  for (guint i = 0; commands[i] != NULL; i++)
    if (!commands[i]->is_hidden)
      g_string_append_printf (text, "  %-*s  %s\n", (int) width, commands[i]->name, _(commands[i]->summary));
  g_string_append_printf (text, "\n%s\n", _("“late-poster help COMMAND” tells more about one; “late-poster --version” the version.\n"
                                            "Exit status: 0 done, 1 refused or failed (the reason is on stderr), 2 wrong usage."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * poster_command_line_help:
 * @command: (nullable): a command; %NULL for the list of all
 *
 * Returns: (transfer full): the help
 */
char *
poster_command_line_help (const PosterCommand *command)
{
  g_autoptr(GOptionContext) context = NULL;

  if (command == NULL)
    return list_help ();
  context = create_context (command);
  return g_option_context_get_help (context, TRUE, NULL);
}

/* "--to @a @b" is "--to @a --to @b": GOption gives an option one word. */
static char **
spread_words (const PosterCommand  *command,
              char                **words)
{
  g_autoptr(GStrvBuilder) spread = g_strv_builder_new ();
  g_autofree char *option = command->several != NULL ? g_strconcat ("--", command->several, NULL) : NULL;
  g_autofree char *option_with_value = option != NULL ? g_strconcat (option, "=", NULL) : NULL;
  gboolean after = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], "--"))
        {
          g_strv_builder_addv (spread, (const char **) words + i);
          break;
        }
      if (option != NULL && g_str_equal (words[i], option) && words[i + 1] != NULL)
        {
          g_strv_builder_add (spread, words[i++]);
          after = TRUE;
        }
      else if (option != NULL && g_str_has_prefix (words[i], option_with_value))
        after = TRUE;
      else if (after && (words[i][0] == '@' || poster_id_is_valid (words[i])))
        g_strv_builder_add (spread, option);
      else
        after = FALSE;
      g_strv_builder_add (spread, words[i]);
    }
  return g_strv_builder_end (spread);
}

static int
run_command (const PosterCommand  *command,
             char                **words)
{
  g_autoptr(GOptionContext) context = create_context (command);
  g_auto(GStrv) rest = spread_words (command, words);
  char *none[] = { NULL };
  g_autoptr(GError) error = NULL;
  int status = POSTER_EXIT_USAGE;

  if (g_option_context_parse_strv (context, &rest, &error))
    {
      if (show_help)
        {
          g_autofree char *help = poster_command_line_help (command);

          status = poster_command_print_text (help, &error) ? POSTER_EXIT_DONE : POSTER_EXIT_REFUSED;
        }
      else
        {
          g_set_prgname ("late-poster");
          status = command->run (arguments != NULL ? arguments : none, &error);
        }
    }
  g_clear_pointer (&arguments, g_strfreev);
  g_set_prgname ("late-poster");

  if (error == NULL)
    poster_command_flush (&error);
  if (error == NULL)
    return status;

  if (g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    {
      g_autofree char *sentence = say_unknown_option (command, words, error->message);

      poster_command_complain ("%s", sentence);
    }
  else
    poster_command_complain ("%s", error->message);
  if (error->domain != G_OPTION_ERROR)
    return POSTER_EXIT_REFUSED;
  poster_command_tell (_("Try “late-poster help %s”."), command->name);
  return POSTER_EXIT_USAGE;
}

/* What goes wrong is told in a sentence of its own; the layers' messages about it are for whoever
 * asks for them. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  if ((level & G_LOG_LEVEL_MESSAGE) != 0 && g_getenv ("G_MESSAGES_DEBUG") == NULL)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

/**
 * poster_command_line_run:
 * @argc: number of words, the program's own name included
 * @argv: the words, in the bytes they were typed in
 *
 * Runs the command that the first word names. To be called once, from the main thread, after
 * setlocale(). Touches no display.
 *
 * Returns: the exit status
 */
int
poster_command_line_run (int    argc,
                         char **argv)
{
  const PosterCommand *command;
  g_autofree char *sentence = NULL;

  g_set_prgname ("late-poster");
  g_log_set_writer_func (write_log, NULL, NULL);
  if (argc < 2)
    {
      g_autofree char *help = list_help ();

      g_printerr ("%s", help);
      return POSTER_EXIT_USAGE;
    }

  if (g_str_equal (argv[1], "--version"))
    {
      g_autoptr(GError) error = NULL;

      if (poster_command_print_text ("late-poster " POSTER_VERSION "\n", &error) && poster_command_flush (&error))
        return POSTER_EXIT_DONE;
      poster_command_complain ("%s", error->message);
      return POSTER_EXIT_REFUSED;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      char *words[] = { argv[0], NULL };

      return run_command (&poster_command_help, words);
    }

  command = poster_command_line_find (argv[1]);
  if (command != NULL)
    return run_command (command, argv + 1);

  sentence = poster_command_line_say_unknown (argv[1]);
  poster_command_complain ("%s", sentence);
  poster_command_tell (_("Try “late-poster help”."));
  return POSTER_EXIT_USAGE;
}
