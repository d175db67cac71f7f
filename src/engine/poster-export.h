/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-plan.h"
#include "poster-post.h"

G_BEGIN_DECLS

/**
 * PosterExport:
 *
 * Writes stored posts down as rows of a plan, which importing takes back. It knows what people
 * call accounts and queues.
 */
typedef struct _PosterExport PosterExport;

PosterExport  *poster_export_new      (GPtrArray    *accounts,
                                       GPtrArray    *queues);
void           poster_export_free     (PosterExport *self);
PosterPlanRow *poster_export_make_row (PosterExport *self,
                                       PosterPost   *post,
                                       guint         number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterExport, poster_export_free)

G_END_DECLS
