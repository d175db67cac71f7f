/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview"

#include "poster-preview.h"

#include "poster-player.h"
#include "poster-preview-paint.h"
#include "poster-still.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* In units, see PosterPreviewLook. */
#define SCREEN_WIDTH  284
#define SCREEN_HEIGHT 505
#define BODY_RADIUS   34.0f
#define SCREEN_RADIUS 27.0f

/* The body around the screen: nearly as wide when the phone is small. */
#define BODY(unit) (4 + 4 * (unit))

#define MIN_WIDTH  120
#define MIN_HEIGHT 200

/* How much narrower or wider than the screen a picture may be and still fill it. */
#define ABOUT_THE_SAME 0.02

struct _PosterPreview
{
  GtkWidget       parent_instance;

  GdkPaintable   *paintable;    /* (nullable) */
  PosterPlatform *platform;     /* (nullable) */
  char           *handle;       /* (nullable) */
  GdkPaintable   *avatar;       /* (nullable) */
  char           *title;        /* (nullable) */
  char           *caption;      /* (nullable) */
  PosterPostKind  kind;
  gboolean        safe_zones;
  guint           index;
  guint           count;

  GtkWidget      *avatar_image; /* (owned), a child */
  GtkWidget      *disc_image;   /* (owned), a child */
  graphene_rect_t body;         /* as allocated */
  graphene_rect_t screen;
  float           unit;
  GskRenderNode  *interface;    /* (nullable): what lies over the picture; %NULL when it has to be drawn anew */
  gboolean        resumes;      /* it played when it went out of sight */
};

G_DEFINE_FINAL_TYPE (PosterPreview, poster_preview, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_PAINTABLE,
  PROP_PLATFORM,
  PROP_HANDLE,
  PROP_AVATAR,
  PROP_TITLE,
  PROP_CAPTION,
  PROP_KIND,
  PROP_SAFE_ZONES,
  PROP_INDEX,
  PROP_COUNT,
  N_PROPS
};

