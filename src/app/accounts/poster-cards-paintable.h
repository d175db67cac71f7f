/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define POSTER_TYPE_CARDS_PAINTABLE (poster_cards_paintable_get_type ())
G_DECLARE_FINAL_TYPE (PosterCardsPaintable, poster_cards_paintable, POSTER, CARDS_PAINTABLE, GObject)

GdkPaintable *poster_cards_paintable_new (gboolean outline);

G_END_DECLS
