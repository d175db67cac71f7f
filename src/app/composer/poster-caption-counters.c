/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-caption-counters"

#include "poster-caption-counters.h"

#include <glib/gi18n-lib.h>

/* From here on a counter warns. */
#define FEW_LEFT 20

/* One line of the popover. */
typedef struct
{
  GtkImage       *glyph;
  GtkLabel       *name;
  GtkLabel       *figures;
  GtkProgressBar *bar;
  GtkWidget      *grid;
} Line;

/**
 * PosterCaptionCounters:
 *
 * How much more may be written: where a post goes to one platform as a word, where it goes to several
 * as a button with the strictest of them, which opens the list of all.
 */
struct _PosterCaptionCounters
{
  GtkWidget      parent_instance;

  GArray        *rooms;        /* (element-type PosterTextRoom) */
  char          *words;        /* (nullable) */
  GArray        *lines;        /* (element-type Line), one for each room while the popover is open */

  GtkLabel      *single;
  GtkMenuButton *button;
  GtkLabel      *strictest;
  GtkWidget     *popover;
  GtkBox        *list;
};

G_DEFINE_FINAL_TYPE (PosterCaptionCounters, poster_caption_counters, GTK_TYPE_WIDGET)

static const char *
style_for (gint64 left)
{
  return left < 0 ? "error" : left < FEW_LEFT ? "warning" : "dim-label";
}

static void
set_style (GtkWidget  *widget,
           const char *style)
{
  static const char *const styles[] = { "dim-label", "warning", "error" };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (g_str_equal (styles[i], style))
      gtk_widget_add_css_class (widget, style);
    else
      gtk_widget_remove_css_class (widget, styles[i]);
}

static char *
dup_left (gint64 left)
{
  if (left >= 0)
    /* Translators: so many more characters may be written */
    return g_strdup_printf (ngettext ("%'d left", "%'d left", (gulong) left), (int) left);
  return g_strdup_printf (ngettext ("%'d too many", "%'d too many", (gulong) -left), (int) -left);
}

/* In a sentence, for who hears it. */
static char *
dup_words (const PosterTextRoom *room)
{
  gint64 left = room->allowed - room->used;

  if (left >= 0)
    /* Translators: %2$s is a platform */
    return g_strdup_printf (ngettext ("%1$'d more character fits on %2$s", "%1$'d more characters fit on %2$s",
                                      (gulong) left),
                            (int) left, room->platform->name);
  /* Translators: %2$s is a platform */
  return g_strdup_printf (ngettext ("%1$'d character too many for %2$s", "%1$'d characters too many for %2$s",
                                    (gulong) -left),
                          (int) -left, room->platform->name);
}

static char *
dup_figures (const PosterTextRoom *room)
{
  if (room->unit == POSTER_TEXT_BYTES)
    /* Translators: so many bytes of those that a platform takes */
    return g_strdup_printf (_("%1$'d of %2$'d bytes"), (int) room->used, (int) room->allowed);
  /* Translators: so many characters of those that a platform takes */
  return g_strdup_printf (_("%1$'d of %2$'d"), (int) room->used, (int) room->allowed);
}

static void
append_line (PosterCaptionCounters *self)
{
  Line line = {
    .grid = gtk_grid_new (),
    .glyph = GTK_IMAGE (gtk_image_new ()),
    .name = GTK_LABEL (gtk_label_new (NULL)),
    .figures = GTK_LABEL (gtk_label_new (NULL)),
    .bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ()),
  };

  gtk_grid_set_column_spacing (GTK_GRID (line.grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (line.grid), 6);
  gtk_label_set_xalign (line.name, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (line.name), TRUE);
  gtk_label_set_xalign (line.figures, 1);
  gtk_widget_add_css_class (GTK_WIDGET (line.figures), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (line.figures), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (line.bar), "counter-bar");
  gtk_grid_attach (GTK_GRID (line.grid), GTK_WIDGET (line.glyph), 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (line.grid), GTK_WIDGET (line.name), 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (line.grid), GTK_WIDGET (line.figures), 2, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (line.grid), GTK_WIDGET (line.bar), 0, 1, 3, 1);
  gtk_box_append (self->list, line.grid);
  g_array_append_val (self->lines, line);
}

