/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-strip"

#include "poster-media-strip-private.h"

#include <glib/gi18n-lib.h>

#include "poster-draft-limits.h"
#include "poster-words.h"

#define TILE_SPACING 9
#define CLIP_HEIGHT 100
#define CLIP_WIDTH 178

enum
{
  REPLACE,
  REMOVE,
  CHOSEN,
  ADD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterMediaStrip, poster_media_strip, GTK_TYPE_WIDGET)

static PosterMediaItem *
dup_first (PosterMediaStrip *self)
{
  return g_list_model_get_item (poster_draft_get_media (self->draft), 0);
}

static void
replace_cb (GtkButton        *button,
            PosterMediaStrip *self)
{
  g_autoptr(PosterMediaItem) item = dup_first (self);

  if (item != NULL)
    g_signal_emit (self, signals[REPLACE], 0, item);
}

static void
remove_cb (GtkButton        *button,
           PosterMediaStrip *self)
{
  g_autoptr(PosterMediaItem) item = dup_first (self);

  if (item != NULL)
    g_signal_emit (self, signals[REMOVE], 0, item);
}

static void
add_cb (GtkButton        *button,
        PosterMediaStrip *self)
{
  g_signal_emit (self, signals[ADD], 0);
}

static void
tile_removed_cb (PosterMediaTile  *tile,
                 PosterMediaStrip *self)
{
  poster_media_strip_remove (self, poster_media_tile_get_item (tile));
}

static void
tile_chosen_cb (PosterMediaTile  *tile,
                PosterMediaStrip *self)
{
  poster_media_strip_choose (self, poster_media_tile_get_item (tile));
}

/* The item is handed on, and never changed: there is another one with the same id instead. */
static void
described_cb (PosterAltTextRow *row,
              const char       *text,
              PosterMediaStrip *self)
{
  g_autoptr(PosterMediaItem) described = NULL;

  if (self->chosen == NULL || g_strcmp0 (self->chosen->alt_text, text) == 0)
    return;
  described = poster_media_item_copy (self->chosen);
  g_free (described->id);
  described->id = g_strdup (self->chosen->id);
  g_free (described->alt_text);
  described->alt_text = *text != '\0' ? g_strdup (text) : NULL;
  poster_draft_settle_media (self->draft, self->chosen, described);
}

/* As wide as the clip's own shape is at this height. */
static int
thumb_width (const PosterMediaFacts *facts)
{
  if (facts->width <= 0 || facts->height <= 0)
    return CLIP_HEIGHT;
  return CLAMP (CLIP_HEIGHT * facts->width / facts->height, CLIP_HEIGHT / 4, CLIP_WIDTH);
}

static void
show_cover_frame (PosterMediaStrip *self)
{
  gboolean is_chosen = self->cover != NULL && poster_cover_get_position_us (self->cover) >= 0;
  GdkTexture *frame = is_chosen ? poster_cover_get_texture (self->cover) : NULL;

  gtk_picture_set_paintable (self->cover_frame, GDK_PAINTABLE (frame));
  gtk_widget_set_visible (GTK_WIDGET (self->cover_frame), frame != NULL);
  gtk_widget_set_visible (self->cover_mark, is_chosen);
}

static void
show_clip (PosterMediaStrip *self)
{
  g_autoptr(PosterMediaItem) item = dup_first (self);
  g_autofree char *base = g_path_get_basename (item->path);
  g_autofree char *name = g_filename_display_name (base);
  gboolean is_known = item->facts != NULL;

  gtk_label_set_label (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), name);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), !is_known);
  gtk_widget_set_visible (GTK_WIDGET (self->duration), is_known && item->facts->duration_us > 0);
  gtk_widget_set_sensitive (self->replace_button, is_known);
  if (is_known)
    {
      g_autofree char *facts = poster_words_media (item->facts);
      g_autofree char *duration = poster_words_duration (item->facts->duration_us);

      gtk_spinner_stop (self->spinner);
      gtk_label_set_label (self->facts, facts);
      gtk_label_set_label (self->duration, duration);
      g_object_set (self->thumb, "max-width", thumb_width (item->facts), NULL);
      poster_thumb_set_item (self->thumb, item, 1);
    }
  else
    {
      gtk_spinner_start (self->spinner);
      gtk_label_set_label (self->facts, _("Looking into the file…"));
      poster_thumb_set_item (self->thumb, NULL, 1);
    }
  show_cover_frame (self);
}

