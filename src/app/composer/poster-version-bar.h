/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-draft.h"

G_BEGIN_DECLS

#define POSTER_TYPE_VERSION_BAR (poster_version_bar_get_type ())
G_DECLARE_FINAL_TYPE (PosterVersionBar, poster_version_bar, POSTER, VERSION_BAR, GtkWidget)

/* Signals:
 *   ::use-common ()   the account is to have what all have
 *   ::done ()         back to all accounts */
GtkWidget *poster_version_bar_new        (void);
void       poster_version_bar_set_draft  (PosterVersionBar *self,
                                          PosterDraft      *draft);
void       poster_version_bar_set_narrow (PosterVersionBar *self,
                                          gboolean          narrow);

G_END_DECLS
