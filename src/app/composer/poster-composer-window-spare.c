/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-composer-window"

#include "poster-composer-window-private.h"

#include <glib/gi18n-lib.h>

#include "poster-json.h"
#include "poster-toast.h"

/* Videos that do not fit into the post, about which one is asked. Until there is an answer they are put
 * by with the post, so that whoever closes it, or loses it to a crash, is asked once more. */

static char *
name_spare (const char *post_id)
{
  return g_strconcat ("spare-", post_id, NULL);
}

static char *
spare_to_text (GPtrArray *spare)
{
  g_autoptr(JsonObject) json = json_object_new ();

  json_object_set_array_member (json, "media", poster_draft_media_to_json (spare));
  return poster_json_to_text (json, FALSE);
}

static void
put_by_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterComposerWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (poster_store_set_setting_finish (POSTER_STORE (object), result, &error))
    return;
  /* The post itself tells that nothing can be stored; with its next change this is tried again. */
  g_debug ("The videos that do not fit are not put by: %s", error->message);
  g_clear_pointer (&self->spare_key, g_free);
}

static void
put_by (PosterComposerWindow *self)
{
  PosterStore *store = poster_session_get_store (self->session);
  const char *post_id = poster_draft_keeper_get_post_id (self->keeper);
  g_autofree char *key = self->spare != NULL && post_id != NULL ? name_spare (post_id) : NULL;

  /* A draft that was emptied is not stored any more: what was put by with it is the only copy. */
  if (self->spare != NULL && key == NULL)
    return;
  if (self->spare_key != NULL && g_strcmp0 (self->spare_key, key) != 0)
    poster_store_set_setting_async (store, self->spare_key, NULL, NULL, NULL, NULL);
  if (key != NULL)
    {
      g_autofree char *text = spare_to_text (self->spare);

      poster_store_set_setting_async (store, key, text, NULL, put_by_cb, g_object_ref (self));
    }
  g_free (self->spare_key);
  self->spare_key = g_steal_pointer (&key);
}

/**
 * poster_composer_window_follow_spare:
 * @self: a composer
 *
 * Its post is stored for the first time, or as another: what is put by goes along.
 */
void
poster_composer_window_follow_spare (PosterComposerWindow *self)
{
  const char *post_id = poster_draft_keeper_get_post_id (self->keeper);
  g_autofree char *key = post_id != NULL ? name_spare (post_id) : NULL;

  if (self->spare != NULL && g_strcmp0 (key, self->spare_key) != 0)
    put_by (self);
}

static void
add_spare (PosterComposerWindow *self,
           GPtrArray            *items)
{
  if (items->len == 0)
    return;
  if (self->spare == NULL)
    self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (self->spare, g_object_ref (g_ptr_array_index (items, i)));
  put_by (self);
  poster_composer_window_show_state (self);
  poster_composer_window_show_reason (self);
}

static void
spare_cb (PosterDraftIntake    *intake,
          GPtrArray            *items,
          PosterComposerWindow *self)
{
  add_spare (self, items);
}

/* Making one post of each. */
typedef struct
{
  PosterComposerWindow *self;
  GPtrArray            *failed;  /* (element-type PosterMediaItem) */
  GError               *error;   /* (nullable), the first */
  guint                 n_running;
  guint                 n_made;
} Making;

typedef struct
{
  Making          *making;
  PosterMediaItem *item;
} MakingOne;

