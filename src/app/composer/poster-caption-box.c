/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-caption-box"

#include "poster-caption-box.h"
#include "poster-caption-box-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "poster-caption-paste.h"
#include "poster-compat.h"
#include "poster-draft-limits.h"
#include "poster-text-clean.h"

/* Longer texts are counted in a thread: so much takes about a millisecond. */
#define COUNTED_AT_ONCE_BYTES 20000

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
show_counts (PosterCaptionBox *self,
             GArray           *counted)
{
  const char *words;

  poster_caption_counters_show (self->counters, counted);
  words = poster_caption_counters_get_words (self->counters);
  if (words != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

typedef struct
{
  PosterPlatforms *platforms;
  GArray          *rooms;
  char            *text;
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_object_unref (count->platforms);
  g_array_unref (count->rooms);
  g_free (count->text);
  g_free (count);
}

static void
count_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Count *count = task_data;

  /* What the rules ask for next: it is remembered of a long text. */
  for (guint i = 0; i < count->rooms->len; i++)
    poster_text_count_ranges (count->text, &g_array_index (count->rooms, PosterTextRoom, i).platform->manner,
                              POSTER_TEXT_HASHTAG);
  g_task_return_pointer (task, poster_text_rooms_count (count->rooms, count->text), (GDestroyNotify) g_array_unref);
}

static void
counted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PosterCaptionBox *self = POSTER_CAPTION_BOX (object);
  g_autoptr(GArray) counted = g_task_propagate_pointer (G_TASK (result), NULL);

  self->is_counting = FALSE;
  if (self->draft == NULL || counted == NULL)
    return;
  /* It may be shorter by now, and counted. */
  if (self->count_again)
    poster_caption_box_update (self);
  else
    show_counts (self, counted);
}

/* A text that goes to several is coloured as they read it, or as most platforms do when they do not
 * agree. */
static void
follow_manners (PosterCaptionBox *self,
                const GArray     *rooms)
{
  PosterTextManner manner = { 0 };

  for (guint i = 0; i < rooms->len; i++)
    {
      const PosterTextManner *its = &g_array_index (rooms, PosterTextRoom, i).platform->manner;

      if (i == 0)
        manner = *its;
      if (its->tags != manner.tags)
        manner.tags = POSTER_TEXT_TAGS_WORDS;
      if (its->mentions != manner.mentions)
        manner.mentions = POSTER_TEXT_MENTIONS_ANY;
    }
  poster_caption_highlight_set_manner (self->highlight, manner);
}

static void
count_caption (PosterCaptionBox *self,
               const char       *text)
{
  g_autoptr(GArray) rooms = poster_draft_limits_get_text_rooms (self->draft, self->platforms);
  g_autoptr(GTask) task = NULL;
  Count *count;

  follow_manners (self, rooms);
  if (strlen (text) <= COUNTED_AT_ONCE_BYTES)
    {
      g_autoptr(GArray) counted = poster_text_rooms_count (rooms, text);

      self->count_again = self->is_counting;
      show_counts (self, counted);
      return;
    }
  self->count_again = self->is_counting;
  if (self->is_counting)
    return;
  self->is_counting = TRUE;
  count = g_new0 (Count, 1);
  count->platforms = g_object_ref (self->platforms);
  count->rooms = g_steal_pointer (&rooms);
  count->text = g_strdup (text);
  task = g_task_new (self, NULL, counted_cb, NULL);
  g_task_set_source_tag (task, count_caption);
  g_task_set_task_data (task, count, count_free);
  g_task_run_in_thread (task, count_thread);
}

