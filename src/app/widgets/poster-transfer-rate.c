/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-transfer-rate"

#include "poster-transfer-rate.h"

/* Before that much time a rate is a guess. */
#define FIRST_GUESS_US G_TIME_SPAN_SECOND

/* How often a rate is measured, and how much a new one counts. */
#define STEP_US  (G_TIME_SPAN_SECOND / 2)
#define NEW_PART 0.2

/**
 * poster_transfer_rate_note:
 * @self: a rate
 * @now_us: monotonic time
 * @done_bytes: how much has been sent; less than before begins anew
 *
 * To be told whenever the amount changed.
 */
void
poster_transfer_rate_note (PosterTransferRate *self,
                           gint64              now_us,
                           gint64              done_bytes)
{
  double rate;

  if (self->since_us == 0 || done_bytes < self->at_bytes)
    {
      *self = (PosterTransferRate) { .since_us = now_us, .since_bytes = done_bytes, .at_us = now_us, .at_bytes = done_bytes };
      return;
    }
  if (now_us - self->at_us < STEP_US)
    return;
  rate = (double) (done_bytes - self->at_bytes) / ((double) (now_us - self->at_us) / G_USEC_PER_SEC);
  self->rate = self->rate > 0 ? self->rate * (1 - NEW_PART) + rate * NEW_PART : rate;
  self->at_us = now_us;
  self->at_bytes = done_bytes;
}

/**
 * poster_transfer_rate_get_left_us:
 * @self: a rate
 * @total_bytes: how much there is to send in all
 *
 * Returns: how long the rest will take, -1 while nobody can tell
 */
gint64
poster_transfer_rate_get_left_us (const PosterTransferRate *self,
                                  gint64                    total_bytes)
{
  if (self->at_us - self->since_us < FIRST_GUESS_US || self->rate < 1)
    return -1;
  return (gint64) ((double) MAX (total_bytes - self->at_bytes, 0) / self->rate * G_USEC_PER_SEC);
}
