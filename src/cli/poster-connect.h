/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-sign-in.h"
#include "poster-workspace.h"

G_BEGIN_DECLS

PosterSignInRequest *poster_connect_request_new (const char          *connector,
                                                 const char          *client_key,
                                                 const char          *client_secret);

/* The client secret that an earlier sign-in was made with. */
void       poster_connect_recall_secret_async  (PosterWorkspace      *workspace,
                                                const char           *connection_id,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
char      *poster_connect_recall_secret_finish (PosterWorkspace      *workspace,
                                                GAsyncResult         *result,
                                                GError              **error);

/* When the sign-in of a connection ends by itself: microseconds since the epoch, 0 when not known. */
void       poster_connect_ask_end_async  (PosterWorkspace      *workspace,
                                          const char           *connection_id,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gint64     poster_connect_ask_end_finish (PosterWorkspace      *workspace,
                                          GAsyncResult         *result,
                                          GError              **error);

void       poster_connect_async  (PosterWorkspace      *workspace,
                                  const char           *connector,
                                  PosterSignInRequest  *request,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
GPtrArray *poster_connect_finish (PosterWorkspace      *workspace,
                                  GAsyncResult         *result,
                                  GError              **error);
/* Also when there is no account on it. */
char      *poster_connect_dup_connection_id (PosterWorkspace *workspace,
                                             GAsyncResult    *result);

G_END_DECLS
