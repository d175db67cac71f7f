/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-stay-awake"

#include "poster-stay-awake.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/**
 * PosterStayAwake:
 *
 * While a post is being sent by an engine without a window, the computer does not go to sleep by
 * itself: it holds an inhibitor lock of systemd-logind, which ends with the file descriptor that
 * stands for it, and so with the process
 * (https://systemd.io/INHIBITOR_LOCKS/). Where nobody gives one the computer may sleep, and the post
 * goes on afterwards.
 */
struct _PosterStayAwake
{
  GObject       parent_instance;

  PosterStore  *store;
  GCancellable *cancellable;
  int           lock;         /* -1 for none */
  gboolean      is_sending;
  gboolean      is_asking;    /* logind is asked for the lock */
  gboolean      is_looking;   /* the store is asked */
  gboolean      is_stale;     /* and has to be once more */
};

G_DEFINE_FINAL_TYPE (PosterStayAwake, poster_stay_awake, G_TYPE_OBJECT)

static void look (PosterStayAwake *self);

static void
let_sleep (PosterStayAwake *self)
{
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
}

static void
inhibited_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PosterStayAwake) self = user_data;
  g_autoptr(GUnixFDList) descriptors = NULL;
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;
  gint32 handle;

  answer = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (object), &descriptors, result, &error);
  self->is_asking = FALSE;
  if (answer == NULL)
    {
      g_debug ("The computer may go to sleep while a post is sent: %s", error->message);
      return;
    }
  g_variant_get (answer, "(h)", &handle);
  if (descriptors != NULL)
    self->lock = g_unix_fd_list_get (descriptors, handle, &error);
  if (!self->is_sending || g_cancellable_is_cancelled (self->cancellable))
    let_sleep (self);
}

static void
bus_got_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PosterStayAwake) self = user_data;
  g_autoptr(GDBusConnection) bus = NULL;
  g_autoptr(GError) error = NULL;

  bus = g_bus_get_finish (result, &error);
  if (bus == NULL)
    {
      self->is_asking = FALSE;
      g_debug ("The computer may go to sleep while a post is sent: %s", error->message);
      return;
    }
  /* Publishing goes on though the bus may end. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  /* A reply that came after a cancellation would leave a descriptor that nobody closes: it is waited for. */
  g_dbus_connection_call_with_unix_fd_list (bus, "org.freedesktop.login1", "/org/freedesktop/login1",
                                            "org.freedesktop.login1.Manager", "Inhibit",
                                            g_variant_new ("(ssss)", "sleep", "Poster", _("A post is being sent."),
                                                           "block"),
                                            G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL,
                                            inhibited_cb, g_object_ref (self));
}

static void
summed_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PosterStayAwake) self = user_data;
  PosterSummary summary = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean is_known = poster_store_sum_up_finish (POSTER_STORE (object), result, &summary, &error);

  self->is_looking = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!is_known)
    g_debug ("Whether a post is being sent is not known: %s", error->message);
  self->is_sending = is_known && summary.is_sending;
  if (!self->is_sending)
    let_sleep (self);
  else if (self->lock < 0 && !self->is_asking)
    {
      self->is_asking = TRUE;
      g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_got_cb, g_object_ref (self));
    }
  if (self->is_stale)
    look (self);
}

/* However many posts change while the store answers, it is asked once more. */
static void
look (PosterStayAwake *self)
{
  self->is_stale = self->is_looking;
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  poster_store_sum_up_async (self->store, self->cancellable, summed_up_cb, g_object_ref (self));
}

static void
poster_stay_awake_finalize (GObject *object)
{
  PosterStayAwake *self = POSTER_STAY_AWAKE (object);

  let_sleep (self);
  g_object_unref (self->store);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (poster_stay_awake_parent_class)->finalize (object);
}

static void
poster_stay_awake_dispose (GObject *object)
{
  PosterStayAwake *self = POSTER_STAY_AWAKE (object);

  g_cancellable_cancel (self->cancellable);
  let_sleep (self);
  G_OBJECT_CLASS (poster_stay_awake_parent_class)->dispose (object);
}

static void
poster_stay_awake_class_init (PosterStayAwakeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_stay_awake_dispose;
  object_class->finalize = poster_stay_awake_finalize;
}

static void
poster_stay_awake_init (PosterStayAwake *self)
{
  self->lock = -1;
  self->cancellable = g_cancellable_new ();
}

/**
 * poster_stay_awake_new:
 * @store: an open store, the engine of which runs in this process
 *
 * Returns: (transfer full): on duty until it is disposed of, for one main context
 */
PosterStayAwake *
poster_stay_awake_new (PosterStore *store)
{
  PosterStayAwake *self = g_object_new (POSTER_TYPE_STAY_AWAKE, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
  return self;
}