enum
{
  TURN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* Returns: (nullable): why there is nothing to see */
static const char *
get_words (PosterPreview *self)
{
  if (POSTER_IS_PLAYER (self->paintable))
    return poster_player_get_error (POSTER_PLAYER (self->paintable));
  if (POSTER_IS_STILL (self->paintable))
    return poster_still_get_error (POSTER_STILL (self->paintable));
  return NULL;
}

static void
redraw_interface (PosterPreview *self)
{
  g_clear_pointer (&self->interface, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What a screen reader says: what it is, and the post's words. */
static void
describe (PosterPreview *self)
{
  g_autofree char *label = NULL;
  g_autofree char *description = NULL;
  const char *words = get_words (self);

  if (self->platform != NULL)
    /* Translators: %s is the name of a platform, e.g. TikTok */
    label = g_strdup_printf (_("Preview on %s"), self->platform->name);
  else
    label = g_strdup (_("Preview"));
  if (words == NULL)
    words = self->caption != NULL ? self->caption : "";
  description = self->handle != NULL ? g_strdup_printf ("@%s: %s", self->handle, words) : g_strdup (words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  -1);
}

static void
changed (PosterPreview *self,
         int            property)
{
  redraw_interface (self);
  describe (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
tell_room (PosterPreview *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = (int) (self->screen.size.width * (float) scale + 0.5f);
  int height = (int) (self->screen.size.height * (float) scale + 0.5f);

  if (width < 1 || height < 1)
    return;
  if (POSTER_IS_PLAYER (self->paintable))
    poster_player_set_room (POSTER_PLAYER (self->paintable), width, height);
  else if (POSTER_IS_STILL (self->paintable))
    poster_still_set_room (POSTER_STILL (self->paintable), width, height);
}

static void
error_cb (PosterPreview *self)
{
  redraw_interface (self);
  describe (self);
}

static void
scale_cb (PosterPreview *self)
{
  tell_room (self);
  redraw_interface (self);
}

static void
clicked_cb (PosterPreview   *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  if (POSTER_IS_PLAYER (self->paintable))
    poster_player_toggle (POSTER_PLAYER (self->paintable));
  else if (self->count > 1)
    g_signal_emit (self, signals[TURN], 0,
                   x < (double) (self->screen.origin.x + self->screen.size.width / 2) ? -1 : 1);
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
  *natural = (is_width ? SCREEN_WIDTH : SCREEN_HEIGHT) + 2 * (int) BODY (1);
}

/* Puts a child of a fixed size around a place of the interface. */
static void
allocate_round (PosterPreview *self,
                GtkWidget     *child,
                float          x,
                float          y,
                float          diameter)
{
  float size = (float) adw_avatar_get_size (ADW_AVATAR (child));
  float pixels = diameter * self->unit;
  GskTransform *transform;

  transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (self->screen.origin.x + x * self->unit - pixels / 2,
                                                                   self->screen.origin.y + y * self->unit - pixels / 2));
  gtk_widget_allocate (child, (int) size, (int) size, -1, gsk_transform_scale (transform, pixels / size, pixels / size));
}

static void
poster_preview_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  PosterPreview *self = POSTER_PREVIEW (widget);
  float unit = MIN (((float) width - 8) / (SCREEN_WIDTH + 8), ((float) height - 8) / (SCREEN_HEIGHT + 8));
  float screen_width, screen_height, body;

  unit = MAX (unit, 0.1f);
  body = roundf (BODY (unit));
  screen_width = roundf (unit * SCREEN_WIDTH);
  screen_height = roundf (unit * SCREEN_HEIGHT);
  self->unit = screen_width / SCREEN_WIDTH;
  self->screen = GRAPHENE_RECT_INIT (roundf (((float) width - screen_width) / 2), roundf (((float) height - screen_height) / 2),
                                     screen_width, screen_height);
  graphene_rect_inset_r (&self->screen, -body, -body, &self->body);
  gtk_widget_measure (self->avatar_image, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (self->disc_image, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  allocate_round (self, self->avatar_image, POSTER_PREVIEW_AVATAR_X, POSTER_PREVIEW_AVATAR_Y, POSTER_PREVIEW_AVATAR_SIZE);
  allocate_round (self, self->disc_image, POSTER_PREVIEW_AVATAR_X, POSTER_PREVIEW_DISC_Y, POSTER_PREVIEW_DISC_SIZE);
  tell_room (self);
  g_clear_pointer (&self->interface, gsk_render_node_unref);
}

static void
snapshot_body (PosterPreview *self,
               GtkSnapshot   *snapshot)
{
  const GdkRGBA black = { 0.055f, 0.055f, 0.06f, 1 };
  const GdkRGBA shadow = { 0, 0, 0, 0.28f };
  const GdkRGBA edge = { 1, 1, 1, 0.09f };
  const GdkRGBA edges[4] = { edge, edge, edge, edge };
  const float widths[4] = { 1, 1, 1, 1 };
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &self->body, (BODY_RADIUS * self->unit));
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &shadow, 0, 6 * self->unit, 0, 22 * self->unit);
  poster_preview_paint_round (snapshot, &self->body, BODY_RADIUS * self->unit, &black);
  /* On a dark ground it would have no shape. */
  gtk_snapshot_append_border (snapshot, &outline, widths, edges);
}

static void
snapshot_picture (PosterPreview *self,
                  GtkSnapshot   *snapshot)
{
  const graphene_rect_t *screen = &self->screen;
  double screen_ratio = (double) (screen->size.width / screen->size.height);
  double ratio, scale_x, width, height;

  if (self->paintable == NULL)
    return;
  ratio = gdk_paintable_get_intrinsic_aspect_ratio (self->paintable);
  if (ratio <= 0)
    ratio = screen_ratio;
  scale_x = ratio / screen_ratio;
  /* The feed shows all of a picture, on black, and fills the screen with one of about its shape. */
  if ((scale_x > 1) == (ABS (scale_x - 1) > ABOUT_THE_SAME))
    {
      width = (double) screen->size.width;
      height = width / ratio;
    }
  else
    {
      height = (double) screen->size.height;
      width = height * ratio;
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) ((double) screen->origin.x + ((double) screen->size.width - width) / 2),
                                                          (float) ((double) screen->origin.y + ((double) screen->size.height - height) / 2)));
  gdk_paintable_snapshot (self->paintable, snapshot, width, height);
  gtk_snapshot_restore (snapshot);
}

static void
poster_preview_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  PosterPreview *self = POSTER_PREVIEW (widget);
  const GdkRGBA black = { 0, 0, 0, 1 };
  GskRoundedRect screen;

