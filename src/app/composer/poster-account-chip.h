/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-account.h"

G_BEGIN_DECLS

#define POSTER_TYPE_ACCOUNT_CHIP (poster_account_chip_get_type ())
G_DECLARE_FINAL_TYPE (PosterAccountChip, poster_account_chip, POSTER, ACCOUNT_CHIP, GtkToggleButton)

GtkWidget     *poster_account_chip_new         (PosterAccount     *account);
void           poster_account_chip_set_account (PosterAccountChip *self,
                                                PosterAccount     *account);
PosterAccount *poster_account_chip_get_account (PosterAccountChip *self);
void           poster_account_chip_set_differs (PosterAccountChip *self,
                                                guint              parts);
gboolean       poster_account_chip_matches     (PosterAccountChip *self,
                                                const char        *needle);

G_END_DECLS
