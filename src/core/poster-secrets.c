/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-secrets"

#include "poster-secrets.h"

#include <string.h>

/**
 * PosterSecrets:
 *
 * Where tokens and upload addresses are kept: the keyring in the program, memory in unit tests.
 * A secret is text, filed under the id of its owner and a kind.
 *
 * Errors of all calls: %POSTER_ERROR_NO_KEYRING, %POSTER_ERROR_KEYRING_LOCKED,
 * %G_IO_ERROR_CANCELLED. A store that has returned is durable.
 */
G_DEFINE_INTERFACE (PosterSecrets, poster_secrets, G_TYPE_OBJECT)

static void
poster_secrets_default_init (PosterSecretsInterface *iface)
{
}

/**
 * poster_secrets_lookup_async:
 * @self: where secrets are kept
 * @owner_id: id of a connection or target
 * @kind: e.g. %POSTER_SECRET_CREDENTIALS
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Looks a secret up.
 */
void
poster_secrets_lookup_async (PosterSecrets       *self,
                             const char          *owner_id,
                             const char          *kind,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  POSTER_SECRETS_GET_IFACE (self)->lookup_async (self, owner_id, kind, cancellable, callback, user_data);
}

/**
 * poster_secrets_lookup_finish:
 * @self: where secrets are kept
 * @result: the result
 * @error: see #PosterSecrets
 *
 * Returns: (transfer full) (nullable): the secret, to be freed with poster_secret_free(); %NULL
 *   without @error set when there is none
 */
char *
poster_secrets_lookup_finish (PosterSecrets  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  return POSTER_SECRETS_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * poster_secrets_store_async:
 * @self: where secrets are kept
 * @owner_id: id of a connection or target
 * @kind: e.g. %POSTER_SECRET_CREDENTIALS
 * @label: what the keyring's own program shows for it; holds no secret
 * @secret: the text to keep; replaces an earlier one
 * @cancellable: (nullable): to stop waiting; the store may happen all the same
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Keeps a secret.
 */
void
poster_secrets_store_async (PosterSecrets       *self,
                            const char          *owner_id,
                            const char          *kind,
                            const char          *label,
                            const char          *secret,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  POSTER_SECRETS_GET_IFACE (self)->store_async (self, owner_id, kind, label, secret, cancellable, callback, user_data);
}

/**
 * poster_secrets_store_finish:
 * @self: where secrets are kept
 * @result: the result
 * @error: see #PosterSecrets
 *
 * Returns: whether the secret is kept, durably
 */
gboolean
poster_secrets_store_finish (PosterSecrets  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  return POSTER_SECRETS_GET_IFACE (self)->store_finish (self, result, error);
}

/**
 * poster_secrets_clear_async:
 * @self: where secrets are kept
 * @owner_id: id of a connection or target
 * @kind: (nullable): a kind, or %NULL for all of the owner's
 * @cancellable: (nullable): to stop waiting
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Forgets secrets. That there were none is no error.
 */
void
poster_secrets_clear_async (PosterSecrets       *self,
                            const char          *owner_id,
                            const char          *kind,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  POSTER_SECRETS_GET_IFACE (self)->clear_async (self, owner_id, kind, cancellable, callback, user_data);
}

/**
 * poster_secrets_clear_finish:
 * @self: where secrets are kept
 * @result: the result
 * @error: see #PosterSecrets
 *
 * Returns: whether nothing of the kind is kept any more
 */
gboolean
poster_secrets_clear_finish (PosterSecrets  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  return POSTER_SECRETS_GET_IFACE (self)->clear_finish (self, result, error);
}

/**
 * poster_secret_free:
 * @secret: (nullable) (transfer full): a secret
 *
 * Wipes and frees @secret.
 */
void
poster_secret_free (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
