/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GListModel *poster_zones_new              (void);
guint       poster_zones_find             (GListModel *zones,
                                           const char *zone);
char       *poster_zones_name             (const char *zone);
char       *poster_zones_offset           (const char *zone,
                                           gint64      instant_us);
char       *poster_zones_name_with_offset (const char *zone,
                                           gint64      instant_us);

G_END_DECLS
