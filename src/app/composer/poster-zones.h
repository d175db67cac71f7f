/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GListModel *poster_zones_new  (void);
guint       poster_zones_find (GListModel *zones,
                               const char *zone);

G_END_DECLS
