/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-clock.h"
#include "poster-connector-registry.h"
#include "poster-secrets.h"
#include "poster-slots.h"
#include "poster-store.h"

G_BEGIN_DECLS

#define POSTER_TYPE_PUBLISH_JOB (poster_publish_job_get_type ())
G_DECLARE_FINAL_TYPE (PosterPublishJob, poster_publish_job, POSTER, PUBLISH_JOB, GObject)

PosterPublishJob *poster_publish_job_new            (PosterStore             *store,
                                                     PosterConnectorRegistry *registry,
                                                     PosterSecrets           *secrets,
                                                     PosterClock             *clock,
                                                     PosterPost              *post,
                                                     PosterTarget            *target,
                                                     gint64                   grace_us);
void              poster_publish_job_set_slots      (PosterPublishJob        *self,
                                                     PosterSlots             *slots);
void              poster_publish_job_set_followers  (PosterPublishJob        *self,
                                                     GPtrArray               *followers);
GPtrArray        *poster_publish_job_get_followers  (PosterPublishJob        *self);
gboolean          poster_publish_job_covers         (PosterPublishJob        *self,
                                                     const char              *target_id);
void              poster_publish_job_run_async      (PosterPublishJob        *self,
                                                     GAsyncReadyCallback      callback,
                                                     gpointer                 user_data);
gboolean          poster_publish_job_run_finish     (PosterPublishJob        *self,
                                                     GAsyncResult            *result,
                                                     GError                 **error);
void              poster_publish_job_stop           (PosterPublishJob        *self,
                                                     gboolean                 at_once);
gboolean          poster_publish_job_request_cancel (PosterPublishJob        *self);
PosterTarget     *poster_publish_job_get_target     (PosterPublishJob        *self);
const char       *poster_publish_job_get_account_id (PosterPublishJob        *self);
gboolean          poster_publish_job_is_too_late    (PosterTarget            *target,
                                                     gint64                   now_us,
                                                     gint64                   grace_us);

G_END_DECLS
