/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-recurrence.h"

G_BEGIN_DECLS

#define POSTER_TYPE_REPEAT_CHOOSER (poster_repeat_chooser_get_type ())
G_DECLARE_FINAL_TYPE (PosterRepeatChooser, poster_repeat_chooser, POSTER, REPEAT_CHOOSER, GtkWidget)

/* How what begins at a time repeats, and when it comes round next. Signals:
 *   ::changed ()   a person changed it */
GtkWidget        *poster_repeat_chooser_new            (void);
/* @recurrence: (nullable): %NULL for once */
void              poster_repeat_chooser_set            (PosterRepeatChooser *self,
                                                        PosterSchedule      *start,
                                                        PosterRecurrence    *recurrence,
                                                        gint64               now_us);
PosterRecurrence *poster_repeat_chooser_dup_recurrence (PosterRepeatChooser *self);

G_END_DECLS
