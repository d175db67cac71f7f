/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-snippets"

#include "poster-snippets.h"

#include <string.h>

#include "poster-text.h"

#define KEY "snippets"

/* A name made of the text is no longer than this. */
#define TITLE_CHARACTERS 40

G_DEFINE_FINAL_TYPE (PosterSnippet, poster_snippet, G_TYPE_OBJECT)

static void
poster_snippet_finalize (GObject *object)
{
  PosterSnippet *self = POSTER_SNIPPET (object);

  g_free (self->name);
  g_free (self->text);
  G_OBJECT_CLASS (poster_snippet_parent_class)->finalize (object);
}

static void
poster_snippet_class_init (PosterSnippetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_snippet_finalize;
}

static void
poster_snippet_init (PosterSnippet *self)
{
}

static PosterSnippet *
poster_snippet_new (const char *name,
                    const char *text)
{
  PosterSnippet *self = g_object_new (POSTER_TYPE_SNIPPET, NULL);

  self->name = g_strstrip (g_strdup (name));
  self->text = g_strdup (text);
  return self;
}

/**
 * poster_snippet_dup_title:
 * @self: a snippet
 *
 * Returns: (transfer full): its name; how it begins when it has none
 */
char *
poster_snippet_dup_title (PosterSnippet *self)
{
  g_autofree char *line = NULL;
  g_autofree char *begun = NULL;

  g_return_val_if_fail (POSTER_IS_SNIPPET (self), NULL);

  if (*self->name != '\0')
    return g_strdup (self->name);
  line = g_strstrip (g_strdelimit (g_strdup (self->text), "\n\t", ' '));
  if (g_utf8_strlen (line, -1) <= TITLE_CHARACTERS)
    return g_steal_pointer (&line);
  begun = g_utf8_substring (line, 0, TITLE_CHARACTERS);
  return g_strconcat (g_strchomp (begun), "…", NULL);
}

/**
 * poster_snippet_is_hashtags:
 * @self: a snippet
 *
 * Returns: whether there is nothing but hashtags in it: such a group belongs at the end of a caption
 */
gboolean
poster_snippet_is_hashtags (PosterSnippet *self)
{
  g_autoptr(GArray) ranges = NULL;
  gsize seen = 0;

  g_return_val_if_fail (POSTER_IS_SNIPPET (self), FALSE);

  ranges = poster_text_find_ranges (self->text);
  for (guint i = 0; i < ranges->len; i++)
    {
      PosterTextRange *range = &g_array_index (ranges, PosterTextRange, i);

      if (range->kind != POSTER_TEXT_HASHTAG || strspn (self->text + seen, " \t\n") < range->start - seen)
        return FALSE;
      seen = range->end;
    }
  return seen > 0 && self->text[seen + strspn (self->text + seen, " \t\n")] == '\0';
}

/**
 * PosterSnippets:
 *
 * The snippets of a person, kept with the settings: all windows have the same ones.
 */
struct _PosterSnippets
{
  GObject     parent_instance;

  GSettings  *settings;  /* (nullable), where there is no schema: then they last as long as this */
  GPtrArray  *snippets;
};

static GType
get_item_type (GListModel *model)
{
  return POSTER_TYPE_SNIPPET;
}

