/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-late-session.h"

G_BEGIN_DECLS

/**
 * PosterLateRequest:
 * @method: e.g. `GET`
 * @path: path and query below the base address, e.g. `/v1/accounts`
 * @body: (nullable): what is sent as JSON
 * @request_id: (nullable): `x-request-id`
 * @validator: (nullable): `If-None-Match`
 * @connect_token: (nullable): `X-Connect-Token`, of the second step of connecting an account
 * @is_commit: whether it publishes: never abandoned on its way, and it does not wait long for its turn
 * @is_slow: whether the service may take minutes over it, since it publishes meanwhile
 * @max_bytes: how large the answer may be, 0 for the usual
 *
 * One request to a Late server.
 */
typedef struct
{
  char       *method;
  char       *path;
  JsonObject *body;
  char       *request_id;
  char       *validator;
  char       *connect_token;
  gboolean    is_commit;
  gboolean    is_slow;
  gsize       max_bytes;
} PosterLateRequest;

PosterLateRequest *poster_late_request_new   (const char          *method,
                                              const char          *path,
                                              JsonObject          *body);
void               poster_late_request_free  (PosterLateRequest   *self);
char              *poster_late_path          (const char          *path,
                                              ...) G_GNUC_NULL_TERMINATED;

void               poster_late_call_async    (PosterLateSession   *session,
                                              PosterConnection    *connection,
                                              PosterLateRequest   *request,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
void               poster_late_call_with_key_async
                                             (PosterLateSession   *session,
                                              PosterConnection    *connection,
                                              const char          *key,
                                              PosterLateRequest   *request,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
PosterJsonAnswer  *poster_late_call_finish   (PosterLateSession   *session,
                                              GAsyncResult        *result,
                                              GError             **error);
JsonObject        *poster_late_call_get_refusal
                                             (GAsyncResult        *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterLateRequest, poster_late_request_free)

G_END_DECLS
