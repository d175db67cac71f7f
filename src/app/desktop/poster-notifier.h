/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_NOTIFIER (poster_notifier_get_type ())
G_DECLARE_FINAL_TYPE (PosterNotifier, poster_notifier, POSTER, NOTIFIER, GObject)

PosterNotifier *poster_notifier_new      (GApplication   *application,
                                          PosterSession  *session);
void            poster_notifier_withdraw (PosterNotifier *self,
                                          const char     *post_id);
void            poster_notifier_set_mute (PosterNotifier *self,
                                          gboolean        mute);

G_END_DECLS
