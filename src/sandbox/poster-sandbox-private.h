/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-sandbox.h"

#include "poster-sandbox-faults.h"
#include "poster-sandbox-store.h"
#include "poster-server-exchange.h"

G_BEGIN_DECLS

/* What the files of the sandbox share among each other and nobody else sees. */

/* Bytes of a request's body that are kept in memory. */
#define POSTER_SANDBOX_MAX_BODY (1024 * 1024)

typedef struct _PosterSandboxCall PosterSandboxCall;

/**
 * PosterSandboxEndpoint:
 * @name: as in the rules of the faults
 * @method: HTTP method
 * @path: whole path
 * @rate: requests in a sliding minute for each user and app, 0 for any number
 * @scopes: (nullable): a space-separated list of which the token needs one; %NULL where no token
 *   is asked for
 * @run: answers
 */
typedef struct
{
  const char  *name;
  const char  *method;
  const char  *path;
  guint        rate;
  const char  *scopes;
  void       (*run) (PosterSandboxCall *call);
} PosterSandboxEndpoint;

/**
 * PosterSandboxCall:
 * @sandbox: whose server
 * @exchange: the request and its answer
 * @endpoint: what was asked for
 * @client_key: (nullable): of the token that came with it
 * @handle: (nullable): the user for whom
 * @scopes: (nullable): of that token, comma-separated
 * @body: (nullable): of endpoints that take JSON
 * @late_user: (nullable): of hosted Late, whose key came with it
 * @query: (nullable): of calls to hosted Late
 * @argument: (nullable): of calls to hosted Late: the id in the path
 * @rule: (nullable): what is to go wrong
 * @now_us: when it came
 *
 * One request to the API.
 */
struct _PosterSandboxCall
{
  PosterSandbox               *sandbox;
  PosterServerExchange       *exchange;
  const PosterSandboxEndpoint *endpoint;
  char                        *client_key;
  char                        *handle;
  char                        *scopes;
  char                        *token_hash;
  JsonObject                  *late_user;
  GHashTable                  *query;
  char                        *argument;
  JsonObject                  *body;
  JsonObject                  *rule;
  gint64                       now_us;
};

struct _PosterSandbox
{
  GObject              parent_instance;
  PosterClock         *clock;
  char                *data_dir;      /* (nullable) */
  char                *temporary;     /* (nullable), instead of data_dir, removed at the end */
  PosterSandboxStore  *store;
  PosterSandboxFaults *faults;
  GSocketService      *service;
  GCancellable        *cancellable;
  GHashTable          *rates;         /* key → GArray of instants */
  GHashTable          *uploads;       /* number → GCancellable of what is being received */
  GHashTable          *jobs;          /* number → GPtrArray of calls that wait for its hash or fetch */
  GHashTable          *counts;        /* endpoint → number of requests */
  guint16              port;
  char                *base_url;
  char                *instance;
  char                *client_secret;
  char                *web_folder;
  char                *uploads_folder;
  gint64               offset_us;
  gint64               last_seen_us;
  guint                in_flight;
  guint                connections;
  guint64              log_number;
};

/* Beyond this, hashing takes so long that nobody waits for it. */
#define POSTER_SANDBOX_LARGE (256 * G_GINT64_CONSTANT (1000) * 1000)

#define POSTER_SANDBOX_FIRST_ID G_GINT64_CONSTANT (7300000000000000000)

/* poster-sandbox.c */
gint64      poster_sandbox_get_now_us       (PosterSandbox *self);
char       *poster_sandbox_new_log_id       (PosterSandbox *self);

/* poster-sandbox-call.c */
void        poster_sandbox_call_begin       (PosterSandbox *sandbox, PosterServerExchange *exchange);
PosterSandboxCall *poster_sandbox_call_new  (PosterSandbox               *sandbox,
                                             PosterServerExchange       *exchange,
                                             const PosterSandboxEndpoint *endpoint);
void        poster_sandbox_call_start       (PosterSandboxCall *call);
void        poster_sandbox_call_free        (PosterSandboxCall *call);
gboolean    poster_sandbox_call_is_kind     (PosterSandboxCall *call, const char *kind);
void        poster_sandbox_call_reply_json  (PosterSandboxCall *call, guint status, JsonObject *json);
void        poster_sandbox_call_reply_data  (PosterSandboxCall *call, JsonObject *data);
void        poster_sandbox_call_reply_error (PosterSandboxCall *call,
                                             guint              status,
                                             const char        *code,
                                             const char        *message);
void        poster_sandbox_call_reply_param (PosterSandboxCall *call, const char *message);
void        poster_sandbox_call_reply_oauth (PosterSandboxCall *call, const char *error, const char *description);
void        poster_sandbox_call_reply_text  (PosterSandboxCall *call,
                                             guint              status,
                                             const char        *content_type,
                                             const char        *text);

