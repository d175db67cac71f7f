/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"
#include "poster-task-thread.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Bytes go to a file and nowhere else. Files up to this size are hashed before the answer to the
 * last chunk, larger ones after it; "processing" ends no earlier than the hash is known. */
#define HASH_AT_ONCE (8 * G_GINT64_CONSTANT (1024) * 1024)

typedef struct
{
  PosterSandboxCall *call;
  JsonObject        *post;
  gint64             number;
  gint64             first;
  gint64             length;
  gint64             size;
  int                fd;
  gboolean           cut;      /* told to close half way */
} Chunk;

/* What goes on with one upload: at most one PUT at a time; a newer one ends an older one, whose
 * peer has usually died. */
typedef struct
{
  GCancellable      *cancellable;
  PosterSandboxCall *waiting;      /* (nullable) */
} Transfer;

typedef struct
{
  char *path;
  char *sha256;  /* (nullable), the result */
} Hashing;

/* The steps: begin_chunk -> received -> (hashed)? -> answer */
static void begin_chunk (PosterSandboxCall *call, JsonObject *post);

static void
chunk_free (Chunk *chunk)
{
  if (chunk->fd >= 0)
    close (chunk->fd);
  json_object_unref (chunk->post);
  g_free (chunk);
}

static gint64
get_number (PosterServerExchange  *exchange,
            char                  **token)
{
  g_autoptr(GHashTable) query = poster_sandbox_parse_form (poster_server_exchange_get_query (exchange), -1, NULL);
  const char *id = query != NULL ? g_hash_table_lookup (query, "upload_id") : NULL;
  gint64 number;

  if (id == NULL || !g_ascii_string_to_signed (id, 10, POSTER_SANDBOX_FIRST_ID, G_MAXINT64, &number, NULL))
    return 0;
  *token = g_strdup (g_hash_table_lookup (query, "upload_token"));
  return number - POSTER_SANDBOX_FIRST_ID;
}

/* Returns: (transfer full) (nullable): the post that an upload address belongs to */
static JsonObject *
find_post (PosterSandbox         *self,
           PosterServerExchange *exchange)
{
  g_autofree char *token = NULL;
  gint64 number = get_number (exchange, &token);
  g_autofree char *hash = token != NULL ? poster_sandbox_hash (token) : NULL;

  if (hash == NULL)
    return NULL;
  return poster_sandbox_store_query_one (self->store, "SELECT * FROM posts WHERE number = ? AND upload_token_hash = ?",
                                         "is", number, hash);
}

/* Returns: (transfer full) (nullable): whose upload it is, for the faults */
char *
poster_sandbox_upload_user (PosterSandbox         *self,
                            PosterServerExchange *exchange)
{
  g_autoptr(JsonObject) post = find_post (self, exchange);

  return g_strdup (poster_json_get_string (post, "handle"));
}

static char *
get_path (PosterSandbox *self,
          gint64         number)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".part", number);

  return g_build_filename (self->uploads_folder, name, NULL);
}

/* How far the upload is, as a header. */
static void
add_range (PosterSandboxCall *call,
           gint64             received,
           gint64             size)
{
  gboolean inclusive =
    g_strcmp0 (poster_sandbox_faults_get_text (call->sandbox->faults, "content_range_end"), "inclusive") == 0;
  g_autofree char *range = NULL;

  if (received == 0 && inclusive)
    range = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, size);
  else
    range = g_strdup_printf ("bytes 0-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, received - (inclusive ? 1 : 0), size);
  poster_server_exchange_add_header (call->exchange, "Content-Range", range);
}

static void
end_transfer (PosterSandbox *sandbox,
              gint64         number)
{
  Transfer *transfer = g_hash_table_lookup (sandbox->uploads, &number);
  PosterSandboxCall *waiting = transfer->waiting;
  g_autoptr(JsonObject) post = NULL;

  g_object_unref (transfer->cancellable);
  g_hash_table_remove (sandbox->uploads, &number);
  if (waiting == NULL)
    return;
  if (sandbox->store == NULL)
    {
      poster_server_exchange_drop (waiting->exchange);
      poster_sandbox_call_free (waiting);
      return;
    }
  post = find_post (sandbox, waiting->exchange);
  begin_chunk (waiting, post);
}

static void
hashing_free (Hashing *hashing)
{
  g_free (hashing->path);
  g_free (hashing->sha256);
  g_free (hashing);
}

