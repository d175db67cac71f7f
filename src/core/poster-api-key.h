/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define POSTER_TYPE_API_KEY (poster_api_key_get_type ())
G_DECLARE_FINAL_TYPE (PosterApiKey, poster_api_key, POSTER, API_KEY, GObject)

/**
 * PosterApiKey:
 * @id: 24 hex digits
 * @name: what a person calls it
 * @preview: its first and last characters, to know it by
 * @hash: SHA-256 of it, 64 hex digits
 * @created_us: when it was made, 0 for now
 * @expires_us: from when on it is of no use, -1 for never
 * @used_us: when it was shown last, about; -1 for never
 *
 * Who shows the key may use the REST API. The key itself is nowhere. A record, like
 * #PosterConnection.
 */
struct _PosterApiKey
{
  GObject  parent_instance;

  char    *id;
  char    *name;
  char    *preview;
  char    *hash;
  gint64   created_us;
  gint64   expires_us;
  gint64   used_us;
};

PosterApiKey *poster_api_key_new        (const char    *name,
                                         char         **secret);
PosterApiKey *poster_api_key_copy       (PosterApiKey  *self);
char         *poster_api_key_hash       (const char    *secret);
gboolean      poster_api_key_has_hash   (PosterApiKey  *self,
                                         const char    *hash);
gboolean      poster_api_key_is_expired (PosterApiKey  *self,
                                         gint64         now_us);

G_END_DECLS
