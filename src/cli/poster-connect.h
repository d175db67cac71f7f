/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-sign-in.h"
#include "poster-workspace.h"

G_BEGIN_DECLS

void       poster_connect_async  (PosterWorkspace      *workspace,
                                  const char           *connector,
                                  PosterSignInRequest  *request,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
GPtrArray *poster_connect_finish (PosterWorkspace      *workspace,
                                  GAsyncResult         *result,
                                  GError              **error);

G_END_DECLS
