/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-workspace.h"

G_BEGIN_DECLS

void     poster_disconnect_async  (PosterWorkspace      *workspace,
                                   PosterAccount        *account,
                                   gboolean              insist,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean poster_disconnect_finish (PosterWorkspace      *workspace,
                                   GAsyncResult         *result,
                                   char                **left_behind,
                                   GError              **error);

/* What still has to be done for an account that the store has removed already, when that could be
 * taken back for a while. */
void     poster_disconnect_settle_async  (PosterWorkspace      *workspace,
                                          const char           *connection_id,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean poster_disconnect_settle_finish (PosterWorkspace      *workspace,
                                          GAsyncResult         *result,
                                          char                **left_behind,
                                          GError              **error);

G_END_DECLS
