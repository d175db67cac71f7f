/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-findings-list.h"

G_BEGIN_DECLS

#define POSTER_TYPE_FINDINGS_MORE (poster_findings_more_get_type ())
G_DECLARE_FINAL_TYPE (PosterFindingsMore, poster_findings_more, POSTER, FINDINGS_MORE, GtkWidget)

/* How much was found besides what there is room for; opens all of it. Signals:
 *   ::activated (PosterFinding *finding)   a person wants to go where it can be mended */
GtkWidget          *poster_findings_more_new       (void);
PosterFindingsList *poster_findings_more_get_list  (PosterFindingsMore *self);
void                poster_findings_more_set_count (PosterFindingsMore *self,
                                                    guint               count);

G_END_DECLS
