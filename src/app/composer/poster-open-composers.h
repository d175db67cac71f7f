/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-store.h"

G_BEGIN_DECLS

#define POSTER_TYPE_OPEN_COMPOSERS (poster_open_composers_get_type ())
G_DECLARE_FINAL_TYPE (PosterOpenComposers, poster_open_composers, POSTER, OPEN_COMPOSERS, GObject)

PosterOpenComposers *poster_open_composers_new         (PosterStore          *store);
void                 poster_open_composers_add         (PosterOpenComposers  *self,
                                                        const char           *post_id);
void                 poster_open_composers_remove      (PosterOpenComposers  *self,
                                                        const char           *post_id);
void                 poster_open_composers_take_async  (PosterOpenComposers  *self,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
char               **poster_open_composers_take_finish (PosterOpenComposers  *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

G_END_DECLS
