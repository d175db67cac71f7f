/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-platforms"

#include "poster-platforms.h"

#include "poster-core-resources.h"
#include "poster-error.h"
#include "poster-platform-reader.h"

struct _PosterPlatforms
{
  GObject     parent_instance;
  GPtrArray  *platforms;
  GPtrArray  *keys;  /* with a NULL at the end */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterPlatforms, poster_platforms, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
poster_platforms_get_item_type (GListModel *model)
{
  return POSTER_TYPE_PLATFORM;
}

static guint
poster_platforms_get_n_items (GListModel *model)
{
  return POSTER_PLATFORMS (model)->platforms->len;
}

static gpointer
poster_platforms_get_item (GListModel *model,
                           guint       position)
{
  PosterPlatforms *self = POSTER_PLATFORMS (model);

  return position < self->platforms->len ? g_object_ref (g_ptr_array_index (self->platforms, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = poster_platforms_get_item_type;
  iface->get_n_items = poster_platforms_get_n_items;
  iface->get_item = poster_platforms_get_item;
}

static void
poster_platforms_finalize (GObject *object)
{
  PosterPlatforms *self = POSTER_PLATFORMS (object);

  g_ptr_array_unref (self->platforms);
  g_ptr_array_unref (self->keys);
  G_OBJECT_CLASS (poster_platforms_parent_class)->finalize (object);
}

static void
poster_platforms_class_init (PosterPlatformsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_platforms_finalize;
}

static void
poster_platforms_init (PosterPlatforms *self)
{
  self->platforms = g_ptr_array_new_with_free_func (g_object_unref);
  self->keys = g_ptr_array_new ();
}

static void
read_platforms (PosterPlatforms      *self,
                PosterPlatformReader *reader)
{
  JsonArray *common = poster_platform_reader_array (reader, "common_rules", FALSE);
  JsonArray *platforms = poster_platform_reader_array (reader, "platforms", TRUE);

  for (guint i = 0; platforms != NULL && i < json_array_get_length (platforms); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PosterPlatform) platform = NULL;
      JsonNode *node = json_array_get_element (platforms, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          poster_platform_reader_fail (reader, "a platform is not an object");
          return;
        }
      platform = poster_platform_new_from_json (json_node_get_object (node), common, &error);
      if (platform == NULL)
        {
          poster_platform_reader_fail (reader, "%s", error->message);
          return;
        }
      if (poster_platforms_find (self, platform->key) != NULL)
        {
          poster_platform_reader_fail (reader, "platform “%s” is there twice", platform->key);
          return;
        }
      g_ptr_array_add (self->keys, platform->key);
      g_ptr_array_add (self->platforms, g_steal_pointer (&platform));
    }
}

/**
 * poster_platforms_new_from_json:
 * @json: the platforms' data as text
 * @length: its length in bytes, or -1
 * @error: %POSTER_ERROR_INVALID; says where and what is wrong
 *
 * Reads the data strictly: an unknown member, check or measure, a limit without a source, and
 * whatever else makes no sense is refused.
 *
 * Returns: (transfer full): the platforms
 */
PosterPlatforms *
poster_platforms_new_from_json (const char  *json,
                                gssize       length,
                                GError     **error)
{
  g_autoptr(PosterPlatforms) self = g_object_new (POSTER_TYPE_PLATFORMS, NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) parse_error = NULL;
  PosterPlatformReader reader;
  JsonNode *root;

  if (!json_parser_load_from_data (parser, json, length, &parse_error))
    {
      g_set_error (error, POSTER_ERROR, POSTER_ERROR_INVALID, "platforms: %s", parse_error->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, POSTER_ERROR, POSTER_ERROR_INVALID, "platforms: not an object");
      return NULL;
    }
  poster_platform_reader_init (&reader, json_node_get_object (root));
  read_platforms (self, &reader);
  if (!poster_platform_reader_finish (&reader, "platforms", error))
    return NULL;
  g_ptr_array_add (self->keys, NULL);
  return g_steal_pointer (&self);
}

/**
 * poster_platforms_new:
 * @error: %POSTER_ERROR_INVALID
 *
 * Returns: (transfer full): the platforms that the program knows
 */
PosterPlatforms *
poster_platforms_new (GError **error)
{
  /* By name of the resource and not of its path alone: so that the linker keeps it. */
  g_autoptr(GBytes) bytes = g_resource_lookup_data (poster_core_get_resource (), POSTER_PLATFORMS_RESOURCE,
                                                    G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (bytes == NULL)
    return NULL;
  return poster_platforms_new_from_json (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), error);
}

/**
 * poster_platforms_find:
 * @self: the platforms
 * @key: (nullable): Late's word for a platform, or an alias of it such as `x`
 *
 * Returns: (transfer none) (nullable): that platform
 */
PosterPlatform *
poster_platforms_find (PosterPlatforms *self,
                       const char      *key)
{
  for (guint i = 0; key != NULL && i < self->platforms->len; i++)
    {
      PosterPlatform *platform = g_ptr_array_index (self->platforms, i);

      if (g_str_equal (platform->key, key) ||
          (platform->aliases != NULL && g_strv_contains ((const char * const *) platform->aliases, key)))
        return platform;
    }
  return NULL;
}

/**
 * poster_platforms_get_keys:
 * @self: the platforms
 *
 * Returns: (transfer none) (array zero-terminated=1): their keys, in order
 */
const char * const *
poster_platforms_get_keys (PosterPlatforms *self)
{
  return (const char * const *) self->keys->pdata;
}
