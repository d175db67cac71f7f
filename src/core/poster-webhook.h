/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How many a person may have, and how long their names are at most, as in the Late API. */
#define POSTER_WEBHOOK_MAX 10
#define POSTER_WEBHOOK_NAME_CHARS 50

/* After so many failures in a row nothing more is sent to it. */
#define POSTER_WEBHOOK_MAX_FAILURES 10

/* How much of an answer the log keeps. */
#define POSTER_WEBHOOK_ANSWER_BYTES (10 * 1024)

/* How long the log reaches back. */
#define POSTER_WEBHOOK_LOG_KEPT_US (7 * G_TIME_SPAN_DAY)

#define POSTER_WEBHOOK_TEST_EVENT "webhook.test"

#define POSTER_TYPE_WEBHOOK (poster_webhook_get_type ())
G_DECLARE_FINAL_TYPE (PosterWebhook, poster_webhook, POSTER, WEBHOOK, GObject)

/**
 * PosterWebhook:
 * @id: 24 hex digits
 * @name: what a person calls it
 * @url: where it is told; may be known to few
 * @events: the events that it wants, see poster_webhook_get_events()
 * @header_names: names of headers of its own; their values are in the keyring
 * @has_secret: whether what it is sent is signed; the key is in the keyring
 * @is_active: whether it is told
 * @failures: how often it could not be told, in a row
 * @fired_us: when it was told last, -1 for never
 * @switched_off_us: when it was given up after %POSTER_WEBHOOK_MAX_FAILURES, -1 when it was not
 * @last_error: (nullable): why it could not be told last, in one sentence; %NULL when it could
 * @created_us: when it was made, 0 for now
 *
 * An address that is told of what happens. A record, like #PosterConnection; without secrets.
 */
struct _PosterWebhook
{
  GObject    parent_instance;

  char      *id;
  char      *name;
  char      *url;
  GStrv      events;
  GStrv      header_names;
  gboolean   has_secret;
  gboolean   is_active;
  guint      failures;
  gint64     fired_us;
  gint64     switched_off_us;
  char      *last_error;
  gint64     created_us;
};

PosterWebhook     *poster_webhook_new         (void);
PosterWebhook     *poster_webhook_copy        (PosterWebhook *self);
const char *const *poster_webhook_get_events  (void);
gboolean           poster_webhook_check       (PosterWebhook *self, GError **error);
gboolean           poster_webhook_header_is_allowed (const char *name, const char *value);
JsonObject        *poster_webhook_to_json     (PosterWebhook *self);

/* What stands in answers for the value of a header, which is a secret. */
#define POSTER_WEBHOOK_HIDDEN "********"

#define POSTER_TYPE_WEBHOOK_ATTEMPT (poster_webhook_attempt_get_type ())
G_DECLARE_FINAL_TYPE (PosterWebhookAttempt, poster_webhook_attempt, POSTER, WEBHOOK_ATTEMPT, GObject)

/**
 * PosterWebhookAttempt:
 * @id: 24 hex digits
 * @webhook_id: who was told
 * @webhook_name: what it was called then
 * @event: of what
 * @url: where
 * @delivery: number of the delivery in its queue, 0 for a test
 * @payload: what was sent, as JSON
 * @is_success: whether it was taken
 * @status_code: HTTP status of the answer, 0 when there was none
 * @answer: (nullable): the beginning of what was answered
 * @error_message: (nullable): why it was not taken, in one sentence
 * @attempt: the how manieth of this delivery, from 1
 * @took_us: how long the answer took
 * @at_us: when it was
 *
 * One line of the log. A record.
 */
struct _PosterWebhookAttempt
{
  GObject   parent_instance;

  char     *id;
  char     *webhook_id;
  char     *webhook_name;
  char     *event;
  char     *url;
  gint64    delivery;
  char     *payload;
  gboolean  is_success;
  guint     status_code;
  char     *answer;
  char     *error_message;
  guint     attempt;
  gint64    took_us;
  gint64    at_us;
};

PosterWebhookAttempt *poster_webhook_attempt_new     (void);
PosterWebhookAttempt *poster_webhook_attempt_copy    (PosterWebhookAttempt *self);
JsonObject           *poster_webhook_attempt_to_json (PosterWebhookAttempt *self);

G_END_DECLS
