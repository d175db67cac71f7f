/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-clock.h"
#include "poster-secrets.h"
#include "poster-store.h"
#include "poster-webhook.h"

G_BEGIN_DECLS

#define POSTER_TYPE_WEBHOOK_SENDER (poster_webhook_sender_get_type ())
G_DECLARE_FINAL_TYPE (PosterWebhookSender, poster_webhook_sender, POSTER, WEBHOOK_SENDER, GObject)

PosterWebhookSender *poster_webhook_sender_new       (PosterStore         *store,
                                                      PosterSecrets       *secrets,
                                                      PosterClock         *clock);
void                 poster_webhook_sender_start     (PosterWebhookSender *self);
gboolean             poster_webhook_sender_stop      (PosterWebhookSender *self);
void                 poster_webhook_sender_try_again (PosterWebhookSender *self);
gboolean             poster_webhook_sender_is_busy   (PosterWebhookSender *self);

G_END_DECLS
