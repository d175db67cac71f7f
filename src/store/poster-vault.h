/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-secrets.h"

G_BEGIN_DECLS

#define POSTER_TYPE_VAULT (poster_vault_get_type ())
G_DECLARE_FINAL_TYPE (PosterVault, poster_vault, POSTER, VAULT, GObject)

PosterVault *poster_vault_new (void);

G_END_DECLS
