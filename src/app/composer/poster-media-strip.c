/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-media-strip"

#include "poster-media-strip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-draft-limits.h"
#include "poster-media-tile.h"
#include "poster-thumb.h"
#include "poster-words.h"
#include "poster-wrap-box.h"

#define TILE_SPACING 9
#define CLIP_HEIGHT 100
#define CLIP_WIDTH 178

struct _PosterMediaStrip
{
  GtkWidget        parent_instance;

  PosterDraft     *draft;         /* (nullable), until it is set */
  PosterPlatforms *platforms;
  GPtrArray       *tile_widgets;  /* (element-type PosterMediaTile) (unowned), in order */
  GtkWidget       *add_tile;

  GtkStack        *stack;
  PosterThumb     *thumb;
  GtkLabel        *duration;
  GtkSpinner      *spinner;
  GtkLabel        *name;
  GtkLabel        *facts;
  GtkWidget       *replace_button;
  GtkLabel        *several_heading;
  GtkLabel        *several_count;
  PosterWrapBox   *tiles;
  AdwBin          *tiles_place;
};

enum
{
  REPLACE,
  REMOVE,
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
  g_autoptr(PosterMediaItem) item = g_object_ref (poster_media_tile_get_item (tile));

  g_signal_emit (self, signals[REMOVE], 0, item);
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

static void
media_changed_cb (GListModel       *media,
                  guint             position,
                  guint             removed,
                  guint             added,
                  PosterMediaStrip *self)
{
  PosterWrapBox *box = self->tiles;
  guint n_items = g_list_model_get_n_items (media);

  for (guint i = 0; i < removed; i++)
    {
      poster_wrap_box_remove (box, g_ptr_array_index (self->tile_widgets, position));
      g_ptr_array_remove_index (self->tile_widgets, position);
    }
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(PosterMediaItem) item = g_list_model_get_item (media, position + i);
      GtkWidget *tile = poster_media_tile_new (item);
      guint before = position + i;

      g_signal_connect (tile, "removed", G_CALLBACK (tile_removed_cb), self);
      poster_wrap_box_insert_after (box, tile, before > 0 ? g_ptr_array_index (self->tile_widgets, before - 1) : NULL);
      g_ptr_array_insert (self->tile_widgets, (int) before, tile);
    }
  for (guint i = 0; i < self->tile_widgets->len; i++)
    poster_media_tile_set_number (g_ptr_array_index (self->tile_widgets, i), i + 1, n_items);
  poster_media_strip_update (self);
}

static void
poster_media_strip_dispose (GObject *object)
{
  PosterMediaStrip *self = POSTER_MEDIA_STRIP (object);
  GtkWidget *child;

  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (poster_draft_get_media (self->draft), self);
  g_clear_object (&self->draft);
  g_clear_object (&self->platforms);
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
  signals[ADD] = g_signal_new ("add", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);

  g_type_ensure (POSTER_TYPE_THUMB);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-media-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, stack);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, thumb);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, duration);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, spinner);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, name);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, facts);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, replace_button);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, several_heading);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, several_count);
  gtk_widget_class_bind_template_child (widget_class, PosterMediaStrip, tiles_place);
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
  gtk_widget_add_css_class (self->add_tile, "add-tile");
  gtk_widget_set_tooltip_text (self->add_tile, _("Add Pictures"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_tile), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Add Pictures"), -1);
  g_signal_connect (self->add_tile, "clicked", G_CALLBACK (add_cb), self);
  poster_wrap_box_append (self->tiles, self->add_tile);
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
