/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-command-common.h"

G_BEGIN_DECLS

/* What `post` and `edit` have in common: the same options, read into the same variables. */
extern const GOptionEntry poster_command_compose_entries[];

gboolean poster_command_compose_check_options (GError          **error);
void     poster_command_compose_set_time      (const char       *time,
                                               const char       *zone,
                                               gboolean          with_json);
int      poster_command_compose               (PosterWorkspace  *workspace,
                                               PosterPost       *base,
                                               char            **files,
                                               GError          **error);

G_END_DECLS
