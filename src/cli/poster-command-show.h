/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-workspace.h"

G_BEGIN_DECLS

gboolean poster_command_print_post_for_people (PosterWorkspace *workspace, PosterPost *post,
                                               gboolean with_journal, GError **error);

G_END_DECLS
