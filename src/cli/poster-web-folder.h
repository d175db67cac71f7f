/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *poster_web_folder_parse_place  (const char           *text,
                                          GError              **error);
char     *poster_web_folder_parse_prefix (const char           *text,
                                          GError              **error);

/* Puts a small file there, looks for it at the web address, and takes it away again. */
void      poster_web_folder_try_async    (const char           *uri,
                                          const char           *prefix,
                                          GMountOperation      *mount,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean  poster_web_folder_try_finish   (GAsyncResult         *result,
                                          char                **hidden_why,
                                          GError              **error);

G_END_DECLS
