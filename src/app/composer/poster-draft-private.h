/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-draft.h"

G_BEGIN_DECLS

struct _PosterDraft
{
  GObject                parent_instance;

  GListStore            *media;     /* (element-type PosterMediaItem) */
  char                  *caption;
  char                  *title;
  GPtrArray             *targets;   /* (element-type PosterCompositionTarget), without creators */
  GHashTable            *options;   /* platform -> JsonObject, also of those not chosen any more */
  GHashTable            *creators;  /* account id -> JsonObject */
  PosterCompositionWhen  when;
  PosterSchedule        *schedule;  /* (nullable) */
};

void poster_draft_remember_options (PosterDraft *self);

G_END_DECLS
