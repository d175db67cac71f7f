/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-tiktok"

#include "poster-tiktok-web-folder.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "poster-connector-file.h"
#include "poster-json.h"
#include "poster-pkce.h"
#include "poster-tiktok-call.h"
#include "poster-tiktok-errors.h"
#include "poster-tiktok-post-info.h"
#include "poster-tiktok-practice.h"
#include "poster-tiktok-published.h"
#include "poster-tiktok-state.h"

/* Clearing is tried so often, ever less eagerly, before the pictures are left where they are. */
#define MAX_TRIES        5
#define FIRST_TRY_US     G_TIME_SPAN_MINUTE

/**
 * poster_tiktok_web_folder_free:
 * @self: (nullable) (transfer full): a web folder
 */
void
poster_tiktok_web_folder_free (PosterTiktokWebFolder *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->folder);
  g_free (self->prefix);
  g_free (self);
}

/**
 * poster_tiktok_web_folder_dup_url:
 * @self: a web folder
 * @name: a file in it, of plain characters
 *
 * Returns: (transfer full): the public address of the file
 */
char *
poster_tiktok_web_folder_dup_url (PosterTiktokWebFolder *self,
                                  const char            *name)
{
  return g_strconcat (self->prefix, g_str_has_suffix (self->prefix, "/") ? "" : "/", name, NULL);
}

/* Takes a path or an address. */
static PosterTiktokWebFolder *
create (const char *place,
        const char *prefix)
{
  PosterTiktokWebFolder *self;

  if (place == NULL || prefix == NULL || *place == '\0' || *prefix == '\0')
    return NULL;
  self = g_new0 (PosterTiktokWebFolder, 1);
  self->folder = g_path_is_absolute (place) ? g_file_new_for_path (place) : g_file_new_for_uri (place);
  self->prefix = g_strdup (prefix);
  return self;
}

static PosterTiktokWebFolder *
create_from_connection (PosterConnection *connection)
{
  JsonObject *settings = poster_json_get_object (connection->metadata, "web_folder");

  return create (poster_json_get_string (settings, "uri"), poster_json_get_string (settings, "prefix"));
}

static GError *
new_no_folder (void)
{
  return poster_tiktok_error_new_full (POSTER_ERROR_REJECTED, "photos_need_web_folder", "account_issue",
                                       POSTER_RETRY_NEVER,
                                       _("TikTok takes photos only from a web address that is verified as yours. "
                                         "Set up a web folder for this account, post through Late, "
                                         "or make a slideshow video of the photos."));
}

/**
 * poster_tiktok_web_folder_check:
 * @publication: what is published
 * @error: %POSTER_ERROR_REJECTED, `photos_need_web_folder`
 *
 * Returns: whether its media can reach TikTok: a video always can, photos need a web folder
 */
gboolean
poster_tiktok_web_folder_check (PosterPublication  *publication,
                                GError            **error)
{
  g_autoptr(PosterTiktokWebFolder) folder = NULL;
  PosterTiktokKind kind;

  if (!poster_tiktok_post_get_kind (publication, &kind, error))
    return FALSE;
  if (kind == POSTER_TIKTOK_KIND_VIDEO || poster_connection_is_practice (publication->connection))
    return TRUE;
  folder = create_from_connection (publication->connection);
  if (folder != NULL)
    return TRUE;
  g_propagate_error (error, new_no_folder ());
  return FALSE;
}

static void
return_folder (GTask                 *task,
               PosterTiktokWebFolder *folder)
{
  if (folder != NULL)
    g_task_return_pointer (task, folder, (GDestroyNotify) poster_tiktok_web_folder_free);
  else
    g_task_return_error (task, new_no_folder ());
}

static void
practice_told_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(PosterTiktokPracticeInfo) practice = NULL;
  GError *error = NULL;

  practice = poster_tiktok_practice_info_finish (POSTER_TIKTOK_SESSION (object), result, &error);
  if (practice == NULL)
    g_task_return_error (task, error);
  else
    return_folder (task, create (poster_json_get_string (practice->info, "webFolder"),
                                 poster_json_get_string (practice->info, "webPrefix")));
}

