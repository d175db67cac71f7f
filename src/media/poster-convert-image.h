/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-pulse.h"

G_BEGIN_DECLS

gboolean poster_convert_image (int               fd,
                               JsonObject       *plan,
                               int               output_fd,
                               PosterMediaPulse *pulse,
                               GError          **error);

G_END_DECLS
