/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-cover"

#include "poster-cover.h"

#include "poster-json.h"
#include "poster-texture.h"

/* Pixels of the frame that is shown for a video. */
#define FRAME_SIZE 240

/**
 * PosterCover:
 *
 * Which options those are, the platforms' descriptions say. An account with files of its own has a
 * cover of its own; what is shown and chosen is that of the draft's scope. A picture stays the cover when the order
 * of the pictures changes, and is it again when it was taken out and is put back.
 */
struct _PosterCover
{
  GObject          parent_instance;

  PosterDraft     *draft;
  PosterPlatforms *platforms;
  PosterMediaPool *pool;         /* (nullable): no frames are shown then */
  GCancellable    *cancellable;

  GHashTable      *items;        /* scope ("" for all) -> PosterMediaItem (nullable), the picture that was
                                  * chosen, perhaps taken out since */
  gboolean         is_chosen;
  gint64           value;        /* as the options have it, when it is chosen */
  gboolean         is_writing;

  char            *path;         /* (nullable), of the video that @texture is of, or will be */
  gint64           texture_us;
  GdkTexture      *texture;      /* (nullable) */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterCover, poster_cover, G_TYPE_OBJECT)

/* (nullable) (transfer none): the one of @platform for such posts */
static PosterOption *
find_option (PosterPlatform *platform,
             PosterPostKind  kind)
{
  for (guint i = 0; platform != NULL && i < platform->options->len; i++)
    {
      PosterOption *option = g_ptr_array_index (platform->options, i);

      if (option->is_cover && (option->kinds & POSTER_POST_KINDS (kind)) != 0)
        return option;
    }
  return NULL;
}

/* (nullable): whose files they are; %NULL: those of all */
static const char *
get_scope (PosterCover *self)
{
  const char *scope = poster_draft_get_scope (self->draft);

  return scope != NULL && (poster_draft_get_differs (self->draft, scope) & POSTER_DRAFT_MEDIA) != 0 ? scope : NULL;
}

/* Nothing of it is changed but the cover: the rest is that of the platform. */
static JsonObject *
dup_options (PosterCover    *self,
             const char     *scope,
             PosterPlatform *platform)
{
  return scope != NULL ? poster_draft_dup_options_for (self->draft, scope)
                       : poster_draft_dup_options (self->draft, platform->key);
}

typedef void (*PlatformFunc) (PosterCover *self, const char *scope, PosterPlatform *platform, PosterOption *option,
                              gpointer data);

/* Returns: how many of the platforms have a cover */
static guint
for_each_platform (PosterCover  *self,
                   const char   *scope,
                   PlatformFunc  func,
                   gpointer      data)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  PosterPostKind kind = poster_draft_get_kind_for (self->draft, scope);
  guint count = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);
      PosterPlatform *platform = poster_platforms_find (self->platforms, account->platform);
      PosterOption *option = find_option (platform, kind);

      if (option == NULL || (scope != NULL && !g_str_equal (account->id, scope)) || !g_hash_table_add (seen, platform))
        continue;
      count++;
      if (func != NULL)
        func (self, scope, platform, option, data);
    }
  return count;
}

/* What the options say of a cover. */
typedef struct
{
  gboolean is_chosen;
  gint64   value;
} Choice;

/* The first that somebody chose. */
static void
read_option (PosterCover    *self,
             const char     *scope,
             PosterPlatform *platform,
             PosterOption   *option,
             gpointer        data)
{
  g_autoptr(JsonObject) options = dup_options (self, scope, platform);
  Choice *choice = data;

  if (choice->is_chosen || !json_object_has_member (options, option->key))
    return;
  choice->is_chosen = TRUE;
  choice->value = poster_json_get_int (options, option->key, 0);
}

static Choice
read_options (PosterCover *self,
              const char  *scope)
{
  Choice choice = { FALSE, 0 };

  for_each_platform (self, scope, read_option, &choice);
  return choice;
}

