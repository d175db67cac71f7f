/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit statuses, fixed by the design. */
#define POSTER_EXIT_DONE    0
#define POSTER_EXIT_REFUSED 1
#define POSTER_EXIT_USAGE   2

/**
 * PosterCommandFunc:
 * @arguments: what stands behind the options, in the bytes it was typed in; %NULL-terminated
 * @error: why it did not work
 *
 * Does what a command is for. With @error set it has failed, and its message is told on stderr:
 * the status is then %POSTER_EXIT_USAGE for a #GOptionError and %POSTER_EXIT_REFUSED for any
 * other. Without, the result is the status; whatever there was to tell has been told.
 *
 * Returns: the exit status
 */
typedef int (*PosterCommandFunc) (char **arguments, GError **error);

/**
 * PosterCommand:
 * @name: the word that calls it
 * @usage: (nullable): what stands behind the options, for the help
 * @summary: one line for the list of commands
 * @details: (nullable): what else the help says
 * @is_hidden: whether it is not for people, and in no list
 * @entries: (nullable): its options
 * @several: (nullable): the option that takes all words with an @ and all ids that follow it
 * @run: does it
 *
 * One command of the command line. Its options are read into variables of its file: a process
 * runs one command, once.
 */
typedef struct
{
  const char         *name;
  const char         *usage;
  const char         *summary;
  const char         *details;
  gboolean            is_hidden;
  const GOptionEntry *entries;
  const char         *several;
  PosterCommandFunc   run;
} PosterCommand;

extern const PosterCommand poster_command_accounts;
extern const PosterCommand poster_command_cancel;
extern const PosterCommand poster_command_check;
extern const PosterCommand poster_command_complete;
extern const PosterCommand poster_command_connect;
extern const PosterCommand poster_command_convert;
extern const PosterCommand poster_command_delete;
extern const PosterCommand poster_command_disconnect;
extern const PosterCommand poster_command_edit;
extern const PosterCommand poster_command_export;
extern const PosterCommand poster_command_help;
extern const PosterCommand poster_command_import;
extern const PosterCommand poster_command_post;
extern const PosterCommand poster_command_posts;
extern const PosterCommand poster_command_queue;
extern const PosterCommand poster_command_reschedule;
extern const PosterCommand poster_command_retry;
extern const PosterCommand poster_command_run;
extern const PosterCommand poster_command_sandbox;
extern const PosterCommand poster_command_serve;
extern const PosterCommand poster_command_show;

G_END_DECLS