/* poster-sandbox-text.c */
char       *poster_sandbox_new_secret       (const char *prefix, gsize n_bytes);
char       *poster_sandbox_hash             (const char *text);
GHashTable *poster_sandbox_parse_form       (const char *text, gssize length, gboolean *duplicates);
gboolean    poster_sandbox_has_scope        (const char *scopes, const char *scope);
glong       poster_sandbox_utf16_length     (const char *text);
gboolean    poster_sandbox_is_handle        (const char *text);

/* poster-sandbox-users.c */
JsonObject *poster_sandbox_dup_user         (PosterSandbox *self, const char *handle);
char       *poster_sandbox_ensure_user      (PosterSandbox *self, const char *handle);
JsonArray  *poster_sandbox_dup_users        (PosterSandbox *self);
char       *poster_sandbox_dup_open_id      (PosterSandbox *self, const char *client_key, const char *handle);
JsonArray  *poster_sandbox_user_options     (PosterSandbox *self, JsonObject *user);

/* poster-sandbox-oauth.c */
void        poster_sandbox_authorize        (PosterSandboxCall *call);
void        poster_sandbox_token            (PosterSandboxCall *call);
void        poster_sandbox_revoke           (PosterSandboxCall *call);
char       *poster_sandbox_token_user       (PosterSandbox *self, GHashTable *form);
gboolean    poster_sandbox_drop_grant       (PosterSandbox *self, const char *client_key, const char *handle);
JsonObject *poster_sandbox_dup_app          (PosterSandbox *self, const char *client_key);

/* poster-sandbox-consent.c */
char       *poster_sandbox_consent_page     (PosterSandbox *self, GHashTable *query);
char       *poster_sandbox_error_page       (const char *what);

/* poster-sandbox-init.c, poster-sandbox-photos.c */
void        poster_sandbox_creator_info     (PosterSandboxCall *call);
void        poster_sandbox_video_init       (PosterSandboxCall *call);
void        poster_sandbox_inbox_init       (PosterSandboxCall *call);
void        poster_sandbox_content_init     (PosterSandboxCall *call);
gboolean    poster_sandbox_check_members    (PosterSandboxCall *call,
                                             JsonObject        *json,
                                             const char        *what,
                                             const char        *allowed);
gboolean    poster_sandbox_check_flags      (PosterSandboxCall *call, JsonObject *json, const char *names);
gboolean    poster_sandbox_check_creator    (PosterSandboxCall *call, JsonObject *info, gboolean direct);
gboolean    poster_sandbox_check_url        (PosterSandboxCall *call, const char *url);
gint64      poster_sandbox_add_post         (PosterSandboxCall *call,
                                             const char        *kind,
                                             const char        *prefix,
                                             const char        *source,
                                             JsonObject        *info,
                                             char             **publish_id);

/* poster-sandbox-status.c */
void        poster_sandbox_status           (PosterSandboxCall *call);
void        poster_sandbox_cancel           (PosterSandboxCall *call);
gboolean    poster_sandbox_post_draft       (PosterSandbox *self, const char *publish_id);
void        poster_sandbox_begin_job        (PosterSandbox *self, gint64 number);
void        poster_sandbox_end_job          (PosterSandbox *self, gint64 number);
const char *poster_sandbox_post_state       (JsonObject *post, gint64 now_us);
gboolean    poster_sandbox_commit_post      (PosterSandbox *self, gint64 number, gint64 size, const char *sha256,
                                             const char *fail_reason);

/* poster-sandbox-upload.c */
void        poster_sandbox_upload           (PosterSandboxCall *call);
char       *poster_sandbox_upload_user      (PosterSandbox *self, PosterServerExchange *exchange);
void        poster_sandbox_resume_hashing   (PosterSandbox *self);

/* poster-sandbox-fetch.c */
void        poster_sandbox_fetch            (PosterSandbox *self, gint64 number);
void        poster_sandbox_resume_fetching  (PosterSandbox *self);

/* poster-sandbox-display.c */
void        poster_sandbox_user_info        (PosterSandboxCall *call);
void        poster_sandbox_video_list       (PosterSandboxCall *call);
void        poster_sandbox_video_query      (PosterSandboxCall *call);

/* poster-sandbox-practice.c */
int         poster_sandbox_run_practice_with_clock (PosterClock *clock, const char *directory, int ready_fd);

/* poster-sandbox-control.c */
void        poster_sandbox_control_reply    (PosterServerExchange *exchange, guint status, JsonObject *json);
gboolean    poster_sandbox_control          (PosterSandbox *self, PosterServerExchange *exchange);

G_END_DECLS