static guint
get_n_items (GListModel *model)
{
  return POSTER_SNIPPETS (model)->snippets->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  PosterSnippets *self = POSTER_SNIPPETS (model);

  return position < self->snippets->len ? g_object_ref (g_ptr_array_index (self->snippets, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PosterSnippets, poster_snippets, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GVariant *
to_variant (PosterSnippets *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < self->snippets->len; i++)
    {
      PosterSnippet *snippet = g_ptr_array_index (self->snippets, i);

      g_variant_builder_add (&builder, "(ss)", snippet->name, snippet->text);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
write_all (PosterSnippets *self)
{
  g_autoptr(GVariant) all = to_variant (self);

  if (self->settings != NULL)
    g_settings_set_value (self->settings, KEY, all);
}

/* What others have written; what makes no sense in it is left out. */
static void
read_all (PosterSnippets *self)
{
  g_autoptr(GVariant) mine = to_variant (self);
  g_autoptr(GVariant) all = g_settings_get_value (self->settings, KEY);
  const char *name, *text;
  guint n_before = self->snippets->len;
  GVariantIter iter;

  if (g_variant_equal (mine, all))
    return;
  g_ptr_array_set_size (self->snippets, 0);
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &text))
    if (*text != '\0' && poster_snippets_find (self, text) == NULL)
      g_ptr_array_add (self->snippets, poster_snippet_new (name, text));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->snippets->len);
}

static void
poster_snippets_dispose (GObject *object)
{
  PosterSnippets *self = POSTER_SNIPPETS (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (poster_snippets_parent_class)->dispose (object);
}

static void
poster_snippets_finalize (GObject *object)
{
  g_ptr_array_unref (POSTER_SNIPPETS (object)->snippets);
  G_OBJECT_CLASS (poster_snippets_parent_class)->finalize (object);
}

static void
poster_snippets_class_init (PosterSnippetsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = poster_snippets_dispose;
  G_OBJECT_CLASS (klass)->finalize = poster_snippets_finalize;
}

static void
poster_snippets_init (PosterSnippets *self)
{
  self->snippets = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * poster_snippets_new:
 * @settings: (nullable): of the program
 *
 * Returns: (transfer full): the snippets, kept there
 */
PosterSnippets *
poster_snippets_new (GSettings *settings)
{
  PosterSnippets *self = g_object_new (POSTER_TYPE_SNIPPETS, NULL);

  if (settings == NULL)
    return self;
  self->settings = g_object_ref (settings);
  g_signal_connect_swapped (settings, "changed::" KEY, G_CALLBACK (read_all), self);
  read_all (self);
  return self;
}

/**
 * poster_snippets_find:
 * @self: snippets
 * @text: a text
 *
 * Returns: (transfer none) (nullable): the one with that text
 */
PosterSnippet *
poster_snippets_find (PosterSnippets *self,
                      const char     *text)
{
  g_return_val_if_fail (POSTER_IS_SNIPPETS (self), NULL);

  for (guint i = 0; i < self->snippets->len; i++)
    {
      PosterSnippet *snippet = g_ptr_array_index (self->snippets, i);

      if (g_str_equal (snippet->text, text))
        return snippet;
    }
  return NULL;
}

/**
 * poster_snippets_insert:
 * @self: snippets
 * @position: where; past the end: last
 * @name: its name; "" for none
 * @text: what it puts in
 *
 * Returns: %FALSE when there is no text, or one with that text already
 */
gboolean
poster_snippets_insert (PosterSnippets *self,
                        guint           position,
                        const char     *name,
                        const char     *text)
{
  g_return_val_if_fail (POSTER_IS_SNIPPETS (self), FALSE);

  if (*text == '\0' || poster_snippets_find (self, text) != NULL)
    return FALSE;
  position = MIN (position, self->snippets->len);
  g_ptr_array_insert (self->snippets, (int) position, poster_snippet_new (name, text));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  write_all (self);
  return TRUE;
}

/**
 * poster_snippets_change:
 * @self: snippets
 * @position: of one of them
 * @name: its name from now on; "" for none
 * @text: its text from now on
 *
 * Returns: %FALSE when there is no text, or another one with that text already
 */
gboolean
poster_snippets_change (PosterSnippets *self,
                        guint           position,
                        const char     *name,
                        const char     *text)
{
  PosterSnippet *same;

  g_return_val_if_fail (POSTER_IS_SNIPPETS (self) && position < self->snippets->len, FALSE);

  same = poster_snippets_find (self, text);
  if (*text == '\0' || (same != NULL && same != g_ptr_array_index (self->snippets, position)))
    return FALSE;
  g_ptr_array_insert (self->snippets, (int) position, poster_snippet_new (name, text));
  g_ptr_array_remove_index (self->snippets, position + 1);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
  write_all (self);
  return TRUE;
}

/**
 * poster_snippets_remove:
 * @self: snippets
 * @position: of one of them
 */
void
poster_snippets_remove (PosterSnippets *self,
                        guint           position)
{
  g_return_if_fail (POSTER_IS_SNIPPETS (self) && position < self->snippets->len);

  g_ptr_array_remove_index (self->snippets, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  write_all (self);
}

/**
 * poster_snippets_move:
 * @self: snippets
 * @from: where one of them is
 * @to: where it is afterwards
 */
void
poster_snippets_move (PosterSnippets *self,
                      guint           from,
                      guint           to)
{
  g_autoptr(PosterSnippet) snippet = NULL;

  g_return_if_fail (POSTER_IS_SNIPPETS (self) && from < self->snippets->len && to < self->snippets->len);

  if (from == to)
    return;
  snippet = g_object_ref (g_ptr_array_index (self->snippets, from));
  g_ptr_array_remove_index (self->snippets, from);
  g_list_model_items_changed (G_LIST_MODEL (self), from, 1, 0);
  g_ptr_array_insert (self->snippets, (int) to, g_steal_pointer (&snippet));
  g_list_model_items_changed (G_LIST_MODEL (self), to, 0, 1);
  write_all (self);
}
