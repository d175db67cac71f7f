/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-api.h"

#include <json-glib/json-glib.h>

#include "poster-api-key.h"
#include "poster-server-exchange.h"

G_BEGIN_DECLS

/* A body other than a PUT's that is streamed, and how deep its JSON may be. */
#define POSTER_API_MAX_BODY (8 * 1024 * 1024)
#define POSTER_API_MAX_DEPTH 64

/* How many parts of a path may stand for something. */
#define POSTER_API_MAX_ARGUMENTS 3

typedef struct _PosterApiCall PosterApiCall;

/**
 * PosterApiHandler:
 * @call: a request; held by the caller until this returns, so whoever answers later takes a
 *   reference of its own
 *
 * Answers exactly once: with poster_api_call_reply(), or one of its relatives. Runs in the main
 * context of the server and does not block.
 */
typedef void (*PosterApiHandler) (PosterApiCall *call);

/**
 * PosterApiRouteFlags:
 * @POSTER_API_PUBLIC: no key is needed
 * @POSTER_API_STREAMED: the body of the PUT is left to the handler, which reads it from the exchange
 * @POSTER_API_NOT_JSON: the body is whatever it is, see poster_api_call_get_bytes()
 */
typedef enum
{
  POSTER_API_PUBLIC   = 1 << 0,
  POSTER_API_STREAMED = 1 << 1,
  POSTER_API_NOT_JSON = 1 << 2,
} PosterApiRouteFlags;

/**
 * PosterApiRoute:
 * @method: of HTTP
 * @path: `/v1/…` (also found under /api/v1); a part in braces stands for one part of a path, and is
 *   in the arguments of the call
 * @operation: the `operationId` of the API's document
 * @summary: one line for the document
 * @handler: (nullable): answers; %NULL for what the API has and this server does not: 501
 * @flags: see #PosterApiRouteFlags
 * @status: of the answer when all is well, for the document
 *
 * One operation of the API. Each kind of thing has a file and a table of its own, which ends with
 * an empty route and is named in poster-api-routes.c. Of two routes that fit, the one with fewer
 * braces is meant.
 */
typedef struct
{
  const char         *method;
  const char         *path;
  const char         *operation;
  const char         *summary;
  PosterApiHandler    handler;
  PosterApiRouteFlags flags;
  guint               status;
} PosterApiRoute;

struct _PosterApi
{
  GObject          parent_instance;

  PosterEngine    *engine;
  PosterStore     *store;
  PosterClock     *clock;
  PosterComposer  *composer;
  PosterPlatforms *platforms;
  PosterMediaPool *media_pool;

  GSocketService  *service;        /* (nullable), while it runs */
  GCancellable    *cancellable;    /* (nullable), while it runs */
  GTlsCertificate *certificate;    /* (nullable) */
  char            *address;        /* what it listens on */
  guint16          port;
  char            *base_url;       /* (nullable), once it has been started */
  gulong           changed_id;
  guint            n_connections;
  guint            requests_per_minute;

  GPtrArray       *keys;           /* (nullable) (element-type PosterApiKey), as read last */
  gboolean         keys_are_old;
  GHashTable      *rates;          /* by key id: how often it came in this minute */
  GHashTable      *used;           /* (element-type utf8 gint64), last use by key id, not stored yet */
  GSource         *note_use;       /* (nullable), stores that */

  /* Of others: what a kind of thing keeps while the server runs, by its own static string; freed
   * with the server. */
  GHashTable      *kept;
};

/**
 * PosterApiCall:
 * @api: the server
 * @exchange: the request as it came
 * @route: what was asked for
 * @arguments: what stands for the parts in braces, in their order; decoded
 * @query: (element-type utf8 utf8): what stands behind the question mark, decoded; of several with
 *   one name the last
 * @key: (nullable): the key that was shown; %NULL for a public route
 * @now_us: when it came, by the clock of the engine
 * @cancellable: cancelled when the server stops
 *
 * A request on its way to its answer. Fields are to be read only.
 */
struct _PosterApiCall
{
  gatomicrefcount       ref_count;

  PosterApi            *api;
  PosterServerExchange *exchange;
  const PosterApiRoute *route;
  char                 *arguments[POSTER_API_MAX_ARGUMENTS];
  GHashTable           *query;
  PosterApiKey         *key;
  gint64                now_us;
  GCancellable         *cancellable;

  /*< private >*/
  JsonObject           *body;
  GBytes               *bytes;
  gboolean              is_answered;
};

PosterApiCall *poster_api_call_ref         (PosterApiCall *call);
void           poster_api_call_unref       (PosterApiCall *call);

/* What came. The object of a body that is missing is empty; borrowed. */
JsonObject    *poster_api_call_get_body    (PosterApiCall *call);
GBytes        *poster_api_call_get_bytes   (PosterApiCall *call);
const char    *poster_api_call_get_query   (PosterApiCall *call, const char *name);
gboolean       poster_api_call_get_number  (PosterApiCall *call, const char *name, gint64 least, gint64 most,
                                            gint64 fallback, gint64 *number);
gboolean       poster_api_call_get_flag    (PosterApiCall *call, const char *name);
const char    *poster_api_call_get_header  (PosterApiCall *call, const char *name);

/* What goes back; each takes the answer from the call, which has one only. */
void           poster_api_call_add_header  (PosterApiCall *call, const char *name, const char *value);
void           poster_api_call_reply       (PosterApiCall *call, guint status, JsonObject *json);
void           poster_api_call_reply_text  (PosterApiCall *call, guint status, const char *json_text);
void           poster_api_call_refuse      (PosterApiCall *call, guint status, const char *code,
                                            const char *format, ...) G_GNUC_PRINTF (4, 5);
void           poster_api_call_refuse_with (PosterApiCall *call, guint status, const char *code,
                                            JsonObject *details, const char *message);
void           poster_api_call_fail        (PosterApiCall *call, const GError *error);

/* In the API's form, as poster_time_format() makes it; null for a time that is not there (below 0). */
void           poster_api_set_time         (JsonObject *json, const char *member, gint64 time_us);

/* What belongs to a kind of thing and lives as long as the server. */
gpointer       poster_api_keep             (PosterApi *self, const char *name, gpointer data, GDestroyNotify free_data);
gpointer       poster_api_get_kept         (PosterApi *self, const char *name);

/* Looking up what a path means. */
const PosterApiRoute *poster_api_find_route (const char *method, const char *path, char **arguments,
                                             gboolean *path_is_known);
const PosterApiRoute * const *poster_api_get_tables (void);
JsonObject    *poster_api_describe         (const char *base_url);

/* The steps of a request, of several files. */
void           poster_api_call_begin       (PosterApi *self, PosterServerExchange *exchange);
gboolean       poster_api_call_is_from_here (PosterApiCall *call);
void           poster_api_call_authorize   (PosterApiCall *call, PosterApiHandler go_on);
void           poster_api_call_read        (PosterApiCall *call, PosterApiHandler go_on);
void           poster_api_call_add_rates   (PosterApiCall *call);
void           poster_api_flush_use        (PosterApi *self);
GSocketConnection *poster_api_tls_open     (GSocketConnection *connection, GTlsCertificate *certificate,
                                            GCancellable *cancellable);
char          *poster_api_make_refusal     (guint status, const char *why);

extern const PosterApiRoute poster_api_general_routes[];
extern const PosterApiRoute poster_api_key_routes[];
extern const PosterApiRoute poster_api_webhook_routes[];

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterApiCall, poster_api_call_unref)

G_END_DECLS
