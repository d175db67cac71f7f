/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"
#include "poster-task-thread.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* TikTok fetches photos, and videos that are pulled, by itself. The stand-in reads them from its
 * web folder, which is what stands behind the one prefix it takes for verified. */

#define MAX_PHOTO (20 * G_GINT64_CONSTANT (1000) * 1000)

typedef struct
{
  char       *url;
  char       *path;         /* (nullable): where it is, if anywhere */
  gboolean    is_photo;
  char       *sha256;
  gint64      size;
  const char *fail_reason;  /* (nullable) */
} Item;

typedef struct
{
  gint64     number;
  gint64     delay_us;  /* told to wait so long first */
  GPtrArray *items;     /* (element-type Item) */
} Fetch;

static void
item_free (Item *item)
{
  g_free (item->url);
  g_free (item->path);
  g_free (item->sha256);
  g_free (item);
}

static void
fetch_free (Fetch *fetch)
{
  g_ptr_array_unref (fetch->items);
  g_free (fetch);
}

static gboolean
has_right_format (const guint8 *head,
                  gsize         length,
                  gboolean      is_photo)
{
  if (length < 12)
    return FALSE;
  if (is_photo)
    return memcmp (head, "\xff\xd8\xff", 3) == 0 ||
           (memcmp (head, "RIFF", 4) == 0 && memcmp (head + 8, "WEBP", 4) == 0);
  return memcmp (head, "\x1a\x45\xdf\xa3", 4) == 0 || memcmp (head + 4, "ftyp", 4) == 0 ||
         memcmp (head + 4, "moov", 4) == 0 || memcmp (head + 4, "mdat", 4) == 0 || memcmp (head + 4, "wide", 4) == 0;
}

/* In a thread. Returns: (nullable): why TikTok would give up on this one */
static const char *
fetch_item (Item *item)
{
  const char *failed = item->is_photo ? "photo_pull_failed" : "video_pull_failed";
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (256 * 1024);
  gboolean right_format = FALSE;
  struct stat status;
  ssize_t count = -1;
  int fd;

  fd = item->path != NULL ? open (item->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
  if (fd < 0)
    return failed;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    {
      while ((count = read (fd, buffer, 256 * 1024)) > 0)
        {
          if (item->size == 0)
            right_format = has_right_format (buffer, (gsize) count, item->is_photo);
          g_checksum_update (checksum, buffer, count);
          item->size += count;
        }
    }
  close (fd);
  if (count != 0)
    return failed;
  item->sha256 = g_strdup (g_checksum_get_string (checksum));
  if (item->is_photo && item->size > MAX_PHOTO)
    return "picture_size_check_failed";
  return right_format ? NULL : "file_format_check_failed";
}

static void
fetch_cb (gpointer      task_data,
          GCancellable *cancellable)
{
  Fetch *fetch = task_data;

  for (guint i = 0; i < fetch->items->len; i++)
    {
      Item *item = g_ptr_array_index (fetch->items, i);

      if (item->fail_reason == NULL)
        item->fail_reason = fetch_item (item);
    }
}

static void
fetch_done_cb (GTask    *task,
               gpointer  task_data)
{
  g_task_return_boolean (task, TRUE);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PosterSandbox *self = POSTER_SANDBOX (object);
  Fetch *fetch = g_task_get_task_data (G_TASK (result));
  g_autoptr(GChecksum) all = g_checksum_new (G_CHECKSUM_SHA256);
  const char *fail_reason = NULL;
  const char *sha256 = NULL;
  gint64 size = 0;

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || self->store == NULL)
    {
      poster_sandbox_end_job (self, fetch->number);
      return;
    }
  for (guint i = 0; i < fetch->items->len; i++)
    {
      Item *item = g_ptr_array_index (fetch->items, i);

      size += item->size;
      sha256 = item->sha256;
      if (item->sha256 != NULL)
        g_checksum_update (all, (const guchar *) item->sha256, -1);
      if (fail_reason == NULL)
        fail_reason = item->fail_reason;
      if (item->is_photo)
        poster_sandbox_store_run (self->store, "UPDATE photos SET sha256 = ?, size = ? WHERE post = ? AND position = ?",
                                  "siii", item->sha256, item->size, fetch->number, (gint64) i);
    }
  /* Of several pictures, the post's own hash is the hash of theirs. */
  if (fetch->items->len != 1 || sha256 == NULL)
    sha256 = g_checksum_get_string (all);
  poster_sandbox_commit_post (self, fetch->number, size, sha256, fail_reason);
  poster_sandbox_end_job (self, fetch->number);
}

