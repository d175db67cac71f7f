/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_ZONE_BUTTON (poster_zone_button_get_type ())
G_DECLARE_FINAL_TYPE (PosterZoneButton, poster_zone_button, POSTER, ZONE_BUTTON, GtkWidget)

GtkWidget  *poster_zone_button_new      (void);
const char *poster_zone_button_get_zone (PosterZoneButton *self);
void        poster_zone_button_set_zone (PosterZoneButton *self,
                                         const char       *zone);
void        poster_zone_button_set_unset_name (PosterZoneButton *self,
                                               const char       *name);
void        poster_zone_button_set_instant    (PosterZoneButton *self,
                                               gint64            instant_us);

G_END_DECLS
