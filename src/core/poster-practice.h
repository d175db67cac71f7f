/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define POSTER_TYPE_PRACTICE (poster_practice_get_type ())
G_DECLARE_INTERFACE (PosterPractice, poster_practice, POSTER, PRACTICE, GObject)

/**
 * PosterPractice:
 *
 * Knows where the sandbox of practice accounts answers, and starts it when it does not. The
 * address is good for the moment only: ask again before each use, it costs little.
 */
struct _PosterPracticeInterface
{
  GTypeInterface parent_iface;

  void   (*ensure_async)  (PosterPractice *self, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
  char * (*ensure_finish) (PosterPractice *self, GAsyncResult *result, GError **error);
};

void  poster_practice_ensure_async  (PosterPractice *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
char *poster_practice_ensure_finish (PosterPractice *self, GAsyncResult *result, GError **error);

G_END_DECLS
