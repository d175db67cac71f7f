/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-late"

#include "poster-late-session.h"

#include <glib/gi18n-lib.h>

#include "poster-http-message.h"
#include "poster-http-session.h"
#include "poster-json.h"
#include "poster-late-address.h"
#include "poster-late-errors.h"

/* The largest plan's requests a minute: what is assumed until the service says its own figure. */
#define MOST_CALLS 1200

/* How long everybody waits after a 429 that says nothing. */
#define DEFAULT_PAUSE_US G_TIME_SPAN_MINUTE

/**
 * PosterLateSession:
 *
 * What all operations on Late connections share: the way out, the time, and what was learnt about
 * each server from its answers. For one main context.
 */
struct _PosterLateSession
{
  GObject            parent_instance;
  PosterClock       *clock;
  PosterSecrets     *secrets;
  PosterPractice    *practice;   /* (nullable) */
  SoupSession       *http;
  PosterRateLimiter *limiter;
  PosterPlatforms   *platforms;  /* (nullable) */
  char              *base_uri;
  GHashTable        *limits;     /* (element-type utf8 guint): requests a minute, by connection */
  GHashTable        *views;      /* (nullable), posts that were asked for a moment ago; see poster-late-watch.c */
  GHashTable        *attempts;   /* (element-type utf8 gint64): when a post was tried last, monotonic, by submission */
  GHashTable        *idempotent; /* (element-type utf8): connections whose server knows x-request-id */
};

G_DEFINE_FINAL_TYPE (PosterLateSession, poster_late_session, G_TYPE_OBJECT)

static void
poster_late_session_finalize (GObject *object)
{
  PosterLateSession *self = POSTER_LATE_SESSION (object);

  g_clear_object (&self->clock);
  g_clear_object (&self->secrets);
  g_clear_object (&self->practice);
  g_clear_object (&self->http);
  g_clear_object (&self->limiter);
  g_clear_object (&self->platforms);
  g_free (self->base_uri);
  g_hash_table_unref (self->limits);
  g_hash_table_unref (self->idempotent);
  g_hash_table_unref (self->attempts);
  g_clear_pointer (&self->views, g_hash_table_unref);
  G_OBJECT_CLASS (poster_late_session_parent_class)->finalize (object);
}

static void
poster_late_session_class_init (PosterLateSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_late_session_finalize;
}