/* In a thread: the hash of a whole file. */
static void
hash_cb (gpointer      task_data,
         GCancellable *cancellable)
{
  Hashing *hashing = task_data;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (256 * 1024);
  int fd = open (hashing->path, O_RDONLY | O_CLOEXEC);
  ssize_t count = -1;

  while (fd >= 0 && !g_cancellable_is_cancelled (cancellable) && (count = read (fd, buffer, 256 * 1024)) > 0)
    g_checksum_update (checksum, buffer, count);
  if (fd >= 0)
    close (fd);
  if (count == 0)
    hashing->sha256 = g_strdup (g_checksum_get_string (checksum));
}

static void
hash_done_cb (GTask    *task,
              gpointer  task_data)
{
  Hashing *hashing = task_data;

  if (hashing->sha256 != NULL)
    g_task_return_pointer (task, g_steal_pointer (&hashing->sha256), g_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The upload could not be hashed");
}

static void
hash_async (PosterSandbox       *self,
            gint64               number,
            gint64               size,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  GTask *task = g_task_new (self, self->cancellable, callback, user_data);
  Hashing *hashing = g_new0 (Hashing, 1);

  hashing->path = get_path (self, number);
  g_task_set_source_tag (task, hash_async);
  g_task_set_task_data (task, hashing, (GDestroyNotify) hashing_free);
  if (size > POSTER_SANDBOX_LARGE)
    poster_task_thread_run_background (task, hash_cb, hash_done_cb);
  else
    poster_task_thread_run (task, hash_cb, hash_done_cb);
}

static void
discard_file (PosterSandbox *self,
              gint64         number)
{
  g_autofree char *path = get_path (self, number);
  g_autofree char *kept = g_strdup_printf ("%.*s.video", (int) (strlen (path) - strlen (".part")), path);

  if (poster_sandbox_faults_get_flag (self->faults, "keep_files"))
    g_rename (path, kept);
  else
    g_unlink (path);
}

static void
hashed_later_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PosterSandbox *self = POSTER_SANDBOX (object);
  g_autofree gint64 *number = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *sha256 = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->store == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      poster_sandbox_end_job (self, *number);
      return;
    }
  if (sha256 == NULL)
    poster_sandbox_store_run (self->store, "UPDATE posts SET sha256 = '', fail_reason = 'internal', ready_us = ?"
                              " WHERE number = ?", "ii", poster_sandbox_get_now_us (self), *number);
  else
    poster_sandbox_store_run (self->store, "UPDATE posts SET sha256 = ? WHERE number = ?", "si", sha256, *number);
  discard_file (self, *number);
  poster_sandbox_end_job (self, *number);
}

static void
hash_later (PosterSandbox *self,
            gint64         number,
            gint64         size)
{
  poster_sandbox_begin_job (self, number);
  hash_async (self, number, size, hashed_later_cb, g_memdup2 (&number, sizeof number));
}

/* What a server that was ended left to be done; and files of uploads that will never end. */
void
poster_sandbox_resume_hashing (PosterSandbox *self)
{
  g_autoptr(JsonArray) rows =
    poster_sandbox_store_query (self->store, "SELECT number, size, committed_us FROM posts WHERE source = 'FILE_UPLOAD' AND"
                                " sha256 IS NULL AND (committed_us IS NOT NULL OR (received > 0 AND expires_us < ?))",
                                "i", poster_sandbox_get_now_us (self));

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      gint64 number = poster_json_get_int (row, "number", 0);

      if (json_object_get_null_member (row, "committed_us"))
        {
          g_autofree char *path = get_path (self, number);

          g_unlink (path);
        }
      else
        {
          hash_later (self, number, poster_json_get_int (row, "size", 0));
        }
    }
}

