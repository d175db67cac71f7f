/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "poster-connection.h"
#include "poster-json-call.h"
#include "poster-platforms.h"
#include "poster-practice.h"
#include "poster-rate-limiter.h"
#include "poster-secrets.h"

G_BEGIN_DECLS

#define POSTER_TYPE_LATE_SESSION (poster_late_session_get_type ())
G_DECLARE_FINAL_TYPE (PosterLateSession, poster_late_session, POSTER, LATE_SESSION, GObject)

PosterLateSession *poster_late_session_new                 (PosterClock         *clock,
                                                            PosterSecrets       *secrets,
                                                            PosterPractice      *practice,
                                                            SoupSession         *http,
                                                            const char          *base_uri);
PosterClock       *poster_late_session_get_clock           (PosterLateSession   *self);
PosterSecrets     *poster_late_session_get_secrets         (PosterLateSession   *self);
SoupSession       *poster_late_session_get_http            (PosterLateSession   *self);
PosterRateLimiter *poster_late_session_get_limiter         (PosterLateSession   *self);
const char        *poster_late_session_get_base_uri        (PosterLateSession   *self);
PosterPlatforms   *poster_late_session_get_platforms       (PosterLateSession   *self);
PosterPlatform    *poster_late_session_find_platform       (PosterLateSession   *self,
                                                            const char          *key);
void               poster_late_session_resolve_base_async  (PosterLateSession   *self,
                                                            const char          *base,
                                                            GCancellable        *cancellable,
                                                            GAsyncReadyCallback  callback,
                                                            gpointer             user_data);
char              *poster_late_session_resolve_base_finish (PosterLateSession   *self,
                                                            GAsyncResult        *result,
                                                            GError             **error);
guint              poster_late_session_get_max_calls       (PosterLateSession   *self,
                                                            const char          *key);
void               poster_late_session_note_limits         (PosterLateSession   *self,
                                                            const char          *key,
                                                            PosterJsonAnswer    *answer);
GHashTable        *poster_late_session_get_views           (PosterLateSession   *self,
                                                            GDestroyNotify       destroy);
void               poster_late_session_note_attempt        (PosterLateSession   *self,
                                                            const char          *submission_id);
void               poster_late_session_forget_attempt      (PosterLateSession   *self,
                                                            const char          *submission_id);
gint64             poster_late_session_get_attempt_us      (PosterLateSession   *self,
                                                            const char          *submission_id);
gboolean           poster_late_session_is_idempotent       (PosterLateSession   *self,
                                                            const char          *key);

G_END_DECLS
