/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview"

#include "poster-preview-private.h"

#include "poster-compat.h"
#include "poster-player.h"
#include "poster-preview-turn.h"

#include <adwaita.h>

#define MIN_WIDTH  120
#define MIN_HEIGHT 200

G_DEFINE_FINAL_TYPE (PosterPreview, poster_preview, GTK_TYPE_WIDGET)

static GParamSpec *properties[POSTER_PREVIEW_N_PROPS];

void
poster_preview_notify (PosterPreview         *self,
                       PosterPreviewProperty  property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* Returns: whether there was anywhere to turn to */
static gboolean
turn_cb (GtkWidget *widget,
         int        by)
{
  PosterPreview *self = POSTER_PREVIEW (widget);
  int index;

  if (self->count < 2)
    return FALSE;
  index = CLAMP ((int) self->index + by, 0, (int) self->count - 1);
  poster_preview_set_picture (self, (guint) index, self->count);
  return TRUE;
}

static void
clicked_cb (PosterPreview   *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  gboolean is_mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  guint picture;

  if (POSTER_IS_PLAYER (self->paintable))
    poster_player_toggle (POSTER_PLAYER (self->paintable));
  else if (self->scene != NULL && self->scene->n_cells > 0)
    {
      if (poster_preview_find_cell (self, x, y, &picture))
        poster_preview_set_picture (self, picture, self->count);
    }
  else
    turn_cb (GTK_WIDGET (self), (x > (double) gtk_widget_get_width (GTK_WIDGET (self)) / 2) != is_mirrored ? 1 : -1);
}

static void
poster_preview_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  gboolean is_width = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = is_width ? MIN_WIDTH : MIN_HEIGHT;
  *natural = is_width ? POSTER_PREVIEW_FRAME_WIDTH : POSTER_PREVIEW_FRAME_HEIGHT;
}

/**
 * poster_preview_drop_scene:
 * @self: a preview
 *
 * Has the page laid out anew, when it is next shown.
 */
void
poster_preview_drop_scene (PosterPreview *self)
{
  if (self->scene == NULL)
    return;
  g_clear_pointer (&self->former, poster_preview_scene_free);
  self->former = g_steal_pointer (&self->scene);
}

static void
ensure_scene (PosterPreview *self)
{
  const PosterPreviewPost post = poster_preview_get_post (self);
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  g_autofree char *font = pango_font_description_to_string (pango_context_get_font_description (context));
  gboolean is_outlined = adw_style_manager_get_high_contrast (adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self))));
  GdkRGBA text, accent;

  poster_get_color (self->surface, &text);
  poster_get_color (self->tint, &accent);
  if (self->scene != NULL && gdk_rgba_equal (&text, &self->text) && gdk_rgba_equal (&accent, &self->accent) &&
      g_strcmp0 (font, self->font) == 0 && self->frame.is_outlined == is_outlined)
    return;
  poster_preview_drop_scene (self);
  if (self->frame.is_outlined != is_outlined)
    poster_preview_frame_clear (&self->frame);
  self->frame.is_outlined = is_outlined;
  self->text = text;
  self->accent = accent;
  g_free (self->font);
  self->font = g_steal_pointer (&font);
  self->scene = poster_preview_scene_new (&post, GTK_WIDGET (self), &text, &accent);
  if (self->former == NULL || !poster_preview_scene_has_place_of (self->scene, self->former))
    poster_preview_frame_clear_picture (&self->frame);
  if (self->former != NULL)
    poster_preview_scene_keep (self->scene, self->former);
  g_clear_pointer (&self->former, poster_preview_scene_free);
  self->n_builds++;
}

static void
poster_preview_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  PosterPreview *self = POSTER_PREVIEW (widget);
  GtkWidget *const fixed[] = { self->avatar_image, self->disc_image, self->tint };

  ensure_scene (self);
  poster_preview_frame_fit (&self->frame, self->scene, width, height);
  gtk_widget_set_child_visible (self->surface, !self->scene->is_phone);
  gtk_widget_set_child_visible (self->avatar_image, self->scene->avatar.size.width > 0);
  gtk_widget_set_child_visible (self->disc_image, self->scene->disc.size.width > 0);
  if (!self->scene->is_phone)
    gtk_widget_size_allocate (self->surface,
                              &(GtkAllocation) { (int) self->frame.page.origin.x, (int) self->frame.page.origin.y,
                                                 (int) self->frame.page.size.width, (int) self->frame.page.size.height }, -1);
  /* Their places are those of the scene. */
  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    {
      int natural;

      gtk_widget_measure (fixed[i], GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
      gtk_widget_allocate (fixed[i], natural, natural, -1, NULL);
    }
  poster_preview_settle_cells (self);
  poster_preview_tell_room (self);
}

