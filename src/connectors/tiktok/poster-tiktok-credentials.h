/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PosterTiktokCredentials:
 * @access_token: what calls are made with
 * @refresh_token: what a new pair is got with; works once
 * @client_key: the app
 * @client_secret: the app's secret
 * @open_id: the user, for this app
 * @access_expires_us: when @access_token ends, microseconds since the epoch; 0 when not said
 * @refresh_expires_us: likewise
 *
 * The secret of a connection.
 */
typedef struct
{
  char   *access_token;
  char   *refresh_token;
  char   *client_key;
  char   *client_secret;
  char   *open_id;
  gint64  access_expires_us;
  gint64  refresh_expires_us;
} PosterTiktokCredentials;

PosterTiktokCredentials *poster_tiktok_credentials_new_for_app  (const char                    *client_key,
                                                                 const char                    *client_secret);
PosterTiktokCredentials *poster_tiktok_credentials_copy         (const PosterTiktokCredentials *self);
void                     poster_tiktok_credentials_free         (PosterTiktokCredentials       *self);
PosterTiktokCredentials *poster_tiktok_credentials_parse        (const char                    *text);
char                    *poster_tiktok_credentials_to_text      (const PosterTiktokCredentials *self);
PosterTiktokCredentials *poster_tiktok_credentials_renew        (const PosterTiktokCredentials *self,
                                                                 JsonObject                    *answer,
                                                                 gint64                         now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterTiktokCredentials, poster_tiktok_credentials_free)

G_END_DECLS
