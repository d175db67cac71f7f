/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sign-in"

#include "poster-sign-in.h"

#include "poster-secrets.h"

/**
 * poster_sign_in_request_new:
 *
 * Returns: (transfer full): an empty request, to be filled in
 */
PosterSignInRequest *
poster_sign_in_request_new (void)
{
  PosterSignInRequest *self = g_new0 (PosterSignInRequest, 1);

  self->parameters = json_object_new ();
  return self;
}

void
poster_sign_in_request_free (PosterSignInRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->handle);
  g_free (self->base);
  g_free (self->auth_uri);
  json_object_unref (self->parameters);
  poster_secret_free (self->secret);
  g_free (self);
}

/**
 * poster_sign_in_new:
 * @connection: (transfer full): the new connection
 *
 * Returns: (transfer full): a sign-in without accounts and credentials yet
 */
PosterSignIn *
poster_sign_in_new (PosterConnection *connection)
{
  PosterSignIn *self = g_new0 (PosterSignIn, 1);

  self->connection = connection;
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
poster_sign_in_free (PosterSignIn *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->connection);
  g_ptr_array_unref (self->accounts);
  poster_secret_free (self->credentials);
  g_free (self);
}
