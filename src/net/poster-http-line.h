/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * PosterHttpLineWatch:
 * @started: the connection stands and the first byte is about to go out
 * @wrote: so many more bytes of the body were written
 *
 * Told while a request is on its way, in its main context; each may be %NULL.
 */
typedef struct
{
  void (*started) (gpointer user_data);
  void (*wrote)   (gsize    n_bytes,
                   gpointer user_data);
} PosterHttpLineWatch;

#define POSTER_TYPE_HTTP_LINE (poster_http_line_get_type ())
G_DECLARE_FINAL_TYPE (PosterHttpLine, poster_http_line, POSTER, HTTP_LINE, GObject)

PosterHttpLine     *poster_http_line_new        (SoupSession                *session,
                                                 const char                 *url,
                                                 GError                    **error);
void                poster_http_line_put_async  (PosterHttpLine             *self,
                                                 const char                 *headers,
                                                 GInputStream               *body,
                                                 goffset                     length_bytes,
                                                 gboolean                    is_fresh,
                                                 const PosterHttpLineWatch  *watch,
                                                 gpointer                    watch_data,
                                                 GCancellable               *cancellable,
                                                 GAsyncReadyCallback         callback,
                                                 gpointer                    user_data);
SoupMessageHeaders *poster_http_line_put_finish (PosterHttpLine             *self,
                                                 GAsyncResult               *result,
                                                 guint                      *status,
                                                 GError                    **error);

G_END_DECLS
