/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview"

#include "poster-preview-private.h"

#include "poster-player.h"
#include "poster-still.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Returns: (nullable): why there is nothing to see */
static const char *
get_words (PosterPreview *self)
{
  if (POSTER_IS_PLAYER (self->paintable))
    return poster_player_get_error (POSTER_PLAYER (self->paintable));
  if (POSTER_IS_STILL (self->paintable))
    return poster_still_get_error (POSTER_STILL (self->paintable));
  for (guint i = 0; i < self->cells->len; i++)
    {
      GdkPaintable *paintable = g_ptr_array_index (self->cells, i);

      if (POSTER_IS_STILL (paintable) && poster_still_get_error (POSTER_STILL (paintable)) != NULL)
        return poster_still_get_error (POSTER_STILL (paintable));
    }
  return NULL;
}

PosterPreviewPost
poster_preview_get_post (PosterPreview *self)
{
  return (PosterPreviewPost) {
    .platform = self->platform,
    .look = self->look,
    .kind = self->kind,
    .options = self->options,
    .handle = self->handle,
    .name = self->name,
    .title = self->title,
    .caption = self->caption,
    .index = self->index,
    .count = self->count,
    .aspect = self->aspect,
    .seconds = self->seconds,
    .has_media = self->paintable != NULL,
    .safe_zones = self->safe_zones,
    .words = get_words (self),
  };
}

/* What a screen reader says: what it is, and the post's words. */
static void
describe (PosterPreview *self)
{
  const PosterPreviewPost post = poster_preview_get_post (self);
  g_autofree char *label = NULL;
  g_autofree char *description = poster_preview_look_describe (&post);

  if (self->platform != NULL)
    /* Translators: %s is the name of a platform, e.g. TikTok */
    label = g_strdup_printf (_("Preview on %s"), self->platform->name);
  else
    label = g_strdup (_("Preview"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  -1);
}

void
poster_preview_rebuild (PosterPreview *self)
{
  poster_preview_drop_scene (self);
  /* A card's height follows from what is on it. */
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe (self);
}

/* The look that is right for what there is now. */
void
poster_preview_choose_look (PosterPreview *self)
{
  const PosterPreviewPost post = poster_preview_get_post (self);
  JsonObject *look = poster_preview_look_find (&post, self->look_id);
  gboolean has_zones = poster_preview_has_safe_zones (self);

  if (self->look == look)
    return;
  g_clear_pointer (&self->look, json_object_unref);
  self->look = look != NULL ? json_object_ref (look) : NULL;
  poster_preview_rebuild (self);
  poster_preview_notify (self, POSTER_PREVIEW_PROP_SHOWN_LOOK);
  if (has_zones != poster_preview_has_safe_zones (self))
    poster_preview_notify (self, POSTER_PREVIEW_PROP_HAS_SAFE_ZONES);
}

void
poster_preview_changed (PosterPreview         *self,
                        PosterPreviewProperty  property)
{
  poster_preview_rebuild (self);
  poster_preview_notify (self, property);
}

void
poster_preview_set_platform (PosterPreview  *self,
                             PosterPlatform *platform)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (!g_set_object (&self->platform, platform))
    return;
  poster_preview_choose_look (self);
  poster_preview_changed (self, POSTER_PREVIEW_PROP_PLATFORM);
}

static gboolean
set_string (char       **field,
            const char  *text)
{
  if (g_strcmp0 (*field, text) == 0)
    return FALSE;
  g_free (*field);
  *field = g_strdup (text);
  return TRUE;
}

static void
name_avatar (PosterPreview *self)
{
  const char *name = self->name != NULL && *self->name != '\0' ? self->name : self->handle;

  adw_avatar_set_text (ADW_AVATAR (self->avatar_image), name);
  adw_avatar_set_text (ADW_AVATAR (self->disc_image), name);
}

void
poster_preview_set_handle (PosterPreview *self,
                           const char    *handle)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (!set_string (&self->handle, handle))
    return;
  name_avatar (self);
  poster_preview_changed (self, POSTER_PREVIEW_PROP_HANDLE);
}

void
poster_preview_set_name (PosterPreview *self,
                         const char    *name)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (!set_string (&self->name, name))
    return;
  name_avatar (self);
  poster_preview_changed (self, POSTER_PREVIEW_PROP_NAME);
}

void
poster_preview_set_avatar (PosterPreview *self,
                           GdkPaintable  *avatar)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (!g_set_object (&self->avatar, avatar))
    return;
  adw_avatar_set_custom_image (ADW_AVATAR (self->avatar_image), avatar);
  adw_avatar_set_custom_image (ADW_AVATAR (self->disc_image), avatar);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  poster_preview_notify (self, POSTER_PREVIEW_PROP_AVATAR);
}

void
poster_preview_set_title (PosterPreview *self,
                          const char    *title)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (set_string (&self->title, title))
    poster_preview_changed (self, POSTER_PREVIEW_PROP_TITLE);
}

void
poster_preview_set_caption (PosterPreview *self,
                            const char    *caption)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (set_string (&self->caption, caption))
    poster_preview_changed (self, POSTER_PREVIEW_PROP_CAPTION);
}

void
poster_preview_set_kind (PosterPreview  *self,
                         PosterPostKind  kind)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (self->kind == kind)
    return;
  self->kind = kind;
  poster_preview_choose_look (self);
  poster_preview_changed (self, POSTER_PREVIEW_PROP_KIND);
}

void
poster_preview_set_options (PosterPreview *self,
                            JsonObject    *options)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (self->options == options)
    return;
  g_clear_pointer (&self->options, json_object_unref);
  self->options = options != NULL ? json_object_ref (options) : NULL;
  poster_preview_choose_look (self);
  poster_preview_notify (self, POSTER_PREVIEW_PROP_OPTIONS);
}

