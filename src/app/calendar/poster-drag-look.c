/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-drag-look"

#include "poster-drag-look.h"

#include "poster-compat.h"

#define WIDTH 44
#define HEIGHT 78
#define RADIUS 6
#define RING 2
#define PILL_GAP 4
#define PILL_EDGE 7

/**
 * PosterDragLook:
 *
 * Draws what is dragged, over the view that it is dragged in.
 */
struct _PosterDragLook
{
  GObject     parent_instance;

  GtkWidget  *widget;   /* (unowned), where it is drawn */
  GdkTexture *texture;  /* (nullable) */
  char       *words;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (PosterDragLook, poster_drag_look, G_TYPE_OBJECT)

static void
poster_drag_look_finalize (GObject *object)
{
  g_clear_object (&POSTER_DRAG_LOOK (object)->texture);
  g_free (POSTER_DRAG_LOOK (object)->words);
  G_OBJECT_CLASS (poster_drag_look_parent_class)->finalize (object);
}

static void
poster_drag_look_class_init (PosterDragLookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_drag_look_finalize;
}

static void
poster_drag_look_init (PosterDragLook *self)
{
}

/**
 * poster_drag_look_new:
 * @widget: the view that it is dragged in; it owns the look
 *
 * Returns: (transfer full): a look
 */
PosterDragLook *
poster_drag_look_new (GtkWidget *widget)
{
  PosterDragLook *self = g_object_new (POSTER_TYPE_DRAG_LOOK, NULL);

  self->widget = widget;
  return self;
}

/**
 * poster_drag_look_lift:
 * @self: a look
 * @tile: has the picture that it gets; it may show another post while this one is carried
 */
void
poster_drag_look_lift (PosterDragLook     *self,
                       PosterCalendarTile *tile)
{
  g_set_object (&self->texture, poster_calendar_tile_get_texture (tile));
}

/**
 * poster_drag_look_set_words:
 * @self: a look
 * @words: the time that it would get
 */
void
poster_drag_look_set_words (PosterDragLook *self,
                            const char     *words)
{
  g_free (self->words);
  self->words = g_strdup (words);
}

/**
 * poster_drag_look_get_words:
 * @self: a look
 *
 * Returns: (nullable): the time that it would get
 */
const char *
poster_drag_look_get_words (PosterDragLook *self)
{
  return self->words;
}

/* A colour that the style has a name for. */
static void
find_color (PosterDragLook *self,
            const char     *name,
            GdkRGBA        *color)
{
  if (!poster_find_color (self->widget, name, color))
    poster_get_color (self->widget, color);
}

static void
snapshot_pill (PosterDragLook *self,
               GtkSnapshot    *snapshot,
               float           middle,
               float           top)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (self->widget, self->words);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  GskRoundedRect outline;
  graphene_rect_t pill;
  GdkRGBA back, front;
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attributes, pango_attr_scale_new (0.82));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  find_color (self, "accent_bg_color", &back);
  find_color (self, "accent_fg_color", &front);
  pill = GRAPHENE_RECT_INIT (middle - (float) width / 2 - PILL_EDGE, top, (float) width + 2 * PILL_EDGE, (float) height + 2);
  gsk_rounded_rect_init_from_rect (&outline, &pill, pill.size.height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &back, &pill);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (pill.origin.x + PILL_EDGE, top + 1));
  gtk_snapshot_append_layout (snapshot, layout, &front);
  gtk_snapshot_restore (snapshot);
}

/**
 * poster_drag_look_snapshot:
 * @self: a look
 * @snapshot: where to draw
 * @x: where the pointer is
 * @y: where the pointer is
 *
 * Draws it at the pointer.
 */
void
poster_drag_look_snapshot (PosterDragLook *self,
                           GtkSnapshot    *snapshot,
                           double          x,
                           double          y)
{
  graphene_rect_t place = GRAPHENE_RECT_INIT ((float) x - WIDTH / 2, (float) y - HEIGHT / 2, WIDTH, HEIGHT);
  GskRoundedRect outline;
  GdkRGBA accent, shadow = { 0, 0, 0, 0.35f }, back;
  float ring[] = { RING, RING, RING, RING };
  GdkRGBA rings[4];

  find_color (self, "accent_bg_color", &accent);
  find_color (self, "view_bg_color", &back);
  for (guint i = 0; i < G_N_ELEMENTS (rings); i++)
    rings[i] = accent;
  gsk_rounded_rect_init_from_rect (&outline, &place, RADIUS);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &shadow, 0, 4, 0, 12);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &back, &place);
  gtk_snapshot_pop (snapshot);
  poster_calendar_tile_draw_picture (self->widget, self->texture, snapshot, &place);
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (place.origin.x - 1, place.origin.y - 1, WIDTH + 2, HEIGHT + 2),
                                   RADIUS + 1);
  gtk_snapshot_append_border (snapshot, &outline, ring, rings);
  if (self->words != NULL)
    snapshot_pill (self, snapshot, (float) x, place.origin.y + HEIGHT + PILL_GAP);
}