  snapshot_body (self, snapshot);
  gsk_rounded_rect_init_from_rect (&screen, &self->screen, SCREEN_RADIUS * self->unit);
  gtk_snapshot_push_rounded_clip (snapshot, &screen);
  gtk_snapshot_append_color (snapshot, &black, &self->screen);
  snapshot_picture (self, snapshot);
  if (self->interface == NULL)
    {
      const PosterPreviewLook look = {
        .widget = widget,
        .screen = self->screen,
        .unit = self->unit,
        .platform = self->platform,
        .kind = self->kind,
        .handle = self->handle,
        .title = self->title,
        .caption = self->caption,
        .index = self->index,
        .count = self->count,
        .safe_zones = self->safe_zones,
        .words = get_words (self),
      };

      self->interface = poster_preview_paint (&look);
    }
  if (self->interface != NULL)
    gtk_snapshot_append_node (snapshot, self->interface);
  gtk_widget_snapshot_child (widget, self->avatar_image, snapshot);
  gtk_widget_snapshot_child (widget, self->disc_image, snapshot);
  gtk_snapshot_pop (snapshot);
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
  redraw_interface (POSTER_PREVIEW (widget));
}

static void
poster_preview_css_changed (GtkWidget         *widget,
                            GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (poster_preview_parent_class)->css_changed (widget, change);
  g_clear_pointer (&POSTER_PREVIEW (widget)->interface, gsk_render_node_unref);
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
    case PROP_PAINTABLE:
      g_value_set_object (value, self->paintable);
      break;
    case PROP_PLATFORM:
      g_value_set_object (value, self->platform);
      break;
    case PROP_HANDLE:
      g_value_set_string (value, self->handle);
      break;
    case PROP_AVATAR:
      g_value_set_object (value, self->avatar);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_CAPTION:
      g_value_set_string (value, self->caption);
      break;
    case PROP_KIND:
      g_value_set_uint (value, self->kind);
      break;
    case PROP_SAFE_ZONES:
      g_value_set_boolean (value, self->safe_zones);
      break;
    case PROP_INDEX:
      g_value_set_uint (value, self->index);
      break;
    case PROP_COUNT:
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
    case PROP_PAINTABLE:
      poster_preview_set_paintable (self, g_value_get_object (value));
      break;
    case PROP_PLATFORM:
      poster_preview_set_platform (self, g_value_get_object (value));
      break;
    case PROP_HANDLE:
      poster_preview_set_handle (self, g_value_get_string (value));
      break;
    case PROP_AVATAR:
      poster_preview_set_avatar (self, g_value_get_object (value));
      break;
    case PROP_TITLE:
      poster_preview_set_title (self, g_value_get_string (value));
      break;
    case PROP_CAPTION:
      poster_preview_set_caption (self, g_value_get_string (value));
      break;
    case PROP_KIND:
      poster_preview_set_kind (self, g_value_get_uint (value));
      break;
    case PROP_SAFE_ZONES:
      poster_preview_set_safe_zones (self, g_value_get_boolean (value));
      break;
    case PROP_INDEX:
      poster_preview_set_picture (self, g_value_get_uint (value), self->count);
      break;
    case PROP_COUNT:
      poster_preview_set_picture (self, self->index, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
drop_paintable (PosterPreview *self)
{
  if (self->paintable != NULL)
    g_signal_handlers_disconnect_by_data (self->paintable, self);
  g_clear_object (&self->paintable);
}

static void
poster_preview_dispose (GObject *object)
{
  PosterPreview *self = POSTER_PREVIEW (object);

  drop_paintable (self);
  g_clear_object (&self->platform);
  g_clear_object (&self->avatar);
  g_clear_pointer (&self->interface, gsk_render_node_unref);
  g_clear_pointer (&self->avatar_image, gtk_widget_unparent);
  g_clear_pointer (&self->disc_image, gtk_widget_unparent);
  G_OBJECT_CLASS (poster_preview_parent_class)->dispose (object);
}

static void
poster_preview_finalize (GObject *object)
{
  PosterPreview *self = POSTER_PREVIEW (object);

  g_free (self->handle);
  g_free (self->title);
  g_free (self->caption);
  G_OBJECT_CLASS (poster_preview_parent_class)->finalize (object);
}

static void
poster_preview_class_init (PosterPreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

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

  properties[PROP_PAINTABLE] = g_param_spec_object ("paintable", NULL, NULL, GDK_TYPE_PAINTABLE, flags);
  properties[PROP_PLATFORM] = g_param_spec_object ("platform", NULL, NULL, POSTER_TYPE_PLATFORM, flags);
  properties[PROP_HANDLE] = g_param_spec_string ("handle", NULL, NULL, NULL, flags);
  properties[PROP_AVATAR] = g_param_spec_object ("avatar", NULL, NULL, GDK_TYPE_PAINTABLE, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_CAPTION] = g_param_spec_string ("caption", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SAFE_ZONES] = g_param_spec_boolean ("safe-zones", NULL, NULL, FALSE, flags);
  properties[PROP_INDEX] = g_param_spec_uint ("index", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  /**
   * PosterPreview::turn:
   * @self: a preview of pictures
   * @by: -1 or 1
   *
   * Someone wants to see the picture before or after.
   */
  signals[TURN] = g_signal_new ("turn", POSTER_TYPE_PREVIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "preview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static GtkWidget *
add_round (PosterPreview *self,
           int            size,
           const char    *css_class)
{
  GtkWidget *child = adw_avatar_new (size, NULL, TRUE);

  gtk_widget_add_css_class (child, css_class);
  gtk_widget_set_can_target (child, FALSE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return child;
}

static void
update_round (PosterPreview *self)
{
  gboolean shown = self->platform != NULL && g_str_equal (self->platform->key, "tiktok");

  gtk_widget_set_child_visible (self->avatar_image, shown);
  gtk_widget_set_child_visible (self->disc_image, shown);
}

static void
poster_preview_init (PosterPreview *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->unit = 1;
  self->avatar_image = add_round (self, 48, "preview-avatar");
  self->disc_image = add_round (self, 24, "preview-disc");
  update_round (self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (scale_cb), NULL);
  describe (self);
}

GtkWidget *
poster_preview_new (void)
{
  return g_object_new (POSTER_TYPE_PREVIEW, NULL);
}

void
poster_preview_set_paintable (PosterPreview *self,
                              GdkPaintable  *paintable)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));
  g_return_if_fail (paintable == NULL || GDK_IS_PAINTABLE (paintable));

  if (self->paintable == paintable)
    return;
  /* Nothing plays on unseen. */
  if (POSTER_IS_PLAYER (self->paintable))
    poster_player_pause (POSTER_PLAYER (self->paintable));
  drop_paintable (self);
  self->resumes = FALSE;
  if (paintable != NULL)
    {
      self->paintable = g_object_ref (paintable);
      g_signal_connect_swapped (paintable, "invalidate-contents", G_CALLBACK (gtk_widget_queue_draw), self);
      g_signal_connect_swapped (paintable, "invalidate-size", G_CALLBACK (gtk_widget_queue_draw), self);
      if (POSTER_IS_PLAYER (paintable) || POSTER_IS_STILL (paintable))
        g_signal_connect_swapped (paintable, "notify::error", G_CALLBACK (error_cb), self);
    }
  tell_room (self);
  changed (self, PROP_PAINTABLE);
}

void
poster_preview_set_platform (PosterPreview  *self,
                             PosterPlatform *platform)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (!g_set_object (&self->platform, platform))
    return;
  update_round (self);
  changed (self, PROP_PLATFORM);
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

void
poster_preview_set_handle (PosterPreview *self,
                           const char    *handle)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (!set_string (&self->handle, handle))
    return;
  adw_avatar_set_text (ADW_AVATAR (self->avatar_image), handle);
  adw_avatar_set_text (ADW_AVATAR (self->disc_image), handle);
  changed (self, PROP_HANDLE);
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
  changed (self, PROP_AVATAR);
}

void
poster_preview_set_title (PosterPreview *self,
                          const char    *title)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (set_string (&self->title, title))
    changed (self, PROP_TITLE);
}

void
poster_preview_set_caption (PosterPreview *self,
                            const char    *caption)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (set_string (&self->caption, caption))
    changed (self, PROP_CAPTION);
}

void
poster_preview_set_kind (PosterPreview  *self,
                         PosterPostKind  kind)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (self->kind == kind)
    return;
  self->kind = kind;
  changed (self, PROP_KIND);
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
  changed (self, PROP_SAFE_ZONES);
}

gboolean
poster_preview_has_safe_zones (PosterPreview *self)
{
  g_return_val_if_fail (POSTER_IS_PREVIEW (self), FALSE);

  return poster_preview_paint_has_insets (self->platform);
}

void
poster_preview_set_picture (PosterPreview *self,
                            guint          index,
                            guint          count)
{
  g_return_if_fail (POSTER_IS_PREVIEW (self));

  if (self->index == index && self->count == count)
    return;
  self->index = index;
  self->count = count;
  g_object_freeze_notify (G_OBJECT (self));
  changed (self, PROP_INDEX);
  changed (self, PROP_COUNT);
  g_object_thaw_notify (G_OBJECT (self));
}
