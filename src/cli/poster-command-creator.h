/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-composition.h"
#include "poster-workspace.h"

G_BEGIN_DECLS

gboolean poster_command_ask_creators (PosterWorkspace *workspace, PosterCompositionRequest *request, GError **error);

G_END_DECLS
