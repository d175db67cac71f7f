/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-error"

#include "poster-error.h"

#include <gio/gio.h>

typedef PosterErrorDetails PosterErrorPrivate;

static void poster_error_private_init (PosterErrorPrivate *details);
static void poster_error_private_copy (const PosterErrorPrivate *source, PosterErrorPrivate *copy);
static void poster_error_private_clear (PosterErrorPrivate *details);

/* A GError with room for PosterErrorDetails, so that they survive g_error_copy () and every
 * GTask on the way. */
G_DEFINE_EXTENDED_ERROR (PosterError, poster_error)

static void
poster_error_private_init (PosterErrorPrivate *details)
{
  details->retry = POSTER_RETRY_NEVER;
  details->retry_after_us = -1;
  details->may_have_arrived = FALSE;
}

static void
poster_error_private_copy (const PosterErrorPrivate *source,
                           PosterErrorPrivate       *copy)
{
  *copy = *source;
  copy->code = g_strdup (source->code);
  copy->category = g_strdup (source->category);
  copy->log_id = g_strdup (source->log_id);
}

static void
poster_error_private_clear (PosterErrorPrivate *details)
{
  g_free (details->code);
  g_free (details->category);
  g_free (details->log_id);
}

/**
 * poster_error_get_details:
 * @error: any error
 *
 * Returns: (transfer none) (nullable): the details, to read or to fill in by whoever made the
 *   error; %NULL when @error is not of the %POSTER_ERROR domain
 */
PosterErrorDetails *
poster_error_get_details (const GError *error)
{
  if (error == NULL || error->domain != POSTER_ERROR)
    return NULL;
  return poster_error_get_private (error);
}

/**
 * poster_error_get_retry:
 * @error: any error
 *
 * Returns: what @error allows. Transport failures (%G_IO_ERROR, resolver and TLS errors) may be
 *   retried later; cancellation may not.
 */
PosterRetry
poster_error_get_retry (const GError *error)
{
  PosterErrorDetails *details = poster_error_get_details (error);

  if (details != NULL)
    return details->retry;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return POSTER_RETRY_NEVER;
  if (error->domain == G_IO_ERROR || error->domain == G_RESOLVER_ERROR || error->domain == G_TLS_ERROR)
    return POSTER_RETRY_LATER;
  return POSTER_RETRY_NEVER;
}

/**
 * poster_error_get_retry_after_us:
 * @error: any error
 *
 * Returns: how long the service asked to wait, in microseconds; -1 when it did not say
 */
gint64
poster_error_get_retry_after_us (const GError *error)
{
  PosterErrorDetails *details = poster_error_get_details (error);

  return details != NULL ? details->retry_after_us : -1;
}

/**
 * poster_error_may_have_arrived:
 * @error: any error
 *
 * Whether the request behind @error may have taken effect. Errors that say nothing about it
 * count as "may have", except those that can only happen before a byte is sent.
 */
gboolean
poster_error_may_have_arrived (const GError *error)
{
  PosterErrorDetails *details = poster_error_get_details (error);

  if (details != NULL)
    return details->may_have_arrived;
  if (error->domain == G_RESOLVER_ERROR ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    return FALSE;
  return TRUE;
}

/**
 * poster_error_is_final:
 * @error: any error
 *
 * Returns: whether the platform has said for sure that nothing of the post is or will be public
 */
gboolean
poster_error_is_final (const GError *error)
{
  PosterErrorDetails *details = poster_error_get_details (error);

  return details != NULL && details->is_final;
}

/**
 * poster_error_get_pause:
 * @error: any error
 *
 * Returns: what has to wait because of it
 */
PosterPause
poster_error_get_pause (const GError *error)
{
  PosterErrorDetails *details = poster_error_get_details (error);

  return details != NULL ? details->pause : POSTER_PAUSE_NONE;
}

/**
 * poster_error_get_code:
 * @error: any error
 *
 * Returns: (nullable): the stable machine word of @error
 */
const char *
poster_error_get_code (const GError *error)
{
  PosterErrorDetails *details = poster_error_get_details (error);

  return details != NULL ? details->code : NULL;
}

/**
 * poster_error_get_category:
 * @error: any error
 *
 * Returns: the Late API's errorCategory for @error (reference late-api, section 7.1); never %NULL
 */
const char *
poster_error_get_category (const GError *error)
{
  PosterErrorDetails *details = poster_error_get_details (error);

  if (details != NULL && details->category != NULL)
    return details->category;
  if (error->domain != POSTER_ERROR)
    return "system_error";

  switch ((PosterError) error->code)
    {
    case POSTER_ERROR_AUTH:
      return "auth_expired";
    case POSTER_ERROR_REJECTED:
      return "platform_rejected";
    case POSTER_ERROR_SERVICE:
    case POSTER_ERROR_RATE_LIMITED:
      return "platform_error";
    case POSTER_ERROR_INVALID:
    case POSTER_ERROR_FILE_MISSING:
    case POSTER_ERROR_FILE_CHANGED:
      return "user_content";
    case POSTER_ERROR_UNKNOWN_OUTCOME:
      return "unknown";
    case POSTER_ERROR_NOT_FOUND:
    case POSTER_ERROR_CONFLICT:
    case POSTER_ERROR_NO_KEYRING:
    case POSTER_ERROR_KEYRING_LOCKED:
    case POSTER_ERROR_NEWER_DATABASE:
    case POSTER_ERROR_DATABASE:
    case POSTER_ERROR_DISK_FULL:
    case POSTER_ERROR_BUSY:
    default:
      return "system_error";
    }
}