/**
 * poster_tiktok_web_folder_resolve_async:
 * @session: keeper of sign-ins
 * @connection: whose web folder
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Finds the web folder: the one set up for @connection, or for practice the sandbox's.
 */
void
poster_tiktok_web_folder_resolve_async (PosterTiktokSession *session,
                                        PosterConnection    *connection,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);

  g_task_set_source_tag (task, poster_tiktok_web_folder_resolve_async);
  if (poster_connection_is_practice (connection))
    poster_tiktok_practice_info_async (session, cancellable, practice_told_cb, g_steal_pointer (&task));
  else
    return_folder (task, create_from_connection (connection));
}

/**
 * poster_tiktok_web_folder_resolve_finish:
 * @result: the result
 * @error: %POSTER_ERROR_REJECTED, `photos_need_web_folder`; why there is no sandbox
 *
 * Returns: (transfer full): the folder
 */
PosterTiktokWebFolder *
poster_tiktok_web_folder_resolve_finish (GAsyncResult  *result,
                                         GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
get_name (JsonArray *files,
          guint      index)
{
  return json_array_get_string_element (files, index);
}

/* Clearing. The steps, in the order they run: clear_resolved -> (deleted)* */

typedef struct
{
  JsonArray             *files;
  PosterTiktokWebFolder *folder;   /* (nullable) */
  guint                  index;
  GError                *failure;  /* (nullable), the first */
} Clear;

static void clear_resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void delete_next (GTask *task);
static void deleted_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
clear_free (Clear *clear)
{
  g_clear_pointer (&clear->files, json_array_unref);
  poster_tiktok_web_folder_free (clear->folder);
  g_clear_error (&clear->failure);
  g_free (clear);
}

static void
clear_resolved_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Clear *clear = g_task_get_task_data (task);
  GError *error = NULL;

  clear->folder = poster_tiktok_web_folder_resolve_finish (result, &error);
  if (clear->folder != NULL)
    delete_next (task);
  else
    g_task_return_error (task, error);
}

static void
delete_next (GTask *task)
{
  Clear *clear = g_task_get_task_data (task);
  g_autoptr(GFile) file = NULL;

  if (clear->index == json_array_get_length (clear->files))
    {
      if (clear->failure != NULL)
        g_task_return_error (task, g_steal_pointer (&clear->failure));
      else
        g_task_return_boolean (task, TRUE);
      return;
    }
  file = g_file_get_child (clear->folder->folder, get_name (clear->files, clear->index));
  g_file_delete_async (file, G_PRIORITY_DEFAULT, g_task_get_cancellable (task), deleted_cb, g_object_ref (task));
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Clear *clear = g_task_get_task_data (task);

  if (!g_file_delete_finish (G_FILE (object), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) && clear->failure == NULL)
    clear->failure = g_steal_pointer (&error);
  clear->index++;
  delete_next (task);
}

/**
 * poster_tiktok_web_folder_clear_async:
 * @session: keeper of sign-ins
 * @publication: what was published, or failed
 * @cancellable: (nullable): to stop it
 * @callback: called once, in the thread-default main context of the caller
 * @user_data: passed to @callback
 *
 * Takes the pictures of @publication, as its state knows them, out of the web folder.
 */
