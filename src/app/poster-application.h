/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-open-composers.h"
#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_APPLICATION (poster_application_get_type ())
G_DECLARE_FINAL_TYPE (PosterApplication, poster_application, POSTER, APPLICATION, AdwApplication)

PosterApplication   *poster_application_new                (void);
PosterSession       *poster_application_get_session        (PosterApplication *self);
PosterOpenComposers *poster_application_get_open_composers (PosterApplication *self);
GSettings           *poster_application_get_settings       (PosterApplication *self);
void                 poster_application_set_is_watched     (PosterApplication *self,
                                                            gboolean           is_watched);
/* The session of the running program, for widgets that are made from templates. */
PosterSession       *poster_session_get_default            (void);
int                  poster_application_main               (int                argc,
                                                            char             **argv);

G_END_DECLS
