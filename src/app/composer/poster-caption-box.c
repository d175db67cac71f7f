/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-caption-box"

#include "poster-caption-box.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-compat.h"
#include "poster-draft-limits.h"

/* From here on the counter warns. */
#define FEW_LEFT 20

struct _PosterCaptionBox
{
  GtkWidget        parent_instance;

  PosterDraft     *draft;      /* (nullable), until it is set */
  PosterPlatforms *platforms;
  GtkTextTag      *tag;
  guint            idle;
  gboolean         is_loading;

  GtkLabel        *heading;
  GtkLabel        *counter;
  GtkWidget       *title_row;
  GtkText         *title_entry;
  GtkLabel        *title_counter;
  GtkTextView     *text_view;
  GtkWidget       *accent;     /* what it looks like */
};

G_DEFINE_FINAL_TYPE (PosterCaptionBox, poster_caption_box, GTK_TYPE_WIDGET)

static char *
dup_text (PosterCaptionBox *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
show_left (GtkLabel *label,
           gint64    left)
{
  g_autofree char *words = NULL;
  GtkWidget *widget = GTK_WIDGET (label);

  gtk_widget_remove_css_class (widget, "dim-label");
  gtk_widget_remove_css_class (widget, "warning");
  gtk_widget_remove_css_class (widget, "error");
  gtk_widget_add_css_class (widget, left < 0 ? "error" : left < FEW_LEFT ? "warning" : "dim-label");
  if (left >= 0)
    /* Translators: so many more characters may be written */
    words = g_strdup_printf (ngettext ("%'d left", "%'d left", (gulong) left), (int) left);
  else
    words = g_strdup_printf (ngettext ("%'d too many", "%'d too many", (gulong) -left), (int) -left);
  gtk_label_set_label (label, words);
}

static void
count (PosterCaptionBox *self,
       const char       *text)
{
  PosterPlatform *strictest = NULL;
  gint64 left;

  gtk_widget_set_visible (GTK_WIDGET (self->counter),
                          poster_draft_limits_get_text_left (self->draft, self->platforms, text, &left, &strictest));
  if (strictest != NULL)
    {
      g_autofree char *tooltip = g_strdup_printf (_("As %s counts"), strictest->name);

      show_left (self->counter, left);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->counter), tooltip);
    }

  if (poster_draft_limits_get_title_left (self->draft, self->platforms, poster_draft_get_title (self->draft), &left))
    {
      gtk_widget_set_visible (self->title_row, TRUE);
      gtk_label_set_label (self->heading, _("Te_xt"));
      show_left (self->title_counter, left);
    }
  else
    {
      gtk_widget_set_visible (self->title_row, FALSE);
      gtk_label_set_label (self->heading, _("Ca_ption"));
    }
}

/* A tag cannot take a colour of the style sheet by its name. */
static void
follow_colors (PosterCaptionBox *self)
{
  GdkRGBA color;

  poster_get_color (self->accent, &color);
  g_object_set (self->tag, "foreground-rgba", &color, NULL);
}

/* Hashtags and mentions, in accent. */
static void
highlight (PosterCaptionBox *self,
           const char       *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  g_autoptr(GArray) ranges = poster_text_find_ranges (text);
  GtkTextIter start, end;
  gsize seen_bytes = 0;
  int seen_characters = 0;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->tag, &start, &end);
  for (guint i = 0; i < ranges->len; i++)
    {
      PosterTextRange *range = &g_array_index (ranges, PosterTextRange, i);
      int length;

      if (range->kind == POSTER_TEXT_LINK)
        continue;
      seen_characters += (int) g_utf8_strlen (text + seen_bytes, (gssize) (range->start - seen_bytes));
      length = (int) g_utf8_strlen (text + range->start, (gssize) (range->end - range->start));
      gtk_text_buffer_get_iter_at_offset (buffer, &start, seen_characters);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, seen_characters + length);
      gtk_text_buffer_apply_tag (buffer, self->tag, &start, &end);
      seen_characters += length;
      seen_bytes = range->end;
    }
}

static gboolean
update_cb (gpointer user_data)
{
  PosterCaptionBox *self = user_data;
  g_autofree char *text = NULL;

  self->idle = 0;
  if (self->draft == NULL)
    return G_SOURCE_REMOVE;
  text = dup_text (self);
  if (!self->is_loading)
    poster_draft_set_caption (self->draft, text);
  follow_colors (self);
  highlight (self, text);
  count (self, text);
  return G_SOURCE_REMOVE;
}

