/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-preview-look"

#include "poster-preview-look.h"

#include "poster-json.h"
#include "poster-preview-looks.h"

#include <glib/gi18n-lib.h>

static JsonArray *
get_looks (PosterPlatform *platform)
{
  return platform != NULL && platform->preview != NULL ? poster_json_get_array (platform->preview, "looks") : NULL;
}

static guint
count_looks (PosterPlatform *platform)
{
  JsonArray *looks = get_looks (platform);

  return looks != NULL ? json_array_get_length (looks) : 0;
}

static JsonObject *
get_look (PosterPlatform *platform,
          guint           position)
{
  return json_array_get_object_element (get_looks (platform), position);
}

static gboolean
is_of_kind (JsonObject     *look,
            PosterPostKind  kind)
{
  JsonArray *kinds = poster_json_get_array (look, "kinds");

  for (guint i = 0; kinds != NULL && i < json_array_get_length (kinds); i++)
    {
      PosterPostKind listed;

      if (poster_post_kind_from_string (json_array_get_string_element (kinds, i), &listed) && listed == kind)
        return TRUE;
    }
  return FALSE;
}

/* Options go by several names. */
static const char *
get_choice (const PosterPreviewPost *post,
            const char              *key)
{
  PosterOption *option = poster_platform_find_option (post->platform, key);
  const char *choice = post->options != NULL ? poster_json_get_string (post->options, key) : NULL;

  if (choice != NULL || option == NULL || post->options == NULL)
    return choice;
  choice = poster_json_get_string (post->options, option->key);
  for (guint i = 0; choice == NULL && option->aliases != NULL && option->aliases[i] != NULL; i++)
    choice = poster_json_get_string (post->options, option->aliases[i]);
  return choice;
}

/* Whether the post's options say what the look is for. */
static gboolean
is_chosen (const PosterPreviewPost *post,
           JsonObject              *look)
{
  JsonObject *when = poster_json_get_object (look, "when");
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (when == NULL)
    return TRUE;
  json_object_iter_init (&iter, when);
  while (json_object_iter_next (&iter, &key, &node))
    if (g_strcmp0 (get_choice (post, key), json_node_get_string (node)) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_within (JsonObject *look,
           const char *member,
           double      value)
{
  /* What is not known yet is no reason against it. */
  return value <= 0 || value <= poster_json_get_double (look, member, G_MAXDOUBLE);
}

/**
 * poster_preview_look_find:
 * @post: what is to be shown, but for its look
 * @id: (nullable): a look that somebody has chosen
 *
 * Returns: (nullable) (transfer none): that look, where the platform has it; else the first one that
 *   is right for kind, options, shape and length of the post; else its first one
 */
JsonObject *
poster_preview_look_find (const PosterPreviewPost *post,
                          const char              *id)
{
  JsonObject *of_kind = NULL;
  guint n_looks = count_looks (post->platform);

  for (guint i = 0; id != NULL && i < n_looks; i++)
    if (g_strcmp0 (poster_preview_look_get_id (get_look (post->platform, i)), id) == 0)
      return get_look (post->platform, i);
  for (guint i = 0; i < n_looks; i++)
    {
      JsonObject *look = get_look (post->platform, i);

      if (!is_of_kind (look, post->kind))
        continue;
      if (is_chosen (post, look) && is_within (look, "widest", post->aspect) &&
          is_within (look, "longest", post->seconds))
        return look;
      if (of_kind == NULL || poster_json_get_object (of_kind, "when") != NULL)
        of_kind = look;
    }
  return of_kind != NULL || n_looks == 0 ? of_kind : get_look (post->platform, 0);
}

/**
 * poster_preview_look_list:
 * @platform: (nullable): a platform
 * @kind: of a post
 *
 * Returns: (transfer container) (element-type JsonObject): the looks that the platform has for it
 */
GPtrArray *
poster_preview_look_list (PosterPlatform *platform,
                          PosterPostKind  kind)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < count_looks (platform); i++)
    if (is_of_kind (get_look (platform, i), kind))
      g_ptr_array_add (list, get_look (platform, i));
  return list;
}

