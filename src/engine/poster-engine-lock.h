/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PosterEngineLock PosterEngineLock;

PosterEngineLock *poster_engine_lock_take (const char *data_dir, GError **error);
void              poster_engine_lock_free (PosterEngineLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterEngineLock, poster_engine_lock_free)

G_END_DECLS