void
poster_tiktok_web_folder_clear_async (PosterTiktokSession *session,
                                      PosterPublication   *publication,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (session, cancellable, callback, user_data);
  JsonArray *files = poster_json_get_array (publication->state, "files");
  Clear *clear = g_new0 (Clear, 1);

  g_task_set_source_tag (task, poster_tiktok_web_folder_clear_async);
  g_task_set_task_data (task, clear, (GDestroyNotify) clear_free);
  if (files == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  clear->files = json_array_ref (files);
  poster_tiktok_web_folder_resolve_async (session, publication->connection, cancellable,
                                          clear_resolved_cb, g_steal_pointer (&task));
}

/**
 * poster_tiktok_web_folder_clear_finish:
 * @result: the result
 * @error: #GIOErrorEnum, or why the folder cannot be found
 *
 * Returns: whether none of the pictures is left
 */
gboolean
poster_tiktok_web_folder_clear_finish (GAsyncResult  *result,
                                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  PosterPublication *publication = g_task_get_task_data (task);
  JsonObject *state;
  PosterStepResult *published;
  gint64 tries;

  if (!poster_tiktok_web_folder_clear_finish (result, &error) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  state = poster_tiktok_state_dup (publication);
  tries = poster_tiktok_state_count (state, "tries");
  if (error == NULL || tries >= MAX_TRIES)
    json_object_remove_member (state, "files");
  published = poster_tiktok_published_new (publication, state);
  if (error != NULL)
    {
      /* Translators: the reason follows, a sentence */
      published->note = g_strdup_printf (_("Pictures stay in the web folder: %s"), error->message);
      if (tries < MAX_TRIES)
        published->delay_us = FIRST_TRY_US << tries;
    }
  g_task_return_pointer (task, published, (GDestroyNotify) poster_step_result_free);
}

/**
 * poster_tiktok_web_folder_clear_step:
 * @session: keeper of sign-ins
 * @publication: what is published
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Tidies up after publishing, and never changes that it is published.
 */
void
poster_tiktok_web_folder_clear_step (PosterTiktokSession *session,
                                     PosterPublication   *publication,
                                     GTask               *task)
{
  g_task_set_task_data (task, g_object_ref (publication), g_object_unref);
  poster_tiktok_web_folder_clear_async (session, publication, g_task_get_cancellable (task), cleared_cb, task);
}

/* Filling. The steps, in the order they run: resolved -> (opened -> copied)*, and fill_cleared
 * when it failed for good. */

typedef struct
{
  /* Input. */
  PosterTiktokSession   *session;
  PosterPublication     *publication;
  PosterProgressFunc     progress;       /* (nullable) */
  gpointer               progress_data;

  /* In progress. */
  GError                *failure;        /* (nullable) */
  JsonArray             *files;
  PosterTiktokWebFolder *folder;         /* (nullable) */
  guint                  index;
} Fill;

static void resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void copy_next (GTask *task);
static void opened_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void copied_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void fill_cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
fill_free (Fill *fill)
{
  g_clear_object (&fill->session);
  g_clear_error (&fill->failure);
  g_clear_object (&fill->publication);
  g_clear_pointer (&fill->files, json_array_unref);
  poster_tiktok_web_folder_free (fill->folder);
  g_free (fill);
}

static void
fail_fill (GTask  *task,
           GError *error)
{
  Fill *fill = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || poster_error_get_retry (error) != POSTER_RETRY_NEVER)
    {
      g_task_return_error (task, error);
      return;
    }
  fill->failure = error;
  poster_tiktok_web_folder_clear_async (fill->session, fill->publication, NULL, fill_cleared_cb, g_object_ref (task));
}

static void
fill_cleared_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Fill *fill = g_task_get_task_data (task);

  if (!poster_tiktok_web_folder_clear_finish (result, &error))
    g_debug ("Pictures stay in the web folder: %s", error->message);
  g_task_return_error (task, g_steal_pointer (&fill->failure));
}

/* Names that nobody can guess: the folder is public, and the pictures are not yet. */
static JsonArray *
new_names (PosterPublication *publication)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < publication->media->len; i++)
    {
      PosterMediaItem *item = g_ptr_array_index (publication->media, i);
      g_autofree char *stem = poster_pkce_new_state ();
      g_autofree char *name = g_strconcat (stem, g_strcmp0 (item->facts->container, "webp") == 0 ? ".webp" : ".jpg",
                                           NULL);

      json_array_add_string_element (names, name);
    }
  return names;
}

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Fill *fill = g_task_get_task_data (task);
  GError *error = NULL;

  fill->folder = poster_tiktok_web_folder_resolve_finish (result, &error);
  if (fill->folder != NULL)
    copy_next (task);
  else
    g_task_return_error (task, error);
}

