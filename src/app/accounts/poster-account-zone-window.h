/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_ACCOUNT_ZONE_WINDOW (poster_account_zone_window_get_type ())
G_DECLARE_FINAL_TYPE (PosterAccountZoneWindow, poster_account_zone_window, POSTER, ACCOUNT_ZONE_WINDOW, AdwWindow)

/* Where the followers of an account live. */
GtkWindow *poster_account_zone_window_new (GtkWindow     *parent,
                                           PosterSession *session,
                                           PosterAccount *account);

G_END_DECLS
