/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhook-sender"

#include "poster-webhook-sender.h"

#include "poster-backoff.h"
#include "poster-error.h"
#include "poster-http-session.h"
#include "poster-store-webhooks.h"
#include "poster-webhook-call.h"

/* The ten attempts after which a webhook is switched off take an hour and a quarter, give or take: a
 * server that is being mended is back by then. */
#define RETRY_BASE_US (15 * G_USEC_PER_SEC)
#define RETRY_MAX_US G_TIME_SPAN_HOUR

/* When it is not the webhook that stands in the way (the keyring, the database, the network). */
#define HOLD_US (2 * G_TIME_SPAN_MINUTE)

/**
 * PosterWebhookSender:
 *
 * Tells webhooks what they are to be told. What that is lies in the store, written with the change that
 * it tells of; this only sends it, each webhook's in order and one at a time, all webhooks beside each
 * other. What was taken leaves the queue afterwards: whoever dies in between sends it again, with the
 * id that it had. It shares nothing with publishing but the store, and sleeps while there is nothing
 * to send.
 */
struct _PosterWebhookSender
{
  GObject        parent_instance;

  PosterStore   *store;
  PosterSecrets *secrets;
  PosterClock   *clock;

  SoupSession   *session;      /* (nullable), while it runs, once something was sent */
  GCancellable  *cancellable;  /* (nullable), while it runs */
  GHashTable    *sending;      /* ids of webhooks that are told something just now */
  GHashTable    *held;         /* ids of webhooks that have to wait for something else */
  GSource       *alarm;        /* (nullable) */
  GSource       *hold;         /* (nullable) */
  gboolean       looking;
  gboolean       look_again;
  gboolean       was_busy;     /* something was sent since it rested */
};

G_DEFINE_FINAL_TYPE (PosterWebhookSender, poster_webhook_sender, G_TYPE_OBJECT)

static guint rested_signal;

/* One delivery on its way. */
typedef struct
{
  PosterWebhookSender   *sender;
  PosterWebhookDelivery *delivery;
} Telling;