static void
snapshot_round (PosterPreview         *self,
                GtkWidget             *child,
                const graphene_rect_t *units,
                GtkSnapshot           *snapshot)
{
  graphene_rect_t place;
  float scale;

  if (units->size.width <= 0)
    return;
  poster_preview_frame_place (&self->frame, units, &place);
  scale = place.size.width / (float) MAX (1, adw_avatar_get_size (ADW_AVATAR (child)));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &place.origin);
  gtk_snapshot_scale (snapshot, scale, scale);
  gtk_widget_snapshot_child (GTK_WIDGET (self), child, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
poster_preview_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  PosterPreview *self = POSTER_PREVIEW (widget);

  if (self->scene == NULL)
    return;
  if (self->scene->is_phone)
    poster_preview_frame_snapshot_body (&self->frame, snapshot);
  else
    gtk_widget_snapshot_child (widget, self->surface, snapshot);
  poster_preview_frame_begin (&self->frame, self->scene, snapshot);
  poster_preview_frame_snapshot_layer (&self->frame, self->scene->under, snapshot);
  if (self->scene->n_cells > 0)
    poster_preview_frame_snapshot_cells (&self->frame, self->scene, self->cells, snapshot);
  else if (self->paintable != NULL || self->scene->is_phone)
    poster_preview_frame_snapshot_picture (&self->frame, self->scene, self->paintable, snapshot);
  poster_preview_frame_snapshot_layer (&self->frame, self->scene->over, snapshot);
  snapshot_round (self, self->avatar_image, &self->scene->avatar, snapshot);
  snapshot_round (self, self->disc_image, &self->scene->disc, snapshot);
  poster_preview_frame_end (snapshot);
}

static void
poster_preview_map (GtkWidget *widget)
{
  PosterPreview *self = POSTER_PREVIEW (widget);

  GTK_WIDGET_CLASS (poster_preview_parent_class)->map (widget);
  if (self->resumes && POSTER_IS_PLAYER (self->paintable))
    poster_player_play (POSTER_PLAYER (self->paintable));
  self->resumes = FALSE;
}

static void
poster_preview_unmap (GtkWidget *widget)
{
  PosterPreview *self = POSTER_PREVIEW (widget);

  if (POSTER_IS_PLAYER (self->paintable) && poster_player_get_playing (POSTER_PLAYER (self->paintable)))
    {
      self->resumes = TRUE;
      poster_player_pause (POSTER_PLAYER (self->paintable));
    }
  GTK_WIDGET_CLASS (poster_preview_parent_class)->unmap (widget);
}

static void
poster_preview_direction_changed (GtkWidget        *widget,
                                  GtkTextDirection  previous)
{
  GTK_WIDGET_CLASS (poster_preview_parent_class)->direction_changed (widget, previous);
  poster_preview_rebuild (POSTER_PREVIEW (widget));
}

static void
poster_preview_css_changed (GtkWidget         *widget,
                            GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (poster_preview_parent_class)->css_changed (widget, change);
  /* Colours and fonts are looked at there; what else changes is not ours. */
  gtk_widget_queue_allocate (widget);
}