static void
end_making (Making *making)
{
  PosterComposerWindow *self = making->self;

  self->is_making = FALSE;
  if (self->session != NULL)
    {
      g_autofree char *words =
        g_strdup_printf (ngettext ("%u more draft is made. It is among the posts.",
                                   "%u more drafts are made. They are among the posts.", making->n_made),
                         making->n_made);

      /* Only now: until each of them is stored, this is the only copy. */
      add_spare (self, making->failed);
      if (making->failed->len == 0)
        put_by (self);
      poster_composer_window_show_reason (self);
      poster_composer_window_tell (self, making->error != NULL ? making->error->message : words);
      if (self->is_closing && making->error == NULL)
        {
          gtk_window_close (GTK_WINDOW (self));
        }
      else if (self->is_closing)
        {
          /* What could not be stored is asked about once more. */
          self->is_closing = FALSE;
          gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
        }
    }
  g_ptr_array_unref (making->failed);
  g_clear_error (&making->error);
  g_free (making);
  g_object_unref (self);
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  MakingOne *one = user_data;
  Making *making = one->making;
  g_autoptr(GError) error = NULL;

  if (poster_draft_keeper_flush_finish (POSTER_DRAFT_KEEPER (object), result, &error))
    making->n_made++;
  else
    g_ptr_array_add (making->failed, g_object_ref (one->item));
  if (error != NULL && making->error == NULL)
    making->error = g_steal_pointer (&error);
  g_object_unref (one->item);
  g_free (one);
  if (--making->n_running == 0)
    end_making (making);
}

/* All that this draft says, of another file. */
static void
make_post (PosterComposerWindow *self,
           PosterMediaItem      *item,
           Making               *making)
{
  PosterWorkspace *workspace = poster_session_get_workspace (self->session);
  PosterPlatforms *platforms = poster_composer_window_get_platforms (self);
  g_autoptr(JsonObject) json = poster_draft_to_json (self->draft);
  g_autoptr(PosterDraft) draft = poster_draft_new ();
  g_autoptr(PosterDraftKeeper) keeper = NULL;
  g_autoptr(PosterCover) cover = NULL;
  MakingOne *one = g_new0 (MakingOne, 1);

  keeper = poster_draft_keeper_new (draft, poster_workspace_get_composer (workspace),
                                    poster_session_get_store (self->session), platforms,
                                    poster_session_get_clock (self->session));
  poster_draft_load_json (draft, json, poster_session_get_accounts (self->session));
  poster_draft_set_scope (draft, NULL);
  while (g_list_model_get_n_items (poster_draft_get_media (draft)) > 0)
    {
      g_autoptr(PosterMediaItem) other = g_list_model_get_item (poster_draft_get_media (draft), 0);

      poster_draft_remove_media (draft, other);
    }
  poster_draft_insert_media (draft, 0, item);
  /* Of the first one, the cover was chosen. */
  cover = poster_cover_new (draft, platforms, NULL);
  poster_cover_clear (cover);
  one->making = making;
  one->item = g_object_ref (item);
  making->n_running++;
  poster_draft_keeper_flush_async (keeper, NULL, made_cb, one);
}

/**
 * poster_composer_window_make_one_each:
 * @self: a composer with more videos than fit into its post
 *
 * Makes a draft of each of the others.
 */
void
poster_composer_window_make_one_each (PosterComposerWindow *self)
{
  g_autoptr(GPtrArray) spare = g_steal_pointer (&self->spare);
  Making *making;

  if (spare == NULL)
    return;
  poster_caption_box_commit (self->caption_box);
  self->is_making = TRUE;
  making = g_new0 (Making, 1);
  making->self = g_object_ref (self);
  making->failed = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < spare->len; i++)
    make_post (self, g_ptr_array_index (spare, i), making);
  poster_composer_window_show_state (self);
  poster_composer_window_show_reason (self);
}

/* What was left out, for who wants it back. */
typedef struct
{
  PosterComposerWindow *self;
  GPtrArray            *items;  /* (element-type PosterMediaItem) */
} LeftOut;

static void
left_out_free (gpointer  data,
               GClosure *closure)
{
  LeftOut *left = data;

  g_ptr_array_unref (left->items);
  g_free (left);
}

static void
ask_again_cb (AdwToast *toast,
              LeftOut  *left)
{
  add_spare (left->self, left->items);
}

/**
 * poster_composer_window_use_first:
 * @self: a composer with more videos than fit into its post
 *
 * Forgets the others, with undo.
 */
