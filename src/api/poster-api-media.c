/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-api"

#include "poster-api-media.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "poster-error.h"
#include "poster-id.h"
#include "poster-json.h"

/* Files that clients send here before they post them. An address to send to is given out first; what
 * is sent there goes to disk as it comes, into the library, named by what is in it. A link in the
 * folder `uploads` remembers under which name the client knows it, so that it does after a restart. */

#define MAX_BYTES (G_GINT64_CONSTANT (5) * 1024 * 1024 * 1024)
#define VALID_US G_TIME_SPAN_HOUR
#define CHUNK_BYTES (256 * 1024)
#define KEPT "media"

static const struct
{
  const char *content_type;
  const char *kind;
  const char *extension;
} types[] = {
  { "image/jpeg", "image", ".jpg" },
  { "image/jpg", "image", ".jpg" },
  { "image/png", "image", ".png" },
  { "image/webp", "image", ".webp" },
  { "image/gif", "image", ".gif" },
  { "video/mp4", "video", ".mp4" },
  { "video/mpeg", "video", ".mpeg" },
  { "video/quicktime", "video", ".mov" },
  { "video/avi", "video", ".avi" },
  { "video/x-msvideo", "video", ".avi" },
  { "video/webm", "video", ".webm" },
  { "video/x-m4v", "video", ".m4v" },
  { "application/pdf", "document", ".pdf" },
};

/* An address to send a file to. */
typedef struct
{
  char   *name;        /* under which the client knows the file */
  gsize   type;        /* of types */
  gint64  expires_us;
} Ticket;

typedef struct
{
  PosterApiCall *call;
  Ticket        *ticket;
  char          *folder;  /* the data directory */
  char          *path;    /* where it is written to */
  int            fd;
  gint64         length;
} Receiving;

static void
ticket_free (Ticket *ticket)
{
  g_free (ticket->name);
  g_free (ticket);
}

static GHashTable *
get_tickets (PosterApi *api)
{
  GHashTable *tickets = poster_api_get_kept (api, KEPT);

  if (tickets == NULL)
    tickets = poster_api_keep (api, KEPT,
                               g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ticket_free),
                               (GDestroyNotify) g_hash_table_unref);
  return tickets;
}

static gboolean
is_expired (gpointer key,
            gpointer value,
            gpointer user_data)
{
  return ((Ticket *) value)->expires_us <= *(gint64 *) user_data;
}

/* --- Giving out an address --- */

static void
presign (PosterApiCall *call)
{
  GHashTable *tickets = get_tickets (call->api);
  JsonObject *body = poster_api_call_get_body (call);
  const char *filename = poster_json_get_string (body, "filename");
  const char *content_type = poster_json_get_string (body, "contentType");
  g_autofree char *id = poster_id_new ();
  g_autofree char *token = NULL;
  g_autofree char *upload_url = NULL;
  g_autofree char *public_url = NULL;
  gint64 now_us = call->now_us;
  guint8 secret[16];
  Ticket *ticket;
  JsonObject *json;
  gsize type;

  /* Both spellings are in use. */
  if (filename == NULL)
    filename = poster_json_get_string (body, "fileName");
  if (content_type == NULL)
    content_type = poster_json_get_string (body, "fileType");
  if (filename == NULL || content_type == NULL || *filename == '\0')
    {
      poster_api_call_refuse (call, 400, "invalid_request", "filename and contentType are required");
      return;
    }
  for (type = 0; type < G_N_ELEMENTS (types) && !g_str_equal (types[type].content_type, content_type); type++)
    ;
  if (type == G_N_ELEMENTS (types))
    {
      poster_api_call_refuse (call, 400, "invalid_request", "Content type not allowed: %s", content_type);
      return;
    }
  if (poster_json_get_int (body, "size", 0) > MAX_BYTES)
    {
      poster_api_call_refuse (call, 400, "invalid_request", "File too large. Maximum size is 5GB.");
      return;
    }
  if (getentropy (secret, sizeof secret) != 0)
    {
      poster_api_call_refuse (call, 500, "internal", "There is no randomness to make an address of.");
      return;
    }
  token = g_compute_checksum_for_data (G_CHECKSUM_SHA256, secret, sizeof secret);
  ticket = g_new0 (Ticket, 1);
  ticket->name = g_strconcat (id, types[type].extension, NULL);
  ticket->type = type;
  ticket->expires_us = now_us + VALID_US;
  upload_url = g_strconcat (call->api->base_url, "/v1/media/upload/", token, NULL);
  public_url = g_strconcat (call->api->base_url, "/v1/media/", ticket->name, NULL);
  json = json_object_new ();
  json_object_set_string_member (json, "uploadUrl", upload_url);
  json_object_set_string_member (json, "publicUrl", public_url);
  json_object_set_string_member (json, "key", ticket->name);
  json_object_set_string_member (json, "type", types[type].kind);
  json_object_set_int_member (json, "expiresIn", VALID_US / G_TIME_SPAN_SECOND);
  g_hash_table_foreach_remove (tickets, is_expired, &now_us);
  g_hash_table_insert (tickets, g_steal_pointer (&token), ticket);
  poster_api_call_reply (call, 200, json);
}

/* --- Receiving the file --- */

static void
receiving_free (Receiving *receiving)
{
  if (receiving->fd >= 0)
    close (receiving->fd);
  if (receiving->path != NULL)
    g_unlink (receiving->path);
  poster_api_call_unref (receiving->call);
  ticket_free (receiving->ticket);
  g_free (receiving->folder);
  g_free (receiving->path);
  g_free (receiving);
}

