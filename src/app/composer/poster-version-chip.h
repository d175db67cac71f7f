/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-account.h"

G_BEGIN_DECLS

#define POSTER_TYPE_VERSION_CHIP (poster_version_chip_get_type ())
G_DECLARE_FINAL_TYPE (PosterVersionChip, poster_version_chip, POSTER, VERSION_CHIP, GtkToggleButton)

GtkWidget     *poster_version_chip_new         (void);
void           poster_version_chip_set_account (PosterVersionChip *self,
                                                PosterAccount     *account);
PosterAccount *poster_version_chip_get_account (PosterVersionChip *self);
void           poster_version_chip_set_differs (PosterVersionChip *self,
                                                guint              parts);

G_END_DECLS