/**
 * poster_caption_box_update:
 * @self: a box
 *
 * Counts and colours anew, once the keystrokes that are waiting have been dealt with.
 */
void
poster_caption_box_update (PosterCaptionBox *self)
{
  g_return_if_fail (POSTER_IS_CAPTION_BOX (self));

  if (self->idle == 0)
    self->idle = g_idle_add (update_cb, self);
}

/**
 * poster_caption_box_commit:
 * @self: a box
 *
 * Takes up the keystrokes that are waiting, at once.
 */
void
poster_caption_box_commit (PosterCaptionBox *self)
{
  g_return_if_fail (POSTER_IS_CAPTION_BOX (self));

  if (self->idle == 0)
    return;
  g_clear_handle_id (&self->idle, g_source_remove);
  update_cb (self);
}

static void
text_changed_cb (GtkTextBuffer    *buffer,
                 PosterCaptionBox *self)
{
  if (!self->is_loading)
    poster_caption_box_update (self);
}

static void
title_changed_cb (GtkEditable      *editable,
                  PosterCaptionBox *self)
{
  if (self->is_loading || self->draft == NULL)
    return;
  poster_draft_set_title (self->draft, gtk_editable_get_text (editable));
  poster_caption_box_update (self);
}

static void
poster_caption_box_dispose (GObject *object)
{
  PosterCaptionBox *self = POSTER_CAPTION_BOX (object);
  GtkWidget *child;

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->draft);
  g_clear_object (&self->platforms);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (poster_caption_box_parent_class)->dispose (object);
}

static void
poster_caption_box_class_init (PosterCaptionBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_caption_box_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-caption-box.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, heading);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, counter);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, title_row);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, title_entry);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, title_counter);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, text_view);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, accent);
  gtk_widget_class_bind_template_callback (widget_class, title_changed_cb);
}

static void
poster_caption_box_init (PosterCaptionBox *self)
{
  GtkTextBuffer *buffer;

  gtk_widget_init_template (GTK_WIDGET (self));
  buffer = gtk_text_view_get_buffer (self->text_view);
  self->tag = gtk_text_buffer_create_tag (buffer, "accent", NULL);
  g_signal_connect (buffer, "changed", G_CALLBACK (text_changed_cb), self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (poster_caption_box_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast", G_CALLBACK (poster_caption_box_update), self,
                           G_CONNECT_SWAPPED);
}

void
poster_caption_box_set_draft (PosterCaptionBox *self,
                              PosterDraft      *draft,
                              PosterPlatforms  *platforms)
{
  g_return_if_fail (POSTER_IS_CAPTION_BOX (self));

  g_set_object (&self->draft, draft);
  g_set_object (&self->platforms, platforms);
  poster_caption_box_reload (self);
}

/**
 * poster_caption_box_reload:
 * @self: a box
 *
 * Shows the texts of the draft; there is nothing to undo then.
 */
void
poster_caption_box_reload (PosterCaptionBox *self)
{
  GtkTextBuffer *buffer;
  g_autofree char *text = NULL;

  g_return_if_fail (POSTER_IS_CAPTION_BOX (self));

  buffer = gtk_text_view_get_buffer (self->text_view);
  text = dup_text (self);
  self->is_loading = TRUE;
  if (!g_str_equal (text, poster_draft_get_caption (self->draft)))
    {
      gtk_text_buffer_begin_irreversible_action (buffer);
      gtk_text_buffer_set_text (buffer, poster_draft_get_caption (self->draft), -1);
      gtk_text_buffer_end_irreversible_action (buffer);
    }
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->title_entry)), poster_draft_get_title (self->draft)))
    gtk_editable_set_text (GTK_EDITABLE (self->title_entry), poster_draft_get_title (self->draft));
  self->is_loading = FALSE;
  poster_caption_box_update (self);
}

void
poster_caption_box_grab_focus (PosterCaptionBox *self)
{
  g_return_if_fail (POSTER_IS_CAPTION_BOX (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

GtkTextBuffer *
poster_caption_box_get_buffer (PosterCaptionBox *self)
{
  g_return_val_if_fail (POSTER_IS_CAPTION_BOX (self), NULL);

  return gtk_text_view_get_buffer (self->text_view);
}