/* Whether a file begins like an MP4, a MOV or a WebM. */
static gboolean
looks_like_video (int fd)
{
  static const char *const boxes[] = { "ftyp", "moov", "mdat", "wide", "free", "skip", "pnot" };
  guint8 head[12] = { 0 };

  if (pread (fd, head, sizeof head, 0) < (ssize_t) sizeof head)
    return FALSE;
  if (memcmp (head, "\x1a\x45\xdf\xa3", 4) == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (boxes); i++)
    {
      if (memcmp (head + 4, boxes[i], 4) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
commit (Chunk      *chunk,
        const char *sha256)
{
  PosterSandboxCall *call = chunk->call;
  PosterSandbox *sandbox = call->sandbox;
  const char *reason = looks_like_video (chunk->fd) ? NULL : "file_format_check_failed";

  if (poster_sandbox_call_is_kind (call, "fail"))
    reason = poster_json_get_string (call->rule, "reason");
  if (!poster_sandbox_commit_post (sandbox, chunk->number, chunk->size, sha256, reason))
    {
      poster_sandbox_call_reply_text (call, 500, NULL, NULL);
      return;
    }
  if (sha256 == NULL)
    hash_later (sandbox, chunk->number, chunk->size);
  else
    discard_file (sandbox, chunk->number);
  add_range (call, chunk->size, chunk->size);
  poster_sandbox_call_reply_text (call, 201, NULL, NULL);
}

static void
hashed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PosterSandbox) self = g_object_ref (POSTER_SANDBOX (object));
  Chunk *chunk = user_data;
  gint64 number = chunk->number;
  g_autofree char *sha256 = g_task_propagate_pointer (G_TASK (result), NULL);

  if (sha256 != NULL)
    commit (chunk, sha256);
  else
    poster_sandbox_call_reply_text (chunk->call, 500, NULL, NULL);
  chunk_free (chunk);
  end_transfer (self, number);
}

static void
received_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Chunk *chunk = user_data;
  PosterSandboxCall *call = chunk->call;
  g_autoptr(PosterSandbox) sandbox = g_object_ref (call->sandbox);
  gint64 number = chunk->number;
  gint64 received = chunk->first + chunk->length;
  gboolean kept;
  g_autoptr(GError) error = NULL;

  /* Without a store the server was stopped meanwhile, and nobody will hear of this chunk. */
  if (!poster_server_exchange_receive_finish (POSTER_SERVER_EXCHANGE (object), result, &error) || chunk->cut ||
      sandbox->store == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
        {
          poster_sandbox_call_reply_text (call, 500, NULL, NULL);
        }
      else
        {
          poster_server_exchange_drop (call->exchange);
          poster_sandbox_call_free (call);
        }
      chunk_free (chunk);
      end_transfer (sandbox, number);
      return;
    }
  if (received == chunk->size && chunk->size <= HASH_AT_ONCE)
    {
      hash_async (sandbox, number, chunk->size, hashed_cb, chunk);
      return;
    }
  if (received == chunk->size)
    {
      commit (chunk, NULL);
      chunk_free (chunk);
      end_transfer (sandbox, number);
      return;
    }

  poster_sandbox_store_set_hasty (sandbox->store, TRUE);
  kept = poster_sandbox_store_run (sandbox->store, "UPDATE posts SET received = ? WHERE number = ?", "ii", received,
                                   number);
  poster_sandbox_store_set_hasty (sandbox->store, FALSE);
  if (kept)
    add_range (call, received, chunk->size);
  poster_sandbox_call_reply_text (call, kept ? 206 : 500, NULL, NULL);
  chunk_free (chunk);
  end_transfer (sandbox, number);
}

static gboolean
parse_number (const char **text,
              gint64      *number)
{
  char *end = NULL;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  *number = g_ascii_strtoll (*text, &end, 10);
  *text = end;
  return TRUE;
}

/* `bytes <first>-<last>/<total>`, and not a character more. */
static gboolean
parse_range (const char *text,
             gint64     *first,
             gint64     *last,
             gint64     *total)
{
  if (text == NULL || !g_str_has_prefix (text, "bytes "))
    return FALSE;
  text += strlen ("bytes ");
  return parse_number (&text, first) && *text++ == '-' &&
         parse_number (&text, last) && *text++ == '/' &&
         parse_number (&text, total) && *text == '\0';
}

static gboolean
is_video_type (PosterServerExchange *exchange)
{
  return poster_server_exchange_has_type (exchange, "video/mp4") ||
         poster_server_exchange_has_type (exchange, "video/quicktime") ||
         poster_server_exchange_has_type (exchange, "video/webm");
}

