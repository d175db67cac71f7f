/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-draft.h"
#include "poster-queues-model.h"

G_BEGIN_DECLS

#define POSTER_TYPE_SLOT_CHOOSER (poster_slot_chooser_get_type ())
G_DECLARE_FINAL_TYPE (PosterSlotChooser, poster_slot_chooser, POSTER, SLOT_CHOOSER, GtkWidget)

/* Which queue a post goes into, and which of its slots are free next. It leads on to `app.queues`. */
void poster_slot_chooser_set_draft (PosterSlotChooser *self,
                                    PosterDraft       *draft,
                                    PosterQueuesModel *queues);

G_END_DECLS
