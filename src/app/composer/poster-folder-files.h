/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void       poster_folder_files_list_async  (GFile                *folder,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GPtrArray *poster_folder_files_list_finish (GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
