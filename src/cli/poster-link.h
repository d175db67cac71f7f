/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account-link.h"
#include "poster-workspace.h"

G_BEGIN_DECLS

void           poster_link_async  (PosterWorkspace      *workspace,
                                   const char           *connection_id,
                                   PosterAccountLink    *link,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
PosterAccount *poster_link_finish (PosterWorkspace      *workspace,
                                   GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
