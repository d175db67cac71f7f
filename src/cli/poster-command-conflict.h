/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store-remote.h"
#include "poster-workspace.h"

G_BEGIN_DECLS

gboolean poster_command_is_in_conflict (PosterPost *post);
gboolean poster_command_end_conflict   (PosterWorkspace *workspace, PosterPost *post, PosterRemoteChoice choice,
                                        GError **error);

G_END_DECLS
