/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-guard"

#include "poster-guard.h"

#include <glib/gi18n-lib.h>

/**
 * PosterGuard:
 *
 * While a post is being sent from here, the computer does not go to sleep by itself; and while one is
 * on its way, the program does not end though it has no window: one that was started by a
 * notification, say.
 */
struct _PosterGuard
{
  GObject         parent_instance;

  GtkApplication *application;  /* (unowned): outlives it */
  PosterOutlook  *outlook;
  guint           cookie;       /* of the inhibition, 0 for none */
  gboolean        is_held;
  gboolean        is_sleepless;
};

G_DEFINE_FINAL_TYPE (PosterGuard, poster_guard, G_TYPE_OBJECT)

static void
hold (PosterGuard *self,
      gboolean     is_busy)
{
  if (is_busy == self->is_held)
    return;
  self->is_held = is_busy;
  if (is_busy)
    g_application_hold (G_APPLICATION (self->application));
  else
    g_application_release (G_APPLICATION (self->application));
}

static void
inhibit (PosterGuard *self,
         gboolean     is_sending)
{
  if (is_sending == self->is_sleepless)
    return;
  self->is_sleepless = is_sending;
  /* 0 where the desktop offers nothing of the kind: then it may sleep, and the post goes on after. */
  if (is_sending)
    self->cookie = gtk_application_inhibit (self->application,
                                            gtk_application_get_active_window (self->application),
                                            GTK_APPLICATION_INHIBIT_SUSPEND, _("A post is being sent."));
  else if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);
  if (!is_sending)
    self->cookie = 0;
}

static void
update (PosterGuard *self)
{
  inhibit (self, poster_outlook_get_is_sending (self->outlook));
  hold (self, poster_outlook_get_is_busy (self->outlook));
}

static void
poster_guard_dispose (GObject *object)
{
  PosterGuard *self = POSTER_GUARD (object);

  inhibit (self, FALSE);
  hold (self, FALSE);
  g_clear_object (&self->outlook);
  G_OBJECT_CLASS (poster_guard_parent_class)->dispose (object);
}

static void
poster_guard_class_init (PosterGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_guard_dispose;
}

static void
poster_guard_init (PosterGuard *self)
{
}

/**
 * poster_guard_new:
 * @application: the application, registered; outlives the guard
 * @outlook: knows what is on its way
 *
 * Returns: (transfer full): a guard on duty
 */
PosterGuard *
poster_guard_new (GtkApplication *application,
                  PosterOutlook  *outlook)
{
  PosterGuard *self = g_object_new (POSTER_TYPE_GUARD, NULL);

  self->application = application;
  self->outlook = g_object_ref (outlook);
  g_signal_connect_object (outlook, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

/**
 * poster_guard_get_is_awake:
 * @self: a guard
 *
 * Returns: whether it keeps the program running
 */
gboolean
poster_guard_get_is_awake (PosterGuard *self)
{
  return self->is_held;
}

/**
 * poster_guard_get_is_sleepless:
 * @self: a guard
 *
 * Returns: whether it asked the desktop not to let the computer sleep
 */
gboolean
poster_guard_get_is_sleepless (PosterGuard *self)
{
  return self->is_sleepless;
}
