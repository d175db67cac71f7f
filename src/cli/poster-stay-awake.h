/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"

G_BEGIN_DECLS

#define POSTER_TYPE_STAY_AWAKE (poster_stay_awake_get_type ())
G_DECLARE_FINAL_TYPE (PosterStayAwake, poster_stay_awake, POSTER, STAY_AWAKE, GObject)

PosterStayAwake *poster_stay_awake_new (PosterStore *store);

G_END_DECLS
