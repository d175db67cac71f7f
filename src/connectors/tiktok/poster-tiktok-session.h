/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "poster-clock.h"
#include "poster-connection.h"
#include "poster-practice.h"
#include "poster-rate-limiter.h"
#include "poster-secrets.h"
#include "poster-tiktok-credentials.h"

G_BEGIN_DECLS

#define POSTER_TYPE_TIKTOK_SESSION (poster_tiktok_session_get_type ())
G_DECLARE_FINAL_TYPE (PosterTiktokSession, poster_tiktok_session, POSTER, TIKTOK_SESSION, GObject)

PosterTiktokSession     *poster_tiktok_session_new                    (PosterClock          *clock,
                                                                       PosterSecrets        *secrets,
                                                                       PosterPractice       *practice,
                                                                       SoupSession          *http,
                                                                       const char           *base_uri);
PosterClock             *poster_tiktok_session_get_clock              (PosterTiktokSession  *self);
PosterSecrets           *poster_tiktok_session_get_secrets            (PosterTiktokSession  *self);
SoupSession             *poster_tiktok_session_get_http               (PosterTiktokSession  *self);
PosterRateLimiter       *poster_tiktok_session_get_limiter            (PosterTiktokSession  *self);

void                     poster_tiktok_session_resolve_base_async     (PosterTiktokSession  *self,
                                                                       const char           *base,
                                                                       GCancellable         *cancellable,
                                                                       GAsyncReadyCallback   callback,
                                                                       gpointer              user_data);
char                    *poster_tiktok_session_resolve_base_finish    (PosterTiktokSession  *self,
                                                                       GAsyncResult         *result,
                                                                       GError              **error);
void                     poster_tiktok_session_get_credentials_async  (PosterTiktokSession  *self,
                                                                       const char           *connection_id,
                                                                       const char           *base_uri,
                                                                       const char           *refused_token,
                                                                       GCancellable         *cancellable,
                                                                       GAsyncReadyCallback   callback,
                                                                       gpointer              user_data);
PosterTiktokCredentials *poster_tiktok_session_get_credentials_finish (PosterTiktokSession  *self,
                                                                       GAsyncResult         *result,
                                                                       GError              **error);

G_END_DECLS