static void
show_line (Line                 *line,
           const PosterTextRoom *room)
{
  gint64 left = room->allowed - room->used;
  g_autofree char *figures = dup_figures (room);
  g_autofree char *too_many = left < 0 ? dup_left (left) : NULL;
  /* Translators: "2,325 of 2,200: 125 too many" */
  g_autofree char *both = too_many != NULL ? g_strdup_printf (_("%s: %s"), figures, too_many) : NULL;
  g_autofree char *words = dup_words (room);

  gtk_image_set_from_icon_name (line->glyph, room->platform->glyph);
  gtk_label_set_label (line->name, room->platform->name);
  gtk_label_set_label (line->figures, both != NULL ? both : figures);
  set_style (GTK_WIDGET (line->figures), style_for (left));
  set_style (GTK_WIDGET (line->bar), left < FEW_LEFT ? style_for (left) : "");
  gtk_progress_bar_set_fraction (line->bar, CLAMP ((double) room->used / (double) MAX (room->allowed, 1), 0, 1));
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, room->platform->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

/* What nobody sees is not kept up to date. */
static void
show_lines (PosterCaptionCounters *self)
{
  if (!gtk_widget_get_visible (self->popover))
    return;
  while (self->lines->len < self->rooms->len)
    append_line (self);
  while (self->lines->len > self->rooms->len)
    {
      gtk_box_remove (self->list, g_array_index (self->lines, Line, self->lines->len - 1).grid);
      g_array_set_size (self->lines, self->lines->len - 1);
    }
  for (guint i = 0; i < self->rooms->len; i++)
    show_line (&g_array_index (self->lines, Line, i), &g_array_index (self->rooms, PosterTextRoom, i));
}

/**
 * poster_caption_counters_show_left:
 * @label: a label
 * @left: how much is left; negative: how much there is too much
 *
 * Says it, in the colour that goes with it.
 */
void
poster_caption_counters_show_left (GtkLabel *label,
                                   gint64    left)
{
  g_autofree char *words = dup_left (left);

  set_style (GTK_WIDGET (label), style_for (left));
  gtk_label_set_label (label, words);
}

static void
poster_caption_counters_dispose (GObject *object)
{
  PosterCaptionCounters *self = POSTER_CAPTION_COUNTERS (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (poster_caption_counters_parent_class)->dispose (object);
}

static void
poster_caption_counters_finalize (GObject *object)
{
  PosterCaptionCounters *self = POSTER_CAPTION_COUNTERS (object);

  g_array_unref (self->rooms);
  g_array_unref (self->lines);
  g_free (self->words);
  G_OBJECT_CLASS (poster_caption_counters_parent_class)->finalize (object);
}

static void
poster_caption_counters_class_init (PosterCaptionCountersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_caption_counters_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_caption_counters_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-caption-counters.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionCounters, single);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionCounters, button);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionCounters, strictest);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionCounters, popover);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionCounters, list);
}

static void
poster_caption_counters_init (PosterCaptionCounters *self)
{
  self->rooms = g_array_new (FALSE, FALSE, sizeof (PosterTextRoom));
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->popover, "notify::visible", G_CALLBACK (show_lines), self);
}

/**
 * poster_caption_counters_show:
 * @self: counters
 * @rooms: (element-type PosterTextRoom): counted, the one with the least left first
 *
 * Shows them; nothing where nobody limits.
 */
void
poster_caption_counters_show (PosterCaptionCounters *self,
                              const GArray          *rooms)
{
  PosterTextRoom *first = rooms->len > 0 ? &g_array_index (rooms, PosterTextRoom, 0) : NULL;
  g_autofree char *tooltip = NULL;

  g_return_if_fail (POSTER_IS_CAPTION_COUNTERS (self));

  g_array_set_size (self->rooms, 0);
  g_array_append_vals (self->rooms, rooms->data, rooms->len);
  g_clear_pointer (&self->words, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->single), rooms->len == 1);
  gtk_widget_set_visible (GTK_WIDGET (self->button), rooms->len > 1);
  if (rooms->len < 2)
    gtk_menu_button_popdown (self->button);
  if (first == NULL)
    return;

  self->words = dup_words (first);
  tooltip = g_strdup_printf (_("As %s counts"), first->platform->name);
  poster_caption_counters_show_left (rooms->len == 1 ? self->single : self->strictest, first->allowed - first->used);
  if (rooms->len == 1)
    {
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->single), tooltip);
      return;
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("Room on Each Platform"));
  /* What a screen reader speaks of is the button inside of the menu button. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (self->button))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Room on Each Platform"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->words, -1);
  show_lines (self);
}

/**
 * poster_caption_counters_get_words:
 * @self: counters
 *
 * Returns: (transfer none) (nullable): what the strictest of them says, as a sentence
 */
const char *
poster_caption_counters_get_words (PosterCaptionCounters *self)
{
  g_return_val_if_fail (POSTER_IS_CAPTION_COUNTERS (self), NULL);

  return self->words;
}
