/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-clock.h"
#include "poster-connector-registry.h"
#include "poster-secrets.h"
#include "poster-store.h"

G_BEGIN_DECLS

/* How late a post may go out before it counts as missed, unless the setting says otherwise. */
#define POSTER_ENGINE_DEFAULT_GRACE_US (30 * G_TIME_SPAN_MINUTE)

/* Name of the setting in the store, in whole minutes. */
#define POSTER_ENGINE_GRACE_SETTING "grace-minutes"

/* How far apart the posts of one account go out that are late, at most: never further than they were
 * planned. */
#define POSTER_ENGINE_DEFAULT_SPACING_US (5 * G_TIME_SPAN_MINUTE)

/* The most that may be set. */
#define POSTER_ENGINE_LONGEST_SPACING_US G_TIME_SPAN_DAY

/* Name of the setting in the store, in whole minutes. */
#define POSTER_ENGINE_SPACING_SETTING "catch-up-spacing-minutes"

#define POSTER_TYPE_ENGINE (poster_engine_get_type ())
G_DECLARE_FINAL_TYPE (PosterEngine, poster_engine, POSTER, ENGINE, GObject)

PosterEngine *poster_engine_new           (PosterStore             *store,
                                           PosterConnectorRegistry *registry,
                                           PosterSecrets           *secrets,
                                           PosterClock             *clock);
gboolean      poster_engine_start         (PosterEngine            *self,
                                           GError                 **error);
void          poster_engine_stop_async    (PosterEngine            *self,
                                           GAsyncReadyCallback      callback,
                                           gpointer                 user_data);
gboolean      poster_engine_stop_finish   (PosterEngine            *self,
                                           GAsyncResult            *result,
                                           GError                 **error);
void          poster_engine_ring          (PosterEngine            *self);
void          poster_engine_try_again     (PosterEngine            *self);
gboolean      poster_engine_is_settled    (PosterEngine            *self,
                                           gint64                   within_us);
gboolean      poster_engine_is_running    (PosterEngine            *self);
void          poster_engine_cancel_async  (PosterEngine            *self,
                                           const char              *post_id,
                                           GAsyncReadyCallback      callback,
                                           gpointer                 user_data);
gboolean      poster_engine_cancel_finish (PosterEngine            *self,
                                           GAsyncResult            *result,
                                           GError                 **error);
void          poster_engine_sync_async    (PosterEngine            *self,
                                           GAsyncReadyCallback      callback,
                                           gpointer                 user_data);
gboolean      poster_engine_sync_finish   (PosterEngine            *self,
                                           GAsyncResult            *result,
                                           GError                 **error);
void          poster_engine_resume_held_async  (PosterEngine        *self,
                                                const char          *connection_id,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean      poster_engine_resume_held_finish (PosterEngine        *self,
                                                GAsyncResult        *result,
                                                GError             **error);

PosterStore             *poster_engine_get_store    (PosterEngine *self);
PosterConnectorRegistry *poster_engine_get_registry (PosterEngine *self);
PosterSecrets           *poster_engine_get_secrets  (PosterEngine *self);
PosterClock             *poster_engine_get_clock    (PosterEngine *self);

G_END_DECLS
