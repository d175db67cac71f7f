/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-strip"

#include "poster-media-strip-private.h"

#include <glib/gi18n-lib.h>

static PosterMediaTile *
tile_at (PosterMediaStrip *self,
         guint             place)
{
  return g_ptr_array_index (self->tile_widgets, place);
}

/* The same widget all the way, so that the focus stays on it. */
static void
move (PosterMediaStrip *self,
      guint             from,
      guint             to)
{
  g_autofree char *words = NULL;

  if (from == to)
    return;
  self->moving = tile_at (self, from);
  poster_draft_move_media (self->draft, from, to);
  words = g_strdup_printf (_("It is now %u of %u."), to + 1, self->tile_widgets->len);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->moving), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  self->moving = NULL;
}

/* As many as there are in the first line. */
static guint
count_columns (PosterMediaStrip *self)
{
  double first_y = 0;
  guint columns = 0;

  for (; columns < self->tile_widgets->len; columns++)
    {
      double x, y;

      gtk_widget_translate_coordinates (GTK_WIDGET (tile_at (self, columns)), GTK_WIDGET (self->tiles), 0, 0, &x, &y);
      if (columns == 0)
        first_y = y;
      else if (y > first_y + 1)
        break;
    }
  return MAX (columns, 1);
}

/* Returns: whether @keyval leads somewhere */
static gboolean
find_place (PosterMediaStrip *self,
            guint             keyval,
            guint             place,
            guint            *to)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  guint last = self->tile_widgets->len - 1;
  guint columns = count_columns (self);

  if ((keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left) != is_rtl &&
      (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left || keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right))
    *to = place > 0 ? place - 1 : 0;
  else if (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left || keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right)
    *to = MIN (place + 1, last);
  else if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    *to = place >= columns ? place - columns : place;
  else if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    *to = place + columns <= last ? place + columns : place;
  else if (keyval == GDK_KEY_Home || keyval == GDK_KEY_KP_Home)
    *to = 0;
  else if (keyval == GDK_KEY_End || keyval == GDK_KEY_KP_End)
    *to = last;
  else
    return FALSE;
  /* From the first line the focus may go on upwards, from the last one downwards. */
  return *to != place || !(keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up || keyval == GDK_KEY_Down ||
                           keyval == GDK_KEY_KP_Down);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        modifiers,
        PosterMediaStrip      *self)
{
  GtkWidget *tile = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  PosterMediaItem *item = poster_media_tile_get_item (POSTER_MEDIA_TILE (tile));
  GdkModifierType held = modifiers & gtk_accelerator_get_default_mod_mask ();
  guint place = poster_media_strip_find (self, item);
  guint to;

  /* What is in the tile has keys of its own. */
  if (place == G_MAXUINT || !gtk_widget_has_focus (tile))
    return FALSE;
  if (held == 0 && (keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete || keyval == GDK_KEY_BackSpace))
    {
      poster_media_strip_remove (self, item);
      return TRUE;
    }
  if ((held != 0 && held != GDK_CONTROL_MASK) || !find_place (self, keyval, place, &to))
    return FALSE;
  if (held == GDK_CONTROL_MASK)
    {
      move (self, place, to);
      return TRUE;
    }
  poster_media_strip_choose (self, poster_media_tile_get_item (tile_at (self, to)));
  gtk_widget_grab_focus (GTK_WIDGET (tile_at (self, to)));
  return TRUE;
}

/* The tiles as they would lie if @self->dragged lay at the gap. */
static void
show_gap (PosterMediaStrip *self,
          guint             gap)
{
  g_autoptr(GPtrArray) others = g_ptr_array_new ();

  if (gap == self->gap)
    return;
  self->gap = gap;
  for (guint i = 0; i < self->tile_widgets->len; i++)
    if (tile_at (self, i) != self->dragged)
      g_ptr_array_add (others, tile_at (self, i));
  poster_wrap_box_insert_after (self->tiles, GTK_WIDGET (self->dragged),
                                gap > 0 ? g_ptr_array_index (others, gap - 1) : NULL);
}

/* The place of the tile under the pointer, as they lie now. */
static gboolean
find_under (PosterMediaStrip *self,
            double            x,
            double            y,
            guint            *place)
{
  GtkWidget *under = gtk_widget_pick (GTK_WIDGET (self->tiles), x, y, GTK_PICK_DEFAULT);
  guint i = 0;

  while (under != NULL && !POSTER_IS_MEDIA_TILE (under))
    under = under != GTK_WIDGET (self->tiles) ? gtk_widget_get_parent (under) : NULL;
  if (under == NULL)
    return FALSE;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->tiles)); child != under;
       child = gtk_widget_get_next_sibling (child))
    i += POSTER_IS_MEDIA_TILE (child) ? 1 : 0;
  *place = i;
  return TRUE;
}

static GdkDragAction
motion_cb (GtkDropTarget    *target,
           double            x,
           double            y,
           PosterMediaStrip *self)
{
  guint place;

  /* One of another window is none of ours. */
  if (self->dragged == NULL)
    return 0;
  if (find_under (self, x, y, &place))
    show_gap (self, place);
  return GDK_ACTION_MOVE;
}

static gboolean
drop_cb (GtkDropTarget    *target,
         const GValue     *value,
         double            x,
         double            y,
         PosterMediaStrip *self)
{
  guint gap = self->gap;
  guint from;

  if (self->dragged == NULL)
    return FALSE;
  from = poster_media_strip_find (self, poster_media_tile_get_item (self->dragged));
  self->dragged = NULL;
  if (from != G_MAXUINT && gap < self->tile_widgets->len)
    move (self, from, gap);
  return TRUE;
}

static void
dragged_cb (PosterMediaTile  *tile,
            gboolean          is_dragged,
            PosterMediaStrip *self)
{
  if (is_dragged)
    {
      self->dragged = tile;
      self->gap = poster_media_strip_find (self, poster_media_tile_get_item (tile));
    }
  else if (self->dragged == tile)
    {
      /* Let go somewhere else: all is as it was. */
      show_gap (self, poster_media_strip_find (self, poster_media_tile_get_item (tile)));
      self->dragged = NULL;
    }
}

/**
 * poster_media_strip_set_up_order:
 * @self: a strip with its box of tiles
 *
 * Lets tiles be dropped between others.
 */
void
poster_media_strip_set_up_order (PosterMediaStrip *self)
{
  GtkDropTarget *target = gtk_drop_target_new (POSTER_TYPE_MEDIA_TILE, GDK_ACTION_MOVE);

  g_signal_connect (target, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->tiles), GTK_EVENT_CONTROLLER (target));
}

/**
 * poster_media_strip_set_up_tile:
 * @self: a strip
 * @tile: a new tile of it
 *
 * Lets @tile be moved by keys and by dragging.
 */
void
poster_media_strip_set_up_tile (PosterMediaStrip *self,
                                GtkWidget        *tile)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (tile, keys);
  g_signal_connect (tile, "dragged", G_CALLBACK (dragged_cb), self);
}
