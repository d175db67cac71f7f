/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

#define MAX_SIZE (5 * G_GINT64_CONSTANT (1024) * 1024 * 1024)

static const char *const types[] = {
  "image/jpeg", "image/jpg",   "image/png",       "image/webp", "image/gif",
  "video/mp4",  "video/mpeg",  "video/quicktime", "video/avi",  "video/x-msvideo",
  "video/webm", "video/x-m4v", "application/pdf", NULL,
};

/* What a presigned upload is made of. */
typedef struct
{
  PosterSandboxCall *call;
  JsonObject        *media;
  GChecksum         *checksum;  /* (nullable) */
} Put;

/* Names in addresses: what is safe, the rest an underscore. */
static char *
clean_name (const char *filename)
{
  g_autofree char *base = g_path_get_basename (filename);

  return g_strdup (g_strcanon (base, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", '_'));
}

void
poster_sandbox_late_presign (PosterSandboxCall *call)
{
  /* Both spellings (reference late-api, section 6). */
  static const char *const members[] = { "filename", "s", "fileName", "s", "contentType", "s",
                                         "fileType", "s", "size",     "i", NULL };
  PosterSandbox *self = call->sandbox;
  const char *filename = poster_json_get_string (call->body, "filename");
  const char *type = poster_json_get_string (call->body, "contentType");
  gint64 size = poster_json_get_int (call->body, "size", 0);
  const char *storage = poster_sandbox_faults_get_text (self->faults, "upload_base_url");
  gint64 lifetime_us = poster_sandbox_faults_get_int (self->faults, "upload_lifetime_us");
  g_autofree char *name = NULL;
  g_autofree char *random = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *key = NULL;
  g_autofree char *upload_url = NULL;
  g_autofree char *public_url = NULL;
  JsonObject *json;

  if (!poster_sandbox_late_check_types (call, call->body, "", members))
    return;
  filename = filename != NULL ? filename : poster_json_get_string (call->body, "fileName");
  type = type != NULL ? type : poster_json_get_string (call->body, "fileType");
  if (filename == NULL || *filename == '\0' || type == NULL || *type == '\0')
    {
      poster_sandbox_late_refuse (call, 400, "missing_field", "filename and contentType are required");
      return;
    }
  if (!g_strv_contains (types, type) &&
      (poster_sandbox_late_is_early (self) || !g_str_has_prefix (type, "audio/")))
    {
      poster_sandbox_late_refuse (call, 400, "invalid_type", "Content type not allowed: %s", type);
      return;
    }
  if (size > MAX_SIZE)
    {
      poster_sandbox_late_refuse (call, 400, "file_too_large", "File too large. Maximum size is 5GB.");
      return;
    }
  name = clean_name (filename);
  random = poster_sandbox_new_secret ("", 8);
  signature = poster_sandbox_new_secret ("", 32);
  hash = poster_sandbox_hash (signature);
  key = g_strdup_printf ("temp/%" G_GINT64_FORMAT "_%s_%s", call->now_us / 1000, random, name);
  poster_sandbox_store_run (
      self->store,
      "INSERT INTO late_media (key, user, content_type, declared, token_hash, created_us,"
      " expires_us) VALUES (?, ?, ?, ?, ?, ?, ?)",
      "sssisii", key, poster_sandbox_late_user_id (call), type, size, hash, call->now_us,
      poster_sandbox_call_is_kind (call, "expire_upload_url") ? call->now_us
                                                              : call->now_us + lifetime_us);
  upload_url = g_strdup_printf (
      "%s/late-storage/%s?X-Amz-Expires=%" G_GINT64_FORMAT "&X-Amz-Signature=%s",
      storage != NULL ? storage : self->base_url, key, lifetime_us / G_USEC_PER_SEC, signature);
  public_url = g_strdup_printf ("%s/late-media/%s", self->base_url, key);
  json = json_object_new ();
  json_object_set_string_member (json, "uploadUrl", upload_url);
  json_object_set_string_member (json, "publicUrl", public_url);
  json_object_set_string_member (json, "key", key);
  if (poster_sandbox_late_is_early (self))
    json_object_set_string_member (json, "type", g_str_has_prefix (type, "image/") ? "image"
                                   : g_str_has_prefix (type, "video/") ? "video" : "document");
  else
    json_object_set_int_member (json, "expiresIn", lifetime_us / G_USEC_PER_SEC);
  poster_sandbox_late_reply (call, 200, json);
}

/* Returns: (transfer full) (nullable): what was uploaded to @url, if that is one of ours */
JsonObject *
poster_sandbox_late_find_media (PosterSandbox *self,
                                const char    *url,
                                gboolean      *is_ours)
{
  const char *path = strstr (url, "/late-media/");

  *is_ours = path != NULL && g_str_has_prefix (url, "http://127.0.0.1:");
  if (!*is_ours)
    return NULL;
  return poster_sandbox_store_query_one (
      self->store, "SELECT * FROM late_media WHERE key = ? AND uploaded_us IS NOT NULL", "s",
      path + strlen ("/late-media/"));
}

/* Returns: (transfer full) (nullable): the handle of whose upload it is, for the faults */
char *
poster_sandbox_late_dup_put_user (PosterSandboxCall *call)
{
  g_autofree char *key = g_strconcat ("temp/", call->argument, NULL);
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (
      call->sandbox->store,
      "SELECT u.handle FROM late_media m JOIN late_users u ON u.id = m.user"
      " WHERE m.key = ?",
      "s", key);

  return g_strdup (poster_json_get_string (row, "handle"));
}

/* The storage speaks XML, as such do. */
static void
refuse_put (PosterSandboxCall *call,
            guint              status,
            const char        *code,
            const char        *message)
{
  g_autofree char *xml = g_strdup_printf ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code>"
                                          "<Message>%s</Message></Error>", code, message);

  poster_sandbox_call_reply_text (call, status, "application/xml", xml);
}

static void
put_free (Put *put)
{
  json_object_unref (put->media);
  if (put->checksum != NULL)
    g_checksum_free (put->checksum);
  g_free (put);
}

static void
put_received_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Put *put = user_data;
  PosterSandboxCall *call = put->call;
  PosterSandbox *self = call->sandbox;
  gboolean whole = poster_server_exchange_receive_finish (POSTER_SERVER_EXCHANGE (object), result, NULL);

  if (!whole || self->store == NULL || poster_sandbox_call_is_kind (call, "drop_mid_body"))
    {
      poster_server_exchange_drop (call->exchange);
      poster_sandbox_call_free (call);
      put_free (put);
      return;
    }
  poster_sandbox_store_run (
      self->store, "UPDATE late_media SET size = ?, sha256 = ?, uploaded_us = ? WHERE key = ?",
      "isis", poster_server_exchange_get_length (call->exchange),
      put->checksum != NULL ? g_checksum_get_string (put->checksum) : NULL, call->now_us,
      poster_json_get_string (put->media, "key"));
  poster_sandbox_late_add_headers (call);
  poster_sandbox_call_reply_text (call, 200, NULL, NULL);
  put_free (put);
}

