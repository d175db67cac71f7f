/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-guard"

#include "poster-guard.h"

#include <glib/gi18n-lib.h>

/**
 * PosterGuard:
 *
 * While a post is on its way from here, the computer does not go to sleep by itself, and the program
 * does not end though it has no window: one that was started by a notification, say.
 */
struct _PosterGuard
{
  GObject         parent_instance;

  GtkApplication *application;  /* (unowned): outlives it */
  PosterOutlook  *outlook;
  guint           cookie;       /* of the inhibition, 0 for none */
  gboolean        is_held;
};

G_DEFINE_FINAL_TYPE (PosterGuard, poster_guard, G_TYPE_OBJECT)

static void
let_go (PosterGuard *self)
{
  if (!self->is_held)
    return;
  self->is_held = FALSE;
  if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);
  self->cookie = 0;
  g_application_release (G_APPLICATION (self->application));
}

static void
update (PosterGuard *self)
{
  if (!poster_outlook_get_is_sending (self->outlook))
    {
      let_go (self);
      return;
    }
  if (self->is_held)
    return;
  self->is_held = TRUE;
  g_application_hold (G_APPLICATION (self->application));
  /* 0 where the desktop offers nothing of the kind: then it may sleep, and the post goes on after. */
  self->cookie = gtk_application_inhibit (self->application,
                                          gtk_application_get_active_window (self->application),
                                          GTK_APPLICATION_INHIBIT_SUSPEND, _("A post is being sent."));
}

static void
poster_guard_dispose (GObject *object)
{
  PosterGuard *self = POSTER_GUARD (object);

  if (self->outlook != NULL)
    let_go (self);
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
 * Returns: whether it holds the program and the computer awake
 */
gboolean
poster_guard_get_is_awake (PosterGuard *self)
{
  return self->is_held;
}
