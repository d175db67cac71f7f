/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-draft-keeper.h"

G_BEGIN_DECLS

struct _PosterDraftKeeper
{
  GObject                   parent_instance;

  PosterDraft              *draft;
  PosterComposer           *composer;
  PosterStore              *store;
  PosterPlatforms          *platforms;
  PosterClock              *clock;
  GListModel               *accounts;   /* (nullable), for reading a stored post again */

  PosterPost               *base;       /* (nullable), as it is stored */
  PosterPost               *theirs;     /* (nullable), in conflict: as somebody else stored it */
  gboolean                  is_edited;  /* of a live post: something was put by */
  char                     *plan;       /* (nullable), what is kept beside a draft */
  char                     *left_key;   /* (nullable), of what was put by, until the draft made of it is stored */
  gboolean                  is_trashed; /* discarded, and in the store's trash */
  PosterKeeping             state;
  GError                   *error;      /* (nullable) */
  GPtrArray                *findings;

  /* How often something changed, and up to which change it was checked and stored. */
  guint                     serial;
  guint                     saved_serial;
  guint                     check_serial;
  guint                     checked_serial;

  /* What is to be done. */
  gboolean                  wants_look;
  gboolean                  wants_save;
  gboolean                  wants_check;
  guint                     save_source;
  guint                     check_source;
  GTask                    *publish_task;  /* (nullable) */
  GTask                    *discard_task;  /* (nullable) */
  GPtrArray                *flushes;       /* (element-type GTask) */

  /* What is being done: one thing at a time. */
  gboolean                  is_busy;
  gboolean                  is_loading;    /* changes of the draft come from the store */
  guint                     busy_serial;
  guint                     busy_check_serial;
  PosterCompositionRequest *request;
  PosterComposition        *composition;
};

void   poster_draft_keeper_set_state       (PosterDraftKeeper        *self,
                                            PosterKeeping             state,
                                            const GError             *error);
void   poster_draft_keeper_settle_consents (PosterDraftKeeper        *self,
                                            PosterCompositionRequest *request,
                                            gboolean                  given);
void   poster_draft_keeper_take_findings   (PosterDraftKeeper        *self,
                                            PosterComposition        *composition,
                                            guint                     serial);
void   poster_draft_keeper_compose         (PosterDraftKeeper        *self,
                                            PosterCompositionWhen     when,
                                            gboolean                  given,
                                            GAsyncReadyCallback       callback);
void   poster_draft_keeper_fail            (PosterDraftKeeper        *self,
                                            const GError             *error);
void   poster_draft_keeper_advance         (PosterDraftKeeper        *self);
void   poster_draft_keeper_done            (PosterDraftKeeper        *self);

/* In poster-draft-keeper-plan.c: when a draft is to go out. */
void     poster_draft_keeper_keep_plan_async  (PosterDraftKeeper    *self,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean poster_draft_keeper_keep_plan_finish (PosterDraftKeeper    *self,
                                               GAsyncResult         *result,
                                               GError              **error);
void     poster_draft_keeper_read_plan_async  (PosterDraftKeeper    *self,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
void     poster_draft_keeper_read_plan_finish (PosterDraftKeeper    *self,
                                               GAsyncResult         *result);
void     poster_draft_keeper_take_plan        (PosterDraftKeeper    *self);
void     poster_draft_keeper_forget_plan      (PosterDraftKeeper    *self);
void     poster_draft_keeper_leave_base       (PosterDraftKeeper    *self);

/* In poster-draft-keeper-end.c: how keeping comes to its end. */
void   poster_draft_keeper_begin_publish   (PosterDraftKeeper        *self);
void   poster_draft_keeper_begin_discard   (PosterDraftKeeper        *self);

G_END_DECLS
