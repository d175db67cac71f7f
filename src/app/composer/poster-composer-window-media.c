/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include <glib/gi18n-lib.h>

#include "poster-toast.h"
#include "poster-words.h"

/* What was the cover before, for who wants it back. */
typedef struct
{
  PosterCover     *cover;
  PosterMediaItem *item;         /* (nullable) */
  gint64           position_us;  /* -1: none */
} FormerCover;

static void
former_cover_free (gpointer  data,
                   GClosure *closure)
{
  FormerCover *former = data;

  g_object_unref (former->cover);
  g_clear_object (&former->item);
  g_free (former);
}

static void
take_back_cb (AdwToast    *toast,
              FormerCover *former)
{
  if (former->item != NULL)
    poster_cover_set_item (former->cover, former->item);
  else if (former->position_us >= 0)
    poster_cover_set_position_us (former->cover, former->position_us);
  else
    poster_cover_clear (former->cover);
}

static void
offer_back (PosterComposerWindow *self,
            FormerCover          *former,
            const char           *words)
{
  AdwToast *toast = poster_toast_new (words, _("Undo"), GTK_WIDGET (self->toast_overlay));

  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (take_back_cb), former, former_cover_free, 0);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static FormerCover *
remember_cover (PosterComposerWindow *self)
{
  FormerCover *former = g_new0 (FormerCover, 1);

  former->cover = g_object_ref (self->cover);
  former->position_us = poster_cover_get_position_us (self->cover);
  if (poster_cover_get_is_chosen (self->cover))
    g_set_object (&former->item, poster_cover_get_item (self->cover));
  return former;
}

static void
pick_frame (PosterComposerWindow *self)
{
  gint64 position_us = poster_player_get_position_us (self->player);
  FormerCover *former = remember_cover (self);
  g_autofree char *words = NULL;

  poster_player_pause (self->player);
  poster_cover_set_position_us (self->cover, position_us);
  /* Translators: %.2f is a time in a video */
  words = g_strdup_printf (_("The cover is the frame at %.2f seconds."), (double) position_us / G_USEC_PER_SEC);
  offer_back (self, former, words);
}

static void
pick_picture (PosterComposerWindow *self)
{
  PosterMediaItem *chosen = poster_media_strip_get_chosen (self->media_strip);
  GPtrArray *media = poster_draft_get_media_for (self->draft, NULL);
  FormerCover *former;
  g_autofree char *words = NULL;
  guint place;

  if (chosen == NULL || chosen->facts == NULL || !g_ptr_array_find (media, chosen, &place))
    return;
  former = remember_cover (self);
  poster_cover_set_item (self->cover, chosen);
  words = g_strdup_printf (_("Picture %u is the cover."), place + 1);
  offer_back (self, former, words);
}

/* What the player shows, or the picture that is chosen. */
static void
pick_cover_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (widget);

  if (poster_draft_get_kind_for (self->draft, NULL) == POSTER_POST_VIDEO)
    pick_frame (self);
  else
    pick_picture (self);
}

static void
update_cover_action (PosterComposerWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.pick-cover",
                                 self->is_open && poster_cover_get_is_possible (self->cover));
}

/**
 * poster_composer_window_install_media:
 * @widget_class: the class, while its template is being bound
 */
void
poster_composer_window_install_media (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "composer.pick-cover", NULL, pick_cover_action);
}

/**
 * poster_composer_window_set_up_media:
 * @self: a composer that has a draft
 */
void
poster_composer_window_set_up_media (PosterComposerWindow *self)
{
  PosterWorkspace *workspace = poster_session_get_workspace (self->session);

  self->cover = poster_cover_new (self->draft, poster_composer_window_get_platforms (self),
                                  poster_workspace_get_media_pool (workspace));
  poster_media_strip_set_cover (self->media_strip, self->cover);
  g_signal_connect_object (self->cover, "changed", G_CALLBACK (update_cover_action), self, G_CONNECT_SWAPPED);
  update_cover_action (self);
}
