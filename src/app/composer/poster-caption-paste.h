/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The text on the clipboard, plain and clean, in place of what is selected. */
gboolean poster_caption_can_paste    (GdkClipboard         *clipboard);
void     poster_caption_paste_async  (GtkTextView          *view,
                                      GdkClipboard         *clipboard,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean poster_caption_paste_finish (GtkTextView          *view,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
