/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-workspace.h"

G_BEGIN_DECLS

/* The service forgets the account; here it stays as it is. Done when it was gone there already. */
void     poster_remote_account_unlink_async  (PosterWorkspace      *workspace,
                                              PosterAccount        *account,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean poster_remote_account_unlink_finish (PosterWorkspace      *workspace,
                                              GAsyncResult         *result,
                                              GError              **error);

/* It gets another display name, there and here. */
void     poster_remote_account_rename_async  (PosterWorkspace      *workspace,
                                              PosterAccount        *account,
                                              const char           *display_name,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean poster_remote_account_rename_finish (PosterWorkspace      *workspace,
                                              GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
