/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-command.h"

G_BEGIN_DECLS

int                          poster_command_line_run         (int argc, char **argv);
const PosterCommand         *poster_command_line_find        (const char *name);
const PosterCommand * const *poster_command_line_list        (void);
char                        *poster_command_line_say_unknown (const char *name);
char                        *poster_command_line_help        (const PosterCommand *command);

G_END_DECLS
