/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-http-exchange"

#include "poster-http-exchange.h"

#include <glib/gi18n-lib.h>

#include "poster-error.h"

/**
 * PosterHttpExchange:
 *
 * One request on the wire. It knows whether a byte of it may have gone out, ends it when its time
 * is up, and ends it before libsoup can send it a second time: libsoup repeats what it takes for
 * idempotent (PUT and DELETE among others) when a connection that was used before turns out dead,
 * and a PUT of ours may be the one that publishes. Such a request counts as lost, and whoever made
 * it decides.
 */
struct _PosterHttpExchange
{
  PosterClock  *clock;
  SoupMessage  *message;         /* (nullable), where libsoup sends it */
  GCancellable *outer;           /* (nullable), the caller's */
  GCancellable *inner;           /* what libsoup gets: ended by the caller, by time, by a repeat */
  gulong        outer_id;
  GSource      *timer;           /* (nullable) */
  gint64        limit_us;
  gint64        deadline_us;     /* monotonic */
  gboolean      was_sent;
  gboolean      timed_out;
  gboolean      repeat_refused;
};

static void arm (PosterHttpExchange *self);

static gboolean
time_is_up_cb (gpointer user_data)
{
  PosterHttpExchange *self = user_data;

  g_clear_pointer (&self->timer, g_source_unref);
  if (poster_clock_get_monotonic_us (self->clock) < self->deadline_us)
    {
      arm (self);
      return G_SOURCE_REMOVE;
    }
  self->timed_out = TRUE;
  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

static void
arm (PosterHttpExchange *self)
{
  self->timer = poster_clock_create_delay (self->clock,
                                           self->deadline_us - poster_clock_get_monotonic_us (self->clock));
  g_source_set_callback (self->timer, time_is_up_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* libsoup says so when it has a connection, TLS included, and is about to write. */
static void
starting_cb (SoupMessage        *message,
             PosterHttpExchange *self)
{
  self->was_sent = TRUE;
}

static void
restarted_cb (SoupMessage        *message,
              PosterHttpExchange *self)
{
  const char *method = soup_message_get_method (message);

  if (method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD || !self->was_sent)
    return;
  self->repeat_refused = TRUE;
  g_cancellable_cancel (self->inner);
}

static void
cancelled_cb (GCancellable *outer,
              gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/**
 * poster_http_exchange_new:
 * @clock: measures the limit
 * @message: (nullable): a request that libsoup is about to send; who sends one in another way says
 *   so with poster_http_exchange_mark_sent()
 * @limit_us: how long it may take, from now or from the latest poster_http_exchange_touch(), in
 *   microseconds
 * @cancellable: (nullable): the caller's
 *
 * Watches over one request. For the thread that sends it.
 *
 * Returns: (transfer full): an exchange; freed when the request is over, in the same thread
 */
PosterHttpExchange *
poster_http_exchange_new (PosterClock  *clock,
                          SoupMessage  *message,
                          gint64        limit_us,
                          GCancellable *cancellable)
{
  PosterHttpExchange *self = g_new0 (PosterHttpExchange, 1);

  self->clock = g_object_ref (clock);
  self->inner = g_cancellable_new ();
  self->limit_us = limit_us;
  self->deadline_us = poster_clock_get_monotonic_us (clock) + limit_us;
  if (message != NULL)
    {
      self->message = g_object_ref (message);
      g_signal_connect (message, "starting", G_CALLBACK (starting_cb), self);
      g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), self);
    }
  if (cancellable != NULL)
    {
      self->outer = g_object_ref (cancellable);
      self->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                              g_object_ref (self->inner), g_object_unref);
    }
  arm (self);
  return self;
}

/**
 * poster_http_exchange_free:
 * @self: (transfer full): an exchange
 */
void
poster_http_exchange_free (PosterHttpExchange *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->inner);
  g_clear_object (&self->clock);
  g_free (self);
}

/**
 * poster_http_exchange_get_cancellable:
 * @self: an exchange
 *
 * Returns: (transfer none): what to hand to libsoup instead of the caller's
 */
