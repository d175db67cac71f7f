/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"
#include "poster-secrets.h"
#include "poster-store-webhooks.h"

G_BEGIN_DECLS

/* Webhooks for whoever lets people manage them: the window and the REST server. Listing and the log are
 * the store's (poster_store_list_webhooks_async(), poster_store_list_webhook_log_async()); here is what
 * needs the keyring or the network as well. */

/**
 * PosterWebhookWish:
 * @id: (nullable): the webhook to change; %NULL for a new one
 * @name: (nullable): %NULL: as it is; of a new one its server
 * @url: (nullable): %NULL: as it is
 * @events: (nullable) (array zero-terminated=1): %NULL: as they are; of a new one all
 * @secret: (nullable): %NULL: as it is; "": none
 * @headers: (nullable): all the headers of its own, each a string; %NULL: as they are; a value of
 *   %POSTER_WEBHOOK_HIDDEN is left as it is
 * @is_active: whether it is told; -1: as it is, of a new one yes
 *
 * What a person wants a webhook to be. A plain struct on the caller's stack.
 */
typedef struct
{
  const char        *id;
  const char        *name;
  const char        *url;
  const char *const *events;
  const char        *secret;
  JsonObject        *headers;
  int                is_active;
} PosterWebhookWish;

/* The webhook as it is stored. %POSTER_ERROR_INVALID, %POSTER_ERROR_NOT_FOUND, and what the keyring says. */
void                  poster_webhooks_save_async    (PosterStore             *store,
                                                     PosterSecrets           *secrets,
                                                     const PosterWebhookWish *wish,
                                                     GCancellable            *cancellable,
                                                     GAsyncReadyCallback      callback,
                                                     gpointer                 user_data);
PosterWebhook        *poster_webhooks_save_finish   (PosterStore             *store,
                                                     GAsyncResult            *result,
                                                     GError                 **error);
/* %POSTER_ERROR_NOT_FOUND. */
void                  poster_webhooks_delete_async  (PosterStore             *store,
                                                     PosterSecrets           *secrets,
                                                     const char              *id,
                                                     GCancellable            *cancellable,
                                                     GAsyncReadyCallback      callback,
                                                     gpointer                 user_data);
gboolean              poster_webhooks_delete_finish (PosterStore             *store,
                                                     GAsyncResult            *result,
                                                     GError                 **error);
/* Sends a `webhook.test` at once; what came of it, which is in the log too. %POSTER_ERROR_NOT_FOUND, and
 * what the keyring says. */
void                  poster_webhooks_test_async    (PosterStore             *store,
                                                     PosterSecrets           *secrets,
                                                     PosterClock             *clock,
                                                     const char              *id,
                                                     GCancellable            *cancellable,
                                                     GAsyncReadyCallback      callback,
                                                     gpointer                 user_data);
PosterWebhookAttempt *poster_webhooks_test_finish   (PosterStore             *store,
                                                     GAsyncResult            *result,
                                                     GError                 **error);

G_END_DECLS
