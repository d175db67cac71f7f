/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PosterTransferRate:
 * @since_us: when it was looked at first, 0 for never; by a clock that does not jump
 * @since_bytes: how much had been sent then
 * @at_us: when it was looked at last
 * @at_bytes: how much had been sent then
 * @rate: bytes a second of late, 0 while nobody knows
 *
 * How fast bytes go out, for telling how long the rest will take. On the stack or in another
 * struct; all zero to begin with.
 */
typedef struct
{
  gint64 since_us;
  gint64 since_bytes;
  gint64 at_us;
  gint64 at_bytes;
  double rate;
} PosterTransferRate;

void   poster_transfer_rate_note        (PosterTransferRate       *self,
                                         gint64                    now_us,
                                         gint64                    done_bytes);
gint64 poster_transfer_rate_get_left_us (const PosterTransferRate *self,
                                         gint64                    total_bytes);

G_END_DECLS