static void
write_option (PosterCover    *self,
              const char     *scope,
              PosterPlatform *platform,
              PosterOption   *option,
              gpointer        data)
{
  g_autoptr(JsonObject) options = dup_options (self, scope, platform);
  const gint64 *value = data;

  if (value != NULL && json_object_has_member (options, option->key) &&
      poster_json_get_int (options, option->key, -1) == *value)
    return;
  if (value == NULL && !json_object_has_member (options, option->key))
    return;
  if (value != NULL)
    json_object_set_int_member (options, option->key, *value);
  else
    json_object_remove_member (options, option->key);
  if (scope != NULL)
    poster_draft_set_options_for (self->draft, scope, options);
  else
    poster_draft_set_options (self->draft, platform->key, options);
}

/* @value: (nullable): none is chosen */
static void
write_options (PosterCover  *self,
               const char   *scope,
               const gint64 *value)
{
  self->is_writing = TRUE;
  for_each_platform (self, scope, write_option, (gpointer) value);
  self->is_writing = FALSE;
}

static PosterMediaItem *
find_item (PosterCover     *self,
           const char      *scope,
           PosterMediaType  type,
           gint64           index)
{
  GPtrArray *media = poster_draft_get_media_for (self->draft, scope);

  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (media, i);

      if (type == POSTER_MEDIA_VIDEO ? item->facts != NULL && item->facts->type == type : (gint64) i == index)
        return item;
    }
  return NULL;
}

