/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-sandbox"

#include "poster-sandbox-private.h"

#include "poster-json.h"
#include "poster-sandbox-late.h"

#include <string.h>

/* A row of the table of posts, as the ledger tells it. */
static JsonObject *
new_entry (PosterSandbox *self,
           JsonObject    *post,
           gint64         now_us)
{
  static const char *const members[] = { "publish_id", "kind", "source", "handle", "client_key", "url", "size",
                                         "received", "sha256", "chunk_size", "chunk_count", "created_us",
                                         "committed_us", "ready_us", "posted_us", "fail_reason" };
  const char *info = poster_json_get_string (post, "post_info");
  gint64 post_id = poster_json_get_int (post, "post_id", 0);
  JsonObject *entry = json_object_new ();
  JsonArray *photos;

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_member (entry, members[i], json_node_copy (json_object_get_member (post, members[i])));
  json_object_set_object_member (entry, "post_info", info != NULL ? poster_json_parse_object (info, -1, NULL)
                                                                  : json_object_new ());
  if (post_id != 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, post_id);

      json_object_set_string_member (entry, "post_id", text);
    }
  json_object_set_string_member (entry, "state", poster_sandbox_post_state (post, now_us));
  photos = poster_sandbox_store_query (self->store, "SELECT url, sha256, size FROM photos WHERE post = ?"
                                       " ORDER BY position", "i", poster_json_get_int (post, "number", 0));
  json_object_set_array_member (entry, "photos", photos);
  return entry;
}

static JsonObject *
count_requests (PosterSandbox *self)
{
  JsonObject *counts = json_object_new ();
  GHashTableIter iter;
  gpointer name;
  gpointer count;

  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &name, &count))
    json_object_set_int_member (counts, name, GPOINTER_TO_INT (count));
  return counts;
}

/**
 * poster_sandbox_dup_ledger:
 * @self: a sandbox that has been started
 *
 * What the sandbox received, and what became of it; the truth that tests compare a program's own
 * memory with. It holds no secret.
 *
 * - `inits`: every reservation: `publish_id` `kind` (`video` `inbox_video` `photo` `inbox_photo`)
 *   `source` `handle` `client_key` `post_info` `state` `size` `received` `sha256` `url` `photos`
 *   (each `url` `sha256` `size`) `created_us` `committed_us` `ready_us` `posted_us`
 *   `fail_reason` `post_id`
 * - `publications`: those of them whose content has arrived, each exactly once
 * - `tokens`: every pair that was issued: `at_us` `grant_type` `client_key` `handle` `scopes`
 * - `counts`: `inits`, `publications`, and of these `published`, `inbox`, `failed`, `processing`;
 *   `tokens`
 * - `late`: of hosted Late, see poster-sandbox-late.h
 * - `requests`: how many came to each endpoint since this server started
 *
 * Returns: (transfer full): the ledger
 */
JsonObject *
poster_sandbox_dup_ledger (PosterSandbox *self)
{
  g_autoptr(JsonArray) posts = NULL;
  gint64 now_us = poster_sandbox_get_now_us (self);
  gint64 published = 0;
  gint64 inbox = 0;
  gint64 failed = 0;
  JsonArray *inits = json_array_new ();
  JsonArray *publications = json_array_new ();
  JsonArray *tokens;
  JsonObject *counts = json_object_new ();
  JsonObject *ledger = json_object_new ();

  posts = poster_sandbox_store_query (self->store, "SELECT * FROM posts ORDER BY number", "");
  for (guint i = 0; i < json_array_get_length (posts); i++)
    {
      JsonObject *post = json_array_get_object_element (posts, i);
      const char *state = poster_sandbox_post_state (post, now_us);

      json_array_add_object_element (inits, new_entry (self, post, now_us));
      if (json_object_get_null_member (post, "committed_us"))
        continue;
      json_array_add_object_element (publications, new_entry (self, post, now_us));
      published += strcmp (state, "PUBLISH_COMPLETE") == 0;
      inbox += strcmp (state, "SEND_TO_USER_INBOX") == 0;
      failed += strcmp (state, "FAILED") == 0;
    }
  tokens = poster_sandbox_store_query (self->store, "SELECT at_us, grant_type, client_key, handle, scopes"
                                       " FROM token_issues ORDER BY number", "");
  json_object_set_int_member (counts, "inits", json_array_get_length (inits));
  json_object_set_int_member (counts, "publications", json_array_get_length (publications));
  json_object_set_int_member (counts, "published", published);
  json_object_set_int_member (counts, "inbox", inbox);
  json_object_set_int_member (counts, "failed", failed);
  json_object_set_int_member (counts, "processing", json_array_get_length (publications) - published - inbox - failed);
  json_object_set_int_member (counts, "tokens", json_array_get_length (tokens));
  json_object_set_array_member (ledger, "inits", inits);
  json_object_set_array_member (ledger, "publications", publications);
  json_object_set_array_member (ledger, "tokens", tokens);
  json_object_set_object_member (ledger, "counts", counts);
  json_object_set_object_member (ledger, "late", poster_sandbox_late_dup_ledger (self));
  json_object_set_object_member (ledger, "requests", count_requests (self));
  return ledger;
}
