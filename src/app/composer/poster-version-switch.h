/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-draft.h"

G_BEGIN_DECLS

#define POSTER_TYPE_VERSION_SWITCH (poster_version_switch_get_type ())
G_DECLARE_FINAL_TYPE (PosterVersionSwitch, poster_version_switch, POSTER, VERSION_SWITCH, GtkWidget)

GtkWidget *poster_version_switch_new       (void);
void       poster_version_switch_set_draft (PosterVersionSwitch *self,
                                            PosterDraft         *draft);

G_END_DECLS
