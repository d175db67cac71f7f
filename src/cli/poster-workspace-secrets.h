/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"
#include "poster-secrets.h"

G_BEGIN_DECLS

#define POSTER_TYPE_WORKSPACE_SECRETS (poster_workspace_secrets_get_type ())
G_DECLARE_FINAL_TYPE (PosterWorkspaceSecrets, poster_workspace_secrets, POSTER, WORKSPACE_SECRETS, GObject)

PosterWorkspaceSecrets *poster_workspace_secrets_new         (PosterSecrets          *vault,
                                                              const char             *data_dir,
                                                              PosterClock            *clock);
void                    poster_workspace_secrets_set_is_only (PosterWorkspaceSecrets *self,
                                                              gboolean                is_only);

G_END_DECLS
