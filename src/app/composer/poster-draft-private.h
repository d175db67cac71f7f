/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-draft.h"

G_BEGIN_DECLS

struct _PosterDraft
{
  GObject                parent_instance;

  char                  *scope;     /* (nullable), id of the account whose version is shown and written */
  GListStore            *shown;     /* (element-type PosterMediaItem), those of the scope */

  /* Of all accounts. What an account has for itself lies in its targets. */
  GPtrArray             *media;     /* (element-type PosterMediaItem) */
  char                  *caption;
  char                  *title;
  PosterSchedule        *schedule;  /* (nullable) */
  PosterCompositionWhen  when;
  char                  *queue_id;       /* (nullable), the queue in mind */
  char                  *held_queue_id;  /* (nullable), the queue that the stored post holds a slot of */
  PosterSchedule        *held_slot;      /* (nullable), which one */
  PosterSchedule        *wanted_slot;    /* (nullable), the slot of the queue in mind that was chosen for it */
  PosterRecurrence      *recurrence;     /* (nullable) */
  gboolean               is_in_series;   /* the stored post is one of several */

  GPtrArray             *targets;   /* (element-type PosterCompositionTarget), without creators */
  GPtrArray             *left;      /* (element-type PosterCompositionTarget), of accounts not chosen any more */
  GHashTable            *options;   /* platform -> JsonObject, also of those not chosen any more */
  GStrv                  file_options; /* (nullable), keys of those that speak of the files */
  GHashTable            *creators;  /* account id -> JsonObject */
};

void                     poster_draft_emit_changed     (PosterDraft             *self,
                                                        guint                    parts);
PosterCompositionTarget *poster_draft_copy_target      (PosterCompositionTarget *target);

/* In poster-draft-options.c. */
void                     poster_draft_remember_options (PosterDraft             *self);
void                     poster_draft_take_options     (PosterDraft             *self,
                                                        PosterCompositionTarget *target);

/* In poster-draft-plan.c. */
void                     poster_draft_take_plan        (PosterDraft             *self,
                                                        PosterPost              *post);
void                     poster_draft_plan_to_json     (PosterDraft             *self,
                                                        JsonObject              *json);
void                     poster_draft_plan_from_json   (PosterDraft             *self,
                                                        JsonObject              *json);

/* In poster-draft-media.c. */
void                     poster_draft_show_media       (PosterDraft             *self);

/* In poster-draft-versions.c. */
PosterCompositionTarget *poster_draft_find_target      (PosterDraft             *self,
                                                        const char              *account_id);
void                     poster_draft_forget_own       (PosterDraft             *self,
                                                        PosterCompositionTarget *target,
                                                        guint                    parts);
void                     poster_draft_settle_scope     (PosterDraft             *self);

G_END_DECLS
