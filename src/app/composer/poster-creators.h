/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-draft.h"
#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_CREATORS (poster_creators_get_type ())
G_DECLARE_FINAL_TYPE (PosterCreators, poster_creators, POSTER, CREATORS, GObject)

/* Signals:
 *   ::changed ()   somebody is asked, or has answered, or could not be asked */
PosterCreators *poster_creators_new         (PosterDraft    *draft,
                                             PosterSession  *session);
void            poster_creators_ask         (PosterCreators *self);
gboolean        poster_creators_get_asking  (PosterCreators *self);
PosterAccount  *poster_creators_get_failed  (PosterCreators *self,
                                             const GError  **error);
const GError   *poster_creators_get_error   (PosterCreators *self,
                                             const char     *account_id);
void            poster_creators_stop        (PosterCreators *self);

G_END_DECLS
