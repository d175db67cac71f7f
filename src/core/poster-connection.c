/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-connection"

#include "poster-connection.h"

#include "poster-id.h"
#include "poster-json.h"

G_DEFINE_FINAL_TYPE (PosterConnection, poster_connection, G_TYPE_OBJECT)

static void
poster_connection_finalize (GObject *object)
{
  PosterConnection *self = POSTER_CONNECTION (object);

  g_free (self->id);
  g_free (self->connector);
  g_free (self->base);
  g_free (self->remote_id);
  g_clear_pointer (&self->metadata, json_object_unref);
  G_OBJECT_CLASS (poster_connection_parent_class)->finalize (object);
}

static void
poster_connection_class_init (PosterConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_connection_finalize;
}

static void
poster_connection_init (PosterConnection *self)
{
}

/**
 * poster_connection_new:
 * @connector: key of a connector
 * @base: (nullable): see #PosterConnection
 *
 * Returns: (transfer full): a connection with a new id
 */
PosterConnection *
poster_connection_new (const char *connector,
                       const char *base)
{
  PosterConnection *self = g_object_new (POSTER_TYPE_CONNECTION, NULL);

  self->id = poster_id_new ();
  self->connector = g_strdup (connector);
  self->base = g_strdup (base);
  self->metadata = json_object_new ();
  return self;
}

/**
 * poster_connection_copy:
 * @self: a connection
 *
 * Returns: (transfer full): a copy to change and hand on
 */
PosterConnection *
poster_connection_copy (PosterConnection *self)
{
  PosterConnection *copy = g_object_new (POSTER_TYPE_CONNECTION, NULL);

  copy->id = g_strdup (self->id);
  copy->connector = g_strdup (self->connector);
  copy->base = g_strdup (self->base);
  copy->remote_id = g_strdup (self->remote_id);
  copy->needs_sign_in = self->needs_sign_in;
  copy->metadata = poster_json_copy (self->metadata);
  copy->created_us = self->created_us;
  return copy;
}

/**
 * poster_connection_is_practice:
 * @self: a connection
 *
 * Returns: whether it leads to the sandbox
 */
gboolean
poster_connection_is_practice (PosterConnection *self)
{
  return g_strcmp0 (self->base, POSTER_BASE_PRACTICE) == 0;
}

/**
 * poster_connection_is_removed:
 * @self: a connection
 *
 * Returns: whether it is given up: by a person, or with the last of its accounts
 */
gboolean
poster_connection_is_removed (PosterConnection *self)
{
  return poster_json_get_boolean (self->metadata, POSTER_CONNECTION_REMOVED, FALSE);
}
