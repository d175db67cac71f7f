/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-pulse"

#include "poster-media-pulse.h"

/* Often enough for a limit of seconds. */
#define BEAT_US (G_USEC_PER_SEC / 4)

static void
say (PosterMediaPulse *pulse,
     const char       *event)
{
  g_autoptr(JsonObject) message = json_object_new ();

  json_object_set_string_member (message, "event", event);
  poster_media_channel_send (pulse->channel, message, -1, TRUE);
  pulse->last_us = poster_clock_get_monotonic_us (pulse->clock);
}

/**
 * poster_media_pulse_beat:
 * @pulse: a pulse
 *
 * Says that there was progress, but not too often.
 */
void
poster_media_pulse_beat (PosterMediaPulse *pulse)
{
  if (poster_clock_get_monotonic_us (pulse->clock) - pulse->last_us >= BEAT_US)
    say (pulse, "progress");
}

/**
 * poster_media_pulse_progress:
 * @pulse: a pulse
 * @fraction: how much is done, from 0 to 1
 *
 * Says that there was progress, and how far it has led, but not too often.
 */
void
poster_media_pulse_progress (PosterMediaPulse *pulse,
                             double            fraction)
{
  g_autoptr(JsonObject) message = NULL;

  if (poster_clock_get_monotonic_us (pulse->clock) - pulse->last_us < BEAT_US)
    return;
  message = json_object_new ();
  json_object_set_string_member (message, "event", "progress");
  json_object_set_double_member (message, "fraction", CLAMP (fraction, 0, 1));
  poster_media_channel_send (pulse->channel, message, -1, TRUE);
  pulse->last_us = poster_clock_get_monotonic_us (pulse->clock);
}

/**
 * poster_media_pulse_loading:
 * @pulse: a pulse
 *
 * Says that what comes next takes its time and is not the file's fault.
 */
void
poster_media_pulse_loading (PosterMediaPulse *pulse)
{
  say (pulse, "loading");
}
