/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-player.h"

G_BEGIN_DECLS

#define POSTER_TYPE_PREVIEW_BIN (poster_preview_bin_get_type ())
G_DECLARE_FINAL_TYPE (PosterPreviewBin, poster_preview_bin, POSTER, PREVIEW_BIN, AdwBin)

/* What holds preview and transport: in it, Space plays and pauses, comma and full stop step a
 * frame. Actions `preview.play-pause`, `preview.step-back`, `preview.step-forward`; they are off
 * while there is nothing to play. Set its child as with any #AdwBin. */
GtkWidget *poster_preview_bin_new        (void);
void       poster_preview_bin_set_player (PosterPreviewBin *self,
                                          PosterPlayer     *player);

G_END_DECLS
