/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-welcome"

#include "poster-welcome.h"

#include "poster-adaptive-bin.h"
#include "poster-cards-paintable.h"

/**
 * PosterWelcome:
 *
 * What a newcomer sees: what the program is for, and the two ways to begin. Its buttons activate
 * `app.connect` and `app.connect-practice`.
 */
struct _PosterWelcome
{
  AdwBin             parent_instance;

  PosterAdaptiveBin *adaptive_bin;
  AdwStatusPage     *page;
  GtkWidget         *connect_button;
};

G_DEFINE_FINAL_TYPE (PosterWelcome, poster_welcome, ADW_TYPE_BIN)

/* The picture has one size; where it does not fit it gets another. */
static void
narrow_changed_cb (PosterWelcome *self)
{
  if (poster_adaptive_bin_get_narrow (self->adaptive_bin))
    gtk_widget_add_css_class (GTK_WIDGET (self->page), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->page), "narrow");
}

static gboolean
poster_welcome_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (POSTER_WELCOME (widget)->connect_button);
}

static void
poster_welcome_class_init (PosterWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = poster_welcome_grab_focus;

  g_type_ensure (POSTER_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterWelcome, adaptive_bin);
  gtk_widget_class_bind_template_child (widget_class, PosterWelcome, page);
  gtk_widget_class_bind_template_child (widget_class, PosterWelcome, connect_button);
}

static void
poster_welcome_init (PosterWelcome *self)
{
  g_autoptr(GdkPaintable) cards = poster_cards_paintable_new (FALSE);

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_status_page_set_paintable (self->page, cards);
  g_signal_connect_object (self->adaptive_bin, "notify::narrow", G_CALLBACK (narrow_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * poster_welcome_new:
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
poster_welcome_new (void)
{
  return g_object_new (POSTER_TYPE_WELCOME, NULL);
}
