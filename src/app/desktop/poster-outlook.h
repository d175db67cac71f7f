/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_OUTLOOK (poster_outlook_get_type ())
G_DECLARE_FINAL_TYPE (PosterOutlook, poster_outlook, POSTER, OUTLOOK, GObject)

PosterOutlook       *poster_outlook_new             (PosterSession *session);
const PosterSummary *poster_outlook_get_summary     (PosterOutlook *self);
gboolean             poster_outlook_get_is_busy     (PosterOutlook *self);
gboolean             poster_outlook_get_is_sending  (PosterOutlook *self);
char                *poster_outlook_dup_words       (PosterOutlook *self);

G_END_DECLS
