/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"
#include "poster-late-session.h"

G_BEGIN_DECLS

PosterAccount *poster_late_account_from_json   (PosterLateSession   *session,
                                                PosterConnection    *connection,
                                                JsonObject          *json);
void           poster_late_accounts_list_async (PosterLateSession   *session,
                                                PosterConnection    *connection,
                                                const char          *key,
                                                gboolean             with_health,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
GPtrArray     *poster_late_accounts_list_finish (PosterLateSession  *session,
                                                GAsyncResult        *result,
                                                GError             **error);

G_END_DECLS
