/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define POSTER_PLAYER_LISTENER_ERROR "poster-demuxer-error"

void poster_player_listener_start (void);

G_END_DECLS