void
poster_composer_window_use_first (PosterComposerWindow *self)
{
  g_autofree char *words = NULL;
  AdwToast *toast;
  LeftOut *left;

  if (self->spare == NULL)
    return;
  left = g_new0 (LeftOut, 1);
  left->self = self;  /* the toast does not outlive it */
  left->items = g_steal_pointer (&self->spare);
  put_by (self);
  words = g_strdup_printf (ngettext ("%u clip is left out.", "%u clips are left out.", left->items->len),
                           left->items->len);
  toast = poster_toast_new (words, _("Undo"), GTK_WIDGET (self->toast_overlay));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (ask_again_cb), left, left_out_free, 0);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
  poster_composer_window_show_state (self);
  poster_composer_window_show_reason (self);
}

/**
 * poster_composer_window_dup_spare_words:
 * @self: a composer
 *
 * Returns: (transfer full) (nullable): what is asked about videos that do not fit into the post
 */
char *
poster_composer_window_dup_spare_words (PosterComposerWindow *self)
{
  guint count = self->spare != NULL ? self->spare->len + 1 : 0;

  if (self->spare == NULL)
    return NULL;
  return g_strdup_printf (ngettext ("%u clip: one post takes one. Make one post each?",
                                    "%u clips: one post takes one. Make one post each?", count), count);
}

/**
 * poster_composer_window_settle_spare:
 * @self: a composer that is being closed
 *
 * With a draft, what is asked about waits for the draft to be opened again. With anything that nobody
 * opens any more, each becomes a draft of its own.
 *
 * Returns: whether that is going on; the window is closed when it is done
 */
gboolean
poster_composer_window_settle_spare (PosterComposerWindow *self)
{
  PosterKeeping state = poster_draft_keeper_get_state (self->keeper);

  if (self->spare != NULL && (!poster_draft_get_is_storable (self->draft) || state == POSTER_KEEPING_GONE ||
                              state == POSTER_KEEPING_LOCKED))
    poster_composer_window_make_one_each (self);
  return self->is_making;
}

/**
 * poster_composer_window_forget_spare:
 * @store: where it is
 * @post_id: id of a post that nobody will bring back any more
 */
void
poster_composer_window_forget_spare (PosterStore *store,
                                     const char  *post_id)
{
  g_autofree char *key = name_spare (post_id);

  poster_store_set_setting_async (store, key, NULL, NULL, NULL, NULL);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PosterComposerWindow *self = g_task_get_source_object (task);
  g_autofree char *text = poster_store_get_setting_finish (POSTER_STORE (object), result, NULL);
  g_autoptr(JsonObject) json = text != NULL ? poster_json_parse_object (text, -1, NULL) : NULL;

  if (json != NULL && self->session != NULL)
    {
      g_autoptr(GPtrArray) items = poster_draft_media_from_json (poster_json_get_array (json, "media"));

      self->spare_key = g_strdup (g_task_get_task_data (task));
      if (items->len > 0)
        self->spare = g_steal_pointer (&items);
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * poster_composer_window_find_spare_async:
 * @self: a composer of a stored post, not open yet
 * @callback: called once, when it is known what was put by with the post
 * @user_data: passed to @callback
 *
 * Takes up again what was not answered.
 */
void
poster_composer_window_find_spare_async (PosterComposerWindow *self,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  char *key = name_spare (self->edited_id);

  g_task_set_source_tag (task, poster_composer_window_find_spare_async);
  g_task_set_task_data (task, key, g_free);
  poster_store_get_setting_async (poster_session_get_store (self->session), key, NULL, found_cb, task);
}

/**
 * poster_composer_window_set_up_spare:
 * @self: a composer that has a draft
 */
void
poster_composer_window_set_up_spare (PosterComposerWindow *self)
{
  g_signal_connect_object (self->intake, "spare", G_CALLBACK (spare_cb), self, 0);
}
