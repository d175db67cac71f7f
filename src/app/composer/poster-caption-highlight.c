/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-caption-highlight"

#include "poster-caption-highlight.h"

#include "poster-text.h"

/* Looked through at a time: about a millisecond. */
#define SLICE_CHARACTERS 4000

/* As far as one looks for the blanks around a change: no tag or address is longer than this. */
#define WORD_CHARACTERS 2000

/* A paragraph is laid out as a whole at each keystroke, which takes the longer the longer it is, and
 * a word without an end in it makes it quadratic. This much of one can be laid out within a frame;
 * the slack keeps it from folding anew at each keystroke. */
#define SHOWN_CHARACTERS 4000
#define SHOWN_OF_A_WORD  500
#define SLACK_CHARACTERS 500

/**
 * PosterCaptionHighlight:
 *
 * Colours hashtags, mentions and links of a text buffer, and folds paragraphs that are too long to be
 * laid out. What is coloured is looked for around each change only, in slices between the frames,
 * however long the text. Nothing of it is there to be undone.
 */
struct _PosterCaptionHighlight
{
  GObject         parent_instance;

  GtkTextBuffer    *buffer;    /* (nullable), once it was stopped */
  GtkTextTag       *accent;
  GtkTextTag       *fold;
  PosterTextManner  manner;    /* what is coloured */
  GtkTextMark      *from;      /* what is to be looked through */
  GtkTextMark      *to;
  guint             idle;
  gboolean          is_folded;
};

enum
{
  FOLDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PosterCaptionHighlight, poster_caption_highlight, G_TYPE_OBJECT)

/* Nothing that is coloured goes beyond it. */
static gboolean
is_boundary (PosterCaptionHighlight *self,
             gunichar                c)
{
  return self->manner.mentions == POSTER_TEXT_MENTIONS_LINKED ? c == '\n' : g_unichar_isspace (c);
}

static void
go_to_boundary (PosterCaptionHighlight *self,
                GtkTextIter            *iter,
                gboolean                forward)
{
  for (guint i = 0; i < WORD_CHARACTERS; i++)
    {
      GtkTextIter before = *iter;

      if (forward ? gtk_text_iter_is_end (iter) || is_boundary (self, gtk_text_iter_get_char (iter))
                  : !gtk_text_iter_backward_char (&before) || is_boundary (self, gtk_text_iter_get_char (&before)))
        return;
      if (forward)
        gtk_text_iter_forward_char (iter);
      else
        *iter = before;
    }
}

/* What is tagged already is left alone: each change of a tag is a line to lay out. */
static void
set_tagged (PosterCaptionHighlight *self,
            const GtkTextIter      *start,
            const GtkTextIter      *end,
            gboolean                tagged)
{
  GtkTextIter next = *start;

  if (gtk_text_iter_has_tag (start, self->accent) == tagged &&
      (!gtk_text_iter_forward_to_tag_toggle (&next, self->accent) || gtk_text_iter_compare (&next, end) >= 0))
    return;
  if (tagged)
    gtk_text_buffer_apply_tag (self->buffer, self->accent, start, end);
  else
    gtk_text_buffer_remove_tag (self->buffer, self->accent, start, end);
}

/* Returns: where it went on to */
static void
highlight (PosterCaptionHighlight *self,
           const GtkTextIter      *start,
           const GtkTextIter      *end)
{
  g_autofree char *text = gtk_text_buffer_get_text (self->buffer, start, end, TRUE);
  g_autoptr(GArray) ranges = poster_text_find_ranges_as (text, &self->manner);
  GtkTextIter done = *start, tag_start, tag_end;
  gsize seen_bytes = 0;

  for (guint i = 0; i < ranges->len; i++)
    {
      PosterTextRange *range = &g_array_index (ranges, PosterTextRange, i);

      tag_start = done;
      gtk_text_iter_forward_chars (&tag_start, (int) g_utf8_strlen (text + seen_bytes, (gssize) (range->start - seen_bytes)));
      tag_end = tag_start;
      gtk_text_iter_forward_chars (&tag_end, (int) g_utf8_strlen (text + range->start, (gssize) (range->end - range->start)));
      if (!gtk_text_iter_equal (&done, &tag_start))
        set_tagged (self, &done, &tag_start, FALSE);
      set_tagged (self, &tag_start, &tag_end, TRUE);
      done = tag_end;
      seen_bytes = range->end;
    }
  if (!gtk_text_iter_equal (&done, end))
    set_tagged (self, &done, end, FALSE);
}

