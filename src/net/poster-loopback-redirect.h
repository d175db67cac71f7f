/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"

G_BEGIN_DECLS

/* Waits on 127.0.0.1 for the browser to come back from a consent page. It listens from
 * construction on (make it before the browser opens) until the last reference is dropped; port 0
 * or poster_loopback_redirect_new() take a free port. @path is matched exactly ("/callback/").
 *
 * wait_finish() returns the code, decoded once, and the scopes as the service wrote them
 * (nullable). Both are secrets or near it: keep them out of logs.
 * Errors: %POSTER_ERROR_AUTH with the service's word as code ("access_denied", "invalid_scope" …)
 * when the consent page says no; %G_IO_ERROR_TIMED_OUT; %G_IO_ERROR_CANCELLED.
 * A callback whose state is not ours is told so and does not end the wait. */
#define POSTER_TYPE_LOOPBACK_REDIRECT (poster_loopback_redirect_get_type ())
G_DECLARE_FINAL_TYPE (PosterLoopbackRedirect, poster_loopback_redirect, POSTER, LOOPBACK_REDIRECT, GObject)

PosterLoopbackRedirect *poster_loopback_redirect_new              (PosterClock             *clock,
                                                                   const char              *path,
                                                                   GError                 **error);
PosterLoopbackRedirect *poster_loopback_redirect_new_for_port     (PosterClock             *clock,
                                                                   guint16                  port,
                                                                   const char              *path,
                                                                   GError                 **error);
const char             *poster_loopback_redirect_get_redirect_uri (PosterLoopbackRedirect  *self);
void                    poster_loopback_redirect_wait_async       (PosterLoopbackRedirect  *self,
                                                                   const char              *state,
                                                                   gint64                   timeout_us,
                                                                   GCancellable            *cancellable,
                                                                   GAsyncReadyCallback      callback,
                                                                   gpointer                 user_data);
char                   *poster_loopback_redirect_wait_finish      (PosterLoopbackRedirect  *self,
                                                                   GAsyncResult            *result,
                                                                   char                   **scopes,
                                                                   GError                 **error);
void                    poster_loopback_redirect_wait_fields_async  (PosterLoopbackRedirect  *self,
                                                                     gint64                   timeout_us,
                                                                     GCancellable            *cancellable,
                                                                     GAsyncReadyCallback      callback,
                                                                     gpointer                 user_data);
GHashTable             *poster_loopback_redirect_wait_fields_finish (PosterLoopbackRedirect  *self,
                                                                     GAsyncResult            *result,
                                                                     GError                 **error);

G_END_DECLS
