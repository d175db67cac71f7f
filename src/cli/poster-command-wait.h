/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-workspace.h"

G_BEGIN_DECLS

PosterPost *poster_command_wait_for_post (PosterWorkspace *workspace, const char *post_id, GError **error);
gboolean    poster_command_is_well       (PosterPost *post);
gboolean    poster_command_stop_engine   (PosterWorkspace *workspace);

G_END_DECLS