static PosterMediaTile *
tile_at (PosterMediaStrip *self,
         guint             place)
{
  return g_ptr_array_index (self->tile_widgets, place);
}

/* Which one is chosen, and which one is seen first. */
static void
show_marks (PosterMediaStrip *self)
{
  PosterMediaItem *cover = self->cover != NULL ? poster_cover_get_item (self->cover) : NULL;
  gboolean is_picture = self->chosen != NULL && self->chosen->facts != NULL &&
                        self->chosen->facts->type == POSTER_MEDIA_IMAGE;

  for (guint i = 0; i < self->tile_widgets->len; i++)
    {
      PosterMediaItem *item = poster_media_tile_get_item (tile_at (self, i));

      poster_media_tile_set_chosen (tile_at (self, i), item == self->chosen);
      poster_media_tile_set_is_cover (tile_at (self, i), item == cover);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->alt_text_place), is_picture);
  if (is_picture)
    poster_alt_text_row_set_item (self->alt_text, self->chosen, poster_media_strip_find (self, self->chosen) + 1);
}

/**
 * poster_media_strip_find:
 * @self: a strip
 * @item: (nullable): a file
 *
 * Returns: its place, from 0; %G_MAXUINT if it is not shown
 */
guint
poster_media_strip_find (PosterMediaStrip *self,
                         PosterMediaItem  *item)
{
  for (guint i = 0; i < self->tile_widgets->len; i++)
    if (poster_media_tile_get_item (tile_at (self, i)) == item)
      return i;
  return G_MAXUINT;
}

/**
 * poster_media_strip_choose:
 * @self: a strip
 * @item: (nullable): one of several files
 *
 * Makes it the one that is described, and that the keyboard comes to.
 */
void
poster_media_strip_choose (PosterMediaStrip *self,
                           PosterMediaItem  *item)
{
  if (!g_set_object (&self->chosen, item))
    return;
  show_marks (self);
  if (item != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, item);
}

/* The next one, or the one before the last, takes the focus over. */
void
poster_media_strip_remove (PosterMediaStrip *self,
                           PosterMediaItem  *item)
{
  g_autoptr(PosterMediaItem) removed = g_object_ref (item);
  guint place = poster_media_strip_find (self, item);
  gboolean has_focus = place != G_MAXUINT && gtk_widget_get_focus_child (GTK_WIDGET (self->tiles)) != NULL;

  g_signal_emit (self, signals[REMOVE], 0, removed);
  if (!has_focus || poster_media_strip_find (self, removed) != G_MAXUINT)
    return;
  if (self->tile_widgets->len == 0)
    {
      gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
      return;
    }
  place = MIN (place, self->tile_widgets->len - 1);
  poster_media_strip_choose (self, poster_media_tile_get_item (tile_at (self, place)));
  if (!gtk_widget_grab_focus (GTK_WIDGET (tile_at (self, place))))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
show_count (PosterMediaStrip *self,
            guint             n_items)
{
  gboolean has_video = poster_draft_get_kind (self->draft) == POSTER_POST_VIDEO;
  PosterPlatform *strictest = NULL;
  guint limit = poster_draft_limits_get_files (self->draft, self->platforms, POSTER_POST_PHOTO, &strictest);
  g_autofree char *count = NULL;
  g_autofree char *tooltip = NULL;

  gtk_label_set_label (self->several_heading, has_video ? _("Files") : _("Pictures"));
  /* Translators: "6 of 10": so many pictures of so many that there may be */
  count = strictest != NULL ? g_strdup_printf (_("%u of %u"), n_items, limit) : g_strdup_printf ("%u", n_items);
  gtk_label_set_label (self->several_count, count);
  if (strictest != NULL)
    tooltip = g_strdup_printf (_("As many as %s takes"), strictest->name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->several_count), tooltip);
  if (n_items > limit)
    gtk_widget_add_css_class (GTK_WIDGET (self->several_count), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->several_count), "error");
  gtk_widget_set_visible (self->add_tile, n_items < limit);
}

