/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-webhook.h"

G_BEGIN_DECLS

/* All in the reader's language, (transfer full) unless const. */
const char *poster_webhook_words_event   (const char           *event);
char       *poster_webhook_words_state   (PosterWebhook        *webhook,
                                          gint64                now_us);
char       *poster_webhook_words_attempt (PosterWebhookAttempt *attempt);

G_END_DECLS
