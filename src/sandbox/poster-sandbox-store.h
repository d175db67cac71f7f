/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The durable memory of the sandbox. Used in its main thread only: this is a server of its own,
 * and what it answers has to be on the disk first. */
typedef struct _PosterSandboxStore PosterSandboxStore;

PosterSandboxStore *poster_sandbox_store_open      (const char *directory, GError **error);
void                poster_sandbox_store_close     (PosterSandboxStore *self);

gboolean            poster_sandbox_store_run       (PosterSandboxStore *self,
                                                    const char         *sql,
                                                    const char         *types,
                                                    ...);
gboolean            poster_sandbox_store_begin     (PosterSandboxStore *self);
gboolean            poster_sandbox_store_end       (PosterSandboxStore *self, gboolean keep);
JsonArray          *poster_sandbox_store_query     (PosterSandboxStore *self,
                                                    const char         *sql,
                                                    const char         *types,
                                                    ...);
JsonObject         *poster_sandbox_store_query_one (PosterSandboxStore *self,
                                                    const char         *sql,
                                                    const char         *types,
                                                    ...);
gint64              poster_sandbox_store_last_id   (PosterSandboxStore *self);
void                poster_sandbox_store_set_hasty (PosterSandboxStore *self, gboolean hasty);
char               *poster_sandbox_store_dup_meta  (PosterSandboxStore *self, const char *key);
gboolean            poster_sandbox_store_set_meta  (PosterSandboxStore *self, const char *key, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterSandboxStore, poster_sandbox_store_close)

G_END_DECLS
