/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-caption-box"

#include "poster-caption-box.h"
#include "poster-caption-box-private.h"

#include <glib/gi18n-lib.h>

#include "poster-snippets-window.h"

/* What a menu takes for mnemonics is meant as it is. */
static char *
dup_label (PosterSnippet *snippet)
{
  g_autofree char *title = poster_snippet_dup_title (snippet);
  g_auto(GStrv) parts = g_strsplit (title, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
fill_menu (PosterCaptionBox *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) snippets = g_menu_new ();
  g_autoptr(GMenu) others = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->snippets)); i++)
    {
      g_autoptr(PosterSnippet) snippet = g_list_model_get_item (G_LIST_MODEL (self->snippets), i);
      g_autofree char *label = dup_label (snippet);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "caption.insert-snippet", "s", snippet->text);
      g_menu_append_item (snippets, item);
    }
  g_menu_append (others, _("_Save Selection as Snippet…"), "caption.save-snippet");
  g_menu_append (others, _("_Manage Snippets…"), "caption.manage-snippets");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (snippets));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (others));
  gtk_menu_button_set_menu_model (self->snippets_button, G_MENU_MODEL (menu));
}

static gboolean
is_blank_before (const GtkTextIter *iter)
{
  GtkTextIter before = *iter;

  return !gtk_text_iter_backward_char (&before) || g_unichar_isspace (gtk_text_iter_get_char (&before));
}

/**
 * poster_caption_box_insert:
 * @self: a box
 * @text: what to put in
 *
 * Puts @text in place of what is selected, with blanks where words would run together otherwise.
 */
void
poster_caption_box_insert (PosterCaptionBox *self,
                           const char       *text)
{
  GtkTextBuffer *buffer;
  GtkTextIter iter;
  gboolean is_sign;

  g_return_if_fail (POSTER_IS_CAPTION_BOX (self));

  buffer = gtk_text_view_get_buffer (self->text_view);
  is_sign = g_str_equal (text, "#");
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete_selection (buffer, TRUE, TRUE);
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  if (!is_blank_before (&iter) && !g_unichar_isspace (g_utf8_get_char (text)))
    gtk_text_buffer_insert (buffer, &iter, " ", -1);
  gtk_text_buffer_insert (buffer, &iter, text, -1);
  if (!is_sign && !gtk_text_iter_is_end (&iter) && !is_blank_before (&iter) &&
      !g_unichar_isspace (gtk_text_iter_get_char (&iter)))
    gtk_text_buffer_insert (buffer, &iter, " ", -1);
  gtk_text_buffer_end_user_action (buffer);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  gtk_text_view_scroll_mark_onscreen (self->text_view, gtk_text_buffer_get_insert (buffer));
}

/* Where a group of hashtags goes, whatever is selected. */
static void
go_to_end (PosterCaptionBox *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_place_cursor (buffer, &end);
}

static void
insert_snippet_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  PosterCaptionBox *self = POSTER_CAPTION_BOX (widget);
  PosterSnippet *snippet = poster_snippets_find (self->snippets, g_variant_get_string (parameter, NULL));

  if (snippet == NULL)
    return;
  if (poster_snippet_is_hashtags (snippet))
    go_to_end (self);
  poster_caption_box_insert (self, snippet->text);
}

static void
show_window (PosterCaptionBox *self,
             const char       *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  PosterSnippetsWindow *window = poster_snippets_window_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->snippets);

  if (text != NULL)
    poster_snippets_window_add (window, text);
  gtk_window_present (GTK_WINDOW (window));
}

static void
save_snippet_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  PosterCaptionBox *self = POSTER_CAPTION_BOX (widget);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  if (!gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    return;
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  show_window (self, text);
}

static void
manage_snippets_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  show_window (POSTER_CAPTION_BOX (widget), NULL);
}

static void
open_snippets_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  gtk_menu_button_popup (POSTER_CAPTION_BOX (widget)->snippets_button);
}

static void
has_selection_cb (PosterCaptionBox *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "caption.save-snippet",
                                 gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->text_view)));
}

/**
 * poster_caption_box_install_snippets:
 * @widget_class: of the box
 *
 * For its class alone: what can be done with snippets.
 */
void
poster_caption_box_install_snippets (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "caption.insert-snippet", "s", insert_snippet_action);
  gtk_widget_class_install_action (widget_class, "caption.save-snippet", NULL, save_snippet_action);
  gtk_widget_class_install_action (widget_class, "caption.manage-snippets", NULL, manage_snippets_action);
  gtk_widget_class_install_action (widget_class, "caption.open-snippets", NULL, open_snippets_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, GDK_CONTROL_MASK, "caption.open-snippets", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "caption.save-snippet", NULL);
}

/**
 * poster_caption_box_drop_snippets:
 * @self: a box that is being disposed of
 *
 * For its class alone.
 */
void
poster_caption_box_drop_snippets (PosterCaptionBox *self)
{
  if (self->snippets != NULL)
    g_signal_handlers_disconnect_by_data (self->snippets, self);
  g_clear_object (&self->snippets);
}

/**
 * poster_caption_box_set_settings:
 * @self: a box
 * @settings: (nullable): of the program
 *
 * Offers the snippets that are kept there.
 */
void
poster_caption_box_set_settings (PosterCaptionBox *self,
                                 GSettings        *settings)
{
  g_return_if_fail (POSTER_IS_CAPTION_BOX (self));

  poster_caption_box_drop_snippets (self);
  self->snippets = poster_snippets_new (settings);
  g_signal_connect_swapped (self->snippets, "items-changed", G_CALLBACK (fill_menu), self);
  fill_menu (self);
  g_signal_handlers_disconnect_by_func (gtk_text_view_get_buffer (self->text_view), has_selection_cb, self);
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->text_view), "notify::has-selection",
                            G_CALLBACK (has_selection_cb), self);
  has_selection_cb (self);
  /* What a screen reader speaks of is the button inside of the menu button. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (self->snippets_button))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Snippets"), -1);
}