static void
poster_preview_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  PosterPreview *self = POSTER_PREVIEW (object);

  switch (property_id)
    {
    case POSTER_PREVIEW_PROP_PAINTABLE:
      g_value_set_object (value, self->paintable);
      break;
    case POSTER_PREVIEW_PROP_PICTURES:
      g_value_set_object (value, self->pictures);
      break;
    case POSTER_PREVIEW_PROP_PLATFORM:
      g_value_set_object (value, self->platform);
      break;
    case POSTER_PREVIEW_PROP_HANDLE:
      g_value_set_string (value, self->handle);
      break;
    case POSTER_PREVIEW_PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case POSTER_PREVIEW_PROP_AVATAR:
      g_value_set_object (value, self->avatar);
      break;
    case POSTER_PREVIEW_PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case POSTER_PREVIEW_PROP_CAPTION:
      g_value_set_string (value, self->caption);
      break;
    case POSTER_PREVIEW_PROP_KIND:
      g_value_set_uint (value, self->kind);
      break;
    case POSTER_PREVIEW_PROP_OPTIONS:
      g_value_set_boxed (value, self->options);
      break;
    case POSTER_PREVIEW_PROP_LOOK:
      g_value_set_string (value, self->look_id);
      break;
    case POSTER_PREVIEW_PROP_SHOWN_LOOK:
      g_value_set_string (value, poster_preview_get_shown_look (self));
      break;
    case POSTER_PREVIEW_PROP_SAFE_ZONES:
      g_value_set_boolean (value, self->safe_zones);
      break;
    case POSTER_PREVIEW_PROP_HAS_SAFE_ZONES:
      g_value_set_boolean (value, poster_preview_has_safe_zones (self));
      break;
    case POSTER_PREVIEW_PROP_INDEX:
      g_value_set_uint (value, self->index);
      break;
    case POSTER_PREVIEW_PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_preview_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  PosterPreview *self = POSTER_PREVIEW (object);

  switch (property_id)
    {
    case POSTER_PREVIEW_PROP_PAINTABLE:
      poster_preview_set_paintable (self, g_value_get_object (value));
      break;
    case POSTER_PREVIEW_PROP_PICTURES:
      poster_preview_set_pictures (self, g_value_get_object (value));
      break;
    case POSTER_PREVIEW_PROP_PLATFORM:
      poster_preview_set_platform (self, g_value_get_object (value));
      break;
    case POSTER_PREVIEW_PROP_HANDLE:
      poster_preview_set_handle (self, g_value_get_string (value));
      break;
    case POSTER_PREVIEW_PROP_NAME:
      poster_preview_set_name (self, g_value_get_string (value));
      break;
    case POSTER_PREVIEW_PROP_AVATAR:
      poster_preview_set_avatar (self, g_value_get_object (value));
      break;
    case POSTER_PREVIEW_PROP_TITLE:
      poster_preview_set_title (self, g_value_get_string (value));
      break;
    case POSTER_PREVIEW_PROP_CAPTION:
      poster_preview_set_caption (self, g_value_get_string (value));
      break;
    case POSTER_PREVIEW_PROP_KIND:
      poster_preview_set_kind (self, g_value_get_uint (value));
      break;
    case POSTER_PREVIEW_PROP_OPTIONS:
      poster_preview_set_options (self, g_value_get_boxed (value));
      break;
    case POSTER_PREVIEW_PROP_LOOK:
      poster_preview_set_look (self, g_value_get_string (value));
      break;
    case POSTER_PREVIEW_PROP_SAFE_ZONES:
      poster_preview_set_safe_zones (self, g_value_get_boolean (value));
      break;
    case POSTER_PREVIEW_PROP_INDEX:
      poster_preview_set_picture (self, g_value_get_uint (value), self->count);
      break;
    case POSTER_PREVIEW_PROP_COUNT:
      poster_preview_set_picture (self, self->index, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
poster_preview_dispose (GObject *object)
{
  PosterPreview *self = POSTER_PREVIEW (object);

  poster_preview_drop_pictures (self);
  g_clear_pointer (&self->look, json_object_unref);
  g_clear_object (&self->platform);
  g_clear_object (&self->avatar);
  g_clear_pointer (&self->options, json_object_unref);
  g_clear_pointer (&self->scene, poster_preview_scene_free);
  g_clear_pointer (&self->former, poster_preview_scene_free);
  g_clear_pointer (&self->surface, gtk_widget_unparent);
  g_clear_pointer (&self->tint, gtk_widget_unparent);
  g_clear_pointer (&self->avatar_image, gtk_widget_unparent);
  g_clear_pointer (&self->disc_image, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_preview_parent_class)->dispose (object);
}

static void
poster_preview_finalize (GObject *object)
{
  PosterPreview *self = POSTER_PREVIEW (object);

  g_ptr_array_unref (self->cells);
  poster_preview_frame_clear (&self->frame);
  g_free (self->handle);
  g_free (self->name);
  g_free (self->title);
  g_free (self->caption);
  g_free (self->look_id);
  g_free (self->font);
  G_OBJECT_CLASS (poster_preview_parent_class)->finalize (object);
}

static void
poster_preview_class_init (PosterPreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = poster_preview_get_property;
  object_class->set_property = poster_preview_set_property;
  object_class->dispose = poster_preview_dispose;
  object_class->finalize = poster_preview_finalize;
  widget_class->measure = poster_preview_measure;
  widget_class->size_allocate = poster_preview_size_allocate;
  widget_class->snapshot = poster_preview_snapshot;
  widget_class->map = poster_preview_map;
  widget_class->unmap = poster_preview_unmap;
  widget_class->direction_changed = poster_preview_direction_changed;
  widget_class->css_changed = poster_preview_css_changed;

  properties[POSTER_PREVIEW_PROP_PAINTABLE] = g_param_spec_object ("paintable", NULL, NULL, GDK_TYPE_PAINTABLE, flags);
  properties[POSTER_PREVIEW_PROP_PICTURES] = g_param_spec_object ("pictures", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[POSTER_PREVIEW_PROP_PLATFORM] = g_param_spec_object ("platform", NULL, NULL, POSTER_TYPE_PLATFORM, flags);
  properties[POSTER_PREVIEW_PROP_HANDLE] = g_param_spec_string ("handle", NULL, NULL, NULL, flags);
  /* GtkWidget has a `name` of its own. */
  properties[POSTER_PREVIEW_PROP_NAME] = g_param_spec_string ("account-name", NULL, NULL, NULL, flags);
  properties[POSTER_PREVIEW_PROP_AVATAR] = g_param_spec_object ("avatar", NULL, NULL, GDK_TYPE_PAINTABLE, flags);
  properties[POSTER_PREVIEW_PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[POSTER_PREVIEW_PROP_CAPTION] = g_param_spec_string ("caption", NULL, NULL, NULL, flags);
  properties[POSTER_PREVIEW_PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[POSTER_PREVIEW_PROP_OPTIONS] = g_param_spec_boxed ("options", NULL, NULL, JSON_TYPE_OBJECT, flags);
  properties[POSTER_PREVIEW_PROP_LOOK] = g_param_spec_string ("look", NULL, NULL, NULL, flags);
  properties[POSTER_PREVIEW_PROP_SHOWN_LOOK] = g_param_spec_string ("shown-look", NULL, NULL, NULL, shown);
  properties[POSTER_PREVIEW_PROP_SAFE_ZONES] = g_param_spec_boolean ("safe-zones", NULL, NULL, FALSE, flags);
  properties[POSTER_PREVIEW_PROP_HAS_SAFE_ZONES] = g_param_spec_boolean ("has-safe-zones", NULL, NULL, FALSE, shown);
  properties[POSTER_PREVIEW_PROP_INDEX] = g_param_spec_uint ("index", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[POSTER_PREVIEW_PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, POSTER_PREVIEW_N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "preview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static GtkWidget *
add_child (PosterPreview *self,
           GtkWidget     *child,
           const char    *css_class)
{
  gtk_widget_add_css_class (child, css_class);
  gtk_widget_set_can_target (child, FALSE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return child;
}

static void
poster_preview_init (PosterPreview *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->cells = g_ptr_array_new_with_free_func (g_object_unref);
  self->surface = add_child (self, adw_bin_new (), "card");
  self->tint = add_child (self, adw_bin_new (), "accent");
  self->avatar_image = add_child (self, adw_avatar_new (48, NULL, TRUE), "preview-avatar");
  self->disc_image = add_child (self, adw_avatar_new (24, NULL, TRUE), "preview-disc");
  g_signal_connect_swapped (click, "released", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  poster_preview_turn_add (GTK_WIDGET (self), turn_cb);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (poster_preview_rebuild), NULL);
  poster_preview_rebuild (self);
}

GtkWidget *
poster_preview_new (void)
{
  return g_object_new (POSTER_TYPE_PREVIEW, NULL);
}

/**
 * poster_preview_get_n_builds:
 * @self: a preview
 *
 * Returns: how often all but the picture was laid out and drawn
 */
guint
poster_preview_get_n_builds (PosterPreview *self)
{
  g_return_val_if_fail (POSTER_IS_PREVIEW (self), 0);

  return self->n_builds;
}

/**
 * poster_preview_get_media:
 * @self: a preview that is on screen
 * @media: (out caller-allocates): where the picture is, in pixels of the widget; empty when nowhere
 */
void
poster_preview_get_media (PosterPreview   *self,
                          graphene_rect_t *media)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  *media = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  if (self->scene != NULL)
    poster_preview_frame_place (&self->frame, &self->scene->media, media);
}
