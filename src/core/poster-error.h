/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PosterError:
 * @POSTER_ERROR_INVALID: what was asked makes no sense (an option, a time, a caption); asking
 *   the same again will not help
 * @POSTER_ERROR_NOT_FOUND: no such account, post or file is known
 * @POSTER_ERROR_CONFLICT: the thing changed meanwhile, or its state forbids the request
 * @POSTER_ERROR_AUTH: the service refused the credentials; signing in again may help
 * @POSTER_ERROR_RATE_LIMITED: too many requests; trying later will help
 * @POSTER_ERROR_REJECTED: the service refused this post; the same one will not pass
 * @POSTER_ERROR_SERVICE: the service failed or answered nonsense
 * @POSTER_ERROR_UNKNOWN_OUTCOME: a request that may have published got no answer, and nothing
 *   can tell what became of it
 * @POSTER_ERROR_FILE_MISSING: a media file is gone or cannot be read
 * @POSTER_ERROR_FILE_CHANGED: a media file is not the one that was checked
 * @POSTER_ERROR_NO_KEYRING: no Secret Service answers
 * @POSTER_ERROR_KEYRING_LOCKED: the keyring is locked
 * @POSTER_ERROR_NEWER_DATABASE: the database was written by a later version
 * @POSTER_ERROR_DATABASE: the database could not be read or written
 * @POSTER_ERROR_DISK_FULL: no room is left where the program writes
 * @POSTER_ERROR_BUSY: another process holds the engine of this data directory
 *
 * A code exists where a caller does something different. Transport failures stay
 * #GIOErrorEnum; cancellation is always %G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  POSTER_ERROR_INVALID,
  POSTER_ERROR_NOT_FOUND,
  POSTER_ERROR_CONFLICT,
  POSTER_ERROR_AUTH,
  POSTER_ERROR_RATE_LIMITED,
  POSTER_ERROR_REJECTED,
  POSTER_ERROR_SERVICE,
  POSTER_ERROR_UNKNOWN_OUTCOME,
  POSTER_ERROR_FILE_MISSING,
  POSTER_ERROR_FILE_CHANGED,
  POSTER_ERROR_NO_KEYRING,
  POSTER_ERROR_KEYRING_LOCKED,
  POSTER_ERROR_NEWER_DATABASE,
  POSTER_ERROR_DATABASE,
  POSTER_ERROR_DISK_FULL,
  POSTER_ERROR_BUSY,
} PosterError;

/* The machine word of an account that has made as many requests as it may make for now. Nothing has
 * failed: it is its turn again after the time in the error. */
#define POSTER_ERROR_CODE_TURN "waits_for_turn"

/* The machine word of a post at a service that somebody changed there since it was sent, so that
 * sending an edit would undo that. A person has to choose. */
#define POSTER_ERROR_CODE_REMOTE_CHANGED "remote_changed"

#define POSTER_ERROR (poster_error_quark ())
GQuark poster_error_quark (void);

/**
 * PosterRetry:
 * @POSTER_RETRY_NEVER: repeating cannot help (or must not be tried)
 * @POSTER_RETRY_LATER: the fault may pass; repeat with backoff, or after the time in the error
 * @POSTER_RETRY_AFTER_SIGN_IN: a person has to connect the account again first
 *
 * What a failure allows. Whether a *step* may be repeated at all is the step kind's business.
 */
typedef enum
{
  POSTER_RETRY_NEVER,
  POSTER_RETRY_LATER,
  POSTER_RETRY_AFTER_SIGN_IN,
} PosterRetry;

/**
 * PosterPause:
 * @POSTER_PAUSE_NONE: the failure concerns the post
 * @POSTER_PAUSE_DAY: the account takes so many posts in 24 hours, and has had them
 * @POSTER_PAUSE_HOUR: the account, for a while of which nobody says how long it is
 * @POSTER_PAUSE_UNTIL_ACT: the account, until a person has done something about it
 * @POSTER_PAUSE_POST: this post and its like, for a while; others may go out
 *
 * What has to wait because of a failure that is not the post's own.
 */
typedef enum
{
  POSTER_PAUSE_NONE,
  POSTER_PAUSE_DAY,
  POSTER_PAUSE_HOUR,
  POSTER_PAUSE_UNTIL_ACT,
  POSTER_PAUSE_POST,
} PosterPause;

/**
 * PosterErrorDetails:
 * @code: (nullable): stable machine word, e.g. `spam_risk_too_many_posts`
 * @category: (nullable): the Late API's errorCategory, e.g. `account_issue`
 * @log_id: (nullable): the service's reference for support
 * @http_status: HTTP status of the answer, 0 when there was none
 * @retry: what the failure allows
 * @retry_after_us: microseconds the service asked to wait, -1 when it did not say
 * @may_have_arrived: whether the request may have been acted upon although it failed: %FALSE
 *   only when the peer refused it or not a byte of it was sent
 * @is_final: whether this is the platform's sure word that the post failed: nothing of it is or
 *   will be public
 * @pause: what has to wait because of it
 *
 * What a #PosterError carries besides its sentence. Borrowed from the #GError.
 */
typedef struct
{
  char        *code;
  char        *category;
  char        *log_id;
  guint        http_status;
  PosterRetry  retry;
  gint64       retry_after_us;
  gboolean     may_have_arrived;
  gboolean     is_final;
  PosterPause  pause;
} PosterErrorDetails;

PosterErrorDetails *poster_error_get_details          (const GError *error);
PosterRetry         poster_error_get_retry            (const GError *error);
gint64              poster_error_get_retry_after_us   (const GError *error);
gboolean            poster_error_may_have_arrived     (const GError *error);
gboolean            poster_error_is_final             (const GError *error);
PosterPause         poster_error_get_pause            (const GError *error);
const char         *poster_error_get_code             (const GError *error);
const char         *poster_error_get_category         (const GError *error);

G_END_DECLS
