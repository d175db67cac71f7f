/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "poster-account.h"
#include "poster-connection.h"

G_BEGIN_DECLS

/**
 * PosterSignInOpenFunc:
 * @uri: the address of the consent page, to be opened in the person's browser; holds no secret
 * @user_data: the caller's
 *
 * Called once the listener for the answer is ready.
 */
typedef void (*PosterSignInOpenFunc) (const char *uri, gpointer user_data);

/**
 * PosterSignInRequest:
 * @practice: whether to connect to the sandbox, which needs no credentials
 * @handle: (nullable): for practice: which user; %NULL makes a new one
 * @base: (nullable): base address instead of the connector's own
 * @auth_uri: (nullable): address of the consent page instead of the connector's own
 * @parameters: what the person typed that is no secret, e.g. `client_key`; `scopes` (optional)
 * @secret: (nullable): what the person typed that is: client secret, API key
 * @open_func: (nullable): shows the consent page
 * @open_data: passed to @open_func
 *
 * What a sign-in starts from.
 */
typedef struct
{
  gboolean              practice;
  char                 *handle;
  char                 *base;
  char                 *auth_uri;
  JsonObject           *parameters;
  char                 *secret;
  PosterSignInOpenFunc  open_func;
  gpointer              open_data;
} PosterSignInRequest;

PosterSignInRequest *poster_sign_in_request_new  (void);
void                 poster_sign_in_request_free (PosterSignInRequest *self);

/**
 * PosterSignIn:
 * @connection: the connection, with a new id; whoever stores it keeps the id of an earlier one
 *   with the same connector, base and remote id
 * @accounts: (element-type PosterAccount): the accounts it reaches, likewise
 * @credentials: the secret to keep for the connection as %POSTER_SECRET_CREDENTIALS
 *
 * What a sign-in gave. Nothing of it is stored yet.
 */
typedef struct
{
  PosterConnection *connection;
  GPtrArray        *accounts;
  char             *credentials;
} PosterSignIn;

PosterSignIn *poster_sign_in_new  (PosterConnection *connection);
void          poster_sign_in_free (PosterSignIn *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterSignInRequest, poster_sign_in_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterSignIn, poster_sign_in_free)

G_END_DECLS
