/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-engine.h"
#include "poster-engine-lock.h"
#include "poster-engine-server.h"
#include "poster-publish-job.h"
#include "poster-zone-watch.h"
#include "poster-slots.h"
#include "poster-webhook-sender.h"

G_BEGIN_DECLS

/* Shared by the files of the engine: poster-engine.c decides what runs when,
 * poster-engine-outbox.c has services forget what was deleted here, poster-engine-turns.c which account's turn it is, poster-engine-cancel.c takes posts back,
 * poster-engine-resume.c lets held ones go on. */
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
  GHashTable              *outgoing;     /* account id -> PosterPublishJob that sends to it (unowned) */
  GHashTable              *turns;        /* account id -> Turn, what was sent last to each */
  GHashTable              *brakes;       /* account id -> gint64, until when nothing is sent to it */
  GHashTable              *moving;       /* ids of accounts, a post of which is put off just now */
  PosterSlots             *slots;        /* for files on their way */
  GHashTable              *removals;     /* ids of submissions that are taken back just now */
  PosterWebhookSender     *webhooks;     /* (nullable), while it runs */
  GNetworkMonitor         *network;      /* (nullable), while it runs */
  GHashTable              *validators;   /* connection id -> what its service called the state it was in */
  GCancellable            *sync_cancellable; /* (nullable), while services are asked what changed there */
  GPtrArray               *sync_waiters; /* (element-type GTask) */
  GSource                 *sync_alarm;   /* (nullable) */
  guint                    n_syncs;
  gboolean                 sync_again;
  gboolean                 sync_is_rare; /* no service had anything of ours to publish */
  gint64                   grace_us;
  gint64                   spacing_us;
  gboolean                 knows_turns;  /* what was sent before it started */
  gint64                   next_wake_us; /* -1: nothing to wait for */
  PosterZoneWatch         *zone_watch;   /* (nullable), while it runs */
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
                                                   PosterTarget *target,
                                                   GPtrArray    *followers);
void              poster_engine_cancel_note_ended (PosterEngine *self,
                                                   PosterTarget *target);

void              poster_engine_outbox_send       (PosterEngine *self,
                                                   PosterSubmission *submission);
void              poster_engine_sync_init         (PosterEngine *self);
void              poster_engine_sync_finalize     (PosterEngine *self);
void              poster_engine_sync_start        (PosterEngine *self);
gboolean          poster_engine_sync_stop         (PosterEngine *self);
void              poster_engine_sync_note_ended   (PosterEngine *self,
                                                   PosterTarget *target);
void              poster_engine_pump              (PosterEngine *self);
void              poster_engine_report_trouble    (PosterEngine *self,
                                                   const GError *error);

void              poster_engine_turns_init        (PosterEngine *self);
void              poster_engine_turns_learn       (PosterEngine *self,
                                                   GPtrArray    *turns);
GStrv             poster_engine_turns_dup_busy    (PosterEngine *self,
                                                   gint64        now_us);
gboolean          poster_engine_turns_put_off     (PosterEngine *self,
                                                   PosterPost   *post,
                                                   PosterTarget *target,
                                                   gint64        now_us);
gboolean          poster_engine_turns_is_busy     (PosterEngine *self,
                                                   const char   *account_id);
void              poster_engine_turns_note_begun  (PosterEngine *self,
                                                   PosterPublishJob *job,
                                                   PosterTarget *target,
                                                   gint64        now_us);
void              poster_engine_turns_note_ended  (PosterEngine *self,
                                                   PosterPublishJob *job,
                                                   gint64        now_us);
gint64            poster_engine_turns_get_next_us (PosterEngine *self,
                                                   gint64        now_us);

G_END_DECLS