static void
framed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PosterCover *self = user_data;
  g_autoptr(GBytes) png = NULL;
  g_autoptr(GError) error = NULL;

  png = poster_media_pool_thumbnail_finish (POSTER_MEDIA_POOL (object), result, NULL, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (png != NULL)
    self->texture = poster_texture_read (png, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
forget_frame (PosterCover *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->path, g_free);
}

static void
load_frame (PosterCover *self)
{
  PosterMediaItem *video = find_item (self, get_scope (self), POSTER_MEDIA_VIDEO, 0);
  gint64 position_us = self->value * 1000;

  if (video == NULL || !self->is_chosen || self->pool == NULL)
    {
      forget_frame (self);
      return;
    }
  if (g_strcmp0 (self->path, video->path) == 0 && self->texture_us == position_us)
    return;
  forget_frame (self);
  self->path = g_strdup (video->path);
  self->texture_us = position_us;
  self->cancellable = g_cancellable_new ();
  {
    g_autoptr(GFile) file = poster_media_item_dup_file (video);

    poster_media_pool_thumbnail_async (self->pool, file, FRAME_SIZE, FRAME_SIZE, position_us, self->cancellable,
                                       framed_cb, self);
  }
}

static void
show (PosterCover *self)
{
  Choice choice = read_options (self, get_scope (self));

  self->is_chosen = choice.is_chosen;
  self->value = choice.value;
  load_frame (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* @item: (nullable) */
static void
set_item (PosterCover     *self,
          const char      *scope,
          PosterMediaItem *item)
{
  g_hash_table_insert (self->items, g_strdup (scope != NULL ? scope : ""), item != NULL ? g_object_ref (item) : NULL);
}

/* (element-type utf8): whose files there are: "" for those of all, which come first */
static GPtrArray *
list_scopes (PosterCover *self)
{
  g_autoptr(GPtrArray) accounts = poster_draft_dup_accounts (self->draft);
  GPtrArray *scopes = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (scopes, g_strdup (""));
  for (guint i = 0; i < accounts->len; i++)
    {
      PosterAccount *account = g_ptr_array_index (accounts, i);

      if ((poster_draft_get_differs (self->draft, account->id) & POSTER_DRAFT_MEDIA) != 0)
        g_ptr_array_add (scopes, g_strdup (account->id));
      else
        g_hash_table_remove (self->items, account->id);
    }
  return scopes;
}

static const char *
to_scope (const char *name)
{
  return *name != '\0' ? name : NULL;
}

/* The options are what counts. */
static void
adopt (PosterCover *self)
{
  g_autoptr(GPtrArray) scopes = list_scopes (self);

  for (guint i = 0; i < scopes->len; i++)
    {
      const char *scope = to_scope (g_ptr_array_index (scopes, i));
      Choice choice = read_options (self, scope);

      if (!choice.is_chosen || poster_draft_get_kind_for (self->draft, scope) == POSTER_POST_PHOTO)
        set_item (self, scope, choice.is_chosen ? find_item (self, scope, POSTER_MEDIA_IMAGE, choice.value) : NULL);
    }
  show (self);
}

/* The same picture in another place; the same again with another description. */
static gboolean
is_same (PosterMediaItem *item,
         PosterMediaItem *other)
{
  return item == other || (g_str_equal (item->path, other->path) && item->size == other->size &&
                           g_strcmp0 (item->full_hash, other->full_hash) == 0);
}

static gboolean
find_place (PosterCover     *self,
            const char      *scope,
            PosterMediaItem *item,
            gint64          *place)
{
  GPtrArray *media = poster_draft_get_media_for (self->draft, scope);
  guint exact;

  if (g_ptr_array_find (media, item, &exact))
    {
      *place = exact;
      return TRUE;
    }
  for (guint i = 0; i < media->len; i++)
    if (is_same (g_ptr_array_index (media, i), item))
      {
        *place = i;
        set_item (self, scope, g_ptr_array_index (media, i));
        return TRUE;
      }
  return FALSE;
}

/* An account that has just got files of its own had those of all until now, and their cover; unless
 * what it had before came back. */
static PosterMediaItem *
begin_own (PosterCover *self,
           const char  *scope)
{
  Choice choice = read_options (self, scope);
  Choice common = read_options (self, NULL);

  if (choice.is_chosen == common.is_chosen && choice.value == common.value)
    return g_hash_table_lookup (self->items, "");
  return choice.is_chosen ? find_item (self, scope, POSTER_MEDIA_IMAGE, choice.value) : NULL;
}

/* Pictures have come, gone or changed places. */
static void
follow (PosterCover *self)
{
  g_autoptr(GPtrArray) scopes = list_scopes (self);

  for (guint i = 0; i < scopes->len; i++)
    {
      const char *name = g_ptr_array_index (scopes, i);
      const char *scope = to_scope (name);
      PosterMediaItem *item;
      gint64 place;

      if (!g_hash_table_contains (self->items, name))
        set_item (self, scope, begin_own (self, scope));
      item = g_hash_table_lookup (self->items, name);
      if (item != NULL && poster_draft_get_kind_for (self->draft, scope) == POSTER_POST_PHOTO)
        write_options (self, scope, find_place (self, scope, item, &place) ? &place : NULL);
    }
  show (self);
}

static void
draft_changed_cb (PosterDraft *draft,
                  guint        parts,
                  PosterCover *self)
{
  if (self->is_writing)
    return;
  if ((parts & POSTER_DRAFT_OPTIONS) != 0)
    adopt (self);
  else if ((parts & (POSTER_DRAFT_MEDIA | POSTER_DRAFT_ACCOUNTS)) != 0)
    follow (self);
}

static void
poster_cover_dispose (GObject *object)
{
  PosterCover *self = POSTER_COVER (object);

  forget_frame (self);
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  g_clear_object (&self->platforms);
  g_clear_object (&self->pool);
  g_clear_pointer (&self->items, g_hash_table_unref);
  G_OBJECT_CLASS (poster_cover_parent_class)->dispose (object);
}

static void
poster_cover_class_init (PosterCoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_cover_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
unref_item (gpointer item)
{
  if (item != NULL)
    g_object_unref (item);
}

static void
poster_cover_init (PosterCover *self)
{
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_item);
}

/* An account with files of its own has a cover of its own. */
static void
name_options (PosterCover *self)
{
  g_autoptr(GStrvBuilder) keys = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->platforms)); i++)
    {
      g_autoptr(PosterPlatform) platform = g_list_model_get_item (G_LIST_MODEL (self->platforms), i);

      for (guint j = 0; j < platform->options->len; j++)
        {
          PosterOption *option = g_ptr_array_index (platform->options, j);

          if (option->is_cover)
            g_strv_builder_add (keys, option->key);
        }
    }
  list = g_strv_builder_end (keys);
  poster_draft_set_file_options (self->draft, (const char *const *) list);
}

/**
 * poster_cover_new:
 * @draft: a draft
 * @platforms: the rules
 * @pool: (nullable): who looks frames up
 *
 * Returns: (transfer full): the cover of @draft
 */