static gboolean
slice_cb (gpointer user_data)
{
  PosterCaptionHighlight *self = user_data;
  GtkTextIter start, end, last;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &start, self->from);
  gtk_text_buffer_get_iter_at_mark (self->buffer, &last, self->to);
  go_to_boundary (self, &start, FALSE);
  end = start;
  gtk_text_iter_forward_chars (&end, SLICE_CHARACTERS);
  if (gtk_text_iter_compare (&end, &last) > 0)
    end = last;
  go_to_boundary (self, &end, TRUE);
  highlight (self, &start, &end);
  if (gtk_text_iter_compare (&end, &last) < 0)
    {
      gtk_text_buffer_move_mark (self->buffer, self->from, &end);
      return G_SOURCE_CONTINUE;
    }
  gtk_text_buffer_move_mark (self->buffer, self->from, &last);
  self->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
look_through (PosterCaptionHighlight *self,
              const GtkTextIter      *start,
              const GtkTextIter      *end)
{
  GtkTextIter from, to;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &from, self->from);
  gtk_text_buffer_get_iter_at_mark (self->buffer, &to, self->to);
  if (self->idle == 0 || gtk_text_iter_compare (start, &from) < 0)
    gtk_text_buffer_move_mark (self->buffer, self->from, start);
  if (self->idle == 0 || gtk_text_iter_compare (end, &to) > 0)
    gtk_text_buffer_move_mark (self->buffer, self->to, end);
  if (self->idle == 0)
    self->idle = g_idle_add (slice_cb, self);
}

/* Lines are broken anywhere between characters of East Asia. */
static gboolean
is_break (gunichar c)
{
  return g_unichar_isspace (c) || (c >= 0x2e80 && c <= 0xd7ff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

/* How much of the paragraph that begins at @start can be shown; all of it: @length. */
static int
get_shown (const GtkTextIter *start,
           int                length,
           int                slack)
{
  GtkTextIter end = *start;
  g_autofree char *text = NULL;
  int position = 0, word = 0;

  gtk_text_iter_forward_chars (&end, MIN (length, SHOWN_CHARACTERS + slack));
  text = gtk_text_iter_get_text (start, &end);
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c), position++)
    {
      word = is_break (g_utf8_get_char (c)) ? 0 : word + 1;
      if (word > SHOWN_OF_A_WORD + slack)
        return position - slack;
    }
  return length > SHOWN_CHARACTERS + slack ? SHOWN_CHARACTERS : length;
}

/* @start: beginning of a paragraph */
static void
fold_paragraph (PosterCaptionHighlight *self,
                const GtkTextIter      *start)
{
  GtkTextIter from = *start, end = *start, toggle = *start;
  gboolean was_folded;
  int length, shown, was_shown;

  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  length = gtk_text_iter_get_line_offset (&end);
  if (length <= SHOWN_OF_A_WORD + SLACK_CHARACTERS && !self->is_folded)
    return;
  was_folded = gtk_text_iter_has_tag (&toggle, self->fold) ||
               (gtk_text_iter_forward_to_tag_toggle (&toggle, self->fold) && gtk_text_iter_compare (&toggle, &end) < 0);
  shown = get_shown (start, length, SLACK_CHARACTERS);
  if (was_folded && shown < length)
    {
      GtkTextIter tail = toggle;

      /* What was written before the fold, and after it, may be as long as the slack. */
      was_shown = gtk_text_iter_get_line_offset (&toggle);
      gtk_text_iter_forward_to_tag_toggle (&tail, self->fold);
      if (ABS (was_shown - shown) <= SLACK_CHARACTERS &&
          length - gtk_text_iter_get_line_offset (&tail) <= SLACK_CHARACTERS)
        return;
    }
  if (was_folded)
    gtk_text_buffer_remove_tag (self->buffer, self->fold, start, &end);
  if (shown < length)
    {
      gtk_text_iter_forward_chars (&from, shown);
      gtk_text_buffer_apply_tag (self->buffer, self->fold, &from, &end);
    }
}

/* At once: what is folded has not been laid out yet. */
static void
fold (PosterCaptionHighlight *self,
      const GtkTextIter      *start,
      const GtkTextIter      *end)
{
  GtkTextIter line = *start;
  GtkTextIter any;
  gboolean is_folded;

  gtk_text_iter_set_line_offset (&line, 0);
  do
    fold_paragraph (self, &line);
  while (gtk_text_iter_forward_line (&line) && gtk_text_iter_compare (&line, end) <= 0);

  gtk_text_buffer_get_start_iter (self->buffer, &any);
  is_folded = gtk_text_iter_has_tag (&any, self->fold) || gtk_text_iter_forward_to_tag_toggle (&any, self->fold);
  if (is_folded == self->is_folded)
    return;
  self->is_folded = is_folded;
  g_signal_emit (self, signals[FOLDED], 0);
}

