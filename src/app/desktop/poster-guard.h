/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-outlook.h"

G_BEGIN_DECLS

#define POSTER_TYPE_GUARD (poster_guard_get_type ())
G_DECLARE_FINAL_TYPE (PosterGuard, poster_guard, POSTER, GUARD, GObject)

PosterGuard *poster_guard_new              (GtkApplication *application,
                                            PosterOutlook  *outlook);
gboolean     poster_guard_get_is_awake     (PosterGuard    *self);
gboolean     poster_guard_get_is_sleepless (PosterGuard    *self);

G_END_DECLS
