/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-connector-registry"

#include "poster-connector-registry.h"

#include "poster-late-connector.h"
#include "poster-tiktok-connector.h"

/**
 * PosterConnectorRegistry:
 *
 * The connectors there are, by key.
 */
struct _PosterConnectorRegistry
{
  GObject    parent_instance;

  GPtrArray *connectors;  /* (element-type PosterConnector) */
};

G_DEFINE_FINAL_TYPE (PosterConnectorRegistry, poster_connector_registry, G_TYPE_OBJECT)

static void
poster_connector_registry_dispose (GObject *object)
{
  PosterConnectorRegistry *self = POSTER_CONNECTOR_REGISTRY (object);

  g_ptr_array_set_size (self->connectors, 0);
  G_OBJECT_CLASS (poster_connector_registry_parent_class)->dispose (object);
}

static void
poster_connector_registry_finalize (GObject *object)
{
  PosterConnectorRegistry *self = POSTER_CONNECTOR_REGISTRY (object);

  g_ptr_array_unref (self->connectors);
  G_OBJECT_CLASS (poster_connector_registry_parent_class)->finalize (object);
}

static void
poster_connector_registry_class_init (PosterConnectorRegistryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = poster_connector_registry_dispose;
  object_class->finalize = poster_connector_registry_finalize;
}

static void
poster_connector_registry_init (PosterConnectorRegistry *self)
{
  self->connectors = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * poster_connector_registry_new:
 *
 * Returns: (transfer full): a registry without connectors
 */
PosterConnectorRegistry *
poster_connector_registry_new (void)
{
  return g_object_new (POSTER_TYPE_CONNECTOR_REGISTRY, NULL);
}

/**
 * poster_connector_registry_add:
 * @self: a registry
 * @connector: a connector whose key none has yet
 *
 * Makes @connector known.
 */
void
poster_connector_registry_add (PosterConnectorRegistry *self,
                               PosterConnector         *connector)
{
  g_return_if_fail (poster_connector_registry_find (self, poster_connector_get_key (connector)) == NULL);

  g_ptr_array_add (self->connectors, g_object_ref (connector));
}

/**
 * poster_connector_registry_add_all:
 * @self: a registry
 * @clock: the source of time
 * @secrets: where secrets are kept
 * @practice: (nullable): keeper of the sandbox
 * @session: (nullable): the HTTP session they share; %NULL for one each
 * @settings: (nullable): what a test or a packager set
 *
 * Makes every connector of this program known: one line each.
 */
void
poster_connector_registry_add_all (PosterConnectorRegistry       *self,
                                   PosterClock                   *clock,
                                   PosterSecrets                 *secrets,
                                   PosterPractice                *practice,
                                   SoupSession                   *session,
                                   const PosterConnectorSettings *settings)
{
  g_autoptr(PosterConnector) late = NULL;
  g_autoptr(PosterConnector) tiktok = NULL;

  tiktok = g_object_new (POSTER_TYPE_TIKTOK_CONNECTOR,
                         "clock", clock, "secrets", secrets, "practice", practice, "session", session,
                         "base-uri", settings != NULL ? settings->tiktok_base_uri : NULL, NULL);
  poster_connector_registry_add (self, tiktok);
  late = g_object_new (POSTER_TYPE_LATE_CONNECTOR,
                       "clock", clock, "secrets", secrets, "practice", practice, "session", session,
                       "base-uri", settings != NULL ? settings->late_base_uri : NULL, NULL);
  poster_connector_registry_add (self, late);
}

/**
 * poster_connector_registry_find:
 * @self: a registry
 * @key: (nullable): key of a connector
 *
 * Returns: (transfer none) (nullable): that connector
 */
PosterConnector *
poster_connector_registry_find (PosterConnectorRegistry *self,
                                const char              *key)
{
  for (guint i = 0; i < self->connectors->len; i++)
    {
      PosterConnector *connector = g_ptr_array_index (self->connectors, i);

      if (g_strcmp0 (poster_connector_get_key (connector), key) == 0)
        return connector;
    }
  return NULL;
}
