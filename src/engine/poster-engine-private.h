/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-engine.h"
#include "poster-engine-lock.h"
#include "poster-engine-server.h"
#include "poster-publish-job.h"

G_BEGIN_DECLS

/* Shared by the files of the engine: poster-engine.c decides what runs when,
 * poster-engine-cancel.c takes posts back, poster-engine-resume.c lets held ones go on. */
struct _PosterEngine
{
  GObject                  parent_instance;

  PosterStore             *store;
  PosterConnectorRegistry *registry;
  PosterSecrets           *secrets;
  PosterClock             *clock;

  PosterEngineLock        *lock;         /* (nullable), while it runs */
  PosterEngineServer      *server;       /* (nullable), while it runs */
  GPtrArray               *jobs;         /* (element-type PosterPublishJob), running */
  GSource                 *alarm;        /* (nullable) */
  gint64                   grace_us;
  gint64                   next_wake_us; /* -1: nothing to wait for */
  gboolean                 resuming;     /* what was held before it started */
  gboolean                 pumping;
  gboolean                 pump_again;
  gboolean                 work_left;    /* due work that had to wait for a job to end */
  gboolean                 in_trouble;
  GPtrArray               *cancels;      /* (element-type CancelWait), waiting for jobs to end */

  /* While it stops. */
  GTask                   *stop_task;    /* (nullable) */
  guint                    stop_patience_id;
};

PosterPublishJob *poster_engine_find_job          (PosterEngine *self,
                                                   const char   *target_id);
PosterPublishJob *poster_engine_start_job         (PosterEngine *self,
                                                   PosterPost   *post,
                                                   PosterTarget *target);
void              poster_engine_cancel_note_ended (PosterEngine *self,
                                                   PosterTarget *target);

G_END_DECLS
