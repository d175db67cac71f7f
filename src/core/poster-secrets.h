/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define POSTER_TYPE_SECRETS (poster_secrets_get_type ())
G_DECLARE_INTERFACE (PosterSecrets, poster_secrets, POSTER, SECRETS, GObject)

/* Kinds of secret. The owner is a connection for the first, a target for the second, a webhook for the
 * third. */
#define POSTER_SECRET_CREDENTIALS "credentials"
#define POSTER_SECRET_UPLOAD      "upload"
#define POSTER_SECRET_WEBHOOK     "webhook"

struct _PosterSecretsInterface
{
  GTypeInterface parent_iface;

  void     (*lookup_async)  (PosterSecrets *self, const char *owner_id, const char *kind,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  char *   (*lookup_finish) (PosterSecrets *self, GAsyncResult *result, GError **error);
  void     (*store_async)   (PosterSecrets *self, const char *owner_id, const char *kind,
                             const char *label, const char *secret,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*store_finish)  (PosterSecrets *self, GAsyncResult *result, GError **error);
  void     (*clear_async)   (PosterSecrets *self, const char *owner_id, const char *kind,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*clear_finish)  (PosterSecrets *self, GAsyncResult *result, GError **error);
};

void     poster_secrets_lookup_async  (PosterSecrets *self, const char *owner_id, const char *kind,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char    *poster_secrets_lookup_finish (PosterSecrets *self, GAsyncResult *result, GError **error);
void     poster_secrets_store_async   (PosterSecrets *self, const char *owner_id, const char *kind,
                                       const char *label, const char *secret,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean poster_secrets_store_finish  (PosterSecrets *self, GAsyncResult *result, GError **error);
void     poster_secrets_clear_async   (PosterSecrets *self, const char *owner_id, const char *kind,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean poster_secrets_clear_finish  (PosterSecrets *self, GAsyncResult *result, GError **error);

void     poster_secret_free           (char *secret);

typedef char PosterSecretText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterSecretText, poster_secret_free)

G_END_DECLS
