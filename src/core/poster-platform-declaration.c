/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-platform-declaration"

#include "poster-platform-form.h"

#include <string.h>

#include "poster-platform-words.h"

static void
declaration_free (gpointer data)
{
  PosterDeclaration *self = data;

  g_clear_pointer (&self->when_any, g_ptr_array_unref);
  g_free (self->words);
  g_strfreev (self->links);
  g_free (self->source);
  g_free (self);
}

/**
 * poster_declarations_new:
 *
 * Returns: (transfer full) (element-type PosterDeclaration): no declarations yet
 */
GPtrArray *
poster_declarations_new (void)
{
  return g_ptr_array_new_with_free_func (declaration_free);
}

/* Reads `[1:Terms]` at @at: the number of the link, its text and what comes behind it. */
static gboolean
parse_link (const char  *at,
            guint       *number,
            char       **text,
            const char **end)
{
  guint64 value;
  char *colon;
  const char *close;

  if (*at != '[' || !g_ascii_isdigit (at[1]))
    return FALSE;
  value = g_ascii_strtoull (at + 1, &colon, 10);
  close = strchr (at, ']');
  if (*colon != ':' || close == NULL || close < colon || value > 9)
    return FALSE;
  *number = (guint) value;
  *text = g_strndup (colon + 1, close - colon - 1);
  *end = close + 1;
  return TRUE;
}

/* The words as Pango markup. A link that the words number wrongly is just text: translators err. */
static char *
to_markup (const char         *words,
           const char * const *links)
{
  GString *markup = g_string_new (NULL);
  guint n_links = links != NULL ? g_strv_length ((char **) links) : 0;

  for (const char *at = words; *at != '\0';)
    {
      g_autofree char *text = NULL;
      g_autofree char *piece = NULL;
      const char *end;
      guint number;

      if (!parse_link (at, &number, &text, &end))
        {
          gsize length = 1 + strcspn (at + 1, "[");

          piece = g_markup_escape_text (at, (gssize) length);
          g_string_append (markup, piece);
          at += length;
          continue;
        }
      piece = number >= 1 && number <= n_links
                ? g_markup_printf_escaped ("<a href=\"%s\">%s</a>", links[number - 1], text)
                : g_markup_escape_text (text, -1);
      g_string_append (markup, piece);
      at = end;
    }
  return g_string_free (markup, FALSE);
}

/* Every link is named once in the words. */
static void
check_links (PosterDeclaration    *self,
             PosterPlatformReader *reader)
{
  guint n_links = self->links != NULL ? g_strv_length (self->links) : 0;
  guint found = 0;

  for (const char *at = self->words; at != NULL && (at = strchr (at, '[')) != NULL; at++)
    {
      g_autofree char *text = NULL;
      const char *end;
      guint number;

      if (parse_link (at, &number, &text, &end) && number >= 1 && number <= n_links)
        found |= 1u << number;
      else
        poster_platform_reader_fail (reader, "“words” name a link that is not there");
    }
  for (guint i = 1; i <= n_links; i++)
    if ((found & (1u << i)) == 0)
      poster_platform_reader_fail (reader, "“words” do not name link %u", i);
}

/**
 * poster_platform_declarations_read:
 * @platform: a platform whose options are known
 * @reader: reads it
 *
 * Reads the member `declarations`.
 */
void
poster_platform_declarations_read (PosterPlatform       *platform,
                                   PosterPlatformReader *reader)
{
  JsonArray *array = poster_platform_reader_array (reader, "declarations", FALSE);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr(GError) error = NULL;
      PosterPlatformReader part;
      PosterDeclaration *self;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          poster_platform_reader_fail (reader, "a declaration is not an object");
          continue;
        }
      poster_platform_reader_init (&part, json_node_get_object (node));
      self = g_new0 (PosterDeclaration, 1);
      self->when_any = poster_platform_form_read_conditions (platform, &part, "when_any");
      self->words = poster_platform_reader_string (&part, "words", TRUE);
      self->links = poster_platform_reader_strings (&part, "links");
      self->source = poster_platform_reader_string (&part, "source", TRUE);
      check_links (self, &part);
      g_ptr_array_add (platform->declarations, self);
      if (!poster_platform_reader_finish (&part, "declaration", &error))
        poster_platform_reader_fail (reader, "%s", error->message);
    }
}

static gboolean
applies (PosterDeclaration *self,
         JsonObject        *options)
{
  for (guint i = 0; i < self->when_any->len; i++)
    if (poster_condition_holds (g_ptr_array_index (self->when_any, i), options, NULL))
      return TRUE;
  return self->when_any->len == 0;
}

/**
 * poster_platform_dup_declaration:
 * @platform: a platform
 * @options: (nullable): what is chosen, by canonical key
 *
 * Returns: (transfer full) (nullable): what must stand directly before the button that publishes,
 *   translated, as Pango markup with links; %NULL when the platform wants nothing there
 */
char *
poster_platform_dup_declaration (PosterPlatform *platform,
                                 JsonObject     *options)
{
  for (guint i = 0; i < platform->declarations->len; i++)
    {
      PosterDeclaration *self = g_ptr_array_index (platform->declarations, i);

      if (applies (self, options))
        return to_markup (poster_platform_words_translate (self->words), (const char * const *) self->links);
    }
  return NULL;
}