/**
 * poster_media_strip_update:
 * @self: a strip
 *
 * Shows what there is of the draft's files now.
 */
void
poster_media_strip_update (PosterMediaStrip *self)
{
  g_autoptr(PosterMediaItem) first = NULL;
  guint n_items;

  g_return_if_fail (POSTER_IS_MEDIA_STRIP (self));

  n_items = g_list_model_get_n_items (poster_draft_get_media (self->draft));
  first = dup_first (self);
  if (n_items == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "none");
    }
  else if (n_items == 1 && (first->facts == NULL || first->facts->type == POSTER_MEDIA_VIDEO))
    {
      show_clip (self);
      gtk_stack_set_visible_child_name (self->stack, "clip");
    }
  else
    {
      show_count (self, n_items);
      gtk_stack_set_visible_child_name (self->stack, "several");
    }
}

static GtkWidget *
add_tile (PosterMediaStrip *self,
          PosterMediaItem  *item)
{
  GtkWidget *tile = poster_media_tile_new (item);

  g_signal_connect (tile, "removed", G_CALLBACK (tile_removed_cb), self);
  g_signal_connect (tile, "chosen", G_CALLBACK (tile_chosen_cb), self);
  poster_media_strip_set_up_tile (self, tile);
  return tile;
}

/* The same file, with something else known of it, keeps its tile. */
static gboolean
keep_tiles (PosterMediaStrip *self,
            GListModel       *media,
            guint             position,
            guint             count)
{
  for (guint i = position; i < position + count; i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, i);

      if (!g_str_equal (poster_media_tile_get_item (tile_at (self, i))->path, item->path))
        return FALSE;
    }
  for (guint i = position; i < position + count; i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, i);

      if (self->chosen == poster_media_tile_get_item (tile_at (self, i)))
        g_set_object (&self->chosen, item);
      poster_media_tile_set_item (tile_at (self, i), item);
    }
  return TRUE;
}

static void
remove_tiles (PosterMediaStrip *self,
              guint             position,
              guint             count)
{
  for (guint i = 0; i < count; i++)
    {
      PosterMediaTile *tile = tile_at (self, position);

      g_ptr_array_remove_index (self->tile_widgets, position);
      if (tile == self->dragged)
        self->dragged = NULL;
      if (tile != self->moving)
        poster_wrap_box_remove (self->tiles, GTK_WIDGET (tile));
    }
}

static void
insert_tiles (PosterMediaStrip *self,
              GListModel       *media,
              guint             position,
              guint             count)
{
  for (guint i = position; i < position + count; i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, i);
      gboolean is_moved = self->moving != NULL && poster_media_tile_get_item (self->moving) == item;
      GtkWidget *tile = is_moved ? GTK_WIDGET (self->moving) : add_tile (self, item);

      poster_wrap_box_insert_after (self->tiles, tile, i > 0 ? GTK_WIDGET (tile_at (self, i - 1)) : NULL);
      g_ptr_array_insert (self->tile_widgets, (int) i, tile);
    }
}

static void
media_changed_cb (GListModel       *media,
                  guint             position,
                  guint             removed,
                  guint             added,
                  PosterMediaStrip *self)
{
  guint n_items = g_list_model_get_n_items (media);

  if (removed != added || !keep_tiles (self, media, position, added))
    {
      remove_tiles (self, position, removed);
      insert_tiles (self, media, position, added);
    }
  for (guint i = 0; i < self->tile_widgets->len; i++)
    poster_media_tile_set_number (tile_at (self, i), i + 1, n_items);
  /* While it is on its way to another place, it is nowhere. */
  if (self->moving == NULL && poster_media_strip_find (self, self->chosen) == G_MAXUINT)
    {
      g_clear_object (&self->chosen);
      if (n_items > 0)
        self->chosen = g_object_ref (poster_media_tile_get_item (tile_at (self, MIN (position, n_items - 1))));
    }
  show_marks (self);
  poster_media_strip_update (self);
}