/**
 * poster_preview_look_suits:
 * @post: what is to be shown, but for its look
 * @look: one of the platform's looks for posts of this kind
 *
 * Returns: whether the post will be seen so: its options, its shape and its length are such that it
 *   can be
 */
gboolean
poster_preview_look_suits (const PosterPreviewPost *post,
                           JsonObject              *look)
{
  gboolean is_asked_for = FALSE;

  if (!is_chosen (post, look) || !is_within (look, "widest", post->aspect) || !is_within (look, "longest", post->seconds))
    return FALSE;
  if (poster_json_get_object (look, "when") != NULL)
    return TRUE;
  /* A story is in no feed. */
  for (guint i = 0; i < count_looks (post->platform); i++)
    {
      JsonObject *other = get_look (post->platform, i);

      if (is_of_kind (other, post->kind) && poster_json_get_object (other, "when") != NULL && is_chosen (post, other))
        is_asked_for = TRUE;
    }
  return !is_asked_for;
}

/**
 * poster_preview_look_get_id:
 * @look: (nullable): a look
 *
 * Returns: (nullable): its id
 */
const char *
poster_preview_look_get_id (JsonObject *look)
{
  return look != NULL ? poster_json_get_string (look, "id") : NULL;
}

/**
 * poster_preview_look_get_name:
 * @look: a look
 *
 * Returns: its name for people
 */
const char *
poster_preview_look_get_name (JsonObject *look)
{
  const char *name = poster_json_get_string (look, "name");

  return poster_preview_word (name != NULL ? name : "Post");
}

/**
 * poster_preview_look_get_insets:
 * @look: (nullable): a look
 *
 * Returns: (nullable): what the platform's interface covers of the picture: parts of its width and
 *   height at `top`, `bottom`, `start` and `end`; %NULL where nobody measured that
 */
JsonObject *
poster_preview_look_get_insets (JsonObject *look)
{
  return look != NULL ? poster_json_get_object (look, "insets") : NULL;
}

/**
 * poster_preview_look_is_card:
 * @look: (nullable): a look
 *
 * Returns: whether it is a card among others, not all of the screen of a phone
 */
gboolean
poster_preview_look_is_card (JsonObject *look)
{
  return look != NULL && g_strcmp0 (poster_json_get_string (look, "frame"), "card") == 0;
}

static gboolean
is_there (const char *text)
{
  return text != NULL && *text != '\0';
}

/**
 * poster_preview_look_describe:
 * @post: what is shown
 *
 * Returns: (transfer full): that in words, for who does not see it
 */
char *
poster_preview_look_describe (const PosterPreviewPost *post)
{
  g_autoptr(GString) words = g_string_new (NULL);
  g_autofree char *host = NULL;
  const char *name = post->look != NULL ? poster_preview_look_get_name (post->look) : _("Post");

  if (is_there (post->handle))
    /* Translators: the first is the kind of post, e.g. Reel or Story; the second an account */
    g_string_append_printf (words, _("%s by @%s."), name, post->handle);
  else
    g_string_append_printf (words, "%s.", name);
  if (is_there (post->words))
    g_string_append_printf (words, " %s", post->words);
  if (poster_preview_grid_is_for (post))
    {
      g_string_append_c (words, ' ');
      g_string_append_printf (words, ngettext ("%u picture.", "%u pictures.", post->count), post->count);
    }
  else if (post->count > 1)
    {
      g_string_append_c (words, ' ');
      /* Translators: the second of six pictures */
      g_string_append_printf (words, _("Picture %u of %u."), post->index + 1, post->count);
    }
  host = poster_preview_link_dup_host (post);
  if (host != NULL)
    {
      g_string_append_c (words, ' ');
      /* Translators: a card below the text, about a page on a site, e.g. example.org */
      g_string_append_printf (words, _("Link to %s."), host);
    }
  if (is_there (post->title))
    {
      g_string_append_c (words, ' ');
      g_string_append_printf (words, _("Title: %s"), post->title);
    }
  if (is_there (post->caption))
    {
      g_string_append_c (words, ' ');
      g_string_append_printf (words, post->has_media ? _("Caption: %s") : _("Text: %s"), post->caption);
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}
