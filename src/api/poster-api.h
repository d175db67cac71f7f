/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-composer.h"
#include "poster-engine.h"
#include "poster-media-pool.h"
#include "poster-platforms.h"
#include "poster-store.h"

G_BEGIN_DECLS

/* The port that is taken when nobody says another. */
#define POSTER_API_PORT 8765

/* Requests that a key may make in a minute, unless told otherwise. */
#define POSTER_API_RATE 60000

/**
 * PosterApiParts:
 * @engine: runs, for as long as the server does; its store, connectors, secrets and clock are used
 * @composer: makes posts of what is asked for
 * @platforms: the rules
 * @media_pool: looks into files
 *
 * What the server stands on. Each is held by it.
 */
typedef struct
{
  PosterEngine    *engine;
  PosterComposer  *composer;
  PosterPlatforms *platforms;
  PosterMediaPool *media_pool;
} PosterApiParts;

/**
 * PosterApiManners:
 * @address: (nullable): the address to listen on; %NULL for 127.0.0.1
 * @port: the port, 0 for any free one
 * @certificate: (nullable): what to prove who this is with; must be there for any address that is
 *   not the loopback's
 * @requests_per_minute: for each key, 0 for as many as there are
 *
 * How to serve.
 */
typedef struct
{
  const char      *address;
  guint16          port;
  GTlsCertificate *certificate;
  guint            requests_per_minute;
} PosterApiManners;

/* The REST server. It answers what the Late API documents, under /api/v1 and /v1, in the
 * thread-default main context of the one who started it. */
#define POSTER_TYPE_API (poster_api_get_type ())
G_DECLARE_FINAL_TYPE (PosterApi, poster_api, POSTER, API, GObject)

PosterApi   *poster_api_new          (const PosterApiParts   *parts);
gboolean     poster_api_start        (PosterApi              *self,
                                      const PosterApiManners *manners,
                                      GError                **error);
void         poster_api_stop         (PosterApi              *self);
guint16      poster_api_get_port     (PosterApi              *self);
const char  *poster_api_get_base_url (PosterApi              *self);

G_END_DECLS
