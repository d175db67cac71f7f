/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-posts-page"

#include "poster-posts-page-private.h"

#include "poster-compat.h"
#include "poster-post-menu.h"
#include "poster-window.h"

#include <glib/gi18n-lib.h>

static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  PosterPost *post = poster_posts_page_find_post (POSTER_POSTS_PAGE (widget), g_variant_get_string (parameter, NULL));

  if (post != NULL && poster_post_find_address (post) != NULL)
    poster_open_uri (GTK_WINDOW (gtk_widget_get_root (widget)), poster_post_find_address (post));
}

static void
copy_link_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  PosterPost *post = poster_posts_page_find_post (POSTER_POSTS_PAGE (widget), g_variant_get_string (parameter, NULL));

  if (post == NULL || poster_post_find_address (post) == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), poster_post_find_address (post));
  poster_window_tell (poster_window_find (widget), _("Link copied"));
}

void
poster_posts_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "posts.open", "s", open_action);
  gtk_widget_class_install_action (widget_class, "posts.copy-link", "s", copy_link_action);
}

void
poster_posts_page_show_menu (PosterPostsPage *self,
                             PosterPostRow   *row,
                             double           x,
                             double           y)
{
  PosterPostEntry *entry = poster_post_row_get_entry (row);
  PosterPost *post = entry != NULL ? poster_post_entry_get_post (entry) : NULL;
  g_autoptr(GMenuModel) model = NULL;

  if (post == NULL)
    return;
  model = poster_post_menu_new (post, TRUE);
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_popover_set_position (GTK_POPOVER (self->menu), GTK_POS_BOTTOM);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  else
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}
