/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-queue.h"
#include "poster-workspace.h"

G_BEGIN_DECLS

PosterQueue *poster_command_find_queue (PosterWorkspace *workspace, const char *name, GError **error);

G_END_DECLS
