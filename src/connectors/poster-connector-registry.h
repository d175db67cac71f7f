/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-connector.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CONNECTOR_REGISTRY (poster_connector_registry_get_type ())
G_DECLARE_FINAL_TYPE (PosterConnectorRegistry, poster_connector_registry, POSTER, CONNECTOR_REGISTRY, GObject)

/**
 * PosterConnectorSettings:
 * @late_base_uri: (nullable): instead of the hosted Late's base address, e.g. `http://127.0.0.1:8080/api`
 * @tiktok_base_uri: (nullable): instead of TikTok's own base address; no trailing slash
 *
 * What a test or a packager may set. Never applies to practice accounts.
 */
typedef struct
{
  const char *late_base_uri;
  const char *tiktok_base_uri;
} PosterConnectorSettings;

PosterConnectorRegistry *poster_connector_registry_new     (void);
void                     poster_connector_registry_add     (PosterConnectorRegistry       *self,
                                                            PosterConnector               *connector);
void                     poster_connector_registry_add_all (PosterConnectorRegistry       *self,
                                                            PosterClock                   *clock,
                                                            PosterSecrets                 *secrets,
                                                            PosterPractice                *practice,
                                                            SoupSession                   *session,
                                                            const PosterConnectorSettings *settings);
PosterConnector         *poster_connector_registry_find    (PosterConnectorRegistry       *self,
                                                            const char                    *key);

G_END_DECLS
