/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define POSTER_TYPE_BACKGROUND (poster_background_get_type ())
G_DECLARE_FINAL_TYPE (PosterBackground, poster_background, POSTER, BACKGROUND, GObject)

PosterBackground *poster_background_new (GApplication *application,
                                         GSettings    *settings);
void              poster_background_set_status (PosterBackground *self,
                                                const char       *words);

G_END_DECLS
