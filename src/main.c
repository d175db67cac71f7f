/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <locale.h>
#include <sys/resource.h>

#include "poster-application.h"
#include "poster-command-line.h"

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

  if (poster_application_wants (argc, argv))
    return poster_application_main (argc, argv);
  return poster_command_line_run (argc, argv);
}
