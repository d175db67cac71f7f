/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-finding.h"
#include "poster-platforms.h"

G_BEGIN_DECLS

#define POSTER_TYPE_FINDINGS_LIST (poster_findings_list_get_type ())
G_DECLARE_FINAL_TYPE (PosterFindingsList, poster_findings_list, POSTER, FINDINGS_LIST, GtkWidget)

/* What a check found, by whom it concerns, the worst first; a row that says so when nothing stands in
 * the way. A button where there is something that mends it at once. Property "compact" (boolean): only
 * the worst, in a small card, and a button that opens the rest. Signals:
 *   ::activated (PosterFinding *finding)   a person wants to go where it can be mended */
void  poster_findings_list_set_accounts  (PosterFindingsList  *self,
                                          GPtrArray           *accounts,
                                          PosterPlatforms     *platforms);
void  poster_findings_list_set_findings  (PosterFindingsList  *self,
                                          GPtrArray           *findings,
                                          const char          *ready_title,
                                          const char          *ready_subtitle);
void  poster_findings_list_set_compact   (PosterFindingsList  *self,
                                          gboolean             compact);
void  poster_findings_list_set_least_width (PosterFindingsList *self,
                                          int                  width);

void  poster_findings_list_split         (const char          *message,
                                          char               **title,
                                          char               **subtitle);

G_END_DECLS
