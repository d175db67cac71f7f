/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

/* Small pictures, drawn into the unit square: x and y run from 0 to 1, whatever shape it is given. */
typedef void (*PosterCardsScene) (cairo_t *cr);

void poster_cards_draw_sunset  (cairo_t *cr);
void poster_cards_draw_kitchen (cairo_t *cr);
void poster_cards_draw_vase    (cairo_t *cr);