/* Where the web folder has what a URL names; never outside of it. */
static char *
find_file (PosterSandbox *self,
           const char    *url)
{
  g_autofree char *encoded = g_strndup (url + strlen (POSTER_SANDBOX_WEB_PREFIX),
                                        strcspn (url + strlen (POSTER_SANDBOX_WEB_PREFIX), "?#"));
  g_autofree char *name = g_uri_unescape_string (encoded, NULL);
  g_autofree char *path = name != NULL ? g_canonicalize_filename (name, self->web_folder) : NULL;
  g_autofree char *inside = g_strconcat (self->web_folder, "/", NULL);
  g_autofree char *real = NULL;

  if (path == NULL || !g_str_has_prefix (path, inside))
    return NULL;
  real = realpath (path, NULL);
  return real != NULL && g_str_has_prefix (real, inside) ? g_strdup (real) : NULL;
}

static void
add_item (PosterSandbox *self,
          Fetch         *fetch,
          const char    *url,
          const char    *handle,
          gboolean       is_photo)
{
  g_autoptr(JsonObject) rule = poster_sandbox_faults_match (self->faults, "fetch", handle);
  Item *item = g_new0 (Item, 1);

  item->url = g_strdup (url);
  item->path = find_file (self, url);
  item->is_photo = is_photo;
  fetch->delay_us = MAX (fetch->delay_us, poster_json_get_int (rule, "delay_us", 0));
  /* A redirect, a server that is down, a line that is cut: to TikTok it is all the same. */
  if (rule != NULL && g_strcmp0 (poster_json_get_string (rule, "kind"), "delay") != 0)
    item->fail_reason = is_photo ? "photo_pull_failed" : "video_pull_failed";
  g_ptr_array_add (fetch->items, item);
}

static void
run (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  poster_sandbox_begin_job (g_task_get_source_object (task), fetch->number);
  poster_task_thread_run (task, fetch_cb, fetch_done_cb);
}

static void
delayed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = user_data;

  /* Otherwise the server was stopped; the next one begins again. */
  if (poster_clock_sleep_finish (POSTER_CLOCK (object), result, NULL))
    run (task);
  else
    g_object_unref (task);
}

/* Gets what a post consists of, in the background. */
void
poster_sandbox_fetch (PosterSandbox *self,
                      gint64         number)
{
  GTask *task = g_task_new (self, self->cancellable, fetched_cb, NULL);
  g_autoptr(JsonObject) post = poster_sandbox_store_query_one (self->store, "SELECT * FROM posts WHERE number = ?", "i",
                                                               number);
  g_autoptr(JsonArray) photos = poster_sandbox_store_query (self->store, "SELECT url FROM photos WHERE post = ?"
                                                            " ORDER BY position", "i", number);
  const char *handle = poster_json_get_string (post, "handle");
  const char *url = poster_json_get_string (post, "url");
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->number = number;
  fetch->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  for (guint i = 0; i < json_array_get_length (photos); i++)
    add_item (self, fetch, json_object_get_string_member (json_array_get_object_element (photos, i), "url"), handle,
              TRUE);
  if (url != NULL)
    add_item (self, fetch, url, handle, FALSE);
  g_task_set_source_tag (task, poster_sandbox_fetch);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  if (fetch->delay_us > 0)
    poster_clock_sleep_async (self->clock, fetch->delay_us, self->cancellable, delayed_cb, task);
  else
    run (task);
}

/* What a server that was ended left to be fetched. */
void
poster_sandbox_resume_fetching (PosterSandbox *self)
{
  g_autoptr(JsonArray) rows =
    poster_sandbox_store_query (self->store, "SELECT number FROM posts WHERE source = 'PULL_FROM_URL' AND sha256 IS NULL"
                                " AND committed_us IS NOT NULL", "");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    poster_sandbox_fetch (self, poster_json_get_int (json_array_get_object_element (rows, i), "number", 0));
}
