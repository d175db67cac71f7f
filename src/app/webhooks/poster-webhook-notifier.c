/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-webhook-notifier"

#include "poster-webhook-notifier.h"

#include <glib/gi18n-lib.h>

#include "poster-store-webhooks.h"

/* Name of a setting in the store: what happened until then has been told. */
#define UNTIL_SETTING "webhooks-told-until"

/**
 * PosterWebhookNotifier:
 *
 * Tells a person of webhooks that were switched off because they failed too often, whichever process
 * did that, and whether a window was open then or not.
 */
struct _PosterWebhookNotifier
{
  GObject        parent_instance;

  GApplication  *application;
  PosterSession *session;      /* (nullable), until it is gone */
  GCancellable  *cancellable;
  GHashTable    *shown;        /* ids of webhooks, those that are told of just now */
  gint64         until_us;
  gboolean       is_looking;
  gboolean       look_again;
};

G_DEFINE_FINAL_TYPE (PosterWebhookNotifier, poster_webhook_notifier, G_TYPE_OBJECT)

static void look (PosterWebhookNotifier *self);

static void
poster_webhook_notifier_dispose (GObject *object)
{
  PosterWebhookNotifier *self = POSTER_WEBHOOK_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->application);
  G_OBJECT_CLASS (poster_webhook_notifier_parent_class)->dispose (object);
}

static void
poster_webhook_notifier_finalize (GObject *object)
{
  PosterWebhookNotifier *self = POSTER_WEBHOOK_NOTIFIER (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->shown);
  G_OBJECT_CLASS (poster_webhook_notifier_parent_class)->finalize (object);
}

static void
poster_webhook_notifier_class_init (PosterWebhookNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_webhook_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_webhook_notifier_finalize;
}

static void
poster_webhook_notifier_init (PosterWebhookNotifier *self)
{
  self->cancellable = g_cancellable_new ();
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    g_debug ("Until when was told of webhooks was not kept: %s", error->message);
}

static void
tell (PosterWebhookNotifier *self,
      PosterWebhook         *webhook)
{
  g_autofree char *id = g_strconcat ("webhook-", webhook->id, NULL);
  /* Translators: %s is what a person calls the webhook */
  g_autofree char *title = g_strdup_printf (_("“%s” Was Switched Off"), webhook->name);
  g_autofree char *body = NULL;
  g_autoptr(GNotification) notification = g_notification_new (title);

  body = g_strdup_printf (ngettext ("The webhook failed %u time. Posts go out as before.",
                                    "The webhook failed %u times in a row. Posts go out as before.", webhook->failures),
                          webhook->failures);
  g_notification_set_body (notification, body);
  g_notification_set_default_action (notification, "app.webhooks");
  g_application_send_notification (self->application, id, notification);
  g_hash_table_add (self->shown, g_strdup (webhook->id));
}

static void
take_back (PosterWebhookNotifier *self,
           const char            *webhook_id)
{
  g_autofree char *id = NULL;

  if (!g_hash_table_remove (self->shown, webhook_id))
    return;
  id = g_strconcat ("webhook-", webhook_id, NULL);
  g_application_withdraw_notification (self->application, id);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterWebhookNotifier) self = user_data;
  g_autoptr(GPtrArray) webhooks = NULL;
  g_autoptr(GError) error = NULL;
  gint64 until_us = self->until_us;

  self->is_looking = FALSE;
  webhooks = poster_store_list_webhooks_finish (POSTER_STORE (object), result, &error);
  if (self->session == NULL)
    return;
  for (guint i = 0; webhooks != NULL && i < webhooks->len; i++)
    {
      PosterWebhook *webhook = g_ptr_array_index (webhooks, i);

      if (webhook->is_active || webhook->switched_off_us < 0)
        take_back (self, webhook->id);
      else if (webhook->switched_off_us > self->until_us)
        {
          tell (self, webhook);
          until_us = MAX (until_us, webhook->switched_off_us);
        }
      else
        /* An earlier run of the program told of it. */
        g_hash_table_add (self->shown, g_strdup (webhook->id));
    }
  if (until_us != self->until_us)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, until_us);

      self->until_us = until_us;
      poster_store_set_setting_async (POSTER_STORE (object), UNTIL_SETTING, text, NULL, kept_cb, NULL);
    }
  if (self->look_again)
    look (self);
}

static void
look (PosterWebhookNotifier *self)
{
  self->look_again = self->is_looking;
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  poster_store_list_webhooks_async (poster_session_get_store (self->session), self->cancellable, listed_cb,
                                    g_object_ref (self));
}

static void
changed_cb (PosterSession         *session,
            const char            *post_id,
            PosterWebhookNotifier *self)
{
  /* Posts have nothing to do with it. */
  if (*post_id == '\0')
    look (self);
}

static void
until_read_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PosterWebhookNotifier) self = user_data;
  g_autofree char *until = poster_store_get_setting_finish (POSTER_STORE (object), result, NULL);

  if (self->session == NULL)
    return;
  self->until_us = until != NULL ? g_ascii_strtoll (until, NULL, 10) : 0;
  g_signal_connect (self->session, "post-changed", G_CALLBACK (changed_cb), self);
  look (self);
}

/**
 * poster_webhook_notifier_new:
 * @application: what shows notifications
 * @session: whose webhooks
 *
 * Returns: (transfer full): a notifier that works from now on
 */
PosterWebhookNotifier *
poster_webhook_notifier_new (GApplication  *application,
                             PosterSession *session)
{
  PosterWebhookNotifier *self = g_object_new (POSTER_TYPE_WEBHOOK_NOTIFIER, NULL);

  self->application = g_object_ref (application);
  self->session = g_object_ref (session);
  poster_store_get_setting_async (poster_session_get_store (session), UNTIL_SETTING, self->cancellable, until_read_cb,
                                  g_object_ref (self));
  return self;
}