static void
copy_next (GTask *task)
{
  Fill *fill = g_task_get_task_data (task);

  if (fill->progress != NULL)
    fill->progress (fill->index, fill->publication->media->len, fill->progress_data);
  if (fill->index == fill->publication->media->len)
    poster_tiktok_state_go_on (task, poster_tiktok_state_dup (fill->publication),
                               POSTER_TIKTOK_STEP_CONTENT_INIT, -1, NULL);
  else
    poster_connector_file_open_async (g_ptr_array_index (fill->publication->media, fill->index),
                                      g_task_get_cancellable (task), opened_cb, g_object_ref (task));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GFile) source = NULL;
  g_autoptr(GFile) destination = NULL;
  Fill *fill = g_task_get_task_data (task);
  GError *error = NULL;
  int fd = poster_connector_file_open_finish (result, &error);

  if (fd < 0)
    {
      fail_fill (task, error);
      return;
    }
  close (fd);
  source = poster_media_item_dup_file (g_ptr_array_index (fill->publication->media, fill->index));
  destination = g_file_get_child (fill->folder->folder, get_name (fill->files, fill->index));
  g_file_copy_async (source, destination, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                     G_PRIORITY_DEFAULT, g_task_get_cancellable (task), NULL, NULL, copied_cb, g_object_ref (task));
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *message = NULL;
  Fill *fill = g_task_get_task_data (task);

  if (g_file_copy_finish (G_FILE (object), result, &error))
    {
      fill->index++;
      copy_next (task);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* Translators: %s is what the system says went wrong */
  message = g_strdup_printf (_("The photos could not be put into the web folder: %s. "
                               "Check the folder, then try again."), error->message);
  fail_fill (task, poster_tiktok_error_new_full (POSTER_ERROR_SERVICE, "web_folder_failed", "account_issue",
                                                 poster_error_get_retry (error), message));
}

/**
 * poster_tiktok_web_folder_step:
 * @session: keeper of sign-ins
 * @publication: photos that are published
 * @progress: (nullable) (closure progress_data): told pictures done and pictures in all
 * @progress_data: passed to @progress
 * @task: (transfer full): ends with a #PosterStepResult
 *
 * Puts the pictures into the web folder. It runs twice: the names are in the journal before a
 * picture is public under one, so that whatever happens they can be taken out again.
 */
void
poster_tiktok_web_folder_step (PosterTiktokSession *session,
                               PosterPublication   *publication,
                               PosterProgressFunc   progress,
                               gpointer             progress_data,
                               GTask               *task)
{
  g_autoptr(GTask) owned_task = task;
  JsonArray *files = poster_json_get_array (publication->state, "files");
  JsonObject *state;
  Fill *fill;
  GError *error = NULL;

  if (!poster_tiktok_post_check (publication, &error) ||
      !poster_tiktok_web_folder_check (publication, &error) ||
      !poster_tiktok_connection_check_scope (publication->connection,
                                             poster_tiktok_post_is_inbox (publication) ? "video.upload"
                                                                                       : "video.publish",
                                             &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (files == NULL || json_array_get_length (files) != publication->media->len)
    {
      state = poster_tiktok_state_dup (publication);
      json_object_set_array_member (state, "files", new_names (publication));
      poster_tiktok_state_go_on (task, state, POSTER_TIKTOK_STEP_WEB_FOLDER, -1, NULL);
      return;
    }
  fill = g_new0 (Fill, 1);
  fill->session = g_object_ref (session);
  fill->publication = g_object_ref (publication);
  fill->files = json_array_ref (files);
  fill->progress = progress;
  fill->progress_data = progress_data;
  g_task_set_task_data (task, fill, (GDestroyNotify) fill_free);
  poster_tiktok_web_folder_resolve_async (session, publication->connection, g_task_get_cancellable (task),
                                          resolved_cb, g_steal_pointer (&owned_task));
}
