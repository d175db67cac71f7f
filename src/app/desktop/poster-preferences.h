/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_PREFERENCES (poster_preferences_get_type ())
G_DECLARE_FINAL_TYPE (PosterPreferences, poster_preferences, POSTER, PREFERENCES, AdwPreferencesPage)

GtkWidget *poster_preferences_page_new (PosterSession *session,
                                        GSettings     *settings);

G_END_DECLS
