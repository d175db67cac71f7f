/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "poster-clock.h"
#include "poster-secrets.h"
#include "poster-webhook.h"

G_BEGIN_DECLS

void                  poster_webhook_call_async  (SoupSession          *session,
                                                  PosterClock          *clock,
                                                  PosterSecrets        *secrets,
                                                  PosterWebhook        *webhook,
                                                  const char           *event,
                                                  const char           *payload,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
PosterWebhookAttempt *poster_webhook_call_finish (SoupSession          *session,
                                                  GAsyncResult         *result,
                                                  GError              **error);

/* What is kept of a webhook in the keyring. */
JsonObject           *poster_webhook_secret_read  (const char           *text);
char                 *poster_webhook_secret_write (const char           *secret,
                                                   JsonObject           *headers);

G_END_DECLS
