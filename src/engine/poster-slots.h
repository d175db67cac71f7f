/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-clock.h"

G_BEGIN_DECLS

#define POSTER_TYPE_SLOTS (poster_slots_get_type ())
G_DECLARE_FINAL_TYPE (PosterSlots, poster_slots, POSTER, SLOTS, GObject)

PosterSlots *poster_slots_new            (PosterClock          *clock,
                                          guint                 n_slots,
                                          gint64                lease_us);
void         poster_slots_acquire_async  (PosterSlots          *self,
                                          gpointer              holder,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean     poster_slots_acquire_finish (PosterSlots          *self,
                                          GAsyncResult         *result,
                                          GError              **error);
void         poster_slots_release        (PosterSlots          *self,
                                          gpointer              holder);

G_END_DECLS