static void
poster_media_strip_dispose (GObject *object)
{
  PosterMediaStrip *self = POSTER_MEDIA_STRIP (object);
  GtkWidget *child;

  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (poster_draft_get_media (self->draft), self);
  if (self->cover != NULL)
    g_signal_handlers_disconnect_by_data (self->cover, self);
  g_clear_object (&self->cover);
  g_clear_object (&self->draft);
  g_clear_object (&self->platforms);
  g_clear_object (&self->chosen);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (poster_media_strip_parent_class)->dispose (object);
}

static void
poster_media_strip_finalize (GObject *object)
{
  PosterMediaStrip *self = POSTER_MEDIA_STRIP (object);

  g_ptr_array_unref (self->tile_widgets);
  G_OBJECT_CLASS (poster_media_strip_parent_class)->finalize (object);
}

static void
poster_media_strip_class_init (PosterMediaStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = poster_media_strip_dispose;
  object_class->finalize = poster_media_strip_finalize;

  signals[REPLACE] = g_signal_new ("replace", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, POSTER_TYPE_MEDIA_ITEM);
  signals[REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, POSTER_TYPE_MEDIA_ITEM);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, POSTER_TYPE_MEDIA_ITEM);
  signals[ADD] = g_signal_new ("add", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);

  g_type_ensure (POSTER_TYPE_THUMB);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-media-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, thumb);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, cover_frame);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, cover_mark);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, duration);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, spinner);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, name);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, facts);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, replace_button);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, several_heading);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, several_count);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, tiles_place);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, alt_text_place);
  gtk_widget_class_bind_template_callback (widget_class, replace_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
poster_media_strip_init (PosterMediaStrip *self)
{
  self->tile_widgets = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->tiles = POSTER_WRAP_BOX (poster_wrap_box_new (TILE_SPACING, TILE_SPACING));
  adw_bin_set_child (self->tiles_place, GTK_WIDGET (self->tiles));
  self->add_tile = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_set_size_request (self->add_tile, 76, 95);
  gtk_widget_set_hexpand (self->add_tile, TRUE);
  gtk_widget_add_css_class (self->add_tile, "add-tile");
  gtk_widget_set_tooltip_text (self->add_tile, _("Add Pictures"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_tile), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Add Pictures"), -1);
  g_signal_connect (self->add_tile, "clicked", G_CALLBACK (add_cb), self);
  poster_wrap_box_append (self->tiles, self->add_tile);
  poster_media_strip_set_up_order (self);

  self->alt_text = POSTER_ALT_TEXT_ROW (poster_alt_text_row_new ());
  g_signal_connect (self->alt_text, "described", G_CALLBACK (described_cb), self);
  adw_bin_set_child (self->alt_text_place, GTK_WIDGET (self->alt_text));
}

void
poster_media_strip_set_draft (PosterMediaStrip *self,
                              PosterDraft      *draft,
                              PosterPlatforms  *platforms)
{
  GListModel *media;

  g_return_if_fail (POSTER_IS_MEDIA_STRIP (self));
  g_return_if_fail (self->draft == NULL);

  self->draft = g_object_ref (draft);
  self->platforms = g_object_ref (platforms);
  media = poster_draft_get_media (draft);
  g_signal_connect (media, "items-changed", G_CALLBACK (media_changed_cb), self);
  media_changed_cb (media, 0, 0, g_list_model_get_n_items (media), self);
}

static void
cover_changed_cb (PosterMediaStrip *self)
{
  show_marks (self);
  show_cover_frame (self);
}

/**
 * poster_media_strip_set_cover:
 * @self: a strip
 * @cover: the cover of its draft
 *
 * Marks what is seen first.
 */
void
poster_media_strip_set_cover (PosterMediaStrip *self,
                              PosterCover      *cover)
{
  g_return_if_fail (POSTER_IS_MEDIA_STRIP (self));
  g_return_if_fail (self->cover == NULL);

  self->cover = g_object_ref (cover);
  g_signal_connect_swapped (cover, "changed", G_CALLBACK (cover_changed_cb), self);
  cover_changed_cb (self);
}

PosterMediaItem *
poster_media_strip_get_chosen (PosterMediaStrip *self)
{
  g_return_val_if_fail (POSTER_IS_MEDIA_STRIP (self), NULL);

  return self->chosen;
}
