/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-fixed-practice.h"

struct _PosterFixedPractice
{
  GObject  parent_instance;
  char    *base_url;
};

static void poster_fixed_practice_practice_init (PosterPracticeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterFixedPractice, poster_fixed_practice, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (POSTER_TYPE_PRACTICE, poster_fixed_practice_practice_init))

static void
ensure_async (PosterPractice      *practice,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  PosterFixedPractice *self = POSTER_FIXED_PRACTICE (practice);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_pointer (task, g_strdup (self->base_url), g_free);
}

static char *
ensure_finish (PosterPractice  *practice,
               GAsyncResult    *result,
               GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
poster_fixed_practice_practice_init (PosterPracticeInterface *iface)
{
  iface->ensure_async = ensure_async;
  iface->ensure_finish = ensure_finish;
}

static void
poster_fixed_practice_finalize (GObject *object)
{
  g_free (POSTER_FIXED_PRACTICE (object)->base_url);
  G_OBJECT_CLASS (poster_fixed_practice_parent_class)->finalize (object);
}

static void
poster_fixed_practice_class_init (PosterFixedPracticeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_fixed_practice_finalize;
}

static void
poster_fixed_practice_init (PosterFixedPractice *self)
{
}

PosterFixedPractice *
poster_fixed_practice_new (const char *base_url)
{
  PosterFixedPractice *self = g_object_new (POSTER_TYPE_FIXED_PRACTICE, NULL);

  self->base_url = g_strdup (base_url);
  return self;
}
