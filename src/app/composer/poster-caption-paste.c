/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-caption-paste"

#include "poster-caption-paste.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-text-clean.h"

/* More than this is no caption: fifty times what the most generous platform takes. */
#define MAXIMUM_BYTES (4 * 1024 * 1024)

/* Put in between two frames: a millisecond or two. Of short lines, each is more work than its bytes. */
#define SLICE_BYTES (16 * 1024)
#define SLICE_LINES 100

#define PLAIN_TEXT "text/plain;charset=utf-8"

typedef struct
{
  /* Input. */
  GdkClipboard  *clipboard;

  /* In progress. */
  GOutputStream *memory;
  GtkTextMark   *mark;      /* (nullable), where the next slice goes */
  char          *text;      /* clean */
  const char    *rest;      /* of @text */
  gboolean       was_editable;
} Paste;

/* The steps, in the order they run: opened -> read -> (slice)* */
static void     opened_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void     read_cb   (GObject *object, GAsyncResult *result, gpointer user_data);
static gboolean slice_cb  (gpointer user_data);

static void
paste_free (gpointer data)
{
  Paste *paste = data;

  g_clear_object (&paste->clipboard);
  g_clear_object (&paste->memory);
  g_free (paste->text);
  g_free (paste);
}

static void
begin_step (GTask *task)
{
  GtkTextView *view = g_task_get_source_object (task);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  Paste *paste = g_task_get_task_data (task);
  GtkTextIter iter;

  /* One thing to undo, however many slices it takes; nothing is written between them. */
  gtk_text_buffer_begin_user_action (buffer);
  paste->was_editable = gtk_text_view_get_editable (view);
  gtk_text_buffer_delete_selection (buffer, TRUE, paste->was_editable);
  gtk_text_view_set_editable (view, FALSE);
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  paste->mark = gtk_text_buffer_create_mark (buffer, NULL, &iter, FALSE);
  paste->rest = paste->text;
}

static void
end_step (GTask *task)
{
  GtkTextView *view = g_task_get_source_object (task);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  Paste *paste = g_task_get_task_data (task);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, paste->mark);
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_text_buffer_delete_mark (buffer, paste->mark);
  gtk_text_view_set_editable (view, paste->was_editable);
  gtk_text_buffer_end_user_action (buffer);
  /* To the end of a long text the way is as long as it takes to lay it out: its beginning stays. */
  if (strlen (paste->text) <= SLICE_BYTES)
    gtk_text_view_scroll_mark_onscreen (view, gtk_text_buffer_get_insert (buffer));
}

/* Returns: how many bytes of @text are put in at once: whole characters */
static gsize
get_slice (const char *text)
{
  gsize length = strnlen (text, SLICE_BYTES);
  const char *end = text;

  for (guint i = 0; i < SLICE_LINES && end != NULL; i++)
    {
      end = memchr (end, '\n', length - (gsize) (end - text));
      if (end != NULL)
        end++;
    }
  if (end != NULL)
    return (gsize) (end - text);
  while ((text[length] & 0xc0) == 0x80)
    length--;
  return length;
}

static gboolean
slice_cb (gpointer user_data)
{
  GTask *task = user_data;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (g_task_get_source_object (task));
  Paste *paste = g_task_get_task_data (task);
  gsize length = get_slice (paste->rest);
  GtkTextIter iter;

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      gtk_text_buffer_get_iter_at_mark (buffer, &iter, paste->mark);
      gtk_text_buffer_insert (buffer, &iter, paste->rest, (int) length);
      paste->rest += length;
      if (*paste->rest != '\0')
        return G_SOURCE_CONTINUE;
    }
  end_step (task);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
insert_step (GTask *task)
{
  begin_step (task);
  /* What fits into one slice is there at once. */
  if (slice_cb (task) == G_SOURCE_CONTINUE)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, slice_cb, g_object_ref (task), g_object_unref);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Paste *paste = g_task_get_task_data (task);
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (paste->memory);
  g_autoptr(GError) error = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, &error) < 0)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                                 _("That is more text than any caption takes: nothing was pasted."));
      else
        g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  paste->text = poster_text_clean (g_memory_output_stream_get_data (memory),
                                   (gssize) g_memory_output_stream_get_data_size (memory));
  if (*paste->text == '\0')
    g_task_return_boolean (task, TRUE);
  else
    insert_step (task);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Paste *paste = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;

  stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (object), result, NULL, &error);
  if (stream == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* Of a fixed size: what is larger is refused while it comes. */
  paste->memory = g_memory_output_stream_new (g_malloc (MAXIMUM_BYTES), MAXIMUM_BYTES, NULL, g_free);
  g_output_stream_splice_async (paste->memory, stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, cancellable, read_cb, g_object_ref (task));
}

/**
 * poster_caption_can_paste:
 * @clipboard: a clipboard
 *
 * Returns: whether there is plain text on it
 */
gboolean
poster_caption_can_paste (GdkClipboard *clipboard)
{
  g_autoptr(GdkContentFormats) formats = gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard));

  formats = gdk_content_formats_union_serialize_mime_types (g_steal_pointer (&formats));
  return gdk_content_formats_contain_mime_type (formats, PLAIN_TEXT);
}

/**
 * poster_caption_paste_async:
 * @view: what to paste into
 * @clipboard: where there is text
 * @cancellable: (nullable): a cancellable
 * @callback: called once, in the main context
 * @user_data: for @callback
 *
 * Puts the text of @clipboard in place of what is selected: read as bytes, since what GTK would make
 * of them ends at the first NUL; cleaned by poster_text_clean(); put in by slices, so that no frame
 * waits for it; undone in one step. Of rich text that is the plain text.
 *
 * Errors: #GIOErrorEnum, %G_IO_ERROR_NO_SPACE with words for people when there is too much
 */
void
poster_caption_paste_async (GtkTextView         *view,
                            GdkClipboard        *clipboard,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  static const char *mime_types[] = { PLAIN_TEXT, NULL };
  g_autoptr(GTask) task = g_task_new (view, cancellable, callback, user_data);
  Paste *paste = g_new0 (Paste, 1);

  g_task_set_source_tag (task, poster_caption_paste_async);
  paste->clipboard = g_object_ref (clipboard);
  g_task_set_task_data (task, paste, paste_free);
  gdk_clipboard_read_async (clipboard, mime_types, G_PRIORITY_DEFAULT, cancellable, opened_cb, g_object_ref (task));
}

/**
 * poster_caption_paste_finish:
 * @view: what was pasted into
 * @result: of the operation
 * @error: return location
 *
 * Returns: whether all of it is there
 */
gboolean
poster_caption_paste_finish (GtkTextView   *view,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, view), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
