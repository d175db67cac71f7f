/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-window.h"

G_BEGIN_DECLS

void poster_plan_export_ask  (PosterWindow  *window,
                              PosterSession *session);
void poster_plan_export_save (PosterWindow  *window,
                              PosterSession *session,
                              GFile         *file);

G_END_DECLS
