/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/video/video.h>

G_BEGIN_DECLS

typedef struct _PosterToneMap PosterToneMap;

const PosterToneMap *poster_tone_map_get       (const GstVideoColorimetry *colorimetry);
void                 poster_tone_map_apply     (const PosterToneMap       *self,
                                                guint8                    *pixels,
                                                int                        width,
                                                int                        height,
                                                int                        stride);
void                 poster_tone_map_apply_rgb (const PosterToneMap       *self,
                                                guint8                    *pixels,
                                                int                        width,
                                                int                        height,
                                                int                        stride);

G_END_DECLS