static void
poster_late_session_init (PosterLateSession *self)
{
  self->limits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->idempotent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->attempts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * poster_late_session_new:
 * @clock: the time
 * @secrets: where keys are kept
 * @practice: (nullable): keeper of the sandbox
 * @http: (nullable): where requests are sent from; %NULL for a session of its own
 * @base_uri: (nullable): the base address of connections without one; %NULL for the hosted service
 *
 * Returns: (transfer full): a session
 */
PosterLateSession *
poster_late_session_new (PosterClock    *clock,
                         PosterSecrets  *secrets,
                         PosterPractice *practice,
                         SoupSession    *http,
                         const char     *base_uri)
{
  PosterLateSession *self = g_object_new (POSTER_TYPE_LATE_SESSION, NULL);

  self->clock = g_object_ref (clock);
  self->secrets = g_object_ref (secrets);
  self->practice = practice != NULL ? g_object_ref (practice) : NULL;
  self->http = http != NULL ? g_object_ref (http) : poster_http_session_new ();
  self->limiter = poster_rate_limiter_new (clock);
  self->base_uri = poster_late_address_normalize (base_uri != NULL && *base_uri != '\0' ? base_uri
                                                                                       : POSTER_LATE_OFFICIAL_BASE_URI,
                                                  NULL);
  return self;
}

PosterClock *
poster_late_session_get_clock (PosterLateSession *self)
{
  return self->clock;
}

PosterSecrets *
poster_late_session_get_secrets (PosterLateSession *self)
{
  return self->secrets;
}

SoupSession *
poster_late_session_get_http (PosterLateSession *self)
{
  return self->http;
}

PosterRateLimiter *
poster_late_session_get_limiter (PosterLateSession *self)
{
  return self->limiter;
}

/**
 * poster_late_session_get_base_uri:
 * @self: a session
 *
 * Returns: (nullable): the base address of connections without one of their own; %NULL when what was
 *   set makes no sense
 */
const char *
poster_late_session_get_base_uri (PosterLateSession *self)
{
  return self->base_uri;
}

/**
 * poster_late_session_get_platforms:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what is known of the platforms; %NULL when it cannot be read
 */
PosterPlatforms *
poster_late_session_get_platforms (PosterLateSession *self)
{
  g_autoptr(GError) error = NULL;

  if (self->platforms == NULL)
    self->platforms = poster_platforms_new (&error);
  if (self->platforms == NULL)
    g_warning ("The description of the platforms cannot be read: %s", error->message);
  return self->platforms;
}

/**
 * poster_late_session_find_platform:
 * @self: a session
 * @key: (nullable): a platform in the API's words
 *
 * Returns: (transfer none) (nullable): that platform, if the program knows it
 */
PosterPlatform *
poster_late_session_find_platform (PosterLateSession *self,
                                   const char        *key)
{
  PosterPlatforms *platforms = poster_late_session_get_platforms (self);

  return key != NULL && platforms != NULL ? poster_platforms_find (platforms, key) : NULL;
}

static void
practice_ensured_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autofree char *address = NULL;
  GError *error = NULL;

  address = poster_practice_ensure_finish (POSTER_PRACTICE (object), result, &error);
  if (address != NULL)
    g_task_return_pointer (task, g_strconcat (address, "/api", NULL), g_free);
  else
    g_task_return_error (task, error);
}

/**
 * poster_late_session_resolve_base_async:
 * @self: a session
 * @base: (nullable): the base of a connection, see #PosterConnection
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Finds the address to speak to now; starts the sandbox where that is what is meant.
 */
void
poster_late_session_resolve_base_async (PosterLateSession   *self,
                                        const char          *base,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_late_session_resolve_base_async);
  if (g_strcmp0 (base, POSTER_BASE_PRACTICE) != 0)
    {
      if (base == NULL)
        base = self->base_uri;
      if (base != NULL)
        g_task_return_pointer (task, g_strdup (base), g_free);
      else
        g_task_return_error (task, poster_late_error_new (POSTER_ERROR_INVALID, "bad_address", "system_error",
                                                          POSTER_RETRY_NEVER,
                                                          _("POSTER_LATE_BASE_URL is not the address of a server that "
                                                            "is reached by https.")));
    }
  else if (self->practice != NULL)
    {
      poster_practice_ensure_async (self->practice, cancellable, practice_ensured_cb, g_steal_pointer (&task));
    }
  else
    {
      g_task_return_error (task, poster_late_error_new (POSTER_ERROR_NOT_FOUND, "no_sandbox", "system_error",
                                                        POSTER_RETRY_NEVER,
                                                        _("There is no sandbox here for practice accounts.")));
    }
}

/**
 * poster_late_session_resolve_base_finish:
 * @self: a session
 * @result: the result
 * @error: why there is none
 *
 * Returns: (transfer full): the base address, without `/v1` and without a trailing slash
 */
char *
poster_late_session_resolve_base_finish (PosterLateSession  *self,
                                         GAsyncResult       *result,
                                         GError            **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * poster_late_session_get_max_calls:
 * @self: a session
 * @key: id of a connection
 *
 * Returns: how many requests its plan allows in a minute, as far as is known
 */
guint
poster_late_session_get_max_calls (PosterLateSession *self,
                                   const char        *key)
{
  guint limit = GPOINTER_TO_UINT (g_hash_table_lookup (self->limits, key));

  return limit > 0 ? limit : MOST_CALLS;
}

static gboolean
read_number (SoupMessageHeaders *headers,
             const char         *name,
             guint64            *number)
{
  const char *text = soup_message_headers_get_one (headers, name);

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, number, NULL);
}

