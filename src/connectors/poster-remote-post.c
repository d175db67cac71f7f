/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-remote-post"

#include "poster-remote-post.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (PosterRemotePost, poster_remote_post, G_TYPE_OBJECT)

static void
remote_media_free (PosterRemoteMedia *media)
{
  g_free (media->type);
  g_free (media->uri);
  g_free (media);
}

static void
remote_target_free (PosterRemoteTarget *target)
{
  g_free (target->account_remote_id);
  g_free (target->platform);
  g_free (target->status);
  g_free (target->content);
  g_ptr_array_unref (target->media);
  json_object_unref (target->options);
  g_free (target->platform_post_id);
  g_free (target->platform_post_url);
  g_free (target->error_message);
  g_free (target->error_category);
  g_free (target);
}

static void
poster_remote_post_finalize (GObject *object)
{
  PosterRemotePost *self = POSTER_REMOTE_POST (object);

  g_free (self->remote_id);
  g_free (self->submission_id);
  g_free (self->status);
  g_free (self->content);
  g_free (self->title);
  g_free (self->zone);
  g_ptr_array_unref (self->media);
  g_ptr_array_unref (self->targets);
  G_OBJECT_CLASS (poster_remote_post_parent_class)->finalize (object);
}

static void
poster_remote_post_class_init (PosterRemotePostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = poster_remote_post_finalize;
}

static void
poster_remote_post_init (PosterRemotePost *self)
{
  self->scheduled_us = -1;
  self->created_us = -1;
  self->updated_us = -1;
  self->media = g_ptr_array_new_with_free_func ((GDestroyNotify) remote_media_free);
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) remote_target_free);
}

/**
 * poster_remote_post_new:
 * @remote_id: its id at the service
 *
 * Returns: (transfer full): a post, to be filled in
 */
PosterRemotePost *
poster_remote_post_new (const char *remote_id)
{
  PosterRemotePost *self = g_object_new (POSTER_TYPE_REMOTE_POST, NULL);

  self->remote_id = g_strdup (remote_id);
  self->content = g_strdup ("");
  return self;
}

/**
 * poster_remote_post_add_target:
 * @self: a post that is being filled in
 *
 * Returns: (transfer none): one more target, to be filled in
 */
PosterRemoteTarget *
poster_remote_post_add_target (PosterRemotePost *self)
{
  PosterRemoteTarget *target = g_new0 (PosterRemoteTarget, 1);

  target->state = POSTER_TARGET_PROCESSING;
  target->media = g_ptr_array_new_with_free_func ((GDestroyNotify) remote_media_free);
  target->options = json_object_new ();
  target->scheduled_us = -1;
  target->published_us = -1;
  g_ptr_array_add (self->targets, target);
  return target;
}

static PosterRemoteMedia *
add_media (GPtrArray  *list,
           const char *type,
           const char *uri)
{
  PosterRemoteMedia *media = g_new0 (PosterRemoteMedia, 1);

  media->type = g_strdup (type);
  media->uri = g_strdup (uri);
  g_ptr_array_add (list, media);
  return media;
}

/**
 * poster_remote_post_add_media:
 * @self: a post that is being filled in
 * @type: the API's word for what it is
 * @uri: where it lies
 *
 * Returns: (transfer none): one more medium
 */
PosterRemoteMedia *
poster_remote_post_add_media (PosterRemotePost *self,
                              const char       *type,
                              const char       *uri)
{
  return add_media (self->media, type, uri);
}

/**
 * poster_remote_target_add_media:
 * @target: a target that is being filled in
 * @type: the API's word for what it is
 * @uri: where it lies
 *
 * Returns: (transfer none): one more medium of its own
 */
PosterRemoteMedia *
poster_remote_target_add_media (PosterRemoteTarget *target,
                                const char         *type,
                                const char         *uri)
{
  return add_media (target->media, type, uri);
}

static int
compare_targets (gconstpointer first,
                 gconstpointer second)
{
  const PosterRemoteTarget *one = *(PosterRemoteTarget *const *) first;
  const PosterRemoteTarget *other = *(PosterRemoteTarget *const *) second;

  return g_strcmp0 (one->account_remote_id, other->account_remote_id);
}

static void
mark_text (GChecksum  *checksum,
           const char *text)
{
  /* The length goes in as well: two fields never run into each other. */
  g_autofree char *length = g_strdup_printf ("%d:", text != NULL ? (int) strlen (text) : -1);

  g_checksum_update (checksum, (const guchar *) length, -1);
  if (text != NULL)
    g_checksum_update (checksum, (const guchar *) text, -1);
}

