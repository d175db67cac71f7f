/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-practice-host.h"
#include "poster-sandbox.h"

#include <stdlib.h>
#include <string.h>

/* Stands in for the program: the process of the sandbox, as the program would be it
 * (`sandbox --practice DIRECTORY --ready-fd N`), or a user of the sandbox that ends as soon as it
 * has the address (`ensure DATA_DIRECTORY`). */

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static int
ensure (const char *program,
        const char *data_dir)
{
  g_autoptr(PosterClock) clock = poster_clock_new ();
  g_autoptr(PosterPracticeHost) host = poster_practice_host_new (clock, data_dir, program);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *base_url = NULL;

  poster_practice_host_ensure_async (host, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  base_url = poster_practice_host_ensure_finish (host, result, &error);
  if (base_url == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%s\n", base_url);
  return 0;
}

int
main (int    argc,
      char **argv)
{
  if (argc == 6 && strcmp (argv[1], "sandbox") == 0 && strcmp (argv[2], "--practice") == 0)
    return poster_sandbox_run_practice (argv[3], atoi (argv[5]));
  if (argc == 3 && strcmp (argv[1], "ensure") == 0)
    return ensure (argv[0], argv[2]);
  return 2;
}
