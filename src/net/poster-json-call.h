/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "poster-clock.h"
#include "poster-error.h"
#include "poster-rate-limiter.h"

G_BEGIN_DECLS

#define POSTER_JSON_CALL_DEFAULT_TIMEOUT_US (30 * G_USEC_PER_SEC)
#define POSTER_JSON_CALL_DEFAULT_MAX_ANSWER_BYTES (4 * 1024 * 1024)

/**
 * PosterJsonAnswer:
 * @status: the HTTP status
 * @headers: the headers of the answer
 * @root: (nullable): the answer's body; %NULL when there is none or it is not a JSON object
 * @retry_after_us: how long the service asks to wait, in microseconds from now; -1 when it does
 *   not say
 *
 * What a service answered. Read-only.
 */
typedef struct
{
  guint               status;
  SoupMessageHeaders *headers;
  JsonObject         *root;
  gint64              retry_after_us;
} PosterJsonAnswer;

#define POSTER_TYPE_JSON_ANSWER (poster_json_answer_get_type ())
GType             poster_json_answer_get_type  (void);
PosterJsonAnswer *poster_json_answer_ref       (PosterJsonAnswer *self);
void              poster_json_answer_unref     (PosterJsonAnswer *self);
GError           *poster_json_answer_new_error (const PosterJsonAnswer *self,
                                                PosterError             error_code,
                                                const char             *word,
                                                const char             *log_id,
                                                const char             *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PosterJsonAnswer, poster_json_answer_unref)

/**
 * PosterJsonCallJudge:
 * @answer: what the service answered
 * @user_data: as given to poster_json_call_set_judge()
 * @error: return location
 *
 * Decides whether @answer is a success; called once, before the call ends, in its main context.
 * poster_json_answer_new_error() makes errors with all details right;
 * poster_json_call_judge_by_status() is the judge to fall back to.
 *
 * Returns: %TRUE to accept @answer; %FALSE with @error set to refuse it
 */
typedef gboolean (*PosterJsonCallJudge) (PosterJsonAnswer  *answer,
                                         gpointer           user_data,
                                         GError           **error);

/* One request that is answered with JSON, made, sent once, and thrown away:
 *
 *   call = poster_json_call_new (clock, "POST", url);
 *   poster_json_call_set_bearer (call, token);
 *   poster_json_call_set_json_body (call, body);         (or add_form_pair, or no body)
 *   poster_json_call_set_judge (call, judge, data, NULL);
 *   poster_json_call_send_async (session, call, cancellable, callback, data);
 *   answer = poster_json_call_send_finish (session, result, &error);
 *
 * Nothing is ever sent twice and no redirect is followed. With a rate limit set, the call first
 * waits for its turn (the time limit counts from then), and a 429 penalises the key.
 *
 * Errors: what the judge says; %POSTER_ERROR_SERVICE; %G_IO_ERROR_CANCELLED,
 * %G_IO_ERROR_TIMED_OUT and the other transport errors. poster_error_may_have_arrived() is right
 * for all of them but cancellation, where poster_json_call_was_sent() tells. A transport error
 * whose own domain and code would tell the wrong story is turned into %POSTER_ERROR_SERVICE with
 * the code `connection_failed` (not a byte was sent) or `connection_lost` (some were). */
#define POSTER_TYPE_JSON_CALL (poster_json_call_get_type ())
G_DECLARE_FINAL_TYPE (PosterJsonCall, poster_json_call, POSTER, JSON_CALL, GObject)

PosterJsonCall   *poster_json_call_new                  (PosterClock          *clock,
                                                         const char           *method,
                                                         const char           *url);
void              poster_json_call_set_bearer           (PosterJsonCall       *self,
                                                         const char           *token);
void              poster_json_call_set_header           (PosterJsonCall       *self,
                                                         const char           *name,
                                                         const char           *value);
void              poster_json_call_set_json_body        (PosterJsonCall       *self,
                                                         JsonObject           *body);
void              poster_json_call_add_form_pair        (PosterJsonCall       *self,
                                                         const char           *name,
                                                         const char           *value);
void              poster_json_call_set_timeout_us       (PosterJsonCall       *self,
                                                         gint64                timeout_us);
void              poster_json_call_set_max_answer_bytes (PosterJsonCall       *self,
                                                         gsize                 max_bytes);
void              poster_json_call_set_judge            (PosterJsonCall       *self,
                                                         PosterJsonCallJudge   judge,
                                                         gpointer              user_data,
                                                         GDestroyNotify        destroy);
void              poster_json_call_set_rate_limit       (PosterJsonCall       *self,
                                                         PosterRateLimiter    *limiter,
                                                         const char           *key,
                                                         guint                 max_calls,
                                                         gint64                window_us);
void              poster_json_call_send_async           (SoupSession          *session,
                                                         PosterJsonCall       *self,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
PosterJsonAnswer *poster_json_call_send_finish          (SoupSession          *session,
                                                         GAsyncResult         *result,
                                                         GError              **error);
gboolean          poster_json_call_was_sent             (PosterJsonCall       *self);
gboolean          poster_json_call_judge_by_status      (PosterJsonAnswer     *answer,
                                                         gpointer              user_data,
                                                         GError              **error);

G_END_DECLS