/* The steps, in the order they run: looked -> (called -> noted)* */
static void look (PosterWebhookSender *self);
static void looked_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void called_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void noted_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
telling_free (Telling *telling)
{
  poster_webhook_delivery_free (telling->delivery);
  g_object_unref (telling->sender);
  g_free (telling);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
poster_webhook_sender_dispose (GObject *object)
{
  PosterWebhookSender *self = POSTER_WEBHOOK_SENDER (object);

  clear_source (&self->alarm);
  clear_source (&self->hold);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (poster_webhook_sender_parent_class)->dispose (object);
}

static void
poster_webhook_sender_finalize (GObject *object)
{
  PosterWebhookSender *self = POSTER_WEBHOOK_SENDER (object);

  g_hash_table_unref (self->sending);
  g_hash_table_unref (self->held);
  G_OBJECT_CLASS (poster_webhook_sender_parent_class)->finalize (object);
}

static void
poster_webhook_sender_class_init (PosterWebhookSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_webhook_sender_dispose;
  object_class->finalize = poster_webhook_sender_finalize;

  /**
   * PosterWebhookSender::rested:
   *
   * Nothing is being sent any more.
   */
  rested_signal = g_signal_new ("rested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
poster_webhook_sender_init (PosterWebhookSender *self)
{
  self->sending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * poster_webhook_sender_new:
 * @store: where deliveries are kept
 * @secrets: where the keys of signatures are kept
 * @clock: the source of time
 *
 * Returns: (transfer full): a sender that does nothing yet
 */
PosterWebhookSender *
poster_webhook_sender_new (PosterStore   *store,
                           PosterSecrets *secrets,
                           PosterClock   *clock)
{
  PosterWebhookSender *self = g_object_new (POSTER_TYPE_WEBHOOK_SENDER, NULL);

  self->store = g_object_ref (store);
  self->secrets = g_object_ref (secrets);
  self->clock = g_object_ref (clock);
  return self;
}

/**
 * poster_webhook_sender_is_busy:
 * @self: a sender
 *
 * Returns: whether something is being sent, or may be about to; what waits for another attempt does
 *   not count
 */
gboolean
poster_webhook_sender_is_busy (PosterWebhookSender *self)
{
  return self->looking || g_hash_table_size (self->sending) > 0;
}

static void
maybe_rested (PosterWebhookSender *self)
{
  if (poster_webhook_sender_is_busy (self) || !self->was_busy)
    return;
  self->was_busy = FALSE;
  g_signal_emit (self, rested_signal, 0);
}

static gboolean
alarm_cb (gpointer user_data)
{
  PosterWebhookSender *self = user_data;

  clear_source (&self->alarm);
  look (self);
  return G_SOURCE_REMOVE;
}

static void
set_alarm (PosterWebhookSender *self,
           gint64               at_us)
{
  clear_source (&self->alarm);
  if (at_us < 0)
    return;
  self->alarm = poster_clock_create_alarm (self->clock, at_us);
  g_source_set_callback (self->alarm, alarm_cb, self, NULL);
  g_source_attach (self->alarm, g_main_context_get_thread_default ());
}

static gboolean
hold_ended_cb (gpointer user_data)
{
  PosterWebhookSender *self = user_data;

  clear_source (&self->hold);
  g_hash_table_remove_all (self->held);
  look (self);
  return G_SOURCE_REMOVE;
}

/* Nothing is sent there for a while, and nothing is counted. */
static void
hold_webhook (PosterWebhookSender *self,
              const char          *webhook_id)
{
  g_hash_table_add (self->held, g_strdup (webhook_id));
  if (self->hold != NULL)
    return;
  self->hold = poster_clock_create_delay (self->clock, HOLD_US);
  g_source_set_callback (self->hold, hold_ended_cb, self, NULL);
  g_source_attach (self->hold, g_main_context_get_thread_default ());
}

static void
look (PosterWebhookSender *self)
{
  g_autoptr(GPtrArray) busy = NULL;
  GHashTableIter iter;
  gpointer id;

  if (self->cancellable == NULL)
    return;
  if (self->looking)
    {
      self->look_again = TRUE;
      return;
    }
  self->looking = TRUE;
  self->look_again = FALSE;
  busy = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->sending);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (busy, id);
  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (busy, id);
  g_ptr_array_add (busy, NULL);
  poster_store_look_for_deliveries_async (self->store, (const char *const *) busy->pdata, self->cancellable,
                                          looked_cb, g_object_ref (self));
}

/* Without a network only this computer can be reached, and others are not to blame. */
static gboolean
can_be_reached (PosterWebhook *webhook)
{
  g_autoptr(GUri) uri = NULL;
  g_autoptr(GInetAddress) address = NULL;

  if (g_network_monitor_get_network_available (g_network_monitor_get_default ()))
    return TRUE;
  uri = g_uri_parse (webhook->url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL)
    return TRUE;
  address = g_inet_address_new_from_string (g_uri_get_host (uri));
  return address != NULL ? g_inet_address_get_is_loopback (address) : g_str_equal (g_uri_get_host (uri), "localhost");
}

/* Takes the delivery. */
static void
tell (PosterWebhookSender   *self,
      PosterWebhookDelivery *delivery)
{
  PosterWebhook *webhook = delivery->webhook;
  Telling *telling;

  if (!can_be_reached (webhook))
    {
      hold_webhook (self, webhook->id);
      poster_webhook_delivery_free (delivery);
      return;
    }
  telling = g_new0 (Telling, 1);
  telling->sender = g_object_ref (self);
  telling->delivery = delivery;
  if (self->session == NULL)
    self->session = poster_http_session_new ();
  g_hash_table_add (self->sending, g_strdup (webhook->id));
  self->was_busy = TRUE;
  poster_webhook_call_async (self->session, self->clock, self->secrets, webhook, delivery->event, delivery->payload,
                             self->cancellable, called_cb, telling);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterWebhookSender) self = user_data;
  g_autoptr(GPtrArray) deliveries = NULL;
  g_autoptr(GError) error = NULL;
  gint64 next_us = -1;

  self->looking = FALSE;
  deliveries = poster_store_look_for_deliveries_finish (POSTER_STORE (object), result, &next_us, &error);
  if (self->cancellable == NULL)
    {
      maybe_rested (self);
      return;
    }
  if (deliveries == NULL)
    {
      g_message ("What webhooks are to be told could not be read: %s", error->message);
      next_us = poster_clock_get_now_us (self->clock) + HOLD_US;
    }
  /* What was begun since it looked is not begun again. */
  while (deliveries != NULL && deliveries->len > 0)
    {
      PosterWebhookDelivery *delivery = g_ptr_array_steal_index (deliveries, 0);

      if (g_hash_table_contains (self->sending, delivery->webhook->id))
        poster_webhook_delivery_free (delivery);
      else
        tell (self, delivery);
    }
  set_alarm (self, next_us);
  if (self->look_again)
    look (self);
  else
    maybe_rested (self);
}

static void
called_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Telling *telling = user_data;
  PosterWebhookSender *self = telling->sender;
  PosterWebhook *webhook = telling->delivery->webhook;
  g_autoptr(PosterWebhookAttempt) attempt = NULL;
  g_autoptr(GError) error = NULL;
  gint64 again_us;

  attempt = poster_webhook_call_finish (SOUP_SESSION (object), result, &error);
  if (attempt == NULL)
    {
      g_hash_table_remove (self->sending, webhook->id);
      if (self->cancellable != NULL)
        {
          g_message ("The webhook “%s” cannot be told for now: %s", webhook->name, error->message);
          hold_webhook (self, webhook->id);
        }
      maybe_rested (self);
      telling_free (telling);
      return;
    }
  attempt->delivery = telling->delivery->seq;
  attempt->attempt = telling->delivery->attempts + 1;
  again_us = poster_clock_get_now_us (self->clock) +
             poster_backoff_delay_us (webhook->failures + 1, RETRY_BASE_US, RETRY_MAX_US);
  poster_store_note_webhook_attempt_async (self->store, attempt, again_us, NULL, noted_cb, telling);
}

static void
noted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Telling *telling = user_data;
  PosterWebhookSender *self = telling->sender;
  PosterWebhook *webhook = telling->delivery->webhook;
  g_autoptr(GError) error = NULL;
  gboolean switched_off;

  g_hash_table_remove (self->sending, webhook->id);
  if (!poster_store_note_webhook_attempt_finish (POSTER_STORE (object), result, &switched_off, &error))
    {
      g_message ("What the webhook “%s” was told could not be noted: %s", webhook->name, error->message);
      hold_webhook (self, webhook->id);
    }
  if (switched_off)
    g_message ("The webhook “%s” was switched off after %d failures in a row", webhook->name, POSTER_WEBHOOK_MAX_FAILURES);
  if (self->cancellable != NULL)
    look (self);
  else
    maybe_rested (self);
  telling_free (telling);
}