void
poster_preview_set_look (PosterPreview *self,
                         const char    *look)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (!set_string (&self->look_id, look))
    return;
  poster_preview_choose_look (self);
  poster_preview_notify (self, POSTER_PREVIEW_PROP_LOOK);
}

const char *
poster_preview_get_shown_look (PosterPreview *self)
{
  g_return_val_if_fail (POSTER_IS_PREVIEW (self), NULL);

  return poster_preview_look_get_id (self->look);
}

/**
 * poster_preview_get_right_look:
 * @self: a preview
 *
 * Returns: (nullable): id of the look that is right for the post, which is shown where nobody has
 *   chosen another
 */
const char *
poster_preview_get_right_look (PosterPreview *self)
{
  const PosterPreviewPost post = poster_preview_get_post (self);

  g_return_val_if_fail (POSTER_IS_PREVIEW (self), NULL);

  return poster_preview_look_get_id (poster_preview_look_find (&post, NULL));
}

char **
poster_preview_dup_looks (PosterPreview *self)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr(GPtrArray) looks = NULL;

  g_return_val_if_fail (POSTER_IS_PREVIEW (self), NULL);

  looks = poster_preview_look_list (self->platform, self->kind);
  for (guint i = 0; i < looks->len; i++)
    g_strv_builder_add (ids, poster_preview_look_get_id (g_ptr_array_index (looks, i)));
  return g_strv_builder_end (ids);
}

/* Returns: (nullable): that look, where the platform has it for such a post */
static JsonObject *
find_listed (PosterPreview *self,
             const char    *id)
{
  g_autoptr(GPtrArray) looks = poster_preview_look_list (self->platform, self->kind);

  for (guint i = 0; i < looks->len; i++)
    if (g_strcmp0 (poster_preview_look_get_id (g_ptr_array_index (looks, i)), id) == 0)
      return g_ptr_array_index (looks, i);
  return NULL;
}

/**
 * poster_preview_get_look_name:
 * @self: a preview
 * @look: id of a look of the platform
 *
 * Returns: (nullable): its name for people, e.g. Story
 */
const char *
poster_preview_get_look_name (PosterPreview *self,
                              const char    *look)
{
  JsonObject *found;

  g_return_val_if_fail (POSTER_IS_PREVIEW (self), NULL);

  found = find_listed (self, look);
  return found != NULL ? poster_preview_look_get_name (found) : NULL;
}

/**
 * poster_preview_suits_look:
 * @self: a preview
 * @look: id of a look of the platform
 *
 * Returns: whether the post, with its options, shape and length, will be seen so; the others show
 *   what it would be like
 */
gboolean
poster_preview_suits_look (PosterPreview *self,
                           const char    *look)
{
  const PosterPreviewPost post = poster_preview_get_post (self);
  JsonObject *found;

  g_return_val_if_fail (POSTER_IS_PREVIEW (self), FALSE);

  found = find_listed (self, look);
  return found != NULL && poster_preview_look_suits (&post, found);
}

void
poster_preview_set_safe_zones (PosterPreview *self,
                               gboolean       safe_zones)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  safe_zones = !!safe_zones;
  if (self->safe_zones == safe_zones)
    return;
  self->safe_zones = safe_zones;
  poster_preview_changed (self, POSTER_PREVIEW_PROP_SAFE_ZONES);
}

gboolean
poster_preview_has_safe_zones (PosterPreview *self)
{
  g_return_val_if_fail (POSTER_IS_PREVIEW (self), FALSE);

  return poster_preview_look_get_insets (self->look) != NULL;
}

/**
 * poster_preview_dup_zones_reason:
 * @self: a preview
 *
 * Returns: (nullable) (transfer full): why there are no safe zones to show, as a sentence; %NULL
 *   when there are
 */
char *
poster_preview_dup_zones_reason (PosterPreview *self)
{
  g_return_val_if_fail (POSTER_IS_PREVIEW (self), NULL);

  if (poster_preview_has_safe_zones (self))
    return NULL;
  if (self->platform == NULL)
    return g_strdup (_("Choose an account first, to see what its platform covers."));
  if (self->kind == POSTER_POST_TEXT)
    return g_strdup (_("There is no picture that anything could cover."));
  if (poster_preview_look_is_card (self->look))
    /* Translators: the first is a platform, e.g. Instagram; the second one of its looks, e.g. Feed */
    return g_strdup_printf (_("%s covers nothing of the picture here (%s)."), self->platform->name,
                            poster_preview_look_get_name (self->look));
  /* Translators: a platform */
  return g_strdup_printf (_("Nobody has measured yet what %s covers here."), self->platform->name);
}

void
poster_preview_set_picture (PosterPreview *self,
                            guint          index,
                            guint          count)
{
  gboolean turned, counted;

  g_return_if_fail (POSTER_IS_PREVIEW (self));

  turned = self->index != index;
  counted = self->count != count;
  if (!turned && !counted)
    return;
  self->index = index;
  self->count = count;
  gtk_widget_set_focusable (GTK_WIDGET (self), count > 1);
  poster_preview_take_picture (self);
  poster_preview_rebuild (self);
  g_object_freeze_notify (G_OBJECT (self));
  if (turned)
    poster_preview_notify (self, POSTER_PREVIEW_PROP_INDEX);
  if (counted)
    poster_preview_notify (self, POSTER_PREVIEW_PROP_COUNT);
  g_object_thaw_notify (G_OBJECT (self));
}

guint
poster_preview_get_index (PosterPreview *self)
{
  g_return_val_if_fail (POSTER_IS_PREVIEW (self), 0);

  return self->index;
}
