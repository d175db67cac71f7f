/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-late.h"

#include "poster-json.h"

#include <string.h>

/* Addresses of media that lie elsewhere. */
static JsonArray *
list_foreign (JsonObject *fields)
{
  JsonArray *items = poster_json_get_array (fields, "mediaItems");
  JsonArray *foreign = json_array_new ();

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      const char *url = poster_sandbox_late_row_text (json_array_get_object_element (items, i), "url");

      if (strstr (url, "/late-media/") == NULL)
        json_array_add_string_element (foreign, url);
    }
  return foreign;
}

static JsonObject *
post_entry (PosterSandbox *self,
            JsonObject    *row)
{
  g_autoptr(JsonObject) post = poster_json_parse_object (poster_json_get_string (row, "data"), -1, NULL);
  JsonObject *fields = poster_json_get_object (post, "fields");
  JsonArray *targets = poster_json_get_array (post, "targets");
  g_autoptr(GString) hashes = g_string_new (NULL);
  g_autofree char *hash = NULL;
  JsonArray *accounts = json_array_new ();
  JsonObject *entry = json_object_new ();

  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      g_autofree char *of_target = poster_sandbox_late_content_hash (self, fields, target, FALSE);

      g_string_append (hashes, of_target);
      json_array_add_string_element (accounts, poster_sandbox_late_row_text (target, "accountId"));
    }
  hash = poster_sandbox_hash (hashes->len > 0 ? hashes->str : poster_sandbox_late_row_text (fields, "content"));
  json_object_set_string_member (entry, "postId", poster_json_get_string (row, "id"));
  json_object_set_string_member (entry, "handle", poster_json_get_string (row, "handle"));
  json_object_set_member (entry, "requestId", json_node_copy (json_object_get_member (row, "request_id")));
  json_object_set_string_member (entry, "mode", poster_sandbox_late_row_text (post, "mode"));
  json_object_set_string_member (entry, "content", poster_sandbox_late_row_text (fields, "content"));
  json_object_set_string_member (entry, "contentHash", hash);
  json_object_set_array_member (entry, "accounts", accounts);
  json_object_set_member (entry, "createdUs", json_node_copy (json_object_get_member (row, "created_us")));
  json_object_set_string_member (entry, "status", poster_sandbox_late_row_text (row, "status"));
  json_object_set_member (entry, "deletedUs", json_node_copy (json_object_get_member (row, "deleted_us")));
  json_object_set_array_member (entry, "foreignMedia", list_foreign (fields));
  if (poster_json_get_string (post, "unknownMembers") != NULL)
    json_object_set_string_member (entry, "unknownMembers", poster_json_get_string (post, "unknownMembers"));
  else
    json_object_set_null_member (entry, "unknownMembers");
  return entry;
}

static gint64
count_row (PosterSandbox *self,
           const char    *sql)
{
  g_autoptr(JsonObject) row = poster_sandbox_store_query_one (self->store, sql, "");

  return poster_json_get_int (row, "n", 0);
}

/**
 * poster_sandbox_late_dup_ledger:
 * @self: a sandbox that has been started
 *
 * What was posted by way of hosted Late; see poster-sandbox-late.h.
 *
 * Returns: (transfer full): the member `late` of the ledger
 */
JsonObject *
poster_sandbox_late_dup_ledger (PosterSandbox *self)
{
  g_autoptr(JsonArray) rows = NULL;
  JsonObject *ledger = json_object_new ();
  JsonObject *counts = json_object_new ();
  JsonArray *posts = json_array_new ();

  poster_sandbox_late_settle (self);
  rows = poster_sandbox_store_query (
      self->store,
      "SELECT p.*, u.handle FROM late_posts p JOIN late_users u ON u.id = p.user"
      " WHERE p.filled IS NULL AND p.data IS NOT NULL ORDER BY p.number",
      "");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    json_array_add_object_element (posts, post_entry (self, json_array_get_object_element (rows, i)));
  json_object_set_array_member (ledger, "posts", posts);
  json_object_set_array_member (
      ledger, "publishes",
      poster_sandbox_store_query (
          self->store,
          "SELECT l.post AS postId, u.handle, l.account AS accountId,"
          " l.platform, l.at_us AS atUs, l.hash AS contentHash, l.outcome,"
          " l.attempt FROM late_publishes l JOIN late_users u ON u.id = l.user"
          " ORDER BY l.number",
          ""));
  json_object_set_array_member (
      ledger, "uploads",
      poster_sandbox_store_query (self->store,
                                  "SELECT key, content_type AS contentType, size, sha256,"
                                  " uploaded_us AS uploadedUs FROM late_media WHERE"
                                  " uploaded_us IS NOT NULL ORDER BY uploaded_us, key",
                                  ""));
  json_object_set_int_member (counts, "posts", json_array_get_length (posts));
  json_object_set_int_member (
      counts, "publishes",
      count_row (self, "SELECT count(*) AS n FROM late_publishes WHERE outcome = 'published'"));
  json_object_set_int_member (
      counts, "failures",
      count_row (self, "SELECT count(*) AS n FROM late_publishes WHERE outcome = 'failed'"));
  json_object_set_int_member (
      counts, "doubles",
      count_row (self, "SELECT count(*) - count(DISTINCT hash) AS n FROM late_publishes WHERE"
                       " outcome = 'published'"));
  json_object_set_int_member (
      counts, "uploads",
      count_row (self, "SELECT count(*) AS n FROM late_media WHERE uploaded_us IS NOT NULL"));
  json_object_set_object_member (ledger, "counts", counts);
  return ledger;
}
