/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"

G_BEGIN_DECLS

/* What people call accounts. */
PosterAccount *poster_accounts_find    (GPtrArray *accounts, const char *name, GError **error);
char          *poster_account_dup_name (PosterAccount *account);

G_END_DECLS
