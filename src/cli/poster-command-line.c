/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-line"

#include "poster-command-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-command-io.h"
#include "poster-id.h"

/* In the order in which the list of the help shows them. */
static const PosterCommand *const commands[] = {
  &poster_command_check,
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
  &poster_command_sandbox,
  &poster_command_import,
  &poster_command_export,
  &poster_command_help,
};

/* What is left behind the options. */
static char **arguments;

static gboolean show_help;

/**
 * poster_command_line_find:
 * @name: a word
 *
 * Returns: (nullable): the command that it calls
 */
const PosterCommand *
poster_command_line_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];
  return NULL;
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
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (!commands[i]->is_hidden)
      width = MAX (width, strlen (commands[i]->name));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
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
  g_autofree char *name = NULL;

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

  name = poster_command_clean (argv[1]);
  poster_command_complain (_("“%s” is not a command."), name);
  poster_command_tell (_("Try “late-poster help”."));
  return POSTER_EXIT_USAGE;
}