static void
changed_cb (PosterWebhookSender *self)
{
  look (self);
}

/**
 * poster_webhook_sender_start:
 * @self: a sender that does not run
 *
 * Sends what was left by the last one, and what comes.
 */
void
poster_webhook_sender_start (PosterWebhookSender *self)
{
  self->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (self->store, "changed", G_CALLBACK (changed_cb), self);
  look (self);
}

/**
 * poster_webhook_sender_stop:
 * @self: a sender
 *
 * Sends no more; ends what is being sent, which the next one sends again.
 *
 * Returns: whether it has come to rest; if not, ::rested tells
 */
gboolean
poster_webhook_sender_stop (PosterWebhookSender *self)
{
  if (self->cancellable != NULL)
    {
      g_autoptr(GCancellable) cancellable = g_steal_pointer (&self->cancellable);

      g_signal_handlers_disconnect_by_data (self->store, self);
      clear_source (&self->alarm);
      clear_source (&self->hold);
      g_hash_table_remove_all (self->held);
      g_cancellable_cancel (cancellable);
      if (self->session != NULL)
        soup_session_abort (self->session);
      self->was_busy = self->was_busy || poster_webhook_sender_is_busy (self);
    }
  return !poster_webhook_sender_is_busy (self);
}

/**
 * poster_webhook_sender_try_again:
 * @self: a sender
 *
 * What stood in the way may be gone: the network is back, or the keyring is open. A webhook that did
 * not take what it was told still has its time to mend.
 */
void
poster_webhook_sender_try_again (PosterWebhookSender *self)
{
  if (self->cancellable == NULL)
    return;
  clear_source (&self->hold);
  g_hash_table_remove_all (self->held);
  look (self);
}
