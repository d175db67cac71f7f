/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-media-pool.h"

G_BEGIN_DECLS

/* A folder for one test, and what is needed to make and measure files in it. */
typedef struct
{
  char            *folder;
  PosterClock     *clock;
  PosterMediaPool *pool;
} MediaTest;

void              media_test_set_up     (MediaTest      *test,
                                         gconstpointer   data);
void              media_test_tear_down  (MediaTest      *test,
                                         gconstpointer   data);
char             *media_test_path       (MediaTest      *test,
                                         const char     *name);
char             *media_test_write      (MediaTest      *test,
                                         const char     *name,
                                         gconstpointer   data,
                                         gsize           length);
char             *media_test_make       (MediaTest      *test,
                                         const char     *name,
                                         const char     *pipeline);
char             *media_test_copy       (MediaTest      *test,
                                         const char     *path,
                                         const char     *name,
                                         gsize           length);
PosterMediaFacts *media_test_probe      (MediaTest      *test,
                                         const char     *path,
                                         GError        **error);
GBytes           *media_test_thumbnail  (MediaTest      *test,
                                         const char     *path,
                                         int             max_side,
                                         gint64          position_us,
                                         int            *width,
                                         int            *height,
                                         GError        **error);
char             *media_test_sample     (const char     *name);

G_END_DECLS