GCancellable *
poster_http_exchange_get_cancellable (PosterHttpExchange *self)
{
  return self->inner;
}

/**
 * poster_http_exchange_get_message:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): the request
 */
SoupMessage *
poster_http_exchange_get_message (PosterHttpExchange *self)
{
  return self->message;
}

/**
 * poster_http_exchange_touch:
 * @self: an exchange
 *
 * Something moved: the limit counts from now.
 */
void
poster_http_exchange_touch (PosterHttpExchange *self)
{
  self->deadline_us = poster_clock_get_monotonic_us (self->clock) + self->limit_us;
}

/**
 * poster_http_exchange_mark_sent:
 * @self: an exchange
 *
 * The first byte is about to go out.
 */
void
poster_http_exchange_mark_sent (PosterHttpExchange *self)
{
  self->was_sent = TRUE;
}

/**
 * poster_http_exchange_was_sent:
 * @self: an exchange
 *
 * Returns: %FALSE when surely not a byte of the request went out
 */
gboolean
poster_http_exchange_was_sent (PosterHttpExchange *self)
{
  return self->was_sent;
}

static gboolean
tells_the_truth (PosterHttpExchange *self,
                 const GError       *error)
{
  if (error->domain == POSTER_ERROR)
    return TRUE;
  if (error->domain != G_IO_ERROR && error->domain != G_RESOLVER_ERROR && error->domain != G_TLS_ERROR)
    return FALSE;
  return poster_error_may_have_arrived (error) == self->was_sent;
}

/**
 * poster_http_exchange_take_error:
 * @self: an exchange
 * @error: (transfer full): what libsoup or a stream of it failed with
 *
 * Makes of @error one that tells the truth: %G_IO_ERROR_CANCELLED only when the caller cancelled,
 * %G_IO_ERROR_TIMED_OUT when time was up, and an answer of poster_error_may_have_arrived() that
 * fits what happened on the wire. An error that would tell it wrong becomes
 * %POSTER_ERROR_SERVICE, retry later, with the code `connection_failed` (not a byte was sent) or
 * `connection_lost` (some were), or `nonsense_answer` where what came back was not HTTP.
 *
 * Returns: (transfer full): the error to report
 */
GError *
poster_http_exchange_take_error (PosterHttpExchange *self,
                                 GError             *error)
{
  g_autoptr(GError) original = error;
  PosterErrorDetails *details;
  GError *truth;

  if (g_cancellable_is_cancelled (self->outer))
    {
      truth = NULL;
      g_cancellable_set_error_if_cancelled (self->outer, &truth);
      return truth;
    }
  if (self->timed_out && self->was_sent)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                _("The service did not answer in time. Try again later."));
  if (!self->timed_out && !self->repeat_refused && tells_the_truth (self, original))
    return g_steal_pointer (&original);

  if (self->timed_out)
    truth = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_SERVICE,
                                 _("The service could not be reached in time. Check the network and try again later."));
  else if (self->repeat_refused)
    truth = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_SERVICE,
                                 _("The connection was lost before an answer came. Try again later."));
  else if (original->domain == SOUP_SESSION_ERROR)
    truth = g_error_new_literal (POSTER_ERROR, POSTER_ERROR_SERVICE,
                                 _("The service answered something that makes no sense. Try again later."));
  else if (self->was_sent)
    truth = g_error_new (POSTER_ERROR, POSTER_ERROR_SERVICE,
                         /* Translators: %s is what the system says went wrong */
                         _("The connection was lost before a whole answer came: %s"), original->message);
  else
    truth = g_error_new (POSTER_ERROR, POSTER_ERROR_SERVICE,
                         /* Translators: %s is what the system says went wrong */
                         _("The service could not be reached: %s"), original->message);
  details = poster_error_get_details (truth);
  if (original->domain == SOUP_SESSION_ERROR && self->was_sent)
    details->code = g_strdup ("nonsense_answer");
  else
    details->code = g_strdup (self->was_sent ? "connection_lost" : "connection_failed");
  details->retry = POSTER_RETRY_LATER;
  details->may_have_arrived = self->was_sent;
  return truth;
}
