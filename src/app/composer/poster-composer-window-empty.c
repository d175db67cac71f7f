/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

/* The page that a new post begins with: files, or a text. */

static gboolean
takes_text (PosterComposerWindow *self,
            PosterAccount        *account)
{
  PosterPlatform *platform = poster_platforms_find (poster_composer_window_get_platforms (self), account->platform);

  return platform != NULL && (platform->kinds & POSTER_POST_KINDS (POSTER_POST_TEXT)) != 0;
}

/**
 * poster_composer_window_takes_text:
 * @self: a composer that is set up
 *
 * Returns: whether a text alone can go out: by one of the accounts that it goes to or, while it goes
 *   nowhere, of those that there are; who has none yet may have any
 */
gboolean
poster_composer_window_takes_text (PosterComposerWindow *self)
{
  GListModel *connected = poster_session_get_accounts (self->session);
  g_autoptr(GPtrArray) chosen = poster_draft_dup_accounts (self->draft);
  guint n_connected = g_list_model_get_n_items (connected);

  for (guint i = 0; i < chosen->len; i++)
    if (takes_text (self, g_ptr_array_index (chosen, i)))
      return TRUE;
  if (chosen->len > 0)
    return FALSE;
  for (guint i = 0; i < n_connected; i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (connected, i);

      if (takes_text (self, account))
        return TRUE;
    }
  return n_connected == 0;
}

/* One that some account takes: which ones it goes to is chosen on the next page. */
static gboolean
offers_text (PosterComposerWindow *self)
{
  GListModel *accounts = poster_session_get_accounts (self->session);
  guint n_accounts = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr(PosterAccount) account = g_list_model_get_item (accounts, i);

      if (takes_text (self, account))
        return TRUE;
    }
  return n_accounts == 0;
}

/**
 * poster_composer_window_show_empty:
 * @self: a composer that is set up
 *
 * A text is only offered to begin with where there is somewhere that takes it. Who just types is
 * not stopped: the files may come later.
 */
void
poster_composer_window_show_empty (PosterComposerWindow *self)
{
  gtk_widget_set_visible (self->write_button, offers_text (self));
}

/**
 * poster_composer_window_write_text:
 * @self: a composer
 *
 * Shows the form of a post that has nothing yet, for writing.
 */
void
poster_composer_window_write_text (PosterComposerWindow *self)
{
  if (!self->is_open)
    return;
  self->has_content = TRUE;
  gtk_stack_set_visible_child_name (self->stack, "form");
  poster_caption_box_grab_focus (self->caption_box);
  poster_composer_window_show_reason (self);
}

static void
text_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);

  if (text == NULL || *text == '\0' || self->draft == NULL || self->has_content)
    return;
  poster_composer_window_write_text (self);
  gtk_text_buffer_insert_at_cursor (poster_caption_box_get_buffer (self->caption_box), text, -1);
}

/**
 * poster_composer_window_paste_text:
 * @self: a composer that shows its empty page
 *
 * Begins a text with what lies in the clipboard. Files and pictures there are left alone, which are
 * offered as text as well, by their names.
 *
 * Returns: whether there is a text
 */
gboolean
poster_composer_window_paste_text (PosterComposerWindow *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
      gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) ||
      !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    return FALSE;
  gdk_clipboard_read_text_async (clipboard, self->cancellable, text_read_cb, g_object_ref (self));
  return TRUE;
}

static gboolean
is_writing (guint           key,
            GdkModifierType state)
{
  gunichar character = gdk_keyval_to_unicode (key);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK | GDK_HYPER_MASK)) != 0)
    return FALSE;
  /* An accent that waits for its letter writes too. */
  return (key >= GDK_KEY_dead_grave && key <= GDK_KEY_dead_greek) || key == GDK_KEY_Multi_key ||
         (character != 0 && g_unichar_isgraph (character));
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                PosterComposerWindow  *self)
{
  if (!self->is_open || self->has_content)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_v && (state & gtk_accelerator_get_default_mod_mask ()) == GDK_CONTROL_MASK) ||
      (key == GDK_KEY_Insert && (state & gtk_accelerator_get_default_mod_mask ()) == GDK_SHIFT_MASK))
    return poster_composer_window_paste_text (self);
  if (!is_writing (key, state))
    return GDK_EVENT_PROPAGATE;
  poster_composer_window_write_text (self);
  return gtk_event_controller_key_forward (controller, gtk_window_get_focus (GTK_WINDOW (self)));
}

/**
 * poster_composer_window_set_up_empty:
 * @self: a new composer
 *
 * Whoever types, or pastes, on the empty page begins a text.
 */
void
poster_composer_window_set_up_empty (PosterComposerWindow *self)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}
