/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-target.h"

G_BEGIN_DECLS

#define POSTER_TYPE_HOLDER_CHOOSER (poster_holder_chooser_get_type ())
G_DECLARE_FINAL_TYPE (PosterHolderChooser, poster_holder_chooser, POSTER, HOLDER_CHOOSER, GtkWidget)

/* Who publishes what goes out through a service that can do so by itself. Signals:
 *   ::changed ()   a person changed it */
GtkWidget *poster_holder_chooser_new (void);
/* @holder: a #PosterHolder, -1 where that differs from account to account */
void       poster_holder_chooser_set (PosterHolderChooser *self, int holder);
int        poster_holder_chooser_get (PosterHolderChooser *self);

G_END_DECLS
