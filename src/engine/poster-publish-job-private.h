/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-publish-job.h"

#include "poster-publication.h"

G_BEGIN_DECLS

/* Shared by the files of the job: poster-publish-job.c has the order of the steps,
 * poster-publish-job-outcome.c what follows from how a step ended, poster-publish-job-journal.c
 * what is written, poster-publish-job-remote.c what a service has that publishes by itself. The tasks are those of poster_publish_job_run_async(). */
struct _PosterPublishJob
{
  GObject                  parent_instance;

  /* Input. */
  PosterStore             *store;
  PosterConnectorRegistry *registry;
  PosterSecrets           *secrets;
  PosterClock             *clock;
  PosterPost              *post;
  gint64                   grace_us;
  PosterSlots             *slots;        /* (nullable): taken while a file is on its way */

  /* In progress. */
  PosterTarget            *target;       /* as stored last; replaced by each write */
  GPtrArray               *followers;    /* (element-type PosterTarget), the others of the submission that go
                                          * along: what is written of the target is written of them, too */
  PosterSubmission        *submission;   /* (nullable), what they go along in */
  GHashTable              *accounts;     /* (nullable) (element-type utf8 PosterAccount), by id */
  PosterConnector         *connector;    /* (nullable), of the registry */
  PosterAccount           *account;      /* (nullable) */
  PosterConnection        *connection;   /* (nullable) */
  PosterPublication       *publication;  /* (nullable) */
  PosterStep              *step;         /* (nullable), the one that runs */
  char                    *held_message; /* (nullable), why it was held when this job came */
  GCancellable            *cancellable;
  guint                    verify_index;
  guint                    verify_whose;  /* 0: the job's own files; else those of a follower */
  gint64                   transferred;  /* bytes that this job has seen move */
  gboolean                 step_ran;     /* whether the step named last was handed to the connector */
  gboolean                 claimed;      /* whether a write of this job has gone through */
  gboolean                 in_doubt;     /* it may have been out before the step that was begun last */
  gboolean                 settling;     /* the connector is asked what became of a commit */
  gboolean                 committing;   /* a commit is about to be begun, or is */
  gboolean                 stop_requested;
  gboolean                 cancel_requested;
};

/* One of the steps: it ends in starting the next or in returning from the task. */
typedef void (*PosterPublishJobStep) (GTask *task);

gboolean            poster_publish_job_next_is_wait (PosterPublishJob     *self);
void                poster_publish_job_go_on        (GTask                *task);
void                poster_publish_job_take_result  (GTask                *task,
                                                     PosterStepResult     *result);
void                poster_publish_job_take_failure (GTask                *task,
                                                     const GError         *error);
void                poster_publish_job_take_back    (GTask                *task);
void                poster_publish_job_wait_for_account (GTask            *task);
void                poster_publish_job_miss         (GTask                *task);
gboolean            poster_publish_job_is_planned   (PosterPublishJob     *self);
void                poster_publish_job_describe     (PosterPublishJob     *self);
void                poster_publish_job_leave_behind (GTask                *task,
                                                     guint                 index,
                                                     const GError         *error);
void                poster_publish_job_part         (PosterPublishJob     *self);
gint64              poster_publish_job_tell_us      (PosterPublishJob     *self);
void                poster_publish_job_look_handed_over (GTask            *task);
void                poster_publish_job_call_back    (GTask                *task);
void                poster_publish_job_pause        (GTask                *task,
                                                     const GError         *error);

PosterJournalEntry *poster_publish_job_make_entry   (PosterPublishJob     *self,
                                                     PosterTarget         *target,
                                                     PosterJournalPhase    phase,
                                                     const GError         *error,
                                                     const char           *message);
void                poster_publish_job_write        (GTask                *task,
                                                     PosterTarget         *target,
                                                     PosterJournalEntry   *entry,
                                                     PosterPublishJobStep  then);
void                poster_publish_job_end          (GTask                *task,
                                                     PosterTarget         *target,
                                                     PosterJournalEntry   *entry);

void                poster_publish_job_take_back_and_end (GTask           *task,
                                                     PosterTarget         *target,
                                                     PosterJournalEntry   *entry);

G_END_DECLS