PosterCover *
poster_cover_new (PosterDraft     *draft,
                  PosterPlatforms *platforms,
                  PosterMediaPool *pool)
{
  PosterCover *self = g_object_new (POSTER_TYPE_COVER, NULL);

  self->draft = g_object_ref (draft);
  self->platforms = g_object_ref (platforms);
  self->pool = pool != NULL ? g_object_ref (pool) : NULL;
  name_options (self);
  g_signal_connect (draft, "changed", G_CALLBACK (draft_changed_cb), self);
  adopt (self);
  return self;
}

/**
 * poster_cover_get_is_possible:
 * @self: a cover
 *
 * Returns: whether any platform of the draft takes one with such a post
 */
gboolean
poster_cover_get_is_possible (PosterCover *self)
{
  g_return_val_if_fail (POSTER_IS_COVER (self), FALSE);

  return for_each_platform (self, get_scope (self), NULL, NULL) > 0;
}

/**
 * poster_cover_get_is_chosen:
 * @self: a cover
 *
 * Returns: whether somebody chose it; else it is what the platform takes by itself
 */
gboolean
poster_cover_get_is_chosen (PosterCover *self)
{
  g_return_val_if_fail (POSTER_IS_COVER (self), FALSE);

  return self->is_chosen;
}

/**
 * poster_cover_get_position_us:
 * @self: a cover
 *
 * Returns: where in the video it is, microseconds; -1 when none was chosen
 */
gint64
poster_cover_get_position_us (PosterCover *self)
{
  g_return_val_if_fail (POSTER_IS_COVER (self), -1);

  if (!self->is_chosen || poster_draft_get_kind_for (self->draft, get_scope (self)) != POSTER_POST_VIDEO)
    return -1;
  return self->value * 1000;
}

/**
 * poster_cover_get_item:
 * @self: a cover
 *
 * Returns: (transfer none) (nullable): the picture that is it, the first unless another was chosen;
 *   %NULL where there are no pictures, or nobody shows one first
 */
PosterMediaItem *
poster_cover_get_item (PosterCover *self)
{
  g_return_val_if_fail (POSTER_IS_COVER (self), NULL);

  if (poster_draft_get_kind_for (self->draft, get_scope (self)) != POSTER_POST_PHOTO || !poster_cover_get_is_possible (self))
    return NULL;
  return find_item (self, get_scope (self), POSTER_MEDIA_IMAGE, self->is_chosen ? self->value : 0);
}

/**
 * poster_cover_get_texture:
 * @self: a cover
 *
 * Returns: (transfer none) (nullable): the frame of a video that was chosen, once it is there
 */
GdkTexture *
poster_cover_get_texture (PosterCover *self)
{
  g_return_val_if_fail (POSTER_IS_COVER (self), NULL);

  return self->texture;
}

/**
 * poster_cover_set_position_us:
 * @self: the cover of a video
 * @position_us: when the frame begins, microseconds from the start
 *
 * Chooses a frame. Platforms count milliseconds; of those, it is the first that is not before the
 * frame.
 */
void
poster_cover_set_position_us (PosterCover *self,
                              gint64       position_us)
{
  gint64 value = (position_us + 999) / 1000;

  g_return_if_fail (POSTER_IS_COVER (self));

  write_options (self, get_scope (self), &value);
  adopt (self);
}

/**
 * poster_cover_set_item:
 * @self: the cover of pictures
 * @item: one of them
 *
 * Chooses a picture.
 */
void
poster_cover_set_item (PosterCover     *self,
                       PosterMediaItem *item)
{
  guint index;

  g_return_if_fail (POSTER_IS_COVER (self));

  if (g_ptr_array_find (poster_draft_get_media_for (self->draft, get_scope (self)), item, &index))
    {
      gint64 value = index;

      write_options (self, get_scope (self), &value);
    }
  adopt (self);
}

/**
 * poster_cover_clear:
 * @self: a cover
 *
 * Leaves it to the platform again.
 */
void
poster_cover_clear (PosterCover *self)
{
  g_return_if_fail (POSTER_IS_COVER (self));

  write_options (self, get_scope (self), NULL);
  adopt (self);
}
