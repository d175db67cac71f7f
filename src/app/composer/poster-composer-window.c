/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window.h"

/**
 * PosterComposerWindow:
 *
 * One post being written: what goes out, where to, when, and beside it how it will look there.
 */
struct _PosterComposerWindow
{
  AdwApplicationWindow  parent_instance;

  char                 *post_id;  /* (nullable), of the stored post that is edited */
};

G_DEFINE_FINAL_TYPE (PosterComposerWindow, poster_composer_window, ADW_TYPE_APPLICATION_WINDOW)

static void
poster_composer_window_finalize (GObject *object)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (object);

  g_free (self->post_id);
  G_OBJECT_CLASS (poster_composer_window_parent_class)->finalize (object);
}

static void
poster_composer_window_class_init (PosterComposerWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = poster_composer_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-composer-window.ui");
}

static void
poster_composer_window_init (PosterComposerWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

PosterComposerWindow *
poster_composer_window_new (PosterApplication *application)
{
  return g_object_new (POSTER_TYPE_COMPOSER_WINDOW, "application", application, NULL);
}

void
poster_composer_window_add_files (PosterComposerWindow *self,
                                  GPtrArray            *files)
{
  g_return_if_fail (POSTER_IS_COMPOSER_WINDOW (self));
}

PosterComposerWindow *
poster_composer_window_edit (PosterApplication *application,
                             const char        *post_id)
{
  PosterComposerWindow *self = poster_composer_window_new (application);

  self->post_id = g_strdup (post_id);
  return self;
}
