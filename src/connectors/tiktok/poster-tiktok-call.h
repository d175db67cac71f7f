/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-tiktok-api.h"
#include "poster-tiktok-session.h"

G_BEGIN_DECLS

gboolean    poster_tiktok_connection_has_scope   (PosterConnection      *connection,
                                                  const char            *scope);
gboolean    poster_tiktok_connection_check_scope (PosterConnection      *connection,
                                                  const char            *scope,
                                                  GError               **error);

void        poster_tiktok_call_async             (PosterTiktokSession   *session,
                                                  PosterConnection      *connection,
                                                  PosterTiktokEndpoint   endpoint,
                                                  JsonObject            *body,
                                                  GCancellable          *cancellable,
                                                  GAsyncReadyCallback    callback,
                                                  gpointer               user_data);
JsonObject *poster_tiktok_call_finish            (PosterTiktokSession   *session,
                                                  GAsyncResult          *result,
                                                  GError               **error);

G_END_DECLS
