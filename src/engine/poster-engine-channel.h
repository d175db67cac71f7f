/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define POSTER_TYPE_ENGINE_CHANNEL (poster_engine_channel_get_type ())
G_DECLARE_FINAL_TYPE (PosterEngineChannel, poster_engine_channel, POSTER, ENGINE_CHANNEL, GObject)

PosterEngineChannel *poster_engine_channel_new   (GIOStream           *stream);
void                 poster_engine_channel_send  (PosterEngineChannel *self, JsonObject *message);
void                 poster_engine_channel_close (PosterEngineChannel *self);

G_END_DECLS
