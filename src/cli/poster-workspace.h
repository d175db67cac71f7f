/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"
#include "poster-composer.h"
#include "poster-connector-registry.h"
#include "poster-engine.h"
#include "poster-engine-client.h"
#include "poster-media-pool.h"
#include "poster-platforms.h"
#include "poster-practice-host.h"
#include "poster-secrets.h"
#include "poster-store.h"

G_BEGIN_DECLS

#define POSTER_TYPE_WORKSPACE (poster_workspace_get_type ())
G_DECLARE_FINAL_TYPE (PosterWorkspace, poster_workspace, POSTER, WORKSPACE, GObject)

PosterWorkspace         *poster_workspace_new                (const char           *data_dir,
                                                              GError              **error);
gboolean                 poster_workspace_open               (PosterWorkspace      *self,
                                                              GError              **error);

const char              *poster_workspace_get_data_dir       (PosterWorkspace      *self);
PosterClock             *poster_workspace_get_clock          (PosterWorkspace      *self);
PosterPlatforms         *poster_workspace_get_platforms      (PosterWorkspace      *self);
PosterMediaPool         *poster_workspace_get_media_pool     (PosterWorkspace      *self);
PosterStore             *poster_workspace_get_store          (PosterWorkspace      *self);
PosterSecrets           *poster_workspace_get_secrets        (PosterWorkspace      *self);
PosterPracticeHost      *poster_workspace_get_practice_host  (PosterWorkspace      *self);
PosterConnectorRegistry *poster_workspace_get_registry       (PosterWorkspace      *self);
PosterComposer          *poster_workspace_get_composer       (PosterWorkspace      *self);
PosterEngine            *poster_workspace_get_engine         (PosterWorkspace      *self);

gboolean                 poster_workspace_start_engine       (PosterWorkspace      *self,
                                                              GError              **error);
void                     poster_workspace_stop_engine_async  (PosterWorkspace      *self,
                                                              GAsyncReadyCallback   callback,
                                                              gpointer              user_data);
gboolean                 poster_workspace_stop_engine_finish (PosterWorkspace      *self,
                                                              GAsyncResult         *result,
                                                              GError              **error);
gboolean                 poster_workspace_lock               (PosterWorkspace      *self,
                                                              GError              **error);
void                     poster_workspace_unlock             (PosterWorkspace      *self);
PosterEngineClient      *poster_workspace_connect_engine     (PosterWorkspace      *self,
                                                              GError              **error);

G_END_DECLS
