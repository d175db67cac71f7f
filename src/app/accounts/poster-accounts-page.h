/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "poster-session.h"

G_BEGIN_DECLS

#define POSTER_TYPE_ACCOUNTS_PAGE (poster_accounts_page_get_type ())
G_DECLARE_FINAL_TYPE (PosterAccountsPage, poster_accounts_page, POSTER, ACCOUNTS_PAGE, AdwBin)

/* Property "session" (PosterSession, construct-only); that of the running program by the first. */
GtkWidget *poster_accounts_page_new              (void);
GtkWidget *poster_accounts_page_new_with_session (PosterSession *session);

G_END_DECLS