static void
count_title (PosterCaptionBox *self)
{
  gint64 left;

  if (poster_draft_limits_get_title_left (self->draft, self->platforms, poster_draft_get_title (self->draft), &left))
    {
      gtk_widget_set_visible (self->title_row, TRUE);
      gtk_label_set_label (self->heading, _("Te_xt"));
      poster_caption_counters_show_left (self->title_counter, left);
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
  poster_caption_highlight_set_color (self->highlight, &color);
}

/* What hinders, in words: @words or, without any, what stays so. */
static void
show_notice (PosterCaptionBox *self,
             const char       *words)
{
  if (words == NULL && poster_caption_highlight_get_folded (self->highlight))
    words = _("A paragraph is too long to be shown whole. All of it is kept.");
  gtk_widget_set_visible (GTK_WIDGET (self->notice), words != NULL);
  gtk_label_set_label (self->notice, words != NULL ? words : "");
}

static void
folded_cb (PosterCaptionBox *self)
{
  show_notice (self, NULL);
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
  count_caption (self, text);
  count_title (self);
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
  show_notice (self, NULL);
  if (!self->is_loading)
    poster_caption_box_update (self);
}

/* However it comes in: dropped, from an input method, by the middle button. What is stored stays as it is. */
static void
insert_text_cb (GtkTextBuffer    *buffer,
                GtkTextIter      *location,
                const char       *text,
                int               length,
                PosterCaptionBox *self)
{
  g_autofree char *clean = NULL;

  if (self->is_loading || poster_text_is_clean (text, length))
    return;
  g_signal_stop_emission_by_name (buffer, "insert-text");
  clean = poster_text_clean (text, length);
  if (*clean != '\0')
    gtk_text_buffer_insert (buffer, location, clean, -1);
}

static void
pasted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterCaptionBox) self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_caption_paste_finish (GTK_TEXT_VIEW (object), result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_message ("Cannot paste: %s", error->message);
  show_notice (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
                     ? error->message : _("The clipboard could not be read: nothing was pasted."));
}

static void
paste_clipboard_cb (GtkTextView      *view,
                    PosterCaptionBox *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (view));

  if (!poster_caption_can_paste (clipboard))
    return;
  g_signal_stop_emission_by_name (view, "paste-clipboard");
  if (gtk_text_view_get_editable (view))
    poster_caption_paste_async (view, clipboard, self->cancellable, pasted_cb, g_object_ref (self));
}

static void
emoji_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  PosterCaptionBox *self = POSTER_CAPTION_BOX (widget);

  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  g_signal_emit_by_name (self->text_view, "insert-emoji");
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PosterCaptionBox *self = POSTER_CAPTION_BOX (widget);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);

  if (g_str_equal (name, "caption.undo"))
    gtk_text_buffer_undo (buffer);
  else
    gtk_text_buffer_redo (buffer);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
hashtag_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  PosterCaptionBox *self = POSTER_CAPTION_BOX (widget);

  poster_caption_box_insert (self, "#");
}

static void
can_undo_cb (PosterCaptionBox *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "caption.undo", gtk_text_buffer_get_can_undo (buffer));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "caption.redo", gtk_text_buffer_get_can_redo (buffer));
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

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->draft);
  g_clear_object (&self->platforms);
  if (self->highlight != NULL)
    {
      g_signal_handlers_disconnect_by_data (gtk_text_view_get_buffer (self->text_view), self);
      poster_caption_highlight_stop (self->highlight);
    }
  g_clear_object (&self->highlight);
  poster_caption_box_drop_snippets (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (poster_caption_box_parent_class)->dispose (object);
}

static void
poster_caption_box_finalize (GObject *object)
{
  g_object_unref (POSTER_CAPTION_BOX (object)->cancellable);
  G_OBJECT_CLASS (poster_caption_box_parent_class)->finalize (object);
}

static void
poster_caption_box_class_init (PosterCaptionBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = poster_caption_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_caption_box_finalize;
  g_type_ensure (POSTER_TYPE_CAPTION_COUNTERS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/late/Poster/poster-caption-box.ui");
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, heading);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, counters);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, title_row);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, title_entry);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, title_counter);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, text_view);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, accent);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, notice);
  gtk_widget_class_bind_template_child (widget_class, PosterCaptionBox, snippets_button);
  gtk_widget_class_bind_template_callback (widget_class, title_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_clipboard_cb);
  gtk_widget_class_install_action (widget_class, "caption.emoji", NULL, emoji_action);
  gtk_widget_class_install_action (widget_class, "caption.hashtag", NULL, hashtag_action);
  gtk_widget_class_install_action (widget_class, "caption.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "caption.redo", NULL, undo_action);
  poster_caption_box_install_snippets (widget_class);
}

static void
poster_caption_box_init (PosterCaptionBox *self)
{
  GtkTextBuffer *buffer;

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  buffer = gtk_text_view_get_buffer (self->text_view);
  g_signal_connect (buffer, "insert-text", G_CALLBACK (insert_text_cb), self);
  self->highlight = poster_caption_highlight_new (buffer);
  g_signal_connect_object (self->highlight, "folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (buffer, "changed", G_CALLBACK (text_changed_cb), self);
  g_signal_connect_swapped (buffer, "notify::can-undo", G_CALLBACK (can_undo_cb), self);
  g_signal_connect_swapped (buffer, "notify::can-redo", G_CALLBACK (can_undo_cb), self);
  can_undo_cb (self);
  poster_caption_box_set_settings (self, NULL);
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
