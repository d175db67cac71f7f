/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"
#include "poster-media-protocol.h"

G_BEGIN_DECLS

/**
 * PosterMediaPulse:
 *
 * The worker's signs of life. Only real progress gives one: a worker that turns in circles is to
 * be noticed.
 */
typedef struct
{
  PosterClock        *clock;
  PosterMediaChannel *channel;
  gint64              last_us;
} PosterMediaPulse;

void poster_media_pulse_beat    (PosterMediaPulse *pulse);
void poster_media_pulse_progress (PosterMediaPulse *pulse, double fraction);
void poster_media_pulse_loading (PosterMediaPulse *pulse);

G_END_DECLS