/* Returns: 0, or the status that refuses the chunk */
static guint
check_chunk (PosterSandboxCall *call,
             JsonObject        *post,
             gint64            *first,
             gint64            *length)
{
  PosterServerExchange *exchange = call->exchange;
  gint64 size = poster_json_get_int (post, "size", 0);
  gint64 chunk_size = poster_json_get_int (post, "chunk_size", 1);
  gint64 chunk_count = poster_json_get_int (post, "chunk_count", 1);
  gint64 received = poster_json_get_int (post, "received", 0);
  gint64 position = received / chunk_size;
  gint64 expected = position == chunk_count - 1 ? size - received : chunk_size;
  gint64 last = 0;
  gint64 total = 0;

  if (poster_json_get_string (post, "fail_reason") != NULL && poster_json_get_int (post, "ready_us", 0) != 0 &&
      poster_json_get_int (post, "committed_us", 0) == 0)
    return 404;
  if (poster_json_get_int (post, "expires_us", 0) <= call->now_us)
    return 403;
  if (poster_server_exchange_get_header (exchange, "Authorization") != NULL ||
      poster_server_exchange_is_chunked (exchange) || !is_video_type (exchange) ||
      !parse_range (poster_server_exchange_get_header (exchange, "Content-Range"), first, &last, &total) ||
      total != size || last < *first || last >= size ||
      poster_server_exchange_get_length (exchange) != last - *first + 1)
    return 400;
  *length = last - *first + 1;
  if (*first != received || poster_json_get_int (post, "committed_us", 0) != 0)
    return 416;
  return *length == expected ? 0 : 400;
}

static void
begin_chunk (PosterSandboxCall *call,
             JsonObject        *post)
{
  PosterSandbox *sandbox = call->sandbox;
  gint64 first = 0;
  gint64 length = 0;
  guint status;
  Chunk *chunk;
  Transfer *transfer;
  g_autofree char *path = NULL;

  if (post == NULL)
    {
      poster_sandbox_call_reply_text (call, 404, NULL, NULL);
      return;
    }
  if (poster_sandbox_call_is_kind (call, "expire_upload_url"))
    {
      poster_sandbox_store_run (sandbox->store, "UPDATE posts SET expires_us = ? WHERE number = ?", "ii", call->now_us,
                                poster_json_get_int (post, "number", 0));
      json_object_set_int_member (post, "expires_us", call->now_us);
    }
  status = check_chunk (call, post, &first, &length);
  if (status != 0)
    {
      if (status == 416)
        add_range (call, poster_json_get_int (post, "received", 0), poster_json_get_int (post, "size", 0));
      poster_sandbox_call_reply_text (call, status, NULL, NULL);
      return;
    }

  chunk = g_new0 (Chunk, 1);
  chunk->call = call;
  chunk->post = json_object_ref (post);
  chunk->number = poster_json_get_int (post, "number", 0);
  chunk->size = poster_json_get_int (post, "size", 0);
  chunk->first = first;
  chunk->length = length;
  chunk->cut = poster_sandbox_call_is_kind (call, "drop_mid_body");
  path = get_path (sandbox, chunk->number);
  chunk->fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (chunk->fd < 0)
    {
      chunk_free (chunk);
      poster_sandbox_call_reply_text (call, 500, NULL, NULL);
      return;
    }
  transfer = g_new0 (Transfer, 1);
  transfer->cancellable = g_cancellable_new ();
  g_hash_table_insert (sandbox->uploads, g_memdup2 (&chunk->number, sizeof chunk->number), transfer);
  if (poster_sandbox_call_is_kind (call, "slow"))
    poster_server_exchange_set_delivery (call->exchange, POSTER_SERVER_DELIVERY_SLOW,
                                          (int) MIN (poster_json_get_int (call->rule, "pieces", 10), G_MAXINT),
                                          poster_json_get_int (call->rule, "interval_us", 100000));
  poster_server_exchange_receive_async (call->exchange, chunk->fd, first, chunk->cut ? length / 2 : length,
                                         transfer->cancellable, received_cb, chunk);
}

/* PUT to an upload address */
void
poster_sandbox_upload (PosterSandboxCall *call)
{
  g_autoptr(JsonObject) post = find_post (call->sandbox, call->exchange);
  gint64 number = poster_json_get_int (post, "number", 0);
  Transfer *transfer = g_hash_table_lookup (call->sandbox->uploads, &number);

  if (transfer == NULL)
    {
      begin_chunk (call, post);
      return;
    }
  if (transfer->waiting != NULL)
    {
      poster_server_exchange_drop (transfer->waiting->exchange);
      poster_sandbox_call_free (transfer->waiting);
    }
  transfer->waiting = call;
  g_cancellable_cancel (transfer->cancellable);
}
