/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-engine.h"

G_BEGIN_DECLS

#define POSTER_TYPE_ENGINE_SERVER (poster_engine_server_get_type ())
G_DECLARE_FINAL_TYPE (PosterEngineServer, poster_engine_server, POSTER, ENGINE_SERVER, GObject)

PosterEngineServer *poster_engine_server_new   (PosterEngine        *engine,
                                                GError             **error);
void                poster_engine_server_close (PosterEngineServer  *self);

G_END_DECLS
