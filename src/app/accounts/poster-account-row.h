/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_ACCOUNT_ROW (poster_account_row_get_type ())
G_DECLARE_FINAL_TYPE (PosterAccountRow, poster_account_row, POSTER, ACCOUNT_ROW, GtkListBoxRow)

/* Property "narrow" (boolean): whether the health is a line of its own. */
GtkWidget     *poster_account_row_new         (PosterSession    *session,
                                               PosterAccount    *account);
PosterAccount *poster_account_row_get_account (PosterAccountRow *self);

/* Shows the window in which that account is signed in again, if it takes one. */
GtkWindow     *poster_account_row_reconnect   (PosterSession    *session,
                                               PosterAccount    *account,
                                               GtkWindow        *parent);

G_END_DECLS