/* The bytes of an upload: counted, hashed and forgotten. */
void
poster_sandbox_late_put (PosterSandboxCall *call)
{
  PosterSandbox *self = call->sandbox;
  const char *signature = poster_sandbox_late_query (call, "X-Amz-Signature");
  g_autofree char *hash = signature != NULL ? poster_sandbox_hash (signature) : NULL;
  g_autofree char *key = g_strconcat ("temp/", call->argument, NULL);
  gint64 length = poster_server_exchange_get_length (call->exchange);
  g_autoptr(JsonObject) media = poster_sandbox_store_query_one (
      self->store, "SELECT * FROM late_media WHERE key = ? AND token_hash = ?", "ss", key, hash);
  gint64 declared = poster_json_get_int (media, "declared", 0);
  gboolean cut = poster_sandbox_call_is_kind (call, "drop_mid_body");
  Put *put;

  if (media == NULL)
    refuse_put (call, 403, "SignatureDoesNotMatch", "The request signature does not match");
  else if (poster_json_get_int (media, "expires_us", 0) <= call->now_us ||
           poster_sandbox_call_is_kind (call, "expire_upload_url"))
    refuse_put (call, 403, "AccessDenied", "Request has expired");
  else if (poster_server_exchange_get_header (call->exchange, "Authorization") != NULL)
    refuse_put (call, 400, "InvalidArgument", "Only one auth mechanism allowed");
  else if (poster_server_exchange_is_chunked (call->exchange))
    refuse_put (call, 411, "MissingContentLength", "The Content-Length header is required");
  else if (!poster_server_exchange_has_type (call->exchange, poster_json_get_string (media, "content_type")))
    refuse_put (call, 403, "SignatureDoesNotMatch", "The Content-Type is not the one that was signed");
  else if (length > MAX_SIZE || length == 0)
    refuse_put (call, 400, length == 0 ? "IncompleteBody" : "EntityTooLarge", "The size is not allowed");
  else if (declared > 0 && length != declared)
    refuse_put (call, 400, "IncompleteBody", "The size is not the one that was announced");
  else
    {
      put = g_new0 (Put, 1);
      put->call = call;
      put->media = json_object_ref (media);
      put->checksum = length <= POSTER_SANDBOX_LATE_MAX_HASH ? g_checksum_new (G_CHECKSUM_SHA256) : NULL;
      if (poster_sandbox_call_is_kind (call, "slow"))
        poster_server_exchange_set_delivery (
            call->exchange, POSTER_SERVER_DELIVERY_SLOW,
            (int) MIN (poster_json_get_int (call->rule, "pieces", 10), G_MAXINT),
            poster_json_get_int (call->rule, "interval_us", 100000));
      poster_server_exchange_measure_async (call->exchange, put->checksum,
                                             cut ? length / 2 : length, self->cancellable,
                                             put_received_cb, put);
    }
}

/* What lies at a public address: what is known of it, as the bytes are not kept. */
void
poster_sandbox_late_media (PosterSandboxCall *call)
{
  g_autofree char *key = g_strconcat ("temp/", call->argument, NULL);
  g_autoptr(JsonObject) media = poster_sandbox_store_query_one (
      call->sandbox->store,
      "SELECT key, content_type, size, sha256 FROM late_media WHERE key = ?"
      " AND uploaded_us IS NOT NULL",
      "s", key);
  g_autofree char *text = NULL;

  if (media == NULL)
    {
      poster_sandbox_call_reply_text (call, 404, NULL, NULL);
      return;
    }
  text = poster_json_to_text (media, FALSE);
  poster_sandbox_call_reply_text (call, 200, "application/json", text);
}
