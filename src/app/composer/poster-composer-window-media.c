/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include <glib/gi18n-lib.h>

#include "poster-media-strip-private.h"
#include "poster-picture-library.h"
#include "poster-toast.h"
#include "poster-words.h"

/* What was the cover before, for who wants it back. */
typedef struct
{
  PosterDraft     *draft;
  PosterCover     *cover;
  char            *scope;        /* (nullable), of which it is */
  PosterMediaItem *item;         /* (nullable) */
  gint64           position_us;  /* -1: none */
} FormerCover;

static void
former_cover_free (gpointer  data,
                   GClosure *closure)
{
  FormerCover *former = data;

  g_object_unref (former->draft);
  g_object_unref (former->cover);
  g_free (former->scope);
  g_clear_object (&former->item);
  g_free (former);
}

static void
take_back_cb (AdwToast    *toast,
              FormerCover *former)
{
  poster_draft_set_scope (former->draft, former->scope);
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

  former->draft = g_object_ref (self->draft);
  former->cover = g_object_ref (self->cover);
  former->scope = g_strdup (poster_draft_get_scope (self->draft));
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
  GPtrArray *media = poster_draft_get_media_for (self->draft, poster_draft_get_scope (self->draft));
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

  if (poster_draft_get_kind (self->draft) == POSTER_POST_VIDEO)
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

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = poster_picture_library_keep_finish (result, &error);

  if (file != NULL && self->intake != NULL)
    {
      poster_draft_intake_add_copy (self->intake, file);
    }
  else if (file == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *words = g_strdup_printf (_("The picture could not be kept: %s"), error->message);

      poster_composer_window_tell (self, words);
    }
}

static void
texture_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (object), result, &error);

  if (texture != NULL && self->session != NULL)
    poster_picture_library_keep_async (texture, poster_store_get_data_dir (poster_session_get_store (self->session)),
                                       self->cancellable, kept_cb, g_object_ref (self));
  else if (texture == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    poster_composer_window_tell (self, _("The picture on the clipboard cannot be read."));
}

static void
files_read_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, NULL);
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GSList) list = NULL;

  if (value == NULL || self->draft == NULL)
    return;
  files = g_ptr_array_new_with_free_func (g_object_unref);
  list = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *link = list; link != NULL; link = link->next)
    g_ptr_array_add (files, g_object_ref (link->data));
  poster_composer_window_add_files (self, files);
}

/* Files come with their names as text, pictures of a text program with the text: what was copied there
 * is the text. */
static gboolean
paste_cb (GtkWidget *widget,
          GVariant  *arguments,
          gpointer   user_data)
{
  PosterComposerWindow *self = POSTER_COMPOSER_WINDOW (widget);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (!self->is_open)
    return FALSE;
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    {
      gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, self->cancellable, files_read_cb,
                                      g_object_ref (self));
      return TRUE;
    }
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) &&
      !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    {
      gdk_clipboard_read_texture_async (clipboard, self->cancellable, texture_read_cb, g_object_ref (self));
      return TRUE;
    }
  return FALSE;
}

/* Before a field takes it for text. */
static void
add_paste_shortcuts (PosterComposerWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_v, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (paste_cb, NULL, NULL)));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Insert, GDK_SHIFT_MASK),
                                                          gtk_callback_action_new (paste_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
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

/* The picture that is described is the one that is shown, wherever it was chosen. */
static void
turned_cb (PosterComposerStage  *stage,
           PosterMediaItem      *item,
           PosterComposerWindow *self)
{
  if (poster_media_strip_find (self->media_strip, item) != G_MAXUINT)
    poster_media_strip_choose (self->media_strip, item);
}

static void
chosen_cb (PosterMediaStrip     *strip,
           PosterMediaItem      *item,
           PosterComposerWindow *self)
{
  poster_composer_stage_turn_to (self->stage, item);
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
  g_signal_connect_object (self->stage, "turned", G_CALLBACK (turned_cb), self, 0);
  g_signal_connect_object (self->media_strip, "chosen", G_CALLBACK (chosen_cb), self, 0);
  add_paste_shortcuts (self);
}