/**
 * poster_late_session_note_limits:
 * @self: a session
 * @key: id of a connection
 * @answer: what its server answered
 *
 * Learns from the headers of @answer how many requests may follow, and holds all of them back where
 * none may for now.
 */
void
poster_late_session_note_limits (PosterLateSession *self,
                                 const char        *key,
                                 PosterJsonAnswer  *answer)
{
  gint64 now_us = poster_clock_get_now_us (self->clock);
  g_autoptr(GError) error = NULL;
  guint64 number;

  /* Only the releases that know x-request-id speak of it. */
  if (soup_message_headers_get_one (answer->headers, "X-Request-Id") != NULL)
    g_hash_table_add (self->idempotent, g_strdup (key));
  if (read_number (answer->headers, "X-RateLimit-Limit", &number) && number > 0)
    g_hash_table_insert (self->limits, g_strdup (key), GUINT_TO_POINTER ((guint) number));
  if (answer->status == POSTER_HTTP_TOO_MANY_REQUESTS)
    {
      error = poster_late_error_from_answer (answer);
      if (poster_error_get_pause (error) == POSTER_PAUSE_NONE)
        poster_rate_limiter_penalise (self->limiter, key,
                                      now_us + (poster_error_get_retry_after_us (error) >= 0
                                                  ? poster_error_get_retry_after_us (error) : DEFAULT_PAUSE_US));
    }
  else if (read_number (answer->headers, "X-RateLimit-Remaining", &number) && number == 0)
    {
      gint64 wait_us = poster_late_error_read_reset_us (answer->headers);

      if (wait_us > 0)
        poster_rate_limiter_penalise (self->limiter, key, now_us + wait_us);
    }
}

/**
 * poster_late_session_is_idempotent:
 * @self: a session
 * @key: id of a connection
 *
 * Returns: whether its server has shown that it answers a repeated x-request-id with the first post
 */
gboolean
poster_late_session_is_idempotent (PosterLateSession *self,
                                   const char        *key)
{
  return g_hash_table_contains (self->idempotent, key);
}

/**
 * poster_late_session_get_views:
 * @self: a session
 * @destroy: (nullable): what frees a view, where there are none yet
 *
 * Returns: (transfer none): the posts that were asked for a moment ago, see poster-late-watch.c
 */
GHashTable *
poster_late_session_get_views (PosterLateSession *self,
                               GDestroyNotify     destroy)
{
  if (self->views == NULL)
    self->views = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, destroy);
  return self->views;
}

/**
 * poster_late_session_note_attempt:
 * @self: a session
 * @submission_id: (nullable): a submission
 *
 * Notes that the service is asked to create it now.
 */
void
poster_late_session_note_attempt (PosterLateSession *self,
                                  const char        *submission_id)
{
  gint64 now_us = poster_clock_get_monotonic_us (self->clock);

  if (submission_id != NULL)
    g_hash_table_insert (self->attempts, g_strdup (submission_id), g_memdup2 (&now_us, sizeof now_us));
}

/**
 * poster_late_session_forget_attempt:
 * @self: a session
 * @submission_id: (nullable): a submission of which is known what became
 */
void
poster_late_session_forget_attempt (PosterLateSession *self,
                                    const char        *submission_id)
{
  if (submission_id != NULL)
    g_hash_table_remove (self->attempts, submission_id);
}

/**
 * poster_late_session_get_attempt_us:
 * @self: a session
 * @submission_id: (nullable): a submission that may have been created
 *
 * Returns: since when it is in doubt, on the monotonic clock; from now on where another process tried
 */
gint64
poster_late_session_get_attempt_us (PosterLateSession *self,
                                    const char        *submission_id)
{
  gint64 *at_us = submission_id != NULL ? g_hash_table_lookup (self->attempts, submission_id) : NULL;

  if (at_us != NULL)
    return *at_us;
  poster_late_session_note_attempt (self, submission_id);
  return poster_clock_get_monotonic_us (self->clock);
}
