/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-duplicate"

#include "poster-duplicate.h"

#include "poster-id.h"

typedef struct
{
  /* Input. */
  PosterPlatforms *platforms;
  char            *post_id;

  /* In progress. */
  GPtrArray       *accounts;  /* (nullable) (element-type PosterAccount), those connected */
  PosterPost      *copy;      /* (nullable), the result */
} Duplicate;

/* The steps, in the order they run: accounts_listed -> got -> saved */
static void accounts_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void got_cb             (GObject *object, GAsyncResult *result, gpointer user_data);
static void saved_cb           (GObject *object, GAsyncResult *result, gpointer user_data);

static void
duplicate_free (Duplicate *duplicate)
{
  g_object_unref (duplicate->platforms);
  g_free (duplicate->post_id);
  g_clear_pointer (&duplicate->accounts, g_ptr_array_unref);
  g_clear_object (&duplicate->copy);
  g_free (duplicate);
}

static void
accounts_listed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Duplicate *duplicate = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  duplicate->accounts = poster_store_list_accounts_finish (POSTER_STORE (object), result, &error);
  if (duplicate->accounts == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  poster_store_get_post_async (POSTER_STORE (object), duplicate->post_id, g_task_get_cancellable (task),
                               got_cb, g_object_ref (task));
}

/* The file is the same; what is noted about it is each post's own, for either may be edited. */
static GPtrArray *
copy_media (GPtrArray *media)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < media->len; i++)
    {
      PosterMediaItem *item = poster_media_item_copy (g_ptr_array_index (media, i));

      g_free (item->id);
      item->id = poster_id_new ();
      g_ptr_array_add (copies, item);
    }
  return copies;
}

/* A consent is given to one post, and by a person. */
static JsonObject *
copy_options (JsonObject     *options,
              PosterPlatform *platform)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  json_object_iter_init (&iter, options);
  while (json_object_iter_next (&iter, &key, &value))
    {
      PosterOption *option = poster_platform_find_option (platform, key);

      if (option != NULL && !option->consent)
        json_object_set_member (copy, key, json_node_copy (value));
    }
  return copy;
}

static PosterTarget *
copy_target (Duplicate    *duplicate,
             PosterTarget *target)
{
  PosterAccount *account = NULL;
  PosterPlatform *platform;
  g_autoptr(PosterTarget) whole = NULL;
  PosterTarget *copy;

  for (guint i = 0; i < duplicate->accounts->len && account == NULL; i++)
    if (g_str_equal (((PosterAccount *) g_ptr_array_index (duplicate->accounts, i))->id, target->account_id))
      account = g_ptr_array_index (duplicate->accounts, i);
  platform = account != NULL ? poster_platforms_find (duplicate->platforms, account->platform) : NULL;
  if (platform == NULL)
    return NULL;

  copy = poster_target_new (account->id);
  whole = poster_target_copy (target);
  copy->place = g_steal_pointer (&whole->place);
  copy->content = g_steal_pointer (&whole->content);
  copy->title = g_steal_pointer (&whole->title);
  if (target->media != NULL)
    copy->media = copy_media (target->media);
  if (target->options != NULL)
    {
      json_object_unref (copy->options);
      copy->options = copy_options (target->options, platform);
    }
  return copy;
}

static PosterPost *
copy_post (Duplicate  *duplicate,
           PosterPost *post)
{
  PosterPost *copy = poster_post_new ();

  copy->profile_id = g_strdup (post->profile_id);
  copy->title = g_strdup (post->title);
  g_free (copy->content);
  copy->content = g_strdup (post->content);
  g_ptr_array_unref (copy->media);
  copy->media = copy_media (post->media);
  for (guint i = 0; i < post->targets->len; i++)
    {
      PosterTarget *target = copy_target (duplicate, g_ptr_array_index (post->targets, i));

      if (target != NULL)
        g_ptr_array_add (copy->targets, target);
    }
  return copy;
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Duplicate *duplicate = g_task_get_task_data (task);
  g_autoptr(PosterPost) post = NULL;
  g_autoptr(GError) error = NULL;

  post = poster_store_get_post_finish (POSTER_STORE (object), result, &error);
  if (post == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  duplicate->copy = copy_post (duplicate, post);
  poster_store_save_post_async (POSTER_STORE (object), duplicate->copy, 0, g_task_get_cancellable (task),
                                saved_cb, g_object_ref (task));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Duplicate *duplicate = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (poster_store_save_post_finish (POSTER_STORE (object), result, &error) < 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_strdup (duplicate->copy->id), g_free);
}

/**
 * poster_duplicate_post_async:
 * @store: an open store
 * @platforms: tell which options are consents
 * @post_id: id of a post
 * @cancellable: (nullable): to give up before it is written
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Makes a draft with the text, the media, the accounts and the options of a post, but without its
 * time, and without the consents: those a person gives to each post. Accounts that were
 * disconnected since are left out.
 */
void
poster_duplicate_post_async (PosterStore         *store,
                             PosterPlatforms     *platforms,
                             const char          *post_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (store, cancellable, callback, user_data);
  Duplicate *duplicate = g_new0 (Duplicate, 1);

  g_task_set_source_tag (task, poster_duplicate_post_async);
  g_task_set_check_cancellable (task, FALSE);
  duplicate->platforms = g_object_ref (platforms);
  duplicate->post_id = g_strdup (post_id);
  g_task_set_task_data (task, duplicate, (GDestroyNotify) duplicate_free);
  poster_store_list_accounts_async (store, FALSE, cancellable, accounts_listed_cb, g_steal_pointer (&task));
}

/**
 * poster_duplicate_post_finish:
 * @store: a store
 * @result: the result
 * @error: %POSTER_ERROR_NOT_FOUND, and see #PosterStore
 *
 * Returns: (transfer full): the id of the new draft
 */
char *
poster_duplicate_post_finish (PosterStore   *store,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
