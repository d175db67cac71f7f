/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     poster_vault_unlock_async  (GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean poster_vault_unlock_finish (GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