/* A thread's: durable, named by its content, and linked to. */
static void
keep_file (GTask        *task,
           gpointer      source_object,
           gpointer      task_data,
           GCancellable *cancellable)
{
  Receiving *receiving = task_data;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  g_autofree char *target = NULL;
  g_autofree char *stored = NULL;
  g_autofree char *link = g_build_filename (receiving->folder, "uploads", receiving->ticket->name, NULL);
  g_autofree char *links = g_path_get_dirname (link);
  gint64 at = 0;

  while (at < receiving->length && !g_cancellable_is_cancelled (cancellable))
    {
      gssize n = pread (receiving->fd, chunk, CHUNK_BYTES, at);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      g_checksum_update (checksum, chunk, n);
      at += n;
    }
  target = g_strconcat ("../library/", g_checksum_get_string (checksum), types[receiving->ticket->type].extension, NULL);
  stored = g_build_filename (receiving->folder, "library", target + strlen ("../library/"), NULL);
  if (at < receiving->length || fsync (receiving->fd) != 0 || g_mkdir_with_parents (links, 0700) != 0 ||
      g_rename (receiving->path, stored) != 0 || (symlink (target, link) != 0 && errno != EEXIST))
    {
      g_task_return_new_error (task, POSTER_ERROR, POSTER_ERROR_DISK_FULL, "The file could not be kept.");
      return;
    }
  g_clear_pointer (&receiving->path, g_free);
  g_task_return_boolean (task, TRUE);
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PosterApiCall) call = user_data;
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    poster_api_call_reply_text (call, 200, "{\"message\":\"File received\"}");
  else
    poster_api_call_fail (call, error);
}

static void
received_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Receiving *receiving = user_data;
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;

  if (!poster_server_exchange_receive_finish (POSTER_SERVER_EXCHANGE (object), result, &error))
    {
      poster_api_call_fail (receiving->call, error);
      receiving_free (receiving);
      return;
    }
  task = g_task_new (receiving->call->api, receiving->call->cancellable, kept_cb, poster_api_call_ref (receiving->call));
  g_task_set_task_data (task, receiving, (GDestroyNotify) receiving_free);
  g_task_run_in_thread (task, keep_file);
}

static void
receive (PosterApiCall *call)
{
  const char *data_dir = poster_store_get_data_dir (call->api->store);
  GHashTable *tickets = get_tickets (call->api);
  gint64 length = poster_server_exchange_get_length (call->exchange);
  gint64 now_us = call->now_us;
  g_autofree char *library = g_build_filename (data_dir, "library", NULL);
  g_autofree char *token = NULL;
  Receiving *receiving;
  Ticket *ticket;

  g_hash_table_foreach_remove (tickets, is_expired, &now_us);
  if (!g_hash_table_contains (tickets, call->arguments[0]))
    {
      poster_api_call_refuse (call, 403, "upload_expired", "This address takes no file, or does not any more.");
      return;
    }
  if (length < 0 || poster_server_exchange_is_chunked (call->exchange))
    {
      poster_api_call_refuse (call, 411, "length_required", "The length of the file must be told beforehand.");
      return;
    }
  if (length == 0 || length > MAX_BYTES)
    {
      poster_api_call_refuse (call, length == 0 ? 400 : 413, "invalid_request",
                              length == 0 ? "The file is empty." : "File too large. Maximum size is 5GB.");
      return;
    }
  /* One file for one address. */
  g_hash_table_steal_extended (tickets, call->arguments[0], (gpointer *) &token, (gpointer *) &ticket);
  receiving = g_new0 (Receiving, 1);
  receiving->call = poster_api_call_ref (call);
  receiving->ticket = ticket;
  receiving->folder = g_strdup (data_dir);
  receiving->length = length;
  g_mkdir_with_parents (library, 0700);
  receiving->path = g_strdup_printf ("%s/.upload-%s", library, ticket->name);
  receiving->fd = g_open (receiving->path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (receiving->fd < 0)
    {
      poster_api_call_refuse (call, 507, "disk_full", "The file could not be kept.");
      receiving_free (receiving);
      return;
    }
  poster_server_exchange_receive_async (call->exchange, receiving->fd, 0, length, call->cancellable, received_cb,
                                        receiving);
}

/**
 * poster_api_media_find:
 * @self: the server
 * @name: the last part of an address that this server gave out
 *
 * Returns: (transfer full) (nullable): the file that was sent there
 */
PosterMediaItem *
poster_api_media_find (PosterApi  *self,
                       const char *name)
{
  const char *data_dir = poster_store_get_data_dir (self->store);
  g_autofree char *link = NULL;
  g_autofree char *target = NULL;
  g_autofree char *base = NULL;
  g_autofree char *path = NULL;
  PosterMediaItem *item;

  /* Nothing of the file system is reached but by names of ours. */
  if (strlen (name) < 24 || strspn (name, "0123456789abcdef") < 24 || strchr (name, '/') != NULL)
    return NULL;
  link = g_build_filename (data_dir, "uploads", name, NULL);
  target = g_file_read_link (link, NULL);
  if (target == NULL)
    return NULL;
  base = g_path_get_basename (target);
  path = g_build_filename (data_dir, "library", base, NULL);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  item = poster_media_item_new (path);
  item->is_library = TRUE;
  item->full_hash = g_strndup (base, 64);
  return item;
}

const PosterApiRoute poster_api_media_routes[] = {
  { "POST", "/v1/media/presign", "getMediaPresignedUrl", "Get an address to send a file to", presign, 0, 200 },
  { "PUT", "/v1/media/upload/{token}", "uploadMedia", "Send a file", receive,
    POSTER_API_PUBLIC | POSTER_API_STREAMED, 200 },
  { NULL }
};
