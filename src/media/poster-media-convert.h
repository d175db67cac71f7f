/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-pulse.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean poster_media_convert (int               fd,
                               JsonObject       *plan,
                               int               scratch_fd,
                               int               output_fd,
                               PosterMediaPulse *pulse,
                               GError          **error);

G_END_DECLS