static void
inserted_cb (GtkTextBuffer          *buffer,
             GtkTextIter            *location,
             const char             *text,
             int                     length,
             PosterCaptionHighlight *self)
{
  GtkTextIter start = *location;

  gtk_text_iter_backward_chars (&start, (int) g_utf8_strlen (text, length));
  look_through (self, &start, location);
  fold (self, &start, location);
}

static void
deleted_cb (GtkTextBuffer          *buffer,
            GtkTextIter            *start,
            GtkTextIter            *end,
            PosterCaptionHighlight *self)
{
  look_through (self, start, end);
  fold (self, start, end);
}

static void
poster_caption_highlight_dispose (GObject *object)
{
  poster_caption_highlight_stop (POSTER_CAPTION_HIGHLIGHT (object));
  G_OBJECT_CLASS (poster_caption_highlight_parent_class)->dispose (object);
}

static void
poster_caption_highlight_class_init (PosterCaptionHighlightClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_caption_highlight_dispose;
  signals[FOLDED] = g_signal_new ("folded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
poster_caption_highlight_init (PosterCaptionHighlight *self)
{
}

/**
 * poster_caption_highlight_new:
 * @buffer: an empty text buffer
 *
 * Returns: (transfer full): what colours it from now on, until poster_caption_highlight_stop()
 */
PosterCaptionHighlight *
poster_caption_highlight_new (GtkTextBuffer *buffer)
{
  PosterCaptionHighlight *self = g_object_new (POSTER_TYPE_CAPTION_HIGHLIGHT, NULL);
  GtkTextIter start;

  self->buffer = g_object_ref (buffer);
  gtk_text_buffer_get_start_iter (buffer, &start);
  self->accent = gtk_text_buffer_create_tag (buffer, "accent", NULL);
  self->fold = gtk_text_buffer_create_tag (buffer, "fold", "invisible", TRUE, NULL);
  self->from = gtk_text_buffer_create_mark (buffer, NULL, &start, TRUE);
  self->to = gtk_text_buffer_create_mark (buffer, NULL, &start, FALSE);
  g_signal_connect_after (buffer, "insert-text", G_CALLBACK (inserted_cb), self);
  g_signal_connect_after (buffer, "delete-range", G_CALLBACK (deleted_cb), self);
  return self;
}

/**
 * poster_caption_highlight_set_manner:
 * @self: a highlight
 * @manner: how those read the text to whom it goes
 *
 * Colours anew what they take for hashtags and mentions.
 */
void
poster_caption_highlight_set_manner (PosterCaptionHighlight *self,
                                     PosterTextManner        manner)
{
  GtkTextIter start, end;

  g_return_if_fail (POSTER_IS_CAPTION_HIGHLIGHT (self));

  if (manner.tags == self->manner.tags && manner.mentions == self->manner.mentions)
    return;
  self->manner = manner;
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  look_through (self, &start, &end);
}

/**
 * poster_caption_highlight_set_color:
 * @self: a highlight
 * @color: of hashtags, mentions and links
 */
void
poster_caption_highlight_set_color (PosterCaptionHighlight *self,
                                    const GdkRGBA          *color)
{
  g_autoptr(GdkRGBA) now = NULL;

  g_return_if_fail (POSTER_IS_CAPTION_HIGHLIGHT (self));

  g_object_get (self->accent, "foreground-rgba", &now, NULL);
  if (now == NULL || !gdk_rgba_equal (now, color))
    g_object_set (self->accent, "foreground-rgba", color, NULL);
}

/**
 * poster_caption_highlight_get_folded:
 * @self: a highlight
 *
 * Returns: whether some paragraph is not shown to its end
 */
gboolean
poster_caption_highlight_get_folded (PosterCaptionHighlight *self)
{
  g_return_val_if_fail (POSTER_IS_CAPTION_HIGHLIGHT (self), FALSE);

  return self->is_folded;
}

/**
 * poster_caption_highlight_stop:
 * @self: a highlight
 *
 * Leaves the buffer as it is.
 */
void
poster_caption_highlight_stop (PosterCaptionHighlight *self)
{
  g_return_if_fail (POSTER_IS_CAPTION_HIGHLIGHT (self));

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->buffer != NULL)
    g_signal_handlers_disconnect_by_data (self->buffer, self);
  g_clear_object (&self->buffer);
}
