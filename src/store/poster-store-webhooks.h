/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-store.h"
#include "poster-webhook.h"

G_BEGIN_DECLS

/* Who is told of what happens, what they have yet to be told, and what they were told. Deliveries
 * come about by themselves, in the transaction that changes a post or an account: see
 * poster-webhook-notes.c. */

/* How many lines the log has at most. */
#define POSTER_STORE_WEBHOOK_LOG_LINES 2000

/**
 * PosterWebhookDelivery:
 * @webhook: who is to be told
 * @seq: its number in the queue
 * @event: of what
 * @payload: what is sent, as JSON
 * @attempts: how often that was tried
 *
 * What a webhook is to be told next.
 */
typedef struct
{
  PosterWebhook *webhook;
  gint64         seq;
  char          *event;
  char          *payload;
  guint          attempts;
} PosterWebhookDelivery;

void           poster_webhook_delivery_free      (PosterWebhookDelivery *self);

/* Writes the settings of a webhook; the rest of it is the engine's. Switching it on forgets its
 * failures. %POSTER_ERROR_INVALID: there are %POSTER_WEBHOOK_MAX already. Returns what is stored. */
void           poster_store_save_webhook_async   (PosterStore *self, PosterWebhook *webhook, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
PosterWebhook *poster_store_save_webhook_finish  (PosterStore *self, GAsyncResult *result, GError **error);
void           poster_store_get_webhook_async    (PosterStore *self, const char *id, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
PosterWebhook *poster_store_get_webhook_finish   (PosterStore *self, GAsyncResult *result, GError **error);
void           poster_store_delete_webhook_async (PosterStore *self, const char *id, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean       poster_store_delete_webhook_finish (PosterStore *self, GAsyncResult *result, GError **error);
/* (element-type PosterWebhook), in order of creation. */
void           poster_store_list_webhooks_async  (PosterStore *self, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
GPtrArray     *poster_store_list_webhooks_finish (PosterStore *self, GAsyncResult *result, GError **error);

/**
 * PosterWebhookLogQuery:
 * @webhook_id: (nullable): only of this one
 * @event: (nullable): only of this event
 * @status: (nullable): `success` or `failed`: only those
 * @limit: how many at most
 *
 * Which lines of the log are wanted. A plain struct on the caller's stack.
 */
typedef struct
{
  const char *webhook_id;
  const char *event;
  const char *status;
  guint       limit;
} PosterWebhookLogQuery;

/* (element-type PosterWebhookAttempt), newest first. */
void           poster_store_list_webhook_log_async  (PosterStore *self, const PosterWebhookLogQuery *query,
                                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                                     gpointer user_data);
GPtrArray     *poster_store_list_webhook_log_finish (PosterStore *self, GAsyncResult *result, GError **error);

/* What is to be sent now to each webhook that is not in @busy, the oldest (element-type
 * PosterWebhookDelivery); @next_us: when to look again, -1 when nothing waits for its time. */
void           poster_store_look_for_deliveries_async  (PosterStore *self, const char *const *busy, GCancellable *cancellable,
                                                        GAsyncReadyCallback callback, gpointer user_data);
GPtrArray     *poster_store_look_for_deliveries_finish (PosterStore *self, GAsyncResult *result, gint64 *next_us,
                                                        GError **error);
/* Writes @attempt into the log, unless @delivery is 0 takes what was delivered off the queue, or has
 * it tried again at @again_us, and switches off what has failed too often: then @switched_off is true. */
void           poster_store_note_webhook_attempt_async  (PosterStore *self, PosterWebhookAttempt *attempt, gint64 again_us,
                                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                                         gpointer user_data);
gboolean       poster_store_note_webhook_attempt_finish (PosterStore *self, GAsyncResult *result, gboolean *switched_off,
                                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterWebhookDelivery, poster_webhook_delivery_free)

G_END_DECLS
