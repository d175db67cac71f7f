/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <gmodule.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>
#include <sys/resource.h>

#include "poster-command-line.h"

#define WINDOW_MODULE "late-poster-window." G_MODULE_SUFFIX

/* Words that begin with a dash and are for the window: the bus starts it, or a menu. */
static gboolean
is_window_option (const char *word)
{
  return g_str_equal (word, "--gapplication-service") || g_str_equal (word, "--new-post");
}

/* Nothing, files, or a start by the bus: all else is a command, or was meant to be one. */
static gboolean
wants_window (int    argc,
              char **argv)
{
  g_autofree char *scheme = NULL;

  if (argc < 2 || is_window_option (argv[1]))
    return TRUE;
  if (argv[1][0] == '-' || poster_command_line_find (argv[1]) != NULL)
    return FALSE;
  scheme = g_uri_parse_scheme (argv[1]);
  return scheme != NULL || strchr (argv[1], G_DIR_SEPARATOR) != NULL || g_file_test (argv[1], G_FILE_TEST_EXISTS);
}

/* In the build directory it lies beside the program. */
static char *
find_window (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, WINDOW_MODULE, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&beside);
  return g_build_filename (POSTER_WINDOW_DIR, WINDOW_MODULE, NULL);
}

static int
run_window (int    argc,
            char **argv)
{
  g_autofree char *path = find_window ();
  /* Never closed: it registers types. */
  GModule *module = g_module_open (path, G_MODULE_BIND_LAZY);
  int (*run) (int argc, char **argv) = NULL;

  if (module == NULL || !g_module_symbol (module, "poster_application_main", (gpointer *) &run))
    {
      g_printerr (_("late-poster: The window could not be loaded: %s\n"), g_module_error ());
      return 1;
    }
  return run (argc, argv);
}

int
main (int    argc,
      char **argv)
{
  const struct rlimit no_core = { 0, 0 };

  /* A core file would hold sign-ins. What this process starts has no right to one either. */
  setrlimit (RLIMIT_CORE, &no_core);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, POSTER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  if (wants_window (argc, argv))
    return run_window (argc, argv);
  return poster_command_line_run (argc, argv);
}
