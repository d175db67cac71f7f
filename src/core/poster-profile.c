/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-profile"

#include "poster-profile.h"

#include "poster-id.h"

G_DEFINE_FINAL_TYPE (PosterProfile, poster_profile, G_TYPE_OBJECT)

static void
poster_profile_finalize (GObject *object)
{
  PosterProfile *self = POSTER_PROFILE (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self->color);
  G_OBJECT_CLASS (poster_profile_parent_class)->finalize (object);
}

static void
poster_profile_class_init (PosterProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_profile_finalize;
}

static void
poster_profile_init (PosterProfile *self)
{
}

/**
 * poster_profile_new:
 * @name: what a person calls it
 *
 * Returns: (transfer full): a profile with a new id
 */
PosterProfile *
poster_profile_new (const char *name)
{
  PosterProfile *self = g_object_new (POSTER_TYPE_PROFILE, NULL);

  self->id = poster_id_new ();
  self->name = g_strdup (name);
  return self;
}

/**
 * poster_profile_copy:
 * @self: a profile
 *
 * Returns: (transfer full): a copy to change and hand on
 */
PosterProfile *
poster_profile_copy (PosterProfile *self)
{
  PosterProfile *copy = g_object_new (POSTER_TYPE_PROFILE, NULL);

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->description = g_strdup (self->description);
  copy->color = g_strdup (self->color);
  copy->is_default = self->is_default;
  copy->created_us = self->created_us;
  return copy;
}