static void mark_json (GChecksum *checksum, JsonNode *node);

/* The same, in whatever order its members came. */
static void
mark_object (GChecksum  *checksum,
             JsonObject *json)
{
  g_autoptr(GList) names = g_list_sort (json_object_get_members (json), (GCompareFunc) strcmp);

  g_checksum_update (checksum, (const guchar *) "{", 1);
  for (GList *link = names; link != NULL; link = link->next)
    {
      mark_text (checksum, link->data);
      mark_json (checksum, json_object_get_member (json, link->data));
    }
  g_checksum_update (checksum, (const guchar *) "}", 1);
}

static void
mark_json (GChecksum *checksum,
           JsonNode  *node)
{
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      mark_object (checksum, json_node_get_object (node));
      return;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      text = json_to_string (node, FALSE);
      mark_text (checksum, text);
      return;
    }
  g_checksum_update (checksum, (const guchar *) "[", 1);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    mark_json (checksum, json_array_get_element (json_node_get_array (node), i));
  g_checksum_update (checksum, (const guchar *) "]", 1);
}

/* A service may keep a file at another host or in another folder once a post has it; its name stays. */
static void
mark_media (GChecksum *checksum,
            GPtrArray *media)
{
  for (guint i = 0; i < media->len; i++)
    {
      const char *uri = ((PosterRemoteMedia *) g_ptr_array_index (media, i))->uri;
      g_autofree char *path = g_strndup (uri, strcspn (uri, "?#"));
      const char *name = strrchr (path, '/');

      mark_text (checksum, name != NULL ? name + 1 : path);
    }
  mark_text (checksum, NULL);
}

static char *
dup_words_mark (PosterRemotePost *self,
                GPtrArray        *targets)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *numbers = g_strdup_printf ("%" G_GINT64_FORMAT " %u", self->scheduled_us, self->media->len);

  mark_text (checksum, self->content);
  mark_text (checksum, self->title != NULL && self->title[0] != '\0' ? self->title : NULL);
  mark_text (checksum, numbers);
  for (guint i = 0; i < targets->len; i++)
    {
      PosterRemoteTarget *target = g_ptr_array_index (targets, i);
      g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, target->scheduled_us);

      mark_text (checksum, target->account_remote_id);
      mark_text (checksum, target->content != NULL && target->content[0] != '\0' ? target->content : NULL);
      mark_text (checksum, time);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static char *
dup_options_mark (GPtrArray *targets)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < targets->len; i++)
    mark_object (checksum, ((PosterRemoteTarget *) g_ptr_array_index (targets, i))->options);
  return g_strdup (g_checksum_get_string (checksum));
}

static char *
dup_media_mark (PosterRemotePost *self,
                GPtrArray        *targets)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  mark_media (checksum, self->media);
  for (guint i = 0; i < targets->len; i++)
    mark_media (checksum, ((PosterRemoteTarget *) g_ptr_array_index (targets, i))->media);
  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * poster_remote_post_dup_mark:
 * @self: a post
 *
 * Two posts have the same mark exactly when a person sees the same text, title, time, accounts,
 * options and files in them: what becomes of them makes no difference, nor does the order of accounts.
 *
 * Returns: (transfer full): the mark, to be compared by poster_submission_marks_agree(): of the words,
 *   of the options, of the files
 */
char *
poster_remote_post_dup_mark (PosterRemotePost *self)
{
  g_autoptr(GPtrArray) targets = g_ptr_array_copy (self->targets, NULL, NULL);
  g_autofree char *words = NULL;
  g_autofree char *options = NULL;
  g_autofree char *media = NULL;

  g_ptr_array_set_free_func (targets, NULL);
  g_ptr_array_sort (targets, compare_targets);
  words = dup_words_mark (self, targets);
  options = dup_options_mark (targets);
  media = dup_media_mark (self, targets);
  return g_strconcat (words, ".", options, ".", media, NULL);
}

/**
 * poster_remote_page_new:
 *
 * Returns: (transfer full): an empty page, to be filled in
 */
PosterRemotePage *
poster_remote_page_new (void)
{
  PosterRemotePage *self = g_new0 (PosterRemotePage, 1);

  self->posts = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
poster_remote_page_free (PosterRemotePage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->posts);
  g_free (self->next);
  g_free (self->validator);
  g_free (self);
}
