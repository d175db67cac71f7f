/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The address of a connection to the sandbox: not an address, but a promise to find it. */
#define POSTER_BASE_PRACTICE "practice"

/* Member of the metadata of one that is given up. Its row stays, because accounts and posts may refer to
 * it; signing in again writes the metadata anew. */
#define POSTER_CONNECTION_REMOVED "is_removed"

#define POSTER_TYPE_CONNECTION (poster_connection_get_type ())
G_DECLARE_FINAL_TYPE (PosterConnection, poster_connection, POSTER, CONNECTION, GObject)

/**
 * PosterConnection:
 * @id: 24 hex digits
 * @connector: e.g. `tiktok`
 * @base: (nullable): base address; %NULL for the connector's own, %POSTER_BASE_PRACTICE for the
 *   sandbox
 * @remote_id: whom the credential stands for at the service (TikTok: the open_id); unique per
 *   connector and base
 * @needs_sign_in: whether the service has refused the credential
 * @metadata: what the connector keeps, without secrets (TikTok: `client_key`, `scopes`,
 *   `web_folder`: {`uri`, `prefix`})
 * @created_us: when it was made
 *
 * One credential. Its secrets are in the keyring under @id. A record: whoever makes it fills it
 * in; once handed on it does not change, so that threads may share it.
 */
struct _PosterConnection
{
  GObject     parent_instance;

  char       *id;
  char       *connector;
  char       *base;
  char       *remote_id;
  gboolean    needs_sign_in;
  JsonObject *metadata;
  gint64      created_us;
};

PosterConnection *poster_connection_new         (const char *connector, const char *base);
PosterConnection *poster_connection_copy        (PosterConnection *self);
gboolean          poster_connection_is_practice (PosterConnection *self);
gboolean          poster_connection_is_removed  (PosterConnection *self);

G_END_DECLS
