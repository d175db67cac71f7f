/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-clock.h"
#include "poster-connector-registry.h"
#include "poster-remote-post.h"
#include "poster-store.h"

G_BEGIN_DECLS

/* Asks the services what was done to our posts there; see poster-remote-sync.c. */
JsonObject *poster_remote_sync_describe    (PosterRemotePost        *post);
void        poster_remote_sync_run_async   (PosterStore             *store,
                                            PosterConnectorRegistry *registry,
                                            PosterClock             *clock,
                                            GHashTable              *validators,
                                            const char              *connection_id,
                                            gint64                   accounts_age_us,
                                            GCancellable            *cancellable,
                                            GAsyncReadyCallback      callback,
                                            gpointer                 user_data);
gboolean    poster_remote_sync_run_finish  (PosterStore             *store,
                                            GAsyncResult            *result,
                                            gboolean                *is_any_open,
                                            GError                 **error);

G_END_DECLS
