/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-secrets.h"

G_BEGIN_DECLS

#define POSTER_TYPE_MEMORY_SECRETS (poster_memory_secrets_get_type ())
G_DECLARE_FINAL_TYPE (PosterMemorySecrets, poster_memory_secrets, POSTER, MEMORY_SECRETS, GObject)

PosterMemorySecrets *poster_memory_secrets_new         (void);
void                 poster_memory_secrets_set_failure (PosterMemorySecrets *self, const GError *error);
void                 poster_memory_secrets_set_locked  (PosterMemorySecrets *self, gboolean locked);
const char          *poster_memory_secrets_peek        (PosterMemorySecrets *self, const char *owner_id, const char *kind);
void                 poster_memory_secrets_put         (PosterMemorySecrets *self, const char *owner_id, const char *kind,
                                                        const char *secret);
guint                poster_memory_secrets_get_count   (PosterMemorySecrets *self);
guint                poster_memory_secrets_get_stores  (PosterMemorySecrets *self);

G_END_DECLS
