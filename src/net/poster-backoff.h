/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exponential backoff with jitter: attempt 1 waits between half of @base_us and @base_us, each
 * further one twice as long, never longer than @max_us. The variant for an error waits at least
 * as long as the service asked for, even beyond @max_us. poster_backoff_compute_us() is the same
 * with the chance, 0.0 to 1.0, given: for tests. */
gint64 poster_backoff_delay_us           (guint         attempt,
                                          gint64        base_us,
                                          gint64        max_us);
gint64 poster_backoff_delay_for_error_us (guint         attempt,
                                          gint64        base_us,
                                          gint64        max_us,
                                          const GError *error);
gint64 poster_backoff_compute_us         (guint         attempt,
                                          gint64        base_us,
                                          gint64        max_us,
                                          double        chance);

G_END_DECLS
